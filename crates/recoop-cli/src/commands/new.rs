//! `recoop new`.

use std::path::PathBuf;
use std::process::ExitCode;

use recoop_study::run::typed;

use crate::error::CliError;
use crate::printer::Printer;

/// Make a small working case to start from.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder to make; its last part is the case's name.
    pub path: PathBuf,
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let name = args.path.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| CliError::Usage(format!("`{}` does not end in a name", args.path.display())))?;
    let files = recoop_io::new_case(&args.path, name)?;
    printer.answer(&format!("made {} with {} files", args.path.display(), files.len()));
    printer.say(&format!("next: recoop check {0}, then recoop plan {0}", typed(&args.path)));
    Ok(ExitCode::SUCCESS)
}
