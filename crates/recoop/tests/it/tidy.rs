//! Nothing is forgotten: every file is a module, every constraint has its handle, its section, its heading and its algebra,
//! and the engine's modules use each other in one direction.

use std::fs;
use std::path::{Path, PathBuf};

use recoop::formulation::Constraints;
use recoop::formulation::family::{Owner, Stands, When, bounds};
use recoop::formulation::variables::Variables;

fn crate_root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every Rust file of a folder and of those inside it, sorted.
pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
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

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

fn constraint_files() -> Vec<PathBuf> {
    let files = rust_files(&crate_root().join("src/formulation/constraints"));
    files.into_iter().filter(|path| stem(path) != "mod").collect()
}

/// Names of the functions that write a family of rows, with the file of each.
fn families() -> Vec<(String, PathBuf)> {
    let mut families = Vec::new();
    for path in constraint_files() {
        // A signature may be broken over lines.
        let text = read(&path).split_whitespace().collect::<Vec<_>>().join(" ");
        for part in text.split("pub fn ").skip(1) {
            let signature = part.split('{').next().unwrap();
            if signature.contains("-> Rows<") {
                families.push((signature.split('(').next().unwrap().to_string(), path.clone()));
            }
        }
    }
    assert!(families.len() >= 25, "{families:?}");
    families
}

/// The module file that has to declare `path`: `mod.rs`, `lib.rs` or `main.rs` of the folder, or the one above for a `mod.rs`.
fn parent(path: &Path) -> PathBuf {
    let folder = path.parent().unwrap();
    let folder = if stem(path) == "mod" { folder.parent().unwrap() } else { folder };
    let candidates = ["mod.rs", "lib.rs", "main.rs"].map(|name| folder.join(name));
    candidates.into_iter().find(|p| p.exists()).unwrap_or_else(|| panic!("{} has no parent", path.display()))
}

#[test]
fn every_file_is_a_module_of_the_one_above() {
    let crates = fs::read_dir(crate_root().join("..")).unwrap().map(|entry| entry.unwrap().path());
    let folders = crates.flat_map(|root| [root.join("src"), root.join("tests")]).filter(|folder| folder.is_dir());
    let mut modules = 0;
    for path in folders.flat_map(|folder| rust_files(&folder)) {
        let name = match stem(&path).as_str() {
            "lib" | "main" => continue,
            "mod" => path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned(),
            name => name.to_string(),
        };
        let above = read(&parent(&path));
        let declared = above.lines().any(|line| {
            let line = line.trim();
            line.ends_with(&format!("mod {name};")) && !line.starts_with("//")
        });
        assert!(declared, "{} is not declared in {}", path.display(), parent(&path).display());
        modules += 1;
    }
    assert!(modules > 20, "the walk found {modules} modules only");
}

#[test]
fn every_constraint_has_its_handle_under_its_name() {
    let text = read(&crate_root().join("src/formulation/mod.rs"));
    for (family, _) in families() {
        let handle = format!("= constraints::{},", family.to_uppercase());
        assert!(text.contains(&handle), "`Constraints` has no handle `{family}` with its declaration");
        assert!(text.contains(&format!("{family}: constraints::{family}(")), "`formulate` does not call `{family}`");
    }
    let declared: Vec<&str> = Constraints::FAMILIES.iter().map(|family| family.name).collect();
    let mut written: Vec<String> = families().into_iter().map(|(family, _)| family).collect();
    written.sort();
    let mut sorted = declared.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, written, "a handle of `Constraints` that no constraint writes");
}

#[test]
fn every_constraint_writes_the_family_of_its_name() {
    for (family, path) in families() {
        // A call may be broken over lines.
        let text = read(&path).split_whitespace().collect::<String>();
        let body = text.split(&format!("pubfn{family}(")).nth(1).unwrap();
        let body = body.split("pubfn").next().unwrap();
        let constant = family.to_uppercase();
        let written = body.matches(&format!(".rows({constant}.name,{constant}.unit,")).count();
        assert!(written >= 1, "`{family}` does not write rows called `{family}`");
        assert_eq!(body.matches(".rows(").count(), written, "`{family}` writes rows of another name");
    }
}

