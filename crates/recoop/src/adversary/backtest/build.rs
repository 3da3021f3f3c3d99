//! From tables to firms: a period for each quarter, a product for each attack on prices.

use std::collections::BTreeMap;

use super::super::firms::{exposed_plant, price_of};
use super::super::predation::{Bylaw, Campaign, Contest, CostCurve, Firm, Industry, Period, Plant, Product};
use super::{BacktestError, Fall, Ledger, PlantYear, Quarter, states};
use crate::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE as MUSD;
use crate::network::attacks::CostLevel;
use crate::network::cell::Name;
use crate::network::tables::{AttackKind, PaymentKind, Tables};
use crate::network::variants::fixed_cost;
use crate::network::{Facility, Network};

/// Quarters in a year.
const QUARTERS: f64 = 4.0;

/// Pieces of a curved cost.
const PIECES: usize = 8;

/// A member, before it is a firm.
#[derive(Debug)]
pub(super) struct Built {
    /// Position in [`Network::members`].
    pub member: usize,
    /// Cash at the start, MUSD.
    pub purse: f64,
    /// Where money comes from, by quarter.
    pub ledger: Vec<Ledger>,
    /// Its plants by year.
    pub plants: Vec<PlantYear>,
    /// Its plants as the adversary sees them; exposed volumes by attack of the network.
    works: Vec<Works>,
}

/// A plant with what it earns before fixed cost, and what each attack takes of it at depth 1. MUSD by quarter.
#[derive(Debug)]
struct Works {
    name: String,
    margin: Vec<f64>,
    exposed: Vec<Vec<f64>>,
    /// Material and tonnes sold, by quarter.
    sold: Vec<Vec<(usize, f64)>>,
}

/// A case as it is in a variant.
#[derive(Clone, Copy)]
pub(super) struct Varied<'a> {
    pub network: &'a Network,
    pub tables: &'a Tables,
    pub variant: Option<&'a Name>,
}

/// The state of a quarter.
fn state_of(network: &Network, quarter: Quarter) -> usize {
    let of_year = |state: &usize| network.tree.period(*state).years().any(|year| year == quarter.year);
    states(network).into_iter().find(of_year).expect("quarters are of the years of the states")
}

/// What a dated amount puts into a quarter.
fn part((year, at, amount): (i32, Option<i32>, f64), quarter: Quarter) -> f64 {
    match at {
        _ if year != quarter.year => 0.0,
        None => amount / QUARTERS,
        Some(at) if at == quarter.quarter => amount,
        Some(_) => 0.0,
    }
}

impl Built {
    /// Every member with a purse.
    pub fn all(of: &Varied<'_>, quarters: &[Quarter]) -> Result<Vec<Self>, BacktestError> {
        let network = of.network;
        let purses = (0..network.cooperative()).filter(|it| network.members[*it].capital_total_musd.is_finite());
        let built: Vec<Self> = purses.map(|it| Self::of(of, quarters, it)).collect::<Result<_, _>>()?;
        if built.is_empty() { Err(BacktestError::NoPurse) } else { Ok(built) }
    }

    fn of(of: &Varied<'_>, quarters: &[Quarter], member: usize) -> Result<Self, BacktestError> {
        let network = of.network;
        let mut built = Self {
            member,
            purse: network.members[member].capital_total_musd,
            ledger: vec![Ledger::default(); quarters.len()],
            plants: Vec::new(),
            works: Vec::new(),
        };
        for payment in of.tables.payments.iter().filter(|it| it.member == network.members[member].id) {
            let dated = (payment.year, payment.quarter, payment.amount_musd);
            for (ledger, quarter) in built.ledger.iter_mut().zip(quarters) {
                let account = match payment.kind {
                    PaymentKind::Equity | PaymentKind::Loan => &mut ledger.raised,
                    PaymentKind::Repayment | PaymentKind::Interest => &mut ledger.debt_service,
                    PaymentKind::Capital => &mut ledger.capital,
                    PaymentKind::Operations => &mut ledger.operations,
                    PaymentKind::Other => &mut ledger.other,
                };
                *account += part(dated, *quarter);
            }
        }
        for at in (0..network.facilities.len()).filter(|at| network.facilities[*at].member == member) {
            built.plant(of, quarters, at)?;
        }
        Ok(built)
    }

