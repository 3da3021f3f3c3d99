//! A sweep as a file: one request, and what varies in it.
//!
//! ```toml
//! jobs = 7
//! edits = ["add outages id=all, per_year=0.2, mean_years=0.5, confidence=assumed"]
//!
//! [request]
//! verb = "robust"
//! case = "../cases/6-long-purse"
//!
//! [[vary]]
//! name = "survive"
//! field = "survive"
//! values = [[5], [10]]
//!
//! [[vary]]
//! name = "policy"
//! choices = [{ name = "none" }, { name = "grants", edits = ["assume capex *= 0.7"] }]
//! ```

use std::path::{Path, PathBuf};

use recoop_io::write::RunError;
use serde::Deserialize;
use serde_json::Value;
use toml::Spanned;

use super::plain::{NO_NUMBER, blank, plain};
use crate::text::listed;
use crate::{AnyRequest, StudyError};

/// Points of a sweep: more is a slip of the keyboard.
const MAX_POINTS: usize = 100_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    request: Spanned<Value>,
    #[serde(default)]
    jobs: Option<usize>,
    #[serde(default)]
    edits: Vec<String>,
    #[serde(default)]
    vary: Vec<Spanned<Vary>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vary {
    name: String,
    #[serde(default)]
    field: Option<String>,
    #[serde(default)]
    values: Vec<Spanned<Value>>,
    #[serde(default)]
    choices: Vec<Spanned<Choice>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    name: String,
    #[serde(default)]
    edits: Vec<String>,
}

/// A sweep as asked.
#[derive(Debug)]
pub(crate) struct Asked {
    /// The requests with their names and edits.
    pub(crate) points: Vec<AskedPoint>,
    /// Jobs of each point, where the file says it.
    pub(crate) jobs: Option<usize>,
}

/// One combination of what varies.
#[derive(Clone, Debug)]
pub(crate) struct AskedPoint {
    pub(crate) name: String,
    pub(crate) request: AnyRequest,
    pub(crate) edits: Vec<String>,
}

/// A combination of what varies, so far.
#[derive(Clone)]
struct Mix {
    /// `field=value` of each choice, with its place in the text.
    names: Vec<(String, usize)>,
    request: Value,
    edits: Vec<String>,
}

/// Reads a sweep. The case is relative to the folder of the file.
///
/// # Errors
/// Where the file cannot be read or is none: all faults, each with its line.
pub(crate) fn read(path: &Path) -> Result<Asked, StudyError> {
    let text = std::fs::read_to_string(path).map_err(|source| StudyError::File { path: path.to_path_buf(), source })?;
    let wrong = |faults: &[String]| {
        StudyError::from(RunError::Content { path: path.to_path_buf(), message: listed(faults, "\n") })
    };
    let line = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
    let file: File = toml::from_str(&text).map_err(|error| {
        let place = error.span().map(|span| format!("line {}: ", line(span.start))).unwrap_or_default();
        wrong(&[format!("{place}{}", plain(error.message()))])
    })?;
    let request_line = line(file.request.span().start);
    let mut request = file.request.into_inner();
    if let Some(case) = request.get("case").and_then(Value::as_str).map(PathBuf::from) {
        let folder = path.parent().unwrap_or(Path::new(""));
        request["case"] = folder.join(case).to_string_lossy().into_owned().into();
    }
    let mut faults = Vec::new();
    if let Some(place) = blank(&request) {
        faults.push(format!("line {request_line}: [request]: `{place}` {NO_NUMBER}"));
    }
    let mut mixes = vec![Mix { names: Vec::new(), request, edits: file.edits }];
    for (number, vary) in file.vary.iter().enumerate() {
        let place = format!("line {}", line(vary.span().start));
        for before in &file.vary[..number] {
            let (it, other) = (vary.get_ref(), before.get_ref());
            let there = line(before.span().start);
            if it.name == other.name {
                faults.push(format!("{place}: [[vary]] `{}` has the name of the one on line {there}", it.name));
            }
            if let (Some(field), true) = (&it.field, it.sets_what(other)) {
                faults.push(format!("{place}: [[vary]] `{}` sets `{field}`, as the one on line {there} does", it.name));
            }
        }
        for value in &vary.get_ref().values {
            if blank(value.get_ref()).is_some() {
                let name = &vary.get_ref().name;
                faults.push(format!(
                    "line {}: `values` of [[vary]] `{name}`: a value {NO_NUMBER}",
                    line(value.span().start)
                ));
            }
        }
        match vary.get_ref().ways() {
            Ok(ways) if mixes.len().saturating_mul(ways.len()) > MAX_POINTS => {
                faults.push(format!("{place}: the sweep has more than {MAX_POINTS} points"));
                break;
            }
            Ok(ways) => {
                mixes = mixes.iter().flat_map(|mix| ways.iter().map(|way| mix.with(vary.get_ref(), way))).collect()
            }
            Err(fault) => faults.push(format!("{place}: {fault}")),
        }
    }
    let mut points: Vec<AskedPoint> = Vec::new();
    // What is no number has been named; a request with it would only be named again.
    mixes.retain(|mix| blank(&mix.request).is_none());
    for mix in mixes {
        let places = mix.names.iter().map(|(name, at)| format!("{name} (line {})", line(*at)));
        let places = places.collect::<Vec<_>>().join(", ");
        let name = mix.names.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
        match serde_json::from_value(mix.request) {
            Ok(request) => points.push(AskedPoint { name, request, edits: mix.edits }),
            Err(error) => {
                let with = if places.is_empty() { String::new() } else { format!(" with {places}") };
                let fault = format!(": {}", plain(&error.to_string()));
                // A slip of the request itself is the same at every point.
                if !faults.iter().any(|it: &String| it.ends_with(&fault)) {
                    faults.push(format!("line {request_line}: [request]{with}{fault}"));
                }
            }
        }
    }
    let mut names: Vec<&str> = points.iter().map(|point| point.name.as_str()).collect();
    names.sort_unstable();
    names.dedup_by(|name, before| {
        let is_again = name == before;
        if is_again {
            faults.push(format!("the point `{name}` is there twice"));
        }
        is_again
    });
    if faults.is_empty() { Ok(Asked { points, jobs: file.jobs }) } else { Err(wrong(&faults)) }
}

