//! Work done side by side, each piece on a thread of its own; progress and the wish to stop pass through the caller's thread.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use program::Program;
use program::solve::{Flow, Observer, Options, Outcome, Progress, SolveError, Solver};

/// A program to be solved.
pub(super) struct Job {
    /// The program; it is maximized.
    pub program: Program,
    /// A plan to start from.
    pub start: Option<Vec<f64>>,
    /// Duals of the relaxation of the program that it is a part of: what its bound is held against.
    pub duals: Arc<Vec<f64>>,
    /// A bound that is good enough: there the search ends.
    pub target: Option<f64>,
}

impl Job {
    fn solve(&self, options: &Options, messenger: &mut Messenger<'_>) -> Result<Outcome, SolveError> {
        let mut solver = Solver::new(&self.program)?;
        solver.set_duals(&self.duals)?;
        if let Some(start) = &self.start {
            solver.set_start(start)?;
        }
        messenger.target = self.target;
        solver.solve(options, messenger)
    }
}

/// What a worker tells.
pub(in crate::plan) enum News {
    /// The solver reports.
    Progress(Progress),
    /// A job is done.
    Done,
}

/// Tells the caller's thread, and hears from it.
pub(in crate::plan) struct Messenger<'a> {
    send: mpsc::Sender<News>,
    stop: &'a AtomicBool,
    target: Option<f64>,
    /// What was last told.
    last: Option<Progress>,
}

impl Messenger<'_> {
    /// Whether the caller wants no more.
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl Observer for Messenger<'_> {
    fn progress(&mut self, progress: &Progress) -> Flow {
        // The caller listens until all are done; were it gone, nobody would want the rest.
        let heard = self.send.send(News::Progress(*progress)).is_ok();
        self.last = Some(*progress);
        let reached = progress.bound.zip(self.target).is_some_and(|(bound, target)| bound <= target);
        if heard && !reached && !self.stopped() { Flow::Continue } else { Flow::Stop }
    }

    fn checking(&mut self) -> Flow {
        // The target is reached; what may still be told is to stop, and the caller is asked when it hears something.
        let heard = self.last.is_none_or(|last| self.send.send(News::Progress(last)).is_ok());
        if heard && !self.stopped() { Flow::Continue } else { Flow::Stop }
    }
}

/// Solves every job with the same options, on up to `threads` threads (0: as many as the machine has). Outcomes are in the
/// order of the jobs and do not depend on the number of threads. `observer` is asked on the caller's thread; its
/// [`Flow::Stop`] stops them all.
pub(super) fn solve_all(
    jobs: &[Job],
    options: &Options,
    threads: usize,
    observer: &mut dyn FnMut(&Progress) -> Flow,
) -> Vec<Result<Outcome, SolveError>> {
    each(jobs, threads, |job, messenger| job.solve(options, messenger), &mut |news| match news {
        News::Progress(progress) => observer(progress),
        News::Done => Flow::Continue,
    })
}

/// Does the work of every job, on up to `threads` threads (0: as many as the machine has); jobs are begun in their order, and
/// the results are in it. `observer` is asked on the caller's thread; its [`Flow::Stop`] is told to all.
pub(in crate::plan) fn each<J: Sync, R: Send>(
    jobs: &[J],
    threads: usize,
    work: impl Fn(&J, &mut Messenger<'_>) -> R + Sync,
    observer: &mut dyn FnMut(&News) -> Flow,
) -> Vec<R> {
    let available = std::thread::available_parallelism().map_or(1, usize::from);
    let workers = if threads == 0 { available } else { threads }.clamp(1, jobs.len().max(1));
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let done: Vec<Mutex<Option<R>>> = jobs.iter().map(|_| Mutex::new(None)).collect();
    let (send, receive) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let (send, next, stop, done, work) = (send.clone(), &next, &stop, &done, &work);
            scope.spawn(move || {
                let mut messenger = Messenger { send, stop, target: None, last: None };
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(at) else { return };
                    let result = work(job, &mut messenger);
                    *done[at].lock().expect("no thread panics while it holds the lock") = Some(result);
                    // Nobody listens any more only when the caller is gone.
                    let _ = messenger.send.send(News::Done);
                }
            });
        }
        // Ends when the last worker has dropped its sender.
        drop(send);
        for news in receive {
            if observer(&news) == Flow::Stop {
                stop.store(true, Ordering::Relaxed);
            }
        }
    });
    done.into_iter()
        .map(|slot| {
            let result = slot.into_inner().expect("no thread panics while it holds the lock");
            result.expect("every job is taken by a worker")
        })
        .collect()
}
