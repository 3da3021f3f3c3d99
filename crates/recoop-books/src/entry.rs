//! Entries: immutable, balanced, chained. A correction is a reversal and a new entry, never a change.

use std::fmt::Write as _;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::amount::{Cents, Grams};
use crate::chart::Account;
use crate::forms::DocumentKind;
use crate::ids::{DocumentId, ElementId, MemberId, PoolId, UserId};
use crate::labels::LegalKind;
use crate::words::words;

/// One line of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Account.
    pub account: Account,
    /// Amount: a debit is positive, a credit negative.
    pub cents: Cents,
    /// Legal kind, for amounts that a member receives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal: Option<LegalKind>,
}

words! {
    /// Where a quantity moves.
    pub enum Place: "place of a quantity" {
        /// From a member's delivery.
        Delivered = "delivered",
        /// Into a pool, or a member's account of tolled material.
        Pooled = "pooled",
    }
}

/// One line of the quantity ledger: dry weight or contained element. By element, the lines of an entry sum to zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuantityLine {
    /// Place.
    pub place: Place,
    /// Member who delivered.
    pub member: MemberId,
    /// Pool.
    pub pool: PoolId,
    /// Element, or `dry` for the dry weight.
    pub element: ElementId,
    /// Weight: into a place positive, out of it negative.
    pub grams: Grams,
}

/// Business that counts for patronage, recorded when it counts: at the close of a pool, or at once outside pools.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Business {
    /// Patron.
    pub member: MemberId,
    /// Allocation unit.
    pub unit: crate::ids::UnitId,
    /// Fiscal year in which it counts.
    pub year: i16,
    /// Day of the delivery, by which consent is judged.
    pub delivered: Date,
    /// Day of the member's first delivery to the pool; none outside pools.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered: Option<Date>,
    /// Dry weight.
    pub grams: Grams,
    /// Value.
    pub cents: Cents,
}

/// A posted entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Position in the journal, from 1.
    pub number: u64,
    /// Day on which it counts.
    pub date: Date,
    /// Document that made it.
    pub document: DocumentId,
    /// Kind of that document.
    pub kind: DocumentKind,
    /// What happened.
    pub memo: String,
    /// Money.
    pub lines: Vec<Line>,
    /// Quantities.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quantities: Vec<QuantityLine>,
    /// Business for patronage.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub business: Vec<Business>,
    /// Who made the document.
    pub maker: UserId,
    /// Who approved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<UserId>,
    /// Time of posting, as it was handed in.
    pub at: String,
    /// Document that this entry reverses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverses: Option<DocumentId>,
    /// Hash of the entry before.
    pub previous: String,
    /// Hash of this entry.
    pub hash: String,
}

impl Entry {
    /// Returns the sum of the lines, which is zero in a sound entry.
    pub fn sum(&self) -> i128 {
        self.lines.iter().map(|line| i128::from(line.cents.0)).sum()
    }

    /// Returns the hash that the entry must have.
    pub fn expected_hash(&self) -> String {
        let mut text = String::with_capacity(64 + 48 * self.lines.len());
        let approver = self.approver.as_ref().map_or("", |user| user.as_str());
        let reverses = self.reverses.as_ref().map_or("", |id| id.as_str());
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "{}\n{}\n{}\n{}\n{}\n{}\n{approver}\n{}\n{reverses}\n{}\n",
            self.previous, self.number, self.date, self.document, self.kind, self.maker, self.at, self.memo
        );
        for line in &self.lines {
            let _ = writeln!(text, "{} {} {}", line.account, line.cents.0, line.legal.map_or("", LegalKind::as_str));
        }
        for line in &self.quantities {
            let _ = writeln!(text, "{} {} {} {} {}", line.place, line.member, line.pool, line.element, line.grams.0);
        }
        for part in &self.business {
            let Business { member, unit, year, delivered, entered, grams, cents } = part;
            let entered = entered.map_or_else(String::new, |day| day.to_string());
            let _ = writeln!(text, "{member} {unit} {year} {delivered} {entered} {} {}", grams.0, cents.0);
        }
        blake3::hash(text.as_bytes()).to_hex().to_string()
    }
}
