//! A price table of a million rows.

use std::fmt::Write;

use crate::case::Case;

/// Rows of `prices`, with one duplicate and one bad cell at the end if asked for.
fn prices(rows: usize) -> String {
    let mut text = String::from("market,material,year,price_usd_per_kg,scenario,source,confidence\n");
    for at in 0..rows {
        let (year, material, path) = (2027 + at % 40, at / 40 % 100, at / 4000);
        writeln!(text, "world,material_{material},{year},{}.25,path_{path},example,assumed", at % 97).unwrap();
    }
    text
}

#[test]
fn a_million_prices_are_read_and_checked() {
    let case = Case::new().write("prices.csv", prices(1_000_000));
    let start = std::time::Instant::now();
    let read = case.read();
    println!("a million prices: {:.2} s", start.elapsed().as_secs_f64());
    assert_eq!(read.tables.prices.len(), 1_000_000);
    assert!(read.findings.is_empty());
}

#[test]
fn a_fault_in_row_one_million_is_found_and_drawn() {
    let bad = "world,material_0,2027,1.5,path_0,example,assumed\nworld,material_0,2099,1o,,example,assumed\n";
    let case = Case::new().write("prices.csv", prices(1_000_000) + bad);
    insta::assert_snapshot!(case.said(), @"
    table::duplicate_key

      × market `world`, material `material_0`, year `2027`, scenario `path_0`: already given in line 2
             ╭─[case/prices.csv:1000002:1]
     1000002 │ world,material_0,2027,1.5,path_0,example,assumed
             · ────────────────────────────────────────────────
             ╰────

    table::bad_value

      × expected a number, found `1o`
             ╭─[case/prices.csv:1000003:23]
     1000003 │ world,material_0,2099,1o,,example,assumed
             ·                       ─┬
             ·                        ╰── `price_usd_per_kg`
             ╰────
    ");
}
