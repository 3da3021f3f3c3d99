//! Solving, changing, solving again.

use std::panic::{AssertUnwindSafe, catch_unwind};

use program::{
    Axis, ColSpec, Flow, Method, NoProgress, Observer, Options, Phase, Program, Progress, Sense, SolveError, Solver,
    Stop, solve,
};

use crate::programs::{Dense, NONE, close, col, exact, market_split, row, solved, two_products};

/// Stops once `when` holds, and keeps what it saw.
struct Stopper<F: FnMut(&Progress) -> bool> {
    when: F,
    seen: Vec<Progress>,
}

impl<F: FnMut(&Progress) -> bool> Observer for Stopper<F> {
    fn progress(&mut self, progress: &Progress) -> Flow {
        self.seen.push(*progress);
        if (self.when)(progress) { Flow::Stop } else { Flow::Continue }
    }
}

#[test]
fn every_method_solves_the_textbook_and_gives_its_prices() {
    let program = two_products().build();
    let methods = [
        Method::Choose,
        Method::Simplex,
        Method::InteriorPoint { crossover: true },
        Method::InteriorPoint { crossover: false },
    ];
    for method in methods {
        for presolve in [true, false] {
            let options = Options { method, presolve, ..Options::default() };
            let outcome = solve(&program, &options, &mut NoProgress).unwrap();
            assert_eq!(outcome.stop, Stop::Optimal, "{method:?} {presolve}");
            close(outcome.objective.unwrap(), 36.0);
            close(outcome.bound.unwrap(), 36.0);
            close(outcome.gap.unwrap(), 0.0);
            let solution = outcome.solution.unwrap();
            close(solution.cols[0], 2.0);
            close(solution.cols[1], 6.0);
            close(solution.rows[2], 18.0);
            // A binding `<=` of a maximization is worth something.
            close(solution.row_duals[0], 0.0);
            close(solution.row_duals[1], 1.5);
            close(solution.row_duals[2], 1.0);
        }
    }
}

#[test]
fn duals_of_rows_and_bounds_are_derivatives_of_the_objective_in_both_senses() {
    for sign in [1.0, -1.0] {
        let mut dense = two_products();
        dense.sense = if sign > 0.0 { Sense::Maximize } else { Sense::Minimize };
        dense.cols[0] = ColSpec { upper: 1.0, cost: 3.0 * sign, ..dense.cols[0] };
        dense.cols[1] = ColSpec { cost: 5.0 * sign, ..dense.cols[1] };
        dense.cols.push(ColSpec::between(2.0, 9.0).cost(-sign));
        for (terms, _) in &mut dense.rows {
            terms.push(0.1);
        }
        let program = dense.build();
        let base = solved(&program);
        let solution = base.solution.unwrap();
        let step = 1e-3;
        for index in 0..3 {
            let mut moved = program.clone();
            let (lower, upper) = program.row_bounds(row(&program, index));
            moved.set_row_bounds(row(&program, index), lower, upper + step);
            let slope = (solved(&moved).objective.unwrap() - base.objective.unwrap()) / step;
            close(slope, solution.row_duals[index]);

            let mut moved = program.clone();
            let (lower, upper) = program.col_bounds(col(&program, index));
            moved.set_col_bounds(col(&program, index), lower + step, upper + step);
            let slope = (solved(&moved).objective.unwrap() - base.objective.unwrap()) / step;
            close(slope, solution.col_duals[index]);
        }
    }
}

#[test]
fn offset_counts_in_objective_and_bound() {
    let mut program = two_products().build();
    program.add_offset(-100.0);
    close(solved(&program).objective.unwrap(), -64.0);
    program.add_cost(col(&program, 0), 1.0);
    close(solved(&program).bound.unwrap(), -62.0);
}

