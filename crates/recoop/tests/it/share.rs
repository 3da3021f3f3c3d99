//! The sharing of small cases: what is due adds up, what is proven holds for every group.

use coalition::Group;
use program::{Common, Membership, NoProgress, Options, solve};
use recoop::plan::solve_with_program;
use recoop::share::solve::present_of_schedule;
use recoop::share::weights::present;
use recoop::share::{
    Precision, Rule, ShareOptions, Shares, Stability, WHOLE, WorthUnit, num_worth_units, share, share_plan,
    share_with_units, worth_units,
};
use recoop_case::edit::{CaseEdit, Edited};

use crate::toy::{Case, assert_near};

/// A smith with works and a site, a trader with a market and a stock, motors with a need; the future may be bad from 2031 on.
fn three(module: &str, risk: f64) -> Case {
    Case::works(2030, 2033)
        .fork(2031, 0.5)
        .set(move |s| {
            s.finance.discount_rate = 0.1;
            s.finance.tax_rate = 0.2;
            (s.risk.weight, s.risk.tail) = (risk, 0.4);
        })
        .table(
            "members",
            "id, role, capital_per_year_musd
             smith, manufacturer, 6
             trader, investor, 1
             motors, consumer, 4",
        )
        .table(
            "facilities",
            &format!(
                "id, member, region, technology, status, capacity_t_per_year, max_capacity_t_per_year, module_t_per_year, capex_ref_musd, size_ref_t_per_year
                 works, smith, us, melting, existing, 60, , , ,
                 smelter, smith, us, melting, candidate, , 100, {module}, 1.2, 20"
            ),
        )
        .table(
            "offers",
            "market, material, side, step, limit_t_per_year, member
             world, scrap, buy, 1, 300,
             world, metal, sell, 1, 40, trader
             world, metal, sell, 2, 30,",
        )
        .table(
            "prices",
            "market, material, year, price_usd_per_kg, scenario
             world, scrap, 2030, 2,
             world, metal, 2030, 60,
             world, metal, 2030, 40, bust",
        )
        .table(
            "demands",
            "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
             motors, motors, motors, us, metal, defense, 90, 30",
        )
        .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 80")
        .table("stocks", "material, region, member, initial_t, limit_t, reserve_t\nmetal, us, trader, 7, 20, 3")
}

fn shared(case: &Case, common: Common, schedule: Rule) -> Shares {
    let network = case.network();
    let plan = ShareOptions::from_network(&network).plan;
    let plan = recoop::plan::PlanOptions { gap: 1e-9, ..plan };
    let options = ShareOptions { plan, common, groups: 64, schedule, ..ShareOptions::from_network(&network) };
    share(&network, &options, &mut NoProgress).unwrap()
}

fn worth(case: &Case, group: Group, relaxed: bool, common: Common) -> f64 {
    let program = case.formulation().program;
    let part = Membership::new(&program, 3, common).program(&program, &|i| group.contains(i));
    let options = Options { gap: 1e-12, relax_integers: relaxed, ..Options::default() };
    solve(&part, &options, &mut NoProgress).unwrap().objective.unwrap()
}

/// Worths that were found piece by piece make the same sharing, to the last bit; those of another sharing are refused.
#[test]
fn worths_that_were_found_before_make_the_same_sharing() {
    let case = three("20", 0.3);
    let network = case.network();
    for (whole, count) in [(WHOLE, 1), (0, 6)] {
        let options = ShareOptions { whole, ..ShareOptions::from_network(&network) };
        assert_eq!(num_worth_units(3, &options), Ok(count));
        let made = solve_with_program(&network, &options.plan, &mut NoProgress).unwrap();
        let part = |units| worth_units(&network, &made, &options, units, &mut NoProgress).unwrap();
        let units: Vec<WorthUnit> = (0..count).flat_map(|at| part(at..at + 1)).collect();
        assert_eq!(part(0..count), units);
        let end = |units| share_with_units(&network, made.clone(), units, &options, &mut NoProgress);
        let whole = share_plan(&network, made.clone(), &options, &mut NoProgress).unwrap();
        let parts = end(units.clone()).unwrap();
        let of = |shares: &Shares| format!("{:?}", (&shares.rules, &shares.nucleolus, &shares.nodes, shares.groups));
        assert_eq!(of(&parts), of(&whole));
        for wrong in [units[1..].to_vec(), [&units[..], &units[..1]].concat()] {
            let error = end(wrong).unwrap_err().to_string();
            assert!(error.contains("are those of another sharing"), "{error}");
        }
    }
}

#[test]
fn every_rule_shares_out_all_there_is() {
    for module in ["20", ""] {
        let shares = shared(&three(module, 0.3), Common::Split, Rule::Prices);
        for rule in &shares.rules {
            assert_near(rule.shares.iter().sum(), shares.total_musd);
        }
        assert_near(present(&shares.weights, &shares.settlement.total_musd), shares.total_musd);
    }
}

