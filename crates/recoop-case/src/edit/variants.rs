//! A case with one of its variants: what might have been different, as a sequence of edits, one set for each row.
//!
//! Prices and variable costs become the last changes of the root scenario; what is of the backtest alone (outputs, payments, the
//! purse) is edited where it stands. Fixed costs, and outputs of quarters without a row, are numbers of a year that no table has: the backtest asks for
//! them ([`fixed_cost`], [`possible_output`]).

use std::collections::{BTreeMap, BTreeSet};

use super::assume::cells;
use super::text::term;
use super::yearly::Yearly;
use super::{Act, CaseEdit, Edit, EditErrors, Edited, Text};
use crate::cell::{Cell, Name};
use crate::pattern::{Filter, Value};
use crate::read_filter;
use crate::resolve::plant_value;
use crate::settings::Settings;
use crate::tables::{Action, ChangeTarget, FacilityRow, MemberRow, Tables, VariantRow, VariantTarget};

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
///
/// # Errors
/// When a row touches nothing or a cell cannot hold what becomes of it.
pub fn varied(settings: &Settings, tables: &Tables, variant: Option<&Name>) -> Result<Tables, EditErrors> {
    let mut edited = Edited::of(settings, tables);
    for row in tables.variants.iter().filter(|row| Some(&row.variant) == variant) {
        // A row of outputs first takes rows away, then gives others.
        for set in row.edits(settings, edited.tables()) {
            edited = edited.apply(&set)?;
        }
    }
    edited = edited.apply(&others_payments(tables, variant))?;
    Ok(edited.into_parts().1)
}

/// The edits without the payments that are made in other variants alone.
fn others_payments(tables: &Tables, variant: Option<&Name>) -> Vec<CaseEdit> {
    let of_others = tables.cash_events.iter().filter_map(|payment| payment.variant.as_ref());
    let others: BTreeSet<&Name> = of_others.filter(|id| Some(*id) != variant).collect();
    let remove = |id: &&Name| Edit::RemoveRows { table: "cash_events".to_string(), rows: vec![term("variant", id)] };
    others.iter().map(remove).map(CaseEdit::from).collect()
}

/// The fixed cost of a facility in a year of a variant, USD/kg of capacity; `given` is that of the case.
#[must_use]
pub fn fixed_cost(tables: &Tables, variant: Option<&Name>, facility: &Name, (year, given): (i32, f64)) -> f64 {
    let edits = of_plant(tables, variant, VariantTarget::FixedCost, facility);
    edits.into_iter().fold(given, |cost, edit| edit.act(year, cost))
}

/// The activity of a facility in a quarter of a variant, t, where no row of `outputs` has it; `given` is what the plant could make.
/// What a variant sets has a row.
#[must_use]
pub fn possible_output(tables: &Tables, variant: Option<&Name>, facility: &Name, (year, given): (i32, f64)) -> f64 {
    let edits = of_plant(tables, variant, VariantTarget::Output, facility);
    edits.into_iter().filter(|edit| edit.action != Action::Set).fold(given, |output, mut edit| {
        edit.value = by_part(edit.action, edit.value, QUARTERS);
        edit.act(year, output)
    })
}

/// Quarters in a year.
const QUARTERS: f64 = 4.0;

/// The number of a row for one of so many equal parts of a year: what is added is for the year.
fn by_part(action: Action, value: f64, parts: f64) -> f64 {
    if action == Action::Add { value / parts } else { value }
}

/// What the rows of a variant with a target move of a facility, in their order.
fn of_plant(
    tables: &Tables,
    variant: Option<&Name>,
    target: VariantTarget,
    facility: &Name,
) -> Vec<Yearly<VariantTarget>> {
    let Some(facility) = tables.facilities.iter().find(|row| row.id == *facility) else { return Vec::new() };
    let rows = tables.variants.iter().filter(|row| row.target == target && Some(&row.variant) == variant);
    rows.filter_map(VariantRow::yearly).filter(|edit| passes(tables, &edit.filter, facility)).collect()
}

/// Whether a facility, whose technology is known, passes a filter.
fn passes(tables: &Tables, filter: &Filter, facility: &FacilityRow) -> bool {
    let kind = tables.technologies.iter().find(|kind| kind.id == facility.technology);
    kind.is_some_and(|kind| filter.matches(|name| plant_value(facility, kind, name)))
}

impl VariantRow {
    /// The row as an edit of a number with a value in each year; none when its filter cannot be read.
    fn yearly(&self) -> Option<Yearly<VariantTarget>> {
        let (first_year, last_year) = (self.first_year, self.last_year);
        let filter = read_filter(&self.filter, self.target.filter_names())?;
        Some(Yearly { target: self.target, filter, action: self.action, value: self.value, first_year, last_year })
    }

