//! Slips in tables: whatever befalls a case, the command ends with a code that is documented, and of the slips that it lets pass and
//! that change the answer most draw a warning.
//!
//! `make mutations` makes 10,000 of them and prints what came of each kind; a run of the tests makes 500 of another seed.

mod case;
mod few;
mod judge;
mod mutate;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use case::{Form, Text};
use judge::{Judged, Outcome, judge};
use mutate::{Draw, Kind, slip};

/// Cases whose plan takes a part of a second, and their tables.
const CASES: [&str; 12] = [
    "cases/1-two-mines",
    "cases/2-co-products",
    "cases/3-refinery-with-scale",
    "cases/4-crash",
    "cases/5-cooperative-of-three",
    "cases/6-long-purse",
    "cases/hand/1-co-products",
    "cases/hand/2-scale",
    "cases/hand/3-lead-time",
    "cases/hand/4-tree",
    "cases/hand/5-origin",
    "cases/hand/6-taxes",
];

/// Kinds that the reader or the ranges catch are drawn more rarely.
const SELDOM: [Kind; 8] = [
    Kind::Negative,
    Kind::DecimalComma,
    Kind::TextInNumber,
    Kind::UnitInNumber,
    Kind::NotANumber,
    Kind::FileForm,
    Kind::TrailingBlanks,
    Kind::IdMisspelled,
];

/// What came of the slips of a kind.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    made: usize,
    refused: usize,
    /// Accepted by the check, and without a plan, which the command says.
    no_plan: usize,
    /// Accepted with another answer.
    changed: usize,
    /// Of these, those that draw a warning.
    warned: usize,
}

impl Count {
    fn add(&mut self, other: &Self) {
        self.made += other.made;
        self.refused += other.refused;
        self.no_plan += other.no_plan;
        self.changed += other.changed;
        self.warned += other.warned;
    }
}

/// What came of many slips.
#[derive(Default)]
struct Tally {
    kinds: BTreeMap<Kind, Count>,
    failures: Vec<String>,
    /// Accepted, with another answer, and without a word.
    silent: Vec<String>,
}

impl Tally {
    fn total(&self) -> Count {
        let mut total = Count::default();
        self.kinds.values().for_each(|count| total.add(count));
        total
    }
}

fn texts() -> Vec<Text> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shipped = CASES.iter().map(|case| case::read(&repository.join(case)));
    let template = case::read(&repository.join("crates/recoop-io/template"));
    let template = Text { settings: named(template.settings), ..template };
    shipped.chain([template]).map(without_acceptances).collect()
}

/// What a case accepts would be blamed where a slip takes the warning away.
fn without_acceptances(mut text: Text) -> Text {
    text.settings.retain(|(path, _)| !path.starts_with("check."));
    text
}

/// The template leaves its name to `recoop new`.
fn named(mut settings: Vec<(String, String)>) -> Vec<(String, String)> {
    for (path, value) in &mut settings {
        if path == "name" {
            *value = "\"template\"".to_string();
        }
    }
    settings
}

/// Makes slips with a seed, on two threads.
fn run(seed: u64, number: usize) -> Tally {
    let texts = texts();
    let bases: Vec<Judged> = texts
        .iter()
        .map(|text| judge(text, Form::default()).unwrap_or_else(|why| panic!("{}: {why}", text.name)))
        .collect();
    let (tally, next) = (Mutex::new(Tally::default()), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= number {
                        return;
                    }
                    one(seed, at, &texts, &bases, &tally);
                }
            });
        }
    });
    tally.into_inner().unwrap()
}

fn one(seed: u64, at: usize, texts: &[Text], bases: &[Judged], tally: &Mutex<Tally>) {
    let mut draw = Draw::new(seed, at as u64);
    let (text, slip, base) = loop {
        let which = draw.below(texts.len());
        let kind = Kind::ALL[draw.below(Kind::ALL.len())];
        if SELDOM.contains(&kind) && draw.below(3) > 0 {
            continue;
        }
        let mut text = texts[which].clone();
        if let Some(slip) = slip(&mut text, kind, &mut draw) {
            break (text, slip, &bases[which]);
        }
    };
    let judged = judge(&text, slip.form);
    let name = format!("{at} {:?} in {}: {}", slip.kind, text.name, slip.what);
    let mut tally = tally.lock().unwrap();
    let count = tally.kinds.entry(slip.kind).or_default();
    count.made += 1;
    match judged {
        Err(why) => tally.failures.push(format!("{name}: {why}")),
        Ok(judged) if judged.outcome == Outcome::Refused => count.refused += 1,
        Ok(judged) if judged.outcome == Outcome::NoPlan => count.no_plan += 1,
        Ok(judged) if judged.differs(base) => {
            count.changed += 1;
            if judged.warns(base) {
                count.warned += 1;
            } else {
                tally.silent.push(name);
            }
        }
        Ok(_) => {}
    }
}

fn print(tally: &Tally) {
    println!(
        "{:<16}{:>8}{:>9}{:>9}{:>9}{:>9}{:>8}",
        "kind", "made", "refused", "no plan", "changed", "warned", "share"
    );
    let line = |name: &str, it: &Count| {
        let share = (100 * it.warned).checked_div(it.changed).map_or("-".to_string(), |share| format!("{share}%"));
        println!(
            "{name:<16}{:>8}{:>9}{:>9}{:>9}{:>9}{share:>8}",
            it.made, it.refused, it.no_plan, it.changed, it.warned
        );
    };
    tally.kinds.iter().for_each(|(kind, count)| line(&format!("{kind:?}"), count));
    line("all", &tally.total());
}

/// Holds a tally to what is promised.
#[track_caller]
fn hold(tally: &Tally) {
    assert!(tally.failures.is_empty(), "{} failures:\n{}", tally.failures.len(), tally.failures.join("\n"));
    let total = tally.total();
    assert!(
        2 * total.warned >= total.changed,
        "{} of {} slips that change the answer draw a warning",
        total.warned,
        total.changed
    );
}

#[test]
fn five_hundred_slips() {
    let tally = run(7, 500);
    print(&tally);
    hold(&tally);
}

/// The seed and the number are those of `SEED` and `SLIPS`, else of `make mutations`. With `SILENT` those that pass without a word are listed.
#[test]
#[ignore = "takes half an hour: make mutations"]
fn ten_thousand_slips() {
    let number = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number")))
    };
    let tally = run(number("SEED", 20_261_130), number("SLIPS", 10_000) as usize);
    print(&tally);
    if std::env::var_os("SILENT").is_some() {
        println!("{}", tally.silent.join("\n"));
        println!("{}", tally.failures.join("\n"));
    }
    hold(&tally);
}
