//! Attack components: what an adversary moves in one state, as values.
//!
//! The attributions of the program know a component by its number and its label. [`Components`] stands beside the program
//! and says of each number which component it is, and how money moves with it, not weighed: in the objective a yearly
//! amount counts by [`expectation_factor`], in a cash row as it is.

use std::collections::HashMap;

use program::{Attributions, Col, Limited, Place, Priced, Row};

use super::Constraints;
use super::objective::expectation_factor;
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// What an adversary moves in one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    /// The market price of a material. The depth is the share by which it falls.
    Price {
        /// Material.
        material: usize,
        /// State.
        state: StateAt,
    },
    /// Trade with a material at a market of the adversary. Depth 1 closes it.
    Ban {
        /// Market.
        market: usize,
        /// Material.
        material: usize,
        /// State.
        state: StateAt,
    },
    /// An attack of the case, at its own depth.
    Attack {
        /// Position in [`Network::attacks`].
        attack: usize,
        /// State.
        state: StateAt,
    },
}

impl Component {
    /// State in which it moves something.
    #[must_use]
    pub fn state(self) -> StateAt {
        match self {
            Self::Price { state, .. } | Self::Ban { state, .. } | Self::Attack { state, .. } => state,
        }
    }

    /// Its label, for what is printed and exported.
    #[must_use]
    pub fn label(self, network: &Network) -> String {
        let (id, state) = (|material: usize| &network.materials[material].id, network.tree.label(self.state()));
        match self {
            Self::Price { material, .. } => format!("price[{},{state}]", id(material)),
            Self::Ban { market, material, .. } => {
                format!("ban[{},{},{state}]", network.markets[market].id, id(material))
            }
            Self::Attack { attack, .. } => format!("attack[{},{state}]", network.attacks[attack].id),
        }
    }
}

/// How the money of a column moves with a component.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MoneyMove {
    /// Position in [`Components::list`].
    pub component: u32,
    /// Column.
    pub col: Col,
    /// MUSD/yr per unit of the column and unit of depth.
    pub slope: f64,
}

/// The components of a program.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Components {
    /// By number in the program's attributions.
    pub list: Vec<Component>,
    /// How money moves with them.
    pub money: Vec<MoneyMove>,
}

/// Writes components into attributions.
pub(super) struct Writer<'a> {
    network: &'a Network,
    rows: &'a Constraints,
    attributions: &'a mut Attributions,
    components: Components,
    numbers: HashMap<Component, u32>,
}

impl<'a> Writer<'a> {
    pub fn new(network: &'a Network, rows: &'a Constraints, attributions: &'a mut Attributions) -> Self {
        Self { network, rows, attributions, components: Components::default(), numbers: HashMap::new() }
    }

    /// Number of a component, given when it is new.
    pub fn number(&mut self, component: Component) -> u32 {
        *self.numbers.entry(component).or_insert_with(|| {
            self.components.list.push(component);
            self.attributions.components.push(component.label(self.network));
            self.components.list.len() as u32 - 1
        })
    }

    /// `gain` is what depth 1 adds to the yearly amount of a unit of the column, MUSD/yr: in the objective and in the cash row.
    pub fn money(&mut self, component: Component, col: Col, gain: f64) {
        if gain == 0.0 {
            return;
        }
        let (state, number) = (component.state(), self.number(component));
        self.components.money.push(MoneyMove { component: number, col, slope: gain });
        self.coefficient(component, None, col, gain * expectation_factor(self.network, state));
        if let Some(row) = self.rows.cash_flow.get(state) {
            self.coefficient(component, Some(row), col, -gain);
        }
    }

    /// What depth 1 adds to a coefficient.
    pub fn coefficient(&mut self, component: Component, row: Option<Row>, col: Col, slope: f64) {
        if slope != 0.0 {
            let component = self.number(component);
            self.attributions.priced.push(Priced { row, col, component, slope });
        }
    }

    /// What depth 1 adds to a bound.
    pub fn limit(&mut self, component: Component, place: Place, slope: f64) {
        if slope != 0.0 {
            let component = self.number(component);
            self.attributions.limited.push(Limited { place, component, slope });
        }
    }

    pub fn finish(self) -> Components {
        self.components
    }
}
