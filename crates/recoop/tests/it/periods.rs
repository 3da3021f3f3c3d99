//! Periods of several years against their single years, on random cases of one plant.
//!
//! With `w` the weight of a period and `C` the most that a year can do, money that differs between the years of a period by a range `R` a
//! tonne is told by its mean alone: a plan of single years gains by that at most `w C R / 4` (a covariance is at most a quarter of the product
//! of two ranges). A limit `L` that holds for a share of the years lets the period do at most `share · L` tonnes that the years may not be
//! able to do, as other limits bind in the same years; each brings at most `M`, all that a tonne is paid. So with all that holds for a part
//! of a period
//!
//! ```text
//! years - Σ w C R / 4 ≤ periods ≤ years + Σ w share L M
//! ```
//!
//! and where the activity is the same in all years of a period and no limit begins or ends in it both are equal. A floor tops up the mean price,
//! which for a price that crosses the floor inside a period is less than the mean of what it tops up, by a quarter of the range at most.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use recoop::plan::Plan;
use recoop_case::Network;

use crate::toy::Case;

const FIRST: i32 = 2030;
const CAPACITY: f64 = 100.0;
const UNIT: f64 = 1e-3;

type Window = Option<(i32, i32)>;

#[derive(Clone, Debug)]
struct Draw {
    lengths: Vec<i32>,
    rate: f64,
    prices: Vec<(i32, f64)>,
    /// Of the plant, of the offer to sell, of the offer to buy; none where it holds in all years.
    windows: [Window; 3],
    sell_t: f64,
    built: bool,
    payment: (f64, Window),
    floor: (f64, Window),
}

impl Draw {
    fn last(&self) -> i32 {
        FIRST + self.lengths.iter().sum::<i32>() - 1
    }

    /// First and last year of each period.
    fn periods(&self) -> Vec<(i32, i32)> {
        let mut first = FIRST;
        let mut next = |length: &i32| {
            first += length;
            (first - length, first - 1)
        };
        self.lengths.iter().map(&mut next).collect()
    }

    /// The windows; what is built is there from the first year on.
    fn windows(&self) -> [Window; 3] {
        let [plant, sell, buy] = self.windows;
        [plant.map(|(from, to)| if self.built { (FIRST, to) } else { (from, to) }), sell, buy]
    }

    fn price(&self, year: i32) -> f64 {
        let before = self.prices.iter().rev().find(|(y, _)| *y <= year);
        let after = self.prices.iter().find(|(y, _)| *y > year);
        match (before, after) {
            (Some((y0, p0)), Some((y1, p1))) => p0 + (p1 - p0) * f64::from(year - y0) / f64::from(y1 - y0),
            (Some((_, price)), None) | (None, Some((_, price))) => *price,
            (None, None) => unreachable!("prices are not empty"),
        }
    }

    fn case(&self, lengths: Vec<i32>) -> Case {
        let last = self.last();
        let years = |window: Window| {
            let (from, to) = window.unwrap_or((FIRST, last));
            format!("{}, {}", from.clamp(FIRST, last), to.clamp(from.clamp(FIRST, last), last))
        };
        let [plant, sell, buy] = self.windows();
        let prices: Vec<String> = self.prices.iter().map(|(y, price)| format!("world, metal, {y}, {price}")).collect();
        let (from, to) = plant.unwrap_or((FIRST, last));
        let facility = if self.built {
            let life = (to - FIRST + 1).max(1);
            format!(
                "id, member, region, technology, status, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year, lifetime_years, last_build_year
                 works, smith, us, melting, candidate, {CAPACITY}, 1.5, 100, {life}, {FIRST}"
            )
        } else {
            let online = from.max(FIRST);
            let status = if online > FIRST { "construction" } else { "existing" };
            let online = if online > FIRST { online.to_string() } else { String::new() };
            format!(
                "id, member, region, technology, status, capacity_t_per_year, online_year, retire_year
                 works, smith, us, melting, {status}, {CAPACITY}, {online}, {}",
                to.max(from.max(FIRST))
            )
        };
        Case::works(FIRST, last)
            .table(
                "prices",
                &format!("market, material, year, price_usd_per_kg\nworld, scrap, {FIRST}, 2\n{}", prices.join("\n")),
            )
            .table(
                "offers",
                &format!(
                    "market, material, side, limit_t_per_year, first_year, last_year
                     world, scrap, buy, 120, {}
                     world, metal, sell, {}, {}",
                    years(buy),
                    self.sell_t,
                    years(sell)
                ),
            )
            .table("facilities", &facility)
            .table(
                "policies",
                &format!(
                    "id, kind, filter, value, limit_t_per_year, first_year, last_year
                     pay, production_payment, facility=works, {}, , {}
                     floor, price_floor, material=metal, {}, 70, {}",
                    self.payment.0,
                    years(self.payment.1),
                    self.floor.0,
                    years(self.floor.1)
                ),
            )
            .set(|s| {
                s.finance.discount_rate = self.rate;
                s.horizon.period_lengths = lengths;
            })
    }

