//! Requests go through JSON and back, with defaults filled in, unknown fields refused, and the messages of the command line.

use recoop_study::audit::AuditRequest;
use recoop_study::backtest::BacktestRequest;
use recoop_study::buffers::BuffersRequest;
use recoop_study::check::CheckRequest;
use recoop_study::explain::ExplainRequest;
use recoop_study::export::ExportRequest;
use recoop_study::game::GameRequest;
use recoop_study::gather::GatherRequest;
use recoop_study::import_root::ImportRootRequest;
use recoop_study::jobs::JobsRequest;
use recoop_study::plan::PlanRequest;
use recoop_study::report::ReportRequest;
use recoop_study::robust::RobustRequest;
use recoop_study::sensitivity::SensitivitiesRequest;
use recoop_study::share::ShareRequest;
use recoop_study::simulate::SimulateRequest;
use recoop_study::stress::StressRequest;
use recoop_study::study::StudyRequest;
use recoop_study::work::WorkRequest;
use recoop_study::{AnyRequest, Cancel, NoProgress, Request, Session, StudyError};
use serde_json::{Value, json};

/// A request with only what it cannot do without, and the one that it stands for.
fn shortest() -> Vec<(Value, AnyRequest)> {
    vec![
        (json!({"verb": "audit", "run": "x"}), AnyRequest::Audit(AuditRequest::new("x"))),
        (json!({"verb": "backtest", "case": "x"}), AnyRequest::Backtest(BacktestRequest::new("x"))),
        (json!({"verb": "buffers", "case": "x"}), AnyRequest::Buffers(BuffersRequest::new("x"))),
        (json!({"verb": "check", "case": "x"}), AnyRequest::Check(CheckRequest::new("x"))),
        (json!({"verb": "explain", "run": "x"}), AnyRequest::Explain(ExplainRequest::new("x"))),
        (json!({"verb": "export", "from": "x", "to": "y.lp"}), AnyRequest::Export(ExportRequest::new("x", "y.lp"))),
        (json!({"verb": "game", "file": "x"}), AnyRequest::Game(GameRequest::new("x"))),
        (json!({"verb": "gather", "folder": "x"}), AnyRequest::Gather(GatherRequest::new("x"))),
        (json!({"verb": "import_root", "folder": "x"}), AnyRequest::ImportRoot(ImportRootRequest::new("x"))),
        (json!({"verb": "jobs", "folder": "x", "sweep": "y"}), AnyRequest::Jobs(JobsRequest::of_sweep("x", "y"))),
        (json!({"verb": "work", "folder": "x"}), AnyRequest::Work(WorkRequest::new("x"))),
        (json!({"verb": "plan", "case": "x"}), AnyRequest::Plan(PlanRequest::new("x"))),
        (json!({"verb": "report", "run": "x"}), AnyRequest::Report(ReportRequest::new("x"))),
        (json!({"verb": "robust", "case": "x"}), AnyRequest::Robust(RobustRequest::new("x"))),
        (json!({"verb": "share", "case": "x"}), AnyRequest::Share(ShareRequest::new("x"))),
        (json!({"verb": "simulate", "case": "x"}), AnyRequest::Simulate(SimulateRequest::new("x"))),
        (json!({"verb": "stress", "case": "x"}), AnyRequest::Stress(StressRequest::new("x"))),
        (json!({"verb": "study", "case": "x"}), AnyRequest::Study(StudyRequest::new("x"))),
        (json!({"verb": "sensitivity", "case": "x"}), AnyRequest::Sensitivity(SensitivitiesRequest::new("x"))),
    ]
}

#[test]
fn fields_that_are_left_out_have_their_defaults() {
    for (short, request) in shortest() {
        assert_eq!(serde_json::from_value::<AnyRequest>(short.clone()).unwrap(), request, "{short}");
        let verb = short["verb"].as_str().unwrap();
        assert_eq!(request.verb(), verb);
        request.validate().unwrap();
        // In full, and back.
        let long = serde_json::to_value(&request).unwrap();
        assert_eq!(serde_json::from_value::<AnyRequest>(long.clone()).unwrap(), request, "{long}");
        assert!(long.as_object().unwrap().len() >= short.as_object().unwrap().len(), "{long}");
    }
}

