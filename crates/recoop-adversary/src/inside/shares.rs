//! Which part of what plants make goes to others inside, and which part of what they use comes from others inside, as the plan has it.
//!
//! What leaves a place has the mix of what came in ([`mixing`](crate::links::mixing)), over lanes and stocks. What goes to a market is sold by whom it
//! belongs to; what comes from one is bought by who uses it.

use program::Col;

use crate::links::mixing::{Pool, mix};
use recoop::formulation::Formulation;
use recoop::formulation::sets::positions::PlaceAt;
use recoop_case::Network;
use recoop_case::positions::{DemandAt, StateAt};
use recoop_case::tables::Side;

/// What does not go from one owner to another.
const KEPT: usize = 0;
/// Goes to plants and stocks of others, or comes from them.
const PLANTS: usize = 1;
/// Goes to users of others; demands come in their order from here on.
const USERS: usize = 2;

/// Parts of a state, by place of the formulation.
pub(super) struct Shares {
    out: Vec<Vec<f64>>,
    into: Vec<Vec<f64>>,
}

impl Shares {
    /// The parts for a group in a state. `value` gives the columns of the plan; `owns` says whose plants and stocks are the group's, `trades` at whose markets and demands it trades
    /// itself.
    pub fn new(
        network: &Network,
        formulation: &Formulation,
        s: StateAt,
        value: &dyn Fn(Col) -> f64,
        (owns, trades): (&dyn Fn(usize) -> bool, &dyn Fn(usize) -> bool),
    ) -> Self {
        let (vars, sets) = (&formulation.variables, &formulation.sets);
        let state = network.tree.states[s];
        let years = f64::from(network.tree.period(s).length);
        let places = sets.places.len();
        let (mut out, mut into) = (vec![Pool::default(); places], vec![Pool::default(); places]);
        let of = |mine: bool| if mine { KEPT } else { PLANTS };
        for (r, run) in sets.runs.iter().enumerate() {
            let Some(activity) = vars.run.get((r, s)).map(value).filter(|activity| *activity > 0.0) else { continue };
            let label = of(owns(network.facilities[run.facility].member));
            for (place, amount) in &run.flows {
                let pool = if *amount > 0.0 { &mut into[*place] } else { &mut out[*place] };
                pool.sources.push((label, amount.abs() * activity));
            }
        }
        for (o, offer) in network.offers.iter().enumerate() {
            let Some(place) = sets.offer_place[o] else { continue };
            let (cols, pool) = match offer.side {
                Side::Buy => (&vars.buy, &mut into[place]),
                Side::Sell => (&vars.sell, &mut out[place]),
            };
            pool.sources.extend(cols.get((o, s)).map(|col| (of(trades(offer.member)), value(col))));
        }
        for (h, shipment) in sets.shipments.iter().enumerate() {
            if let Some(tonnes) = vars.ship.get((h, s)).map(value) {
                out[shipment.from].pools.push((shipment.to.index(), tonnes));
                into[shipment.to].pools.push((shipment.from.index(), tonnes));
            }
        }
        for (d, (from, to)) in sets.downgrades.iter().enumerate() {
            if let Some(tonnes) = vars.downgrade.get((d, s)).map(value) {
                out[*from].pools.push((to.index(), tonnes));
                into[*to].pools.push((from.index(), tonnes));
            }
        }
        for (place, out) in sets.places.positions().zip(&mut out) {
            out.sources.extend(vars.dispose.get((place, s)).map(|col| (KEPT, value(col))));
        }
        for (d, demand) in network.demands.iter().enumerate() {
            let place = sets.serving_place(network, d, state.period);
            if let (Some(place), Some(col)) = (place, vars.serve.get((d, s))) {
                let label = if trades(demand.member) { KEPT } else { USERS + d.index() };
                out[place].sources.push((label, value(col)));
            }
        }
        for (k, stock) in network.stocks.iter().enumerate() {
            let Some(place) = sets.stock_place[k] else { continue };
            let level = |s: StateAt| vars.hold.get((k, s)).map_or(0.0, value);
            let drawn = (state.parent.map_or(stock.initial_t, level) - level(s)) / years;
            let pool = if drawn > 0.0 { &mut into[place] } else { &mut out[place] };
            pool.sources.push((of(owns(stock.member)), drawn.abs()));
        }
        Self { out: mix(&out, USERS + network.demands.len()), into: mix(&into, USERS) }
    }

    /// Parts of what plants make at a place: what goes to plants inside (`None`), and to each demand.
    pub fn delivered(&self, place: PlaceAt) -> impl Iterator<Item = (Option<DemandAt>, f64)> + '_ {
        // Where all but rounding goes inside all does: what is left might have nowhere to go.
        let kept = self.out[place][KEPT];
        let all = if kept < SMALLEST { 1.0 - kept } else { 1.0 };
        let parts = self.out[place].iter().enumerate().skip(PLANTS).filter(|(_, part)| **part > SMALLEST);
        parts.map(move |(label, part)| (label.checked_sub(USERS).map(DemandAt::new), part / all))
    }

    /// Part of what plants use at a place that comes from others inside.
    pub fn taken(&self, place: PlaceAt) -> f64 {
        match self.into[place][PLANTS] {
            part if part > 1.0 - SMALLEST => 1.0,
            part if part > SMALLEST => part,
            _ => 0.0,
        }
    }
}

/// Below this a part is rounding.
const SMALLEST: f64 = 1e-7;
