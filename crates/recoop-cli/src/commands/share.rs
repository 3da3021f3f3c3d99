//! `recoop share`.

use std::process::ExitCode;
use std::time::Instant;

use coalition::{GameError, Group};
use recoop::plan::PlanOptions;
use recoop::plan::audit::audit;
use recoop::plan::explain::{percent, short};
use recoop::share::report::tables;
use recoop::share::rules::Bylaw;
use recoop::share::{
    Common, Precision, Rule, RuleResult, ShareError, ShareOptions, Shares, Verdict, enough_members, share, share_made,
};
use recoop_adversary::robust::{Against, worst_case};
use recoop_case::Network;
use recoop_case::edit::{CaseEdit, EditErrors, Edited};
use recoop_case::resolve::resolve;
use recoop_case::settings::Settings;
use recoop_case::tables::Tables;
use recoop_io::{CaseRead, Format, Manifest, write_run};

use super::robust::no_robust;
use super::stress::levels;
use super::{load, run};
use crate::args::{CommonChoice, Share as Args, Sharing};
use crate::error::CliError;
use crate::interrupt;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::{Screen, right, wrap};

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let began = Instant::now();
    run::check_solving(&args.solving)?;
    check(&args.sharing)?;
    let (settings, read) = load::sound(&args.case, printer)?;
    let against = against(args)?;
    let mut network = valued(&args.value, settings, &read)?;
    let options = options(&args.sharing, run::plan_options(&args.solving, &network, printer)?)?;
    let out = run::folder(args.out.as_ref(), &args.case, &network, "-share", printer)?;
    interrupt::listen("the best plan so far");
    let mut show = Show::new(*printer);
    let (mut attacked, mut spent_musd) = (None, None);
    let shares = match &against {
        None => share(&network, &options, &mut show).map_err(no_shares),
        Some(against) => {
            enough_members(&network).map_err(no_shares)?;
            worst_case(&network, against, &options.plan, &mut show).map_err(no_robust).and_then(|worst| {
                let case = attacked.insert(worst.network);
                spent_musd = Some(worst.spent_musd);
                share_made(case, worst.made, &worst.program, worst.relaxed, &options, &mut show).map_err(no_shares)
            })
        }
    };
    show.done();
    let shares = shares?;
    // The plan, its money and its audit are those of the case with the prices of the attack.
    network = attacked.unwrap_or(network);
    let plan = &shares.made.plan;
    let audit = audit(&network, &plan.reported());
    let mut stamp = run::manifest("share", (&args.case, &out), &network, &read, &options.plan);
    run::enter_plan(&mut stamp, plan, &audit);
    stamp.options.insert("value".to_string(), args.value.clone().into());
    if let Some(against) = &against {
        let finite = |value: f64| value.is_finite().then_some(value);
        stamp.options.insert("level".to_string(), against.level.word().into());
        stamp.options.insert("budget_musd".to_string(), finite(against.budget_musd).into());
    }
    enter(&mut stamp, &args.sharing);
    let seconds = began.elapsed().as_secs_f64();
    stamp.timings_seconds.insert("share".to_string(), seconds);
    write_run(
        &out,
        &run::with_plan(&network, plan, tables(&network, &shares)),
        &stamp,
        &[Format::Csv, Format::Parquet],
        &[],
    )?;
    if args.json {
        printer.answer(&run::with_searches(load::with_warnings(json(&network, &shares), &read)));
    } else {
        let screen = Screen { width: printer.width(), colour: printer.colour_answer(), full: args.full };
        printer.answer(&draw(&network, &shares, screen));
        if let (Some(against), Some(spent)) = (&against, spent_musd) {
            printer.answer(&wrap(&worst_words(&network, against, spent), printer.width()));
        }
        let audited = run::audited(&audit);
        let last = format!("{audited}; {} groups solved; {seconds:.1} s; tables in {}", shares.groups, out.display());
        printer.answer(&wrap(&last, printer.width()));
    }
    Ok(run::close(&audit, run::open(plan).as_slice(), printer))
}

