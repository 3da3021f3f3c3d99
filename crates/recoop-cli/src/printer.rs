//! Where words go: standard output is data, standard error is talk.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::OnceLock;

use recoop_io::{Finding, Origins, Style, draw, visible_lines};
use recoop_study::StudyError;
use recoop_study::text::broken;

use crate::args::Color;
use crate::closed;
use crate::error::CliError;

/// Prints.
#[derive(Clone, Copy, Debug)]
pub struct Printer {
    quiet: bool,
    color_out: bool,
    color_err: bool,
}

/// Width of lines where there is no terminal to ask.
const WIDTH: usize = 100;
/// Less is not believed.
const NARROWEST: usize = 20;
/// Width of a message of several lines.
const MESSAGE: usize = 80;
/// Heading of the error that ends the command.
const ERROR: &str = "error";

impl Printer {
    /// A printer; `color` as asked for.
    pub fn new(quiet: bool, color: Color) -> Self {
        let allowed = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let choose = |terminal: bool| match color {
            Color::Auto => terminal && allowed,
            Color::Always => true,
            Color::Never => false,
        };
        Self {
            quiet,
            color_out: choose(std::io::stdout().is_terminal()),
            color_err: choose(std::io::stderr().is_terminal()),
        }
    }

    /// The answer. What goes wrong is kept for [`lost`], so that no verb can forget it.
    pub fn answer(self, text: &str) {
        let mut out = io::stdout().lock();
        keep(writeln!(out, "{}", shown(text.trim_end())));
    }

    /// Something worth knowing.
    pub fn say(self, text: &str) {
        if !self.quiet {
            talk(&format!("{text}\n"));
        }
    }

    /// Something that may not be overlooked.
    pub fn warn(self, text: &str) {
        self.headed("1;33", "warning", text);
    }

    /// The error that ends the command, below the faults of the input that it is about.
    pub fn error(self, error: &CliError) {
        if let CliError::Study(StudyError::Faults(faults)) = error {
            self.findings(&faults.findings, &faults.origins, Style::PLAIN.cap);
        }
        let text = error.to_string();
        // Contradicting rules are a screen of text; other messages are a sentence, which terminals break.
        let text = match error {
            CliError::Study(StudyError::NoPlan(_)) if text.contains('\n') => {
                broken(&format!("{ERROR}: {text}"), MESSAGE).split_off(ERROR.len() + 2)
            }
            _ => text,
        };
        self.headed("1;31", ERROR, &text);
    }

    fn headed(self, color: &str, heading: &str, text: &str) {
        let text = visible_lines(text);
        talk_drawn(&match self.color_err {
            true => format!("\u{1b}[{color}m{heading}:\u{1b}[0m {text}\n"),
            false => format!("{heading}: {text}\n"),
        });
    }

    /// Draws findings on standard error, at most `most` of them.
    pub fn findings(self, findings: &[Finding], origins: &Origins, most: usize) {
        let style = Style { color: self.color_err, width: self.width(), cap: most };
        talk_drawn(&draw(findings, origins, style));
    }

    /// Whether the answer may use color.
    pub fn color_answer(self) -> bool {
        self.color_out
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
    // The standard library puts a device that swallows everything in the place of a stream that was closed.
    let open = if closed::at_start() { Err(io::Error::other("it is closed")) } else { Ok(()) };
    if let Err(error) = written.and(open) {
        let _ = LOST.set(error);
    }
}

/// Why an answer is not on standard output, for instance a full disk. A reader that has gone away (`| head`) has what it wanted: that is no error.
pub fn lost() -> Option<&'static io::Error> {
    if let Err(error) = io::stdout().lock().flush() {
        keep(Err(error));
    }
    LOST.get().filter(|error| error.kind() != ErrorKind::BrokenPipe)
}

/// Around bold text of an answer: signs that no text has (Unicode keeps them for uses like this), so that what a terminal obeys
/// comes from here alone.
pub const BOLD: char = '\u{FDD0}';
/// Ends [`BOLD`].
pub const PLAIN: char = '\u{FDD1}';

/// The text as a terminal may see it: whatever it would obey is written out, but for [`BOLD`] and [`PLAIN`].
fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive([BOLD, PLAIN]) {
        let body = piece.trim_end_matches([BOLD, PLAIN]);
        out.push_str(&visible_lines(body));
        match piece.chars().next_back() {
            Some(BOLD) => out.push_str("\u{1b}[1m"),
            Some(PLAIN) => out.push_str("\u{1b}[0m"),
            _ => {}
        }
    }
    out
}

/// Writes to standard error. A reader that has gone away (`2>&1 | head`) is no error.
pub fn talk(text: &str) {
    talk_drawn(&visible_lines(text));
}

/// The same for what was made harmless where it was drawn, and has colors.
fn talk_drawn(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Width of the terminal that standard output goes to.
fn terminal_width() -> Option<usize> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    comfy_table::Table::new().width().map(usize::from).filter(|width| *width >= NARROWEST)
}

#[cfg(test)]
mod tests {
    use super::{BOLD, PLAIN, shown};

    #[test]
    fn only_what_is_written_here_is_obeyed() {
        let text = format!("{BOLD}a\u{1b}[2Jb{PLAIN}\n{{\"\u{9b}\": 1}}");
        assert_eq!(shown(&text), "\u{1b}[1ma\\u001b[2Jb\u{1b}[0m\n{\"\\u009b\": 1}");
    }
}
