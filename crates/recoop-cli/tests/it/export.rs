//! `recoop export`.

use crate::command::Desk;

#[test]
fn a_program_is_written_as_mps_lp_and_algebra() {
    let desk = Desk::with_hand_case("5-origin");
    for (file, parts) in [
        ("program.mps", ["OBJSENSE", "ENDATA"]),
        ("program.LP", ["maximize", "end"]),
        ("program.txt", ["maximize", "demand_met[motors,2030]"]),
    ] {
        let said = desk.run(&["export", "case", file]).well();
        assert_eq!(said.out, format!("wrote {file}\n"));
        let text = desk.text(file);
        for part in parts {
            assert!(text.contains(part), "{part} is not in {file}:\n{text}");
        }
    }
    assert_eq!(desk.entries("."), ["case", "program.LP", "program.mps", "program.txt"]);
}

#[test]
fn the_tables_of_a_run_are_written_as_a_workbook() {
    let desk = Desk::with_hand_case("5-origin");
    desk.run(&["plan", "case", "--quiet"]).well();
    desk.run(&["export", "runs/origin", "tables.xlsx"]).well();
    let bytes = std::fs::read(desk.path("tables.xlsx")).unwrap();
    assert!(bytes.starts_with(b"PK"), "a workbook is a zip file");
}

#[test]
fn what_cannot_be_exported_is_refused_and_leaves_nothing() {
    let desk = Desk::with_hand_case("5-origin");
    desk.run(&["plan", "case", "--quiet"]).well();
    let before = desk.entries(".");
    for (from, to, code, reason) in [
        ("case", "program.docx", 2, "`program.docx` does not end in .mps, .lp, .txt or .xlsx"),
        ("case", "program", 2, "`program` does not end in .mps, .lp, .txt or .xlsx"),
        ("case", "tables.xlsx", 2, "`case` is a case; an Excel file is made of the tables of a run"),
        ("runs/origin", "program.mps", 1, "there is no `case.toml`"),
        ("nowhere", "tables.xlsx", 1, "nowhere"),
        ("case", "no/folder/program.mps", 1, "`no/folder/program.mps`"),
    ] {
        let said = desk.run(&["export", from, to]).refused(code);
        assert!(said.err.contains(reason), "{from} to {to}: {}", said.err);
    }
    assert_eq!(desk.entries("."), before);
}
