//! Every rule can fail.
