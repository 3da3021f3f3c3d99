//! The JSON of each verb has its schema version, and the fields of its type.

use std::collections::BTreeMap;

use recoop_study::{AnyDone, AnyRequest, Cancel, NoProgress, Session, Status};
use serde_json::{Value, json};

fn ran(request: Value) -> AnyDone {
    let request: AnyRequest = serde_json::from_value(request).unwrap();
    let done = request.run(&mut Session::new(&mut NoProgress, Cancel::new()));
    done.unwrap_or_else(|error| panic!("{}: {error}", request.verb()))
}

fn answered(request: Value) -> Value {
    let done = ran(request);
    assert_eq!((done.status, &done.open), (Status::Done, &Vec::new()));
    done.answer
}

/// Every verb once, on small cases; a run for those that read one is made before.
#[test]
fn every_answer_has_its_schema_version() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let mut answers = BTreeMap::new();
    for (verb, case) in [
        ("plan", "3-refinery-with-scale"),
        ("check", "1-two-mines"),
        ("share", "5-cooperative-of-three"),
        ("stress", "6-long-purse"),
        ("robust", "6-long-purse"),
        ("buffers", "6-long-purse"),
        ("study", "5-cooperative-of-three"),
    ] {
        let mut request = json!({"verb": verb, "case": crate::case(case)});
        if verb != "check" {
            request["out"] = json!(place(verb));
        }
        answers.insert(verb, answered(request));
    }
    let case = crate::with_chance(folder.path());
    let simulate = json!({"verb": "simulate", "case": case, "out": place("simulate"), "paths": 20});
    answers.insert("simulate", answered(simulate));
    answers.insert("sensitivity", answered(json!({"verb": "sensitivity", "case": case})));
    answers.insert("backtest", answered(json!({"verb": "backtest", "case": crate::case("molycorp-2010")})));
    answers.insert("game", answered(json!({"verb": "game", "file": crate::case("games/talmud.json")})));
    answers.insert("explain", answered(json!({"verb": "explain", "run": place("plan")})));
    answers.insert("audit", answered(json!({"verb": "audit", "run": place("plan")})));
    answers.insert("report", answered(json!({"verb": "report", "run": place("study")})));
    let export = json!({"verb": "export", "from": crate::case("1-two-mines"), "to": place("program.lp")});
    answers.insert("export", answered(export));
    let simulate = json!({"verb": "simulate", "case": case, "paths": 20});
    answers.insert("jobs", answered(json!({"verb": "jobs", "folder": place("jobs"), "request": simulate, "jobs": 3})));
    answers.insert("work", answered(json!({"verb": "work", "folder": place("jobs")})));
    answers.insert("gather", answered(json!({"verb": "gather", "folder": place("jobs"), "out": place("gathered")})));
    let scenarios =
        json!({"verb": "export", "from": crate::case("4-crash"), "to": place("scenarios"), "per_scenario": true});
    answered(scenarios);
    let root = place("scenarios").join("scenario0_nonants.json");
    let root: serde_json::Value = serde_json::from_slice(&std::fs::read(root).unwrap()).unwrap();
    let names = root["treeData"]["nodes"]["ROOT"]["nonAnts"].as_array().unwrap().clone();
    // Nothing new is built before scenarios part; what stands is what the case says.
    let columns = std::fs::read_to_string(place("scenarios").join("columns.csv")).unwrap();
    let value = |name: &str| {
        let line = columns.lines().find(|line| line.starts_with(&format!("{name},"))).unwrap();
        if line.contains("juniper_mine") {
            2500
        } else if line.contains("dry_fork_mine") {
            7500
        } else {
            0
        }
    };
    let lines: String = names.iter().map(|it| it.as_str().unwrap()).map(|it| format!("{it},{}\n", value(it))).collect();
    std::fs::write(place("scenarios").join("root.csv"), lines).unwrap();
    let import = json!({"verb": "import_root", "folder": place("scenarios"), "out": place("root")});
    answers.insert("import_root", answered(import));
    for (verb, answer) in &answers {
        let version = match *verb {
            "audit" | "explain" | "export" | "gather" | "import_root" | "jobs" | "plan" | "work" => 1,
            "backtest" | "report" | "simulate" | "stress" | "study" => 3,
            "share" => 4,
            _ => 2,
        };
        assert_eq!(answer["schema_version"], version, "{verb}");
        let fields = answer.as_object().unwrap();
        let counts = ["plan", "share", "stress", "robust", "buffers", "simulate", "import_root"].contains(verb);
        assert_eq!(fields.contains_key("searches"), counts, "{verb}");
        let reads = counts || ["sensitivity", "backtest", "study"].contains(verb);
        assert_eq!(fields.contains_key("warnings"), reads, "{verb}");
    }
    assert_eq!(answers["audit"]["rules"]["recomputed"], true);
    assert_eq!(answers["plan"]["audit_passed"], true);
    // A study's report is the study's answer again.
    assert_eq!(answers["report"]["sentences"], answers["study"]["sentences"]);
}

/// Who knows only the status learns that a case has errors, and that a run was changed.
#[test]
fn what_does_not_hold_is_not_done() {
    let folder = tempfile::tempdir().unwrap();
    let missing = ran(json!({"verb": "check", "case": folder.path().join("nowhere")}));
    assert_eq!(missing.status, Status::Unproven);
    assert!(missing.open[0].ends_with("has 1 error"), "{:?}", missing.open);
    let out = folder.path().join("run");
    answered(json!({"verb": "plan", "case": crate::case("1-two-mines"), "out": out}));
    std::fs::remove_file(out.join("tables/builds.csv")).unwrap();
    let changed = ran(json!({"verb": "audit", "run": out}));
    assert_eq!((changed.status, &changed.answer["exit_code"]), (Status::Unproven, &json!(7)));
    assert!(changed.open[0].starts_with("CHANGED since it was written"), "{:?}", changed.open);
}
