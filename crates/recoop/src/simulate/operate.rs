//! What is left to decide in one year once plants stand and prices are known: how all that stands is run together.
//!
//! ```text
//!   max  Σ flow · y      A y ≤ b      one program for each state of the future, without an objective over time
//! ```
//!
//! What goes from one state to the next (stocks, ore) is as planned. Only prices, the capacity of plants and what stocks lack move from path to
//! path: costs of columns and bounds of rows. A stock may hold less than planned, at a price for each tonne that is above what anybody asks for
//! it and above what the plan itself makes of it; it is filled up again when that is cheaper.

use std::collections::{BTreeMap, HashMap};

use program::solve::{Method, Options, Solver, Stop};
use program::{Basis, Col, ColSpec, Program, Row, Silent, Solution, SolveError, reduce};

use crate::adversary::operations::{Flow, Operations, View};
use crate::formulation::constraints::slot_ramp;
use crate::formulation::ledger::{self, MUSD_PER_USD_PER_KG_TONNE};
use crate::formulation::variables::column_states;
use crate::network::pattern::Value;
use crate::network::tables::Side;
use crate::network::{Network, ramp_at};
use crate::plan::Made;

/// Why a year cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum OperateError {
    /// The solver failed.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// The solver ended without an optimum.
    #[error("{year}: what stands cannot be run: {stop:?}")]
    Unsolved {
        /// First year of the state.
        year: i32,
        /// How it ended.
        stop: Stop,
    },
}

/// A price of the case, and what it goes along with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Quote {
    /// USD/kg as in the case.
    pub price: f64,
    /// Position in the factors.
    pub factor: usize,
}

/// What a served demand pays: the mean of what markets ask, at most what it is worth.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pays {
    pub col: Col,
    pub quotes: Vec<Quote>,
    pub most: f64,
    /// MUSD for a USD/kg and t, after tax.
    pub unit: f64,
}

/// A plant running: what it makes and uses, and what it costs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Running {
    pub col: Col,
    pub facility: usize,
    /// Places of the formulation with tonnes for a tonne of activity.
    pub flows: Vec<(usize, f64)>,
    /// MUSD/yr per t/yr of money of its own, after tax: costs, credits.
    pub own: f64,
}

/// Money of a column that moves with a price.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Priced {
    col: Col,
    /// MUSD/yr per unit of the column at the case's price.
    slope: f64,
    factor: usize,
}

/// A row that limits what a plant does.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Limit {
    row: Row,
    facility: usize,
    upper: f64,
}

/// A stock with its balance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Kept {
    /// Position in [`Network::stocks`].
    pub stock: usize,
    row: Row,
    /// What is there at the beginning and at the end of the state as planned, t.
    planned_t: (f64, f64),
}

impl Kept {
    /// What is planned to be there when so much of the state's time is over, t.
    fn planned(&self, over: f64) -> f64 {
        self.planned_t.0 + over * (self.planned_t.1 - self.planned_t.0)
    }
}

/// The program of a state.
#[derive(Clone, Debug)]
pub struct StateProgram {
    /// State.
    pub state: usize,
    program: Program,
    priced: Vec<Priced>,
    limits: Vec<Limit>,
    /// Columns that belong to a member alone: column, member.
    owned: Vec<(Col, usize)>,
    pub(super) kept: Vec<Kept>,
    /// Cost of a tonne that a stock lacks, MUSD, by position in `kept`.
    lack: Vec<f64>,
    pub(super) running: Vec<Running>,
    /// Money of all columns, what is in the purse: MUSD/yr per unit at the case's prices, without what demands pay.
    pub(super) cash: Vec<(Col, f64)>,
    pub(super) pays: Vec<Pays>,
    /// Settled money by owner, MUSD/yr.
    pub(super) settled: BTreeMap<usize, f64>,
    /// What is not served: demand, column.
    pub(super) shortages: Vec<(usize, Col)>,
    /// What is served: demand, column.
    pub(super) serves: Vec<(usize, Col)>,
    /// What a floor tops up, with those who make it: position in `running`, tonnes for a tonne of activity.
    pub(super) tops: Vec<(Col, Vec<(usize, f64)>)>,
    /// For each place of the formulation its balance.
    pub(super) balances: HashMap<usize, Row>,
    /// For each material what its open offers quote.
    pub(super) quotes: Vec<Vec<Quote>>,
    start: Option<Basis>,
}

