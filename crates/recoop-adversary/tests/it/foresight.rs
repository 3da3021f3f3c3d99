//! Kill costs with and without foresight of the attack, by hand.

use recoop::plan::{NoProgress, PlanOptions};
use recoop_adversary::kill::{KillCost, KillOutcome};
use recoop_adversary::stress::{Kills, PurseHolder, StressOptions, stress};

use crate::attacks::HEADER;
use crate::toy::Case;

/// Metal sells at 10 USD/kg in 2030 and at 13 in 2031, and costs 3 to make: the works earn 0.7 and 1 MUSD. Beside them lie 100 t, worth 1 in 2030 and 1.3 in 2031.
/// 1.9 has to be paid in 2031. An attack of 2031 takes 13 d a kg, and costs 900 t x 13 d = 11.7 d.
fn keeper(stock_t: f64) -> Case {
    Case::works(2030, 2031)
        .set(|s| (s.finance.discount_rate, s.finance.tax_rate) = (0.0, 0.0))
        .table("members", "id, role, capital_total_musd\nsmith, manufacturer, 500")
        .table("markets", "id, region, controller\nworld, us, adversary")
        .table(
            "prices",
            "market, material, year, price_usd_per_kg\nworld, scrap, 2030, 2\nworld, metal, 2030, 10\nworld, metal, 2031, 13",
        )
        .table("stocks", &format!("material, region, member, initial_t, limit_t\nmetal, us, smith, {stock_t}, {stock_t}"))
        .table("finances", "member, opening_cash_musd\nsmith, 0")
        .table("cash_events", "id, member, kind, year, amount_musd\ndue, smith, repayment, 2031, -1.9")
        .table("attacks", HEADER)
        .add("attacks", "cut, price, material=metal, metal, 0.8, 2031, , , 900, 900, 900, 0, 0,")
}

fn alone(case: &Case) -> Kills {
    let network = case.network();
    let plan = PlanOptions { gap: 1e-9, ..PlanOptions::from_network(&network) };
    let options = StressOptions { plan, gap: 1e-6, bans: false, losses: 0, ..StressOptions::from_network(&network) };
    let found = stress(&network, &options, &mut NoProgress).unwrap();
    found.kills.into_iter().find(|kills| kills.who == PurseHolder::Alone(0)).unwrap()
}

#[track_caller]
fn costs(kill: &KillCost, by_hand: f64) {
    let KillOutcome::Kill { cost_musd, lower_bound_musd, .. } = &kill.verdict else { panic!("{:?}", kill.verdict) };
    assert!(
        (cost_musd - by_hand).abs() < 1e-3 && (lower_bound_musd - by_hand).abs() < 1e-2,
        "{cost_musd} {lower_bound_musd}"
    );
}

/// Who sees it coming sells the stock in 2030: 0.7 + 1 + 1 - 1.3 d is 1.9 at d = 0.8 / 1.3, for 7.2. Who does not keeps it for the higher price: 0.7 + 2.3 - 2.6 d is 1.9
/// at d = 1.1 / 2.6, for 4.95.
#[test]
fn who_sees_an_attack_coming_sells_before_it() {
    let kills = alone(&keeper(100.0));
    let [seen, blind] = kills.readings()[0];
    costs(seen, 7.2);
    costs(blind, 4.95);
}

/// Without room for a stock there is nothing to foresee: 0.7 + 1 - 1.3 d is less than 1.9 anyway.
#[test]
fn who_stores_nothing_has_one_reading() {
    let kills = alone(&keeper(0.0));
    assert!(matches!(kills.unforeseen, Ok(None)), "{:?}", kills.unforeseen);
    let [seen, blind] = kills.readings()[0];
    assert!(
        matches!(seen.verdict, KillOutcome::FailsUnattacked { at } if at.index() == 1) && seen == blind,
        "{:?}",
        seen.verdict
    );
}
