//! The search over death years: which target dies when. With the years given, the cheapest attack is a linear program.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::check::PredationError;
use super::kill::{Cheapest, Costs, Found, KillOptions, Years, by_program, cheapest};
use super::replay::Path;

/// Deaths that are asked for, and what they cost at least.
#[derive(Clone, Debug)]
struct Node {
    cost: f64,
    number: usize,
    deaths: Vec<(usize, usize)>,
    /// Targets that survive the path.
    living: Vec<usize>,
}

impl Node {
    fn order(&self) -> (Reverse<u64>, Reverse<usize>) {
        // Costs are at least 0: their bits are in the order of their values.
        (Reverse(self.cost.max(0.0).to_bits()), Reverse(self.number))
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.order() == other.order()
    }
}

impl Eq for Node {}

impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Node {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order().cmp(&other.order())
    }
}

struct Search<'a, 'b> {
    years: Years<'a>,
    table: &'b [Costs],
    /// The cheapest attack that kills all, and its cost.
    best: Option<(f64, Path)>,
    number: usize,
}

/// The cheapest attack that kills every target: best first. A node asks for some deaths; when its attack leaves a target alive, there
/// is one child for each year in which that target can die. `table` has the least cost of each death alone.
pub(super) fn by_years(years: Years<'_>, table: &[Costs], options: &KillOptions) -> Result<Found, PredationError> {
    let (contest, arrangement) = (years.contest, years.arrangement);
    let mut search = Search { years, table, best: None, number: 0 };
    let Some(root) = search.node(Vec::new())? else { return Ok(Found { path: None, lower: f64::INFINITY }) };
    search.dive(root.clone())?;
    let mut open = BinaryHeap::from([root]);
    let mut lower = 0.0_f64;
    while let Some(node) = open.pop() {
        lower = lower.max(node.cost);
        let ceiling = search.ceiling();
        if node.cost >= ceiling * (1.0 - options.gap) {
            let path = search.best.map(|(_, path)| path);
            return Ok(Found { path, lower: lower.min(ceiling) });
        }
        if search.number > options.nodes {
            let everyone = vec![1.0; table.len()];
            let known = search.best.as_ref().map(|(_, path)| path);
            let wanted = (&everyone[..], everyone.len() as f64);
            let found = by_program(contest, arrangement, table, wanted, known, options)?;
            return Ok(Found { lower: found.lower.max(lower), ..found });
        }
        let Some(target) = search.hardest(&node.living) else { continue };
        open.extend(search.children(&node, target)?);
    }
    // Every branch is closed: the best is optimal, or there is none.
    let lower = search.ceiling();
    Ok(Found { path: search.best.map(|(_, path)| path), lower })
}

impl Search<'_, '_> {
    fn ceiling(&self) -> f64 {
        self.best.as_ref().map_or(f64::INFINITY, |(cost, _)| *cost)
    }

    /// The target that is dearest to kill.
    fn hardest(&self, targets: &[usize]) -> Option<usize> {
        let cost = |target: usize| cheapest(&self.table[target]).map_or(f64::INFINITY, |(_, cost)| cost);
        targets.iter().copied().max_by(|a, b| cost(*a).total_cmp(&cost(*b)).then(b.cmp(a)))
    }

    /// Solves for some deaths; an attack that kills all is kept if it is the best.
    fn node(&mut self, deaths: Vec<(usize, usize)>) -> Result<Option<Node>, PredationError> {
        self.number += 1;
        let Some(Cheapest { cost, cols }) = self.years.solve(&deaths, false)? else { return Ok(None) };
        let path = self.years.attack.path(self.years.contest, &cols);
        let died = self.years.arrangement.deaths(self.years.contest, &path);
        let living: Vec<usize> = (0..died.len()).filter(|target| died[*target].is_none()).collect();
        if living.is_empty() {
            let cost = self.years.contest.cost(&path);
            if cost < self.ceiling() {
                self.best = Some((cost, path));
            }
        }
        Ok(Some(Node { cost, number: self.number, deaths, living }))
    }

    /// The node with one more target dead, for every year in which that may be better than what is known.
    fn children(&mut self, node: &Node, target: usize) -> Result<Vec<Node>, PredationError> {
        let mut children = Vec::new();
        let costs = self.table[target].clone();
        for (period, cost) in costs.into_iter().enumerate() {
            if cost.is_none_or(|cost| cost >= self.ceiling()) {
                continue;
            }
            let deaths = node.deaths.iter().copied().chain([(target, period)]).collect();
            if let Some(child) =
                self.node(deaths)?.filter(|child| child.cost < self.ceiling() && !child.living.is_empty())
            {
                children.push(child);
            }
        }
        Ok(children)
    }

    /// Goes down by the cheapest child until all are dead.
    fn dive(&mut self, mut node: Node) -> Result<(), PredationError> {
        while let Some(target) = self.hardest(&node.living) {
            let children = self.children(&node, target)?;
            match children.into_iter().min_by(|a, b| a.cost.total_cmp(&b.cost)) {
                Some(child) => node = child,
                None => break,
            }
        }
        Ok(())
    }
}
