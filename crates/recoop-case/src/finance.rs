//! The purse of a member beside its plants: what it begins with, and what comes and goes whatever its plants do.
//!
//! ```text
//!   purse      = opening cash + undrawn credit - minimum cash            without a row of `finances`: capital_total
//!   beside[y]  = - overhead - interest - repayment + cash events         MUSD in a calendar year
//! ```
//!
//! Overhead and interest, those among the cash events included, are taken off taxed profit.
//!
//! A member is insolvent when the purse and all that came and went since is below 0.

use crate::cell::Name;
use crate::conditional::Conditional;
use crate::tables::{DebtRow, FinanceRow, PaymentKind, Repayment, Tables};

/// What a member begins with, and what is paid and received beside its plants.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finance {
    /// Opening cash and undrawn credit less minimum cash, MUSD; infinite without limit.
    pub purse_musd: f64,
    /// Cash that has to stay, MUSD: a part of what the purse is less.
    pub minimum_cash_musd: f64,
    /// Credit that is committed and not drawn on the first day, MUSD: a part of the purse.
    pub undrawn_credit_musd: f64,
    /// Cost of the firm beside its plants, MUSD/yr.
    pub overhead_musd_per_year: f64,
    /// First calendar year of the horizon.
    first_year: i32,
    /// By calendar year of the horizon.
    years: Vec<Year>,
    /// Money that depends on a price, or comes once: beside [`Self::beside_musd`].
    pub conditional: Vec<Conditional>,
}

/// Money of a calendar year, MUSD.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Year {
    /// Interest on debts of the first day.
    interest: f64,
    /// Their repayment, at the end of the year.
    repayment: f64,
    /// Debt service among the cash events.
    debt_events: f64,
    /// Of it interest.
    interest_events: f64,
    /// Other cash events; below 0 they go out.
    other_events: f64,
}

impl Finance {
    /// The finances of a member over the years of a horizon. `capital_total_musd` is what it begins with where `finances` has no row.
    pub(crate) fn new(tables: &Tables, member: &Name, capital_total_musd: f64, (first, last): (i32, i32)) -> Self {
        let row = tables.finances.iter().find(|row| row.member == *member);
        let purse = |row: &FinanceRow| {
            row.opening_cash_musd + row.undrawn_credit_musd.unwrap_or_default()
                - row.minimum_cash_musd.unwrap_or_default()
        };
        let mut it = Self {
            purse_musd: row.map_or(capital_total_musd, purse),
            minimum_cash_musd: row.and_then(|row| row.minimum_cash_musd).unwrap_or_default(),
            undrawn_credit_musd: row.and_then(|row| row.undrawn_credit_musd).unwrap_or_default(),
            overhead_musd_per_year: row.and_then(|row| row.overhead_musd_per_year).unwrap_or_default(),
            first_year: first,
            years: (first..=last)
                .map(|_| Year {
                    interest: row.and_then(|row| row.interest_musd_per_year).unwrap_or_default(),
                    ..Year::default()
                })
                .collect(),
            conditional: Vec::new(),
        };
        for debt in tables.debts.iter().filter(|debt| debt.member == *member) {
            for (at, year) in it.years.iter_mut().zip(first..) {
                let (interest, repayment) = service_musd(debt, first, year);
                at.interest += interest;
                at.repayment += repayment;
            }
        }
        let events = tables.cash_events.iter().filter(|event| event.member == *member && event.variant.is_none());
        for event in events {
            let Some(at) = it.position(event.year) else { continue };
            match event.kind {
                PaymentKind::Repayment => it.years[at].debt_events -= event.amount_musd,
                PaymentKind::Interest => {
                    it.years[at].debt_events -= event.amount_musd;
                    it.years[at].interest_events -= event.amount_musd;
                }
                PaymentKind::Equity
                | PaymentKind::Loan
                | PaymentKind::Capital
                | PaymentKind::Operations
                | PaymentKind::Other => it.years[at].other_events += event.amount_musd,
            }
        }
        it
    }

    /// The same with money that a price opens.
    pub(crate) fn with(self, conditional: Vec<Conditional>) -> Self {
        Self { conditional, ..self }
    }

    /// The purse with `factor` times the cash and the credit of the first day, MUSD; what has to stay is the same.
    #[must_use]
    pub fn purse_times_musd(&self, factor: f64) -> f64 {
        (self.purse_musd + self.minimum_cash_musd) * factor - self.minimum_cash_musd
    }

    /// Returns the cash at the bank of a firm with this purse left, MUSD. Credit is drawn as far as cash would fall below what has to stay, so that
    /// cash is below the minimum where the purse is below 0, and nowhere else.
    #[must_use]
    pub fn cash_at_bank_musd(&self, purse_musd: f64) -> f64 {
        let own = purse_musd + self.minimum_cash_musd - self.undrawn_credit_musd;
        own + (self.minimum_cash_musd - own).clamp(0.0, self.undrawn_credit_musd)
    }

