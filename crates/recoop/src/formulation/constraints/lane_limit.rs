//! # Lane limit
//!
//! A lane carries so much of a material at most, whatever its pool:
//!
//! ```text
//! Σ_pools ship ≤ limit                                                      for every lane with a limit, state
//! ```
//!
//! | index  | (lane: material, from, to; state)                                       |
//! | unit   | t/yr                                                                    |
//! | dual   | worth of room for one more t/yr, MUSD per t/yr                          |
//! | source | docs/formulation.md#lane_limit                                          |

use program::{Program, Rows};

use crate::formulation::family::{Dual, Owner, Resource, RowFamily, Stands, Subject, When};
use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// Declaration of `lane_limit`.
pub const LANE_LIMIT: RowFamily = RowFamily {
    name: "lane_limit",
    unit: "t/yr",
    subject: Subject::Lane,
    when: When::State,
    owner: Owner::Common,
    thing: Some(Resource::Lane),
    stands: Stands::Holds,
    dual: Dual::Yearly("MUSD/yr per t/yr"),
    rule: "a lane carries so much",
    noun: "the lane of",
};

/// Writes `lane_limit[lane,state]`.
pub fn lane_limit(
    program: &mut Program,
    network: &Network,
    sets: &Sets,
    vars: &Variables,
) -> Rows<2, (usize, StateAt)> {
    let mut shipments = vec![Vec::new(); network.lanes.len()];
    for (h, shipment) in sets.shipments.iter().enumerate() {
        shipments[shipment.lane].push(h);
    }
    program.keyed().rows(
        LANE_LIMIT.name,
        LANE_LIMIT.unit,
        [&sets.axes.lane, &sets.axes.state],
        |(l, s): (usize, StateAt), row| {
            let limit = network.lanes[l].limit_t_per_year.at(s);
            if limit.is_infinite() {
                return;
            }
            for h in &shipments[l] {
                if let Some(col) = vars.ship.get((*h, s)) {
                    row.add(col, 1.0);
                }
            }
            if !row.is_empty() {
                row.at_most(limit);
            }
        },
    )
}
