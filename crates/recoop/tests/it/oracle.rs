//! The planner against brute force: every combination of the integers is fixed and what is left is solved; the best of them has
//! to be the plan's objective.

use std::cell::Cell;

use program::{Col, NoProgress, Options, Program, Solver, Stop};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::toy::Case;

/// What is random in a case.
#[derive(Clone, Debug)]
struct Draw {
    kind: usize,
    capex_musd: f64,
    exponent: f64,
    module_capex_musd: f64,
    opening_musd: f64,
    boom: f64,
    bust: f64,
    limit_t_per_year: f64,
    probability: f64,
    weight: f64,
    level: f64,
}

fn draw() -> impl Strategy<Value = Draw> {
    (
        (0_usize..4, 0.5..8.0, 0.4..0.9, 0.2..3.0, 0.0..2.0),
        (20.0..150.0, 4.0..60.0, 15.0..120.0, 0.2..0.8, prop_oneof![Just(0.0), Just(0.5)], 0.1..0.6),
    )
        .prop_map(|((kind, capex, exponent, module, opening), (boom, bust, limit, probability, weight, level))| {
            Draw {
                kind,
                capex_musd: capex,
                exponent,
                module_capex_musd: module,
                opening_musd: opening,
                boom,
                bust,
                limit_t_per_year: limit,
                probability,
                weight,
                level,
            }
        })
}

/// Scaled plants, modules and an opening, both kinds of plant, or a plant for a demand with a chance.
fn case(draw: &Draw) -> Case {
    let Draw {
        capex_musd,
        exponent,
        module_capex_musd,
        opening_musd,
        boom,
        bust,
        limit_t_per_year,
        probability,
        weight,
        ..
    } = draw;
    let scaled =
        |last: i32| format!("tower, smith, us, melting, candidate, 100, {capex_musd}, 100, {exponent}, , {last},");
    let modules = |opening: f64, last: i32| {
        format!("rack, smith, us, melting, candidate, 60, {module_capex_musd}, 25, , 25, {last}, {opening}")
    };
    let (plants, fork) = match draw.kind {
        0 => (scaled(2031), true),
        1 => (modules(*opening_musd, 2031), false),
        2 => (format!("{}\n{}", scaled(2030), modules(0.0, 2031)), true),
        _ => (scaled(2030), true),
    };
    let header = "id, member, region, technology, status, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year, capex_exponent, \
                  module_t_per_year, last_build_year, opening_cost_musd";
    let mut case = Case::works(2030, 2031)
        .set(|s| {
            s.finance.discount_rate = 0.1;
            s.finance.scale_segments = 2;
            (s.risk.weight, s.risk.tail) = (*weight, 0.3);
        })
        .table("facilities", &format!("{header}\n{plants}"))
        .table(
            "offers",
            &format!(
                "market, material, side, limit_t_per_year\nworld, scrap, buy,\nworld, metal, sell, {limit_t_per_year}"
            ),
        );
    if fork {
        case = case.fork(2031, *probability).table(
            "prices",
            &format!(
                "market, material, year, price_usd_per_kg, scenario
                 world, scrap, 2030, 2,
                 world, metal, 2030, {boom},
                 world, metal, 2030, {bust}, bust"
            ),
        );
    } else {
        case = case.table(
            "prices",
            &format!("market, material, year, price_usd_per_kg\nworld, scrap, 2030, 2\nworld, metal, 2030, {boom}"),
        );
    }
    if draw.kind == 3 {
        case = case
            .table(
                "demands",
                &format!(
                    "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg, \
                     service_level, service_probability
                     motors, motors, smith, us, metal, defense, 5, 1, {}, 0.5",
                    draw.level
                ),
            )
            .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 50");
    }
    case
}

/// The best objective over all combinations of the integers, with their number.
fn brute_force(program: &Program) -> (f64, usize) {
    let integers: Vec<Col> = program.all_cols().filter(|col| program.is_integer(*col)).collect();
    let mut solver = Solver::new(program).unwrap();
    for col in &integers {
        solver.set_integer(*col, false);
    }
    let mut values: Vec<f64> = integers.iter().map(|col| program.col_bounds(*col).0).collect();
    let (mut best, mut number) = (f64::NEG_INFINITY, 0);
    loop {
        for (col, value) in integers.iter().zip(&values) {
            solver.set_col_bounds(*col, *value, *value);
        }
        let outcome = solver.solve(&Options::default(), &mut NoProgress).unwrap();
        number += 1;
        match outcome.stop {
            Stop::Optimal => best = best.max(outcome.objective.unwrap()),
            Stop::Infeasible => {}
            other => panic!("{other:?}"),
        }
        // The next combination: count up like an odometer.
        let next = integers.iter().zip(&mut values).find_map(|(col, value)| {
            let (lower, upper) = program.col_bounds(*col);
            if *value + 1.0 <= upper {
                *value += 1.0;
                Some(())
            } else {
                *value = lower;
                None
            }
        });
        if next.is_none() {
            return (best, number);
        }
    }
}

#[test]
fn no_combination_of_builds_is_better_than_the_plan() {
    let config = Config { cases: 40, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let (built, empty) = (Cell::new(0), Cell::new(0));
    runner
        .run(&draw(), |draw| {
            let case = case(&draw);
            let (_, plan) = case.plan();
            let (best, number) = brute_force(&case.formulation().program);
            let close = 1e-6 * best.abs().max(1.0);
            prop_assert!((plan.status.objective - best).abs() <= close, "{} against {best}", plan.status.objective);
            prop_assert!(plan.status.bound >= best - close, "bound {} below {best}", plan.status.bound);
            prop_assert!(number >= 4);
            let count = if plan.values.builds.is_empty() { &empty } else { &built };
            count.set(count.get() + 1);
            Ok(())
        })
        .unwrap();
    // The draws are the same in every run: plans of both sorts are among them.
    assert!(built.get() > 10 && empty.get() > 0, "{} plans build and {} do not", built.get(), empty.get());
}
