//! Money along one future, and how it moves with attacks: of a plan whose columns are still open, or of what is left of it.

use program::{Col, List};

use super::gates::{Gated, Loss, gated, without_attack};
use super::internal::{InternalPrices, Price};
pub use super::user_pay::{Capped, UserPay};
use recoop::formulation::Formulation;
use recoop::formulation::components::Component;
use recoop::formulation::ledger::{self, Kind, MUSD_PER_USD_PER_KG_TONNE};
use recoop_case::Network;
use recoop_case::positions::{AttackAt, PathAt, StateAt, StatePath};

/// What a flow of money is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FlowKind {
    /// Of the plan, by its ledger.
    Plan(Kind),
    /// Interest and repayment of debts that a firm has beside the plan ([`recoop_case::finance`]).
    FirmDebt,
    /// What else a firm pays and is paid beside its plants.
    Firm,
}

impl FlowKind {
    /// Whether it is money that is owed to lenders.
    #[must_use]
    pub fn is_debt_service(self) -> bool {
        matches!(self, Self::FirmDebt | Self::Plan(Kind::DebtService))
    }

    fn is_cash(self) -> bool {
        match self {
            Self::Plan(kind) => kind.class().is_cash(),
            Self::FirmDebt | Self::Firm => true,
        }
    }
}

impl PartialEq<Kind> for FlowKind {
    fn eq(&self, other: &Kind) -> bool {
        *self == Self::Plan(*other)
    }
}

/// A flow of money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// Column that it scales with; none for what is settled.
    pub col: Option<Col>,
    /// Position in the states of the future.
    pub at: PathAt,
    /// What it is.
    pub kind: FlowKind,
    /// Whose: a member, or the cooperative.
    pub owner: usize,
    /// MUSD/yr per unit of the column.
    pub amount: f64,
}

/// How far a coefficient or a bound moves with an attack.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect<T> {
    /// Attack: position in [`Network::attacks`].
    pub attack: AttackAt,
    /// Position in the states of the future.
    pub at: PathAt,
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
    /// What is in the purse: users pay the price of a delivery inside; nothing is paid for what is not served, and what plants
    /// would be worth after the horizon is no cash. Tax is as the planner counts it: what it refunds is no cash either
    /// ([`Flows::purse`] takes it apart).
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
    /// What is lost where gates are shut.
    pub shuts: Vec<Shut>,
}

/// A constant that counts where gates are shut, all of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Shut {
    /// Position in [`Flows::gated`].
    pub gated: usize,
    /// Positions at which its gate is shut.
    pub shut: Vec<PathAt>,
    /// MUSD, below 0: the firm is never better off for it.
    pub musd: f64,
}

impl Money {
    /// Nothing, for a program with so many columns.
    #[must_use]
    pub fn nothing(cols: usize) -> Self {
        Self { costs: vec![0.0; cols], constant: 0.0, effects: Vec::new(), shuts: Vec::new() }
    }

    /// What is lost under an attack of which `is_shut` says whether a gate (a position in [`Flows::gated`]) is shut at a position, MUSD.
    #[must_use]
    pub fn lost(&self, is_shut: &dyn Fn(usize, PathAt) -> bool) -> f64 {
        let lost = self.shuts.iter().filter(|it| it.shut.iter().all(|at| is_shut(it.gated, *at)));
        // Not `sum`, whose nothing is below 0.
        lost.fold(0.0, |sum, it| sum + it.musd)
    }
}

/// All money along a future.
#[derive(Clone, Debug, Default)]
pub struct Flows {
    /// Money, in which users are worth what the case says they are.
    pub flows: Vec<Flow>,
    /// Money that users pay in place of what it is worth to them, and the tax on it: [`Network::user_price`]. MUSD/yr per t/yr.
    pub paid: Vec<Flow>,
    /// What firms pay and are paid beside their plants, MUSD/yr: in the purse, no part of what a plan is worth.
    pub beside: Vec<Flow>,
    /// How money moves with attacks, after tax.
    pub money: Vec<Effect<Col>>,
    /// How what users pay moves with attacks, after tax: at least as far as it does.
    pub pay: Vec<Effect<Col>>,
    /// How the tax that is due moves with attacks on money and pay.
    pub tax: Vec<Effect<Col>>,
    /// Where pay moves less than `pay` says.
    pub capped: Vec<Capped>,
    /// What firms are paid on a condition that attacks can move: in the purse. What comes without an attack is in `beside`.
    pub gated: Vec<Gated>,
}

/// Positions of states in a future, by state.
#[must_use]
pub fn positions(network: &Network, states: &StatePath) -> List<StateAt, Option<PathAt>> {
    let mut position = List::from(vec![None; network.tree.states.len()]);
    states.iter().enumerate().for_each(|(at, s)| position[*s] = Some(at));
    position
}

