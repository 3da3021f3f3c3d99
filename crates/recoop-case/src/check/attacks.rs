//! Attacks: what they may say, that they touch something that the adversary can move, and that what they cost it is known.

use super::attack_costs::{cost, depth, no_effect, volumes};
use super::case::{Case, Stream};
use super::prices::Prices;
use super::reach::Reach;
use super::references;
use super::report::{Range, Report};
use super::things::{Number, Thing, names, of_goods, of_plant, of_plants, passing, products, things, years};
use super::years::{in_order, outside};
use crate::attacks::kind::{Depths, Enters, Given, Touches};
use crate::cell::Name;
use crate::fault::number_text;
use crate::pattern::{Filter, OFFER_NAMES, Value, closest_first};
use crate::tables::{AttackRow, ChangeTarget, Controller, Side};

const TABLE: &str = "attacks";
const PASS_THROUGH: &str = "pass_through";

/// What attacks can touch.
struct Field<'a> {
    /// Every offer, in their order.
    offers: Vec<Thing<'a>>,
    /// Rows of `offers` at markets of the adversary.
    own_rows: Vec<usize>,
    /// The offers of those rows.
    own: Vec<Thing<'a>>,
    /// The plants, in the order of [`Case::plants`].
    plants: Vec<Thing<'a>>,
}

/// Attacks and their reach make sense.
pub(super) fn attacks(case: &Case<'_>, prices: &Prices<'_>, reach: &Reach, report: &mut Report) {
    if case.tables.attacks.is_empty() && case.tables.pass_through.is_empty() {
        return;
    }
    let controlled = |market: &Name| case.markets.get(market).is_some_and(|at| of_adversary(case, at));
    let offers = &case.tables.offers;
    let own_rows: Vec<usize> = (0..offers.len()).filter(|row| controlled(&offers[*row].market)).collect();
    let mut own = things(case, ChangeTarget::OfferLimit);
    let mut row = 0..own.len();
    own.retain(|_| row.next().is_some_and(|row| own_rows.binary_search(&row).is_ok()));
    let field = &Field {
        offers: things(case, ChangeTarget::OfferLimit),
        own_rows,
        own,
        plants: case.plants.iter().map(|plant| of_plant(case, plant, Number::Some)).collect(),
    };
    let mut touched: Vec<Vec<usize>> = Vec::with_capacity(case.tables.attacks.len());
    for (row, it) in case.tables.attacks.iter().enumerate() {
        depth(row, it, report);
        span(case, row, it, report);
        volumes(row, it, report);
        cost(row, it, report);
        exclusive(case, row, it, report);
        let mut found = Vec::new();
        let streams = match it.kind.declared().touches {
            Touches::Trade => {
                found = trade(case, field, row, it, report).unwrap_or_default();
                found.iter().filter_map(|offer| case.stream(&offers[*offer].material)).collect()
            }
            Touches::Goods => target(case, (prices, reach), field, row, it, report),
            Touches::Plants => {
                passing(case, report, (TABLE, row), (&it.filter, it.kind.declared().filters), &field.plants);
                Vec::new()
            }
        };
        reference(case, row, it, streams, report);
        touched.push(found);
    }
    pass_through(case, field, &touched, report);
}

fn of_adversary(case: &Case<'_>, market: usize) -> bool {
    case.tables.markets[market].controller == Controller::Adversary
}

fn span(case: &Case<'_>, row: usize, it: &AttackRow, report: &mut Report) {
    outside(case, report, TABLE, row, "first_year", it.first_year);
    outside(case, report, TABLE, row, "last_year", it.last_year);
    in_order(report, TABLE, row, "last_year", it.first_year, it.last_year);
}

/// Attacks that exclude each other both say so, and once.
fn exclusive(case: &Case<'_>, row: usize, it: &AttackRow, report: &mut Report) {
    const COLUMN: &str = "exclusive_with";
    for (at, id) in it.exclusive_with.iter().enumerate() {
        if it.exclusive_with[..at].contains(id) {
            report.cell("network::named_twice", TABLE, row, COLUMN, format_args!("`{id}` is named twice"));
            continue;
        }
        if *id == it.id {
            report.cell("network::one_sided", TABLE, row, COLUMN, format_args!("`{id}` cannot exclude itself"));
            continue;
        }
        // An unknown id is reported for itself.
        let Some(other) = case.attacks.get(id) else { continue };
        if !case.tables.attacks[other].exclusive_with.contains(&it.id) {
            report
                .cell(
                    "network::one_sided",
                    TABLE,
                    row,
                    COLUMN,
                    format_args!("`{id}` does not say that it excludes `{}`", it.id),
                )
                .hint(|| format!("name `{}` in row {} too", it.id, other + 1));
        }
    }
}

