//! Former names of tables, columns and words: read as today's, with a warning; never beside them.

use std::path::Path;
use std::sync::Arc;

use recoop::plan::tables::{Table, TableColumn, Values};
use recoop_case::canonical::hash;
use recoop_case::former;
use recoop_io::read_case;

use crate::case::Case;
use crate::workbooks::workbook;

/// The text of a table in former names.
fn formerly(table: &str, path: &Path) -> Vec<u8> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).comment(Some(b'#')).from_path(path).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let header: Vec<&str> = rows[0].iter().collect();
    let mut out = csv::Writer::from_writer(Vec::new());
    let of_column = |now: &&str| {
        let known = former::COLUMNS.iter().find(|it| it.0 == table && it.2 == *now);
        known.map_or(*now, |it| it.1).to_string()
    };
    out.write_record(header.iter().map(of_column)).unwrap();
    for row in &rows[1..] {
        out.write_record(header.iter().zip(row).map(|(column, text)| {
            let word = former::WORDS.iter().find(|it| (it.0, it.1, it.3) == (table, *column, text));
            match word {
                Some(it) => it.2.to_string(),
                None if *column == "filter" => text.replace("priority=defense", "priority=defence"),
                None => text.to_string(),
            }
        }))
        .unwrap();
    }
    out.into_inner().unwrap()
}

fn rewrite(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        match name.strip_suffix(".csv") {
            Some(table) => {
                let former = former::name_of_table(table).unwrap_or(table);
                std::fs::write(to.join(format!("{former}.csv")), formerly(table, &path)).unwrap();
            }
            None if name == "case.toml" => drop(std::fs::copy(&path, to.join(name)).unwrap()),
            None => {}
        }
    }
}

#[test]
fn a_case_in_former_names_is_the_same_case_and_every_name_draws_a_warning() {
    let today = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/us-2026");
    let folder = tempfile::tempdir().unwrap();
    rewrite(&today, folder.path());
    let (old, new) = (read_case(folder.path()), read_case(&today));
    assert!(old.findings.iter().all(|finding| !finding.is_error()), "{:?}", old.findings);
    let of = |read: &recoop_io::CaseRead| hash(read.settings.as_ref().unwrap(), &read.tables);
    assert_eq!(of(&old), of(&new));
    let warned: Vec<&str> =
        old.findings.iter().filter(|it| it.code == "table::former_name").map(|it| it.message.as_str()).collect();
    for (kind, former, now) in [
        ("table", "facts", "observations"),
        ("table", "price_ties", "price_links"),
        ("table", "swings", "sensitivities"),
        ("column", "capacity_t", "capacity_t_per_year"),
        ("column", "chance", "probability"),
        ("word", "defence", "defense"),
    ] {
        let message = format!("the {kind} `{former}` is called `{now}` now");
        assert!(warned.contains(&message.as_str()), "{message}: {warned:?}");
    }
    assert!(new.findings.iter().all(|it| it.code != "table::former_name"));
}

#[test]
fn a_former_name_beside_todays_is_refused() {
    let case = Case::new();
    for name in ["facts", "observations"] {
        std::fs::write(case.path().join(format!("{name}.csv")), "id,year,measure,filter,low,observed,high\n").unwrap();
    }
    let offers = case.path().join("offers.csv");
    let text = std::fs::read_to_string(&offers).unwrap().replacen("limit_t_per_year", "limit_t_per_year,limit_t", 1);
    std::fs::write(&offers, text).unwrap();
    let codes: Vec<&str> =
        read_case(&case.path()).findings.iter().filter(|it| it.is_error()).map(|it| it.code).collect();
    assert!(codes.contains(&"case::duplicate_table") && codes.contains(&"table::duplicate_column"), "{codes:?}");
    let codes: Vec<&str> =
        read_case(&workbook(&case, &[])).findings.iter().filter(|it| it.is_error()).map(|it| it.code).collect();
    assert!(codes.contains(&"case::duplicate_table"), "{codes:?}");
}

/// A file that means a table by its former name is not passed over, whatever its ending.
#[test]
fn files_that_mean_a_former_table_are_named() {
    let text = "id,year,measure,filter,low,observed,high\nf,2026,made,material=magnet,0,1,2\n";
    for (file, code, words) in [
        ("facts.csv.txt", "case::unread_file", "`observations`"),
        ("facts.tsv", "case::unread_file", "`observations`"),
        ("payments", "case::unread_file", "`cash_events`"),
        ("accounts.xlsx", "case::unread_file", "`reported_financials`"),
        ("Facts.csv", "case::unknown_table", "did you mean `observations.csv`?"),
        ("payments (1).csv", "case::unknown_table", "did you mean `cash_events.csv`?"),
    ] {
        let case = Case::new();
        std::fs::write(case.path().join(file), text).unwrap();
        let read = read_case(&case.path());
        let found = read.findings.iter().find(|it| it.code == code);
        let found = found.unwrap_or_else(|| panic!("{file}: {:?}", read.findings));
        assert!(found.is_error(), "{file}");
        assert!(format!("{} {:?}", found.message, found.hint).contains(words), "{file}: {found:?}");
    }
    for sheet in ["Payments", "payments (2)", "payment"] {
        let case = Case::new();
        std::fs::write(case.path().join(format!("{sheet}.csv")), "id,member\np,maker\n").unwrap();
        let findings = read_case(&workbook(&case, &[])).findings;
        assert!(findings.iter().any(|it| it.code == "case::unknown_table" && it.is_error()), "{sheet}: {findings:?}");
    }
}

/// Beside a table that is read, under whatever name, another file that means it is no error.
#[test]
fn a_file_beside_a_former_table_is_a_warning() {
    let text = "id,year,measure,filter,low,observed,high\nf,2026,made,material=magnet,0,1,2\n";
    for table in ["facts.csv", "observations.csv"] {
        let case = Case::new();
        std::fs::write(case.path().join(table), text).unwrap();
        std::fs::write(case.path().join("observations.tsv"), text).unwrap();
        let read = read_case(&case.path());
        let found: Vec<_> = read.findings.iter().filter(|it| it.code == "case::unread_file").collect();
        assert!(found.len() == 1 && !found[0].is_error(), "{table}: {:?}", read.findings);
    }
}

#[test]
fn a_sheet_under_its_former_name_is_read() {
    let case = Case::new();
    let row = "f,2026,made,material=magnet,0,1,2\n";
    std::fs::write(case.path().join("facts.csv"), format!("id,year,measure,filter,low,observed,high\n{row}")).unwrap();
    let read = read_case(&workbook(&case, &[]));
    assert_eq!(read.tables.observations.len(), 1);
    assert!(read.findings.iter().any(|it| it.code == "table::former_name"), "{:?}", read.findings);
}

#[test]
fn a_table_of_an_earlier_run_is_read_in_todays_names() {
    let column = |name, values| TableColumn { name, unit: "", doc: "", values };
    let texts = |words: &[&str]| Values::Text(words.iter().map(|word| Arc::from(*word)).collect());
    let table = |name, priority, word, number| Table {
        name,
        doc: "",
        columns: vec![column(priority, texts(&[word, "critical"])), column(number, Values::Number(vec![1.0, 2.0]))],
    };
    let old = table("scenarios", "priority", "defence", "at_most_musd");
    let today = table("scenario_values", "priority", "defense", "upper_bound_musd");
    assert_eq!(old.in_todays_names(), today);
    // A word counts in its own column alone.
    let other = table("capacity", "facility", "defence", "size_t");
    assert_eq!(other.clone().in_todays_names(), other);
}
