//! `recoop audit`: a run is held against its digests, and its plan against every rule and every dollar.

use std::fs;

use recoop_io::read_manifest;

use crate::command::{Desk, Said};

/// A desk with a run that has rows in most of its tables.
fn desk() -> Desk {
    let desk = Desk::with_new_case();
    desk.run(&["plan", "case", "-q", "--gap", "0.3", "-o", "run"]).well();
    desk
}

fn audit(desk: &Desk) -> Said {
    desk.run(&["audit", "run", "--full"])
}

/// Tables of which nothing can be recomputed: they come from the solver alone.
const FROM_DUALS: [&str; 3] = ["shadow_prices", "duals", "explanations"];

#[test]
fn a_run_as_it_was_written_passes() {
    let desk = desk();
    let said = audit(&desk).well();
    for text in ["have the digest that they were written with", "case: `case`, as it was", "all hold", "tolerance: "] {
        assert!(said.out.contains(text), "{text} is not in {}", said.out);
    }
    // From anywhere, and of the case under another name.
    fs::rename(desk.path("case"), desk.path("moved")).unwrap();
    let lost = desk.run(&["audit", "run"]);
    assert_eq!(lost.code, 4, "{lost:#?}");
    assert!(lost.out.contains("name it with --case") && lost.out.contains("NOT AUDITED"), "{}", lost.out);
    desk.run(&["audit", "run", "--case", "moved"]).well();
    let json: serde_json::Value =
        serde_json::from_str(&desk.run(&["audit", "run", "--case", "moved", "--json"]).well().out).unwrap();
    assert_eq!((json["exit_code"].as_u64(), json["rules"]["breach_count"].as_u64()), (Some(0), Some(0)));
    desk.run(&["audit", "moved"]).refused(1);
}

/// A case that says the same in other bytes is the same case; one number more or less is another.
#[test]
fn the_same_values_in_other_bytes_are_no_change() {
    let desk = desk();
    let manifest = read_manifest(&desk.path("run")).unwrap();
    let text = desk.text("case/prices.csv");
    let mut lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    lines[1..].reverse();
    fs::write(desk.path("case/prices.csv"), format!("# another order\n{}\n", lines.join("\n"))).unwrap();
    let said = audit(&desk).well();
    assert!(said.out.contains("case: `case`, the same values in other bytes"), "{}", said.out);
    let json: serde_json::Value = serde_json::from_str(&desk.run(&["audit", "run", "--json"]).well().out).unwrap();
    assert_eq!([&json["case_as_it_was"], &json["case_has_same_values"]], [false, true]);
    // The screen of the check and every answer for programs have the hash that the manifest has.
    let hash = manifest.case.values_hash.clone().unwrap();
    assert!(desk.run(&["check", "case"]).well().out.contains(&format!("\n  values {hash}\n")));
    let plan = desk.run(&["plan", "case", "-q", "--gap", "0.3", "--json", "-o", "again"]).well();
    let json: serde_json::Value = serde_json::from_str(&plan.out).unwrap();
    assert_eq!(json["values_hash"], *hash);
    let again = read_manifest(&desk.path("again")).unwrap();
    assert!(again.case.values_hash.as_ref() == Some(&hash) && again.case.hash != manifest.case.hash);
    // A run of a version without the hash: only the bytes are known.
    let text = desk.text("run/manifest.json").replace(&format!("\"{hash}\""), "null");
    fs::write(desk.path("run/manifest.json"), text).unwrap();
    assert!(audit(&desk).out.contains("was CHANGED since"));
}

/// The first cell of a table that is a number, made another one by a rule.
fn change_a_number(text: &str, column: usize, other: fn(f64) -> f64) -> Option<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
    let row = lines.get(1)?.clone();
    if row.contains('"') {
        return None;
    }
    let mut cells: Vec<String> = row.split(',').map(str::to_string).collect();
    let number: f64 = cells[column].parse().ok()?;
    cells[column] = other(number).to_string();
    lines[1] = cells.join(",");
    Some(lines.join("\n") + "\n")
}

