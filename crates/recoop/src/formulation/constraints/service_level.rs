//! # Service level and service chance
//!
//! A demand may ask for a least share, in every scenario or with a stated probability:
//!
//! ```text
//! serve + level · quantity · miss[scenario] ≥ level · quantity · share      for every demand, state, scenario through it
//! Σ_scenarios prob · miss[scenario] ≤ 1 - chance                            for every demand with a chance
//! ```
//!
//! With chance 1 there is no `miss` and one row for each state. The share is that of the state's years from the first year of the level
//! on; where it is below 1, `miss` is multiplied by it too.
//!
//! | index  | (demand, state, scenario); (demand)                                     |
//! | unit   | t/yr; probability                                                       |
//! | dual   | cost of one more t/yr of service, MUSD per t/yr                         |
//! | source | docs/formulation.md#service_level                                       |

use program::{Program, Rows};

use crate::formulation::family::{Dual, Owner, Resource, RowFamily, Stands, Subject, When};
use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;
use recoop_case::Network;
use recoop_case::positions::{LeafAt, StateAt};

/// Declaration of `service_level`.
pub const SERVICE_LEVEL: RowFamily = RowFamily {
    name: "service_level",
    unit: "t/yr",
    subject: Subject::Demand,
    when: When::StateInScenario,
    owner: Owner::Subject,
    thing: Some(Resource::Demand),
    stands: Stands::Lifted,
    dual: Dual::Yearly("MUSD/yr per t/yr"),
    rule: "the service level asked for",
    noun: "service to",
};

/// Writes `service_level[demand,state,scenario]`. Without a chance the scenario is the first one through the state.
pub fn service_level(
    program: &mut Program,
    network: &Network,
    sets: &Sets,
    vars: &Variables,
) -> Rows<3, (usize, StateAt, LeafAt)> {
    let tree = &network.tree;
    let axes = [&sets.axes.demand, &sets.axes.state, &sets.axes.leaf];
    let states = tree.states.positions();
    let ruled = (0..network.demands.len()).filter(|d| network.demands[*d].service.is_some());
    let keys = ruled
        .flat_map(|d| states.clone().flat_map(move |s| sets.leaves_below[s].iter().map(move |leaf| (d, s, *leaf))));
    program.at(keys).rows(SERVICE_LEVEL.name, SERVICE_LEVEL.unit, axes, |(d, s, leaf), row| {
        let Some(service) = network.demands[d].service else { return };
        let share = tree.share(tree.states[s].period, &(service.from_year..=i32::MAX));
        let needed = service.level * share * network.demands[d].quantity_t_per_year.at(s);
        if needed <= 0.0 {
            return;
        }
        let miss = vars.miss.get((d, leaf));
        if miss.is_none() && sets.leaves_below[s].first() != Some(&leaf) {
            return;
        }
        if let Some(serve) = vars.serve.get((d, s)) {
            row.add(serve, 1.0);
        }
        if let Some(miss) = miss {
            row.add(miss, needed);
        }
        row.at_least(needed);
    })
}

/// Declaration of `service_probability`.
pub const SERVICE_PROBABILITY: RowFamily = RowFamily {
    name: "service_probability",
    unit: "probability",
    subject: Subject::Demand,
    when: When::Always,
    owner: Owner::Subject,
    thing: Some(Resource::Demand),
    stands: Stands::Lifted,
    dual: Dual::Untold,
    rule: "the probability of the service level",
    noun: "the chance of",
};

/// Writes `service_probability[demand]`.
pub fn service_probability(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables) -> Rows<1, usize> {
    program.keyed().rows(SERVICE_PROBABILITY.name, SERVICE_PROBABILITY.unit, [&sets.axes.demand], |d: usize, row| {
        let Some(service) = network.demands[d].service else { return };
        for leaf in network.tree.leaves.positions() {
            if let Some(miss) = vars.miss.get((d, leaf)) {
                row.add(miss, network.tree.states[network.tree.leaves[leaf]].probability);
            }
        }
        if !row.is_empty() {
            row.at_most(1.0 - service.chance);
        }
    })
}
