//! `recoop new`.

use crate::command::Desk;

#[test]
fn a_new_case_is_checked_and_planned() {
    let desk = Desk::new();
    let made = desk.run(&["new", "mine"]).well();
    let files = desk.entries("mine").len();
    assert_eq!(made.out, format!("made mine with {files} files\n"));
    assert_eq!(made.err, "next: recoop check mine, then recoop plan mine\n");
    let checked = desk.run(&["check", "mine"]).well();
    assert!(checked.out.ends_with("mine: no errors\n"), "{}", checked.out);
    assert_eq!(checked.err, "");
    let planned = desk.run(&["plan", "mine"]).well();
    assert!(planned.out.contains("audit passed"), "{}", planned.out);
    assert_eq!(desk.entries("runs/mine"), ["manifest.json", "tables"]);
}

#[test]
fn a_new_case_takes_its_name_from_its_folder() {
    let desk = Desk::new();
    desk.run(&["new", "cases/far/out/"]).well();
    assert!(desk.text("cases/far/out/case.toml").contains("\nname = \"out\"\n"));
}

#[test]
fn what_is_there_is_never_overwritten() {
    let desk = Desk::with_new_case();
    std::fs::write(desk.path("case/case.toml"), "mine").unwrap();
    let said = desk.run(&["new", "case"]).refused(1);
    assert_eq!(said.err, "error: `case` is there already; a new case never overwrites\n");
    assert_eq!(desk.text("case/case.toml"), "mine");
}

#[test]
fn a_name_that_does_not_do_is_refused() {
    let desk = Desk::new();
    let said = desk.run(&["new", "two words"]).refused(1);
    assert_eq!(
        said.err,
        "error: `two words` is not a valid case name; use letters, digits, `-` and `_`, and do not begin with `-`\n"
    );
    let said = desk.run(&["new", ".."]).refused(2);
    assert_eq!(said.err, "error: `..` does not end in a name\n");
    assert!(desk.entries(".").is_empty());
}
