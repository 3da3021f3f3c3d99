//! Kill costs on the screen.

use recoop_adversary::Stress;
use recoop_adversary::gates::shut_by;
use recoop_adversary::kill::{KillCost, KillOutcome, year_of_kill};
use recoop_adversary::stress::{Kills, PurseHolder, arsenal, members};
use recoop_case::Network;
use recoop_case::positions::StatePath;

use super::draw::money;
use crate::screen::{Screen, right, wrap};

pub(super) fn name(network: &Network, who: PurseHolder) -> String {
    match who {
        PurseHolder::All => "all, one purse".to_string(),
        PurseHolder::OneDesk => "all, one sales desk".to_string(),
        PurseHolder::Producers => "producers, one purse".to_string(),
        PurseHolder::Inside(member) => format!("{}, inside", network.members[member].id),
        PurseHolder::Alone(_) | PurseHolder::Group(_) => who.name(network).replace(';', ", "),
    }
}

/// Returns the kill cost of a purse along a scenario, with its bounds where it is not proven, and its year.
pub fn cell(network: &Network, states: &StatePath, cost: &KillCost) -> String {
    match cost.verdict.at() {
        Some(at) => format!("{} by {}", without_year(cost), year_of_kill(network, states, at)),
        None => without_year(cost),
    }
}

/// Returns the kill cost of a purse, with its bounds where it is not proven.
pub(super) fn without_year(cost: &KillCost) -> String {
    match &cost.verdict {
        KillOutcome::FailsUnattacked { .. } => "fails".to_string(),
        KillOutcome::Kill { cost_musd, .. } => match cost.verdict.unproven_above_musd() {
            Some(lower) => between(lower, *cost_musd),
            None => between(*cost_musd, *cost_musd),
        },
        KillOutcome::NotExhaustible => "not exhaustible".to_string(),
        KillOutcome::NotProven => "not proven".to_string(),
    }
}

/// Money between bounds, $ million; once where both read alike. Less than half a cent of a million is nothing.
pub(super) fn between(lower: f64, upper: f64) -> String {
    let [lower, upper] = [lower, upper].map(|musd| money(if musd.abs() < 0.005 { 0.0 } else { musd }));
    if lower == upper { upper } else { format!("{lower} to {upper}") }
}

/// Draws the kill costs of all purses.
pub(super) fn kills(network: &Network, stress: &Stress, screen: Screen) -> String {
    let mut table = screen.table();
    let levels = stress.options.levels.iter().map(|level| level.pays().to_string());
    table.set_header(
        ["purse of", "size"].map(str::to_string).into_iter().chain(levels).chain(["sufficient purse".to_string()]),
    );
    let mut failed = Vec::new();
    let mut is_blind = false;
    for kills in &stress.kills {
        let who = &kills.who;
        let costs = match &kills.costs {
            Ok(costs) => costs,
            Err(error) => {
                failed.push(format!("  {}: {error}", name(network, *who)));
                continue;
            }
        };
        let safe = costs.iter().map(|cost| cost.sufficient_purse_musd).fold(f64::NEG_INFINITY, f64::max);
        let safe = if safe.is_finite() { money(safe.max(0.0)) } else { "-".to_string() };
        let purse = costs.first().map_or(f64::NAN, |cost| cost.purse_musd);
        let purse = if purse.is_finite() { money(purse) } else { "any".to_string() };
        let cells = costs.iter().map(|cost| cell(network, &stress.states, cost));
        table.add_row([name(network, *who), purse].into_iter().chain(cells).chain([safe]));
        match &kills.unforeseen {
            Ok(None) => {}
            Ok(Some(blind)) => {
                let cells: Vec<String> = blind.iter().map(|cost| cell(network, &stress.states, cost)).collect();
                let seen: Vec<String> = costs.iter().map(|cost| cell(network, &stress.states, cost)).collect();
                if cells != seen {
                    is_blind = true;
                    let first = ["  without foresight".to_string(), String::new()];
                    table.add_row(first.into_iter().chain(cells).chain([String::new()]));
                }
            }
            Err(error) => failed.push(format!("  {}, without foresight: {error}", name(network, *who))),
        }
    }
    right(&mut table, &(1..3 + stress.options.levels.len()).collect::<Vec<_>>());
    let mut out = format!("{table}\n");
    for line in failed {
        out.push_str(&wrap(&line, screen.width));
    }
    for kills in &stress.kills {
        out.push_str(&shut_windows(network, stress, kills, screen));
    }
    if is_blind {
        let text = "  without foresight: stores what it stores without an attack; elsewhere both readings agree";
        out.push_str(&wrap(text, screen.width));
    }
    out.push_str(&wrap(
        "  fails: runs out of cash without an attack; not exhaustible: no modeled attack exhausts it; sufficient purse: no modeled attack exhausts a larger one",
        screen.width,
    ));
    out
}

/// Names what the cheapest attack on a purse shuts, at the first cost perspective at which it shuts anything.
fn shut_windows(network: &Network, stress: &Stress, kills: &Kills, screen: Screen) -> String {
    let group = members(network, kills.who);
    for (level, cost) in stress.options.levels.iter().zip(kills.costs.iter().flatten()) {
        let KillOutcome::Kill { found, .. } = &cost.verdict else { continue };
        let arsenal = arsenal(network, &stress.states, kills.who, *level, stress.options.bans);
        let shut = shut_by(network, &stress.states, &|member| group.contains(member), (&arsenal, &found.depths));
        let lost: f64 = shut.iter().map(|(.., musd)| -musd).sum();
        let mut ids: Vec<&str> = shut.iter().map(|(id, ..)| id.as_str()).collect();
        ids.dedup();
        if !ids.is_empty() {
            let (who, pays) = (name(network, kills.who), level.as_str());
            let text = format!("  attack on {who}, {pays} pay: shuts {}, {} lost", ids.join(", "), money(lost));
            return wrap(&text, screen.width);
        }
    }
    String::new()
}
