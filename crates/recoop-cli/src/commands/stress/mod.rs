//! `recoop stress`.

mod draw;
mod json;

use std::process::ExitCode;
use std::time::Instant;

use coalition::Group;
use recoop::plan::PlanOptions;
use recoop::plan::audit::audit;
use recoop_adversary::Stress;
use recoop_adversary::kill::Verdict;
use recoop_adversary::report::tables;
use recoop_adversary::stress::{StressError, StressOptions, stress};
use recoop_case::Network;
use recoop_case::attacks::CostLevel;
use recoop_io::{Format, Manifest, write_run};

use super::{load, run};
use crate::args::{Attacking, Stress as Args};
use crate::error::CliError;
use crate::interrupt;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::{Screen, wrap};
use draw::draw;
pub use draw::{cell, money};
use json::json;

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let began = Instant::now();
    run::check_solving(&args.solving)?;
    check(&args.attacking)?;
    let (network, read) = load::network(&args.case, printer)?;
    let options = options(&args.attacking, run::plan_options(&args.solving, &network, printer)?, &network)?;
    let out = run::folder(args.out.as_ref(), &args.case, &network, "-stress", printer)?;
    interrupt::listen("nothing: the stress is not known by half");
    let mut show = Show::new(*printer);
    let done = stress(&network, &options, &mut show);
    let parts = show.done();
    let stress = done.map_err(no_stress)?;
    let plan = &stress.made.plan;
    let audit = audit(&network, &plan.reported());
    let mut stamp = run::manifest("stress", (&args.case, &out), &network, &read, &options.plan);
    run::enter_plan(&mut stamp, plan, &audit);
    enter(&mut stamp, &network, &options);
    let seconds = began.elapsed().as_secs_f64();
    stamp.timings_seconds.insert("stress".to_string(), seconds);
    stamp.timings_seconds.extend(parts.into_iter().map(|(part, seconds)| (part.to_string(), seconds)));
    write_run(
        &out,
        &run::with_plan(&network, plan, tables(&network, &stress)),
        &stamp,
        &[Format::Csv, Format::Parquet],
        &[],
    )?;
    if args.json {
        printer.answer(&run::with_searches(load::with_warnings(json(&network, &stress), &read)));
    } else {
        let screen = Screen { width: printer.width(), colour: printer.colour_answer(), full: args.full };
        printer.answer(&draw(&network, &stress, screen));
        let audited = run::audited(&audit);
        printer.answer(&wrap(&format!("{audited}; {seconds:.1} s; tables in {}", out.display()), printer.width()));
    }
    let open: Vec<String> = run::open(plan).into_iter().chain(open(&stress)).collect();
    Ok(run::close(&audit, &open, printer))
}

/// Losses of more things together are asked for by nobody, and take for ever.
const MOST_LOSSES: usize = 100;

/// Refuses options that no case can have, before it is read.
pub fn check(args: &Attacking) -> Result<(), CliError> {
    levels(&args.level)?;
    args.budget.iter().try_for_each(|budget| run::money("--budget", *budget, false).map(drop))?;
    run::once("--budget", &args.budget)?;
    args.budget_per_year.map_or(Ok(()), |value| run::money("--budget-per-year", value, false).map(drop))?;
    if args.losses > MOST_LOSSES {
        return Err(CliError::Usage(format!("--losses is a number of at most {MOST_LOSSES}, found `{}`", args.losses)));
    }
    run::effort(args.effort, args.seconds)?;
    Ok(())
}

/// How the plan of a case is attacked.
pub fn options(args: &Attacking, plan: PlanOptions, network: &Network) -> Result<StressOptions, CliError> {
    let of = StressOptions::of(network);
    Ok(StressOptions {
        plan,
        leaf: args.scenario.as_ref().map_or(Ok(of.leaf), |id| leaf(network, id))?,
        budgets_musd: if args.budget.is_empty() { of.budgets_musd.clone() } else { args.budget.clone() },
        yearly_musd: args.budget_per_year.unwrap_or(of.yearly_musd),
        levels: levels(&args.level)?,
        groups: groups(network, &args.together)?,
        bans: args.bans,
        deny: args.deny.iter().map(|year| within(network, *year)).collect::<Result<_, _>>()?,
        losses: args.losses,
        work: args.effort.saturating_mul(1000),
        seconds: args.seconds,
        ..of
    })
}

