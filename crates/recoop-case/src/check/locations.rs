//! Locations are of a plant or a region, and on the earth.

use super::case::Case;
use super::report::{Range, Report};

const TABLE: &str = "locations";

/// Each location is of one thing, and its degrees exist.
pub(super) fn locations(case: &Case<'_>, report: &mut Report) {
    for (row, it) in case.tables.locations.iter().enumerate() {
        report.number(TABLE, row, "latitude", Some(it.latitude), Range::Latitude);
        report.number(TABLE, row, "longitude", Some(it.longitude), Range::Longitude);
        match (&it.facility, &it.region) {
            (None, None) => {
                let message = format_args!("a location is of a `facility` or of a `region`");
                report.cell("network::missing", TABLE, row, "facility", message);
            }
            (Some(facility), Some(_)) => {
                let message = format_args!("the location is that of `{facility}` already");
                report
                    .cell("network::no_effect", TABLE, row, "region", message)
                    .hint(|| "leave the cell blank: the region may have a row of its own".to_string());
            }
            _ => {}
        }
    }
}
