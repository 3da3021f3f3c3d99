//! Every rule complains when one thing is wrong, and no other rule does.

use std::collections::BTreeSet;

use recoop::plan::values::{BuildValue, InvestValue};
use recoop_case::positions::{PeriodAt, StateAt};
use recoop_case::series::Series;

use super::plan::{
    BAD_2031, BAD_2032, CARS, COOPERATIVE, FLOOR, GOOD_2032, HILL_MINE, HOME, JETS, LANE_MAGNET, LANE_ND, MINER, PLANT,
    PRESS, Plan, REFINER, RIVAL_PRESS, S2030, SELL_ND, US, YARD, equity_musd, material,
};
use super::program::{plan, report};

/// The rule that must complain (alone, unless others follow after `+`), what is wrong, and how.
type Case = (&'static str, &'static str, fn(&mut Plan));

/// What is wrong is mostly the network: a limit that the plan, made for another one, does not keep.
const CASES: &[Case] = &[
    ("position", "a state that is not there", |p| p.values.runs[0].state = StateAt::new(99)),
    ("position", "a flow of no run", |p| p.values.flows[0].run = 999),
    ("position", "cash of nobody", |p| p.cash[0].member = 9),
    // So little less than nothing that all purses are as full as they have to be.
    ("quantity", "less than nothing is put in", |p| {
        p.values.invests.push(InvestValue {
            member: MINER,
            purse: COOPERATIVE,
            state: S2030,
            year: 2030,
            amount_musd: -5e-5,
        });
    }),
    ("quantity", "an activity that is no number", |p| p.values.runs[0].activity_t = f64::NAN),
    ("quantity", "an objective without end", |p| p.objective = f64::INFINITY),
    ("mode", "the mine cannot dig there", |p| p.network.facilities[HILL_MINE].modes.clear()),
    ("recipe", "more acid is needed", |p| flow_of(p, PLANT, "acid", -2.1)),
    ("element_balance", "there is less cerium in the feed", |p| {
        let feed = material(&p.network, "concentrate@hill");
        p.network.materials[feed].composition = vec![0.3, 0.5, 0.0];
    }),
    ("element_balance", "a product holds more neodymium than is fed", |p| {
        let product = material(&p.network, "nd_oxide");
        p.network.materials[product].composition = vec![2.0, 0.0, 0.0];
    }),
    ("pool", "home is not compliant", |p| p.network.regions[US].compliant = false),
    ("pool", "the ally is not compliant", |p| {
        let to = p.network.lanes[LANE_ND].to;
        p.network.regions[to].compliant = false;
    }),
    ("pool", "an unrestricted run makes compliant magnets", |p| {
        p.values.runs.iter_mut().find(|r| r.facility == PRESS).unwrap().compliant = false;
    }),
    ("pool", "a run in the rival's region is compliant", |p| {
        p.values.runs.iter_mut().find(|r| r.facility == RIVAL_PRESS).unwrap().compliant = true;
    }),
    ("pool", "origins of oxide are not tracked", |p| {
        let oxide = material(&p.network, "nd_oxide");
        p.network.materials[oxide].tracked = false;
    }),
    ("pool + material_balance", "rival oxide is bought as compliant", |p| {
        p.values.trades.iter_mut().find(|t| t.offer == super::plan::BUY_ND_RIVAL).unwrap().compliant = true;
    }),
    ("pool + material_balance", "rival magnets become compliant on their way", |p| {
        p.values.shipments.iter_mut().find(|s| s.lane == LANE_MAGNET).unwrap().to_compliant = true;
    }),
    ("pool + material_balance", "unrestricted magnets are downgraded", |p| p.values.downgrades[0].compliant = false),
    ("material_balance", "there is more in stock at the start", |p| p.network.stocks[0].initial_t = 2.5),
    ("disposal", "cerium has to find a use", |p| {
        let cerium = material(&p.network, "ce_oxide");
        p.network.materials[cerium].disposal_cost_usd_per_kg = None;
    }),
    ("lane_years", "the lane opens in 2031", |p| p.network.lanes[LANE_MAGNET].years = 2031..=2033),
    ("lane_limit", "the lane carries less", |p| p.network.lanes[LANE_MAGNET].limit_t_per_year = Series::Constant(9.9)),
    ("duty_bought", "the rival's magnets were bought nowhere", |p| {
        p.values.shipments.iter_mut().find(|s| s.lane == LANE_MAGNET).unwrap().bought_at = Some(YARD);
    }),
    ("cash_flow + scenario_value + objective", "a tonne pays duty on another price than was paid", |p| {
        p.values.shipments.iter_mut().find(|s| s.bought_at.is_some()).unwrap().bought_at = None;
    }),
    ("position", "a duty on the price of a market that has none", |p| {
        p.values.shipments.iter_mut().find(|s| s.lane == LANE_MAGNET).unwrap().bought_at = Some(HOME);
    }),
    ("price_floor_sold", "more is topped up from the price at home than is sold there", |p| {
        let mut values = p.values.clone();
        (values.top_ups[0].amount_t, values.top_ups[1].amount_t) = (3.0, 2.0);
        *p = report(p.network.clone(), values);
    }),
    ("offer_years", "the market opens in 2032", |p| p.network.offers[SELL_ND].years = 2032..=2033),
    ("offer_limit", "the market takes less", |p| p.network.offers[SELL_ND].limit_t_per_year = Series::Constant(1.0)),
    ("stock_limit", "less fits", |p| p.network.stocks[0].limit_t = 2.9),
    ("stock_reserve", "more has to stay", |p| p.network.stocks[0].reserve_t = 1.1),
    ("stock_reserve", "the reserve may not be released", |p| p.network.stocks[0].release_nodes.clear()),
    ("stock_final", "more has to be there at the end", |p| p.network.stocks[0].final_t = 1.1),
    ("demand_met", "cars need more", |p| p.network.demands[CARS].quantity_t_per_year = Series::Constant(10.1)),
    ("demand_met", "nobody speaks of the cars of a year", |p| {
        p.values.service.retain(|x| !(x.demand == CARS && x.state == S2030));
        report_without_cars(p);
    }),
    ("service_level", "the bad scenario is not given up", |p| p.values.misses.clear()),
    ("service_probability", "the level has to hold more often", |p| {
        p.network.demands[JETS].service.as_mut().unwrap().chance = 0.61;
    }),
    ("origin_rule", "cars have the rule too", |p| p.network.demands[CARS].origin_rule_from = Some(2031)),
    ("capacity_limit + capacity_report", "the rival's press ramps up", |p| {
        p.network.facilities[RIVAL_PRESS].existing_ramp = vec![0.2, 0.2];
    }),
    ("ramp_limit + capacity_report", "the plant ramps up slowly", |p| building(p, PLANT).ramp = vec![0.4]),
    ("capacity_roll", "what was given up is back", |p| {
        let x = capacity(p, PRESS, BAD_2031);
        (x.installed_t, x.usable_t) = (10.0, 9.0);
    }),
    ("lifetime_limit", "capacity outlives its life", |p| {
        // Keeping it must be free, or the cash would be wrong as well.
        p.network.facilities[HILL_MINE].fixed_cost_usd_per_kg = 0.0;
        *p = report(p.network.clone(), p.values.clone());
        capacity(p, HILL_MINE, GOOD_2032).installed_t = 110.0;
    }),
    ("lifetime_limit", "existing capacity is retired", |p| {
        p.network.facilities[RIVAL_PRESS].existing_years = 2030..=2032;
        // Half of it is left in the last period; nothing of it is used in the good scenario.
        capacity(p, RIVAL_PRESS, GOOD_2032).usable_t = 25.0;
        let bad = capacity(p, RIVAL_PRESS, BAD_2032);
        (bad.installed_t, bad.usable_t) = (25.0, 25.0);
    }),
    ("capacity_report", "more is called usable", |p| capacity(p, PLANT, GOOD_2032).usable_t = 40.1),
    ("capacity_report", "less is called used", |p| capacity(p, PLANT, GOOD_2032).used_t = 29.0),
    ("ore_depletion", "the mine holds less", |p| p.network.facilities[HILL_MINE].reserve_t = 79.0),
    ("build_years", "the plant cannot be built yet", |p| building(p, PLANT).years = 2031..=2033),
    ("build_years", "nobody builds in 2031", |p| p.network.settings.horizon.build_years = vec![2030]),
    ("lead_time", "the mine is on line late", |p| p.values.builds[0].online_year = 2032),
    ("lead_time", "the mine is on line in another period", |p| p.values.builds[0].online_period = PeriodAt::new(2)),
    ("size_limit", "the mine can grow by less", |p| building(p, HILL_MINE).scale.max_t = 19.0),
    ("size_minimum", "the mine grows by more or not at all", |p| building(p, HILL_MINE).scale.min_t = 21.0),
    ("whole_plants", "two presses are more than two", |p| p.values.builds[2].size_t = 20.5),
    ("one_segment", "the mine is extended twice at once", |p| {
        let twice = BuildValue { size_t: 0.0, capex_musd: 0.0, ..p.values.builds[0] };
        p.values.builds.push(twice);
    }),
    ("build_limit", "two presses are enough", |p| building(p, PRESS).max_builds = Some(2)),
    ("site_limit", "the site holds less", |p| building(p, PRESS).site_t = 29.0),
    ("open_limit", "the site is not opened", |p| {
        almost_free_opening(p);
        p.values.builds[2].opens = false;
    }),
    ("open_limit", "the site is opened twice", |p| {
        almost_free_opening(p);
        p.values.builds[3].opens = true;
    }),
    ("build_cost", "the plant costs more", |p| p.values.builds[1].capex_musd += 0.01),
    ("build_cost", "the presses cost less", |p| p.values.builds[2].capex_musd -= 0.01),
    ("keep_limit", "more is kept of a press than was built", |p| {
        worthless_end(p);
        (p.values.keeps[2].kept_t, p.values.keeps[4].kept_t) = (21.0, 9.0);
    }),
    ("keep_limit", "a press is kept in a scenario in which it was not built", |p| {
        worthless_end(p);
        (p.values.keeps[3].kept_t, p.values.keeps[4].leaf) = (10.0, super::plan::BAD);
    }),
    ("salvage_limit", "more is kept than is installed", |p| {
        worthless_end(p);
        p.values.keeps[1].kept_t = 31.0;
    }),
    ("price_floor", "the floor reaches nobody", |p| p.network.policies[FLOOR].facilities.clear()),
    ("price_floor", "the floor begins in 2032", |p| p.network.policies[FLOOR].years = 2032..=2033),
    ("price_floor_limit", "the floor covers less", |p| p.network.policies[FLOOR].limit_t_per_year = 5.9),
    ("capital_source + capital_split", "the refiner puts in nothing", |p| {
        p.values.invests.retain(|x| x.member != REFINER)
    }),
    ("capital_source", "the cooperative pays for itself", |p| {
        p.values.invests.push(InvestValue {
            member: COOPERATIVE,
            purse: COOPERATIVE,
            state: S2030,
            year: 2030,
            amount_musd: 1.0,
        });
    }),
    ("capital_source", "more is put in than is spent", |p| {
        p.values.invests.iter_mut().for_each(|x| x.amount_musd *= 1.01);
    }),
    ("capital_split", "the miner pays for the refiner", |p| {
        p.values.invests[0].amount_musd += 0.01;
        p.values.invests[1].amount_musd -= 0.01;
    }),
    // Whoever can pay less, should pay a smaller part as well.
    ("capital_limit + capital_split", "the miner has less in a year", |p| {
        p.network.members[MINER].capital_per_year_musd = 6.0;
    }),
    ("capital_total + capital_split", "the miner has less in all", |p| {
        p.network.members[MINER].capital_total_musd = 7.0;
    }),
    ("cash_flow", "a flow is reported too high", |p| p.cash[0].amount_musd += 0.001),
    ("cash_flow", "large flows are not reported", |p| p.cash.retain(|c| c.amount_musd.abs() < 20.0)),
    ("scenario_value", "a scenario is reported too well", |p| p.scenarios[0].npv_musd += 0.01),
    ("scenario_value", "a scenario is more probable", |p| p.scenarios[0].probability += 0.01),
    ("scenario_value", "a scenario is left out", |p| p.scenarios.truncate(1)),
    ("objective", "the objective is reported too high", |p| p.objective += 0.01),
];

