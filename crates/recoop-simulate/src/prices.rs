//! How uncertain prices move: correlated mean-reverting diffusions of their logarithms with jumps, in steps of a year.
//!
//! ```text
//!   D  = X + Y + C                                     deviation of the logarithm of a price from the case
//!   X' = phi X + (1 - phi) delta + sigma e             e ~ N(0, R)
//!   Y' = u z   in a year with a jump, else phi Y       z: a jump of the past times U(1/2, 3/2)
//!   C' likewise, with jumps of all series at once
//!   price = price of the case · exp(share · D - kappa(share, t))                E[price] = price of the case
//! ```
//!
//! `u` is the series' standard deviation as fitted. A jump takes the place of the one before it: sizes are bounded and do not pile up, so the
//! mean of a price is finite, and a few thousand paths attain it. (Compound Poisson jumps with normal sizes have a mean that
//! comes from paths that are hardly ever seen.) All parameters are drawn once for a path ([`Fit::draw`](super::fit::Fit::draw)).

use super::path_rng::PathRng;

/// Parameters of all series of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    /// Share of a deviation that is left after a year, by series.
    pub phi: Vec<f64>,
    /// Standard deviation of a year's innovation without jumps, by series.
    pub sigma: Vec<f64>,
    /// Offset of the long-run level, by series.
    pub delta: Vec<f64>,
    /// Standard deviation of the distribution of `delta`, by series.
    pub delta_sd: Vec<f64>,
    /// Lower triangle of the Cholesky factor of the correlation of innovations, row by row.
    pub factor: Vec<Vec<f64>>,
    /// Unit of jumps: change of the logarithm, by series.
    pub unit: Vec<f64>,
    /// Jumps of each series alone.
    pub own: Vec<Jumps>,
    /// Jumps of all series at once, by the same number of units.
    pub common: Jumps,
}

/// Jumps, in units of their series.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Jumps {
    /// Probability of a jump in a year, 0 to 1.
    pub chance: f64,
    /// Sizes to draw from; none when there are no jumps.
    pub sizes: Vec<Size>,
}

/// A size of jumps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Change of the logarithm of the price, in units of its series.
    pub by: f64,
    /// Weight in the draw.
    pub weight: f64,
}

/// Smallest and largest multiple of a jump of the past.
const SPREAD: (f64, f64) = (0.5, 1.5);

/// Deviations of all series at a point of a path, by cause.
#[derive(Clone, Debug, PartialEq)]
pub struct Deviations {
    calm: Vec<f64>,
    own: Vec<f64>,
    common: Vec<f64>,
}

impl Deviations {
    /// Deviations without a jump in effect, by series.
    #[must_use]
    pub fn from_calm(calm: Vec<f64>) -> Self {
        Self { own: vec![0.0; calm.len()], common: vec![0.0; calm.len()], calm }
    }

    /// Deviation of a series' logarithm.
    #[must_use]
    pub fn of(&self, i: usize) -> f64 {
        self.calm[i] + self.own[i] + self.common[i]
    }
}

impl Jumps {
    /// The jump of a year, if there is one. Draws as many numbers with it as without.
    fn draw(&self, dice: &mut PathRng) -> Option<f64> {
        let [whether, which, by] = [dice.uniform(), dice.uniform(), dice.uniform()];
        let mut left = which * self.weight();
        let here = self.sizes.iter().find(|size| {
            left -= size.weight;
            left <= 0.0
        });
        let size = here.or(self.sizes.last())?.by;
        (whether < self.chance).then_some(size * (SPREAD.0 + by * (SPREAD.1 - SPREAD.0)))
    }

    /// Probability that a jump happened `years` ago and none since.
    fn latest(&self, years: usize) -> f64 {
        if self.sizes.is_empty() { 0.0 } else { self.chance * (1.0 - self.chance).powi(years as i32) }
    }

    fn weight(&self) -> f64 {
        self.sizes.iter().map(|size| size.weight).sum()
    }

    /// Weighted mean of `of` over all sizes.
    fn mean_over(&self, of: impl Fn(f64) -> f64) -> f64 {
        self.sizes.iter().map(|size| size.weight * of(size.by)).sum::<f64>() / self.weight().max(1e-300)
    }

    /// First and second moment of a jump.
    fn moments(&self) -> (f64, f64) {
        let second = (SPREAD.1.powi(3) - SPREAD.0.powi(3)) / (3.0 * (SPREAD.1 - SPREAD.0));
        (self.mean_over(|s| s * 0.5 * (SPREAD.0 + SPREAD.1)), self.mean_over(|s| s * s * second))
    }

