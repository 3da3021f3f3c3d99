//! One leaf scenario as if it were certain.

use std::collections::BTreeSet;

use super::assume::cells;
use super::text::term;
use super::{Act, Edit};
use crate::cell::Name;
use crate::tables::{StockRow, TableRow, Tables};

/// The edits that leave the scenarios on the way to `leaf` alone, with certainty.
///
/// # Errors
/// When there is no such scenario, or others follow it.
pub(super) fn edits(tables: &Tables, leaf: &str) -> Result<Vec<Edit>, String> {
    let row = |id: &str| tables.scenarios.iter().find(|scenario| scenario.id == *id);
    if tables.scenarios.iter().any(|scenario| scenario.parent.as_ref().is_some_and(|parent| parent == leaf)) {
        return Err(format!("`{leaf}` is not a leaf scenario: others follow it"));
    }
    let path: Vec<&Name> =
        std::iter::successors(row(leaf), |scenario| row(scenario.parent.as_ref()?)).map(|it| &it.id).collect();
    if path.is_empty() {
        return Err(format!("there is no scenario `{leaf}`"));
    }
    let gone = |names: &mut dyn Iterator<Item = &Name>| -> BTreeSet<Name> {
        names.filter(|id| !path.contains(id)).cloned().collect()
    };
    let mut edits = Vec::new();
    let mut remove = |table: &str, column: &str, gone: BTreeSet<Name>| {
        let remove = |id: &Name| Edit::RemoveRows { table: table.to_string(), rows: vec![term(column, id)] };
        edits.extend(gone.iter().map(remove));
    };
    remove("scenarios", "id", gone(&mut tables.scenarios.iter().map(|it| &it.id)));
    remove("prices", "scenario", gone(&mut tables.prices.iter().filter_map(|it| it.scenario.as_ref())));
    remove("quantities", "scenario", gone(&mut tables.quantities.iter().filter_map(|it| it.scenario.as_ref())));
    remove("changes", "scenario", gone(&mut tables.changes.iter().map(|it| &it.scenario)));
    edits.extend(path.iter().map(|id| cells("scenarios", ("id", id), "probability", Act::Set("1".into()))));
    for stock in &tables.stocks {
        if stock.release_in.iter().all(|id| path.contains(&id)) {
            continue;
        }
        let kept: Vec<&str> = stock.release_in.iter().filter(|id| path.contains(id)).map(Name::as_str).collect();
        let key = StockRow::KEY.iter().map(|column| term(column, &stock.text(column).unwrap_or_default())).collect();
        edits.push(Edit::Cells {
            table: StockRow::TABLE.to_string(),
            rows: key,
            column: "release_in".to_string(),
            act: Act::Set(kept.join(";").into()),
        });
    }
    Ok(edits)
}
