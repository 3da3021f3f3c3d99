//! Attacker and operator in one program.
//!
//! ```text
//!   V(a) = max_y { c(a) y : A y ≤ b(a) } = min_π { b(a) π : A'π ≥ c(a) }          strong duality
//!   worst attack   min_{a,π} b(a) π             A'π ≥ c(a),  a in the arsenal,  cost(a) ≤ budget
//!   kill           min_{a,π} cost(a)            A'π ≥ c(a),  a in the arsenal,  b(a) π ≤ - purse
//! ```
//!
//! With prices alone (`b` does not move) both are linear programs: the operator answers every attack as well as can be, and still the
//! attacker's problem is solved exactly. A step `z` of an attack on quantities multiplies a price `π`: `w = z π` by McCormick with
//! `0 ≤ π ≤ M`, exact for 0-1 steps. Costs are convex in depth and held by tangents, added until they fit. Gates that depths shut are 0-1, too, and
//! what is lost with them is a constant of the operator (`gates.rs`).
//!
//! Long: the bilevel program is one argument, from the dual to its replay.

pub(super) mod gates;
mod search;

use std::collections::BTreeMap;

use program::solve::{Flow as Go, Method, Options, Progress, Solver, Stop};
use program::{Col, ColSpec, Place, Program, Row, Solution, SolveError, dual_with_prices};
use recoop_case::positions::{AttackAt, PathAt};

use super::arsenal::Arsenal;
use super::dual_bounds::DualBounds;
use super::operations::{Money, Operations};
use gates::GateCols;
use search::Point;

/// What the attacker is after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    /// As little left for the operator as possible.
    Worst {
        /// Most that the attack may cost, MUSD of present value; infinite without limit.
        budget_musd: f64,
    },
    /// At most this left for the operator, MUSD, as cheaply as possible.
    Kill {
        /// MUSD.
        at_most: f64,
        /// What costs as much is of no interest, MUSD of present value, and may be said to be impossible; infinite where everything is of interest.
        up_to_musd: f64,
    },
}

/// An attack.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundAttack {
    /// Depth of each move of the arsenal.
    pub depths: Vec<f64>,
    /// What it costs the adversary, MUSD of present value.
    pub spent_musd: f64,
    /// What is left for the operator at best, MUSD: by a solve of its own program under the attack.
    pub left_musd: f64,
    /// What no attack of the same kind can do better: the least that can be left ([`Goal::Worst`]), the least cost ([`Goal::Kill`]). MUSD.
    pub bound_musd: f64,
    /// Columns of the operator's answer.
    pub answer: Vec<f64>,
}

/// How a bilevel program ended.
#[derive(Clone, Debug, PartialEq)]
pub enum BilevelOutcome {
    /// With an attack.
    Found(FoundAttack),
    /// No attack does it.
    Impossible,
    /// Time was up, or somebody stopped it, before there was an attack.
    Stopped,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum BilevelError {
    /// The solver failed.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// The operator's rules contradict each other: it cannot stand alone.
    #[error("its rules contradict each other")]
    Infeasible,
    /// They do under some attack.
    #[error(
        "under a ban, or a loss of equipment, its rules contradict each other: a reserve or a closing stock that has to be there cannot be, so that \
         harm has no measure (give the stock `release_in` or a smaller `reserve_t`, or leave the attack out)"
    )]
    Broken,
    /// The operator earns without limit.
    #[error("it can earn without limit")]
    Unbounded,
    /// A chain that gains without end: what a step takes away has no bound on its worth, so that no search over steps is exact.
    #[error("what a unit is worth at most cannot be bounded: a chain gains without end")]
    NoBound,
    /// The solver ended without an answer.
    #[error("the solver ended without an answer: {0:?}")]
    Unsolved(Stop),
    /// An attack that does more harm than its program knows: prices are higher than their bounds, so that what no attack can do is not known.
    #[error(
        "an attack leaves {replayed} MUSD in the replay and {claimed} by its program: prices are above their bounds"
    )]
    Bound {
        /// By the bilevel program.
        claimed: f64,
        /// By the operator's own program.
        replayed: f64,
    },
    /// An answer that its own replay does not confirm.
    #[error("an attack that leaves {claimed} MUSD by its program leaves {replayed} in the replay")]
    Replay {
        /// By the bilevel program.
        claimed: f64,
        /// By the operator's own program.
        replayed: f64,
    },
}

/// Work of one search over steps where nothing else is asked for, LP iterations and nodes.
pub const WORK: u64 = 200_000;

