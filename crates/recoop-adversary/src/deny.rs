//! What it costs the adversary to leave a need unserved, or to end a capability, in a given year, whatever it costs us to prevent it.
//!
//! ```text
//!   most[a] = max_y  served defense demand, or what plants at home make at a stage, in the year      money does not count
//!   deny    = min { cost(a) : most[a] ≤ (1 - share) most[0] }
//! ```
//!
//! Prices do not stop anybody here: who is willing to lose money serves on. What denies is what takes goods and plants away: bans, losses of equipment. Whether those
//! who serve on run dry is another question ([`kill`](super::kill)). The same bilevel program answers both, with metric tons for money.

use program::Col;

use super::arsenal::Arsenal;
use super::bilevel::{BilevelError, BilevelOutcome, Goal, SearchOptions, attack, refuse_broken, replay};
use super::dual_bounds::most_prices;
use super::flows::Money;
use super::operations::{Operations, View};
use recoop::plan::SolvedPlan;
use recoop_case::Network;
use recoop_case::positions::PathAt;
use recoop_case::tables::{Bloc, Priority};

/// What is denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Defense demand, all of it together.
    Defense,
    /// What plants at home make at a stage: a position in the stages of the case.
    Stage(usize),
}

impl What {
    /// The word in tables: `defense`, or the stage.
    #[must_use]
    pub fn name(self, network: &Network) -> String {
        match self {
            Self::Defense => "defense".to_string(),
            Self::Stage(stage) => network.settings.stages[stage].to_string(),
        }
    }
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DenialOutcome {
    /// For so much; no attack for less than the second number does it. MUSD of the adversary's present value.
    Denied(f64, f64),
    /// There is nothing to deny without an attack.
    Nothing,
    /// By no attack of the case.
    Safe,
    /// Not known in time.
    Open,
}

impl DenialOutcome {
    /// The word in tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Denied(..) => "denied",
            Self::Nothing => "none",
            Self::Safe => "not_deniable",
            Self::Open => "not_proven",
        }
    }
}

/// What it costs to deny something in a state, at a level of cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Denial {
    /// What.
    pub what: What,
    /// Position in the states of the future.
    pub at: PathAt,
    /// Position in the arsenals that were asked for.
    pub level: usize,
    /// What there is without an attack at most, t/yr.
    pub most_t: f64,
    /// Whether and for how much it can be denied.
    pub verdict: DenialOutcome,
}

/// Part that has to be missing.
pub const SHARE: f64 = 0.5;

/// What it costs to deny half of everything that can be denied in the given states, with each arsenal.
///
/// # Errors
/// When a program has no optimum, or the solver fails.
pub fn denials(
    operations: &Operations<'_>,
    made: &SolvedPlan,
    arsenals: &[Arsenal],
    states: &[PathAt],
    effort: &mut SearchOptions<'_>,
) -> Result<Vec<Denial>, BilevelError> {
    let network = operations.network;
    let stages = (0..network.settings.stages.len()).map(What::Stage);
    let all: Vec<What> = std::iter::once(What::Defense).chain(stages).collect();
    let worth = operations.money(View::Worth, &|at| operations.weight(at));
    arsenals.iter().try_for_each(|arsenal| refuse_broken(operations, &worth, arsenal))?;
    let mut denials = Vec::new();
    for at in states.iter().copied() {
        for what in all.iter().copied() {
            let money = tonnes(operations, made, what, at);
            let nothing = Arsenal::empty(recoop_case::attacks::CostLevel::Producers);
            let (most_t, _) = replay(operations, &money, &nothing, &[])?;
            for (level, arsenal) in arsenals.iter().enumerate() {
                let verdict = if most_t <= NOTHING {
                    DenialOutcome::Nothing
                } else {
                    deny(operations, &money, arsenal, most_t, effort)?
                };
                denials.push(Denial { what, at, level, most_t, verdict });
            }
        }
    }
    Ok(denials)
}

/// Metric tons a year that count as nothing.
const NOTHING: f64 = 1e-6;

fn deny(
    operations: &Operations<'_>,
    money: &Money,
    arsenal: &Arsenal,
    most_t: f64,
    effort: &mut SearchOptions<'_>,
) -> Result<DenialOutcome, BilevelError> {
    // What nothing takes away cannot be denied; the cheapest attack is asked for only where the worst one does it.
    let mut most = most_prices(operations, money);
    let unlimited = Goal::Worst { budget_musd: f64::INFINITY };
    let at_most = (1.0 - SHARE) * most_t;
    match attack(operations, money, arsenal, most_t, &mut most, unlimited, effort)? {
        BilevelOutcome::Found(worst) if worst.bound_musd > at_most => return Ok(DenialOutcome::Safe),
        BilevelOutcome::Found(worst) if worst.left_musd > at_most => return Ok(DenialOutcome::Open),
        BilevelOutcome::Found(_) => {}
        BilevelOutcome::Impossible | BilevelOutcome::Stopped => return Ok(DenialOutcome::Open),
    }
    Ok(
        match attack(
            operations,
            money,
            arsenal,
            most_t,
            &mut most,
            Goal::Kill { at_most, up_to_musd: f64::INFINITY },
            effort,
        )? {
            BilevelOutcome::Found(found) => DenialOutcome::Denied(found.spent_musd, found.bound_musd),
            BilevelOutcome::Impossible => DenialOutcome::Safe,
            BilevelOutcome::Stopped => DenialOutcome::Open,
        },
    )
}

/// Metric tons in place of money: what is served, or made, in a state.
fn tonnes(operations: &Operations<'_>, made: &SolvedPlan, what: What, at: PathAt) -> Money {
    let network = operations.network;
    let state = operations.states[at];
    let mut money = Money::nothing(operations.program.num_cols());
    let mut count = |col: Col, tonnes: f64| {
        if let Some(col) = operations.col(col) {
            money.costs[col.index()] += tonnes;
        }
    };
    let (vars, sets) = (&made.formulation.variables, &made.formulation.sets);
    match what {
        What::Defense => {
            for ((d, s), col) in vars.serve.iter() {
                if s == state && network.demands[d].priority == Priority::Defense {
                    count(col, 1.0);
                }
            }
        }
        What::Stage(stage) => {
            for ((r, s), col) in vars.run.iter() {
                let facility = &network.facilities[sets.runs[r].facility];
                let is_home = network.regions[facility.region].bloc == Bloc::Home;
                if s == state && is_home && network.technologies[facility.technology].stage == stage {
                    count(col, 1.0);
                }
            }
        }
    }
    money
}
