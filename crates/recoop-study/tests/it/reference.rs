//! `docs/reference/json.md` is current, and a shape that changes has another version. To write the page anew:
//! `UPDATE=1 cargo test --workspace --test it reference`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use recoop_study::{Answer, AnyRequest, FaultLine, Request, Searches};
use ts_rs::{Config, TS, TypeVisitor};

use crate::declarations::Declarations;

const HEAD: &str = "# Requests and answers as JSON

Generated from the types of the crate `recoop-study`; do not edit.

`recoop VERB --json` prints the answer of the verb on one line, with keys in alphabetical order. Every answer has the field `schema_version`: the version of
its shape, which is raised when a field is removed, renamed, or changes its meaning. New fields do not raise it. Answers about a case have `warnings`,
the warnings of the case; answers that rest on searches of the solver have `searches`, their number by proof ([proof.md](../proof.md)).
A number without limit is `null`. `recoop check --json` prints only the list `findings`, with `--hindcast` only the list `observations`.

A request is what other programs than the command line send: fields that are left out have their defaults, and unknown fields are refused. With
the field `verb`, a request names its use case. Money without limit is `\"inf\"`. A use case that has no answer ends with an error: `error` is a word for its
kind (`faults`, `unfit`, `refused`, `no_run`, `no_study`, `no_jobs`, `no_plan`, `nothing`, `solver`, `run`, `file`), `message` the sentence that the command prints; `field`
is the field of the request that is refused, and `faults` lists the errors of the input at their cells.

Types are those of TypeScript; `Array<X>` is a list.
";

/// Types in several requests or answers.
const SHARED: [&str; 7] = ["Solving", "Attacking", "Sharing", "Joint", "FaultLine", "ChangedFile", "JobLine"];

/// The same with each comment on one line above what it is about.
fn with_line_comments(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("/**") {
        let (before, after) = rest.split_at(at);
        let (comment, after) = after.split_once("*/").expect("a comment ends");
        let words = comment.trim_start_matches("/**").split_whitespace().filter(|word| *word != "*");
        let words = words.collect::<Vec<_>>().join(" ");
        let inside = !out.is_empty() || !before.is_empty();
        out.push_str(before.trim_end());
        out.push_str(&format!("{}// {words}\n", if inside { "\n    " } else { "" }));
        if inside {
            out.push_str("    ");
        }
        rest = after.trim_start();
    }
    out.push_str(rest.trim_end().trim_end_matches(';').trim_end());
    let out = out.replace(", } | {", ",\n} | {");
    let out = out.strip_suffix(", }").map_or(out.clone(), |body| format!("{body},\n}}"));
    format!("{out};\n")
}

fn declarations<T: TS + 'static>(config: &Config) -> BTreeMap<String, String> {
    let mut found = Declarations::new(config, |docs, decl| with_line_comments(&format!("{docs}{decl}")));
    found.visit::<T>();
    found.known
}

/// The section of a verb.
struct Section {
    verb: &'static str,
    version: u32,
    /// Shapes of the answer and of the request, by name.
    shapes: BTreeMap<String, String>,
    shortest: &'static str,
}

fn section<R: Request + TS + 'static>(config: &Config, shortest: &'static str) -> Section
where
    R::Answer: TS + 'static,
{
    let mut shapes = declarations::<R>(config);
    shapes.extend(declarations::<R::Answer>(config));
    Section { verb: R::Answer::VERB, version: R::Answer::SCHEMA_VERSION, shapes, shortest }
}

