//! A case with one assumption moved to an end of its range: a row of `sensitivities` as an edit.
//!
//! Sensitivities of prices, limits, demands and the like come after all that the scenarios change, whatever those set. The others
//! (capital cost, recoveries, probabilities, delays, purses, the discount rate) are edits of the tables and settings.

use super::{Act, CaseEdit, Edit, EditErrors, Edited};
use crate::Network;
use crate::settings::Settings;
use crate::tables::{SensitivityRow, Tables};

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

    /// The column of `sensitivities` that holds it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::High => "high",
        }
    }
}

impl SensitivityRow {
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

    /// The edit that moves the row's target by a number.
    #[must_use]
    pub fn edit(&self, value: f64) -> CaseEdit {
        let filter = self.filter.iter().map(ToString::to_string).collect();
        CaseEdit::new(self.id.clone(), Edit::Assume { target: self.target, filter, act: Act::new(self.action, value) })
    }
}

/// The network of a checked case in which `row` moves its target by `value`.
///
/// # Errors
/// When the row touches nothing or a cell cannot hold the number: the check reports both.
pub fn resolve_swung(
    settings: &Settings,
    tables: &Tables,
    row: &SensitivityRow,
    value: f64,
) -> Result<Network, EditErrors> {
    Edited::of(settings, tables).apply(&[row.edit(value)])?.network()
}
