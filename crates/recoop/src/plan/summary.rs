//! The answer on one screen, as data: what is built when, what it costs, how much of each stage is made at home, who is not
//! served, which stage is the weakest, what it is worth.

use super::shares::{domestic_shares, expected_share, later_share};
use super::solve::Plan;
use crate::formulation::ledger::Kind;
use recoop_case::Network;
use recoop_case::tables::{Bloc, Priority};

/// One line of the building timeline. The same commitment in several scenarios is one line.
#[derive(Clone, Debug, PartialEq)]
pub struct BuildLine {
    /// Name of the facility.
    pub facility: String,
    /// Stage.
    pub stage: String,
    /// Position of the stage.
    pub stage_order: usize,
    /// Region.
    pub region: String,
    /// Owner.
    pub member: String,
    /// Year of commitment.
    pub year: i32,
    /// First year on line.
    pub online_year: i32,
    /// First year in which it runs: that of the first period that begins when it is on line.
    pub run_from: i32,
    /// Capacity, t/yr: mean over the scenarios of the line.
    pub size_t: f64,
    /// What a metric ton is.
    pub unit: String,
    /// Capital cost, MUSD: mean over the scenarios of the line.
    pub capex_musd: f64,
    /// Probability that it is built.
    pub probability: f64,
    /// Scenarios in which it is built; empty when in all that pass through its year.
    pub scenarios: Vec<String>,
}

/// Domestic share of a stage by year, expected over scenarios.
#[derive(Clone, Debug, PartialEq)]
pub struct StageLine {
    /// Stage.
    pub stage: String,
    /// For each year of [`Summary::years`]: share made at home, if anything is needed.
    pub shares: Vec<Option<f64>>,
    /// Expected share over the second half of the horizon.
    pub later: Option<f64>,
}

/// Unserved demand of a priority.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceLine {
    /// Priority.
    pub priority: Priority,
    /// Expected metric tons wanted over the horizon.
    pub demanded_t: f64,
    /// Expected metric tons not served.
    pub short_t: f64,
    /// Scenario with the largest share not served, and that share.
    pub worst: Option<(String, f64)>,
    /// The demand that goes short most, and its expected metric tons.
    pub largest: Option<(String, f64)>,
}

/// What a plan comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Name and title of the case.
    pub title: String,
    /// Commitments by year.
    pub builds: Vec<BuildLine>,
    /// Years shown in `stages`.
    pub years: Vec<i32>,
    /// Domestic shares.
    pub stages: Vec<StageLine>,
    /// Stage with the lowest share in the second half of the horizon.
    pub weakest: Option<(String, f64)>,
    /// Unserved demand by priority.
    pub service: Vec<ServiceLine>,
    /// Expected capital cost, undiscounted, MUSD.
    pub capex_musd: f64,
    /// Of that, for plants in the home region, MUSD.
    pub capex_home_musd: f64,
    /// Expected present value of each kind of flow, MUSD.
    pub terms: Vec<(Kind, f64)>,
    /// Expected NPV, MUSD.
    pub expected_npv_musd: f64,
    /// Mean of the worst outcomes, MUSD.
    pub cvar_npv_musd: f64,
    /// Probability that those have.
    pub tail: f64,
    /// Name, probability, NPV of each scenario.
    pub scenarios: Vec<(String, f64, f64)>,
}

/// How many years the table of shares shows.
const SHOWN_YEARS: usize = 7;

/// Sums up a plan.
#[must_use]
pub fn summarize(network: &Network, plan: &Plan) -> Summary {
    let builds = build_lines(network, plan);
    let years = shown_years(network);
    let stages = stage_lines(network, plan, &years);
    let weakest =
        stages.iter().filter_map(|s| s.later.map(|share| (s.stage.clone(), share))).min_by(|a, b| a.1.total_cmp(&b.1));
    let expected = |home: bool| {
        let of = plan
            .values
            .builds
            .iter()
            .filter(|b| !home || network.regions[network.facilities[b.facility].region].bloc == Bloc::Home);
        of.map(|b| b.capex_musd * network.tree.states[b.state].probability).sum()
    };
    let tree = &network.tree;
    let scenarios = plan
        .scenarios
        .iter()
        .map(|s| (tree.nodes[tree.states[tree.leaves[s.leaf]].node].title.to_string(), s.probability, s.npv_musd));
    Summary {
        title: network.settings.title.clone(),
        builds,
        stages,
        weakest,
        service: service_lines(network, plan),
        capex_musd: expected(false),
        capex_home_musd: expected(true),
        terms: plan.cash.expected(&network.tree),
        expected_npv_musd: plan.expected_npv_musd,
        cvar_npv_musd: plan.cvar_npv_musd,
        tail: network.settings.risk.tail,
        scenarios: scenarios.collect(),
        years,
    }
}

