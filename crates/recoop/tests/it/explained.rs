//! Every sentence of `explain` on drawn cases, held against plans made again with a little more and a little less of what it speaks of.
//!
//! The optimum is concave in every bound, so the told worth of one more unit lies between what a little more brings and what a little less costs.

use std::collections::BTreeMap;

use recoop::plan::Plan;
use recoop::plan::explain::{Sentence, explain, short};
use recoop_case::Network;
use recoop_case::positions::StateAt;

use crate::toy::Case;

/// Step of the differences, in the unit of what is changed.
const STEP: f64 = 0.01;
/// Room for the solver's tolerance over the step, MUSD per unit.
const ROOM: f64 = 1e-6;
const SEEDS: u64 = 40;

/// What is changed by a step.
#[derive(Clone, Copy, Default)]
struct Steps {
    works_t: f64,
    site_t: f64,
    capital_musd: f64,
    total_musd: f64,
    reserve_t: f64,
    service_t: f64,
    floor_t: f64,
    /// Target of a change, its filter, scenario, year and how much is added.
    change: Option<(&'static str, &'static str, &'static str, i32, f64)>,
}

/// Numbers that a seed draws.
struct Draw(u64);

impl Draw {
    /// A number between two, with two digits after the point, so that it is written as it is.
    fn between(&mut self, from: f64, to: f64) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = (self.0 >> 11) as f64 / (1_u64 << 53) as f64;
        ((from + share * (to - from)) * 100.0).round() / 100.0
    }
}

/// The change that changes nothing, or the one of the steps.
fn change(steps: Steps) -> String {
    let (target, filter, scenario, year, value) = steps.change.unwrap_or(("price", "", "bust", 2031, 0.0));
    let filter = if filter.is_empty() { "material=metal" } else { filter };
    format!("{scenario}, {target}, {filter}, add, {value}, {year}, {year}")
}

/// Works that stand, a smelter that can be built, scrap and metal with limits, a lane from abroad, users whose service level holds from 2032 on, two limits on
/// equity, a floor with a limit.
fn works(seed: u64, steps: Steps) -> Case {
    let mut draw = Draw(seed);
    let mut n = |from, to| draw.between(from, to);
    let quantity = n(60.0, 130.0);
    // A level that can be kept whatever is drawn: what is bought abroad alone suffices.
    let level = (12.0 - steps.service_t) / quantity;
    let (discount, tax, boom) = (n(0.0, 0.2), n(0.0, 0.3), n(0.2, 0.8));
    Case::works(2030, 2032)
        .fork(2031, boom)
        .set(|s| (s.finance.discount_rate, s.finance.tax_rate) = (discount, tax))
        .table(
            "members",
            &format!(
                "id, role, capital_per_year_musd, capital_total_musd\nsmith, manufacturer, {}, {}",
                n(0.3, 1.5) + steps.capital_musd,
                n(0.3, 1.5) + steps.total_musd
            ),
        )
        .table(
            "facilities",
            &format!(
                "id, member, region, technology, status, capacity_t_per_year, availability, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year, fixed_cost_usd_per_kg
                 works, smith, us, melting, existing, {}, {}, , , , {}
                 smelter, smith, us, melting, candidate, , , {}, {}, 100, 0.1",
                n(10.0, 90.0) + steps.works_t,
                n(0.6, 1.0),
                n(0.0, 1.5),
                n(20.0, 80.0) + steps.site_t,
                n(0.5, 3.0),
            ),
        )
        .table("regions", "id, bloc\nus, home\nau, ally")
        .table("lanes", &format!("from, to, material, cost_usd_per_kg, limit_t_per_year\nau, us, metal, 0.5, {}", n(13.0, 40.0)))
        .table("markets", "id, region, controller\nworld, us, nobody\nperth, au, ally\ngift, us, nobody")
        .table(
            "offers",
            &format!(
                "market, material, side, limit_t_per_year
                 world, scrap, buy, {}
                 world, metal, sell, {}
                 perth, metal, buy, {}
                 gift, metal, buy, 1
                 gift, scrap, buy, 1",
                n(20.0, 120.0),
                n(5.0, 60.0),
                n(13.0, 60.0)
            ),
        )
        .table(
            "prices",
            &format!(
                "market, material, year, price_usd_per_kg, scenario
                 world, scrap, 2030, {},
                 world, metal, 2030, {},
                 world, metal, 2030, {}, bust
                 perth, metal, 2030, {},
                 gift, metal, 2030, 0,
                 gift, scrap, 2030, 0,",
                n(1.0, 4.0),
                n(8.0, 60.0),
                n(3.0, 20.0),
                n(5.0, 45.0)
            ),
        )
        .table(
            "demands",
            &format!(
                "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg, service_level, service_from
                 motors, motors, smith, us, metal, defense, {}, {}, {level}, 2032",
                n(1.0, 40.0),
                n(0.0, 10.0)
            ),
        )
        .table("quantities", &format!("demand, year, quantity_t_per_year\nmotors, 2030, {quantity}"))
        .table(
            "policies",
            &format!(
                "id, kind, filter, value, limit_t_per_year\nfloor, price_floor, material=metal, {}, {}",
                n(10.0, 70.0),
                n(5.0, 60.0) + steps.floor_t
            ),
        )
        .table("changes", &format!("scenario, target, filter, action, value, first_year, last_year\n{}", change(steps)))
}

