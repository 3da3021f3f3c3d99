//! Rules of Subchapter T that run. Each is coded from the text named beside it, on the day named, and is not advice.

pub mod t1;
pub mod t10;
pub mod t11;
pub mod t12;
pub mod t2;
pub mod t3;
pub mod t4;
pub mod t5;
pub mod t6;
pub mod t7;
pub mod t8;
pub mod t9;

mod report;

use jiff::civil::Date;
use serde::Serialize;

pub use report::{Finding, RuleAnswer, check_year};

/// A rule with its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Name, T1 to T12.
    pub id: &'static str,
    /// What it asks.
    pub title: &'static str,
    /// Text that it is coded from.
    pub source: &'static str,
    /// Day on which the text was read.
    pub coded: Date,
    /// Last tax year for which the text was checked; later years print "draft".
    pub checked_until: i16,
    /// Day on which it has to be reviewed again.
    pub review: Date,
}

impl Rule {
    const fn new(id: &'static str, title: &'static str, source: &'static str) -> Rule {
        Rule { id, title, source, coded: CODED, checked_until: CHECKED_UNTIL, review: REVIEW }
    }

    /// Returns the caption: what it is coded from and when, and that it is not advice.
    pub fn caption(&self) -> String {
        format!(
            "{} {}: as coded from {} on {}, review by {}, not advice",
            self.id, self.title, self.source, self.coded, self.review
        )
    }
}

const CODED: Date = jiff::civil::date(2026, 11, 30);
const REVIEW: Date = jiff::civil::date(2027, 11, 30);

/// Last tax year for which all rules were checked.
pub const CHECKED_UNTIL: i16 = 2026;

/// All rules.
pub const RULES: [Rule; 12] = [
    Rule::new("T1", "patronage dividend", "26 USC 1388(a)"),
    Rule::new("T2", "payment period", "26 USC 1382(d)"),
    Rule::new("T3", "qualified notice: 20% in money", "26 USC 1388(c)(1)"),
    Rule::new("T4", "qualified notice: consent", "26 USC 1388(c)(2)-(3)"),
    Rule::new("T5", "nonqualified notice: tax now, deduction at redemption", "26 USC 1382(b)(2), 1383"),
    Rule::new("T6", "per-unit retain", "26 USC 1388(f)-(h)"),
    Rule::new("T7", "netting of allocation units, with notice", "26 USC 1388(j)"),
    Rule::new("T8", "business with nonmembers and the government apart", "26 USC 1382(c)(2)(A)"),
    Rule::new("T9", "pools count when they close", "26 USC 1382(e)"),
    Rule::new("T10", "dividends on capital in addition", "26 USC 1388(a)"),
    Rule::new("T11", "information to the tax authority", "26 USC 6044, Reg. 1.6044-3(c)"),
    Rule::new("T12", "corporation operating on a cooperative basis", "26 USC 1381(a)(2)"),
];
