//! Other values of a table, reckoned by the crate `coopgame` and guarded here.
//!
//! The tolerances of that crate are a share of the largest worth, so that a large additive part would hide the rest: games are
//! zero-normalised without rounding and scaled before, and payoffs are mapped back,
//!
//! ```text
//!   w(S) = (v(S) - Σ_{i in S} v({i})) / scale        x_i(v) = v({i}) + scale · x_i(w)
//! ```
//!
//! for values that are covariant. Those that are not see the worths as they are, scaled alone. A value that does not pay out what it
//! should is refused.
//!
//! Nucleoli are not taken from there: [`nucleolus`](crate::nucleolus()) has them with a proof. Nor are the modiclus, whose pairs of groups
//! there lack the empty group and everybody, and the proportional and disruption nucleoli, which hang on tolerances that zero-normalising
//! cannot mend.

use coopgame::kernel::{TransferOptions, kernel_point};
use coopgame::partition::{self, CoalitionStructure};
use coopgame::{Domain, ExplicitGame, analysis, communication, compromise, values};

use crate::balance::{LARGEST_WORTH, without_additive_part};
use crate::core::{CoreAnswer, core};
use crate::game::GameError;
use crate::group::Group;
use crate::table::Table;
use crate::task::{Progress, Task};

/// Most players of a game whose corners of the core are listed.
pub const MOST_FOR_VERTICES: usize = 5;
/// What payoffs may miss by, in parts of the largest worth (of the zero-normalised game).
const ROUNDING: f64 = 1e-9;
/// How far from balance a point of the kernel may be, in the same parts.
const BALANCE: f64 = 1e-7;
/// Transfers after which a point of the kernel is given up: some seconds for the most players.
const MOST_TRANSFERS: usize = 100_000;

/// A value of a game.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// The average contribution over all groups (Banzhaf 1965; Owen 1975). Not efficient.
    Banzhaf,
    /// The Banzhaf value in proportion, so that the worth of everybody is paid out. Not covariant.
    NormalisedBanzhaf,
    /// Tijs (1981): between the least that each player can insist on and the most that it can hope for. For quasi-balanced games.
    Tau,
    /// Gately (1974): each player's leaving harms the others, compared with itself, as much. For games with something to share.
    Gately,
    /// The same for each.
    EqualDivision,
    /// What each is worth alone, and the same part of the rest: the centre of the imputations (Driessen & Funaki 1991).
    EqualSurplus,
    /// What each adds to all others, and the same part of the rest: equal split of what is not separable (Moulin 1985).
    EqualNonSeparable,
    /// Nowak & Radzik (1994): the Shapley value where each gets the average contribution of the group instead of its own. Not
    /// covariant: who adds nothing gets something.
    Solidarity,
    /// A point of the kernel (Davis & Maschler 1965): no player outweighs another one, unless that one has no more than alone. By transfers
    /// from the equal surplus (Stearns 1968).
    Kernel,
    /// A point of the prekernel: no player outweighs another one.
    Prekernel,
    /// Owen (1977): unions bargain as blocks, then their members. The unions are a partition of the players.
    Owen(Vec<Group>),
    /// Aumann & Drèze (1974): each union shares what it is worth, by the Shapley value. Pays out what the unions are worth.
    AumannDreze(Vec<Group>),
    /// Myerson (1977): the Shapley value when only those who are linked can cooperate. Pays out what the linked groups are worth.
    Myerson(Vec<(usize, usize)>),
}

