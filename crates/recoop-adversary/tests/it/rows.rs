//! Rows that can be set beside each other, by hand: alone, inside by each rule of prices, the least purse.

use recoop::plan::{NoProgress, PlanOptions};
use recoop_adversary::kill::{KillCost, KillOutcome};
use recoop_adversary::stress::{Kills, PurseHolder, Stress, StressOptions, stress};
use recoop_case::prices::InternalPrice;

use crate::attacks::HEADER;
use crate::toy::Case;

/// Works that make 100 t for 3 USD/kg, scrap included, against fixed costs of 0.95 and overhead of 0.1 MUSD a year, with 0.1 in the purse. Metal sells for 13 and is bought
/// for 17 USD/kg, so that it counts 15 inside, where carmakers need 60 t. A cut takes up to half off both, and costs 11.7 for each whole.
fn works() -> Case {
    Case::works(2030, 2032)
        .table("technologies", "id, stage, variable_cost_usd_per_kg, fixed_cost_usd_per_kg\nmelting, metal, 1, 9.5")
        .table("members", "id, role, capital_total_musd\nsmith, manufacturer, 500\ncar, consumer, 500")
        .table("markets", "id, region, controller\nworld, us, adversary")
        .table(
            "offers",
            "market, material, side, price_add_usd_per_kg\nworld, scrap, buy, 0\nworld, metal, sell, 0\nworld, metal, buy, 4",
        )
        .table(
            "demands",
            "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
             motors, motors, car, us, metal, commercial, 30, 30",
        )
        .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 60")
        .table("finances", "member, opening_cash_musd, overhead_musd_per_year\nsmith, 0.1, 0.1\ncar, 100, ")
        .table("attacks", HEADER)
        .add("attacks", "cut, price, material=metal, metal, 0.5, 2030, , , 900, 900, 900, 0, 0,")
}

fn stressed(case: &Case) -> Stress {
    let network = case.network();
    let plan = PlanOptions { gap: 1e-9, ..PlanOptions::from_network(&network) };
    let internal_prices = InternalPrice::ALL.to_vec();
    let options =
        StressOptions { plan, bans: false, losses: 0, internal_prices, ..StressOptions::from_network(&network) };
    stress(&network, &options, &mut NoProgress).unwrap()
}

fn row(stress: &Stress, who: PurseHolder, rule: Option<InternalPrice>) -> &Kills {
    let mut all = stress.kills.iter().chain(&stress.otherwise);
    all.find(|kills| kills.who == who && kills.prices == rule).unwrap()
}

fn cost(kills: &Kills) -> &KillCost {
    &kills.costs.as_ref().unwrap()[0]
}

#[track_caller]
fn killed(kills: &Kills, by_hand: f64, at: usize) {
    let verdict = &cost(kills).verdict;
    let KillOutcome::Kill { cost_musd, lower_bound_musd, at: found, .. } = verdict else { panic!("{verdict:?}") };
    assert!((cost_musd - by_hand).abs() < 1e-3 && (lower_bound_musd - by_hand).abs() < 1e-3, "{verdict:?}");
    assert_eq!(found.index(), at);
}

/// At markets 100 t bring 1.3 - 0.3 a year and 1.05 goes: the purse holds 0 at the end of 2031 and less in 2032, and 0.15 would last.
#[test]
fn alone_it_sells_at_markets() {
    let stress = stressed(&works());
    let alone = row(&stress, PurseHolder::Alone(0), None);
    assert!(matches!(cost(alone).verdict, KillOutcome::FailsUnattacked { at } if at.index() == 2), "{:?}", cost(alone));
    let free = alone.unattacked.unwrap();
    assert!((free.runway_months.unwrap() - 24.0).abs() < 1e-3 && (free.least_musd - 0.15).abs() < 1e-6, "{free:?}");
    // On the edge any cut breaks it.
    let carried = &alone.carried.as_ref().unwrap()[0];
    assert_eq!(carried.purse_musd, free.least_musd);
    let KillOutcome::Kill { cost_musd, .. } = carried.verdict else { panic!("{carried:?}") };
    assert!(cost_musd < 1e-3, "{cost_musd}");
}

/// Inside 60 t bring 15: 0.9 + 0.52 - 0.3 - 1.05 = 0.07 a year. A cut of d takes d off every offer, 1.42 d in all: by the end of 2030 it has to
/// take 0.17, for 11.7 · 0.17 / 1.42.
#[test]
fn inside_what_goes_to_users_counts_the_price_inside() {
    let stress = stressed(&works());
    let inside = row(&stress, PurseHolder::Inside(0), Some(InternalPrice::Indexed));
    assert_eq!(cost(inside).purse_musd, 0.1);
    for (found, by_hand) in cost(inside).cash_musd.iter().zip([0.17, 0.24, 0.31]) {
        assert!((found - by_hand).abs() < 1e-6, "{:?}", cost(inside).cash_musd);
    }
    killed(inside, 11.7 * 0.17 / 1.42, 0);
    assert_eq!(inside.unattacked.unwrap().runway_months, None);
}

