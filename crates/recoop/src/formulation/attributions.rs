//! The three attributions of the program: who brings what, what an attack on prices moves, what an attack on quantities moves.

use program::{Endow, Limited, Place, Priced, Program};

use super::Constraints;
use super::ledger;
use super::objective::expectation_factor;
use super::sets::Sets;
use super::variables::Variables;
use crate::network::Network;
use crate::network::tables::Controller;

/// Writes the attributions of a finished program.
pub fn attribute(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables, rows: &Constraints) {
    program.attributions.members = network.members.iter().map(|m| m.id.to_string()).collect();
    endow(program, network, sets, vars, rows);
    price(program, network, sets, vars, rows);
    limit(program, network, vars);
}

/// Demand, existing capacity, permits to build, ore, opening stocks, equity and market access belong to members; what belongs
/// to the cooperative as a whole is common to every coalition and endowed by nobody.
fn endow(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables, rows: &Constraints) {
    let cooperative = network.cooperative();
    let mut endow = Vec::new();
    let mut give = |place: Place, member: usize, amount: f64| {
        if member != cooperative && amount != 0.0 && amount.is_finite() {
            endow.push(Endow { place, member: member as u32, amount });
        }
    };
    for ([d, _], row) in rows.demand_met.iter() {
        give(Place::RowBoth(row), network.demands[d].member, program.row_bounds(row).1);
    }
    // The columns' own bounds repeat the demand; they have to shrink with it.
    for ([d, _], col) in vars.short.iter().chain(vars.serve.iter()) {
        give(Place::ColUpper(col), network.demands[d].member, program.col_bounds(col).1);
    }
    for ([d, _, _], row) in rows.service_level.iter() {
        give(Place::RowLower(row), network.demands[d].member, program.row_bounds(row).0);
    }
    for family in [&rows.capacity_roll, &rows.lifetime_limit, &rows.ramp_limit, &rows.ore_depletion] {
        for ([f, _], row) in family.iter() {
            give(Place::RowUpper(row), network.facilities[f].member, program.row_bounds(row).1);
        }
    }
    for ([f, s], row) in rows.capacity_limit.iter() {
        if vars.installed.get([f, s]).is_none() {
            give(Place::RowUpper(row), network.facilities[f].member, program.row_bounds(row).1);
        }
    }
    for ([slot, _], col) in vars.build.iter().chain(vars.size.iter()) {
        let facility = sets.slots[slot].facility;
        give(Place::ColUpper(col), network.facilities[facility].member, program.col_bounds(col).1);
    }
    for ([i, _], row) in rows.capital_limit.iter().chain(rows.capital_total.iter()) {
        give(Place::RowUpper(row), i, program.row_bounds(row).1);
    }
    for ([o, _], col) in vars.sell.iter().chain(vars.buy.iter()) {
        give(Place::ColUpper(col), network.offers[o].member, program.col_bounds(col).1);
    }
    for (k, stock) in network.stocks.iter().enumerate() {
        // The opening stock is the right-hand side of the first balance: what leaves minus what enters is at most it.
        let first = (0..network.tree.states.len()).filter(|s| network.tree.states[*s].parent.is_none());
        for s in first {
            let years = f64::from(network.tree.period(s).length);
            if let Some(row) = sets.stock_place[k].and_then(|p| rows.material_balance.get([p, s])) {
                give(Place::RowBoth(row), stock.member, -stock.initial_t / years);
            }
        }
    }
    for ([k, _], col) in vars.hold.iter() {
        let (lower, _) = program.col_bounds(col);
        give(Place::ColLower(col), network.stocks[k].member, lower);
    }
    program.attributions.endow = endow;
}

const NO_COMPONENT: u32 = u32::MAX;

/// Every trade at a market: the component is `price[material,state]`, the depth the share by which the price falls there.
fn price(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables, rows: &Constraints) {
    let states = network.tree.states.len();
    let mut by_key = vec![NO_COMPONENT; network.materials.len() * states];
    let mut priced = Vec::new();
    let mut components = Vec::new();
    ledger::visit_trades(network, sets, vars, &mut |entry| {
        let offer = entry.col.and_then(|col| offer_of(vars, col));
        let (Some(col), Some(offer)) = (entry.col, offer) else { return };
        let material = network.offers[offer].material;
        let component = &mut by_key[material * states + entry.state];
        if *component == NO_COMPONENT {
            *component = components.len() as u32;
            let (material, state) = (&network.materials[material].id, sets.axes.state.label(entry.state));
            components.push(format!("price[{material},{state}]"));
        }
        let component = *component;
        // A price lower by the share `depth` changes the amount by -depth times itself.
        let slope = -entry.amount * expectation_factor(network, entry.state);
        priced.push(Priced { row: None, col, component, slope });
        if let Some(row) = rows.cash_flow.get([entry.state]) {
            priced.push(Priced { row: Some(row), col, component, slope: entry.amount });
        }
    });
    program.attributions.components = components;
    program.attributions.priced = priced;
}

fn offer_of(vars: &Variables, col: program::Col) -> Option<usize> {
    let first = |cols: &program::Cols<2>| cols.key(col).map(|[o, _]| o);
    first(&vars.sell).or_else(|| first(&vars.buy))
}

/// Every offer at a market of the adversary: the component is `ban[market,material,state]`, 1 closes it.
fn limit(program: &mut Program, network: &Network, vars: &Variables) {
    let mut limited = Vec::new();
    let mut components = std::mem::take(&mut program.attributions.components);
    let states = network.tree.states.len();
    // Offers of one market and material share their components.
    let mut pairs = std::collections::BTreeMap::new();
    let pair_of: Vec<usize> = network
        .offers
        .iter()
        .map(|offer| {
            let next = pairs.len();
            *pairs.entry((offer.market, offer.material)).or_insert(next)
        })
        .collect();
    let mut by_key = vec![NO_COMPONENT; pairs.len() * states];
    for ([o, s], col) in vars.sell.iter().chain(vars.buy.iter()) {
        let offer = &network.offers[o];
        let market = &network.markets[offer.market];
        let (_, upper) = program.col_bounds(col);
        if market.controller != Controller::Adversary || upper.is_infinite() {
            continue;
        }
        let component = &mut by_key[pair_of[o] * states + s];
        if *component == NO_COMPONENT {
            *component = components.len() as u32;
            let material = &network.materials[offer.material].id;
            components.push(format!("ban[{},{material},{}]", market.id, network.tree.label(s)));
        }
        let component = *component;
        limited.push(Limited { place: Place::ColUpper(col), component, slope: -upper });
    }
    program.attributions.components = components;
    program.attributions.limited = limited;
}
