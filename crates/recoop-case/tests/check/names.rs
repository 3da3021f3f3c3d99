use crate::toy::{expect, toy};

#[test]
fn ids_are_words() {
    expect(
        toy().set("sources", "s1", "id", "s 1").set("compositions", "1", "source", "s 1").set(
            "compositions",
            "2",
            "source",
            "",
        ),
        &[
            "sources row 1, id: `s 1` is not an id: contains a blank [network::bad_id] -> use letters, digits, `_`, `-` and `.`",
        ],
    );
    expect(
        toy().add("regions", "id=a*b, bloc=ally"),
        &[
            "regions row 3, id: `a*b` is not an id: contains `*` [network::bad_id] -> use letters, digits, `_`, `-` and `.`",
        ],
    );
    expect(
        toy().add("regions", "id=[eu], bloc=ally"),
        &[
            "regions row 3, id: `[eu]` is not an id: contains `[` [network::bad_id] -> use letters, digits, `_`, `-` and `.`",
        ],
    );
    expect(
        toy()
            .add("materials", "id=oxide@hill, kind=oxide")
            .add("recipes", "technology=reduction, material=oxide@hill, amount=-1"),
        &[
            "materials row 8, id: `oxide@hill` is not an id: `@` is reserved for streams such as `concentrate@mountain_pass` [network::bad_id] -> use letters, digits, `_`, `-` and `.`",
            "warning: materials row 8, id: `oxide@hill` is never made, bought, used or demanded [network::unused]",
            "demands row 1, material: nothing can bring `nd_metal` to `us`: `reduction` lacks `oxide@hill` [network::unreachable_demand] -> no plant can make, no market sells and no stock holds `oxide@hill`",
        ],
    );
    expect(
        toy().add("materials", "id=kind:x, kind=oxide"),
        &[
            "materials row 8, id: `kind:` begins a pattern, not an id [network::bad_id]",
            "warning: materials row 8, id: `kind:x` is never made, bought, used or demanded [network::unused]",
        ],
    );
    expect(
        toy().set("recipes", "reduction/nd_oxide", "mode", "a;b").set("recipes", "reduction/nd_metal", "mode", "a;b"),
        &[
            "recipes row 3, mode: `a;b` is not an id: contains `;` [network::bad_id] -> use letters, digits, `_`, `-` and `.`",
            "recipes row 4, mode: `a;b` is not an id: contains `;` [network::bad_id] -> use letters, digits, `_`, `-` and `.`",
        ],
    );
}

