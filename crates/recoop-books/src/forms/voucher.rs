//! A journal voucher.

use serde::{Deserialize, Serialize};

use crate::amount::Cents;
use crate::chart::Account;

/// One line of a voucher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoucherLine {
    /// Account with its dimensions.
    pub account: Account,
    /// Amount: debit positive, credit negative.
    pub cents: Cents,
}

/// Accruals, depreciation, write-downs, credit losses, tax provision, the auditor's adjustments, opening balances. An audit lists each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voucher {
    /// Reason.
    pub reason: String,
    /// Attachment: name and digest of the evidence.
    pub attachment: String,
    /// Lines.
    pub lines: Vec<VoucherLine>,
    /// Whether these are opening balances, which alone create equity without a call, a delivery or an allocation.
    #[serde(default)]
    pub opening: bool,
}
