//! Circles of technologies that make mass from nothing.
//!
//! One linear program: run the modes of all plants that neither mine nor treat a feed, with shares y of their activity,
//!
//! ```text
//!   maximize  Σ net(m) over materials m that are no residues
//!   net(m) = Σ y(i) amount(i, m) ≥ 0 for every material,  Σ y(i) = 1,  y ≥ 0
//! ```
//!
//! Nothing is bought and nothing mined, so a value above zero is a gain out of nothing. Plants that treat feeds cannot take
//! part: what they treat comes from a mine (`network::form_circle` sees to that), and they recover at most what comes in.

use std::collections::BTreeMap;

use program::solve::{NoProgress, Options, solve};
use program::{Axis, Col, ColSpec, Program, Sense};

use super::case::Case;
use super::processes::LARGEST_AMOUNT;
use super::report::Report;
use crate::tables::MaterialKind;

/// Gains up to this, in metric tons per metric ton of the largest flow, are the solver's tolerance and the rounding of recipes.
const TOLERANCE: f64 = 1e-6;

/// Circles are reported one after the other, up to this many.
const MAX_CIRCLES: usize = 10;

/// One way of running a plant, its largest flow scaled to 1.
struct Step {
    technology: usize,
    mode: usize,
    /// Material and metric tons.
    flows: Vec<(usize, f64)>,
}

/// No set of modes makes something that was not there.
pub(super) fn gains(case: &Case<'_>, report: &mut Report) {
    let mut steps = steps(case);
    for _ in 0..MAX_CIRCLES {
        prune(&mut steps);
        if steps.is_empty() {
            return;
        }
        let shares = shares(case, &steps);
        let running: Vec<usize> = (0..steps.len()).filter(|i| shares[*i] > TOLERANCE).collect();
        let Some(gained) = gained(case, &steps, &shares) else { return };
        let names: Vec<String> = running.iter().map(|i| name(case, &steps[*i])).collect();
        let Some(first) = running.first().map(|i| &steps[*i]) else { return };
        let row = case.modes[first.technology][first.mode].amounts.first().map_or(0, |amount| amount.row);
        report
            .cell(
                "network::mass_gain",
                "recipes",
                row,
                "amount",
                format_args!(
                    "run in a circle {} make `{}` from nothing",
                    names.join(", "),
                    case.materials.name(gained)
                ),
            )
            .hint(|| "what goes round may not become more: see the amounts of these recipes".to_string());
        // Without these the next circle shows itself.
        let mut at = 0;
        steps.retain(|_| {
            at += 1;
            !running.contains(&(at - 1))
        });
    }
}

fn name(case: &Case<'_>, step: &Step) -> String {
    let technology = case.technologies.name(step.technology);
    match case.modes[step.technology][step.mode].name {
        "main" => format!("`{technology}`"),
        mode => format!("`{technology}` in mode `{mode}`"),
    }
}

/// The modes that can take part: each uses something and makes something. A mode without input is a fault of its own.
fn steps(case: &Case<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    for (technology, row) in case.tables.technologies.iter().enumerate() {
        if row.mines.is_some() || row.treats.is_some() {
            continue;
        }
        for (mode, it) in case.modes[technology].iter().enumerate() {
            let mut net: BTreeMap<usize, f64> = BTreeMap::new();
            for amount in &it.amounts {
                *net.entry(amount.material).or_default() += amount.amount;
            }
            let largest = net.values().fold(0.0_f64, |most, amount| most.max(amount.abs()));
            let sound = net.values().all(|amount| amount.is_finite()) && largest > 0.0 && largest <= LARGEST_AMOUNT;
            let uses = net.values().any(|amount| *amount < 0.0);
            if sound && uses {
                let flows = net.into_iter().map(|(material, amount)| (material, amount / largest)).collect();
                steps.push(Step { technology, mode, flows });
            }
        }
    }
    steps
}

/// Leaves out the modes that use what no other mode makes, until none is left that does. Most cases have no circle, and
/// nothing remains.
fn prune(steps: &mut Vec<Step>) {
    loop {
        let made: std::collections::BTreeSet<usize> = steps
            .iter()
            .flat_map(|step| step.flows.iter().filter(|(_, amount)| *amount > 0.0).map(|(material, _)| *material))
            .collect();
        let before = steps.len();
        steps.retain(|step| step.flows.iter().all(|(material, amount)| *amount >= 0.0 || made.contains(material)));
        if steps.len() == before {
            return;
        }
    }
}

/// Shares of activity with the largest gain; all zero when there is none, or when the solver cannot say.
fn shares(case: &Case<'_>, steps: &[Step]) -> Vec<f64> {
    let mut users: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
    for (at, step) in steps.iter().enumerate() {
        for (material, amount) in &step.flows {
            users.entry(*material).or_default().push((at, *amount));
        }
    }
    let users: Vec<(usize, Vec<(usize, f64)>)> = users.into_iter().collect();
    let mut program = Program::new(Sense::Maximize);
    let step_axis = Axis::new("mode", steps.iter().map(|step| name(case, step)));
    let material_axis = Axis::new("material", users.iter().map(|(material, _)| case.materials.name(*material)));
    let run = program.cols("run", "share", [&step_axis], |[at]| {
        let worth =
            steps[at].flows.iter().filter(|(material, _)| !is_residue(case, *material)).map(|(_, amount)| amount);
        Some(ColSpec::positive().cost(worth.sum()))
    });
    let run: Vec<Col> = run.iter().map(|(_, col)| col).collect();
    program.rows("net", "t", [&material_axis], |[at], row| {
        for (step, amount) in &users[at].1 {
            row.add(run[*step], *amount);
        }
        row.at_least(0.0);
    });
    program.rows("scale", "share", [], |[], row| {
        for col in &run {
            row.add(*col, 1.0);
        }
        row.at_most(1.0);
    });
    let options = Options::default();
    let outcome = solve(&program, &options, &mut NoProgress).ok();
    let solution = outcome.filter(|outcome| outcome.objective.is_some_and(|gain| gain > TOLERANCE));
    solution.and_then(|outcome| outcome.solution).map_or_else(|| vec![0.0; steps.len()], |solution| solution.cols)
}

fn is_residue(case: &Case<'_>, material: usize) -> bool {
    case.tables.materials[material].kind == MaterialKind::Residue
}

/// The material of which most is gained.
fn gained(case: &Case<'_>, steps: &[Step], shares: &[f64]) -> Option<usize> {
    let mut net: BTreeMap<usize, f64> = BTreeMap::new();
    for (step, share) in steps.iter().zip(shares) {
        for (material, amount) in &step.flows {
            *net.entry(*material).or_default() += share * amount;
        }
    }
    let goods = net.into_iter().filter(|(material, amount)| !is_residue(case, *material) && *amount > TOLERANCE / 10.0);
    goods.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(material, _)| material)
}
