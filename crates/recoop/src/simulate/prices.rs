//! How uncertain prices move: correlated mean-reverting jump diffusions of their logarithms, in steps of a year.
//!
//! ```text
//!   D' = phi D + (1 - phi) delta + sigma (e + own jumps + common jumps)       e ~ N(0, R),  jumps ~ Poisson(lambda) of N(mu, s²)
//!   price = price of the case · exp(share · D - kappa(share, t))                E[price] = price of the case
//! ```
//!
//! `D` is how far the logarithm of a price is from where the case has it, 0 in the year before the horizon; `delta` is by how much its
//! long-run level is off. All parameters are drawn once for a path ([`Fit::draw`](super::fit::Fit::draw)).

use super::dice::Dice;

/// Parameters of all series of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    /// What is left of a deviation after a year, by series.
    pub phi: Vec<f64>,
    /// Standard deviation of a year's innovation without jumps, by series.
    pub sigma: Vec<f64>,
    /// By how much the long-run level is off, by series.
    pub delta: Vec<f64>,
    /// Standard deviation that `delta` was drawn with, by series.
    pub delta_sd: Vec<f64>,
    /// Lower triangle of the Cholesky factor of the correlation of innovations, row by row.
    pub factor: Vec<Vec<f64>>,
    /// Jumps of each series alone.
    pub own: Vec<Jumps>,
    /// Jumps of all series at once, by the same number of sigmas.
    pub common: Jumps,
}

/// Jumps, in units of a series' `sigma`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Jumps {
    /// Jumps a year.
    pub rate: f64,
    /// Mean size.
    pub mean: f64,
    /// Standard deviation of the size.
    pub sd: f64,
}

impl Jumps {
    /// The jumps of a year together.
    fn sum(&self, dice: &mut Dice) -> f64 {
        (0..dice.poisson(self.rate)).map(|_| self.mean + self.sd * dice.normal()).sum()
    }

    /// Mean of the jumps of a year together.
    fn drift(&self) -> f64 {
        self.rate * self.mean
    }

    /// Variance of the jumps of a year together.
    fn variance(&self) -> f64 {
        self.rate * (self.mean.powi(2) + self.sd.powi(2))
    }

    /// `log E[exp(c J)]` of the jumps `J` of a year together.
    fn cumulant(&self, c: f64) -> f64 {
        self.rate * ((c * self.mean + 0.5 * (c * self.sd).powi(2)).exp() - 1.0)
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

    /// A year on: deviations by series.
    pub fn step(&self, deviations: &mut [f64], dice: &mut Dice) {
        let e: Vec<f64> = (0..self.len()).map(|_| dice.normal()).collect();
        let common = self.common.sum(dice);
        for (i, deviation) in deviations.iter_mut().enumerate() {
            let noise: f64 = self.factor[i].iter().zip(&e).map(|(factor, e)| factor * e).sum();
            let jumps = common + self.own[i].sum(dice);
            *deviation =
                self.phi[i] * *deviation + (1.0 - self.phi[i]) * self.delta[i] + self.sigma[i] * (noise + jumps);
        }
    }

    /// Mean of a series' deviation after `years` from 0, for the parameters as drawn.
    #[must_use]
    pub fn mean(&self, i: usize, years: usize) -> f64 {
        let jumps = self.sigma[i] * (self.own[i].drift() + self.common.drift());
        (1.0 - self.phi[i].powi(years as i32)) * self.delta[i] + self.geometric(i, 1, years) * jumps
    }

    /// Variance of the same.
    #[must_use]
    pub fn variance(&self, i: usize, years: usize) -> f64 {
        let of_year = self.sigma[i].powi(2) * (1.0 + self.own[i].variance() + self.common.variance());
        self.geometric(i, 2, years) * of_year
    }

    /// `Σ phi^(power k)` over `years` years.
    fn geometric(&self, i: usize, power: i32, years: usize) -> f64 {
        (0..years).map(|k| self.phi[i].powi(power * k as i32)).sum()
    }

    /// `kappa`: logarithm of the mean of `exp(share D)` after `years` from 0 over innovations, jumps and `delta`.
    #[must_use]
    pub fn log_mean(&self, i: usize, share: f64, years: usize) -> f64 {
        let off = (1.0 - self.phi[i].powi(years as i32)) * self.delta_sd[i];
        let normal = 0.5 * share.powi(2) * (self.geometric(i, 2, years) * self.sigma[i].powi(2) + off.powi(2));
        let jumps: f64 = (0..years)
            .map(|k| {
                let c = share * self.sigma[i] * self.phi[i].powi(k as i32);
                self.own[i].cumulant(c) + self.common.cumulant(c)
            })
            .sum();
        normal + jumps
    }

    /// Factor on a price that goes along with a series by `share`, `years` after the year before the horizon.
    #[must_use]
    pub fn factor_on_price(&self, i: usize, share: f64, years: usize, deviation: f64) -> f64 {
        (share * deviation - self.log_mean(i, share, years)).exp()
    }
}