/// How bilevel programs are solved.
pub struct SearchOptions<'a> {
    /// Relative gap at which an attack with steps is good enough.
    pub gap: f64,
    /// Work of one search over steps, LP iterations and nodes: the same attack on a busy machine. [`WORK`] is the default.
    pub work: u64,
    /// Wall clock of one search, seconds, where the user asks for a limit: where it strikes the answer depends on the machine, and `struck` says so.
    pub seconds: Option<f64>,
    /// Whether `seconds` ended a search.
    pub struck: bool,
    /// Asked now and then; [`Go::Stop`] ends it.
    pub observer: &'a mut dyn FnMut(&Progress) -> Go,
}

struct Listen<'a, 'b>(&'a mut SearchOptions<'b>);

impl program::Observer for Listen<'_, '_> {
    fn progress(&mut self, progress: &Progress) -> Go {
        (self.0.observer)(progress)
    }
}

/// The operator's program under an attack: depths by move.
#[must_use]
pub fn attacked(operations: &Operations<'_>, money: &Money, arsenal: &Arsenal, depths: &[f64]) -> Program {
    with_depths(operations, money, &by_place(arsenal, depths))
}

/// The same with the depths of attacks by attack and position in the states.
#[must_use]
pub(super) fn with_depths(operations: &Operations<'_>, money: &Money, depth: &Depths) -> Program {
    let mut program = operations.program.clone();
    program.all_cols().for_each(|col| program.add_cost(col, money.costs[col.index()]));
    program.add_offset(money.constant + lost(operations, money, depth));
    for effect in &money.effects {
        if let Some(depth) = depth.get(&(effect.attack, effect.at)) {
            program.add_cost(effect.of, effect.slope * depth);
        }
    }
    for effect in &operations.limits {
        if let Some(depth) = depth.get(&(effect.attack, effect.at)) {
            shift(&mut program, effect.of, effect.slope * depth);
        }
    }
    program
}

/// What is lost at gates that an attack shuts, MUSD.
fn lost(operations: &Operations<'_>, money: &Money, depths: &Depths) -> f64 {
    let depth = |attack: AttackAt, at: PathAt| depths.get(&(attack, at)).copied().unwrap_or_default();
    money.lost(&|gated, at| !operations.flows.gated[gated].is_open(at, &|attack| depth(attack, at)))
}

/// Depths by attack and position in the states.
pub(super) type Depths = std::collections::HashMap<(AttackAt, PathAt), f64>;

pub(super) fn by_place(arsenal: &Arsenal, depths: &[f64]) -> Depths {
    let moves = arsenal.moves.iter().zip(depths).filter(|(_, depth)| **depth > 0.0);
    moves.map(|(it, depth)| ((it.attack, it.at), *depth)).collect()
}

fn shift(program: &mut Program, place: Place, by: f64) {
    // What is taken away whole leaves nothing, whatever rounding says.
    let moved = |bound: f64| {
        let sum = bound + by;
        if sum.abs() <= 1e-9 * bound.abs().max(by.abs()) { 0.0 } else { sum }
    };
    match place {
        Place::ColLower(col) | Place::ColUpper(col) => {
            let (lower, upper) = program.col_bounds(col);
            let is_lower = matches!(place, Place::ColLower(_));
            let (l, u) = if is_lower { (moved(lower), upper) } else { (lower, moved(upper)) };
            program.set_col_bounds(col, l, u);
        }
        Place::RowLower(row) | Place::RowUpper(row) | Place::RowBoth(row) => {
            let (lower, upper) = program.row_bounds(row);
            let l = if matches!(place, Place::RowUpper(_)) { lower } else { moved(lower) };
            let u = if matches!(place, Place::RowLower(_)) { upper } else { moved(upper) };
            program.set_row_bounds(row, l, u);
        }
    }
}

/// Solves the operator's program under an attack.
///
/// # Errors
/// When it has no optimum, or the solver fails.
pub fn replay(
    operations: &Operations<'_>,
    money: &Money,
    arsenal: &Arsenal,
    depths: &[f64],
) -> Result<(f64, Solution), BilevelError> {
    optimum(&attacked(operations, money, arsenal, depths)).map_err(|error| match error {
        BilevelError::Infeasible if depths.iter().any(|depth| *depth > 0.0) => BilevelError::Broken,
        error => error,
    })
}

