//! Just one piece short: which stage alone stands between the plan and a supply without the adversary.
//!
//! The plan works without all that the adversary supplies, and then once more for each stage with capacity at home that is free and
//! without limit. The stage that raises the served part of defense demand most is the piece that is missing; where nothing is left
//! short with it, the chain is complete but for that piece.

use coalition::parallel::tasks;
use coalition::{GameError, Progress, Task};

use super::abroad::Abroad;
use super::operations::Operations;
use super::operator::{Operator, SAME_T};
use super::outage::Outage;
use recoop::plan::values::PlanValues;
use recoop_case::series::Series;
use recoop_case::tables::{Bloc, Status};
use recoop_case::{Facility, Network};

/// What a stage without limit at home would do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// Position in `settings.stages`.
    pub stage: usize,
    /// Defense demand served without the adversary, t over the path.
    pub served_t: f64,
}

/// Supply of defense demand without the adversary.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// Defense demand, t over the path.
    pub demanded_t: f64,
    /// Served by the plan as it is, t.
    pub served_t: f64,
    /// With each stage added, in the order of the stages.
    pub pieces: Vec<Piece>,
}

impl Missing {
    /// The stage that adds most; none when no stage adds anything.
    #[must_use]
    pub fn largest(&self) -> Option<Piece> {
        let adds = self.pieces.iter().copied().filter(|piece| piece.served_t > self.served_t + SAME_T);
        adds.fold(None, |best: Option<Piece>, piece| match best {
            Some(best) if best.served_t >= piece.served_t - SAME_T => Some(best),
            _ => Some(piece),
        })
    }

    /// Whether all of it is served with `served_t`.
    #[must_use]
    pub fn complete(&self, served_t: f64) -> bool {
        served_t >= self.demanded_t - SAME_T
    }
}

/// Supply of defense demand without the adversary, as planned and with each stage in turn.
///
/// # Errors
/// When a solver fails or the watcher stops it.
pub fn missing(
    network: &Network,
    values: &PlanValues,
    outage: &Outage,
    task: &mut Task<'_>,
) -> Result<Missing, GameError> {
    let stages = network.settings.stages.len();
    let told = Progress { doing: "one piece short", of: Some(stages + 1), ..Progress::default() };
    let served = tasks(stages + 1, told, task, |at, task| match at.checked_sub(1) {
        None => served(network, network, values, outage, task),
        Some(stage) => served(&with_stage(network, stage), network, values, outage, task),
    })?;
    let demanded_t = outage.demanded_t(network)[0];
    let pieces = served[1..].iter().enumerate().map(|(stage, served_t)| Piece { stage, served_t: *served_t });
    Ok(Missing { demanded_t, served_t: served[0], pieces: pieces.collect() })
}

/// Defense demand that is served without the adversary, t.
fn served(
    network: &Network,
    planned: &Network,
    values: &PlanValues,
    outage: &Outage,
    task: &mut Task<'_>,
) -> Result<f64, GameError> {
    let operations = Operations::new(network, values, outage, planned.facilities.len());
    let mut operator = Operator::new(&operations)?;
    operator.close(&Abroad::Adversary.supplies(network, &operations), None)?;
    let (short_t, _) = operator.least_defense(task)?;
    Ok((outage.demanded_t(network)[0] - short_t).max(0.0))
}

/// The network with a plant of each technology of a stage in each region at home, free and without limit.
fn with_stage(network: &Network, stage: usize) -> Network {
    let mut more = network.clone();
    let at_home = network.regions.positions().filter(|r| network.regions[*r].bloc == Bloc::Home);
    for region in at_home {
        for (technology, kind) in network.technologies.iter().enumerate().filter(|(_, kind)| kind.stage == stage) {
            more.facilities.push(Facility {
                location: None,
                id: format!("any {} in {}", kind.id, network.regions[region].id).into(),
                title: kind.title.clone(),
                member: network.cooperative(),
                region,
                technology,
                modes: (0..kind.modes.len()).collect(),
                status: Status::Existing,
                existing_t: 1.0,
                existing_years: network.tree.first_year()..=network.tree.last_year(),
                existing_ramp: Vec::new(),
                reserve_t: f64::INFINITY,
                building: None,
                availability: Series::Constant(1.0),
                variable_cost_usd_per_kg: Series::Constant(0.0),
                fixed_cost_usd_per_kg: 0.0,
            });
        }
    }
    more
}
