//! The members of a plan as firms against a rival: what each pooling bylaw is worth.
//!
//! Along one future every plant of a member runs as planned or stands idle. What it makes and uses counts at what markets ask (after tax; at the
//! plan's own price where no market knows the material), so that a cut reaches it whether it sells at a market or to another member:
//!
//! ```text
//!   run[p,t](d) = margin[p,t] - Σ_k exposed[p,k,t] · d[k,t]      exposed = Σ_materials net · price · share of attack k
//!   flow[i,t]   = Σ_p max(run, 0) - standing, debt, capital       idle as soon as running loses money
//! ```
//!
//! An attack on prices becomes a product with the price 1, of which a plant sells what it has exposed (MUSD); an attack on one member's
//! customers becomes the right to undercut it. [`kill`](super::kill) answers the same questions for one purse with everything re-planned; here are
//! many purses at once, and the rules by which they stand in for each other.

use program::Solution;

use super::arsenal::Arsenal;
use super::duel::{DuelError, replay};
use super::operations::{Operations, View};
use super::predation::{
    Bylaw, Contest, CostCurve, Firm, Industry, KillOptions, Period, Plant, PredationError, Product, Protection,
};
use crate::formulation::ledger::{Kind, MUSD_PER_USD_PER_KG_TONNE};
use crate::network::Network;
use crate::network::attacks::CostLevel;
use crate::network::tables::AttackKind;
use crate::plan::Made;

/// What bylaws are worth at a level of cost.
#[derive(Clone, Debug)]
pub struct Bylaws {
    /// Whose loss counts as cost.
    pub level: CostLevel,
    /// Members with plants: positions in [`Network::members`].
    pub members: Vec<usize>,
    /// Members whose purse runs out without an attack; they are not among the firms.
    pub dead: Vec<usize>,
    /// Each bylaw.
    pub protections: Vec<Protection>,
    /// What the reserve holds, MUSD.
    pub reserve_musd: f64,
    /// Budget that safe lending stands against, MUSD of present value.
    pub published_musd: f64,
}

/// Pieces of a curved cost.
const PIECES: usize = 8;
/// Part of all purses that is paid into the reserve.
pub const RESERVE: f64 = 0.25;

