use super::*;
use crate::axis::Axis;
use crate::build::{ColSpec, Program};
use crate::solve::NoProgress;

/// Packs items of a weight and a worth into a sack: whole, `max Σ worth`, `Σ weight ≤ sack`.
fn knapsack(items: &[(f64, f64)], sack: f64) -> Program {
    let mut program = Program::new(Sense::Maximize);
    let axis = Axis::new("item", (0..items.len()).map(|i| i.to_string()));
    let take = program.cols("take", "1", [&axis], |[i]| Some(ColSpec::binary().cost(items[i].1)));
    program.rows("sack", "t", [], |[], row| {
        take.iter().for_each(|([i], col)| row.add(col, items[i].0));
        row.at_most(sack);
    });
    program
}

/// Three items, of which the first two fit: 11 is the best, 12 the bound of the relaxation.
fn three() -> Program {
    knapsack(&[(5.0, 6.0), (4.0, 5.0), (3.0, 3.0)], 10.0)
}

fn options() -> Options {
    Options { gap: 0.0, ..Options::default() }
}

fn claimed(plan: Option<&[f64]>, objective: f64, bound: f64) -> Outcome {
    let solution = plan.map(|cols| Solution { cols: cols.to_vec(), ..Solution::default() });
    let objective = solution.as_ref().map(|_| objective);
    Outcome {
        stop: Stop::Optimal,
        objective,
        bound: Some(bound),
        gap: Some(0.0),
        solution,
        iterations: 10,
        nodes: 0,
        proof: Proof::Nothing,
        seconds: 0.0,
    }
}

/// What the check makes of a claim.
fn checked(program: &Program, mut claim: Outcome, start: Option<&[f64]>, options: &Options) -> Outcome {
    let mut solver = Solver::new(program).unwrap();
    solver.apply(options).unwrap();
    let start = start.map(<[f64]>::to_vec);
    if program.has_integers() && !options.relax_integers {
        solver.check_search(&mut claim, options, start, Instant::now(), &mut NoProgress).unwrap();
    } else {
        solver.check(&mut claim, options, start, Instant::now(), &mut NoProgress).unwrap();
    }
    claim
}

#[test]
fn a_refuted_search_is_settled_by_others_that_agree() {
    let nothing = vec![0.0; 3];
    // With presolve the search is made again from its start without it; without presolve two are made from nothing.
    for presolve in [true, false] {
        let options = Options { presolve, ..options() };
        let mut solver = Solver::new(&three()).unwrap();
        solver.apply(&options).unwrap();
        let mut claim = claimed(Some(&nothing), 0.0, 0.0);
        solver.check(&mut claim, &options, Some(nothing.clone()), Instant::now(), &mut NoProgress).unwrap();
        assert_eq!((&claim.stop, claim.proof), (&Stop::Optimal, Proof::Repeated));
        assert_eq!((claim.objective, claim.bound), (Some(11.0), Some(11.0)));
    }
    // An objective that is not that of the plan.
    let found = checked(&three(), claimed(Some(&nothing), 11.0, 11.0), None, &options());
    assert_eq!(found.proof, Proof::Refuted(Doubt::OtherObjective));
}

#[test]
fn the_start_as_the_optimum_is_refuted_by_a_second_search() {
    let nothing = [0.0, 0.0, 0.0];
    for start in [Some(&nothing[..]), None] {
        let found = checked(&three(), claimed(Some(&nothing), 0.0, 0.0), start, &options());
        assert_eq!((&found.stop, found.proof), (&Stop::Unproven, Proof::Refuted(Doubt::Disagreement)));
        // The best plan of both, with a bound that holds.
        let (plan, bound) = (found.objective.unwrap(), found.bound.unwrap());
        assert!(plan > 0.0 && plan <= 11.0 + 1e-9 && (11.0 - 1e-9..=12.0 + 1e-6).contains(&bound), "{found:?}");
        assert_eq!(found.solution.unwrap().rows.len(), 1);
    }
}

#[test]
fn a_claim_that_contradicts_what_is_known_is_refuted_without_a_search() {
    let best = [1.0, 1.0, 0.0];
    let refuted = |claim, start: Option<&[f64]>| {
        let found = checked(&three(), claim, start, &options());
        assert_eq!(found.stop, Stop::Unproven);
        (found.proof, found.objective)
    };
    let worse = claimed(Some(&[0.0, 1.0, 0.0]), 5.0, 11.0);
    assert_eq!(refuted(worse, Some(&best)), (Proof::Refuted(Doubt::WorseThanStart), Some(11.0)));
    let below = claimed(Some(&best), 11.0, 9.0);
    assert_eq!(refuted(below, None), (Proof::Refuted(Doubt::BoundBelowPlan), Some(11.0)));
    let broken = claimed(Some(&[1.0, 1.0, 1.0]), 14.0, 14.0);
    assert_eq!(refuted(broken, Some(&best)), (Proof::Refuted(Doubt::NotAPlan), Some(11.0)));
    let half = claimed(Some(&[1.0, 1.0, 1.0 / 3.0]), 12.0, 12.0);
    assert_eq!(refuted(half, None), (Proof::Refuted(Doubt::NotAPlan), None));
    let infeasible = Outcome { stop: Stop::Infeasible, ..claimed(None, 0.0, 0.0) };
    let (proof, plan) = refuted(Outcome { bound: None, ..infeasible.clone() }, None);
    assert_eq!(proof, Proof::Refuted(Doubt::NotInfeasible));
    assert!(plan.unwrap() >= 0.0, "the plan that was found stays");
    assert_eq!(refuted(infeasible, Some(&best)), (Proof::Refuted(Doubt::NotInfeasible), Some(11.0)));
}

