//! # Capital source, capital limit, capital total
//!
//! Equity that is spent comes from members, each within its limits:
//!
//! ```text
//! Σ_facilities of the purse equity[s] ≤ Σ_members invest[member,purse,s]    for every purse, state
//! Σ_purses invest[member,purse,s] ≤ capital per year                        for every member with that limit, state
//! Σ_states on the path years · Σ_purses invest ≤ capital in total           for every member with that limit, scenario
//! ```
//!
//! Equity is capital cost less grants, credits and loans. Where capital is pooled there is one purse, the cooperative's; else
//! every owner has its own, and all pay into the cooperative's. A purse that someone without limits pays into has no row.
//!
//! | index  | (member, state); (member, state); (member, scenario)                    |
//! | unit   | MUSD/yr; MUSD/yr; MUSD                                                  |
//! | dual   | worth of one more MUSD of equity, MUSD                                  |
//! | source | docs/formulation.md#capital_limit                                       |

use program::{Program, Rows};

use crate::formulation::ledger::{self, Kind};
use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;
use crate::network::Network;

/// Writes `capital_source[member,state]`; the member is the purse.
pub fn capital_source(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables) -> Rows<2> {
    let (members, states) = (network.members.len(), network.tree.states.len());
    let mut equity = vec![Vec::new(); members * states];
    if !vars.invest.is_empty() {
        ledger::visit(network, sets, vars, &mut |entry| {
            let spent = matches!(entry.kind, Kind::Capex | Kind::CapexSupport | Kind::DebtDrawn);
            if let (true, Some(col)) = (spent, entry.col) {
                let purse = if network.settings.finance.pooled_capital { network.cooperative() } else { entry.owner };
                equity[purse * states + entry.state].push((col, -entry.amount));
            }
        });
    }
    program.rows("capital_source", "MUSD/yr", [&sets.axes.member, &sets.axes.state], |[purse, s], row| {
        let payers: Vec<_> = (0..members).filter_map(|i| Some((i, vars.invest.get([i, purse, s])?))).collect();
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
        for (col, amount) in &equity[purse * states + s] {
            row.add(*col, *amount);
        }
        row.at_most(0.0);
    })
}

/// Writes `capital_limit[member,state]`.
pub fn capital_limit(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables) -> Rows<2> {
    program.rows("capital_limit", "MUSD/yr", [&sets.axes.member, &sets.axes.state], |[i, s], row| {
        let limit = network.members[i].capital_per_year_musd;
        if limit.is_infinite() {
            return;
        }
        for purse in 0..network.members.len() {
            if let Some(col) = vars.invest.get([i, purse, s]) {
                row.add(col, 1.0);
            }
        }
        if !row.is_empty() {
            row.at_most(limit);
        }
    })
}

/// Writes `capital_total[member,scenario]`.
pub fn capital_total(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables) -> Rows<2> {
    program.rows("capital_total", "MUSD", [&sets.axes.member, &sets.axes.leaf], |[i, leaf], row| {
        let limit = network.members[i].capital_total_musd;
        if limit.is_infinite() {
            return;
        }
        for s in network.tree.path(network.tree.leaves[leaf]) {
            let years = f64::from(network.tree.period(s).length);
            for purse in 0..network.members.len() {
                if let Some(col) = vars.invest.get([i, purse, s]) {
                    row.add(col, years);
                }
            }
        }
        if !row.is_empty() {
            row.at_most(limit);
        }
    })
}
