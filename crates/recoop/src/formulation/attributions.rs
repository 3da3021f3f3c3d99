//! The three attributions of the program: who brings what, what an attack on prices moves, what an attack on quantities moves.

use program::{Endow, Limited, Place, Priced, Program};

use super::Constraints;
use super::ledger::{self, MUSD_PER_USD_PER_KG_TONNE};
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

/// Demand, existing capacity, sites and permits to build, ore, opening stocks, equity and market access belong to members; what belongs
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
    for ([slot], row) in rows.site_limit.iter() {
        give(Place::RowUpper(row), network.facilities[sets.slots[slot].facility].member, program.row_bounds(row).1);
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

/// Marks a material and state that no attack component stands for yet.
const NO_COMPONENT: u32 = u32::MAX;

/// What moves with the market price of a material: trades, duties, what a price floor pays. The component is
/// `price[material,state]`, the depth the share by which the price falls there.
fn price(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables, rows: &Constraints) {
    let states = network.tree.states.len();
    let mut by_key = vec![NO_COMPONENT; network.materials.len() * states];
    let mut priced = Vec::new();
    let mut components = Vec::new();
    // `gain` is what depth 1 adds to the yearly amount of a unit of the column.
    let mut give = |material: usize, state: usize, col: program::Col, gain: f64| {
        if gain == 0.0 {
            return;
        }
        let component = &mut by_key[material * states + state];
        if *component == NO_COMPONENT {
            *component = components.len() as u32;
            components.push(format!("price[{},{}]", network.materials[material].id, sets.axes.state.label(state)));
        }
        let component = *component;
        priced.push(Priced { row: None, col, component, slope: gain * expectation_factor(network, state) });
        if let Some(row) = rows.cash_flow.get([state]) {
            priced.push(Priced { row: Some(row), col, component, slope: -gain });
        }
    };
    // All that the ledger says of a trade, its tax included, is proportional to the price.
    ledger::visit_trades(network, sets, vars, &mut |entry| {
        let offer = entry.col.and_then(|col| offer_of(vars, col));
        if let (Some(col), Some(offer)) = (entry.col, offer) {
            give(network.offers[offer].material, entry.state, col, -entry.amount);
        }
    });
    // A duty is a share of the price where the lane begins.
    let kept = 1.0 - network.members[network.cooperative()].tax_rate;
    for ([h, s], col) in vars.ship.iter() {
        let lane = &network.lanes[sets.shipments[h].lane];
        give(lane.material, s, col, lane.tariff_usd_per_kg.at(s) * MUSD_PER_USD_PER_KG_TONNE * kept);
    }
    // A floor pays the difference to the price, which grows as that falls.
    for ([f, s], col) in vars.top_up.iter() {
        let floor = &sets.floors[f];
        let floored = &network.policies[floor.policy].materials[floor.material];
        give(floored.material, s, col, floored.price_usd_per_kg.at(s) * MUSD_PER_USD_PER_KG_TONNE);
    }
    program.attributions.components = components;
    program.attributions.priced = priced;
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

/// The offer that a column trades at.
fn offer_of(vars: &Variables, col: program::Col) -> Option<usize> {
    let first = |cols: &program::Cols<2>| cols.key(col).map(|[offer, _]| offer);
    first(&vars.sell).or_else(|| first(&vars.buy))
}