/// The optimum of an operator's program.
pub(super) fn optimum(program: &Program) -> Result<(f64, Solution), BilevelError> {
    let outcome = Solver::new(program)?.solve(&continuous(), &mut program::NoProgress)?;
    match (outcome.stop, outcome.objective, outcome.solution) {
        (Stop::Optimal, Some(value), Some(solution)) => Ok((value, solution)),
        (Stop::Infeasible, ..) => Err(BilevelError::Infeasible),
        (Stop::Unbounded, ..) => Err(BilevelError::Unbounded),
        (stop, ..) => Err(BilevelError::Unsolved(stop)),
    }
}

/// Refuses an arsenal of which an attack leaves the operator's rules no way out: what it does has no measure, and bounds on prices would hide it.
///
/// # Errors
/// [`BilevelError::Broken`], or what the solver says.
pub fn refuse_broken(operations: &Operations<'_>, money: &Money, arsenal: &Arsenal) -> Result<(), BilevelError> {
    let depths = arsenal.all_steps();
    if depths.iter().all(|depth| *depth == 0.0) {
        return Ok(());
    }
    replay(operations, money, arsenal, &depths).map(drop)
}

/// What an operator who answers so may be told wrong, MUSD: each price may be off by the solver's tolerance, per unit of each column.
pub(super) fn missed_musd(answer: &[f64]) -> f64 {
    continuous().optimality_tolerance * answer.iter().map(|value| value.abs()).sum::<f64>()
}

pub(super) fn continuous() -> Options {
    Options { method: Method::InteriorPoint { crossover: true }, ..Options::default() }
}

/// Solves a bilevel program; where the replay shows that prices are above their bounds, again with wider ones.
///
/// # Errors
/// As [`BilevelProgram::new`] and [`BilevelProgram::solve`].
pub fn attack(
    operations: &Operations<'_>,
    money: &Money,
    arsenal: &Arsenal,
    free: f64,
    most: &mut DualBounds,
    goal: Goal,
    effort: &mut SearchOptions<'_>,
) -> Result<BilevelOutcome, BilevelError> {
    let mut tries = 1;
    loop {
        let bilevel = BilevelProgram::new(operations, money, arsenal, free, &|place| most.of(place))?;
        match bilevel.solve(goal, effort) {
            Err(BilevelError::Bound { .. }) if tries < TRIES => most.widen(WIDER),
            done => return done,
        }
        tries += 1;
    }
}

/// Tries with wider bounds on prices, and how much wider they get.
const TRIES: usize = 6;
const WIDER: f64 = 4.0;

/// Handles of the attacker's columns.
#[derive(Default)]
struct Attacker {
    /// Depth of a move without steps.
    depth: Vec<Option<Col>>,
    /// Steps of a move with steps.
    steps: Vec<Vec<Col>>,
    /// Cost in a year of the move's state, MUSD.
    cost: Vec<Col>,
    /// Whether a move without steps is made at all, where that matters.
    used: BTreeMap<usize, Col>,
    /// What each step of a move takes from what is left: columns, MUSD per unit.
    takes: Vec<Vec<Vec<(Col, f64)>>>,
    any_steps: bool,
}

/// A bilevel program of an operator and an attacker.
pub struct BilevelProgram<'a> {
    operations: &'a Operations<'a>,
    money: &'a Money,
    arsenal: &'a Arsenal,
    free: f64,
    solver: Solver,
    attacker: Attacker,
    gates: GateCols,
    /// The operator's optimum as a linear function of the program's columns: coefficients and constant.
    left: (Vec<(Col, f64)>, f64),
    prices: usize,
    /// The row of the budget, or of what may be left.
    limit: Option<Row>,
}

/// Tangents of a convex cost at the beginning, evenly over the depth.
const TANGENTS: usize = 4;
/// What a replay may differ by, as a share of the money that is at stake.
const REPLAYED: f64 = 1e-5;

