//! What every check looks at: the network, the values, and what both say about plants, capacity and pools.

use super::calendar::Calendar;
use crate::plan::values::{BuildValue, PlanValues};
use recoop_case::positions::{LeafAt, PeriodAt, StateAt};
use recoop_case::{Building, Facility, Network, Policy, Scale};

/// A commitment of a facility that can be built, with the dates that follow from its facility alone.
#[derive(Debug)]
pub(super) struct Plant<'a> {
    /// Position in the plan's builds.
    pub position: usize,
    /// The commitment.
    pub value: &'a BuildValue,
    /// How its facility can be built.
    pub building: &'a Building,
    /// First calendar year on line.
    pub online_year: i32,
    /// Period in which it comes on line; none when that is after the horizon.
    pub online_period: Option<PeriodAt>,
    /// First year in which it no longer works.
    pub end_year: i32,
}

impl Plant<'_> {
    /// Share of a period's years before the end of its life.
    pub fn share(&self, calendar: &Calendar, period: PeriodAt) -> f64 {
        calendar.mean(period, |year| if year < self.end_year { 1.0 } else { 0.0 })
    }

    /// Whether its capacity stands in some year of a state.
    pub fn stands_in(&self, calendar: &Calendar, state: StateAt) -> bool {
        calendar.on_path(self.value.state, state)
            && self.online_period.is_some_and(|p| p <= calendar.period[state])
            && calendar.first_year[state] < self.end_year
    }
}

/// A plan and its network, looked at.
#[derive(Debug)]
pub(super) struct Case<'a> {
    pub network: &'a Network,
    pub values: &'a PlanValues,
    pub calendar: Calendar,
    /// Whether compliant and unrestricted material are told apart.
    pub tracking: bool,
    /// For each facility what is built of it; commitments of facilities that cannot be built are left out.
    pub plants: Vec<Vec<Plant<'a>>>,
    /// Capacity that stands, t/yr, by facility and state: see [`Case::installed`].
    installed_t: Vec<f64>,
}

impl<'a> Case<'a> {
    /// Looks at a plan whose positions are those of the network.
    pub fn new(network: &'a Network, values: &'a PlanValues) -> Self {
        let calendar = Calendar::new(network);
        let states = calendar.states();
        let mut plants: Vec<Vec<Plant<'a>>> = network.facilities.iter().map(|_| Vec::new()).collect();
        for (position, value) in values.builds.iter().enumerate() {
            let Some(building) = &network.facilities[value.facility].building else { continue };
            let lead = building.permitting_years.saturating_add(building.construction_years);
            let online_year = calendar.first_year[value.state].saturating_add(lead);
            plants[value.facility].push(Plant {
                position,
                value,
                building,
                online_year,
                online_period: calendar.period_starting_from(online_year),
                end_year: online_year.saturating_add(building.lifetime_years),
            });
        }
        let mut installed_t = vec![0.0; network.facilities.len() * states];
        for value in &values.capacity {
            installed_t[value.facility * states + value.state.index()] += value.installed_t;
        }
        Self { network, values, calendar, tracking: tracks(network), plants, installed_t }
    }

    /// Capacity that the plan says stands, t/yr.
    pub fn installed(&self, facility: usize, state: StateAt) -> f64 {
        self.installed_t[facility * self.calendar.states() + state.index()]
    }

    /// Whether keeping capacity of a facility is a decision of the plan; else what exists stands, whatever the plan says.
    pub fn decides_capacity(&self, facility: usize) -> bool {
        let facility = &self.network.facilities[facility];
        facility.building.is_some() || facility.fixed_cost_usd_per_kg > 0.0
    }

    /// Existing capacity in a period, t/yr: what stands, mean over its years.
    pub fn existing(&self, facility: usize, period: PeriodAt) -> f64 {
        let facility = &self.network.facilities[facility];
        self.calendar.mean(period, |year| if exists(facility, year) { facility.existing_t } else { 0.0 })
    }

    /// Existing capacity that stands in a year, t/yr.
    pub fn existing_in(&self, facility: usize, year: i32) -> f64 {
        let facility = &self.network.facilities[facility];
        if exists(facility, year) { facility.existing_t } else { 0.0 }
    }