fn sections(config: &Config) -> Vec<Section> {
    let case = r#"{"case": "cases/us-2026"}"#;
    vec![
        section::<recoop_study::audit::AuditRequest>(config, r#"{"run": "runs/us-2026"}"#),
        section::<recoop_study::backtest::BacktestRequest>(config, case),
        section::<recoop_study::buffers::BuffersRequest>(config, case),
        section::<recoop_study::check::CheckRequest>(config, case),
        section::<recoop_study::explain::ExplainRequest>(config, r#"{"run": "runs/us-2026"}"#),
        section::<recoop_study::export::ExportRequest>(config, r#"{"from": "cases/us-2026", "to": "us-2026.mps"}"#),
        section::<recoop_study::game::GameRequest>(config, r#"{"file": "cases/games/talmud.json"}"#),
        section::<recoop_study::gather::GatherRequest>(config, r#"{"folder": "sweep"}"#),
        section::<recoop_study::import_root::ImportRootRequest>(config, r#"{"folder": "scenarios"}"#),
        section::<recoop_study::jobs::JobsRequest>(
            config,
            r#"{"folder": "sweep", "request": {"verb": "simulate", "case": "cases/us-2026"}}"#,
        ),
        section::<recoop_study::plan::PlanRequest>(config, case),
        section::<recoop_study::report::ReportRequest>(config, r#"{"run": "runs/us-2026-study"}"#),
        section::<recoop_study::robust::RobustRequest>(config, case),
        section::<recoop_study::share::ShareRequest>(config, case),
        section::<recoop_study::simulate::SimulateRequest>(config, case),
        section::<recoop_study::stress::StressRequest>(config, case),
        section::<recoop_study::study::StudyRequest>(config, case),
        section::<recoop_study::sensitivity::SensitivitiesRequest>(config, case),
        section::<recoop_study::work::WorkRequest>(config, r#"{"folder": "sweep"}"#),
    ]
}

/// A request in full, with all defaults.
fn in_full(section: &Section) -> String {
    let mut request: serde_json::Value = serde_json::from_str(section.shortest).unwrap();
    request["verb"] = section.verb.into();
    let request: AnyRequest = serde_json::from_value(request).unwrap();
    serde_json::to_string_pretty(&request).unwrap()
}

fn page() -> String {
    let config = Config::new();
    let mut page = HEAD.to_string();
    let mut shared = declarations::<FaultLine>(&config);
    shared.extend(declarations::<Searches>(&config));
    for section in sections(&config) {
        let _ = write!(
            page,
            "\n## `{}`\n\nSchema version {}. The request with its defaults:\n\n",
            section.verb, section.version
        );
        let _ = write!(page, "```json\n{}\n```\n\n```ts\n", in_full(&section));
        // The request and the answer first, then their parts.
        let is_part = |name: &str| !name.ends_with("Request") && !name.ends_with("Answer");
        let mut own: Vec<_> = section.shapes.iter().filter(|(name, _)| !SHARED.contains(&name.as_str())).collect();
        own.sort_by_key(|(name, _)| (is_part(name), !name.ends_with("Request"), (*name).clone()));
        page.push_str(&own.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n"));
        page.push_str("```\n");
        let of_all = section.shapes.into_iter().filter(|(name, _)| SHARED.contains(&name.as_str()));
        shared.extend(of_all);
    }
    page.push_str("\n## Shared types\n\n```ts\n");
    page.push_str(&shared.values().map(String::as_str).collect::<Vec<_>>().join("\n"));
    page.push_str("```\n");
    page
}

#[test]
fn reference_of_json_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/json.md");
    let page = page();
    assert!(!page.contains("bigint"), "JSON has no bigint");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/reference/json.md is not current: UPDATE=1 cargo test --workspace --test it reference"
    );
}

/// Shapes of answers by schema version: a digest of the declarations without comments. Where this test fails, a field was added, removed, renamed or
/// has another type. For anything but a new field, raise `SCHEMA_VERSION`, keep the old name as an alias, and note it in CHANGELOG.md; then write
/// the digest here.
const SHAPES: [(&str, u32, u64); 19] = [
    ("audit", 1, 0x3d6a_ba3f_e277_d836),
    ("backtest", 3, 0x9ac2_e6bc_1e86_aaf7),
    ("buffers", 2, 0x88cf_d97d_f67e_f923),
    ("check", 2, 0xad84_95dc_758f_13d6),
    ("explain", 1, 0x3db1_dd8f_b369_60ef),
    ("export", 1, 0xe3e4_dc48_0c02_84b7),
    ("game", 2, 0xc641_eea9_94eb_e8dc),
    ("gather", 1, 0x597e_6293_4a24_6a33),
    ("import_root", 1, 0x8bd7_8b66_83d9_5864),
    ("jobs", 1, 0xf60f_64cd_4354_823f),
    ("plan", 1, 0xcca8_95f5_2b46_ae4a),
    ("report", 3, 0x22b7_8c52_f5b1_c251),
    ("robust", 2, 0x5188_5734_d36a_3367),
    ("share", 4, 0x09f6_7e95_0d2f_8958),
    ("simulate", 3, 0x16e4_72fa_13b7_8de3),
    ("stress", 3, 0xd6f7_7eff_1e70_299f),
    ("study", 3, 0xb309_a686_096c_1bdb),
    ("sensitivity", 2, 0xeb28_c914_05a0_5bbb),
    ("work", 1, 0x02d4_f6c0_b517_6099),
];

/// FNV-1a over the declarations of an answer, comments and blanks apart.
fn digest(section: &Section) -> u64 {
    let answers = section.shapes.iter().filter(|(name, _)| !name.ends_with("Request"));
    let lines = answers.flat_map(|(_, text)| text.lines()).filter(|line| !line.trim_start().starts_with("//"));
    let bytes = lines.flat_map(str::bytes).filter(|byte| !byte.is_ascii_whitespace());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn a_shape_that_changes_has_another_version() {
    let found: Vec<_> = sections(&Config::new()).iter().map(|it| (it.verb, it.version, digest(it))).collect();
    assert_eq!(found, SHAPES, "see `SHAPES`");
}
