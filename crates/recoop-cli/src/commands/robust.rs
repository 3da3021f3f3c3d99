//! `recoop robust`.

use std::process::ExitCode;
use std::time::Instant;

use recoop::plan::audit::audit;
use recoop::plan::explain::{percent, short};
use recoop_adversary::robust::report::{plan_word, tables};
use recoop_adversary::robust::{Frontier, Held, RobustError, RobustOptions, frontier};
use recoop_case::Network;
use recoop_case::attacks::CostLevel;
use recoop_case::fault::number_text;
use recoop_io::{Format, write_run};

use super::load;
use super::run::{self, no_plan};
use super::stress::{cell, leaf, levels, money};
use crate::args::Robust as Args;
use crate::error::CliError;
use crate::interrupt;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::{Screen, right, wrap};

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let began = Instant::now();
    run::check_solving(&args.solving)?;
    let level = match &levels(std::slice::from_ref(&args.level))?[..] {
        [level] => *level,
        _ => CostLevel::Treasury,
    };
    let survive: Vec<f64> =
        args.survive.iter().map(|value| run::money("--survive", *value, true)).collect::<Result<_, _>>()?;
    run::once("--survive", &survive)?;
    let limit = |option: &str, asked: Option<f64>| asked.map(|value| run::money(option, value, true)).transpose();
    let (budget_musd, yearly_musd) =
        (limit("--budget", args.budget)?, limit("--budget-per-year", args.budget_per_year)?);
    // A plan that has to survive need not look at the worst as well.
    let weight = args.weight.unwrap_or(if survive.is_empty() { 0.5 } else { 0.0 });
    if !(0.0..=1.0).contains(&weight) {
        return Err(CliError::Usage(format!("--weight is a share between 0 and 1, not {}", number_text(weight))));
    }
    if weight == 0.0 && survive.is_empty() {
        return Err(CliError::Usage("--weight 0 without --survive asks for nothing beyond recoop plan".to_string()));
    }
    run::effort(args.effort, args.seconds)?;
    if args.rounds == 0 {
        return Err(CliError::Usage("--rounds is a number of at least 1".to_string()));
    }
    let (network, read) = load::network(&args.case, printer)?;
    let of = RobustOptions::of(&network);
    let options = RobustOptions {
        plan: run::plan_options(&args.solving, &network, printer)?,
        leaf: args.scenario.as_ref().map_or(Ok(of.leaf), |id| leaf(&network, id))?,
        level,
        budget_musd: budget_musd.unwrap_or(of.budget_musd),
        yearly_musd: yearly_musd.unwrap_or(of.yearly_musd),
        weight,
        bans: args.bans,
        rounds: args.rounds,
        work: args.effort.saturating_mul(1000),
        seconds: args.seconds,
        ..of
    };
    let out = run::folder(args.out.as_ref(), &args.case, &network, "-robust", printer)?;
    interrupt::listen("nothing: a robust plan is not known by half");
    let mut show = Show::new(*printer);
    let done = frontier(&network, &options, &survive, &mut show);
    show.done();
    let frontier = done.map_err(no_robust)?;
    let Some(chosen) = frontier.chosen() else {
        return Err(no_plans(&frontier));
    };
    let plan = &chosen.held.made.plan;
    let audit = audit(&network, &plan.reported());
    let mut stamp = run::manifest("robust", (&args.case, &out), &network, &read, &options.plan);
    run::enter_plan(&mut stamp, plan, &audit);
    if let Some(solve) = &mut stamp.solve {
        let proven = if chosen.proven() { "solved within the gap" } else { "bounds still open" };
        (solve.status, solve.objective) = (proven.to_string(), Some(chosen.value_musd));
        (solve.bound, solve.gap) = (Some(chosen.bound_musd), Some(chosen.gap()));
    }
    let finite = |value: f64| value.is_finite().then_some(value);
    for (name, value) in [
        ("scenario", serde_json::json!(scenario(&network, &options))),
        ("level", level.word().into()),
        ("budget_musd", finite(options.budget_musd).into()),
        ("budget_per_year_musd", finite(options.yearly_musd).into()),
        ("weight", weight.into()),
        ("survive_musd", survive.clone().into()),
        ("bans", options.bans.into()),
        ("rounds", options.rounds.into()),
        ("work", options.work.into()),
        ("seconds", options.seconds.into()),
    ] {
        stamp.options.insert(name.to_string(), value);
    }
    let seconds = began.elapsed().as_secs_f64();
    stamp.timings_seconds.insert("robust".to_string(), seconds);
    let mut results = recoop::plan::report::tables(&network, plan);
    results.extend(tables(&network, &frontier));
    write_run(&out, &results, &stamp, &[Format::Csv, Format::Parquet], &[])?;
    if args.json {
        printer.answer(&run::with_searches(load::with_warnings(json(&network, &frontier), &read)));
    } else {
        let screen = Screen { width: printer.width(), colour: printer.colour_answer(), full: args.full };
        printer.answer(&draw(&network, &frontier, screen));
        let audited = run::audited(&audit);
        printer.answer(&wrap(&format!("{audited}; {seconds:.1} s; tables in {}", out.display()), printer.width()));
    }
    let proven = frontier.plain.made.plan.status.proven()
        && frontier.plans.iter().all(|(_, plan)| plan.as_ref().is_ok_and(|plan| plan.proven()));
    let held = frontier.plans.iter().filter_map(|(_, plan)| plan.as_ref().ok()).map(|plan| &plan.held);
    let struck = held.chain([&frontier.plain]).any(|held| held.time_struck);
    let open = if struck {
        Some("the time limit of a search struck (--seconds): the answer depends on the machine".to_string())
    } else {
        (!proven).then(|| "not everything is proven: see the bounds, and what has no plan".to_string())
    };
    Ok(run::close(&audit, open.as_slice(), printer))
}

