//! What the solver is doing: a line that is rewritten on a terminal. Into a pipe or a file go only the steps, a line each, so that what is
//! written does not depend on how busy the machine is.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use program::solve::{Flow, Phase, Progress};
use recoop::plan::explain::{percent, short};
use recoop::plan::{Step, Watch};

use crate::interrupt;
use crate::printer::Printer;

/// Shows a plan in the making, and stops it on Ctrl-C.
pub struct Show {
    printer: Printer,
    bar: Option<ProgressBar>,
    doing: &'static str,
    /// How many ends of swings are solved, and how many there are.
    ends: Option<(usize, usize)>,
    /// What is known of a game.
    searched: Option<coalition::Progress>,
    /// Parts of the work, where there are several.
    parts: Option<Parts>,
    /// What is being done since when, and what was done before for how many seconds.
    clock: (&'static str, Instant, Vec<(&'static str, f64)>),
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
    fn rest(&mut self, progress: &coalition::Progress) -> Option<String> {
        if self.step.0 != progress.doing {
            self.step = (progress.doing, Instant::now());
        }
        let of = progress.of.filter(|of| self.before.is_none() && (1..*of).contains(&progress.done))?;
        let left = self.step.1.elapsed().as_secs_f64() * (of - progress.done) as f64 / progress.done as f64;
        Some(format!("; about {} s left of this step", short(left.ceil())))
    }
}

impl Show {
    pub fn new(printer: Printer) -> Self {
        let terminal = std::io::stderr().is_terminal() && !printer.is_quiet();
        let bar = terminal.then(|| {
            let bar = ProgressBar::new_spinner();
            bar.set_style(ProgressStyle::with_template("{spinner} {elapsed} {msg}").expect("the template is right"));
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Self {
            printer,
            bar,
            doing: "reading",
            ends: None,
            searched: None,
            parts: None,
            clock: ("plan", Instant::now(), Vec::new()),
        }
    }

    /// Something else is done from now on.
    fn tick(&mut self, doing: &'static str) {
        let (before, since, spent) = &mut self.clock;
        if doing.is_empty() || doing == *before {
            return;
        }
        let seconds = since.elapsed().as_secs_f64();
        match spent.iter_mut().find(|(known, _)| known == before) {
            Some((_, sum)) => *sum += seconds,
            None => spent.push((*before, seconds)),
        }
        (*before, *since) = (doing, Instant::now());
    }

    /// Says from now on which of several parts is being done; `before` are the seconds that each took when the same was done before.
    pub fn expect_parts<const N: usize>(&mut self, names: &'static [&'static str; N], before: Option<[f64; N]>) {
        let now = Instant::now();
        self.parts = Some(Parts { names, before: before.map(|it| it.to_vec()), now: (0, now), step: ("", now) });
    }

    /// Begins a part.
    pub fn part(&mut self, at: usize) {
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
            Some((done, of)) => format!("solved {done} of {of} ends of swings"),
            None => self.searched.map_or_else(|| self.doing.to_string(), |progress| sharing(&progress)),
        }
    }

    /// Takes the line away; what was done, and how many seconds it took.
    pub fn done(mut self) -> Vec<(&'static str, f64)> {
        self.tick("end");
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        self.clock.2
    }
}

/// What is known of a game, on a line.
fn sharing(progress: &coalition::Progress) -> String {
    let mut text = progress.doing.to_string();
    match (progress.of, progress.done) {
        (Some(of), done) => text.push_str(&format!(", {done} of {of}")),
        (None, 0) => {}
        (None, done) => text.push_str(&format!(", {done}")),
    }
    match (progress.lower, progress.upper) {
        (Some(lower), Some(upper)) => text.push_str(&format!(": {} … {} MUSD", short(lower), short(upper))),
        (None, Some(upper)) => text.push_str(&format!(": at most {} MUSD", short(upper))),
        _ => {}
    }
    if progress.groups > 0 {
        text.push_str(&format!("; {} groups solved", progress.groups));
    }
    text
}

/// A game that is looked at for itself.
impl coalition::Watch for Show {
    fn progress(&mut self, progress: &coalition::Progress) -> Flow {
        let mut text = progress.doing.to_string();
        match progress.of {
            Some(of) => text.push_str(&format!(", {} of {of}", progress.done)),
            None if progress.done > 0 => text.push_str(&format!(", {}", progress.done)),
            None => {}
        }
        self.now(text);
        if interrupt::pressed() { Flow::Stop } else { Flow::Continue }
    }
}

impl Watch for Show {
    fn step(&mut self, step: &Step) {
        match step {
            Step::Formulated(counts) => {
                let count =
                    |families: &[program::FamilyCount]| families.iter().map(|f| f.members).sum::<usize>() as f64;
                let nonzeros = counts.rows.iter().map(|f| f.detail).sum::<usize>() as f64;
                let integers = counts.cols.iter().map(|f| f.detail).sum::<usize>() as f64;
                self.line(format!(
                    "program: {} rows, {} columns ({} integer), {} non-zeros",
                    short(count(&counts.rows)),
                    short(count(&counts.cols)),
                    short(integers),
                    short(nonzeros)
                ));
            }
            Step::Relaxing => self.doing = "solving the relaxation",
            Step::Bounded { bound } => self.line(format!("no plan can exceed {} MUSD", short(*bound))),
            Step::Branching { futures, settled } => {
                self.doing = "searching the futures one by one";
                let again = if *settled { " again, with the decisions before the branch settled" } else { "" };
                let noun = if *futures == 1 { "future" } else { "futures" };
                self.line(format!("searching {futures} {noun}, each on its own{again}"));
            }
            Step::Diving { integers } => {
                self.doing = "settling decisions one by one";
                self.line(format!("settling {} integer decisions on the relaxation", short(*integers as f64)));
            }
            Step::Found { objective, gap } => {
                self.line(format!("found a plan of {} MUSD, within {}", short(*objective), percent(*gap)));
            }
            Step::Searching => {
                self.doing = "searching all plants";
                self.line("searching all integer decisions".to_string());
            }
            Step::Pricing => self.doing = "working out prices",
            Step::Searched(progress) => {
                self.tick(progress.doing);
                self.doing = progress.doing;
                self.searched = Some(*progress);
                let mut text = self.now_doing();
                text.extend(self.parts.as_mut().and_then(|parts| parts.rest(progress)));
                self.now(text);
            }
            Step::Swinging { done, of } => {
                self.ends = Some((*done, *of));
                let text = self.now_doing();
                self.now(text);
            }
        }
        if self.bar.is_some() {
            let doing = self.now_doing();
            self.now(doing);
        }
    }

    fn progress(&mut self, progress: &Progress) -> Flow {
        let mut text = self.now_doing();
        if self.ends.is_some() || self.searched.is_some() {
            // Several are being solved at once: what one of them reports says nothing.
        } else if progress.phase == Phase::Search {
            if let (Some(objective), Some(bound), Some(gap)) = (progress.objective, progress.bound, progress.gap) {
                text = format!("{text}: {} … {} MUSD, gap {}", short(objective), short(bound), percent(gap));
            }
        } else if progress.iterations > 0 {
            text = format!("{text}: iteration {}", progress.iterations);
        }
        self.now(text);
        if interrupt::pressed() { Flow::Stop } else { Flow::Continue }
    }
}
