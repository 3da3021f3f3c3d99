//! Tax, debt, salvage, capital.

use super::{metal_at, smelter};
use crate::toy::{Case, assert_near};

/// 10 MUSD for 100 t/yr at once, 5 MUSD a year; tax 20%; half written off in each of two years; 4 MUSD borrowed for two
/// years at 10%: 0.121 / 0.21 of it a year, interest 0.4, then 4 · 0.1 · (1 - (0.121 / 0.21 - 0.1)); 7 of 10 years left, taxed, as all is
/// written off.
///
/// | MUSD     | profit | tax on it | capex | loan | service | depreciation | interest |
/// |----------|--------|-----------|-------|------|---------|--------------|----------|
/// | 2030     | 5      | -1        | -10   | 4    |         | 0.2 · 5      |          |
/// | 2031     | 5      | -1        |       |      | -s      | 0.2 · 5      | 0.2 · 0.4 |
/// | 2032     | 5      | -1        |       |      | -s      |              | 0.2 · i  |
/// | 2033     | 7 of salvage | -1.4 |      |      |         |              |          |
#[test]
fn taxes_write_off_capital_and_interest_and_salvage_counts_what_is_left() {
    let case = smelter(metal_at(Case::works(2030, 2032), 53.0), 10.0, ", lifetime_years", ", 10").set(|s| {
        let finance = &mut s.finance;
        (finance.discount_rate, finance.tax_rate, finance.salvage_share) = (0.25, 0.2, 1.0);
        finance.depreciation = vec![0.5, 0.5];
        (finance.debt_share, finance.debt_rate, finance.debt_years) = (0.4, 0.1, 2);
    });
    let payment = 0.121 / 0.21;
    let service = 4.0 * payment;
    let second_interest = 4.0 * 0.1 * (1.0 - (payment - 0.1));
    let years = [
        5.0 - 1.0 - 10.0 + 4.0 + 1.0,
        5.0 - 1.0 - service + 1.0 + 0.2 * 0.4,
        5.0 - 1.0 - service + 0.2 * second_interest,
        7.0 - 1.4,
    ];
    let by_hand: f64 = years.iter().zip([1.0, 0.8, 0.64, 0.512]).map(|(cash, factor)| cash * factor).sum();
    assert_near(by_hand, 5.915_961_904_761_905 - 0.512 * 1.4);
    assert_near(case.objective(), by_hand);
}

/// Spent in 2030, on line and written off in 2031: -10 + 0.8 (20 - 5 + 0.25 · 10).
#[test]
fn capital_is_written_off_from_the_year_on_line() {
    let case = smelter(metal_at(Case::works(2030, 2031), 203.0), 10.0, ", construction_years", ", 1").set(|s| {
        (s.finance.discount_rate, s.finance.tax_rate) = (0.25, 0.25);
    });
    assert_near(case.objective(), 4.0);
}

/// Two owners; 100 t/yr for 5 MUSD (rich, 10 MUSD a year), 50 t/yr for 3 MUSD (poor, 2 MUSD a year); 0.1 MUSD a tonne.
fn owners() -> Case {
    metal_at(Case::works(2030, 2030), 103.0)
        .table("members", "id, role, capital_per_year_musd\nrich, manufacturer, 10\npoor, manufacturer, 2")
        .table(
            "facilities",
            "id, member, region, technology, status, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year
             tall, rich, us, melting, candidate, 100, 5, 100
             short, poor, us, melting, candidate, 50, 3, 50",
        )
}

/// Pooled, 8 of 12 MUSD build both: 100 · 0.05 + 50 · 0.04 = 7. Apart, the poor one builds 2 / 0.06 t: 5 + 100/3 · 0.04.
#[test]
fn pooled_capital_builds_what_its_owner_alone_could_not() {
    assert_near(owners().objective(), 7.0);
    let (_, apart) = owners().set(|s| s.finance.pooled_capital = false).plan();
    assert_near(apart.status.objective, 5.0 + 4.0 / 3.0);
    // One MUSD more builds 1 / 0.06 t that earn 0.04 each.
    let dual = apart.duals.iter().find(|d| d.constraint == "capital_limit").unwrap();
    assert_eq!(dual.key, "poor,2030");
    assert_near(dual.value, 0.04 / 0.06);
}

/// Apart with one owner free of limits: the other's limit still binds, and nothing else.
#[test]
fn an_owner_without_limit_is_not_held_by_those_of_the_others() {
    let case = owners()
        .set(|s| s.finance.pooled_capital = false)
        .table("members", "id, role, capital_per_year_musd\nrich, manufacturer,\npoor, manufacturer, 2");
    assert_near(case.objective(), 5.0 + 4.0 / 3.0);
}

/// A total of 6 MUSD over two years: 5 for the tall plant at once (two years of 10 - 5) and 1 for a third of the short one.
#[test]
fn capital_in_total_is_shared_by_the_years() {
    let case = owners()
        .set(|s| s.horizon.last_year = 2031)
        .table("members", "id, role, capital_total_musd\nrich, manufacturer, 5\npoor, manufacturer, 1");
    assert_near(case.objective(), 20.0 - 5.0 + 2.0 * 0.1 / 0.06 - 1.0);
}
