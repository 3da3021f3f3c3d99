//! Flows along the chain: from mines and markets through plants to end users.

use std::collections::BTreeMap;

use recoop::plan::Plan;
use recoop::plan::report::stock_changes;
use recoop::plan::shares::stage_of;
use recoop_case::Network;
use recoop_case::positions::StateAt;
use recoop_case::tables::Side;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Series;
use super::names::{Bloc, form};
use super::sums::Sums;

/// The chain as a network of flows, for any state and member. Flows into a box and out of it differ where metric tons do (what is lost, what is
/// used up beside, oxide that becomes metal).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Chain {
    /// Boxes.
    pub boxes: Vec<ChainBox>,
    /// Flows between them.
    pub flows: Vec<ChainFlow>,
}

/// What a box is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BoxKind {
    /// Plants of a stage.
    Plants,
    /// A material in the regions of a bloc.
    Material,
    /// Markets at which is bought.
    Purchases,
    /// Markets at which is sold.
    Sales,
    /// End users.
    Users,
    /// Stocks that are drawn on.
    FromStock,
    /// Stocks that are filled.
    ToStock,
    /// What is got rid of.
    Disposal,
}

/// A box of the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ChainBox {
    /// What it is.
    pub kind: BoxKind,
    /// Its name: stage, form of the material, or end use; empty for the others.
    pub name: String,
    /// Whose regions it is in; of markets: who decides over them.
    pub bloc: Bloc,
    /// Column from left to right.
    pub column: usize,
}

/// A flow between two boxes. Several with the same ends differ in the member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ChainFlow {
    /// Box that it leaves.
    pub from: usize,
    /// Box that it enters.
    pub to: usize,
    /// Whose plant, access or need it is; none for what is shipped.
    pub member: Option<usize>,
    /// Form of the material: an id.
    pub form: String,
    /// Whether it runs from right to left, or closes a circle (recycling, goods that are shipped to and fro): not for a Sankey layout.
    pub back: bool,
    /// t/yr.
    pub amount_t: Series,
}

/// Columns that the materials of a stage take up: one for each bloc.
const BLOCS: usize = 4;

/// What makes boxes of the chain from a plan.
struct Builder<'a> {
    network: &'a Network,
    made_at: Vec<Option<usize>>,
    flows: Sums<FlowKey>,
}

/// Kind, name, bloc.
type BoxKey = (BoxKind, String, Bloc);
/// From, to, member, form.
type FlowKey = (BoxKey, BoxKey, Option<usize>, String);

impl Chain {
    /// The chain of a plan.
    #[must_use]
    pub fn of(network: &Network, plan: &Plan) -> Self {
        let flows = Sums::new(network.tree.states.len());
        let mut builder = Builder { network, made_at: stage_of(network), flows };
        builder.runs(plan);
        builder.trade(plan);
        builder.leave(plan);
        let made_at = builder.stages_of_forms();
        let flows: Vec<_> = builder.flows.settle().collect();
        let mut keys: Vec<BoxKey> = flows.iter().flat_map(|((from, to, ..), _)| [from.clone(), to.clone()]).collect();
        keys.sort();
        keys.dedup();
        let ranks = exporters_first(&flows);
        let stages = network.settings.stages.len();
        let wanted: Vec<usize> = keys.iter().map(|key| column(key, network, &made_at, &ranks, stages)).collect();
        let mut columns = wanted.clone();
        columns.sort_unstable();
        columns.dedup();
        let at = |key: &BoxKey| keys.binary_search(key).unwrap_or(0);
        let flows = flows
            .into_iter()
            .map(|((from, to, member, form), amount_t)| {
                let (from, to) = (at(&from), at(&to));
                ChainFlow { from, to, member, form, back: wanted[from] >= wanted[to], amount_t }
            })
            .collect();
        let boxes = keys
            .iter()
            .zip(&wanted)
            .map(|((kind, name, bloc), wanted)| ChainBox {
                kind: *kind,
                name: name.clone(),
                bloc: *bloc,
                column: columns.binary_search(wanted).unwrap_or(0),
            })
            .collect();
        Self { boxes, flows }
    }
}

