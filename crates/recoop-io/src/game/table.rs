//! Groups in rows: comma-separated text or a sheet.
//!
//! Either a column `group` holds names joined with `+`, or each player has a column that says who is in. One more column holds the
//! numbers, and its name says what they are.

use coalition::families::{Family, Others};
use coalition::{Group, Rational, Sense};
use num_traits::Zero;

use super::listed::{Entry, List, Members, others};
use super::names::{Names, OTHERS, bad_name};
use super::number::{noise, number};
use super::{FILE, GameFile, Reading};
use crate::finding::{Finding, Place};
use crate::read::hints;
use crate::read::records::{Record, Records};
use crate::read::table::separator;
use crate::visible::visible;

/// Columns of numbers.
const PROFITS: &[&str] = &["worth", "profit", "value", "savings"];
const COSTS: &[&str] = &["cost", "costs"];
/// The column of groups.
const GROUP: &str = "group";
/// Columns for people.
const REMARKS: &[&str] = &["source", "note"];

/// Reads a game.
pub fn read(reading: &mut Reading, records: &mut dyn Records) -> Option<GameFile> {
    let mut record = Record::default();
    if !records.next(&mut record) {
        let hint = "begin with a line of column names, for instance `group,worth`";
        reading.find(Finding::new("table::empty", Place::whole(FILE), "there is no header line").hint(hint));
        return None;
    }
    if let Some(finding) = separator(&record, FILE) {
        reading.find(finding);
        return None;
    }
    let mut header = Header::read(&record, &mut reading.findings)?;
    let mut list = List {
        names: header.names.clone(),
        entries: Vec::new(),
        sense: header.sense,
        others: None,
        partial: false,
        place: Place::header(FILE, None),
    };
    let before = reading.findings.len();
    let mut at = 0;
    while records.next(&mut record) {
        let address = records.address(&record);
        header.read_row(&record, at, address, &mut list, &mut reading.findings);
        if record.fields.len() == header.width {
            let place = Place::record(FILE, at, Some(header.number));
            reading.warnings.extend(noise(record.cell(header.number), place));
        }
        at += 1;
    }
    if let Some(field) = records.unfinished(record.at) {
        let place = if at == 0 { Place::header(FILE, Some(field)) } else { Place::record(FILE, at - 1, Some(field)) };
        let hint = "a cell that begins with `\"` has to end with `\"`; write a quote inside it as `\"\"`";
        // What the cell has swallowed is not its number, and the groups in it are not missing.
        reading.findings.retain(|finding| finding.place != place);
        list.partial = true;
        let finding = Finding::new("table::unclosed_quote", place, "a quoted cell begins here and never ends");
        reading.find(finding.hint(hint));
    }
    let clean = reading.findings.len() == before;
    let (players, listed) = list.game(&mut reading.findings)?;
    clean.then(|| GameFile {
        title: String::new(),
        source: None,
        note: None,
        unit: header.unit,
        players,
        resources: Vec::new(),
        family: Family::Listed(listed),
        counts: None,
        unions: None,
        benefits: None,
    })
}

/// What the columns are.
struct Header {
    names: Names,
    /// The column of groups; else each player has one.
    group: Option<usize>,
    /// Columns of players, in their order.
    players: Vec<usize>,
    number: usize,
    sense: Sense,
    unit: String,
    /// Columns without a name; their cells have to be blank.
    unnamed: Vec<usize>,
    /// Those of which it has been said.
    told: Vec<usize>,
    width: usize,
}

