//! The JSON of each verb has its schema version, and the fields of its type.

use std::collections::BTreeMap;

use recoop_study::{AnyRequest, Cancel, NoProgress, Session, Status};
use serde_json::{Value, json};

fn answered(request: Value) -> Value {
    let request: AnyRequest = serde_json::from_value(request).unwrap();
    let done = request.run(&mut Session::new(&mut NoProgress, Cancel::new()));
    let done = done.unwrap_or_else(|error| panic!("{}: {error}", request.verb()));
    assert_eq!(done.status, Status::Done, "{}: {:?}", request.verb(), done.open);
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
    answers.insert("swings", answered(json!({"verb": "swings", "case": case})));
    answers.insert("backtest", answered(json!({"verb": "backtest", "case": crate::case("molycorp-2010")})));
    answers.insert("game", answered(json!({"verb": "game", "file": crate::case("games/talmud.json")})));
    answers.insert("explain", answered(json!({"verb": "explain", "run": place("plan")})));
    answers.insert("audit", answered(json!({"verb": "audit", "run": place("plan")})));
    answers.insert("report", answered(json!({"verb": "report", "run": place("study")})));
    let export = json!({"verb": "export", "from": crate::case("1-two-mines"), "to": place("program.lp")});
    answers.insert("export", answered(export));
    for (verb, answer) in &answers {
        assert_eq!(answer["schema_version"], 1, "{verb}");
        let fields = answer.as_object().unwrap();
        let counts = ["plan", "share", "stress", "robust", "buffers", "simulate"].contains(verb);
        assert_eq!(fields.contains_key("searches"), counts, "{verb}");
        let reads = counts || ["swings", "backtest", "study"].contains(verb);
        assert_eq!(fields.contains_key("warnings"), reads, "{verb}");
    }
    assert_eq!(answers["audit"]["rules"]["recomputed"], true);
    assert_eq!(answers["plan"]["audit_passed"], true);
    // A study's report is the study's answer again.
    assert_eq!(answers["report"]["sentences"], answers["study"]["sentences"]);
}
