//! Games of very many players of few kinds: those of a class are alike, so that a class needs one payoff.
//!
//! ```text
//!   airport   c(S) = cost of the longest runway that some class in S needs      Shapley value, nucleolus (Littlechild & Owen 1973, Littlechild 1974)
//!   voting    v(S) = 1 where the votes of S reach the quota                      power indices
//! ```
//!
//! All answers are fractions, for any number of players. Whether payoffs are in the core follows from few groups as well.

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use crate::catalog::Value;
use crate::exact::Rational;
use crate::families::{Airport, Family, WeightedVoting, refuse};
use crate::game::{GameError, Sense};
use crate::power::power;
use crate::survey::Rule;

/// A game of classes.
#[derive(Clone, Debug, PartialEq)]
pub struct Classes {
    /// One player of each class.
    game: ClassGame,
    /// Players of each class, at least one.
    counts: Vec<u64>,
}

#[derive(Clone, Debug, PartialEq)]
enum ClassGame {
    Airport(Airport),
    Voting(WeightedVoting),
}

/// Payoffs by class.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassPayoffs {
    /// What each player of a class gets, as it is given: profits, or charges.
    pub each: Vec<Rational>,
    /// Whether no group of players does better on its own and all is paid out, for certain.
    pub in_core: bool,
}

impl Classes {
    /// A game of which each player stands for as many as `counts` says.
    ///
    /// # Errors
    /// When classes and counts are not as many, when a class has no players, when the kind of game has no classes, and all faults of the data.
    ///
    /// # Examples
    ///
    /// ```
    /// use coalition::families::{Airport, Family};
    /// use coalition::{Classes, Rule};
    ///
    /// // A thousand small aircraft and a hundred large ones.
    /// let classes = Classes::new(&Family::Airport(Airport::from_numbers(&[1.0, 3.0])), vec![1000, 100])?;
    /// let paid = classes.payoffs(&Rule::Shapley)?;
    /// assert_eq!(paid.each.iter().map(ToString::to_string).collect::<Vec<_>>(), ["1/1100", "23/1100"]);
    /// assert!(paid.in_core);
    /// # Ok::<(), coalition::GameError>(())
    /// ```
    pub fn new(family: &Family, counts: Vec<u64>) -> Result<Self, GameError> {
        let mut faults = Vec::new();
        let (game, classes) = match family {
            Family::Airport(game) => {
                game.check_costs(&mut faults);
                (ClassGame::Airport(game.clone()), game.costs.len())
            }
            Family::Voting(game) => {
                if game.weights.len() == counts.len() {
                    game.check_votes(&mut faults, &counts);
                }
                (ClassGame::Voting(game.clone()), game.weights.len())
            }
            _ => return Err(GameError::Invalid("only games of airports and of votes have classes".to_string())),
        };
        if classes != counts.len() || counts.contains(&0) {
            faults.push(GameError::Invalid(format!("{} counts above 0 for {classes} classes", counts.len())));
        }
        if counts.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count)).is_none() {
            faults.push(GameError::Invalid("more players than can be counted".to_string()));
        }
        refuse(faults)?;
        Ok(Self { game, counts })
    }

    /// Players of each class.
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Players of all classes.
    #[must_use]
    pub fn players(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// What the numbers are.
    #[must_use]
    pub fn sense(&self) -> Sense {
        match self.game {
            ClassGame::Airport(_) => Sense::Cost,
            ClassGame::Voting(_) => Sense::Profit,
        }
    }

    /// The number of everybody, as it is given.
    #[must_use]
    pub fn total(&self) -> Rational {
        match &self.game {
            ClassGame::Airport(game) => game.costs.iter().max().cloned().unwrap_or_else(Rational::zero),
            ClassGame::Voting(_) => Rational::one(),
        }
    }

    /// The rules that are known for classes.
    #[must_use]
    pub fn rules(&self) -> Vec<Rule> {
        match self.game {
            ClassGame::Airport(_) => vec![Rule::Nucleolus, Rule::Shapley, Rule::Other(Value::EqualDivision)],
            ClassGame::Voting(_) => vec![
                Rule::Shapley,
                Rule::Other(Value::Banzhaf),
                Rule::Other(Value::NormalizedBanzhaf),
                Rule::Other(Value::EqualDivision),
            ],
        }
    }

    /// Payoffs by a rule.
    ///
    /// # Errors
    /// When the rule is none of [`Classes::rules`], or when there are too many sums of votes to count.
    pub fn payoffs(&self, rule: &Rule) -> Result<ClassPayoffs, GameError> {
        let each = match (&self.game, rule) {
            (_, Rule::Other(Value::EqualDivision)) => {
                vec![self.total() / BigInt::from(self.players()); self.counts.len()]
            }
            (ClassGame::Airport(game), Rule::Shapley) => game.shapley_of_classes(&self.counts),
            (ClassGame::Airport(game), Rule::Nucleolus) => game.nucleolus_of_classes(&self.counts),
            (ClassGame::Voting(game), Rule::Shapley) => power(game, &self.counts)?.shapley,
            (ClassGame::Voting(game), Rule::Other(Value::Banzhaf)) => power(game, &self.counts)?.banzhaf,
            (ClassGame::Voting(game), Rule::Other(Value::NormalizedBanzhaf)) => {
                power(game, &self.counts)?.normalized_banzhaf(&self.counts)
            }
            _ => return Err(GameError::Invalid("it is not known for classes of players".to_string())),
        };
        let in_core = self.in_core(&each);
        Ok(ClassPayoffs { each, in_core })
    }

    /// Whether payoffs are in the core: in an airport game nobody is paid for coming, and those who do with a runway pay no more for it together
    /// than it costs; in a voting game nobody but players without whom nobody wins gets anything.
    #[must_use]
    pub fn in_core(&self, each: &[Rational]) -> bool {
        let all: Rational = each.iter().zip(&self.counts).map(|(each, count)| each * BigInt::from(*count)).sum();
        if all != self.total() || each.iter().any(Signed::is_negative) {
            return false;
        }
        match &self.game {
            ClassGame::Airport(game) => {
                let mut paid = Rational::zero();
                let order = game.order();
                order.iter().enumerate().all(|(at, class)| {
                    paid += &each[*class] * BigInt::from(self.counts[*class]);
                    // Of classes with the same runway the last one speaks.
                    let next = order.get(at + 1).map(|next| &game.costs[*next]);
                    next == Some(&game.costs[*class]) || paid <= game.costs[*class]
                })
            }
            ClassGame::Voting(game) => {
                let votes = game.votes(&self.counts);
                let needed = |class: usize| &votes - &game.weights[class] < game.quota;
                (0..each.len()).all(|class| each[class].is_zero() || needed(class))
            }
        }
    }

    /// Whether there are payoffs that no group would leave.
    #[must_use]
    pub fn has_core(&self) -> bool {
        match &self.game {
            ClassGame::Airport(_) => true,
            ClassGame::Voting(game) => {
                let votes = game.votes(&self.counts);
                game.weights.iter().any(|weight| &votes - weight < game.quota)
            }
        }
    }
}
