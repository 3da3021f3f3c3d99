//! Positions in the lists of [`Sets`](super::Sets), by the rule of `recoop_case::positions`.

program::positions! {
    /// A pool of a material in a region, in [`Sets::places`](super::Sets::places).
    PlaceAt,
}
