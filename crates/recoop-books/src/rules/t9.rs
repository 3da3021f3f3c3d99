//! T9: patronage of a pool counts in the year in which the pool closes (26 USC 1382(e)).

use jiff::civil::Date;

use crate::dates::YearEnd;

/// Returns the fiscal year to which patronage belongs: that of the pool's close, or of the business where there is no pool.
pub fn year_of_patronage(year_end: YearEnd, delivered: Date, pool_closed: Option<Date>) -> i16 {
    year_end.year_of(pool_closed.unwrap_or(delivered))
}

/// The year is that of the pool's close.
///
/// # Errors
/// Both years, where they differ.
pub fn counts_in(year_end: YearEnd, year: i16, delivered: Date, pool_closed: Option<Date>) -> Result<(), String> {
    let right = year_of_patronage(year_end, delivered, pool_closed);
    if right == year {
        Ok(())
    } else {
        Err(format!("patronage of {delivered} belongs to fiscal year {right}, not {year} (T9)"))
    }
}