#[test]
fn integers_are_integer_unless_relaxed() {
    let mut dense = two_products();
    dense.rows[2].1.1 = 17.0;
    for spec in &mut dense.cols {
        *spec = spec.integer();
    }
    let program = dense.build();
    let whole = solved(&program);
    close(whole.objective.unwrap(), 33.0);
    close(whole.bound.unwrap(), 33.0);
    let solution = whole.solution.unwrap();
    assert!(solution.row_duals.is_empty() && solution.col_duals.is_empty());
    let relaxed = solve(&program, &Options { relax_integers: true, ..exact() }, &mut NoProgress).unwrap();
    close(relaxed.objective.unwrap(), 35.0);
    assert_eq!(relaxed.solution.unwrap().row_duals.len(), 3);
    for method in [Method::Simplex, Method::InteriorPoint { crossover: false }] {
        close(solve(&program, &Options { method, ..exact() }, &mut NoProgress).unwrap().objective.unwrap(), 33.0);
    }
}

#[test]
fn infeasible_and_unbounded_are_told_apart() {
    let interior = Method::InteriorPoint { crossover: false };
    for integer in [false, true] {
        for (method, presolve) in
            [(Method::Choose, true), (Method::Simplex, false), (interior, true), (interior, false)]
        {
            let options = Options { method, presolve, ..exact() };
            let mut dense = two_products();
            for spec in &mut dense.cols {
                spec.integer = integer;
            }
            dense.rows.push((vec![1.0, 1.0], (100.0, f64::INFINITY)));
            let outcome = solve(&dense.build(), &options, &mut NoProgress).unwrap();
            assert_eq!(outcome.stop, Stop::Infeasible);
            assert_eq!((outcome.solution, outcome.objective, outcome.bound), (None, None, None));

            dense.rows.clear();
            dense.rows.push((vec![1.0, -1.0], (-2.0, 2.0)));
            assert_eq!(solve(&dense.build(), &options, &mut NoProgress).unwrap().stop, Stop::Unbounded);
            // Unbounded in the relaxation and infeasible at once.
            dense.cols.push(ColSpec { integer, ..ColSpec::between(0.0, 5.0) });
            dense.rows[0].0.push(0.0);
            dense.rows.push((vec![0.0, 0.0, 2.0], (11.0, 20.0)));
            let outcome = solve(&dense.build(), &options, &mut NoProgress).unwrap();
            assert_eq!(outcome.stop, Stop::Infeasible);
        }
    }
}

#[test]
fn crossed_bounds_are_infeasible() {
    let mut dense = two_products();
    dense.cols[0] = ColSpec::between(2.0, 1.0);
    assert_eq!(solved(&dense.build()).stop, Stop::Infeasible);
    let mut dense = two_products();
    dense.rows[0].1 = (3.0, 2.0);
    assert_eq!(solved(&dense.build()).stop, Stop::Infeasible);
}

#[test]
fn empty_programs_have_answers() {
    let mut nothing = Program::new(Sense::Maximize);
    nothing.add_offset(4.0);
    let outcome = solved(&nothing);
    assert_eq!((outcome.stop, outcome.objective), (Stop::Optimal, Some(4.0)));

    for (bounds, stop) in [((-1.0, 2.0), Stop::Optimal), ((1.0, 2.0), Stop::Infeasible)] {
        let rows = Dense { sense: Sense::Minimize, cols: vec![], rows: vec![(vec![], bounds)] };
        let outcome = solved(&rows.build());
        assert_eq!(outcome.stop, stop);
        assert_eq!(outcome.solution.map(|s| s.rows), (stop == Stop::Optimal).then(|| vec![0.0]));
    }
    for integer in [false, true] {
        let spec = ColSpec { integer, ..ColSpec::between(-1.5, 2.5).cost(1.0) };
        let free = Dense { sense: Sense::Minimize, cols: vec![spec], rows: vec![] };
        close(solved(&free.build()).objective.unwrap(), if integer { -1.0 } else { -1.5 });
        let open = Dense { cols: vec![ColSpec { lower: f64::NEG_INFINITY, ..spec }], ..free };
        assert_eq!(solved(&open.build()).stop, Stop::Unbounded);
    }
    // Rows without terms, in a program with columns.
    let mut dense = two_products();
    dense.rows.push((vec![0.0, 0.0], (1.0, 2.0)));
    assert_eq!(solved(&dense.build()).stop, Stop::Infeasible);
}

