//! What pooling bylaws are worth, reckoned by hand: costs, and what defense goes without.

use coalition::Group;
use predation::{Bylaw, Kill, KillOptions};
use recoop::plan::{NoProgress, PlanOptions, solve_with_program};
use recoop_adversary::operations::Operations;
use recoop_adversary::pooling::{Bylaws, Pooled, bylaws};
use recoop_case::attacks::CostLevel;
use recoop_case::positions::{AttackAt, LeafAt};
use recoop_case::prices::InternalPrice;

use crate::attacks::HEADER;
use crate::toy::Case;

/// Two makers of 100 t of metal at 100 USD/kg, in MUSD a year 6 - 10 d and 4 - 10 d when the price is cut by d, -1 idle; defense needs 150 t and nobody
/// else has any. Elder alone is undercut for 100 t; the price is cut for 10,000 t.
fn makers(purses: [f64; 2]) -> Case {
    Case::works(2030, 2032)
        .table("technologies", "id, stage, variable_cost_usd_per_kg, fixed_cost_usd_per_kg\nmelting, metal, 20, 10")
        .table(
            "members",
            &format!(
                "id, role, capital_total_musd\nbirch, manufacturer, {}\nelder, manufacturer, {}",
                purses[0], purses[1]
            ),
        )
        .table(
            "facilities",
            "id, member, region, technology, status, capacity_t_per_year, variable_cost_usd_per_kg
             birch_works, birch, us, melting, existing, 100, 20
             elder_works, elder, us, melting, existing, 100, 40",
        )
        .table("markets", "id, region, controller\nworld, us, adversary")
        .table("prices", "market, material, year, price_usd_per_kg\nworld, scrap, 2030, 10\nworld, metal, 2030, 100")
        .table(
            "demands",
            "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
             motors, motors, birch, us, metal, defense, 300, 300",
        )
        .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 150")
        .table("attacks", &format!("{HEADER}, ramp_per_year"))
        .add("attacks", "cut, price, material=metal, metal, 0.8, 2030, , , 10000, 5000, 1000, , , , ")
}

const UNDERCUT: &str = "undercut, target, member=elder, metal, 0.8, 2030, , , 100, 100, 100, , , ,";

fn compared(case: &Case, bans: bool) -> Option<Bylaws> {
    let network = case.network();
    let made = solve_with_program(
        &network,
        &PlanOptions { gap: 1e-9, ..PlanOptions::from_network(&network) },
        &mut NoProgress,
    )
    .unwrap();
    let operations = Operations::new(&network, &made, LeafAt::new(0), Group::all(network.cooperative()));
    bylaws(
        &operations,
        (&made, InternalPrice::Indexed),
        CostLevel::Producers,
        bans,
        f64::INFINITY,
        &KillOptions::default(),
    )
    .unwrap()
}

fn under(bylaws: &Bylaws, bylaw: Bylaw) -> &Pooled {
    bylaws.pooled.iter().find(|pooled| pooled.protection.bylaw == bylaw).unwrap()
}

#[track_caller]
fn costs(kill: &Kill, by_hand: f64) {
    let cost = kill.cost().unwrap();
    assert!((cost - by_hand).abs() <= 1e-3 * by_hand, "{cost}, by hand {by_hand}");
}

#[track_caller]
fn near(found_t: Option<f64>, by_hand: Option<f64>) {
    let is_near = match (found_t, by_hand) {
        (Some(found), Some(by_hand)) => (found - by_hand).abs() < 1e-3,
        (found, by_hand) => found == by_hand,
    };
    assert!(is_near, "{found_t:?}, by hand {by_hand:?}");
}

/// Elder has 0.5: undercut by 0.45 of 10 MUSD in 2030 it is gone, and with it 50 t of what defense needs in 2031 and 2032. Birch never is.
#[test]
fn defense_goes_without_what_the_broken_made() {
    let bylaws = compared(&makers([100.0, 0.5]).add("attacks", UNDERCUT), false).unwrap();
    let alone = under(&bylaws, Bylaw::Alone);
    costs(&alone.protection.first, 4.5);
    near(alone.unserved_first_t, Some(100.0));
    assert!(matches!(alone.protection.all, Kill::Unkillable(_)));
    near(alone.unserved_all_t, None);
    assert_eq!(alone.protection.survivors, [0]);
    for bylaw in [Bylaw::Joint, Bylaw::OneDesk, Bylaw::LetGo] {
        near(under(&bylaws, bylaw).unserved_first_t, None);
    }
    assert!(bylaws.left_out.is_empty() && bylaws.dead.is_empty());
}

