//! What begins or ends inside a period of several years, and salvage.
