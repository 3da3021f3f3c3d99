//! Ten sentences: what a study comes to, in plain words.
//!
//! There are always ten, one for each [`Topic`]; where a part of the study is missing its sentence says so and why.
//!
//! Long: ten sentences, one function each.

use std::collections::BTreeSet;

use recoop::plan::Plan;
use recoop::plan::explain::{percent, short};
use recoop::plan::summary::{BuildLine, ServiceLine, Summary, summarize};
use recoop::share::{self, RuleResult, Shares};
use recoop_adversary::Stress;
use recoop_adversary::kill::{KillCost, KillOutcome, year_of_kill};
use recoop_adversary::links::sentences as links_sentences;
use recoop_adversary::stress::PurseHolder;
use recoop_case::Network;
use recoop_case::attacks::CostLevel;
use recoop_case::tables::Priority;
use recoop_io::coverage;
use recoop_io::coverage::Coverage;

use crate::study::{Findings, StudyPart};
use crate::views::overview::{Sentence, Topic};

/// The ten sentences of a study.
#[must_use]
pub fn sentences(found: &Findings<'_>) -> Vec<Sentence> {
    let network = found.network;
    let summary = found.plan.result.as_ref().ok().map(|it| (summarize(network, &it.plan), &it.plan));
    let of_plan = |what: &str, say: &dyn Fn(&Summary, &Plan) -> String| match &summary {
        Some((summary, plan)) => say(summary, plan),
        None => unknown(what, &found.plan),
    };
    let of_stress = |what: &str, say: &dyn Fn(&Stress) -> String| match &found.stress.result {
        Ok(stress) => say(stress),
        Err(_) => unknown(what, &found.stress),
    };
    let of_share = |what: &str, say: &dyn Fn(&Shares) -> String| match &found.share.result {
        Ok(shares) => say(shares),
        Err(_) => unknown(what, &found.share),
    };
    let text = [
        (Topic::Build, of_plan("What to build", &|summary, _| build(summary))),
        (Topic::Cost, of_plan("What it costs", &|summary, _| cost(network, summary))),
        (Topic::Worth, of_plan("What it earns", &|summary, plan| worth(network, summary, plan))),
        (Topic::Service, of_plan("Whom it serves", &|summary, _| service(summary))),
        (Topic::Dependence, of_plan("What stays dependent", &|summary, _| dependence(found, summary))),
        (Topic::WeakestMember, of_stress("What breaks the weakest member", &|stress| weakest(network, stress))),
        (Topic::Together, of_stress("What breaks all together", &|stress| together(network, stress))),
        (Topic::Tempted, of_share("Who would leave", &|shares| tempted(network, shares))),
        (Topic::Hold, of_share("What holds them", &|shares| hold(network, shares))),
        (Topic::Assumed, assumed(found)),
    ];
    text.into_iter().map(|(topic, text)| Sentence { topic, text }).collect()
}

fn unknown<T>(what: &str, part: &StudyPart<T>) -> String {
    let why = part.result.as_ref().err().and_then(|unknown| unknown.why.lines().next()).unwrap_or_default();
    // Of a reason with a list below it, what comes before the words that lead to the list.
    let why = if why.ends_with(':') { why.rsplit_once("; ").map_or(why, |(before, _)| before) } else { why };
    format!("{what} is not known ({}).", why.trim_end_matches(['.', ':']))
}

/// Money in a sentence; -0 is 0.
fn money(musd: f64) -> String {
    if musd.abs() < 0.005 { "0".to_string() } else { short(musd) }
}

fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("one {one}") } else { format!("{number} {many}") }
}

/// Names in a sentence: `a, b and c`.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn build(summary: &Summary) -> String {
    if summary.builds.is_empty() {
        return "Build nothing: no candidate plant of the case pays.".to_string();
    }
    let mut largest: Vec<&BuildLine> = summary.builds.iter().collect();
    largest.sort_by(|a, b| (b.capex_musd * b.probability).total_cmp(&(a.capex_musd * a.probability)));
    let named = |line: &&BuildLine| {
        let chance = if line.scenarios.is_empty() {
            String::new()
        } else {
            format!(", with a probability of {}", percent(line.probability))
        };
        let since = if line.run_from == line.online_year { "on line in" } else { "runs from" };
        format!("{} ({} {}/yr, {since} {}{chance})", line.facility, short(line.size_t), line.unit, line.run_from)
    };
    let names: Vec<String> = largest.iter().take(3).map(named).collect();
    let plants = |lines: &mut dyn Iterator<Item = &BuildLine>| {
        lines.map(|line| line.facility.as_str()).collect::<BTreeSet<_>>().len()
    };
    let all = plants(&mut summary.builds.iter());
    let first = summary.builds.iter().map(|line| line.year).min().unwrap_or_default();
    let now = plants(&mut summary.builds.iter().filter(|line| line.year == first));
    let perhaps = all - plants(&mut summary.builds.iter().filter(|line| line.scenarios.is_empty()));
    let mut text = format!("Build or expand {}", count(all, "plant", "plants"));
    text.push_str(&match now {
        now if now == all => format!(", committed in {first}"),
        now => format!(", {now} of them committed in {first}"),
    });
    if perhaps > 0 {
        text.push_str(&format!(", {perhaps} only in some futures"));
    }
    let largest = if all == 1 { "it is" } else { "the largest are" };
    format!("{text}; {largest} {}.", listed(&names))
}

