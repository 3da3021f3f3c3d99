//! Prices: one pass over a table that may have a million rows.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::case::{CALENDAR, Case, Stream};
use super::references;
use super::report::{Range, Report, rounded};
use super::scenarios;
use crate::cell::Name;
use crate::prices::{in_year, offer_usd_per_kg};
use crate::tables::{OfferRow, PriceRow, Side};

/// Prices are compared with this tolerance, relative to the larger one: they are products of factors.
const TOLERANCE: f64 = 1e-9;

/// Year and price.
type Point = (i32, f64);

/// What is known of the prices of one material at one market.
struct Series<'a> {
    /// Row of `markets`.
    market: usize,
    /// Id of the material.
    material: &'a str,
    /// Whether there is any price.
    any: bool,
    /// Whether there is a price that holds from the root on.
    everywhere: bool,
    /// Whether the points are wanted.
    wanted: bool,
    /// By scenario (none: the series without one): year and price.
    points: BTreeMap<Option<usize>, Vec<Point>>,
}

impl Series<'_> {
    /// The series that holds in a scenario: its own, or that of the nearest one above, or the one without scenario.
    fn in_scenario(&self, case: &Case<'_>, scenario: usize) -> Option<(Option<usize>, &[Point])> {
        scenarios::line_of(case, scenario)
            .map(Some)
            .chain([None])
            .find_map(|at| self.points.get(&at).map(|points| (at, points.as_slice())))
    }
}

/// All series, and where each market knows a price.
pub(super) struct Prices<'a> {
    series: Vec<Series<'a>>,
    /// Market and id of the material.
    at: HashMap<(usize, &'a str), usize>,
    /// By region: streams with a price at a market there, ascending.
    priced: Vec<Vec<Stream>>,
}

impl<'a> Prices<'a> {
    /// Reads the table once, and reports what is wrong with its rows.
    pub fn read(case: &Case<'a>, report: &mut Report) -> Self {
        let mut prices = Self { series: Vec::new(), at: HashMap::new(), priced: Vec::new() };
        for (market, material) in wanted(case) {
            let series = prices.series_of(market, material);
            prices.series[series].wanted = true;
        }
        let root = scenarios::root(case);
        let mut reader = Reader::default();
        for (row, it) in case.tables.prices.iter().enumerate() {
            report.number("prices", row, "price_usd_per_kg", it.price_usd_per_kg, Range::NotNegative);
            report.whole("prices", row, "year", it.year, CALENDAR);
            let scenario = reader.scenario(case, row, it, report);
            let Some(at) = reader.series(case, row, it, report, &mut prices) else { continue };
            let Some(scenario) = scenario else { continue };
            let series = &mut prices.series[at];
            series.any = true;
            series.everywhere |= scenario.is_none() || scenario == root;
            if series.wanted {
                series.points.entry(scenario).or_default().push((it.year, it.price_usd_per_kg));
            }
        }
        for points in prices.series.iter_mut().flat_map(|series| series.points.values_mut()) {
            points.sort_by_key(|(year, _)| *year);
        }
        prices.priced = prices.by_region(case);
        prices
    }

    fn series_of(&mut self, market: usize, material: &'a str) -> usize {
        let next = self.series.len();
        let at = *self.at.entry((market, material)).or_insert(next);
        if at == next {
            let (any, everywhere, wanted, points) = (false, false, false, BTreeMap::new());
            self.series.push(Series { market, material, any, everywhere, wanted, points });
        }
        at
    }

    fn by_region(&self, case: &Case<'_>) -> Vec<Vec<Stream>> {
        let mut priced = vec![Vec::new(); case.tables.regions.len()];
        for series in self.series.iter().filter(|series| series.everywhere) {
            let region = case.regions.get(&case.tables.markets[series.market].region);
            if let (Some(region), Some(stream)) = (region, case.stream(series.material)) {
                priced[region].push(stream);
            }
        }
        for streams in &mut priced {
            streams.sort_unstable();
            streams.dedup();
        }
        priced
    }

    /// Whether some market in the region has a price for the stream.
    pub fn in_region(&self, region: usize, stream: Stream) -> bool {
        self.priced[region].binary_search(&stream).is_ok()
    }

    /// Whether some market has a price for the stream.
    pub fn anywhere(&self, stream: Stream) -> bool {
        self.priced.iter().any(|streams| streams.binary_search(&stream).is_ok())
    }

    /// Whether one of those markets (rows of `markets`) has a price for the stream from the root on.
    pub fn at_markets(&self, case: &Case<'_>, stream: Stream, meant: impl Fn(usize) -> bool) -> bool {
        let series = self.series.iter().filter(|series| series.everywhere && meant(series.market));
        series.map(|series| case.stream(series.material)).any(|found| found == Some(stream))
    }

