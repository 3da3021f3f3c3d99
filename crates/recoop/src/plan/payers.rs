//! Who pays equity, where the program leaves it open.
//!
//! The program asks only that what members put in is enough for what is spent (`capital_source`), within their limits. More
//! costs nothing, and where several members may pay, any split is as good. A solver's choice depends on the order of
//! rows; this one does not:
//!
//! ```text
//! Σ_i invest[i,purse,y] = equity spent from the purse in y                    never more
//! invest[i,purse,y]     = min(room[i,y], λ · capital[i])                      λ as small as is enough
//! ```
//!
//! `capital[i]` is the member's limit over the horizon, or its limit a year times the years of the horizon, whichever is
//! less; `room[i,y]` is what its limits leave, that of the year and, along the path of the tree, that over the horizon. An
//! owner's own purse is paid before the cooperative's. The split looks at one year after the other: where it leaves too
//! little for a later year, the solver's is kept, scaled down to what is spent, and depends on the order of rows.

use std::collections::HashMap;

use program::Col;

use crate::formulation::Formulation;
use crate::formulation::ledger;
use crate::formulation::sets::Outlay;
use recoop_case::Network;

/// Part of a limit by which sums may exceed it: rounding.
const ROUNDING: f64 = 1e-9;

/// Sets the columns `invest` of a solution to the split above. Columns are those of the formulation's program, MUSD.
pub(super) fn settle(network: &Network, formulation: &Formulation, cols: &mut [f64]) {
    if formulation.variables.invest.is_empty() {
        return;
    }
    let spent = spent(network, formulation, cols);
    let split = Split::new(network, formulation);
    let even = split.even(&spent).filter(|even| split.keeps_totals(even));
    let settled = even.unwrap_or_else(|| split.scaled(&spent, cols));
    for (col, amount) in settled {
        cols[col.index()] = amount;
    }
}

/// Equity spent, by year of a state, then by purse, MUSD; at least zero.
fn spent(network: &Network, formulation: &Formulation, cols: &[f64]) -> Vec<Vec<f64>> {
    let sets = &formulation.sets;
    let at: HashMap<Outlay, usize> = sets.outlays.iter().enumerate().map(|(at, outlay)| (*outlay, at)).collect();
    let mut spent = vec![vec![0.0; network.members.len()]; sets.outlays.len()];
    ledger::visit_equity(network, sets, &formulation.variables, &mut |col, owner, outlay, amount| {
        let purse = if network.settings.finance.pooled_capital { network.cooperative() } else { owner };
        spent[at[&outlay]][purse] += amount * cols[col.index()];
    });
    spent.iter_mut().flatten().for_each(|amount| *amount = amount.max(0.0));
    spent
}

struct Split<'a> {
    network: &'a Network,
    formulation: &'a Formulation,
    /// Limit of each member over the horizon, MUSD; infinite without any.
    capital: Vec<f64>,
}

impl<'a> Split<'a> {
    fn new(network: &'a Network, formulation: &'a Formulation) -> Self {
        // The same whatever the periods, and however the tree branches.
        let years = f64::from(network.tree.last_year() - network.tree.first_year() + 1);
        let capital = network.members.iter().map(|m| m.capital_total_musd.min(m.capital_per_year_musd * years));
        Self { network, formulation, capital: capital.collect() }
    }

    /// Who may pay into a purse in a year, with the column of each.
    fn payers(&self, purse: usize, outlay: usize) -> Vec<(usize, Col)> {
        let invest = &self.formulation.variables.invest;
        (0..self.network.members.len()).filter_map(|i| Some((i, invest.get([i, purse, outlay])?))).collect()
    }

