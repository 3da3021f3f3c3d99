use crate::toy::{Toy, expect, toy};

fn change(text: &str) -> Toy {
    toy().add("changes", &format!("scenario=crash, {text}"))
}

fn policy(text: &str) -> Toy {
    toy().add("policies", &format!("id=new, {text}"))
}

#[test]
fn a_filter_names_what_the_target_has() {
    expect(
        change("target=price, filter=region=cn, action=set, value=1"),
        &[
            "changes row 3, filter: `region` cannot be filtered by here, only `market`, `material`, `side` [network::bad_filter]",
        ],
    );
    expect(
        change("target=price, filter=markt=shanghai, action=set, value=1"),
        &[
            "changes row 3, filter: `markt` cannot be filtered by here, only `market`, `material`, `side` [network::bad_filter] -> did you mean `market`?",
        ],
    );
    expect(
        change("target=price, filter=shanghai, action=set, value=1"),
        &["changes row 3, filter: expected `name=pattern`, found `shanghai` [network::bad_filter]"],
    );
    expect(
        policy("kind=price_floor, filter=market=shanghai, value=1"),
        &[
            "policies row 3, filter: `market` cannot be filtered by here, only `material`, `region`, `member` [network::bad_filter]",
        ],
    );
    expect(
        policy("kind=capex_grant, filter=material=nd_oxide, value=0.1"),
        &[
            "policies row 3, filter: `material` cannot be filtered by here, only `facility`, `technology`, `stage`, `region`, `member` [network::bad_filter]",
        ],
    );
}

#[test]
fn a_change_touches_something() {
    expect(
        change("target=price, filter=market=shangai, action=set, value=1"),
        &[
            "changes row 3, filter: `market=shangai` matches nothing here [network::touches_nothing] -> did you mean `shanghai`?",
        ],
    );
    expect(
        change("target=price, filter=market=texas; material=nd_oxide, action=set, value=1"),
        &[
            "changes row 3, filter: the filter matches nothing: each filter matches, but nothing matches all of them [network::touches_nothing]",
        ],
    );
    expect(
        change("target=price, filter=side=hold, action=set, value=1"),
        &["changes row 3, filter: `side=hold` matches nothing here [network::touches_nothing]"],
    );
    expect(
        change("target=offer_limit, filter=market=texas, action=multiply, value=0.5"),
        &[
            "changes row 3, action: what the filter matches has no number other than 0 to multiply [network::touches_nothing] -> use `set`",
        ],
    );
    expect(
        change("target=offer_limit, filter=market=texas, action=add, value=5"),
        &[
            "changes row 3, action: what the filter matches has no limit to add to [network::touches_nothing] -> use `set`",
        ],
    );
    expect(change("target=offer_limit, filter=market=texas, action=set, value=0"), &[]);
    expect(
        change("target=lane_limit, filter=from=us, action=multiply, value=0.5"),
        &[
            "changes row 3, action: what the filter matches has no number other than 0 to multiply [network::touches_nothing] -> use `set`",
        ],
    );
    expect(
        change("target=lane_limit, filter=material=ce_oxide, action=set, value=0"),
        &["changes row 3, filter: `material=ce_oxide` matches nothing here [network::touches_nothing]"],
    );
    expect(
        change("target=tariff, filter=from=us, action=multiply, value=2"),
        &[
            "changes row 3, action: what the filter matches has no number other than 0 to multiply [network::touches_nothing] -> use `set`",
        ],
    );
    expect(
        change("target=variable_cost, filter=facility=cell, action=multiply, value=2"),
        &[
            "changes row 3, action: what the filter matches has no number other than 0 to multiply [network::touches_nothing] -> use `set`",
        ],
    );
    expect(change("target=variable_cost, filter=facility=pit, action=multiply, value=2"), &[]);
    expect(
        change("target=demand, filter=priority=critical, action=multiply, value=2"),
        &["changes row 3, filter: `priority=critical` matches nothing here [network::touches_nothing]"],
    );
    expect(change("target=demand, filter=end_use=motors, action=multiply, value=2"), &[]);
    expect(change("target=availability, filter=member=miner, action=set, value=0.5"), &[]);
    expect(
        change("target=price, filter=market=texas, action=multiply, value=1"),
        &["warning: changes row 3, value: `multiply` with 1 changes nothing [network::no_effect]"],
    );
    expect(
        change("target=price, filter=material=acid, action=set, value=1").set(
            "offers",
            "texas/acid",
            "last_year",
            "2028",
        ),
        &[
            "changes row 3, filter: what the filter matches does not exist between 2029 and 2035 [network::touches_nothing]",
        ],
    );
}

