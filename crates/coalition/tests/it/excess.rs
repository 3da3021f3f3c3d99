//! Who would leave at given payoffs.

use coalition::{Asked, Excesses, Game, GameError, Group, Measure, Sense, Table, Worth, excesses, excesses_among};
use proptest::prelude::*;

use crate::shapley::{close, drawn, on};

fn report(table: &Table, payoffs: &[f64], asked: &Asked) -> Excesses {
    excesses(table, payoffs, asked, &mut on(1)).unwrap()
}

/// All proper groups, best first: by the measure, then the smaller group, then earlier players.
fn in_full(table: &Table, payoffs: &[f64], measure: Measure) -> Vec<(Group, f64)> {
    let all = table.worths().len() as u64 - 1;
    let key = |group: Group| {
        let excess = table.at(group) - group.sum(payoffs);
        match measure {
            Measure::Excess => Some(excess),
            Measure::PerMember => Some(excess / group.len() as f64),
            Measure::Relative => {
                let earns = table.at(group) * table.sense().sign() > 0.0;
                earns.then(|| excess / table.at(group).abs())
            }
        }
    };
    let mut groups: Vec<(Group, f64)> =
        (1..all).map(Group::from_mask).filter_map(|group| Some((group, key(group)?))).collect();
    groups.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(a.len().cmp(&b.len())).then(a.cmp(b)));
    groups
}

fn groups(report: &Excesses) -> Vec<Group> {
    report.most.iter().map(|tempted| tempted.group).collect()
}

#[test]
fn costs_of_the_tennessee_valley() {
    // Ransmeier (1942); Straffin & Heaney (1981), thousand dollars.
    let costs = vec![0.0, 163_520.0, 140_826.0, 301_607.0, 250_096.0, 378_821.0, 367_370.0, 412_584.0];
    let names = ["navigation", "flood", "power"].map(String::from).to_vec();
    let table = Table::new(names, Sense::Cost, costs).unwrap();
    // Equal parts: navigation and flood control pay 275,056 for what costs them 301,607; navigation and power as much for 378,821.
    let equal = report(&table, &[-137_528.0; 3], &Asked::default());
    assert_eq!((equal.blocking, equal.groups, equal.is_in_core()), (0, 6, Some(true)));
    assert_eq!(equal.worst_off(), (1, 3298.0));
    assert!(equal.is_individually_rational());
    // Without flood control's charge: the others would do better on their own.
    let unfair = report(&table, &[-200_000.0, 0.0, -212_584.0], &Asked::default());
    assert_eq!(unfair.is_in_core(), Some(false));
    assert_eq!(unfair.blocking, 2);
    let (alone, both) = (&unfair.most[0], &unfair.most[1]);
    assert_eq!((alone.group, alone.excess, alone.relative), (Group::single(0), 36_480.0, Some(36_480.0 / 163_520.0)));
    assert_eq!((both.group, both.excess, both.per_member), (Group::from_mask(0b101), 33_763.0, 16_881.5));
    assert_eq!((both.worth, both.paid), (-378_821.0, -412_584.0));
    let relative = Asked { measure: Measure::Relative, most: 1, ..Asked::default() };
    assert_eq!(groups(&report(&table, &[-200_000.0, 0.0, -212_584.0], &relative)), [Group::single(0)]);
}

#[test]
fn ties_come_in_one_order() {
    // Each group is worth its size and is paid it: decimals that floats cannot hold make no difference.
    let table = Table::from_fn(18, Sense::Profit, |group| (group.len() as f64 * 0.1 * 10.0).round() / 10.0).unwrap();
    let asked = Asked { most: 40, ..Asked::default() };
    let one = report(&table, &[0.1; 18], &asked);
    assert_eq!(one, excesses(&table, &[0.1; 18], &asked, &mut on(2)).unwrap());
    assert_eq!(one.blocking, 0);
    assert!(one.most.iter().all(|tempted| tempted.excess == 0.0));
    assert!(one.most.windows(2).all(|pair| {
        let (a, b) = (pair[0].group, pair[1].group);
        a.len() < b.len() || a.len() == b.len() && a < b
    }));
    assert_eq!(one.is_in_core(), Some(true));
}

#[test]
fn a_third_is_enough_for_a_third() {
    // Payoffs of 1/3 are rounded; nobody gains by that.
    let table = Table::from_fn(3, Sense::Profit, |group| group.len() as f64 / 3.0).unwrap();
    let report = report(&table, &[1.0 / 3.0; 3], &Asked::default());
    assert_eq!((report.blocking, report.is_efficient()), (0, true));
    assert!(report.tolerance > 0.0 && report.tolerance < 1e-14);
}

