//! Whose capital is limited, and by what.

use recoop::plan::values::InvestValue;

use super::plan::{
    COOPERATIVE, GOOD_2031, HILL_MINE, MAKER, MINER, PLANT, PRESS_2031_MUSD, Plan, REFINER, S2030, equity_musd,
};
use super::program::{plan, report};

/// The plan with each owner paying for its own plants.
fn each_for_itself() -> Plan {
    let mut plan = plan();
    plan.network.settings.finance.pooled_capital = false;
    plan.values.invests.clear();
    let [mine, plant, press] = equity_musd();
    for (member, state, year, amount_musd) in [
        (MINER, S2030, 2030, mine),
        (REFINER, S2030, 2030, plant),
        (MAKER, S2030, 2030, press),
        (MAKER, GOOD_2031, 2031, PRESS_2031_MUSD),
    ] {
        plan.values.invests.push(InvestValue { member, purse: member, state, year, amount_musd });
    }
    report(plan.network, plan.values)
}

fn rules(plan: &Plan) -> Vec<&'static str> {
    plan.audit().breaches.iter().map(|b| b.rule).collect()
}

#[test]
fn each_owner_pays_for_its_own_plants_where_capital_is_not_pooled() {
    let mut plan = each_for_itself();
    assert_eq!(rules(&plan), Vec::<&str>::new());
    // The same money, put in by somebody else.
    plan.values.invests[1].member = MINER;
    assert!(rules(&plan).contains(&"capital_source"));
}

/// Owners pay for their own plants first; then all pay for the mine, in proportion to 60, 80 and 160.
#[test]
fn the_cooperatives_purse_takes_from_all() {
    let mut plan = each_for_itself();
    plan.network.facilities[HILL_MINE].member = COOPERATIVE;
    plan.values.invests.remove(0);
    let [mine, ..] = equity_musd();
    for (member, part) in [(MINER, 0.2), (REFINER, 4.0 / 15.0), (MAKER, 8.0 / 15.0)] {
        let amount_musd = mine * part;
        plan.values.invests.push(InvestValue { member, purse: COOPERATIVE, state: S2030, year: 2030, amount_musd });
    }
    let mut plan = report(plan.network, plan.values);
    assert_eq!(rules(&plan), Vec::<&str>::new());
    // The same money in other parts.
    let payments = plan.values.invests.len();
    plan.values.invests[payments - 1].amount_musd += 0.05;
    plan.values.invests[payments - 2].amount_musd -= 0.05;
    assert_eq!(rules(&plan), ["capital_split"; 2]);
    // In these parts, but more than is spent.
    plan.values.invests[payments - 1].amount_musd -= 0.05;
    plan.values.invests[payments - 2].amount_musd += 0.05;
    plan.values.invests[payments - 3..].iter_mut().for_each(|it| it.amount_musd *= 1.5);
    assert_eq!(rules(&plan), ["capital_source"]);
}

/// The plant is everybody's. The maker, who pays its own presses in both years, has 1 MUSD beside them: less than its part of
/// the plant, which the others pay in equal parts.
#[test]
fn a_year_leaves_to_later_ones_what_they_need() {
    let mut plan = each_for_itself();
    let [_, plant, press] = equity_musd();
    plan.network.facilities[PLANT].member = COOPERATIVE;
    for (member, total) in [(MINER, 20.0), (REFINER, 20.0), (MAKER, press + PRESS_2031_MUSD + 1.0)] {
        let member = &mut plan.network.members[member];
        (member.capital_total_musd, member.capital_per_year_musd) = (total, f64::INFINITY);
    }
    plan.values.invests.retain(|it| it.member != REFINER);
    for (member, amount_musd) in [(MINER, (plant - 1.0) / 2.0), (REFINER, (plant - 1.0) / 2.0), (MAKER, 1.0)] {
        plan.values.invests.push(InvestValue { member, purse: COOPERATIVE, state: S2030, year: 2030, amount_musd });
    }
    let mut plan = report(plan.network, plan.values);
    assert_eq!(rules(&plan), Vec::<&str>::new());
    // The maker could pay more, for the miner and for the refiner.
    let last = plan.values.invests.len() - 1;
    plan.values.invests[last].amount_musd -= 0.5;
    plan.values.invests[last - 2].amount_musd += 0.5;
    assert_eq!(rules(&plan), ["capital_split"; 2]);
}

#[test]
fn money_in_a_purse_of_others_pays_for_nothing() {
    let mut plan = each_for_itself();
    plan.values.invests.remove(0);
    assert_eq!(rules(&plan), ["capital_source"]);
    plan.network.settings.finance.pooled_capital = true;
    assert!(rules(&plan).contains(&"capital_source"), "a purse of its own is no purse where capital is pooled");
}

#[test]
fn one_member_without_limit_pays_for_all_where_capital_is_pooled() {
    let mut plan = plan();
    plan.values.invests.clear();
    assert!(rules(&plan).contains(&"capital_source"));
    plan.network.members[REFINER].capital_total_musd = f64::INFINITY;
    assert_eq!(rules(&plan), Vec::<&str>::new());
}
