//! Lanes that open and close inside periods of several years, against single years, on random cases.
//!
//! A lane with a limit carries the mean of its limit, its duty and its cost in a period; one without splits the period. Prices do not
//! change here, so periods lose nothing. A limit `L` that holds for a share of the years lets them do at most `share · L` more than years,
//! where other limits bind in the same years; each metric ton brings at most `M`. Where one lane opens or closes and nothing else limits what
//! is carried, both are equal; where periods are split at windows, they are years.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::toy::Case;

const FIRST: i32 = 2030;
/// The most that a metric ton brings, a demand served for what would else be short, USD/kg.
const MOST: f64 = 35.0;

#[derive(Clone, Debug)]
struct Lane {
    inbound: bool,
    limit_t_per_year: f64,
    tariff: f64,
    cost: f64,
    window: (i32, i32),
}

#[derive(Clone, Debug)]
struct Draw {
    lengths: Vec<i32>,
    rate: f64,
    lanes: Vec<Lane>,
    /// Of the works, t; none where it never binds.
    capacity_t_per_year: Option<f64>,
    /// A demand at home in place of an offer to sell.
    demand: bool,
}

impl Draw {
    fn last(&self) -> i32 {
        FIRST + self.lengths.iter().sum::<i32>() - 1
    }

    fn case(&self, lengths: Vec<i32>, split: bool) -> Case {
        let row = |lane: &Lane| {
            let (from, to, material) = if lane.inbound { ("far", "us", "scrap") } else { ("us", "far", "metal") };
            let (first, last) = lane.window;
            format!(
                "{from}, {to}, {material}, {}, {}, {}, {first}, {last}",
                lane.cost, lane.tariff, lane.limit_t_per_year
            )
        };
        let lanes: Vec<String> = self.lanes.iter().map(row).collect();
        let inbound = self.lanes.iter().any(|lane| lane.inbound);
        let scrap = if inbound { "mart, scrap, buy," } else { "world, scrap, buy, 150" };
        let sells = if self.demand { "" } else { "\nworld, metal, sell," };
        let mut case = Case::works(FIRST, self.last())
            .table("regions", "id, bloc\nus, home\nfar, ally")
            .table("markets", "id, region, controller\nworld, us, nobody\nmart, far, ally")
            .table(
                "facilities",
                &format!(
                    "id, member, region, technology, status, capacity_t_per_year\nworks, smith, us, melting, existing, {}",
                    self.capacity_t_per_year.unwrap_or(500.0)
                ),
            )
            .table(
                "lanes",
                &format!(
                    "from, to, material, cost_usd_per_kg, tariff, limit_t_per_year, first_year, last_year\n{}",
                    lanes.join("\n")
                ),
            )
            .table("offers", &format!("market, material, side, limit_t_per_year\n{scrap}\nmart, metal, sell,{sells}"))
            .table(
                "prices",
                "market, material, year, price_usd_per_kg
                 world, scrap, 2030, 2
                 mart, scrap, 2030, 2
                 world, metal, 2030, 13
                 mart, metal, 2030, 19",
            )
            .set(|s| {
                s.finance.discount_rate = self.rate;
                (s.horizon.period_lengths, s.horizon.split_at_windows) = (lengths, split);
            });
        if self.demand {
            case = case
                .table(
                    "demands",
                    "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
                     motors, motors, smith, us, metal, defense, 30, 5",
                )
                .table("quantities", &format!("demand, year, quantity_t_per_year\nmotors, {FIRST}, 200"));
        }
        case
    }

    /// What limits for a part of a period may let through, MUSD.
    fn above(&self) -> f64 {
        let discount = |year: i32| (1.0 + self.rate).powi(FIRST - year);
        let (mut first, mut above) = (FIRST, 0.0);
        for length in &self.lengths {
            let years = first..first + length;
            first += length;
            for lane in &self.lanes {
                let (from, to) = lane.window;
                let inside: Vec<i32> = years.clone().filter(|year| (from..=to).contains(year)).collect();
                if inside.len() < *length as usize {
                    above +=
                        inside.iter().map(|year| discount(*year)).sum::<f64>() * lane.limit_t_per_year * MOST * 1e-3;
                }
            }
        }
        above
    }

