//! Duals as prices, with units.
//!
//! The dual of a row is in discounted, risk-weighted MUSD per unit. Divided by the weight of its state it is in plain money
//! of that year: `weight · ((1 - λ) prob + Σ tail weights of the scenarios through it)`.

use program::solve::Solution;
use program::{Program, Row};

use super::values::PriceValue;
use crate::formulation::Formulation;
use crate::formulation::family::{Dual, When};
use crate::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use crate::formulation::sets::Outlay;
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// Dual of a row, in plain money of its year where it belongs to a state, else in present value.
#[derive(Clone, Debug, PartialEq)]
pub struct DualValue {
    /// Family, for instance `capacity_limit`.
    pub constraint: &'static str,
    /// Labels, for instance `white_mesa_separation,2031·crash`.
    pub key: String,
    /// State, where the row belongs to one.
    pub state: Option<StateAt>,
    /// Position of the row's subject (facility, demand, offer ...) on the first axis.
    pub subject: usize,
    /// MUSD per unit of the row: a year's money for rows of a state, present value for the others.
    pub value: f64,
    /// The dual as it is: MUSD of the objective per unit of the row.
    pub present: f64,
    /// Unit, for instance `MUSD/yr per t/yr`.
    pub unit: &'static str,
}

/// Weight of each state in the objective, per MUSD a year: discounting times the probability as risk sees it.
#[must_use]
pub fn state_weights(network: &Network, formulation: &Formulation, solution: &Solution) -> Vec<f64> {
    let tree = &network.tree;
    let mut share: Vec<f64> =
        tree.states.iter().map(|s| (1.0 - network.settings.risk.weight) * s.probability).collect();
    for (leaf, row) in formulation.constraints.tail_loss.iter() {
        let tail = solution.row_duals[row.index()].abs();
        for s in tree.path(tree.leaves[leaf]) {
            share[s] += tail;
        }
    }
    share.iter().zip(&tree.states).map(|(share, state)| share * state.weight).collect()
}

/// Prices of materials and duals of the other constraints. A state without weight (risk looks away from it) has no price.
pub(super) fn read(
    network: &Network,
    formulation: &Formulation,
    solution: &Solution,
) -> (Vec<PriceValue>, Vec<DualValue>) {
    let weights = state_weights(network, formulation, solution);
    let sets = &formulation.sets;
    let mut prices = Vec::new();
    for ((p, state), row) in formulation.constraints.material_balance.iter() {
        if weights[state] <= 0.0 {
            continue;
        }
        let place = sets.places[p];
        // One more metric ton there moves the right-hand side down by one.
        let musd_per_t = -solution.row_duals[row.index()] / weights[state];
        prices.push(PriceValue {
            material: place.material,
            region: place.region,
            compliant: place.compliant,
            state,
            price_usd_per_kg: musd_per_t / MUSD_PER_USD_PER_KG_TONNE,
        });
    }
    let mut duals = Vec::new();
    formulation.constraints.visit(&mut |family, key, row| {
        let state = family.when.state(network, sets, key);
        let (unit, weight) = match (family.dual, family.when, state) {
            (Dual::Untold | Dual::Price, ..) => return,
            (Dual::Present(unit), ..) => (unit, 1.0),
            (Dual::Yearly(unit), When::Year, Some(state)) => {
                let Outlay { year, .. } = sets.outlays[key[key.len() - 1]];
                (unit, weights[state] * network.tree.yearly_equivalent(year).1)
            }
            (Dual::Yearly(unit), _, state) => (unit, state.map_or(1.0, |state| weights[state])),
        };
        let present = solution.row_duals[row.index()];
        if present.abs() > 1e-12 && weight > 0.0 {
            let state = state.filter(|_| !matches!(family.when, When::Commitment | When::Scenario));
            duals.push(DualValue {
                constraint: family.name,
                key: label(&formulation.program, row),
                state,
                subject: key[0],
                value: present / weight,
                present,
                unit,
            });
        }
    });
    for (family, cols) in [("offer_limit", &formulation.variables.sell), ("offer_limit", &formulation.variables.buy)] {
        for ((o, state), col) in cols.iter() {
            let value = solution.col_duals[col.index()];
            let at_limit = solution.cols[col.index()] > 1e-6 && value > 0.0;
            if at_limit && weights[state] > 0.0 {
                let key = format!("{},{}", sets.axes.offer.label(o), sets.axes.state.label(state.index()));
                let (present, value) = (value, value / weights[state]);
                let unit = "MUSD/yr per t/yr";
                let state = Some(state);
                duals.push(DualValue { constraint: family, key, state, subject: o, value, present, unit });
            }
        }
    }
    (prices, duals)
}

/// Labels of a row on its first and its last axis.
fn label(program: &Program, row: Row) -> String {
    let labels = program.row_labels(row);
    match labels.as_slice() {
        [] => String::new(),
        [(_, only)] => (*only).to_string(),
        [(_, first), .., (_, last)] => format!("{first},{last}"),
    }
}
