//! From tables to the [`Network`]: ids become positions, blanks become defaults, years and scenarios become states.
//!
//! The tables are taken to be free of errors (see `network::check`); a row whose ids are unknown is left out.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use super::buffers::Buffer;
use super::cell::Name;
use super::edit::yearly::{Last, Lasts, Met, ScenarioChange};
use super::pattern::{Filter, Pattern, Value};
use super::prices::basis::{Basis, Quote};
use super::prices::offer_usd_per_kg;
use super::series::{Base, Changes, PointsByScenario, Series, group};
use super::settings::Settings;
use super::streams::{self, Material, Mode};
use super::tables::{
    Bloc, BufferRow, ChangeTarget, FacilityRow, LaneRow, LocationRow, MarketRow, MaterialKind, PolicyKind, PolicyRow,
    Side, Status, Tables, TechnologyRow,
};
use super::tree::Tree;
use super::windows::{Over, period_lengths};
use super::{
    Building, Demand, Facility, Floored, Lane, Market, Member, Network, Offer, Policy, Region, Scale, Separated,
    Service, Stock, Technology, attacks, chance, read_filter,
};

/// Builds the network of a checked case.
#[must_use]
pub fn resolve(settings: &Settings, tables: &Tables) -> Network {
    resolve_with(settings, tables, &[]).0
}

/// The network of a checked case with edits after all changes of all scenarios, and what they met.
pub(super) fn resolve_with(settings: &Settings, tables: &Tables, lasts: &[Last]) -> (Network, Met) {
    let mut settings = settings.clone();
    settings.horizon.period_lengths = period_lengths(&settings, tables);
    let settings = &settings;
    let tree = Tree::new(settings, &tables.scenarios);
    let made = streams::generate(tables);
    let resolver = Resolver {
        settings,
        tables,
        changes: Changes { tree: &tree },
        lasts: Lasts::new(lasts),
        material: made.materials.iter().enumerate().map(|(i, m)| (&m.id, i)).collect(),
        materials: &made.materials,
        modes: &made.modes,
        scenario_changes: tables.changes.iter().filter_map(ScenarioChange::of).collect(),
        prices: group(
            tables
                .prices
                .iter()
                .map(|p| ((p.market.clone(), p.material.clone()), p.scenario.clone(), p.year, p.price_usd_per_kg)),
        ),
    };
    let (members, regions, technologies) = (resolver.members(), resolver.regions(), resolver.technologies());
    let facilities = resolver.facilities();
    let (markets, offers) = (resolver.markets(), resolver.offers());
    let (lanes, demands, stocks) = (resolver.lanes(), resolver.demands(), resolver.stocks());
    let policies = resolver.policies();
    let buffers = resolver.buffers();
    let parts = attacks::Parts {
        tables,
        first_year: settings.horizon.first_year,
        last_year: settings.horizon.last_year,
        materials: &made.materials,
        technologies: &technologies,
        stages: &settings.stages,
        regions: &regions,
        members: &members,
        facilities: &facilities,
        markets: &markets,
        offers: &offers,
    };
    let price = |market: usize, material: usize| {
        resolver.price(&tables.markets[market].id, &made.materials[material].id, None, Over::Period)
    };
    let attacks = attacks::resolve(&parts, price);
    let separated = resolver.separated();
    let chance = chance::resolve(&parts, price);
    let met = resolver.lasts.into_met();
    let mut network = Network {
        settings: settings.clone(),
        elements: tables.elements.iter().map(|e| (e.id.clone(), e.counts.unwrap_or(true))).collect(),
        members,
        regions,
        technologies,
        facilities,
        markets,
        offers,
        lanes,
        demands,
        stocks,
        policies,
        attacks,
        buffers,
        chance,
        materials: made.materials,
        separated,
        tree,
    };
    network.choose_references();
    (network, met)
}

struct Resolver<'a> {
    settings: &'a Settings,
    tables: &'a Tables,
    changes: Changes<'a>,
    lasts: Lasts<'a>,
    material: HashMap<&'a Name, usize>,
    materials: &'a [Material],
    modes: &'a [Vec<Mode>],
    /// Rows of `changes`, in their order.
    scenario_changes: Vec<ScenarioChange<'a>>,
    prices: HashMap<(Name, Name), PointsByScenario>,
}

fn title(name: &Option<Name>, id: &Name) -> Name {
    name.clone().unwrap_or_else(|| id.clone())
}