/// How a year differs from the case.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved<'a> {
    /// Factors of prices.
    pub factors: &'a [f64],
    /// For each facility the share of its planned capacity that is there.
    pub capacity: &'a [f64],
    /// For each member whether it is there.
    pub alive: &'a [bool],
    /// For each stock of the network what it lacks at the beginning of the year, t; below 0 what it has besides.
    pub lacks: &'a [f64],
    /// Share of the state's time that is over at the end of the year.
    pub over: f64,
}

/// An attack on prices that is laid over all paths.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlay {
    /// Position in [`Network::attacks`]; of the kind `price`.
    pub attack: usize,
    /// Depth.
    pub depth: f64,
    /// Calendar years.
    pub years: std::ops::RangeInclusive<i32>,
}

impl Overlay {
    /// Depth in a year: it grows no faster than the attack can.
    #[must_use]
    pub fn depth_in(&self, network: &Network, year: i32) -> f64 {
        if !self.years.contains(&year) {
            return 0.0;
        }
        let attack = &network.attacks[self.attack];
        self.depth.min(attack.ramp_per_year * f64::from(year - self.years.start() + 1))
    }
}

/// What moves a price.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Factor {
    /// The history that it goes along with, and how far; none where it stays.
    pub tie: Option<(usize, f64)>,
    /// For each attack laid over the paths what depth 1 takes off, as a share.
    pub cut: Vec<f64>,
}

/// Which price moves with which factor, found once.
#[derive(Clone, Debug)]
pub struct Ties {
    /// The factors; the first is that of prices which nothing moves.
    pub factors: Vec<Factor>,
    of_offer: Vec<usize>,
    of_price: HashMap<(usize, usize), usize>,
}

impl Ties {
    /// The ties of a network, with attacks laid over.
    #[must_use]
    pub fn new(network: &Network, overlays: &[Overlay]) -> Self {
        let still = Factor { tie: None, cut: vec![0.0; overlays.len()] };
        let mut ties = Self { factors: vec![still], of_offer: Vec::new(), of_price: HashMap::new() };
        let attacks = || overlays.iter().map(|overlay| &network.attacks[overlay.attack]);
        for (at, offer) in network.offers.iter().enumerate() {
            let cut = attacks().map(|attack| attack.share_of_offer(at)).collect();
            let tie = tie_of(network, offer.market, offer.material, Some(offer.side));
            let factor = ties.find(Factor { tie, cut });
            ties.of_offer.push(factor);
        }
        for market in 0..network.markets.len() {
            for material in 0..network.materials.len() {
                let cut = attacks().map(|attack| attack.share_of_price(market, material)).collect();
                let factor = ties.find(Factor { tie: tie_of(network, market, material, None), cut });
                ties.of_price.insert((market, material), factor);
            }
        }
        ties
    }

    fn find(&mut self, factor: Factor) -> usize {
        let known = self.factors.iter().position(|known| *known == factor);
        known.unwrap_or_else(|| {
            self.factors.push(factor);
            self.factors.len() - 1
        })
    }

    /// Position of the factor of an offer.
    #[must_use]
    pub fn of_offer(&self, offer: usize) -> usize {
        self.of_offer[offer]
    }
}

fn tie_of(network: &Network, market: usize, material: usize, side: Option<Side>) -> Option<(usize, f64)> {
    let (at, of) = (&network.markets[market], &network.materials[material]);
    let tie = network.chance.tie(|name| match name {
        "market" => Value::from(&at.id),
        "side" => side.map_or(Value::Absent, |side| Value::Id(side.word())),
        _ => Value::Material { id: &of.id, kind: of.kind },
    })?;
    Some((tie.history, tie.share))
}

