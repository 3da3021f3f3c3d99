//! Kill costs and bylaws that follow one set of rules, each against the value by hand or by an independent program.

use serde_json::Value;

use super::inputs;
use crate::command::{Desk, copy};

fn desk(name: &str) -> Desk {
    let desk = Desk::new();
    copy(&inputs("solvency").join(name), &desk.path("case"));
    desk
}

fn stressed(desk: &Desk, options: &[&str]) -> Value {
    let command = [&["stress", "case", "--json", "--out", "out", "--max-losses", "0"], options].concat();
    serde_json::from_str(&desk.run(&command).well().out).unwrap()
}

fn kill<'a>(answer: &'a Value, who: &str) -> &'a Value {
    let kills = answer["kill_costs"].as_array().unwrap();
    kills.iter().find(|kill| kill["who"] == who).unwrap()
}

/// Bounds of the cheapest attack that breaks a first member under a bylaw.
fn first(answer: &Value, bylaw: &str) -> [Option<f64>; 2] {
    let bylaws = answer["bylaws"].as_array().unwrap();
    let line = bylaws.iter().find(|line| line["bylaw"] == bylaw).unwrap_or_else(|| panic!("{bylaws:?}"));
    [0, 1].map(|at| line["first_musd"][at].as_f64())
}

/// The plant buys its feed at 11; the other offer, at 34, is in no price. 271.377 is by a linear program of the four years.
#[test]
fn a_feed_that_is_not_used_is_in_no_price() {
    let answer = stressed(&desk("false-safe"), &["--perspective", "producers"]);
    let cost = kill(&answer, "m")["cost_musd"].as_f64().unwrap();
    assert!((cost - 271.377).abs() < 0.05, "{cost}");
    let [least, most] = first(&answer, "alone").map(Option::unwrap);
    assert!((most - 271.377).abs() < 0.5 && least <= most && least > 270.0, "{least} to {most}");
}

/// A floor of 95 covers all that is sold: 65 of 100 USD/kg are left after costs, whatever the price does.
#[test]
fn a_floor_pays_in_bylaws_too() {
    let answer = stressed(&desk("floor-in-bylaws"), &["--perspective", "producers"]);
    assert_eq!(kill(&answer, "m")["verdict"], "not_exhaustible");
    for bylaw in ["alone", "joint purse", "one sales desk", "right to let go"] {
        assert_eq!(first(&answer, bylaw)[1], None, "{bylaw}");
    }
}

/// The user pays 50, what it is worth; a price of 100 that falls by 40 % is 60.
#[test]
fn a_user_pays_its_worth_while_the_price_is_above_it() {
    let answer = stressed(&desk("users-pay"), &["--perspective", "producers"]);
    assert_eq!(kill(&answer, "m")["verdict"], "not_exhaustible");
    assert_eq!(kill(&answer, "m")["sufficient_purse_musd"], 0.0);
}

/// A plant of 1 t sells 1 t: 100 to 200 USD/kg less 30 of costs. What others make and users need is none of its trade.
#[test]
fn a_small_plant_earns_on_what_it_makes() {
    let desk = desk("trade");
    stressed(&desk, &["--perspective", "producers"]);
    let cash: Vec<f64> = desk
        .text("out/tables/kill_cash.csv")
        .lines()
        .filter(|line| line.starts_with("m,"))
        .map(|line| line.split(',').nth(3).unwrap().parse().unwrap())
        .collect();
    assert_eq!(cash.len(), 3);
    let mut before = 5.0;
    for left in cash {
        let earned = left - before;
        assert!((0.05..=0.17 + 1e-9).contains(&earned), "{earned} in a year");
        before = left;
    }
}

/// Attacks have volumes of producers alone: the other two levels are left out by name. Where nothing is left there is no stress.
#[test]
fn levels_that_nobody_knows_are_left_out_by_name() {
    let desk = desk("false-safe");
    let answer = stressed(&desk, &[]);
    assert_eq!(answer["unknown_perspectives"], serde_json::json!(["treasury", "nation"]));
    let kills = answer["kill_costs"].as_array().unwrap();
    assert!(!kills.is_empty() && kills.iter().all(|kill| kill["level"] == "producers"));
    let said = desk.run(&["stress", "case", "--out", "again", "--max-losses", "0"]).well();
    let words = "left out, as the case gives no volume for any attack there: treasury, nation";
    assert!(said.out.contains(words), "{}", said.out);
    let refused = desk.run(&["stress", "case", "--out", "third", "--perspective", "nation"]);
    assert!(refused.err.contains("no attack has a known cost at the level `nation`"), "{}", refused.err);
}

/// Cash of 0 at the end is alive in kill costs and in bylaws: four years of fixed costs of 3.6 and a purse of 14.4 that nothing takes more from.
#[test]
fn cash_of_zero_is_alive_everywhere() {
    let desk = desk("false-safe");
    desk.change("case/attacks.csv", "0.7,0.3,2800,0.5", "0.9,,2800,0.5");
    for (from, purse, verdict) in [("m,refiner,0.5", "14.4", "not_exhaustible"), ("m,refiner,14.4", "14.39", "kill")] {
        desk.change("case/members.csv", from, &format!("m,refiner,{purse}"));
        let out = format!("out-{purse}");
        let said =
            desk.run(&["stress", "case", "--json", "--out", &out, "--max-losses", "0", "--perspective", "producers"]);
        let answer: Value = serde_json::from_str(&said.well().out).unwrap();
        assert_eq!(kill(&answer, "m")["verdict"], verdict, "{purse}");
        assert_eq!(first(&answer, "alone")[1].is_some(), verdict == "kill", "{purse}");
    }
}
