//! A simulation in sentences.

use recoop::plan::explain::{percent, short};
use recoop_adversary::report::bylaw_word;
use recoop_case::Network;
use recoop_case::tables::Priority;
use recoop_simulate::Simulation;
use recoop_simulate::report::MemberOdds;

/// The largest chance of what was not seen in so many paths, with 95% confidence: `(1 - p)^n = 0.05`, about 3/n when they are many (Hanley and
/// Lippman-Hand 1983).
fn at_most(paths: usize) -> f64 {
    1.0 - 0.05_f64.powf(1.0 / paths as f64)
}

/// Sentences that most members are named in at most.
const NAMED: usize = 3;

pub(super) fn sentences(network: &Network, simulation: &Simulation) -> Vec<String> {
    let mut out = Vec::new();
    let paths = simulation.paths.len();
    let odds = simulation.odds();
    let bylaws = &simulation.options.bylaws;
    let none = format!(
        "fails on any of {} path{} (upper bound of the probability: {}%, 95% confidence).",
        short(paths as f64),
        if paths == 1 { "" } else { "s" },
        short(100.0 * at_most(paths))
    );
    if odds.iter().all(|it| it.failure.0 == 0.0) {
        out.push(format!("No member {none}"));
    } else {
        for (at, bylaw) in bylaws.iter().enumerate() {
            let mut failing: Vec<&MemberOdds> =
                odds.iter().filter(|it| it.bylaw == *bylaw && it.failure.0 > 0.0).collect();
            failing.sort_by(|a, b| b.failure.0.total_cmp(&a.failure.0).then(a.member.cmp(&b.member)));
            let under = format!("Under the pooling bylaw `{}`", bylaw_word(*bylaw));
            if failing.is_empty() {
                out.push(format!("{under}, no member {none}"));
                continue;
            }
            let name = |it: &&MemberOdds| {
                let id = &network.members[it.member].id;
                let by = it.failure_year.map_or(String::new(), |year| format!(", median year {year}"));
                format!("{id} on {:.1}% ± {:.1}%{by}", 100.0 * it.failure.0, 100.0 * it.failure.1)
            };
            let named: Vec<String> = failing.iter().take(NAMED).map(name).collect();
            let more = match failing.len().saturating_sub(NAMED) {
                0 => String::new(),
                1 => " and one more on no more paths".to_string(),
                more => format!(" and {more} others on no more paths"),
            };
            let any = 100.0 * simulation.any_failure(at);
            let named = named.join("; ");
            out.push(format!("{under}, at least one member fails on {any:.1}% of the paths: {named}{more}."));
        }
    }
    out.extend(served(network, simulation));
    let fitted: Vec<&str> = simulation
        .goodness
        .iter()
        .filter(|it| it.fitted.is_some())
        .map(|it| network.materials[network.chance.histories[it.history].material].id.as_str())
        .collect();
    if !fitted.is_empty() {
        out.push(format!("Prices go along with the history of {}.", fitted.join(", ")));
    }
    for it in simulation.goodness.iter().filter(|it| it.fitted.is_none()) {
        let id = &network.materials[network.chance.histories[it.history].material].id;
        out.push(format!(
            "The history of {id} is too short ({} years, {} of them after another, {} needed): what is tied to it stays as in the case.",
            it.points,
            it.steps,
            recoop_simulate::fit::MIN_STEPS
        ));
    }
    out
}

/// How much of defense demand is served; bylaws that come to the same are told once.
fn served(network: &Network, simulation: &Simulation) -> Option<String> {
    let demanded: f64 = simulation
        .states
        .iter()
        .flat_map(|state| {
            let years = f64::from(network.tree.period(*state).length);
            let defense = network.demands.iter().filter(|it| it.priority == Priority::Defense);
            defense.map(move |demand| demand.quantity_t_per_year.at(*state) * years)
        })
        .sum();
    if demanded <= 0.0 {
        return None;
    }
    let mut told: Vec<(String, Vec<&str>)> = Vec::new();
    for (at, bylaw) in simulation.options.bylaws.iter().enumerate() {
        let short_t = simulation.unserved(at, 0);
        let share = |t: f64| percent(1.0 - t / demanded);
        let text = format!("{} ({} on the worst 5% of paths)", share(short_t.middle), share(short_t.high));
        match told.iter_mut().find(|(known, _)| *known == text) {
            Some((_, bylaws)) => bylaws.push(bylaw_word(*bylaw)),
            None => told.push((text, vec![bylaw_word(*bylaw)])),
        }
    }
    let text = match &told[..] {
        [(text, _)] => format!("{text} are served on the middle path, under every bylaw"),
        _ => {
            let each = told.iter().map(|(text, bylaws)| format!("{text} under `{}`", bylaws.join("`, `")));
            format!("are served on the middle path {}", each.collect::<Vec<_>>().join("; "))
        }
    };
    Some(format!("Of {} t of defense demand {text}.", short(demanded)))
}