/// Refuses options that no case can have, before it is read.
pub fn check(args: &Sharing) -> Result<(), CliError> {
    rule(&args.rule)?;
    bylaw(args)?;
    Ok(())
}

fn rule(word: &str) -> Result<Rule, CliError> {
    Rule::parse(word).ok_or_else(|| {
        let rules: Vec<_> = Rule::ALL.iter().map(|rule| rule.word()).collect();
        CliError::Usage(format!("--rule: there is no rule `{word}`; rules are {}", rules.join(", ")))
    })
}

fn bylaw(args: &Sharing) -> Result<Bylaw, CliError> {
    Bylaw::parse(&args.bylaw, args.reserve).map_err(|why| CliError::Usage(format!("--bylaw: {why}")))
}

/// How the plan of a case is shared.
pub fn options(args: &Sharing, plan: PlanOptions) -> Result<ShareOptions, CliError> {
    Ok(ShareOptions {
        plan,
        common: match args.common {
            CommonChoice::Split => Common::Split,
            CommonChoice::Shared => Common::Shared,
            CommonChoice::Whole => Common::Whole,
        },
        groups: args.groups,
        whole: args.whole,
        sample: args.sample,
        bylaw: bylaw(args)?,
        schedule: rule(&args.rule)?,
    })
}

/// Enters the options into a manifest.
pub fn enter(stamp: &mut Manifest, args: &Sharing) {
    let mut option = |name: &str, value: serde_json::Value| stamp.options.insert(name.to_string(), value);
    option("common", format!("{:?}", args.common).to_lowercase().into());
    option("rule", args.rule.clone().into());
    option("bylaw", args.bylaw.clone().into());
    option("reserve", args.reserve.into());
    option("groups", args.groups.into());
    option("whole", args.whole.into());
    option("sample", args.sample.into());
}

/// The adversary of the worst case, where that is what counts.
fn against(args: &Args) -> Result<Option<Against>, CliError> {
    if args.value != "worst" {
        return match (args.budget, &args.level) {
            (None, None) => Ok(None),
            _ => Err(CliError::Usage("--budget and --level are for --value worst".to_string())),
        };
    }
    let budget_musd = run::money("--budget", args.budget.unwrap_or(f64::INFINITY), true)?;
    let word = args.level.clone().unwrap_or_else(|| "treasury".to_string());
    let level = levels(&[word])?[0];
    Ok(Some(Against { level, budget_musd, yearly_musd: f64::INFINITY }))
}

/// What the worst case is, in words.
fn worst_words(network: &Network, against: &Against, spent: f64) -> String {
    let last = network.tree.last_scenarios().next().unwrap_or_default();
    let budget = if against.budget_musd.is_finite() {
        format!("at most {} MUSD", short(against.budget_musd))
    } else {
        "any cost".to_string()
    };
    format!(
        "\nworth is what the worst attack on prices leaves along `{last}`: {budget} to the {}, {} MUSD for the attack on the plan of all; \
         every group meets its own worst attack; bans, boycotts and losses of equipment are left out",
        against.level.word(),
        short(spent)
    )
}

/// The network with what is asked to count as worth.
fn valued(value: &str, mut settings: Settings, read: &CaseRead) -> Result<Network, CliError> {
    match value {
        "case" => {}
        "expected" => settings.risk.weight = 0.0,
        "tail" => settings.risk.weight = 1.0,
        "worst" => {
            settings.risk.weight = 0.0;
            let network = resolve(&settings, &read.tables);
            let likeliest = network.tree.last_scenarios().nth(network.tree.likeliest(|_| true)).map(str::to_string);
            let certain = likeliest.map(|last| single_scenario(&settings, &read.tables, &last));
            return Ok(certain.and_then(Result::ok).unwrap_or(network));
        }
        scenario => {
            return single_scenario(&settings, &read.tables, scenario).map_err(|_| {
                let network = resolve(&settings, &read.tables);
                let last: Vec<&str> = network.tree.last_scenarios().collect();
                CliError::Usage(format!(
                    "--value: `{scenario}` is no last scenario; expected `case`, `expected`, `tail`, `worst`, {}",
                    last.join(", ")
                ))
            });
        }
    }
    Ok(resolve(&settings, &read.tables))
}