/// What the manual says of a family's unit is what its declaration says.
#[test]
fn every_declaration_has_the_unit_of_its_section() {
    let manual = read(&crate_root().join("../../docs/formulation.md"));
    for family in Constraints::FAMILIES {
        let section = manual.split(&format!("\n## {}\n", family.name)).nth(1).unwrap().split("\n## ").next().unwrap();
        let unit = section.split("**Unit**").nth(1).unwrap().split('.').next().unwrap();
        assert!(unit.contains(family.unit), "`{}` is in {}, its section says{unit}", family.name, family.unit);
    }
}

/// The declarations agree with the program that is written: axes, times, and what they say of right-hand sides.
#[test]
fn every_declaration_is_true_of_the_program() {
    let mut seen = std::collections::BTreeSet::new();
    for case in [crate::counts::everything(3), crate::toy::Case::standing()] {
        declarations_are_true(&case.network(), &mut seen);
    }
    let untested: Vec<&str> =
        Constraints::FAMILIES.iter().map(|family| family.name).filter(|name| !seen.contains(name)).collect();
    assert!(untested.is_empty(), "families of which the cases have no row: {untested:?}");
}

fn declarations_are_true(network: &recoop_case::Network, seen: &mut std::collections::BTreeSet<&'static str>) {
    let formulation = recoop::formulation::formulate(network);
    let (program, sets) = (&formulation.program, &formulation.sets);
    let axis_of = |when: When| match when {
        When::State => Some("state"),
        When::StateInScenario => Some("state"),
        When::Year => Some("year"),
        When::Commitment => Some("slot"),
        When::Scenario => Some("scenario"),
        When::Always => None,
    };
    formulation.constraints.visit(&mut |family, key, row| {
        seen.insert(family.name);
        assert_eq!(program.row_family(row), family.name);
        assert_eq!(program.row_unit(row), family.unit);
        let axes: Vec<&str> = program.row_labels(row).into_iter().map(|(axis, _)| axis).collect();
        let timed = axes.iter().any(|axis| matches!(*axis, "state" | "year" | "slot" | "scenario"));
        match axis_of(family.when) {
            Some(axis) => assert!(axes.contains(&axis), "{} has the axes {axes:?}", family.name),
            None => assert!(!timed, "{} has the axes {axes:?}", family.name),
        }
        assert_eq!(family.when.state(network, sets, key).is_some(), family.when != When::Always);
        // Nobody's row asks for nothing and gives nothing, or measures money.
        let owned = family.owner(network, sets, key).is_some();
        match family.owner {
            Owner::Subject | Owner::Common => assert!(owned, "{}", family.name),
            Owner::Nobody => assert!(!owned && bounds(program, row).all(|(_, bound)| bound == 0.0), "{}", family.name),
            Owner::Stocks | Owner::Financial => assert!(!owned, "{}", family.name),
        }
        // What is settled has investment alone; what stands operates, but for the capacity that the plan gives.
        let operates = |col| Variables::family(program.col_family(col)).unwrap().operates;
        match family.stands {
            Stands::Settled => assert!(program.row_terms(row).all(|(col, _)| !operates(col)), "{}", family.name),
            Stands::Holds | Stands::Ore => {
                assert!(program.row_terms(row).all(|(col, _)| operates(col)), "{}", family.name);
            }
            Stands::Capacity => assert!(program.row_terms(row).any(|(col, _)| operates(col)), "{}", family.name),
            Stands::Lifted => {}
        }
    });
    formulation.variables.visit(&mut |family, key, col| {
        assert_eq!(program.col_family(col), family.name);
        assert_eq!(program.col_unit(col), family.unit);
        assert_eq!(family.when.state(network, sets, key).is_some(), family.when != When::Always);
        let brings = family.brought(program, col).next().is_some();
        assert!(!brings || family.owner(network, sets, key).is_some(), "{}", family.name);
    });
}

