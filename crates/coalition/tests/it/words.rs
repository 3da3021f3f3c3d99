//! Answers in words.

use coalition::families::{Bankruptcy, Glove, LinearProduction, WeightedVoting};
use coalition::properties::{cohesive, roles};
use coalition::{
    Asked, Base, Proof, Relaxation, Sampling, Sense, Standing, Table, Verdict, Weight, Words, core, core_ranges,
    cost_of_stability, excesses, least_core, nucleolus, owen_set, properties, sampled_shapley,
};
use insta::assert_snapshot;

use crate::shapley::on;

fn named(table: Table, names: &[&str]) -> Table {
    table.renamed(names.iter().map(ToString::to_string).collect()).unwrap()
}

#[test]
fn a_vote_without_a_core() {
    let vote = WeightedVoting::from_numbers(2.0, &[1.0; 3]).table().unwrap();
    let table = named(Table::from_fn(3, Sense::Profit, |group| 24_000.0 * vote.at(group)).unwrap(), &["A", "B", "C"]);
    let words = Words::of(&table, "kUSD");
    let task = &mut on(1);
    assert_snapshot!(words.core(&core(&table, task).unwrap()), @"The core is empty: under every allocation, some coalition would do better on its own. The coalitions {A, B}, {A, C} and {B, C}, each counted 1/2, contain each member once and need 36,000 kUSD; the total is 24,000 kUSD.");
    let strong = least_core(&table, Relaxation::Strong, task).unwrap();
    assert_snapshot!(words.least_core(&strong), @"Smallest possible largest excess: 8,000 kUSD. A leaving fee of this size keeps every coalition; no allocation makes it smaller.");
    let proportional = least_core(
        &Table::from_fn(3, Sense::Profit, |group| table.at(group) + 1.0).unwrap(),
        Relaxation::Proportional,
        task,
    );
    assert_snapshot!(words.least_core(&proportional.unwrap()), @"Smallest possible largest excess: 33.3333% of its worth. A leaving fee of this size keeps every coalition; no allocation makes it smaller.");
    assert_snapshot!(words.stability(&cost_of_stability(&table, task).unwrap()), @"An outside payment of 12,000 kUSD would give every coalition at least its stand-alone value; less would not.");
    assert_snapshot!(words.properties(&properties(&table, task).unwrap()).join("\n"), @r"
    Together all earn 24,000 kUSD, alone 0 kUSD in sum: staying together is worth 24,000 kUSD.
    A larger coalition never earns less.
    Joining never destroys worth.
    No way to split into coalitions would earn more than all together.
    A larger coalition is not always better for a newcomer: B adds 24,000 kUSD with C, but 0 kUSD with them and A.
    The core is empty: under every allocation, some coalition would do better on its own. The coalitions {A, B}, {A, C} and {B, C}, each counted 1/2, contain each member once and need 36,000 kUSD; the total is 24,000 kUSD.
    A, B and C contribute the same: they should be paid the same.
    ");
    let report = excesses(&table, &[20_000.0, 4_000.0, 0.0], &Asked::default(), task).unwrap();
    assert_snapshot!(words.efficiency(&report), @"Everything that all earn together, 24,000 kUSD, is paid out, no more, no less.");
    assert_snapshot!(words.alone(&report), @"Nobody earns less than alone; C earns the same.");
    assert_snapshot!(words.temptation(&report), @"2 coalitions of 6 would do better on their own.");
    assert_snapshot!(words.tempted(&report.most[0]), @"B and C would earn 20,000 kUSD more on their own, 10,000 kUSD for each member.");
    assert_snapshot!(words.tempted(&report.most[1]), @"A and C would earn 4,000 kUSD more on their own, 2,000 kUSD for each member.");
    let fair = nucleolus(&table, Base::Imputations, Weight::Same, task).unwrap();
    assert_snapshot!(words.nucleolus(&fair), @"Minimizes the largest excess, then the next largest, and so on, with no player below its stand-alone value; first {A, B}, {A, C} and {B, C}.");
}

#[test]
fn costs_that_are_shared() {
    let costs = vec![0.0, 163_520.0, 140_826.0, 301_607.0, 250_096.0, 378_821.0, 367_370.0, 412_584.0];
    let names = ["navigation", "flood control", "power"].map(String::from).to_vec();
    let table = Table::new(names, Sense::Cost, costs).unwrap();
    let words = Words::of(&table, "kUSD");
    let task = &mut on(1);
    assert_snapshot!(words.properties(&properties(&table, task).unwrap()).join("\n"), @r"
    Together all pay 412,584 kUSD, alone 554,442 kUSD in sum: staying together is worth 141,858 kUSD.
    A larger coalition never costs less.
    Joining never destroys worth.
    No way to split into coalitions would cost less than all together.
    The larger the coalition, the less a newcomer costs, so that the Shapley value is stable.
    The core is nonempty: under some allocation, no coalition would do better on its own.
    Totally balanced: every coalition's own game has a nonempty core.
    ");
    let weak = least_core(&table, Relaxation::Weak, task).unwrap();
    assert_snapshot!(words.least_core(&weak), @"Under the best allocation, every coalition is better off by at least 35,687.7 kUSD for each member than on its own; no allocation makes this larger.");
    let ranges = core_ranges(&table, task).unwrap().unwrap();
    assert_snapshot!(words.room(0, ranges[0]), @"navigation's charge can lie between 45,214 kUSD and 163,520 kUSD in the core.");
    let report = excesses(&table, &[-200_000.0, 0.0, -200_000.0], &Asked::default(), task).unwrap();
    assert_snapshot!(words.efficiency(&report), @"Of the costs of 412,584 kUSD 12,584 kUSD are charged to nobody.");
    assert_snapshot!(words.alone(&report), @"navigation would pay 36,480 kUSD less alone.");
    assert_snapshot!(words.temptation(&report), @"2 coalitions of 6 would do better on their own.");
    assert_snapshot!(words.tempted(&report.most[0]), @"navigation would pay 36,480 kUSD less alone.");
    assert_snapshot!(words.tempted(report.most.last().unwrap()), @"flood control and power would pay 167,370 kUSD more on their own, 83,685 kUSD for each member.");
}

#[test]
fn reasons_to_part() {
    let task = &mut on(1);
    let numbers = [0.0, 1.0, 1.0, 6.0, 1.0, 2.0, 2.0, 5.0];
    let table =
        named(Table::from_fn(3, Sense::Profit, |group| numbers[group.mask() as usize]).unwrap(), &["A", "B", "C"]);
    let words = Words::of(&table, "");
    let found = properties(&table, task).unwrap();
    assert_snapshot!(words.properties(&found).join("\n"), @r"
    Together all earn 5, alone 3 in sum: staying together is worth 2.
    A larger coalition can earn less: A and B earn 6, with C 5.
    Joining can destroy worth: A and B and, apart from them, C earn 7, together 5.
    Splitting into {A, B} and {C} would earn 2 more: 7, not 5.
    A larger coalition is not always better for a newcomer: C adds 1 with B, but -1 with them and A.
    The core is empty: under every allocation, some coalition would do better on its own. The coalitions {A, B} and {C} contain each member once and need 7; the total is 5.
    A and B contribute the same: they should be paid the same.
    ");
    assert_snapshot!(words.standing(&found.standing()), @"Splitting into {A, B} and {C} would earn 2 more: 7, not 5.");
    let alone = Table::from_fn(2, Sense::Cost, |group| [0.0, 2.0, 3.0, 5.5][group.mask() as usize]).unwrap();
    let found = properties(&alone, task).unwrap();
    assert!(matches!(found.standing(), Standing::NoImputation(_)));
    assert_snapshot!(Words::of(&alone, "EUR").standing(&found.standing()), @"Together all pay 5.5 EUR, alone 5 EUR in sum: no sharing gives everybody what it has alone.");
    assert_snapshot!(Words::of(&alone, "EUR").cohesive(&cohesive(&alone, task).unwrap()), @"Splitting into {1} and {2} would cost 0.5 EUR less: 5 EUR, not 5.5 EUR.");
    let none = nucleolus(&alone, Base::Imputations, Weight::Same, task).unwrap();
    assert_snapshot!(Words::of(&alone, "EUR").nucleolus(&none), @"There is no nucleolus: alone all members would pay 5 EUR in sum, together 5.5 EUR, so that somebody is worse off than alone.");
}

#[test]
fn shares_at_prices() {
    let gloves = |right: f64| {
        LinearProduction::from_numbers(&[vec![1.0], vec![1.0]], &[40.0], &[vec![3.0, 0.0], vec![0.0, right]])
    };
    let table = named(gloves(3.0).table(&mut on(1)).unwrap(), &["left", "right"]);
    let words = Words::of(&table, "EUR");
    let many = words.owen(&owen_set(&gloves(3.0), &mut on(1)).unwrap());
    assert_snapshot!(many, @"Each unit that members bring is paid what one more unit of it would earn; such prices are not unique: left can get from 0 EUR to 120 EUR.");
    let one = words.owen(&owen_set(&gloves(2.0), &mut on(1)).unwrap());
    assert_snapshot!(one, @"Each unit that members bring is paid what one more unit of it would earn; all such prices pay the same.");
}

#[test]
fn roles_estimates_and_proofs() {
    let task = &mut on(1);
    let gloves = Glove::hands(1, 2).table().unwrap();
    let table = Table::from_fn(5, Sense::Profit, |group| {
        gloves.at(coalition::Group::from_mask(group.mask() & 0b111)) + 3.0 * f64::from(group.contains(4))
    });
    let table = named(table.unwrap(), &["left", "right", "spare", "guest", "shop"]);
    let words = Words::of(&table, "");
    assert_snapshot!(words.roles(&roles(&table)).join("\n"), @r"
    guest adds nothing to any coalition; by the rules named after Shapley and Schmeidler who adds nothing gets nothing.
    shop adds to any coalition what it earns alone: nothing is gained by joining.
    right and spare contribute the same: they should be paid the same.
    ");
    let claims = Bankruptcy::from_numbers(900.0, &(1..=14).map(|claim| f64::from(claim) * 10.0).collect::<Vec<_>>());
    let claims = claims.table().unwrap();
    let options = Sampling { evaluations: 2000, shifts: Some(2), ..Sampling::default() };
    let sample = sampled_shapley(&claims, &options, task).unwrap();
    let sentence = Words::of(&claims, "").shapley(Some(&sample));
    assert!(sentence.ends_with("for all members at once with a confidence of 95%."), "{sentence}");
    assert_snapshot!(words.shapley(None), @"Each member's average contribution to the earnings over all orders of joining.");
    assert_snapshot!(words.proof(Proof::Proven), @"Proven for all coalitions.");
    assert_snapshot!(words.proof(Proof::Within(1e-4)), @"Proven within 0.01%.");
    assert_snapshot!(words.proof(Proof::Among(20_000)), @"No counter-example among 20,000 coalitions.");
    assert_snapshot!(words.superadditive(&Verdict::Open { looked: 1_234_567 }), @"Nothing shows that joining destroys worth, but only 1,234,567 cases were looked at, not all.");
    assert_snapshot!(words.amount(-1234.56789), @"-1,234.57");
    assert_snapshot!(words.amount(1e-9), @"1e-9");
    assert_snapshot!(words.amount(-2.5e17), @"-2.5e17");
    assert_snapshot!(words.amount(f64::INFINITY), @"inf");
    assert_snapshot!(words.proof(Proof::Within(2e-10)), @"Proven within 2e-8%.");
    assert_snapshot!(words.amount(0.1 + 0.2), @"0.3");
    assert_snapshot!(words.amount(999_999.96), @"1,000,000");
}
