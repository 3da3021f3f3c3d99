//! Jobs in child processes, some at a time: a crash, or too much memory, costs one job and takes nothing else along.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::folder::{Folder, State};
use crate::{Session, StudyError};

/// Names the process that a child must not outlive.
const PARENT: &str = "RECOOP_PARENT";
/// How often children are looked at.
const BEAT: Duration = Duration::from_millis(20);
/// Last bytes of what a child says that are kept.
const KEPT: usize = 4096;

/// How children are run.
#[derive(Debug)]
pub(crate) struct Pool<'a> {
    pub(crate) folder: &'a Folder,
    /// The command `recoop`.
    pub(crate) program: PathBuf,
    /// Children at a time, at least 1.
    pub(crate) processes: usize,
    /// Memory of each child, MiB.
    pub(crate) memory_mib: Option<u64>,
}

struct Running {
    index: usize,
    child: Child,
    began: Instant,
    says: Option<JoinHandle<String>>,
}

impl Pool<'_> {
    /// Does some jobs. For each, why it could not be begun or ended without a result although it is not at fault, where that is so.
    ///
    /// # Errors
    /// Where no child can be started, or the work was canceled.
    pub(crate) fn run(
        &self,
        jobs: &[usize],
        session: &mut Session<'_>,
        told: &mut dyn FnMut(&mut Session<'_>, usize),
    ) -> Result<Vec<(usize, String)>, StudyError> {
        let mut left = jobs.iter().copied();
        let mut running: Vec<Running> = Vec::new();
        let (mut aside, mut done) = (Vec::new(), 0);
        // Jobs whose process was ended before they had a result.
        let mut cut = 0;
        loop {
            let stopped = session.is_canceled();
            while !stopped && running.len() < self.processes {
                let Some(index) = left.next() else { break };
                running.push(self.start(index)?);
            }
            if running.is_empty() {
                break;
            }
            if stopped {
                running.iter().for_each(|it| end(&it.child));
            }
            let mut at = 0;
            while at < running.len() {
                let path = &self.program;
                let ended = running[at].child.try_wait();
                match ended.map_err(|source| StudyError::File { path: path.clone(), source })? {
                    None => at += 1,
                    Some(status) => {
                        let ended = running.swap_remove(at);
                        let index = ended.index;
                        aside.extend(self.ended(ended, status, stopped)?);
                        if stopped && !self.has_result(index)? {
                            cut += 1;
                            continue;
                        }
                        done += 1;
                        told(session, done);
                    }
                }
            }
            std::thread::sleep(BEAT);
        }
        match session.is_canceled() {
            true => Err(Stopped { done, of: jobs.len(), cut }.into()),
            false => Ok(aside),
        }
    }

    /// Whether a job has a result, which may say that it failed.
    fn has_result(&self, index: usize) -> Result<bool, StudyError> {
        Ok(matches!(self.folder.state(index)?, State::Done(..) | State::Failed(..)))
    }

    fn start(&self, index: usize) -> Result<Running, StudyError> {
        let failed = |source| StudyError::File { path: self.program.clone(), source };
        let mut command = Command::new(&self.program);
        command.args(["work", "--quiet", "--index", &index.to_string()]);
        if self.folder.store.key.is_some() {
            command.args(["--key", "-"]);
        }
        command.arg("--").arg(absolute(&self.folder.store.root));
        let key = self.folder.store.key.as_ref().map(super::seal::Key::text);
        command.stdin(if key.is_some() { Stdio::piped() } else { Stdio::null() });
        command.stdout(Stdio::null()).stderr(Stdio::piped()).env(PARENT, std::process::id().to_string());
        let mut child = command.spawn().map_err(failed)?;
        if let Some(mib) = self.memory_mib {
            limit(&child, mib);
        }
        if let (Some(key), Some(mut to)) = (key, child.stdin.take()) {
            // A child that ended before it read its key says why.
            let _ = to.write_all(key.as_bytes());
        }
        let says = child.stderr.take().map(|from| std::thread::spawn(move || last_of(from)));
        Ok(Running { index, child, began: Instant::now(), says })
    }

    /// What a child leaves: a result, a reason of its own, or neither. Then the reason is written down here.
    fn ended(&self, ended: Running, status: ExitStatus, stopped: bool) -> Result<Option<(usize, String)>, StudyError> {
        let Running { index, began, says, .. } = ended;
        let says = says.and_then(|says| says.join().ok()).unwrap_or_default();
        let is_out_of_memory = OUT_OF_MEMORY.iter().any(|words| says.contains(words));
        let says = says.trim().lines().last().unwrap_or_default().trim();
        let says = says.strip_prefix("error: ").unwrap_or(says).to_string();
        if stopped || matches!(self.folder.state(index)?, State::Done(..)) || status.success() {
            return Ok(None);
        }
        let Some(how) = killed_by(status) else {
            // It ended by itself: with a result that says why it failed, or because the job is somebody else's or its folder at fault.
            let has_result = matches!(self.folder.state(index)?, State::Failed(..));
            return Ok((!has_result).then_some((index, says)));
        };
        let reason = if is_out_of_memory {
            out_of_memory(self.memory_mib)
        } else {
            let limit = self.memory_mib.map(|mib| format!(" (memory limit: {})", size(mib))).unwrap_or_default();
            let said = if says.is_empty() { String::new() } else { format!(": {says}") };
            format!("its process ended {how}{limit}{said}")
        };
        let _claim = self.folder.claim(index)?;
        self.folder.fail(index, reason, began.elapsed().as_secs_f64())?;
        Ok(None)
    }
}