impl Value {
    /// Those that need nothing but a table.
    pub const ALL: [Self; 10] = [
        Self::Tau,
        Self::Gately,
        Self::EqualSurplus,
        Self::EqualNonSeparable,
        Self::EqualDivision,
        Self::Banzhaf,
        Self::NormalisedBanzhaf,
        Self::Solidarity,
        Self::Kernel,
        Self::Prekernel,
    ];

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Banzhaf => "Banzhaf value",
            Self::NormalisedBanzhaf => "normalised Banzhaf value",
            Self::Tau => "tau value",
            Self::Gately => "Gately point",
            Self::EqualDivision => "equal division",
            Self::EqualSurplus => "equal surplus division",
            Self::EqualNonSeparable => "equal non-separable contribution",
            Self::Solidarity => "solidarity value",
            Self::Kernel => "kernel",
            Self::Prekernel => "prekernel",
            Self::Owen(_) => "Owen value",
            Self::AumannDreze(_) => "Aumann-Drèze value",
            Self::Myerson(_) => "Myerson value",
        }
    }

    /// What it is, in one sentence.
    #[must_use]
    pub fn sentence(&self) -> &'static str {
        match self {
            Self::Banzhaf => {
                "The average contribution to all groups, each as likely; together not what there is to share."
            }
            Self::NormalisedBanzhaf => {
                "What there is to share, in proportion to the average contribution to all groups, each as likely."
            }
            Self::Tau => "A compromise between the best you may hope for and the least you can insist on.",
            Self::Gately => "Everybody's threat to walk out does equal damage.",
            Self::EqualDivision => "The same for everybody.",
            Self::EqualSurplus => "What each has alone, and an equal part of what cooperation gains.",
            Self::EqualNonSeparable => "What each adds to all others, and an equal part of the rest.",
            Self::Solidarity => "The average contribution of all members of a group, over all orders of joining.",
            Self::Kernel => {
                "Nobody can threaten another one with more than is threatened back, unless that one has no more than alone."
            }
            Self::Prekernel => "Nobody can threaten another one with more than is threatened back.",
            Self::Owen(_) => "Unions bargain as blocks first, then the members of each.",
            Self::AumannDreze(_) => "Each union shares by itself what it can do.",
            Self::Myerson(_) => "Your average contribution when only those who are linked can work together.",
        }
    }

    /// Most players.
    #[must_use]
    pub fn most_players(&self) -> usize {
        match self {
            Self::Gately | Self::EqualDivision | Self::EqualSurplus | Self::EqualNonSeparable => 28,
            Self::Banzhaf | Self::NormalisedBanzhaf | Self::Solidarity | Self::Tau => 24,
            Self::Owen(_) | Self::AumannDreze(_) | Self::Myerson(_) => 20,
            Self::Kernel | Self::Prekernel => 12,
        }
    }

    /// Whether it pays out what everybody is worth.
    #[must_use]
    pub fn is_efficient(&self) -> bool {
        !matches!(self, Self::Banzhaf | Self::AumannDreze(_) | Self::Myerson(_))
    }

    /// Whether it moves with the unit and with what players are worth alone: `x(a v + b) = a x(v) + b` for `a > 0`.
    #[must_use]
    pub fn is_covariant(&self) -> bool {
        !matches!(self, Self::NormalisedBanzhaf | Self::EqualDivision | Self::Solidarity)
    }
}

