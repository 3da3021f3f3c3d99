//! Bylaws as data. A version is a folder of tables; an amendment is a new version; a delivery meets the version of its day.

mod business;
mod capital;
mod read;
mod self_check;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use business::{AssayRule, CapacityRight, Earnings, NoticeForm, Patronage, Price, Title, Toll, Unit};
pub use capital::{Calls, Duty, EquityClass, Exit, LossMethod, LossOrder};
pub use read::TABLES;
pub use self_check::{SelfCheck, self_check};

use crate::ids::{ElementId, UnitId};
use crate::words::words;

words! {
    /// How sure a row of the bylaws is.
    pub enum Status: "status" {
        /// Read in official text.
        Verified = "verified",
        /// Press, a sponsor's or a body's own page.
        Secondary = "secondary",
        /// Our assumption.
        Assumed = "assumed",
    }
}
crate::tables::cells! { Status }

/// A row with the days on which it holds.
pub trait Dated {
    /// Returns the first day.
    fn from(&self) -> Date;
    /// Returns the last day, if there is one.
    fn until(&self) -> Option<Date>;
    /// Returns the status.
    fn status(&self) -> Status;
    /// Whether the row holds on a day.
    fn holds_on(&self, day: Date) -> bool {
        self.from() <= day && self.until().is_none_or(|until| day <= until)
    }
}

/// Declares a table of the bylaws: its own columns, and `from`, `until`, `status`, `source`.
macro_rules! bylaw {
    ($(#[$doc:meta])* pub struct $name:ident in $table:literal { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $crate::tables::table! {
            $(#[$doc])*
            pub struct $name in $table {
                $($(#[$field_doc])* $field: $type,)*
                /// First day.
                from: jiff::civil::Date,
                /// Last day; blank: until it is amended.
                until: Option<jiff::civil::Date>,
                /// How sure the row is.
                status: $crate::bylaws::Status,
                /// Where it comes from.
                source: String,
            }
        }

        impl $crate::bylaws::Dated for $name {
            fn from(&self) -> jiff::civil::Date {
                self.from
            }
            fn until(&self) -> Option<jiff::civil::Date> {
                self.until
            }
            fn status(&self) -> $crate::bylaws::Status {
                self.status
            }
        }
    };
}
pub(crate) use bylaw;

bylaw! {
    /// Who takes title to thorium, from when, at which fee.
    pub struct Thorium in "thorium" {
        /// `corporation`, `doe_title` or `licensee`.
        route: ThoriumRoute,
        /// Fee, USD per kg of thorium.
        fee_usd_per_kg: crate::amount::Cents,
        /// Part of the liability that the route takes, share of one.
        liability_share: crate::amount::Ppm,
    }
}

words! {
    /// Who takes title to thorium.
    pub enum ThoriumRoute: "thorium route" {
        /// The corporation of the 2019 bill. No such Act is in force.
        Corporation = "corporation",
        /// The Department of Energy.
        DoeTitle = "doe_title",
        /// The licensee keeps it.
        Licensee = "licensee",
    }
}
crate::tables::cells! { ThoriumRoute }

bylaw! {
    /// A duty with its day.
    pub struct CalendarDuty in "calendar" {
        /// What is to be done.
        duty: String,
        /// To whom.
        to: String,
        /// Months after the end of the fiscal year.
        due_months: i16,
        /// Day of that month.
        due_day: i16,
        /// Law or rule.
        law: String,
        /// Condition; blank: always.
        only_if: Option<String>,
    }
}

bylaw! {
    /// Votes of a class.
    pub struct Votes in "votes" {
        /// Class of members.
        class: String,
        /// Whether its members are patrons.
        patron: bool,
        /// What votes follow: `member`, `patronage` or `required_stock`.
        basis: VoteBasis,
        /// Votes of a member (basis `member`).
        votes: i16,
        /// Share of all votes that the class has at least.
        block: crate::amount::Ppm,
    }
}

words! {
    /// What votes follow.
    pub enum VoteBasis: "basis of votes" {
        /// One member, one vote.
        Member = "member",
        /// Business done.
        Patronage = "patronage",
        /// Stock that business requires.
        RequiredStock = "required_stock",
    }
}
crate::tables::cells! { VoteBasis }

/// All tables of one version of the bylaws.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bylaws {
    /// Classes of equity.
    pub equity: Vec<EquityClass>,
    /// Terms of cash calls.
    pub calls: Vec<Calls>,
    /// Tolls.
    pub toll: Vec<Toll>,
    /// Ways out.
    pub exits: Vec<Exit>,
    /// Duties with dates.
    pub calendar: Vec<CalendarDuty>,
    /// Rights to capacity.
    pub capacity_rights: Vec<CapacityRight>,
    /// Thorium.
    pub thorium: Vec<Thorium>,
    /// Allocation units.
    pub units: Vec<Unit>,
    /// How net earnings are allocated.
    pub patronage: Vec<Patronage>,
    /// Order in which members' equity takes losses.
    pub losses: Vec<LossOrder>,
    /// Frozen prices of settlement.
    pub prices: Vec<Price>,
    /// Rules of assays.
    pub assays: Vec<AssayRule>,
    /// Votes.
    pub votes: Vec<Votes>,
}

impl Bylaws {
    /// Returns the allocation rules of a day.
    pub fn patronage_on(&self, day: Date) -> Option<&Patronage> {
        self.patronage.iter().find(|row| row.holds_on(day))
    }

    /// Returns the terms of cash calls of a day.
    pub fn calls_on(&self, day: Date) -> Option<&Calls> {
        self.calls.iter().find(|row| row.holds_on(day))
    }

    /// Returns a unit on a day.
    pub fn unit_on(&self, unit: &UnitId, day: Date) -> Option<&Unit> {
        self.units.iter().find(|row| row.unit == *unit && row.holds_on(day))
    }

    /// Returns the frozen price of an element on a day.
    pub fn price_on(&self, element: &ElementId, day: Date) -> Option<&Price> {
        self.prices.iter().find(|row| row.element == *element && row.holds_on(day))
    }

    /// Returns the rule of an element's assay on a day.
    pub fn assay_on(&self, element: &ElementId, day: Date) -> Option<&AssayRule> {
        self.assays.iter().find(|row| row.element == *element && row.holds_on(day))
    }

    /// Returns the terms of a class of equity on a day.
    pub fn class_on(&self, kind: crate::chart::Kind, day: Date) -> Option<&EquityClass> {
        self.equity.iter().find(|row| row.kind == kind && row.holds_on(day))
    }
}