#[test]
fn a_true_claim_is_proven_by_duals_or_by_a_second_search() {
    let best = [1.0, 1.0, 0.0];
    let found = checked(&three(), claimed(Some(&best), 11.0, 11.0), None, &options());
    assert_eq!((&found.stop, found.proof, found.bound), (&Stop::Optimal, Proof::Repeated, Some(11.0)));
    // All fit: the relaxation is whole.
    let all =
        checked(&knapsack(&[(1.0, 2.0), (1.0, 3.0)], 5.0), claimed(Some(&[1.0, 1.0]), 5.0, 5.0), None, &options());
    assert_eq!((all.proof, all.bound), (Proof::Duals, Some(5.0)));
    // Within a wide gap the relaxation is good enough, and is the stronger bound.
    let wide = Options { gap: 0.2, ..options() };
    let found = checked(&three(), claimed(Some(&best), 11.0, 13.0), None, &wide);
    assert_eq!(found.proof, Proof::Duals);
    assert!(found.bound.unwrap() <= 12.0 + 1e-6, "{found:?}");
}

#[test]
fn what_is_not_repeated_is_called_so() {
    let best = [1.0, 1.0, 0.0];
    let branched = Outcome { nodes: 50, ..claimed(Some(&best), 11.0, 11.0) };
    // One in ten is drawn, by its numbers.
    let proofs: Vec<Proof> = (0..100)
        .map(|iterations| checked(&three(), Outcome { iterations, ..branched.clone() }, None, &options()).proof)
        .collect();
    let count = |proof| proofs.iter().filter(|it| **it == proof).count();
    assert_eq!(count(Proof::NotRepeated) + count(Proof::Repeated), 100);
    assert!((3..=20).contains(&count(Proof::Repeated)), "{}", count(Proof::Repeated));
    // Without a budget nothing is.
    let mut solver = Solver::new(&three()).unwrap();
    solver.ledger.checked = FREE_WORK + 1;
    let mut claim = claimed(Some(&best), 11.0, 11.0);
    solver.check(&mut claim, &options(), None, Instant::now(), &mut NoProgress).unwrap();
    assert_eq!((claim.proof, claim.stop), (Proof::NotRepeated, Stop::Optimal));
    // Whoever watches may have no time for it.
    struct Impatient;
    impl Observer for Impatient {
        fn progress(&mut self, _progress: &Progress) -> Flow {
            Flow::Continue
        }
        fn checking(&mut self) -> Flow {
            Flow::Stop
        }
    }
    let mut solver = Solver::new(&three()).unwrap();
    let mut claim = claimed(Some(&best), 11.0, 11.0);
    solver.check(&mut claim, &options(), None, Instant::now(), &mut Impatient).unwrap();
    assert_eq!((claim.proof, claim.stop), (Proof::NotRepeated, Stop::Optimal));
}

#[test]
fn a_search_that_was_stopped_before_its_start_gives_the_start() {
    let best = [1.0, 1.0, 0.0];
    let stopped = Outcome { stop: Stop::TimeLimit, bound: None, gap: None, ..claimed(None, 0.0, 0.0) };
    let found = checked(&three(), stopped, Some(&best), &options());
    assert_eq!((found.stop, found.objective, found.bound), (Stop::TimeLimit, Some(11.0), None));
}

#[test]
fn no_plan_is_proven_by_arithmetic_or_by_two_searches() {
    let none = || Outcome { stop: Stop::Infeasible, bound: None, gap: None, ..claimed(None, 0.0, 0.0) };
    // Two of three are to be taken and none fits.
    let mut program = knapsack(&[(5.0, 6.0), (4.0, 5.0), (3.0, 3.0)], 1.0);
    let cols: Vec<_> = program.all_cols().collect();
    program.rows("two", "1", [], |[], row| {
        cols.iter().for_each(|col| row.add(*col, 1.0));
        row.at_least(2.0);
    });
    assert_eq!(checked(&program, none(), None, &options()).proof, Proof::Duals);
    // Twice as much of whole things is never odd; in the relaxation it is.
    let mut odd = Program::new(Sense::Maximize);
    let axis = Axis::new("item", ["a", "b", "c"]);
    let take = odd.cols("take", "1", [&axis], |_| Some(ColSpec::binary()));
    odd.rows("odd", "1", [], |[], row| {
        take.iter().for_each(|(_, col)| row.add(col, 2.0));
        row.equals(3.0);
    });
    let found = checked(&odd, none(), None, &options());
    assert_eq!((found.stop, found.proof), (Stop::Infeasible, Proof::Repeated));
    // No ranges at all.
    let mut crossed = three();
    crossed.set_col_bounds(crossed.all_cols().next().unwrap(), 0.4, 0.6);
    assert_eq!(checked(&crossed, none(), None, &options()).proof, Proof::Duals);
}

#[test]
fn a_continuous_answer_that_is_wrong_is_solved_again() {
    let relaxed = Options { relax_integers: true, ..options() };
    let right = |found: &Outcome| {
        assert_eq!((&found.stop, found.proof), (&Stop::Optimal, Proof::Duals), "{found:?}");
        assert!((found.objective.unwrap() - 12.0).abs() < 1e-9 && (found.bound.unwrap() - 12.0).abs() < 1e-9);
    };
    let wrong = claimed(Some(&[1.0, 0.0, 0.0]), 6.0, 6.0);
    let solution = wrong.solution.clone().map(|solution| Solution { row_duals: vec![0.0], ..solution });
    right(&checked(&three(), Outcome { solution, ..wrong }, None, &relaxed));
    let none = Outcome { stop: Stop::Infeasible, bound: None, gap: None, ..claimed(None, 0.0, 0.0) };
    right(&checked(&three(), none, None, &relaxed));
}
