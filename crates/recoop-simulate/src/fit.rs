//! Prices of past years become a process: yearly regressions, shrunk towards each other, with what is uncertain about them.
//!
//! 1. `x' = a + phi x` by least squares for each series; residuals beyond 3.5 robust standard deviations (Iglewicz and Hoaglin 1993) are
//!    jumps and left out of a second regression.
//! 2. `phi` is shrunk towards the mean of all series, each by how well it is known (empirical Bayes).
//! 3. Correlations of residuals are shrunk towards none by the rule of Schäfer and Strimmer (2005).
//! 4. Each path draws its own parameters: `phi` normal within 0 and 0.98, `sigma²` scaled inverse chi-squared, the long-run level
//!    normal, rates of jumps gamma.

use super::path_rng::PathRng;
use super::prices::{Jumps, Parameters, Size};
use recoop_case::chance::History;

pub use recoop_case::chance::MIN_STEPS;

/// Residuals beyond so many robust standard deviations are jumps.
const JUMP: f64 = 3.5;
/// Largest share of a deviation that is left after a year.
const MAX_PHI: f64 = 0.98;
/// Jumps that were not seen, imagined beside those of a history: the prior of a rate (Jeffreys).
const UNSEEN: f64 = 0.5;
/// Least standard deviation between the `phi` of different series.
const MIN_SPREAD: f64 = 0.05;

/// A process that was fitted to histories.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// One for each history with enough years.
    pub series: Vec<Series>,
    /// For each history its position in `series`.
    pub of_history: Vec<Option<usize>>,
    /// Correlation of innovations, shrunk.
    pub correlation: Vec<Vec<f64>>,
    /// How far correlations were shrunk: 0 not at all, 1 to none.
    pub shrunk: f64,
    /// Jumps of each series alone.
    pub own: Vec<Jumps>,
    /// Jumps of all series at once.
    pub common: Jumps,
    /// For each series the jumps of it alone that were found, and in how many years.
    pub own_found: Vec<(usize, usize)>,
    /// Years with a jump of most series that were found, and of how many.
    pub common_found: (usize, usize),
    factor: Vec<Vec<f64>>,
}

/// A series that was fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Position of its history.
    pub history: usize,
    /// Steps from a year to the next: year of the end, logarithm of the price before and after.
    pub steps: Vec<(i32, f64, f64)>,
    /// `phi` by least squares, and its standard error.
    pub phi_raw: (f64, f64),
    /// `phi` as it is used, and its standard deviation.
    pub phi: (f64, f64),
    /// Long-run level of the logarithm, and its standard error.
    pub level: (f64, f64),
    /// Standard deviation of innovations without jumps.
    pub sigma: f64,
    /// Degrees of freedom of `sigma`.
    pub degrees: usize,
    /// Residuals in units of `sigma`, by step.
    pub residuals: Vec<f64>,
    /// Whether each step is a jump.
    pub jumped: Vec<bool>,
}

/// Steps of a history from a year to the next.
fn steps(history: &History) -> Vec<(i32, f64, f64)> {
    let pairs = history.points.windows(2).filter(|pair| pair[1].0 == pair[0].0 + 1);
    pairs.map(|pair| (pair[1].0, pair[0].1.ln(), pair[1].1.ln())).collect()
}

/// Intercept, slope, standard error of the slope, residual standard deviation.
fn regress(points: &[(f64, f64)]) -> (f64, f64, f64, f64) {
    let n = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |sum, (x, y)| (sum.0 + x / n, sum.1 + y / n));
    let sxx: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    let sxy: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    if sxx < 1e-12 {
        return (y, 0.0, 1.0, 0.0);
    }
    let slope = sxy / sxx;
    let squares: f64 = points.iter().map(|point| (point.1 - y - slope * (point.0 - x)).powi(2)).sum();
    let sd = (squares / (n - 2.0).max(1.0)).sqrt();
    (y - slope * x, slope, sd / sxx.sqrt(), sd)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    if n % 2 == 1 { values[n / 2] } else { 0.5 * (values[n / 2 - 1] + values[n / 2]) }
}

/// Which residuals are jumps.
fn jumps_of(residuals: &[f64]) -> Vec<bool> {
    let middle = median(&mut residuals.to_vec());
    let mut off: Vec<f64> = residuals.iter().map(|r| (r - middle).abs()).collect();
    let robust = 1.4826 * median(&mut off);
    residuals.iter().map(|r| robust > 1e-9 && (r - middle).abs() > JUMP * robust).collect()
}

