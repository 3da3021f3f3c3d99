//! A stress as an answer.

use predation::Kill;
use recoop_adversary::Stress;
use recoop_adversary::deny::{Denial, DenialOutcome};
use recoop_adversary::kill::{KillCost, KillOutcome, year_of_kill};
use recoop_adversary::links::sentences;
use recoop_adversary::pooling::{BylawError, Bylaws, Pooled};
use recoop_adversary::report::bylaw_word;
use recoop_adversary::report::first_attack;
use recoop_adversary::stress::Kills;
use recoop_adversary::worst::Harm;
use recoop_case::Network;
use recoop_case::attacks::CostLevel;
use serde::Serialize;
use ts_rs::TS;

use super::recorded::RecordedLine;
use super::{scenario, year};
use crate::Answer;
use crate::options::finite;

/// Answer: kill costs, pooling bylaws, worst attacks, denials and critical dependencies of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct StressAnswer {
    /// Title of the case.
    pub title: String,
    /// Leaf scenario that is attacked.
    pub scenario: String,
    /// Kill costs, for each holder of a purse at each cost perspective, prices inside by the rule of the case.
    pub kill_costs: Vec<KillLine>,
    /// The same by the other rules of prices inside, for the purses that they reach.
    pub kill_costs_by_internal_prices: Vec<KillLine>,
    /// Firms whose plants made what table `outputs` says, in a case of the past.
    pub recorded: Vec<RecordedLine>,
    /// Pooling bylaws.
    pub bylaws: Vec<BylawLine>,
    /// Cost perspectives that are left out: the case gives no volume for any attack there.
    pub unknown_perspectives: Vec<String>,
    /// Worst attacks on the plan, for each cost perspective.
    pub worst_attacks: Vec<WorstLine>,
    /// Costs of denials, where they were asked for.
    pub denials: Vec<DenialLine>,
    /// Sentences about critical dependencies; `null` where they were not searched.
    pub weak_links: Option<Vec<String>>,
}

/// A kill cost, or why it is not known.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(untagged)]
pub enum KillLine {
    /// A kill cost.
    Known {
        /// Holder of the purse.
        who: String,
        /// Cost perspective.
        level: String,
        /// `fails`, `kill`, `not_exhaustible` or `not_proven`.
        verdict: String,
        /// Purse, MUSD; `null` without limit.
        purse_musd: Option<f64>,
        /// Cost of the attack found, MUSD.
        cost_musd: Option<f64>,
        /// Lower bound on the cost, MUSD.
        lower_bound_musd: Option<f64>,
        /// Year in which the purse is exhausted.
        year: Option<i32>,
        /// No modeled attack exhausts a larger purse, MUSD.
        sufficient_purse_musd: Option<f64>,
        /// Rule of prices inside: `indexed`, `fixed` or `at_cost`; `null` for a purse that trades at markets alone.
        internal_prices: Option<String>,
        /// Months until it is exhausted without an attack; `null` where it lasts, or has no limit.
        runway_months: Option<f64>,
        /// The costliest attack in the first year of the attack found.
        first_attack: Option<Box<FirstAttack>>,
        /// Least purse that lasts to the end without an attack, MUSD; `null` without limit.
        least_purse_musd: Option<f64>,
        /// Of a purse that fails without an attack: the outcome with the least purse.
        carried: Option<Box<Carried>>,
        /// The same without foresight of the attack; `null` where it failed.
        unforeseen: Option<Box<Unforeseen>>,
    },
    /// Not known.
    Failed {
        /// Holder of the purse.
        who: String,
        /// `error`.
        verdict: String,
        /// Why.
        why: String,
    },
}

/// The kill cost of a firm that stores what it stores without an attack.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Unforeseen {
    /// `fails`, `kill`, `not_exhaustible` or `not_proven`.
    pub verdict: String,
    /// Cost of the attack found, MUSD.
    pub cost_musd: Option<f64>,
    /// Lower bound on the cost, MUSD.
    pub lower_bound_musd: Option<f64>,
    /// Year in which the purse is exhausted.
    pub year: Option<i32>,
}

/// The beginning of an attack.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct FirstAttack {
    /// Attack.
    pub attack: String,
    /// Its first year.
    pub year: i32,
    /// Its depth then.
    pub depth: f64,
}

/// Kill cost with the least purse that lasts without an attack.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Carried {
    /// `kill`, `not_exhaustible` or `not_proven`.
    pub verdict: String,
    /// Cost of the attack found, MUSD.
    pub cost_musd: Option<f64>,
    /// Lower bound on the cost, MUSD.
    pub lower_bound_musd: Option<f64>,
}

