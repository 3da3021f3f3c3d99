//! `recoop simulate`.

use recoop_io::{read_manifest, read_run_tables};

use crate::command::{Desk, copy, repository};

/// The two makers of `6-long-purse` with a price history and a purse of their own each.
pub fn desk() -> Desk {
    let desk = Desk::new();
    copy(&repository().join("cases/6-long-purse"), &desk.path("case"));
    let mut prices = desk.text("case/prices.csv");
    for (at, price) in [96, 120, 88, 101, 130, 85, 99, 110, 94, 105].iter().enumerate() {
        prices.push_str(&format!("world,oxide,{},{price},assumed\n", 2020 + at));
    }
    write(&desk, "prices", &prices);
    write(&desk, "price_links", "filter,market,material,confidence\nmaterial=oxide,world,oxide,assumed\n");
    write(&desk, "outages", "id,filter,per_year,mean_years,confidence\nall,,0.2,0.5,assumed\n");
    desk
}

fn write(desk: &Desk, table: &str, text: &str) {
    std::fs::write(desk.path(&format!("case/{table}.csv")), text).unwrap();
}

#[test]
fn a_case_is_simulated_with_tables_of_its_own() {
    let desk = desk();
    let done = desk.run(&["simulate", "case", "--out", "out", "--full", "--paths", "200"]).well();
    for words in [
        "200 paths around scenario `base`, seed 0",
        "Failure probability by member",
        "Failure probability by pooling bylaw",
        "Prices go along with the history of oxide.",
        "Fit of the price process",
        "Results by year",
        "audit passed",
    ] {
        assert!(done.out.contains(words), "{words}\n{}", done.out);
    }
    let lines = |name: &str| desk.text(&format!("out/tables/{name}.csv")).lines().count();
    // Two members, four bylaws, three years, six measures.
    assert_eq!(lines("simulated_members"), 1 + 2 * 4);
    assert_eq!(lines("simulated_years"), 1 + 4 * 6 * 3);
    assert_eq!(lines("simulated_prices"), 1 + 3);
    assert_eq!(lines("price_fit"), 1 + 1);
    assert_eq!(lines("paths"), 1 + 200 * 4);
    assert_eq!(lines("path_members"), 1 + 200 * 4 * 2);
    assert_eq!(lines("path_years"), 1 + 200 * 4 * 3);
    let manifest = read_manifest(&desk.path("out")).unwrap();
    assert_eq!((manifest.verb.as_str(), &manifest.options["complete"]), ("simulate", &true.into()));
}

/// Whether two runs hold the same tables.
fn same(desk: &Desk, one: &str, other: &str) -> bool {
    // As text: what is not known is no number, and equal to nothing.
    let text = |run: &str| format!("{:?}", read_run_tables(&desk.path(run)).unwrap());
    text(one) == text(other)
}

#[test]
fn a_run_goes_on_where_it_was_and_ends_as_at_once() {
    let desk = desk();
    let run = |args: &[&str]| desk.run(&[&["simulate", "case"], args].concat()).well();
    run(&["--out", "whole", "--paths", "60", "--seed", "4", "--threads", "1"]);
    run(&["--out", "part", "--paths", "25", "--seed", "4"]);
    assert!(!same(&desk, "whole", "part"));
    let said = run(&["--resume", "part", "--paths", "60", "--threads", "2"]);
    assert!(said.out.contains("25 of the paths were done before"), "{}", said.out);
    assert!(same(&desk, "whole", "part"));
    // Nothing is left to do.
    run(&["--resume", "part"]);
    assert!(same(&desk, "whole", "part"));

    let refused = |args: &[&str], code: i32, words: &str| {
        let said = desk.run(&[&["simulate", "case"], args].concat()).refused(code);
        assert!(said.err.contains(words), "{words}\n{}", said.err);
    };
    refused(&["--resume", "part", "--seed", "5"], 1, "its seed is `4`, not `5`: its paths are others");
    refused(
        &["--resume", "part", "--pooling", "alone"],
        1,
        "its bylaws is `alone,joint purse,right to let go,safe lending`",
    );
    refused(&["--resume", "part", "--attack", "cut=0.1:2030-2031"], 1, "its attacks is ``, not `cut=0.1:2030-2031`");
    refused(&["--resume", "part", "--purses", "0.5"], 1, "its purses is `1.0`, not `0.5`");
    refused(&["--resume", "nowhere"], 1, "nowhere");
    write(&desk, "outages", "id,filter,per_year,mean_years,confidence\nall,,0.2,0.4,assumed\n");
    refused(&["--resume", "part"], 1, "it is of another case, or the case was changed since");
    desk.run(&["plan", "case", "--out", "plan"]).well();
    refused(&["--resume", "plan"], 1, "it is one of `recoop plan`, not of a simulation");
}

