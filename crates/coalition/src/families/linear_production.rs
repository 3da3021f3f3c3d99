//! Resources pooled to make what sells best.

use std::sync::{Mutex, PoisonError};

use program::solve::{Method, Options, Outcome, Solver, Stop};
use program::{Axis, ColSpec, NoProgress, Program, Sense as Direction};

use num_bigint::BigInt;
use num_traits::{Signed, Zero};

use super::simplex::{Bases, Scaled, Tableau};
use super::{check_amount, check_players, check_table, finites, refuse, rows};
use crate::balance::common_denominator;
use crate::exact::{Rational, float};
use crate::game::{Game, GameError, Sense, Worth};
use crate::group::{Group, MAX_PLAYERS};
use crate::parallel;
use crate::table::Table;
use crate::task::Task;

/// Groups that one thread solves in a row, each from bases of those before.
const SEGMENT: usize = 256;

/// The linear production game of Owen (1975), *On the core of linear production games*.
///
/// ```text
///   v(S) = max { c x : A x ≤ Σ_{i in S} b_i, x ≥ 0 }
/// ```
///
/// Its core is not empty: prices of the resources at the optimum of all pay shares in it. Its worth as a [`Game`] is one program
/// solved from nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearProduction {
    /// `A`: a row for each resource, in it what a unit of each product needs; each at least 0.
    pub needs: Vec<Vec<Rational>>,
    /// `c`: what a unit of each product earns, in money. One that earns more than 0 must need something, or a group could earn without end.
    pub earns: Vec<Rational>,
    /// `b`: a row for each player, in it what it brings of each resource; each at least 0.
    pub brings: Vec<Vec<Rational>>,
}

impl LinearProduction {
    /// The game of these numbers, each the shortest decimal of its float.
    ///
    /// # Panics
    /// When a number is not finite.
    #[must_use]
    pub fn from_numbers(needs: &[Vec<f64>], earns: &[f64], brings: &[Vec<f64>]) -> Self {
        Self { needs: rows(needs), earns: finites(earns), brings: rows(brings) }
    }

    /// Number of resources.
    #[must_use]
    pub fn num_resources(&self) -> usize {
        self.needs.len()
    }

    /// Number of products.
    #[must_use]
    pub fn num_products(&self) -> usize {
        self.earns.len()
    }

    /// What a group brings of each resource.
    #[must_use]
    pub fn brought(&self, group: Group) -> Vec<Rational> {
        (0..self.num_resources())
            .map(|resource| group.iter().map(|player| &self.brings[player][resource]).sum())
            .collect()
    }

    /// All faults of the data.
    #[must_use]
    pub fn check(&self) -> Vec<GameError> {
        let mut faults = Vec::new();
        let (resources, products) = (self.num_resources(), self.num_products());
        check_players(&mut faults, self.brings.len(), MAX_PLAYERS);
        if resources == 0 || products == 0 {
            let words = format!("{resources} resources and {products} products, expected at least one of each");
            faults.push(GameError::Invalid(words));
        }
        for (resource, row) in self.needs.iter().enumerate() {
            let place = |product: usize| format!("the need of product {} for resource {}", product + 1, resource + 1);
            check_row(&mut faults, row, products, &format!("the needs for resource {}", resource + 1), &place);
        }
        for (player, row) in self.brings.iter().enumerate() {
            let place = |resource: usize| format!("what player {} brings of resource {}", player + 1, resource + 1);
            check_row(&mut faults, row, resources, &format!("what player {} brings", player + 1), &place);
        }
        for (product, earns) in self.earns.iter().enumerate() {
            if earns.is_positive() && self.needs.iter().all(|row| row.get(product).is_none_or(Zero::is_zero)) {
                let words = format!("product {} earns money and needs nothing: worths have no limit", product + 1);
                faults.push(GameError::Invalid(words));
            }
        }
        faults
    }

    /// The worth of a group without rounding.
    ///
    /// # Errors
    /// All faults of the data.
    pub fn exact(&self, group: Group) -> Result<Rational, GameError> {
        refuse(self.check())?;
        let whole = Scaled::new(self);
        let brought = whole.brought(group.iter());
        let mut tableau = Tableau::idle(&whole);
        tableau.rise(&brought)?;
        Ok(tableau.worth(&brought, &whole))
    }

