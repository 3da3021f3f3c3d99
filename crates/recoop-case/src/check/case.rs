//! What every rule looks things up in.

use super::lookup::Ids;
use super::plant::Plant;
use crate::pattern::{Pattern, StreamName};
use crate::settings::Settings;
use crate::tables::{Bloc, MarketRow, MaterialKind, Tables};
use crate::windows::period_lengths;

/// Horizons are at most this long: it bounds every loop over years.
pub(super) const LONGEST_HORIZON: i64 = 1000;

/// Years beyond these are slips of the keyboard: no case knows a price of 500, and none plans for 2300.
pub(super) const CALENDAR: (i32, i32) = (1800, 2200);

/// A material, or one stream of a per-feed material, by number: see [`Case::stream_id`].
pub(super) type Stream = usize;

/// The years that are planned. Never empty and never longer than [`LONGEST_HORIZON`], whatever the settings say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Horizon {
    /// First year.
    pub first: i64,
    /// Last year, included.
    pub last: i64,
    /// Whether the settings have the last year before the first: then no year is outside.
    is_backwards: bool,
}

impl Horizon {
    /// Whether a year lies inside.
    pub fn contains(self, year: i32) -> bool {
        self.is_backwards || (self.first..=self.last).contains(&i64::from(year))
    }
}

/// The amount of a material in a recipe.
pub(super) struct Amount {
    /// Row of `recipes`.
    pub row: usize,
    /// Row of `materials`.
    pub material: usize,
    /// Metric tons per metric ton of activity.
    pub amount: f64,
}

/// One way of running a technology.
pub(super) struct Mode<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its rows of `recipes`.
    pub amounts: Vec<Amount>,
}

/// The share of an element that ends in a product.
pub(super) struct Recovery {
    /// Row of `recoveries`.
    pub row: usize,
    /// Row of `elements`.
    pub element: usize,
    /// Row of `materials`.
    pub product: usize,
    /// Share of the element.
    pub share: f64,
}

/// A case with the look-ups that rules share. Rows that name unknown things are left out of the look-ups; the rules of
/// `references` report them.
pub(super) struct Case<'a> {
    pub settings: &'a Settings,
    pub tables: &'a Tables,
    pub horizon: Horizon,
    /// First year of which anything is said: that of the oldest observation, else of the horizon.
    pub earliest: i64,
    /// Years of commitment, ascending.
    pub build_years: Vec<i64>,
    pub sources: Ids<'a>,
    pub elements: Ids<'a>,
    pub materials: Ids<'a>,
    pub feeds: Ids<'a>,
    pub technologies: Ids<'a>,
    pub regions: Ids<'a>,
    pub members: Ids<'a>,
    pub facilities: Ids<'a>,
    pub markets: Ids<'a>,
    pub demands: Ids<'a>,
    pub scenarios: Ids<'a>,
    pub attacks: Ids<'a>,
    /// Of all rows of `variants`, in their order.
    pub variants: Ids<'a>,
    pub share_windows: Ids<'a>,
    /// One per facility whose technology exists, in their order.
    pub plants: Vec<Plant<'a>>,
    /// By technology: its modes in the order of `recipes`.
    pub modes: Vec<Vec<Mode<'a>>>,
    /// By technology: where elements go.
    pub recoveries: Vec<Vec<Recovery>>,
    /// By feed: element (its row) and share.
    pub compositions: Vec<Vec<(usize, f64)>>,
    /// By material: number of its first stream; one longer than the materials.
    first_stream: Vec<Stream>,
}

