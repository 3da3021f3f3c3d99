//! Money of firms that depends on a price.

use super::*;
use crate::conditional::{Conditional, Receipt};
use crate::positions::MarketAt;
use crate::prices::gate::Gate;

impl<'a> Resolver<'a> {
    /// Share windows and credit lines of a member, in the order of their tables.
    pub(super) fn conditional(&self, member: &Name) -> Vec<Conditional> {
        let windows = self.tables.share_windows.iter().filter(|row| row.member == *member).map(|row| Conditional {
            id: row.id.clone(),
            title: title(&row.name, &row.id),
            years: self.years(row.first_year, row.last_year),
            gate: self.gate(&row.market, &row.material, row.opens_above_usd_per_kg),
            receipt: Receipt::Yearly {
                open_musd: row.open_musd_per_year,
                shut_musd: row.shut_musd_per_year.unwrap_or_default(),
            },
        });
        let windows: Vec<Conditional> = windows.collect();
        let lines = self.tables.credit_lines.iter().filter(|row| row.member == *member).map(|row| {
            let of = |id: &Name| windows.iter().find(|window| window.id == *id);
            let (mut years, mut gate) = (self.years(row.first_year, row.last_year), None);
            if let Some(window) = row.share_window.as_ref().and_then(of) {
                let (first, last) = (*years.start().max(window.years.start()), *years.end().min(window.years.end()));
                (years, gate) = (first..=last, window.gate.clone());
            } else if let (Some(market), Some(material), Some(above)) =
                (&row.market, &row.material, row.above_usd_per_kg)
            {
                gate = self.gate(market, material, above);
            }
            let (id, title, receipt) = (row.id.clone(), title(&row.name, &row.id), Receipt::Once(row.amount_musd));
            Conditional { id, title, years, gate, receipt }
        });
        let lines: Vec<Conditional> = lines.collect();
        windows.into_iter().chain(lines).collect()
    }

    fn gate(&self, market: &Name, material: &Name, opens_above_usd_per_kg: f64) -> Option<Gate> {
        let at = self.tables.markets.iter().position(|row| row.id == *market)?;
        let (material, of) = self.material.get_key_value(material)?;
        let usd_per_kg = self.price(&self.tables.markets[at].id, material, None, Over::Period)?;
        Some(Gate { market: MarketAt::new(at), material: *of, usd_per_kg, opens_above_usd_per_kg })
    }
}
