//! Coalitions, attacks, duals.

use program::{
    Axis, ColSpec, Endow, Limited, Place, Priced, Program, Sense, Stop, dual, dual_with_prices, reduce, restrict,
    with_attack,
};
use proptest::prelude::*;

use crate::programs::{Dense, close, col, row, solved, two_products};
use crate::random::program;

/// A production game: members bring resources, activities use them at a profit (Owen 1975).
fn production(use_of: &[Vec<f64>], profit: &[f64], brought: &[Vec<f64>]) -> Program {
    let mut program = Program::new(Sense::Maximize);
    let activities = Axis::new("activity", (0..profit.len()).map(|i| i.to_string()));
    let resources = Axis::new("resource", (0..use_of.len()).map(|i| i.to_string()));
    let run = program.cols("run", "t", [&activities], |[a]| Some(ColSpec::positive().cost(profit[a])));
    let rows = program.rows("resource", "t", [&resources], |[r], row| {
        for (a, amount) in use_of[r].iter().enumerate() {
            row.add(run.get([a]).unwrap(), *amount);
        }
        row.at_most(brought.iter().map(|member| member[r]).sum());
    });
    for (member, amounts) in brought.iter().enumerate() {
        program.attributions.members.push(format!("member {member}"));
        for ([r], row) in rows.iter() {
            let (place, member, amount) = (Place::RowUpper(row), member as u32, amounts[r]);
            program.attributions.endow.push(Endow { place, member, amount });
        }
    }
    program
}

#[test]
fn a_coalition_has_what_its_members_bring() {
    let program =
        production(&[vec![1.0, 2.0], vec![3.0, 1.0]], &[4.0, 5.0], &[vec![0.1, 3.0], vec![0.2, 0.0], vec![4.0, 4.0]]);
    let bounds = |members: &[bool]| {
        let part = restrict(&program, members);
        [part.row_bounds(row(&part, 0)).1, part.row_bounds(row(&part, 1)).1]
    };
    let [first, second] = bounds(&[true, false, true]);
    close(first, 4.1);
    close(second, 7.0);
    // Nothing is left, to the last digit.
    assert_eq!(bounds(&[false, false, false]), [0.0, 0.0]);
    assert_eq!(bounds(&[]), [0.0, 0.0]);
    let all = restrict(&program, &[true; 3]);
    close(solved(&all).objective.unwrap(), solved(&program).objective.unwrap());
    // Leaving twice takes away once.
    let twice = restrict(&restrict(&program, &[true, false, true]), &[true, false, true]);
    assert_eq!(twice.row_bounds(row(&twice, 0)).1, first);
}

/// Half of a bound is lost in an attack: of what a coalition brings, half.
#[test]
fn an_attack_takes_nothing_that_is_not_there() {
    let mut program = production(&[vec![1.0], vec![1.0]], &[1.0], &[vec![3.0, 4.0], vec![5.0, 0.0]]);
    let component = program.attributions.component("strike");
    let rows = [row(&program, 0), row(&program, 1)];
    for (row, slope) in rows.into_iter().zip([-8.0, -2.0]) {
        program.attributions.limited.push(Limited { place: Place::RowUpper(row), component, slope });
    }
    let bounds = |members: &[bool]| rows.map(|row| with_attack(&restrict(&program, members), &[0.5]).row_bounds(row).1);
    assert_eq!(bounds(&[true, true]), [4.0, 3.0]);
    assert_eq!(bounds(&[true, false]), [1.5, 3.0]);
    assert_eq!(bounds(&[false, true]), [2.5, 0.0]);
    assert_eq!(bounds(&[]), [0.0, 0.0]);
}