impl<'a> Resolver<'a> {
    fn years(&self, first: Option<i32>, last: Option<i32>) -> RangeInclusive<i32> {
        first.unwrap_or(self.settings.horizon.first_year)..=last.unwrap_or(self.settings.horizon.last_year)
    }

    fn region(&self, id: &Name) -> Option<usize> {
        self.tables.regions.iter().position(|r| r.id == *id)
    }

    /// The cooperative, which follows the members, where none is named.
    fn owner(&self, member: Option<&Name>) -> usize {
        let named = member.and_then(|id| self.tables.members.iter().position(|m| m.id == *id));
        named.unwrap_or(self.tables.members.len())
    }

    /// Elements by the product that they end in. An element that plants of several stages separate counts at the first of them: what recycling
    /// makes of it further down the chain is the same element again.
    fn separated(&self) -> Vec<Separated> {
        let mut ends: Vec<(usize, usize, usize)> = Vec::new(); // element, stage, material
        for row in &self.tables.recoveries {
            let element = self.tables.elements.iter().position(|e| e.id == row.element);
            let technology = self.tables.technologies.iter().find(|t| t.id == row.technology);
            let stage = technology.and_then(|t| self.settings.stages.iter().position(|s| *s == t.stage));
            // A per-feed product is a stream: what is in it is not separated yet.
            let (Some(element), Some(stage), Some(material)) = (element, stage, self.material.get(&row.product)) else {
                continue;
            };
            let wanted = self.materials[*material].kind != MaterialKind::Residue;
            if wanted && self.tables.elements[element].counts != Some(false) {
                ends.push((element, stage, *material));
            }
        }
        let first = |element: usize| ends.iter().filter(|end| end.0 == element).map(|end| end.1).min();
        let mut by_material: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (element, stage, material) in &ends {
            if first(*element) == Some(*stage) {
                by_material.entry(*material).or_default().push(*element);
            }
        }
        by_material
            .into_iter()
            .map(|(material, mut elements)| {
                elements.sort_unstable();
                elements.dedup();
                Separated { material, elements }
            })
            .collect()
    }

    fn compliant_region(&self, region: usize) -> bool {
        let row = &self.tables.regions[region];
        row.compliant.unwrap_or(row.bloc != Bloc::Adversary)
    }

    /// The series of a value after the changes of `target` whose filter `thing` passes.
    fn changed(
        &self,
        target: ChangeTarget,
        thing: impl Fn(&str) -> Value<'a>,
        over: Over<'_>,
        base: &Base<'_>,
    ) -> Series {
        let changes = self.scenario_changes.iter();
        let matching: Vec<_> =
            changes.filter(|it| it.edit.target == target && it.edit.filter.matches(&thing)).collect();
        self.changes.of(base, &matching, &self.lasts.of(target, &thing), over)
    }

    fn constant(&self, target: ChangeTarget, thing: impl Fn(&str) -> Value<'a>, value: f64) -> Series {
        self.changed(target, thing, Over::Period, &Base::Constant(value))
    }

