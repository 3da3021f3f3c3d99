//! The hash of a case's values: the same for all files that say the same.
//!
//! A digest of files tells whether bytes changed; this hash tells whether the case did. It is made of parsed values, so that none of these has an
//! effect:
//!
//! - folder or workbook, comments, blanks around cells, quotes, `1.0` or `1`, `yes` or `true`;
//! - the order of columns, of rows, and of the items of lists that are sets (filters, `feeds`, `exclusive_with`, `release_in`, `horizon.build_years`,
//!   `adversary.budgets_musd`, `check.accept`);
//! - a table without rows or no table, a blank or the column's default written out, settings left out or written with their default.
//!
//! Every other value has one, titles and notes included: results repeat them. The order of a list counts where it says something (`ramp`, `stages`,
//! `horizon.period_lengths`, `finance.depreciation`). The order of rows counts where rows act one after the other, in `changes` (of a scenario and
//! target) and in `variants` (of a variant and target), and where it decides which of several names a variant has. A blank that takes the value of another cell, such as a plant's
//! cost from its technology, is not the same as that value written out: it moves along with the other cell.
//!
//! # Form
//!
//! `v2:` and 64 hexadecimal digits, a BLAKE3 hash. Each cell that is neither blank nor its column's default is written as the length of the column's
//! name, that name, the length of the value and the value, lengths as eight bytes, least first; numbers by the shortest decimal text that reads
//! back as the same number. Hashes of the rows of a table are sorted, and so are settings by name. A new column or table, blank in old cases,
//! leaves their hashes as they are.

use crate::each_table;
use crate::edit::Edited;
use crate::prices::InternalPrice;
use crate::settings::Settings;
use crate::tables::*;

/// Marks the form of the hash.
const VERSION: &str = "v2:";

/// Lists, by column or by path of a setting, whose items mean something else in another order. All others are sets.
const IN_ORDER: &[&str] = &["finance.depreciation", "horizon.period_lengths", "ramp", "stages"];

/// The hash of the values of a case.
#[must_use]
pub fn hash(settings: &Settings, tables: &Tables) -> String {
    finish(&of_case(settings, tables))
}

/// The hash of a case with edits: that of the case as edited, and of the edits that are in none of its cells. Without such edits it is the
/// hash of the same values read from files. Names of edits, and their order inside a set, have no effect.
#[must_use]
pub fn hash_edited(edited: &Edited<'_>) -> String {
    let mut hasher = of_case(edited.settings(), edited.tables());
    let lines = edited.later_lines();
    if !lines.is_empty() {
        put(&mut hasher, "edits");
        hasher.update(&count(lines.len()));
        lines.iter().for_each(|line| put(&mut hasher, line));
    }
    finish(&hasher)
}

fn finish(hasher: &blake3::Hasher) -> String {
    format!("{VERSION}{}", hasher.finalize().to_hex())
}

fn count(number: usize) -> [u8; 8] {
    (number as u64).to_le_bytes()
}

fn put(hasher: &mut blake3::Hasher, text: &str) {
    hasher.update(&count(text.len()));
    hasher.update(text.as_bytes());
}

fn of_case(settings: &Settings, tables: &Tables) -> blake3::Hasher {
    let mut hasher = blake3::Hasher::new();
    let mut paths = Settings::PATHS.to_vec();
    paths.sort_unstable();
    for path in paths {
        let mut text = String::new();
        let Some(value) = settings.get(path) else { continue };
        value.canonical(IN_ORDER.contains(&path), &mut text);
        // A blank list is like none, as in a table; so is a setting that came later with what every case had before.
        let is_as_before = match path {
            "bylaws.internal_prices" => value.text() == InternalPrice::Indexed.as_str(),
            "backtest.cash_error_musd" => settings.backtest.cash_error_musd == 0.0,
            _ => false,
        };
        if !text.is_empty() && !is_as_before {
            put(&mut hasher, path);
            put(&mut hasher, &text);
        }
    }
    let mut digests = of_tables(tables);
    digests.sort_unstable();
    for (table, rows) in digests {
        put(&mut hasher, table);
        hasher.update(&count(rows.len()));
        for row in &rows {
            hasher.update(row);
        }
    }
    hasher
}

