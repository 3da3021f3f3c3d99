//! Independent pieces of work on the threads of a task.
//!
//! A piece is known by its number, and results come back in the order of numbers: what is computed from them never
//! depends on the number of threads.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::game::GameError;
use crate::task::{Flow, Progress, ProgressObserver, Task};

/// How often the watcher is told.
const BEAT: Duration = Duration::from_millis(50);

/// What became of the pieces.
pub(crate) struct Pieces<T> {
    /// By number; `None` for those that were not done.
    pub done: Vec<Option<T>>,
    /// The first error by number, or that somebody stopped it.
    pub error: Option<GameError>,
}

impl<T> Pieces<T> {
    /// All results.
    pub fn all(self) -> Result<Vec<T>, GameError> {
        match self.error {
            Some(error) => Err(error),
            None => self.done.into_iter().collect::<Option<_>>().ok_or(GameError::Stopped),
        }
    }
}

/// Does `pieces` pieces of work. The watcher hears at the beginning and now and then, with `told.done` raised by the
/// number of finished pieces. An error or a stop lets begun pieces end and begins no other.
pub(crate) fn pieces<T: Send>(
    pieces: usize,
    told: Progress,
    task: &mut Task<'_>,
    work: impl Fn(usize) -> Result<T, GameError> + Sync,
) -> Pieces<T> {
    if task.tell(&told).is_err() {
        return Pieces { done: (0..pieces).map(|_| None).collect(), error: Some(GameError::Stopped) };
    }
    let workers = task.workers(pieces);
    if workers == 1 {
        one_thread(pieces, told, task, work)
    } else {
        threads(workers, pieces, told, task, |at, _| work(at))
    }
}

/// As [`pieces`] for pieces that take seconds each: a stop is told to those that have begun, too.
pub(crate) fn stoppable<T: Send>(
    pieces: usize,
    told: Progress,
    task: &mut Task<'_>,
    work: impl Fn(usize, &AtomicBool) -> Result<T, GameError> + Sync,
) -> Pieces<T> {
    if task.tell(&told).is_err() {
        return Pieces { done: (0..pieces).map(|_| None).collect(), error: Some(GameError::Stopped) };
    }
    threads(task.workers(pieces), pieces, told, task, work)
}

/// All results of `pieces` pieces of work.
///
/// # Errors
/// The first one by number, or [`GameError::Stopped`].
pub(crate) fn each<T: Send>(
    count: usize,
    doing: &'static str,
    task: &mut Task<'_>,
    work: impl Fn(usize) -> Result<T, GameError> + Sync,
) -> Result<Vec<T>, GameError> {
    pieces(count, Progress { doing, of: Some(count), ..Progress::default() }, task, work).all()
}

/// Independent tasks side by side, each on one thread and with a watcher that only hears when to stop. Results come back in
/// their order.
///
/// # Errors
/// The first one by number, or [`GameError::Stopped`].
pub fn tasks<T: Send>(
    count: usize,
    told: Progress,
    task: &mut Task<'_>,
    work: impl Fn(usize, &mut Task<'_>) -> Result<T, GameError> + Sync,
) -> Result<Vec<T>, GameError> {
    stoppable(count, told, task, |at, stop| work(at, &mut Task { threads: 1, observer: &mut Deaf { stop } })).all()
}

/// Independent pieces of work that are told when somebody stops them; what they give back then is kept. `None` for those that never began.
pub fn kept<T: Send>(
    count: usize,
    told: Progress,
    task: &mut Task<'_>,
    work: impl Fn(usize, &AtomicBool) -> T + Sync,
) -> Vec<Option<T>> {
    stoppable(count, told, task, |at, stop| Ok(work(at, stop))).done
}

/// Says nothing, and stops when it is told.
struct Deaf<'a> {
    stop: &'a AtomicBool,
}

impl ProgressObserver for Deaf<'_> {
    fn progress(&mut self, _progress: &Progress) -> Flow {
        if self.stop.load(Ordering::Relaxed) { Flow::Stop } else { Flow::Continue }
    }
}

fn one_thread<T>(
    pieces: usize,
    told: Progress,
    task: &mut Task<'_>,
    work: impl Fn(usize) -> Result<T, GameError>,
) -> Pieces<T> {
    let mut done: Vec<Option<T>> = (0..pieces).map(|_| None).collect();
    let mut beat = Instant::now();
    for at in 0..pieces {
        match work(at) {
            Ok(result) => done[at] = Some(result),
            Err(error) => return Pieces { done, error: Some(error) },
        }
        if beat.elapsed() >= BEAT && at + 1 < pieces {
            beat = Instant::now();
            if task.tell(&Progress { done: told.done + at + 1, ..told }).is_err() {
                return Pieces { done, error: Some(GameError::Stopped) };
            }
        }
    }
    Pieces { done, error: None }
}

fn threads<T: Send>(
    workers: usize,
    pieces: usize,
    told: Progress,
    task: &mut Task<'_>,
    work: impl Fn(usize, &AtomicBool) -> Result<T, GameError> + Sync,
) -> Pieces<T> {
    let (stop, next, finished) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
    let results: Mutex<Vec<(usize, Result<T, GameError>)>> = Mutex::new(Vec::with_capacity(pieces));
    let (alive, ended) = channel::<()>();
    let mut stopped = false;
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let (alive, stop, next, finished, results, work) =
                (alive.clone(), &stop, &next, &finished, &results, &work);
            scope.spawn(move || {
                let mut mine = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= pieces {
                        break;
                    }
                    let result = work(at, stop);
                    if result.is_err() {
                        stop.store(true, Ordering::Relaxed);
                    }
                    mine.push((at, result));
                    finished.fetch_add(1, Ordering::Relaxed);
                }
                if let Ok(mut results) = results.lock() {
                    results.append(&mut mine);
                }
                drop(alive);
            });
        }
        drop(alive);
        while ended.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
            let told = Progress { done: told.done + finished.load(Ordering::Relaxed), ..told };
            if !stopped && task.observer.progress(&told) == Flow::Stop {
                stopped = true;
                stop.store(true, Ordering::Relaxed);
            }
        }
    });
    let mut done: Vec<Option<T>> = (0..pieces).map(|_| None).collect();
    let mut first: Option<(usize, GameError)> = None;
    for (at, result) in results.into_inner().unwrap_or_default() {
        match result {
            Ok(result) => done[at] = Some(result),
            Err(error) if first.as_ref().is_none_or(|(earlier, _)| at < *earlier) => first = Some((at, error)),
            Err(_) => {}
        }
    }
    let error = first.map(|(_, error)| error).or(stopped.then_some(GameError::Stopped));
    Pieces { done, error }
}
