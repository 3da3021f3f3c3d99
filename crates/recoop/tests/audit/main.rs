//! The audit: a plan made by hand passes, and every rule complains when one number is wrong.
mod breaks;
mod capital;
mod case;
mod finance;
mod plan;
mod program;
mod solved;

/// A file that nobody lists here would hold tests that never run.
#[test]
fn every_file_of_this_folder_is_a_module_of_this_file() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audit");
    let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let module = name.strip_suffix(".rs").unwrap();
        assert!(module == "main" || main.contains(&format!("mod {module};")), "{name} is not a module of main.rs");
    }
}
