//! `recoop share`.

use crate::command::{Desk, repository};

#[test]
fn a_case_is_shared_with_tables_of_its_own() {
    let desk = Desk::new();
    let case = repository().join("cases/5-cooperative-of-three");
    let done = desk.run(&["share", case.to_str().unwrap(), "--out", "out"]).well();
    for words in [
        "to share: 81.8 MUSD of present value",
        "prices: no group would gain by leaving (proven)",
        "no patronage: the margin does not follow",
        "Stability costs nothing.",
        "audit passed",
    ] {
        assert!(done.out.contains(words), "{words}\n{}", done.out);
    }
    let table = |name: &str| desk.text(&format!("out/tables/{name}.csv"));
    assert!(
        table("rules").starts_with("rule,verdict,tempted,gain_musd,gain_at_most_musd,gain_musd_a_year,patronage\n")
    );
    assert_eq!(table("shares").lines().count(), 1 + 9 * 3);
    assert!(table("payments").contains("tern_motors"));
    let json = desk.run(&["share", case.to_str().unwrap(), "--out", "out", "--json"]).well().out;
    assert!(json.contains("\"cost_of_stability_musd\"") && json.contains("\"later\""));
}

#[test]
fn wrong_rules_and_bylaws_are_refused_before_anything_is_solved() {
    let desk = Desk::new();
    let case = repository().join("cases/5-cooperative-of-three");
    for (option, value, says) in [
        ("--rule", "shapely", "there is no rule `shapely`; rules are prices, least_core"),
        ("--bylaw", "value=0.4", "the parts add up to 0.4, not to 1"),
        ("--reserve", "-1", "the reserve is -1, expected at least 0 and below 1"),
        ("--gap", "-1", "--gap is a share of at least 0"),
    ] {
        let done = desk.run(&["share", case.to_str().unwrap(), option, value]);
        assert_eq!(done.code, 2, "{}", done.err);
        assert!(done.err.contains(says), "{says}\n{}", done.err);
    }
}

#[test]
fn a_case_with_one_member_cannot_be_shared() {
    let desk = Desk::with_hand_case("2-scale");
    let said = desk.run(&["share", "case"]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.err.contains("the case has one member: sharing needs at least 2 members"), "{}", said.err);
    assert!(!desk.path("runs").exists());
}