/// One way of a field: its label, its place in the text, the value of the request, edits of the case.
type Way = (String, usize, Option<Value>, Vec<String>);

impl Vary {
    /// Whether two of them set one field, or one a part of what the other sets.
    fn sets_what(&self, other: &Self) -> bool {
        let parts = |field: &str| field.split('.').map(str::to_string).collect::<Vec<_>>();
        match (&self.field, &other.field) {
            (Some(one), Some(two)) => parts(one).iter().zip(&parts(two)).all(|(one, two)| one == two),
            _ => false,
        }
    }

    /// Name, value and edits of each choice.
    fn ways(&self) -> Result<Vec<Way>, String> {
        let name = &self.name;
        match (&self.field, self.values.is_empty(), self.choices.is_empty()) {
            (Some(_), false, true) => {
                let way = |it: &Spanned<Value>| {
                    (shown(it.get_ref()), it.span().start, Some(it.get_ref().clone()), Vec::new())
                };
                Ok(self.values.iter().map(way).collect())
            }
            (None, true, false) => {
                let way = |it: &Spanned<Choice>| {
                    (it.get_ref().name.clone(), it.span().start, None, it.get_ref().edits.clone())
                };
                Ok(self.choices.iter().map(way).collect())
            }
            (Some(_), true, true) => Err(format!("[[vary]] `{name}`: `values` is empty; list at least one value")),
            _ => {
                Err(format!("[[vary]] `{name}` takes either `field` with `values`, or `choices` with names and edits"))
            }
        }
    }
}

impl Mix {
    /// With one way more.
    fn with(&self, vary: &Vary, (name, at, value, edits): &Way) -> Self {
        let mut mix = self.clone();
        mix.names.push((format!("{}={name}", vary.name), *at));
        if let (Some(field), Some(value)) = (&vary.field, value) {
            set(&mut mix.request, field, value.clone());
        }
        mix.edits.extend(edits.iter().cloned());
        mix
    }
}

/// A value in the name of a point.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(shown).collect::<Vec<_>>().join("+"),
        other => other.to_string(),
    }
}

