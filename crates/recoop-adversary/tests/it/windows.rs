//! Attacks that begin and end inside periods of several years, against single years, on random cases of one plant.
//!
//! A period takes the mean of the depths of its years, and without a limit on money the worst attack is the deepest in all
//! years. Worth is convex in prices and concave in limits. So attacks on prices alone do at least as much harm in periods
//! as in years, attacks on limits alone at most as much, and with `w` the weight of a period, `C` the most that a year can
//! do, `R` what a price loses in a part of the period and `L` what a limit loses there
//!
//! ```text
//! years - Σ w share L M - Σ w C R / 4 ≤ periods ≤ years + Σ w C R / 4
//! ```
//!
//! where each metric ton of a limit brings at most `M`. Where the plant runs in full in all years under attacks on prices, or one
//! attack is on what alone limits it, both are equal; where periods are split at windows, they are years.

use coalition::Group;
use program::solve::Flow;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use recoop::plan::{NoProgress, PlanOptions, solve_with_program};
use recoop_adversary::arsenal::Arsenal;
use recoop_adversary::bilevel::SearchOptions;
use recoop_adversary::operations::Operations;
use recoop_adversary::worst::worst_attacks;
use recoop_case::attacks::CostLevel;
use recoop_case::positions::LeafAt;

use crate::attacks::HEADER;
use crate::toy::Case;

const FIRST: i32 = 2030;
const CAPACITY: f64 = 100.0;
const PRICE: f64 = 30.0;
/// The most that a metric ton brings before cost, USD/kg.
const MOST: f64 = PRICE;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Price,
    Squeeze,
    Target,
    Ban,
    Equipment,
}

impl Kind {
    fn is_of_limits(self) -> bool {
        matches!(self, Self::Ban | Self::Equipment)
    }
}

#[derive(Clone, Debug)]
struct Draw {
    lengths: Vec<i32>,
    rate: f64,
    attacks: Vec<(Kind, f64, (i32, i32))>,
    /// What the adversary's market takes, t; the capacity of the works, so that a ban meets it, or less.
    market_t: f64,
    /// What another market at home pays for the rest, USD/kg.
    other: Option<f64>,
}

impl Draw {
    fn last(&self) -> i32 {
        FIRST + self.lengths.iter().sum::<i32>() - 1
    }

    fn case(&self, lengths: Vec<i32>, split: bool) -> Case {
        let attack = |(at, (kind, depth, (from, to))): (usize, &(Kind, f64, (i32, i32)))| {
            let (word, filter, reference, depth, volumes, loss) = match kind {
                Kind::Price => ("price", "material=metal;market=world", "", depth.to_string(), "900, 500, 100", ""),
                Kind::Squeeze => ("squeeze", "material=scrap;market=world", "", depth.to_string(), "900, 500, 100", ""),
                Kind::Target => ("target", "member=smith", "metal", depth.to_string(), "900, 500, 100", ""),
                Kind::Ban => ("ban", "material=metal;market=world", "", String::new(), ", , ", "1"),
                Kind::Equipment => ("equipment", "facility=works", "", depth.to_string(), ", , ", "1"),
            };
            format!("a{at}, {word}, {filter}, {reference}, {depth}, {from}, {to}, , {volumes}, , , {loss}")
        };
        let attacks: Vec<String> = self.attacks.iter().enumerate().map(attack).collect();
        let other = self.other.map_or(String::new(), |_| "\nhome, metal, sell, 300".to_string());
        let paid = self.other.map_or(String::new(), |price| format!("\nhome, metal, {FIRST}, {price}"));
        Case::works(FIRST, self.last())
            .table("markets", "id, region, controller\nworld, us, adversary\nhome, us, nobody")
            .table(
                "offers",
                &format!(
                    "market, material, side, limit_t_per_year\nworld, scrap, buy, 300\nworld, metal, sell, {}{other}",
                    self.market_t
                ),
            )
            .table(
                "prices",
                &format!(
                    "market, material, year, price_usd_per_kg
                     world, scrap, {FIRST}, 2\nworld, metal, {FIRST}, {PRICE}{paid}"
                ),
            )
            .table("attacks", &format!("{HEADER}\n{}", attacks.join("\n")))
            .set(|s| {
                s.finance.discount_rate = self.rate;
                (s.horizon.period_lengths, s.horizon.split_at_windows) = (lengths, split);
            })
    }

    /// How much less, and how much more, periods may show than years, MUSD.
    fn slack(&self) -> (f64, f64) {
        let discount = |year: i32| (1.0 + self.rate).powi(FIRST - year);
        let (mut first, mut less, mut more) = (FIRST, 0.0, 0.0);
        for length in &self.lengths {
            let years = first..first + length;
            first += length;
            let weight: f64 = years.clone().map(discount).sum();
            for (kind, depth, (from, to)) in &self.attacks {
                let inside: Vec<i32> = years.clone().filter(|year| (from..=to).contains(&year)).collect();
                if inside.is_empty() || inside.len() == *length as usize {
                    continue;
                }
                let share: f64 = inside.iter().map(|year| discount(*year)).sum::<f64>();
                match kind {
                    Kind::Ban => less += share * self.market_t * MOST * 1e-3,
                    Kind::Equipment => less += share * depth * CAPACITY * MOST * 1e-3,
                    Kind::Price | Kind::Target => more += weight * CAPACITY * depth * PRICE / 4.0 * 1e-3,
                    Kind::Squeeze => more += weight * CAPACITY * depth * 2.0 / 4.0 * 1e-3,
                }
            }
            // A limit that is gone in some years takes the money of prices that are attacked in all with it.
            if self.attacks.iter().any(|(kind, ..)| kind.is_of_limits()) {
                let cuts = self.attacks.iter().filter(|(kind, ..)| !kind.is_of_limits());
                let range: f64 = cuts.map(|(_, depth, _)| depth * PRICE).sum();
                more += weight * CAPACITY * range / 4.0 * 1e-3;
                less += weight * CAPACITY * range / 4.0 * 1e-3;
            }
        }
        (less, more)
    }

