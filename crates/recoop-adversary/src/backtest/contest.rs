//! Members against what the adversary can do: a period for each quarter, a product for each attack on prices.

use super::build::{Built, QUARTERS, state_of};
use super::{BacktestError, PriceFall, Quarter, states};
use crate::pooling::{exposed_plant, product};
use predation::{Bylaw, Campaign, Contest, Growth, Industry, Period, Product};
use recoop_case::Network;
use recoop_case::attacks::CostLevel;
use recoop_case::positions::{AttackAt, StateAt};

/// Members as firms, some of them at a time.
pub(super) struct Contests<'a> {
    pub network: &'a Network,
    pub quarters: &'a [Quarter],
    pub built: &'a [Built],
}

impl Contests<'_> {
    /// Attacks on prices with a known cost that reach some members.
    fn attacks(&self, members: &[usize], level: CostLevel) -> Vec<AttackAt> {
        let network = self.network;
        let open = |k: AttackAt, state: StateAt| network.attacks[k].share_of_years(&network.tree, state) > 0.0;
        let known = |k: &AttackAt| {
            let attack = &network.attacks[*k];
            let mut costs = states(network)
                .into_iter()
                .filter(|state| open(*k, *state))
                .map(|state| attack.cost_musd(level, attack.max_depth, state))
                .peekable();
            attack.kind.moves_quotes && costs.peek().is_some() && costs.all(|cost| cost.is_some())
        };
        let reaches = |k: &AttackAt| {
            let mut works = members.iter().flat_map(|at| &self.built[*at].works);
            works.any(|works| {
                let plant = exposed_plant(
                    String::new(),
                    (vec![works.exposed[*k].clone()], Vec::new()),
                    &works.margin,
                    &mut vec![0.0; works.margin.len()],
                );
                let quarters = plant.volumes[0].iter().zip(self.quarters);
                quarters.into_iter().any(|(volume, quarter)| *volume != 0.0 && open(*k, state_of(network, *quarter)))
            })
        };
        network.attacks.positions().filter(known).filter(reaches).collect()
    }

    /// Everybody, with nothing that attacks.
    pub fn unattacked(&self) -> Result<Contest, BacktestError> {
        let firms = self.built.iter().map(|built| built.firm(self.network, &[])).collect();
        Contest::unattacked(self.periods(), firms).map_err(BacktestError::Data)
    }

    /// Some members against what the adversary can do, at a level of cost; none where nothing reaches them.
    pub fn of(&self, members: &[usize], level: CostLevel) -> Result<Option<Contest>, BacktestError> {
        let prices = self.attacks(members, level);
        if prices.is_empty() {
            return Ok(None);
        }
        let firms = members.iter().map(|at| self.built[*at].firm(self.network, &prices)).collect();
        Contest::new(self.industry(&prices, level), firms).map(Some).map_err(BacktestError::Data)
    }

    fn periods(&self) -> Vec<Period> {
        let period = |quarter: &Quarter| Period {
            label: quarter.to_string(),
            years: 1.0 / QUARTERS,
            discount: self.network.tree.discount_factor(quarter.year),
            budget: f64::INFINITY,
        };
        self.quarters.iter().map(period).collect()
    }

    fn industry(&self, prices: &[AttackAt], level: CostLevel) -> Industry {
        let network = self.network;
        let quarters: Vec<(StateAt, f64)> =
            self.quarters.iter().map(|quarter| (state_of(network, *quarter), 1.0 / QUARTERS)).collect();
        let periods = self.periods();
        let products = prices.iter().map(|k| {
            let attack = &network.attacks[*k];
            let ramp = attack.ramp_per_year;
            let growth = if ramp.is_finite() { Growth::by_years(ramp, &periods) } else { Vec::new() };
            Product { growth, ..product(network, attack, level, &quarters) }
        });
        Industry::new(periods.clone(), products.collect())
    }

    /// The fall to the prices of another network, as an attack on these members; none where prices are the same, or higher.
    pub fn price_fall(&self, actual: &Network) -> Result<Option<PriceFall>, BacktestError> {
        let all: Vec<usize> = (0..self.built.len()).collect();
        let mut fall: Option<PriceFall> = None;
        for level in CostLevel::ALL {
            let Some(contest) = self.of(&all, level)? else { continue };
            let depth = self.depth(actual);
            if depth.iter().all(|depth| *depth < 1e-9) {
                return Ok(None);
            }
            let mut campaign = Campaign::none(&contest);
            for (product, cuts) in contest.industry().products.iter().zip(&mut campaign.cuts) {
                for (at, cut) in cuts.iter_mut().enumerate() {
                    *cut = depth[at].min(product.most(at));
                }
            }
            // A fall that is faster than the ramp of an attack is no attack.
            let Ok(replay) = contest.replay(&campaign, Bylaw::Alone) else { continue };
            let known = fall.get_or_insert_with(|| PriceFall {
                depth: depth.clone(),
                costs: Vec::new(),
                fails: replay.died.clone(),
            });
            known.costs.push((level, replay.cost));
        }
        Ok(fall)
    }

    /// How far what the members sell is worth less at the prices of another network, a share by quarter.
    fn depth(&self, actual: &Network) -> Vec<f64> {
        let worth = |network: &Network, at: usize| -> f64 {
            let state = state_of(network, self.quarters[at]);
            let sold = self.built.iter().flat_map(|built| &built.works).flat_map(|works| &works.sold[at]);
            sold.filter_map(|(material, tonnes)| Some(tonnes * network.inside_price(*material, state)?.usd_per_kg()))
                .sum()
        };
        let depth = |at: usize| {
            let (here, there) = (worth(self.network, at), worth(actual, at));
            if here > 0.0 { (1.0 - there / here).max(0.0) } else { 0.0 }
        };
        (0..self.quarters.len()).map(depth).collect()
    }
}
