//! A case with one assumption moved to an end of its range.
//!
//! Swings of prices, limits, demands and the like come after all that the scenarios change, whatever those set. The others
//! (capital cost, recoveries, probabilities, delays, purses, the discount rate) are edits of the tables and settings.

use super::cell::Name;
use super::pattern::{Filter, Value};
use super::resolve::{LastChange, plant_value, resolve, resolve_with};
use super::series::act;
use super::settings::Settings;
use super::tables::{Action, ChangeTarget, FacilityRow, Status, SwingRow, SwingTarget, Tables, TechnologyRow};
use super::{Network, read_filter};

/// An end of the range of an assumption.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// The low end.
    Low,
    /// The high end.
    High,
}

impl End {
    /// Both ends.
    pub const BOTH: [Self; 2] = [Self::Low, Self::High];

    /// The column of `swings` that holds it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::High => "high",
        }
    }
}

impl SwingRow {
    /// The number at an end, if the range has it.
    #[must_use]
    pub fn at(&self, end: End) -> Option<f64> {
        match end {
            End::Low => self.low,
            End::High => self.high,
        }
    }

    /// What is assumed: the name, or the id.
    #[must_use]
    pub fn title(&self) -> &str {
        self.name.as_ref().unwrap_or(&self.id)
    }
}

impl SwingTarget {
    /// The target of changes that moves the same, where there is one.
    #[must_use]
    pub fn change(self) -> Option<ChangeTarget> {
        match self {
            Self::Price => Some(ChangeTarget::Price),
            Self::OfferLimit => Some(ChangeTarget::OfferLimit),
            Self::Demand => Some(ChangeTarget::Demand),
            Self::Availability => Some(ChangeTarget::Availability),
            Self::LaneLimit => Some(ChangeTarget::LaneLimit),
            Self::Tariff => Some(ChangeTarget::Tariff),
            Self::VariableCost => Some(ChangeTarget::VariableCost),
            Self::ShortageCost => Some(ChangeTarget::ShortageCost),
            Self::Capex | Self::Recovery | Self::Probability | Self::Delay | Self::DiscountRate | Self::Capital => None,
        }
    }
}

/// The network of a checked case in which `row` moves its target by `value`.
#[must_use]
pub fn resolve_swung(settings: &Settings, tables: &Tables, row: &SwingRow, value: f64) -> Network {
    let Some(target) = row.target.change() else {
        let (settings, tables) = edited(settings, tables, row, value);
        return resolve(&settings, &tables);
    };
    // A filter of a checked case can be read.
    let filter = read_filter(&row.filter, row.target.filter_names());
    let last = filter.map(|filter| LastChange { target, filter, action: row.action, value });
    resolve_with(settings, tables, last)
}

