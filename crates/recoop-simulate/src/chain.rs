//! The programs of what a plan built, one for each state of a future, with the money that hangs on their columns.
//!
//! They are those of the stress ([`Operations`]) with everything settled that is not decided in the state itself. What moves with
//! prices is [`market_money`].

use std::collections::{BTreeMap, HashMap};

use program::{Basis, Col, List, Program, Row, Solution, reduce};

use super::delays::DelayModel;
use super::inside::YearPrices;
use super::operate::{Moved, OperateError, Operator};
use super::parts::{Kept, Limit, Pays, Priced, Quote, Running, Traded};
use super::ties::{Overlay, Ties};
use recoop::formulation::ledger::{Kind, MUSD_PER_USD_PER_KG_TONNE};
use recoop::formulation::market_money::{By, market_money};
use recoop::formulation::sets::positions::PlaceAt;
use recoop::plan::SolvedPlan;
use recoop_adversary::operations::{Flow, Flows, Operations, View};
use recoop_adversary::standing::{Ask, Standing, Stocks};
use recoop_case::Network;
use recoop_case::positions::{DemandAt, LeafAt, MaterialAt, OfferAt, PathAt, StateAt};
use recoop_case::prices::MeanPrice;

/// The program of a state.
#[derive(Clone, Debug)]
pub struct StateProgram {
    /// State.
    pub state: StateAt,
    pub(super) program: Program,
    pub(super) priced: Vec<Priced>,
    pub(super) limits: Vec<Limit>,
    /// Columns that belong to a member alone: column, member.
    pub(super) owned: Vec<(Col, usize)>,
    pub(super) kept: Vec<Kept>,
    /// Cost of a metric ton that a stock lacks, MUSD, by position in `kept`.
    pub(super) lack: Vec<f64>,
    pub(super) running: Vec<Running>,
    /// Money of all columns, what is in the purse: MUSD/yr per unit at the case's prices, without what demands pay.
    pub(super) cash: Vec<(Col, f64)>,
    pub(super) pays: Vec<Pays>,
    /// Settled money by owner, MUSD/yr.
    pub(super) settled: BTreeMap<usize, f64>,
    /// What is not served: demand, column.
    pub(super) shortages: Vec<(DemandAt, Col)>,
    /// What is served: demand, column.
    pub(super) serves: Vec<(DemandAt, Col)>,
    /// What a floor tops up, with those who make it: position in `running`, metric tons for a metric ton of activity.
    pub(super) tops: Vec<(Col, Vec<(usize, f64)>)>,
    /// Trades at markets.
    pub(super) trades: Vec<Traded>,
    /// For each place of the formulation its balance.
    pub(super) balances: HashMap<PlaceAt, Row>,
    /// For each material what its open offers quote.
    pub(super) quotes: Vec<Vec<Quote>>,
    pub(super) start: Option<Basis>,
}

/// The programs of the states of a future, and what they have in common.
pub struct Chain<'a> {
    /// The case.
    pub network: &'a Network,
    /// What goes along with what.
    pub ties: Ties,
    /// The programs, root first.
    pub states: List<PathAt, StateProgram>,
    /// For each state and facility what a delay of so many years leaves of its planned capacity.
    pub(super) late: DelayModel,
}

impl<'a> Chain<'a> {
    /// The programs of what a plan built, along the future that ends at `leaf`, a position in the leaves of the tree.
    ///
    /// # Errors
    /// When a state cannot be run as planned.
    pub fn new(
        network: &'a Network,
        made: &'a SolvedPlan,
        leaf: LeafAt,
        overlays: &[Overlay],
    ) -> Result<Self, OperateError> {
        let all = coalition::Group::all(network.cooperative());
        let operations = Operations::new(network, made, leaf, all);
        let ties = Ties::new(network, overlays);
        let moves = moves(network, made, &ties);
        let mut states = List::new();
        for at in operations.states.positions() {
            let mut state = StateProgram::new(&operations, made, &ties, &moves, at);
            state.prepare(network, ties.factors.len())?;
            states.push(state);
        }
        let late = DelayModel::new(network, made, &operations.states);
        Ok(Self { network, ties, states, late })
    }

    /// What a material is quoted at in the case, USD/kg; 0 where no market knows it.
    pub(super) fn reference(&self, state: &StateProgram, material: MaterialAt) -> f64 {
        let quotes = &state.quotes[material];
        quotes.iter().map(|quote| quote.price).sum::<f64>() / (quotes.len() as f64).max(1.0)
    }
}

