//! A redemption with its parts and its evidence.

use serde::{Deserialize, Serialize};

use crate::amount::Cents;
use crate::chart::{Account, Kind};
use crate::ids::MemberId;

/// Equity of a member to be retired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedemptionPart {
    /// Class of equity.
    pub class: Kind,
    /// Member.
    pub member: MemberId,
    /// Fiscal year of issue, for classes that have one.
    #[serde(default)]
    pub year: Option<i16>,
    /// Amount: the stated one, or a part of it.
    pub amount: Cents,
}

impl RedemptionPart {
    /// Returns the account.
    pub fn account(&self) -> Account {
        Account { year: self.year, ..Account::of_member(self.class, &self.member) }
    }
}

/// Evidence of the tests that a redemption has to pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Liquidity: cash forecast.
    pub liquidity: String,
    /// Covenant: the lender's certificate.
    pub covenant: String,
    /// Insolvency test of the state: who certified it.
    pub insolvency: String,
}

/// Asks for a redemption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redemption {
    /// Why: revolving, a percentage of all years, an exit.
    pub reason: String,
    /// Parts.
    pub parts: Vec<RedemptionPart>,
    /// Evidence.
    pub evidence: Evidence,
    /// Value of the members' stake from `recoop share`, to compare with. It changes no amount.
    #[serde(default)]
    pub share_value: Option<Cents>,
}

impl Redemption {
    /// Returns the amount in total.
    pub fn total(&self) -> Cents {
        self.parts.iter().map(|part| part.amount).sum()
    }
}