fn build_lines(network: &Network, plan: &Plan) -> Vec<BuildLine> {
    let tree = &network.tree;
    let mut lines: Vec<(usize, BuildLine)> = Vec::new();
    for b in plan.values.builds.iter().filter(|b| b.size_t > 0.0) {
        let state = tree.states[b.state];
        let year = tree.period(b.state).first_year;
        let scenario = tree.nodes[state.node].id.to_string();
        let found = lines.iter_mut().find(|(f, line)| *f == b.facility && line.year == year);
        if let Some((_, line)) = found {
            let total = line.probability + state.probability;
            line.size_t = (line.size_t * line.probability + b.size_t * state.probability) / total;
            line.capex_musd = (line.capex_musd * line.probability + b.capex_musd * state.probability) / total;
            line.probability = total;
            line.scenarios.push(scenario);
            continue;
        }
        let facility = &network.facilities[b.facility];
        let technology = &network.technologies[facility.technology];
        let line = BuildLine {
            facility: facility.title.to_string(),
            stage: network.settings.stages[technology.stage].to_string(),
            stage_order: technology.stage,
            region: network.regions[facility.region].id.to_string(),
            member: network.members[facility.member].title.to_string(),
            year,
            online_year: b.online_year,
            run_from: tree.periods[b.online_period].first_year,
            size_t: b.size_t,
            unit: technology.unit.to_string(),
            capex_musd: b.capex_musd,
            probability: state.probability,
            scenarios: vec![scenario],
        };
        lines.push((b.facility, line));
    }
    let mut lines: Vec<BuildLine> = lines.into_iter().map(|(_, line)| line).collect();
    for line in &mut lines {
        // In every scenario of its year: nothing to say.
        if line.probability > 1.0 - 1e-9 {
            line.scenarios.clear();
        }
    }
    lines.sort_by(|a, b| (a.year, a.stage_order, &a.facility).cmp(&(b.year, b.stage_order, &b.facility)));
    lines
}

/// Years spread over the horizon, first and last included.
fn shown_years(network: &Network) -> Vec<i32> {
    let periods = network.tree.periods.as_slice();
    let count = periods.len().min(SHOWN_YEARS);
    let mut years: Vec<i32> =
        (0..count).map(|i| periods[i * (periods.len() - 1) / (count - 1).max(1)].first_year).collect();
    years.dedup();
    years
}

fn stage_lines(network: &Network, plan: &Plan, years: &[i32]) -> Vec<StageLine> {
    let tree = &network.tree;
    let rows = domestic_shares(network, &plan.values);
    let lines = network.settings.stages.iter().enumerate().map(|(stage, name)| StageLine {
        stage: name.to_string(),
        shares: years.iter().map(|year| expected_share(tree, &rows, stage, |y| y == *year)).collect(),
        later: later_share(tree, &rows, stage),
    });
    lines.filter(|line| line.later.is_some() || line.shares.iter().any(Option::is_some)).collect()
}

fn service_lines(network: &Network, plan: &Plan) -> Vec<ServiceLine> {
    [Priority::Defense, Priority::Critical, Priority::Commercial]
        .into_iter()
        .filter(|priority| network.demands.iter().any(|d| d.priority == *priority))
        .map(|priority| service_line(network, plan, priority))
        .collect()
}

fn service_line(network: &Network, plan: &Plan, priority: Priority) -> ServiceLine {
    let tree = &network.tree;
    let mut line = ServiceLine { priority, demanded_t: 0.0, short_t: 0.0, worst: None, largest: None };
    let mut by_state = vec![(0.0, 0.0); tree.states.len()];
    let mut by_demand = vec![0.0; network.demands.len()];
    for s in plan.values.service.iter().filter(|s| network.demands[s.demand].priority == priority) {
        let state = tree.states[s.state];
        let years = f64::from(tree.period(s.state).length);
        line.demanded_t += s.demanded_t * years * state.probability;
        line.short_t += s.short_t * years * state.probability;
        by_state[s.state].0 += s.demanded_t * years;
        by_state[s.state].1 += s.short_t * years;
        by_demand[s.demand] += s.short_t * years * state.probability;
    }
    for leaf in &tree.leaves {
        let (demanded, short) =
            tree.path(*leaf).fold((0.0, 0.0), |sum, s| (sum.0 + by_state[s].0, sum.1 + by_state[s].1));
        let share = if demanded > 0.0 { short / demanded } else { 0.0 };
        if tree.leaves.len() > 1 && short > 1e-6 && line.worst.as_ref().is_none_or(|(_, worst)| share > *worst) {
            line.worst = Some((tree.nodes[tree.states[*leaf].node].title.to_string(), share));
        }
    }
    let most = by_demand.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).filter(|(_, short)| **short > 1e-6);
    line.largest = most.map(|(d, short)| (network.demands[d].title.to_string(), *short));
    line
}
