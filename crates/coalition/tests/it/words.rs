//! Answers in words.

use coalition::families::{Bankruptcy, Glove, WeightedVoting};
use coalition::properties::{cohesive, roles};
use coalition::{
    Asked, Base, Proof, Relaxation, Sampling, Sense, Standing, Table, Verdict, Weight, Words, core, core_ranges,
    cost_of_stability, excesses, least_core, nucleolus, properties, sampled_shapley,
};
use insta::assert_snapshot;

use crate::shapley::on;

fn named(table: Table, names: &[&str]) -> Table {
    table.renamed(names.iter().map(ToString::to_string).collect()).unwrap()
}

#[test]
fn a_vote_without_a_core() {
    let vote = WeightedVoting { quota: 2.0, weights: vec![1.0; 3] }.table().unwrap();
    let table = named(Table::of(3, Sense::Profit, |group| 24_000.0 * vote.at(group)).unwrap(), &["A", "B", "C"]);
    let words = Words::of(&table, "kUSD");
    let task = &mut on(1);
    assert_snapshot!(words.core(&core(&table, task).unwrap()), @"");
    assert_snapshot!(words.least_core(&least_core(&table, Relaxation::Strong, task).unwrap()), @"");
    assert_snapshot!(words.stability(&cost_of_stability(&table, task).unwrap()), @"");
    assert_snapshot!(words.properties(&properties(&table, task).unwrap()).join("\n"), @"");
    let report = excesses(&table, &[20_000.0, 4_000.0, 0.0], &Asked::default(), task).unwrap();
    assert_snapshot!(words.efficiency(&report), @"");
    assert_snapshot!(words.alone(&report), @"");
    assert_snapshot!(words.temptation(&report), @"");
    assert_snapshot!(words.tempted(&report.most[0]), @"");
    assert_snapshot!(words.tempted(&report.most[1]), @"");
    assert_snapshot!(words.nucleolus(&nucleolus(&table, Base::Imputations, Weight::Same, task).unwrap()), @"");
}

#[test]
fn costs_that_are_shared() {
    let costs = vec![0.0, 163_520.0, 140_826.0, 301_607.0, 250_096.0, 378_821.0, 367_370.0, 412_584.0];
    let names = ["navigation", "flood control", "power"].map(String::from).to_vec();
    let table = Table::new(names, Sense::Cost, costs).unwrap();
    let words = Words::of(&table, "kUSD");
    let task = &mut on(1);
    assert_snapshot!(words.properties(&properties(&table, task).unwrap()).join("\n"), @"");
    assert_snapshot!(words.least_core(&least_core(&table, Relaxation::Proportional, task).unwrap_or_else(|_| least_core(&table, Relaxation::Weak, task).unwrap())), @"");
    let ranges = core_ranges(&table, task).unwrap().unwrap();
    assert_snapshot!(words.room(0, ranges[0]), @"");
    let report = excesses(&table, &[-200_000.0, 0.0, -200_000.0], &Asked::default(), task).unwrap();
    assert_snapshot!(words.efficiency(&report), @"");
    assert_snapshot!(words.alone(&report), @"");
    assert_snapshot!(words.temptation(&report), @"");
    assert_snapshot!(words.tempted(&report.most[0]), @"");
    assert_snapshot!(words.tempted(report.most.last().unwrap()), @"");
}

#[test]
fn reasons_to_part() {
    let task = &mut on(1);
    let numbers = [0.0, 1.0, 1.0, 6.0, 1.0, 2.0, 2.0, 5.0];
    let table = named(Table::of(3, Sense::Profit, |group| numbers[group.mask() as usize]).unwrap(), &["A", "B", "C"]);
    let words = Words::of(&table, "");
    let found = properties(&table, task).unwrap();
    assert_snapshot!(words.properties(&found).join("\n"), @"");
    assert_snapshot!(words.standing(&found.standing()), @"");
    let alone = Table::of(2, Sense::Cost, |group| [0.0, 2.0, 3.0, 5.5][group.mask() as usize]).unwrap();
    let found = properties(&alone, task).unwrap();
    assert!(matches!(found.standing(), Standing::NoImputation(_)));
    assert_snapshot!(Words::of(&alone, "EUR").standing(&found.standing()), @"");
    assert_snapshot!(Words::of(&alone, "EUR").cohesive(&cohesive(&alone, task).unwrap()), @"");
    assert_snapshot!(Words::of(&alone, "EUR").nucleolus(&nucleolus(&alone, Base::Imputations, Weight::Same, task).unwrap()), @"");
}

#[test]
fn roles_estimates_and_proofs() {
    let task = &mut on(1);
    let gloves = Glove::hands(1, 2).table().unwrap();
    let table = Table::of(5, Sense::Profit, |group| {
        gloves.at(coalition::Group::from_mask(group.mask() & 0b111)) + 3.0 * f64::from(group.contains(4))
    });
    let table = named(table.unwrap(), &["left", "right", "spare", "guest", "shop"]);
    let words = Words::of(&table, "");
    assert_snapshot!(words.roles(&roles(&table)).join("\n"), @"");
    let claims = Bankruptcy { estate: 900.0, claims: (1..=14).map(|claim| f64::from(claim) * 10.0).collect() };
    let claims = claims.table().unwrap();
    let options = Sampling { evaluations: 2000, shifts: Some(2), ..Sampling::default() };
    let sample = sampled_shapley(&claims, &options, task).unwrap();
    let sentence = Words::of(&claims, "").shapley(Some(&sample));
    assert!(sentence.ends_with("for all members at once with a confidence of 95 %."), "{sentence}");
    assert_snapshot!(words.shapley(None), @"");
    assert_snapshot!(words.proof(Proof::Proven), @"");
    assert_snapshot!(words.proof(Proof::Within(1e-4)), @"");
    assert_snapshot!(words.proof(Proof::Among(20_000)), @"");
    assert_snapshot!(words.superadditive(&Verdict::Open { looked: 1_234_567 }), @"");
    assert_snapshot!(words.amount(-1234.56789), @"");
    assert_snapshot!(words.amount(1e-9), @"");
    assert_snapshot!(words.amount(0.1 + 0.2), @"");
    assert_snapshot!(words.amount(999_999.96), @"");
}
