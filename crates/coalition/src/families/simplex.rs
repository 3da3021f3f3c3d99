//! Linear production without rounding.
//!
//! ```text
//!   v(b) = max { c x : A x ≤ b, x ≥ 0 }  =  min { b y : Aᵀ y ≥ c, y ≥ 0 }        b ≥ 0
//! ```
//!
//! A tableau of integers over one determinant (Edmonds 1967): nothing is ever rounded. What is dual feasible for one `b` is so for all, so that
//! a basis that was optimal for one group is optimal for every other one at whose `b` it is feasible; else a few dual steps mend it. Steps are
//! chosen by Bland's rule (1977), which cannot cycle.

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use super::linear_production::LinearProduction;
use super::whole::over_one;
use crate::exact::Rational;
use crate::game::GameError;

/// Bases that are kept.
const KEPT: usize = 64;

/// The data in integers: each resource and the money in a unit of its own.
pub(crate) struct Scaled {
    /// Rows of resources, then that of the money with its signs turned.
    rows: Vec<Vec<BigInt>>,
    /// What each player brings.
    brings: Vec<Vec<BigInt>>,
    /// What a price is to be multiplied by, for each resource.
    price: Vec<Rational>,
    /// What amounts were multiplied by, beside the unit of their resource.
    amount: BigInt,
    /// What a worth is to be divided by.
    worth: BigInt,
}

impl Scaled {
    pub fn new(game: &LinearProduction) -> Self {
        let (earns, money) = over_one(&game.earns);
        let all: Vec<Rational> = game.brings.iter().flatten().cloned().collect();
        let (_, amount) = over_one(&all);
        let mut rows = Vec::with_capacity(game.needs.len() + 1);
        let mut units = Vec::with_capacity(game.needs.len());
        for needs in &game.needs {
            let (row, unit) = over_one(needs);
            rows.push(row);
            units.push(unit);
        }
        rows.push(earns.into_iter().map(|earns| -earns).collect());
        let whole = |amount_of: &Rational, unit: &BigInt| (amount_of * (&amount * unit)).to_integer();
        let brings = game.brings.iter().map(|row| row.iter().zip(&units).map(|(of, unit)| whole(of, unit)).collect());
        Self {
            rows,
            brings: brings.collect(),
            price: units.iter().map(|unit| Rational::new(unit.clone(), money.clone())).collect(),
            worth: &amount * money,
            amount,
        }
    }

    /// What a group brings.
    pub fn brought(&self, group: impl Iterator<Item = usize>) -> Vec<BigInt> {
        let mut sum = vec![BigInt::zero(); self.rows.len() - 1];
        for player in group {
            sum.iter_mut().zip(&self.brings[player]).for_each(|(sum, amount)| *sum += amount);
        }
        sum
    }

    /// Amounts were multiplied by this, beside the unit of their resource.
    pub fn amount(&self) -> &BigInt {
        &self.amount
    }

    /// The worth of one unit of a resource here, times this, is that of a unit as it was given.
    pub fn unit(&self, resource: usize) -> Rational {
        // A worth is over `worth`, a price over the money alone and in units of the resource.
        &self.price[resource] * &self.worth
    }

    /// What one player brings.
    pub fn of(&self, player: usize) -> &[BigInt] {
        &self.brings[player]
    }
}

/// A basis and all that follows from it.
#[derive(Clone)]
pub(crate) struct Tableau {
    /// Rows of the basis, then that of reduced costs; columns of products, then of what is left of resources.
    rows: Vec<Vec<BigInt>>,
    basis: Vec<usize>,
    /// What everything is over; above zero.
    determinant: BigInt,
    products: usize,
}

fn no_end() -> GameError {
    GameError::Solver("a program of linear production has no end".to_string())
}

impl Tableau {
    /// Nothing is made.
    pub fn idle(whole: &Scaled) -> Self {
        let resources = whole.rows.len() - 1;
        let products = whole.rows[resources].len();
        let row = |(at, row): (usize, &Vec<BigInt>)| {
            let slack = (0..resources).map(|slack| BigInt::from(u8::from(slack == at)));
            row.iter().cloned().chain(slack).collect()
        };
        Self {
            rows: whole.rows.iter().enumerate().map(row).collect(),
            basis: (products..products + resources).collect(),
            determinant: BigInt::one(),
            products,
        }
    }

    fn resources(&self) -> usize {
        self.basis.len()
    }

    /// A row times what is brought, over the determinant: what is made or left, or the worth.
    fn product(&self, row: usize, brought: &[BigInt]) -> BigInt {
        self.rows[row][self.products..].iter().zip(brought).map(|(entry, amount)| entry * amount).sum()
    }

    /// The worth of what is brought where the basis is feasible, else a bound on it; over determinant and unit.
    fn value(&self, brought: &[BigInt]) -> BigInt {
        self.product(self.resources(), brought)
    }

    pub fn worth(&self, brought: &[BigInt], whole: &Scaled) -> Rational {
        Rational::new(self.value(brought), &self.determinant * &whole.worth)
    }

    fn is_feasible(&self, brought: &[BigInt]) -> bool {
        (0..self.resources()).all(|row| !self.product(row, brought).is_negative())
    }

