//!
//! Long: every type of a resolved case on one page.
// The example needs crates above this one: `recoop-report` compiles it (`src/readmes.rs`).
#![cfg_attr(not(doctest), doc = include_str!("../README.md"))]
//!
//! # Map of the crate
//!
//! | module       | what                                                                     |
//! |--------------|--------------------------------------------------------------------------|
//! | [`settings`] | `case.toml`                                                              |
//! | [`stakes`]   | how much money hangs on each row                                         |
//! | [`tables`]   | the tables of a case, as written                                         |
//! | [`cell`]     | how one cell is read                                                     |
//! | [`pattern`]  | patterns over ids and filters made of them                               |
//! | [`tree`]     | periods, scenario tree, states                                           |
//! | [`series`]   | numbers over states                                                      |
//! | [`streams`]  | materials by feed, with the composition that follows from each recovery  |
//! | [`attacks`]  | what the adversary can do, what it touches, what it costs                |
//! | [`buffers`]  | what can be bought against it                                            |
//! | [`chance`]   | random prices, outages, delays                                           |
//! | [`check`]    | every rule of validity: all faults of a case at once                     |
//! | [`positions`]  | positions in the lists of a case, a type for each kind                   |
//! | [`prices`]   | market prices: one rule for each question                                |
//! | [`resolve`]  | from tables to the [`Network`]                                           |
//! | [`edit`]     | a changed case: edits of cells, rows, settings, and what uses them       |
//! | [`canonical`]| the hash of a case's values                                              |
//! | [`windows`]  | years inside periods: shares and means                                   |
pub mod attacks;
pub mod buffers;
pub mod canonical;
pub mod cell;
pub mod chance;
pub mod check;
pub mod conditional;
pub mod edit;
pub mod fault;
pub mod finance;
pub mod former;
pub mod pattern;
pub mod positions;
pub mod prices;
pub mod resolve;
pub mod series;
pub mod settings;
pub mod stakes;
pub mod streams;
pub mod tables;
pub mod tree;
pub mod windows;

use crate::positions::{
    AttackAt, BufferAt, DemandAt, FacilityAt, LaneAt, MarketAt, MaterialAt, NodeAt, OfferAt, PolicyAt, RegionAt,
    StateAt, StockAt, TechnologyAt,
};
use program::List;

use attacks::Attack;
use buffers::Buffer;
use cell::Name;
use chance::Chance;
use pattern::Filter;
use prices::basis::Basis;
use series::Series;
use settings::Settings;
use streams::{Material, Mode};
use tables::{Bloc, Controller, PolicyKind, Priority, Role, Side, Status};
use tree::Tree;

/// A case whose ids are resolved and whose numbers are known for every state. Positions refer to the lists here ([`positions`]).
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Settings of the case.
    pub settings: Settings,
    /// Periods, scenarios, states.
    pub tree: Tree,
    /// Element ids, and whether each counts in a stream's metric tons.
    pub elements: Vec<(Name, bool)>,
    /// Who plans together; the last one is the cooperative itself, owner of what names no member.
    pub members: Vec<Member>,
    /// Regions.
    pub regions: List<RegionAt, Region>,
    /// Materials: plain ones, then streams.
    pub materials: List<MaterialAt, Material>,
    /// Products that hold elements separated from streams, by material.
    pub separated: Vec<Separated>,
    /// Technologies with their modes.
    pub technologies: List<TechnologyAt, Technology>,
    /// Plants and mines.
    pub facilities: List<FacilityAt, Facility>,
    /// Lanes, one for each material.
    pub lanes: List<LaneAt, Lane>,
    /// Markets.
    pub markets: List<MarketAt, Market>,
    /// What can be bought and sold.
    pub offers: List<OfferAt, Offer>,
    /// What end users need.
    pub demands: List<DemandAt, Demand>,
    /// Where material can be kept.
    pub stocks: List<StockAt, Stock>,
    /// Policies in force.
    pub policies: List<PolicyAt, Policy>,
    /// What the adversary can do.
    pub attacks: List<AttackAt, Attack>,
    /// What can be bought against the adversary.
    pub buffers: List<BufferAt, Buffer>,
    /// Random prices, outages and delays.
    pub chance: Chance,
}

