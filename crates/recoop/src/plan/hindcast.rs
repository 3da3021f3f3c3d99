//! The chain run through past years: what the model says of a year that is over, beside what was observed.
//!
//! Each year is planned alone, with what stood then, at its prices, for its demand, without any freedom to build. What a run of
//! the past needs is said in the tables with years before the horizon: offers, lanes and policies that are closed since, changes
//! in the root scenario, `online_year` of plants, `filled_from` of stocks.

use super::observer::ProgressObserver;
use super::shares::domestic_shares;
use super::solve::{Plan, solve};
use super::status::{PlanError, PlanOptions};
use crate::formulation::ledger::{Kind, MUSD_PER_USD_PER_KG_TONNE};
use recoop_case::Network;
use recoop_case::pattern::{Filter, Value};
use recoop_case::positions::PeriodAt;
use recoop_case::resolve::resolve;
use recoop_case::settings::{HorizonSettings, Settings};
use recoop_case::tables::{Bloc, Measure, ObservationRow, Side, Tables};

/// An observation beside what the model gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Row of `observations`.
    pub row: usize,
    /// What the model says, in the unit of the measure; none when there is nothing to measure (no sale, so no price).
    pub modeled: Option<f64>,
}

impl Comparison {
    /// Whether the model is inside the band.
    #[must_use]
    pub fn holds(&self, observation: &ObservationRow) -> bool {
        // Solvers keep bounds to about this share.
        let slack = 1e-6 * observation.low.abs().max(observation.high.abs()).max(1.0);
        self.modeled.is_some_and(|value| value >= observation.low - slack && value <= observation.high + slack)
    }
}

/// Runs every year of which there are observations, and compares; in the order of `observations`.
///
/// # Errors
/// When a year has no plan.
pub fn hindcast(
    settings: &Settings,
    tables: &Tables,
    options: &PlanOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<Vec<Comparison>, (i32, PlanError)> {
    let mut years: Vec<i32> = tables.observations.iter().map(|observation| observation.year).collect();
    years.sort_unstable();
    years.dedup();
    let mut comparisons = Vec::new();
    for year in years {
        let (network, fixed_musd) = past(settings, tables, year);
        let plan = solve(&network, options, observer).map_err(|error| (year, error))?;
        let view = View { network: &network, plan: &plan, fixed_musd };
        let of_year = tables.observations.iter().enumerate().filter(|(_, observation)| observation.year == year);
        comparisons.extend(of_year.map(|(row, observation)| Comparison { row, modeled: view.measure(observation) }));
    }
    comparisons.sort_by_key(|comparison| comparison.row);
    Ok(comparisons)
}

/// The case in a past year, and the fixed cost of each member's plants, MUSD. What stood was kept, whatever the year brought, so
/// its fixed cost is sunk: the plan does not see it.
fn past(settings: &Settings, tables: &Tables, year: i32) -> (Network, Vec<f64>) {
    let mut settings = settings.clone();
    settings.horizon = HorizonSettings {
        first_year: year,
        last_year: year,
        period_lengths: vec![1],
        split_at_windows: false,
        base_year: year,
        build_years: vec![year],
    };
    settings.risk.weight = 0.0;
    let mut tables = tables.clone();
    tables.scenarios.retain(|row| row.parent.is_none());
    for root in &mut tables.scenarios {
        root.first_year = year;
    }
    let root = tables.scenarios.first().map(|row| row.id.clone());
    // A change without a first year begins with its scenario, after the past.
    tables.changes.retain(|row| {
        Some(&row.scenario) == root.as_ref()
            && row.first_year.is_some_and(|first| first <= year)
            && row.last_year.is_none_or(|last| last >= year)
    });
    tables.prices.retain(|row| row.scenario.is_none() || row.scenario == root);
    tables.quantities.retain(|row| row.scenario.is_none() || row.scenario == root);
    tables.attacks.clear();
    tables.pass_through.clear();
    for facility in &mut tables.facilities {
        facility.max_capacity_t_per_year = None;
    }
    for demand in &mut tables.demands {
        demand.service_level = None;
    }
    for stock in &mut tables.stocks {
        stock.final_t = stock.initial_t;
        if stock.filled_from.is_some_and(|from| from >= year) {
            stock.initial_t = None;
        }
        if stock.filled_from.is_some_and(|from| from > year) {
            stock.final_t = None;
        }
        (stock.reserve_t, stock.reserve_from, stock.release_in) = (None, None, Vec::new());
    }
    let mut network = resolve(&settings, &tables);
    let mut fixed_musd = vec![0.0; network.members.len()];
    for at in 0..network.facilities.len() {
        let standing = network.existing_capacity(&network.facilities[at], PeriodAt::new(0), false);
        let facility = &mut network.facilities[at];
        fixed_musd[facility.member] += standing * facility.fixed_cost_usd_per_kg * MUSD_PER_USD_PER_KG_TONNE;
        facility.fixed_cost_usd_per_kg = 0.0;
    }
    (network, fixed_musd)
}

/// A past year with its plan: one state.
struct View<'a> {
    network: &'a Network,
    plan: &'a Plan,
    /// Fixed cost by member, MUSD.
    fixed_musd: Vec<f64>,
}