    /// The program of a group: columns `make[product]`, rows `resource[resource]`, in this order.
    ///
    /// # Errors
    /// All faults of the data.
    pub fn program(&self, group: Group) -> Result<Program, GameError> {
        refuse(self.check())?;
        if let Some(player) = group.iter().find(|player| *player >= self.brings.len()) {
            return Err(GameError::Invalid(format!(
                "there is no player {}: the game has {}",
                player + 1,
                self.brings.len()
            )));
        }
        let brought = self.brought(group);
        let mut program = Program::new(Direction::Maximize);
        let products = Axis::new("product", (1..=self.num_products()).map(|product| product.to_string()));
        let resources = Axis::new("resource", (1..=self.num_resources()).map(|resource| resource.to_string()));
        let make = program.cols("make", "units", [&products], |[product]| {
            Some(ColSpec::positive().cost(float(&self.earns[product])))
        });
        program.rows("resource", "units", [&resources], |[resource], row| {
            for ([product], col) in make.iter() {
                row.add(col, float(&self.needs[resource][product]));
            }
            row.at_most(float(&brought[resource]));
        });
        Ok(program)
    }

    /// The table, without rounding. Groups are visited in Gray-code order, in which one player comes or goes at a time: the basis of the
    /// group before is optimal again more often than not. Runs of 256 groups are shared among threads.
    ///
    /// # Errors
    /// All faults of the data, more players than a table holds, or [`GameError::Stopped`].
    pub fn table(&self, task: &mut Task<'_>) -> Result<Table, GameError> {
        let players = self.brings.len();
        refuse(self.check())?;
        check_table(players)?;
        let groups = 1_usize << players;
        let whole = Scaled::new(self);
        let mut all = Tableau::idle(&whole);
        all.rise(&whole.brought(0..players))?;
        let segments = parallel::each(groups.div_ceil(SEGMENT), "worths", task, |segment| {
            let mut bases = Bases::new(&whole, all.clone());
            let range = segment * SEGMENT..((segment + 1) * SEGMENT).min(groups);
            let worth = |at: usize| {
                let group = Group::from_mask((at ^ (at >> 1)) as u64);
                bases.worth(&whole.brought(group.iter()))
            };
            range.map(worth).collect::<Result<Vec<Rational>, GameError>>()
        })?;
        let mut worths = vec![Rational::zero(); groups];
        for (at, worth) in segments.into_iter().flatten().enumerate() {
            worths[at ^ (at >> 1)] = worth;
        }
        let denominator = common_denominator(&worths);
        let whole = |worth: Rational| worth.numer() * (&denominator / worth.denom());
        let numbers: Vec<BigInt> = worths.into_iter().map(whole).collect();
        let names = (1..=players).map(|player| player.to_string()).collect();
        Table::of_fractions(names, Sense::Profit, numbers, &denominator)
    }
}

/// The game as one whose worths are asked for often: bases of groups before are tried first. Worths are exact, so that they do not depend on
/// the order in which groups are asked for.
pub(crate) struct Asked<'a> {
    scaled: &'a Scaled,
    players: usize,
    first: Tableau,
    free: Mutex<Vec<Bases<'a>>>,
}

impl<'a> Asked<'a> {
    pub fn new(game: &LinearProduction, scaled: &'a Scaled) -> Result<Self, GameError> {
        refuse(game.check())?;
        let players = game.brings.len();
        let mut first = Tableau::idle(scaled);
        first.rise(&scaled.brought(0..players))?;
        Ok(Self { scaled, players, first, free: Mutex::new(Vec::new()) })
    }
}

impl Game for Asked<'_> {
    fn num_players(&self) -> usize {
        self.players
    }

    fn worth(&self, group: Group) -> Result<Worth, GameError> {
        let free = || self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = free().pop();
        let mut bases = kept.unwrap_or_else(|| Bases::new(self.scaled, self.first.clone()));
        let worth = bases.worth(&self.scaled.brought(group.iter()))?;
        free().push(bases);
        Ok(Worth::exact(float(&worth)))
    }
}

impl Game for LinearProduction {
    fn num_players(&self) -> usize {
        self.brings.len()
    }

    fn worth(&self, group: Group) -> Result<Worth, GameError> {
        let program = self.program(group)?;
        if group.is_empty() {
            return Ok(Worth::exact(0.0));
        }
        optimum(&Solver::new(&program)?.solve(&options(), &mut NoProgress)?).map(Worth::exact)
    }
}

/// For small programs: on one thread, by simplex, from the basis at hand.
pub(crate) fn options() -> Options {
    Options { method: Method::Simplex, presolve: false, ..Options::default() }
}

fn optimum(outcome: &Outcome) -> Result<f64, GameError> {
    match (&outcome.stop, outcome.objective) {
        (Stop::Optimal, Some(objective)) => Ok(objective),
        (stop, _) => Err(GameError::Solver(format!("a program of linear production ended with {stop:?}"))),
    }
}

fn check_row(
    faults: &mut Vec<GameError>,
    row: &[Rational],
    columns: usize,
    what: &str,
    place: &dyn Fn(usize) -> String,
) {
    if row.len() != columns {
        faults.push(GameError::Invalid(format!("{what} are {} numbers, expected {columns}", row.len())));
    }
    for (column, value) in row.iter().enumerate() {
        check_amount(faults, value, || place(column));
    }
}
