//! Edits as lines.
//!
//! ```text
//!   members[id=mp].capital_total_musd *= 0.5
//!   prices[market=china;year=2028..2030].price_usd_per_kg += 5
//!   facilities[id=new_plant].first_build_year = 2029
//!   case.finance.discount_rate = 0.1
//!   add outputs facility=mp_mine, year=2025, output_t=40000
//!   remove payments[variant=merger]
//!   assume capex[stage=separation] *= 1.3
//!   assume price[material=nd_oxide;year=2028..] *= 0.8
//!   keep scenario embargo
//!   attack nd_cut in embargo 2031 at 0.4
//! ```
//!
//! A name stands before the edit, followed by a colon: `grants: assume capex[...] *= 0.7`. Text with signs of this form stands in double quotes.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::{Act, CaseEdit, Edit, Text};
use crate::cell::Cell;
use crate::tables::SensitivityTarget;

/// Why a line is no edit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{line}` is not an edit: {why}")]
pub struct NotAnEdit {
    /// The line.
    pub line: String,
    /// What is wrong with it.
    pub why: String,
}

const FORMS: &str = "expected `TABLE[COLUMN=PATTERN].COLUMN *= NUMBER` (or `+=`, `=`), `case.SETTING = VALUE`, `add TABLE COLUMN=VALUE, ...`, \
                     `remove TABLE[COLUMN=PATTERN]`, `assume TARGET[FILTER] *= NUMBER`, `keep scenario SCENARIO` or \
                     `attack ATTACK in SCENARIO YEAR at DEPTH`";

/// Signs that have a meaning in a line.
const SIGNS: &[char] = &['"', '\\', ';', ',', '[', ']', '*', ':', '\n', '\r', '\t'];

/// Text in quotes, on one line.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            sign => out.push(sign),
        }
    }
    out.push('"');
    out
}

/// Text of quotes, and what follows it.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut signs = text.strip_prefix('"')?.char_indices();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => return Some((out, &text[at + 2..])),
            '\\' => out.push(match signs.next()?.1 {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                sign => sign,
            }),
            sign => out.push(sign),
        }
    }
    None
}

/// The text of a pattern: in quotes it stands for exactly that text.
pub(super) fn exact(pattern: &str) -> Option<String> {
    unquote(pattern).filter(|(_, rest)| rest.is_empty()).map(|(text, _)| text)
}

/// A term that selects exactly one text of a column, blank for blank cells.
pub(super) fn term(column: &str, text: &str) -> String {
    let plain = text == text.trim() && !text.contains(SIGNS) && !text.contains("..");
    if plain { format!("{column}={text}") } else { format!("{column}={}", quoted(text)) }
}

/// A word, in quotes where it would not be one.
fn word(text: &str) -> String {
    let plain = !text.is_empty() && !text.contains(SIGNS) && !text.contains(char::is_whitespace);
    if plain { text.to_string() } else { quoted(text) }
}

/// A value at the end of a line.
fn value(text: &str) -> String {
    let plain = text == text.trim() && !text.contains(['"', '\n', '\r']);
    if plain { text.to_string() } else { quoted(text) }
}

impl fmt::Display for CaseEdit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name.is_empty() { self.edit.fmt(f) } else { write!(f, "{}: {}", word(&self.name), self.edit) }
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set(text) if text.0.is_empty() => f.write_str("="),
            Self::Set(text) => write!(f, "= {}", value(&text.0)),
            Self::Multiply(number) => write!(f, "*= {number}"),
            Self::Add(number) => write!(f, "+= {number}"),
        }
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cells { table, rows, column, act } => write!(f, "{table}[{}].{column} {act}", rows.join(";")),
            Self::Setting { path, act } => write!(f, "case.{path} {act}"),
            Self::AddRow { table, cells } => {
                let plain = |text: &str| text == text.trim() && !text.contains(['"', '\n', '\r', ',']);
                let show = |text: &str| if plain(text) { text.to_string() } else { quoted(text) };
                let cells: Vec<String> =
                    cells.iter().map(|(column, text)| format!("{column}={}", show(&text.0))).collect();
                write!(f, "add {table} {}", cells.join(", "))
            }
            Self::RemoveRows { table, rows } => write!(f, "remove {table}[{}]", rows.join(";")),
            Self::Assume { target, filter, act } if filter.is_empty() => write!(f, "assume {} {act}", target.as_str()),
            Self::Assume { target, filter, act } => {
                write!(f, "assume {}[{}] {act}", target.as_str(), filter.join(";"))
            }
            Self::SingleScenario { scenario } => write!(f, "keep scenario {}", word(scenario)),
            Self::Attack { attack, scenario, year, depth } => {
                write!(f, "attack {} in {} {year} at {depth}", word(attack), word(scenario))
            }
        }
    }
}

impl FromStr for CaseEdit {
    type Err = NotAnEdit;

    fn from_str(line: &str) -> Result<Self, NotAnEdit> {
        let fail = |why: String| NotAnEdit { line: line.trim().to_string(), why };
        let (name, rest) = named(line.trim());
        edit(rest).map(|edit| Self { name, edit }).map_err(fail)
    }
}

/// The name before an edit, and the edit.
fn named(line: &str) -> (String, &str) {
    if let Some((name, rest)) = unquote(line) {
        return rest.strip_prefix(": ").map_or((String::new(), line), |rest| (name, rest.trim()));
    }
    match line.split_once(": ") {
        Some((name, rest)) if word(name) == name => (name.to_string(), rest.trim()),
        _ => (String::new(), line),
    }
}

