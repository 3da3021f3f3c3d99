//! The three attributions of the program: who brings what, what an attack on prices moves, what an attack on quantities moves.

use std::collections::{BTreeMap, BTreeSet};

use program::{Endow, Limited, Place, Priced, Program};

use super::Constraints;
use super::family::{Owner, bounds};
use super::ledger::{self, MUSD_PER_USD_PER_KG_TONNE};
use super::objective::expectation_factor;
use super::sets::Sets;
use super::variables::Variables;
use recoop_case::Network;
use recoop_case::attacks::Attack;
use recoop_case::attacks::kind::Enters;
use recoop_case::tables::Controller;

/// Writes the attributions of a finished program.
pub fn attribute(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables, rows: &Constraints) {
    program.attributions.members = network.members.iter().map(|m| m.id.to_string()).collect();
    endow(program, network, sets, vars, rows);
    price(program, network, sets, vars, rows);
    limit(program, network, vars);
    attacks(program, network, sets, vars, rows);
}

/// Gives the bounds of the program to those who bring them, by the declarations of the families. What has no single
/// owner (market access of everybody, lanes, plants of the cooperative, the volume of a price floor) is common.
fn endow(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables, rows: &Constraints) {
    let cooperative = network.cooperative();
    let (mut endow, mut common) = (Vec::new(), Vec::new());
    let mut give = |place: Place, member: usize, amount: f64| {
        if amount == 0.0 || !amount.is_finite() {
            return;
        }
        if member == cooperative {
            common.push((place, amount));
        } else {
            endow.push(Endow { place, member: member as u32, amount });
        }
    };
    rows.visit(&mut |family, key, row| {
        if let Some(owner) = family.owner(network, sets, key) {
            bounds(program, row).for_each(|(place, bound)| give(place, owner, bound));
        } else if family.owner == Owner::Stocks {
            // What a stock opens with is its part of the right-hand side: what leaves less what enters is at most it.
            let (place, state) = (key[0], key[1]);
            if network.tree.states[state].parent.is_none() {
                let years = f64::from(network.tree.period(state).length);
                for stock in sets.touching[place].stocks.iter().map(|stock| &network.stocks[*stock]) {
                    give(Place::RowBoth(row), stock.member, -stock.initial_t / years);
                }
            }
        }
    });
    vars.visit(&mut |family, key, col| {
        if let (Some((place, bound)), Some(owner)) = (family.brought(program, col), family.owner(network, sets, key)) {
            give(place, owner, bound);
        }
    });
    program.attributions.endow = endow;
    program.attributions.common = common;
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
        let shipment = &sets.shipments[h];
        let lane = &network.lanes[shipment.lane];
        give(lane.material, s, col, lane.duty_usd_per_kg(shipment.bought_at, s) * MUSD_PER_USD_PER_KG_TONNE * kept);
    }
    // A floor pays the difference to the price, which grows as that falls.
    for ([f, s], col) in vars.top_up.iter() {
        let floor = &sets.floors[f];
        let floored = &network.policies[floor.policy].materials[floor.material];
        give(floored.material, s, col, floored.basis.price(floor.sold_at, s) * MUSD_PER_USD_PER_KG_TONNE);
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
    let mut pairs = BTreeMap::new();
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

/// The attacks of the case: the component is `attack[id,state]`, its depth that of the attack.
///
/// They come beside `price` and `ban`, of which a case without attacks has nothing else: an attack moves several markets and
/// materials at once, each by its share, and plants too.
fn attacks(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables, rows: &Constraints) {
    if network.attacks.is_empty() {
        return;
    }
    let trades = trades(network, sets, vars);
    for attack in &network.attacks {
        let mut book =
            Book { network, sets, rows, attack, components: BTreeSet::new(), priced: Vec::new(), limited: Vec::new() };
        match attack.kind.enters {
            Enters::Prices => book.prices(vars, &trades),
            Enters::Limits => book.bans(program, vars),
            Enters::Proceeds => book.proceeds(vars),
            Enters::Availability => book.plants(program),
        }
        let attributions = &mut program.attributions;
        let first = attributions.components.len() as u32;
        // Components in the order of states.
        let numbers: BTreeMap<usize, u32> = book.components.into_iter().zip(first..).collect();
        for state in numbers.keys() {
            attributions.components.push(format!("attack[{},{}]", attack.id, sets.axes.state.label(*state)));
        }
        attributions
            .priced
            .extend(book.priced.into_iter().map(|(state, it)| Priced { component: numbers[&state], ..it }));
        attributions
            .limited
            .extend(book.limited.into_iter().map(|(state, it)| Limited { component: numbers[&state], ..it }));
    }
}

/// By offer: state, column and MUSD a year per tonne traded, its tax included.
fn trades(network: &Network, sets: &Sets, vars: &Variables) -> Vec<Vec<(usize, program::Col, f64)>> {
    let mut trades = vec![Vec::new(); network.offers.len()];
    ledger::visit_trades(network, sets, vars, &mut |entry| {
        if let Some((col, offer)) = entry.col.and_then(|col| Some((col, offer_of(vars, col)?))) {
            trades[offer].push((entry.state, col, entry.amount));
        }
    });
    trades
}

/// What one attack moves; components are known by their states until all are found.
struct Book<'a> {
    network: &'a Network,
    sets: &'a Sets,
    rows: &'a Constraints,
    attack: &'a Attack,
    components: BTreeSet<usize>,
    priced: Vec<(usize, Priced)>,
    limited: Vec<(usize, Limited)>,
}

