//! Jobs of every verb that is split: whatever the number of jobs, the end is the run of the command itself, to the byte.

use recoop_io::read_manifest;
use serde_json::Value;

use crate::command::{Desk, copy, repository};
use crate::jobs::{bytes, json};

/// A desk with a case of the repository.
fn desk(case: &str) -> Desk {
    let desk = Desk::new();
    copy(&repository().join("cases").join(case), &desk.path("case"));
    desk
}

/// An answer whose warnings do not say where the file is: jobs have a copy of the case.
fn placeless(answer: &Value) -> Value {
    let mut answer = answer.clone();
    for warning in answer["warnings"].as_array_mut().unwrap() {
        let file = warning["file"].as_str().unwrap().rsplit('.').next().unwrap().to_lowercase();
        warning["file"] = file.into();
    }
    answer
}

/// Runs a command directly and as 1, 7 and 100 jobs, and compares tables and answers. Returns the number of units.
fn hold(desk: &Desk, words: &[&str]) -> u64 {
    let direct = json(&desk.run(&[words, &["--out", "direct", "--json"]].concat()).well());
    let tables = bytes(desk, "direct");
    let manifest = read_manifest(&desk.path("direct")).unwrap();
    let mut units = 0;
    for jobs in ["1", "7", "100"] {
        let out = format!("out-{jobs}");
        let plan = [&["jobs", "plan", "--json", "--jobs", jobs, jobs], words].concat();
        let planned = json(&desk.run(&plan).well());
        units = planned["units"].as_u64().unwrap();
        assert_eq!(planned["jobs"], units.min(jobs.parse().unwrap()), "{planned}");
        desk.run(&["work", jobs, "--processes", "2"]).well();
        let gathered = json(&desk.run(&["gather", jobs, "--out", &out, "--json"]).well());
        assert_eq!(placeless(&gathered["points"][0]["answer"]), placeless(&direct), "{words:?} in {jobs} jobs");
        let names = |tables: &[(String, Vec<u8>)]| tables.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        let these = bytes(desk, &out);
        assert_eq!(names(&these), names(&tables));
        for (one, other) in these.iter().zip(&tables) {
            assert!(one == other, "{} of {words:?} in {jobs} jobs", one.0);
        }
        // The run says what it is, and its audit is that of the direct one.
        let run = read_manifest(&desk.path(&out)).unwrap();
        assert_eq!((&run.verb, &run.case, &run.solve), (&manifest.verb, &manifest.case, &manifest.solve));
        let audit = |run: &str| desk.run(&["audit", run, "--quiet"]).code;
        assert_eq!(audit(&out), audit("direct"), "{words:?}");
    }
    units
}

#[test]
fn budgets_of_a_frontier_are_units() {
    let desk = desk("6-long-purse");
    // The plain plan and two budgets; the last one is one that no plan survives.
    let producers = ["robust", "case", "--perspective", "producers"];
    assert_eq!(hold(&desk, &[&producers[..], &["--survive", "1200,inf"]].concat()), 3);
}

#[test]
fn a_robust_plan_without_budgets_is_two_units() {
    assert_eq!(hold(&desk("6-long-purse"), &["robust", "case", "--weight", "0.7", "--budget", "500"]), 2);
}

#[test]
fn buffers_and_their_mixes_are_units() {
    let desk = desk("6-long-purse");
    // Three parts of each of two buffers, one of them whole or not, and the mixes.
    let units = hold(&desk, &["buffers", "case", "--perspective", "producers"]);
    assert!(units >= 6, "{units}");
}

#[test]
fn coalitions_are_units() {
    let desk = desk("5-cooperative-of-three");
    assert_eq!(hold(&desk, &["share", "case"]), 1);
    // Each alone, and all but one.
    std::fs::remove_dir_all(desk.path("direct")).unwrap();
    for jobs in ["1", "7", "100"] {
        std::fs::remove_dir_all(desk.path(jobs)).unwrap();
    }
    assert_eq!(hold(&desk, &["share", "case", "--exact-up-to", "0", "--samples", "20"]), 6);
}

/// What is not split is one job, whose run is that of the command all the same.
#[test]
fn verbs_that_are_not_split_end_as_themselves() {
    for (case, words) in [
        ("4-crash", &["plan", "case"][..]),
        ("6-long-purse", &["stress", "case"]),
        ("6-long-purse", &["share", "case", "--value-basis", "worst", "--perspective", "producers"]),
    ] {
        let desk = desk(case);
        assert_eq!(hold(&desk, words), 1, "{words:?}");
    }
}

/// A workbook is a case as any other.
#[test]
fn a_workbook_is_a_case_of_jobs() {
    let desk = Desk::new();
    let book = repository().join("crates/recoop-cli/tests/faults/inputs/workbooks/good.xlsx");
    std::fs::copy(book, desk.path("our case.XLSX")).unwrap();
    assert_eq!(hold(&desk, &["plan", "our case.XLSX"]), 1);
    assert_eq!(desk.entries("7/case"), ["case.xlsx"]);
}

/// Tables under former names are tables of the case.
#[test]
fn a_case_with_former_names_goes_into_jobs() {
    let desk = crate::sensitivities::desk();
    std::fs::rename(desk.path("case/sensitivities.csv"), desk.path("case/swings.csv")).unwrap();
    desk.run(&["jobs", "plan", "--jobs", "2", "jobs", "sensitivity", "case"]).well();
    assert!(desk.entries("jobs/case").contains(&"swings.csv".to_string()));
    desk.run(&["work", "jobs"]).well();
    desk.run(&["gather", "jobs", "--out", "out.csv"]).well();
    desk.run(&["sensitivity", "case", "--out", "direct.csv"]).well();
    assert_eq!(desk.text("out.csv"), desk.text("direct.csv"));
}

/// Two gathers at once, and one into a folder that another process writes.
#[test]
fn two_gathers_at_once_write_one_run() {
    let desk = desk("4-crash");
    desk.run(&["jobs", "plan", "jobs", "plan", "case"]).well();
    desk.run(&["work", "jobs"]).well();
    let ran: Vec<_> = (0..2).map(|_| desk.command(&["gather", "jobs", "--out", "out"]).spawn().unwrap()).collect();
    let codes: Vec<Option<i32>> = ran.into_iter().map(|mut child| child.wait().unwrap().code()).collect();
    assert!(codes.contains(&Some(0)) && codes.iter().all(|code| [Some(0), Some(1)].contains(code)), "{codes:?}");
    desk.run(&["audit", "out"]).well();
    // Another place of the folder is no other folder.
    std::fs::rename(desk.path("jobs"), desk.path("elsewhere")).unwrap();
    desk.run(&["gather", "elsewhere", "--out", "again"]).well();
    assert!(bytes(&desk, "again") == bytes(&desk, "out"));
}
