//! Attacks of a case as the industry of a contest: products with the price 1, of which a plant sells what it has exposed.

use crate::arsenal::Arsenal;
use crate::operations::Operations;
use predation::{CostCurve, Firm, Growth, Industry, Period, Product, Strike};
use program::List;
use recoop_case::Network;
use recoop_case::attacks::kind::Contest;
use recoop_case::attacks::{Attack, CostLevel};
use recoop_case::positions::{PathAt, StateAt};

/// Pieces of a curved cost.
const PIECES: usize = 8;

/// An attack on prices as a product, over periods given by a state of each and its years. How fast it grows is left to the caller.
pub(crate) fn product(network: &Network, attack: &Attack, level: CostLevel, periods: &[(StateAt, f64)]) -> Product {
    let part = |state: StateAt| attack.share_of_years(&network.tree, state);
    let most = |state: StateAt| if part(state) > 0.0 { attack.max_depth } else { 0.0 };
    let cost = |(state, years): &(StateAt, f64)| {
        let (deepest, years) = (most(*state), years * part(*state));
        let piece = |j: usize| {
            let depth = deepest * j as f64 / PIECES as f64;
            (depth, attack.cost_musd(level, depth, *state).unwrap_or_default().max(0.0) * years)
        };
        CostCurve { points: if deepest > 0.0 { (0..=PIECES).map(piece).collect() } else { vec![(0.0, 0.0)] } }
    };
    Product {
        name: attack.id.to_string(),
        base: vec![1.0; periods.len()],
        lowest: periods.iter().map(|(state, _)| 1.0 - most(*state)).collect(),
        growth: Vec::new(),
        cost: periods.iter().map(cost).collect(),
        menu: Vec::new(),
        customers_of: None,
    }
}

/// Attacks that a contest of firms can hold, and those allowed that it cannot.
pub(super) struct Attacks {
    /// On prices, of all or of one member's customers: products, in this order.
    pub prices: Vec<usize>,
    /// Losses of equipment of one member, whole or not at all: strikes.
    pub strikes: Vec<usize>,
    /// Allowed, and left out.
    pub left_out: Vec<usize>,
}

impl Attacks {
    /// Attacks with a known cost along a future. Squeezes (what they reach depends on where a plant trades), bans, and losses of equipment that
    /// several members share, come by steps or exclude attacks on prices, are left to the kill costs of single purses.
    pub fn new(operations: &Operations<'_>, level: CostLevel, bans: bool) -> Self {
        let network = operations.network;
        let known = Arsenal::new(network, &operations.states, level, &|_| true);
        let mut attacks = Self { prices: Vec::new(), strikes: Vec::new(), left_out: Vec::new() };
        let there = |k: &usize| known.moves.iter().any(|it| it.attack == *k);
        for k in (0..network.attacks.len()).filter(there) {
            let attack = &network.attacks[k];
            if attack.kind.needs_bans && !bans {
                continue;
            }
            match attack.kind.contest {
                Contest::Product => attacks.prices.push(k),
                Contest::Strike if is_strike(network, attack) => attacks.strikes.push(k),
                Contest::Strike | Contest::LeftOut => attacks.left_out.push(k),
            }
        }
        attacks
    }

    /// Leaves out attacks on prices that reach none of the firms: they are no part of the contest.
    pub fn keep_reaching(&mut self, firms: &mut [Firm]) {
        let reaches = |k: &usize| {
            let plants = || firms.iter().flat_map(|firm| &firm.plants);
            plants().any(|plant| plant.volumes[*k].iter().any(|volume| *volume != 0.0))
        };
        let kept: Vec<usize> = (0..self.prices.len()).filter(reaches).collect();
        self.prices = kept.iter().map(|k| self.prices[*k]).collect();
        for plant in firms.iter_mut().flat_map(|firm| firm.plants.iter_mut()) {
            plant.volumes = kept.iter().map(|k| plant.volumes[*k].clone()).collect();
            plant.unit_cost = kept.iter().map(|k| plant.unit_cost[*k].clone()).collect();
            // A floor covers what is exposed: its product reaches.
            plant.floors.retain_mut(|floor| {
                let place = kept.iter().position(|k| *k == floor.product);
                place.is_some_and(|place| {
                    floor.product = place;
                    true
                })
            });
        }
    }
}

