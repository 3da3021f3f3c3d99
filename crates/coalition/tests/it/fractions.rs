//! Games of decimals, fractions and very many players, without rounding.

use coalition::exact::{decimal, rationals};
use coalition::families::{Airport, Assignment, Bankruptcy, Family, LinearProduction, Listed, Others, WeightedVoting};
use coalition::properties::convex;
use coalition::{
    Base, Classes, CoreAnswer, Group, NucleolusAnswer, Rational, Rule, Sense, Table, Value, Weight, core,
    cost_of_stability, exact_excesses, matching_prices, nucleolus, owen_set, payoffs, power,
};
use num_traits::{One, Zero};

use crate::reference::games::Rand;
use crate::shapley::on;

fn fraction(above: i64, below: i64) -> Rational {
    Rational::new(above.into(), below.into())
}

/// Decimals with one to six places, some of them beyond the digits of a float together with others.
fn decimals(random: &mut Rand, most: usize) -> Rational {
    let places = random.below(6) + 1;
    let digits = random.below(most);
    decimal(&format!("{digits}e-{places}")).unwrap()
}

fn exact(table: &Table, value: &Value) -> Vec<Rational> {
    payoffs(table, value, &mut on(1)).unwrap().exact.unwrap()
}

fn found(table: &Table, base: Base) -> Vec<Rational> {
    match nucleolus(table, base, Weight::Same, &mut on(1)).unwrap() {
        NucleolusAnswer::Found(found) => found.exact,
        none => panic!("{none:?}"),
    }
}

#[test]
fn bankruptcy_games_of_decimals_are_convex() {
    let mut random = Rand(1982);
    for round in 0..60 {
        let mut claims: Vec<Rational> = (0..2 + round % 5).map(|_| decimals(&mut random, 30_000)).collect();
        if round % 3 == 0 {
            claims.push(decimal("1000000000.0000001").unwrap());
        }
        let sum: Rational = claims.iter().sum();
        let game = Bankruptcy { estate: sum * fraction(random.below(10) + 1, 11), claims };
        let table = game.table().unwrap();
        assert!(convex(&table, &mut on(1)).unwrap().holds(), "{game:?}");
        assert!(matches!(core(&table, &mut on(1)).unwrap(), CoreAnswer::NonEmpty { .. }), "{game:?}");
        // The rule of the Talmud is the nucleolus, found another way.
        assert_eq!(found(&table, Base::Imputations), game.nucleolus(), "{game:?}");
        // In a convex game the kernel is the nucleolus alone.
        assert_eq!(exact(&table, &Value::Kernel), game.nucleolus(), "{game:?}");
    }
}

#[test]
fn assignment_games_of_decimals_have_a_core() {
    let mut random = Rand(1971);
    for round in 0..60 {
        let (buyers, sellers) = (1 + round % 3, 1 + round / 3 % 4);
        let gains = (0..buyers).map(|_| (0..sellers).map(|_| decimals(&mut random, 5_000)).collect()).collect();
        let game = Assignment { gains };
        let table = game.table().unwrap();
        assert!(matches!(core(&table, &mut on(1)).unwrap(), CoreAnswer::NonEmpty { .. }), "{game:?}");
        assert!(cost_of_stability(&table, &mut on(1)).unwrap().additive.is_zero());
        let prices = matching_prices(&game, &mut on(1)).unwrap();
        assert_eq!(prices.verify(&game.linear()), Ok(()), "{game:?}");
        // The core of an assignment game is what prices pay: ends and payoffs agree with the program of production and with the table.
        assert_eq!(prices.ranges, owen_set(&game.linear(), &mut on(1)).unwrap().ranges, "{game:?}");
        assert_eq!(Some(prices.ranges), coalition::core_ranges(&table, &mut on(1)).unwrap(), "{game:?}");
        let report = exact_excesses(&table, &prices.exact, &coalition::Asked::default(), &mut on(1)).unwrap();
        assert_eq!(report.is_in_core(), Some(true));
    }
}

