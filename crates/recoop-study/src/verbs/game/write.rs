//! The answer in a file.

use std::io::Write;
use std::path::Path;

use recoop_io::OutFile;

use super::{Engine, Surveyed};
use crate::StudyError;

/// What a file holds, by its ending.
#[derive(Clone, Copy)]
pub(super) enum Format {
    /// Payoffs: a row for each rule and player.
    Csv,
    /// Everything.
    Json,
}

impl Format {
    pub fn of(path: &Path) -> Result<Self, StudyError> {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("csv") => Ok(Self::Csv),
            Some("json") => Ok(Self::Json),
            _ => Err(StudyError::refused("--out", format!("`{}` does not end in .csv or .json", path.display()))),
        }
    }
}

/// Writes all of it, or nothing.
pub(super) fn write(answer: &Engine, file: OutFile, format: Format) -> Result<(), StudyError> {
    Ok(file.write(|out| match (format, answer) {
        (Format::Json, _) => writeln!(out, "{:#}", answer.json()),
        (Format::Csv, Engine::Surveyed(it)) => payoffs(it, out),
        (Format::Csv, Engine::Classed(it)) => it.csv(out),
    })?)
}

fn payoffs(answer: &Surveyed, out: &mut dyn Write) -> std::io::Result<()> {
    let survey = &answer.survey;
    let given = survey.given.known().map(|paid| ("yours", paid));
    let rules = survey.rules.iter().filter_map(|(rule, found)| Some((rule.as_str(), found.known()?)));
    writeln!(out, "rule,player,payoff")?;
    for (rule, paid) in given.into_iter().chain(rules) {
        for (player, payoff) in answer.file.players.iter().zip(&paid.payoffs) {
            writeln!(out, "{rule},{},{}", quoted(player), answer.given(*payoff))?;
        }
    }
    Ok(())
}

/// A cell; names of players have no commas, but may have quotes.
pub(super) fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_string() }
}
