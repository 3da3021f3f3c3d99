//! Bounds as functions of who takes part, against the programs of single coalitions.

use program::solve::{NoProgress, Options, Solver, solve};
use program::{Axis, Basis, ColSpec, Common, Endow, Joint, Membership, Place, Program, Sense, restrict};

/// Two products from one resource (two members bring 4 and 6 of it, all together 2) and a market (member 1: 3 of 5; nobody the rest).
fn works() -> Program {
    let mut program = Program::new(Sense::Maximize);
    let goods = Axis::new("good", ["plain", "fine"]);
    let make = program
        .cols("make", "t", [&goods], |[g]| Some(ColSpec::between(0.0, [f64::INFINITY, 5.0][g]).cost([1.0, 3.0][g])));
    let one = Axis::new("resource", ["ore"]);
    let ore = program.rows("ore", "t", [&one], |_, row| {
        row.add(make.get([0]).unwrap(), 1.0);
        row.add(make.get([1]).unwrap(), 2.0);
        row.at_most(12.0);
    });
    program.attributions.members = vec!["a".to_string(), "b".to_string()];
    let ore = Place::RowUpper(ore.get([0]).unwrap());
    let market = Place::ColUpper(make.get([1]).unwrap());
    program.attributions.endow = vec![
        Endow { place: ore, member: 0, amount: 4.0 },
        Endow { place: ore, member: 1, amount: 6.0 },
        Endow { place: market, member: 1, amount: 3.0 },
    ];
    let key = program.attributions.key(&[0.5, 0.5]);
    program.attributions.common =
        [(ore, 2.0), (market, 2.0)].map(|(place, amount)| Joint { place, amount, key }).to_vec();
    program
}

fn worth(program: &Program) -> f64 {
    solve(program, &Options::default(), &mut NoProgress).unwrap().objective.unwrap()
}

#[test]
fn what_belongs_to_all_is_shared_split_or_left_out() {
    let program = works();
    let at =
        |common, members: [bool; 2]| worth(&Membership::new(&program, 2, common).program(&program, &|i| members[i]));
    // Ore for a: 4 + 2, 4 + 1, 4; market 2, 1, 0. A fine good earns 1.5 for each tonne of ore, a plain one 1.
    assert_eq!(at(Common::Shared, [true, false]), 3.0 * 2.0 + 2.0);
    assert_eq!(at(Common::Split, [true, false]), 3.0 + 3.0);
    assert_eq!(at(Common::Whole, [true, false]), 4.0);
    for common in [Common::Shared, Common::Split, Common::Whole] {
        assert_eq!(at(common, [true, true]), worth(&program));
    }
    assert_eq!(at(Common::Split, [false, false]), 0.0);
    assert_eq!(at(Common::Shared, [true, false]), worth(&restrict(&program, &[true, false])));
}

#[test]
fn a_solver_takes_the_bounds_of_one_coalition_after_the_other() {
    let program = works();
    let membership = Membership::new(&program, 2, Common::Split);
    let mut solver = Solver::new(&program).unwrap();
    solver.solve(&Options::default(), &mut NoProgress).unwrap();
    let basis = solver.basis().unwrap().unwrap();
    // It goes through text, for other processes.
    let [cols, rows] = basis.digits();
    assert_eq!(Basis::from_digits([&cols, &rows]), Some(basis.clone()));
    assert_eq!((Basis::from_digits(["015", ""]), Basis::from_digits(["", "01x"])), (None, None));
    for members in [[true, false], [false, true], [true, true]] {
        membership.set(&program, &mut solver, &|i| members[i]);
        solver.set_basis(&basis).unwrap();
        let found = solver.solve(&Options::default(), &mut NoProgress).unwrap().objective.unwrap();
        assert_eq!(found, worth(&membership.program(&program, &|i| members[i])));
    }
}

#[test]
fn shares_at_duals_add_up_to_the_worth_and_bound_that_of_every_coalition() {
    let program = works();
    for common in [Common::Split, Common::Shared] {
        let membership = Membership::new(&program, 2, common);
        for solved in 0..4 {
            let part = membership.program(&program, &|i| solved >> i & 1 == 1);
            let outcome = solve(&part, &Options::default(), &mut NoProgress).unwrap();
            let slopes = membership.slopes(&program, outcome.solution.as_ref().unwrap());
            let sum = |mask: usize| (0..2).filter(|i| mask >> i & 1 == 1).map(|i| slopes[i]).sum::<f64>();
            for other in 0..4 {
                let bound = outcome.objective.unwrap() + sum(other) - sum(solved);
                let found = worth(&membership.program(&program, &|i| other >> i & 1 == 1));
                assert!(found <= bound + 1e-9, "{common:?}: {other} has {found}, more than {bound}");
            }
            if common == Common::Split {
                assert!((sum(solved) - outcome.objective.unwrap()).abs() < 1e-9);
            }
        }
    }
}

#[test]
fn the_search_finds_the_most_tempted_coalition() {
    let program = works();
    let membership = Membership::new(&program, 2, Common::Split);
    let pay = [7.0, 5.0];
    let (search, members) = membership.search(&program, &pay);
    let outcome = solve(&search, &Options { gap: 0.0, ..Options::default() }, &mut NoProgress).unwrap();
    // b alone has 7 t of ore for 3.5 t of the fine good; a alone, with 5 t and a market of 1 t, earns 6.
    let alone = |i: usize| worth(&membership.program(&program, &|j| i == j)) - pay[i];
    assert_eq!(outcome.objective.unwrap(), alone(0).max(alone(1)));
    let solution = outcome.solution.unwrap();
    assert_eq!(members.iter().map(|(_, col)| solution.col(col).round()).collect::<Vec<_>>(), [0.0, 1.0]);
}
