//! The search for the worst losses: single ones by enumeration, several by implicit covering (see [`interdict`](mod@super::interdict)).

use std::collections::BTreeMap;
use std::sync::Mutex;

use coalition::parallel::tasks;
use coalition::{GameError, Progress, Task};
use program::{Basis, Col};

use super::hitting::{Bits, hitting_sets};
use super::interdict::{DemandShortage, Loss, Substitute, Supplier, Worst};
use super::link::{Link, links};
use super::operations::Operations;
use super::operator::{Best, Operator, SAME_T, Shortage};
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// A set of links, by position.
type Set = Vec<usize>;

/// More than this goes through a link that is used, t/yr.
const USED_T: f64 = 1e-6;
/// Sets solved side by side, whatever the number of threads.
const BATCH: usize = 4;
/// Bars that are tried where the search is cut short.
const BISECTIONS: usize = 4;
/// Substitutes that are named.
const NAMED: usize = 5;

pub(super) struct Search<'a> {
    network: &'a Network,
    operations: &'a Operations,
    links: Vec<(Link, Vec<Col>)>,
    /// What each column costs when a flow is to use few links.
    costs: Vec<(Col, f64)>,
    /// Basis of the least defense shortage without a loss: from there shortages are looked for.
    start: Option<Basis>,
    /// Basis of the best operations without a loss: from there money is.
    rich: Option<Basis>,
    /// Basis of the flow without a loss that uses little: from there other such flows are.
    lean: Option<Basis>,
    /// The best operations without a loss.
    base: Best,
    /// Operators that nobody uses.
    desks: Mutex<Vec<Operator<'a>>>,
    /// Links that each known flow uses. The shortage of every flow is at most that of the worst loss.
    flows: Vec<Bits>,
    /// The worst loss that is known.
    worst: (Shortage, Set),
}

/// How a search ended.
enum Ended {
    /// Nothing worse is left.
    Done,
    /// As many sets were tried as were asked for.
    Open,
    /// The watcher stopped it.
    Stopped,
}

/// What a set of links came to.
struct Answer {
    /// The shortage, where the bar cannot be held.
    worse: Option<Shortage>,
    /// A flow whose shortage is at most the bar, or else this one.
    flow: Bits,
}

impl<'a> Search<'a> {
    /// Begins with the operations without a loss.
    pub fn new(network: &'a Network, operations: &'a Operations, task: &mut Task<'_>) -> Result<Self, GameError> {
        let links = links(network, operations);
        let mut first = Operator::new(operations)?;
        let (_, cols) = first.least_defense(task)?;
        let start = first.basis()?;
        let base = first.best(task)?;
        let rich = first.basis()?;
        let mut weight = vec![1.0; links.len()];
        for (weight, (_, columns)) in weight.iter_mut().zip(&links) {
            *weight += columns.iter().map(|col| cols[col.index()]).sum::<f64>();
        }
        let costs = weighed(&links, &weight);
        first.close(&[], start.as_ref())?;
        let lean_cols = first.lean_within(base.shortage, &costs, task)?;
        let lean = first.basis()?;
        let used = lean_cols.map(|cols| used(&links, &cols));
        Ok(Self {
            network,
            operations,
            costs,
            links,
            start,
            rich,
            lean,
            desks: Mutex::new(vec![first]),
            flows: used.into_iter().collect(),
            worst: (base.shortage, Vec::new()),
            base,
        })
    }

