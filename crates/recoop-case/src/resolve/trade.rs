//! Markets, prices, offers, lanes, demands and stocks.

use super::*;

impl<'a> Resolver<'a> {
    pub(super) fn markets(&self) -> Vec<Market> {
        let rows = self.tables.markets.iter().filter_map(|row| {
            let region = self.region(&row.region)?;
            Some(Market {
                id: row.id.clone(),
                title: title(&row.name, &row.id),
                region,
                controller: row.controller,
                compliant: row.compliant.unwrap_or_else(|| self.compliant_region(region)),
            })
        });
        rows.collect()
    }

    /// Price of a material at a market after the changes that speak of no side, or of `side`.
    pub(super) fn price(
        &self,
        market: &'a Name,
        material: &'a Name,
        side: Option<Side>,
        over: Over<'_>,
    ) -> Option<Series> {
        let points = self.prices.get(&(market.clone(), material.clone()))?;
        let kind = self.material.get(material).map(|m| self.material_value(*m));
        let thing = |name: &str| match name {
            "market" => Value::from(market),
            "side" => side.map_or(Value::Absent, |side| Value::Id(side.as_str())),
            _ => kind.unwrap_or(Value::Absent),
        };
        Some(self.changed(ChangeTarget::Price, thing, over, &Base::Points(points)))
    }

    pub(super) fn offers(&self) -> Vec<Offer> {
        let rows = self.tables.offers.iter().filter_map(|row| {
            let market = self.tables.markets.iter().position(|m| m.id == row.market)?;
            let material = *self.material.get(&row.material)?;
            let thing = |name: &str| match name {
                "market" => Value::from(&row.market),
                "side" => Value::Id(row.side.as_str()),
                _ => self.material_value(material),
            };
            let limit = Base::Constant(row.limit_t_per_year.unwrap_or(f64::INFINITY));
            let years = self.years(row.first_year, row.last_year);
            let price = self.price(&row.market, &row.material, Some(row.side), Over::Inside(&years))?;
            Some(Offer {
                market,
                material,
                side: row.side,
                step: row.step.unwrap_or(1),
                price_usd_per_kg: price.map(|price| offer_usd_per_kg(row, price)),
                limit_t_per_year: self.changed(ChangeTarget::OfferLimit, thing, Over::Limit(&years), &limit),
                years,
                member: self.owner(row.member.as_ref()),
            })
        });
        rows.collect()
    }

