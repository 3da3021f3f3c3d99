//! The audit of a run as an answer.

use recoop::plan::audit::{Audit, tolerances};
use serde::Serialize;
use ts_rs::TS;

use super::{Case, Engine, Rules};
use crate::Answer;
use crate::options::finite;
use crate::run::ChangedFile;

/// Answer: what is changed in a run, and which rules hold.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AuditAnswer {
    /// Verb that made the run.
    pub run: String,
    /// When the run was finished (RFC 3339).
    pub finished: String,
    /// Version of recoop that made it.
    pub version: String,
    /// Whether the run has digests.
    pub digests: bool,
    /// Files changed since the run was written.
    pub changes: Vec<ChangedFile>,
    /// What else was seen in the tables.
    pub notes: Vec<String>,
    /// Place of the case; `null` where it is not there.
    pub case: Option<String>,
    /// Whether the case is as it was when the run was made.
    pub case_as_it_was: Option<bool>,
    /// Whether the case has the values that it had, in the same or in other bytes.
    pub case_has_same_values: Option<bool>,
    /// Rules and money.
    pub rules: RulesAnswer,
    /// Exit code of `recoop audit`.
    pub exit_code: u8,
    /// The answer in a sentence.
    pub verdict: String,
}

/// Rules and money.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(untagged)]
pub enum RulesAnswer {
    /// Recomputed from the tables.
    Recomputed {
        /// True.
        recomputed: bool,
        /// Breaches, the largest first; a thousand at most.
        breaches: Vec<BreachLine>,
        /// Number of all breaches.
        breach_count: usize,
        /// Every rule.
        checked: Vec<RuleCheck>,
        /// Things in the tables that the case does not have.
        strange: Vec<String>,
        /// Contradictions between the tables and the plan.
        contradictions: Vec<String>,
        /// Objective, MUSD.
        objective_musd: Option<f64>,
        /// Expected net present value, MUSD.
        expected_npv_musd: Option<f64>,
    },
    /// Not recomputed.
    Unknown {
        /// False.
        recomputed: bool,
        /// Why.
        why: String,
    },
}

/// A rule that does not hold at a place.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct BreachLine {
    /// Rule.
    pub rule: String,
    /// Ids and state.
    pub at: String,
    /// Size of the breach; `null` where something is no number.
    pub by: Option<f64>,
    /// Unit of `by`.
    pub unit: String,
    /// What is wrong.
    pub message: String,
}

/// A rule with its checks.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RuleCheck {
    /// Rule.
    pub rule: String,
    /// Number of checks.
    pub checks: usize,
    /// Largest error, in `unit`.
    pub largest_error: Option<f64>,
    /// Tolerance relative to the sum of the absolute terms.
    pub relative_tolerance: f64,
    /// Tolerance on top, in `unit`.
    pub absolute_tolerance: f64,
    /// Unit of the rule.
    pub unit: String,
}

impl Answer for AuditAnswer {
    const VERB: &'static str = "audit";
    const SCHEMA_VERSION: u32 = 1;
}

impl AuditAnswer {
    pub(super) fn of(it: &Engine) -> Self {
        let (case, case_as_it_was, case_has_same_values) = match &it.case {
            Case::Same(path) => (Some(path.display().to_string()), Some(true), Some(true)),
            Case::SameValues(path) => (Some(path.display().to_string()), Some(false), Some(true)),
            Case::Other(path) => (Some(path.display().to_string()), Some(false), Some(false)),
            Case::Lost(_) => (None, None, None),
        };
        let rules = match &it.rules {
            Rules::Unknown(why) => RulesAnswer::Unknown { recomputed: false, why: why.clone() },
            Rules::Recomputed { audit, strange, contradictions } => RulesAnswer::Recomputed {
                recomputed: true,
                breaches: breaches(audit),
                breach_count: audit.breach_count,
                checked: checked(audit),
                strange: strange.clone(),
                contradictions: contradictions.clone(),
                objective_musd: finite(audit.objective_musd),
                expected_npv_musd: finite(audit.expected_npv_musd),
            },
        };
        Self {
            run: it.manifest.verb.clone(),
            finished: it.manifest.finished.clone(),
            version: it.manifest.recoop_version.clone(),
            digests: it.has_digests(),
            changes: ChangedFile::all(&it.changes),
            notes: it.notes.clone(),
            case,
            case_as_it_was,
            case_has_same_values,
            rules,
            exit_code: it.outcome().exit_code(),
            verdict: it.verdict(),
        }
    }
}

fn breaches(audit: &Audit) -> Vec<BreachLine> {
    let line = |it: &recoop::plan::audit::Breach| BreachLine {
        rule: it.rule.to_string(),
        at: it.at.clone(),
        by: finite(it.by),
        unit: it.unit.to_string(),
        message: it.message.clone(),
    };
    audit.breaches.iter().map(line).collect()
}

fn checked(audit: &Audit) -> Vec<RuleCheck> {
    let rules = audit.checked.iter().zip(tolerances());
    let line = rules.map(|(rule, tolerance)| RuleCheck {
        rule: rule.rule.to_string(),
        checks: rule.checks,
        largest_error: finite(rule.largest_error),
        relative_tolerance: tolerance.relative,
        absolute_tolerance: tolerance.absolute,
        unit: tolerance.unit.to_string(),
    });
    line.collect()
}