/// Protection under a pooling bylaw, or why it is not known.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(untagged)]
pub enum BylawLine {
    /// Protection.
    Known {
        /// Cost perspective.
        level: String,
        /// Bylaw.
        bylaw: String,
        /// Lower bound and cost of an attack found that makes the first member fail, MUSD.
        first_musd: [Option<f64>; 2],
        /// The same for all members.
        all_musd: [Option<f64>; 2],
        /// Unserved defense demand after the first member failed, t.
        defense_unserved_first_t: Option<f64>,
        /// Unserved defense demand after all failed, t.
        defense_unserved_all_t: Option<f64>,
    },
    /// Not known.
    Failed {
        /// Cost perspective.
        level: String,
        /// `error`.
        verdict: String,
        /// Why.
        why: String,
    },
}

/// Worst attacks at a cost perspective, or why they are not known.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(untagged)]
pub enum WorstLine {
    /// Worst attacks by budget.
    Known {
        /// Cost perspective.
        level: String,
        /// Present value of the plan along the scenario without an attack, MUSD.
        worth_musd: f64,
        /// By budget.
        harms: Vec<HarmLine>,
    },
    /// Not known.
    Failed {
        /// Cost perspective.
        level: String,
        /// Why.
        why: String,
    },
}

/// The worst attack found within a budget.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct HarmLine {
    /// Budget, MUSD; `null` without limit.
    pub budget_musd: Option<f64>,
    /// Cost of the attack, MUSD.
    pub spent_musd: f64,
    /// Harm of the attack, MUSD.
    pub harm_musd: f64,
    /// Upper bound on the harm of every attack within the budget, MUSD.
    pub upper_bound_musd: f64,
    /// Adversary's cost for each dollar of harm; `null` without harm.
    pub cost_exchange_ratio: Option<f64>,
}

/// Cost of a denial, or why it is not known.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(untagged)]
pub enum DenialLine {
    /// The cost.
    Known {
        /// Demand or stage.
        what: String,
        /// Year.
        year: i32,
        /// Amount that is there without an attack, t.
        most_t: f64,
        /// Cost perspective.
        level: String,
        /// How it ended.
        verdict: String,
        /// Cost of the attack found, MUSD.
        cost_musd: Option<f64>,
        /// Lower bound on the cost, MUSD.
        lower_bound_musd: Option<f64>,
    },
    /// Not known.
    Failed {
        /// `error`.
        verdict: String,
        /// Why.
        why: String,
    },
}

impl Answer for StressAnswer {
    const VERB: &'static str = "stress";
    const SCHEMA_VERSION: u32 = 3;
}

impl StressAnswer {
    pub(super) fn of(network: &Network, stress: &Stress) -> Self {
        let worst = stress.worst.iter().map(|worst| {
            let level = worst.level.as_str().to_string();
            match &worst.attacks {
                Ok(Some(attacks)) => {
                    let harms = attacks.harms.iter().map(HarmLine::of).collect();
                    WorstLine::Known { level, worth_musd: attacks.free_musd, harms }
                }
                Ok(None) => WorstLine::Failed { level, why: "no attack was found in time".to_string() },
                Err(error) => WorstLine::Failed { level, why: error.to_string() },
            }
        });
        let levels = stress.options.levels.iter();
        let bylaws = stress.bylaws.iter().zip(levels).flat_map(|(found, level)| BylawLine::all(found, *level));
        let denials = match &stress.denials {
            Err(error) => vec![DenialLine::Failed { verdict: "error".to_string(), why: error.to_string() }],
            Ok(denials) => denials.iter().map(|denial| DenialLine::of(network, stress, denial)).collect(),
        };
        Self {
            title: network.settings.title.clone(),
            scenario: scenario(network, stress),
            kill_costs: stress.kills.iter().flat_map(|kills| KillLine::all(network, stress, kills)).collect(),
            kill_costs_by_internal_prices: stress
                .otherwise
                .iter()
                .flat_map(|kills| KillLine::all(network, stress, kills))
                .collect(),
            recorded: stress.recorded.iter().map(|it| RecordedLine::of(network, it)).collect(),
            bylaws: bylaws.collect(),
            unknown_perspectives: stress.unknown_levels.iter().map(|level| level.as_str().to_string()).collect(),
            worst_attacks: worst.collect(),
            denials,
            weak_links: stress.links.as_ref().map(|links| sentences(network, links)),
        }
    }
}

