use crate::toy::{expect, toy};

#[test]
fn lanes_lead_elsewhere() {
    expect(
        toy().set("lanes", "us", "to", "us"),
        &[
            "lanes row 2, to: the lane leads from `us` to itself [network::lane_to_itself] -> inside a region nothing needs a lane",
        ],
    );
    expect(
        toy().set("lanes", "us", "cost_usd_per_kg", "-1"),
        &["lanes row 2, cost_usd_per_kg: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        toy().set("lanes", "cn", "tariff", "-0.1"),
        &["lanes row 1, tariff: expected 0 or more, found -0.1 [network::range]"],
    );
    expect(
        toy().set("lanes", "cn", "limit_t_per_year", "-1"),
        &["lanes row 1, limit_t_per_year: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        toy().set("lanes", "us", "first_year", "2040"),
        &["lanes row 2, first_year: with 2040 no year of the horizon 2026 to 2035 is left [network::years]"],
    );
    expect(
        toy().set("lanes", "us", "last_year", "2020"),
        &["lanes row 2, last_year: with 2020 no year of the horizon 2026 to 2035 is left [network::years]"],
    );
    expect(
        toy().set("lanes", "us", "first_year", "2030").set("lanes", "us", "last_year", "2028"),
        &["lanes row 2, last_year: the last year 2028 comes before the first year 2030 [network::years]"],
    );
    // Years beyond the horizon are cut to it.
    expect(toy().set("lanes", "us", "first_year", "2000").set("lanes", "us", "last_year", "2100"), &[]);
}

#[test]
fn a_tariff_is_a_share_of_a_price() {
    expect(
        toy().set("lanes", "us", "tariff", "0.1"),
        &[
            "lanes row 2, tariff: no market in `us` has a price for `nd_metal`, of which the tariff is a share [network::tariff_without_price] -> add rows of `prices` for a market there, or name the materials in the lane",
        ],
    );
    expect(
        toy().set("lanes", "cn", "material", "*"),
        &[
            "warning: lanes row 1, tariff: no market in `cn` has a price for `nd_metal`, of which the tariff is a share [network::tariff_without_price] -> add rows of `prices` for a market there, or name the materials in the lane",
        ],
    );
    expect(
        toy()
            .set("lanes", "cn", "material", "*")
            .add("offers", "market=shanghai, material=acid, side=buy")
            .add("prices", "market=shanghai, material=acid, year=2026, price_usd_per_kg=1")
            .add("stocks", "material=nd_metal, region=cn, initial_t=1"),
        &[
            "warning: lanes row 1, tariff: no market in `cn` has a price for `nd_metal`, of which the tariff is a share [network::tariff_without_price] -> add rows of `prices` for a market there, or name the materials in the lane",
        ],
    );
    expect(
        toy().add("changes", "scenario=crash, target=tariff, filter=from=us, action=set, value=0.5"),
        &[
            "changes row 3, filter: nothing that it matches has a price at a market where the lane begins [network::tariff_without_price] -> a tariff is a share of that price: add rows of `prices`",
        ],
    );
    expect(toy().add("changes", "scenario=crash, target=tariff, filter=from=cn, action=set, value=0.5"), &[]);
}

#[test]
fn offers_have_prices_and_steps() {
    expect(
        toy().set("offers", "texas/acid", "price_factor", "-1"),
        &["offers row 3, price_factor: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        toy().set("offers", "texas/acid", "limit_t_per_year", "-1"),
        &["offers row 3, limit_t_per_year: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        toy().set("offers", "texas/acid", "step", "0"),
        &["offers row 3, step: expected a whole number, 1 or more, found 0 [network::range]"],
    );
    expect(
        toy().set("offers", "texas/acid", "first_year", "2040"),
        &["offers row 3, first_year: with 2040 no year of the horizon 2026 to 2035 is left [network::years]"],
    );
    expect(
        toy().set("offers", "texas/acid", "price_add_usd_per_kg", "-0.5"),
        &[
            "offers row 3, price_add_usd_per_kg: it makes the price of `acid` in 2026 -0.2 USD/kg, below 0 [network::price_below_zero]",
        ],
    );
    expect(
        toy().add("offers", "market=texas, material=acid, side=buy, step=1"),
        &[
            "offers row 5, step: row 3 is already step 1 of the offer to buy `acid` [network::duplicate_step] -> number the steps 1, 2, ...",
        ],
    );
    expect(toy().add("offers", "market=texas, material=acid, side=buy, step=2, price_factor=1.2"), &[]);
    expect(
        toy().drop("prices", "texas/acid"),
        &[
            "offers row 3, material: `prices` has no price for `acid` at `texas` [network::no_price] -> add rows of `prices` without a scenario",
        ],
    );
    expect(
        toy().set("prices", "texas/acid", "scenario", "crash"),
        &[
            "offers row 3, material: `prices` has a price in some scenarios only, and none at the root of the tree for `acid` at `texas` [network::no_price] -> add rows of `prices` without a scenario",
        ],
    );
    expect(toy().set("prices", "texas/acid", "scenario", "now"), &[]);
    expect(
        toy().set("prices", "texas/acid", "price_usd_per_kg", "-1"),
        &["prices row 4, price_usd_per_kg: expected 0 or more, found -1 [network::range]"],
    );
    expect(toy().set("prices", "texas/acid", "price_usd_per_kg", "0"), &[]);
}

#[test]
fn years_are_those_of_the_calendar() {
    expect(
        toy().set("prices", "texas/acid", "year", "2147483647"),
        &["prices row 4, year: expected a whole number, from 1800 to 2200, found 2147483647 [network::range]"],
    );
    expect(
        toy().set("quantities", "1", "year", "-1"),
        &["quantities row 1, year: expected a whole number, from 1800 to 2200, found -1 [network::range]"],
    );
    expect(
        toy().set("facilities", "pit", "retire_year", "20300"),
        &["facilities row 1, retire_year: expected a whole number, from 1800 to 2200, found 20300 [network::range]"],
    );
    expect(
        toy().set("lanes", "us", "last_year", "20300"),
        &["lanes row 2, last_year: expected a whole number, from 1800 to 2200, found 20300 [network::range]"],
    );
}

#[test]
fn nothing_is_bought_and_sold_again_at_a_gain() {
    expect(
        toy().set("offers", "2", "price_factor", "1.1"),
        &[
            "offers row 2, price_factor: between 2026 and 2035 `nd_oxide` sells at `shanghai` for more than it costs there: 79.2 against 72 USD/kg in row 1 [network::arbitrage] -> a selling price above the buying price makes money from nothing",
        ],
    );
    expect(toy().set("offers", "2", "price_factor", "1"), &[]);
    expect(
        toy().set("offers", "2", "price_factor", "1.1").set("offers", "2", "last_year", "2027").set(
            "offers",
            "1",
            "first_year",
            "2028",
        ),
        &[],
    );
    // 5 USD/kg on top exceed a tenth of the price only while that is below 50: in the crash.
    expect(
        toy().set("offers", "2", "price_add_usd_per_kg", "5"),
        &[
            "offers row 2, price_factor: between 2029 and 2035 `nd_oxide` sells at `shanghai` for more than it costs there: 41 against 40 USD/kg in row 1 [network::arbitrage] -> a selling price above the buying price makes money from nothing",
        ],
    );
    expect(toy().drop("prices", "3").set("offers", "2", "price_add_usd_per_kg", "5"), &[]);
}

#[test]
fn members_have_purses_that_are_not_negative() {
    expect(
        toy().set("members", "miner", "capital_total_musd", "-1"),
        &["members row 1, capital_total_musd: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        toy().set("members", "miner", "capital_per_year_musd", "-1"),
        &["members row 1, capital_per_year_musd: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        toy().set("members", "miner", "tax_rate", "1"),
        &["members row 1, tax_rate: expected a share from 0 to below 1, found 1 [network::range]"],
    );
}
