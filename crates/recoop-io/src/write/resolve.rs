//! Where a path of results leads: without links, `.` and `..`, before anything is computed.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::RunError;

/// The path of what is or will be `asked`: absolute, without links, `.` and `..`. What is not there yet is a plain name below what is.
///
/// # Errors
/// When a link leads nowhere, when `..` follows on what is not there, when something on the way is not a folder, and when the file system says no.
pub(super) fn resolve(asked: &Path) -> Result<PathBuf, RunError> {
    let refuse = |why: String| Err(RunError::Place { path: asked.to_path_buf(), why });
    if asked.as_os_str().is_empty() {
        return refuse("it is empty".to_string());
    }
    let mut missing: Vec<OsString> = Vec::new();
    let mut there = asked;
    loop {
        let here = if there.as_os_str().is_empty() { Path::new(".") } else { there };
        match fs::symlink_metadata(here) {
            Ok(found) => {
                let base = match here.canonicalize() {
                    Ok(base) => base,
                    Err(error) if found.is_symlink() && error.kind() == io::ErrorKind::NotFound => {
                        return refuse(format!("`{}` is a link that leads nowhere", here.display()));
                    }
                    Err(source) => return Err(RunError::Io { path: asked.to_path_buf(), source }),
                };
                if !missing.is_empty() && !base.is_dir() {
                    return refuse(format!("`{}` is not a folder", here.display()));
                }
                return Ok(missing.iter().rev().fold(base, |path, name| path.join(name)));
            }
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            Err(source) => return Err(RunError::Io { path: asked.to_path_buf(), source }),
        }
        match there.components().next_back() {
            Some(Component::Normal(name)) => missing.push(name.to_os_string()),
            Some(Component::CurDir) => {}
            _ => {
                return refuse(format!("`{}` is not there", here.parent().unwrap_or(here).display()));
            }
        }
        there = there.parent().unwrap_or(Path::new(""));
    }
}

/// `to` as seen from the folder `from`, both absolute and without links; `None` where they share nothing, or where it is no text.
#[must_use]
pub fn relative(from: &Path, to: &Path) -> Option<String> {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return None;
    }
    let up = std::iter::repeat_n(Some(".."), from.len() - shared);
    let parts: Option<Vec<&str>> = up.chain(to[shared..].iter().map(|part| part.as_os_str().to_str())).collect();
    Some(parts?.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{relative, resolve};
    use std::path::Path;

    #[test]
    fn paths_are_what_they_mean() {
        let home = tempfile::tempdir().unwrap();
        let base = home.path().canonicalize().unwrap();
        std::fs::create_dir(base.join("run1")).unwrap();
        std::fs::write(base.join("file"), "").unwrap();
        let at = |path: &str| resolve(&base.join(path)).map_err(|error| error.to_string());
        for path in ["run1", "run1/", "run1/.", "run1/../run1", "./run1"] {
            assert_eq!(at(path), Ok(base.join("run1")), "{path}");
        }
        assert_eq!(at("run1/../new"), Ok(base.join("new")));
        assert_eq!(at("a/b/"), Ok(base.join("a/b")));
        assert!(at("a/../b").unwrap_err().contains("is not there"));
        assert!(at("file/b").unwrap_err().contains("is not a folder"));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_or_refused() {
        let home = tempfile::tempdir().unwrap();
        let base = home.path().canonicalize().unwrap();
        std::fs::create_dir(base.join("real")).unwrap();
        std::os::unix::fs::symlink("real", base.join("link")).unwrap();
        std::os::unix::fs::symlink("nowhere", base.join("broken")).unwrap();
        assert_eq!(resolve(&base.join("link")).unwrap(), base.join("real"));
        assert_eq!(resolve(&base.join("link/new")).unwrap(), base.join("real/new"));
        assert!(resolve(&base.join("broken")).unwrap_err().to_string().contains("leads nowhere"));
        assert!(resolve(&base.join("broken/new")).unwrap_err().to_string().contains("leads nowhere"));
    }

    #[test]
    fn one_path_is_seen_from_another() {
        let of = |from: &str, to: &str| relative(Path::new(from), Path::new(to));
        assert_eq!(of("/a/runs/x", "/a/case").as_deref(), Some("../../case"));
        assert_eq!(of("/a/case/runs/x", "/a/case").as_deref(), Some("../.."));
        assert_eq!(of("/x", "/y").as_deref(), Some("../y"));
    }
}