/// Enters the options into a manifest.
pub fn enter(stamp: &mut Manifest, network: &Network, options: &StressOptions) {
    let words: Vec<&str> = options.levels.iter().map(|level| level.word()).collect();
    let yearly = options.yearly_musd.is_finite().then_some(options.yearly_musd);
    let mut option = |name: &str, value: serde_json::Value| stamp.options.insert(name.to_string(), value);
    option("scenario", network.tree.last_scenarios().nth(options.leaf).unwrap_or_default().into());
    option("levels", words.join(",").into());
    option("budgets_musd", options.budgets_musd.clone().into());
    option("budget_per_year_musd", yearly.into());
    option("bans", options.bans.into());
    option("deny", options.deny.clone().into());
    option("losses", options.losses.into());
    option("work", options.work.into());
    option("seconds", options.seconds.into());
}

/// What is not proven of a stress.
pub fn open(stress: &Stress) -> Option<String> {
    let undecided = stress.kills.iter().any(|kills| match &kills.costs {
        Ok(costs) => costs.iter().any(|cost| matches!(cost.verdict, Verdict::Open)),
        Err(_) => true,
    });
    let found = || stress.worst.iter().filter_map(|worst| worst.attacks.as_ref().ok()?.as_ref());
    let bracket =
        found().flat_map(|attacks| &attacks.harms).any(|harm| harm.at_most_musd > KNOWN * harm.harm_musd + 1e-6);
    let complete = found().count() == stress.worst.len() && stress.bylaws.iter().all(Result::is_ok);
    if stress.time_struck {
        return Some(
            "the time limit of a search struck (--seconds): what is open in the stress depends on the machine"
                .to_string(),
        );
    }
    let open = undecided || bracket || !complete;
    open.then(|| "not everything of the stress is proven: see `open` and the messages there".to_string())
}

/// Harm is known where no attack does more than so many times what was found.
const KNOWN: f64 = 1.01;

pub fn levels(words: &[String]) -> Result<Vec<CostLevel>, CliError> {
    run::once("--level", words)?;
    if words.is_empty() {
        return Ok(CostLevel::ALL.to_vec());
    }
    let level = |word: &String| {
        CostLevel::ALL.into_iter().find(|level| level.word() == word).ok_or_else(|| {
            CliError::Usage(format!("--level: there is no `{word}`; expected `producers`, `treasury` or `nation`"))
        })
    };
    words.iter().map(level).collect()
}

fn within(network: &Network, year: i32) -> Result<i32, CliError> {
    let (first, last) = (network.tree.first_year(), network.tree.last_year());
    if (first..=last).contains(&year) {
        return Ok(year);
    }
    Err(CliError::Usage(format!("--deny: the horizon is {first} to {last}, not {year}")))
}

pub fn leaf(network: &Network, id: &str) -> Result<usize, CliError> {
    let last = || network.tree.last_scenarios();
    last().position(|name| name == id).ok_or_else(|| {
        let all: Vec<&str> = last().collect();
        CliError::Usage(format!("--scenario: `{id}` is no last scenario; expected {}", all.join(", ")))
    })
}

/// Groups of members that are asked for, each of two at least, each once.
fn groups(network: &Network, asked: &[String]) -> Result<Vec<Group>, CliError> {
    let mut groups: Vec<Group> = Vec::new();
    for members in asked {
        let group = group(network, members)?;
        if groups.contains(&group) {
            return Err(CliError::Usage(format!("--together: the members of `{members}` are given twice")));
        }
        groups.push(group);
    }
    Ok(groups)
}

fn group(network: &Network, members: &str) -> Result<Group, CliError> {
    let n = network.cooperative();
    let ids: Vec<&str> = members.split(',').map(str::trim).collect();
    run::once("--together", &ids)?;
    let member = |id: &&str| {
        (0..n).find(|i| network.members[*i].id == **id).ok_or_else(|| {
            let all: Vec<&str> = network.members[..n].iter().map(|member| member.id.as_str()).collect();
            CliError::Usage(format!("--together: there is no member `{id}`; members are {}", all.join(", ")))
        })
    };
    let group: Group = ids.iter().map(member).collect::<Result<_, _>>()?;
    if ids.len() == 1 {
        return Err(CliError::Usage(format!("--together: `{members}` is one member; each is attacked alone anyway")));
    }
    Ok(group)
}

/// Why there is no stress.
pub fn no_stress(error: StressError) -> CliError {
    match error {
        StressError::Plan(error) => run::no_plan(error),
        StressError::Game(_) => CliError::Nothing("interrupted before the stress was known".to_string()),
        StressError::NoAttacks | StressError::NoCosts(_) => CliError::Faults(error.to_string()),
    }
}

fn scenario(network: &Network, stress: &Stress) -> String {
    let last = stress.states.last().copied().unwrap_or_default();
    network.tree.nodes[network.tree.states[last].node].id.to_string()
}

fn year(network: &Network, stress: &Stress, at: usize) -> i32 {
    network.tree.period(stress.states[at]).first_year
}
