//! Flow tracing: where each stage of what is served was done, and how much of it depends on whom.
//!
//! Material of one kind in one place is one mix (Bialek 1996, *Tracing the flow of electricity*): what leaves has the mix of what came in.
//! For each stage of the chain every metric ton carries where that stage was done last. A plant of the stage writes its own region; any other
//! plant passes on the mix of its inputs, each weighed by its metric tons (reagents do not count). Materials of each feed are materials of
//! their own, so up to separation the tracing follows the elements. Stocks keep the mix that they were filled with.
//!
//! Beside it stands the dependence on those abroad: the part of a supply that passes any step of theirs. A plant needs all its inputs, so it
//! depends as much as the most dependent of them, reagents included:
//!
//! ```text
//! dependence[plant] = 1 in their regions, else max over its inputs of dependence[input]
//! dependence[place] = mean of what comes in; purchases from them count 1
//! ```

use super::abroad::Abroad;
use super::flows::{Graph, Inflow, filled};
use super::mixing::{Pool, mix};
use program::List;
use recoop::formulation::sets::Sets;
use recoop::plan::shares::stage_of;
use recoop::plan::values::PlanValues;
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// Where a stage was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// In a plant of this region.
    SolvedPlan(usize),
    /// Before it was bought at a market of this region: where is not known.
    Bought(usize),
    /// Before it came to the opening stock: where is not known.
    Opening,
    /// Nowhere: the material did not pass the stage.
    Skipped,
}

/// Share of the supply of a demand whose stage was done somewhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TraceRow {
    /// Demand.
    pub demand: usize,
    /// State.
    pub state: StateAt,
    /// Position in `settings.stages`.
    pub stage: usize,
    /// Where.
    pub origin: Origin,
    /// Share of what is served.
    pub share: f64,
}

/// Share of the supply of a demand that passes any step of somebody abroad.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DependenceRow {
    /// Demand.
    pub demand: usize,
    /// State.
    pub state: StateAt,
    /// On whom.
    pub abroad: Abroad,
    /// Served, t/yr.
    pub served_t: f64,
    /// Share of it.
    pub share: f64,
}

/// The tracing of a plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    /// By demand, state and stage; shares of a stage add up to one. Stages that no part of a supply passed are left out.
    pub origins: Vec<TraceRow>,
    /// By demand, state and on whom.
    pub dependence: Vec<DependenceRow>,
}

/// Traces the flows of a plan in every state.
#[must_use]
pub fn trace(network: &Network, values: &PlanValues) -> Trace {
    let sets = Sets::new(network);
    let states = network.tree.states.positions();
    let graphs: List<StateAt, Graph> = states.map(|state| Graph::new(network, &sets, values, state)).collect();
    let mut trace = Trace::default();
    for stage in 0..network.settings.stages.len() {
        origins(network, values, &graphs, stage, &mut trace);
    }
    trace.origins.sort_by_key(|row| (row.demand, row.state, row.stage, row.origin));
    for abroad in Abroad::all(network) {
        dependence(network, values, &graphs, abroad, &mut trace);
    }
    trace.dependence.sort_by_key(|row| (row.demand, row.state, row.abroad));
    trace
}

/// Below this a supply has no origin to speak of, t/yr.
const SMALLEST_T: f64 = 1e-6;
/// Below this a share is rounding.
const SMALLEST_SHARE: f64 = 1e-12;

/// Labels of origins: made in each region, bought in each region, opening stock, skipped.
struct Labels {
    regions: usize,
}

impl Labels {
    fn count(&self) -> usize {
        2 * self.regions + 2
    }

    fn label(&self, origin: Origin) -> usize {
        match origin {
            Origin::SolvedPlan(r) => r,
            Origin::Bought(r) => self.regions + r,
            Origin::Opening => 2 * self.regions,
            Origin::Skipped => 2 * self.regions + 1,
        }
    }

    fn origin(&self, label: usize) -> Origin {
        match label {
            r if r < self.regions => Origin::SolvedPlan(r),
            r if r < 2 * self.regions => Origin::Bought(r - self.regions),
            r if r == 2 * self.regions => Origin::Opening,
            _ => Origin::Skipped,
        }
    }
}