/// Settings and tables in which `row` moves its target by `value`, for targets that are no change. The tables have no swings.
pub(super) fn edited(settings: &Settings, tables: &Tables, row: &SwingRow, value: f64) -> (Settings, Tables) {
    let (mut settings, mut tables) = (settings.clone(), Tables { swings: Vec::new(), ..tables.clone() });
    let Some(filter) = read_filter(&row.filter, row.target.filter_names()) else { return (settings, tables) };
    let move_it = |number: &mut f64| *number = act(row.action, value, *number);
    match row.target {
        SwingTarget::Capex => {
            for facility in tables.facilities.iter_mut() {
                let Some(kind) = tables.technologies.iter().find(|kind| kind.id == facility.technology) else {
                    continue;
                };
                if !can_be_built(facility) || !filter.matches(|name| plant_value(facility, kind, name)) {
                    continue;
                }
                facility.capex_ref_musd = facility.capex_ref_musd.or(kind.capex_ref_musd);
                facility.capex_ref_musd.iter_mut().for_each(move_it);
                if row.action == Action::Multiply {
                    facility.opening_cost_musd.iter_mut().for_each(move_it);
                }
            }
        }
        SwingTarget::Recovery => {
            let wanted = tables.recoveries.iter_mut().filter(|recovery| {
                filter.matches(|name| match name {
                    "technology" => Value::from(&recovery.technology),
                    "element" => Value::from(&recovery.element),
                    _ => Value::from(&recovery.product),
                })
            });
            wanted.for_each(|recovery| move_it(&mut recovery.recovery));
        }
        SwingTarget::Probability => probabilities(&mut tables, &filter, row.action, value),
        SwingTarget::Delay => {
            let first_year = settings.horizon.first_year;
            for facility in tables.facilities.iter_mut() {
                let Some(kind) = tables.technologies.iter().find(|kind| kind.id == facility.technology) else {
                    continue;
                };
                if filter.matches(|name| plant_value(facility, kind, name)) {
                    delay(facility, kind, first_year, value);
                }
            }
        }
        SwingTarget::DiscountRate => move_it(&mut settings.finance.discount_rate),
        SwingTarget::Capital => {
            let wanted = tables.members.iter_mut().filter(|member| filter.matches(|_| Value::from(&member.id)));
            for member in wanted {
                if row.action == Action::Set {
                    member.capital_total_musd = Some(value);
                    continue;
                }
                member.capital_total_musd.iter_mut().for_each(move_it);
                if row.action == Action::Multiply {
                    member.capital_per_year_musd.iter_mut().for_each(move_it);
                }
            }
        }
        SwingTarget::Price
        | SwingTarget::OfferLimit
        | SwingTarget::Demand
        | SwingTarget::Availability
        | SwingTarget::LaneLimit
        | SwingTarget::Tariff
        | SwingTarget::VariableCost
        | SwingTarget::ShortageCost => {}
    }
    (settings, tables)
}

/// Whether capacity can be added to a facility.
pub(super) fn can_be_built(facility: &FacilityRow) -> bool {
    match facility.status {
        Status::Candidate => true,
        _ => facility.max_capacity_t.is_some_and(|most| most > facility.capacity_t.unwrap_or(0.0)),
    }
}

/// Whether a facility is under construction and comes after the first year: what came before it can be late no more.
pub(super) fn still_comes(facility: &FacilityRow, first_year: i32) -> bool {
    facility.status == Status::Construction && facility.online_year.is_some_and(|year| year > first_year)
}

fn delay(facility: &mut FacilityRow, kind: &TechnologyRow, first_year: i32, years: f64) {
    // The check allows whole numbers alone.
    let years = years as i32;
    if can_be_built(facility) {
        let construction = facility.construction_years.or(kind.construction_years).unwrap_or(0);
        facility.construction_years = Some(construction.saturating_add(years));
    }
    if still_comes(facility, first_year) {
        facility.online_year = facility.online_year.map(|year| year.saturating_add(years));
    }
}

/// Moves the probabilities that pass, and scales those of their siblings: what is left of 1 is shared in the old proportions.
fn probabilities(tables: &mut Tables, filter: &Filter, action: Action, value: f64) {
    let moved: Vec<bool> = tables
        .scenarios
        .iter()
        .map(|scenario| scenario.parent.is_some() && filter.matches(|_| Value::from(&scenario.id)))
        .collect();
    let parents: Vec<Option<Name>> = tables.scenarios.iter().map(|scenario| scenario.parent.clone()).collect();
    let before: Vec<f64> = tables.scenarios.iter().map(|scenario| scenario.probability).collect();
    let after: Vec<f64> =
        before.iter().zip(&moved).map(|(p, moved)| if *moved { act(action, value, *p) } else { *p }).collect();
    for (at, scenario) in tables.scenarios.iter_mut().enumerate() {
        scenario.probability = after[at];
        let siblings = || (0..parents.len()).filter(|other| parents[at].is_some() && parents[*other] == parents[at]);
        if moved[at] || !siblings().any(|other| moved[other]) {
            continue;
        }
        let left = |probabilities: &[f64]| {
            1.0 - siblings().filter(|other| moved[*other]).map(|other| probabilities[other]).sum::<f64>()
        };
        scenario.probability = before[at] * left(&after) / left(&before);
    }
}
