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

pub use assay::FinalAssay;
pub use bylaws::BylawVersion;
pub use call_default::CallDefault;
pub use call_interest::CallInterest;
pub use call_notice::CallNotice;
pub use call_payment::CallPayment;
pub use dividend::Dividend;
pub use invoice::{Direction, Invoice};
pub use label::Label;
pub use loss::Loss;
pub use merger::Merger;
pub use notice::Notice;
pub use payment::Payment;
pub use period::{Period, PeriodAction};
pub use pool_close::PoolClose;
pub use resolution::Resolution;
pub use reversal::Reversal;
pub use side_payment::SidePayment;
pub use user::User;
pub use year_close::YearClose;

use crate::forms::each_kind;
pub use crate::forms::{
    Adjustment, Allocation, Commitment, Consent, ConsentForm, Delivery, DocumentKind, Evidence, Member, Payee, Promise,
    Redemption, RedemptionPart, Role, Standing, Voucher, VoucherLine,
};
use crate::ids::DocumentId;
use crate::post::Draft;

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

            /// Returns the document that this one undoes, if it does.
            pub(crate) fn undoes(&self) -> Option<&DocumentId> {
                match self {
                    Document::Reversal(reversal) => Some(&reversal.document),
                    _ => None,
                }
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

each_kind!(documents);
