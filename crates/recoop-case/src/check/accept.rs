//! Warnings that the case accepts: `check.accept` of `case.toml`.
//!
//! Every warning has a name: its code, its table, the key of its row and its column, apart by blanks, for instance
//! `network::price_ratio prices world/metal/2030 price_usd_per_kg`. A row of a table without key is named by its number, `#3`. An
//! acceptance is as narrow as that name, and one that no warning has is an error: what it was for has changed.

use std::collections::HashSet;

use super::case::Case;
use crate::each_table;
use crate::fault::{Fault, Severity, Subject};
use crate::former;
use crate::tables::{TableRow, Tables};

const PATH: &str = "check.accept";

/// Names the warnings, and takes out those that the case accepts. Unless `whole`, rows or checks are missing, and with them warnings: then
/// no acceptance is blamed.
pub(super) fn accept(case: &Case<'_>, mut faults: Vec<Fault>, whole: bool) -> Vec<Fault> {
    for fault in faults.iter_mut().filter(|fault| fault.severity == Severity::Warning) {
        fault.accept = Some(name(case.tables, fault));
    }
    let todays: Vec<Option<String>> = case.settings.check.accept.iter().map(|name| in_todays_names(name)).collect();
    let names = || case.settings.check.accept.iter().zip(&todays);
    let accepted: HashSet<&str> = names().map(|(name, today)| today.as_deref().unwrap_or(name)).collect();
    let mut met: HashSet<String> = HashSet::new();
    faults.retain(|fault| match &fault.accept {
        Some(name) if accepted.contains(name.as_str()) => {
            met.insert(name.clone());
            false
        }
        _ => true,
    });
    let mut seen = HashSet::new();
    let mut wrong = Vec::new();
    for (name, today) in names() {
        let met = met.contains(today.as_deref().unwrap_or(name));
        if let Some(today) = today.as_ref().filter(|_| met) {
            let message = format!("`{name}` is called `{today}` now");
            let hint = format!("rename it: version {} no longer reads the former names", former::UNTIL);
            wrong.push(Fault::new("network::former_name", Subject::Setting(PATH), message).hint(hint).warning());
        }
        if !seen.insert(today.as_deref().unwrap_or(name)) {
            let message = format!("`{name}` is accepted twice");
            wrong.push(Fault::new("network::named_twice", Subject::Setting(PATH), message));
        } else if whole && !met {
            let message = format!("`{name}` has no effect: the check has no warning of that name");
            wrong.push(
                Fault::new("network::no_effect", Subject::Setting(PATH), message)
                    .hint("`recoop check --json` gives the name of every warning under `accept`"),
            );
        }
    }
    // Settings come first.
    wrong.append(&mut faults);
    wrong
}

/// A name of a warning whose table or column had another name before, in today's.
fn in_todays_names(name: &str) -> Option<String> {
    let mut parts: Vec<&str> = name.split(' ').collect();
    let [_, table, ..] = parts[..] else { return None };
    let today = former::table(table);
    parts[1] = today.unwrap_or(table);
    let last = parts.len() - 1;
    let column = (last > 1).then(|| former::column(parts[1], parts[last])).flatten();
    parts[last] = column.unwrap_or(parts[last]);
    (today.is_some() || column.is_some()).then(|| parts.join(" "))
}

/// The name of a warning.
fn name(tables: &Tables, fault: &Fault) -> String {
    let code = fault.code;
    match &fault.subject {
        Subject::Cell { table, row, column } => {
            let key = Some(key(tables, table, *row)).filter(|key| !key.is_empty());
            let key = key.unwrap_or_else(|| format!("#{}", row + 1));
            format!("{code} {table} {key} {column}").trim_end().to_string()
        }
        Subject::Table(table) => format!("{code} {table}"),
        Subject::Setting(path) => format!("{code} {path}"),
    }
}

/// Key of a row.
fn key(tables: &Tables, table: &str, row: usize) -> String {
    macro_rules! find {
        ($($field:ident: $row:ident,)+) => {
            $(if table == stringify!($field) {
                return tables.$field.get(row).map(TableRow::key).unwrap_or_default();
            })+
        };
    }
    each_table!(find);
    String::new()
}

#[cfg(test)]
mod tests {
    use super::in_todays_names;

    #[test]
    fn former_tables_and_columns_of_warnings() {
        for (former, today) in [
            ("network::blank facilities mine max_capacity_t", "network::blank facilities mine max_capacity_t_per_year"),
            ("network::unusual swings ore high", "network::unusual sensitivities ore high"),
            ("network::unusual delays #2 chance", "network::unusual delays #2 probability"),
            ("network::unused facts", "network::unused observations"),
        ] {
            assert_eq!(in_todays_names(former).as_deref(), Some(today));
            assert_eq!(in_todays_names(today), None);
        }
        assert_eq!(in_todays_names("network::lead_inside_period horizon.period_lengths"), None);
    }
}