impl KillLine {
    fn all(network: &Network, stress: &Stress, kills: &Kills) -> Vec<Self> {
        let who = || kills.who.name(network);
        let year = |verdict: &KillOutcome| verdict.at().map(|at| year_of_kill(network, &stress.states, at));
        let readings = kills.readings();
        let one = |(at, (cost, level)): (usize, (&KillCost, &CostLevel))| {
            let first = first_attack(network, stress, (kills.who, *level), cost);
            let carried = kills.carried.as_ref().and_then(|costs| costs.get(at));
            Self::Known {
                who: who(),
                level: level.as_str().to_string(),
                verdict: cost.verdict.as_str().to_string(),
                purse_musd: finite(cost.purse_musd),
                cost_musd: cost.verdict.cost_musd(),
                lower_bound_musd: cost.verdict.lower_bound_musd(),
                year: year(&cost.verdict),
                sufficient_purse_musd: finite(cost.sufficient_purse_musd).map(|purse| purse.max(0.0)),
                internal_prices: kills.prices.map(|rule| rule.as_str().to_string()),
                runway_months: kills.unattacked.and_then(|known| known.runway_months),
                first_attack: first.map(|(attack, year, depth)| {
                    Box::new(FirstAttack { attack: network.attacks[attack].id.to_string(), year, depth })
                }),
                least_purse_musd: kills.unattacked.map(|known| known.least_musd),
                unforeseen: readings.get(at).map(|[_, blind]| {
                    Box::new(Unforeseen {
                        verdict: blind.verdict.as_str().to_string(),
                        cost_musd: blind.verdict.cost_musd(),
                        lower_bound_musd: blind.verdict.lower_bound_musd(),
                        year: year(&blind.verdict),
                    })
                }),
                carried: carried.map(|cost| {
                    Box::new(Carried {
                        verdict: cost.verdict.as_str().to_string(),
                        cost_musd: cost.verdict.cost_musd(),
                        lower_bound_musd: cost.verdict.lower_bound_musd(),
                    })
                }),
            }
        };
        match &kills.costs {
            Err(error) => vec![Self::Failed { who: who(), verdict: "error".to_string(), why: error.to_string() }],
            Ok(costs) => costs.iter().zip(&stress.options.levels).enumerate().map(one).collect(),
        }
    }
}

impl BylawLine {
    fn all(found: &Result<Option<Bylaws>, BylawError>, level: CostLevel) -> Vec<Self> {
        let level = level.as_str().to_string();
        let range = |kill: &Kill| [finite(kill.lower()), kill.cost().and_then(finite)];
        let one = |pooled: &Pooled| Self::Known {
            level: level.clone(),
            bylaw: bylaw_word(pooled.protection.bylaw).to_string(),
            first_musd: range(&pooled.protection.first),
            all_musd: range(&pooled.protection.all),
            defense_unserved_first_t: pooled.unserved_first_t,
            defense_unserved_all_t: pooled.unserved_all_t,
        };
        match found {
            Err(error) => vec![Self::Failed { level, verdict: "error".to_string(), why: error.to_string() }],
            Ok(bylaws) => bylaws.iter().flat_map(|bylaws| &bylaws.pooled).map(one).collect(),
        }
    }
}

impl HarmLine {
    fn of(harm: &Harm) -> Self {
        Self {
            budget_musd: finite(harm.budget_musd),
            spent_musd: harm.found.spent_musd,
            harm_musd: harm.harm_musd,
            upper_bound_musd: harm.upper_bound_musd,
            cost_exchange_ratio: finite(harm.cost_exchange_ratio()),
        }
    }
}

impl DenialLine {
    fn of(network: &Network, stress: &Stress, denial: &Denial) -> Self {
        let (cost_musd, lower_bound_musd) = match denial.verdict {
            DenialOutcome::Denied(cost, at_least) => (Some(cost), Some(at_least)),
            _ => (None, None),
        };
        Self::Known {
            what: denial.what.name(network),
            year: year(network, stress, denial.at),
            most_t: denial.most_t,
            level: stress.options.levels[denial.level].as_str().to_string(),
            verdict: denial.verdict.as_str().to_string(),
            cost_musd,
            lower_bound_musd,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use predation::PredationError;

    /// A replay that does not confirm an attack is told, not dropped.
    #[test]
    fn bylaws_that_failed_are_in_the_answer() {
        let error = PredationError::Unconfirmed("the attack costs 700 and does not kill".to_string());
        let lines = BylawLine::all(&Err(BylawError::Predation(error)), CostLevel::Treasury);
        let json = serde_json::to_value(&lines).unwrap();
        assert_eq!((&json[0]["level"], &json[0]["verdict"]), (&"treasury".into(), &"error".into()));
        assert!(json[0]["why"].as_str().unwrap().contains("does not kill"), "{json}");
        assert!(BylawLine::all(&Ok(None), CostLevel::Treasury).is_empty());
    }
}
