//! Statements of the year of three, and what leaves the books.

use jiff::civil::date;
use recoop_books::chart::{ChartMap, Kind};
use recoop_books::documents::*;
use recoop_books::export::{beancount, compare_trial_balance, match_bank, package, trial_balance};
use recoop_books::rules::t11::Boxes;
use recoop_books::statements::*;
use recoop_books::tables::RawTable;

use crate::package::{bean_check, recompute, written};
use crate::three;
use crate::world::*;

/// The last total of a table.
fn total(statement: &Statement, table: &str) -> String {
    let table = statement.tables.iter().find(|t| t.title.starts_with(table)).unwrap_or_else(|| panic!("{table}"));
    table.rows.iter().rev().find(|row| row.total).unwrap().values.last().unwrap().plain()
}

#[test]
fn the_statements_of_the_year() {
    let three::Year { world: w, allocation, first_delivery } = three::year();
    let books = &w.books;
    let sheet = balance_sheet(books, date(2031, 12, 31));
    // Cash 2,435,125.34, the nonmember's 80,000, depreciation of 50,000; tax of 6,300 is owed.
    assert_eq!(total(&sheet, "Assets"), "2465125.34");
    assert_eq!(total(&sheet, "Liabilities"), "6300.00");
    // Capital 2,000,000, retains 8,550, net earnings 300,000 + 120,000 + 23,700 + 6,575.34.
    assert_eq!(total(&sheet, "Members"), "2458825.34");
    assert!(sheet.notes.iter().any(|note| note == "Assets less liabilities and equity: 0.00."), "{:?}", sheet.notes);
    assert_eq!(total(&operations(books, 2031), "Income"), "450275.34");
    let notice = patronage_notice(books, &allocation, &"alder_refining".into()).unwrap();
    let row = &notice.tables[0].rows[0].values;
    assert_eq!(
        [&row[1], &row[2], &row[4], &row[5]].map(|v| v.plain()),
        ["632016.00", "1754577.00", "97256.67", "29177.01"]
    );
    assert!(notice.draft, "2031 is not a checked tax year");
    let settlement = delivery_settlement(books, &first_delivery).unwrap();
    assert_eq!(total(&settlement, "Amounts"), "1117611.00");
    let capital = capital_account(books, &"ridge_mining".into(), date(2032, 1, 1), date(2032, 12, 31)).unwrap();
    assert_eq!(total(&capital, "Equity"), "725870.33");
    // Ridge is a corporation; money of 51,823.00 and a qualified notice of 120,920.33 are box 1 of 2032, the retain box 3 of 2031.
    let boxes = boxes_of(books, &"ridge_mining".into(), 2032);
    assert_eq!(boxes, Boxes { patronage: cents("172743.33"), ..Boxes::default() });
    assert_eq!(boxes_of(books, &"ridge_mining".into(), 2031).retains, cents("4950"));
    let tax = tax_sheet(books, &"ridge_mining".into(), 2032).unwrap();
    assert!(tax.draft && tax.notes.iter().any(|note| note.contains("corporations and governments are excepted")));
    assert!(!tax_sheet(books, &"ridge_mining".into(), 2026).unwrap().draft);
    let call = books.state().calls.keys().next().unwrap();
    assert_eq!(total(&cash_call(books, call, &"alder_refining".into()).unwrap(), "Amounts"), "0.00");
    // Thorium: 0.00115 of 99,000 kg.
    assert_eq!(total(&thorium_ledger(books, 2031, &"th".into()), "Thorium"), "113.850");
    let equity = members_equity(books, 2031);
    assert_eq!(equity.tables[0].rows.last().unwrap().values[3].plain(), "0.00");
    assert!(patronage_worksheet(books, &"nothing".into()).is_err());
    let worksheet = patronage_worksheet(books, &allocation).unwrap();
    for statement in [sheet, notice, settlement, capital, tax, equity, worksheet, operations(books, 2031)] {
        let page = to_html(&statement);
        // To look at them in a browser: BOOKS_PAGES=FOLDER cargo test --workspace --test it -- the_statements_of_the_year
        if let Some(folder) = std::env::var_os("BOOKS_PAGES") {
            let name = format!("{}.html", statement.title.replace([' ', '\''], "-"));
            std::fs::write(std::path::Path::new(&folder).join(name), &page).unwrap();
        }
        assert!(
            page.contains("unaudited") && page.contains("accrual basis, US GAAP") && page.contains("synthetic"),
            "{}",
            statement.title
        );
        assert_eq!(page.contains("class=\"draft\""), statement.draft);
        assert_eq!(to_html(&statement), page);
    }
}

