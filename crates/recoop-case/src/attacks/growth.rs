//! How fast an attack can deepen, from period to period.
//!
//! The table says it by year: depth `d_y ≤ d_{y-1} + r`, with nothing before the attack's first year. A model with long periods has the
//! mean depth `D` of a period alone, over those of its years in which the attack can be made, each with its discount factor. Means that
//! some path of yearly depths has are exactly those that keep the limits here: the depth `e` at the end of a period is at most
//!
//! ```text
//! (D + r Σ w_y (last - y)) / Σ w_y      over its last i years, for every i: the path that climbs as late as it can
//! ```
//!
//! and the mean of the next is at most `Σ w_y min(max_depth, e + r (y - last))`. Both are concave, so all their pieces together are linear.

use super::Attack;
use crate::Tree;
use crate::positions::{PathAt, StateAt, StatePath};

/// A limit on a mean depth: at most `kept` times that of the period before, plus `most`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// Position on the path.
    pub at: PathAt,
    /// Share of the depth before that counts; 0 where the attack cannot be made before.
    pub kept: f64,
    /// What is added.
    pub most: f64,
}

impl Attack {
    /// Limits on the mean depths along a path of states, from the root on: all that can bind, none without a ramp.
    #[must_use]
    pub fn growth(&self, tree: &Tree, states: &StatePath) -> Vec<Growth> {
        let mut limits = Vec::new();
        if self.ramp_per_year.is_infinite() {
            return limits;
        }
        let mut before: Option<Years> = None;
        for (at, state) in states.iter().enumerate() {
            let here = self.weighted_years(tree, *state);
            if !here.is_empty() {
                let found = match &before {
                    Some(before) => after(before, &here, self.ramp_per_year, self.max_depth),
                    None => vec![(0.0, first(&here, self.ramp_per_year, self.max_depth))],
                };
                let binding = found.into_iter().filter(|(_, most)| *most < self.max_depth);
                limits.extend(binding.map(|(kept, most)| Growth { at, kept, most }));
            }
            before = Some(here).filter(|here| !here.is_empty());
        }
        limits
    }

    /// Years of a state in which it can be made, with weights that sum to 1.
    fn weighted_years(&self, tree: &Tree, state: StateAt) -> Years {
        let inside = tree.period(state).years().filter(|year| self.years.contains(year));
        let years: Years = inside.map(|year| (f64::from(year), tree.discount_factor(year))).collect();
        let sum: f64 = years.iter().map(|(_, weight)| weight).sum();
        years.into_iter().map(|(year, weight)| (year, weight / sum)).collect()
    }
}

/// Years, ascending, with weights that sum to 1.
type Years = Vec<(f64, f64)>;

/// The most that the mean of the first period can be.
fn first(here: &Years, ramp: f64, max_depth: f64) -> f64 {
    let start = here[0].0 - 1.0;
    here.iter().map(|(year, weight)| weight * max_depth.min(ramp * (year - start))).sum()
}

