//! Documents: what people write. Each kind has a file with its content, who makes it, who approves it and the entry that it makes.

mod allocation;
mod assay;
mod bylaws;
mod call_default;
mod call_interest;
mod call_notice;
mod call_payment;
mod commitment;
mod consent;
mod delivery;
mod dividend;
mod invoice;
mod label;
mod loss;
mod member;
mod merger;
mod notice;
mod payment;
mod period;
mod pool_close;
mod redemption;
mod resolution;
mod reversal;
mod side_payment;
mod user;
mod voucher;
mod year_close;

use serde::{Deserialize, Serialize};

pub use allocation::{Adjustment, Allocation};
pub use assay::FinalAssay;
pub use bylaws::BylawVersion;
pub use call_default::CallDefault;
pub use call_interest::CallInterest;
pub use call_notice::CallNotice;
pub use call_payment::CallPayment;
pub use commitment::{Commitment, Promise};
pub use consent::{Consent, ConsentForm};
pub use delivery::Delivery;
pub use dividend::Dividend;
pub use invoice::{Direction, Invoice};
pub use label::Label;
pub use loss::Loss;
pub use member::{Member, Payee, Standing};
pub use merger::Merger;
pub use notice::Notice;
pub use payment::Payment;
pub use period::{Period, PeriodAction};
pub use pool_close::PoolClose;
pub use redemption::{Evidence, Redemption, RedemptionPart};
pub use resolution::Resolution;
pub use reversal::Reversal;
pub use side_payment::SidePayment;
pub use user::{Role, User};
pub use voucher::{Voucher, VoucherLine};
pub use year_close::YearClose;

use crate::post::Draft;
use crate::words::words;

/// A kind of document.
pub(crate) trait Post {
    /// Who makes it.
    const MAKERS: &'static [Role];
    /// Who approves it; empty: no approval is needed.
    const APPROVERS: &'static [Role] = &[];
    /// Whether it moves money or goods, so that bylaws cannot be changed for its day any more.
    const BUSINESS: bool = false;
    /// Whether it can be posted while its month is in review.
    const IN_REVIEW: bool = false;

    /// Writes what the document does into the draft.
    fn post(&self, draft: &mut Draft<'_>);
}

macro_rules! documents {
    ($($(#[$doc:meta])* $kind:ident = $word:literal,)*) => {
        words! {
            /// A kind of document.
            pub enum DocumentKind: "kind of document" {
                $($(#[$doc])* $kind = $word,)*
            }
        }

        /// A document.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind")]
        pub enum Document {
            $($(#[$doc])* #[serde(rename = $word)] $kind($kind),)*
        }

        impl Document {
            /// Returns the kind.
            pub fn kind(&self) -> DocumentKind {
                match self { $(Document::$kind(_) => DocumentKind::$kind,)* }
            }

            /// Returns who makes it.
            pub fn makers(&self) -> &'static [Role] {
                match self { $(Document::$kind(_) => <$kind as Post>::MAKERS,)* }
            }

            /// Returns who approves it; empty where no approval is needed.
            pub fn approvers(&self) -> &'static [Role] {
                match self { $(Document::$kind(_) => <$kind as Post>::APPROVERS,)* }
            }

            /// Returns whether it moves money or goods.
            pub fn is_business(&self) -> bool {
                match self { $(Document::$kind(_) => <$kind as Post>::BUSINESS,)* }
            }

            pub(crate) fn post(&self, draft: &mut Draft<'_>) {
                match self { $(Document::$kind(document) => document.post(draft),)* }
            }
        }

        impl DocumentKind {
            /// Returns whether it can be posted while its month is in review.
            pub fn is_allowed_in_review(self) -> bool {
                match self { $(DocumentKind::$kind => <$kind as Post>::IN_REVIEW,)* }
            }
        }

        $(impl From<$kind> for Document {
            fn from(document: $kind) -> Document {
                Document::$kind(document)
            }
        })*
    };
}

documents! {
    /// A user and its duty.
    User = "user",
    /// Admission of a member, or registration of a nonmember patron.
    Member = "member",
    /// Merger of a member into another.
    Merger = "merger",
    /// A version of the bylaws.
    BylawVersion = "bylaw_version",
    /// A commitment: outside the trial balance.
    Commitment = "commitment",
    /// Consent of a patron, or its revocation.
    Consent = "consent",
    /// A delivery, at its provisional assay.
    Delivery = "delivery",
    /// The final assay of a delivery.
    FinalAssay = "final_assay",
    /// An invoice, issued or received.
    Invoice = "invoice",
    /// Money received or paid.
    Payment = "payment",
    /// A payment between members under a contract of their own.
    SidePayment = "side_payment",
    /// The source label of a document that had none.
    Label = "label",
    /// Notice of a cash call.
    CallNotice = "call_notice",
    /// Payment of a cash call, in time or as a cure.
    CallPayment = "call_payment",
    /// Interest on a late call.
    CallInterest = "call_interest",
    /// Default on a call.
    CallDefault = "call_default",
    /// Close of a pool.
    PoolClose = "pool_close",
    /// A journal voucher.
    Voucher = "voucher",
    /// Reversal of a document.
    Reversal = "reversal",
    /// State of a month.
    Period = "period",
    /// Close of a fiscal year into net earnings.
    YearClose = "year_close",
    /// Draft of an allocation of patronage.
    Allocation = "allocation",
    /// Draft of an allocation of losses.
    Loss = "loss",
    /// Draft of a dividend on capital.
    Dividend = "dividend",
    /// Draft of a redemption.
    Redemption = "redemption",
    /// Resolution of the board that declares a draft.
    Resolution = "resolution",
    /// Written notice of allocation.
    Notice = "notice",
}
