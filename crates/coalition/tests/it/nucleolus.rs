//! The nucleolus of tables: published answers, degenerate games, certificates that do not bend.

use coalition::exact::rational;
use coalition::{
    Base, Flow, GameError, Group, NoProgress, Nucleolus, NucleolusAnswer, Progress, ProgressObserver, Rational, Sense,
    Table, Task, Weight, nucleolus,
};
use proptest::prelude::*;

fn solve(table: &Table, base: Base, weight: Weight, threads: usize) -> NucleolusAnswer {
    nucleolus(table, base, weight, &mut Task { threads, observer: &mut NoProgress }).unwrap()
}

/// Found and proven from nothing.
fn proven(table: &Table, base: Base, weight: Weight) -> Nucleolus {
    let found = solve(table, base, weight, 1).found().expect("there are imputations");
    assert_eq!(found.verify(table), Ok(()));
    found
}

fn exact(table: &Table) -> Vec<Rational> {
    let found = proven(table, Base::Imputations, Weight::Same).exact;
    assert_eq!(proven(table, Base::Preimputations, Weight::Same).exact.len(), found.len());
    found
}

fn fractions<const N: usize>(numbers: [(i64, i64); N]) -> Vec<Rational> {
    numbers.map(|(above, below)| Rational::new(above.into(), below.into())).to_vec()
}

fn whole<const N: usize>(numbers: [i64; N]) -> Vec<Rational> {
    fractions(numbers.map(|number| (number, 1)))
}

fn listed(players: usize, sense: Sense, numbers: &[f64]) -> Table {
    Table::from_fn(players, sense, |group| numbers[group.mask() as usize]).unwrap()
}

pub fn bankruptcy(estate: f64, claims: &[f64]) -> Table {
    let all = Group::all(claims.len());
    Table::from_fn(claims.len(), Sense::Profit, |group| (estate - all.difference(group).sum(claims)).max(0.0)).unwrap()
}

fn voting(quota: f64, votes: &[f64]) -> Table {
    Table::from_fn(votes.len(), Sense::Profit, |group| f64::from(group.sum(votes) >= quota)).unwrap()
}

pub fn gloves(left: usize, right: usize) -> Table {
    let lefts = Group::all(left);
    Table::from_fn(left + right, Sense::Profit, |group| {
        group.intersection(lefts).len().min(group.difference(lefts).len()) as f64
    })
    .unwrap()
}

/// Whole numbers below `most` per member, the same for the same seed.
pub fn random(players: usize, most: u64, seed: u64) -> Table {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    Table::from_fn(players, Sense::Profit, |group| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % (most * group.len() as u64)) as f64
    })
    .unwrap()
}

#[test]
fn one_and_two_players() {
    let one = listed(1, Sense::Profit, &[0.0, 7.5]);
    assert_eq!(exact(&one), [rational(7.5)]);
    assert!(proven(&one, Base::Imputations, Weight::PerCapita).levels.is_empty());
    let two = listed(2, Sense::Profit, &[0.0, 1.0, 2.0, 10.0]);
    assert_eq!(exact(&two), fractions([(9, 2), (11, 2)]));
    let poorer = listed(2, Sense::Profit, &[0.0, 1.0, 2.0, 2.0]);
    assert_eq!(
        solve(&poorer, Base::Imputations, Weight::Same, 1),
        NucleolusAnswer::NoImputation { alone: 3.0, total: 2.0 }
    );
    assert_eq!(proven(&poorer, Base::Preimputations, Weight::Same).exact, fractions([(1, 2), (3, 2)]));
    let just = listed(2, Sense::Profit, &[0.0, 0.1, 0.2, 0.3]);
    assert_eq!(exact(&just), fractions([(1, 10), (1, 5)]));
}

#[test]
fn the_talmud_divides_estates() {
    let claims = [100.0, 200.0, 300.0];
    assert_eq!(exact(&bankruptcy(100.0, &claims)), fractions([(100, 3), (100, 3), (100, 3)]));
    assert_eq!(exact(&bankruptcy(200.0, &claims)), whole([50, 75, 75]));
    assert_eq!(exact(&bankruptcy(300.0, &claims)), whole([50, 100, 150]));
    // The rule of Aumann and Maschler for ten claims: half of each claim when the estate is half of all.
    let ten: Vec<f64> = (1..=10).map(f64::from).collect();
    let halves: Vec<Rational> = ten.iter().map(|claim| rational(claim / 2.0)).collect();
    assert_eq!(exact(&bankruptcy(27.5, &ten)), halves);
}

