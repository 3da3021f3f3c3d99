//! The cost of robustness: the plan without an adversary, beside robust plans.

use coalition::Progress;

use super::answer::{PlanPerformance, Robust, RobustError, RobustOptions};
use super::solve::{Muted, hold, robust};
use recoop::plan::{ProgressObserver, Step, solve_with_program};
use recoop_case::Network;

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
        let years = |state: usize| f64::from(network.tree.period(state).length);
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
    let budgets: Vec<Option<f64>> = match required {
        [] => vec![None],
        some => some.iter().copied().map(Some).collect(),
    };
    let tell = |observer: &mut dyn ProgressObserver, done: usize| {
        let of = Some(budgets.len() + 1);
        observer.step(&Step::Searched(Progress { doing: "plans", done, of, ..Progress::default() }));
    };
    tell(observer, 0);
    // What cannot be asked for is refused before anything is searched.
    let first = RobustOptions { survive_musd: budgets[0], ..options.clone() };
    super::solve::refuse(network, &first)?;
    let made = solve_with_program(network, &options.plan, &mut Muted(observer))?;
    super::solve::whole(&made)?;
    let plain = hold(network, made, options, &mut Muted(observer))?;
    let mut plans = Vec::new();
    for budget in budgets.iter().copied() {
        tell(observer, plans.len() + 1);
        let asked = RobustOptions { survive_musd: budget, ..options.clone() };
        let plan = robust(network, &asked, observer);
        // Broken off, or without any plan at all, the others are not tried.
        match plan {
            Err(error @ RobustError::Plan(_)) => return Err(error),
            plan => plans.push((budget, plan)),
        }
    }
    Ok(Frontier { options: options.clone(), plain, plans })
}