    /// Prices of the resources.
    pub fn prices(&self, whole: &Scaled) -> Vec<Rational> {
        let costs = &self.rows[self.resources()][self.products..];
        costs
            .iter()
            .zip(&whole.price)
            .map(|(cost, unit)| Rational::new(cost.clone(), self.determinant.clone()) * unit)
            .collect()
    }

    /// What is made of each product, in parts of what is brought: `brought` of everybody, and the unit of amounts.
    pub fn made(&self, brought: &[BigInt], amount: &BigInt) -> Vec<Rational> {
        let mut made = vec![Rational::zero(); self.products];
        for (row, column) in self.basis.iter().enumerate().filter(|(_, column)| **column < self.products) {
            made[*column] = Rational::new(self.product(row, brought), &self.determinant * amount);
        }
        made
    }

    /// The optimum from a basis that is feasible for what is brought.
    pub fn rise(&mut self, brought: &[BigInt]) -> Result<(), GameError> {
        let last = self.resources();
        while let Some(column) = self.rows[last].iter().position(Signed::is_negative) {
            let mut leaving: Option<(usize, BigInt)> = None;
            for row in (0..last).filter(|row| self.rows[*row][column].is_positive()) {
                let amount = self.product(row, brought);
                let before = leaving.as_ref().map(|(other, least)| {
                    let (mine, its) = (&amount * &self.rows[*other][column], least * &self.rows[row][column]);
                    mine.cmp(&its).then(self.basis[row].cmp(&self.basis[*other]))
                });
                if before.is_none_or(std::cmp::Ordering::is_lt) {
                    leaving = Some((row, amount));
                }
            }
            let (row, _) = leaving.ok_or_else(no_end)?;
            self.pivot(row, column);
        }
        Ok(())
    }

    /// The optimum from a basis that is dual feasible. Of what is brought, the second part is infinitely small. Whether there is one.
    pub fn mend(&mut self, brought: &[BigInt], little: Option<&[BigInt]>) -> bool {
        let last = self.resources();
        let short = |tableau: &Self, row: usize| {
            let amount = tableau.product(row, brought);
            amount.is_negative()
                || amount.is_zero() && little.is_some_and(|little| tableau.product(row, little).is_negative())
        };
        loop {
            let rows = (0..last).filter(|row| short(self, *row));
            let Some(row) = rows.min_by_key(|row| self.basis[*row]) else { return true };
            let mut entering: Option<usize> = None;
            for column in (0..self.rows[row].len()).filter(|column| self.rows[row][*column].is_negative()) {
                // The smallest quotient of reduced cost and size of the entry, the first among equals.
                let is_less = entering.is_none_or(|other| {
                    let (mine, its) = (&self.rows[last][column], &self.rows[last][other]);
                    -mine * &self.rows[row][other] < -its * &self.rows[row][column]
                });
                if is_less {
                    entering = Some(column);
                }
            }
            let Some(column) = entering else { return false };
            self.pivot(row, column);
        }
    }

    fn pivot(&mut self, row: usize, column: usize) {
        let pivot_row = std::mem::take(&mut self.rows[row]);
        let pivot = pivot_row[column].clone();
        let flip = pivot.is_negative();
        for (_, other) in self.rows.iter_mut().enumerate().filter(|(at, _)| *at != row) {
            let factor = other[column].clone();
            for (entry, by) in other.iter_mut().zip(&pivot_row) {
                // The division has no remainder: the result is a minor.
                *entry = (&*entry * &pivot - &factor * by) / &self.determinant;
                if flip {
                    *entry = -std::mem::take(entry);
                }
            }
        }
        self.rows[row] = if flip { pivot_row.into_iter().map(|entry| -entry).collect() } else { pivot_row };
        self.determinant = pivot.abs();
        self.basis[row] = column;
    }
}

/// Bases that were optimal for some groups, each tried for the next ones.
pub(crate) struct Bases<'a> {
    whole: &'a Scaled,
    kept: Vec<Tableau>,
    last: usize,
}

impl<'a> Bases<'a> {
    pub fn new(whole: &'a Scaled, first: Tableau) -> Self {
        Self { whole, kept: vec![first], last: 0 }
    }

    /// The worth of what a group brings.
    pub fn worth(&mut self, brought: &[BigInt]) -> Result<Rational, GameError> {
        if !self.kept[self.last].is_feasible(brought) {
            // Each gives a bound on the worth: the least is nearest to it.
            let mut nearest = self.last;
            for at in 0..self.kept.len() {
                let (mine, its) = (&self.kept[at], &self.kept[nearest]);
                if mine.value(brought) * &its.determinant < its.value(brought) * &mine.determinant {
                    nearest = at;
                }
            }
            if !self.kept[nearest].is_feasible(brought) {
                let mut next = self.kept[nearest].clone();
                if !next.mend(brought, None) {
                    return Err(no_end());
                }
                if self.kept.len() == KEPT {
                    self.kept.remove(0);
                }
                self.kept.push(next);
                nearest = self.kept.len() - 1;
            }
            self.last = nearest;
        }
        Ok(self.kept[self.last].worth(brought, self.whole))
    }
}
