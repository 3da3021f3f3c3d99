//! Interdiction: which few losses hurt most, everything else decided again.
//!
//! ```text
//! worst[k] = max over sets S of at most k links of  lexmin over operations without S of (defense shortage, critical shortage)
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

use coalition::{GameError, Task};

use super::link::Link;
use super::operations::Operations;
use super::operator::Shortage;
use super::outage::Outage;
use super::search::Search;
use recoop::plan::values::PlanValues;
use recoop_case::Network;
use recoop_case::positions::{DemandAt, FacilityAt, MarketAt, MaterialAt};

/// How far to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InterdictOptions {
    /// Most links lost together.
    pub most: usize,
    /// Most sets tried for each number of links; beyond that the answer is a bracket, for which up to as many again are tried.
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
    pub shortages: Vec<DemandShortage>,
    /// What does more than without the loss, the largest first.
    pub substitutes: Vec<Substitute>,
}

/// A demand over the path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DemandShortage {
    /// Demand.
    pub demand: DemandAt,
    /// Demanded, t.
    pub demanded_t: f64,
    /// Not served, t.
    pub short_t: f64,
    /// Not served without the loss, t.
    pub before_t: f64,
}

/// Who steps in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Supplier {
    /// A plant.
    Plant(FacilityAt),
    /// Purchases of a material at a market.
    Purchase {
        /// Market.
        market: MarketAt,
        /// Material.
        material: MaterialAt,
    },
}

/// Something that does more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Substitute {
    /// Who.
    pub who: Supplier,
    /// More activity or purchases over the path, t.
    pub more_t: f64,
}

/// The worst loss of so many links.
#[derive(Clone, Debug, PartialEq)]
pub struct Worst {
    /// Most links lost.
    pub count: usize,
    /// The worst loss that is known; fewer links where more do not hurt more. None when no loss leaves more demand short.
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
    /// Demand over the path by priority: defense, critical, commercial, t.
    pub demanded_t: [f64; 3],
    /// Every demand when nothing is lost.
    pub shortages: Vec<DemandShortage>,
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
    let mut search = Search::new(network, &operations, task)?;
    let singles = search.singles(task)?;
    let demanded_t = outage.demanded_t(network);
    let mut worst = Vec::new();
    for count in 1..=options.most {
        worst.push(search.worst(count, options.sets, demanded_t, task)?);
    }
    let (shortage, shortages) = search.without_loss();
    Ok(Interdiction { outage: outage.clone(), shortage, demanded_t, shortages, singles, worst })
}
