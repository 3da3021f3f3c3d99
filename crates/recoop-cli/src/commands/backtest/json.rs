//! The answer of `recoop backtest` for programs.

use predation::Kill;
use recoop_adversary::backtest::{Backtest, Outcome};
use recoop_adversary::report::bylaw_word;
use recoop_case::attacks::CostLevel;
use recoop_case::tables::Tables;

use super::id;

/// Every run with its paths, and the books beside them.
pub(super) fn json(done: &Backtest, tables: &Tables) -> serde_json::Value {
    let quarter = |at: usize| done.quarters[at].to_string();
    let kill = |(level, kill): &(CostLevel, Kill)| match kill {
        Kill::Killed(it) => serde_json::json!({
            "level": level.word(), "cost_musd": it.cost, "lower_musd": it.lower,
            "broke": it.replay.died.first().copied().flatten().map(quarter), "cash_musd": it.replay.cash[0],
            "depth": it.campaign.cuts,
        }),
        Kill::Unkillable(_) => serde_json::json!({"level": level.word(), "cost_musd": null, "safe": true}),
        Kill::Open { lower } => serde_json::json!({"level": level.word(), "cost_musd": null, "lower_musd": lower}),
    };
    let outcome = |it: &Outcome| {
        let ledger: Vec<_> = it
            .ledger
            .iter()
            .map(|of| {
                serde_json::json!({
                    "sales": of.sales, "costs": of.costs, "operations": of.operations, "capital": of.capital,
                    "debt_service": of.debt_service, "raised": of.raised, "other": of.other,
                })
            })
            .collect();
        let plants: Vec<_> = it
            .plants
            .iter()
            .map(|of| {
                serde_json::json!({
                    "facility": done.network.facilities[of.facility].id.as_str(), "year": of.year, "output_t": of.output_t,
                    "price_usd_per_kg": of.price_usd_per_kg, "cost_usd_per_kg": of.cost_usd_per_kg,
                    "cost_at_capacity_usd_per_kg": of.cost_at_capacity_usd_per_kg,
                })
            })
            .collect();
        serde_json::json!({
            "member": id(done, it), "purse_musd": it.purse, "cash_musd": it.cash, "broke": it.broke.map(quarter),
            "ledger_musd": ledger, "plants": plants, "kills": it.kills.iter().map(kill).collect::<Vec<_>>(),
        })
    };
    let runs: Vec<_> = done
        .runs
        .iter()
        .map(|run| {
            let together: Vec<_> = run
                .together
                .iter()
                .map(|(bylaw, died)| {
                    let died: Vec<_> = died.iter().map(|at| at.map(quarter)).collect();
                    serde_json::json!({"bylaw": bylaw_word(*bylaw), "broke": died})
                })
                .collect();
            let fall = run.fall.as_ref().map(|fall| {
                let costs: Vec<_> = fall
                    .costs
                    .iter()
                    .map(|(level, cost)| serde_json::json!({"level": level.word(), "cost_musd": cost}))
                    .collect();
                let broke: Vec<_> = fall.broke.iter().map(|at| at.map(quarter)).collect();
                serde_json::json!({"depth": fall.depth, "costs": costs, "broke": broke})
            });
            serde_json::json!({
                "variant": run.variant.as_ref().map(|it| it.as_str()), "title": run.title.as_str(),
                "outcomes": run.outcomes.iter().map(outcome).collect::<Vec<_>>(), "together": together, "fall": fall,
            })
        })
        .collect();
    let books: Vec<_> = done
        .books
        .iter()
        .map(|book| {
            let row = &tables.accounts[book.row];
            serde_json::json!({
                "member": row.member.as_str(), "measure": row.measure.word(), "year": row.year, "quarter": row.quarter,
                "books_musd": row.amount_musd, "modelled_musd": book.modelled,
            })
        })
        .collect();
    let quarters: Vec<String> = done.quarters.iter().map(ToString::to_string).collect();
    serde_json::json!({"title": done.network.settings.title, "quarters": quarters, "runs": runs, "books": books})
}
