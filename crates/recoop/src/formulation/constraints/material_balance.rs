//! # Material balance
//!
//! What enters a place leaves it:
//!
//! ```text
//!   Σ_runs amount · run + Σ buy + Σ ship(in) + Σ downgrade(in) + (hold[before] - hold) / years
//! = Σ sell + Σ ship(out) + Σ downgrade(out) + Σ serve + dispose            for every place, state
//! ```
//!
//! | index  | (place: material, region, pool; state)                                  |
//! | unit   | t/yr                                                                    |
//! | dual   | worth of one more t/yr there, MUSD per t/yr, discounted and weighted    |
//! | source | docs/formulation.md#material_balance                                    |

use program::{Program, Rows};

use crate::formulation::family::{Dual, Owner, Resource, RowFamily, Stands, Subject, When};
use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// Declaration of `material_balance`.
pub const MATERIAL_BALANCE: RowFamily = RowFamily {
    name: "material_balance",
    unit: "t/yr",
    subject: Subject::Place,
    when: When::State,
    owner: Owner::Stocks,
    thing: Some(Resource::Stock),
    stands: Stands::Holds,
    dual: Dual::Price,
    rule: "what enters a place has to leave it",
    noun: "stocks of",
};

/// Writes `material_balance[place,state]`; the opening stock is its right-hand side in the first period.
pub fn material_balance(
    program: &mut Program,
    network: &Network,
    sets: &Sets,
    vars: &Variables,
) -> Rows<2, (usize, StateAt)> {
    program.keyed().rows(
        MATERIAL_BALANCE.name,
        MATERIAL_BALANCE.unit,
        [&sets.axes.place, &sets.axes.state],
        |(p, s): (usize, StateAt), row| {
            let at = &sets.touching[p];
            let state = network.tree.states[s];
            let years = f64::from(network.tree.periods[state.period].length);
            for (r, amount) in &at.runs {
                if let Some(col) = vars.run.get((*r, s)) {
                    row.add(col, *amount);
                }
            }
            let mut all = |items: &[usize], cols: &program::Cols<2, (usize, StateAt)>, sign: f64| {
                for item in items {
                    if let Some(col) = cols.get((*item, s)) {
                        row.add(col, sign);
                    }
                }
            };
            all(&at.buys, &vars.buy, 1.0);
            all(&at.arrivals, &vars.ship, 1.0);
            all(&at.downgraded_in, &vars.downgrade, 1.0);
            all(&at.sells, &vars.sell, -1.0);
            all(&at.departures, &vars.ship, -1.0);
            all(&at.downgraded_out, &vars.downgrade, -1.0);
            all(&[p], &vars.dispose, -1.0);
            for d in &at.demands {
                if sets.serving_place(network, *d, state.period) == Some(p) {
                    all(&[*d], &vars.serve, -1.0);
                }
            }
            for k in &at.stocks {
                if let Some(hold) = vars.hold.get((*k, s)) {
                    row.add(hold, -1.0 / years);
                }
                match state.parent {
                    Some(before) => {
                        if let Some(hold) = vars.hold.get((*k, before)) {
                            row.add(hold, 1.0 / years);
                        }
                    }
                    None => row.add_constant(network.stocks[*k].initial_t / years),
                }
            }
            if !row.is_empty() {
                row.equals(0.0);
            }
        },
    )
}
