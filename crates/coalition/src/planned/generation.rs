//! Row generation: answers about all groups from the few that matter.
//!
//! ```text
//!   least core          min t         x(N) = v(N),  x(S) + t ≥ v(S)    for every group S but nobody and all
//!   cost of stability   min x(N)      x(S) ≥ v(S)                      for the same groups
//! ```
//!
//! A master program holds the groups found so far and gives a lower bound; an [`Oracle`] searches the group that is most tempted by the
//! payoffs and bounds how much any is, which gives an upper one (Hallefjord, Helming, Jornsten 1995; Drechsel, Kimms 2010).
//! The search is done at a point between the master's and the best so far (Ben-Ameur, Neto 2007), so that payoffs do not sensitivity; at the
//! master's own where that gives no row. What an oracle finds without a proof comes first: most rows come from there.

use std::collections::BTreeMap;

use program::solve::{Method, NoProgress, Options, Solver};
use program::{Axis, Col, ColSpec, Program, Sense};

use crate::game::GameError;
use crate::group::Group;
use crate::task::{Progress, Task};

/// What a search for the most tempted group found.
#[derive(Clone, Debug, PartialEq)]
pub struct Separation {
    /// Groups with worths that they have for certain.
    pub groups: Vec<(Group, f64)>,
    /// No group, neither nobody nor all, has an excess above this.
    pub bound: f64,
}

/// Finds the groups that are most tempted by a payoff.
pub trait Oracle {
    /// Number of players.
    fn num_players(&self) -> usize;

    /// Worth of all.
    fn total(&self) -> f64;

    /// Searches the most tempted group. May stop at a group whose excess is at least `enough`; then `bound` may be infinite.
    /// A search that does not stop so closes the gap between what it found and `bound` to `tolerance`, unless it cannot.
    ///
    /// # Errors
    /// When a solver fails or the watcher stops it.
    fn separate(
        &mut self,
        pay: &[f64],
        enough: f64,
        tolerance: f64,
        task: &mut Task<'_>,
    ) -> Result<Separation, GameError>;

    /// Groups that are tempted by more than `least`, by a search that costs little and proves nothing; `None` where there is no such
    /// search.
    ///
    /// # Errors
    /// As [`separate`](Self::separate).
    fn quick(&mut self, pay: &[f64], least: f64, task: &mut Task<'_>) -> Result<Option<Vec<(Group, f64)>>, GameError> {
        let _ = (pay, least, task);
        Ok(None)
    }

    /// Groups to start from, with worths that they have for certain. None, unless it takes less than a search to know some.
    ///
    /// # Errors
    /// When a solver fails.
    fn known(&mut self) -> Result<Vec<(Group, f64)>, GameError> {
        Ok(Vec::new())
    }

    /// Payoffs that add up to the worth of all, to search at first: equal parts, unless something better is known.
    ///
    /// # Errors
    /// When a solver fails.
    fn guess(&mut self) -> Result<Vec<f64>, GameError> {
        let n = self.num_players();
        Ok(vec![self.total() / n as f64; n])
    }
}

/// When two numbers of a game count as one, in its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// Gap between lower and upper bound at which an answer is proven.
    pub gap: f64,
    /// Most rounds of searching; a bracket is what is left when they are used up.
    pub searches: usize,
}

impl Tolerance {
    /// A millionth of the worth of all, a thousand searches for each player.
    #[must_use]
    pub fn of(total: f64, players: usize) -> Self {
        Self { gap: 1e-6 * total.abs().max(1e-6), searches: 1000 * players }
    }
}

/// What is known of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bracket {
    /// At least this.
    pub lower: f64,
    /// At most this.
    pub upper: f64,
}

impl Bracket {
    /// Whether it is known to within a gap.
    #[must_use]
    pub fn is_within(self, gap: f64) -> bool {
        self.upper - self.lower <= gap
    }
}

/// An answer by row generation.
#[derive(Clone, Debug, PartialEq)]
pub struct Generated {
    /// The least largest excess, or the cost of stability.
    pub value: Bracket,
    /// Payoffs at which the upper bound holds.
    pub payoffs: Vec<f64>,
    /// Groups with weights that prove the lower bound: together each member is counted once (least core: once for every unit of
    /// weight in all), and their worths weighed add up to what is asked.
    pub proof: Vec<(Group, f64)>,
    /// Groups in the master program.
    pub rows: usize,
    /// Searches to the end, or to a group that was tempted enough; quick ones are not counted.
    pub searches: usize,
}

/// Which master program.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    LeastCore,
    Stability,
}

/// The least core: the payoffs (of sum `v(N)`) whose most tempted group is tempted least.
///
/// # Errors
/// When the oracle or a solver fails, and for a single player, who has nobody to leave.
pub fn least_core(oracle: &mut dyn Oracle, tolerance: Tolerance, task: &mut Task<'_>) -> Result<Generated, GameError> {
    Generation::new(oracle, Question::LeastCore, tolerance)?.run(task)
}

