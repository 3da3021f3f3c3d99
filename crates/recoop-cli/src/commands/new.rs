//! `recoop new`.

use std::process::ExitCode;

use crate::args::New;
use crate::error::CliError;
use crate::printer::{Printer, typed};

pub fn run(args: &New, printer: &Printer) -> Result<ExitCode, CliError> {
    let name = args.path.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| CliError::Usage(format!("`{}` does not end in a name", args.path.display())))?;
    let files = recoop_io::new_case(&args.path, name)?;
    printer.answer(&format!("made {} with {} files", args.path.display(), files.len()));
    printer.say(&format!("next: recoop check {0}, then recoop plan {0}", typed(&args.path)));
    Ok(ExitCode::SUCCESS)
}
