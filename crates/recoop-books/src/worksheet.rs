//! What drafts hold until the board declares them: the worksheet of a year's patronage, the plan of a loss.

use serde::Serialize;

use crate::amount::Cents;
use crate::bylaws::{Earnings, LossMethod};
use crate::chart::Account;
use crate::ids::{MemberId, UnitId};
use crate::labels::ShareRule;

/// A unit's line of the worksheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnitLine {
    /// Unit.
    pub unit: UnitId,
    /// Whether its net earnings can be patronage.
    pub patronage: bool,
    /// Net earnings in the books, before dividends on capital.
    pub book: Cents,
    /// Dividends on capital that reduce them.
    pub dividends: Cents,
    /// Differences between tax and books, where the bylaws take the tax basis.
    pub adjustments: Cents,
    /// Losses of other units that are netted against them (negative), or the part of its own loss that others take (positive).
    pub netted: Cents,
    /// Kept in the unallocated reserve.
    pub reserve: Cents,
    /// Allocated to patrons.
    pub allocated: Cents,
    /// Loss that is left for a draft of its own.
    pub loss: Cents,
}

/// A patron's part of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Share {
    /// Patron.
    pub member: MemberId,
    /// Unit.
    pub unit: UnitId,
    /// Business in grams or cents.
    pub business: i64,
    /// Part of that business which a consent covers.
    pub covered: i64,
    /// Patronage dividend.
    pub amount: Cents,
    /// Paid in money.
    pub cash: Cents,
    /// Qualified notice.
    pub qualified: Cents,
    /// Nonqualified notice.
    pub nonqualified: Cents,
}

/// A worksheet: a draft until the board declares it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Worksheet {
    /// Fiscal year.
    pub year: i16,
    /// Basis of net earnings.
    pub earnings: Earnings,
    /// Key.
    pub key: ShareRule,
    /// Units.
    pub units: Vec<UnitLine>,
    /// Patrons' parts, by unit and in the order of admission.
    pub shares: Vec<Share>,
}

impl Worksheet {
    /// Returns the sum over all units of what is allocated.
    pub fn allocated(&self) -> Cents {
        self.units.iter().map(|unit| unit.allocated).sum()
    }
}

/// How a loss is borne.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LossPlan {
    /// Fiscal year.
    pub year: i16,
    /// Unit.
    pub unit: UnitId,
    /// The loss, as a positive amount.
    pub loss: Cents,
    /// Way that the bylaws choose.
    pub method: LossMethod,
    /// Taken from the unallocated reserve.
    pub reserve: Cents,
    /// Taken from members: equity account and amount.
    pub equity: Vec<(Account, Cents)>,
    /// Left for later margins of the unit.
    pub later: Cents,
}