/// Each worth by the corners of its program: bases by trying all of them.
#[test]
fn production_in_fractions_is_the_least_of_dual_corners() {
    let mut random = Rand(1975);
    for _ in 0..12 {
        let mut draw = |most: usize| fraction(random.below(most), 7) + fraction(1, 9);
        let needs: Vec<Vec<Rational>> = (0..2).map(|_| (0..3).map(|_| draw(20)).collect()).collect();
        let earns: Vec<Rational> = (0..3).map(|_| draw(30)).collect();
        let brings: Vec<Vec<Rational>> = (0..4).map(|_| (0..2).map(|_| draw(40)).collect()).collect();
        let game = LinearProduction { needs, earns, brings };
        let table = game.table(&mut on(1)).unwrap();
        // Rows of the dual: a product each, and both prices at least zero; two of them meet in a corner.
        let mut rows: Vec<([Rational; 2], Rational)> = (0..3)
            .map(|product| {
                ([game.needs[0][product].clone(), game.needs[1][product].clone()], game.earns[product].clone())
            })
            .collect();
        rows.push(([Rational::one(), Rational::zero()], Rational::zero()));
        rows.push(([Rational::zero(), Rational::one()], Rational::zero()));
        let mut corners = Vec::new();
        for (at, (a, s)) in rows.iter().enumerate() {
            for (b, t) in &rows[at + 1..] {
                let determinant = &a[0] * &b[1] - &a[1] * &b[0];
                if determinant.is_zero() {
                    continue;
                }
                let y = [(s * &b[1] - t * &a[1]) / &determinant, (t * &a[0] - s * &b[0]) / &determinant];
                if rows.iter().all(|(row, side)| &row[0] * &y[0] + &row[1] * &y[1] >= *side) {
                    corners.push(y);
                }
            }
        }
        for mask in 1..16_u64 {
            let group = Group::from_mask(mask);
            let brought = game.brought(group);
            let least = corners.iter().map(|y| &y[0] * &brought[0] + &y[1] * &brought[1]).min().unwrap();
            assert_eq!((table.exact(mask), game.exact(group).unwrap()), (least.clone(), least), "{game:?} {group:?}");
        }
    }
}

#[test]
fn splits_of_decimals_add_up() {
    let groups = [(1, 0.1), (2, 0.2), (4, 0.3), (0b111, 0.6)];
    let groups: Vec<(Group, f64)> = groups.iter().map(|(mask, worth)| (Group::from_mask(*mask), *worth)).collect();
    let table = Listed::from_numbers(3, Sense::Profit, &groups, Others::Split).table(&mut on(1)).unwrap();
    assert_eq!(table.exact(0b011), fraction(3, 10));
    assert_eq!(found(&table, Base::Imputations), rationals(&[0.1, 0.2, 0.3]));
}

#[test]
fn a_huge_group_hides_nothing() {
    let numbers = [0.0, 1.0, 2.0, 4.0, 3.0, 1e9, 6.0, 10.0];
    let table = Table::from_fn(3, Sense::Profit, |group| numbers[group.mask() as usize]).unwrap();
    assert_eq!(exact(&table, &Value::Kernel), rationals(&[3.0, 2.0, 5.0]));
    let prekernel = exact(&table, &Value::Prekernel);
    assert_eq!(prekernel.iter().sum::<Rational>(), fraction(10, 1));
}

