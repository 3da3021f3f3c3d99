//! Games in files: a list of groups with their numbers (CSV, a sheet, JSON), or the data of a family of games (JSON).
//!
//! As with cases, everything that is wrong is found in one go, each fault at its cell or value.

mod families;
mod form;
mod json;
pub mod kinds;
mod listed;
mod names;
mod number;
mod payoffs;
mod table;
mod unions;

use std::path::Path;

use coalition::families::Family;
use coalition::{Group, Rational};

use crate::files::{MAX_IN_TABLE, MAX_IN_WORKBOOK, read_file};
use crate::finding::{Finding, Place};
use crate::origin::{Form, Origins, SourceFile};
use crate::read::book::Book;
use crate::read::missing_hint;
use crate::read::records::CsvRecords;
use crate::read::sheet::{Sheet, SheetRecords};
use crate::read::text::{decode, swallowing_remark};
use crate::read::workbook;

pub use payoffs::{PayoffsRead, parse_payoffs, read_payoffs};
pub use unions::parse_unions;

/// A game as a file describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct GameFile {
    /// What it is about; the file's name where it does not say.
    pub title: String,
    /// Where it is from.
    pub source: Option<String>,
    /// What else there is to say.
    pub note: Option<String>,
    /// What the numbers count; empty where it is not said.
    pub unit: String,
    /// Names of the players.
    pub players: Vec<String>,
    /// Names of the resources of a game of linear production, else none.
    pub resources: Vec<String>,
    /// The data; one player for each class where there are classes.
    pub family: Family,
    /// For a game of classes: how many players each one stands for.
    pub counts: Option<Vec<u64>>,
    /// A partition into unions, where the file has one.
    pub unions: Option<Vec<Group>>,
    /// The benefit of each player of a cost game, where the file has them.
    pub benefits: Option<Vec<Rational>>,
}

impl GameFile {
    /// The word for its kind of game, as in a JSON file.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.family {
            Family::Listed(_) => "table",
            Family::Bankruptcy(_) => "bankruptcy",
            Family::Airport(_) => "airport",
            Family::Voting(_) => "voting",
            Family::Glove(_) => "glove",
            Family::Assignment(_) => "assignment",
            Family::LinearProduction(_) => "linear_production",
        }
    }
}

/// A game as read.
#[derive(Clone, Debug)]
pub struct GameRead {
    /// The game; `None` when something is wrong.
    pub game: Option<GameFile>,
    /// Where it was written.
    pub origins: Origins,
    /// Everything that is wrong, in the order of lines.
    pub findings: Vec<Finding>,
}

/// Reads the game in a file: `.csv`, `.json`, or a workbook (`.xlsx`, `.ods`) with one sheet or a sheet `game`. Never fails as a
/// whole: what is wrong is in [`GameRead::findings`].
#[must_use]
pub fn read_game(path: &Path) -> GameRead {
    let mut reading = Reading::new(path);
    let game = reading.open("game").and_then(|content| match &content {
        Content::Text(text) if has_ending(path, "json") => json::read(&mut reading, text),
        _ => content.with_records(|records| table::read(&mut reading, records)),
    });
    let game = game.filter(|_| !reading.findings.iter().any(Finding::is_error));
    let game = game.map(|game| GameFile { title: reading.title(game.title), ..game });
    reading.findings.append(&mut reading.warnings);
    reading.findings.sort_by(|a, b| a.place.cmp(&b.place));
    GameRead { game, origins: reading.origins, findings: reading.findings }
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending))
}

/// A file that is being read. It is the only one, number 0.
struct Reading {
    origins: Origins,
    findings: Vec<Finding>,
    /// What keeps nobody from reading on.
    warnings: Vec<Finding>,
}

/// The number of the only file.
const FILE: usize = 0;

/// What is in a file.
enum Content {
    Text(String),
    Cells(Sheet),
}

impl Content {
    fn with_records<T>(&self, read: impl FnOnce(&mut dyn crate::read::records::Records) -> T) -> T {
        match self {
            Self::Text(text) => read(&mut CsvRecords::new(text)),
            Self::Cells(cells) => read(&mut SheetRecords::new(cells)),
        }
    }
}