/// The network in which one leaf scenario is certain.
fn single_scenario(settings: &Settings, tables: &Tables, leaf: &str) -> Result<Network, EditErrors> {
    Edited::of(settings, tables).apply(&[CaseEdit::single_scenario(leaf)])?.network()
}

/// Why there is no sharing.
pub fn no_shares(error: ShareError) -> CliError {
    match error {
        ShareError::Plan(error) => run::no_plan(error),
        ShareError::Game(GameError::Stopped) => {
            CliError::Nothing("interrupted before the sharing was known".to_string())
        }
        ShareError::Game(error) => CliError::Nothing(format!("the game has no answer: {error}")),
        ShareError::Members(_) => CliError::Faults(error.to_string()),
        ShareError::Rule(..) => CliError::Nothing(error.to_string()),
    }
}

/// Names of a group: those that are in, or all but those that are out when they are few.
fn names(shares: &Shares, group: Group) -> String {
    let n = shares.members.len();
    let out = group.complement(n);
    if n > 4 && out.len() <= 3 && out.len() < group.len() {
        return format!("all but {}", out.names(&shares.members, ", "));
    }
    group.names(&shares.members, ", ")
}

/// A share on the screen; -0 is 0.
fn money(value: f64) -> String {
    if value.abs() < 0.005 { "0".to_string() } else { short(value) }
}

fn draw(network: &Network, shares: &Shares, screen: Screen) -> String {
    let mut out = screen.heading(&network.settings.title);
    let a_year = |musd: f64| money(musd / shares.annuity);
    out.push_str(&wrap(
        &format!(
            "  to share: {} MUSD of present value, {} MUSD a year; with parts of plants it would be {} MUSD",
            short(shares.total_musd),
            a_year(shares.total_musd),
            short(shares.relaxed_musd)
        ),
        screen.width,
    ));
    out.push('\n');
    out.push_str(&screen.heading("Who gets what (MUSD a year)"));
    out.push_str(&members(shares, screen));
    out.push('\n');
    out.push_str(&screen.heading("Who would leave"));
    for rule in &shares.rules {
        out.push_str(&wrap(&format!("  {}: {}", rule.rule.word(), sentence(shares, rule)), screen.width));
    }
    for (rule, why) in &shares.missing {
        out.push_str(&wrap(&format!("  {}: not worked out: {why}", rule.word()), screen.width));
    }
    out.push('\n');
    out.push_str(&wrap(&stability(shares), screen.width));
    out.push('\n');
    out.push_str(&later(network, shares, screen));
    if screen.full {
        out.push_str(&things(shares, screen));
    }
    out.push_str(&cash(shares, screen));
    out
}

fn members(shares: &Shares, screen: Screen) -> String {
    let shown = [Rule::Prices, Rule::Nucleolus, Rule::Shapley, Rule::EqualGain, Rule::Bylaw];
    let shown: Vec<&RuleResult> = shown.iter().filter_map(|rule| shares.rule(*rule)).collect();
    let mut table = screen.table();
    let head = ["member", "alone", "adds"].map(str::to_string);
    table.set_header(head.into_iter().chain(shown.iter().map(|rule| rule.rule.word().replace('_', " "))));
    let cell = |musd: Option<f64>| musd.map_or("-".to_string(), |musd| money(musd / shares.annuity));
    for (i, member) in shares.members.iter().enumerate() {
        let first = [member.clone(), cell(shares.alone_musd[i]), cell(shares.adds_musd[i])];
        table.add_row(first.into_iter().chain(shown.iter().map(|rule| cell(Some(rule.shares[i])))));
    }
    right(&mut table, &(1..3 + shown.len()).collect::<Vec<_>>());
    let mut out = format!("{table}\n");
    out.push_str(&wrap(
        "  alone: what its own plan is worth; adds: what all others lack without it; -: it cannot stand alone, what it has to \
         keep or serve is out of its reach",
        screen.width,
    ));
    out
}