    fn even(&self, spent: &[Vec<f64>]) -> Option<Vec<(Col, f64)>> {
        let mut out = Vec::new();
        // By member and state, MUSD. Years of a state follow those of the states before it.
        let mut used = vec![vec![0.0; self.network.tree.states.len()]; self.network.members.len()];
        for (outlay, spent) in spent.iter().enumerate() {
            let state = self.formulation.sets.outlays[outlay].state;
            let mut room: Vec<f64> = self
                .network
                .members
                .iter()
                .enumerate()
                .map(|(i, m)| {
                    let paid: f64 = self.network.tree.path(state).map(|before| used[i][before]).sum();
                    m.capital_per_year_musd.min(m.capital_total_musd - paid)
                })
                .collect();
            for (purse, spent) in spent.iter().enumerate() {
                let payers = self.payers(purse, outlay);
                // A purse without limits asks nobody.
                let asks = payers.iter().all(|(i, _)| self.capital[*i].is_finite());
                let amount = if asks { *spent } else { 0.0 };
                let weights: Vec<(f64, f64)> = payers.iter().map(|(i, _)| (self.capital[*i], room[*i])).collect();
                for ((i, col), part) in payers.iter().zip(capped(amount, &weights)?) {
                    room[*i] -= part;
                    used[*i][state] += part;
                    out.push((*col, part));
                }
            }
        }
        Some(out)
    }

    fn scaled(&self, spent: &[Vec<f64>], cols: &[f64]) -> Vec<(Col, f64)> {
        let mut out = Vec::new();
        for (outlay, spent) in spent.iter().enumerate() {
            for (purse, spent) in spent.iter().enumerate() {
                let payers = self.payers(purse, outlay);
                let put_in: f64 = payers.iter().map(|(_, col)| cols[col.index()]).sum();
                let part = if put_in > *spent { spent / put_in } else { 1.0 };
                out.extend(payers.into_iter().map(|(_, col)| (col, part * cols[col.index()])));
            }
        }
        out
    }

    /// Whether every member stays within its limit over the horizon, in every scenario.
    fn keeps_totals(&self, settled: &[(Col, f64)]) -> bool {
        let (network, sets) = (self.network, &self.formulation.sets);
        let amounts: HashMap<Col, f64> = settled.iter().copied().collect();
        let mut by_state = vec![vec![0.0; network.tree.states.len()]; network.members.len()];
        for ([i, _, outlay], col) in self.formulation.variables.invest.iter() {
            by_state[i][sets.outlays[outlay].state] += amounts.get(&col).copied().unwrap_or(0.0);
        }
        by_state.iter().zip(&network.members).all(|(put_in, member)| {
            let limit = member.capital_total_musd;
            let total = |leaf: &usize| network.tree.path(*leaf).map(|s| put_in[s]).sum::<f64>();
            limit.is_infinite() || network.tree.leaves.iter().all(|leaf| total(leaf) <= limit * (1.0 + ROUNDING))
        })
    }
}

/// Parts of an amount in proportion to weights, none beyond its room: `(weight, room)` of each. `None` where the room of all is
/// not enough.
fn capped(amount: f64, payers: &[(f64, f64)]) -> Option<Vec<f64>> {
    let mut parts = vec![0.0; payers.len()];
    let mut open: Vec<usize> = (0..payers.len()).filter(|at| payers[*at].0 > 0.0).collect();
    let mut left = amount;
    while left > ROUNDING * amount && !open.is_empty() {
        let weight: f64 = open.iter().map(|at| payers[*at].0).sum();
        let wanted = |at: usize| left * payers[at].0 / weight;
        let full: Vec<usize> = open.iter().copied().filter(|at| payers[*at].1 < wanted(*at)).collect();
        if full.is_empty() {
            open.iter().for_each(|at| parts[*at] = wanted(*at));
            return Some(parts);
        }
        for at in full {
            parts[at] = payers[at].1.max(0.0);
            left -= parts[at];
            open.retain(|other| *other != at);
        }
    }
    (left <= ROUNDING * amount).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::capped;

    #[test]
    fn parts_go_by_weight_up_to_the_room() {
        assert_eq!(capped(6.0, &[(1.0, 9.0), (2.0, 9.0)]), Some(vec![2.0, 4.0]));
        // The second has room for 3, the first pays the rest; nobody pays without weight.
        assert_eq!(capped(6.0, &[(1.0, 9.0), (2.0, 3.0), (0.0, 9.0)]), Some(vec![3.0, 3.0, 0.0]));
        assert_eq!(capped(0.0, &[(1.0, 9.0)]), Some(vec![0.0]));
        assert_eq!(capped(0.0, &[]), Some(vec![]));
        assert_eq!(capped(6.0, &[(1.0, 2.0), (2.0, 3.0)]), None);
    }
}