fn origins(network: &Network, values: &PlanValues, graphs: &List<StateAt, Graph>, stage: usize, trace: &mut Trace) {
    let labels = Labels { regions: network.regions.len() };
    let made_at = stage_of(network);
    // What comes from outside has passed the stages up to that which makes it; one that nobody here makes has passed any.
    let outside = |material: usize, origin: Origin| {
        let passed = made_at[material].is_none_or(|made| stage <= made);
        labels.label(if passed { origin } else { Origin::Skipped })
    };
    // By state, then stock.
    let mut kept: Vec<Vec<Vec<f64>>> = Vec::with_capacity(graphs.len());
    for (state, graph) in graphs.iter().enumerate() {
        let places = graph.inflows.len();
        let mut pools = vec![Pool::default(); places + graph.runs.len()];
        let before: Vec<Vec<f64>> = match network.tree.states[state].parent {
            Some(parent) => kept[parent].clone(),
            None => {
                let opening = |stock: &recoop_case::Stock| {
                    let mut mix = vec![0.0; labels.count()];
                    mix[outside(stock.material, Origin::Opening)] = 1.0;
                    mix
                };
                network.stocks.iter().map(opening).collect()
            }
        };
        for (place, inflows) in graph.inflows.iter().enumerate() {
            let material = graph.materials[place];
            for (from, amount) in inflows {
                match from {
                    Inflow::Run(run) => pools[place].pools.push((places + run, *amount)),
                    Inflow::Place(other) => pools[place].pools.push((*other, *amount)),
                    Inflow::Market(market) => {
                        let origin = Origin::Bought(network.markets[*market].region);
                        pools[place].sources.push((outside(material, origin), *amount));
                    }
                    Inflow::Stock(k) => {
                        let parts = before[*k].iter().enumerate().map(|(label, share)| (label, share * amount));
                        pools[place].sources.extend(parts);
                    }
                }
            }
        }
        for (run, pool) in graph.runs.iter().zip(&mut pools[places..]) {
            let facility = &network.facilities[run.facility];
            let main = run.inputs.iter().filter(|(_, _, main)| *main);
            if network.technologies[facility.technology].stage == stage {
                pool.sources.push((labels.label(Origin::SolvedPlan(facility.region)), 1.0));
            } else if main.clone().next().is_none() {
                pool.sources.push((labels.label(Origin::Skipped), 1.0));
            } else {
                pool.pools.extend(main.map(|(place, amount, _)| (*place, *amount)));
            }
        }
        let mixes = mix(&pools, labels.count());
        for service in values.service.iter().filter(|s| s.state == state && s.served_t > SMALLEST_T) {
            let Some(place) = graph.serving(network, service.demand, service.compliant) else { continue };
            let shares = &mixes[place];
            if shares[labels.label(Origin::Skipped)] > 1.0 - 1e-9 {
                continue;
            }
            for (label, share) in shares.iter().enumerate().filter(|(_, share)| **share > SMALLEST_SHARE) {
                let origin = labels.origin(label);
                trace.origins.push(TraceRow { demand: service.demand, state, stage, origin, share: *share });
            }
        }
        let after = |(k, before): (usize, Vec<f64>)| filled(graph, k, before, |place| mixes[place].clone());
        kept.push(before.into_iter().enumerate().map(after).collect());
    }
}

/// Rounds of passing dependence on; a cycle passes on less each time, so far fewer are needed.
const ROUNDS: usize = 100_000;
/// Dependence is known to this.
const SETTLED: f64 = 1e-13;

fn dependence(
    network: &Network,
    values: &PlanValues,
    graphs: &List<StateAt, Graph>,
    abroad: Abroad,
    trace: &mut Trace,
) {
    let mut kept: Vec<Vec<Vec<f64>>> = Vec::with_capacity(graphs.len());
    for (state, graph) in graphs.iter().enumerate() {
        let before: Vec<Vec<f64>> = match network.tree.states[state].parent {
            Some(parent) => kept[parent].clone(),
            None => {
                let tainted = |stock: &recoop_case::Stock| {
                    let of_adversary = abroad == Abroad::Adversary && !stock.compliant;
                    vec![f64::from(u8::from(of_adversary || abroad.holds(network, stock.region)))]
                };
                network.stocks.iter().map(tainted).collect()
            }
        };
        let its_place: Vec<bool> = {
            let mut its = vec![false; graph.inflows.len()];
            for ((_, region, _), at) in &graph.places {
                its[*at] = abroad.holds(network, *region);
            }
            its
        };
        let mut places = vec![0.0_f64; graph.inflows.len()];
        let mut runs = vec![0.0_f64; graph.runs.len()];
        for _ in 0..ROUNDS {
            let mut change = 0.0_f64;
            for (run, share) in graph.runs.iter().zip(&mut runs) {
                let inputs = run.inputs.iter().map(|(place, ..)| places[*place]).fold(0.0, f64::max);
                let own = abroad.holds(network, network.facilities[run.facility].region);
                *share = if own { 1.0 } else { inputs };
            }
            for place in 0..places.len() {
                let (mut sum, mut total) = (0.0, 0.0);
                for (from, amount) in &graph.inflows[place] {
                    let share = match from {
                        Inflow::Run(run) => runs[*run],
                        Inflow::Place(other) => places[*other],
                        Inflow::Market(market) => f64::from(u8::from(abroad.sells(network, *market))),
                        Inflow::Stock(k) => before[*k][0],
                    };
                    sum += amount * share;
                    total += amount;
                }
                let mean = if total > 0.0 { sum / total } else { 0.0 };
                let share = if its_place[place] { 1.0 } else { mean };
                change = change.max((share - places[place]).abs());
                places[place] = share;
            }
            if change <= SETTLED {
                break;
            }
        }
        for service in values.service.iter().filter(|s| s.state == state && s.served_t > SMALLEST_T) {
            let Some(place) = graph.serving(network, service.demand, service.compliant) else { continue };
            let (demand, served_t, share) = (service.demand, service.served_t, places[place]);
            trace.dependence.push(DependenceRow { demand, state, abroad, served_t, share });
        }
        let after = |(k, before): (usize, Vec<f64>)| filled(graph, k, before, |place| vec![places[place]]);
        kept.push(before.into_iter().enumerate().map(after).collect());
    }
}
