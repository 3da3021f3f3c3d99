//! Futures of tiny probability are operated like any other; capacity that costs nothing is kept.

use recoop::plan::{NoProgress, Plan, PlanOptions, solve_with_program};
use recoop_case::Network;
use recoop_case::positions::StateAt;

use crate::toy::{Case, assert_near};

/// From 2031 on users need 80 t/yr of metal, for 50 USD/kg, or lose another 20; in the boom metal abroad costs 30, otherwise the works make it from scrap for 3.
/// Two steps of chance lead to the boom, as a single number below 1e-9 is refused.
fn served(probability: f64) -> Case {
    let (step, rest) = (probability.sqrt(), 1.0 - probability.sqrt());
    Case::works(2030, 2032)
        .table(
            "scenarios",
            &format!(
                "id, parent, first_year, probability
                 now, , 2030, 1
                 calm, now, 2031, {rest}
                 rise, now, 2031, {step}
                 bust, rise, 2032, {rest}
                 boom, rise, 2032, {step}"
            ),
        )
        .table("demands", "id, end_use, material, region, member, priority, value_usd_per_kg, shortage_cost_usd_per_kg\nusers, motors, metal, us, smith, defense, 50, 20")
        .table("quantities", "demand, year, quantity_t_per_year, scenario\nusers, 2030, 40,\nusers, 2032, 80, boom")
        .table("offers", "market, material, side, limit_t_per_year\nworld, scrap, buy, 60\nworld, metal, buy, 1000")
        .table(
            "prices",
            "market, material, year, price_usd_per_kg, scenario
             world, scrap, 2030, 2,
             world, metal, 2030, 30,
             world, metal, 2032, 45, boom",
        )
}

/// What is told of a future, in order: service, trade, runs, prices, its value.
fn told(network: &Network, plan: &Plan, scenario: &str) -> Vec<(String, f64)> {
    let tree = &network.tree;
    let here = |state: StateAt| tree.nodes[tree.states[state].node].id.as_str() == scenario;
    let year = |state: StateAt| tree.period(state).first_year;
    let mut out = Vec::new();
    for s in plan.values.service.iter().filter(|s| here(s.state)) {
        out.push((format!("served {}", year(s.state)), s.served_t));
    }
    for t in plan.values.trades.iter().filter(|t| here(t.state)) {
        out.push((format!("trade {} {}", t.offer, year(t.state)), t.amount_t));
    }
    for r in plan.values.runs.iter().filter(|r| here(r.state)) {
        out.push((format!("run {} {}", r.facility, year(r.state)), r.activity_t));
    }
    for p in plan.prices.iter().filter(|p| here(p.state)) {
        out.push((format!("price {} {}", network.materials[p.material].id, year(p.state)), p.price_usd_per_kg));
    }
    for c in plan.values.capacity.iter().filter(|c| here(c.state)) {
        out.push((format!("capacity {} {}", c.facility, year(c.state)), c.installed_t));
    }
    for s in plan.scenarios.iter().filter(|s| here(tree.leaves[s.leaf])) {
        out.push(("npv".to_string(), s.npv_musd));
    }
    out
}

#[track_caller]
fn assert_same(usual: &[(String, f64)], found: &[(String, f64)]) {
    assert_eq!(
        usual.iter().map(|(what, _)| what).collect::<Vec<_>>(),
        found.iter().map(|(what, _)| what).collect::<Vec<_>>()
    );
    for ((what, usual), (_, found)) in usual.iter().zip(found) {
        assert!((usual - found).abs() <= 1e-6 * usual.abs().max(1.0), "{what}: {found}, usually {usual}");
    }
}

/// 60 t from scrap for 2 + 1, 20 t bought for 45: all are served, and a kg more costs 45.
#[test]
fn a_future_of_a_probability_below_all_tolerances_is_operated_as_one_of_30_percent() {
    let usual = served(0.3);
    let (network, plan) = usual.plan();
    let expected = told(&network, &plan, "boom");
    let of = |what: &str| expected.iter().find(|(it, _)| it == what).unwrap().1;
    assert_near(of("served 2032"), 80.0);
    assert_near(of("price metal 2032"), 45.0);
    for probability in [1e-3, 1e-6, 1e-9, 3e-12] {
        let (network, plan) = served(probability).plan();
        assert_same(&expected, &told(&network, &plan, "boom"));
    }
}

/// The same where risk weighs in part, and where nothing but the tail counts: the boom is better than the rest, beyond the tail.
#[test]
fn however_risk_weighs() {
    for weight in [0.25, 0.9, 1.0] {
        let risky = |probability| served(probability).set(|s| (s.risk.weight, s.risk.tail) = (weight, 0.5));
        let without_prices = |network: &Network, plan: &Plan| -> Vec<(String, f64)> {
            // What no weight is given to has no prices.
            told(network, plan, "boom").into_iter().filter(|(what, _)| !what.starts_with("price")).collect()
        };
        let (network, plan) = served(0.3).plan();
        let expected = without_prices(&network, &plan);
        for probability in [0.3, 3e-12] {
            let (network, plan) = risky(probability).plan();
            assert_same(&expected, &without_prices(&network, &plan));
        }
    }
}

/// What leads to an improbable future is improbable too, and operated: its own works run, too.
#[test]
fn improbable_futures_within_improbable_futures_are_operated() {
    let (network, plan) = served(0.3).plan();
    let usual: Vec<_> = ["rise", "bust", "boom"].map(|it| told(&network, &plan, it)).to_vec();
    for probability in [1e-6, 3e-12] {
        let (network, plan) = served(probability).plan();
        for (usual, scenario) in usual.iter().zip(["rise", "bust", "boom"]) {
            assert_same(usual, &told(&network, &plan, scenario));
        }
    }
}

/// Works that could grow, for the first year: afterwards there is nothing to sell. Keeping them costs nothing, so they are kept whole, whatever the
/// optimum of the program says, which is blind to it.
#[test]
fn capacity_that_costs_nothing_to_keep_is_kept() {
    let case = Case::works(2030, 2032)
        .table(
            "facilities",
            "id, member, region, technology, status, capacity_t_per_year, max_capacity_t_per_year
             works, smith, us, melting, existing, 100, 150",
        )
        .table(
            "technologies",
            "id, stage, variable_cost_usd_per_kg, capex_ref_musd, size_ref_t_per_year\nmelting, metal, 1, 5, 100",
        )
        .table(
            "prices",
            "market, material, year, price_usd_per_kg
             world, scrap, 2030, 2
             world, metal, 2030, 13
             world, metal, 2031, 1
             world, metal, 2032, 1",
        )
        .table("offers", "market, material, side, limit_t_per_year\nworld, scrap, buy, 70\nworld, metal, sell, 70");
    let network = case.network();
    let made = solve_with_program(&network, &PlanOptions::from_network(&network), &mut NoProgress).unwrap();
    let told: Vec<f64> = made.plan.values.capacity.iter().map(|c| c.installed_t).collect();
    assert_eq!(told, [100.0, 100.0, 100.0]);
    // What attacks and chance are asked about is the same plan.
    let columns = made.formulation.variables.installed.iter().map(|(_, col)| made.columns[col.index()]);
    assert_eq!(columns.collect::<Vec<_>>(), told);
    // Without an integer the relaxation is the plan as the solver leaves it: it gives capacity up.
    let left = made.formulation.variables.installed.iter().map(|(_, col)| made.relaxed.solution.cols[col.index()]);
    assert!(left.sum::<f64>() < 299.0);
}
