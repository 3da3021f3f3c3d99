//! `recoop game`.

mod classes;
mod draw;
mod json;
mod numbers;
mod write;

use std::ffi::OsStr;
use std::path::Path;
use std::process::ExitCode;

use coalition::exact::float;
use coalition::families::Family;
use coalition::table::MOST_IN_TABLE;
use coalition::{
    Asked, GameError, Group, Measure, Priced, Rational, Rule, Sampling, Sense, Survey, Table, Task, Value, Wanted,
    survey, survey_large,
};
use recoop_io::game::{parse_payoffs, parse_unions, read_payoffs};
use recoop_io::read::hints::nearest;
use recoop_io::{Finding, GameFile, Origins, OutFile, Style, read_game, summary};

use super::run::{self, UNPROVEN, threads};
use crate::args::{Game as Args, MeasureChoice};
use crate::error::CliError;
use crate::interrupt;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::Screen;

/// Parts of the answer that are no rules.
const PARTS: [&str; 3] = ["core", "stability", "properties"];

/// Everything there is to show.
struct Answer {
    file: GameFile,
    /// `None` for more players than a table was made for.
    table: Option<Table>,
    survey: Survey,
    measure: Measure,
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let wanted = wanted(args)?;
    let to = args.out.as_deref().map(write::Format::of).transpose()?;
    let read = read_game(&args.file);
    show(&read.findings, &read.origins, printer);
    let Some(file) = read.game else {
        return Err(CliError::Faults(format!("`{}` has {}", args.file.display(), summary(&read.findings))));
    };
    let given = args.judge.as_ref().map(|judge| payoffs(judge, &file, printer)).transpose()?;
    let inputs: Vec<&Path> = std::iter::once(args.file.as_path()).chain(args.judge.as_deref().map(Path::new)).collect();
    let out = args.out.as_ref().map(|path| OutFile::open(path, &inputs)).transpose()?;
    let is_cost = file.family.sense() == Sense::Cost;
    if file.counts.is_some() {
        return classes::run(args, file, given, out.zip(to), printer);
    }
    let given = given.map(|given| given.into_iter().map(|number| if is_cost { -number } else { number }).collect());
    let priced = match &file.family {
        Family::LinearProduction(game) => Some(Priced::Production(game.clone())),
        Family::Assignment(game) => Some(Priced::Assignment(game.clone())),
        _ => None,
    };
    let unions = unions(args, &file)?;
    let mut wanted = Wanted { given, priced, rules: with_unions(wanted.rules, unions.as_deref(), args)?, ..wanted };
    if wanted.priced.is_none() && args.only.is_empty() {
        wanted.rules.retain(|rule| *rule != Rule::Prices);
    }
    for rule in &mut wanted.rules {
        if let Rule::Other(Value::SeparableCosts(benefits)) = rule {
            benefits.clone_from(&file.benefits);
        }
    }
    interrupt::listen("what is known so far");
    let mut progress = Show::new(*printer);
    let task = &mut Task { threads: threads(args.threads, printer), watch: &mut progress };
    let answered = answer(file, &wanted, args.exact, task);
    progress.done();
    let answer = answered?;
    if args.json {
        printer.answer(&json::json(&answer).to_string());
    } else {
        let screen = Screen { width: printer.width(), colour: printer.colour_answer(), full: args.full };
        printer.answer(&draw::draw(&answer, screen));
    }
    let refuted = run::refuted();
    if let Some(refuted) = &refuted {
        printer.warn(refuted);
    }
    if answer.survey.is_stopped() {
        let unwritten = if args.out.is_some() { ", and no file is written" } else { "" };
        printer.warn(&format!("interrupted: what is marked as stopped is not known{unwritten}"));
        return Ok(ExitCode::from(UNPROVEN));
    }
    if let (Some(path), Some(file), Some(format)) = (&args.out, out, to) {
        write::write(&answer, file, format)?;
        printer.say(&format!("wrote {}", path.display()));
    }
    Ok(refuted.map_or(ExitCode::SUCCESS, |_| ExitCode::from(UNPROVEN)))
}

