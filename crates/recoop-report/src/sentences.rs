//! Ten sentences that summarize a study.
//!
//! There are always ten, one for each [`Topic`]; where a part of the study is missing its sentence says so and why.
//!
//! Long: ten sentences, one function each.

use std::collections::BTreeSet;

use recoop::plan::Plan;
use recoop::plan::explain::{dollars, percent, short};
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
        (Topic::Build, of_plan("Construction was", &|summary, _| build(network, summary))),
        (Topic::Cost, of_plan("Capital was", &|summary, _| cost(network, summary))),
        (Topic::Worth, of_plan("Expected NPV was", &|summary, plan| worth(network, summary, plan))),
        (Topic::Service, of_plan("Unserved demand was", &|summary, _| service(summary))),
        (Topic::Dependence, of_plan("Dependence was", &|summary, _| dependence(found, summary))),
        (Topic::WeakestMember, of_stress("Kill costs of single purses were", &|stress| weakest(network, stress))),
        (Topic::Together, of_stress("The kill cost of one joint purse was", &|stress| together(network, stress))),
        (Topic::Stability, of_share("Stability was", &|shares| stable(network, shares))),
        (Topic::Hold, of_share("The cost of stability was", &|shares| hold(network, shares))),
        (Topic::Assumed, assumed(found)),
    ];
    text.into_iter().map(|(topic, text)| Sentence { topic, text }).collect()
}

fn unknown<T>(what: &str, part: &StudyPart<T>) -> String {
    let why = part.result.as_ref().err().and_then(|unknown| unknown.why.lines().next()).unwrap_or_default();
    // Of a reason with a list below it, what comes before the words that lead to the list.
    let why = if why.ends_with(':') { why.rsplit_once("; ").map_or(why, |(before, _)| before) } else { why };
    format!("{what} not assessed ({}).", why.trim_end_matches(['.', ':']))
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

fn build(network: &Network, summary: &Summary) -> String {
    if network.facilities.iter().all(|facility| facility.building.is_none()) {
        return "Build nothing: the case has no candidate plants.".to_string();
    }
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
        text.push_str(&format!(", {perhaps} only in some scenarios"));
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
    let mut text = format!("The plan takes {} of capital in expectation", dollars(summary.capex_musd));
    if summary.capex_musd > 0.0 && !home.is_empty() {
        text.push_str(&format!(
            ", {} of it at home ({})",
            percent(summary.capex_home_musd / summary.capex_musd),
            listed(&home)
        ));
    }
    text.push_str(&if public > 0.005 {
        format!("; public support is {} in present value (grants, credits and price floors).", dollars(public))
    } else {
        "; public support is $0.".to_string()
    });
    text
}

fn worth(network: &Network, summary: &Summary, plan: &Plan) -> String {
    let rate = percent(network.settings.finance.discount_rate);
    let mut text = format!(
        "Expected NPV is {} of {} (discounted at {rate} a year)",
        dollars(summary.expected_npv_musd),
        network.settings.horizon.base_year
    );
    if let (true, Some((worst, _, musd))) =
        (summary.scenarios.len() > 1, summary.scenarios.iter().min_by(|a, b| a.2.total_cmp(&b.2)))
    {
        text.push_str(&format!(
            "; CVaR (mean of the worst {}) {}; worst scenario {} ({worst})",
            percent(summary.tail),
            dollars(summary.cvar_npv_musd),
            dollars(*musd)
        ));
    }
    let status = &plan.status;
    if status.gap > 1e-6 {
        text.push_str(&format!("; the upper bound of any plan is within {}", percent(status.gap)));
    }
    text.push('.');
    text
}

/// A share that would be rounded to 100%.
const ALL_BUT: f64 = 0.995;

fn service(summary: &Summary) -> String {
    if summary.service.is_empty() {
        return "The case has no demands; all output is sold at markets.".to_string();
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
            Some((demand, _)) => format!("{} of {of} (largest shortfall: {demand})", percent(served)),
            None => format!("{} of {of}", percent(served)),
        }
    };
    let parts: Vec<String> = summary.service.iter().map(part).collect();
    format!("Over the horizon, the plan serves {} in expectation.", listed(&parts))
}

