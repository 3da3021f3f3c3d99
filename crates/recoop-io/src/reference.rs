//! The reference pages that follow from the declarations: `docs/reference/tables.md`, `case-toml.md`, `games.md` and
//! `warnings.md`.

use recoop_case::cell::Cell;
use recoop_case::check::{CODES, WARNINGS};
use recoop_case::each_table;
use recoop_case::tables::*;

use crate::game::kinds::{COMMON as OF_ALL_GAMES, Field, KINDS};
use crate::settings::{Fallback, SETTINGS, defaults};

/// A generated page.
pub struct Page {
    /// File below `docs/reference`.
    pub file: &'static str,
    /// Its text.
    pub text: String,
}

/// All generated pages.
#[must_use]
pub fn pages() -> Vec<Page> {
    vec![
        Page { file: "tables.md", text: tables_page() },
        Page { file: "case-toml.md", text: settings_page() },
        Page { file: "games.md", text: games_page() },
        Page { file: "warnings.md", text: warnings_page() },
    ]
}

/// The page of warnings and errors, with how warnings are accepted.
fn warnings_page() -> String {
    let mut out = String::from(
        "# What the check says\n\nGenerated from the rules; do not edit.\n\n\
         An error keeps a case from being planned. A warning does not: it names a cell that looks like a slip, with the number and what \
         it is held against. Ratios have no unit, so that a column that is off by 1,000 is seen as a cell that is.\n\n\
         ## Accept a warning\n\n\
         A warning that is right as it is is accepted by its name in `case.toml`; then it is not said any more. The name is the code, the \
         table, the key of the row (its cells apart by `/`, or `#` and the number of the row where a table has no key) and the column:\n\n\
         ```toml\n[check]\naccept = [\n    # a by-product that nobody else makes\n    \
         \"network::price_ratio prices world/scandium_oxide/2030 price_usd_per_kg\",\n]\n```\n\n\
         `recoop check` shows the name below each warning, `recoop check --json` has it as `accept`; all other commands with `--json` list \
         the warnings of their case under `warnings`. A name that no warning has any more is an error: what it was for has changed.\n\n\
         ## Warnings of slips\n\n| code | what is looked at, and what goes without a warning |\n| --- | --- |\n",
    );
    for (code, text) in WARNINGS {
        out.push_str(&format!("| `{code}` | {text} |\n"));
    }
    out.push_str("\n## All codes\n\n| code | meaning |\n| --- | --- |\n");
    for (code, text) in CODES {
        out.push_str(&format!("| `{code}` | {text} |\n"));
    }
    out
}

/// Declarations hold their doc comments with the blank after `///` and without line ends.
fn one_line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn table_section<T: TableRow>(out: &mut String) {
    out.push_str(&format!("\n## {}\n\n{}\n\n", T::TABLE, one_line(T::DOC)));
    let key = match T::KEY {
        [] => "none".to_string(),
        key => key.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
    };
    out.push_str(&format!("File `{}.csv`. Key: {key}.\n\n", T::TABLE));
    let own = T::COLUMNS.iter().filter(|column| !COMMON.contains(&column.name));
    columns(out, own);
}

/// Columns that every table has.
const COMMON: &[&str] = &["source", "confidence", "note"];

/// The rows of a list of columns, and below it what their words mean.
fn columns<'c>(out: &mut String, columns: impl Iterator<Item = &'c Column>) {
    out.push_str("| column | holds | needed | class | meaning |\n| --- | --- | --- | --- | --- |\n");
    let mut words = String::new();
    for column in columns {
        let needed = if column.required { "yes" } else { "" };
        let doc = one_line(column.doc).replace('|', "\\|");
        let class = column.class.as_str();
        out.push_str(&format!("| `{}` | {} | {needed} | {class} | {doc} |\n", column.name, column.kind));
        let meanings = (column.words)().iter().zip((column.meanings)());
        let lines = meanings.map(|(word, meaning)| format!("- `{word}`: {}\n", one_line(meaning))).collect::<String>();
        if !lines.is_empty() {
            words.push_str(&format!("\nWords of `{}`:\n\n{lines}", column.name));
        }
    }
    out.push_str(&words);
}

