//! Long work stops when it is asked to, with what it has; what it does not have it does not write.

use recoop_study::{AnyRequest, Cancel, Event, Observer, Session, Status, StudyError};
use serde_json::json;

/// Cancels at the first news of a kind.
struct CancelAt {
    cancel: Cancel,
    at: fn(&Event) -> bool,
    heard: Vec<Event>,
}

impl Observer for CancelAt {
    fn event(&mut self, event: &Event) {
        self.heard.push(event.clone());
        if (self.at)(event) {
            self.cancel.cancel();
        }
    }
}

/// What a request comes to that is canceled, and the news.
fn canceled(
    request: serde_json::Value,
    at: fn(&Event) -> bool,
) -> (Result<recoop_study::AnyDone, StudyError>, Vec<Event>) {
    let request: AnyRequest = serde_json::from_value(request).unwrap();
    let cancel = Cancel::new();
    let mut observer = CancelAt { cancel: cancel.clone(), at, heard: Vec::new() };
    let done = request.run(&mut Session::new(&mut observer, cancel));
    (done, observer.heard)
}

fn begins(event: &Event) -> bool {
    matches!(event, Event::Began { .. })
}

#[test]
fn work_that_is_canceled_at_once_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for (verb, case, why) in [
        ("share", "5-cooperative-of-three", "interrupted before"),
        ("stress", "6-long-purse", "interrupted before"),
        ("robust", "6-long-purse", ""),
        ("buffers", "6-long-purse", ""),
    ] {
        let out = folder.path().join(verb);
        let request = json!({"verb": verb, "case": crate::case(case), "out": out});
        let (done, heard) = canceled(request, begins);
        let error = done.unwrap_err();
        assert_eq!(error.code(), "nothing", "{verb}: {error}");
        assert!(error.to_string().contains(why), "{verb}: {error}");
        assert!(!out.exists(), "{verb}");
        // Whoever watches knows that it is over.
        assert_eq!(heard.last(), Some(&Event::Ended), "{verb}");
    }
}

#[test]
fn a_back_test_that_is_canceled_leaves_nothing() {
    let request = json!({"verb": "backtest", "case": crate::case("molycorp-2010")});
    let (done, heard) = canceled(request, begins);
    assert_eq!(done.unwrap_err().to_string(), "interrupted before the backtest was known");
    assert!(matches!(heard[..], [.., Event::Variant { .. }, Event::Ended]), "{heard:?}");
}

#[test]
fn a_game_that_is_canceled_marks_what_is_not_known_and_writes_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("payoffs.csv");
    let request = json!({"verb": "game", "file": crate::case("games/talmud.json"), "out": out});
    let (done, _) = canceled(request, begins);
    let done = done.unwrap();
    assert_eq!((done.status, &done.answer["stopped"]), (Status::Unproven, &json!(true)));
    assert_eq!(done.answer["core"]["status"], "stopped");
    assert_eq!(done.open, ["interrupted: what is marked as stopped is not known, and no file is written"]);
    assert!(!out.exists());
}

/// Programs so small that the solver never reports: a cancellation is heeded between two of them.
#[test]
fn sensitivities_that_are_canceled_are_not_all_solved() {
    let folder = tempfile::tempdir().unwrap();
    let case = crate::with_chance(folder.path());
    let mut rows = std::fs::read_to_string(case.join("sensitivities.csv")).unwrap();
    (0..200).for_each(|row| rows.push_str(&format!("row_{row},price,material=oxide,multiply,0.8,1.2\n")));
    std::fs::write(case.join("sensitivities.csv"), rows).unwrap();
    let request = json!({"verb": "sensitivity", "case": case, "threads": 1});
    let (done, _) = canceled(request, |event| matches!(event, Event::Swinging { done: 1, .. }));
    let done = done.unwrap();
    assert_eq!(done.status, Status::Unproven);
    assert_eq!(done.open, ["some cases were not solved (time limit or Ctrl-C)"]);
}

#[test]
fn a_simulation_that_is_canceled_keeps_the_paths_that_are_done() {
    let folder = tempfile::tempdir().unwrap();
    let (out, case) = (folder.path().join("run"), crate::with_chance(folder.path()));
    let request = json!({"verb": "simulate", "case": case, "out": out, "paths": 100_000});
    let (done, _) = canceled(request, |event| matches!(event, Event::Searched { done: 1.., .. }));
    let done = done.unwrap();
    assert_eq!((done.status, &done.answer["complete"]), (Status::Unproven, &json!(false)));
    let paths = done.answer["paths"].as_u64().unwrap();
    assert!(paths > 0 && paths < 100_000, "{paths}");
    assert!(done.open[0].contains("of 100,000 paths were done"), "{:?}", done.open);
    // The run that was left can be gone on with.
    let resumed = json!({"verb": "simulate", "case": case, "resume": out, "paths": paths + 1});
    let request: AnyRequest = serde_json::from_value(resumed).unwrap();
    let done = request.run(&mut Session::new(&mut recoop_study::NoProgress, Cancel::new())).unwrap();
    assert_eq!(done.answer["paths"], paths + 1);
}

#[test]
fn a_study_that_is_canceled_reports_what_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("run");
    let request = json!({"verb": "study", "case": crate::case("6-long-purse"), "out": out});
    let (done, heard) = canceled(request, |event| matches!(event, Event::Part { at: 1 }));
    let done = done.unwrap();
    assert_eq!(done.status, Status::Unproven);
    let parts = done.answer["parts"].as_array().unwrap();
    let ended: Vec<_> =
        parts.iter().map(|part| (part["part"].as_str().unwrap(), part["status"].as_str().unwrap())).collect();
    assert_eq!(ended, [("plan", "done"), ("stress", "stopped"), ("share", "stopped")]);
    assert!(out.join("report.html").exists());
    assert!(heard.iter().any(|event| matches!(event, Event::Parts { names: ["plan", "stress", "share"], .. })));
}