    /// Whether the plant does the same in all years: it runs in full, or one attack takes from what alone limits it.
    fn is_even(&self) -> bool {
        let limits = self.attacks.iter().filter(|(kind, ..)| kind.is_of_limits()).count();
        self.other.is_none() && self.market_t == CAPACITY && (limits == 0 || self.attacks.len() == 1)
    }
}

/// Worth of the plan and harm of the worst attack, MUSD, without a limit on money.
fn harm(case: &Case) -> (f64, f64) {
    let network = case.network();
    let made = solve_with_program(
        &network,
        &PlanOptions { gap: 1e-9, ..PlanOptions::from_network(&network) },
        &mut NoProgress,
    )
    .unwrap();
    let operations = Operations::new(&network, &made, LeafAt::new(0), Group::all(network.cooperative()));
    let arsenal = Arsenal::new(&network, &operations.states, CostLevel::Producers, &|_| true);
    let mut watch = |_: &program::Progress| Flow::Continue;
    let mut effort = SearchOptions { gap: 1e-9, work: u64::MAX, seconds: None, struck: false, observer: &mut watch };
    let found = worst_attacks(&operations, &arsenal, &[f64::INFINITY], &mut effort).unwrap().unwrap();
    (found.free_musd, found.harms[0].harm_musd)
}

fn draw() -> impl Strategy<Value = Draw> {
    proptest::collection::vec(1..6_i32, 1..4).prop_flat_map(|lengths| {
        let years = lengths.iter().sum::<i32>();
        let kind = prop_oneof![
            Just(Kind::Price),
            Just(Kind::Squeeze),
            Just(Kind::Target),
            Just(Kind::Ban),
            Just(Kind::Equipment)
        ];
        let attack = (kind, 0.05..0.3, 0..years, 0..years).prop_map(move |(kind, depth, from, more)| {
            (kind, depth, (FIRST + from, (FIRST + from + more).min(FIRST + years - 1)))
        });
        (
            Just(lengths),
            prop_oneof![Just(0.0), 0.02..0.25],
            proptest::collection::vec(attack, 1..3),
            prop_oneof![2 => Just(CAPACITY), 1 => 30.0..CAPACITY],
            prop_oneof![2 => Just(None), 1 => (5.0..29.0).prop_map(Some)],
        )
            .prop_map(|(lengths, rate, attacks, market_t, other)| Draw {
                lengths,
                rate,
                attacks,
                market_t,
                other,
            })
    })
}

#[test]
fn attacks_inside_periods_do_the_harm_of_their_years() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[37; 32]);
    let config = Config { cases: 80, failure_persistence: None, ..Config::default() };
    let (equal, other) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    TestRunner::new_with_rng(config, rng)
        .run(&draw(), |draw| {
            let years = draw.lengths.iter().sum::<i32>();
            let (worth, by_years) = harm(&draw.case(vec![1; years as usize], false));
            let (again, by_periods) = harm(&draw.case(draw.lengths.clone(), false));
            let (_, split) = harm(&draw.case(draw.lengths.clone(), true));
            let near = 1e-6 * worth.abs().max(1.0);
            prop_assert!((worth - again).abs() <= near, "worth {worth}, {again}");
            prop_assert!((split - by_years).abs() <= near, "{split} split, {by_years} in years");
            let (less, more) = draw.slack();
            prop_assert!(by_periods >= by_years - less - near, "{by_periods} in periods, {by_years} in years, {less}");
            prop_assert!(by_periods <= by_years + more + near, "{by_periods} in periods, {by_years} in years, {more}");
            let of_limits = draw.attacks.iter().filter(|(kind, ..)| kind.is_of_limits()).count();
            if of_limits == 0 {
                prop_assert!(by_periods >= by_years - near, "{by_periods} in periods, {by_years} in years");
            }
            if of_limits == draw.attacks.len() {
                prop_assert!(by_periods <= by_years + near, "{by_periods} in periods, {by_years} in years");
            }
            if draw.is_even() {
                equal.set(equal.get() + 1);
                prop_assert!((by_periods - by_years).abs() <= near, "{by_periods} in periods, {by_years} in years");
            } else if (by_periods - by_years).abs() > near {
                other.set(other.get() + 1);
            }
            Ok(())
        })
        .unwrap();
    // The draws reach both kinds.
    assert!(equal.get() >= 15 && other.get() >= 10, "{} equal, {} different", equal.get(), other.get());
}
