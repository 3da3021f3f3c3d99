//! # Objective
//!
//! ```text
//! maximize (1 - λ) E[NPV] + λ CVaR[NPV],    NPV[scenario] = Σ_{states on its path} weight[s] · cash[s]
//! CVaR = max_v  v - 1/tail · Σ_scenarios prob · lose[scenario],   lose ≥ v - NPV      (Rockafellar, Uryasev 2000)
//! ```
//!
//! `cash[s]` is the sum of the ledger's entries in a state. The expectation is written straight into the
//! objective coefficients; `earn` and `lose` carry the tail (see `cash_flow`, `tail_loss`).

use program::Program;

use super::ledger;
use super::sets::Sets;
use super::variables::Variables;
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// Factor of a yearly amount in a state in the expectation part of the objective.
#[must_use]
pub fn expectation_factor(network: &Network, state: StateAt) -> f64 {
    let s = network.tree.states[state];
    (1.0 - network.settings.risk.weight) * s.probability * s.weight
}

/// Writes the objective.
pub fn objective(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables) {
    ledger::visit(network, sets, vars, &mut |entry| {
        let amount = entry.amount * expectation_factor(network, entry.state);
        match entry.col {
            Some(col) => program.add_cost(col, amount),
            None => program.add_offset(amount),
        }
    });
    let risk = network.settings.risk;
    if let Some(threshold) = vars.threshold.get([]) {
        program.add_cost(threshold, risk.weight);
    }
    for (leaf, col) in vars.lose.iter() {
        let probability = network.tree.states[network.tree.leaves[leaf]].probability;
        program.add_cost(col, -risk.weight * probability / risk.tail);
    }
}
