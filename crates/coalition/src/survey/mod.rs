//! All answers about one game, in one go: payoffs by every rule with the groups that each one tempts, core, least cores, cost of
//! stability, properties, each with its proof.
//!
//! What is stopped on the way keeps what was found. That an answer does not exist, or needs fewer players, is an answer as well, in words.
//!
//! Long: the questions of a survey and their answers, in the order of the screen.

mod large;

use num_bigint::BigInt;
use num_traits::Zero;

use crate::catalog::{Value, payoffs};
use crate::core::{CoreAnswer, LeastCore, Relaxation, Stability, core, core_ranges, cost_of_stability, least_core};
use crate::exact::{Rational, floats};
use crate::excess::{Asked, Excesses, exact_excesses, excesses, excesses_among};
use crate::families::linear_production::Asked as Quick;
use crate::families::simplex::Scaled;
use crate::families::{Assignment, Family, LinearProduction};
use crate::formulas::{self, Ends};
use crate::game::{Game, GameError, Sense};
use crate::group::Group;
use crate::nucleolus::{Base, Nucleolus, NucleolusAnswer, Weight, nucleolus};
use crate::owen::{OwenSet, matching_prices, owen_set};
use crate::power::power;
use crate::properties::{Properties, properties};
use crate::shapley::{MAX_EXACT, SampledShapley, Sampling, exact_shapley, sampled_shapley, shapley};
use crate::table::Table;
use crate::task::Task;
use crate::words::Words;

pub use large::survey_large;

/// Most players of a game whose certificates are gone through once more from the table alone.
pub const MAX_VERIFIED: usize = 18;

/// A rule of sharing.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// [`nucleolus`](crate::nucleolus()).
    Nucleolus,
    /// The same without regard to what the players are worth alone.
    Prenucleolus,
    /// The nucleolus with excesses by member.
    PerCapita,
    /// [`shapley`](crate::shapley()).
    Shapley,
    /// A payoff of the strong least core.
    LeastCore,
    /// A payoff of the weak least core.
    WeakLeastCore,
    /// A payoff of the proportional least core.
    ProportionalLeastCore,
    /// What each player brings at shadow prices: [`owen_set`]. For games of linear production.
    Prices,
    /// Any other [`value`](crate::value()).
    Other(Value),
}

impl Rule {
    /// All rules, those with a proof first.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let proven = [
            Self::Nucleolus,
            Self::Prenucleolus,
            Self::PerCapita,
            Self::Shapley,
            Self::LeastCore,
            Self::WeakLeastCore,
            Self::ProportionalLeastCore,
            Self::Prices,
        ];
        proven.into_iter().chain(Value::ALL.map(Self::Other)).collect()
    }

    /// Its word, for instance `per_capita`.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Nucleolus => "nucleolus",
            Self::Prenucleolus => "prenucleolus",
            Self::PerCapita => "per_capita",
            Self::Shapley => "shapley",
            Self::LeastCore => "least_core",
            Self::WeakLeastCore => "weak_least_core",
            Self::ProportionalLeastCore => "proportional_least_core",
            Self::Prices => "prices",
            Self::Other(value) => match value {
                Value::Banzhaf => "banzhaf",
                Value::NormalizedBanzhaf => "normalized_banzhaf",
                Value::Tau => "tau",
                Value::Gately => "gately",
                Value::EqualDivision => "equal",
                Value::EqualSurplus => "equal_surplus",
                Value::EqualNonSeparable => "equal_non_separable",
                Value::Solidarity => "solidarity",
                Value::SeparableCosts(_) => "separable_costs",
                Value::EqualProfit => "equal_profit",
                Value::Kernel => "kernel",
                Value::Prekernel => "prekernel",
                Value::Owen(_) => "owen",
                Value::BanzhafOwen(_) => "banzhaf_owen",
                Value::TwoStep(_) => "two_step",
                Value::AumannDreze(_) => "aumann_dreze",
                Value::Myerson(_) => "myerson",
            },
        }
    }
}

/// An answer, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum Answered<T> {
    /// Here it is.
    Known(T),
    /// There is none, in words.
    Nothing(String),
    /// Somebody stopped the survey before.
    Stopped,
    /// Nobody asked.
    Unasked,
}

impl<T> Answered<T> {
    /// The answer, if there is one.
    #[must_use]
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(answer) => Some(answer),
            _ => None,
        }
    }
}

/// What proves payoffs.
#[derive(Clone, Debug, PartialEq)]
pub enum Certificate {
    /// The levels of a nucleolus.
    Levels(Nucleolus),
    /// The balanced groups of a least core.
    Balanced(LeastCore),
    /// An estimate, with its intervals.
    Sample(SampledShapley),
    /// All shadow prices.
    Prices(OwenSet),
    /// The payoffs follow from a formula or hold a definition, without rounding where they are given so.
    Formula(Option<Vec<Rational>>),
    /// Somebody brought them: these numbers.
    Given(Vec<Rational>),
}