/// A member.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Unique id.
    pub id: Name,
    /// Full name, or the id.
    pub title: Name,
    /// What it does; none for the cooperative itself.
    pub role: Option<Role>,
    /// Equity over the whole horizon, MUSD; infinite without limit.
    pub capital_total_musd: f64,
    /// Equity in one year, MUSD; infinite without limit.
    pub capital_per_year_musd: f64,
    /// Tax that it really pays on its profit, share. Plans reckon with [`Network::tax_rate`] for all.
    pub tax_rate: f64,
    /// What it begins with and owes, beside its plants.
    pub finance: finance::Finance,
}

/// A region.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Unique id.
    pub id: Name,
    /// Full name, or the id.
    pub title: Name,
    /// Whose it is.
    pub bloc: Bloc,
    /// Whether material that was here may serve a demand with an origin rule.
    pub compliant: bool,
    /// Degrees north and east, where the case says so.
    pub location: Option<(f64, f64)>,
}

/// A plain material into which elements of streams are separated, at the earliest stage that does so.
#[derive(Clone, Debug, PartialEq)]
pub struct Separated {
    /// Material.
    pub material: MaterialAt,
    /// Elements that end in it: positions in [`Network::elements`], ascending.
    pub elements: Vec<usize>,
}

/// A kind of plant.
#[derive(Clone, Debug, PartialEq)]
pub struct Technology {
    /// Unique id.
    pub id: Name,
    /// Full name, or the id.
    pub title: Name,
    /// Position in `settings.stages`.
    pub stage: usize,
    /// What a metric ton of activity is.
    pub unit: Name,
    /// Whether it mines or collects.
    pub mines: bool,
    /// Ways of running it.
    pub modes: Vec<Mode>,
}

/// Capital cost by size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Capital cost at the reference size, MUSD.
    pub capex_ref_musd: f64,
    /// Reference size, t/yr.
    pub size_ref_t_per_year: f64,
    /// capex = capex_ref (size / size_ref)^exponent.
    pub exponent: f64,
    /// Smallest plant, t/yr.
    pub min_t: f64,
    /// Largest plant, t/yr.
    pub max_t: f64,
    /// Size of a module, t/yr, when plants come as whole modules.
    pub module_t_per_year: Option<f64>,
}

impl Scale {
    /// Capital cost of a plant of `size` t/yr, MUSD.
    #[must_use]
    pub fn capex_musd(&self, size: f64) -> f64 {
        if size <= 0.0 {
            return 0.0;
        }
        self.capex_ref_musd * (size / self.size_ref_t_per_year).powf(self.exponent)
    }
}

/// When and how a facility can be built.
#[derive(Clone, Debug, PartialEq)]
pub struct Building {
    /// Cost by size.
    pub scale: Scale,
    /// Capacity that the site can hold, t/yr.
    pub site_t: f64,
    /// Most of it that is ever free, t/yr: what stands keeps its room, what retires within the horizon gives it to later plants.
    pub room_t: f64,
    /// Plants or modules that may be built on a path of the tree, where the case says so.
    pub max_builds: Option<i32>,
    /// Years in which a commitment is allowed.
    pub years: std::ops::RangeInclusive<i32>,
    /// Paid once with the first build, MUSD.
    pub opening_cost_musd: f64,
    /// Years from commitment to permit.
    pub permitting_years: i32,
    /// Years from permit to production.
    pub construction_years: i32,
    /// Years of operation.
    pub lifetime_years: i32,
    /// Share of capacity that works in the first years.
    pub ramp: Vec<f64>,
}

