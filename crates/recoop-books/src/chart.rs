//! The chart of accounts: every account, its group, its dimensions, and the controller's code for it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::{MemberId, PoolId, UnitId};
use crate::words::words;

words! {
    /// Where an account stands in the statements.
    pub enum Group: "group of accounts" {
        /// Assets: debit balances.
        Asset = "assets",
        /// Liabilities: credit balances.
        Liability = "liabilities",
        /// Members' equity: credit balances.
        Equity = "equity",
        /// Income of the open year, by allocation unit.
        Income = "income",
        /// Costs of the open year, by allocation unit.
        Cost = "costs",
    }
}

/// What an account is kept by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimensions {
    /// One account.
    None,
    /// One for each member: the subledger of a control account.
    Member,
    /// One for each member and year of issue.
    MemberYear,
    /// One for each pool.
    Pool,
    /// One for each allocation unit.
    Unit,
    /// One for each allocation unit and fiscal year.
    UnitYear,
}

macro_rules! chart {
    ($($kind:ident $word:literal $code:literal $group:ident $dimensions:ident $name:literal;)*) => {
        words! {
            /// An account of the chart, without its dimensions.
            pub enum Kind: "account" {
                $(#[doc = $name] $kind = $word,)*
            }
        }

        impl Kind {
            /// Returns the code of the default chart.
            pub fn code(self) -> &'static str {
                match self { $(Kind::$kind => $code,)* }
            }

            /// Returns the group.
            pub fn group(self) -> Group {
                match self { $(Kind::$kind => Group::$group,)* }
            }

            /// Returns what the account is kept by.
            pub fn dimensions(self) -> Dimensions {
                match self { $(Kind::$kind => Dimensions::$dimensions,)* }
            }

            /// Returns the name in statements.
            pub fn title(self) -> &'static str {
                match self { $(Kind::$kind => $name,)* }
            }
        }
    };
}

chart! {
    Cash "cash" "1000" Asset None "Cash";
    ReceivableMember "receivable_member" "1100" Asset Member "Receivable from members";
    ReceivableCustomer "receivable_customer" "1150" Asset None "Receivable from customers";
    Inventory "inventory" "1200" Asset Pool "Inventory by pool";
    Plant "plant" "1500" Asset None "Plant";
    AccumulatedDepreciation "accumulated_depreciation" "1590" Asset None "Accumulated depreciation";
    OtherAsset "other_asset" "1800" Asset None "Other assets";
    PayableDelivery "payable_delivery" "2000" Liability Member "Payable for deliveries";
    PayablePatronage "payable_patronage" "2010" Liability Member "Payable patronage";
    PayableRedemption "payable_redemption" "2020" Liability Member "Payable redemptions of equity";
    PayableDividend "payable_dividend" "2030" Liability Member "Payable dividends on capital";
    PayableSide "payable_side" "2035" Liability Member "Payable side payments by contract";
    Withholding "withholding" "2040" Liability Member "Tax withheld";
    PayableSupplier "payable_supplier" "2100" Liability None "Payable to suppliers";
    Accrued "accrued" "2150" Liability None "Accrued expenses";
    PoolProceeds "pool_proceeds" "2200" Liability Pool "Proceeds of open pools";
    Unlabeled "unlabeled" "2290" Liability None "Business without a source label";
    TaxPayable "tax_payable" "2300" Liability None "Income tax payable";
    ThoriumProvision "thorium_provision" "2400" Liability None "Provision for thorium";
    Debt "debt" "2500" Liability None "Debt";
    MembershipShare "membership_share" "3000" Equity Member "Membership shares";
    DeliveryShare "delivery_share" "3010" Equity Member "Delivery shares";
    PaidIn "paid_in" "3020" Equity Member "Paid-in capital";
    Preferred "preferred" "3030" Equity Member "Preferred stock";
    Subscriptions "subscriptions" "3090" Equity Member "Subscriptions receivable";
    Qualified "qualified" "3100" Equity MemberYear "Qualified retained patronage";
    Nonqualified "nonqualified" "3110" Equity MemberYear "Nonqualified retained patronage";
    RetainQualified "retain_qualified" "3120" Equity MemberYear "Qualified per-unit retains";
    RetainNonqualified "retain_nonqualified" "3130" Equity MemberYear "Nonqualified per-unit retains";
    Reserve "unallocated_reserve" "3200" Equity None "Unallocated reserve";
    DefenseFund "mutual_defense_fund" "3210" Equity None "Mutual defense fund";
    NetEarnings "net_earnings" "3300" Equity UnitYear "Undistributed net earnings";
    Sales "sales" "4000" Income Unit "Sales";
    Tolls "tolls" "4100" Income Unit "Tolling fees";
    Nonoperating "nonoperating_income" "4900" Income Unit "Nonoperating income";
    ProductCost "product_cost" "5000" Cost Unit "Cost of product";
    OperatingCost "operating_cost" "5100" Cost Unit "Operating costs";
    Depreciation "depreciation" "5200" Cost Unit "Depreciation";
    WriteDown "write_down" "5300" Cost Unit "Inventory write-downs";
    CreditLoss "credit_loss" "5400" Cost Unit "Credit losses";
    ThoriumCost "thorium_cost" "5500" Cost Unit "Cost of thorium";
    Interest "interest" "5600" Cost Unit "Interest";
    IncomeTax "income_tax" "5900" Cost Unit "Income tax";
}

