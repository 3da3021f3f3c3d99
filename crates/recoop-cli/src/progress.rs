//! What the solver is doing: a line that is rewritten on a terminal. Into a pipe or a file go only the steps, a line each, so that what is
//! written does not depend on how busy the machine is.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use recoop::plan::explain::{dollars, percent, short};
use recoop_io::Style;
use recoop_study::{Event, Faults, Observer, Session};

use crate::interrupt;
use crate::printer::Printer;

/// Shows a plan in the making, and stops it on Ctrl-C.
pub struct Show {
    printer: Printer,
    bar: Option<ProgressBar>,
    doing: &'static str,
    /// How many ends of sensitivities are solved, and how many there are.
    ends: Option<(usize, usize)>,
    /// What is known of a game.
    searched: Option<Event>,
    /// What is drawn of the warnings of the input.
    warnings: Warnings,
    /// Whether to be silent about what is going on.
    hushed: bool,
    /// Parts of the work, where there are several.
    parts: Option<Parts>,
}

/// Work in several parts.
struct Parts {
    names: &'static [&'static str],
    /// Seconds that each took when the same was done before.
    before: Option<Vec<f64>>,
    /// Which one is being done, since when.
    now: (usize, Instant),
    /// Which step of it, since when.
    step: (&'static str, Instant),
}

impl Parts {
    /// Where it is, and, if `timed`, how long it may take: as long as it took before.
    fn words(&self, timed: bool) -> String {
        let (at, since) = self.now;
        let mut text = format!("{} of {}, {}", at + 1, self.names.len(), self.names[at]);
        // How long it took before is another number on another machine.
        if let Some(before) = self.before.as_ref().filter(|_| timed) {
            let here = (before[at] - since.elapsed().as_secs_f64()).max(0.0);
            let left = here + before[at + 1..].iter().sum::<f64>();
            text.push_str(&format!(", about {} s left", short(left.ceil())));
        }
        text
    }

    /// How long the rest of a step may take when nothing is known of before: as long as what is done of it, in proportion.
    fn rest(&mut self, event: &Event) -> Option<String> {
        let Event::Searched { doing, done, of, .. } = event else { return None };
        if self.step.0 != *doing {
            self.step = (doing, Instant::now());
        }
        let of = of.filter(|of| self.before.is_none() && (1..*of).contains(done))?;
        let left = self.step.1.elapsed().as_secs_f64() * (of - done) as f64 / *done as f64;
        Some(format!("; about {} s left of this step", short(left.ceil())))
    }
}

impl Show {
    pub fn new(printer: Printer) -> Self {
        let warnings = Warnings::Counted;
        Self { printer, warnings, hushed: false, bar: None, doing: "reading", ends: None, searched: None, parts: None }
    }

    /// The same with other warnings.
    pub fn with_warnings(self, warnings: Warnings) -> Self {
        Self { warnings, ..self }
    }

    /// The same, but silent about what is going on; warnings of the input are drawn as before.
    pub fn hushed(self) -> Self {
        Self { hushed: true, ..self }
    }

    /// A session that is shown here and stopped by Ctrl-C.
    pub fn session(&mut self) -> Session<'_> {
        Session::new(self, interrupt::cancel())
    }

    /// Says from now on which of several parts is being done; `before` are the seconds that each took when the same was done before.
    fn expect(&mut self, names: &'static [&'static str], before: Option<Vec<f64>>) {
        let now = Instant::now();
        self.parts = Some(Parts { names, before, now: (0, now), step: ("", now) });
    }

    /// Begins a part.
    fn part(&mut self, at: usize) {
        let Some(parts) = &mut self.parts else { return };
        parts.now = (at, Instant::now());
        let text = parts.words(self.bar.is_some());
        self.doing = "reading";
        self.searched = None;
        self.line(format!("part {text}"));
    }

    fn line(&mut self, text: String) {
        match &self.bar {
            Some(bar) => bar.println(text),
            None if self.hushed => {}
            None => self.printer.say(&text),
        }
    }

    /// What is going on now, for a terminal.
    fn now(&mut self, text: String) {
        let Some(bar) = &self.bar else { return };
        bar.set_message(match &self.parts {
            Some(parts) => format!("part {}: {text}", parts.words(true)),
            None => text,
        });
    }

    fn now_doing(&self) -> String {
        match self.ends {
            Some((done, of)) => format!("solved {done} of {of} sensitivity cases"),
            None => self.searched.as_ref().map_or_else(|| self.doing.to_string(), searched),
        }
    }

    /// What the solver reports, behind what is being done.
    fn solving(&self, event: &Event) -> String {
        let text = self.now_doing();
        let Event::Solver { in_search, iterations, objective, bound, gap } = event else { return text };
        if self.ends.is_some() || self.searched.is_some() {
            // Several are being solved at once: what one of them reports says nothing.
            return text;
        }
        match (objective, bound, gap) {
            (Some(objective), Some(bound), Some(gap)) if *in_search => {
                format!("{text}: {} to {}, gap {}", dollars(*objective), dollars(*bound), percent(*gap))
            }
            _ if !in_search && *iterations > 0 => format!("{text}: iteration {iterations}"),
            _ => text,
        }
    }
}

