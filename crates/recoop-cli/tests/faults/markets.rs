//! Floors and duties are worked out from the price at which something is traded, whatever the order of the rows of `markets`.

use recoop::plan::audit::audit;
use recoop::plan::{NoProgress, PlanOptions, solve};
use recoop_case::Network;
use recoop_case::check::check;
use recoop_case::resolve::resolve;
use recoop_case::tables::{LaneRow, MarketRow, OfferRow, PriceRow, TableRow, Tables};
use recoop_io::{CaseRead, read_case};

use crate::command::repository;

fn input(name: &str) -> CaseRead {
    let read = read_case(&repository().join("crates/recoop-cli/tests/faults/inputs/row-order-of-markets").join(name));
    assert!(!read.has_errors(), "{:?}", read.findings);
    read
}

/// The worth of the best plan, which passes its audit, MUSD.
fn optimum(read: &CaseRead) -> f64 {
    let settings = read.settings.clone().unwrap();
    let faults = check(&settings, &read.tables);
    assert!(faults.iter().all(|fault| fault.severity == recoop_case::fault::Severity::Warning), "{faults:?}");
    let network: Network = resolve(&settings, &read.tables);
    let plan = solve(&network, &PlanOptions::from_network(&network), &mut NoProgress).unwrap();
    assert!(plan.status.proven());
    let audit = audit(&network, &plan.reported());
    assert!(audit.passed(), "{:#?}", audit.breaches);
    plan.status.objective
}

#[track_caller]
fn assert_near(found: f64, right: f64) {
    assert!((found - right).abs() < 1e-7 * right.abs(), "found {found}, right {right}");
}

/// A row from `column=cell` pairs.
fn row<R: TableRow>(cells: &[(&str, &str)]) -> R {
    let cell = |at: usize| cells.iter().find(|(name, _)| *name == R::COLUMNS[at].name).map_or("", |(_, cell)| *cell);
    R::read(cell, |at, message| panic!("{}: {message}", R::COLUMNS[at].name)).unwrap()
}

/// Both orders of the markets.
fn both_orders(read: &CaseRead) -> [f64; 2] {
    let mut turned = read.clone();
    turned.tables.markets.reverse();
    [optimum(read), optimum(&turned)]
}

/// 100 t are made of scrap at 2 and 1 of cost, sold at home for 50, topped up by 10 to the floor of 60: 100 (50 + 10 - 3) = 5,700 thousand. Markets
/// abroad that have a price and buy nothing do not count.
#[test]
fn a_floor_tops_up_what_is_sold_at_home() {
    for name in ["floor-dear-first", "floor-cheap-first"] {
        for found in both_orders(&input(name)) {
            assert_near(found, 5.7);
        }
    }
}

fn second_outlet(tables: &mut Tables) {
    tables.markets.push(row::<MarketRow>(&[("id", "stall"), ("region", "home"), ("controller", "nobody")]));
    tables.offers.push(row::<OfferRow>(&[("market", "stall"), ("material", "metal"), ("side", "sell")]));
    tables.prices.push(row::<PriceRow>(&[
        ("market", "stall"),
        ("material", "metal"),
        ("year", "2030"),
        ("price_usd_per_kg", "20"),
    ]));
}

/// The market at home takes 40 t for 50, a stall the rest for 20: each tonne is topped up to 60 from where it is sold, so all bring 60 - 3 = 57.
#[test]
fn each_tonne_is_topped_up_from_the_price_at_which_it_is_sold() {
    let mut read = input("floor-dear-first");
    second_outlet(&mut read.tables);
    read.tables.offers.iter_mut().filter(|offer| offer.market == "world" && offer.material == "metal").for_each(
        |offer| {
            offer.limit_t_per_year = Some(40.0);
        },
    );
    for found in both_orders(&read) {
        assert_near(found, 5.7);
    }
}

/// With `market` the floor goes by one price: at the stall's 20 every tonne gets 40 more, so that all are sold for 50 and bring 50 + 40 - 3.
#[test]
fn a_floor_may_name_its_market() {
    let mut read = input("floor-dear-first");
    second_outlet(&mut read.tables);
    read.tables.policies[0].market = Some("stall".into());
    for found in both_orders(&read) {
        assert_near(found, 8.7);
    }
}

/// 100 t are sold at home for 110 to whoever brings them. Abroad one market asks 10, the other 50; the duty of a tenth is on the 10 that are paid:
/// 100 (110 - 10 - 1) = 9,900 thousand.
#[test]
fn a_duty_is_on_the_price_that_is_paid() {
    let mut read = input("floor-dear-first");
    let tables = &mut read.tables;
    tables.policies.clear();
    tables.lanes.push(row::<LaneRow>(&[("from", "abroad"), ("to", "home"), ("material", "metal"), ("tariff", "0.1")]));
    tables.offers.clear();
    for (market, side, limit) in [("cheap", "buy", "100"), ("dear", "buy", ""), ("world", "sell", "100")] {
        tables.offers.push(row::<OfferRow>(&[
            ("market", market),
            ("material", "metal"),
            ("side", side),
            ("limit_t_per_year", limit),
        ]));
    }
    // The works have no scrap: nobody sells it.
    tables.facilities.iter_mut().for_each(|plant| plant.capacity_t_per_year = Some(1.0));
    tables.offers.push(row::<OfferRow>(&[
        ("market", "world"),
        ("material", "scrap"),
        ("side", "buy"),
        ("limit_t_per_year", "0"),
    ]));
    for price in tables.prices.iter_mut().filter(|price| price.material == "metal") {
        price.price_usd_per_kg = match price.market.as_str() {
            "cheap" => 10.0,
            "dear" => 50.0,
            _ => 110.0,
        };
    }
    for found in both_orders(&read) {
        assert_near(found, 9.9);
    }
    // Half of it from the dear market: 50 (110 - 10 - 1) + 50 (110 - 50 - 5).
    read.tables.offers[0].limit_t_per_year = Some(50.0);
    for found in both_orders(&read) {
        assert_near(found, 7.7);
    }
}

/// A grant pays for all of an opening and of two plants of at most 60 t, one a year, on a site for 100 t. They earn 30 - 2 - 1 USD/kg:
/// 27 (60 + 100) = 4.32 MUSD. A site that costs nothing is opened once all the same, else the audit refuses the plan.
#[test]
fn a_site_that_others_pay_for_is_opened_once() {
    let read = read_case(&crate::inputs("free-opening"));
    assert!(!read.has_errors(), "{:?}", read.findings);
    assert_near(optimum(&read), 4.32);
}
