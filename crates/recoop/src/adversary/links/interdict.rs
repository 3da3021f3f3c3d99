//! Interdiction: which few losses hurt most, everything else decided again.
//!
//! ```text
//! worst[k] = max over sets S of at most k links of  lexmin over operations without S of (defence shortage, critical shortage)
//! ```
//!
//! Exact, by implicit covering. Operations that do not use a link still work without it, so whoever wants more shortage than is known
//! has to hit every flow that keeps the shortage down to it. Flows are collected one at a time:
//!
//! ```text
//! repeat  S <- a set of at most k links that hits every known flow;  none: the worst that is known is the worst there is
//!         solve the operations without S:  worse than all before, or a new flow, which S does not hit
//! ```
//!
//! No bound on duals is needed, links that a plan does not use today count as soon as they replace something, and when the search is cut
//! short what is known is a lower bound. Sources: Israeli, Wood 2002, *Shortest-path network interdiction* (covering
//! decomposition); Moreno-Centeno, Karp 2013, *The implicit hitting set approach*.

use std::collections::BTreeMap;
use std::sync::Mutex;

use coalition::parallel::tasks;
use coalition::{GameError, Progress, Task};
use program::{Basis, Col};

use super::link::{Link, links};
use super::operations::{Operations, rank};
use super::operator::{Best, Operator, SAME_T, Shortage};
use super::outage::Outage;
use crate::network::Network;
use crate::plan::values::PlanValues;

/// How far to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InterdictOptions {
    /// Most links lost together.
    pub most: usize,
    /// Most sets tried for each number of links; beyond that the answer is a bracket.
    pub sets: usize,
}

impl Default for InterdictOptions {
    fn default() -> Self {
        Self { most: 2, sets: 2000 }
    }
}

/// What comes of losing something.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// What is lost.
    pub links: Vec<Link>,
    /// The least shortage then.
    pub shortage: Shortage,
    /// What operations are worth less than without the loss, present value, MUSD. Value of what is served and cost of what is not
    /// count, as in the objective of the plan.
    pub harm_musd: f64,
    /// Every demand.
    pub unserved: Vec<Unserved>,
    /// What does more than without the loss, the largest first.
    pub substitutes: Vec<Substitute>,
}

/// A demand over the path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unserved {
    /// Demand.
    pub demand: usize,
    /// Demanded, t.
    pub demanded_t: f64,
    /// Not served, t.
    pub short_t: f64,
    /// Not served without the loss, t.
    pub before_t: f64,
}

/// Who steps in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// A plant.
    Plant(usize),
    /// Purchases of a material at a market.
    Purchase {
        /// Market.
        market: usize,
        /// Material.
        material: usize,
    },
}

/// Something that does more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Substitute {
    /// Who.
    pub who: Who,
    /// More activity or purchases over the path, t.
    pub more_t: f64,
}

/// The worst loss of so many links.
#[derive(Clone, Debug, PartialEq)]
pub struct Worst {
    /// Most links lost.
    pub count: usize,
    /// The worst loss that is known; fewer links where more do not hurt more. None when no loss leaves more demand unserved.
    pub loss: Option<Loss>,
    /// No loss of so many links leaves a larger shortage.
    pub at_most: Shortage,
    /// Sets of links that were solved.
    pub solved: usize,
}

impl Worst {
    /// Whether no loss of so many links is worse.
    #[must_use]
    pub fn proven(&self, without: Shortage) -> bool {
        !self.at_most.worse_than(self.loss.as_ref().map_or(without, |loss| loss.shortage))
    }
}

/// The weakest links of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Interdiction {
    /// When things are lost.
    pub outage: Outage,
    /// Shortage when nothing is lost.
    pub shortage: Shortage,
    /// Demand over the path by priority: defence, critical, commercial, t.
    pub demanded_t: [f64; 3],
    /// Every demand when nothing is lost.
    pub unserved: Vec<Unserved>,
    /// Every single loss that changes anything, the worst first; what is not here is not missed.
    pub singles: Vec<Loss>,
    /// The worst loss of 1, 2 ... links.
    pub worst: Vec<Worst>,
}