/// The bylaws for the members of a plan with plants and a finite purse. `operations` are those of all.
///
/// # Errors
/// When the operations have no optimum, the data of a firm are no data, or a search fails.
pub fn bylaws(
    operations: &Operations<'_>,
    made: &Made,
    level: CostLevel,
    options: &KillOptions,
) -> Result<Option<Bylaws>, BylawError> {
    let network = operations.network;
    let money = operations.money(View::Worth, &|at| operations.weight(at));
    let (_, usual) = replay(operations, &money, &Arsenal::empty(level), &[])?;
    let prices = attacks(network, operations, level);
    let inside = inside_prices(operations, &usual);
    let mut members = Vec::new();
    let mut dead = Vec::new();
    let mut firms = Vec::new();
    for member in 0..network.cooperative() {
        let purse = network.members[member].capital_total_musd;
        let firm = firm(operations, made, (&usual, &inside), &prices, member, purse);
        if firm.plants.is_empty() || !purse.is_finite() {
            continue;
        }
        if runs_out(&firm, operations) {
            dead.push(member);
        } else {
            members.push(member);
            firms.push(firm);
        }
    }
    if firms.is_empty() {
        return Ok(Some(Bylaws {
            level,
            members,
            dead,
            protections: Vec::new(),
            reserve_musd: 0.0,
            published_musd: 0.0,
        }));
    }
    // Attacks that reach nobody are no part of the contest.
    let reaches = |k: &usize| {
        let moved = |firm: &Firm| firm.plants.iter().any(|plant| plant.volumes[*k].iter().any(|volume| *volume != 0.0));
        firms.iter().any(moved)
    };
    let kept: Vec<usize> = (0..prices.len()).filter(reaches).collect();
    if kept.is_empty() {
        return Ok(None);
    }
    let prices: Vec<usize> = kept.iter().map(|k| prices[*k]).collect();
    for plant in firms.iter_mut().flat_map(|firm| firm.plants.iter_mut()) {
        plant.volumes = kept.iter().map(|k| plant.volumes[*k].clone()).collect();
        plant.unit_cost = kept.iter().map(|k| plant.unit_cost[*k].clone()).collect();
    }
    let reserve_musd = RESERVE * firms.iter().map(|firm| firm.purse).sum::<f64>();
    let industry = industry(operations, &prices, level);
    let contest = Contest::new(industry, firms).map_err(BylawError::Data)?;
    let mut protections = contest.compare(&[Bylaw::Alone, Bylaw::Joint, Bylaw::OneDesk, Bylaw::LetGo], options)?;
    // The budget that members publish: what it takes to break them when nobody can be undercut alone.
    let published_musd = protections[2].first.cost().filter(|cost| cost.is_finite()).unwrap_or(0.0);
    let mut more = vec![Bylaw::Reserve { size: reserve_musd }];
    if published_musd > 0.0 {
        more.push(Bylaw::SafeLending { budget: published_musd });
    }
    protections.extend(contest.compare(&more, options)?);
    Ok(Some(Bylaws { level, members, dead, protections, reserve_musd, published_musd }))
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum BylawError {
    /// The operations of all.
    #[error(transparent)]
    Duel(#[from] DuelError),
    /// A search over attacks.
    #[error(transparent)]
    Predation(#[from] PredationError),
    /// Firms that are no firms.
    #[error("the firms of the plan: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Data(Vec<PredationError>),
}

/// Attacks on prices with a known cost along the future.
fn attacks(network: &Network, operations: &Operations<'_>, level: CostLevel) -> Vec<usize> {
    let tree = &network.tree;
    let known = |k: &usize| {
        let attack = &network.attacks[*k];
        let at = operations.states.iter().filter(|s| attack.share_of_years(tree, **s) > 0.0);
        let costs: Vec<_> = at.map(|s| attack.cost_musd(level, attack.max_depth, *s)).collect();
        attack.kind == AttackKind::Price && !costs.is_empty() && costs.iter().all(Option::is_some)
    };
    (0..network.attacks.len()).filter(known).collect()
}

/// What a tonne of a material counts for in a state, and how much of it each attack on prices takes at depth 1. USD/kg.
pub(super) fn price_of(network: &Network, material: usize, state: usize, prices: &[usize]) -> Option<(f64, Vec<f64>)> {
    let offers: Vec<_> = network.open_offers(material, state).collect();
    if offers.is_empty() {
        return None;
    }
    let count = offers.len() as f64;
    let mean = offers.iter().map(|(_, offer)| offer.price_usd_per_kg.at(state)).sum::<f64>() / count;
    let moved = prices.iter().map(|k| {
        let attack = &network.attacks[*k];
        let sum: f64 =
            offers.iter().map(|(at, offer)| attack.share_of_offer(*at) * offer.price_usd_per_kg.at(state)).sum();
        sum / count * attack.share_of_years(&network.tree, state)
    });
    Some((mean, moved.collect()))
}

/// A member with its plants as the plan runs them.
fn firm(
    operations: &Operations<'_>,
    made: &Made,
    (usual, inside): (&Solution, &InsidePrices),
    prices: &[usize],
    member: usize,
    purse: f64,
) -> Firm {
    let (network, periods) = (operations.network, operations.states.len());
    let (vars, sets) = (&made.formulation.variables, &made.formulation.sets);
    let kept = 1.0 - network.members[member].tax_rate;
    let mut plants: std::collections::BTreeMap<usize, (Vec<Vec<f64>>, Vec<f64>)> = std::collections::BTreeMap::new();
    // The plant that a column runs.
    let mut ran: Vec<Option<usize>> = vec![None; operations.program.num_cols()];
    for ([r, s], col) in vars.run.iter() {
        let run = &sets.runs[r];
        if network.facilities[run.facility].member != member {
            continue;
        }
        let (Some(col), Some(at)) = (operations.col(col), operations.states.iter().position(|state| *state == s))
        else {
            continue;
        };
        ran[col.index()] = Some(run.facility);
        let activity = usual.cols[col.index()] * operations.years(at);
        let (volumes, margin) =
            plants.entry(run.facility).or_insert_with(|| (vec![vec![0.0; periods]; prices.len()], vec![0.0; periods]));
        for (place, amount) in &run.flows {
            let tonnes = amount * activity * MUSD_PER_USD_PER_KG_TONNE * kept;
            match price_of(network, sets.places[*place].material, s, prices) {
                Some((price, moved)) => {
                    margin[at] += tonnes * price;
                    moved.iter().zip(volumes.iter_mut()).for_each(|(moved, volume)| volume[at] += tonnes * moved);
                }
                // Prices inside are of money after tax already.
                None => margin[at] += amount * activity * inside.get(&(*place, at)).copied().unwrap_or(0.0),
            }
        }
    }
    let mut standing = vec![0.0; periods];
    let mut debt = vec![0.0; periods];
    operations.visit(View::Cash, &mut |flow| {
        if flow.owner != member {
            return;
        }
        let value = flow.col.map_or(1.0, |col| usual.cols[col.index()]);
        let amount = flow.amount * value * operations.years(flow.at);
        match (flow.col, flow.kind) {
            // Costs of running, their tax included, are avoided when idle.
            (Some(col), _) if ran[col.index()].is_some() => {
                if let Some((_, margin)) = ran[col.index()].and_then(|facility| plants.get_mut(&facility)) {
                    margin[flow.at] += amount;
                }
            }
            (Some(_), _) => {}
            (None, Kind::DebtService) => debt[flow.at] -= amount,
            (None, _) => standing[flow.at] += amount,
        }
    });
    let plants = plants
        .into_iter()
        .filter(|(_, (_, margin))| margin.iter().any(|margin| margin.abs() > 1e-9))
        .map(|(facility, (volumes, margin))| {
            exposed_plant(network.facilities[facility].id.to_string(), volumes, &margin, &mut standing)
        })
        .collect();
    let attacked = |attack: &crate::network::attacks::Attack| {
        attack.kind == AttackKind::Target
            && attack.plants.iter().any(|plant| network.facilities[*plant].member == member)
    };
    let mut firm = Firm {
        name: network.members[member].id.to_string(),
        purse,
        least_cash: vec![0.0; periods],
        plants,
        debt_service: debt,
        other_cash: standing,
        deposit_rate: 0.0,
        loan_rate: 0.0,
        undercut: false,
    };
    let sells = (0..prices.len()).any(|k| (0..periods).any(|at| firm.sales(k, at) > 0.0));
    firm.undercut = sells && network.attacks.iter().any(attacked);
    firm
}

/// A plant that earns its margin and of which attacks take what is exposed, both in MUSD of the period. What no attack reaches goes into
/// `standing`: it is earned, or the plant idles.
pub(super) fn exposed_plant(name: String, volumes: Vec<Vec<f64>>, margin: &[f64], standing: &mut [f64]) -> Plant {
    let periods = margin.len();
    let mut unit_cost = vec![vec![0.0; periods]; volumes.len()];
    for at in 0..periods {
        // What does not move with prices is a cost, or a gain, of what is exposed most.
        let most = (0..volumes.len()).max_by(|a, b| volumes[*a][at].total_cmp(&volumes[*b][at]));
        let exposed: f64 = volumes.iter().map(|volume| volume[at]).sum();
        match most.filter(|k| counts(volumes[*k][at], margin[at])) {
            Some(k) => unit_cost[k][at] = (exposed - margin[at]) / volumes[k][at],
            // Nothing to cut: it earns what it earns, or idles.
            None => standing[at] += margin[at].max(0.0),
        }
    }
    Plant {
        name,
        unit_cost,
        volumes: cut_free(volumes, margin),
        fixed_cost: vec![0.0; periods],
        idle_cost: vec![0.0; periods],
        floors: Vec::new(),
    }
}

/// Whether what is exposed counts beside the margin of the plant: less than a thousandth of it moves nobody.
fn counts(exposed: f64, margin: f64) -> bool {
    exposed > 1e-3 * margin.abs() + 1e-6
}

/// Volumes without those of periods in which nothing is sold that a cut reaches: what is earned then is counted elsewhere.
fn cut_free(mut volumes: Vec<Vec<f64>>, margin: &[f64]) -> Vec<Vec<f64>> {
    for (at, margin) in margin.iter().enumerate() {
        if !volumes.iter().any(|volume| counts(volume[at], *margin)) {
            volumes.iter_mut().for_each(|volume| volume[at] = 0.0);
        }
    }
    volumes
}

/// By place and position in the states: MUSD a year for a tonne a year.
pub(super) type InsidePrices = std::collections::HashMap<(usize, usize), f64>;

/// Prices of places inside the operations, MUSD a year for a tonne a year.
pub(super) fn inside_prices(operations: &Operations<'_>, usual: &Solution) -> InsidePrices {
    operations
        .balances
        .iter()
        .map(|(place, at, row)| ((*place, *at), -usual.row_duals[row.index()] / operations.weight(*at).max(1e-12)))
        .collect()
}

fn industry(operations: &Operations<'_>, prices: &[usize], level: CostLevel) -> Industry {
    let network = operations.network;
    let tree = &network.tree;
    let periods = operations.states.len();
    let products: Vec<Product> = prices
        .iter()
        .map(|attack| {
            let attack = &network.attacks[*attack];
            let most = |at: usize| {
                let possible = attack.share_of_years(tree, operations.states[at]) > 0.0;
                if possible { attack.max_depth } else { 0.0 }
            };
            let cost = |at: usize| {
                let s = operations.states[at];
                let years = attack.share_of_years(tree, s) * operations.years(at);
                let piece = |j: usize| {
                    let depth = most(at) * j as f64 / PIECES as f64;
                    (depth, attack.cost_musd(level, depth, s).unwrap_or_default().max(0.0) * years)
                };
                let points = if most(at) > 0.0 { (0..=PIECES).map(piece).collect() } else { vec![(0.0, 0.0)] };
                CostCurve { points }
            };
            Product {
                name: attack.id.to_string(),
                base: vec![1.0; periods],
                lowest: (0..periods).map(|at| 1.0 - most(at)).collect(),
                ramp_per_year: attack.ramp_per_year,
                cost: (0..periods).map(cost).collect(),
                menu: Vec::new(),
            }
        })
        .collect();
    let period = |at: usize| Period {
        label: tree.label(operations.states[at]),
        years: operations.years(at),
        discount: operations.weight(at) / operations.years(at),
        budget: f64::INFINITY,
    };
    Industry { periods: (0..periods).map(period).collect(), products, strikes: Vec::new(), budget: f64::INFINITY }
}

/// Whether a purse runs out without an attack.
fn runs_out(firm: &Firm, operations: &Operations<'_>) -> bool {
    let mut cash = firm.purse;
    (0..operations.states.len()).any(|at| {
        let run: f64 = firm
            .plants
            .iter()
            .map(|plant| {
                let earns = |k: usize| (1.0 - plant.unit_cost[k][at]) * plant.volumes[k][at];
                (0..plant.volumes.len()).map(earns).sum::<f64>().max(0.0)
            })
            .sum();
        cash += run + firm.other_cash[at] - firm.debt_service[at];
        cash < 0.0
    })
}
