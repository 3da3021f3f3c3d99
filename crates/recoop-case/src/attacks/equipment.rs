//! `equipment`: plants run less, for want of equipment, spares or reagents that the adversary withholds.

use super::Attack;
use super::kind::{Contest, Depths, Enters, Given, Kind, Loss, Takes, Touches};
use crate::pattern::PLANT_NAMES;
use crate::tables::AttackKind;

/// The declaration.
pub(super) static EQUIPMENT: Kind = Kind {
    kind: AttackKind::Equipment,
    filters: PLANT_NAMES,
    touches: Touches::Plants,
    enters: Enters::Availability,
    takes: Takes::ALL,
    moves_quotes: false,
    is_selective: false,
    needs_bans: true,
    depths: Depths::Share,
    steps: by_ramp,
    // Equipment has no price in a case.
    loss: Loss { given: Given::Loss, share: None },
    contest: Contest::Strike,
};

/// Most steps.
const MAX_STEPS: usize = 8;

/// As many steps as years of its ramp.
fn by_ramp(attack: &Attack) -> Vec<f64> {
    let count = (attack.max_depth / attack.ramp_per_year - 1e-9).ceil().clamp(1.0, MAX_STEPS as f64);
    let step = attack.max_depth / count;
    vec![step; count as usize]
}
