//! # Duty on the price paid
//!
//! What pays duty on the price at a market was bought there:
//!
//! ```text
//! Σ_lanes Σ_pools ship ≤ Σ_offers buy                                       for every market and material whose price differs, state
//! ```
//!
//! | index  | (market, material; state)                                               |
//! | unit   | t/yr                                                                    |
//! | dual   | duty that one more metric ton bought there saves, MUSD per t/yr              |
//! | source | docs/formulation.md#duty_bought                                         |

use program::{Program, Rows};

use crate::formulation::family::{Dual, Owner, RowFamily, Stands, Subject, When};
use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// Declaration of `duty_bought`.
pub const DUTY_BOUGHT: RowFamily = RowFamily {
    name: "duty_bought",
    unit: "t/yr",
    subject: Subject::Traded,
    when: When::State,
    owner: Owner::Nobody,
    thing: None,
    stands: Stands::Holds,
    dual: Dual::Untold,
    rule: "duty on a market's price is paid on what was bought there",
    noun: "bounds of",
};

/// Writes `duty_bought[market,material,state]`.
pub fn duty_bought(
    program: &mut Program,
    network: &Network,
    sets: &Sets,
    vars: &Variables,
) -> Rows<2, (usize, StateAt)> {
    let mut shipments = vec![Vec::new(); sets.traded.len()];
    for (h, shipment) in sets.shipments.iter().enumerate() {
        if let Some(market) = shipment.bought_at {
            let pair = (market, network.lanes[shipment.lane].material);
            shipments[sets.traded.binary_search(&pair).expect("every pair is in `traded`")].push(h);
        }
    }
    program.keyed().rows(
        DUTY_BOUGHT.name,
        DUTY_BOUGHT.unit,
        [&sets.axes.traded, &sets.axes.state],
        |(pair, s): (usize, StateAt), row| {
            for h in &shipments[pair] {
                if let Some(col) = vars.ship.get((*h, s)) {
                    row.add(col, 1.0);
                }
            }
            if row.is_empty() {
                return;
            }
            for (o, _) in network.offers.iter().enumerate().filter(|(_, o)| (o.market, o.material) == sets.traded[pair])
            {
                if let Some(col) = vars.buy.get((o, s)) {
                    row.add(col, -1.0);
                }
            }
            row.at_most(0.0);
        },
    )
}
