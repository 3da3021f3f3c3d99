//! How a plan is shared.

use recoop::plan::PlanOptions;
use recoop::share::rules::Bylaw;
use recoop::share::{Common, Rule, ShareOptions, WHOLE};
use recoop_case::fault::number_text;
use recoop_io::Manifest;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::StudyError;

/// How a plan is shared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct Sharing {
    /// Jointly held resources that a departing coalition keeps. Default: `use`.
    #[serde(alias = "common")]
    pub joint: Joint,
    /// Rule whose payments are scheduled, and tested again at every node. Default: `prices`.
    pub rule: String,
    /// Allocation bylaw: parts of the margin by key. Default: `value=0.5,capital=0.3,equal=0.2`.
    #[serde(alias = "bylaw")]
    pub allocation: String,
    /// Share of a year's distributable cash that the bylaw retains until the end. Default: 0.1.
    pub reserve: f64,
    /// Maximum number of coalitions solved for each question. Default: 8.
    #[serde(alias = "groups")]
    pub max_coalitions: usize,
    /// Solve every coalition if there are at most so many; results are then exact. Default: 255.
    #[serde(alias = "whole")]
    pub exact_up_to: usize,
    /// Coalitions solved to sample the Shapley value where not all are solved; 0 for none. Default: 0.
    #[serde(alias = "sample")]
    pub samples: usize,
}

/// Jointly held resources (markets without an owner, plants of the cooperative, lanes) that a departing coalition keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Joint {
    /// Part of each member by use: fixed numbers of the case.
    #[serde(alias = "equal", alias = "split")]
    Use,
    /// All of it, as if the others were not there.
    #[serde(alias = "shared")]
    All,
    /// Nothing.
    #[serde(alias = "whole")]
    None,
}

impl Joint {
    fn as_str(self) -> &'static str {
        match self {
            Self::Use => "use",
            Self::All => "all",
            Self::None => "none",
        }
    }
}

impl Default for Sharing {
    fn default() -> Self {
        Self {
            joint: Joint::Use,
            rule: "prices".to_string(),
            allocation: "value=0.5,capital=0.3,equal=0.2".to_string(),
            reserve: 0.1,
            max_coalitions: 8,
            exact_up_to: WHOLE,
            samples: 0,
        }
    }
}

impl Sharing {
    /// Refuses options that no case can have, before it is read.
    pub(crate) fn validate(&self) -> Result<(), StudyError> {
        rule(&self.rule)?;
        self.bylaw().map(drop)
    }

    fn bylaw(&self) -> Result<Bylaw, StudyError> {
        if !(0.0..1.0).contains(&self.reserve) {
            let why =
                format!("--reserve: the reserve is {}, expected at least 0 and below 1", number_text(self.reserve));
            return Err(StudyError::refused("--reserve", why));
        }
        Bylaw::parse(&self.allocation, self.reserve)
            .map_err(|why| StudyError::refused("--allocation", format!("--allocation: {why}")))
    }

    /// How the plan of a case is shared.
    pub(crate) fn options(&self, plan: PlanOptions) -> Result<ShareOptions, StudyError> {
        Ok(ShareOptions {
            plan,
            common: match self.joint {
                Joint::Use => Common::Split,
                Joint::All => Common::Shared,
                Joint::None => Common::Whole,
            },
            groups: self.max_coalitions,
            whole: self.exact_up_to,
            sample: self.samples,
            bylaw: self.bylaw()?,
            schedule: rule(&self.rule)?,
        })
    }

    /// Enters the options into a manifest.
    pub(crate) fn enter(&self, stamp: &mut Manifest) {
        let mut option = |name: &str, value: serde_json::Value| stamp.options.insert(name.to_string(), value);
        option("joint", self.joint.as_str().into());
        option("rule", self.rule.clone().into());
        option("allocation", self.allocation.clone().into());
        option("reserve", self.reserve.into());
        option("max_coalitions", self.max_coalitions.into());
        option("exact_up_to", self.exact_up_to.into());
        option("samples", self.samples.into());
    }
}

fn rule(word: &str) -> Result<Rule, StudyError> {
    Rule::parse(word).ok_or_else(|| {
        let rules: Vec<_> = Rule::ALL.iter().map(|rule| rule.as_str()).collect();
        let message = format!("--rule: there is no rule `{word}`; rules are {}", rules.join(", "));
        StudyError::refused("--rule", message)
    })
}
