//! Balances as they run: equity, payables, subscriptions, years, pools, allocations.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Findings};
use crate::amount::Cents;
use crate::chart::{Account, Kind};
use crate::dates::YearEnd;
use crate::entry::{Entry, Place};
use crate::forms::DocumentKind;
use crate::ids::{MemberId, PoolId};
use crate::labels::LegalKind;

/// Runs through the journal and returns the balances at its end.
pub(super) fn check(entries: &[Entry], year_end: YearEnd, findings: &mut Findings) -> BTreeMap<Account, Cents> {
    let mut balances: BTreeMap<Account, Cents> = BTreeMap::new();
    let mut closed_years: BTreeMap<i16, ()> = BTreeMap::new();
    let mut closed_pools: BTreeSet<PoolId> = BTreeSet::new();
    // Dry weight by pool: what was delivered into it, and what counts as business at its close.
    let mut pooled: BTreeMap<PoolId, i64> = BTreeMap::new();
    // Income and costs by fiscal year.
    let mut temporary: BTreeMap<i16, BTreeMap<Account, i64>> = BTreeMap::new();
    for entry in entries {
        let year = year_end.year_of(entry.date);
        let is_reversal = entry.kind == DocumentKind::Reversal;
        for line in &entry.quantities {
            if line.place == Place::Pooled && line.element.as_str() == "dry" {
                *pooled.entry(line.pool.clone()).or_default() += line.grams.0;
            }
            if closed_pools.contains(&line.pool) {
                findings.add(Check::Pools, entry, format!("pool `{}` is closed", line.pool));
            }
        }
        for line in &entry.lines {
            let account = &line.account;
            let balance = balances.entry(account.clone()).or_default();
            *balance += line.cents;
            let after = *balance;
            if account.kind.is_member_equity() && after > Cents::ZERO && line.cents > Cents::ZERO {
                findings.add(Check::Equity, entry, format!("`{account}` falls below zero: {}", -after));
            }
            let owed = matches!(
                account.kind,
                Kind::PayablePatronage | Kind::PayableRedemption | Kind::PayableDividend | Kind::PayableSide
            );
            if owed && after > Cents::ZERO && line.cents > Cents::ZERO {
                findings.add(Check::Payables, entry, format!("{after} more is taken from `{account}` than was owed"));
            }
            if account.kind == Kind::Subscriptions && after < Cents::ZERO {
                findings.add(Check::Subscriptions, entry, format!("`{account}` is paid beyond the call by {}", -after));
            }
            if account.kind.is_temporary() {
                *temporary.entry(year).or_default().entry(account.clone()).or_default() += line.cents.0;
                if closed_years.contains_key(&year) && !is_reversal {
                    findings.add(Check::YearClose, entry, format!("`{account}` of the closed year {year} is touched"));
                }
            }
            if account.pool.as_ref().is_some_and(|pool| closed_pools.contains(pool)) && !is_reversal {
                findings.add(Check::Pools, entry, format!("`{account}` is of a closed pool"));
            }
        }
        match entry.kind {
            DocumentKind::YearClose => {
                for (account, cents) in temporary.get(&year).into_iter().flatten().filter(|(_, cents)| **cents != 0) {
                    findings.add(Check::YearClose, entry, format!("`{account}` is left with {}", Cents(*cents)));
                }
                closed_years.insert(year, ());
            }
            DocumentKind::PoolClose => close_pool(entry, &balances, &mut pooled, &mut closed_pools, findings),
            DocumentKind::Resolution => allocation(entry, findings),
            DocumentKind::Reversal if entry.memo.contains("close of fiscal year") || reverses_close(entries, entry) => {
                closed_years.remove(&year);
            }
            _ => {}
        }
    }
    balances.retain(|_, cents| *cents != Cents::ZERO);
    balances
}

/// Whether an entry reverses the close of a year.
fn reverses_close(entries: &[Entry], entry: &Entry) -> bool {
    let document = entry.reverses.as_ref();
    entries.iter().any(|other| Some(&other.document) == document && other.kind == DocumentKind::YearClose)
}