fn cost(network: &Network, summary: &Summary) -> String {
    let term =
        |word: &str| summary.terms.iter().filter(|(kind, _)| kind.as_str() == word).map(|(_, musd)| *musd).sum::<f64>();
    let public: f64 = term("policy_transfer") + term("capex_support");
    let home: Vec<String> = network
        .regions
        .iter()
        .filter(|region| region.bloc == recoop_case::tables::Bloc::Home)
        .map(|region| region.title.to_string())
        .collect();
    let mut text = format!("It takes {} MUSD of capital in expectation", money(summary.capex_musd));
    if summary.capex_musd > 0.0 && !home.is_empty() {
        text.push_str(&format!(
            ", {} of it at home ({})",
            percent(summary.capex_home_musd / summary.capex_musd),
            listed(&home)
        ));
    }
    text.push_str(&if public > 0.005 {
        format!("; the public pays {} MUSD of present value in grants, credits and price floors.", money(public))
    } else {
        "; the public pays nothing.".to_string()
    });
    text
}

fn worth(network: &Network, summary: &Summary, plan: &Plan) -> String {
    let rate = percent(network.settings.finance.discount_rate);
    let mut text = format!(
        "It is worth {} MUSD of {} in expectation (net present value at {rate} a year)",
        money(summary.expected_npv_musd),
        network.settings.horizon.base_year
    );
    if let (true, Some((worst, _, musd))) =
        (summary.scenarios.len() > 1, summary.scenarios.iter().min_by(|a, b| a.2.total_cmp(&b.2)))
    {
        text.push_str(&format!(
            ", {} MUSD in the mean of the worst {} of futures, and {} MUSD in the worst one ({worst})",
            money(summary.cvar_npv_musd),
            percent(summary.tail),
            money(*musd)
        ));
    }
    let status = &plan.status;
    if status.gap > 1e-6 {
        text.push_str(&format!("; no plan can be better than this one by more than {}", percent(status.gap)));
    }
    text.push('.');
    text
}

/// A share that would be told as 100 %.
const ALL_BUT: f64 = 0.995;

fn service(summary: &Summary) -> String {
    if summary.service.is_empty() {
        return "Nobody in the case needs anything: what is made is sold at markets.".to_string();
    }
    let word = |line: &ServiceLine| match line.priority {
        Priority::Defense => "defense",
        Priority::Critical => "critical",
        Priority::Commercial => "commercial",
    };
    let part = |line: &ServiceLine| {
        let of = format!("{} t of {} demand", short(line.demanded_t), word(line));
        if line.short_t <= 1e-6 {
            return format!("all {of}");
        }
        let served = 1.0 - line.short_t / line.demanded_t;
        if served >= ALL_BUT {
            return format!("all but {} t of {of}", short(line.short_t));
        }
        match &line.largest {
            Some((demand, _)) => format!("{} of {of} (most is missing to {demand})", percent(served)),
            None => format!("{} of {of}", percent(served)),
        }
    };
    let parts: Vec<String> = summary.service.iter().map(part).collect();
    format!("Over the horizon it is expected to serve {}.", listed(&parts))
}

fn dependence(found: &Findings<'_>, summary: &Summary) -> String {
    let mut text = match &summary.weakest {
        Some((stage, share)) if *share < 1.0 - 1e-6 => format!(
            "The weakest stage at home is {stage}: {} of what is needed there in the second half of the horizon is made at home.",
            percent(*share)
        ),
        Some(_) => "In the second half of the horizon everything that is needed at home is made at home.".to_string(),
        None => "Nothing is needed at home, so that nothing depends on others.".to_string(),
    };
    if let Ok(Stress { links: Some(links), .. }) = &found.stress.result
        && let Some(worst) = links_sentences(found.network, links).into_iter().next()
    {
        text.push(' ');
        text.push_str(&worst);
    }
    text
}

