//! A member of a plan as a firm: a purse, and plants that run as planned or stand idle.

use program::Solution;

use super::floors::Covered;
use super::traded::Traded;
use crate::internal::InsidePrices;
use crate::operations::{Operations, View};
use predation::{Firm, Floor, Plant};
use recoop::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use recoop::plan::SolvedPlan;
use recoop_case::attacks::kind::Enters;
use recoop_case::positions::{AttackAt, FacilityAt, PathAt};

/// A plant in the making: what attacks reach, and what it earns, by period; what floors would pay it.
struct Works {
    volumes: Vec<Vec<f64>>,
    margin: Vec<f64>,
    floors: Vec<Floor>,
}

/// A member with its plants as the plan runs them, against attacks on prices.
pub(super) fn firm(
    operations: &Operations<'_>,
    made: &SolvedPlan,
    (usual, traded, covered): (&Solution, &Traded<'_>, &Covered),
    prices: &[AttackAt],
    member: usize,
) -> Firm {
    let (network, periods) = (operations.network, operations.states.len());
    let (vars, sets) = (&made.formulation.variables, &made.formulation.sets);
    let kept = 1.0 - network.tax_rate();
    let mut plants: std::collections::BTreeMap<FacilityAt, Works> = std::collections::BTreeMap::new();
    // The plant that a column runs, and the run of the formulation.
    let mut ran: Vec<Option<FacilityAt>> = vec![None; operations.program.num_cols()];
    let mut run_of: Vec<usize> = vec![0; operations.program.num_cols()];
    for ((r, s), col) in vars.run.iter() {
        let run = &sets.runs[r];
        if network.facilities[run.facility].member != member {
            continue;
        }
        let (Some(col), Some(at)) = (operations.col(col), operations.states.iter().position(|state| *state == s))
        else {
            continue;
        };
        (ran[col.index()], run_of[col.index()]) = (Some(run.facility), r);
        let activity = usual.cols[col.index()] * operations.years(at);
        let works = plants.entry(run.facility).or_insert_with(|| Works {
            volumes: vec![vec![0.0; periods]; prices.len()],
            margin: vec![0.0; periods],
            floors: Vec::new(),
        });
        for (place, amount) in &run.flows {
            let tonnes = amount * activity;
            let (worth, falls) = traded.worth((r, *place), at, *amount > 0.0);
            works.margin[at] += tonnes * worth;
            for (attack, volume) in prices.iter().zip(&mut works.volumes) {
                let fall = falls.iter().find(|(of, _)| of == attack).map_or(0.0, |(_, fall)| *fall);
                volume[at] += tonnes * fall * MUSD_PER_USD_PER_KG_TONNE * kept;
            }
        }
    }
    // What undercutting takes off what the plants of its victim make.
    for effect in operations.flows.effects(View::Cash) {
        let undercuts = |k: &AttackAt| *k == effect.attack && network.attacks[*k].kind.enters == Enters::Proceeds;
        let (Some(k), Some(facility)) = (prices.iter().position(undercuts), ran[effect.of.index()]) else {
            continue;
        };
        if let Some(works) = plants.get_mut(&facility) {
            let reached = 1.0 - traded.spared(&sets.runs[run_of[effect.of.index()]].flows, effect.attack, effect.at);
            let activity = usual.cols[effect.of.index()] * operations.years(effect.at);
            works.volumes[k][effect.at] -= reached * effect.slope * activity;
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
                if let Some(works) = ran[col.index()].and_then(|facility| plants.get_mut(&facility)) {
                    works.margin[flow.at] += amount;
                }
            }
            (Some(_), _) => {}
            (None, kind) if kind.is_debt_service() => debt[flow.at] -= amount,
            (None, _) => standing[flow.at] += amount,
        }
    });
    for (facility, works) in &mut plants {
        works.floors = covered.floors(*facility, prices, &works.volumes);
    }
    let plants = plants
        .into_iter()
        .filter(|(_, works)| works.margin.iter().any(|margin| margin.abs() > 1e-9))
        .map(|(facility, works)| {
            let Works { volumes, margin, floors } = works;
            exposed_plant(network.facilities[facility].id.to_string(), (volumes, floors), &margin, &mut standing)
        })
        .collect();
    Firm {
        name: network.members[member].id.to_string(),
        purse: network.members[member].finance.purse_musd,
        least_cash: vec![0.0; periods],
        plants,
        debt_service: debt,
        other_cash: standing,
        deposit_rate: 0.0,
        loan_rate: 0.0,
        undercut: false,
    }
}

/// A plant that earns its margin, and what its floors pay besides, and of which attacks take what is exposed, in MUSD of the period. What no attack
/// reaches goes into `standing`: it is earned, or the plant idles.
pub(crate) fn exposed_plant(
    name: String,
    (volumes, mut floors): (Vec<Vec<f64>>, Vec<Floor>),
    margin: &[f64],
    standing: &mut [f64],
) -> Plant {
    let periods = margin.len();
    let mut margin = margin.to_vec();
    let mut unit_cost = vec![vec![0.0; periods]; volumes.len()];
    for at in PathAt::all(periods) {
        // What does not move with prices is a cost, or a gain, of what is exposed most.
        let most = (0..volumes.len()).max_by(|a, b| volumes[*a][at].total_cmp(&volumes[*b][at]));
        let exposed: f64 = volumes.iter().map(|volume| volume[at]).sum();
        match most.filter(|k| counts(volumes[*k][at], margin[at])) {
            Some(k) => unit_cost[k][at] = (exposed - margin[at]) / volumes[k][at],
            // Nothing to cut: it earns what it earns, with what floors pay without a cut, or idles.
            None => {
                for floor in &mut floors {
                    margin[at] += floor.volume[at] * (floor.price[at] - 1.0).max(0.0);
                    floor.volume[at] = 0.0;
                }
                standing[at] += margin[at].max(0.0);
            }
        }
    }
    floors.retain(|floor| floor.volume.iter().any(|volume| *volume > 0.0));
    Plant {
        name,
        unit_cost,
        volumes: cut_free(volumes, &margin),
        fixed_cost: vec![0.0; periods],
        idle_cost: vec![0.0; periods],
        floors,
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

/// Prices of places inside the operations, MUSD a year for a metric ton a year.
pub(crate) fn inside_prices(operations: &Operations<'_>, usual: &Solution) -> InsidePrices {
    operations
        .balances
        .iter()
        .map(|(place, at, row)| ((*place, *at), -usual.row_duals[row.index()] / operations.weight(*at).max(1e-12)))
        .collect()
}

/// Whether a purse runs out without an attack.
pub(super) fn runs_out(firm: &Firm) -> bool {
    let mut cash = firm.purse;
    (0..firm.other_cash.len()).any(|at| {
        let run = |plant: &Plant| (0..plant.volumes.len()).map(|k| plant.margin(k, at, 1.0)).sum::<f64>().max(0.0);
        cash += firm.plants.iter().map(run).sum::<f64>() + firm.other_cash[at] - firm.debt_service[at];
        cash < 0.0
    })
}
