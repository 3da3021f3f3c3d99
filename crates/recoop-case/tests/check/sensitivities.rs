use crate::toy::{Toy, expect, toy};

fn sensitivity(text: &str) -> Toy {
    toy().add("sensitivities", &format!("id=new, {text}"))
}

#[test]
fn every_target_has_a_row_without_a_fault() {
    for row in [
        "target=price, filter=market=shanghai; material=nd_oxide; side=buy, action=multiply, low=0.5, high=2",
        "target=offer_limit, filter=market=texas, action=set, low=10, high=20",
        "target=demand, filter=priority=defense, action=multiply, low=0.5",
        "target=availability, filter=stage=metal, action=set, low=0.5, high=0.9",
        "target=lane_limit, filter=from=cn, action=add, low=-250, high=10",
        "target=tariff, filter=material=kind:oxide, action=add, low=-0.25, high=0.5",
        "target=variable_cost, filter=stage=mining, action=multiply, high=2",
        "target=shortage_cost, filter=end_use=motors, action=set, low=0, high=1000",
        "target=capex, filter=stage=separation; region=us, action=multiply, low=0.5, high=2",
        "target=recovery, filter=technology=leaching; product=carbonate, action=set, low=0.8, high=1",
        "target=recovery, filter=element=Nd; technology=separation, action=add, low=-0.1, high=0.05",
        "target=probability, filter=scenario=crash, action=multiply, low=0.5, high=2",
        "target=delay, filter=facility=c*, action=add, low=-1, high=2",
        "target=discount_rate, action=set, low=-0.01, high=0.1",
        "target=capital, filter=member=miner, action=set, low=10",
    ] {
        expect(sensitivity(row), &[]);
    }
}

#[test]
fn a_filter_names_what_the_target_has() {
    expect(
        sensitivity("target=capex, filter=material=nd_oxide, action=multiply, low=0.5"),
        &[
            "sensitivities row 1, filter: `material` cannot be filtered by here, only `facility`, `technology`, `stage`, `region`, `member` [network::bad_filter]",
        ],
    );
    expect(
        sensitivity("target=probability, filter=scenaro=crash, action=multiply, low=0.5"),
        &[
            "sensitivities row 1, filter: `scenaro` cannot be filtered by here, only `scenario` [network::bad_filter] -> did you mean `scenario`?",
        ],
    );
    expect(
        sensitivity("target=discount_rate, filter=member=miner, action=set, low=0.05"),
        &["sensitivities row 1, filter: nothing can be filtered by here, found `member=miner` [network::bad_filter]"],
    );
}

#[test]
fn a_swing_touches_something() {
    expect(
        sensitivity("target=recovery, filter=element=Nb, action=multiply, low=0.5"),
        &[
            "sensitivities row 1, filter: `element=Nb` matches nothing here [network::touches_nothing] -> did you mean `Nd`?",
        ],
    );
    // The root has the probability 1, whatever is assumed.
    expect(
        sensitivity("target=probability, filter=scenario=now, action=set, low=0.5"),
        &["sensitivities row 1, filter: `scenario=now` matches nothing here [network::touches_nothing]"],
    );
    // It stands, and nothing can be added.
    expect(
        sensitivity("target=capex, filter=facility=pit, action=multiply, low=0.5"),
        &["sensitivities row 1, filter: `facility=pit` matches nothing here [network::touches_nothing]"],
    );
    expect(
        sensitivity("target=delay, filter=facility=vat, action=add, high=1"),
        &["sensitivities row 1, filter: `facility=vat` matches nothing here [network::touches_nothing]"],
    );
    expect(
        sensitivity("target=capital, action=multiply, low=0.5"),
        &[
            "sensitivities row 1, action: what the filter matches has no number other than 0 to multiply [network::touches_nothing] -> use `set`",
        ],
    );
    expect(
        sensitivity("target=capital, action=add, low=-5"),
        &[
            "sensitivities row 1, action: what the filter matches has no limit to add to [network::touches_nothing] -> use `set`",
        ],
    );
    expect(
        sensitivity("target=capital, action=add, low=-5").set("members", "miner", "capital_per_year_musd", "10"),
        &[
            "sensitivities row 1, action: what the filter matches has no limit to add to [network::touches_nothing] -> use `set`",
        ],
    );
    expect(
        sensitivity("target=capital, action=multiply, low=0.5").set("members", "miner", "capital_per_year_musd", "10"),
        &[],
    );
    expect(
        sensitivity("target=tariff, filter=from=us, action=set, high=0.1"),
        &[
            "sensitivities row 1, filter: nothing that it matches has a price at a market where the lane begins [network::tariff_without_price] -> a tariff is a share of that price: add rows of `prices`",
        ],
    );
}

