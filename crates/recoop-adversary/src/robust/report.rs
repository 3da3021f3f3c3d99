//! Robust plans as result tables.

use std::sync::Arc;

use super::answer::{PlanPerformance, Robust};
use super::compare::Frontier;
use recoop::plan::tables::{Frame, Table};
use recoop_case::Network;
use recoop_case::positions::FacilityAt;

/// The result tables of a frontier; those of its plan are made by [`plan::report`](recoop::plan::report).
#[must_use]
pub fn tables(network: &Network, frontier: &Frontier) -> Vec<Table> {
    vec![robust_plans(frontier), robust_capacity(network, frontier), robust_rounds(frontier)]
}

fn text(text: &str) -> Arc<str> {
    Arc::from(text)
}

/// Budgets without limit and what is not there are empty cells.
fn finite(value: Option<f64>) -> f64 {
    value.filter(|value| value.is_finite()).unwrap_or(f64::NAN)
}

/// The name of a plan in tables: `plain`, or the required budget.
#[must_use]
pub fn plan_word(required: Option<f64>) -> String {
    match required {
        None => "robust".to_string(),
        Some(budget) if budget.is_finite() => format!("survives {budget}"),
        Some(_) => "survives everything".to_string(),
    }
}

struct Line<'a> {
    word: String,
    held: Option<&'a PlanPerformance>,
    robust: Option<&'a Robust>,
    why: String,
}

fn lines(frontier: &Frontier) -> Vec<Line<'_>> {
    let plain = Line { word: "plain".to_string(), held: Some(&frontier.plain), robust: None, why: String::new() };
    let rest = frontier.plans.iter().map(|(required, plan)| {
        let word = plan_word(*required);
        match plan {
            Ok(robust) => Line { word, held: Some(&robust.held), robust: Some(robust), why: String::new() },
            Err(error) => Line { word, held: None, robust: None, why: error.to_string() },
        }
    });
    std::iter::once(plain).chain(rest).collect()
}

fn robust_plans(frontier: &Frontier) -> Table {
    let of = |line: &Line<'_>, what: &dyn Fn(&PlanPerformance) -> f64| finite(line.held.map(what));
    Frame::new("robust_plans", "Plans by what they hold against, the plain one first.", &lines(frontier))
        .text("plan", "`plain`: no adversary; `robust`; `survives` a budget.", |line| text(&line.word))
        .number("expected_musd", "MUSD", "Objective without an adversary.", |line| {
            of(line, &PlanPerformance::expected_musd)
        })
        .number("robustness_cost_musd", "MUSD", "What the plain plan has more: the price of robustness.", |line| {
            of(line, &|held| frontier.robustness_cost_musd(held))
        })
        .number("free_musd", "MUSD", "Value in the attacked scenario, without an attack.", |line| {
            of(line, &|held| held.free_musd)
        })
        .number("worst_musd", "MUSD", "Least that an attack within the budget leaves there.", |line| {
            of(line, &PlanPerformance::worst_musd)
        })
        .number("spent_musd", "MUSD", "What that attack costs the adversary.", |line| {
            of(line, &|held| held.harm.found.spent_musd)
        })
        .text(
            "kill",
            "`kill`, `fails`, `not_exhaustible` or `not_proven`: whether everybody's common purse can be emptied.",
            |line| text(line.held.map_or("", |held| held.kill.verdict.as_str())),
        )
        .number("kill_musd", "MUSD", "What that costs the adversary.", |line| {
            finite(line.held.and_then(|held| held.kill.verdict.cost_musd()))
        })
        .number("kill_lower_bound_musd", "MUSD", "No attack for less does it.", |line| {
            finite(line.held.and_then(|held| held.kill.verdict.lower_bound_musd()))
        })
        .number("value_musd", "MUSD", "Objective with the worst attack in it.", |line| {
            finite(line.robust.map(|robust| robust.value_musd))
        })
        .number("bound_musd", "MUSD", "No plan has more.", |line| finite(line.robust.map(|robust| robust.bound_musd)))
        .text("why", "Why there is no plan.", |line| text(&line.why))
        .done()
}

fn robust_capacity(network: &Network, frontier: &Frontier) -> Table {
    let plain = frontier.capacities(network, &frontier.plain);
    let mut rows = Vec::new();
    for line in lines(frontier) {
        let Some(held) = line.held else { continue };
        let here = frontier.capacities(network, held);
        let stands = FacilityAt::all(here.len()).filter(|facility| here[*facility].max(plain[*facility]) > 0.0);
        rows.extend(stands.map(|f| (line.word.clone(), f, here[f], here[f] - plain[f])));
    }
    Frame::new("robust_capacity", "What stands in each plan, and how it differs from the plain one.", &rows)
        .text("plan", "As in `robust_plans`.", |row| text(&row.0))
        .text("facility", "Facility.", |row| text(&network.facilities[row.1].id))
        .text("member", "Its owner.", |row| text(&network.members[network.facilities[row.1].member].id))
        .number("capacity_t_per_year", "t/yr", "Mean capacity over the years of the attacked scenario.", |row| row.2)
        .number("more_t", "t/yr", "More than in the plain plan.", |row| row.3)
        .done()
}

fn robust_rounds(frontier: &Frontier) -> Table {
    let mut rows = Vec::new();
    for (required, plan) in &frontier.plans {
        let Ok(robust) = plan else { continue };
        rows.extend(robust.rounds.iter().enumerate().map(|(k, round)| (plan_word(*required), k + 1, *round)));
    }
    Frame::new("robust_rounds", "How the bounds of each robust plan closed.", &rows)
        .text("plan", "As in `robust_plans`.", |row| text(&row.0))
        .number("round", "", "Round.", |row| row.1 as f64)
        .number("attack_scenarios", "", "Attack scenarios in the program.", |row| row.2.worlds as f64)
        .number("bound_musd", "MUSD", "No plan has more.", |row| row.2.bound_musd)
        .number("value_musd", "MUSD", "What the plan of the round has; empty where it does not hold.", |row| {
            finite(row.2.value_musd)
        })
        .done()
}
