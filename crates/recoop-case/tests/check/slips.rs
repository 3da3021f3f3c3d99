//! Numbers that are allowed and look like slips: the warning names the cell and both numbers, and is accepted by its name.

use recoop_case::fault::Severity;

use crate::toy::{Toy, expect, toy};

/// Holds that a case draws a warning of a name, with a message; errors are none.
#[track_caller]
pub fn warns(toy: Toy, name: &str, message: &str) {
    let faults = toy.faults();
    let errors: Vec<_> = faults.iter().filter(|fault| fault.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let names: Vec<_> = faults.iter().map(|fault| (fault.accept.clone().unwrap_or_default(), &fault.message)).collect();
    let found = names.iter().find(|(found, _)| found == name);
    let Some((_, text)) = found else { panic!("no `{name}` among {names:#?}") };
    assert!(text.contains(message), "`{message}` is not in `{text}`");
}

#[test]
fn prices_are_held_against_those_of_the_same_material() {
    let name = "network::price_ratio prices shanghai/nd_oxide/2020 price_usd_per_kg";
    warns(
        toy().set("prices", "1", "price_usd_per_kg", "60000"),
        name,
        "60000 USD/kg is 750 times the median price of `nd_oxide`, 80",
    );
    warns(
        toy().set("prices", "1", "price_usd_per_kg", "0.06"),
        name,
        "0.06 USD/kg is 1/667 of the median price of `nd_oxide`, 40",
    );
    expect(toy().set("prices", "1", "price_usd_per_kg", "600"), &[]);
}

#[test]
fn what_users_pay_is_in_proportion() {
    let name = "network::price_ratio demands magnet shortage_cost_usd_per_kg";
    let dear = toy().set("demands", "magnet", "shortage_cost_usd_per_kg", "100000");
    warns(dear, name, "100000 USD/kg is 667 times what a delivered kg is worth, 150");
    let name = "network::price_ratio policies floor value";
    warns(
        toy().set("policies", "floor", "value", "70000"),
        name,
        "70000 USD/kg is 1170 times the median price of what it holds for, 60",
    );
}

#[test]
fn costs_are_in_proportion_to_what_is_made() {
    let name = "network::cost_ratio technologies separation variable_cost_usd_per_kg";
    warns(toy().set("technologies", "separation", "variable_cost_usd_per_kg", "3000"), name, "3000 USD/kg is");
    warns(
        toy().set("technologies", "separation", "variable_cost_usd_per_kg", "0.003"),
        name,
        "what a kg of `separation` makes",
    );
    let name = "network::capital_ratio technologies separation capex_ref_musd";
    warns(toy().set("technologies", "separation", "capex_ref_musd", "50000"), name, "50000 MUSD is");
}

#[test]
fn a_whole_column_is_seen_as_one_cell_is() {
    let prices = (1..=5).fold(toy(), |toy, row| {
        let old: f64 = [60.0, 80.0, 40.0, 0.3, 1.0][row - 1];
        toy.set("prices", &row.to_string(), "price_usd_per_kg", &(old * 1000.0).to_string())
    });
    warns(
        prices,
        "network::cost_ratio technologies leaching variable_cost_usd_per_kg",
        "of what a kg of `leaching` makes",
    );
    let demand =
        (1..=3).fold(toy(), |toy, row| toy.set("quantities", &row.to_string(), "quantity_t_per_year", "100000"));
    let name = "network::quantity_ratio quantities magnet/2026 quantity_t_per_year";
    warns(demand, name, "100000 t of demand is 500 times what of it can be made and bought in a year, 200");
}

#[test]
fn quantities_are_in_proportion() {
    let name = "network::quantity_ratio quantities magnet/2026 quantity_t_per_year";
    warns(
        toy().set("quantities", "1", "quantity_t_per_year", "100000"),
        name,
        "times the median quantity of `magnet`, 300",
    );
    let name = "network::quantity_ratio facilities column max_capacity_t_per_year";
    let message = "200000 t is 222 times what of `carbonate@hill` can be made and bought in a year, 900";
    warns(toy().set("facilities", "column", "max_capacity_t_per_year", "200000"), name, message);
    let name = "network::quantity_ratio lanes cn/us/nd_oxide limit_t_per_year";
    warns(toy().set("lanes", "1", "limit_t_per_year", "500000"), name, "the most that there is of what it carries");
}

#[test]
fn amounts_of_a_recipe_are_in_proportion() {
    let name = "network::mass_ratio recipes reduction//nd_metal amount";
    warns(toy().set("recipes", "4", "amount", "20"), name, "20 t made is 16.7 times what `reduction` uses, 1.2");
    let line = "recipes row 4, amount: mode `main` of `reduction` makes 1000 t of 1.2 t: mass from nothing [network::mass_gain] -> amounts are metric tons per metric ton of activity; at most 100 t are made of one";
    expect(toy().set("recipes", "4", "amount", "1000"), &[line]);
}

#[test]
fn shares_and_times_outside_what_is_usual_are_named() {
    warns(
        toy().set("recoveries", "4", "recovery", "0.001"),
        "network::unusual recoveries separation/Nd/nd_oxide recovery",
        "0.001",
    );
    warns(
        toy().set("lanes", "1", "tariff", "5"),
        "network::unusual lanes cn/us/nd_oxide tariff",
        "mostly it is 0.001 to 1",
    );
    warns(toy().with(|s| s.finance.discount_rate = 0.8), "network::unusual finance.discount_rate", "0.005 to 0.4");
}

#[test]
fn zeros_and_blanks_that_stand_alone_are_named() {
    warns(
        toy().set("policies", "grant", "value", "0"),
        "network::zero policies grant value",
        "a policy of 0 says nothing",
    );
    let offers = ["a", "b", "c", "d", "e"]
        .iter()
        .fold(toy(), |toy, id| toy.add("members", &format!("id={id}, role=investor, capital_total_musd=10")));
    let others = ["miner", "refiner", "smelter"]
        .iter()
        .fold(offers, |toy, id| toy.set("members", id, "capital_total_musd", "10"));
    let name = "network::blank members motors capital_total_musd";
    warns(others, name, "blank, where all 8 other rows of its kind have a number");
}

#[test]
fn what_is_missing_is_named() {
    let empty = toy().empty("lanes").empty("changes").set("quantities", "3", "scenario", "").drop("quantities", "3");
    let empty = empty
        .drop("prices", "3")
        .set("stocks", "nd_oxide", "release_in", "")
        .set("markets", "shanghai", "region", "us");
    warns(empty.clone(), "network::same_future scenarios crash id", "nothing is different in `crash` from `calm`");
    let lane = toy().add("regions", "id=eu, bloc=ally").set("facilities", "pit", "region", "eu");
    warns(lane, "network::no_lane regions eu id", "no lane leads from or to `eu`");
    let name = "network::no_outlet facilities column technology";
    warns(
        toy().set("materials", "ce_oxide", "disposal_cost_usd_per_kg", "").drop("offers", "texas/ce_oxide"),
        name,
        "makes `ce_oxide`",
    );
    let twice = toy().add(
        "changes",
        "scenario=crash, target=lane_limit, filter=from=cn;material=kind:oxide, action=multiply, value=0.5",
    );
    warns(twice, "network::same_row changes #3 filter", "row 2 already changes the same");
    let dust = toy().add("materials", "id=dust, kind=product").add("offers", "market=texas, material=dust, side=sell");
    let dust = dust.add("prices", "market=texas, material=dust, year=2026, price_usd_per_kg=5");
    warns(dust, "network::unused offers texas/dust/sell material", "no plant makes and nobody sells `dust`");
    let late = toy().set("prices", "4", "year", "2034");
    warns(late, "network::far_year prices texas/acid/2034 year", "the first price is of 2034");
}

#[test]
fn numbers_that_are_too_large_together_are_refused() {
    expect(
        toy().set("technologies", "separation", "size_ref_t_per_year", "0.001"),
        &[
            "technologies row 3, size_ref_t_per_year: 50 MUSD for 0.001 t/yr: the largest plant of `column`, 1000 t/yr, would cost 5.000e7 MUSD [network::too_large] -> `capex_ref_musd` is the cost of a plant of `size_ref_t_per_year`",
        ],
    );
    expect(
        toy().with(|s| (s.finance.discount_rate, s.horizon.base_year) = (-0.49, 1980)),
        &[
            "case.toml, finance.discount_rate: at -0.49 a year, money of 2035 counts 1.212e16 times [network::too_large]",
        ],
    );
}

#[test]
fn a_warning_is_accepted_by_its_name_alone() {
    let name = "network::unusual lanes cn/us/nd_oxide tariff";
    let high = || toy().set("lanes", "1", "tariff", "5");
    expect(high().with(|s| s.check.accept = vec![name.into()]), &[]);
    expect(
        toy().with(|s| s.check.accept = vec![name.into()]),
        &[
            "case.toml, check.accept: `network::unusual lanes cn/us/nd_oxide tariff` has no effect: the check has no warning of that name [network::no_effect] -> `recoop check --json` gives the name of every warning under `accept`",
        ],
    );
    expect(
        high().with(|s| s.check.accept = vec![name.into(), name.into()]),
        &[
            "case.toml, check.accept: `network::unusual lanes cn/us/nd_oxide tariff` is accepted twice [network::named_twice]",
        ],
    );
}

/// A name of the version before is understood, and today's is given.
#[test]
fn a_warning_is_accepted_by_its_former_name() {
    let small = || toy().set("facilities", "pit", "capacity_t_per_year", "0.001");
    let names = |toy: &Toy| toy.faults().iter().filter_map(|fault| fault.accept.clone()).collect::<Vec<_>>();
    let wanted = names(&small()).into_iter().find(|name| name.ends_with("capacity_t_per_year"));
    let Some(wanted) = wanted else { panic!("{:?}", names(&small())) };
    let written = wanted.replace("capacity_t_per_year", "capacity_t");
    let faults = small().with(|s| s.check.accept = vec![written.as_str().into()]).faults();
    let said: Vec<String> = faults.iter().map(|fault| format!("{} [{}]", fault.message, fault.code)).collect();
    assert!(said.contains(&format!("`{written}` is called `{wanted}` now [network::former_name]")), "{said:?}");
    assert!(!faults.iter().any(|fault| fault.accept.as_deref() == Some(wanted.as_str())), "{said:?}");
}

/// Beside errors some checks fall silent: no name is blamed for that.
#[test]
fn acceptances_are_not_blamed_beside_errors() {
    let name = "network::unusual lanes cn/us/nd_oxide tariff";
    expect(
        toy().with(|s| s.check.accept = vec![name.into()]).set("stocks", "1", "initial_t", "-1"),
        &["stocks row 1, initial_t: expected 0 or more, found -1 [network::range]"],
    );
}

#[test]
fn lanes_are_held_against_what_they_carry_and_against_each_other() {
    let name = "network::cost_ratio lanes cn/us/nd_oxide cost_usd_per_kg";
    let dear = toy().set("lanes", "1", "cost_usd_per_kg", "300");
    warns(dear, name, "300 USD/kg is 5 times what a kg that it carries is worth, 60");
    expect(toy().set("lanes", "1", "cost_usd_per_kg", "60"), &[]);
    let lanes = ["ce_oxide", "acid", "nd_metal", "thorium"]
        .iter()
        .fold(toy().set("lanes", "1", "cost_usd_per_kg", "100"), |toy, material| {
            toy.add("lanes", &format!("from=cn, to=us, material={material}, cost_usd_per_kg=0.3"))
        });
    warns(lanes, name, "100 USD/kg is 333 times what a lane mostly costs, 0.3");
    let name = "network::unusual lanes cn/us/nd_oxide tariff";
    warns(toy().set("lanes", "1", "tariff", "0.00025"), name, "0.00025 is unusual: mostly it is 0.001 to 1");
}

#[test]
fn purses_are_in_proportion_to_what_can_be_built() {
    let purses = |size: &str| {
        ["miner", "refiner", "smelter", "motors"]
            .iter()
            .fold(toy(), |toy, id| toy.set("members", id, "capital_total_musd", size))
    };
    expect(purses("20"), &[]);
    let name = "network::capital_ratio members motors capital_total_musd";
    warns(purses("0.02"), name, "0.08 MUSD of all members together is 1/625 of all that can be built, 50");
    // A member that has to pay for a plant of at least 500 t, which costs 25 MUSD.
    let alone = purses("20").set("technologies", "separation", "min_size_t_per_year", "500");
    expect(alone.clone(), &[]);
    let name = "network::capital_ratio members refiner capital_total_musd";
    let poor = alone.set("members", "refiner", "capital_total_musd", "0.2");
    warns(poor, name, "0.2 MUSD is 1/125 of the cheapest plant that it may build, 25");
}

#[test]
fn plants_on_a_site_are_counted() {
    let name = "network::quantity_ratio facilities column max_builds";
    let builds = |number: &str| toy().set("facilities", "column", "max_builds", number);
    expect(builds("20"), &[]);
    warns(builds("2000"), name, "2000 plants is 200 times the plants that a site mostly has at most, 10");
    let small = builds("200").set("technologies", "separation", "min_size_t_per_year", "100");
    warns(small, name, "200 plants is 20 times the smallest plants that fit on the site, 10");
}

#[test]
fn debt_that_costs_more_than_is_usual_is_named() {
    let name = "network::unusual finance.debt_rate";
    warns(toy().with(|s| s.finance.debt_rate = 0.4), name, "0.4 is unusual: mostly it is 0.001 to 0.2");
    expect(toy().with(|s| s.finance.debt_rate = 0.2), &[]);
}

#[test]
fn numbers_of_messages_are_short() {
    let of = [(0.0, "0"), (1200.0, "1200"), (-0.25, "-0.25"), (1e-300, "1e-300"), (-2.5e300, "-2.5e300")];
    for (x, text) in of.into_iter().chain([(f64::INFINITY, "inf"), (1e12, "1000000000000")]) {
        assert_eq!(recoop_case::fault::number_text(x), text);
    }
}
