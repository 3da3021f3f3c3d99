//! Kinds of documents.

use serde::{Deserialize, Serialize};

use crate::words::words;

/// Hands the list of all kinds, each with its word, to a macro.
macro_rules! each_kind {
    ($then:ident) => {
        $then! {
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
    };
}
pub(crate) use each_kind;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $word:literal,)*) => {
        words! {
            /// A kind of document.
            pub enum DocumentKind: "kind of document" {
                $($(#[$doc])* $kind = $word,)*
            }
        }
    };
}

each_kind!(kinds);
