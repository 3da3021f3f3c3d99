//! What comes late: commitments of the plan on the way to the leaf, and what of them works when.

use recoop::formulation::constraints::slot_ramp;
use recoop::plan::SolvedPlan;
use recoop_case::positions::{PathAt, StateAt, StatePath};
use recoop_case::{Network, ramp_at};

/// What delays leave of planned capacity.
#[derive(Clone, Debug, Default)]
pub struct DelayModel {
    /// Commitments on the way to the leaf: facility, and for each state what works of it after a delay of 0, 1, 2 ... years, t/yr.
    pub commitments: Vec<Commitment>,
    /// By state and facility: what is there as planned, t/yr.
    planned: Vec<Vec<f64>>,
}

/// A commitment that may come late.
#[derive(Clone, Debug, PartialEq)]
pub struct Commitment {
    /// Facility.
    pub facility: usize,
    /// First year on line.
    pub online_year: i32,
    /// By state, then by years of delay: what works of it, t/yr.
    pub works: Vec<Vec<f64>>,
}

impl DelayModel {
    /// What delays leave of what a plan built along a future, given by its states.
    #[must_use]
    pub fn new(network: &Network, made: &SolvedPlan, states: &StatePath) -> Self {
        let tree = &network.tree;
        let mut late =
            Self { commitments: Vec::new(), planned: vec![vec![0.0; network.facilities.len()]; states.len()] };
        let (sets, vars) = (&made.formulation.sets, &made.formulation.variables);
        let most = (tree.last_year() - tree.first_year() + 1).max(1);
        // What works of a metric ton that comes on line in a year and lasts to another.
        let works = |online: i32, last: i32, ramp: &[f64], state: StateAt, delay: i32| {
            tree.mean(tree.states[state].period, |year| {
                if year < online + delay || year > last { 0.0 } else { ramp_at(ramp, year - online - delay) }
            })
        };
        for (at, state) in states.iter().enumerate() {
            let period = tree.states[*state].period;
            for (f, facility) in network.facilities.iter().enumerate() {
                late.planned[at][f] = network.existing_capacity(facility, period, true);
            }
        }
        for (f, facility) in network.facilities.iter().enumerate() {
            if network.chance.delays.get(f).copied().flatten().is_none() {
                continue;
            }
            let years = &facility.existing_years;
            if facility.existing_t > 0.0 && *years.start() > tree.first_year() {
                let of = |state: &StateAt| {
                    let of = |delay| {
                        facility.existing_t
                            * works(*years.start(), *years.end(), &facility.existing_ramp, *state, delay)
                    };
                    (0..=most).map(of).collect()
                };
                let works = states.iter().map(of).collect();
                late.commitments.push(Commitment { facility: f, online_year: *years.start(), works });
            }
        }
        for (slot, of) in sets.slots.iter().enumerate() {
            let Some(building) = &network.facilities[of.facility].building else { continue };
            if !states.contains(&of.state) {
                continue;
            }
            let mut size = 0.0;
            if let (Some(module), Some(col)) = (building.scale.module_t_per_year, vars.build.get((slot, 0))) {
                size += module * made.columns[col.index()];
            }
            for k in 0..sets.segments[of.facility].len() {
                size += vars.size.get((slot, k)).map_or(0.0, |col| made.columns[col.index()]);
            }
            if size <= 1e-6 {
                continue;
            }
            let end = sets.end_of_life(network, slot);
            let mut by_state = Vec::new();
            for (at, state) in states.iter().enumerate() {
                let period = tree.states[*state].period;
                let stands = of.online_period <= period && tree.period(*state).first_year < end;
                let planned = if stands { size * slot_ramp(network, sets, slot, period) } else { 0.0 };
                late.planned[at][of.facility] += planned;
                let late = |delay| size * works(of.online_year, end - 1, &building.ramp, *state, delay);
                by_state.push(
                    (0..=most)
                        .map(|delay| match delay {
                            0 => planned,
                            _ if !stands => 0.0,
                            _ => late(delay).min(planned),
                        })
                        .collect(),
                );
            }
            if network.chance.delays.get(of.facility).copied().flatten().is_some() {
                late.commitments.push(Commitment {
                    facility: of.facility,
                    online_year: of.online_year,
                    works: by_state,
                });
            }
        }
        late
    }

    /// Takes what is late off the shares of capacity of a state; `delays` by commitment, years.
    pub fn take(&self, at: PathAt, delays: &[i32], capacity: &mut [f64]) {
        for (commitment, delay) in self.commitments.iter().zip(delays) {
            let works = &commitment.works[at];
            let left = works[usize::try_from(*delay).unwrap_or(0).min(works.len() - 1)];
            let planned = self.planned[at][commitment.facility];
            if planned > 0.0 {
                capacity[commitment.facility] -= (works[0] - left) / planned;
            }
        }
        for share in capacity {
            *share = share.clamp(0.0, 1.0);
        }
    }
}
