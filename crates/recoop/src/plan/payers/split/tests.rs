//! The split by hand, and on drawn calls against all splits in steps.

use super::{Call, Payer, Purses, capped};
use recoop_case::positions::StateAt;

const NONE: f64 = f64::INFINITY;
/// Rounding of the solver beside amounts of one to ten.
const ROUNDING: f64 = 1e-6;

fn payer(total: f64, per_year: f64, weight: f64) -> Payer {
    Payer { per_year, total, weight }
}

/// Calls of everybody, each in a state and year of its own.
fn of(payers: &[Payer], parents: &[Option<usize>], amounts: &[f64]) -> Purses {
    let call = |(at, amount): (usize, &f64)| Call {
        year: at,
        state: StateAt::new(at),
        payers: (0..payers.len()).collect(),
        amount: *amount,
    };
    Purses {
        payers: payers.to_vec(),
        parents: parents.iter().map(|parent| parent.map(StateAt::new)).collect(),
        calls: amounts.iter().enumerate().map(call).collect(),
    }
}

fn assert_close(found: &[Vec<f64>], right: &[&[f64]]) {
    let same = found.len() == right.len()
        && found.iter().zip(right).all(|(a, b)| a.iter().zip(*b).all(|(a, b)| (a - b).abs() < ROUNDING));
    assert!(same, "{found:?}, not {right:?}");
}

#[test]
fn parts_go_by_weight_up_to_the_room() {
    assert_eq!(capped(6.0, &[(1.0, 9.0), (2.0, 9.0)]), Some(vec![2.0, 4.0]));
    // The second has room for 3, the first pays the rest; nobody pays without weight.
    assert_eq!(capped(6.0, &[(1.0, 9.0), (2.0, 3.0), (0.0, 9.0)]), Some(vec![3.0, 3.0, 0.0]));
    assert_eq!(capped(0.0, &[(1.0, 9.0)]), Some(vec![0.0]));
    assert_eq!(capped(0.0, &[]), Some(vec![]));
    assert_eq!(capped(6.0, &[(1.0, 2.0), (2.0, 3.0)]), None);
}

/// Of 2, 3 and 2 in all, the last can pay 0.5 a year. The second year takes 0.5 of the last and 4.7 of the others, who
/// can thus pay 0.3 of the 0.7 in the first year; by the weights alone they would pay 0.5.
#[test]
fn a_late_year_takes_from_those_who_can_only_pay_late() {
    let payers = [payer(2.0, NONE, 2.0), payer(3.0, NONE, 3.0), payer(2.0, 0.5, 2.0)];
    let purses = of(&payers, &[None, Some(0)], &[0.7, 5.2]);
    assert!(purses.without_foresight(&[]).is_none());
    let found = purses.split(&[vec![0.0, 0.2, 0.5], vec![2.0, 2.7, 0.5]]).unwrap();
    assert_close(&found, &[&[0.12, 0.18, 0.4], &[1.88, 2.82, 0.5]]);
    // A member without capital among them pays nothing.
    let with_none = [payers.as_slice(), &[payer(0.0, NONE, 0.0)]].concat();
    let purses = of(&with_none, &[None, Some(0)], &[0.7, 5.2]);
    let found = purses.split(&[vec![0.0, 0.2, 0.5, 0.0], vec![2.0, 2.7, 0.5, 0.0]]).unwrap();
    assert_close(&found, &[&[0.12, 0.18, 0.4, 0.0], &[1.88, 2.82, 0.5, 0.0]]);
}

/// As above in one branch; in the other nothing is called, and the first year is the same for both.
#[test]
fn every_branch_is_paid() {
    let payers = [payer(2.0, NONE, 2.0), payer(3.0, NONE, 3.0), payer(2.0, 0.5, 2.0)];
    let purses = of(&payers, &[None, Some(0), Some(0)], &[0.7, 0.7, 5.2]);
    let found = purses.split(&[vec![0.0, 0.2, 0.5], vec![0.7, 0.0, 0.0], vec![2.0, 2.7, 0.5]]).unwrap();
    assert_close(&found, &[&[0.12, 0.18, 0.4], &[0.2, 0.3, 0.2], &[1.88, 2.82, 0.5]]);
}

