//! The declarations of the column families; `variables.rs` writes them.

use super::family::{ColFamily, Resource, Subject, When};

/// What operates in a state and no member brings.
const OPERATING: ColFamily = ColFamily {
    name: "",
    unit: "t/yr",
    subject: Subject::Nothing,
    when: When::State,
    operates: true,
    lower: None,
    upper: None,
    rule: "a bound",
    noun: "bounds of",
};

/// What is invested and no member brings.
const SETTLED: ColFamily = ColFamily { operates: false, ..OPERATING };

/// `run[facility,mode,state]`.
pub const RUN: ColFamily = ColFamily { name: "run", subject: Subject::Run, rule: "what a plant does", ..OPERATING };
/// `installed[facility,state]`.
pub const INSTALLED: ColFamily =
    ColFamily { name: "installed", subject: Subject::Facility, rule: "what stands of a plant", ..SETTLED };
/// `build[slot,segment]`.
pub const BUILD: ColFamily = ColFamily {
    name: "build",
    unit: "1",
    subject: Subject::Slot,
    when: When::Commitment,
    upper: Some(Resource::Site),
    rule: "the size of a plant",
    noun: "plants of",
    ..SETTLED
};
/// `size[slot,segment]`.
pub const SIZE: ColFamily = ColFamily { name: "size", unit: "t/yr", noun: "size of", ..BUILD };
/// `open[slot]`.
pub const OPEN: ColFamily = ColFamily { name: "open", rule: "a bound", ..BUILD };
/// `keep[slot,scenario]`.
pub const KEEP: ColFamily = ColFamily { name: "keep", subject: Subject::Slot, when: When::Scenario, ..SETTLED };
/// `buy[offer,state]`.
pub const BUY: ColFamily = ColFamily {
    name: "buy",
    subject: Subject::Offer,
    upper: Some(Resource::Market),
    rule: "what can be bought",
    noun: "the offer of",
    ..OPERATING
};
/// `sell[offer,state]`.
pub const SELL: ColFamily = ColFamily { name: "sell", rule: "what can be sold", ..BUY };
/// `ship[shipment,state]`.
pub const SHIP: ColFamily = ColFamily {
    name: "ship",
    subject: Subject::Shipment,
    rule: "what can be shipped",
    noun: "the lane of",
    ..OPERATING
};
/// `downgrade[material,region,state]`.
pub const DOWNGRADE: ColFamily = ColFamily {
    name: "downgrade",
    subject: Subject::Downgrade,
    rule: "compliant material may pass as unrestricted, not the other way",
    ..OPERATING
};
/// `dispose[place,state]`.
pub const DISPOSE: ColFamily =
    ColFamily { name: "dispose", subject: Subject::Place, rule: "what can be disposed of", ..OPERATING };
/// `hold[stock,state]`.
pub const HOLD: ColFamily = ColFamily {
    name: "hold",
    unit: "t",
    subject: Subject::Stock,
    lower: Some(Resource::Stock),
    upper: Some(Resource::Room),
    rule: "what a stock has to hold, and what fits",
    noun: "stocks of",
    ..OPERATING
};
/// `serve[demand,state]`.
pub const SERVE: ColFamily =
    ColFamily { name: "serve", subject: Subject::Demand, rule: "what can be served", ..OPERATING };
/// `short[demand,state]`.
pub const SHORT: ColFamily = ColFamily { name: "short", ..SERVE };
/// `miss[demand,scenario]`.
pub const MISS: ColFamily = ColFamily {
    name: "miss",
    unit: "1",
    subject: Subject::Demand,
    when: When::Scenario,
    upper: Some(Resource::Demand),
    noun: "the chance of",
    ..SETTLED
};
/// `top_up[floor,state]`.
pub const TOP_UP: ColFamily = ColFamily { name: "top_up", subject: Subject::Floor, ..OPERATING };
/// `invest[member,purse,year]`.
pub const INVEST: ColFamily = ColFamily {
    name: "invest",
    unit: "MUSD",
    subject: Subject::Member,
    when: When::Year,
    rule: "what a member puts in",
    noun: "equity of",
    ..SETTLED
};
/// `earn[state]`.
pub const EARN: ColFamily = ColFamily { name: "earn", unit: "MUSD/yr", subject: Subject::State, ..SETTLED };
/// `lose[scenario]`.
pub const LOSE: ColFamily =
    ColFamily { name: "lose", unit: "MUSD", subject: Subject::Leaf, when: When::Scenario, ..SETTLED };
/// `threshold`.
pub const THRESHOLD: ColFamily = ColFamily { name: "threshold", unit: "MUSD", when: When::Always, ..SETTLED };
