//! From tables to the [`Network`]: ids become positions, blanks become defaults, years and scenarios become states.
//!
//! The tables are taken to be free of errors (see `network::check`); a row whose ids are unknown is left out.

mod finance;
mod plants;
mod policies;
mod trade;

pub(crate) use plants::{kept_t, plant_value};

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use crate::buffers::Buffer;
use crate::cell::Name;
use crate::edit::yearly::{Last, Lasts, Met, ScenarioChange};
use crate::finance::Finance;
use crate::pattern::{Filter, Pattern, Value};
use crate::positions::{MarketAt, MaterialAt, RegionAt, TechnologyAt};
use crate::prices::basis::{Basis, Quote};
use crate::prices::offer_usd_per_kg;
use crate::series::{Base, Changes, PointsByScenario, Series, group};
use crate::settings::Settings;
use crate::streams::{self, Material, Mode};
use crate::tables::{
    Bloc, BufferRow, ChangeTarget, FacilityRow, LaneRow, LocationRow, MarketRow, MaterialKind, PolicyKind, PolicyRow,
    Side, Status, Tables, TechnologyRow,
};
use crate::tree::Tree;
use crate::windows::{Over, period_lengths};
use crate::{
    Building, Demand, Facility, Floored, Lane, Market, Member, Network, Offer, Policy, Region, Scale, Separated,
    Service, Stock, Technology, attacks, chance, read_filter,
};
use program::List;

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
    let price = |market: MarketAt, material: MaterialAt| {
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
    material: HashMap<&'a Name, MaterialAt>,
    materials: &'a List<MaterialAt, Material>,
    modes: &'a List<TechnologyAt, Vec<Mode>>,
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

    fn region(&self, id: &Name) -> Option<RegionAt> {
        self.tables.regions.iter().position(|r| r.id == *id).map(RegionAt::new)
    }

    /// The cooperative, which follows the members, where none is named.
    fn owner(&self, member: Option<&Name>) -> usize {
        let named = member.and_then(|id| self.tables.members.iter().position(|m| m.id == *id));
        named.unwrap_or(self.tables.members.len())
    }

    /// Elements by the product that they end in. An element that plants of several stages separate counts at the first of them: what recycling
    /// makes of it further down the chain is the same element again.
    fn separated(&self) -> Vec<Separated> {
        let mut ends: Vec<(usize, usize, MaterialAt)> = Vec::new(); // element, stage, material
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
        let mut by_material: BTreeMap<MaterialAt, Vec<usize>> = BTreeMap::new();
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

    fn compliant_region(&self, region: RegionAt) -> bool {
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

    fn material_value(&self, material: MaterialAt) -> Value<'a> {
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
                finance: Finance::new(
                    self.tables,
                    &row.id,
                    row.capital_total_musd.unwrap_or(f64::INFINITY),
                    (self.settings.horizon.first_year, self.settings.horizon.last_year),
                )
                .with(self.conditional(&row.id)),
            })
            .collect();
        members.push(Member {
            id: Name::const_new("cooperative"),
            title: Name::const_new("the cooperative"),
            role: None,
            capital_total_musd: 0.0,
            capital_per_year_musd: 0.0,
            tax_rate,
            finance: Finance::default(),
        });
        members
    }

    fn regions(&self) -> List<RegionAt, Region> {
        let rows = RegionAt::all(self.tables.regions.len()).zip(&self.tables.regions);
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
}
