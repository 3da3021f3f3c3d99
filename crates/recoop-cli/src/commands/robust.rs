//! `recoop robust`.

use std::path::PathBuf;
use std::process::ExitCode;

use recoop::plan::explain::{dollars, percent, short};
use recoop_adversary::robust::report::plan_word;
use recoop_adversary::robust::{Frontier, PlanPerformance};
use recoop_case::Network;
use recoop_study::Request;
use recoop_study::robust::RobustRequest;

use super::ending::{answer, last_line};
use super::options::Solving;
use super::stress::{cell, money};
use crate::error::CliError;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::{Screen, right, wrap};

/// Optimize against an adversary.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Folder of the results: tables of the last plan, and all plans side by side. Default: `runs/NAME-robust`.
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Budget of the worst attack, $ million of present value. Default: the largest budget of the case, else no limit.
    #[arg(long, value_name = "MUSD", allow_negative_numbers = true)]
    pub budget: Option<f64>,
    /// Adversary's annual spending limit, $ million. Default: `adversary.budget_per_year_musd` in case.toml, else none.
    #[arg(long, value_name = "MUSD", allow_negative_numbers = true)]
    pub budget_per_year: Option<f64>,
    /// Weight of the value under the worst attack, against expected value. Default: 0.5; 0 with --survive.
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    pub weight: Option<f64>,
    /// Budgets that the joint purse must withstand in every year, $ million; `inf` for any. One plan for each.
    #[arg(long, value_name = "MUSD,...", value_delimiter = ',', value_parser = super::options::listed_amount, allow_negative_numbers = true)]
    pub survive: Vec<f64>,
    /// Include bans and equipment losses in attacks on the purse. Worst attacks always include them.
    #[arg(long)]
    pub include_bans: bool,
    /// Cost perspective of attacks: `producers`, `treasury` or `nation`.
    #[arg(long, default_value_t = RobustRequest::new("").perspective, value_name = "LEVEL")]
    pub perspective: String,
    /// Leaf scenario to attack. Default: the most probable.
    #[arg(long, value_name = "ID")]
    pub scenario: Option<String>,
    /// Maximum rounds that add attack scenarios to the program of a plan.
    #[arg(long, default_value_t = RobustRequest::new("").rounds, value_name = "N")]
    pub rounds: usize,
    /// Work for each search over bans, in thousands of LP iterations and nodes: the same result on a busy machine. On a stop, bounds are reported.
    #[arg(long, default_value_t = RobustRequest::new("").effort, value_name = "N")]
    pub effort: u64,
    /// Wall-clock limit of each search over bans, in seconds. If it strikes, the answer depends on the machine. Default: none.
    #[arg(long, value_name = "SECONDS")]
    pub search_time_limit: Option<f64>,
    #[command(flatten)]
    pub solving: Solving,
    /// Also show bounds by round.
    #[arg(long)]
    pub full: bool,
    /// The answer as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

impl Args {
    /// The request that is asked for.
    pub fn request(&self) -> RobustRequest {
        RobustRequest {
            case: self.case.clone(),
            out: self.out.clone(),
            budget: self.budget,
            budget_per_year: self.budget_per_year,
            weight: self.weight,
            survive: self.survive.clone(),
            include_bans: self.include_bans,
            perspective: self.perspective.clone(),
            scenario: self.scenario.clone(),
            rounds: self.rounds,
            effort: self.effort,
            search_time_limit: self.search_time_limit,
            solving: self.solving.asked(),
        }
    }
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let done = args.request().run(&mut Show::new(*printer).session())?;
    Ok(answer(&done, (args.json, args.full), printer, |screen| {
        printer.answer(&draw(&done.engine.network, &done.answer.scenario, &done.engine.frontier, screen));
        last_line(&done, "", printer);
    }))
}

fn draw(network: &Network, scenario: &str, frontier: &Frontier, screen: Screen) -> String {
    let options = &frontier.options;
    let mut out = screen.heading(&network.settings.title);
    let budget = if options.budget_musd.is_finite() {
        format!("at a cost of at most {}", dollars(options.budget_musd))
    } else {
        "at any cost".to_string()
    };
    let asked = format!(
        "  attacked in scenario `{}` {budget} to the {}; the worst attack has a weight of {} in the objective; $ million, present value",
        scenario,
        options.level.as_str(),
        percent(options.weight),
    );
    out.push_str(&wrap(&asked, screen.width));
    out.push('\n');
    out.push_str(&screen.heading("Cost of robustness"));
    let mut table = screen.table();
    table.set_header(["plan", "expected", "robustness cost", "under the worst attack", "kill cost, joint purse"]);
    let line = |word: &str, held: &PlanPerformance| {
        [
            word.to_string(),
            money(held.expected_musd()),
            money(frontier.robustness_cost_musd(held)),
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
            "  {}: {} including the worst attack, upper bound {} ({}, {rounds} round{})",
            plan_word(*required),
            dollars(plan.value_musd),
            dollars(plan.bound_musd),
            if plan.proven() { "proven".to_string() } else { format!("NOT PROVEN: gap {}", percent(plan.gap())) },
            if rounds == 1 { "" } else { "s" },
        );
        out.push_str(&wrap(&text, screen.width));
    }
    out.push('\n');
    out.push_str(&screen.heading("Capacity changes"));
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
        return wrap("  none: same plants, same capacity", screen.width);
    }
    right(&mut table, &(1..=plans.len()).collect::<Vec<_>>());
    format!("{table}\n")
}

fn rounds(frontier: &Frontier, screen: Screen) -> String {
    let mut out = format!("\n{}", screen.heading("Bounds by round"));
    for (required, plan) in &frontier.plans {
        let Ok(plan) = plan else { continue };
        let mut table = screen.table();
        table.set_header([
            plan_word(*required),
            "attack scenarios".to_string(),
            "bound".to_string(),
            "plan".to_string(),
        ]);
        for (k, round) in plan.rounds.iter().enumerate() {
            let value = round.value_musd.map_or("fails".to_string(), short);
            table.add_row([format!("round {}", k + 1), round.worlds.to_string(), short(round.bound_musd), value]);
        }
        right(&mut table, &[1, 2, 3]);
        out.push_str(&format!("{table}\n"));
    }
    out
}