impl Series {
    fn new(history: usize, steps: Vec<(i32, f64, f64)>) -> Self {
        let all: Vec<(f64, f64)> = steps.iter().map(|(_, before, after)| (*before, *after)).collect();
        let (a, b, ..) = regress(&all);
        let first: Vec<f64> = all.iter().map(|(x, y)| y - a - b * x).collect();
        let mut jumped = jumps_of(&first);
        let kept = |jumped: &[bool]| -> Vec<(f64, f64)> {
            all.iter().zip(jumped).filter(|(_, jumped)| !**jumped).map(|(step, _)| *step).collect()
        };
        if kept(&jumped).len() + 1 < MIN_STEPS {
            jumped.fill(false);
        }
        let (_, slope, error, _) = regress(&kept(&jumped));
        let phi = unbiased(slope, error);
        Self {
            history,
            phi_raw: (slope, error),
            phi: (phi, error),
            level: (0.0, 0.0),
            sigma: 0.0,
            degrees: kept(&jumped).len().saturating_sub(2).max(1),
            residuals: Vec::new(),
            jumped,
            steps,
        }
    }

    /// Level, sigma and residuals for the `phi` that is used.
    fn settle(&mut self) {
        let phi = self.phi.0;
        let calm = || self.steps.iter().zip(&self.jumped).filter(|(_, jumped)| !**jumped).map(|(step, _)| step);
        let n = calm().count() as f64;
        let drift = calm().map(|(_, before, after)| after - phi * before).sum::<f64>() / n;
        let squares: f64 = calm().map(|(_, before, after)| (after - phi * before - drift).powi(2)).sum();
        self.sigma = (squares / self.degrees as f64).sqrt().max(1e-9);
        let middle = calm().map(|(_, before, after)| 0.5 * (before + after)).sum::<f64>() / n;
        self.level = (middle, self.sigma / ((1.0 - phi) * n.sqrt()));
        let residual = |(_, before, after): &(i32, f64, f64)| (after - phi * before - drift) / self.sigma;
        self.residuals = self.steps.iter().map(residual).collect();
    }
}

impl Fit {
    /// Fits the process to histories; those with fewer than [`MIN_STEPS`] steps from a year to the next are left out.
    #[must_use]
    pub fn new(histories: &[History]) -> Self {
        let mut series = Vec::new();
        let mut of_history = vec![None; histories.len()];
        for (at, history) in histories.iter().enumerate() {
            let steps = steps(history);
            if steps.len() >= MIN_STEPS {
                of_history[at] = Some(series.len());
                series.push(Series::new(at, steps));
            }
        }
        let within = shrink(&mut series);
        series.iter_mut().for_each(Series::settle);
        let (correlation, shrunk) = correlation(&series);
        let factor = cholesky(&correlation);
        let mut fit = Self {
            series,
            of_history,
            correlation,
            shrunk,
            own: Vec::new(),
            common: Jumps::default(),
            own_found: Vec::new(),
            common_found: (0, 0),
            factor,
        };
        fit.widen(within);
        fit.find_jumps();
        fit
    }

    /// Rates and sizes of jumps: a year in which most series jump is one jump of all.
    fn find_jumps(&mut self) {
        let mut years: Vec<i32> = self.series.iter().flat_map(|s| s.steps.iter().map(|step| step.0)).collect();
        years.sort_unstable();
        years.dedup();
        let mut common = Vec::new();
        let mut own = vec![Vec::new(); self.series.len()];
        for year in &years {
            let here = self.series.iter().enumerate().filter_map(|(i, s)| {
                let at = s.steps.iter().position(|step| step.0 == *year)?;
                Some((i, s.jumped[at], s.residuals[at]))
            });
            let here: Vec<(usize, bool, f64)> = here.collect();
            let jumps: Vec<(usize, f64)> =
                here.iter().filter(|(_, jumped, _)| *jumped).map(|(i, _, size)| (*i, *size)).collect();
            if jumps.len() >= 2 && 2 * jumps.len() > here.len() {
                common.push(jumps.iter().map(|(_, size)| size).sum::<f64>() / jumps.len() as f64);
            } else {
                jumps.into_iter().for_each(|(i, size)| own[i].push(size));
            }
        }
        let steps = self.series.iter().map(|s| s.steps.len());
        self.own_found = own.iter().map(Vec::len).zip(steps).collect();
        self.common_found = (common.len(), years.len());
        let all: Vec<f64> = own.iter().flatten().chain(&common).copied().collect();
        self.own = own.iter().zip(&self.own_found).map(|(sizes, found)| jumps(sizes, &all, found.1)).collect();
        self.common = jumps(&common, &[], years.len());
    }

