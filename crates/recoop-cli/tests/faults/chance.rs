//! Simulated prices and back-tests.

use serde_json::Value;

use crate::command::{Desk, copy};
use crate::inputs;

/// The desk with an input as `case`, and its back-test.
fn backtest(input: &str) -> Value {
    let desk = Desk::new();
    copy(&inputs(input), &desk.path("case"));
    serde_json::from_str(&desk.run(&["backtest", "case", "--json"]).well().out).unwrap()
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().unwrap().iter().map(|it| it.as_f64().unwrap()).collect()
}

fn sales(outcome: &Value) -> Vec<f64> {
    outcome["ledger_musd"].as_array().unwrap().iter().map(|quarter| quarter["sales"].as_f64().unwrap()).collect()
}

/// The only member's outcome in a run.
fn outcome<'a>(answer: &'a Value, variant: Option<&str>) -> &'a Value {
    let run = answer["runs"].as_array().unwrap().iter().find(|run| run["variant"].as_str() == variant).unwrap();
    &run["outcomes"][0]
}

/// A plant that costs 20 to run and sells for 10 stands idle and pays 10 MUSD a year to be kept: 5, then 2.5, 0, -2.5.
#[test]
fn an_idle_plant_earns_nothing_and_pays_its_fixed_cost() {
    let answer = backtest("idle-plant-earns/case");
    let idle = outcome(&answer, None);
    assert_eq!(numbers(&idle["cash_musd"])[..3], [2.5, 0.0, -2.5], "{idle:#}");
    assert_eq!(idle["fails"], "2030 Q3", "{idle:#}");
}

/// Twice what it could make, 1,000 t, at 50 USD/kg: 25 MUSD in a quarter.
#[test]
fn a_multiple_of_outputs_holds_in_years_without_a_row() {
    let answer = backtest("output-variant-passes-over-years/case");
    let sales = |variant| sales(outcome(&answer, variant));
    let near = |found: &[f64], right: [f64; 8]| {
        found.iter().zip(right).for_each(|(found, right)| assert!((found - right).abs() < 1e-9, "{found} {right}"));
    };
    near(&sales(None), [5.0, 5.0, 5.0, 5.0, 12.5, 12.5, 12.5, 12.5]);
    near(&sales(Some("double")), [10.0, 10.0, 10.0, 10.0, 25.0, 25.0, 25.0, 25.0]);
    near(&sales(Some("set")), [20.0; 8]);
}

/// A year with a row for one quarter has rows for all; a year without rows makes what the plant could.
#[test]
fn a_row_for_one_quarter_speaks_of_the_year() {
    let answer = backtest("output-variant-passes-over-years/case-quarter");
    assert_eq!(sales(outcome(&answer, None)), [5.0, 0.0, 0.0, 0.0, 12.5, 12.5, 12.5, 12.5]);
}

/// A spike to ten times the price in ten years: 1 and 99 per cent of paths within a factor of ten of the lowest and the highest price of the past
/// (25 and 350 USD/kg around a mean of 74), and the mean within three standard errors of the case's 100.
#[test]
fn a_spike_in_the_history_does_not_empty_prices() {
    let desk = Desk::new();
    copy(&inputs("jumps-empty-prices/case"), &desk.path("case"));
    desk.run(&["simulate", "case", "--paths", "2000", "--pooling", "alone", "-q", "--out", "run"]).well();
    let table = desk.text("run/tables/simulated_prices.csv");
    let mut rows = table.lines();
    let columns: Vec<&str> = rows.next().unwrap().split(',').collect();
    let at =
        |name: &str| columns.iter().position(|column| *column == name).unwrap_or_else(|| panic!("{name}: {columns:?}"));
    let [mean, low, high] = ["mean_usd_per_kg", "p01_usd_per_kg", "p99_usd_per_kg"].map(at);
    let mut years = 0;
    for row in rows {
        let cells: Vec<f64> = row.split(',').map(|cell| cell.parse().unwrap_or(f64::NAN)).collect();
        assert!(cells[low] > 100.0 * 25.0 / 74.0 / 10.0 && cells[high] < 100.0 * 350.0 / 74.0 * 10.0, "{row}");
        // The standard error of 2,000 paths is 5.
        assert!((cells[mean] - 100.0).abs() < 15.0, "{row}");
        years += 1;
    }
    assert_eq!(years, 10);
}
