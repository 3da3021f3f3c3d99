//! Both stores behave alike.

use jiff::civil::date;
use recoop_books::audit::audit;
use recoop_books::chart::Kind;
use recoop_books::documents::*;
use recoop_books::statements::balance_sheet;
use recoop_ledger::*;

use crate::server::Server;
use crate::world::*;

/// People, bylaws, members, a delivery: as records.
fn records() -> (World, Vec<recoop_books::Record>) {
    let mut w = World::new();
    w.ok(date(2031, 3, 1), delivery("ridge_mining", "100", "0.1", vec![provisional("nd", "0.2")]));
    w.ok(date(2031, 3, 2), invoice(Direction::In, "outside", "nonmember", Kind::Sales, "100"));
    let records = w.books.records().to_vec();
    (w, records)
}

fn behaves<S: Store>(first: S, again: impl Fn() -> S) {
    let (mut w, all) = records();
    let mut ledger = Ledger::init(first, settings()).unwrap();
    assert!(matches!(Ledger::init(again(), settings()).err(), Some(LedgerError::Exists)));
    let (batch, last) = all.split_at(all.len() - 1);
    ledger.post_all(batch.to_vec()).unwrap();
    ledger.post(last[0].clone()).unwrap();
    assert_eq!(ledger.books().entries(), w.books.entries());
    // A batch with one fault keeps nothing, in memory and on the disk.
    let good = w.record(date(2031, 3, 3), invoice(Direction::In, "outside", "nonmember", Kind::Sales, "1"));
    let bad = w.record(date(2031, 3, 3), delivery("nobody", "1", "0", vec![]));
    let refused = ledger.post_all(vec![good.clone(), bad]).unwrap_err();
    assert!(matches!(&refused, LedgerError::Refused(refused) if refused.has("member::unknown")), "{refused}");
    let mut other = Ledger::open(again()).unwrap();
    assert_eq!(other.books().entries(), ledger.books().entries());
    // Text that would break a row of COPY comes back as it was.
    let mut odd = good.clone();
    odd.at = "a\tb\\c\nd".to_string();
    other.post(odd.clone()).unwrap();
    assert_eq!(Ledger::open(again()).unwrap().books().records().last(), Some(&odd));
    // The first has not seen that: it cannot post the same position, and keeps nothing of it.
    let before = ledger.books().records().len();
    assert!(matches!(ledger.post(good), Err(LedgerError::Behind)));
    assert_eq!(ledger.books().records().len(), before);
    let stored = other.stored_entries().unwrap();
    assert_eq!(audit(&stored, settings().year_end, Some(other.books().balances())).findings, []);
}

#[test]
fn sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("books.sqlite");
    assert!(matches!(SqliteStore::open(&path).err(), Some(LedgerError::Missing)));
    behaves(SqliteStore::create(&path).unwrap(), || SqliteStore::open(&path).unwrap());
    assert!(matches!(SqliteStore::create(&path).err(), Some(LedgerError::Exists)));
    std::fs::write(folder.path().join("text"), "this is no database, only text that is long enough").unwrap();
    assert!(SqliteStore::open(&folder.path().join("text")).is_err());
}

#[test]
fn postgresql() {
    let Some(server) = Server::start() else { return };
    let parameters = server.database("same");
    behaves(PostgresStore::connect(&parameters).unwrap(), || PostgresStore::connect(&parameters).unwrap());
    let empty = PostgresStore::connect(&server.database("empty")).unwrap();
    assert!(matches!(Ledger::open(empty).err(), Some(LedgerError::Missing)));
}

#[test]
fn a_changed_file_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("books.sqlite");
    let mut ledger = Ledger::init(SqliteStore::create(&path).unwrap(), settings()).unwrap();
    ledger.post_all(records().1).unwrap();
    drop(ledger);
    for change in [
        "UPDATE documents SET body = replace(body, '10000', '10001') WHERE kind = 'invoice'",
        "UPDATE entries SET hash = replace(hash, substr(hash, 1, 1), 'x')",
        "DELETE FROM entries WHERE number = 2",
        "DELETE FROM documents WHERE position = 3",
    ] {
        let copy = folder.path().join("copy.sqlite");
        std::fs::copy(&path, &copy).unwrap();
        let changed = rusqlite::Connection::open(&copy).unwrap().execute(change, []).unwrap();
        assert!(changed > 0, "{change}");
        let found = Ledger::open(SqliteStore::open(&copy).unwrap()).map(|_| ());
        assert!(matches!(found, Err(LedgerError::Damaged(_))), "{change}: {found:?}");
        std::fs::remove_file(&copy).unwrap();
    }
}

#[test]
fn a_statement_as_a_workbook() {
    let (w, _) = records();
    let statement = balance_sheet(&w.books, date(2031, 12, 31));
    let bytes = workbook(&statement).unwrap();
    assert!(bytes.starts_with(b"PK") && bytes.len() > 3000);
    assert_eq!(workbook(&statement).unwrap(), bytes);
}
