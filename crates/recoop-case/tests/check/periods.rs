//! What a period of several years cannot show.

use crate::toy::{Toy, expect, toy};

/// The toy in periods of three, three and four years, without a rule of origin and with a plant that is there at once.
fn in_periods() -> Toy {
    toy().with(|s| s.horizon.period_lengths = vec![3, 3, 4]).set("demands", "magnet", "origin_rule_from", "").set(
        "technologies",
        "separation",
        "construction_years",
        "",
    )
}

#[test]
fn nothing_is_said_where_all_fits() {
    expect(in_periods(), &[]);
}

#[test]
fn plants_wait_for_the_next_period() {
    expect(
        in_periods().set("technologies", "separation", "construction_years", "1"),
        &[
            "warning: case.toml, horizon.period_lengths: of 1 plants that can be built 1 may come on line inside a period and run from the next one on: `column`, committed in 2026, is on line in 2027 and waits 2 years [network::lead_inside_period]",
        ],
    );
    // Three years later a period begins.
    expect(in_periods().set("technologies", "separation", "construction_years", "3"), &[]);
}

#[test]
fn rules_of_origin_wait_unless_periods_are_split() {
    let ruled = in_periods().set("demands", "magnet", "origin_rule_from", "2028");
    expect(
        ruled.clone(),
        &[
            "warning: demands row 1, origin_rule_from: it begins inside the period 2026 to 2028: it holds from 2029 on in the plan [network::inside_period] -> `horizon.split_at_windows = true` begins a period there",
        ],
    );
    // The smelter that comes in 2027 splits the period, too.
    expect(ruled.with(|s| s.horizon.split_at_windows = true), &[]);
}

/// 1,000 t a year of 7,500 t last for seven years and a half: in the last period of four, 1,500 t are left.
#[test]
fn a_mine_is_empty_inside_a_period() {
    expect(
        in_periods().set("facilities", "pit", "reserve_t", "7500"),
        &[
            "warning: facilities row 1, reserve_t: at 1000 t a year it is empty in 2033, inside the period 2032 to 2035, of which the plan knows one rate: 375 t a year at most [network::ore_inside_period]",
        ],
    );
    // Enough for all, or just for the first two periods.
    expect(in_periods().set("facilities", "pit", "reserve_t", "20000"), &[]);
    expect(in_periods().set("facilities", "pit", "reserve_t", "6000"), &[]);
}

/// Cash is counted at the end of a period.
#[test]
fn what_is_due_inside_a_period_is_met_later() {
    let owes = |year: i32| {
        let row = format!("id=notes, member=miner, principal_musd=50, repayment=bullet, last_year={year}");
        in_periods().add("finances", "member=miner, opening_cash_musd=10").add("debts", &row)
    };
    expect(
        owes(2027),
        &[
            "warning: debts row 1, last_year: 50 MUSD are due in 2027, inside the period 2026 to 2028: cash is counted at its end, with what is earned in 1 more year [network::due_inside_period] -> `horizon.split_at_windows = true` begins a period there",
        ],
    );
    expect(owes(2028), &[]);
    expect(owes(2027).with(|s| s.horizon.split_at_windows = true), &[]);
    let event = |id: &str, year: i32, musd: f64| {
        format!("id={id}, member=miner, kind=capital, year={year}, amount_musd={musd}")
    };
    expect(
        owes(2028).add("cash_events", &event("one", 2026, -3.0)).add("cash_events", &event("two", 2030, -4.0)),
        &[
            "warning: cash_events row 2, year: 4 MUSD are due in 2030, inside the period 2029 to 2031: cash is counted at its end, with what is earned in 1 more year; payments inside periods: 2 [network::due_inside_period] -> `horizon.split_at_windows = true` begins a period there",
        ],
    );
}

#[test]
fn a_purse_of_a_year_pays_for_what_is_committed() {
    expect(
        in_periods().set("members", "refiner", "capital_per_year_musd", "10"),
        &[
            "warning: case.toml, horizon.period_lengths: of the 30 MUSD that `refiner` has in the period 2026 to 2028 a commitment that is paid in 1 of its 3 years can use 10: commitments are made in the first year of a period [network::purse_inside_period] -> shorter `horizon.period_lengths` allow more commitments",
        ],
    );
}
