//! Runs, written and read back.

use std::path::Path;
use std::sync::Arc;

use recoop::plan::tables::{Table, TableColumn, Values};
use recoop_io::write::{Audit, CaseStamp, FamilySize, RunError, SolveStamp};
use recoop_io::{Destination, Format, Manifest, read_manifest, read_run_tables, write_workbook};

const BOTH: &[Format] = &[Format::Csv, Format::Parquet];

/// Writes a run into a folder that is taken for it.
fn write_run(
    dir: &Path,
    tables: &[Table],
    manifest: &Manifest,
    formats: &[Format],
    files: &[(&str, &[u8])],
) -> Result<(), RunError> {
    recoop_io::write_run(&Destination::folder(dir)?, tables, manifest, formats, files)
}

fn column(name: &'static str, unit: &'static str, values: Values) -> TableColumn {
    TableColumn { name, unit, doc: "What it means.", values }
}

fn text(labels: &[&str]) -> Values {
    Values::Text(labels.iter().map(|&label| Arc::from(label)).collect())
}

fn tables() -> Vec<Table> {
    let flows = vec![
        column("facility", "", text(&["mill, \"old\"", "mill, \"old\"", "", "Müller\nSöhne"])),
        column("year", "", Values::Integer(vec![2027, 2028, -1, i64::MAX])),
        column("activity", "t/yr", Values::Number(vec![0.1 + 0.2, 1e-300, 1.5e21, 4000.0])),
    ];
    let nothing = vec![column("name", "", text(&[])), column("amount", "MUSD", Values::Number(vec![]))];
    vec![
        Table { name: "flows", doc: "One row per facility and year.", columns: flows },
        Table { name: "nothing", doc: "No row.", columns: nothing },
    ]
}

fn manifest() -> Manifest {
    let case = CaseStamp { name: "toy".into(), title: "Toy".into(), hash: "abc".into(), values_hash: None, path: None };
    let mut manifest = Manifest::new("plan", case, "2026-01-01T00:00:00Z".into());
    manifest.options.insert("seed".into(), 7.into());
    manifest.solve = Some(SolveStamp {
        solver: "HiGHS".into(),
        status: "optimal".into(),
        objective: Some(1.25),
        bound: Some(1.5),
        gap: Some(0.2),
        proof: Some("proven by duals".into()),
    });
    manifest.row_families = vec![FamilySize { family: "capacity_limit".into(), count: 12 }];
    manifest.audit = Some(Audit { passed: true, checked: 12, failures: vec![] });
    manifest
}

fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn tables_come_back_from_either_format() {
    for formats in [BOTH, &[Format::Csv], &[Format::Parquet]] {
        let home = tempfile::tempdir().unwrap();
        let run = home.path().join("run");
        write_run(&run, &tables(), &manifest(), formats, &[]).unwrap();
        assert_eq!(read_run_tables(&run).unwrap(), tables());
    }
}

#[test]
fn missing_numbers_stay_missing() {
    for formats in [[Format::Csv], [Format::Parquet]] {
        let home = tempfile::tempdir().unwrap();
        let columns = vec![column("a", "t", Values::Number(vec![f64::NAN, f64::INFINITY]))];
        let table = Table { name: "gaps", doc: "", columns };
        write_run(&home.path().join("run"), &[table], &manifest(), &formats, &[]).unwrap();
        let back = read_run_tables(&home.path().join("run")).unwrap();
        let Values::Number(values) = &back[0].columns[0].values else { panic!("expected numbers") };
        assert!(values[0].is_nan() && values[1].is_infinite());
    }
}

