//! The command `recoop`.
//!
//! Data goes to standard output, talk (progress, faults, errors) to standard error. Exit codes: 0 done; 1 the case or a file is
//! at fault, the answer could not be written, or the system refused memory; 2 wrong use of the command; 3 there is no plan; 4 a plan, but
//! unproven (stopped, out of time, or an answer of the solver that fails its check), or a game without all its answers; 5 the audit failed;
//! 6 the model is outside the band of an observation; 7 a run, or its case, was changed since it was written.

mod args;
mod closed;
mod commands;
mod error;
mod former;
mod interrupt;
mod printer;
mod progress;
mod screen;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Verb};

fn main() -> ExitCode {
    let (words, notes) = former::translated(std::env::args_os(), Arguments::is_verb);
    if !former::is_quiet(&words) {
        notes.iter().for_each(|note| printer::talk(&format!("{note}\n")));
    }
    let arguments = match Arguments::try_parse_from(words) {
        Ok(arguments) => arguments,
        // Help and version are answers, too.
        Err(told) if !told.use_stderr() => {
            printer::keep(told.print());
            return ended(ExitCode::SUCCESS, &printer::Printer::new(false, args::Color::Auto));
        }
        Err(wrong) => wrong_use(&wrong),
    };
    let printer = printer::Printer::new(arguments.quiet, arguments.color);
    let done = match &arguments.verb {
        Verb::New(args) => commands::new::run(args, &printer),
        Verb::Check(args) => commands::check::run(args, &printer),
        Verb::Plan(args) => commands::plan::run(args, &printer),
        Verb::Audit(args) => commands::audit::run(args, &printer),
        Verb::Explain(args) => commands::explain::run(args, &printer),
        Verb::Sensitivity(args) => commands::sensitivity::run(args, &printer),
        Verb::Share(args) => commands::share::run(args, &printer),
        Verb::Stress(args) => commands::stress::run(args, &printer),
        Verb::Buffers(args) => commands::buffers::run(args, &printer),
        Verb::Robust(args) => commands::robust::run(args, &printer),
        Verb::Backtest(args) => commands::backtest::run(args, &printer),
        Verb::Study(args) => commands::study::run(args, &printer),
        Verb::Report(args) => commands::report::run(args, &printer),
        Verb::Simulate(args) => commands::simulate::run(args, &printer),
        Verb::Game(args) => commands::game::run(args, &printer),
        Verb::Export(args) => commands::export::run(args, &printer),
        Verb::Jobs(args) => commands::jobs::run(args, &printer),
        Verb::Work(args) => commands::work::run(args, &printer),
        Verb::ImportRoot(args) => commands::import_root::run(args, &printer),
        Verb::Gather(args) => commands::gather::run(args, &printer),
    };
    match done {
        Ok(code) => ended(code, &printer),
        Err(error) => {
            printer.error(&error);
            error.exit_code()
        }
    }
}

/// The exit code of a verb whose answer was written; another one where it was not.
fn ended(code: ExitCode, printer: &printer::Printer) -> ExitCode {
    let Some(lost) = printer::lost() else { return code };
    let error = error::CliError::Answer(lost);
    printer.error(&error);
    error.exit_code()
}

/// Says what is wrong with the command line, and ends.
fn wrong_use(error: &clap::Error) -> ! {
    let text = error.render().to_string();
    if text.lines().all(|line| recoop_io::visible(line) == line) {
        error.exit();
    }
    // An argument, such as the name of a file, with signs that the terminal would obey.
    printer::talk(&text);
    std::process::exit(error.exit_code())
}
