//! What is asked for when no option is given: the defaults of the requests, which are written once.

use clap::Parser;
use recoop_study::AnyRequest;
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

use crate::args::Arguments;

fn asked(words: &[&str]) -> Option<AnyRequest> {
    let arguments = Arguments::try_parse_from(std::iter::once(&"recoop").chain(words)).unwrap();
    arguments.verb.request()
}

#[test]
fn defaults_of_the_command_are_those_of_the_requests() {
    let of = |verb: &str| asked(&[verb, "x"]).unwrap();
    assert_eq!(of("audit"), AnyRequest::Audit(AuditRequest::new("x")));
    assert_eq!(of("backtest"), AnyRequest::Backtest(BacktestRequest::new("x")));
    assert_eq!(of("buffers"), AnyRequest::Buffers(BuffersRequest::new("x")));
    assert_eq!(of("check"), AnyRequest::Check(CheckRequest::new("x")));
    assert_eq!(of("explain"), AnyRequest::Explain(ExplainRequest::new("x")));
    assert_eq!(asked(&["export", "x", "y.lp"]), Some(AnyRequest::Export(ExportRequest::new("x", "y.lp"))));
    assert_eq!(of("game"), AnyRequest::Game(GameRequest::new("x")));
    assert_eq!(of("plan"), AnyRequest::Plan(PlanRequest::new("x")));
    assert_eq!(of("report"), AnyRequest::Report(ReportRequest::new("x")));
    assert_eq!(of("robust"), AnyRequest::Robust(RobustRequest::new("x")));
    assert_eq!(of("share"), AnyRequest::Share(ShareRequest::new("x")));
    assert_eq!(of("simulate"), AnyRequest::Simulate(SimulateRequest::new("x")));
    assert_eq!(of("stress"), AnyRequest::Stress(StressRequest::new("x")));
    assert_eq!(of("study"), AnyRequest::Study(StudyRequest::new("x")));
    assert_eq!(of("sensitivity"), AnyRequest::Sensitivity(SensitivitiesRequest::new("x")));
    assert_eq!(of("gather"), AnyRequest::Gather(GatherRequest::new("x")));
    assert_eq!(of("import-root"), AnyRequest::ImportRoot(ImportRootRequest::new("x")));
    assert_eq!(of("work"), AnyRequest::Work(WorkRequest::new("x")));
    let sensitivities = AnyRequest::Sensitivity(SensitivitiesRequest::new("x"));
    assert_eq!(
        asked(&["jobs", "plan", "d", "sensitivity", "x"]),
        Some(AnyRequest::Jobs(JobsRequest::new("d", sensitivities)))
    );
    let sweep = AnyRequest::Jobs(JobsRequest::of_sweep("d", "s.toml"));
    assert_eq!(asked(&["jobs", "plan", "d", "s.toml"]), Some(sweep));
    // `new` writes a template and asks for nothing.
    assert_eq!(asked(&["new", "x"]), None);
}

#[test]
fn options_reach_the_request() {
    let words = "share x --out o --value-basis worst --budget inf --perspective nation --joint none --rule shapley --reserve 0.2 --max-coalitions 3 \
                 --exact-up-to 7 --samples 9 --gap 0.1 --time-limit 5 --threads 2 --seed 4";
    let Some(AnyRequest::Share(share)) = asked(&words.split_whitespace().collect::<Vec<_>>()) else { panic!() };
    let json = r#"{"case": "x", "out": "o", "value": "worst", "budget": "inf", "level": "nation",
        "sharing": {"common": "whole", "rule": "shapley", "reserve": 0.2, "groups": 3, "whole": 7, "sample": 9},
        "solving": {"gap": 0.1, "time_limit": 5, "threads": 2, "seed": 4}}"#;
    assert_eq!(share, serde_json::from_str::<ShareRequest>(json).unwrap());
    let words = "stress x --scenario s --perspective nation,treasury --budget 1,2 --budget-per-year 3 --internal-prices fixed,at_cost --coalition a,b --coalition c,d --include-bans \
                 --deny 2030 --max-losses 1 --effort 5 --search-time-limit 6";
    let Some(AnyRequest::Stress(stress)) = asked(&words.split_whitespace().collect::<Vec<_>>()) else { panic!() };
    let json = r#"{"case": "x", "attacking": {"scenario": "s", "level": ["nation", "treasury"], "budget": [1, 2],
        "budget_per_year": 3, "internal_prices": ["fixed", "at_cost"], "together": ["a,b", "c,d"], "bans": true, "deny": [2030], "losses": 1, "effort": 5, "seconds": 6}}"#;
    assert_eq!(stress, serde_json::from_str::<StressRequest>(json).unwrap());
    let words = "robust x --budget 7 --budget-per-year inf --weight 0.3 --survive 1,inf --include-bans --perspective nation --scenario s --rounds 2 --effort 3";
    let Some(AnyRequest::Robust(robust)) = asked(&words.split_whitespace().collect::<Vec<_>>()) else { panic!() };
    let json = r#"{"case": "x", "budget": 7, "budget_per_year": "inf", "weight": 0.3, "survive": [1, "inf"], "bans": true,
        "level": "nation", "scenario": "s", "rounds": 2, "effort": 3}"#;
    assert_eq!(robust, serde_json::from_str::<RobustRequest>(json).unwrap());
}
