//! Run folders: their place, their manifest, what is changed in them since.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use program::solve::{Proof, Stop};
use recoop::plan::audit::Audit;
use recoop::plan::explain::percent;
use recoop::plan::status::stop_word;
use recoop::plan::tables::Table;
use recoop::plan::{Plan, PlanError, PlanOptions};
use recoop_case::Network;
use recoop_case::check::unfit_name;
use recoop_io::write::{
    Audit as AuditStamp, CaseStamp, Change, FamilySize, RunError, SolveStamp, changes, now, relative, set_aside_run,
};
use recoop_io::{Destination, Format, MANIFEST_FILE, Manifest, read_manifest, write_run};
use serde::Serialize;
use ts_rs::TS;

use crate::session::{Kept, KeptRun};
use crate::{Ending, Searches, Session, SoundCase, StudyError, conflict};

/// Where the results of a request go. Dereferences to the requested path.
#[derive(Debug)]
pub(crate) enum Out {
    /// A run folder.
    Folder(Destination),
    /// Memory, of a part of a larger piece of work; the path is that of the folder in its place.
    Kept(Kept, PathBuf),
}

impl Deref for Out {
    type Target = Path;

    fn deref(&self) -> &Path {
        match self {
            Self::Folder(place) => place,
            Self::Kept(_, path) => path,
        }
    }
}

impl Out {
    /// The folder, absolute and without links where there is one.
    fn target(&self) -> &Path {
        match self {
            Self::Folder(place) => place.target(),
            Self::Kept(_, path) => path,
        }
    }
}

/// Takes the folder of a run of `case`: before the search and not after it. Says what runs that were killed have left there.
pub(crate) fn folder(
    asked: Option<&Path>,
    case: &Path,
    network: &Network,
    ending: &str,
    session: &mut Session<'_>,
) -> Result<Out, StudyError> {
    // The check refuses names that are more than one part of a path; here nothing may depend on that.
    if let (None, Some(why)) = (asked, unfit_name(&network.settings.name)) {
        return Err(StudyError::refused("--out", format!("the name of the case {why}; name a folder with --out")));
    }
    let name = format!("{}{ending}", network.settings.name);
    let path = asked.map_or_else(|| PathBuf::from("runs").join(name), Path::to_path_buf);
    if let Some(kept) = session.kept() {
        return Ok(Out::Kept(kept, path));
    }
    let out = Destination::folder(&path)?;
    if case.canonicalize().is_ok_and(|case| case.starts_with(out.target())) {
        let why = "it is the case, or holds it".to_string();
        return Err(RunError::Place { path: out.to_path_buf(), why }.into());
    }
    out.notes().iter().for_each(|note| session.warn(note.as_str()));
    Ok(Out::Folder(out))
}

/// The manifest of a run of the command `verb` in `out`, with nothing solved yet.
pub(crate) fn manifest(
    verb: &str,
    (case, out): (&Path, &Out),
    network: &Network,
    read: &SoundCase,
    options: &PlanOptions,
) -> Manifest {
    let case = CaseStamp {
        name: network.settings.name.to_string(),
        title: network.settings.title.clone(),
        hash: read.read.hash.clone(),
        values_hash: read.warnings.values_hash.clone(),
        path: case.canonicalize().ok().and_then(|case| relative(out.target(), &case)),
    };
    let mut manifest = Manifest::new(verb, case, now());
    let mut option = |name: &str, value: serde_json::Value| manifest.options.insert(name.to_string(), value);
    option("gap", options.gap.into());
    option("time_limit_seconds", options.time_limit_seconds.into());
    option("threads", options.threads.into());
    option("seed", options.seed.into());
    if !read.edits.is_empty() {
        option("edits", read.edits.iter().map(ToString::to_string).collect::<Vec<_>>().into());
    }
    manifest
}