macro_rules! sections {
    ($($field:ident : $row:ident,)+) => {
        fn table_sections(out: &mut String) {
            $(table_section::<$row>(out);)+
        }

        fn contents(out: &mut String) {
            $(
                let (name, doc) = (<$row as TableRow>::TABLE, one_line(<$row as TableRow>::DOC));
                let first = doc.split_once(". ").map_or(doc.as_str(), |(first, _)| first).trim_end_matches('.');
                out.push_str(&format!("- [{name}](#{name}): {first}.\n"));
            )+
        }
    };
}
each_table!(sections);

fn tables_page() -> String {
    let mut out = String::from(
        "# Tables of a case\n\n\
         Generated from the declarations in `crates/recoop-case/src/tables/`; do not edit.\n\n\
         A case is a folder with `case.toml` (see [case-toml.md](case-toml.md)) and one CSV file for each table, or a workbook\n\
         with one sheet for each table and a sheet `case` of the columns `key` and `value`. Mass is in metric tons (t), money in\n\
         million USD of the base year (MUSD), prices in USD per kg.\n\n\
         - The first line names the columns, in any order. A column that is not listed here is an error.\n\
         - Optional columns may be left out; their cells may be blank.\n\
         - The values of the key columns together must not occur twice.\n\
         - Lines whose first cell begins with `#` are comments; lines without any text are skipped; spaces around a cell do\n  \
           not count. A cell with an error of a spreadsheet, such as `#REF!`, is an error and no comment.\n\
         - [formats.md](../formats.md) has what can be in files and workbooks, and limits.\n\
         - Text is UTF-8, cells are separated by commas, decimals by a point; items of a list in one cell by `;`.\n\n\
         *Class* says who may know the cells of a column when members plan together (see\n\
         [edits.md](../edits.md#classes-of-columns)):\n\n",
    );
    for (word, meaning) in Class::words().iter().zip(Class::meanings()) {
        out.push_str(&format!("- `{word}`: {}\n", one_line(meaning)));
    }
    out.push('\n');
    contents(&mut out);
    out.push_str("\n## In every table\n\n");
    columns(&mut out, SourceRow::COLUMNS.iter().filter(|column| COMMON.contains(&column.name)));
    table_sections(&mut out);
    out
}

fn settings_page() -> String {
    let mut out = String::from(
        "# Settings of a case: `case.toml`\n\n\
         Generated from the dictionary in `crates/recoop-io/src/settings.rs`; do not edit.\n\n\
         A setting `horizon.first_year` is written as `first_year` below `[horizon]`; in a workbook, as a row of the sheet\n\
         `case` with `horizon.first_year` in the column `key` and its value in the column `value` (items of a list separated\n\
         by `;`). A setting that is not listed here is an error.\n\n\
         | setting | holds | default | meaning |\n| --- | --- | --- | --- |\n",
    );
    let settings = defaults();
    for setting in SETTINGS {
        let default = match setting.default {
            Fallback::Required => "needed".to_string(),
            Fallback::Fixed => format!("`{}`", setting.slot.show(&settings)),
            Fallback::Follows(words) => words.to_string(),
        };
        let doc = setting.doc.replace('|', "\\|");
        out.push_str(&format!("| `{}` | {} | {default} | {doc} |\n", setting.path, setting.slot.kind()));
    }
    out
}

fn games_page() -> String {
    let mut out = String::from(
        "# Fields of a game in JSON\n\n\
         Generated from the dictionary in `crates/recoop-io/src/game/kinds.rs`; do not edit. [game.md](../game.md) has examples.\n\n\
         - A field that is not listed here is an error.\n\
         - A *number by player* is an object of names, `{ \"A\": 1, \"B\": 2 }`, or a list in the order of `players`. Likewise for two names: an\n  \
           object of objects, or a list of lists.\n\n\
         ## Every game\n\n",
    );
    fields(&mut out, OF_ALL_GAMES);
    for kind in KINDS {
        out.push_str(&format!("\n## {}\n\nWorth of a coalition: {}\n\n", kind.word, first_lower(kind.doc)));
        fields(&mut out, kind.fields);
    }
    out
}

fn first_lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn fields(out: &mut String, fields: &[Field]) {
    out.push_str("| field | holds | needed | meaning |\n| --- | --- | --- | --- |\n");
    for field in fields {
        let needed = if field.needed { "yes" } else { "" };
        out.push_str(&format!("| `{}` | {} | {needed} | {} |\n", field.name, field.holds, one_line(field.doc)));
    }
}