    fn plant(&mut self, of: &Varied<'_>, quarters: &[Quarter], at: usize) -> Result<(), BacktestError> {
        let Varied { network, tables, variant } = *of;
        let facility = &network.facilities[at];
        let [mode] = facility.modes[..] else { return Err(BacktestError::Modes(facility.id.clone())) };
        let mode = &network.technologies[facility.technology].modes[mode];
        let prices: Vec<usize> = (0..network.attacks.len()).collect();
        let mut works = Works {
            name: facility.id.to_string(),
            margin: vec![0.0; quarters.len()],
            exposed: vec![vec![0.0; quarters.len()]; prices.len()],
            sold: vec![Vec::new(); quarters.len()],
        };
        // By year: activity, sales, avoidable cost, fixed cost, capacity.
        let mut years: BTreeMap<i32, [f64; 5]> = BTreeMap::new();
        for (q, quarter) in quarters.iter().enumerate() {
            let state = state_of(network, *quarter);
            let standing = network.existing_capacity(facility, network.tree.states[state].period, false);
            let activity = activity(network, tables, facility, *quarter, state);
            let unit = facility.variable_cost_usd_per_kg.at(state) + mode.extra_cost_usd_per_kg;
            let given = (quarter.year, facility.fixed_cost_usd_per_kg);
            let fixed = standing * fixed_cost(tables, variant, &facility.id, given) * MUSD / QUARTERS;
            let (mut sales, mut avoidable) = (0.0, activity * unit * MUSD);
            for (material, amount) in mode.flows.iter().filter(|_| activity > 0.0) {
                let tonnes = amount * activity;
                let Some((price, moved)) = price_of(network, *material, state, &prices) else {
                    let (facility, material) = (facility.id.clone(), network.materials[*material].id.clone());
                    return Err(BacktestError::NoPrice { facility, material, year: quarter.year });
                };
                let worth = tonnes * price * MUSD;
                if worth > 0.0 {
                    sales += worth
                } else {
                    avoidable -= worth
                }
                if tonnes > 0.0 {
                    works.sold[q].push((*material, tonnes));
                }
                let touched = works.exposed.iter_mut().zip(moved).zip(&network.attacks);
                for ((exposed, moved), _) in touched.filter(|(_, attack)| attack.kind == AttackKind::Price) {
                    exposed[q] += tonnes * moved * MUSD;
                }
            }
            works.margin[q] = sales - avoidable;
            // A plant that does not earn what it costs to run stands idle.
            if works.margin[q] < 0.0 {
                (sales, avoidable) = (0.0, 0.0);
            }
            self.ledger[q].sales += sales;
            self.ledger[q].costs -= avoidable + fixed;
            let year = years.entry(quarter.year).or_default();
            let adds = [activity, sales, avoidable, fixed, standing / QUARTERS];
            year.iter_mut().zip(adds).for_each(|(sum, it)| *sum += it);
        }
        self.works.push(works);
        self.plants.extend(years.into_iter().filter(|(_, it)| it[4] > 0.0).map(|(year, it)| {
            let [output_t, sales, avoidable, fixed, capacity] = it;
            let by_kg = |musd: f64, tonnes: f64| (tonnes > 0.0).then(|| musd / MUSD / tonnes);
            let unit = by_kg(avoidable, output_t);
            PlantYear {
                facility: at,
                year,
                output_t,
                price_usd_per_kg: by_kg(sales, output_t),
                cost_usd_per_kg: by_kg(avoidable + fixed, output_t),
                cost_at_capacity_usd_per_kg: unit.zip(by_kg(fixed, capacity)).map(|(unit, fixed)| unit + fixed),
            }
        }));
        Ok(())
    }

    /// The member as a firm against some attacks.
    fn firm(&self, network: &Network, prices: &[usize]) -> Firm {
        let ledger = &self.ledger;
        let periods = ledger.len();
        let of = |it: &Ledger| it.operations + it.capital + it.raised + it.other;
        let mut other_cash: Vec<f64> = ledger.iter().map(of).collect();
        // Fixed cost is paid whether plants run or not.
        for (at, cash) in other_cash.iter_mut().enumerate() {
            let margin: f64 = self.works.iter().map(|works| works.margin[at]).sum();
            *cash += ledger[at].sales + ledger[at].costs - margin;
        }
        let plants: Vec<Plant> = self
            .works
            .iter()
            .map(|works| {
                let volumes = prices.iter().map(|k| works.exposed[*k].clone()).collect();
                exposed_plant(works.name.clone(), volumes, &works.margin, &mut other_cash)
            })
            .collect();
        Firm {
            name: network.members[self.member].id.to_string(),
            purse: self.purse,
            least_cash: vec![0.0; periods],
            plants,
            debt_service: ledger.iter().map(|it| -it.debt_service).collect(),
            other_cash,
            deposit_rate: 0.0,
            loan_rate: 0.0,
            undercut: false,
        }
    }
}

