//! The generated reference is current. To write it anew: `UPDATE=1 cargo test -p recoop-io reference`.

use std::path::Path;

#[test]
fn reference_pages_are_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference");
    for page in recoop_io::reference::pages() {
        let path = folder.join(page.file);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &page.text).unwrap();
        }
        let there = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(there == page.text, "{} is not current: UPDATE=1 cargo test -p recoop-io reference", page.file);
    }
}