fn edit(line: &str) -> Result<Edit, String> {
    if let Some(rest) = line.strip_prefix("add ") {
        let (table, cells) = rest.trim().split_once(' ').ok_or(FORMS)?;
        return Ok(Edit::AddRow { table: a_name(table)?, cells: pairs(cells.trim())? });
    }
    if let Some(rest) = line.strip_prefix("remove ") {
        let (table, rows, rest) = selected(rest.trim())?;
        return if rest.is_empty() { Ok(Edit::RemoveRows { table, rows }) } else { Err(FORMS.to_string()) };
    }
    if let Some(rest) = line.strip_prefix("assume ") {
        let rest = rest.trim();
        let (target, filter, rest) = match rest.find(['[', ' ']) {
            Some(at) if rest[at..].starts_with(' ') => (rest[..at].to_string(), Vec::new(), &rest[at..]),
            _ => selected(rest)?,
        };
        return Ok(Edit::Assume { target: SensitivityTarget::parse(&target)?, filter, act: act(rest)? });
    }
    if let Some(rest) = line.strip_prefix("keep scenario ") {
        let (scenario, rest) = one_word(rest)?;
        return if rest.is_empty() { Ok(Edit::SingleScenario { scenario }) } else { Err(FORMS.to_string()) };
    }
    if let Some(rest) = line.strip_prefix("attack ") {
        let (attack, rest) = one_word(rest)?;
        let (scenario, rest) = one_word(rest.strip_prefix("in ").ok_or(FORMS)?)?;
        let (year, depth) = rest.split_once(" at ").ok_or(FORMS)?;
        return Ok(Edit::Attack { attack, scenario, year: i32::parse(year.trim())?, depth: f64::parse(depth.trim())? });
    }
    if let Some(rest) = line.strip_prefix("case.") {
        let (path, rest) = rest.split_at(rest.find(|sign: char| !is_of_name(sign) && sign != '.').ok_or(FORMS)?);
        return Ok(Edit::Setting { path: path.to_string(), act: act(rest)? });
    }
    let (table, rows, rest) = selected(line)?;
    let rest = rest.strip_prefix('.').ok_or(FORMS)?;
    let (column, rest) = rest.split_at(rest.find(|sign: char| !is_of_name(sign)).ok_or(FORMS)?);
    Ok(Edit::Cells { table, rows, column: column.to_string(), act: act(rest)? })
}

/// The name of a table, a column or a target.
fn a_name(text: &str) -> Result<String, String> {
    let name = text.trim();
    let plain = !name.is_empty() && name.chars().all(is_of_name);
    if plain { Ok(name.to_string()) } else { Err(format!("`{name}` is not a name of a table or a column")) }
}

fn is_of_name(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || sign == '_'
}

fn act(text: &str) -> Result<Act, String> {
    let text = text.trim();
    if let Some(number) = text.strip_prefix("*=") {
        return Ok(Act::Multiply(f64::parse(number.trim())?));
    }
    if let Some(number) = text.strip_prefix("+=") {
        return Ok(Act::Add(f64::parse(number.trim())?));
    }
    let value = text.strip_prefix('=').ok_or("expected `=`, `*=` or `+=`")?.trim();
    Ok(Act::Set(Text(exact(value).unwrap_or_else(|| value.to_string()))))
}

/// A word or a text in quotes, and what follows it.
fn one_word(text: &str) -> Result<(String, &str), String> {
    let text = text.trim();
    if text.starts_with('"') {
        let (word, rest) = unquote(text).ok_or("a closing `\"` is missing")?;
        return Ok((word, rest.trim()));
    }
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    if word.is_empty() { Err(FORMS.to_string()) } else { Ok((word.to_string(), rest.trim())) }
}

/// `NAME[TERM;TERM]` and what follows it.
fn selected(text: &str) -> Result<(String, Vec<String>, &str), String> {
    let (name, inside) = text.split_once('[').ok_or(FORMS)?;
    let end = outside(inside, ']').next().ok_or("a closing `]` is missing")?;
    let terms = split(&inside[..end], ';').into_iter().filter(|term| !term.is_empty()).map(str::to_string).collect();
    Ok((a_name(name)?, terms, inside[end + 1..].trim_end()))
}

/// Places of a sign outside quotes.
fn outside(text: &str, wanted: char) -> impl Iterator<Item = usize> {
    let (mut open, mut escaped) = (false, false);
    text.char_indices().filter_map(move |(at, sign)| {
        let literal = escaped;
        escaped = open && sign == '\\' && !literal;
        open ^= sign == '"' && !literal;
        (!open && sign == wanted).then_some(at)
    })
}

fn split(text: &str, by: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for at in outside(text, by) {
        parts.push(text[from..at].trim());
        from = at + by.len_utf8();
    }
    parts.push(text[from..].trim());
    parts
}

fn pairs(text: &str) -> Result<BTreeMap<String, Text>, String> {
    let mut cells = BTreeMap::new();
    for pair in split(text, ',') {
        let (column, text) = pair.split_once('=').ok_or_else(|| format!("expected `COLUMN=VALUE`, found `{pair}`"))?;
        let (column, text) = (a_name(column)?, text.trim());
        let text = Text(exact(text).unwrap_or_else(|| text.to_string()));
        if cells.insert(column.clone(), text).is_some() {
            return Err(format!("`{column}` is given twice"));
        }
    }
    Ok(cells)
}
