//! What can be had where: a fixpoint over mines, markets, stocks, plants and lanes.
//!
//! Amounts, years and limits are left aside, so what cannot be had here can certainly not be had. Two pools are told apart,
//! all material and compliant material; what arrives in or is made in a region that is not compliant leaves the second.
//! Untracked materials count as compliant wherever they are.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{Case, Stream};
use super::plant::Plant;
use super::report::Report;
use crate::pattern::Pattern;
use crate::tables::{ChangeTarget, Side};

/// Beyond this many pairs of stream and region the fixpoint is not worth its memory, and its rules say nothing.
const MAX_CELLS: usize = 50_000_000;

/// Whether only compliant material counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pool {
    All,
    Compliant,
}

/// One plant running in one mode on one feed.
struct Process {
    /// Position in the case's plants.
    plant: usize,
    technology: usize,
    region: usize,
    inputs: Vec<Stream>,
    outputs: Vec<Stream>,
}

/// What a lane can carry.
struct Way {
    from: usize,
    to: usize,
    streams: Vec<Stream>,
}

/// What can be had where.
pub(super) struct Reach {
    streams: usize,
    /// By region and stream.
    all: Vec<bool>,
    compliant: Vec<bool>,
    processes: Vec<Process>,
    ways: Vec<Way>,
}

impl Reach {
    /// Follows material from its sources until nothing new can be had.
    pub fn find(case: &Case<'_>) -> Self {
        let streams = case.num_streams();
        let cells = streams.saturating_mul(case.regions.len());
        let mut reach =
            Self { streams, all: Vec::new(), compliant: Vec::new(), processes: Vec::new(), ways: Vec::new() };
        if cells > MAX_CELLS {
            return reach;
        }
        reach.all = vec![false; cells];
        reach.compliant = vec![false; cells];
        reach.processes = processes(case);
        reach.ways = ways(case);
        reach.markets_and_stocks(case);
        while reach.run_plants(case) | reach.ship(case) {}
        reach
    }

    /// Whether a stream can be had in a region.
    pub fn has(&self, region: usize, stream: Stream, pool: Pool) -> bool {
        let cells = if pool == Pool::All { &self.all } else { &self.compliant };
        cells.get(region * self.streams + stream).copied().unwrap_or(true)
    }

    /// Whether a stream can be had anywhere.
    pub fn anywhere(&self, case: &Case<'_>, stream: Stream) -> bool {
        (0..case.regions.len()).any(|region| self.has(region, stream, Pool::All))
    }

    /// A stream that a plant lacks in every way in which it can run; none when there is a way that lacks nothing.
    pub fn lacks(&self, plant: usize) -> Option<Stream> {
        let mut lacking = None;
        for process in self.processes.iter().filter(|process| process.plant == plant) {
            let missing = process.inputs.iter().find(|stream| !self.has(process.region, **stream, Pool::All));
            lacking = Some(*missing?);
        }
        lacking
    }

    /// What a plant can make in some year and mode, whether or not its inputs can be had.
    pub fn products(&self, plant: usize) -> impl Iterator<Item = Stream> {
        self.processes
            .iter()
            .filter(move |process| process.plant == plant)
            .flat_map(|process| process.outputs.iter().copied())
    }

    /// Puts a stream in a region; whether that is news.
    fn put(&mut self, case: &Case<'_>, region: usize, stream: Stream, compliant: bool) -> bool {
        let at = region * self.streams + stream;
        let compliant = compliant || !case.tracked(case.parts_of(stream).0);
        let news = !self.all[at] || (compliant && !self.compliant[at]);
        self.all[at] = true;
        self.compliant[at] |= compliant;
        news
    }

    fn markets_and_stocks(&mut self, case: &Case<'_>) {
        for offer in case.tables.offers.iter().filter(|offer| offer.side == Side::Buy) {
            let Some(market) = case.markets.get(&offer.market).map(|market| &case.tables.markets[market]) else {
                continue;
            };
            if let (Some(region), Some(stream)) = (case.regions.get(&market.region), case.stream(&offer.material)) {
                self.put(case, region, stream, case.market_compliant(market, region));
            }
        }
        for stock in case.tables.stocks.iter().filter(|stock| stock.initial_t.is_some_and(|initial| initial > 0.0)) {
            if let (Some(region), Some(stream)) = (case.regions.get(&stock.region), case.stream(&stock.material)) {
                let compliant = stock.compliant.unwrap_or_else(|| case.region_compliant(region));
                self.put(case, region, stream, compliant);
            }
        }
    }

