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

/// The gamble that is solved by hand: each child of the root with its probability; the root's investment in all of them.
#[test]
fn a_program_is_written_by_scenario_and_a_root_comes_back_as_a_plan() {
    let desk = Desk::with_hand_case("4-tree");
    let said = desk.run(&["export", "case", "scenarios", "--per-scenario"]).well();
    assert_eq!(said.out, "wrote scenarios\n");
    let children = desk.entries("scenarios").iter().filter(|name| name.ends_with(".mps")).count();
    assert!(children >= 2, "{:?}", desk.entries("scenarios"));
    let json = |file: &str| serde_json::from_str::<serde_json::Value>(&desk.text(file)).unwrap();
    let (mut sum, mut roots) = (0.0, Vec::new());
    for number in 0..children {
        let nonants = json(&format!("scenarios/scenario{number}_nonants.json"));
        sum += nonants["scenarioData"]["scenProb"].as_f64().unwrap();
        let names = nonants["treeData"]["nodes"]["ROOT"]["nonAnts"].clone();
        let mps = desk.text(&format!("scenarios/scenario{number}.mps"));
        assert!(mps.contains("OBJSENSE\n    MIN\n"), "{mps}");
        for name in names.as_array().unwrap() {
            assert!(mps.contains(&format!("    {} ", name.as_str().unwrap())), "{name} is not in {number}");
        }
        roots.push(names);
    }
    assert!((sum - 1.0).abs() < 1e-12, "{sum}");
    assert!(roots.iter().all(|names| *names == roots[0]));
    // The root of our own plan, as another solver would write it: the same plan comes back.
    let planned = desk.run(&["plan", "case", "--json"]).well();
    let planned: serde_json::Value = serde_json::from_str(&planned.out).unwrap();
    let columns = desk.text("scenarios/columns.csv");
    let built = |name: &str| columns.lines().find(|line| line.contains(name)).is_some();
    assert!(built("installed["), "{columns}");
    let zeros: String =
        roots[0].as_array().unwrap().iter().map(|name| format!("{},0\n", name.as_str().unwrap())).collect();
    std::fs::write(desk.path("scenarios/root.csv"), &zeros).unwrap();
    let said = desk.run(&["import-root", "scenarios", "--out", "nothing", "--json"]).well();
    let nothing: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(nothing["audit_passed"], true);
    let objective = |of: &serde_json::Value| of["objective_musd"].as_f64().unwrap();
    assert!(objective(&nothing) <= objective(&planned) + 1e-6, "{nothing} {planned}");
    // What does not fit is named.
    let says = |root: &str, code: i32, says: &str| {
        std::fs::write(desk.path("scenarios/root.csv"), root).unwrap();
        let said = desk.run(&["import-root", "scenarios", "--out", "other"]).refused(code);
        assert!(said.err.contains(says), "{says}\n{}", said.err);
        assert!(!desk.path("other").exists());
    };
    says("", 1, "has no value");
    says("x1\n", 1, "line 1: `x1`: expected COLUMN,VALUE");
    says("x99999,1\n", 1, "line 1: `x99999,1`: there is no such column");
    says("x1,much\n", 1, "the value is not a number");
    says(&zeros.replace(",0\n", ",-7\n"), 1, "is -7, outside");
    desk.change("case/case.toml", "discount_rate", "# \ndiscount_rate");
    std::fs::write(desk.path("scenarios/root.csv"), &zeros).unwrap();
    desk.run(&["import-root", "scenarios", "--out", "nothing"]).well();
    desk.change("case/case.toml", "gap = 1e-9", "gap = 0.5");
    let said = desk.run(&["import-root", "scenarios", "--out", "nothing"]).refused(1);
    assert!(said.err.contains("is not the case of the folder, or was changed since"), "{}", said.err);
}

#[test]
fn what_has_no_scenarios_is_not_written_by_scenario() {
    let desk = Desk::with_hand_case("5-origin");
    for (words, code, says) in [
        (&["export", "case", "scenarios", "--per-scenario"][..], 2, "fewer than two scenarios after the root"),
        (&["export", "case", "x.mps", "--per-scenario"], 2, "--per-scenario writes a folder"),
        (&["export", "case", "x.txt", "--per-scenario", "--conflict"], 2, "give one of them"),
    ] {
        let said = desk.run(words).refused(code);
        assert!(said.err.contains(says), "{says}\n{}", said.err);
    }
    let said = desk.run(&["import-root", "case"]).refused(1);
    assert!(said.err.contains("recoop.json"), "{}", said.err);
    assert_eq!(desk.entries("."), ["case"]);
}
