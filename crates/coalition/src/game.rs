//! What a game is.

use crate::group::Group;

/// What the numbers of a game are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sense {
    /// What a group earns; the larger the better.
    #[default]
    Profit,
    /// What a group pays; the smaller the better. Its worth is minus its cost.
    Cost,
}

impl Sense {
    /// From numbers as people give them to worths and payoffs, and back: 1 for profit, -1 for costs.
    #[must_use]
    pub fn sign(self) -> f64 {
        match self {
            Self::Profit => 1.0,
            Self::Cost => -1.0,
        }
    }
}

/// What a group is worth, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// The group has this much for certain.
    pub value: f64,
    /// It does not have more than this. Equal to `value` unless a search over integers left a gap.
    pub bound: f64,
}

impl Worth {
    /// A worth that is known exactly.
    #[must_use]
    pub fn exact(value: f64) -> Self {
        Self { value, bound: value }
    }

    /// How far it is from being known.
    #[must_use]
    pub fn gap(self) -> f64 {
        self.bound - self.value
    }
}

/// A cooperative game: a worth for every group of players. Worths are profits; a cost game has the worth `-c(S)`.
///
/// The worth of nobody is taken as zero and never asked for.
pub trait Game: Sync {
    /// Number of players.
    fn num_players(&self) -> usize;

    /// The worth of a group.
    ///
    /// # Errors
    /// When it cannot be known: the group's problem has no solution, its solver failed, or somebody stopped it.
    fn worth(&self, group: Group) -> Result<Worth, GameError>;
}

/// Why a game has no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum GameError {
    /// No players, or more than can be held.
    #[error("a game of {found} players: {expected}")]
    Players {
        /// How many there are.
        found: usize,
        /// What is possible, in words.
        expected: String,
    },
    /// A number that is none, or infinite.
    #[error("{place} is `{value}`, expected a finite number")]
    Number {
        /// What it is the number of.
        place: String,
        /// The number.
        value: f64,
    },
    /// Something about a game that cannot be, in words.
    #[error("{0}")]
    Invalid(String),
    /// A solver failed, or could not settle a question.
    #[error("the solver failed: {0}")]
    Solver(String),
    /// Somebody stopped it.
    #[error("stopped")]
    Stopped,
}

impl From<program::SolveError> for GameError {
    fn from(error: program::SolveError) -> Self {
        Self::Solver(error.to_string())
    }
}
