//! # Capital source, capital limit, capital total
//!
//! Equity that is spent comes from members, each within its limits:
//!
//! ```text
//! Σ_facilities of the purse equity[y] ≤ Σ_members invest[member,purse,y]    for every purse, year of a state
//! Σ_purses invest[member,purse,y] ≤ capital per year                        for every member with that limit, year of a state
//! Σ_years on the path Σ_purses invest ≤ capital in total                    for every member with that limit, scenario
//! ```
//!
//! Years are calendar years, in periods of several years too: a purse is called in the year in which a plant is paid for, and is as large
//! then as in any other year.
//!
//! Equity is capital cost less grants, credits and loans. Where capital is pooled there is one purse, the cooperative's; else
//! every owner has its own, and all pay into the cooperative's. A purse that someone without limits pays into has no row.
//!
//! | index  | (member, year of a state); the same; (member, scenario)                 |
//! | unit   | MUSD                                                                    |
//! | dual   | worth of one more MUSD of equity, MUSD                                  |
//! | source | docs/formulation.md#capital_limit                                       |

use std::collections::HashMap;

use program::{Program, Rows};

use crate::formulation::family::{Dual, Owner, Resource, RowFamily, Stands, Subject, When};
use crate::formulation::ledger;
use crate::formulation::sets::{Outlay, Sets};
use crate::formulation::variables::Variables;
use recoop_case::Network;
use recoop_case::positions::LeafAt;

/// Declaration of `capital_source`.
pub const CAPITAL_SOURCE: RowFamily = RowFamily {
    name: "capital_source",
    unit: "MUSD",
    subject: Subject::Member,
    when: When::Year,
    owner: Owner::Subject,
    thing: Some(Resource::Capital),
    stands: Stands::Lifted,
    dual: Dual::Untold,
    rule: "equity spent has to be put in",
    noun: "equity of",
};

/// Writes `capital_source[member,year]`; the member is the purse.
pub fn capital_source(
    program: &mut Program,
    network: &Network,
    sets: &Sets,
    vars: &Variables,
) -> Rows<2, (usize, usize)> {
    let (members, outlays) = (network.members.len(), sets.outlays.len());
    let mut equity = vec![Vec::new(); members * outlays];
    if !vars.invest.is_empty() {
        let at: HashMap<Outlay, usize> = sets.outlays.iter().enumerate().map(|(at, outlay)| (*outlay, at)).collect();
        ledger::visit_equity(network, sets, vars, &mut |col, owner, outlay, amount| {
            let purse = if network.settings.finance.pooled_capital { network.cooperative() } else { owner };
            equity[purse * outlays + at[&outlay]].push((col, amount));
        });
    }
    program.keyed().rows(
        CAPITAL_SOURCE.name,
        CAPITAL_SOURCE.unit,
        [&sets.axes.member, &sets.axes.outlay],
        |(purse, outlay): (usize, usize), row| {
            let payers: Vec<_> = (0..members).filter_map(|i| Some((i, vars.invest.get((i, purse, outlay))?))).collect();
            // A purse without limits needs no row; its owner pays whatever it takes.
            let unlimited = payers.iter().any(|(i, _)| {
                let m = &network.members[*i];
                m.capital_per_year_musd.is_infinite() && m.capital_total_musd.is_infinite()
            });
            if payers.is_empty() || unlimited {
                return;
            }
            for (_, col) in payers {
                row.add(col, -1.0);
            }
            for (col, amount) in &equity[purse * outlays + outlay] {
                row.add(*col, *amount);
            }
            row.at_most(0.0);
        },
    )
}

/// Declaration of `capital_limit`.
pub const CAPITAL_LIMIT: RowFamily = RowFamily {
    name: "capital_limit",
    unit: "MUSD",
    subject: Subject::Member,
    when: When::Year,
    owner: Owner::Subject,
    thing: Some(Resource::Capital),
    stands: Stands::Lifted,
    dual: Dual::Yearly("MUSD per MUSD"),
    rule: "equity of a member in a year",
    noun: "equity of",
};

/// Writes `capital_limit[member,year]`.
pub fn capital_limit(
    program: &mut Program,
    network: &Network,
    sets: &Sets,
    vars: &Variables,
) -> Rows<2, (usize, usize)> {
    program.keyed().rows(
        CAPITAL_LIMIT.name,
        CAPITAL_LIMIT.unit,
        [&sets.axes.member, &sets.axes.outlay],
        |(i, outlay): (usize, usize), row| {
            let limit = network.members[i].capital_per_year_musd;
            if limit.is_infinite() {
                return;
            }
            for purse in 0..network.members.len() {
                if let Some(col) = vars.invest.get((i, purse, outlay)) {
                    row.add(col, 1.0);
                }
            }
            if !row.is_empty() {
                row.at_most(limit);
            }
        },
    )
}

/// Declaration of `capital_total`.
pub const CAPITAL_TOTAL: RowFamily = RowFamily {
    name: "capital_total",
    unit: "MUSD",
    subject: Subject::Member,
    when: When::Scenario,
    owner: Owner::Subject,
    thing: Some(Resource::Capital),
    stands: Stands::Lifted,
    dual: Dual::Present("MUSD per MUSD"),
    rule: "equity of a member over the horizon",
    noun: "equity of",
};

/// Writes `capital_total[member,scenario]`.
pub fn capital_total(
    program: &mut Program,
    network: &Network,
    sets: &Sets,
    vars: &Variables,
) -> Rows<2, (usize, LeafAt)> {
    program.keyed().rows(
        CAPITAL_TOTAL.name,
        CAPITAL_TOTAL.unit,
        [&sets.axes.member, &sets.axes.leaf],
        |(i, leaf): (usize, LeafAt), row| {
            let limit = network.members[i].capital_total_musd;
            if limit.is_infinite() {
                return;
            }
            let path = &sets.ancestors[network.tree.leaves[leaf]];
            for (outlay, _) in sets.outlays.iter().enumerate().filter(|(_, it)| path.contains(&it.state)) {
                for purse in 0..network.members.len() {
                    if let Some(col) = vars.invest.get((i, purse, outlay)) {
                        row.add(col, 1.0);
                    }
                }
            }
            if !row.is_empty() {
                row.at_most(limit);
            }
        },
    )
}