#[test]
fn changes_are_seen_by_the_next_solve() {
    let program = two_products().build();
    let mut solver = Solver::new(&program).unwrap();
    let value = |solver: &mut Solver| solver.solve(&exact(), &mut NoProgress).unwrap().objective.unwrap();
    let (x, y) = (col(&program, 0), col(&program, 1));
    close(value(&mut solver), 36.0);
    solver.set_cost(x, 6.0);
    close(value(&mut solver), 42.0); // at (2, 6)
    solver.set_row_bounds(row(&program, 2), f64::NEG_INFINITY, 20.0);
    close(value(&mut solver), 46.0); // at (8/3, 6)
    solver.set_col_bounds(y, 0.0, 3.0);
    close(value(&mut solver), 39.0); // at (4, 3)
    solver.set_coefficient(row(&program, 0), y, 1.0);
    close(value(&mut solver), 24.0); // at (4, 0)
    let both = solver.add_row(f64::NEG_INFINITY, 3.5, &[(x, 1.0), (y, 1.0), (x, 1.0)]);
    close(value(&mut solver), 16.5); // at (1/4, 3)
    solver.set_integer(x, true);
    close(value(&mut solver), 15.0);
    let bonus = solver.add_col(ColSpec::between(0.0, 1.7).cost(7.0).integer(), &[(both, 0.5)]);
    close(value(&mut solver), 22.0);
    solver.set_integer(bonus, false);
    solver.set_integer(x, false);
    assert!(value(&mut solver) > 22.0);
}

#[test]
fn prices_of_an_integer_plan_come_from_its_fixed_integers() {
    // Build a plant of 10 t for 30 and sell at 5; the market takes 8.
    let mut program = Program::new(Sense::Maximize);
    let build = program.cols("build", "1", [], |[]| Some(ColSpec::binary().cost(-30.0))).get([]).unwrap();
    let sell = program.cols("sell", "t", [], |[]| Some(ColSpec::positive().cost(5.0))).get([]).unwrap();
    let capacity = program.rows("capacity", "t", [], |[], row| {
        row.add(sell, 1.0);
        row.add(build, -10.0);
        row.at_most(0.0);
    });
    let market = program.rows("market", "t", [], |[], row| {
        row.add(sell, 1.0);
        row.at_most(8.0);
    });
    let mut solver = Solver::new(&program).unwrap();
    let plan = solver.solve(&exact(), &mut NoProgress).unwrap();
    close(plan.objective.unwrap(), 10.0);
    let prices = solver.fix_integers(&plan.solution.unwrap(), &exact(), &mut NoProgress).unwrap();
    close(prices.objective.unwrap(), 10.0);
    let solution = prices.solution.unwrap();
    close(solution.row_dual(market.get([]).unwrap()).unwrap(), 5.0);
    close(solution.row_duals[capacity.get([]).unwrap().index()], 0.0);
    close(solution.col_duals[build.index()], -30.0);
    // The program is as it was, also when the observer falls over.
    let plan = solver.solve(&exact(), &mut NoProgress).unwrap().solution.unwrap();
    assert_eq!((plan.row_dual(market.get([]).unwrap()), plan.col_dual(sell)), (None, None));
    let mut observer = Stopper { when: |_| panic!("the observer fell over"), seen: vec![] };
    catch_unwind(AssertUnwindSafe(|| solver.fix_integers(&plan, &exact(), &mut observer))).unwrap_err();
    solver.set_cost(sell, 1.0);
    close(solver.solve(&exact(), &mut NoProgress).unwrap().objective.unwrap(), 0.0);
}