impl<'a> BilevelProgram<'a> {
    /// Writes the program. `free` is what the operator has without an attack, MUSD; `most_price` bounds the price of a bound that steps take away from, MUSD per unit.
    ///
    /// # Errors
    /// When a number is out of the solver's range.
    pub fn new(
        operations: &'a Operations<'a>,
        money: &'a Money,
        arsenal: &'a Arsenal,
        free: f64,
        most_price: &dyn Fn(Place) -> f64,
    ) -> Result<Self, BilevelError> {
        let operator = attacked(operations, money, arsenal, &[]);
        let (dual, prices) = dual_with_prices(&operator);
        let mut solver = Solver::new(&dual)?;
        let rows: Vec<Row> = dual.all_rows().collect();
        let mut left: Vec<(Col, f64)> =
            dual.all_cols().map(|col| (col, dual.cost(col))).filter(|(_, cost)| *cost != 0.0).collect();

        let mut moves = std::collections::HashMap::new();
        for (which, it) in arsenal.moves.iter().enumerate() {
            moves.insert((it.attack, it.at), which);
        }
        let mut terms: Vec<BTreeMap<Row, f64>> = vec![Default::default(); arsenal.moves.len()];
        for effect in &money.effects {
            if let Some(which) = moves.get(&(effect.attack, effect.at)) {
                *terms[*which].entry(rows[effect.of.index()]).or_default() -= effect.slope;
            }
        }
        let mut attacker = Attacker::default();
        for (it, terms) in arsenal.moves.iter().zip(terms) {
            let of = |step: f64| terms.iter().map(|(row, slope)| (*row, slope * step)).collect::<Vec<_>>();
            if it.steps.is_empty() {
                attacker.depth.push(Some(solver.add_col(ColSpec::between(0.0, it.max_depth), &of(1.0))));
                attacker.steps.push(Vec::new());
            } else {
                attacker.depth.push(None);
                attacker
                    .steps
                    .push(it.steps.iter().map(|step| solver.add_col(ColSpec::binary(), &of(*step))).collect());
                attacker.any_steps = true;
            }
            attacker.takes.push(vec![Vec::new(); it.steps.len()]);
            attacker.cost.push(solver.add_col(ColSpec::positive(), &[]));
        }
        for effect in &operations.limits {
            let (Some(which), Some(price)) = (moves.get(&(effect.attack, effect.at)), prices.of(effect.of)) else {
                continue;
            };
            let most = most_price(effect.of);
            if !most.is_finite() {
                return Err(BilevelError::NoBound);
            }
            let (lowest, highest) = dual.col_bounds(price);
            let (lowest, highest) = (lowest.max(-most), highest.min(most));
            for (k, (z, step)) in attacker.steps[*which].iter().zip(&arsenal.moves[*which].steps).enumerate() {
                let w = solver.add_col(ColSpec::between(lowest.min(0.0), highest.max(0.0)), &[]);
                // lowest z ≤ w ≤ highest z  and  π - highest (1 - z) ≤ w ≤ π - lowest (1 - z): what is left is wanted small, so that the lower or the
                // upper ones hold by themselves.
                if effect.slope < 0.0 {
                    solver.add_row(f64::NEG_INFINITY, 0.0, &[(w, 1.0), (*z, -highest)]);
                    solver.add_row(f64::NEG_INFINITY, -lowest, &[(w, 1.0), (price, -1.0), (*z, -lowest)]);
                } else {
                    solver.add_row(0.0, f64::INFINITY, &[(w, 1.0), (*z, -lowest)]);
                    solver.add_row(-highest, f64::INFINITY, &[(w, 1.0), (price, -1.0), (*z, -highest)]);
                }
                left.push((w, effect.slope * step));
                attacker.takes[*which][k].push((w, -effect.slope * step));
            }
        }
        let constant = dual.offset();
        let prices = dual.num_cols();
        let gates = GateCols::new(operations, &money.shuts, arsenal, &mut solver);
        left.extend(gates.lost());
        attacker.any_steps |= !gates.is_empty();
        let left = (left, constant);
        let mut bilevel = Self { operations, money, arsenal, free, solver, attacker, gates, left, prices, limit: None };
        bilevel.limits();
        bilevel.first_costs();
        Ok(bilevel)
    }

    /// Depth of a move as terms.
    fn depth_terms(&self, which: usize, factor: f64) -> Vec<(Col, f64)> {
        match self.attacker.depth[which] {
            Some(col) => vec![(col, factor)],
            None => {
                let steps = self.attacker.steps[which].iter().zip(&self.arsenal.moves[which].steps);
                steps.map(|(z, step)| (*z, factor * step)).collect()
            }
        }
    }