impl StateProgram {
    /// The program: what operates in the state, the rest of the scenario as planned.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    fn new(
        operations: &Operations<'_>,
        made: &SolvedPlan,
        ties: &Ties,
        moves: &HashMap<Col, (f64, usize)>,
        at: PathAt,
    ) -> Self {
        let network = operations.network;
        let state = operations.states[at];
        let (sets, vars) = (&made.formulation.sets, &made.formulation.variables);
        // What is decided elsewhere has its planned value.
        let others: Vec<StateAt> = operations.states.iter().copied().filter(|s| *s != state).collect();
        let ask = Ask { as_planned: &others, stocks: Stocks::AsPlanned, ..Ask::along(std::slice::from_ref(&state)) };
        let standing = Standing::new(network, &made.formulation, &ask);
        let mut settled: Vec<Option<f64>> = vec![Some(0.0); operations.program.num_cols()];
        for col in made.formulation.program.all_cols() {
            let Some(here) = operations.col(col) else { continue };
            settled[here.index()] = (!standing.col(col)).then(|| made.columns[col.index()]);
        }
        let base = with_worth(operations, at);
        let reduced = reduce(&base, &settled, |_| false);
        let here = |col: Col| operations.col(col).and_then(|col| reduced.cols[col.index()]);
        let mut program = reduced.program.clone();
        // What is settled counts elsewhere.
        program.add_offset(-program.offset());
        let mut priced: Vec<Priced> = moves
            .iter()
            .filter_map(|(col, (slope, factor))| Some(Priced { col: here(*col)?, slope: *slope, factor: *factor }))
            .collect();
        priced.sort_by_key(|priced| priced.col.index());
        let mut limits = Vec::new();
        let constraints = &made.formulation.constraints;
        for (facility, s, row) in constraints.capacities() {
            let row = operations.row(row).and_then(|row| reduced.rows[row.index()]);
            if let (Some(row), true) = (row, s == state) {
                limits.push(Limit { row, facility, upper: program.row_bounds(row).1.max(0.0) });
            }
        }
        let mut balances = HashMap::new();
        for ((place, s), row) in constraints.material_balance.iter() {
            let row = operations.row(row).and_then(|row| reduced.rows[row.index()]);
            if let (Some(row), true) = (row, s == state) {
                balances.insert(place, row);
            }
        }
        let mut kept = Vec::new();
        for ((stock, s), col) in vars.hold.iter().filter(|((_, s), _)| *s == state) {
            debug_assert_eq!(s, state);
            if let Some(row) = sets.stock_place[stock].and_then(|place| balances.get(&place)) {
                let level = |col: Col| made.columns[col.index()].max(0.0);
                let before =
                    network.tree.states[s].parent.map(|before| vars.hold.get((stock, before)).map_or(0.0, level));
                let before = before.unwrap_or(network.stocks[stock].initial_t);
                kept.push(Kept { stock, row: *row, planned_t: (before, level(col)) });
            }
        }
        let mut owned = Vec::new();
        for ((offer, s), col) in vars.buy.iter().chain(vars.sell.iter()) {
            let member = network.offers[offer].member;
            if let (true, true, Some(col)) = (s == state, member != network.cooperative(), here(col)) {
                owned.push((col, member));
            }
        }
        owned.sort_by_key(|(col, _)| col.index());
        let traded = |is_sale: bool, (offer, s): (OfferAt, StateAt), col: Col| {
            let (col, material, factor) = (here(col)?, network.offers[offer].material, ties.of_offer(offer));
            (s == state).then_some(Traded { col, material, is_sale, usd_per_kg: 0.0, factor })
        };
        let sales = vars.sell.iter().filter_map(|(key, col)| traded(true, key, col));
        let trades = sales.chain(vars.buy.iter().filter_map(|(key, col)| traded(false, key, col))).collect();
        let (mut serves, mut shortages) = (Vec::new(), Vec::new());
        for (family, to) in [(&vars.serve, &mut serves), (&vars.short, &mut shortages)] {
            to.extend(
                family.iter().filter(|((_, s), _)| *s == state).filter_map(|((d, _), col)| Some((d, here(col)?))),
            );
        }
        let quotes: Vec<Vec<Quote>> = network
            .materials
            .positions()
            .map(|material| {
                let price = network.inside_price(material, state);
                price.map_or_else(Vec::new, |price| quotes(&price, ties))
            })
            .collect();
        let running = vars.run.iter().filter(|((_, s), _)| *s == state).filter_map(|((r, _), col)| {
            let run = &sets.runs[r];
            let (facility, flows) = (run.facility, run.flows.clone());
            Some(Running { col: here(col)?, facility, flows, own: 0.0, variable_usd_per_kg: 0.0 })
        });
        let running: Vec<Running> = running.collect();
        let mut tops = Vec::new();
        for ((floor, s), col) in vars.top_up.iter() {
            let policy = &network.policies[sets.floors[floor].policy];
            let makes = sets.floors[floor].made_by.iter().filter_map(|(run, amount)| {
                let amount = amount * network.policy_share(policy, sets.runs[*run].facility, s);
                let col = vars.run.get((*run, s)).and_then(here)?;
                Some((running.iter().position(|running| running.col == col)?, amount))
            });
            if let (true, Some(col)) = (s == state, here(col)) {
                tops.push((col, makes.collect()));
            }
        }
        let mut out = Self {
            state,
            priced,
            limits,
            owned,
            lack: vec![0.0; kept.len()],
            kept,
            running,
            cash: Vec::new(),
            pays: Vec::new(),
            settled: BTreeMap::new(),
            shortages,
            serves,
            tops,
            trades,
            balances,
            quotes,
            start: None,
            program,
        };
        out.enter_money(operations, &reduced.cols, &settled, at);
        out
    }

    /// What is in the purse: as the stress reckons it.
    fn enter_money(&mut self, operations: &Operations<'_>, here: &[Option<Col>], settled: &[Option<f64>], at: PathAt) {
        let mut sums: BTreeMap<Col, f64> = BTreeMap::new();
        let paid: Vec<Col> = operations.flows.paid.iter().filter_map(|flow| flow.col).collect();
        // What firms pay beside their plants has calendar years of its own (`setup.rs`).
        let flows = Flows { beside: Vec::new(), ..operations.flows.clone() };
        flows.visit(View::Cash, &mut |flow: &Flow| {
            if flow.at != at {
                return;
            }
            match flow.col {
                None => *self.settled.entry(flow.owner).or_default() += flow.amount,
                Some(col) if paid.contains(&col) => {}
                Some(col) => match here[col.index()] {
                    Some(col) => *sums.entry(col).or_default() += flow.amount,
                    // What it costs to keep what is planned.
                    None => {
                        let amount = flow.amount * settled[col.index()].unwrap_or_default();
                        *self.settled.entry(flow.owner).or_default() += amount;
                    }
                },
            }
        });
        let by_col: HashMap<Col, usize> = self.running.iter().enumerate().map(|(i, run)| (run.col, i)).collect();
        for (col, amount) in &sums {
            if let Some(run) = by_col.get(col) {
                self.running[*run].own = *amount;
            }
        }
        self.cash = sums.into_iter().collect();
        let by_trade: HashMap<Col, usize> = self.trades.iter().enumerate().map(|(i, trade)| (trade.col, i)).collect();
        operations.visit(View::Cash, &mut |flow: &Flow| {
            let Some(col) = flow.col.filter(|_| flow.at == at).and_then(|col| here[col.index()]) else { return };
            let usd_per_kg = flow.amount.abs() / MUSD_PER_USD_PER_KG_TONNE;
            if let (Some(trade), true) = (by_trade.get(&col), flow.kind == Kind::Sales || flow.kind == Kind::Purchases)
            {
                self.trades[*trade].usd_per_kg = usd_per_kg;
            }
            if let (Some(run), true) = (by_col.get(&col), flow.kind == Kind::VariableCost) {
                self.running[*run].variable_usd_per_kg += usd_per_kg;
            }
        });
        let network = operations.network;
        let kept = 1.0 - network.tax_rate();
        for (demand, col) in &self.serves {
            let demand = &network.demands[*demand];
            let quotes = self.quotes[demand.material].clone();
            let unit = MUSD_PER_USD_PER_KG_TONNE * kept;
            self.pays.push(Pays { col: *col, material: demand.material, quotes, most: demand.value_usd_per_kg, unit });
        }
    }

    /// Solves it as planned: the basis from which every path starts, and what a metric ton that a stock lacks has to cost.
    fn prepare(&mut self, network: &Network, factors: usize) -> Result<(), OperateError> {
        let unit = |stock: &Kept| {
            let dearest = network.dearest_price(network.stocks[stock.stock].material, self.state);
            dearest.unwrap_or_default().max(0.0) * MUSD_PER_USD_PER_KG_TONNE
        };
        let dear: Vec<f64> = self.kept.iter().map(|stock| DEAR * unit(stock)).collect();
        // First without the freedom to lack anything, so that the plan's own worth of a metric ton is known.
        self.lack = vec![f64::INFINITY; self.kept.len()];
        let mut operator = Operator::new(self, network)?;
        let ones = vec![1.0; factors];
        let moved = Moved {
            factors: &ones,
            capacity: &vec![1.0; network.facilities.len()],
            alive: &vec![true; network.members.len()],
            lacks: &vec![0.0; network.stocks.len()],
            over: 1.0,
        };
        let solution = operator.run(self, network, &moved)?;
        for (k, stock) in self.kept.iter().enumerate() {
            let worth = -solution.row_duals[stock.row.index()];
            self.lack[k] = dear[k].max(1.001 * worth.abs()).max(1e-6);
        }
        let mut operator = Operator::new(self, network)?;
        operator.run(self, network, &moved)?;
        self.start = operator.basis()?;
        Ok(())
    }

    /// What materials are quoted at, USD/kg; none where no market knows them.
    pub(super) fn price(&self, material: MaterialAt, factors: &[f64]) -> Option<f64> {
        mean(&self.quotes[material], factors)
    }

    /// What materials are quoted at in the case, USD/kg; none where no market knows them.
    pub(super) fn contract(&self, material: MaterialAt) -> Option<f64> {
        let quotes = &self.quotes[material];
        let sum: f64 = quotes.iter().map(|quote| quote.price).sum();
        (!quotes.is_empty()).then(|| sum / quotes.len() as f64)
    }

    /// Money of columns in the purse, MUSD/yr: settled money is not in it. `inside` are prices inside that do not follow the market.
    pub(super) fn purse(&self, solution: &Solution, factors: &[f64], inside: Option<&YearPrices>) -> f64 {
        let base: f64 = self.cash.iter().map(|(col, amount)| amount * solution.cols[col.index()]).sum();
        let moves = |priced: &Priced| priced.slope * (factors[priced.factor] - 1.0) * solution.cols[priced.col.index()];
        let moved: f64 = self.priced.iter().map(moves).sum();
        let pays = |pays: &Pays| {
            let price = match inside {
                Some(inside) => inside.user(pays.material),
                None => mean(&pays.quotes, factors),
            };
            let price = price.map_or(pays.most, |price| price.min(pays.most));
            price * pays.unit * solution.cols[pays.col.index()]
        };
        base + moved + self.pays.iter().map(pays).sum::<f64>()
    }

    /// What floors top up, by position in `running`, MUSD/yr.
    pub(super) fn topped(&self, solution: &Solution, factors: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; self.running.len()];
        for (col, made_by) in &self.tops {
            let base = self.cash.binary_search_by_key(col, |(col, _)| *col).map_or(0.0, |at| self.cash[at].1);
            let mine = self.priced.iter().filter(|priced| priced.col == *col);
            let moved: f64 = mine.map(|priced| priced.slope * (factors[priced.factor] - 1.0)).sum();
            let money = (base + moved) * solution.cols[col.index()];
            let makes = |(run, amount): &(usize, f64)| amount * solution.cols[self.running[*run].col.index()];
            let made: f64 = made_by.iter().map(makes).sum();
            if money != 0.0 && made > 0.0 {
                made_by.iter().for_each(|maker| out[maker.0] += money * makes(maker) / made);
            }
        }
        out
    }
}

