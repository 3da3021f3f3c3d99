//! Facts of past years, and what the tables may say of the past once there are some.

use crate::toy::{Toy, expect, toy};

fn fact(text: &str) -> Toy {
    toy().add("observations", &format!("id=new, {text}"))
}

#[test]
fn a_fact_speaks_of_something_that_exists() {
    expect(fact("year=2024, measure=made, filter=material=ce_oxide; stage=separation, low=1, observed=2, high=3"), &[]);
    expect(fact("year=2024, measure=made, filter=material=concentrate@hill, low=1, observed=2, high=3"), &[]);
    expect(fact("year=2024, measure=net_import_share, filter=material=kind:oxide, low=0, observed=1, high=1"), &[]);
    expect(fact("year=2024, measure=revenue, filter=member=miner, low=-1, observed=2, high=3"), &[]);
    expect(
        fact("year=2024, measure=made, filter=material=nd_oxid, low=1, observed=2, high=3"),
        &["observations row 1, filter: `material=nd_oxid` matches nothing here [network::touches_nothing]"],
    );
    expect(
        fact("year=2024, measure=made, filter=material=nd_metal; facility=pit, low=1, observed=2, high=3"),
        &[
            "observations row 1, filter: the filter matches nothing: each filter matches, but nothing matches all of them [network::touches_nothing]",
        ],
    );
    expect(
        fact("year=2024, measure=home_share, filter=stage=metals, low=0, observed=0, high=1"),
        &[
            "observations row 1, filter: `stage=metals` matches nothing here [network::touches_nothing] -> did you mean `metal`?",
        ],
    );
    expect(
        fact("year=2024, measure=sold, filter=stage=metal, low=0, observed=0, high=1"),
        &[
            "observations row 1, filter: `stage` cannot be filtered by here, only `market`, `material`, `member` [network::bad_filter]",
        ],
    );
}

#[test]
fn a_fact_is_past_and_inside_its_own_band() {
    expect(
        fact("year=2026, measure=short, low=0, observed=0, high=1"),
        &["observations row 1, year: 2026 is not before the horizon, which begins in 2026 [network::years]"],
    );
    expect(
        fact("year=2024, measure=short, low=1, observed=0, high=2"),
        &["observations row 1, observed: 0 lies outside its own band, 1 to 2 [network::band]"],
    );
    expect(
        fact("year=2024, measure=short, low=0, observed=2, high=1"),
        &["observations row 1, observed: 2 lies outside its own band, 0 to 1 [network::band]"],
    );
}

#[test]
fn the_tables_speak_of_the_past_where_there_are_facts() {
    let past = |toy: Toy| {
        toy.add("offers", "market=texas, material=ce_oxide, side=sell, step=2, price_factor=0.5, first_year=2024, last_year=2024")
            .add("changes", "scenario=now, target=availability, filter=facility=pit, action=set, value=0.5, first_year=2024, last_year=2024")
    };
    let fact = "year=2024, measure=short, low=0, observed=0, high=1";
    expect(past(self::fact(fact)), &[]);
    expect(
        past(toy()),
        &[
            "offers row 5, last_year: with 2024 no year of the horizon 2026 to 2035 is left [network::years]",
            "changes row 3, filter: what the filter matches does not exist between 2024 and 2024 [network::touches_nothing]",
            "changes row 3, first_year: 2024 is outside `now`, which lasts from 2026 to 2035 [network::years]",
            "changes row 3, last_year: 2024 is outside `now`, which lasts from 2026 to 2035 [network::years]",
        ],
    );
    // The past belongs to no future.
    expect(
        self::fact(fact).add("changes", "scenario=crash, target=availability, filter=facility=pit, action=set, value=0.5, first_year=2024, last_year=2030"),
        &["changes row 3, first_year: 2024 is outside `crash`, which lasts from 2029 to 2035 [network::years]"],
    );
}

#[test]
fn a_stock_was_filled_before_the_horizon() {
    expect(toy().set("stocks", "nd_oxide", "filled_from", "2025"), &[]);
    expect(
        toy().set("stocks", "nd_oxide", "filled_from", "2026"),
        &["stocks row 1, filled_from: 2026 is not before the horizon, which begins in 2026 [network::years]"],
    );
    expect(
        toy().set("stocks", "nd_oxide", "filled_from", "2025").set("stocks", "nd_oxide", "initial_t", "").set(
            "stocks",
            "nd_oxide",
            "reserve_from",
            "2030",
        ),
        &["stocks row 1, filled_from: `filled_from` has no meaning without `initial_t` [network::no_effect]"],
    );
}
