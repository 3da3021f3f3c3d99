//! A back-test on the screen.

use predation::{Bylaw, Kill};
use recoop::plan::explain::{percent, short};
use recoop_adversary::backtest::{Backtest, MemberOutcome, Run};
use recoop_adversary::report::bylaw_word;
use recoop_case::attacks::CostLevel;
use recoop_case::tables::{AccountMeasure, Tables};

use crate::screen::{Screen, right, wrap};

/// Money with one decimal: paths of cash are read in sums and differences.
fn money(value: f64) -> String {
    let text = format!("{value:.1}");
    if text == "-0.0" { "0.0".to_string() } else { text }
}

/// Every run.
pub fn draw(done: &Backtest, tables: &Tables, screen: Screen) -> String {
    let mut out = screen.heading(&done.network.settings.title);
    let note = "  replay without optimization: recorded outputs and payments; $ million, costs of the adversary as present values";
    out.push_str(&wrap(note, screen.width));
    for at in 0..done.runs[0].outcomes.len() {
        out.push('\n');
        out.push_str(&path(done, tables, &done.runs[0], at, screen));
    }
    out.push('\n');
    out.push_str(&works(done, screen));
    out.push('\n');
    out.push_str(&variants(done, screen));
    if done.runs[0].outcomes.len() > 1 {
        out.push('\n');
        out.push_str(&together(done, screen));
    }
    out.push_str(&falls(done, screen));
    if screen.full {
        for run in &done.runs[1..] {
            for at in 0..run.outcomes.len() {
                out.push('\n');
                out.push_str(&path(done, tables, run, at, screen));
            }
        }
    }
    out
}

fn id(done: &Backtest, outcome: &MemberOutcome) -> String {
    done.network.members[outcome.member].id.to_string()
}

fn title(done: &Backtest, outcome: &MemberOutcome) -> String {
    done.network.members[outcome.member].title.to_string()
}

/// The path of cash of a member, beside the books where it is the run of what was.
fn path(done: &Backtest, tables: &Tables, run: &Run, at: usize, screen: Screen) -> String {
    let outcome = &run.outcomes[at];
    let actual = run.variant.is_none();
    let mut out = screen.heading(&format!("{}: {}", title(done, outcome), run.title));
    let mut table = screen.table();
    let columns = ["quarter", "sales", "costs", "operations", "capital", "debt service", "raised", "other", "cash"];
    let books: &[&str] = if actual { &["reported", "model minus reported"] } else { &[] };
    // A purse is cash where there is neither credit nor minimum cash.
    let apart = outcome.purses != outcome.cash;
    let purse: &[&str] = if apart { &["purse"] } else { &[] };
    table.set_header(columns.iter().chain(books).chain(purse));
    for (q, quarter) in done.quarters.iter().enumerate().take_while(|(q, _)| outcome.fails.is_none_or(|end| *q <= end))
    {
        let it = outcome.ledger[q];
        let flows = [it.sales, it.costs, it.operations, it.capital, it.debt_service, it.raised, it.other];
        let cells = std::iter::once(quarter.to_string()).chain(flows.map(money)).chain([money(outcome.cash[q])]);
        let known = tables.reported_financials.iter().zip(&done.books).find(|(row, _)| {
            row.measure == AccountMeasure::Cash
                && done.network.members[outcome.member].id == row.member
                && row.year == quarter.year
                && row.quarter.unwrap_or(4) == quarter.quarter
        });
        let beside = known.filter(|_| actual).map(|(row, book)| {
            [money(row.amount_musd), book.modeled.map_or("-".to_string(), |model| money(model - row.amount_musd))]
        });
        let blank = if actual { vec![String::new(); 2] } else { Vec::new() };
        let purse = apart.then(|| money(outcome.purses[q]));
        table.add_row(cells.chain(beside.map_or(blank, |cells| cells.to_vec())).chain(purse));
    }
    right(&mut table, &(1..columns.len() + books.len() + purse.len()).collect::<Vec<_>>());
    for line in table.to_string().lines() {
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out.push_str(&wrap(
        &format!("  purse at the start {}; {}", money(outcome.purse), verdict(done, outcome)),
        screen.width,
    ));
    if apart {
        let note = "  purse: cash and undrawn credit less minimum cash; the firm fails below 0. cash: at the bank, credit drawn as far as needed";
        out.push_str(&wrap(note, screen.width));
    }
    if actual {
        for sentence in gaps(done, tables, outcome) {
            out.push_str(&wrap(&format!("  {sentence}"), screen.width));
        }
    }
    out
}

fn verdict(done: &Backtest, outcome: &MemberOutcome) -> String {
    match (outcome.fails, outcome.lowest()) {
        (Some(end), _) => format!("fails in {}", done.quarters[end]),
        (None, Some((at, purse))) => format!("never fails; lowest purse {} in {}", money(purse), done.quarters[at]),
        (None, None) => String::new(),
    }
}

/// How far the model is from the books.
fn gaps(done: &Backtest, tables: &Tables, outcome: &MemberOutcome) -> Vec<String> {
    let mut out = Vec::new();
    for measure in [AccountMeasure::Cash, AccountMeasure::Revenue] {
        let own = tables
            .reported_financials
            .iter()
            .zip(&done.books)
            .filter(|(row, _)| row.measure == measure && row.member == done.network.members[outcome.member].id);
        let of = own.filter_map(|(row, book)| Some((row, book.modeled? - row.amount_musd)));
        let gaps: Vec<_> = of.collect();
        let Some((row, most)) = gaps.iter().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs())) else { continue };
        let mean = gaps.iter().map(|(_, gap)| gap).sum::<f64>() / gaps.len() as f64;
        let when = row.quarter.map_or(row.year.to_string(), |quarter| format!("{} Q{quarter}", row.year));
        out.push(format!(
            "{}: model minus reported, mean of {} dates {}, largest {} ({when})",
            measure.as_str(),
            gaps.len(),
            money(mean),
            money(*most)
        ));
    }
    out
}