#[test]
fn a_case_has_something_in_its_main_tables() {
    expect(
        toy().empty("members").empty("facilities").empty("demands").empty("quantities").empty("policies"),
        &[
            "warning: feeds row 1, id: `hill` is mined by no facility, bought nowhere and in no stock [network::unused]",
            "warning: technologies row 1, id: `mining` is the technology of no facility [network::unused]",
            "warning: technologies row 2, id: `leaching` is the technology of no facility [network::unused]",
            "warning: technologies row 3, id: `separation` is the technology of no facility [network::unused]",
            "warning: technologies row 4, id: `reduction` is the technology of no facility [network::unused]",
            "members: it has no rows: a case needs somebody who plans [network::empty_table]",
            "facilities: it has no rows: a case needs a plant, standing or possible [network::empty_table]",
        ],
    );
    expect(
        toy().empty("scenarios"),
        &[
            "prices row 3, scenario: there is no scenario `crash` [network::unknown_id]",
            "quantities row 3, scenario: there is no scenario `crash` [network::unknown_id]",
            "stocks row 1, release_in: there is no scenario `crash` [network::unknown_id]",
            "scenarios: it has no rows: a case needs at least the root of its tree [network::empty_table]",
            "changes row 1, scenario: there is no scenario `crash` [network::unknown_id]",
            "changes row 2, scenario: there is no scenario `crash` [network::unknown_id]",
        ],
    );
    expect(
        toy().empty("demands").empty("quantities").empty("offers"),
        &[
            "warning: members row 4, id: `motors` owns, needs, trades and pays nothing [network::unused]",
            "demands: it has no rows: there is neither a demand nor an offer to sell, so nothing is worth making [network::empty_table]",
            "changes row 1, filter: `market=shanghai` matches nothing here [network::touches_nothing]",
        ],
    );
    expect(
        toy().empty("elements"),
        &[
            "elements: it has no rows: feeds are made of elements [network::empty_table]",
            "feeds row 1, id: `compositions` does not say what `hill` is made of [network::composition_missing]",
            "compositions row 1, element: there is no element `Nd` [network::unknown_id]",
            "compositions row 2, element: there is no element `Ce` [network::unknown_id]",
            "compositions row 3, element: there is no element `Th` [network::unknown_id]",
            "recipes row 1: mode `main` of `leaching` makes nothing [network::no_output] -> amounts made are positive, amounts used negative",
            "recipes row 2: mode `main` of `separation` makes nothing [network::no_output] -> amounts made are positive, amounts used negative",
            "recoveries row 1, element: there is no element `Nd` [network::unknown_id]",
            "recoveries row 2, element: there is no element `Ce` [network::unknown_id]",
            "recoveries row 3, element: there is no element `Th` [network::unknown_id]",
            "recoveries row 4, element: there is no element `Nd` [network::unknown_id]",
            "recoveries row 5, element: there is no element `Ce` [network::unknown_id]",
            "policies row 2, filter: no plant that the filter matches makes such a material [network::touches_nothing]",
        ],
    );
    expect(
        toy().empty("feeds"),
        &[
            "feeds: it has no rows: there are per-feed materials [network::empty_table]",
            "compositions row 1, feed: there is no feed `hill` [network::unknown_id]",
            "compositions row 2, feed: there is no feed `hill` [network::unknown_id]",
            "compositions row 3, feed: there is no feed `hill` [network::unknown_id]",
            "modes row 1, feed: there is no feed `hill` [network::unknown_id]",
            "facilities row 1, feed: there is no feed `hill` [network::unknown_id]",
            "policies row 2, filter: no plant that the filter matches makes such a material [network::touches_nothing]",
        ],
    );
}

