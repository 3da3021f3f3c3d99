//! Other values of a table, in fractions.
//!
//! Those with a formula follow from it without rounding, those that are found by search (kernel, prekernel, equal profit method) are held to their
//! definition without rounding, and withheld where they fail it. The Myerson value and corners of the core come from the crate `coopgame`, in
//! floats, and are guarded here. The tolerances of that crate are a share of the largest worth, so that a large additive part would hide the
//! rest: games are zero-normalized without rounding and scaled before, and payoffs are mapped back,
//!
//! ```text
//!   w(S) = (v(S) - Σ_{i in S} v({i})) / scale        x_i(v) = v({i}) + scale · x_i(w)
//! ```
//!
//! Nucleoli are not here: [`nucleolus`](crate::nucleolus()) has them with a proof.
//!
//! Long: every value has its definition, its formula and its guard side by side.

use coopgame::{Domain, ExplicitGame, analysis, communication};
use num_traits::{Signed, Zero};

use crate::balance::{LARGEST_WORTH, without_additive_part};
use crate::core::{CoreAnswer, core};
use crate::equal_profit::equal_profit;
use crate::exact::{Rational, floats};
use crate::formulas::{self, Counting, Ends};
use crate::game::{GameError, Sense};
use crate::group::Group;
use crate::kernel;
use crate::table::Table;
use crate::task::{Progress, Task};

/// Most players of a game whose corners of the core are listed.
pub const MAX_FOR_VERTICES: usize = 5;
/// What payoffs may miss by, in parts of the largest worth (of the zero-normalized game).
const ROUNDING: f64 = 1e-9;

/// A value of a game.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// The average contribution over all groups (Banzhaf 1965; Owen 1975). Not efficient.
    Banzhaf,
    /// The Banzhaf value in proportion, so that the worth of everybody is paid out. Not covariant.
    NormalizedBanzhaf,
    /// Tijs (1981): between the least that each player can insist on and the most that it can hope for. For quasi-balanced games.
    Tau,
    /// Gately (1974): each player's leaving harms the others, compared with itself, as much. For games with something to share.
    Gately,
    /// The same for each.
    EqualDivision,
    /// What each is worth alone, and the same part of the rest: the center of the imputations (Driessen & Funaki 1991).
    EqualSurplus,
    /// What each adds to all others, and the same part of the rest: equal split of what is not separable (Moulin 1985).
    EqualNonSeparable,
    /// Nowak & Radzik (1994): the Shapley value where each gets the average contribution of the group instead of its own. Not
    /// covariant: who adds nothing gets something.
    Solidarity,
    /// What each adds to all others, and the rest in proportion to what each saves by not going alone: separable costs, remaining benefits (SCRB),
    /// with the benefits of the players, if they are known, as what nobody pays more than. Without them: the alternate cost avoided.
    SeparableCosts(Option<Vec<Rational>>),
    /// Frisk et al. (2010): in the core, with relative gains that differ as little as possible.
    EqualProfit,
    /// A point of the kernel (Davis & Maschler 1965): no player outweighs another one, unless that one has no more than alone. By transfers
    /// from the equal surplus (Stearns 1968), settled without rounding; else the nucleolus.
    Kernel,
    /// A point of the prekernel: no player outweighs another one.
    Prekernel,
    /// Owen (1977): unions bargain as blocks, then their members. The unions are a partition of the players.
    Owen(Vec<Group>),
    /// Owen (1981): the same by groups in place of orders. Not efficient.
    BanzhafOwen(Vec<Group>),
    /// Kamijo (2009): the two-step Shapley value. Each union's own Shapley value, and an equal part of what the union gains among unions.
    TwoStep(Vec<Group>),
    /// Aumann & Drèze (1974): each union shares what it is worth, by the Shapley value. Pays out what the unions are worth.
    AumannDreze(Vec<Group>),
    /// Myerson (1977): the Shapley value when only those who are linked can cooperate. Pays out what the linked groups are worth.
    Myerson(Vec<(usize, usize)>),
}

impl Value {
    /// Those that need nothing but a table.
    pub const ALL: [Self; 12] = [
        Self::Tau,
        Self::Gately,
        Self::SeparableCosts(None),
        Self::EqualProfit,
        Self::EqualSurplus,
        Self::EqualNonSeparable,
        Self::EqualDivision,
        Self::Banzhaf,
        Self::NormalizedBanzhaf,
        Self::Solidarity,
        Self::Kernel,
        Self::Prekernel,
    ];

