//! Whose capital is limited, and by what.

use recoop::plan::values::InvestValue;

use super::plan::{COOPERATIVE, GOOD_2031, MINER, Plan, REFINER, S2030};
use super::program::{plan, report};

/// The plan with each owner paying for its own plants.
fn each_for_itself() -> Plan {
    let mut plan = plan();
    plan.network.settings.finance.pooled_capital = false;
    plan.values.invests.clear();
    let maker = REFINER + 1;
    for (member, state, year, amount_musd) in [
        (MINER, S2030, 2030, 1.0),
        (REFINER, S2030, 2030, 20.0),
        (maker, S2030, 2030, 20.0),
        (maker, GOOD_2031, 2031, 8.0),
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

#[test]
fn the_cooperatives_purse_takes_from_all() {
    let mut plan = each_for_itself();
    plan.values.invests.push(InvestValue {
        member: MINER,
        purse: COOPERATIVE,
        state: S2030,
        year: 2030,
        amount_musd: 1.0,
    });
    assert_eq!(rules(&plan), Vec::<&str>::new());
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
