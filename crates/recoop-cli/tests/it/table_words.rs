//! Names of tables in the documentation, in help and in doc comments are names that tables have today.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use recoop_case::former;

use crate::command::repository;

macro_rules! inputs {
    ($($table:ident : $row:ident,)+) => {
        /// Tables of a case.
        const INPUTS: &[&str] = &[$(stringify!($table),)+];
    };
}
recoop_case::each_table!(inputs);

/// Files of a folder and of those inside it, by their endings.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let of = |path: PathBuf| if path.is_dir() { files(&path, endings) } else { vec![path] };
    let fits = |path: &PathBuf| endings.iter().any(|end| path.extension().is_some_and(|found| found == *end));
    entries.flat_map(of).filter(fits).collect()
}

/// Sources of the crates about cases, which have their own tables.
fn sources() -> Vec<PathBuf> {
    let crates = [
        "recoop",
        "recoop-adversary",
        "recoop-case",
        "recoop-cli",
        "recoop-io",
        "recoop-report",
        "recoop-simulate",
        "recoop-study",
    ];
    let root = repository();
    crates.iter().flat_map(|name| files(&root.join("crates").join(name).join("src"), &["rs"])).collect()
}

/// Names after each `Frame::new(` of a source.
fn framed(text: &str) -> impl Iterator<Item = &str> {
    text.split("Frame::new(").skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
}

/// Backticked words that directly follow `table` or `tables`: `x`, or `x`, `y` and `z`.
fn named_as_tables(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for (at, _) in line.match_indices("able") {
            let rest = &line[at + 4..];
            let Some(mut rest) = rest.strip_prefix("s `").or_else(|| rest.strip_prefix(" `")) else { continue };
            while let Some((word, after)) = rest.split_once('`') {
                found.push((number + 1, word.to_string()));
                let next = [", `", " and `", ", and `", " or `"].iter().find_map(|join| after.strip_prefix(join));
                let Some(next) = next else { break };
                rest = next;
            }
        }
    }
    found
}

#[test]
fn every_table_named_in_words_is_one_of_today() {
    let root = repository();
    let sources = sources();
    let texts: Vec<(PathBuf, String)> =
        sources.iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect();
    let mut tables: BTreeSet<String> = INPUTS.iter().map(|name| (*name).to_string()).collect();
    tables.extend(texts.iter().flat_map(|(_, text)| framed(text)).map(str::to_string));
    assert!(tables.contains("kill_costs") && tables.contains("ex_post_stability") && tables.len() > 80, "{tables:?}");

    let mut pages = files(&root.join("docs"), &["md"]);
    pages.extend(files(&root.join("cases"), &["md"]));
    pages.push(root.join("README.md"));
    let pages = pages.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap()));
    // Books have tables of their own, and formats.md lists former names.
    let is_own = |path: &Path| ["books.md", "formats.md"].iter().any(|name| path.ends_with(name));
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (path, text) in texts.into_iter().chain(pages).filter(|(path, _)| !is_own(path)) {
        for (line, word) in named_as_tables(&text) {
            if !word.chars().all(|sign| sign.is_ascii_lowercase() || sign == '_') {
                continue;
            }
            seen += 1;
            if !tables.contains(&word) {
                let now = former::table(&word).or_else(|| former::result(&word)).unwrap_or("no table");
                wrong.push(format!("{}:{line}: `{word}`: {now}", path.display()));
            }
        }
    }
    assert!(seen > 80, "{seen}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_former_name_of_a_table_is_found() {
    let found: Vec<String> =
        named_as_tables("the tables `later`, `rules` and `facts`, a table `x`").into_iter().map(|it| it.1).collect();
    assert_eq!(found, ["later", "rules", "facts", "x"]);
    assert_eq!(former::table("facts"), Some("observations"));
}
