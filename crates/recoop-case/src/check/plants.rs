//! Facilities: what they are, when they run, what can be built.

use super::case::Case;
use super::plant::Plant;
use super::report::{Range, Report};
use crate::fault::number_text;
use crate::resolve::kept_t;
use crate::tables::Status;

const TABLE: &str = "facilities";

/// Lead times and lives are at most this long.
pub(super) const LONGEST_YEARS: i32 = 200;

/// Ranges of the columns that technologies and facilities share.
macro_rules! shared_numbers {
    ($report:expr, $table:expr, $row:expr, $it:expr) => {{
        use $crate::check::plants::LONGEST_YEARS;
        use $crate::check::report::Range;
        let (report, table, row, it) = (&mut *$report, $table, $row, $it);
        report.number(table, row, "variable_cost_usd_per_kg", it.variable_cost_usd_per_kg, Range::NotNegative);
        report.number(table, row, "fixed_cost_usd_per_kg", it.fixed_cost_usd_per_kg, Range::NotNegative);
        report.number(table, row, "capex_ref_musd", it.capex_ref_musd, Range::NotNegative);
        report.number(table, row, "size_ref_t_per_year", it.size_ref_t_per_year, Range::Positive);
        report.number(table, row, "capex_exponent", it.capex_exponent, Range::PositiveShare);
        report.number(table, row, "min_size_t_per_year", it.min_size_t_per_year, Range::NotNegative);
        report.number(table, row, "max_size_t_per_year", it.max_size_t_per_year, Range::Positive);
        report.number(table, row, "module_t_per_year", it.module_t_per_year, Range::Positive);
        report.number(table, row, "availability", it.availability, Range::PositiveShare);
        report.whole(table, row, "permitting_years", it.permitting_years, (0, LONGEST_YEARS));
        report.whole(table, row, "construction_years", it.construction_years, (0, LONGEST_YEARS));
        report.whole(table, row, "lifetime_years", it.lifetime_years, (1, LONGEST_YEARS));
        for share in &it.ramp {
            report.number(table, row, "ramp", *share, Range::Share);
        }
    }};
}
pub(super) use shared_numbers;

/// Numbers of facilities.
pub(super) fn numbers(case: &Case<'_>, report: &mut Report) {
    for (row, it) in case.tables.facilities.iter().enumerate() {
        shared_numbers!(report, TABLE, row, it);
        report.number(TABLE, row, "capacity_t_per_year", it.capacity_t_per_year, Range::NotNegative);
        report.number(TABLE, row, "reserve_t", it.reserve_t, Range::NotNegative);
        report.number(TABLE, row, "max_capacity_t_per_year", it.max_capacity_t_per_year, Range::NotNegative);
        report.number(TABLE, row, "opening_cost_musd", it.opening_cost_musd, Range::NotNegative);
        report.whole(TABLE, row, "max_builds", it.max_builds, (1, i32::MAX));
    }
}

/// Columns that the status needs, and those that it leaves no use for.
pub(super) fn status(case: &Case<'_>, report: &mut Report) {
    for (row, it) in case.tables.facilities.iter().enumerate() {
        let word = match it.status {
            Status::Existing => "an existing facility",
            Status::Construction => "a facility under construction",
            Status::Candidate => "a candidate",
        };
        let mut need = |missing: bool, column| {
            if missing {
                report.cell("network::missing", TABLE, row, column, format_args!("{word} needs `{column}`"));
            }
        };
        let candidate = it.status == Status::Candidate;
        need(candidate && it.max_capacity_t_per_year.is_none(), "max_capacity_t_per_year");
        need(!candidate && it.capacity_t_per_year.is_none(), "capacity_t_per_year");
        need(it.status == Status::Construction && it.online_year.is_none(), "online_year");
        let mut idle = |filled: bool, column| {
            if filled {
                report
                    .cell(
                        "network::no_effect",
                        TABLE,
                        row,
                        column,
                        format_args!("`{column}` has no meaning for {word}"),
                    )
                    .hint(|| "leave the cell blank, or change `status`".to_string());
            }
        };
        idle(candidate && it.capacity_t_per_year.is_some_and(|capacity| capacity != 0.0), "capacity_t_per_year");
        idle(candidate && it.retire_year.is_some(), "retire_year");
        idle(candidate && it.online_year.is_some(), "online_year");
    }
}

/// Mines name their feed, plants that treat feeds may name theirs, others neither.
pub(super) fn feeds(case: &Case<'_>, report: &mut Report) {
    for plant in &case.plants {
        let (row, it, technology) = (plant.row, plant.facility, plant.technology);
        match (&technology.mines, &it.feed) {
            (Some(material), None) => {
                report.cell(
                    "network::missing",
                    TABLE,
                    row,
                    "feed",
                    format_args!("`{}` mines `{material}`, so the facility needs a `feed`", technology.id),
                );
            }
            (None, Some(feed)) => {
                report
                    .cell(
                        "network::no_effect",
                        TABLE,
                        row,
                        "feed",
                        format_args!("`{}` does not mine, so the feed `{feed}` has no meaning", technology.id),
                    )
                    .hint(|| "feeds that a plant treats stand in `feeds`".to_string());
            }
            _ => {}
        }
        if technology.treats.is_none() && !it.feeds.is_empty() {
            report.cell(
                "network::feed_not_treated",
                TABLE,
                row,
                "feeds",
                format_args!("`{}` treats no feeds", technology.id),
            );
        }
        for (at, feed) in it.feeds.iter().enumerate() {
            if it.feeds[..at].contains(feed) {
                report.cell("network::named_twice", TABLE, row, "feeds", format_args!("`{feed}` is named twice"));
            }
        }
    }
}