    fn limits(&mut self) {
        let arsenal = self.arsenal;
        for which in 0..arsenal.moves.len() {
            let steps = self.attacker.steps[which].clone();
            for pair in steps.windows(2) {
                self.solver.add_row(0.0, f64::INFINITY, &[(pair[0], 1.0), (pair[1], -1.0)]);
            }
        }
        for (z, needed, falls) in self.gates.rows() {
            let mut terms: Vec<_> = falls.iter().flat_map(|(which, fall)| self.depth_terms(*which, *fall)).collect();
            terms.push((z, -needed));
            self.solver.add_row(0.0, f64::INFINITY, &terms);
        }
        for ramp in &arsenal.ramps {
            let mut terms = self.depth_terms(ramp.here, 1.0);
            terms.extend(ramp.before.map(|before| self.depth_terms(before, -ramp.kept)).into_iter().flatten());
            self.solver.add_row(f64::NEG_INFINITY, ramp.most, &terms);
        }
        for row in &arsenal.shared {
            let terms: Vec<_> = row.iter().flat_map(|(which, share)| self.depth_terms(*which, *share)).collect();
            self.solver.add_row(f64::NEG_INFINITY, 1.0, &terms);
        }
        if arsenal.yearly_musd.is_finite() {
            for at in self.operations.states.positions() {
                let here = (0..arsenal.moves.len()).filter(|which| arsenal.moves[*which].at == at);
                let terms: Vec<_> = here.map(|which| (self.attacker.cost[which], 1.0)).collect();
                self.solver.add_row(f64::NEG_INFINITY, arsenal.yearly_musd, &terms);
            }
        }
        let mut uses: BTreeMap<usize, Col> = BTreeMap::new();
        for which in arsenal.exclusive.iter().flat_map(|(a, b)| [*a, *b]) {
            uses.entry(which).or_insert_with(|| match self.attacker.depth[which] {
                None => self.attacker.steps[which][0],
                Some(depth) => {
                    let used = self.solver.add_col(ColSpec::binary(), &[]);
                    let most = arsenal.moves[which].max_depth;
                    self.solver.add_row(f64::NEG_INFINITY, 0.0, &[(depth, 1.0), (used, -most)]);
                    self.attacker.any_steps = true;
                    self.attacker.used.insert(which, used);
                    used
                }
            });
        }
        for (a, b) in &arsenal.exclusive {
            self.solver.add_row(f64::NEG_INFINITY, 1.0, &[(uses[a], 1.0), (uses[b], 1.0)]);
        }
    }

    fn cost(&self, which: usize, depth: f64) -> f64 {
        self.arsenal.cost_musd(self.operations.network, &self.operations.states, which, depth)
    }

    fn first_costs(&mut self) {
        for which in 0..self.arsenal.moves.len() {
            let it = &self.arsenal.moves[which];
            if it.steps.is_empty() {
                for k in 0..=TANGENTS {
                    self.tangent(which, it.max_depth * k as f64 / TANGENTS as f64);
                }
                continue;
            }
            let (mut depth, mut before) = (0.0, 0.0);
            let mut terms = vec![(self.attacker.cost[which], 1.0)];
            for (z, step) in self.attacker.steps[which].iter().zip(&it.steps) {
                depth += step;
                let cost = self.cost(which, depth);
                terms.push((*z, before - cost));
                before = cost;
            }
            self.solver.add_row(0.0, f64::INFINITY, &terms);
        }
    }

    /// A tangent of the cost of a move at a depth: below it everywhere, as the cost is convex.
    fn tangent(&mut self, which: usize, depth: f64) {
        let Some(col) = self.attacker.depth[which] else { return };
        let most = self.arsenal.moves[which].max_depth;
        let step = 1e-4 * most;
        // A chord of a short piece cuts off less than nothing of a quadratic; moved down to touch it.
        let (a, b) = ((depth - step).max(0.0), (depth + step).min(most));
        let (at_a, at_b) = (self.cost(which, a), self.cost(which, b));
        let slope = (at_b - at_a) / (b - a);
        let middle = self.cost(which, 0.5 * (a + b));
        let at = middle - slope * 0.5 * (a + b);
        if slope != 0.0 || at != 0.0 {
            self.solver.add_row(at, f64::INFINITY, &[(self.attacker.cost[which], 1.0), (col, -slope)]);
        }
    }

    fn weight(&self, which: usize) -> f64 {
        self.operations.weight(self.arsenal.moves[which].at)
    }

    /// Solves for a goal. Can be asked for one goal; make another bilevel program for the next.
    ///
    /// # Errors
    /// When the solver fails, the operator has no optimum without an attack, or a replay does not confirm what was found.
    pub fn solve(mut self, goal: Goal, effort: &mut SearchOptions<'_>) -> Result<BilevelOutcome, BilevelError> {
        self.aim(goal);
        self.rounds(goal, effort)
    }

