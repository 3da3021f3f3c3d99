//! Slips in a case that are refused or drawn attention to.
