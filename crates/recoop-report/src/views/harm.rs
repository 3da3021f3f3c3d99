//! Harm against the adversary's budget.

use recoop::plan::explain::short;
use recoop_adversary::arsenal::Arsenal;
use recoop_adversary::stress::{Stress, Worst};
use recoop_adversary::worst::{self, moves_of};
use recoop_case::Network;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Num, Part};

/// The worst attacks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Harm {
    /// The future that is attacked: a position in `futures`.
    pub future: usize,
    /// Curves: one for each level of cost.
    pub levels: Vec<HarmLevel>,
}

/// The curve at a level of cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct HarmLevel {
    /// Whose loss counts as the adversary's cost: `producers`, `treasury` or `nation`.
    pub level: String,
    /// The curve.
    pub curve: Part<HarmCurve>,
    /// Attacks that are left out, as the case does not say what they cost at this level.
    pub unknown: Vec<usize>,
}

/// Harm by budget.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct HarmCurve {
    /// What the plan is worth along the future without an attack, MUSD.
    pub free_musd: Num,
    /// By budget, the last one without limit. From the tables `harm`, `harm_by_member`, `harm_by_demand` and `worst_attacks`.
    pub points: Vec<HarmPoint>,
}

/// Harm at a budget. Money in MUSD of present value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct HarmPoint {
    /// Budget; none: without limit.
    pub budget_musd: Option<Num>,
    /// What the attack costs the adversary.
    pub spent_musd: Num,
    /// What it takes from the plan.
    pub harm_musd: Num,
    /// What no attack within the budget exceeds.
    pub upper_bound_musd: Num,
    /// Money of the adversary for each unit of harm.
    pub cost_exchange_ratio: Num,
    /// Harm to each member, the cooperative last, before anything is shared.
    pub by_member_musd: Vec<Num>,
    /// What is left unserved.
    pub unserved: Vec<Unserved>,
    /// The attack.
    pub moves: Vec<AttackMove>,
}

/// Demand that an attack leaves unserved.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Unserved {
    /// Demand.
    pub demand: usize,
    /// More than without an attack, over all years, t.
    pub unserved_t: Num,
}

/// A part of an attack.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AttackMove {
    /// Attack.
    pub attack: usize,
    /// Period.
    pub period: usize,
    /// Depth: a share.
    pub depth: Num,
    /// What it costs the adversary, MUSD/yr.
    pub cost_musd: Num,
}

impl Harm {
    /// The worst attacks of a stress.
    #[must_use]
    pub fn of(network: &Network, stress: &Stress) -> Self {
        let level = |worst: &Worst| HarmLevel {
            level: worst.level.as_str().to_string(),
            curve: match &worst.attacks {
                Ok(Some(attacks)) => Part::Here(HarmCurve {
                    free_musd: attacks.free_musd.into(),
                    points: attacks.harms.iter().map(|harm| point(network, stress, worst, harm)).collect(),
                }),
                Ok(None) => {
                    let work = short(stress.options.work as f64);
                    Part::Missing(format!("no attack was found in {work} iterations and nodes; raise --effort"))
                }
                Err(error) => Part::Missing(error.to_string()),
            },
            unknown: worst.arsenal.unknown.clone(),
        };
        Self { future: stress.options.leaf.index(), levels: stress.worst.iter().map(level).collect() }
    }
}

fn point(network: &Network, stress: &Stress, worst: &Worst, harm: &worst::Harm) -> HarmPoint {
    let unserved = harm.unserved_t.iter().enumerate().filter(|(_, tonnes)| tonnes.abs() > 1e-6);
    HarmPoint {
        budget_musd: Num::finite(harm.budget_musd),
        spent_musd: harm.found.spent_musd.into(),
        harm_musd: harm.harm_musd.into(),
        upper_bound_musd: harm.upper_bound_musd.into(),
        cost_exchange_ratio: harm.cost_exchange_ratio().into(),
        by_member_musd: harm.by_member.iter().map(|musd| Num::from(*musd)).collect(),
        unserved: unserved.map(|(demand, tonnes)| Unserved { demand, unserved_t: (*tonnes).into() }).collect(),
        moves: moves(network, stress, &worst.arsenal, &harm.found.depths),
    }
}

/// The moves of an attack.
pub(super) fn moves(network: &Network, stress: &Stress, arsenal: &Arsenal, depths: &[f64]) -> Vec<AttackMove> {
    let of = moves_of(network, &stress.states, arsenal, depths).into_iter();
    of.map(|(attack, at, depth, cost)| AttackMove {
        attack,
        period: network.tree.states[stress.states[at]].period.index(),
        depth: depth.into(),
        cost_musd: cost.into(),
    })
    .collect()
}
