//! Tiny networks for tests, written as the text of their tables.

use recoop::formulation::{Formulation, formulate};
use recoop::plan::audit::audit;
use recoop::plan::sensitivities::{Sensitivities, sensitivities};
use recoop::plan::{NoProgress, Plan, PlanError, PlanOptions, solve};
use recoop_case::Network;
use recoop_case::check::check;
use recoop_case::edit::sensitivities::resolve_swung;
use recoop_case::fault::Severity;
use recoop_case::resolve::resolve;
use recoop_case::settings::{
    AdversarySettings, FinanceSettings, HorizonSettings, RiskSettings, Settings, SolveSettings,
};
use recoop_case::tables::{TableRow, Tables};

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
            split_at_windows: false,
            base_year: first_year,
            build_years: Vec::new(),
        },
        finance: FinanceSettings { discount_rate: 0.0, salvage_share: 0.0, ..FinanceSettings::default() },
        risk: RiskSettings::default(),
        adversary: AdversarySettings::default(),
        solve: SolveSettings::default(),
        bylaws: Default::default(),
        backtest: Default::default(),
        check: Default::default(),
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
        use recoop_case::tables::{$($row),+};
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
recoop_case::each_table!(fill);

/// The network of tables; a scenario that starts in year 0 starts with the horizon.
pub fn network(settings: &Settings, tables: Tables) -> Network {
    resolve(settings, &sound(settings, tables))
}

/// Tables that the rules of validity let pass; a scenario that starts in year 0 starts with the horizon.
fn sound(settings: &Settings, mut tables: Tables) -> Tables {
    for scenario in tables.scenarios.iter_mut().filter(|s| s.first_year == 0) {
        scenario.first_year = settings.horizon.first_year;
    }
    // A toy that the rules of validity refuse would prove nothing.
    let faults: Vec<String> = check(settings, &tables)
        .iter()
        .filter(|fault| fault.severity == Severity::Error)
        .map(ToString::to_string)
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    tables
}

/// A toy case that is changed piece by piece before it is planned.
#[derive(Clone)]
pub struct Case {
    settings: Settings,
    parts: Vec<(&'static str, String)>,
}

impl Case {
    /// The chain of [`chain`] over some years.
    pub fn chain(first_year: i32, last_year: i32) -> Self {
        Self::of(first_year, last_year, &chain())
    }

    /// The works of [`works`] over some years.
    pub fn works(first_year: i32, last_year: i32) -> Self {
        Self::of(first_year, last_year, &works())
    }