/// A plant or mine.
#[derive(Clone, Debug, PartialEq)]
pub struct Facility {
    /// Unique id.
    pub id: Name,
    /// Full name, or the id.
    pub title: Name,
    /// Owner, a position in [`Network::members`].
    pub member: usize,
    /// Region.
    pub region: RegionAt,
    /// Technology.
    pub technology: TechnologyAt,
    /// Degrees north and east, where the case says so.
    pub location: Option<(f64, f64)>,
    /// Modes that it can run: positions in the technology's modes.
    pub modes: Vec<usize>,
    /// Whether it exists.
    pub status: Status,
    /// Capacity that stands or is being built, t/yr.
    pub existing_t: f64,
    /// Years in which that capacity can be used.
    pub existing_years: std::ops::RangeInclusive<i32>,
    /// Ramp of capacity under construction.
    pub existing_ramp: Vec<f64>,
    /// What the mine still holds, t; infinite when there is enough.
    pub reserve_t: f64,
    /// How it can be built, if it can.
    pub building: Option<Building>,
    /// Share of the year that it can run.
    pub availability: Series,
    /// Cost of activity, USD/kg.
    pub variable_cost_usd_per_kg: Series,
    /// Cost of keeping capacity, USD/kg a year.
    pub fixed_cost_usd_per_kg: f64,
}

/// A lane for one material.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Region.
    pub from: RegionAt,
    /// Region.
    pub to: RegionAt,
    /// Material.
    pub material: MaterialAt,
    /// Cost of shipping, USD/kg.
    pub cost_usd_per_kg: f64,
    /// Duty as a share of the price.
    pub tariff: Series,
    /// The prices that it is a share of; none without duty.
    pub basis: Option<Basis>,
    /// Limit, t/yr, by the share of a state's years in which it is open: 0 where it is closed; infinite without limit.
    pub limit_t_per_year: Series,
    /// Years in which it is open.
    pub years: std::ops::RangeInclusive<i32>,
}

/// An outside market.
#[derive(Clone, Debug, PartialEq)]
pub struct Market {
    /// Unique id.
    pub id: Name,
    /// Full name, or the id.
    pub title: Name,
    /// Region.
    pub region: RegionAt,
    /// Who decides over it.
    pub controller: Controller,
    /// Whether what is bought there may serve a demand with an origin rule.
    pub compliant: bool,
}

/// What can be bought or sold at a market.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Market.
    pub market: MarketAt,
    /// Material.
    pub material: MaterialAt,
    /// Whether we buy or sell.
    pub side: Side,
    /// Number of the step.
    pub step: i32,
    /// Price in its years, USD/kg.
    pub price_usd_per_kg: Series,
    /// Limit, t/yr, by the share of a state's years in which it holds: 0 where it does not; infinite without limit.
    pub limit_t_per_year: Series,
    /// Years in which it holds.
    pub years: std::ops::RangeInclusive<i32>,
    /// The member whose access it is; the cooperative's when common.
    pub member: usize,
}

/// What end users need.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// Unique id.
    pub id: Name,
    /// Full name, or the id.
    pub title: Name,
    /// What it is for.
    pub end_use: Name,
    /// Who needs it; the cooperative when nobody is named.
    pub member: usize,
    /// Region.
    pub region: RegionAt,
    /// Material.
    pub material: MaterialAt,
    /// Whose need comes first.
    pub priority: Priority,
    /// Quantity, t/yr.
    pub quantity_t_per_year: Series,
    /// Worth of a delivered kg, USD/kg.
    pub value_usd_per_kg: f64,
    /// Cost of a missing kg on top, USD/kg.
    pub shortage_cost_usd_per_kg: Series,
    /// First year of the origin rule.
    pub origin_rule_from: Option<i32>,
    /// Least share to be served, the year from which, and the probability.
    pub service: Option<Service>,
}

/// A service level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Service {
    /// Least share served.
    pub level: f64,
    /// First year.
    pub from_year: i32,
    /// Probability over the scenarios with which it has to hold.
    pub chance: f64,
}

