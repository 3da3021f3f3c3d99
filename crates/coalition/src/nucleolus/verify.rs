//! The proof of a nucleolus, from nothing but the table.

use num_bigint::BigInt;
use num_traits::{Signed, Zero};

use super::{Base, Level, Nucleolus};
use crate::balance::{Divisor, LARGEST_WORTH, Point, Scan, Span, common_denominator};
use crate::exact::{Rational, float, floats};
use crate::group::Group;
use crate::table::Table;

/// Integer vectors that are orthogonal to everything added so far.
///
/// Elimination without fractions (Bareiss 1968): the entries are minors of a matrix of zeros and ones.
struct Orthogonal {
    vectors: Vec<Vec<i64>>,
    pivot: i64,
}

impl Orthogonal {
    fn new(players: usize) -> Self {
        let unit = |at: usize| (0..players).map(|player| i64::from(player == at)).collect();
        Self { vectors: (0..players).map(unit).collect(), pivot: 1 }
    }

    fn add(&mut self, mask: u64) -> Result<(), String> {
        let on = |vector: &Vec<i64>| members(mask).map(|player| vector[player]).sum::<i64>();
        let products: Vec<i64> = self.vectors.iter().map(on).collect();
        let Some(at) = products.iter().position(|product| *product != 0) else { return Ok(()) };
        let removed = self.vectors.remove(at);
        let pivot = products[at];
        for (vector, product) in self.vectors.iter_mut().zip(products.iter().take(at).chain(&products[at + 1..])) {
            for (entry, by) in vector.iter_mut().zip(&removed) {
                let wide = i128::from(*entry) * i128::from(pivot) - i128::from(*by) * i128::from(*product);
                let minor = wide / i128::from(self.pivot);
                *entry = i64::try_from(minor).map_err(|_| "a determinant of groups does not fit into 64 bits")?;
            }
        }
        self.pivot = pivot;
        Ok(())
    }

    fn span(&self) -> Span {
        Span::orthogonal_to(self.vectors.iter().map(Vec::as_slice))
    }

    /// Whether a combination of groups lies in the span of what was added.
    fn holds(&self, weights: &[BigInt]) -> bool {
        self.vectors.iter().all(|vector| {
            let product: BigInt = vector.iter().zip(weights).map(|(entry, weight)| weight * *entry).sum();
            product.is_zero()
        })
    }
}

fn members(mask: u64) -> impl Iterator<Item = usize> {
    Group::from_mask(mask).iter()
}

impl Nucleolus {
    /// Proves this result from the table alone, in fractions: payoffs sum to the worth of everybody and respect the base; the
    /// groups of each level have its excess, and their weights balance; no group that is not settled before a level has
    /// more than its excess; all payoffs are settled at the end.
    ///
    /// # Errors
    /// What does not hold, in words.
    pub fn verify(&self, table: &Table) -> Result<(), String> {
        self.check(table, 1)
    }

    pub(super) fn check(&self, table: &Table, workers: usize) -> Result<(), String> {
        let players = table.names().len();
        if self.exact.len() != players {
            return Err(format!("{} payoffs for {players} players", self.exact.len()));
        }
        if self.payoffs != floats(&self.exact) {
            return Err("rounded payoffs differ from the exact ones".to_string());
        }
        if self.exact.iter().sum::<Rational>() != table.exact_total() {
            return Err("payoffs do not sum to the worth of everybody".to_string());
        }
        if self.base == Base::Imputations {
            let less = (0..players).find(|player| self.exact[*player] < table.exact(1 << player));
            if let Some(player) = less {
                return Err(format!("`{}` gets less than alone", table.names()[player]));
            }
        }
        if self.levels.windows(2).any(|pair| pair[0].excess < pair[1].excess) {
            return Err("levels are not in order".to_string());
        }
        let levels: Vec<Rational> = self.levels.iter().map(|level| level.excess.clone()).collect();
        let point = Point::new(&self.exact, &levels);

        let mut settled = Orthogonal::new(players);
        settled.add(Group::all(players).mask())?;
        let mut before = Vec::with_capacity(levels.len());
        for (at, level) in self.levels.iter().enumerate() {
            self.check_level(level, table, &settled).map_err(|what| format!("level {}: {what}", at + 1))?;
            before.push(settled.span());
            for (group, _) in &level.groups {
                settled.add(group.mask())?;
            }
            for (player, _) in &level.bounds {
                settled.add(1 << player)?;
            }
        }
        if !settled.vectors.is_empty() {
            return Err("some payoffs are not settled".to_string());
        }
        match self.beyond(table, &point, &before, workers)? {
            Some(mask) => {
                let names = Group::from_mask(mask).names(table.names(), ", ");
                Err(format!("{{{names}}} has a larger excess than its level"))
            }
            None => Ok(()),
        }
    }