/// Sets a field, which may be dotted (`solving.gap`).
fn set(request: &mut Value, field: &str, value: Value) {
    // What has no fields is refused when the request is read.
    if !request.is_object() {
        *request = Value::Object(serde_json::Map::new());
    }
    match field.split_once('.') {
        None => request[field] = value,
        Some((first, rest)) => set(&mut request[first], rest, value),
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::AnyRequest;

    fn asked(text: &str) -> Result<super::Asked, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sweep.toml");
        std::fs::write(&path, text).unwrap();
        read(&path).map_err(|error| error.to_string())
    }

    #[test]
    fn points_are_all_combinations_in_order() {
        let text = r#"
            jobs = 3
            edits = ["assume capex *= 2"]
            request = { verb = "robust", case = "c", rounds = 4 }
            [[vary]]
            name = "budget"
            field = "survive"
            values = [[5], ["inf"]]
            [[vary]]
            name = "policy"
            choices = [{ name = "none" }, { name = "grants", edits = ["assume capex *= 0.7"] }]
        "#;
        let asked = asked(text).unwrap();
        assert_eq!(asked.jobs, Some(3));
        let names: Vec<&str> = asked.points.iter().map(|point| point.name.as_str()).collect();
        let all = [
            "budget=5, policy=none",
            "budget=5, policy=grants",
            "budget=inf, policy=none",
            "budget=inf, policy=grants",
        ];
        assert_eq!(names, all);
        assert_eq!(asked.points[3].edits, ["assume capex *= 2", "assume capex *= 0.7"]);
        let AnyRequest::Robust(request) = &asked.points[3].request else { panic!() };
        assert_eq!((request.survive.as_slice(), request.rounds), ([f64::INFINITY].as_slice(), 4));
        assert!(request.case.ends_with("c") && request.case.parent().is_some_and(|it| it.is_absolute()));
    }

    #[test]
    fn what_is_no_sweep_is_refused_with_its_place() {
        for (text, says) in [
            ("jobs = 3", "missing field `request`"),
            ("request = { verb = \"plan\", case = \"c\" }\ncolor = 1", "unknown field `color`"),
            ("request = { verb = \"fly\", case = \"c\" }", "[request]: unknown word `fly`"),
            (
                "request = { verb = \"plan\", case = \"c\" }\n[[vary]]\nname = \"x\"",
                "takes either `field` with `values`",
            ),
            (
                "jobs = 0.5\nrequest = { verb = \"plan\", case = \"c\" }",
                "line 1: wrong kind of value: `0.5`, expected a whole number of at least 0",
            ),
            (
                "request = { verb = \"robust\", case = \"c\", rounds = \"many\" }",
                "[request]: wrong kind of value: the text \"many\", expected a whole number of at least 0",
            ),
            (
                "request = { verb = \"robust\", case = \"c\", cvar = nan }",
                "line 1: [request]: `cvar` is `nan` or `inf`: expected a number",
            ),
            (
                "request = { verb = \"robust\", case = \"c\" }\n[[vary]]\nname = \"s\"\nfield = \"survive\"\nvalues = [[5],\n[nan]]",
                "line 6: `values` of [[vary]] `s`: a value is `nan` or `inf`",
            ),
            (
                "request = { verb = \"robust\", case = \"c\" }\n[[vary]]\nname = \"s\"\nfield = \"survive\"\nvalues = [[true]]",
                "[request] with s=true (line 5): expected a number, or `\"inf\"`",
            ),
            (
                "request = { verb = \"robust\", case = \"c\" }\n[[vary]]\nname = \"s\"\nfield = \"survive\"\nvalues = []",
                "line 2: [[vary]] `s`: `values` is empty; list at least one value",
            ),
            (
                "request = { verb = \"plan\", case = \"c\" }\n[[vary]]\nname = \"x\"\nfield = \"wings\"\nvalues = [1]",
                "line 1: [request] with x=1 (line 5): unknown field `wings`",
            ),
            (
                "request = { verb = \"plan\", case = \"c\" }\n[[vary]]\nname = \"x\"\nfield = \"solving.gap\"\nvalues = [1, 1]",
                "the point `x=1` is there twice",
            ),
            (
                "request = { verb = \"plan\", case = \"c\" }\n[[vary]]\nname = \"x\"\nfield = \"case.folder\"\nvalues = [1]",
                "[request] with x=1 (line 5): wrong kind of value: a section, expected a path",
            ),
        ] {
            let error = asked(text).unwrap_err();
            assert!(error.contains(says) && error.contains("sweep.toml"), "{says}\n{error}");
        }
    }

    #[test]
    fn all_faults_are_named_at_once() {
        let text = "[request]\nverb = \"plan\"\ncase = \"c\"\n\n[[vary]]\nname = \"a\"\nfield = \"wings\"\nvalues = [\n  1,\n  2,\n]\n\n\
                    [[vary]]\nname = \"b\"\n\n[[vary]]\nname = \"c\"\nchoices = [{ name = \"x\" }, { name = \"x\" }]\n\n\
                    [[vary]]\nname = \"c\"\nchoices = [{ name = \"y\" }]\n\n[[vary]]\nname = \"d\"\nfield = \"wings.left\"\nvalues = [1]\n";
        let error = asked(text).unwrap_err();
        for says in [
            "line 1: [request] with a=1 (line 9), c=x (line 18), c=y (line 22), d=1 (line 27): unknown field `wings`",
            "line 13: [[vary]] `b` takes either `field` with `values`",
            "line 20: [[vary]] `c` has the name of the one on line 16",
            "line 24: [[vary]] `d` sets `wings.left`, as the one on line 5 does",
        ] {
            assert!(error.contains(says), "{says}\n{error}");
        }
    }
}