#[test]
fn every_constraint_has_its_section_in_the_manual() {
    let manual = read(&crate_root().join("../../docs/formulation.md"));
    for (family, path) in families() {
        let heading = format!("\n## {family}\n");
        assert_eq!(manual.matches(&heading).count(), 1, "docs/formulation.md needs one section `## {family}`");
        let section = manual.split(&heading).nth(1).unwrap().split("\n## ").next().unwrap();
        assert!(section.contains("```math"), "the section `{family}` has no equation");
        for word in ["Unit", "Dual"] {
            assert!(section.contains(&format!("**{word}**")), "the section `{family}` does not say its {word}");
        }
        let file = format!("constraints/{}.rs", stem(&path));
        assert!(section.contains(&file), "the section `{family}` does not name `{file}`");
    }
}

#[test]
fn every_constraint_file_is_named_after_one_and_says_index_unit_dual_and_source() {
    for path in constraint_files() {
        let (text, name) = (read(&path), stem(&path));
        let header: String = text.lines().take_while(|line| line.starts_with("//!")).collect::<Vec<_>>().join("\n");
        for row in ["| index  |", "| unit   |", "| dual   |", "| source |"] {
            assert!(header.contains(row), "{}: the header has no row `{row}`", path.display());
        }
        assert!(header.contains("```text"), "{}: the header has no equation", path.display());
        let source = format!("docs/formulation.md#{}", name);
        assert!(header.contains(&source), "{}: the header does not point at {source}", path.display());
        assert!(
            families().iter().any(|(family, file)| *family == name && *file == path),
            "no family is called `{name}`"
        );
    }
}

#[test]
fn every_constraint_shows_its_algebra() {
    let folder = crate_root().join("tests/it/algebra");
    let tests: String = rust_files(&folder).iter().map(|path| read(path)).collect();
    for (family, _) in families() {
        assert!(tests.contains(&format!("fn {family}_")), "no test of the algebra is named after `{family}`");
        assert!(tests.contains(&format!("\"{family}\"")), "no test prints the rows of `{family}`");
        assert!(tests.contains(&format!("{family}[")), "no snapshot shows a row of `{family}`");
    }
}

/// Every variable and every kind of money has its word in the manual.
#[test]
fn every_variable_and_every_kind_of_money_is_in_the_manual() {
    let manual = read(&crate_root().join("../../docs/formulation.md"));
    for family in Variables::FAMILIES {
        let name = family.name;
        assert!(manual.contains(&format!("| `{name}")), "docs/formulation.md does not list the variable `{name}`");
    }
    for kind in recoop::formulation::ledger::Kind::ALL {
        let word = kind.as_str();
        assert!(manual.contains(&format!("| `{word}`")), "docs/formulation.md does not list the money `{word}`");
    }
}

/// Only the file of a kind of attack names it; everything else asks its declaration.
#[test]
fn every_kind_of_attack_is_named_in_its_own_file_alone() {
    let crates = fs::read_dir(crate_root().join("..")).unwrap().map(|entry| entry.unwrap().path().join("src"));
    let kinds = crate_root().join("../recoop-case/src/attacks");
    let mut named = std::collections::BTreeSet::new();
    for path in crates.filter(|folder| folder.is_dir()).flat_map(|folder| rust_files(&folder)) {
        let path = path.canonicalize().unwrap();
        for line in read(&path).lines().filter(|line| !line.trim_start().starts_with("//")) {
            assert!(!line.contains("attack.kind.word() =="), "{}: `{}` compares a word", path.display(), line.trim());
            for part in line.split("AttackKind::").skip(1).filter(|part| !part.starts_with("ALL")) {
                let variant = part.split(|c: char| !c.is_alphanumeric()).next().unwrap();
                let own = kinds.join(format!("{}.rs", variant.to_lowercase())).canonicalize();
                assert!(
                    own.is_ok_and(|own| own == path),
                    "{}: `{}` names a kind of attack; ask its declaration",
                    path.display(),
                    line.trim()
                );
                named.insert(variant.to_string());
            }
        }
    }
    let declared: Vec<String> = recoop_case::attacks::KINDS.iter().map(|kind| format!("{:?}", kind.kind)).collect();
    assert_eq!(named.len(), declared.len(), "{named:?} of {declared:?}");
    assert!(declared.iter().all(|kind| named.contains(kind)), "{named:?} of {declared:?}");
}

