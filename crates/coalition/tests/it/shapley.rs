//! The Shapley value, exact and sampled.

use std::sync::atomic::{AtomicUsize, Ordering};

use coalition::families::{Airport, Bankruptcy, Glove, WeightedVoting};
use coalition::shapley::End;
use coalition::{
    Flow, Game, GameError, Group, NoProgress, Progress, ProgressObserver, Sampling, Sense, Table, Task, Worth,
    sampled_shapley, shapley,
};
use proptest::prelude::*;

pub fn on(threads: usize) -> Task<'static> {
    // A watcher that neither speaks nor stops has nothing to share or to free.
    Task { threads, observer: Box::leak(Box::new(NoProgress)) }
}

pub fn close(found: &[f64], expected: &[f64], within: f64) {
    assert_eq!(found.len(), expected.len());
    let near = |(a, b): (&f64, &f64)| (a - b).abs() <= within;
    assert!(found.iter().zip(expected).all(near), "{found:?}, expected {expected:?}");
}

/// A table of whole numbers that a seed makes.
pub fn drawn(players: usize, seed: u64) -> Table {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    Table::from_fn(players, Sense::Profit, |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from((state >> 40) as u32 % 1000)
    })
    .unwrap()
}

/// By the definition: the mean over all orders.
fn by_orders(table: &Table) -> Vec<f64> {
    // Adds up over all ways to go on from a group that came together in one order; says how many there are.
    fn walk(table: &Table, group: Group, sums: &mut [f64]) -> f64 {
        let players = sums.len();
        if group.len() == players {
            return 1.0;
        }
        let mut orders = 0.0;
        for player in group.complement(players).iter() {
            let with = group.with(player);
            let below = walk(table, with, sums);
            sums[player] += below * (table.at(with) - table.at(group));
            orders += below;
        }
        orders
    }
    let players = table.num_players();
    let mut sums = vec![0.0; players];
    let orders = walk(table, Group::EMPTY, &mut sums);
    sums.iter().map(|sum| sum / orders).collect()
}

#[test]
fn published_values() {
    // Tennessee Valley Authority (Ransmeier 1942; Straffin & Heaney 1981), thousand dollars.
    let costs = vec![0.0, 163_520.0, 140_826.0, 301_607.0, 250_096.0, 378_821.0, 367_370.0, 412_584.0];
    let names = ["navigation", "flood", "power"].map(String::from).to_vec();
    let table = Table::new(names, Sense::Cost, costs).unwrap();
    close(&shapley(&table, &mut on(1)).unwrap(), &[-117_829.0, -100_756.5, -193_998.5], 1e-9);
    // Aumann & Maschler (1985).
    let of = |estate| {
        let table = Bankruptcy::from_numbers(estate, &[100.0, 200.0, 300.0]).table().unwrap();
        shapley(&table, &mut on(1)).unwrap()
    };
    close(&of(100.0), &[100.0 / 3.0; 3], 1e-12);
    close(&of(200.0), &[100.0 / 3.0, 250.0 / 3.0, 250.0 / 3.0], 1e-12);
    close(&of(300.0), &[50.0, 100.0, 150.0], 1e-12);
    // One left glove, two right ones.
    close(
        &shapley(&Glove::hands(1, 2).table().unwrap(), &mut on(1)).unwrap(),
        &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0],
        1e-15,
    );
    // The Security Council of 1965: 5 permanent members of 15, 9 votes and no veto (Shapley & Shubik index).
    let weights = [vec![7.0; 5], vec![1.0; 10]].concat();
    let index = shapley(&WeightedVoting::from_numbers(39.0, &weights).table().unwrap(), &mut on(2)).unwrap();
    close(&index, &[vec![421.0 / 2145.0; 5], vec![4.0 / 2145.0; 10]].concat(), 1e-14);
}

#[test]
fn many_players_keep_their_digits() {
    // Charges of the airport have a closed form; the table has several pieces of work.
    let costs: Vec<f64> = (1..=18).map(|at| f64::from(at * at) + 0.1).collect();
    let airport = Airport::from_numbers(&costs);
    let table = airport.table().unwrap();
    let charges: Vec<f64> =
        airport.shapley_charges().unwrap().iter().map(|charge| -coalition::exact::float(charge)).collect();
    let one = shapley(&table, &mut on(1)).unwrap();
    close(&one, &charges, 1e-12);
    let two = shapley(&table, &mut on(2)).unwrap();
    assert!(one.iter().zip(&two).all(|(a, b)| a.to_bits() == b.to_bits()));
}