/// A mine whose ore may not last, and a plant for its concentrate.
fn mine(seed: u64, steps: Steps) -> Case {
    let mut draw = Draw(seed);
    let mut n = |from, to| draw.between(from, to);
    let (discount, tax, boom) = (n(0.0, 0.2), n(0.0, 0.3), n(0.2, 0.8));
    Case::chain(2030, 2032)
        .fork(2031, boom)
        .set(|s| (s.finance.discount_rate, s.finance.tax_rate) = (discount, tax))
        .table(
            "facilities",
            &format!(
                "id, member, region, technology, feed, status, capacity_t_per_year, reserve_t
                 hill_mine, miner, us, mine, hill, existing, 100, {}
                 plant, refiner, us, separation, , existing, {},",
                n(60.0, 260.0) + steps.reserve_t,
                n(40.0, 120.0) + steps.works_t
            ),
        )
        .table(
            "prices",
            &format!(
                "market, material, year, price_usd_per_kg, scenario
                 world, nd_oxide, 2030, {},
                 world, ce_oxide, 2030, 3,
                 world, nd_oxide, 2032, {}, boom
                 world, nd_oxide, 2031, {}, bust",
                n(40.0, 80.0),
                n(40.0, 140.0),
                n(20.0, 60.0)
            ),
        )
        .table(
            "changes",
            &format!(
                "scenario, target, filter, action, value, first_year, last_year\n{}",
                change(steps).replace("material=metal", "material=ce_oxide")
            ),
        )
}

type Drawn = fn(u64, Steps) -> Case;

/// Holds a told worth, MUSD of the objective, between the differences to both sides.
#[track_caller]
fn bracket(sentence: &Sentence, seed: u64, told: f64, case: impl Fn(f64) -> Case) {
    let [less, usual, more] = [-STEP, 0.0, STEP].map(|step| case(step).objective());
    let (left, right) = ((usual - less) / STEP, (more - usual) / STEP);
    assert!(right <= left + ROOM, "{seed}: {}: not concave, {left} then {right}", sentence.text);
    assert!(
        right - ROOM <= told && told <= left + ROOM,
        "{seed}: {}: told {told}, less gives {left}, more gives {right}",
        sentence.text
    );
}

/// What a year's money in the state of a sentence counts for.
fn weight(network: &Network, sentence: &Sentence) -> f64 {
    let tree = &network.tree;
    let of = |s: &StateAt| {
        tree.period(*s).first_year == sentence.year && tree.nodes[tree.states[*s].node].id.as_str() == sentence.scenario
    };
    let state = tree.states.positions().find(of).unwrap();
    tree.states[state].weight * tree.states[state].probability
}

/// The number between two texts.
fn number_between(text: &str, before: &str, after: &str) -> Option<f64> {
    let rest = &text[text.find(before)? + before.len()..];
    rest[..rest.find(after)?].replace(',', "").parse().ok()
}

/// The text has the number that the sentence is about.
#[track_caller]
fn says(sentence: &Sentence, value: f64) {
    let number = short(value.abs());
    let told = [format!(" {number} "), format!(" ${number} ")].iter().any(|told| sentence.text.contains(told));
    assert!(told, "{value}: {}", sentence.text);
}

