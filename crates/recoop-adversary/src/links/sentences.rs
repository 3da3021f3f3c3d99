//! What was found about weak links, in plain sentences.

use std::collections::BTreeMap;

use super::abroad::Abroad;
use super::concentration::{By, Concentrated, Concentration, Holder};
use super::interdict::{DemandShortage, Interdiction};
use super::missing::Missing;
use super::operator::SAME_T;
use super::outage::Outage;
use super::report::Links;
use super::survival::{Served, Survival};
use super::trace::{DependenceRow, Trace};
use recoop::plan::explain::{dollars, percent, short};
use recoop_case::Network;
use recoop_case::positions::StateAt;
use recoop_case::tables::{Bloc, Priority};

/// The findings in plain sentences.
#[must_use]
pub fn sentences(network: &Network, links: &Links) -> Vec<String> {
    let mut lines = Vec::new();
    losses(network, &links.interdiction, &mut lines);
    lines.extend(dependences(network, &links.trace));
    lines.extend(concentrated(network, &links.concentration));
    lines.extend(survivals(network, &links.survival));
    lines.extend(piece(network, &links.missing));
    lines
}

fn losses(network: &Network, found: &Interdiction, lines: &mut Vec<String>) {
    let [defense_t, critical_t, _] = found.demanded_t;
    let when = found.outage.words(&network.tree);
    let dearest = || {
        let dearest = found.singles.first()?;
        Some((dearest.links[0].title(network), dollars(dearest.harm_musd)))
    };
    if defense_t + critical_t <= 0.0 {
        let mut line = "The case has no defense or critical demand.".to_string();
        if let Some((title, harm)) = dearest() {
            line.push_str(&format!(" The costliest single loss over {when} is {title}: harm {harm}."));
        }
        lines.push(line);
        return;
    }
    for worst in &found.worst {
        let proof = if worst.proven(found.shortage) { "" } else { " (not proven: the search was stopped)" };
        let many = if worst.count == 1 { "one link".to_string() } else { format!("{} links", worst.count) };
        let Some(loss) = &worst.loss else {
            let mut line = format!("Over {when} no loss of {many} adds unserved defense or critical demand{proof}.");
            if let (1, Some((title, harm))) = (worst.count, dearest()) {
                line.push_str(&format!(" The costliest is {title}: harm {harm}."));
            }
            lines.push(line);
            continue;
        };
        if loss.links.len() < worst.count {
            lines.push(format!("No loss of {many} does more harm{proof}."));
            continue;
        }
        let names: Vec<String> = loss.links.iter().map(|link| link.title(network)).collect();
        let (short_t, of_t, whose) = if loss.shortage.defense_t > found.shortage.defense_t + SAME_T {
            (loss.shortage.defense_t, defense_t, "defense")
        } else {
            (loss.shortage.critical_t, critical_t, "critical")
        };
        let mut line = format!(
            "Over {when} the worst loss of {many} is {}: {} t of {whose} demand ({}) unserved, harm {}{proof}.",
            names.join(" and "),
            short(short_t),
            percent(short_t / of_t),
            dollars(loss.harm_musd),
        );
        let mut hit: Vec<&DemandShortage> = loss.shortages.iter().filter(|d| d.short_t > d.before_t + SAME_T).collect();
        hit.retain(|d| network.demands[d.demand].priority.as_str() == whose);
        hit.sort_by(|a, b| (b.short_t - b.before_t).total_cmp(&(a.short_t - a.before_t)));
        if let Some(most) = hit.first() {
            line.push_str(&format!(
                " {} loses most: {} of it.",
                network.demands[most.demand].title,
                percent((most.short_t - most.before_t) / most.demanded_t)
            ));
        }
        lines.push(line);
    }
}

/// The defense supply that depends most on the adversary with the state where it does.
fn dependences(network: &Network, trace: &Trace) -> Option<String> {
    let defense = |row: &&DependenceRow| {
        row.abroad == Abroad::Adversary && network.demands[row.demand].priority == Priority::Defense
    };
    let most = trace.dependence.iter().filter(defense).max_by(|a, b| a.share.total_cmp(&b.share))?;
    let demand = &network.demands[most.demand].title;
    if most.share < 1e-6 {
        return Some("No defense supply passes any step of the adversary, in any year of any scenario.".to_string());
    }
    Some(format!(
        "The defense demand that depends most on the adversary is {demand} in {}: {} of what is served passes at least one step of it.",
        network.tree.label(most.state),
        percent(most.share)
    ))
}