fn dependence(found: &Findings<'_>, summary: &Summary) -> String {
    let mut text = match &summary.weakest {
        Some((stage, share)) if *share < 1.0 - 1e-6 => format!(
            "The weakest domestic stage is {stage}: domestic production covers {} of domestic need in the second half of the horizon.",
            percent(*share)
        ),
        Some(_) => "In the second half of the horizon, domestic production covers all domestic need.".to_string(),
        None => "The case has no domestic need, so no stage depends on imports.".to_string(),
    };
    if let Ok(Stress { links: Some(links), .. }) = &found.stress.result
        && let Some(worst) = links_sentences(found.network, links).into_iter().next()
    {
        text.push(' ');
        text.push_str(&worst);
    }
    text
}

/// The cost perspective of the sentences: the first of the request.
fn payer(stress: &Stress) -> &'static str {
    match stress.options.levels.first() {
        Some(CostLevel::Treasury) => "the adversary's treasury",
        Some(CostLevel::Nation) => "the adversary's nation",
        Some(CostLevel::Producers) | None => "the adversary's producers",
    }
}

/// A kill cost with its proof: a proven minimum, or its bounds.
fn kill_cost(cost_musd: f64, outcome: &KillOutcome) -> String {
    match outcome.unproven_above_musd() {
        Some(lower) => {
            format!("between {} and {} (present value, not proven)", dollars(lower), dollars(cost_musd))
        }
        None => format!("{} (present value, proven minimum)", dollars(cost_musd)),
    }
}

fn title(network: &Network, who: PurseHolder) -> String {
    match who {
        PurseHolder::Alone(member) | PurseHolder::Inside(member) => network.members[member].title.to_string(),
        PurseHolder::Producers | PurseHolder::Group(_) | PurseHolder::All | PurseHolder::OneDesk => who.name(network),
    }
}