#[test]
fn published_games() {
    // Tennessee Valley Authority (Ransmeier 1942; Straffin & Heaney 1981): charges, thousand dollars.
    let tva = [0.0, 163_520.0, 140_826.0, 301_607.0, 250_096.0, 378_821.0, 367_370.0, 412_584.0];
    let tva = listed(3, Sense::Cost, &tva);
    let charges: Vec<f64> =
        proven(&tva, Base::Imputations, Weight::Same).payoffs.iter().map(|payoff| -payoff).collect();
    assert_eq!(charges, [116_234.0, 93_540.0, 202_810.0]);
    // Southern India electricity (Gately 1974): savings.
    let india = listed(3, Sense::Profit, &[0.0, 0.0, 0.0, 1170.0, 0.0, 770.0, 210.0, 1530.0]);
    assert_eq!(exact(&india), whole([955, 395, 180]));
    // Pooled investment (Lemaire 1991).
    let pooled = [0.0, 46_125.0, 17_437.5, 69_187.5, 5_812.5, 53_812.5, 30_750.0, 90_000.0];
    let pooled = proven(&listed(3, Sense::Profit, &pooled), Base::Imputations, Weight::Same);
    assert_eq!(pooled.payoffs, [52_687.5, 24_468.75, 12_843.75]);
}

#[test]
fn scarce_gloves_take_all() {
    assert_eq!(exact(&gloves(1, 2)), whole([1, 0, 0]));
    assert_eq!(exact(&gloves(2, 3)), whole([1, 1, 0, 0, 0]));
    assert_eq!(exact(&gloves(3, 3)), fractions([(1, 2); 6]));
    assert_eq!(exact(&gloves(4, 7))[..4], whole([1; 4]));
}

#[test]
fn votes() {
    assert_eq!(exact(&voting(3.0, &[2.0, 1.0, 1.0])), whole([1, 0, 0]));
    assert_eq!(exact(&voting(2.0, &[1.0; 3])), fractions([(1, 3); 3]));
    // Apex game: a large player with anybody, or all the others.
    assert_eq!(exact(&voting(4.0, &[3.0, 1.0, 1.0, 1.0, 1.0])), fractions([(3, 7), (1, 7), (1, 7), (1, 7), (1, 7)]));
    // Constant-sum weighted majority with these minimal weights: the nucleolus is the weights (Peleg 1968).
    assert_eq!(exact(&voting(5.0, &[3.0, 2.0, 2.0, 1.0, 1.0])), fractions([(3, 9), (2, 9), (2, 9), (1, 9), (1, 9)]));
}

#[test]
fn nothing_to_share() {
    for players in [2, 3, 7] {
        let zero = Table::from_fn(players, Sense::Profit, |_| 0.0).unwrap();
        assert_eq!(exact(&zero), vec![rational(0.0); players]);
        let alone: Vec<f64> = (0..players).map(|player| 1.5 * player as f64 - 2.0).collect();
        let additive = Table::from_fn(players, Sense::Profit, |group| group.sum(&alone)).unwrap();
        assert_eq!(proven(&additive, Base::Imputations, Weight::PerCapita).payoffs, alone);
        assert_eq!(proven(&additive, Base::Preimputations, Weight::Same).payoffs, alone);
    }
}

#[test]
fn per_capita_differs() {
    // Two of three players earn 4, all earn 6; one alone nothing, but the first 1.
    let table = listed(3, Sense::Profit, &[0.0, 1.0, 0.0, 4.0, 0.0, 0.0, 0.0, 6.0]);
    let same = proven(&table, Base::Preimputations, Weight::Same);
    let per_capita = proven(&table, Base::Preimputations, Weight::PerCapita);
    // Excess: {3} and {1, 2} balance at -1. Per member: -x3 and (4 - x1 - x2) / 2 balance at -2/3.
    assert_eq!(same.levels[0].excess, rational(-1.0));
    assert_eq!(same.exact[2], rational(1.0));
    assert_eq!(per_capita.levels[0].excess, Rational::new((-2).into(), 3.into()));
    assert_eq!(per_capita.exact[2], Rational::new(2.into(), 3.into()));
}

#[test]
fn bounds_bind() {
    // Without bounds the first player would pay for the others, who are strong together.
    let table = listed(3, Sense::Profit, &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 10.0, 4.0]);
    let free = proven(&table, Base::Preimputations, Weight::Same);
    let bounded = proven(&table, Base::Imputations, Weight::Same);
    assert_eq!(free.exact, fractions([(-3, 1), (7, 2), (7, 2)]));
    assert_eq!(bounded.exact, whole([0, 2, 2]));
    assert!(bounded.levels.iter().any(|level| level.bounds.iter().any(|(player, _)| *player == 0)));
}