#[test]
fn fields_that_a_request_does_not_have_are_refused() {
    for (short, request) in shortest() {
        let mut more = short.clone();
        more["color"] = "red".into();
        let refused = serde_json::from_value::<AnyRequest>(more).unwrap_err().to_string();
        assert!(refused.contains("unknown field `color`"), "{short}: {refused}");
        // Also in its parts.
        let long = serde_json::to_value(&request).unwrap();
        for (part, value) in long.as_object().unwrap().iter().filter(|(_, value)| value.is_object()) {
            let mut more = long.clone();
            more[part]["gaps"] = value.clone();
            let refused = serde_json::from_value::<AnyRequest>(more).unwrap_err().to_string();
            assert!(refused.contains("unknown field `gaps`"), "{part}: {refused}");
        }
    }
    let unknown = serde_json::from_value::<AnyRequest>(json!({"verb": "policy", "case": "x"})).unwrap_err();
    assert!(unknown.to_string().contains("unknown variant `policy`"), "{unknown}");
    assert!(serde_json::from_value::<PlanRequest>(json!({})).unwrap_err().to_string().contains("missing field `case`"));
}

/// JSON has no number without limit.
#[test]
fn money_without_limit_is_a_word() {
    let request: AnyRequest = serde_json::from_value(
        json!({"verb": "robust", "case": "x", "survive": [12.5, "inf"], "budget": "inf", "budget_per_year": 3}),
    )
    .unwrap();
    let AnyRequest::Robust(robust) = &request else { panic!("{request:?}") };
    assert_eq!((robust.survive.as_slice(), robust.budget), ([12.5, f64::INFINITY].as_slice(), Some(f64::INFINITY)));
    assert_eq!(robust.budget_per_year, Some(3.0));
    let written = serde_json::to_value(&request).unwrap();
    assert_eq!((&written["survive"], &written["budget"]), (&json!([12.5, "inf"]), &json!("inf")));
    assert_eq!(serde_json::from_value::<AnyRequest>(written).unwrap(), request);
    for wrong in [json!(["any"]), json!([null]), json!("inf")] {
        let request = json!({"verb": "robust", "case": "x", "survive": wrong});
        assert!(serde_json::from_value::<AnyRequest>(request).is_err(), "{wrong}");
    }
}

