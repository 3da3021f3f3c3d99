//! The crate against answers from the definitions alone.

pub mod games;
pub mod slow;

use coalition::exact::float;
use coalition::{
    Base, CoreAnswer, NoProgress, NucleolusAnswer, Relaxation, Table, Task, Weight, core, core_ranges,
    cost_of_stability, least_core, nucleolus, shapley,
};
use games::{Drawn, all_kinds};
use num_traits::Zero;
use slow::{Fraction, Per, Slow};

fn quiet<T>(work: impl FnOnce(&mut Task<'_>) -> T) -> T {
    work(&mut Task { threads: 1, observer: &mut NoProgress })
}

/// Games of 2 to 6 players; the fewer, the more of them.
fn games() -> impl Iterator<Item = Drawn> {
    [(2, 6), (3, 12), (4, 8), (5, 4), (6, 1)]
        .into_iter()
        .flat_map(|(players, seeds)| (1..=seeds).flat_map(move |seed| all_kinds(players, 7919 * seed + players as u32)))
}

fn each(mut check: impl FnMut(&Table, &Slow, &str)) {
    for game in games() {
        let what = format!("{} of {} players: {:?}", game.name, game.players, game.numbers);
        check(&game.table(), &game.slow(), &what);
    }
}

fn check_nucleolus(table: &Table, slow: &Slow, base: Base, weight: Weight, what: &str) {
    let per = if weight == Weight::Same { Per::Group } else { Per::Member };
    let expected = slow.nucleolus(base == Base::Imputations, per);
    let (found, expected) = match (quiet(|task| nucleolus(table, base, weight, task)).unwrap(), expected) {
        (NucleolusAnswer::Found(found), Some(expected)) => (found, expected),
        (NucleolusAnswer::NoImputation { .. }, None) => return,
        (found, expected) => panic!("{what}: {found:?}, expected {expected:?}"),
    };
    assert_eq!(found.exact, expected.0, "{base:?} {weight:?}: {what}");
    let mut levels: Vec<Fraction> = found.levels.iter().map(|level| level.excess.clone()).collect();
    levels.dedup();
    if base == Base::Imputations {
        // What is settled by bounds alone the crate does not take as settled: it may go through further levels.
        levels.retain(|level| expected.1.contains(level));
    }
    assert_eq!(levels, expected.1, "{base:?} {weight:?}: {what}");
}

#[test]
fn nucleolus_level_by_level() {
    each(|table, slow, what| check_nucleolus(table, slow, Base::Imputations, Weight::Same, what));
}

#[test]
fn prenucleolus_level_by_level() {
    each(|table, slow, what| check_nucleolus(table, slow, Base::Preimputations, Weight::Same, what));
}

#[test]
fn per_capita_level_by_level() {
    each(|table, slow, what| {
        check_nucleolus(table, slow, Base::Imputations, Weight::PerCapita, what);
        check_nucleolus(table, slow, Base::Preimputations, Weight::PerCapita, what);
    });
}

#[test]
fn least_cores() {
    each(|table, slow, what| {
        let kinds =
            [(Relaxation::Strong, Per::Group), (Relaxation::Weak, Per::Member), (Relaxation::Proportional, Per::Worth)];
        for (relaxation, per) in kinds {
            let worthless = slow.worths.iter().skip(1).any(|worth| *worth <= Fraction::zero());
            let found = quiet(|task| least_core(table, relaxation, task));
            if relaxation == Relaxation::Proportional && worthless {
                assert!(found.is_err(), "{what}");
                continue;
            }
            let found = found.unwrap();
            assert_eq!(found.eps, slow.least_core(per), "{relaxation:?}: {what}");
            assert_eq!(found.exact.iter().sum::<Fraction>(), *slow.total());
        }
    });
}

#[test]
fn cores_and_what_they_cost() {
    let mut empty = 0;
    let mut count = 0;
    each(|table, slow, what| {
        let expected = slow.core_ranges();
        let cost = slow.cost_of_stability();
        let found = quiet(|task| cost_of_stability(table, task)).unwrap();
        assert_eq!(found.additive, cost, "{what}");
        count += 1;
        empty += usize::from(expected.is_none());
        match quiet(|task| core(table, task)).unwrap() {
            CoreAnswer::Empty { asked, total, .. } => {
                assert!(expected.is_none(), "{what}");
                assert_eq!(asked - total, cost, "{what}");
            }
            CoreAnswer::NonEmpty { .. } => assert!(expected.is_some() && cost.is_zero(), "{what}"),
        }
        let floats = |ranges: Vec<(Fraction, Fraction)>| {
            ranges.iter().map(|(least, most)| (float(least), float(most))).collect::<Vec<_>>()
        };
        assert_eq!(quiet(|task| core_ranges(table, task)).unwrap(), expected.map(floats), "{what}");
    });
    // Both answers are met often.
    assert!(4 * empty > count && 4 * (count - empty) > count, "{empty} of {count} cores are empty");
}

#[test]
fn shapley_by_orders() {
    each(|table, slow, what| {
        let found = quiet(|task| shapley(table, task)).unwrap();
        let scale = table.worths().iter().fold(1.0, |most: f64, worth| most.max(worth.abs()));
        for (found, expected) in found.iter().zip(slow.shapley()) {
            assert!((found - float(&expected)).abs() <= 1e-14 * scale, "{what}: {found}, expected {expected}");
        }
    });
}
