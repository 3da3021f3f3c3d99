//! `ban`: trade with markets of the adversary stops.

use super::Attack;
use super::kind::{Contest, Depths, Enters, Given, Kind, Loss, Takes, Touches};
use crate::pattern::OFFER_NAMES;
use crate::tables::AttackKind;

/// The declaration.
pub(super) static BAN: Kind = Kind {
    kind: AttackKind::Ban,
    filters: OFFER_NAMES,
    touches: Touches::Trade,
    enters: Enters::Limits,
    takes: Takes::ALL,
    moves_quotes: false,
    is_selective: false,
    needs_bans: true,
    depths: Depths::Whole,
    steps: |_| vec![1.0],
    loss: Loss { given: Given::MarginOrLoss, share: Some(of_lost_trade) },
    contest: Contest::LeftOut,
};

/// The margin on the trade that stops.
fn of_lost_trade(attack: &Attack, _: f64) -> f64 {
    attack.margin
}
