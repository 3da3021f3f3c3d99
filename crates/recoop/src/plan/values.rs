//! The values of a plan in terms of the network: no column, no row, no set of the formulation.
//!
//! Everything downstream (tables, summary, audit) reads these. Values that are zero are left out. Positions refer to the
//! vectors of [`Network`](recoop_case::Network); `state` to those of its tree.

use recoop_case::positions::{LeafAt, PeriodAt, StateAt};

/// A plant running a mode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunValue {
    /// Facility.
    pub facility: usize,
    /// Mode of its technology.
    pub mode: usize,
    /// Whether its tracked outputs are of compliant origin. False where origins are not tracked.
    pub compliant: bool,
    /// State.
    pub state: StateAt,
    /// Activity, t/yr.
    pub activity_t: f64,
}

/// A material that a run used or made: which pool it came from or went to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlowValue {
    /// Position in [`PlanValues::runs`].
    pub run: usize,
    /// Material.
    pub material: usize,
    /// Pool.
    pub compliant: bool,
    /// t/yr: positive made, negative used.
    pub amount_t: f64,
}

/// A commitment to build.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BuildValue {
    /// Facility.
    pub facility: usize,
    /// State of commitment.
    pub state: StateAt,
    /// First calendar year on line.
    pub online_year: i32,
    /// Period in which it comes on line.
    pub online_period: PeriodAt,
    /// Capacity, t/yr.
    pub size_t: f64,
    /// Plants, or modules.
    pub count: f64,
    /// Capital cost as in the program (linear between breakpoints; opening the site included), MUSD.
    pub capex_musd: f64,
    /// Whether the site's opening is paid with it, apart from the plant's cost.
    pub opens: bool,
}

/// Capacity of a facility in a state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CapacityValue {
    /// Facility.
    pub facility: usize,
    /// State.
    pub state: StateAt,
    /// What stands, t/yr.
    pub installed_t: f64,
    /// What can work after ramp-up and availability, t/yr.
    pub usable_t: f64,
    /// What is used, t/yr.
    pub used_t: f64,
}

/// Capacity that counts as worth something at the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeepValue {
    /// Position in [`PlanValues::builds`].
    pub build: usize,
    /// Position in the tree's leaves.
    pub leaf: LeafAt,
    /// t/yr.
    pub kept_t: f64,
}

/// A trade.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TradeValue {
    /// Offer.
    pub offer: usize,
    /// Pool that it enters or leaves.
    pub compliant: bool,
    /// State.
    pub state: StateAt,
    /// t/yr.
    pub amount_t: f64,
}

/// A shipment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShipmentValue {
    /// Lane.
    pub lane: usize,
    /// Pool that it leaves.
    pub from_compliant: bool,
    /// Pool that it enters.
    pub to_compliant: bool,
    /// The market where it was bought, where the duty depends on it.
    pub bought_at: Option<usize>,
    /// State.
    pub state: StateAt,
    /// t/yr.
    pub amount_t: f64,
}

/// Material that leaves a pool of a place otherwise: downgraded, or disposed of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeaveValue {
    /// Material.
    pub material: usize,
    /// Region.
    pub region: usize,
    /// Pool that it leaves.
    pub compliant: bool,
    /// State.
    pub state: StateAt,
    /// t/yr.
    pub amount_t: f64,
}

/// A stock at the end of a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StockValue {
    /// Stock.
    pub stock: usize,
    /// State.
    pub state: StateAt,
    /// t.
    pub level_t: f64,
}

/// A demand in a state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServiceValue {
    /// Demand.
    pub demand: usize,
    /// State.
    pub state: StateAt,
    /// Pool that serves it.
    pub compliant: bool,
    /// t/yr.
    pub demanded_t: f64,
    /// t/yr.
    pub served_t: f64,
    /// t/yr.
    pub short_t: f64,
}

/// Metric tons topped up by a price floor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TopUpValue {
    /// Policy.
    pub policy: usize,
    /// Position in the policy's materials.
    pub material: usize,
    /// The market where it is sold, where the price depends on it.
    pub sold_at: Option<usize>,
    /// State.
    pub state: StateAt,
    /// t/yr.
    pub amount_t: f64,
}

/// Equity put in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InvestValue {
    /// Member who pays.
    pub member: usize,
    /// Owner whose plants it pays for; the cooperative when pooled.
    pub purse: usize,
    /// State.
    pub state: StateAt,
    /// Year of the state in which it is paid.
    pub year: i32,
    /// MUSD in that year.
    pub amount_musd: f64,
}

/// A service level given up in a scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MissValue {
    /// Demand.
    pub demand: usize,
    /// Position in the tree's leaves.
    pub leaf: LeafAt,
}

/// All values of a plan.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "each is documented at its type")]
pub struct PlanValues {
    pub runs: Vec<RunValue>,
    pub flows: Vec<FlowValue>,
    pub builds: Vec<BuildValue>,
    pub capacity: Vec<CapacityValue>,
    pub keeps: Vec<KeepValue>,
    pub trades: Vec<TradeValue>,
    pub shipments: Vec<ShipmentValue>,
    pub downgrades: Vec<LeaveValue>,
    pub disposals: Vec<LeaveValue>,
    pub stocks: Vec<StockValue>,
    /// One for every demand and state with a quantity, zero or not.
    pub service: Vec<ServiceValue>,
    pub top_ups: Vec<TopUpValue>,
    pub invests: Vec<InvestValue>,
    pub misses: Vec<MissValue>,
}

/// What the plan is worth in a scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScenarioValue {
    /// Position in the tree's leaves.
    pub leaf: LeafAt,
    /// Probability.
    pub probability: f64,
    /// Net present value, MUSD.
    pub npv_musd: f64,
}

/// What a material is worth at a place: the dual of its balance, undiscounted and without the weight of its state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PriceValue {
    /// Material.
    pub material: usize,
    /// Region.
    pub region: usize,
    /// Pool.
    pub compliant: bool,
    /// State.
    pub state: StateAt,
    /// USD/kg.
    pub price_usd_per_kg: f64,
}
