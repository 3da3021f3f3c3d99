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

use crate::{AnyRequest, StudyError};

/// Points of a sweep: more is a slip of the keyboard.
const MAX_POINTS: usize = 100_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    request: Value,
    #[serde(default)]
    jobs: Option<usize>,
    #[serde(default)]
    edits: Vec<String>,
    #[serde(default)]
    vary: Vec<Vary>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vary {
    name: String,
    #[serde(default)]
    field: Option<String>,
    #[serde(default)]
    values: Vec<Value>,
    #[serde(default)]
    choices: Vec<Choice>,
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

/// Reads a sweep. The case is relative to the folder of the file.
///
/// # Errors
/// Where the file cannot be read or is none.
pub(crate) fn read(path: &Path) -> Result<Asked, StudyError> {
    let text = std::fs::read_to_string(path).map_err(|source| StudyError::File { path: path.to_path_buf(), source })?;
    let wrong = |message: String| StudyError::from(RunError::Content { path: path.to_path_buf(), message });
    let file: File = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    let mut request = file.request;
    if let Some(case) = request.get("case").and_then(Value::as_str).map(PathBuf::from) {
        let folder = path.parent().unwrap_or(Path::new(""));
        request["case"] = folder.join(case).to_string_lossy().into_owned().into();
    }
    let mut points = vec![(Vec::<String>::new(), request, file.edits)];
    for vary in &file.vary {
        let choices = vary.choices().map_err(&wrong)?;
        if points.len().saturating_mul(choices.len()) > MAX_POINTS {
            return Err(wrong(format!("it has more than {MAX_POINTS} points")));
        }
        let mut next = Vec::new();
        for (names, request, edits) in &points {
            for (name, value, more) in &choices {
                let (mut names, mut request, mut edits) = (names.clone(), request.clone(), edits.clone());
                names.push(format!("{}={name}", vary.name));
                if let (Some(field), Some(value)) = (&vary.field, value) {
                    set(&mut request, field, value.clone());
                }
                edits.extend(more.iter().cloned());
                next.push((names, request, edits));
            }
        }
        points = next;
    }
    let mut asked = Vec::new();
    for (names, request, edits) in points {
        let name = names.join(", ");
        let request = serde_json::from_value(request).map_err(|error| match name.is_empty() {
            true => wrong(format!("[request]: {error}")),
            false => wrong(format!("[request] with {name}: {error}")),
        })?;
        asked.push(AskedPoint { name, request, edits });
    }
    let mut names: Vec<&str> = asked.iter().map(|point| point.name.as_str()).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(wrong(format!("the point `{}` is there twice", pair[0]))),
        None => Ok(Asked { points: asked, jobs: file.jobs }),
    }
}

/// One way of a field: its label, the value of the request, edits of the case.
type Way = (String, Option<Value>, Vec<String>);

impl Vary {
    /// Name, value and edits of each choice.
    fn choices(&self) -> Result<Vec<Way>, String> {
        let name = &self.name;
        match (&self.field, self.values.is_empty(), self.choices.is_empty()) {
            (Some(_), false, true) => {
                Ok(self.values.iter().map(|value| (shown(value), Some(value.clone()), Vec::new())).collect())
            }
            (None, true, false) => {
                Ok(self.choices.iter().map(|choice| (choice.name.clone(), None, choice.edits.clone())).collect())
            }
            _ => {
                Err(format!("[[vary]] `{name}` takes either `field` with `values`, or `choices` with names and edits"))
            }
        }
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
            ("request = { verb = \"fly\", case = \"c\" }", "[request]: unknown variant `fly`"),
            (
                "request = { verb = \"plan\", case = \"c\" }\n[[vary]]\nname = \"x\"",
                "takes either `field` with `values`",
            ),
            (
                "request = { verb = \"plan\", case = \"c\" }\n[[vary]]\nname = \"x\"\nfield = \"wings\"\nvalues = [1]",
                "[request] with x=1: unknown field `wings`",
            ),
            (
                "request = { verb = \"plan\", case = \"c\" }\n[[vary]]\nname = \"x\"\nfield = \"solving.gap\"\nvalues = [1, 1]",
                "the point `x=1` is there twice",
            ),
        ] {
            let error = asked(text).unwrap_err();
            assert!(error.contains(says) && error.contains("sweep.toml"), "{says}\n{error}");
        }
    }
}
