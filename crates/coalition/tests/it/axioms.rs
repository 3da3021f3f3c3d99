//! Axioms that the concepts satisfy, on random games: exact, but for the Shapley value, which is a float.

use coalition::{
    Base, Group, NoProgress, Relaxation, Sense, Table, Task, Weight, core_ranges, least_core, nucleolus, shapley,
};
use num_traits::One;
use proptest::prelude::*;

use crate::reference::games::{Drawn, all_kinds};
use crate::reference::slow::{Fraction, fraction};
use crate::shapley::{close, on};

/// Nucleolus, prenucleolus and both per capita.
const CONCEPTS: [(Base, Weight); 4] = [
    (Base::Imputations, Weight::Same),
    (Base::Preimputations, Weight::Same),
    (Base::Imputations, Weight::PerCapita),
    (Base::Preimputations, Weight::PerCapita),
];

/// Exact payoffs; none when there is no imputation.
fn pay(drawn: &Drawn, (base, weight): (Base, Weight)) -> Option<Vec<Fraction>> {
    let task = &mut Task { threads: 1, observer: &mut NoProgress };
    nucleolus(&drawn.table(), base, weight, task).unwrap().found().map(|found| found.exact)
}

fn prenucleolus(drawn: &Drawn) -> Vec<Fraction> {
    pay(drawn, (Base::Preimputations, Weight::Same)).unwrap()
}

fn eps(drawn: &Drawn, relaxation: Relaxation) -> Fraction {
    least_core(&drawn.table(), relaxation, &mut on(1)).unwrap().eps
}

fn shapley_of(drawn: &Drawn) -> Vec<f64> {
    shapley(&drawn.table(), &mut on(1)).unwrap()
}

fn size_of(drawn: &Drawn) -> f64 {
    drawn.table().worths().iter().fold(1.0, |most: f64, worth| most.max(worth.abs()))
}

fn members(group: usize) -> impl Iterator<Item = usize> {
    Group::from_mask(group as u64).iter()
}

/// The same game with other numbers: `change(group, number)`.
fn changed(drawn: &Drawn, players: usize, change: impl Fn(usize) -> i64) -> Drawn {
    let numbers = (0..1 << players).map(|group| if group == 0 { 0 } else { change(group) }).collect();
    Drawn { name: drawn.name, players, sense: drawn.sense, numbers, below: drawn.below }
}

fn any_game() -> impl Strategy<Value = Drawn> {
    let kinds = all_kinds(2, 1).len();
    (2_usize..=5, 0..kinds, any::<u32>()).prop_map(|(players, kind, seed)| all_kinds(players, seed).swap_remove(kind))
}

