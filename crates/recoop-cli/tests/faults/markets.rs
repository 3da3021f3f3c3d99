//! Prices, floors and duties do not depend on the order of rows.
