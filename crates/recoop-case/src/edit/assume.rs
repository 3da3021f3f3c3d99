//! Assumptions, by their meaning: the targets of `sensitivities`, as edits of cells or of yearly numbers.

use super::text::term;
use super::yearly::{Yearly, act};
use super::{Act, Edit};
use crate::cell::Name;
use crate::pattern::{Filter, Value};
use crate::resolve::plant_value;
use crate::settings::Settings;
use crate::tables::{Action, ChangeTarget, FacilityRow, SensitivityTarget, Status, Tables, TechnologyRow};

/// An assumption as it was read.
pub(super) enum Read {
    /// Of a number that has a value in each year.
    Yearly(Yearly<ChangeTarget>),
    /// Of cells and settings.
    Cells(Assumption),
}

/// An assumption about cells and settings.
pub(super) struct Assumption {
    target: SensitivityTarget,
    filter: Filter,
    act: Act,
    action: Action,
    value: f64,
}

impl SensitivityTarget {
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

/// Reads an assumption: the filter, and the years in it.
///
/// # Errors
/// What is wrong, in words.
pub(super) fn read(target: SensitivityTarget, filter: &[String], it: &Act) -> Result<Read, String> {
    let (action, value) = it.number().ok_or_else(|| format!("expected a number, found `{it}`"))?;
    let is_years = |term: &&String| term.split_once('=').is_some_and(|(name, _)| name.trim() == "year");
    let items: Vec<Name> = filter.iter().filter(|term| !is_years(term)).map(Name::new).collect();
    let filter_read = Filter::parse(&items, target.filter_names()).map_err(|(_, why)| why)?;
    let mut windows = filter.iter().filter(is_years);
    let window = windows.next();
    if windows.next().is_some() {
        return Err("`year` is filtered by twice".to_string());
    }
    if target == SensitivityTarget::Delay && (action != Action::Add || value.fract() != 0.0) {
        return Err(format!("a delay is whole years that are added, found `{it}`"));
    }
    let Some(change) = target.change() else {
        if window.is_some() {
            return Err(format!("`{}` has one value for all years", target.as_str()));
        }
        return Ok(Read::Cells(Assumption { target, filter: filter_read, act: it.clone(), action, value }));
    };
    let (first_year, last_year) = window.map_or(Ok((None, None)), |window| years(window))?;
    Ok(Read::Yearly(Yearly { target: change, filter: filter_read, action, value, first_year, last_year }))
}

/// `year=2028..2030`, `year=2028..`, `year=2028`.
fn years(term: &str) -> Result<(Option<i32>, Option<i32>), String> {
    let bad = || format!("expected `year=FIRST..LAST`, found `{term}`");
    let (_, text) = term.split_once('=').ok_or_else(bad)?;
    let year = |text: &str| match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| bad()),
    };
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let (first, last) = (year(first)?, year(last)?);
    match (first, last) {
        (None, None) => Err(bad()),
        (Some(first), Some(last)) if first > last => Err(format!("`{term}` has no year in it")),
        window => Ok(window),
    }
}

impl Assumption {
    /// The edits of cells and settings that it is; none where nothing passes its filter.
    pub fn edits(&self, settings: &Settings, tables: &Tables) -> Vec<Edit> {
        match self.target {
            SensitivityTarget::Capex => self.capex(tables),
            SensitivityTarget::Recovery => self.recoveries(tables),
            SensitivityTarget::Probability => self.probabilities(tables),
            SensitivityTarget::Delay => self.delays(settings.horizon.first_year, tables),
            SensitivityTarget::DiscountRate => {
                vec![Edit::Setting { path: "finance.discount_rate".to_string(), act: self.act.clone() }]
            }
            SensitivityTarget::Capital => self.purses(tables),
            SensitivityTarget::Price
            | SensitivityTarget::OfferLimit
            | SensitivityTarget::Demand
            | SensitivityTarget::Availability
            | SensitivityTarget::LaneLimit
            | SensitivityTarget::Tariff
            | SensitivityTarget::VariableCost
            | SensitivityTarget::ShortageCost => Vec::new(),
        }
    }

    /// Plants that pass the filter, each with its technology; of plants with one id the first.
    fn plants<'t>(&'t self, tables: &'t Tables) -> impl Iterator<Item = (&'t FacilityRow, &'t TechnologyRow)> {
        let first =
            |(at, row): &(usize, &'t FacilityRow)| tables.facilities[..*at].iter().all(|other| other.id != row.id);
        tables.facilities.iter().enumerate().filter(first).filter_map(|(_, row)| {
            let kind = tables.technologies.iter().find(|kind| kind.id == row.technology)?;
            self.filter.matches(|name| plant_value(row, kind, name)).then_some((row, kind))
        })
    }