/// The limits of a period from the one before, as pairs of `kept` and `most`.
fn after(before: &Years, here: &Years, ramp: f64, max_depth: f64) -> Vec<(f64, f64)> {
    let last = before[before.len() - 1].0;
    // Depth at the end of the period before: at most `share` of its mean plus `rise`, for each number of years of the climb.
    let ends = (0..before.len()).map(|from| {
        let climb = &before[from..];
        let weight: f64 = climb.iter().map(|(_, weight)| weight).sum();
        let lag: f64 = climb.iter().map(|(year, weight)| weight * (last - year)).sum();
        (1.0 / weight, ramp * lag / weight)
    });
    // Mean here: years from `capped` on are as deep as can be, those before climb.
    let means: Vec<(f64, f64)> = (1..=here.len())
        .map(|capped| {
            let (climb, full) = here.split_at(capped);
            let kept: f64 = climb.iter().map(|(_, weight)| weight).sum();
            let rise: f64 = climb.iter().map(|(year, weight)| weight * ramp * (year - last)).sum();
            (kept, rise + max_depth * full.iter().map(|(_, weight)| weight).sum::<f64>())
        })
        .collect();
    let all = ends.flat_map(|(share, rise)| means.iter().map(move |(kept, most)| (kept * share, most + kept * rise)));
    let mut all: Vec<(f64, f64)> = all.collect();
    // One that lies above another at both ends of the range never binds.
    let above = |a: &(f64, f64), b: &(f64, f64)| a.1 >= b.1 && a.1 + a.0 * max_depth >= b.1 + b.0 * max_depth;
    all.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.total_cmp(&b.0)));
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for it in all {
        if !kept.iter().any(|other| above(&it, other)) {
            kept.push(it);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ramp 0.1, deepest 1, equal weights.
    fn even(first: i32, length: i32) -> Years {
        (first..first + length).map(|year| (f64::from(year), 1.0 / f64::from(length))).collect()
    }

    #[test]
    fn single_years_grow_by_the_ramp() {
        assert_eq!(first(&even(2030, 1), 0.1, 1.0), 0.1);
        assert_eq!(after(&even(2030, 1), &even(2031, 1), 0.1, 1.0), [(1.0, 0.1)]);
    }

    /// 0.1, 0.2, 0.3, 0.4 in four years, 0.5 and 0.6 in the next two: by hand 0.25 and 0.55.
    #[test]
    fn a_climb_through_long_periods() {
        let mean = first(&even(2030, 4), 0.1, 1.0);
        assert!((mean - 0.25).abs() < 1e-12, "{mean}");
        let least = |depth: f64| {
            let limits = after(&even(2030, 4), &even(2034, 2), 0.1, 1.0);
            limits.iter().map(|(kept, most)| kept * depth + most).fold(1.0, f64::min)
        };
        assert!((least(0.25) - 0.55).abs() < 1e-12, "{}", least(0.25));
        // Nothing before: 0.1 and 0.2. A mean of 0.025 is 0.1 in the last of four years: 0.2 and 0.3.
        assert!((least(0.0) - 0.15).abs() < 1e-12, "{}", least(0.0));
        assert!((least(0.025) - 0.25).abs() < 1e-12, "{}", least(0.025));
    }

    /// Means of random yearly paths keep the limits; of means that keep them some path exists, found by the path that climbs as late as
    /// it can in each period.
    #[test]
    fn means_of_paths_and_no_others() {
        let mut seed = 7_u64;
        let mut draw = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 11) as f64 / (1_u64 << 53) as f64
        };
        let (mut inside, mut outside) = (0, 0);
        for _ in 0..4000 {
            let (ramp, deepest) = (0.05 + 0.4 * draw(), 0.3 + 0.7 * draw());
            let mut year = 2030.0;
            let mut periods: Vec<Years> = Vec::new();
            for _ in 0..3 {
                let length = 1 + (draw() * 4.0) as i32;
                let weights: Vec<f64> = (0..length).map(|_| 0.5 + draw()).collect();
                let sum: f64 = weights.iter().sum();
                periods.push(weights.iter().enumerate().map(|(k, w)| (year + k as f64, w / sum)).collect());
                year += f64::from(length);
            }
            let keeps = |means: &[f64]| {
                means.iter().enumerate().all(|(t, mean)| match t {
                    0 => *mean <= first(&periods[0], ramp, deepest) + 1e-9,
                    _ => after(&periods[t - 1], &periods[t], ramp, deepest)
                        .iter()
                        .all(|(kept, most)| *mean <= kept * means[t - 1] + most + 1e-9),
                })
            };
            // A random path keeps them.
            let mut depth = 0.0;
            let means: Vec<f64> = periods
                .iter()
                .map(|period| {
                    let mut mean = 0.0;
                    for (_, weight) in period {
                        depth = if draw() < 0.2 { draw() * depth } else { deepest.min(depth + ramp * draw().sqrt()) };
                        mean += weight * depth;
                    }
                    mean
                })
                .collect();
            assert!(keeps(&means), "{means:?} of {periods:?}, ramp {ramp}, deepest {deepest}");
            // Random means: the path that climbs late, min(deepest, max(0, c + ramp y)), has them; it is a path where each step is one.
            let means: Vec<f64> = (0..3).map(|_| deepest * draw()).collect();
            let mut end = 0.0;
            let mut missing = 0.0_f64;
            for (period, mean) in periods.iter().zip(&means) {
                let at = |c: f64, year: f64| (c + ramp * (year - period[0].0)).clamp(0.0, deepest);
                let (mut low, mut high) = (-ramp * 10.0, deepest);
                for _ in 0..100 {
                    let middle = (low + high) / 2.0;
                    let of: f64 = period.iter().map(|(year, weight)| weight * at(middle, *year)).sum();
                    if of < *mean { low = middle } else { high = middle }
                }
                missing = missing.max(at(low, period[0].0) - end - ramp);
                end = at(low, period[period.len() - 1].0);
            }
            if missing <= 0.0 {
                assert!(keeps(&means), "{means:?} has a path");
                inside += 1;
            } else if missing > 1e-6 {
                assert!(!keeps(&means), "{means:?} has no path");
                outside += 1;
            }
        }
        assert!(inside > 500 && outside > 500, "{inside} {outside}");
    }
}
