//! What the built command does with a case, and whether it may.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::case::{Form, Text};

/// Longer than this is a hang.
const LONGEST: Duration = Duration::from_secs(60);

/// Options of every plan: small gap, short time, one thread.
const PLAN: [&str; 8] = ["--gap", "1e-4", "--time-limit", "20", "--threads", "1", "--json", "--quiet"];

/// Answers that differ by less than this share are the same.
const SAME: f64 = 1e-3;

/// What came of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The check refused it.
    Refused,
    /// There is a plan with this objective.
    Planned(f64),
    /// The check passed it, and there is no plan (exit code 3).
    NoPlan,
    /// No proof in time (exit code 4).
    Unproven(f64),
}

/// What came of a case, with its warnings by name.
#[derive(Clone, Debug)]
pub struct Judged {
    pub outcome: Outcome,
    pub warnings: BTreeSet<String>,
}

impl Judged {
    /// Whether the answer is another one than that of the case without the slip.
    pub fn differs(&self, base: &Self) -> bool {
        match (&self.outcome, &base.outcome) {
            (Outcome::Planned(a) | Outcome::Unproven(a), Outcome::Planned(b) | Outcome::Unproven(b)) => {
                (a - b).abs() > SAME * a.abs().max(b.abs()) + 1e-9
            }
            (Outcome::Refused, _) => false,
            (a, b) => a != b,
        }
    }

    /// Whether there is a warning that the case without the slip does not have.
    pub fn warns(&self, base: &Self) -> bool {
        self.warnings.iter().any(|name| !base.warnings.contains(name))
    }
}

struct Ran {
    code: i32,
    out: String,
    err: String,
}

/// Runs the command; what ends otherwise than by itself is an error.
fn run(folder: &Path, arguments: &[&str]) -> Result<Ran, String> {
    let (out, err) = (folder.join("out"), folder.join("err"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_recoop"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(File::create(&out).unwrap())
        .stderr(File::create(&err).unwrap())
        .spawn()
        .unwrap();
    let began = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if began.elapsed() > LONGEST {
            child.kill().unwrap();
            child.wait().unwrap();
            return Err(format!("{arguments:?} hangs"));
        }
        std::thread::sleep(Duration::from_millis(3));
    };
    let err = String::from_utf8_lossy(&std::fs::read(&err).unwrap()).into_owned();
    let code = status.code().ok_or_else(|| format!("{arguments:?} was ended by a signal: {status}\n{err}"))?;
    if err.contains("panicked at") {
        return Err(format!("{arguments:?} panicked\n{err}"));
    }
    Ok(Ran { code, out: String::from_utf8_lossy(&std::fs::read(&out).unwrap()).into_owned(), err })
}

/// Number of errors, and the warnings by name.
fn checked(folder: &Path, case: &str) -> Result<(usize, BTreeSet<String>), String> {
    let checked = run(folder, &["check", case, "--json", "--quiet"])?;
    let found: Value = serde_json::from_str(&checked.out).unwrap_or_default();
    let found = found.as_array().cloned().unwrap_or_default();
    let errors = found.iter().filter(|fault| fault["severity"] == "error").count();
    let name = |fault: &Value| {
        let part = |key: &str| fault[key].as_str().unwrap_or_default().to_string();
        fault["accept"].as_str().map_or_else(|| format!("{} {}", part("code"), part("message")), str::to_string)
    };
    let warnings = found.iter().filter(|fault| fault["severity"] == "warning").map(name).collect();
    match (checked.code, errors) {
        (1, 1..) | (0, 0) => Ok((errors, warnings)),
        (code, errors) => Err(format!("check ends with {code} and {errors} errors\n{}", checked.err)),
    }
}

/// Checks a case; see [`judge`].
///
/// # Errors
/// As [`judge`].
pub fn check(text: &Text, form: Form) -> Result<(usize, BTreeSet<String>), String> {
    let desk = tempfile::tempdir().unwrap();
    let path = text.write(desk.path(), form);
    checked(desk.path(), path.file_name().unwrap().to_str().unwrap())
}

/// Checks a case, and plans it when it may be.
///
/// # Errors
/// What no case may bring about: a panic, a signal, a hang, a code that is not documented, a plan that fails after a check that passed.
pub fn judge(text: &Text, form: Form) -> Result<Judged, String> {
    let desk = tempfile::tempdir().unwrap();
    let folder = desk.path();
    let path = text.write(folder, form);
    let case = path.file_name().unwrap().to_str().unwrap();
    let (errors, warnings) = checked(folder, case)?;
    if errors > 0 {
        return Ok(Judged { outcome: Outcome::Refused, warnings });
    }
    let planned = run(folder, &[&["plan", case, "--out", "run"][..], &PLAN].concat())?;
    let objective = || {
        let answer: Value = serde_json::from_str(&planned.out).map_err(|error| format!("no answer: {error}"))?;
        answer["objective_musd"].as_f64().ok_or_else(|| "no objective".to_string())
    };
    let outcome = match planned.code {
        0 => Outcome::Planned(objective()?),
        3 => Outcome::NoPlan,
        4 => Outcome::Unproven(objective().unwrap_or(f64::NAN)),
        code => return Err(format!("the check passes it, the plan ends with {code}\n{}", planned.err)),
    };
    Ok(Judged { outcome, warnings })
}
