//! From the columns of a solution to [`PlanValues`].

use program::{Cols, Key};

use super::values::{
    BuildValue, CapacityValue, FlowValue, InvestValue, KeepValue, LeaveValue, MissValue, PlanValues, RunValue,
    ServiceValue, ShipmentValue, StockValue, TopUpValue, TradeValue,
};
use crate::formulation::Formulation;
use crate::formulation::constraints::slot_ramp;
use crate::formulation::sets::{Outlay, Sets};
use crate::formulation::variables::may_run;
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// Below this a value is the solver's rounding, in metric tons a year, MUSD or plants.
const ZERO: f64 = 1e-9;

/// Reads all values.
pub(super) fn values(network: &Network, formulation: &Formulation, cols: &[f64]) -> PlanValues {
    let reader = Reader { network, sets: &formulation.sets, formulation, cols };
    let mut values = PlanValues::default();
    reader.runs(&mut values);
    let slots = reader.builds(&mut values);
    reader.capacity(&mut values, &slots);
    reader.logistics(&mut values);
    reader.demands(&mut values);
    for ((member, purse, outlay), amount_musd) in reader.positive(&formulation.variables.invest) {
        let Outlay { state, year } = formulation.sets.outlays[outlay];
        values.invests.push(InvestValue { member, purse, state, year, amount_musd });
    }
    for ((slot, leaf), kept) in reader.positive(&formulation.variables.keep) {
        if let Some(build) = slots[slot] {
            values.keeps.push(KeepValue { build, leaf, kept_t: kept });
        }
    }
    values
}

struct Reader<'a> {
    network: &'a Network,
    sets: &'a Sets,
    formulation: &'a Formulation,
    cols: &'a [f64],
}

