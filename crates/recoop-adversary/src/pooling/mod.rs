//! Pooling: the members of a plan as firms against an adversary, and kill costs under each bylaw.
//!
//! Along one future every plant of a member runs as planned or stands idle. What it makes and uses counts at the offers at which the plan trades it, and at
//! the mean of open offers where it goes from member to member or to a user (`traded.rs`), so that a cut reaches it either way; floors pay what they pay
//! in the plan's program (`floors.rs`):
//!
//! ```text
//!   run[p,t](d) = margin[p,t] - Σ_k exposed[p,k,t] · d[k,t]      exposed = Σ_materials net · price · share of attack k
//!   flow[i,t]   = Σ_p max(run, 0) - standing, debt, capital       idle as soon as running loses money
//! ```
//!
//! An attack on prices becomes a product with the price 1, of which a plant sells what it has exposed (MUSD); an attack on one member's
//! customers is a product that nobody else sells, and that a sales desk does not offer. [`kill`](super::kill) answers the same questions for one purse
//! with everything re-planned; here are many purses at once, and the rules by which they stand in for each other.

mod closed;
mod firm;
mod floors;
mod industry;
mod traded;

use closed::Closed;
pub(super) use firm::{exposed_plant, inside_prices};
pub(super) use industry::product;

use super::arsenal::Arsenal;
use super::bilevel::{BilevelError, replay};
use super::operations::{Operations, View};
use crate::internal::InternalPrices;
use floors::Covered;
use industry::Attacks;
use predation::{Bylaw, Contest, KillOptions, PredationError, Protection};
use recoop::plan::SolvedPlan;
use recoop_case::attacks::CostLevel;
use recoop_case::positions::AttackAt;
use recoop_case::prices::InternalPrice;
use traded::Traded;

/// What bylaws are worth at a level of cost.
#[derive(Clone, Debug)]
pub struct Bylaws {
    /// Whose loss counts as cost.
    pub level: CostLevel,
    /// Rule of prices inside.
    pub prices: InternalPrice,
    /// Members with plants, or with money of their own beside them: positions in [`Network::members`](recoop_case::Network::members).
    pub members: Vec<usize>,
    /// Members whose purse runs out without an attack; they are not among the firms.
    pub dead: Vec<usize>,
    /// Attacks that have no place in this comparison: positions in [`Network::attacks`](recoop_case::Network::attacks).
    pub left_out: Vec<AttackAt>,
    /// Each bylaw.
    pub pooled: Vec<Pooled>,
    /// What the reserve holds, MUSD.
    pub reserve_musd: f64,
    /// Budget that safe lending stands against, MUSD of present value: what it takes to break members at one sales desk. None where nothing does.
    pub published_musd: Option<f64>,
}

/// What a bylaw is worth to the members, and to defense.
#[derive(Clone, Debug)]
pub struct Pooled {
    /// To the members.
    pub protection: Protection,
    /// Defense demand over the whole future that goes unserved because of the cheapest attack on the first, t: more than without it; those it breaks
    /// close. None where nobody is broken, or defense needs nothing.
    pub unserved_first_t: Option<f64>,
    /// The same of the cheapest attack on all.
    pub unserved_all_t: Option<f64>,
}

/// Part of all purses that is paid into the reserve.
const RESERVE: f64 = 0.25;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum BylawError {
    /// The operations of all.
    #[error(transparent)]
    Bilevel(#[from] BilevelError),
    /// A search over attacks.
    #[error(transparent)]
    Predation(#[from] PredationError),
    /// Firms that are no firms.
    #[error("the firms of the plan: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Data(Vec<PredationError>),
}

/// The bylaws for the members of a plan with plants, or money of their own, and a finite purse; none where no attack with a known cost reaches them. `operations` are those of
/// all, `internal` the rule of prices inside; with `bans` losses of one member's equipment help to break it. The adversary spends at most `yearly_musd` in a year.
///
/// # Errors
/// When the operations have no optimum, the data of a firm are no data, or a search fails.
pub fn bylaws(
    operations: &Operations<'_>,
    (made, internal): (&SolvedPlan, InternalPrice),
    level: CostLevel,
    bans: bool,
    yearly_musd: f64,
    options: &KillOptions,
) -> Result<Option<Bylaws>, BylawError> {
    let network = operations.network;
    let money = operations.money(View::Worth, &|at| operations.weight(at));
    let (_, usual) = replay(operations, &money, &Arsenal::empty(level), &[])?;
    let mut attacks = Attacks::new(operations, level, bans);
    let internal = InternalPrices::new(operations, made, &usual, internal);
    let traded = Traded::new(operations, made, &usual, &internal);
    let covered = Covered::new(operations, made, &usual);
    let (mut members, mut dead, mut firms) = (Vec::new(), Vec::new(), Vec::new());
    for member in 0..network.cooperative() {
        let firm = firm::firm(operations, made, (&usual, &traded, &covered), &attacks.prices, member);
        // Who has neither plants nor money of its own beside them has nothing that an attack or a year takes.
        let money = firm.other_cash.iter().chain(&firm.debt_service);
        let is_firm = !firm.plants.is_empty() || money.into_iter().any(|musd| *musd != 0.0);
        if !is_firm || !firm.purse.is_finite() {
            continue;
        }
        if firm::runs_out(&firm) {
            dead.push(member);
        } else {
            members.push(member);
            firms.push(firm);
        }
    }
    let mut bylaws = Bylaws {
        level,
        prices: internal.rule,
        members,
        dead,
        left_out: attacks.left_out.clone(),
        pooled: Vec::new(),
        reserve_musd: 0.0,
        published_musd: None,
    };
    if firms.is_empty() {
        return Ok(Some(bylaws));
    }
    attacks.keep_reaching(&mut firms);
    if attacks.prices.is_empty() {
        return Ok(None);
    }
    // Who begins below the cash that has to stay brings nothing.
    bylaws.reserve_musd = RESERVE * firms.iter().map(|firm| firm.purse.max(0.0)).sum::<f64>();
    let (industry, struck) = industry::industry(operations, &attacks, level, yearly_musd, (&bylaws.members, &firms));
    let contest = Contest::new(industry, firms).map_err(BylawError::Data)?;
    let mut protections = contest.compare(&[Bylaw::Alone, Bylaw::Joint, Bylaw::OneDesk, Bylaw::LetGo], options)?;
    // The budget that members publish: what it takes to break them when nobody can be undercut alone.
    bylaws.published_musd = protections[2].first.cost().filter(|cost| cost.is_finite() && *cost > 0.0);
    let mut more = vec![Bylaw::Reserve { size: bylaws.reserve_musd }];
    more.extend(bylaws.published_musd.map(|budget| Bylaw::SafeLending { budget }));
    protections.extend(contest.compare(&more, options)?);
    let closed = Closed {
        operations,
        made,
        money: &money,
        usual: &usual,
        attacks: &attacks,
        struck: &struck,
        members: &bylaws.members,
    };
    let pooled = protections.into_iter().map(|protection| {
        let unserved_first_t = closed.unserved_t(&protection.first)?;
        let unserved_all_t = closed.unserved_t(&protection.all)?;
        Ok(Pooled { protection, unserved_first_t, unserved_all_t })
    });
    bylaws.pooled = pooled.collect::<Result<_, BilevelError>>()?;
    Ok(Some(bylaws))
}
