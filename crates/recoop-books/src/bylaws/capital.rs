//! Tables of capital: classes of equity, cash calls, exits, losses.

use serde::{Deserialize, Serialize};

use super::bylaw;
use crate::amount::{Cents, Ppm};
use crate::chart::Kind;
use crate::ids::{ClassId, UnitId};
use crate::words::words;

words! {
    /// Whether the cooperative has to redeem a class.
    pub enum Duty: "duty to redeem" {
        /// Only by a resolution of the board.
        None = "none",
        /// On a fixed date.
        FixedDate = "fixed_date",
        /// When a certain event comes, whatever the board says.
        Unconditional = "unconditional",
    }
}

words! {
    /// Who bears a loss.
    pub enum LossMethod: "way to bear losses" {
        /// The unallocated reserve.
        Reserve = "reserve",
        /// Later margins of the unit.
        LaterMargins = "later_margins",
        /// Members' retained equity, in the order of table `losses`.
        MembersEquity = "members_equity",
    }
}
crate::tables::cells! { Duty, LossMethod }

bylaw! {
    /// A class of equity.
    pub struct EquityClass in "equity" {
        /// Name.
        class: ClassId,
        /// Account.
        kind: Kind,
        /// Par, USD; blank: by amount.
        par_usd: Option<Cents>,
        /// Whether it can be transferred.
        transferable: bool,
        /// Highest dividend a year, share of the stated amount.
        dividend_limit: Ppm,
        /// Years after which redemption is considered; never by the calendar alone.
        redeem_years: Option<i16>,
        /// Duty to redeem. A class with a duty is a liability (ASC 480-10-25-4) unless the auditor's label says otherwise.
        duty: Duty,
        /// The auditor's recorded label.
        auditor_label: Option<String>,
        /// Rank: 1 is paid first.
        rank: i16,
    }
}

impl EquityClass {
    /// Whether the class is shown as a liability.
    pub fn is_liability(&self) -> bool {
        self.duty != Duty::None && self.auditor_label.is_none()
    }
}

bylaw! {
    /// Terms of cash calls.
    pub struct Calls in "calls" {
        /// Days from notice to due date, at least.
        notice_days: i32,
        /// Days after the due date without interest.
        grace_days: i32,
        /// Interest on what is late, share a year of 365 days.
        late_rate: Ppm,
        /// Days after the due date until which a late call can be cured.
        cure_days: i32,
    }
}

words! {
    /// A way out.
    pub enum ExitKind: "kind of exit" {
        /// Notice and time.
        Expiry = "expiry",
        /// Sale to another member.
        Sale = "sale",
        /// Expulsion.
        Expulsion = "expulsion",
    }
}
crate::tables::cells! { ExitKind }

bylaw! {
    /// A way out.
    pub struct Exit in "exits" {
        /// Way.
        kind: ExitKind,
        /// Years of notice.
        notice_years: i16,
        /// Members' equity below which nothing is redeemed.
        floor_usd: Cents,
        /// Years until a former member can rejoin.
        rejoin_years: i16,
    }
}

bylaw! {
    /// A step of the order in which members' equity takes a unit's loss.
    pub struct LossOrder in "losses" {
        /// Unit.
        unit: UnitId,
        /// Position, from 1.
        position: i16,
        /// Class of equity.
        kind: Kind,
    }
}
