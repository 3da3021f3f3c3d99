//! `target`: the customers of one member are undercut or told to boycott it, so what its plants make sells for less.

use super::kind::{Contest, Depths, Enters, Given, Kind, Loss, Takes, Touches, any_depth, of_lower_price};
use crate::tables::AttackKind;

/// The declaration.
pub(super) static TARGET: Kind = Kind {
    kind: AttackKind::Target,
    filters: &["member", "material", "facility"],
    touches: Touches::Goods,
    enters: Enters::Proceeds,
    takes: Takes::ALL,
    moves_quotes: false,
    is_selective: true,
    needs_bans: false,
    depths: Depths::Share,
    steps: any_depth,
    loss: Loss { given: Given::Volume, share: Some(of_lower_price) },
    contest: Contest::Product,
};
