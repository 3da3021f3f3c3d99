//! The program behind nucleolus and least core, solved without rounding.
//!
//! ```text
//!   minimize t     x(N) = v(N),  x(F) = fixed payoff of F,  x(S) + weight(S) t >= v(S),  x_i >= v(i) where asked for
//!   its dual       weights of groups, at least zero (free for the fixed ones), that cancel out for each player:
//!                  maximize sum l_S v(S)   with  sum l_S 1_S = 0  and  sum l_S weight(S) = 1
//! ```
//!
//! The dual has one row per player and one more, and a column per group: a simplex method on it needs only a small basis,
//! and asks a pass over the table for the groups of largest excess. The basis is a matrix of zeros and ones, so its inverse
//! is kept in integers; floats only choose which group enters, among groups whose excess is beyond any rounding.

mod basis;
mod point;
mod scan;
mod span;
mod values;

use crate::exact::Rational;
use crate::game::GameError;
use crate::group::Group;
use crate::table::Table;
use crate::task::{Progress, Task};

use basis::{Basis, Prices};
pub(crate) use basis::{Column, Kind};
pub(crate) use point::{Point, common_denominator};
pub(crate) use scan::{LOW, Scan, sums};
pub(crate) use span::Span;
pub(crate) use values::{LARGEST_WORTH, Values, without_additive_part};

use num_bigint::BigInt;
use num_traits::Zero;

/// What an excess is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Divisor {
    /// Nothing: `t` does not stand in the rows of groups.
    Absent,
    One,
    Size,
}

impl Divisor {
    pub fn of(self, mask: u64) -> i64 {
        match self {
            Self::Absent => 0,
            Self::One => 1,
            Self::Size => i64::from(mask.count_ones()),
        }
    }
}

/// A solved program.
pub(crate) struct Solved {
    pub payoffs: Vec<Rational>,
    pub t: Rational,
}

/// Groups found in a pass, per player.
const FOUND: usize = 2;
/// Groups kept for the next choices, per player.
const KEPT: usize = 32;
/// A bound on rounding: floats differ from what they stand for by less than this times the number of terms and their size.
const ROUNDING: f64 = f64::EPSILON;
/// More changes of the basis than any game needs.
const MAX_STEPS: usize = 1_000_000;

pub(crate) struct Master<'a> {
    pub values: &'a Values<'a>,
    players: usize,
    divisor: Divisor,
    /// Whether nobody gets less than alone.
    bounded: bool,
    pub basis: Basis,
    /// The basis of the level's beginning, for the rule against cycling.
    start: Vec<Column>,
    /// Groups whose payoff is settled.
    span: Span,
    pool: Vec<u64>,
    steps: usize,
    pub doing: &'static str,
}

impl<'a> Master<'a> {
    /// A master of the first level: everybody's payoff is fixed, the players alone balance each other.
    ///
    /// Takes two players or more.
    pub fn new(
        values: &'a Values<'a>,
        divisor: Divisor,
        bounded: bool,
        doing: &'static str,
    ) -> Result<Self, GameError> {
        let players = values.table.names().len();
        let everybody = fixed(values, (1 << players) - 1, None);
        let alone = (0..players).map(|player| row(values, divisor, 1 << player));
        let cols = std::iter::once(everybody).chain(alone).collect();
        Self::start(values, divisor, bounded, doing, cols)
    }

    /// A master that begins with these columns.
    pub fn start(
        values: &'a Values<'a>,
        divisor: Divisor,
        bounded: bool,
        doing: &'static str,
        cols: Vec<Column>,
    ) -> Result<Self, GameError> {
        let players = values.table.names().len();
        let mut master = Self {
            values,
            players,
            divisor,
            bounded,
            basis: Basis::new(cols)?,
            start: Vec::new(),
            span: Span::default(),
            pool: Vec::new(),
            steps: 0,
            doing,
        };
        master.begin();
        Ok(master)
    }

    /// A new level, or a new goal, begins with these columns; groups met before are remembered.
    pub fn restart(&mut self, cols: Vec<Column>) -> Result<(), GameError> {
        self.basis = Basis::new(cols)?;
        self.begin();
        Ok(())
    }

