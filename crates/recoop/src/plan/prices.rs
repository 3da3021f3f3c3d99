//! Duals as prices, with units.
//!
//! The dual of a row is in discounted, risk-weighted MUSD per unit. Divided by the weight of its state it is in plain money
//! of that year: `weight · ((1 - λ) prob + Σ tail weights of the scenarios through it)`.

use program::solve::Solution;
use program::{Row, Rows};

use super::values::PriceValue;
use crate::formulation::Formulation;
use crate::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use crate::formulation::sets::Outlay;
use recoop_case::Network;

/// Dual of a row, in plain money of its year where it belongs to a state, else in present value.
#[derive(Clone, Debug, PartialEq)]
pub struct DualValue {
    /// Family, for instance `capacity_limit`.
    pub constraint: &'static str,
    /// Labels, for instance `white_mesa_separation,2031·crash`.
    pub key: String,
    /// State, where the row belongs to one.
    pub state: Option<usize>,
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
    for ([leaf], row) in formulation.constraints.tail_loss.iter() {
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
    for ([p, state], row) in formulation.constraints.material_balance.iter() {
        if weights[state] <= 0.0 {
            continue;
        }
        let place = sets.places[p];
        // One more tonne there moves the right-hand side down by one.
        let musd_per_t = -solution.row_duals[row.index()] / weights[state];
        prices.push(PriceValue {
            material: place.material,
            region: place.region,
            compliant: place.compliant,
            state,
            price_usd_per_kg: musd_per_t / MUSD_PER_USD_PER_KG_TONNE,
        });
    }
    let mut reader = Duals { weights: &weights, solution, duals: Vec::new() };
    let c = &formulation.constraints;
    reader.by_state("demand_met", &c.demand_met, "MUSD/yr per t/yr");
    reader.by_state("capacity_limit", &c.capacity_limit, "MUSD/yr per t/yr");
    reader.by_state("ramp_limit", &c.ramp_limit, "MUSD/yr per t/yr");
    reader.by_state("lane_limit", &c.lane_limit, "MUSD/yr per t/yr");
    reader.by_state("price_floor_limit", &c.price_floor_limit, "MUSD/yr per t/yr");
    for ([i, outlay], row) in c.capital_limit.iter() {
        let Outlay { state, year } = sets.outlays[outlay];
        let key = format!("{},{}", sets.axes.member.label(i), sets.axes.outlay.label(outlay));
        let weight = weights[state] * network.tree.yearly_equivalent(year).1;
        reader.push("capital_limit", key, Some(state), i, row, weight, "MUSD per MUSD");
    }
    for (family, rows) in [("capacity_roll", &c.capacity_roll), ("lifetime_limit", &c.lifetime_limit)] {
        for ([f, state], row) in rows.iter() {
            let key = format!("{},{}", sets.axes.facility.label(f), sets.axes.state.label(state));
            // What comes on line lasts: present value, not a year's money.
            reader.push(family, key, Some(state), f, row, 1.0, "MUSD per t/yr");
        }
    }
    reader.lasting("ore_depletion", &c.ore_depletion, "MUSD per t");
    reader.lasting("capital_total", &c.capital_total, "MUSD per MUSD");
    for ([slot], row) in c.site_limit.iter() {
        reader.push("site_limit", sets.axes.slot.label(slot).to_string(), None, slot, row, 1.0, "MUSD per t/yr");
    }
    for ([d, state, leaf], row) in c.service_level.iter() {
        let key = format!("{},{}", sets.axes.demand.label(d), sets.axes.leaf.label(leaf));
        reader.push("service_level", key, Some(state), d, row, weights[state], "MUSD/yr per t/yr");
    }
    for (family, cols) in [("offer_limit", &formulation.variables.sell), ("offer_limit", &formulation.variables.buy)] {
        for ([o, state], col) in cols.iter() {
            let value = solution.col_duals[col.index()];
            let at_limit = solution.cols[col.index()] > 1e-6 && value > 0.0;
            if at_limit && weights[state] > 0.0 {
                let key = format!("{},{}", sets.axes.offer.label(o), sets.axes.state.label(state));
                let (present, value) = (value, value / weights[state]);
                let unit = "MUSD/yr per t/yr";
                let state = Some(state);
                reader.duals.push(DualValue { constraint: family, key, state, subject: o, value, present, unit });
            }
        }
    }
    (prices, reader.duals)
}

struct Duals<'a> {
    weights: &'a [f64],
    solution: &'a Solution,
    duals: Vec<DualValue>,
}

impl Duals<'_> {
    fn by_state(&mut self, constraint: &'static str, rows: &Rows<2>, unit: &'static str) {
        for ([subject, state], row) in rows.iter() {
            let [a, b] = rows.axes();
            let key = format!("{},{}", a.label(subject), b.label(state));
            self.push(constraint, key, Some(state), subject, row, self.weights[state], unit);
        }
    }

    fn lasting(&mut self, constraint: &'static str, rows: &Rows<2>, unit: &'static str) {
        for ([subject, leaf], row) in rows.iter() {
            let [a, b] = rows.axes();
            let key = format!("{},{}", a.label(subject), b.label(leaf));
            self.push(constraint, key, None, subject, row, 1.0, unit);
        }
    }

    #[allow(clippy::too_many_arguments, reason = "one call for each field of the record")]
    fn push(
        &mut self,
        constraint: &'static str,
        key: String,
        state: Option<usize>,
        subject: usize,
        row: Row,
        weight: f64,
        unit: &'static str,
    ) {
        let dual = self.solution.row_duals[row.index()];
        if dual.abs() > 1e-12 && weight > 0.0 {
            let value = dual / weight;
            self.duals.push(DualValue { constraint, key, state, subject, value, present: dual, unit });
        }
    }
}