impl Flows {
    /// The money of a program along a future, given by its states from the root on, users paying prices inside; columns are the program's.
    #[must_use]
    pub fn along(network: &Network, formulation: &Formulation, states: &StatePath, internal: &InternalPrices) -> Self {
        let position = positions(network, states);
        let mut flows = Self::default();
        flows.enter(network, formulation, &position);
        flows.enter_paid(network, formulation, &position, internal);
        flows.enter_beside(network, states);
        flows.enter_effects(network, formulation, states);
        flows
    }

    fn enter(&mut self, network: &Network, formulation: &Formulation, position: &List<StateAt, Option<PathAt>>) {
        let keeps = &formulation.variables.keep;
        ledger::visit(network, &formulation.sets, &formulation.variables, &mut |entry| {
            if let Some(at) = position[entry.state] {
                let (col, owner, amount) = (entry.col, entry.owner, entry.amount);
                // What salvage leaves after its tax is salvage.
                let is_kept = col.is_some_and(|col| keeps.key(col).is_some());
                let kind = FlowKind::Plan(if is_kept { Kind::Salvage } else { entry.kind });
                self.flows.push(Flow { col, at, kind, owner, amount });
            }
        });
    }

    fn enter_paid(
        &mut self,
        network: &Network,
        formulation: &Formulation,
        position: &List<StateAt, Option<PathAt>>,
        internal: &InternalPrices,
    ) {
        let (owner, rate) = (network.cooperative(), network.tax_rate());
        for ((d, s), col) in formulation.variables.serve.iter() {
            let Some(at) = position[s] else { continue };
            let demand = &network.demands[d];
            let worth = demand.value_usd_per_kg;
            let pay = match internal.taken(demand.material, at) {
                Some(price) => UserPay::new(network, price, worth),
                None => UserPay::new(network, &Price { usd_per_kg: worth, falls: Vec::new() }, worth),
            };
            let amount = pay.usd_per_kg * MUSD_PER_USD_PER_KG_TONNE;
            let kind = FlowKind::Plan;
            self.paid.push(Flow { col: Some(col), at, kind: kind(Kind::Sales), owner, amount });
            if rate != 0.0 {
                self.paid.push(Flow { col: Some(col), at, kind: kind(Kind::Tax), owner, amount: -rate * amount });
            }
            for (attack, fall) in pay.linear() {
                let moved = Effect { attack, at, of: col, slope: -fall * MUSD_PER_USD_PER_KG_TONNE };
                self.pay.push(Effect { slope: (1.0 - rate) * moved.slope, ..moved });
                if rate != 0.0 {
                    self.tax.push(Effect { slope: rate * moved.slope, ..moved });
                }
            }
            self.capped.extend(pay.capped(col, at, MUSD_PER_USD_PER_KG_TONNE, 1.0 - rate));
        }
    }

    /// Yearly means over the periods, with the tax that overhead and interest save: at the end of a period all that fell in it is in the purse.
    fn enter_beside(&mut self, network: &Network, states: &StatePath) {
        for (owner, member) in network.members.iter().enumerate() {
            for (at, state) in states.iter().enumerate() {
                let years = || network.tree.period(*state).years();
                let mean = |of: &dyn Fn(i32) -> f64| years().map(of).sum::<f64>() / years().count() as f64;
                let debt = -mean(&|year| member.finance.debt_service_musd(year));
                let other = mean(&|year| member.finance.other_musd(year));
                // What overhead and interest take off taxed profit.
                let saved = network.tax_rate() * mean(&|year| member.finance.deductible_musd(year));
                let flows = [(FlowKind::FirmDebt, debt), (FlowKind::Firm, other), (FlowKind::Plan(Kind::Tax), saved)];
                for (kind, amount) in flows.into_iter().filter(|(_, amount)| *amount != 0.0) {
                    self.beside.push(Flow { col: None, at, kind, owner, amount });
                }
            }
            for money in &member.finance.conditional {
                let came = states.positions().zip(without_attack(network, states, money));
                for (at, musd) in came.filter(|(_, musd)| *musd != 0.0) {
                    let amount = musd / f64::from(network.tree.period(states[at]).length);
                    self.beside.push(Flow { col: None, at, kind: FlowKind::Firm, owner, amount });
                }
            }
        }
        self.gated = gated(network, states);
    }

