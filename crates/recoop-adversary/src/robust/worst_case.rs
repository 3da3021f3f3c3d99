//! A plan for the worst attack on prices, and the program that says what any group would have under its own worst.
//!
//! ```text
//!   v(S) = max { money of y - the most that prices within the budget take from y :  rules, with what the members of S bring }
//! ```
//!
//! The dual of the adversary's problem joins the program with the columns that are there: all rules hold under attack, too. Rows that are added have
//! zero on their right side, so that the game of groups is one of linear production still: superadditive, with shadow prices in its core.

use program::solve::{Method, Options, Solver};
use program::{NoProgress, Optimum, Program, Rows, Stop};

use super::answer::RobustError;
use super::solve::{fix_plants, whole};
use super::worst_prices::{Points, Prices, exposed};
use crate::arsenal::Arsenal;
use crate::flows::{Flows, View};
use crate::internal::InternalPrices;
use recoop::formulation::formulate;
use recoop::plan::{PlanOptions, ProgressObserver, SolvedPlan, solve_program};
use recoop_case::Network;
use recoop_case::attacks::CostLevel;
use recoop_case::edit::attacked::AttackStep;
use recoop_case::positions::{LeafAt, PathAt};

/// The adversary of a worst case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Against {
    /// Whose loss counts as the cost of an attack.
    pub level: CostLevel,
    /// What it may cost, MUSD of present value; infinite without limit.
    pub budget_musd: f64,
    /// What it may cost in a year, MUSD; infinite without limit.
    pub yearly_musd: f64,
}

/// A plan for the worst case.
#[derive(Debug)]
pub struct WorstCase {
    /// The case with the prices of the worst attack on the plan.
    pub network: Network,
    /// The plan, in that case: its objective is what is left under the worst attack.
    pub made: SolvedPlan,
    /// The program whose optimum is that, for all and, restricted, for any group.
    pub program: Program,
    /// The optimum of its relaxation.
    pub relaxed: Optimum,
    /// The attack.
    pub attack: Vec<AttackStep>,
    /// What it costs the adversary, MUSD of present value.
    pub spent_musd: f64,
}

/// Points of each move between which its cost is taken as linear: of a cost that is quadratic in depth chords miss a part of 1/4096 of the quadratic term
/// at most.
const POINTS: usize = 32;
/// Part of the money that the plan in the attacked case may differ by.
const SAME: f64 = 1e-5;

/// Plans for the worst attack on prices (`price` and `squeeze`; others are left out) along the only future of a case whose risk has no weight.
///
/// # Errors
/// When there is no plan, or no attack on prices with a known cost.
pub fn worst_case(
    network: &Network,
    against: &Against,
    options: &PlanOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<WorstCase, RobustError> {
    if network.attacks.is_empty() {
        return Err(RobustError::NoAttacks);
    }
    if network.tree.leaves.len() != 1 || network.settings.risk.weight != 0.0 {
        return Err(RobustError::NotCertain);
    }
    let states = network.tree.states_to(LeafAt::new(0));
    let arsenal = Arsenal::new(network, &states, against.level, &|attack| attack.kind.moves_markets());
    if arsenal.moves.is_empty() {
        return Err(RobustError::NoCosts(against.level.as_str()));
    }
    let base = formulate(network);
    let mut formulation = base.clone();
    let weight = |at: PathAt| network.tree.states[states[at]].weight;
    let money = Flows::along(network, &base, &states, &InternalPrices::indexed(network, &states)).of_view(
        View::Worth,
        base.program.num_cols(),
        &weight,
    );
    let exposed = exposed(&arsenal, money.effects);
    let points = Points::even(&arsenal, POINTS);
    let nothing = vec![0.0; arsenal.moves.len()];
    // Of two attacks that exclude each other both are thought possible, each in part: the hull.
    let prices = Prices {
        arsenal: &arsenal,
        steps: &nothing,
        forbidden: &vec![false; arsenal.moves.len()],
        points: &points,
        cost: &|m, depth| arsenal.cost_musd(network, &states, m, depth),
        weight: &weight,
        budget_musd: against.budget_musd,
        yearly_musd: against.yearly_musd.min(arsenal.yearly_musd),
        states: states.len(),
    };
    let own = formulation.program.num_cols();
    let added = prices.add_to(&mut formulation.program, "worst", &exposed);
    for (col, amount) in added.most {
        formulation.program.add_cost(col, -amount);
    }
    formulation.added = vec![states.last().copied(); formulation.program.num_cols() - own];
    let program = formulation.program.clone();
    let robust = solve_program(network, formulation, options, observer)?;
    whole(&robust)?;
    let (left, depths) = attack(&program, &robust.columns, &added.mixes, &points)?;
    let mut steps = Vec::new();
    let mut spent_musd = 0.0;
    for (m, depth) in depths.into_iter().enumerate().filter(|(_, depth)| *depth > 1e-9) {
        let it = &arsenal.moves[m];
        spent_musd += weight(it.at) * arsenal.cost_musd(network, &states, m, depth);
        steps.push(AttackStep { attack: it.attack, state: states[it.at], depth });
    }
    let attacked = network.with_attacks(&steps)?;
    let mut settled = formulate(&attacked);
    let open = settled.program.clone();
    fix_plants(&mut settled.program, &robust.columns);
    let mut made = solve_program(&attacked, settled, options, observer)?;
    whole(&made)?;
    let found = made.plan.status.objective;
    if (found - left).abs() > SAME * left.abs().max(found.abs()).max(1.0) {
        return Err(RobustError::Replay { claimed: left, replayed: found });
    }
    // How good it is, is known of the program with the adversary in it.
    made.plan.status = robust.plan.status.clone();
    made.plan.status.objective = found;
    made.formulation.program = open;
    Ok(WorstCase { network: attacked, made, program, relaxed: robust.relaxed, attack: steps, spent_musd })
}

/// What is left with the plants of a plan, and the depths of the worst prices for them: the duals of `worst_price`.
fn attack(
    program: &Program,
    columns: &[f64],
    mixes: &Rows<2>,
    points: &Points,
) -> Result<(f64, Vec<f64>), RobustError> {
    let mut fixed = program.clone();
    fix_plants(&mut fixed, columns);
    for col in fixed.all_cols().filter(|col| program.is_integer(*col)) {
        let value = columns[col.index()].round();
        fixed.set_col_bounds(col, value, value);
    }
    let options =
        Options { method: Method::InteriorPoint { crossover: true }, relax_integers: true, ..Options::default() };
    let outcome = Solver::new(&fixed).and_then(|mut solver| solver.solve(&options, &mut NoProgress));
    let outcome = outcome.map_err(|error| RobustError::Plan(error.into()))?;
    let (Stop::Optimal, Some(left), Some(solution)) = (outcome.stop, outcome.objective, outcome.solution) else {
        return Err(RobustError::NoTime);
    };
    let mut depths = vec![0.0; points.0.len()];
    for ([m, k], row) in mixes.iter() {
        depths[m] += solution.row_duals[row.index()].abs() * points.0[m][k];
    }
    Ok((left, depths))
}
