//! kill -9 while posting: nothing that was acknowledged is lost, nothing is kept half.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use jiff::civil::date;
use recoop_books::audit::audit;
use recoop_books::chart::Kind;
use recoop_books::documents::*;
use recoop_ledger::*;

use crate::world::*;

const PLACE: &str = "RECOOP_LEDGER_KILL";

/// Posts until it is killed, and says what is acknowledged. Runs only as the child of the test below.
#[test]
fn child_that_posts() {
    let Some(path) = std::env::var_os(PLACE) else { return };
    let mut w = World::new();
    let mut ledger = Ledger::open(SqliteStore::open(Path::new(&path)).unwrap()).unwrap();
    for _ in ledger.books().records().len()..1_000_000 {
        let position = ledger.books().records().len() + 1;
        let mut record = w.record(date(2031, 3, 2), invoice(Direction::In, "outside", "nonmember", Kind::Sales, "100"));
        record.id = format!("k{position}").as_str().into();
        ledger.post(record).unwrap();
        println!("acknowledged {position}");
    }
}

#[test]
fn killed_while_posting() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("books.sqlite");
    let mut ledger = Ledger::init(SqliteStore::create(&path).unwrap(), settings()).unwrap();
    ledger.post_all(World::new().books.records().to_vec()).unwrap();
    drop(ledger);
    let mut acknowledged = 0;
    for round in 0..8 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::child_that_posts", "--nocapture"])
            .env(PLACE, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut seen = 0;
        while seen < 20 + 7 * round {
            let line = lines.next().unwrap().unwrap();
            if let Some(position) = line.strip_prefix("acknowledged ") {
                acknowledged = position.parse().unwrap();
                seen += 1;
            }
        }
        // SIGKILL: the child cannot finish anything.
        child.kill().unwrap();
        child.wait().unwrap();
        // What the child wrote before it died was acknowledged as well.
        for line in lines.map_while(Result::ok) {
            if let Some(position) = line.strip_prefix("acknowledged ").and_then(|p| p.parse().ok()) {
                acknowledged = position;
            }
        }
        let mut ledger = Ledger::open(SqliteStore::open(&path).unwrap()).unwrap();
        let there = ledger.books().records().len();
        assert!(there == acknowledged || there == acknowledged + 1, "{there} of {acknowledged}");
        let entries = ledger.stored_entries().unwrap();
        assert_eq!(entries, ledger.books().entries());
        assert_eq!(audit(&entries, settings().year_end, Some(ledger.books().balances())).findings, []);
        let lines: usize = entries.iter().map(|entry| entry.lines.len()).sum();
        let count = |table: &str| -> usize {
            let connection = rusqlite::Connection::open(&path).unwrap();
            connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0)).unwrap()
                as usize
        };
        assert_eq!([count("documents"), count("entries"), count("lines")], [there, entries.len(), lines]);
        acknowledged = there;
    }
}