    /// Those that need a partition into unions.
    #[must_use]
    pub fn of_unions(unions: &[Group]) -> [Self; 4] {
        let unions = || unions.to_vec();
        [Self::Owen(unions()), Self::BanzhafOwen(unions()), Self::TwoStep(unions()), Self::AumannDreze(unions())]
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Banzhaf => "Banzhaf value",
            Self::NormalizedBanzhaf => "normalized Banzhaf value",
            Self::Tau => "tau value",
            Self::Gately => "Gately point",
            Self::EqualDivision => "equal division",
            Self::EqualSurplus => "equal surplus division",
            Self::EqualNonSeparable => "equal non-separable contribution",
            Self::Solidarity => "solidarity value",
            Self::SeparableCosts(_) => "separable costs, remaining benefits",
            Self::EqualProfit => "equal profit method",
            Self::Kernel => "kernel",
            Self::Prekernel => "prekernel",
            Self::Owen(_) => "Owen value",
            Self::BanzhafOwen(_) => "Banzhaf-Owen value",
            Self::TwoStep(_) => "two-step Shapley value",
            Self::AumannDreze(_) => "Aumann-Drèze value",
            Self::Myerson(_) => "Myerson value",
        }
    }

    /// What it is, in one sentence.
    #[must_use]
    pub fn sentence(&self) -> &'static str {
        match self {
            Self::Banzhaf => {
                "The average contribution to all coalitions, each as likely; together not what there is to share."
            }
            Self::NormalizedBanzhaf => {
                "What there is to share, in proportion to the average contribution to all coalitions, each as likely."
            }
            Self::Tau => "A compromise between the best you may hope for and the least you can insist on.",
            Self::Gately => "Everybody's threat to walk out does equal damage.",
            Self::EqualDivision => "The same for everybody.",
            Self::EqualSurplus => "What each has alone, and an equal part of what cooperation gains.",
            Self::EqualNonSeparable => "What each adds to all others, and an equal part of the rest.",
            Self::Solidarity => "The average contribution of all members of a coalition, over all orders of joining.",
            Self::SeparableCosts(_) => {
                "What each adds to all others, and the rest in proportion to what each could still gain."
            }
            Self::EqualProfit => "No coalition would leave, and gains as a share of what each has alone differ least.",
            Self::Kernel => {
                "Nobody can threaten another one with more than is threatened back, unless that one has no more than alone."
            }
            Self::Prekernel => "Nobody can threaten another one with more than is threatened back.",
            Self::Owen(_) => "Unions bargain as blocks first, then the members of each.",
            Self::BanzhafOwen(_) => "The same with all coalitions alike; together not what there is to share.",
            Self::TwoStep(_) => {
                "What each gets within its union, and an equal part of what the union gains among unions."
            }
            Self::AumannDreze(_) => "Each union shares by itself what it can do.",
            Self::Myerson(_) => "Your average contribution when only those who are linked can work together.",
        }
    }

    /// Most players.
    #[must_use]
    pub fn most_players(&self) -> usize {
        match self {
            Self::Gately
            | Self::SeparableCosts(_)
            | Self::EqualDivision
            | Self::EqualSurplus
            | Self::EqualNonSeparable => 28,
            Self::Banzhaf | Self::NormalizedBanzhaf | Self::Solidarity | Self::Tau => 24,
            Self::Owen(_)
            | Self::BanzhafOwen(_)
            | Self::TwoStep(_)
            | Self::AumannDreze(_)
            | Self::Myerson(_)
            | Self::EqualProfit => 20,
            Self::Kernel | Self::Prekernel => 12,
        }
    }

    /// Whether it pays out what everybody is worth.
    #[must_use]
    pub fn is_efficient(&self) -> bool {
        !matches!(self, Self::Banzhaf | Self::BanzhafOwen(_) | Self::AumannDreze(_) | Self::Myerson(_))
    }

    /// Whether it moves with the unit and with what players are worth alone: `x(a v + b) = a x(v) + b` for `a > 0`.
    #[must_use]
    pub fn is_covariant(&self) -> bool {
        !matches!(self, Self::NormalizedBanzhaf | Self::EqualDivision | Self::Solidarity | Self::EqualProfit)
    }
}

