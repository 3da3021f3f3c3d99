//! How work is done: on how many threads, who watches, who may stop it.

pub use program::{Flow, NoProgress};

/// Where a long computation is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// What is going on, for instance `nucleolus`.
    pub doing: &'static str,
    /// Steps done, for instance levels of a nucleolus, or groups priced.
    pub done: usize,
    /// Steps in all, where that is known.
    pub of: Option<usize>,
    /// What is being bounded is at least this.
    pub lower: Option<f64>,
    /// What is being bounded is at most this.
    pub upper: Option<f64>,
    /// Groups that the answer rests on so far.
    pub groups: usize,
}

/// Watches work, and may stop it.
pub trait ProgressObserver {
    /// Called now and then, on the thread that asked for the work. [`Flow::Stop`] ends it with [`GameError::Stopped`](crate::GameError::Stopped)
    /// or, where a partial answer has a meaning, with that.
    fn progress(&mut self, progress: &Progress) -> Flow;
}

impl ProgressObserver for NoProgress {
    fn progress(&mut self, _progress: &Progress) -> Flow {
        Flow::Continue
    }
}

/// Threads and watcher of a computation. Results never depend on the number of threads.
///
/// # Examples
///
/// ```
/// use coalition::{Flow, GameError, Progress, Sense, Table, Task, ProgressObserver, nucleolus, Base, Weight};
///
/// /// Stops at the first report.
/// struct Impatient;
///
/// impl ProgressObserver for Impatient {
///     fn progress(&mut self, _progress: &Progress) -> Flow {
///         Flow::Stop
///     }
/// }
///
/// let table = Table::from_fn(4, Sense::Profit, |group| (group.len() * group.len()) as f64)?;
/// let stopped = nucleolus(&table, Base::Imputations, Weight::Same, &mut Task { threads: 1, observer: &mut Impatient });
/// assert_eq!(stopped, Err(GameError::Stopped));
/// # Ok::<(), GameError>(())
/// ```
pub struct Task<'a> {
    /// Most threads; 0 for as many as the machine has.
    pub threads: usize,
    /// Who watches.
    pub observer: &'a mut dyn ProgressObserver,
}

impl Task<'_> {
    /// Number of threads to start for `jobs` independent pieces of work.
    #[must_use]
    pub fn workers(&self, jobs: usize) -> usize {
        let available = std::thread::available_parallelism().map_or(1, usize::from);
        (if self.threads == 0 { available } else { self.threads }).clamp(1, jobs.max(1))
    }

    /// Tells the watcher.
    ///
    /// # Errors
    /// [`GameError::Stopped`](crate::GameError::Stopped) when it wants no more.
    pub fn tell(&mut self, progress: &Progress) -> Result<(), crate::GameError> {
        match self.observer.progress(progress) {
            Flow::Continue => Ok(()),
            Flow::Stop => Err(crate::GameError::Stopped),
        }
    }
}
