//! Explanations of a plan and comparisons of two.