    /// What the mean money of periods hides, and what limits for a part of a period may let through, MUSD.
    fn slack(&self) -> (f64, f64) {
        let (mut below, mut above) = (0.0, 0.0);
        let discount = |year: i32| (1.0 + self.rate).powi(FIRST - year);
        for (first, last) in self.periods() {
            let years: Vec<i32> = (first..=last).collect();
            let weight: f64 = years.iter().map(|year| discount(*year)).sum();
            let share = |(from, to): (i32, i32)| {
                let inside = years.iter().filter(|year| (from..=to).contains(year));
                inside.map(|year| discount(*year)).sum::<f64>() / weight
            };
            let part = |window: Window| window.map_or(1.0, share);
            let prices = || years.iter().map(|year| self.price(*year));
            let (high, low) = (prices().fold(f64::MIN, f64::max), prices().fold(f64::MAX, f64::min));
            let partly = |share: f64| share > 0.0 && share < 1.0;
            let floor = if part(self.floor.1) > 0.0 { self.floor.0 } else { 0.0 };
            // Of price, of payment, of floor.
            let mut range = high - low;
            range += if partly(part(self.payment.1)) { self.payment.0 } else { 0.0 };
            range += if partly(part(self.floor.1)) { floor } else { (floor - low).max(0.0) - (floor - high).max(0.0) };
            range += if floor > low && floor < high { high - low } else { 0.0 };
            below += weight * CAPACITY * range / 4.0 * UNIT;
            let paid = high.max(floor) + self.payment.0;
            for (window, limit) in self.windows().into_iter().zip([CAPACITY, self.sell_t, 120.0]) {
                let share = part(window);
                if partly(share) {
                    above += weight * share * limit * paid * UNIT;
                    // With the plant's own years go the years of money.
                    below += weight * CAPACITY * range / 4.0 * UNIT;
                }
            }
        }
        (below, above)
    }

    /// Whether the price crosses the floor inside a period.
    fn crosses(&self) -> bool {
        self.periods().iter().any(|(first, last)| {
            let above = (*first..=*last).map(|year| self.price(year) > self.floor.0);
            above.clone().any(|above| above) && !above.clone().all(|above| above)
        })
    }

    /// Whether a limit holds for a part of a period.
    fn limits_in_part(&self) -> bool {
        let inside = |(from, to): (i32, i32)| {
            self.periods().iter().any(|(first, last)| (from > *first && from <= *last) || (to >= *first && to < *last))
        };
        self.windows().into_iter().flatten().any(inside)
    }
}

fn window(last: i32) -> impl Strategy<Value = Window> {
    prop_oneof![2 => Just(None), 1 => (FIRST..=last, 0..6_i32).prop_map(move |(from, more)| Some((from, (from + more).min(last))))]
}

fn draw() -> impl Strategy<Value = Draw> {
    proptest::collection::vec(1..5_i32, 1..4).prop_flat_map(|lengths| {
        let last = FIRST + lengths.iter().sum::<i32>() - 1;
        (
            (Just(lengths), prop_oneof![Just(0.0), 0.02..0.25], proptest::collection::vec(1.0..40.0, 1..4)),
            ([window(last), window(last), window(last)], 40.0..140.0, any::<bool>()),
            (0.0..20.0, window(last), 10.0..45.0, window(last)),
        )
            .prop_map(
                move |((lengths, rate, prices), (windows, sell_t, built), (pay, paid, floor, floored))| Draw {
                    lengths,
                    rate,
                    prices: prices.into_iter().enumerate().map(|(i, price)| (FIRST + 3 * i as i32, price)).collect(),
                    windows,
                    sell_t,
                    built,
                    payment: (pay, paid),
                    floor: (floor, floored),
                },
            )
    })
}

/// Whether the plant does the same in all years of each period.
fn steady(draw: &Draw, network: &Network, plan: &Plan) -> bool {
    let mut activity = std::collections::BTreeMap::new();
    for run in &plan.values.runs {
        *activity.entry(network.tree.period(run.state).first_year).or_insert(0.0) += run.activity_t;
    }
    let of = |year: i32| activity.get(&year).copied().unwrap_or(0.0_f64);
    draw.periods().iter().all(|(first, last)| (*first..=*last).all(|year| (of(year) - of(*first)).abs() < 1e-6))
}

#[test]
fn periods_are_worth_what_their_years_are() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[29; 32]);
    let config = Config { cases: 120, failure_persistence: None, ..Config::default() };
    let (equal, bounded) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    TestRunner::new_with_rng(config, rng)
        .run(&draw(), |draw| {
            let years = draw.lengths.iter().sum::<i32>();
            let (network, single) = draw.case(vec![1; years as usize]).plan();
            let by_years = single.status.objective;
            let by_periods = draw.case(draw.lengths.clone()).plan().1.status.objective;
            let near = 1e-6 * by_years.abs().max(1.0);
            let (below, above) = draw.slack();
            prop_assert!(
                by_periods >= by_years - below - near,
                "{by_periods} in periods, {by_years} in years, {below}"
            );
            prop_assert!(
                by_periods <= by_years + above + near,
                "{by_periods} in periods, {by_years} in years, {above}"
            );
            if !draw.limits_in_part() {
                // Years can do what a period does, the same in each.
                prop_assert!(by_periods <= by_years + near, "{by_periods} in periods, {by_years} in years");
                if steady(&draw, &network, &single) && !draw.crosses() {
                    equal.set(equal.get() + 1);
                    prop_assert!((by_periods - by_years).abs() <= near, "{by_periods} in periods, {by_years} in years");
                }
            }
            bounded.set(bounded.get() + 1);
            Ok(())
        })
        .unwrap();
    // The draws reach both kinds.
    assert!(equal.get() >= 20 && bounded.get() == 120, "{} equal of {}", equal.get(), bounded.get());
}
