//! Programs that never saw this code: the audit package in Python, the journal in Beancount.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Writes files into a folder of their own.
pub fn written(files: &BTreeMap<String, String>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// Runs the second program: its last line if it agrees, all of its lines if not. None where there is no Python.
pub fn recompute(folder: &Path) -> Option<Result<String, String>> {
    let run = Command::new("python3").arg("-B").arg(root().join("scripts/books_check.py")).arg(folder).output();
    let Ok(output) = run else {
        println!("skipped: there is no python3");
        return None;
    };
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let last = text.lines().last().unwrap_or_default().to_string();
    Some(if output.status.success() { Ok(last) } else { Err(text) })
}

/// Where `bean-check` is: on the path, or in the environment of `scripts/books.sh`.
fn bean_check_program() -> Option<PathBuf> {
    let own = root().join("target/books/venv/bin/bean-check");
    let on_path =
        std::env::var_os("PATH").into_iter().flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    [own].into_iter().chain(on_path.map(|folder| folder.join("bean-check"))).find(|path| path.is_file())
}

/// Asks `bean-check`, which `scripts/books.sh` installs.
pub fn bean_check(text: &str) {
    let Some(program) = bean_check_program() else {
        println!("skipped: there is no bean-check; run scripts/books.sh");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.beancount");
    std::fs::write(&path, text).unwrap();
    let output = Command::new(program).arg("--no-cache").arg(&path).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.is_empty(), "{said}");
}

/// Whether `bean-check` refuses a text; none where it is not installed.
pub fn bean_check_refuses(text: &str) -> Option<bool> {
    let program = bean_check_program()?;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.beancount");
    std::fs::write(&path, text).unwrap();
    Some(!Command::new(program).arg("--no-cache").arg(&path).output().unwrap().status.success())
}