    /// Offers have a price wherever they hold.
    pub fn of_offers(&self, case: &Case<'_>, report: &mut Report) {
        for (row, it) in case.tables.offers.iter().enumerate() {
            let Some(market) = case.markets.get(&it.market) else { continue };
            if case.stream(&it.material).is_none() {
                continue;
            }
            let series = self.at.get(&(market, it.material.as_str())).map(|at| &self.series[*at]);
            if series.is_some_and(|series| series.everywhere) {
                continue;
            }
            let any = series.is_some_and(|series| series.any);
            let what =
                if any { "a price in some scenarios only, and none at the root of the tree" } else { "no price" };
            report
                .cell(
                    "network::no_price",
                    "offers",
                    row,
                    "material",
                    format_args!("`prices` has {what} for `{}` at `{}`", it.material, it.market),
                )
                .hint(|| "add rows of `prices` without a scenario".to_string());
        }
    }

    /// Nothing can be bought and sold again at a gain at one market, and no price falls below 0.
    pub fn arbitrage(&self, case: &Case<'_>, report: &mut Report) {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (row, it) in case.tables.offers.iter().enumerate() {
            if let Some(market) = case.markets.get(&it.market)
                && let Some(at) = self.at.get(&(market, it.material.as_str()))
            {
                groups.entry(*at).or_default().push(row);
            }
        }
        let last_years = scenarios::last_years(case);
        for (at, offers) in groups {
            if !self.series[at].wanted {
                continue;
            }
            let years = self.yearly(case, at, &last_years);
            for row in &offers {
                below_zero(&case.tables.offers[*row], *row, &years, report);
            }
            for sell in offers.iter().filter(|row| case.tables.offers[**row].side == Side::Sell) {
                let buys = offers.iter().filter(|row| case.tables.offers[**row].side == Side::Buy);
                for buy in buys {
                    // One buy offer is enough to see the fault of the sell offer.
                    if gain_between(case, *sell, *buy, &years, report) {
                        break;
                    }
                }
            }
        }
    }

    /// The prices of a series that hold in some scenario: year and price, in order of scenarios and years. A series is not
    /// repeated for the scenarios that share it in the same years.
    fn yearly(&self, case: &Case<'_>, at: usize, last_years: &[i64]) -> Vec<(i64, f64)> {
        let mut spans: BTreeMap<Option<usize>, (i64, i64)> = BTreeMap::new();
        for (scenario, it) in case.tables.scenarios.iter().enumerate() {
            if let Some((key, _)) = self.series[at].in_scenario(case, scenario) {
                let (from, to) =
                    (i64::from(it.first_year).max(case.horizon.first), last_years[scenario].min(case.horizon.last));
                let span = spans.entry(key).or_insert((from, to));
                *span = (span.0.min(from), span.1.max(to));
            }
        }
        let mut years = Vec::new();
        for (key, (from, to)) in spans {
            let points = &self.series[at].points[&key];
            let quoted = |year: i64| Some((year, in_year(points, i32::try_from(year).ok()?)?));
            years.extend((from..=to).filter_map(quoted));
        }
        years
    }
}

/// Markets and materials whose prices in each year matter: those both bought and sold, and those with something taken off.
fn wanted<'a>(case: &Case<'a>) -> Vec<(usize, &'a str)> {
    let mut sides: BTreeMap<(usize, &str), (bool, bool, bool)> = BTreeMap::new();
    for it in &case.tables.offers {
        if let Some(market) = case.markets.get(&it.market)
            && case.stream(&it.material).is_some()
        {
            let (buy, sell, less) = sides.entry((market, it.material.as_str())).or_default();
            *buy |= it.side == Side::Buy;
            *sell |= it.side == Side::Sell;
            *less |= it.price_add_usd_per_kg.is_some_and(|add| add < 0.0);
        }
    }
    sides.into_iter().filter(|(_, (buy, sell, less))| (*buy && *sell) || *less).map(|(key, _)| key).collect()
}

fn holds_in(offer: &OfferRow, year: i64) -> bool {
    offer.first_year.is_none_or(|first| i64::from(first) <= year)
        && offer.last_year.is_none_or(|last| year <= i64::from(last))
}