/// Stops at once, or after some reports.
pub struct StopAfter(pub usize);

impl ProgressObserver for StopAfter {
    fn progress(&mut self, _: &Progress) -> Flow {
        self.0 = self.0.saturating_sub(1);
        if self.0 == 0 { Flow::Stop } else { Flow::Continue }
    }
}

#[test]
fn a_stop_is_heard() {
    for threads in [1, 2] {
        let mut stop = StopAfter(1);
        assert_eq!(shapley(&drawn(17, 1), &mut Task { threads, observer: &mut stop }), Err(GameError::Stopped));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_definition_and_the_axioms(players in 1_usize..=6, seed in 0_u64..10_000, scale in 0.1_f64..10.0, shift in -50.0_f64..50.0) {
        let table = drawn(players, seed);
        let found = shapley(&table, &mut on(1)).unwrap();
        close(&found, &by_orders(&table), 1e-9);
        prop_assert!((found.iter().sum::<f64>() - table.total()).abs() < 1e-9);
        // Covariance: scale and add a game that adds.
        let other = Table::from_fn(players, Sense::Profit, |group| scale * table.at(group) + shift * group.len() as f64).unwrap();
        let moved: Vec<f64> = found.iter().map(|payoff| scale * payoff + shift).collect();
        close(&shapley(&other, &mut on(1)).unwrap(), &moved, 1e-8);
        // One more player who adds nothing gets nothing and changes nothing.
        let null = Table::from_fn(players + 1, Sense::Profit, |group| table.at(group.without(players))).unwrap();
        close(&shapley(&null, &mut on(1)).unwrap(), &[found.clone(), vec![0.0]].concat(), 1e-9);
        // Two players who can stand in for each other get the same.
        let twins = Table::from_fn(players + 1, Sense::Profit, |group| {
            let (a, b) = (group.contains(0), group.contains(players));
            let rest = table.at(group.without(0).without(players));
            rest + 7.0 * f64::from(u8::from(a) + u8::from(b)).powi(2)
        }).unwrap();
        let pay = shapley(&twins, &mut on(1)).unwrap();
        prop_assert!((pay[0] - pay[players]).abs() < 1e-9);
    }
}

/// Counts the worths that are asked of it, and those asked twice.
struct Counted<'a> {
    table: &'a Table,
    asked: AtomicUsize,
}

impl Game for Counted<'_> {
    fn num_players(&self) -> usize {
        self.table.num_players()
    }

    fn worth(&self, group: Group) -> Result<Worth, GameError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.table.worth(group)
    }
}

fn set_up(players: usize) -> Table {
    // What the work of a group earns, less a set-up cost for each begun lot of four.
    Table::from_fn(players, Sense::Profit, |group| {
        let size: f64 = group.iter().map(|player| 3.0 + player as f64).sum();
        3.0 * size - 25.0 * (size / 16.0).ceil()
    })
    .unwrap()
}

#[test]
fn samples_agree_with_the_table_and_with_each_other() {
    let table = set_up(14);
    let truth = shapley(&table, &mut on(1)).unwrap();
    for shifts in [None, Some(3), Some(1)] {
        let options = Sampling { half_width: Some(2.0), evaluations: 12_000, shifts, seed: 5, ..Sampling::default() };
        let game = Counted { table: &table, asked: AtomicUsize::new(0) };
        let one = sampled_shapley(&game, &options, &mut on(1)).unwrap();
        let two = sampled_shapley(&table, &options, &mut on(2)).unwrap();
        assert_eq!(one, two);
        assert_eq!(one.evaluations, game.asked.into_inner());
        assert_eq!(one.end, End::Narrow);
        assert!(one.is_met(&options));
        assert!((one.payoffs.iter().sum::<f64>() - table.total()).abs() <= 1e-13 * table.total());
        let widths = one.half_widths.clone().unwrap();
        assert!(widths.iter().all(|width| *width > 0.0));
        for ((found, truth), width) in one.payoffs.iter().zip(&truth).zip(&widths) {
            assert!((found - truth).abs() <= *width, "{found} ± {width}, not {truth}");
        }
    }
}

