//! What kind of game a table is.

use coalition::exact::{float, rational};
use coalition::families::{Airport, Bankruptcy, Glove, WeightedVoting};
use coalition::properties::{
    Crossing, Essential, Loss, MAX_SPLIT, Partition, Split, Unbalanced, cohesive, convex, difference, essential,
    monotone, roles, superadditive,
};
use coalition::{CoreAnswer, GameError, Group, Rational, Sense, Standing, Table, Task, Verdict, core, properties};
use proptest::prelude::*;

use crate::shapley::{StopAfter, drawn, on};

fn group(players: &[usize]) -> Group {
    players.iter().copied().collect()
}

fn listed(players: usize, sense: Sense, numbers: &[f64]) -> Table {
    Table::from_fn(players, sense, |group| numbers[group.mask() as usize]).unwrap()
}

#[test]
fn three_answers_are_told_apart() {
    let standing = |table: &Table| properties(table, &mut on(1)).unwrap().standing();
    // Superadditive, with imputations, and an empty core: three of which two decide.
    let majority = WeightedVoting::from_numbers(2.0, &[1.0; 3]).table().unwrap();
    let Standing::EmptyCore { proof, asked, total } = standing(&majority) else { panic!("an empty core") };
    assert_eq!((asked, total), (Rational::new(3.into(), 2.into()), rational(1.0)));
    assert_eq!(proof.len(), 3);
    // Imputations, but a pair and the third earn more apart.
    let apart = listed(3, Sense::Profit, &[0.0, 1.0, 1.0, 6.0, 1.0, 2.0, 2.0, 5.0]);
    let partition = Partition { groups: vec![group(&[0, 1]), group(&[2])], apart: 7.0, together: 5.0, by: 2.0 };
    assert_eq!(standing(&apart), Standing::Splits(partition));
    // Alone all earn more.
    let alone = listed(2, Sense::Profit, &[0.0, 2.0, 3.0, 4.5]);
    let Standing::NoImputation(essential) = standing(&alone) else { panic!("no imputation") };
    assert_eq!((essential.alone, essential.total), (rational(5.0), rational(4.5)));
    // Not superadditive, but the core is not empty.
    let inner = listed(3, Sense::Profit, &[0.0, 3.0, 3.0, 2.0, 0.0, 3.0, 3.0, 9.0]);
    let found = properties(&inner, &mut on(1)).unwrap();
    assert!(matches!(found.standing(), Standing::Stable { .. }));
    let split = Split { first: group(&[0]), second: group(&[1]), apart: 6.0, together: 2.0, by: 4.0 };
    assert_eq!(found.superadditive, Verdict::Fails(split));
    assert_eq!(found.cohesive, Verdict::Holds);
    let Verdict::Fails(unbalanced) = &found.totally_balanced else { panic!("1 and 2 have no core of their own") };
    let own = Unbalanced {
        group: group(&[0, 1]),
        proof: vec![(group(&[0]), rational(1.0)), (group(&[1]), rational(1.0))],
        asked: rational(6.0),
        total: rational(2.0),
    };
    assert_eq!(unbalanced, &own);
}

#[test]
fn rounding_is_no_excuse_and_no_fault() {
    // 0.1 + 0.2 and 0.3 differ as floats, not as decimals.
    let additive = listed(2, Sense::Profit, &[0.0, 0.1, 0.2, 0.3]);
    assert_eq!(superadditive(&additive, &mut on(1)), Ok(Verdict::Holds));
    assert_eq!(convex(&additive, &mut on(1)), Ok(Verdict::Holds));
    assert_eq!(roles(&additive).dummies, group(&[0, 1]));
    assert!(!essential(&additive).is_essential() && essential(&additive).has_imputations());
    // One digit less at the end, in numbers of 17 digits.
    let short = listed(2, Sense::Profit, &[0.0, 0.123_456_789_012_345_67, 0.2, 0.323_456_789_012_345_6]);
    let Ok(Verdict::Fails(split)) = superadditive(&short, &mut on(1)) else { panic!("it falls short") };
    assert!(split.by > 0.0 && split.by < 1e-15, "{split:?}");
    assert!(!essential(&short).has_imputations());
    // Numbers 400 powers of ten apart.
    let far = listed(2, Sense::Profit, &[0.0, 1e200, 1e-200, 1e200]);
    assert!(matches!(superadditive(&far, &mut on(1)), Ok(Verdict::Fails(split)) if split.by == 1e-200));
    assert!(matches!(cohesive(&far, &mut on(1)), Ok(Verdict::Fails(partition)) if partition.by == 1e-200));
}