/// Words of a process that asked for memory and got none: those of the allocator of Rust and of C++.
const OUT_OF_MEMORY: [&str; 3] =
    ["memory allocation of", "std::bad_alloc", "skipping backtrace printing to avoid potential recursion"];

/// The reason of a job that got no memory.
fn out_of_memory(limit_mib: Option<u64>) -> String {
    let limit = limit_mib.map(|mib| format!(": the limit of {}", size(mib))).unwrap_or_default();
    format!("out of memory{limit}")
}

/// Memory in GiB where it is a whole number of them.
fn size(mib: u64) -> String {
    if mib >= 1024 && mib.is_multiple_of(1024) { format!("{} GiB", mib / 1024) } else { format!("{mib} MiB") }
}

/// Work that was stopped, in jobs.
pub(crate) struct Stopped {
    /// With a result.
    pub(crate) done: usize,
    /// All that were to be done.
    pub(crate) of: usize,
    /// Begun, and ended without a result.
    pub(crate) cut: usize,
}

impl From<Stopped> for StudyError {
    fn from(Stopped { done, of, cut }: Stopped) -> Self {
        Self::Nothing(format!("stopped: {done} of {of} jobs done, {cut} stopped; `recoop work` does the others"))
    }
}

/// A path that does not depend on the folder in which a command is started.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

/// The end of what a child says.
fn last_of(mut from: impl Read) -> String {
    let (mut kept, mut buffer) = (Vec::new(), [0; 1024]);
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        kept.extend_from_slice(&buffer[..count]);
        let more = kept.len().saturating_sub(KEPT);
        kept.drain(..more);
    }
    String::from_utf8_lossy(&kept).into_owned()
}

#[cfg(unix)]
fn killed_by(status: ExitStatus) -> Option<String> {
    use std::os::unix::process::ExitStatusExt;
    status.signal().map(|signal| match signal {
        6 => "by itself, by signal 6 (abort)".to_string(),
        9 => "by signal 9 (killed)".to_string(),
        11 => "by signal 11 (invalid memory)".to_string(),
        other => format!("by signal {other}"),
    })
}

#[cfg(not(unix))]
fn killed_by(status: ExitStatus) -> Option<String> {
    status.code().filter(|code| !(0..256).contains(code)).map(|code| format!("with the code {code}"))
}

/// Asks a child to end in good order.
#[cfg(unix)]
fn end(child: &Child) {
    if let Some(id) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process(id, rustix::process::Signal::TERM);
    }
}

#[cfg(not(unix))]
fn end(_: &Child) {}

/// Limits the memory of a child. Files that are mapped and stacks that are not touched do not count.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn limit(child: &Child, mib: u64) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    let bytes = Some(mib.saturating_mul(1 << 20));
    if let Some(id) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        // A child that has ended needs none.
        let _ = prlimit(Some(id), Resource::Data, Rlimit { current: bytes, maximum: bytes });
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn limit(_: &Child, _: u64) {}

/// Whether children can be limited in memory here.
pub(crate) const LIMITS: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// Ends this process with the one that started it as its child, if that is recoop.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) fn end_with_parent() {
    if std::env::var_os(PARENT).is_some() {
        let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::TERM));
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(crate) fn end_with_parent() {}
