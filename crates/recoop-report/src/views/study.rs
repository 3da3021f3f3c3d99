//! The whole document.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Comparison;
use super::balance::Balance;
use super::cash::Cash;
use super::chain::Chain;
use super::common::Part;
use super::feeds::Feeds;
use super::harm::Harm;
use super::independence::Independence;
use super::inputs::Inputs;
use super::kill::Kill;
use super::map::Map;
use super::names::Names;
use super::overview::Sentence;
use super::prices::Prices;
use super::proof::Proof;
use super::results::ResultTable;
use super::shares::Shares;
use super::timeline::Timeline;
use super::tree::Tree;

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "there is one")]
pub enum Document {
    /// A study.
    Study(Study),
    /// Two studies side by side.
    Comparison(Comparison),
}

impl Document {
    /// The document as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("all keys are text, so that it is always JSON")
    }
}

/// Marks a document of ours, with the version of its shape.
pub const FORMAT: &str = "recoop-report/1";

/// A study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Study {
    /// `recoop-report/1`.
    pub format: String,
    /// Short name of the case.
    pub name: String,
    /// Title of the case.
    pub title: String,
    /// Plan, stress, share: what was done of each.
    pub progress: Vec<PartStatus>,
    /// Ten sentences.
    pub sentences: Vec<Sentence>,
    /// Everything that has a name.
    pub names: Names,
    /// Map.
    pub map: Part<Map>,
    /// Chain.
    pub chain: Part<Chain>,
    /// Building timeline.
    pub timeline: Part<Timeline>,
    /// Balance of elements.
    pub balance: Part<Balance>,
    /// Price paths.
    pub prices: Part<Prices>,
    /// Domestic share, dependence.
    pub independence: Part<Independence>,
    /// Harm against budget.
    pub harm: Part<Harm>,
    /// Kill costs.
    pub kill: Part<Kill>,
    /// Shares.
    pub shares: Part<Shares>,
    /// Cash by member.
    pub cash: Part<Cash>,
    /// Cost curve of feeds.
    pub feeds: Part<Feeds>,
    /// Scenario tree.
    pub tree: Tree,
    /// The case.
    pub inputs: Inputs,
    /// Result tables.
    pub results: Vec<ResultTable>,
    /// Audit, solver, command.
    pub proof: Proof,
}

/// What was done of a part of the study.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PartStatus {
    /// `plan`, `stress` or `share`.
    pub part: String,
    /// How it ended.
    pub status: PartOutcome,
    /// Why it is not done, or what is not proven; empty otherwise.
    pub why: String,
    /// Seconds.
    pub seconds: u32,
}

impl PartStatus {
    /// What is open of it, in a sentence: nothing of a part that is done, or that the case has no use for.
    #[must_use]
    pub fn open(&self) -> Option<String> {
        match self.status {
            PartOutcome::Done | PartOutcome::Skipped => None,
            PartOutcome::Unproven | PartOutcome::Stopped | PartOutcome::Failed => {
                Some(format!("{}: {}", self.part, self.why))
            }
        }
    }

    /// How it ended, in a few words.
    #[must_use]
    pub fn words(&self) -> String {
        let part = &self.part;
        match self.status {
            PartOutcome::Done => format!("{part} done"),
            PartOutcome::Unproven => format!("{part} done but not proven"),
            PartOutcome::Stopped => format!("{part} stopped"),
            PartOutcome::Failed => format!("{part} failed"),
            PartOutcome::Skipped => format!("no {part} ({})", self.why),
        }
    }
}

/// How a part of a study ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PartOutcome {
    /// Done and proven.
    Done,
    /// Done, but not everything is proven.
    Unproven,
    /// Stopped before it was known.
    Stopped,
    /// Failed.
    Failed,
    /// Not begun: the study was stopped before, the plan failed, or nobody asked.
    Skipped,
}
