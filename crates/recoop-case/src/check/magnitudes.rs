//! Numbers that are each in their range and too large together: what follows from them is beyond what the solver can take.

use super::case::Case;
use super::report::{LARGEST, Report};
use crate::fault::number_text;

/// A metric ton of yearly capacity that costs more than this, MUSD, is a slip in the size that a cost is for: a gram, below which a plant is
/// the solver's rounding, would cost a hundred dollars.
const DEAREST_TONNE_MUSD: f64 = 100.0;

/// Money of one year may count at most this many times that of another.
const LARGEST_WEIGHT: f64 = 1e6;

/// What can be built costs an amount that is a number.
pub(super) fn costs_of_plants(case: &Case<'_>, report: &mut Report) {
    for plant in case.plants.iter().filter(|plant| plant.buildable()) {
        let (it, technology) = (plant.facility, plant.technology);
        let (Some(capex), Some(size), Some(most)) = (
            it.capex_ref_musd.or(technology.capex_ref_musd),
            it.size_ref_t_per_year.or(technology.size_ref_t_per_year),
            it.max_size_t_per_year.or(technology.max_size_t_per_year).or(it.max_capacity_t_per_year),
        ) else {
            continue;
        };
        let exponent = it.capex_exponent.or(technology.capex_exponent).unwrap_or(1.0);
        let (cost, tonne) = (capex * (most / size).powf(exponent), capex / size);
        // Numbers that are out of their own range are reported there.
        let sound = [capex, size, most, exponent].iter().all(|x| x.is_finite() && *x > 0.0 && *x <= LARGEST);
        if !sound || (cost <= LARGEST && tonne <= DEAREST_TONNE_MUSD) {
            continue;
        }
        let owned = it.size_ref_t_per_year.is_some() || it.capex_ref_musd.is_some();
        let (table, row) = if owned { ("facilities", plant.row) } else { ("technologies", plant.technology_row) };
        let column = if it.size_ref_t_per_year.is_none() && owned { "capex_ref_musd" } else { "size_ref_t_per_year" };
        report
            .cell(
                "network::too_large",
                table,
                row,
                column,
                format_args!(
                    "{} MUSD for {} t/yr: the largest plant of `{}`, {} t/yr, would cost {cost:.3e} MUSD",
                    number_text(capex),
                    number_text(size),
                    it.id,
                    number_text(most)
                ),
            )
            .hint(|| "`capex_ref_musd` is the cost of a plant of `size_ref_t_per_year`".to_string());
    }
}

/// Discounting over the horizon does not make money of one year count a million times that of another.
pub(super) fn discounting(case: &Case<'_>, report: &mut Report) {
    let rate = case.settings.finance.discount_rate;
    let years = case.horizon.last - i64::from(case.settings.horizon.base_year);
    if rate >= 0.0 || rate <= -0.5 || years <= 0 {
        return;
    }
    let weight = (1.0 + rate).powf(-(years as f64));
    if weight > LARGEST_WEIGHT {
        report.setting(
            "network::too_large",
            "finance.discount_rate",
            format_args!("at {} a year, money of {} counts {weight:.3e} times", number_text(rate), case.horizon.last),
        );
    }
}
