//! Explanations of a plan and comparisons of two.

use serde_json::Value;

use crate::command::{Desk, copy};
use crate::inputs;

/// The desk with an input as `case`, planned to the end.
fn planned(input: &str) -> Desk {
    let desk = Desk::new();
    copy(&inputs(input), &desk.path("case"));
    desk.run(&["plan", "case", "-q", "--gap", "0", "--out", "run"]).well();
    desk
}

/// The optimum of the case with one cell of `facilities` changed, MUSD.
fn optimum(desk: &Desk, old: &str, new: &str) -> f64 {
    let before = desk.text("case/facilities.csv");
    desk.change("case/facilities.csv", old, new);
    let said = desk.run(&["plan", "case", "-q", "--json", "--gap", "0", "--out", "again"]).well();
    std::fs::write(desk.path("case/facilities.csv"), before).unwrap();
    let answer: Value = serde_json::from_str(&said.out).unwrap();
    answer["objective_musd"].as_f64().unwrap()
}

/// All explanations, each line break a blank.
fn explained(desk: &Desk) -> String {
    desk.run(&["explain", "run", "--limit", "100"]).well().out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The number between two texts.
fn number_between(text: &str, before: &str, after: &str) -> Option<f64> {
    let rest = &text[text.find(before)? + before.len()..];
    rest[..rest.find(after)?].replace(',', "").parse().ok()
}

/// What half a tonne more and half a tonne less bring, which are the same where the told number is the derivative.
fn is_told(told: f64, less: f64, more: f64, usual: f64) {
    let (down, up) = (2.0 * (usual - less), 2.0 * (more - usual));
    assert!((up - down).abs() < 1e-6, "a kink: {down} {up}");
    // Three digits are told.
    assert!((told - up).abs() <= 0.006 * up.abs().max(1e-5), "told {told}, re-planned {up}");
}

/// One more tonne of `capacity_t_per_year` is told with its availability and its fixed cost, as planning again with it says.
#[test]
fn the_worth_of_capacity_is_what_a_tonne_more_brings() {
    for input in ["case", "case-1", "case-2"] {
        let desk = planned(&format!("worth-of-capacity-told/{input}"));
        let row = "ref2,m,home,ref,,construction,1000,,2032";
        let with = |capacity: &str| optimum(&desk, row, &row.replace("1000", capacity));
        let (less, usual, more) = (with("999.5"), with("1000"), with("1000.5"));
        let text = explained(&desk);
        let of_plant = text.split("one more t/yr of capacity").find(|part| part.contains("at ref2 "));
        // Where it brings nothing, no sentence has to say so.
        let told = of_plant.and_then(|part| number_between(part, "`capacity_t_per_year` is worth $", " million"));
        is_told(told.unwrap_or(0.0), less, more, usual);
    }
}

/// The rows of a site in every scenario and year are told as one.
#[test]
fn the_room_on_a_site_is_told_as_a_whole() {
    let desk = planned("room-on-a-site-told-in-parts/case");
    let row = "mine2,m,home,mine,hill,candidate,,4000,";
    let with = |room: &str| optimum(&desk, row, &row.replace("4000", room));
    let (less, usual, more) = (with("3999.5"), with("4000"), with("4000.5"));
    let text = explained(&desk);
    assert_eq!(text.matches("room for one more t/yr on the site (mine2").count(), 1, "{text}");
    let told = number_between(&text, "room for one more t/yr on the site (mine2) is worth $", " million");
    is_told(told.unwrap(), less, more, usual);
}

/// Loss and price of a shortage are both after a tax of 20%: 88 of 110.
#[test]
fn a_shortage_is_told_after_tax_on_both_sides() {
    let text = explained(&planned("shortage-told-after-tax/case"));
    assert!(text.contains("a loss of 88 USD after tax for each kg; a kg more would cost 90.5 USD after tax"), "{text}");
}

/// Plans with the same totals that build in other years, at other sizes.
#[test]
fn a_comparison_names_builds_at_other_times() {
    let desk = Desk::new();
    for side in ["left", "right"] {
        copy(&inputs("when-is-not-compared").join(side), &desk.path(side));
        desk.run(&["study", side, "-q", "--out", &format!("{side}-study")]);
    }
    let said = desk.run(&["report", "left-study", "right-study"]).well();
    assert!(said.out.contains("committed in"), "{}", said.out);
    let same = desk.run(&["report", "left-study", "left-study"]).well();
    assert!(!same.out.contains("committed in"), "{}", same.out);
}
