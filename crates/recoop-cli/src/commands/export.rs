//! `recoop export`.

use std::process::ExitCode;

use recoop::formulation::formulate;
use recoop_io::{OutFile, read_run_tables, write_workbook};

use super::run::vouch;
use super::{conflict, load};
use crate::args::Export;
use crate::error::CliError;
use crate::printer::Printer;

pub fn run(args: &Export, printer: &Printer) -> Result<ExitCode, CliError> {
    let ending = args.to.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
    match ending.as_deref() {
        _ if args.conflict && ending.as_deref() != Some("txt") => {
            return Err(CliError::Usage(format!(
                "--conflict writes text: `{}` does not end in .txt",
                args.to.display()
            )));
        }
        Some("xlsx") => {
            if args.from.join("case.toml").exists() {
                return Err(CliError::Usage(format!(
                    "`{}` is a case; an Excel file is made of the tables of a run: recoop export runs/NAME FILE.xlsx",
                    args.from.display()
                )));
            }
            vouch(&args.from, printer)?;
            write_workbook(&args.to, &read_run_tables(&args.from)?)?;
        }
        Some(ending @ ("mps" | "lp" | "txt")) => write_program(args, ending, printer)?,
        _ => {
            let to = args.to.display();
            let name = args.to.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_ascii_lowercase();
            return Err(CliError::Usage(match name.as_str() {
                ".mps" | ".lp" | ".txt" | ".xlsx" => format!("`{to}` is an ending without a name before it"),
                _ => format!("`{to}` does not end in .mps, .lp, .txt or .xlsx"),
            }));
        }
    }
    printer.answer(&format!("wrote {}", args.to.display()));
    Ok(ExitCode::SUCCESS)
}

fn write_program(args: &Export, ending: &str, printer: &Printer) -> Result<(), CliError> {
    let (network, _) = load::network(&args.from, printer)?;
    let file = OutFile::open(&args.to, &[&args.from])?;
    let formulation = formulate(&network);
    if args.conflict {
        let Some(rules) = conflict::all(&formulation)? else {
            return Err(CliError::Usage("no rules of this case contradict each other".to_string()));
        };
        return Ok(file.write(|out| out.write_all(rules.as_bytes()))?);
    }
    let program = formulation.program;
    Ok(file.write(|out| match ending {
        "mps" => program.write_mps(out),
        "lp" => program.write_lp(out),
        _ => write!(out, "{program}"),
    })?)
}
