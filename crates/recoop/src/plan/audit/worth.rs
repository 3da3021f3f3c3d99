//! What the plan is worth: by scenario, on average, in the tail.

use super::Reported;
use super::case::Case;
use super::money::Money;
use super::rules::Rule;
use super::verdict::{Sum, Verdict};

/// What a plan is worth, MUSD.
#[derive(Debug)]
pub(super) struct Worth {
    /// Net present value of each leaf.
    pub npv: Vec<f64>,
    /// Mean over the leaves.
    pub expected: f64,
    /// Mean over the worst outcomes.
    pub cvar: f64,
    /// What is maximized.
    pub objective: f64,
}

/// Adds up cash to values and holds them against what is reported.
pub(super) fn check(case: &Case<'_>, money: &Money, reported: &Reported<'_>, verdict: &mut Verdict) -> Worth {
    let tree = &case.network.tree;
    let discounted = case.calendar.weight.positions().map(|state| {
        let mut sum = Sum::default();
        sum.add_scaled(money.of_state(state), case.calendar.weight[state]);
        sum
    });
    let along = case.calendar.along_paths(discounted.collect(), |mut before: Sum, here: Sum| {
        before.add_scaled(here, 1.0);
        before
    });
    let (mut said, mut said_probability) = (vec![0.0; tree.leaves.len()], vec![0.0; tree.leaves.len()]);
    for x in reported.scenarios {
        said[x.leaf] += x.npv_musd;
        said_probability[x.leaf] += x.probability;
    }
    let mut outcomes = Vec::new();
    let mut scale = 0.0;
    for (leaf, state) in tree.leaves.iter().enumerate() {
        let (npv, probability) = (along[*state], tree.states[*state].probability);
        let at = || case.scenario(leaf).to_string();
        let left = Sum { net: said[leaf], size: npv.size };
        verdict.equal(Rule::ScenarioValue, left, npv.net, at);
        // Probabilities are copied, not reckoned: the tolerance for money is far above their rounding.
        verdict.equal(Rule::ScenarioValue, said_probability[leaf], probability, at);
        outcomes.push((npv.net, probability));
        scale += probability * npv.size;
    }
    let risk = case.network.settings.risk;
    let expected = outcomes.iter().map(|(npv, probability)| npv * probability).sum();
    let cvar = tail_mean(&outcomes, risk.tail);
    let objective = (1.0 - risk.weight) * expected + risk.weight * cvar;
    let left = Sum { net: reported.objective, size: scale };
    verdict.equal(Rule::Objective, left, objective, || "objective".to_string());
    Worth { npv: outcomes.iter().map(|(npv, _)| *npv).collect(), expected, cvar, objective }
}

/// Mean of the worst outcomes that together have the probability `tail`; of the last of them only the part that fits.
fn tail_mean(outcomes: &[(f64, f64)], tail: f64) -> f64 {
    let mut sorted = outcomes.to_vec();
    sorted.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let (mut mass, mut sum) = (0.0, 0.0);
    for (value, probability) in sorted {
        let part = f64::min(probability, tail - mass);
        if part > 0.0 {
            mass += part;
            sum += part * value;
        }
    }
    sum / mass
}
