//! What kind of game a table is, each answer with the groups and numbers that show it.
//!
//! All answers hold for the numbers as they were written, with no tolerance: a game that is convex but for rounding is not convex, and
//! the answer says by how little. Answers that fail show the case that fails by most.
//!
//! Three things are easily taken for one another, and none is an error: no sharing gives each player what it is worth alone
//! (*no imputation*), some groups earn more apart than together (*not superadditive*), and no sharing keeps every group (*empty
//! core*). [`Properties::standing`] tells them apart.

mod convexity;
mod players;
mod splits;

use crate::core::{CoreAnswer, core};
use crate::exact::{Rational, float};
use crate::game::GameError;
use crate::group::Group;
use crate::table::Table;
use crate::task::{Progress, Task};
use crate::units::Units;

pub use convexity::{Crossing, Loss};
pub use players::{Difference, Roles, difference};
pub use splits::{MAX_SPLIT, Partition, Split};

/// Most players of a game of which the core of each part is looked at.
pub const MAX_PARTS: usize = 10;

/// Whether something holds for all groups.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict<C> {
    /// It does: proven.
    Holds,
    /// It does not, and by most here; the first one among equals.
    Fails(C),
    /// Nothing against it was found among so many cases, which are not all.
    Open {
        /// Cases looked at.
        looked: u64,
    },
}

impl<C> Verdict<C> {
    /// Whether it is proven to hold.
    #[must_use]
    pub fn holds(&self) -> bool {
        matches!(self, Self::Holds)
    }

    /// What shows that it does not hold.
    #[must_use]
    pub fn counterexample(&self) -> Option<&C> {
        match self {
            Self::Fails(shown) => Some(shown),
            Self::Holds | Self::Open { .. } => None,
        }
    }
}

/// What all together have over all alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Essential {
    /// Sum of what the players are worth alone.
    pub alone: Rational,
    /// Worth of everybody.
    pub total: Rational,
}

impl Essential {
    /// Whether there is something to share: everybody is worth more than all alone.
    #[must_use]
    pub fn is_essential(&self) -> bool {
        self.total > self.alone
    }

    /// Whether some payoffs give nobody less than alone.
    #[must_use]
    pub fn has_imputations(&self) -> bool {
        self.total >= self.alone
    }
}

/// Some players whose own game, without the others, has an empty core.
#[derive(Clone, Debug, PartialEq)]
pub struct Unbalanced {
    /// The players.
    pub group: Group,
    /// Groups among them with their weights; those of each player's groups sum to one.
    pub proof: Vec<(Group, Rational)>,
    /// What the groups are worth, by their weights.
    pub asked: Rational,
    /// What the players are worth: less.
    pub total: Rational,
}

/// Why everybody stays together, or the plainest reason why not.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// The core is not empty; these payoffs are in it.
    Stable {
        /// What each player gets.
        payoffs: Vec<f64>,
    },
    /// Players earn more alone than together: no payoffs give each of them what it is worth alone.
    NoImputation(Essential),
    /// Groups that have no member in common earn more, each on its own, than all together.
    Splits(Partition),
    /// No way to split earns more, but overlapping groups ask for more than there is: the core is empty.
    EmptyCore {
        /// Balanced groups with their weights; those of each player's groups sum to one.
        proof: Vec<(Group, Rational)>,
        /// What the groups are worth, by their weights.
        asked: Rational,
        /// What everybody is worth: less.
        total: Rational,
    },
}

/// What kind of game a table is.
#[derive(Clone, Debug, PartialEq)]
pub struct Properties {
    /// Whether there is anything to share.
    pub essential: Essential,
    /// Whether a larger group never earns less. For costs: never pays less.
    pub monotone: Verdict<Loss>,
    /// Whether joining never destroys worth: groups without a common member are never worth more apart.
    pub superadditive: Verdict<Split>,
    /// Whether no way to split into groups earns more than all together. The counter-example is the best way to split, for at most
    /// [`MAX_SPLIT`] players; for more it is the best one into two groups.
    pub cohesive: Verdict<Partition>,
    /// Whether a newcomer never adds less to a larger group: convex, or supermodular. For costs: concave.
    pub convex: Verdict<Crossing>,
    /// Whether the core is empty.
    pub balanced: CoreAnswer,
    /// Whether the core of each group's own game is not empty. Looked at for at most [`MAX_PARTS`] players.
    pub totally_balanced: Verdict<Unbalanced>,
    /// Players that add nothing, that add what they are worth alone, and that can stand in for one another.
    pub roles: Roles,
}

/// All properties of a table.
///
/// Convexity takes `n² 2^n / 8` steps, superadditivity and the best way to split `3^n / 2` each. A table of worths with more than 15
/// digits is copied into numbers of 128 bits.
///
/// # Errors
/// When a worth is too large to reckon with (1e280), when somebody stopped it, or for a failure inside.
///
/// # Examples
///
/// ```
/// use coalition::families::Glove;
/// use coalition::{NoProgress, Task, properties};
///
/// let table = Glove::hands(1, 2).table()?;
/// let found = properties(&table, &mut Task { threads: 1, observer: &mut NoProgress })?;
/// assert!(found.superadditive.holds());
/// // Each answer that fails shows the case that fails by most.
/// assert!(found.convex.counterexample().is_some());
/// # Ok::<(), coalition::GameError>(())
/// ```
pub fn properties(table: &Table, task: &mut Task<'_>) -> Result<Properties, GameError> {
    let units = &Units::of(table);
    let balanced = core(table, task)?;
    let monotone = convexity::monotone(table, units, task)?;
    let convex = convexity::convex(table, units, task)?;
    let superadditive = splits::superadditive(table, units, convex.holds(), task)?;
    let known = superadditive.holds() || matches!(balanced, CoreAnswer::NonEmpty { .. });
    let cohesive = if known { Verdict::Holds } else { splits::cohesive(table, units, task)? };
    let totally_balanced = totally_balanced(table, &balanced, convex.holds(), task)?;
    Ok(Properties {
        essential: essential(table),
        monotone,
        superadditive,
        cohesive,
        convex,
        balanced,
        totally_balanced,
        roles: players::roles(table, units),
    })
}