#[test]
fn an_interrupted_search_keeps_its_best_plan() {
    let program = market_split(4, 40);
    let mut observer = Stopper { when: |p| p.objective.is_some() && p.nodes > 20, seen: vec![] };
    let outcome = solve(&program, &exact(), &mut observer).unwrap();
    assert_eq!(outcome.stop, Stop::Interrupted);
    let solution = outcome.solution.unwrap();
    let value: f64 = program.all_cols().map(|c| program.cost(c) * solution.cols[c.index()]).sum();
    close(value, outcome.objective.unwrap());
    for row in program.all_rows() {
        close(solution.rows[row.index()], program.row_bounds(row).0);
    }
    for col in program.all_cols().filter(|c| program.is_integer(*c)) {
        let value = solution.cols[col.index()];
        assert!((value - value.round()).abs() < 1e-6);
    }
    assert!(outcome.bound.unwrap() <= outcome.objective.unwrap() + 1e-9);
    assert_eq!(observer.seen[0].phase, Phase::Presolve);
    assert!(observer.seen.iter().any(|p| p.phase == Phase::Search && p.bound.is_some()));
    // Nothing is heard of after the wish to stop.
    assert!(observer.seen[..observer.seen.len() - 1].iter().all(|p| p.objective.is_none() || p.nodes <= 20));
}

#[test]
fn a_time_limit_keeps_the_best_plan() {
    let program = market_split(5, 50);
    let options = Options { time_limit_seconds: Some(0.7), ..exact() };
    let outcome = solve(&program, &options, &mut NoProgress).unwrap();
    assert_eq!(outcome.stop, Stop::TimeLimit);
    assert!(outcome.solution.is_some() && outcome.objective.is_some());
    assert!(outcome.seconds < 30.0);
}

/// Work is counted, not timed: an observer that sleeps, as a busy machine would, changes nothing of the answer.
#[test]
fn a_limit_on_work_ends_a_search_at_the_same_point_however_long_it_takes() {
    let program = market_split(5, 50);
    let options = Options { work_limit: Some(3_000), ..exact() };
    let quick = solve(&program, &options, &mut NoProgress).unwrap();
    assert_eq!(quick.stop, Stop::IterationLimit);
    assert!(quick.iterations + quick.nodes >= 3_000, "{quick:?}");
    let mut asked = 0_u32;
    let mut sleepy = Stopper {
        when: |_| {
            asked += 1;
            if asked < 200 {
                std::thread::sleep(std::time::Duration::from_millis(2));
            }
            false
        },
        seen: vec![],
    };
    let slow = solve(&program, &options, &mut sleepy).unwrap();
    assert!(slow.seconds > quick.seconds);
    let same = |it: &program::Outcome| (it.stop.clone(), it.objective, it.bound, it.nodes, it.iterations);
    assert_eq!(same(&quick), same(&slow));
    assert_eq!(quick.solution, slow.solution);
    // More work goes further.
    let more = solve(&program, &Options { work_limit: Some(9_000), ..options }, &mut NoProgress).unwrap();
    assert!(more.iterations + more.nodes > quick.iterations + quick.nodes);
}

#[test]
fn the_clock_starts_anew_at_every_solve() {
    let program = market_split(5, 50);
    let mut solver = Solver::new(&program).unwrap();
    let options = Options { time_limit_seconds: Some(0.4), ..exact() };
    for _ in 0..3 {
        let outcome = solver.solve(&options, &mut NoProgress).unwrap();
        assert_eq!(outcome.stop, Stop::TimeLimit);
        assert!(outcome.seconds > 0.35, "no time was left: {outcome:?}");
    }
}

