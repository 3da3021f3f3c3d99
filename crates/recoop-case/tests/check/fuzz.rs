//! Whatever a case says, the check gives an answer; and what it finds no error in can be read.

use std::collections::BTreeSet;

use proptest::prelude::*;
use recoop_case::attacks::CostLevel;
use recoop_case::check::check;
use recoop_case::edit::sensitivities::{End, resolve_swung};
use recoop_case::fault::{Severity, Subject};
use recoop_case::resolve::resolve;
use recoop_case::tables::Tables;

use crate::attacks::toy;
use crate::toy::Toy;

/// Cells that hurt: extremes, blanks, characters of patterns, names of other things.
const CELLS: &[&str] = &[
    "",
    "0",
    "-1",
    "1",
    "2",
    "1e12",
    "-1e12",
    "1e308",
    "-1e308",
    "1e-308",
    "5e-324",
    "0.999999",
    "2147483647",
    "-2147483648",
    "2026",
    "2035",
    "2036",
    "1900",
    "*",
    "**",
    "a*",
    "*=*",
    "kind:oxide",
    "kind:",
    "@",
    "~",
    "@~",
    "hill@hill",
    "concentrate@hill",
    "carbonate@hill~leaching",
    "concentrate@",
    "@hill",
    "x@y~z~",
    ";",
    ";;",
    "yes",
    "no",
    "now",
    "crash",
    "us",
    "cn",
    "nd_oxide",
    "acid",
    "concentrate",
    "carbonate",
    "main",
    "set",
    "add",
    "multiply",
    "demand",
    "capital",
    "existing",
    "candidate",
    "buy",
    "sell",
    "é€😀",
    "material=*",
    "market=*;side=b*",
    "from=*",
    "technology=*;technology=*",
    "0.5;0.5",
    "1;1;1",
    "set",
    "cut",
    "dear;dear",
    "price",
    "ban",
    "target",
    "member=smelter",
];

#[derive(Clone, Debug)]
enum Mutation {
    /// Puts a cell of [`CELLS`].
    Cell {
        table: usize,
        row: usize,
        column: usize,
        value: usize,
    },
    /// Swaps two cells of a table.
    Swap {
        table: usize,
        rows: (usize, usize),
        columns: (usize, usize),
    },
    /// Takes the cell of another table.
    Copy {
        table: usize,
        row: usize,
        column: usize,
        from: (usize, usize, usize),
    },
    DropRow {
        table: usize,
        row: usize,
    },
    DoubleRow {
        table: usize,
        row: usize,
    },
    Empty {
        table: usize,
    },
    Years {
        first: i32,
        last: i32,
        periods: Vec<i32>,
        build: Vec<i32>,
    },
    Finance {
        which: usize,
        value: f64,
    },
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = || 0..1000_usize;
    let year = || prop_oneof![4 => 2020..2045_i32, 1 => any::<i32>()];
    prop_oneof![
        12 => (at(), at(), at(), at()).prop_map(|(table, row, column, value)| Mutation::Cell { table, row, column, value }),
        3 => (at(), (at(), at()), (at(), at())).prop_map(|(table, rows, columns)| Mutation::Swap { table, rows, columns }),
        3 => (at(), at(), at(), (at(), at(), at()))
            .prop_map(|(table, row, column, from)| Mutation::Copy { table, row, column, from }),
        3 => (at(), at()).prop_map(|(table, row)| Mutation::DropRow { table, row }),
        2 => (at(), at()).prop_map(|(table, row)| Mutation::DoubleRow { table, row }),
        1 => at().prop_map(|table| Mutation::Empty { table }),
        1 => (year(), year(), prop::collection::vec(prop_oneof![4 => 0..5_i32, 1 => any::<i32>()], 0..5), prop::collection::vec(year(), 0..4))
            .prop_map(|(first, last, periods, build)| Mutation::Years { first, last, periods, build }),
        1 => (at(), prop_oneof![any::<f64>(), Just(f64::NAN), Just(f64::INFINITY)])
            .prop_map(|(which, value)| Mutation::Finance { which, value }),
    ]
}

