//! Price floors as floors of firms: what policies cover of what each plant makes, as the plan runs it.
//!
//! ```text
//!   covered · max(0, floor - price · (1 - share · depth)) = volume · max(0, f - (1 - depth))         volume = covered · price · share,  f = 1 + (floor - price) / (price · share)
//! ```
//!
//! A floor pays what the plan's program pays it: to the plant that makes the material, untaxed, up to the limit of the policy, and nothing when the plant
//! idles. Of several attacks on one price it stands against the one that moves it most.

use std::collections::BTreeMap;

use program::Solution;
use recoop_case::positions::PathAt;

use crate::operations::Operations;
use predation::Floor;
use recoop::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use recoop::plan::SolvedPlan;

/// What a floor covers of a plant.
struct Cover {
    facility: usize,
    at: PathAt,
    /// Tonnes of the period.
    tonnes: f64,
    floor_usd_per_kg: f64,
    price_usd_per_kg: f64,
    /// What depth 1 of attacks takes off the price, as a share.
    shares: BTreeMap<usize, f64>,
}

/// What floors cover.
pub(super) struct Covered {
    covers: Vec<Cover>,
    periods: usize,
}

impl Covered {
    /// The floors of the plan's operations.
    pub fn new(operations: &Operations<'_>, made: &SolvedPlan, usual: &Solution) -> Self {
        let network = operations.network;
        let (vars, sets) = (&made.formulation.variables, &made.formulation.sets);
        let value = |col| operations.col(col).map_or(0.0, |col| usual.cols[col.index()].max(0.0));
        let mut covers: Vec<Cover> = Vec::new();
        for (at, s) in operations.states.iter().enumerate() {
            // By policy what is covered of each plant, before its limit.
            let mut by_policy: BTreeMap<usize, Vec<Cover>> = BTreeMap::new();
            for (f, floor) in sets.floors.iter().enumerate().filter(|(_, floor)| floor.sold_at.is_none()) {
                if vars.top_up.get((f, *s)).is_none() {
                    continue;
                }
                let policy = &network.policies[floor.policy];
                let floored = &policy.materials[floor.material];
                let made_of = |(run, amount): &(usize, f64)| {
                    let share = network.policy_share(policy, sets.runs[*run].facility, *s);
                    let activity = vars.run.get((*run, *s)).map_or(0.0, value);
                    (sets.runs[*run].facility, amount * share * activity)
                };
                let all: f64 = floor.made_by.iter().map(|it| made_of(it).1).sum();
                // What is sold at a market counts at the price there.
                let of_floor = |market: Option<usize>| {
                    let mut shares = BTreeMap::new();
                    let basis = floored.basis.market(market, *s);
                    for (k, attack) in network.attacks.iter().enumerate().filter(|(_, it)| it.kind.moves_quotes) {
                        let share =
                            attack.share_of_price(basis, floored.material) * attack.share_of_years(&network.tree, *s);
                        if share > 0.0 {
                            shares.insert(k, share);
                        }
                    }
                    (floored.basis.price(market, *s), shares)
                };
                let followers = sets.floors.iter().skip(f + 1).take_while(|floor| floor.sold_at.is_some());
                let mut parts: Vec<(Option<usize>, f64)> = Vec::new();
                for market in followers.filter_map(|floor| floor.sold_at) {
                    let offers = network.offers.iter().enumerate();
                    let here = offers.filter(|(_, it)| (it.market, it.material) == (market, floored.material));
                    let sold: f64 = here.filter_map(|(o, _)| vars.sell.get((o, *s))).map(value).sum();
                    let left = 1.0 - parts.iter().map(|(_, part)| part).sum::<f64>();
                    parts.push((Some(market), if all > 0.0 { (sold / all).min(left.max(0.0)) } else { 0.0 }));
                }
                let left = 1.0 - parts.iter().map(|(_, part)| part).sum::<f64>();
                parts.push((None, left.max(0.0)));
                for (market, part) in parts.into_iter().filter(|(_, part)| *part > 0.0) {
                    let (price, shares) = of_floor(market);
                    for (facility, tonnes) in floor.made_by.iter().map(made_of).filter(|(_, tonnes)| *tonnes > 0.0) {
                        by_policy.entry(floor.policy).or_default().push(Cover {
                            facility,
                            at,
                            tonnes: part * tonnes * operations.years(at),
                            floor_usd_per_kg: policy.value,
                            price_usd_per_kg: price,
                            shares: shares.clone(),
                        });
                    }
                }
            }
            for (policy, mut of_policy) in by_policy {
                let policy = &network.policies[policy];
                let years = network.tree.share(network.tree.states[*s].period, &policy.years) * operations.years(at);
                let all: f64 = of_policy.iter().map(|cover| cover.tonnes).sum();
                if policy.limit_t_per_year * years < all {
                    of_policy.iter_mut().for_each(|cover| cover.tonnes *= policy.limit_t_per_year * years / all);
                }
                covers.extend(of_policy);
            }
        }
        Self { covers, periods: operations.states.len() }
    }

    /// The floors of a plant against attacks on prices, in their order; `volumes` are what it has exposed to each.
    pub fn floors(&self, facility: usize, prices: &[usize], volumes: &[Vec<f64>]) -> Vec<Floor> {
        let mut floors: Vec<Floor> = Vec::new();
        let mut left: Vec<Vec<f64>> =
            volumes.iter().map(|of| of.iter().map(|volume| volume.max(0.0)).collect()).collect();
        for cover in self.covers.iter().filter(|cover| cover.facility == facility) {
            let share = |k: usize| cover.shares.get(&prices[k]).copied().unwrap_or(0.0);
            let most = (0..prices.len()).max_by(|a, b| share(*a).total_cmp(&share(*b)));
            let Some(product) = most.filter(|k| share(*k) > 0.0 && cover.price_usd_per_kg > 0.0) else { continue };
            let exposed = cover.price_usd_per_kg * share(product);
            // No more than it sells: a cut never helps it.
            let room = &mut left[product][cover.at];
            let volume = (cover.tonnes * exposed * MUSD_PER_USD_PER_KG_TONNE).min(*room);
            *room -= volume;
            let price = 1.0 + (cover.floor_usd_per_kg - cover.price_usd_per_kg) / exposed;
            if volume > 0.0 && price > 0.0 {
                let (mut by_period, mut of) = (vec![0.0; self.periods], vec![0.0; self.periods]);
                (by_period[cover.at], of[cover.at]) = (price, volume);
                floors.push(Floor { product, price: by_period, volume: of, give_back: 0.0 });
            }
        }
        floors
    }
}
