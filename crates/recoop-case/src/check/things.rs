//! What changes and policies can touch, and the filters that pick it.

use super::case::{Case, Stream};
use super::nearest::nearest;
use super::plant::Plant;
use super::reach::Reach;
use super::report::Report;
use crate::cell::Name;
use crate::pattern::{Filter, Pattern, Value};
use crate::tables::ChangeTarget;

/// Something that a lever can touch.
pub(super) struct Thing<'a> {
    /// What it has under each name of a filter.
    pub values: Vec<(&'static str, Value<'a>)>,
    /// The streams that a lane carries; the filter's `material` is held against them.
    pub carries: Option<Vec<Stream>>,
    /// Whether it has a number that can be multiplied or added to.
    pub number: Number,
    /// First and last year in which it exists.
    pub years: (i64, i64),
}

/// The number that a change finds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    /// Some number that depends on the year.
    Some,
    /// No limit.
    Unlimited,
    /// Nothing that could be multiplied.
    Zero,
}

impl Number {
    pub fn of(value: Option<f64>, blank: Self) -> Self {
        match value {
            None => blank,
            Some(0.0) => Self::Zero,
            Some(_) => Self::Some,
        }
    }
}

impl Thing<'_> {
    /// Whether it passes a filter.
    pub fn passes(&self, sieve: &Sieve) -> bool {
        sieve.filter.terms().all(|(name, pattern)| self.passes_term(sieve, name, pattern))
    }

    fn passes_term(&self, sieve: &Sieve, name: &str, pattern: &Pattern) -> bool {
        if name == "material"
            && let Some(carries) = &self.carries
        {
            return carries.iter().any(|stream| sieve.lets_through(*stream));
        }
        let value = self.values.iter().find(|(known, _)| *known == name).map_or(Value::Absent, |(_, value)| *value);
        pattern.matches(value)
    }
}

/// A filter, and the streams that its `material` matches: found once, not for every lane.
pub(super) struct Sieve {
    filter: Filter,
    /// Ascending; none when the filter has no `material`.
    streams: Option<Vec<Stream>>,
}

impl Sieve {
    fn new(case: &Case<'_>, filter: Filter) -> Self {
        let material = filter.terms().find(|(name, _)| *name == "material");
        let streams = material.map(|(_, pattern)| case.matching_streams(pattern));
        Self { filter, streams }
    }

    /// Whether its `material` matches a stream; without one everything is matched.
    pub fn lets_through(&self, stream: Stream) -> bool {
        self.streams.as_ref().is_none_or(|streams| streams.binary_search(&stream).is_ok())
    }
}

/// A span of years; blanks are the first year of which anything is said, and the end of the horizon.
pub(super) fn years(case: &Case<'_>, first: Option<i32>, last: Option<i32>) -> (i64, i64) {
    (first.map_or(case.earliest, i64::from), last.map_or(case.horizon.last, i64::from))
}

/// What changes of a target can touch.
pub(super) fn things<'a>(case: &Case<'a>, target: ChangeTarget) -> Vec<Thing<'a>> {
    match target {
        ChangeTarget::Price | ChangeTarget::OfferLimit => offers(case, target),
        ChangeTarget::Demand | ChangeTarget::ShortageCost => demands(case, target),
        ChangeTarget::LaneLimit | ChangeTarget::Tariff => lanes(case, target),
        ChangeTarget::Availability | ChangeTarget::VariableCost => {
            let plants = case.plants.iter().map(|plant| {
                let cost = plant.facility.variable_cost_usd_per_kg.or(plant.technology.variable_cost_usd_per_kg);
                let number = match target {
                    ChangeTarget::VariableCost => Number::of(cost, Number::Zero),
                    _ => Number::Some,
                };
                of_plant(case, plant, number)
            });
            plants.collect()
        }
    }
}

/// A plant as a policy or a change sees it.
pub(super) fn of_plant<'a>(case: &Case<'_>, plant: &Plant<'a>, number: Number) -> Thing<'a> {
    let values = vec![
        ("facility", Value::from(&plant.facility.id)),
        ("technology", Value::from(&plant.technology.id)),
        ("stage", Value::from(&plant.technology.stage)),
        ("region", Value::from(&plant.facility.region)),
        ("member", Value::from(plant.facility.member.as_ref())),
    ];
    Thing { values, carries: None, number, years: years(case, None, None) }
}

/// Value of a material's id; one that does not exist is an id like any other.
fn material<'a>(case: &Case<'a>, id: &'a Name) -> Value<'a> {
    case.stream(id).map_or(Value::from(id), |stream| Value::Material { id, kind: case.kind(stream) })
}

pub(super) fn offers<'a>(case: &Case<'a>, target: ChangeTarget) -> Vec<Thing<'a>> {
    let tables = case.tables;
    let offers = tables.offers.iter().map(|row| Thing {
        values: vec![
            ("market", Value::from(&row.market)),
            ("material", material(case, &row.material)),
            ("side", Value::from(row.side.as_str())),
            ("member", Value::from(row.member.as_ref())),
        ],
        carries: None,
        number: match target {
            ChangeTarget::OfferLimit => Number::of(row.limit_t_per_year, Number::Unlimited),
            _ => Number::Some,
        },
        years: years(case, row.first_year, row.last_year),
    });
    offers.collect()
}