#[test]
fn every_number_that_is_changed_is_named_and_breaks_a_rule_where_it_matters() {
    let desk = desk();
    let manifest = read_manifest(&desk.path("run")).unwrap();
    let mut tried = 0;
    for table in &manifest.tables {
        let file = format!("run/tables/{}.csv", table.name);
        let good = desk.text(&file);
        // The last number of a row is what the row says; the first ones may be years.
        let numbers =
            (0..table.columns.len()).rev().filter(|at| table.columns[*at].kind == recoop_io::write::ColumnKind::Number);
        // More equity than is spent breaks no rule of a plan; less does.
        let other: fn(f64) -> f64 = if table.name == "investment" { |it| 0.5 * it } else { |it| 1.5 * it + 1.0 };
        let Some(bad) = numbers.filter_map(|at| change_a_number(&good, at, other)).next() else { continue };
        fs::write(desk.path(&file), bad).unwrap();
        let said = audit(&desk);
        assert!(said.out.contains(&format!("tables/{}.csv: changed", table.name)), "{}", said.out);
        let expected = if FROM_DUALS.contains(&table.name.as_str()) { 7 } else { 5 };
        assert_eq!(said.code, expected, "{}: {}", table.name, said.out);
        let rule = match table.name.as_str() {
            "activity" | "flows" => Some("material_balance"),
            "cash_flow" => Some("cash_flow"),
            "scenario_values" => Some("scenario_value"),
            "service" => Some("demand_met"),
            "capacity" => Some("capacity_report"),
            "builds" => Some("build_cost"),
            _ => None,
        };
        assert!(rule.is_none_or(|rule| said.out.contains(rule)), "{}: {}", table.name, said.out);
        fs::write(desk.path(&file), good).unwrap();
        tried += 1;
    }
    assert!(tried >= 14, "{tried} tables have a number");
    audit(&desk).well();
}

#[test]
fn rows_that_are_gone_and_files_that_are_cut_are_named() {
    let desk = desk();
    for table in ["activity", "cash_flow", "builds"] {
        let file = format!("run/tables/{table}.csv");
        let good = desk.text(&file);
        let rows: Vec<&str> = good.lines().collect();
        fs::write(desk.path(&file), rows[..rows.len() - 1].join("\n") + "\n").unwrap();
        let said = audit(&desk);
        assert_eq!(said.code, 5, "{table}: {}", said.out);
        let gone = format!("`{table}` has {} rows, and had {} when it was written", rows.len() - 2, rows.len() - 1);
        assert!(said.out.replace("\n   ", "").contains(&gone), "{table}: {}", said.out);
        // Cut within a row: the other format has it whole.
        fs::write(desk.path(&file), &good[..good.len() - good.len() / 3]).unwrap();
        let said = audit(&desk);
        assert!(
            [5, 7].contains(&said.code) && said.out.contains(&format!("tables/{table}.csv: changed")),
            "{}",
            said.out
        );
        fs::write(desk.path(&file), good).unwrap();
    }
    let parquet = desk.path("run/tables/trades.parquet");
    let good = fs::read(&parquet).unwrap();
    fs::write(&parquet, &good[..good.len() / 2]).unwrap();
    let said = audit(&desk);
    assert_eq!(said.code, 7, "{}", said.out);
    fs::remove_file(&parquet).unwrap();
    fs::write(desk.path("run/tables/extra.csv"), "a\n1\n").unwrap();
    let said = audit(&desk);
    assert_eq!(said.code, 7);
    for text in ["tables/trades.parquet: missing", "tables/extra.csv: extra"] {
        assert!(said.out.contains(text), "{text} is not in {}", said.out);
    }
}