/// What a rule comes to, in words.
fn sentence(shares: &Shares, rule: &RuleResult) -> String {
    let a_year = |musd: f64| money(musd / shares.annuity);
    let group = rule.tempted.map(|(group, _)| names(shares, group)).unwrap_or_default();
    let mut text = match rule.verdict {
        Verdict::Stable => "no group would gain by leaving (proven)".to_string(),
        Verdict::Nearly => format!(
            "no group would gain more than {} MUSD a year by leaving, less than the plan may fall short by (proven)",
            a_year(rule.excess.upper)
        ),
        Verdict::Open => format!(
            "no group was found that would gain; that one gains up to {} MUSD a year is not excluded",
            a_year(rule.excess.upper)
        ),
        Verdict::Unstable => format!(
            "{group} would gain {} MUSD a year by leaving; no group more than {}",
            a_year(rule.excess.lower),
            a_year(rule.excess.upper)
        ),
    };
    match (&rule.unlike, rule.patronage) {
        (Some(unlike), _) => text.push_str(&format!(
            "; no patronage: {} and {} are paid differently for the same material",
            shares.members[unlike.more.0], shares.members[unlike.less.0]
        )),
        (None, false) => text.push_str("; no patronage: the margin does not follow business"),
        (None, true) => {}
    }
    match rule.precision {
        Precision::Exact => {}
        Precision::Bounds => text.push_str("; not closed: groups that were not solved count as rich as they can be"),
        Precision::Sampled { half_width_musd: Some(width) } => {
            text.push_str(&format!("; sampled: each share within {} MUSD a year (95 %)", a_year(width)));
        }
        Precision::Sampled { half_width_musd: None } => text.push_str("; sampled from too few orders to say how well"),
    }
    text
}

fn stability(shares: &Shares) -> String {
    let a_year = |musd: f64| money(musd / shares.annuity);
    let least = shares.least_core;
    let mut text = if least.lower > 1e-6 * shares.total_musd.abs() {
        format!("  Whatever the rule, some group gains at least {} MUSD a year by leaving. ", a_year(least.lower))
    } else if least.upper <= 0.0 {
        "  There is a sharing that no group would leave. ".to_string()
    } else {
        String::new()
    };
    let cost = shares.stability;
    if cost.upper <= 1e-6 * shares.total_musd.abs() {
        text.push_str("Stability costs nothing.");
    } else {
        text.push_str(&format!(
            "An outside payment of at most {} MUSD a year ({} of what is shared) makes staying the best choice for everybody",
            a_year(cost.upper),
            percent(cost.upper / shares.total_musd.abs().max(1e-9))
        ));
        text.push_str(&if cost.lower > 0.0 {
            format!("; at least {} are needed.", a_year(cost.lower))
        } else {
            ".".to_string()
        });
    }
    format!("{text}\n")
}

fn later(network: &Network, shares: &Shares, screen: Screen) -> String {
    if shares.nodes.is_empty() {
        return String::new();
    }
    let mut out = screen.heading(&format!("Who would leave later, under `{}`", shares.scheduled.word()));
    for node in &shares.nodes {
        let id = &network.tree.nodes[node.node].id;
        let size = node.due_musd.iter().map(|due| due.abs()).sum::<f64>().max(1e-9);
        let moved: f64 = node.side_payments_musd.iter().map(|side| side.max(0.0)).sum();
        let group = node.tempted.map(|(group, _)| names(shares, group)).unwrap_or_default();
        let text = if moved <= 1e-6 * size {
            "nobody".to_string()
        } else if node.excess.lower > 1e-6 * size {
            format!(
                "{group} would gain {} MUSD at {}; side payments of {} MUSD hold it",
                short(node.excess.lower),
                node.year,
                short(moved)
            )
        } else {
            format!("nobody that was found; side payments of {} MUSD make sure", short(moved))
        };
        out.push_str(&wrap(&format!("  {id}: {text}"), screen.width));
        if screen.full && moved > 1e-6 * size {
            let paid: Vec<String> = node
                .side_payments_musd
                .iter()
                .enumerate()
                .filter(|(_, side)| side.abs() >= 0.005 * moved)
                .map(|(i, side)| format!("{} {}", shares.members[i], short(*side)))
                .collect();
            out.push_str(&wrap(&format!("    {}", paid.join(", ")), screen.width));
        }
    }
    out.push('\n');
    out
}

