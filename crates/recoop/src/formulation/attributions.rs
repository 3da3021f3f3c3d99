//! The three attributions of the program: who brings what, what an attack on prices moves, what an attack on quantities moves.

use std::collections::BTreeSet;

use program::{Col, Endow, Joint, Place, Program, Row};

use super::Constraints;
use super::components::{Component, Components, Writer};
use super::family::{Owner, Subject, bounds};
use super::joint::{JointUse, ample_t};
use super::ledger::MUSD_PER_USD_PER_KG_TONNE;
use super::market_money::{By, MarketMoney, market_money};
use super::sets::Sets;
use super::variables::Variables;
use recoop_case::Network;
use recoop_case::attacks::Attack;
use recoop_case::attacks::kind::Enters;
use recoop_case::positions::StateAt;
use recoop_case::tables::Controller;

/// Writes the attributions of a finished program, and returns its attack components.
pub fn attribute(
    program: &mut Program,
    network: &Network,
    sets: &Sets,
    vars: &Variables,
    rows: &Constraints,
) -> Components {
    program.attributions.members = network.members.iter().map(|m| m.id.to_string()).collect();
    endow(program, network, sets, vars, rows);
    let market = market_money(network, sets, vars);
    let mut attributions = std::mem::take(&mut program.attributions);
    let mut writer = Writer::new(network, rows, &mut attributions);
    price(&mut writer, network, &market);
    limit(&mut writer, program, network, vars);
    attacks(&mut writer, program, (network, sets, vars, rows), &market);
    let components = writer.finish();
    program.attributions = attributions;
    components
}

/// Gives the bounds of the program to those who bring them, by the declarations of the families. What has no single
/// owner (market access of everybody, lanes, plants of the cooperative, the volume of a price floor) is common, by the parts of [`JointUse`]. A
/// member's access to a market or room for a stock without limit is more than can be used, and nobody's without it.
fn endow(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables, rows: &Constraints) {
    let cooperative = network.cooperative();
    let (mut endow, mut common) = (Vec::new(), Vec::new());
    let mut joint = JointUse::new(network, sets);
    let mut attributions = std::mem::take(&mut program.attributions);
    let mut give = |place: Place, (subject, at): (Subject, usize), member: usize, amount: f64| {
        if amount == 0.0 || !amount.is_finite() {
            return;
        }
        if member == cooperative {
            let key = attributions.key(joint.of(subject, at));
            common.push(Joint { place, amount, key });
        } else {
            endow.push(Endow { place, member: member as u32, amount });
        }
    };
    rows.visit(&mut |family, key, row| {
        if let Some(owner) = family.owner(network, sets, key) {
            bounds(program, row).for_each(|(place, bound)| give(place, (family.subject, key[0]), owner, bound));
        } else if family.owner == Owner::Stocks {
            // What a stock opens with is its part of the right-hand side: what leaves less what enters is at most it.
            let (place, state) = (key[0], StateAt::new(key[1]));
            if network.tree.states[state].parent.is_none() {
                let years = f64::from(network.tree.period(state).length);
                for k in &sets.touching[place].stocks {
                    let stock = &network.stocks[*k];
                    give(Place::RowBoth(row), (Subject::Stock, *k), stock.member, -stock.initial_t / years);
                }
            }
        }
    });
    vars.visit(&mut |family, key, col| {
        let Some(owner) = family.owner(network, sets, key) else { return };
        for (place, bound, _) in family.brought(program, col) {
            let without_limit = bound == f64::INFINITY && owner != cooperative;
            let state = || family.when.state(network, sets, key).expect("trades and stocks are of a state");
            let bound = match family.subject {
                Subject::Offer if without_limit => ample_t(network, sets, network.offers[key[0]].material, state()),
                Subject::Stock if without_limit => {
                    sets.years[state()] * ample_t(network, sets, network.stocks[key[0]].material, state())
                }
                _ => bound,
            };
            give(place, (family.subject, key[0]), owner, bound);
        }
    });
    attributions.endow = endow;
    attributions.common = common;
    program.attributions = attributions;
}

/// What moves with the market price of a material ([`Component::Price`]).
fn price(writer: &mut Writer<'_>, network: &Network, market: &[MarketMoney]) {
    for money in market {
        let component = Component::Price { material: money.material(network), state: money.state };
        writer.money(component, money.col, money.gain);
    }
}

/// Every offer at a market of the adversary ([`Component::Ban`]).
fn limit(writer: &mut Writer<'_>, program: &Program, network: &Network, vars: &Variables) {
    for ((o, state), col) in vars.sell.iter().chain(vars.buy.iter()) {
        let offer = &network.offers[o];
        let (_, upper) = program.col_bounds(col);
        if network.markets[offer.market].controller == Controller::Adversary && upper.is_finite() {
            let component = Component::Ban { market: offer.market, material: offer.material, state };
            writer.limit(component, Place::ColUpper(col), -upper);
        }
    }
}