/// Rows of `offers` that an attack on trade touches: at markets of the adversary, in its years; a ban needs their limits.
fn trade(case: &Case<'_>, field: &Field<'_>, row: usize, it: &AttackRow, report: &mut Report) -> Option<Vec<usize>> {
    if not_of_adversary(case, field, row, it, report) {
        return None;
    }
    let (sieve, _) = passing(case, report, (TABLE, row), (&it.filter, OFFER_NAMES), &field.own)?;
    let found: Vec<usize> = (0..field.own.len()).filter(|at| field.own[*at].passes(&sieve)).collect();
    alive(case, TABLE, row, it, found.iter().map(|at| &field.own[*at]), report);
    let offers = &case.tables.offers;
    if it.kind.declared().enters == Enters::Limits {
        let unlimited: Vec<usize> =
            found.iter().copied().filter(|at| field.own[*at].number == Number::Unlimited).collect();
        if let Some(first) = unlimited.first().map(|at| field.own_rows[*at]) {
            let (side, material) = (offers[first].side.as_str(), &offers[first].material);
            report
                .cell(
                    "network::no_limit",
                    TABLE,
                    row,
                    "filter",
                    format_args!(
                        "the offer to {side} `{material}` in row {} has no limit that a {} could close",
                        first + 1,
                        it.kind.as_str()
                    ),
                )
                .hint(|| "give the offer a `limit_t_per_year`".to_string());
        }
    }
    let found: Vec<usize> = found.into_iter().map(|at| field.own_rows[at]).collect();
    let paid = found.iter().any(|offer| offers[*offer].side == Side::Sell);
    let unlimited = it.kind.declared().depths == Depths::Unlimited;
    if let (true, true, Some(depth)) = (unlimited, paid, it.max_depth.filter(|depth| *depth > 1.0)) {
        report
            .cell(
                "network::range",
                TABLE,
                row,
                "max_depth",
                format_args!(
                    "the adversary cannot pay less than nothing: expected up to 1, found {}",
                    number_text(depth)
                ),
            )
            .hint(|| "a filter `side=buy` leaves out what it buys from us".to_string());
    }
    Some(found)
}

/// Reports a filter that names markets of others alone, or that the adversary has none.
fn not_of_adversary(case: &Case<'_>, field: &Field<'_>, row: usize, it: &AttackRow, report: &mut Report) -> bool {
    if field.own.is_empty() {
        let kind = it.kind.as_str();
        report.cell(
            "network::not_adversary",
            TABLE,
            row,
            "kind",
            format_args!("no market of the adversary has an offer that `{kind}` could move"),
        );
        return true;
    }
    let Ok(filter) = Filter::parse(&it.filter, OFFER_NAMES) else { return false };
    let Some((_, pattern)) = filter.terms().find(|(name, _)| *name == "market") else { return false };
    let markets = case.tables.markets.iter().enumerate().filter(|(_, market)| pattern.matches_id(&market.id));
    let named: Vec<bool> = markets.map(|(at, _)| of_adversary(case, at)).collect();
    if named.is_empty() || named.contains(&true) {
        return false;
    }
    report
        .cell(
            "network::not_adversary",
            TABLE,
            row,
            "filter",
            format_args!("`market={pattern}` is not a market of the adversary"),
        )
        .hint_if(|| {
            let passes_on = it.kind.declared().moves_quotes;
            passes_on.then(|| "a cut at its own market reaches others through rows of `pass_through`".to_string())
        });
    true
}

/// Reports an attack of which nothing exists in its years.
fn alive<'t, 'a: 't>(
    case: &Case<'_>,
    table: &'static str,
    row: usize,
    it: &AttackRow,
    mut found: impl Iterator<Item = &'t Thing<'a>>,
    report: &mut Report,
) {
    let (first, last) = years(case, it.first_year, it.last_year);
    if first <= last && !found.any(|thing| thing.years.0 <= last && first <= thing.years.1) {
        report.cell(
            "network::touches_nothing",
            table,
            row,
            "filter",
            format_args!("what the filter matches does not exist between {first} and {last}"),
        );
    }
}

