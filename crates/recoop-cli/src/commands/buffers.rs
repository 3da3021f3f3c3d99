//! `recoop buffers`.

use std::process::ExitCode;
use std::time::Instant;

use recoop::plan::audit::audit;
use recoop::plan::explain::{percent, short};
use recoop_adversary::buffers::report::tables;
use recoop_adversary::buffers::{BufferError, BufferOptions, Buffered, buffers};
use recoop_adversary::kill::{KillCost, Verdict};
use recoop_case::Network;
use recoop_case::tables::BufferKind;
use recoop_io::{Format, write_run};

use super::load;
use super::run::{self, no_plan};
use super::stress::{cell, leaf, levels, money};
use crate::args::Buffers as Args;
use crate::error::CliError;
use crate::interrupt;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::{Screen, right, wrap};

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let began = Instant::now();
    run::check_solving(&args.solving)?;
    let level = levels(std::slice::from_ref(&args.level))?[0];
    args.require.iter().try_for_each(|value| run::money("--require", *value, true).map(drop))?;
    run::once("--require", &args.require)?;
    let (network, read) = load::network(&args.case, printer)?;
    let of = BufferOptions::of(&network);
    let options = BufferOptions {
        plan: run::plan_options(&args.solving, &network, printer)?,
        leaf: args.scenario.as_ref().map_or(Ok(of.leaf), |id| leaf(&network, id))?,
        level,
        required_musd: args.require.clone(),
        ..of
    };
    let out = run::folder(args.out.as_ref(), &args.case, &network, "-buffers", printer)?;
    interrupt::listen("nothing: what to buy is not known by half");
    let mut show = Show::new(*printer);
    let done = buffers(&network, &options, &mut show);
    show.done();
    let buffered = done.map_err(no_buffers)?;
    let plan = &buffered.made.plan;
    let audit = audit(&network, &plan.reported());
    let mut stamp = run::manifest("buffers", (&args.case, &out), &network, &read, &options.plan);
    run::enter_plan(&mut stamp, plan, &audit);
    stamp.options.insert("scenario".to_string(), scenario(&network, &buffered).into());
    stamp.options.insert("level".to_string(), level.word().into());
    let required: Vec<Option<f64>> = args.require.iter().map(|value| value.is_finite().then_some(*value)).collect();
    stamp.options.insert("require_musd".to_string(), required.into());
    let seconds = began.elapsed().as_secs_f64();
    stamp.timings_seconds.insert("buffers".to_string(), seconds);
    write_run(
        &out,
        &run::with_plan(&network, plan, tables(&network, &buffered)),
        &stamp,
        &[Format::Csv, Format::Parquet],
        &[],
    )?;
    if args.json {
        printer.answer(&run::with_searches(load::with_warnings(json(&network, &buffered), &read)));
    } else {
        let screen = Screen { width: printer.width(), colour: printer.colour_answer(), full: args.full };
        printer.answer(&draw(&network, &buffered, screen));
        let audited = run::audited(&audit);
        printer.answer(&wrap(&format!("{audited}; {seconds:.1} s; tables in {}", out.display()), printer.width()));
    }
    let is_open = |kill: &KillCost| matches!(kill.verdict, Verdict::Open);
    let undecided = is_open(&buffered.plain) || buffered.alone.iter().any(|it| is_open(&it.kill));
    let undecided = undecided.then(|| "not every attack was worked out in time: see `open`".to_string());
    let open: Vec<String> = run::open(plan).into_iter().chain(undecided).collect();
    Ok(run::close(&audit, &open, printer))
}

fn no_buffers(error: BufferError) -> CliError {
    match error {
        BufferError::Plan(error) => no_plan(error),
        BufferError::NoBuffers | BufferError::NoAttacks | BufferError::NoCosts(_) | BufferError::NoPurse(_) => {
            CliError::Faults(error.to_string())
        }
        BufferError::Duel(_) | BufferError::Mix { .. } => CliError::Nothing(error.to_string()),
    }
}

fn scenario(network: &Network, buffered: &Buffered) -> String {
    network.tree.last_scenarios().nth(buffered.options.leaf).unwrap_or_default().to_string()
}

fn unit(kind: BufferKind) -> &'static str {
    match kind {
        BufferKind::Reserve | BufferKind::Credit => "MUSD",
        BufferKind::Floor | BufferKind::Offtake | BufferKind::Tolling => "t/yr",
        BufferKind::Stockpile => "t",
    }
}