    /// The same where everything that attacks can shut is shut, for programs that cannot tie it to depths: what holds with it holds.
    #[must_use]
    pub fn with_shut(&self) -> Self {
        let mut shut = self.clone();
        for it in std::mem::take(&mut shut.gated) {
            // Depths that shut whatever can be shut.
            let change = it.change(&|_, _| f64::MAX);
            for (at, musd) in it.states.positions().zip(change).filter(|(_, musd)| *musd != 0.0) {
                let (kind, owner, amount) = (FlowKind::Firm, it.owner, musd / it.years(at));
                shut.beside.push(Flow { col: None, at, kind, owner, amount });
            }
        }
        shut
    }

    /// What gates take, each yearly amount weighed by its state. Weights of later states are no greater, so that what comes later is no gain.
    #[must_use]
    pub fn shuts(&self, weight: &dyn Fn(PathAt) -> f64) -> Vec<Shut> {
        let mut shuts: Vec<Shut> = Vec::new();
        for (gated, it) in self.gated.iter().enumerate() {
            for Loss { at, musd_per_year, shut } in it.losses() {
                let musd = musd_per_year * weight(at);
                match shuts.iter_mut().find(|known| known.gated == gated && known.shut == shut) {
                    Some(known) => known.musd += musd,
                    None => shuts.push(Shut { gated, shut, musd }),
                }
            }
        }
        shuts.retain(|it| it.musd < 0.0);
        shuts
    }

    fn enter_effects(&mut self, network: &Network, formulation: &Formulation, states: &StatePath) {
        let of = components(network, formulation, states);
        for moves in &formulation.components.money {
            if let Some((attack, at)) = of[moves.component as usize] {
                let rate = tax_rate(network, formulation, moves.col);
                self.money.push(Effect { attack, at, of: moves.col, slope: moves.slope });
                if rate != 0.0 {
                    let slope = moves.slope * rate / (1.0 - rate);
                    self.tax.push(Effect { attack, at, of: moves.col, slope });
                }
            }
        }
    }

    /// Whether tax is due on anything.
    #[must_use]
    pub fn has_tax(&self) -> bool {
        self.flows.iter().any(|flow| flow.kind == Kind::Tax && flow.amount != 0.0) || !self.tax.is_empty()
    }

    /// Cash before tax weighed by `cash`, less the tax due weighed by `due`, for a program with so many columns. With the same weight for
    /// both it is [`View::Cash`], in which losses are refunded.
    #[must_use]
    pub fn purse(&self, cols: usize, cash: &dyn Fn(PathAt) -> f64, due: &dyn Fn(PathAt) -> f64) -> Money {
        let mut money = Money { shuts: self.shuts(cash), ..Money::nothing(cols) };
        self.visit(View::Cash, &mut |flow| {
            let weight = if flow.kind == Kind::Tax { due(flow.at) } else { cash(flow.at) };
            match flow.col {
                Some(col) => money.costs[col.index()] += flow.amount * weight,
                None => money.constant += flow.amount * weight,
            }
        });
        let after = self.effects(View::Cash).map(|it| Effect { slope: it.slope * cash(it.at), ..*it });
        let tax = self.tax.iter().map(|it| Effect { slope: it.slope * (cash(it.at) - due(it.at)), ..*it });
        money.effects = after.chain(tax).filter(|it| it.slope != 0.0).collect();
        money
    }

    /// The money of a view, each yearly amount weighed by its state, for a program with so many columns.
    #[must_use]
    pub fn of_view(&self, view: View, cols: usize, weight: &dyn Fn(PathAt) -> f64) -> Money {
        let mut money = Money::nothing(cols);
        if view == View::Cash {
            money.shuts = self.shuts(weight);
        }
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
            let in_purse = || flow.kind.is_cash() && flow.kind != Kind::Salvage;
            view == View::Worth || (!served && in_purse())
        };
        self.flows.iter().filter(counts).for_each(&mut *sink);
        if view == View::Cash {
            self.paid.iter().chain(&self.beside).for_each(sink);
        }
    }
}

/// Rate of the tax on what a column earns, as attacks move it.
fn tax_rate(network: &Network, formulation: &Formulation, col: Col) -> f64 {
    let vars = &formulation.variables;
    let is_trade = vars.buy.key(col).is_some() || vars.sell.key(col).is_some();
    let is_taxed = is_trade || vars.run.key(col).is_some() || vars.ship.key(col).is_some();
    // What floors pay is not taxed.
    if is_taxed { network.tax_rate() } else { 0.0 }
}

/// By component of the program's attributions the attack and the position of its state in the future; none for others.
#[must_use]
pub fn components(network: &Network, formulation: &Formulation, states: &StatePath) -> Vec<Option<(AttackAt, PathAt)>> {
    let position = positions(network, states);
    let place = |component: &Component| match *component {
        Component::Attack { attack, state } => position[state].map(|at| (attack, at)),
        Component::Price { .. } | Component::Ban { .. } => None,
    };
    formulation.components.list.iter().map(place).collect()
}
