//! Whether the dates of a purse depend on each other.

use program::Col;
use recoop_case::positions::PathAt;

use crate::flows::View;
use crate::operations::Operations;

/// Whether what is done in one state changes what can be done for cash in another: then a date alone says too little.
#[must_use]
pub(super) fn is_coupled(operations: &Operations<'_>) -> bool {
    let program = &operations.program;
    let mut most: Vec<f64> = program.all_cols().map(|col| program.col_bounds(col).1).collect();
    let least = |col: Col| program.col_bounds(col).0;
    let is_fixed = |col: Col| program.col_bounds(col).0 == program.col_bounds(col).1;
    for row in program.all_rows() {
        let (_, upper) = program.row_bounds(row);
        // What is fixed leaves the rest of the limit; nothing of a buffer lets nothing of it be used.
        let fixed: f64 = program.row_terms(row).filter(|(col, _)| is_fixed(*col)).map(|(col, v)| v * least(col)).sum();
        let open = || program.row_terms(row).filter(|(col, _)| !is_fixed(*col));
        if upper.is_finite() && open().all(|(col, value)| value >= 0.0 && least(col) >= 0.0) {
            for (col, value) in open().filter(|(_, value)| *value > 0.0) {
                most[col.index()] = most[col.index()].min(((upper - fixed) / value).max(least(col)));
            }
        }
    }
    let mut root: Vec<usize> = (0..program.num_cols()).collect();
    for row in program.all_rows() {
        let (lower, upper) = program.row_bounds(row);
        let (mut low, mut high) = (0.0, 0.0);
        for (col, value) in program.row_terms(row) {
            let (a, b) = (value * least(col), value * most[col.index()]);
            low += a.min(b);
            high += a.max(b);
        }
        // NaN, of what has no bound, binds.
        if low >= lower && high <= upper {
            continue;
        }
        let open = |col: &Col| least(*col) < most[col.index()];
        let mut cols = program.row_terms(row).map(|(col, _)| col).filter(open);
        let Some(first) = cols.next() else { continue };
        for col in cols {
            let (a, b) = (find(&mut root, first.index()), find(&mut root, col.index()));
            root[a] = b;
        }
    }
    let mut state: Vec<Option<PathAt>> = vec![None; program.num_cols()];
    let mut coupled = false;
    let mut meet = |col: Col, at: PathAt| {
        if least(col) < most[col.index()] {
            let of = find(&mut root, col.index());
            coupled |= state[of].is_some_and(|known| known != at);
            state[of] = Some(at);
        }
    };
    operations.visit(View::Cash, &mut |flow| {
        if let Some(col) = flow.col {
            meet(col, flow.at);
        }
    });
    let flows = &operations.flows;
    flows.effects(View::Cash).chain(&flows.tax).for_each(|it| meet(it.of, it.at));
    coupled
}

/// What a column belongs to.
fn find(root: &mut [usize], mut at: usize) -> usize {
    while root[at] != at {
        root[at] = root[root[at]];
        at = root[at];
    }
    at
}
