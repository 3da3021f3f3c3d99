//! All answers about one game, in one go: payoffs by every rule with the groups that each one tempts, core, least cores, cost of
//! stability, properties, each with its proof.
//!
//! What is stopped on the way keeps what was found. That an answer does not exist, or needs fewer players, is an answer as well, in words.

use crate::catalogue::{Value, value};
use crate::core::{CoreAnswer, LeastCore, Relaxation, Stability, core, core_ranges, cost_of_stability, least_core};
use crate::exact::Rational;
use crate::excess::{Asked, Excesses, excesses, excesses_among};
use crate::families::LinearProduction;
use crate::game::{Game, GameError, Sense};
use crate::group::Group;
use crate::nucleolus::{Base, Nucleolus, NucleolusAnswer, Weight, nucleolus};
use crate::owen::{OwenSet, owen_set};
use crate::properties::{Properties, properties};
use crate::shapley::{SampledShapley, Sampling, sampled_shapley, shapley};
use crate::table::Table;
use crate::task::Task;
use crate::words::Words;

/// Most players of a game whose certificates are gone through once more from the table alone.
pub const MOST_VERIFIED: usize = 18;

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
    pub fn word(&self) -> &'static str {
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
                Value::NormalisedBanzhaf => "normalised_banzhaf",
                Value::Tau => "tau",
                Value::Gately => "gately",
                Value::EqualDivision => "equal",
                Value::EqualSurplus => "equal_surplus",
                Value::EqualNonSeparable => "equal_non_separable",
                Value::Solidarity => "solidarity",
                Value::Kernel => "kernel",
                Value::Prekernel => "prekernel",
                Value::Owen(_) => "owen",
                Value::AumannDreze(_) => "aumann_dreze",
                Value::Myerson(_) => "myerson",
            },
        }
    }
}

/// An answer, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum Found<T> {
    /// Here it is.
    Known(T),
    /// There is none, in words.
    Nothing(String),
    /// Somebody stopped the survey before.
    Stopped,
    /// Nobody asked.
    Unasked,
}

impl<T> Found<T> {
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
    /// The payoffs follow from a formula.
    Formula,
    /// Somebody brought them.
    Given,
}

/// Payoffs, what proves them, and whom they tempt.
#[derive(Clone, Debug, PartialEq)]
pub struct Paid {
    /// What each player gets, in the unit of the worths; for costs minus the charges.
    pub payoffs: Vec<f64>,
    /// What proves them.
    pub certificate: Certificate,
    /// Whether the certificate holds, gone through again from the table alone, else what does not; `None` where there is none, or for
    /// more than [`MOST_VERIFIED`] players, for whom it is gone through but once, when it is made.
    pub verified: Option<Result<(), String>>,
    /// Who would gain by leaving. At payoffs of few digits (prices, kernel, other values) the tolerance is as coarse.
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

/// What a survey is to find.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Rules of sharing.
    pub rules: Vec<Rule>,
    /// Payoffs to judge, in the unit of the worths; for costs minus the charges.
    pub given: Option<Vec<f64>>,
    /// The data of the game where it is one of linear production.
    pub linear: Option<LinearProduction>,
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
    pub rules: Vec<(Rule, Found<Paid>)>,
    /// The payoffs that were brought, judged.
    pub given: Found<Paid>,
    /// The core.
    pub core: Found<Room>,
    /// The cost of stability.
    pub stability: Found<Stability>,
    /// Properties.
    pub properties: Found<Properties>,
}

impl Survey {
    /// Whether something was stopped.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.rules.iter().any(|(_, found)| *found == Found::Stopped)
            || self.given == Found::Stopped
            || self.core == Found::Stopped
            || self.stability == Found::Stopped
            || self.properties == Found::Stopped
    }
}

/// What has been stopped stays so.
struct Asking {
    stopped: bool,
}

impl Asking {
    fn ask<T>(&mut self, wanted: bool, work: impl FnOnce() -> Result<T, GameError>) -> Found<T> {
        if !wanted {
            return Found::Unasked;
        }
        if self.stopped {
            return Found::Stopped;
        }
        match work() {
            Ok(answer) => Found::Known(answer),
            Err(GameError::Stopped) => {
                self.stopped = true;
                Found::Stopped
            }
            Err(error) => Found::Nothing(error.to_string()),
        }
    }
}

