//! Money of a firm that a market price opens: new shares while a window is open, credit that is drawn once its condition holds.
//!
//! ```text
//!   open[w,s] = 1 where price[s] under attack > opens_above, else 0                     one price for all years of a period, so one answer
//!   share window   years[w,s] · (shut + (open - shut) · open[w,s])                       MUSD in state s
//!   credit line    amount, in the first state of its years with open[w,s] = 1             none without one
//! ```
//!
//! Whether something is open follows from the attack and the calendar; the firm decides nothing. A price within a hundred-thousandth of its level counts as at the
//! level, at which a window is shut.

use std::ops::RangeInclusive;

use crate::cell::Name;
use crate::prices::gate::Gate;

/// What comes in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Receipt {
    /// Each year.
    Yearly {
        /// In a year in which the gate is open, MUSD.
        open_musd: f64,
        /// In another, MUSD; not more.
        shut_musd: f64,
    },
    /// Once, in the first year in which the gate is open, MUSD.
    Once(f64),
}

/// Money that comes on a condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Conditional {
    /// Id of the share window or credit line.
    pub id: Name,
    /// Full name, or the id.
    pub title: Name,
    /// Years in which it can come.
    pub years: RangeInclusive<i32>,
    /// The condition; none where it comes anyway.
    pub gate: Option<Gate>,
    /// What comes.
    pub receipt: Receipt,
}

impl Conditional {
    /// Years of a span of calendar years in which it can come.
    #[must_use]
    pub fn years_in(&self, span: &RangeInclusive<i32>) -> f64 {
        let (first, last) = (*self.years.start().max(span.start()), *self.years.end().min(span.end()));
        f64::from((last - first + 1).max(0))
    }

    /// What comes in each of several spans of calendar years, one after the other, MUSD; `is_open` says of a position whether its gate is open there.
    #[must_use]
    pub fn musd(&self, spans: &[RangeInclusive<i32>], is_open: &dyn Fn(usize) -> bool) -> Vec<f64> {
        let mut is_drawn = false;
        let comes = |(at, span): (usize, &RangeInclusive<i32>)| {
            let years = self.years_in(span);
            let is_open = || self.gate.is_none() || is_open(at);
            match self.receipt {
                _ if years == 0.0 => 0.0,
                Receipt::Yearly { open_musd, shut_musd } => years * if is_open() { open_musd } else { shut_musd },
                Receipt::Once(_) if is_drawn || !is_open() => 0.0,
                Receipt::Once(amount) => {
                    is_drawn = true;
                    amount
                }
            }
        };
        spans.iter().enumerate().map(comes).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::positions::{MarketAt, MaterialAt};
    use crate::series::Series;

    fn of(receipt: Receipt, years: RangeInclusive<i32>) -> Conditional {
        let (market, material) = (MarketAt::new(0), MaterialAt::new(0));
        let gate = Gate { market, material, usd_per_kg: Series::Constant(80.0), opens_above_usd_per_kg: 60.0 };
        let id = Name::const_new("shares");
        Conditional { id: id.clone(), title: id, years, gate: Some(gate), receipt }
    }

    /// Periods of one, two and two years, of which the second is shut.
    #[test]
    fn what_comes_by_hand() {
        let spans = [2030..=2030, 2031..=2032, 2033..=2034];
        let is_open = |at: usize| at != 1;
        let yearly = Receipt::Yearly { open_musd: 10.0, shut_musd: 1.0 };
        assert_eq!(of(yearly, 2030..=2040).musd(&spans, &is_open), [10.0, 2.0, 20.0]);
        assert_eq!(of(yearly, 2032..=2033).musd(&spans, &is_open), [0.0, 1.0, 10.0]);
        assert_eq!(of(Receipt::Once(7.0), 2030..=2040).musd(&spans, &is_open), [7.0, 0.0, 0.0]);
        assert_eq!(of(Receipt::Once(7.0), 2031..=2034).musd(&spans, &is_open), [0.0, 0.0, 7.0]);
        assert_eq!(of(Receipt::Once(7.0), 2031..=2032).musd(&spans, &is_open), [0.0; 3]);
    }
}
