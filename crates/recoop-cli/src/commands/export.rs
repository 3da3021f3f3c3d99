//! `recoop export`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use recoop::formulation::formulate;
use recoop_io::{read_run_tables, write_workbook};

use super::load;
use crate::args::Export;
use crate::error::CliError;
use crate::printer::Printer;

pub fn run(args: &Export, printer: &Printer) -> Result<ExitCode, CliError> {
    let ending = args.to.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
    match ending.as_deref() {
        Some("xlsx") => {
            if args.from.join("case.toml").exists() {
                return Err(CliError::Usage(format!(
                    "`{}` is a case; an Excel file is made of the tables of a run: recoop export runs/NAME FILE.xlsx",
                    args.from.display()
                )));
            }
            write_workbook(&args.to, &read_run_tables(&args.from)?)?;
        }
        Some(ending @ ("mps" | "lp" | "txt")) => write_program(args, ending, printer)?,
        _ => {
            return Err(CliError::Usage(format!("`{}` does not end in .mps, .lp, .txt or .xlsx", args.to.display())));
        }
    }
    printer.answer(&format!("wrote {}", args.to.display()));
    Ok(ExitCode::SUCCESS)
}

fn write_program(args: &Export, ending: &str, printer: &Printer) -> Result<(), CliError> {
    let (network, _) = load::network(&args.from, printer)?;
    let program = formulate(&network).program;
    to_file(&args.to, |out| match ending {
        "mps" => program.write_mps(out),
        "lp" => program.write_lp(out),
        _ => write!(out, "{program}"),
    })
}

/// Writes beside the file and renames at the end, so that a failure leaves what was there.
pub fn to_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), CliError> {
    let part = path.with_extension("part");
    let written = File::create(&part).and_then(|file| {
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        out.flush()?;
        std::fs::rename(&part, path)
    });
    written.map_err(|source| {
        let _ = std::fs::remove_file(&part);
        CliError::File { path: path.to_path_buf(), source }
    })
}