#[test]
fn refusals_are_those_of_the_command_line_and_name_their_field() {
    for (request, field, message) in [
        (json!({"verb": "plan", "solving": {"gap": -1}}), "gap", "--gap is a share of at least 0, found `-1`"),
        (
            json!({"verb": "plan", "solving": {"time_limit": 0}}),
            "time_limit",
            "--time-limit is a number of seconds above 0, found `0`",
        ),
        (
            json!({"verb": "stress", "attacking": {"level": ["world"]}}),
            "perspective",
            "--perspective: there is no `world`; expected `producers`, `treasury` or `nation`",
        ),
        (
            json!({"verb": "stress", "attacking": {"internal_prices": ["frozen"]}}),
            "internal_prices",
            "--internal-prices: there is no `frozen`; expected `indexed`, `fixed` or `at_cost`",
        ),
        (json!({"verb": "stress", "attacking": {"budget": [5, 5]}}), "budget", "--budget: `5` is given twice"),
        (
            json!({"verb": "stress", "attacking": {"budget_per_year": -2}}),
            "budget_per_year",
            "--budget-per-year is money of at least 0, not -2",
        ),
        (
            json!({"verb": "stress", "attacking": {"losses": 101}}),
            "max_losses",
            "--max-losses is a number of at most 100, found `101`",
        ),
        (
            json!({"verb": "stress", "attacking": {"effort": 0}}),
            "effort",
            "--effort is a number of at least 1, found `0`",
        ),
        (
            json!({"verb": "study", "attacking": {"seconds": 0}}),
            "search_time_limit",
            "--search-time-limit is a number of seconds above 0, found `0`",
        ),
        (
            json!({"verb": "share", "budget": 5}),
            "value_basis",
            "--budget and --perspective are for --value-basis worst",
        ),
        (json!({"verb": "robust", "weight": 2}), "weight", "--weight is a share between 0 and 1, not 2"),
        (
            json!({"verb": "robust", "weight": 0}),
            "weight",
            "--weight 0 without --survive asks for nothing beyond recoop plan",
        ),
        (json!({"verb": "robust", "rounds": 0}), "rounds", "--rounds is a number of at least 1"),
        (json!({"verb": "buffers", "require": ["inf", "inf"]}), "require", "--require: `inf` is given twice"),
        (json!({"verb": "simulate", "paths": 0}), "paths", "--paths is a number of at least 1, found `0`"),
        (json!({"verb": "simulate", "purses": 0}), "purses", "--purses is a factor above 0, found `0`"),
        (
            json!({"verb": "simulate", "bylaw": ["none"]}),
            "pooling",
            "--pooling: there is no `none`; expected `alone`, `joint`, `let-go`, `lending`",
        ),
        (json!({"verb": "sensitivity", "out": "x.txt"}), "out", "`x.txt` does not end in .csv or .md"),
        (json!({"verb": "backtest", "out": "x.md"}), "out", "`x.md` does not end in .csv"),
        (
            json!({"verb": "export", "from": "x", "to": "y.pdf"}),
            "to",
            "`y.pdf` does not end in .mps, .lp, .txt or .xlsx",
        ),
        (json!({"verb": "work", "processes": 0}), "processes", "--processes is a number between 1 and 1024, found `0`"),
        (json!({"verb": "jobs"}), "request", "jobs are planned for a request, or for the file of a sweep"),
        (
            json!({"verb": "jobs", "request": {"verb": "game", "file": "x"}}),
            "request",
            "the work of `game` does not go into jobs; verbs that do are `buffers`, `plan`, `robust`, `share`, `simulate`, `stress`, `sensitivity`",
        ),
        (json!({"verb": "game", "exact": 29}), "exact", "--exact: a table has at most 28 players, not 29"),
    ] {
        let mut request = request;
        let place = match request["verb"].as_str() {
            Some("game") => "file",
            Some("jobs" | "work") => "folder",
            _ => "case",
        };
        if request["verb"] != "export" {
            request[place] = "nowhere".into();
        }
        let request: AnyRequest = serde_json::from_value(request).unwrap();
        let refused = request.validate().unwrap_err();
        assert_eq!(refused.to_string(), message);
        assert_eq!(refused.to_json(), json!({"error": "refused", "message": message, "field": field}));
        // Running it refuses before the case, which is not there, is read.
        let ran = request.run(&mut Session::new(&mut NoProgress, Cancel::new())).unwrap_err();
        assert_eq!(ran.to_string(), message);
    }
}

#[test]
fn faults_of_a_case_come_with_the_error_each_at_its_cell() {
    let folder = tempfile::tempdir().unwrap();
    let from = crate::case("1-two-mines");
    for entry in std::fs::read_dir(&from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    let table = folder.path().join("markets.csv");
    let text = std::fs::read_to_string(&table).unwrap();
    std::fs::write(&table, text.replacen(",", ",nowhere_", 2)).unwrap();
    let request = PlanRequest::new(folder.path());
    let error = request.run(&mut Session::new(&mut NoProgress, Cancel::new())).unwrap_err();
    let StudyError::Faults(faults) = &error else { panic!("{error}") };
    assert!(!faults.findings.is_empty());
    let json = error.to_json();
    assert_eq!(json["error"], "faults");
    let named = json["faults"].as_array().unwrap().iter().any(|it| {
        it["severity"] == "error"
            && it["file"].as_str().is_some_and(|file| file.ends_with("markets.csv"))
            && it["line"].is_u64()
    });
    assert!(named, "{json:#}");
}