#[test]
fn counterexamples_by_hand() {
    // Two left gloves, one right: a second left glove adds less once there is one.
    let gloves = Glove::hands(2, 1).table().unwrap();
    let found = properties(&gloves, &mut on(1)).unwrap();
    let crossing = Crossing { group: group(&[2]), other: 0, newcomer: 1, to_smaller: 1.0, to_larger: 0.0, by: 1.0 };
    assert_eq!(found.convex, Verdict::Fails(crossing));
    assert_eq!(found.roles.classes, [group(&[0, 1])]);
    assert!(found.monotone.holds() && found.superadditive.holds() && found.totally_balanced.holds());
    assert!(difference(&gloves, 0, 1).is_none());
    let differ = difference(&gloves, 2, 0).unwrap();
    assert_eq!((differ.group, differ.with_first, differ.with_second), (group(&[1]), 1.0, 0.0));
    // A cost that falls with a newcomer is not monotone; its worth rises.
    let costs = listed(2, Sense::Cost, &[0.0, 5.0, 4.0, 3.0]);
    let loss = Loss { group: group(&[0]), newcomer: 1, before: -5.0, after: -3.0, by: 2.0 };
    assert_eq!(monotone(&costs, &mut on(1)), Ok(Verdict::Fails(loss)));
    let profits = listed(2, Sense::Profit, &[0.0, 5.0, 4.0, 3.0]);
    let loss = Loss { group: group(&[0]), newcomer: 1, before: 5.0, after: 3.0, by: 2.0 };
    assert_eq!(monotone(&profits, &mut on(1)), Ok(Verdict::Fails(loss)));
    // Player 2 adds nothing, player 1 always 3.
    let table = Table::from_fn(4, Sense::Profit, |group| {
        3.0 * f64::from(group.contains(1)) + 8.0 * f64::from(group.contains(0) && group.contains(3))
    })
    .unwrap();
    let found = roles(&table);
    assert_eq!((found.null, found.dummies, found.classes), (group(&[2]), group(&[1, 2]), vec![group(&[0, 3])]));
}

#[test]
fn families_are_what_they_should_be() {
    let bankruptcy = Bankruptcy::from_numbers(200.0, &[100.0, 200.0, 300.0]).table().unwrap();
    let found = properties(&bankruptcy, &mut on(2)).unwrap();
    assert!(found.convex.holds() && found.superadditive.holds() && found.totally_balanced.holds());
    assert!(found.monotone.holds() && found.cohesive.holds());
    assert!(found.essential.is_essential() && found.roles.null.is_empty());
    assert_eq!(found.roles.classes, [group(&[1, 2])]);
    // Costs of an airport are concave: as worths convex.
    let airport = properties(&Airport::from_numbers(&[1.0, 3.0, 2.5, 2.5]).table().unwrap(), &mut on(1)).unwrap();
    assert!(airport.convex.holds() && airport.monotone.holds());
    assert_eq!(airport.roles.classes, [group(&[2, 3])]);
}

#[test]
fn what_is_too_large_is_left_open() {
    // Convex: known without all pairs.
    let square = Table::from_fn(MAX_SPLIT + 1, Sense::Profit, |group| (group.len() * group.len()) as f64).unwrap();
    assert_eq!(superadditive(&square, &mut on(2)), Ok(Verdict::Holds));
    // Each group of an even size earns its size, others one less: superadditive, not convex.
    let even = Table::from_fn(MAX_SPLIT + 1, Sense::Profit, |group| (group.len() & !1) as f64).unwrap();
    let Ok(Verdict::Open { looked }) = superadditive(&even, &mut on(2)) else { panic!("not all pairs were looked at") };
    assert_eq!(looked, 19 * (1 << 18) + (1 << 20));
    assert_eq!(cohesive(&even, &mut on(1)), Ok(Verdict::Open { looked: (1 << 18) - 1 }));
    // A player who spoils a group is found all the same.
    let spoilt =
        Table::from_fn(MAX_SPLIT + 1, Sense::Profit, |group| group.len() as f64 - f64::from(group.len() == 4)).unwrap();
    let Ok(Verdict::Fails(split)) = superadditive(&spoilt, &mut on(2)) else { panic!("it is found") };
    assert_eq!((split.first.union(split.second).len(), split.by), (4, 1.0));
    let all =
        Table::from_fn(MAX_SPLIT + 1, Sense::Profit, |group| if group.len() > 18 { 0.0 } else { group.len() as f64 });
    let Ok(Verdict::Fails(partition)) = cohesive(&all.unwrap(), &mut on(1)) else { panic!("two groups earn more") };
    assert_eq!((partition.groups.len(), partition.by), (2, 19.0));
    for stop in 1..6 {
        let task = &mut Task { threads: 1, observer: &mut StopAfter(stop) };
        assert_eq!(properties(&drawn(6, 1), task), Err(GameError::Stopped));
    }
}