/// An owner that has to pay for its own plant next year pays less for the cooperative's now: 1 of 4 is left to it.
#[test]
fn an_own_purse_of_a_later_year_is_paid() {
    let payers = [payer(4.0, NONE, 4.0), payer(4.0, NONE, 4.0)];
    let mut purses = of(&payers, &[None, Some(0)], &[3.5, 3.0]);
    purses.calls[1].payers = vec![0];
    let found = purses.split(&[vec![0.0, 3.5], vec![3.0]]).unwrap();
    assert_close(&found, &[&[1.0, 2.5], &[3.0]]);
}

struct Draw(u64);

impl Draw {
    fn between(&mut self, from: f64, to: f64) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        from + (to - from) * ((self.0 >> 11) as f64 / (1_u64 << 53) as f64)
    }
}

/// Calls on a path or with two branches, each of some payers, and a split within limits that are hardly larger.
fn drawn(seed: u64) -> (Purses, Vec<Vec<f64>>) {
    let mut draw = Draw(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1));
    let parents = if seed.is_multiple_of(2) { [None, Some(0), Some(1)] } else { [None, Some(0), Some(0)] };
    let who = |draw: &mut Draw| {
        let some: Vec<usize> = (0..3).filter(|_| draw.between(0.0, 1.0) < 0.6).collect();
        if some.is_empty() { vec![0, 1, 2] } else { some }
    };
    let payers: Vec<Vec<usize>> = (0..3).map(|_| who(&mut draw)).collect();
    let known: Vec<Vec<f64>> =
        payers.iter().map(|payers| payers.iter().map(|_| draw.between(0.2, 2.0)).collect()).collect();
    let of = |call: usize, i: usize| payers[call].iter().position(|it| *it == i).map_or(0.0, |at| known[call][at]);
    let limits = (0..3).map(|i| {
        let on_path =
            |end: usize| std::iter::successors(Some(end), |at: &usize| parents[*at]).map(|at| of(at, i)).sum::<f64>();
        let most = (0..3).map(|call| of(call, i)).fold(0.0, f64::max);
        let total = on_path(1).max(on_path(2)) + draw.between(0.01, 0.3);
        let per_year = if draw.between(0.0, 1.0) < 0.5 { NONE } else { most + draw.between(0.01, 0.3) };
        payer(total, per_year, total.min(3.0 * per_year))
    });
    let limits: Vec<Payer> = limits.collect();
    let calls = payers.iter().zip(&known).enumerate().map(|(at, (payers, known))| Call {
        year: at,
        state: StateAt::new(at),
        payers: payers.clone(),
        amount: known.iter().sum(),
    });
    (
        Purses {
            payers: limits,
            parents: parents.iter().map(|parent| parent.map(StateAt::new)).collect(),
            calls: calls.collect(),
        },
        known,
    )
}

/// What a payer pays of a call.
fn part(purses: &Purses, parts: &[Vec<f64>], call: usize, i: usize) -> f64 {
    purses.calls[call].payers.iter().position(|it| *it == i).map_or(0.0, |at| parts[call][at])
}

fn keeps_limits(purses: &Purses, parts: &[Vec<f64>], room: f64) -> bool {
    let positive = parts.iter().flatten().all(|part| *part >= -ROUNDING);
    positive
        && purses.payers.iter().enumerate().all(|(i, payer)| {
            let yearly = (0..parts.len()).all(|call| part(purses, parts, call, i) <= payer.per_year + room);
            let total = |call: &Call| {
                let before = purses.path(call.state).filter(|state| state.index() < parts.len());
                before.map(|state| part(purses, parts, state.index(), i)).sum::<f64>()
            };
            yearly && purses.calls.iter().all(|call| total(call) <= payer.total + room)
        })
}

