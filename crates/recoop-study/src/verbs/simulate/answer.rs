//! A simulation as an answer.

use recoop_adversary::report::bylaw_word;
use recoop_case::Network;
use recoop_simulate::Simulation;
use recoop_simulate::report::Spread;
use serde::Serialize;
use ts_rs::TS;

use super::sentences::sentences;
use crate::Answer;

/// Answer: distributions over all paths, by member and by pooling bylaw.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SimulateAnswer {
    /// Title of the case.
    pub title: String,
    /// Paths done.
    pub paths: usize,
    /// Whether all paths were done.
    pub complete: bool,
    /// Seed of the paths.
    #[ts(type = "number")]
    pub seed: u64,
    /// By member and bylaw.
    pub members: Vec<MemberLine>,
    /// By bylaw.
    pub bylaws: Vec<BylawLine>,
    /// Findings in sentences.
    pub sentences: Vec<String>,
}

/// A member under a pooling bylaw.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct MemberLine {
    /// Bylaw.
    pub bylaw: String,
    /// Id of the member.
    pub member: String,
    /// Share of paths on which it fails.
    pub failure_probability: f64,
    /// Half width of the 95% interval of that share.
    pub failure_error: f64,
    /// Year by which it failed on half of those paths.
    pub failure_year: Option<i32>,
    /// Lowest cash on a path, MUSD.
    pub low_musd: Distribution,
    /// Net present value until it fails, MUSD.
    pub npv_musd: Distribution,
    /// Net present value without random events, MUSD.
    pub planned_npv_musd: f64,
    /// Year in which it fails without random events.
    pub planned_failure_year: Option<i32>,
}

/// All members under a pooling bylaw.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct BylawLine {
    /// Bylaw.
    pub bylaw: String,
    /// Share of paths on which some member fails.
    pub any_failure_probability: f64,
    /// Net present value of all, MUSD.
    pub npv_musd: Distribution,
    /// Unserved defense demand, t.
    pub unserved_defense_t: Distribution,
}

/// A distribution over paths.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Distribution {
    /// Mean.
    pub mean: f64,
    /// 5th percentile.
    pub p05: f64,
    /// Median.
    pub p50: f64,
    /// 95th percentile.
    pub p95: f64,
}

impl From<&Spread> for Distribution {
    fn from(it: &Spread) -> Self {
        Self { mean: it.mean, p05: it.low, p50: it.middle, p95: it.high }
    }
}

impl Answer for SimulateAnswer {
    const VERB: &'static str = "simulate";
    const SCHEMA_VERSION: u32 = 3;
}

impl SimulateAnswer {
    pub(super) fn of(network: &Network, simulation: &Simulation) -> Self {
        let odds = simulation.odds();
        let members = odds.iter().map(|it| MemberLine {
            bylaw: bylaw_word(it.bylaw).to_string(),
            member: network.members[it.member].id.to_string(),
            failure_probability: it.failure.0,
            failure_error: it.failure.1,
            failure_year: it.failure_year,
            low_musd: (&it.low).into(),
            npv_musd: (&it.npv).into(),
            planned_npv_musd: it.planned_npv_musd,
            planned_failure_year: it.planned_died,
        });
        let bylaws = simulation.options.bylaws.iter().enumerate().map(|(at, bylaw)| BylawLine {
            bylaw: bylaw_word(*bylaw).to_string(),
            any_failure_probability: simulation.any_failure(at),
            npv_musd: (&simulation.npv(at)).into(),
            unserved_defense_t: (&simulation.unserved(at, 0)).into(),
        });
        Self {
            title: network.settings.title.clone(),
            paths: simulation.paths.len(),
            complete: simulation.complete(),
            seed: simulation.options.seed,
            members: members.collect(),
            bylaws: bylaws.collect(),
            sentences: sentences(network, simulation),
        }
    }
}