    fn capex(&self, tables: &Tables) -> Vec<Edit> {
        let mut edits = Vec::new();
        for (row, kind) in self.plants(tables).filter(|(row, _)| can_be_built(row)) {
            if row.capex_ref_musd.or(kind.capex_ref_musd).is_some() {
                edits.push(cells("facilities", ("id", &row.id), "capex_ref_musd", self.act.clone()));
            }
            if self.action == Action::Multiply && row.opening_cost_musd.is_some() {
                edits.push(cells("facilities", ("id", &row.id), "opening_cost_musd", self.act.clone()));
            }
        }
        edits
    }

    fn recoveries(&self, tables: &Tables) -> Vec<Edit> {
        let wanted = tables.recoveries.iter().any(|row| {
            self.filter.matches(|name| match name {
                "technology" => Value::from(&row.technology),
                "element" => Value::from(&row.element),
                _ => Value::from(&row.product),
            })
        });
        // The names of the filter are the columns.
        let rows = self.filter.terms().map(|(name, pattern)| format!("{name}={pattern}")).collect();
        let (table, column) = ("recoveries".to_string(), "recovery".to_string());
        if wanted { vec![Edit::Cells { table, rows, column, act: self.act.clone() }] } else { Vec::new() }
    }

    fn delays(&self, first_year: i32, tables: &Tables) -> Vec<Edit> {
        // A whole number: it was read as one. What lies beyond all years of a cell is bounded.
        let years = self.value as i32;
        let mut edits = Vec::new();
        for (row, kind) in self.plants(tables) {
            let set = |column: &str, year: i32| {
                cells("facilities", ("id", &row.id), column, Act::Set(year.to_string().into()))
            };
            if can_be_built(row) {
                let construction = row.construction_years.or(kind.construction_years).unwrap_or(0);
                edits.push(set("construction_years", construction.saturating_add(years)));
            }
            if let Some(online) = row.online_year.filter(|_| still_comes(row, first_year)) {
                edits.push(set("online_year", online.saturating_add(years)));
            }
        }
        edits
    }

    fn purses(&self, tables: &Tables) -> Vec<Edit> {
        let mut edits = Vec::new();
        let wanted = tables.members.iter().filter(|member| self.filter.matches(|_| Value::from(&member.id)));
        for member in wanted {
            let edit = |column: &str| cells("members", ("id", &member.id), column, self.act.clone());
            if self.action == Action::Set || member.capital_total_musd.is_some() {
                edits.push(edit("capital_total_musd"));
            }
            if self.action == Action::Multiply && member.capital_per_year_musd.is_some() {
                edits.push(edit("capital_per_year_musd"));
            }
        }
        edits
    }

    /// Moves the probabilities that pass, and scales those of their siblings: what is left of 1 is shared in the old proportions.
    fn probabilities(&self, tables: &Tables) -> Vec<Edit> {
        let moved: Vec<bool> = tables
            .scenarios
            .iter()
            .map(|scenario| scenario.parent.is_some() && self.filter.matches(|_| Value::from(&scenario.id)))
            .collect();
        let parents: Vec<Option<&Name>> = tables.scenarios.iter().map(|scenario| scenario.parent.as_ref()).collect();
        let before: Vec<f64> = tables.scenarios.iter().map(|scenario| scenario.probability).collect();
        let after: Vec<f64> = before
            .iter()
            .zip(&moved)
            .map(|(p, moved)| if *moved { act(self.action, self.value, *p) } else { *p })
            .collect();
        let mut edits = Vec::new();
        for (at, scenario) in tables.scenarios.iter().enumerate() {
            let siblings =
                || (0..parents.len()).filter(|other| parents[at].is_some() && parents[*other] == parents[at]);
            let probability = if moved[at] {
                after[at]
            } else if siblings().any(|other| moved[other]) {
                let left = |probabilities: &[f64]| {
                    1.0 - siblings().filter(|other| moved[*other]).map(|other| probabilities[other]).sum::<f64>()
                };
                before[at] * left(&after) / left(&before)
            } else {
                continue;
            };
            let set = Act::Set(probability.to_string().into());
            edits.push(cells("scenarios", ("id", &scenario.id), "probability", set));
        }
        edits
    }
}

/// Cells of the rows of a table that have exactly one text in a column.
pub(super) fn cells(table: &str, (key, text): (&str, &str), column: &str, act: Act) -> Edit {
    Edit::Cells { table: table.to_string(), rows: vec![term(key, text)], column: column.to_string(), act }
}

/// Whether capacity can be added to a facility.
#[must_use]
pub fn can_be_built(facility: &FacilityRow) -> bool {
    match facility.status {
        Status::Candidate => true,
        _ => facility.max_capacity_t_per_year.is_some_and(|most| most > facility.capacity_t_per_year.unwrap_or(0.0)),
    }
}

/// Whether a facility is under construction and comes after the first year: what came before it can be late no more.
pub(crate) fn still_comes(facility: &FacilityRow, first_year: i32) -> bool {
    facility.status == Status::Construction && facility.online_year.is_some_and(|year| year > first_year)
}
