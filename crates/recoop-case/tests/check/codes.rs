use std::collections::BTreeSet;
use std::path::Path;

use recoop_case::check::CODES;

/// The codes in quotes in the files of a folder.
fn codes_in(folder: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut codes = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap() == "codes.rs" {
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        for part in text.split("network::").skip(1) {
            let end = part.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(part.len());
            if part[end..].starts_with(['"', ']', ' ']) {
                codes.insert(format!("network::{}", &part[..end]));
            }
        }
    }
    codes
}

#[test]
fn every_code_is_listed_once_in_order() {
    assert!(CODES.is_sorted_by(|a, b| a.0 < b.0));
    let listed: BTreeSet<String> = CODES.iter().map(|(code, _)| (*code).to_string()).collect();
    assert_eq!(listed, codes_in("src/check"));
}

#[test]
fn every_code_has_a_test() {
    let tested = codes_in("tests/check");
    let untested: Vec<_> = CODES.iter().filter(|(code, _)| !tested.contains(*code)).collect();
    assert!(untested.is_empty(), "no test expects {untested:?}");
}
