//! A changed case: the one way to say what is different, for sensitivities, variants, single scenarios, attacks and policies.
//!
//! A [`CaseEdit`] names cells, rows or settings and says what becomes of them. It prints on one line, is read from that line, and travels as
//! JSON. [`Edited`] applies edits to a case.
//!
//! # Order and composition
//!
//! - **A set** (one call of [`Edited::apply`]) is without order: every edit selects among the rows that the set finds, none sees what another
//!   does. Two edits of one cell, or of a row and its removal, are a conflict that names both; so the order inside a set has no effect, but
//!   for the place of rows that are added.
//! - **A sequence** (one call after another) composes: a later set finds what the earlier ones left. Two edits of one cell in a sequence act
//!   one on the result of the other. Sets that touch different cells commute.
//! - **Three stages**, whatever the order of the sets. Edits of tables and settings come first. Edits of numbers that have a value in each
//!   year (`assume price`, for instance) come next, on what tables and scenarios' `changes` make of each year. Attacks come last, on the
//!   prices of each state. The last two are no cells: a price of 2031 is interpolated between rows, means are taken over periods, and an attack
//!   reaches prices through pass-through and ramps. They keep the rules of conflict, on the offers, plants, lanes and demands that they find.
//! - **An edit that touches nothing is an error**, and so is an unknown name or a value that the cell cannot hold. All errors come at once.
//! - The rows of the table `changes` are a sequence: from the root of the tree down, in the order of the table, each acts on the result of the
//!   one before. So are the rows of a variant.
//!
//! An edited case is checked like any other ([`check`](crate::check::check)): edits do not know what a sound case is.
//!
//! | file       | holds                                                                    |
//! |------------|--------------------------------------------------------------------------|
//! | `text`     | edits as lines                                                           |
//! | `select`   | which rows an edit names                                                 |
//! | `apply`    | sets and sequences                                                       |
//! | `claims`   | conflicts                                                                |
//! | `rows`     | cells and rows of one table                                              |
//! | `yearly`   | numbers with a value in each year: edits, and rows of `changes`          |
//! | `assume`   | assumptions (the targets of `sensitivities`) as edits of cells                  |
//! | `single`   | one scenario as if certain                                               |
//! | `sensitivities`   | rows of `sensitivities`                                                         |
//! | `variants` | rows of `variants`                                                       |
//! | `attacked` | prices under attack, by state                                            |

mod apply;
mod assume;
pub mod attacked;
mod claims;
mod error;
mod rows;
mod select;
pub mod sensitivities;
mod single;
mod text;
mod todays;
pub mod variants;
pub(crate) mod yearly;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use apply::Edited;
pub use assume::can_be_built;
pub(crate) use assume::still_comes;
pub use error::{EditError, EditErrors};
pub use text::NotAnEdit;

use crate::tables::{Action, SensitivityTarget};

/// One edit of a case, with a name for messages. The name is no part of what it does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseEdit {
    /// Where the edit comes from, for instance a policy; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The edit.
    pub edit: Edit,
}

/// What is edited, and how.
///
/// Rows are selected by terms `column=pattern`: a pattern as in filters (`nd_*`, `*`), `2028..2030` for a column of whole numbers (either end
/// may be left out), text in double quotes for exactly that text, or blank for blank cells. All terms hold. `#3` is the third row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// Cells of a column. A number that is multiplied or added to may be blank where a blank stands for a number: that of the technology (plants) or
    /// the default of the column. Other blanks stay.
    Cells {
        /// Table.
        table: String,
        /// Selects the rows; without terms, all.
        #[serde(default)]
        rows: Vec<String>,
        /// Column.
        column: String,
        /// What becomes of the cells.
        act: Act,
    },
    /// A setting of `case.toml`.
    Setting {
        /// Dotted path.
        path: String,
        /// What becomes of it.
        act: Act,
    },
    /// A row more.
    AddRow {
        /// Table.
        table: String,
        /// Cells by column; the others are blank.
        cells: BTreeMap<String, Text>,
    },
    /// Rows less.
    RemoveRows {
        /// Table.
        table: String,
        /// Selects the rows; without terms, all.
        #[serde(default)]
        rows: Vec<String>,
    },
    /// An assumption, by its meaning: the targets of the table `sensitivities` with their filters. Numbers with a value in each year also take
    /// `year=2028..2030`.
    Assume {
        /// What is assumed.
        #[serde(with = "word")]
        target: SensitivityTarget,
        /// Filters `name=pattern`.
        #[serde(default)]
        filter: Vec<String>,
        /// What becomes of the number.
        act: Act,
    },
    /// One leaf scenario as if it were certain: the scenarios that do not lead to it, and what is said of them, are gone.
    SingleScenario {
        /// The leaf scenario.
        scenario: String,
    },
    /// Prices under an attack, in one state. Ramps and exclusions of attacks are for those who choose depths: they are not checked.
    Attack {
        /// An attack of the kind `price` or `squeeze`.
        attack: String,
        /// The scenario of the state.
        scenario: String,
        /// A year of its period.
        year: i32,
        /// Depth, up to that of the attack.
        depth: f64,
    },
}

/// What becomes of a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Takes its place: text as in a cell of a file, blank for none.
    Set(Text),
    /// Multiplies it.
    Multiply(f64),
    /// Is added to it.
    Add(f64),
}

/// The text of a cell; in JSON also a number or a truth value.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Loose", into = "String")]
pub struct Text(pub String);

#[derive(Deserialize)]
#[serde(untagged)]
enum Loose {
    Text(String),
    Choice(bool),
    Whole(i64),
    Number(f64),
    Blank(()),
}

impl From<Loose> for Text {
    fn from(loose: Loose) -> Self {
        Self(match loose {
            Loose::Text(text) => text,
            Loose::Choice(value) => if value { "yes" } else { "no" }.to_string(),
            Loose::Whole(value) => value.to_string(),
            Loose::Number(value) => value.to_string(),
            Loose::Blank(()) => String::new(),
        })
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.to_string())
    }
}

impl Act {
    /// The act of a row with an action and a number.
    #[must_use]
    pub fn new(action: Action, value: f64) -> Self {
        match action {
            Action::Set => Self::Set(Text(value.to_string())),
            Action::Multiply => Self::Multiply(value),
            Action::Add => Self::Add(value),
        }
    }

    /// Action and number; `None` for text that is no finite number.
    pub(crate) fn number(&self) -> Option<(Action, f64)> {
        Some(match self {
            Self::Set(text) => (Action::Set, text.0.parse().ok().filter(|value: &f64| value.is_finite())?),
            Self::Multiply(value) => (Action::Multiply, *value),
            Self::Add(value) => (Action::Add, *value),
        })
    }
}

impl CaseEdit {
    /// An edit with a name.
    #[must_use]
    pub fn new(name: impl Into<String>, edit: Edit) -> Self {
        Self { name: name.into(), edit }
    }

    /// One leaf scenario as if it were certain.
    #[must_use]
    pub fn single_scenario(scenario: impl Into<String>) -> Self {
        Self::new("", Edit::SingleScenario { scenario: scenario.into() })
    }
}

impl From<Edit> for CaseEdit {
    fn from(edit: Edit) -> Self {
        Self::new("", edit)
    }
}

/// Words of tables, in JSON by the word.
mod word {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::cell::Cell;

    pub fn serialize<T: Cell, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&value.show())
    }

    pub fn deserialize<'de, T: Cell, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
        T::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}