/// Holds every sentence of a plan against plans made again; how many by topic.
fn holds(drawn: Drawn, seed: u64, counts: &mut BTreeMap<&'static str, usize>) {
    let (network, plan): (Network, Plan) = drawn(seed, Steps::default()).plan();
    for sentence in explain(&network, &plan) {
        let id = sentence.subject.as_str();
        let scenario: &'static str =
            ["now", "boom", "bust"].into_iter().find(|it| *it == sentence.scenario).unwrap_or("now");
        let at = |target: &'static str, filter: &'static str| {
            move |step: f64| {
                let change = Some((target, filter, scenario, sentence.year, step));
                drawn(seed, Steps { change, ..Steps::default() })
            }
        };
        let with = |put: fn(&mut Steps, f64)| {
            move |step: f64| {
                let mut steps = Steps::default();
                put(&mut steps, step);
                drawn(seed, steps)
            }
        };
        let text = sentence.text.as_str();
        match sentence.topic {
            "capacity" if ["works", "plant"].contains(&id) => {
                says(&sentence, sentence.value);
                let told =
                    number_between(text, "`capacity_t_per_year` is worth $", " million").expect("capacity that stands");
                // The sentence rounds to three digits; what it is ranked by is the number itself.
                assert!((told - sentence.rank_musd).abs() <= 0.0051 * sentence.rank_musd, "{text}");
                bracket(&sentence, seed, sentence.rank_musd, with(|s, step| s.works_t = step));
            }
            "ore" => {
                says(&sentence, sentence.value);
                bracket(&sentence, seed, sentence.value, with(|s, step| s.reserve_t = step));
            }
            "site" => {
                says(&sentence, sentence.value);
                bracket(&sentence, seed, sentence.value, with(|s, step| s.site_t = step));
            }
            "floor" => {
                says(&sentence, sentence.value);
                bracket(&sentence, seed, sentence.rank_musd, with(|s, step| s.floor_t = step));
            }
            "capital" if text.contains("over the horizon") => {
                says(&sentence, sentence.value);
                bracket(&sentence, seed, sentence.value, with(|s, step| s.total_musd = step));
            }
            "capital" => {
                says(&sentence, sentence.value);
                bracket(&sentence, seed, sentence.rank_musd, with(|s, step| s.capital_musd = step));
            }
            "service" => {
                says(&sentence, sentence.value);
                // One t/yr less that has to be served gains what the level costs.
                bracket(&sentence, seed, -sentence.rank_musd, with(|s, step| s.service_t = step));
            }
            "lane" => {
                says(&sentence, sentence.value);
                let told = sentence.value * weight(&network, &sentence);
                bracket(&sentence, seed, told, at("lane_limit", "from=au"));
            }
            "offer" => {
                says(&sentence, sentence.value);
                let filters = [
                    ("at gift", "metal", "market=gift;material=metal"),
                    ("at gift", "scrap", "market=gift;material=scrap"),
                    ("at perth", "metal", "market=perth;material=metal"),
                    ("at world", "scrap", "market=world;material=scrap"),
                    ("at world", "metal", "market=world;material=metal"),
                    ("at world", "nd_oxide", "market=world;material=nd_oxide"),
                    ("at world", "ce_oxide", "market=world;material=ce_oxide"),
                ];
                let of = |(market, material, _): &&(&str, &str, &str)| text.contains(market) && id == *material;
                let (_, _, filter) = filters.iter().find(of).unwrap_or_else(|| panic!("{text}"));
                let told = sentence.value * weight(&network, &sentence);
                bracket(&sentence, seed, told, at("offer_limit", filter));
            }
            "price" if text.contains(" in us ") && ["metal", "scrap"].contains(&id) => {
                says(&sentence, sentence.value);
                let filter = if id == "metal" { "market=gift;material=metal" } else { "market=gift;material=scrap" };
                let told = sentence.value * 1e-3 * weight(&network, &sentence);
                bracket(&sentence, seed, told, at("offer_limit", filter));
            }
            "shortage" => {
                let loss = number_between(text, "a loss of ", " USD").unwrap();
                let price = number_between(text, "a kg more would cost ", " USD").unwrap();
                // A kg more, whatever becomes of it, is worth its price: served, or sold for more.
                let state_weight = 1e-3 * weight(&network, &sentence);
                let case = at("offer_limit", "market=gift;material=metal");
                let [less, usual, more] = [-STEP, 0.0, STEP].map(|step| case(step).objective());
                let (left, right) = ((usual - less) / STEP, (more - usual) / STEP);
                let rounding = |told: f64| 0.0051 * told + ROOM;
                let (loss, price) = (loss * state_weight, price * state_weight);
                assert!(
                    right - rounding(price) <= price && price <= left + rounding(price),
                    "{seed}: {text}: {left} {right}"
                );
                // Going short of a kg more, at the same service, costs the loss of a kg less what it would have earned: never more than told.
                let more_wanted = at("demand", "demand=motors");
                let lost = (more_wanted(0.0).objective() - more_wanted(STEP).objective()) / STEP;
                assert!(lost <= loss + rounding(loss), "{seed}: {text}: {lost}");
            }
            "capacity" | "price" | "unused" => continue,
            other => panic!("a topic that nothing holds: {other}"),
        }
        *counts.entry(sentence.topic).or_default() += 1;
    }
}

#[test]
fn every_sentence_is_what_planning_again_says() {
    let mut counts = BTreeMap::new();
    for seed in 0..SEEDS {
        holds(works, seed, &mut counts);
        holds(mine, seed, &mut counts);
    }
    // A topic that never came would not have been held.
    for topic in ["capacity", "ore", "site", "floor", "capital", "service", "lane", "offer", "price", "shortage"] {
        assert!(counts.get(topic).is_some_and(|count| *count >= 5), "{topic}: {counts:?}");
    }
}
