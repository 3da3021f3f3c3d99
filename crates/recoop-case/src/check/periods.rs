//! What a period of several years cannot show: it has one yearly rate, and commitments in its first year.

use super::case::{Case, period_starts};
use super::plant::Plant;
use super::report::{Report, rounded};
use crate::tables::{Repayment, Status};

/// Warns of what is smoothed over the years of a period, with the numbers.
pub(super) fn periods(case: &Case<'_>, report: &mut Report) {
    let starts = period_starts(case.settings, case.tables, case.horizon);
    let ends = starts.iter().skip(1).map(|next| next - 1).chain([case.horizon.last]);
    let long: Vec<(i64, i64)> = starts.iter().copied().zip(ends).filter(|(first, last)| first < last).collect();
    let lengths = &case.settings.horizon.period_lengths;
    let years: i64 = lengths.iter().copied().map(i64::from).sum();
    // Periods that do not fit are another fault.
    let fit = years == case.horizon.last - case.horizon.first + 1 && lengths.iter().all(|length| *length > 0);
    if long.is_empty() || !fit {
        return;
    }
    lead_times(case, &long, report);
    ore(case, &long, report);
    purses(case, &long, report);
    dues(case, &long, report);
    for (row, it) in case.tables.demands.iter().enumerate() {
        if let Some((first, last)) = it.origin_rule_from.and_then(|from| inside(&long, i64::from(from))) {
            let message = format_args!(
                "it begins inside the period {first} to {last}: it holds from {} on in the plan",
                last + 1
            );
            let entry = report.cell("network::inside_period", "demands", row, "origin_rule_from", message);
            entry.hint(split).warning();
        }
    }
}

/// What a firm has to pay inside a period is met with what it earns in all of it: cash is counted at its end.
fn dues(case: &Case<'_>, long: &[(i64, i64)], report: &mut Report) {
    const CODE: &str = "network::due_inside_period";
    let later = |year: i64| long.iter().copied().find(|(first, last)| *first <= year && year < *last);
    let words = |musd: f64, year: i64, (first, last): (i64, i64)| {
        let (years, plural) = (last - year, if last - year == 1 { "" } else { "s" });
        format!(
            "{} MUSD are due in {year}, inside the period {first} to {last}: cash is counted at its end, with what is earned in {years} more year{plural}",
            rounded(musd)
        )
    };
    for (row, it) in case.tables.debts.iter().enumerate().filter(|(_, it)| it.repayment == Repayment::Bullet) {
        let year = i64::from(it.last_year);
        if let Some(period) = later(year).filter(|_| it.principal_musd > 0.0) {
            let message = words(it.principal_musd, year, period);
            report.cell(CODE, "debts", row, "last_year", format_args!("{message}")).hint(split).warning();
        }
    }
    // One warning for all events: the largest.
    let events = case.tables.cash_events.iter().enumerate().filter(|(_, it)| it.variant.is_none());
    let inside = events.filter_map(|(row, it)| {
        let year = i64::from(it.year);
        (it.amount_musd < 0.0).then_some((row, -it.amount_musd, year, later(year)?))
    });
    let inside: Vec<_> = inside.collect();
    if let Some((row, musd, year, period)) =
        inside.iter().copied().reduce(|one, two| if two.1 > one.1 { two } else { one })
    {
        let others =
            if inside.len() > 1 { format!("; payments inside periods: {}", inside.len()) } else { String::new() };
        let message = words(musd, year, period);
        report.cell(CODE, "cash_events", row, "year", format_args!("{message}{others}")).hint(split).warning();
    }
}

fn split() -> String {
    "`horizon.split_at_windows = true` begins a period there".to_string()
}

/// The period in which a year is not the first one.
fn inside(long: &[(i64, i64)], year: i64) -> Option<(i64, i64)> {
    long.iter().copied().find(|(first, last)| *first < year && year <= *last)
}

