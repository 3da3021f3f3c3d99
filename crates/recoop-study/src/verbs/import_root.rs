//! Makes a plan whose investment before scenarios part was decided by another solver, from a folder of `export --per-scenario`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use recoop::formulation::formulate;
use recoop::plan::audit::audit;
use recoop::plan::per_scenario::with_root;
use recoop::plan::solve_program;
use recoop_io::write::RunError;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::export::scenarios::{FILE, FORMAT, ScenariosFile};
use crate::text::listed;
use crate::{Answer, Done, Request, Session, Solving, SoundCase, StudyError, run};

/// No decision is larger: numbers of a case are at most of this size.
const LARGEST: f64 = 1e12;

/// Request for a plan with a given root.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ImportRootRequest {
    /// Folder that `export` with `per_scenario` wrote.
    pub folder: PathBuf,
    /// File with a line `COLUMN,VALUE` for each column of the root, as mpi-sppy writes it. Default: `root.csv` in the folder.
    #[serde(default)]
    pub root: Option<PathBuf>,
    /// Case folder, or workbook. Default: where it was when the folder was written.
    #[serde(default)]
    pub case: Option<PathBuf>,
    /// Run folder. Default: `runs/NAME-root`.
    #[serde(default)]
    pub out: Option<PathBuf>,
    /// How the plan is solved.
    #[serde(default)]
    pub solving: Solving,
}

/// Answer: the plan with that root. Bounds are those of plans with that root; others may be better.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ImportRootAnswer {
    /// Title of the case.
    pub title: String,
    /// Columns of the root that were fixed.
    pub fixed: usize,
    /// Objective, MUSD.
    pub objective_musd: f64,
    /// Upper bound on the objective of plans with this root, MUSD.
    pub bound_with_root_musd: f64,
    /// Relative gap between the two.
    pub gap_with_root: f64,
    /// Expected net present value, MUSD.
    pub expected_npv_musd: f64,
    /// Whether the plan passed its audit.
    pub audit_passed: bool,
}

impl Answer for ImportRootAnswer {
    const VERB: &'static str = "import_root";
    const SCHEMA_VERSION: u32 = 1;
}

impl ImportRootRequest {
    /// Returns the request with all defaults.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), root: None, case: None, out: None, solving: Solving::default() }
    }

    fn file(&self) -> Result<ScenariosFile, StudyError> {
        let path = self.folder.join(FILE);
        let bytes = std::fs::read(&path).map_err(|source| StudyError::File { path: path.clone(), source })?;
        let wrong = |message: String| StudyError::from(RunError::Content { path: path.clone(), message });
        let file: ScenariosFile = serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
        match file.format == FORMAT {
            true => Ok(file),
            false => Err(wrong(format!("its format is `{}`, not `{FORMAT}`", file.format))),
        }
    }

    /// Values by position of the column.
    fn values(&self, columns: usize) -> Result<BTreeMap<usize, f64>, StudyError> {
        let path = self.root.clone().unwrap_or_else(|| self.folder.join("root.csv"));
        let text = std::fs::read_to_string(&path).map_err(|source| StudyError::File { path: path.clone(), source })?;
        let mut values = BTreeMap::new();
        let mut faults = Vec::new();
        // A mark of the byte order, as spreadsheets write it, is no part of the first name.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let read = value_of(line, columns).and_then(|(at, value)| match values.insert(at, value) {
                Some(_) => Err("the column is there twice"),
                None => Ok(()),
            });
            if let Err(why) = read {
                faults.push(format!("line {}: `{line}`: {why}", number + 1));
            }
        }
        if faults.is_empty() {
            return Ok(values);
        }
        Err(StudyError::from(RunError::Content { path, message: listed(&faults, "; ") }))
    }
}

/// Column and value of a line of a root.
fn value_of(line: &str, columns: usize) -> Result<(usize, f64), &'static str> {
    let (name, value) = line.split_once(',').ok_or("expected COLUMN,VALUE")?;
    let at: Option<usize> = name.trim().strip_prefix('x').and_then(|at| at.parse().ok());
    let at = at.filter(|at| *at < columns).ok_or("there is no such column")?;
    let value: f64 = value.trim().parse().map_err(|_| "the value is not a number")?;
    match value {
        _ if !value.is_finite() => Err("the value is not a finite number"),
        _ if value.abs() > LARGEST => Err("the value is larger than 1e12"),
        _ => Ok((at, value)),
    }
}

impl Request for ImportRootRequest {
    type Answer = ImportRootAnswer;
    type Engine = ();

    fn validate(&self) -> Result<(), StudyError> {
        self.solving.validate()
    }

    fn run(&self, session: &mut Session<'_>) -> Result<Done<ImportRootAnswer>, StudyError> {
        let began = Instant::now();
        self.validate()?;
        let file = self.file()?;
        let told = file.case.as_ref().map(|case| self.folder.join(case));
        let Some(path) = self.case.clone().or(told) else {
            return Err(StudyError::refused("--case", "--case: the folder does not say where its case is"));
        };
        let case = SoundCase::read(&path, session)?;
        if case.warnings.values_hash.as_ref() != Some(&file.values_hash) {
            let why = "is not the case of the folder, or was changed since it was written";
            return Err(StudyError::Unfit(format!("`{}` {why}", path.display())));
        }
        let values = self.values(file.columns)?;
        let network = case.network();
        let options = self.solving.options(&network, session)?;
        let out = run::folder(self.out.as_deref(), &path, &network, "-root", session)?;
        let (fixed, formulation) = with_root(&network, formulate(&network), &values)
            .map_err(|errors| StudyError::Unfit(format!("the root does not fit: {}", listed(&errors, "; "))))?;
        session.begin("the best plan so far");
        let made = solve_program(&network, formulation, &options, session);
        session.end();
        let plan = made.map_err(run::no_plan)?.plan;
        let audit = audit(&network, &plan.reported());
        let mut manifest = run::manifest("import-root", (&path, &out), &network, &case, &options);
        run::enter_plan(&mut manifest, &plan, &audit, session);
        manifest.options.insert("fixed".to_string(), fixed.into());
        run::write(&out, &network, &plan, Vec::new(), &manifest)?;
        let answer = ImportRootAnswer {
            title: network.settings.title.clone(),
            fixed,
            objective_musd: plan.status.objective,
            bound_with_root_musd: plan.status.bound,
            gap_with_root: plan.status.gap,
            expected_npv_musd: plan.expected_npv_musd,
            audit_passed: audit.passed(),
        };
        Ok(Done {
            warnings: Some(case.warnings),
            searches: Some(session.searches()),
            ending: run::ending(audit, run::open(&plan).into_iter().collect(), session),
            seconds: began.elapsed().as_secs_f64(),
            place: Some(out.to_path_buf()),
            ..Done::plain(answer, ())
        })
    }
}
