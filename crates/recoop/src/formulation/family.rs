//! Declarations of the families of rows and columns: what each is about, whose it is, how long it lasts, what remains of
//! it once plants stand, and what its dual means.
//!
//! Each row family is declared in the file of its constraint, each column family in `columns.rs`. Ownership of bounds
//! (`attributions.rs`), the items that members bring (`share/brought.rs`), the game at later nodes (`share/ex_post.rs`),
//! the table `duals` (`plan/prices.rs`), messages (`plan/explain.rs`, `plan/contradiction.rs`) and the program of a plan
//! that stands (`standing.rs`) follow from the declarations. A family without one does not compile.

use program::{Col, Place, Program, Row};

use super::sets::Sets;
use recoop_case::Network;
use recoop_case::positions::{LeafAt, StateAt};

/// The entity on a family's first axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is the axis of its name in `sets/axes.rs`")]
pub enum Subject {
    Demand,
    Downgrade,
    Facility,
    Floor,
    Lane,
    Leaf,
    Member,
    Offer,
    Place,
    Policy,
    Run,
    Shipment,
    Slot,
    State,
    Stock,
    /// A market with a material.
    Traded,
    /// No axis.
    Nothing,
}

impl Subject {
    /// Member that the entity belongs to, the cooperative's position for what belongs to all; `None` for entities that
    /// nobody owns.
    #[must_use]
    pub fn owner(self, network: &Network, sets: &Sets, at: usize) -> Option<usize> {
        let facility = |f: usize| network.facilities[f].member;
        match self {
            Self::Demand => Some(network.demands[at].member),
            Self::Facility => Some(facility(at)),
            Self::Run => Some(facility(sets.runs[at].facility)),
            Self::Slot => Some(facility(sets.slots[at].facility)),
            Self::Member => Some(at),
            Self::Offer => Some(network.offers[at].member),
            Self::Stock => Some(network.stocks[at].member),
            Self::Lane | Self::Shipment | Self::Policy => Some(network.cooperative()),
            Self::Place | Self::Downgrade | Self::Floor | Self::Traded | Self::State | Self::Leaf | Self::Nothing => {
                None
            }
        }
    }

    /// Name of the entity in tables of what members bring: an id, or `market/material` for an offer, the material for
    /// lanes, places and stocks, `equity` for a member.
    #[must_use]
    pub fn id(self, network: &Network, sets: &Sets, at: usize) -> String {
        let material = |m: usize| network.materials[m].id.to_string();
        let facility = |f: usize| network.facilities[f].id.to_string();
        let traded = |market: usize, m: usize| format!("{}/{}", network.markets[market].id, network.materials[m].id);
        match self {
            Self::Demand => network.demands[at].id.to_string(),
            Self::Facility => facility(at),
            Self::Run => facility(sets.runs[at].facility),
            Self::Slot => facility(sets.slots[at].facility),
            Self::Member => "equity".to_string(),
            Self::Offer => traded(network.offers[at].market, network.offers[at].material),
            Self::Traded => traded(sets.traded[at].0, sets.traded[at].1),
            Self::Lane => material(network.lanes[at].material),
            Self::Shipment => material(network.lanes[sets.shipments[at].lane].material),
            Self::Place => material(sets.places[at].material),
            Self::Downgrade => material(sets.places[sets.downgrades[at].0].material),
            Self::Stock => material(network.stocks[at].material),
            Self::Policy => network.policies[at].id.to_string(),
            Self::Floor => network.policies[sets.floors[at].policy].id.to_string(),
            Self::State => sets.axes.state.label(at).to_string(),
            Self::Leaf => sets.axes.leaf.label(at).to_string(),
            Self::Nothing => String::new(),
        }
    }
}

/// Who brings the right-hand side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The owner of the subject: a member, or all where it belongs to the cooperative.
    Subject,
    /// The keepers of the stocks at a place: each brings what its own stock holds.
    Stocks,
    /// All members together (`--joint` says what a coalition has of it, `joint.rs` by which parts).
    Common,
    /// Nobody: the row measures money.
    Financial,
    /// Nobody: the right-hand side is 0 whoever takes part.
    Nobody,
}

/// The time to which a member of the family belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// A state: the last axis.
    State,
    /// A state as the future of one scenario sees it: the axis before the last.
    StateInScenario,
    /// A calendar year of a state: the last axis.
    Year,
    /// The state in which a plant is committed: that of the slot on the first axis.
    Commitment,
    /// A whole scenario: the last axis.
    Scenario,
    /// No time.
    Always,
}

impl When {
    /// State of a family's member: of a scenario its last one; `None` without time.
    #[must_use]
    pub fn state(self, network: &Network, sets: &Sets, key: &[usize]) -> Option<StateAt> {
        let last = key.last().copied();
        match self {
            Self::State => last.map(StateAt::new),
            Self::StateInScenario => key.len().checked_sub(2).map(|at| StateAt::new(key[at])),
            Self::Year => last.map(|outlay| sets.outlays[outlay].state),
            Self::Commitment => key.first().map(|slot| sets.slots[*slot].state),
            Self::Scenario => last.map(|leaf| network.tree.leaves[LeafAt::new(leaf)]),
            Self::Always => None,
        }
    }
}

/// What remains of a row once the plan's plants stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// The row, as in the plan.
    Holds,
    /// The row, with the plan's capacity as its limit.
    Capacity,
    /// The row, less what was mined before.
    Ore,
    /// Nothing: it has investment only.
    Settled,
    /// Nothing: an attack may make it impossible, or it measures money.
    Lifted,
}

