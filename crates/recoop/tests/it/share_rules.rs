//! Rules of sharing, by hand: settlement after tax, keys, pay for like transactions, gains over time.

use recoop::plan::Plan;
use recoop::share::rules::{Key, Keys, settled_shares, unlike_transactions};
use recoop::share::schedule::schedule;
use recoop::share::settlement::{Settlement, settle};
use recoop::share::weights::{present, state_weights};
use recoop_case::Network;
use recoop_case::positions::StateAt;

use crate::toy::{Case, assert_near};

/// Two melters of different cost and a user of metal; scrap is bought and the rest of the metal sold by the cooperative. The
/// metal's price falls in the bust.
fn trio(tax: f64) -> Case {
    Case::works(2030, 2032)
        .fork(2031, 0.7)
        .set(|s| {
            s.finance.discount_rate = 0.25;
            s.finance.tax_rate = tax;
        })
        .table("members", "id, role\nsmith, manufacturer\njones, manufacturer\ntern, consumer")
        .table(
            "facilities",
            "id, member, region, technology, status, capacity_t_per_year, variable_cost_usd_per_kg
             works, smith, us, melting, existing, 100, 1
             forge, jones, us, melting, existing, 50, 3",
        )
        .table(
            "prices",
            "market, material, year, price_usd_per_kg, scenario
             world, scrap, 2030, 2,
             world, metal, 2030, 13,
             world, metal, 2030, 7, bust",
        )
        .table(
            "demands",
            "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
             motors, motors, tern, us, metal, defense, 20, 10",
        )
        .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 40")
}

/// The trio with a smelter of jones's, paid from equity of which all have more than it costs, and limits of the market.
fn builders(pooled: bool) -> Case {
    trio(0.2)
        .set(|s| s.finance.pooled_capital = pooled)
        .table(
            "members",
            "id, role, capital_total_musd\nsmith, manufacturer, 1\njones, manufacturer, 2\ntern, consumer, 1",
        )
        .table(
            "facilities",
            "id, member, region, technology, status, capacity_t_per_year, variable_cost_usd_per_kg, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year
             works, smith, us, melting, existing, 30, 1, , ,
             smelter, jones, us, melting, candidate, , 1, 100, 1, 100",
        )
        .table("offers", "market, material, side, limit_t_per_year\nworld, scrap, buy, 400\nworld, metal, sell, 90")
}

struct Settled {
    network: Network,
    plan: Plan,
    weights: Vec<f64>,
    settlement: Settlement,
    keys: Keys,
}

impl Settled {
    fn of(case: &Case) -> Self {
        let (network, plan) = case.plan();
        let weights = state_weights(&network, &plan);
        let settlement = settle(&network, &plan);
        let keys = Keys::new(&network, &plan, &settlement, &weights);
        Self { network, plan, weights, settlement, keys }
    }

    fn shares(&self, key: Key) -> Vec<f64> {
        settled_shares(&self.settlement, &self.weights, self.plan.status.objective, &self.keys.parts(key))
    }
}

/// 0.6 · prob + 0.4 · tail: the bust (0.3) is in the worst half whole, the boom with 0.2 of 0.5.
#[test]
fn a_state_weighs_what_the_tail_gives_it() {
    let case = trio(0.2).set(|s| (s.risk.weight, s.risk.tail) = (0.4, 0.5));
    let settled = Settled::of(&case);
    for (s, weight) in settled.weights.iter().enumerate() {
        let label = settled.network.tree.label(StateAt::new(s));
        let share = if label.ends_with("bust") {
            0.6 * 0.3 + 0.4 * 0.6
        } else if label.ends_with("boom") {
            0.6 * 0.7 + 0.4 * 0.4
        } else {
            1.0
        };
        assert_near(*weight, share * settled.network.tree.states[StateAt::new(s)].weight);
    }
    assert_near(present(&settled.weights, &settled.settlement.total_musd), settled.plan.status.objective);
}

/// At 13 for metal and 2 for scrap smith earns 10 and jones 8 a kg on 100 and 50 t, tern 20 - 13 on 40 t, all after tax. The
/// cooperative buys and sells at the prices that it settles at: nothing is left to it, whatever the tax.
#[test]
fn settling_at_the_market_leaves_the_cooperative_nothing() {
    for tax in [0.0, 0.2] {
        let settled = Settled::of(&trio(tax));
        let first =
            settled.network.tree.states.positions().find(|s| settled.network.tree.label(*s) == "2030·now").unwrap();
        for (result, by_hand) in settled.settlement.result_musd.iter().zip([1.0, 0.4, 0.28]) {
            assert_near(result[first], (1.0 - tax) * by_hand);
        }
        for (s, total) in settled.settlement.total_musd.iter().enumerate() {
            assert_near(settled.settlement.result_musd.iter().map(|result| result[s]).sum(), *total);
        }
    }
}

