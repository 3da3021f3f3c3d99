//! Labels that decide what law applies: where business comes from, and what kind each payment is.

use serde::{Deserialize, Serialize};

use crate::words::words;

words! {
    /// Whose business a sale or a delivery is. One without a label stops the close.
    pub enum Source: "source" {
        /// Business with or for members.
        Member = "member",
        /// Business with nonmembers.
        Nonmember = "nonmember",
        /// Business done for the United States or its agencies (26 USC 1382(c)(2)(A)).
        Government = "government",
        /// Income that does not come from the cooperative's business: interest, rents, sales of assets.
        Nonoperating = "nonoperating",
    }
}

words! {
    /// The legal kind of an amount that a member receives or pays. Each amount has one.
    pub enum LegalKind: "legal kind" {
        /// A price fixed before the delivery.
        FixedPrice = "fixed_price",
        /// An advance on a pool, trued up when the assay is final.
        Advance = "advance",
        /// An amount kept back per unit, fixed without reference to net earnings (26 USC 1388(f)).
        PerUnitRetain = "per_unit_retain",
        /// A patronage dividend (26 USC 1388(a)).
        PatronageDividend = "patronage_dividend",
        /// A dividend on capital, capped by the bylaws.
        CapitalDividend = "capital_dividend",
        /// A payment between members under a contract of their own.
        SidePayment = "side_payment",
        /// Equity retired at its stated amount.
        Redemption = "redemption",
    }
}

words! {
    /// A rule of `recoop share`, or a part of one.
    pub enum ShareRule: "allocation rule" {
        /// Metric tons delivered.
        Deliveries = "deliveries",
        /// Metric tons taken by users.
        Purchases = "purchases",
        /// Value of deliveries and purchases.
        Value = "value",
        /// Equity put in.
        Capital = "capital",
        /// Equal parts.
        Equal = "equal",
        /// Shadow prices of what each brings.
        Prices = "prices",
        /// Nucleolus.
        Nucleolus = "nucleolus",
        /// Least core.
        LeastCore = "least_core",
        /// Shapley value.
        Shapley = "shapley",
        /// Value alone and equal parts of the gain.
        EqualGain = "equal_gain",
    }
}

impl ShareRule {
    /// Returns the legal kind of an amount that follows this rule, and why.
    ///
    /// Only rules that follow business done with the cooperative can be patronage. A shadow price reckoned after the delivery is no
    /// price: it becomes one only when the bylaws freeze it before the delivery.
    pub fn kind(self) -> (LegalKind, &'static str) {
        match self {
            ShareRule::Deliveries => (LegalKind::PatronageDividend, "by quantity of business done"),
            ShareRule::Purchases => (LegalKind::PatronageDividend, "by quantity of business done"),
            ShareRule::Value => (LegalKind::PatronageDividend, "by value of business done"),
            ShareRule::Capital => (LegalKind::CapitalDividend, "follows equity, not business done"),
            ShareRule::Equal => (LegalKind::SidePayment, "equal parts do not follow business done"),
            ShareRule::Prices => (LegalKind::SidePayment, "a shadow price reckoned after delivery is no price"),
            ShareRule::Nucleolus => (LegalKind::SidePayment, "follows bargaining strength, not business done"),
            ShareRule::LeastCore => (LegalKind::SidePayment, "follows bargaining strength, not business done"),
            ShareRule::Shapley => (LegalKind::SidePayment, "follows marginal contributions, not business done"),
            ShareRule::EqualGain => (LegalKind::SidePayment, "equal parts do not follow business done"),
        }
    }
}

words! {
    /// What patronage is counted by.
    pub enum Basis: "basis of patronage" {
        /// Dry weight delivered or tolled.
        Quantity = "quantity",
        /// Value of deliveries or purchases.
        Value = "value",
    }
}