#[test]
fn a_continuous_solve_can_be_interrupted_at_once_or_under_way() {
    let program = two_products().build();
    let mut observer = Stopper { when: |_| true, seen: vec![] };
    let outcome = solve(&program, &exact(), &mut observer).unwrap();
    assert_eq!((outcome.stop, observer.seen.len()), (Stop::Interrupted, 1));
    for (method, phase) in
        [(Method::Simplex, Phase::Simplex), (Method::InteriorPoint { crossover: false }, Phase::InteriorPoint)]
    {
        let options = Options { method, presolve: false, ..exact() };
        let mut observer = Stopper { when: |p| p.phase != Phase::Presolve, seen: vec![] };
        let outcome = solve(&program, &options, &mut observer).unwrap();
        assert_eq!(outcome.stop, Stop::Interrupted, "{method:?}");
        assert_eq!(observer.seen.last().unwrap().phase, phase);
    }
}

#[test]
fn a_panic_of_the_observer_passes_through() {
    let program = market_split(4, 40);
    let mut solver = Solver::new(&program).unwrap();
    let mut observer = Stopper { when: |p| p.phase == Phase::Search && panic!("the observer fell over"), seen: vec![] };
    let caught = catch_unwind(AssertUnwindSafe(|| solver.solve(&exact(), &mut observer)));
    assert_eq!(*caught.unwrap_err().downcast_ref::<&str>().unwrap(), "the observer fell over");
    let options = Options { time_limit_seconds: Some(0.2), ..exact() };
    assert!(solver.solve(&options, &mut NoProgress).is_ok());
}

#[test]
fn an_observer_solves_other_programs_on_other_threads_only() {
    let inner = two_products().build();
    let program = market_split(3, 20);
    let mut observer = Stopper {
        when: |p| {
            if p.phase == Phase::Search {
                assert_eq!(solve(&inner, &exact(), &mut NoProgress), Err(SolveError::Nested));
                let elsewhere = std::thread::scope(|scope| scope.spawn(|| solved(&inner)).join().unwrap());
                close(elsewhere.objective.unwrap(), 36.0);
            }
            p.nodes > 1
        },
        seen: vec![],
    };
    assert_eq!(solve(&program, &exact(), &mut observer).unwrap().stop, Stop::Interrupted);
}

#[test]
fn a_solver_moves_to_another_thread() {
    let program = two_products().build();
    let mut solver = Solver::new(&program).unwrap();
    close(solver.solve(&exact(), &mut NoProgress).unwrap().objective.unwrap(), 36.0);
    std::thread::spawn(move || {
        solver.set_cost(col(&program, 0), 0.0);
        close(solver.solve(&exact(), &mut NoProgress).unwrap().objective.unwrap(), 30.0);
    })
    .join()
    .unwrap();
}

#[test]
fn a_start_is_taken_as_the_first_plan() {
    let program = market_split(4, 40);
    let mut solver = Solver::new(&program).unwrap();
    let plan = solver.solve(&Options { time_limit_seconds: Some(1.0), ..exact() }, &mut NoProgress).unwrap();
    let (value, cols) = (plan.objective.unwrap(), plan.solution.unwrap().cols);

    let mut fresh = Solver::new(&program).unwrap();
    fresh.set_start(&cols).unwrap();
    let mut observer = Stopper { when: |p| p.objective.is_some(), seen: vec![] };
    let outcome = fresh.solve(&exact(), &mut observer).unwrap();
    assert!(outcome.objective.unwrap() <= value + 1e-6, "{outcome:?} lost the start of {value}");
    assert_eq!(fresh.set_start(&[1.0]), Err(SolveError::Start { found: 1, expected: program.num_cols() }));
    assert!(fresh.set_start(&vec![f64::NAN; program.num_cols()]).is_err());

    // A start without a feasible completion does no harm.
    let small = two_products();
    let mut dense = Dense { cols: small.cols.iter().map(|c| c.integer()).collect(), ..small };
    dense.rows.push((vec![1.0, 1.0], NONE));
    let mut solver = Solver::new(&dense.build()).unwrap();
    solver.set_start(&[50.0, 50.0]).unwrap();
    close(solver.solve(&exact(), &mut NoProgress).unwrap().objective.unwrap(), 36.0);
    // Nor does one for a continuous program.
    solver.set_start(&[1.0, 1.0]).unwrap();
    close(
        solver.solve(&Options { relax_integers: true, ..exact() }, &mut NoProgress).unwrap().objective.unwrap(),
        36.0,
    );
}