/// The attacks of the case ([`Component::Attack`]).
///
/// They come beside `price` and `ban`, of which a case without attacks has nothing else: an attack moves several markets and
/// materials at once, each by its share, and plants too.
fn attacks(
    writer: &mut Writer<'_>,
    program: &Program,
    (network, sets, vars, rows): (&Network, &Sets, &Variables, &Constraints),
    market: &[MarketMoney],
) {
    if network.attacks.is_empty() {
        return;
    }
    let mut trades = vec![Vec::new(); network.offers.len()];
    let mut others = Vec::new();
    for money in market {
        match money.by {
            By::Offer(offer) => trades[offer].push(*money),
            By::Duty { .. } | By::Floor { .. } => others.push(*money),
        }
    }
    for (k, attack) in network.attacks.iter().enumerate() {
        let mut book = Book { network, sets, rows, attack, moves: Vec::new() };
        match attack.kind.enters {
            Enters::Prices => book.prices(&trades, &others),
            Enters::Limits => book.bans(program, vars),
            Enters::Proceeds => book.proceeds(vars),
            Enters::Availability => book.plants(program),
        }
        // Components in the order of states.
        let states: BTreeSet<StateAt> = book.moves.iter().map(|(state, _)| *state).collect();
        for state in states {
            writer.number(Component::Attack { attack: k, state });
        }
        for (state, moves) in book.moves {
            let component = Component::Attack { attack: k, state };
            match moves {
                Move::Money(col, gain) => writer.money(component, col, gain),
                Move::Coefficient(row, col, slope) => writer.coefficient(component, Some(row), col, slope),
                Move::Limit(place, slope) => writer.limit(component, place, slope),
            }
        }
    }
}

/// What depth 1 adds.
enum Move {
    /// To money, MUSD/yr per unit of the column.
    Money(Col, f64),
    /// To a coefficient of a row.
    Coefficient(Row, Col, f64),
    /// To a bound.
    Limit(Place, f64),
}

/// What one attack moves, by state.
struct Book<'a> {
    network: &'a Network,
    sets: &'a Sets,
    rows: &'a Constraints,
    attack: &'a Attack,
    moves: Vec<(StateAt, Move)>,
}

impl Book<'_> {
    /// Part of the depth by which means over the years of a state move.
    fn part(&self, state: StateAt) -> f64 {
        self.attack.share_of_years(&self.network.tree, state)
    }

    /// `gain` is what depth 1, held in all years of the state, adds to the yearly amount of a unit of the column.
    fn earn(&mut self, state: StateAt, col: Col, gain: f64) {
        let gain = gain * self.part(state);
        if gain != 0.0 {
            self.moves.push((state, Move::Money(col, gain)));
        }
    }

    fn limit(&mut self, state: StateAt, place: Place, slope: f64) {
        if slope != 0.0 {
            self.moves.push((state, Move::Limit(place, slope)));
        }
    }

    /// Trades, duties and what floors pay move with their prices, each by its share.
    fn prices(&mut self, trades: &[Vec<MarketMoney>], others: &[MarketMoney]) {
        let touched = self.attack.offers.iter().flat_map(|touch| &trades[touch.offer]);
        for money in touched.chain(others) {
            let share = match money.by {
                By::Offer(offer) => self.attack.share_of_offer(offer),
                By::Duty { market, material } => self.attack.share_of_price(market, material),
                // A floor goes by the price that a market quotes.
                By::Floor { market, material } if self.attack.kind.moves_quotes => {
                    self.attack.share_of_price(market, material)
                }
                By::Floor { .. } => 0.0,
            };
            self.earn(money.state, money.col, money.gain * share);
        }
    }

    /// The limits of touched offers fall to zero.
    fn bans(&mut self, program: &Program, vars: &Variables) {
        for ((o, s), col) in vars.sell.iter().chain(vars.buy.iter()) {
            let (_, upper) = program.col_bounds(col);
            if upper.is_finite() {
                self.limit(s, Place::ColUpper(col), -upper * self.attack.share_of_offer(o) * self.part(s));
            }
        }
    }

    /// What the plants of the victim make brings less: a loss of price on every metric ton made, taxed as their owner is.
    fn proceeds(&mut self, vars: &Variables) {
        for ((r, s), col) in vars.run.iter() {
            let run = &self.sets.runs[r];
            if self.attack.plants.binary_search(&run.facility).is_err() {
                continue;
            }
            let kept = 1.0 - self.network.tax_rate();
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
        for (f, s, row) in self.rows.capacities() {
            if self.attack.plants.binary_search(&f).is_err() {
                continue;
            }
            let part = self.part(s);
            let operates = |col: Col| Variables::family(program.col_family(col)).is_some_and(|family| family.operates);
            for (col, value) in program.row_terms(row).filter(|(col, _)| !operates(*col)) {
                if value * part != 0.0 {
                    self.moves.push((s, Move::Coefficient(row, col, -value * part)));
                }
            }
            let (_, upper) = program.row_bounds(row);
            if upper.is_finite() {
                self.limit(s, Place::RowUpper(row), -upper * part);
            }
        }
    }
}
