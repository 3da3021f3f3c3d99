//! A small case that has everything: two pools, a tree, stocks, builds of three kinds, policies, limits on capital.

use recoop_case::Network;
use recoop_case::resolve::resolve;
use recoop_case::settings::{
    AdversarySettings, FinanceSettings, HorizonSettings, RiskSettings, Settings, SolveSettings,
};
use recoop_case::tables::{TableRow, Tables};

/// Reads rows from text: one line for the columns, then one for each row, cells apart by blanks, `-` for a blank cell.
pub fn rows<R: TableRow>(text: &str) -> Vec<R> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let names: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
    for name in &names {
        assert!(R::COLUMNS.iter().any(|c| c.name == *name), "{} has no column {name}", R::TABLE);
    }
    let read = |line: &str| {
        let cells: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(cells.len(), names.len(), "{line}");
        let cell = |i: usize| {
            let at = names.iter().position(|name| *name == R::COLUMNS[i].name);
            at.map_or("", |at| if cells[at] == "-" { "" } else { cells[at] })
        };
        R::read(cell, |i, message| panic!("{}, {}: {message}", R::TABLE, R::COLUMNS[i].name)).unwrap()
    };
    lines.map(read).collect()
}

/// Years 2030, 2031 and 2032 to 2033 together; what is borrowed, taxed and written off has effects.
pub fn settings() -> Settings {
    Settings {
        name: "hill".into(),
        title: "one hill, three plants".to_string(),
        stages: vec!["mining".into(), "separation".into(), "magnets".into()],
        horizon: HorizonSettings {
            first_year: 2030,
            last_year: 2033,
            period_lengths: vec![1, 1, 2],
            split_at_windows: false,
            base_year: 2029,
            build_years: vec![2030, 2031],
        },
        finance: FinanceSettings {
            discount_rate: 0.07,
            tax_rate: 0.21,
            depreciation: vec![0.6, 0.4],
            debt_share: 0.4,
            debt_rate: 0.05,
            debt_years: 3,
            salvage_share: 0.8,
            pooled_capital: true,
            scale_segments: 3,
        },
        risk: RiskSettings { weight: 0.3, tail: 0.5 },
        adversary: AdversarySettings::default(),
        solve: SolveSettings::default(),
        bylaws: Default::default(),
        backtest: Default::default(),
        check: Default::default(),
    }
}

/// The tables of the case.
pub fn tables() -> Tables {
    Tables {
        elements: rows("id counts \n Nd yes \n Ce yes \n Th no"),
        materials: rows(
            "id kind per_feed disposal_cost_usd_per_kg
            concentrate concentrate yes -
            nd_oxide oxide - -
            ce_oxide oxide - 0
            residue residue - 1.0
            acid reagent - -
            magnet magnet - -",
        ),
        feeds: rows("id \n hill"),
        compositions: rows("feed element share \n hill Nd 0.3 \n hill Ce 0.7 \n hill Th 0.05"),
        technologies: technologies(),
        recipes: rows(
            "technology mode material amount
            separating - acid -2
            sintering - nd_oxide -0.3
            sintering - magnet 1",
        ),
        recoveries: rows(
            "technology element product recovery
            separating Nd nd_oxide 0.9
            separating Ce ce_oxide 0.8
            separating Th residue 1.0",
        ),
        modes: rows("technology capacity_use extra_cost_usd_per_kg \n sintering 1.25 2"),
        regions: rows("id bloc \n us home \n ally ally \n rival adversary"),
        members: rows(
            "id role capital_total_musd capital_per_year_musd tax_rate
            miner supplier 60 50 0.3
            refiner refiner 80 - -
            maker manufacturer - 40 -",
        ),
        facilities: facilities(),
        lanes: rows(
            "from to material cost_usd_per_kg tariff limit_t_per_year first_year last_year
            rival us magnet 0.5 0.1 50 - -
            us ally nd_oxide 0.2 - 5 2031 2031",
        ),
        markets: rows(
            "id region controller \n home us nobody \n friend ally ally \n yard rival adversary \n bazaar rival adversary",
        ),
        offers: rows(
            "market material side limit_t_per_year member first_year
            home acid buy 100 - -
            home nd_oxide sell 40 refiner -
            home ce_oxide sell 10 refiner 2031
            friend nd_oxide sell 5 - -
            yard nd_oxide buy 20 maker -
            bazaar magnet buy 1 - -
            yard magnet buy 1 - -",
        ),
        prices: rows(
            "market material year price_usd_per_kg scenario
            home acid 2030 0.4 -
            home nd_oxide 2030 70 -
            home nd_oxide 2033 76 -
            home nd_oxide 2031 40 bad
            home ce_oxide 2030 1 -
            friend nd_oxide 2030 75 -
            yard nd_oxide 2030 50 -
            yard magnet 2030 60 -
            bazaar magnet 2030 55 -",
        ),
        demands: rows(
            "id end_use member region material priority value_usd_per_kg shortage_cost_usd_per_kg origin_rule_from \
             service_level service_probability
            jets motors maker us magnet defense 300 500 2031 0.5 0.6
            cars motors - us magnet commercial 90 40 - - -",
        ),
        quantities: rows("demand year quantity_t_per_year \n jets 2030 2 \n cars 2030 10"),
        stocks: rows(
            "material region initial_t limit_t holding_cost_usd_per_kg reserve_t reserve_from release_in final_t member
            magnet us 2 10 0.5 1 2030 bad 0.5 miner",
        ),
        scenarios: rows("id parent first_year probability \n root - 2030 1 \n good root 2031 0.6 \n bad root 2031 0.4"),
        changes: rows("scenario target filter action value \n bad availability facility=press multiply 0.9"),
        policies: rows(
            "id kind filter value limit_t_per_year first_year
            grant capex_grant technology=separating 0.1 - -
            credit investment_credit stage=separation 0.05 - -
            wages production_credit technology=separating 0.2 - 2031
            ore_bonus production_payment facility=hill_mine 0.05 - -
            floor price_floor material=nd_oxide;region=us 80 6 2031",
        ),
        ..Tables::default()
    }
}

fn technologies<R: TableRow>() -> Vec<R> {
    rows(
        "id stage mines treats variable_cost_usd_per_kg fixed_cost_usd_per_kg capex_ref_musd size_ref_t_per_year capex_exponent \
         construction_years lifetime_years ramp
        digging mining concentrate - 1 0.1 4 100 - 1 1 -
        separating separation - concentrate 3 0.5 30 50 0.6 1 20 0.5
        sintering magnets - - 5 - 12 10 - 1 15 -",
    )
}

fn facilities<R: TableRow>() -> Vec<R> {
    rows(
        "id member region technology feed status capacity_t_per_year reserve_t max_capacity_t_per_year max_builds min_size_t_per_year module_t_per_year \
         opening_cost_musd last_build_year
        hill_mine miner us digging hill existing 100 500 150 - - - - -
        plant refiner us separating - candidate - - 100 - 20 - 5 2030
        press maker us sintering - candidate - - 60 4 - 10 3 -
        rival_press - rival sintering - existing 50 - - - - - - -",
    )
}

/// The network of the case.
pub fn network() -> Network {
    resolve(&settings(), &tables())
}
