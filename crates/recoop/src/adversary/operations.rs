//! What is left to decide once plants stand: how a group runs, buys, sells, stores and serves along one future.
//!
//! ```text
//!   max  Σ_s weight[s] Σ flow[s] · y      A y ≤ b - (what is built and standing makes of each row)
//! ```
//!
//! Capacities are those of the plan, whole plants included; nothing is integer any more. Rules that an attack may make impossible (how
//! much of a demand has to be served, how much capital may be called) are out: unserved demand has its cost, and calls on capital are
//! what a purse is for.

use coalition::Group;
use program::{Col, Place, Program, Reduced, Row, reduce, restrict};

use crate::formulation::ledger::{self, Kind, MUSD_PER_USD_PER_KG_TONNE};

use crate::formulation::variables::column_states;
use crate::network::Network;
use crate::network::tables::{AttackKind, Side};
use crate::plan::Made;

/// A flow of money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// Column of [`Operations::program`] that it scales with; none for what is settled.
    pub col: Option<Col>,
    /// Position in [`Operations::states`].
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
    /// Position in [`Operations::states`].
    pub at: usize,
    /// What moves.
    pub of: T,
    /// Per unit of depth. Of money: MUSD/yr per unit of the column.
    pub slope: f64,
}

/// The operations of a group along one future.
#[derive(Clone, Debug)]
pub struct Operations<'a> {
    /// The case.
    pub network: &'a Network,
    /// Who operates.
    pub group: Group,
    /// States from the root to the leaf.
    pub states: Vec<usize>,
    /// The rules, without an objective.
    pub program: Program,
    /// Money, in which users are worth what the case says they are.
    pub flows: Vec<Flow>,
    /// Money that users pay in place of what it is worth to them: what the market asks, at most that worth. MUSD/yr per t/yr after tax.
    pub paid: Vec<Flow>,
    /// How money moves with attacks.
    pub money: Vec<Effect<Col>>,
    /// How what users pay moves with attacks.
    pub pay: Vec<Effect<Col>>,
    /// How bounds move with attacks.
    pub limits: Vec<Effect<Place>>,
    /// Balances of places: place of the formulation's sets, position in `states`, row.
    pub balances: Vec<(usize, usize, Row)>,
    /// What is not served: demand, column, position in `states`.
    pub shortages: Vec<(usize, Col, usize)>,
    reduced: Reduced,
    settled: Vec<Option<f64>>,
}

/// Families of what is still decided.
const OPERATING: [&str; 10] =
    ["run", "buy", "sell", "ship", "downgrade", "dispose", "hold", "serve", "short", "top_up"];
/// Families of rules that an attack may make impossible, and of what measures money.
const LEFT_OUT: [&str; 7] =
    ["service_level", "service_chance", "capital_source", "capital_limit", "capital_total", "cash_flow", "tail_loss"];

impl<'a> Operations<'a> {
    /// The operations of a group of members with the plants of a plan along the future that ends at `leaf`, a position in
    /// [`Tree::leaves`](crate::network::tree::Tree::leaves). What belongs to all is there for every group, as if the others were not there.
    #[must_use]
    pub fn new(network: &'a Network, made: &Made, leaf: usize, group: Group) -> Self {
        let (n, tree) = (network.cooperative(), &network.tree);
        let mut states: Vec<usize> = tree.path(tree.leaves[leaf]).collect();
        states.sort_unstable();
        let mut position = vec![None; tree.states.len()];
        states.iter().enumerate().for_each(|(at, s)| position[*s] = Some(at));
        let all = group == Group::all(n);
        let whole = &made.formulation.program;
        let base = if all { whole.clone() } else { restrict(whole, &group.flags(n)) };
        let of = column_states(network, &made.formulation);
        let own = |owner: usize| if owner < n { group.contains(owner) } else { all };
        let foreign = foreign_columns(network, made, &own);
        let settled: Vec<Option<f64>> = whole
            .all_cols()
            .map(|col| {
                let at = of[col.index()].and_then(|s| position[s]);
                let open = at.is_some() && OPERATING.contains(&whole.col_family(col));
                let value = if foreign[col.index()] { 0.0 } else { made.columns[col.index()] };
                (!open).then_some(value)
            })
            .collect();
        // What binds another future (a stock carried into it, ore left for it) binds nobody here.
        let elsewhere = |col: Col| of[col.index()].is_some_and(|s| position[s].is_none());
        let reduced = reduce(&base, &settled, |row| {
            LEFT_OUT.contains(&whole.row_family(row)) || base.row_terms(row).any(|(col, _)| elsewhere(col))
        });
        let mut program = reduced.program.clone();
        program.all_cols().for_each(|col| program.add_cost(col, -program.cost(col)));
        program.add_offset(-program.offset());
        program.attributions = program::Attributions::default();
        forgive_rounding(&mut program);
        let mut operations = Self {
            network,
            group,
            states,
            program,
            flows: Vec::new(),
            paid: Vec::new(),
            money: Vec::new(),
            pay: Vec::new(),
            limits: Vec::new(),
            balances: Vec::new(),
            shortages: Vec::new(),
            reduced,
            settled,
        };
        operations.enter_flows(made, &position, &own);
        operations.enter_effects(made);
        operations
    }

