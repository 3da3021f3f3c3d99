//! The declaration of a kind of attack, and the list of all.
//!
//! A new kind is a file with its declaration, its line in [`KINDS`] and its word with the table (`tables/adversary.rs`):
//! a word without a declaration does not compile.

use std::fmt;

use super::{Attack, ban, equipment, price, squeeze, target};
use crate::tables::AttackKind;

/// The kinds, in the order of their words.
pub static KINDS: [&Kind; AttackKind::ALL.len()] =
    [&price::PRICE, &squeeze::SQUEEZE, &ban::BAN, &target::TARGET, &equipment::EQUIPMENT];

/// What a filter picks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touches {
    /// Offers at markets of the adversary, with the prices there.
    Trade,
    /// What plants of one member make and the adversary's markets know a price of.
    Goods,
    /// Plants.
    Plants,
}

/// Where an attack enters the program of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enters {
    /// Prices of the touched offers, and the duties and price floors that go by them.
    Prices,
    /// Limits of the touched offers.
    Limits,
    /// What the touched plants make brings less.
    Proceeds,
    /// Capacity of the touched plants.
    Availability,
}

/// What depth 1 takes off an offer's price, or off its limit, as a share; below 0 it adds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Takes {
    /// Of what the adversary charges.
    pub charged: f64,
    /// Of what it pays.
    pub paid: f64,
}

impl Takes {
    /// All of either.
    pub const ALL: Self = Self { charged: 1.0, paid: 1.0 };
}

/// Depths that the tables allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depths {
    /// None: the attack is whole or not at all.
    Whole,
    /// Up to 1.
    Share,
    /// Any; up to 1 where the adversary buys.
    Unlimited,
}

/// What the tables have to give for the cost of an attack to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// An exposed volume; a price moves.
    Volume,
    /// An exposed volume with a margin, or a loss; no price moves.
    MarginOrLoss,
    /// A loss.
    Loss,
}

/// Share of `turnover · depth` that an attack of some depth costs the adversary.
pub type LossShare = fn(&Attack, f64) -> f64;

/// The cost of an attack to the adversary.
#[derive(Clone, Copy, Debug)]
pub struct Loss {
    /// What the tables give.
    pub given: Given,
    /// The cost where a volume is given; none where none can be.
    pub share: Option<LossShare>,
}

/// The part of an attack in a contest of firms (pooling, back-tests).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contest {
    /// A product whose price falls.
    Product,
    /// A strike at the plants of one firm, where it comes at once.
    Strike,
    /// None: what it reaches depends on where a plant trades.
    LeftOut,
}

/// The declaration of a kind of attack.
#[derive(Clone, Copy)]
pub struct Kind {
    /// Its word in the tables.
    pub kind: AttackKind,
    /// Names by which its rows can be filtered.
    pub filters: &'static [&'static str],
    /// What the filter picks.
    pub touches: Touches,
    /// Where it enters the program of a plan.
    pub enters: Enters,
    /// What it takes off prices or limits of touched offers.
    pub takes: Takes,
    /// Whether the price that a market quotes falls, whoever trades: what price floors and users inside go by. Only such
    /// an attack passes on to other markets, can be laid over a simulation and is one of a back-test.
    pub moves_quotes: bool,
    /// Whether it is aimed at the customers of one member, who may find no one to turn to at one common desk.
    pub is_selective: bool,
    /// Whether it is considered only where bans are asked for.
    pub needs_bans: bool,
    /// Depths that the tables allow.
    pub depths: Depths,
    /// Depths that each step of one attack adds, for an attack that jumps; none where any depth is possible.
    pub steps: fn(&Attack) -> Vec<f64>,
    /// Its cost to the adversary.
    pub loss: Loss,
    /// Its part in a contest of firms.
    pub contest: Contest,
}

impl Kind {
    /// The word in the tables.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        self.kind.as_str()
    }

    /// Whether it moves what markets charge and pay.
    #[must_use]
    pub fn moves_markets(&self) -> bool {
        self.enters == Enters::Prices
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl AttackKind {
    /// Its declaration.
    #[must_use]
    pub fn declared(self) -> &'static Kind {
        KINDS[self as usize]
    }
}

// Every declaration is at the place of its word.
const _: () = {
    let mut at = 0;
    while at < KINDS.len() {
        assert!(KINDS[at].kind as usize == at, "a declaration is not at the place of its word");
        at += 1;
    }
};

/// No steps: any depth up to the greatest is possible.
pub(super) fn any_depth(_: &Attack) -> Vec<f64> {
    Vec::new()
}

/// Of the adversary as a dominant firm with a competitive fringe and linear curves, with elasticity `e` and margin `m`: a
/// price that falls by the share `d` takes `p V d (1 - e m + e d)` off its profit.
pub(super) fn of_lower_price(attack: &Attack, depth: f64) -> f64 {
    1.0 - attack.elasticity * attack.margin + attack.elasticity * depth
}
