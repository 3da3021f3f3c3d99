//! What a purse trades on its own: what its plants make and use.
//!
//! ```text
//!   Σ_offers sell + Σ_demands serve ≤ Σ_runs made                                     for every material that can be bought, state
//!   Σ_{s ≤ τ} years[s] (Σ sell + Σ serve - Σ made) ≤ what stocks open with             where it is held, for every state τ
//! ```
//!
//! A firm that buys at the cheapest offer and delivers at the mean of all would earn on any volume, whatever its plants make. Users
//! buy what no plant of the purse makes by themselves.

use std::collections::BTreeSet;

use program::{Axis, Col, List, Program};

use super::flows::positions;
use recoop::formulation::Formulation;
use recoop::formulation::sets::positions::PlaceAt;
use recoop_case::Network;
use recoop_case::positions::{MaterialAt, PathAt, StateAt, StatePath};

/// A limit to what is sold of a material: `Σ terms ≤ at_most`.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnTrade {
    /// Material and state.
    pub name: String,
    /// Columns of the plan's program.
    pub terms: Vec<(Col, f64)>,
    /// t/yr; t where stocks carry it from state to state.
    pub at_most: f64,
}

/// The part of what is made at a place in a state that is left to sell.
type Kept<'a> = &'a dyn Fn(PlaceAt, StateAt) -> f64;

/// The limits along a future, given by its states; `own` says whose stocks are there, `kept` which part of what is made at a place in a state is
/// left to sell (the rest goes to others inside, [`crate::inside`]).
#[must_use]
pub fn limits(
    network: &Network,
    formulation: &Formulation,
    states: &StatePath,
    (own, kept): (&dyn Fn(usize) -> bool, Kept<'_>),
) -> Vec<OwnTrade> {
    let (vars, sets) = (&formulation.variables, &formulation.sets);
    let position = positions(network, states);
    let years = |at: PathAt| f64::from(network.tree.period(states[at]).length);
    // By material and position: what leaves the purse, and what its plants make.
    let materials = network.materials.len();
    let mut terms: Vec<List<PathAt, Vec<(Col, f64)>>> = vec![vec![Vec::new(); states.len()].into(); materials];
    let mut leave = |material: MaterialAt, s: StateAt, col: Col, value: f64| {
        if let Some(at) = position[s] {
            terms[material][at].push((col, value));
        }
    };
    vars.sell.iter().for_each(|((offer, s), col)| leave(network.offers[offer].material, s, col, 1.0));
    vars.serve.iter().for_each(|((demand, s), col)| leave(network.demands[demand].material, s, col, 1.0));
    for ((run, s), col) in vars.run.iter() {
        let mut made: Vec<(MaterialAt, f64)> = Vec::new();
        for (place, amount) in &sets.runs[run].flows {
            let material = sets.places[*place].material;
            let amount = if *amount > 0.0 { amount * kept(*place, s) } else { *amount };
            match made.iter_mut().find(|(of, _)| *of == material) {
                Some((_, sum)) => *sum += amount,
                None => made.push((material, amount)),
            }
        }
        made.retain(|(_, amount)| *amount > 0.0);
        made.into_iter().for_each(|(material, amount)| leave(material, s, col, -amount));
    }
    let on_path = |s: StateAt| position[s].is_some();
    let bought: BTreeSet<MaterialAt> =
        vars.buy.iter().filter(|((_, s), _)| on_path(*s)).map(|((o, _), _)| network.offers[o].material).collect();
    let held: BTreeSet<MaterialAt> =
        vars.hold.iter().filter(|((_, s), _)| on_path(*s)).map(|((k, _), _)| network.stocks[k].material).collect();
    let mut limits = Vec::new();
    for material in bought {
        let by_state = &terms[material];
        let stocks = network.stocks.iter().filter(|stock| stock.material == material && own(stock.member));
        let opening: f64 = stocks.map(|stock| stock.initial_t).sum();
        let (mut sum, mut is_sold) = (Vec::new(), false);
        for (at, here) in by_state.iter().enumerate() {
            let sells = here.iter().any(|(_, value)| *value > 0.0);
            let name = format!("{},{}", network.materials[material].id, network.tree.label(states[at]));
            if !held.contains(&material) {
                if sells {
                    limits.push(OwnTrade { name, terms: here.clone(), at_most: 0.0 });
                }
                continue;
            }
            is_sold |= sells;
            sum.extend(here.iter().map(|(col, value)| (*col, value * years(at))));
            if is_sold {
                limits.push(OwnTrade { name, terms: sum.clone(), at_most: opening });
            }
        }
    }
    limits
}

/// Writes limits into a program that has their columns at `col`.
pub fn write(program: &mut Program, family: &str, limits: &[OwnTrade], col: &dyn Fn(Col) -> Col) {
    let axis = Axis::new("traded", limits.iter().map(|limit| limit.name.clone()));
    program.rows(family, "t/yr", [&axis], |[at], row| {
        limits[at].terms.iter().for_each(|(of, value)| row.add(col(*of), *value));
        row.at_most(limits[at].at_most);
    });
}