    /// Whether each metric ton meets the limit of one lane and nothing else.
    fn alone(&self) -> bool {
        let inbound = self.lanes.iter().filter(|lane| lane.inbound).count();
        self.capacity_t_per_year.is_none() && (inbound == self.lanes.len() || inbound == 0)
    }
}

fn draw() -> impl Strategy<Value = Draw> {
    proptest::collection::vec(1..6_i32, 1..4).prop_flat_map(|lengths| {
        let years = lengths.iter().sum::<i32>();
        let lane = move |inbound: bool| {
            ((5.0..60.0, 0.0..0.3, 0.0..1.0), (0..years, 0..years)).prop_map(
                move |((limit_t_per_year, tariff, cost), (from, more))| {
                    let window = (FIRST + from, (FIRST + from + more).min(FIRST + years - 1));
                    Lane { inbound, limit_t_per_year, tariff, cost, window }
                },
            )
        };
        // One lane with two windows, one after the other.
        let two = (lane(true), lane(true), 1..years.max(2)).prop_map(move |(one, other, part)| {
            let end = FIRST + part - 1;
            let first = Lane { window: (FIRST, end.min(FIRST + years - 1)), ..one };
            let then = Lane { window: (end + 1, FIRST + years - 1), ..other };
            if end + 1 < FIRST + years { vec![first, then] } else { vec![first] }
        });
        let lanes = prop_oneof![
            lane(true).prop_map(|it| vec![it]),
            lane(false).prop_map(|it| vec![it]),
            (lane(true), lane(false)).prop_map(|(one, other)| vec![one, other]),
            two,
        ];
        let rate = prop_oneof![Just(0.0), 0.02..0.25];
        (Just(lengths), rate, lanes, prop_oneof![Just(None), (20.0..80.0).prop_map(Some)], any::<bool>()).prop_map(
            |(lengths, rate, lanes, capacity_t_per_year, demand)| {
                // What leaves cannot be demanded here as well: one outlet, one limit.
                let demand = demand && lanes.iter().all(|lane| lane.inbound);
                Draw { lengths, rate, lanes, capacity_t_per_year, demand }
            },
        )
    })
}

#[test]
fn lanes_that_open_inside_periods_carry_what_their_years_do() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[31; 32]);
    let config = Config { cases: 150, failure_persistence: None, ..Config::default() };
    let (equal, more) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    TestRunner::new_with_rng(config, rng)
        .run(&draw(), |draw| {
            let years = draw.lengths.iter().sum::<i32>();
            let by_years = draw.case(vec![1; years as usize], false).objective();
            let by_periods = draw.case(draw.lengths.clone(), false).objective();
            let split = draw.case(draw.lengths.clone(), true).objective();
            let near = 1e-6 * by_years.abs().max(1.0);
            prop_assert!((split - by_years).abs() <= near, "{split} split, {by_years} in years");
            prop_assert!(by_periods >= by_years - near, "{by_periods} in periods, {by_years} in years");
            let above = draw.above();
            prop_assert!(by_periods <= by_years + above + near, "{by_periods}, {by_years} in years, {above}");
            if draw.alone() {
                equal.set(equal.get() + 1);
                prop_assert!((by_periods - by_years).abs() <= near, "{by_periods} in periods, {by_years} in years");
            } else if by_periods > by_years + near {
                more.set(more.get() + 1);
            }
            Ok(())
        })
        .unwrap();
    // The draws reach both kinds.
    assert!(equal.get() >= 40 && more.get() >= 5, "{} equal, {} more", equal.get(), more.get());
}
