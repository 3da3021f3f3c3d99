//! # Demand met
//!
//! What is demanded is served or short:
//!
//! ```text
//! serve + short = quantity                                                  for every demand, state
//! ```
//!
//! | index  | (demand, state)                                                         |
//! | unit   | t/yr                                                                    |
//! | dual   | what one more t/yr demanded changes, MUSD per t/yr                      |
//! | source | docs/formulation.md#demand_met                                          |

use program::{Program, Rows};

use crate::formulation::family::{Dual, Owner, Resource, RowFamily, Stands, Subject, When};
use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// Declaration of `demand_met`.
pub const DEMAND_MET: RowFamily = RowFamily {
    name: "demand_met",
    unit: "t/yr",
    subject: Subject::Demand,
    when: When::State,
    owner: Owner::Subject,
    thing: Some(Resource::Demand),
    stands: Stands::Holds,
    dual: Dual::Yearly("MUSD/yr per t/yr"),
    rule: "what is demanded is served or short",
    noun: "demand of",
};

/// Writes `demand_met[demand,state]`.
pub fn demand_met(
    program: &mut Program,
    network: &Network,
    sets: &Sets,
    vars: &Variables,
) -> Rows<2, (usize, StateAt)> {
    program.keyed().rows(
        DEMAND_MET.name,
        DEMAND_MET.unit,
        [&sets.axes.demand, &sets.axes.state],
        |(d, s): (usize, StateAt), row| {
            let Some(short) = vars.short.get((d, s)) else { return };
            row.add(short, 1.0);
            if let Some(serve) = vars.serve.get((d, s)) {
                row.add(serve, 1.0);
            }
            row.equals(network.demands[d].quantity_t_per_year.at(s));
        },
    )
}