/// Why there is none of the plans: there can be none, or none was found.
fn no_plans(frontier: &Frontier) -> CliError {
    let errors = || frontier.plans.iter().filter_map(|(_, plan)| plan.as_ref().err());
    let why: Vec<String> = errors().map(ToString::to_string).collect();
    let never = errors().all(|error| matches!(error, RobustError::NothingSurvives(_)));
    if never { CliError::NoPlan(why.join("\n")) } else { CliError::Nothing(why.join("\n")) }
}

pub fn no_robust(error: RobustError) -> CliError {
    match error {
        RobustError::Plan(error) => no_plan(error),
        RobustError::NoAttacks | RobustError::NoCosts(_) | RobustError::NoPurse(_) | RobustError::NotCertain => {
            CliError::Faults(error.to_string())
        }
        RobustError::NothingSurvives(_) => CliError::NoPlan(error.to_string()),
        RobustError::Edit(_)
        | RobustError::Duel(_)
        | RobustError::NoTime
        | RobustError::Rounds(_)
        | RobustError::Replay { .. } => CliError::Nothing(error.to_string()),
    }
}

fn scenario(network: &Network, options: &RobustOptions) -> String {
    network.tree.last_scenarios().nth(options.leaf).unwrap_or_default().to_string()
}

fn draw(network: &Network, frontier: &Frontier, screen: Screen) -> String {
    let options = &frontier.options;
    let mut out = screen.heading(&network.settings.title);
    let budget = if options.budget_musd.is_finite() {
        format!("of at most {} MUSD", money(options.budget_musd))
    } else {
        "of any cost".to_string()
    };
    let asked = format!(
        "  attacked along `{}` by an attack {budget} to the {}, which has a weight of {} in the objective; money in MUSD of present value",
        scenario(network, options),
        options.level.word(),
        percent(options.weight),
    );
    out.push_str(&wrap(&asked, screen.width));
    out.push('\n');
    out.push_str(&screen.heading("What holding costs"));
    let mut table = screen.table();
    table.set_header(["plan", "expected", "given up", "under the worst attack", "to empty the common purse"]);
    let line = |word: &str, held: &Held| {
        [
            word.to_string(),
            money(held.expected_musd()),
            money(frontier.price_musd(held)),
            money(held.worst_musd()),
            cell(network, &network.tree.states_to(options.leaf), &held.kill),
        ]
    };
    table.add_row(line("without an adversary", &frontier.plain));
    let mut failed = Vec::new();
    for (required, plan) in &frontier.plans {
        match plan {
            Ok(plan) => {
                table.add_row(line(&plan_word(*required), &plan.held));
            }
            Err(error) => failed.push(format!("  {}: {error}", plan_word(*required))),
        }
    }
    right(&mut table, &[1, 2, 3, 4]);
    out.push_str(&format!("{table}\n"));
    for line in failed {
        out.push_str(&wrap(&line, screen.width));
    }
    for (required, plan) in &frontier.plans {
        let Ok(plan) = plan else { continue };
        let rounds = plan.rounds.len();
        let text = format!(
            "  {}: {} MUSD with the worst attack in it, no plan has more than {} ({}, {rounds} round{})",
            plan_word(*required),
            money(plan.value_musd),
            money(plan.bound_musd),
            if plan.proven() { "proven".to_string() } else { format!("NOT PROVEN: gap {}", percent(plan.gap())) },
            if rounds == 1 { "" } else { "s" },
        );
        out.push_str(&wrap(&text, screen.width));
    }
    out.push('\n');
    out.push_str(&screen.heading("What stands differently"));
    out.push_str(&capacities(network, frontier, screen));
    if screen.full {
        out.push_str(&rounds(frontier, screen));
    }
    out
}

