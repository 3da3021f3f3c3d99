//! Random parts of a case: ties of prices to a history, outages, delays.

use crate::toy::{Toy, expect, toy};

fn tie(text: &str) -> Toy {
    // Six years of history that follow another: from 2019 with the row of 2020 to 2025.
    let year = |toy: Toy, year: i32| {
        toy.add("prices", &format!("market=shanghai, material=nd_oxide, year={year}, price_usd_per_kg=50"))
    };
    [2019, 2021, 2022, 2023, 2024, 2025].into_iter().fold(toy(), year).add("price_links", text)
}

#[test]
fn a_tie_leads_to_a_history() {
    expect(tie("market=shanghai, material=nd_oxide"), &[]);
    expect(tie("filter=market=texas; side=sell, market=shanghai, material=nd_oxide, share=0.5"), &[]);
    expect(
        toy().add("price_links", "market=shanghai, material=nd_oxide"),
        &[
            "warning: price_links row 1, material: `nd_oxide` at `shanghai` has 1 year with a price before 2026, of which 0 follow another: 6 are needed, and linked prices stay as in the case [network::history] -> give its prices of past years in `prices`",
        ],
    );
    expect(
        tie("market=texas, material=nd_oxide"),
        &[
            "price_links row 1, material: `nd_oxide` at `texas` has no history: no price before 2026 without scenario [network::history] -> give its prices of past years in `prices`",
        ],
    );
    expect(
        tie("filter=material=nd_oxid, market=shanghai, material=nd_oxide"),
        &[
            "price_links row 1, filter: `material=nd_oxid` matches nothing here [network::touches_nothing] -> did you mean `nd_oxide`?",
        ],
    );
    expect(
        tie("market=shanghai, material=nd_oxide, share=0"),
        &[
            "price_links row 1, share: `share` is 0, so this row has no effect [network::no_effect] -> leave the row out",
        ],
    );
}

#[test]
fn a_tie_names_what_exists() {
    let faults = tie("market=shangai, material=nd_oxid").faults();
    let found: Vec<_> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(found, ["network::unknown_id", "network::unknown_id"]);
}

#[test]
fn history_is_above_nothing() {
    let zero = toy()
        .add("prices", "market=shanghai, material=nd_oxide, year=2021, price_usd_per_kg=0")
        .add("price_links", "market=shanghai, material=nd_oxide");
    expect(
        zero,
        &[
            "prices row 6, price_usd_per_kg: history that `price_links` rests on has to be above 0, found 0 [network::range]",
            "warning: price_links row 1, material: `nd_oxide` at `shanghai` has 2 years with a price before 2026, of which 1 follow another: 6 are needed, and linked prices stay as in the case [network::history] -> give its prices of past years in `prices`",
        ],
    );
    let below = toy()
        .add("prices", "market=shanghai, material=nd_oxide, year=2021, price_usd_per_kg=-1")
        .add("price_links", "market=shanghai, material=nd_oxide");
    expect(
        below,
        &[
            "prices row 6, price_usd_per_kg: expected 0 or more, found -1 [network::range]",
            "warning: price_links row 1, material: `nd_oxide` at `shanghai` has 2 years with a price before 2026, of which 1 follow another: 6 are needed, and linked prices stay as in the case [network::history] -> give its prices of past years in `prices`",
        ],
    );
}

#[test]
fn outages_and_delays_make_sense() {
    expect(toy().add("outages", "id=a, filter=stage=separation, per_year=0.1, mean_years=0.5"), &[]);
    expect(toy().add("delays", "id=a, filter=facility=column, probability=0.5, mean_years=1.5"), &[]);
    expect(
        toy().add("outages", "id=a, filter=facility=pits, per_year=0, mean_years=200, loss=2"),
        &[
            "outages row 1, filter: `facility=pits` matches nothing here [network::touches_nothing] -> did you mean `pit`?",
            "outages row 1, per_year: expected more than 0, found 0 [network::range]",
            "outages row 1, mean_years: expected at most 100, found 200 [network::range]",
            "outages row 1, loss: expected a share above 0, up to 1, found 2 [network::range] -> 0.02 is 2%",
        ],
    );
    expect(
        toy().add("delays", "id=a, probability=0, mean_years=0.5"),
        &[
            "delays row 1, probability: expected a share above 0, up to 1, found 0 [network::range]",
            "delays row 1, mean_years: delays are whole years: expected a mean of at least 1, found 0.5 [network::range]",
        ],
    );
}

#[test]
fn the_closest_row_that_fits_counts() {
    expect(
        tie("filter=material=nd_oxide, market=shanghai, material=nd_oxide")
            .add("price_links", "filter=material=nd_oxide, market=shanghai, material=nd_oxide"),
        &[
            "price_links row 2, filter: closer rows reach all that it matches; the closest that fits counts [network::touches_nothing]",
        ],
    );
    let outages = |first: &str, second: &str| {
        toy()
            .add("outages", &format!("id=a, {first}per_year=0.1, mean_years=0.5"))
            .add("outages", &format!("id=b, {second}per_year=0.2, mean_years=0.5"))
    };
    expect(outages("filter=stage=separation, ", ""), &[]);
    expect(outages("", "filter=stage=separation, "), &[]);
    expect(
        outages("filter=stage=separation, ", "filter=stage=separation, "),
        &[
            "outages row 2, filter: closer rows reach all that it matches; the closest that fits counts [network::touches_nothing]",
        ],
    );
    expect(
        toy()
            .add("delays", "id=a, probability=0.5, mean_years=1")
            .add("delays", "id=b, filter=facility=*, probability=0.5, mean_years=1"),
        &[
            "delays row 1, filter: closer rows reach all that it matches; the closest that fits counts [network::touches_nothing]",
        ],
    );
}

#[test]
fn chance_knows_slips_of_the_keyboard() {
    expect(
        tie("market=shanghai, material=nd_oxide, share=1e9"),
        &["price_links row 1, share: expected a share from -10 to 10, found 1000000000 [network::range]"],
    );
    expect(
        toy().add("outages", "id=a, per_year=1000, mean_years=0.5"),
        &["outages row 1, per_year: expected at most 365, one a day, found 1000 [network::range]"],
    );
}