/// What a plant makes in a quarter, t of activity: what it made, else what it can.
fn activity(network: &Network, tables: &Tables, facility: &Facility, quarter: Quarter, state: usize) -> f64 {
    let of_year = |id: &Name, year: i32| *id == facility.id && year == quarter.year;
    let mut given = tables.outputs.iter().filter(|it| of_year(&it.facility, it.year)).peekable();
    if given.peek().is_some() {
        return given.map(|it| part((it.year, it.quarter, it.output_t), quarter)).sum();
    }
    let mode = &network.technologies[facility.technology].modes[facility.modes[0]];
    let working = network.existing_capacity(facility, network.tree.states[state].period, true);
    working * facility.availability.at(state) / mode.capacity_use / QUARTERS
}

/// Members as firms, some of them at a time.
pub(super) struct Contests<'a> {
    pub network: &'a Network,
    pub quarters: &'a [Quarter],
    pub built: &'a [Built],
}

impl Contests<'_> {
    /// Attacks on prices with a known cost that reach some members.
    fn attacks(&self, members: &[usize], level: CostLevel) -> Vec<usize> {
        let network = self.network;
        let open = |k: usize, state: usize| network.attacks[k].share_of_years(&network.tree, state) > 0.0;
        let known = |k: &usize| {
            let attack = &network.attacks[*k];
            let mut costs = states(network)
                .into_iter()
                .filter(|state| open(*k, *state))
                .map(|state| attack.cost_musd(level, attack.max_depth, state))
                .peekable();
            attack.kind == AttackKind::Price && costs.peek().is_some() && costs.all(|cost| cost.is_some())
        };
        let reaches = |k: &usize| {
            let mut works = members.iter().flat_map(|at| &self.built[*at].works);
            works.any(|works| {
                let plant = exposed_plant(
                    String::new(),
                    vec![works.exposed[*k].clone()],
                    &works.margin,
                    &mut vec![0.0; works.margin.len()],
                );
                let quarters = plant.volumes[0].iter().zip(self.quarters);
                quarters.into_iter().any(|(volume, quarter)| *volume != 0.0 && open(*k, state_of(network, *quarter)))
            })
        };
        (0..network.attacks.len()).filter(known).filter(reaches).collect()
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

    fn industry(&self, prices: &[usize], level: CostLevel) -> Industry {
        let (network, quarters) = (self.network, self.quarters);
        let tree = &network.tree;
        let product = |k: &usize| {
            let attack = &network.attacks[*k];
            let most: Vec<f64> = quarters
                .iter()
                .map(
                    |it| if attack.share_of_years(tree, state_of(network, *it)) > 0.0 { attack.max_depth } else { 0.0 },
                )
                .collect();
            let cost = |(quarter, most): (&Quarter, &f64)| {
                let piece = |j: usize| {
                    let depth = most * j as f64 / PIECES as f64;
                    let yearly = attack.cost_musd(level, depth, state_of(network, *quarter)).unwrap_or_default();
                    (depth, yearly.max(0.0) / QUARTERS)
                };
                CostCurve { points: if *most > 0.0 { (0..=PIECES).map(piece).collect() } else { vec![(0.0, 0.0)] } }
            };
            Product {
                name: attack.id.to_string(),
                base: vec![1.0; quarters.len()],
                lowest: most.iter().map(|most| 1.0 - most).collect(),
                ramp_per_year: attack.ramp_per_year,
                cost: quarters.iter().zip(&most).map(cost).collect(),
                menu: Vec::new(),
            }
        };
        let products = prices.iter().map(product).collect();
        Industry { periods: self.periods(), products, strikes: Vec::new(), budget: f64::INFINITY }
    }

    /// The fall to the prices of another network, as an attack on these members; none where prices are the same, or higher.
    pub fn fall(&self, actual: &Network) -> Result<Option<Fall>, BacktestError> {
        let all: Vec<usize> = (0..self.built.len()).collect();
        let mut fall: Option<Fall> = None;
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
            let known = fall.get_or_insert_with(|| Fall {
                depth: depth.clone(),
                costs: Vec::new(),
                broke: replay.died.clone(),
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
            sold.filter_map(|(material, tonnes)| Some(tonnes * price_of(network, *material, state, &[])?.0)).sum()
        };
        let depth = |at: usize| {
            let (here, there) = (worth(self.network, at), worth(actual, at));
            if here > 0.0 { (1.0 - there / here).max(0.0) } else { 0.0 }
        };
        (0..self.quarters.len()).map(depth).collect()
    }
}
