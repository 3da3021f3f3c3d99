//! Plans made with the adversary in mind.
//!
//! ```text
//!   max_x  (1 - ω) [ (1 - λ) E + λ CVaR ](x)  +  ω W(x)         W(x) = min over attacks within a budget of max over operations
//!   s.t.   at the end of every year there is cash in the purse, whatever attack within the required budget is made
//! ```
//!
//! `W` looks at one future of the tree, the one that [`stress`](mod@super::stress) attacks. Attacks on prices with linear operations need no iteration: by the minimax
//! theorem their dual joins the program of the plan (`worst_prices`). Steps (bans, equipment) are found one after the other: column-and-constraint
//! generation (Zeng, Zhao 2013), in which each pattern of steps is a world of its own with the worst prices beside it, so that there are
//! finitely many. Attack and operator are those of the bilevel program, which says after every round what the plan really is worth: the bounds close.

pub(super) mod answer;
mod compare;
pub mod report;
pub(super) mod solve;
mod world;
mod worst_case;
pub(super) mod worst_prices;

pub use answer::{PlanPerformance, Robust, RobustError, RobustOptions, Round};
pub use compare::{Frontier, frontier, plain_plan, plan_for_budget, refuse_frontier, required_budgets};
pub use solve::{hold, robust};
pub use world::Pattern;
pub use worst_case::{Against, WorstCase, worst_case};