fn below_zero(offer: &OfferRow, row: usize, years: &[(i64, f64)], report: &mut Report) {
    let found = years.iter().find(|(year, price)| holds_in(offer, *year) && offer_usd_per_kg(offer, *price) < 0.0);
    if let Some((year, price)) = found {
        let found = rounded(offer_usd_per_kg(offer, *price));
        report.cell(
            "network::price_below_zero",
            "offers",
            row,
            "price_add_usd_per_kg",
            format_args!("it makes the price of `{}` in {year} {found} USD/kg, below 0", offer.material),
        );
    }
}

fn gain_between(case: &Case<'_>, sell: usize, buy: usize, years: &[(i64, f64)], report: &mut Report) -> bool {
    let (sells, buys) = (&case.tables.offers[sell], &case.tables.offers[buy]);
    let gain = |price: f64| {
        let (income, cost) = (offer_usd_per_kg(sells, price), offer_usd_per_kg(buys, price));
        income - cost > TOLERANCE * income.abs().max(cost.abs())
    };
    let mut found: Vec<_> = years
        .iter()
        .filter(|(year, price)| holds_in(sells, *year) && holds_in(buys, *year) && gain(*price))
        .map(|(year, price)| (*year, *price))
        .collect();
    let Some((_, price)) = found.first().copied() else { return false };
    found.sort_by_key(|(year, _)| *year);
    let (first, last) = (found[0].0, found[found.len() - 1].0);
    let span = if first == last { format!("in {first}") } else { format!("between {first} and {last}") };
    report
        .cell(
            "network::arbitrage",
            "offers",
            sell,
            "price_factor",
            format_args!(
                "{span} `{}` sells at `{}` for more than it costs there: {} against {} USD/kg in row {}",
                sells.material,
                sells.market,
                rounded(offer_usd_per_kg(sells, price)),
                rounded(offer_usd_per_kg(buys, price)),
                buy + 1
            ),
        )
        .hint(|| "a selling price above the buying price makes money from nothing".to_string());
    true
}

/// What the row before named: neighbors are mostly of one series, so most rows need no look-up.
#[derive(Default)]
struct Reader<'a> {
    market: Option<(&'a Name, Option<usize>)>,
    series: Option<(&'a Name, &'a Name, Option<usize>)>,
    scenario: Option<(&'a Name, Option<usize>)>,
    /// Unknown names already reported, so that a renamed market is one fault and not a million.
    reported: HashSet<(&'static str, &'a str)>,
}

impl<'a> Reader<'a> {
    /// Scenario of a row: `None` when it is unknown, `Some(None)` when the cell is blank.
    fn scenario(
        &mut self,
        case: &Case<'a>,
        row: usize,
        it: &'a PriceRow,
        report: &mut Report,
    ) -> Option<Option<usize>> {
        let Some(name) = &it.scenario else { return Some(None) };
        let at = match self.scenario {
            Some((before, at)) if before == name => at,
            _ if self.known_bad("scenario", name) => None,
            _ => {
                let at = case.scenarios.refer(name, report, "prices", row, "scenario");
                self.remember("scenario", name, at.is_some());
                at
            }
        };
        self.scenario = Some((name, at));
        at.map(Some)
    }

    fn market(&mut self, case: &Case<'a>, row: usize, name: &'a Name, report: &mut Report) -> Option<usize> {
        let at = match self.market {
            Some((before, at)) if before == name => at,
            _ if self.known_bad("market", name) => None,
            _ => {
                let at = case.markets.refer(name, report, "prices", row, "market");
                self.remember("market", name, at.is_some());
                at
            }
        };
        self.market = Some((name, at));
        at
    }

    fn series(
        &mut self,
        case: &Case<'a>,
        row: usize,
        it: &'a PriceRow,
        report: &mut Report,
        prices: &mut Prices<'a>,
    ) -> Option<usize> {
        if let Some((market, material, at)) = self.series
            && *market == it.market
            && *material == it.material
        {
            return at;
        }
        let market = self.market(case, row, &it.market, report);
        let material = it.material.as_str();
        let at = match market {
            // A series that exists has a material that exists.
            Some(market) if prices.at.contains_key(&(market, material)) => prices.at.get(&(market, material)).copied(),
            _ if self.known_bad("material", material) => None,
            _ if case.stream(material).is_none() => {
                references::stream(case, report, "prices", row, "material", material);
                self.remember("material", material, false);
                None
            }
            Some(market) => Some(prices.series_of(market, material)),
            None => None,
        };
        self.series = Some((&it.market, &it.material, at));
        at
    }

    fn known_bad(&self, column: &'static str, name: &'a str) -> bool {
        self.reported.contains(&(column, name))
    }

    fn remember(&mut self, column: &'static str, name: &'a str, good: bool) {
        if !good {
            self.reported.insert((column, name));
        }
    }
}