fn close_pool(
    entry: &Entry,
    balances: &BTreeMap<Account, Cents>,
    pooled: &mut BTreeMap<PoolId, i64>,
    closed: &mut BTreeSet<PoolId>,
    findings: &mut Findings,
) {
    // The memo names the pool even where nothing was delivered.
    let named = entry.lines.iter().find_map(|line| line.account.pool.clone());
    let Some(pool) = named.or_else(|| entry.memo.strip_prefix("close of pool ").map(PoolId::from)) else { return };
    for kind in [Kind::Inventory, Kind::PoolProceeds] {
        let left = balances.get(&Account::of_pool(kind, &pool)).copied().unwrap_or_default();
        if left != Cents::ZERO {
            findings.add(Check::Pools, entry, format!("pool `{pool}` is left with {left} of `{kind}`"));
        }
    }
    let counted: i64 = entry.business.iter().map(|part| part.grams.0).sum();
    let delivered = pooled.get(&pool).copied().unwrap_or_default();
    if !entry.business.is_empty() && counted != delivered {
        findings.add(
            Check::Business,
            entry,
            format!("{counted} g count as business, {delivered} g were delivered to pool `{pool}`"),
        );
    }
    let cost: Cents =
        entry.lines.iter().filter(|line| line.account.kind == Kind::ProductCost).map(|line| line.cents).sum();
    let value: Cents = entry.business.iter().map(|part| part.cents).sum();
    if !entry.business.is_empty() && value != cost {
        findings.add(Check::Business, entry, format!("business of {value} counts, the pool cost {cost}"));
    }
    closed.insert(pool);
}

/// In an allocation, what leaves net earnings is what patrons and the reserve receive; 20% of a qualified dividend is money.
fn allocation(entry: &Entry, findings: &mut Findings) {
    let patronage = |line: &&crate::entry::Line| line.legal == Some(LegalKind::PatronageDividend);
    if !entry.lines.iter().any(|line| patronage(&line)) {
        return;
    }
    let sum =
        |kind: Kind| entry.lines.iter().filter(|line| line.account.kind == kind).map(|line| line.cents.0).sum::<i64>();
    let given: i64 = entry.lines.iter().filter(patronage).map(|line| line.cents.0).sum();
    let apart = sum(Kind::NetEarnings) + sum(Kind::Reserve) + given;
    if apart != 0 {
        findings.add(Check::Allocation, entry, format!("net earnings and what they become differ by {}", Cents(apart)));
    }
    let mut by_member: BTreeMap<&MemberId, (i128, i128)> = BTreeMap::new();
    for line in entry.lines.iter().filter(patronage) {
        let Some(member) = &line.account.member else {
            findings.add(Check::Allocation, entry, format!("`{}` is a dividend without a patron", line.account));
            continue;
        };
        let (cash, qualified) = by_member.entry(member).or_default();
        match line.account.kind {
            Kind::PayablePatronage => *cash -= i128::from(line.cents.0),
            Kind::Qualified => *qualified -= i128::from(line.cents.0),
            Kind::Nonqualified => {}
            other => findings.add(Check::Allocation, entry, format!("a dividend is posted to `{other}`")),
        }
    }
    for (member, (cash, qualified)) in by_member {
        if qualified > 0 && cash * 5 < cash + qualified {
            findings.add(Check::TwentyPercent, entry, format!("`{member}` has less than 20% in money"));
        }
    }
    let years: BTreeSet<i16> = entry
        .lines
        .iter()
        .filter(|line| line.account.kind == Kind::NetEarnings)
        .filter_map(|line| line.account.year)
        .collect();
    let equity = entry.lines.iter().filter(|line| matches!(line.account.kind, Kind::Qualified | Kind::Nonqualified));
    for line in equity.filter(|line| line.account.year.is_some_and(|year| !years.contains(&year))) {
        findings.add(Check::Allocation, entry, format!("`{}` is not of the year of the net earnings", line.account));
    }
}