/// Enters a plan and its audit.
pub(crate) fn enter_plan(manifest: &mut Manifest, plan: &Plan, audit: &Audit, session: &Session<'_>) {
    let status = &plan.status;
    manifest.solve = Some(SolveStamp {
        solver: "HiGHS".to_string(),
        status: status.words(),
        objective: Some(status.objective),
        bound: Some(status.bound),
        gap: Some(status.gap),
        proof: Some(status.proof.as_str().to_string()),
    });
    manifest.searches = serde_json::to_value(session.searches()).ok();
    let sizes = |families: &[program::FamilyCount]| {
        families.iter().map(|f| FamilySize { family: f.name.clone(), count: f.members }).collect()
    };
    manifest.row_families = sizes(&plan.counts.rows);
    manifest.column_families = sizes(&plan.counts.cols);
    manifest.audit = Some(AuditStamp {
        passed: audit.passed(),
        checked: audit.checked.len(),
        failures: audit.breaches.iter().map(|b| format!("{} at {}: {}", b.rule, b.at, b.message)).collect(),
    });
}

/// The manifest of a run that is there; where it is not, it may be beside its place.
pub(crate) fn manifest_of(run: &Path) -> Result<Manifest, StudyError> {
    read_manifest(run).map_err(|error| match set_aside_run(run) {
        Some(earlier) => {
            let earlier = earlier.display();
            let why =
                format!("recoop was stopped while it replaced it; it is in `{earlier}`, and the next run puts it back");
            StudyError::NoRun { path: run.to_path_buf(), why }
        }
        None => no_manifest(run, error),
    })
}

/// Why a folder has no manifest of ours, without the name of that file where the folder itself is none.
fn no_manifest(run: &Path, error: RunError) -> StudyError {
    let no_run = |why: String| StudyError::NoRun { path: run.to_path_buf(), why };
    match (std::fs::metadata(run), error) {
        (Err(error), _) if error.kind() == std::io::ErrorKind::NotFound => {
            no_run("there is no such folder".to_string())
        }
        (Ok(found), _) if !found.is_dir() => no_run("not a folder".to_string()),
        (_, RunError::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
            no_run(format!("`{MANIFEST_FILE}` is missing, which recoop writes into every run"))
        }
        (_, error) => error.into(),
    }
}

/// Says what a reader of a run should know: that its plan failed its audit, and what was changed since it was written. Returns the manifest and the
/// changes.
///
/// # Errors
/// When there is no run.
pub(crate) fn vouch(run: &Path, session: &mut Session<'_>) -> Result<(Manifest, Vec<Change>), StudyError> {
    let manifest = manifest_of(run)?;
    if let Some(audit) = manifest.audit.as_ref().filter(|audit| !audit.passed) {
        session.warn(match audit.failures.len() {
            1 => "the audit of this run found 1 violation; do not use this plan".to_string(),
            count => format!("the audit of this run found {count} violations; do not use this plan"),
        });
    }
    let changed = changes(run, &manifest);
    if !changed.is_empty() {
        let named: Vec<String> =
            changed.iter().take(MAX_CHANGED).map(|it| format!("`{}` ({})", it.file, it.kind.as_str())).collect();
        let more = if changed.len() > MAX_CHANGED {
            format!(" and {} more", changed.len() - MAX_CHANGED)
        } else {
            String::new()
        };
        let named = named.join(", ");
        session.warn(format!(
            "the run was changed since it was written: {named}{more}; recoop audit {} says more",
            typed(run)
        ));
    }
    Ok((manifest, changed))
}

/// A file of a run that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ChangedFile {
    /// Relative to the folder of the run, with `/`.
    pub file: String,
    /// `changed`, `missing`, `extra` or `unreadable`.
    pub change: String,
}

impl ChangedFile {
    pub(crate) fn all(changes: &[Change]) -> Vec<Self> {
        changes.iter().map(|it| Self { file: it.file.clone(), change: it.kind.as_str().to_string() }).collect()
    }
}

/// Changed files that are named.
const MAX_CHANGED: usize = 5;

/// Writes the tables of a use case, and those of the plan that they rest on, so that the run can be audited later.
pub(crate) fn write(
    out: &Out,
    network: &Network,
    plan: &Plan,
    mut tables: Vec<Table>,
    manifest: &Manifest,
) -> Result<(), StudyError> {
    tables.extend(recoop::plan::report::tables(network, plan));
    write_tables(out, &tables, manifest)
}

