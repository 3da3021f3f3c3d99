//! How a plan is attacked.

use coalition::Group;
use recoop::plan::PlanOptions;
use recoop_adversary::stress::StressOptions;
use recoop_case::Network;
use recoop_case::prices::InternalPrice;
use recoop_io::Manifest;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::StudyError;
use crate::options::{self, leaf, leaf_id, levels, money, once};

/// How a plan is attacked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct Attacking {
    /// Leaf scenario to attack. Default: the most probable.
    pub scenario: Option<String>,
    /// Cost perspectives: `producers`, `treasury`, `nation`. Default: all three.
    #[serde(alias = "level")]
    pub perspective: Vec<String>,
    /// Budgets of the adversary, MUSD of present value. Default: those of the case, else parts of the unlimited spending.
    pub budget: Vec<f64>,
    /// Adversary's annual spending limit, MUSD. Default: that of the case, else none.
    pub budget_per_year: Option<f64>,
    /// Rules of prices inside: `indexed`, `fixed`, `at_cost`; the first is that of the answer, the others stand beside it. Default: that of the
    /// case alone.
    pub internal_prices: Vec<String>,
    /// Coalitions whose joint purse is attacked, too, each as member ids with commas between them.
    #[serde(alias = "together")]
    pub coalition: Vec<String>,
    /// Whether bans and losses of equipment may help to exhaust purses. Default: false.
    #[serde(alias = "bans")]
    pub include_bans: bool,
    /// Years in which half of the defense demand, and half of each stage at home, is to be denied.
    pub deny: Vec<i32>,
    /// Maximum number of plants, routes and regional markets lost together in the search for critical dependencies; 0 for no search. Default: 2.
    #[serde(alias = "losses")]
    pub max_losses: usize,
    /// Work for each search over bans, thousands of LP iterations and nodes. Default: 200.
    #[ts(type = "number")]
    pub effort: u64,
    /// Wall-clock limit of each search over bans, seconds. Default: none.
    #[serde(alias = "seconds")]
    pub search_time_limit: Option<f64>,
}

/// Losses of more things together are asked for by nobody, and take for ever.
const MAX_LOSSES: usize = 100;

impl Default for Attacking {
    fn default() -> Self {
        Self {
            scenario: None,
            perspective: Vec::new(),
            budget: Vec::new(),
            budget_per_year: None,
            internal_prices: Vec::new(),
            coalition: Vec::new(),
            include_bans: false,
            deny: Vec::new(),
            max_losses: 2,
            effort: options::EFFORT,
            search_time_limit: None,
        }
    }
}

impl Attacking {
    /// Refuses options that no case can have, before it is read.
    pub(crate) fn validate(&self) -> Result<(), StudyError> {
        levels(&self.perspective)?;
        rules(&self.internal_prices)?;
        self.budget.iter().try_for_each(|budget| money("--budget", *budget, false).map(drop))?;
        once("--budget", &self.budget)?;
        self.budget_per_year.map_or(Ok(()), |value| money("--budget-per-year", value, false).map(drop))?;
        if self.max_losses > MAX_LOSSES {
            let message = format!("--max-losses is a number of at most {MAX_LOSSES}, found `{}`", self.max_losses);
            return Err(StudyError::refused("--max-losses", message));
        }
        options::effort(self.effort, self.search_time_limit)
    }

    /// How the plan of a case is attacked.
    pub(crate) fn options(&self, plan: PlanOptions, network: &Network) -> Result<StressOptions, StudyError> {
        let of = StressOptions::from_network(network);
        Ok(StressOptions {
            plan,
            leaf: self.scenario.as_ref().map_or(Ok(of.leaf), |id| leaf(network, id))?,
            budgets_musd: if self.budget.is_empty() { of.budgets_musd.clone() } else { self.budget.clone() },
            yearly_musd: self.budget_per_year.unwrap_or(of.yearly_musd),
            levels: levels(&self.perspective)?,
            internal_prices: Some(rules(&self.internal_prices)?)
                .filter(|all| !all.is_empty())
                .unwrap_or(of.internal_prices),
            groups: groups(network, &self.coalition)?,
            bans: self.include_bans,
            deny: self.deny.iter().map(|year| within(network, *year)).collect::<Result<_, _>>()?,
            losses: self.max_losses,
            work: self.effort.saturating_mul(1000),
            seconds: self.search_time_limit,
            gap: of.gap,
        })
    }
}

/// Enters the options into a manifest.
pub(crate) fn enter(stamp: &mut Manifest, network: &Network, options: &StressOptions) {
    let words: Vec<&str> = options.levels.iter().map(|level| level.as_str()).collect();
    let yearly = options::finite(options.yearly_musd);
    let mut option = |name: &str, value: serde_json::Value| stamp.options.insert(name.to_string(), value);
    option("scenario", leaf_id(network, options.leaf).into());
    option("levels", words.join(",").into());
    let rules: Vec<&str> = options.internal_prices.iter().map(|rule| rule.as_str()).collect();
    option("internal_prices", rules.join(",").into());
    option("budgets_musd", options.budgets_musd.clone().into());
    option("budget_per_year_musd", yearly.into());
    option("bans", options.bans.into());
    option("deny", options.deny.clone().into());
    option("losses", options.losses.into());
    option("work", options.work.into());
    option("seconds", options.seconds.into());
}

/// Rules of prices inside, each once.
fn rules(words: &[String]) -> Result<Vec<InternalPrice>, StudyError> {
    once("--internal-prices", words)?;
    let rule = |word: &String| {
        InternalPrice::ALL.iter().copied().find(|rule| rule.as_str() == word).ok_or_else(|| {
            let message = format!("--internal-prices: there is no `{word}`; expected `indexed`, `fixed` or `at_cost`");
            StudyError::refused("--internal-prices", message)
        })
    };
    words.iter().map(rule).collect()
}

fn within(network: &Network, year: i32) -> Result<i32, StudyError> {
    let (first, last) = (network.tree.first_year(), network.tree.last_year());
    if (first..=last).contains(&year) {
        return Ok(year);
    }
    Err(StudyError::refused("--deny", format!("--deny: the horizon is {first} to {last}, not {year}")))
}

/// Coalitions that are asked for, each of two at least, each once.
fn groups(network: &Network, asked: &[String]) -> Result<Vec<Group>, StudyError> {
    let mut groups: Vec<Group> = Vec::new();
    for members in asked {
        let group = group(network, members)?;
        if groups.contains(&group) {
            let message = format!("--coalition: the members of `{members}` are given twice");
            return Err(StudyError::refused("--coalition", message));
        }
        groups.push(group);
    }
    Ok(groups)
}

fn group(network: &Network, members: &str) -> Result<Group, StudyError> {
    let n = network.cooperative();
    let ids: Vec<&str> = members.split(',').map(str::trim).collect();
    once("--coalition", &ids)?;
    let member = |id: &&str| {
        (0..n).find(|i| network.members[*i].id == **id).ok_or_else(|| {
            let all: Vec<&str> = network.members[..n].iter().map(|member| member.id.as_str()).collect();
            let message = format!("--coalition: there is no member `{id}`; members are {}", all.join(", "));
            StudyError::refused("--coalition", message)
        })
    };
    let group: Group = ids.iter().map(member).collect::<Result<_, _>>()?;
    if ids.len() == 1 {
        let message = format!("--coalition: `{members}` is one member; each is attacked alone anyway");
        return Err(StudyError::refused("--coalition", message));
    }
    Ok(group)
}
