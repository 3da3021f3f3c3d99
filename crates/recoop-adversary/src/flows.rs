//! Money along one future, and how it moves with attacks: of a plan whose columns are still open, or of what is left of it.

use program::Col;

use recoop::formulation::Formulation;
use recoop::formulation::components::Component;
use recoop::formulation::ledger::{self, Kind, MUSD_PER_USD_PER_KG_TONNE};
use recoop_case::Network;

/// A flow of money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// Column that it scales with; none for what is settled.
    pub col: Option<Col>,
    /// Position in the states of the future.
    pub at: usize,
    /// Kind.
    pub kind: Kind,
    /// Whose: a member, or the cooperative.
    pub owner: usize,
    /// MUSD/yr per unit of the column.
    pub amount: f64,
}

/// How far a coefficient or a bound moves with an attack.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect<T> {
    /// Attack: position in [`Network::attacks`].
    pub attack: usize,
    /// Position in the states of the future.
    pub at: usize,
    /// What moves.
    pub of: T,
    /// Per unit of depth. Of money: MUSD/yr per unit of the column.
    pub slope: f64,
}

/// Which money counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// What the plan is worth: served demand by its worth to users, unserved by its cost.
    Worth,
    /// What is in the purse: users pay the price of a delivery inside; nothing is paid for what is not served.
    Cash,
}

/// An objective, and how it moves with attacks.
#[derive(Clone, Debug)]
pub struct Money {
    /// MUSD per unit of each column.
    pub costs: Vec<f64>,
    /// MUSD.
    pub constant: f64,
    /// MUSD per unit of the column and unit of depth.
    pub effects: Vec<Effect<Col>>,
}

/// All money along a future.
#[derive(Clone, Debug, Default)]
pub struct Flows {
    /// Money, in which users are worth what the case says they are.
    pub flows: Vec<Flow>,
    /// Money that users pay in place of what it is worth to them: [`Network::user_price`]. MUSD/yr per t/yr after tax.
    pub paid: Vec<Flow>,
    /// How money moves with attacks.
    pub money: Vec<Effect<Col>>,
    /// How what users pay moves with attacks.
    pub pay: Vec<Effect<Col>>,
}

/// Positions of states in a future, by state.
#[must_use]
pub fn positions(network: &Network, states: &[usize]) -> Vec<Option<usize>> {
    let mut position = vec![None; network.tree.states.len()];
    states.iter().enumerate().for_each(|(at, s)| position[*s] = Some(at));
    position
}

impl Flows {
    /// The money of a program along a future, given by its states from the root on; columns are the program's.
    #[must_use]
    pub fn along(network: &Network, formulation: &Formulation, states: &[usize]) -> Self {
        let position = positions(network, states);
        let mut flows = Self::default();
        flows.enter(network, formulation, &position);
        flows.enter_paid(network, formulation, &position);
        flows.enter_effects(network, formulation, states);
        flows
    }

    fn enter(&mut self, network: &Network, formulation: &Formulation, position: &[Option<usize>]) {
        ledger::visit(network, &formulation.sets, &formulation.variables, &mut |entry| {
            if let Some(at) = position[entry.state] {
                let (col, kind, owner, amount) = (entry.col, entry.kind, entry.owner, entry.amount);
                self.flows.push(Flow { col, at, kind, owner, amount });
            }
        });
    }

    fn enter_paid(&mut self, network: &Network, formulation: &Formulation, position: &[Option<usize>]) {
        let kept = 1.0 - network.tax_rate();
        for ([d, s], col) in formulation.variables.serve.iter() {
            let Some(at) = position[s] else { continue };
            let demand = &network.demands[d];
            let amount = network.user_price(demand, s) * MUSD_PER_USD_PER_KG_TONNE * kept;
            self.paid.push(Flow { col: Some(col), at, kind: Kind::Sales, owner: network.cooperative(), amount });
            let Some(price) = network.inside_price(demand.material, s) else { continue };
            for (k, attack) in network.attacks.iter().enumerate() {
                let fall = price.fall_usd_per_kg(k);
                if fall != 0.0 && attack.kind.moves_quotes {
                    let slope = -fall * MUSD_PER_USD_PER_KG_TONNE * kept;
                    self.pay.push(Effect { attack: k, at, of: col, slope });
                }
            }
        }
    }

    fn enter_effects(&mut self, network: &Network, formulation: &Formulation, states: &[usize]) {
        let of = components(network, formulation, states);
        for moves in &formulation.components.money {
            if let Some((attack, at)) = of[moves.component as usize] {
                self.money.push(Effect { attack, at, of: moves.col, slope: moves.slope });
            }
        }
    }

    /// The money of a view, each yearly amount weighed by its state, for a program with so many columns.
    #[must_use]
    pub fn of_view(&self, view: View, cols: usize, weight: &dyn Fn(usize) -> f64) -> Money {
        let mut money = Money { costs: vec![0.0; cols], constant: 0.0, effects: Vec::new() };
        self.visit(view, &mut |flow| {
            let amount = flow.amount * weight(flow.at);
            match flow.col {
                Some(col) => money.costs[col.index()] += amount,
                None => money.constant += amount,
            }
        });
        for effect in self.effects(view) {
            let slope = effect.slope * weight(effect.at);
            if slope != 0.0 {
                money.effects.push(Effect { slope, ..*effect });
            }
        }
        money
    }

    /// How the money of a view moves with attacks.
    pub fn effects(&self, view: View) -> impl Iterator<Item = &Effect<Col>> {
        let pay: &[Effect<Col>] = if view == View::Cash { &self.pay } else { &[] };
        self.money.iter().chain(pay)
    }

    /// Calls `sink` with every flow of a view.
    pub fn visit(&self, view: View, sink: &mut dyn FnMut(&Flow)) {
        let serves: std::collections::HashSet<Col> = self.paid.iter().filter_map(|flow| flow.col).collect();
        let counts = |flow: &&Flow| {
            let served = flow.col.is_some_and(|col| serves.contains(&col));
            view == View::Worth || (!served && flow.kind.class().is_cash())
        };
        self.flows.iter().filter(counts).for_each(&mut *sink);
        if view == View::Cash {
            self.paid.iter().for_each(sink);
        }
    }
}

/// By component of the program's attributions the attack and the position of its state in the future; none for others.
#[must_use]
pub fn components(network: &Network, formulation: &Formulation, states: &[usize]) -> Vec<Option<(usize, usize)>> {
    let position = positions(network, states);
    let place = |component: &Component| match *component {
        Component::Attack { attack, state } => position[state].map(|at| (attack, at)),
        Component::Price { .. } | Component::Ban { .. } => None,
    };
    formulation.components.list.iter().map(place).collect()
}