impl Mutation {
    fn apply(&self, toy: &mut Toy) {
        let count = toy.tables.len();
        match *self {
            Self::Cell { table, row, column, value } => {
                if let Some(cell) = cell(toy, table, row, column) {
                    *cell = CELLS[value % CELLS.len()].to_string();
                }
            }
            Self::Swap { table, rows, columns } => {
                let first = cell(toy, table, rows.0, columns.0).cloned();
                let second = cell(toy, table, rows.1, columns.1).cloned();
                if let (Some(first), Some(second)) = (first, second) {
                    cell(toy, table, rows.0, columns.0).unwrap().clone_from(&second);
                    cell(toy, table, rows.1, columns.1).unwrap().clone_from(&first);
                }
            }
            Self::Copy { table, row, column, from } => {
                let found = cell(toy, from.0, from.1, from.2).cloned();
                if let (Some(found), Some(cell)) = (found, cell(toy, table, row, column)) {
                    *cell = found;
                }
            }
            Self::DropRow { table, row } => {
                let rows = &mut toy.tables[table % count].2;
                if !rows.is_empty() {
                    rows.remove(row % rows.len());
                }
            }
            Self::DoubleRow { table, row } => {
                let rows = &mut toy.tables[table % count].2;
                if !rows.is_empty() {
                    rows.push(rows[row % rows.len()].clone());
                }
            }
            Self::Empty { table } => toy.tables[table % count].2.clear(),
            Self::Years { first, last, ref periods, ref build } => {
                let horizon = &mut toy.settings.horizon;
                (horizon.first_year, horizon.last_year) = (first, last);
                horizon.period_lengths.clone_from(periods);
                horizon.build_years.clone_from(build);
            }
            Self::Finance { which, value } => {
                let finance = &mut toy.settings.finance;
                match which % 4 {
                    0 => finance.discount_rate = value,
                    1 => finance.depreciation = vec![value, 1.0 - value],
                    2 => finance.tax_rate = value,
                    _ => toy.settings.risk.tail = value,
                }
            }
        }
    }
}

fn cell(toy: &mut Toy, table: usize, row: usize, column: usize) -> Option<&mut String> {
    let count = toy.tables.len();
    let (_, header, rows) = &mut toy.tables[table % count];
    if rows.is_empty() {
        return None;
    }
    let row = row % rows.len();
    Some(&mut rows[row][column % header.len()])
}

/// The toy with every column that a table can have, so that all of them are tried, and with sensitivities of all kinds.
pub fn wide() -> Toy {
    let mut toy = [
        "id=a, target=price, filter=material=nd_*, action=multiply, low=0.5, high=2",
        "id=b, target=probability, filter=scenario=crash, action=set, low=0.1, high=0.9",
        "id=c, target=recovery, filter=product=carbonate, action=multiply, low=0.9, high=1.1",
        "id=d, target=delay, action=add, high=1",
        "id=e, target=capex, filter=stage=separation, action=add, low=-10",
        "id=f, target=capital, action=set, low=100",
        "id=g, target=discount_rate, action=add, low=-0.01, high=0.01",
        "id=h, target=tariff, filter=from=cn, action=add, low=-0.1, high=0.1",
        "id=i, target=availability, action=multiply, low=0.9",
    ]
    .into_iter()
    .fold(toy(), |toy, row| toy.add("sensitivities", row))
    .add("locations", "facility=pit, latitude=35.5, longitude=-115.5")
    .add("locations", "region=cn, latitude=40.6, longitude=109.8")
    .add("prices", "market=shanghai, material=nd_oxide, year=2021, price_usd_per_kg=50")
    .add("price_links", "filter=material=nd_*, market=shanghai, material=nd_oxide, share=0.9")
    .add("outages", "id=a, filter=stage=separation, per_year=0.1, mean_years=0.5, loss=0.5")
    .add("delays", "id=a, filter=facility=column, probability=0.5, mean_years=1.5");
    toy = toy
        .add("buffers", "id=b, kind=reserve, amount=1, cost_musd=1")
        .add("finances", "member=miner, opening_cash_musd=10, minimum_cash_musd=2, overhead_musd_per_year=1")
        .add("debts", "id=notes, member=miner, principal_musd=5, rate=0.05, repayment=bullet, last_year=2030")
        .add(
            "share_windows",
            "id=shares, member=miner, market=shanghai, material=nd_oxide, opens_above_usd_per_kg=60, open_musd_per_year=10",
        )
        .add("credit_lines", "id=loan, member=miner, amount_musd=5, share_window=shares")
        .add("outputs", "facility=pit, year=2026, quarter=1, output_t=100")
        .add("cash_events", "id=p, member=miner, kind=equity, year=2026, amount_musd=10")
        .add("reported_financials", "member=miner, measure=cash, year=2026, amount_musd=10")
        .add("variants", "variant=v, target=price, filter=material=nd_*, action=multiply, value=0.5");
    macro_rules! widen {
        ($($field:ident: $row:ident,)+) => {
            $(for column in <$row as TableRow>::COLUMNS {
                let (_, header, rows) =
                    toy.tables.iter_mut().find(|(name, ..)| name == stringify!($field)).expect("the toy has every table");
                if !header.iter().any(|name| name == column.name) {
                    header.push(column.name.to_string());
                    rows.iter_mut().for_each(|row| row.push(String::new()));
                }
            })+
        };
    }
    use recoop_case::tables::*;
    recoop_case::each_table!(widen);
    toy
}

