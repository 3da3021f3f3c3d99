//! All 2^n worths of a game, one after the other.

use crate::game::{Game, GameError, Sense, Worth};
use crate::group::Group;

/// Most players of a table: 2^28 numbers of eight bytes are 2 GiB.
pub const MOST_IN_TABLE: usize = 28;

/// A game as the table of all its worths.
///
/// Worth number `m` is that of the players whose bits are set in `m`; number 0 is that of nobody, and zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    names: Vec<String>,
    sense: Sense,
    /// As profits: for costs with the sign turned.
    worths: Vec<f64>,
}

impl Table {
    /// A table of the numbers as they are given: profits or costs, the first one that of nobody.
    ///
    /// # Errors
    /// When there are no players or more than [`MOST_IN_TABLE`], when there are not 2^n numbers, when one is not finite, when
    /// that of nobody is not zero, or when two players share a name.
    pub fn new(names: Vec<String>, sense: Sense, numbers: Vec<f64>) -> Result<Self, GameError> {
        let players = names.len();
        if players == 0 || players > MOST_IN_TABLE {
            let expected = format!("a table has 1 to {MOST_IN_TABLE}");
            return Err(GameError::Players { found: players, expected });
        }
        if let Some(twice) = (1..players).find(|at| names[..*at].contains(&names[*at])) {
            return Err(GameError::Invalid(format!("two players are called `{}`", names[twice])));
        }
        if numbers.len() != 1 << players {
            let expected = 1_u64 << players;
            let found = numbers.len();
            return Err(GameError::Invalid(format!("{players} players have {expected} groups, not {found}")));
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
        Ok(Self { names, sense, worths })
    }

    /// A table of what a function gives for each group, as the numbers are given: profits or costs. Players are called
    /// `1`, `2` and so on.
    ///
    /// # Errors
    /// As [`Table::new`].
    pub fn of(players: usize, sense: Sense, mut number: impl FnMut(Group) -> f64) -> Result<Self, GameError> {
        let names = (1..=players).map(|player| player.to_string()).collect();
        if players > MOST_IN_TABLE {
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