fn works(done: &Backtest, screen: Screen) -> String {
    let mut out = screen.heading("Plants, base run");
    let mut table = screen.table();
    table.set_header(["plant", "year", "output, t", "price", "cost", "cost at capacity"]);
    let cell = |value: Option<f64>| value.map_or("-".to_string(), |value| format!("{value:.2}"));
    for it in done.runs[0].outcomes.iter().flat_map(|outcome| &outcome.plants) {
        table.add_row([
            done.network.facilities[it.facility].id.to_string(),
            it.year.to_string(),
            short(it.output_t),
            cell(it.price_usd_per_kg),
            cell(it.cost_usd_per_kg),
            cell(it.cost_at_capacity_usd_per_kg),
        ]);
    }
    right(&mut table, &[2, 3, 4, 5]);
    out.push_str(&format!("{table}\n"));
    out.push_str(&wrap(
        "  USD/kg of activity; includes fixed cost, excludes debt service and other payments",
        screen.width,
    ));
    out
}

fn kill_cell(done: &Backtest, outcome: &MemberOutcome, level: CostLevel) -> String {
    if outcome.fails.is_some() {
        return "0".to_string();
    }
    match outcome.kills.iter().find(|(known, _)| *known == level) {
        Some((_, Kill::Killed(kill))) => {
            let by = kill.replay.died.first().copied().flatten().map(|at| done.quarters[at].to_string());
            format!("{} by {}", short(kill.cost), by.unwrap_or_default())
        }
        Some((_, Kill::Unkillable(_))) => "not exhaustible".to_string(),
        Some((_, Kill::Open { lower })) => format!("lower bound {}", short(*lower)),
        None => "-".to_string(),
    }
}

fn variants(done: &Backtest, screen: Screen) -> String {
    let mut out = screen.heading("Variants");
    let mut table = screen.table();
    let levels = CostLevel::ALL.map(|level| level.as_str().to_string());
    table.set_header(
        ["variant", "member", "fails", "lowest purse", "final purse"].map(str::to_string).into_iter().chain(levels),
    );
    for run in &done.runs {
        // Members whom a variant does not touch are as they were.
        let touched = run.outcomes.iter().zip(&done.runs[0].outcomes).filter(|(outcome, base)| {
            run.variant.is_none()
                || (outcome.purse, &outcome.purses, &outcome.kills) != (base.purse, &base.purses, &base.kills)
        });
        for (outcome, _) in touched {
            let fails = outcome.fails.map_or("never".to_string(), |end| done.quarters[end].to_string());
            let lowest =
                outcome.lowest().map_or(String::new(), |(at, purse)| format!("{} {}", money(purse), done.quarters[at]));
            let end = if outcome.fails.is_some() {
                "-".to_string()
            } else {
                outcome.purses.last().copied().map_or(String::new(), money)
            };
            let kills = CostLevel::ALL.map(|level| kill_cell(done, outcome, level));
            table.add_row([run.title.to_string(), id(done, outcome), fails, lowest, end].into_iter().chain(kills));
        }
    }
    right(&mut table, &[3, 4, 5, 6, 7]);
    out.push_str(&format!("{table}\n"));
    out.push_str(&wrap(
        "  producers, treasury, nation: kill cost by cost perspective; cheapest price attack below the prices of the variant",
        screen.width,
    ));
    out
}

fn together(done: &Backtest, screen: Screen) -> String {
    let mut out = screen.heading("Failures by pooling bylaw, without an attack");
    let mut table = screen.table();
    let words = |bylaw: &Bylaw| bylaw_word(*bylaw).to_string();
    table.set_header(
        std::iter::once("variant".to_string()).chain(done.runs[0].together.iter().map(|(bylaw, _)| words(bylaw))),
    );
    for run in &done.runs {
        let cells = run.together.iter().map(|(_, died)| {
            let gone: Vec<String> = died
                .iter()
                .zip(&run.outcomes)
                .filter_map(|(died, outcome)| Some(format!("{} {}", id(done, outcome), done.quarters[(*died)?])))
                .collect();
            if gone.is_empty() { "none".to_string() } else { gone.join(", ") }
        });
        table.add_row(std::iter::once(run.title.to_string()).chain(cells));
    }
    right(&mut table, &[]);
    out.push_str(&format!("{table}\n"));
    out
}

fn falls(done: &Backtest, screen: Screen) -> String {
    let mut out = String::new();
    for run in &done.runs {
        let Some(fall) = &run.price_fall else { continue };
        let deepest = fall.depth.iter().copied().fold(0.0, f64::max);
        let costs = fall.costs.iter().map(|(level, cost)| format!("{} {}", level.as_str(), short(*cost)));
        let fails = fall.fails.iter().zip(&run.outcomes).map(|(fails, outcome)| {
            let end = fails.map_or("survives it".to_string(), |at| format!("fails in {}", done.quarters[at]));
            format!("{} {end}", id(done, outcome))
        });
        out.push('\n');
        let sentence = format!(
            "  {}: cost of the recorded price fall (up to {}) as an attack: {}; {}",
            run.title,
            percent(deepest),
            costs.collect::<Vec<_>>().join(", "),
            fails.collect::<Vec<_>>().join(", ")
        );
        out.push_str(&wrap(&sentence, screen.width));
    }
    out
}
