//! Payoffs that a user brings to be judged.

use std::path::Path;

use coalition::Rational;
use num_traits::Zero;

use super::names::Names;
use super::number::number as fraction;
use super::{FILE, Reading};
use crate::finding::{Finding, Place};
use crate::origin::Origins;
use crate::read::hints;
use crate::read::records::{Record, Records};
use crate::read::table::separator;

/// Payoffs as read.
#[derive(Clone, Debug)]
pub struct PayoffsRead {
    /// One for each player, in their order; `None` when something is wrong.
    pub payoffs: Option<Vec<Rational>>,
    /// Where they were written.
    pub origins: Origins,
    /// Everything that is wrong.
    pub findings: Vec<Finding>,
}

/// Reads a table of payoffs (`.csv`, or a workbook with one sheet or a sheet `payoffs`): columns `player` and `payoff` (or
/// `charge`, `share`).
#[must_use]
pub fn read_payoffs(path: &Path, players: &[String]) -> PayoffsRead {
    let mut reading = Reading::new(path);
    let content = reading.open("payoffs");
    let payoffs = content.and_then(|content| content.with_records(|records| read(&mut reading, records, players)));
    let payoffs = payoffs.filter(|_| !reading.findings.iter().any(Finding::is_error));
    PayoffsRead { payoffs, origins: reading.origins, findings: reading.findings }
}

fn names(players: &[String]) -> Names {
    Names { list: players.to_vec(), closed: true, ..Names::new("player") }
}

fn read(reading: &mut Reading, records: &mut dyn Records, players: &[String]) -> Option<Vec<Rational>> {
    const NUMBERS: [&str; 3] = ["payoff", "charge", "share"];
    let names = names(players);
    let mut record = Record::default();
    if !records.next(&mut record) {
        let hint = "begin with a line of column names: `player,payoff`";
        reading.find(Finding::new("table::empty", Place::whole(FILE), "there is no header line").hint(hint));
        return None;
    }
    if let Some(finding) = separator(&record, FILE) {
        reading.find(finding);
        return None;
    }
    let find = |wanted: &[&str]| (0..record.fields.len()).find(|field| wanted.contains(&record.cell(*field)));
    let (Some(who), Some(number)) = (find(&["player"]), find(&NUMBERS)) else {
        let message = "it needs the columns `player` and `payoff`";
        reading.find(Finding::new("table::missing_column", Place::header(FILE, None), message));
        return None;
    };
    let mut payoffs: Vec<Option<Rational>> = vec![None; players.len()];
    let mut at = 0;
    let before = reading.findings.len();
    let width = record.fields.len();
    while records.next(&mut record) {
        if record.fields.len() != width {
            let message = format!("{} cells in this record, {width} in the header", record.fields.len());
            let finding = Finding::new("table::cell_count", Place::record(FILE, at, None), message);
            reading
                .find(finding.hint("a comma inside a cell needs quotes around the cell; a decimal point is a point"));
            at += 1;
            continue;
        }
        let name = record.cell(who);
        match names.position(name) {
            None => reading.find(names.unknown(name, Place::record(FILE, at, Some(who)))),
            Some(player) if payoffs[player].is_some() => {
                let place = Place::record(FILE, at, Some(who));
                reading.find(Finding::new("game::duplicate_name", place, format!("`{name}` is there twice")));
            }
            Some(_) if record.broken.contains(&number) => {
                let (code, message, hint) = record.why_broken(number);
                let finding = Finding::new(code, Place::record(FILE, at, Some(number)), message);
                reading.find(finding.maybe_hint(hint.map(str::to_string)));
            }
            Some(player) => {
                let text = record.cell(number);
                payoffs[player] = Some(fraction(text).unwrap_or_else(|message| {
                    let place = Place::record(FILE, at, Some(number));
                    reading.find(Finding::new("table::bad_value", place, message).maybe_hint(hints::number(text)));
                    Rational::zero()
                }));
            }
        }
        at += 1;
    }
    if reading.findings.len() == before {
        for (name, _) in players.iter().zip(&payoffs).filter(|(_, payoff)| payoff.is_none()) {
            let message = format!("there is no payoff for `{name}`");
            reading.find(Finding::new("game::missing_number", Place::header(FILE, None), message));
        }
    }
    payoffs.into_iter().collect()
}

/// Reads payoffs that are written as `A=1,B=2`.
///
/// # Errors
/// All that is wrong, in words.
pub fn parse_payoffs(text: &str, players: &[String]) -> Result<Vec<Rational>, String> {
    let names = names(players);
    let mut payoffs: Vec<Option<Rational>> = vec![None; players.len()];
    let mut wrong = Vec::new();
    for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        let Some((name, number)) = part.split_once('=').map(|(name, number)| (name.trim(), number.trim())) else {
            wrong.push(format!("`{part}` has no `=`"));
            continue;
        };
        match (names.position(name), fraction(number)) {
            (None, _) => {
                let finding = names.unknown(name, Place::Case);
                wrong.push(format!("{} ({})", finding.message, finding.hint.unwrap_or_default()));
            }
            (Some(_), Err(message)) => wrong.push(format!("`{name}`: {message}")),
            (Some(player), Ok(_)) if payoffs[player].is_some() => wrong.push(format!("`{name}` is there twice")),
            (Some(player), Ok(number)) => payoffs[player] = Some(number),
        }
    }
    if wrong.is_empty() {
        let missing = players.iter().zip(&payoffs).filter(|(_, payoff)| payoff.is_none());
        wrong.extend(missing.map(|(name, _)| format!("there is no payoff for `{name}`")));
    }
    match payoffs.into_iter().collect() {
        Some(payoffs) if wrong.is_empty() => Ok(payoffs),
        _ => Err(wrong.join("; ")),
    }
}
