//! Screens keep to the width that they are asked for, whatever verb and case.

use std::path::PathBuf;

use crate::command::{Desk, copy, repository};

/// Columns of the narrowest screen that is promised.
const WIDTH: usize = 80;

/// Lines that are too long and could be broken: a single word, such as a path, cannot.
fn too_long(text: &str) -> Vec<&str> {
    let breakable = |line: &&str| line.split_whitespace().nth(1).is_some();
    text.lines().filter(|line| line.chars().count() > WIDTH).filter(breakable).collect()
}

/// Runs a command on a narrow screen, and gives what is too long of its answer.
fn faults(desk: &Desk, arguments: &[&str]) -> Vec<String> {
    let output = desk.command(arguments).env("COLUMNS", WIDTH.to_string()).output().unwrap();
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{arguments:?}: {err}");
    assert!(!out.is_empty(), "{arguments:?}");
    too_long(&out).into_iter().map(|line| format!("{}: {line}", arguments.join(" "))).collect()
}

#[test]
fn every_screen_fits_eighty_columns() {
    let desk = Desk::with_new_case();
    std::fs::create_dir(desk.path("cases")).unwrap();
    let mut faulty = Vec::new();
    let mut hold = |arguments: &[&str]| faulty.extend(faults(&desk, arguments));
    for arguments in [
        &["--help"][..],
        &["plan", "case", "--full"],
        &["explain", "runs/case"],
        &["audit", "runs/case", "--full"],
        &["share", "case", "--full"],
        &["export", "runs/case", "case.xlsx"],
        &["new", "other"],
    ] {
        hold(arguments);
    }
    // A rival, buffers, chance, a past.
    for case in ["6-long-purse", "5-cooperative-of-three", "lynas-2012", "molycorp-2010"] {
        copy(&repository().join("cases").join(case), &desk.path(&format!("cases/{case}")));
    }
    for arguments in [
        &["stress", "cases/6-long-purse", "--full"][..],
        &["robust", "cases/6-long-purse", "--full"],
        &["buffers", "cases/6-long-purse", "--full"],
        &["study", "cases/6-long-purse", "--out", "runs/one"],
        &["study", "cases/5-cooperative-of-three", "--out", "runs/two"],
        &["report", "runs/one"],
        &["report", "runs/one", "runs/two"],
        &["share", "cases/5-cooperative-of-three", "--full"],
        &["backtest", "cases/lynas-2012", "--full"],
        &["backtest", "cases/molycorp-2010", "--full"],
    ] {
        hold(arguments);
    }
    faulty.extend(faults(&crate::simulate::desk(), &["simulate", "case", "--full", "--paths", "20"]));
    faulty.extend(faults(&crate::sensitivities::desk(), &["sensitivity", "case"]));
    assert!(faulty.is_empty(), "{} lines are longer than {WIDTH}:\n{}", faulty.len(), faulty.join("\n"));
}

/// Numbers of an answer, apart from seconds and from what stands in names.
fn numbers(text: &str) -> std::collections::BTreeSet<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_number =
        |word: &str| word.contains(|sign: char| sign.is_ascii_digit()) && !word.contains(char::is_alphabetic);
    let seconds = |at: usize| words.get(at + 1).is_some_and(|next| next.trim_end_matches([';', ',', '.']) == "s");
    let found = words.iter().enumerate().filter(|(at, word)| is_number(word) && !seconds(*at));
    found.map(|(_, word)| word.trim_matches([';', ',', '.', '(', ')', ':']).to_string()).collect()
}

