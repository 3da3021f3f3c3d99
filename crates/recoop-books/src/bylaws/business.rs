//! Tables of business: units, patronage, prices, assays, tolls, rights to capacity.

use serde::{Deserialize, Serialize};

use super::bylaw;
use crate::amount::{Cents, Grams, Ppm};
use crate::ids::{ElementId, MemberId, UnitId};
use crate::labels::{Basis, ShareRule, Source};
use crate::words::words;

words! {
    /// Who owns the material while it is processed.
    pub enum Title: "holder of title" {
        /// The cooperative: it markets the product for the member.
        Cooperative = "cooperative",
        /// The member: the cooperative tolls, and there is no per-unit retain.
        Member = "member",
    }
}

words! {
    /// The basis of net earnings.
    pub enum Earnings: "basis of net earnings" {
        /// As in the statement of operations.
        Book = "book",
        /// As taxed, by a worksheet of differences.
        Tax = "tax",
    }
}

words! {
    /// The form of a written notice of allocation.
    pub enum NoticeForm: "form of notice" {
        /// Taxed to the member now, where consent and cash allow it.
        Qualified = "qualified",
        /// Taxed to the cooperative now, to the member at redemption.
        Nonqualified = "nonqualified",
    }
}

crate::tables::cells! { Title, Earnings, NoticeForm }

bylaw! {
    /// An allocation unit.
    pub struct Unit in "units" {
        /// Unit.
        unit: UnitId,
        /// Whose business it is.
        source_label: Source,
        /// Who owns the material.
        title: Title,
        /// What patronage is counted by.
        basis: Basis,
        /// Whether deliveries are pooled: patronage then counts when the pool closes.
        pooled: bool,
        /// Share of the value that is advanced on delivery; the rest is paid when the assay is final.
        advance: Ppm,
        /// Per-unit retain, USD per kg dry.
        retain_usd_per_kg: Cents,
        /// Whether the retain's certificate is qualified.
        retain_qualified: bool,
        /// Counsel's label to treat this unit as patronage, for government or nonmember business.
        counsel_label: Option<String>,
        /// Day of that label.
        counsel_date: Option<jiff::civil::Date>,
    }
}

impl Unit {
    /// Whether net earnings of the unit can be patronage: members' business, or counsel's dated label.
    pub fn is_patronage(&self) -> bool {
        match self.source_label {
            Source::Member => true,
            Source::Nonoperating => false,
            Source::Nonmember | Source::Government => self.counsel_label.is_some() && self.counsel_date.is_some(),
        }
    }
}

bylaw! {
    /// How net earnings are allocated.
    pub struct Patronage in "patronage" {
        /// Basis of net earnings. A change counts from the next fiscal year.
        earnings: Earnings,
        /// Key of the allocation, a rule of `recoop share` that follows business done.
        key: ShareRule,
        /// The obligation to pay, as written.
        obligation: String,
        /// Part paid in money, share of one.
        cash: Ppm,
        /// Form of the notice for the rest.
        notice: NoticeForm,
        /// Part of net earnings that goes to the unallocated reserve.
        reserve: Ppm,
        /// Whether dividends on capital are in addition, so that they do not reduce net earnings from patronage.
        capital_in_addition: bool,
        /// Whether units are netted.
        netting: bool,
        /// Who bears losses.
        losses: super::LossMethod,
        /// Member who takes the cents of rounding; blank: largest remainder, ties in the order of admission.
        rounding_partner: Option<MemberId>,
        /// Whether membership is consent (with a copy of the bylaw).
        bylaw_consent: bool,
        /// Cash that has to be left after a redemption.
        minimum_cash_usd: Cents,
        /// Lender's covenant: debt over members' equity at most.
        debt_to_equity_limit: Option<Ppm>,
    }
}

bylaw! {
    /// A frozen price of settlement. Books never solve.
    pub struct Price in "prices" {
        /// Element.
        element: ElementId,
        /// Price, USD per kg contained, rounded to cents.
        usd_per_kg: Cents,
        /// Run that it was taken from.
        run: String,
        /// Digest of that run.
        digest: String,
    }
}

bylaw! {
    /// The rule of an element's assay.
    pub struct AssayRule in "assays" {
        /// Element.
        element: ElementId,
        /// Splitting limit: within it the mean counts, beyond it the umpire.
        splitting_limit: Ppm,
        /// Part of the contained element that is paid for.
        payable: Ppm,
        /// Assay beyond which a penalty is due; blank: none.
        penalty_above: Option<Ppm>,
        /// Width of a penalty step; a step that has begun counts.
        penalty_step: Option<Ppm>,
        /// Penalty for each step, USD per metric ton dry.
        penalty_usd_per_t: Option<Cents>,
    }
}

words! {
    /// How a toll is priced.
    pub enum TollBasis: "basis of a toll" {
        /// At cost, with a yearly true-up.
        Cost = "cost",
        /// Cost and a margin.
        CostPlus = "cost_plus",
        /// Market price less a margin.
        MarketLess = "market_less",
    }
}

words! {
    /// What happens to a right that is not used.
    pub enum Reassign: "way to reassign" {
        /// Offered to members.
        Members = "members",
        /// Offered to members, then outside.
        Outside = "outside",
        /// Stays unused.
        Never = "never",
    }
}
crate::tables::cells! { TollBasis, Reassign }

bylaw! {
    /// A toll.
    pub struct Toll in "toll" {
        /// Stage.
        stage: String,
        /// How it is priced.
        basis: TollBasis,
        /// Toll, USD per kg dry.
        usd_per_kg: Cents,
        /// Whether it is trued up to cost at the end of the year.
        true_up: bool,
        /// Margin that nonmembers pay beyond cost.
        nonmember_margin: Ppm,
    }
}

bylaw! {
    /// A right to capacity, and the duty that comes with it.
    pub struct CapacityRight in "capacity_rights" {
        /// Stage.
        stage: String,
        /// Element.
        element: ElementId,
        /// Holder.
        holder: MemberId,
        /// Right, kg a year.
        kg_per_year: Grams,
        /// Whether the holder has to deliver it.
        duty: bool,
        /// Fee for what is short, USD per kg.
        short_fee_usd_per_kg: Cents,
        /// What happens to what is not used.
        reassign: Reassign,
    }
}