    fn check_level(&self, level: &Level, table: &Table, settled: &Orthogonal) -> Result<(), String> {
        let players = table.names().len();
        if level.groups.is_empty() {
            return Err("no group".to_string());
        }
        if level.bounds.iter().any(|(player, _)| *player >= players)
            || self.base != Base::Imputations && !level.bounds.is_empty()
        {
            return Err("a bound that is none".to_string());
        }
        let alone = level.bounds.iter().map(|(player, weight)| (Group::single(*player), weight));
        let groups = level.groups.iter().map(|(group, weight)| (*group, weight));
        let mut sums = vec![Rational::zero(); players];
        for (group, weight) in groups.chain(alone) {
            if group.is_empty() || !group.is_subset(Group::all(players)) {
                return Err(format!("{group:?} is no group of players"));
            }
            if !weight.is_positive() {
                return Err(format!("{group:?} has a weight that is not positive"));
            }
            group.iter().for_each(|player| sums[player] += weight);
        }
        let denominator = common_denominator(&sums);
        let sums: Vec<BigInt> = sums.iter().map(|sum| sum.numer() * (&denominator / sum.denom())).collect();
        if !settled.holds(&sums) {
            return Err("weights do not balance".to_string());
        }
        let paid = |group: Group| group.iter().map(|player| &self.exact[player]).sum::<Rational>();
        for (group, _) in &level.groups {
            let allowed = &level.excess * BigInt::from(self.weight.divisor().of(group.mask()));
            if table.exact(group.mask()) - paid(*group) != allowed {
                return Err(format!("{group:?} has another excess"));
            }
        }
        match level.bounds.iter().find(|(player, _)| self.exact[*player] != table.exact(1 << player)) {
            Some((player, _)) => Err(format!("`{}` does not get what it is worth alone", table.names()[*player])),
            None => Ok(()),
        }
    }

    /// A group with more excess than the level at which it is settled. Floats pass over the groups that are below all levels
    /// by more than rounding.
    fn beyond(&self, table: &Table, point: &Point, before: &[Span], workers: usize) -> Result<Option<u64>, String> {
        let Some(last) = self.levels.last() else { return Ok(None) };
        let divisor = self.weight.divisor();
        let levels: Vec<f64> = self.levels.iter().map(|level| float(&level.excess)).collect();
        let least = float(&last.excess);
        let worths = table.worths();
        let players = self.payoffs.len() as f64;
        let size = worths.iter().fold(0.0, |size, worth| if worth.abs() > size { worth.abs() } else { size });
        let size = size + self.payoffs.iter().map(|payoff| payoff.abs()).sum::<f64>();
        let size = size + levels.iter().fold(0.0, |size: f64, level| size.max(level.abs())) * players;
        if size.partial_cmp(&(16.0 * LARGEST_WORTH * players)).is_none_or(std::cmp::Ordering::is_gt) {
            return Err("numbers are too large".to_string());
        }
        let noise = 2.0 * f64::EPSILON * (players + 8.0) * size;
        let scan = if divisor == Divisor::Size {
            let asked: Vec<f64> = self.payoffs.iter().map(|payoff| payoff + least).collect();
            Scan::new(worths, &asked, 0.0)
        } else {
            Scan::new(worths, &self.payoffs, least)
        };
        let wrong = |mask: u64| {
            let mut rest = mask;
            let mut paid = 0.0;
            while rest != 0 {
                paid += self.payoffs[rest.trailing_zeros() as usize];
                rest &= rest - 1;
            }
            let weight = divisor.of(mask);
            let excess = worths[mask as usize] - paid;
            // Levels clearly above need no look. Those that are not: the group must be settled before the first of them, or
            // be compared with its own.
            let first = levels.partition_point(|level| level * weight as f64 > excess + noise);
            if first == levels.len() || before[first].contains(mask) {
                return false;
            }
            // What is settled stays settled.
            let own = first + before[first + 1..].partition_point(|span| !span.contains(mask));
            point.compare(table, mask, weight, own).is_gt()
        };
        let found = scan.worst(-noise, 1, workers, wrong);
        Ok(found.first().map(|found| found.mask))
    }
}