/// The level of cost that sentences speak of: the first that was asked for.
fn level(stress: &Stress) -> &'static str {
    match stress.options.levels.first() {
        Some(CostLevel::Treasury) => "its treasury pays",
        Some(CostLevel::Nation) => "its whole nation pays",
        Some(CostLevel::Producers) | None => "its producers pay",
    }
}

fn title(network: &Network, who: PurseHolder) -> String {
    match who {
        PurseHolder::Alone(member) => network.members[member].title.to_string(),
        PurseHolder::Group(_) | PurseHolder::All | PurseHolder::OneDesk => who.name(network),
    }
}

/// The purse of somebody at the first level.
fn purse_of(stress: &Stress, who: PurseHolder) -> Option<&KillCost> {
    stress.kills.iter().find(|kills| kills.who == who)?.costs.as_ref().ok()?.first()
}

fn weakest(network: &Network, stress: &Stress) -> String {
    let alone: Vec<(PurseHolder, &KillCost)> = stress
        .kills
        .iter()
        .filter(|kills| matches!(kills.who, PurseHolder::Alone(_)))
        .filter_map(|kills| Some((kills.who, kills.costs.as_ref().ok()?.first()?)))
        .collect();
    if alone.is_empty() {
        return "No member has plants of its own, so that none can be broken alone.".to_string();
    }
    let dead: Vec<String> = alone
        .iter()
        .filter(|(_, cost)| matches!(cost.verdict, KillOutcome::FailsUnattacked { .. }))
        .map(|(who, _)| title(network, *who))
        .collect();
    let mut parts = Vec::new();
    if !dead.is_empty() {
        parts.push(format!("{} would run out of cash alone without any attack", listed(&dead)));
    }
    let killed = alone.iter().filter_map(|(who, cost)| match &cost.verdict {
        KillOutcome::Kill { cost_musd, at, .. } => Some((*who, *cost_musd, *at)),
        _ => None,
    });
    if let Some((who, musd, at)) = killed.min_by(|a, b| a.1.total_cmp(&b.1)) {
        let other = if dead.is_empty() { "the weakest member" } else { "the weakest of the others" };
        parts.push(format!(
            "to break {other} alone, {}, costs the adversary {} MUSD of present value by {} (where {})",
            title(network, who),
            money(musd),
            year_of_kill(network, &stress.states, at),
            level(stress)
        ));
    } else if dead.len() < alone.len() {
        let open = alone.iter().any(|(_, cost)| matches!(cost.verdict, KillOutcome::NotProven));
        let who = if dead.is_empty() { "any member" } else { "any other member" };
        parts.push(if open {
            format!("whether an attack can empty the purse of {who} is not decided")
        } else {
            format!("no attack of the case empties the purse of {who}, whatever is spent")
        });
    }
    let text = parts.join("; ");
    let mut signs = text.chars();
    // Titles of members keep their own first letter.
    let first =
        signs.next().map(|sign| if dead.is_empty() { sign.to_uppercase().to_string() } else { sign.to_string() });
    format!("{}{}.", first.unwrap_or_default(), signs.as_str())
}

fn together(network: &Network, stress: &Stress) -> String {
    let say = |cost: Option<&KillCost>| match cost.map(|cost| &cost.verdict) {
        Some(KillOutcome::Kill { cost_musd, at, .. }) => {
            format!(
                "costs the adversary {} MUSD to empty by {}",
                money(*cost_musd),
                year_of_kill(network, &stress.states, *at)
            )
        }
        Some(KillOutcome::FailsUnattacked { at }) => {
            format!("is empty by {} without any attack", year_of_kill(network, &stress.states, *at))
        }
        Some(KillOutcome::NotExhaustible) => {
            "cannot be emptied by any attack of the case, whatever is spent".to_string()
        }
        Some(KillOutcome::NotProven) => "may be emptied by an attack that was not found in time".to_string(),
        None => "has a cost that is not known".to_string(),
    };
    format!(
        "One purse of all together {}; with one sales desk as well it {} (where {}).",
        say(purse_of(stress, PurseHolder::All)),
        say(purse_of(stress, PurseHolder::OneDesk)),
        level(stress)
    )
}