/// Finds the weakest links of a plan. A stop by the watcher after the single losses are known ends with brackets.
///
/// # Errors
/// When a solver fails, or the watcher stops it before the single losses are known.
pub fn interdict(
    network: &Network,
    values: &PlanValues,
    outage: &Outage,
    options: &InterdictOptions,
    task: &mut Task<'_>,
) -> Result<Interdiction, GameError> {
    let operations = Operations::new(network, values, outage, network.facilities.len());
    let links = links(network, &operations);
    let mut first = Operator::new(&operations)?;
    let (_, cols) = first.least_defence(task)?;
    let start = first.basis()?;
    let base = first.best(task)?;
    let rich = first.basis()?;
    let mut weight = vec![1.0; links.len()];
    for (weight, (_, columns)) in weight.iter_mut().zip(&links) {
        *weight += columns.iter().map(|col| cols[col.index()]).sum::<f64>();
    }
    let mut search = Search {
        network,
        operations: &operations,
        costs: weighed(&links, &weight),
        links,
        start,
        rich,
        desks: Mutex::new(vec![first]),
        flows: Vec::new(),
        worst: (base.shortage, Vec::new()),
        base,
    };
    let singles = search.singles(task)?;
    let demanded_t = search.demanded();
    let mut worst = Vec::new();
    for count in 1..=options.most {
        worst.push(search.worst(count, options.sets, demanded_t, task)?);
    }
    let unserved = search.unserved(&search.base.cols, &search.base.cols);
    Ok(Interdiction { outage: outage.clone(), shortage: search.base.shortage, demanded_t, unserved, singles, worst })
}

/// A set of links, by position.
type Set = Vec<usize>;

/// More than this goes through a link that is used, t/yr.
const USED_T: f64 = 1e-6;
/// Sets solved side by side, whatever the number of threads.
const BATCH: usize = 4;
/// Substitutes that are named.
const NAMED: usize = 5;

struct Search<'a> {
    network: &'a Network,
    operations: &'a Operations,
    links: Vec<(Link, Vec<Col>)>,
    /// What each column costs when a flow is to use few links.
    costs: Vec<(Col, f64)>,
    /// Basis of the least defence shortage without a loss: from there shortages are looked for.
    start: Option<Basis>,
    /// Basis of the best operations without a loss: from there money is.
    rich: Option<Basis>,
    /// The best operations without a loss.
    base: Best,
    /// Operators that nobody uses.
    desks: Mutex<Vec<Operator<'a>>>,
    /// Links that each known flow uses. The shortage of every flow is at most that of the worst loss.
    flows: Vec<Bits>,
    /// The worst loss that is known.
    worst: (Shortage, Set),
}

/// What a set of links came to.
struct Answer {
    shortage: Shortage,
    /// A flow whose shortage is at most that of the worst loss, this one included.
    flow: Bits,
}

