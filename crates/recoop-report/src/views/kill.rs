//! Kill costs of members, alone and together.

use predation;
use recoop_adversary::kill::{KillCost, KillOutcome};
use recoop_adversary::pooling::Bylaws;
use recoop_adversary::report::{bylaw_word, kill_word};
use recoop_adversary::stress::{Kills, PurseHolder, Stress, arsenal, members};
use recoop_case::Network;
use recoop_case::attacks::CostLevel;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Num;
use super::harm::{AttackMove, moves};

/// Kill costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Kill {
    /// The future that is attacked: a position in `futures`.
    pub future: usize,
    /// Purses. From the tables `kill_costs`, `kill_attacks` and `kill_cash`.
    pub purses: Vec<Purse>,
    /// Purses without a result, and why.
    pub failed: Vec<Failed>,
    /// Kill costs by pooling bylaw. From the table `bylaws`.
    pub bylaws: Vec<BylawCost>,
    /// Drop in output value that shuts each plant. From the table `critical_prices`.
    pub critical: Vec<CriticalFall>,
}

/// Whose purse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PurseOf {
    /// `alone`, `group`, `all` (one purse), `one_desk` (one purse and one sales desk).
    pub kind: PurseKind,
    /// Members.
    pub members: Vec<usize>,
}

/// What holds a purse together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PurseKind {
    /// A member alone.
    Alone,
    /// Some members with one purse.
    Group,
    /// All with one purse, each selling for itself.
    All,
    /// All with one purse and one sales desk.
    OneDesk,
}

/// The kill cost of a purse at a cost perspective. Money in MUSD; costs are present values to the adversary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Purse {
    /// Whose.
    pub who: PurseOf,
    /// Cost perspective: `producers`, `treasury` or `nation`.
    pub level: String,
    /// `kill`; `fails`: without an attack; `not_exhaustible` by any modeled attack; `not_proven`.
    pub verdict: String,
    /// What is in it at the beginning; none: without limit.
    pub purse_musd: Option<Num>,
    /// What the cheapest attack costs that was found.
    pub cost_musd: Option<Num>,
    /// No attack for less empties it.
    pub lower_bound_musd: Option<Num>,
    /// Period by whose end it is empty.
    pub period: Option<usize>,
    /// A purse of more than this cannot be emptied, whatever is spent; none where that is not known.
    pub sufficient_purse_musd: Option<Num>,
    /// Cash at the end of each period without an attack; empty where the purse has no limit.
    pub cash_musd: Vec<Num>,
    /// Cash at the end of each period under the attack; empty where there is none.
    pub under_attack_musd: Vec<Num>,
    /// The attack.
    pub moves: Vec<AttackMove>,
}

/// A purse of which nothing is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Failed {
    /// Whose.
    pub who: PurseOf,
    /// Why.
    pub why: String,
}

/// What it takes to break members under a pooling bylaw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct BylawCost {
    /// Level of cost.
    pub level: String,
    /// The bylaw in words.
    pub bylaw: String,
    /// To break a first member.
    pub first: Break,
    /// To break all.
    pub all: Break,
    /// Who outlives the cheapest attack on the first.
    pub survivors: Vec<usize>,
    /// Defense demand that goes unserved because of the cheapest attack on the first, t over the whole future; none where nobody is broken.
    pub unserved_first_t: Option<Num>,
    /// The same of the cheapest attack on all.
    pub unserved_all_t: Option<Num>,
}

/// What it takes to break somebody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Break {
    /// `kill`, `not_exhaustible` or `not_proven`.
    pub verdict: String,
    /// What it costs, MUSD.
    pub cost_musd: Option<Num>,
    /// No attack for less does it, MUSD.
    pub lower_bound_musd: Option<Num>,
}

/// How far what a plant makes may fall in worth before it is better stopped.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CriticalFall {
    /// Facility.
    pub facility: usize,
    /// Period in which it bears least.
    pub period: usize,
    /// Activity without an attack, t/yr.
    pub run_t: Num,
    /// Share that may be lost; below 0: markets alone would not pay for it; above 1: it runs whatever happens. None: it brings nothing at all.
    pub fall: Option<Num>,
}