/// Where material can be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Stock {
    /// Material.
    pub material: MaterialAt,
    /// Region.
    pub region: RegionAt,
    /// Whether it is of compliant origin.
    pub compliant: bool,
    /// Owner.
    pub member: usize,
    /// What is there at the start, t.
    pub initial_t: f64,
    /// What fits, t; infinite without limit.
    pub limit_t: f64,
    /// Cost of keeping, USD/kg a year.
    pub holding_cost_usd_per_kg: f64,
    /// What must stay, t.
    pub reserve_t: f64,
    /// First year of the reserve.
    pub reserve_from: i32,
    /// Nodes in which the reserve may be released (those below them included).
    pub release_nodes: Vec<NodeAt>,
    /// What has to be there at the end, t.
    pub final_t: f64,
}

/// A policy in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Unique id.
    pub id: Name,
    /// Full name, or the id.
    pub title: Name,
    /// Kind.
    pub kind: PolicyKind,
    /// Facilities that it reaches.
    pub facilities: Vec<FacilityAt>,
    /// For a price floor: the materials that it reaches.
    pub materials: Vec<Floored>,
    /// Share, or USD/kg.
    pub value: f64,
    /// Yearly limit, t; infinite without.
    pub limit_t_per_year: f64,
    /// Years in which it holds.
    pub years: std::ops::RangeInclusive<i32>,
}

/// A material under a price floor.
#[derive(Clone, Debug, PartialEq)]
pub struct Floored {
    /// Material.
    pub material: MaterialAt,
    /// The market prices in the years of the policy that the floor tops up.
    pub basis: Basis,
}

impl Lane {
    /// Duty on a metric ton that was bought at a market of the region where the lane begins, or at none, in a state, USD/kg.
    #[must_use]
    pub fn duty_usd_per_kg(&self, bought_at: Option<MarketAt>, state: StateAt) -> f64 {
        self.basis.as_ref().map_or(0.0, |basis| self.tariff.at(state) * basis.price(bought_at, state))
    }
}

impl Building {
    /// Whether the site opens with its only build, so that the opening cost is part of the plant's.
    #[must_use]
    pub fn opens_with_build(&self) -> bool {
        self.scale.module_t_per_year.is_none() && self.max_builds.unwrap_or(1) == 1
    }
}

impl Facility {
    /// The most that one commitment can build: a plant, or as many modules as the site and the case allow.
    #[must_use]
    pub fn most_builds(&self) -> f64 {
        let Some(building) = &self.building else { return 0.0 };
        let Some(module) = building.scale.module_t_per_year else { return 1.0 };
        // A site meant for three modules may fall short of three by rounding.
        let fit = (building.room_t / module + 1e-9).floor();
        building.max_builds.map_or(fit, |most| fit.min(f64::from(most)))
    }
}

impl Network {
    /// Position of the cooperative in [`Network::members`].
    #[must_use]
    pub fn cooperative(&self) -> usize {
        self.members.len() - 1
    }

    /// Tax rate of a plan, share: one for all members, so that a difference between theirs creates no money when they trade with each other.
    #[must_use]
    pub fn tax_rate(&self) -> f64 {
        self.settings.finance.tax_rate
    }

    /// The highest value that a demand gives a material, USD/kg; none where nobody demands it.
    #[must_use]
    pub fn most_valued(&self, material: MaterialAt) -> Option<f64> {
        self.demands.iter().filter(|demand| demand.material == material).map(|d| d.value_usd_per_kg).reduce(f64::max)
    }

    /// Whether a node is one of those, or below one of those, in which a stock's reserve may be released.
    #[must_use]
    pub fn may_release(&self, stock: &Stock, node: NodeAt) -> bool {
        stock.release_nodes.iter().any(|n| self.tree.is_below(node, *n))
    }
}

/// Share of capacity that works at an age in years: the ramp's entry, 1 after its end.
#[must_use]
pub fn ramp_at(ramp: &[f64], age: i32) -> f64 {
    usize::try_from(age).ok().and_then(|age| ramp.get(age)).copied().unwrap_or(1.0)
}

/// Reads a filter of a checked case; one that cannot be read passes nothing.
fn read_filter(items: &[Name], allowed: &[&str]) -> Option<Filter> {
    Filter::parse(items, allowed).ok()
}
