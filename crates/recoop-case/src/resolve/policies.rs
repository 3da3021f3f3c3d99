//! Buffers and policies.

use super::*;
use crate::positions::{BufferAt, FacilityAt, PolicyAt};
use program::List;

impl<'a> Resolver<'a> {
    pub(super) fn buffers(&self) -> List<BufferAt, Buffer> {
        let known: List<FacilityAt, &Name> =
            self.tables.facilities.iter().filter(|f| self.facility(f).is_some()).map(|f| &f.id).collect();
        let buffer = |row: &BufferRow| Buffer {
            id: row.id.clone(),
            title: title(&row.name, &row.id),
            kind: row.kind,
            material: row.material.as_ref().and_then(|id| self.material.get(id).copied()),
            region: row.region.as_ref().and_then(|id| self.region(id)),
            facility: row.facility.as_ref().and_then(|id| known.iter().position(|known| *known == id)),
            amount: row.amount,
            price_usd_per_kg: row.price_usd_per_kg.unwrap_or(0.0),
            cost_musd: row.cost_musd,
            whole: row.whole == Some(true),
            years: self.years(row.first_year, row.last_year),
        };
        self.tables.buffers.iter().map(buffer).collect()
    }

    pub(super) fn policies(&self) -> List<PolicyAt, Policy> {
        self.tables.policies.iter().filter(|row| row.active != Some(false)).filter_map(|row| self.policy(row)).collect()
    }

    pub(super) fn policy(&self, row: &PolicyRow) -> Option<Policy> {
        let filter = read_filter(&row.filter, row.kind.filter_names())?;
        let stage = |technology: &Name| {
            self.tables
                .technologies
                .iter()
                .find(|t| t.id == *technology)
                .map_or(Value::Absent, |t| Value::from(&t.stage))
        };
        // Facilities that name unknown ids were left out of the network, so positions are counted without them.
        let known = self.tables.facilities.iter().filter(|f| self.facility(f).is_some());
        let floor = row.kind == PolicyKind::PriceFloor;
        let facilities = known.enumerate().filter(|(_, f)| {
            filter.terms().all(|(name, pattern)| match name {
                "facility" => pattern.matches_id(&f.id),
                "technology" => pattern.matches_id(&f.technology),
                "stage" => pattern.matches(stage(&f.technology)),
                "region" => pattern.matches_id(&f.region),
                "member" => pattern.matches(Value::from(f.member.as_ref())),
                // A floor's material says which of their products it reaches.
                _ => true,
            })
        });
        let facilities = facilities.map(|(i, _)| FacilityAt::new(i)).collect();
        let years = self.years(row.first_year, row.last_year);
        let materials = if floor { self.floor_materials(&filter, &years, row.market.as_ref()) } else { Vec::new() };
        Some(Policy {
            id: row.id.clone(),
            title: title(&row.name, &row.id),
            kind: row.kind,
            facilities,
            materials,
            value: row.value,
            limit_t_per_year: row.limit_t_per_year.unwrap_or(f64::INFINITY),
            years,
        })
    }

    /// The materials of a price floor, each with the market prices that the floor tops up: that of its market where it names one.
    pub(super) fn floor_materials(
        &self,
        filter: &Filter,
        years: &RangeInclusive<i32>,
        market: Option<&Name>,
    ) -> Vec<Floored> {
        let materials = self.materials.iter().enumerate().filter(|(_, m)| {
            filter.terms().all(|(name, pattern)| name != "material" || pattern.matches_material(&m.id, m.kind))
        });
        materials
            .filter_map(|(material, m)| {
                let wanted = |it: &MarketRow| market.is_none_or(|market| it.id == *market);
                Some(Floored { material, basis: Basis::new(self.quotes(&m.id, Over::Inside(years), wanted))? })
            })
            .collect()
    }
}
