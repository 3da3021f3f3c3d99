//! Conflicts contradict, and nothing in them can be left out.

use program::{
    ColSpec, Conflict, Flow, NoProgress, Observer, Options, Place, Program, Progress, Sense, Side, SolveError, Stop,
    certificate, conflict, most_of,
};
use proptest::prelude::*;

use crate::programs::{Dense, exact, market_split, solved, two_products};

/// The program with only the bounds of the conflict.
fn only(program: &Program, conflict: &Conflict, without: Option<usize>) -> Program {
    let mut out = program.clone();
    for row in program.all_rows() {
        out.set_row_bounds(row, f64::NEG_INFINITY, f64::INFINITY);
    }
    for col in program.all_cols() {
        out.set_col_bounds(col, f64::NEG_INFINITY, f64::INFINITY);
    }
    // Every side counts one.
    let mut counter = 0;
    let mut cut = |(lower, upper): (f64, f64), side: Side| {
        let mut pick = |bound: f64, none: f64, takes_part: bool| {
            counter += usize::from(takes_part);
            if takes_part && without != Some(counter - 1) { bound } else { none }
        };
        let lower = pick(lower, f64::NEG_INFINITY, side != Side::Upper);
        (lower, pick(upper, f64::INFINITY, side != Side::Lower))
    };
    for (row, side) in &conflict.rows {
        let (lower, upper) = cut(program.row_bounds(*row), *side);
        out.set_row_bounds(*row, lower, upper);
    }
    for (col, side) in &conflict.cols {
        let (lower, upper) = cut(program.col_bounds(*col), *side);
        out.set_col_bounds(*col, lower, upper);
    }
    for col in program.all_cols() {
        out.add_cost(col, -program.cost(col));
    }
    out
}

fn sides(conflict: &Conflict) -> usize {
    let count = |side: &Side| if *side == Side::Both { 2 } else { 1 };
    conflict.rows.iter().map(|(_, side)| count(side)).sum::<usize>()
        + conflict.cols.iter().map(|(_, side)| count(side)).sum::<usize>()
}

/// The multipliers of a contradiction, added up here: nothing is left of any column, and more is asked for than there is. Where it needs integers there are none,
/// but a row of which less can be had than it asks for.
#[track_caller]
fn adds_up(program: &Program, conflict: &Conflict) {
    let found = certificate(program, conflict, &exact()).unwrap();
    if conflict.needs_integers {
        assert_eq!(found, None);
        let lower = conflict.rows.iter().find(|(_, side)| *side != Side::Upper);
        if let Some((row, _)) = lower {
            let most = most_of(program, conflict, *row, &exact()).unwrap().expect("a proven bound");
            assert!(most < program.row_bounds(*row).0, "{most}");
        }
        return;
    }
    let parts = found.expect("multipliers");
    // Irreducible: every bound takes part.
    assert_eq!(parts.len(), sides(conflict), "{}", conflict.print(program));
    let mut left = vec![0.0; program.num_cols()];
    let mut excess = 0.0;
    for part in &parts {
        assert!(part.multiplier > 0.0);
        let sign = if part.is_lower() { part.multiplier } else { -part.multiplier };
        match part.place {
            Place::RowLower(row) | Place::RowUpper(row) | Place::RowBoth(row) => {
                program.row_terms(row).for_each(|(col, value)| left[col.index()] += sign * value);
                let (lower, upper) = program.row_bounds(row);
                excess += sign * if part.is_lower() { lower } else { upper };
            }
            Place::ColLower(col) | Place::ColUpper(col) => {
                left[col.index()] += sign;
                let (lower, upper) = program.col_bounds(col);
                excess += sign * if part.is_lower() { lower } else { upper };
            }
        }
    }
    assert!(left.iter().all(|left| left.abs() < 1e-7), "{left:?}");
    assert!(excess > 0.0, "{excess}");
}

#[track_caller]
fn check(program: &Program) -> Conflict {
    let found = conflict(program, &exact(), &mut NoProgress).unwrap().expect("the program is infeasible");
    assert!(found.irreducible);
    assert_eq!(solved(&only(program, &found, None)).stop, Stop::Infeasible, "{}", found.print(program));
    adds_up(program, &found);
    for without in 0..sides(&found) {
        let stop = solved(&only(program, &found, Some(without))).stop;
        assert_eq!(stop, Stop::Optimal, "{} can do without {without}", found.print(program));
    }
    found
}

