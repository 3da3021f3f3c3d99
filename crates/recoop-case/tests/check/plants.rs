use crate::toy::{expect, toy};

#[test]
fn numbers_of_facilities_lie_in_their_ranges() {
    expect(
        toy().set("facilities", "pit", "capacity_t_per_year", "-1"),
        &["facilities row 1, capacity_t_per_year: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        toy().set("facilities", "pit", "reserve_t", "-1"),
        &["facilities row 1, reserve_t: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        toy().set("facilities", "column", "opening_cost_musd", "-1"),
        &["facilities row 3, opening_cost_musd: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        toy().set("facilities", "column", "max_builds", "0"),
        &["facilities row 3, max_builds: expected a whole number, 1 or more, found 0 [network::range]"],
    );
    expect(
        toy().set("facilities", "column", "availability", "1.2"),
        &["facilities row 3, availability: expected a share above 0, up to 1, found 1.2 [network::range]"],
    );
    expect(
        toy().set("facilities", "column", "fixed_cost_usd_per_kg", "-1"),
        &["facilities row 3, fixed_cost_usd_per_kg: expected 0 or more, found -1 [network::range]"],
    );
}

#[test]
fn the_status_needs_columns_and_leaves_others_without_meaning() {
    expect(
        toy().set("facilities", "column", "max_capacity_t_per_year", ""),
        &["facilities row 3, max_capacity_t_per_year: a candidate needs `max_capacity_t_per_year` [network::missing]"],
    );
    expect(
        toy().set("facilities", "pit", "capacity_t_per_year", ""),
        &["facilities row 1, capacity_t_per_year: an existing facility needs `capacity_t_per_year` [network::missing]"],
    );
    expect(
        toy().set("facilities", "cell", "online_year", ""),
        &["facilities row 4, online_year: a facility under construction needs `online_year` [network::missing]"],
    );
    expect(
        toy().set("facilities", "column", "capacity_t_per_year", "5"),
        &[
            "facilities row 3, capacity_t_per_year: `capacity_t_per_year` has no meaning for a candidate [network::no_effect] -> leave the cell blank, or change `status`",
        ],
    );
    expect(
        toy().set("facilities", "column", "retire_year", "2030"),
        &[
            "facilities row 3, retire_year: `retire_year` has no meaning for a candidate [network::no_effect] -> leave the cell blank, or change `status`",
        ],
    );
    expect(
        toy().set("facilities", "column", "online_year", "2027"),
        &[
            "facilities row 3, online_year: `online_year` has no meaning for a candidate [network::no_effect] -> leave the cell blank, or change `status`",
        ],
    );
    expect(toy().set("facilities", "pit", "online_year", "2020"), &[]);
    expect(
        toy().set("facilities", "pit", "online_year", "2027"),
        &[
            "facilities row 1, online_year: what exists cannot come on line in 2027, after the first year 2026 [network::years] -> write `construction` as its status",
        ],
    );
}

#[test]
fn feeds_go_with_mines_and_treating_plants() {
    expect(
        toy().set("facilities", "pit", "feed", ""),
        &[
            "warning: feeds row 1, id: `hill` is mined by no facility, bought nowhere and in no stock [network::unused]",
            "facilities row 1, feed: `mining` mines `concentrate`, so the facility needs a `feed` [network::missing]",
        ],
    );
    expect(
        toy().set("facilities", "vat", "feed", "hill"),
        &[
            "facilities row 2, feed: `leaching` does not mine, so the feed `hill` has no meaning [network::no_effect] -> feeds that a plant treats stand in `feeds`",
        ],
    );
    expect(
        toy().set("facilities", "cell", "feeds", "hill"),
        &["facilities row 4, feeds: `reduction` treats no feeds [network::feed_not_treated]"],
    );
    expect(
        toy().set("facilities", "vat", "feeds", "hill; hill"),
        &["facilities row 2, feeds: `hill` is named twice [network::named_twice]"],
    );
    expect(
        toy().add("feeds", "id=dump").add("compositions", "feed=dump, element=Ce, share=1").set(
            "facilities",
            "vat",
            "feeds",
            "hill; dump",
        ),
        &[
            "warning: feeds row 2, id: `dump` is mined by no facility, bought nowhere and in no stock [network::unused]",
            "warning: facilities row 2, feeds: no plant can make, no market sells and no stock holds `concentrate@dump` [network::feed_never_comes]",
        ],
    );
}

#[test]
fn what_can_be_built_has_a_cost_and_room() {
    expect(
        toy().set("technologies", "separation", "capex_ref_musd", ""),
        &[
            "facilities row 3, capex_ref_musd: `column` can be built, but neither it nor `separation` has `capex_ref_musd` [network::missing] -> fill `capex_ref_musd` here or in `technologies`",
        ],
    );
    expect(
        toy().set("facilities", "cell", "max_capacity_t_per_year", "400"),
        &[
            "facilities row 4, capex_ref_musd: `cell` can be built, but neither it nor `reduction` has `capex_ref_musd` [network::missing] -> fill `capex_ref_musd` here or in `technologies`",
            "facilities row 4, size_ref_t_per_year: `cell` can be built, but neither it nor `reduction` has `size_ref_t_per_year` [network::missing] -> fill `size_ref_t_per_year` here or in `technologies`",
        ],
    );
    expect(
        toy().set("facilities", "cell", "max_capacity_t_per_year", "100"),
        &[
            "facilities row 4, max_capacity_t_per_year: the site holds 100 t/yr, less than the 200 that stand there [network::capacity_above_site]",
        ],
    );
    expect(
        toy().set("facilities", "column", "max_capacity_t_per_year", "0"),
        &["facilities row 3, max_capacity_t_per_year: the site has no room for a plant [network::no_room]"],
    );
    expect(
        toy().set("facilities", "column", "min_size_t_per_year", "2000"),
        &[
            "facilities row 3, max_capacity_t_per_year: the site has room for 1000 t/yr, but the smallest plant has 2000 [network::no_room]",
        ],
    );
    expect(
        toy().set("facilities", "column", "module_t_per_year", "2000"),
        &[
            "facilities row 3, max_capacity_t_per_year: the site has room for 1000 t/yr, but the module has 2000 [network::no_room]",
        ],
    );
    expect(
        toy().set("facilities", "column", "module_t_per_year", "100").set(
            "technologies",
            "separation",
            "capex_exponent",
            "0.6",
        ),
        &[
            "facilities row 3, module_t_per_year: modules of 100 t/yr cost the same each, which excludes the exponent 0.6 [network::module_with_scale]",
        ],
    );
    expect(
        toy().set("facilities", "column", "max_size_t_per_year", "100").set(
            "technologies",
            "separation",
            "min_size_t_per_year",
            "200",
        ),
        &[
            "facilities row 3, min_size_t_per_year: the smallest plant, 200 t/yr, is larger than the largest, 100 [network::sizes]",
        ],
    );
}

#[test]
fn years_of_facilities_lie_in_the_horizon() {
    expect(
        toy().set("facilities", "column", "first_build_year", "2020"),
        &["facilities row 3, first_build_year: 2020 is outside the horizon 2026 to 2035 [network::years]"],
    );
    expect(
        toy().set("facilities", "column", "last_build_year", "2050"),
        &["facilities row 3, last_build_year: 2050 is outside the horizon 2026 to 2035 [network::years]"],
    );
    expect(
        toy().set("facilities", "column", "first_build_year", "2030").set(
            "facilities",
            "column",
            "last_build_year",
            "2028",
        ),
        &[
            "facilities row 3, last_build_year: the last year 2028 comes before the first year 2030 [network::years]",
            "policies row 1, filter: nothing that the filter matches can be committed between 2026 and 2035 [network::touches_nothing]",
            "policies row 2, filter: no plant that the filter matches makes such a material [network::touches_nothing]",
        ],
    );
    expect(
        toy().set("facilities", "cell", "retire_year", "2026"),
        &["facilities row 4, retire_year: it retires in 2026, before it comes on line in 2027 [network::years]"],
    );
    expect(
        toy().set("facilities", "pit", "retire_year", "2020"),
        &[
            "warning: facilities row 1, retire_year: it retires in 2020, before the first year 2026 [network::never_runs]",
            "warning: facilities row 2, region: `vat` cannot run: nothing brings `concentrate@hill` to `us` [network::never_runs]",
            "warning: facilities row 3, region: `column` cannot run: nothing brings `carbonate@hill` to `us` [network::never_runs]",
        ],
    );
    expect(
        toy().set("facilities", "cell", "online_year", "2040"),
        &[
            "warning: facilities row 4, online_year: it comes on line in 2040, after the last year 2035 [network::never_runs]",
            "demands row 1, material: nothing can bring `nd_metal` to `us`: no plant can make, no market sells and no stock holds `nd_metal` [network::unreachable_demand]",
        ],
    );
    expect(
        toy().set("facilities", "column", "first_build_year", "2034"),
        &[
            "warning: facilities row 3, construction_years: committed in 2034 it comes on line after 2 years, in 2036, later than the last year 2035 [network::never_runs]",
            "policies row 2, filter: no plant that the filter matches makes such a material [network::touches_nothing]",
        ],
    );
    expect(
        toy().set("technologies", "separation", "permitting_years", "9"),
        &[
            "warning: facilities row 3, construction_years: committed in 2026 it comes on line after 11 years, in 2037, later than the last year 2035 [network::never_runs]",
            "policies row 2, filter: no plant that the filter matches makes such a material [network::touches_nothing]",
        ],
    );
    expect(
        toy().with(|s| s.horizon.build_years = vec![2026]).set("facilities", "column", "first_build_year", "2027"),
        &[
            "facilities row 3, first_build_year: no year of commitment lies between 2027 and 2035 [network::no_build_year] -> see `horizon.build_years` and `horizon.period_lengths` in case.toml",
            "policies row 1, filter: nothing that the filter matches can be committed between 2026 and 2035 [network::touches_nothing]",
            "policies row 2, filter: no plant that the filter matches makes such a material [network::touches_nothing]",
        ],
    );
    expect(
        toy().set("facilities", "pit", "first_build_year", "2027"),
        &[
            "facilities row 1, first_build_year: nothing can be built here, so `first_build_year` has no meaning [network::no_effect] -> a `max_capacity_t_per_year` above `capacity_t_per_year` allows an expansion",
        ],
    );
}
