//! T11: information to the tax authority on patronage from 10 USD, by box of Form 1099-PATR (26 USC 6044). None for corporations and
//! governments (Reg. 1.6044-3(c)). Foreign payees are reviewed for withholding instead.

use serde::{Deserialize, Serialize};

use crate::amount::Cents;
use crate::forms::{Member, Payee};
use crate::words::words;

/// Amount from which a form is due.
pub const THRESHOLD: Cents = Cents(1000);

words! {
    /// What is due for a payee.
    pub enum Reporting: "reporting" {
        /// A form is due.
        Due = "due",
        /// Below the threshold.
        BelowThreshold = "below_threshold",
        /// Excepted: a corporation or a government.
        Excepted = "excepted",
        /// Foreign: review withholding.
        ReviewWithholding = "review_withholding",
    }
}

/// Amounts by box.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Boxes {
    /// Box 1: patronage dividends in money and qualified notices.
    pub patronage: Cents,
    /// Box 2: nonpatronage distributions.
    pub nonpatronage: Cents,
    /// Box 3: per-unit retains in money and qualified certificates.
    pub retains: Cents,
    /// Box 4: tax withheld.
    pub withheld: Cents,
    /// Box 5: redeemed nonqualified notices and retains.
    pub redeemed: Cents,
}

impl Boxes {
    /// Returns the amount that the threshold is compared with.
    pub fn total(&self) -> Cents {
        self.patronage + self.nonpatronage + self.retains + self.redeemed
    }
}

/// Returns what is due.
pub fn reporting(payee: &Member, boxes: &Boxes) -> Reporting {
    if payee.is_foreign() {
        return Reporting::ReviewWithholding;
    }
    match payee.payee {
        Payee::Corporation | Payee::Government => Reporting::Excepted,
        // A withheld amount is reported whatever its size.
        _ if boxes.total() >= THRESHOLD || boxes.withheld > Cents::ZERO => Reporting::Due,
        _ => Reporting::BelowThreshold,
    }
}

/// A form was prepared for those for whom it is due, and for nobody else.
///
/// # Errors
/// What is wrong.
pub fn form(prepared: bool, due: Reporting) -> Result<(), String> {
    match (prepared, due) {
        (true, Reporting::Due)
        | (false, Reporting::BelowThreshold | Reporting::Excepted | Reporting::ReviewWithholding) => Ok(()),
        (true, other) => Err(format!("a form was prepared and reporting is `{other}` (T11)")),
        (false, Reporting::Due) => Err("a form is due and was not prepared (T11)".to_string()),
    }
}
