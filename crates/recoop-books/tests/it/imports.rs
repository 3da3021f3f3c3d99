//! Imports of this crate: no circles between files of different folders, and none between parts. The notion is that of
//! `recoop/tests/it/imports.rs`, which asks every crate; this copy needs no other crate to be built.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Module = Vec<String>;

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The module of a file below `src`.
fn module(source: &Path, file: &Path) -> Module {
    let relative = file.strip_prefix(source).unwrap().with_extension("");
    let mut parts: Module = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        parts.pop();
    }
    parts
}

/// The paths of a use declaration: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn paths(prefix: &str, declaration: &str, out: &mut Vec<String>) {
    let Some(open) = declaration.find('{') else {
        let path = format!("{prefix}{declaration}");
        out.push(path.split(" as ").next().unwrap().replace(char::is_whitespace, ""));
        return;
    };
    let inner = &declaration[open + 1..declaration.rfind('}').unwrap()];
    let prefix = format!("{prefix}{}", &declaration[..open]);
    let (mut depth, mut begin) = (0, 0);
    for (at, sign) in inner.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                paths(&prefix, &inner[begin..at], out);
                begin = at + 1;
            }
            _ => {}
        }
    }
    if !inner[begin..].trim().is_empty() {
        paths(&prefix, &inner[begin..], out);
    }
}

/// What a line declares to use.
fn declared(line: &str) -> Option<&str> {
    ["use ", "pub use ", "pub(crate) use ", "pub(super) use "].iter().find_map(|it| line.strip_prefix(it))
}

/// The modules that a file uses. A folder's own file uses what is below it to hand it on: that is no import.
fn imports(of: &Module, text: &str, known: &BTreeSet<Module>) -> BTreeSet<Module> {
    let text = text.split("#[cfg(test)]").next().unwrap();
    let code: String =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect();
    let mut found = Vec::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let Some(first) = declared(line.trim_start()) else { continue };
        let mut declaration = first.to_string();
        while !declaration.contains(';') {
            declaration.push_str(lines.next().expect("a declaration ends"));
        }
        paths("", declaration.split(';').next().unwrap(), &mut found);
    }
    let resolve = |path: String| {
        let parts: Vec<&str> = path.split("::").collect();
        let ups = parts.iter().take_while(|part| **part == "super").count();
        let base: Module = match parts[0] {
            "crate" => Module::new(),
            "super" => of[..of.len().checked_sub(ups)?].to_vec(),
            _ => return None,
        };
        let rest = parts.iter().skip(ups.max(1)).map(|part| (*part).to_string());
        let mut whole: Module = base.into_iter().chain(rest).collect();
        while !known.contains(&whole) {
            whole.pop()?;
        }
        Some(whole)
    };
    let below = |other: &Module| other.starts_with(of);
    found.into_iter().filter_map(resolve).filter(|other| !below(other)).collect()
}

/// Whether a way leads from one module to another.
fn leads(uses: &BTreeMap<Module, BTreeSet<Module>>, from: &Module, to: &Module) -> bool {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from.clone()]);
    while let Some(here) = next.pop() {
        for other in uses.get(&here).into_iter().flatten() {
            if other == to {
                return true;
            }
            if seen.insert(other.clone()) {
                next.push(other.clone());
            }
        }
    }
    false
}

fn uses() -> (BTreeMap<Module, PathBuf>, BTreeMap<Module, BTreeSet<Module>>) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = rust_files(&source);
    let known: BTreeSet<Module> = files.iter().map(|file| module(&source, file)).collect();
    let folder = files.iter().map(|file| (module(&source, file), file.parent().unwrap().to_path_buf())).collect();
    let uses = files.iter().map(|file| {
        let of = module(&source, file);
        let used = imports(&of, &fs::read_to_string(file).unwrap(), &known);
        (of, used)
    });
    (folder, uses.collect())
}

#[test]
fn files_of_different_folders_import_in_one_direction() {
    let (folder, uses) = uses();
    let mut wrong = Vec::new();
    let mut found = 0;
    for (from, used) in &uses {
        for to in used {
            found += 1;
            if folder[from] != folder[to] && leads(&uses, to, from) {
                wrong.push(format!("{from:?} uses {to:?}, which leads back to it"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(found > 300, "{found} imports found only");
}

/// A part is a file or folder directly below `src`. No circle leads through parts, even where single files make none: what posts and
/// checks stays below the documents, and the documents below the books.
#[test]
fn parts_import_in_one_direction() {
    let (_, uses) = uses();
    let mut parts: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
    for (from, used) in uses.iter().filter(|(from, _)| !from.is_empty()) {
        let others = used.iter().filter(|to| !to.is_empty() && to[0] != from[0]);
        parts.entry(from[..1].to_vec()).or_default().extend(others.map(|to| to[..1].to_vec()));
    }
    let circles: Vec<_> = parts.keys().filter(|part| leads(&parts, part, part)).collect();
    assert!(circles.is_empty(), "{circles:?} lead back to themselves");
    let order = ["forms", "state", "ledger", "post", "documents", "books", "export"].map(|part| vec![part.to_string()]);
    for pair in order.windows(2) {
        assert!(leads(&parts, &pair[1], &pair[0]), "{:?} does not use {:?}", pair[1], pair[0]);
    }
}