#[test]
fn one_player_has_every_property() {
    let one = properties(&Table::from_fn(1, Sense::Profit, |_| 3.0).unwrap(), &mut on(1)).unwrap();
    assert!(one.convex.holds() && one.superadditive.holds() && one.cohesive.holds() && one.totally_balanced.holds());
    assert_eq!(one.essential, Essential { alone: rational(3.0), total: rational(3.0) });
    assert_eq!(one.roles.dummies, group(&[0]));
}

/// All partitions of a group, by trying all.
fn best_partition(table: &Table, rest: u64) -> f64 {
    if rest == 0 {
        return 0.0;
    }
    let first = rest & rest.wrapping_neg();
    let others = rest ^ first;
    let parts = (0..=others).filter(|part| part & others == *part);
    let worth = |part: u64| table.at(Group::from_mask(part | first)) + best_partition(table, others ^ part);
    parts.map(worth).fold(f64::NEG_INFINITY, f64::max)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn by_the_definitions(players in 1_usize..=5, seed in 0_u64..10_000, steep in 0.0_f64..60.0, digits in any::<bool>(), cost in any::<bool>()) {
        let base = drawn(players, seed);
        let sense = if cost { Sense::Cost } else { Sense::Profit };
        let table = Table::from_fn(players, sense, |group| {
            let size = group.len() as f64;
            let worth = (steep.round() * size * size + (base.at(group) / 50.0).floor()) * sense.sign();
            if digits { worth / 7.0 } else { worth }
        })
        .unwrap();
        let found = properties(&table, &mut on(1)).unwrap();
        let exact: Vec<Rational> = table.worths().iter().map(|worth| rational(*worth)).collect();
        let masks = 0..table.worths().len();
        let pairs = || masks.clone().flat_map(|s| masks.clone().map(move |t| (s, t)));
        let zero = rational(0.0);
        // Superadditivity, and its worst case.
        let lack = |(s, t): (usize, usize)| &exact[s] + &exact[t] - &exact[s | t];
        let worst = pairs().filter(|(s, t)| s & t == 0).map(lack).max().unwrap();
        prop_assert_eq!(found.superadditive.holds(), worst <= zero);
        if let Some(split) = found.superadditive.counterexample() {
            prop_assert!((split.by - coalition::exact::float(&worst)).abs() <= 1e-12 * split.by);
            prop_assert!(split.first.intersection(split.second).is_empty());
            prop_assert!((split.apart - split.together - split.by).abs() < 1e-9);
        }
        // Convexity by all pairs, not by neighbors alone.
        let crosses = |(s, t): (usize, usize)| &exact[s] + &exact[t] > &exact[s | t] + &exact[s & t];
        prop_assert_eq!(found.convex.holds(), !pairs().any(crosses));
        if let Some(shown) = found.convex.counterexample() {
            prop_assert!((shown.to_smaller - shown.to_larger - shown.by).abs() < 1e-9);
            let with = |group: Group| float(&(table.exact(group.with(shown.newcomer).mask()) - table.exact(group.mask())));
            prop_assert_eq!(shown.to_smaller, with(shown.group));
            prop_assert_eq!(shown.to_larger, with(shown.group.with(shown.other)));
        }
        let falls = |(s, t): (usize, usize)| s & t == s && (if cost { exact[s] < exact[t] } else { exact[s] > exact[t] });
        prop_assert_eq!(found.monotone.holds(), !pairs().any(falls));
        // The best way to split.
        let best = best_partition(&table, table.worths().len() as u64 - 1);
        match &found.cohesive {
            Verdict::Holds => prop_assert!(best <= table.total() + 1e-9),
            Verdict::Fails(partition) => {
                prop_assert!((partition.apart - best).abs() < 1e-9);
                let union = partition.groups.iter().fold(Group::EMPTY, |union, group| union.union(*group));
                prop_assert_eq!(union, Group::all(players));
                prop_assert_eq!(partition.groups.iter().map(|group| group.len()).sum::<usize>(), players);
            }
            Verdict::Open { .. } => prop_assert!(false, "few players leave nothing open"),
        }
        // Who is null, and who can stand in for whom.
        for i in 0..players {
            let adds = |s: &usize| table.worths()[s | 1 << i] != table.worths()[*s];
            prop_assert_eq!(found.roles.null.contains(i), !masks.clone().any(|s| adds(&s)));
        }
        // Each group's own game.
        let own = |group: Group| {
            let members: Vec<usize> = group.iter().collect();
            let table = Table::from_fn(members.len(), Sense::Profit, |part| table.at(part.iter().map(|at| members[at]).collect()));
            core(&table.unwrap(), &mut on(1)).unwrap()
        };
        let all = masks.clone().skip(1).all(|mask| matches!(own(Group::from_mask(mask as u64)), CoreAnswer::NonEmpty { .. }));
        prop_assert_eq!(found.totally_balanced.holds(), all);
        prop_assert_eq!(found, properties(&table, &mut on(2)).unwrap());
    }
}
