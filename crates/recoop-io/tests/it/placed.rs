//! Faults of the engine, which name a table and a row, drawn against the file.

use recoop_case::fault::{Fault, Subject};
use recoop_io::{Style, draw, to_json};

use crate::case::Case;

fn said(case: &Case, faults: &[Fault]) -> String {
    let read = case.read();
    case.tidy(&draw(&read.origins.locate_all(faults), &read.origins, Style::PLAIN))
}

#[test]
fn a_cell() {
    let fault = Fault::cell("network::unknown_id", "facilities", 1, "region", "there is no region `home`").hint("h");
    insta::assert_snapshot!(said(&Case::new(), &[fault]), @"
    network::unknown_id

      × there is no region `home`
       ╭─[case/facilities.csv:4:41]
     4 │ oxide_works,Oxide works,northern_oxides,home,solvent_extraction,,candidate,,6000,,exa…
       ·                                         ──┬─
       ·                                           ╰── `region`
       ╰────
      help: h
    ");
}

#[test]
fn a_row_a_blank_cell_and_a_column_that_is_not_there() {
    let faults = [
        Fault::cell("network::a", "facilities", 0, "", "the whole row"),
        Fault::cell("network::b", "facilities", 1, "capacity_t_per_year", "a blank cell"),
        Fault::cell("network::c", "facilities", 2, "online_year", "a value is needed").warning(),
    ];
    insta::assert_snapshot!(said(&Case::new(), &faults), @"
    network::a

      × the whole row
       ╭─[case/facilities.csv:3:1]
     3 │ ridge_mine,Ridge mine,ridge_mining,home,open_pit,ridge,existing,4000,,,example,assumed
       · ──────────────────────────────────────────────────────────────────────────────────────
       ╰────

    network::b

      × a blank cell
       ╭─[case/facilities.csv:4:76]
     4 │ …s,Oxide works,northern_oxides,home,solvent_extraction,,candidate,,6000,,example,assumed
       ·                                                                   ▲
       ·                                                                   ╰── `capacity_t_per_year`
       ╰────

    network::c

      ⚠ `online_year`: a value is needed
       ╭─[case/facilities.csv:5:1]
     5 │ magnet_works,Magnet works,field_magnetics,home,sintering,,candidate,,2000,2,example,ass…
       · ────────────────────────────────────────────────────────────────────────────────────────
       ╰────
    ");
}

#[test]
fn rows_behind_a_bad_one_keep_their_line() {
    let case = Case::new().change("prices.csv", "2027,62", "x,62");
    insta::assert_snapshot!(said(&case, &[Fault::cell("network::a", "prices", 0, "year", "found")]), @"
    network::a

      × found
       ╭─[case/prices.csv:4:14]
     4 │ world,magnet,2036,70,example,assumed
       ·              ──┬─
       ·                ╰── `year`
       ╰────
    ");
}

#[test]
fn tables_and_settings_there_and_not_there() {
    let faults = [
        Fault::new("network::a", Subject::Table("facilities"), "too many"),
        Fault::new("network::b", Subject::Table("stocks"), "there must be one"),
        Fault::new("network::c", Subject::Setting("horizon.last_year"), "before the first"),
        Fault::new("network::d", Subject::Setting("horizon.base_year"), "far away"),
        Fault::new("network::e", Subject::Setting("solve.gap"), "negative"),
    ];
    insta::assert_snapshot!(said(&Case::new(), &faults), @"
    network::b

      × case: table `stocks`: there must be one

    network::e

      × case/case.toml: `solve.gap`: negative

    network::d

      × `horizon.base_year`: far away
       ╭─[case/case.toml:7:2]
     7 │ [horizon]
       ·  ───────
       ╰────

    network::c

      × before the first
       ╭─[case/case.toml:9:13]
     9 │ last_year = 2036
       ·             ────
       ╰────

    network::a

      × too many
       ╭─[case/facilities.csv:2:1]
     2 │ id,name,member,region,technology,feed,status,capacity_t_per_year,max_capacity_t_per_yea…
       · ────────────────────────────────────────────────────────────────────────────────────────
       ╰────
    ");
}

#[test]
fn json_gives_place_cell_and_reason() {
    let case = Case::new();
    let read = case.read();
    let fault = Fault::cell("network::unknown_id", "facilities", 1, "region", "no such region").hint("`abroad`");
    let json = to_json(&read.origins.locate_all(&[fault]), &read.origins);
    insta::assert_snapshot!(case.tidy(&serde_json::to_string_pretty(&json).unwrap()), @r#"
    [
      {
        "accept": null,
        "address": null,
        "cell": "home",
        "code": "network::unknown_id",
        "column": 41,
        "field": "region",
        "file": "case/facilities.csv",
        "hint": "`abroad`",
        "line": 4,
        "message": "no such region",
        "severity": "error"
      }
    ]
    "#);
}

#[test]
fn colors_are_drawn_when_asked_for() {
    let case = Case::new().change("facilities.csv", "existing,4000", "existing,4o00");
    let read = case.read();
    let colored = |color| draw(&read.findings, &read.origins, Style { color, ..Style::PLAIN }).contains('\u{1b}');
    assert!(colored(true) && !colored(false));
}
