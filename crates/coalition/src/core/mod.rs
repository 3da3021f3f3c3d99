//! Core and least core of a table, and what they would cost.
//!
//! A payoff is in the core when no group of players would gain by leaving: `x(S) >= v(S)` for all groups, with `x(N) = v(N)`.
//! By Bondareva (1963) and Shapley (1967) it is empty exactly when some balanced groups, weighted so that the weights of
//! each player's groups sum to one, ask for more than `v(N)`. Every answer comes with such groups. All numbers are exact
//! fractions, proven against all groups of the table.
//!
//! Groups are proper and not empty; a player may get less than alone when nobody can prevent it.

mod ranges;
mod stability;

use num_bigint::BigInt;
use num_traits::{Signed, Zero};

use crate::balance::{Divisor, Master, Solved, Values, players};
use crate::exact::{Rational, floats};
use crate::game::GameError;
use crate::group::Group;
use crate::table::Table;
use crate::task::{Progress, Task};

pub use ranges::core_ranges;
pub use stability::{Stability, cost_of_stability};

/// How much more than its worth a group may ask for before it leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Relaxation {
    /// The same for each group: `x(S) >= v(S) - eps`. The strong least core (Maschler, Peleg & Shapley 1979).
    #[default]
    Strong,
    /// In proportion to its members: `x(S) >= v(S) - eps |S|`. The weak least core (Shapley & Shubik 1966).
    Weak,
    /// In proportion to its worth: `x(S) >= (1 - eps) v(S)`. For games in which every group is worth more than nothing.
    Proportional,
}

/// The least `eps` at which the relaxed core is not empty, and a payoff in it.
#[derive(Clone, Debug, PartialEq)]
pub struct LeastCore {
    /// What it was relaxed by.
    pub relaxation: Relaxation,
    /// In the unit of the worths, of worths per player, or a share. Below zero when the core has room.
    pub eps: Rational,
    /// A payoff in the least core; the floats nearest to `exact`.
    pub payoffs: Vec<f64>,
    /// A payoff in the least core.
    pub exact: Vec<Rational>,
    /// Balanced groups that prove that `eps` cannot be smaller: the weights of each player's groups sum to one, and the
    /// groups together fall short of what they ask for by `eps` (times weight, and members or worth).
    pub proof: Vec<(Group, Rational)>,
}

/// Whether there is a payoff that no group would leave.
#[derive(Clone, Debug, PartialEq)]
pub enum CoreAnswer {
    /// There is, for instance this one, at which the least gain from staying, per member of a group, is largest.
    NonEmpty {
        /// What each player gets.
        payoffs: Vec<f64>,
    },
    /// There is not.
    Empty {
        /// Balanced groups with their weights; those of each player's groups sum to one.
        proof: Vec<(Group, Rational)>,
        /// What the groups are worth, by their weights.
        asked: Rational,
        /// What everybody is worth: less.
        total: Rational,
    },
}

/// The weak least core: core, cost of stability and proportional least core follow from it.
struct Weakest {
    solved: Solved,
    proof: Vec<(Group, Rational)>,
}

fn least(values: &Values, divisor: Divisor, doing: &'static str, task: &mut Task) -> Result<Weakest, GameError> {
    let mut master = Master::new(values, divisor, false, doing)?;
    let solved = master.solve(true, Progress::default(), task)?;
    Ok(Weakest { solved, proof: master.balanced() })
}

impl Weakest {
    /// What everybody must get together so that no group leaves, and such payoffs.
    fn stable(&self) -> (Rational, Vec<Rational>) {
        let payoffs: Vec<Rational> = self.solved.payoffs.iter().map(|payoff| payoff + &self.solved.t).collect();
        (payoffs.iter().sum(), payoffs)
    }
}

/// The least core of a table.
///
/// # Errors
/// For one player, who has no proper group; for [`Relaxation::Proportional`] when a group is not worth more than nothing; when
/// a worth is too large to reckon with (1e280), when somebody stopped it, or for a failure inside.
pub fn least_core(table: &Table, relaxation: Relaxation, task: &mut Task) -> Result<LeastCore, GameError> {
    let players = players(table);
    if players == 1 {
        let expected = "a least core needs two, so that there are proper coalitions".to_string();
        return Err(GameError::Players { found: 1, expected });
    }
    let worthless = || table.worths().iter().skip(1).position(|worth| *worth <= 0.0);
    if let Some(before) = (relaxation == Relaxation::Proportional).then(worthless).flatten() {
        let group = Group::from_mask(before as u64 + 1);
        let (names, worth) = (group.names(table.names(), ", "), table.at(group));
        return Err(GameError::Invalid(format!("no share of the worth of {{{names}}}, which is {worth}, not above 0")));
    }
    let values = Values::new(table)?;
    let divisor = if relaxation == Relaxation::Strong { Divisor::One } else { Divisor::Size };
    let weakest = least(&values, divisor, "least core", task)?;
    let (eps, exact) = if relaxation == Relaxation::Proportional {
        // A common factor below the payoffs with which no group would leave.
        let (needed, payoffs) = weakest.stable();
        let factor = table.exact_total() / needed;
        let eps = Rational::from(BigInt::from(1)) - &factor;
        (eps, payoffs.into_iter().map(|payoff| payoff * &factor).collect())
    } else {
        (weakest.solved.t, weakest.solved.payoffs)
    };
    Ok(LeastCore { relaxation, eps, payoffs: floats(&exact), exact, proof: weakest.proof })
}