#[test]
fn a_closed_year_gives_the_same_bytes() {
    let three::Year { world: w, .. } = three::year();
    let again = recoop_books::Books::replay(w.books.settings().clone(), w.books.records().to_vec()).unwrap();
    let day = date(2032, 12, 31);
    assert_eq!(package(&w.books, day), package(&again, day));
    assert_eq!(package(&three::year().world.books, day), package(&again, day));
    // Later business does not change the statements of a closed year.
    let before = to_html(&balance_sheet(&again, date(2031, 12, 31)));
    let mut w = w;
    w.ok(date(2032, 5, 1), invoice(Direction::In, "outside", "nonmember", Kind::Sales, "100"));
    assert_eq!(to_html(&balance_sheet(&w.books, date(2031, 12, 31))), before);
}

#[test]
fn a_reissued_statement_tells_what_changed() {
    let three::Year { world: mut w, .. } = three::year();
    let day = date(2032, 12, 31);
    let first = balance_sheet(&w.books, day);
    assert_eq!(balance_sheet(&w.books, day).reissue(&first), first);
    w.ok(date(2032, 5, 1), invoice(Direction::In, "outside", "nonmember", Kind::Sales, "100"));
    let second = balance_sheet(&w.books, day).reissue(&first);
    assert_eq!(second.version, 2);
    let note = second.notes.last().unwrap();
    assert!(note.contains("Version 2 replaces version 1") && note.contains("80000.00 to 80100.00"), "{note}");
}

#[test]
fn reopenings_are_printed_on_later_statements() {
    let three::Year { world: mut w, .. } = three::year();
    let month = "2031-12".parse().unwrap();
    w.ok(date(2032, 5, 1), Period { month, action: PeriodAction::Reopen, reason: "auditor's adjustment".to_string() });
    let notes = balance_sheet(&w.books, date(2032, 12, 31)).notes;
    assert!(
        notes.iter().any(|note| note == "2031-12 was reopened on 2032-05-01 by carol and ann: auditor's adjustment"),
        "{notes:?}"
    );
}

#[test]
fn text_of_users_stays_text() {
    let mut w = World::new();
    let name = "<b>=cmd|' /C calc'!A0</b>";
    w.ok(
        date(2031, 1, 3),
        Member { name: name.to_string(), ..patron("odd", Standing::Member, Payee::Individual, "US") },
    );
    let statement = tax_sheet(&w.books, &"odd".into(), 2026).unwrap();
    assert!(!to_html(&statement).contains("<b>=cmd") && to_html(&statement).contains("&lt;b&gt;"));
    w.ok(
        date(2031, 1, 3),
        Member { name: "=1+1".to_string(), ..patron("odder", Standing::Member, Payee::Individual, "US") },
    );
    assert!(to_csv(&tax_sheet(&w.books, &"odder".into(), 2026).unwrap()).contains("'=1+1"));
}

#[test]
fn the_firms_ledger_and_the_bank() {
    let mut settings = settings();
    let mut chart = ChartMap::default();
    chart.insert(Kind::Cash, "10-100");
    settings.chart = chart;
    let mut w = World::of(settings, bylaws(&[]), date(2031, 1, 2));
    w.ok(date(2031, 1, 5), invoice(Direction::In, "outside", "nonmember", Kind::Sales, "100"));
    w.ok(
        date(2031, 1, 6),
        Payment { bank: "wire 1".to_string(), ..received(Kind::ReceivableCustomer, None, cents("60")) },
    );
    let day = date(2031, 1, 31);
    assert!(trial_balance(&w.books, day).contains("10-100,cash,,,,,60.00"));
    let table = |text| RawTable::from_csv("trial_balance", text).unwrap();
    let differences =
        compare_trial_balance(&w.books, day, &table("code,usd\n10-100,59.00\n1150,40.00\n4000,-100.00\n9999,1\n"))
            .unwrap();
    let shown: Vec<String> = differences.iter().map(|d| format!("{} {} {}", d.subject, d.books, d.other)).collect();
    assert_eq!(shown, ["10-100 60.00 59.00", "9999 0.00 1.00"]);
    assert!(compare_trial_balance(&w.books, day, &table("code,usd\n10-100,59.001\n")).unwrap_err().has("table::cell"));
    let bank = RawTable::from_csv("bank", "date,reference,usd\n2031-01-06,wire 1,60\n2031-01-07,fee,-1\n").unwrap();
    let shown: Vec<String> =
        match_bank(&w.books, &bank).unwrap().iter().map(|d| format!("{} {} {}", d.subject, d.books, d.other)).collect();
    assert_eq!(shown, ["fee 0.00 -1.00"]);
}

/// A10: from the package alone, a second program gives the hand-worked shares, statements and equity.
#[test]
fn a10_a_second_program_agrees() {
    let three::Year { world: w, .. } = three::year();
    let folder = written(&package(&w.books, date(2032, 12, 31)));
    let Some(output) = recompute(folder.path()) else { return };
    assert_eq!(output, Ok("30 entries, 94 lines: 0 differences".to_string()));
    bean_check(&beancount(&w.books));
}
