//! Names the build: results of jobs are put together only where one build made them all.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// Crates from which results come.
const CRATES: [&str; 9] = [
    "coalition",
    "predation",
    "program",
    "recoop",
    "recoop-adversary",
    "recoop-case",
    "recoop-io",
    "recoop-simulate",
    "recoop-study",
];

/// Every file below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut found = Vec::new();
    for name in CRATES {
        let source = root.join("..").join(name).join("src");
        println!("cargo:rerun-if-changed={}", source.display());
        files(&source, &mut found);
    }
    let lock = root.join("../../Cargo.lock");
    println!("cargo:rerun-if-changed={}", lock.display());
    found.push(lock);
    found.sort();
    // FNV-1a over names and content, with the target and the profile: the compiler may order arithmetic in another way.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut enter = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    };
    for file in &found {
        enter(file.strip_prefix(&root).unwrap_or(file).to_string_lossy().as_bytes());
        enter(&fs::read(file).unwrap_or_default());
    }
    for name in ["TARGET", "PROFILE"] {
        enter(env::var(name).unwrap_or_default().as_bytes());
    }
    println!("cargo:rustc-env=RECOOP_BUILD={hash:016x}");
}
