//! A stress on the screen.

use predation::Kill;
use recoop::plan::explain::{percent, short};
use recoop_adversary::Stress;
use recoop_adversary::deny::DenialOutcome;
use recoop_adversary::links::sentences;
use recoop_adversary::pooling::{Bylaws, Pooled};
use recoop_adversary::report::bylaw_word;
use recoop_adversary::stress::PurseHolder;
use recoop_adversary::worst::{Harm, moves_of};
use recoop_case::Network;
use recoop_case::positions::DemandAt;
use recoop_study::stress::{scenario, year};

use super::kills::{between, kills};
use super::rows;
use crate::screen::{Screen, right, wrap};

/// Money on the screen; -0 is 0.
pub fn money(value: f64) -> String {
    if value.abs() < 0.005 { "0".to_string() } else { short(value) }
}

pub fn draw(network: &Network, stress: &Stress, screen: Screen) -> String {
    let mut out = screen.heading(&network.settings.title);
    out.push_str(&wrap(
        &format!(
            "  attacked in scenario `{}`, plants of the plan fixed; $ million, costs as present values to the adversary",
            scenario(network, stress)
        ),
        screen.width,
    ));
    if !stress.unknown_levels.is_empty() {
        let words: Vec<&str> = stress.unknown_levels.iter().map(|level| level.as_str()).collect();
        let text = format!("  left out, as the case gives no volume for any attack there: {}", words.join(", "));
        out.push_str(&wrap(&text, screen.width));
    }
    out.push('\n');
    out.push_str(&rows::draw(network, stress, screen));
    out.push_str(&screen.heading("Kill costs"));
    out.push_str(&kills(network, stress, screen));
    out.push('\n');
    out.push_str(&pooling(network, stress, screen));
    out.push_str(&screen.heading("Worst attacks by budget"));
    out.push_str(&harms(network, stress, screen));
    out.push_str(&denied(network, stress, screen));
    if let Some(links) = &stress.links {
        out.push_str(&screen.heading("Critical dependencies"));
        for sentence in sentences(network, links) {
            out.push_str(&wrap(&format!("  {sentence}"), screen.width));
        }
    }
    if screen.full {
        out.push('\n');
        out.push_str(&screen.heading("Drop in output value that shuts each plant"));
        out.push_str(&critical(network, stress, screen));
    }
    out
}