impl Builder<'_> {
    fn material(&self, material: usize, region: usize) -> BoxKey {
        let form = form(&self.network.materials[material]);
        (BoxKind::Material, form.to_string(), self.network.regions[region].bloc.into())
    }

    fn plain(&self, kind: BoxKind, region: usize) -> BoxKey {
        (kind, String::new(), self.network.regions[region].bloc.into())
    }

    fn add(&mut self, from: BoxKey, to: BoxKey, member: Option<usize>, material: usize, state: StateAt, amount: f64) {
        let form = form(&self.network.materials[material]).to_string();
        self.flows.add((from, to, member, form), state, amount);
    }

    fn runs(&mut self, plan: &Plan) {
        for flow in &plan.values.flows {
            let run = &plan.values.runs[flow.run];
            let facility = &self.network.facilities[run.facility];
            let stage = self.network.technologies[facility.technology].stage;
            let bloc = self.network.regions[facility.region].bloc.into();
            let plants = (BoxKind::Plants, self.network.settings.stages[stage].to_string(), bloc);
            let material = self.material(flow.material, facility.region);
            let (from, to) = if flow.amount_t > 0.0 { (plants, material) } else { (material, plants) };
            self.add(from, to, Some(facility.member), flow.material, run.state, flow.amount_t.abs());
        }
    }

    fn trade(&mut self, plan: &Plan) {
        for trade in &plan.values.trades {
            let offer = &self.network.offers[trade.offer];
            let market = &self.network.markets[offer.market];
            let material = self.material(offer.material, market.region);
            let kind = if offer.side == Side::Buy { BoxKind::Purchases } else { BoxKind::Sales };
            let market = (kind, String::new(), market.controller.into());
            let (from, to) = if offer.side == Side::Buy { (market, material) } else { (material, market) };
            self.add(from, to, Some(offer.member), offer.material, trade.state, trade.amount_t);
        }
        for shipment in &plan.values.shipments {
            let lane = &self.network.lanes[shipment.lane];
            let (from, to) = (self.material(lane.material, lane.from), self.material(lane.material, lane.to));
            // Between friends of one bloc nothing moves on this picture.
            if from != to {
                self.add(from, to, None, lane.material, shipment.state, shipment.amount_t);
            }
        }
    }

    fn leave(&mut self, plan: &Plan) {
        for service in &plan.values.service {
            let demand = &self.network.demands[service.demand];
            let users = (BoxKind::Users, demand.end_use.to_string(), self.network.regions[demand.region].bloc.into());
            let from = self.material(demand.material, demand.region);
            self.add(from, users, Some(demand.member), demand.material, service.state, service.served_t);
        }
        for leave in &plan.values.disposals {
            let (from, to) = (self.material(leave.material, leave.region), self.plain(BoxKind::Disposal, leave.region));
            self.add(from, to, None, leave.material, leave.state, leave.amount_t);
        }
        for (stock, state, given) in stock_changes(self.network, &plan.values) {
            let stock = &self.network.stocks[stock];
            let material = self.material(stock.material, stock.region);
            let (from, to) = if given > 0.0 {
                (self.plain(BoxKind::FromStock, stock.region), material)
            } else {
                (material, self.plain(BoxKind::ToStock, stock.region))
            };
            self.add(from, to, Some(stock.member), stock.material, state, given.abs());
        }
    }

    /// The stage that makes each form: the earliest, where streams of it are made at several.
    fn stages_of_forms(&self) -> BTreeMap<String, usize> {
        let mut stages = BTreeMap::new();
        for (material, stage) in self.network.materials.iter().zip(&self.made_at) {
            if let Some(stage) = stage {
                let known = stages.entry(form(material).to_string()).or_insert(*stage);
                *known = (*known).min(*stage);
            }
        }
        stages
    }
}

/// The blocs of each form, those that ship most of it to others first: then most of what travels runs from left to right.
fn exporters_first(flows: &[(FlowKey, Series)]) -> BTreeMap<(String, Bloc), usize> {
    let mut net: BTreeMap<(String, Bloc), f64> = BTreeMap::new();
    for ((from, to, _, form), series) in flows {
        if from.0 == BoxKind::Material && to.0 == BoxKind::Material {
            let sum: f64 = series.value.iter().map(|amount| amount.value()).sum();
            *net.entry((form.clone(), from.2)).or_default() += sum;
            *net.entry((form.clone(), to.2)).or_default() -= sum;
        }
    }
    let mut ranks = BTreeMap::new();
    for ((form, bloc), sum) in &net {
        let before =
            net.iter().filter(|((other, at), it)| other == form && (**it > *sum || (**it == *sum && at < bloc)));
        ranks.insert((form.clone(), *bloc), before.count());
    }
    ranks
}

/// The column of a box: plants of a stage, then what they make, bloc by bloc.
fn column(
    key: &BoxKey,
    network: &Network,
    made_at: &BTreeMap<String, usize>,
    ranks: &BTreeMap<(String, Bloc), usize>,
    stages: usize,
) -> usize {
    let plants = |stage: usize| (stage + 1) * (BLOCS + 1);
    match key.0 {
        BoxKind::Purchases | BoxKind::FromStock => 0,
        BoxKind::Plants => plants(network.settings.stages.iter().position(|s| *s == key.1).unwrap_or(0)),
        BoxKind::Material => {
            let first = made_at.get(&key.1).map_or(1, |stage| plants(*stage) + 1);
            first + ranks.get(&(key.1.clone(), key.2)).copied().unwrap_or(BLOCS - 1)
        }
        BoxKind::Sales | BoxKind::Users | BoxKind::ToStock | BoxKind::Disposal => plants(stages),
    }
}
