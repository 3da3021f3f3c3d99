//! `price`: what markets of the adversary charge and pay falls.

use super::kind::{Contest, Depths, Enters, Given, Kind, Loss, Takes, Touches, any_depth, of_lower_price};
use crate::pattern::OFFER_NAMES;
use crate::tables::AttackKind;

/// The declaration.
pub(super) static PRICE: Kind = Kind {
    kind: AttackKind::Price,
    filters: OFFER_NAMES,
    touches: Touches::Trade,
    enters: Enters::Prices,
    takes: Takes::ALL,
    moves_quotes: true,
    is_selective: false,
    needs_bans: false,
    depths: Depths::Share,
    steps: any_depth,
    loss: Loss { given: Given::Volume, share: Some(of_lower_price) },
    contest: Contest::Product,
};
