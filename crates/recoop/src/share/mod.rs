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
//! | [`three_accounts`] | cash of firms, surplus of users, public budget                |
//! | [`ex_post`]   | the same question later, when the future is known                 |
//! | [`verdict`]   | what is proven of a largest excess                                |
//! | [`options`]   | what is asked: options and rules                                  |
//! | [`worths`]    | the worths of coalitions that a sharing begins with, in units of work |
//! | [`solve`](mod@solve) | all of it for a case                                         |
//! | [`answer`]    | the answer                                                        |
//! | [`report`]    | the answer as result tables                                       |
pub mod answer;
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
pub mod worths;

pub use answer::{Precision, RuleResult, ShareError, Shares};
pub use options::{Rule, ShareOptions, WHOLE};
pub use program::Common;
pub use solve::{enough_members, share, share_made, share_plan, share_with_units, worth_units};
pub use verdict::Stability;
pub use worths::{WorthUnit, num_worth_units};