fn draw(network: &Network, buffered: &Buffered, screen: Screen) -> String {
    let mut out = screen.heading(&network.settings.title);
    let text = format!(
        "  everybody's common purse along `{}`, the plan as it is: without a buffer {} ({} pay); money in MUSD of present value",
        scenario(network, buffered),
        cell(network, &buffered.states, &buffered.plain),
        buffered.options.level.word(),
    );
    out.push_str(&wrap(&text, screen.width));
    out.push('\n');
    out.push_str(&screen.heading("What each does alone"));
    let mut table = screen.table();
    table.set_header(["buffer", "bought", "costs", "to empty the purse", "burnt for a dollar of it"]);
    for it in &buffered.alone {
        let buffer = &network.buffers[it.buffer];
        let per = buffered.per_dollar(it);
        table.add_row([
            buffer.id.to_string(),
            format!("{} {}", short(it.part * buffer.amount), unit(buffer.kind)),
            money(it.cost_musd),
            cell(network, &buffered.states, &it.kill),
            if per.is_finite() { money(per) } else { "-".to_string() },
        ]);
    }
    right(&mut table, &[1, 2, 3, 4]);
    out.push_str(&format!("{table}\n"));
    if !buffered.idle.is_empty() {
        let ids: Vec<&str> = buffered.idle.iter().map(|b| network.buffers[*b].id.as_str()).collect();
        let why = "its plant does not stand, or nothing makes, uses or trades the material there";
        out.push_str(&wrap(&format!("  does nothing with this plan ({why}): {}", ids.join(", ")), screen.width));
    }
    out.push('\n');
    out.push_str(&screen.heading("The cheapest mix that holds"));
    if buffered.mixes.is_empty() {
        let text = match buffered.plain.verdict {
            Verdict::Open => "  not asked for: what it takes without buffers is not known",
            _ => "  nothing has to be bought: no attack of the case empties the purse",
        };
        out.push_str(&wrap(text, screen.width));
    }
    for (required, mix) in &buffered.mixes {
        let budget = if required.is_finite() { format!("{} MUSD", money(*required)) } else { "any cost".to_string() };
        let line = match mix {
            None => format!("  against {budget}: not even all of them together"),
            Some(mix) => {
                let parts = mix.parts.iter().zip(&network.buffers).filter(|(part, _)| **part > 1e-6);
                let parts: Vec<String> = parts
                    .map(|(part, buffer)| {
                        let amount = short(part * buffer.amount);
                        format!("{} {amount} {} ({})", buffer.id, unit(buffer.kind), percent(*part))
                    })
                    .collect();
                let what = if parts.is_empty() { "nothing".to_string() } else { parts.join(", ") };
                let kill = cell(network, &buffered.states, &mix.kill);
                format!("  against {budget}: {} MUSD buy {what}; then {kill}", money(mix.cost_musd))
            }
        };
        out.push_str(&wrap(&line, screen.width));
    }
    if screen.full {
        for (required, mix) in &buffered.mixes {
            let Some(mix) = mix else { continue };
            let text = format!(
                "  {}: no mix that holds costs less than {} MUSD; {} round{}",
                if required.is_finite() { short(*required) } else { "any cost".to_string() },
                money(mix.at_least_musd),
                mix.rounds,
                if mix.rounds == 1 { "" } else { "s" }
            );
            out.push_str(&wrap(&text, screen.width));
        }
    }
    out
}

fn json(network: &Network, buffered: &Buffered) -> serde_json::Value {
    let finite = |value: f64| value.is_finite().then_some(value);
    let alone: Vec<_> = buffered
        .alone
        .iter()
        .map(|it| {
            serde_json::json!({
                "buffer": network.buffers[it.buffer].id.as_str(), "part": it.part, "cost_musd": it.cost_musd,
                "verdict": it.kill.verdict.word(), "kill_musd": it.kill.verdict.cost_musd(),
                "per_dollar": finite(buffered.per_dollar(it)),
            })
        })
        .collect();
    let mixes: Vec<_> = buffered
        .mixes
        .iter()
        .map(|(required, mix)| {
            let parts = mix.as_ref().map(|mix| {
                let of = mix.parts.iter().zip(&network.buffers);
                of.map(|(part, buffer)| (buffer.id.to_string(), (*part).into())).collect::<serde_json::Map<_, _>>()
            });
            serde_json::json!({
                "required_musd": finite(*required), "holds": mix.is_some(), "parts": parts,
                "cost_musd": mix.as_ref().map(|mix| mix.cost_musd),
                "at_least_musd": mix.as_ref().map(|mix| mix.at_least_musd),
                "kill_musd": mix.as_ref().and_then(|mix| mix.kill.verdict.cost_musd()),
            })
        })
        .collect();
    serde_json::json!({
        "title": network.settings.title, "scenario": scenario(network, buffered),
        "level": buffered.options.level.word(), "kill": buffered.plain.verdict.word(),
        "kill_musd": buffered.plain.verdict.cost_musd(), "alone": alone, "mixes": mixes,
    })
}