    /// The row as edits of the tables that it finds, one set after the other.
    fn edits(&self, settings: &Settings, tables: &Tables) -> Vec<Vec<CaseEdit>> {
        // A filter of a checked case can be read.
        let Some(filter) = read_filter(&self.filter, self.target.filter_names()) else { return Vec::new() };
        let act = Act::new(self.action, self.value);
        let edits = match self.target {
            VariantTarget::Price | VariantTarget::VariableCost => self.last_change(tables).into_iter().collect(),
            // By year: see `fixed_cost`.
            VariantTarget::FixedCost => Vec::new(),
            VariantTarget::Output => return self.outputs(settings, tables, &filter),
            VariantTarget::Payment => {
                // What a variant pays on its own account is as it says.
                let own = tables.cash_events.iter().filter(|payment| payment.variant.is_none());
                let wanted = own.filter(|payment| {
                    let passes = filter.matches(|name| match name {
                        "payment" => Value::from(&payment.id),
                        "kind" => Value::from(payment.kind.as_str()),
                        _ => Value::from(&payment.member),
                    });
                    passes && self.holds_in(payment.year)
                });
                wanted.map(|it| cells("cash_events", ("id", &it.id), "amount_musd", act.clone())).collect()
            }
            VariantTarget::Purse => {
                let wanted = tables.members.iter().filter(|member| filter.matches(|_| Value::from(&member.id)));
                let has_purse = |it: &MemberRow| {
                    it.capital_total_musd.is_some() || tables.finances.iter().any(|row| row.member == it.id)
                };
                let moved = wanted.filter(|it| self.action == Action::Set || has_purse(it));
                moved
                    .map(|it| match tables.finances.iter().find(|row| row.member == it.id) {
                        Some(row) => cells("finances", ("member", &row.member), "opening_cash_musd", act.clone()),
                        None => cells("members", ("id", &it.id), "capital_total_musd", act.clone()),
                    })
                    .collect()
            }
        };
        vec![self.named(edits)]
    }

    fn named(&self, edits: Vec<Edit>) -> Vec<CaseEdit> {
        edits.into_iter().map(|edit| CaseEdit::new(self.variant.clone(), edit)).collect()
    }

    /// The row as the last change of the root scenario.
    fn last_change(&self, tables: &Tables) -> Option<Edit> {
        let root = tables.scenarios.iter().find(|scenario| scenario.parent.is_none())?;
        let target = self.target.change()?;
        let cells: BTreeMap<String, Text> = [
            ("scenario", root.id.to_string()),
            ("target", target.show()),
            ("filter", self.filter.show()),
            ("action", self.action.show()),
            ("value", self.value.show()),
            ("first_year", self.first_year.show()),
            ("last_year", self.last_year.show()),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(column, text)| (column.to_string(), Text(text)))
        .collect();
        Some(Edit::AddRow { table: "changes".to_string(), cells })
    }

    /// What plants make: set for a year as a whole, or what is given multiplied and added to; see [`possible_output`] for quarters without a row.
    fn outputs(&self, settings: &Settings, tables: &Tables, filter: &Filter) -> Vec<Vec<CaseEdit>> {
        let horizon = settings.horizon.first_year..=settings.horizon.last_year;
        let years: Vec<i32> = horizon.filter(|year| self.holds_in(*year)).collect();
        let window = match (self.first_year, self.last_year) {
            (None, None) => None,
            (first, last) => Some(format!("year={}..{}", first.show(), last.show())),
        };
        let (mut less, mut more) = (Vec::new(), Vec::new());
        for facility in tables.facilities.iter().filter(|facility| passes(tables, filter, facility)) {
            let own = || tables.outputs.iter().filter(|it| it.facility == facility.id && self.holds_in(it.year));
            let mut rows = vec![term("facility", &facility.id)];
            rows.extend(window.clone());
            let table = || "outputs".to_string();
            if self.action == Action::Set {
                if own().next().is_some() {
                    less.push(Edit::RemoveRows { table: table(), rows });
                }
                let cells = |year: &i32| {
                    let texts =
                        [("facility", facility.id.show()), ("year", year.show()), ("output_t", self.value.show())];
                    texts.map(|(column, text)| (column.to_string(), Text(text))).into()
                };
                more.extend(years.iter().map(|year| Edit::AddRow { table: table(), cells: cells(year) }));
                continue;
            }
            // What is added is for the year: a quarter has its part.
            for (whole, parts, quarter) in [(true, 1.0, "quarter="), (false, QUARTERS, "quarter=*")] {
                if own().any(|it| it.quarter.is_none() == whole) {
                    let rows = rows.iter().cloned().chain([quarter.to_string()]).collect();
                    let act = Act::new(self.action, by_part(self.action, self.value, parts));
                    less.push(Edit::Cells { table: table(), rows, column: "output_t".to_string(), act });
                }
            }
        }
        [less, more].into_iter().map(|edits| self.named(edits)).collect()
    }
}
