//! Stress: the same kill costs and the same harm.

use recoop::plan::NoProgress;
use recoop_adversary::kill::KillOutcome;
use recoop_adversary::stress::{PurseHolder, StressOptions, stress};
use recoop_case::Network;

use crate::case::{Case, other};

/// Named numbers, MUSD.
type Numbers = Vec<(String, f64)>;

/// Harm by level and budget, kill costs by purse and level; members by the names that `name` gives them.
fn stressed(network: &Network, name: &dyn Fn(&str) -> String) -> Numbers {
    let mut options = StressOptions::from_network(network);
    (options.losses, options.gap, options.bans) = (0, 1e-6, true);
    (options.plan.gap, options.plan.threads) = (0.0, 1);
    let stress = stress(network, &options, &mut NoProgress).unwrap();
    let member = |at: usize| name(&network.members[at].id);
    let mut out = Numbers::new();
    for worst in &stress.worst {
        let level = worst.level.as_str();
        let attacks = worst.attacks.as_ref().unwrap().as_ref().unwrap();
        out.push((format!("{level}, free"), attacks.free_musd));
        for (at, harm) in attacks.harms.iter().enumerate() {
            out.push((format!("{level}, harm {at}"), harm.harm_musd));
            out.push((format!("{level}, at most {at}"), harm.upper_bound_musd));
        }
    }
    for kills in &stress.kills {
        let who = match kills.who {
            PurseHolder::Alone(at) => member(at),
            PurseHolder::Inside(at) => format!("{}, inside", member(at)),
            other => format!("{other:?}"),
        };
        for (level, kill) in options.levels.iter().zip(kills.costs.as_ref().unwrap()) {
            let key = format!("{who}, {}", level.as_str());
            let cost = match &kill.verdict {
                KillOutcome::Kill { cost_musd, .. } => *cost_musd,
                KillOutcome::FailsUnattacked { at } => -1.0 - at.index() as f64,
                KillOutcome::NotExhaustible => 1e9,
                KillOutcome::NotProven => panic!("{key}: open"),
            };
            out.push((format!("{key}, cost"), cost));
            out.push((format!("{key}, safe purse"), kill.sufficient_purse_musd));
        }
    }
    out.sort_by(|a, b| a.0.cmp(&b.0));
    out
}

#[track_caller]
fn assert_same(what: &str, usual: &Numbers, found: &Numbers) {
    assert_eq!(usual.len(), found.len(), "{what}");
    for ((key, usual), (found_key, found)) in usual.iter().zip(found) {
        assert_eq!(key, found_key, "{what}");
        // Gap of the searches, and tangents of costs, beside which the numbers are rounding.
        assert!((found - usual).abs() <= 1e-4 * usual.abs().max(1e-2), "{what}: {key} {found}, usually {usual}");
    }
}

fn holds(case: &Case) {
    let usual = stressed(&case.network(), &str::to_string);
    assert!(usual.len() > 5);
    let named = |id: &str| other(id);
    assert_same("rows shuffled", &usual, &stressed(&case.clone().shuffled(1).network(), &str::to_string));
    assert_same("ids renamed", &usual, &stressed(&case.clone().renamed().network(), &named));
    assert_same("both", &usual, &stressed(&case.clone().renamed().shuffled(2).network(), &named));
}

#[test]
fn long_purse() {
    holds(&Case::read("cases/6-long-purse"));
}

/// A second market of the rival: reference prices of attacks are means, whichever row comes first.
#[test]
fn long_purse_with_two_rival_markets() {
    let mut case = Case::read("cases/6-long-purse");
    case.add("markets", &[("id", "bourse"), ("name", "Bourse"), ("region", "rival"), ("controller", "adversary")]);
    let price = [("market", "bourse"), ("material", "oxide"), ("year", "2030"), ("price_usd_per_kg", "80")];
    case.add("prices", &price);
    holds(&case);
}