/// Payoffs, what proves them, and whom they tempt.
#[derive(Clone, Debug, PartialEq)]
pub struct Paid {
    /// What each player gets, in the unit of the worths; for costs minus the charges.
    pub payoffs: Vec<f64>,
    /// What proves them.
    pub certificate: Certificate,
    /// Whether the certificate holds, gone through again from the table alone, else what does not; `None` where there is none, or for
    /// more than [`MAX_VERIFIED`] players, for whom it is gone through but once, when it is made.
    pub verified: Option<Result<(), String>>,
    /// Who would gain by leaving.
    pub excesses: Excesses,
}

/// The core, and how much each player can get in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Room {
    /// Whether it is empty.
    pub core: CoreAnswer,
    /// The least and the most of each player; none when it is empty.
    pub ranges: Option<Vec<(f64, f64)>>,
}

/// A game with shadow prices.
#[derive(Clone, Debug, PartialEq)]
pub enum Priced {
    /// Pooled resources.
    Production(LinearProduction),
    /// Pairs: everybody's resource is its place in one.
    Assignment(Assignment),
}

impl Priced {
    /// The prices, and what they pay.
    ///
    /// # Errors
    /// As [`owen_set`].
    pub fn prices(&self, task: &mut Task<'_>) -> Result<OwenSet, GameError> {
        match self {
            Self::Production(game) => owen_set(game, task),
            Self::Assignment(game) => matching_prices(game, task),
        }
    }

    /// Proves prices from the data alone ([`OwenSet::verify`]).
    ///
    /// # Errors
    /// What does not hold, in words.
    pub fn verify(&self, prices: &OwenSet) -> Result<(), String> {
        match self {
            Self::Production(game) => prices.verify(game),
            Self::Assignment(game) => prices.verify(&game.linear()),
        }
    }
}

/// What a survey is to find.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Rules of sharing.
    pub rules: Vec<Rule>,
    /// Payoffs to judge, in the unit of the worths; for costs minus the charges.
    pub given: Option<Vec<Rational>>,
    /// The data of the game where it has shadow prices.
    pub priced: Option<Priced>,
    /// The core.
    pub core: bool,
    /// The cost of stability.
    pub stability: bool,
    /// Properties.
    pub properties: bool,
    /// What is asked of the tempted groups.
    pub excesses: Asked,
    /// How orders are sampled where there is no table.
    pub sampling: Sampling,
}

/// All answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    /// Payoffs by rule, in the order in which they were asked for.
    pub rules: Vec<(Rule, Answered<Paid>)>,
    /// The payoffs that were brought, judged.
    pub given: Answered<Paid>,
    /// The core.
    pub core: Answered<Room>,
    /// The cost of stability.
    pub stability: Answered<Stability>,
    /// Properties.
    pub properties: Answered<Properties>,
}

impl Survey {
    /// Whether something was stopped.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.rules.iter().any(|(_, found)| *found == Answered::Stopped)
            || self.given == Answered::Stopped
            || self.core == Answered::Stopped
            || self.stability == Answered::Stopped
            || self.properties == Answered::Stopped
    }
}

/// What has been stopped stays so.
struct Asking {
    stopped: bool,
}

impl Asking {
    fn ask<T>(&mut self, wanted: bool, work: impl FnOnce() -> Result<T, GameError>) -> Answered<T> {
        if !wanted {
            return Answered::Unasked;
        }
        if self.stopped {
            return Answered::Stopped;
        }
        match work() {
            Ok(answer) => Answered::Known(answer),
            Err(GameError::Stopped) => {
                self.stopped = true;
                Answered::Stopped
            }
            Err(error) => Answered::Nothing(error.to_string()),
        }
    }
}

/// Surveys a table.
///
/// # Examples
///
/// ```
/// use coalition::{Asked, Answered, NoProgress, Rule, Sampling, Sense, Table, Task, Wanted, Words, survey};
///
/// let table = Table::from_fn(3, Sense::Profit, |group| [0.0, 0.0, 8.0, 12.0][group.len()])?;
/// let wanted = Wanted {
///     rules: vec![Rule::Nucleolus, Rule::Shapley],
///     given: None,
///     priced: None,
///     core: true,
///     stability: false,
///     properties: true,
///     excesses: Asked::default(),
///     sampling: Sampling::default(),
/// };
/// let found = survey(&table, &wanted, &mut Task { threads: 1, observer: &mut NoProgress });
/// assert!(found.core.known().is_some() && found.stability == Answered::Unasked);
/// for (rule, paid) in &found.rules {
///     let paid = paid.known().unwrap_or_else(|| panic!("{} has an answer", rule.as_str()));
///     assert_eq!(paid.payoffs, [4.0; 3]);
///     assert_ne!(paid.verified, Some(Err("a certificate that does not hold".to_string())));
///     assert!(Words::of(&table, "MUSD").temptation(&paid.excesses).ends_with('.'));
/// }
/// # Ok::<(), coalition::GameError>(())
/// ```
#[must_use]
pub fn survey(table: &Table, wanted: &Wanted, task: &mut Task<'_>) -> Survey {
    let asking = &mut Asking { stopped: false };
    // What answers most in least time comes first.
    let given = asking.ask(wanted.given.is_some(), || {
        let payoffs = wanted.given.clone().unwrap_or_default();
        judged(table, floats(&payoffs), Certificate::Given(payoffs), wanted, task)
    });
    let core = asking.ask(wanted.core, || Ok(Room { core: core(table, task)?, ranges: core_ranges(table, task)? }));
    let rules = wanted.rules.iter().map(|rule| {
        let found = asking.ask(true, || paid(table, rule, wanted, task));
        (rule.clone(), found)
    });
    let rules = rules.collect();
    Survey {
        rules,
        given,
        core,
        stability: asking.ask(wanted.stability, || cost_of_stability(table, task)),
        properties: asking.ask(wanted.properties, || properties(table, task)),
    }
}

