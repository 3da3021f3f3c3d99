//! Random histories: whatever is asked, the books stay sound, and what is refused changes nothing.

use jiff::civil::{Date, date};
use recoop_books::amount::{Cents, Remainder, split};
use recoop_books::audit::audit;
use recoop_books::chart::{Account, Kind};
use recoop_books::dates::{Month, days_after};
use recoop_books::documents::*;
use recoop_books::export::{beancount, package};
use recoop_books::labels::ShareRule;
use recoop_books::rules::t1;
use recoop_books::state::DraftContent;

use crate::asked::{Dice, MEMBERS, document};
use crate::package::{bean_check, recompute, written};
use crate::world::*;

/// What a history did.
#[derive(Default)]
struct Tally {
    posted: usize,
    refused: usize,
    declared: usize,
}

/// Closes months up to a day, as far as it goes. A tidy controller labels and assays first.
fn close_until(w: &mut World, month: &mut Month, day: Date, tidy: bool) {
    while month.last_day() < day {
        let last = month.last_day();
        if tidy {
            settle(w, day);
        }
        let _ = w.post(last, period(*month, PeriodAction::Review));
        if last.month() == 12 {
            let _ = w.post(last, YearClose { year: last.year() });
        }
        if w.post(day, period(*month, PeriodAction::Close)).is_err() {
            break;
        }
        *month = month.next();
        if tidy && last.month() == 12 {
            allocate(w, last.year(), day);
        }
    }
}

/// The board's year: losses, then patronage with its notices.
fn allocate(w: &mut World, year: i16, day: Date) {
    for unit in ["concentrate", "tolling"] {
        if let Ok(subject) = w.post(day, Loss { year, unit: unit.into() }) {
            let _ = w.post(day, Resolution { subject, number: "1".to_string() });
        }
    }
    let Ok(subject) = w.post(day, Allocation { year, key: ShareRule::Value, adjustments: vec![] }) else { return };
    let _ = w.post(day, Resolution { subject: subject.clone(), number: "2".to_string() });
    for member in MEMBERS {
        let _ = w.post(
            day,
            Notice { allocation: subject.clone(), member: member.into(), text: "n".to_string(), tells_netting: true },
        );
    }
}

/// Labels what waits, and assays what has no assay.
fn settle(w: &mut World, day: Date) {
    let waiting: Vec<_> = w.books.state().unlabeled.iter().map(|(id, waiting)| (id.clone(), waiting.kind)).collect();
    for (id, kind) in waiting {
        let unit = w.books.state().deliveries.get(&id).map(|d| d.document.unit.clone());
        let unit = unit.unwrap_or_else(|| if kind == Kind::Sales { "outside".into() } else { "oxide".into() });
        let units = &w.books.state().versions[0].bylaws.units;
        let source = units.iter().find(|row| row.unit == unit).unwrap().source_label;
        let _ = w.post(day, Label { document: id, source, unit });
    }
    let pending: Vec<_> = w
        .books
        .state()
        .deliveries
        .iter()
        .filter(|(_, d)| d.settlement.is_none())
        .map(|(id, d)| (id.clone(), d.clone()))
        .collect();
    for (id, d) in pending {
        let assays = vec![assay("nd", "0.15", "0.151", None)];
        let _ = w.post(day, FinalAssay { delivery: id, wet: d.document.wet, moisture: d.document.moisture, assays });
    }
}

fn history(seed: u64, steps: usize) -> (World, Tally) {
    let mut dice = Dice(seed);
    let netting = if dice.below(2) == 0 { "no,members_equity" } else { "yes,members_equity" };
    let key = [("patronage", "no,members_equity", netting)];
    let tidy = dice.below(4) > 0;
    let mut w = World::with(&key);
    let mut day = date(2031, 1, 3);
    let mut month = Month::of(day);
    let mut tally = Tally::default();
    let opening = vec![
        (Account::plain(Kind::Cash), cents("5000000")),
        (Account::of_member(Kind::PaidIn, &"tern_motors".into()), cents("-5000000")),
    ];
    w.ok(day, Voucher { opening: true, ..voucher("opening", opening) });
    for _ in 0..steps {
        day = days_after(day, dice.below(32) as i32);
        close_until(&mut w, &mut month, day, tidy);
        let document = document(&mut dice, &w, day);
        let before = (w.books.entries().len(), w.books.balances().clone());
        match w.post(day, document) {
            Ok(_) => tally.posted += 1,
            Err(refused) => {
                tally.refused += 1;
                assert!(!refused.0.is_empty());
                assert_eq!(before, (w.books.entries().len(), w.books.balances().clone()), "seed {seed}");
            }
        }
    }
    tally.declared = w.books.state().drafts.values().filter(|draft| draft.declared.is_some()).count();
    (w, tally)
}