    /// What is uncertain about `phi` because the mean that all are shrunk to is: the more series go together, the less is known of it.
    fn widen(&mut self, within: f64) {
        let n = self.series.len();
        if n < 2 {
            return;
        }
        let pairs = (0..n).flat_map(|i| (0..i).map(move |j| (i, j)));
        let together = pairs.map(|(i, j)| self.correlation[i][j]).sum::<f64>() / (n * (n - 1) / 2) as f64;
        let of_mean = within * (1.0 + (n - 1) as f64 * together.max(0.0)) / n as f64;
        for s in &mut self.series {
            let known = 1.0 / s.phi_raw.1.powi(2).max(1e-12);
            // Variance of what is left after shrinking is the weight of the mean times that of the series.
            let weight = 1.0 - s.phi.1.powi(2) * known;
            s.phi.1 = (s.phi.1.powi(2) + weight.powi(2) * of_mean).sqrt();
        }
    }

    /// The parameters as fitted, nothing uncertain about them.
    #[must_use]
    pub fn parameters(&self) -> Parameters {
        Parameters {
            phi: self.series.iter().map(|s| s.phi.0).collect(),
            sigma: self.series.iter().map(|s| s.sigma).collect(),
            delta: vec![0.0; self.series.len()],
            delta_sd: vec![0.0; self.series.len()],
            factor: self.factor.clone(),
            own: self.own.clone(),
            unit: self.series.iter().map(|s| s.sigma).collect(),
            common: self.common.clone(),
        }
    }

    /// The parameters of a path: drawn from what is uncertain about them.
    #[must_use]
    pub fn draw(&self, dice: &mut PathRng) -> Parameters {
        let mut drawn = self.parameters();
        for (i, s) in self.series.iter().enumerate() {
            let (mean, sd) = s.phi;
            // By inversion between the ends: no draw is thrown away.
            drawn.phi[i] = truncated(mean, sd, (0.0, MAX_PHI), dice.uniform());
            drawn.sigma[i] = s.sigma * (s.degrees as f64 / dice.chi_squared(s.degrees).max(1e-3)).sqrt();
            // One short history can be read as a wild one: no more than three times what was seen.
            drawn.sigma[i] = drawn.sigma[i].min(MAX_SIGMA * s.sigma);
            let steps = s.jumped.iter().filter(|jumped| !**jumped).count() as f64;
            let jumps = 1.0 + self.own[i].variance() + self.common.variance();
            drawn.delta_sd[i] = s.sigma * jumps.sqrt() / ((1.0 - drawn.phi[i]) * steps.sqrt());
            drawn.delta[i] = drawn.delta_sd[i] * dice.normal();
        }
        let mut chance = |(found, of): (usize, usize)| chance(0.5 * dice.chi_squared(2 * found + 1) / of.max(1) as f64);
        for (own, found) in drawn.own.iter_mut().zip(&self.own_found) {
            own.chance = chance(*found);
        }
        drawn.common.chance = chance(self.common_found);
        drawn
    }
}

/// Probability of at least one event in a year at a rate.
fn chance(rate: f64) -> f64 {
    -(-rate).exp_m1()
}

/// Jumps of a series with some sizes in so many years; half a jump more that was not seen is of a size found elsewhere (`all`; where none was
/// found, no jump is imagined) or of the least size of either sign.
fn jumps(sizes: &[f64], all: &[f64], years: usize) -> Jumps {
    if sizes.is_empty() && all.is_empty() {
        return Jumps::default();
    }
    let mut unseen = if sizes.is_empty() { all.to_vec() } else { Vec::new() };
    unseen.extend([JUMP, -JUMP]);
    let weight = UNSEEN / unseen.len() as f64;
    let seen = sizes.iter().map(|by| Size { by: *by, weight: 1.0 });
    Jumps {
        chance: chance((sizes.len() as f64 + UNSEEN) / years.max(1) as f64),
        sizes: seen.chain(unseen.into_iter().map(|by| Size { by, weight })).collect(),
    }
}

/// A slope without the bias of least squares (Kendall 1954), -(1 + 3 phi) / n, with n as what is known of the slope: se² = (1 - phi²) / n.
fn unbiased(slope: f64, error: f64) -> f64 {
    let phi = slope.clamp(0.0, MAX_PHI);
    (phi + (1.0 + 3.0 * phi) * error.powi(2) / (1.0 - phi.powi(2))).min(MAX_PHI)
}