/// Birch has 1.5, gone after two years of 1.35 in cuts together; one purse of 2 goes after two years, too, and takes all with it.
#[test]
fn one_purse_takes_everybody_with_it() {
    let bylaws = compared(&makers([1.5, 0.5]).add("attacks", UNDERCUT), false).unwrap();
    let alone = under(&bylaws, Bylaw::Alone);
    costs(&alone.protection.first, 4.5);
    costs(&alone.protection.all, 1350.0);
    near(alone.unserved_first_t, Some(100.0));
    // Elder's 50 t in 2031, everything in 2032.
    near(alone.unserved_all_t, Some(200.0));
    // Elder is undercut to a standstill in both years for 2 · 5; Birch has to bring -2 + 2 = 0 in the two: 1.2 in cuts together, of which
    // Elder's price falls as well: 1.2 · 1,000 is all.
    let joint = under(&bylaws, Bylaw::Joint);
    costs(&joint.protection.first, 1200.0);
    near(joint.unserved_first_t, Some(150.0));
    near(joint.unserved_all_t, Some(150.0));
}

/// An undercut that grows by 0.2 a year, 0.2, 0.4 and 0.5 (idle) for 11 MUSD in all, leaves Elder 0.5 + 2 + 0 - 1. The cut for all takes the other 1.5: 0.1 in
/// 2031, when its works are idle, and 0.05 in 2030.
#[test]
fn an_undercut_keeps_its_ramp() {
    let slow = "undercut, target, member=elder, metal, 0.8, 2030, , , 100, 100, 100, , , , 0.2";
    let bylaws = compared(&makers([100.0, 0.5]).add("attacks", slow), false).unwrap();
    costs(&under(&bylaws, Bylaw::Alone).protection.first, 11.0 + 150.0);
}

/// Elder's works lose all of a year for 3 a year: they stand idle at 1, more than the 0.5 in its purse. In that year defense lacks 50 t as well.
#[test]
fn losses_of_equipment_break_only_with_bans() {
    let listing = "listing, equipment, member=elder, , 1, 2030, , , , , , , , 3,
                   tools, equipment, technology=melting, , 0.5, 2030, , , , , , , , 1,";
    let case = makers([100.0, 0.5]).add("attacks", UNDERCUT).add("attacks", listing);
    costs(&under(&compared(&case, false).unwrap(), Bylaw::Alone).protection.first, 4.5);
    let bylaws = compared(&case, true).unwrap();
    let alone = under(&bylaws, Bylaw::Alone);
    costs(&alone.protection.first, 3.0);
    near(alone.unserved_first_t, Some(150.0));
    assert_eq!(bylaws.left_out, [AttackAt::new(3)], "tools of all are no strike on one");
}

/// What cannot be done in the same year does not add up: an undercut of 0.2 in 2030 leaves a cut of 0.25 to do, or all 0.45.
#[test]
fn attacks_that_exclude_each_other_do_not_add_up() {
    let first = |each: &str, other: &str| {
        let case = makers([100.0, 0.5]).table("attacks", &format!("{HEADER}, ramp_per_year"));
        let cut = format!("cut, price, material=metal, metal, 0.8, 2030, , {each}, 10000, 5000, 1000, , , , ");
        let under = format!("undercut, target, member=elder, metal, 0.2, 2030, , {other}, 100, 100, 100, , , ,");
        let bylaws = compared(&case.add("attacks", &cut).add("attacks", &under), false).unwrap();
        bylaws.pooled[0].protection.first.clone()
    };
    costs(&first("", ""), 252.0);
    costs(&first("undercut", "cut"), 450.0);
}

/// Without defense demand nothing is said of it.
#[test]
fn no_defense_demand_is_no_number() {
    let case = makers([100.0, 0.5]).add("attacks", UNDERCUT).table(
        "demands",
        "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
         motors, motors, birch, us, metal, commercial, 300, 300",
    );
    near(under(&compared(&case, false).unwrap(), Bylaw::Alone).unserved_first_t, None);
}

/// A reserve of 40 t that Elder's closing could not refill is drawn: 40 of the 100 t are there after all.
#[test]
fn reserves_are_drawn_when_members_close() {
    let case = makers([100.0, 0.5]).add("attacks", UNDERCUT);
    let kept = case.table("stocks", "material, region, initial_t, reserve_t, limit_t\nmetal, us, 40, 40, 40");
    let alone = compared(&kept, false).unwrap();
    let alone = under(&alone, Bylaw::Alone);
    costs(&alone.protection.first, 4.5);
    near(alone.unserved_first_t, Some(60.0));
}

/// An agent without plants pays 0.4 a year: with 1 it is out of cash in the third year without an attack, with 2 it is a firm that no attack reaches.
#[test]
fn a_member_without_plants_is_a_firm_if_it_has_money_of_its_own() {
    let with = |cash: f64| {
        let case = makers([100.0, 0.5]).add("attacks", UNDERCUT).add("members", "agent, investor, 50");
        let finances = format!("member, opening_cash_musd, overhead_musd_per_year\nagent, {cash}, 0.4");
        compared(&case.table("finances", &finances), false).unwrap()
    };
    let found = with(1.0);
    assert_eq!((found.members, found.dead), (vec![0, 1], vec![2]));
    let found = with(2.0);
    assert_eq!((found.members.as_slice(), found.dead.as_slice()), ([0, 1, 2].as_slice(), [].as_slice()));
    let alone = found.pooled.iter().find(|pooled| pooled.protection.bylaw == Bylaw::Alone).unwrap();
    costs(&alone.protection.first, 4.5);
}