#[test]
fn a_large_additive_part_hides_nothing() {
    for seed in 1..6 {
        let small = random(7, 50, seed);
        let alone: Vec<f64> = (0..7).map(|player| 1e9 * f64::from(player + 3)).collect();
        let shifted =
            |unit: f64| Table::from_fn(7, Sense::Profit, |group| group.sum(&alone) + small.at(group) * unit).unwrap();
        let plain = proven(&small, Base::Preimputations, Weight::Same).exact;
        let hidden = proven(&shifted(1.0), Base::Preimputations, Weight::Same).exact;
        let expected: Vec<Rational> =
            plain.iter().zip(&alone).map(|(payoff, alone)| payoff + rational(*alone)).collect();
        assert_eq!(hidden, expected);
        // Sixteen digits are not enough for these: another game, but its nucleolus is proven all the same.
        proven(&shifted(1e-6), Base::Preimputations, Weight::PerCapita);
    }
    // An additive game with nothing but rounding on top.
    let tenths: Vec<f64> = (1..=8).map(|player| 0.1 * f64::from(player)).collect();
    proven(&Table::from_fn(8, Sense::Profit, |group| group.sum(&tenths)).unwrap(), Base::Preimputations, Weight::Same);
    // Numbers of every size in one table.
    let wild = Table::from_fn(6, Sense::Profit, |group| 10_f64.powi((group.mask() * 37 % 61) as i32 - 30)).unwrap();
    proven(&wild, Base::Preimputations, Weight::Same);
    proven(&wild, Base::Preimputations, Weight::PerCapita);
}

#[test]
fn threads_do_not_matter() {
    for table in
        [random(17, 50, 3), bankruptcy(300.0, &(1..=17).map(|c| f64::from(c * c % 41 + 3)).collect::<Vec<_>>())]
    {
        let one = solve(&table, Base::Preimputations, Weight::Same, 1);
        assert_eq!(one, solve(&table, Base::Preimputations, Weight::Same, 2));
        assert_eq!(one, solve(&table, Base::Preimputations, Weight::Same, 3));
    }
}

#[test]
fn a_certificate_does_not_bend() {
    let table = bankruptcy(200.0, &[100.0, 200.0, 300.0, 50.0]);
    let good = proven(&table, Base::Imputations, Weight::Same);
    let refused = |change: &dyn Fn(&mut Nucleolus)| {
        let mut bad = good.clone();
        change(&mut bad);
        bad.payoffs = bad.exact.iter().map(coalition::exact::float).collect();
        bad.verify(&table).unwrap_err()
    };
    let one = || rational(1.0);
    assert_eq!(refused(&|bad| bad.exact[0] += one()), "payoffs do not sum to the worth of everybody");
    let shifted = refused(&|bad| {
        bad.exact[0] += one();
        bad.exact[1] -= one();
    });
    assert!(shifted.contains("has another excess"), "{shifted}");
    assert!(refused(&|bad| bad.levels[0].groups[0].1 = rational(-1.0)).contains("not positive"));
    assert!(refused(&|bad| bad.levels[0].groups[0].1 += one()).contains("do not balance"));
    assert!(refused(&|bad| drop(bad.levels.pop())).contains("not settled"));
    assert!(refused(&|bad| bad.levels[0].excess += one()).contains("another excess"));
    refused(&|bad| drop(bad.levels.remove(0)));
    // The certificate of one game is none for a game in which one group is worth more.
    let richer =
        Table::from_fn(4, Sense::Profit, |group| table.at(group) + 150.0 * f64::from(group.mask() == 0b0110)).unwrap();
    assert!(good.verify(&richer).is_err());
    // Right for preimputations only.
    let strong = listed(3, Sense::Profit, &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 10.0, 4.0]);
    let mut free = proven(&strong, Base::Preimputations, Weight::Same);
    free.base = Base::Imputations;
    assert_eq!(free.verify(&strong), Err("`1` gets less than alone".to_string()));
}

#[test]
fn it_stops_when_told() {
    struct Impatient;
    impl ProgressObserver for Impatient {
        fn progress(&mut self, progress: &Progress) -> Flow {
            assert_eq!(progress.doing, "nucleolus");
            if progress.done < 1 { Flow::Continue } else { Flow::Stop }
        }
    }
    let mut task = Task { threads: 1, observer: &mut Impatient };
    let stopped = nucleolus(&random(8, 50, 1), Base::Preimputations, Weight::Same, &mut task);
    assert_eq!(stopped, Err(GameError::Stopped));
}

#[test]
fn numbers_too_large_are_refused() {
    let table = listed(2, Sense::Profit, &[0.0, 1e300, 0.0, 1e301]);
    let refused =
        nucleolus(&table, Base::Imputations, Weight::Same, &mut Task { threads: 1, observer: &mut NoProgress });
    assert!(refused.unwrap_err().to_string().starts_with("a worth of 1e301"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_game_is_proven(
        players in 2_usize..8,
        most in prop::sample::select(vec![1_u64, 2, 5, 1000]),
        seed in any::<u64>(),
        unit in prop::sample::select(vec![1.0, 0.1, 1e-7, 1e12]),
    ) {
        let drawn = random(players, most, seed);
        let table = Table::from_fn(players, Sense::Profit, |group| drawn.at(group) * unit).unwrap();
        for weight in [Weight::Same, Weight::PerCapita] {
            let free = proven(&table, Base::Preimputations, weight);
            if let NucleolusAnswer::Found(bounded) = solve(&table, Base::Imputations, weight, 1) {
                prop_assert_eq!(bounded.verify(&table), Ok(()));
                let inside = (0..players).all(|player| free.exact[player] >= rational(table.at(Group::single(player))));
                prop_assert!(!inside || bounded.exact == free.exact);
            }
        }
    }
}