fn check(w: &World, seed: u64) {
    let report = audit(w.books.entries(), w.books.settings().year_end, Some(w.books.balances()));
    assert_eq!(report.findings, [], "seed {seed}");
    let sum: i64 = w.books.balances().values().map(|cents| cents.0).sum();
    assert_eq!(sum, 0, "seed {seed}");
    for (account, cents) in w.books.balances() {
        assert!(!account.kind.is_member_equity() || cents.0 <= 0, "seed {seed}: {account} {cents}");
    }
    for draft in w.books.state().drafts.values() {
        if let DraftContent::Allocation(sheet) = &draft.content {
            assert_eq!(t1::equal_treatment(sheet), Ok(()), "seed {seed}");
            let shared: Cents = sheet.shares.iter().map(|share| share.amount).sum();
            assert_eq!(shared, sheet.allocated(), "seed {seed}");
            for line in &sheet.units {
                let gone = line.allocated + line.reserve + line.loss;
                assert_eq!(gone, line.book - line.dividends + line.adjustments + line.netted, "seed {seed}");
            }
        }
    }
}

#[test]
fn ten_thousand_histories_keep_every_invariant() {
    let mut all = Tally::default();
    for seed in 0..10_000 {
        let (w, tally) = history(seed, 50);
        check(&w, seed);
        all.posted += tally.posted;
        all.refused += tally.refused;
        all.declared += tally.declared;
    }
    println!("{} documents posted, {} refused, {} drafts declared", all.posted, all.refused, all.declared);
    // Histories that only refuse would prove nothing.
    assert!(all.posted > 100_000 && all.refused > 50_000 && all.declared > 10_000);
}

#[test]
fn long_histories_agree_with_other_programs() {
    for seed in 20_000..20_012 {
        let (w, _) = history(seed, 400);
        check(&w, seed);
        let again = recoop_books::Books::replay(w.books.settings().clone(), w.books.records().to_vec()).unwrap();
        assert_eq!(again.entries().last().map(|e| &e.hash), w.books.entries().last().map(|e| &e.hash));
        let last = w.books.entries().iter().map(|entry| entry.date).max().unwrap();
        let folder = written(&package(&w.books, last));
        if let Some(Err(text)) = recompute(folder.path()) {
            panic!("seed {seed}:\n{text}");
        }
        bean_check(&beancount(&w.books));
    }
}

#[test]
fn any_split_is_exact() {
    let mut dice = Dice(7);
    for _ in 0..100_000 {
        let n = 1 + dice.below(12) as usize;
        let weights: Vec<i128> = (0..n).map(|_| (dice.next() >> dice.below(64)).into()).collect();
        let total = Cents((dice.next() >> 17) as i64) - Cents(1 << 45);
        for rule in [Remainder::Largest, Remainder::Partner(n - 1)] {
            let Ok(parts) = split(total, &weights, rule) else {
                assert!(weights.iter().all(|w| *w == 0));
                continue;
            };
            assert_eq!(parts.iter().copied().sum::<Cents>(), total);
            let sum: i128 = weights.iter().sum();
            for (position, (part, weight)) in parts.iter().zip(&weights).enumerate() {
                let off = (i128::from(part.0) * sum - i128::from(total.0) * weight).abs();
                let bound = if matches!(rule, Remainder::Partner(p) if p == position) { sum * n as i128 } else { sum };
                assert!(off <= bound, "{total} by {weights:?}: {parts:?}");
            }
        }
    }
}