/// Streams that a target makes cheaper: made by plants of one member, and priced at a market of the adversary.
fn target(
    case: &Case<'_>,
    (prices, reach): (&Prices<'_>, &Reach),
    field: &Field<'_>,
    row: usize,
    it: &AttackRow,
    report: &mut Report,
) -> Vec<Stream> {
    let allowed = it.kind.declared().filters;
    let owners = of_plants(&it.filter);
    let Some((sieve, found)) = passing(case, report, (TABLE, row), (&owners, allowed), &field.plants) else {
        return Vec::new();
    };
    let mut victims: Vec<Value<'_>> = Vec::new();
    for (_, member) in found.iter().flat_map(|thing| &thing.values).filter(|(name, _)| *name == "member") {
        if !victims.contains(member) {
            victims.push(*member);
        }
    }
    let named = owners.iter().any(|item| names(item, "member"));
    if !named || victims.len() > 1 {
        let what = if named { "it is aimed at several members" } else { "it names no member" };
        report
            .cell("network::no_victim", TABLE, row, "filter", format_args!("{what}, but a `target` has one victim"))
            .hint(|| "write `member=ID`; several members take several rows".to_string());
        return Vec::new();
    }
    let Some(goods) = of_goods(case, report, (TABLE, row), (&it.filter, allowed)) else { return Vec::new() };
    let mut made = products(case, reach, (&field.plants, &sieve), &goods);
    made.sort_unstable();
    made.dedup();
    let why = if made.is_empty() {
        "no plant of the victim makes such a material"
    } else {
        made.retain(|stream| prices.at_markets(case, *stream, |market| of_adversary(case, market)));
        if !made.is_empty() {
            return made;
        }
        "what it matches has no price at a market of the adversary"
    };
    report.cell("network::touches_nothing", TABLE, row, "filter", format_args!("{why}"));
    Vec::new()
}

/// The price of the exposed volume is that of one material which the attack touches.
fn reference(case: &Case<'_>, row: usize, it: &AttackRow, mut touched: Vec<Stream>, report: &mut Report) {
    const COLUMN: &str = "reference";
    let volumes = [it.producers_t, it.treasury_t, it.nation_t].iter().any(Option::is_some);
    touched.sort_unstable();
    touched.dedup();
    let Some(id) = &it.reference else {
        if volumes && touched.len() > 1 {
            let names: Vec<String> = touched.iter().take(3).map(|s| format!("`{}`", case.stream_id(*s))).collect();
            let more = if touched.len() > 3 { format!(" and {} more", touched.len() - 3) } else { String::new() };
            report.cell(
                "network::missing",
                TABLE,
                row,
                COLUMN,
                format_args!("it touches {}{more}: of which are the volumes", names.join(", ")),
            );
        }
        return;
    };
    if !volumes || it.kind.declared().loss.given == Given::Loss {
        no_effect(report, row, COLUMN, true, "without an exposed volume");
    }
    match case.stream(id) {
        None => references::stream(case, report, TABLE, row, COLUMN, id),
        // An attack that touches nothing is reported for itself.
        Some(stream) if !touched.is_empty() && !touched.contains(&stream) => {
            report
                .cell("network::reference", TABLE, row, COLUMN, format_args!("the attack does not touch `{id}` itself"))
                .hint(|| "name a material of its filter with a price at a market of the adversary".to_string());
        }
        Some(_) => {}
    }
}

/// Rows of `pass_through` belong to attacks on prices and move offers that nothing before them moves.
fn pass_through(case: &Case<'_>, field: &Field<'_>, touched: &[Vec<usize>], report: &mut Report) {
    let mut reached: Vec<Vec<bool>> = vec![Vec::new(); touched.len()];
    let rows = &case.tables.pass_through;
    for row in closest_first(rows.iter().map(|it| it.filter.as_slice()), OFFER_NAMES) {
        let it = &rows[row];
        report.number(PASS_THROUGH, row, "share", it.share, Range::PositiveShare);
        let attack = case.attacks.get(&it.attack);
        if let Some(other) = attack.map(|at| &case.tables.attacks[at])
            && !other.kind.declared().moves_quotes
        {
            let kind = other.kind.as_str();
            report.cell(
                "network::no_effect",
                PASS_THROUGH,
                row,
                "attack",
                format_args!("`{}` is a `{kind}`; only the prices of a `price` pass on", it.attack),
            );
            continue;
        }
        let passed = passing(case, report, (PASS_THROUGH, row), (&it.filter, OFFER_NAMES), &field.offers);
        let (Some((sieve, _)), Some(attack)) = (passed, attack) else { continue };
        let before = &mut reached[attack];
        if before.is_empty() {
            *before = vec![false; field.offers.len()];
            touched[attack].iter().for_each(|offer| before[*offer] = true);
        }
        let new: Vec<usize> =
            (0..field.offers.len()).filter(|at| !before[*at] && field.offers[*at].passes(&sieve)).collect();
        if new.is_empty() {
            report.cell(
                "network::touches_nothing",
                PASS_THROUGH,
                row,
                "filter",
                format_args!("the attack or a closer row reaches all that it matches"),
            );
            continue;
        }
        new.iter().for_each(|at| before[*at] = true);
        let attack = &case.tables.attacks[attack];
        alive(case, PASS_THROUGH, row, attack, new.iter().map(|at| &field.offers[*at]), report);
    }
}
