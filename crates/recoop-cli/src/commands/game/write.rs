//! The answer in a file.

use std::io::Write;
use std::path::Path;

use recoop_io::OutFile;

use super::{Answer, json};
use crate::error::CliError;

/// What a file holds, by its ending.
#[derive(Clone, Copy)]
pub enum Format {
    /// Payoffs: a row for each rule and player.
    Csv,
    /// Everything.
    Json,
}

impl Format {
    pub fn of(path: &Path) -> Result<Self, CliError> {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("csv") => Ok(Self::Csv),
            Some("json") => Ok(Self::Json),
            _ => Err(CliError::Usage(format!("`{}` does not end in .csv or .json", path.display()))),
        }
    }
}

/// Writes all of it, or nothing.
pub fn write(answer: &Answer, file: OutFile, format: Format) -> Result<(), CliError> {
    Ok(file.write(|out| match format {
        Format::Json => writeln!(out, "{:#}", json::json(answer)),
        Format::Csv => payoffs(answer, out),
    })?)
}

fn payoffs(answer: &Answer, out: &mut dyn Write) -> std::io::Result<()> {
    let survey = &answer.survey;
    let given = survey.given.known().map(|paid| ("yours", paid));
    let rules = survey.rules.iter().filter_map(|(rule, found)| Some((rule.word(), found.known()?)));
    writeln!(out, "rule,player,payoff")?;
    for (rule, paid) in given.into_iter().chain(rules) {
        for (player, payoff) in answer.file.players.iter().zip(&paid.payoffs) {
            writeln!(out, "{rule},{},{}", quoted(player), answer.given(*payoff))?;
        }
    }
    Ok(())
}

/// A cell; names of players have no commas, but may have quotes.
pub fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_string() }
}
