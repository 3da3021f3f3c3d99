//! One file for each constraint; the file's name is the function's, the row family's, the key of its dual in the results, and
//! its heading in docs/formulation.md.

mod build_limit;
mod capacity_limit;
mod capacity_roll;
mod capital_limit;
mod cash_flow;
mod demand_met;
mod duty_bought;
mod lane_limit;
mod lifetime_limit;
mod material_balance;
mod open_limit;
mod ore_depletion;
mod price_floor;
mod ramp_limit;
mod salvage_limit;
mod service_level;
mod site_limit;
mod size_limit;

pub use build_limit::{BUILD_LIMIT, ONE_SEGMENT, build_limit, one_segment};
pub use capacity_limit::{CAPACITY_LIMIT, capacity_limit};
pub use capacity_roll::{CAPACITY_ROLL, capacity_roll};
pub use capital_limit::{CAPITAL_LIMIT, CAPITAL_SOURCE, CAPITAL_TOTAL, capital_limit, capital_source, capital_total};
pub use cash_flow::{CASH_FLOW, TAIL_LOSS, cash_flow, tail_loss};
pub use demand_met::{DEMAND_MET, demand_met};
pub use duty_bought::{DUTY_BOUGHT, duty_bought};
pub use lane_limit::{LANE_LIMIT, lane_limit};
pub use lifetime_limit::{LIFETIME_LIMIT, lifetime_limit};
pub use material_balance::{MATERIAL_BALANCE, material_balance};
pub use open_limit::{OPEN_LIMIT, OPEN_ONCE, open_limit, open_once};
pub use ore_depletion::{ORE_DEPLETION, ore_depletion};
pub use price_floor::{
    PRICE_FLOOR, PRICE_FLOOR_LIMIT, PRICE_FLOOR_SOLD, price_floor, price_floor_limit, price_floor_sold,
};
pub use ramp_limit::{RAMP_LIMIT, ramp_limit, slot_ramp};
pub use salvage_limit::{KEEP_LIMIT, SALVAGE_LIMIT, keep_limit, salvage_limit};
pub use service_level::{SERVICE_LEVEL, SERVICE_PROBABILITY, service_level, service_probability};
pub use site_limit::{SITE_LIMIT, site_limit};
pub use size_limit::{SIZE_LIMIT, SIZE_MINIMUM, size_limit, size_minimum};

use program::RowBuilder;

use super::sets::Sets;
use super::variables::Variables;
use recoop_case::Network;

/// Adds `sign` times the size of what a slot builds: the sizes of its segments, or modules times their size.
fn add_size(row: &mut RowBuilder<'_>, network: &Network, sets: &Sets, vars: &Variables, slot: usize, sign: f64) {
    let facility = sets.slots[slot].facility;
    let module = network.facilities[facility].building.as_ref().and_then(|b| b.scale.module_t_per_year);
    if let (Some(module), Some(build)) = (module, vars.build.get((slot, 0))) {
        row.add(build, sign * module);
    }
    for k in 0..sets.segments[facility].len() {
        if let Some(size) = vars.size.get((slot, k)) {
            row.add(size, sign);
        }
    }
}
