//! Other values: published numbers, definitions on small games, and what is refused.

use coalition::catalog::{MAX_FOR_VERTICES, hopes, rights};
use coalition::families::{Bankruptcy, Glove, WeightedVoting};
use coalition::{
    Base, GameError, Group, NucleolusAnswer, Sense, Table, Task, Value, Weight, core_vertices, nucleolus, shapley,
    value,
};
use proptest::prelude::*;

use crate::shapley::{StopAfter, close, drawn, on};

fn of(table: &Table, which: &Value) -> Vec<f64> {
    value(table, which, &mut on(1)).unwrap()
}

fn listed(players: usize, sense: Sense, numbers: &[f64]) -> Table {
    Table::from_fn(players, sense, |group| numbers[group.mask() as usize]).unwrap()
}

fn group(players: &[usize]) -> Group {
    players.iter().copied().collect()
}

#[test]
fn published_values() {
    // Tennessee Valley Authority (Ransmeier 1942; Straffin & Heaney 1981; Driessen 1988), thousand dollars.
    let numbers = [0.0, 163_520.0, 140_826.0, 301_607.0, 250_096.0, 378_821.0, 367_370.0, 412_584.0];
    let valley = listed(3, Sense::Cost, &numbers);
    let remaining_benefit = [-117_476.0, -99_157.0, -195_951.0];
    close(&of(&valley, &Value::Tau), &remaining_benefit, 0.5);
    close(&of(&valley, &Value::Gately), &remaining_benefit, 0.5);
    close(&of(&valley, &Value::EqualNonSeparable), &[-119_424.0, -107_973.0, -185_187.0], 1e-9);
    close(&of(&valley, &Value::EqualSurplus), &[-116_234.0, -93_540.0, -202_810.0], 1e-9);
    // Southern India (Gately 1974): savings.
    let india = listed(3, Sense::Profit, &[0.0, 0.0, 0.0, 1170.0, 0.0, 770.0, 210.0, 1530.0]);
    close(&of(&india, &Value::Gately), &[827.7, 476.6, 225.7], 0.05);
    // Gambarelli (2011).
    let gambarelli = listed(3, Sense::Profit, &[0.0, 0.0, 0.0, 1.0, 0.0, 2.0, 1.0, 3.0]);
    close(&of(&gambarelli, &Value::Banzhaf), &[1.25, 0.75, 1.25], 1e-12);
    // Stach (2011), on the same game.
    close(&of(&gambarelli, &Value::Tau), &[1.2, 0.6, 1.2], 1e-12);
    // The Council of the European Communities of 1958 (Felsenthal & Machover 1998, table 5.3.1): Luxembourg has a vote and no power.
    let council = WeightedVoting::from_numbers(12.0, &[4.0, 4.0, 4.0, 2.0, 2.0, 1.0]).table().unwrap();
    let (large, small) = (10.0 / 42.0, 6.0 / 42.0);
    close(&of(&council, &Value::NormalizedBanzhaf), &[large, large, large, small, small, 0.0], 1e-12);
    // Nowak & Radzik (1994): two who need each other, and a third who adds nothing.
    let pair = Table::from_fn(3, Sense::Profit, |group| f64::from(group.contains(0) && group.contains(1))).unwrap();
    close(&of(&pair, &Value::Solidarity), &[7.0 / 18.0, 7.0 / 18.0, 4.0 / 18.0], 1e-12);
    // One left glove, two right ones: the tau value gives all to the one that is scarce.
    close(&of(&Glove::hands(1, 2).table().unwrap(), &Value::Tau), &[1.0, 0.0, 0.0], 1e-12);
}

#[test]
fn the_kernel_of_a_convex_game_is_its_nucleolus() {
    // Maschler, Peleg & Shapley (1972).
    for estate in [100.0, 250.0, 600.0] {
        let table = Bankruptcy::from_numbers(estate, &[100.0, 150.0, 170.0, 200.0, 310.0]).table().unwrap();
        let answer = nucleolus(&table, Base::Imputations, Weight::Same, &mut on(1)).unwrap();
        let NucleolusAnswer::Found(found) = answer else { panic!("there are imputations") };
        close(&of(&table, &Value::Kernel), &found.payoffs, 1e-3);
        close(&of(&table, &Value::Prekernel), &found.payoffs, 1e-3);
    }
    // Two of three players who need each other: (2, 2, 0).
    let pair = listed(3, Sense::Profit, &[0.0, 0.0, 0.0, 4.0, 0.0, 0.0, 0.0, 4.0]);
    close(&of(&pair, &Value::Kernel), &[2.0, 2.0, 0.0], 1e-5);
}

