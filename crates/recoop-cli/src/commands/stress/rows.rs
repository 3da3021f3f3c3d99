//! Rows of a stress that can be set beside each other.

use predation::Kill;
use recoop::plan::explain::{percent, short};
use recoop_adversary::Stress;
use recoop_adversary::report::{bylaw_word, first_attack};
use recoop_adversary::stress::recorded::Recorded;
use recoop_adversary::stress::{Kills, PurseHolder};
use recoop_case::Network;

use super::draw::money;
use super::kills::{between, cell, name, without_year};
use crate::screen::{Screen, right, wrap};

/// Draws alone, inside, the producers, all and bylaws in one table, at the first cost perspective.
pub fn draw(network: &Network, stress: &Stress, screen: Screen) -> String {
    let Some(level) = stress.options.levels.first().copied() else { return String::new() };
    let mut out = screen.heading(&format!("Alone and together ({})", level.pays()));
    let mut table = screen.table();
    table.set_header(["purse of", "runway", "kill cost", "first attack", "least purse", "kill cost with it"]);
    for kills in ordered(network, stress) {
        let Some(cost) = kills.costs.as_ref().ok().and_then(|costs| costs.first()) else { continue };
        let first = first_attack(network, stress, (kills.who, level), cost)
            .map_or("-".to_string(), |(attack, year, depth)| {
                format!("{} {} {year}", network.attacks[attack].id, percent(depth))
            });
        let carried = kills.carried.as_ref().and_then(|costs| costs.first());
        table.add_row([
            label(network, stress, kills),
            runway(kills),
            cell(network, &stress.states, cost),
            first,
            kills.unattacked.map_or("-".to_string(), |it| money(it.least_musd)),
            carried.map_or("-".to_string(), without_year),
        ]);
    }
    for it in &stress.recorded {
        let cost = match (it.fails[0], it.kill(level)) {
            (Some(year), _) => format!("fails by {year}"),
            (None, Some(kill)) => kill_cell(kill),
            (None, None) => "not exhaustible".to_string(),
        };
        table.add_row([
            format!("{}, as recorded", network.members[it.member].id),
            it.runway_months.map_or("lasts".to_string(), |months| format!("{} mo", short(months.floor()))),
            cost,
            "-".to_string(),
            money(it.least_musd),
            "-".to_string(),
        ]);
    }
    for pooled in bylaws(stress) {
        let first = kill_cell(&pooled.first);
        let word = format!("bylaw: {}", bylaw_word(pooled.bylaw));
        table.add_row([word, "-".to_string(), first, "-".to_string(), "-".to_string(), "-".to_string()]);
    }
    right(&mut table, &[1, 2, 4, 5]);
    out.push_str(&format!("{table}\n"));
    out.push_str(&wrap(
        "  runway: months until the purse is exhausted without an attack; least purse: lasts to the end without an attack; inside: delivers and takes at internal prices; bylaw: first member with plants that fails",
        screen.width,
    ));
    out.push('\n');
    for it in &stress.recorded {
        out.push_str(&wrap(&as_recorded(network, it), screen.width));
        out.push('\n');
    }
    out
}

/// The cost of a kill by a pooling bylaw, or of a firm as recorded.
pub(super) fn kill_cell(kill: &Kill) -> String {
    match kill {
        Kill::Killed(killed) if killed.gap() <= 0.01 => money(killed.cost),
        Kill::Killed(killed) => between(killed.lower, killed.cost),
        Kill::Unkillable(_) => "not exhaustible".to_string(),
        Kill::Open { lower } => format!("at least {}", money(*lower)),
    }
}

/// What a verdict on a firm as recorded is worth.
fn as_recorded(network: &Network, it: &Recorded) -> String {
    let member = &network.members[it.member].id;
    let year = |fails: Option<i32>| fails.map_or("it lasts".to_string(), |year| format!("it fails by {year}"));
    let [fails, less, more] = it.fails.map(year);
    let told = match it.error_musd {
        None => format!(
            "as recorded, {member}: plants make what table `outputs` says; how far the model's cash may be off is not known"
        ),
        Some(error) => {
            let word = if it.fails.iter().all(|at| at.is_some() == it.fails[0].is_some()) {
                "the verdict holds"
            } else {
                "inconclusive"
            };
            format!(
                "as recorded, {member}: plants make what table `outputs` says; {fails}; the model's cash may be off by {}: with so much less {less}, with so much more {more}; {word}",
                money(error)
            )
        }
    };
    format!("  {told}")
}

/// Members in their order, each alone and inside, then those with one purse; by the rule of the case first, then by the others.
fn ordered<'a>(network: &Network, stress: &'a Stress) -> Vec<&'a Kills> {
    let all: Vec<&Kills> = stress.kills.iter().chain(&stress.otherwise).collect();
    let of = |member: usize| {
        let mine = move |who: PurseHolder| who == PurseHolder::Alone(member) || who == PurseHolder::Inside(member);
        all.iter().copied().filter(move |kills| mine(kills.who)).collect::<Vec<_>>()
    };
    let single = |who: PurseHolder| matches!(who, PurseHolder::Alone(_) | PurseHolder::Inside(_));
    let mut rows: Vec<&Kills> = (0..network.cooperative()).flat_map(of).collect();
    let mut together: Vec<&Kills> = all.iter().copied().filter(|kills| !single(kills.who)).collect();
    let size = |who: PurseHolder| match who {
        PurseHolder::Group(_) | PurseHolder::Alone(_) | PurseHolder::Inside(_) => 0,
        PurseHolder::Producers => 1,
        PurseHolder::All => 2,
        PurseHolder::OneDesk => 3,
    };
    together.sort_by_key(|kills| size(kills.who));
    rows.extend(together);
    rows
}

fn label(network: &Network, stress: &Stress, kills: &Kills) -> String {
    let name = name(network, kills.who);
    let several = stress.otherwise.iter().any(|other| other.who == kills.who);
    match kills.prices.filter(|_| several) {
        Some(rule) => format!("{name}, {}", rule.as_str().replace('_', " ")),
        None => name,
    }
}

fn runway(kills: &Kills) -> String {
    match kills.unattacked {
        Some(known) => {
            known.runway_months.map_or("lasts".to_string(), |months| format!("{} mo", short(months.floor())))
        }
        None => "any".to_string(),
    }
}

fn bylaws(stress: &Stress) -> Vec<&predation::Protection> {
    let first = stress.bylaws.first().and_then(|found| found.as_ref().ok()?.as_ref());
    first.iter().flat_map(|bylaws| &bylaws.pooled).map(|pooled| &pooled.protection).collect()
}
