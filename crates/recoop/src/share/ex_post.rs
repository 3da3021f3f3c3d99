//! Would anybody leave later, when the future is known? The game of each node of the tree after the root.
//!
//! What was decided before is done: plants stand, debts are owed, stocks are full, each with its owner. From the node on a group can make what
//! its members bring then. A sharing holds at a node when no group can have more than what is due to its members from there on:
//!
//! ```text
//! v_k(S) = max { Σ_{s in k} prob[s]/prob[k] · weight[s] · cash[s] :  rules in k, with what the past left to the members of S }
//! pay_k[i] = Σ_{s in k} prob[s]/prob[k] · weight[s] · due[i,s]
//! ```
//!
//! Shadow prices of the node itself always hold it (the game is one of linear production again). So where a sharing fails,
//! moving it a part of the way to them holds it: the difference is the side payment.

use std::collections::BTreeMap;

use coalition::parallel::tasks;
use coalition::planned::{Bracket, LinearGame, Pool, SearchOptions, settle_most_tempted};
use coalition::{GameError, Group, Progress, Task};
use program::{Col, Endow, Joint, Membership, Place, Program, Row};

use super::brought::Turnover;
use super::options::ShareOptions;
use super::schedule::Schedule;
use super::verdict::Stability;
use crate::formulation::Formulation;
use crate::formulation::family::{Owner, Subject, bounds};
use crate::formulation::joint::JointUse;
use crate::formulation::ledger;
use crate::formulation::variables::column_states;
use crate::plan::SolvedPlan;
use recoop_case::Network;
use recoop_case::positions::NodeAt;

/// What happens to a sharing at a node.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeResult {
    /// Node of the tree.
    pub node: NodeAt,
    /// First year there.
    pub year: i32,
    /// What is due to each member from there on, MUSD at that year.
    pub due_musd: Vec<f64>,
    /// The most tempted group, of those that were solved, with its worth from there on, MUSD at that year.
    pub tempted: Option<(Group, f64)>,
    /// The largest excess: at least, at most, MUSD at that year.
    pub excess: Bracket,
    /// Whether anybody would leave.
    pub verdict: Stability,
    /// Payments between members toward the node's own prices, MUSD at that year: positive to the member. Zero where nobody gains.
    pub side_payments_musd: Vec<f64>,
    /// The largest excess with them, at most.
    pub held_to_musd: f64,
    /// Whether anybody would leave with them.
    pub held: Stability,
}

/// Rounds of widening side payments.
const ROUNDS: usize = 4;

/// The sharing of a schedule at every node after the root.
///
/// # Errors
/// When a solver fails or the watcher stops it.
pub fn ex_post(
    network: &Network,
    made: &SolvedPlan,
    options: &ShareOptions,
    schedule: &Schedule,
    task: &mut Task<'_>,
) -> Result<Vec<NodeResult>, GameError> {
    let later = network.tree.nodes.positions().filter(|node| network.tree.nodes[*node].parent.is_some());
    let later: Vec<NodeAt> = later.collect();
    let told = Progress { doing: "the same at each node of the tree", of: Some(later.len()), ..Progress::default() };
    tasks(later.len(), told, task, |at, task| at_node(network, made, options, schedule, later[at], task))
}