    /// Variance of a year's jumps.
    pub(super) fn variance(&self) -> f64 {
        let (mean, square) = self.moments();
        self.chance * square - (self.chance * mean).powi(2)
    }

    /// `E[exp(c z)]` of a jump.
    fn exponential(&self, c: f64) -> f64 {
        self.mean_over(|size| {
            let (low, width) = (c * size * SPREAD.0, c * size * (SPREAD.1 - SPREAD.0));
            // (e^w - 1) / w, 1 at w = 0.
            low.exp() * if width.abs() < 1e-12 { 1.0 } else { width.exp_m1() / width }
        })
    }

    /// Mean and variance of what is left of jumps after `years` from none, with `phi` left of each after a year.
    fn left(&self, phi: f64, years: usize) -> (f64, f64) {
        let (first, second) = self.moments();
        let (mean, square) = (0..years).fold((0.0, 0.0), |(mean, square), k| {
            let left = phi.powi(k as i32);
            (mean + self.latest(k) * left * first, square + self.latest(k) * left.powi(2) * second)
        });
        (mean, square - mean.powi(2))
    }

    /// `log E[exp(c Y)]` of what is left of jumps after `years` from none.
    fn log_mean(&self, c: f64, phi: f64, years: usize) -> f64 {
        if self.sizes.is_empty() {
            return 0.0;
        }
        let jumped = (0..years).map(|k| self.latest(k) * self.exponential(c * phi.powi(k as i32)));
        (jumped.sum::<f64>() + (1.0 - self.chance).powi(years as i32)).ln()
    }
}

impl Parameters {
    /// Number of series.
    #[must_use]
    pub fn len(&self) -> usize {
        self.phi.len()
    }

    /// Whether there is no series.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.phi.is_empty()
    }

    /// Moves deviations on by a year.
    pub fn step(&self, now: &mut Deviations, dice: &mut PathRng) {
        let e: Vec<f64> = (0..self.len()).map(|_| dice.normal()).collect();
        let common = self.common.draw(dice);
        for i in 0..self.len() {
            let (phi, unit) = (self.phi[i], self.unit[i]);
            let noise: f64 = self.factor[i].iter().zip(&e).map(|(factor, e)| factor * e).sum();
            let own = self.own[i].draw(dice);
            now.calm[i] = phi * now.calm[i] + (1.0 - phi) * self.delta[i] + self.sigma[i] * noise;
            now.own[i] = own.map_or(phi * now.own[i], |size| size * unit);
            now.common[i] = common.map_or(phi * now.common[i], |size| size * unit);
        }
    }

    /// Mean of a series' deviation after `years` from 0, for the parameters as drawn.
    #[must_use]
    pub fn mean(&self, i: usize, years: usize) -> f64 {
        let jumps = self.own[i].left(self.phi[i], years).0 + self.common.left(self.phi[i], years).0;
        (1.0 - self.phi[i].powi(years as i32)) * self.delta[i] + self.unit[i] * jumps
    }

    /// Variance of the same.
    #[must_use]
    pub fn variance(&self, i: usize, years: usize) -> f64 {
        let jumps = self.own[i].left(self.phi[i], years).1 + self.common.left(self.phi[i], years).1;
        self.geometric(i, years) * self.sigma[i].powi(2) + self.unit[i].powi(2) * jumps
    }

    /// `Σ phi^2k` over `years` years.
    fn geometric(&self, i: usize, years: usize) -> f64 {
        (0..years).map(|k| self.phi[i].powi(2 * k as i32)).sum()
    }

    /// `kappa`: logarithm of the mean of `exp(share D)` after `years` from 0 over innovations, jumps and `delta`.
    #[must_use]
    pub fn log_mean(&self, i: usize, share: f64, years: usize) -> f64 {
        let off = (1.0 - self.phi[i].powi(years as i32)) * self.delta_sd[i];
        let normal = 0.5 * share.powi(2) * (self.geometric(i, years) * self.sigma[i].powi(2) + off.powi(2));
        let jumps = |jumps: &Jumps| jumps.log_mean(share * self.unit[i], self.phi[i], years);
        normal + jumps(&self.own[i]) + jumps(&self.common)
    }

    /// Factor on a price that goes along with a series by `share`, `years` after the year before the horizon.
    #[must_use]
    pub fn factor_on_price(&self, i: usize, share: f64, years: usize, deviation: f64) -> f64 {
        (share * deviation - self.log_mean(i, share, years)).exp()
    }
}
