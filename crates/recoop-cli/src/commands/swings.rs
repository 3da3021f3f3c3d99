//! `recoop swings`.

use std::process::ExitCode;

use recoop::plan::PlanOptions;
use recoop::plan::explain::short;
use recoop::plan::swings::{EndRun, Measure, Swing, Swings, swings};
use recoop_case::tables::{Action, SwingRow};
use recoop_io::{OutFile, swings_json, write_swings};

use super::load;
use super::run::{UNPROVEN, no_plan, threads, time_limit};
use crate::args::Swings as Args;
use crate::error::CliError;
use crate::interrupt;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::{Screen, right, wrap};

/// What every reader of the table should know.
const ABOUT: &str = "Each row moves one assumption alone. What is solved is the relaxation, in which parts of plants are allowed: it \
                     has no gap that could hide a swing, and no plan of whole plants exceeds its objective.";

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let ending = args.out.as_ref().map(|path| (path, path.extension().and_then(|e| e.to_str()).unwrap_or_default()));
    if let Some((path, ending)) = ending
        && !["csv", "md"].contains(&ending)
    {
        return Err(CliError::Usage(format!("`{}` does not end in .csv or .md", path.display())));
    }
    let limit = args.time_limit.map(time_limit).transpose()?;
    let (settings, read) = load::sound(&args.case, printer)?;
    let file = args.out.as_ref().map(|path| OutFile::open(path, &[&args.case])).transpose()?;
    let measure = Measure::parse(&args.by, &settings.stages).map_err(|why| CliError::Usage(format!("--by: {why}")))?;
    if read.tables.swings.is_empty() {
        return Err(CliError::Faults(format!(
            "`{}` has no table `swings`: its rows say how far assumptions may be off",
            args.case.display()
        )));
    }
    let solve = &settings.solve;
    let options = PlanOptions {
        gap: solve.gap,
        time_limit_seconds: limit.unwrap_or(solve.time_limit_seconds),
        threads: threads(args.threads.unwrap_or(usize::try_from(solve.threads).unwrap_or(0)), printer),
        seed: 0,
    };
    interrupt::listen("the best plan so far");
    let mut show = Show::new(*printer);
    let done = swings(&settings, &read.tables, &options, &mut show);
    show.done();
    let done = done.map_err(no_plan)?;
    match (file, ending) {
        (Some(file), Some((_, "csv"))) => file.write(|out| write_swings(out, &done))?,
        (Some(file), _) => file.write(|out| out.write_all(markdown(&done, measure).as_bytes()))?,
        (None, _) => {}
    }
    if args.json {
        printer.answer(&load::with_warnings(swings_json(&done), &read).to_string());
    } else {
        printer.answer(&table(&done, measure, args.most, printer));
    }
    if let Some((path, _)) = ending {
        printer.say(&format!("wrote {}", path.display()));
    }
    if done.is_cut_off() {
        printer.warn("some ends were not solved, for want of time or because of Ctrl-C");
        return Ok(ExitCode::from(UNPROVEN));
    }
    Ok(ExitCode::SUCCESS)
}

/// A value of a measure.
fn value(measure: Measure, number: f64) -> String {
    // A tenth of a per cent is what swings of shares are about.
    if measure.is_share() { format!("{:.1} %", number * 100.0 + 0.0) } else { short(number) }
}

/// What an end puts in: `x 0.8`, `+ 2`, `= 0.05`.
fn put_in(row: &SwingRow, number: f64) -> String {
    match row.action {
        Action::Multiply => format!("x {number}"),
        Action::Add if number < 0.0 => format!("- {}", -number),
        Action::Add => format!("+ {number}"),
        Action::Set => format!("= {number}"),
    }
}

/// What came out of an end.
fn result(run: &EndRun, measure: Measure) -> String {
    match run.outcome.results() {
        Some(results) => measure.of(results).map_or("-".to_string(), |number| value(measure, number)),
        None => run.outcome.word().to_string(),
    }
}

/// Both cells of an end.
fn end_cells(row: &SwingRow, run: Option<&EndRun>, measure: Measure) -> [String; 2] {
    run.map_or_else(Default::default, |run| [put_in(row, run.value), result(run, measure)])
}

fn width_cell(width: Option<f64>, measure: Measure) -> String {
    width.map_or("-".to_string(), |width| value(measure, width))
}

fn confidence(swing: &Swing) -> &'static str {
    swing.row.confidence.map_or("", |confidence| confidence.word())
}

/// The case as assumed, in a sentence.
fn base(swings: &Swings, measure: Measure) -> String {
    let found = measure.of(&swings.base).map_or("-".to_string(), |number| value(measure, number));
    match (measure, swings.base.weakest()) {
        (Measure::Home(None), Some((stage, _))) => format!("as assumed: {found} ({})", swings.stages[stage]),
        _ => format!("as assumed: {found}"),
    }
}

/// The table on a screen.
fn table(swings: &Swings, measure: Measure, most: usize, printer: &Printer) -> String {
    let screen = Screen { width: printer.width(), colour: printer.colour_answer(), full: false };
    let mut out = screen.heading(&swings.title);
    out.push_str(&wrap(&format!("  {}", measure.title(&swings.stages)), screen.width));
    out.push_str(&wrap(&format!("  {}", base(swings, measure)), screen.width));
    out.push('\n');
    let mut table = screen.table();
    table.set_header(["assumption", "low", "result", "high", "result", "width", "confidence"]);
    let ranked = swings.ranked(measure);
    for (swing, width) in ranked.iter().take(most) {
        let [low, low_result] = end_cells(&swing.row, swing.low.as_ref(), measure);
        let [high, high_result] = end_cells(&swing.row, swing.high.as_ref(), measure);
        let cells = [
            swing.row.title().to_string(),
            low,
            low_result,
            high,
            high_result,
            width_cell(*width, measure),
            confidence(swing).to_string(),
        ];
        table.add_row(cells);
    }
    right(&mut table, &[2, 4, 5]);
    out.push_str(&table.to_string());
    out.push('\n');
    if ranked.len() > most {
        out.push_str(&format!("  and {} narrower ones (--most, --out)\n", ranked.len() - most));
    }
    out.push('\n');
    out.push_str(&wrap(ABOUT, screen.width));
    out
}

/// The table for documents.
fn markdown(swings: &Swings, measure: Measure) -> String {
    let plain = |text: &str| text.replace('|', "\\|");
    let mut out =
        format!("{}: {}, {}.\n{ABOUT}\n\n", swings.title, measure.title(&swings.stages), base(swings, measure));
    out.push_str("| assumption | low | result | high | result | width | confidence | range |\n");
    out.push_str("| --- | --- | ---: | --- | ---: | ---: | --- | --- |\n");
    for (swing, width) in swings.ranked(measure) {
        let [low, low_result] = end_cells(&swing.row, swing.low.as_ref(), measure);
        let [high, high_result] = end_cells(&swing.row, swing.high.as_ref(), measure);
        let note = swing.row.note.as_deref().unwrap_or_default();
        let cells = [
            swing.row.title(),
            &low,
            &low_result,
            &high,
            &high_result,
            &width_cell(width, measure),
            confidence(swing),
            note,
        ];
        out.push_str(&format!("| {} |\n", cells.map(plain).join(" | ")));
    }
    out
}