/// In a single year: smith delivers 100 t, jones 50 t, tern takes 40 t of metal at 13 USD/kg.
#[test]
fn keys_count_what_is_delivered_and_taken() {
    let case = trio(0.0)
        .table("scenarios", "id, first_year, probability\nbase, 0, 1")
        .table("prices", "market, material, year, price_usd_per_kg\nworld, scrap, 2030, 2\nworld, metal, 2030, 13")
        .set(|s| s.horizon.last_year = 2030);
    let settled = Settled::of(&case);
    let by_hand = [
        (Key::Deliveries, [100.0, 50.0, 0.0]),
        (Key::Purchases, [0.0, 0.0, 40.0]),
        (Key::Value, [1.3, 0.65, 0.52]),
        (Key::Capital, [0.0; 3]),
        (Key::Equal, [1.0; 3]),
    ];
    for (key, figures) in by_hand {
        for (found, figure) in settled.keys.of(key).iter().zip(figures) {
            assert_near(*found, figure);
        }
    }
}

/// The smelter costs 1 MUSD, built at once: however much the members could put in, that is what they do. Where capital is not
/// pooled it is jones's; so it is where nobody has a limit.
#[test]
fn equity_put_in_is_what_is_spent() {
    let pooled = Settled::of(&builders(true));
    assert_near(pooled.plan.values.builds.iter().map(|b| b.capex_musd).sum(), 1.0);
    // By limits: 1, 2 and 1 of 4, in whatever order members stand.
    let (rows, turned) = (
        "smith, manufacturer, 1\njones, manufacturer, 2\ntern, consumer, 1",
        "tern, consumer, 1\njones, manufacturer, 2\nsmith, manufacturer, 1",
    );
    for rows in [rows, turned] {
        let members = format!("id, role, capital_total_musd\n{rows}");
        let settled = Settled::of(&builders(true).table("members", &members));
        for (member, found) in settled.network.members.iter().zip(settled.keys.of(Key::Capital)) {
            assert_near(*found, if *member.id == *"jones" { 0.5 } else { 0.25 });
        }
        let put_in: f64 = settled.plan.values.invests.iter().map(|invest| invest.amount_musd).sum();
        assert_near(put_in, 1.0);
    }
    // What the limit of a year leaves no room for, the others pay by their limits.
    let limited = builders(true).table(
        "members",
        "id, role, capital_total_musd, capital_per_year_musd
         smith, manufacturer, 1,
         jones, manufacturer, 2, 0.2
         tern, consumer, 1,",
    );
    for (found, by_hand) in Settled::of(&limited).keys.of(Key::Capital).iter().zip([0.4, 0.2, 0.4]) {
        assert_near(*found, by_hand);
    }
    let without_limit =
        builders(true).table("members", "id, role\nsmith, manufacturer\njones, manufacturer\ntern, consumer");
    for case in [builders(false), without_limit] {
        let settled = Settled::of(&case);
        for (found, by_hand) in settled.keys.of(Key::Capital).iter().zip([0.0, 1.0, 0.0]) {
            assert_near(*found, by_hand);
        }
    }
}

/// Present value of what is spent a year later at a quarter of interest.
#[test]
fn equity_is_a_present_value() {
    let case = builders(false).table(
        "facilities",
        "id, member, region, technology, status, capacity_t_per_year, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year, permitting_years
         works, smith, us, melting, existing, 30, , , ,
         smelter, jones, us, melting, candidate, , 100, 0.5, 100, 1",
    );
    let settled = Settled::of(&case);
    let capex: f64 = settled.plan.values.builds.iter().map(|b| b.capex_musd).sum();
    assert!(capex > 0.2, "{capex}");
    let jones = settled.keys.of(Key::Capital)[1];
    assert_near(jones, 0.8 * capex);
}

