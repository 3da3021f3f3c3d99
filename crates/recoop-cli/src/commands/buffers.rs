//! `recoop buffers`.

use std::path::PathBuf;
use std::process::ExitCode;

use recoop::plan::explain::{percent, short};
use recoop_adversary::buffers::Buffered;
use recoop_adversary::kill::KillOutcome;
use recoop_case::Network;
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

/// Say what to buy against an adversary.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Folder of the results. Default: `runs/NAME-buffers`.
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Budgets of the adversary against which the purse has to hold, MUSD of present value; `inf` for any. Default: 1.25, 1.5 and 2 times what it
    /// takes without buffers.
    #[arg(long, value_name = "MUSD,...", value_delimiter = ',', value_parser = super::options::listed_amount, allow_negative_numbers = true)]
    pub require: Vec<f64>,
    /// Whose loss counts as the cost of an attack: `producers`, `treasury` or `nation`.
    #[arg(long, default_value_t = BuffersRequest::new("").perspective, value_name = "LEVEL")]
    pub perspective: String,
    /// Leaf scenario to attack. Default: the most probable.
    #[arg(long, value_name = "ID")]
    pub scenario: Option<String>,
    #[command(flatten)]
    pub solving: Solving,
    /// Also show what no mix costs less than.
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

fn unit(kind: BufferKind) -> &'static str {
    match kind {
        BufferKind::Reserve | BufferKind::Credit => "MUSD",
        BufferKind::Floor | BufferKind::Offtake | BufferKind::Tolling => "t/yr",
        BufferKind::Stockpile => "t",
    }
}

fn draw(network: &Network, scenario: &str, buffered: &Buffered, screen: Screen) -> String {
    let mut out = screen.heading(&network.settings.title);
    let text = format!(
        "  everybody's common purse along `{}`, the plan as it is: without a buffer {} ({} pay); money in MUSD of present value",
        scenario,
        cell(network, &buffered.states, &buffered.plain),
        buffered.options.level.as_str(),
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
            KillOutcome::NotProven => "  not asked for: what it takes without buffers is not known",
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
                money(mix.lower_bound_musd),
                mix.rounds,
                if mix.rounds == 1 { "" } else { "s" }
            );
            out.push_str(&wrap(&text, screen.width));
        }
    }
    out
}