/// What remains of a plan that stands is selected in one file: a builder with a list of its own would miss the next constraint.
#[test]
fn one_file_selects_what_stands() {
    let folders = ["recoop-adversary", "recoop-simulate"].map(|name| crate_root().join("..").join(name).join("src"));
    for path in folders.iter().flat_map(|folder| rust_files(folder)).filter(|path| stem(path) != "standing") {
        for line in read(&path).lines().filter(|line| !line.trim_start().starts_with("//")) {
            for word in ["Stands", ".stands", ".operates", "FAMILIES"] {
                assert!(!line.contains(word), "{}: `{}` selects what stands by itself", path.display(), line.trim());
            }
        }
    }
}

/// `formulation` knows neither `plan` nor `share`, `plan` not `share`. What a crate may know its manifest says: predation knows nothing of the engine, the
/// case nothing of what is made of it.
#[test]
fn modules_use_each_other_in_one_direction() {
    let source = crate_root().join("src");
    let forbid = |files: Vec<PathBuf>, words: &[&str]| {
        assert!(!files.is_empty());
        for path in files {
            let text = read(&path);
            // Links of documentation may point anywhere.
            for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
                for word in words {
                    assert!(!line.contains(word), "{}: `{}` uses `{word}`", path.display(), line.trim());
                }
            }
        }
    };
    forbid(rust_files(&source.join("formulation")), &["crate::accounts", "crate::plan", "crate::share"]);
    forbid(vec![source.join("accounts.rs")], &["crate::plan", "crate::share"]);
    forbid(rust_files(&source.join("plan")), &["crate::share"]);
    let knows = |name: &str| {
        let manifest = read(&crate_root().join("..").join(name).join("Cargo.toml"));
        let dependencies = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap().to_string();
        let ours = dependencies.lines().filter(|line| line.contains("path = "));
        ours.map(|line| line.split(' ').next().unwrap().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(knows("program"), [""; 0]);
    assert_eq!(knows("coalition"), ["program"]);
    assert_eq!(knows("predation"), ["program"]);
    assert_eq!(knows("recoop-case"), ["program"]);
    assert_eq!(knows("recoop"), ["coalition", "program", "recoop-case"]);
    // An interface knows the use cases; the use cases know no interface, and nothing below them knows the use cases.
    assert!(!knows("recoop-study").contains(&"recoop-cli".to_string()));
    for name in ["recoop-adversary", "recoop-simulate", "recoop-io", "recoop-report"] {
        let below = knows(name);
        assert!(below.iter().all(|known| known != "recoop-study" && known != "recoop-cli"), "{name} knows {below:?}");
    }
    assert!(knows("recoop-cli").contains(&"recoop-study".to_string()));
}

/// The command line parses, draws and sets exit codes: it solves nothing, reads no case and writes no run.
#[test]
fn the_command_line_holds_no_logic() {
    let files = rust_files(&crate_root().join("../recoop-cli/src"));
    assert!(files.len() > 20);
    for path in files {
        let text = read(&path);
        for call in [
            "read_case(",
            "write_run(",
            "resolve(",
            "solve_with_program(",
            "formulate(",
            "OutFile",
            "Destination",
            "Manifest",
        ] {
            assert!(!text.contains(call), "{} uses `{call}`: that belongs to recoop-study", path.display());
        }
    }
}