    fn position(&self, year: i32) -> Option<usize> {
        usize::try_from(year - self.first_year).ok().filter(|at| *at < self.years.len())
    }

    fn year(&self, year: i32) -> Year {
        self.position(year).map_or(Year::default(), |at| self.years[at])
    }

    /// Interest on debts of the first day, and repayment of `debts`, that go out in a calendar year, MUSD; 0 outside the horizon.
    #[must_use]
    pub fn standing_debt_musd(&self, year: i32) -> (f64, f64) {
        let it = self.year(year);
        (it.interest, it.repayment)
    }

    /// All interest and repayment that go out in a calendar year, MUSD; 0 outside the horizon.
    #[must_use]
    pub fn debt_service_musd(&self, year: i32) -> f64 {
        let it = self.year(year);
        it.interest + it.repayment + it.debt_events
    }

    /// What else comes in in a calendar year, less overhead, MUSD; 0 outside the horizon.
    #[must_use]
    pub fn other_musd(&self, year: i32) -> f64 {
        self.position(year).map_or(0.0, |at| self.years[at].other_events - self.overhead_musd_per_year)
    }

    /// What is taken off taxed profit in a calendar year beside plants, MUSD: overhead and interest; 0 outside the horizon.
    #[must_use]
    pub fn deductible_musd(&self, year: i32) -> f64 {
        let of = |at: usize| self.overhead_musd_per_year + self.years[at].interest + self.years[at].interest_events;
        self.position(year).map_or(0.0, of)
    }

    /// What comes in less what goes out beside plants in a calendar year, MUSD.
    #[must_use]
    pub fn beside_musd(&self, year: i32) -> f64 {
        self.other_musd(year) - self.debt_service_musd(year)
    }
}

/// Interest on what is outstanding at the beginning of a year, and repayment at its end, MUSD.
fn service_musd(debt: &DebtRow, first: i32, year: i32) -> (f64, f64) {
    if year > debt.last_year {
        return (0.0, 0.0);
    }
    let (parts, paid) = (f64::from(debt.last_year) - f64::from(first) + 1.0, f64::from(year - first));
    let (outstanding, repaid) = match debt.repayment {
        Repayment::Bullet => (1.0, if year == debt.last_year { 1.0 } else { 0.0 }),
        Repayment::Equal => (1.0 - paid / parts, 1.0 / parts),
    };
    (debt.principal_musd * debt.rate.unwrap_or_default() * outstanding, debt.principal_musd * repaid)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn debt(repayment: Repayment, last_year: i32) -> DebtRow {
        DebtRow {
            id: Name::const_new("notes"),
            member: Name::const_new("mine"),
            principal_musd: 100.0,
            rate: Some(0.1),
            repayment,
            last_year,
            name: None,
            source: None,
            confidence: None,
            note: None,
        }
    }

    /// A tenth of the cash is no help to who has too little.
    #[test]
    fn a_factor_is_on_cash_alone() {
        let poor = Finance { purse_musd: -75.0, minimum_cash_musd: 75.0, ..Finance::default() };
        assert_eq!([0.1, 1.0, 10.0].map(|factor| poor.purse_times_musd(factor)), [-75.0; 3]);
        let rich = Finance { purse_musd: 30.0, minimum_cash_musd: 10.0, ..Finance::default() };
        assert_eq!([0.5, 1.0].map(|factor| rich.purse_times_musd(factor)), [10.0, 30.0]);
    }

    /// 30 of cash, of which 10 have to stay, and a line of 25: the line is drawn between a purse of 25 and one of 0.
    #[test]
    fn cash_at_the_bank_by_hand() {
        let firm =
            Finance { purse_musd: 45.0, minimum_cash_musd: 10.0, undrawn_credit_musd: 25.0, ..Finance::default() };
        let at_bank = [45.0, 30.0, 25.0, 10.0, 0.0, -5.0].map(|purse| firm.cash_at_bank_musd(purse));
        assert_eq!(at_bank, [30.0, 15.0, 10.0, 10.0, 10.0, 5.0]);
        let plain = Finance { purse_musd: 45.0, ..Finance::default() };
        assert_eq!([45.0, 0.0, -5.0].map(|purse| plain.cash_at_bank_musd(purse)), [45.0, 0.0, -5.0]);
    }

    #[test]
    fn debts_by_hand() {
        let paid = |debt: &DebtRow| (2030..2035).map(|year| service_musd(debt, 2030, year)).collect::<Vec<_>>();
        let none = (0.0, 0.0);
        assert_eq!(paid(&debt(Repayment::Bullet, 2032)), [(10.0, 0.0), (10.0, 0.0), (10.0, 100.0), none, none]);
        assert_eq!(paid(&debt(Repayment::Equal, 2033)), [(10.0, 25.0), (7.5, 25.0), (5.0, 25.0), (2.5, 25.0), none]);
        assert_eq!(paid(&debt(Repayment::Bullet, 2040)), [(10.0, 0.0); 5]);
    }
}