/// Payoffs of a value, in the unit of the worths; for costs minus the charges.
#[derive(Clone, Debug, PartialEq)]
pub struct Payoffs {
    /// What each player gets; the floats nearest to `exact` where that is known.
    pub floats: Vec<f64>,
    /// The same without rounding; none for the Myerson value.
    pub exact: Option<Vec<Rational>>,
}

/// A value of a table, in the unit of the worths; for costs minus the charges.
///
/// # Errors
/// When there are more players than [`Value::most_players`], when the game has no such value, when unions or links are none of this game, when a
/// worth is too large to reckon with (1e280), when somebody stopped it, and when the answer does not hold what the value promises.
///
/// # Examples
///
/// ```
/// use coalition::{NoProgress, Sense, Table, Task, Value, core_vertices, value};
///
/// let table = Table::from_fn(3, Sense::Profit, |group| [0.0, 0.0, 6.0, 12.0][group.len()])?;
/// let task = &mut Task { threads: 1, observer: &mut NoProgress };
/// assert_eq!(value(&table, &Value::Tau, task)?, [4.0; 3]);
/// // The corners of the core: one player gets nothing, the others 6 each.
/// assert_eq!(core_vertices(&table, task)?.len(), 3);
/// # Ok::<(), coalition::GameError>(())
/// ```
pub fn value(table: &Table, value: &Value, task: &mut Task<'_>) -> Result<Vec<f64>, GameError> {
    Ok(payoffs(table, value, task)?.floats)
}

/// A value of a table, without rounding where [`Payoffs::exact`] says so.
///
/// # Errors
/// As [`value`].
pub fn payoffs(table: &Table, value: &Value, task: &mut Task<'_>) -> Result<Payoffs, GameError> {
    let players = table.names().len();
    limit(players, value.most_players(), value.name())?;
    check_size(table)?;
    task.tell(&Progress { doing: "value", ..Progress::default() })?;
    let total = table.exact_total();
    let missing = |words: &str| GameError::Invalid(words.to_string());
    let exact = match value {
        Value::EqualDivision => formulas::equal_rest(vec![Rational::zero(); players], &total),
        Value::EqualSurplus => formulas::equal_rest(formulas::alone(table), &total),
        Value::EqualNonSeparable => formulas::equal_rest(formulas::hopes(table), &total),
        Value::NormalizedBanzhaf => {
            let banzhaf = formulas::banzhaf(table);
            let sum: Rational = banzhaf.iter().sum();
            if sum.is_zero() {
                return none("the Banzhaf values add up to nothing, of which there are no parts");
            }
            let share = &total / sum;
            banzhaf.into_iter().map(|payoff| payoff * &share).collect()
        }
        Value::Solidarity => formulas::solidarity(table),
        Value::Banzhaf => formulas::banzhaf(table),
        Value::Tau => formulas::tau(table).ok_or_else(|| {
            missing(
                "there is no tau value: somebody could insist on more than it can hope for, or all together do (the game is not \
                 quasi-balanced)",
            )
        })?,
        Value::Gately => formulas::gately(&Ends::of(table)).ok_or_else(|| {
            missing(
                "there is no Gately point: nothing is gained by cooperation, or some lose by the others' leaving and some do not",
            )
        })?,
        Value::SeparableCosts(benefits) => {
            check_benefits(table, benefits.as_deref())?;
            formulas::separable_costs(&Ends::of(table), benefits.as_deref()).ok_or_else(|| {
                missing("there is a rest beside separable costs, and nobody has remaining benefits to pay it by")
            })?
        }
        Value::EqualProfit => equal_profit(table, task)?,
        Value::Kernel | Value::Prekernel => {
            let domain = if *value == Value::Kernel { Domain::Imputation } else { Domain::Preimputation };
            let reckoned = Reckoned::zero_normalised(table)?;
            kernel::point(table, domain, &reckoned.game, reckoned.scale, task)?
        }
        Value::Owen(unions) => formulas::by_unions(table, partition(table, unions)?, Counting::Orders),
        Value::BanzhafOwen(unions) => formulas::by_unions(table, partition(table, unions)?, Counting::Groups),
        Value::TwoStep(unions) => formulas::two_step(table, partition(table, unions)?)?,
        Value::AumannDreze(unions) => formulas::within_unions(table, partition(table, unions)?)?,
        Value::Myerson(links) => {
            let floats = myerson(table, links)?;
            return Ok(Payoffs { floats, exact: None });
        }
    };
    let due = match value {
        Value::Banzhaf | Value::BanzhafOwen(_) => None,
        Value::AumannDreze(unions) => Some(unions.iter().map(|union| table.exact(union.mask())).sum()),
        _ => Some(total),
    };
    match due.filter(|due| exact.iter().sum::<Rational>() != *due) {
        Some(_) => Err(GameError::Solver(format!("the {} does not pay out what there is", value.name()))),
        None => Ok(Payoffs { floats: floats(&exact), exact: Some(exact) }),
    }
}

