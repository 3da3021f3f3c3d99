//! The types of the page are those of the document: `web/src/views/views.ts` is written from the Rust structs.

use std::path::Path;

use recoop_report::views::Document;
use ts_rs::{Config, TypeVisitor};

use crate::declarations::Declarations;

#[test]
fn types_of_the_page_are_those_of_the_document() {
    let config = Config::new();
    let mut found = Declarations::new(&config, |docs, decl| format!("{docs}export {decl}\n"));
    found.visit::<Document>();
    let mut text = "// Written from crates/recoop-report/src/views by `UPDATE=1 cargo test --workspace --test it types`. Do not edit.\n"
        .to_string();
    for declaration in found.known.values() {
        text.push('\n');
        text.push_str(declaration);
    }
    assert!(!text.contains("bigint"), "JSON has no bigint");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/src/views/views.ts");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == text, "{} is not current: UPDATE=1 cargo test --workspace --test it types", path.display());
}
