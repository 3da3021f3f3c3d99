//! A consent and its forms.

use serde::{Deserialize, Serialize};

use crate::ids::{DocumentId, MemberId};
use crate::words::words;

words! {
    /// The form of a consent.
    pub enum ConsentForm: "form of consent" {
        /// In writing: covers the whole taxable year and later ones, until it is revoked.
        Written = "written",
        /// Revocation of a written consent: counts from the next year and spares pools already entered.
        Revocation = "revocation",
        /// A copy of the bylaw that makes membership consent was received: covers later deliveries.
        BylawCopy = "bylaw_copy",
        /// A qualified check was cashed: covers the dividend that it is a part of.
        QualifiedCheck = "qualified_check",
        /// The notice can be cashed for at least 90 days.
        CashRight = "cash_right",
    }
}
crate::tables::cells! { ConsentForm }

/// A consent with its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Patron.
    pub member: MemberId,
    /// Form.
    pub form: ConsentForm,
    /// Evidence: signed form, receipt of the copy, bank's item, text of the notice.
    pub evidence: String,
    /// Allocation that a check or a right to cash belongs to.
    #[serde(default)]
    pub allocation: Option<DocumentId>,
    /// Days for which a right to cash is open.
    #[serde(default)]
    pub days: Option<i32>,
}