pub(super) fn demands<'a>(case: &Case<'a>, target: ChangeTarget) -> Vec<Thing<'a>> {
    let tables = case.tables;
    let demands = tables.demands.iter().map(|row| Thing {
        values: vec![
            ("demand", Value::from(&row.id)),
            ("end_use", Value::from(&row.end_use)),
            ("material", material(case, &row.material)),
            ("region", Value::from(&row.region)),
            ("priority", Value::from(row.priority.as_str())),
        ],
        carries: None,
        number: match target {
            ChangeTarget::ShortageCost => Number::of(Some(row.shortage_cost_usd_per_kg), Number::Zero),
            _ => Number::Some,
        },
        years: years(case, None, None),
    });
    demands.collect()
}

fn lanes<'a>(case: &Case<'a>, target: ChangeTarget) -> Vec<Thing<'a>> {
    let tables = case.tables;
    let lanes = tables.lanes.iter().map(|row| Thing {
        values: vec![("from", Value::from(&row.from)), ("to", Value::from(&row.to))],
        carries: Some(
            Pattern::parse(&row.material).map_or_else(|_| Vec::new(), |pattern| case.matching_streams(&pattern)),
        ),
        number: match target {
            ChangeTarget::LaneLimit => Number::of(row.limit_t_per_year, Number::Unlimited),
            _ => Number::of(row.tariff, Number::Zero),
        },
        years: years(case, row.first_year, row.last_year),
    });
    lanes.collect()
}

/// Reads a filter, reports one that cannot be read or that matches nothing; gives the things that pass.
pub(super) fn passing<'t, 'a>(
    case: &Case<'_>,
    report: &mut Report,
    (table, row): (&'static str, usize),
    (items, allowed): (&[Name], &[&'static str]),
    things: &'t [Thing<'a>],
) -> Option<(Sieve, Vec<&'t Thing<'a>>)> {
    let sieve = match Filter::parse(items, allowed) {
        Ok(filter) => Sieve::new(case, filter),
        Err((at, message)) => {
            let name = items[at].split_once('=').map_or("", |(name, _)| name.trim());
            report
                .cell("network::bad_filter", table, row, "filter", format_args!("{message}"))
                .hint_if(|| nearest(name, allowed.iter().copied()).filter(|near| *near != name).map(did_you_mean));
            return None;
        }
    };
    let found: Vec<&Thing<'_>> = things.iter().filter(|thing| thing.passes(&sieve)).collect();
    if !found.is_empty() {
        return Some((sieve, found));
    }
    let alone = sieve
        .filter
        .terms()
        .find(|(name, pattern)| !things.iter().any(|thing| thing.passes_term(&sieve, name, pattern)));
    match alone {
        Some((name, pattern)) => {
            let values = things.iter().flat_map(|thing| &thing.values).filter(|(known, _)| *known == name);
            let ids = values.filter_map(|(_, value)| match value {
                Value::Id(id) | Value::Material { id, .. } => Some(*id),
                Value::Absent => None,
            });
            report
                .cell(
                    "network::touches_nothing",
                    table,
                    row,
                    "filter",
                    format_args!("`{name}={pattern}` matches nothing here"),
                )
                .hint_if(|| nearest(pattern.text(), ids).map(did_you_mean));
        }
        None => {
            let why = if things.is_empty() {
                "there is nothing of this kind"
            } else {
                "each filter matches, but nothing matches all of them"
            };
            report.cell(
                "network::touches_nothing",
                table,
                row,
                "filter",
                format_args!("the filter matches nothing: {why}"),
            );
        }
    }
    None
}

/// A filter over what plants make, without its material: the part that picks the plants.
pub(super) fn of_plants(items: &[Name]) -> Vec<Name> {
    items.iter().filter(|item| !names(item, "material")).cloned().collect()
}

/// The material of a filter over what plants make, `*` where it has none; one that cannot be read or that nothing is is reported.
pub(super) fn of_goods(
    case: &Case<'_>,
    report: &mut Report,
    (table, row): (&'static str, usize),
    (items, allowed): (&[Name], &[&'static str]),
) -> Option<Pattern> {
    let goods: Vec<Name> = items.iter().filter(|item| names(item, "material")).cloned().collect();
    let filter = match Filter::parse(&goods, allowed) {
        Ok(filter) => filter,
        Err((_, message)) => {
            report.cell("network::bad_filter", table, row, "filter", format_args!("{message}"));
            return None;
        }
    };
    let Some((_, pattern)) = filter.terms().next() else { return Some(Pattern::any()) };
    if case.matching_streams(pattern).is_empty() {
        let message = format_args!("`material={pattern}` matches no material");
        let entry = report.cell("network::touches_nothing", table, row, "filter", message);
        entry.hint_if(|| case.materials.suggestion(pattern.text()));
        return None;
    }
    Some(pattern.clone())
}

/// Streams matched by a pattern that the plants which pass can make.
pub(super) fn products(
    case: &Case<'_>,
    reach: &Reach,
    (plants, sieve): (&[Thing<'_>], &Sieve),
    pattern: &Pattern,
) -> Vec<Stream> {
    let passing = (0..plants.len()).filter(|at| plants[*at].passes(sieve));
    let made = passing.flat_map(|at| reach.products(at));
    made.filter(|stream| pattern.matches_material(&case.stream_id(*stream), case.kind(*stream))).collect()
}

/// Whether an item of a filter is about `name`.
pub(super) fn names(item: &str, name: &str) -> bool {
    item.split_once('=').is_some_and(|(found, _)| found.trim() == name)
}

fn did_you_mean(name: &str) -> String {
    format!("did you mean `{name}`?")
}
