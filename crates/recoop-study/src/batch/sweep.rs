//! What a folder of jobs and a job say.

use recoop_case::edit::CaseEdit;
use serde::{Deserialize, Serialize};

use super::outcome::Failure;
use super::{BUILD, digest};
use crate::{AnyRequest, Searches};

/// Marks the files, with the version of their shape.
pub(crate) const FORMAT: &str = "recoop-jobs/1";

/// All jobs of a sweep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sweep {
    /// [`FORMAT`].
    pub(crate) format: String,
    /// [`BUILD`].
    pub(crate) build: String,
    /// The case.
    pub(crate) case: CaseOf,
    /// What is asked, once for each combination of what varies.
    pub(crate) points: Vec<Point>,
    /// The jobs in order.
    pub(crate) jobs: Vec<Part>,
}

/// The case of a sweep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseOf {
    /// Short name.
    pub(crate) name: String,
    /// Title.
    pub(crate) title: String,
    /// Fingerprint of its files.
    pub(crate) hash: String,
    /// Names of its files.
    pub(crate) files: Vec<String>,
}

/// A request on the case with edits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Point {
    /// What varies, for instance `survive=10, policy=grants`; empty where nothing does.
    pub(crate) name: String,
    /// The request; `out` is left out, and work is done on one thread unless it says otherwise.
    pub(crate) request: AnyRequest,
    /// Edits as lines.
    pub(crate) edits: Vec<String>,
    /// Hash of the values of the case with the edits.
    pub(crate) values_hash: String,
    /// Units of work.
    pub(crate) units: usize,
    /// Digest of the work that its jobs have in common.
    pub(crate) shared: Option<String>,
    /// Memory that a job of it is expected to need beside that of its units, MiB.
    pub(crate) memory_mib: u64,
    /// Memory that each of its units is expected to need, bytes.
    pub(crate) unit_bytes: u64,
    /// Searches of the work that its jobs have in common.
    pub(crate) searches: Searches,
    /// Why that work failed, of a point among others: its job has this reason for a result.
    pub(crate) failed: Option<Failure>,
}

/// A job: some units of a point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    /// Position of the point.
    pub(crate) point: usize,
    /// First unit.
    pub(crate) first: usize,
    /// Number of units.
    pub(crate) count: usize,
    /// Hash of the job's file.
    pub(crate) hash: String,
}

/// The file of a job: everything that its result depends on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Job {
    pub(crate) format: String,
    pub(crate) build: String,
    pub(crate) index: usize,
    pub(crate) verb: String,
    pub(crate) case_hash: String,
    pub(crate) values_hash: String,
    pub(crate) edits: Vec<String>,
    pub(crate) request: AnyRequest,
    pub(crate) point: usize,
    pub(crate) first: usize,
    pub(crate) count: usize,
    pub(crate) shared: Option<String>,
    pub(crate) memory_mib: u64,
    /// BLAKE3 of this file with this hash left empty and `memory_mib` 0, which is a measurement.
    #[serde(default)]
    pub(crate) hash: String,
}

impl Sweep {
    /// The sweep of some points, each in at most `jobs` parts of equal size.
    pub(crate) fn new(case: CaseOf, points: Vec<Point>, jobs: usize) -> Self {
        let mut sweep = Self { format: FORMAT.to_string(), build: BUILD.to_string(), case, points, jobs: Vec::new() };
        for (point, of) in sweep.points.iter().enumerate() {
            let parts = jobs.clamp(1, of.units.max(1));
            for part in 0..parts {
                let (first, end) = (part * of.units / parts, (part + 1) * of.units / parts);
                sweep.jobs.push(Part { point, first, count: end - first, hash: String::new() });
            }
        }
        let hashes: Vec<String> = (0..sweep.jobs.len()).map(|index| sweep.job(index).hash).collect();
        sweep.jobs.iter_mut().zip(hashes).for_each(|(job, hash)| job.hash = hash);
        sweep
    }

    /// The job of a number.
    pub(crate) fn job(&self, index: usize) -> Job {
        let part = &self.jobs[index];
        let point = &self.points[part.point];
        let mut job = Job {
            format: self.format.clone(),
            build: self.build.clone(),
            index,
            verb: point.request.verb().to_string(),
            case_hash: self.case.hash.clone(),
            values_hash: point.values_hash.clone(),
            edits: point.edits.clone(),
            request: point.request.clone(),
            point: part.point,
            first: part.first,
            count: part.count,
            shared: point.shared.clone(),
            memory_mib: point.memory_mib + (part.count as u64 * point.unit_bytes).div_ceil(1 << 20),
            hash: String::new(),
        };
        // Memory is a measurement.
        job.hash = digest(&json(&Job { memory_mib: 0, ..job.clone() }));
        job
    }

    /// Hash of the sweep.
    pub(crate) fn hash(&self) -> String {
        let mut sweep = self.clone();
        sweep.points.iter_mut().for_each(|point| (point.memory_mib, point.searches) = (0, Searches::default()));
        digest(&json(&sweep))
    }
}

impl Point {
    /// The edits.
    ///
    /// # Errors
    /// In words, where a line is none.
    pub(crate) fn case_edits(&self) -> Result<Vec<CaseEdit>, String> {
        self.edits.iter().map(|line| line.parse().map_err(|error| format!("{error}"))).collect()
    }
}

/// A value as readable JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(value).expect("all keys are text, so that it is always JSON");
    text.push(b'\n');
    text
}

/// The name of a job: four digits, or more.
pub(crate) fn name(index: usize) -> String {
    format!("{index:04}")
}

#[cfg(test)]
mod tests {
    use super::{CaseOf, Point, Sweep};
    use crate::simulate::SimulateRequest;
    use crate::{AnyRequest, Searches};

    fn sweep(units: usize, jobs: usize) -> Sweep {
        let case = CaseOf { name: "x".into(), title: "x".into(), hash: "h".into(), files: vec!["case.toml".into()] };
        let point = Point {
            name: String::new(),
            request: AnyRequest::Simulate(SimulateRequest::new("x")),
            edits: Vec::new(),
            values_hash: "v".into(),
            units,
            shared: None,
            memory_mib: 64,
            unit_bytes: 1 << 19,
            searches: Searches::default(),
            failed: None,
        };
        Sweep::new(case, vec![point], jobs)
    }

    #[test]
    fn parts_cover_all_units_once() {
        for (units, jobs, parts) in [(1000, 7, 7), (1000, 1, 1), (3, 7, 3), (10, 3, 3), (1, 1, 1)] {
            let sweep = sweep(units, jobs);
            assert_eq!(sweep.jobs.len(), parts);
            let mut next = 0;
            for job in &sweep.jobs {
                assert_eq!(job.first, next);
                assert!(job.count >= units / jobs.min(units) && job.count <= units.div_ceil(jobs));
                next += job.count;
            }
            assert_eq!(next, units);
        }
    }

    #[test]
    fn a_job_is_hashed_with_all_that_it_says() {
        let (one, other) = (sweep(100, 4), sweep(100, 4));
        assert_eq!((one.hash(), &one.jobs), (other.hash(), &other.jobs));
        let mut changed = other.clone();
        changed.points[0].values_hash = "w".into();
        assert_ne!(changed.job(2).hash, one.job(2).hash);
        assert_ne!(one.job(1).hash, one.job(2).hash);
        // 25 units of half a MiB each.
        assert_eq!(one.job(1).memory_mib, 64 + 13);
    }
}
