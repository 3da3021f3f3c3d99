//! Audit, solver, how to make it again.

use std::collections::BTreeMap;

use recoop::plan::{Plan, audit};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Num, Part};

/// What the study stands on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Proof {
    /// The command that makes it again.
    pub command: String,
    /// Fingerprint of the files of the case (BLAKE3).
    pub case_hash: String,
    /// Version of recoop.
    pub version: String,
    /// When it was finished (RFC 3339).
    pub finished: String,
    /// Options by name, as text.
    pub options: BTreeMap<String, String>,
    /// How the plan was solved.
    pub solver: Part<Solver>,
    /// Every constraint and money term recomputed from the plan alone.
    pub audit: Part<Audit>,
    /// What is not proven, in sentences; empty when everything is.
    pub open: Vec<String>,
}

/// How the plan was solved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Solver {
    /// Name.
    pub name: String,
    /// How it ended, in words.
    pub status: String,
    /// Whether the plan is proven to be within the gap that was asked for.
    pub proven: bool,
    /// Value of the plan, MUSD.
    pub objective_musd: Num,
    /// No plan is better than this, MUSD.
    pub bound_musd: Option<Num>,
    /// Relative gap between the two.
    pub gap: Option<Num>,
    /// Gap that was asked for.
    pub gap_wanted: Num,
    /// Iterations.
    pub iterations: Num,
    /// Nodes of the search.
    pub nodes: Num,
    /// Seconds in the solver.
    pub seconds: Num,
    /// Rows of the program by family.
    pub rows: Vec<FamilySize>,
    /// Columns of the program by family.
    pub columns: Vec<FamilySize>,
}

/// Size of a family of rows or columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FamilySize {
    /// Name.
    pub family: String,
    /// Members.
    pub count: usize,
}

/// The audit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Audit {
    /// Whether every rule holds.
    pub passed: bool,
    /// Rules with the number of checks.
    pub rules: Vec<AuditRule>,
    /// Number of breaches.
    pub breach_count: usize,
    /// The first breaches, in words.
    pub breaches: Vec<String>,
}

/// A rule of the audit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AuditRule {
    /// Its word.
    pub rule: String,
    /// Number of checks.
    pub checks: usize,
    /// Largest error, in the unit of the rule; none where it cannot be told.
    pub largest_error: Option<Num>,
}

/// Breaches that are told.
const MAX_BREACHES: usize = 50;

impl Solver {
    /// How a plan was solved.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let status = &plan.status;
        let sizes = |families: &[program::FamilyCount]| {
            families.iter().map(|f| FamilySize { family: f.name.clone(), count: f.members }).collect()
        };
        Self {
            name: "HiGHS".to_string(),
            status: status.words(),
            proven: status.proven(),
            objective_musd: status.objective.into(),
            bound_musd: Num::finite(status.bound),
            gap: Num::finite(status.gap),
            gap_wanted: status.gap_wanted.into(),
            iterations: (status.iterations as f64).into(),
            nodes: (status.nodes as f64).into(),
            seconds: status.solver_seconds.into(),
            rows: sizes(&plan.counts.rows),
            columns: sizes(&plan.counts.cols),
        }
    }
}

impl From<&audit::Audit> for Audit {
    fn from(audit: &audit::Audit) -> Self {
        Self {
            passed: audit.passed(),
            rules: audit
                .checked
                .iter()
                .map(|it| AuditRule {
                    rule: it.rule.to_string(),
                    checks: it.checks,
                    largest_error: Num::finite(it.largest_error),
                })
                .collect(),
            breach_count: audit.breach_count,
            breaches: audit
                .breaches
                .iter()
                .take(MAX_BREACHES)
                .map(|b| format!("{} at {}: {}", b.rule, b.at, b.message))
                .collect(),
        }
    }
}
