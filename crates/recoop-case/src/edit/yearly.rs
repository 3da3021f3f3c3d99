//! Numbers that have a value in each year: rows of `changes`, last edits of prices and the like, and what variants move by year.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::cell::Name;
use crate::pattern::{Filter, Value};
use crate::read_filter;
use crate::tables::{Action, ChangeRow, ChangeTarget};

/// One edit of numbers with a value in each year.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Yearly<T> {
    /// What is moved.
    pub target: T,
    /// Of what.
    pub filter: Filter,
    /// What is done with the number.
    pub action: Action,
    /// The number.
    pub value: f64,
    /// First year; none: the first that there is.
    pub first_year: Option<i32>,
    /// Last year; none: the last that there is.
    pub last_year: Option<i32>,
}

impl<T> Yearly<T> {
    /// Whether a year is one of its own.
    pub fn holds_in(&self, year: i32) -> bool {
        self.first_year.is_none_or(|first| first <= year) && self.last_year.is_none_or(|last| year <= last)
    }

    /// Whether it holds in all years.
    pub fn is_endless(&self) -> bool {
        self.first_year.is_none() && self.last_year.is_none()
    }

    /// What it makes of a number in a year.
    pub fn act(&self, year: i32, value: f64) -> f64 {
        if self.holds_in(year) { act(self.action, self.value, value) } else { value }
    }

    fn meets(&self, other: &Self) -> bool {
        let first = self.first_year.max(other.first_year).unwrap_or(i32::MIN);
        let last = [self.last_year, other.last_year].into_iter().flatten().min().unwrap_or(i32::MAX);
        first <= last
    }
}

/// What an action with a number makes of a value. What has no limit is not limited by a factor, not even by 0.
pub(crate) fn act(action: Action, number: f64, value: f64) -> f64 {
    match action {
        Action::Set => number,
        Action::Multiply if value.is_infinite() => value,
        Action::Multiply => value * number,
        Action::Add => value + number,
    }
}

/// A row of `changes`, with its filter read.
pub(crate) struct ScenarioChange<'a> {
    /// The scenario in which, and below which, it holds.
    pub scenario: &'a Name,
    /// The edit. Without a first year it begins with the scenario.
    pub edit: Yearly<ChangeTarget>,
}

impl<'a> ScenarioChange<'a> {
    /// Reads a row; none where its filter cannot be read.
    pub fn of(row: &'a ChangeRow) -> Option<Self> {
        let filter = read_filter(&row.filter, row.target.filter_names())?;
        let edit = Yearly {
            target: row.target,
            filter,
            action: row.action,
            value: row.value,
            first_year: row.first_year,
            last_year: row.last_year,
        };
        Some(Self { scenario: &row.scenario, edit })
    }
}

/// An edit after all changes of all scenarios.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Last {
    /// The set that it belongs to.
    pub set: usize,
    /// The edit. Its filter may also name the stage of plants.
    pub edit: Yearly<ChangeTarget>,
}

/// Last edits, and what they met while numbers were resolved.
pub(crate) struct Lasts<'a> {
    edits: &'a [Last],
    met: RefCell<Met>,
}

/// What last edits met.
#[derive(Debug, Default)]
pub(crate) struct Met {
    /// Positions of edits that touched something.
    pub touched: BTreeSet<usize>,
    /// Pairs of edits of one set that touched the same number in the same year.
    pub conflicts: BTreeSet<(usize, usize)>,
}

impl<'a> Lasts<'a> {
    pub fn new(edits: &'a [Last]) -> Self {
        Self { edits, met: RefCell::default() }
    }

    /// The edits of a number, in their order.
    pub fn of<'v>(&self, target: ChangeTarget, thing: impl Fn(&str) -> Value<'v>) -> Vec<&'a Yearly<ChangeTarget>> {
        let mut found: Vec<usize> = Vec::new();
        for (at, last) in self.edits.iter().enumerate() {
            if last.edit.target != target || !last.edit.filter.matches(&thing) {
                continue;
            }
            let mut met = self.met.borrow_mut();
            let rivals = found
                .iter()
                .filter(|other| self.edits[**other].set == last.set && self.edits[**other].edit.meets(&last.edit));
            met.conflicts.extend(rivals.map(|other| (*other, at)));
            met.touched.insert(at);
            found.push(at);
        }
        found.into_iter().map(|at| &self.edits[at].edit).collect()
    }

    pub fn into_met(self) -> Met {
        self.met.into_inner()
    }
}