/// On the narrowest screen lines break and numbers do not: each is one of those of a screen with room for all.
#[test]
fn no_number_breaks_on_forty_columns() {
    let desk = Desk::with_new_case();
    std::fs::create_dir(desk.path("cases")).unwrap();
    for case in ["6-long-purse", "5-cooperative-of-three", "molycorp-2010", "us-2026"] {
        copy(&repository().join("cases").join(case), &desk.path(&format!("cases/{case}")));
    }
    let simulated = crate::simulate::desk();
    let mut faulty = Vec::new();
    for (desk, arguments) in [
        (&desk, &["check", "cases/us-2026"][..]),
        (&desk, &["backtest", "cases/molycorp-2010", "--full"]),
        (&desk, &["plan", "case", "--full"]),
        (&desk, &["share", "cases/5-cooperative-of-three", "--full"]),
        (&desk, &["stress", "cases/6-long-purse", "--full"]),
        (&desk, &["robust", "cases/6-long-purse", "--full"]),
        (&desk, &["buffers", "cases/6-long-purse", "--full"]),
        (&simulated, &["simulate", "case", "--full", "--paths", "20"]),
    ] {
        let on = |width: usize| {
            let output = desk.command(arguments).env("COLUMNS", width.to_string()).output().unwrap();
            assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        let (wide, narrow) = (on(1000), on(40));
        let strange: Vec<String> = numbers(&narrow).difference(&numbers(&wide)).cloned().collect();
        if !strange.is_empty() {
            faulty.push(format!("{arguments:?}: {strange:?}"));
        }
        // A hash is one word, which is copied whole.
        let breakable = |line: &&str| line.split_whitespace().all(|word| word.chars().count() < 40);
        let long = narrow.lines().filter(|line| line.chars().count() > 40).filter(breakable);
        faulty.extend(long.map(|line| format!("{arguments:?}: too long: {line}")));
    }
    assert!(faulty.is_empty(), "{}", faulty.join("\n"));
}

/// A table without rows is no table.
#[test]
fn simulations_without_histories_draw_no_fit() {
    let desk = Desk::new();
    copy(&repository().join("cases/6-long-purse"), &desk.path("case"));
    std::fs::write(desk.path("case/outages.csv"), "id,per_year,mean_years\nall,0.2,0.5\n").unwrap();
    let said = desk.run(&["simulate", "case", "--full", "--paths", "5", "--purses", "1000"]).well().out;
    assert!(!said.contains("Fit of the price process"), "{said}");
    // Five paths without a failure are a count, with the bound below.
    assert!(said.contains("0 of 5") && !said.contains("< "), "{said}");
    assert!(said.contains("on any of 5 paths (upper bound of the probability: 45.1%, 95% confidence)"), "{said}");
}

/// The folders of all cases of the repository.
fn shipped_cases() -> Vec<PathBuf> {
    let below = |folder: &PathBuf| {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.is_dir()).collect::<Vec<_>>()
    };
    let cases = repository().join("cases");
    let mut folders = below(&cases);
    folders.extend(below(&cases.join("hand")));
    folders.retain(|folder| folder.join("case.toml").exists());
    assert!(folders.len() > 12, "{folders:?}");
    folders
}

#[test]
fn every_check_fits_eighty_columns() {
    let desk = Desk::new();
    let mut faulty = Vec::new();
    for case in shipped_cases() {
        copy(&case, &desk.path("case"));
        faulty.extend(faults(&desk, &["check", "case"]));
        std::fs::remove_dir_all(desk.path("case")).unwrap();
    }
    assert!(faulty.is_empty(), "{} lines are longer than {WIDTH}:\n{}", faulty.len(), faulty.join("\n"));
}

#[test]
fn every_game_fits_eighty_columns() {
    let desk = Desk::new();
    let mut faulty = Vec::new();
    for entry in std::fs::read_dir(repository().join("cases/games")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "csv" || ending == "json") {
            let name = path.file_name().unwrap().to_str().unwrap().to_string();
            std::fs::copy(&path, desk.path(&name)).unwrap();
            faulty.extend(faults(&desk, &["game", &name, "--full"]));
        }
    }
    assert!(faulty.is_empty(), "{} lines are longer than {WIDTH}:\n{}", faulty.len(), faulty.join("\n"));
}