/// The cost of stability (Bachrach et al. 2009): the least that has to be paid on top of `v(N)` so that no group gains by leaving; zero
/// when the core is not empty.
///
/// # Errors
/// As [`least_core`].
pub fn cost_of_stability(
    oracle: &mut dyn Oracle,
    tolerance: Tolerance,
    task: &mut Task<'_>,
) -> Result<Generated, GameError> {
    Generation::new(oracle, Question::Stability, tolerance)?.run(task)
}

/// The group most tempted by payoffs, with its worth, and the bracket of its excess.
///
/// # Errors
/// As [`least_core`].
pub fn largest_excess(
    oracle: &mut dyn Oracle,
    pay: &[f64],
    gap: f64,
    task: &mut Task<'_>,
) -> Result<(Option<(Group, f64)>, Bracket), GameError> {
    let found = oracle.separate(pay, f64::INFINITY, gap, task)?;
    let excess = |(group, worth): &(Group, f64)| worth - group.sum(pay);
    let best = found.groups.iter().max_by(|a, b| excess(a).total_cmp(&excess(b))).copied();
    let lower = best.as_ref().map_or(f64::NEG_INFINITY, excess);
    Ok((best, Bracket { lower, upper: found.bound.max(lower) }))
}

/// Optimum of the master, its payoffs, the groups that prove it with their weights.
type Mastered = (f64, Vec<f64>, Vec<(Group, f64)>);

struct Generation<'a> {
    oracle: &'a mut dyn Oracle,
    question: Question,
    tolerance: Tolerance,
    rows: BTreeMap<Group, f64>,
    order: Vec<Group>,
    master: Solver,
    pay: Vec<Col>,
    level: Option<Col>,
    upper: f64,
    best: Vec<f64>,
}

/// Payoffs stay within so many times the worth of all: far outside of anything that is asked for.
const BOX: f64 = 1e3;
/// Weight of the best point so far in the point that is searched at.
const INSIDE: f64 = 0.3;
/// How far the first search goes, as a share of the worth of all.
const START_GAP: f64 = 1e-3;

impl<'a> Generation<'a> {
    fn new(oracle: &'a mut dyn Oracle, question: Question, tolerance: Tolerance) -> Result<Self, GameError> {
        let n = oracle.num_players();
        if n < 2 {
            let expected = "a coalition that leaves needs at least 2".to_string();
            return Err(GameError::Players { found: n, expected });
        }
        let total = oracle.total();
        let wide = BOX * total.abs().max(1.0);
        let mut master = Program::new(Sense::Minimize);
        let players = Axis::new("player", (0..n).map(|i| i.to_string()));
        let cost = if question == Question::Stability { 1.0 } else { 0.0 };
        let pay = master.cols("pay", "1", [&players], |_| Some(ColSpec::between(-wide, wide).cost(cost)));
        let pay: Vec<Col> = pay.iter().map(|(_, col)| col).collect();
        let level = (question == Question::LeastCore).then(|| {
            let level = master.cols("level", "1", [], |_| Some(ColSpec::between(-wide, wide).cost(1.0)));
            level.iter().next().map(|(_, col)| col)
        });
        let all = Axis::new("all", ["all"]);
        master.rows("shared", "1", [&all], |_, row| {
            pay.iter().for_each(|col| row.add(*col, 1.0));
            if question == Question::LeastCore { row.equals(total) } else { row.at_least(total) }
        });
        let best = oracle.guess()?;
        Ok(Self {
            oracle,
            question,
            tolerance,
            rows: BTreeMap::new(),
            order: Vec::new(),
            master: Solver::new(&master)?,
            pay,
            level: level.flatten(),
            upper: f64::INFINITY,
            best,
        })
    }