#[test]
fn corners_of_the_core() {
    let found = core_vertices(&Glove::hands(1, 2).table().unwrap(), &mut on(1)).unwrap();
    assert_eq!(found, [vec![1.0, 0.0, 0.0]]);
    let majority = WeightedVoting::from_numbers(2.0, &[1.0; 3]).table().unwrap();
    assert_eq!(core_vertices(&majority, &mut on(1)), Ok(Vec::new()));
    // A convex game: contributions in each order of joining (Shapley 1971).
    let table = Bankruptcy::from_numbers(300.0, &[60.0, 110.0, 130.0, 200.0]).table().unwrap();
    let mut orders: Vec<Vec<f64>> = Vec::new();
    let mut add = |order: &[usize]| {
        let mut payoffs = vec![0.0; 4];
        let mut joined = Group::EMPTY;
        for player in order {
            payoffs[*player] = table.at(joined.with(*player)) - table.at(joined);
            joined = joined.with(*player);
        }
        orders.push(payoffs);
    };
    for_each_order(&mut (0..4).collect::<Vec<_>>(), 0, &mut add);
    orders.sort_by(|a, b| a.partial_cmp(b).unwrap());
    orders.dedup();
    let found = core_vertices(&table, &mut on(1)).unwrap();
    assert_eq!(found.len(), orders.len());
    found.iter().zip(&orders).for_each(|(a, b)| close(a, b, 1e-9));
    let one = Table::from_fn(1, Sense::Profit, |_| 3.0).unwrap();
    assert_eq!(core_vertices(&one, &mut on(1)), Ok(vec![vec![3.0]]));
}

fn for_each_order(order: &mut Vec<usize>, at: usize, visit: &mut impl FnMut(&[usize])) {
    if at == order.len() {
        visit(order);
    }
    for with in at..order.len() {
        order.swap(at, with);
        for_each_order(order, at + 1, visit);
        order.swap(at, with);
    }
}

#[test]
fn a_large_additive_part_hides_nothing() {
    let small = Table::from_fn(4, Sense::Profit, |group| {
        [0.0, 0.0, 5.0, 11.0, 20.0][group.len()] + f64::from(group.mask() as u32 % 3)
    })
    .unwrap();
    let alone = [1e9, 3e9, 2e9, 7e8];
    let large = Table::from_fn(4, Sense::Profit, |group| small.at(group) + group.sum(&alone)).unwrap();
    for which in Value::ALL.iter().filter(|value| value.is_covariant()) {
        let expected: Vec<f64> = of(&small, which).iter().zip(&alone).map(|(payoff, alone)| payoff + alone).collect();
        close(&of(&large, which), &expected, 1e-5);
    }
    let found = core_vertices(&large, &mut on(1)).unwrap();
    let expected = core_vertices(&small, &mut on(1)).unwrap();
    assert_eq!(found.len(), expected.len());
}