    /// Rows of `lanes`, the closest first: by what they say of the material, then those that hold for fewer years, then those that begin later.
    pub(super) fn lanes_by_closeness(&self) -> Vec<(usize, &'a LaneRow, Pattern)> {
        let read = |(at, row): (usize, &'a LaneRow)| Some((at, row, Pattern::parse(&row.material).ok()?));
        let mut rows: Vec<_> = self.tables.lanes.iter().enumerate().filter_map(read).collect();
        let key = |(_, row, pattern): &(usize, &LaneRow, Pattern)| {
            let years = self.years(row.first_year, row.last_year);
            let length = years.end().saturating_sub(*years.start());
            (
                std::cmp::Reverse(pattern.closeness()),
                length,
                std::cmp::Reverse(*years.start()),
                pattern.text().to_string(),
            )
        };
        rows.sort_by_cached_key(key);
        rows
    }

    /// For each pair of regions and material the closest row that fits.
    pub(super) fn lanes(&self) -> Vec<Lane> {
        let mut lanes: Vec<(usize, Lane)> = Vec::new();
        let mut by_pair: HashMap<(usize, usize, usize), Vec<RangeInclusive<i32>>> = HashMap::new();
        for (at, row, pattern) in self.lanes_by_closeness() {
            let (Some(from), Some(to)) = (self.region(&row.from), self.region(&row.to)) else { continue };
            let years = self.years(row.first_year, row.last_year);
            for (material, m) in self.materials.iter().enumerate() {
                if !pattern.matches_material(&m.id, m.kind) {
                    continue;
                }
                let before = by_pair.entry((from, to, material)).or_default();
                if before.iter().any(|b| b.start() <= years.end() && years.start() <= b.end()) {
                    continue;
                }
                before.push(years.clone());
                let thing = |name: &str| match name {
                    "from" => Value::from(&row.from),
                    "to" => Value::from(&row.to),
                    _ => self.material_value(material),
                };
                let (inside, tariff) = (Over::Inside(&years), Base::Constant(row.tariff.unwrap_or(0.0)));
                let tariff = self.changed(ChangeTarget::Tariff, thing, inside, &tariff);
                let free = tariff == Series::Constant(0.0);
                let basis = if free {
                    None
                } else {
                    Basis::new(self.quotes(&m.id, inside, |market| market.region == row.from))
                };
                let limit = Base::Constant(row.limit_t_per_year.unwrap_or(f64::INFINITY));
                let lane = Lane {
                    from,
                    to,
                    material,
                    cost_usd_per_kg: row.cost_usd_per_kg.unwrap_or(0.0),
                    tariff,
                    basis,
                    limit_t_per_year: self.changed(ChangeTarget::LaneLimit, thing, Over::Limit(&years), &limit),
                    years: years.clone(),
                };
                lanes.push((at, lane));
            }
        }
        // Results list them as the table does.
        lanes.sort_by_key(|(at, _)| *at);
        lanes.into_iter().map(|(_, lane)| lane).collect()
    }

    /// The prices of a material over some years at the markets that are wanted, where they have one.
    pub(super) fn quotes(&self, material: &'a Name, over: Over<'_>, wanted: impl Fn(&MarketRow) -> bool) -> Vec<Quote> {
        let markets = self.tables.markets.iter().enumerate().filter(|(_, market)| wanted(market));
        markets
            .filter_map(|(market, m)| {
                Some(Quote { market, price_usd_per_kg: self.price(&m.id, material, None, over)? })
            })
            .collect()
    }

    pub(super) fn demands(&self) -> Vec<Demand> {
        let quantities = group(
            self.tables
                .quantities
                .iter()
                .map(|q| (q.demand.clone(), q.scenario.clone(), q.year, q.quantity_t_per_year)),
        );
        let rows = self.tables.demands.iter().filter_map(|row| {
            let material = *self.material.get(&row.material)?;
            let points = quantities.get(&row.id)?;
            let thing = |name: &str| match name {
                "demand" => Value::from(&row.id),
                "end_use" => Value::from(&row.end_use),
                "material" => self.material_value(material),
                "region" => Value::from(&row.region),
                _ => Value::Id(row.priority.as_str()),
            };
            Some(Demand {
                id: row.id.clone(),
                title: title(&row.name, &row.id),
                end_use: row.end_use.clone(),
                member: self.owner(row.member.as_ref()),
                region: self.region(&row.region)?,
                material,
                priority: row.priority,
                quantity_t_per_year: self.changed(ChangeTarget::Demand, thing, Over::Period, &Base::Points(points)),
                value_usd_per_kg: row.value_usd_per_kg,
                shortage_cost_usd_per_kg: self.constant(
                    ChangeTarget::ShortageCost,
                    thing,
                    row.shortage_cost_usd_per_kg,
                ),
                origin_rule_from: row.origin_rule_from,
                service: row.service_level.map(|level| Service {
                    level,
                    from_year: row.service_from.unwrap_or(self.settings.horizon.first_year),
                    chance: row.service_probability.unwrap_or(1.0),
                }),
            })
        });
        rows.collect()
    }

    pub(super) fn stocks(&self) -> Vec<Stock> {
        let rows = self.tables.stocks.iter().filter_map(|row| {
            let region = self.region(&row.region)?;
            let nodes = &self.changes.tree.nodes;
            Some(Stock {
                material: *self.material.get(&row.material)?,
                region,
                compliant: row.compliant.unwrap_or_else(|| self.compliant_region(region)),
                member: self.owner(row.member.as_ref()),
                initial_t: row.initial_t.unwrap_or(0.0),
                limit_t: row.limit_t.unwrap_or(f64::INFINITY),
                holding_cost_usd_per_kg: row.holding_cost_usd_per_kg.unwrap_or(0.0),
                reserve_t: row.reserve_t.unwrap_or(0.0),
                reserve_from: row.reserve_from.unwrap_or(self.settings.horizon.first_year),
                release_nodes: nodes.positions().filter(|n| row.release_in.contains(&nodes[*n].id)).collect(),
                final_t: row.final_t.unwrap_or(0.0),
            })
        });
        rows.collect()
    }
}