impl Properties {
    /// Why everybody stays together, or the plainest reason why not.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match (&self.balanced, &self.cohesive) {
            (CoreAnswer::NonEmpty { payoffs }, _) => Standing::Stable { payoffs: payoffs.clone() },
            _ if !self.essential.has_imputations() => Standing::NoImputation(self.essential.clone()),
            (_, Verdict::Fails(partition)) => Standing::Splits(partition.clone()),
            (CoreAnswer::Empty { proof, asked, total }, _) => {
                Standing::EmptyCore { proof: proof.clone(), asked: asked.clone(), total: total.clone() }
            }
        }
    }
}

/// What all together have over all alone.
#[must_use]
pub fn essential(table: &Table) -> Essential {
    let alone = (0..table.names().len()).map(|player| table.exact(1 << player)).sum();
    Essential { alone, total: table.exact_total() }
}

/// Whether joining never destroys worth.
///
/// For at most [`MAX_SPLIT`] players all `3^n / 2` pairs are looked at. For more, a convex game is known to be superadditive; otherwise a
/// player who joins a group is looked at in all `n 2^n / 2` cases and other pairs in a sample of a million, and nothing found
/// leaves the answer open.
///
/// # Errors
/// When somebody stopped it.
pub fn superadditive(table: &Table, task: &mut Task<'_>) -> Result<Verdict<Split>, GameError> {
    let units = &Units::of(table);
    let convex = table.names().len() > MAX_SPLIT && convexity::convex(table, units, task)?.holds();
    splits::superadditive(table, units, convex, task)
}

/// Whether no way to split into groups earns more than all together; otherwise the best one.
///
/// For more than [`MAX_SPLIT`] players only splits into two groups are looked at, which leaves the answer open when none is better.
///
/// # Errors
/// When somebody stopped it.
pub fn cohesive(table: &Table, task: &mut Task<'_>) -> Result<Verdict<Partition>, GameError> {
    splits::cohesive(table, &Units::of(table), task)
}

/// Whether a newcomer never adds less to a larger group.
///
/// # Errors
/// When somebody stopped it.
pub fn convex(table: &Table, task: &mut Task<'_>) -> Result<Verdict<Crossing>, GameError> {
    convexity::convex(table, &Units::of(table), task)
}

/// Whether a larger group never earns less; for costs, never pays less.
///
/// # Errors
/// When somebody stopped it.
pub fn monotone(table: &Table, task: &mut Task<'_>) -> Result<Verdict<Loss>, GameError> {
    convexity::monotone(table, &Units::of(table), task)
}

/// Players that add nothing, that add what they are worth alone, and that can stand in for one another.
#[must_use]
pub fn roles(table: &Table) -> Roles {
    players::roles(table, &Units::of(table))
}

/// Small groups first. A convex game has a core in every part (Shapley 1971).
fn totally_balanced(
    table: &Table,
    balanced: &CoreAnswer,
    convex: bool,
    task: &mut Task<'_>,
) -> Result<Verdict<Unbalanced>, GameError> {
    let players = table.names().len();
    if convex {
        return Ok(Verdict::Holds);
    }
    let unbalanced = |group: Group, answer: &CoreAnswer| match answer {
        CoreAnswer::NonEmpty { .. } => None,
        CoreAnswer::Empty { proof, asked, total } => {
            Some(Unbalanced { group, proof: proof.clone(), asked: asked.clone(), total: total.clone() })
        }
    };
    if players > MAX_PARTS {
        let all = unbalanced(Group::all(players), balanced);
        return Ok(all.map_or(Verdict::Open { looked: 1 }, Verdict::Fails));
    }
    let mut groups: Vec<Group> = (1..(1_u64 << players) - 1).map(Group::from_mask).collect();
    groups.sort_by_key(|group| group.len());
    for (done, group) in groups.iter().enumerate() {
        task.tell(&Progress { doing: "cores of parts", done, of: Some(groups.len()), ..Progress::default() })?;
        let members: Vec<usize> = group.iter().collect();
        let back = |part: Group| part.iter().map(|at| members[at]).collect::<Group>();
        let own = table.part(&members)?;
        let quiet = &mut Task { threads: 1, observer: &mut crate::task::NoProgress };
        if let Some(mut found) = unbalanced(*group, &core(&own, quiet)?) {
            found.proof.iter_mut().for_each(|(part, _)| *part = back(*part));
            return Ok(Verdict::Fails(found));
        }
    }
    Ok(unbalanced(Group::all(players), balanced).map_or(Verdict::Holds, Verdict::Fails))
}

/// What some groups are worth more than some others, rounded once.
fn difference_of(table: &Table, more: &[usize], less: &[usize]) -> f64 {
    let sum = |groups: &[usize]| groups.iter().map(|group| table.exact(*group as u64)).sum::<Rational>();
    float(&(sum(more) - sum(less)))
}