    /// What an activity of 1 t/yr, a mean by present value, takes out of a mine in a state, t: the mine works evenly as far as it works.
    pub fn tonnes(&self, facility: usize, state: StateAt) -> f64 {
        let (period, plant) = (self.calendar.period[state], &self.network.facilities[facility]);
        let mean = self.existing_ramped(facility, period);
        if plant.building.is_some() || mean <= 0.0 {
            return self.calendar.years[state];
        }
        let years = self.calendar.first_year[state]..=self.calendar.last_year(state);
        let works = years.filter(|year| exists(plant, *year));
        let works =
            works.map(|year| plant.existing_t * ramped(&plant.existing_ramp, year - plant.existing_years.start()));
        works.sum::<f64>() / mean
    }

    /// Share of what a facility does in a state that counts for a policy: that of the policy's years, each year counted by what works
    /// where nothing can be built.
    pub fn in_years_of(&self, policy: &Policy, facility: usize, state: StateAt) -> f64 {
        let period = self.calendar.period[state];
        let plant = &self.network.facilities[facility];
        let working = |year: i32| {
            let age = year - plant.existing_years.start();
            if exists(plant, year) { plant.existing_t * ramped(&plant.existing_ramp, age) } else { 0.0 }
        };
        let all = self.calendar.mean(period, working);
        if plant.building.is_some() || all <= 0.0 {
            return self.calendar.share(period, &policy.years);
        }
        self.calendar.mean(period, |year| if policy.years.contains(&year) { working(year) } else { 0.0 }) / all
    }

    /// Existing capacity in a period, t/yr: what works, mean over its years.
    pub fn existing_ramped(&self, facility: usize, period: PeriodAt) -> f64 {
        let facility = &self.network.facilities[facility];
        let first = *facility.existing_years.start();
        self.calendar.mean(period, |year| {
            if exists(facility, year) {
                facility.existing_t * ramped(&facility.existing_ramp, year - first)
            } else {
                0.0
            }
        })
    }

    /// Whether a material has two pools.
    pub fn has_pools(&self, material: usize) -> bool {
        self.tracking && self.network.materials[material].tracked
    }

    pub fn state(&self, state: StateAt) -> String {
        self.network.tree.label(state)
    }

    pub fn year(&self, state: StateAt, year: i32) -> String {
        self.network.tree.label_of_year(state, year)
    }

    pub fn facility(&self, facility: usize, state: StateAt) -> String {
        format!("{}, {}", self.network.facilities[facility].id, self.state(state))
    }

    pub fn place(&self, material: usize, region: usize, compliant: bool, state: StateAt) -> String {
        let (material, region) = (&self.network.materials[material].id, &self.network.regions[region].id);
        let pool = if compliant { ", compliant" } else { "" };
        format!("{material}, {region}{pool}, {}", self.state(state))
    }

    pub fn scenario(&self, leaf: LeafAt) -> &str {
        let tree = &self.network.tree;
        tree.nodes[tree.states[tree.leaves[leaf]].node].id.as_str()
    }
}

fn exists(facility: &Facility, year: i32) -> bool {
    *facility.existing_years.start() <= year && year <= *facility.existing_years.end()
}

/// Share of capacity that works `age` years after it came on line: what the ramp says, then all of it.
pub(super) fn ramped(ramp: &[f64], age: i32) -> f64 {
    if age < 0 {
        return 1.0;
    }
    ramp.get(age as usize).copied().unwrap_or(1.0)
}

/// Whether origins matter: a demand asks for them within the horizon, and something is not compliant.
fn tracks(network: &Network) -> bool {
    let last = network.settings.horizon.last_year;
    let asked = network.demands.iter().any(|d| d.origin_rule_from.is_some_and(|from| from <= last));
    let all_compliant = network.regions.iter().all(|r| r.compliant)
        && network.markets.iter().all(|m| m.compliant)
        && network.stocks.iter().all(|s| s.compliant);
    asked && !all_compliant
}

/// True cost of a plant of a size, MUSD: capex_ref (size / size_ref)^exponent.
pub(super) fn curve_musd(scale: &Scale, size: f64) -> f64 {
    if size > 0.0 {
        scale.capex_ref_musd * ((size / scale.size_ref_t_per_year).ln() * scale.exponent).exp()
    } else {
        0.0
    }
}
