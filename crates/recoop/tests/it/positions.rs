//! Positions are types (`recoop_case::positions`): no function of the engine takes two bare numbers that say which one.

use std::fs;
use std::path::{Path, PathBuf};

use crate::tidy::rust_files;

/// Functions with two numbers or more, by file, and why they may: most say how many, or have a member among them, which has no type yet.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("recoop/src/formulation/variables.rs", "pays_into", "two members: who pays, whose purse"),
    (
        "recoop/src/plan/audit/capital_split.rs",
        "exchange",
        "a call and two of its payers, of which the order has no type",
    ),
    ("recoop/src/plan/audit/capital_split.rs", "paid", "a call of the split and a member"),
    ("recoop/src/plan/audit/capital_split.rs", "room_in_year", "a call of the split and a member"),
    ("recoop/src/plan/payers/split/tests.rs", "part", "a call of the split and a payer"),
    (
        "recoop/src/formulation/joint.rs",
        "add",
        "an entity of any kind, beside the subject that says which, and a member",
    ),
    ("recoop-adversary/src/links/search.rs", "worst", "how many losses, and how many at most"),
    ("recoop-adversary/src/links/search.rs", "exhaust", "how many losses and solved programs"),
    ("recoop-adversary/src/links/search.rs", "bracket", "how many losses and solved programs"),
    ("recoop-adversary/src/links/hitting.rs", "hitting_sets", "how many links, losses and sets"),
    ("recoop-simulate/src/prices.rs", "mean", "a series, and how many years ahead"),
    ("recoop-simulate/src/prices.rs", "variance", "a series, and how many years ahead"),
    ("recoop-simulate/src/prices.rs", "geometric", "a series, and how many years ahead"),
    ("recoop-simulate/src/prices.rs", "log_mean", "a series, and how many years ahead"),
    ("recoop-simulate/src/prices.rs", "factor_on_price", "a series, and how many years ahead"),
    ("recoop-study/src/batch/sweep.rs", "sweep", "how many units and jobs"),
    ("recoop-simulate/src/report.rs", "unserved", "columns of the table: by bylaw, by priority"),
];

/// The text up to the parenthesis that closes.
fn until_closed(text: &str) -> &str {
    let mut depth = 1;
    let end = text.char_indices().find(|(_, c)| {
        depth += i32::from(*c == '(') - i32::from(*c == ')');
        depth == 0
    });
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// Parameters, which commas part outside of brackets.
fn parameters(text: &str) -> Vec<String> {
    let (mut depth, mut out) = (0, vec![String::new()]);
    // An arrow closes nothing.
    for c in text.replace("->", "").chars() {
        depth += i32::from("([{<".contains(c)) - i32::from(")]}>".contains(c));
        if c == ',' && depth == 0 {
            out.push(String::new());
        } else {
            out.last_mut().unwrap().push(c);
        }
    }
    out
}

/// How many bare numbers a parameter has: itself, what may be missing, or parts of a tuple; not the items of lists and closures.
fn numbers(parameter: &str) -> usize {
    let Some((_, of)) = parameter.split_once(": ") else { return 0 };
    let of = of.trim().trim_start_matches('&').trim_start_matches("mut ");
    let bare = |part: &str| matches!(part.trim().trim_start_matches('&'), "usize" | "Option<usize>");
    match of.strip_prefix('(').and_then(|of| of.strip_suffix(')')) {
        Some(parts) => parameters(parts).iter().filter(|part| bare(part)).count(),
        None => usize::from(bare(of.trim_end_matches(','))),
    }
}

#[test]
fn no_function_takes_two_bare_positions() {
    let crates = ["recoop-case", "recoop", "recoop-adversary", "recoop-simulate", "recoop-report", "recoop-study"];
    // Tables are lists of rows as written: their checks have positions of rows, which no network knows.
    let of_rows = |path: &Path| ["check", "tables", "edit"].iter().any(|name| path.iter().any(|part| part == *name));
    let sources = crates.map(|name| Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(name).join("src"));
    let files: Vec<PathBuf> = sources
        .iter()
        .flat_map(|source| rust_files(source).into_iter().filter(move |it| !of_rows(it.strip_prefix(source).unwrap())))
        .collect();
    assert!(files.len() > 200, "the walk found {} files only", files.len());
    let (mut found, mut swapped) = (std::collections::BTreeSet::new(), Vec::new());
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        for (at, _) in text.match_indices("fn ") {
            let Some((name, rest)) = text[at + 3..].split_once('(') else { continue };
            // Type parameters stand before the parenthesis, with those of closures in them.
            let name = name.split('<').next().unwrap();
            if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let taken: usize = parameters(until_closed(rest)).iter().map(|it| numbers(it.trim())).sum();
            if taken < 2 {
                continue;
            }
            match ALLOWED.iter().find(|(file, allowed, _)| *allowed == name && path.ends_with(file)) {
                Some((file, allowed, _)) => _ = found.insert((*file, *allowed)),
                None => swapped.push(format!("{}: {name}", path.display())),
            }
        }
    }
    assert!(swapped.is_empty(), "two numbers could be swapped; give them the types of their lists: {swapped:#?}");
    let idle: Vec<_> = ALLOWED.iter().map(|(file, name, _)| (*file, *name)).filter(|it| !found.contains(it)).collect();
    assert!(idle.is_empty(), "reasons without a function: {idle:?}");
}

/// The counting is that of signatures.
#[test]
fn numbers_of_a_signature_are_counted() {
    let count = |text: &str| parameters(text).iter().map(|it| numbers(it.trim())).sum::<usize>();
    assert_eq!(count("&self, state: usize, at: Option<usize>"), 2);
    assert_eq!(count("(market, material): (usize, usize), side: Side"), 2);
    assert_eq!(count("of: &dyn Fn(usize, usize) -> f64, rows: &[(usize, usize)], states: usize"), 1);
    assert_eq!(count("state: StateAt, lanes: &BTreeMap<usize, usize>"), 0);
}
