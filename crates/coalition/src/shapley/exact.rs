//! The Shapley value of a table.
//!
//! Collected by worths in place of contributions, each worth is used once for all players:
//!
//! ```text
//!   φ_i = Σ_{S with i} (a(|S|) + b(|S|)) v(S)  -  Σ_S b(|S|) v(S)
//!   a(s) = (s - 1)! (n - s)! / n!    b(s) = s! (n - s - 1)! / n!,  b(n) = 0
//! ```
//!
//! A block is 1 024 groups that differ in the first ten players. Its weights depend on the number of later players
//! alone; sums over the first ten come from folding the block in half, ten times.

use crate::game::GameError;
use crate::parallel;
use crate::table::Table;
use crate::task::Task;

/// Players that vary within a block.
const LOW: usize = 10;
/// Blocks of one piece of work: the order of additions, hence the answer, hangs on it.
const BLOCKS: usize = 64;
/// Sums that run side by side.
const LANES: usize = 8;

/// The Shapley value, in the unit of the worths: payoffs that add up to the worth of everybody up to rounding.
///
/// One pass of 2^n steps. The rounding error is about that of the worths themselves: the largest of them times
/// 2e-16, times a small factor. The same to the last digit on any number of threads.
///
/// # Errors
/// [`GameError::Stopped`].
///
/// # Examples
///
/// ```
/// use coalition::families::Airport;
/// use coalition::{NoProgress, Task, shapley};
///
/// // Three airlines need runways that cost 1, 2 and 4: each section is split among those who need it.
/// let table = Airport::from_numbers(&[1.0, 2.0, 4.0]).table()?;
/// let payoffs = shapley(&table, &mut Task { threads: 1, observer: &mut NoProgress })?;
/// for (payoff, charge) in payoffs.iter().zip([1.0 / 3.0, 5.0 / 6.0, 17.0 / 6.0]) {
///     assert!((payoff + charge).abs() < 1e-12);
/// }
/// # Ok::<(), coalition::GameError>(())
/// ```
pub fn shapley(table: &Table, task: &mut Task<'_>) -> Result<Vec<f64>, GameError> {
    let players = table.names().len();
    let worths = table.worths();
    let low = players.min(LOW);
    let weights = Weights::new(players, low);
    let blocks = worths.len() >> low;
    let parts = parallel::each(blocks.div_ceil(BLOCKS), "Shapley", task, |piece| {
        let mut part = Sums::new(players);
        let mut scratch = vec![0.0; 1 << low];
        for block in piece * BLOCKS..((piece + 1) * BLOCKS).min(blocks) {
            part.add_block(&worths[block << low..(block + 1) << low], block, low, &weights, &mut scratch);
        }
        Ok(part)
    })?;
    let mut sums = Sums::new(players);
    for part in &parts {
        sums.add(part);
    }
    let without = sums.without.value();
    Ok(sums.with.iter().map(|with| with.value() - without).collect())
}

/// Weights of the groups of a block, for each number of players of later bits.
struct Weights {
    /// `a + b`.
    with: Vec<Vec<f64>>,
    /// `b`.
    without: Vec<Vec<f64>>,
}

impl Weights {
    fn new(players: usize, low: usize) -> Self {
        // s! (n - s - 1)! / n! = 1 / (n C(n - 1, s)).
        let mut gain = vec![0.0; players + 1];
        let mut binomial = 1.0;
        for (size, gain) in gain.iter_mut().enumerate().take(players) {
            *gain = 1.0 / (players as f64 * binomial);
            binomial = binomial * (players - 1 - size) as f64 / (size + 1) as f64;
        }
        let by_size = |size: usize| (if size == 0 { 0.0 } else { gain[size - 1] }) + gain[size];
        let of = |weight: &dyn Fn(usize) -> f64| -> Vec<Vec<f64>> {
            let block =
                |high: usize| (0..1_usize << low).map(|mask| weight(high + mask.count_ones() as usize)).collect();
            (0..=players - low).map(block).collect()
        };
        Self { with: of(&by_size), without: of(&|size| gain[size]) }
    }
}

/// A sum and what rounding took from it (Neumaier 1974).
#[derive(Clone, Copy, Default)]
struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    fn add(&mut self, number: f64) {
        let sum = self.sum + number;
        self.lost += if self.sum.abs() >= number.abs() { self.sum - sum + number } else { number - sum + self.sum };
        self.sum = sum;
    }

    fn value(self) -> f64 {
        self.sum + self.lost
    }
}

struct Sums {
    with: Vec<Sum>,
    without: Sum,
}

impl Sums {
    fn new(players: usize) -> Self {
        Self { with: vec![Sum::default(); players], without: Sum::default() }
    }

    fn add(&mut self, other: &Self) {
        for (sum, part) in self.with.iter_mut().zip(&other.with).chain([(&mut self.without, &other.without)]) {
            sum.add(part.sum);
            sum.add(part.lost);
        }
    }

    fn add_block(&mut self, worths: &[f64], block: usize, low: usize, weights: &Weights, scratch: &mut [f64]) {
        let later = block.count_ones() as usize;
        self.without.add(product(worths, &weights.without[later]));
        for ((out, worth), weight) in scratch.iter_mut().zip(worths).zip(&weights.with[later]) {
            *out = worth * weight;
        }
        let mut rest = scratch;
        for player in (0..low).rev() {
            let (out, with) = rest.split_at_mut(1 << player);
            self.with[player].add(total(with));
            out.iter_mut().zip(with.iter()).for_each(|(out, with)| *out += with);
            rest = out;
        }
        let all = rest[0];
        let mut bits = block;
        while bits != 0 {
            self.with[low + bits.trailing_zeros() as usize].add(all);
            bits &= bits - 1;
        }
    }
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    let (a, a_rest) = a.as_chunks::<LANES>();
    let (b, b_rest) = b.as_chunks::<LANES>();
    for (a, b) in a.iter().zip(b) {
        lanes.iter_mut().zip(a).zip(b).for_each(|((lane, a), b)| *lane += a * b);
    }
    a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f64>() + fold(lanes)
}

fn total(numbers: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    let (chunks, rest) = numbers.as_chunks::<LANES>();
    for chunk in chunks {
        lanes.iter_mut().zip(chunk).for_each(|(lane, number)| *lane += number);
    }
    rest.iter().sum::<f64>() + fold(lanes)
}

fn fold(lanes: [f64; LANES]) -> f64 {
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}