impl Header {
    fn read(record: &Record, findings: &mut Vec<Finding>) -> Option<Self> {
        let width = record.fields.len();
        let before = findings.len();
        let cell = |field: usize| record.cell(field);
        let mut find = |code, field: Option<usize>, message: String, hint: &str| {
            findings.push(Finding::new(code, Place::header(FILE, field), message).hint(hint));
        };
        let mut number = None;
        for field in 0..width {
            if let Some((sense, unit)) = numbers(cell(field)) {
                match number {
                    None => number = Some((field, sense, unit)),
                    Some(_) => {
                        let message = format!("`{}` is a second column of numbers", cell(field));
                        find(
                            "table::duplicate_column",
                            Some(field),
                            message,
                            "a game has one number for each coalition",
                        );
                    }
                }
            }
        }
        if number.is_none() {
            let words = PROFITS.iter().chain(COSTS).copied();
            let near = (0..width).find_map(|field| Some((field, hints::nearest(split(cell(field)).0, words.clone())?)));
            match near {
                Some((field, word)) => {
                    let message = format!("there is no column `{}`", cell(field));
                    find("table::unknown_column", Some(field), message, &format!("did you mean `{word}`?"));
                }
                None => {
                    let hint = "name it `worth` (or `profit`, `value`, `savings`) or `cost`, perhaps with a unit: `cost (MUSD)`";
                    find("table::missing_column", None, "there is no column of numbers".to_string(), hint);
                }
            }
            return None;
        }
        let group = (0..width).find(|field| cell(*field) == GROUP);
        let near = |field: &usize| cell(*field) == "coalition" || hints::nearest(cell(*field), [GROUP]).is_some();
        if let (None, Some(field)) = (group, (0..width).find(near)) {
            let message = format!("there is no column `{}`", cell(field));
            find("table::unknown_column", Some(field), message, "did you mean `group`?");
            return None;
        }
        let mut header = Self {
            names: Names::new("player"),
            group,
            players: Vec::new(),
            number: number.as_ref().map_or(width, |(field, ..)| *field),
            sense: number.as_ref().map_or(Sense::Profit, |(_, sense, _)| *sense),
            unit: number.map(|(.., unit)| unit).unwrap_or_default(),
            unnamed: Vec::new(),
            told: Vec::new(),
            width,
        };
        for field in (0..width).filter(|field| header.group != Some(*field)) {
            let name = cell(field);
            if numbers(name).is_some() || REMARKS.contains(&name) {
                continue;
            }
            if name.is_empty() {
                header.unnamed.push(field);
            } else if header.group.is_some() {
                let hint = "beside `group` there is one column of numbers, and perhaps `source` and `note`";
                find("table::unknown_column", Some(field), format!("there is no column `{name}`"), hint);
            } else if let Some((message, hint)) = bad_name(name) {
                find("game::bad_name", Some(field), message, hint);
            } else if header.names.position(name).is_some() {
                find(
                    "table::duplicate_column",
                    Some(field),
                    format!("the column `{name}` is there twice"),
                    "every player needs a name of its own",
                );
            } else {
                header.names.list.push(name.to_string());
                header.players.push(field);
            }
        }
        if header.group.is_none() {
            header.names.closed = true;
            if header.players.is_empty() {
                let hint =
                    "a column `group` with names joined by `+`, or a column for each player with 1 where it is in";
                find("table::missing_column", None, "no column says who is in a coalition".to_string(), hint);
            }
        }
        (findings.len() == before).then_some(header)
    }

    fn read_row(&mut self, record: &Record, at: usize, address: String, list: &mut List, findings: &mut Vec<Finding>) {
        let place = |field: usize| Place::record(FILE, at, Some(field));
        let found = record.fields.len();
        if found != self.width {
            let cells = if found == 1 { "cell" } else { "cells" };
            let message = format!("{found} {cells} in this record, {} in the header", self.width);
            let hint = match found > self.width {
                true => "a comma inside a cell needs quotes around the cell; a decimal point is a point",
                false => "blank cells need their commas too",
            };
            findings.push(Finding::new("table::cell_count", Place::record(FILE, at, None), message).hint(hint));
            list.partial = true;
            return;
        }
        let full: Vec<usize> = self.unnamed.iter().copied().filter(|field| !record.cell(*field).is_empty()).collect();
        for field in full.iter().filter(|field| !self.told.contains(field)) {
            let message = "this cell is in a column without a name";
            let finding = Finding::new("table::unnamed_column", place(*field), message);
            findings.push(finding.hint("name the column or clear it"));
        }
        // The first of each column is enough.
        self.told.extend(&full);
        if !full.is_empty() && self.group.is_none() {
            list.partial = true;
            return;
        }
        let first = self.group.or_else(|| self.players.first().copied()).unwrap_or_default();
        if record.cell(first) == OTHERS {
            self.read_others(record, at, list, findings);
            return;
        }
        let number = self.number(record, at, findings);
        let members = match self.group {
            Some(field) if record.cell(field).is_empty() => {
                let hint = "names joined with `+`; for coalitions that are not listed: `others`";
                findings.push(
                    Finding::new("table::blank_cell", place(field), "expected a coalition, found none").hint(hint),
                );
                list.partial = true;
                return;
            }
            Some(field) => Members::Text(record.cell(field).to_string()),
            None => match self.members(record, at, findings) {
                Some(group) if !group.is_empty() => Members::Known(group),
                Some(_) => {
                    // A row of zeros for nobody is how some programs write tables.
                    if number.is_some_and(|number| !number.is_zero()) {
                        let message = "nobody is in this coalition, so that its number is 0";
                        list.partial = true;
                        let hint = "write 1 in the columns of those who are in";
                        findings.push(Finding::new("game::bad_group", place(self.number), message).hint(hint));
                    }
                    return;
                }
                None => {
                    list.partial = true;
                    return;
                }
            },
        };
        let place = self.group.map_or_else(|| Place::record(FILE, at, None), place);
        list.entries.push(Entry { members, number, place, address });
    }

