//! Every number of the pictures stands in a result table.

use std::collections::BTreeMap;

use recoop::plan::tables::{Table, Values};
use recoop_case::positions::FacilityAt;
use recoop_report::Study;
use recoop_report::views::Series;
use recoop_report::views::chain::BoxKind;
use recoop_report::views::results::Cells;

use crate::desk::{case, study};

/// Cases that have something to show of everything between them.
const CASES: [&str; 6] =
    ["1-two-mines", "2-co-products", "4-crash", "5-cooperative-of-three", "6-long-purse", "hand/5-origin"];

fn table<'a>(tables: &'a [(&'static str, Table)], name: &str) -> &'a Table {
    &tables.iter().find(|(_, table)| table.name == name).unwrap_or_else(|| panic!("no table {name}")).1
}

fn numbers(table: &Table, column: &str) -> Vec<f64> {
    match &table.column(column).unwrap().values {
        Values::Number(values) => values.clone(),
        Values::Integer(values) => values.iter().map(|value| *value as f64).collect(),
        Values::Text(_) => panic!("{column} is text"),
    }
}

fn texts(table: &Table, column: &str) -> Vec<String> {
    let Values::Text(values) = &table.column(column).unwrap().values else { panic!("{column} is no text") };
    values.iter().map(ToString::to_string).collect()
}

/// Sums of a column by labels and state (scenario and year).
fn sums(table: &Table, labels: &[&str], column: &str) -> BTreeMap<(Vec<String>, String, i64), f64> {
    let labels: Vec<Vec<String>> = labels.iter().map(|label| texts(table, label)).collect();
    let (scenarios, years, values) = (texts(table, "scenario"), numbers(table, "year"), numbers(table, column));
    let mut sums = BTreeMap::new();
    for (row, value) in values.iter().enumerate() {
        let key = labels.iter().map(|label| label[row].clone()).collect();
        *sums.entry((key, scenarios[row].clone(), years[row] as i64)).or_default() += value;
    }
    sums.retain(|_, sum| *sum != 0.0);
    sums
}

/// The same of series of the study.
fn shown<'a>(
    study: &Study,
    series: impl Iterator<Item = (Vec<String>, &'a Series)>,
) -> BTreeMap<(Vec<String>, String, i64), f64> {
    let mut out = BTreeMap::new();
    for (key, series) in series {
        for (state, value) in series.at.iter().zip(&series.value) {
            let state = study.names.states[*state];
            let scenario = study.names.nodes[state.node].id.clone();
            let year = i64::from(study.names.periods[state.period].first_year);
            *out.entry((key.clone(), scenario, year)).or_default() += value.value();
        }
    }
    out
}

#[track_caller]
fn equal(
    shown: &BTreeMap<(Vec<String>, String, i64), f64>,
    told: &BTreeMap<(Vec<String>, String, i64), f64>,
    what: &str,
) {
    assert!(shown.keys().eq(told.keys()), "{what}: {shown:#?}\n{told:#?}");
    for (key, value) in shown {
        // Six digits of each term.
        let close = (value - told[key]).abs() <= 1e-5 * told[key].abs() + 1e-9;
        assert!(close, "{what}, {key:?}: {value} is shown, {} is told", told[key]);
    }
}

#[test]
fn plants_trades_and_money_are_those_of_the_tables() {
    for name in CASES {
        let (study, tables) = study(&case(name));
        let names = &study.names;
        let map = study.map.here().unwrap();
        let capacity = table(&tables, "capacity");
        let of = |facility: FacilityAt| vec![names.facilities[facility].id.clone()];
        let installed = map.capacity.iter().map(|it| (of(FacilityAt::new(it.facility)), &it.installed_t));
        equal(&shown(&study, installed), &sums(capacity, &["facility"], "installed_t"), "installed");
        let cash = study.cash.here().unwrap();
        let flows =
            cash.flows.iter().map(|it| (vec![names.members[it.member].id.clone(), it.kind.clone()], &it.amount_musd));
        equal(&shown(&study, flows), &sums(table(&tables, "cash_flow"), &["member", "kind"], "amount_musd"), "cash");
        let service = study.independence.here().unwrap().service.iter();
        let served = service.map(|it| (vec![names.demands[it.demand].id.clone()], &it.served_t));
        equal(&shown(&study, served), &sums(table(&tables, "service"), &["demand"], "served_t"), "served");
        let stages = study.independence.here().unwrap().stages.iter();
        let shares = stages.map(|it| (vec![names.stages[it.stage].clone()], &it.share));
        equal(&shown(&study, shares), &sums(table(&tables, "domestic_share"), &["stage"], "share"), "home");
        let prices = study.prices.here().unwrap();
        let inside = prices.inside.iter().map(|it| {
            let origin = if it.compliant { "compliant" } else { "unrestricted" };
            let words = [&names.materials[it.material].id, &names.regions[it.region].id, &origin.to_string()];
            (words.map(ToString::to_string).to_vec(), &it.price_usd_per_kg)
        });
        let told = sums(table(&tables, "shadow_prices"), &["material", "region", "origin"], "price_usd_per_kg");
        equal(&shown(&study, inside), &told, "prices inside");
    }
}

#[test]
fn the_chain_holds_what_the_balances_hold() {
    for name in CASES {
        let (study, tables) = study(&case(name));
        let chain = study.chain.here().unwrap();
        let balances = table(&tables, "balances");
        let total =
            |columns: &[&str]| columns.iter().map(|column| numbers(balances, column).iter().sum::<f64>()).sum::<f64>();
        let flows = |from: Option<BoxKind>, to: Option<BoxKind>| {
            let wanted = chain.flows.iter().filter(|flow| {
                from.is_none_or(|kind| chain.boxes[flow.from].kind == kind)
                    && to.is_none_or(|kind| chain.boxes[flow.to].kind == kind)
            });
            wanted.flat_map(|flow| &flow.amount_t.value).map(|value| value.value()).sum::<f64>()
        };
        for (shown, told, what) in [
            (flows(Some(BoxKind::Plants), None), total(&["produced_t"]), "made"),
            (flows(None, Some(BoxKind::Plants)), total(&["consumed_t"]), "used"),
            (flows(Some(BoxKind::Purchases), None), total(&["bought_t"]), "bought"),
            (flows(None, Some(BoxKind::Sales)), total(&["sold_t"]), "sold"),
            (flows(None, Some(BoxKind::Users)), total(&["served_t"]), "served"),
            (flows(None, Some(BoxKind::Disposal)), total(&["disposed_t"]), "disposed of"),
        ] {
            assert!((shown - told).abs() <= 1e-5 * told.abs() + 1e-9, "{name}: {what}: {shown} is not {told}");
        }
        for flow in &chain.flows {
            let forward = chain.boxes[flow.from].column < chain.boxes[flow.to].column;
            assert!(forward != flow.back, "{name}: {flow:?}");
            assert!(flow.amount_t.value.iter().all(|amount| amount.value() > 0.0), "{name}: {flow:?}");
        }
    }
}

#[test]
fn kill_costs_harm_and_shares_are_those_of_the_tables() {
    let (study, tables) = study(&case("6-long-purse"));
    let kill = study.kill.here().unwrap();
    // The page shows purses alone and together; rows inside the cooperative are in the tables.
    let of_table = table(&tables, "kill_costs");
    let is_inside = |who: &String| who.starts_with("inside:") || who == "producers";
    let costs = texts(of_table, "who").into_iter().zip(numbers(of_table, "cost_musd"));
    let costs: Vec<f64> = costs.filter(|(who, _)| !is_inside(who)).map(|(_, cost)| cost).collect();
    let shown: Vec<f64> =
        kill.purses.iter().map(|purse| purse.cost_musd.map_or(f64::NAN, |cost| cost.value())).collect();
    assert_eq!(shown.len(), costs.len());
    assert!(costs.iter().any(|cost| *cost > 0.0));
    for (shown, told) in shown.iter().zip(&costs) {
        assert!(
            (shown - told).abs() <= 1e-5 * told.abs() || (shown.is_nan() && told.is_nan()),
            "{shown} is not {told}"
        );
    }
    let harm = study.harm.here().unwrap();
    let points = harm.levels.iter().flat_map(|level| &level.curve.here().unwrap().points);
    let shown: Vec<f64> = points.map(|point| point.harm_musd.value()).collect();
    for (shown, told) in shown.iter().zip(numbers(table(&tables, "harm"), "harm_musd")) {
        assert!((shown - told).abs() <= 1e-5 * told.abs(), "{shown} is not {told}");
    }
    let shares = study.shares.here().unwrap();
    let shown = shares.rules.iter().flat_map(|rule| rule.shares_musd.iter().map(|share| share.value()));
    let told = numbers(table(&tables, "shares"), "share_musd");
    assert_eq!(shown.clone().count(), told.len());
    for (shown, told) in shown.zip(told) {
        assert!((shown - told).abs() <= 1e-5 * told.abs() + 1e-9, "{shown} is not {told}");
    }
}

#[test]
fn result_tables_come_whole() {
    let (study, tables) = study(&case("4-crash"));
    assert_eq!(study.results.len(), tables.len());
    for (result, (part, table)) in study.results.iter().zip(&tables) {
        assert_eq!((result.name.as_str(), result.part.as_str(), result.rows), (table.name, *part, table.num_rows()));
        for (shown, column) in result.columns.iter().zip(&table.columns) {
            match (&shown.cells, &column.values) {
                (Cells::Labels(labels), Values::Text(values)) => {
                    let words: Vec<&str> = labels.at.iter().map(|at| labels.words[*at].as_str()).collect();
                    assert!(words.iter().eq(values.iter().map(|value| &**value).collect::<Vec<_>>().iter()));
                }
                (Cells::Numbers(numbers), Values::Number(values)) => {
                    for (shown, value) in numbers.iter().zip(values) {
                        let close = |it: f64| (it - value).abs() <= 1e-5 * value.abs();
                        assert!(shown.map_or(!value.is_finite(), |it| close(it.value())));
                    }
                }
                (Cells::Numbers(numbers), Values::Integer(values)) => assert_eq!(numbers.len(), values.len()),
                _ => panic!("{}.{} is of another kind", result.name, shown.name),
            }
        }
    }
}

#[test]
fn builds_take_permitting_and_construction() {
    let (study, _) = study(&case("hand/3-lead-time"));
    let timeline = study.timeline.here().unwrap();
    assert!(!timeline.builds.is_empty());
    for build in &timeline.builds {
        assert!(build.year <= build.permitted_year && build.permitted_year <= build.online_year, "{build:?}");
    }
    assert!(timeline.builds.iter().any(|build| build.online_year > build.year));
}

#[test]
fn inputs_are_the_rows_of_the_case() {
    let (study, _) = study(&case("6-long-purse"));
    let members = study.inputs.tables.iter().find(|table| table.name == "members").unwrap();
    let headers: Vec<&str> = members.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(headers, ["id", "name", "role", "capital_total_musd", "confidence"]);
    assert_eq!(members.rows[1], ["elder", "Elder Oxide", "refiner", "4", "assumed"]);
    assert!(members.columns[3].number && !members.columns[1].number);
    assert!(study.inputs.settings.contains("name = \"long-purse\""));
}