/// What can be built has a cost curve that makes sense and room for a plant.
pub(super) fn building(case: &Case<'_>, report: &mut Report) {
    for (row, it) in case.tables.technologies.iter().enumerate() {
        sizes(report, "technologies", row, it.min_size_t_per_year, it.max_size_t_per_year);
        modules(report, "technologies", row, it.module_t_per_year, it.capex_exponent);
    }
    for plant in &case.plants {
        let (row, it, technology) = (plant.row, plant.facility, plant.technology);
        // What the technology alone gets wrong is reported there.
        if it.min_size_t_per_year.is_some() || it.max_size_t_per_year.is_some() {
            let (least, most) = (
                it.min_size_t_per_year.or(technology.min_size_t_per_year),
                it.max_size_t_per_year.or(technology.max_size_t_per_year),
            );
            sizes(report, TABLE, row, least, most);
        }
        if it.module_t_per_year.is_some() || it.capex_exponent.is_some() {
            let exponent = it.capex_exponent.or(technology.capex_exponent);
            modules(report, TABLE, row, it.module_t_per_year.or(technology.module_t_per_year), exponent);
        }
        if let (Some(most), Some(standing)) = (it.max_capacity_t_per_year, it.capacity_t_per_year)
            && it.status != Status::Candidate
            && most < standing
        {
            report.cell(
                "network::capacity_above_site",
                TABLE,
                row,
                "max_capacity_t_per_year",
                format_args!(
                    "the site holds {} t/yr, less than the {} that stand there",
                    number_text(most),
                    number_text(standing)
                ),
            );
        }
        if plant.buildable() {
            costs_of_building(plant, report);
            room_for_building(plant, case.settings.horizon.last_year, report);
        }
    }
}

fn costs_of_building(plant: &Plant<'_>, report: &mut Report) {
    let (row, it, technology) = (plant.row, plant.facility, plant.technology);
    let costs = [
        ("capex_ref_musd", it.capex_ref_musd.or(technology.capex_ref_musd)),
        ("size_ref_t_per_year", it.size_ref_t_per_year.or(technology.size_ref_t_per_year)),
    ];
    for (column, value) in costs {
        if value.is_none() {
            report
                .cell(
                    "network::missing",
                    TABLE,
                    row,
                    column,
                    format_args!("`{}` can be built, but neither it nor `{}` has `{column}`", it.id, technology.id),
                )
                .hint(|| format!("fill `{column}` here or in `technologies`"));
        }
    }
}

fn room_for_building(plant: &Plant<'_>, last_year: i32, report: &mut Report) {
    let (row, it, technology) = (plant.row, plant.facility, plant.technology);
    let Some(most) = it.max_capacity_t_per_year else { return };
    let room = most - kept_t(it, last_year);
    let least = [
        ("smallest plant", it.min_size_t_per_year.or(technology.min_size_t_per_year)),
        ("module", it.module_t_per_year.or(technology.module_t_per_year)),
    ];
    for (what, size) in least {
        if let Some(size) = size.filter(|size| *size > room) {
            report.cell(
                "network::no_room",
                TABLE,
                row,
                "max_capacity_t_per_year",
                format_args!(
                    "the site has room for {} t/yr, but the {what} has {}",
                    number_text(room),
                    number_text(size)
                ),
            );
        }
    }
    if room <= 0.0 {
        report.cell(
            "network::no_room",
            TABLE,
            row,
            "max_capacity_t_per_year",
            format_args!("the site has no room for a plant"),
        );
    }
}

fn sizes(report: &mut Report, table: &'static str, row: usize, least: Option<f64>, most: Option<f64>) {
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        report.cell(
            "network::sizes",
            table,
            row,
            "min_size_t_per_year",
            format_args!(
                "the smallest plant, {} t/yr, is larger than the largest, {}",
                number_text(least),
                number_text(most)
            ),
        );
    }
}

fn modules(report: &mut Report, table: &'static str, row: usize, module: Option<f64>, exponent: Option<f64>) {
    if let (Some(module), Some(exponent)) = (module, exponent)
        && exponent < 1.0
    {
        report.cell(
            "network::module_with_scale",
            table,
            row,
            "module_t_per_year",
            format_args!(
                "modules of {} t/yr cost the same each, which excludes the exponent {}",
                number_text(module),
                number_text(exponent)
            ),
        );
    }
}
