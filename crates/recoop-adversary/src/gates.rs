//! Money that a market price opens, along one future: what comes without an attack, and what an attack takes that shuts it.
//!
//! ```text
//!   open[w,s](a) = 1 where Σ_k fall[w,k,s] · depth[k,s] < margin[w,s]              shares of the price at the market
//!   lost[s](a)   = Σ musd · Π_{t in shut} (1 - open[w,t](a))                        each a share window of a year, or a line that is not drawn yet
//! ```
//!
//! The operator decides nothing of it, so that it is a constant of its program: a step of the attacker's.

use std::ops::RangeInclusive;

use super::arsenal::Arsenal;
use program::List;
use recoop_case::Network;
use recoop_case::cell::Name;
use recoop_case::conditional::{Conditional, Receipt};
use recoop_case::positions::{AttackAt, PathAt, StateAt, StatePath};
use recoop_case::prices::gate::AT_LEVEL;

/// Money of a firm on a condition that attacks can move, along one future.
#[derive(Clone, Debug, PartialEq)]
pub struct Gated {
    /// Whose: a member.
    pub owner: usize,
    /// What it is.
    pub money: Conditional,
    /// Calendar years of each state.
    spans: Vec<RangeInclusive<i32>>,
    /// States from the root to the leaf.
    pub states: StatePath,
    /// By position: attacks with the share of the price that depth 1 takes.
    pub falls: List<PathAt, Vec<(AttackAt, f64)>>,
}

/// Money that is lost where some gates are shut, all of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// Position in the states.
    pub at: PathAt,
    /// MUSD a year of the state: below 0 it is lost, above 0 it comes later than without the attack.
    pub musd_per_year: f64,
    /// Positions at which the gate is shut.
    pub shut: Vec<PathAt>,
}

/// Calendar years of each state of a future.
#[must_use]
pub fn spans(network: &Network, states: &StatePath) -> Vec<RangeInclusive<i32>> {
    let span = |state: &StateAt| {
        let period = network.tree.period(*state);
        period.first_year..=period.last_year()
    };
    states.iter().map(span).collect()
}

/// What comes in each state without an attack, MUSD over its years.
#[must_use]
pub fn without_attack(network: &Network, states: &StatePath, money: &Conditional) -> Vec<f64> {
    let is_open = |at: usize| money.gate.as_ref().is_none_or(|gate| gate.is_open(states[PathAt::new(at)], 0.0));
    money.musd(&spans(network, states), &is_open)
}

/// The conditional money of all members that some attack can shut.
#[must_use]
pub fn gated(network: &Network, states: &StatePath) -> Vec<Gated> {
    let mut all = Vec::new();
    for (owner, member) in network.members.iter().enumerate() {
        for money in &member.finance.conditional {
            let Some(gate) = &money.gate else { continue };
            let falls = |state: &StateAt| {
                let falls = network.attacks.positions().map(|attack| (attack, gate.fall(network, attack, *state)));
                falls.filter(|(_, fall)| *fall > 0.0).collect::<Vec<_>>()
            };
            let falls: List<PathAt, _> = states.iter().map(falls).collect();
            let it =
                Gated { owner, money: money.clone(), spans: spans(network, states), states: states.clone(), falls };
            if it.losses().iter().any(|loss| loss.shut.iter().any(|at| !it.falls[*at].is_empty())) {
                all.push(it);
            }
        }
    }
    all
}

/// The gates of some members that an attack shuts: each with its position and what is lost there, MUSD over the years of the state; above 0 where
/// a line is drawn later.
#[must_use]
pub fn shut_by(
    network: &Network,
    states: &StatePath,
    is_of: &dyn Fn(usize) -> bool,
    (arsenal, depths): (&Arsenal, &[f64]),
) -> Vec<(Name, PathAt, f64)> {
    let depth = |attack: AttackAt, at: PathAt| arsenal.position(attack, at).map_or(0.0, |m| depths[m]);
    let mut shut = Vec::new();
    for it in gated(network, states).into_iter().filter(|it| is_of(it.owner)) {
        let change = states.positions().zip(it.change(&depth)).filter(|(_, musd)| *musd != 0.0);
        shut.extend(change.map(|(at, musd)| (it.money.id.clone(), at, musd)));
    }
    shut
}

impl Gated {
    /// Whether the gate is open at a position under an attack, given by the depth of each attack there.
    #[must_use]
    pub fn is_open(&self, at: PathAt, depth: &dyn Fn(AttackAt) -> f64) -> bool {
        let fall: f64 = self.falls[at].iter().map(|(attack, share)| share * depth(*attack)).sum();
        self.money.gate.as_ref().is_none_or(|gate| gate.is_open(self.states[at], fall))
    }

    /// Share of the price that an attack has to take to shut the gate at a position: a little less than [`Self::is_open`] asks for, so that no solver's
    /// tolerance says that it cannot.
    #[must_use]
    pub fn needed(&self, at: PathAt) -> f64 {
        let margin = self.money.gate.as_ref().map_or(f64::INFINITY, |gate| gate.margin(self.states[at]));
        margin - 0.5 * AT_LEVEL
    }

    /// What an attack changes in each state, MUSD over its years; `depth` by attack and position.
    #[must_use]
    pub fn change(&self, depth: &dyn Fn(AttackAt, PathAt) -> f64) -> Vec<f64> {
        let usual = self.money.musd(&self.spans, &|at| self.is_open(PathAt::new(at), &|_| 0.0));
        let under = self.money.musd(&self.spans, &|at| {
            let at = PathAt::new(at);
            self.is_open(at, &|attack| depth(attack, at))
        });
        under.iter().zip(usual).map(|(under, usual)| under - usual).collect()
    }

    /// The same as terms that hang on shut gates. Of positions at which it is open without an attack.
    #[must_use]
    pub fn losses(&self) -> Vec<Loss> {
        let comes = |at: &PathAt| self.money.years_in(&self.spans[*at]) > 0.0 && self.is_open(*at, &|_| 0.0);
        let open: Vec<PathAt> = self.states.positions().filter(comes).collect();
        match self.money.receipt {
            Receipt::Yearly { open_musd, shut_musd } => {
                let loss = |at: &PathAt| {
                    let musd = (shut_musd - open_musd) * self.money.years_in(&self.spans[*at]);
                    self.loss(*at, musd, vec![*at])
                };
                open.iter().map(loss).filter(|loss| loss.musd_per_year != 0.0).collect()
            }
            Receipt::Once(0.0) => Vec::new(),
            // It comes in the first of them that is not shut: what was not there by the one before comes here, unless this is shut as well.
            Receipt::Once(musd) => {
                let until = |k: usize| open[..=k].to_vec();
                let mut losses = Vec::new();
                for (k, at) in open.iter().enumerate() {
                    if k > 0 {
                        losses.push(self.loss(*at, musd, until(k - 1)));
                    }
                    losses.push(self.loss(*at, -musd, until(k)));
                }
                losses
            }
        }
    }
    fn loss(&self, at: PathAt, musd: f64, shut: Vec<PathAt>) -> Loss {
        Loss { at, musd_per_year: musd / self.years(at), shut }
    }

    /// Years of a state.
    #[must_use]
    pub fn years(&self, at: PathAt) -> f64 {
        let span = &self.spans[at];
        f64::from(span.end() - span.start() + 1)
    }
}
