//! # Price floor
//!
//! A contract for difference tops up the market price to a floor, for what is made and up to a limit:
//!
//! ```text
//! top_up ≤ Σ_runs amount · share · run                                      for every floor and material, state
//! Σ_materials top_up ≤ limit · share of years                               for every policy with a limit, state
//! ```
//!
//! The shares are those of the state's years in which the policy holds ([`Network::policy_share`]).
//!
//! | index  | (floor: policy, material; state); (policy, state)                       |
//! | unit   | t/yr                                                                    |
//! | dual   | worth of one more t/yr made (or covered), MUSD per t/yr                 |
//! | source | docs/formulation.md#price_floor                                         |

use program::{Program, Rows};

use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;
use crate::network::Network;

/// Writes `price_floor[floor,state]`.
pub fn price_floor(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables) -> Rows<2> {
    program.rows("price_floor", "t/yr", [&sets.axes.floor, &sets.axes.state], |[f, s], row| {
        let Some(top_up) = vars.top_up.get([f, s]) else { return };
        row.add(top_up, 1.0);
        for (r, amount) in &sets.floors[f].made_by {
            if let Some(run) = vars.run.get([*r, s]) {
                let policy = &network.policies[sets.floors[f].policy];
                row.add(run, -amount * network.policy_share(policy, sets.runs[*r].facility, s));
            }
        }
        row.at_most(0.0);
    })
}

/// Writes `price_floor_limit[policy,state]`.
pub fn price_floor_limit(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables) -> Rows<2> {
    program.rows("price_floor_limit", "t/yr", [&sets.axes.policy, &sets.axes.state], |[p, s], row| {
        let limit = network.policies[p].limit_t;
        if limit.is_infinite() {
            return;
        }
        for f in (0..sets.floors.len()).filter(|f| sets.floors[*f].policy == p) {
            if let Some(top_up) = vars.top_up.get([f, s]) {
                row.add(top_up, 1.0);
            }
        }
        if !row.is_empty() {
            row.at_most(limit * network.tree.share(network.tree.states[s].period, &network.policies[p].years));
        }
    })
}