fn building(plan: &mut Plan, facility: usize) -> &mut recoop_case::Building {
    plan.network.facilities[facility].building.as_mut().unwrap()
}

fn capacity(plan: &mut Plan, facility: usize, state: StateAt) -> &mut recoop::plan::values::CapacityValue {
    plan.values.capacity.iter_mut().find(|x| x.facility == facility && x.state == state).unwrap()
}

fn flow_of(plan: &mut Plan, facility: usize, id: &str, amount: f64) {
    let material = material(&plan.network, id);
    let technology = plan.network.facilities[facility].technology;
    let flows = &mut plan.network.technologies[technology].modes[0].flows;
    flows.iter_mut().find(|(m, _)| *m == material).unwrap().1 = amount;
}

/// What stands at the end is worth nothing, so that it can be changed without changing the cash.
fn worthless_end(plan: &mut Plan) {
    plan.network.settings.finance.salvage_share = 0.0;
    *plan = report(plan.network.clone(), plan.values.clone());
}

/// The site of the presses opens for next to nothing, so that it can be changed without changing the cash.
fn almost_free_opening(plan: &mut Plan) {
    building(plan, PRESS).opening_cost_musd = 1e-9;
    plan.values.builds[2].capex_musd -= 3.0;
    // Nor need anybody put equity in for it.
    let equity: f64 = equity_musd().iter().sum();
    let first_year = plan.values.invests.iter_mut().filter(|x| x.state == S2030);
    first_year.for_each(|x| x.amount_musd *= (equity - 3.0 * 0.6) / equity);
    *plan = report(plan.network.clone(), plan.values.clone());
}