#[test]
fn airports_by_class() {
    // Every player of a class is one of the table.
    let cases: [(&[f64], &[u64]); 4] = [
        (&[1.0, 3.0, 2.5], &[2, 1, 3]),
        (&[0.1, 0.2, 0.3, 0.3], &[1, 3, 2, 1]),
        (&[5.0], &[4]),
        (&[0.0, 7.0], &[3, 2]),
    ];
    for (costs, counts) in cases {
        let airport = Airport::from_numbers(costs);
        let each: Vec<usize> = (0..costs.len()).flat_map(|class| vec![class; counts[class] as usize]).collect();
        let whole = Airport { costs: each.iter().map(|class| airport.costs[*class].clone()).collect() };
        let table = whole.table().unwrap();
        let classes = Classes::new(&Family::Airport(airport), counts.to_vec()).unwrap();
        for (rule, expected) in [
            (Rule::Nucleolus, found(&table, Base::Imputations)),
            (Rule::Shapley, coalition::shapley::exact_shapley(&table)),
        ] {
            let by_class = classes.payoffs(&rule).unwrap();
            let charges: Vec<Rational> = each.iter().map(|class| -&by_class.each[*class]).collect();
            assert_eq!(charges, expected, "{costs:?} {counts:?} {rule:?}");
            assert!(by_class.in_core);
        }
        // All alike is in the core only where all need the same.
        let equal = classes.payoffs(&Rule::Other(Value::EqualDivision)).unwrap();
        let payoffs: Vec<Rational> = each.iter().map(|class| -&equal.each[*class]).collect();
        let report = exact_excesses(&table, &payoffs, &coalition::Asked::default(), &mut on(1)).unwrap();
        assert_eq!(Some(equal.in_core), report.is_in_core(), "{costs:?}");
    }
}

#[test]
fn power_by_trying_all_groups() {
    let mut random = Rand(1954);
    for round in 0..40 {
        let players = 1 + round % 8;
        let weights: Vec<Rational> = (0..players).map(|_| decimals(&mut random, 40)).collect();
        let sum: Rational = weights.iter().sum();
        if sum.is_zero() {
            continue;
        }
        let game = WeightedVoting { quota: sum * fraction(random.below(10) + 1, 10), weights };
        let table = game.table().unwrap();
        let Ok(found) = power(&game, &vec![1; players]) else { continue };
        assert_eq!(found.shapley, coalition::shapley::exact_shapley(&table), "{game:?}");
        assert_eq!(found.banzhaf, exact(&table, &Value::Banzhaf), "{game:?}");
    }
}

#[test]
fn published_power() {
    // The Security Council of 1965 in two classes: 421/2145 and 4/2145 (Shapley & Shubik), 848 and 84 of 2^14 groups (Banzhaf).
    let council = Family::Voting(WeightedVoting::from_numbers(39.0, &[7.0, 1.0]));
    let classes = Classes::new(&council, vec![5, 10]).unwrap();
    assert_eq!(classes.payoffs(&Rule::Shapley).unwrap().each, [fraction(421, 2145), fraction(4, 2145)]);
    let banzhaf = classes.payoffs(&Rule::Other(Value::Banzhaf)).unwrap();
    assert_eq!(banzhaf.each, [fraction(848, 1 << 14), fraction(84, 1 << 14)]);
    // Sixty alike: each sensitivities C(59, 30) of 2^59 groups, and one order in sixty.
    let sixty = WeightedVoting::from_numbers(31.0, &[1.0; 60]);
    let found = power(&sixty, &[1; 60]).unwrap();
    assert_eq!(found.shapley, vec![fraction(1, 60); 60]);
    assert_eq!(found.banzhaf[0], fraction(59_132_290_782_430_712, 1 << 59));
    // Weights from 1 to 60: the same with everything counted in another unit, and for long integers in place of short ones.
    let weights: Vec<f64> = (1..=60).map(f64::from).collect();
    let one = power(&WeightedVoting::from_numbers(916.0, &weights), &[1; 60]).unwrap();
    let tenths: Vec<f64> = (1..=60).map(|weight| f64::from(weight) / 10.0).collect();
    assert_eq!(power(&WeightedVoting::from_numbers(91.6, &tenths), &[1; 60]).unwrap(), one);
    assert_eq!(one.shapley.iter().sum::<Rational>(), Rational::one());
    let many = power(&WeightedVoting::from_numbers(80.0, &[1.0]), &[159]).unwrap();
    assert_eq!(many.shapley, [fraction(1, 159)]);
}

