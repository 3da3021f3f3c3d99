//! Who gets what, and who would leave.
//!
//! | module        | what                                                             |
//! |---------------|------------------------------------------------------------------|
//! | [`weights`]   | what a yearly amount counts for in the objective                  |
//! | [`brought`]   | what members bring, and the price of each                         |
//! | [`equity`](mod@equity) | what capital members put in                            |
//! | [`settlement`] | what members do in a plan, settled at internal prices            |
//! | [`rules`]     | patronage, capital, equal parts, bylaws                           |
//! | [`schedule`]  | shares as payments by year and scenario                           |
//! | [`transfers`] | what is due in each state: operations, transfers, capital first    |
//! | [`three_accounts`] | cash of firms, surplus of users, public purse                |
//! | [`ex_post`]   | the same question later, when the future is known                 |
//! | [`verdict`]   | what is proven of a largest excess                                |
//! | [`options`]   | what is asked: options and rules                                  |
//! | [`solve`](mod@solve) | all of it for a case                                         |
//! | [`report`]    | the answer as result tables                                       |
pub mod brought;
pub mod equity;
pub mod ex_post;
pub mod options;
pub mod report;
pub mod rules;
pub mod schedule;
pub mod settlement;
pub mod solve;
pub mod three_accounts;
pub mod transfers;
pub mod verdict;
pub mod weights;

pub use options::{Rule, ShareOptions, WHOLE};
pub use program::Common;
pub use solve::{Precision, RuleResult, ShareError, Shares, enough_members, share, share_made, share_plan};
pub use verdict::Stability;
