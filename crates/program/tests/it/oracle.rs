//! The solver against oracles: brute force, finite differences, cold solves.

use program::{Col, ColSpec, NoProgress, Outcome, Program, Row, Solver, Stop};
use proptest::prelude::*;

use crate::programs::{close, exact, solved};
use crate::random::program;

#[track_caller]
fn agrees(outcome: &Outcome, best: Option<f64>) {
    match best {
        Some(best) => {
            assert_eq!(outcome.stop, Stop::Optimal);
            close(outcome.objective.unwrap(), best);
            close(outcome.bound.unwrap(), best);
        }
        None => assert_eq!(outcome.stop, Stop::Infeasible),
    }
}

/// Slope of the optimum when a bound moves by `step`, if the optimum exists there.
fn slope(program: &Program, base: f64, step: f64, shift: impl Fn(&mut Program, f64)) -> Option<f64> {
    let mut moved = program.clone();
    shift(&mut moved, step);
    Some((solved(&moved).objective? - base) / step)
}

/// A derivative lies between the slopes to either side, where both exist.
fn is_between(dual: f64, up: Option<f64>, down: Option<f64>) -> bool {
    let (Some(up), Some(down)) = (up, down) else { return true };
    dual >= up.min(down) - 1e-5 && dual <= up.max(down) + 1e-5
}

#[derive(Clone, Debug)]
enum Change {
    Cost(usize, i32),
    ColBounds(usize, i32, i32),
    RowBounds(usize, i32, i32),
    Coefficient(usize, usize, i32),
    Integer(usize, bool),
}

fn change() -> impl Strategy<Value = Change> {
    let (i, v) = (0..8_usize, -4..=4_i32);
    prop_oneof![
        (i.clone(), v.clone()).prop_map(|(i, v)| Change::Cost(i, v)),
        (i.clone(), v.clone(), 0..4_i32).prop_map(|(i, v, w)| Change::ColBounds(i, v, v + w)),
        (i.clone(), v.clone(), 0..6_i32).prop_map(|(i, v, w)| Change::RowBounds(i, v - 2, v - 2 + w)),
        (i.clone(), i.clone(), v).prop_map(|(i, j, v)| Change::Coefficient(i, j, v)),
        (i, any::<bool>()).prop_map(|(i, on)| Change::Integer(i, on)),
    ]
}

proptest! {
    #![proptest_config(crate::random::cases(150))]

    #[test]
    fn integer_optima_are_those_of_brute_force(dense in program(4, 4)) {
        let dense = dense.with_integers(true);
        agrees(&solved(&dense.build()), dense.best_integer());
    }

    #[test]
    fn continuous_optima_are_those_of_the_best_vertex(dense in program(3, 3)) {
        let dense = dense.with_integers(false);
        agrees(&solved(&dense.build()), dense.best_vertex());
    }

    #[test]
    fn duals_lie_between_the_slopes_to_either_side(dense in program(3, 3)) {
        let program = dense.with_integers(false).build();
        let outcome = solved(&program);
        prop_assume!(outcome.stop == Stop::Optimal);
        let (base, solution) = (outcome.objective.unwrap(), outcome.solution.unwrap());
        for row in program.all_rows() {
            let shift = |p: &mut Program, step: f64| {
                let (lower, upper) = p.row_bounds(row);
                p.set_row_bounds(row, lower + step, upper + step);
            };
            let (up, down) = (slope(&program, base, 1e-3, shift), slope(&program, base, -1e-3, shift));
            let dual = solution.row_duals[row.index()];
            prop_assert!(is_between(dual, up, down), "row {}: {dual} not in {down:?} {up:?}", row.index());
        }
        for col in program.all_cols() {
            let shift = |p: &mut Program, step: f64| {
                let (lower, upper) = p.col_bounds(col);
                p.set_col_bounds(col, lower + step, upper + step);
            };
            let (up, down) = (slope(&program, base, 1e-3, shift), slope(&program, base, -1e-3, shift));
            let dual = solution.col_duals[col.index()];
            prop_assert!(is_between(dual, up, down), "column {}: {dual} not in {down:?} {up:?}", col.index());
        }
    }

    #[test]
    fn a_warm_solve_after_changes_equals_a_cold_one(
        start in program(4, 4),
        steps in prop::collection::vec(prop::collection::vec(change(), 1..4), 1..5),
    ) {
        let mut dense = start;
        let program = dense.build();
        let mut solver = Solver::new(&program).unwrap();
        solver.solve(&exact(), &mut NoProgress).unwrap();
        let cols: Vec<Col> = program.all_cols().collect();
        let rows: Vec<Row> = program.all_rows().collect();
        for changes in steps {
            for change in changes {
                match change {
                    Change::Cost(i, v) => {
                        let i = i % cols.len();
                        dense.cols[i].cost = f64::from(v);
                        solver.set_cost(cols[i], f64::from(v));
                    }
                    Change::ColBounds(i, lower, upper) => {
                        let i = i % cols.len();
                        dense.cols[i] =
                            ColSpec { lower: f64::from(lower), upper: f64::from(upper), ..dense.cols[i] };
                        solver.set_col_bounds(cols[i], f64::from(lower), f64::from(upper));
                    }
                    Change::RowBounds(i, lower, upper) if !rows.is_empty() => {
                        let i = i % rows.len();
                        dense.rows[i].1 = (f64::from(lower), f64::from(upper));
                        solver.set_row_bounds(rows[i], f64::from(lower), f64::from(upper));
                    }
                    Change::Coefficient(i, j, v) if !rows.is_empty() => {
                        let (i, j) = (i % rows.len(), j % cols.len());
                        dense.rows[i].0[j] = f64::from(v);
                        solver.set_coefficient(rows[i], cols[j], f64::from(v));
                    }
                    Change::Integer(i, on) => {
                        let i = i % cols.len();
                        dense.cols[i].integer = on;
                        solver.set_integer(cols[i], on);
                    }
                    Change::RowBounds(..) | Change::Coefficient(..) => {}
                }
            }
            let (warm, cold) = (solver.solve(&exact(), &mut NoProgress).unwrap(), solved(&dense.build()));
            prop_assert_eq!(&warm.stop, &cold.stop);
            if cold.stop == Stop::Optimal {
                close(warm.objective.unwrap(), cold.objective.unwrap());
            }
        }
    }
}
