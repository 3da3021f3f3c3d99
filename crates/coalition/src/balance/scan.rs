//! A pass over all groups of a table.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::panic::resume_unwind;

/// Groups looked at together before any of them is looked at alone.
const CHUNK: usize = 32;
/// Most players of the lower half of a group: its sums stay in the fastest memory.
pub const LOW: usize = 10;
/// Smallest piece of a table worth a thread of its own.
const PIECE: usize = 1 << 15;

/// Sums of prices of all subsets of a few players.
pub fn sums(prices: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; 1 << prices.len()];
    for (at, price) in prices.iter().enumerate() {
        for low in 0..1 << at {
            sums[low | 1 << at] = sums[low] + price;
        }
    }
    sums
}

/// What a pass reckons with: `values[S] - prices(S) - offset`.
pub struct Scan<'a> {
    values: &'a [f64],
    low: Vec<f64>,
    high: Vec<f64>,
    offset: f64,
}

/// A group and what a pass found for it; better is larger, then the smaller mask.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    pub excess: f64,
    pub mask: u64,
}

impl Eq for Found {}

impl Ord for Found {
    fn cmp(&self, other: &Self) -> Ordering {
        self.excess.total_cmp(&other.excess).then(other.mask.cmp(&self.mask))
    }
}

impl PartialOrd for Found {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<'a> Scan<'a> {
    pub fn new(values: &'a [f64], prices: &[f64], offset: f64) -> Self {
        let split = prices.len().min(LOW);
        Self { values, low: sums(&prices[..split]), high: sums(&prices[split..]), offset }
    }

    /// Number of equal pieces of the table, in order.
    fn pieces(&self) -> usize {
        self.high.len()
    }

    /// Visits, in order, the groups of some pieces whose excess is above a cut. `visit` gets the excess and the group, and
    /// returns the new cut.
    fn visit(&self, pieces: std::ops::Range<usize>, mut cut: f64, mut visit: impl FnMut(f64, u64) -> f64) {
        let width = self.low.len();
        for piece in pieces {
            let base = self.high[piece] + self.offset;
            let values = &self.values[piece * width..][..width];
            for (at, (values, low)) in values.chunks(CHUNK).zip(self.low.chunks(CHUNK)).enumerate() {
                let mut most = f64::NEG_INFINITY;
                for (value, low) in values.iter().zip(low) {
                    let excess = value - low;
                    // Compiles to one instruction, which `f64::max` does not.
                    most = if excess > most { excess } else { most };
                }
                if most - base <= cut {
                    continue;
                }
                for (within, (value, low)) in values.iter().zip(low).enumerate() {
                    let excess = value - low - base;
                    if excess > cut {
                        cut = visit(excess, (piece * width + at * CHUNK + within) as u64);
                    }
                }
            }
        }
    }

    /// The groups of largest excess above `cut` that `keep` accepts, at most `most`, best first. The same on any number of
    /// threads.
    pub fn worst(&self, cut: f64, most: usize, workers: usize, keep: impl Fn(u64) -> bool + Sync) -> Vec<Found> {
        let run = |pieces| {
            let mut heap: BinaryHeap<Reverse<Found>> = BinaryHeap::with_capacity(most + 1);
            self.visit(pieces, cut, |excess, mask| {
                if keep(mask) {
                    heap.push(Reverse(Found { excess, mask }));
                    if heap.len() > most {
                        heap.pop();
                    }
                }
                // Masks come in order, so that a later group of the same excess is never better.
                if heap.len() == most { heap.peek().map_or(cut, |least| cut.max(least.0.excess)) } else { cut }
            });
            heap.into_iter().map(|found| found.0).collect::<Vec<_>>()
        };
        let pieces = self.pieces();
        let workers = workers.min(self.values.len() / PIECE).clamp(1, pieces);
        let mut found = if workers == 1 {
            run(0..pieces)
        } else {
            let bounds = |at: usize| at * pieces / workers;
            std::thread::scope(|scope| {
                let spawn = |at| {
                    scope.spawn({
                        let run = &run;
                        move || run(bounds(at)..bounds(at + 1))
                    })
                };
                let handles: Vec<_> = (0..workers).map(spawn).collect();
                handles
                    .into_iter()
                    .flat_map(|handle| handle.join().unwrap_or_else(|panic| resume_unwind(panic)))
                    .collect()
            })
        };
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.truncate(most);
        found
    }

    /// The largest absolute excess.
    pub fn largest(&self) -> f64 {
        let mut largest: f64 = 0.0;
        for (values, high) in self.values.chunks(self.low.len()).zip(&self.high) {
            for (value, low) in values.iter().zip(&self.low) {
                let excess = (value - low - (high + self.offset)).abs();
                largest = if excess > largest { excess } else { largest };
            }
        }
        largest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_finds_the_worst_on_any_number_of_threads() {
        let players = 17;
        let values: Vec<f64> =
            (0..1_u64 << players).map(|mask| (mask.wrapping_mul(0x9e37_79b9) % 1000) as f64).collect();
        let prices: Vec<f64> = (0..players).map(|player| f64::from(player) * 7.5).collect();
        let scan = Scan::new(&values, &prices, 3.0);
        let mut all: Vec<Found> = (0..1_u64 << players)
            .filter(|mask| mask % 3 != 0)
            .map(|mask| {
                let paid: f64 = (0..players).filter(|at| mask >> at & 1 == 1).map(|at| prices[at as usize]).sum();
                Found { excess: values[mask as usize] - paid - 3.0, mask }
            })
            .filter(|found| found.excess > 100.0)
            .collect();
        all.sort_unstable_by(|a, b| b.cmp(a));
        for workers in 1..5 {
            assert_eq!(scan.worst(100.0, 40, workers, |mask| mask % 3 != 0), all[..40]);
        }
    }
}
