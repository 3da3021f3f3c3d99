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
///
/// # Examples
///
/// Any type that knows worths is a game; what needs no table takes it as it is.
///
/// ```
/// use coalition::{Game, GameError, Group, NoProgress, Sampling, Task, Worth, sampled_shapley};
///
/// /// A hundred suppliers; every pair of neighbors earns 1 together.
/// struct Neighbors;
///
/// impl Game for Neighbors {
///     fn num_players(&self) -> usize {
///         100
///     }
///
///     fn worth(&self, group: Group) -> Result<Worth, GameError> {
///         Ok(Worth::exact((1..100).filter(|i| group.contains(*i) && group.contains(i - 1)).count() as f64))
///     }
/// }
///
/// let task = &mut Task { threads: 1, observer: &mut NoProgress };
/// let found = sampled_shapley(&Neighbors, &Sampling { evaluations: 20_000, ..Sampling::default() }, task)?;
/// // Half of what a pair earns to each: 1 for those with two neighbors.
/// let half_width = found.half_widths.as_ref().unwrap()[50];
/// assert!((found.payoffs[50] - 1.0).abs() <= half_width + 1e-9, "{} ± {half_width}", found.payoffs[50]);
/// # Ok::<(), GameError>(())
/// ```
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