#[test]
fn a_swing_has_ends_that_make_sense() {
    expect(
        sensitivity("target=price, action=multiply"),
        &["sensitivities row 1, low: neither `low` nor `high` is given [network::missing]"],
    );
    expect(
        sensitivity("target=price, action=multiply, low=1.5, high=0.5"),
        &["sensitivities row 1, high: the low end 1.5 is not below the high end 0.5 [network::range]"],
    );
    expect(
        sensitivity("target=price, action=multiply, low=0.5, high=0.5"),
        &["sensitivities row 1, high: the low end 0.5 is not below the high end 0.5 [network::range]"],
    );
    expect(
        sensitivity("target=price, action=multiply, low=-0.5"),
        &["sensitivities row 1, low: expected 0 or more, found -0.5 [network::range]"],
    );
    expect(
        sensitivity("target=recovery, action=set, high=1.5"),
        &["sensitivities row 1, high: expected a share from 0 to 1, found 1.5 [network::range]"],
    );
    expect(
        sensitivity("target=probability, filter=scenario=crash, action=set, low=0"),
        &["sensitivities row 1, low: expected a share above 0, up to 1, found 0 [network::range]"],
    );
    expect(
        sensitivity("target=delay, action=multiply, high=2"),
        &[
            "sensitivities row 1, action: a delay is years that are added: expected `add`, found `multiply` [network::range]",
        ],
    );
    expect(
        sensitivity("target=delay, action=add, high=1.5"),
        &["sensitivities row 1, high: expected a whole number of years up to 100, found 1.5 [network::range]"],
    );
    expect(
        sensitivity("target=price, action=multiply, low=0.5, high=1"),
        &[
            "warning: sensitivities row 1, high: `multiply` with 1 changes nothing [network::no_effect] -> leave it blank",
        ],
    );
    expect(
        toy().add("sensitivities", "id=a b, target=price, action=multiply, low=0.5"),
        &[
            "sensitivities row 1, id: `a b` is not an id: contains a blank [network::bad_id] -> use letters, digits, `_`, `-` and `.`",
        ],
    );
}

/// What an end makes of the case is held against all other rules.
#[test]
fn an_end_makes_a_case_that_can_be_planned() {
    expect(
        sensitivity("target=recovery, filter=technology=leaching; element=Nd, action=multiply, low=0.9, high=1.2"),
        &[
            "sensitivities row 1, high: with 1.2 the case has a fault: recoveries row 1, recovery: expected a share from 0 to 1, found 1.08 [network::range] [network::sensitivity_end]",
        ],
    );
    expect(
        sensitivity("target=probability, filter=scenario=crash, action=multiply, high=2.5"),
        &[
            "sensitivities row 1, high: with 2.5 the case has a fault: scenarios row 2, probability: expected a share above 0, up to 1, found 0 [network::range] [network::sensitivity_end]",
        ],
    );
    expect(
        sensitivity("target=probability, filter=scenario=c*, action=multiply, low=0.5"),
        &[
            "sensitivities row 1, low: with 0.5 the case has a fault: scenarios row 2, probability: after `now` the probabilities of `calm`, `crash` add up to 0.5, not 1 [network::probability_sum] [network::sensitivity_end]",
        ],
    );
    expect(
        sensitivity("target=discount_rate, action=set, low=-1"),
        &["sensitivities row 1, low: expected a rate above -0.5, up to 1, found -1 [network::range]"],
    );
    expect(
        sensitivity("target=capital, action=add, low=-5").set("members", "miner", "capital_total_musd", "4"),
        &[
            "sensitivities row 1, low: with -5 the case has a fault: members row 1, capital_total_musd: expected 0 or more, found -1 [network::range] [network::sensitivity_end]",
        ],
    );
    expect(
        sensitivity("target=price, filter=material=acid, action=add, low=-0.5, high=0.5"),
        &[
            "sensitivities row 1, low: with -0.5 the price of `acid` at `texas` comes to -0.2 in 2026 (now), below 0 [network::sensitivity_end]",
        ],
    );
    // The crash halves the price of 40 USD/kg.
    expect(
        sensitivity("target=price, filter=material=nd_oxide, action=add, low=-25"),
        &[
            "sensitivities row 1, low: with -25 the price of `nd_oxide` at `shanghai` comes to -5 in 2029 (crash), below 0 [network::sensitivity_end]",
        ],
    );
    expect(
        sensitivity("target=availability, filter=facility=vat, action=multiply, low=0.9, high=1.1"),
        &[
            "sensitivities row 1, high: with 1.1 the availability of `vat` comes to 1.1 in 2026 (now), above 1 [network::sensitivity_end]",
        ],
    );
    expect(
        sensitivity("target=delay, filter=facility=column, action=add, low=-3"),
        &[
            "sensitivities row 1, low: with -3 the case has a fault: facilities row 3, construction_years: expected a whole number, from 0 to 200, found -1 [network::range] [network::sensitivity_end]",
        ],
    );
}
