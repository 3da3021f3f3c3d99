//! The cheapest attack that empties a purse.
//!
//! ```text
//!   cash[τ] = purse + Σ_{s ≤ τ} years[s] · flow[s] · y          at the end of every state, after the tax that is really due
//!   dead(a) = no y keeps cash[τ] ≥ 0 at all τ under a                the kill cost is the least cost of an attack under which it is dead
//! ```
//!
//! Where the dates do not depend on each other this is a bilevel program (`bilevel/`) for each year of death (`by_date.rs`), a linear program for attacks
//! on prices: however the plants are run, the purse is empty by then. Where they do (stocks, ore, tax on what earlier years earned), attacks come
//! from weights of dates, are replayed on all dates at once (`joint.rs`), and what no attack can do is known from operations that survive every attack
//! (`operation.rs`). The certificate is the attack, replayed in the operator's own program, and a lower bound. What an attack can do at most is known,
//! too: a purse that holds it cannot be killed.
//!
//! Cash of 0 is no death, here as in bylaws and simulation (crate `predation`): the replay of a kill leaves less than 0. What takes a purse below 0 by
//! less than [`MARGIN`] of its size, whatever is spent, is rounding.

mod blind;
mod by_date;
mod check;
mod coupled;
mod joint;
mod operation;
mod together;
mod unattacked;

pub use blind::without_foresight;
pub use check::{is_refuted, refute};
pub use joint::cash;
pub use unattacked::{Unattacked, unattacked};

use super::arsenal::Arsenal;
use super::bilevel::{BilevelError, FoundAttack, SearchOptions, missed_musd, refuse_broken, replay};
use super::operations::{Operations, View};
use recoop_case::Network;
use recoop_case::positions::{PathAt, StatePath};

/// A purse that no attack takes below 0 by more than this share of its size, or of 1 MUSD, is not exhaustible: beyond the tolerance of solvers.
pub const MARGIN: f64 = 1e-6;
/// By this share of its size an attack aims below 0, so that its cost is that of the limit; by [`MARGIN`] where its replay is not below.
const AIM: f64 = 1e-10;

/// What it takes to empty a purse.
#[derive(Clone, Debug, PartialEq)]
pub struct KillCost {
    /// The purse at the beginning, MUSD.
    pub purse_musd: f64,
    /// Cash in the purse at the end of each state without an attack, as operations for present value leave it, MUSD.
    pub cash_musd: Vec<f64>,
    /// Whether and how it can be emptied.
    pub verdict: KillOutcome,
    /// Largest purse that can be emptied at all, whatever the cost, MUSD: more than this is safe. The unkillable reserve.
    pub sufficient_purse_musd: f64,
}

/// Whether a purse can be emptied.
#[derive(Clone, Debug, PartialEq)]
pub enum KillOutcome {
    /// It is empty without an attack, in this state at the latest.
    FailsUnattacked {
        /// Position in the states of the future.
        at: PathAt,
    },
    /// For so much.
    Kill {
        /// Cost of the attack, MUSD of the adversary's present value: what the replayed attack costs.
        cost_musd: f64,
        /// No attack of less than this does it.
        lower_bound_musd: f64,
        /// State by whose end the purse is empty.
        at: PathAt,
        /// The attack.
        found: FoundAttack,
        /// Cash at the end of each state under it, operated to live as long as can be, MUSD.
        cash_musd: Vec<f64>,
    },
    /// By no attack in the arsenal.
    NotExhaustible,
    /// Stopped before it was known.
    NotProven,
}

/// Returns the year by whose end a purse is exhausted: the last of the period of a position on a path of states.
#[must_use]
pub fn year_of_kill(network: &Network, states: &StatePath, at: PathAt) -> i32 {
    network.tree.period(states[at]).last_year()
}

impl KillOutcome {
    /// What it costs, where it can be done.
    #[must_use]
    pub fn cost_musd(&self) -> Option<f64> {
        match self {
            Self::Kill { cost_musd, .. } => Some(*cost_musd),
            Self::FailsUnattacked { .. } => Some(0.0),
            Self::NotExhaustible | Self::NotProven => None,
        }
    }

