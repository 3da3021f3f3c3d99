//! Plans about equity that accountants make beside the ledger: revolving funds, base capital, joint accounts, dilution, capital dividends,
//! variances. Pure arithmetic in integers; none of them posts an entry.

mod base_capital;
mod dividends;
mod joint;
mod printed;
mod revolving;
mod variance;

pub use base_capital::{BaseCapital, Need, need};
pub use dividends::{per_share, yearly};
pub use joint::{Interest, Payout, dilute, payout};
pub use printed::{check_printed_need, check_printed_share};
pub use revolving::{FundYear, oldest_first, revolve};
pub use variance::{Operation, Variance, variance};
