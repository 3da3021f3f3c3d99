//! Money of firms in another unit, volumes and times that are far from the case, interest that counts twice.

use crate::slips::warns;
use crate::toy::{Toy, expect, toy};

/// A miner with everything in proportion.
fn firm() -> Toy {
    toy()
        .add("finances", "member=miner, opening_cash_musd=15, undrawn_credit_musd=5, minimum_cash_musd=2, overhead_musd_per_year=1")
        .add("debts", "id=notes, member=miner, principal_musd=20, rate=0.05, repayment=bullet, last_year=2040")
        .add("cash_events", "id=round, member=miner, kind=equity, year=2027, amount_musd=5")
        .add("share_windows", "id=shares, member=miner, market=shanghai, material=nd_oxide, opens_above_usd_per_kg=60, open_musd_per_year=10")
        .add("credit_lines", "id=line, member=miner, amount_musd=5, share_window=shares")
        .add("outputs", "facility=pit, year=2026, output_t=1000")
        .add("reported_financials", "member=miner, measure=cash, year=2026, amount_musd=12")
        .add("attacks", "id=cut, kind=price, filter=material=nd_oxide, max_depth=0.5, producers_t=1000")
        .add("outages", "id=break, filter=facility=pit, per_year=0.1, mean_years=0.5")
        .with(|s| s.check.accept = vec!["network::window_in_bylaws share_windows".into()])
}

#[test]
fn a_firm_in_proportion_draws_no_warning() {
    expect(firm(), &[]);
}

/// Dollars in place of millions.
#[test]
fn money_of_firms_is_held_against_what_plants_make() {
    for (table, row, column, key) in [
        ("finances", "miner", "opening_cash_musd", "miner"),
        ("finances", "miner", "undrawn_credit_musd", "miner"),
        ("debts", "notes", "principal_musd", "notes"),
        ("cash_events", "round", "amount_musd", "round"),
        ("share_windows", "shares", "open_musd_per_year", "shares"),
        ("credit_lines", "line", "amount_musd", "line"),
        ("reported_financials", "1", "amount_musd", "miner/cash/2026"),
    ] {
        let name = format!("network::purse_ratio {table} {key} {column}");
        warns(firm().set(table, row, column, "15000000"), &name, "what its plants can make in a year");
    }
    let name = "network::purse_ratio finances miner overhead_musd_per_year";
    warns(firm().set("finances", "miner", "overhead_musd_per_year", "1000000"), name, "1000000 MUSD/yr is");
    // A member without plants.
    let user = |cash: &str| firm().add("finances", &format!("member=motors, opening_cash_musd={cash}"));
    expect(user("0.01"), &[]);
    let name = "network::purse_ratio finances motors opening_cash_musd";
    warns(user("15000000"), name, "what all plants can make in a year");
    expect(user("15000000").with(|s| s.check.accept.push(name.into())), &[]);
}

#[test]
fn levels_of_windows_are_held_against_prices() {
    let name = "network::price_ratio share_windows shares opens_above_usd_per_kg";
    warns(
        firm().set("share_windows", "shares", "opens_above_usd_per_kg", "60000"),
        name,
        "60000 USD/kg is 1000 times the median price of `nd_oxide`, 60",
    );
}

#[test]
fn outputs_and_volumes_are_held_against_the_case() {
    let name = "network::quantity_ratio outputs pit/2026 output_t";
    warns(
        firm().set("outputs", "1", "output_t", "1000000"),
        name,
        "1000000 t is 1000 times the capacity of `pit` in a year, 1000",
    );
    let name = "network::quantity_ratio outputs pit/2027/1 output_t";
    let quarter = firm().add("outputs", "facility=pit, year=2027, quarter=1, output_t=1000");
    warns(quarter, name, "1000 t is 4 times the capacity of `pit` in a quarter, 250");
    for column in ["producers_t", "treasury_t", "nation_t"] {
        let volumes = firm().set("attacks", "cut", "producers_t", "1000000").set("attacks", "cut", column, "1000000");
        warns(
            volumes,
            &format!("network::quantity_ratio attacks cut {column}"),
            "times what the case has of it in a year",
        );
    }
    let loss = firm()
        .add("attacks", "id=stop, kind=equipment, filter=facility=vat, max_depth=0.5, loss_musd_per_year=5000000");
    warns(loss, "network::purse_ratio attacks stop loss_musd_per_year", "what all plants can make in a year");
}

#[test]
fn times_and_rates_are_held_against_the_horizon() {
    let long = firm().set("outages", "break", "mean_years", "30");
    warns(
        long.clone(),
        "network::unusual outages break mean_years",
        "30 years is 3 times the years of the horizon, 10",
    );
    warns(long, "network::unusual outages break per_year", "3 years of outages a year is 3 times a year, 1");
    let delay = firm().add("delays", "id=late, filter=facility=column, probability=0.5, mean_years=30");
    warns(delay, "network::unusual delays late mean_years", "30 years is 3 times the years of the horizon, 10");
    warns(
        firm().set("debts", "notes", "last_year", "2131"),
        "network::far_year debts notes last_year",
        "2131 is far from the horizon, 2026 to 2035",
    );
    expect(
        firm().set("debts", "notes", "last_year", "20311"),
        &["debts row 1, last_year: expected a whole number, from 1800 to 2200, found 20311 [network::range]"],
    );
    for rate in ["0.5", "0.8", "1"] {
        warns(
            firm().set("debts", "notes", "rate", rate),
            "network::unusual debts notes rate",
            "mostly it is 0.001 to 0.4",
        );
    }
}

#[test]
fn interest_and_repayment_count_once() {
    let paid =
        |kind: &str, year: &str| format!("id={kind}{year}, member=miner, kind={kind}, year={year}, amount_musd=-1");
    let twice = |table: &str, kind: &str, year: &str, rest: &str| {
        format!(
            "warning: cash_events row 2, kind: `{table}` has {kind} of `miner` in {year}, too: both count{rest} [network::debts_twice] -> leave out what `{table}` has"
        )
    };
    // Interest of the notes is 1 MUSD a year.
    let interest = firm().add("cash_events", &paid("interest", "2026"));
    expect(interest.clone(), &[&twice("debts", "interest", "2026", "")]);
    expect(
        interest.add("cash_events", &paid("interest", "2027")),
        &[&twice("debts", "interest", "2026", "; rows like it: 2")],
    );
    let both = firm().set("finances", "miner", "interest_musd_per_year", "1.05");
    expect(
        both,
        &[
            "warning: finances row 1, interest_musd_per_year: 1.05 MUSD/yr, and 1 on what `miner` owes in `debts`: both count [network::debts_twice] -> `finances` has interest on debts that `debts` does not list",
        ],
    );
    // Other debts, and years in which nothing is due.
    expect(firm().set("finances", "miner", "interest_musd_per_year", "0.5"), &[]);
    expect(firm().add("cash_events", &paid("repayment", "2030")), &[]);
    let bullet = firm().set("debts", "notes", "last_year", "2030").add("cash_events", &paid("repayment", "2030"));
    expect(bullet, &[&twice("debts", "repayment", "2030", "")]);
    let equal = firm().set("debts", "notes", "repayment", "equal").add("cash_events", &paid("repayment", "2030"));
    expect(equal, &[&twice("debts", "repayment", "2030", "")]);
    let listed = firm().set("debts", "notes", "rate", "").set("finances", "miner", "interest_musd_per_year", "2");
    expect(listed.add("cash_events", &paid("interest", "2026")), &[&twice("finances", "interest", "2026", "")]);
}