impl Kind {
    /// Whether the account is a class of a member's equity, which never falls below zero.
    pub fn is_member_equity(self) -> bool {
        self.group() == Group::Equity
            && matches!(self.dimensions(), Dimensions::Member | Dimensions::MemberYear)
            && self != Kind::Subscriptions
    }

    /// Whether the account is closed into net earnings at the end of a year.
    pub fn is_temporary(self) -> bool {
        matches!(self.group(), Group::Income | Group::Cost)
    }
}

/// An account: a kind of the chart, with the dimensions that the kind is kept by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Account {
    /// Kind of the chart.
    pub kind: Kind,
    /// Member, where the kind has a subledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    /// Fiscal year: of issue for equity, of earning for net earnings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i16>,
    /// Pool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<PoolId>,
    /// Allocation unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
}

impl Account {
    /// Returns the account of a kind without dimensions.
    pub fn plain(kind: Kind) -> Account {
        Account { kind, member: None, year: None, pool: None, unit: None }
    }

    /// Returns a member's account.
    pub fn of_member(kind: Kind, member: &MemberId) -> Account {
        Account { member: Some(member.clone()), ..Account::plain(kind) }
    }

    /// Returns a member's account of a year of issue.
    pub fn of_year(kind: Kind, member: &MemberId, year: i16) -> Account {
        Account { year: Some(year), ..Account::of_member(kind, member) }
    }

    /// Returns a pool's account.
    pub fn of_pool(kind: Kind, pool: &PoolId) -> Account {
        Account { pool: Some(pool.clone()), ..Account::plain(kind) }
    }

    /// Returns a unit's account.
    pub fn of_unit(kind: Kind, unit: &UnitId) -> Account {
        Account { unit: Some(unit.clone()), ..Account::plain(kind) }
    }

    /// Returns the account of a unit's net earnings of a year.
    pub fn earnings(unit: &UnitId, year: i16) -> Account {
        Account { year: Some(year), ..Account::of_unit(Kind::NetEarnings, unit) }
    }

    /// Returns what is wrong with the dimensions, if they are not those of the kind.
    pub fn dimension_error(&self) -> Option<String> {
        let (member, year, pool, unit) = match self.kind.dimensions() {
            Dimensions::None => (false, false, false, false),
            Dimensions::Member => (true, false, false, false),
            Dimensions::MemberYear => (true, true, false, false),
            Dimensions::Pool => (false, false, true, false),
            Dimensions::Unit => (false, false, false, true),
            Dimensions::UnitYear => (false, true, false, true),
        };
        let parts = [
            ("member", member, self.member.is_some()),
            ("year", year, self.year.is_some()),
            ("pool", pool, self.pool.is_some()),
            ("unit", unit, self.unit.is_some()),
        ];
        parts.into_iter().find(|(_, needed, given)| needed != given).map(|(name, needed, _)| {
            let (verb, fix) = if needed { ("needs", "name it") } else { ("takes no", "leave it out") };
            format!("account `{}` {verb} {name}; {fix}", self.kind)
        })
    }
}

impl fmt::Display for Account {
    /// Writes `kind:member:year:pool:unit` without the parts that are not there.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        if let Some(member) = &self.member {
            write!(f, ":{member}")?;
        }
        if let Some(pool) = &self.pool {
            write!(f, ":{pool}")?;
        }
        if let Some(unit) = &self.unit {
            write!(f, ":{unit}")?;
        }
        match self.year {
            Some(year) => write!(f, ":{year}"),
            None => Ok(()),
        }
    }
}

/// The controller's codes: kinds that are not mapped keep the code of the default chart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartMap(BTreeMap<Kind, String>);

impl ChartMap {
    /// Maps a kind to a code of the firm's own ledger. Two kinds may share one code.
    pub fn insert(&mut self, kind: Kind, code: &str) {
        self.0.insert(kind, code.to_string());
    }

    /// Returns the code of a kind.
    pub fn code(&self, kind: Kind) -> &str {
        self.0.get(&kind).map_or(kind.code(), String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_sorted() {
        let codes: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        assert!(codes.is_sorted() && codes.windows(2).all(|pair| pair[0] != pair[1]));
        let groups: Vec<Group> = Kind::ALL.iter().map(|kind| kind.group()).collect();
        assert!(groups.is_sorted());
    }

    #[test]
    fn dimensions_are_those_of_the_kind() {
        assert_eq!(Account::plain(Kind::Cash).dimension_error(), None);
        assert_eq!(Account::of_year(Kind::Qualified, &"a".into(), 2031).dimension_error(), None);
        assert!(Account::of_member(Kind::Cash, &"a".into()).dimension_error().unwrap().contains("takes no member"));
        assert!(Account::of_member(Kind::Qualified, &"a".into()).dimension_error().unwrap().contains("needs year"));
    }
}
