//! `recoop share`.

use crate::command::{Desk, repository};

#[test]
fn a_case_is_shared_with_tables_of_its_own() {
    let desk = Desk::new();
    let case = repository().join("cases/5-cooperative-of-three");
    let done = desk.run(&["share", case.to_str().unwrap(), "--out", "out"]).well();
    for words in [
        "to allocate: $81.8 million (present value)",
        "prices: stable: no coalition gains by leaving (proven)",
        "not a patronage dividend: margin not",
        "Cost of stability: $0.",
        "audit passed",
    ] {
        assert!(done.out.contains(words), "{words}\n{}", done.out);
    }
    let table = |name: &str| desk.text(&format!("out/tables/{name}.csv"));
    let columns = "rule,verdict,precision,half_width_musd,largest_excess_coalition,gain_musd,gain_upper_bound_musd,gain_musd_a_year,patronage\n";
    assert!(table("rules").starts_with(columns), "{}", table("rules"));
    assert!(table("rules").contains("\nnucleolus,stable,exact,") && table("rules").contains("\nshapley,"));
    assert_eq!(table("shares").lines().count(), 1 + 10 * 3);
    assert!(table("distributions").contains("tern_motors"));
    let json = desk.run(&["share", case.to_str().unwrap(), "--out", "out", "--json"]).well().out;
    assert!(json.contains("\"cost_of_stability_musd\"") && json.contains("\"ex_post_stability\""));
}

#[test]
fn wrong_rules_and_bylaws_are_refused_before_anything_is_solved() {
    let desk = Desk::new();
    let case = repository().join("cases/5-cooperative-of-three");
    for (option, value, says) in [
        ("--rule", "shapely", "there is no rule `shapely`; rules are prices, least_core"),
        ("--allocation", "value=0.4", "the parts add up to 0.4, not to 1"),
        ("--reserve", "-1", "the reserve is -1, expected at least 0 and below 1"),
        (
            "--value-basis",
            "doom",
            "--value-basis: `doom` is not a leaf scenario; expected `case`, `expected`, `tail`, `worst`, base",
        ),
        ("--gap", "-1", "--gap is a share of at least 0"),
    ] {
        let done = desk.run(&["share", case.to_str().unwrap(), option, value]);
        assert_eq!(done.code, 2, "{}", done.err);
        assert!(done.err.contains(says), "{says}\n{}", done.err);
    }
}

/// What counts as worth is chosen. The oxide of the case of the crash sells for 100 or for 60 USD/kg (its README).
#[test]
fn the_worth_that_is_shared_is_chosen() {
    let desk = Desk::new();
    let case = repository().join("cases/4-crash");
    let total = |value: &str| {
        let out =
            desk.run(&["share", case.to_str().unwrap(), "--value-basis", value, "--out", "out", "--json"]).well().out;
        serde_json::from_str::<serde_json::Value>(&out).unwrap()["total_musd"].as_f64().unwrap()
    };
    let [case, expected, tail, calm, crash] = ["case", "expected", "tail", "calm", "crash"].map(total);
    assert!((case - 9.324).abs() < 1e-6 && (expected - 19.008).abs() < 1e-6, "{case} {expected}");
    // Only the crash counts: 2,500 t/yr at 0.504. Known before, it is the same; known to be calm, all is built: 2.5 times 9.72 and 7.5 times 1.08.
    assert!(
        (tail - 1.26).abs() < 1e-6 && (crash - 1.26).abs() < 1e-6 && (calm - 32.4).abs() < 1e-6,
        "{tail} {crash} {calm}"
    );
}

#[test]
fn a_case_with_one_member_cannot_be_shared() {
    let desk = Desk::with_hand_case("2-scale");
    let said = desk.run(&["share", "case"]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.err.contains("the case has one member: sharing needs at least 2 members"), "{}", said.err);
    assert!(!desk.path("runs").exists());
}
