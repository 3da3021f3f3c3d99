//! Changes and policies: what they may say, and that they touch something.

use super::case::{Case, Plant, Stream};
use super::nearest::nearest;
use super::plants::{in_order, span};
use super::prices::Prices;
use super::reach::Reach;
use super::report::{Range, Report};
use crate::network::cell::Name;
use crate::network::pattern::{Filter, Pattern, Value};
use crate::network::tables::{Action, ChangeRow, ChangeTarget, PolicyKind, PolicyRow};

/// Something that a lever can touch.
struct Thing<'a> {
    /// What it has under each name of a filter.
    values: Vec<(&'static str, Value<'a>)>,
    /// The streams that a lane carries; the filter's `material` is held against them.
    carries: Option<Vec<Stream>>,
    /// Whether it has a number that can be multiplied or added to.
    number: Number,
    /// First and last year in which it exists.
    years: (i64, i64),
}

/// The number that a change finds.
#[derive(Clone, Copy, PartialEq)]
enum Number {
    /// Some number that depends on the year.
    Some,
    /// No limit.
    Unlimited,
    Zero,
}

impl Number {
    fn of(value: Option<f64>, blank: Self) -> Self {
        match value {
            None => blank,
            Some(0.0) => Self::Zero,
            Some(_) => Self::Some,
        }
    }
}

impl Thing<'_> {
    fn passes(&self, case: &Case<'_>, filter: &Filter) -> bool {
        filter.terms().all(|(name, pattern)| self.passes_term(case, name, pattern))
    }

    fn passes_term(&self, case: &Case<'_>, name: &str, pattern: &Pattern) -> bool {
        if name == "material"
            && let Some(carries) = &self.carries
        {
            return carries.iter().any(|stream| pattern.matches_material(&case.stream_id(*stream), case.kind(*stream)));
        }
        let value = self.values.iter().find(|(known, _)| *known == name).map_or(Value::Absent, |(_, value)| *value);
        pattern.matches(value)
    }
}

fn years(case: &Case<'_>, first: Option<i32>, last: Option<i32>) -> (i64, i64) {
    (first.map_or(case.horizon.first, i64::from), last.map_or(case.horizon.last, i64::from))
}

/// What changes of a target can touch.
fn things<'a>(case: &Case<'a>, target: ChangeTarget) -> Vec<Thing<'a>> {
    match target {
        ChangeTarget::Price | ChangeTarget::OfferLimit => offers(case, target),
        ChangeTarget::Demand | ChangeTarget::ShortageCost => demands(case, target),
        ChangeTarget::LaneLimit | ChangeTarget::Tariff => lanes(case, target),
        ChangeTarget::Availability | ChangeTarget::VariableCost => {
            let plants = case.plants.iter().map(|plant| {
                let cost = plant.facility.variable_cost_usd_per_kg.or(plant.technology.variable_cost_usd_per_kg);
                let extra = case.tables.modes.iter().any(|mode| {
                    mode.technology == plant.technology.id
                        && mode.extra_cost_usd_per_kg.is_some_and(|extra| extra != 0.0)
                });
                let number = match target {
                    ChangeTarget::VariableCost if !extra => Number::of(cost, Number::Zero),
                    _ => Number::Some,
                };
                of_plant(case, plant, number)
            });
            plants.collect()
        }
    }
}

fn of_plant<'a>(case: &Case<'_>, plant: &Plant<'a>, number: Number) -> Thing<'a> {
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

fn offers<'a>(case: &Case<'a>, target: ChangeTarget) -> Vec<Thing<'a>> {
    let tables = case.tables;
    let offers = tables.offers.iter().map(|row| Thing {
        values: vec![
            ("market", Value::from(&row.market)),
            ("material", material(case, &row.material)),
            ("side", Value::from(row.side.word())),
        ],
        carries: None,
        number: match target {
            ChangeTarget::OfferLimit => Number::of(row.limit_t, Number::Unlimited),
            _ => Number::Some,
        },
        years: years(case, row.first_year, row.last_year),
    });
    offers.collect()
}

