#![doc = include_str!("../README.md")]
//!
//! # Map of the crate
//!
//! ```text
//!   maximize  c·x + c0      rows    lower ≤ A x ≤ upper
//!                           columns lower ≤  x  ≤ upper, some of them integer
//! ```
//!
//! Columns and rows come in named [families](Cols) over labeled [axes](Axis): `run[leach,2031·crash]` is the
//! column of family `run` at the labels `leach` and `2031·crash`. Values and duals are read back by key through the
//! handle that made the family, never by an offset; names are made on demand and cost no memory.
//!
//! | module        | what it holds                                                        |
//! |---------------|----------------------------------------------------------------------|
//! | [`axis`]      | an axis: a name and its labels                                       |
//! | [`family`]    | handles to families of columns and rows                              |
//! | [`build`]     | [`Program`]: how families are written, row by row                    |
//! | [`position`]  | positions as types, and lists that they index                          |
//! | [`attribute`] | who brings, what is priced, what is limited: the three attributions  |
//! | [`transform`] | programs made from a program: coalition, attack, dual                |
//! | [`reduce`](mod@reduce) | a program of which some columns are settled             |
//! | [`copies`]    | part of a program a second time, under other circumstances           |
//! | [`membership`] | bounds as functions of who takes part: the coalition as a variable  |
//! | [`solve`](mod@solve) | [`Solver`]: solve, change, solve again; prices, progress, stop |
//! | [`conflict`](mod@conflict) | why a program has no solution                           |
//! | [`certificate`](mod@certificate) | how much the bounds of a contradiction ask for and leave |
//! | [`ray`](mod@ray) | why the objective of a program has no limit         |
//! | [`counts`]    | its size by family                                                   |
//! | [`scale`]     | the sizes of its numbers by family                                   |
//! | `print`       | it as readable algebra: `Display`, [`Program::print_family`]          |
//! | `write`       | it as a file: [`Program::write_mps`], [`Program::write_lp`]           |
#![warn(missing_docs)]

pub mod attribute;
pub mod axis;
pub mod build;
pub mod certificate;
mod columns;
pub mod conflict;
pub mod copies;
pub mod counts;
pub mod family;
pub mod membership;
mod names;
pub mod position;
mod print;
pub mod ray;
pub mod reduce;
pub mod scale;
pub mod solve;
pub mod transform;
mod write;

pub use attribute::{Attributions, Endow, Joint, Limited, Place, Priced};
pub use axis::Axis;
pub use build::{At, ColSpec, Keyed, Program, RowBuilder, Sense};
pub use certificate::{Part, certificate, most_of};
pub use conflict::{Conflict, Side, conflict};
pub use copies::Copied;
pub use counts::{Counts, FamilyCount};
pub use family::{Col, Cols, Row, Rows};
pub use membership::{Common, Membership};
pub use position::{Key, List, Position, Positions};
pub use ray::ray;
pub use reduce::{Reduced, reduce};
pub use scale::{Extent, FamilyScale, ScaleReport};
pub use solve::{
    Basis, Doubt, Flow, Method, NoProgress, Observer, Optimum, Options, Outcome, Phase, Progress, Proof, Solution,
    SolveError, Solver, Stop, solve,
};
pub use transform::{DualPrices, dual, dual_with_prices, restrict, with_attack};

/// The bound that means "none", as the solver understands it.
pub const INFINITY: f64 = f64::INFINITY;
