//! Two studies side by side.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Num;
use super::overview::Sentence;

/// Two studies side by side: only what differs is listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Comparison {
    /// `recoop-report/1`.
    pub format: String,
    /// The first study.
    pub left: Side,
    /// The second study.
    pub right: Side,
    /// What differs, in sentences.
    pub sentences: Vec<String>,
    /// Rows of the case.
    pub inputs: Vec<InputDifference>,
    /// What is built, t/yr: expected capacity by facility, and each commitment by year and scenario.
    pub plan: Vec<Difference>,
    /// Terms of the objective, MUSD of expected present value.
    pub money: Vec<Difference>,
    /// Share of each stage made at home over the second half of the horizon.
    pub independence: Vec<Difference>,
    /// Kill costs and harm, MUSD.
    pub resilience: Vec<Difference>,
    /// Shares of members by rule, MUSD a year.
    pub shares: Vec<Difference>,
}

/// A study that is compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Side {
    /// Folder of the run, as it was given.
    pub run: String,
    /// Short name of the case.
    pub name: String,
    /// Title of the case.
    pub title: String,
    /// When it was finished.
    pub finished: String,
    /// Fingerprint of the case.
    pub case_hash: String,
    /// Its ten sentences.
    pub sentences: Vec<Sentence>,
}

/// A cell of the case that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InputDifference {
    /// Table.
    pub table: String,
    /// Values of its key columns.
    pub row: String,
    /// Column; empty where the whole row is in one of them only.
    pub column: String,
    /// In the first study; none where it has no such row.
    pub left: Option<String>,
    /// In the second.
    pub right: Option<String>,
}

/// A number, or a word where there is none, for instance `not_exhaustible`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A number, in the unit of the difference.
    Number(Num),
    /// A word.
    Word(String),
}

/// Something that differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Difference {
    /// What it is.
    pub what: String,
    /// Unit.
    pub unit: String,
    /// In the first study; none where it is not known there.
    pub left: Option<Value>,
    /// In the second.
    pub right: Option<Value>,
}
