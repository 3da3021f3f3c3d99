//! Slips that were let pass: rates in percent, money without limit, numbers that no solver can take.

use std::path::Path;

use crate::command::{Desk, copy};

/// A desk with one of the inputs as `case`.
fn desk(input: &str) -> Desk {
    let desk = Desk::new();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/inputs").join(input), &desk.path("case"));
    desk
}

/// Checks the case and holds what is said to what has to be said.
#[track_caller]
fn refused(desk: &Desk, sentences: &[&str]) {
    let said = desk.run(&["check", "case", "--json"]);
    assert_eq!(said.code, 1, "{said:#?}");
    for sentence in sentences {
        assert!(said.out.contains(sentence), "`{sentence}` is not said: {}", said.out);
    }
}

#[test]
fn a_rate_in_percent_is_refused_with_the_share() {
    let desk = desk("rate-in-percent");
    refused(&desk, &["expected a rate above -0.5, up to 1, found 8", "0.08 is 8%"]);
    desk.change("case/case.toml", "discount_rate = 8", "discount_rate = 0.08\ndebt_rate = 5\ntax_rate = 21");
    refused(&desk, &["0.05 is 5%", "0.21 is 21%"]);
    desk.change("case/case.toml", "debt_rate = 5\ntax_rate = 21", "debt_rate = 0.05");
    desk.run(&["check", "case"]).well();
}

#[test]
fn a_factor_and_a_duty_in_percent_are_refused_with_the_share() {
    let desk = desk("free-money/scenario-only");
    desk.change("case/changes.csv", "multiply,1.5", "multiply,65");
    refused(&desk, &["expected a factor from 0 to 50, found 65", "0.65 is 65%"]);
    let desk = Desk::with_hand_case("5-origin");
    desk.change("case/lanes.csv", "limit_t_per_year", "limit_t_per_year,tariff");
    desk.change("case/lanes.csv", "400", "400,25");
    refused(&desk, &["expected a share of the price from 0 to 10, found 25", "0.25 is 25%"]);
}

#[test]
fn money_without_limit_is_named_by_its_offers() {
    let two = desk("free-money/two-markets").run(&["plan", "case", "--quiet"]).refused(3).err;
    assert!(two.contains("buy `metal` at `world` for 3 USD/kg in 2030 (`offers` row 1)"), "{two}");
    assert!(two.contains("sell `metal` at `other` for 4 USD/kg in 2030 (`offers` row 2)"), "{two}");
    assert!(!two.contains("scrap"), "{two}");
    let one = desk("free-money/scenario-only").run(&["plan", "case", "--quiet"]).refused(3).err;
    assert!(
        one.contains("buy `metal` at `world` for 103 USD/kg in 2031·a (`offers` row 1)") || one.contains("154.5"),
        "{one}"
    );
    assert!(!one.contains("2031·b") && !one.contains("scrap"), "{one}");
}

#[test]
fn what_no_solver_can_take_is_refused_at_its_cell() {
    refused(
        &desk("check-passes-plan-fails/17"),
        &["finance.discount_rate", "finance.debt_rate"].map(|_| "found 1e300"),
    );
    let cells = ["\"field\":\"size_ref_t\"", "\"field\":\"capacity_t\"", "found 1e-300"];
    refused(&desk("check-passes-plan-fails/35"), &cells);
}

#[test]
fn a_recipe_that_makes_a_million_tonnes_of_one_is_refused() {
    let desk = desk("audit-fails");
    refused(&desk, &["makes 1000000 t of 1 t: mass from nothing", "found 1e-12", "found 100"]);
}

/// What made the audit fail was that activity of less than a billionth of a tonne was left out, with all that it moves.
#[test]
fn little_activity_that_moves_much_passes_the_audit() {
    let desk = desk("audit-fails");
    desk.change("case/recipes.csv", "1e6", "99");
    desk.change("case/recipes.csv", "scrap,-1", "scrap,-1\nmelting,slag,-90000");
    desk.change("case/materials.csv", "id,name,kind", "id,name,kind\nslag,Slag,residue");
    desk.change("case/offers.csv", "market,material,side", "market,material,side\nyard,slag,buy");
    desk.change("case/prices.csv", "yard,scrap,2030,2", "yard,scrap,2030,2\nyard,slag,2030,0");
    desk.change("case/prices.csv", "metal,100,5", "metal,2030,5");
    desk.change("case/facilities.csv", "existing,1e-12", "existing,1e-6");
    desk.change("case/facilities.csv", "candidate,,1e-12", "candidate,,1e-6");
    desk.run(&["plan", "case", "--quiet"]).well();
}
