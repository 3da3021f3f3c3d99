//! The search over death years: which victim dies when. With the years given, the cheapest attack is a linear program.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::bylaw::Bylaw;
use super::campaign::Campaign;
use super::check::PredationError;
use super::industry::Contest;
use super::kill::{Cheapest, Costs, Found, KillOptions, Years, by_program, cheapest};
use super::ledger::Arrangement;

/// Deaths that are asked for, and what they cost at least.
#[derive(Clone, Debug)]
struct Node {
    cost: f64,
    number: usize,
    deaths: Vec<(usize, usize)>,
    /// Targets that survive the campaign.
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

struct Search<'a> {
    contest: &'a Contest,
    arrangement: &'a Arrangement,
    /// Nodes with parts of strikes and menus, and with debt and cash at once, as bounds; and as they are.
    relaxed: Years<'a>,
    whole: Option<Years<'a>>,
    table: &'a [Costs],
    /// The cheapest attack that kills all, and its cost.
    best: Option<(f64, Campaign)>,
    number: usize,
}

/// The cheapest attack that kills every victim: best first. A node asks for some deaths; when its attack leaves a victim alive, there
/// is one child for each year in which that victim can die. `table` has the least cost of each death alone.
pub(super) fn by_years(
    contest: &Contest,
    arrangement: &Arrangement,
    table: &[Costs],
    options: &KillOptions,
) -> Result<Found, PredationError> {
    let relaxed = Years::new(contest, arrangement)?;
    let whole = relaxed.attack.program.has_integers().then(|| Years::new(contest, arrangement)).transpose()?;
    let mut search = Search { contest, arrangement, relaxed, whole, table, best: None, number: 0 };
    let Some(root) = search.node(Vec::new())? else {
        // All are dead without attack.
        let lower = search.ceiling();
        return Ok(Found { campaign: search.best.map(|(_, campaign)| campaign), lower });
    };
    search.dive(root.clone())?;
    let mut open = BinaryHeap::from([root]);
    let mut lower = 0.0_f64;
    while let Some(node) = open.pop() {
        lower = lower.max(node.cost);
        let ceiling = search.ceiling();
        if node.cost >= ceiling * (1.0 - options.gap) {
            let campaign = search.best.map(|(_, campaign)| campaign);
            return Ok(Found { campaign, lower: lower.min(ceiling) });
        }
        if search.number > options.nodes {
            return search.by_program(lower, options);
        }
        let Some(victim) = search.hardest(&node.living) else { continue };
        open.extend(search.children(&node, victim)?);
    }
    // Every branch is closed: the best is optimal, or there is none.
    let lower = search.ceiling();
    Ok(Found { campaign: search.best.map(|(_, campaign)| campaign), lower })
}

impl Search<'_> {
    /// What is known when the nodes are used up, and what the program for all death years adds to it.
    fn by_program(self, lower: f64, options: &KillOptions) -> Result<Found, PredationError> {
        let known = self.best.map(|(_, campaign)| campaign);
        if options.work.is_none() {
            return Ok(Found { campaign: known, lower });
        }
        let everyone = vec![1.0; self.table.len()];
        let wanted = (&everyone[..], everyone.len() as f64);
        let found = by_program(self.contest, self.arrangement, self.table, wanted, known.as_ref(), options)?;
        Ok(Found { lower: found.lower.max(lower), ..found })
    }

    fn ceiling(&self) -> f64 {
        self.best.as_ref().map_or(f64::INFINITY, |(cost, _)| *cost)
    }

    /// The victim that is dearest to kill.
    fn hardest(&self, victims: &[usize]) -> Option<usize> {
        let cost = |victim: usize| cheapest(&self.table[victim]).map_or(f64::INFINITY, |(_, cost)| cost);
        victims.iter().copied().max_by(|a, b| cost(*a).total_cmp(&cost(*b)).then(b.cmp(a)))
    }

    /// Solves for some deaths; an attack that kills all is kept if it is the best. `None` when there is no such attack, or none
    /// that is better than what is known.
    fn node(&mut self, deaths: Vec<(usize, usize)>) -> Result<Option<Node>, PredationError> {
        self.number += 1;
        let Some(Cheapest { cost, cols }) = self.relaxed.solve(&deaths, true)? else { return Ok(None) };
        let asked = |victim: &usize| deaths.iter().any(|(asked, _)| asked == victim);
        let mut living = self.try_campaign(&cols, self.whole.is_none());
        let mut node_cost = cost;
        if let Some(whole) = &mut self.whole {
            if node_cost >= self.best.as_ref().map_or(f64::INFINITY, |(cost, _)| *cost) {
                return Ok(None);
            }
            living.retain(|victim| !asked(victim));
            if living.is_empty() {
                // Who is left lives by what only the relaxation can do.
                let Some(Cheapest { cost, cols }) = whole.solve(&deaths, false)? else { return Ok(None) };
                node_cost = cost.max(node_cost);
                living = self.try_campaign(&cols, true);
                if living.iter().any(asked) {
                    let words = format!("the attack of death years {deaths:?} does not kill by more than rounding");
                    return Err(PredationError::Solver(words));
                }
            }
        }
        Ok(Some(Node { cost: node_cost, number: self.number, deaths, living }))
    }

    /// The victims that survive the campaign of a solution; where there are none it is kept if it is the best. One that is `whole` is
    /// known to be within all limits; a relaxation that was rounded may not be.
    fn try_campaign(&mut self, cols: &[f64], whole: bool) -> Vec<usize> {
        let campaign = self.relaxed.attack.campaign(self.contest, cols);
        let died = self.arrangement.deaths(self.contest, &campaign);
        let living: Vec<usize> = (0..died.len()).filter(|victim| died[*victim].is_none()).collect();
        let cost = self.contest.cost(&campaign);
        let possible = || whole || self.contest.check_campaign(&campaign, Bylaw::Alone).is_ok();
        if living.is_empty() && cost < self.ceiling() && possible() {
            self.best = Some((cost, campaign));
        }
        living
    }

    /// The node with one more victim dead, for every year in which that may be better than what is known.
    fn children(&mut self, node: &Node, victim: usize) -> Result<Vec<Node>, PredationError> {
        let mut children = Vec::new();
        let costs = self.table[victim].iter().enumerate();
        let mut costs: Vec<(usize, f64)> = costs.filter_map(|(period, cost)| cost.map(|cost| (period, cost))).collect();
        costs.sort_by(|a, b| a.1.total_cmp(&b.1));
        for (period, cost) in costs {
            // What is found on the way makes the rest not worth a look.
            if cost >= self.ceiling() {
                break;
            }
            let deaths = node.deaths.iter().copied().chain([(victim, period)]).collect();
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
        while let Some(victim) = self.hardest(&node.living) {
            let children = self.children(&node, victim)?;
            match children.into_iter().min_by(|a, b| a.cost.total_cmp(&b.cost)) {
                Some(child) => node = child,
                None => break,
            }
        }
        Ok(())
    }
}
