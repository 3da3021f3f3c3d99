//! Rules of validity: each toy case with one cell changed gives one fault.
mod attacks;
mod buffers;
mod canonical;
mod chance;
mod codes;
mod columns;
mod edit_lines;
mod edits;
mod facts;
mod firms;
mod fuzz;
mod gain;
mod history;
mod levers;
mod locations;
mod names;
mod needs;
mod pattern;
mod periods;
mod plants;
mod prices;
mod processes;
mod scenarios;
mod sensitivities;
mod settings;
mod slips;
mod speed;
mod toy;
mod trade;
mod unused;
mod valid;

/// A file that nobody lists here would hold tests that never run.
#[test]
fn every_file_of_this_folder_is_a_module_of_this_file() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check");
    let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let module = name.strip_suffix(".rs").unwrap();
        assert!(module == "main" || main.contains(&format!("mod {module};")), "{name} is not a module of main.rs");
    }
}