    fn aim(&mut self, goal: Goal) {
        let moves = self.arsenal.moves.len();
        let spent: Vec<(Col, f64)> = (0..moves).map(|which| (self.attacker.cost[which], self.weight(which))).collect();
        match goal {
            Goal::Worst { budget_musd } => {
                // Prices have their costs already.
                let (terms, _) = &self.left;
                let added: Vec<_> = terms.iter().filter(|(col, _)| col.index() >= self.prices).copied().collect();
                added.into_iter().for_each(|(col, cost)| self.solver.set_cost(col, cost));
                if budget_musd.is_finite() {
                    self.limit = Some(self.solver.add_row(f64::NEG_INFINITY, budget_musd, &spent));
                }
            }
            Goal::Kill { at_most, .. } => {
                let (terms, constant) = self.left.clone();
                terms.iter().for_each(|(col, _)| self.solver.set_cost(*col, 0.0));
                self.limit = Some(self.solver.add_row(f64::NEG_INFINITY, at_most - constant, &terms));
                spent.iter().for_each(|(col, weight)| self.solver.set_cost(*col, *weight));
            }
        }
    }

    fn within(&self, which: usize, depth: f64) -> f64 {
        if depth < 1e-9 { 0.0 } else { depth.min(self.arsenal.moves[which].max_depth) }
    }

    fn depths(&self, solution: &Solution) -> Vec<f64> {
        (0..self.arsenal.moves.len())
            .map(|which| {
                let steps = self.attacker.steps[which].iter().zip(&self.arsenal.moves[which].steps);
                let depth = match self.attacker.depth[which] {
                    Some(col) => solution.col(col),
                    None => steps.filter(|(z, _)| solution.col(**z) > 0.5).map(|(_, step)| step).sum(),
                };
                self.within(which, depth)
            })
            .collect()
    }

    fn spent(&self, depths: &[f64]) -> f64 {
        depths.iter().enumerate().map(|(which, depth)| self.weight(which) * self.cost(which, *depth)).sum()
    }

    /// Depths without steps, less deep by a common factor, so that all cost at most `budget`; and what they cost.
    fn scaled(&self, depths: Vec<f64>, budget: f64) -> (Vec<f64>, f64) {
        let is_free = |which: usize| self.attacker.depth[which].is_some();
        let fixed: f64 =
            (0..depths.len()).filter(|which| !is_free(*which)).map(|w| self.weight(w) * self.cost(w, depths[w])).sum();
        let factor = ((budget - fixed) / (self.spent(&depths) - fixed)).clamp(0.0, 1.0);
        let scaled: Vec<f64> =
            depths.iter().enumerate().map(|(which, d)| if is_free(which) { factor * d } else { *d }).collect();
        let spent = self.spent(&scaled);
        (scaled, spent)
    }

    /// The operator's own program under the attack has to leave what the bilevel program says.
    fn confirm(&self, goal: Goal, point: &Point, bound: f64) -> Result<BilevelOutcome, BilevelError> {
        let (value, mut depths) = (point.value, self.depths(&point.solution));
        let mut spent = self.spent(&depths);
        // What tangents miss of the costs is saved on depths: costs are convex and nothing at depth 0.
        if let Goal::Worst { budget_musd, .. } = goal
            && spent > budget_musd
        {
            (depths, spent) = self.scaled(depths, budget_musd);
        }
        let (left, solution) = replay(self.operations, self.money, self.arsenal, &depths)?;
        let stake = (self.free - left).abs().max(1e-3 * self.free.abs()).max(1.0);
        let claimed = match goal {
            // A gate that the depths shut may be open in the program, as that is no better for the attacker.
            Goal::Worst { .. } => {
                let shut = lost(self.operations, self.money, &by_place(self.arsenal, &depths));
                value + (shut - self.gates.lost_in(&point.solution)).min(0.0)
            }
            Goal::Kill { at_most, .. } => at_most,
        };
        if left > claimed + REPLAYED * stake + missed_musd(&solution.cols) {
            return Err(BilevelError::Replay { claimed, replayed: left });
        }
        if matches!(goal, Goal::Worst { .. }) && left < claimed - REPLAYED * stake {
            return Err(BilevelError::Bound { claimed, replayed: left });
        }
        let bound_musd = match goal {
            Goal::Worst { .. } => bound.min(left),
            Goal::Kill { .. } => bound.min(spent),
        };
        Ok(BilevelOutcome::Found(FoundAttack {
            depths,
            spent_musd: spent,
            left_musd: left,
            bound_musd,
            answer: solution.cols,
        }))
    }
}
