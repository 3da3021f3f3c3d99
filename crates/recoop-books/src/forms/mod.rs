//! What documents say, where registers keep it: the content without its posting, which is in `documents`.

mod allocation;
mod commitment;
mod consent;
mod delivery;
mod kind;
mod member;
mod redemption;
mod role;
mod voucher;

pub use allocation::{Adjustment, Allocation};
pub use commitment::{Commitment, Promise};
pub use consent::{Consent, ConsentForm};
pub use delivery::Delivery;
pub use kind::DocumentKind;
pub(crate) use kind::each_kind;
pub use member::{Member, Payee, Standing};
pub use redemption::{Evidence, Redemption, RedemptionPart};
pub use role::Role;
pub use voucher::{Voucher, VoucherLine};