/// The same network with every price twice as high: what money gains by it is what moves with prices.
fn doubled(network: &Network) -> Network {
    let mut twice = network.clone();
    let double = |series: &mut crate::network::series::Series| *series = series.clone().map(|value| 2.0 * value);
    twice.offers.iter_mut().for_each(|offer| double(&mut offer.price_usd_per_kg));
    twice.lanes.iter_mut().for_each(|lane| double(&mut lane.tariff_usd_per_kg));
    for policy in &mut twice.policies {
        policy.materials.iter_mut().for_each(|floored| double(&mut floored.price_usd_per_kg));
    }
    twice
}

/// The programs of the states of a future, and what they have in common.
pub struct Chain<'a> {
    /// The case.
    pub network: &'a Network,
    /// What goes along with what.
    pub ties: Ties,
    /// The programs, root first.
    pub states: Vec<StateProgram>,
    /// For each state and facility what a delay of so many years leaves of its planned capacity.
    pub(super) late: Late,
}

impl<'a> Chain<'a> {
    /// The programs of what a plan built, along the future that ends at `leaf`, a position in the leaves of the tree.
    ///
    /// # Errors
    /// When a state cannot be run as planned.
    pub fn new(network: &'a Network, made: &'a Made, leaf: usize, overlays: &[Overlay]) -> Result<Self, OperateError> {
        let all = coalition::Group::all(network.cooperative());
        let operations = Operations::new(network, made, leaf, all);
        let ties = Ties::new(network, overlays);
        let slopes = slopes(network, made);
        let mut states = Vec::new();
        for at in 0..operations.states.len() {
            let mut state = StateProgram::new(&operations, made, &ties, &slopes, at);
            state.prepare(network, ties.factors.len())?;
            states.push(state);
        }
        let late = Late::new(network, made, &operations.states);
        Ok(Self { network, ties, states, late })
    }

    /// What a material is quoted at in the case, USD/kg; 0 where no market knows it.
    pub(super) fn reference(&self, state: &StateProgram, material: usize) -> f64 {
        let quotes = &state.quotes[material];
        quotes.iter().map(|quote| quote.price).sum::<f64>() / (quotes.len() as f64).max(1.0)
    }
}

/// For each column of the plan's program how its money moves when prices double, MUSD/yr; of the objective and of the purse alike.
fn slopes(network: &Network, made: &Made) -> HashMap<Col, f64> {
    let mut slopes: HashMap<Col, f64> = HashMap::new();
    let (sets, vars) = (&made.formulation.sets, &made.formulation.variables);
    let twice = doubled(network);
    for (network, sign) in [(&twice, 1.0), (network, -1.0)] {
        ledger::visit(network, sets, vars, &mut |entry| {
            if let Some(col) = entry.col {
                *slopes.entry(col).or_default() += sign * entry.amount;
            }
        });
    }
    slopes.retain(|_, slope| slope.abs() > 1e-15);
    slopes
}