#[test]
fn a_run_says_what_it_is() {
    let home = tempfile::tempdir().unwrap();
    let run = home.path().join("runs/first");
    write_run(&run, &tables(), &manifest(), BOTH, &[("report.html", b"<p>")]).unwrap();
    assert_eq!(entries(&run), ["manifest.json", "report.html", "tables"]);
    assert_eq!(entries(&run.join("tables")), ["flows.csv", "flows.parquet", "nothing.csv", "nothing.parquet"]);
    let back = read_manifest(&run).unwrap();
    assert_eq!((back.tables[0].rows, back.tables[0].columns[2].unit.as_str()), (4, "t/yr"));
    let files: Vec<&str> = back.digests.keys().map(String::as_str).collect();
    assert_eq!(files, ["tables/flows.csv", "tables/flows.parquet", "tables/nothing.csv", "tables/nothing.parquet"]);
    assert!(recoop_io::write::changes(&run, &back).is_empty());
    let Manifest { case, options, solve, audit, .. } = manifest();
    assert_eq!((back.case, back.options, back.solve, back.audit), (case, options, solve, audit));
    insta::assert_snapshot!(std::fs::read_to_string(run.join("tables/flows.csv")).unwrap(), @r#"
    facility,year,activity
    "mill, ""old""",2027,0.30000000000000004
    "mill, ""old""",2028,1e-300
    ,-1,1.5e21
    "Müller
    Söhne",9223372036854775807,4000
    "#);
}

#[test]
fn the_same_tables_give_the_same_bytes() {
    let home = tempfile::tempdir().unwrap();
    let [one, two] = ["one", "two"].map(|name| home.path().join(name));
    for run in [&one, &two] {
        write_run(run, &tables(), &manifest(), BOTH, &[]).unwrap();
        write_workbook(&run.join("tables.xlsx"), &tables()).unwrap();
    }
    for file in ["tables/flows.csv", "tables/flows.parquet", "tables/nothing.parquet", "manifest.json", "tables.xlsx"] {
        assert!(std::fs::read(one.join(file)).unwrap() == std::fs::read(two.join(file)).unwrap(), "{file} differs");
    }
}

#[test]
fn an_earlier_run_is_replaced_and_a_strange_folder_is_not() {
    let home = tempfile::tempdir().unwrap();
    let run = home.path().join("run");
    write_run(&run, &tables(), &manifest(), BOTH, &[("old.html", b"")]).unwrap();
    write_run(&run, &tables()[..1], &manifest(), &[Format::Csv], &[]).unwrap();
    assert_eq!(entries(&run), ["manifest.json", "tables"]);
    assert_eq!(entries(&run.join("tables")), ["flows.csv"]);

    let strange = home.path().join("thesis");
    std::fs::create_dir(&strange).unwrap();
    std::fs::write(strange.join("manifest.json"), "{}").unwrap();
    let error = write_run(&strange, &tables(), &manifest(), BOTH, &[]).unwrap_err();
    assert!(matches!(error, RunError::NotOurs(_)));
    assert_eq!(entries(home.path()), ["run", "thesis"]);
}

#[test]
fn a_failure_leaves_the_earlier_run() {
    let home = tempfile::tempdir().unwrap();
    let run = home.path().join("run");
    write_run(&run, &tables(), &manifest(), BOTH, &[]).unwrap();
    let mut ragged = tables();
    ragged[0].columns[1].values = Values::Integer(vec![1]);
    insta::assert_snapshot!(write_run(&run, &ragged, &manifest(), BOTH, &[]).unwrap_err(), @"table `flows`: column `year` has 1 rows, the first column has 4");
    // A file that only fails while it is written: its name is longer than a file system takes.
    let long = "x".repeat(300);
    assert!(write_run(&run, &tables()[..1], &manifest(), BOTH, &[(&long, b"")]).is_err());
    assert_eq!(read_run_tables(&run).unwrap(), tables());
    assert_eq!(entries(home.path()), ["run"]);
}

#[test]
fn names_that_are_no_file_names_are_refused() {
    let home = tempfile::tempdir().unwrap();
    let write = |tables: &[Table], name: &str| {
        write_run(&home.path().join("run"), tables, &manifest(), BOTH, &[(name, b"")]).unwrap_err().to_string()
    };
    let mut outside = tables();
    outside[0].name = "../flows";
    let twice = [tables()[0].clone(), tables()[0].clone()];
    let errors =
        [write(&outside, "a"), write(&twice, "a"), write(&tables(), "../a"), write(&tables(), "manifest.json")];
    insta::assert_debug_snapshot!(errors, @r#"
    [
        "`../flows` is not a valid table name",
        "the name `tables/flows` is used twice",
        "`../a` is not a valid file name of a run",
        "the name `manifest.json` is used twice",
    ]
    "#);
    assert!(entries(home.path()).is_empty());
}

#[test]
fn tables_that_were_tampered_with_are_noticed() {
    let home = tempfile::tempdir().unwrap();
    let run = home.path().join("run");
    write_run(&run, &tables(), &manifest(), &[Format::Csv], &[]).unwrap();
    let path = run.join("tables/flows.csv");
    let good = std::fs::read_to_string(&path).unwrap();
    for (old, new) in [("2028", "soon"), ("facility", "plant"), ("0.30000000000000004\n", "1\n,1,1\n")] {
        std::fs::write(&path, good.replacen(old, new, 1)).unwrap();
        assert!(matches!(read_run_tables(&run), Err(RunError::Content { .. })), "{old} to {new}");
    }
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(read_run_tables(&run), Err(RunError::Io { .. })));
}

#[test]
fn a_workbook_holds_names_units_and_numbers() {
    use calamine::{Data, Reader, Xlsx, open_workbook};
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("tables.xlsx");
    write_workbook(&path, &tables()).unwrap();
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    assert_eq!(book.sheet_names(), ["flows", "nothing"]);
    let cells = book.worksheet_range("flows").unwrap();
    let cell = |row, column| cells.get_value((row, column)).cloned().unwrap_or_default();
    assert_eq!([cell(0, 2), cell(1, 2)], ["activity", "t/yr"].map(|text| Data::String(text.into())));
    assert_eq!(cell(5, 2), Data::Float(4000.0));
    assert_eq!(entries(home.path()), ["tables.xlsx"]);
}

#[test]
fn a_table_too_long_for_a_sheet_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let columns = vec![column("year", "", Values::Integer(vec![0; 1_048_575]))];
    let table = Table { name: "years", doc: "", columns };
    let error = write_workbook(&home.path().join("a.xlsx"), &[table]).unwrap_err();
    insta::assert_snapshot!(error, @"table `years` has 1048575 rows; a sheet holds at most 1048574 below its header");
    assert!(entries(home.path()).is_empty());
}

#[test]
fn a_new_case_is_planned_and_its_tables_come_back() {
    use recoop::plan::{NoProgress, PlanOptions, report, solve};
    use recoop_case::resolve::resolve;
    let home = tempfile::tempdir().unwrap();
    recoop_io::new_case(&home.path().join("toy"), "toy").unwrap();
    let read = recoop_io::read_case(&home.path().join("toy"));
    let network = resolve(&read.settings.unwrap(), &read.tables);
    let plan = solve(&network, &PlanOptions::from_network(&network), &mut NoProgress).unwrap();
    let tables = report::tables(&network, &plan);
    let run = home.path().join("run");
    write_run(&run, &tables, &manifest(), BOTH, &[]).unwrap();
    let back = read_run_tables(&run).unwrap();
    assert_eq!(back, tables);
    let builds = back.iter().find(|table| table.name == "builds").unwrap();
    let Values::Text(built) = &builds.column("facility").unwrap().values else { panic!("expected labels") };
    assert!(["oxide_works", "magnet_works"].iter().all(|plant| built.iter().any(|built| &**built == *plant)));
}