#[test]
fn a_change_has_a_value_and_years_that_make_sense() {
    expect(
        change("target=availability, action=set, value=1.5"),
        &["changes row 3, value: expected a share from 0 to 1, found 1.5 [network::range]"],
    );
    expect(
        change("target=price, action=set, value=-1"),
        &["changes row 3, value: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        change("target=price, action=multiply, value=-1"),
        &["changes row 3, value: expected 0 or more, found -1 [network::range]"],
    );
    expect(change("target=price, action=add, value=-1"), &[]);
    expect(
        change("target=price, action=add, value=1, first_year=2028"),
        &["changes row 3, first_year: 2028 is outside `crash`, which lasts from 2029 to 2035 [network::years]"],
    );
    expect(
        change("target=price, action=add, value=1, last_year=2040"),
        &["changes row 3, last_year: 2040 is outside `crash`, which lasts from 2029 to 2035 [network::years]"],
    );
    expect(
        change("target=price, action=add, value=1, first_year=2032, last_year=2031"),
        &["changes row 3, last_year: the last year 2031 comes before the first year 2032 [network::years]"],
    );
}

#[test]
fn a_policy_touches_something() {
    expect(
        policy("kind=capex_grant, filter=technology=seperation, value=0.1"),
        &[
            "policies row 3, filter: `technology=seperation` matches nothing here [network::touches_nothing] -> did you mean `separation`?",
        ],
    );
    expect(
        policy("kind=capex_grant, filter=facility=cell, value=0.1"),
        &[
            "policies row 3, filter: nothing that the filter matches can be committed between 2026 and 2035 [network::touches_nothing]",
        ],
    );
    expect(policy("kind=capex_grant, filter=facility=column, value=0.1, first_year=2020, last_year=2050"), &[]);
    expect(
        policy("kind=capex_grant, filter=facility=column, value=0.1, first_year=2040"),
        &["policies row 3, first_year: with 2040 no year of the horizon 2026 to 2035 is left [network::years]"],
    );
    expect(
        policy("kind=investment_credit, filter=stage=metal, value=0.1"),
        &[
            "policies row 3, filter: nothing that the filter matches can be committed between 2026 and 2035 [network::touches_nothing]",
        ],
    );
    expect(
        policy("kind=production_credit, filter=stage=metals, value=0.1"),
        &[
            "policies row 3, filter: `stage=metals` matches nothing here [network::touches_nothing] -> did you mean `metal`?",
        ],
    );
    expect(policy("kind=production_payment, filter=member=smelter, value=2"), &[]);
    expect(
        policy("kind=price_floor, filter=material=nd_oxid, value=2"),
        &[
            "policies row 3, filter: `material=nd_oxid` matches no material [network::touches_nothing] -> did you mean `nd_oxide`?",
        ],
    );
    expect(
        policy("kind=price_floor, filter=region=uss, value=2"),
        &["policies row 3, filter: `region=uss` matches nothing here [network::touches_nothing] -> did you mean `us`?"],
    );
    expect(
        policy("kind=price_floor, filter=member=miners, value=2"),
        &[
            "policies row 3, filter: `member=miners` matches nothing here [network::touches_nothing] -> did you mean `miner`?",
        ],
    );
}

#[test]
fn a_policy_has_a_value_that_its_kind_allows() {
    expect(
        policy("kind=capex_grant, value=1.5"),
        &["policies row 3, value: expected a share from 0 to 1, found 1.5 [network::range]"],
    );
    expect(
        policy("kind=production_payment, value=-1"),
        &["policies row 3, value: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        policy("kind=price_floor, value=2, limit_t_per_year=-1"),
        &["policies row 3, limit_t_per_year: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        policy("kind=capex_grant, value=0.5, limit_t_per_year=10"),
        &["policies row 3, limit_t_per_year: `limit_t_per_year` has no meaning for `capex_grant` [network::no_effect]"],
    );
    expect(
        policy("kind=capex_grant, value=0.5, first_year=2030, last_year=2029"),
        &["policies row 3, last_year: the last year 2029 comes before the first year 2030 [network::years]"],
    );
}

#[test]
fn a_price_floor_tops_up_a_price_of_what_plants_make() {
    expect(
        policy("kind=price_floor, filter=material=nd_metal, value=2"),
        &[
            "policies row 3, filter: what it matches has no price at any market that the floor could top up [network::touches_nothing]",
        ],
    );
    expect(
        policy("kind=price_floor, filter=material=acid, value=2"),
        &["policies row 3, filter: no plant that the filter matches makes such a material [network::touches_nothing]"],
    );
    expect(
        policy("kind=price_floor, filter=material=nd_oxide; member=miner, value=2"),
        &["policies row 3, filter: no plant that the filter matches makes such a material [network::touches_nothing]"],
    );
    expect(policy("kind=price_floor, filter=material=nd_oxide; member=refiner, value=2"), &[]);
    expect(
        policy("kind=price_floor, filter=material=kind:magnet, value=2"),
        &["policies row 3, filter: `material=kind:magnet` matches no material [network::touches_nothing]"],
    );
}
