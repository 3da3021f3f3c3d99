//! What a yearly amount in a state counts for in the objective.
//!
//! ```text
//! rho[s] = weight[s] · ((1 - λ) prob[s] + λ/tail · Σ_{worst scenarios through s} mass)       Σ_s rho[s] · cash[s] = objective
//! ```
//!
//! `mass` is the probability of a scenario as far as it lies in the worst `tail` of outcomes (Rockafellar, Uryasev 2000).

use crate::plan::Plan;
use recoop_case::Network;

/// The weight of each state for a plan, per MUSD a year.
#[must_use]
pub fn state_weights(network: &Network, plan: &Plan) -> Vec<f64> {
    let (tree, risk) = (&network.tree, network.settings.risk);
    let mut share: Vec<f64> = tree.states.iter().map(|s| (1.0 - risk.weight) * s.probability).collect();
    if risk.weight > 0.0 {
        let mut worst: Vec<_> = plan.scenarios.iter().collect();
        worst.sort_by(|a, b| a.npv_musd.total_cmp(&b.npv_musd));
        let total: f64 = worst.iter().map(|scenario| scenario.probability).sum();
        let tail = risk.tail.min(total);
        let mut left = tail;
        for scenario in worst {
            let mass = scenario.probability.min(left);
            left -= mass;
            for s in tree.path(tree.leaves[scenario.leaf]) {
                share[s] += risk.weight * mass / tail;
            }
        }
    }
    share.iter().zip(&tree.states).map(|(share, state)| share * state.weight).collect()
}

/// Sum of a yearly amount over states, as the objective counts it, MUSD.
#[must_use]
pub fn present(weights: &[f64], yearly: &[f64]) -> f64 {
    weights.iter().zip(yearly).map(|(weight, amount)| weight * amount).sum()
}

/// Present value of one MUSD a year over the whole horizon: what turns a present value into money a year.
#[must_use]
pub fn annuity(network: &Network) -> f64 {
    let tree = &network.tree;
    tree.periods.iter().flat_map(|p| p.years()).map(|year| tree.discount_factor(year)).sum()
}