/// Capacity by facility in the plain plan and in each other, where they differ.
fn capacities(network: &Network, frontier: &Frontier, screen: Screen) -> String {
    let plans: Vec<(String, Vec<f64>)> = std::iter::once(("without".to_string(), &frontier.plain))
        .chain(
            frontier
                .plans
                .iter()
                .filter_map(|(required, plan)| Some((plan_word(*required), &plan.as_ref().ok()?.held))),
        )
        .map(|(word, held)| (word, frontier.capacities(network, held)))
        .collect();
    let mut table = screen.table();
    table.set_header(["mean t/yr".to_string()].into_iter().chain(plans.iter().map(|(word, _)| word.clone())));
    let mut any = false;
    for (at, facility) in network.facilities.iter().enumerate() {
        let most = plans.iter().map(|(_, of)| of[at]).fold(0.0, f64::max);
        if plans.iter().all(|(_, of)| (of[at] - plans[0].1[at]).abs() <= 1e-3 * most + 1e-6) {
            continue;
        }
        any = true;
        table.add_row([facility.id.to_string()].into_iter().chain(plans.iter().map(|(_, of)| money(of[at]))));
    }
    if !any {
        return wrap("  nothing: the same capacity of the same plants", screen.width);
    }
    right(&mut table, &(1..=plans.len()).collect::<Vec<_>>());
    format!("{table}\n")
}

fn rounds(frontier: &Frontier, screen: Screen) -> String {
    let mut out = format!("\n{}", screen.heading("How the bounds closed"));
    for (required, plan) in &frontier.plans {
        let Ok(plan) = plan else { continue };
        let mut table = screen.table();
        table.set_header([plan_word(*required), "worlds".to_string(), "bound".to_string(), "plan".to_string()]);
        for (k, round) in plan.rounds.iter().enumerate() {
            let value = round.value_musd.map_or("does not hold".to_string(), short);
            table.add_row([format!("round {}", k + 1), round.worlds.to_string(), short(round.bound_musd), value]);
        }
        right(&mut table, &[1, 2, 3]);
        out.push_str(&format!("{table}\n"));
    }
    out
}

fn json(network: &Network, frontier: &Frontier) -> serde_json::Value {
    let finite = |value: f64| value.is_finite().then_some(value);
    let held = |held: &Held| {
        serde_json::json!({
            "expected_musd": held.expected_musd(), "price_musd": frontier.price_musd(held), "worst_musd": held.worst_musd(),
            "free_musd": held.free_musd, "kill": held.kill.verdict.word(), "kill_musd": held.kill.verdict.cost_musd(),
        })
    };
    let plans: Vec<_> = frontier
        .plans
        .iter()
        .map(|(required, plan)| match plan {
            Ok(plan) => serde_json::json!({
                "plan": plan_word(*required), "required_musd": required.and_then(finite), "held": held(&plan.held),
                "value_musd": plan.value_musd, "bound_musd": plan.bound_musd, "proven": plan.proven(),
                "rounds": plan.rounds.len(),
            }),
            Err(error) => serde_json::json!({ "plan": plan_word(*required), "why": error.to_string() }),
        })
        .collect();
    serde_json::json!({
        "title": network.settings.title, "scenario": scenario(network, &frontier.options),
        "level": frontier.options.level.word(), "weight": frontier.options.weight, "plain": held(&frontier.plain), "plans": plans,
    })
}