impl<'a> Search<'a> {
    fn on_desk<T>(&self, work: impl FnOnce(&mut Operator<'a>) -> Result<T, GameError>) -> Result<T, GameError> {
        let free = self.desks.lock().ok().and_then(|mut desks| desks.pop());
        let mut desk = match free {
            Some(desk) => desk,
            None => Operator::new(self.operations)?,
        };
        let result = work(&mut desk);
        if let Ok(mut desks) = self.desks.lock() {
            desks.push(desk);
        }
        result
    }

    fn columns(&self, set: &[usize]) -> Vec<Col> {
        set.iter().flat_map(|at| self.links[*at].1.iter().copied()).collect()
    }

    fn used(&self, cols: &[f64]) -> Bits {
        let is_used = |(_, columns): &(Link, Vec<Col>)| columns.iter().any(|col| cols[col.index()] > USED_T);
        Bits::of(self.links.len(), self.links.iter().map(is_used))
    }

    /// Every single loss that changes anything: only what the best operations use can.
    fn singles(&mut self, task: &mut Task<'_>) -> Result<Vec<Loss>, GameError> {
        let used = self.used(&self.base.cols);
        let candidates: Vec<usize> = (0..self.links.len()).filter(|at| used.has(*at)).collect();
        let told = Progress { doing: "single losses", of: Some(candidates.len()), ..Progress::default() };
        let this = &*self;
        let found = tasks(candidates.len(), told, task, |at, task| this.best(&[candidates[at]], task))?;
        self.flows.push(used);
        let mut losses = Vec::with_capacity(found.len());
        for (at, best) in candidates.into_iter().zip(found) {
            if best.shortage.worse_than(self.worst.0) {
                self.worst = (best.shortage, vec![at]);
            }
            self.keep(self.used(&best.cols));
            losses.push(self.loss(&[at], &best));
        }
        let before = self.base.shortage;
        let changes = |loss: &Loss| loss.shortage.worse_than(before) || loss.harm_musd > SMALLEST_HARM_MUSD;
        losses.retain(changes);
        losses.sort_by(|a, b| {
            let by_shortage = |a: &Loss, b: &Loss| {
                let (a, b) = (a.shortage, b.shortage);
                (b.worse_than(a) as i8).cmp(&(a.worse_than(b) as i8))
            };
            by_shortage(a, b).then(b.harm_musd.total_cmp(&a.harm_musd))
        });
        Ok(losses)
    }

    fn best(&self, set: &[usize], task: &mut Task<'_>) -> Result<Best, GameError> {
        let closed = self.columns(set);
        self.on_desk(|desk| {
            desk.close(&closed, self.rich.as_ref())?;
            // Most losses leave no demand unserved: then one short solve says all.
            if let Some(best) = desk.best_within(self.base.shortage, task)? {
                return Ok(best);
            }
            desk.close(&closed, self.start.as_ref())?;
            desk.best(task)
        })
    }

    /// The worst loss of at most `count` links, given that of fewer.
    fn worst(
        &mut self,
        count: usize,
        most: usize,
        demanded_t: [f64; 3],
        task: &mut Task<'_>,
    ) -> Result<Worst, GameError> {
        let (mut solved, mut open) = (0, true);
        while solved < most {
            let sets = hitting_sets(&self.flows, self.links.len(), count, BATCH);
            if sets.is_empty() {
                open = false;
                break;
            }
            let told = Progress {
                doing: "losses of several links",
                done: solved,
                lower: Some(self.worst.0.defence_t),
                groups: self.flows.len(),
                ..Progress::default()
            };
            let this = &*self;
            let answers = match tasks(sets.len(), told, task, |at, task| this.answer(&sets[at], task)) {
                Err(GameError::Stopped) => break,
                answers => answers?,
            };
            solved += sets.len();
            for (set, answer) in sets.into_iter().zip(answers) {
                if answer.shortage.worse_than(self.worst.0) {
                    self.worst = (answer.shortage, set);
                }
                self.keep(answer.flow);
            }
        }
        let at_most = if open { Shortage { defence_t: demanded_t[0], critical_t: demanded_t[1] } } else { self.worst.0 };
        let loss = if self.worst.1.is_empty() {
            None
        } else {
            let set = self.worst.1.clone();
            // A short way to what is known already: no stop is heard.
            let mut quiet = coalition::Quiet;
            let best = self.best(&set, &mut Task { threads: 1, watch: &mut quiet })?;
            Some(self.loss(&set, &best))
        };
        Ok(Worst { count, loss, at_most, solved })
    }

    /// Solves the operations without a set of links; where that is no worse than the worst, a flow that shows it with few links.
    fn answer(&self, set: &[usize], task: &mut Task<'_>) -> Result<Answer, GameError> {
        let (worst, _) = &self.worst;
        self.on_desk(|desk| {
            desk.close(&self.columns(set), self.start.as_ref())?;
            let (defence_t, _) = desk.least_defence(task)?;
            if defence_t <= worst.defence_t - SAME_T {
                desk.cap(0, worst.defence_t - SAME_T);
                let (_, cols) = desk.least(&self.costs, task)?;
                return Ok(Answer { shortage: Shortage { defence_t, critical_t: 0.0 }, flow: self.used(&cols) });
            }
            let (critical_t, cols) = desk.least_critical(defence_t, task)?;
            let shortage = Shortage { defence_t, critical_t };
            if shortage.worse_than(*worst) {
                return Ok(Answer { shortage, flow: self.used(&cols) });
            }
            desk.cap(1, worst.critical_t.max(critical_t) + SAME_T / 2.0);
            let (_, cols) = desk.least(&self.costs, task)?;
            Ok(Answer { shortage, flow: self.used(&cols) })
        })
    }

    /// Keeps a flow, and none that needs more links than it.
    fn keep(&mut self, flow: Bits) {
        self.flows.retain(|other| !flow.within(other));
        self.flows.push(flow);
    }

    fn demanded(&self) -> [f64; 3] {
        let mut demanded = [0.0; 3];
        for demand in self.unserved(&[], &[]) {
            demanded[rank(self.network.demands[demand.demand].priority)] += demand.demanded_t;
        }
        demanded
    }

    /// Every demand, under two operations; empty ones have no shortage.
    fn unserved(&self, cols: &[f64], before: &[f64]) -> Vec<Unserved> {
        let tree = &self.network.tree;
        let mut sums: BTreeMap<usize, Unserved> = BTreeMap::new();
        for ([d, s], col) in self.operations.formulation.variables.short.iter() {
            let Some(col) = self.operations.col(col) else { continue };
            let years = f64::from(tree.period(s).length);
            let zero = Unserved { demand: d, demanded_t: 0.0, short_t: 0.0, before_t: 0.0 };
            let sum = sums.entry(d).or_insert(zero);
            let of = |cols: &[f64]| years * cols.get(col.index()).copied().unwrap_or(0.0).max(0.0);
            sum.demanded_t += years * self.network.demands[d].quantity_t.at(s);
            sum.short_t += of(cols);
            sum.before_t += of(before);
        }
        sums.into_values().collect()
    }

    fn loss(&self, set: &[usize], best: &Best) -> Loss {
        let mut more: BTreeMap<Who, f64> = BTreeMap::new();
        let (vars, sets) = (&self.operations.formulation.variables, &self.operations.formulation.sets);
        let mut add = |family: &program::Cols<2>, who: &dyn Fn(usize) -> Who| {
            for ([item, state], col) in family.iter() {
                let Some(col) = self.operations.col(col) else { continue };
                let years = f64::from(self.network.tree.period(state).length);
                *more.entry(who(item)).or_default() += years * (best.cols[col.index()] - self.base.cols[col.index()]);
            }
        };
        add(&vars.run, &|r| Who::Plant(sets.runs[r].facility));
        add(&vars.buy, &|o| {
            let offer = &self.network.offers[o];
            Who::Purchase { market: offer.market, material: offer.material }
        });
        let mut substitutes: Vec<Substitute> = more
            .into_iter()
            .filter(|(_, more_t)| *more_t > SMALLEST_RISE_T)
            .map(|(who, more_t)| Substitute { who, more_t })
            .collect();
        substitutes.sort_by(|a, b| b.more_t.total_cmp(&a.more_t));
        substitutes.truncate(NAMED);
        Loss {
            links: set.iter().map(|at| self.links[*at].0).collect(),
            shortage: best.shortage,
            harm_musd: self.base.worth_musd - best.worth_musd,
            unserved: self.unserved(&best.cols, &self.base.cols),
            substitutes,
        }
    }
}

/// Below this nothing is harmed, MUSD.
const SMALLEST_HARM_MUSD: f64 = 1e-4;
/// Below this nothing rises, t over the path.
const SMALLEST_RISE_T: f64 = 1e-2;

/// What the columns of links cost when few links are to be used: dear where little goes through.
fn weighed(links: &[(Link, Vec<Col>)], weight: &[f64]) -> Vec<(Col, f64)> {
    let each = links.iter().zip(weight);
    let mut costs: Vec<(Col, f64)> =
        each.flat_map(|((_, cols), weight)| cols.iter().map(move |col| (*col, 1.0 / weight))).collect();
    costs.sort_by_key(|(col, _)| col.index());
    costs
}

/// A set of small numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Bits(Vec<u64>);

impl Bits {
    fn none(len: usize) -> Self {
        Self(vec![0; len.div_ceil(64)])
    }

