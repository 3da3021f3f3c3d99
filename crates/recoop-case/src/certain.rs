//! A case as if one of its futures were certain.

use super::cell::Name;
use super::tables::Tables;

/// The tables without the scenarios that are not on the way to `last`, which are certain then; `None` when there is no such scenario, or
/// when others follow it.
#[must_use]
pub fn certain(tables: &Tables, last: &str) -> Option<Tables> {
    let row = |id: &str| tables.scenarios.iter().find(|scenario| scenario.id == *id);
    if tables.scenarios.iter().any(|scenario| scenario.parent.as_ref().is_some_and(|parent| parent == last)) {
        return None;
    }
    let line: Vec<Name> =
        std::iter::successors(row(last), |scenario| row(scenario.parent.as_ref()?)).map(|s| s.id.clone()).collect();
    if line.is_empty() {
        return None;
    }
    let mut only = tables.clone();
    only.scenarios.retain(|scenario| line.contains(&scenario.id));
    only.scenarios.iter_mut().for_each(|scenario| scenario.probability = 1.0);
    let kept = |scenario: &Option<Name>| scenario.as_ref().is_none_or(|id| line.contains(id));
    only.prices.retain(|price| kept(&price.scenario));
    only.quantities.retain(|quantity| kept(&quantity.scenario));
    only.changes.retain(|change| line.contains(&change.scenario));
    for stock in only.stocks.iter_mut() {
        stock.release_in.retain(|id| line.contains(id));
    }
    Some(only)
}
