//! A stress as JSON.

use predation::Kill;
use recoop_adversary::Stress;
use recoop_adversary::deny::{Denial, Verdict as Denied};
use recoop_adversary::kill::{KillCost, Verdict};
use recoop_adversary::links::sentences;
use recoop_adversary::report::bylaw_word;
use recoop_case::Network;
use recoop_case::attacks::CostLevel;

use super::{scenario, year};

pub fn json(network: &Network, stress: &Stress) -> serde_json::Value {
    let finite = |value: f64| value.is_finite().then_some(value);
    let kills: Vec<_> = stress
        .kills
        .iter()
        .flat_map(|kills| match &kills.costs {
            Err(error) => {
                vec![serde_json::json!({ "who": kills.who.word(network), "verdict": "error", "why": error.to_string() })]
            }
            Ok(costs) => {
                let one = |(cost, level): (&KillCost, &CostLevel)| {
                    let at_least = match &cost.verdict {
                        Verdict::Kill { at_least_musd, .. } => Some(*at_least_musd),
                        _ => None,
                    };
                    serde_json::json!({
                        "who": kills.who.word(network), "level": level.word(), "verdict": cost.verdict.word(),
                        "purse_musd": finite(cost.purse_musd), "cost_musd": cost.verdict.cost_musd(), "at_least_musd": at_least,
                        "year": cost.verdict.at().map(|at| year(network, stress, at)),
                        "safe_purse_musd": finite(cost.safe_purse_musd).map(|purse| purse.max(0.0)),
                    })
                };
                costs.iter().zip(&stress.options.levels).map(one).collect()
            }
        })
        .collect();
    let worst: Vec<_> = stress
        .worst
        .iter()
        .map(|worst| match &worst.attacks {
            Ok(Some(attacks)) => {
                let harms: Vec<_> = attacks
                    .harms
                    .iter()
                    .map(|harm| {
                        serde_json::json!({
                            "budget_musd": finite(harm.budget_musd), "spent_musd": harm.found.spent_musd,
                            "harm_musd": harm.harm_musd, "at_most_musd": harm.at_most_musd, "exchange": harm.exchange(),
                        })
                    })
                    .collect();
                serde_json::json!({ "level": worst.level.word(), "worth_musd": attacks.free_musd, "harms": harms })
            }
            Ok(None) => serde_json::json!({ "level": worst.level.word(), "why": "no attack was found in time" }),
            Err(error) => serde_json::json!({ "level": worst.level.word(), "why": error.to_string() }),
        })
        .collect();
    let bylaws: Vec<_> = stress
        .bylaws
        .iter()
        .filter_map(|found| found.as_ref().ok()?.as_ref())
        .flat_map(|bylaws| bylaws.pooled.iter().map(move |pooled| (bylaws.level, pooled)))
        .map(|(level, pooled)| {
            let protection = &pooled.protection;
            let range = |kill: &Kill| [finite(kill.lower()), kill.cost().and_then(finite)];
            serde_json::json!({
                "level": level.word(), "bylaw": bylaw_word(protection.bylaw), "first_musd": range(&protection.first),
                "all_musd": range(&protection.all), "defence_unserved_first_t": pooled.unserved_first_t,
                "defence_unserved_all_t": pooled.unserved_all_t,
            })
        })
        .collect();
    let denials: Vec<_> = match &stress.denials {
        Err(error) => vec![serde_json::json!({ "verdict": "error", "why": error.to_string() })],
        Ok(denials) => {
            let one = |denial: &Denial| {
                let (cost, at_least) = match denial.verdict {
                    Denied::Denied(cost, at_least) => (Some(cost), Some(at_least)),
                    _ => (None, None),
                };
                serde_json::json!({
                    "what": denial.what.word(network), "year": year(network, stress, denial.at), "most_t": denial.most_t,
                    "level": stress.options.levels[denial.level].word(), "verdict": denial.verdict.word(), "cost_musd": cost,
                    "at_least_musd": at_least,
                })
            };
            denials.iter().map(one).collect()
        }
    };
    serde_json::json!({
        "title": network.settings.title, "scenario": scenario(network, stress), "kill_costs": kills, "bylaws": bylaws,
        "worst_attacks": worst, "denials": denials,
        "weak_links": stress.links.as_ref().map(|links| sentences(network, links)),
    })
}
