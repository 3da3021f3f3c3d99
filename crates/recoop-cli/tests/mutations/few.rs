//! Cases without slips draw few warnings: those of the repository, and twenty made of them by moving every amount up to a factor of
//! three up or down.

use std::path::Path;

use super::CASES;
use super::case::{self, Form, Text};
use super::judge::check;
use super::mutate::Draw;

/// Warnings for a hundred rows.
const MOST: usize = 2;

/// Shipped cases beside those that slips are made in.
const OTHERS: [&str; 4] = ["cases/lynas-2012", "cases/molycorp-2010", "cases/us-2026", "crates/recoop-io/template"];

/// Columns whose amounts are moved: what nothing has to add up with.
const MOVED: [&str; 10] = [
    "price_usd_per_kg",
    "value_usd_per_kg",
    "shortage_cost_usd_per_kg",
    "variable_cost_usd_per_kg",
    "fixed_cost_usd_per_kg",
    "capex_ref_musd",
    "capacity_t_per_year",
    "quantity_t_per_year",
    "cost_usd_per_kg",
    "reserve_t",
];

fn shipped() -> Vec<Text> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |case: &&str| {
        let text = case::read(&repository.join(case));
        let settings = super::named(text.settings.clone());
        Text { settings, ..text }
    };
    // What a case accepts counts here: the check has to be right by itself.
    CASES.iter().chain(&OTHERS).map(read).map(super::without_acceptances).collect()
}

fn rows(text: &Text) -> usize {
    text.sheets.iter().map(|sheet| sheet.rows.len() - 1).sum()
}

/// A case with every amount moved, the larger amounts of a row with the smaller ones.
fn moved(text: &Text, draw: &mut Draw) -> Text {
    let mut moved = text.clone();
    for sheet in &mut moved.sheets {
        let header = sheet.rows[0].clone();
        for row in sheet.rows.iter_mut().skip(1) {
            for (cell, name) in row.iter_mut().zip(&header) {
                if let (true, Ok(value)) = (MOVED.contains(&name.as_str()), cell.trim().parse::<f64>()) {
                    let factor = 3.0_f64.powf(2.0 * draw.share() - 1.0);
                    *cell = format!("{}", (value * factor * 1000.0).round() / 1000.0);
                }
            }
        }
    }
    moved
}

#[test]
fn cases_without_slips_draw_few_warnings() {
    let texts = shipped();
    let mut said = Vec::new();
    for text in &texts {
        let (_, warnings) = check(text, Form::default()).unwrap();
        println!("{:<24}{:>5} rows{:>4} warnings", text.name, rows(text), warnings.len());
        if warnings.len() * 100 > MOST * rows(text) {
            said.push(format!("{}: {} warnings on {} rows: {warnings:#?}", text.name, warnings.len(), rows(text)));
        }
    }
    let (mut made, mut all_rows, mut all, mut at) = (0, 0, 0, 0);
    while made < 20 {
        let mut draw = Draw::new(11, at);
        at += 1;
        let text = moved(draw.pick(&texts).unwrap(), &mut draw);
        let (errors, warnings) = check(&text, Form::default()).unwrap();
        if errors > 0 {
            continue;
        }
        made += 1;
        all_rows += rows(&text);
        all += warnings.len();
        if warnings.len() > 1 {
            println!("moved {:<18}{:>5} rows{:>4} warnings {warnings:#?}", text.name, rows(&text), warnings.len());
        }
    }
    println!("{made} moved cases: {all} warnings on {all_rows} rows");
    assert!(said.is_empty(), "{}", said.join("\n"));
    assert!(all * 100 <= MOST * all_rows, "{all} warnings on {all_rows} rows of 20 cases");
}
