//! What a use case runs with. Here the reports of the engine become news.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Instant;

use program::solve::{Flow, Phase, Progress, Tally, tally};
use recoop::plan::tables::Table;
use recoop::plan::{ProgressObserver, Step};
use recoop_io::Manifest;

use crate::answer::Searches;
use crate::case::GivenCase;
use crate::{Cancel, Event, Faults, Observer};

/// What a use case runs with: an observer and a request to stop. One session runs one request.
pub struct Session<'a> {
    observer: &'a mut dyn Observer,
    cancel: Cancel,
    command: Option<String>,
    /// Searches of this process before the session.
    before: Tally,
    /// Searches of other processes that its answer rests on.
    elsewhere: Searches,
    clock: Clock,
    /// The case, where it is not read from the path of the request.
    given: Option<Rc<GivenCase>>,
    /// Where result tables go in place of a run folder.
    kept: Option<Kept>,
}

/// What a request would have written into a run folder.
pub(crate) type Kept = Rc<RefCell<KeptRun>>;

/// A run in memory.
#[derive(Debug, Default)]
pub(crate) struct KeptRun {
    pub(crate) tables: Vec<Table>,
    pub(crate) manifest: Option<Manifest>,
}

/// What is being done since when, and what was done before for how many seconds.
struct Clock {
    doing: &'static str,
    since: Instant,
    spent: Vec<(&'static str, f64)>,
}

impl<'a> Session<'a> {
    /// Returns a session.
    #[must_use]
    pub fn new(observer: &'a mut dyn Observer, cancel: Cancel) -> Self {
        let clock = Clock { doing: "plan", since: Instant::now(), spent: Vec::new() };
        let (before, elsewhere) = (tally(), Searches::default());
        Self { observer, cancel, command: None, before, elsewhere, clock, given: None, kept: None }
    }

    /// The same session with the command that makes the request again; a report names it. By default it is the request as JSON.
    #[must_use]
    pub fn with_command(mut self, command: String) -> Self {
        self.command = Some(command);
        self
    }

    /// A session within this one, with the same observer and cancellation: its case in place of the one that a request names, and a place in memory for
    /// result tables in place of a folder. What is `None` is as in this one.
    pub(crate) fn within(&mut self, given: Option<Rc<GivenCase>>, kept: Option<Kept>) -> Session<'_> {
        let (given, kept) = (given.or_else(|| self.given.clone()), kept.or_else(|| self.kept.clone()));
        Session { given, kept, ..Session::new(&mut *self.observer, self.cancel.clone()) }
    }

    /// The same session with the searches of other processes that its answer rests on.
    pub(crate) fn with_searches(mut self, elsewhere: Searches) -> Self {
        self.elsewhere = elsewhere;
        self
    }

    pub(crate) fn given(&self) -> Option<Rc<GivenCase>> {
        self.given.clone()
    }

    pub(crate) fn kept(&self) -> Option<Kept> {
        self.kept.clone()
    }

    /// Returns whether the work was asked to stop.
    #[must_use]
    pub fn is_canceled(&self) -> bool {
        self.cancel.is_canceled()
    }

    /// Returns the searches of the solver since the session began, by proof, with those of jobs that it puts together. Searches of sessions at the same time in this process count, too.
    #[must_use]
    pub fn searches(&self) -> Searches {
        let now = tally();
        let here = Searches {
            duals: now.duals - self.before.duals,
            repeated: now.repeated - self.before.repeated,
            not_repeated: now.not_repeated - self.before.not_repeated,
            refuted: now.refuted - self.before.refuted,
        };
        here.plus(self.elsewhere)
    }

    pub(crate) fn command(&self) -> Option<String> {
        self.command.clone()
    }

    pub(crate) fn send(&mut self, event: Event) {
        self.observer.event(&event);
    }

    pub(crate) fn note(&mut self, text: impl Into<String>) {
        self.send(Event::Note { text: text.into() });
    }

    pub(crate) fn warn(&mut self, text: impl Into<String>) {
        self.send(Event::Warning { text: text.into() });
    }

    pub(crate) fn warnings(&mut self, faults: &Faults) {
        self.observer.warnings(faults);
    }

    /// Long work begins; `cancel_leaves` is what a cancellation ends with.
    pub(crate) fn begin(&mut self, cancel_leaves: &'static str) {
        self.clock = Clock { doing: "plan", since: Instant::now(), spent: Vec::new() };
        self.send(Event::Began { cancel_leaves });
    }

    /// Long work ended; returns the seconds of each kind of it.
    pub(crate) fn end(&mut self) -> Vec<(&'static str, f64)> {
        self.send(Event::Ended);
        self.tick("end");
        std::mem::take(&mut self.clock.spent)
    }

    /// Something else is done from now on.
    fn tick(&mut self, doing: &'static str) {
        let clock = &mut self.clock;
        if doing.is_empty() || doing == clock.doing {
            return;
        }
        let seconds = clock.since.elapsed().as_secs_f64();
        match clock.spent.iter_mut().find(|(known, _)| *known == clock.doing) {
            Some((_, sum)) => *sum += seconds,
            None => clock.spent.push((clock.doing, seconds)),
        }
        (clock.doing, clock.since) = (doing, Instant::now());
    }

    pub(crate) fn whether_to_go_on(&self) -> Flow {
        if self.cancel.is_canceled() { Flow::Stop } else { Flow::Continue }
    }
}

impl ProgressObserver for Session<'_> {
    fn step(&mut self, step: &Step) {
        let event = match step {
            Step::Formulated(counts) => {
                let members = |families: &[program::FamilyCount]| families.iter().map(|it| it.members).sum();
                let details = |families: &[program::FamilyCount]| families.iter().map(|it| it.detail).sum();
                Event::Formulated {
                    rows: members(&counts.rows),
                    columns: members(&counts.cols),
                    integers: details(&counts.cols),
                    nonzeros: details(&counts.rows),
                }
            }
            Step::Relaxing => Event::Relaxing,
            Step::Bounded { bound } => Event::Bounded { bound_musd: *bound },
            Step::Diving { integers } => Event::Diving { integers: *integers },
            Step::Branching { futures, settled } => Event::Branching { scenarios: *futures, fixed: *settled },
            Step::Found { objective, gap } => Event::Found { objective_musd: *objective, gap: *gap },
            Step::Searching => Event::Searching,
            Step::Pricing => Event::Pricing,
            Step::Searched(progress) => {
                self.tick(progress.doing);
                Event::Searched {
                    doing: progress.doing,
                    done: progress.done,
                    of: progress.of,
                    lower_musd: progress.lower,
                    upper_musd: progress.upper,
                    coalitions: progress.groups,
                }
            }
            Step::Swinging { done, of } => Event::Swinging { done: *done, of: *of },
        };
        self.send(event);
    }

    fn progress(&mut self, progress: &Progress) -> Flow {
        self.send(Event::Solver {
            in_search: progress.phase == Phase::Search,
            iterations: progress.iterations,
            objective: progress.objective,
            bound: progress.bound,
            gap: progress.gap,
        });
        self.whether_to_go_on()
    }

    fn flow(&mut self) -> Flow {
        self.whether_to_go_on()
    }
}

/// A game that is looked at for itself: its numbers need not be money.
impl coalition::ProgressObserver for Session<'_> {
    fn progress(&mut self, progress: &coalition::Progress) -> Flow {
        self.send(Event::Searched {
            doing: progress.doing,
            done: progress.done,
            of: progress.of,
            lower_musd: None,
            upper_musd: None,
            coalitions: 0,
        });
        self.whether_to_go_on()
    }
}
