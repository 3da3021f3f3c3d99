//! Names that tables, columns and words had before: read for one more version, each with a warning that gives today's name.
//!
//! Whoever reads names that a user wrote asks here when a name is not known: the reader of files, edits of a case, the reader of a run.
//! With the next version the lists are emptied and what asks finds nothing.

/// The version with which former names are no longer read.
pub const UNTIL: &str = "0.2";

/// Tables of a case: former name, today's.
pub const TABLES: &[(&str, &str)] = &[
    ("facts", "observations"),
    ("payments", "cash_events"),
    ("accounts", "reported_financials"),
    ("price_ties", "price_links"),
    ("swings", "sensitivities"),
];

/// Columns: table, former name, today's.
pub const COLUMNS: &[(&str, &str, &str)] = &[
    ("demands", "service_chance", "service_probability"),
    ("delays", "chance", "probability"),
    ("facilities", "capacity_t", "capacity_t_per_year"),
    ("facilities", "max_capacity_t", "max_capacity_t_per_year"),
    ("facilities", "size_ref_t", "size_ref_t_per_year"),
    ("facilities", "min_size_t", "min_size_t_per_year"),
    ("facilities", "max_size_t", "max_size_t_per_year"),
    ("facilities", "module_t", "module_t_per_year"),
    ("technologies", "size_ref_t", "size_ref_t_per_year"),
    ("technologies", "min_size_t", "min_size_t_per_year"),
    ("technologies", "max_size_t", "max_size_t_per_year"),
    ("technologies", "module_t", "module_t_per_year"),
    ("lanes", "limit_t", "limit_t_per_year"),
    ("offers", "limit_t", "limit_t_per_year"),
    ("policies", "limit_t", "limit_t_per_year"),
    ("quantities", "quantity_t", "quantity_t_per_year"),
];

/// Words in cells: table, column, former word, today's.
pub const WORDS: &[(&str, &str, &str, &str)] =
    &[("demands", "priority", "defence", "defense"), ("observations", "measure", "price_realised", "price_realized")];

/// Words in filters: what is filtered by, former word, today's.
const FILTERS: &[(&str, &str, &str)] = &[("priority", "defence", "defense")];

/// Tables of results that were called as tables of a case are: former name, today's.
const RESULTS: &[(&str, &str)] = &[
    ("prices", "shadow_prices"),
    ("payments", "distributions"),
    ("members", "member_values"),
    ("feeds", "feed_costs"),
    ("scenarios", "scenario_values"),
    ("stocks", "stock_levels"),
    ("kept", "retained_capacity"),
    ("later", "ex_post_stability"),
    ("missed", "missed_service_levels"),
    ("prices_of_things", "resource_prices"),
];

/// Columns of results: former name, today's.
const RESULT_COLUMNS: &[(&str, &str)] = &[
    ("adds_musd", "marginal_contribution_musd"),
    ("all_at_least_musd", "all_lower_bound_musd"),
    ("at_least_musd", "lower_bound_musd"),
    ("at_most_musd", "upper_bound_musd"),
    ("capacity_t", "capacity_t_per_year"),
    ("defence_short_at_most_t", "defense_short_upper_bound_t"),
    ("defence_short_share", "defense_short_share"),
    ("defence_short_t", "defense_short_t"),
    ("dry", "failures"),
    ("dry_chance", "failure_probability"),
    ("dry_error", "failure_error"),
    ("dry_year", "failure_year"),
    ("exchange", "cost_exchange_ratio"),
    ("fall", "shutdown_drop"),
    ("first_at_least_musd", "first_lower_bound_musd"),
    ("first_dry", "first_failure_year"),
    ("gain_at_most_musd", "gain_upper_bound_musd"),
    ("kill_at_least_musd", "kill_lower_bound_musd"),
    ("planned_dry_year", "planned_failure_year"),
    ("price_musd", "robustness_cost_musd"),
    ("safe_purse_musd", "sufficient_purse_musd"),
    ("somebody_dry_chance", "any_failure_probability"),
    ("taken_t", "purchased_t"),
    ("tempted", "largest_excess_coalition"),
    ("unserved_defence_t", "unserved_defense_t"),
    ("worlds", "attack_scenarios"),
];

