//! # Cash flow and tail loss
//!
//! What the tail of the risk measure needs: cash by state, and how far each scenario falls below the threshold.
//!
//! ```text
//! earn[s] = Σ_ledger entries in s amount · column                            for every state
//! lose[scenario] ≥ threshold - Σ_states on its path weight · earn[s]         for every scenario
//! ```
//!
//! Written only when risk has a weight.
//!
//! | index  | (state); (scenario)                                                     |
//! | unit   | MUSD/yr; MUSD                                                           |
//! | dual   | weight that the tail gives to the state or scenario                     |
//! | source | docs/formulation.md#cash_flow                                           |

use program::{Program, Rows};

use crate::formulation::family::{Dual, Owner, RowFamily, Stands, Subject, When};
use crate::formulation::ledger;
use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;
use recoop_case::Network;
use recoop_case::positions::{LeafAt, StateAt};

/// Declaration of `cash_flow`.
pub const CASH_FLOW: RowFamily = RowFamily {
    name: "cash_flow",
    unit: "MUSD/yr",
    subject: Subject::State,
    when: When::State,
    owner: Owner::Financial,
    thing: None,
    stands: Stands::Lifted,
    dual: Dual::Untold,
    rule: "the reckoning of risk",
    noun: "bounds of",
};

/// Writes `cash_flow[state]`.
pub fn cash_flow(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables) -> Rows<1, StateAt> {
    let mut terms = vec![Vec::new(); network.tree.states.len()];
    let mut constants = vec![0.0; network.tree.states.len()];
    if !vars.earn.is_empty() {
        ledger::visit(network, sets, vars, &mut |entry| match entry.col {
            Some(col) => terms[entry.state].push((col, entry.amount)),
            None => constants[entry.state] += entry.amount,
        });
    }
    program.keyed().rows(CASH_FLOW.name, CASH_FLOW.unit, [&sets.axes.state], |s: StateAt, row| {
        let Some(earn) = vars.earn.get(s) else { return };
        row.add(earn, 1.0);
        for (col, amount) in &terms[s] {
            row.add(*col, -amount);
        }
        row.equals(constants[s]);
    })
}

/// Declaration of `tail_loss`.
pub const TAIL_LOSS: RowFamily = RowFamily {
    name: "tail_loss",
    unit: "MUSD",
    subject: Subject::Leaf,
    when: When::Scenario,
    owner: Owner::Financial,
    thing: None,
    stands: Stands::Lifted,
    dual: Dual::Untold,
    rule: "the reckoning of risk",
    noun: "bounds of",
};

/// Writes `tail_loss[scenario]`.
pub fn tail_loss(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables) -> Rows<1, LeafAt> {
    program.keyed().rows(TAIL_LOSS.name, TAIL_LOSS.unit, [&sets.axes.leaf], |leaf: LeafAt, row| {
        let (Some(lose), Some(threshold)) = (vars.lose.get(leaf), vars.threshold.get([])) else { return };
        row.add(lose, 1.0);
        row.add(threshold, -1.0);
        for s in network.tree.path(network.tree.leaves[leaf]) {
            if let Some(earn) = vars.earn.get(s) {
                row.add(earn, network.tree.states[s].weight);
            }
        }
        row.at_least(0.0);
    })
}