/// Whether the core of a table is empty, with a payoff or a proof.
///
/// # Errors
/// When a worth is too large to reckon with (1e280), when somebody stopped it, or for a failure inside.
///
/// # Examples
///
/// ```
/// use coalition::{CoreAnswer, NoProgress, Relaxation, Sense, Table, Task, core, core_ranges, cost_of_stability, least_core};
///
/// // Any two of three earn all there is: no sharing is stable.
/// let majority = Table::from_fn(3, Sense::Profit, |group| if group.len() >= 2 { 1.0 } else { 0.0 })?;
/// let task = &mut Task { threads: 1, observer: &mut NoProgress };
/// let CoreAnswer::Empty { proof, asked, total } = core(&majority, task)? else { panic!("the core is empty") };
/// assert_eq!((proof.len(), asked.to_string(), total.to_string()), (3, "3/2".to_string(), "1".to_string()));
/// assert_eq!(core_ranges(&majority, task)?, None);
///
/// // What it falls short by, and what somebody outside would have to pay.
/// let least = least_core(&majority, Relaxation::Strong, task)?;
/// assert_eq!((least.eps.to_string(), least.verify(&majority)), ("1/3".to_string(), Ok(())));
/// assert_eq!(cost_of_stability(&majority, task)?.additive.to_string(), "1/2");
/// # Ok::<(), coalition::GameError>(())
/// ```
pub fn core(table: &Table, task: &mut Task) -> Result<CoreAnswer, GameError> {
    if players(table) == 1 {
        return Ok(CoreAnswer::NonEmpty { payoffs: vec![table.total()] });
    }
    let values = Values::new(table)?;
    let weakest = least(&values, Divisor::Size, "core", task)?;
    if weakest.solved.t.is_positive() {
        let (asked, _) = weakest.stable();
        return Ok(CoreAnswer::Empty { proof: weakest.proof, asked, total: table.exact_total() });
    }
    Ok(CoreAnswer::NonEmpty { payoffs: floats(&weakest.solved.payoffs) })
}

impl LeastCore {
    /// Proves this result from the table alone, in fractions: the payoffs are within `eps` for every group, and the proof's
    /// groups are balanced and leave no smaller `eps`. A slow pass: about a microsecond per group.
    ///
    /// # Errors
    /// What does not hold, in words.
    pub fn verify(&self, table: &Table) -> Result<(), String> {
        let players = table.names().len();
        let all = Group::all(players);
        if self.exact.len() != players || self.payoffs != floats(&self.exact) {
            return Err("payoffs that are not those of the players".to_string());
        }
        if self.exact.iter().sum::<Rational>() != table.exact_total() {
            return Err("payoffs do not sum to the worth of everybody".to_string());
        }
        let allowed = |group: Group| match self.relaxation {
            Relaxation::Strong => self.eps.clone(),
            Relaxation::Weak => &self.eps * BigInt::from(group.len()),
            Relaxation::Proportional => &self.eps * table.exact(group.mask()),
        };
        let paid = |group: Group| group.iter().map(|player| &self.exact[player]).sum::<Rational>();
        let over = |group: &Group| table.exact(group.mask()) - paid(*group) > allowed(*group);
        if let Some(group) = (1..all.mask()).map(Group::from_mask).find(over) {
            return Err(format!("{{{}}} would leave", group.names(table.names(), ", ")));
        }
        let (mut shares, mut asked) = (vec![Rational::zero(); players], Rational::zero());
        let mut slack = Rational::zero();
        for (group, weight) in &self.proof {
            if !weight.is_positive() || group.is_empty() || !group.is_subset(all) || *group == all {
                return Err(format!("{group:?} is not a proper coalition with a positive weight"));
            }
            group.iter().for_each(|player| shares[player] += weight);
            asked += table.exact(group.mask()) * weight;
            slack += allowed(*group) * weight;
        }
        if shares.iter().any(|share| *share != Rational::from(BigInt::from(1))) {
            return Err("coalitions of the proof are not balanced".to_string());
        }
        if asked - slack != table.exact_total() {
            return Err("coalitions of the proof leave a smaller eps".to_string());
        }
        Ok(())
    }
}