#[test]
fn what_has_no_value_is_refused() {
    let words = |table: &Table, which: &Value| value(table, which, &mut on(1)).unwrap_err().to_string();
    let majority = WeightedVoting::from_numbers(2.0, &[1.0; 3]).table().unwrap();
    assert_eq!(
        words(&listed(3, Sense::Profit, &[0.0, 0.0, 0.0, 80.0, 0.0, 80.0, 80.0, 90.0]), &Value::Tau),
        "there is no tau value: somebody could insist on more than it can hope for, or all together do (the game is not \
         quasi-balanced)"
    );
    let additive = Table::from_fn(3, Sense::Profit, |group| group.len() as f64).unwrap();
    assert!(words(&additive, &Value::Gately).starts_with("there is no Gately point: nothing is gained"));
    let apart = Table::from_fn(2, Sense::Profit, |group| [0.0, 2.0, 2.0, 3.0][group.mask() as usize]).unwrap();
    assert_eq!(words(&apart, &Value::Kernel), "there is no kernel: no sharing gives everybody what it has alone");
    let nothing = Table::from_fn(2, Sense::Profit, |_| 0.0).unwrap();
    assert!(words(&nothing, &Value::NormalizedBanzhaf).starts_with("the Banzhaf values add up to nothing"));
    assert_eq!(of(&nothing, &Value::Banzhaf), [0.0, 0.0]);
    let unions = |unions: &[&[usize]]| Value::Owen(unions.iter().map(|union| group(union)).collect());
    assert_eq!(words(&majority, &unions(&[&[0, 1]])), "3 is in no union");
    assert_eq!(words(&majority, &unions(&[&[0, 1], &[1, 2]])), "2 is in two unions");
    assert_eq!(words(&majority, &unions(&[&[0, 1], &[2, 3]])), "{2, 3} is no union of 3 players");
    assert_eq!(words(&majority, &Value::Myerson(vec![(0, 3)])), "a link of players 1 and 4: the game has 3");
    let many = Table::from_fn(13, Sense::Profit, |group| group.len() as f64).unwrap();
    assert_eq!(words(&many, &Value::Kernel), "a game of 13 players: the kernel is for at most 12");
    assert!(matches!(core_vertices(&many, &mut on(1)), Err(GameError::Players { found: 13, .. })));
    assert_eq!(
        words(&Table::from_fn(2, Sense::Profit, |_| 1e300).unwrap(), &Value::Tau),
        "a worth of 1e300: the largest possible is 1e280"
    );
    let stop = &mut Task { threads: 1, observer: &mut StopAfter(1) };
    assert_eq!(value(&majority, &Value::Tau, stop), Err(GameError::Stopped));
    assert_eq!(MAX_FOR_VERTICES, 5);
}

#[test]
fn one_player_gets_all() {
    let one = Table::from_fn(1, Sense::Cost, |_| 7.0).unwrap();
    for which in Value::ALL.iter().filter(|value| **value != Value::Gately) {
        assert_eq!(of(&one, which), [-7.0], "{which:?}");
    }
}

