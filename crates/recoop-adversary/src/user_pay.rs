//! What users pay for a delivery inside: the price, at most what a kg is worth to them.

use program::Col;

use super::internal::Price;
use recoop_case::Network;
use recoop_case::positions::{AttackAt, PathAt};

/// What a user pays where the price of a delivery inside is above its worth to the user, and attacks can take it below: the lower of the
/// two, which is not linear in depths.
#[derive(Clone, Debug, PartialEq)]
pub struct Capped {
    /// Column that it scales with.
    pub col: Col,
    /// Position in the states of the future.
    pub at: PathAt,
    /// The price inside less the worth, MUSD/yr per t/yr before tax.
    pub above: f64,
    /// What is left of it after tax.
    pub kept: f64,
    /// Attack, what depth 1 takes off the price inside, and how far [`Flows::pay`](super::flows::Flows::pay) lets it fall. MUSD/yr per t/yr before tax.
    pub falls: Vec<(AttackAt, f64, f64)>,
}

impl Capped {
    /// What the user pays more than the linear money says, by depths of attacks in its state; before tax, at least 0.
    #[must_use]
    pub fn more(&self, depth: &dyn Fn(AttackAt) -> f64) -> f64 {
        let (mut fall, mut linear) = (0.0, 0.0);
        for (attack, takes, held) in &self.falls {
            fall += takes * depth(*attack);
            linear += held * depth(*attack);
        }
        linear - (fall - self.above).max(0.0)
    }
}

/// What who takes a kg pays: the price inside, at most what the kg is worth to it. USD/kg before tax.
#[derive(Clone, Debug, PartialEq)]
pub struct UserPay {
    /// Without an attack.
    pub usd_per_kg: f64,
    /// The price inside less the worth.
    above: f64,
    /// Attack, and what depth 1 takes off the price inside.
    falls: Vec<(AttackAt, f64)>,
    /// Part of the fall that a chord from no depth to all of it takes: at least what falls below the worth.
    part: f64,
}

impl UserPay {
    /// What is paid at a price inside for a kg that is worth so much; infinite where nobody asks for the worth.
    #[must_use]
    pub fn new(network: &Network, price: &Price, worth_usd_per_kg: f64) -> Self {
        let above = price.usd_per_kg - worth_usd_per_kg;
        // A price that is capped does not rise.
        let moves = |fall: f64| if above > 0.0 { fall > 0.0 } else { fall != 0.0 };
        let falls: Vec<(AttackAt, f64)> = price.falls.iter().copied().filter(|(_, fall)| moves(*fall)).collect();
        let deepest: f64 = falls.iter().map(|(k, fall)| fall * network.attacks[*k].max_depth).sum();
        let part = if above <= 0.0 { 1.0 } else { ((deepest - above) / deepest).max(0.0) };
        let part = if part > 0.0 { part } else { 0.0 };
        Self { usd_per_kg: price.usd_per_kg.min(worth_usd_per_kg), above, falls, part }
    }

    /// Attacks, and what depth 1 takes off the pay: at least as much as it does, where the worth caps it.
    pub fn linear(&self) -> impl Iterator<Item = (AttackAt, f64)> + '_ {
        self.falls.iter().filter(|_| self.part > 0.0).map(|(k, fall)| (*k, self.part * fall))
    }

    /// How the pay of a column differs from that; `unit` is MUSD/yr for a USD/kg and a unit of the column, `kept` what tax leaves.
    #[must_use]
    pub fn capped(&self, col: Col, at: PathAt, unit: f64, kept: f64) -> Option<Capped> {
        let falls = || self.falls.iter().map(|(k, fall)| (*k, unit * fall, unit * self.part * fall)).collect();
        let is_capped = self.above > 0.0 && self.part > 0.0;
        is_capped.then(|| Capped { col, at, above: unit * self.above, kept, falls: falls() })
    }
}
