//! Families of games: their tables, and what they refuse.

use coalition::families::{Airport, Assignment, Bankruptcy, Glove, LinearProduction, WeightedVoting};
use coalition::{Game, GameError, Group, Sense, Table};
use proptest::prelude::*;

use crate::shapley::on;

#[test]
fn tables_by_hand() {
    let table = Bankruptcy::from_numbers(200.0, &[100.0, 200.0, 300.0]).table().unwrap();
    assert_eq!(table.worths(), [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 100.0, 200.0]);
    let table = Airport::from_numbers(&[1.0, 3.0, 2.0]).table().unwrap();
    assert_eq!(table.sense(), Sense::Cost);
    assert_eq!(table.worths(), [0.0, -1.0, -3.0, -3.0, -2.0, -2.0, -3.0, -3.0]);
    let third = |above: i64, below: i64| coalition::Rational::new(above.into(), below.into());
    assert_eq!(
        Airport::from_numbers(&[1.0, 3.0, 2.0]).shapley_charges().unwrap(),
        [third(1, 3), third(11, 6), third(5, 6)]
    );
    let table = WeightedVoting::from_numbers(1.0, &[0.7, 0.2, 0.1]).table().unwrap();
    assert_eq!(table.worths(), [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
    let table = Glove::hands(1, 2).table().unwrap();
    assert_eq!(table.worths(), [0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
    assert_eq!(Glove::from_numbers(&[2.0, 0.0], &[1.0, 3.0]).table().unwrap().worths(), [0.0, 1.0, 0.0, 2.0]);
    let table = table.renamed(["a", "b", "c"].map(String::from).to_vec()).unwrap();
    assert_eq!(table.names(), ["a", "b", "c"]);
    assert!(table.clone().renamed(vec!["a".into()]).is_err());
    assert!(table.renamed(vec!["a".into(), "b".into(), "a".into()]).is_err());
}

#[test]
fn houses_of_shapley_and_shubik() {
    // Shapley & Shubik (1971), their example of three buyers and three sellers: the best matching earns 16.
    let gains = vec![vec![5.0, 8.0, 2.0], vec![7.0, 9.0, 6.0], vec![2.0, 3.0, 0.0]];
    let table = Assignment::from_numbers(&gains).table().unwrap();
    assert_eq!(table.total(), 16.0);
    let matching = |group: Group| {
        let sellers: Vec<usize> = (0..3).filter(|seller| group.contains(3 + seller)).collect();
        best(&gains, &(0..3).filter(|buyer| group.contains(*buyer)).collect::<Vec<_>>(), &sellers)
    };
    for mask in 1..64 {
        let group = Group::from_mask(mask);
        assert_eq!(table.at(group), matching(group), "{group:?}");
    }
}

/// The best matching by trying all.
fn best(gains: &[Vec<f64>], buyers: &[usize], sellers: &[usize]) -> f64 {
    let Some((buyer, others)) = buyers.split_first() else { return 0.0 };
    let with = sellers.iter().map(|seller| {
        let rest: Vec<usize> = sellers.iter().copied().filter(|other| other != seller).collect();
        gains[*buyer][*seller] + best(gains, others, &rest)
    });
    with.fold(best(gains, others, sellers), f64::max)
}

/// Owen (1975), section 5, scaled: two products of two resources, three players.
pub fn small_production() -> LinearProduction {
    LinearProduction::from_numbers(
        &[vec![1.0, 3.0], vec![2.0, 1.0]],
        &[4.0, 5.0],
        &[vec![6.0, 2.0], vec![0.0, 4.0], vec![3.0, 3.0]],
    )
}

#[test]
fn production_by_hand() {
    let game = small_production();
    let table = game.table(&mut on(1)).unwrap();
    // Player 1: min over y of 6 y1 + 2 y2 with y1 + 2 y2 ≥ 4 and 3 y1 + y2 ≥ 5: at (0, 5) it is 10.
    assert!((table.at(Group::single(0)) - 10.0).abs() < 1e-9);
    assert!(table.at(Group::single(1)).abs() < 1e-9);
    // All: 9 y1 + 9 y2 at (1.2, 1.4) is 23.4.
    assert!((table.total() - 23.4).abs() < 1e-9);
    for mask in 0..8 {
        let group = Group::from_mask(mask);
        assert!((game.worth(group).unwrap().value - table.at(group)).abs() < 1e-9, "{group:?}");
    }
}

#[test]
fn a_production_table_is_the_same_on_any_number_of_threads() {
    let brings: Vec<Vec<f64>> =
        (0..10).map(|player| vec![f64::from(player % 4), f64::from(player * 7 % 5), 1.0]).collect();
    let needs = vec![vec![1.0, 2.0, 0.5, 3.0], vec![2.0, 0.5, 1.5, 1.0], vec![1.0, 1.0, 1.0, 0.2]];
    let game = LinearProduction::from_numbers(&needs, &[3.0, 4.0, 2.5, 3.5], &brings);
    let one = game.table(&mut on(1)).unwrap();
    assert_eq!(one, game.table(&mut on(2)).unwrap());
    for mask in (1..1024).step_by(37) {
        let group = Group::from_mask(mask);
        assert!((game.worth(group).unwrap().value - one.at(group)).abs() < 1e-7, "{group:?}");
    }
}

#[test]
fn all_faults_are_told() {
    let words = |faults: Vec<GameError>| faults.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        words(Bankruptcy::from_numbers(-1.0, &[1.0, 0.5, -2.0]).check()),
        ["the estate is `-1`, expected at least 0", "the claim of player 3 is `-2`, expected at least 0"]
    );
    assert_eq!(
        Bankruptcy::from_numbers(7.0, &[1.0, 2.0]).table().unwrap_err().to_string(),
        "the estate of 7 covers all claims, 3 together: there is nothing to share"
    );
    assert_eq!(
        Airport::from_numbers(&[-1.0, -0.5]).table().unwrap_err().to_string(),
        "the cost of player 1 is `-1`, expected at least 0; the cost of player 2 is `-0.5`, expected at least 0"
    );
    assert_eq!(words(Airport::from_numbers(&[]).check()), ["a game of 0 players: this game has 1 to 256"]);
    assert_eq!(
        Airport::from_numbers(&[1.0; 40]).table().unwrap_err().to_string(),
        "a game of 40 players: this game has 1 to 28"
    );
    assert_eq!(
        words(WeightedVoting::from_numbers(4.0, &[1.0, 2.0]).check()),
        ["the quota of 4 is above all weights, 3 together: nobody ever wins"]
    );
    assert_eq!(words(WeightedVoting::from_numbers(0.0, &[1.0]).check()), ["the quota is 0: nobody would win alone"]);
    assert_eq!(
        words(Glove::from_numbers(&[1.0, -1.0], &[1.0]).check()),
        [
            "left gloves of 2 players, right gloves of 1",
            "the number of left gloves of player 2 is `-1`, expected at least 0"
        ]
    );
    assert_eq!(
        words(Assignment::from_numbers(&[vec![1.0, 2.0], vec![-3.0]]).check()),
        ["buyer 2 has 1 gains, buyer 1 has 2", "the gain of buyer 2 and seller 1 is `-3`, expected at least 0"]
    );
    let bad = LinearProduction::from_numbers(&[vec![1.0, 0.0], vec![1.0]], &[1.0, 2.0], &[vec![1.0], vec![1.0, -1.0]]);
    assert_eq!(
        words(bad.check()),
        [
            "the needs for resource 2 are 1 numbers, expected 2",
            "what player 1 brings are 1 numbers, expected 2",
            "what player 2 brings of resource 2 is `-1`, expected at least 0",
            "product 2 earns money and needs nothing: worths have no limit"
        ]
    );
    assert!(bad.table(&mut on(1)).is_err() && bad.worth(Group::single(0)).is_err());
    assert_eq!(
        small_production().worth(Group::single(5)).unwrap_err().to_string(),
        "there is no player 6: the game has 3"
    );
}

/// Whether `v(S) + v(T) ≤ v(S ∪ T) + v(S ∩ T)` everywhere.
fn is_convex(table: &Table) -> bool {
    let count = table.worths().len();
    (0..count).all(|s| {
        (0..count)
            .all(|t| table.worths()[s] + table.worths()[t] <= table.worths()[s | t] + table.worths()[s & t] + 1e-9)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn bankruptcy_and_airport_games_are_convex(amounts in prop::collection::vec(0.0_f64..100.0, 1..=6), part in 0.0_f64..1.0) {
        let estate = part * amounts.iter().sum::<f64>();
        let bankruptcy = Bankruptcy::from_numbers(estate, &amounts);
        prop_assert!(is_convex(&bankruptcy.table().unwrap()));
        let airport = Airport::from_numbers(&amounts);
        prop_assert!(is_convex(&airport.table().unwrap()));
    }

    #[test]
    fn production_games_are_superadditive(seed in prop::collection::vec(0.0_f64..9.0, 12)) {
        let game = LinearProduction::from_numbers(
            &[vec![1.0 + seed[0], seed[1]], vec![seed[2], 1.0 + seed[3]]],
            &[seed[4], seed[5] - 2.0],
            &[vec![seed[6], seed[7]], vec![seed[8], seed[9]], vec![seed[10], seed[11]]],
        );
        let table = game.table(&mut on(1)).unwrap();
        for s in 1..8_usize {
            for t in (1..8_usize).filter(|t| s & t == 0) {
                prop_assert!(table.worths()[s] + table.worths()[t] <= table.worths()[s | t] + 1e-6);
            }
        }
    }
}
