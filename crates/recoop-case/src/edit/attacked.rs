//! A case under attacks on prices, as another case.
//!
//! These edits act on the resolved network and not on tables: an attack cuts the price of a state by a depth that a ramp limits from state to
//! state, reaches other prices through pass-through, and moves the market price behind a duty or a floor otherwise than the price of an offer.
//! No cell holds any of these numbers.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edit, EditError, EditErrors};
use crate::Network;
use crate::attacks::Kind;
use crate::positions::StateAt;
use crate::series::Series;

/// An attack at a depth in a state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AttackStep {
    /// Position in [`Network::attacks`].
    pub attack: usize,
    /// State of the tree.
    pub state: StateAt,
    /// Depth.
    pub depth: f64,
}

impl AttackStep {
    /// The step as an edit, by names.
    ///
    /// # Panics
    /// When the network has no such attack or state.
    #[must_use]
    pub fn edit(&self, network: &Network) -> Edit {
        let state = &network.tree.states[self.state];
        Edit::Attack {
            attack: network.attacks[self.attack].id.to_string(),
            scenario: network.tree.nodes[state.node].id.to_string(),
            year: network.tree.period(self.state).first_year,
            depth: self.depth,
        }
    }
}

impl Network {
    /// The case in which prices are what attacks make of them: those of offers, duties that are a share of prices, and the market prices below which floors
    /// pay. Attacks of kinds that move no market ([`Kind::moves_markets`]) are refused.
    ///
    /// # Errors
    /// When an attack is there twice in a state, or moves no price there.
    ///
    /// # Panics
    /// When the network has no such attack or state.
    pub fn with_attacks(&self, steps: &[AttackStep]) -> Result<Self, EditErrors> {
        let mut errors = Vec::new();
        let mut seen = BTreeSet::new();
        for step in steps {
            let line = || step.edit(self).to_string();
            if !seen.insert((step.attack, step.state)) {
                let at = format!("the depth of `{}`", self.attacks[step.attack].id);
                errors.push(EditError::Conflict { first: line(), second: line(), at });
            }
            if self.moves_no_price(step) {
                let why = "it moves no price in that state".to_string();
                errors.push(EditError::TouchesNothing { edit: line(), why });
            }
        }
        if errors.is_empty() { Ok(self.under(steps)) } else { Err(EditErrors(errors)) }
    }

    /// Whether an attack moves no price in a state.
    pub(super) fn moves_no_price(&self, step: &AttackStep) -> bool {
        let attack = &self.attacks[step.attack];
        !attack.kind.moves_markets() || attack.share_of_years(&self.tree, step.state) == 0.0
    }

    fn under(&self, attacks: &[AttackStep]) -> Self {
        let mut out = self.clone();
        let states = self.tree.states.len();
        let mut offers = Cuts::default();
        for it in attacks {
            let attack = &self.attacks[it.attack];
            if !attack.kind.moves_markets() {
                continue;
            }
            let depth = it.depth * attack.share_of_years(&self.tree, it.state);
            for touch in &attack.offers {
                offers.cut(touch.offer, it.state, depth * touch.share);
            }
        }
        for (offer, cuts) in offers.of {
            let price = &mut out.offers[offer].price_usd_per_kg;
            *price = cut(price, states, &cuts);
        }
        let left = |of_floor: bool, market: usize, material: usize, state: StateAt| {
            // A squeeze splits a price in two, of which a floor's reference is neither.
            let moves = |kind: &Kind| if of_floor { kind.moves_quotes } else { kind.moves_markets() };
            let cut = attacks.iter().filter(|it| it.state == state && moves(self.attacks[it.attack].kind)).map(|it| {
                let attack = &self.attacks[it.attack];
                it.depth * attack.share_of_years(&self.tree, state) * attack.share_of_price(market, material)
            });
            1.0 - cut.sum::<f64>()
        };
        for lane in &mut out.lanes {
            let material = lane.material;
            if let Some(basis) = &mut lane.basis {
                basis.change(states, |market, state, price| price * left(false, market, material, state));
            }
        }
        for floored in out.policies.iter_mut().flat_map(|policy| &mut policy.materials) {
            let material = floored.material;
            floored.basis.change(states, |market, state, price| price * left(true, market, material, state));
        }
        out
    }
}

/// Shares by which numbers fall, by what they belong to and state.
struct Cuts<K> {
    of: BTreeMap<K, BTreeMap<StateAt, f64>>,
}

impl<K> Default for Cuts<K> {
    fn default() -> Self {
        Self { of: BTreeMap::new() }
    }
}

impl<K: Ord> Cuts<K> {
    fn cut(&mut self, of: K, state: StateAt, share: f64) {
        if share != 0.0 {
            *self.of.entry(of).or_default().entry(state).or_default() += share;
        }
    }
}

fn cut(series: &Series, states: usize, cuts: &BTreeMap<StateAt, f64>) -> Series {
    Series::ByState(StateAt::all(states).map(|s| series.at(s) * (1.0 - cuts.get(&s).copied().unwrap_or(0.0))).collect())
}