/// Integers instead of fractions, so that parts of them can be put into a table again.
fn in_whole_numbers(drawn: &Drawn, payoffs: &[Fraction]) -> (Drawn, Vec<i64>) {
    let unit = payoffs.iter().fold(Fraction::one(), |unit, payoff| {
        let missing = (&unit * payoff).denom().clone();
        unit * Fraction::from(missing)
    });
    let unit = i64::try_from(unit.to_integer()).unwrap();
    let whole = changed(drawn, drawn.players, |group| unit * drawn.numbers[group]);
    let payoffs = payoffs.iter().map(|payoff| payoff * fraction(unit * drawn.below, 1));
    (whole, payoffs.map(|payoff| i64::try_from(payoff.to_integer()).unwrap()).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Everything is shared, and nobody gets more than it adds to some group (reasonable from above, Milnor 1952; the proof of
    /// Peleg & Sudhölter for the prenucleolus holds per capita as well). The nucleolus is in the least core: its first level is
    /// that of the least core wherever no bound is in the way.
    #[test]
    fn efficient_reasonable_and_in_the_least_core(drawn in any_game()) {
        let slow = drawn.slow();
        for concept in CONCEPTS {
            let Some(payoffs) = pay(&drawn, concept) else { continue };
            prop_assert_eq!(&payoffs.iter().sum::<Fraction>(), slow.total());
            for (player, payoff) in payoffs.iter().enumerate() {
                let without = (0..slow.worths.len()).filter(|group| group >> player & 1 == 0);
                let most = without.map(|group| &slow.worths[group | 1 << player] - &slow.worths[group]).max().unwrap();
                prop_assert!(*payoff <= most, "{:?}: player {} gets {}, adds at most {}", concept, player, payoff, most);
            }
        }
        for (relaxation, weight) in [(Relaxation::Strong, Weight::Same), (Relaxation::Weak, Weight::PerCapita)] {
            let task = &mut Task { threads: 1, observer: &mut NoProgress };
            let found = nucleolus(&drawn.table(), Base::Preimputations, weight, task).unwrap().found().unwrap();
            prop_assert_eq!(&found.levels[0].excess, &eps(&drawn, relaxation));
        }
    }

    /// Other names, other units and other starting points change nothing: a permutation of players permutes, a factor and an
    /// additive game carry over.
    #[test]
    fn anonymous_and_covariant(drawn in any_game(), shift in 0_usize..5, scale in 1_i64..=5, alone in prop::array::uniform5(-40_i64..40)) {
        let players = drawn.players;
        let moved = |player: usize| (player + shift) % players;
        let back = |group: usize| (0..players).filter(|player| group >> moved(*player) & 1 == 1).map(|player| 1 << player).sum::<usize>();
        let other = changed(&drawn, players, |group| {
            scale * drawn.numbers[back(group)] + members(back(group)).map(|player| alone[player]).sum::<i64>()
        });
        let sign = if drawn.sense == Sense::Cost { -1 } else { 1 };
        let expected = |player: usize, payoff: &Fraction| {
            payoff * fraction(scale, 1) + fraction(sign * alone[player], drawn.below)
        };
        for concept in CONCEPTS {
            match (pay(&drawn, concept), pay(&other, concept)) {
                (Some(payoffs), Some(found)) => {
                    for (player, payoff) in payoffs.iter().enumerate() {
                        prop_assert_eq!(&found[moved(player)], &expected(player, payoff), "{:?}", concept);
                    }
                }
                (before, after) => prop_assert!(before.is_none() && after.is_none()),
            }
        }
        for relaxation in [Relaxation::Strong, Relaxation::Weak] {
            prop_assert_eq!(eps(&other, relaxation), eps(&drawn, relaxation) * fraction(scale, 1));
        }
        let found = shapley_of(&other);
        for (player, payoff) in shapley_of(&drawn).iter().enumerate() {
            let expected = scale as f64 * payoff + (sign * alone[player]) as f64 / drawn.below as f64;
            prop_assert!((found[moved(player)] - expected).abs() <= 1e-14 * size_of(&other));
        }
    }

    /// A player who adds what it is worth alone, and nothing else, gets that (not so per capita), and the others what they
    /// would get without it. Two who can stand in for each other get the same.
    #[test]
    fn dummies_and_twins(drawn in any_game(), own in -30_i64..30) {
        let players = drawn.players;
        let last = 1 << players;
        let with_dummy = changed(&drawn, players + 1, |group| drawn.numbers[group & !last] + if group & last == 0 { 0 } else { own });
        let sign = if drawn.sense == Sense::Cost { -1 } else { 1 };
        for concept in CONCEPTS.into_iter().filter(|(_, weight)| *weight == Weight::Same) {
            let (Some(payoffs), Some(found)) = (pay(&drawn, concept), pay(&with_dummy, concept)) else { continue };
            prop_assert_eq!(&found[..players], &payoffs[..], "{:?}", concept);
            prop_assert_eq!(&found[players], &fraction(sign * own, drawn.below), "{:?}", concept);
        }
        // The first player twice: in a group one of them stands for both, and together they add something.
        let with_twin = changed(&drawn, players + 1, |group| {
            let both = group & 1 == 1 && group & last != 0;
            let one = group & 1 == 1 || group & last != 0;
            drawn.numbers[group & !last & !1 | usize::from(one)] + if both { 7 * own } else { 0 }
        });
        for concept in CONCEPTS {
            let Some(found) = pay(&with_twin, concept) else { continue };
            prop_assert_eq!(&found[0], &found[players], "{:?}", concept);
        }
    }

    /// More for everybody together: one more part for each, per capita and by Shapley; so the least core falls by a part.
    #[test]
    fn aggregate_monotone(drawn in any_game(), more in 1_i64..200) {
        let players = drawn.players;
        let all = (1 << players) - 1;
        let sign = if drawn.sense == Sense::Cost { -1 } else { 1 };
        let richer = changed(&drawn, players, |group| drawn.numbers[group] + if group == all { sign * more } else { 0 });
        let part = fraction(more, drawn.below * players as i64);
        let concept = (Base::Preimputations, Weight::PerCapita);
        let expected: Vec<Fraction> = pay(&drawn, concept).unwrap().iter().map(|payoff| payoff + &part).collect();
        prop_assert_eq!(pay(&richer, concept).unwrap(), expected);
        prop_assert_eq!(eps(&drawn, Relaxation::Weak) - eps(&richer, Relaxation::Weak), part);
        prop_assert!(eps(&drawn, Relaxation::Strong) > eps(&richer, Relaxation::Strong));
        let part = more as f64 / (drawn.below as usize * players) as f64;
        let expected: Vec<f64> = shapley_of(&drawn).iter().map(|payoff| payoff + part).collect();
        close(&shapley_of(&richer), &expected, 1e-14 * size_of(&richer));
    }

    /// Costs are profits with the sign turned, and shared as the savings are: each pays its own cost less its part of them.
    #[test]
    fn costs_are_shared_as_savings_are(drawn in any_game()) {
        let costs = Drawn { sense: Sense::Cost, ..changed(&drawn, drawn.players, |group| drawn.numbers[group]) };
        let turned = Drawn { sense: Sense::Profit, ..changed(&drawn, drawn.players, |group| -drawn.numbers[group]) };
        let alone = |player: usize| drawn.numbers[1 << player];
        let saved = changed(&turned, drawn.players, |group| members(group).map(alone).sum::<i64>() - drawn.numbers[group]);
        for concept in CONCEPTS {
            let charged = pay(&costs, concept);
            prop_assert_eq!(&charged, &pay(&turned, concept));
            let own = |player: usize| fraction(alone(player), drawn.below);
            let by_savings = pay(&saved, concept)
                .map(|parts| parts.iter().enumerate().map(|(player, part)| part - own(player)).collect::<Vec<_>>());
            prop_assert_eq!(charged, by_savings);
        }
        for relaxation in [Relaxation::Strong, Relaxation::Weak] {
            prop_assert_eq!(eps(&costs, relaxation), eps(&saved, relaxation));
        }
        // Shapley also looks at a group from behind: what the others lose without it is shared in the same way.
        let all = (1 << drawn.players) - 1;
        let dual = changed(&drawn, drawn.players, |group| drawn.numbers[all] - drawn.numbers[all ^ group]);
        close(&shapley_of(&dual), &shapley_of(&drawn), 1e-14 * size_of(&dual));
        let expected: Vec<f64> = shapley_of(&turned).iter().map(|payoff| 0.0 + payoff).collect();
        close(&shapley_of(&costs), &expected, 0.0);
    }

    /// Two games at once are shared as one after the other (Shapley).
    #[test]
    fn shapley_adds(players in 1_usize..=6, kind in 0_usize..5, seed in any::<u32>()) {
        let players = players.max(2);
        let one = all_kinds(players, seed).swap_remove(kind);
        let two = all_kinds(players, seed ^ 0x5555).swap_remove((kind + 1) % 5);
        let both = changed(&one, players, |group| one.numbers[group] + two.numbers[group]);
        let sum: Vec<f64> = shapley_of(&one).iter().zip(shapley_of(&two)).map(|(a, b)| a + b).collect();
        close(&shapley_of(&both), &sum, 1e-13 * size_of(&both));
    }

    /// The prenucleolus is consistent (Sobolev 1975): when a player is paid and goes, and groups of the others may call on it at
    /// that price (the reduced game of Davis & Maschler 1965), nobody else is paid otherwise.
    #[test]
    fn consistent(drawn in any_game(), gone in 0_usize..5) {
        let gone = gone % drawn.players;
        prop_assume!(drawn.players > 2 && drawn.name != "a large additive part");
        let profits = Drawn { sense: Sense::Profit, ..changed(&drawn, drawn.players, |group| drawn.numbers[group]) };
        let payoffs = prenucleolus(&profits);
        let (whole, payoffs) = in_whole_numbers(&profits, &payoffs);
        let rest = drawn.players - 1;
        let all = (1 << rest) - 1;
        let widen = |group: usize| (group & !((1 << gone) - 1)) << 1 | group & ((1 << gone) - 1);
        let reduced = changed(&whole, rest, |group| {
            let with = whole.numbers[widen(group) | 1 << gone] - payoffs[gone];
            if group == all { with } else { with.max(whole.numbers[widen(group)]) }
        });
        let mut expected = payoffs;
        expected.remove(gone);
        let expected: Vec<Fraction> = expected.iter().map(|payoff| fraction(*payoff, drawn.below)).collect();
        prop_assert_eq!(prenucleolus(&reduced), expected);
    }

    /// In a convex game (here: bankruptcy) the Shapley value is in the core (Shapley 1971), and bounds change nothing.
    #[test]
    fn convex_games(players in 2_usize..=6, seed in any::<u32>()) {
        let drawn = all_kinds(players, seed).swap_remove(4);
        prop_assert_eq!(drawn.name, "bankruptcy");
        let value = shapley_of(&drawn);
        let worst = (1..1_u64 << players).map(Group::from_mask).map(|group| drawn.table().at(group) - group.sum(&value));
        prop_assert!(worst.fold(f64::NEG_INFINITY, f64::max) <= 1e-12 * size_of(&drawn));
        prop_assert_eq!(pay(&drawn, CONCEPTS[0]).unwrap(), prenucleolus(&drawn));
        let ranges = core_ranges(&drawn.table(), &mut on(1)).unwrap().unwrap();
        let all = (1 << players) - 1;
        let ends = |player: usize| (drawn.numbers[1 << player], drawn.numbers[all] - drawn.numbers[all ^ 1 << player]);
        for (player, (least, most)) in ranges.into_iter().enumerate() {
            prop_assert_eq!((least, most), (ends(player).0 as f64, ends(player).1 as f64));
        }
    }
}

/// Per capita a player who adds nothing may get something: that is why it is not among the axioms above. Here two of the first three
/// win 1. Groups of two ask for 1/2 each; to pay them more the fourth has to pay, until it is as discontent alone.
#[test]
fn per_capita_charges_who_adds_nothing() {
    let wins = |group: Group| f64::from(u8::from(group.intersection(Group::all(3)).len() >= 2));
    let table = Table::from_fn(4, Sense::Profit, wins).unwrap();
    let solve = |weight| nucleolus(&table, Base::Preimputations, weight, &mut on(1)).unwrap().found().unwrap();
    let found = solve(Weight::PerCapita);
    assert_eq!(found.verify(&table), Ok(()));
    assert_eq!(found.exact, [3, 3, 3, -1].map(|above| fraction(above, 8)));
    assert_eq!(solve(Weight::Same).exact, [1, 1, 1, 0].map(|above| fraction(above, 3)));
}
