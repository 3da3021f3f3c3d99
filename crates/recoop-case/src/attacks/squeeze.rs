//! `squeeze`: what markets of the adversary charge rises, and what they pay falls.
//!
//! It splits a price in two, of which the price that a market quotes is neither: price floors and users inside do not
//! see it.

use super::Attack;
use super::kind::{Contest, Depths, Enters, Given, Kind, Loss, Takes, Touches, any_depth};
use crate::pattern::OFFER_NAMES;
use crate::tables::AttackKind;

/// The declaration.
pub(super) static SQUEEZE: Kind = Kind {
    kind: AttackKind::Squeeze,
    filters: OFFER_NAMES,
    touches: Touches::Trade,
    enters: Enters::Prices,
    takes: Takes { charged: -1.0, paid: 1.0 },
    moves_quotes: false,
    is_selective: false,
    needs_bans: false,
    // Prices that the adversary charges can more than double.
    depths: Depths::Unlimited,
    steps: any_depth,
    loss: Loss { given: Given::Volume, share: Some(of_higher_price) },
    contest: Contest::LeftOut,
};

/// As of a lower price with `-d`, and nothing where that is a gain.
fn of_higher_price(attack: &Attack, depth: f64) -> f64 {
    (attack.elasticity * depth - (1.0 - attack.elasticity * attack.margin)).max(0.0)
}
