//! Tests of the ledger, on SQLite and on a PostgreSQL of their own.

mod kill;
mod same;
mod server;
mod speed;
#[allow(dead_code)]
#[path = "../../../recoop-books/tests/it/world.rs"]
mod world;
