//! A case as text, and what may be done to it without another answer.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use recoop_case::Network;
use recoop_case::check::check;
use recoop_case::resolve::resolve;
use recoop_io::{Style, draw, read_case};

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The tables of a case, cell by cell; the first row of each has the names of the columns.
#[derive(Clone, Debug)]
pub struct Case {
    pub settings: String,
    pub tables: BTreeMap<String, Vec<Vec<String>>>,
}

/// Columns whose cells are ids, or several apart by `;`, or patterns over ids.
const IDS: &[&str] = &[
    "id",
    "element",
    "material",
    "feed",
    "feeds",
    "product",
    "technology",
    "mines",
    "treats",
    "region",
    "from",
    "to",
    "member",
    "facility",
    "market",
    "demand",
    "scenario",
    "parent",
    "release_in",
    "attack",
    "exclusive_with",
    "reference",
    "source",
];
/// Names of filters whose patterns are words and not ids.
const WORDS: &[&str] = &["stage", "side", "priority", "end_use"];

impl Case {
    /// Reads the files of a folder of the repository.
    pub fn read(folder: &str) -> Self {
        let folder = repository().join(folder);
        let mut tables = BTreeMap::new();
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|it| it == "csv") {
                let mut reader = csv::ReaderBuilder::new()
                    .has_headers(false)
                    .comment(Some(b'#'))
                    .flexible(true)
                    .from_path(&path)
                    .unwrap();
                let rows =
                    reader.records().map(|row| row.unwrap().iter().map(|cell| cell.trim().to_string()).collect());
                tables.insert(path.file_stem().unwrap().to_str().unwrap().to_string(), rows.collect());
            }
        }
        let settings = std::fs::read_to_string(folder.join("case.toml")).unwrap().replace("{name}", "template");
        Self { settings, tables }
    }

    /// The network of the case, which has to be without an error.
    #[track_caller]
    pub fn network(&self) -> Network {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("case.toml"), &self.settings).unwrap();
        for (name, rows) in &self.tables {
            let mut writer =
                csv::WriterBuilder::new().flexible(true).from_path(folder.path().join(format!("{name}.csv"))).unwrap();
            rows.iter().for_each(|row| writer.write_record(row).unwrap());
            writer.flush().unwrap();
        }
        let read = read_case(folder.path());
        let mut findings = read.findings.clone();
        let settings = read.settings.clone().expect("a case with settings");
        findings.extend(read.origins.locate_all(&check(&settings, &read.tables)));
        findings.retain(recoop_io::Finding::is_error);
        assert!(findings.is_empty(), "{}", draw(&findings, &read.origins, Style::PLAIN));
        resolve(&settings, &read.tables)
    }

    /// The cells of a column, without its head; none where the table has no such column.
    fn column(&mut self, table: &str, column: &str) -> Vec<&mut String> {
        let Some(rows) = self.tables.get_mut(table) else { return Vec::new() };
        let Some(at) = rows[0].iter().position(|name| name == column) else { return Vec::new() };
        rows[1..].iter_mut().filter_map(|row| row.get_mut(at)).collect()
    }

    /// A cell of a row by its column.
    fn cell<'a>(head: &[String], row: &'a [String], column: &str) -> &'a str {
        head.iter().position(|name| name == column).and_then(|at| row.get(at)).map_or("", String::as_str)
    }

    /// Adds a row at the end of a table, blank where nothing is given.
    pub fn add(&mut self, table: &str, cells: &[(&str, &str)]) {
        let rows = self.tables.get_mut(table).unwrap_or_else(|| panic!("no table {table}"));
        let cell = |name: &String| cells.iter().find(|(column, _)| name == column).map_or("", |(_, text)| *text);
        let row = rows[0].iter().map(|name| cell(name).to_string()).collect();
        rows.push(row);
    }

    /// The same with the rows of every table in another order.
    pub fn shuffled(mut self, seed: u64) -> Self {
        let mut random = Random(seed);
        for rows in self.tables.values_mut() {
            for at in (2..rows.len()).rev() {
                rows.swap(at, 1 + random.below(at));
            }
        }
        self
    }

    /// The same with other names, whose alphabetical order is the other way round.
    pub fn renamed(mut self) -> Self {
        for rows in self.tables.values_mut() {
            let head = rows[0].clone();
            for row in &mut rows[1..] {
                for (name, cell) in head.iter().zip(row) {
                    if name == "filter" {
                        let items = cell.split(';').map(|item| match item.split_once('=') {
                            Some((name, pattern)) if !WORDS.contains(&name.trim()) => {
                                format!("{name}={}", other(pattern))
                            }
                            _ => item.to_string(),
                        });
                        *cell = items.collect::<Vec<_>>().join(";");
                    } else if IDS.contains(&name.as_str()) {
                        *cell = cell.split(';').map(other).collect::<Vec<_>>().join(";");
                    }
                }
            }
        }
        self
    }

    /// The same in other money: everything that costs or is worth `factor` times as much.
    pub fn in_money(mut self, factor: f64) -> Self {
        for (table, rows) in &mut self.tables {
            let head = rows[0].clone();
            for row in &mut rows[1..] {
                let is = |column: &str, words: &[&str]| words.contains(&Self::cell(&head, row, column));
                let policy = table == "policies" && is("kind", &["price_floor", "production_payment"]);
                let change = table == "changes"
                    && is("action", &["add", "set"])
                    && is("target", &["price", "variable_cost", "shortage_cost"]);
                for (name, cell) in head.iter().zip(row.iter_mut()) {
                    let money = name.contains("usd_per_kg") || name.contains("musd");
                    if (money || name == "value" && (policy || change)) && !cell.is_empty() {
                        *cell = (cell.parse::<f64>().unwrap() * factor).to_string();
                    }
                }
            }
        }
        self
    }

    /// The same with a last scenario told twice, at half its probability each.
    pub fn doubled(mut self) -> Self {
        let scenarios = &self.tables["scenarios"];
        let head = scenarios[0].clone();
        let of = |row: &Vec<String>, column: &str| Self::cell(&head, row, column).to_string();
        let parents: BTreeSet<String> = scenarios[1..].iter().map(|row| of(row, "parent")).collect();
        let leaf = scenarios[1..].iter().rev().map(|row| of(row, "id")).find(|id| !parents.contains(id)).unwrap();
        let twin = format!("{leaf}_again");
        for (table, rows) in &mut self.tables {
            let head = rows[0].clone();
            let at = |column: &str| head.iter().position(|name| name == column);
            let key = if table == "scenarios" { at("id") } else { at("scenario") };
            let mut twins = Vec::new();
            for row in &mut rows[1..] {
                if let Some(cell) = at("release_in").and_then(|at| row.get_mut(at))
                    && cell.split(';').any(|id| id.trim() == leaf)
                {
                    *cell = format!("{cell};{twin}");
                }
                let Some(key) = key.filter(|key| row.get(*key).is_some_and(|id| *id == leaf)) else { continue };
                if let ("scenarios", Some(at)) = (table.as_str(), at("probability")) {
                    row[at] = (row[at].parse::<f64>().unwrap() / 2.0).to_string();
                }
                let mut copy = row.clone();
                copy[key].clone_from(&twin);
                twins.push(copy);
            }
            rows.extend(twins);
        }
        self
    }

    /// The same with a material, an element, a region, a member, a market and a technology that nobody uses, before all others.
    pub fn with_unused(mut self) -> Self {
        let stage = self.column("technologies", "stage").first().map(|cell| (*cell).clone()).unwrap();
        // A technology has to make something.
        let kind = if self.tables.contains_key("recipes") { "technologies" } else { "no table" };
        for (table, cells) in [
            ("materials", vec![("id", "aa_unused"), ("name", "Unused"), ("kind", "oxide")]),
            ("materials", vec![("id", "ab_unused"), ("name", "Unused"), ("kind", "oxide")]),
            ("elements", vec![("id", "Aa"), ("name", "Unused")]),
            ("regions", vec![("id", "aa_unused"), ("name", "Unused"), ("bloc", "other")]),
            (
                "members",
                vec![("id", "aa_unused"), ("name", "Unused"), ("role", "supplier"), ("capital_total_musd", "0")],
            ),
            (kind, vec![("id", "aa_unused"), ("name", "Unused"), ("stage", stage.as_str())]),
            ("recipes", vec![("technology", "aa_unused"), ("material", "aa_unused"), ("amount", "1")]),
            ("recipes", vec![("technology", "aa_unused"), ("material", "ab_unused"), ("amount", "-1")]),
        ] {
            if self.tables.contains_key(table) {
                self.add(table, &cells);
                // The first of all: positions of others move.
                self.tables.get_mut(table).unwrap()[1..].rotate_right(1);
            }
        }
        self
    }

    /// The same with prices, costs, quantities and capacities that are drawn, each between 0.8 and 1.25 times as much.
    pub fn drawn(mut self, seed: u64) -> Self {
        let mut random = Random(seed);
        for (table, column) in [
            ("prices", "price_usd_per_kg"),
            ("quantities", "quantity_t_per_year"),
            ("offers", "limit_t_per_year"),
            ("facilities", "capacity_t_per_year"),
            ("facilities", "variable_cost_usd_per_kg"),
            ("technologies", "variable_cost_usd_per_kg"),
            ("technologies", "capex_ref_musd"),
        ] {
            for cell in self.column(table, column) {
                if let Ok(value) = cell.parse::<f64>() {
                    let factor = 0.8 * (1.25_f64 / 0.8).powf(random.below(1000) as f64 / 1000.0);
                    // Two digits: numbers as somebody would write them.
                    let digits = 2 - (value.abs().max(1e-9).log10().floor() as i32);
                    let unit = 10_f64.powi(digits);
                    *cell = ((value * factor * unit).round() / unit).to_string();
                }
            }
        }
        self
    }
}

/// An id, or a pattern over ids, with every letter exchanged for the one as far from the other end of the alphabet. `kind:WORD` keeps its word.
pub fn other(pattern: &str) -> String {
    if pattern.trim().starts_with("kind:") {
        return pattern.to_string();
    }
    let letter = |c: char| match c {
        'a'..='z' => char::from(b'a' + b'z' - c as u8),
        'A'..='Z' => char::from(b'A' + b'Z' - c as u8),
        c => c,
    };
    pattern.chars().map(letter).collect()
}

/// Numbers by chance, the same in every run.
pub struct Random(pub u64);

impl Random {
    /// A whole number below `limit`, which is at least 1.
    pub fn below(&mut self, limit: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit as u64) as usize
    }
}
