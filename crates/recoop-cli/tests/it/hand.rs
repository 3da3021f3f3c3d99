//! The cases of `cases/hand`: what their READMEs work out by hand is what comes out.
//!
//! Lines of a README that the test reads:
//!
//! ```text
//! Optimum: 0.9 MUSD
//! Expected: 2.2 MUSD
//! Tail: -3 MUSD
//! Built: `smelter` 100 t/yr, decided in 2030, runs from 2031
//! Price: `metal`, compliant, in `home`, 2031 (good): 153 USD/kg
//! ```

use recoop::plan::audit::{Reported, audit};
use recoop::plan::values::PriceValue;
use recoop::plan::{NoProgress, Plan, PlanOptions, solve};
use recoop_case::Network;
use recoop_case::check::check;
use recoop_case::resolve::resolve;
use recoop_io::{Style, draw, read_case};

use crate::command::repository;

#[track_caller]
fn assert_near(what: &str, found: f64, by_hand: f64) {
    assert!((found - by_hand).abs() <= 1e-9 * by_hand.abs(), "{what}: found {found}, by hand {by_hand}");
}

/// Reads, checks, resolves, plans and audits a case of the folder.
fn plan_of(name: &str) -> (Network, Plan) {
    let read = read_case(&repository().join("cases/hand").join(name));
    let mut findings = read.findings.clone();
    let settings = read.settings.clone().expect("a case with settings");
    findings.extend(read.origins.locate_all(&check(&settings, &read.tables)));
    assert!(findings.is_empty(), "{}", draw(&findings, &read.origins, Style::PLAIN));
    let network = resolve(&settings, &read.tables);
    let plan = solve(&network, &PlanOptions::from_network(&network), &mut NoProgress).unwrap();
    assert!(plan.status.proven(), "{:?}", plan.status);
    let (cash, scenarios, objective) = (plan.cash.flows(), &plan.scenarios, plan.status.objective);
    let audit = audit(&network, &Reported { values: &plan.values, cash, scenarios, objective });
    assert!(audit.passed(), "{:#?}", audit.breaches);
    assert_near("audited objective", audit.objective_musd, objective);
    (network, plan)
}

/// The number before a unit.
fn number(text: &str, unit: &str) -> f64 {
    let number = text.trim().strip_suffix(unit).unwrap_or_else(|| panic!("`{text}` does not end in {unit}"));
    number.trim().parse().unwrap_or_else(|_| panic!("`{number}` is no number"))
}

/// Holds a build against ``` `smelter` 100 t/yr, decided in 2030, runs from 2031```.
fn assert_built(network: &Network, plan: &Plan, at: usize, line: &str) {
    let parts: Vec<&str> = line.split(", ").collect();
    let [what, decided, runs] = parts[..] else { panic!("`{line}` has not three parts") };
    let (facility, size) = what.trim().rsplit_once("` ").unwrap();
    let build = &plan.values.builds[at];
    assert_eq!(network.facilities[build.facility].id, facility.trim_start_matches('`'));
    assert_near(line, build.size_t, number(size, "t/yr"));
    assert_eq!(format!("decided in {}", network.tree.period(build.state).first_year), decided);
    assert_eq!(format!("runs from {}", build.online_year), runs);
}

/// Holds a price against ``` `metal`, compliant, in `home`, 2031 (good): 153 USD/kg```.
fn assert_priced(network: &Network, plan: &Plan, line: &str) {
    let (place, price) = line.split_once(": ").unwrap();
    let described = |p: &PriceValue| {
        let node = &network.tree.nodes[network.tree.states[p.state].node];
        let scenario = if network.tree.nodes.len() == 1 { String::new() } else { format!(" ({})", node.id) };
        let pool = if p.compliant { ", compliant," } else { "" };
        let (material, region) = (&network.materials[p.material].id, &network.regions[p.region].id);
        format!("`{material}`{pool} in `{region}`, {}{scenario}", network.tree.period(p.state).first_year)
    };
    let found: Vec<&PriceValue> = plan.prices.iter().filter(|p| described(p) == place.trim()).collect();
    let [found] = found[..] else { panic!("{} prices of {place}", found.len()) };
    assert_near(line, found.price_usd_per_kg, number(price, "USD/kg"));
}

fn comes_out_as_worked_out(name: &str) {
    let (network, plan) = plan_of(name);
    let readme = std::fs::read_to_string(repository().join("cases/hand").join(name).join("README.md")).unwrap();
    let lines = |word: &str| -> Vec<String> {
        readme.lines().filter_map(|line| Some(line.strip_prefix(word)?.strip_prefix(": ")?.to_string())).collect()
    };
    let optimum = lines("Optimum");
    assert_eq!(optimum.len(), 1, "one optimum");
    assert_near("optimum", plan.status.objective, number(&optimum[0], "MUSD"));
    for line in lines("Expected") {
        assert_near("expected", plan.expected_npv_musd, number(&line, "MUSD"));
    }
    for line in lines("Tail") {
        assert_near("tail", plan.cvar_npv_musd, number(&line, "MUSD"));
    }
    let built = lines("Built");
    assert_eq!(plan.values.builds.len(), built.len(), "{:?}", plan.values.builds);
    for (at, line) in built.iter().enumerate() {
        assert_built(&network, &plan, at, line);
    }
    let priced = lines("Price");
    assert!(!priced.is_empty(), "a price at least");
    for line in &priced {
        assert_priced(&network, &plan, line);
    }
}

macro_rules! cases {
    ($($test:ident: $name:literal,)+) => {
        const CASES: &[&str] = &[$($name),+];
        $(#[test] fn $test() { comes_out_as_worked_out($name); })+
    };
}
cases! {
    an_unwanted_co_product_stops_the_chain: "1-co-products",
    one_large_plant_ships_to_two_towns: "2-scale",
    a_plant_takes_its_time: "3-lead-time",
    a_gamble_is_weighed_by_mean_and_tail: "4-tree",
    an_origin_rule_gives_one_metal_two_prices: "5-origin",
    taxes_and_debt_are_in_the_worth_of_a_plant: "6-taxes",
}

#[test]
fn no_case_is_forgotten() {
    let folder = repository().join("cases/hand");
    let mut there: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    there.sort();
    assert_eq!(there, CASES);
}