/// Hashes of rows, or of rows whose order counts, in ascending order.
type Digests = Vec<[u8; 32]>;

macro_rules! tables_digests {
    ($($field:ident : $row:ident,)+) => {
        /// Tables with rows, each with their hashes.
        fn of_tables(tables: &Tables) -> Vec<(&'static str, Digests)> {
            let all = [$( (<$row as TableRow>::TABLE, of_table(&tables.$field)) ),+];
            all.into_iter().filter(|(_, rows)| !rows.is_empty()).collect()
        }
    };
}
each_table!(tables_digests);

/// Columns of a table within which the order of rows counts; `None` where it never does.
fn ordered_within(table: &str) -> Option<&'static [&'static str]> {
    match table {
        ChangeRow::TABLE => Some(&["scenario", "target"]),
        VariantRow::TABLE => Some(&["variant", "target"]),
        _ => None,
    }
}

fn of_table<R: TableRow>(rows: &[R]) -> Digests {
    let defaults: Vec<Option<String>> = R::COLUMNS.iter().map(default_of).collect();
    // Columns by name, so that a declaration can be put in another order.
    let mut columns: Vec<usize> = (0..R::COLUMNS.len()).collect();
    columns.sort_unstable_by_key(|at| R::COLUMNS[*at].name);
    let mut bytes = Vec::new();
    let mut text = String::new();
    let mut digest = |row: &R| {
        bytes.clear();
        for at in &columns {
            let Some(cell) = row.cell(*at).filter(|cell| !cell.is_blank()) else { continue };
            text.clear();
            let name = R::COLUMNS[*at].name;
            if name == "filter" {
                terms(&cell.items(), &mut text);
            } else {
                cell.canonical(IN_ORDER.contains(&name), &mut text);
            }
            if defaults[*at].as_ref() == Some(&text) {
                continue;
            }
            for part in [name, &text] {
                bytes.extend_from_slice(&count(part.len()));
                bytes.extend_from_slice(part.as_bytes());
            }
        }
        *blake3::hash(&bytes).as_bytes()
    };
    let mut digests: Digests = match ordered_within(R::TABLE) {
        None => rows.iter().map(digest).collect(),
        Some(within) => {
            let mut groups: std::collections::BTreeMap<Vec<Option<String>>, blake3::Hasher> = Default::default();
            for row in rows {
                let group = within.iter().map(|column| row.text(column)).collect();
                groups.entry(group).or_default().update(&digest(row));
            }
            groups.into_values().map(|group| *group.finalize().as_bytes()).collect()
        }
    };
    digests.extend(names(rows));
    digests.sort_unstable();
    digests
}

/// The name that each variant has, of those whose rows give it several: the first one. A variant with one name needs none, wherever it stands.
fn names<R: TableRow>(rows: &[R]) -> Digests {
    if R::TABLE != VariantRow::TABLE {
        return Digests::new();
    }
    let mut given: std::collections::BTreeMap<Option<String>, Vec<String>> = Default::default();
    for row in rows {
        given.entry(row.text("variant")).or_default().extend(row.text("name").filter(|name| !name.is_empty()));
    }
    let several = given.into_iter().filter(|(_, names)| names.iter().any(|name| *name != names[0]));
    let digest = |(variant, names): (Option<String>, Vec<String>)| {
        let mut hasher = blake3::Hasher::new();
        for text in ["variant", &variant.unwrap_or_default(), "is named", &names[0]] {
            put(&mut hasher, text);
        }
        *hasher.finalize().as_bytes()
    };
    several.map(digest).collect()
}

/// The canonical text of a column's default.
fn default_of(column: &Column) -> Option<String> {
    // Defaults are declared in canonical form; a test holds them to it.
    column.default.map(str::to_string)
}

/// Terms of a filter without the blanks around their parts, sorted: all of them have to match.
fn terms(items: &[String], out: &mut String) {
    let trimmed = |item: &String| {
        let parts: Vec<&str> = item.split('=').map(str::trim).collect();
        parts.join("=")
    };
    let mut terms: Vec<String> = items.iter().map(trimmed).collect();
    terms.sort_unstable();
    for term in terms {
        out.push_str(&format!("{}:{term}", term.len()));
    }
}
