//! `recoop sensitivity`: the screen, the files, what is refused.

use crate::command::{Desk, steady};

/// The gamble that is solved by hand, with assumptions to move. Its NPV by scenario is 7, -1, -5 MUSD.
pub fn desk() -> Desk {
    let desk = Desk::with_hand_case("4-tree");
    let rows = "id,name,target,filter,action,low,high,confidence,note\n\
                metal,Price of metal,price,material=metal,multiply,0.9,1.1,low,a tenth | either way\n\
                good,Probability of good prices,probability,scenario=good,set,0.4,0.6,assumed,\n\
                purse,,capital,,set,2.5,,,\n";
    std::fs::write(desk.path("case/sensitivities.csv"), rows).unwrap();
    desk
}

#[test]
fn assumptions_are_sorted_by_how_much_the_answer_depends_on_them() {
    let said = desk().run(&["sensitivity", "case"]).well();
    insta::assert_snapshot!(steady(&said.out), @"
    A gamble, weighed by its mean and its tail
      objective, $ million
      as assumed: 0.9

     assumption                  low    result  high   result  width  confidence
     Probability of good prices  = 0.4    0.08  = 0.6    1.72   1.64  assumed
     Price of metal              x 0.9   0.293  x 1.1    1.51   1.21  low
     purse                       = 2.5    0.45                  0.45

    Each row changes one assumption. recoop solves the relaxation (fractional plants): no gap hides a
        sensitivity, and its objective is an upper bound of plans with whole plants.
    ");
    insta::assert_snapshot!(steady(&said.err), @"
    program: 28 rows, 26 columns (0 integer), 67 non-zeros
    upper bound: $0.9 million
    ");
}

#[test]
fn another_result_may_be_compared_and_rows_left_out() {
    let said = desk().run(&["sensitivity", "case", "--metric", "capital", "--limit", "1"]).well();
    insta::assert_snapshot!(steady(&said.out), @"
    A gamble, weighed by its mean and its tail
      expected capital, $ million
      as assumed: 5

     assumption  low    result  high  result  width  confidence
     purse       = 2.5     2.5                  2.5
      and 2 with smaller effects (--limit, --out)

    Each row changes one assumption. recoop solves the relaxation (fractional plants): no gap hides a
        sensitivity, and its objective is an upper bound of plans with whole plants.
    ");
    let said = desk().run(&["sensitivity", "case", "--metric", "nvp"]).refused(2);
    assert!(said.err.contains("--metric: expected `objective`, `npv`,"), "{}", said.err);
    let said = desk().run(&["sensitivity", "case", "--metric", "home:magnet"]).refused(2);
    assert!(said.err.contains("there is no stage `magnet`; the stages are metal"), "{}", said.err);
}

#[test]
fn the_table_is_written_for_documents_and_all_results_for_spreadsheets() {
    let desk = desk();
    desk.run(&["sensitivity", "case", "--out", "sensitivity.md"]).well();
    insta::assert_snapshot!(desk.text("sensitivity.md"), @r#"
    A gamble, weighed by its mean and its tail: objective, $ million, as assumed: 0.9.
    Each row changes one assumption. recoop solves the relaxation (fractional plants): no gap hides a sensitivity, and its objective is an upper bound of plans with whole plants.

    | assumption | low | result | high | result | width | confidence | range |
    | --- | --- | ---: | --- | ---: | ---: | --- | --- |
    | Probability of good prices | = 0.4 | 0.08 | = 0.6 | 1.72 | 1.64 | assumed |  |
    | Price of metal | x 0.9 | 0.293 | x 1.1 | 1.51 | 1.21 | low | a tenth \| either way |
    | purse | = 2.5 | 0.45 |  |  | 0.45 |  |  |
    "#);
    desk.run(&["sensitivity", "case", "--out", "sensitivity.csv", "--threads", "1"]).well();
    let csv = desk.text("sensitivity.csv");
    assert_eq!(csv.lines().count(), 1 + 1 + 5, "{csv}");
    assert!(csv.starts_with("id,name,target,filter,action,end,value,confidence,outcome,objective_musd,"), "{csv}");
    assert!(csv.lines().next().unwrap().ends_with("defense_short_t,home_metal"), "{csv}");
    assert!(csv.contains("\nmetal,Price of metal,price,material=metal,multiply,low,0.9,low,solved,"), "{csv}");
    // Half the size, with nothing needed at home.
    let purse = csv.lines().find(|line| line.starts_with("purse,")).unwrap();
    let cells: Vec<&str> = purse.split(',').collect();
    assert_eq!((cells[5], cells[14]), ("low", ""));
    assert!((cells[9].parse::<f64>().unwrap() - 0.45).abs() < 1e-9, "{purse}");
    let said = desk.run(&["sensitivity", "case", "--out", "sensitivities.xlsx"]).refused(2);
    assert!(said.err.contains("does not end in .csv or .md"), "{}", said.err);
    assert_eq!(desk.entries("."), ["case", "sensitivity.csv", "sensitivity.md"]);
}

#[test]
fn results_come_as_json() {
    let said = desk().run(&["sensitivity", "case", "--json"]).well();
    let found: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let near = |value: &serde_json::Value, by_hand: f64| (value.as_f64().unwrap() - by_hand).abs() < 1e-9;
    assert!(near(&found["base"]["objective_musd"], 0.9) && near(&found["base"]["expected_npv_musd"], 2.2), "{found}");
    assert_eq!(found["sensitivities"][0]["ends"]["high"]["value"], 1.1);
    assert_eq!(found["sensitivities"][2]["ends"].as_object().unwrap().len(), 1);
}

#[test]
fn an_end_without_a_plan_is_said() {
    let desk = Desk::with_hand_case("5-origin");
    desk.run(&["sensitivity", "case"]).refused(1);
    let rows = "id,target,filter,action,low,high\nneed,demand,,multiply,0.5,1.5\n";
    std::fs::write(desk.path("case/sensitivities.csv"), rows).unwrap();
    // 250 t can be made of a kind that the motors accept: enough for four fifths of 300 t, not of 450.
    desk.change("case/demands.csv", "origin_rule_from\n", "origin_rule_from,service_level\n");
    desk.change("case/demands.csv", "30,2030\n", "30,2030,0.8\n");
    desk.change("case/demands.csv", "10,5,\n", "10,5,,\n");
    let said = desk.run(&["sensitivity", "case", "--metric", "defense"]).well();
    insta::assert_snapshot!(steady(&said.out), @"
    Two uses, two pools of one metal
      expected unserved defense demand, t
      as assumed: 50

     assumption  low    result  high    result  width  confidence
     need        x 0.5       0  x 1.5  no plan      -

    Each row changes one assumption. recoop solves the relaxation (fractional plants): no gap hides a
        sensitivity, and its objective is an upper bound of plans with whole plants.
    ");
}

#[test]
fn a_case_without_swings_is_refused() {
    let said = Desk::with_hand_case("4-tree").run(&["sensitivity", "case"]).refused(1);
    insta::assert_snapshot!(said.err, @"error: `case` has no table `sensitivities`: its rows say how far assumptions may be off");
}
