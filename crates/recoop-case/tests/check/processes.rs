use crate::toy::{expect, toy};

#[test]
fn a_feed_adds_up_to_one() {
    expect(
        toy().set("compositions", "hill/Nd", "share", "0.2"),
        &["feeds row 1, id: the counted elements of `hill` add up to 0.95, not 1 [network::composition_sum]"],
    );
    expect(
        toy().set("compositions", "hill/Nd", "share", "-0.25"),
        &[
            "feeds row 1, id: the counted elements of `hill` add up to 0.5, not 1 [network::composition_sum]",
            "compositions row 1, share: expected 0 or more, found -0.25 [network::range]",
            "policies row 2, filter: no plant that the filter matches makes such a material [network::touches_nothing]",
        ],
    );
    expect(
        toy().set("elements", "Th", "counts", "yes"),
        &[
            "feeds row 1, id: the counted elements of `hill` add up to 1.01, not 1 [network::composition_sum] -> elements that do not count in the metric tons of a feed have `counts` = no in `elements`",
        ],
    );
    expect(
        toy().add("feeds", "id=tailing"),
        &[
            "feeds row 2, id: `compositions` does not say what `tailing` is made of [network::composition_missing]",
            "warning: feeds row 2, id: `tailing` is mined by no facility, bought nowhere and in no stock [network::unused]",
        ],
    );
}

#[test]
fn a_technology_mines_or_treats_a_material_of_feeds() {
    expect(
        toy().set("technologies", "mining", "treats", "concentrate"),
        &[
            "technologies row 1, treats: `mining` both mines and treats; these are two technologies [network::mines_and_treats]",
        ],
    );
    expect(
        toy().set("technologies", "reduction", "treats", "nd_oxide"),
        &[
            "technologies row 4, treats: `nd_oxide` is the same for all feeds, so it cannot be what a technology treats [network::not_per_feed] -> make `nd_oxide` `per_feed` in `materials`, or write the input into `recipes`",
        ],
    );
    expect(
        toy().set("technologies", "mining", "mines", ""),
        &[
            "technologies row 1, id: `mining` makes nothing [network::no_output] -> give it rows in `recipes`, or what it `mines` or `treats`",
            "facilities row 1, feed: `mining` does not mine, so the feed `hill` has no meaning [network::no_effect] -> feeds that a plant treats stand in `feeds`",
        ],
    );
    expect(
        toy().add("technologies", "id=idle, stage=metal"),
        &[
            "technologies row 5, id: `idle` makes nothing [network::no_output] -> give it rows in `recipes`, or what it `mines` or `treats`",
            "warning: technologies row 5, id: `idle` is the technology of no facility [network::unused]",
        ],
    );
}

#[test]
fn recoveries_are_shares_of_what_is_treated() {
    expect(
        toy().set("recoveries", "leaching/Nd", "recovery", "1.1"),
        &["recoveries row 1, recovery: expected a share from 0 to 1, found 1.1 [network::range]"],
    );
    expect(
        toy().add("recoveries", "technology=leaching, element=Nd, product=thorium, recovery=0.2"),
        &[
            "recoveries row 6, recovery: the recoveries of `Nd` in `leaching` add up to 1.1, more than 1 [network::recovery_sum]",
        ],
    );
    expect(
        toy().set("recoveries", "leaching/Th", "technology", "reduction"),
        &[
            "recoveries row 3, technology: `reduction` treats no per-feed material, so nothing can be recovered [network::recovery_without_treats] -> fill `treats` in `technologies`, or write the output into `recipes`",
        ],
    );
}

#[test]
fn recipes_use_something_and_make_something() {
    expect(
        toy().set("recipes", "leaching/acid", "amount", "0"),
        &["recipes row 1, amount: an amount of 0 says nothing [network::zero_amount]"],
    );
    expect(
        toy().set("recipes", "leaching/acid", "amount", "-1e7"),
        &[
            "recipes row 1, amount: expected at most 1000000 t per metric ton of activity, found -10000000 [network::range] -> amounts are metric tons per metric ton, whatever the material",
        ],
    );
    expect(
        toy().set("recipes", "reduction/nd_oxide", "amount", "1.2"),
        &[
            "recipes row 3: mode `main` of `reduction` makes mass from nothing [network::no_input] -> amounts used are negative; a mine says what it `mines` in `technologies`",
        ],
    );
    expect(
        toy().set("recipes", "reduction/nd_metal", "amount", "-1"),
        &[
            "recipes row 3: mode `main` of `reduction` makes nothing [network::no_output] -> amounts made are positive, amounts used negative",
            "demands row 1, material: nothing can bring `nd_metal` to `us`: no plant can make, no market sells and no stock holds `nd_metal` [network::unreachable_demand]",
        ],
    );
    expect(
        toy().set("recipes", "leaching/acid", "mode", "fast"),
        &[
            "recipes row 1, mode: `leaching` runs feed by feed and has the mode `main` only, found `fast` [network::mode_by_feed]",
            "modes row 1, mode: `leaching` has no mode `main` [network::unknown_id]",
        ],
    );
    expect(
        toy().add("recipes", "technology=reduction, material=carbonate, amount=-1"),
        &[
            "recipes row 5, material: there is one `carbonate` for each feed, but `reduction` treats no feed [network::no_feed_treated]",
        ],
    );
    expect(
        toy().add("recipes", "technology=reduction, material=nd_metal, amount=1, mode=miracle"),
        &[
            "recipes row 5: mode `miracle` of `reduction` makes mass from nothing [network::no_input] -> amounts used are negative; a mine says what it `mines` in `technologies`",
        ],
    );
    expect(
        toy().drop("recoveries", "separation/Nd").drop("recoveries", "separation/Ce"),
        &[
            "recipes row 2: mode `main` of `separation` makes nothing [network::no_output] -> amounts made are positive, amounts used negative",
            "policies row 2, filter: no plant that the filter matches makes such a material [network::touches_nothing]",
        ],
    );
}

