//! How things may be called, and which tables a case cannot do without.

use super::case::Case;
use super::report::Report;

/// Characters that mean something in patterns, lists and files.
const RESERVED: [char; 6] = [',', ';', '[', ']', '*', '='];

/// Ids are words: without blanks and without the characters of patterns and lists. `@` and `~` are kept for the streams of
/// per-feed materials.
pub(super) fn ids(case: &Case<'_>, report: &mut Report) {
    let tables = case.tables;
    macro_rules! each {
        ($($field:ident $stream:expr;)+) => {
            $(for (row, it) in tables.$field.iter().enumerate() {
                id(report, stringify!($field), row, "id", &it.id, $stream);
            })+
        };
    }
    // The second column says whether the id becomes part of a stream's.
    each! {
        sources false;
        elements false;
        materials true;
        feeds true;
        technologies true;
        regions false;
        members false;
        facilities false;
        markets false;
        demands false;
        scenarios false;
        policies false;
        attacks false;
        buffers false;
        sensitivities false;
        debts false;
        cash_events false;
    }
    for (row, recipe) in tables.recipes.iter().enumerate() {
        if let Some(mode) = &recipe.mode {
            id(report, "recipes", row, "mode", mode, false);
        }
    }
    for (row, variant) in tables.variants.iter().enumerate() {
        id(report, "variants", row, "variant", &variant.variant, false);
    }
    for (row, material) in tables.materials.iter().enumerate() {
        if material.id.starts_with("kind:") {
            report.cell("network::bad_id", "materials", row, "id", format_args!("`kind:` begins a pattern, not an id"));
        }
    }
    for stage in &case.settings.stages {
        if let Some(reason) = reason(stage, false) {
            report.setting("network::bad_id", "stages", format_args!("`{stage}` {reason}"));
        }
    }
}

fn id(report: &mut Report, table: &'static str, row: usize, column: &'static str, id: &str, stream: bool) {
    if let Some(reason) = reason(id, stream) {
        report
            .cell("network::bad_id", table, row, column, format_args!("`{id}` {reason}"))
            .hint(|| "use letters, digits, `_`, `-` and `.`".to_string());
    }
}

fn reason(id: &str, stream: bool) -> Option<String> {
    if id.is_empty() {
        return Some("is not an id: empty".to_string());
    }
    let bad = |c: char| c.is_whitespace() || c.is_control() || RESERVED.contains(&c);
    if let Some(found) = id.chars().find(|c| bad(*c)) {
        return Some(match found {
            found if found.is_whitespace() || found.is_control() => "is not an id: contains a blank".to_string(),
            found => format!("is not an id: contains `{found}`"),
        });
    }
    let kept = id.chars().find(|c| stream && matches!(c, '@' | '~'))?;
    Some(format!("is not an id: `{kept}` is reserved for streams such as `concentrate@mountain_pass`"))
}

/// Tables that cannot be empty.
pub(super) fn mandatory_tables(case: &Case<'_>, report: &mut Report) {
    let tables = case.tables;
    let mut need = |empty: bool, table: &'static str, why: &str| {
        if empty {
            report.table("network::empty_table", table, format_args!("it has no rows: {why}"));
        }
    };
    need(tables.materials.is_empty(), "materials", "a case needs something that flows");
    need(tables.technologies.is_empty(), "technologies", "a case needs a kind of plant");
    need(tables.regions.is_empty(), "regions", "a case needs a place");
    need(tables.members.is_empty(), "members", "a case needs somebody who plans");
    need(tables.facilities.is_empty(), "facilities", "a case needs a plant, standing or possible");
    need(tables.scenarios.is_empty(), "scenarios", "a case needs at least the root of its tree");
    let by_feed = !tables.feeds.is_empty()
        || tables.materials.iter().any(|material| material.per_feed == Some(true))
        || tables.technologies.iter().any(|technology| technology.mines.is_some() || technology.treats.is_some());
    need(by_feed && tables.feeds.is_empty(), "feeds", "there are per-feed materials");
    need(by_feed && tables.elements.is_empty(), "elements", "feeds are made of elements");
    let sells = tables.offers.iter().any(|offer| offer.side == crate::tables::Side::Sell);
    need(
        tables.demands.is_empty() && !sells,
        "demands",
        "there is neither a demand nor an offer to sell, so nothing is worth making",
    );
}
