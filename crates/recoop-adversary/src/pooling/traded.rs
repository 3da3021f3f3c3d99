//! What a kg counts for that a plant makes or uses, by what the plan does with it.
//!
//! What plants make is sold at markets first, at the offers that the plan sells to; then it serves users, who pay at most what it is worth to them; the
//! rest goes to plants and stocks inside. What plants use is bought first, at the offers that the plan buys from; the rest comes from inside. Inside a
//! kg counts at the mean of open offers ([`Network::inside_price`]), and at the plan's own price where no market knows the material. So an offer that
//! nobody uses is in no price but that of deliveries.

use std::collections::BTreeMap;

use program::{List, Solution};

use super::firm::InsidePrices;
use crate::operations::Operations;
use recoop::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use recoop::formulation::sets::positions::PlaceAt;
use recoop::plan::SolvedPlan;
use recoop_case::Network;
use recoop_case::positions::{AttackAt, MaterialAt, PathAt, StateAt};

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

/// A mean price, and what depth 1 of attacks takes off it, USD/kg.
type Mean = (f64, Vec<(AttackAt, f64)>);

/// Prices of what plants make and use.
pub(super) struct Traded<'a> {
    network: &'a Network,
    places: List<PlaceAt, MaterialAt>,
    inside: InsidePrices,
    /// By material and position in the states: of what is made, and of what is used; none where no market knows it.
    prices: BTreeMap<(MaterialAt, PathAt), [Option<Mean>; 2]>,
}

/// Below this nothing is traded, t/yr.
const NOTHING: f64 = 1e-9;

impl<'a> Traded<'a> {
    /// The prices of the plan's operations.
    pub fn new(operations: &Operations<'a>, made: &SolvedPlan, usual: &Solution, inside: InsidePrices) -> Self {
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
            let Some(price) = network.inside_price(demand.material, s) else { continue };
            // What users pay falls with the price inside once that is below the worth: at most by this part of it.
            let falls: Vec<(AttackAt, f64)> = network
                .attacks
                .positions()
                .map(|k| (k, price.fall_usd_per_kg(k)))
                .filter(|(_, fall)| *fall != 0.0)
                .collect();
            let deepest: f64 = falls.iter().map(|(k, fall)| fall.max(0.0) * network.attacks[*k].max_depth).sum();
            let above = (price.usd_per_kg() - demand.value_usd_per_kg).max(0.0);
            let part = if above == 0.0 { 1.0 } else { ((deepest - above) / deepest.max(f64::MIN_POSITIVE)).max(0.0) };
            let trade = trades.entry((demand.material, at)).or_default();
            let falls = falls.into_iter().map(|(k, fall)| (k, part * fall));
            trade.served.add(tonnes, network.user_price(demand, s), falls);
        }
        for ((r, s), col) in vars.run.iter() {
            let (Some(at), activity) = (at(s), value(col)) else { continue };
            for (place, amount) in &sets.runs[r].flows {
                let trade = trades.entry((sets.places[*place].material, at)).or_default();
                trade.made += (amount * activity).max(0.0);
                trade.used += (-amount * activity).max(0.0);
            }
        }
        let price = |((material, at), trade): (&(MaterialAt, PathAt), &Trade)| {
            let inside = network.inside_price(*material, operations.states[*at]);
            let of = |mut mix: Mix, all: f64| {
                let rest = all - mix.tonnes;
                if let Some(price) = inside.as_ref().filter(|_| rest > NOTHING * all || mix.tonnes <= NOTHING) {
                    let falls = network.attacks.positions().map(|k| (k, price.fall_usd_per_kg(k)));
                    mix.add(rest.max(2.0 * NOTHING), price.usd_per_kg(), falls.filter(|(_, fall)| *fall != 0.0));
                }
                let price = |mix: Mix| {
                    let falls = mix.falls.into_iter().map(|(k, fall)| (k, fall / mix.tonnes));
                    (mix.money / mix.tonnes, falls.collect())
                };
                (mix.tonnes > NOTHING).then(|| price(mix))
            };
            let mut sales = Mix::default();
            sales.take(&trade.sold, trade.made);
            let left = trade.made - sales.tonnes;
            sales.take(&trade.served, left);
            let mut purchases = Mix::default();
            purchases.take(&trade.bought, trade.used);
            ((*material, *at), [of(sales, trade.made), of(purchases, trade.used)])
        };
        let prices = trades.iter().map(price).collect();
        let places = sets.places.iter().map(|place| place.material).collect();
        Self { network, places, inside, prices }
    }

    /// The worth of a metric ton at a place after tax, made there or used, MUSD, and what depth 1 of attacks takes off its price, USD/kg.
    pub fn worth(&self, place: PlaceAt, at: PathAt, is_made: bool) -> (f64, &[(AttackAt, f64)]) {
        let material = self.places[place];
        let known = self.prices.get(&(material, at)).and_then(|both| both[usize::from(!is_made)].as_ref());
        let planned = || Some(self.inside.get(&(place, at))? / MUSD_PER_USD_PER_KG_TONNE);
        let price = self.network.delivery_usd_per_kg(material, known.map(|(price, _)| *price), planned);
        (price * MUSD_PER_USD_PER_KG_TONNE, known.map_or(&[], |(_, falls)| falls))
    }
}
