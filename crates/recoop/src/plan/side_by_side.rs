//! Programs solved side by side, each on a thread of its own; progress and the wish to stop pass through the caller's thread.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};

use program::Program;
use program::solve::{Flow, Observer, Options, Outcome, Progress, SolveError, solve};

/// Tells the caller's thread, and hears from it.
struct Messenger<'a> {
    send: mpsc::Sender<Progress>,
    stop: &'a AtomicBool,
}

impl Observer for Messenger<'_> {
    fn progress(&mut self, progress: &Progress) -> Flow {
        // The caller listens until all are done; were it gone, nobody would want the rest.
        let heard = self.send.send(*progress).is_ok();
        if heard && !self.stop.load(Ordering::Relaxed) { Flow::Continue } else { Flow::Stop }
    }
}

/// Solves every program with the same options, on up to `threads` threads (0: as many as the machine has). Outcomes are in the
/// order of the programs and do not depend on the number of threads. `watch` is asked on the caller's thread; its
/// [`Flow::Stop`] stops them all.
pub(super) fn solve_all(
    programs: Vec<Program>,
    options: &Options,
    threads: usize,
    watch: &mut dyn FnMut(&Progress) -> Flow,
) -> Vec<Result<Outcome, SolveError>> {
    let available = std::thread::available_parallelism().map_or(1, usize::from);
    let workers = if threads == 0 { available } else { threads }.clamp(1, programs.len().max(1));
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let done: Vec<Mutex<Option<Result<Outcome, SolveError>>>> = programs.iter().map(|_| Mutex::new(None)).collect();
    let (send, receive) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let (send, next, stop, done, programs) = (send.clone(), &next, &stop, &done, &programs);
            scope.spawn(move || {
                let mut messenger = Messenger { send, stop };
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(program) = programs.get(at) else { return };
                    let outcome = solve(program, options, &mut messenger);
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