    /// Years of a state.
    #[must_use]
    pub fn years(&self, at: usize) -> f64 {
        f64::from(self.network.tree.period(self.states[at]).length)
    }

    /// What a yearly amount in a state counts for at present, as if this future were certain.
    #[must_use]
    pub fn weight(&self, at: usize) -> f64 {
        self.network.tree.states[self.states[at]].weight
    }

    /// The column that a column of the plan's program became.
    #[must_use]
    pub fn col(&self, of_plan: Col) -> Option<Col> {
        self.reduced.cols[of_plan.index()]
    }

    /// The row that a row of the plan's program became.
    #[must_use]
    pub fn row(&self, of_plan: Row) -> Option<Row> {
        self.reduced.rows[of_plan.index()]
    }

    /// All columns of the plan's program, from those that are decided here.
    #[must_use]
    pub fn whole(&self, cols: &[f64]) -> Vec<f64> {
        self.reduced.whole(cols, &self.settled)
    }

    fn enter_flows(&mut self, made: &Made, position: &[Option<usize>], own: &dyn Fn(usize) -> bool) {
        let (network, formulation) = (self.network, &made.formulation);
        let vars = &formulation.variables;
        let mut sums = std::collections::BTreeMap::new();
        ledger::visit(network, &formulation.sets, vars, &mut |entry| {
            let Some(at) = position[entry.state] else { return };
            match entry.col.and_then(|col| self.reduced.cols[col.index()]) {
                Some(col) => self.flows.push(Flow {
                    col: Some(col),
                    at,
                    kind: entry.kind,
                    owner: entry.owner,
                    amount: entry.amount,
                }),
                None => {
                    let value = entry.col.map_or(1.0, |col| self.settled[col.index()].unwrap_or_default());
                    // Constants have an owner; those of columns are zero where the owner is out.
                    if entry.col.is_some() || own(entry.owner) {
                        *sums.entry((at, entry.kind, entry.owner)).or_insert(0.0) += entry.amount * value;
                    }
                }
            }
        });
        let settled = sums.into_iter().filter(|(_, amount)| *amount != 0.0);
        self.flows.extend(settled.map(|((at, kind, owner), amount)| Flow { col: None, at, kind, owner, amount }));
        for ([p, s], row) in formulation.constraints.material_balance.iter() {
            if let (Some(row), Some(at)) = (self.reduced.rows[row.index()], position[s]) {
                self.balances.push((p, at, row));
            }
        }
        for ([d, s], col) in vars.short.iter() {
            if let (Some(col), Some(at)) = (self.reduced.cols[col.index()], position[s]) {
                self.shortages.push((d, col, at));
            }
        }
        let kept = 1.0 - network.members[network.cooperative()].tax_rate;
        for ([d, s], col) in vars.serve.iter() {
            let (Some(col), Some(at)) = (self.reduced.cols[col.index()], position[s]) else { continue };
            let demand = &network.demands[d];
            let asked = quotes(network, demand.material, s);
            let price = if asked.is_empty() {
                demand.value_usd_per_kg
            } else {
                let mean = asked.iter().map(|offer| network.offers[*offer].price_usd_per_kg.at(s)).sum::<f64>();
                (mean / asked.len() as f64).min(demand.value_usd_per_kg)
            };
            let amount = price * MUSD_PER_USD_PER_KG_TONNE * kept;
            self.paid.push(Flow { col: Some(col), at, kind: Kind::Sales, owner: network.cooperative(), amount });
            for (k, attack) in network.attacks.iter().enumerate() {
                let share_of =
                    |offer: &usize| attack.share_of_offer(*offer) * network.offers[*offer].price_usd_per_kg.at(s);
                let moved = asked.iter().map(share_of).sum::<f64>() / asked.len().max(1) as f64;
                let part = attack.share_of_years(&network.tree, s);
                if moved * part != 0.0 && attack.kind == AttackKind::Price {
                    let slope = -moved * part * MUSD_PER_USD_PER_KG_TONNE * kept;
                    self.pay.push(Effect { attack: k, at, of: col, slope });
                }
            }
        }
    }

