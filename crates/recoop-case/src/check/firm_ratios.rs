//! Money of firms out of proportion to what plants make in a year: a sign of dollars or thousands in a column of millions.

use super::case::Case;
use super::flows::capacity;
use super::report::{Against, COMMON, Report};
use super::worth::Worth;

const CODE: &str = "network::purse_ratio";

/// Cash, credit and debt relative to what plants make in a year. Firms that still build have much of it.
const STOCK: (f64, f64) = (1e-3, 100.0);

/// Yearly money; nobody pays ten times what all plants make.
const YEARLY: (f64, f64) = (1e-4, 10.0);

/// Single payments may be small.
const EVENT: (f64, f64) = (1e-5, 100.0);

/// What plants make in a year at full use, MUSD.
pub(super) struct Turnover {
    /// By member.
    of: Vec<f64>,
    /// Of all plants.
    all: f64,
}

impl Turnover {
    /// Adds up plants, those that can still be built included.
    pub fn find(case: &Case<'_>, worth: &Worth) -> Self {
        let mut it = Self { of: vec![0.0; case.members.len()], all: 0.0 };
        for plant in &case.plants {
            let own = plant.facility.feed.as_ref().and_then(|feed| case.feeds.get(feed)).map(|feed| vec![feed]);
            let feeds = own.unwrap_or_else(|| case.treated_feeds(plant));
            let Some(made) = worth.best(case, plant.technology_row, Some(&feeds)) else { continue };
            let musd = capacity(plant) * made / 1000.0;
            if !(musd > 0.0 && musd.is_finite()) {
                continue;
            }
            it.all += musd;
            if let Some(member) = plant.facility.member.as_ref().and_then(|id| case.members.get(id)) {
                it.of[member] += musd;
            }
        }
        it
    }

    /// Warns of an amount of a member, MUSD, that is far from what its plants make in a year; without plants, far above what all plants make.
    fn ratio(
        &self,
        case: &Case<'_>,
        report: &mut Report,
        place: (&'static str, usize, &'static str),
        member: &str,
        (amount, unit): (Option<f64>, &str),
        usual: (f64, f64),
    ) {
        let Some(amount) = amount.map(f64::abs).filter(|amount| *amount > 0.0) else { return };
        let own = case.members.get(member).map(|at| self.of[at]).filter(|own| *own > 0.0);
        let (words, number, least) = match own {
            Some(own) => ("what its plants can make in a year", own, usual.0),
            None => ("what all plants can make in a year", self.all, 0.0),
        };
        if number > 0.0 {
            let against = Against { words: format_args!("{words}"), number };
            report.ratio(CODE, place, (amount, unit), against, (least, usual.1));
        }
    }
}

/// Checks purses, debts, dated money and reported accounts.
pub(super) fn money(case: &Case<'_>, turnover: &Turnover, report: &mut Report) {
    const MUSD: &str = "MUSD";
    const RATE: &str = "MUSD/yr";
    let tables = case.tables;
    for (row, it) in tables.finances.iter().enumerate() {
        let numbers = [
            ("opening_cash_musd", Some(it.opening_cash_musd), MUSD, STOCK),
            ("undrawn_credit_musd", it.undrawn_credit_musd, MUSD, STOCK),
            ("minimum_cash_musd", it.minimum_cash_musd, MUSD, STOCK),
            ("overhead_musd_per_year", it.overhead_musd_per_year, RATE, YEARLY),
            ("interest_musd_per_year", it.interest_musd_per_year, RATE, YEARLY),
        ];
        for (column, amount, unit, usual) in numbers {
            turnover.ratio(case, report, ("finances", row, column), &it.member, (amount, unit), usual);
        }
    }
    for (row, it) in tables.debts.iter().enumerate() {
        let amount = (Some(it.principal_musd), MUSD);
        turnover.ratio(case, report, ("debts", row, "principal_musd"), &it.member, amount, STOCK);
    }
    for (row, it) in tables.cash_events.iter().enumerate() {
        let amount = (Some(it.amount_musd), MUSD);
        turnover.ratio(case, report, ("cash_events", row, "amount_musd"), &it.member, amount, EVENT);
    }
    for (row, it) in tables.reported_financials.iter().enumerate() {
        let amount = (Some(it.amount_musd), MUSD);
        turnover.ratio(case, report, ("reported_financials", row, "amount_musd"), &it.member, amount, EVENT);
    }
    for (row, it) in tables.share_windows.iter().enumerate() {
        for (column, amount) in
            [("open_musd_per_year", Some(it.open_musd_per_year)), ("shut_musd_per_year", it.shut_musd_per_year)]
        {
            turnover.ratio(case, report, ("share_windows", row, column), &it.member, (amount, RATE), EVENT);
        }
    }
    for (row, it) in tables.credit_lines.iter().enumerate() {
        let amount = (Some(it.amount_musd), MUSD);
        turnover.ratio(case, report, ("credit_lines", row, "amount_musd"), &it.member, amount, STOCK);
    }
}

/// Checks what an attack costs in a year against what all plants make.
pub(super) fn attacks(case: &Case<'_>, turnover: &Turnover, report: &mut Report) {
    for (row, it) in case.tables.attacks.iter().enumerate() {
        let loss = it.loss_musd_per_year.filter(|loss| *loss > 0.0);
        if let Some(loss) = loss.filter(|_| turnover.all > 0.0) {
            let against = Against { words: format_args!("what all plants can make in a year"), number: turnover.all };
            report.ratio(CODE, ("attacks", row, "loss_musd_per_year"), (loss, "MUSD/yr"), against, (1e-6, 100.0));
        }
    }
}

/// Checks the prices at which windows open and lines are drawn against the price of their material.
pub(super) fn gates(case: &Case<'_>, worth: &Worth, report: &mut Report) {
    let windows = case.tables.share_windows.iter().enumerate().map(|(row, it)| {
        (("share_windows", row, "opens_above_usd_per_kg"), Some(&it.material), Some(it.opens_above_usd_per_kg))
    });
    let lines = case.tables.credit_lines.iter().enumerate();
    let lines =
        lines.map(|(row, it)| (("credit_lines", row, "above_usd_per_kg"), it.material.as_ref(), it.above_usd_per_kg));
    for (place, material, level) in windows.chain(lines) {
        let Some((material, level)) = material.zip(level.filter(|level| *level > 0.0)) else { continue };
        if let Some(number) = case.stream(material).and_then(|stream| worth.paid[stream]) {
            let against = Against { words: format_args!("the median price of `{material}`"), number };
            report.ratio("network::price_ratio", place, (level, "USD/kg"), against, COMMON);
        }
    }
}
