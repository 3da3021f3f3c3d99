//! What a kg counts for that a plant makes or uses, by what the plan does with it.
//!
//! What plants make is sold at markets first, at the offers that the plan sells to; then it serves users, who pay at most what it is worth to them; the
//! rest goes to plants and stocks inside. What plants use is bought first, at the offers that the plan buys from; the rest comes from inside, at prices
//! inside by the rule of the bylaw ([`InternalPrices`]), and at the plan's own price where no market knows the material. So an offer that nobody uses is
//! in no price but that of deliveries.

use std::collections::BTreeMap;

use program::{List, Solution};

use crate::flows::UserPay;
use crate::internal::InternalPrices;
use crate::operations::Operations;
use recoop::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use recoop::formulation::sets::positions::PlaceAt;
use recoop::plan::SolvedPlan;
use recoop_case::Network;
use recoop_case::positions::{AttackAt, MaterialAt, PathAt, StateAt};
use recoop_case::prices::InternalPrice;

/// A price in the making: tonnes, money, and what depth 1 of each attack takes.
#[derive(Clone, Debug, Default)]
struct Mix {
    tonnes: f64,
    money: f64,
    falls: BTreeMap<AttackAt, f64>,
}

impl Mix {
    fn add(&mut self, tonnes: f64, price: f64, falls: impl IntoIterator<Item = (AttackAt, f64)>) {
        self.tonnes += tonnes;
        self.money += tonnes * price;
        for (attack, fall) in falls {
            *self.falls.entry(attack).or_default() += tonnes * fall;
        }
    }

    /// Adds as much of another as there is room for in `room` tonnes.
    fn take(&mut self, other: &Self, room: f64) {
        let part = if other.tonnes > room { room / other.tonnes } else { 1.0 };
        if part > 0.0 && other.tonnes > 0.0 {
            self.tonnes += part * other.tonnes;
            self.money += part * other.money;
            other.falls.iter().for_each(|(attack, fall)| *self.falls.entry(*attack).or_default() += part * fall);
        }
    }
}

/// What was traded, by material and position in the states.
#[derive(Clone, Debug, Default)]
struct Trade {
    sold: Mix,
    served: Mix,
    bought: Mix,
    made: f64,
    used: f64,
}

/// What is known of the price of what is made, or used: what markets and users give it, and the metric tons that go inside beside.
#[derive(Clone, Debug)]
struct Known {
    mix: Mix,
    inside_t: f64,
}

/// Prices of what plants make and use.
pub(super) struct Traded<'a> {
    network: &'a Network,
    places: List<PlaceAt, MaterialAt>,
    internal: &'a InternalPrices,
    /// By material and position in the states: of what is made, and of what is used.
    known: BTreeMap<(MaterialAt, PathAt), [Known; 2]>,
    /// By material and position in the states what is made and sold at markets, t/yr.
    sold: BTreeMap<(MaterialAt, PathAt), f64>,
}

/// Below this nothing is traded, t/yr.
const NOTHING: f64 = 1e-9;