/// Surveys a table.
#[must_use]
pub fn survey(table: &Table, wanted: &Wanted, task: &mut Task<'_>) -> Survey {
    let asking = &mut Asking { stopped: false };
    // What answers most in least time comes first.
    let given = asking.ask(wanted.given.is_some(), || {
        let payoffs = wanted.given.clone().unwrap_or_default();
        judged(table, payoffs, Certificate::Given, &wanted.excesses, task)
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
    asked: &Asked,
    task: &mut Task<'_>,
) -> Result<Paid, GameError> {
    let verified = (table.names().len() <= MOST_VERIFIED).then_some(table).and_then(|table| match &certificate {
        Certificate::Levels(nucleolus) => Some(nucleolus.verify(table)),
        Certificate::Balanced(least_core) => Some(least_core.verify(table)),
        _ => None,
    });
    let excesses = excesses(table, &payoffs, asked, task)?;
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
        Rule::Shapley => (shapley(table, task)?, Certificate::Formula),
        Rule::LeastCore => relaxed(table, Relaxation::Strong, task)?,
        Rule::WeakLeastCore => relaxed(table, Relaxation::Weak, task)?,
        Rule::ProportionalLeastCore if table.sense() == Sense::Cost => {
            let words = "it lets go of a share of what groups earn, and these are costs".to_string();
            return Err(GameError::Invalid(words));
        }
        Rule::ProportionalLeastCore => relaxed(table, Relaxation::Proportional, task)?,
        Rule::Prices => at_prices(wanted, task)?,
        Rule::Other(other) => (value(table, other, task)?, Certificate::Formula),
    };
    let excesses = Asked { tolerance: wanted.excesses.tolerance.or(coarse(table, rule)), ..wanted.excesses };
    judged(table, payoffs, certificate, &excesses, task)
}

/// What counts as no gain at payoffs that are right to fewer digits than rounding leaves: those of the solver and of iterations to 1e-7 of the
/// largest worth, those of the catalogue to 1e-9.
fn coarse(table: &Table, rule: &Rule) -> Option<f64> {
    let share = match rule {
        Rule::Prices | Rule::Other(Value::Kernel | Value::Prekernel) => 1e-6,
        Rule::Other(_) => 1e-9,
        _ => return None,
    };
    Some(share * table.worths().iter().fold(0.0, |most: f64, worth| most.max(worth.abs())))
}

fn at_prices(wanted: &Wanted, task: &mut Task<'_>) -> Result<(Vec<f64>, Certificate), GameError> {
    let none = || GameError::Invalid("only games of linear production have shadow prices".to_string());
    let found = owen_set(wanted.linear.as_ref().ok_or_else(none)?, task)?;
    Ok((found.payoffs.clone(), Certificate::Prices(found)))
}

fn relaxed(table: &Table, relaxation: Relaxation, task: &mut Task<'_>) -> Result<(Vec<f64>, Certificate), GameError> {
    let found = least_core(table, relaxation, task)?;
    Ok((found.payoffs.clone(), Certificate::Balanced(found)))
}

/// Surveys a game of more players than a table holds: a sampled Shapley value, or the exact one where a formula gives it, and the payoffs that
/// were brought. They are judged by single players and by all but one; everything else needs a table.
#[must_use]
pub fn survey_large(
    game: &dyn Game,
    sense: Sense,
    exact: Option<Vec<f64>>,
    wanted: &Wanted,
    task: &mut Task<'_>,
) -> Survey {
    let asking = &mut Asking { stopped: false };
    let players = game.num_players();
    let groups: Vec<Group> =
        (0..players).map(Group::single).flat_map(|single| [single, single.complement(players)]).collect();
    let nothing = || "it needs a table of all groups".to_string();
    let judged = |payoffs: Vec<f64>, certificate: Certificate, task: &mut Task<'_>| {
        let share = matches!(certificate, Certificate::Prices(_)).then_some(1e-6);
        let coarse = share.map(|share| share * payoffs.iter().map(|payoff| payoff.abs()).sum::<f64>());
        let asked = Asked { tolerance: wanted.excesses.tolerance.or(coarse), ..wanted.excesses };
        let excesses = excesses_among(game, sense, &payoffs, &groups, &asked, task)?;
        Ok(Paid { payoffs, certificate, verified: None, excesses })
    };
    let given = asking
        .ask(wanted.given.is_some(), || judged(wanted.given.clone().unwrap_or_default(), Certificate::Given, task));
    let mut rules = Vec::new();
    for rule in &wanted.rules {
        let found = match (rule, &exact) {
            (Rule::Shapley, Some(payoffs)) => asking.ask(true, || judged(payoffs.clone(), Certificate::Formula, task)),
            (Rule::Shapley, None) => asking.ask(true, || {
                let sample = sampled_shapley(game, &wanted.sampling, task)?;
                judged(sample.payoffs.clone(), Certificate::Sample(sample), task)
            }),
            (Rule::Prices, _) => asking.ask(true, || {
                let (payoffs, certificate) = at_prices(wanted, task)?;
                judged(payoffs, certificate, task)
            }),
            _ => asking.ask(true, || Err(GameError::Invalid(nothing()))),
        };
        rules.push((rule.clone(), found));
    }
    Survey {
        rules,
        given,
        core: asking.ask(wanted.core, || Err(GameError::Invalid(nothing()))),
        stability: asking.ask(wanted.stability, || Err(GameError::Invalid(nothing()))),
        properties: asking.ask(wanted.properties, || Err(GameError::Invalid(nothing()))),
    }
}

impl Certificate {
    /// The payoffs without rounding, where they are known so.
    #[must_use]
    pub fn exact(&self) -> Option<&[Rational]> {
        match self {
            Self::Levels(found) => Some(&found.exact),
            Self::Balanced(found) => Some(&found.exact),
            _ => None,
        }
    }
}
