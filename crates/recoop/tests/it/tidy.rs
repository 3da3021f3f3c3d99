//! Nothing is forgotten: every file of this folder is a module, every constraint has its section and its heading.

use std::path::{Path, PathBuf};

fn crate_root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn stems(folder: &Path) -> Vec<String> {
    let mut stems: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|stem| stem != "mod" && stem != "main")
        .collect();
    stems.sort();
    stems
}

#[test]
fn every_test_file_is_run() {
    let folder = crate_root().join("tests/it");
    let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    for stem in stems(&folder) {
        assert!(main.contains(&format!("mod {stem};")), "tests/it/{stem}.rs is not in main.rs");
    }
}