impl Reading {
    fn new(path: &Path) -> Self {
        let origins = Origins { root: path.to_path_buf(), ..Origins::default() };
        Self { origins, findings: Vec::new(), warnings: Vec::new() }
    }

    fn find(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// A fault that keeps the file from being looked into.
    fn refuse<T>(&mut self, code: &'static str, message: impl Into<String>, hint: Option<String>) -> Option<T> {
        self.find(Finding::new(code, Place::Case, message).maybe_hint(hint));
        None
    }

    /// Opens the file; of a workbook the only sheet or the one called `sheet`.
    fn open(&mut self, sheet: &str) -> Option<Content> {
        let path = self.origins.root.clone();
        let formats = "write it as `.csv`, `.json` or a workbook (`.xlsx`, `.ods`)".to_string();
        let most = if workbook::is_workbook(&path) { MAX_IN_WORKBOOK } else { MAX_IN_TABLE };
        let bytes = match read_file(&path, most) {
            Ok(bytes) => bytes,
            Err(_) if path.is_dir() => {
                let hint = "a game is one file; to share what a case is worth: `recoop share`".to_string();
                return self.refuse("game::unknown_format", "it is a folder, not a file", Some(hint));
            }
            Err(message) => {
                let hint = if path.exists() { None } else { missing_hint(&path) };
                return self.refuse("game::unreadable", message, hint);
            }
        };
        let digest = blake3::hash(&bytes);
        if workbook::is_workbook(&path) {
            return self.open_sheet(&path, bytes, digest, sheet);
        }
        let form = match (has_ending(&path, "json"), has_ending(&path, "csv")) {
            (true, _) => Form::Text,
            (_, true) => Form::Csv,
            _ => {
                return self.refuse(
                    "game::unknown_format",
                    "its ending says of no format that can be read",
                    Some(formats),
                );
            }
        };
        self.origins.files.push(SourceFile { path, form, digest });
        match decode(bytes) {
            Ok(decoded) => {
                for (byte, span) in decoded.replaced.iter().take(20) {
                    let message = format!("the byte 0x{byte:02X} is not UTF-8");
                    self.find(
                        Finding::new("game::not_utf8", Place::bytes(FILE, span.clone()), message)
                            .hint("save the file in UTF-8 (spreadsheets call it `CSV UTF-8`)"),
                    );
                }
                if self.origins.files[FILE].form == Form::Csv
                    && let Some(span) = swallowing_remark(&decoded.text)
                {
                    let message = "a lone carriage return does not end a remark";
                    self.find(Finding::new("game::line_ends", Place::bytes(FILE, span), message));
                }
                Some(Content::Text(decoded.text))
            }
            Err(kind) => {
                let message = format!("the file is {kind}, not UTF-8 text");
                self.find(Finding::new("game::not_text", Place::whole(FILE), message).hint(formats));
                None
            }
        }
    }

    fn open_sheet(&mut self, path: &Path, bytes: Vec<u8>, digest: blake3::Hash, sheet: &str) -> Option<Content> {
        let mut book = match Book::open(path, bytes) {
            Ok(book) => book,
            Err(error) => {
                return self.refuse("game::unreadable", format!("file is not a readable workbook: {error}"), None);
            }
        };
        let names = book.names();
        let Some(name) = names.iter().find(|name| names.len() == 1 || *name == sheet).cloned() else {
            let message = format!("none of its sheets is called `{sheet}`");
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            return self.refuse("game::no_sheet", message, Some(format!("its sheets are {}", names.join(", "))));
        };
        self.origins.files.push(SourceFile { path: path.to_path_buf(), form: Form::Sheet(name.clone()), digest });
        match book.sheet(&name) {
            Ok(cells) => {
                for (message, hint) in cells.merged_in_rows() {
                    self.find(Finding::new("table::merged_cells", Place::whole(FILE), message).hint(hint));
                }
                Some(Content::Cells(cells))
            }
            Err(error) => self.refuse("game::unreadable", format!("the sheet `{name}` cannot be read: {error}"), None),
        }
    }

    /// The title, or the name of the file.
    fn title(&self, title: String) -> String {
        if !title.is_empty() {
            return title;
        }
        self.origins.root.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
    }
}