/// Writes tables as CSV and Parquet.
pub(crate) fn write_tables(out: &Out, tables: &[Table], manifest: &Manifest) -> Result<(), StudyError> {
    write_files(out, tables, manifest, &[])
}

/// Writes tables as CSV and Parquet, and files beside the manifest.
pub(crate) fn write_files(
    out: &Out,
    tables: &[Table],
    manifest: &Manifest,
    files: &[(&str, &[u8])],
) -> Result<(), StudyError> {
    match out {
        Out::Folder(out) => Ok(write_run(out, tables, manifest, &[Format::Csv, Format::Parquet], files)?),
        Out::Kept(kept, _) => {
            kept.replace(KeptRun { tables: tables.to_vec(), manifest: Some(manifest.clone()) });
            Ok(())
        }
    }
}

/// A path as it is typed into a shell: what would be taken for an option or has signs of the shell is written so that it is neither.
#[must_use]
pub fn typed(path: &Path) -> String {
    let text = path.display().to_string();
    let text = if text.starts_with('-') { format!("./{text}") } else { text };
    let plain = |sign: char| sign.is_alphanumeric() || "/._-+:@%,=~".contains(sign);
    match !text.is_empty() && text.chars().all(plain) && !text.starts_with('~') {
        true => text,
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

/// Returns whether a plan passed its audit, in words, and how many searches rest on the word of the solver.
#[must_use]
pub fn audited(audit: &Audit, searches: Searches) -> String {
    let audited = match audit.passed() {
        true => "audit passed".to_string(),
        false => format!("AUDIT FAILED ({} breaches)", audit.breach_count),
    };
    match searches.not_repeated {
        0 => audited,
        alone => format!("{audited}; {alone} of {} searches proven by HiGHS, not repeated", searches.all()),
    }
}

/// How well a plan with its audit is proven, with what else is open.
pub(crate) fn ending(audit: Audit, open: Vec<String>, session: &Session<'_>) -> Ending {
    Ending { audit: Some(audit), open, refuted: session.searches().refuted }
}

/// What is not proven of a plan.
pub(crate) fn open(plan: &Plan) -> Option<String> {
    let (gap, wanted) = (percent(plan.status.gap), percent(plan.status.gap_wanted));
    if plan.status.proven() {
        return None;
    }
    Some(match plan.status.proof {
        Proof::Refuted(doubt) => {
            format!("{}: this is the best plan so far, within {gap}, and nothing proves more of it", doubt.as_str())
        }
        _ => format!("this is the best plan so far, within {gap}, not within the {wanted} asked for"),
    })
}

/// Why there is no plan, in words.
pub(crate) fn no_plan(error: PlanError) -> StudyError {
    match error {
        PlanError::Infeasible(formulation) => StudyError::NoPlan(conflict::explain(&formulation)),
        PlanError::Unbounded(unlimited) => StudyError::NoPlan(unlimited.to_string()),
        PlanError::NothingYet(stop) if stop == stop_word(&Stop::Interrupted) => {
            StudyError::Nothing("interrupted before a first plan was found".to_string())
        }
        PlanError::NothingYet(stop) if stop == stop_word(&Stop::TimeLimit) => {
            StudyError::Nothing("no plan was found in time; give it more (--time-limit)".to_string())
        }
        PlanError::NothingYet(stop) => StudyError::Nothing(format!("no plan was found: the solver says `{stop}`")),
        PlanError::Edit(errors) => StudyError::Nothing(errors.to_string()),
        PlanError::Solve(error) => StudyError::Solve(error),
    }
}

#[cfg(test)]
mod tests {
    use super::typed;
    use std::path::Path;

    #[test]
    fn paths_can_be_typed() {
        for (path, text) in [
            ("runs/us-2026", "runs/us-2026"),
            ("-x", "./-x"),
            ("a b", "'a b'"),
            ("it's", "'it'\\''s'"),
            ("~", "'~'"),
            ("$(x)", "'$(x)'"),
            ("größe", "größe"),
        ] {
            assert_eq!(typed(Path::new(path)), text);
        }
    }
}
