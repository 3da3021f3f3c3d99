//! The cost of robustness: the plan without an adversary, beside robust plans.

use coalition::Progress;

use super::answer::{PlanPerformance, Robust, RobustError, RobustOptions};
use super::solve::{Muted, hold, robust};
use recoop::plan::{ProgressObserver, Step, solve_with_program};
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// Robust plans by required budget, beside the plan that ignores the adversary.
#[derive(Debug)]
pub struct Frontier {
    /// What was asked for; the required budget is that of each plan.
    pub options: RobustOptions,
    /// The plan without an adversary, and what it is when it is attacked all the same.
    pub plain: PlanPerformance,
    /// Required budgets in the order asked for (none: nothing is required), each with its plan.
    pub plans: Vec<(Option<f64>, Result<Robust, RobustError>)>,
}

impl Frontier {
    /// The plan of the last budget for which there is one.
    #[must_use]
    pub fn chosen(&self) -> Option<&Robust> {
        self.plans.iter().rev().find_map(|(_, plan)| plan.as_ref().ok())
    }

    /// Mean capacity of each facility in a plan over the years of the future that is attacked, t/yr.
    #[must_use]
    pub fn capacities(&self, network: &Network, held: &PlanPerformance) -> Vec<f64> {
        let states = network.tree.states_to(self.options.leaf);
        let years = |state: StateAt| f64::from(network.tree.period(state).length);
        let all: f64 = states.iter().map(|state| years(*state)).sum();
        let mut means = vec![0.0; network.facilities.len()];
        for capacity in held.made.plan.values.capacity.iter().filter(|it| states.contains(&it.state)) {
            means[capacity.facility] += capacity.installed_t * years(capacity.state) / all;
        }
        means
    }

    /// What a plan gives up of what is expected, MUSD.
    #[must_use]
    pub fn robustness_cost_musd(&self, held: &PlanPerformance) -> f64 {
        self.plain.expected_musd() - held.expected_musd()
    }
}

/// Returns the required budgets of a frontier's plans: none stands for one plan of which nothing is required.
#[must_use]
pub fn required_budgets(required: &[f64]) -> Vec<Option<f64>> {
    match required {
        [] => vec![None],
        some => some.iter().copied().map(Some).collect(),
    }
}

/// Makes the plan without an adversary and a robust one for each required budget; for none a single one, for which nothing is required.
///
/// # Errors
/// When there is no plan, or somebody stopped it. A budget for which there is no robust plan has its own error.
pub fn frontier(
    network: &Network,
    options: &RobustOptions,
    required: &[f64],
    observer: &mut dyn ProgressObserver,
) -> Result<Frontier, RobustError> {
    let budgets = required_budgets(required);
    let tell = |observer: &mut dyn ProgressObserver, done: usize| {
        let of = Some(budgets.len() + 1);
        observer.step(&Step::Searched(Progress { doing: "plans", done, of, ..Progress::default() }));
    };
    tell(observer, 0);
    refuse_frontier(network, options, required)?;
    let plain = plain_plan(network, options, observer)?;
    let mut plans = Vec::new();
    for budget in budgets.iter().copied() {
        tell(observer, plans.len() + 1);
        plans.push((budget, plan_for_budget(network, options, budget, observer)?));
    }
    Ok(Frontier { options: options.clone(), plain, plans })
}

/// Refuses what cannot be asked of a case, before anything is searched.
///
/// # Errors
/// When the case has no attacks with known costs, or no purse that can be exhausted.
pub fn refuse_frontier(network: &Network, options: &RobustOptions, required: &[f64]) -> Result<(), RobustError> {
    let first = RobustOptions { survive_musd: required.first().copied(), ..options.clone() };
    super::solve::refuse(network, &first)
}

/// Makes the plan without an adversary of a frontier, and attacks it. It does not depend on the others.
///
/// # Errors
/// When there is no plan, or somebody stopped it.
pub fn plain_plan(
    network: &Network,
    options: &RobustOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<PlanPerformance, RobustError> {
    let made = solve_with_program(network, &options.plan, &mut Muted(observer))?;
    super::solve::whole(&made)?;
    hold(network, made, options, &mut Muted(observer))
}

/// Makes the robust plan of a frontier for a required budget, or says why there is none. It does not depend on the others.
///
/// # Errors
/// When there is no plan at all, or somebody stopped it: then the other budgets need not be tried.
pub fn plan_for_budget(
    network: &Network,
    options: &RobustOptions,
    budget: Option<f64>,
    observer: &mut dyn ProgressObserver,
) -> Result<Result<Robust, RobustError>, RobustError> {
    let asked = RobustOptions { survive_musd: budget, ..options.clone() };
    match robust(network, &asked, observer) {
        Err(error @ RobustError::Plan(_)) => Err(error),
        plan => Ok(plan),
    }
}