impl StateProgram {
    fn new(operations: &Operations<'_>, made: &Made, ties: &Ties, slopes: &HashMap<Col, f64>, at: usize) -> Self {
        let network = operations.network;
        let state = operations.states[at];
        let (sets, vars) = (&made.formulation.sets, &made.formulation.variables);
        let of = column_states(network, &made.formulation);
        // What is decided elsewhere has its planned value.
        let mut settled: Vec<Option<f64>> = vec![Some(0.0); operations.program.num_cols()];
        for col in made.formulation.program.all_cols() {
            let Some(here) = operations.col(col) else { continue };
            let open = of[col.index()] == Some(state) && made.formulation.program.col_family(col) != "hold";
            settled[here.index()] = (!open).then(|| made.columns[col.index()]);
        }
        let base = with_worth(operations, at);
        let reduced = reduce(&base, &settled, |_| false);
        let here = |col: Col| operations.col(col).and_then(|col| reduced.cols[col.index()]);
        let mut program = reduced.program.clone();
        // What is settled counts elsewhere.
        program.add_offset(-program.offset());
        let factor_of = price_factors(network, made, ties, state);
        let priced: Vec<Priced> = slopes
            .iter()
            .filter_map(|(col, slope)| {
                let factor = *factor_of.get(col)?;
                (factor > 0).then_some(Priced { col: here(*col)?, slope: *slope, factor })
            })
            .collect();
        let mut priced = priced;
        priced.sort_by_key(|priced| priced.col.index());
        let mut limits = Vec::new();
        let constraints = &made.formulation.constraints;
        for rows in [&constraints.capacity_limit, &constraints.ramp_limit] {
            for ([facility, s], row) in rows.iter() {
                let row = operations.row(row).and_then(|row| reduced.rows[row.index()]);
                if let (Some(row), true) = (row, s == state) {
                    limits.push(Limit { row, facility, upper: program.row_bounds(row).1.max(0.0) });
                }
            }
        }
        let mut balances = HashMap::new();
        for ([place, s], row) in constraints.material_balance.iter() {
            let row = operations.row(row).and_then(|row| reduced.rows[row.index()]);
            if let (Some(row), true) = (row, s == state) {
                balances.insert(place, row);
            }
        }
        let mut kept = Vec::new();
        for ([stock, s], col) in vars.hold.iter().filter(|([_, s], _)| *s == state) {
            debug_assert_eq!(s, state);
            if let Some(row) = sets.stock_place[stock].and_then(|place| balances.get(&place)) {
                let level = |col: Col| made.columns[col.index()].max(0.0);
                let before =
                    network.tree.states[s].parent.map(|before| vars.hold.get([stock, before]).map_or(0.0, level));
                let before = before.unwrap_or(network.stocks[stock].initial_t);
                kept.push(Kept { stock, row: *row, planned_t: (before, level(col)) });
            }
        }
        let mut owned = Vec::new();
        for ([offer, s], col) in vars.buy.iter().chain(vars.sell.iter()) {
            let member = network.offers[offer].member;
            if let (true, true, Some(col)) = (s == state, member != network.cooperative(), here(col)) {
                owned.push((col, member));
            }
        }
        owned.sort_by_key(|(col, _)| col.index());
        let (mut serves, mut shortages) = (Vec::new(), Vec::new());
        for (family, to) in [(&vars.serve, &mut serves), (&vars.short, &mut shortages)] {
            to.extend(
                family.iter().filter(|([_, s], _)| *s == state).filter_map(|([d, _], col)| Some((d, here(col)?))),
            );
        }
        let quotes: Vec<Vec<Quote>> = (0..network.materials.len())
            .map(|material| {
                let open = network.open_offers(material, state);
                open.map(|(at, offer)| Quote { price: offer.price_usd_per_kg.at(state), factor: ties.of_offer(at) })
                    .collect()
            })
            .collect();
        let running = vars.run.iter().filter(|([_, s], _)| *s == state).filter_map(|([r, _], col)| {
            let run = &sets.runs[r];
            Some(Running { col: here(col)?, facility: run.facility, flows: run.flows.clone(), own: 0.0 })
        });
        let running: Vec<Running> = running.collect();
        let mut tops = Vec::new();
        for ([floor, s], col) in vars.top_up.iter() {
            let makes = sets.floors[floor].made_by.iter().filter_map(|(run, amount)| {
                let col = vars.run.get([*run, s]).and_then(here)?;
                Some((running.iter().position(|running| running.col == col)?, *amount))
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
            balances,
            quotes,
            start: None,
            program,
        };
        out.enter_money(operations, &reduced.cols, &settled, at);
        out
    }

    /// What is in the purse: as the stress reckons it.
    fn enter_money(&mut self, operations: &Operations<'_>, here: &[Option<Col>], settled: &[Option<f64>], at: usize) {
        let mut sums: BTreeMap<Col, f64> = BTreeMap::new();
        let paid: Vec<Col> = operations.flows.paid.iter().filter_map(|flow| flow.col).collect();
        operations.visit(View::Cash, &mut |flow: &Flow| {
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
        let network = operations.network;
        let kept = 1.0 - network.members[network.cooperative()].tax_rate;
        for (demand, col) in &self.serves {
            let demand = &network.demands[*demand];
            let open = |side: Side| -> Vec<usize> {
                let open = network.open_offers(demand.material, self.state);
                open.enumerate().filter(|(_, (_, offer))| offer.side == side).map(|(at, _)| at).collect()
            };
            let buy = open(Side::Buy);
            let asked = if buy.is_empty() { open(Side::Sell) } else { buy };
            let quotes = asked.iter().map(|at| self.quotes[demand.material][*at]).collect();
            let unit = MUSD_PER_USD_PER_KG_TONNE * kept;
            self.pays.push(Pays { col: *col, quotes, most: demand.value_usd_per_kg, unit });
        }
    }

    /// Solves it as planned: the basis from which every path starts, and what a tonne that a stock lacks has to cost.
    fn prepare(&mut self, network: &Network, factors: usize) -> Result<(), OperateError> {
        let unit = |stock: &Kept| {
            let quotes = &self.quotes[network.stocks[stock.stock].material];
            quotes.iter().map(|quote| quote.price).fold(0.0, f64::max) * MUSD_PER_USD_PER_KG_TONNE
        };
        let dear: Vec<f64> = self.kept.iter().map(|stock| DEAR * unit(stock)).collect();
        // First without the freedom to lack anything, so that the plan's own worth of a tonne is known.
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
        self.start = operator.solver.basis()?;
        Ok(())
    }

    /// What materials are quoted at, USD/kg; none where no market knows them.
    pub(super) fn price(&self, material: usize, factors: &[f64]) -> Option<f64> {
        mean(&self.quotes[material], factors)
    }

    /// Money of columns in the purse, MUSD/yr: settled money is not in it.
    pub(super) fn purse(&self, solution: &Solution, factors: &[f64]) -> f64 {
        let base: f64 = self.cash.iter().map(|(col, amount)| amount * solution.cols[col.index()]).sum();
        let moves = |priced: &Priced| priced.slope * (factors[priced.factor] - 1.0) * solution.cols[priced.col.index()];
        let moved: f64 = self.priced.iter().map(moves).sum();
        let pays = |pays: &Pays| {
            let price = mean(&pays.quotes, factors).map_or(pays.most, |price| price.min(pays.most));
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

/// A tonne that a stock lacks costs so many times what is asked for it at most.
const DEAR: f64 = 2.0;

fn mean(quotes: &[Quote], factors: &[f64]) -> Option<f64> {
    let sum: f64 = quotes.iter().map(|quote| quote.price * factors[quote.factor]).sum();
    (!quotes.is_empty()).then(|| sum / quotes.len() as f64)
}

/// The operations' program with what the plan is worth as objective, each amount of a state counted for a year.
fn with_worth(operations: &Operations<'_>, at: usize) -> Program {
    let mut program = operations.program.clone();
    let money = operations.money(View::Worth, &|s| f64::from(u8::from(s == at)));
    program.all_cols().for_each(|col| program.add_cost(col, money.costs[col.index()]));
    program
}

/// For each priced column of a state the factor that its price goes along with.
fn price_factors(network: &Network, made: &Made, ties: &Ties, state: usize) -> HashMap<Col, usize> {
    let (sets, vars) = (&made.formulation.sets, &made.formulation.variables);
    let mut out = HashMap::new();
    for ([offer, s], col) in vars.buy.iter().chain(vars.sell.iter()) {
        if s == state {
            out.insert(col, ties.of_offer[offer]);
        }
    }
    for ([shipment, s], col) in vars.ship.iter() {
        let lane = &network.lanes[sets.shipments[shipment].lane];
        if let (true, Some(market)) = (s == state, lane.tariff_market) {
            out.insert(col, ties.of_price[&(market, lane.material)]);
        }
    }
    for ([floor, s], col) in vars.top_up.iter() {
        let floor = &sets.floors[floor];
        let floored = &network.policies[floor.policy].materials[floor.material];
        if s == state {
            out.insert(col, ties.of_price[&(floored.market, floored.material)]);
        }
    }
    out
}

/// A state's program inside a solver, run again and again.
pub struct Operator {
    solver: Solver,
    /// For each kept stock the columns of what it lacks, and of what it has besides.
    stocks: Vec<(Col, Col)>,
}

fn options() -> Options {
    Options { method: Method::Simplex, threads: 1, presolve: false, ..Options::default() }
}

impl Operator {
    /// A solver for a state.
    ///
    /// # Errors
    /// When a number is out of the solver's range.
    pub fn new(state: &StateProgram, network: &Network) -> Result<Self, OperateError> {
        let mut solver = Solver::new(&state.program)?;
        let stocks = state
            .kept
            .iter()
            .zip(&state.lack)
            .map(|(stock, lack)| {
                let may = lack.is_finite();
                let most = if may { stock.planned(1.0) } else { 0.0 };
                let cost = if may { -lack } else { 0.0 };
                let holding = network.stocks[stock.stock].holding_cost_usd_per_kg * MUSD_PER_USD_PER_KG_TONNE;
                let more = if may { f64::INFINITY } else { 0.0 };
                (
                    solver.add_col(ColSpec::between(0.0, most).cost(cost), &[(stock.row, 1.0)]),
                    solver.add_col(ColSpec::between(0.0, more).cost(-holding - IDLE), &[(stock.row, -1.0)]),
                )
            })
            .collect();
        Ok(Self { solver, stocks })
    }

    /// Runs a year: what earns most at its prices. Starts from the same basis each time, so that what comes out depends on the year alone.
    ///
    /// # Errors
    /// When the solver fails or finds no optimum.
    pub fn run(
        &mut self,
        state: &StateProgram,
        network: &Network,
        moved: &Moved<'_>,
    ) -> Result<Solution, OperateError> {
        if let Some(start) = &state.start {
            self.solver.set_basis(start)?;
        }
        for priced in &state.priced {
            let cost = state.program.cost(priced.col) + priced.slope * (moved.factors[priced.factor] - 1.0);
            self.solver.set_cost(priced.col, cost);
        }
        let mut rows: BTreeMap<usize, (Row, f64, f64)> = BTreeMap::new();
        for limit in &state.limits {
            let there = moved.alive[network.facilities[limit.facility].member];
            let upper = if there { limit.upper * moved.capacity[limit.facility] } else { 0.0 };
            rows.insert(limit.row.index(), (limit.row, f64::NEG_INFINITY, upper));
        }
        for stock in &state.kept {
            let (lower, upper) = state.program.row_bounds(stock.row);
            let entry = rows.entry(stock.row.index()).or_insert((stock.row, lower, upper));
            // What it lacks has to come in before anything is there as planned.
            let lacks = moved.lacks[stock.stock];
            (entry.1, entry.2) = (entry.1 + lacks, entry.2 + lacks);
        }
        let rows: Vec<(Row, f64, f64)> = rows.into_values().collect();
        let mut cols: Vec<(Col, f64, f64)> = state
            .owned
            .iter()
            .map(|(col, member)| {
                let (lower, upper) = state.program.col_bounds(*col);
                (*col, lower, if moved.alive[*member] { upper } else { 0.0 })
            })
            .collect();
        // Stocks come after all other columns.
        for (k, (stock, (less, _))) in state.kept.iter().zip(&self.stocks).enumerate() {
            if state.lack[k].is_finite() {
                cols.push((*less, 0.0, stock.planned(moved.over).max(0.0)));
            }
        }
        self.solver.set_bounds(&cols, &rows);
        let outcome = self.solver.solve(&options(), &mut Silent)?;
        match (outcome.stop, outcome.solution) {
            (Stop::Optimal, Some(solution)) => Ok(solution),
            (stop, _) => Err(OperateError::Unsolved { year: network.tree.period(state.state).first_year, stop }),
        }
    }

    /// What each stock of the network lacks after a year, t; below 0 what it has besides.
    pub fn lacks(&self, state: &StateProgram, solution: &Solution, lacks: &mut [f64]) {
        for (stock, (less, more)) in state.kept.iter().zip(&self.stocks) {
            lacks[stock.stock] = solution.cols[less.index()] - solution.cols[more.index()];
        }
    }
}

/// What it costs to keep a tonne that nobody planned, MUSD: so little that it only decides between equals.
const IDLE: f64 = 1e-9;

/// What delays leave of planned capacity.
#[derive(Clone, Debug, Default)]
pub struct Late {
    /// Commitments on the way to the leaf: facility, and for each state what works of it after a delay of 0, 1, 2 ... years, t/yr.
    pub commitments: Vec<Commitment>,
    /// By state and facility: what is there as planned, t/yr.
    planned: Vec<Vec<f64>>,
}

/// A commitment that may come late.
#[derive(Clone, Debug, PartialEq)]
pub struct Commitment {
    /// Facility.
    pub facility: usize,
    /// First year on line.
    pub online_year: i32,
    /// By state, then by years of delay: what works of it, t/yr.
    pub works: Vec<Vec<f64>>,
}

impl Late {
    fn new(network: &Network, made: &Made, states: &[usize]) -> Self {
        let tree = &network.tree;
        let mut late =
            Self { commitments: Vec::new(), planned: vec![vec![0.0; network.facilities.len()]; states.len()] };
        let (sets, vars) = (&made.formulation.sets, &made.formulation.variables);
        let most = (tree.last_year() - tree.first_year() + 1).max(1);
        // What works of a tonne that comes on line in a year and lasts to another.
        let works = |online: i32, last: i32, ramp: &[f64], state: usize, delay: i32| {
            let period = tree.period(state);
            let share = |year: i32| {
                if year < online + delay || year > last { 0.0 } else { ramp_at(ramp, year - online - delay) }
            };
            period.years().map(share).sum::<f64>() / f64::from(period.length)
        };
        for (at, state) in states.iter().enumerate() {
            let period = tree.states[*state].period;
            for (f, facility) in network.facilities.iter().enumerate() {
                late.planned[at][f] = network.existing_capacity(facility, period, true);
            }
        }
        for (f, facility) in network.facilities.iter().enumerate() {
            if network.chance.delays.get(f).copied().flatten().is_none() {
                continue;
            }
            let years = &facility.existing_years;
            if facility.existing_t > 0.0 && *years.start() > tree.first_year() {
                let of = |state: &usize| {
                    let of = |delay| {
                        facility.existing_t
                            * works(*years.start(), *years.end(), &facility.existing_ramp, *state, delay)
                    };
                    (0..=most).map(of).collect()
                };
                let works = states.iter().map(of).collect();
                late.commitments.push(Commitment { facility: f, online_year: *years.start(), works });
            }
        }
        for (slot, of) in sets.slots.iter().enumerate() {
            let Some(building) = &network.facilities[of.facility].building else { continue };
            if !states.contains(&of.state) {
                continue;
            }
            let mut size = 0.0;
            if let (Some(module), Some(col)) = (building.scale.module_t, vars.build.get([slot, 0])) {
                size += module * made.columns[col.index()];
            }
            for k in 0..sets.segments[of.facility].len() {
                size += vars.size.get([slot, k]).map_or(0.0, |col| made.columns[col.index()]);
            }
            if size <= 1e-6 {
                continue;
            }
            let end = sets.end_of_life(network, slot);
            let mut by_state = Vec::new();
            for (at, state) in states.iter().enumerate() {
                let period = tree.states[*state].period;
                let stands = of.online_period <= period && tree.period(*state).first_year < end;
                let planned = if stands { size * slot_ramp(network, sets, slot, period) } else { 0.0 };
                late.planned[at][of.facility] += planned;
                let late = |delay| size * works(of.online_year, i32::MAX, &building.ramp, *state, delay);
                by_state.push(
                    (0..=most)
                        .map(|delay| match delay {
                            0 => planned,
                            _ if !stands => 0.0,
                            _ => late(delay).min(planned),
                        })
                        .collect(),
                );
            }
            if network.chance.delays.get(of.facility).copied().flatten().is_some() {
                late.commitments.push(Commitment {
                    facility: of.facility,
                    online_year: of.online_year,
                    works: by_state,
                });
            }
        }
        late
    }

    /// Takes what is late off the shares of capacity of a state; `delays` by commitment, years.
    pub fn take(&self, at: usize, delays: &[i32], capacity: &mut [f64]) {
        for (commitment, delay) in self.commitments.iter().zip(delays) {
            let works = &commitment.works[at];
            let left = works[usize::try_from(*delay).unwrap_or(0).min(works.len() - 1)];
            let planned = self.planned[at][commitment.facility];
            if planned > 0.0 {
                capacity[commitment.facility] -= (works[0] - left) / planned;
            }
        }
        for share in capacity {
            *share = share.clamp(0.0, 1.0);
        }
    }
}
