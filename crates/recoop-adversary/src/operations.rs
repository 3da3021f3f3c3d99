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
use program::{Col, Place, Program, Reduced, Row, restrict};

pub use super::flows::{Capped, Effect, Flow, FlowKind, Flows, Money, View};
use super::flows::{components, positions};
use super::internal::InternalPrices;
use super::own_trade::{self, OwnTrade};
use super::standing::{Ask, Operating, Standing, foreign_columns, without_common_stocks};
use recoop::formulation::sets::positions::PlaceAt;
use recoop::plan::SolvedPlan;
use recoop_case::Network;
use recoop_case::positions::{DemandAt, LeafAt, PathAt, StateAt, StatePath};

/// Whether plants and stocks of an owner are the group's: a member's of its members, the cooperative's of all together.
#[must_use]
pub fn is_owner(network: &Network, group: Group, owner: usize) -> bool {
    let n = network.cooperative();
    if owner < n { group.contains(owner) } else { group == Group::all(n) }
}

/// The operations of a group along one future.
#[derive(Clone, Debug)]
pub struct Operations<'a> {
    /// The case.
    pub network: &'a Network,
    /// Who operates.
    pub group: Group,
    /// States from the root to the leaf.
    pub states: StatePath,
    /// The rules, without an objective.
    pub program: Program,
    /// Money; columns are those of [`Self::program`].
    pub flows: Flows,
    /// How bounds move with attacks.
    pub limits: Vec<Effect<Place>>,
    /// Balances of places: place of the formulation's sets, position in `states`, row.
    pub balances: Vec<(PlaceAt, PathAt, Row)>,
    /// What is not served: demand, column, position in `states`.
    pub shortages: Vec<(DemandAt, Col, PathAt)>,
    reduced: Reduced,
    settled: Vec<Option<f64>>,
}

impl<'a> Operations<'a> {
    /// The operations of a group of members with the plants of a plan along the future that ends at `leaf`, a position in
    /// [`Tree::leaves`](recoop_case::tree::Tree::leaves). Markets, lanes and demands of nobody are open to every group, as if the others were not
    /// there; plants and stocks of the cooperative are those of all.
    #[must_use]
    pub fn new(network: &'a Network, made: &SolvedPlan, leaf: LeafAt, group: Group) -> Self {
        let states = network.tree.states_to(leaf);
        Self::at_prices(network, made, leaf, group, &InternalPrices::indexed(network, &states))
    }

    /// The same with users of the group paying prices inside by a rule of the bylaw.
    #[must_use]
    pub fn at_prices(
        network: &'a Network,
        made: &SolvedPlan,
        leaf: LeafAt,
        group: Group,
        internal: &InternalPrices,
    ) -> Self {
        let n = network.cooperative();
        let states = network.tree.states_to(leaf);
        let all = group == Group::all(n);
        let whole = &made.formulation.program;
        let base = if all {
            whole.clone()
        } else {
            restrict(&without_common_stocks(network, &made.formulation), &group.flags(n))
        };
        let standing = Standing::new(network, &made.formulation, &Ask::along(&states));
        let own = |owner: usize| is_owner(network, group, owner);
        let foreign = foreign_columns(network, &made.formulation, &own);
        let value = |col: Col| Some(if foreign[col.index()] { 0.0 } else { made.columns[col.index()] });
        let Operating { program, reduced, settled } = standing.program(&base, &value);
        let mut operations = Self {
            network,
            group,
            states,
            program,
            flows: Flows::default(),
            limits: Vec::new(),
            balances: Vec::new(),
            shortages: Vec::new(),
            reduced,
            settled,
        };
        operations.enter_flows(made, &own, internal);
        operations.enter_places(made);
        operations
    }

    /// The same for the purse of the group: it sells and serves what its own plants make and what it holds, and resells nothing that it
    /// bought ([`OwnTrade`]).
    #[must_use]
    pub fn of_purse(network: &'a Network, made: &SolvedPlan, leaf: LeafAt, group: Group) -> Self {
        let states = network.tree.states_to(leaf);
        Self::of_purse_at(network, made, leaf, group, &InternalPrices::indexed(network, &states))
    }

    /// The same with users of the group paying prices inside by a rule of the bylaw.
    #[must_use]
    pub fn of_purse_at(
        network: &'a Network,
        made: &SolvedPlan,
        leaf: LeafAt,
        group: Group,
        internal: &InternalPrices,
    ) -> Self {
        let mut operations = Self::at_prices(network, made, leaf, group, internal);
        operations.limit_trade(made, &|_, _| 1.0);
        operations
    }

    /// The last state.
    pub(crate) fn last(&self) -> PathAt {
        PathAt::new(self.states.len() - 1)
    }

    /// Limits trade to what the group's plants make; `kept` is the part of what is made at a place in a state that is left to sell.
    pub(crate) fn limit_trade(&mut self, made: &SolvedPlan, kept: &dyn Fn(PlaceAt, StateAt) -> f64) {
        let (network, group) = (self.network, self.group);
        let own = |member: usize| is_owner(network, group, member);
        let limits = own_trade::limits(network, &made.formulation, &self.states, (&own, kept));
        let here = |limit: OwnTrade| {
            let mut at_most = limit.at_most;
            let mut terms = Vec::new();
            for (col, value) in limit.terms {
                match self.col(col) {
                    Some(col) => terms.push((col, value)),
                    None => at_most -= value * self.settled[col.index()].unwrap_or_default(),
                }
            }
            OwnTrade { name: limit.name, terms, at_most: at_most.max(0.0) }
        };
        let limits: Vec<OwnTrade> =
            limits.into_iter().map(here).filter(|limit| limit.terms.iter().any(|(_, value)| *value > 0.0)).collect();
        own_trade::write(&mut self.program, "own_trade", &limits, &|col| col);
    }

