//! Owen sets of linear production games.

use coalition::exact::rationals;
use coalition::families::LinearProduction;
use coalition::planned::LinearGame;
use coalition::{Asked, GameError, Group, OwenSet, Task, core_ranges, excesses, owen_ranges, owen_set};
use program::{Common, Membership};
use proptest::prelude::*;

use crate::families::small_production;
use crate::planned::production;
use crate::shapley::{StopAfter, close, on};

fn set(game: &LinearProduction) -> OwenSet {
    owen_set(game, &mut on(1)).unwrap()
}

fn ends(ranges: &[(f64, f64)]) -> Vec<f64> {
    ranges.iter().flat_map(|(least, most)| [*least, *most]).collect()
}

#[test]
fn prices_by_hand() {
    // One left glove and one right one: prices p and 1 - p.
    let gloves = |brings: Vec<Vec<f64>>| LinearProduction::from_numbers(&[vec![1.0], vec![1.0]], &[1.0], &brings);
    let even = set(&gloves(vec![vec![1.0, 0.0], vec![0.0, 1.0]]));
    close(&ends(&even.ranges), &[0.0, 1.0, 0.0, 1.0], 1e-9);
    close(&ends(&even.price_ranges), &[0.0, 1.0, 0.0, 1.0], 1e-9);
    assert!((even.payoffs.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    assert!((even.width() - 1.0).abs() < 1e-9);
    // A second right one: right gloves are worth nothing.
    let odd = set(&gloves(vec![vec![1.0, 0.0], vec![0.0, 1.0], vec![0.0, 1.0]]));
    close(&odd.payoffs, &[1.0, 0.0, 0.0], 1e-9);
    close(&ends(&odd.ranges), &[1.0, 1.0, 0.0, 0.0, 0.0, 0.0], 1e-9);
    // Who brings both gets 1 at any price; the rest moves between the other two.
    let both = set(&gloves(vec![vec![1.0, 1.0], vec![2.0, 0.0], vec![0.0, 2.0]]));
    close(&ends(&both.ranges), &[1.0, 1.0, 0.0, 2.0, 0.0, 2.0], 1e-8);
}

#[test]
fn one_list_of_prices_has_no_width() {
    // Both products are made, both resources used up: y = (1.2, 1.4).
    let small = set(&small_production());
    assert_eq!(small.prices, rationals(&[1.2, 1.4]));
    close(&small.payoffs, &[10.0, 5.6, 7.8], 1e-9);
    assert!(small.width() < 1e-6);
    close(&ends(&small.price_ranges), &[1.2, 1.2, 1.4, 1.4], 1e-6);
}

#[test]
fn what_nobody_brings_has_no_largest_price() {
    // The second resource is not there, so that the second product cannot be made.
    let game = LinearProduction::from_numbers(
        &[vec![1.0, 1.0], vec![0.0, 1.0]],
        &[2.0, 7.0],
        &[vec![3.0, 0.0], vec![1.0, 0.0]],
    );
    let found = set(&game);
    close(&ends(&found.ranges), &[6.0, 6.0, 2.0, 2.0], 1e-6);
    assert_eq!(found.price_ranges[1].1, f64::INFINITY);
    assert!((found.price_ranges[1].0 - 5.0).abs() < 1e-6);
    // Nothing that earns: nothing to share.
    let idle = LinearProduction { earns: rationals(&[0.0, -1.0]), ..game };
    close(&ends(&set(&idle).ranges), &[0.0; 4], 1e-9);
}

#[test]
fn ranges_of_any_continuous_program() {
    for seed in 0..4 {
        let program = production(5, false, seed);
        let task = &mut on(1);
        let game = LinearGame::new(&program, Membership::new(&program, 5, Common::Split), task).unwrap();
        let ranges = owen_ranges(&program, &game, task).unwrap();
        let within = 1e-6 * game.total();
        for (payoff, (least, most)) in game.owen().into_iter().zip(ranges) {
            assert!(least - within <= payoff && payoff <= most + within, "{least} to {most}, not {payoff}");
        }
    }
    // Something scarce that nobody brings.
    let mut program = production(5, false, 1);
    program.attributions.endow.retain(|endow| endow.member != 0);
    let task = &mut on(1);
    let game = LinearGame::new(&program, Membership::new(&program, 5, Common::Split), task).unwrap();
    let refused = owen_ranges(&program, &game, task).unwrap_err();
    assert!(refused.to_string().starts_with("bounds that no member brings have prices"), "{refused}");
    let stop = &mut Task { threads: 1, observer: &mut StopAfter(3) };
    assert_eq!(owen_set(&small_production(), stop), Err(GameError::Stopped));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Small whole numbers: many programs are degenerate.
    #[test]
    fn shares_are_in_the_core_and_in_their_ranges(draws in prop::collection::vec(0_u8..4, 30), players in 1_usize..=5) {
        let draw = |at: usize| f64::from(draws[at % draws.len()]);
        let needs: Vec<Vec<f64>> =
            (0..3).map(|r| (0..3).map(|p| draw(3 * r + p) + f64::from(u8::from(r == p))).collect()).collect();
        let earns: Vec<f64> = (0..3).map(|p| draw(9 + p) + 1.0).collect();
        let brings: Vec<Vec<f64>> =
            (0..players).map(|i| (0..3).map(|r| draw(12 + 3 * i + r)).collect()).collect();
        let game = LinearProduction::from_numbers(&needs, &earns, &brings);
        let found = set(&game);
        prop_assert_eq!(found.verify(&game), Ok(()));
        let table = game.table(&mut on(1)).unwrap();
        let within = 1e-6 * table.total().max(1.0);
        let asked = Asked { tolerance: Some(within), ..Asked::default() };
        let report = excesses(&table, &found.payoffs, &asked, &mut on(1)).unwrap();
        prop_assert_eq!(report.is_in_core(), Some(true));
        for (payoff, (least, most)) in found.payoffs.iter().zip(&found.ranges) {
            prop_assert!(least - within <= *payoff && *payoff <= most + within);
        }
        // No list of prices pays a player less or more than the core does.
        for (player, (least, most)) in found.ranges.iter().enumerate() {
            let alone = table.at(Group::single(player));
            let hope = table.total() - table.at(Group::all(players).without(player));
            prop_assert!(alone - within <= *least && *most <= hope + within);
        }
        if let Some(core) = core_ranges(&table, &mut on(1)).unwrap() {
            for ((low, high), (least, most)) in core.iter().zip(&found.ranges) {
                prop_assert!(low - within <= *least && *most <= high + within);
            }
        }
    }
}
