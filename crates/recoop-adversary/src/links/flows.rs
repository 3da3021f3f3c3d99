//! The flows of a plan in one state, as a graph of places and plants.

use std::collections::BTreeMap;

use recoop::formulation::sets::Sets;
use recoop::plan::values::PlanValues;
use recoop_case::Network;
use recoop_case::positions::StateAt;
use recoop_case::tables::{MaterialKind, Side};

/// Material, region, pool.
type Place = (usize, usize, bool);

/// What flows into a place.
pub(super) enum Inflow {
    /// Position among the runs of the state.
    Run(usize),
    /// Position among the places of the state.
    Place(usize),
    Market(usize),
    Stock(usize),
}

/// A plant at work.
pub(super) struct Run {
    pub facility: usize,
    /// Position among the places, metric tons, whether it is no reagent.
    pub inputs: Vec<(usize, f64, bool)>,
}

/// The flows of a state; of a stock the change over it.
pub(super) struct Graph {
    pub places: BTreeMap<Place, usize>,
    /// Material of each place.
    pub materials: Vec<usize>,
    pub runs: Vec<Run>,
    /// For each place.
    pub inflows: Vec<Vec<(Inflow, f64)>>,
    /// Position of the place of each stock, if anything is there.
    stocks: Vec<Option<usize>>,
    /// Level of each stock before and after, t.
    levels: Vec<[f64; 2]>,
}

impl Graph {
    pub fn new(network: &Network, sets: &Sets, values: &PlanValues, state: StateAt) -> Self {
        let mut graph = Self {
            places: BTreeMap::new(),
            materials: Vec::new(),
            runs: Vec::new(),
            inflows: Vec::new(),
            stocks: Vec::new(),
            levels: Vec::new(),
        };
        graph.runs(network, values, state);
        for trade in values.trades.iter().filter(|t| t.state == state) {
            let offer = &network.offers[trade.offer];
            if offer.side == Side::Buy {
                let region = network.markets[offer.market].region;
                graph.flow((offer.material, region, trade.compliant), Inflow::Market(offer.market), trade.amount_t);
            }
        }
        for shipment in values.shipments.iter().filter(|s| s.state == state) {
            let lane = &network.lanes[shipment.lane];
            let from = graph.place((lane.material, lane.from, shipment.from_compliant));
            let to = (lane.material, lane.to, shipment.to_compliant);
            graph.flow(to, Inflow::Place(from), shipment.amount_t);
        }
        for leave in values.downgrades.iter().filter(|l| l.state == state) {
            let from = graph.place((leave.material, leave.region, leave.compliant));
            graph.flow((leave.material, leave.region, false), Inflow::Place(from), leave.amount_t);
        }
        graph.stocks(network, sets, values, state);
        graph
    }

    fn place(&mut self, place: Place) -> usize {
        let next = self.places.len();
        let at = *self.places.entry(place).or_insert(next);
        if at == next {
            self.inflows.push(Vec::new());
            self.materials.push(place.0);
        }
        at
    }

    fn flow(&mut self, place: Place, from: Inflow, amount: f64) {
        let at = self.place(place);
        self.inflows[at].push((from, amount));
    }

    fn runs(&mut self, network: &Network, values: &PlanValues, state: StateAt) {
        let mut of_run: BTreeMap<usize, usize> = BTreeMap::new();
        for flow in values.flows.iter().filter(|flow| values.runs[flow.run].state == state) {
            let facility = values.runs[flow.run].facility;
            let run = *of_run.entry(flow.run).or_insert_with(|| {
                self.runs.push(Run { facility, inputs: Vec::new() });
                self.runs.len() - 1
            });
            let place = (flow.material, network.facilities[facility].region, flow.compliant);
            if flow.amount_t > 0.0 {
                self.flow(place, Inflow::Run(run), flow.amount_t);
            } else if flow.amount_t < 0.0 {
                let main = network.materials[flow.material].kind != MaterialKind::Reagent;
                let at = self.place(place);
                self.runs[run].inputs.push((at, -flow.amount_t, main));
            }
        }
    }

    fn stocks(&mut self, network: &Network, sets: &Sets, values: &PlanValues, state: StateAt) {
        let parent = network.tree.states[state].parent;
        let mut levels: Vec<[f64; 2]> = network.stocks.iter().map(|stock| [stock.initial_t, 0.0]).collect();
        if parent.is_some() {
            levels.iter_mut().for_each(|level| level[0] = 0.0);
        }
        for stock in &values.stocks {
            if Some(stock.state) == parent {
                levels[stock.stock][0] = stock.level_t;
            } else if stock.state == state {
                levels[stock.stock][1] = stock.level_t;
            }
        }
        let years = f64::from(network.tree.period(state).length);
        for (k, stock) in network.stocks.iter().enumerate() {
            let [before, after] = levels[k];
            let place = sets.stock_place[k].map(|at| (stock.material, stock.region, sets.places[at].compliant));
            if let (Some(place), true) = (place, before > after) {
                self.flow(place, Inflow::Stock(k), (before - after) / years);
            }
            self.stocks.push(place.and_then(|place| self.places.get(&place).copied()));
        }
        self.levels = levels;
    }

    /// The place that serves a demand.
    pub fn serving(&self, network: &Network, demand: usize, compliant: bool) -> Option<usize> {
        let demand = &network.demands[demand];
        self.places.get(&(demand.material, demand.region, compliant)).copied()
    }
}

/// The mix of a stock at the end of a state: what was there and what was put in.
pub(super) fn filled(graph: &Graph, stock: usize, before: Vec<f64>, mix: impl Fn(usize) -> Vec<f64>) -> Vec<f64> {
    let [old, new] = graph.levels[stock];
    let (Some(place), true) = (graph.stocks[stock], new > old) else { return before };
    let part = (new - old) / new;
    before.iter().zip(mix(place)).map(|(before, put)| (1.0 - part) * before + part * put).collect()
}
