//! `recoop plan`: the screen and the run.

use recoop::plan::tables::{Table, Values};
use recoop_io::{Manifest, read_manifest, read_run_tables};

use crate::command::{Desk, copy, steady};

fn numbers<'a>(table: &'a Table, column: &str) -> &'a [f64] {
    match &table.column(column).unwrap().values {
        Values::Number(values) => values,
        other => panic!("{column} holds {other:?}"),
    }
}

#[test]
fn the_answer_fits_on_a_screen() {
    let said = Desk::with_hand_case("5-origin").run(&["plan", "case"]).well();
    insta::assert_snapshot!(steady(&said.out), @"
    Two uses, two pools of one metal

    Construction
     decide  run from  stage  facility          t/yr  $ million  when
     2030    2030      metal  New works (home)    50          1  always
      expected capital $1 million, of which domestic $1 million

    Domestic production share of domestic need (expected)
     stage  2030
     metal   31%
      weakest stage: metal, 31% domestic in the second half of the horizon

    Unserved demand
      defense: 17% of 300 t; mostly Defense motors, 50 t
      commercial: 20% of 500 t; mostly Lamps, 100 t

    Value (present value, $ million)
      expected NPV 2.85; CVaR (mean of the worst 10%) 2.85
      components: demand value 9, purchases -2.5, variable cost -0.25, shipping -0.4, capex -1, shortage
        -2

    solved to 0%: objective $2.85 million, upper bound $2.85 million; audit passed (48 rules, 99 checks); # s
    results in runs/origin; next: recoop explain runs/origin, for what limits the plan
    ");
    insta::assert_snapshot!(steady(&said.err), @"
    program: 13 rows, 13 columns (0 integer), 27 non-zeros
    upper bound: $2.85 million
    ");
}

#[test]
fn all_of_it_is_shown_on_request() {
    let desk = Desk::with_hand_case("2-scale");
    let said = desk.run(&["plan", "case", "--full"]).well();
    for family in ["material_balance", "capacity_limit", "size"] {
        assert!(said.out.contains(family), "{family} is not in {}", said.out);
    }
}

#[test]
fn the_summary_comes_as_json() {
    let said = Desk::with_hand_case("4-tree").run(&["plan", "case", "--json"]).well();
    let summary: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(summary["proven"], true);
    assert_eq!(summary["audit_passed"], true);
    assert_eq!(summary["builds"][0]["facility"], "Smelter");
    let near = |name: &str, by_hand: f64| (summary[name].as_f64().unwrap() - by_hand).abs() < 1e-9;
    assert!(near("expected_npv_musd", 2.2) && near("cvar_npv_musd", -3.0) && near("objective_musd", 0.9), "{summary}");
}

#[test]
fn a_run_says_what_it_is_and_holds_every_table_twice() {
    let desk = Desk::with_hand_case("6-taxes");
    desk.run(&["plan", "case", "--out", "out/first", "--seed", "7", "--gap", "1e-6"]).well();
    let manifest: Manifest = read_manifest(&desk.path("out/first")).unwrap();
    assert_eq!((manifest.verb.as_str(), manifest.case.name.as_str()), ("plan", "taxes"));
    assert_eq!((&manifest.options["seed"], &manifest.options["gap"]), (&7.into(), &1e-6.into()));
    assert_eq!(manifest.solve.unwrap().status, "solved within the gap");
    assert!(manifest.audit.unwrap().passed);
    assert!(manifest.row_families.iter().any(|f| f.family == "material_balance" && f.count > 0));
    assert!(manifest.timings_seconds.contains_key("solver"));
    let mut files: Vec<String> =
        manifest.tables.iter().flat_map(|t| ["csv", "parquet"].map(|ending| format!("{}.{ending}", t.name))).collect();
    files.sort();
    assert_eq!(desk.entries("out/first/tables"), files);
    // Each format alone gives the same tables.
    let [csv, parquet] = ["csv", "parquet"].map(|ending| {
        let run = format!("only_{ending}");
        std::fs::create_dir(desk.path(&run)).unwrap();
        std::fs::copy(desk.path("out/first/manifest.json"), desk.path(&run).join("manifest.json")).unwrap();
        copy(&desk.path("out/first/tables"), &desk.path(&run).join("tables"));
        for file in desk.entries(&format!("{run}/tables")).iter().filter(|file| !file.ends_with(ending)) {
            std::fs::remove_file(desk.path(&run).join("tables").join(file)).unwrap();
        }
        read_run_tables(&desk.path(&run)).unwrap()
    });
    assert_eq!(csv, parquet);
    assert_eq!(csv.len() * 2, files.len());
}

#[test]
fn the_terms_add_up_to_the_objective() {
    for case in ["1-co-products", "4-tree", "6-taxes"] {
        let desk = Desk::with_hand_case(case);
        desk.run(&["plan", "case", "--out", "run"]).well();
        let tables = read_run_tables(&desk.path("run")).unwrap();
        let objective = tables.iter().find(|table| table.name == "objective").unwrap();
        let Values::Text(terms) = &objective.column("term").unwrap().values else { panic!("terms are words") };
        assert_eq!(&**terms.last().unwrap(), "objective");
        let contributions = numbers(objective, "contribution_musd");
        let (total, parts) = contributions.split_last().unwrap();
        let solved = read_manifest(&desk.path("run")).unwrap().solve.unwrap().objective.unwrap();
        for sum in [parts.iter().sum::<f64>(), *total] {
            assert!((sum - solved).abs() <= 1e-9 * solved.abs(), "{case}: {sum} is not {solved}");
        }
    }
}

#[test]
fn the_same_case_gives_the_same_bytes() {
    let desk = Desk::with_new_case();
    for run in ["one", "two"] {
        desk.run(&["plan", "case", "--out", run]).well();
    }
    let names = desk.entries("one/tables");
    assert_eq!(names, desk.entries("two/tables"));
    for name in names {
        let [one, two] = ["one", "two"].map(|run| std::fs::read(desk.path(run).join("tables").join(&name)).unwrap());
        assert!(one == two, "{name} differs");
    }
}

#[test]
fn a_plan_takes_the_place_of_the_one_before() {
    let desk = Desk::with_hand_case("2-scale");
    desk.run(&["plan", "case"]).well();
    let before = read_manifest(&desk.path("runs/scale")).unwrap();
    desk.change("case/quantities.csv", "600", "500");
    desk.run(&["plan", "case"]).well();
    let after = read_manifest(&desk.path("runs/scale")).unwrap();
    assert_ne!(before.case.hash, after.case.hash);
    assert!(after.solve.unwrap().objective < before.solve.unwrap().objective);
    assert_eq!(desk.entries("runs"), ["scale"]);
}

#[test]
fn more_threads_than_the_machine_has_are_not_asked_of_it() {
    let desk = Desk::with_new_case();
    let most = std::thread::available_parallelism().unwrap().get();
    let said = desk.run(&["plan", "case", "--threads", "1000000", "--out", "option"]).well();
    let talk = format!("solving with {most} threads, which is what the machine has, not 1000000");
    assert_eq!(said.err.lines().next(), Some(talk.as_str()));
    desk.append("case/case.toml", "[solve]\nthreads = 4096");
    desk.run(&["plan", "case", "--out", "setting"]).well();
    for run in ["option", "setting"] {
        assert_eq!(read_manifest(&desk.path(run)).unwrap().options["threads"], most);
    }
}
