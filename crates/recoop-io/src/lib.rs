#![doc = include_str!("../README.md")]
//!
//! # Map of the crate
//!
//! [`read::read_case`] reads a case (a folder of `case.toml` and CSV tables, or a workbook) into the engine's
//! [`Tables`](recoop_case::tables::Tables) and [`Settings`](recoop_case::settings::Settings), collects everything
//! that is wrong with it, and remembers where each row was written. [`origin::Origins`] turns the engine's faults, which
//! name a table and a row, into places in files, and [`draw()`] shows them against the cell. [`cells`] has the text of all cells. [`mod@write`] puts the tables of
//! a run into a folder, all or nothing. [`game`] reads coalition games of any origin.

pub mod cells;
pub mod coverage;
pub mod draw;
mod files;
pub mod finding;
pub mod game;
pub mod origin;
pub mod read;
pub mod reference;
pub mod scaffold;
pub mod settings;
mod spot;
pub mod visible;
pub mod write;

pub use cells::{Changed, Written, WrittenTable, written};
pub use coverage::{Coverage, Money, coverage};
pub use draw::{Style, draw, summary, to_json};
pub use finding::{Finding, Place};
pub use game::{GameFile, GameRead, read_game};
pub use origin::Origins;
pub use read::{CaseRead, read_case, read_case_files};
pub use scaffold::new_case;
pub use visible::{visible, visible_lines};
pub use write::{Claim, NewFolder, keep, write_new_folder};
pub use write::{
    Destination, Format, MANIFEST_FILE, Manifest, OutFile, read_manifest, read_run_tables, write_backtest, write_run,
    write_sensitivities, write_workbook,
};