    fn of(len: usize, items: impl Iterator<Item = bool>) -> Self {
        let mut bits = Self::none(len);
        for (at, _) in items.enumerate().filter(|(_, is_in)| *is_in) {
            bits.put(at);
        }
        bits
    }

    fn put(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    fn has(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    fn within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & !b == 0)
    }

    fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.0.len() * 64).filter(|at| self.has(*at))
    }
}

/// Up to `wanted` sets of at most `most` of `len` items that hit every flow.
fn hitting_sets(flows: &[Bits], len: usize, most: usize, wanted: usize) -> Vec<Set> {
    let mut search = Hitting { flows, most, wanted, found: Vec::new() };
    let all: Vec<usize> = (0..flows.len()).collect();
    search.branch(&mut Vec::new(), &all, &Bits::none(len));
    search.found
}

struct Hitting<'a> {
    flows: &'a [Bits],
    most: usize,
    wanted: usize,
    found: Vec<Set>,
}

impl Hitting<'_> {
    /// Completes `chosen`, which misses the flows `left`, without the items of `out`.
    fn branch(&mut self, chosen: &mut Set, left: &[usize], out: &Bits) {
        let free = |flow: &usize| self.flows[*flow].iter().filter(|at| !out.has(*at)).count();
        let Some(tightest) = left.iter().copied().min_by_key(free) else {
            let mut set = chosen.clone();
            set.sort_unstable();
            self.found.push(set);
            return;
        };
        if chosen.len() == self.most {
            return;
        }
        let missed_without = |at: usize| left.iter().copied().filter(|flow| !self.flows[*flow].has(at)).collect();
        let mut branches: Vec<(usize, Vec<usize>)> =
            self.flows[tightest].iter().filter(|at| !out.has(*at)).map(|at| (at, missed_without(at))).collect();
        // What hits most first.
        branches.sort_by_key(|(_, missed)| missed.len());
        let mut out = out.clone();
        for (at, missed) in branches {
            chosen.push(at);
            self.branch(chosen, &missed, &out);
            chosen.pop();
            if self.found.len() >= self.wanted {
                return;
            }
            // Sets with this item have been looked at.
            out.put(at);
        }
    }
}