/// A metric ton that a stock lacks costs so many times what is asked for it at most.
const DEAR: f64 = 2.0;

/// The offers of a price, each with its factor.
fn quotes(price: &MeanPrice<'_>, ties: &Ties) -> Vec<Quote> {
    price.quotes().map(|(offer, price)| Quote { price, factor: ties.of_offer(offer) }).collect()
}

/// The price on a path: the mean of the offers of its rule, each moved by its factor.
fn mean(quotes: &[Quote], factors: &[f64]) -> Option<f64> {
    let sum: f64 = quotes.iter().map(|quote| quote.price * factors[quote.factor]).sum();
    (!quotes.is_empty()).then(|| sum / quotes.len() as f64)
}

/// The operations' program with what the plan is worth as objective, each amount of a state counted for a year.
fn with_worth(operations: &Operations<'_>, at: PathAt) -> Program {
    let mut program = operations.program.clone();
    let money = operations.money(View::Worth, &|s| f64::from(u8::from(s == at)));
    program.all_cols().for_each(|col| program.add_cost(col, money.costs[col.index()]));
    program
}

/// Money of columns that moves with prices, and the factor of each price, by column of the plan's program: that of the objective
/// and of the purse alike, MUSD/yr.
fn moves(network: &Network, made: &SolvedPlan, ties: &Ties) -> HashMap<Col, (f64, usize)> {
    let mut moves: HashMap<Col, (f64, usize)> = HashMap::new();
    for money in market_money(network, &made.formulation.sets, &made.formulation.variables) {
        let factor = match money.by {
            By::Offer(offer) => ties.of_offer(offer),
            By::Duty { market, material } | By::Floor { market, material } => ties.of_price(market, material),
        };
        moves.entry(money.col).or_insert((0.0, factor)).0 -= money.gain;
    }
    moves.retain(|_, (slope, factor)| slope.abs() > 1e-15 && *factor > 0);
    moves
}
