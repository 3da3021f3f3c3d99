//! `recoop check`.

use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use recoop::plan::explain::{percent, short};
use recoop_case::Network;
use recoop_case::attacks::kind::Depths;
use recoop_case::attacks::{Attack, CostLevel};
use recoop_case::tables::{Side, Status, Tables};
use recoop_io::{Coverage, coverage};
use recoop_study::check::{CheckAnswer, CheckRequest, Observation, PurseLine};
use recoop_study::{Request, StudyError};

use crate::error::CliError;
use crate::printer::Printer;
use crate::progress::{Show, Warnings};
use crate::screen::{Screen, right, wrap};

/// Exit code when the model is outside the band of an observation.
const OUT_OF_BAND: u8 = 6;

/// List all errors and warnings of a case, and its contents.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Faults as JSON on standard output.
    #[arg(long)]
    pub json: bool,
    /// Maximum errors to show.
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub limit: usize,
    /// Also run the chain through the past years of the table `observations`, without construction, and compare results with the
    /// observations. An observation outside its band ends with exit code 6.
    #[arg(long)]
    pub hindcast: bool,
}

impl Args {
    /// The request that is asked for.
    pub fn request(&self) -> CheckRequest {
        CheckRequest { case: self.case.clone(), hindcast: self.hindcast }
    }
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    // The list of findings is the answer for programs; it is not drawn as well.
    let drawn = if args.json && !args.hindcast { Warnings::Hidden } else { Warnings::Drawn(args.limit) };
    let done = args.request().run(&mut Show::new(*printer).with_warnings(drawn).hushed().session())?;
    let (answer, found) = (&done.answer, &done.engine);
    let faults = &answer.findings.0;
    let screen = Screen { width: printer.width(), color: printer.color_answer(), full: true };
    if answer.has_errors() {
        if args.json {
            printer.answer(&list(&done.to_json(), "findings"));
        } else {
            printer.findings(&faults.findings, &faults.origins, args.limit);
        }
        return Err(StudyError::Unfit(faults.to_string()).into());
    }
    if let Some(observations) = &answer.observations {
        printer.answer(&if args.json {
            list(&done.to_json(), "observations")
        } else {
            draw_observations(observations, answer, screen)
        });
        return Ok(if answer.outside() == 0 { ExitCode::SUCCESS } else { ExitCode::from(OUT_OF_BAND) });
    }
    if args.json {
        printer.answer(&list(&done.to_json(), "findings"));
    } else if let Some(network) = &found.network {
        printer.answer(&holds(network, found.values_hash.as_deref().unwrap_or_default(), screen));
        if !network.attacks.is_empty() {
            printer.answer(&attacks(network, screen));
        }
        if !answer.purses.is_empty() {
            printer.answer(&purses(&answer.purses, screen));
        }
        printer.answer(&sourced(&found.tables, screen));
        let summary = recoop_io::summary(&faults.findings);
        printer.answer(&format!("{}: {summary}", args.case.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// A list of the answer: what programs have always read.
fn list(answer: &serde_json::Value, field: &str) -> String {
    answer[field].to_string()
}

/// The table of observed against modeled.
fn draw_observations(observations: &[Observation], answer: &CheckAnswer, screen: Screen) -> String {
    let mut out = screen.heading("Past years, with no freedom to build");
    let mut table = screen.table();
    table.set_header(["year", "observation", "unit", "observed", "modeled", "band", "confidence", ""]);
    for observation in observations {
        table.add_row([
            observation.year.to_string(),
            observation.name.clone(),
            observation.unit.clone(),
            short(observation.observed),
            observation.modeled.map_or("-".to_string(), short),
            format!("{} to {}", short(observation.low), short(observation.high)),
            observation.confidence.clone().unwrap_or_else(|| "-".to_string()),
            if observation.holds { "" } else { "OUTSIDE" }.to_string(),
        ]);
    }
    right(&mut table, &[3, 4]);
    out.push_str(&trimmed(&table));
    let (all, outside) = (observations.len(), answer.outside());
    out.push_str(&format!("  {} of {all} observations are inside their bands\n", all - outside));
    out
}

/// What a case holds, and the hash of its values.
fn holds(network: &Network, hash: &str, screen: Screen) -> String {
    let settings = &network.settings;
    let tree = &network.tree;
    let status = |status: Status| network.facilities.iter().filter(|f| f.status == status).count();
    let streams = network.materials.iter().filter(|m| m.form.is_some()).count();
    let modes: usize = network.facilities.iter().map(|f| f.modes.len()).sum();
    let mut out = wrap(&format!("{} ({})", settings.title, settings.name), screen.width);
    // Whole, to be copied: on the narrowest screen it needs the room of the other labels.
    let _ = writeln!(out, "  values {hash}");
    let horizon = (tree.first_year(), tree.last_year(), tree.periods.len());
    let _ = writeln!(out, "  horizon     {}-{} in {} periods", horizon.0, horizon.1, horizon.2);
    let (futures, states) =
        (count(tree.leaves.len(), "scenario", "scenarios"), count(tree.states.len(), "state", "states"));
    let _ = writeln!(out, "  scenarios   {futures}, {states}");
    let plain = network.materials.len() - streams;
    let _ = writeln!(out, "  materials   {plain} and {} by feed", count(streams, "stream", "streams"));
    out.push_str(&labeled(
        "facilities",
        &format!(
            "{} existing, {} under construction, {} candidates; {} of running them",
            status(Status::Existing),
            status(Status::Construction),
            status(Status::Candidate),
            count(modes, "way", "ways")
        ),
        screen,
    ));
    for (s, stage) in settings.stages.iter().enumerate() {
        let count = network.facilities.iter().filter(|f| network.technologies[f.technology].stage == s).count();
        let _ = writeln!(out, "    {stage:<14}{count}");
    }
    let rest = [
        count(network.regions.len(), "region", "regions"),
        count(network.lanes.len(), "lane", "lanes"),
        count(network.markets.len(), "market", "markets"),
        count(network.offers.len(), "offer", "offers"),
        count(network.demands.len(), "demand", "demands"),
        count(network.stocks.len(), "stock", "stocks"),
        count(network.policies.len(), "policy in force", "policies in force"),
    ];
    let members = format!("{}; {}", network.members.len() - 1, rest.join(", "));
    out.push_str(&labeled("members", &members, screen));
    out
}

/// A line of a list with a word before it, and what does not fit on it below.
fn labeled(label: &str, text: &str, screen: Screen) -> String {
    const INDENT: usize = 14;
    let text = wrap(text, screen.width.saturating_sub(INDENT).max(INDENT));
    let mut lines = text.lines().map(str::trim_start);
    let mut out = format!("  {label:<width$}{}\n", lines.next().unwrap_or_default(), width = INDENT - 2);
    lines.for_each(|line| out.push_str(&format!("{:INDENT$}{line}\n", "")));
    out
}

/// `1 market`, `2 markets`.
fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// What the adversary can do: what each attack touches, and its cost to the adversary in a mean year at full depth.
fn attacks(network: &Network, screen: Screen) -> String {
    let mut table = screen.table();
    table.set_header(["attack", "kind", "depth", "years", "touches", "producers", "treasury", "nation"]);
    for attack in &network.attacks {
        let whole = attack.kind.depths == Depths::Whole;
        let depth = if whole { "-".to_string() } else { percent(attack.max_depth) };
        // Years that are not planned say nothing here.
        let first = network.tree.first_year().max(*attack.years.start());
        let last = network.tree.last_year().min(*attack.years.end());
        let [producers, treasury, nation] = CostLevel::ALL
            .map(|level| attack.mean_cost_musd(&network.tree, level).map_or_else(|| "-".to_string(), short));
        let years = if first == last { first.to_string() } else { format!("{first}-{last}") };
        table.add_row([
            attack.id.to_string(),
            attack.kind.as_str().to_string(),
            depth,
            years,
            touches(network, attack),
            producers,
            treasury,
            nation,
        ]);
    }
    right(&mut table, &[2, 5, 6, 7]);
    let about = "  touches: offers to buy and to sell, or plants; cost to the adversary's producers, treasury and nation, $ million/yr at full depth, \
                 mean of its years and scenarios";
    trimmed(&table) + &wrap(about, screen.width)
}

/// `3 buy, 8 sell`, `2 plants`.
fn touches(network: &Network, attack: &Attack) -> String {
    let of = |side: Side| attack.offers.iter().filter(|touch| network.offers[touch.offer].side == side).count();
    let (buy, sell) = (of(Side::Buy), of(Side::Sell));
    match (buy, sell) {
        (0, 0) => count(attack.plants.len(), "plant", "plants"),
        (_, 0) => format!("{buy} buy"),
        (0, _) => format!("{sell} sell"),
        _ => format!("{buy} buy, {sell} sell"),
    }
}

/// A table without blanks at the ends of its lines.
fn trimmed(table: &impl std::fmt::Display) -> String {
    let text = table.to_string();
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// How much of a case is sourced, estimated, assumed.
fn sourced(tables: &Tables, screen: Screen) -> String {
    let coverage = coverage(tables);
    let mut table = screen.table();
    table.set_header(["table", "rows", "a source", "high", "medium", "low", "assumed", "unstated"]);
    for it in coverage.tables.iter().chain(std::iter::once(&coverage.total())) {
        let share = |count: usize| percent(it.share(count));
        let shares = [it.sourced, it.high, it.medium, it.low, it.assumed, it.unstated].map(share);
        table.add_row([it.table.to_string(), it.rows.to_string()].into_iter().chain(shares));
    }
    let money = Coverage::money(tables);
    if money.total > 0.0 {
        let shares = std::iter::once(money.sourced).chain(money.by_confidence).map(|musd| percent(musd / money.total));
        table.add_row(["$ million/yr".to_string(), short(money.total)].into_iter().chain(shares));
    }
    right(&mut table, &(1..8).collect::<Vec<_>>());
    let mut out = trimmed(&table);
    if money.total > 0.0 {
        let about = "  $ million/yr: money of plants, trade and demand at full use; capital by year of its life";
        out.push_str(&wrap(about, screen.width));
    }
    out
}

/// Purses of firms, beside what leaves them: a number in another unit is seen here.
fn purses(lines: &[PurseLine], screen: Screen) -> String {
    let mut table = screen.table();
    table.set_header(["purse of", "$ million", "fixed/yr", "debts due", "payments", "credit lines", "windows/yr"]);
    for it in lines {
        let numbers = [
            it.purse_musd,
            it.fixed_musd_per_year,
            it.debts_due_musd,
            it.payments_musd,
            it.credit_lines_musd,
            it.share_windows_musd_per_year,
        ];
        table.add_row(std::iter::once(it.member.clone()).chain(numbers.map(|musd| short(musd + 0.0))));
    }
    right(&mut table, &(1..7).collect::<Vec<_>>());
    let about = "  purse: cash and credit less minimum cash; fixed: overhead, interest and fixed cost of plants in the first year; debts due \
                 and other payments (below 0: out) over the horizon; credit lines; shares of an open year";
    trimmed(&table) + &wrap(about, screen.width)
}