#[test]
fn a_name_leads_somewhere() {
    expect(
        toy().set("compositions", "2", "source", "s2"),
        &["compositions row 2, source: there is no source `s2` [network::unknown_id] -> did you mean `s1`?"],
    );
    expect(
        toy().set("compositions", "hill/Th", "element", "Thorium"),
        &["compositions row 3, element: there is no element `Thorium` [network::unknown_id]"],
    );
    expect(
        toy().set("recipes", "leaching/acid", "technology", "leachign"),
        &[
            "recipes row 1, technology: there is no technology `leachign` [network::unknown_id] -> did you mean `leaching`?",
        ],
    );
    expect(
        toy().set("recipes", "leaching/acid", "material", "acd"),
        &["recipes row 1, material: there is no material `acd` [network::unknown_id] -> did you mean `acid`?"],
    );
    expect(
        toy().set("recoveries", "leaching/Th", "product", "thorum"),
        &[
            "warning: materials row 7, id: `thorium` is never made, bought, used or demanded [network::unused]",
            "recoveries row 3, product: there is no material `thorum` [network::unknown_id] -> did you mean `thorium`?",
        ],
    );
    expect(
        toy().set("technologies", "mining", "mines", "concentrat"),
        &[
            "technologies row 1, mines: there is no material `concentrat` [network::unknown_id] -> did you mean `concentrate`?",
        ],
    );
    expect(
        toy().set("modes", "leaching", "feed", "hil"),
        &["modes row 1, feed: there is no feed `hil` [network::unknown_id] -> did you mean `hill`?"],
    );
    expect(
        toy().set("modes", "leaching", "mode", "fast"),
        &["modes row 1, mode: `leaching` has no mode `fast` [network::unknown_id]"],
    );
    expect(
        toy().set("facilities", "pit", "member", "mine"),
        &["facilities row 1, member: there is no member `mine` [network::unknown_id] -> did you mean `miner`?"],
    );
    expect(
        toy().set("facilities", "cell", "region", "usa"),
        &[
            "facilities row 4, region: there is no region `usa` [network::unknown_id] -> did you mean `us`?",
            "demands row 1, material: nothing can bring `nd_metal` to `us`: no plant can make, no market sells and no stock holds `nd_metal` [network::unreachable_demand]",
        ],
    );
    expect(
        toy().set("facilities", "cell", "technology", "reductoin"),
        &[
            "warning: technologies row 4, id: `reduction` is the technology of no facility [network::unused]",
            "facilities row 4, technology: there is no technology `reductoin` [network::unknown_id] -> did you mean `reduction`?",
            "demands row 1, material: nothing can bring `nd_metal` to `us`: no plant can make, no market sells and no stock holds `nd_metal` [network::unreachable_demand]",
        ],
    );
    expect(
        toy().set("lanes", "us", "from", "uk"),
        &["lanes row 2, from: there is no region `uk` [network::unknown_id] -> did you mean `us`?"],
    );
    expect(
        toy().set("markets", "texas", "region", "tx"),
        &["markets row 2, region: there is no region `tx` [network::unknown_id]"],
    );
    expect(
        toy().set("offers", "texas/acid", "market", "texsa"),
        &["offers row 3, market: there is no market `texsa` [network::unknown_id] -> did you mean `texas`?"],
    );
    expect(
        toy().set("offers", "texas/ce_oxide", "member", "minr"),
        &["offers row 4, member: there is no member `minr` [network::unknown_id] -> did you mean `miner`?"],
    );
    expect(
        toy().set("prices", "texas/acid", "market", "tejas"),
        &[
            "offers row 3, material: `prices` has no price for `acid` at `texas` [network::no_price] -> add rows of `prices` without a scenario",
            "prices row 4, market: there is no market `tejas` [network::unknown_id] -> did you mean `texas`?",
        ],
    );
    expect(
        toy().set("prices", "3", "scenario", "crsh"),
        &["prices row 3, scenario: there is no scenario `crsh` [network::unknown_id] -> did you mean `crash`?"],
    );
    expect(
        toy().set("demands", "magnet", "material", "nd_metl"),
        &["demands row 1, material: there is no material `nd_metl` [network::unknown_id] -> did you mean `nd_metal`?"],
    );
    expect(
        toy().set("quantities", "2", "demand", "magnets"),
        &["quantities row 2, demand: there is no demand `magnets` [network::unknown_id] -> did you mean `magnet`?"],
    );
    expect(
        toy().set("quantities", "3", "scenario", "crahs"),
        &["quantities row 3, scenario: there is no scenario `crahs` [network::unknown_id] -> did you mean `crash`?"],
    );
    expect(
        toy().set("stocks", "nd_oxide", "release_in", "crash; clam"),
        &["stocks row 1, release_in: there is no scenario `clam` [network::unknown_id] -> did you mean `calm`?"],
    );
    expect(
        toy().set("changes", "1", "scenario", "crush"),
        &["changes row 1, scenario: there is no scenario `crush` [network::unknown_id] -> did you mean `crash`?"],
    );
    expect(
        toy().set("scenarios", "calm", "parent", "nwo"),
        &[
            "scenarios row 2, parent: there is no scenario `nwo` [network::unknown_id] -> did you mean `now`?",
            "scenarios row 3, probability: after `now` the probabilities of `crash` add up to 0.4, not 1 [network::probability_sum]",
        ],
    );
}

#[test]
fn a_stream_is_named_where_a_stream_is_meant() {
    expect(
        toy().set("stocks", "nd_oxide", "material", "concentrate"),
        &[
            "stocks row 1, material: there is one `concentrate` for each feed, and this names none of them [network::feed_missing] -> write `concentrate@hill`, for instance",
        ],
    );
    expect(
        toy().set("stocks", "nd_oxide", "material", "nd_oxide@hill"),
        &[
            "stocks row 1, material: `nd_oxide` is the same for all feeds, so `nd_oxide@hill` does not exist [network::feed_not_meant] -> write `nd_oxide`, or make it `per_feed` in `materials`",
        ],
    );
    expect(
        toy().set("stocks", "nd_oxide", "material", "concentrate@hil"),
        &["stocks row 1, material: there is no feed `hil` [network::unknown_id] -> did you mean `hill`?"],
    );
    expect(toy().set("stocks", "nd_oxide", "material", "carbonate@hill"), &[]);
    expect(
        toy().set("stocks", "nd_oxide", "material", "carbonate@hill~leaching"),
        &[
            "stocks row 1, material: no mine and no recovery makes the stream `carbonate@hill~leaching` [network::no_such_stream] -> did you mean `carbonate@hill`?",
        ],
    );
    expect(
        toy().set("stocks", "nd_oxide", "material", "carbonate@hill~leach"),
        &["stocks row 1, material: there is no technology `leach` [network::unknown_id] -> did you mean `leaching`?"],
    );
    expect(
        toy().set("recoveries", "leaching/Nd", "product", "carbonate@hill"),
        &[
            "recoveries row 1, product: `carbonate@hill` names one stream, but here a material is meant with all its feeds [network::stream_not_meant] -> write `carbonate`",
        ],
    );
    expect(toy().set("recipes", "leaching/acid", "material", "concentrate"), &[]);
}

