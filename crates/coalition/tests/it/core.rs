//! Core, least core and cost of stability of tables.

use coalition::exact::rational;
use coalition::{
    CoreAnswer, GameError, Group, LeastCore, NoProgress, Rational, Relaxation, Sense, Stability, Table, Task, core,
    core_ranges, cost_of_stability, least_core,
};

use crate::nucleolus::{bankruptcy, gloves, random};

fn least(table: &Table, relaxation: Relaxation) -> LeastCore {
    let found = least_core(table, relaxation, &mut Task { threads: 1, observer: &mut NoProgress }).unwrap();
    assert_eq!(found.verify(table), Ok(()));
    found
}

fn answer(table: &Table) -> CoreAnswer {
    core(table, &mut Task { threads: 1, observer: &mut NoProgress }).unwrap()
}

fn stability(table: &Table) -> Stability {
    cost_of_stability(table, &mut Task { threads: 1, observer: &mut NoProgress }).unwrap()
}

fn ranges(table: &Table) -> Option<Vec<(f64, f64)>> {
    core_ranges(table, &mut Task { threads: 1, observer: &mut NoProgress }).unwrap()
}

fn fraction(above: i64, below: i64) -> Rational {
    Rational::new(above.into(), below.into())
}

/// `votes` of one each; `quota` of them win 1.
fn majority(votes: usize, quota: usize) -> Table {
    Table::from_fn(votes, Sense::Profit, |group| f64::from(group.len() >= quota)).unwrap()
}

#[test]
fn majorities_have_no_core() {
    let table = majority(3, 2);
    let strong = least(&table, Relaxation::Strong);
    assert_eq!(strong.eps, fraction(1, 3));
    assert_eq!(strong.proof.len(), 3);
    assert_eq!(least(&table, Relaxation::Weak).eps, fraction(1, 6));
    let CoreAnswer::Empty { proof, asked, total } = answer(&table) else { panic!("the core is empty") };
    assert_eq!((asked, total), (fraction(3, 2), fraction(1, 1)));
    let pairs = [0b011, 0b101, 0b110].map(|mask| (Group::from_mask(mask), fraction(1, 2)));
    assert_eq!(proof, pairs);
    assert_eq!(ranges(&table), None);
}

#[test]
fn uniform_voting_costs_what_bachrach_says() {
    // Bachrach et al. 2009, theorem on uniform voting: n / ceil(q) - 1.
    for (votes, quota) in [(3, 2), (5, 3), (7, 2), (9, 5), (4, 3)] {
        let found = stability(&majority(votes, quota));
        assert_eq!(found.additive, fraction(votes as i64, quota as i64) - rational(1.0));
        assert_eq!(found.relative, Some(fraction(votes as i64, quota as i64)));
        let paid: Rational =
            found.proof.iter().map(|(group, weight)| weight * rational(f64::from(group.len() >= quota))).sum();
        assert_eq!(paid, fraction(votes as i64, quota as i64));
    }
}

#[test]
fn a_game_with_a_core_costs_nothing() {
    let table = bankruptcy(200.0, &[100.0, 200.0, 300.0]);
    let found = stability(&table);
    assert_eq!((found.additive, found.relative, found.proof.len()), (rational(0.0), Some(rational(1.0)), 0));
    assert_eq!(found.payoffs.iter().sum::<f64>(), 200.0);
    // A convex game: each player gets from its worth alone to its last contribution.
    assert_eq!(ranges(&table), Some(vec![(0.0, 100.0), (0.0, 200.0), (0.0, 200.0)]));
}

#[test]
fn gloves_have_a_core_of_one_point() {
    let table = gloves(2, 3);
    assert_eq!(answer(&table), CoreAnswer::NonEmpty { payoffs: vec![1.0, 1.0, 0.0, 0.0, 0.0] });
    assert_eq!(least(&table, Relaxation::Strong).eps, rational(0.0));
    assert_eq!(ranges(&table), Some(vec![(1.0, 1.0), (1.0, 1.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0)]));
}

#[test]
fn one_and_two_players() {
    let one = Table::from_fn(1, Sense::Profit, |_| -3.0).unwrap();
    assert_eq!(answer(&one), CoreAnswer::NonEmpty { payoffs: vec![-3.0] });
    assert_eq!(ranges(&one), Some(vec![(-3.0, -3.0)]));
    let found = stability(&one);
    assert_eq!((found.additive, found.relative), (rational(0.0), None));
    let refused = least_core(&one, Relaxation::Strong, &mut Task { threads: 1, observer: &mut NoProgress });
    assert!(matches!(refused, Err(GameError::Players { found: 1, .. })));

    let two =
        |total: f64| Table::from_fn(2, Sense::Profit, |group| [0.0, 1.0, 2.0, total][group.mask() as usize]).unwrap();
    assert_eq!(least(&two(10.0), Relaxation::Strong).eps, fraction(-7, 2));
    assert_eq!(ranges(&two(10.0)), Some(vec![(1.0, 8.0), (2.0, 9.0)]));
    assert_eq!(ranges(&two(3.0)), Some(vec![(1.0, 1.0), (2.0, 2.0)]));
    assert_eq!(ranges(&two(2.9)), None);
    let proportional = least(&two(10.0), Relaxation::Proportional);
    assert_eq!(proportional.eps, fraction(-7, 3));
    assert_eq!(stability(&two(2.0)).additive, rational(1.0));
}

#[test]
fn proportional_needs_worths() {
    let refused =
        least_core(&majority(3, 2), Relaxation::Proportional, &mut Task { threads: 1, observer: &mut NoProgress });
    assert_eq!(refused.unwrap_err().to_string(), "no share of the worth of {1}, which is 0, not above 0");
    let table = Table::from_fn(4, Sense::Profit, |group| random(4, 90, 5).at(group) + 10.0).unwrap();
    let found = least(&table, Relaxation::Proportional);
    assert!(found.eps < rational(1.0));
}

#[test]
fn answers_agree() {
    for seed in 1..30 {
        let players = 2 + seed as usize % 6;
        let base = random(players, 40, seed);
        let bonus = (seed % 4) as f64 * 40.0 + 0.25;
        let table = Table::from_fn(players, Sense::Profit, |group| {
            base.at(group) + if group.len() == players { bonus } else { 0.0 }
        })
        .unwrap();
        let strong = least(&table, Relaxation::Strong);
        let weak = least(&table, Relaxation::Weak);
        let cost = stability(&table);
        assert_eq!(strong.eps > rational(0.0), weak.eps > rational(0.0));
        let needed = &weak.eps * num_bigint::BigInt::from(players);
        assert_eq!(cost.additive, if needed > rational(0.0) { needed } else { rational(0.0) });
        let ranges = ranges(&table);
        match answer(&table) {
            CoreAnswer::Empty { asked, total, .. } => {
                assert!(ranges.is_none() && asked > total);
                assert_eq!(asked - total, cost.additive);
            }
            CoreAnswer::NonEmpty { payoffs } => {
                let excess = |mask: u64| table.at(Group::from_mask(mask)) - Group::from_mask(mask).sum(&payoffs);
                assert!((1..1 << players).all(|mask| excess(mask) <= 1e-9));
                for ((least, most), payoff) in ranges.unwrap().into_iter().zip(payoffs) {
                    assert!(least <= payoff && payoff <= most);
                }
            }
        }
    }
}