/// Littlechild & Thompson (1977).
#[test]
fn birmingham() {
    let costs = [
        65_899.0, 76_725.0, 95_200.0, 97_200.0, 97_436.0, 98_142.0, 102_496.0, 104_849.0, 113_322.0, 115_440.0,
        117_676.0,
    ];
    let counts = vec![42, 9555, 288, 303, 151, 1315, 505, 1128, 151, 112, 22];
    let classes = Classes::new(&Family::Airport(Airport::from_numbers(&costs)), counts).unwrap();
    assert_eq!(classes.players(), 13_572);
    let fees = [4.86, 5.66, 10.30, 10.85, 10.92, 11.13, 13.40, 15.07, 44.80, 60.61, 162.24];
    let found = classes.payoffs(&Rule::Shapley).unwrap();
    let pence = |fee: &Rational| (coalition::exact::float(fee) * 100.0).round() / 100.0;
    assert_eq!(found.each.iter().map(pence).collect::<Vec<_>>(), fees);
    assert!(found.in_core && classes.payoffs(&Rule::Nucleolus).unwrap().in_core);
}

#[test]
fn separable_costs_and_equal_profits() {
    // Tennessee Valley Authority: separable costs and remaining benefits (Straffin & Heaney 1981), thousand dollars.
    let numbers = [0.0, 163_520.0, 140_826.0, 301_607.0, 250_096.0, 378_821.0, 367_370.0, 412_584.0];
    let table = Table::from_fn(3, Sense::Cost, |group| numbers[group.mask() as usize]).unwrap();
    let charges = |found: Vec<Rational>| {
        found.iter().map(|payoff| (-coalition::exact::float(payoff)).round()).collect::<Vec<_>>()
    };
    assert_eq!(charges(exact(&table, &Value::SeparableCosts(None))), [117_476.0, 99_157.0, 195_951.0]);
    assert_eq!(exact(&table, &Value::SeparableCosts(None)), exact(&table, &Value::Gately));
    // Who has no benefit beyond its separable cost pays that alone.
    let benefits = Some(rationals(&[45_214.0, 200_000.0, 300_000.0]));
    assert_eq!(charges(exact(&table, &Value::SeparableCosts(benefits)))[0], 45_214.0);
    // Costs in proportion to those alone, where that is in the core: all save the same share.
    let found = exact(&table, &Value::EqualProfit);
    let share = |player: usize| &found[player] / table.exact(1 << player);
    assert!(share(0) == share(1) && share(1) == share(2), "{found:?}");
    // Where it is not, somebody saves more: {0, 1} alone pay 4 of 10, so that the third pays its 6.
    let numbers = [0.0, 4.0, 4.0, 4.0, 6.0, 10.0, 10.0, 10.0];
    let table = Table::from_fn(3, Sense::Cost, |group| numbers[group.mask() as usize]).unwrap();
    assert_eq!(exact(&table, &Value::EqualProfit), rationals(&[-2.0, -2.0, -6.0]));
}

#[test]
fn unions() {
    // Two left gloves in one union, a right one alone (Owen 1977: the pair bargains as one).
    let table = coalition::families::Glove::hands(2, 1).table().unwrap();
    let unions = vec![Group::from_mask(0b011), Group::from_mask(0b100)];
    assert_eq!(exact(&table, &Value::Owen(unions.clone())), rationals(&[0.25, 0.25, 0.5]));
    // Each group of unions alike: half of the groups of others, and half of those within.
    assert_eq!(exact(&table, &Value::BanzhafOwen(unions.clone())), rationals(&[0.25, 0.25, 0.5]));
    // Within its union each has nothing; among unions half, in equal parts.
    assert_eq!(exact(&table, &Value::TwoStep(unions.clone())), rationals(&[0.25, 0.25, 0.5]));
    assert_eq!(exact(&table, &Value::AumannDreze(unions)), rationals(&[0.0, 0.0, 0.0]));
    // Unions of one each, or one of all, change nothing.
    let table = Bankruptcy::from_numbers(200.0, &[100.0, 200.0, 300.0]).table().unwrap();
    let alone: Vec<Group> = (0..3).map(Group::single).collect();
    for unions in [alone.clone(), vec![Group::all(3)]] {
        for value in [Value::Owen(unions.clone()), Value::TwoStep(unions.clone())] {
            assert_eq!(exact(&table, &value), coalition::shapley::exact_shapley(&table), "{value:?}");
        }
        assert_eq!(exact(&table, &Value::BanzhafOwen(unions)), exact(&table, &Value::Banzhaf));
    }
}