impl<'a> Case<'a> {
    /// Builds the look-ups. Of the tables named in `unread` rows are missing.
    pub fn new(settings: &'a Settings, tables: &'a Tables, unread: &[&str]) -> Self {
        let horizon = horizon(settings);
        let mut case = Self {
            settings,
            tables,
            horizon,
            earliest: tables.observations.iter().map(|row| i64::from(row.year)).fold(horizon.first, i64::min),
            build_years: build_years(settings, tables, horizon),
            sources: Ids::new("source", tables.sources.iter().map(|row| row.id.as_str())),
            elements: Ids::new("element", tables.elements.iter().map(|row| row.id.as_str())),
            materials: Ids::new("material", tables.materials.iter().map(|row| row.id.as_str())),
            feeds: Ids::new("feed", tables.feeds.iter().map(|row| row.id.as_str())),
            technologies: Ids::new("technology", tables.technologies.iter().map(|row| row.id.as_str())),
            regions: Ids::new("region", tables.regions.iter().map(|row| row.id.as_str())),
            members: Ids::new("member", tables.members.iter().map(|row| row.id.as_str())),
            facilities: Ids::new("facility", tables.facilities.iter().map(|row| row.id.as_str())),
            markets: Ids::new("market", tables.markets.iter().map(|row| row.id.as_str())),
            demands: Ids::new("demand", tables.demands.iter().map(|row| row.id.as_str())),
            scenarios: Ids::new("scenario", tables.scenarios.iter().map(|row| row.id.as_str())),
            attacks: Ids::new("attack", tables.attacks.iter().map(|row| row.id.as_str())),
            variants: Ids::new("variant", tables.variants.iter().map(|row| row.variant.as_str())),
            share_windows: Ids::new("share window", tables.share_windows.iter().map(|row| row.id.as_str())),
            plants: Vec::new(),
            modes: Vec::new(),
            recoveries: Vec::new(),
            compositions: Vec::new(),
            first_stream: Vec::new(),
        };
        for (table, ids) in [
            ("sources", &mut case.sources),
            ("elements", &mut case.elements),
            ("materials", &mut case.materials),
            ("feeds", &mut case.feeds),
            ("technologies", &mut case.technologies),
            ("regions", &mut case.regions),
            ("members", &mut case.members),
            ("markets", &mut case.markets),
            ("demands", &mut case.demands),
            ("scenarios", &mut case.scenarios),
            ("facilities", &mut case.facilities),
            ("variants", &mut case.variants),
            ("share_windows", &mut case.share_windows),
        ] {
            ids.open = unread.contains(&table);
        }
        case.plants = case.find_plants();
        case.modes = case.find_modes();
        case.recoveries = case.find_recoveries();
        case.compositions = case.find_compositions();
        let mut next: Stream = 0;
        for material in &tables.materials {
            case.first_stream.push(next);
            next += if material.per_feed == Some(true) { tables.feeds.len() } else { 1 };
        }
        case.first_stream.push(next);
        case
    }