/// Names of a group: those that are in, or all but those that are out when they are few.
fn names(network: &Network, group: coalition::Group) -> String {
    let n = network.cooperative();
    let titles = |group: coalition::Group| {
        listed(&group.iter().map(|member| network.members[member].title.to_string()).collect::<Vec<_>>())
    };
    let out = group.complement(n);
    if n > 4 && out.len() <= 3 && out.len() < group.len() { format!("all but {}", titles(out)) } else { titles(group) }
}

fn tempted(network: &Network, shares: &Shares) -> String {
    let a_year = |musd: f64| money(musd / shares.annuity);
    let scheduled = shares.rule(shares.scheduled);
    let said = |rule: &RuleResult| match rule.verdict {
        share::Stability::Stable => "stable: no coalition gains by leaving (proven)".to_string(),
        share::Stability::Nearly => {
            format!("no coalition gains more than {} MUSD a year by leaving (proven)", a_year(rule.excess.upper))
        }
        share::Stability::Open => format!(
            "no coalition was found that gains by leaving, and none can gain more than {} MUSD a year",
            a_year(rule.excess.upper)
        ),
        share::Stability::Unstable => {
            let group = rule.tempted.map(|(group, _)| names(network, group)).unwrap_or_default();
            format!("{group} would gain {} MUSD a year by leaving", a_year(rule.excess.lower))
        }
    };
    let mut text = match scheduled {
        Some(rule) => format!("Shared by `{}`, {}", rule.rule.as_str(), said(rule)),
        None => format!("The rule `{}` could not be worked out", shares.scheduled.as_str()),
    };
    let unstable: Vec<&RuleResult> = shares
        .rules
        .iter()
        .filter(|rule| rule.verdict == share::Stability::Unstable && rule.rule != shares.scheduled)
        .collect();
    if let Some(worst) = unstable.iter().max_by(|a, b| a.excess.lower.total_cmp(&b.excess.lower)) {
        text.push_str(&format!(
            "; under {} of the {} rules tried somebody would leave, most of all under `{}`, where {}",
            unstable.len() + usize::from(scheduled.is_some_and(|rule| rule.verdict == share::Stability::Unstable)),
            shares.rules.len(),
            worst.rule.as_str(),
            said(worst)
        ));
    }
    text.push('.');
    text
}

fn hold(network: &Network, shares: &Shares) -> String {
    let a_year = |musd: f64| money(musd / shares.annuity);
    let cost = shares.stability;
    let size = shares.total_musd.abs();
    let mut text = if cost.upper <= 1e-6 * size {
        "Some allocation gives every coalition at least its stand-alone value without outside money".to_string()
    } else {
        format!(
            "An outside payment of at most {} MUSD a year gives every coalition at least its stand-alone value",
            a_year(cost.upper)
        )
    };
    let moved =
        |node: &&share::ex_post::NodeResult| node.side_payments_musd.iter().map(|side| side.max(0.0)).sum::<f64>();
    let proven = |verdict: share::Stability| matches!(verdict, share::Stability::Stable | share::Stability::Nearly);
    let needed: Vec<_> = shares.nodes.iter().filter(|node| !proven(node.verdict)).collect();
    if let Some(most) = needed.iter().copied().max_by(|a, b| moved(a).total_cmp(&moved(b))) {
        text.push_str(&format!(
            "; once the future is known, {} of {} need side payments, the most {} MUSD in {}",
            needed.len(),
            count(shares.nodes.len(), "scenario", "scenarios"),
            money(moved(&most)),
            network.tree.nodes[most.node].title
        ));
        let open = needed.iter().filter(|node| !proven(node.held)).count();
        if open > 0 {
            text.push_str(&format!(", and in {open} of them it is not proven that no coalition gains with them"));
        }
    } else if !shares.nodes.is_empty() {
        text.push_str("; that holds in every scenario without side payments");
    }
    text.push('.');
    text
}

fn assumed(found: &Findings<'_>) -> String {
    let rows = coverage(found.tables).total();
    let money_of = Coverage::money(found.tables);
    let mut text = format!(
        "Of {}, {} name a source",
        count(rows.rows, "row of data", "rows of data"),
        percent(rows.share(rows.sourced))
    );
    if money_of.total > 0.0 {
        let words = ["of high confidence", "medium", "low", "assumed", "unstated"];
        let parts = words.iter().zip(money_of.by_confidence).filter(|(_, musd)| *musd > 0.0);
        let parts: Vec<String> =
            parts.map(|(word, musd)| format!("{} is {word}", percent(musd / money_of.total))).collect();
        text.push_str(&format!("; of the money that hangs on them {}", listed(&parts)));
    }
    text.push('.');
    text
}