fn demands<'a>(case: &Case<'a>, target: ChangeTarget) -> Vec<Thing<'a>> {
    let tables = case.tables;
    let demands = tables.demands.iter().map(|row| Thing {
        values: vec![
            ("demand", Value::from(&row.id)),
            ("end_use", Value::from(&row.end_use)),
            ("material", material(case, &row.material)),
            ("region", Value::from(&row.region)),
            ("priority", Value::from(row.priority.word())),
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
            ChangeTarget::LaneLimit => Number::of(row.limit_t, Number::Unlimited),
            _ => Number::of(row.tariff, Number::Zero),
        },
        years: years(case, row.first_year, row.last_year),
    });
    lanes.collect()
}

/// Reads a filter, reports one that cannot be read or that matches nothing; gives the things that pass.
fn passing<'t, 'a>(
    case: &Case<'_>,
    report: &mut Report,
    (table, row): (&'static str, usize),
    (items, allowed): (&[Name], &[&'static str]),
    things: &'t [Thing<'a>],
) -> Option<(Filter, Vec<&'t Thing<'a>>)> {
    let filter = match Filter::parse(items, allowed) {
        Ok(filter) => filter,
        Err((at, message)) => {
            let name = items[at].split_once('=').map_or("", |(name, _)| name.trim());
            report
                .cell("network::bad_filter", table, row, "filter", format_args!("{message}"))
                .hint_if(|| nearest(name, allowed.iter().copied()).filter(|near| *near != name).map(did_you_mean));
            return None;
        }
    };
    let found: Vec<&Thing<'_>> = things.iter().filter(|thing| thing.passes(case, &filter)).collect();
    if !found.is_empty() {
        return Some((filter, found));
    }
    let alone =
        filter.terms().find(|(name, pattern)| !things.iter().any(|thing| thing.passes_term(case, name, pattern)));
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
                "each part matches, all together do not"
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

fn did_you_mean(name: &str) -> String {
    format!("did you mean `{name}`?")
}

/// Changes touch something, within the life of their scenario, in a way that has an effect.
pub(super) fn changes(case: &Case<'_>, prices: &Prices<'_>, report: &mut Report) {
    const TABLE: &str = "changes";
    let mut known: Vec<(ChangeTarget, Vec<Thing<'_>>)> = Vec::new();
    for (row, it) in case.tables.changes.iter().enumerate() {
        let range = match (it.action, it.target) {
            (Action::Set, ChangeTarget::Availability) => Range::Share,
            (Action::Set | Action::Multiply, _) => Range::NotNegative,
            (Action::Add, _) => Range::Finite,
        };
        report.number(TABLE, row, "value", it.value, range);
        let idle = match it.action {
            Action::Multiply => it.value == 1.0,
            Action::Add => it.value == 0.0,
            Action::Set => false,
        };
        if idle {
            let action = it.action.word();
            report
                .cell(
                    "network::no_effect",
                    TABLE,
                    row,
                    "value",
                    format_args!("`{action}` with {} changes nothing", it.value),
                )
                .warning();
        }
        let life = life(case, row, it, report);
        let at = known.iter().position(|(target, _)| *target == it.target).unwrap_or_else(|| {
            known.push((it.target, things(case, it.target)));
            known.len() - 1
        });
        let place = (TABLE, row);
        let allowed = it.target.filter_names();
        let Some((filter, found)) = passing(case, report, place, (&it.filter, allowed), &known[at].1) else { continue };
        effect(row, it, life, &found, report);
        if it.target == ChangeTarget::Tariff {
            tariff_of_change(case, prices, row, it, &filter, &found, report);
        }
    }
}

/// The years of a change; those outside its scenario's are reported.
fn life(case: &Case<'_>, row: usize, it: &ChangeRow, report: &mut Report) -> (i64, i64) {
    const TABLE: &str = "changes";
    let scenario = case.scenarios.get(&it.scenario).map(|at| &case.tables.scenarios[at]);
    let begins = scenario.map_or(case.horizon.first, |scenario| i64::from(scenario.first_year));
    for (column, year) in [("first_year", it.first_year), ("last_year", it.last_year)] {
        let year = year.filter(|year| !(begins..=case.horizon.last).contains(&i64::from(*year)));
        if let Some(year) = year {
            report.cell(
                "network::years",
                TABLE,
                row,
                column,
                format_args!("{year} is outside `{}`, which lasts from {begins} to {}", it.scenario, case.horizon.last),
            );
        }
    }
    in_order(report, TABLE, row, "last_year", it.first_year, it.last_year);
    (it.first_year.map_or(begins, i64::from), it.last_year.map_or(case.horizon.last, i64::from))
}

fn effect(row: usize, it: &ChangeRow, (first, last): (i64, i64), found: &[&Thing<'_>], report: &mut Report) {
    const TABLE: &str = "changes";
    let alive: Vec<_> = found.iter().filter(|thing| thing.years.0 <= last && first <= thing.years.1).collect();
    if alive.is_empty() && first <= last {
        report.cell(
            "network::touches_nothing",
            TABLE,
            row,
            "filter",
            format_args!("what the filter matches does not exist between {first} and {last}"),
        );
        return;
    }
    let moves = |number: Number| match it.action {
        Action::Set => true,
        Action::Multiply => number == Number::Some,
        Action::Add => number != Number::Unlimited,
    };
    if !alive.is_empty() && !alive.iter().any(|thing| moves(thing.number)) {
        let why = match it.action {
            Action::Multiply => "no number other than 0 to multiply",
            _ => "no limit to add to",
        };
        report
            .cell("network::touches_nothing", TABLE, row, "action", format_args!("what the filter matches has {why}"))
            .hint(|| "use `set`".to_string());
    }
}

fn tariff_of_change(
    case: &Case<'_>,
    prices: &Prices<'_>,
    row: usize,
    it: &ChangeRow,
    filter: &Filter,
    found: &[&Thing<'_>],
    report: &mut Report,
) {
    if it.value <= 0.0 || it.action == Action::Multiply {
        return;
    }
    let material = filter.terms().find(|(name, _)| *name == "material").map(|(_, pattern)| pattern);
    let priced = found.iter().any(|lane| {
        let from = lane.values.iter().find(|(name, _)| *name == "from").and_then(|(_, value)| match value {
            Value::Id(id) => case.regions.get(id),
            _ => None,
        });
        let passes = |stream: &Stream| {
            material.is_none_or(|pattern| pattern.matches_material(&case.stream_id(*stream), case.kind(*stream)))
        };
        // A lane from an unknown region is reported for itself.
        from.is_none_or(|from| {
            lane.carries.iter().flatten().any(|stream| passes(stream) && prices.in_region(from, *stream))
        })
    });
    if !priced {
        report
            .cell(
                "network::tariff_without_price",
                "changes",
                row,
                "filter",
                format_args!("nothing that it matches has a price at a market where the lane begins"),
            )
            .hint(|| "a tariff is a share of that price: add rows of `prices`".to_string());
    }
}

/// Policies touch something, in the horizon, with a value that their kind allows.
pub(super) fn policies(case: &Case<'_>, prices: &Prices<'_>, reach: &Reach, report: &mut Report) {
    const TABLE: &str = "policies";
    let plants: Vec<_> = case.plants.iter().map(|plant| of_plant(case, plant, Number::Some)).collect();
    for (row, it) in case.tables.policies.iter().enumerate() {
        let range = match it.kind {
            PolicyKind::CapexGrant | PolicyKind::InvestmentCredit | PolicyKind::ProductionCredit => Range::Share,
            PolicyKind::ProductionPayment | PolicyKind::PriceFloor => Range::NotNegative,
        };
        report.number(TABLE, row, "value", it.value, range);
        report.number(TABLE, row, "limit_t", it.limit_t, Range::NotNegative);
        span(case, report, TABLE, row, (it.first_year, it.last_year));
        if it.limit_t.is_some() && it.kind != PolicyKind::PriceFloor {
            let kind = it.kind.word();
            report.cell(
                "network::no_effect",
                TABLE,
                row,
                "limit_t",
                format_args!("`limit_t` has no meaning for `{kind}`"),
            );
        }
        if it.kind == PolicyKind::PriceFloor {
            floor(case, (prices, reach), row, it, &plants, report);
            continue;
        }
        let filter = (it.filter.as_slice(), it.kind.filter_names());
        let Some((filter, _)) = passing(case, report, (TABLE, row), filter, &plants) else { continue };
        if matches!(it.kind, PolicyKind::CapexGrant | PolicyKind::InvestmentCredit) {
            capital_policy(case, row, it, &filter, &plants, report);
        }
    }
}

/// Help with capital cost touches something that can be committed while it holds.
fn capital_policy(
    case: &Case<'_>,
    row: usize,
    it: &PolicyRow,
    filter: &Filter,
    things: &[Thing<'_>],
    report: &mut Report,
) {
    let (first, last) = years(case, it.first_year, it.last_year);
    let (first, last) = (first.max(case.horizon.first), last.min(case.horizon.last));
    let touched = case.plants.iter().zip(things).any(|(plant, thing)| {
        let (from, to) = plant.build_window(case.horizon);
        let (from, to) = (from.max(first), to.min(last));
        plant.buildable()
            && case.build_years.iter().any(|year| (from..=to).contains(year))
            && thing.passes(case, filter)
    });
    // A span without years is reported for itself.
    if !touched && first <= last {
        report.cell(
            "network::touches_nothing",
            "policies",
            row,
            "filter",
            format_args!("nothing that the filter matches can be committed between {first} and {last}"),
        );
    }
}

/// A floor tops up the market price of what plants make: some plant that the filter matches makes a material that it
/// matches and that has a price.
fn floor(
    case: &Case<'_>,
    (prices, reach): (&Prices<'_>, &Reach),
    row: usize,
    it: &PolicyRow,
    plants: &[Thing<'_>],
    report: &mut Report,
) {
    const TABLE: &str = "policies";
    let owners: Vec<Name> = it.filter.iter().filter(|item| !is_material(item)).cloned().collect();
    let Some((owner, _)) = passing(case, report, (TABLE, row), (&owners, it.kind.filter_names()), plants) else {
        return;
    };
    let goods: Vec<Name> = it.filter.iter().filter(|item| is_material(item)).cloned().collect();
    let goods = match Filter::parse(&goods, it.kind.filter_names()) {
        Ok(filter) => filter.terms().next().map(|(_, pattern)| pattern.clone()),
        Err((_, message)) => {
            report.cell("network::bad_filter", TABLE, row, "filter", format_args!("{message}"));
            return;
        }
    };
    if let Some(pattern) = &goods
        && case.matching_streams(pattern).is_empty()
    {
        report
            .cell(
                "network::touches_nothing",
                TABLE,
                row,
                "filter",
                format_args!("`material={pattern}` matches no material"),
            )
            .hint_if(|| case.materials.suggestion(pattern.text()));
        return;
    }
    let fits = |stream: &Stream| {
        goods.as_ref().is_none_or(|pattern| pattern.matches_material(&case.stream_id(*stream), case.kind(*stream)))
    };
    let made: Vec<Stream> = (0..plants.len())
        .filter(|at| plants[*at].passes(case, &owner))
        .flat_map(|at| reach.products(at))
        .filter(fits)
        .collect();
    let why = if made.is_empty() {
        "no plant that the filter matches makes such a material"
    } else if !made.iter().any(|stream| prices.anywhere(*stream)) {
        "what it matches has no price at any market that the floor could top up"
    } else {
        return;
    };
    report.cell("network::touches_nothing", TABLE, row, "filter", format_args!("{why}"));
}

fn is_material(item: &str) -> bool {
    item.split_once('=').is_some_and(|(name, _)| name.trim() == "material")
}