#[test]
fn every_kind_of_bound_can_be_endowed_and_limited_and_infinite_ones_are_as_large_as_their_owners_say() {
    let mut dense = two_products();
    dense.cols[0] = ColSpec { upper: 5.0, lower: -2.0, ..dense.cols[0] };
    dense.rows[1].1 = (1.0, 12.0);
    dense.rows[2].1 = (18.0, 18.0);
    let mut program = dense.build();
    let (x, y) = (col(&program, 0), col(&program, 1));
    let (free, both, equal) = (row(&program, 0), row(&program, 1), row(&program, 2));
    let places = [
        (Place::ColLower(x), -1.0),
        (Place::ColUpper(x), 2.0),
        (Place::ColUpper(y), 7.0),
        (Place::RowLower(free), 3.0),
        (Place::RowLower(both), 0.5),
        (Place::RowUpper(both), 4.0),
        (Place::RowBoth(equal), 8.0),
    ];
    program.attributions.members.push("all".to_string());
    for (place, amount) in places {
        program.attributions.endow.push(Endow { place, member: 0, amount });
        let component = program.attributions.component("strike");
        program.attributions.limited.push(Limited { place, component, slope: amount });
    }
    let left = restrict(&program, &[false]);
    assert_eq!(left.col_bounds(x), (-1.0, 3.0));
    // Nobody who is in brings anything of it.
    assert_eq!(left.col_bounds(y), (0.0, 0.0));
    assert_eq!(restrict(&program, &[true]).col_bounds(y), (0.0, f64::INFINITY));
    assert_eq!(left.row_bounds(free), (f64::NEG_INFINITY, 4.0));
    assert_eq!(left.row_bounds(both), (0.5, 8.0));
    assert_eq!(left.row_bounds(equal), (10.0, 10.0));
    let hit = with_attack(&program, &[0.5]);
    assert_eq!(hit.col_bounds(x), (-2.5, 6.0));
    assert_eq!(hit.row_bounds(both), (1.25, 14.0));
    assert_eq!(hit.row_bounds(equal), (22.0, 22.0));
    assert_eq!(with_attack(&program, &[]).to_string(), program.to_string());
}