    fn enter_effects(&mut self, made: &Made) {
        let (network, program) = (self.network, &made.formulation.program);
        let mut component = std::collections::HashMap::new();
        for (k, attack) in network.attacks.iter().enumerate() {
            for (at, s) in self.states.iter().enumerate() {
                component.insert(format!("attack[{},{}]", attack.id, network.tree.label(*s)), (k, at));
            }
        }
        let of: Vec<Option<(usize, usize)>> =
            program.attributions.components.iter().map(|label| component.get(label).copied()).collect();
        // Money moves in the objective, in proportion to the weight of expectation there; where that is nothing, in `cash_flow`.
        let weighs = network.settings.risk.weight < 1.0;
        for priced in &program.attributions.priced {
            let (Some((attack, at)), Some(col)) =
                (of[priced.component as usize], self.reduced.cols[priced.col.index()])
            else {
                continue;
            };
            let slope = match priced.row {
                None if weighs => {
                    priced.slope / crate::formulation::objective::expectation_factor(network, self.states[at])
                }
                Some(row) if !weighs && program.row_family(row) == "cash_flow" => -priced.slope,
                _ => continue,
            };
            self.money.push(Effect { attack, at, of: col, slope });
        }
        for limited in &self.reduced.program.attributions.limited {
            if let Some((attack, at)) = of[limited.component as usize] {
                self.limits.push(Effect { attack, at, of: limited.place, slope: limited.slope });
            }
        }
    }
}

/// Offers at which users could buy a material otherwise, else those at which it can be sold.
fn quotes(network: &Network, material: usize, state: usize) -> Vec<usize> {
    let open = |side: Side| -> Vec<usize> {
        network.open_offers(material, state).filter(|(_, offer)| offer.side == side).map(|(at, _)| at).collect()
    };
    let buy = open(Side::Buy);
    if buy.is_empty() { open(Side::Sell) } else { buy }
}

/// Columns of plants and purses of those who are out.
fn foreign_columns(network: &Network, made: &Made, own: &dyn Fn(usize) -> bool) -> Vec<bool> {
    let (vars, sets) = (&made.formulation.variables, &made.formulation.sets);
    let mut foreign = vec![false; made.formulation.program.num_cols()];
    let out = |facility: usize| !own(network.facilities[facility].member);
    let slot = |slot: usize| out(sets.slots[slot].facility);
    let marked = vars.build.iter().chain(vars.size.iter()).chain(vars.keep.iter()).map(|([s, _], col)| (slot(s), col));
    let marked = marked.chain(vars.open.iter().map(|([s], col)| (slot(s), col)));
    let marked = marked.chain(vars.installed.iter().map(|([f, _], col)| (out(f), col)));
    marked.for_each(|(is_out, col)| foreign[col.index()] = is_out);
    foreign
}

/// What is settled was settled up to the solver's tolerance: a capacity of 1e-9 below zero would leave no solution.
fn forgive_rounding(program: &mut Program) {
    for row in program.all_rows() {
        let (lower, upper) = program.row_bounds(row);
        let size: f64 = program.row_terms(row).map(|(_, value)| value.abs()).fold(1.0, f64::max);
        let tiny = 1e-6 * size;
        let near = |bound: f64| if bound.abs() < tiny { 0.0 } else { bound };
        program.set_row_bounds(row, near(lower), near(upper));
    }
}

/// Which money counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// What the plan is worth: served demand by its worth to users, unserved by its cost.
    Worth,
    /// What is in the purse: users pay what the market asks; nothing is paid for what is not served.
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

impl Operations<'_> {
    /// The money of a view, each yearly amount weighed by its state.
    #[must_use]
    pub fn money(&self, view: View, weight: &dyn Fn(usize) -> f64) -> Money {
        let mut money = Money { costs: vec![0.0; self.program.num_cols()], constant: 0.0, effects: Vec::new() };
        self.visit(view, &mut |flow| {
            let amount = flow.amount * weight(flow.at);
            match flow.col {
                Some(col) => money.costs[col.index()] += amount,
                None => money.constant += amount,
            }
        });
        let pay: &[Effect<Col>] = if view == View::Cash { &self.pay } else { &[] };
        for effect in self.money.iter().chain(pay) {
            let slope = effect.slope * weight(effect.at);
            if slope != 0.0 {
                money.effects.push(Effect { slope, ..*effect });
            }
        }
        money
    }

    /// Calls `sink` with every flow of a view.
    pub fn visit(&self, view: View, sink: &mut dyn FnMut(&Flow)) {
        let serves: std::collections::HashSet<Col> = self.paid.iter().filter_map(|flow| flow.col).collect();
        let counts = |flow: &&Flow| {
            let served = flow.col.is_some_and(|col| serves.contains(&col));
            view == View::Worth || !(served || matches!(flow.kind, Kind::DemandValue | Kind::Shortage))
        };
        self.flows.iter().filter(counts).for_each(&mut *sink);
        if view == View::Cash {
            self.paid.iter().for_each(sink);
        }
    }
}