    fn begin(&mut self) {
        self.start = self.basis.cols.clone();
        let free = (0..=self.players).filter(|at| !matches!(self.start[*at].kind, Kind::Fixed | Kind::Goal));
        self.span = Span::orthogonal_to(free.map(|at| &self.basis.row(at)[..self.players]));
        self.pool.retain(|mask| !self.span.contains(*mask));
    }

    /// Solves it. With `prove`, no group of the table contradicts the answer, for certain; without, none that floats can see.
    pub fn solve(&mut self, prove: bool, told: Progress, task: &mut Task) -> Result<Solved, GameError> {
        loop {
            let (prices, noise) = self.improve()?;
            task.tell(&Progress { doing: self.doing, groups: self.pool.len(), ..told })?;
            let scan = self.scan(&prices);
            let workers = task.workers(usize::MAX);
            let found = scan.worst(noise, FOUND * self.players, workers, |mask| !self.span.contains(mask));
            if !found.is_empty() {
                self.remember(found.into_iter().map(|found| found.mask), &prices);
                continue;
            }
            let solved = self.exact();
            let point = Point::new(&solved.payoffs, std::slice::from_ref(&solved.t));
            let table = self.values.table;
            let against = |col: &Column| point.compare(table, col.mask, col.weight, 0).is_gt();
            let near = |col: &Column| self.gain(col, &prices) >= -noise;
            let mut next = self.candidates().filter(near).find(against);
            if next.is_none() && prove {
                let keep = |mask| !self.span.contains(mask) && against(&row(self.values, self.divisor, mask));
                let found = scan.worst(-noise, 1, workers, keep);
                next = found.first().map(|found| row(self.values, self.divisor, found.mask));
            }
            let Some(col) = next else { return Ok(solved) };
            self.pool.push(col.mask);
            self.pool.sort_unstable();
            self.pool.dedup();
            self.enter(col)?;
        }
    }

    /// Changes the basis as long as a known group gains more than rounding could feign. The prices, and that rounding.
    fn improve(&mut self) -> Result<(Prices, f64), GameError> {
        loop {
            let prices = self.basis.prices();
            let noise = self.noise(&prices);
            let mut best: Option<(f64, Column)> = None;
            for col in self.candidates() {
                let gain = self.gain(&col, &prices);
                if gain > best.as_ref().map_or(noise, |best| best.0) {
                    best = Some((gain, col));
                }
            }
            let Some((_, col)) = best else { return Ok((prices, noise)) };
            self.enter(col)?;
        }
    }