#[test]
fn intervals_hold_as_often_as_they_say() {
    // 200 samples of eight blocks each, at 80 %: by Bonferroni at least 160 or so hold for all players together. Four
    // standard deviations below: 137.
    let table = set_up(12);
    let truth = shapley(&table, &mut on(1)).unwrap();
    let holds = |seed: u64| {
        let options = Sampling { confidence: 0.8, evaluations: 400, shifts: Some(2), seed, ..Sampling::default() };
        let sample = sampled_shapley(&table, &options, &mut on(1)).unwrap();
        assert_eq!(sample.end, End::Budget);
        let widths = sample.half_widths.unwrap();
        sample.payoffs.iter().zip(&truth).zip(&widths).all(|((found, truth), width)| (found - truth).abs() <= *width)
    };
    let count = (0..200).filter(|seed| holds(*seed)).count();
    assert!(count >= 137, "{count} of 200");
    // Intervals that always hold would say nothing: without the correction of Bonferroni fewer would.
    assert!(count < 200, "{count} of 200");
}

#[test]
fn intervals_hold_where_a_sample_ends_early() {
    // 200 samples that end as soon as they are narrow, at 80 %: three in four hold for all players together.
    let holds = |game: &dyn Game, truth: &[f64], shifts: usize, half_width: f64| {
        let holds = |seed: &u64| {
            let options = Sampling {
                half_width: Some(half_width),
                confidence: 0.8,
                evaluations: 100_000,
                shifts: Some(shifts),
                seed: *seed,
            };
            let sample = sampled_shapley(game, &options, &mut on(1)).unwrap();
            assert_eq!(sample.end, End::Narrow);
            assert!(sample.blocks * shifts >= 60, "{} blocks", sample.blocks);
            let widths = sample.half_widths.unwrap();
            sample.payoffs.iter().zip(truth).zip(&widths).all(|((found, truth), width)| (found - truth).abs() <= *width)
        };
        (0..200).filter(holds).count()
    };
    let table = set_up(12);
    let truth = shapley(&table, &mut on(1)).unwrap();
    for (shifts, half_width) in [(1, 6.0), (1, 3.5), (2, 3.5), (3, 3.0), (4, 2.5), (12, 1.5)] {
        let count = holds(&table, &truth, shifts, half_width);
        assert!(count >= 150, "{count} of 200 with {shifts} shifts");
    }

    // All shifts of many players, where few blocks are many orders: the cube of the sum of their sizes, of which the value is known.
    struct Cube(Vec<f64>);
    impl Game for Cube {
        fn num_players(&self) -> usize {
            self.0.len()
        }
        fn worth(&self, group: Group) -> Result<Worth, GameError> {
            Ok(Worth::exact(group.sum(&self.0).powi(3)))
        }
    }
    let sizes: Vec<f64> = (1..=32).map(|at| f64::from(at * 7 % 13 + 1) / 30.0).collect();
    let (sum, squares) = (sizes.iter().sum::<f64>(), sizes.iter().map(|size| size * size).sum::<f64>());
    let value = |size: &f64| {
        // Who comes before has, on average, half of the others, and this square.
        let (others, own) = (sum - size, squares - size * size);
        3.0 * size * (own / 2.0 + (others * others - own) / 3.0) + 3.0 * size * size * others / 2.0 + size.powi(3)
    };
    let truth: Vec<f64> = sizes.iter().map(value).collect();
    for half_width in [4.0, 1.0] {
        let count = holds(&Cube(sizes.clone()), &truth, 32, half_width);
        assert!(count >= 150, "{count} of 200 with all shifts, half width {half_width}");
    }
}

#[test]
fn reverses_are_used_where_they_help() {
    let options = |seed| Sampling { evaluations: 4000, shifts: Some(2), seed, ..Sampling::default() };
    // Worth that grows with the square of size: who comes early adds little and, reversed, much.
    let square = Table::from_fn(16, Sense::Profit, |group| group.sum(&[1.0; 16]).powi(2)).unwrap();
    assert!(sampled_shapley(&square, &options(1), &mut on(1)).unwrap().reverses);
    // Worth that is made in the middle: who comes in the middle does so in the reverse as well.
    let middle = Table::from_fn(15, Sense::Profit, |group| if group.len() >= 8 { 1.0 } else { 0.0 }).unwrap();
    assert!(!sampled_shapley(&middle, &options(1), &mut on(1)).unwrap().reverses);
    // With all shifts a reverse meets the same groups.
    let all = Sampling { evaluations: 4000, shifts: Some(15), ..Sampling::default() };
    assert!(sampled_shapley(&middle, &all, &mut on(1)).unwrap().reverses);
}

