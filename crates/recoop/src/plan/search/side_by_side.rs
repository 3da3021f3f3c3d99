//! Programs solved side by side, each on a thread of its own; progress and the wish to stop pass through the caller's thread.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};

use program::Program;
use program::solve::{Flow, Observer, Options, Outcome, Progress, SolveError, Solver};

/// A program to be solved.
pub(super) struct Job {
    /// The program; it is maximised.
    pub program: Program,
    /// A plan to start from.
    pub start: Option<Vec<f64>>,
    /// A bound that is good enough: there the search ends.
    pub target: Option<f64>,
}

impl Job {
    fn solve(&self, options: &Options, messenger: &mut Messenger<'_>) -> Result<Outcome, SolveError> {
        let mut solver = Solver::new(&self.program)?;
        if let Some(start) = &self.start {
            solver.set_start(start)?;
        }
        messenger.target = self.target;
        solver.solve(options, messenger)
    }
}

/// Tells the caller's thread, and hears from it.
struct Messenger<'a> {
    send: mpsc::Sender<Progress>,
    stop: &'a AtomicBool,
    target: Option<f64>,
}

impl Observer for Messenger<'_> {
    fn progress(&mut self, progress: &Progress) -> Flow {
        // The caller listens until all are done; were it gone, nobody would want the rest.
        let heard = self.send.send(*progress).is_ok();
        let reached = progress.bound.zip(self.target).is_some_and(|(bound, target)| bound <= target);
        if heard && !reached && !self.stop.load(Ordering::Relaxed) { Flow::Continue } else { Flow::Stop }
    }
}

/// Solves every job with the same options, on up to `threads` threads (0: as many as the machine has). Outcomes are in the
/// order of the jobs and do not depend on the number of threads. `watch` is asked on the caller's thread; its
/// [`Flow::Stop`] stops them all.
pub(super) fn solve_all(
    jobs: Vec<Job>,
    options: &Options,
    threads: usize,
    watch: &mut dyn FnMut(&Progress) -> Flow,
) -> Vec<Result<Outcome, SolveError>> {
    let available = std::thread::available_parallelism().map_or(1, usize::from);
    let workers = if threads == 0 { available } else { threads }.clamp(1, jobs.len().max(1));
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let done: Vec<Mutex<Option<Result<Outcome, SolveError>>>> = jobs.iter().map(|_| Mutex::new(None)).collect();
    let (send, receive) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let (send, next, stop, done, jobs) = (send.clone(), &next, &stop, &done, &jobs);
            scope.spawn(move || {
                let mut messenger = Messenger { send, stop, target: None };
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(at) else { return };
                    let outcome = job.solve(options, &mut messenger);
                    *done[at].lock().expect("no thread panics while it holds the lock") = Some(outcome);
                }
            });
        }
        // Ends when the last worker has dropped its sender.
        drop(send);
        for progress in receive {
            if watch(&progress) == Flow::Stop {
                stop.store(true, Ordering::Relaxed);
            }
        }
    });
    done.into_iter()
        .map(|slot| {
            let outcome = slot.into_inner().expect("no thread panics while it holds the lock");
            outcome.expect("every program is taken by a worker")
        })
        .collect()
}