/// Draws kill costs by pooling bylaw, at the first cost perspective that has an answer.
fn pooling(network: &Network, stress: &Stress, screen: Screen) -> String {
    let mut out = String::new();
    let failed = stress
        .bylaws
        .iter()
        .zip(&stress.options.levels)
        .filter_map(|(found, level)| Some((found.as_ref().err()?, level)));
    for (error, level) in failed {
        out.push_str(&wrap(&format!("  pooling bylaws, {}: {error}", level.pays()), screen.width));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    let Some(bylaws) = stress.bylaws.iter().find_map(|found| found.as_ref().ok()?.as_ref()) else { return out };
    out.push_str(&screen.heading("Kill costs by pooling bylaw"));
    let is_safe = |pooled: &Pooled| {
        [&pooled.protection.first, &pooled.protection.all].iter().all(|kill| matches!(kill, Kill::Unkillable(_)))
    };
    let n = bylaws.members.len();
    if bylaws.pooled.is_empty() {
        let nobody = "  not assessed: no member with plants has a purse that an attack can exhaust";
        out.push_str(&wrap(nobody, screen.width));
    } else if bylaws.pooled.iter().all(is_safe) {
        out.push_str(&wrap("  under every bylaw, no modeled attack exhausts a purse", screen.width));
    } else {
        out.push_str(&bylaw_table(bylaws, screen));
    }
    let mut notes = format!(
        "  plants run as planned or idle; {}; {n} member{} with plants; the reserve holds {}",
        bylaws.level.pays(),
        if n == 1 { "" } else { "s" },
        money(bylaws.reserve_musd),
    );
    match bylaws.published_musd {
        Some(budget) => notes.push_str(&format!("; lending protects all members up to a budget of {}", money(budget))),
        None if bylaws.pooled.iter().all(is_safe) => {}
        None => notes
            .push_str("; no protected budget of lending: one sales desk fails without cost, or no attack exhausts it"),
    }
    let endless: Vec<&str> = network.members[..network.cooperative()]
        .iter()
        .filter(|member| member.finance.purse_musd.is_infinite())
        .map(|member| member.id.as_str())
        .collect();
    if !endless.is_empty() {
        notes.push_str(&format!("; excluded, purse without limit: {}", endless.join(", ")));
    }
    if !bylaws.dead.is_empty() {
        let ids: Vec<&str> = bylaws.dead.iter().map(|member| network.members[*member].id.as_str()).collect();
        notes.push_str(&format!("; excluded, out of cash without an attack: {}", ids.join(", ")));
    }
    let has_plants = |member: &usize| stress.kills.iter().any(|kills| kills.who == PurseHolder::Alone(*member));
    let flat: Vec<&str> = (0..network.cooperative())
        .filter(|member| has_plants(member) && network.members[*member].finance.purse_musd.is_finite())
        .filter(|member| !bylaws.members.contains(member) && !bylaws.dead.contains(member))
        .map(|member| network.members[member].id.as_str())
        .collect();
    if !flat.is_empty() {
        let text = "; excluded, plants that neither earn nor lose at market prices: ";
        notes.push_str(&format!("{text}{}", flat.join(", ")));
    }
    if network.members.iter().any(|member| !member.finance.conditional.is_empty()) {
        notes.push_str("; money that a price opens comes as without an attack");
    }
    if bylaws.members.iter().any(|member| network.members[*member].tax_rate != 0.0) {
        notes.push_str("; tax here refunds losses, which it does not in the kill costs above");
    }
    if !bylaws.left_out.is_empty() {
        let ids: Vec<&str> = bylaws.left_out.iter().map(|attack| network.attacks[*attack].id.as_str()).collect();
        notes.push_str(&format!("; excluded attacks: {}", ids.join(", ")));
    }
    out.push_str(&wrap(&notes, screen.width));
    out.push('\n');
    out
}

/// Draws kill costs of members under each bylaw, and unserved defense demand.
fn bylaw_table(bylaws: &Bylaws, screen: Screen) -> String {
    let mut table = screen.table();
    table.set_header([
        "bylaw",
        "first member fails",
        "members left",
        "defense unserved",
        "all fail",
        "defense unserved",
    ]);
    let cell = rows::kill_cell;
    let unserved = |unserved_t: Option<f64>| unserved_t.map_or_else(|| "-".to_string(), |t| format!("{} t", short(t)));
    for pooled in &bylaws.pooled {
        let protection = &pooled.protection;
        let left = match protection.first {
            Kill::Killed(_) => format!("{} of {}", protection.survivors.len(), bylaws.members.len()),
            _ => "all".to_string(),
        };
        let bylaw = bylaw_word(protection.bylaw).to_string();
        let [first, all] = [pooled.unserved_first_t, pooled.unserved_all_t].map(unserved);
        table.add_row([bylaw, cell(&protection.first), left, first, cell(&protection.all), all]);
    }
    right(&mut table, &[1, 2, 3, 4, 5]);
    format!("{table}\n")
}

fn harms(network: &Network, stress: &Stress, screen: Screen) -> String {
    let mut out = String::new();
    for (at, worst) in stress.worst.iter().enumerate() {
        let attacks = match &worst.attacks {
            Ok(Some(attacks)) => attacks,
            Ok(None) => {
                let work = short(stress.options.work as f64);
                let text = format!(
                    "  {}: no attack was found in {work} iterations and nodes; raise --effort",
                    worst.level.pays()
                );
                out.push_str(&wrap(&text, screen.width));
                out.push('\n');
                continue;
            }
            Err(error) => {
                out.push_str(&wrap(&format!("  {}: {error}", worst.level.pays()), screen.width));
                out.push('\n');
                continue;
            }
        };
        out.push_str(&wrap(
            &format!(
                "  {}: value without an attack in this scenario: {}",
                worst.level.pays(),
                money(attacks.free_musd)
            ),
            screen.width,
        ));
        let mut table = screen.table();
        table.set_header(["budget", "spent", "harm", "upper bound", "share of value", "cost-exchange ratio"]);
        for harm in &attacks.harms {
            let budget = if harm.budget_musd.is_finite() { money(harm.budget_musd) } else { "any".to_string() };
            table.add_row([
                budget,
                money(harm.found.spent_musd),
                money(harm.harm_musd),
                money(harm.upper_bound_musd),
                percent(harm.harm_musd / attacks.free_musd.abs().max(1e-9)),
                money(harm.cost_exchange_ratio()),
            ]);
        }
        right(&mut table, &[0, 1, 2, 3, 4, 5]);
        out.push_str(&format!("{table}\n"));
        let unknown: Vec<&str> = worst.arsenal.unknown.iter().map(|k| network.attacks[*k].id.as_str()).collect();
        if !unknown.is_empty() {
            let text = format!("  excluded, cost unknown at this perspective: {}", unknown.join(", "));
            out.push_str(&wrap(&text, screen.width));
        }
        let free: Vec<&str> = network
            .attacks
            .positions()
            .filter(|k| worst.arsenal.moves.iter().any(|it| it.attack == *k))
            .filter(|k| network.attacks[*k].is_free(worst.level, &stress.states))
            .map(|k| network.attacks[k].id.as_str())
            .collect();
        if !free.is_empty() {
            let text = format!("  no cost to the adversary at this perspective, at any depth: {}", free.join(", "));
            out.push_str(&wrap(&text, screen.width));
        }
        if let Some(last) = attacks.harms.last() {
            out.push_str(&attack(network, stress, at, last, screen));
        }
        out.push('\n');
    }
    out
}

/// The attack in words: each of its parts with its years.
fn attack(network: &Network, stress: &Stress, at: usize, harm: &Harm, screen: Screen) -> String {
    let moves = moves_of(network, &stress.states, &stress.worst[at].arsenal, &harm.found.depths);
    let mut parts = Vec::new();
    for (k, attack) in network.attacks.iter().enumerate() {
        let of: Vec<_> = moves.iter().filter(|it| it.0 == k).collect();
        let (Some(first), Some(last)) = (of.first(), of.last()) else { continue };
        let deepest = of.iter().map(|it| it.2).fold(0.0, f64::max);
        let (from, to) = (year(network, stress, first.1), network.tree.period(stress.states[last.1]).last_year());
        let years = if from == to { from.to_string() } else { format!("{from}-{to}") };
        parts.push(format!("{} to {} in {years}", attack.id, percent(deepest)));
    }
    if parts.is_empty() {
        parts.push("no attack".to_string());
    }
    let mut out = wrap(
        &format!(
            "  {}: {}",
            if harm.budget_musd.is_finite() { "the largest budget" } else { "without limit" },
            parts.join("; ")
        ),
        screen.width,
    );
    let mut short: Vec<(f64, &str)> = harm
        .unserved_t
        .iter()
        .enumerate()
        .filter(|(_, tonnes)| **tonnes > 0.5)
        .map(|(demand, tonnes)| (*tonnes, network.demands[DemandAt::new(demand)].id.as_str()))
        .collect();
    short.sort_by(|a, b| b.0.total_cmp(&a.0));
    if !short.is_empty() {
        let list: Vec<String> = short.iter().take(6).map(|(tonnes, id)| format!("{id} {} t", money(*tonnes))).collect();
        out.push_str(&wrap(&format!("  unserved demand from it: {}", list.join(", ")), screen.width));
    }
    out
}

/// Draws the cost of denying half of a demand or a stage in a year.
fn denied(network: &Network, stress: &Stress, screen: Screen) -> String {
    let denials = match &stress.denials {
        Ok(denials) if denials.is_empty() => return String::new(),
        Ok(denials) => denials,
        Err(error) => return wrap(&format!("  denials: {error}"), screen.width),
    };
    let mut out = screen.heading("Denial costs (half of it, whatever we pay)");
    let mut table = screen.table();
    let levels = stress.options.levels.iter().map(|level| level.pays().to_string());
    table.set_header(["what", "year", "t/yr"].map(str::to_string).into_iter().chain(levels));
    for of in denials.chunks(stress.options.levels.len().max(1)) {
        let Some(first) = of.first() else { continue };
        let cells = of.iter().map(|denial| match denial.verdict {
            DenialOutcome::Denied(cost, least) if least >= 0.99 * cost - 1e-6 => money(cost),
            DenialOutcome::Denied(cost, least) => between(least, cost),
            verdict => verdict.as_str().to_string(),
        });
        let row = [first.what.name(network), year(network, stress, first.at).to_string(), money(first.most_t)];
        table.add_row(row.into_iter().chain(cells));
    }
    right(&mut table, &(1..3 + stress.options.levels.len()).collect::<Vec<_>>());
    out.push_str(&format!("{table}\n"));
    out.push_str(&wrap("  safe: no modeled attack denies it; nothing: zero output, so no denial", screen.width));
    out.push('\n');
    out
}

fn critical(network: &Network, stress: &Stress, screen: Screen) -> String {
    let mut table = screen.table();
    table.set_header(["plant", "member", "year", "shutdown drop"]);
    for it in &stress.critical {
        let facility = &network.facilities[it.facility];
        table.add_row([
            facility.id.to_string(),
            network.members[facility.member].id.to_string(),
            year(network, stress, it.at).to_string(),
            percent((1e4 * it.fall).round() / 1e4 + 0.0),
        ]);
    }
    right(&mut table, &[2, 3]);
    format!("{table}\n")
}
