//! Money: capital, salvage, cash in the tail.

use super::{costs, rows};
use crate::toy::Case;

/// Two members with smelters of their own: `rich` may put in 10 MUSD a year and 15 in all, `poor` 2 a year.
fn owners(first_year: i32, last_year: i32) -> Case {
    Case::works(first_year, last_year)
        .table(
            "members",
            "id, role, capital_per_year_musd, capital_total_musd
             rich, manufacturer, 10, 15
             poor, manufacturer, 2,",
        )
        .table(
            "facilities",
            "id, member, region, technology, status, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year
             tall, rich, us, melting, candidate, 100, 5, 100
             short, poor, us, melting, candidate, 50, 3, 50",
        )
}

#[test]
fn capital_source_of_a_cooperative_pays_every_plant_from_one_purse() {
    insta::assert_snapshot!(rows(&owners(2030, 2030), "capital_source"), @"capital_source[cooperative,2030]: -invest[rich,cooperative,2030] - invest[poor,cooperative,2030] + 0.05 size[tall,2030,1] + 0.06 size[short,2030,1] ≤ 0");
}

#[test]
fn capital_source_without_pooling_lets_every_owner_pay_its_own() {
    let case = owners(2030, 2030).set(|s| s.finance.pooled_capital = false);
    insta::assert_snapshot!(rows(&case, "capital_source"), @"
    capital_source[rich,2030]: -invest[rich,rich,2030] + 0.05 size[tall,2030,1] ≤ 0
    capital_source[poor,2030]: -invest[poor,poor,2030] + 0.06 size[short,2030,1] ≤ 0
    capital_source[cooperative,2030]: -invest[rich,cooperative,2030] - invest[poor,cooperative,2030] ≤ 0
    ");
}

#[test]
fn capital_source_asks_for_equity_only_in_the_years_of_spending() {
    let case = owners(2030, 2032)
        .set(|s| s.finance.debt_share = 0.4)
        .table("policies", "id, kind, filter, value\ngrant, capex_grant, technology=melting, 0.25")
        .table(
            "facilities",
            "id, member, region, technology, status, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year, construction_years
             tall, rich, us, melting, candidate, 100, 5, 100, 2",
        );
    insta::assert_snapshot!(rows(&case, "capital_source"), @"
    capital_source[cooperative,2030]: -invest[rich,cooperative,2030] - invest[poor,cooperative,2030] + 0.01125 size[tall,2030,1] ≤ 0
    capital_source[cooperative,2031]: -invest[rich,cooperative,2031] - invest[poor,cooperative,2031] + 0.01125 size[tall,2030,1] ≤ 0
    capital_source[cooperative,2032]: -invest[rich,cooperative,2032] - invest[poor,cooperative,2032] ≤ 0
    ");
}

#[test]
fn capital_source_without_limit_is_not_written() {
    let case = owners(2030, 2030)
        .set(|s| s.finance.pooled_capital = false)
        .table("members", "id, role, capital_per_year_musd\nrich, manufacturer,\npoor, manufacturer, 2");
    insta::assert_snapshot!(rows(&case, "capital_source"), @"capital_source[poor,2030]: -invest[poor,poor,2030] + 0.06 size[short,2030,1] ≤ 0");
}

#[test]
fn capital_limit_holds_what_a_member_puts_in_within_a_year() {
    insta::assert_snapshot!(rows(&owners(2030, 2031), "capital_limit"), @"
    capital_limit[rich,2030]: invest[rich,cooperative,2030] ≤ 10
    capital_limit[rich,2031]: invest[rich,cooperative,2031] ≤ 10
    capital_limit[poor,2030]: invest[poor,cooperative,2030] ≤ 2
    capital_limit[poor,2031]: invest[poor,cooperative,2031] ≤ 2
    ");
}

#[test]
fn capital_total_holds_what_a_member_puts_in_over_a_scenario() {
    let case = owners(2030, 2032).set(|s| s.horizon.period_lengths = vec![1, 2]).fork(2031, 0.5);
    insta::assert_snapshot!(rows(&case, "capital_total"), @"
    capital_total[rich,boom]: invest[rich,cooperative,2030·now] + invest[rich,cooperative,2031·boom] ≤ 15
    capital_total[rich,bust]: invest[rich,cooperative,2030·now] + invest[rich,cooperative,2031·bust] ≤ 15
    ");
}

/// A smelter of 100 t/yr for 5 MUSD that works ten years.
fn lasting(case: Case) -> Case {
    case.table(
        "facilities",
        "id, member, region, technology, status, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year, lifetime_years
         smelter, smith, us, melting, candidate, 100, 5, 100, 10",
    )
}

#[test]
fn keep_limit_counts_no_more_at_the_end_than_was_built() {
    insta::assert_snapshot!(rows(&lasting(Case::works(2030, 2031)).fork(2031, 0.5), "keep_limit"), @"
    keep_limit[smelter,2030·now,boom]: keep[smelter,2030·now,boom] - size[smelter,2030·now,1] ≤ 0
    keep_limit[smelter,2030·now,bust]: keep[smelter,2030·now,bust] - size[smelter,2030·now,1] ≤ 0
    keep_limit[smelter,2031·boom,boom]: keep[smelter,2031·boom,boom] - size[smelter,2031·boom,1] ≤ 0
    keep_limit[smelter,2031·bust,bust]: keep[smelter,2031·bust,bust] - size[smelter,2031·bust,1] ≤ 0
    ");
}

#[test]
fn salvage_limit_counts_no_more_at_the_end_than_stands() {
    insta::assert_snapshot!(rows(&lasting(Case::works(2030, 2031)).fork(2031, 0.5), "salvage_limit"), @"
    salvage_limit[smelter,boom]: keep[smelter,2030·now,boom] + keep[smelter,2031·boom,boom] - installed[smelter,2031·boom] ≤ 0
    salvage_limit[smelter,bust]: keep[smelter,2030·now,bust] + keep[smelter,2031·bust,bust] - installed[smelter,2031·bust] ≤ 0
    ");
}

/// 5 MUSD for 100 t/yr, 8 of 10 (then 9 of 10) years left, half of it counts: 0.02 and 0.0225 MUSD per t/yr.
#[test]
fn what_is_kept_is_worth_its_remaining_life() {
    let case = lasting(Case::works(2030, 2031)).set(|s| s.finance.salvage_share = 0.5);
    insta::assert_snapshot!(costs(&case, "keep"), @"
    keep[smelter,2030,base]: 0.02
    keep[smelter,2031,base]: 0.0225
    ");
}

fn risky() -> Case {
    Case::works(2030, 2031)
        .fork(2031, 0.6)
        .set(|s| {
            s.finance.discount_rate = 0.25;
            s.risk.weight = 0.5;
            s.risk.tail = 0.2;
        })
        .table("changes", "scenario, target, filter, action, value\nbust, price, material=metal, multiply, 0.5")
}

#[test]
fn cash_flow_adds_up_the_ledger_of_a_state() {
    insta::assert_snapshot!(rows(&risky(), "cash_flow"), @"
    cash_flow[2030·now]: earn[2030·now] + 0.001 run[works,main,2030·now] + 0.002 buy[world,scrap,buy1,2030·now] - 0.013 sell[world,metal,sell1,2030·now] = 0
    cash_flow[2031·boom]: earn[2031·boom] + 0.001 run[works,main,2031·boom] + 0.002 buy[world,scrap,buy1,2031·boom] - 0.013 sell[world,metal,sell1,2031·boom] = 0
    cash_flow[2031·bust]: earn[2031·bust] + 0.001 run[works,main,2031·bust] + 0.002 buy[world,scrap,buy1,2031·bust] - 0.0065 sell[world,metal,sell1,2031·bust] = 0
    ");
}

#[test]
fn tail_loss_measures_how_far_a_scenario_falls_below_the_threshold() {
    insta::assert_snapshot!(rows(&risky(), "tail_loss"), @"
    tail_loss[boom]: lose[boom] - threshold + 0.8 earn[2031·boom] + earn[2030·now] ≥ 0
    tail_loss[bust]: lose[bust] - threshold + 0.8 earn[2031·bust] + earn[2030·now] ≥ 0
    ");
}

/// Half of the objective is the threshold; each scenario loses 0.5 · probability / 0.2.
#[test]
fn the_tail_enters_the_objective_by_threshold_and_losses() {
    let case = risky();
    insta::assert_snapshot!(costs(&case, "threshold") + &costs(&case, "lose") + &costs(&case, "earn"), @"
    threshold: 0.5
    lose[boom]: -1.5
    lose[bust]: -1
    earn[2030·now]: 0
    earn[2031·boom]: 0
    earn[2031·bust]: 0
    ");
}