/// What the options ask for.
fn wanted(args: &Args) -> Result<Wanted, CliError> {
    let rules = Rule::all();
    let of_unions = Value::of_unions(&[]).map(Rule::Other);
    let words: Vec<&str> = PARTS.into_iter().chain(rules.iter().chain(&of_unions).map(Rule::word)).collect();
    for word in &args.only {
        if !words.contains(&word.as_str()) {
            let hint = nearest(word, words.iter().copied())
                .map_or_else(|| format!("there are {}", words.join(", ")), |near| format!("did you mean `{near}`?"));
            return Err(CliError::Usage(format!("--only: there is no answer `{word}`; {hint}")));
        }
    }
    if args.exact > MOST_IN_TABLE {
        let message = format!("--exact: a table has at most {MOST_IN_TABLE} players, not {}", args.exact);
        return Err(CliError::Usage(message));
    }
    let is_wanted = |word: &str| args.only.is_empty() || args.only.iter().any(|only| only == word);
    let measure = match args.by {
        MeasureChoice::Gain => Measure::Excess,
        MeasureChoice::PerMember => Measure::PerMember,
        MeasureChoice::Relative => Measure::Relative,
    };
    Ok(Wanted {
        rules: rules.into_iter().filter(|rule| is_wanted(rule.word())).collect(),
        given: None,
        priced: None,
        core: is_wanted("core"),
        stability: is_wanted("stability"),
        properties: is_wanted("properties"),
        excesses: Asked { most: args.most, measure, ..Asked::default() },
        sampling: Sampling { evaluations: args.samples, seed: args.seed, ..Sampling::default() },
    })
}

/// The unions of the option, else those of the file.
fn unions(args: &Args, file: &GameFile) -> Result<Option<Vec<Group>>, CliError> {
    let given = args.unions.as_ref().map(|text| parse_unions(text, &file.players)).transpose();
    let given = given.map_err(|why| CliError::Usage(format!("--unions: {why}")))?;
    Ok(given.or_else(|| file.unions.clone()))
}

/// The rules, with those of unions where there are unions and somebody wants them.
fn with_unions(mut rules: Vec<Rule>, unions: Option<&[Group]>, args: &Args) -> Result<Vec<Rule>, CliError> {
    let of_unions = Value::of_unions(unions.unwrap_or_default()).map(Rule::Other);
    let named = |rule: &Rule| args.only.iter().any(|only| only == rule.word());
    if unions.is_none() {
        if let Some(rule) = of_unions.iter().find(|rule| named(rule)) {
            let message = format!("--only: `{}` needs unions: `--unions A+B,C`, or the field `unions`", rule.word());
            return Err(CliError::Usage(message));
        }
        return Ok(rules);
    }
    rules.extend(of_unions.into_iter().filter(|rule| args.only.is_empty() || named(rule)));
    Ok(rules)
}

fn answer(file: GameFile, wanted: &Wanted, most: usize, task: &mut Task<'_>) -> Result<Answer, CliError> {
    let measure = wanted.excesses.measure;
    // A list has its groups at hand.
    if file.players.len() > most && !matches!(file.family, Family::Listed(_)) {
        let survey = survey_large(&file.family, wanted, task);
        return Ok(Answer { file, table: None, survey, measure });
    }
    let table = file.family.table(task).and_then(|table| table.renamed(file.players.clone())).map_err(no_game)?;
    let survey = survey(&table, wanted, task);
    Ok(Answer { file, table: Some(table), survey, measure })
}

fn no_game(error: GameError) -> CliError {
    match error {
        GameError::Stopped => CliError::Nothing("interrupted before all groups had a number".to_string()),
        error => CliError::Nothing(format!("the game has no answer: {error}")),
    }
}

/// The payoffs to judge, as the numbers were given.
fn payoffs(judge: &OsStr, file: &GameFile, printer: &Printer) -> Result<Vec<Rational>, CliError> {
    if let Some(written) = judge.to_str().filter(|judge| judge.contains('=')) {
        return parse_payoffs(written, &file.players).map_err(|why| CliError::Usage(format!("--judge: {why}")));
    }
    let read = read_payoffs(Path::new(judge), &file.players);
    show(&read.findings, &read.origins, printer);
    read.payoffs.ok_or_else(|| CliError::Faults(format!("`{}` has {}", judge.display(), summary(&read.findings))))
}

fn show(findings: &[Finding], origins: &Origins, printer: &Printer) {
    if !findings.is_empty() {
        printer.findings(findings, origins, Style::PLAIN.cap);
    }
}

impl Answer {
    /// From worths and payoffs to the numbers as they were given.
    fn given(&self, worth: f64) -> f64 {
        // Not -0.0.
        self.file.family.sense().sign() * worth + 0.0
    }

    /// The worth of everybody, where it is known.
    fn total(&self) -> Option<f64> {
        let all = Group::all(self.file.players.len());
        match &self.table {
            Some(table) => Some(table.total()),
            None => self.file.family.exact(all).ok().map(|worth| float(&worth)),
        }
    }
}