    /// The same with everything shut that attacks can shut ([`Flows::with_shut`]).
    #[must_use]
    pub fn with_shut(self) -> Self {
        Self { flows: self.flows.with_shut(), ..self }
    }

    /// The same for a firm that does not see attacks coming: it stores what `usual` stores, and mines no more of what is scarce. None where it decides nothing of
    /// the kind, so that nothing can be foreseen.
    #[must_use]
    pub fn without_foresight(&self, made: &SolvedPlan, usual: &[f64]) -> Option<Self> {
        let (vars, sets) = (&made.formulation.variables, &made.formulation.sets);
        let mut blind = self.clone();
        let mut is_other = false;
        let mut settle = |col: Option<Col>, may_be_less: bool| {
            let Some(col) = col else { return };
            let (lower, upper) = blind.program.col_bounds(col);
            if lower < upper {
                let value = usual[col.index()].clamp(lower, upper);
                blind.program.set_col_bounds(col, if may_be_less { lower } else { value }, value);
                is_other = true;
            }
        };
        vars.hold.iter().for_each(|(_, col)| settle(self.col(col), false));
        for ((r, _), col) in vars.run.iter() {
            let facility = &self.network.facilities[sets.runs[r].facility];
            if facility.reserve_t.is_finite() {
                settle(self.col(col), true);
            }
        }
        is_other.then_some(blind)
    }

    /// Years of a state.
    #[must_use]
    pub fn years(&self, at: PathAt) -> f64 {
        f64::from(self.network.tree.period(self.states[at]).length)
    }

    /// What a yearly amount in a state counts for at present, as if this future were certain.
    #[must_use]
    pub fn weight(&self, at: PathAt) -> f64 {
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

    /// The money of a view, each yearly amount weighed by its state.
    #[must_use]
    pub fn money(&self, view: View, weight: &dyn Fn(PathAt) -> f64) -> Money {
        self.flows.of_view(view, self.program.num_cols(), weight)
    }

    /// Calls `sink` with every flow of a view.
    pub fn visit(&self, view: View, sink: &mut dyn FnMut(&Flow)) {
        self.flows.visit(view, sink);
    }

    /// The money of the plan, with what is settled as sums.
    fn enter_flows(&mut self, made: &SolvedPlan, own: &dyn Fn(usize) -> bool, internal: &InternalPrices) {
        let of_plan = Flows::along(self.network, &made.formulation, &self.states, internal);
        let mut sums = std::collections::BTreeMap::new();
        for flow in of_plan.flows {
            match flow.col.and_then(|col| self.col(col)) {
                Some(col) => self.flows.flows.push(Flow { col: Some(col), ..flow }),
                None => {
                    let value = flow.col.map_or(1.0, |col| self.settled[col.index()].unwrap_or_default());
                    // Constants have an owner; those of columns are zero where the owner is out.
                    if flow.col.is_some() || own(flow.owner) {
                        *sums.entry((flow.at, flow.kind, flow.owner)).or_insert(0.0) += flow.amount * value;
                    }
                }
            }
        }
        let settled = sums.into_iter().filter(|(_, amount)| *amount != 0.0);
        let settled = settled.map(|((at, kind, owner), amount)| Flow { col: None, at, kind, owner, amount });
        self.flows.flows.extend(settled);
        let kept = |effects: Vec<Effect<Col>>| -> Vec<Effect<Col>> {
            effects.into_iter().filter_map(|effect| Some(Effect { of: self.col(effect.of)?, ..effect })).collect()
        };
        let (money, pay, tax) = (kept(of_plan.money), kept(of_plan.pay), kept(of_plan.tax));
        let paid = of_plan.paid.into_iter().filter_map(|flow| Some(Flow { col: Some(self.col(flow.col?)?), ..flow }));
        let paid = paid.collect();
        let beside = of_plan.beside.into_iter().filter(|flow| own(flow.owner)).collect();
        let capped = of_plan.capped.into_iter().filter_map(|it| Some(Capped { col: self.col(it.col)?, ..it }));
        let capped = capped.collect();
        let gated = of_plan.gated.into_iter().filter(|it| own(it.owner)).collect();
        self.flows =
            Flows { flows: std::mem::take(&mut self.flows.flows), paid, beside, money, pay, tax, capped, gated };
    }

    /// Balances, shortages, and what attacks take from bounds.
    fn enter_places(&mut self, made: &SolvedPlan) {
        let (formulation, position) = (&made.formulation, positions(self.network, &self.states));
        for ((p, s), row) in formulation.constraints.material_balance.iter() {
            if let (Some(row), Some(at)) = (self.reduced.rows[row.index()], position[s]) {
                self.balances.push((p, at, row));
            }
        }
        for ((d, s), col) in formulation.variables.short.iter() {
            if let (Some(col), Some(at)) = (self.reduced.cols[col.index()], position[s]) {
                self.shortages.push((d, col, at));
            }
        }
        let of = components(self.network, formulation, &self.states);
        for limited in &self.reduced.program.attributions.limited {
            if let Some((attack, at)) = of[limited.component as usize] {
                self.limits.push(Effect { attack, at, of: limited.place, slope: limited.slope });
            }
        }
    }
}