/// A line that is rewritten, where there is a terminal that wants one.
fn spinner(printer: &Printer) -> Option<ProgressBar> {
    let terminal = std::io::stderr().is_terminal() && !printer.is_quiet();
    terminal.then(|| {
        let bar = ProgressBar::new_spinner();
        bar.set_style(ProgressStyle::with_template("{spinner} {elapsed} {msg}").expect("the template is right"));
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    })
}

/// What is known of a game, on a line.
fn searched(event: &Event) -> String {
    let Event::Searched { doing, done, of, lower_musd, upper_musd, coalitions } = event else { return String::new() };
    let mut text = (*doing).to_string();
    match (of, done) {
        (Some(of), done) => text.push_str(&format!(", {done} of {of}")),
        (None, 0) => {}
        (None, done) => text.push_str(&format!(", {done}")),
    }
    match (lower_musd, upper_musd) {
        (Some(lower), Some(upper)) => text.push_str(&format!(": {} to {}", dollars(*lower), dollars(*upper))),
        (None, Some(upper)) => text.push_str(&format!(": upper bound {}", dollars(*upper))),
        _ => {}
    }
    if *coalitions > 0 {
        text.push_str(&format!("; {coalitions} coalitions solved"));
    }
    text
}

/// What is drawn of the warnings of an input.
#[derive(Clone, Copy, Debug)]
pub enum Warnings {
    /// All up to a cap, and how many there are; nothing when quiet.
    Counted,
    /// So many; nothing when quiet.
    Drawn(usize),
    /// So many, even when quiet.
    Always(usize),
    /// Nothing.
    Hidden,
}

impl Observer for Show {
    fn warnings(&mut self, faults: &Faults) {
        let cap = match self.warnings {
            Warnings::Hidden => return,
            Warnings::Always(cap) => cap,
            _ if self.printer.is_quiet() => return,
            Warnings::Drawn(cap) => cap,
            Warnings::Counted => Style::PLAIN.cap,
        };
        self.printer.findings(&faults.findings, &faults.origins, cap);
        if matches!(self.warnings, Warnings::Counted) {
            self.printer.say(&faults.to_string());
        }
    }

    fn event(&mut self, event: &Event) {
        match event {
            Event::Note { text } => self.printer.say(text),
            Event::Warning { text } => self.printer.warn(text),
            Event::Began { cancel_leaves } => {
                interrupt::listen(cancel_leaves);
                self.bar = if self.hushed { None } else { spinner(&self.printer) };
            }
            Event::Ended => {
                if let Some(bar) = self.bar.take() {
                    bar.finish_and_clear();
                }
            }
            Event::Parts { names, before_seconds } => self.expect(names, before_seconds.clone()),
            Event::Part { at } => self.part(*at),
            Event::Variant { .. } => {}
            Event::Formulated { rows, columns, integers, nonzeros } => {
                let number = |count: &usize| short(*count as f64);
                self.line(format!(
                    "program: {} rows, {} columns ({} integer), {} non-zeros",
                    number(rows),
                    number(columns),
                    number(integers),
                    number(nonzeros)
                ));
            }
            Event::Relaxing => self.doing = "solving the relaxation",
            Event::Bounded { bound_musd } => self.line(format!("upper bound: {}", dollars(*bound_musd))),
            Event::Branching { scenarios, fixed } => {
                self.doing = "searching scenarios one by one";
                let again = if *fixed { " again, with the decisions before the branch fixed" } else { "" };
                let noun = if *scenarios == 1 { "scenario" } else { "scenarios" };
                self.line(format!("searching {scenarios} {noun}, each on its own{again}"));
            }
            Event::Diving { integers } => {
                self.doing = "diving heuristic";
                self.line(format!("diving heuristic: fixing {} integer variables", short(*integers as f64)));
            }
            Event::Found { objective_musd, gap } => {
                self.line(format!("found a plan of {}, within {}", dollars(*objective_musd), percent(*gap)));
            }
            Event::Searching => {
                self.doing = "searching all plants";
                self.line("searching all integer decisions".to_string());
            }
            Event::Pricing => self.doing = "computing prices",
            Event::Searched { doing, .. } => {
                self.doing = doing;
                self.searched = Some(event.clone());
                let mut text = self.now_doing();
                text.extend(self.parts.as_mut().and_then(|parts| parts.rest(event)));
                self.now(text);
                return;
            }
            Event::Swinging { done, of } => self.ends = Some((*done, *of)),
            Event::Solver { .. } => {
                let text = self.solving(event);
                self.now(text);
                return;
            }
        }
        if self.bar.is_some() {
            let doing = self.now_doing();
            self.now(doing);
        }
    }
}
