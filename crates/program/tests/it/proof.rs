//! What an answer rests on, and programs that a solver once answered wrongly.

use std::path::Path;

use program::solve::{Outcome, Proof, Tally, dual_bound, tally};
use program::{NoProgress, Options, Solver, Stop};

use crate::programs::{close, exact, market_split, solved, two_products};

fn input(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/inputs").join(name)
}

/// Values of the columns in a solution file of HiGHS.
fn start(name: &str) -> Vec<f64> {
    let text = std::fs::read_to_string(input(name)).unwrap();
    let lines = text.lines().skip_while(|line| !line.starts_with("# Columns")).skip(1);
    lines
        .take_while(|line| !line.starts_with('#'))
        .map(|line| line.split(' ').nth(1).unwrap().parse().unwrap())
        .collect()
}

fn block(with_start: bool, options: &Options) -> Outcome {
    let mut solver = Solver::read(&input("block.mps")).unwrap();
    if with_start {
        solver.set_start(&start("block-start.sol")).unwrap();
    }
    solver.solve(options, &mut NoProgress).unwrap()
}

/// HiGHS 1.15.1 with presolve gave the start, -71.005, as the optimum of this block of a plan.
#[test]
fn the_block_whose_start_was_its_optimum_is_solved_and_proven() {
    for presolve in [true, false] {
        for with_start in [true, false] {
            let found = block(with_start, &Options { presolve, ..exact() });
            assert_eq!(found.stop, Stop::Optimal, "{presolve} {with_start}");
            assert!((found.objective.unwrap() - 19.4708).abs() < 1e-4, "{presolve} {with_start} {:?}", found.objective);
            assert!((found.bound.unwrap() - 19.4708).abs() < 1e-4);
            assert!(found.proof >= Proof::NotRepeated, "{:?}", found.proof);
        }
    }
}

#[test]
fn a_continuous_optimum_is_proven_by_its_duals() {
    let program = two_products().build();
    let found = solved(&program);
    assert_eq!(found.proof, Proof::Duals);
    let solution = found.solution.unwrap();
    close(dual_bound(&program, &solution.row_duals, &solution.cols).unwrap(), 36.0);
    assert_eq!(dual_bound(&program, &[], &[]), None, "nothing limits a column without a bound");
}

#[test]
fn a_search_is_counted_by_what_it_rests_on() {
    let sum = |tally: Tally| tally.duals + tally.repeated + tally.not_repeated + tally.refuted;
    let before = tally();
    let found = solved(&market_split(2, 10));
    assert!(found.proof > Proof::Nothing, "{:?}", found.proof);
    let after = tally();
    assert!(sum(after) > sum(before) && after.all() == sum(after));
    // Nothing is claimed of a continuous program but what its duals say.
    assert_eq!(Proof::Duals.and(Proof::NotRepeated), Proof::NotRepeated);
    assert_eq!(Proof::NotRepeated.as_str(), "proven by HiGHS, not repeated");
}
