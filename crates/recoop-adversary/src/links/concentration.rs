//! Concentration: how few hold a stage.
//!
//! ```text
//! HHI = Σ (100 · share)²,   from near 0 (many small ones) to 10000 (a single one)
//! ```
//!
//! Capacity counts in t/yr of the stage's own activity. Supply is what plants of the stage make and what is bought of the same materials, at
//! the mean price of each material, so that a metric ton of cerium does not weigh as much as one of terbium. What is bought counts under the
//! region of the market, and under the market's own name where members are asked for.

use std::collections::BTreeMap;

use recoop::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use recoop::plan::shares::{stage_of, worth};
use recoop::plan::values::PlanValues;
use recoop_case::Network;
use recoop_case::positions::StateAt;
use recoop_case::tables::{MaterialKind, Side};

/// What is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Concentrated {
    /// Usable capacity, t/yr.
    Capacity,
    /// Supply, MUSD/yr.
    Supply,
}

/// Who holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// A region.
    Region(usize),
    /// A member.
    Member(usize),
    /// Outsiders: a market. Only beside members.
    Market(usize),
}

/// By whom it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// Regions.
    Region,
    /// Members, and markets for what is bought.
    Member,
}

/// Concentration of a stage in a state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Concentration {
    /// Position in `settings.stages`.
    pub stage: usize,
    /// State.
    pub state: StateAt,
    /// What is held.
    pub held: Concentrated,
    /// By whom.
    pub by: By,
    /// All that is held: t/yr of capacity, MUSD/yr of supply.
    pub total: f64,
    /// Herfindahl-Hirschman index, 0 to 10000.
    pub hhi: f64,
    /// Who holds most; the first where several hold as much.
    pub largest: Holder,
    /// Its share.
    pub largest_share: f64,
}

/// Herfindahl-Hirschman index of amounts, 0 to 10000; 0 of nothing.
#[must_use]
pub fn hhi(amounts: impl Iterator<Item = f64> + Clone) -> f64 {
    let total: f64 = amounts.clone().sum();
    if total > 0.0 { amounts.map(|amount| (100.0 * amount / total).powi(2)).sum() } else { 0.0 }
}

/// Concentration of every stage and state in which anything is held.
#[must_use]
pub fn concentration(network: &Network, values: &PlanValues) -> Vec<Concentration> {
    let mut amounts: BTreeMap<(usize, StateAt, Concentrated, By), BTreeMap<Holder, f64>> = BTreeMap::new();
    let mut add = |stage: usize, state: StateAt, held: Concentrated, region: usize, member: Holder, amount: f64| {
        for (by, holder) in [(By::Region, Holder::Region(region)), (By::Member, member)] {
            *amounts.entry((stage, state, held, by)).or_default().entry(holder).or_default() += amount;
        }
    };
    for capacity in values.capacity.iter().filter(|c| c.usable_t > 0.0) {
        let f = &network.facilities[capacity.facility];
        let stage = network.technologies[f.technology].stage;
        add(stage, capacity.state, Concentrated::Capacity, f.region, Holder::Member(f.member), capacity.usable_t);
    }
    let (made_at, worth) = (stage_of(network), worth(network));
    let musd = |material: usize, tonnes: f64| tonnes * worth[material] * MUSD_PER_USD_PER_KG_TONNE;
    for flow in values.flows.iter().filter(|flow| flow.amount_t > 0.0) {
        let run = &values.runs[flow.run];
        let f = &network.facilities[run.facility];
        // Nobody waits for residues.
        if network.materials[flow.material].kind != MaterialKind::Residue {
            let stage = network.technologies[f.technology].stage;
            let amount = musd(flow.material, flow.amount_t);
            add(stage, run.state, Concentrated::Supply, f.region, Holder::Member(f.member), amount);
        }
    }
    for trade in &values.trades {
        let offer = &network.offers[trade.offer];
        if let (Side::Buy, Some(stage)) = (offer.side, made_at[offer.material]) {
            let region = network.markets[offer.market].region;
            let amount = musd(offer.material, trade.amount_t);
            add(stage, trade.state, Concentrated::Supply, region, Holder::Market(offer.market), amount);
        }
    }
    let row = |((stage, state, held, by), holders): ((usize, StateAt, Concentrated, By), BTreeMap<Holder, f64>)| {
        let total: f64 = holders.values().sum();
        let mut largest: Option<(Holder, f64)> = None;
        for (holder, amount) in &holders {
            if largest.is_none_or(|(_, most)| *amount > most) {
                largest = Some((*holder, *amount));
            }
        }
        let (largest, most) = largest?;
        let hhi = hhi(holders.values().copied());
        Some(Concentration { stage, state, held, by, total, hhi, largest, largest_share: most / total })
    };
    amounts.into_iter().filter_map(row).collect()
}
