//! The cheapest shield against every set of defenses, and what a dollar buys.

use predation::{Bylaw, Change, Contest, Defense, Floor, KillOptions, Question};

use crate::make::{Draw, contest, industry, oxide, random, seller, years};

const FIRST: (Question, Bylaw) = (Question::First, Bylaw::Alone);

fn defense(name: &str, price: f64, change: Change) -> Defense {
    Defense { name: name.to_string(), price, changes: vec![change] }
}

fn menu(contest: &Contest) -> Vec<Defense> {
    let t = contest.num_periods();
    let debt = contest.firms()[1].debt_service.iter().map(|debt| 0.8 * debt).collect();
    let idle = contest.firms()[0].plants[0].idle_cost.iter().map(|idle| 0.5 * idle).collect();
    let volumes = &contest.firms()[0].plants[0].volumes[0];
    let floor = Floor {
        product: 0,
        price: vec![60.0; t],
        volume: volumes.iter().map(|volume| 0.5 * volume.max(0.0)).collect(),
        give_back: 0.0,
    };
    vec![
        defense("purse of 0", 90.0, Change::Purse { firm: 0, money: 120.0 }),
        defense("purse of 1", 80.0, Change::Purse { firm: 1, money: 90.0 }),
        defense("line of 0", 50.0, Change::CreditLine { firm: 0, money: 60.0 }),
        defense("relief of 1", 130.0, Change::DebtRelief { firm: 1, less: debt }),
        defense("idle of 0", 40.0, Change::IdleCost { firm: 0, plant: 0, less: idle }),
        defense("floor of 0", 110.0, Change::Floor { firm: 0, plant: 0, floor }),
    ]
}

#[test]
fn no_set_of_defenses_is_cheaper_than_the_shield() {
    let options = KillOptions::default();
    let (mut found, mut none, mut fewer) = (0, 0, 0);
    for seed in 0..40 {
        let contest = random(seed, Draw::small(2, 4));
        let defenses = menu(&contest);
        let before = contest.kill(FIRST.0, FIRST.1, &options).unwrap().lower();
        if before == 0.0 || before.is_infinite() {
            continue;
        }
        // From less than it costs as it is to what no defense makes it cost.
        let budget = before * 1.15_f64.powi(seed as i32 - 2);
        let shield = contest.cheapest_shield(&defenses, budget, FIRST, &options).unwrap();
        let mut best = f64::INFINITY;
        for mask in 0_usize..1 << defenses.len() {
            let chosen: Vec<&Defense> =
                defenses.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1).map(|(_, defense)| defense).collect();
            let defended = contest.defended(&chosen).unwrap();
            if defended.kill(FIRST.0, FIRST.1, &options).unwrap().lower() > budget {
                best = best.min(chosen.iter().map(|defense| defense.price).sum());
            }
        }
        match shield {
            Some(shield) => {
                assert_eq!(shield.price, best, "{seed}");
                assert!(shield.kill.lower() > budget);
                found += usize::from(!shield.chosen.is_empty());
                fewer += usize::from(shield.asked < 40);
            }
            None => {
                assert!(best.is_infinite(), "{seed}");
                none += 1;
            }
        }
    }
    assert!(found > 4 && none > 4 && fewer > 4, "{found} {none} {fewer}");
}

/// Exposed 40, own volume 10: a dollar of cash or of credit costs the adversary four.
#[test]
fn a_dollar_of_cash_is_worth_the_exchange_ratio() {
    let contest =
        contest(industry(years(2), vec![oxide(2, 50.0, 20.0, 40.0)]), vec![seller("north", 2, 100.0, 10.0, 50.0, 1e6)]);
    let defenses = [
        defense("cash", 10.0, Change::Purse { firm: 0, money: 10.0 }),
        defense("line", 5.0, Change::CreditLine { firm: 0, money: 10.0 }),
        // A year's debt service is not there to be relieved: what is free of it is not either.
        defense("tolling", 10.0, Change::Tolling { firm: 0, plant: 0, product: 0, volume: 5.0, fee: 0.0 }),
        defense("take or pay", 10.0, Change::TakeOrPay { firm: 0, plant: 0, product: 0, volume: 5.0, price: 50.0 }),
    ];
    let ranked = contest.rank(&defenses, FIRST, &KillOptions::default()).unwrap();
    let of = |at: usize| ranked.iter().find(|worth| worth.defense == at).unwrap().per_dollar;
    assert!((of(0) - 4.0).abs() < 1e-3, "{}", of(0));
    assert!((of(1) - 8.0).abs() < 1e-3, "{}", of(1));
    // Half of the volume out of reach: 20 a unit of cut in place of 10. The cost of 400 doubles.
    assert!((of(2) - 40.0).abs() < 1e-2, "{}", of(2));
    assert!((of(3) - 40.0).abs() < 1e-2, "{}", of(3));
    assert_eq!(ranked.last().unwrap().defense, 0);
}

#[test]
fn defenses_that_cannot_be() {
    let contest =
        contest(industry(years(2), vec![oxide(2, 50.0, 20.0, 40.0)]), vec![seller("north", 2, 100.0, 10.0, 30.0, 1e6)]);
    let refused = |change: Change| {
        let faults = contest.cheapest_shield(&[defense("it", 1.0, change)], 10.0, FIRST, &KillOptions::default());
        faults.unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let floor = |price: f64, volume: f64, give_back: f64| {
        let floor = Floor { product: 0, price: vec![price; 2], volume: vec![volume; 2], give_back };
        Change::Floor { firm: 0, plant: 0, floor }
    };
    assert_eq!(refused(Change::Purse { firm: 0, money: 0.0 }), ["the defense `it` moves nothing"]);
    assert_eq!(
        refused(Change::Purse { firm: 2, money: 1.0 }),
        ["the defense `it` is for a firm, plant or product that is none"]
    );
    assert_eq!(
        refused(Change::Purse { firm: 0, money: -1.0 }),
        ["an amount of the defense `it` is `-1`, expected a finite number of at least 0"]
    );
    assert_eq!(
        refused(Change::DebtRelief { firm: 0, less: vec![1.0] }),
        ["a series of the defense `it` has 1 entries, expected 2"]
    );
    assert_eq!(
        refused(Change::DebtRelief { firm: 0, less: vec![1.0, 0.0] }),
        ["the debt service of `north` in 2030 is `-1`, expected a finite number of at least 0"]
    );
    let above = refused(floor(40.0, 11.0, 0.0));
    assert_eq!(above.len(), 2, "{above:?}");
    assert!(refused(floor(40.0, 5.0, 0.5))[0].starts_with("the defense `it` can hurt: in 2030"));
    let take = Change::TakeOrPay { firm: 0, plant: 0, product: 0, volume: 11.0, price: 60.0 };
    assert_eq!(refused(take), ["the defense `it` takes 11 of a product, expected at most 10"]);
    let faults = contest.cheapest_shield(&[], -1.0, FIRST, &KillOptions::default()).unwrap_err();
    assert_eq!(faults[0].to_string(), "the budget to survive is `-1`, expected at least 0");
}