/// A cut of 80% for three years costs Birch all it earns: it idles at 10 USD/kg of what stands.
#[test]
fn attacks_can_be_laid_over() {
    let desk = desk();
    let run = |args: &[&str]| {
        let said = desk.run(&[&["simulate", "case", "--paths", "40", "--json"], args].concat()).well();
        serde_json::from_str::<serde_json::Value>(&said.out).unwrap()
    };
    let calm = run(&["--out", "calm"]);
    let attacked = run(&["--out", "attacked", "--attack", "cut=0.8:2030-2032"]);
    let planned = |of: &serde_json::Value, member: &str| {
        let members = of["members"].as_array().unwrap();
        members.iter().find(|it| it["member"] == member).unwrap()["planned_npv_musd"].as_f64().unwrap()
    };
    // 1,000 t at 100 - 20 - 10 of slag - 10 fixed, with 1, 0.8, 0.64; pressed to 20 it idles.
    assert!(planned(&calm, "birch") > 0.0 && planned(&attacked, "birch") < planned(&calm, "birch"));
    let dry = |of: &serde_json::Value| of["bylaws"][0]["any_failure_probability"].as_f64().unwrap();
    assert!(dry(&attacked) >= dry(&calm) && dry(&attacked) > 0.5, "{attacked}");
}

#[test]
fn wrong_options_are_refused_before_anything_is_solved() {
    let desk = desk();
    for (option, value, says) in [
        ("--paths", "0", "--paths is a number of at least 1, found `0`"),
        ("--pooling", "tontine", "--pooling: there is no `tontine`; expected `alone`, `joint`, `let-go`, `lending`"),
        ("--scenario", "doom", "--scenario: `doom` is not a leaf scenario; expected base"),
        ("--purses", "0", "--purses is a factor above 0, found `0`"),
        ("--attack", "cut", "--attack `cut`: expected ATTACK=DEPTH:FIRST-LAST"),
        ("--attack", "flood=1:2030-2031", "there is no attack `flood`; those on prices are cut"),
        ("--attack", "undercut_elder=0.1:2030-2031", "is of the kind `target`, and only `price` can be laid over"),
        ("--attack", "cut=0.9:2030-2031", "the depth is above 0 and at most 0.8, found 0.9"),
        ("--attack", "cut=0.1:2030-2040", "the years lie in 2030-2032, found 2030-2040"),
    ] {
        let said = desk.run(&["simulate", "case", option, value]).refused(2);
        assert!(said.err.contains(says), "{says}\n{}", said.err);
    }
    assert!(!desk.path("runs").exists());
}

#[test]
fn a_case_without_chance_is_not_simulated() {
    let desk = Desk::new();
    copy(&repository().join("cases/6-long-purse"), &desk.path("case"));
    let said = desk.run(&["simulate", "case"]).refused(1);
    assert!(
        said.err.contains(
            "no price, outage or delay is random: the case has neither `outages` nor `delays`, and no `price_links`"
        ),
        "{}",
        said.err
    );
}

#[test]
fn bad_history_is_said_against_its_cell() {
    let desk = desk();
    let prices = desk.text("case/prices.csv").replace("world,oxide,2024,130", "world,oxide,2024,0");
    write(&desk, "prices", &prices);
    let said = desk.run(&["simulate", "case"]).refused(1);
    assert!(said.err.contains("has to be above 0, found 0") && said.err.contains("prices.csv"), "{}", said.err);
}

/// None in one path says little: a chance of up to 95%, and no more than one.
#[test]
fn few_paths_say_little() {
    let desk = desk();
    let said =
        desk.run(&["simulate", "case", "--out", "out", "--paths", "1", "--pooling", "joint", "--purses", "1e6"]).well();
    assert!(said.out.contains("1 path around scenario `base`"), "{}", said.out);
    assert!(said.out.contains("upper bound of the probability: 95%"), "{}", said.out);
    for (option, value, says) in [
        ("--purses", "1e308", "--purses is a factor of at most 1e6, found `1e308`"),
        ("--paths", "18446744073709551615", "--paths is a number of at most 1000000, found `18446744073709551615`"),
        ("--pooling", "joint,joint", "--pooling: `joint` is given twice"),
    ] {
        let said = desk.run(&["simulate", "case", option, value]).refused(2);
        assert!(said.err.contains(says), "{says}\n{}", said.err);
    }
}
