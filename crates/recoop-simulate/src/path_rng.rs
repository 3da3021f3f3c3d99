//! Random numbers of a path: they depend on the seed, the purpose and the number of the path alone.

use coalition::random;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;
use statrs::distribution::{ContinuousCDF, Normal};

/// A stream of random numbers.
pub struct PathRng(ChaCha8Rng);

impl PathRng {
    /// Stream `number` of a seed for one purpose.
    #[must_use]
    pub fn new(seed: u64, purpose: &str, number: u64) -> Self {
        Self(random::stream(seed, purpose, number))
    }

    /// Between 0 and 1, neither of them.
    pub fn uniform(&mut self) -> f64 {
        // 53 bits in the middle of their cells.
        ((self.0.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// Standard normal, by inversion.
    pub fn normal(&mut self) -> f64 {
        Normal::standard().inverse_cdf(self.uniform())
    }

    /// Exponential with a mean.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * self.uniform().ln()
    }

    /// Chi-squared with whole degrees of freedom.
    pub fn chi_squared(&mut self, degrees: usize) -> f64 {
        (0..degrees).map(|_| self.normal().powi(2)).sum()
    }

    /// Poisson with a mean: events of a unit of time.
    pub fn poisson(&mut self, mean: f64) -> usize {
        if mean <= 0.0 {
            return 0;
        }
        let (mut time, mut events) = (self.exponential(1.0), 0);
        while time < mean {
            time += self.exponential(1.0);
            events += 1;
        }
        events
    }

    /// A whole number of at least 1 with a mean of at least 1, geometric.
    pub fn geometric(&mut self, mean: f64) -> i32 {
        let goes_on = 1.0 - 1.0 / mean.max(1.0);
        if goes_on <= 0.0 {
            return 1;
        }
        1 + (self.uniform().ln() / goes_on.ln()).floor().min(1e6) as i32
    }
}
