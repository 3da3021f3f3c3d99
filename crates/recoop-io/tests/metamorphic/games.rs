//! Games in files: the same payoffs, whatever the order of rows and the names of players.

use std::collections::BTreeMap;

use coalition::{Asked, NoProgress, Rule, Sampling, Task, Wanted, survey};
use recoop_io::read_game;

use crate::case::{Random, other, repository};

/// Rows of a list of groups: players in one cell, or a column for each.
fn rows(file: &str) -> Vec<Vec<String>> {
    let path = repository().join("cases/games").join(file);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).comment(Some(b'#')).from_path(path).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_string).collect()).collect()
}

/// Unique answers by name: payoffs by rule and player, and the cost of stability.
fn answers(rows: &[Vec<String>], name: &dyn Fn(&str) -> String) -> BTreeMap<String, f64> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("game.csv");
    let mut writer = csv::Writer::from_path(&path).unwrap();
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.flush().unwrap();
    let read = read_game(&path);
    let game = read.game.unwrap_or_else(|| panic!("{:?}", read.findings));
    let task = &mut Task { threads: 1, observer: &mut NoProgress };
    let table = game.family.table(task).unwrap();
    let wanted = Wanted {
        rules: vec![Rule::Nucleolus, Rule::Prenucleolus, Rule::PerCapita, Rule::Shapley],
        given: None,
        priced: None,
        core: true,
        stability: true,
        properties: false,
        excesses: Asked::default(),
        sampling: Sampling::default(),
    };
    let found = survey(&table, &wanted, task);
    let mut out = BTreeMap::new();
    for (rule, paid) in &found.rules {
        for (player, payoff) in game.players.iter().zip(&paid.known().unwrap().payoffs) {
            out.insert(format!("{}, {}", rule.as_str(), name(player)), *payoff);
        }
    }
    let ranges = found.core.known().unwrap().ranges.clone().unwrap_or_default();
    for (player, (least, most)) in game.players.iter().zip(ranges) {
        out.insert(format!("least, {}", name(player)), least);
        out.insert(format!("most, {}", name(player)), most);
    }
    out
}

fn shuffled(rows: &[Vec<String>], seed: u64) -> Vec<Vec<String>> {
    let (mut rows, mut random) = (rows.to_vec(), Random(seed));
    (2..rows.len()).rev().for_each(|at| rows.swap(at, 1 + random.below(at)));
    rows
}

fn renamed(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let mut rows = rows.to_vec();
    if rows[0][0] == "group" {
        let group = |cell: &str| cell.split(" + ").map(other).collect::<Vec<_>>().join(" + ");
        rows[1..].iter_mut().for_each(|row| row[0] = group(&row[0]));
        return rows;
    }
    let players = rows[0].len() - 1;
    rows[0][..players].iter_mut().for_each(|cell| *cell = other(cell));
    // Columns of players in another order, too.
    rows.iter_mut().for_each(|row| row[..players].reverse());
    rows
}

fn holds(file: &str) {
    let usual = rows(file);
    type Naming<'a> = &'a dyn Fn(&str) -> String;
    let (plain, named): (Naming<'_>, Naming<'_>) = (&str::to_string, &other);
    let expected = answers(&usual, plain);
    for (what, found) in [
        ("rows shuffled", answers(&shuffled(&usual, 1), plain)),
        ("players renamed", answers(&renamed(&usual), named)),
        ("both", answers(&shuffled(&renamed(&usual), 2), named)),
    ] {
        assert_eq!(expected.keys().collect::<Vec<_>>(), found.keys().collect::<Vec<_>>(), "{file}, {what}");
        for (key, expected) in &expected {
            let found = found[key];
            assert!(
                (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
                "{file}, {what}: {key} {found}, usually {expected}"
            );
        }
    }
}

#[test]
fn lists_of_groups() {
    for file in ["pooled-investment.csv", "set-up.csv", "tennessee-valley.csv", "skane.csv"] {
        holds(file);
    }
}
