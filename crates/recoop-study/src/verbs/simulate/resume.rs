//! Paths of an earlier run of the same simulation.

use std::path::Path;

use recoop_adversary::report::bylaw_word;
use recoop_case::Network;
use recoop_io::write::changes;
use recoop_io::{CaseRead, Manifest, read_manifest, read_run_tables};
use recoop_simulate::report::paths_of;
use recoop_simulate::{Before, SimulateOptions};

use super::{VERB, overlay};
use crate::StudyError;
use crate::options::leaf_id;

/// The manifest of a simulation to go on with.
pub(super) fn earlier(folder: &Path) -> Result<Manifest, StudyError> {
    let manifest = read_manifest(folder)?;
    if manifest.verb != VERB {
        let why = format!("it is one of `recoop {}`, not of a simulation", manifest.verb);
        return Err(StudyError::NoRun { path: folder.to_path_buf(), why });
    }
    Ok(manifest)
}

/// What paths depend on.
pub(super) fn settled(network: &Network, options: &SimulateOptions) -> [(&'static str, serde_json::Value); 5] {
    let words: Vec<&str> = options.bylaws.iter().map(|bylaw| bylaw_word(*bylaw)).collect();
    [
        ("seed", options.seed.into()),
        ("scenario", leaf_id(network, options.leaf).into()),
        ("bylaws", words.join(",").into()),
        ("attacks", overlay::words(network, options).join(",").into()),
        ("purses", options.purses.into()),
    ]
}

/// A run that is resumed in its own folder keeps all of its paths.
///
/// # Errors
/// [`StudyError::Refused`] where fewer paths are asked for than it has.
pub(super) fn keeps(manifest: &Manifest, paths: usize) -> Result<(), StudyError> {
    let done = manifest.options.get("paths_done").and_then(serde_json::Value::as_u64).unwrap_or_default();
    if paths as u64 >= done {
        return Ok(());
    }
    let message = format!(
        "--paths: the run that is resumed has {done} paths already, found `{paths}`; ask for at least as many, or write elsewhere (--out)"
    );
    Err(StudyError::refused("--paths", message))
}

/// The paths of an earlier run, if they are of the same.
pub(super) fn before(
    folder: &Path,
    manifest: &Manifest,
    network: &Network,
    read: &CaseRead,
    options: &SimulateOptions,
) -> Result<Before, StudyError> {
    let no_run = |why: String| StudyError::NoRun { path: folder.to_path_buf(), why };
    let other = |what: &str, found: String, wanted: String| {
        no_run(format!("its {what} is `{found}`, not `{wanted}`: its paths are others"))
    };
    if manifest.case.hash != read.hash {
        return Err(no_run("it is of another case, or the case was changed since".to_string()));
    }
    if manifest.recoop_version != env!("CARGO_PKG_VERSION") {
        let wanted = env!("CARGO_PKG_VERSION").to_string();
        return Err(other("version of recoop", manifest.recoop_version.clone(), wanted));
    }
    let changed = changes(folder, manifest);
    if let Some(first) = changed.first() {
        let what = first.kind.as_str();
        return Err(no_run(format!(
            "its file `{}` is {what} since it was written: its paths cannot be gone on with",
            first.file
        )));
    }
    let shown = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_string);
    for (name, wanted) in settled(network, options) {
        let found = manifest.options.get(name).cloned().unwrap_or_default();
        if found != wanted {
            return Err(other(name, shown(&found), shown(&wanted)));
        }
    }
    let digest = manifest.options.get("plan_digest").and_then(|digest| digest.as_str());
    let digest = digest.and_then(|digest| u64::from_str_radix(digest, 16).ok());
    let digest = digest.ok_or_else(|| no_run("it does not say of which plan it is".to_string()))?;
    let tables = read_run_tables(folder)?;
    let paths = paths_of(network, &tables, &options.bylaws).map_err(no_run)?;
    Ok(Before { paths, digest: Some(digest) })
}