    fn read_others(&self, record: &Record, at: usize, list: &mut List, findings: &mut Vec<Finding>) {
        let place = Place::record(FILE, at, Some(self.number));
        match others(record.cell(self.number)) {
            Ok(_) if list.others.is_some() => {
                let place = Place::record(FILE, at, None);
                findings.push(Finding::new("game::duplicate_group", place, "`others` is there twice"));
            }
            Ok(others) => list.others = Some(others),
            Err(message) => {
                // Not to be said to lack groups as well.
                list.others = Some(Others::Zero);
                findings.push(
                    Finding::new("table::bad_value", place, message)
                        .hint("`split`: the best that their members can do in listed coalitions; `0`: nothing"),
                );
            }
        }
    }

    fn number(&self, record: &Record, at: usize, findings: &mut Vec<Finding>) -> Option<Rational> {
        let text = record.cell(self.number);
        let place = Place::record(FILE, at, Some(self.number));
        if record.broken.contains(&self.number) {
            let (code, message, hint) = record.why_broken(self.number);
            findings.push(Finding::new(code, place, message).maybe_hint(hint.map(str::to_string)));
            return None;
        }
        if text.is_empty() {
            findings.push(Finding::new("table::blank_cell", place, "expected a number, found none"));
            return None;
        }
        let finding = |message| Finding::new("table::bad_value", place, message).maybe_hint(hints::number(text));
        number(text).map_err(|message| findings.push(finding(message))).ok()
    }

    /// Who is in, where each player has a column.
    fn members(&self, record: &Record, at: usize, findings: &mut Vec<Finding>) -> Option<Group> {
        let mut group = Group::EMPTY;
        let before = findings.len();
        for (player, field) in self.players.iter().enumerate() {
            match record.cell(*field).to_ascii_lowercase().as_str() {
                "1" | "x" | "yes" | "true" => group = group.with(player),
                "" | "0" | "no" | "false" => {}
                _ => {
                    let message = format!("expected 1 (in) or 0 (out), found `{}`", record.cell(*field));
                    let place = Place::record(FILE, at, Some(*field));
                    findings.push(Finding::new("table::bad_value", place, message));
                }
            }
        }
        (findings.len() == before).then_some(group)
    }
}

/// What a column of numbers holds, and its unit: `cost (MUSD)`.
fn numbers(name: &str) -> Option<(Sense, String)> {
    let (word, unit) = split(name);
    let sense = if PROFITS.contains(&word) {
        Sense::Profit
    } else if COSTS.contains(&word) {
        Sense::Cost
    } else {
        return None;
    };
    Some((sense, visible(unit).into_owned()))
}

/// A column's name and the unit behind it.
fn split(name: &str) -> (&str, &str) {
    match name.split_once(['(', '[']) {
        Some((word, unit)) => (word.trim(), unit.trim_end_matches([')', ']']).trim()),
        None => (name, ""),
    }
}
