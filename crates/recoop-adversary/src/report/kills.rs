//! Kill costs as result tables: verdicts, attacks, cash, windows that are shut.

use std::sync::Arc;

use super::{known, text, year};
use crate::gates::shut_by;
use crate::kill::{KillCost, KillOutcome, year_of_kill};
use crate::stress::{PurseHolder, Stress};
use crate::worst::moves_of;
use recoop::plan::tables::{Frame, Table};
use recoop_case::Network;
use recoop_case::attacks::CostLevel;
use recoop_case::positions::PathAt;

pub(super) fn kills(network: &Network, stress: &Stress) -> Table {
    let mut rows: Vec<(PurseHolder, CostLevel, &KillCost, Option<&KillCost>)> = Vec::new();
    for kills in &stress.kills {
        let blind: Vec<&KillCost> = kills.readings().into_iter().map(|[_, blind]| blind).collect();
        let costs = stress.options.levels.iter().zip(kills.costs.iter().flatten()).enumerate();
        rows.extend(costs.map(|(at, (level, cost))| (kills.who, *level, cost, blind.get(at).copied())));
    }
    let year =
        |at: Option<PathAt>| at.map_or(text(""), |at| Arc::from(year_of_kill(network, &stress.states, at).to_string()));
    let lower = |verdict: &KillOutcome| verdict.lower_bound_musd().unwrap_or(f64::NAN);
    Frame::new("kill_costs", "Kill costs by purse and cost perspective.", &rows)
        .text("who", "A member alone; `inside:` and a member that trades at prices inside; `producers`, `all` with one purse; `one_desk`: and one sales desk.", |(who, ..)| {
            Arc::from(who.name(network))
        })
        .text("level", "Cost perspective.", |(_, level, ..)| text(level.as_str()))
        .text(
            "verdict",
            "`kill`; `fails`: without an attack; `not_exhaustible` by any modeled attack; `not_proven`.",
            |row| text(row.2.verdict.as_str()),
        )
        .number("purse_musd", "MUSD", "Initial purse; blank without limit.", |(.., cost, _)| {
            if cost.purse_musd.is_finite() { cost.purse_musd } else { f64::NAN }
        })
        .number(
            "cost_musd",
            "MUSD",
            "Cost of the cheapest attack that was found, present value; replayed.",
            |(.., cost, _)| cost.verdict.cost_musd().unwrap_or(f64::NAN),
        )
        .number("lower_bound_musd", "MUSD", "Lower bound of the kill cost.", |(.., cost, _)| lower(&cost.verdict))
        .text("year", "Year by whose end the purse is exhausted.", |(.., cost, _)| year(cost.verdict.at()))
        .number(
            "sufficient_purse_musd",
            "MUSD",
            "Sufficient purse: no modeled attack exhausts a larger one.",
            |(.., cost, _)| cost.sufficient_purse_musd.max(0.0),
        )
        .text(
            "unforeseen_verdict",
            "The same where the firm stores what it stores without an attack, and sees none coming; blank where that failed.",
            |(.., blind)| blind.map_or(text(""), |blind| text(blind.verdict.as_str())),
        )
        .number("unforeseen_musd", "MUSD", "Kill cost without foresight.", |(.., blind)| {
            blind.and_then(|blind| blind.verdict.cost_musd()).unwrap_or(f64::NAN)
        })
        .number("unforeseen_lower_bound_musd", "MUSD", "Lower bound of it.", |(.., blind)| {
            blind.map_or(f64::NAN, |blind| lower(&blind.verdict))
        })
        .text("unforeseen_year", "Year by whose end the purse is exhausted then.", |(.., blind)| {
            year(blind.and_then(|blind| blind.verdict.at()))
        })
        .done()
}

pub(super) fn kill_moves(network: &Network, stress: &Stress) -> Table {
    let mut rows = Vec::new();
    for (who, level, cost) in known(stress) {
        let KillOutcome::Kill { found, .. } = &cost.verdict else { continue };
        let arsenal = crate::stress::arsenal(network, &stress.states, who, level, stress.options.bans);
        for (attack, at, depth, cost) in moves_of(network, &stress.states, &arsenal, &found.depths) {
            rows.push((who, level, attack, at, depth, cost));
        }
    }
    Frame::new("kill_attacks", "The attacks that empty purses.", &rows)
        .text("who", "Whose purse.", |(who, ..)| Arc::from(who.name(network)))
        .text("level", "Cost perspective.", |row| text(row.1.as_str()))
        .text("attack", "Attack.", |row| text(&network.attacks[row.2].id))
        .year("year", "First year of the period.", |row| year(network, stress, row.3))
        .number("depth", "", "Depth.", |row| row.4)
        .number("cost_musd", "MUSD/yr", "What it costs the adversary in a year.", |row| row.5)
        .done()
}

pub(super) fn kill_cash(network: &Network, stress: &Stress) -> Table {
    let mut rows = Vec::new();
    for (who, level, cost) in known(stress) {
        for (at, usual) in PathAt::all(cost.cash_musd.len()).zip(&cost.cash_musd) {
            let under = match &cost.verdict {
                KillOutcome::Kill { cash_musd, .. } => cash_musd[at],
                _ => f64::NAN,
            };
            rows.push((who, level, at, *usual, under));
        }
    }
    Frame::new(
        "kill_cash",
        "Cash in the purse at the end of each period, without an attack and under the one that empties it.",
        &rows,
    )
    .text("who", "Whose purse.", |(who, ..)| Arc::from(who.name(network)))
    .text("level", "Cost perspective.", |row| text(row.1.as_str()))
    .year("year", "First year of the period.", |row| year(network, stress, row.2))
    .number("cash_musd", "MUSD", "Without an attack, operated for present value.", |row| row.3)
    .number("under_attack_musd", "MUSD", "Under the attack, operated to live as long as can be.", |row| row.4)
    .done()
}

pub(super) fn kill_windows(network: &Network, stress: &Stress) -> Table {
    let mut rows = Vec::new();
    for (who, level, cost) in known(stress) {
        let KillOutcome::Kill { found, .. } = &cost.verdict else { continue };
        let arsenal = crate::stress::arsenal(network, &stress.states, who, level, stress.options.bans);
        let group = crate::stress::members(network, who);
        let shut = shut_by(network, &stress.states, &|member| group.contains(member), (&arsenal, &found.depths));
        rows.extend(shut.into_iter().map(|(id, at, musd)| (who, level, id, at, musd)));
    }
    Frame::new("kill_windows", "Share windows and credit lines that the attacks which empty purses shut.", &rows)
        .text("who", "Whose purse.", |(who, ..)| Arc::from(who.name(network)))
        .text("level", "Cost perspective.", |row| text(row.1.as_str()))
        .text("id", "Share window or credit line.", |row| text(&row.2))
        .year("year", "First year of the period.", |row| year(network, stress, row.3))
        .number(
            "change_musd",
            "MUSD",
            "What it changes in the period: below 0 it is lost; above 0 a line is drawn later.",
            |row| row.4,
        )
        .done()
}