fn myerson(table: &Table, links: &[(usize, usize)]) -> Result<Vec<f64>, GameError> {
    let players = table.names().len();
    if let Some((a, b)) = links.iter().find(|(a, b)| a == b || *a >= players || *b >= players) {
        return none(&format!("a link of players {} and {}: the game has {players}", a + 1, b + 1));
    }
    let reckoned = Reckoned::zero_normalised(table)?;
    let found = communication::myerson(&reckoned.game, links)
        .map_err(|_| GameError::Solver("there is no Myerson value".to_string()))?;
    let due = linked(players, links).into_iter().map(|group| table.at(group)).sum();
    guarded(reckoned.payoffs(&found), due, "Myerson value")
}

/// Benefits are what the players of a cost game have, one of at least zero each.
fn check_benefits(table: &Table, benefits: Option<&[Rational]>) -> Result<(), GameError> {
    let Some(benefits) = benefits else { return Ok(()) };
    if table.sense() != Sense::Cost {
        return none("benefits are weighed against costs, and these are profits");
    }
    if benefits.len() != table.names().len() || benefits.iter().any(Signed::is_negative) {
        return none("expected a benefit of at least 0 for each player");
    }
    Ok(())
}

/// What each player adds to all others: nobody can hope for more.
#[must_use]
pub fn hopes(table: &Table) -> Vec<f64> {
    floats(&formulas::hopes(table))
}

/// What each player can insist on: the most that is left for it in a group whose other members get what they hope for. Between this and
/// [`hopes`] lies the tau value, where there is one.
///
/// # Errors
/// For more than 24 players.
pub fn rights(table: &Table) -> Result<Vec<f64>, GameError> {
    limit(table.names().len(), Value::Tau.most_players(), "list of rights")?;
    Ok(floats(&formulas::rights(table)))
}

/// The corners of the core, in the order of their payoffs; none when it is empty.
///
/// # Errors
/// For more than [`MAX_FOR_VERTICES`] players, when a worth is too large to reckon with (1e280), when somebody stopped it, and when a corner is
/// found outside the core, or none in a core that is not empty.
pub fn core_vertices(table: &Table, task: &mut Task<'_>) -> Result<Vec<Vec<f64>>, GameError> {
    let players = table.names().len();
    limit(players, MAX_FOR_VERTICES, "list of corners of the core")?;
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
        Self::new(&without_additive_part(table), alone)
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
}

/// The unions, if each player is in one of them.
fn partition<'a>(table: &Table, unions: &'a [Group]) -> Result<&'a [Group], GameError> {
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
    match all.difference(seen).iter().next() {
        Some(player) => Err(GameError::Invalid(format!("{} is in no union", table.names()[player]))),
        None => Ok(unions),
    }
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

fn guarded(payoffs: Vec<f64>, due: f64, name: &str) -> Result<Vec<f64>, GameError> {
    if payoffs.iter().any(|payoff| !payoff.is_finite()) {
        return Err(GameError::Solver(format!("the {name} came out as {payoffs:?}")));
    }
    let paid: f64 = payoffs.iter().sum();
    let size = payoffs.iter().map(|payoff| payoff.abs()).sum::<f64>();
    if (paid - due).abs() > ROUNDING * (size + due.abs()) {
        return Err(GameError::Solver(format!("the {name} pays out {paid}, not {due}")));
    }
    Ok(payoffs)
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