#[test]
fn an_attack_moves_prices_in_objective_and_rows() {
    let mut program = two_products().build();
    let (x, y, first) = (col(&program, 0), col(&program, 1), row(&program, 0));
    let crash = program.attributions.component("crash");
    let tax = program.attributions.component("tax");
    assert_eq!(program.attributions.component("crash"), crash);
    let priced = [
        Priced { row: None, col: y, component: crash, slope: -2.0 },
        Priced { row: Some(first), col: x, component: tax, slope: 1.0 },
        // A coefficient that is not there yet.
        Priced { row: Some(first), col: y, component: tax, slope: 0.5 },
    ];
    program.attributions.priced.extend(priced);
    let hit = with_attack(&program, &[1.5, 3.0]);
    insta::assert_snapshot!(hit.print_family("r"), @r"
    r[0]: + 4 x[0] + 1.5 x[1] <= 4
    r[1]: + 2 x[1] <= 12
    r[2]: + 3 x[0] + 2 x[1] <= 18
    ");
    insta::assert_snapshot!(hit.print_objective(), @"maximize: + 3 x[0] + 2 x[1]");
    // By hand: maximize 3x + 2y with 4x + 1.5y <= 4, y <= 6 and 3x + 2y <= 18: y = 8/3.
    close(solved(&hit).objective.unwrap(), 16.0 / 3.0);
    // A program that was hit can be built on.
    let mut hit = hit;
    let more = Axis::new("more", ["a"]);
    hit.rows("more", "t", [&more], |_, row| {
        row.add(x, 1.0);
        row.add(y, 1.0);
        row.add(x, 1.0);
        row.at_most(1.0);
    });
    insta::assert_snapshot!(hit.print_family("more"), @"more[a]: + 2 x[0] + 1 x[1] <= 1");
}

#[test]
fn the_dual_keeps_families() {
    let program = crate::print::plant();
    insta::assert_snapshot!(dual(&program).to_string(), @r"
    minimize: + 2.5 capacity_limit[2030] + 2.5 capacity_limit[2031] + 5 mine_range[2030] + 5 mine_range[2031] - 7 stock_floor + 2 mine_range.lower[2030] + 2 mine_range.lower[2031] + 3.333333333333333e19 sell.upper[2030] + 3.333333333333333e19 sell.upper[2031] + 1 build.upper[leach] + 4

    run[mine,2030]: + 0.3333333333333333 mine_range[2030] + 0.3333333333333333 mine_range.lower[2030] >= -0.1
    run[mine,2031]: + 0.3333333333333333 mine_range[2031] + 0.3333333333333333 mine_range.lower[2031] >= -0.1
    run[leach,2030]: + 0.9 material_balance[2030] + 1 capacity_limit[2030] >= -0.1
    run[leach,2031]: + 0.9 material_balance[2031] + 1 capacity_limit[2031] >= -0.1
    sell[2030]: - 1 material_balance[2030] + 1 sell.upper[2030] >= 5
    sell[2031]: - 1 material_balance[2031] + 1 sell.upper[2031] >= 5
    build[leach]: - 10 capacity_limit[2030] - 10 capacity_limit[2031] + 1 build.upper[leach] >= -30
    stock: + 1e-9 stock_floor = 0

    material_balance[2030] free
    material_balance[2031] free
    0 <= capacity_limit[2030]
    0 <= capacity_limit[2031]
    0 <= mine_range[2030]
    0 <= mine_range[2031]
    stock_floor <= 0
    watch = 0
    mine_range.lower[2030] <= 0
    mine_range.lower[2031] <= 0
    0 <= sell.upper[2030]
    0 <= sell.upper[2031]
    0 <= build.upper[leach]
    ");
}

#[test]
fn the_dual_of_the_dual_has_the_optimum_of_the_program() {
    let program = two_products().build();
    close(solved(&dual(&dual(&program))).objective.unwrap(), 36.0);
    let prices = solved(&dual(&program)).solution.unwrap().cols;
    let duals = solved(&program).solution.unwrap().row_duals;
    prices.iter().zip(&duals).for_each(|(price, dual)| close(*price, *dual));
}

fn amounts(count: usize) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec((0..=9_i32).prop_map(f64::from), count)
}

proptest! {
    #![proptest_config(crate::random::cases(120))]

    #[test]
    fn the_dual_has_the_same_optimum(dense in program(4, 4), opened in prop::collection::vec(0..4, 4)) {
        let mut dense = dense.with_integers(false);
        for (spec, open) in dense.cols.iter_mut().zip(opened) {
            spec.lower = if open == 1 || open == 3 { f64::NEG_INFINITY } else { spec.lower };
            spec.upper = if open == 2 || open == 3 { f64::INFINITY } else { spec.upper };
        }
        let mut program = dense.build();
        program.add_offset(2.5);
        let (one, other) = (solved(&program), solved(&dual(&program)));
        match one.stop {
            Stop::Optimal => {
                prop_assert_eq!(&other.stop, &Stop::Optimal);
                close(one.objective.unwrap(), other.objective.unwrap());
            }
            Stop::Unbounded => prop_assert_eq!(other.stop, Stop::Infeasible),
            _ => prop_assert!(other.stop == Stop::Unbounded || other.stop == Stop::Infeasible),
        }
    }

    /// What a bound is worth in the dual is what the program gains when the bound moves a little.
    #[test]
    fn prices_of_bounds_are_found_in_the_dual(dense in program(3, 3)) {
        let program = dense.with_integers(false).build();
        let (dual, prices) = dual_with_prices(&program);
        let (one, other) = (solved(&program), solved(&dual));
        prop_assume!(one.stop == Stop::Optimal);
        let solution = other.solution.unwrap();
        // The optimum of the dual is the sum of bounds times prices: each bound has its price at its place.
        let mut sum = program.offset();
        let mut at = |place: Place, bound: f64| {
            let price = prices.of(place).map(|col| solution.col(col));
            if bound.is_finite() && bound != 0.0 {
                sum += bound * price.unwrap();
            }
        };
        for row in program.all_rows() {
            let (lower, upper) = program.row_bounds(row);
            if lower == upper {
                at(Place::RowBoth(row), lower);
            } else {
                at(Place::RowLower(row), lower);
                at(Place::RowUpper(row), upper);
            }
        }
        for col in program.all_cols() {
            let (lower, upper) = program.col_bounds(col);
            at(Place::ColUpper(col), upper);
            if lower != upper {
                at(Place::ColLower(col), lower);
            }
        }
        close(sum, one.objective.unwrap());
    }

    /// A program without its settled columns is the program in which they are fixed.
    #[test]
    fn a_reduced_program_is_the_one_with_columns_fixed(
        dense in program(4, 4),
        which in prop::collection::vec(any::<bool>(), 4),
        attack in 0.0..1.0_f64,
    ) {
        let mut program = dense.with_integers(false).build();
        program.add_offset(1.5);
        // An attack on a coefficient of every row: of a settled column it has to become one on the bound.
        program.attributions.components = vec!["cut".to_string()];
        for row in program.all_rows() {
            let col = program.all_cols().next().unwrap();
            program.attributions.priced.push(Priced { row: Some(row), col, component: 0, slope: 0.5 });
        }
        let cols: Vec<_> = program.all_cols().collect();
        let settled: Vec<Option<f64>> =
            cols.iter().map(|col| which[col.index()].then(|| program.col_bounds(*col).1)).collect();
        let mut fixed = program.clone();
        for (col, value) in cols.iter().zip(&settled) {
            if let Some(value) = value {
                fixed.set_col_bounds(*col, *value, *value);
            }
        }
        let reduced = reduce(&program, &settled, |_| false);
        for depth in [0.0, attack] {
            let (one, other) = (with_attack(&fixed, &[depth]), with_attack(&reduced.program, &[depth]));
            let one = solved(&one);
            // Rows of settled columns alone are gone: they may have been impossible.
            let lost = program.all_rows().any(|row| reduced.rows[row.index()].is_none());
            if one.stop == Stop::Optimal {
                let value = if other.num_cols() == 0 { other.offset() } else { solved(&other).objective.unwrap() };
                if !lost || value.is_finite() {
                    let same = (value - one.objective.unwrap()).abs() <= 1e-6 * (1.0 + value.abs());
                    // Without the rows of settled columns there may be more room, never less.
                    prop_assert!(same || lost, "{} {}", value, one.objective.unwrap());
                }
            } else if !lost && other.num_cols() > 0 {
                prop_assert_eq!(solved(&other).stop, one.stop);
            }
        }
    }

    #[test]
    fn more_members_are_worth_no_less(
        use_of in prop::collection::vec(amounts(3), 3),
        profit in amounts(3),
        brought in prop::collection::vec(amounts(3), 4),
        members in prop::collection::vec((any::<bool>(), any::<bool>()), 4),
    ) {
        // Every activity needs something, or it would be worth infinitely much.
        let use_of: Vec<Vec<f64>> = use_of.iter().map(|row| row.iter().map(|u| u + 1.0).collect()).collect();
        let program = production(&use_of, &profit, &brought);
        let small: Vec<bool> = members.iter().map(|(a, b)| *a && *b).collect();
        let large: Vec<bool> = members.iter().map(|(a, _)| *a).collect();
        let worth = |members: &[bool]| solved(&restrict(&program, members)).objective.unwrap();
        let (few, many) = (worth(&small), worth(&large));
        prop_assert!(few <= many + 1e-7 * (1.0 + many.abs()), "{few} > {many}");

        // The transform is the program that the coalition writes by itself.
        let own: Vec<Vec<f64>> = brought.iter().zip(&large).filter(|(_, m)| **m).map(|(b, _)| b.clone()).collect();
        close(solved(&production(&use_of, &profit, &own)).objective.unwrap(), many);
    }

    #[test]
    fn an_attacked_program_is_the_program_with_the_moved_numbers(
        dense in program(3, 3),
        slopes in prop::collection::vec(-3..=3_i32, 12),
        depth in 0..=2_i32,
    ) {
        let (mut program, mut moved) = (dense.build(), dense.clone());
        let component = program.attributions.component("attack");
        let (depth, mut slopes) = (f64::from(depth), slopes.into_iter().map(f64::from));
        let cols: Vec<_> = program.all_cols().collect();
        for (j, col) in cols.iter().enumerate() {
            let slope = slopes.next().unwrap();
            moved.cols[j].cost += slope * depth;
            program.attributions.priced.push(Priced { row: None, col: *col, component, slope });
        }
        for (i, row) in program.all_rows().enumerate().collect::<Vec<_>>() {
            let slope = slopes.next().unwrap();
            moved.rows[i].0[0] += slope * depth;
            program.attributions.priced.push(Priced { row: Some(row), col: cols[0], component, slope });
            let slope = slopes.next().unwrap();
            moved.rows[i].1.0 += slope * depth;
            moved.rows[i].1.1 += slope * depth;
            program.attributions.limited.push(Limited { place: Place::RowBoth(row), component, slope });
        }
        let (attacked, by_hand) = (solved(&with_attack(&program, &[depth])), solved(&Dense::build(&moved)));
        prop_assert_eq!(&attacked.stop, &by_hand.stop);
        if by_hand.stop == Stop::Optimal {
            close(attacked.objective.unwrap(), by_hand.objective.unwrap());
        }
    }
}