impl<'a> Traded<'a> {
    /// The prices of the plan's operations.
    pub fn new(operations: &Operations<'a>, made: &SolvedPlan, usual: &Solution, internal: &'a InternalPrices) -> Self {
        let network = operations.network;
        let (vars, sets) = (&made.formulation.variables, &made.formulation.sets);
        let at = |s: StateAt| operations.states.iter().position(|state| *state == s);
        let value = |col| operations.col(col).map_or(0.0, |col| usual.cols[col.index()].max(0.0));
        let mut trades: BTreeMap<(MaterialAt, PathAt), Trade> = BTreeMap::new();
        for (is_sale, ((o, s), col)) in
            vars.sell.iter().map(|it| (true, it)).chain(vars.buy.iter().map(|it| (false, it)))
        {
            let (Some(at), tonnes, offer) = (at(s), value(col), &network.offers[o]) else { continue };
            let price = offer.price_usd_per_kg.at(s);
            let fall = |(k, attack): (AttackAt, &recoop_case::attacks::Attack)| {
                let fall = attack.share_of_years(&network.tree, s) * attack.share_of_offer(o) * price;
                (fall != 0.0).then_some((k, fall))
            };
            let trade = trades.entry((offer.material, at)).or_default();
            let mix = if is_sale { &mut trade.sold } else { &mut trade.bought };
            mix.add(tonnes, price, network.attacks.iter().enumerate().filter_map(fall));
        }
        for ((d, s), col) in vars.serve.iter() {
            let (Some(at), tonnes, demand) = (at(s), value(col), &network.demands[d]) else { continue };
            let Some(price) = internal.taken(demand.material, at) else { continue };
            // What users pay falls with the price inside once that is below the worth: at most by this part of it.
            let pay = UserPay::new(network, price, demand.value_usd_per_kg);
            trades.entry((demand.material, at)).or_default().served.add(tonnes, pay.usd_per_kg, pay.linear());
        }
        for ((r, s), col) in vars.run.iter() {
            let (Some(at), activity) = (at(s), value(col)) else { continue };
            for (place, amount) in &sets.runs[r].flows {
                let trade = trades.entry((sets.places[*place].material, at)).or_default();
                trade.made += (amount * activity).max(0.0);
                trade.used += (-amount * activity).max(0.0);
            }
        }
        let known = |trade: &Trade| {
            let of = |mix: Mix, all: f64| {
                let rest = all - mix.tonnes;
                let inside_t =
                    if rest > NOTHING * all || mix.tonnes <= NOTHING { rest.max(2.0 * NOTHING) } else { 0.0 };
                Known { mix, inside_t }
            };
            let mut sales = Mix::default();
            sales.take(&trade.sold, trade.made);
            let left = trade.made - sales.tonnes;
            sales.take(&trade.served, left);
            let mut purchases = Mix::default();
            purchases.take(&trade.bought, trade.used);
            [of(sales, trade.made), of(purchases, trade.used)]
        };
        let sold = trades.iter().map(|(key, trade)| (*key, trade.sold.tonnes.min(trade.made))).collect();
        let known = trades.iter().map(|(key, trade)| (*key, known(trade))).collect();
        let places = sets.places.iter().map(|place| place.material).collect();
        Self { network, places, internal, known, sold }
    }

    /// The worth of a metric ton that a run makes or uses at a place, after tax, MUSD, and what depth 1 of attacks takes off its price, USD/kg.
    pub fn worth(&self, (run, place): (usize, PlaceAt), at: PathAt, is_made: bool) -> (f64, Vec<(AttackAt, f64)>) {
        let (network, material) = (self.network, self.places[place]);
        let known = self.known.get(&(material, at)).map(|both| &both[usize::from(!is_made)]);
        let price = match is_made {
            true => self.internal.paid(network, (run, place), material, at),
            false => self.internal.at_place(network, place, material, at),
        };
        let mut mix = known.map(|known| known.mix.clone()).unwrap_or_default();
        let inside_t = known.map_or(1.0, |known| known.inside_t);
        mix.add(inside_t, price.usd_per_kg, price.falls);
        let falls = mix.falls.into_iter().map(|(k, fall)| (k, fall / mix.tonnes)).filter(|(_, fall)| *fall != 0.0);
        let price = network.delivery_usd_per_kg(material, Some(mix.money / mix.tonnes), || None);
        (price * MUSD_PER_USD_PER_KG_TONNE, falls.collect())
    }

    /// Part of what is made of a place's material that goes inside: to users, plants or stocks.
    pub fn inside(&self, place: PlaceAt, at: PathAt) -> f64 {
        let Some([made, _]) = self.known.get(&(self.places[place], at)) else { return 1.0 };
        let all = made.mix.tonnes + made.inside_t;
        if all > 0.0 { 1.0 - self.sold(place, at) / all } else { 1.0 }
    }

    /// Part of what undercutting takes off the outputs of a run that it does not reach: who takes them inside is bound by a price that does not follow the
    /// market. `flows` are places and metric tons of the run.
    pub fn spared(&self, flows: &[(PlaceAt, f64)], attack: AttackAt, at: PathAt) -> f64 {
        if self.internal.rule == InternalPrice::Indexed {
            return 0.0;
        }
        let goods = &self.network.attacks[attack].goods;
        let is_reached = |place: PlaceAt| goods.iter().any(|good| good.material == self.places[place]);
        let worth = |(place, amount): &(PlaceAt, f64)| amount * self.network.weight_price(self.places[*place]);
        let made = || flows.iter().filter(|(place, amount)| *amount > 0.0 && is_reached(*place));
        let all: f64 = made().map(worth).sum();
        let inside: f64 = made().map(|flow| worth(flow) * self.inside(flow.0, at)).sum();
        if all > 0.0 { inside / all } else { 0.0 }
    }

    fn sold(&self, place: PlaceAt, at: PathAt) -> f64 {
        self.sold.get(&(self.places[place], at)).copied().unwrap_or(0.0)
    }
}
