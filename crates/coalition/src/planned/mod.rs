//! Games whose worth is a program: what a group can make of what its members bring.
//!
//! | module        | what it holds                                                        |
//! |---------------|----------------------------------------------------------------------|
//! | [`linear`]    | [`LinearGame`]: continuous programs; duals of one group bound the worth of all |
//! | [`pool`]      | [`Pool`]: those bounds together, and the group that they find most tempting |
//! | [`integer`]   | [`IntegerGame`]: programs with integers; the most tempted group by one search in which membership is a variable |
//! | [`settle`]    | the same for continuous games, without solving all groups, and the nucleolus |
//! | [`generation`] | least core, cost of stability and test of a sharing by row generation, with a bracket |

pub mod generation;
pub mod integer;
pub mod linear;
pub mod pool;
pub mod settle;

pub use generation::{Bracket, Generated, Oracle, Separation, Tolerance, cost_of_stability, least_core, most_tempted};
pub use integer::IntegerGame;
pub use linear::{Cut, LinearGame};
pub use pool::Pool;
pub use settle::{Effort, Settled, even_out, settle_least_core, settle_most_tempted};