/// Ratios of payments of a call to weights, the largest first.
fn ratios(purses: &Purses, call: usize, parts: &[f64]) -> Vec<f64> {
    let weights = purses.calls[call].payers.iter().map(|i| purses.payers[*i].weight);
    let mut ratios: Vec<f64> = parts.iter().zip(weights).map(|(part, weight)| part / weight).collect();
    ratios.sort_by(|a, b| b.total_cmp(a));
    ratios
}

/// Whether the first is surely before the second in lexicographic order.
fn surely_less(one: &[f64], other: &[f64]) -> bool {
    let first = one.iter().zip(other).find(|(a, b)| (*a - *b).abs() > 1e-5);
    first.is_some_and(|(a, b)| a < b)
}

/// All splits of an amount among one to three in steps.
fn in_steps(amount: f64, payers: usize) -> Vec<Vec<f64>> {
    const STEPS: usize = 8;
    let part = |steps: usize| amount * steps as f64 / STEPS as f64;
    match payers {
        1 => vec![vec![amount]],
        2 => (0..=STEPS).map(|a| vec![part(a), part(STEPS - a)]).collect(),
        _ => {
            let two = (0..=STEPS).flat_map(|a| (0..=STEPS - a).map(move |b| (a, b)));
            two.map(|(a, b)| vec![part(a), part(b), part(STEPS - a - b)]).collect()
        }
    }
}

/// No split in steps that can be gone on with has smaller ratios, in any year after those that are settled; and the order
/// of payers has no effect.
#[test]
fn no_other_split_is_more_even() {
    let (mut foresight, mut compared) = (0, 0);
    for seed in 0..150 {
        let (purses, known) = drawn(seed);
        let found = purses.split(&known).unwrap();
        assert!(keeps_limits(&purses, &found, ROUNDING), "{seed}");
        for (parts, call) in found.iter().zip(&purses.calls) {
            assert!((parts.iter().sum::<f64>() - call.amount).abs() < ROUNDING, "{seed}");
        }
        foresight += usize::from(purses.without_foresight(&[]).is_none());
        for (settled, call) in purses.calls.iter().enumerate() {
            let right = ratios(&purses, settled, &found[settled]);
            for choice in in_steps(call.amount, call.payers.len()) {
                if !surely_less(&ratios(&purses, settled, &choice), &right) {
                    continue;
                }
                let mut prefix = found[..settled].to_vec();
                prefix.push(choice.clone());
                compared += 1;
                assert!(!can_go_on(&purses, &mut prefix), "{seed}: {choice:?} is more even than {found:?}");
            }
        }
        let turned = |payers: &[usize]| payers.iter().rev().map(|i| 2 - i).collect::<Vec<usize>>();
        let calls = purses.calls.iter().map(|call| Call { payers: turned(&call.payers), ..call.clone() });
        let back = Purses {
            payers: purses.payers.iter().rev().copied().collect(),
            calls: calls.collect(),
            parents: purses.parents.clone(),
        };
        let known: Vec<Vec<f64>> = known.iter().map(|parts| parts.iter().rev().copied().collect()).collect();
        let back = back.split(&known).unwrap();
        for (parts, other) in found.iter().zip(back) {
            assert!(parts.iter().zip(other.iter().rev()).all(|(a, b)| (a - b).abs() < 1e-5), "{seed}");
        }
    }
    // The test compares something, and with years that need foresight.
    assert!(foresight > 10 && compared > 100, "{foresight}, {compared}");
}

/// Whether the calls that are left can be paid in steps.
fn can_go_on(purses: &Purses, parts: &mut Vec<Vec<f64>>) -> bool {
    if !keeps_limits(purses, parts, 1e-7) {
        return false;
    }
    let Some(call) = purses.calls.get(parts.len()) else { return true };
    in_steps(call.amount, call.payers.len()).into_iter().any(|choice| {
        parts.push(choice);
        let can = can_go_on(purses, parts);
        parts.pop();
        can
    })
}
