//! Sizes of the program: a lost block of rows is the commonest silent fault of planning models.

use std::collections::BTreeMap;

use crate::toy::Case;

/// A chain with everything: years 2030 and 2031, then `branches` scenarios of three years each.
pub fn everything(branches: usize) -> Case {
    let mut scenarios = "id, parent, first_year, probability\nnow, , 2030, 1".to_string();
    for branch in 0..branches {
        scenarios.push_str(&format!("\nway{branch}, now, 2032, {}", 1.0 / branches as f64));
    }
    Case::chain(2030, 2034)
        .set(|s| {
            s.finance.scale_segments = 2;
            s.risk.weight = 0.3;
        })
        .table("scenarios", &scenarios)
        .table("regions", "id, bloc\nus, home\ncn, adversary")
        .table(
            "members",
            "id, role, capital_total_musd, capital_per_year_musd
             miner, supplier, 40,
             refiner, refiner, 40, 10",
        )
        .table(
            "technologies",
            "id, stage, mines, treats, variable_cost_usd_per_kg, ramp
             mine, mining, concentrate, , 2,
             separation, separation, , concentrate, 4, 0.5",
        )
        .table(
            "facilities",
            "id, member, region, technology, feed, status, capacity_t_per_year, reserve_t, retire_year, max_capacity_t_per_year, max_builds, \
             capex_ref_musd, size_ref_t_per_year, capex_exponent, module_t_per_year, opening_cost_musd, construction_years, lifetime_years
             hill_mine, miner, us, mine, hill, existing, 100, 300, , , , , , , , , ,
             plant, refiner, us, separation, , existing, 80, , 2032, 160, 2, 5, 80, 0.6, , , 1, 20
             rack, refiner, us, separation, , candidate, , , , 60, , 2, 20, , 20, 1, 1, 2",
        )
        .table("lanes", "from, to, material, limit_t_per_year\ncn, us, nd_oxide, 50")
        .add("markets", "shanghai, cn, adversary")
        .add("offers", "shanghai, nd_oxide, buy, 500")
        .add("prices", "shanghai, nd_oxide, 2030, 70")
        .table(
            "demands",
            "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg, origin_rule_from, \
             service_level, service_from, service_probability
             motors, motors, refiner, us, nd_oxide, defense, 90, 60, 2031, 0.5, 2033, 0.4",
        )
        .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 12")
        .table("stocks", "material, region, initial_t, limit_t\nnd_oxide, us, 5, 50")
        .table("policies", "id, kind, filter, value, limit_t_per_year\nfloor, price_floor, material=nd_oxide, 75, 40")
}

/// Members of each family that has any.
fn sizes(branches: usize) -> BTreeMap<String, usize> {
    let counts = everything(branches).formulation().program.counts();
    let cols = counts.cols.into_iter().map(|f| (format!("{} (columns)", f.name), f.members));
    cols.chain(counts.rows.into_iter().map(|f| (f.name, f.members))).filter(|(_, members)| *members > 0).collect()
}

/// For each family what the common past has, what every scenario adds, and why: there are 2 states and 3 more for each
/// scenario, of which `plant` and `rack` can be committed in 2 and 2 more, to come a year later.
const EXPECTED: &[(&str, usize, usize)] = &[
    // Three runs in every state, but the rack's not before 2031.
    ("run (columns)", 2 + 3, 3 * 3),
    ("installed (columns)", 2 + 1, 2 * 3),
    // Two pieces of the plant's cost curve and the rack's modules, for each slot.
    ("build (columns)", 2 * (2 + 1), 2 * (2 + 1)),
    ("size (columns)", 2 * 2, 2 * 2),
    ("open (columns)", 2, 2),
    // At the end stand all four slots of the plant, and the rack's of 2033 alone, whose two years end with 2035.
    ("keep (columns)", 0, 4 + 1),
    ("buy (columns)", 2, 3),
    ("sell (columns)", 2 * 2, 2 * 3),
    ("ship (columns)", 2, 3),
    ("downgrade (columns)", 2, 3),
    ("dispose (columns)", 2, 3),
    ("hold (columns)", 2, 3),
    ("serve (columns)", 2, 3),
    ("short (columns)", 2, 3),
    ("miss (columns)", 0, 1),
    ("top_up (columns)", 2, 3),
    // Two members, one purse.
    ("invest (columns)", 2 * 2, 2 * 3),
    ("earn (columns)", 2, 3),
    ("lose (columns)", 0, 1),
    ("threshold (columns)", 1, 0),
    // Five places.
    ("material_balance", 5 * 2, 5 * 3),
    ("demand_met", 2, 3),
    // From 2033 on: two states of each scenario.
    ("service_level", 0, 2),
    ("service_probability", 1, 0),
    ("capacity_limit", 2 + 3, 3 * 3),
    ("capacity_roll", 2 + 1, 2 * 3),
    // Something young may be there in every year from 2031 on, for both.
    ("ramp_limit", 2, 2 * 3),
    // The plant's old part is gone in 2033, the rack's first slot in 2033: two years each.
    ("lifetime_limit", 0, 2 + 2),
    ("size_limit", 2 * 2, 2 * 2),
    ("size_minimum", 2 * 2, 2 * 2),
    // The plant's last slot; the rack's modules are held by the site.
    ("build_limit", 0, 1),
    ("one_segment", 2, 2),
    // Both have something that ends: a row for every slot.
    ("site_limit", 2 * 2, 2 * 2),
    ("open_limit", 2, 2),
    ("open_once", 0, 1),
    ("ore_depletion", 0, 1),
    ("lane_limit", 2, 3),
    ("price_floor", 2, 3),
    ("price_floor_limit", 2, 3),
    ("capital_source", 2, 3),
    ("capital_limit", 2, 3),
    ("capital_total", 0, 2),
    ("keep_limit", 0, 4 + 1),
    ("salvage_limit", 0, 2),
    ("cash_flow", 2, 3),
    ("tail_loss", 0, 1),
];

#[test]
fn every_family_has_its_number_of_rows_and_columns() {
    for branches in 1..=4 {
        let found = sizes(branches);
        for (family, common, each) in EXPECTED {
            assert_eq!(found.get(*family), Some(&(common + each * branches)), "`{family}` with {branches} scenarios");
        }
        let known: Vec<&str> = EXPECTED.iter().map(|(family, ..)| *family).collect();
        let strange: Vec<&String> = found.keys().filter(|family| !known.contains(&family.as_str())).collect();
        assert!(strange.is_empty(), "{strange:?} are not expected");
    }
}