/// By contract a cut reaches the 40 t alone that go to markets: 0.17 = 0.52 d.
#[test]
fn prices_by_contract_do_not_move_with_an_attack() {
    let stress = stressed(&works());
    killed(row(&stress, PurseHolder::Inside(0), Some(InternalPrice::Fixed)), 11.7 * 0.17 / 0.52, 0);
}

/// At cost 60 t bring the 3 that they cost: 0.18 + 0.52 - 0.3 - 1.05 = -0.65 a year.
#[test]
fn at_cost_no_rent_moves() {
    let stress = stressed(&works());
    let inside = row(&stress, PurseHolder::Inside(0), Some(InternalPrice::AtCost));
    assert!(
        matches!(cost(inside).verdict, KillOutcome::FailsUnattacked { at } if at.index() == 0),
        "{:?}",
        cost(inside)
    );
    let free = inside.unattacked.unwrap();
    assert!((free.runway_months.unwrap() - 12.0 * 0.1 / 0.65).abs() < 1e-6, "{free:?}");
    assert!((free.least_musd - 1.95).abs() < 1e-6, "{free:?}");
}

/// A second maker beside the first, for 1 USD/kg more and without fixed costs: one purse of both lasts, and serves users with what both make.
#[test]
fn producers_have_one_purse_without_users() {
    let case = works()
        .table(
            "members",
            "id, role, capital_total_musd\nsmith, manufacturer, 500\ncar, consumer, 500\nwesson, manufacturer, 500",
        )
        .add("facilities", "foundry, wesson, us, casting, existing, 100")
        .add("technologies", "casting, metal, 2, 0")
        .add("recipes", "casting, scrap, -1\ncasting, metal, 1")
        .add("finances", "wesson, 0.2, ");
    let stress = stressed(&case);
    let producers = row(&stress, PurseHolder::Producers, Some(InternalPrice::Indexed));
    assert!((cost(producers).purse_musd - 0.3).abs() < 1e-12);
    // 200 t made, 60 of them for users: 0.9 + 1.82 - 0.3 - 0.4 - 1.05 = 0.97 a year.
    for (found, by_hand) in cost(producers).cash_musd.iter().zip([1.27, 2.24, 3.21]) {
        assert!((found - by_hand).abs() < 1e-6, "{:?}", cost(producers).cash_musd);
    }
    // Each for itself delivers 30 t of its 100: what they earn adds up.
    let inside = |member| &cost(row(&stress, PurseHolder::Inside(member), Some(InternalPrice::Indexed))).cash_musd;
    for (at, both) in cost(producers).cash_musd.iter().enumerate() {
        assert!((inside(0)[at] + inside(2)[at] - both).abs() < 1e-6, "{at}");
    }
}

/// A fuller purse costs no less to empty, alone or inside, by any rule.
#[test]
fn kill_costs_never_fall_as_the_purse_grows() {
    let verdicts = |cash: f64| {
        let stress = stressed(&works().table(
            "finances",
            &format!("member, opening_cash_musd, overhead_musd_per_year\nsmith, {cash}, 0.1\ncar, 100, "),
        ));
        let single = |kills: &&Kills| matches!(kills.who, PurseHolder::Alone(0) | PurseHolder::Inside(0));
        let all = stress.kills.iter().chain(&stress.otherwise).filter(single);
        all.map(|kills| match &cost(kills).verdict {
            KillOutcome::FailsUnattacked { .. } => 0.0,
            KillOutcome::Kill { cost_musd, .. } => *cost_musd,
            KillOutcome::NotExhaustible => f64::INFINITY,
            KillOutcome::NotProven => panic!("{kills:?}"),
        })
        .collect::<Vec<f64>>()
    };
    let mut before = vec![0.0; 4];
    for cash in [0.05, 0.2, 0.6, 2.0, 3.0] {
        let now = verdicts(cash);
        assert_eq!(now.len(), 4);
        assert!(
            now.iter().zip(&before).all(|(now, before)| *now >= before - 1e-6),
            "{before:?}, then {now:?} with {cash}"
        );
        before = now;
    }
    assert!(before.iter().any(|cost| cost.is_infinite()), "{before:?}");
}