impl<'a> Reader<'a> {
    fn positive<const D: usize, K: Key<D> + 'a>(&self, family: &'a Cols<D, K>) -> impl Iterator<Item = (K, f64)> + 'a {
        let cols = self.cols;
        family.iter().map(move |(key, col)| (key, cols[col.index()])).filter(|(_, value)| *value > ZERO)
    }

    fn value<const D: usize, K: Key<D>>(&self, family: &Cols<D, K>, key: K) -> f64 {
        family.get(key).map_or(0.0, |col| self.cols[col.index()])
    }

    fn compliant(&self, place: usize) -> bool {
        self.sets.places[place].compliant
    }

    fn runs(&self, values: &mut PlanValues) {
        for ((r, state), col) in self.formulation.variables.run.iter() {
            let (run, activity_t) = (&self.sets.runs[r], self.cols[col.index()]);
            // Little activity may move much material: what counts as nothing is the largest flow.
            let largest = run.flows.iter().map(|(_, amount)| amount.abs()).fold(1.0, f64::max);
            if activity_t * largest <= ZERO {
                continue;
            }
            let at = values.runs.len();
            values.runs.push(RunValue {
                facility: run.facility,
                mode: run.mode,
                compliant: run.compliant,
                state,
                activity_t,
            });
            for (place, amount) in &run.flows {
                let place = self.sets.places[*place];
                values.flows.push(FlowValue {
                    run: at,
                    material: place.material,
                    compliant: place.compliant,
                    amount_t: amount * activity_t,
                });
            }
        }
    }

    /// Reads what is built; for each slot its position among the builds.
    fn builds(&self, values: &mut PlanValues) -> Vec<Option<usize>> {
        let vars = &self.formulation.variables;
        let mut of_slot = vec![None; self.sets.slots.len()];
        for (slot, at) in self.sets.slots.iter().enumerate() {
            let Some(building) = &self.network.facilities[at.facility].building else { continue };
            let opens = self.value(&vars.open, slot) > 0.5;
            let mut build = BuildValue {
                facility: at.facility,
                state: at.state,
                online_year: at.online_year,
                online_period: at.online_period,
                size_t: 0.0,
                count: 0.0,
                capex_musd: if opens { building.opening_cost_musd } else { 0.0 },
                opens,
            };
            if let Some(module) = building.scale.module_t_per_year {
                build.count = self.value(&vars.build, (slot, 0));
                build.size_t = build.count * module;
                build.capex_musd += build.count * building.scale.capex_musd(module);
            }
            for (k, segment) in self.sets.segments[at.facility].iter().enumerate() {
                let size = self.value(&vars.size, (slot, k));
                let count = match vars.build.get((slot, k)) {
                    Some(col) => self.cols[col.index()],
                    None => f64::from(u8::from(size > ZERO)),
                };
                build.size_t += size;
                build.count += count;
                build.capex_musd += segment.slope_musd_per_t * size + segment.intercept_musd * count;
            }
            if build.size_t > SMALLEST_BUILD || build.count > SMALLEST_BUILD || opens {
                of_slot[slot] = Some(values.builds.len());
                values.builds.push(build);
            }
        }
        of_slot
    }

    fn capacity(&self, values: &mut PlanValues, slots: &[Option<usize>]) {
        let network = self.network;
        let mut used = std::collections::HashMap::new();
        for run in &values.runs {
            let f = &network.facilities[run.facility];
            let takes = network.technologies[f.technology].modes[run.mode].capacity_use;
            *used.entry((run.facility, run.state)).or_insert(0.0) += takes * run.activity_t;
        }
        for (f, facility) in network.facilities.iter().enumerate() {
            for state in network.tree.states.positions() {
                if !may_run(network, self.sets, f, state) {
                    continue;
                }
                let period = network.tree.states[state].period;
                let existing = network.existing_capacity(facility, period, true);
                let standing = network.existing_capacity(facility, period, false);
                let col = self.formulation.variables.installed.get((f, state));
                let installed_t = col.map_or(standing, |col| self.cols[col.index()].max(0.0));
                let new = self.sets.standing(network, f, state).filter_map(|slot| Some((slot, slots[slot]?)));
                let ramped: f64 =
                    new.map(|(slot, b)| slot_ramp(network, self.sets, slot, period) * values.builds[b].size_t).sum();
                let usable_t = facility.availability.at(state) * installed_t.min(existing + ramped);
                let used_t = used.get(&(f, state)).copied().unwrap_or(0.0);
                if installed_t > ZERO {
                    values.capacity.push(CapacityValue { facility: f, state, installed_t, usable_t, used_t });
                }
            }
        }
    }

    fn logistics(&self, values: &mut PlanValues) {
        let vars = &self.formulation.variables;
        for family in [&vars.buy, &vars.sell] {
            for ((offer, state), amount_t) in self.positive(family) {
                let compliant = self.sets.offer_place[offer].is_some_and(|p| self.compliant(p));
                values.trades.push(TradeValue { offer, compliant, state, amount_t });
            }
        }
        for ((h, state), amount_t) in self.positive(&vars.ship) {
            let shipment = self.sets.shipments[h];
            values.shipments.push(ShipmentValue {
                lane: shipment.lane,
                from_compliant: self.compliant(shipment.from),
                to_compliant: self.compliant(shipment.to),
                bought_at: shipment.bought_at,
                state,
                amount_t,
            });
        }
        let leave = |place: usize, state: StateAt, amount_t: f64| {
            let place = self.sets.places[place];
            LeaveValue { material: place.material, region: place.region, compliant: place.compliant, state, amount_t }
        };
        for ((d, state), amount) in self.positive(&vars.downgrade) {
            values.downgrades.push(leave(self.sets.downgrades[d].0, state, amount));
        }
        for ((place, state), amount) in self.positive(&vars.dispose) {
            values.disposals.push(leave(place, state, amount));
        }
        for ((stock, state), level_t) in self.positive(&vars.hold) {
            values.stocks.push(StockValue { stock, state, level_t });
        }
        for ((floor, state), amount_t) in self.positive(&vars.top_up) {
            let floor = &self.sets.floors[floor];
            let (policy, material, sold_at) = (floor.policy, floor.material, floor.sold_at);
            values.top_ups.push(TopUpValue { policy, material, sold_at, state, amount_t });
        }
    }

    fn demands(&self, values: &mut PlanValues) {
        let vars = &self.formulation.variables;
        for ((demand, state), short) in vars.short.iter() {
            let period = self.network.tree.states[state].period;
            let place = self.sets.serving_place(self.network, demand, period);
            values.service.push(ServiceValue {
                demand,
                state,
                compliant: place.is_some_and(|p| self.compliant(p)),
                demanded_t: self.network.demands[demand].quantity_t_per_year.at(state),
                served_t: self.value(&vars.serve, (demand, state)).max(0.0),
                short_t: self.cols[short.index()].max(0.0),
            });
        }
        for ((demand, leaf), miss) in self.positive(&vars.miss) {
            if miss > 0.5 {
                values.misses.push(MissValue { demand, leaf });
            }
        }
    }
}

/// A smaller plant (t/yr, or share of one) is the solver's rounding.
const SMALLEST_BUILD: f64 = 1e-6;