    fn run(mut self, task: &mut Task<'_>) -> Result<Generated, GameError> {
        let total = self.oracle.total();
        let gap = self.tolerance.gap;
        let (mut lower, mut point, mut proof) = (f64::NEG_INFINITY, self.best.clone(), Vec::new());
        for (group, worth) in self.oracle.known()? {
            self.add(group, worth);
        }
        if !self.rows.is_empty() {
            (lower, point, proof) = self.solve()?;
        }
        let (mut searches, mut rounds) = (0, 0);
        // The first search is at the guess.
        let mut inside = 1.0;
        while rounds < self.tolerance.searches {
            rounds += 1;
            let pay: Vec<f64> =
                point.iter().zip(&self.best).map(|(x, best)| (1.0 - inside) * x + inside * best).collect();
            let first = inside == 1.0;
            if !first && let Some(groups) = self.oracle.quick(&pay, self.least(lower), task)? {
                let mut rows = false;
                for (group, worth) in groups {
                    rows |= self.add(group, worth);
                }
                if rows {
                    (lower, point, proof) = self.solve()?;
                    inside = INSIDE;
                    continue;
                }
                // Between, all are soon content: there a proof says little about what it costs.
                if inside > 0.0 && self.question == Question::Stability {
                    inside = 0.0;
                    continue;
                }
            }
            let (enough, tolerance) = self.asked(lower, inside == 0.0);
            let found = self.oracle.separate(&pay, enough, tolerance, task)?;
            searches += 1;
            let reached = self.value_at(&pay, found.bound);
            let better = reached < self.upper;
            if better {
                self.upper = reached;
                self.best = match self.question {
                    Question::LeastCore => pay.clone(),
                    // Paying everybody an equal part of the largest excess makes every group content.
                    Question::Stability => pay.iter().map(|x| x + found.bound.max(0.0)).collect(),
                };
            }
            let mut rows = false;
            for (group, worth) in found.groups {
                rows |= self.add(group, worth);
            }
            if rows {
                (lower, point, proof) = self.solve()?;
            }
            task.tell(&Progress {
                doing: if self.question == Question::LeastCore { "least core" } else { "cost of stability" },
                done: searches,
                of: None,
                lower: Some(lower),
                upper: Some(self.upper),
                groups: self.rows.len(),
            })?;
            if self.upper - lower <= gap {
                break;
            }
            if !rows && !better && inside == 0.0 {
                // The search itself could not close its gap: the bracket is what is known.
                break;
            }
            // Where the point between gave no row, the master's own may be the answer.
            inside = if rows { INSIDE } else { 0.0 };
        }
        let shift = if self.question == Question::Stability { total } else { 0.0 };
        Ok(Generated {
            value: Bracket { lower: lower - shift, upper: self.upper - shift },
            payoffs: self.best,
            proof,
            rows: self.rows.len(),
            searches,
        })
    }

    /// An excess that a quick search has to find: a good part of what is not known yet.
    fn least(&self, lower: f64) -> f64 {
        let unknown = (self.upper - lower).max(self.tolerance.gap);
        match self.question {
            Question::LeastCore => lower + 0.5 * unknown,
            Question::Stability => 0.1 * unknown / self.pay.len() as f64,
        }
    }

    /// How much more than the master thinks a group has to be tempted so that a search may stop at it, and how far a search that
    /// finds none has to go: either way the search cuts off a good part of what is not known yet.
    fn asked(&self, lower: f64, own: bool) -> (f64, f64) {
        let part = if own { 0.0 } else { 0.1 };
        let gap = self.tolerance.gap;
        let unknown = (self.upper - lower).max(gap);
        if !unknown.is_finite() {
            return (f64::INFINITY, gap.max(START_GAP * self.oracle.total().abs()));
        }
        match self.question {
            Question::LeastCore => (lower + 0.5 * unknown, (part * unknown).max(gap / 4.0)),
            // As in `value_at`: what one group lacks, everybody may have to be paid.
            Question::Stability => {
                let each = unknown / self.pay.len() as f64;
                (0.25 * each, (part * each).max(gap / (4.0 * self.pay.len() as f64)))
            }
        }
    }

    /// What payoffs and the bound on their excesses say about the answer.
    fn value_at(&self, pay: &[f64], bound: f64) -> f64 {
        match self.question {
            Question::LeastCore => bound,
            Question::Stability => {
                // Every group has at least one member: so much more for each player is enough.
                let sum: f64 = pay.iter().sum();
                (sum + bound.max(0.0) * pay.len() as f64).max(self.oracle.total())
            }
        }
    }

    /// Adds a group to the master; whether that says anything new.
    fn add(&mut self, group: Group, worth: f64) -> bool {
        if self.rows.get(&group).is_some_and(|known| *known >= worth - 1e-12 * worth.abs()) {
            return false;
        }
        let mut terms: Vec<(Col, f64)> = group.iter().map(|i| (self.pay[i], 1.0)).collect();
        terms.extend(self.level.map(|level| (level, 1.0)));
        self.master.add_row(worth, f64::INFINITY, &terms);
        self.rows.insert(group, worth);
        self.order.push(group);
        true
    }

    /// The master: its optimum, its payoffs, the groups that prove it.
    fn solve(&mut self) -> Result<Mastered, GameError> {
        let options = Options { method: Method::Simplex, ..Options::default() };
        let outcome = self.master.solve(&options, &mut NoProgress)?;
        let (true, Some(value), Some(solution)) = (outcome.is_optimal(), outcome.objective, outcome.solution) else {
            return Err(GameError::Solver(format!("the master program: {:?}", outcome.stop)));
        };
        let point = self.pay.iter().map(|col| solution.col(*col)).collect();
        let duals = self.order.iter().zip(&solution.row_duals[1..]);
        let proof = duals.filter(|(_, dual)| **dual > 1e-9).map(|(group, dual)| (*group, *dual)).collect();
        Ok((value, point, proof))
    }
}
