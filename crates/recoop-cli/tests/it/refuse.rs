//! Cases without a plan, and commands that make no sense.

use crate::command::Desk;

/// Motors for defence need 300 t that home plants alone may make; 250 t are all that they can.
#[test]
fn rules_that_contradict_each_other_are_named_in_words() {
    let desk = Desk::with_hand_case("5-origin");
    desk.change("case/demands.csv", "origin_rule_from", "origin_rule_from,service_level");
    desk.change("case/demands.csv", "20,30,2030", "20,30,2030,1");
    desk.change("case/demands.csv", "10,5,", "10,5,,");
    let said = desk.run(&["plan", "case"]).refused(3);
    insta::assert_snapshot!(said.err, @"
    program: 14 rows, 13 columns (0 integer), 28 non-zeros
    error: no plan satisfies all rules; the smallest set of rules that contradict each other:
      what enters a place has to leave it:
        material_balance[metal,home,compliant,2030]: + 1 run[works,main,2030] + 1 run[new_works,main,2030] - 1 downgrade[metal,home,2030] - 1 serve[motors,2030] >= 0
      the service level asked for:
        service_level[motors,2030,base]: + 1 serve[motors,2030] >= 300
      a plant cannot do more than its capacity:
        capacity_limit[works,2030]: + 1 run[works,main,2030] <= 200
      a plant cannot do more than its capacity:
        capacity_limit[new_works,2030]: + 1 run[new_works,main,2030] - 1 installed[new_works,2030] <= 0
      capacity is what stood before and what arrives:
        capacity_roll[new_works,2030]: + 1 installed[new_works,2030] - 1 size[new_works,2030,1] <= 0
      a site holds so much:
        site_limit[new_works,2030]: + 1 size[new_works,2030,1] <= 50
      compliant material may pass as unrestricted, not the other way:
        0 <= downgrade[metal,home,2030]
    ");
    assert_eq!(desk.entries("."), ["case"]);
}

#[test]
fn a_plan_that_earns_without_limit_says_so() {
    let desk = Desk::with_hand_case("3-lead-time");
    desk.append("case/markets.csv", "dealer,A dealer next door,home,nobody");
    desk.append("case/offers.csv", "dealer,metal,buy");
    desk.append("case/prices.csv", "dealer,metal,2030,90");
    let said = desk.run(&["plan", "case"]).refused(3);
    let error = said.err.lines().last().unwrap();
    insta::assert_snapshot!(error, @"error: the plan can earn without limit: buy `metal` at `dealer` for 90 USD/kg in 2030 (`offers` row 3); sell `metal` at `world` for 103 USD/kg in 2030 (`offers` row 2). Without one of these the others earn nothing: mend a price, or give an offer a limit");
    assert_eq!(desk.entries("."), ["case"]);
}

#[test]
fn options_that_make_no_sense_are_refused() {
    let desk = Desk::with_hand_case("2-scale");
    for (option, value, reason) in [
        ("--gap", "abc", "error: invalid value 'abc' for '--gap <SHARE>'"),
        ("--gap", "-1", "error: --gap is a share of at least 0, found `-1`"),
        ("--gap", "nan", "error: --gap is a share of at least 0, found `NaN`"),
        ("--time-limit", "0", "error: --time-limit is a number of seconds above 0, found `0`"),
        ("--time-limit", "-5", "error: --time-limit is a number of seconds above 0, found `-5`"),
        ("--seed", "1.5", "error: invalid value '1.5' for '--seed <N>'"),
    ] {
        let said = desk.run(&["plan", "case", option, value]).refused(2);
        assert!(said.err.starts_with(reason), "{option} {value}: {}", said.err);
    }
    assert_eq!(desk.entries("."), ["case"]);
}

#[test]
fn a_folder_that_is_no_run_is_not_overwritten() {
    let desk = Desk::with_hand_case("2-scale");
    std::fs::create_dir(desk.path("thesis")).unwrap();
    std::fs::write(desk.path("thesis/chapter.txt"), "years of work").unwrap();
    let said = desk.run(&["plan", "case", "--out", "thesis"]).refused(1);
    // Before the search, not after it.
    assert_eq!(
        said.err,
        "error: `thesis` is there already and is not a run folder: it has no `manifest.json` of recoop\n"
    );
    assert_eq!(desk.entries("thesis"), ["chapter.txt"]);
    // The case itself is in the way just the same.
    desk.run(&["plan", "case", "--out", "case"]).refused(1);
    desk.run(&["check", "case"]).well();
}