/// Capacity that comes on line inside a period counts from the next one on.
fn lead_times(case: &Case<'_>, long: &[(i64, i64)], report: &mut Report) {
    let mut worst: Option<(i64, &Plant<'_>, i64, i64)> = None;
    let (mut late, mut all) = (0, 0);
    for plant in case.plants.iter().filter(|plant| plant.buildable()) {
        let (from, to) = plant.build_window(case.horizon);
        let mut waits = false;
        for committed in case.build_years.iter().copied().filter(|year| (from..=to).contains(year)) {
            let online = committed + plant.lead_years();
            // In the last period it never runs.
            if let Some((_, last)) = inside(long, online).filter(|(_, last)| *last < case.horizon.last) {
                waits = true;
                let years = last + 1 - online;
                if worst.is_none_or(|(most, ..)| years > most) {
                    worst = Some((years, plant, committed, online));
                }
            }
        }
        late += usize::from(waits);
        all += 1;
    }
    if let Some((years, plant, committed, online)) = worst {
        let id = &plant.facility.id;
        let until = if years == 1 { "1 year".to_string() } else { format!("{years} years") };
        let message = format_args!(
            "of {all} plants that can be built {late} may come on line inside a period and run from the next one on: `{id}`, \
             committed in {committed}, is on line in {online} and waits {until}",
        );
        report.setting("network::lead_inside_period", "horizon.period_lengths", message).warning();
    }
}

/// A mine that is empty inside a period has one yearly rate for the years before and after.
fn ore(case: &Case<'_>, long: &[(i64, i64)], report: &mut Report) {
    for plant in &case.plants {
        let it = plant.facility;
        let (Some(reserve), Some(capacity)) = (it.reserve_t, it.capacity_t_per_year) else { continue };
        let availability = it.availability.or(plant.technology.availability).unwrap_or(1.0);
        let rate = capacity * availability;
        let stands = it.status != Status::Candidate && !plant.buildable();
        if !stands || rate <= 0.0 || reserve <= 0.0 || !(reserve / rate).is_finite() {
            continue;
        }
        let begins = it.online_year.map_or(case.horizon.first, i64::from).max(case.horizon.first);
        // The first year that is not a whole one any more.
        let years = (reserve / rate).min(1e6);
        let empty = begins + years.floor() as i64;
        let Some((first, last)) = long.iter().copied().find(|(first, last)| *first <= empty && empty <= *last) else {
            continue;
        };
        if empty == first && years.fract() == 0.0 {
            continue;
        }
        let left = reserve - rate * (first - begins).max(0) as f64;
        let message = format_args!(
            "at {} t a year it is empty in {empty}, inside the period {first} to {last}, of which the plan knows one rate: {} t a year at most",
            rounded(rate),
            rounded(left / (last - first.max(begins) + 1) as f64),
        );
        report.cell("network::ore_inside_period", "facilities", plant.row, "reserve_t", message).warning();
    }
}

/// A purse by the year pays for what is committed in the first year of a period; the other years' money is of no use for it.
fn purses(case: &Case<'_>, long: &[(i64, i64)], report: &mut Report) {
    let spends = |(first, last): &(i64, i64)| {
        let plants = case.plants.iter().filter(|plant| plant.buildable());
        let built = plants.filter(|plant| {
            let (from, to) = plant.build_window(case.horizon);
            (from..=to).contains(first)
        });
        let years = built.map(|plant| {
            let it = plant.facility.construction_years.or(plant.technology.construction_years).unwrap_or(0);
            i64::from(it.max(1))
        });
        years.min().filter(|years| *years < last - first + 1 && case.build_years.contains(first))
    };
    let Some((first, last, years)) = long.iter().find_map(|it| Some((it.0, it.1, spends(it)?))) else { return };
    // One warning for all of them: the members may be many, the reason is the period.
    let limited = case.tables.members.iter().filter_map(|member| Some((member, member.capital_per_year_musd?)));
    let count = limited.clone().count();
    let Some((member, limit)) = limited.reduce(|one, other| if other.1 > one.1 { other } else { one }) else { return };
    let all = last - first + 1;
    let others = match count {
        1 => String::new(),
        2 => "; another member has a yearly limit, too".to_string(),
        _ => format!("; {} other members have yearly limits, too", count - 1),
    };
    let message = format_args!(
        "of the {} MUSD that `{}` has in the period {first} to {last} a commitment that is paid in {years} of its {all} years can use \
         {}: commitments are made in the first year of a period{others}",
        rounded(limit * all as f64),
        member.id,
        rounded(limit * years as f64),
    );
    let entry = report.setting("network::purse_inside_period", "horizon.period_lengths", message);
    entry.hint(|| "shorter `horizon.period_lengths` allow more commitments".to_string()).warning();
}
