//! Sharings that gave away what is nobody's, or what nobody has.

use serde_json::Value;

use crate::command::{Desk, copy, repository};
use crate::inputs;

/// A desk with the cooperative of three as `case`.
fn three() -> Desk {
    let desk = Desk::new();
    copy(&repository().join("cases/5-cooperative-of-three"), &desk.path("case"));
    desk
}

fn shared(desk: &Desk) -> Value {
    let out = desk.run(&["share", "case", "--out", "out", "--json"]).well().out;
    serde_json::from_str(&out).unwrap()
}

/// Shares by a rule, MUSD of present value.
fn shares(answer: &Value, rule: &str) -> Vec<f64> {
    let line = answer["rules"].as_array().unwrap().iter().find(|line| line["rule"] == rule);
    let line = line.unwrap_or_else(|| panic!("no shares by {rule}"));
    line["shares_musd"].as_array().unwrap().iter().map(|share| share.as_f64().unwrap()).collect()
}

#[track_caller]
fn assert_near(found: f64, right: f64) {
    assert!((found - right).abs() < 1e-6 * right.abs().max(1.0), "found {found}, right {right}");
}

/// The imports are the miner's: without it the user has nothing, whether its access has a limit that never binds or none. The imports bring 58.56, the
/// refinery 23.2 more: the nucleolus gives its owner half of that, and each of the two without whom there is nothing half of the rest.
#[test]
fn an_access_without_limit_is_its_owners_alone() {
    for limit in ["", ",100000"] {
        let desk = three();
        let header = if limit.is_empty() { "side,member" } else { "side,member,limit_t_per_year" };
        desk.change("case/offers.csv", "side,member", header);
        desk.change(
            "case/offers.csv",
            "world,nd_oxide,buy,tern_motors",
            &format!("world,nd_oxide,buy,ridge_mining{limit}"),
        );
        let answer = shared(&desk);
        assert_near(answer["total_musd"].as_f64().unwrap(), 81.76);
        assert_near(answer["alone_musd"][2].as_f64().unwrap(), 0.0);
        let by_hand = [(58.56 + 11.6) / 2.0, 11.6, (58.56 + 11.6) / 2.0];
        shares(&answer, "nucleolus").into_iter().zip(by_hand).for_each(|(found, by_hand)| assert_near(found, by_hand));
    }
}

/// The keeper of a stock that only the user can fill has no group that could refuse: nothing limits what it would pay. What the others have is
/// settled, and no rule gives anybody more than there is.
#[test]
fn a_share_without_limit_is_told_and_not_shared_out() {
    let desk = Desk::new();
    copy(&inputs("nucleolus-unbounded"), &desk.path("case"));
    let answer = shared(&desk);
    let missing = answer["missing"].as_array().unwrap();
    let why =
        |rule: &str| missing.iter().find(|it| it["rule"] == rule).map(|it| it["why"].as_str().unwrap().to_string());
    let nucleolus = why("nucleolus").unwrap();
    assert!(nucleolus.contains("store cannot meet what has to be kept or served"), "{nucleolus}");
    assert!(
        nucleolus.contains("tern_motors, store have") && nucleolus.contains("settled: ridge_mining 8.8"),
        "{nucleolus}"
    );
    assert_eq!(why("equal_gain").unwrap(), "`store` cannot stand alone: it has no value alone to start from");
    let total = answer["total_musd"].as_f64().unwrap();
    for line in answer["rules"].as_array().unwrap() {
        for share in line["shares_musd"].as_array().unwrap() {
            assert!(share.as_f64().unwrap().abs() <= 1.1 * total, "{line}");
        }
    }
}

/// A member that brings nothing has and owes nothing; before, it bore an equal part of what whole plants fall short of parts of plants.
#[test]
fn who_brings_nothing_that_counts_has_nothing() {
    let desk = three();
    let before = shares(&shared(&desk), "prices");
    desk.append("case/members.csv", "idler,Idler,investor,0,assumed");
    let with = shares(&shared(&desk), "prices");
    assert_near(with[3], 0.0);
    before.iter().zip(&with).for_each(|(before, with)| assert_near(*with, *before));
}

/// In 2030 each is called for the equity that it puts in, 6, 8 and 6 MUSD, and the user pays its imports of 120; from 2031 on what the plants bring gives
/// that capital back before anything else. Before, the owner of the refinery was called for all of it, and who put in 6 received 0.16.
#[test]
fn who_puts_in_is_called_once_and_repaid_first() {
    let desk = three();
    shared(&desk);
    let text = desk.text("out/tables/distributions.csv");
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |name: &str| columns.iter().position(|column| *column == name).unwrap();
    let (member, year, paid) = (at("member"), at("year"), at("payment_musd"));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let payment = |of: &str, when: &str| -> f64 {
        let row = rows.iter().find(|row| row[member] == of && row[year] == when).unwrap();
        row[paid].parse().unwrap()
    };
    assert_near(payment("ridge_mining", "2030"), -6.0);
    assert_near(payment("alder_refining", "2030"), -8.0);
    assert_near(payment("tern_motors", "2030"), -6.0 - 120.0);
    // With a quarter of interest.
    assert!(payment("ridge_mining", "2031") >= 1.25 * 6.0 - 1e-9);
    assert!(payment("alder_refining", "2031") >= 1.25 * 8.0 - 1e-9);
}

/// The miner and the refiner pay a quarter, the user nothing, and the imports are everybody's. Before, what they traded with each other was taxed at home
/// and not where it was bought: the worth of all went from 60 to 148 MUSD.
#[test]
fn rates_of_tax_create_no_money() {
    let desk = three();
    desk.change("case/offers.csv", "world,nd_oxide,buy,tern_motors", "world,nd_oxide,buy,");
    desk.change("case/case.toml", "[finance]", "[finance]\ntax_rate = 0.25");
    let same = shared(&desk);
    desk.change("case/members.csv", "confidence", "confidence,tax_rate");
    desk.change("case/members.csv", "supplier,6,assumed", "supplier,6,assumed,0.25");
    desk.change("case/members.csv", "refiner,8,assumed", "refiner,8,assumed,");
    desk.change("case/members.csv", "consumer,6,assumed", "consumer,6,assumed,0");
    let other = shared(&desk);
    for number in ["total_musd", "surplus_musd"] {
        assert_near(other[number].as_f64().unwrap(), same[number].as_f64().unwrap());
    }
    assert_eq!(other["rules"], same["rules"]);
    for answer in [&same, &other] {
        let [cash, surplus, difference] =
            ["cash_musd", "surplus_musd", "tax_difference_musd"].map(|it| answer[it].as_f64().unwrap());
        assert_near(cash + surplus + difference, answer["total_musd"].as_f64().unwrap());
    }
}
