//! Games that are given group by group, and any family as a game.

use coalition::families::{Airport, Assignment, Bankruptcy, Family, Glove, Listed, Others, WeightedVoting};
use coalition::{Game, GameError, Group, NoProgress, Sense, Table, Task};

fn table(game: &Listed) -> Result<Table, GameError> {
    game.table(&mut Task { threads: 1, observer: &mut NoProgress })
}

/// Players 0, 1, 2; what is listed by the bits of the groups.
fn listed(sense: Sense, others: Others, groups: &[(u64, f64)]) -> Listed {
    let groups: Vec<(Group, f64)> = groups.iter().map(|(mask, number)| (Group::from_mask(*mask), *number)).collect();
    Listed::from_numbers(3, sense, &groups, others)
}

#[test]
fn groups_that_are_not_listed_are_worth_their_best_split() {
    let game = listed(Sense::Profit, Others::Split, &[(1, 3.0), (0b011, 2.0), (0b110, 4.0), (0b111, 9.0)]);
    // Alone, 1 and 2 have nothing; {0, 1} keeps its number although 0 alone has more; {0, 2} is the split {0}, {2}.
    assert_eq!(table(&game).unwrap().worths(), [0.0, 3.0, 0.0, 2.0, 0.0, 3.0, 4.0, 9.0]);
    let game = Listed { others: Others::Zero, ..game };
    assert_eq!(table(&game).unwrap().worths(), [0.0, 3.0, 0.0, 2.0, 0.0, 0.0, 4.0, 9.0]);
    let costs = [(1, 3.0), (2, 5.0), (4, 4.0), (0b110, 6.0), (0b111, 8.0)];
    let game = listed(Sense::Cost, Others::Split, &costs);
    assert_eq!(table(&game).unwrap().worths(), [0.0, -3.0, -5.0, -8.0, -4.0, -7.0, -6.0, -8.0]);
}

#[test]
fn faults_of_lists() {
    let said = |game: &Listed| table(game).unwrap_err().to_string();
    let game = listed(Sense::Profit, Others::Refused, &[(1, 3.0), (0b110, 4.0), (0b111, 9.0)]);
    assert_eq!(game.missing(2), (4, vec![Group::single(1), Group::single(2)]));
    assert_eq!(game.missing(9).1.len(), 4);
    assert_eq!(said(&game), "4 coalitions are not listed, for instance [{1}, {2}, {0, 1}]");
    let game = listed(Sense::Cost, Others::Split, &[(1, 3.0), (2, 1.0), (0b110, 4.0), (0b111, 9.0)]);
    assert_eq!(said(&game), "player 3 is not listed alone: the cost of coalitions that are not listed does not follow");
    let game = listed(Sense::Profit, Others::Split, &[(1, 3.0), (1, 3.0), (0b1000, 1.0), (2, 1.0)]);
    assert_eq!(
        said(&game),
        "{0} is listed twice; {3} is not a coalition of 3 players; everybody together is not listed: there is nothing to share"
    );
    let game = Listed { players: 29, ..game };
    assert_eq!(said(&game), "a game of 29 players: this game has 1 to 28");
}

/// The largest game that a table can hold is looked through without a table.
#[test]
fn few_groups_of_many_players() {
    let game =
        Listed::from_numbers(28, Sense::Profit, &[(Group::all(28), 1.0), (Group::single(0), 0.5)], Others::Refused);
    assert_eq!(game.missing(2), ((1 << 28) - 3, vec![Group::single(1), Group::single(2)]));
}

/// Worths one by one are those of the table.
#[test]
fn a_family_is_a_game() {
    let gains = vec![vec![5.0, 8.0, 2.0], vec![7.0, 9.0, 6.0]];
    let families = [
        Family::Listed(listed(Sense::Profit, Others::Zero, &[(1, 3.0), (0b111, 9.0)])),
        Family::Bankruptcy(Bankruptcy::from_numbers(200.0, &[100.0, 200.0, 300.0])),
        Family::Airport(Airport::from_numbers(&[1.0, 3.0, 2.0])),
        Family::Voting(WeightedVoting::from_numbers(1.0, &[0.7, 0.2, 0.1])),
        Family::Glove(Glove::hands(1, 2)),
        Family::Assignment(Assignment::from_numbers(&gains)),
        Family::LinearProduction(crate::families::small_production()),
    ];
    for family in families {
        let table = family.table(&mut Task { threads: 1, observer: &mut NoProgress }).unwrap();
        let players = family.num_players();
        assert_eq!((table.names().len(), table.sense()), (players, family.sense()));
        assert_eq!(family.check(), []);
        for mask in 1..1 << players {
            let group = Group::from_mask(mask);
            match family.worth(group) {
                Ok(worth) => assert!((worth.value - table.at(group)).abs() < 1e-9, "{family:?} {group:?}"),
                Err(error) => {
                    assert!(error.to_string().ends_with("is not listed") && table.at(group) == 0.0, "{error}");
                }
            }
        }
    }
}

/// Matchings one by one are those of the table, whichever side is longer.
#[test]
fn matchings_one_by_one() {
    let mut seed = 7_u64;
    let mut draw = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) % 10) as f64
    };
    for (buyers, sellers) in [(1, 4), (3, 3), (4, 2), (2, 5)] {
        let gains: Vec<Vec<f64>> = (0..buyers).map(|_| (0..sellers).map(|_| draw()).collect()).collect();
        let game = Assignment::from_numbers(&gains);
        let table = game.table().unwrap();
        for mask in 1..1 << (buyers + sellers) {
            let group = Group::from_mask(mask);
            assert_eq!(game.matched(group), table.at(group), "{game:?} {group:?}");
        }
    }
}
