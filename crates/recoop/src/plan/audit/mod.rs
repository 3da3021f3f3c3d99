//! The audit: every rule and every money term of a plan recomputed from its values and the network alone.
//!
//! Nothing here has seen the program: no index set, no column, no row, no coefficient of the formulation (of which only the
//! names of the money flows are used). What the two agree on has been derived twice.
//!
//! | module       | what                                                                          |
//! |--------------|-------------------------------------------------------------------------------|
//! | `rules`      | the rules: words, units, tolerances                                           |
//! | `verdict`    | counts checks, keeps breaches                                                 |
//! | `calendar`   | years, weights, paths                                                         |
//! | `case`       | network and values, looked at: plants, capacity, pools                        |
//! | `quantities` | positions that exist, numbers that are numbers                                |
//! | `material`   | runs, elements, material balance                                              |
//! | `trade`      | lanes, offers, stocks, disposal                                               |
//! | `demand`     | demands, service levels, origin rules                                         |
//! | `capacity`   | what stands, works and is used; ore                                           |
//! | `building`   | builds: years, sizes, numbers, sites, cost, what is left at the end           |
//! | `floors`     | price floors                                                                  |
//! | `prices`     | market prices that duties and floors are worked out from                      |
//! | `money`      | every flow of money                                                           |
//! | `capital`    | equity                                                                        |
//! | `capital_split` | who is called for equity                                                   |
//! | `worth`      | net present values, their mean, their tail                                    |

mod building;
mod calendar;
mod capacity;
mod capital;
mod capital_split;
mod case;
mod demand;
mod floors;
mod material;
mod money;
mod prices;
mod quantities;
mod rules;
mod trade;
mod verdict;
mod worth;

use super::values::{PlanValues, ScenarioValue};
use crate::accounts::CashValue;
use case::Case;
use recoop_case::Network;
use recoop_case::positions::FacilityAt;
use verdict::Verdict;

/// A plan as it is reported.
#[derive(Clone, Copy, Debug)]
pub struct Reported<'a> {
    /// What is built, run, shipped, served.
    pub values: &'a PlanValues,
    /// Money flows, MUSD/yr; several of the same member, kind and state are added up.
    pub cash: &'a [CashValue],
    /// What the plan is worth in each scenario.
    pub scenarios: &'a [ScenarioValue],
    /// Value of the objective, MUSD.
    pub objective: f64,
}

/// A rule that does not hold somewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Breach {
    /// The rule, for instance `material_balance`: the word of the constraint where the rule is one.
    pub rule: &'static str,
    /// Where: ids and the state, for instance `nd_oxide, us, 2031`.
    pub at: String,
    /// By how much; infinite where something is no number.
    pub by: f64,
    /// Unit of `by`; empty when it has none.
    pub unit: &'static str,
    /// What is wrong, in words.
    pub message: String,
}

/// How often a rule was checked, and how well it holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RuleCount {
    /// The rule.
    pub rule: &'static str,
    /// Number of checks.
    pub checks: usize,
    /// Largest error, also of those that are within tolerance, in the rule's unit.
    pub largest_error: f64,
}

/// Cost of a build with economies of scale, in the plan and in truth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScaleError {
    /// Facility.
    pub facility: FacilityAt,
    /// Size, t/yr.
    pub size_t: f64,
    /// Cost on the straight pieces that the plan reckons with, without the opening of the site, MUSD.
    pub chord_musd: f64,
    /// Cost on the curve, MUSD.
    pub curve_musd: f64,
}

/// What the audit found.
#[derive(Clone, Debug, PartialEq)]
pub struct Audit {
    /// Breaches, the largest first relative to what was added up; a thousand at most.
    pub breaches: Vec<Breach>,
    /// Number of all breaches.
    pub breach_count: usize,
    /// One for every rule, in a fixed order.
    pub checked: Vec<RuleCount>,
    /// Net present value of each leaf of the tree, MUSD. Empty when the plan could not be added up: it speaks of things
    /// that do not exist, or holds something that is no number.
    pub npv: Vec<f64>,
    /// Expected net present value, MUSD; no number when `npv` is empty.
    pub expected_npv_musd: f64,
    /// Mean net present value of the worst outcomes, MUSD; no number when `npv` is empty.
    pub cvar_musd: f64,
    /// (1 - weight) expected + weight CVaR, MUSD; no number when `npv` is empty.
    pub objective_musd: f64,
    /// One for every build with economies of scale.
    pub scale_error: Vec<ScaleError>,
}

impl Audit {
    /// Whether every rule holds.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.breach_count == 0
    }
}

/// How far off a rule may be: `relative` times the sum of the absolute terms, plus `absolute`, in the rule's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RuleTolerance {
    /// The rule.
    pub rule: &'static str,
    /// Unit of `absolute`; empty when it has none.
    pub unit: &'static str,
    /// Share of what is added up.
    pub relative: f64,
    /// On top.
    pub absolute: f64,
}

/// The tolerance of every rule, in the order of [`Audit::checked`].
#[must_use]
pub fn tolerances() -> Vec<RuleTolerance> {
    let of = |rule: &rules::Rule| {
        let rules::Tolerance { relative, absolute } = rule.tolerance();
        RuleTolerance { rule: rule.as_str(), unit: rule.unit(), relative, absolute }
    };
    rules::Rule::ALL.iter().map(of).collect()
}

/// Recomputes every rule and every money term of a plan.
#[must_use]
pub fn audit(network: &Network, reported: &Reported<'_>) -> Audit {
    let mut verdict = Verdict::new();
    quantities::check_positions(network, reported, &mut verdict);
    if verdict.count() > 0 {
        return not_added_up(verdict);
    }
    let case = Case::new(network, reported.values);
    if !quantities::check_numbers(&case, reported, &mut verdict) {
        return not_added_up(verdict);
    }
    material::check_runs(&case, &mut verdict);
    material::check_elements(&case, &mut verdict);
    material::check_balance(&case, &mut verdict);
    trade::check_lanes(&case, &mut verdict);
    trade::check_offers(&case, &mut verdict);
    trade::check_stocks(&case, &mut verdict);
    trade::check_leaves(&case, &mut verdict);
    demand::check(&case, &mut verdict);
    capacity::check(&case, &mut verdict);
    building::check(&case, &mut verdict);
    floors::check(&case, &mut verdict);
    let money = money::reckon(&case);
    capital::check(&case, &mut verdict);
    money::check(&case, &money, reported.cash, &mut verdict);
    let worth = worth::check(&case, &money, reported, &mut verdict);
    let scale_error = building::scale_errors(&case);
    let (breaches, breach_count, checked) = verdict.close();
    Audit {
        breaches,
        breach_count,
        checked,
        npv: worth.npv,
        expected_npv_musd: worth.expected,
        cvar_musd: worth.cvar,
        objective_musd: worth.objective,
        scale_error,
    }
}

fn not_added_up(verdict: Verdict) -> Audit {
    let (breaches, breach_count, checked) = verdict.close();
    let (nan, none) = (f64::NAN, Vec::new());
    Audit {
        breaches,
        breach_count,
        checked,
        npv: Vec::new(),
        expected_npv_musd: nan,
        cvar_musd: nan,
        objective_musd: nan,
        scale_error: none,
    }
}
