//! Technologies and plants.

use super::*;
use crate::positions::{FacilityAt, TechnologyAt};
use program::List;

impl<'a> Resolver<'a> {
    pub(super) fn technologies(&self) -> List<TechnologyAt, Technology> {
        let rows = self.tables.technologies.iter().zip(self.modes);
        rows.map(|(row, modes)| Technology {
            id: row.id.clone(),
            title: title(&row.name, &row.id),
            stage: self.settings.stages.iter().position(|s| *s == row.stage).unwrap_or(0),
            unit: row.unit.clone().unwrap_or_else(|| Name::const_new("t")),
            mines: row.mines.is_some(),
            modes: modes.clone(),
        })
        .collect()
    }

    pub(super) fn facilities(&self) -> List<FacilityAt, Facility> {
        self.tables.facilities.iter().filter_map(|row| self.facility(row)).collect()
    }

    pub(super) fn facility(&self, row: &'a FacilityRow) -> Option<Facility> {
        let region = self.region(&row.region)?;
        let technology = self.tables.technologies.iter().position(|t| t.id == row.technology).map(TechnologyAt::new)?;
        let kind = &self.tables.technologies[technology];
        let thing = |name: &str| plant_value(row, kind, name);
        let modes = self.modes[technology].iter().enumerate().filter(|(_, mode)| match &mode.feed {
            None => true,
            Some(feed) if kind.mines.is_some() => row.feed.as_ref() == Some(feed),
            Some(feed) => row.feeds.is_empty() || row.feeds.contains(feed),
        });
        let availability = row.availability.or(kind.availability).unwrap_or(1.0);
        let variable = row.variable_cost_usd_per_kg.or(kind.variable_cost_usd_per_kg).unwrap_or(0.0);
        let first_year = row.online_year.unwrap_or(self.settings.horizon.first_year);
        Some(Facility {
            id: row.id.clone(),
            title: title(&row.name, &row.id),
            member: self.owner(row.member.as_ref()),
            region,
            technology,
            location: self.location(|it| it.facility.as_ref() == Some(&row.id)),
            modes: modes.map(|(m, _)| m).collect(),
            status: row.status,
            existing_t: existing_t(row),
            existing_years: first_year..=row.retire_year.unwrap_or(i32::MAX),
            existing_ramp: if row.online_year.is_some() { ramp(row, kind) } else { Vec::new() },
            reserve_t: row.reserve_t.unwrap_or(f64::INFINITY),
            building: self.building(row, kind),
            availability: self.constant(ChangeTarget::Availability, thing, availability),
            variable_cost_usd_per_kg: self.constant(ChangeTarget::VariableCost, thing, variable),
            fixed_cost_usd_per_kg: row.fixed_cost_usd_per_kg.or(kind.fixed_cost_usd_per_kg).unwrap_or(0.0),
        })
    }

    pub(super) fn building(&self, row: &FacilityRow, kind: &TechnologyRow) -> Option<Building> {
        let site_t = row.max_capacity_t_per_year?;
        let room = site_t - kept_t(row, self.settings.horizon.last_year);
        let capex_ref_musd = row.capex_ref_musd.or(kind.capex_ref_musd)?;
        let size_ref_t_per_year = row.size_ref_t_per_year.or(kind.size_ref_t_per_year)?;
        if room <= 0.0 {
            return None;
        }
        let exponent = row.capex_exponent.or(kind.capex_exponent).unwrap_or(1.0);
        let module_t_per_year = row.module_t_per_year.or(kind.module_t_per_year);
        let max_t = row.max_size_t_per_year.or(kind.max_size_t_per_year).unwrap_or(room).min(room);
        let smallest = if exponent < 1.0 { max_t / 10.0 } else { 0.0 };
        let min_t = row.min_size_t_per_year.or(kind.min_size_t_per_year).unwrap_or(smallest);
        let first_year = self.settings.horizon.first_year;
        Some(Building {
            scale: Scale {
                capex_ref_musd,
                size_ref_t_per_year,
                exponent,
                min_t: min_t.min(max_t),
                max_t,
                module_t_per_year,
            },
            site_t,
            room_t: room,
            max_builds: row.max_builds,
            years: row.first_build_year.unwrap_or(first_year)..=row.last_build_year.unwrap_or(i32::MAX),
            opening_cost_musd: row.opening_cost_musd.unwrap_or(0.0),
            permitting_years: row.permitting_years.or(kind.permitting_years).unwrap_or(0),
            construction_years: row.construction_years.or(kind.construction_years).unwrap_or(0),
            lifetime_years: row.lifetime_years.or(kind.lifetime_years).unwrap_or(30),
            ramp: ramp(row, kind),
        })
    }
}

fn ramp(row: &FacilityRow, kind: &TechnologyRow) -> Vec<f64> {
    if row.ramp.is_empty() { kind.ramp.clone() } else { row.ramp.clone() }
}

/// What a facility has under a name of a filter.
pub(crate) fn plant_value<'a>(facility: &'a FacilityRow, kind: &'a TechnologyRow, name: &str) -> Value<'a> {
    match name {
        "facility" => Value::from(&facility.id),
        "technology" => Value::from(&facility.technology),
        "stage" => Value::from(&kind.stage),
        "region" => Value::from(&facility.region),
        _ => Value::from(facility.member.as_ref()),
    }
}

/// Capacity that stands or is under construction, t/yr.
fn existing_t(row: &FacilityRow) -> f64 {
    if row.status == Status::Candidate { 0.0 } else { row.capacity_t_per_year.unwrap_or(0.0) }
}

/// Capacity on a site that stands to the end of the horizon, or comes and stays, t/yr.
pub(crate) fn kept_t(row: &FacilityRow, last_year: i32) -> f64 {
    if row.retire_year.is_some_and(|year| year < last_year) { 0.0 } else { existing_t(row) }
}