#[test]
fn a_conflict_names_the_rows_and_bounds_that_contradict() {
    let mut dense = two_products();
    dense.rows.push((vec![1.0, 1.0], (9.5, f64::INFINITY)));
    dense.rows.push((vec![1.0, -1.0], (-20.0, 20.0)));
    let program = dense.build();
    let found = check(&program);
    assert!(!found.needs_integers);
    insta::assert_snapshot!(found.print(&program), @r"
    r[1]: + 2 x[1] <= 12
    r[2]: + 3 x[0] + 2 x[1] <= 18
    r[3]: + 1 x[0] + 1 x[1] >= 9.5
    ");
}

#[test]
fn crossed_bounds_are_a_conflict_of_their_own() {
    let mut dense = two_products();
    dense.cols[1] = ColSpec::between(5.0, 4.0);
    let program = dense.build();
    let found = check(&program);
    assert_eq!((found.rows.len(), found.cols.len()), (0, 1));
    insta::assert_snapshot!(found.print(&program), @"5 <= x[1] <= 4");

    let mut dense = two_products();
    dense.rows.push((vec![0.0, 0.0], (1.0, 2.0)));
    let program = dense.build();
    insta::assert_snapshot!(check(&program).print(&program), @"r[3]: 0 >= 1");
}

#[test]
fn a_conflict_may_need_integers() {
    // 2x + 2y = 3 has no integer solution, 4x - 2z = 1 neither.
    let cols = vec![ColSpec::between(0.0, 5.0).integer(); 3];
    let rows =
        vec![(vec![1.0, 1.0, 1.0], (0.0, 9.0)), (vec![4.0, 0.0, -2.0], (1.0, 1.0)), (vec![0.0, 1.0, 1.0], (0.0, 9.0))];
    let program = Dense { sense: Sense::Minimize, cols, rows }.build();
    let found = check(&program);
    assert!(found.needs_integers);
    assert_eq!(found.rows.len(), 1);
    assert_eq!(found.rows[0].1, Side::Both);
    let relaxed = Options { relax_integers: true, ..exact() };
    assert_eq!(conflict(&program, &relaxed, &mut NoProgress), Ok(None));
}

#[test]
fn a_feasible_program_has_no_conflict() {
    assert_eq!(conflict(&two_products().build(), &exact(), &mut NoProgress), Ok(None));
    // An unbounded one neither.
    let dense = Dense { rows: vec![], ..two_products() };
    assert_eq!(conflict(&dense.build(), &exact(), &mut NoProgress), Ok(None));
}

#[test]
fn a_search_that_is_cut_off_says_so() {
    struct Stopper;
    impl Observer for Stopper {
        fn progress(&mut self, _: &Progress) -> Flow {
            Flow::Stop
        }
    }
    assert_eq!(conflict(&two_products().build(), &exact(), &mut Stopper), Err(SolveError::Undecided));
    // No perfect split is likely, and none is found or excluded in no time.
    let mut program = market_split(6, 60);
    for col in program.all_cols().filter(|col| !program.is_integer(*col)).collect::<Vec<_>>() {
        program.set_col_bounds(col, 0.0, 0.0);
    }
    let options = Options { time_limit_seconds: Some(0.3), ..exact() };
    assert_eq!(conflict(&program, &options, &mut NoProgress), Err(SolveError::Undecided));
}

proptest! {
    #![proptest_config(crate::random::cases(60))]

    #[test]
    fn conflicts_of_random_programs_are_irreducible(
        coefficients in prop::collection::vec(prop::collection::vec(-3..=3_i32, 4), 6),
        limits in prop::collection::vec(-6..=6_i32, 6),
        widths in prop::collection::vec(0..=8_i32, 6),
        integer in any::<bool>(),
    ) {
        let spec = ColSpec { integer, ..ColSpec::between(0.0, 3.0) };
        let rows = coefficients.iter().zip(limits.iter().zip(&widths)).map(|(row, (limit, width))| {
            let upper = if *width == 8 { f64::INFINITY } else { f64::from(limit + width) };
            (row.iter().map(|c| f64::from(*c)).collect(), (f64::from(*limit), upper))
        });
        let dense = Dense { sense: Sense::Minimize, cols: vec![spec; 4], rows: rows.collect() };
        let program = dense.build();
        match solved(&program).stop {
            Stop::Infeasible => _ = check(&program),
            _ => prop_assert_eq!(conflict(&program, &exact(), &mut NoProgress), Ok(None)),
        }
    }
}