    fn of(first_year: i32, last_year: i32, parts: &[(&'static str, &str)]) -> Self {
        let parts = parts.iter().map(|(name, text)| (*name, (*text).to_string())).collect();
        Self { settings: settings(first_year, last_year), parts }
    }

    /// The same with a table in place of what there was of that name.
    pub fn table(mut self, name: &'static str, text: &str) -> Self {
        self.parts.retain(|(other, _)| *other != name);
        self.parts.push((name, text.to_string()));
        self
    }

    /// The same with rows added to a table that is there.
    pub fn add(mut self, name: &'static str, lines: &str) -> Self {
        let (_, text) = self.parts.iter_mut().find(|(other, _)| *other == name).expect("a table to add rows to");
        text.push('\n');
        text.push_str(lines);
        self
    }

    /// The same with changed settings.
    pub fn set(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// The same on a tree that parts in `year`: `boom` with probability `probability`, else `bust`.
    pub fn fork(self, year: i32, probability: f64) -> Self {
        let rest = 1.0 - probability;
        self.table(
            "scenarios",
            &format!(
                "id, parent, first_year, probability
                 now, , 0, 1
                 boom, now, {year}, {probability}
                 bust, now, {year}, {rest}"
            ),
        )
    }

    /// A chain with a row of every family that remains once plants stand: two scenarios from 2032 on, periods of two years, a
    /// mine that opens within one of them, plants that are built and ramp up, duties and floors at two markets each.
    pub fn standing() -> Self {
        Self::chain(2030, 2035)
            .fork(2032, 0.5)
            .set(|s| {
                s.finance.discount_rate = 0.1;
                s.horizon.period_lengths = vec![2, 2, 2];
            })
            .table("regions", "id, bloc\nus, home\ncn, adversary")
            .table(
                "technologies",
                "id, stage, mines, treats, variable_cost_usd_per_kg, ramp
                 mine, mining, concentrate, , 2,
                 separation, separation, , concentrate, 4, 0.5;0.8",
            )
            .table(
                "facilities",
                "id, member, region, technology, feed, status, capacity_t_per_year, reserve_t, online_year, max_capacity_t_per_year, max_builds, \
                 capex_ref_musd, size_ref_t_per_year, capex_exponent, module_t_per_year, construction_years, lifetime_years
                 hill_mine, miner, us, mine, hill, existing, 10, 45, , , , , , , , ,
                 new_mine, miner, us, mine, hill, construction, 30, 100, 2031, , , , , , , ,
                 plant, refiner, us, separation, , existing, 20, , , , , , , , , ,
                 hall, refiner, us, separation, , candidate, , , , 80, , 0.1, 80, 0.6, , 1, 20
                 rack, refiner, us, separation, , candidate, , , , 60, , 0.1, 20, , 20, 1, 20",
            )
            .table("lanes", "from, to, material, limit_t_per_year, tariff\ncn, us, nd_oxide, 50, 0.1")
            .add("markets", "mill, us, nobody\nshanghai, cn, adversary\nningbo, cn, adversary")
            .add("offers", "mill, nd_oxide, sell, 5\nshanghai, nd_oxide, buy, 5\nningbo, nd_oxide, buy, 3")
            .add("prices", "mill, nd_oxide, 2030, 50\nshanghai, nd_oxide, 2030, 70\nningbo, nd_oxide, 2030, 65")
            .table(
                "demands",
                "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
                 motors, motors, refiner, us, nd_oxide, defense, 90, 60",
            )
            .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 12\nmotors, 2032, 16")
            .table("stocks", "material, region, initial_t, reserve_t, limit_t\nnd_oxide, us, 6, 2, 50")
            .table("policies", "id, kind, filter, value, limit_t_per_year\nfloor, price_floor, material=nd_oxide, 75, 40")
    }

    /// Its settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Its tables.
    pub fn tables(&self) -> Tables {
        let parts: Vec<(&str, &str)> = self.parts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        tables(&parts)
    }

    /// Its network.
    pub fn network(&self) -> Network {
        network(&self.settings, self.tables())
    }

    /// Its program.
    pub fn formulation(&self) -> Formulation {
        formulate(&self.network())
    }

    /// Its optimal plan, or why there is none.
    pub fn try_plan(&self) -> Result<(Network, Plan), PlanError> {
        let network = self.network();
        let options = PlanOptions { gap: 1e-12, threads: 1, ..PlanOptions::from_network(&network) };
        let plan = solve(&network, &options, &mut NoProgress)?;
        assert!(plan.status.proven(), "{:?}", plan.status);
        // Every plan of every test is recomputed from its values alone.
        let audit = audit(&network, &plan.reported());
        assert!(audit.passed(), "{:#?}", audit.breaches);
        Ok((network, plan))
    }

    /// Its optimal plan.
    pub fn plan(&self) -> (Network, Plan) {
        self.try_plan().unwrap()
    }

    /// What comes of its sensitivities, on some threads; or why it has no plan.
    pub fn try_sensitivities(&self, threads: usize) -> Result<Sensitivities, PlanError> {
        let tables = sound(&self.settings, self.tables());
        let network = resolve(&self.settings, &tables);
        let options = PlanOptions { threads, ..PlanOptions::from_network(&network) };
        sensitivities(&self.settings, &tables, &options, &mut NoProgress)
    }

    /// What comes of its sensitivities.
    pub fn sensitivities(&self) -> Sensitivities {
        self.try_sensitivities(1).unwrap()
    }

    /// Its network with its first sensitivity at `value`.
    pub fn swung(&self, value: f64) -> Network {
        let tables = sound(&self.settings, self.tables());
        resolve_swung(&self.settings, &tables, &tables.sensitivities[0], value).unwrap()
    }

    /// The objective of its optimal plan, MUSD.
    pub fn objective(&self) -> f64 {
        self.plan().1.status.objective
    }
}

/// Holds a number against what the hand says.
#[track_caller]
pub fn assert_near(found: f64, by_hand: f64) {
    assert!((found - by_hand).abs() <= 1e-9 * by_hand.abs().max(1.0), "found {found}, by hand {by_hand}");
}

/// One plant that melts scrap, bought at 2 USD/kg, for 1 USD/kg to metal, sold at 13: 10 thousand USD for each tonne.
pub fn works() -> Vec<(&'static str, &'static str)> {
    vec![
        ("materials", "id, kind\nscrap, scrap\nmetal, metal"),
        ("technologies", "id, stage, variable_cost_usd_per_kg\nmelting, metal, 1"),
        ("recipes", "technology, material, amount\nmelting, scrap, -1\nmelting, metal, 1"),
        ("regions", "id, bloc\nus, home"),
        ("members", "id, role\nsmith, manufacturer"),
        (
            "facilities",
            "id, member, region, technology, status, capacity_t_per_year\nworks, smith, us, melting, existing, 100",
        ),
        ("markets", "id, region, controller\nworld, us, nobody"),
        ("offers", "market, material, side\nworld, scrap, buy\nworld, metal, sell"),
        ("prices", "market, material, year, price_usd_per_kg\nworld, scrap, 2030, 2\nworld, metal, 2030, 13"),
    ]
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
            "id, member, region, technology, feed, status, capacity_t_per_year
             hill_mine, miner, us, mine, hill, existing, 100
             plant, refiner, us, separation, , existing, 80",
        ),
        ("markets", "id, region, controller\nworld, us, nobody"),
        ("offers", "market, material, side, limit_t_per_year\nworld, nd_oxide, sell, 1000\nworld, ce_oxide, sell, 20"),
        ("prices", "market, material, year, price_usd_per_kg\nworld, nd_oxide, 2030, 60\nworld, ce_oxide, 2030, 3"),
    ]
}
