//! Games whose worth is a program: what a group can make of what its members bring.
//!
//! | module        | what it holds                                                        |
//! |---------------|----------------------------------------------------------------------|
//! | [`linear`]    | [`LinearGame`]: continuous programs; duals of one group bound the worth of all |
//! | [`pool`]      | [`Pool`]: those bounds together, and the group that they find most tempting |
//! | [`integer`]   | [`IntegerGame`]: programs with integers; the most tempted group by one search in which membership is a variable |
//! | [`settle`]    | the same for continuous games, without solving all groups             |
//! | [`nucleolus`](mod@nucleolus) | the nucleolus of continuous games from the groups that prove it |
//! | [`everyone`]  | the worths of all groups, one after the other in Gray code             |
//! | [`sampled`]   | the Shapley value of continuous games, from differences to the bounds  |
//! | [`generation`] | least core, cost of stability and test of a sharing by row generation, with a bracket |

pub mod everyone;
pub mod generation;
pub mod integer;
pub mod linear;
pub mod nucleolus;
pub mod pool;
pub mod sampled;
pub mod settle;

pub use everyone::{Worths, all_worths, num_walks, walk_worths, worths_of_walks};
pub use generation::{
    Bracket, Generated, Oracle, Separation, Tolerance, cost_of_stability, largest_excess, least_core,
};
pub use integer::IntegerGame;
pub use linear::{Cut, LinearGame};
pub use nucleolus::{NucleolusSearch, SettledNucleolus, Unlimited, settle_nucleolus};
pub use pool::Pool;
pub use sampled::planned_shapley;
pub use settle::{SearchOptions, Settled, known_least_core, level_out, settle_least_core, settle_most_tempted, sizes};
