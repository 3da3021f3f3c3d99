//! What begins or ends inside a period of several years, and salvage.
//!
//! A plant melts 100 t a year; money is discounted at 25%, so that the years of a period weigh 1, 0.8, 0.64, 0.512, 0.4096.

use recoop::plan::explain::explain;
use recoop::plan::{NoProgress, Plan, PlanOptions, solve};
use recoop_case::Network;
use recoop_case::check::check;
use recoop_case::resolve::resolve;
use recoop_io::read_case;

use crate::command::{Desk, copy, repository};

fn inputs() -> std::path::PathBuf {
    repository().join("crates/recoop-cli/tests/faults/inputs")
}

/// The network of an input, with periods split at windows where asked for.
fn network(name: &str, split: bool) -> Network {
    let read = read_case(&inputs().join(name));
    let mut settings = read.settings.expect("settings");
    settings.horizon.split_at_windows = split;
    resolve(&settings, &read.tables)
}

/// The plan of a network, proven and audited.
fn plan_of(network: &Network) -> Plan {
    let plan = solve(network, &PlanOptions::from_network(network), &mut NoProgress).unwrap();
    assert!(plan.status.proven());
    let audit = recoop::plan::audit::audit(network, &plan.reported());
    assert!(audit.passed(), "{:#?}", audit.breaches);
    plan
}

#[track_caller]
fn assert_worth(name: &str, by_hand: f64) {
    for split in [false, true] {
        let found = plan_of(&network(name, split)).status.objective;
        assert!(
            (found - by_hand).abs() <= 1e-6 * by_hand.abs().max(1.0),
            "{name}, {split}: {found}, by hand {by_hand}"
        );
    }
}

/// The codes of the warnings of an input.
fn warnings(name: &str) -> Vec<&'static str> {
    let read = read_case(&inputs().join(name));
    check(&read.settings.expect("settings"), &read.tables).iter().map(|fault| fault.code).collect()
}

/// 50 USD/kg on 100 t are 5 MUSD a year: 5 (1 + 0.8) in 2030 and 2031, 5 (0.8 + 0.64) in 2031 and 2032.
#[test]
fn a_payment_is_paid_in_its_years() {
    for (name, by_hand) in [("five-30-31", 9.0), ("years-30-31", 9.0), ("five-31-32", 7.2), ("years-31-32", 7.2)] {
        assert_worth(&format!("policy-ends-mid-period/{name}"), by_hand);
    }
}

/// 10 MUSD a year less 2 of fixed cost for seven years, less 5: 8 (1 - 0.8^7) / 0.2 - 5.
#[test]
fn a_plant_works_to_the_end_of_its_life() {
    let by_hand = 8.0 * (1.0 - 0.8_f64.powi(7)) / 0.2 - 5.0;
    assert!((by_hand - 26.611).abs() < 1e-3);
    assert_worth("life-ends-mid-period/fives", by_hand);
    assert_worth("life-ends-mid-period/years", by_hand);
}

/// 10 MUSD a year from 2032 on: 10 (0.64 + 0.512 + 0.4096).
#[test]
fn what_is_under_construction_does_not_earn() {
    assert_worth("online-mid", 15.616);
}

/// 10 MUSD at once for 10 a year: 10 · 3.3616 - 10; with 3 MUSD a year three tenths of it, as all has to be paid in 2030.
#[test]
fn a_purse_is_called_in_the_year_of_the_lump() {
    for periods in ["five", "years"] {
        assert_worth(&format!("purse-in-periods/total-{periods}"), 23.616);
        assert_worth(&format!("purse-in-periods/per-year-{periods}"), 7.0848);
    }
    assert!(warnings("purse-in-periods/per-year-five").contains(&"network::purse_inside_period"));
    assert!(!warnings("purse-in-periods/per-year-years").contains(&"network::purse_inside_period"));
}

/// Committed in 2030 and on line in 2031, it runs from the period that begins in 2035.
#[test]
fn the_plan_says_from_when_a_plant_runs() {
    let desk = Desk::new();
    copy(&inputs().join("lead-time-in-periods/fives"), &desk.path("case"));
    let said = desk.run(&["plan", "case"]).well();
    let line = said.out.lines().find(|line| line.contains("Smelter")).expect("a line about the smelter");
    assert!(line.contains("2030") && line.contains("2035") && !line.contains("2031"), "{line}");
    assert!(said.err.contains("network::lead_inside_period"), "{}", said.err);
    let network = network("lead-time-in-periods/fives", false);
    let builds = &plan_of(&network).values.builds;
    assert_eq!((builds[0].online_year, builds[0].online_period.index()), (2031, 1));
}

/// It can never earn, so it is not built for what is left of it at the end.
#[test]
fn nothing_is_built_for_its_salvage() {
    for name in ["plain", "expensing", "grant"] {
        let name = format!("built-for-its-salvage/{name}");
        assert_worth(&name, 0.0);
        assert!(plan_of(&network(&name, false)).values.builds.is_empty(), "{name}");
    }
}

/// A plant that is built all the same is named: here a loan costs less than money is worth, which salvage cannot mend.
#[test]
fn what_is_never_used_is_named() {
    let read = read_case(&inputs().join("built-for-its-salvage/plain"));
    let mut settings = read.settings.expect("settings");
    (settings.finance.debt_share, settings.finance.tax_rate) = (0.9, 0.5);
    (settings.finance.debt_rate, settings.finance.debt_years) = (0.0, 40);
    settings.finance.depreciation = vec![1.0];
    let network = resolve(&settings, &read.tables);
    let plan = plan_of(&network);
    assert!(!plan.values.builds.is_empty());
    let unused = explain(&network, &plan).into_iter().filter(|sentence| sentence.topic == "unused");
    let texts: Vec<String> = unused.map(|sentence| sentence.text).collect();
    assert_eq!(texts.len(), 1, "{texts:?}");
    assert!(texts[0].contains("Smelter") && texts[0].ends_with("never used: it never runs"), "{texts:?}");
}