/// Continuous plans: shares at shadow prices are in the core (Owen 1975), with and without risk.
#[test]
fn prices_are_stable_when_plans_are_continuous() {
    for risk in [0.0, 0.3] {
        let case = three("", risk);
        let shares = shared(&case, Common::Split, Rule::Prices);
        assert_near(shares.total_musd, shares.relaxed_musd);
        assert!(shares.unowned_musd.abs() < 1e-6, "{}", shares.unowned_musd);
        let prices = shares.rule(Rule::Prices).unwrap();
        assert_eq!(prices.verdict, Stability::Stable);
        for mask in 1..7 {
            let group = Group::from_mask(mask);
            let alone = worth(&case, group, false, Common::Split);
            assert!(group.sum(&prices.shares) >= alone - 1e-6, "{group:?} has {alone}");
        }
    }
}

/// The bracket of every rule holds the largest excess over all groups, and the named group has the gain that is told.
#[test]
fn the_most_tempted_group_is_that_of_full_enumeration() {
    for common in [Common::Split, Common::Shared] {
        let case = three("20", 0.0);
        let shares = shared(&case, common, Rule::Prices);
        for rule in &shares.rules {
            let excess = |group: Group| worth(&case, group, true, common) - group.sum(&rule.shares);
            let largest = (1..7).map(|mask| excess(Group::from_mask(mask))).fold(f64::NEG_INFINITY, f64::max);
            assert!(rule.excess.lower <= largest + 1e-6 && rule.excess.upper >= largest - 1e-6, "{rule:?}, {largest}");
            let (group, _) = rule.tempted.unwrap();
            assert_near(excess(group), rule.excess.lower);
        }
    }
}

/// Restricting takes away, and groups have together at least what they have apart.
#[test]
fn split_games_are_superadditive() {
    let case = three("20", 0.0);
    let all: Vec<f64> = (0..8).map(|mask| worth(&case, Group::from_mask(mask), false, Common::Split)).collect();
    for a in 1..8_usize {
        for b in (1..8_usize).filter(|b| a & b == 0) {
            assert!(all[a | b] >= all[a] + all[b] - 1e-6, "{a} and {b}: {all:?}");
        }
    }
}

#[test]
fn payments_add_up_to_the_cash_there_is_and_to_the_shares() {
    for rule in [Rule::Prices, Rule::EqualGain, Rule::Bylaw] {
        let case = three("20", 0.3);
        let shares = shared(&case, Common::Split, rule);
        let due = present_of_schedule(&shares.schedule, 3, &shares.weights);
        let expected = &shares.rule(rule).unwrap().shares;
        due.iter().zip(expected).for_each(|(due, share)| assert_near(*due, *share));
        // Nobody pays more than the equity that it puts in, a loss of its own operations, and what it was served.
        for payment in &shares.schedule.payments {
            let (i, s, settled) = (payment.member, payment.state, &shares.settlement);
            let loss = (settled.result_musd[i][s] + settled.spent_musd[i][s]).min(0.0);
            let least = loss - settled.put_in_musd[i][s] - settled.in_kind_musd[i][s].max(0.0);
            assert!(payment.payment_musd >= least - 1e-9, "{payment:?}, at least {least}");
        }
        let tree = &case.network().tree;
        for s in tree.states.positions() {
            let here = shares.schedule.payments.iter().filter(|payment| payment.state == s);
            let (paid, kept) = here.fold((0.0, 0.0), |(paid, kept), p| (paid + p.payment_musd, kept + p.kept_musd));
            assert_near(paid + kept, shares.schedule.cash_musd[s]);
            assert!(shares.schedule.reserve_musd[s] >= -1e-9);
        }
        // Nothing is left in the reserve at the end of any path: what was kept was paid out, with interest.
        for leaf in &tree.leaves {
            assert!(shares.schedule.reserve_musd[*leaf].abs() < 1e-9);
        }
        if rule == Rule::Bylaw {
            assert!(shares.schedule.reserve_musd.iter().any(|reserve| *reserve > 0.0), "the bylaw keeps a tenth back");
        }
    }
}

#[test]
fn side_payments_hold_a_rule_once_the_future_is_known() {
    let case = three("", 0.0);
    let shares = shared(&case, Common::Split, Rule::EqualGain);
    assert_eq!(shares.nodes.len(), 2);
    for node in &shares.nodes {
        assert_near(node.side_payments_musd.iter().sum(), 0.0);
        // A millionth of what is due counts as nothing.
        let due: f64 = node.due_musd.iter().sum();
        assert!(node.held_to_musd <= 1.001e-6 * due, "{node:?}");
        assert!(node.excess.upper >= node.held_to_musd - 1e-9);
    }
}