/// A value of a table, in the unit of the worths; for costs minus the charges.
///
/// # Errors
/// When there are more players than [`Value::most_players`], when the game has no such value, when unions or links are none of this game, when a
/// worth is too large to reckon with (1e280), when somebody stopped it before it began, and when the answer does not hold what the value promises.
pub fn value(table: &Table, value: &Value, task: &mut Task<'_>) -> Result<Vec<f64>, GameError> {
    let players = table.names().len();
    limit(players, value.most_players(), value.name())?;
    task.tell(&Progress { doing: "value", ..Progress::default() })?;
    let total = table.total();
    let alone = || (0..players).map(|player| table.at(Group::single(player)));
    let payoffs = match value {
        Value::EqualDivision => vec![total / players as f64; players],
        Value::EqualSurplus => equal_rest(alone().collect(), total),
        Value::EqualNonSeparable => equal_rest(hopes(table), total),
        Value::NormalisedBanzhaf => {
            let banzhaf = Reckoned::zero_normalised(table)?.back(values::banzhaf);
            let sum: f64 = banzhaf.iter().sum();
            let size: f64 = banzhaf.iter().map(|payoff| payoff.abs()).sum();
            if sum.abs() <= ROUNDING * size {
                return none("the Banzhaf values add up to nothing, of which there are no parts");
            }
            banzhaf.into_iter().map(|payoff| payoff / sum * total).collect()
        }
        Value::Solidarity => Reckoned::scaled(table)?.back(values::solidarity),
        Value::Banzhaf => Reckoned::zero_normalised(table)?.back(values::banzhaf),
        Value::Tau => Reckoned::zero_normalised(table)?.try_back(compromise::tau_value, || {
            "there is no tau value: somebody could insist on more than it can hope for, or all together do (the game is not \
             quasi-balanced)"
        })?,
        Value::Gately => Reckoned::zero_normalised(table)?.try_back(compromise::gately_point, || {
            "there is no Gately point: nothing is gained by cooperation, or some lose by the others' leaving and some do not"
        })?,
        Value::Kernel => balanced(table, Domain::Imputation)?,
        Value::Prekernel => balanced(table, Domain::Preimputation)?,
        Value::Owen(unions) => {
            let unions = structure(table, unions)?;
            Reckoned::zero_normalised(table)?.try_back(|game| partition::owen(game, &unions), || "there is no Owen value")?
        }
        Value::AumannDreze(unions) => {
            let unions = structure(table, unions)?;
            let of = |game: &ExplicitGame| partition::aumann_dreze(game, &unions);
            Reckoned::zero_normalised(table)?.try_back(of, || "there is no Aumann-Drèze value")?
        }
        Value::Myerson(links) => {
            if let Some((a, b)) = links.iter().find(|(a, b)| a == b || *a >= players || *b >= players) {
                return none(&format!("a link of players {} and {}: the game has {players}", a + 1, b + 1));
            }
            let of = |game: &ExplicitGame| communication::myerson(game, links);
            Reckoned::zero_normalised(table)?.try_back(of, || "there is no Myerson value")?
        }
    };
    let due = match value {
        Value::Banzhaf => None,
        Value::AumannDreze(unions) => Some(unions.iter().map(|union| table.at(*union)).sum()),
        Value::Myerson(links) => Some(linked(players, links).into_iter().map(|group| table.at(group)).sum()),
        _ => Some(total),
    };
    guarded(payoffs, due, table, value.name())
}

/// What each player adds to all others: nobody can hope for more.
#[must_use]
pub fn hopes(table: &Table) -> Vec<f64> {
    let players = table.names().len();
    let all = Group::all(players);
    (0..players).map(|player| table.total() - table.at(all.without(player))).collect()
}

/// What each player can insist on: the most that is left for it in a group whose other members get what they hope for. Between this and
/// [`hopes`] lies the tau value, where there is one.
///
/// # Errors
/// For more than 24 players, or when a worth is too large to reckon with (1e280).
pub fn rights(table: &Table) -> Result<Vec<f64>, GameError> {
    limit(table.names().len(), Value::Tau.most_players(), "list of rights")?;
    Ok(Reckoned::zero_normalised(table)?.back(compromise::minimal_rights))
}

/// The corners of the core, in the order of their payoffs; none when it is empty.
///
/// # Errors
/// For more than [`MOST_FOR_VERTICES`] players, when a worth is too large to reckon with (1e280), when somebody stopped it, and when a corner is
/// found outside the core, or none in a core that is not empty.
pub fn core_vertices(table: &Table, task: &mut Task<'_>) -> Result<Vec<Vec<f64>>, GameError> {
    let players = table.names().len();
    limit(players, MOST_FOR_VERTICES, "list of corners of the core")?;
    if let CoreAnswer::Empty { .. } = core(table, task)? {
        return Ok(Vec::new());
    }
    if players == 1 {
        return Ok(vec![vec![table.total()]]);
    }
    let reckoned = Reckoned::zero_normalised(table)?;
    let mut corners = analysis::plot::core_vertices(&reckoned.game);
    corners.sort_by(|a, b| {
        a.iter().zip(b).map(|(x, y)| x.total_cmp(y)).find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    });
    if corners.is_empty() {
        return Err(GameError::Solver("no corner of a core that is not empty was found".to_string()));
    }
    let all = Group::all(players);
    let stays = |corner: &[f64], group: Group| reckoned.at(group) <= group.sum(corner) + ROUNDING * players as f64;
    for corner in &corners {
        let off = (corner.iter().sum::<f64>() - reckoned.at(all)).abs();
        if off > ROUNDING * players as f64 || !(1..all.mask()).all(|mask| stays(corner, Group::from_mask(mask))) {
            return Err(GameError::Solver("a corner of the core lies outside of it".to_string()));
        }
    }
    Ok(corners.iter().map(|corner| reckoned.payoffs(corner)).collect())
}