/// Patronage pays both melters alike; equal parts of the margin and pay that favors one do not. Rounding is no difference.
#[test]
fn unequal_pay_for_like_transactions_is_seen() {
    // Beyond 60 t metal sells for less than at the mean price at which it is settled: the margin is a loss.
    let case = trio(0.2).table(
        "offers",
        "market, material, side, step, price_factor, limit_t_per_year
         world, scrap, buy, 1, 1,
         world, metal, sell, 1, 1, 60
         world, metal, sell, 2, 0.9,",
    );
    let settled = Settled::of(&case);
    let unlike =
        |shares: &[f64], by: Key| unlike_transactions(&settled.settlement, &settled.keys, &settled.weights, shares, by);
    for key in [Key::Deliveries, Key::Value] {
        let mut shares = settled.shares(key);
        assert_eq!(unlike(&shares, key), None, "{key:?}");
        shares[0] += 1e-10;
        shares[1] -= 1e-10;
        assert_eq!(unlike(&shares, key), None, "{key:?}: rounding");
        shares[0] -= 0.01;
        shares[1] += 0.01;
        let found = unlike(&shares, key).unwrap();
        assert_eq!((found.more.0, found.less.0), (1, 0));
        assert_eq!(settled.network.materials[found.material].id, "metal");
    }
    let margin: f64 = settled.shares(Key::Equal).iter().sum::<f64>()
        - settled.settlement.result_musd.iter().map(|result| present(&settled.weights, result)).sum::<f64>();
    assert!(margin.abs() > 1e-3, "{margin}: no margin to share");
    assert!(unlike(&settled.shares(Key::Equal), Key::Value).is_some());
}

/// Everything at market prices leaves no margin: what rounding leaves of it is no pay.
#[test]
fn rounding_of_no_margin_is_no_unequal_pay() {
    let settled = Settled::of(&trio(0.2));
    let mut shares = settled.shares(Key::Value);
    shares[0] += 1e-10;
    shares[1] -= 1e-10;
    assert_eq!(unlike_transactions(&settled.settlement, &settled.keys, &settled.weights, &shares, Key::Value), None);
}

/// What smith gives jones, with next to no margin in all: as much every year, not a multiple of each year's margin.
#[test]
fn gains_from_other_members_are_paid_evenly() {
    let settled = Settled::of(&trio(0.2));
    let results: Vec<f64> = settled.settlement.result_musd.iter().map(|r| present(&settled.weights, r)).collect();
    // A margin that is worth 1e-5 MUSD in all and sensitivities by 0.1 a year.
    let mut settlement = settled.settlement.clone();
    let (first, second) = (0, 1);
    settlement.total_musd[first] += 0.1;
    settlement.total_musd[second] -= (0.1 * settled.weights[first] - 1e-5) / settled.weights[second];
    let shares = [results[0] - 0.3, results[1] + 0.3 + 1e-5, results[2]];
    let paid = schedule(&settled.network, &settlement, &settled.weights, &shares, 0.0);
    let mut due = vec![vec![0.0; settled.weights.len()]; 3];
    for payment in &paid.payments {
        due[payment.member][payment.state] = payment.due_musd;
        let own = settlement.result_musd[payment.member][payment.state];
        assert!((payment.due_musd - own).abs() < 0.5, "{payment:?} for a result of {own}");
    }
    for (due, share) in due.iter().zip(shares) {
        assert_near(present(&settled.weights, due), share);
    }
    for (s, total) in settlement.total_musd.iter().enumerate() {
        assert_near(due.iter().map(|yearly| yearly[s]).sum(), *total);
    }
}

/// A year without income needs what the year before keeps: a smelter is paid for in 2032 alone.
#[test]
fn later_lean_years_are_provided_for() {
    let settled = Settled::of(&trio(0.2));
    let mut settlement = settled.settlement.clone();
    let tree = &settled.network.tree;
    let lean: Vec<StateAt> = tree.leaves.iter().copied().filter(|s| tree.label(*s).ends_with("bust")).collect();
    for s in tree.states.positions() {
        let change = if lean.contains(&s) { -0.5 - settlement.cash_musd[s] } else { 0.6 - settlement.cash_musd[s] };
        settlement.cash_musd[s] += change;
        settlement.total_musd[s] += change;
    }
    let total = present(&settled.weights, &settlement.total_musd);
    let parts = settled.keys.parts(Key::Equal);
    let shares = settled_shares(&settlement, &settled.weights, total, &parts);
    let paid = schedule(&settled.network, &settlement, &settled.weights, &shares, 0.0);
    for s in tree.states.positions() {
        let of_all: f64 = paid.payments.iter().filter(|p| p.state == s).map(|p| p.payment_musd).sum();
        assert!(of_all > -1e-9, "members are called on for {of_all} in {}", tree.label(s));
        // 0.5 is needed a year later: 0.5 / 1.25 is there at the end of 2031, in money of that year.
        let by_hand = if tree.label(s) == "2031·bust" { 0.5 / 1.25 } else { 0.0 };
        assert_near(paid.reserve_musd[s], by_hand);
    }
}
