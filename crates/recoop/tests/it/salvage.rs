//! No plant pays by what is left of it at the end, whatever policies, taxes and loans save.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::toy::{Case, assert_near};

#[derive(Clone, Debug)]
struct Draw {
    finance: (f64, f64, f64, usize),
    debt: (f64, f64, i32),
    plant: (usize, i32, i32, i32),
    /// Shares, each with the years after 2030 in which it is paid.
    grants: Vec<(f64, i32)>,
    credits: Vec<(f64, i32)>,
    lengths: usize,
}

const SCHEDULES: [&[f64]; 4] = [&[1.0], &[0.5, 0.5], &[0.2, 0.32, 0.192, 0.1152, 0.1152, 0.0576], &[0.1; 10]];
const LENGTHS: [&[i32]; 3] = [&[], &[2, 3, 3], &[4, 4]];

impl Draw {
    fn case(&self) -> Case {
        let (rate, tax, salvage, schedule) = self.finance;
        let (share, interest, tenor) = self.debt;
        let (kind, life, permitting, construction) = self.plant;
        let shape = ["1, , ", "0.6, , ", "1, , 25", "1, 20, "][kind];
        let rows = |kind: &str, of: &[(f64, i32)]| -> String {
            let row = |(i, (value, years)): (usize, &(f64, i32))| {
                format!("{kind}{i}, {kind}, facility=works, {value}, {}\n", 2030 + years)
            };
            of.iter().enumerate().map(row).collect()
        };
        let mut case = Case::works(2030, 2037)
            .table("prices", "market, material, year, price_usd_per_kg\nworld, scrap, 2030, 2\nworld, metal, 2030, 0")
            .table(
                "facilities",
                &format!(
                    "id, member, region, technology, status, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year, lifetime_years, permitting_years, construction_years, capex_exponent, min_size_t_per_year, module_t_per_year
                     works, smith, us, melting, candidate, 100, 50, 100, {life}, {permitting}, {construction}, {shape}"
                ),
            )
            .set(|s| {
                (s.finance.discount_rate, s.finance.tax_rate, s.finance.salvage_share) = (rate, tax, salvage);
                s.finance.depreciation = SCHEDULES[schedule].to_vec();
                (s.finance.debt_share, s.finance.debt_rate, s.finance.debt_years) = (share, interest, tenor);
                s.horizon.period_lengths = LENGTHS[self.lengths].to_vec();
            });
        let policies = rows("capex_grant", &self.grants) + &rows("investment_credit", &self.credits);
        if !policies.is_empty() {
            case = case.table("policies", &format!("id, kind, filter, value, last_year\n{policies}"));
        }
        case
    }

    /// What 1 MUSD that the owner pays costs it, with what taxes and loans save, MUSD of present value when it is spent: at most, as what is
    /// written off later is worth less. Loans below the worth of money are a gift of their own, which is not salvage.
    fn cost(&self) -> f64 {
        let (rate, tax, ..) = self.finance;
        let (share, interest, tenor) = self.debt;
        let n = f64::from(tenor);
        let payment = if interest == 0.0 { 1.0 / n } else { interest / (1.0 - (1.0 + interest).powi(-tenor)) };
        let (mut owed, mut gift) = (1.0, 1.0);
        for k in 1..=tenor {
            let factor = (1.0 + rate).powi(-k);
            gift -= factor * (payment - tax * owed * interest);
            owed -= payment - owed * interest;
        }
        1.0 - tax - share * gift
    }
}

fn draw() -> impl Strategy<Value = Draw> {
    let support = || proptest::collection::vec((prop_oneof![Just(1.0), 0.01..1.0], 0..8_i32), 0..3);
    let draws = (
        (0.0..0.2, prop_oneof![Just(0.0), 0.0..0.6], prop_oneof![Just(1.0), 0.0..1.0], 0..SCHEDULES.len()),
        (prop_oneof![Just(0.0), 0.0..0.9], prop_oneof![Just(0.0), 0.0..0.12], 1..20_i32),
        (0..4_usize, 5..40_i32, 0..2_i32, 0..4_i32),
        (support(), support(), 0..LENGTHS.len()),
    );
    draws
        .prop_map(|(finance, debt, plant, (grants, credits, lengths))| Draw {
            finance,
            debt,
            plant,
            grants,
            credits,
            lengths,
        })
        .prop_filter("loans and taxes give less than all", |draw| draw.cost() > 1e-3)
}

#[test]
fn a_plant_that_cannot_earn_is_never_built() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[31; 32]);
    let config = Config { cases: 150, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, rng)
        .run(&draw(), |draw| {
            let (_, plan) = draw.case().plan();
            prop_assert!(plan.status.objective.abs() <= 1e-7, "{}", plan.status.objective);
            Ok(())
        })
        .unwrap();
}

/// A plant of 50 MUSD in 2037 that grants pay by half and that is written off at once, tax 20%; 10 MUSD a year; 9 of 10 years left. The
/// owner pays 25 and saves 5. In 2038 its half is worth 0.9 · 25 = 22.5, all of it a gain, 18 after tax: as much as the nine tenths of the
/// 20 that it has cost. In 2037 10 less 2 of tax: -25 + 5 + 8 + 18.
#[test]
fn salvage_is_of_what_the_owner_paid_and_taxed() {
    let case = |metal: f64| {
        Case::works(2037, 2037)
            .table(
                "prices",
                &format!(
                    "market, material, year, price_usd_per_kg\nworld, scrap, 2037, 2\nworld, metal, 2037, {metal}"
                ),
            )
            .table(
                "facilities",
                "id, member, region, technology, status, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year, lifetime_years
                 works, smith, us, melting, candidate, 100, 50, 100, 10",
            )
            .table("policies", "id, kind, filter, value\ngrant, capex_grant, facility=works, 0.5")
            .set(|s| {
                (s.finance.tax_rate, s.finance.salvage_share) = (0.2, 1.0);
                s.finance.depreciation = vec![1.0];
            })
    };
    assert_near(case(103.0).objective(), -25.0 + 5.0 + 8.0 + 18.0);
    assert_near(case(3.0).objective(), 0.0);
}