/// The kill cost of a purse at the first cost perspective.
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
        return "No member owns plants, so no single purse can be attacked.".to_string();
    }
    let dead: Vec<String> = alone
        .iter()
        .filter(|(_, cost)| matches!(cost.verdict, KillOutcome::FailsUnattacked { .. }))
        .map(|(who, _)| title(network, *who))
        .collect();
    let mut parts = Vec::new();
    if !dead.is_empty() {
        parts.push(format!("{} alone would run out of cash without an attack", listed(&dead)));
    }
    let killed = alone.iter().filter_map(|(who, cost)| match &cost.verdict {
        KillOutcome::Kill { cost_musd, at, .. } => Some((*who, *cost_musd, *at, &cost.verdict)),
        _ => None,
    });
    if let Some((who, musd, at, outcome)) = killed.min_by(|a, b| a.1.total_cmp(&b.1)) {
        let purse = if dead.is_empty() { "the weakest purse" } else { "the weakest other purse" };
        parts.push(format!(
            "exhausting {purse}, that of {}, by {} costs {} {}",
            title(network, who),
            year_of_kill(network, &stress.states, at),
            payer(stress),
            kill_cost(musd, outcome)
        ));
    } else if dead.len() < alone.len() {
        let open = alone.iter().any(|(_, cost)| matches!(cost.verdict, KillOutcome::NotProven));
        let who = if dead.is_empty() { "any member" } else { "any other member" };
        parts.push(if open {
            format!("whether an attack exhausts the purse of {who} is not proven")
        } else {
            format!("no modeled attack exhausts the purse of {who}")
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
        Some(outcome @ KillOutcome::Kill { cost_musd, at, .. }) => {
            format!(
                "exhausting it by {} costs {} {}",
                year_of_kill(network, &stress.states, *at),
                payer(stress),
                kill_cost(*cost_musd, outcome)
            )
        }
        Some(KillOutcome::FailsUnattacked { at }) => {
            format!("it is exhausted by {} without an attack", year_of_kill(network, &stress.states, *at))
        }
        Some(KillOutcome::NotExhaustible) => "no modeled attack exhausts it".to_string(),
        Some(KillOutcome::NotProven) => "whether an attack exhausts it is not proven".to_string(),
        None => "its kill cost was not computed".to_string(),
    };
    format!(
        "One joint purse of all members: {}; with one sales desk as well: {}.",
        say(purse_of(stress, PurseHolder::All)),
        say(purse_of(stress, PurseHolder::OneDesk)),
    )
}

/// Names of a coalition: its members, or all but those outside when they are few.
fn names(network: &Network, group: coalition::Group) -> String {
    let n = network.cooperative();
    let titles = |group: coalition::Group| {
        listed(&group.iter().map(|member| network.members[member].title.to_string()).collect::<Vec<_>>())
    };
    let out = group.complement(n);
    if n > 4 && out.len() <= 3 && out.len() < group.len() { format!("all but {}", titles(out)) } else { titles(group) }
}

fn stable(network: &Network, shares: &Shares) -> String {
    let a_year = |musd: f64| format!("{}/yr", dollars(musd / shares.annuity));
    let scheduled = shares.rule(shares.scheduled);
    let said = |rule: &RuleResult| match rule.verdict {
        share::Stability::Stable => "no coalition gains by leaving (proven)".to_string(),
        share::Stability::Nearly => {
            format!("no coalition gains more than {} by leaving (proven)", a_year(rule.excess.upper))
        }
        share::Stability::Open => format!(
            "no coalition was found that gains by leaving; upper bound of any gain: {}",
            a_year(rule.excess.upper)
        ),
        share::Stability::Unstable => {
            let group = rule.tempted.map(|(group, _)| names(network, group)).unwrap_or_default();
            format!("{group} can gain {} by leaving", a_year(rule.excess.lower))
        }
    };
    let mut text = match scheduled {
        Some(rule) => format!("Under `{}`, {}", rule.rule.as_str(), said(rule)),
        None => format!("The rule `{}` was not computed", shares.scheduled.as_str()),
    };
    let unstable: Vec<&RuleResult> = shares
        .rules
        .iter()
        .filter(|rule| rule.verdict == share::Stability::Unstable && rule.rule != shares.scheduled)
        .collect();
    if let Some(worst) = unstable.iter().max_by(|a, b| a.excess.lower.total_cmp(&b.excess.lower)) {
        text.push_str(&format!(
            "; coalitions gain by leaving under {} of the {} rules tested, most under `{}`: {}",
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
    let a_year = |musd: f64| format!("{}/yr", dollars(musd / shares.annuity));
    let cost = shares.stability;
    let size = shares.total_musd.abs();
    let mut text = if cost.upper <= 1e-6 * size {
        "Some allocation gives every coalition at least its stand-alone value without outside money".to_string()
    } else {
        format!(
            "An outside payment of at most {} gives every coalition at least its stand-alone value",
            a_year(cost.upper)
        )
    };
    let moved =
        |node: &&share::ex_post::NodeResult| node.side_payments_musd.iter().map(|side| side.max(0.0)).sum::<f64>();
    let proven = |verdict: share::Stability| matches!(verdict, share::Stability::Stable | share::Stability::Nearly);
    let needed: Vec<_> = shares.nodes.iter().filter(|node| !proven(node.verdict)).collect();
    if let Some(most) = needed.iter().copied().max_by(|a, b| moved(a).total_cmp(&moved(b))) {
        text.push_str(&format!(
            "; as scenarios unfold, {} of {} need side payments, at most {} in {}",
            needed.len(),
            count(shares.nodes.len(), "scenario", "scenarios"),
            dollars(moved(&most)),
            network.tree.nodes[most.node].title
        ));
        let open = needed.iter().filter(|node| !proven(node.held)).count();
        if open > 0 {
            text.push_str(&format!(", and in {open} of them it is not proven that no coalition gains with them"));
        }
    } else if !shares.nodes.is_empty() {
        text.push_str("; no scenario needs side payments");
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
        let words = [
            "values of high confidence",
            "values of medium confidence",
            "values of low confidence",
            "assumed values",
            "values of unstated confidence",
        ];
        let parts = words.iter().zip(money_of.by_confidence).filter(|(_, musd)| *musd > 0.0);
        let part = |(at, (values, musd)): (usize, (&&str, f64))| {
            let rests = if at == 0 { "of the money at stake rests on" } else { "on" };
            format!("{} {rests} {values}", percent(musd / money_of.total))
        };
        let parts: Vec<String> = parts.enumerate().map(part).collect();
        text.push_str(&format!("; {}", listed(&parts)));
    }
    text.push('.');
    text
}
