//! Fiscal years, months, and the days that tax law counts. Dates are given; no clock is read.

use std::fmt;

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

/// The last month of a fiscal year, 1 to 12. A fiscal year ends on the last day of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct YearEnd(i8);

/// A date that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// A fiscal year that does not end with a month.
    #[error("a fiscal year ends on the last day of a month; {0} is not one (52-53-week years are not supported)")]
    YearEnd(Date),
    /// A date so far away that a period of law ends beyond the calendar.
    #[error("{0} is outside the years 1900 to 2999")]
    Far(Date),
    /// The text is no date.
    #[error("`{0}` is not a date; write it as 2031-02-28")]
    Form(String),
}

/// Reads a date written as `2031-02-28`. Days that do not exist are refused.
///
/// # Errors
/// Text of another form, a day that does not exist, a year outside 1900 to 2999.
pub fn read_date(text: &str) -> Result<Date, DateError> {
    let form = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    let date: Date = text.parse().ok().filter(|_| form).ok_or_else(|| DateError::Form(text.to_string()))?;
    if (1900..3000).contains(&date.year()) { Ok(date) } else { Err(DateError::Far(date)) }
}

impl YearEnd {
    /// The calendar year.
    pub const DECEMBER: YearEnd = YearEnd(12);

    /// Returns the year end that falls on this day.
    ///
    /// # Errors
    /// A day that is not the last of its month.
    pub fn on(day: Date) -> Result<YearEnd, DateError> {
        if day == day.last_of_month() { Ok(YearEnd(day.month())) } else { Err(DateError::YearEnd(day)) }
    }

    /// Returns the fiscal year of a day, named by the calendar year in which it ends.
    pub fn year_of(self, day: Date) -> i16 {
        day.year() + i16::from(day.month() > self.0)
    }

    /// Returns the last day of a fiscal year.
    pub fn last_day(self, year: i16) -> Date {
        Date::constant(year, self.0, 1).last_of_month()
    }

    /// Returns the first day of a fiscal year.
    pub fn first_day(self, year: i16) -> Date {
        plus(self.last_day(year - 1), 1.day())
    }

    /// Returns the last day on which patronage of a year can be paid: the 15th of the 9th month after it (26 USC 1382(d)).
    pub fn payment_deadline(self, year: i16) -> Date {
        let first = self.last_day(year).first_of_month();
        let month = plus(first, 9.months());
        Date::constant(month.year(), month.month(), 15)
    }

    /// Returns the last day on which a qualified check can be cashed: the 90th day after the payment deadline
    /// (26 USC 1388(c)(2)(C)).
    pub fn check_deadline(self, year: i16) -> Date {
        plus(self.payment_deadline(year), 90.days())
    }
}

/// Returns the day a number of days after another.
pub fn days_after(day: Date, days: i32) -> Date {
    plus(day, days.days())
}

/// Returns the whole days from one day to another.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

fn plus(day: Date, span: Span) -> Date {
    // Dates are within 1900 to 2999 when they are read, and the spans are of months.
    day.saturating_add(span)
}

/// A month of the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month {
    /// Calendar year.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: i8,
}

impl Month {
    /// Returns the month of a day.
    pub fn of(day: Date) -> Month {
        Month { year: day.year(), month: day.month() }
    }

    /// Returns the month after this one.
    pub fn next(self) -> Month {
        match self.month {
            12 => Month { year: self.year + 1, month: 1 },
            month => Month { year: self.year, month: month + 1 },
        }
    }

    /// Returns the last day.
    pub fn last_day(self) -> Date {
        Date::constant(self.year, self.month, 1).last_of_month()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}", self.year, self.month))
    }
}

impl std::str::FromStr for Month {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Month, DateError> {
        let day = read_date(&format!("{text}-01")).map_err(|_| DateError::Form(text.to_string()))?;
        Ok(Month::of(day))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_of_law_are_those_of_the_calendar() {
        assert_eq!(YearEnd::DECEMBER.payment_deadline(1964), date(1965, 9, 15));
        assert_eq!(YearEnd::DECEMBER.check_deadline(1964), date(1965, 12, 14));
        let august = YearEnd::on(date(2026, 8, 31)).unwrap();
        assert_eq!(august.payment_deadline(2026), date(2027, 5, 15));
        assert_eq!(august.check_deadline(2026), date(2027, 8, 13));
        assert_eq!(august.year_of(date(2026, 8, 31)), 2026);
        assert_eq!(august.year_of(date(2026, 9, 1)), 2027);
        assert_eq!(august.first_day(2027), date(2026, 9, 1));
    }

    #[test]
    fn leap_days_end_a_year_and_a_month() {
        let february = YearEnd::on(date(2031, 2, 28)).unwrap();
        assert_eq!(february.last_day(2032), date(2032, 2, 29));
        assert_eq!(february.first_day(2033), date(2032, 3, 1));
        assert_eq!(days_between(date(2032, 2, 28), date(2032, 3, 1)), 2);
        assert_eq!(Month { year: 2032, month: 2 }.last_day(), date(2032, 2, 29));
        assert!(YearEnd::on(date(2032, 2, 28)).is_err());
        assert!(read_date("2031-02-29").is_err());
        assert!(read_date("2032-02-29").is_ok());
        assert!(read_date("0031-02-01").is_err());
        assert!(read_date("2031-2-1").is_err());
    }
}
