//! The program of a case by scenario, in the files of mpi-sppy: `scenario0.mps` and `scenario0_nonants.json` for each child of the root.
//!
//! Names of columns and rows are `x7` and `r3`, which every reader takes; `x7` is the same column in all files. `columns.csv` has what they
//! are called in the case, and `recoop.json` of which case the folder is.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use recoop::formulation::formulate;
use recoop::plan::per_scenario::{ScenarioProgram, per_scenario};
use recoop_io::write::relative;
use recoop_io::write_new_folder;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::batch::sweep::json as readable;
use crate::{Session, SoundCase, StudyError};

/// Marks [`FILE`], with the version of its shape.
pub(crate) const FORMAT: &str = "recoop-scenarios/1";
/// The file that says what a folder is.
pub(crate) const FILE: &str = "recoop.json";

/// What a folder of scenarios is.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScenariosFile {
    /// [`FORMAT`].
    pub(crate) format: String,
    /// Where the case was, as seen from the folder.
    pub(crate) case: Option<String>,
    /// Hash of the values of the case.
    pub(crate) values_hash: String,
    /// Columns of the program of the whole.
    pub(crate) columns: usize,
    /// Ids of the scenarios, in the order of the files.
    pub(crate) scenarios: Vec<String>,
}

/// The name of a column in the files.
pub(crate) fn column(at: usize) -> String {
    format!("x{at}")
}

/// Writes the folder.
pub(super) fn write(case_path: &Path, to: &Path, session: &mut Session<'_>) -> Result<(), StudyError> {
    let case = SoundCase::read(case_path, session)?;
    let network = case.network();
    let formulation = formulate(&network);
    let Some(scenarios) = per_scenario(&network, &formulation) else {
        let message = "--per-scenario: the case has fewer than two scenarios after the root, or a rule joins them";
        return Err(StudyError::refused("--per-scenario", message));
    };
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    let digits = (scenarios.len() - 1).to_string().len();
    for (number, scenario) in scenarios.iter().enumerate() {
        // mpi-sppy sorts names as text.
        let name = format!("scenario{number:0digits$}");
        files.push((format!("{name}.mps").into(), mps(scenario)?));
        files.push((format!("{name}_nonants.json").into(), readable(&nonants(scenario))));
    }
    let program = &formulation.program;
    let mut columns = String::from("column,name,unit\n");
    for (at, col) in program.all_cols().enumerate() {
        let (name, unit) = (program.col_name(col), program.col_unit(col));
        let _ = writeln!(columns, "{},\"{name}\",{unit}", column(at));
    }
    files.push(("columns.csv".into(), columns.into_bytes()));
    let target = std::path::absolute(to).unwrap_or_else(|_| to.to_path_buf());
    let file = ScenariosFile {
        format: FORMAT.to_string(),
        case: case_path.canonicalize().ok().and_then(|case| relative(&target, &case)),
        values_hash: case.warnings.values_hash.clone().unwrap_or_default(),
        columns: program.num_cols(),
        scenarios: scenarios.iter().map(|it| it.scenario.clone()).collect(),
    };
    files.push((FILE.into(), readable(&file)));
    Ok(write_new_folder(to, &files)?)
}

fn mps(scenario: &ScenarioProgram) -> Result<Vec<u8>, StudyError> {
    let cols: Vec<String> = scenario.cols.iter().map(|at| at.map_or_else(|| "constant".to_string(), column)).collect();
    let rows: Vec<String> = (0..scenario.program.num_rows()).map(|row| format!("r{row}")).collect();
    let mut out = Vec::new();
    let written = scenario.program.write_mps_named(&mut out, (&rows, &cols));
    written.map_err(|source| StudyError::File { path: PathBuf::from(&scenario.scenario), source })?;
    Ok(out)
}

fn nonants(scenario: &ScenarioProgram) -> serde_json::Value {
    let root = scenario.cols.iter().zip(&scenario.is_root).filter(|(_, is_root)| **is_root);
    let names: Vec<String> = root.filter_map(|(at, _)| at.map(column)).collect();
    json!({
        "scenarioData": {"scenProb": scenario.probability},
        "treeData": {"nodes": {"ROOT": {"condProb": 1.0, "nonAnts": names}}},
    })
}
