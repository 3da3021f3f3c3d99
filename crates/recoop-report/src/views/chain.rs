//! Flows along the chain: from mines and markets through plants to end users.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Series;
use super::names::Bloc;

/// The chain as a network of flows, for any state and member. Flows into a box and out of it differ where tonnes do (what is lost, what is
/// used up beside, oxide that becomes metal).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Chain {
    /// Boxes.
    pub boxes: Vec<ChainBox>,
    /// Flows between them.
    pub flows: Vec<ChainFlow>,
}

/// What a box is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BoxKind {
    /// Plants of a stage.
    Plants,
    /// A material in the regions of a bloc.
    Material,
    /// Markets at which is bought.
    Purchases,
    /// Markets at which is sold.
    Sales,
    /// End users.
    Users,
    /// Stocks that are drawn on.
    FromStock,
    /// Stocks that are filled.
    ToStock,
    /// What is got rid of.
    Disposal,
}

/// A box of the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ChainBox {
    /// What it is.
    pub kind: BoxKind,
    /// Its name: stage, form of the material, or end use; empty for the others.
    pub name: String,
    /// Whose regions it is in; of markets: who decides over them.
    pub bloc: Bloc,
    /// Column from left to right.
    pub column: usize,
}

/// A flow between two boxes. Several with the same ends differ in the member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ChainFlow {
    /// Box that it leaves.
    pub from: usize,
    /// Box that it enters.
    pub to: usize,
    /// Whose plant, access or need it is; none for what is shipped.
    pub member: Option<usize>,
    /// Form of the material: an id.
    pub form: String,
    /// Whether it runs from right to left, or closes a circle (recycling, goods that are shipped to and fro): not for a Sankey layout.
    pub back: bool,
    /// t/yr.
    pub amount_t: Series,
}