#[test]
fn what_is_paid_out_and_what_is_asked() {
    let table = Table::from_fn(3, Sense::Profit, |group| (group.len() * group.len()) as f64).unwrap();
    let exact = Asked { tolerance: Some(0.0), most: usize::MAX, ..Asked::default() };
    let short = report(&table, &[3.0, 3.0, 2.0], &exact);
    assert!(!short.is_efficient());
    assert_eq!((short.paid, short.total, short.is_in_core()), (8.0, 9.0, Some(false)));
    assert_eq!(short.most.len(), 6);
    assert_eq!(report(&table, &[3.0, 3.0, 3.0], &Asked { most: 0, ..Asked::default() }).most, []);
    let one = Table::from_fn(1, Sense::Profit, |_| 2.0).unwrap();
    let alone = report(&one, &[2.0], &Asked::default());
    assert_eq!((alone.groups, alone.is_in_core(), alone.worst_off()), (0, Some(true), (0, 0.0)));
    let refused =
        |payoffs: &[f64], asked: &Asked| excesses(&table, payoffs, asked, &mut on(1)).unwrap_err().to_string();
    assert_eq!(refused(&[1.0], &exact), "1 payoffs for 3 players");
    assert_eq!(refused(&[1.0, f64::NAN, 0.0], &exact), "the payoff of player 2 is `NaN`, expected a finite number");
    assert_eq!(
        refused(&[1.0; 3], &Asked { tolerance: Some(-1.0), ..Asked::default() }),
        "a tolerance of -1, expected at least 0"
    );
}

#[test]
fn among_groups_of_any_game() {
    struct Unsure;
    impl Game for Unsure {
        fn num_players(&self) -> usize {
            40
        }
        fn worth(&self, group: Group) -> Result<Worth, GameError> {
            Ok(Worth { value: (group.len() * group.len()) as f64, bound: (group.len() * group.len()) as f64 + 0.5 })
        }
    }
    let payoffs = [40.0; 40];
    let asked = Asked { most: 2, ..Asked::default() };
    let groups: Vec<Group> = [2, 39, 7, 39].map(Group::all).into_iter().chain([Group::EMPTY, Group::all(40)]).collect();
    let found = excesses_among(&Unsure, Sense::Profit, &payoffs, &groups, &asked, &mut on(2)).unwrap();
    assert_eq!((found.groups, found.is_all, found.blocking, found.is_in_core()), (3, false, 0, None));
    assert_eq!((found.most[0].group, found.most[0].excess, found.most[0].bound), (Group::all(39), -39.0, -38.5));
    assert_eq!(found.most[1].group, Group::all(2));
    let strange = excesses_among(&Unsure, Sense::Profit, &payoffs, &[Group::single(40)], &asked, &mut on(1));
    assert_eq!(strange.unwrap_err().to_string(), "{40} is not a coalition of 40 players");
    // All groups of a small game: as the table.
    let table = drawn(5, 9);
    let all: Vec<Group> = (1..31).map(Group::from_mask).collect();
    let payoffs = [table.total() / 5.0; 5];
    let among = excesses_among(&table, Sense::Profit, &payoffs, &all, &Asked::default(), &mut on(1)).unwrap();
    assert_eq!(among, report(&table, &payoffs, &Asked::default()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_is_that_of_all_groups(
        players in 1_usize..=12, seed in 0_u64..10_000, most in 1_usize..60, which in 0_usize..3, cost in any::<bool>(),
    ) {
        let sense = if cost { Sense::Cost } else { Sense::Profit };
        let base = drawn(players, seed);
        // Whole numbers in whole halves: many ties, and floats are exact.
        let table = Table::from_fn(players, sense, |group| (base.at(group) / 100.0).floor() - 3.0).unwrap();
        let payoffs: Vec<f64> = (0..players).map(|player| ((seed as usize + player) % 5) as f64 * 0.5 - 1.0).collect();
        let measure = [Measure::Excess, Measure::PerMember, Measure::Relative][which];
        let asked = Asked { most, measure, tolerance: Some(0.0) };
        let found = report(&table, &payoffs, &asked);
        let expected = in_full(&table, &payoffs, measure);
        let few = most.min(expected.len());
        prop_assert_eq!(found.most.len(), few);
        let key = |at: usize| match measure {
            Measure::Excess => found.most[at].excess,
            Measure::PerMember => found.most[at].per_member,
            Measure::Relative => found.most[at].relative.unwrap(),
        };
        let keys: Vec<f64> = (0..few).map(key).collect();
        close(&keys, &expected.iter().take(few).map(|(_, key)| *key).collect::<Vec<_>>(), 0.0);
        let blocking = in_full(&table, &payoffs, Measure::Excess).iter().filter(|(_, excess)| *excess > 0.0).count();
        prop_assert_eq!(found.blocking, blocking as u64);
        prop_assert_eq!(&found, &excesses(&table, &payoffs, &asked, &mut on(2)).unwrap());
        // In order, except that which of the last ones that tie are named is the choice of the pass.
        let last = keys.last().copied();
        let single_scenario = keys.iter().take_while(|key| Some(**key) != last).count();
        let names: Vec<Group> = expected.iter().take(single_scenario).map(|(group, _)| *group).collect();
        prop_assert_eq!(&groups(&found)[..single_scenario], &names[..]);
    }
}
