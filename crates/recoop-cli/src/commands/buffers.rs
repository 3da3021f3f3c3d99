//! `recoop buffers`.

use std::path::PathBuf;
use std::process::ExitCode;

use recoop::plan::explain::{dollars, percent, short};
use recoop_adversary::buffers::Buffered;
use recoop_adversary::kill::KillOutcome;
use recoop_case::Network;
use recoop_case::positions::BufferAt;
use recoop_case::tables::BufferKind;
use recoop_study::Request;
use recoop_study::buffers::BuffersRequest;

use super::ending::{answer, last_line};
use super::options::Solving;
use super::stress::{cell, money};
use crate::error::CliError;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::{Screen, right, wrap};

/// Find the cheapest buffers against an adversary.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Folder of the results. Default: `runs/NAME-buffers`.
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Budgets that the purse must withstand, $ million of present value; `inf` for any. Default: 1.25, 1.5 and 2 times the kill cost without
    /// buffers.
    #[arg(long, value_name = "MUSD,...", value_delimiter = ',', value_parser = super::options::listed_amount, allow_negative_numbers = true)]
    pub require: Vec<f64>,
    /// Cost perspective of attacks: `producers`, `treasury` or `nation`.
    #[arg(long, default_value_t = BuffersRequest::new("").perspective, value_name = "LEVEL")]
    pub perspective: String,
    /// Leaf scenario to attack. Default: the most probable.
    #[arg(long, value_name = "ID")]
    pub scenario: Option<String>,
    #[command(flatten)]
    pub solving: Solving,
    /// Also show the lower bound of each mix.
    #[arg(long)]
    pub full: bool,
    /// The answer as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

impl Args {
    /// The request that is asked for.
    pub fn request(&self) -> BuffersRequest {
        BuffersRequest {
            case: self.case.clone(),
            out: self.out.clone(),
            require: self.require.clone(),
            perspective: self.perspective.clone(),
            scenario: self.scenario.clone(),
            solving: self.solving.asked(),
        }
    }
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let done = args.request().run(&mut Show::new(*printer).session())?;
    Ok(answer(&done, (args.json, args.full), printer, |screen| {
        printer.answer(&draw(&done.engine.network, &done.answer.scenario, &done.engine.buffered, screen));
        last_line(&done, "", printer);
    }))
}

/// An amount of a buffer with its unit.
fn amount_words(kind: BufferKind, amount: f64) -> String {
    match kind {
        BufferKind::Reserve | BufferKind::Credit => dollars(amount),
        BufferKind::Floor | BufferKind::Offtake | BufferKind::Tolling => format!("{} t/yr", short(amount)),
        BufferKind::Stockpile => format!("{} t", short(amount)),
    }
}

fn draw(network: &Network, scenario: &str, buffered: &Buffered, screen: Screen) -> String {
    let mut out = screen.heading(&network.settings.title);
    let text = format!(
        "  joint purse in scenario `{}`, the plan fixed; kill cost without buffers: {} ({}); $ million, present value",
        scenario,
        cell(network, &buffered.states, &buffered.plain),
        buffered.options.level.pays(),
    );
    out.push_str(&wrap(&text, screen.width));
    out.push('\n');
    out.push_str(&screen.heading("Single buffers"));
    let mut table = screen.table();
    table.set_header(["buffer", "bought", "cost", "kill cost", "kill cost added per $"]);
    for it in &buffered.alone {
        let buffer = &network.buffers[it.buffer];
        let per = buffered.per_dollar(it);
        table.add_row([
            buffer.id.to_string(),
            amount_words(buffer.kind, it.part * buffer.amount),
            money(it.cost_musd),
            cell(network, &buffered.states, &it.kill),
            if per.is_finite() { money(per) } else { "-".to_string() },
        ]);
    }
    right(&mut table, &[1, 2, 3, 4]);
    out.push_str(&format!("{table}\n"));
    if !buffered.idle.is_empty() {
        let ids: Vec<&str> = buffered.idle.iter().map(|b| network.buffers[BufferAt::new(*b)].id.as_str()).collect();
        let why = "plant not installed, or material not made, used or traded there";
        out.push_str(&wrap(&format!("  no effect with this plan ({why}): {}", ids.join(", ")), screen.width));
    }
    out.push('\n');
    out.push_str(&screen.heading("Cheapest mixes by required budget"));
    if buffered.mixes.is_empty() {
        let text = match buffered.plain.verdict {
            KillOutcome::NotProven => "  not assessed: the kill cost without buffers is not proven",
            _ => "  none needed: no modeled attack exhausts the purse",
        };
        out.push_str(&wrap(text, screen.width));
    }
    for (required, mix) in &buffered.mixes {
        let budget = if required.is_finite() { dollars(*required) } else { "attacks at any cost".to_string() };
        let line = match mix {
            None => format!("  against {budget}: all buffers together do not suffice"),
            Some(mix) => {
                let parts = mix.parts.iter().zip(&network.buffers).filter(|(part, _)| **part > 1e-6);
                let parts: Vec<String> = parts
                    .map(|(part, buffer)| {
                        let amount = amount_words(buffer.kind, part * buffer.amount);
                        format!("{} {amount} ({})", buffer.id, percent(*part))
                    })
                    .collect();
                let what = if parts.is_empty() { "no buffer".to_string() } else { parts.join(", ") };
                let kill = cell(network, &buffered.states, &mix.kill);
                format!("  against {budget}: {} buy {what}; kill cost then {kill}", dollars(mix.cost_musd))
            }
        };
        out.push_str(&wrap(&line, screen.width));
    }
    if screen.full {
        for (required, mix) in &buffered.mixes {
            let Some(mix) = mix else { continue };
            let text = format!(
                "  {}: lower bound {}; {} round{}",
                if required.is_finite() { dollars(*required) } else { "attacks at any cost".to_string() },
                dollars(mix.lower_bound_musd),
                mix.rounds,
                if mix.rounds == 1 { "" } else { "s" }
            );
            out.push_str(&wrap(&text, screen.width));
        }
    }
    out
}
