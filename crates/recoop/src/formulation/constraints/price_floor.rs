//! # Price floor
//!
//! A contract for difference tops up the market price to a floor, for what is made and up to a limit, and from the price at a market no more than is sold
//! there:
//!
//! ```text
//! Σ_markets top_up ≤ Σ_runs amount · share · run                            for every floor and material, state
//! Σ_materials,markets top_up ≤ limit · share of years                       for every policy with a limit, state
//! Σ_floors top_up ≤ Σ_offers sell                                           for every market and material whose price differs, state
//! ```
//!
//! The shares are those of the state's years in which the policy holds ([`Network::policy_share`]).
//!
//! | index  | (floor: policy, material; state); (policy, state); (market, material; state) |
//! | unit   | t/yr                                                                    |
//! | dual   | worth of one more t/yr made (or covered), MUSD per t/yr                 |
//! | source | docs/formulation.md#price_floor                                         |

use program::{Program, Rows};

use crate::formulation::family::{Dual, Owner, Resource, RowFamily, Stands, Subject, When};
use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// Declaration of `price_floor`.
pub const PRICE_FLOOR: RowFamily = RowFamily {
    name: "price_floor",
    unit: "t/yr",
    subject: Subject::Floor,
    when: When::State,
    owner: Owner::Nobody,
    thing: None,
    stands: Stands::Holds,
    dual: Dual::Untold,
    rule: "a price floor covers what is made, up to its limit",
    noun: "price floors of",
};

/// Writes `price_floor[floor,state]`.
pub fn price_floor(
    program: &mut Program,
    network: &Network,
    sets: &Sets,
    vars: &Variables,
) -> Rows<2, (usize, StateAt)> {
    program.keyed().rows(
        PRICE_FLOOR.name,
        PRICE_FLOOR.unit,
        [&sets.axes.floor, &sets.axes.state],
        |(f, s): (usize, StateAt), row| {
            let floor = &sets.floors[f];
            let (None, Some(top_up)) = (floor.sold_at, vars.top_up.get((f, s))) else { return };
            row.add(top_up, 1.0);
            // The markets of a floor follow it.
            for at in (f + 1..sets.floors.len()).take_while(|at| sets.floors[*at].sold_at.is_some()) {
                if let Some(top_up) = vars.top_up.get((at, s)) {
                    row.add(top_up, 1.0);
                }
            }
            for (r, amount) in &floor.made_by {
                if let Some(run) = vars.run.get((*r, s)) {
                    let policy = &network.policies[sets.floors[f].policy];
                    row.add(run, -amount * network.policy_share(policy, sets.runs[*r].facility, s));
                }
            }
            row.at_most(0.0);
        },
    )
}

/// Declaration of `price_floor_limit`.
pub const PRICE_FLOOR_LIMIT: RowFamily = RowFamily {
    name: "price_floor_limit",
    unit: "t/yr",
    subject: Subject::Policy,
    when: When::State,
    owner: Owner::Common,
    thing: Some(Resource::Floor),
    stands: Stands::Holds,
    dual: Dual::Yearly("MUSD/yr per t/yr"),
    rule: "a price floor covers what is made, up to its limit",
    noun: "price floors of",
};

/// Writes `price_floor_limit[policy,state]`.
pub fn price_floor_limit(
    program: &mut Program,
    network: &Network,
    sets: &Sets,
    vars: &Variables,
) -> Rows<2, (usize, StateAt)> {
    program.keyed().rows(
        PRICE_FLOOR_LIMIT.name,
        PRICE_FLOOR_LIMIT.unit,
        [&sets.axes.policy, &sets.axes.state],
        |(p, s): (usize, StateAt), row| {
            let limit = network.policies[p].limit_t_per_year;
            if limit.is_infinite() {
                return;
            }
            for f in (0..sets.floors.len()).filter(|f| sets.floors[*f].policy == p) {
                if let Some(top_up) = vars.top_up.get((f, s)) {
                    row.add(top_up, 1.0);
                }
            }
            if !row.is_empty() {
                row.at_most(limit * network.tree.share(network.tree.states[s].period, &network.policies[p].years));
            }
        },
    )
}

/// Declaration of `price_floor_sold`.
pub const PRICE_FLOOR_SOLD: RowFamily = RowFamily {
    name: "price_floor_sold",
    unit: "t/yr",
    subject: Subject::Traded,
    when: When::State,
    owner: Owner::Nobody,
    thing: None,
    stands: Stands::Holds,
    dual: Dual::Untold,
    rule: "a price floor tops up from a market's price what is sold there",
    noun: "price floors of",
};

/// Writes `price_floor_sold[market,material,state]`.
pub fn price_floor_sold(
    program: &mut Program,
    network: &Network,
    sets: &Sets,
    vars: &Variables,
) -> Rows<2, (usize, StateAt)> {
    let mut floors = vec![Vec::new(); sets.traded.len()];
    for (f, floor) in sets.floors.iter().enumerate() {
        if let Some(market) = floor.sold_at {
            let pair = (market, network.policies[floor.policy].materials[floor.material].material);
            floors[sets.traded.binary_search(&pair).expect("every pair is in `traded`")].push(f);
        }
    }
    program.keyed().rows(
        PRICE_FLOOR_SOLD.name,
        PRICE_FLOOR_SOLD.unit,
        [&sets.axes.traded, &sets.axes.state],
        |(pair, s): (usize, StateAt), row| {
            for f in &floors[pair] {
                if let Some(col) = vars.top_up.get((*f, s)) {
                    row.add(col, 1.0);
                }
            }
            if row.is_empty() {
                return;
            }
            for (o, _) in network.offers.iter().enumerate().filter(|(_, o)| (o.market, o.material) == sets.traded[pair])
            {
                if let Some(col) = vars.sell.get((o, s)) {
                    row.add(col, -1.0);
                }
            }
            row.at_most(0.0);
        },
    )
}
