//! Nucleolus and prenucleolus of a table, with a certificate.
//!
//! The nucleolus makes the group with the largest excess as little tempted as possible, then the next, and so on (Schmeidler
//! 1969, SIAM J. Appl. Math. 17, 1163-1170). It is found level by level (Kopelowitz 1967; Maschler, Peleg & Shapley 1979): each
//! level is a linear program, and the groups with a positive multiplier in its dual are settled at the level's excess. They
//! hold with equality in every optimum, which cannot be said of all groups that happen to be tight in one (Guajardo &
//! Jornsten 2015, EJOR 241, 931-935). Groups whose indicator depends on settled ones have a constant excess and are not
//! looked at again.
//!
//! All levels and payoffs are fractions, with nothing rounded on the way. The multipliers are kept: with them,
//! [`Nucleolus::verify`] proves the result by Kohlberg's criterion (1971, SIAM J. Appl. Math. 20, 62-66), in the form of
//! Benedek, Fliege & Nguyen (2021, Math. Program. 190, 135-170).

mod verify;

use num_bigint::BigInt;

use crate::balance::{Column, Divisor, Kind, Master, Values, fixed, players, row};
use crate::exact::{Rational, float, floats};
use crate::game::GameError;
use crate::group::Group;
use crate::table::Table;
use crate::task::{Progress, Task};

/// Payoffs to choose from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Base {
    /// Nobody gets less than alone: the nucleolus.
    #[default]
    Imputations,
    /// Any split of the worth of everybody: the prenucleolus.
    Preimputations,
}

/// How excesses are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// As they are.
    #[default]
    Same,
    /// Per member of the group: the per capita nucleolus (Grotte 1970).
    PerCapita,
}

impl Weight {
    fn divisor(self) -> Divisor {
        match self {
            Self::Same => Divisor::One,
            Self::PerCapita => Divisor::Size,
        }
    }
}

/// The nucleolus, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum NucleolusAnswer {
    /// There is one, and it is unique.
    Found(Nucleolus),
    /// The players are worth more alone than together, so that somebody would get less than alone.
    NoImputation {
        /// Sum of what the players are worth alone.
        alone: f64,
        /// Worth of everybody.
        total: f64,
    },
}

impl NucleolusAnswer {
    /// The nucleolus, if there is one.
    #[must_use]
    pub fn found(self) -> Option<Nucleolus> {
        match self {
            Self::Found(nucleolus) => Some(nucleolus),
            Self::NoImputation { .. } => None,
        }
    }
}

/// The nucleolus of a table and its proof.
#[derive(Clone, Debug, PartialEq)]
pub struct Nucleolus {
    /// What it was chosen from.
    pub base: Base,
    /// How excesses were compared.
    pub weight: Weight,
    /// What each player gets, in the unit of the worths; the floats nearest to `exact`.
    pub payoffs: Vec<f64>,
    /// What each player gets.
    pub exact: Vec<Rational>,
    /// Levels, the largest excess first. Two may have the same excess.
    pub levels: Vec<Level>,
}

/// Groups that are settled together.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Their excess, per member where that was asked for.
    pub excess: Rational,
    /// The groups with their weights, all positive. Summed over the groups of each player, and with those of `bounds`, the
    /// weights are a combination of settled groups of earlier levels and of everybody: none of the groups can be paid more
    /// unless another one is paid less.
    pub groups: Vec<(Group, Rational)>,
    /// Players held at what they are worth alone, with their weights.
    pub bounds: Vec<(usize, Rational)>,
}

/// The nucleolus or prenucleolus of a table, exact, with its certificate.
///
/// Its time is that of some passes over the table for each of at most `n - 1` levels. Memory is that of the table, unless
/// what the players are worth alone hides the rest: then it is twice as much.
///
/// # Errors
/// When a worth is too large to reckon with (1e280), when somebody stopped it, or for a failure inside; never with a wrong answer.
///
/// # Examples
///
/// ```
/// use coalition::families::Bankruptcy;
/// use coalition::{Base, NoProgress, Task, Weight, nucleolus};
///
/// // An estate of 200 under claims of 100, 200 and 300: the division of the Talmud.
/// let table = Bankruptcy::from_numbers(200.0, &[100.0, 200.0, 300.0]).table()?;
/// let task = &mut Task { threads: 1, observer: &mut NoProgress };
/// let found = nucleolus(&table, Base::Imputations, Weight::Same, task)?.found().unwrap();
/// assert_eq!(found.payoffs, [50.0, 75.0, 75.0]);
/// // The certificate is checked from the table alone.
/// assert_eq!(found.verify(&table), Ok(()));
/// # Ok::<(), coalition::GameError>(())
/// ```
pub fn nucleolus(table: &Table, base: Base, weight: Weight, task: &mut Task) -> Result<NucleolusAnswer, GameError> {
    let players = players(table);
    if base == Base::Imputations {
        let alone: Rational = (0..players).map(|player| table.exact(1 << player)).sum();
        if alone > table.exact_total() {
            return Ok(NucleolusAnswer::NoImputation { alone: float(&alone), total: table.total() });
        }
    }
    if players == 1 {
        let exact = vec![table.exact_total()];
        return Ok(NucleolusAnswer::Found(of(base, weight, exact, Vec::new())));
    }
    let values = Values::new(table)?;
    let workers = task.workers(usize::MAX);
    // First what floats can see, proven at the end; where that fails, with a proof at each level.
    let quick = search(&values, base, weight, false, task)?;
    if quick.check(table, workers).is_ok() {
        return Ok(NucleolusAnswer::Found(quick));
    }
    let careful = search(&values, base, weight, true, task)?;
    careful.check(table, workers).map_err(GameError::Solver)?;
    Ok(NucleolusAnswer::Found(careful))
}