    /// Shortage, and every demand, when nothing is lost.
    pub fn without_loss(&self) -> (Shortage, Vec<DemandShortage>) {
        (self.base.shortage, self.shortages(&self.base.cols, &self.base.cols))
    }

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
        used(&self.links, cols)
    }

    /// Every single loss that changes anything: only what the best operations use can.
    pub fn singles(&mut self, task: &mut Task<'_>) -> Result<Vec<Loss>, GameError> {
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
            // Most losses leave no demand shortages: then one short solve says all.
            if let Some(best) = desk.best_within(self.base.shortage, task)? {
                return Ok(best);
            }
            desk.close(&closed, self.start.as_ref())?;
            desk.best(task)
        })
    }

    /// The worst loss of at most `count` links, given that of fewer.
    pub fn worst(
        &mut self,
        count: usize,
        most: usize,
        demanded_t: [f64; 3],
        task: &mut Task<'_>,
    ) -> Result<Worst, GameError> {
        let mut solved = 0;
        let all = Shortage { defense_t: demanded_t[0], critical_t: demanded_t[1] };
        let at_most = match self.exhaust(count, most, &mut solved, task)? {
            Ended::Done => self.worst.0,
            Ended::Stopped => all,
            Ended::Open => self.bracket(count, most.div_ceil(BISECTIONS), all, &mut solved, task)?,
        };
        let loss = if self.worst.1.is_empty() {
            None
        } else {
            let set = self.worst.1.clone();
            // A short way to what is known already: no stop is heard.
            let mut quiet = coalition::NoProgress;
            let best = self.best(&set, &mut Task { threads: 1, observer: &mut quiet })?;
            Some(self.loss(&set, &best))
        };
        Ok(Worst { count, loss, at_most, solved })
    }

    /// Tries sets until none can be worse than the worst, or `most` were tried.
    fn exhaust(
        &mut self,
        count: usize,
        most: usize,
        solved: &mut usize,
        task: &mut Task<'_>,
    ) -> Result<Ended, GameError> {
        while *solved < most {
            let sets = hitting_sets(&self.flows, self.links.len(), count, BATCH);
            if sets.is_empty() {
                return Ok(Ended::Done);
            }
            let Some(answers) = self.answers(&sets, self.worst.0, *solved, task)? else { return Ok(Ended::Stopped) };
            *solved += sets.len();
            for (set, answer) in sets.into_iter().zip(answers) {
                self.note(answer.worse, set);
                self.keep(answer.flow);
            }
        }
        Ok(Ended::Open)
    }

    /// A bound on the defense shortage where the search was cut short: it is easier to show that no loss exceeds a higher bar, since
    /// flows may then serve less. Bars are halved between what is known and all that is demanded.
    fn bracket(
        &mut self,
        count: usize,
        most: usize,
        all: Shortage,
        solved: &mut usize,
        task: &mut Task<'_>,
    ) -> Result<Shortage, GameError> {
        let (mut low, mut high) = (self.worst.0.defense_t, all.defense_t);
        for _ in 0..BISECTIONS {
            let bar = Shortage { defense_t: 0.5 * (low + high), ..all };
            // A flow below the bar need not be below the worst: these flows are of use here alone.
            let mut flows = self.flows.clone();
            let end = *solved + most;
            let mut held = false;
            while *solved < end {
                let sets = hitting_sets(&flows, self.links.len(), count, BATCH);
                if sets.is_empty() {
                    held = true;
                    break;
                }
                let Some(answers) = self.answers(&sets, bar, *solved, task)? else {
                    return Ok(Shortage { defense_t: high, ..all });
                };
                *solved += sets.len();
                let mut passed = false;
                for (set, answer) in sets.into_iter().zip(answers) {
                    passed |= answer.worse.is_some();
                    self.note(answer.worse, set);
                    flows.push(answer.flow);
                }
                if passed {
                    break;
                }
            }
            // A bar that was neither held nor passed in time is too low to be held.
            if held {
                high = bar.defense_t;
            } else {
                low = bar.defense_t.max(self.worst.0.defense_t);
            }
        }
        Ok(Shortage { defense_t: high, ..all })
    }

    /// Answers for some sets side by side; none when the watcher stops.
    fn answers(
        &self,
        sets: &[Set],
        bar: Shortage,
        done: usize,
        task: &mut Task<'_>,
    ) -> Result<Option<Vec<Answer>>, GameError> {
        let told = Progress {
            doing: "losses of several links",
            done,
            lower: Some(self.worst.0.defense_t),
            groups: self.flows.len(),
            ..Progress::default()
        };
        match tasks(sets.len(), told, task, |at, task| self.answer(&sets[at], bar, task)) {
            Err(GameError::Stopped) => Ok(None),
            answers => answers.map(Some),
        }
    }

    /// A flow without a set of links that keeps the shortage down to the bar and uses little; where there is none, the shortage.
    fn answer(&self, set: &[usize], bar: Shortage, task: &mut Task<'_>) -> Result<Answer, GameError> {
        let closed = self.columns(set);
        // Any shortage of critical demand will do where that of defense demand is smaller; such flows use least.
        let smaller = Shortage { defense_t: bar.defense_t - SAME_T, critical_t: f64::INFINITY };
        let bars = (smaller.defense_t > 0.0).then_some(smaller).into_iter().chain([bar]);
        self.on_desk(|desk| {
            for bar in bars {
                desk.close(&closed, self.lean.as_ref())?;
                if let Some(cols) = desk.lean_within(bar, &self.costs, task)? {
                    return Ok(Answer { worse: None, flow: self.used(&cols) });
                }
            }
            desk.close(&closed, self.start.as_ref())?;
            let (defense_t, _) = desk.least_defense(task)?;
            let (critical_t, cols) = desk.least_critical(defense_t, task)?;
            Ok(Answer { worse: Some(Shortage { defense_t, critical_t }), flow: self.used(&cols) })
        })
    }

    /// Notes the shortage of a loss if it is the worst.
    fn note(&mut self, shortage: Option<Shortage>, set: Set) {
        if let Some(shortage) = shortage.filter(|shortage| shortage.worse_than(self.worst.0)) {
            self.worst = (shortage, set);
        }
    }

    /// Keeps a flow, and none that needs more links than it.
    fn keep(&mut self, flow: Bits) {
        self.flows.retain(|other| !flow.within(other));
        self.flows.push(flow);
    }

    /// Every demand, under two operations.
    fn shortages(&self, cols: &[f64], before: &[f64]) -> Vec<DemandShortage> {
        let tree = &self.network.tree;
        let mut sums: BTreeMap<usize, DemandShortage> = BTreeMap::new();
        for ((d, s), col) in self.operations.formulation.variables.short.iter() {
            let Some(col) = self.operations.col(col) else { continue };
            let years = f64::from(tree.period(s).length);
            let zero = DemandShortage { demand: d, demanded_t: 0.0, short_t: 0.0, before_t: 0.0 };
            let sum = sums.entry(d).or_insert(zero);
            let of = |cols: &[f64]| years * cols[col.index()].max(0.0);
            sum.demanded_t += years * self.network.demands[d].quantity_t_per_year.at(s);
            sum.short_t += of(cols);
            sum.before_t += of(before);
        }
        sums.into_values().collect()
    }

    fn loss(&self, set: &[usize], best: &Best) -> Loss {
        let mut more: BTreeMap<Supplier, f64> = BTreeMap::new();
        let (vars, sets) = (&self.operations.formulation.variables, &self.operations.formulation.sets);
        let mut add = |family: &program::Cols<2, (usize, StateAt)>, who: &dyn Fn(usize) -> Supplier| {
            for ((item, state), col) in family.iter() {
                let Some(col) = self.operations.col(col) else { continue };
                let years = f64::from(self.network.tree.period(state).length);
                *more.entry(who(item)).or_default() += years * (best.cols[col.index()] - self.base.cols[col.index()]);
            }
        };
        add(&vars.run, &|r| Supplier::Plant(sets.runs[r].facility));
        add(&vars.buy, &|o| {
            let offer = &self.network.offers[o];
            Supplier::Purchase { market: offer.market, material: offer.material }
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
            shortages: self.shortages(&best.cols, &self.base.cols),
            substitutes,
        }
    }
}

/// Below this nothing is harmed, MUSD.
const SMALLEST_HARM_MUSD: f64 = 1e-4;
/// Below this nothing rises, t over the path.
const SMALLEST_RISE_T: f64 = 1e-2;

/// The links through which anything flows.
fn used(links: &[(Link, Vec<Col>)], cols: &[f64]) -> Bits {
    let is_used = |(_, columns): &(Link, Vec<Col>)| columns.iter().any(|col| cols[col.index()] > USED_T);
    Bits::of(links.len(), links.iter().map(is_used))
}

/// What the columns of links cost when few links are to be used: dear where little goes through.
fn weighed(links: &[(Link, Vec<Col>)], weight: &[f64]) -> Vec<(Col, f64)> {
    let each = links.iter().zip(weight);
    let mut costs: Vec<(Col, f64)> =
        each.flat_map(|((_, cols), weight)| cols.iter().map(move |col| (*col, 1.0 / weight))).collect();
    costs.sort_by_key(|(col, _)| col.index());
    costs
}
