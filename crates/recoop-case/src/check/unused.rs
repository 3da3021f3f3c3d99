//! Things that are declared and then not used: worth a look.

use super::case::Case;
use super::report::Report;
use crate::pattern::StreamName;
use crate::tables::Role;

/// Materials, feeds, technologies and members that nothing refers to.
pub(super) fn unused(case: &Case<'_>, report: &mut Report) {
    let mut warn = |table: &'static str, row: usize, id: &str, what: &str| {
        report.cell("network::unused", table, row, "id", format_args!("`{id}` {what}")).warning();
    };
    let (materials, feeds) = materials_and_feeds(case);
    for (row, used) in materials.into_iter().enumerate() {
        if !used {
            warn("materials", row, case.materials.name(row), "is never made, bought, used or demanded");
        }
    }
    for (row, used) in feeds.into_iter().enumerate() {
        if !used {
            warn("feeds", row, case.feeds.name(row), "is mined by no facility, bought nowhere and in no stock");
        }
    }
    let mut built = vec![false; case.technologies.len()];
    for plant in &case.plants {
        built[plant.technology_row] = true;
    }
    for (row, built) in built.into_iter().enumerate() {
        let id = case.technologies.name(row);
        if !built && case.technologies.get(id) == Some(row) {
            warn("technologies", row, id, "is the technology of no facility");
        }
    }
    for (row, busy) in members(case).into_iter().enumerate() {
        if !busy {
            warn("members", row, case.members.name(row), "owns, needs, trades and pays nothing");
        }
    }
}

/// Whether each material, and each feed, is used by anything.
fn materials_and_feeds(case: &Case<'_>) -> (Vec<bool>, Vec<bool>) {
    let tables = case.tables;
    let mut materials = vec![false; case.materials.len()];
    let mut feeds = vec![false; case.feeds.len()];
    let mut use_stream = |id: &str| {
        let name = StreamName::parse(id);
        if let Some(material) = case.materials.get(name.form) {
            materials[material] = true;
        }
        if let Some(feed) = name.feed.and_then(|feed| case.feeds.get(feed)) {
            feeds[feed] = true;
        }
    };
    tables.recipes.iter().for_each(|row| use_stream(&row.material));
    tables.recoveries.iter().for_each(|row| use_stream(&row.product));
    tables.offers.iter().for_each(|row| use_stream(&row.material));
    tables.demands.iter().for_each(|row| use_stream(&row.material));
    tables.stocks.iter().for_each(|row| use_stream(&row.material));
    for technology in &tables.technologies {
        technology.mines.iter().chain(&technology.treats).for_each(|id| use_stream(id));
    }
    for facility in &tables.facilities {
        if let Some(feed) = facility.feed.as_ref().and_then(|feed| case.feeds.get(feed)) {
            feeds[feed] = true;
        }
    }
    // A second row with the same id is no thing of its own.
    for (row, used) in materials.iter_mut().enumerate() {
        *used |= case.materials.get(case.materials.name(row)) != Some(row);
    }
    for (row, used) in feeds.iter_mut().enumerate() {
        *used |= case.feeds.get(case.feeds.name(row)) != Some(row);
    }
    (materials, feeds)
}

/// Whether each member has a part in anything. Investors and governments may bring money or rules only.
fn members(case: &Case<'_>) -> Vec<bool> {
    let tables = case.tables;
    let mut busy: Vec<bool> = tables
        .members
        .iter()
        .enumerate()
        .map(|(row, member)| {
            matches!(member.role, Role::Investor | Role::Government)
                || member.capital_total_musd.is_some()
                || member.capital_per_year_musd.is_some()
                || case.members.get(&member.id) != Some(row)
        })
        .collect();
    let owners = tables.facilities.iter().map(|row| &row.member);
    let owners = owners.chain(tables.offers.iter().map(|row| &row.member));
    let owners = owners.chain(tables.demands.iter().map(|row| &row.member));
    let owners = owners.chain(tables.stocks.iter().map(|row| &row.member));
    for member in owners.flatten().filter_map(|member| case.members.get(member)) {
        busy[member] = true;
    }
    busy
}