fn things(shares: &Shares, screen: Screen) -> String {
    let mut out = screen.heading("What members are paid for at shadow prices (present value)");
    let mut table = screen.table();
    table.set_header(["member", "brings", "", "MUSD", "price", ""]);
    for i in 0..shares.members.len() {
        let of: Vec<_> = shares.prices.iter().filter(|thing| thing.member == i && !thing.common).collect();
        for thing in of.iter().take(5) {
            table.add_row([
                shares.members[i].clone(),
                thing.thing.word().to_string(),
                thing.subject.clone(),
                short(thing.worth_musd),
                thing.price.map(short).unwrap_or_default(),
                if thing.price.is_some() { thing.thing.unit().to_string() } else { String::new() },
            ]);
        }
        let common: f64 =
            shares.prices.iter().filter(|thing| thing.member == i && thing.common).map(|t| t.worth_musd).sum();
        if common.abs() > 0.005 {
            let cells = ["part of what belongs to all", "", &short(common), "", ""].map(str::to_string);
            table.add_row(std::iter::once(shares.members[i].clone()).chain(cells));
        }
    }
    right(&mut table, &[3, 4]);
    out.push_str(&format!("{table}\n\n"));
    out
}

fn cash(shares: &Shares, screen: Screen) -> String {
    let most = shares.schedule.reserve_musd.iter().copied().fold(0.0, f64::max);
    let reserve = match money(most) {
        none if none == money(0.0) => String::new(),
        most => format!("; a reserve of up to {most} MUSD bridges lean years"),
    };
    let text = format!(
        "  Payments by year and scenario under `{}` add up to the plan's cash{reserve}.",
        shares.scheduled.word()
    );
    wrap(&text, screen.width)
}

fn json(network: &Network, shares: &Shares) -> serde_json::Value {
    let named = |group: Group| group.iter().map(|i| shares.members[i].clone()).collect::<Vec<_>>();
    let rules: Vec<_> = shares
        .rules
        .iter()
        .map(|rule| {
            serde_json::json!({
                "rule": rule.rule.word(), "verdict": rule.verdict.word(),
                "shares_musd": rule.shares, "tempted": rule.tempted.map(|(group, _)| named(group)),
                "gain_musd": rule.excess.lower, "gain_at_most_musd": rule.excess.upper,
                "patronage": rule.patronage && rule.unlike.is_none(), "precision": rule.precision.word(),
                "half_width_musd": rule.precision.half_width_musd(),
            })
        })
        .collect();
    let missing = shares.missing.iter().map(|(rule, why)| serde_json::json!({ "rule": rule.word(), "why": why }));
    let missing: Vec<_> = missing.collect();
    let later: Vec<_> = shares
        .nodes
        .iter()
        .map(|node| {
            serde_json::json!({
                "scenario": network.tree.nodes[node.node].id.as_str(), "year": node.year, "due_musd": node.due_musd,
                "tempted": node.tempted.map(|(group, _)| named(group)), "gain_musd": node.excess.lower,
                "gain_at_most_musd": node.excess.upper, "side_payments_musd": node.side_payments_musd,
                "held_to_musd": node.held_to_musd,
            })
        })
        .collect();
    serde_json::json!({
        "title": network.settings.title, "members": shares.members, "total_musd": shares.total_musd,
        "relaxed_musd": shares.relaxed_musd, "annuity": shares.annuity, "alone_musd": shares.alone_musd,
        "adds_musd": shares.adds_musd, "least_core_musd": [shares.least_core.lower, shares.least_core.upper],
        "cost_of_stability_musd": [shares.stability.lower, shares.stability.upper], "rules": rules, "missing": missing,
        "scheduled": shares.scheduled.word(), "later": later, "groups_solved": shares.groups,
    })
}
