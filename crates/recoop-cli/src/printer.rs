//! Where words go: standard output is data, standard error is talk.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::OnceLock;

use crate::args::Colour;
use crate::error::CliError;

/// Prints.
#[derive(Clone, Copy, Debug)]
pub struct Printer {
    quiet: bool,
    colour_out: bool,
    colour_err: bool,
}

/// Width of lines where there is no terminal to ask.
const WIDTH: usize = 100;
/// Less is not believed.
const NARROWEST: usize = 20;

impl Printer {
    /// A printer; `colour` as asked for.
    pub fn new(quiet: bool, colour: Colour) -> Self {
        let allowed = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let choose = |terminal: bool| match colour {
            Colour::Auto => terminal && allowed,
            Colour::Always => true,
            Colour::Never => false,
        };
        Self {
            quiet,
            colour_out: choose(std::io::stdout().is_terminal()),
            colour_err: choose(std::io::stderr().is_terminal()),
        }
    }

    /// The same, but silent about what is going on.
    pub fn hushed(self) -> Self {
        Self { quiet: true, ..self }
    }

    /// The answer. What goes wrong is kept for [`lost`], so that no verb can forget it.
    pub fn answer(self, text: &str) {
        let mut out = io::stdout().lock();
        keep(writeln!(out, "{}", text.trim_end()));
    }

    /// Something worth knowing.
    pub fn say(self, text: &str) {
        if !self.quiet {
            talk(&format!("{text}\n"));
        }
    }

    /// Something that may not be overlooked.
    pub fn warn(self, text: &str) {
        if self.colour_err {
            talk(&format!("\u{1b}[1;33mwarning:\u{1b}[0m {text}\n"));
        } else {
            talk(&format!("warning: {text}\n"));
        }
    }

    /// The error that ends the command.
    pub fn error(self, error: &CliError) {
        if self.colour_err {
            talk(&format!("\u{1b}[1;31merror:\u{1b}[0m {error}\n"));
        } else {
            talk(&format!("error: {error}\n"));
        }
    }

    /// Whether talk may use colour.
    pub fn colour_talk(self) -> bool {
        self.colour_err
    }

    /// Whether the answer may use colour.
    pub fn colour_answer(self) -> bool {
        self.colour_out
    }

    /// Whether to be silent.
    pub fn is_quiet(self) -> bool {
        self.quiet
    }

    /// Characters of a line of the answer: what `COLUMNS` says, else those of the terminal.
    pub fn width(self) -> usize {
        let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        asked.filter(|width| *width >= NARROWEST).or_else(terminal_width).unwrap_or(WIDTH)
    }
}

/// What went wrong first while answers were written.
static LOST: OnceLock<io::Error> = OnceLock::new();

/// Remembers that an answer was not written.
pub fn keep(written: io::Result<()>) {
    if let Err(error) = written {
        let _ = LOST.set(error);
    }
}

/// Why an answer is not on standard output, for instance a full disk. A reader that has gone away (`| head`) has what it wanted: that is no error.
pub fn lost() -> Option<&'static io::Error> {
    keep(io::stdout().lock().flush());
    LOST.get().filter(|error| error.kind() != ErrorKind::BrokenPipe)
}

/// Writes to standard error. A reader that has gone away (`2>&1 | head`) is no error.
pub fn talk(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Width of the terminal that standard output goes to.
fn terminal_width() -> Option<usize> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    comfy_table::Table::new().width().map(usize::from).filter(|width| *width >= NARROWEST)
}
