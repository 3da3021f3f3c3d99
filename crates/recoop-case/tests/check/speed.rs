use std::time::Instant;

use recoop_case::check::check;
use recoop_case::fault::Severity;
use recoop_case::tables::PriceRow;

use crate::toy::toy;

/// A million prices of `series` materials at one market, the rows of a series apart from each other.
fn prices(series: usize, years: usize) -> Vec<PriceRow> {
    let row = |at: usize| PriceRow {
        market: "shanghai".into(),
        material: if at.is_multiple_of(series) { "nd_oxide".into() } else { format!("good_{}", at % series).into() },
        year: 1801 + (at / series) as i32,
        price_usd_per_kg: 50.0,
        scenario: at.is_multiple_of(3).then(|| "crash".into()),
        source: None,
        confidence: None,
        note: None,
    };
    (0..series * years).map(row).collect()
}

/// The rules over prices go once through the table. The limit is several times what a debug build takes on a slow machine, and
/// far below what a rule that compares rows with rows would take.
#[test]
fn a_million_prices_are_checked_in_one_pass() {
    let mut toy = toy();
    for at in 1..2500 {
        toy = toy.add("materials", &format!("id=good_{at}, kind=product"));
    }
    let mut tables = toy.read(|message| panic!("{message}"));
    tables.prices.extend(prices(2500, 400));
    let begin = Instant::now();
    let faults = check(&toy.settings, &tables);
    let seconds = begin.elapsed().as_secs_f64();
    println!("{} prices checked in {seconds:.3} s, {} faults", tables.prices.len(), faults.len());
    assert!(faults.iter().all(|fault| fault.severity == Severity::Warning), "{faults:#?}");
    assert!(seconds < 5.0, "{seconds} s");
}

#[test]
fn a_million_bad_prices_are_counted_and_not_all_listed() {
    let toy = toy();
    let mut tables = toy.read(|message| panic!("{message}"));
    tables.prices.extend(prices(2500, 400));
    for row in &mut tables.prices[5..] {
        row.price_usd_per_kg = -1.0;
        row.market = "shenzhen".into();
    }
    let begin = Instant::now();
    let faults = check(&toy.settings, &tables);
    let seconds = begin.elapsed().as_secs_f64();
    println!("{} bad prices checked in {seconds:.3} s, {} faults", tables.prices.len(), faults.len());
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let said = |line: &str| assert!(lines.iter().any(|found| found == line), "{lines:?}");
    said("prices: 999900 more faults like those listed in `price_usd_per_kg` [network::range]");
    // Of an unknown name only the first row is told.
    said("prices row 6, market: there is no market `shenzhen` [network::unknown_id]");
    assert_eq!(lines.iter().filter(|line| line.contains("shenzhen")).count(), 1);
    assert_eq!(lines.iter().filter(|line| line.contains("found -1")).count(), 100);
    assert!(lines.len() < 350, "{}", lines.len());
    assert!(seconds < 5.0, "{seconds} s");
}