/// How the table `duals` tells a dual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dual {
    /// In money of its year, in this unit.
    Yearly(&'static str),
    /// In present value, in this unit.
    Present(&'static str),
    /// As the price of a material (table `shadow_prices`).
    Price,
    /// Not at all.
    Untold,
}

/// Items that members bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// Capacity that stands.
    Capacity,
    /// A site with the right to build.
    Site,
    /// Ore.
    Ore,
    /// Opening stock, less what has to be kept.
    Stock,
    /// Room for a stock.
    Room,
    /// A need, with the worth of having it served and the cost of not.
    Demand,
    /// Access to a market.
    Market,
    /// Equity.
    Capital,
    /// A way of transport.
    Lane,
    /// Volume under a price floor.
    Floor,
}

/// The declaration of a family of rows.
#[derive(Debug, PartialEq)]
pub struct RowFamily {
    /// Name of the family, of its constraint's function, of its dual.
    pub name: &'static str,
    /// Unit of the row's activity.
    pub unit: &'static str,
    /// First axis.
    pub subject: Subject,
    /// Time.
    pub when: When,
    /// Who brings the right-hand side.
    pub owner: Owner,
    /// As which item; `None` where no bound is brought.
    pub thing: Option<Resource>,
    /// What remains of it once plants stand.
    pub stands: Stands,
    /// How its dual is told.
    pub dual: Dual,
    /// The rule in words, for messages.
    pub rule: &'static str,
    /// What its bound is an amount of, with `of` or `to` before the subject.
    pub noun: &'static str,
}

/// The declaration of a family of columns.
#[derive(Debug, PartialEq)]
pub struct ColFamily {
    /// Name.
    pub name: &'static str,
    /// Unit of the column's value.
    pub unit: &'static str,
    /// First axis.
    pub subject: Subject,
    /// Time.
    pub when: When,
    /// Whether it is decided again once plants stand.
    pub operates: bool,
    /// As which item the owner of the subject brings the lower bound; `None` where it does not.
    pub lower: Option<Resource>,
    /// The same of the upper bound.
    pub upper: Option<Resource>,
    /// The bound in words, for messages.
    pub rule: &'static str,
    /// What its bound is an amount of, with `of` or `to` before the subject.
    pub noun: &'static str,
}

impl RowFamily {
    /// Owner of a row's right-hand side, the cooperative's position for all. `None` where nobody brings it, and for
    /// [`Owner::Stocks`], whose parts belong to columns.
    #[must_use]
    pub fn owner(&self, network: &Network, sets: &Sets, key: &[usize]) -> Option<usize> {
        match self.owner {
            Owner::Subject => key.first().and_then(|at| self.subject.owner(network, sets, *at)),
            Owner::Common => Some(network.cooperative()),
            Owner::Stocks | Owner::Financial | Owner::Nobody => None,
        }
    }
}

impl ColFamily {
    /// Owner of a column: that of its subject.
    #[must_use]
    pub fn owner(&self, network: &Network, sets: &Sets, key: &[usize]) -> Option<usize> {
        key.first().and_then(|at| self.subject.owner(network, sets, *at))
    }

    /// The bounds that its owner brings, with their values and items.
    pub fn brought(&self, program: &Program, col: Col) -> impl Iterator<Item = (Place, f64, Resource)> + use<> {
        let (lower, upper) = program.col_bounds(col);
        let both = [(Place::ColLower(col), lower, self.lower), (Place::ColUpper(col), upper, self.upper)];
        both.into_iter().filter_map(|(place, bound, thing)| Some((place, bound, thing?)))
    }
}

/// The finite bounds of a row with their values: one place for an equation, else one for each bound.
pub fn bounds(program: &Program, row: Row) -> impl Iterator<Item = (Place, f64)> + use<> {
    let (lower, upper) = program.row_bounds(row);
    let both = lower == upper;
    let all = [
        (Place::RowBoth(row), lower, both),
        (Place::RowLower(row), lower, !both && lower.is_finite()),
        (Place::RowUpper(row), upper, !both && upper.is_finite()),
    ];
    all.into_iter().filter(|(.., there)| *there).map(|(place, bound, _)| (place, bound))
}

/// Declares a struct of handles, one for each family, with the list of their declarations and a walk over all members.
macro_rules! handles {
    ($(#[$meta:meta])* $name:ident: $handle:ident of $member:ident by $family:ident {
        $($(#[$doc:meta])* $field:ident: $dims:literal: $key:ty = $declared:path,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        pub struct $name {
            $($(#[$doc])* pub $field: $handle<$dims, $key>,)*
        }

        impl $name {
            /// The declarations, in the order of the program.
            pub const FAMILIES: &'static [&'static $family] = &[$(&$declared),*];

            /// Declaration of a family by name.
            #[must_use]
            pub fn family(name: &str) -> Option<&'static $family> {
                Self::FAMILIES.iter().copied().find(|family| family.name == name)
            }

            /// Calls `sink` with every member: its declaration, its number on each axis, its handle.
            pub fn visit(&self, sink: &mut dyn FnMut(&'static $family, &[usize], $member)) {
                $(self.$field.iter().for_each(|(key, member)| sink(&$declared, &program::Key::<$dims>::numbers(key), member));)*
            }
        }
    };
}
pub(super) use handles;