fn at_node(
    network: &Network,
    made: &SolvedPlan,
    options: &ShareOptions,
    schedule: &Schedule,
    node: NodeAt,
    task: &mut Task<'_>,
) -> Result<NodeResult, GameError> {
    let (n, tree) = (network.cooperative(), &network.tree);
    let first = tree.states.positions().find(|s| tree.states[*s].node == node);
    let year = first.map_or(tree.first_year(), |s| tree.period(s).first_year);
    // In money of the node's first year, given that it is reached.
    let scale = 1.0 / (tree.nodes[node].probability.max(1e-12) * tree.discount_factor(year));
    let worth: Vec<f64> = tree
        .states
        .iter()
        .map(|s| if tree.is_below(s.node, node) { s.probability * s.weight * scale } else { 0.0 })
        .collect();
    let (program, owed) = remaining(network, &made.formulation, &made.columns, &worth);
    let game = LinearGame::new(&program, Membership::new(&program, n, options.common), task)?;
    let mut due = vec![0.0; n];
    for payment in &schedule.payments {
        due[payment.member] += worth[payment.state] * payment.due_musd;
    }
    // What a member owes from before it owes inside and outside.
    let pay: Vec<f64> = due.iter().zip(&owed).map(|(due, owed)| due - owed).collect();
    let total: f64 = pay.iter().sum();
    let size = total.abs().max(due.iter().fold(0.0, |most, d| d.abs().max(most))).max(1e-6);
    let (none, shortfall) = (1e-6 * size, (game.total() - total).max(0.0));
    let content = none + shortfall;
    let effort = SearchOptions { gap: 1e-3 * size, relative_gap: 0.25, groups: options.groups.div_ceil(2), content };
    let mut pool = Pool::new(n);
    pool.add(game.grand_cut());
    let (tempted, excess) = settle_most_tempted(&game, &mut pool, &pay, effort, task)?;
    let turnover = Turnover::new(network, &made.formulation, game.membership(), game.grand());
    let prices = turnover.bear(&game.owen(), total);
    let mut side = vec![0.0; n];
    let mut held = excess;
    let mut way = 0.0_f64;
    for _ in 0..ROUNDS {
        if held.upper <= content {
            break;
        }
        let mixed = |way: f64| -> Vec<f64> { pay.iter().zip(&prices).map(|(p, at)| p + way * (at - p)).collect() };
        // The least part of the way at which the groups that are known are content.
        for (group, worth) in pool.solved().into_iter().filter(|(g, _)| !g.is_empty() && g.len() < n) {
            let (here, there) = (worth - group.sum(&pay), worth - group.sum(&prices));
            if here > content && here > there {
                way = way.max(((here - content) / (here - there)).min(1.0));
            }
        }
        side = mixed(way).iter().zip(&pay).map(|(to, from)| to - from).collect();
        let (_, now) = settle_most_tempted(&game, &mut pool, &mixed(way), effort, task)?;
        held = now;
        if held.upper > content && held.lower <= content {
            // No group is known that gains, but none is excluded either: further on the way to what is proven.
            way = 0.5 * (1.0 + way);
            side = mixed(way).iter().zip(&pay).map(|(to, from)| to - from).collect();
            let largest = pool.largest_excess(&mixed(way), 1)?;
            let upper = largest.first().map_or(f64::NEG_INFINITY, |(_, excess)| *excess);
            held = Bracket { lower: held.lower.min(upper), upper };
        }
    }
    Ok(NodeResult {
        node,
        year,
        due_musd: due,
        tempted,
        excess,
        verdict: Stability::of(excess, none, shortfall),
        side_payments_musd: side,
        held_to_musd: held.upper,
        held: Stability::of(held, none, shortfall),
    })
}

