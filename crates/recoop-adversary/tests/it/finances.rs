//! Purses of firms by hand: cash, what has to stay, overhead, debts and dated payments.

use coalition::Group;
use predation::{Bylaw, KillOptions};
use recoop::plan::{NoProgress, PlanOptions, solve_with_program};
use recoop_adversary::kill::KillOutcome;
use recoop_adversary::operations::Operations;
use recoop_adversary::pooling::bylaws;
use recoop_adversary::stress::{PurseHolder, StressOptions, stress};
use recoop_case::attacks::CostLevel;
use recoop_case::positions::{LeafAt, PathAt};
use recoop_case::prices::InternalPrice;

use crate::attacks::HEADER;
use crate::toy::Case;

/// A plant that earns 1 MUSD a year for three years, the last two of them one period. The purse is 2 + 0.5 - 0.5. Beside the plant go 0.3 of
/// overhead and 0.1 and 0.1 of interest a year, 0.4 for a plant in 2031, and notes of 1 in 2032; shares bring 0.2 in 2032: 0.5, 0.9 and 1.3.
fn firm() -> Case {
    Case::works(2030, 2032)
        .set(|s| {
            (s.finance.discount_rate, s.finance.tax_rate) = (0.0, 0.0);
            s.horizon.period_lengths = vec![1, 2];
        })
        .table("members", "id, role, capital_total_musd\nsmith, manufacturer, 500")
        .table("markets", "id, region, controller\nworld, us, adversary")
        .table(
            "finances",
            "member, opening_cash_musd, undrawn_credit_musd, minimum_cash_musd, overhead_musd_per_year, interest_musd_per_year
             smith, 2, 0.5, 0.5, 0.3, 0.1",
        )
        .table(
            "debts",
            "id, member, principal_musd, rate, repayment, last_year\nnotes, smith, 1, 0.1, bullet, 2032",
        )
        .table(
            "cash_events",
            "id, member, kind, year, quarter, amount_musd, variant
             forge, smith, capital, 2031, , -0.4,
             shares, smith, equity, 2032, 2, 0.2,
             rescue, smith, loan, 2032, , 9, saved",
        )
        .table("variants", "variant, target, filter, action, value\nsaved, price, material=metal, multiply, 1.1")
        .table("attacks", HEADER)
        .add("attacks", "cut, price, material=metal, metal, 0.8, 2030, , , 900, 900, 900, 0, 0,")
}

/// Without attack 2 + 1 - 0.5 = 2.5 and 2.5 + 2 - 2.2 = 2.3. A cut of d takes 1.3 d, at most 1, and costs 11.7 d: to take 2.3 by the end
/// of 2032 costs 9 x 2.3. A purse of 500, which the plan may spend, is not the purse of the firm.
#[test]
fn a_purse_pays_overhead_debts_and_what_is_dated() {
    let network = firm().network();
    let plan = PlanOptions { gap: 1e-9, ..PlanOptions::from_network(&network) };
    let options = StressOptions { plan, bans: false, losses: 0, ..StressOptions::from_network(&network) };
    let found = stress(&network, &options, &mut NoProgress).unwrap();
    let alone = found.kills.iter().find(|kills| kills.who == PurseHolder::Alone(0)).unwrap();
    let kill = &alone.costs.as_ref().unwrap()[0];
    assert_eq!(kill.purse_musd, 2.0);
    for (found, by_hand) in kill.cash_musd.iter().zip([2.5, 2.3]) {
        assert!((found - by_hand).abs() < 1e-9, "{:?}", kill.cash_musd);
    }
    let KillOutcome::Kill { cost_musd, lower_bound_musd, at, .. } = &kill.verdict else { panic!("{:?}", kill.verdict) };
    assert_eq!(*at, PathAt::new(1));
    assert!(
        (cost_musd - 20.7).abs() < 1e-2 && (lower_bound_musd - 20.7).abs() < 1e-2,
        "{cost_musd} {lower_bound_musd}"
    );
    // The bylaws know the same purse.
    let made = solve_with_program(&network, &plan, &mut NoProgress).unwrap();
    let operations = Operations::new(&network, &made, LeafAt::new(0), Group::all(network.cooperative()));
    let pooled = bylaws(
        &operations,
        (&made, InternalPrice::Indexed),
        CostLevel::Producers,
        false,
        f64::INFINITY,
        &KillOptions::default(),
    );
    let pooled = pooled.unwrap().unwrap();
    let alone = pooled.pooled.iter().find(|pooled| pooled.protection.bylaw == Bylaw::Alone).unwrap();
    let cost = alone.protection.first.cost().unwrap();
    assert!((cost - 20.7).abs() < 1e-2, "{cost}");
}

/// Notes of 5 that fall due in 2032 are more than there is: nobody has to attack.
#[test]
fn a_maturity_that_cannot_be_paid_is_the_end() {
    let notes = "id, member, principal_musd, rate, repayment, last_year\nnotes, smith, 5, 0, bullet, 2032";
    let network = firm().table("debts", notes).network();
    let plan = PlanOptions { gap: 1e-9, ..PlanOptions::from_network(&network) };
    let options = StressOptions { plan, bans: false, losses: 0, ..StressOptions::from_network(&network) };
    let found = stress(&network, &options, &mut NoProgress).unwrap();
    let alone = found.kills.iter().find(|kills| kills.who == PurseHolder::Alone(0)).unwrap();
    let verdict = &alone.costs.as_ref().unwrap()[0].verdict;
    assert!(matches!(verdict, KillOutcome::FailsUnattacked { at } if *at == PathAt::new(1)), "{verdict:?}");
}

/// With a tax of a quarter, overhead and interest of 0.5 a year come off what is taxed: 1 - 0.5 in 2030 and 2 - 1 in the two years that follow. What is repaid or
/// put into plants does not.
#[test]
fn overhead_and_interest_come_off_taxed_profit() {
    let network = firm().set(|s| s.finance.tax_rate = 0.25).network();
    let plan = PlanOptions { gap: 1e-9, ..PlanOptions::from_network(&network) };
    let options = StressOptions { plan, bans: false, losses: 0, ..StressOptions::from_network(&network) };
    let found = stress(&network, &options, &mut NoProgress).unwrap();
    let alone = found.kills.iter().find(|kills| kills.who == PurseHolder::Alone(0)).unwrap();
    let kill = &alone.costs.as_ref().unwrap()[0];
    for (found, by_hand) in kill.cash_musd.iter().zip([2.5 - 0.125, 2.3 - 0.375]) {
        assert!((found - by_hand).abs() < 1e-9, "{:?}", kill.cash_musd);
    }
}
