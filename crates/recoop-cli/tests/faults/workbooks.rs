//! Workbooks that are refused, read whole, or contained.
