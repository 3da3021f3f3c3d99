//! What the crate must never have: floats, clocks, the engine, crowded files, hidden kinds.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                files.push((path, text));
            }
        }
    }
    assert!(files.len() > 5);
    files
}

/// Code without comments and text in quotes.
fn code(text: &str) -> String {
    let lines = text.lines().map(|line| line.split("//").next().unwrap());
    let joined: String = lines.collect::<Vec<_>>().join("\n");
    joined.split('"').step_by(2).collect()
}

#[test]
fn no_float_no_clock_no_file() {
    for (path, text) in sources("src") {
        let code = code(&text);
        for word in
            ["f32", "f64", "as_secs", "now()", "std::fs", "std::env", "std::time", "println!", "Zoned", "Timestamp"]
        {
            assert!(!code.contains(word), "{} has `{word}`", path.display());
        }
        let literal =
            code.as_bytes().windows(3).any(|w| w[0].is_ascii_digit() && w[1] == b'.' && w[2].is_ascii_digit());
        // `share.0.0` of nested tuples would be one too; the crate has none.
        assert!(!literal, "{} has a float literal", path.display());
    }
}

#[test]
fn no_engine() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    assert!(!manifest.contains("path ="), "recoop-books depends on no crate of the workspace");
}

#[test]
fn no_crowded_file() {
    for folder in ["src", "tests"] {
        for (path, text) in sources(folder) {
            let lines = text.lines().count();
            assert!(lines <= 400 || text.contains("//! Long:"), "{} has {lines} lines", path.display());
        }
    }
}

/// A kind of document has a file of its name, or of its name's head, that implements it.
#[test]
fn one_kind_of_document_in_one_file() {
    let mut kinds = 0;
    for (path, text) in sources("src/documents") {
        let of_kind = text.matches("impl Post for").count();
        assert!(of_kind <= 1, "{} has {of_kind} kinds", path.display());
        kinds += of_kind;
    }
    assert_eq!(kinds, recoop_books::documents::DocumentKind::ALL.len());
}
