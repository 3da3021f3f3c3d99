//! A plan as a file, for processes that go on with it without a search of their own.

use program::solve::{Doubt, Proof, Solution, Stop};
use program::{Basis, Optimum};
use recoop::plan::{SolvedPlan, Status};
use recoop_case::Network;
use serde::{Deserialize, Serialize};

/// A plan: the values of its columns and how good it is. Everything else follows from the case.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanRecord {
    status: StatusRecord,
    columns: Vec<f64>,
    fixed: Option<SolutionRecord>,
    relaxed_objective: f64,
    relaxed: SolutionRecord,
    /// A digit for each column and row: others start from it.
    basis: Option<[String; 2]>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusRecord {
    stop: String,
    objective: f64,
    /// `None` without one.
    bound: Option<f64>,
    gap: Option<f64>,
    gap_wanted: f64,
    proof: String,
    iterations: u64,
    nodes: u64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SolutionRecord {
    cols: Vec<f64>,
    rows: Vec<f64>,
    col_duals: Vec<f64>,
    row_duals: Vec<f64>,
}

impl SolutionRecord {
    fn of(solution: &Solution) -> Self {
        let Solution { cols, rows, col_duals, row_duals } = solution.clone();
        Self { cols, rows, col_duals, row_duals }
    }

    fn solution(self) -> Solution {
        let Self { cols, rows, col_duals, row_duals } = self;
        Solution { cols, rows, col_duals, row_duals }
    }
}

impl PlanRecord {
    pub(crate) fn of(made: &SolvedPlan) -> Self {
        let status = &made.plan.status;
        Self {
            status: StatusRecord {
                stop: stop_code(&status.stop),
                objective: status.objective,
                bound: finite(status.bound),
                gap: finite(status.gap),
                gap_wanted: status.gap_wanted,
                proof: proof_code(status.proof),
                iterations: status.iterations,
                nodes: status.nodes,
            },
            columns: made.columns.clone(),
            fixed: made.fixed.as_ref().map(SolutionRecord::of),
            relaxed_objective: made.relaxed.objective,
            relaxed: SolutionRecord::of(&made.relaxed.solution),
            basis: made.relaxed.basis.as_ref().map(Basis::digits),
        }
    }

    /// The plan again.
    ///
    /// # Errors
    /// In words, where it is none of this network's.
    pub(crate) fn made(self, network: &Network) -> Result<SolvedPlan, String> {
        let of = self.status;
        let status = Status {
            stop: stop_of(&of.stop),
            objective: of.objective,
            bound: of.bound.unwrap_or(f64::INFINITY),
            gap: of.gap.unwrap_or(f64::INFINITY),
            gap_wanted: of.gap_wanted,
            proof: proof_of(&of.proof).ok_or_else(|| format!("there is no proof called `{}`", of.proof))?,
            iterations: of.iterations,
            nodes: of.nodes,
            // Not kept, so that the same plan is the same file.
            solver_seconds: 0.0,
        };
        let basis = match self.basis {
            None => None,
            Some([cols, rows]) => Some(Basis::from_digits([&cols, &rows]).ok_or("its basis is not one")?),
        };
        let relaxed = Optimum { objective: self.relaxed_objective, solution: self.relaxed.solution(), basis };
        SolvedPlan::again(network, status, self.columns, self.fixed.map(SolutionRecord::solution), relaxed)
    }
}

/// A number that JSON can write; infinite is `null`.
pub(crate) fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

const STOPS: [(&str, Stop); 8] = [
    ("optimal", Stop::Optimal),
    ("time_limit", Stop::TimeLimit),
    ("interrupted", Stop::Interrupted),
    ("infeasible", Stop::Infeasible),
    ("unbounded", Stop::Unbounded),
    ("infeasible_or_unbounded", Stop::InfeasibleOrUnbounded),
    ("iteration_limit", Stop::IterationLimit),
    ("unproven", Stop::Unproven),
];

/// A word for why the solver stopped, from which [`stop_of`] makes the same again.
pub(crate) fn stop_code(stop: &Stop) -> String {
    match (stop, STOPS.iter().find(|(_, known)| known == stop)) {
        (_, Some((word, _))) => (*word).to_string(),
        (Stop::Other(words), None) => format!("other: {words}"),
        (stop, None) => format!("other: {stop:?}"),
    }
}

pub(crate) fn stop_of(code: &str) -> Stop {
    let known = STOPS.iter().find(|(word, _)| *word == code).map(|(_, stop)| stop.clone());
    known.unwrap_or_else(|| Stop::Other(code.strip_prefix("other: ").unwrap_or(code).to_string()))
}

const DOUBTS: [Doubt; 9] = [
    Doubt::NotAPlan,
    Doubt::OtherObjective,
    Doubt::WorseThanStart,
    Doubt::BoundBelowPlan,
    Doubt::PlanBeyondRelaxation,
    Doubt::Disagreement,
    Doubt::NotInfeasible,
    Doubt::NoContradiction,
    Doubt::Duals,
];

fn proofs() -> Vec<(String, Proof)> {
    let doubts = DOUBTS.map(|doubt| (format!("refuted: {}", doubt.as_str()), Proof::Refuted(doubt)));
    let others = [Proof::Nothing, Proof::NotRepeated, Proof::Repeated, Proof::Second, Proof::Duals];
    doubts.into_iter().chain(others.map(|proof| (proof.code().to_string(), proof))).collect()
}

fn proof_code(proof: Proof) -> String {
    proofs().into_iter().find(|(_, known)| *known == proof).map_or_else(|| proof.code().to_string(), |(code, _)| code)
}

fn proof_of(code: &str) -> Option<Proof> {
    proofs().into_iter().find(|(known, _)| known == code).map(|(_, proof)| proof)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_stops_and_proofs_lead_back() {
        for (_, stop) in STOPS {
            assert_eq!(stop_of(&stop_code(&stop)), stop);
        }
        let other = Stop::Other("memory: out".to_string());
        assert_eq!(stop_of(&stop_code(&other)), other);
        for (code, proof) in proofs() {
            assert_eq!((proof_of(&code), proof_code(proof)), (Some(proof), code));
        }
        assert_eq!(proof_of("hope"), None);
    }
}