/// Numbers that no cell can hold, but that a caller from code can.
fn poison(tables: &mut Tables, which: usize, value: f64) {
    match which % 10 {
        0 => tables.prices.iter_mut().for_each(|row| row.price_usd_per_kg = value),
        1 => tables.recipes.iter_mut().for_each(|row| row.amount = value),
        2 => tables.compositions.iter_mut().for_each(|row| row.share = value),
        3 => tables.recoveries.iter_mut().for_each(|row| row.recovery = value),
        4 => tables.scenarios.iter_mut().for_each(|row| row.probability = value),
        5 => tables.offers.iter_mut().for_each(|row| row.price_factor = Some(value)),
        6 => tables.attacks.iter_mut().for_each(|row| {
            (row.producers_t, row.elasticity, row.max_depth) = (Some(value), Some(value), Some(value));
        }),
        7 => tables.facilities.iter_mut().for_each(|row| row.max_capacity_t_per_year = Some(value)),
        8 => tables.sensitivities.iter_mut().for_each(|row| row.low = Some(value)),
        _ => tables.changes.iter_mut().for_each(|row| row.value = value),
    }
}

fn answer(toy: &Toy, tables: &Tables) -> Result<(), TestCaseError> {
    let faults = check(&toy.settings, tables);
    for fault in &faults {
        prop_assert!(fault.code.starts_with("network::"));
        prop_assert!(!fault.message.is_empty() && !fault.message.ends_with('.'), "{fault}");
        if let Subject::Cell { table, row, column } = &fault.subject {
            prop_assert!(known(tables, table, *row, column), "{fault}");
        }
    }
    if unique(tables) && faults.iter().all(|fault| fault.severity == Severity::Warning) {
        // Whatever has no error can be read.
        let network = resolve(&toy.settings, tables);
        prop_assert_eq!(network.offers.len(), tables.offers.len());
        prop_assert_eq!(network.facilities.len(), tables.facilities.len());
        prop_assert_eq!(network.demands.len(), tables.demands.len());
        prop_assert_eq!(network.stocks.len(), tables.stocks.len());
        prop_assert_eq!(network.markets.len(), tables.markets.len());
        prop_assert_eq!(network.attacks.len(), tables.attacks.len());
        for attack in &network.attacks {
            let touches = attack.offers.len() + attack.plants.len();
            prop_assert!(touches > 0, "{} touches nothing", attack.id);
            let costs = CostLevel::ALL.map(|level| attack.mean_cost_musd(&network.tree, level));
            prop_assert!(costs.iter().any(Option::is_some), "{} has no cost", attack.id);
            // Convex from zero, so that it never falls with depth.
            prop_assert!(costs.iter().flatten().all(|cost| *cost >= 0.0), "{}: {costs:?}", attack.id);
        }
        for row in &tables.sensitivities {
            for value in End::BOTH.into_iter().filter_map(|end| row.at(end)) {
                let swung = resolve_swung(&toy.settings, tables, row, value).unwrap();
                prop_assert_eq!(swung.offers.len(), tables.offers.len());
                prop_assert_eq!(swung.stocks.len(), tables.stocks.len());
            }
        }
    }
    Ok(())
}

/// Whether no id occurs twice: that is for the reader of the tables to find.
fn unique(tables: &Tables) -> bool {
    fn once<'a>(ids: impl Iterator<Item = &'a str>) -> bool {
        let mut seen = BTreeSet::new();
        ids.into_iter().all(|id| seen.insert(id))
    }
    once(tables.elements.iter().map(|row| row.id.as_str()))
        && once(tables.materials.iter().map(|row| row.id.as_str()))
        && once(tables.feeds.iter().map(|row| row.id.as_str()))
        && once(tables.technologies.iter().map(|row| row.id.as_str()))
        && once(tables.scenarios.iter().map(|row| row.id.as_str()))
        && once(tables.regions.iter().map(|row| row.id.as_str()))
        && once(tables.markets.iter().map(|row| row.id.as_str()))
        && once(tables.attacks.iter().map(|row| row.id.as_str()))
}

/// Whether a fault speaks of a row and a column that there are.
fn known(tables: &Tables, table: &str, row: usize, column: &str) -> bool {
    macro_rules! find {
        ($($field:ident: $row:ident,)+) => {
            $(if table == stringify!($field) {
                let columns = <$row as TableRow>::COLUMNS;
                return row < tables.$field.len() && (column.is_empty() || columns.iter().any(|it| it.name == column));
            })+
        };
    }
    use recoop_case::tables::*;
    recoop_case::each_table!(find);
    false
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn no_case_makes_the_check_panic(
        mutations in prop::collection::vec(mutation(), 1..8),
        poisoned in prop::option::weighted(0.1, (any::<usize>(), prop_oneof![Just(f64::NAN), Just(f64::INFINITY), any::<f64>()])),
    ) {
        let mut toy = wide();
        for mutation in &mutations {
            mutation.apply(&mut toy);
        }
        let mut tables = toy.read(|_| {});
        if let Some((which, value)) = poisoned {
            poison(&mut tables, which, value);
        }
        answer(&toy, &tables)?;
    }
}
