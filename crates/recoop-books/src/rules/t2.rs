//! T2: patronage is paid from the first day of the year to the 15th day of the 9th month after it (26 USC 1382(d)).

use jiff::civil::Date;

use crate::dates::YearEnd;

/// The day is within the payment period of a fiscal year.
///
/// # Errors
/// The period, where the day is outside.
pub fn in_payment_period(year_end: YearEnd, year: i16, day: Date) -> Result<(), String> {
    let (first, last) = (year_end.first_day(year), year_end.payment_deadline(year));
    if first <= day && day <= last {
        return Ok(());
    }
    Err(format!("{day} is outside the payment period of fiscal year {year}, {first} to {last} (T2)"))
}
