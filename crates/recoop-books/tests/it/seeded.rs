//! Errors that are planted, and the checker that catches each: posting, the audit of entries, the second program, or `bean-check`.

use std::collections::BTreeMap;

use jiff::civil::date;
use recoop_books::amount::Cents;
use recoop_books::audit::{Check, audit};
use recoop_books::chart::{Account, Kind};
use recoop_books::dates::YearEnd;
use recoop_books::documents::DocumentKind;
use recoop_books::entry::Entry;
use recoop_books::export::{beancount, package};
use recoop_books::labels::LegalKind;

use crate::package::{bean_check_refuses, recompute, written};
use crate::three;

/// Numbers and hashes as a forger who knows the chain would write them.
fn rehash(entries: &mut [Entry]) {
    let mut previous = String::new();
    for (position, entry) in entries.iter_mut().enumerate() {
        entry.number = position as u64 + 1;
        entry.previous = std::mem::take(&mut previous);
        entry.hash = entry.expected_hash();
        previous.clone_from(&entry.hash);
    }
}

fn first(entries: &mut [Entry], kind: DocumentKind) -> &mut Entry {
    entries.iter_mut().find(|entry| entry.kind == kind).unwrap()
}

fn allocation(entries: &mut [Entry]) -> &mut Entry {
    first(entries, DocumentKind::Resolution)
}

type Forge = fn(&mut Vec<Entry>);