#[test]
fn a_changed_manifest_and_a_changed_case_are_named() {
    let desk = desk();
    desk.change("run/manifest.json", "\"seed\": 0", "\"seed\": 1");
    let said = audit(&desk);
    assert!(said.code == 7 && said.out.contains("manifest.json: changed"), "{}", said.out);
    desk.change("run/manifest.json", "\"seed\": 1", "\"seed\": 0");
    audit(&desk).well();
    // A remark changes the digest, and no value; another value is another case, though it breaks no rule.
    desk.append("case/case.toml", "# looked through");
    let said = audit(&desk).well();
    assert!(said.out.contains("the same values in other bytes"), "{}", said.out);
    desk.append("case/case.toml", "[check]\naccept = []\n[solve]\nthreads = 1");
    let said = audit(&desk);
    assert!(said.code == 7 && said.out.contains("was CHANGED since"), "{}", said.out);
    // A dearer plant breaks the money.
    desk.change("case/technologies.csv", "14,2.5,110,1000", "14,2.5,120,1000");
    let said = audit(&desk);
    assert!(said.code == 5 && said.out.contains("build_cost"), "{}", said.out);
}

#[test]
fn a_run_of_an_earlier_version_is_held_against_its_rules_alone() {
    let desk = desk();
    let path = desk.path("run/manifest.json");
    let mut manifest: serde_json::Value = serde_json::from_str(&desk.text("run/manifest.json")).unwrap();
    for field in ["digests", "digest"] {
        manifest.as_object_mut().unwrap().remove(field).unwrap();
    }
    fs::write(&path, manifest.to_string()).unwrap();
    let said = audit(&desk).well();
    assert!(said.out.contains("the run has no digests"), "{}", said.out);
    desk.run(&["explain", "run"]).well();
    // It had no table of flows, and did not say where its case was.
    manifest["tables"].as_array_mut().unwrap().retain(|table| table["name"] != "flows");
    manifest["case"].as_object_mut().unwrap().remove("path").unwrap();
    fs::write(&path, manifest.to_string()).unwrap();
    let said = desk.run(&["audit", "run", "--case", "case"]);
    assert!(said.code == 4 && said.out.contains("the run lacks the table `flows`"), "{}", said.out);
    let said = desk.run(&["audit", "run"]);
    assert!(said.code == 4 && said.out.contains("does not say where its case is"), "{}", said.out);
}

#[test]
fn readers_of_a_run_are_told_what_became_of_it() {
    let desk = desk();
    desk.append("run/tables/shadow_prices.csv", "");
    for arguments in [&["explain", "run"][..], &["export", "run", "tables.xlsx"]] {
        let said = desk.run(arguments).well();
        assert!(
            said.err.contains("the run was changed since it was written: `tables/shadow_prices.csv` (changed)"),
            "{}",
            said.err
        );
    }
    let mut manifest: serde_json::Value = serde_json::from_str(&desk.text("run/manifest.json")).unwrap();
    manifest["audit"]["passed"] = false.into();
    manifest["audit"]["failures"] = vec!["material_balance"].into();
    fs::write(desk.path("run/manifest.json"), manifest.to_string()).unwrap();
    let said = desk.run(&["explain", "run"]).well();
    assert!(said.err.contains("the audit of this run found 1 violation; do not use this plan"), "{}", said.err);
    let said = audit(&desk);
    assert!(said.out.contains("the plan failed its audit when it was made"), "{}", said.out);
}

/// On systems that cannot exchange two names there is an instant at which a run is beside its place alone.
#[test]
fn a_run_that_was_set_aside_is_found_and_put_back() {
    let desk = desk();
    fs::rename(desk.path("run"), desk.path(".run.previous-99999999-0")).unwrap();
    for verb in ["audit", "explain"] {
        let said = desk.run(&[verb, "run"]).refused(1);
        assert!(said.err.contains(".run.previous-99999999-0`, and the next run puts it back"), "{}", said.err);
    }
    let said = desk.run(&["plan", "case", "-q", "--gap", "0.3", "-o", "run"]).well();
    assert!(said.err.contains("the run that was there is back"), "{}", said.err);
    assert_eq!(desk.entries("."), ["case", "run"]);
    audit(&desk).well();
}

/// Every verb with a plan leaves a run that can be audited.
#[test]
fn runs_of_other_verbs_are_audited() {
    let desk = Desk::new();
    crate::command::copy(&crate::command::repository().join("cases/6-long-purse"), &desk.path("case"));
    for verb in ["share", "study"] {
        desk.run(&[verb, "case", "-q", "-o", verb]).well();
        desk.run(&["audit", verb]).well();
    }
}
