//! Three accounts by hand: they add up to the objective with one line, and tax is what is really due.

use program::NoProgress;
use recoop::plan::PlanOptions;
use recoop::share::weights::present;
use recoop::share::{ShareOptions, Shares, share};
use recoop_case::Network;
use recoop_case::positions::StateAt;

use crate::toy::{Case, assert_near};

fn shared(case: &Case) -> (Network, Shares) {
    let network = case.network();
    let plan = PlanOptions { gap: 1e-9, threads: 1, ..ShareOptions::from_network(&network).plan };
    let options = ShareOptions { plan, ..ShareOptions::from_network(&network) };
    let shares = share(&network, &options, &mut NoProgress).unwrap();
    (network, shares)
}

/// Two melters, a user of metal worth 20 that is sold for 13, and a government that keeps a stock; no number but the user's is no cash.
fn trio(tax: f64, rates: [&str; 3]) -> Case {
    let [smith, jones, tern] = rates;
    Case::works(2030, 2032)
        .set(|s| {
            s.finance.discount_rate = 0.25;
            s.finance.tax_rate = tax;
        })
        .table(
            "members",
            &format!(
                "id, role, tax_rate\nsmith, manufacturer, {smith}\njones, manufacturer, {jones}\ntern, consumer, {tern}\nstate, government,"
            ),
        )
        .table(
            "facilities",
            "id, member, region, technology, status, capacity_t_per_year, variable_cost_usd_per_kg, fixed_cost_usd_per_kg
             works, smith, us, melting, existing, 100, 1, 3
             forge, jones, us, melting, existing, 50, 3, 0
             mint, state, us, melting, existing, 10, 1, 0",
        )
        .table(
            "prices",
            "market, material, year, price_usd_per_kg
             world, scrap, 2030, 2
             world, metal, 2030, 2
             world, metal, 2031, 13
             world, metal, 2032, 13",
        )
        .table(
            "demands",
            "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
             motors, motors, tern, us, metal, defense, 20, 10",
        )
        .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 0\nmotors, 2031, 40\nmotors, 2032, 40")
}

fn adds_up(shares: &Shares) {
    let sums = shares.accounts.sums(&shares.weights);
    assert_near(sums.cash_musd + sums.surplus_musd + sums.tax_difference_musd, shares.total_musd);
    for (s, total) in shares.settlement.total_musd.iter().enumerate() {
        let of = |values: &[Vec<f64>]| values.iter().map(|yearly| yearly[s]).sum::<f64>();
        let accounts = &shares.accounts;
        let difference = of(&accounts.tax_musd) - of(&accounts.planned_tax_musd);
        assert_near(of(&accounts.cash_musd) + of(&accounts.surplus_musd) + difference, *total);
    }
}

/// In 2030 metal brings 2, no more than scrap: nothing is made, the works' fixed cost of 0.3 is a loss. In 2031 and 2032 it earns 10 a kg on 100 t less 0.3;
/// jones earns 8 on 50 t, the government 10 on 10 t, and the user has 7 a kg on 40 t from 2031 on.
#[test]
fn tax_is_what_is_due() {
    let (_, shares) = shared(&trio(0.25, ["", "", ""]));
    adds_up(&shares);
    let accounts = &shares.accounts;
    let near = |found: &[f64], by_hand: [f64; 3]| {
        found.iter().zip(by_hand).for_each(|(found, by_hand)| assert_near(*found, by_hand))
    };
    // The loss of 2030 is carried to 2031.
    near(&accounts.tax_musd[0], [0.0, 0.25 * 0.4, 0.25 * 0.7]);
    near(&accounts.tax_musd[1], [0.0, 0.25 * 0.4, 0.25 * 0.4]);
    near(&accounts.tax_musd[2], [0.0; 3]);
    near(&accounts.tax_musd[3], [0.0; 3]);
    near(&accounts.cash_musd[0], [-0.3, 0.6, 0.525]);
    near(&accounts.cash_musd[1], [0.0, 0.3, 0.3]);
    near(&accounts.cash_musd[3], [0.0, 0.1, 0.1]);
    near(&accounts.surplus_musd[2], [0.0, 0.28, 0.28]);
    // The plan pays for the loss, and taxes the government and the user's worth.
    let planned = |s: StateAt| accounts.planned_tax_musd.iter().map(|yearly| yearly[s]).sum::<f64>();
    assert_near(planned(StateAt::new(0)), -0.25 * 0.3);
    assert_near(planned(StateAt::new(1)), 0.25 * (0.7 + 0.4 + 0.1 + 0.28));
}

/// A member's own rate changes its tax, and nothing else: no plan, no worth, no share of what there is.
#[test]
fn rates_of_members_create_no_money() {
    let (_, same) = shared(&trio(0.25, ["", "", ""]));
    let (_, other) = shared(&trio(0.25, ["0.5", "0.1", "0"]));
    assert_near(same.total_musd, other.total_musd);
    for (a, b) in same.alone_musd.iter().zip(&other.alone_musd) {
        assert_near(a.unwrap(), b.unwrap());
    }
    for (a, b) in same.rules.iter().zip(&other.rules) {
        a.shares.iter().zip(&b.shares).for_each(|(a, b)| assert_near(*a, *b));
    }
    adds_up(&other);
    assert_near(other.accounts.tax_musd[0][2], 0.5 * 0.7);
    assert_near(other.accounts.tax_musd[1][2], 0.1 * 0.4);
}

/// Depreciation and interest come off profit: a smelter of 1 MUSD, written off at once, half of it on a loan of 10 % over two years.
#[test]
fn depreciation_and_interest_are_deducted() {
    let case = Case::works(2030, 2032)
        .set(|s| {
            s.finance.tax_rate = 0.2;
            s.finance.depreciation = vec![1.0];
            (s.finance.debt_share, s.finance.debt_rate, s.finance.debt_years) = (0.5, 0.1, 2);
        })
        .table("members", "id, role\nsmith, manufacturer\nidler, investor")
        .table(
            "facilities",
            "id, member, region, technology, status, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year
             smelter, smith, us, melting, candidate, 100, 1, 100",
        );
    let (network, shares) = shared(&case);
    adds_up(&shares);
    let payment = 0.5 * 0.1 / (1.0 - 1.1_f64.powi(-2));
    let by_year = [0.0, 0.05, (0.5 - (payment - 0.05)) * 0.1];
    // 10 a kg on 100 t from 2030 on; the first year's profit is written off.
    let profits: Vec<f64> = by_year.iter().map(|interest| 1.0 - interest).collect();
    let by_hand = [0.2 * (profits[0] - 1.0), 0.2 * profits[1], 0.2 * profits[2]];
    shares.accounts.tax_musd[0].iter().zip(by_hand).for_each(|(found, by_hand)| assert_near(*found, by_hand));
    // No users and no loss: the plan's tax is the same. It is booked where money passes, the sales with the cooperative.
    assert_near(shares.accounts.sums(&shares.weights).tax_difference_musd, 0.0);
    let planned: f64 = shares.accounts.planned_tax_musd.iter().map(|yearly| present(&shares.weights, yearly)).sum();
    assert_near(planned, by_hand.iter().sum());
    assert_eq!(network.members.len(), 3);
}
