//! A case with one of its variants: what might have been different, as a table edit.
//!
//! Prices and variable costs become the last changes of the root scenario; what is of the backtest alone (outputs, payments, the
//! purse) is edited where it stands.

use super::cell::Name;
use super::pattern::{Filter, Value};
use super::read_filter;
use super::resolve::plant_value;
use super::series::act;
use super::settings::Settings;
use super::tables::{Action, ChangeRow, ChangeTarget, OutputRow, Tables, VariantRow, VariantTarget};

impl VariantTarget {
    /// The target of changes that moves the same, where there is one.
    #[must_use]
    pub fn change(self) -> Option<ChangeTarget> {
        match self {
            Self::Price => Some(ChangeTarget::Price),
            Self::VariableCost => Some(ChangeTarget::VariableCost),
            Self::FixedCost | Self::Output | Self::Payment | Self::Purse => None,
        }
    }
}

impl VariantRow {
    /// Whether a year is one of its own.
    #[must_use]
    pub fn holds_in(&self, year: i32) -> bool {
        self.first_year.is_none_or(|first| first <= year) && self.last_year.is_none_or(|last| year <= last)
    }
}

/// Ids and titles of the variants, in the order in which a reader meets them.
#[must_use]
pub fn variants(tables: &Tables) -> Vec<(Name, Name)> {
    let mut found: Vec<(Name, Name)> = Vec::new();
    for row in &tables.variants {
        if found.iter().all(|(id, _)| *id != row.variant) {
            let mut names = tables.variants.iter().filter(|other| other.variant == row.variant);
            let name = names.find_map(|other| other.name.clone());
            found.push((row.variant.clone(), name.unwrap_or_else(|| row.variant.clone())));
        }
    }
    found
}

/// The tables of a checked case as they are in a variant; without one, as it was.
#[must_use]
pub fn varied(settings: &Settings, tables: &Tables, variant: Option<&Name>) -> Tables {
    let mut varied = tables.clone();
    let rows = tables.variants.iter().filter(|row| Some(&row.variant) == variant);
    for row in rows {
        // A filter of a checked case can be read.
        if let Some(filter) = read_filter(&row.filter, row.target.filter_names()) {
            edit(settings, &mut varied, row, &filter);
        }
    }
    varied.payments.retain(|payment| payment.variant.is_none() || payment.variant.as_ref() == variant);
    varied
}

/// The fixed cost of a facility in a year of a variant, USD/kg of capacity; `given` is that of the case.
#[must_use]
pub fn fixed_cost(tables: &Tables, variant: Option<&Name>, facility: &Name, (year, given): (i32, f64)) -> f64 {
    let rows = plant_rows(tables, variant, VariantTarget::FixedCost, facility, year);
    rows.into_iter().fold(given, |cost, row| act(row.action, row.value, cost))
}

/// The activity of a facility in a quarter of a variant, t, where no row of `outputs` has it; `given` is what the plant could make.
/// What a variant sets has a row.
#[must_use]
pub fn possible_output(tables: &Tables, variant: Option<&Name>, facility: &Name, (year, given): (i32, f64)) -> f64 {
    let rows = plant_rows(tables, variant, VariantTarget::Output, facility, year);
    rows.into_iter()
        .filter(|row| row.action != Action::Set)
        .fold(given, |output, row| act(row.action, by_part(row, QUARTERS), output))
}

/// Quarters in a year.
const QUARTERS: f64 = 4.0;

/// The number of a row for one of so many equal parts of a year: what is added is for the year.
fn by_part(row: &VariantRow, parts: f64) -> f64 {
    if row.action == Action::Add { row.value / parts } else { row.value }
}

/// Rows of a variant with a target that touch a facility in a year.
fn plant_rows<'a>(
    tables: &'a Tables,
    variant: Option<&Name>,
    target: VariantTarget,
    facility: &Name,
    year: i32,
) -> Vec<&'a VariantRow> {
    let Some(facility) = tables.facilities.iter().find(|row| row.id == *facility) else { return Vec::new() };
    let Some(kind) = tables.technologies.iter().find(|kind| kind.id == facility.technology) else { return Vec::new() };
    let of = |row: &&VariantRow| row.target == target && Some(&row.variant) == variant && row.holds_in(year);
    let touches = |row: &&VariantRow| {
        let filter = read_filter(&row.filter, row.target.filter_names());
        filter.is_some_and(|filter| filter.matches(|name| plant_value(facility, kind, name)))
    };
    tables.variants.iter().filter(of).filter(touches).collect()
}

fn edit(settings: &Settings, tables: &mut Tables, row: &VariantRow, filter: &Filter) {
    let move_it = |number: &mut f64| *number = act(row.action, row.value, *number);
    match row.target {
        VariantTarget::Price | VariantTarget::VariableCost => {
            let root = tables.scenarios.iter().find(|scenario| scenario.parent.is_none());
            if let (Some(root), Some(target)) = (root.map(|root| root.id.clone()), row.target.change()) {
                tables.changes.push(ChangeRow {
                    scenario: root,
                    target,
                    filter: row.filter.clone(),
                    action: row.action,
                    value: row.value,
                    first_year: row.first_year,
                    last_year: row.last_year,
                    source: None,
                    confidence: None,
                    note: None,
                });
            }
        }
        // By year: see `fixed_cost`.
        VariantTarget::FixedCost => {}
        VariantTarget::Output => outputs(settings, tables, row, filter),
        VariantTarget::Payment => {
            // What a variant pays on its own account is as it says.
            let own = tables.payments.iter_mut().filter(|payment| payment.variant.is_none());
            let wanted = own.filter(|payment| {
                let passes = filter.matches(|name| match name {
                    "payment" => Value::from(&payment.id),
                    "kind" => Value::from(payment.kind.word()),
                    _ => Value::from(&payment.member),
                });
                passes && row.holds_in(payment.year)
            });
            wanted.for_each(|payment| move_it(&mut payment.amount_musd));
        }
        VariantTarget::Purse => {
            let wanted = tables.members.iter_mut().filter(|member| filter.matches(|_| Value::from(&member.id)));
            for member in wanted {
                match row.action {
                    Action::Set => member.capital_total_musd = Some(row.value),
                    _ => member.capital_total_musd.iter_mut().for_each(move_it),
                }
            }
        }
    }
}

/// What plants make: set for a year as a whole, or what is given multiplied and added to; see [`possible_output`] for quarters without a row.
fn outputs(settings: &Settings, tables: &mut Tables, row: &VariantRow, filter: &Filter) {
    let horizon = settings.horizon.first_year..=settings.horizon.last_year;
    let years: Vec<i32> = horizon.filter(|year| row.holds_in(*year)).collect();
    for facility in &tables.facilities {
        let Some(kind) = tables.technologies.iter().find(|kind| kind.id == facility.technology) else { continue };
        if !filter.matches(|name| plant_value(facility, kind, name)) {
            continue;
        }
        if row.action == Action::Set {
            tables.outputs.retain(|output| output.facility != facility.id || !row.holds_in(output.year));
            tables.outputs.extend(years.iter().map(|year| OutputRow {
                facility: facility.id.clone(),
                year: *year,
                quarter: None,
                output_t: row.value,
                source: None,
                confidence: None,
                note: None,
            }));
            continue;
        }
        let own = tables.outputs.iter_mut().filter(|output| output.facility == facility.id);
        for output in own.filter(|output| row.holds_in(output.year)) {
            let parts = if output.quarter.is_some() { QUARTERS } else { 1.0 };
            output.output_t = act(row.action, by_part(row, parts), output.output_t);
        }
    }
}