impl Kill {
    /// The kill costs of a stress.
    #[must_use]
    pub fn of(network: &Network, stress: &Stress) -> Self {
        let levels = &stress.options.levels;
        let known = |kills: &Kills| {
            let costs = kills.costs.as_deref().unwrap_or_default();
            let of = levels.iter().zip(costs).map(|(level, cost)| purse(network, stress, kills.who, *level, cost));
            of.collect::<Vec<Purse>>()
        };
        let failed = |kills: &Kills| {
            let why = kills.costs.as_ref().err()?.to_string();
            Some(Failed { who: PurseOf::of(network, kills.who), why })
        };
        // Rows inside the cooperative are in the table `solvency`.
        let is_inside = |who: PurseHolder| matches!(who, PurseHolder::Inside(_) | PurseHolder::Producers);
        let shown = || stress.kills.iter().filter(|kills| !is_inside(kills.who));
        let bylaws = stress.bylaws.iter().filter_map(|found| found.as_ref().ok()?.as_ref());
        Self {
            future: stress.options.leaf.index(),
            purses: shown().flat_map(known).collect(),
            failed: shown().filter_map(failed).collect(),
            bylaws: bylaws.flat_map(bylaw_costs).collect(),
            critical: stress
                .critical
                .iter()
                .map(|it| CriticalFall {
                    facility: it.facility.index(),
                    period: network.tree.states[stress.states[it.at]].period.index(),
                    run_t: it.run_t.into(),
                    fall: Num::finite(it.fall),
                })
                .collect(),
        }
    }
}

impl PurseOf {
    fn of(network: &Network, who: PurseHolder) -> Self {
        let kind = match who {
            PurseHolder::Alone(_) | PurseHolder::Inside(_) => PurseKind::Alone,
            PurseHolder::Group(_) | PurseHolder::Producers => PurseKind::Group,
            PurseHolder::All => PurseKind::All,
            PurseHolder::OneDesk => PurseKind::OneDesk,
        };
        Self { kind, members: members(network, who).iter().collect() }
    }
}

fn purse(network: &Network, stress: &Stress, who: PurseHolder, level: CostLevel, cost: &KillCost) -> Purse {
    let numbers = |values: &[f64]| values.iter().filter_map(|value| Num::finite(*value)).collect();
    let (at_least, under_attack, moves) = match &cost.verdict {
        KillOutcome::Kill { lower_bound_musd, cash_musd, found, .. } => {
            let arsenal = arsenal(network, &stress.states, who, level, stress.options.bans);
            (Some(*lower_bound_musd), cash_musd.as_slice(), moves(network, stress, &arsenal, &found.depths))
        }
        _ => (None, [].as_slice(), Vec::new()),
    };
    Purse {
        who: PurseOf::of(network, who),
        level: level.as_str().to_string(),
        verdict: cost.verdict.as_str().to_string(),
        purse_musd: Num::finite(cost.purse_musd),
        cost_musd: cost.verdict.cost_musd().and_then(Num::finite),
        lower_bound_musd: at_least.and_then(Num::finite),
        period: cost.verdict.at().map(|at| network.tree.states[stress.states[at]].period.index()),
        sufficient_purse_musd: Num::finite(cost.sufficient_purse_musd.max(0.0)),
        cash_musd: numbers(&cost.cash_musd),
        under_attack_musd: numbers(under_attack),
        moves,
    }
}

fn bylaw_costs(bylaws: &Bylaws) -> impl Iterator<Item = BylawCost> {
    let broken = |kill: &predation::Kill| Break {
        verdict: kill_word(kill).to_string(),
        cost_musd: kill.cost().and_then(Num::finite),
        lower_bound_musd: Num::finite(kill.lower()),
    };
    bylaws.pooled.iter().map(move |pooled| (pooled, &pooled.protection)).map(move |(pooled, it)| BylawCost {
        level: bylaws.level.as_str().to_string(),
        bylaw: bylaw_word(it.bylaw).to_string(),
        first: broken(&it.first),
        all: broken(&it.all),
        survivors: it.survivors.iter().map(|firm| bylaws.members[*firm]).collect(),
        unserved_first_t: pooled.unserved_first_t.and_then(Num::finite),
        unserved_all_t: pooled.unserved_all_t.and_then(Num::finite),
    })
}