#[test]
fn games_without_variance_and_small_games() {
    let sizes: Vec<f64> = (0..40).map(f64::from).collect();
    struct Additive(Vec<f64>);
    impl Game for Additive {
        fn num_players(&self) -> usize {
            self.0.len()
        }
        fn worth(&self, group: Group) -> Result<Worth, GameError> {
            Ok(Worth { value: group.sum(&self.0), bound: group.sum(&self.0) + 0.5 })
        }
    }
    let options = Sampling { half_width: Some(0.01), ..Sampling::default() };
    let sample = sampled_shapley(&Additive(sizes.clone()), &options, &mut on(2)).unwrap();
    close(&sample.payoffs, &sizes, 1e-9);
    assert_eq!((sample.end, sample.blocks), (End::Narrow, 4));
    assert!(sample.half_widths.unwrap().iter().all(|width| *width < 1e-9));
    assert_eq!(sample.gap, 0.5);
    // Few groups are all asked for.
    let table = drawn(7, 3);
    let sample = sampled_shapley(&table, &Sampling::default(), &mut on(1)).unwrap();
    close(&sample.payoffs, &shapley(&table, &mut on(1)).unwrap(), 1e-9);
    assert_eq!((sample.end, sample.evaluations), (End::Exact, 127));
    // So they are when sampling has met them all.
    let table = drawn(11, 3);
    let sample = sampled_shapley(&table, &Sampling { shifts: Some(11), ..Sampling::default() }, &mut on(1)).unwrap();
    assert_eq!((sample.end, sample.evaluations), (End::Exact, 2047));
    assert!(sample.is_met(&Sampling::default()));
    let one = Table::from_fn(1, Sense::Profit, |_| 3.0).unwrap();
    assert_eq!(sampled_shapley(&one, &Sampling::default(), &mut on(1)).unwrap().payoffs, [3.0]);
}

#[test]
fn what_is_cut_short_says_so() {
    let table = set_up(16);
    // One order and its reverse, and no second block.
    let options = Sampling { evaluations: 40, shifts: Some(1), half_width: Some(1.0), ..Sampling::default() };
    let sample = sampled_shapley(&table, &options, &mut on(1)).unwrap();
    assert_eq!((sample.blocks, sample.end, sample.half_widths.clone()), (1, End::Budget, None));
    assert!(!sample.is_met(&options));
    assert!((sample.payoffs.iter().sum::<f64>() - table.total()).abs() < 1e-9);
    let refused = |options: Sampling| sampled_shapley(&table, &options, &mut on(1)).unwrap_err().to_string();
    assert_eq!(
        refused(Sampling { evaluations: 15, ..Sampling::default() }),
        "15 worths do not reach through one order of 16"
    );
    assert_eq!(
        refused(Sampling { evaluations: 20, shifts: Some(1), ..Sampling::default() }),
        "20 worths do not reach through one block"
    );
    assert_eq!(
        refused(Sampling { confidence: 1.0, ..Sampling::default() }),
        "a confidence of 1, expected between 0 and 1"
    );
    assert_eq!(
        refused(Sampling { half_width: Some(0.0), ..Sampling::default() }),
        "a half width of 0, expected a number above 0"
    );
    assert_eq!(refused(Sampling { shifts: Some(17), ..Sampling::default() }), "17 shifts, expected 1 to 16");
    // Reports: before the worth of all, then before each look.
    let stopped = |after| {
        sampled_shapley(&table, &Sampling::default(), &mut Task { threads: 1, observer: &mut StopAfter(after) })
    };
    assert_eq!(stopped(1), Err(GameError::Stopped));
    assert_eq!(stopped(2), Err(GameError::Stopped));
    let sample = stopped(3).unwrap();
    assert_eq!((sample.end, sample.blocks), (End::Stopped, 4));
    assert!(sample.half_widths.is_some());
}

#[test]
fn an_unknown_worth_is_an_error() {
    struct Broken;
    impl Game for Broken {
        fn num_players(&self) -> usize {
            30
        }
        fn worth(&self, group: Group) -> Result<Worth, GameError> {
            if group.len() == 7 { Err(GameError::Solver("no luck".into())) } else { Ok(Worth::exact(1.0)) }
        }
    }
    let failed = sampled_shapley(&Broken, &Sampling::default(), &mut on(2));
    assert_eq!(failed, Err(GameError::Solver("no luck".into())));
}