impl View<'_> {
    fn measure(&self, observation: &ObservationRow) -> Option<f64> {
        let filter = Filter::parse(&observation.filter, observation.measure.filter_names()).ok()?;
        match observation.measure {
            Measure::Made => Some(self.made(&filter)),
            Measure::Bought => Some(self.traded(&filter, Side::Buy).0),
            Measure::Sold => Some(self.traded(&filter, Side::Sell).0),
            Measure::PricePaid => price(self.traded(&filter, Side::Buy)),
            Measure::PriceRealized => price(self.traded(&filter, Side::Sell)),
            Measure::NetImportShare => self.net_import_share(&filter),
            Measure::HomeShare => self.home_share(&filter),
            Measure::Short => Some(self.short(&filter)),
            Measure::Revenue => Some(self.cash(&filter, &[Kind::Sales])),
            Measure::OperatingProfit => {
                let fixed =
                    self.fixed_musd.iter().enumerate().filter(|(member, _)| filter.matches(|_| self.member(*member)));
                let fixed: f64 = fixed.map(|(_, musd)| musd).sum();
                Some(self.cash(&filter, &[Kind::Sales, Kind::Purchases, Kind::VariableCost]) - fixed)
            }
        }
    }

    fn material(&self, material: usize) -> Value<'_> {
        let material = &self.network.materials[material];
        Value::Material { id: &material.id, kind: material.kind }
    }

    fn member(&self, member: usize) -> Value<'_> {
        if member == self.network.cooperative() { Value::Absent } else { Value::from(&self.network.members[member].id) }
    }

    fn is_home(&self, region: usize) -> bool {
        self.network.regions[region].bloc == Bloc::Home
    }

    /// Metric tons made by plants that the filter matches.
    fn made(&self, filter: &Filter) -> f64 {
        let network = self.network;
        let flows = self.plan.values.flows.iter().filter(|flow| flow.amount_t > 0.0);
        let matching = flows.filter(|flow| {
            let facility = &network.facilities[self.plan.values.runs[flow.run].facility];
            let technology = &network.technologies[facility.technology];
            filter.matches(|name| match name {
                "material" => self.material(flow.material),
                "facility" => Value::from(&facility.id),
                "technology" => Value::from(&technology.id),
                "stage" => Value::from(&network.settings.stages[technology.stage]),
                "region" => Value::from(&network.regions[facility.region].id),
                _ => self.member(facility.member),
            })
        });
        matching.map(|flow| flow.amount_t).sum()
    }

    /// Metric tons traded, and what they cost or brought, USD/kg times metric tons.
    fn traded(&self, filter: &Filter, side: Side) -> (f64, f64) {
        let network = self.network;
        let mut sum = (0.0, 0.0);
        for trade in &self.plan.values.trades {
            let offer = &network.offers[trade.offer];
            let passes = filter.matches(|name| match name {
                "market" => Value::from(&network.markets[offer.market].id),
                "material" => self.material(offer.material),
                _ => self.member(offer.member),
            });
            if offer.side == side && passes {
                sum.0 += trade.amount_t;
                sum.1 += trade.amount_t * offer.price_usd_per_kg.at(trade.state);
            }
        }
        sum
    }

    fn net_import_share(&self, filter: &Filter) -> Option<f64> {
        let passes = |material| filter.matches(|_| self.material(material));
        let values = &self.plan.values;
        let made = values.flows.iter().filter(|flow| {
            let facility = &self.network.facilities[values.runs[flow.run].facility];
            flow.amount_t > 0.0 && self.is_home(facility.region) && passes(flow.material)
        });
        let made: f64 = made.map(|flow| flow.amount_t).sum();
        let shipped = values.shipments.iter().map(|shipment| {
            let lane = &self.network.lanes[shipment.lane];
            let inwards = f64::from(i8::from(self.is_home(lane.to)) - i8::from(self.is_home(lane.from)));
            if passes(lane.material) { inwards * shipment.amount_t } else { 0.0 }
        });
        let net: f64 = shipped.sum();
        (made + net > 0.0).then(|| net / (made + net))
    }

    fn home_share(&self, filter: &Filter) -> Option<f64> {
        let network = self.network;
        let rows = domestic_shares(network, &self.plan.values);
        let rows = rows.iter().filter(|row| filter.matches(|_| Value::from(&network.settings.stages[row.stage])));
        let (needed, made) = rows.fold((0.0, 0.0), |sum, row| (sum.0 + row.needed_musd, sum.1 + row.made_musd));
        (needed > 0.0).then(|| made / needed)
    }

    fn short(&self, filter: &Filter) -> f64 {
        let rows = self.plan.values.service.iter().filter(|row| {
            let demand = &self.network.demands[row.demand];
            filter.matches(|name| match name {
                "demand" => Value::from(&demand.id),
                "end_use" => Value::from(&demand.end_use),
                "material" => self.material(demand.material),
                "region" => Value::from(&self.network.regions[demand.region].id),
                _ => Value::Id(demand.priority.as_str()),
            })
        });
        rows.map(|row| row.short_t).sum()
    }

    fn cash(&self, filter: &Filter, kinds: &[Kind]) -> f64 {
        self.plan.cash.sum(|flow| kinds.contains(&flow.kind) && filter.matches(|_| self.member(flow.member)))
    }
}

/// Mean price of a quantity and its worth.
fn price((tonnes, worth): (f64, f64)) -> Option<f64> {
    (tonnes > 0.0).then(|| worth / tonnes)
}