    fn run_plants(&mut self, case: &Case<'_>) -> bool {
        let mut news = false;
        let processes = std::mem::take(&mut self.processes);
        for process in &processes {
            let region = process.region;
            if !process.inputs.iter().all(|stream| self.has(region, *stream, Pool::All)) {
                continue;
            }
            let compliant = case.region_compliant(region)
                && process.inputs.iter().all(|stream| self.has(region, *stream, Pool::Compliant));
            for stream in &process.outputs {
                news |= self.put(case, region, *stream, compliant);
            }
        }
        self.processes = processes;
        news
    }

    fn ship(&mut self, case: &Case<'_>) -> bool {
        let mut news = false;
        let ways = std::mem::take(&mut self.ways);
        for way in &ways {
            for stream in &way.streams {
                if self.has(way.from, *stream, Pool::All) {
                    let compliant = case.region_compliant(way.to) && self.has(way.from, *stream, Pool::Compliant);
                    news |= self.put(case, way.to, *stream, compliant);
                }
            }
        }
        self.ways = ways;
        news
    }

    /// The first missing link of a stream that cannot be had in a region, and what is behind it.
    fn missing_link(&self, case: &Case<'_>, stream: Stream, region: usize, pool: Pool) -> (String, Option<String>) {
        let good = if pool == Pool::Compliant { "compliant " } else { "" };
        let what = format!("{good}`{}`", case.stream_id(stream));
        let place = case.regions.name(region);
        let mut seen = BTreeSet::new();
        let mut links = Vec::new();
        let mut at = (stream, region);
        // Every step is another pair of stream and region.
        while seen.insert(at) {
            match self.link(case, at, pool) {
                Link::Lacks(technology, input, region) => {
                    let (technology, input_id) = (case.technologies.name(technology), case.stream_id(input));
                    links.push(format!("`{technology}` lacks {good}`{input_id}`"));
                    at = (input, region);
                }
                Link::End(reason) => {
                    links.push(reason);
                    break;
                }
            }
        }
        let last = (links.len() > 1).then(|| links[links.len() - 1].clone());
        let first = links.into_iter().next().unwrap_or_default();
        (format!("nothing can bring {what} to `{place}`: {first}"), last)
    }

    fn link(&self, case: &Case<'_>, (stream, region): (Stream, usize), pool: Pool) -> Link {
        let id = case.stream_id(stream);
        let place = case.regions.name(region);
        if pool == Pool::Compliant && !case.region_compliant(region) {
            return Link::End(format!("`{place}` is not compliant"));
        }
        if let Some(other) = (0..case.regions.len()).find(|other| self.has(*other, stream, pool)) {
            let other = case.regions.name(other);
            return Link::End(format!("`{id}` is available in `{other}`, but no lane ships it to `{place}`"));
        }
        let makers = || self.processes.iter().filter(|process| process.outputs.contains(&stream));
        let good = |process: &&Process| pool == Pool::All || case.region_compliant(process.region);
        let maker = makers().filter(good).min_by_key(|process| process.region != region);
        match maker {
            Some(maker) => {
                let lacking = maker.inputs.iter().find(|input| !self.has(maker.region, **input, pool));
                match lacking {
                    Some(input) => Link::Lacks(maker.technology, *input, maker.region),
                    None => Link::End(format!("`{id}` cannot be had")),
                }
            }
            None if pool == Pool::Compliant && (0..case.regions.len()).any(|at| self.has(at, stream, Pool::All)) => {
                Link::End(format!("all `{id}` that can be had is from regions that are not compliant"))
            }
            None => Link::End(format!("no plant can make, no market sells and no stock holds `{id}`")),
        }
    }
}

enum Link {
    /// A technology in a region lacks a stream.
    Lacks(usize, Stream, usize),
    End(String),
}

/// Every way in which every plant that can ever run may run.
fn processes(case: &Case<'_>) -> Vec<Process> {
    let mut all = Vec::new();
    for (at, plant) in case.plants.iter().enumerate().filter(|(_, plant)| plant.can_ever_run(case)) {
        let Some(region) = case.regions.get(&plant.facility.region) else { continue };
        let mined = plant.facility.feed.as_ref().and_then(|feed| case.feeds.get(feed));
        let material = |id: &Option<crate::cell::Name>| id.as_ref().and_then(|id| case.materials.get(id));
        let treats = material(&plant.technology.treats);
        let mines = material(&plant.technology.mines);
        let feeds: Vec<Option<usize>> = match (treats, mines) {
            (Some(_), _) => case.treated_feeds(plant).into_iter().map(Some).collect(),
            (None, Some(_)) => mined.into_iter().map(Some).collect(),
            (None, None) => vec![None],
        };
        for feed in feeds {
            add_modes(case, (at, plant), region, feed, (mines, treats), &mut all);
        }
    }
    all
}