/// With all groups solved or with the few that matter: the same shares, but for the Shapley value, which needs all.
#[test]
fn a_game_solved_whole_is_that_of_the_groups_that_matter() {
    let case = three("20", 0.2);
    let network = case.network();
    let plan = recoop::plan::PlanOptions { gap: 1e-9, ..ShareOptions::from_network(&network).plan };
    let options = ShareOptions { plan, groups: 64, ..ShareOptions::from_network(&network) };
    let whole = share(&network, &options, &mut NoProgress).unwrap();
    let few = share(&network, &ShareOptions { whole: 0, ..options.clone() }, &mut NoProgress).unwrap();
    for shares in [&whole, &few] {
        // The least core has no row of its own: the nucleolus is in it.
        assert_eq!(shares.rules.len(), Rule::ALL.len() - 1);
        assert!(shares.rules.iter().all(|rule| rule.precision == Precision::Exact));
    }
    for rule in [Rule::Nucleolus, Rule::Prices, Rule::EqualGain] {
        let (a, b) = (whole.rule(rule).unwrap(), few.rule(rule).unwrap());
        a.shares.iter().zip(&b.shares).for_each(|(a, b)| assert_near(*a, *b));
        assert_eq!(a.verdict, b.verdict);
    }
    // Shapley by hand from the worths of groups; what the plan falls short of the relaxation is borne by what each has.
    let shapley = &whole.rule(Rule::Shapley).unwrap().shares;
    let v: Vec<f64> = (0..8).map(|mask| worth(&case, Group::from_mask(mask), true, Common::Split)).collect();
    let by_hand = |i: usize| {
        let (me, j, k) = (1 << i, 1 << ((i + 1) % 3), 1 << ((i + 2) % 3));
        let pairs = v[me | j] - v[j] + v[me | k] - v[k];
        v[me] / 3.0 + pairs / 6.0 + (v[7] - v[j | k]) / 3.0
    };
    let sizes: f64 = (0..3).map(|i| by_hand(i).abs()).sum();
    for (i, share) in shapley.iter().enumerate() {
        assert_near(*share, by_hand(i) + (whole.total_musd - v[7]) * by_hand(i).abs() / sizes);
    }
}

/// A rule that was not worked out cannot be scheduled.
#[test]
fn payments_by_a_rule_that_is_not_known_are_refused() {
    let case = three("20", 0.2).add("members", "idler, investor, 1").add("members", "loafer, investor, 1");
    let network = case.network();
    let options = ShareOptions { whole: 0, schedule: Rule::Shapley, ..ShareOptions::from_network(&network) };
    let refused = share(&network, &options, &mut NoProgress).unwrap_err();
    assert!(refused.to_string().contains("--samples"), "{refused}");
    let sampled = share(&network, &ShareOptions { sample: 12, ..options }, &mut NoProgress).unwrap();
    let shapley = sampled.rule(Rule::Shapley).unwrap();
    assert!(matches!(shapley.precision, Precision::Sampled { .. }), "{shapley:?}");
    assert_near(shapley.shares.iter().sum(), sampled.total_musd);
}

/// A future taken for certain is a case of its own: what is known of it, and nothing else, is planned for.
#[test]
fn a_certain_future_is_planned_for_alone() {
    let case = three("", 0.0);
    let (settings, tables) = (case.settings().clone(), case.tables());
    let single_scenario = |leaf: &str| Edited::of(&settings, &tables).apply(&[CaseEdit::single_scenario(leaf)]);
    for (leaf, why) in [("now", "`now` is not a leaf scenario: others follow it"), ("nowhere", "no scenario `nowhere`")]
    {
        let refused = single_scenario(leaf).unwrap_err().to_string();
        assert!(refused.contains(why), "{refused}");
    }
    let totals: Vec<f64> = ["boom", "bust"]
        .iter()
        .map(|leaf| {
            let network = single_scenario(leaf).unwrap().network().unwrap();
            assert_eq!(network.tree.leaves.len(), 1);
            let options = ShareOptions { groups: 64, ..ShareOptions::from_network(&network) };
            share(&network, &options, &mut NoProgress).unwrap().total_musd
        })
        .collect();
    // Who knows what comes does at least as well on average.
    let expected = shared(&case, Common::Split, Rule::Prices).total_musd;
    assert!(totals[1] < totals[0] && 0.5 * (totals[0] + totals[1]) >= expected - 1e-6, "{totals:?}, {expected}");
}

#[test]
fn what_members_bring_at_its_prices_is_all_there_is() {
    let shares = shared(&three("", 0.0), Common::Split, Rule::Prices);
    let things: f64 = shares.prices.iter().map(|thing| thing.worth_musd).sum();
    assert_near(things, shares.relaxed_musd);
}