/// The stage whose supply is most concentrated outside home in the last period of the most probable scenario.
fn concentrated(network: &Network, rows: &[Concentration]) -> Option<String> {
    let last = Outage::most_probable(&network.tree).last();
    let wanted = |row: &&Concentration| row.state == last && row.held == Concentrated::Supply && row.by == By::Region;
    let abroad = |row: &&Concentration| match row.largest {
        Holder::Region(region) => network.regions[region].bloc != Bloc::Home,
        Holder::Member(_) | Holder::Market(_) => false,
    };
    let year = network.tree.label(last);
    rows.iter().find(wanted)?;
    let most = rows.iter().filter(wanted).filter(abroad).max_by(|a, b| a.hhi.total_cmp(&b.hhi));
    let Some((most, Holder::Region(region))) = most.map(|most| (most, most.largest)) else {
        return Some(format!("In {year} the largest supplier of every stage is at home."));
    };
    Some(format!(
        "Of the stages that are supplied mostly from abroad in {year}, {} is the most concentrated (HHI {}): {} comes from {}.",
        network.settings.stages[most.stage],
        short(most.hhi),
        percent(most.largest_share),
        network.regions[region].title,
    ))
}

/// A demand that is not served for ever.
#[derive(Clone, Copy)]
struct RunsShort {
    state: StateAt,
    demand: usize,
    months: f64,
}

/// For each of those abroad the defense and the critical demand that run out first.
fn survivals(network: &Network, states: &[(StateAt, Vec<Survival>)]) -> Vec<String> {
    let mut first: BTreeMap<(Abroad, Priority), Option<RunsShort>> = BTreeMap::new();
    for (state, row) in states.iter().flat_map(|(state, rows)| rows.iter().map(move |row| (*state, row))) {
        let Served::Demand(d) = row.served else { continue };
        let priority = network.demands[d].priority;
        if priority == Priority::Commercial {
            continue;
        }
        let known = first.entry((row.abroad, priority)).or_default();
        if let Some(months) = row.months
            && known.is_none_or(|known| months < known.months)
        {
            *known = Some(RunsShort { state, demand: d, months });
        }
    }
    let sentence = |abroad: Abroad, priority: Priority, found: Option<RunsShort>| {
        let (who, whose) = (abroad.title(network), priority.as_str());
        match found {
            None => {
                format!(
                    "If {who} stops supplying, in whatever year, each {whose} demand put first is served without end."
                )
            }
            Some(RunsShort { state, demand, months }) => format!(
                "If {who} stops supplying in {}, {} is the {whose} demand that runs short first, after {} months, though put before all others.",
                network.tree.label(state),
                network.demands[demand].title,
                short(months)
            ),
        }
    };
    first.into_iter().map(|((abroad, priority), found)| sentence(abroad, priority, found)).collect()
}

fn piece(network: &Network, missing: &Missing) -> Option<String> {
    if missing.demanded_t <= 0.0 {
        return None;
    }
    let share = |served_t: f64| percent(served_t / missing.demanded_t);
    if missing.complete(missing.served_t) {
        return Some(
            "Without the adversary all defense demand can be served: no piece of the chain is missing.".to_string(),
        );
    }
    let Some(most) = missing.largest() else {
        return Some(format!(
            "Without the adversary {} of defense demand can be served, and no single stage at home would raise it.",
            share(missing.served_t)
        ));
    };
    let stage = &network.settings.stages[most.stage];
    let rest = if missing.complete(most.served_t) {
        "the chain is complete but for that one piece".to_string()
    } else {
        format!(
            "more than one piece is missing, since {} stay short even then",
            share(missing.demanded_t - most.served_t)
        )
    };
    Some(format!(
        "Without the adversary {} of defense demand can be served; the piece that is missing most is {stage} at home, which would make it {}: {rest}.",
        share(missing.served_t),
        share(most.served_t),
    ))
}