fn add_modes(
    case: &Case<'_>,
    (at, plant): (usize, &Plant<'_>),
    region: usize,
    feed: Option<usize>,
    (mines, treats): (Option<usize>, Option<usize>),
    all: &mut Vec<Process>,
) {
    let technology = plant.technology_row;
    for mode in &case.modes[technology] {
        let side = |used: bool| {
            let amounts = mode.amounts.iter().filter(move |amount| (amount.amount < 0.0) == used);
            amounts.filter_map(|amount| case.stream_of(amount.material, feed)).collect::<Vec<_>>()
        };
        let (mut inputs, mut outputs) = (side(true), side(false));
        inputs.extend(treats.and_then(|material| case.stream_of(material, feed)));
        if treats.is_none() {
            outputs.extend(mines.and_then(|material| case.stream_of(material, feed)));
        } else if let Some(feed) = feed {
            let products: BTreeSet<usize> = case.recoveries[technology].iter().map(|it| it.product).collect();
            let got = products.into_iter().filter(|product| case.recovers(technology, feed, *product));
            outputs.extend(got.filter_map(|product| case.stream_of(product, Some(feed))));
        }
        all.push(Process { plant: at, technology, region, inputs, outputs });
    }
}

/// What each lane can carry. A row with the limit 0 closes the way for its materials, unless a change may open it.
fn ways(case: &Case<'_>) -> Vec<Way> {
    let may_open = case.tables.changes.iter().any(|change| change.target == ChangeTarget::LaneLimit);
    let mut matched: BTreeMap<&str, Vec<Stream>> = BTreeMap::new();
    let mut closed: BTreeSet<(usize, usize, Stream)> = BTreeSet::new();
    let mut ways = Vec::new();
    for lane in &case.tables.lanes {
        let (Some(from), Some(to)) = (case.regions.get(&lane.from), case.regions.get(&lane.to)) else { continue };
        let streams = matched.entry(&lane.material).or_insert_with(|| {
            Pattern::parse(&lane.material).map_or_else(|_| Vec::new(), |pattern| case.matching_streams(&pattern))
        });
        let open = streams.iter().copied().filter(|stream| !closed.contains(&(from, to, *stream))).collect();
        if lane.limit_t_per_year == Some(0.0) && !may_open {
            if lane.first_year.is_none() && lane.last_year.is_none() {
                closed.extend(streams.iter().map(|stream| (from, to, *stream)));
            }
            continue;
        }
        ways.push(Way { from, to, streams: open });
    }
    ways
}

/// Every demand can be served by something, also under its origin rule.
pub(super) fn demands(case: &Case<'_>, reach: &Reach, report: &mut Report) {
    for (row, it) in case.tables.demands.iter().enumerate() {
        let (Some(region), Some(stream)) = (case.regions.get(&it.region), case.stream(&it.material)) else { continue };
        let rule = it.origin_rule_from.map(i64::from).filter(|year| *year <= case.horizon.last);
        let ruled_at_once = rule.is_some_and(|year| year <= case.horizon.first);
        let any = reach.has(region, stream, Pool::All);
        if (any && rule.is_none()) || reach.has(region, stream, Pool::Compliant) {
            continue;
        }
        let pool = if any { Pool::Compliant } else { Pool::All };
        let (message, behind) = reach.missing_link(case, stream, region, pool);
        // Before the rule holds it can be served, so it is worth a look only; unless a service level is promised.
        let later = rule.filter(|_| any && !ruled_at_once);
        let when = later.map_or_else(String::new, |year| format!("from {year} on "));
        let promised = it.service_level.is_some_and(|level| level > 0.0);
        let entry =
            report.cell("network::unreachable_demand", "demands", row, "material", format_args!("{when}{message}"));
        let entry = entry.hint_if(|| behind);
        if later.is_some() && !promised {
            entry.warning();
        }
    }
}

/// Feeds that a plant names can come to it.
pub(super) fn treated_feeds(case: &Case<'_>, reach: &Reach, report: &mut Report) {
    for plant in &case.plants {
        let Some(id) = &plant.technology.treats else { continue };
        let Some(material) = case.materials.get(id).filter(|material| case.per_feed(*material)) else { continue };
        for name in &plant.facility.feeds {
            let stream = case.feeds.get(name).and_then(|feed| case.stream_of(material, Some(feed)));
            if stream.is_some_and(|stream| !reach.anywhere(case, stream)) {
                report
                    .cell(
                        "network::feed_never_comes",
                        "facilities",
                        plant.row,
                        "feeds",
                        format_args!("no plant can make, no market sells and no stock holds `{id}@{name}`"),
                    )
                    .warning();
            }
        }
    }
}