#[test]
fn numbers_that_cannot_be_used_are_named() {
    let message = |dense: &Dense| Solver::new(&dense.build()).unwrap_err().to_string();
    let mut dense = two_products();
    dense.cols[1].cost = f64::NAN;
    assert_eq!(message(&dense), "the cost of `x[1]` is `NaN`, expected a number below 1e20 in size");
    let mut dense = two_products();
    dense.rows[2].0[1] = f64::INFINITY;
    assert_eq!(message(&dense), "the coefficient of `x[1]` in `r[2]` is `inf`, expected a number below 1e15 in size");
    let mut dense = two_products();
    dense.rows[1].1 = (f64::NAN, 3.0);
    assert_eq!(message(&dense), "the lower bound of `r[1]` is `NaN`, expected a number, or minus infinity for none");
    let mut dense = two_products();
    dense.cols[0].upper = f64::NEG_INFINITY;
    assert_eq!(message(&dense), "the upper bound of `x[0]` is `-inf`, expected a number, or infinity for none");
}

#[test]
fn a_change_that_cannot_be_made_is_an_error_of_every_later_solve() {
    let program = two_products().build();
    let other = market_split(1, 10);
    type Change = fn(&mut Solver, &Program, &Program);
    let changes: [(Change, &str); 7] = [
        (|s, p, _| s.set_cost(col(p, 0), f64::INFINITY), "solve::number"),
        (|s, p, _| s.set_col_bounds(col(p, 0), f64::NAN, 1.0), "solve::number"),
        (|s, p, _| s.set_coefficient(row(p, 0), col(p, 0), f64::NAN), "solve::number"),
        (|s, _, o| s.set_integer(col(o, 9), true), "solve::absent"),
        (|s, _, o| _ = s.add_row(0.0, 1.0, &[(col(o, 9), 1.0)]), "solve::absent"),
        (|s, p, _| _ = s.add_col(ColSpec::positive(), &[(row(p, 1), f64::NAN)]), "solve::number"),
        (|s, p, _| s.set_row_bounds(row(p, 1), f64::INFINITY, 1.0), "solve::number"),
    ];
    for (change, code) in changes {
        let mut solver = Solver::new(&program).unwrap();
        change(&mut solver, &program, &other);
        solver.set_cost(col(&program, 0), 1.0);
        for _ in 0..2 {
            assert_eq!(solver.solve(&exact(), &mut NoProgress).unwrap_err().code(), code);
        }
    }
}

#[test]
fn settings_out_of_range_are_errors() {
    let program = two_products().build();
    for options in [
        Options { gap: -1.0, ..exact() },
        Options { gap: f64::NAN, ..exact() },
        Options { time_limit_seconds: Some(-1.0), ..exact() },
        Options { feasibility_tolerance: 0.0, ..exact() },
    ] {
        let error = solve(&program, &options, &mut NoProgress).unwrap_err();
        assert_eq!(error.code(), "solve::setting", "{error}");
    }
    let seed = Options { seed: u64::MAX, ..exact() };
    assert!(solve(&program, &seed, &mut NoProgress).unwrap().is_optimal());
}

#[test]
fn small_coefficients_count() {
    let mut program = Program::new(Sense::Maximize);
    let axis = Axis::new("i", ["a"]);
    let x = program.cols("x", "t", [&axis], |_| Some(ColSpec::between(0.0, 1e12).cost(1e-9)));
    program.rows("limit", "t", [&axis], |key, row| {
        row.add(x.get(key).unwrap(), 1e-10);
        row.at_most(1.0);
    });
    close(solved(&program).objective.unwrap(), 10.0);
}
