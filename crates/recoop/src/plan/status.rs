//! What is asked of a plan, how good it is known to be, and why there is none.

use program::solve::{Proof, Stop};

use super::unlimited::Unlimited;
use crate::formulation::Formulation;
use recoop_case::Network;

/// Options of a plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlanOptions {
    /// Relative optimality gap.
    pub gap: f64,
    /// Wall clock, seconds.
    pub time_limit_seconds: f64,
    /// Threads; 0 lets the solver choose.
    pub threads: usize,
    /// Seed of the solver.
    pub seed: u64,
}

impl PlanOptions {
    /// The options that `case.toml` asks for.
    #[must_use]
    pub fn from_network(network: &Network) -> Self {
        let solve = network.settings.solve;
        Self {
            gap: solve.gap,
            time_limit_seconds: solve.time_limit_seconds,
            threads: usize::try_from(solve.threads).unwrap_or(0),
            seed: 0,
        }
    }
}

/// How good a plan is known to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// Why the solver stopped.
    pub stop: Stop,
    /// Objective, MUSD.
    pub objective: f64,
    /// No plan is better than this, MUSD.
    pub bound: f64,
    /// Relative gap between the two.
    pub gap: f64,
    /// Gap that was asked for.
    pub gap_wanted: f64,
    /// What the bound rests on.
    pub proof: Proof,
    /// Solver iterations.
    pub iterations: u64,
    /// Search nodes.
    pub nodes: u64,
    /// Seconds in the solver.
    pub solver_seconds: f64,
}

impl Status {
    /// How the search ended, in words.
    #[must_use]
    pub fn words(&self) -> String {
        match self.proof {
            _ if !self.proven() => stop_word(&self.stop).to_string(),
            Proof::NotRepeated => format!("solved within the gap, {}", self.proof.as_str()),
            _ => "solved within the gap".to_string(),
        }
    }

    /// Whether the plan is proven to be within the gap that was asked for.
    #[must_use]
    pub fn proven(&self) -> bool {
        // Bounds are known to about this share.
        self.gap <= self.gap_wanted + 1e-9 && self.proof > Proof::Nothing
    }
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The rules contradict each other.
    #[error("no plan satisfies all rules")]
    Infeasible(Box<Formulation>),
    /// The objective has no limit: something can be bought and sold for ever.
    #[error("{0}")]
    Unbounded(Box<Unlimited>),
    /// The search was stopped before a first plan was found.
    #[error("stopped before a first plan was found ({0})")]
    NothingYet(String),
    /// The case cannot be edited as asked.
    #[error(transparent)]
    Edit(#[from] recoop_case::edit::EditErrors),
    /// The solver failed.
    #[error(transparent)]
    Solve(#[from] program::solve::SolveError),
}

impl PlanError {
    /// Somebody stopped it before there was anything.
    #[must_use]
    pub fn interrupted() -> Self {
        Self::NothingYet(stop_word(&Stop::Interrupted).to_string())
    }
}

/// A word for why the solver stopped.
#[must_use]
pub fn stop_word(stop: &Stop) -> &str {
    match stop {
        Stop::Optimal => "solved",
        Stop::TimeLimit => "time limit",
        Stop::Interrupted => "interrupted",
        Stop::Infeasible => "infeasible",
        Stop::Unbounded => "unbounded",
        Stop::InfeasibleOrUnbounded => "infeasible or unbounded",
        Stop::IterationLimit => "iteration limit",
        Stop::Unproven => "the solver's answer fails its check",
        Stop::Other(words) => words,
    }
}