/// Most that a drawn standard deviation exceeds the fitted one.
const MAX_SIGMA: f64 = 3.0;

/// A normal number between two ends, by inversion of `u` between 0 and 1.
fn truncated(mean: f64, sd: f64, (low, high): (f64, f64), u: f64) -> f64 {
    use statrs::distribution::{ContinuousCDF, Normal};
    if sd < 1e-12 {
        return mean.clamp(low, high);
    }
    let normal = Normal::standard();
    let (from, to) = (normal.cdf((low - mean) / sd), normal.cdf((high - mean) / sd));
    (mean + sd * normal.inverse_cdf(from + u * (to - from))).clamp(low, high)
}

/// Shrinks the `phi` of all series towards their mean, each the more the less is known about it; the mean squared standard error.
fn shrink(series: &mut [Series]) -> f64 {
    if series.len() < 2 {
        return 0.0;
    }
    let n = series.len() as f64;
    let mean = series.iter().map(|s| s.phi.0).sum::<f64>() / n;
    let between = series.iter().map(|s| (s.phi.0 - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let within = series.iter().map(|s| s.phi_raw.1.powi(2)).sum::<f64>() / n;
    let spread = (between - within).max(MIN_SPREAD.powi(2));
    for s in series.iter_mut() {
        let known = 1.0 / s.phi_raw.1.powi(2).max(1e-12);
        let prior = 1.0 / spread;
        s.phi = ((known * s.phi.0 + prior * mean) / (known + prior), (1.0 / (known + prior)).sqrt());
    }
    within
}

/// Correlation of residuals over the years that all series have without a jump, shrunk towards none.
fn correlation(series: &[Series]) -> (Vec<Vec<f64>>, f64) {
    let p = series.len();
    let mut out: Vec<Vec<f64>> = (0..p).map(|i| (0..p).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    let Some(first) = series.first() else { return (out, 1.0) };
    let rows: Vec<Vec<f64>> = first
        .steps
        .iter()
        .filter_map(|step| {
            let of = |s: &Series| {
                let at = s.steps.iter().position(|other| other.0 == step.0)?;
                (!s.jumped[at]).then(|| s.residuals[at])
            };
            series.iter().map(of).collect()
        })
        .collect();
    let n = rows.len();
    if n < 4 || p < 2 {
        return (out, 1.0);
    }
    let count = n as f64;
    let mut z = rows;
    for i in 0..p {
        let mean = z.iter().map(|row| row[i]).sum::<f64>() / count;
        let sd = (z.iter().map(|row| (row[i] - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt().max(1e-12);
        z.iter_mut().for_each(|row| row[i] = (row[i] - mean) / sd);
    }
    let (mut varies, mut squares) = (0.0, 0.0);
    let mut raw = vec![vec![0.0; p]; p];
    for i in 0..p {
        for j in 0..i {
            let products: Vec<f64> = z.iter().map(|row| row[i] * row[j]).collect();
            let mean = products.iter().sum::<f64>() / count;
            raw[i][j] = mean * count / (count - 1.0);
            let spread: f64 = products.iter().map(|w| (w - mean).powi(2)).sum();
            varies += spread * count / (count - 1.0).powi(3);
            squares += raw[i][j].powi(2);
        }
    }
    let shrunk = if squares > 0.0 { (varies / squares).clamp(0.0, 1.0) } else { 1.0 };
    for i in 0..p {
        for j in 0..i {
            let value = (1.0 - shrunk) * raw[i][j].clamp(-1.0, 1.0);
            (out[i][j], out[j][i]) = (value, value);
        }
    }
    (out, shrunk)
}

/// Lower triangle of the Cholesky factor of a correlation matrix, which shrinkage has made definite; a pivot that rounding takes below 0
/// is 0.
#[must_use]
pub fn cholesky(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let n = matrix.len();
    let mut factor = vec![Vec::new(); n];
    for i in 0..n {
        let mut row: Vec<f64> = Vec::with_capacity(i + 1);
        for j in 0..=i {
            let other: &[f64] = if i == j { &row } else { &factor[j] };
            let sum: f64 = row.iter().zip(other).take(j).map(|(a, b)| a * b).sum();
            let left = matrix[i][j] - sum;
            row.push(if i == j {
                left.max(0.0).sqrt()
            } else if factor[j][j] > 1e-9 {
                left / factor[j][j]
            } else {
                0.0
            });
        }
        factor[i] = row;
    }
    factor
}