fn is_strike(network: &Network, attack: &Attack) -> bool {
    let at_once = attack.ramp_per_year >= attack.max_depth;
    let in_contest = |k: &usize| network.attacks[*k].kind.contest != Contest::LeftOut;
    victim(network, attack).is_some() && at_once && !attack.exclusive_with.iter().any(in_contest)
}

/// The one member whose plants an attack touches.
pub(super) fn victim(network: &Network, attack: &Attack) -> Option<usize> {
    let first = network.facilities[*attack.plants.first()?].member;
    attack.plants.iter().all(|plant| network.facilities[*plant].member == first).then_some(first)
}

/// The industry of these attacks; firms are those of `members`, and their plants are named as facilities are. With it, for each of its strikes the
/// attack and the position in the states.
pub(super) fn industry(
    operations: &Operations<'_>,
    attacks: &Attacks,
    level: CostLevel,
    yearly_musd: f64,
    (members, firms): (&[usize], &[Firm]),
) -> (Industry, Vec<(usize, PathAt)>) {
    let network = operations.network;
    let mut struck = Vec::new();
    let periods: List<PathAt, (StateAt, f64)> =
        operations.states.iter().enumerate().map(|(at, s)| (*s, operations.years(at))).collect();
    let firm_of = |attack: &Attack| {
        let victim = victim(network, attack)?;
        members.iter().position(|member| *member == victim)
    };
    let products = attacks.prices.iter().map(|k| {
        let attack = &network.attacks[*k];
        let customers_of = if attack.kind.is_selective { firm_of(attack) } else { None };
        let limits = attack.growth(&network.tree, &operations.states).into_iter();
        let growth = limits.map(|it| Growth { period: it.at.index(), kept: it.kept, most: it.most }).collect();
        Product { customers_of, growth, ..product(network, attack, level, &periods) }
    });
    let products = products.collect();
    let period = |at: PathAt| Period {
        label: network.tree.label(operations.states[at]),
        years: operations.years(at),
        discount: operations.weight(at) / operations.years(at),
        budget: yearly_musd * operations.years(at),
    };
    let mut industry = Industry::new(periods.positions().map(period).collect(), products);
    together(operations, attacks, level, &mut industry);
    for k in &attacks.strikes {
        let attack = &network.attacks[*k];
        let Some(firm) = firm_of(attack) else { continue };
        let named = |name: &str| attack.plants.iter().any(|plant| network.facilities[*plant].id == *name);
        let touched = firms[firm].plants.iter().enumerate().filter(|(_, plant)| named(&plant.name));
        let plants: Vec<usize> = touched.map(|(at, _)| at).collect();
        for (at, (state, years)) in periods.iter().enumerate() {
            let part = attack.share_of_years(&network.tree, *state);
            let sells = |plant: &usize| firms[firm].plants[*plant].volumes.iter().any(|series| series[at] != 0.0);
            if part > 0.0 && plants.iter().any(sells) {
                struck.push((*k, at));
                industry.strikes.push(Strike {
                    name: format!("{} {}", attack.id, network.tree.label(*state)),
                    firm,
                    plants: plants.clone(),
                    share: attack.max_depth * part,
                    starts: vec![at.index()],
                    lasts: 1,
                    cost: attack.cost_musd(level, attack.max_depth, *state).unwrap_or_default().max(0.0) * years * part,
                });
            }
        }
    }
    (industry, struck)
}

/// What of the attacks on prices limits each other: as for the purse that is re-planned.
fn together(operations: &Operations<'_>, attacks: &Attacks, level: CostLevel, industry: &mut Industry) {
    let network = operations.network;
    let of_prices = |attack: &Attack| attack.kind.contest == Contest::Product;
    let arsenal = Arsenal::new(network, &operations.states, level, &of_prices);
    let product = |which: usize| attacks.prices.iter().position(|k| *k == arsenal.moves[which].attack);
    let pairs = arsenal.exclusive.iter().filter_map(|(a, b)| Some((product(*a)?, product(*b)?)));
    industry.exclusive = pairs.collect();
    industry.exclusive.sort_unstable();
    industry.exclusive.dedup();
    for row in &arsenal.shared {
        let shares: Option<Vec<(usize, f64)>> =
            row.iter().map(|(which, share)| Some((product(*which)?, *share))).collect();
        if let Some(shares) = shares.filter(|shares| !industry.shared.contains(shares)) {
            industry.shared.push(shares);
        }
    }
}
