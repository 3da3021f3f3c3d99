//! A case folder with a price table of many rows, for measuring how fast a case is read and checked.

use std::fmt::Write;
use std::io;
use std::path::Path;

use crate::large::{self, Dimensions, FIRST_YEAR, spread};

/// Years of history and forecast in the price table.
const YEARS: usize = 100;

/// Writes a valid case whose `prices` has `rows` rows.
///
/// # Errors
/// When a file cannot be written.
pub fn write(rows: usize, folder: &Path) -> io::Result<()> {
    // Every scenario has a price for each market, traded material and year; as many scenarios as it takes.
    let small = Dimensions { scenarios: 1, ..Dimensions::default() };
    let traded = large::case(&small).traded;
    let scenarios = rows.div_ceil(traded.len() * YEARS).max(1);
    let mut texts = large::case(&Dimensions { scenarios, ..small });
    let mut text = String::from("market,material,year,price_usd_per_kg,scenario\n");
    let mut left = rows.saturating_sub(traded.len());
    for (market, material) in &traded {
        line(&mut text, format_args!("{market},{material},{FIRST_YEAR},10,"));
    }
    'all: for scenario in 0..scenarios {
        for (k, (market, material)) in traded.iter().enumerate() {
            for year in 0..YEARS {
                if left == 0 {
                    break 'all;
                }
                left -= 1;
                let price = 1.0 + 99.0 * spread(k, scenario, year);
                let year = FIRST_YEAR - 50 + year as i32;
                line(&mut text, format_args!("{market},{material},{year},{price:.3},s{scenario:03}"));
            }
        }
    }
    for (name, table) in &mut texts.tables {
        if *name == "prices" {
            *table = std::mem::take(&mut text);
        }
    }
    texts.write(folder)
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("writing to a string cannot fail");
}