fn of(base: Base, weight: Weight, exact: Vec<Rational>, levels: Vec<Level>) -> Nucleolus {
    Nucleolus { base, weight, payoffs: floats(&exact), exact, levels }
}

fn search(values: &Values, base: Base, weight: Weight, prove: bool, task: &mut Task) -> Result<Nucleolus, GameError> {
    let players = players(values.table);
    let mut master = Master::new(values, weight.divisor(), base == Base::Imputations, "nucleolus")?;
    let mut levels: Vec<Level> = Vec::new();
    loop {
        let upper = levels.last().map(|level| float(&level.excess));
        let told = Progress { done: levels.len(), of: Some(players - 1), upper, ..Progress::default() };
        let solved = master.solve(prove, told, task)?;
        let (level, next) = settle(&master, solved.t);
        levels.push(level);
        match next {
            Some(cols) => master.restart(cols)?,
            None => return Ok(of(base, weight, solved.payoffs, levels)),
        }
    }
}

/// The level at the optimum of a master, and the basis that the next one begins with, if payoffs are still open.
fn settle(master: &Master, excess: Rational) -> (Level, Option<Vec<Column>>) {
    let values = master.values;
    let support = master.support();
    let mut cols = master.basis.cols.clone();
    let mut level = Level { excess, groups: Vec::new(), bounds: Vec::new() };
    for (at, weight) in &support {
        let Column { kind, mask, weight: divisor, .. } = cols[*at];
        if kind == Kind::Bound {
            level.bounds.push((mask.trailing_zeros() as usize, weight.clone()));
        } else {
            level.groups.push((Group::from_mask(mask), weight.clone()));
        }
        let payoff = values.exact(mask) - &level.excess * BigInt::from(divisor);
        cols[*at] = fixed(values, mask, Some(payoff));
    }
    level.groups.sort_unstable_by_key(|(group, _)| *group);
    level.bounds.sort_unstable_by_key(|(player, _)| *player);
    // The support balances itself: one of its groups follows from the others.
    if let Some((at, _)) = support.last() {
        cols.remove(*at);
    }
    // A group and its complement balance each other; the complement most tempted now is nearest to the next level.
    let all = (1 << cols.len()) - 1;
    let open = cols.iter().filter(|col| col.kind != Kind::Fixed).map(|col| all ^ col.mask);
    let best = open.max_by(|a, b| master.gain_of(*a).total_cmp(&master.gain_of(*b)));
    let next = best.map(|mask| {
        cols.push(row(values, master.divisor(), mask));
        cols
    });
    (level, next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::Sense;
    use crate::task::NoProgress;

    /// A proof at each level, which is there for games that floats misread, leads to the same payoffs.
    #[test]
    fn both_searches_agree() {
        for seed in 1..40_u64 {
            let worth = |group: Group| {
                let drawn = (group.mask() * 0x9e37_79b9 * seed) >> 7;
                if seed % 2 == 0 { (drawn % 5) as f64 } else { 10_f64.powi((drawn % 61) as i32 - 30) }
            };
            let table = Table::from_fn(2 + seed as usize % 6, Sense::Profit, worth).unwrap();
            let values = Values::new(&table).unwrap();
            let [quick, careful] = [false, true].map(|prove| {
                let task = &mut Task { threads: 1, observer: &mut NoProgress };
                search(&values, Base::Preimputations, Weight::Same, prove, task).unwrap()
            });
            assert_eq!(careful.verify(&table), Ok(()));
            assert_eq!(quick.exact, careful.exact);
        }
    }
}
