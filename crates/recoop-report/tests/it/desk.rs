//! Studies of small cases, made without the command.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use recoop::plan::audit::audit;
use recoop::plan::tables::Table;
use recoop::plan::{NoProgress, PlanOptions, solve_with_program};
use recoop::share::{ShareError, ShareOptions, share_plan};
use recoop_adversary::{StressError, StressOptions, stress_plan};
use recoop_case::Network;
use recoop_case::check::check;
use recoop_case::fault::Severity;
use recoop_case::resolve::resolve;
use recoop_io::{CaseRead, Written, read_case, written};
use recoop_report::views::study::PartOutcome;
use recoop_report::{Findings, Planned, Stamp, Study, StudyPart};

/// A case, read.
pub struct Desk {
    pub network: Network,
    read: CaseRead,
    written: Written,
}

/// The folder of a case of the repository.
pub fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases").join(name)
}

/// A copy of a case whose files are changed.
pub fn changed(name: &str, change: impl Fn(&str, String) -> String) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(case(name)).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let file = path.file_name().unwrap().to_str().unwrap();
            let text = change(file, std::fs::read_to_string(&path).unwrap());
            std::fs::write(folder.path().join(file), text).unwrap();
        }
    }
    folder
}

impl Desk {
    /// Reads a case that has no errors.
    pub fn read(path: &Path) -> Self {
        let read = read_case(path);
        assert!(!read.has_errors(), "{:#?}", read.findings);
        let settings = read.settings.clone().unwrap();
        let faults = check(&settings, &read.tables);
        assert!(faults.iter().all(|fault| fault.severity != Severity::Error), "{faults:#?}");
        let network = resolve(&settings, &read.tables);
        let written = written(&read).unwrap();
        Self { network, read, written }
    }

    /// Plans, stresses and shares.
    pub fn findings(&self) -> Findings<'_> {
        let network = &self.network;
        let options = PlanOptions { threads: 1, ..PlanOptions::from_network(network) };
        let made = solve_with_program(network, &options, &mut NoProgress).unwrap();
        let stress_options = StressOptions { plan: options, ..StressOptions::from_network(network) };
        let stress = match stress_plan(network, made.clone(), &stress_options, &mut NoProgress) {
            Ok(stress) => StudyPart { result: Ok(stress), open: Vec::new(), seconds: 1.0 },
            Err(error @ StressError::NoAttacks) => StudyPart::skipped(error.to_string()),
            Err(error) => panic!("{error}"),
        };
        let share_options = ShareOptions { plan: options, ..ShareOptions::from_network(network) };
        let share = match share_plan(network, made.clone(), &share_options, &mut NoProgress) {
            Ok(shares) => StudyPart { result: Ok(shares), open: Vec::new(), seconds: 1.0 },
            Err(error @ ShareError::Members(_)) => StudyPart::skipped(error.to_string()),
            Err(error) => panic!("{error}"),
        };
        let audit = audit(network, &made.plan.reported());
        let plan = StudyPart { result: Ok(Planned { plan: made.plan, audit }), open: Vec::new(), seconds: 1.0 };
        Findings {
            network,
            tables: &self.read.tables,
            written: &self.written,
            plan,
            stress,
            share,
            stamp: self.stamp(),
        }
    }

    /// A study that was stopped before there was anything.
    pub fn nothing(&self, why: &str) -> Findings<'_> {
        Findings {
            network: &self.network,
            tables: &self.read.tables,
            written: &self.written,
            plan: StudyPart::without(PartOutcome::Stopped, why, 1.0),
            stress: StudyPart::skipped(why),
            share: StudyPart::skipped(why),
            stamp: self.stamp(),
        }
    }

    fn stamp(&self) -> Stamp {
        Stamp {
            command: "recoop study case".to_string(),
            case_hash: self.read.hash.clone(),
            version: "0.0.0".to_string(),
            finished: "2030-01-01T00:00:00Z".to_string(),
            options: BTreeMap::new(),
        }
    }
}

/// The study of a case, with its result tables.
pub fn study(path: &Path) -> (Study, Vec<(&'static str, Table)>) {
    let desk = Desk::read(path);
    let found = desk.findings();
    let tables = found.result_tables();
    (found.study(&tables), tables)
}