/// Takes the cars that are left out from the balance and the cash as well: what they got is sold to nobody in the rival's
/// region, before it is shipped.
fn report_without_cars(plan: &mut Plan) {
    let cars = &mut plan.network.demands[CARS];
    (cars.value_usd_per_kg, cars.shortage_cost_usd_per_kg) = (0.0, Series::Constant(0.0));
    let magnet = cars.material;
    plan.network.materials[magnet].disposal_cost_usd_per_kg = Some(0.0);
    let disposed = recoop::plan::values::LeaveValue {
        material: magnet,
        region: US,
        compliant: false,
        state: S2030,
        amount_t: 10.0,
    };
    plan.values.disposals.push(disposed);
    *plan = report(plan.network.clone(), plan.values.clone());
}

#[test]
fn every_rule_complains_when_it_is_broken_and_no_other_does() {
    let good = plan();
    let mut tested = BTreeSet::new();
    for (rules, what, change) in CASES {
        let mut plan = good.clone();
        change(&mut plan);
        let audit = plan.audit();
        let expected: BTreeSet<&str> = rules.split(" + ").collect();
        let found: BTreeSet<&str> = audit.breaches.iter().map(|b| b.rule).collect();
        assert_eq!(found, expected, "{what}: {:#?}", audit.breaches);
        assert!(!audit.passed());
        assert_eq!(audit.breach_count, audit.breaches.len());
        tested.insert(rules.split(" + ").next().unwrap());
    }
    let rules: BTreeSet<&str> = good.audit().checked.iter().map(|r| r.rule).collect();
    assert_eq!(tested, rules, "a rule that no case breaks may be one that cannot fail");
}