#[test]
fn what_runs_feed_by_feed_has_one_mode() {
    expect(
        toy().add("recipes", "technology=mining, material=acid, amount=-0.1, mode=wet"),
        &[
            "recipes row 5, mode: `mining` runs feed by feed and has the mode `main` only, found `wet` [network::mode_by_feed]",
        ],
    );
}

#[test]
fn modes_are_of_technologies_that_run_by_feed() {
    expect(
        toy().set("modes", "leaching", "technology", "reduction"),
        &["modes row 1, feed: `reduction` treats no feeds, so it runs the same for all [network::feed_not_treated]"],
    );
    expect(
        toy().set("modes", "leaching", "capacity_use", "0"),
        &["modes row 1, capacity_use: expected more than 0, found 0 [network::range]"],
    );
    expect(
        toy().set("modes", "leaching", "extra_cost_usd_per_kg", "-3"),
        &[
            "modes row 1, extra_cost_usd_per_kg: with it the variable cost of `leaching` is -1, below 0 [network::range]",
        ],
    );
}

#[test]
fn numbers_of_technologies_lie_in_their_ranges() {
    expect(
        toy().set("materials", "ce_oxide", "disposal_cost_usd_per_kg", "-1"),
        &["materials row 4, disposal_cost_usd_per_kg: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        toy().set("technologies", "mining", "variable_cost_usd_per_kg", "-1"),
        &["technologies row 1, variable_cost_usd_per_kg: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        toy().set("technologies", "mining", "fixed_cost_usd_per_kg", "-1"),
        &["technologies row 1, fixed_cost_usd_per_kg: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        toy().set("technologies", "separation", "capex_ref_musd", "-1"),
        &["technologies row 3, capex_ref_musd: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        toy().set("technologies", "separation", "size_ref_t_per_year", "0"),
        &["technologies row 3, size_ref_t_per_year: expected more than 0, found 0 [network::range]"],
    );
    expect(
        toy().set("technologies", "separation", "capex_exponent", "1.1"),
        &["technologies row 3, capex_exponent: expected a share above 0, up to 1, found 1.1 [network::range]"],
    );
    expect(
        toy().set("technologies", "separation", "capex_exponent", "0.6").set(
            "technologies",
            "separation",
            "module_t_per_year",
            "100",
        ),
        &[
            "technologies row 3, module_t_per_year: modules of 100 t/yr cost the same each, which excludes the exponent 0.6 [network::module_with_scale]",
        ],
    );
    expect(
        toy().set("technologies", "separation", "min_size_t_per_year", "200").set(
            "technologies",
            "separation",
            "max_size_t_per_year",
            "100",
        ),
        &[
            "technologies row 3, min_size_t_per_year: the smallest plant, 200 t/yr, is larger than the largest, 100 [network::sizes]",
        ],
    );
    expect(
        toy().set("technologies", "separation", "construction_years", "-1"),
        &["technologies row 3, construction_years: expected a whole number, from 0 to 200, found -1 [network::range]"],
    );
    expect(
        toy().set("technologies", "separation", "permitting_years", "1000"),
        &[
            "technologies row 3, permitting_years: expected a whole number, from 0 to 200, found 1000 [network::range]",
            "warning: facilities row 3, construction_years: committed in 2026 it comes on line after 1002 years, in 3028, later than the last year 2035 [network::never_runs]",
            "policies row 2, filter: no plant that the filter matches makes such a material [network::touches_nothing]",
        ],
    );
    expect(
        toy().set("technologies", "separation", "lifetime_years", "0"),
        &["technologies row 3, lifetime_years: expected a whole number, from 1 to 200, found 0 [network::range]"],
    );
    expect(
        toy().set("technologies", "mining", "availability", "0"),
        &["technologies row 1, availability: expected a share above 0, up to 1, found 0 [network::range]"],
    );
    expect(
        toy().set("technologies", "mining", "ramp", "0.5; 1.5"),
        &["technologies row 1, ramp: expected a share from 0 to 1, found 1.5 [network::range]"],
    );
}

#[test]
fn no_material_is_treated_into_itself() {
    expect(
        toy().set("recoveries", "separation/Ce", "product", "concentrate"),
        &[
            "technologies row 2, treats: what `leaching` makes of `concentrate` becomes `concentrate` again, without end [network::form_circle]",
            "technologies row 3, treats: what `separation` makes of `carbonate` becomes `carbonate` again, without end [network::form_circle]",
        ],
    );
    expect(
        toy().set("recoveries", "separation/Ce", "product", "carbonate"),
        &[
            "technologies row 3, treats: what `separation` makes of `carbonate` becomes `carbonate` again, without end [network::form_circle]",
        ],
    );
}
