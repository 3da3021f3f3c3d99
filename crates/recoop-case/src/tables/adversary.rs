//! What the adversary can do, and what can be bought against it.

use super::super::cell::{AnyCell, Cell, Name, words};
use super::{CONFIDENCE, Class, Column, Confidence, NOTE, SOURCE, TableRow, read_cell};

words! {
    /// What the adversary can do.
    AttackKind {
        /// What markets of the adversary charge and pay falls. Filters, over their offers: market, material, side.
        Price = "price",
        /// What markets of the adversary charge rises, and what they pay falls. Filters as `price`.
        Squeeze = "squeeze",
        /// Trade with markets of the adversary stops. Filters as `price`.
        Ban = "ban",
        /// One member alone: its customers are undercut or told to boycott it, so what its plants make sells for less. Filters:
        /// member (needed, one alone), material, facility.
        Target = "target",
        /// Plants run less, for want of equipment, spares or reagents that the adversary withholds. Filters: facility, technology,
        /// stage, region, member.
        Equipment = "equipment",
    }
}

words! {
    /// What can be bought against the adversary.
    BufferKind {
        /// Cash in the joint purse of all members. Amount in MUSD.
        Reserve = "reserve",
        /// A committed line of credit: the purse may be so much lower. Amount in MUSD.
        Credit = "credit",
        /// Difference to a price, paid on what is sold of a material while the market pays less. Amount in t a year.
        Floor = "floor",
        /// A price that is fixed for a volume of a material: the difference to the market is settled either way, whether it is made
        /// or not. Amount in t a year.
        Offtake = "offtake",
        /// Feed of others worked for a fee at a plant; who owns the feed bears all prices. Amount in t of activity a year.
        Tolling = "tolling",
        /// Material in store at the beginning. Amount in t.
        Stockpile = "stockpile",
    }
}

table! {
    /// What the adversary can do, and what it costs it. An attack that touches nothing is an error.
    AttackRow in "attacks" key ["id"] {
        /// Unique id.
        [agreed] id: Name,
        /// Full name.
        [agreed] name: Option<Name>,
        /// Kind.
        [agreed] kind: AttackKind,
        /// Filters `name=pattern`, apart by `;`. The names depend on the kind.
        [agreed] filter: Vec<Name>,
        /// Greatest depth: the share by which prices fall (squeeze: also rise, then it may be above 1) or availability is lost.
        /// Not for a ban, which is whole or not at all.
        [agreed] max_depth: Option<f64>,
        /// Most by which the depth can grow in a year. Blank: at once.
        [agreed] ramp_per_year: Option<f64>,
        /// First year. Default: the first.
        [agreed] first_year: Option<i32>,
        /// Last year. Default: the last.
        [agreed] last_year: Option<i32>,
        /// Attacks that cannot be made in the same year. Both rows have to say so.
        [agreed] exclusive_with: Vec<Name>,
        /// The material that the exposed volumes are of; its price is the mean of the adversary's markets that have one.
        /// Blank: the only material that the filter touches.
        [agreed] reference: Option<Name>,
        /// Volume exposed at the level of the adversary's producers, t a year: all that they sell at the price (ban: the trade
        /// that is lost; target: what the member sells).
        [sensitive] producers_t: Option<f64>,
        /// Volume for which the adversary's treasury would have to make its producers whole, t a year.
        [sensitive] treasury_t: Option<f64>,
        /// Volume exposed at the level of the whole nation, t a year: exports alone, as its own users gain what producers lose.
        [sensitive] nation_t: Option<f64>,
        /// Elasticity of what the adversary sells with respect to its price, demand and rival supply together. Default 0: cost
        /// in proportion to depth.
        [agreed] elasticity: Option<f64> = "0",
        /// Share of the price that is left to the adversary above its unit cost. Default 0. A ban costs the margin.
        [agreed] margin: Option<f64> = "0",
        /// What it costs the adversary in a year at full depth, MUSD, where no volume and price says it (ban, equipment).
        [agreed] loss_musd_per_year: Option<f64>,
    }
}

table! {
    /// How far attacks of the kind `price` reach beyond their own filter: to markets of others, to other materials. What such an
    /// attack touches itself falls by its whole depth; of several rows the closest that fits an offer counts (the one with the
    /// most filters, then with the closest: an id before an id with `*` in it, before `kind:WORD`); what no row fits
    /// does not move.
    PassThroughRow in "pass_through" key ["attack", "filter"] {
        /// An attack of the kind `price`.
        [agreed] attack: Name,
        /// Filters `name=pattern`, apart by `;`, over the offers of every market: market, material, side.
        [agreed] filter: Vec<Name>,
        /// Share of the attack's depth by which prices fall there.
        [agreed] share: f64,
    }
}

table! {
    /// What can be bought against the adversary, for `recoop buffers`; none has an effect on a plan.
    BufferRow in "buffers" key ["id"] {
        /// Unique id.
        [agreed] id: Name,
        /// Full name.
        [agreed] name: Option<Name>,
        /// Kind.
        [agreed] kind: BufferKind,
        /// The material of a floor, an offtake or a stockpile; one that is the same for all feeds.
        [agreed] material: Option<Name>,
        /// The region of a stockpile.
        [agreed] region: Option<Name>,
        /// The plant of tolling.
        [own] facility: Option<Name>,
        /// How much can be bought of it; the unit depends on the kind.
        [sensitive] amount: f64,
        /// Price of a floor or an offtake, fee of tolling, USD/kg.
        [sensitive] price_usd_per_kg: Option<f64>,
        /// What the whole amount costs those who buy it, MUSD of present value.
        [sensitive] cost_musd: f64,
        /// Whether it is bought whole or not at all. Default: any part of it.
        [agreed] whole: Option<bool> = "no",
        /// First year in which a floor, an offtake or tolling holds. Default: the first.
        [agreed] first_year: Option<i32>,
        /// Last year. Default: the last.
        [agreed] last_year: Option<i32>,
    }
}