    fn material_value(&self, material: usize) -> Value<'a> {
        Value::Material { id: &self.materials[material].id, kind: self.materials[material].kind }
    }

    fn members(&self) -> Vec<Member> {
        let tax_rate = self.settings.finance.tax_rate;
        let mut members: Vec<Member> = self
            .tables
            .members
            .iter()
            .map(|row| Member {
                id: row.id.clone(),
                title: title(&row.name, &row.id),
                role: Some(row.role),
                capital_total_musd: row.capital_total_musd.unwrap_or(f64::INFINITY),
                capital_per_year_musd: row.capital_per_year_musd.unwrap_or(f64::INFINITY),
                tax_rate: row.tax_rate.unwrap_or(tax_rate),
            })
            .collect();
        members.push(Member {
            id: Name::const_new("cooperative"),
            title: Name::const_new("the cooperative"),
            role: None,
            capital_total_musd: 0.0,
            capital_per_year_musd: 0.0,
            tax_rate,
        });
        members
    }

    fn regions(&self) -> Vec<Region> {
        let rows = self.tables.regions.iter().enumerate();
        rows.map(|(i, row)| Region {
            id: row.id.clone(),
            title: title(&row.name, &row.id),
            bloc: row.bloc,
            compliant: self.compliant_region(i),
            location: self.location(|it| it.region.as_ref() == Some(&row.id)),
        })
        .collect()
    }

    fn location(&self, of: impl Fn(&LocationRow) -> bool) -> Option<(f64, f64)> {
        self.tables.locations.iter().find(|row| of(row)).map(|row| (row.latitude, row.longitude))
    }

    fn technologies(&self) -> Vec<Technology> {
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

    fn facilities(&self) -> Vec<Facility> {
        self.tables.facilities.iter().filter_map(|row| self.facility(row)).collect()
    }

    fn facility(&self, row: &'a FacilityRow) -> Option<Facility> {
        let region = self.region(&row.region)?;
        let technology = self.tables.technologies.iter().position(|t| t.id == row.technology)?;
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

    fn building(&self, row: &FacilityRow, kind: &TechnologyRow) -> Option<Building> {
        let site_t = row.max_capacity_t?;
        let room = site_t - kept_t(row, self.settings.horizon.last_year);
        let capex_ref_musd = row.capex_ref_musd.or(kind.capex_ref_musd)?;
        let size_ref_t = row.size_ref_t.or(kind.size_ref_t)?;
        if room <= 0.0 {
            return None;
        }
        let exponent = row.capex_exponent.or(kind.capex_exponent).unwrap_or(1.0);
        let module_t = row.module_t.or(kind.module_t);
        let max_t = row.max_size_t.or(kind.max_size_t).unwrap_or(room).min(room);
        let smallest = if exponent < 1.0 { max_t / 10.0 } else { 0.0 };
        let min_t = row.min_size_t.or(kind.min_size_t).unwrap_or(smallest);
        let first_year = self.settings.horizon.first_year;
        Some(Building {
            scale: Scale { capex_ref_musd, size_ref_t, exponent, min_t: min_t.min(max_t), max_t, module_t },
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

    fn markets(&self) -> Vec<Market> {
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
    fn price(&self, market: &'a Name, material: &'a Name, side: Option<Side>, over: Over<'_>) -> Option<Series> {
        let points = self.prices.get(&(market.clone(), material.clone()))?;
        let kind = self.material.get(material).map(|m| self.material_value(*m));
        let thing = |name: &str| match name {
            "market" => Value::from(market),
            "side" => side.map_or(Value::Absent, |side| Value::Id(side.word())),
            _ => kind.unwrap_or(Value::Absent),
        };
        Some(self.changed(ChangeTarget::Price, thing, over, &Base::Points(points)))
    }

    fn offers(&self) -> Vec<Offer> {
        let rows = self.tables.offers.iter().filter_map(|row| {
            let market = self.tables.markets.iter().position(|m| m.id == row.market)?;
            let material = *self.material.get(&row.material)?;
            let thing = |name: &str| match name {
                "market" => Value::from(&row.market),
                "side" => Value::Id(row.side.word()),
                _ => self.material_value(material),
            };
            let limit = Base::Constant(row.limit_t.unwrap_or(f64::INFINITY));
            let years = self.years(row.first_year, row.last_year);
            let price = self.price(&row.market, &row.material, Some(row.side), Over::Inside(&years))?;
            Some(Offer {
                market,
                material,
                side: row.side,
                step: row.step.unwrap_or(1),
                price_usd_per_kg: price.map(|price| offer_usd_per_kg(row, price)),
                limit_t: self.changed(ChangeTarget::OfferLimit, thing, Over::Limit(&years), &limit),
                years,
                member: self.owner(row.member.as_ref()),
            })
        });
        rows.collect()
    }

    /// Rows of `lanes`, the closest first: by what they say of the material, then those that hold for fewer years, then those that begin later.
    fn lanes_by_closeness(&self) -> Vec<(usize, &'a LaneRow, Pattern)> {
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
    fn lanes(&self) -> Vec<Lane> {
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
                let limit = Base::Constant(row.limit_t.unwrap_or(f64::INFINITY));
                let lane = Lane {
                    from,
                    to,
                    material,
                    cost_usd_per_kg: row.cost_usd_per_kg.unwrap_or(0.0),
                    tariff,
                    basis,
                    limit_t: self.changed(ChangeTarget::LaneLimit, thing, Over::Limit(&years), &limit),
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
    fn quotes(&self, material: &'a Name, over: Over<'_>, wanted: impl Fn(&MarketRow) -> bool) -> Vec<Quote> {
        let markets = self.tables.markets.iter().enumerate().filter(|(_, market)| wanted(market));
        markets
            .filter_map(|(market, m)| {
                Some(Quote { market, price_usd_per_kg: self.price(&m.id, material, None, over)? })
            })
            .collect()
    }

    fn demands(&self) -> Vec<Demand> {
        let quantities =
            group(self.tables.quantities.iter().map(|q| (q.demand.clone(), q.scenario.clone(), q.year, q.quantity_t)));
        let rows = self.tables.demands.iter().filter_map(|row| {
            let material = *self.material.get(&row.material)?;
            let points = quantities.get(&row.id)?;
            let thing = |name: &str| match name {
                "demand" => Value::from(&row.id),
                "end_use" => Value::from(&row.end_use),
                "material" => self.material_value(material),
                "region" => Value::from(&row.region),
                _ => Value::Id(row.priority.word()),
            };
            Some(Demand {
                id: row.id.clone(),
                title: title(&row.name, &row.id),
                end_use: row.end_use.clone(),
                member: self.owner(row.member.as_ref()),
                region: self.region(&row.region)?,
                material,
                priority: row.priority,
                quantity_t: self.changed(ChangeTarget::Demand, thing, Over::Period, &Base::Points(points)),
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
                    chance: row.service_chance.unwrap_or(1.0),
                }),
            })
        });
        rows.collect()
    }

    fn stocks(&self) -> Vec<Stock> {
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
                release_nodes: (0..nodes.len()).filter(|n| row.release_in.contains(&nodes[*n].id)).collect(),
                final_t: row.final_t.unwrap_or(0.0),
            })
        });
        rows.collect()
    }

    fn buffers(&self) -> Vec<Buffer> {
        let known: Vec<&Name> =
            self.tables.facilities.iter().filter(|f| self.facility(f).is_some()).map(|f| &f.id).collect();
        let buffer = |row: &BufferRow| Buffer {
            id: row.id.clone(),
            title: title(&row.name, &row.id),
            kind: row.kind,
            material: row.material.as_ref().and_then(|id| self.material.get(id).copied()),
            region: row.region.as_ref().and_then(|id| self.tables.regions.iter().position(|region| region.id == *id)),
            facility: row.facility.as_ref().and_then(|id| known.iter().position(|known| *known == id)),
            amount: row.amount,
            price_usd_per_kg: row.price_usd_per_kg.unwrap_or(0.0),
            cost_musd: row.cost_musd,
            whole: row.whole == Some(true),
            years: self.years(row.first_year, row.last_year),
        };
        self.tables.buffers.iter().map(buffer).collect()
    }

    fn policies(&self) -> Vec<Policy> {
        self.tables.policies.iter().filter(|row| row.active != Some(false)).filter_map(|row| self.policy(row)).collect()
    }

    fn policy(&self, row: &PolicyRow) -> Option<Policy> {
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
        let facilities = facilities.map(|(i, _)| i).collect();
        let years = self.years(row.first_year, row.last_year);
        let materials = if floor { self.floor_materials(&filter, &years, row.market.as_ref()) } else { Vec::new() };
        Some(Policy {
            id: row.id.clone(),
            title: title(&row.name, &row.id),
            kind: row.kind,
            facilities,
            materials,
            value: row.value,
            limit_t: row.limit_t.unwrap_or(f64::INFINITY),
            years,
        })
    }

    /// The materials of a price floor, each with the market prices that the floor tops up: that of its market where it names one.
    fn floor_materials(&self, filter: &Filter, years: &RangeInclusive<i32>, market: Option<&Name>) -> Vec<Floored> {
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

fn ramp(row: &FacilityRow, kind: &TechnologyRow) -> Vec<f64> {
    if row.ramp.is_empty() { kind.ramp.clone() } else { row.ramp.clone() }
}

/// What a facility has under a name of a filter.
pub(super) fn plant_value<'a>(facility: &'a FacilityRow, kind: &'a TechnologyRow, name: &str) -> Value<'a> {
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
    if row.status == Status::Candidate { 0.0 } else { row.capacity_t.unwrap_or(0.0) }
}

/// Capacity on a site that stands to the end of the horizon, or comes and stays, t/yr.
pub(crate) fn kept_t(row: &FacilityRow, last_year: i32) -> f64 {
    if row.retire_year.is_some_and(|year| year < last_year) { 0.0 } else { existing_t(row) }
}
