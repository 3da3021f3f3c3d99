//! How much of each stage is made at home: the question of dependence.
//!
//! For every material of a stage and every state, what plants and end users at home need (consumed, delivered, and short) is
//! set against what plants at home make, material by material, so that a surplus of one cannot hide the lack of another:
//!
//! ```text
//! share[stage,s] = Σ_materials w · min(made, needed) / Σ_materials w · needed
//! ```
//!
//! `w` is the mean price of all offers of the material over all states, else the highest worth that demands give it, else 1 USD/kg.

use std::collections::BTreeMap;

use super::values::PlanValues;
use crate::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use recoop_case::Network;
use recoop_case::positions::StateAt;
use recoop_case::tables::Bloc;
use recoop_case::tree::Tree;

/// Need and domestic make of a stage in a state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShareRow {
    /// Position in `settings.stages`.
    pub stage: usize,
    /// State.
    pub state: StateAt,
    /// MUSD/yr.
    pub needed_musd: f64,
    /// MUSD/yr.
    pub made_musd: f64,
}

/// For each material the stage that makes it: the earliest, where several do (recycled metal is metal).
#[must_use]
pub fn stage_of(network: &Network) -> Vec<Option<usize>> {
    let mut stage = vec![None; network.materials.len()];
    for technology in &network.technologies {
        for (material, amount) in technology.modes.iter().flat_map(|m| &m.flows) {
            if *amount > 0.0 {
                let earliest: &mut Option<usize> = &mut stage[*material];
                *earliest = Some(earliest.map_or(technology.stage, |stage| stage.min(technology.stage)));
            }
        }
    }
    stage
}

/// Weight of each material, USD/kg.
#[must_use]
pub fn worth(network: &Network) -> Vec<f64> {
    (0..network.materials.len()).map(|material| network.weight_price(material)).collect()
}

/// Shares of all stages and states in which anything is needed at home, ordered by stage and state.
#[must_use]
pub fn domestic_shares(network: &Network, values: &PlanValues) -> Vec<ShareRow> {
    domestic_shares_at(network, values, &worth(network))
}

/// The same with weights of one's own, one for each material, USD/kg.
#[must_use]
pub fn domestic_shares_at(network: &Network, values: &PlanValues, worth: &[f64]) -> Vec<ShareRow> {
    let stage = stage_of(network);
    let home = |region: usize| network.regions[region].bloc == Bloc::Home;
    // (material, state) -> (needed, made), t/yr
    let mut at: BTreeMap<(usize, StateAt), (f64, f64)> = BTreeMap::new();
    for flow in &values.flows {
        let run = &values.runs[flow.run];
        if home(network.facilities[run.facility].region) {
            let entry = at.entry((flow.material, run.state)).or_default();
            if flow.amount_t < 0.0 { entry.0 -= flow.amount_t } else { entry.1 += flow.amount_t }
        }
    }
    for service in &values.service {
        let demand = &network.demands[service.demand];
        if home(demand.region) {
            at.entry((demand.material, service.state)).or_default().0 += service.demanded_t;
        }
    }
    let mut rows: BTreeMap<(usize, StateAt), (f64, f64)> = BTreeMap::new();
    for ((material, state), (needed, made)) in at {
        let Some(stage) = stage[material] else { continue };
        if needed <= 1e-9 {
            continue;
        }
        let usd = worth[material] * MUSD_PER_USD_PER_KG_TONNE;
        let row = rows.entry((stage, state)).or_default();
        row.0 += needed * usd;
        row.1 += made.min(needed) * usd;
    }
    rows.into_iter()
        .map(|((stage, state), (needed_musd, made_musd))| ShareRow { stage, state, needed_musd, made_musd })
        .collect()
}

/// Expected share of a stage over the periods whose first year is wanted, if anything is needed there.
#[must_use]
pub fn expected_share(tree: &Tree, rows: &[ShareRow], stage: usize, wanted: impl Fn(i32) -> bool) -> Option<f64> {
    let (mut needed, mut made) = (0.0, 0.0);
    for row in rows.iter().filter(|r| r.stage == stage && wanted(tree.period(r.state).first_year)) {
        needed += row.needed_musd * tree.states[row.state].probability;
        made += row.made_musd * tree.states[row.state].probability;
    }
    (needed > 0.0).then(|| made / needed)
}

/// Expected share of a stage over the second half of the horizon.
#[must_use]
pub fn later_share(tree: &Tree, rows: &[ShareRow], stage: usize) -> Option<f64> {
    let half = (tree.first_year() + tree.last_year() + 1) / 2;
    expected_share(tree, rows, stage, |year| year >= half)
}