#[test]
fn a_pattern_matches_something() {
    expect(
        toy().set("lanes", "us", "material", "kind:oxid"),
        &[
            "lanes row 2, material: expected one of `ore`, `concentrate`, `intermediate`, `oxide`, `metal`, `alloy`, `magnet`, `scrap`, `reagent`, `residue`, `product`, found `oxid` [network::bad_pattern]",
        ],
    );
    expect(
        toy().set("lanes", "us", "material", "nd_metel"),
        &["lanes row 2, material: `nd_metel` matches no material [network::unknown_id] -> did you mean `nd_metal`?"],
    );
    expect(
        toy().set("lanes", "us", "material", "kind:magnet"),
        &["lanes row 2, material: `kind:magnet` matches no material [network::unknown_id]"],
    );
    expect(
        toy().set("lanes", "us", "material", "concentrate@hil"),
        &["lanes row 2, material: `concentrate@hil` matches no material [network::unknown_id] -> did you mean `hill`?"],
    );
    expect(
        toy().set("lanes", "us", "material", "nd_oxide@hill"),
        &[
            "lanes row 2, material: `nd_oxide@hill` matches no material [network::unknown_id] -> write `nd_oxide`: it is the same for all feeds",
        ],
    );
    expect(toy().set("lanes", "us", "material", "concentrate"), &[]);
    expect(toy().set("lanes", "us", "material", "*"), &[]);
}

#[test]
fn a_stream_that_nothing_makes_is_not_lost_in_silence() {
    expect(toy().add("stocks", "material=concentrate@hill, region=us"), &[]);
    expect(toy().add("stocks", "material=carbonate@hill, region=us"), &[]);
    expect(
        toy().add("stocks", "material=carbonate@hill~leaching, region=us"),
        &[
            "stocks row 2, material: no mine and no recovery makes the stream `carbonate@hill~leaching` [network::no_such_stream] -> did you mean `carbonate@hill`?",
        ],
    );
    expect(
        toy().add("lanes", "from=us, to=cn, material=carbonate@hill~leaching"),
        &[
            "lanes row 3, material: no mine and no recovery makes the stream `carbonate@hill~leaching` [network::no_such_stream] -> did you mean `carbonate@hill`?",
        ],
    );
    expect(
        toy().add("prices", "market=texas, material=carbonate@hill~leaching, year=2026, price_usd_per_kg=1"),
        &[
            "prices row 6, material: no mine and no recovery makes the stream `carbonate@hill~leaching` [network::no_such_stream] -> did you mean `carbonate@hill`?",
        ],
    );
    // Of two ways of leaching that recover differently the second one's stream carries its name.
    let two = toy()
        .add("technologies", "id=heap, stage=separation, treats=concentrate")
        .add("recoveries", "technology=heap, element=Nd, product=carbonate, recovery=0.5")
        .add("facilities", "id=pad, member=miner, region=us, technology=heap, status=existing, capacity_t_per_year=10");
    expect(two.clone().add("stocks", "material=carbonate@hill~heap, region=us"), &[]);
    expect(
        two.add("stocks", "material=carbonate@hill~leaching, region=us"),
        &[
            "stocks row 2, material: no mine and no recovery makes the stream `carbonate@hill~leaching` [network::no_such_stream] -> did you mean `carbonate@hill~heap`?",
        ],
    );
}