    fn find_plants(&self) -> Vec<Plant<'a>> {
        let plants = self.tables.facilities.iter().enumerate().filter_map(|(row, facility)| {
            let technology_row = self.technologies.get(&facility.technology)?;
            Some(Plant { row, facility, technology_row, technology: &self.tables.technologies[technology_row] })
        });
        plants.collect()
    }

    fn find_modes(&self) -> Vec<Vec<Mode<'a>>> {
        let mut all: Vec<Vec<Mode<'a>>> = self.tables.technologies.iter().map(|_| Vec::new()).collect();
        for (row, recipe) in self.tables.recipes.iter().enumerate() {
            let (Some(technology), Some(material)) =
                (self.technologies.get(&recipe.technology), self.materials.get(&recipe.material))
            else {
                continue;
            };
            let name = recipe.mode.as_deref().unwrap_or("main");
            let modes = &mut all[technology];
            let at = modes.iter().position(|mode| mode.name == name).unwrap_or_else(|| {
                modes.push(Mode { name, amounts: Vec::new() });
                modes.len() - 1
            });
            modes[at].amounts.push(Amount { row, material, amount: recipe.amount });
        }
        for (modes, technology) in all.iter_mut().zip(&self.tables.technologies) {
            // What is mined or treated by element needs no recipe.
            if modes.is_empty() && (technology.mines.is_some() || technology.treats.is_some()) {
                modes.push(Mode { name: "main", amounts: Vec::new() });
            }
        }
        all
    }

    fn find_recoveries(&self) -> Vec<Vec<Recovery>> {
        let mut all: Vec<Vec<Recovery>> = self.tables.technologies.iter().map(|_| Vec::new()).collect();
        for (row, recovery) in self.tables.recoveries.iter().enumerate() {
            if let (Some(technology), Some(element), Some(product)) = (
                self.technologies.get(&recovery.technology),
                self.elements.get(&recovery.element),
                self.materials.get(&recovery.product),
            ) {
                all[technology].push(Recovery { row, element, product, share: recovery.recovery });
            }
        }
        all
    }

    fn find_compositions(&self) -> Vec<Vec<(usize, f64)>> {
        let mut all: Vec<Vec<(usize, f64)>> = self.tables.feeds.iter().map(|_| Vec::new()).collect();
        for row in &self.tables.compositions {
            if let (Some(feed), Some(element)) = (self.feeds.get(&row.feed), self.elements.get(&row.element)) {
                all[feed].push((element, row.share));
            }
        }
        all
    }

    /// Number of streams.
    pub fn num_streams(&self) -> usize {
        self.first_stream.last().copied().unwrap_or(0)
    }

    /// Whether there is one of this material for each feed.
    pub fn per_feed(&self, material: usize) -> bool {
        self.tables.materials[material].per_feed == Some(true)
    }

    /// Whether origin rules follow this material.
    pub fn tracked(&self, material: usize) -> bool {
        let row = &self.tables.materials[material];
        row.tracked.unwrap_or(!matches!(row.kind, MaterialKind::Reagent | MaterialKind::Residue))
    }

    /// Whether an element counts in a feed's metric tons.
    pub fn counts(&self, element: usize) -> bool {
        self.tables.elements[element].counts.unwrap_or(true)
    }

    /// The stream of a material; the feed matters for per-feed materials only, and those have none without it.
    pub fn stream_of(&self, material: usize, feed: Option<usize>) -> Option<Stream> {
        if self.per_feed(material) {
            feed.map(|feed| self.first_stream[material] + feed)
        } else {
            Some(self.first_stream[material])
        }
    }

    /// Material and feed of a stream.
    pub fn parts_of(&self, stream: Stream) -> (usize, Option<usize>) {
        // A per-feed material without any feed has no stream, so several may begin at the same number: the last has it.
        let material = self.first_stream.partition_point(|first| *first <= stream).saturating_sub(1);
        (material, self.per_feed(material).then(|| stream - self.first_stream[material]))
    }

    /// Id of a stream, for instance `concentrate@mountain_pass`.
    pub fn stream_id(&self, stream: Stream) -> String {
        match self.parts_of(stream) {
            (material, None) => self.materials.name(material).to_string(),
            (material, Some(feed)) => format!("{}@{}", self.materials.name(material), self.feeds.name(feed)),
        }
    }

    /// Kind of a stream's material.
    pub fn kind(&self, stream: Stream) -> MaterialKind {
        self.tables.materials[self.parts_of(stream).0].kind
    }

    /// The stream that an id names. The technology after the `~`, if any, must exist but does not tell streams apart here.
    pub fn stream(&self, id: &str) -> Option<Stream> {
        let name = StreamName::parse(id);
        let material = self.materials.get(name.form)?;
        if name.technology.is_some_and(|technology| self.technologies.get(technology).is_none()) {
            return None;
        }
        match name.feed {
            Some(feed) if self.per_feed(material) => self.stream_of(material, Some(self.feeds.get(feed)?)),
            None if !self.per_feed(material) => self.stream_of(material, None),
            _ => None,
        }
    }

    /// The streams that a pattern matches, ascending.
    pub fn matching_streams(&self, pattern: &Pattern) -> Vec<Stream> {
        if let Some(id) = pattern.exact() {
            let whole = self.materials.get(id).map_or(0..0, |m| self.first_stream[m]..self.first_stream[m + 1]);
            return self.stream(id).map_or_else(|| whole.collect(), |stream| vec![stream]);
        }
        let all = 0..self.num_streams();
        all.filter(|stream| pattern.matches_material(&self.stream_id(*stream), self.kind(*stream))).collect()
    }

    /// Every material and stream.
    pub fn all_streams(&self) -> Vec<Stream> {
        (0..self.num_streams()).collect()
    }

    /// Whether material that was in a region may serve a demand with an origin rule.
    pub fn region_compliant(&self, region: usize) -> bool {
        let row = &self.tables.regions[region];
        row.compliant.unwrap_or(row.bloc != Bloc::Adversary)
    }

    /// Whether what a market sells is of compliant origin.
    pub fn market_compliant(&self, market: &MarketRow, region: usize) -> bool {
        market.compliant.unwrap_or_else(|| self.region_compliant(region))
    }

    /// The feeds that a plant can treat: those it names, or all.
    pub fn treated_feeds(&self, plant: &Plant<'_>) -> Vec<usize> {
        if plant.facility.feeds.is_empty() {
            (0..self.feeds.len()).collect()
        } else {
            plant.facility.feeds.iter().filter_map(|feed| self.feeds.get(feed)).collect()
        }
    }

    /// Whether some recovery takes an element that the feed holds into the product.
    pub fn recovers(&self, technology: usize, feed: usize, product: usize) -> bool {
        self.recoveries[technology].iter().any(|recovery| {
            recovery.product == product
                && recovery.share > 0.0
                && self.compositions[feed].iter().any(|(element, share)| *element == recovery.element && *share > 0.0)
        })
    }
}

fn horizon(settings: &Settings) -> Horizon {
    // A year that is none is one fault, not one for each year that is far from it.
    let first = i64::from(settings.horizon.first_year.clamp(CALENDAR.0, CALENDAR.1));
    let last = i64::from(settings.horizon.last_year);
    let longest = first + LONGEST_HORIZON - 1;
    // A horizon that runs backwards is one fault, not one for each year that it leaves out.
    let is_backwards = last < first;
    Horizon { first, last: if is_backwards { longest } else { last.min(longest) }, is_backwards }
}

/// First years of periods; whatever the lengths do not reach counts year by year.
pub(super) fn period_starts(settings: &Settings, tables: &Tables, horizon: Horizon) -> Vec<i64> {
    let mut starts = Vec::new();
    let mut year = horizon.first;
    let lengths = period_lengths(settings, tables);
    let mut lengths = lengths.iter();
    while year <= horizon.last {
        starts.push(year);
        year += i64::from(lengths.next().copied().unwrap_or(1).max(1));
    }
    starts
}

fn build_years(settings: &Settings, tables: &Tables, horizon: Horizon) -> Vec<i64> {
    let mut years: Vec<i64> = settings.horizon.build_years.iter().copied().map(i64::from).collect();
    if years.is_empty() {
        years = period_starts(settings, tables, horizon);
    }
    years.sort_unstable();
    years.dedup();
    years
}
