//! Plans: the same optimum and the same bound.

use recoop::plan::audit::audit;
use recoop::plan::{NoProgress, PlanOptions, solve};

use crate::case::Case;

/// Objective and bound of a plan that is proven to gap 0 and passes its audit, MUSD.
#[track_caller]
fn solved(name: &str, case: &Case) -> (f64, f64) {
    let network = case.network();
    let options = PlanOptions { gap: 0.0, threads: 1, ..PlanOptions::from_network(&network) };
    let plan = solve(&network, &options, &mut NoProgress).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(plan.status.proven(), "{name}: {:?}", plan.status);
    let audit = audit(&network, &plan.reported());
    assert!(audit.passed(), "{name}: {:#?}", audit.breaches);
    (plan.status.objective, plan.status.bound)
}

#[track_caller]
fn assert_same(name: &str, what: &str, usual: (f64, f64), found: (f64, f64)) {
    for (word, usual, found) in [("optimum", usual.0, found.0), ("bound", usual.1, found.1)] {
        assert!(
            (found - usual).abs() <= 1e-6 * usual.abs().max(1e-3),
            "{name}, {what}: {word} {found}, usually {usual}"
        );
    }
}

/// What is done to a case, and by what its money grows.
fn unchanged(case: &Case) -> Vec<(&'static str, Case, f64)> {
    let mut out = vec![
        ("rows shuffled", case.clone().shuffled(1), 1.0),
        ("ids renamed", case.clone().renamed(), 1.0),
        ("ids renamed and rows shuffled", case.clone().renamed().shuffled(3), 1.0),
        ("money ten times as much", case.clone().in_money(10.0), 10.0),
        ("unused things", case.clone().with_unused(), 1.0),
    ];
    if case.tables["scenarios"].len() > 2 {
        out.push(("a scenario told twice", case.clone().doubled(), 1.0));
    }
    out
}

fn holds(name: &str, case: &Case) {
    let usual = solved(name, case);
    for (what, case, factor) in unchanged(case) {
        let found = solved(&format!("{name}, {what}"), &case);
        assert_same(name, what, (usual.0 * factor, usual.1 * factor), found);
    }
}

macro_rules! cases {
    ($($test:ident: $folder:literal,)+) => { $(#[test] fn $test() { holds($folder, &Case::read($folder)); })+ };
}
cases! {
    two_mines: "cases/1-two-mines",
    co_products: "cases/2-co-products",
    refinery_with_scale: "cases/3-refinery-with-scale",
    crash: "cases/4-crash",
    cooperative_of_three: "cases/5-cooperative-of-three",
    long_purse: "cases/6-long-purse",
    hand_co_products: "cases/hand/1-co-products",
    hand_scale: "cases/hand/2-scale",
    hand_lead_time: "cases/hand/3-lead-time",
    hand_tree: "cases/hand/4-tree",
    hand_origin: "cases/hand/5-origin",
    hand_taxes: "cases/hand/6-taxes",
    floor_with_two_other_markets: "crates/recoop-cli/tests/faults/inputs/row-order-of-markets/floor-dear-first",
}

/// A tree, risk and plants with economies of scale: the dearest of these searches, so that several changes are made at once.
#[test]
fn template() {
    let case = Case::read("crates/recoop-io/template");
    let usual = solved("template", &case);
    let what = "ids renamed, rows shuffled, a scenario told twice";
    assert_same("template", what, usual, solved(what, &case.doubled().renamed().shuffled(3)));
}

/// Cases that nobody made: the template with other numbers, with its floor in force.
#[test]
fn drawn_templates() {
    for seed in 0..2 {
        let case = Case::read("crates/recoop-io/template").single_scenario().drawn(seed).with_floor();
        holds(&format!("template {seed}"), &case);
    }
}

impl Case {
    /// The template with its first scenario alone.
    fn single_scenario(mut self) -> Self {
        self.tables.get_mut("scenarios").unwrap().truncate(2);
        self.tables.remove("changes");
        self
    }

    /// The template with its price floor in force, and a second market abroad and one at home that pay less: what is sold where counts.
    fn with_floor(mut self) -> Self {
        let policies = self.tables.get_mut("policies").unwrap();
        let active = policies[0].iter().position(|name| name == "active").unwrap();
        let floors = policies[1..].iter_mut().filter(|row| row.contains(&"price_floor".to_string()));
        floors.for_each(|row| row[active] = "yes".into());
        for (id, region) in [("yard", "home"), ("souk", "abroad")] {
            self.add("markets", &[("id", id), ("name", id), ("region", region), ("controller", "nobody")]);
        }
        for (market, material, side, price, limit) in [
            ("yard", "ndpr_oxide", "sell", "60", "150"),
            ("souk", "ndpr_oxide", "sell", "50", "90"),
            ("souk", "magnet", "buy", "55", "100"),
        ] {
            self.add(
                "offers",
                &[("market", market), ("material", material), ("side", side), ("limit_t_per_year", limit)],
            );
            let price = [("market", market), ("material", material), ("year", "2027"), ("price_usd_per_kg", price)];
            self.add("prices", &price);
        }
        self
    }
}
