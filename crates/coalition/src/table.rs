//! All 2^n worths of a game, one after the other.

use num_bigint::BigInt;
use num_traits::{Pow, Signed, ToPrimitive, Zero};

use crate::exact::{Rational, float, rational};
use crate::game::{Game, GameError, Sense, Worth};
use crate::group::Group;
use crate::units::Fractions;

/// Most players of a table: 2^28 numbers of eight bytes are 2 GiB.
pub const MAX_IN_TABLE: usize = 28;

/// A game as the table of all its worths.
///
/// Worth number `m` is that of the players whose bits are set in `m`; number 0 is that of nobody, and zero. A worth is the shortest
/// decimal of its float, or a fraction of its own where no decimal of a float is it: [`Table::exact`].
///
/// # Examples
///
/// ```
/// use coalition::{Group, Sense, Table};
///
/// // A cost game of three towns: a joint pipe costs less than two.
/// let towns = Table::from_fn(3, Sense::Cost, |group| if group.len() == 1 { 10.0 } else { 4.0 * group.len() as f64 })?;
/// // Worths are profits: minus the costs.
/// assert_eq!((towns.at(Group::single(0)), towns.total()), (-10.0, -12.0));
/// assert!(Table::new(vec!["one".into()], Sense::Profit, vec![0.0, f64::NAN]).is_err());
/// # Ok::<(), coalition::GameError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    names: Vec<String>,
    sense: Sense,
    /// As profits: for costs with the sign turned.
    worths: Vec<f64>,
    /// As profits, where the floats are not the whole truth.
    fractions: Option<Fractions>,
}

/// Decimals that a float's shortest decimal always brings back.
const DIGITS: u128 = 1_000_000_000_000_000;
/// Powers of ten up to this one are floats.
const MAX_DECIMALS: u32 = 22;

impl Table {
    /// A table of the numbers as they are given: profits or costs, the first one that of nobody.
    ///
    /// # Errors
    /// When there are no players or more than [`MAX_IN_TABLE`], when there are not 2^n numbers, when one is not finite, when
    /// that of nobody is not zero, or when two players share a name.
    pub fn new(names: Vec<String>, sense: Sense, numbers: Vec<f64>) -> Result<Self, GameError> {
        let players = names.len();
        if players == 0 || players > MAX_IN_TABLE {
            let expected = format!("a table has 1 to {MAX_IN_TABLE}");
            return Err(GameError::Players { found: players, expected });
        }
        if let Some(twice) = (1..players).find(|at| names[..*at].contains(&names[*at])) {
            return Err(GameError::Invalid(format!("two players are called `{}`", names[twice])));
        }
        if numbers.len() != 1 << players {
            let expected = 1_u64 << players;
            let found = numbers.len();
            return Err(GameError::Invalid(format!("{players} players have {expected} coalitions, not {found}")));
        }
        if let Some(at) = numbers.iter().position(|number| !number.is_finite()) {
            let place = format!("the worth of {{{}}}", Group::from_mask(at as u64).names(&names, ", "));
            return Err(GameError::Number { place, value: numbers[at] });
        }
        if numbers[0] != 0.0 {
            return Err(GameError::Invalid(format!("the worth of nobody is {}, not 0", numbers[0])));
        }
        let mut worths = numbers;
        if sense == Sense::Cost {
            // Not -0.0 for nobody.
            worths.iter_mut().for_each(|worth| *worth = 0.0 - *worth);
        }
        Ok(Self { names, sense, worths, fractions: None })
    }

    /// A table of whole numbers over one denominator above zero, as they are given: profits or costs, the first one that of nobody.
    ///
    /// # Errors
    /// As [`Table::new`], and when the denominator is not above zero.
    pub fn of_fractions(
        names: Vec<String>,
        sense: Sense,
        numbers: Vec<BigInt>,
        denominator: &BigInt,
    ) -> Result<Self, GameError> {
        if !denominator.is_positive() {
            return Err(GameError::Invalid(format!("a denominator of {denominator}")));
        }
        Self::of_units(names, sense, Fractions::new(numbers, denominator.clone()))
    }