/// Name, the check that has to catch it, whether the forger rewrites the chain, the forgery.
const FORGERIES: &[(&str, Check, bool, Forge)] = &[
    ("an amount is changed in place", Check::Chain, false, |e| e[3].memo.push('.')),
    ("an amount of one line is changed", Check::Balance, true, |e| e[3].lines[0].cents += Cents(1)),
    ("an entry is taken out", Check::Numbers, false, |e| drop(e.remove(4))),
    ("an entry is swapped with the next", Check::Chain, false, |e| e.swap(4, 5)),
    ("a subledger loses its member", Check::Dimensions, true, |e| e[0].lines[0].account.member = None),
    ("a weight is changed on one side", Check::Quantities, true, |e| {
        first(e, DocumentKind::Delivery).quantities[0].grams.0 += 1
    }),
    ("a document is posted twice", Check::Documents, true, |e| {
        let again = first(e, DocumentKind::Payment).clone();
        e.push(again);
    }),
    ("a maker approves", Check::Duties, true, |e| {
        let entry = first(e, DocumentKind::Voucher);
        entry.approver = Some(entry.maker.clone());
    }),
    ("a payment has no approver", Check::Duties, true, |e| first(e, DocumentKind::Payment).approver = None),
    ("a reversal of nothing", Check::Reversals, true, |e| {
        let mut entry = first(e, DocumentKind::Voucher).clone();
        (entry.kind, entry.document) = (DocumentKind::Reversal, "r1".into());
        e.push(entry);
    }),
    ("a reversal that is no mirror", Check::Reversals, true, |e| {
        let mut entry = first(e, DocumentKind::Voucher).clone();
        entry.reverses = Some(entry.document.clone());
        (entry.kind, entry.document) = (DocumentKind::Reversal, "r1".into());
        e.push(entry);
    }),
    ("equity is taken beyond zero", Check::Equity, true, |e| {
        let entry = allocation(e);
        let line = entry.lines.iter_mut().find(|l| l.account.kind == Kind::Nonqualified).unwrap();
        let taken = line.cents;
        line.cents = -taken;
        entry.lines.iter_mut().find(|l| l.account.kind == Kind::Reserve).unwrap().cents += taken + taken;
    }),
    ("more is paid than was owed", Check::Payables, true, |e| {
        let entry = e.iter_mut().rev().find(|entry| entry.kind == DocumentKind::Payment).unwrap();
        entry.lines[0].cents += Cents(100);
        entry.lines[1].cents -= Cents(100);
    }),
    ("a call is paid twice", Check::Subscriptions, true, |e| {
        let mut entry = first(e, DocumentKind::CallPayment).clone();
        entry.document = "again".into();
        e.push(entry);
    }),
    ("a voucher gives equity", Check::Conduct, true, |e| {
        let entry = first(e, DocumentKind::Voucher);
        entry.lines[1].account = Account::of_year(Kind::Qualified, &"ridge_mining".into(), 2031);
    }),
    ("an invoice takes cash", Check::Conduct, true, |e| {
        first(e, DocumentKind::Invoice).lines[0].account = Account::plain(Kind::Cash)
    }),
    ("a dividend is paid as an advance", Check::LegalKinds, true, |e| {
        let entry = e.iter_mut().rev().find(|entry| entry.kind == DocumentKind::Payment).unwrap();
        entry.lines[0].legal = Some(LegalKind::Advance);
    }),
    ("income stays open at the year's close", Check::YearClose, true, |e| {
        let entry = first(e, DocumentKind::YearClose);
        entry.lines[0].cents += Cents(5);
        entry.lines[1].cents -= Cents(5);
    }),
    ("a cost is posted into a closed year", Check::YearClose, true, |e| {
        let mut entry = first(e, DocumentKind::Voucher).clone();
        entry.document = "late".into();
        e.push(entry);
    }),
    ("a pool keeps inventory at its close", Check::Pools, true, |e| {
        let entry = first(e, DocumentKind::PoolClose);
        for line in &mut entry.lines {
            match line.account.kind {
                Kind::Inventory => line.cents += Cents(7),
                Kind::ProductCost => line.cents -= Cents(7),
                _ => {}
            }
        }
    }),
    ("a delivery enters a closed pool", Check::Pools, true, |e| {
        let mut entry = first(e, DocumentKind::Delivery).clone();
        entry.document = "late".into();
        e.push(entry);
    }),
    ("business weighs more than was delivered", Check::Business, true, |e| {
        first(e, DocumentKind::PoolClose).business[0].grams.0 += 1000
    }),
    ("business is worth more than the pool cost", Check::Business, true, |e| {
        first(e, DocumentKind::PoolClose).business[0].cents += Cents(1)
    }),
    ("money of a qualified dividend falls below 20%", Check::TwentyPercent, true, |e| {
        let entry = allocation(e);
        let of = |kind, entry: &Entry| {
            entry
                .lines
                .iter()
                .position(|l| l.account.kind == kind && l.account.member == Some("tern_motors".into()))
                .unwrap()
        };
        let (cash, qualified) = (of(Kind::PayablePatronage, entry), of(Kind::Qualified, entry));
        entry.lines[cash].cents += Cents(2_000_000);
        entry.lines[qualified].cents -= Cents(2_000_000);
    }),
    ("a dividend is posted as capital", Check::Allocation, true, |e| {
        let line = allocation(e).lines.iter_mut().find(|l| l.account.kind == Kind::Qualified).unwrap();
        line.account = Account::of_member(Kind::PaidIn, &"tern_motors".into());
    }),
    ("equity is issued for another year", Check::Allocation, true, |e| {
        allocation(e).lines.iter_mut().find(|l| l.account.kind == Kind::Qualified).unwrap().account.year = Some(2030);
    }),
    ("net earnings become something else", Check::Allocation, true, |e| {
        let line = allocation(e).lines.iter_mut().find(|l| l.account.kind == Kind::Reserve).unwrap();
        line.account = Account::plain(Kind::DefenseFund);
    }),
];

#[test]
fn the_audit_catches_what_is_forged() {
    let three::Year { world: w, .. } = three::year();
    let year_end = YearEnd::DECEMBER;
    for (name, check, rewrites, forge) in FORGERIES {
        let mut entries = w.books.entries().to_vec();
        forge(&mut entries);
        if *rewrites {
            rehash(&mut entries);
        }
        let found: Vec<Check> = audit(&entries, year_end, None).findings.iter().map(|finding| finding.check).collect();
        assert!(found.contains(check), "{name}: expected {check}, found {found:?}");
    }
    // Balances that are not those of the entries.
    let mut claimed = w.books.balances().clone();
    *claimed.get_mut(&Account::plain(Kind::Cash)).unwrap() += Cents(1);
    assert!(
        audit(w.books.entries(), year_end, Some(&claimed))
            .findings
            .iter()
            .all(|finding| finding.check == Check::Claimed)
    );
    assert_eq!(audit(w.books.entries(), year_end, Some(&claimed)).findings.len(), 2);
    let checks: std::collections::BTreeSet<Check> = FORGERIES.iter().map(|f| f.1).chain([Check::Claimed]).collect();
    assert_eq!(checks.len(), Check::ALL.len(), "every check of the audit catches something: {checks:?}");
}