    /// Returns the lower bound of a kill cost, MUSD: no attack does it for less. `None` where no attack was found.
    #[must_use]
    pub fn lower_bound_musd(&self) -> Option<f64> {
        match self {
            Self::Kill { lower_bound_musd, .. } => Some(*lower_bound_musd),
            Self::FailsUnattacked { .. } | Self::NotExhaustible | Self::NotProven => None,
        }
    }

    /// Returns the lower bound of a kill cost that the attack found does not reach, MUSD: `None` where the cost is a proven minimum.
    #[must_use]
    pub fn unproven_above_musd(&self) -> Option<f64> {
        match self {
            Self::Kill { cost_musd, lower_bound_musd, .. } => {
                (*lower_bound_musd < PROVEN * cost_musd - 1e-6).then_some(*lower_bound_musd)
            }
            Self::FailsUnattacked { .. } | Self::NotExhaustible | Self::NotProven => None,
        }
    }
}

/// A kill cost is a proven minimum where no attack costs less than this share of it.
const PROVEN: f64 = 0.99;

/// A purse whose kill costs are asked for.
struct Purse<'a> {
    operations: &'a Operations<'a>,
    /// MUSD at the beginning; infinite without limit.
    musd: f64,
    /// It is dead below this, MUSD: a little below 0.
    line: f64,
    /// What attacks aim at, one after the other, MUSD: still less below 0, then the line, then what tolerances of the solver may miss below it.
    aims: [f64; 3],
    /// State by whose end it is dead without an attack.
    dead: Option<PathAt>,
    /// Operations for present value without an attack.
    usual: &'a [f64],
    /// Cash at the end of each state with them, MUSD.
    cash_musd: Vec<f64>,
}

/// The kill costs of operations with a purse ([`Operations::of_purse`]), one for each arsenal: the same moves at different levels of cost.
///
/// # Errors
/// When a program has no optimum, or the solver fails.
pub fn kill_costs(
    operations: &Operations<'_>,
    arsenals: &[Arsenal],
    purse_musd: f64,
    effort: &mut SearchOptions<'_>,
) -> Result<Vec<KillCost>, BilevelError> {
    let Some(first) = arsenals.first() else { return Ok(Vec::new()) };
    let present = operations.money(View::Worth, &|at| operations.weight(at));
    let (_, usual) = replay(operations, &present, first, &[])?;
    arsenals.iter().try_for_each(|arsenal| refuse_broken(operations, &present, arsenal))?;
    let cash_musd = cash(operations, first, &[], &usual.cols, purse_musd);
    // How much money is moved, whatever the purse.
    let moved = cash(operations, first, &[], &usual.cols, 0.0).into_iter().map(f64::abs).fold(1.0, f64::max);
    let size = if purse_musd.is_finite() { moved.max(purse_musd.abs()) } else { moved };
    let (line, missed) = (-MARGIN * size, missed_musd(&usual.cols));
    let aims = [-AIM * size, line, line - 2.0 * missed];
    let last = operations.last();
    let dead = first_dead(operations, first, &[], (purse_musd, line), last)?;
    let purse = Purse { operations, musd: purse_musd, line, aims, dead, usual: &usual.cols, cash_musd };
    let stands_by_date =
        !operations.flows.has_tax() && operations.flows.capped.is_empty() && !coupled::is_coupled(operations);
    if stands_by_date {
        by_date::kill_costs(&purse, arsenals, effort)
    } else {
        together::kill_costs(&purse, arsenals, effort)
    }
}

/// The first state by whose end a purse is below a line under an attack, whatever is done; none where it lives to the end of `last`.
fn first_dead(
    operations: &Operations<'_>,
    arsenal: &Arsenal,
    depths: &[f64],
    (purse_musd, line): (f64, f64),
    last: PathAt,
) -> Result<Option<PathAt>, BilevelError> {
    let is_dead = |at: PathAt| -> Result<bool, BilevelError> {
        Ok(purse_musd + joint::joint(operations, arsenal, depths, at)?.least < line)
    };
    if !is_dead(last)? {
        return Ok(None);
    }
    // The more dates the harder.
    for at in PathAt::all(last.index()) {
        if is_dead(at)? {
            return Ok(Some(at));
        }
    }
    Ok(Some(last))
}