fn judged(
    table: &Table,
    payoffs: Vec<f64>,
    certificate: Certificate,
    wanted: &Wanted,
    task: &mut Task<'_>,
) -> Result<Paid, GameError> {
    let verified = match (&certificate, &wanted.priced) {
        (Certificate::Prices(found), Some(priced)) => Some(priced.verify(found)),
        _ if table.names().len() > MAX_VERIFIED => None,
        (Certificate::Levels(nucleolus), _) => Some(nucleolus.verify(table)),
        (Certificate::Balanced(least_core), _) => Some(least_core.verify(table)),
        _ => None,
    };
    let excesses = match certificate.exact() {
        Some(exact) => exact_excesses(table, exact, &wanted.excesses, task)?,
        None => excesses(table, &payoffs, &wanted.excesses, task)?,
    };
    Ok(Paid { payoffs, certificate, verified, excesses })
}

fn paid(table: &Table, rule: &Rule, wanted: &Wanted, task: &mut Task<'_>) -> Result<Paid, GameError> {
    let mut leveled = |base: Base, weight: Weight| match nucleolus(table, base, weight, task)? {
        NucleolusAnswer::Found(found) => Ok((found.payoffs.clone(), Certificate::Levels(found))),
        none @ NucleolusAnswer::NoImputation { .. } => Err(GameError::Invalid(Words::of(table, "").nucleolus(&none))),
    };
    let (payoffs, certificate) = match rule {
        Rule::Nucleolus => leveled(Base::Imputations, Weight::Same)?,
        Rule::Prenucleolus => leveled(Base::Preimputations, Weight::Same)?,
        Rule::PerCapita => leveled(Base::Imputations, Weight::PerCapita)?,
        Rule::Shapley if table.names().len() <= MAX_EXACT => formula(exact_shapley(table)),
        Rule::Shapley => (shapley(table, task)?, Certificate::Formula(None)),
        Rule::LeastCore => relaxed(table, Relaxation::Strong, task)?,
        Rule::WeakLeastCore => relaxed(table, Relaxation::Weak, task)?,
        Rule::ProportionalLeastCore if table.sense() == Sense::Cost => {
            let words = "it lets go of a share of what coalitions earn, and these are costs".to_string();
            return Err(GameError::Invalid(words));
        }
        Rule::ProportionalLeastCore => relaxed(table, Relaxation::Proportional, task)?,
        Rule::Prices => at_prices(wanted, task)?,
        Rule::Other(other) => {
            let found = payoffs(table, other, task)?;
            (found.floats, Certificate::Formula(found.exact))
        }
    };
    judged(table, payoffs, certificate, wanted, task)
}

fn formula(exact: Vec<Rational>) -> (Vec<f64>, Certificate) {
    (floats(&exact), Certificate::Formula(Some(exact)))
}

fn at_prices(wanted: &Wanted, task: &mut Task<'_>) -> Result<(Vec<f64>, Certificate), GameError> {
    let none = || GameError::Invalid("only games of linear production have shadow prices".to_string());
    let found = wanted.priced.as_ref().ok_or_else(none)?.prices(task)?;
    Ok((found.payoffs.clone(), Certificate::Prices(found)))
}

fn relaxed(table: &Table, relaxation: Relaxation, task: &mut Task<'_>) -> Result<(Vec<f64>, Certificate), GameError> {
    let found = least_core(table, relaxation, task)?;
    Ok((found.payoffs.clone(), Certificate::Balanced(found)))
}

impl Certificate {
    /// The payoffs without rounding, where they are known so.
    #[must_use]
    pub fn exact(&self) -> Option<&[Rational]> {
        match self {
            Self::Levels(found) => Some(&found.exact),
            Self::Balanced(found) => Some(&found.exact),
            Self::Prices(found) => Some(&found.exact),
            Self::Formula(exact) => exact.as_deref(),
            Self::Given(exact) => Some(exact),
            Self::Sample(_) => None,
        }
    }
}
