//! The rule of ARCHITECTURE.md by which a name leads to one file, tried with drawn names.

use std::fs;
use std::path::{Path, PathBuf};

use recoop::formulation::Constraints;
use recoop_case::check::CODES;
use recoop_case::tables::TableRow;

use crate::command::{Desk, repository};
use crate::reference::verbs;

/// Names drawn of each kind.
const DRAWN: usize = 10;

/// Files of a folder and of those inside it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The only file of a folder that holds a text.
#[track_caller]
fn only(folder: &str, text: &str) -> PathBuf {
    let holds = |path: &PathBuf| fs::read_to_string(path).is_ok_and(|found| found.contains(text));
    let found: Vec<PathBuf> = files(&repository().join(folder)).into_iter().filter(holds).collect();
    assert!(found.len() == 1, "`{text}` is in {} files of {folder}: {found:?}", found.len());
    found[0].clone()
}

/// Names from all over a list, the same in every run.
fn drawn<T: Clone>(names: &[T]) -> Vec<T> {
    let count = DRAWN.min(names.len());
    (0..count).map(|at| names[at * names.len() / count].clone()).collect()
}

macro_rules! columns {
    ($($table:ident : $row:ident,)+) => {
        /// All columns of all tables.
        fn columns() -> Vec<(&'static str, &'static str)> {
            let mut out = Vec::new();
            $(out.extend(recoop_case::tables::$row::COLUMNS.iter().map(|column| (stringify!($table), column.name)));)+
            out
        }
    };
}
recoop_case::each_table!(columns);

#[test]
fn a_row_family_leads_to_its_constraint() {
    for family in drawn(Constraints::FAMILIES) {
        let file = only("crates/recoop/src/formulation/constraints", &format!("pub fn {}(", family.name));
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(&format!("pub const {}: RowFamily", family.name.to_uppercase())), "{}", file.display());
    }
}

#[test]
fn a_column_leads_to_the_declaration_of_its_table() {
    for (table, column) in drawn(&columns()) {
        let file = only("crates/recoop-case/src/tables", &format!(" in \"{table}\" "));
        let text = fs::read_to_string(&file).unwrap();
        let declaration = text.split(&format!(" in \"{table}\" ")).nth(1).unwrap().split("\n}").next().unwrap();
        // These three are columns of every table: the macro declares them.
        let common = ["source", "confidence", "note"].contains(&column);
        assert!(
            common || declaration.contains(&format!(" {column}: ")),
            "{}: `{table}` has no `{column}`",
            file.display()
        );
    }
}

#[test]
fn a_message_code_leads_to_its_line_and_its_checks() {
    for (code, _) in drawn(CODES) {
        let quoted = format!("\"{code}\"");
        let holding: Vec<PathBuf> = files(&repository().join("crates"))
            .into_iter()
            .filter(|path| {
                path.extension().is_some_and(|ending| ending == "rs")
                    && path.components().any(|it| it.as_os_str() == "src")
            })
            .filter(|path| fs::read_to_string(path).is_ok_and(|text| text.contains(&quoted)))
            .collect();
        let (lines, raised): (Vec<_>, Vec<_>) = holding.into_iter().partition(|path| path.ends_with("check/codes.rs"));
        assert_eq!(lines.len(), 1, "{code} has no line in check/codes.rs");
        assert!(!raised.is_empty(), "nothing raises {code}");
    }
}

#[test]
fn a_verb_leads_to_its_command() {
    let help = Desk::new().run(&["--help"]).well().out;
    let verbs = verbs(&help);
    assert!(verbs.len() > DRAWN, "{verbs:?}");
    for verb in drawn(&verbs) {
        let commands = repository().join("crates/recoop-cli/src/commands");
        let name = verb.replace('-', "_");
        let (file, folder) = (commands.join(format!("{name}.rs")), commands.join(&name).join("mod.rs"));
        assert!(file.exists() != folder.exists(), "`{verb}` has no file of its own");
    }
}