/// A game in the coordinates in which it is reckoned.
struct Reckoned {
    game: ExplicitGame,
    /// What was taken off for each player.
    base: Vec<f64>,
    /// A power of two.
    scale: f64,
}

impl Reckoned {
    fn zero_normalised(table: &Table) -> Result<Self, GameError> {
        let alone: Vec<f64> = (0..table.names().len()).map(|player| table.at(Group::single(player))).collect();
        check_size(table)?;
        Self::new(&without_additive_part(table.worths(), &alone), alone)
    }

    fn scaled(table: &Table) -> Result<Self, GameError> {
        check_size(table)?;
        Self::new(table.worths(), vec![0.0; table.names().len()])
    }

    fn new(worths: &[f64], base: Vec<f64>) -> Result<Self, GameError> {
        let largest = worths.iter().fold(0.0, |most: f64, worth| most.max(worth.abs()));
        let scale = if largest > 0.0 { 2_f64.powi(largest.log2().floor().max(-1000.0) as i32) } else { 1.0 };
        let scaled: Vec<f64> = worths.iter().skip(1).map(|worth| worth / scale).collect();
        let game = ExplicitGame::from_binary(&scaled)
            .map_err(|_| GameError::Solver("the worths could not be handed over".to_string()))?;
        Ok(Self { game, base, scale })
    }

    fn at(&self, group: Group) -> f64 {
        self.game.value(coopgame::Coalition(group.mask()))
    }

    fn payoffs(&self, found: &[f64]) -> Vec<f64> {
        self.base.iter().zip(found).map(|(base, payoff)| base + self.scale * payoff).collect()
    }

    fn back(&self, value: impl Fn(&ExplicitGame) -> Vec<f64>) -> Vec<f64> {
        self.payoffs(&value(&self.game))
    }

    fn try_back(
        &self,
        value: impl Fn(&ExplicitGame) -> coopgame::Result<Vec<f64>>,
        absent: impl Fn() -> &'static str,
    ) -> Result<Vec<f64>, GameError> {
        let found = value(&self.game).map_err(|error| match error {
            coopgame::Error::InvalidArgument(_) | coopgame::Error::EmptyImputationSet => {
                GameError::Invalid(absent().to_string())
            }
            _ => GameError::Solver(absent().to_string()),
        })?;
        Ok(self.payoffs(&found))
    }
}

/// A point of the kernel or prekernel, with a check that it is one.
fn balanced(table: &Table, domain: Domain) -> Result<Vec<f64>, GameError> {
    let players = table.names().len();
    if players == 1 {
        return Ok(vec![table.total()]);
    }
    let reckoned = Reckoned::zero_normalised(table)?;
    let game = &reckoned.game;
    if domain == Domain::Imputation && !crate::properties::essential(table).has_imputations() {
        return none("there is no kernel: no sharing gives everybody what it has alone");
    }
    let mut options = TransferOptions::for_game(game);
    options.tolerance = BALANCE / 10.0;
    options.max_iterations = MOST_TRANSFERS;
    let failed = |_| GameError::Solver("the transfers of the kernel failed".to_string());
    let found = kernel_point(game, domain, None, options).map_err(failed)?;
    let payoffs = found.allocation();
    let threat = |i: usize, j: usize| {
        let groups = (1..(1_u64 << players) - 1).map(Group::from_mask);
        let groups = groups.filter(|group| group.contains(i) && !group.contains(j));
        groups.map(|group| reckoned.at(group) - group.sum(payoffs)).fold(f64::NEG_INFINITY, f64::max)
    };
    for i in 0..players {
        for j in (0..players).filter(|j| *j != i) {
            let mut outweighs = threat(i, j) - threat(j, i);
            if domain == Domain::Imputation {
                outweighs = outweighs.min(payoffs[j]);
            }
            if outweighs > BALANCE {
                return Err(GameError::Solver(format!(
                    "after {} transfers {} still outweighs {}",
                    found.iterations(),
                    table.names()[i],
                    table.names()[j]
                )));
            }
        }
    }
    Ok(reckoned.payoffs(payoffs))
}

