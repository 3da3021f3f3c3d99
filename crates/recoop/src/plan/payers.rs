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

use program::Col;

use crate::formulation::Formulation;
use recoop_case::Network;

/// Part of an amount that is rounding.
const ROUNDING: f64 = 1e-9;

/// Sets the columns `invest` of a solution to the split above. Columns are those of the formulation's program, MUSD.
pub(super) fn settle(network: &Network, formulation: &Formulation, cols: &mut [f64]) {
    let calls = calls(formulation, cols);
    let settled = even(network, formulation, &calls).unwrap_or_else(|| scaled(&calls, cols));
    // A purse without a row has a payer without limits: it asks nobody.
    formulation.variables.invest.iter().for_each(|(_, col)| cols[col.index()] = 0.0);
    for (col, amount) in settled {
        cols[col.index()] = amount;
    }
}

/// A row of `capital_source`: what is spent from a purse in a year of a state, and who may pay.
struct Call {
    /// Position of the year of a state in the formulation's sets.
    outlay: usize,
    /// MUSD, at least zero.
    spent_musd: f64,
    /// Members with their columns.
    payers: Vec<(usize, Col)>,
}

/// The calls of equity, year by year; in a year by purse, the cooperative's last.
fn calls(formulation: &Formulation, cols: &[f64]) -> Vec<Call> {
    let (program, invest) = (&formulation.program, &formulation.variables.invest);
    let call = |([_, outlay], row): ([usize; 2], program::Row)| {
        let mut call = Call { outlay, spent_musd: 0.0, payers: Vec::new() };
        for (col, value) in program.row_terms(row) {
            match invest.key(col) {
                Some([member, ..]) => call.payers.push((member, col)),
                None => call.spent_musd += value * cols[col.index()],
            }
        }
        call.spent_musd = call.spent_musd.max(0.0);
        call
    };
    let mut calls: Vec<Call> = formulation.constraints.capital_source.iter().map(call).collect();
    calls.sort_by_key(|call| call.outlay);
    calls
}

/// The split by capital and room; `None` where room ends before a call is paid.
fn even(network: &Network, formulation: &Formulation, calls: &[Call]) -> Option<Vec<(Col, f64)>> {
    let (tree, outlays) = (&network.tree, &formulation.sets.outlays);
    // The same whatever the periods, and however the tree branches.
    let years = f64::from(tree.last_year() - tree.first_year() + 1);
    let mut out = Vec::new();
    // Paid by member and state, and by member in the year of the call, MUSD.
    let mut paid = vec![vec![0.0; tree.states.len()]; network.members.len()];
    let (mut year, mut in_year) = (None, Vec::new());
    for call in calls {
        if year.replace(call.outlay) != Some(call.outlay) {
            in_year = vec![0.0; network.members.len()];
        }
        let state = outlays[call.outlay].state;
        let weights = call.payers.iter().map(|(i, _)| {
            let member = &network.members[*i];
            let so_far: f64 = tree.path(state).map(|before| paid[*i][before]).sum();
            let room = (member.capital_per_year_musd - in_year[*i]).min(member.capital_total_musd - so_far);
            (member.capital_total_musd.min(member.capital_per_year_musd * years), room)
        });
        let weights: Vec<(f64, f64)> = weights.collect();
        for ((i, col), part) in call.payers.iter().zip(capped(call.spent_musd, &weights)?) {
            in_year[*i] += part;
            paid[*i][state] += part;
            out.push((*col, part));
        }
    }
    Some(out)
}

/// The split of a solution, scaled down to what is spent.
fn scaled(calls: &[Call], cols: &[f64]) -> Vec<(Col, f64)> {
    let of = |call: &Call| {
        let put_in: f64 = call.payers.iter().map(|(_, col)| cols[col.index()]).sum();
        let part = if put_in > call.spent_musd { call.spent_musd / put_in } else { 1.0 };
        call.payers.iter().map(|(_, col)| (*col, part * cols[col.index()])).collect::<Vec<_>>()
    };
    calls.iter().flat_map(of).collect()
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