#[test]
fn a_breach_says_what_is_wrong_where_and_by_how_much() {
    let mut plan = plan();
    plan.network.stocks[0].limit_t = 2.5;
    let audit = plan.audit();
    assert_eq!(audit.breaches.len(), 1);
    let breach = &audit.breaches[0];
    assert_eq!((breach.rule, breach.unit), ("stock_limit", "t"));
    assert_eq!(breach.at, "magnet, us, 2031·good");
    assert_eq!(breach.message, "`magnet, us, 2031·good` holds more than fits: 3 against 2.5 t");
    assert!((breach.by - 0.5).abs() < 1e-12);
    let count = audit.checked.iter().find(|r| r.rule == "stock_limit").unwrap();
    assert_eq!((count.checks, count.largest_error), (5, breach.by));
}

#[test]
fn the_largest_breach_comes_first_relative_to_what_is_added_up() {
    let mut plan = plan();
    plan.network.stocks[0].limit_t = 2.9;
    plan.network.offers[SELL_ND].limit_t_per_year = Series::Constant(0.1);
    let audit = plan.audit();
    assert_eq!(audit.breaches[0].rule, "offer_limit");
    assert_eq!(audit.breaches.last().unwrap().rule, "stock_limit");
}

#[test]
fn a_thousand_breaches_are_kept_and_all_are_counted() {
    let mut plan = plan();
    let run = plan.values.runs[0];
    plan.values.runs = vec![run; 5000];
    plan.values.flows.clear();
    let audit = plan.audit();
    assert_eq!(audit.breaches.len(), 1000);
    assert!(audit.breach_count > 5000, "{}", audit.breach_count);
}

#[test]
fn a_plan_of_things_that_do_not_exist_is_not_added_up() {
    let mut plan = plan();
    plan.values.keeps[0].build = 77;
    let audit = plan.audit();
    assert_eq!(audit.breaches[0].message, "`keeps 0` speaks of something that the network does not have");
    assert!(audit.npv.is_empty() && audit.objective_musd.is_nan());
}
