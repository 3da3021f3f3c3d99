//! How a plan is shared.

use recoop::plan::PlanOptions;
use recoop::share::rules::Bylaw;
use recoop::share::{Common, Rule, ShareOptions, WHOLE};
use recoop_io::Manifest;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::StudyError;

/// How a plan is shared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct Sharing {
    /// Jointly held resources that a departing coalition keeps. Default: `split`.
    pub common: Joint,
    /// Rule whose payments are scheduled, and tested again at every node. Default: `prices`.
    pub rule: String,
    /// Allocation bylaw: parts of the margin by key. Default: `value=0.5,capital=0.3,equal=0.2`.
    pub bylaw: String,
    /// Share of a year's distributable cash that the bylaw retains until the end. Default: 0.1.
    pub reserve: f64,
    /// Maximum number of coalitions solved for each question. Default: 8.
    pub groups: usize,
    /// Solve every coalition if there are at most so many; results are then exact. Default: 255.
    pub whole: usize,
    /// Coalitions solved to sample the Shapley value where not all are solved; 0 for none. Default: 0.
    pub sample: usize,
}

/// Jointly held resources (markets without an owner, plants of the cooperative, lanes) that a departing coalition keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Joint {
    /// An equal part for each member.
    Split,
    /// All of it, as if the others were not there.
    Shared,
    /// Nothing.
    Whole,
}

impl Joint {
    fn as_str(self) -> &'static str {
        match self {
            Self::Split => "split",
            Self::Shared => "shared",
            Self::Whole => "whole",
        }
    }
}

impl Default for Sharing {
    fn default() -> Self {
        Self {
            common: Joint::Split,
            rule: "prices".to_string(),
            bylaw: "value=0.5,capital=0.3,equal=0.2".to_string(),
            reserve: 0.1,
            groups: 8,
            whole: WHOLE,
            sample: 0,
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
        Bylaw::parse(&self.bylaw, self.reserve).map_err(|why| StudyError::refused("--bylaw", format!("--bylaw: {why}")))
    }

    /// How the plan of a case is shared.
    pub(crate) fn options(&self, plan: PlanOptions) -> Result<ShareOptions, StudyError> {
        Ok(ShareOptions {
            plan,
            common: match self.common {
                Joint::Split => Common::Split,
                Joint::Shared => Common::Shared,
                Joint::Whole => Common::Whole,
            },
            groups: self.groups,
            whole: self.whole,
            sample: self.sample,
            bylaw: self.bylaw()?,
            schedule: rule(&self.rule)?,
        })
    }

    /// Enters the options into a manifest.
    pub(crate) fn enter(&self, stamp: &mut Manifest) {
        let mut option = |name: &str, value: serde_json::Value| stamp.options.insert(name.to_string(), value);
        option("common", self.common.as_str().into());
        option("rule", self.rule.clone().into());
        option("bylaw", self.bylaw.clone().into());
        option("reserve", self.reserve.into());
        option("groups", self.groups.into());
        option("whole", self.whole.into());
        option("sample", self.sample.into());
    }
}

fn rule(word: &str) -> Result<Rule, StudyError> {
    Rule::parse(word).ok_or_else(|| {
        let rules: Vec<_> = Rule::ALL.iter().map(|rule| rule.as_str()).collect();
        let message = format!("--rule: there is no rule `{word}`; rules are {}", rules.join(", "));
        StudyError::refused("--rule", message)
    })
}