/// What a wrong program would write consistently into every file. Balance and chain hold; only recomputing finds it.
const MISTAKES: &[(&str, &[(&str, &str)])] = &[
    ("a wrong split between two members", &[("120920.33", "120910.33"), ("45975.88", "45985.88")]),
    ("a wrong year of equity", &[(",qualified,ridge_mining,,,2031", ",qualified,ridge_mining,,,2030")]),
    ("money is rounded down", &[("51823.00", "51822.99"), ("120920.33", "120920.34")]),
    ("a qualified notice without consent", &[("bylaw_copy", "nothing")]),
    ("a consent counts from its own day on", &[("2031-06-30,tern_motors,written", "2032-06-30,tern_motors,written")]),
    (
        "another part is kept in the reserve",
        &[("patrons by value of business,0.3,qualified,0.1,", "patrons by value of business,0.3,qualified,0.11,")],
    ),
    (
        "business of another member",
        &[(",alder_refining,concentrate,2031,2031-03-20", ",ridge_mining,concentrate,2031,2031-03-20")],
    ),
    (
        "a retain is issued for another year",
        &[(",retain_qualified,ridge_mining,,,2031", ",retain_qualified,ridge_mining,,,2032")],
    ),
    ("the balance sheet shows another total", &[("2465125.34", "2465125.35")]),
    ("operations show other net earnings", &[("450275.34", "450275.33")]),
    ("a capital account shows another total", &[("725870.33", "725870.34")]),
    ("the trial balance shows another balance", &[("cash,,,,,2321725.33", "cash,,,,,2321725.34")]),
    ("one person makes and approves", &[(",max,ann,", ",ann,ann,")]),
    ("a line is changed in the journal", &[("1117611.00", "1117612.00")]),
];

#[test]
fn the_second_program_catches_what_is_wrong_everywhere() {
    let three::Year { world: w, .. } = three::year();
    let files = package(&w.books, date(2032, 12, 31));
    for (name, changes) in MISTAKES {
        let mut wrong: BTreeMap<String, String> = files.clone();
        for (from, to) in *changes {
            let mut hits = 0;
            for text in wrong.values_mut() {
                hits += text.matches(from).count();
                *text = text.replace(from, to);
            }
            // A change without a hit proves nothing.
            assert!(hits > 0, "{name}: no file has `{from}`");
        }
        let folder = written(&wrong);
        let Some(answer) = recompute(folder.path()) else { return };
        assert!(answer.is_err(), "{name} was not caught");
    }
}

#[test]
fn bean_check_catches_entries_that_do_not_balance_and_balances_that_are_not() {
    let three::Year { world: w, .. } = three::year();
    let sound = beancount(&w.books);
    let Some(refused) = bean_check_refuses(&sound) else {
        println!("skipped: there is no bean-check; run scripts/books.sh");
        return;
    };
    assert!(!refused);
    let unbalanced = sound.replacen("  2204577.00 USD", "  2204577.01 USD", 1);
    let asserted = sound.replacen("balance Assets:Xcash  2435125.34", "balance Assets:Xcash  2435125.35", 1);
    let unopened = sound.replacen(" open Assets:Xcash USD", " open Assets:Xcoin USD", 1);
    for (name, wrong) in [("unbalanced", unbalanced), ("asserted", asserted), ("unopened", unopened)] {
        assert_ne!(wrong, sound, "{name}");
        assert_eq!(bean_check_refuses(&wrong), Some(true), "{name}");
    }
}