fn equal_rest(parts: Vec<f64>, total: f64) -> Vec<f64> {
    let rest = (total - parts.iter().sum::<f64>()) / parts.len() as f64;
    parts.into_iter().map(|part| part + rest).collect()
}

fn structure(table: &Table, unions: &[Group]) -> Result<CoalitionStructure, GameError> {
    let players = table.names().len();
    let all = Group::all(players);
    let mut seen = Group::EMPTY;
    for union in unions {
        if union.is_empty() || !union.is_subset(all) {
            return Err(GameError::Invalid(format!("{union:?} is no union of {players} players")));
        }
        if let Some(player) = union.intersection(seen).iter().next() {
            return Err(GameError::Invalid(format!("{} is in two unions", table.names()[player])));
        }
        seen = seen.union(*union);
    }
    if let Some(player) = all.difference(seen).iter().next() {
        return Err(GameError::Invalid(format!("{} is in no union", table.names()[player])));
    }
    let blocks: Vec<Vec<usize>> = unions.iter().map(|union| union.iter().collect()).collect();
    CoalitionStructure::new(players, &blocks)
        .map_err(|_| GameError::Solver("the unions could not be handed over".to_string()))
}

/// The groups that are linked, directly or through others.
fn linked(players: usize, links: &[(usize, usize)]) -> Vec<Group> {
    let mut groups: Vec<Group> = (0..players).map(Group::single).collect();
    for (a, b) in links {
        let (with, without): (Vec<Group>, Vec<Group>) =
            groups.into_iter().partition(|group| group.contains(*a) || group.contains(*b));
        groups = without;
        groups.push(with.into_iter().fold(Group::EMPTY, Group::union));
    }
    groups
}

fn guarded(payoffs: Vec<f64>, due: Option<f64>, table: &Table, name: &str) -> Result<Vec<f64>, GameError> {
    let players = table.names().len();
    if payoffs.len() != players || payoffs.iter().any(|payoff| !payoff.is_finite()) {
        return Err(GameError::Solver(format!("the {name} came out as {payoffs:?}")));
    }
    let paid: f64 = payoffs.iter().sum();
    let size = payoffs.iter().map(|payoff| payoff.abs()).sum::<f64>();
    match due.filter(|due| (paid - due).abs() > ROUNDING * (size + due.abs())) {
        Some(due) => Err(GameError::Solver(format!("the {name} pays out {paid}, not {due}"))),
        None => Ok(payoffs),
    }
}

fn check_size(table: &Table) -> Result<(), GameError> {
    match table.worths().iter().find(|worth| worth.abs() > LARGEST_WORTH) {
        Some(worth) => {
            Err(GameError::Invalid(format!("a worth of {worth:e}: the largest possible is {LARGEST_WORTH:e}")))
        }
        None => Ok(()),
    }
}

fn limit(players: usize, most: usize, what: &str) -> Result<(), GameError> {
    if players > most {
        return Err(GameError::Players { found: players, expected: format!("the {what} is for at most {most}") });
    }
    Ok(())
}

fn none<T>(words: &str) -> Result<T, GameError> {
    Err(GameError::Invalid(words.to_string()))
}