/// The program from a node on: what is elsewhere is fixed as in the plan and moved to the right-hand sides, with its owners. `worth` is
/// what a yearly amount in a state counts for, zero outside. Also what comes from before to each owner, whoever it is with.
fn remaining(network: &Network, formulation: &Formulation, plan: &[f64], worth: &[f64]) -> (Program, Vec<f64>) {
    let n = network.cooperative();
    let states = column_states(network, formulation);
    let inside: Vec<bool> = states.iter().map(|state| state.is_some_and(|s| worth[s] > 0.0)).collect();
    let mut program = formulation.program.clone();
    program.add_offset(-program.offset());
    for col in formulation.program.all_cols() {
        program.add_cost(col, -formulation.program.cost(col));
        if !inside[col.index()] {
            program.set_col_bounds(col, 0.0, 0.0);
        }
    }
    let mut joint = JointUse::new(network, &formulation.sets);
    let owners = Owners::new(network, formulation);
    let mut owed = vec![0.0; n];
    ledger::visit(network, &formulation.sets, &formulation.variables, &mut |entry| {
        let amount = entry.amount * worth[entry.state];
        if amount == 0.0 {
            return;
        }
        match entry.col {
            Some(col) if inside[col.index()] => program.add_cost(col, amount),
            other => {
                let fixed = amount * other.map_or(1.0, |col| plan[col.index()]);
                if entry.owner < n {
                    owed[entry.owner] += fixed;
                } else {
                    let (subject, at) = other.map_or((Subject::Nothing, 0), |col| owners.subject_of(col));
                    owed.iter_mut().zip(joint.of(subject, at)).for_each(|(owed, part)| *owed += fixed * part);
                }
            }
        }
    });
    let mut attributions = std::mem::take(&mut program.attributions);
    let mut kept = vec![false; program.num_rows()];
    for row in formulation.program.all_rows() {
        let (mut any, mut fixed) = (false, 0.0);
        let mut parts: BTreeMap<(usize, u32), f64> = BTreeMap::new();
        for (col, value) in formulation.program.row_terms(row) {
            if inside[col.index()] {
                any = true;
                continue;
            }
            let amount = value * plan[col.index()];
            fixed += amount;
            if let Some((owner, (subject, at))) = owners.of(row, col) {
                let key = if owner < n { 0 } else { attributions.key(joint.of(subject, at)) };
                *parts.entry((owner, key)).or_default() += amount;
            }
        }
        kept[row.index()] = any;
        let (lower, upper) = formulation.program.row_bounds(row);
        if !any {
            program.set_row_bounds(row, f64::NEG_INFINITY, f64::INFINITY);
            continue;
        }
        if fixed == 0.0 && parts.values().all(|part| *part == 0.0) {
            continue;
        }
        program.set_row_bounds(row, lower - fixed, upper - fixed);
        for (place, _) in bounds(&formulation.program, row) {
            for ((owner, key), part) in &parts {
                if *owner < n {
                    attributions.endow.push(Endow { place, member: *owner as u32, amount: -part });
                } else {
                    attributions.common.push(Joint { place, amount: -part, key: *key });
                }
            }
        }
    }
    let here = |place: &Place| match place {
        Place::ColLower(col) | Place::ColUpper(col) => inside[col.index()],
        Place::RowLower(row) | Place::RowUpper(row) | Place::RowBoth(row) => kept[row.index()],
    };
    attributions.endow.retain(|endow| here(&endow.place));
    attributions.common.retain(|joint| here(&joint.place));
    program.attributions = attributions;
    (program, owed)
}

/// An entity: what it is, and its position.
type Entity = (Subject, usize);

/// Whose part of each row a column's fixed value is: the owner of the row's right-hand side, or, at a place with
/// stocks, of the column. `None` for rows that hold nobody's things (money, loss of the tail).
struct Owners {
    rows: Vec<Option<(usize, Entity)>>,
    by_column: Vec<bool>,
    cols: Vec<Option<(usize, Entity)>>,
}

impl Owners {
    fn new(network: &Network, formulation: &Formulation) -> Self {
        let (program, sets) = (&formulation.program, &formulation.sets);
        let mut owners = Self {
            rows: vec![None; program.num_rows()],
            by_column: vec![false; program.num_rows()],
            cols: vec![None; program.num_cols()],
        };
        formulation.constraints.visit(&mut |family, key, row| {
            owners.rows[row.index()] = family.owner(network, sets, key).map(|owner| (owner, (family.subject, key[0])));
            owners.by_column[row.index()] = family.owner == Owner::Stocks;
        });
        formulation.variables.visit(&mut |family, key, col| {
            owners.cols[col.index()] = family.owner(network, sets, key).map(|owner| (owner, (family.subject, key[0])));
        });
        owners
    }

    /// What a column is about; nothing where nobody owns it.
    fn subject_of(&self, col: Col) -> Entity {
        self.cols[col.index()].map_or((Subject::Nothing, 0), |(_, entity)| entity)
    }

    fn of(&self, row: Row, col: Col) -> Option<(usize, Entity)> {
        if self.by_column[row.index()] { self.cols[col.index()] } else { self.rows[row.index()] }
    }
}