impl Book<'_> {
    /// Part of the depth by which means over the years of a state move.
    fn part(&self, state: usize) -> f64 {
        self.attack.share_of_years(&self.network.tree, state)
    }

    fn priced(&mut self, state: usize, row: Option<program::Row>, col: program::Col, slope: f64) {
        if slope != 0.0 {
            self.components.insert(state);
            self.priced.push((state, Priced { row, col, component: NO_COMPONENT, slope }));
        }
    }

    fn limited(&mut self, state: usize, place: Place, slope: f64) {
        if slope != 0.0 {
            self.components.insert(state);
            self.limited.push((state, Limited { place, component: NO_COMPONENT, slope }));
        }
    }

    /// `gain` is what depth 1, held in all years of the state, adds to the yearly amount of a unit of the column.
    fn earn(&mut self, state: usize, col: program::Col, gain: f64) {
        let gain = gain * self.part(state);
        self.priced(state, None, col, gain * expectation_factor(self.network, state));
        if let Some(row) = self.rows.cash_flow.get([state]) {
            self.priced(state, Some(row), col, -gain);
        }
    }

    /// Trades, duties and what floors pay move with their prices, as in [`price`].
    fn prices(&mut self, vars: &Variables, trades: &[Vec<(usize, program::Col, f64)>]) {
        for touch in &self.attack.offers {
            for (state, col, amount) in &trades[touch.offer] {
                self.earn(*state, *col, -amount * touch.share);
            }
        }
        let kept = 1.0 - self.network.members[self.network.cooperative()].tax_rate;
        for ([h, s], col) in vars.ship.iter() {
            let shipment = &self.sets.shipments[h];
            let lane = &self.network.lanes[shipment.lane];
            if let Some(basis) = &lane.basis {
                let duty = lane.duty_usd_per_kg(shipment.bought_at, s) * MUSD_PER_USD_PER_KG_TONNE * kept;
                let market = basis.market(shipment.bought_at, s);
                self.earn(s, col, duty * self.attack.share_of_price(market, lane.material));
            }
        }
        // A floor goes by the price that a market quotes.
        if !self.attack.kind.moves_quotes {
            return;
        }
        for ([f, s], col) in vars.top_up.iter() {
            let floor = &self.sets.floors[f];
            let floored = &self.network.policies[floor.policy].materials[floor.material];
            let price = floored.basis.price(floor.sold_at, s) * MUSD_PER_USD_PER_KG_TONNE;
            let market = floored.basis.market(floor.sold_at, s);
            self.earn(s, col, price * self.attack.share_of_price(market, floored.material));
        }
    }

    /// The limits of touched offers fall to zero.
    fn bans(&mut self, program: &Program, vars: &Variables) {
        for ([o, s], col) in vars.sell.iter().chain(vars.buy.iter()) {
            let (_, upper) = program.col_bounds(col);
            if upper.is_finite() {
                self.limited(s, Place::ColUpper(col), -upper * self.attack.share_of_offer(o) * self.part(s));
            }
        }
    }

    /// What the plants of the victim make brings less: a loss of price on every tonne made, taxed as their owner is.
    fn proceeds(&mut self, vars: &Variables) {
        for ([r, s], col) in vars.run.iter() {
            let run = &self.sets.runs[r];
            if self.attack.plants.binary_search(&run.facility).is_err() {
                continue;
            }
            let kept = 1.0 - self.network.members[self.network.facilities[run.facility].member].tax_rate;
            let worth = self.attack.goods.iter().map(|good| {
                let made = run.flows.iter().filter(|(place, _)| self.sets.places[*place].material == good.material);
                let made: f64 = made.map(|(_, amount)| amount.max(0.0)).sum();
                made * good.price_usd_per_kg.at(s)
            });
            let worth: f64 = worth.sum();
            self.earn(s, col, -worth * MUSD_PER_USD_PER_KG_TONNE * kept);
        }
    }

    /// What stands works for a smaller part of the year: all of a capacity row shrinks but the use.
    fn plants(&mut self, program: &Program) {
        let rows = self.rows;
        for ([f, s], row) in rows.capacity_limit.iter().chain(rows.ramp_limit.iter()) {
            if self.attack.plants.binary_search(&f).is_err() {
                continue;
            }
            let part = self.part(s);
            for (col, value) in program.row_terms(row).filter(|(col, _)| program.col_family(*col) != "run") {
                self.priced(s, Some(row), col, -value * part);
            }
            let (_, upper) = program.row_bounds(row);
            if upper.is_finite() {
                self.limited(s, Place::RowUpper(row), -upper * part);
            }
        }
    }
}

/// The offer that a column trades at.
fn offer_of(vars: &Variables, col: program::Col) -> Option<usize> {
    let first = |cols: &program::Cols<2>| cols.key(col).map(|[offer, _]| offer);
    first(&vars.sell).or_else(|| first(&vars.buy))
}