/// The average contribution over all orders in which no union is interrupted.
fn owen_by_orders(table: &Table, unions: &[Group]) -> Vec<f64> {
    let players = table.names().len();
    let union = |player: usize| unions.iter().position(|union| union.contains(player)).unwrap();
    let (mut sums, mut count) = (vec![0.0; players], 0.0);
    for_each_order(&mut (0..players).collect::<Vec<_>>(), 0, &mut |order: &[usize]| {
        let mut blocks: Vec<usize> = order.iter().map(|player| union(*player)).collect();
        blocks.dedup();
        if blocks.len() != unions.len() {
            return;
        }
        count += 1.0;
        let mut joined = Group::EMPTY;
        for player in order {
            sums[*player] += table.at(joined.with(*player)) - table.at(joined);
            joined = joined.with(*player);
        }
    });
    sums.iter().map(|sum| sum / count).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn by_the_definitions(players in 2_usize..=6, seed in 0_u64..10_000, cut in 1_usize..5, scale in 0.01_f64..1e6) {
        let base = drawn(players, seed);
        let table = Table::from_fn(players, Sense::Profit, |group| scale * (base.at(group) + 300.0 * (group.len() * group.len()) as f64)).unwrap();
        let within = 1e-9 * table.total();
        let groups = || (0..table.worths().len() as u64).map(Group::from_mask);
        // Banzhaf and solidarity.
        let banzhaf: Vec<f64> = (0..players).map(|player| {
            let gains = groups().filter(|group| !group.contains(player)).map(|group| table.at(group.with(player)) - table.at(group));
            gains.sum::<f64>() / (1_u64 << (players - 1)) as f64
        }).collect();
        close(&of(&table, &Value::Banzhaf), &banzhaf, within);
        let sum: f64 = banzhaf.iter().sum();
        close(&of(&table, &Value::NormalizedBanzhaf), &banzhaf.iter().map(|b| b / sum * table.total()).collect::<Vec<_>>(), within);
        let mean = Table::from_fn(players, Sense::Profit, |group| group.iter().map(|player| table.at(group) - table.at(group.without(player))).sum::<f64>() / group.len() as f64).unwrap();
        let mut solidarity = vec![0.0; players];
        let mut orders = 0.0;
        for_each_order(&mut (0..players).collect::<Vec<_>>(), 0, &mut |order: &[usize]| {
            orders += 1.0;
            let mut joined = Group::EMPTY;
            for player in order {
                joined = joined.with(*player);
                solidarity[*player] += mean.at(joined);
            }
        });
        solidarity.iter_mut().for_each(|sum| *sum /= orders);
        close(&of(&table, &Value::Solidarity), &solidarity, within);
        // Tau: on the line between hopes and rights, where there is one.
        let hope = hopes(&table);
        let right: Vec<f64> = (0..players).map(|player| {
            groups().filter(|group| group.contains(player)).map(|group| table.at(group) - group.without(player).sum(&hope)).fold(f64::NEG_INFINITY, f64::max)
        }).collect();
        close(&rights(&table).unwrap(), &right, 10.0 * within);
        let (low, high): (f64, f64) = (right.iter().sum(), hope.iter().sum());
        match value(&table, &Value::Tau, &mut on(1)) {
            Ok(tau) => {
                let part = (table.total() - low) / (high - low);
                let line: Vec<f64> = right.iter().zip(&hope).map(|(right, hope)| right + part * (hope - right)).collect();
                close(&tau, &line, 1e-6 * table.total());
            }
            Err(_) => prop_assert!(low > table.total() - within || high < table.total() + within || right.iter().zip(&hope).any(|(r, h)| *r > h - within)),
        }
        // Unions and links.
        let unions = vec![(0..cut.min(players - 1)).collect::<Group>(), (cut.min(players - 1)..players).collect()];
        close(&of(&table, &Value::Owen(unions.clone())), &owen_by_orders(&table, &unions), 10.0 * within);
        let singles: Vec<Group> = (0..players).map(Group::single).collect();
        close(&of(&table, &Value::Owen(singles)), &shapley(&table, &mut on(1)).unwrap(), 10.0 * within);
        let own = |union: Group| {
            let members: Vec<usize> = union.iter().collect();
            let table = Table::from_fn(members.len(), Sense::Profit, |part| table.at(part.iter().map(|at| members[at]).collect())).unwrap();
            shapley(&table, &mut on(1)).unwrap()
        };
        let apart: Vec<f64> = unions.iter().flat_map(|union| own(*union)).collect();
        close(&of(&table, &Value::AumannDreze(unions)), &apart, within);
        // A path: a group without its middle falls apart.
        let path: Vec<(usize, usize)> = (1..players).map(|player| (player - 1, player)).collect();
        let runs = Table::from_fn(players, Sense::Profit, |group| {
            let mut worth = 0.0;
            let mut run = Group::EMPTY;
            for player in 0..=players {
                if player < players && group.contains(player) {
                    run = run.with(player);
                } else {
                    worth += table.at(run);
                    run = Group::EMPTY;
                }
            }
            worth
        }).unwrap();
        close(&of(&table, &Value::Myerson(path)), &shapley(&runs, &mut on(1)).unwrap(), 10.0 * within);
        // Those that are a formula.
        let equal = of(&table, &Value::EqualSurplus);
        prop_assert!((0..players).all(|player| (equal[player] - table.at(Group::single(player)) - (equal[0] - table.at(Group::single(0)))).abs() < within));
    }

    #[test]
    fn nobody_outweighs_another_one(players in 2_usize..=6, seed in 0_u64..10_000) {
        let table = drawn(players, seed);
        let payoffs = of(&table, &Value::Prekernel);
        let threat = |i: usize, j: usize| {
            let groups = (1..table.worths().len() as u64).map(Group::from_mask).filter(|group| group.contains(i) && !group.contains(j));
            groups.map(|group| table.at(group) - group.sum(&payoffs)).fold(f64::NEG_INFINITY, f64::max)
        };
        for i in 0..players {
            for j in 0..i {
                prop_assert!((threat(i, j) - threat(j, i)).abs() < 1e-3);
            }
        }
        prop_assert!((payoffs.iter().sum::<f64>() - table.total()).abs() < 1e-9);
    }
}