/// Words of results: column, former word, today's.
const RESULT_WORDS: &[(&str, &str, &str)] = &[("priority", "defence", "defense"), ("what", "defence", "defense")];

/// The table of a case that was called `name`.
#[must_use]
pub fn table(name: &str) -> Option<&'static str> {
    today(TABLES, name)
}

/// What the table of a case was called.
#[must_use]
pub fn name_of_table(table: &str) -> Option<&'static str> {
    TABLES.iter().find(|(_, now)| *now == table).map(|(former, _)| *former)
}

/// The column of a table that was called `name`.
#[must_use]
pub fn column(table: &str, name: &str) -> Option<&'static str> {
    COLUMNS.iter().find(|(of, former, _)| *of == table && *former == name).map(|(.., now)| *now)
}

/// The former word in a cell, today's, and the cell in today's words. A filter may hold one among its parts.
#[must_use]
pub fn words_of(table: &str, column: &str, text: &str) -> Option<(&'static str, &'static str, String)> {
    if column == "filter" {
        let (column, former, now) = FILTERS.iter().find(|(column, former, _)| has_part(text, column, former))?;
        let parts = text.split(';').map(|part| match part.split_once('=') {
            Some((name, word)) if name.trim() == *column && word.trim() == *former => format!("{column}={now}"),
            _ => part.to_string(),
        });
        return Some((former, now, parts.collect::<Vec<_>>().join(";")));
    }
    let is = |it: &&(&str, &str, &str, &str)| (it.0, it.1, it.2) == (table, column, text);
    WORDS.iter().find(is).map(|(_, _, former, now)| (*former, *now, (*now).to_string()))
}

fn has_part(text: &str, column: &str, word: &str) -> bool {
    let parts = text.split(';').filter_map(|part| part.split_once('='));
    parts.into_iter().any(|(name, of)| name.trim() == column && of.trim() == word)
}

fn today(list: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    list.iter().find(|(former, _)| *former == name).map(|(_, now)| *now)
}

/// The table of a run that was called `name`.
#[must_use]
pub fn result(name: &str) -> Option<&'static str> {
    today(RESULTS, name)
}

/// The column of a run that was called `name`.
#[must_use]
pub fn result_column(name: &str) -> Option<&'static str> {
    today(RESULT_COLUMNS, name)
}

/// The word of a column of a run that was written as `text`.
#[must_use]
pub fn result_word(column: &str, text: &str) -> Option<&'static str> {
    RESULT_WORDS.iter().find(|(of, former, _)| (*of, *former) == (column, text)).map(|(.., now)| *now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::each_table;
    use crate::tables::*;

    macro_rules! columns {
        ($($field:ident : $row:ident,)+) => {
            fn columns_of(table: &str) -> Option<Vec<&'static str>> {
                $( if table == <$row as TableRow>::TABLE {
                    return Some(<$row as TableRow>::COLUMNS.iter().map(|column| column.name).collect());
                } )+
                None
            }
        };
    }
    each_table!(columns);

    #[test]
    fn every_former_name_leads_to_one_of_today_and_is_not_used_again() {
        for (former, now) in TABLES {
            assert!(columns_of(now).is_some() && columns_of(former).is_none(), "{former}");
        }
        for (table, former, now) in COLUMNS {
            let columns = columns_of(table).unwrap_or_else(|| panic!("{table}"));
            assert!(columns.contains(now) && !columns.contains(former), "{table}.{former}");
        }
        for (table, column, former, now) in WORDS {
            assert!(columns_of(table).is_some_and(|columns| columns.contains(column)), "{table}.{column}");
            assert_ne!(former, now);
        }
    }
}
