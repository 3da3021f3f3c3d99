//! Who pays equity, where the program leaves it open.
//!
//! The program asks only that what members put in is enough for what is spent (`capital_source`), within their limits. More
//! costs nothing, and where several members may pay, any split is as good. A solver's choice depends on the order of
//! rows; this one does not:
//!
//! ```text
//! Σ_i invest[i,purse,y] = equity spent from the purse in y                    never more
//! max_i invest[i,purse,y] / capital[i]                                        as small as can be, then the next largest, ...
//! ```
//!
//! `capital[i]` is the member's limit over the horizon, or its limit a year times the years of the horizon, whichever is
//! less. One year is settled after the other, so that early years do not hang on late ones, but no year takes what a later
//! one on any branch of the tree cannot do without. An owner's own purse is paid before the cooperative's.
//!
//! `split` has the split itself, without the program.

mod split;

use program::{Col, SolveError};

use crate::formulation::Formulation;
use recoop_case::Network;
use split::{Call, Payer, Purses};

/// Sets the columns `invest` of a solution to the split above. Columns are those of the formulation's program, MUSD.
///
/// # Errors
/// If the solver fails.
pub(super) fn settle(network: &Network, formulation: &Formulation, cols: &mut [f64]) -> Result<(), SolveError> {
    let rows = rows(formulation, cols);
    // What the solver put in, without what is more than enough: a split that is known to be possible.
    let known = rows.iter().map(|row| {
        let put_in: f64 = row.cols.iter().map(|col| cols[col.index()].max(0.0)).sum();
        let part = if put_in > row.call.amount { row.call.amount / put_in } else { 1.0 };
        row.cols.iter().map(|col| part * cols[col.index()].max(0.0)).collect()
    });
    let known: Vec<Vec<f64>> = known.collect();
    let calls: Vec<Call> = rows.iter().map(|row| row.call.clone()).collect();
    let settled = purses(network, calls).split(&known)?;
    // A purse without a row has a payer without limits: it asks nobody.
    formulation.variables.invest.iter().for_each(|(_, col)| cols[col.index()] = 0.0);
    for (row, parts) in rows.iter().zip(settled) {
        row.cols.iter().zip(parts).for_each(|(col, part)| cols[col.index()] = part);
    }
    Ok(())
}

/// A row of `capital_source`.
struct SourceRow {
    call: Call,
    /// A column for each payer.
    cols: Vec<Col>,
}

/// The calls of equity, year by year; in a year by purse, the cooperative's last.
fn rows(formulation: &Formulation, cols: &[f64]) -> Vec<SourceRow> {
    let (program, invest) = (&formulation.program, &formulation.variables.invest);
    let row = |((_, outlay), row): ((usize, usize), program::Row)| {
        let (mut amount, mut payers, mut paid) = (0.0, Vec::new(), Vec::new());
        for (col, value) in program.row_terms(row) {
            match invest.key(col) {
                Some((member, ..)) => {
                    payers.push(member);
                    paid.push(col);
                }
                None => amount += value * cols[col.index()],
            }
        }
        let state = formulation.sets.outlays[outlay].state;
        SourceRow { call: Call { year: outlay, state, payers, amount: f64::max(amount, 0.0) }, cols: paid }
    };
    let mut rows: Vec<SourceRow> = formulation.constraints.capital_source.iter().map(row).collect();
    rows.sort_by_key(|row| row.call.year);
    rows
}

fn purses(network: &Network, calls: Vec<Call>) -> Purses {
    let tree = &network.tree;
    // The same whatever the periods, and however the tree branches.
    let years = f64::from(tree.last_year() - tree.first_year() + 1);
    let payer = |member: &recoop_case::Member| Payer {
        per_year: member.capital_per_year_musd,
        total: member.capital_total_musd,
        weight: member.capital_total_musd.min(member.capital_per_year_musd * years),
    };
    Purses {
        payers: network.members.iter().map(payer).collect(),
        parents: tree.states.iter().map(|state| state.parent).collect(),
        calls,
    }
}
