//! A revolving fund: each year's equity is retired in the order of issue. The board decides; this says what it could.

use serde::Serialize;

use crate::amount::Cents;

/// A year of a fund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FundYear {
    /// Year, from 1.
    pub year: usize,
    /// Retained.
    pub retained: Cents,
    /// Retired, by year of issue.
    pub retired: Vec<(usize, Cents)>,
    /// Fund at the end of the year.
    pub fund: Cents,
}

/// Returns the amounts to retire, oldest year first, out of balances in the order of issue.
pub fn oldest_first(balances: &[Cents], mut amount: Cents) -> Vec<(usize, Cents)> {
    let mut retired = Vec::new();
    for (position, balance) in balances.iter().enumerate() {
        let part = amount.min(*balance).max(Cents::ZERO);
        if part > Cents::ZERO {
            retired.push((position, part));
            amount -= part;
        }
    }
    retired
}

/// Projects a fund that retires whatever exceeds the capital needed.
pub fn revolve(retained: &[Cents], needed: Cents) -> Vec<FundYear> {
    let mut balances: Vec<Cents> = Vec::new();
    let mut years = Vec::new();
    for (position, kept) in retained.iter().enumerate() {
        let fund: Cents = balances.iter().copied().sum::<Cents>() + *kept;
        let retired = oldest_first(&balances, Cents((fund - needed).0.max(0)));
        for (year, part) in &retired {
            balances[*year] -= *part;
        }
        balances.push(*kept);
        let retired = retired.into_iter().map(|(year, part)| (year + 1, part)).collect();
        years.push(FundYear { year: position + 1, retained: *kept, retired, fund: balances.iter().copied().sum() });
    }
    years
}
