//! Sharing: the same amounts, by every rule whose answer is unique.

use recoop::plan::NoProgress;
use recoop::share::{Rule, ShareOptions, share};
use recoop_case::Network;

use crate::case::{Case, other};

/// Rules that have one answer only, whatever the duals of a degenerate plan are.
const UNIQUE: &[Rule] = &[Rule::Nucleolus, Rule::Shapley, Rule::EqualGain];

/// Shares by rule and member, MUSD.
fn shared(network: &Network, name: &dyn Fn(&str) -> String) -> Vec<(String, f64)> {
    let mut options = ShareOptions::from_network(network);
    (options.plan.gap, options.plan.threads) = (0.0, 1);
    let shares = share(network, &options, &mut NoProgress).unwrap();
    let mut out = vec![("total".to_string(), shares.total_musd), ("least core".to_string(), shares.least_core.lower)];
    for rule in UNIQUE {
        let result = shares.rule(*rule).unwrap_or_else(|| panic!("no shares by {}", rule.as_str()));
        for (member, share) in shares.members.iter().zip(&result.shares) {
            out.push((format!("{}, {}", rule.as_str(), name(member)), *share));
        }
    }
    out.sort_by(|a, b| a.0.cmp(&b.0));
    out
}

fn holds(case: &Case) {
    let usual = shared(&case.network(), &str::to_string);
    let named = |id: &str| other(id);
    for (what, found) in [
        ("rows shuffled", shared(&case.clone().shuffled(1).network(), &str::to_string)),
        ("ids renamed", shared(&case.clone().renamed().network(), &named)),
        ("both", shared(&case.clone().renamed().shuffled(2).network(), &named)),
    ] {
        assert_eq!(usual.len(), found.len(), "{what}");
        for ((key, usual), (found_key, found)) in usual.iter().zip(&found) {
            assert_eq!(key, found_key, "{what}");
            assert!((found - usual).abs() <= 1e-5 * usual.abs().max(1.0), "{what}: {key} {found}, usually {usual}");
        }
    }
}

#[test]
fn cooperative_of_three() {
    holds(&Case::read("cases/5-cooperative-of-three"));
}

#[test]
fn two_mines() {
    holds(&Case::read("cases/1-two-mines"));
}
