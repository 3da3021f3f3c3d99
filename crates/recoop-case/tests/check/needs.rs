use crate::toy::{expect, toy};

#[test]
fn numbers_of_demands_and_stocks_lie_in_their_ranges() {
    expect(
        toy().set("demands", "magnet", "value_usd_per_kg", "-1"),
        &["demands row 1, value_usd_per_kg: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        toy().set("demands", "magnet", "shortage_cost_usd_per_kg", "-1"),
        &["demands row 1, shortage_cost_usd_per_kg: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        toy().set("demands", "magnet", "service_level", "1.5"),
        &["demands row 1, service_level: expected a share from 0 to 1, found 1.5 [network::range]"],
    );
    expect(
        toy().set("demands", "magnet", "service_probability", "0"),
        &["demands row 1, service_probability: expected a share above 0, up to 1, found 0 [network::range]"],
    );
    expect(
        toy().set("demands", "magnet", "service_level", "").set("demands", "magnet", "service_probability", "0.9"),
        &[
            "demands row 1, service_probability: `service_probability` has no meaning without `service_level` [network::no_effect]",
        ],
    );
    expect(
        toy().set("demands", "magnet", "service_level", "").set("demands", "magnet", "service_from", "2030"),
        &["demands row 1, service_from: `service_from` has no meaning without `service_level` [network::no_effect]"],
    );
    expect(
        toy().set("demands", "magnet", "service_from", "2040"),
        &["demands row 1, service_from: 2040 is outside the horizon 2026 to 2035 [network::years]"],
    );
    expect(
        toy().set("demands", "magnet", "origin_rule_from", "2040"),
        &[
            "warning: demands row 1, origin_rule_from: the rule begins in 2040, after the last year 2035 [network::rule_never_holds]",
        ],
    );
    expect(
        toy().set("quantities", "1", "quantity_t_per_year", "-1"),
        &["quantities row 1, quantity_t_per_year: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        toy().set("stocks", "nd_oxide", "initial_t", "-1"),
        &["stocks row 1, initial_t: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        toy().set("stocks", "nd_oxide", "initial_t", "200"),
        &["stocks row 1, initial_t: 200 t do not fit: the limit is 100 [network::above_limit]"],
    );
    expect(
        toy().set("stocks", "nd_oxide", "final_t", "200"),
        &["stocks row 1, final_t: 200 t do not fit: the limit is 100 [network::above_limit]"],
    );
    expect(
        toy().set("stocks", "nd_oxide", "holding_cost_usd_per_kg", "-1"),
        &["stocks row 1, holding_cost_usd_per_kg: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        toy().set("stocks", "nd_oxide", "reserve_t", ""),
        &["stocks row 1, release_in: `release_in` has no meaning without `reserve_t` [network::no_effect]"],
    );
    expect(
        toy().set("stocks", "nd_oxide", "reserve_from", "2040"),
        &["stocks row 1, reserve_from: 2040 is outside the horizon 2026 to 2035 [network::years]"],
    );
}

#[test]
fn every_demand_has_quantities_in_every_scenario() {
    expect(
        toy().empty("quantities"),
        &["demands row 1, id: `magnet` has no row in `quantities` [network::no_quantity]"],
    );
    expect(
        toy().drop("quantities", "1").drop("quantities", "1"),
        &[
            "demands row 1, id: `magnet` has quantities in some scenarios only, and none at the root of the tree [network::no_quantity] -> add rows of `quantities` without a scenario",
        ],
    );
    expect(toy().drop("quantities", "1").set("quantities", "1", "scenario", "now"), &[]);
}

#[test]
fn a_demand_can_be_served_by_something() {
    expect(
        toy().drop("facilities", "cell"),
        &[
            "warning: technologies row 4, id: `reduction` is the technology of no facility [network::unused]",
            "warning: members row 3, id: `smelter` owns, needs, trades and pays nothing [network::unused]",
            "demands row 1, material: nothing can bring `nd_metal` to `us`: no plant can make, no market sells and no stock holds `nd_metal` [network::unreachable_demand]",
        ],
    );
    // Without a mine the oxide comes from the rival, which the origin rule does not accept.
    expect(
        toy().drop("facilities", "pit").drop("stocks", "nd_oxide"),
        &[
            "warning: feeds row 1, id: `hill` is mined by no facility, bought nowhere and in no stock [network::unused]",
            "warning: technologies row 1, id: `mining` is the technology of no facility [network::unused]",
            "demands row 1, material: from 2028 on nothing can bring compliant `nd_metal` to `us`: `reduction` lacks compliant `nd_oxide` [network::unreachable_demand] -> no plant can make, no market sells and no stock holds `concentrate@hill`",
        ],
    );
    expect(
        toy().drop("facilities", "pit").drop("stocks", "nd_oxide").set("demands", "magnet", "service_level", ""),
        &[
            "warning: feeds row 1, id: `hill` is mined by no facility, bought nowhere and in no stock [network::unused]",
            "warning: technologies row 1, id: `mining` is the technology of no facility [network::unused]",
            "warning: facilities row 1, region: `vat` cannot run: nothing brings `concentrate@hill` to `us` [network::never_runs]",
            "warning: facilities row 2, region: `column` cannot run: nothing brings `carbonate@hill` to `us` [network::never_runs]",
            "warning: demands row 1, material: from 2028 on nothing can bring compliant `nd_metal` to `us`: `reduction` lacks compliant `nd_oxide` [network::unreachable_demand] -> no plant can make, no market sells and no stock holds `concentrate@hill`",
        ],
    );
    expect(
        toy().drop("facilities", "pit").drop("stocks", "nd_oxide").set("demands", "magnet", "origin_rule_from", "2026"),
        &[
            "warning: feeds row 1, id: `hill` is mined by no facility, bought nowhere and in no stock [network::unused]",
            "warning: technologies row 1, id: `mining` is the technology of no facility [network::unused]",
            "demands row 1, material: nothing can bring compliant `nd_metal` to `us`: `reduction` lacks compliant `nd_oxide` [network::unreachable_demand] -> no plant can make, no market sells and no stock holds `concentrate@hill`",
        ],
    );
    expect(
        toy().drop("facilities", "pit").drop("stocks", "nd_oxide").set("demands", "magnet", "origin_rule_from", ""),
        &[
            "warning: feeds row 1, id: `hill` is mined by no facility, bought nowhere and in no stock [network::unused]",
            "warning: technologies row 1, id: `mining` is the technology of no facility [network::unused]",
            "warning: facilities row 1, region: `vat` cannot run: nothing brings `concentrate@hill` to `us` [network::never_runs]",
            "warning: facilities row 2, region: `column` cannot run: nothing brings `carbonate@hill` to `us` [network::never_runs]",
        ],
    );
    expect(
        toy().drop("facilities", "pit").drop("stocks", "nd_oxide").set("markets", "shanghai", "compliant", "yes"),
        &[
            "warning: feeds row 1, id: `hill` is mined by no facility, bought nowhere and in no stock [network::unused]",
            "warning: technologies row 1, id: `mining` is the technology of no facility [network::unused]",
            "warning: facilities row 1, region: `vat` cannot run: nothing brings `concentrate@hill` to `us` [network::never_runs]",
            "warning: facilities row 2, region: `column` cannot run: nothing brings `carbonate@hill` to `us` [network::never_runs]",
        ],
    );
    // Without lanes the stock is enough to reach it, without the stock nothing is.
    expect(
        toy().empty("lanes").empty("changes").drop("facilities", "pit"),
        &[
            "warning: feeds row 1, id: `hill` is mined by no facility, bought nowhere and in no stock [network::unused]",
            "warning: technologies row 1, id: `mining` is the technology of no facility [network::unused]",
            "warning: regions row 1, id: no lane leads from or to `us` [network::no_lane] -> without rows of `lanes` nothing is shipped between regions",
            "warning: regions row 2, id: no lane leads from or to `cn` [network::no_lane] -> without rows of `lanes` nothing is shipped between regions",
            "warning: facilities row 1, region: `vat` cannot run: nothing brings `concentrate@hill` to `us` [network::never_runs]",
            "warning: facilities row 2, region: `column` cannot run: nothing brings `carbonate@hill` to `us` [network::never_runs]",
        ],
    );
    expect(
        toy().empty("lanes").empty("changes").drop("facilities", "pit").drop("stocks", "nd_oxide"),
        &[
            "warning: feeds row 1, id: `hill` is mined by no facility, bought nowhere and in no stock [network::unused]",
            "warning: technologies row 1, id: `mining` is the technology of no facility [network::unused]",
            "demands row 1, material: nothing can bring `nd_metal` to `us`: `reduction` lacks `nd_oxide` [network::unreachable_demand] -> `nd_oxide` is available in `cn`, but no lane ships it to `us`",
        ],
    );
    expect(
        toy().drop("offers", "texas/acid").drop("stocks", "nd_oxide").set("demands", "magnet", "service_level", ""),
        &[
            "warning: facilities row 2, region: `vat` cannot run: nothing brings `acid` to `us` [network::never_runs]",
            "warning: facilities row 3, region: `column` cannot run: nothing brings `acid` to `us` [network::never_runs]",
            "warning: demands row 1, material: from 2028 on nothing can bring compliant `nd_metal` to `us`: `reduction` lacks compliant `nd_oxide` [network::unreachable_demand] -> no plant can make, no market sells and no stock holds `acid`",
        ],
    );
    expect(
        toy().set("demands", "magnet", "region", "cn"),
        &[
            "demands row 1, material: from 2028 on nothing can bring compliant `nd_metal` to `cn`: `cn` is not compliant [network::unreachable_demand]",
        ],
    );
    expect(
        toy().set("demands", "magnet", "region", "cn").drop("lanes", "us"),
        &[
            "demands row 1, material: nothing can bring `nd_metal` to `cn`: `nd_metal` is available in `us`, but no lane ships it to `cn` [network::unreachable_demand]",
        ],
    );
}

#[test]
fn a_lane_with_the_limit_zero_is_closed_for_later_rows_too() {
    let closed =
        toy().drop("facilities", "pit").drop("stocks", "nd_oxide").set("demands", "magnet", "origin_rule_from", "");
    let closed = closed.set("lanes", "cn", "limit_t_per_year", "0").add("lanes", "from=cn, to=us, material=*");
    expect(
        closed.clone().drop("changes", "2"),
        &[
            "warning: feeds row 1, id: `hill` is mined by no facility, bought nowhere and in no stock [network::unused]",
            "warning: technologies row 1, id: `mining` is the technology of no facility [network::unused]",
            "demands row 1, material: nothing can bring `nd_metal` to `us`: `reduction` lacks `nd_oxide` [network::unreachable_demand] -> `nd_oxide` is available in `cn`, but no lane ships it to `us`",
        ],
    );
    // A change may open it.
    expect(
        closed.set("changes", "2", "action", "set"),
        &[
            "warning: feeds row 1, id: `hill` is mined by no facility, bought nowhere and in no stock [network::unused]",
            "warning: technologies row 1, id: `mining` is the technology of no facility [network::unused]",
            "warning: facilities row 1, region: `vat` cannot run: nothing brings `concentrate@hill` to `us` [network::never_runs]",
            "warning: facilities row 2, region: `column` cannot run: nothing brings `carbonate@hill` to `us` [network::never_runs]",
            "warning: lanes row 1, limit_t_per_year: a limit of 0 closes it for good; a blank cell is no limit [network::zero]",
        ],
    );
}