    /// Known groups, and the bounds of payoffs.
    fn candidates(&self) -> impl Iterator<Item = Column> + '_ {
        let rows = self.pool.iter().map(|mask| row(self.values, self.divisor, *mask));
        let players = if self.bounded { 0..self.players } else { 0..0 };
        let open = players.filter(|player| !self.span.contains(1 << player));
        rows.chain(open.map(|player| Column { kind: Kind::Bound, ..row(self.values, Divisor::Absent, 1 << player) }))
    }

    fn gain(&self, col: &Column, prices: &Prices) -> f64 {
        let mut rest = col.mask;
        let mut gain = col.value - prices.t * col.weight as f64;
        while rest != 0 {
            gain -= prices.payoffs[rest.trailing_zeros() as usize];
            rest &= rest - 1;
        }
        gain
    }

    /// How far the gain of a group may be off by rounding.
    fn noise(&self, prices: &Prices) -> f64 {
        let weight = self.divisor.of((1 << self.players) - 1) as f64;
        ROUNDING * (self.players + 8) as f64 * (self.values.size + prices.payoffs_size + prices.t_size * weight)
    }

    fn scan(&self, prices: &Prices) -> Scan<'a> {
        let values: &'a Values<'a> = self.values;
        match self.divisor {
            Divisor::Absent => Scan::new(&values.floats, &prices.payoffs, 0.0),
            Divisor::One => Scan::new(&values.floats, &prices.payoffs, prices.t),
            Divisor::Size => {
                let asked: Vec<f64> = prices.payoffs.iter().map(|payoff| payoff + prices.t).collect();
                Scan::new(&values.floats, &asked, 0.0)
            }
        }
    }

    fn remember(&mut self, masks: impl Iterator<Item = u64>, prices: &Prices) {
        let new: Vec<u64> = masks.collect();
        if self.pool.len() + new.len() > KEPT * self.players {
            let gain = |mask: &u64| self.gain(&row(self.values, self.divisor, *mask), prices);
            let mut kept: Vec<(f64, u64)> = self.pool.iter().map(|mask| (gain(mask), *mask)).collect();
            kept.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            kept.truncate(KEPT / 2 * self.players);
            self.pool = kept.into_iter().map(|kept| kept.1).collect();
        }
        self.pool.extend(new);
        self.pool.sort_unstable();
        self.pool.dedup();
    }

    fn enter(&mut self, col: Column) -> Result<(), GameError> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return Err(GameError::Solver(format!("no end after {MAX_STEPS} steps")));
        }
        let direction = self.basis.direction(&col)?;
        let row = self.basis.leaving(&direction, &self.start);
        let row = row.ok_or_else(|| GameError::Solver("groups ask for more than there is, without end".to_string()))?;
        self.basis.replace(row, col, &direction)
    }

    /// Payoffs and `t` of the basis without rounding.
    fn exact(&self) -> Solved {
        let exact = |col: &Column| col.exact.clone().unwrap_or_else(|| self.values.exact(col.mask));
        let values: Vec<Rational> = self.basis.cols.iter().map(exact).collect();
        let denominator = common_denominator(&values);
        let mut sums = vec![BigInt::zero(); self.players + 1];
        for (at, value) in values.iter().enumerate().filter(|value| !value.1.is_zero()) {
            let scaled = value.numer() * (&denominator / value.denom());
            for (sum, entry) in sums.iter_mut().zip(self.basis.row(at)).filter(|entry| *entry.1 != 0) {
                *sum += &scaled * *entry;
            }
        }
        let denominator = denominator * self.basis.determinant();
        let mut payoffs: Vec<Rational> = sums.into_iter().map(|sum| Rational::new(sum, denominator.clone())).collect();
        let t = payoffs.pop().unwrap_or_else(Rational::zero);
        Solved { payoffs, t }
    }

    /// Basic columns with a positive multiplier that may not be negative: they hold with equality wherever `t` is least.
    pub fn support(&self) -> Vec<(usize, Rational)> {
        let determinant = self.basis.determinant();
        let weighty = |at: &(usize, i64)| at.1 != 0 && matches!(self.basis.cols[at.0].kind, Kind::Row | Kind::Bound);
        let multipliers = self.basis.multipliers().enumerate().filter(weighty);
        multipliers.map(|(at, weight)| (at, Rational::new(weight.into(), determinant.into()))).collect()
    }

    /// Groups of the support with weights such that those of each player's groups sum to one.
    pub fn balanced(&self) -> Vec<(Group, Rational)> {
        let support = self.support();
        let of = |mask: u64| Rational::from(BigInt::from(mask.count_ones()));
        let members: Rational = support.iter().map(|(at, weight)| weight * of(self.basis.cols[*at].mask)).sum();
        let each = members / BigInt::from(self.players);
        let proof = support.iter().map(|(at, weight)| (Group::from_mask(self.basis.cols[*at].mask), weight / &each));
        let mut proof: Vec<_> = proof.collect();
        proof.sort_unstable_by_key(|(group, _)| *group);
        proof
    }

    /// What the excess of groups is divided by.
    pub fn divisor(&self) -> Divisor {
        self.divisor
    }

    /// The gain of a group at the prices of the basis.
    pub fn gain_of(&self, mask: u64) -> f64 {
        self.gain(&row(self.values, self.divisor, mask), &self.basis.prices())
    }
}

/// The column of a group whose excess counts.
pub(crate) fn row(values: &Values, divisor: Divisor, mask: u64) -> Column {
    let value = values.floats[mask as usize];
    Column { kind: Kind::Row, mask, sign: 1, weight: divisor.of(mask), value, exact: None }
}

/// The column of a group whose payoff is this, or its worth.
pub(crate) fn fixed(values: &Values, mask: u64, payoff: Option<Rational>) -> Column {
    let value = payoff.as_ref().map_or(values.floats[mask as usize], |payoff| values.searched(mask, 1, payoff));
    Column { kind: Kind::Fixed, mask, sign: 1, weight: 0, value, exact: payoff }
}

/// Players of a table as something to count with.
pub(crate) fn players(table: &Table) -> usize {
    table.names().len()
}
