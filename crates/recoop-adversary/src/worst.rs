//! The attack that does most harm within a budget, and what it does to whom.

use super::arsenal::Arsenal;
use super::bilevel::{
    BilevelError, BilevelOutcome, BilevelProgram, FoundAttack, Goal, SearchOptions, attack, refuse_broken, replay,
};
use super::dual_bounds::{DualBounds, most_prices};
use super::operations::{Money, Operations, View};
use recoop_case::Network;
use recoop_case::positions::{PathAt, StatePath};

/// Harm at a budget.
#[derive(Clone, Debug, PartialEq)]
pub struct Harm {
    /// What the attack was allowed to cost, MUSD of present value; infinite without limit.
    pub budget_musd: f64,
    /// The attack.
    pub found: FoundAttack,
    /// What it takes from the plan, MUSD of present value.
    pub harm_musd: f64,
    /// No attack within the budget takes more than this.
    pub upper_bound_musd: f64,
    /// Harm to each member, and to the cooperative, MUSD of present value: served and unserved demand included.
    pub by_member: Vec<f64>,
    /// Metric tons of each demand that the attack leaves unserved over the whole future, more than without it.
    pub unserved_t: Vec<f64>,
}

impl Harm {
    /// Money of the adversary for each unit of harm.
    #[must_use]
    pub fn cost_exchange_ratio(&self) -> f64 {
        self.found.spent_musd / self.harm_musd.max(1e-12)
    }
}

/// The worst attacks on operations: harm against budget.
#[derive(Clone, Debug, PartialEq)]
pub struct WorstAttacks {
    /// What the plan is worth along this future without an attack, MUSD of present value.
    pub free_musd: f64,
    /// By budget, the last one without limit.
    pub harms: Vec<Harm>,
}

/// The worst attack within each budget; none when time sufficed for none of them.
///
/// # Errors
/// When a program has no optimum, or the solver fails.
pub fn worst_attacks(
    operations: &Operations<'_>,
    arsenal: &Arsenal,
    budgets: &[f64],
    effort: &mut SearchOptions<'_>,
) -> Result<Option<WorstAttacks>, BilevelError> {
    let money = operations.money(View::Worth, &|at| operations.weight(at));
    let mut most = most_prices(operations, &money);
    let (free, unharmed) = replay(operations, &money, arsenal, &[])?;
    refuse_broken(operations, &money, arsenal)?;
    let mut harms = Vec::new();
    for budget in budgets {
        let goal = Goal::Worst { budget_musd: *budget };
        match attack(operations, &money, arsenal, free, &mut most, goal, effort)? {
            BilevelOutcome::Found(found) => {
                let found = if budget.is_finite() {
                    found
                } else {
                    cheapest(operations, arsenal, &money, &most, free, found, effort)?
                };
                harms.push(harm(operations, arsenal, *budget, free, &unharmed.cols, found));
            }
            // A budget for which time did not suffice is left out.
            BilevelOutcome::Impossible | BilevelOutcome::Stopped => {}
        }
    }
    Ok((!harms.is_empty()).then_some(WorstAttacks { free_musd: free, harms }))
}

/// Without a limit many attacks do as much harm: a cheap one of them, where harm is saturated.
fn cheapest(
    operations: &Operations<'_>,
    arsenal: &Arsenal,
    money: &Money,
    most: &DualBounds,
    free: f64,
    found: FoundAttack,
    effort: &mut SearchOptions<'_>,
) -> Result<FoundAttack, BilevelError> {
    let at_most = found.left_musd + SATURATED * (free - found.left_musd).abs();
    let bilevel = BilevelProgram::new(operations, money, arsenal, free, &|place| most.of(place))?;
    Ok(match bilevel.cheaper(at_most, &found.depths, effort)? {
        BilevelOutcome::Found(cheap) if cheap.spent_musd < found.spent_musd => {
            FoundAttack { bound_musd: found.bound_musd, ..cheap }
        }
        _ => found,
    })
}

/// Part of the harm that a saturated attack may fall short by.
const SATURATED: f64 = 1e-5;

fn harm(
    operations: &Operations<'_>,
    arsenal: &Arsenal,
    budget_musd: f64,
    free: f64,
    unharmed: &[f64],
    found: FoundAttack,
) -> Harm {
    let network = operations.network;
    let mut by_member = vec![0.0; network.members.len()];
    operations.visit(View::Worth, &mut |flow| {
        if let Some(col) = flow.col {
            let lost = flow.amount * (unharmed[col.index()] - found.answer[col.index()]);
            by_member[flow.owner] += lost * operations.weight(flow.at);
        }
    });
    // What prices take from what is still traded.
    let depth: std::collections::HashMap<(usize, PathAt), f64> =
        arsenal.moves.iter().zip(&found.depths).map(|(it, depth)| ((it.attack, it.at), *depth)).collect();
    let owner = owners(operations);
    for effect in operations.flows.effects(View::Worth) {
        let depth = depth.get(&(effect.attack, effect.at)).copied().unwrap_or(0.0);
        let moved = effect.slope * depth * found.answer[effect.of.index()] * operations.weight(effect.at);
        by_member[owner[effect.of.index()]] -= moved;
    }
    let mut unserved_t = vec![0.0; network.demands.len()];
    for (demand, col, at) in &operations.shortages {
        let more = found.answer[col.index()] - unharmed[col.index()];
        unserved_t[*demand] += more * operations.years(*at);
    }
    Harm {
        budget_musd,
        harm_musd: free - found.left_musd,
        upper_bound_musd: free - found.bound_musd,
        by_member,
        unserved_t,
        found,
    }
}

/// Whose money each column moves; of several, the first.
fn owners(operations: &Operations<'_>) -> Vec<usize> {
    let mut owners = vec![operations.network.cooperative(); operations.program.num_cols()];
    let mut known = vec![false; owners.len()];
    operations.visit(View::Worth, &mut |flow| {
        if let Some(col) = flow.col.filter(|col| !std::mem::replace(&mut known[col.index()], true)) {
            owners[col.index()] = flow.owner;
        }
    });
    owners
}

/// Attacks at their depths, for people: attack, state, depth, cost in a year.
#[must_use]
pub fn moves_of(
    network: &Network,
    states: &StatePath,
    arsenal: &Arsenal,
    depths: &[f64],
) -> Vec<(usize, PathAt, f64, f64)> {
    let cost = |which: usize, depth: f64| arsenal.cost_musd(network, states, which, depth);
    let moves = arsenal.moves.iter().zip(depths).enumerate().filter(|(_, (_, depth))| **depth > 0.0);
    moves.map(|(which, (it, depth))| (it.attack, it.at, *depth, cost(which, *depth))).collect()
}
