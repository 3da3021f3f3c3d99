//! The parts of a study, one after the other.

use std::time::Instant;

use coalition::GameError;
use recoop::plan::audit::audit;
use recoop::plan::{PlanOptions, SolvedPlan, solve_with_program};
use recoop::share::{ShareError, ShareOptions, Shares, share_plan};
use recoop_adversary::{Stress, StressError, StressOptions, stress_plan};
use recoop_case::Network;
use recoop_io::Manifest;
use recoop_report::views::study::PartOutcome;
use recoop_report::{Planned, StudyPart};

use crate::{Event, Session, StudyError, run, share, stress};

/// What makes the parts.
pub(super) struct Parts<'a, 'b> {
    pub network: &'a Network,
    pub session: &'a mut Session<'b>,
    pub stress: StressOptions,
    pub share: ShareOptions,
}

/// A part without a result, with the error that the use case would end with.
type Failed = (PartOutcome, StudyError);

impl Parts<'_, '_> {
    pub fn plan(&mut self, options: &PlanOptions) -> Timed<SolvedPlan, Failed> {
        self.session.send(Event::Part { at: 0 });
        timed(|| {
            solve_with_program(self.network, options, self.session).map_err(|error| {
                let error = run::no_plan(error);
                (if self.session.is_canceled() { PartOutcome::Stopped } else { PartOutcome::Failed }, error)
            })
        })
    }

    pub fn stress(&mut self, made: &SolvedPlan) -> StudyPart<Stress> {
        if let Some(skipped) = self.stopped_before() {
            return skipped;
        }
        self.session.send(Event::Part { at: 1 });
        let done = timed(|| stress_plan(self.network, made.clone(), &self.stress, self.session));
        let open = |stress: &Stress| stress::open(stress).into_iter().collect();
        found(done, open, |error| match error {
            StressError::NoAttacks => (PartOutcome::Skipped, error.to_string()),
            StressError::Game(GameError::Stopped) => {
                (PartOutcome::Stopped, "the study was stopped before the stress was known".to_string())
            }
            error => (PartOutcome::Failed, stress::no_stress(error).to_string()),
        })
    }

    pub fn share(&mut self, made: &SolvedPlan) -> StudyPart<Shares> {
        if let Some(skipped) = self.stopped_before() {
            return skipped;
        }
        self.session.send(Event::Part { at: 2 });
        let done = timed(|| share_plan(self.network, made.clone(), &self.share, self.session));
        found(
            done,
            |_| Vec::new(),
            |error| match error {
                ShareError::Members(_) => (PartOutcome::Skipped, error.to_string()),
                ShareError::Game(GameError::Stopped) => {
                    (PartOutcome::Stopped, "the study was stopped before the sharing was known".to_string())
                }
                error => (PartOutcome::Failed, share::no_shares(error).to_string()),
            },
        )
    }

    fn stopped_before<T>(&self) -> Option<StudyPart<T>> {
        let skipped = || StudyPart::without(PartOutcome::Stopped, "the study was stopped before it came to this", 0.0);
        self.session.is_canceled().then(skipped)
    }
}

/// What was done, in so many seconds.
pub(super) struct Timed<T, E> {
    pub result: Result<T, E>,
    seconds: f64,
}

fn timed<T, E>(work: impl FnOnce() -> Result<T, E>) -> Timed<T, E> {
    let began = Instant::now();
    let result = work();
    Timed { result, seconds: began.elapsed().as_secs_f64() }
}

fn found<T, E>(
    done: Timed<T, E>,
    open: impl FnOnce(&T) -> Vec<String>,
    why: impl FnOnce(E) -> (PartOutcome, String),
) -> StudyPart<T> {
    match done.result {
        Ok(result) => StudyPart { open: open(&result), result: Ok(result), seconds: done.seconds },
        Err(error) => {
            let (outcome, why) = why(error);
            StudyPart::without(outcome, why, done.seconds)
        }
    }
}

/// The plan with its audit, and the error of a case without one.
pub(super) fn planned(
    network: &Network,
    made: Timed<SolvedPlan, Failed>,
    manifest: &mut Manifest,
    session: &Session<'_>,
) -> (StudyPart<Planned>, Option<StudyError>) {
    match made.result {
        Ok(SolvedPlan { plan, .. }) => {
            let audit = audit(network, &plan.reported());
            run::enter_plan(manifest, &plan, &audit, session);
            let mut open: Vec<String> = run::open(&plan).into_iter().collect();
            if !audit.passed() {
                open.push(format!("{}: do not use this plan", run::audited(&audit, session.searches())));
            }
            (StudyPart { result: Ok(Planned { plan, audit }), open, seconds: made.seconds }, None)
        }
        Err((outcome, error)) => (StudyPart::without(outcome, error.to_string(), made.seconds), Some(error)),
    }
}
