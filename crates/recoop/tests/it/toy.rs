//! Tiny networks for tests, written as the text of their tables.

use recoop::network::Network;
use recoop::network::resolve::resolve;
use recoop::network::settings::{FinanceSettings, HorizonSettings, RiskSettings, Settings, SolveSettings};
use recoop::network::tables::{TableRow, Tables};

/// Settings of a toy: years `first..=last`, one stage, no tax, no discounting.
pub fn settings(first_year: i32, last_year: i32) -> Settings {
    Settings {
        name: "toy".into(),
        title: "A toy".to_string(),
        stages: ["mining", "separation", "metal"].map(Into::into).to_vec(),
        horizon: HorizonSettings {
            first_year,
            last_year,
            period_lengths: Vec::new(),
            base_year: first_year,
            build_years: Vec::new(),
        },
        finance: FinanceSettings { discount_rate: 0.0, salvage_share: 0.0, ..FinanceSettings::default() },
        risk: RiskSettings::default(),
        solve: SolveSettings::default(),
    }
}

/// Rows of one table from comma-separated text with a header line. Spaces around cells do not count.
fn rows<R: TableRow>(text: &str) -> Vec<R> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').map(str::trim).collect();
    for name in &header {
        assert!(R::COLUMNS.iter().any(|c| c.name == *name), "{} has no column `{name}`", R::TABLE);
    }
    let read = |line: &str| {
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        assert_eq!(cells.len(), header.len(), "{}: `{line}`", R::TABLE);
        let cell = |i: usize| {
            let name = R::COLUMNS[i].name;
            header.iter().position(|h| *h == name).map_or("", |at| cells[at])
        };
        R::read(cell, |i, message| panic!("{}: `{line}`: {}: {message}", R::TABLE, R::COLUMNS[i].name))
            .expect("a row without bad cells")
    };
    lines.map(read).collect()
}

macro_rules! fill {
    ($($field:ident : $row:ident,)+) => {
        use recoop::network::tables::{$($row),+};
        /// Tables from `(name, text)` pairs; those that are not named are empty.
        pub fn tables(parts: &[(&str, &str)]) -> Tables {
            let mut tables = Tables::default();
            for (name, text) in parts {
                match *name {
                    $(stringify!($field) => tables.$field = rows::<$row>(text),)+
                    other => panic!("there is no table `{other}`"),
                }
            }
            if tables.scenarios.is_empty() {
                tables.scenarios = rows("id,first_year,probability\nbase,0,1");
            }
            tables
        }
    };
}
recoop::each_table!(fill);

/// The network of tables; a scenario that starts in year 0 starts with the horizon.
pub fn network(settings: &Settings, mut tables: Tables) -> Network {
    for scenario in tables.scenarios.iter_mut().filter(|s| s.first_year == 0) {
        scenario.first_year = settings.horizon.first_year;
    }
    resolve(settings, &tables)
}

/// One mine of a feed with two elements, one separation plant with a co-product, one market.
pub fn chain() -> Vec<(&'static str, &'static str)> {
    vec![
        ("elements", "id\nNd\nCe"),
        (
            "materials",
            "id, kind, per_feed, disposal_cost_usd_per_kg
             concentrate, concentrate, yes,
             nd_oxide, oxide, no,
             ce_oxide, oxide, no, 1",
        ),
        ("feeds", "id\nhill"),
        ("compositions", "feed, element, share\nhill, Nd, 0.25\nhill, Ce, 0.75"),
        (
            "technologies",
            "id, stage, mines, treats, variable_cost_usd_per_kg
             mine, mining, concentrate, , 2
             separation, separation, , concentrate, 4",
        ),
        (
            "recoveries",
            "technology, element, product, recovery
             separation, Nd, nd_oxide, 0.8
             separation, Ce, ce_oxide, 0.8",
        ),
        ("regions", "id, bloc\nus, home"),
        ("members", "id, role\nminer, supplier\nrefiner, refiner"),
        (
            "facilities",
            "id, member, region, technology, feed, status, capacity_t
             hill_mine, miner, us, mine, hill, existing, 100
             plant, refiner, us, separation, , existing, 80",
        ),
        ("markets", "id, region, controller\nworld, us, nobody"),
        ("offers", "market, material, side, limit_t\nworld, nd_oxide, sell, 1000\nworld, ce_oxide, sell, 20"),
        ("prices", "market, material, year, price_usd_per_kg\nworld, nd_oxide, 2030, 60\nworld, ce_oxide, 2030, 3"),
    ]
}