    /// The same of numbers that are over one denominator already.
    pub(crate) fn of_units(names: Vec<String>, sense: Sense, mut given: Fractions) -> Result<Self, GameError> {
        let count = given.len();
        // A power of ten that the denominator is part of, and what numbers are to be multiplied by for it.
        let ten = (0..=MAX_DECIMALS).map(|power| BigInt::from(10).pow(power));
        let ten = ten.into_iter().find(|ten| (ten % &given.denominator).is_zero());
        let short = ten.and_then(|ten| {
            let (by, ten) = ((&ten / &given.denominator).to_i128()?, ten.to_f64()?);
            let digits = |at: usize| {
                let digits = given.short(at)?.checked_mul(by)?;
                (digits.unsigned_abs() < DIGITS).then(|| digits as f64 / ten)
            };
            (0..count).map(digits).collect::<Option<Vec<f64>>>()
        });
        if let Some(floats) = short {
            return Self::new(names, sense, floats);
        }
        let floats = (0..count).map(|at| float(&given.at(at))).collect();
        let table = Self::new(names, sense, floats)?;
        if sense == Sense::Cost {
            given.turn();
        }
        Ok(Self { fractions: Some(given), ..table })
    }

    /// A table of what a function gives for each group, as the numbers are given: profits or costs. Players are called
    /// `1`, `2` and so on.
    ///
    /// # Errors
    /// As [`Table::new`].
    pub fn from_fn(players: usize, sense: Sense, mut number: impl FnMut(Group) -> f64) -> Result<Self, GameError> {
        let names = (1..=players).map(|player| player.to_string()).collect();
        if players > MAX_IN_TABLE {
            return Self::new(names, sense, Vec::new());
        }
        let numbers = (0..1_u64 << players).map(|mask| if mask == 0 { 0.0 } else { number(Group::from_mask(mask)) });
        Self::new(names, sense, numbers.collect())
    }

    /// The same game among players of other names.
    ///
    /// # Errors
    /// When there are not as many, or two are the same.
    pub fn renamed(self, names: Vec<String>) -> Result<Self, GameError> {
        if names.len() != self.names.len() {
            return Err(GameError::Invalid(format!("{} names for {} players", names.len(), self.names.len())));
        }
        if let Some(twice) = (1..names.len()).find(|at| names[..*at].contains(&names[*at])) {
            return Err(GameError::Invalid(format!("two players are called `{}`", names[twice])));
        }
        Ok(Self { names, ..self })
    }

    /// Names of the players.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// What the numbers were given as.
    #[must_use]
    pub fn sense(&self) -> Sense {
        self.sense
    }

    /// All worths (as profits), by the bits of their groups.
    #[must_use]
    pub fn worths(&self) -> &[f64] {
        &self.worths
    }

    /// The worth (as profit) of a group.
    #[must_use]
    pub fn at(&self, group: Group) -> f64 {
        self.worths[group.mask() as usize]
    }

    /// The worth (as profit) of the group of these bits, without rounding.
    #[must_use]
    pub fn exact(&self, mask: u64) -> Rational {
        match &self.fractions {
            Some(fractions) => fractions.at(mask as usize),
            None => rational(self.worths[mask as usize]),
        }
    }

    /// The worth (as profit) of everybody, without rounding.
    #[must_use]
    pub fn exact_total(&self) -> Rational {
        self.exact(self.worths.len() as u64 - 1)
    }

    /// The game among some of the players only, as profits; `members` by position, in their new order.
    ///
    /// # Errors
    /// As [`Table::new`].
    pub fn part(&self, members: &[usize]) -> Result<Self, GameError> {
        let names = members.iter().map(|member| self.names[*member].clone()).collect();
        let back = |part: u64| Group::from_mask(part).iter().fold(0, |mask, at| mask | 1_usize << members[at]);
        let groups = || (0..1_u64 << members.len()).map(back);
        match &self.fractions {
            Some(fractions) => {
                let numbers = groups().map(|mask| fractions.number(mask)).collect();
                Self::of_fractions(names, Sense::Profit, numbers, &fractions.denominator)
            }
            None => Self::new(names, Sense::Profit, groups().map(|mask| self.worths[mask]).collect()),
        }
    }

    pub(crate) fn fractions(&self) -> Option<&Fractions> {
        self.fractions.as_ref()
    }

    /// The worth (as profit) of everybody.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.worths[self.worths.len() - 1]
    }
}

impl Game for Table {
    fn num_players(&self) -> usize {
        self.names.len()
    }

    fn worth(&self, group: Group) -> Result<Worth, GameError> {
        Ok(Worth::exact(self.at(group)))
    }
}
