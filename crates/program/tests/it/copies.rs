//! Copies of part of a program: what they look like, and the location and transportation problem of Zeng and Zhao 2013 by them.

use program::{
    Axis, Col, ColSpec, Cols, Limited, NoProgress, Options, Place, Program, Sense, Solution, Solver, with_attack,
};

fn solve(program: &Program) -> (f64, Solution) {
    let outcome =
        Solver::new(program).unwrap().solve(&Options { gap: 1e-9, ..Options::default() }, &mut NoProgress).unwrap();
    (outcome.objective.unwrap(), outcome.solution.unwrap())
}

/// "Solving two-stage robust optimization problems using a column-and-constraint generation method", Operations Research Letters 41 (2013), section 4:
/// three sites with fixed and capacity costs, three customers whose demand is 206, 274, 220 and up to 40 more, with
/// g1 + g2 + g3 ≤ 1.8 and g1 + g2 ≤ 1.2.
const FIXED: [f64; 3] = [400.0, 414.0, 326.0];
const CAPACITY: [f64; 3] = [18.0, 25.0, 20.0];
const LARGEST: f64 = 800.0;
const DEMAND: [f64; 3] = [206.0, 274.0, 220.0];
const MORE: f64 = 40.0;
const SHIPPING: [[f64; 3]; 3] = [[22.0, 33.0, 24.0], [33.0, 23.0, 30.0], [20.0, 25.0, 27.0]];

/// Sites, capacities and what is shipped; the costs of shipping are not in the objective.
struct Location {
    program: Program,
    ships: Cols<2>,
    capacity: Cols<1>,
}

fn location() -> Location {
    let sites = Axis::new("site", ["1", "2", "3"]);
    let customers = Axis::new("customer", ["1", "2", "3"]);
    let mut program = Program::new(Sense::Minimize);
    let open = program.cols("open", "1", [&sites], |[i]| Some(ColSpec::binary().cost(FIXED[i])));
    let capacity = program.cols("capacity", "t", [&sites], |[i]| Some(ColSpec::positive().cost(CAPACITY[i])));
    let ships = program.cols("ship", "t", [&sites, &customers], |_| Some(ColSpec::positive()));
    program.rows("largest", "t", [&sites], |[i], row| {
        row.add(capacity.get([i]).unwrap(), 1.0);
        row.add(open.get([i]).unwrap(), -LARGEST);
        row.at_most(0.0);
    });
    // Enough for the most that may be asked for: the second stage always has a solution.
    let all = Axis::new("all", ["sites"]);
    program.rows("enough", "t", [&all], |_, row| {
        (0..3).for_each(|i| row.add(capacity.get([i]).unwrap(), 1.0));
        row.at_least(DEMAND.iter().sum::<f64>() + 1.8 * MORE);
    });
    program.rows("shipped", "t", [&sites], |[i], row| {
        (0..3).for_each(|j| row.add(ships.get([i, j]).unwrap(), 1.0));
        row.add(capacity.get([i]).unwrap(), -1.0);
        row.at_most(0.0);
    });
    let served = program.rows("served", "t", [&customers], |[j], row| {
        (0..3).for_each(|i| row.add(ships.get([i, j]).unwrap(), 1.0));
        row.at_least(DEMAND[j]);
    });
    for ([j], row) in served.iter() {
        let component = program.attributions.component(&format!("more[{j}]"));
        program.attributions.limited.push(Limited { place: Place::RowLower(row), component, slope: MORE });
    }
    Location { program, ships, capacity }
}

/// The corners of what demand can do: points in which three of the limits meet.
fn corners() -> Vec<[f64; 3]> {
    let mut limits: Vec<([f64; 3], f64)> = vec![([1.0, 1.0, 1.0], 1.8), ([1.0, 1.0, 0.0], 1.2)];
    for j in 0..3 {
        let mut unit = [0.0; 3];
        unit[j] = 1.0;
        limits.push((unit, 1.0));
        limits.push((unit.map(|x: f64| -x), 0.0));
    }
    let det = |m: [[f64; 3]; 3]| {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    };
    let mut corners: Vec<[f64; 3]> = Vec::new();
    for a in 0..limits.len() {
        for b in a + 1..limits.len() {
            for c in b + 1..limits.len() {
                let (rows, right) = ([limits[a].0, limits[b].0, limits[c].0], [limits[a].1, limits[b].1, limits[c].1]);
                let all = det(rows);
                if all.abs() < 1e-9 {
                    continue;
                }
                let point: [f64; 3] = std::array::from_fn(|j| {
                    let mut with = rows;
                    (0..3).for_each(|i| with[i][j] = right[i]);
                    det(with) / all
                });
                let inside = limits
                    .iter()
                    .all(|(row, most)| row.iter().zip(point).map(|(r, p)| r * p).sum::<f64>() <= most + 1e-9);
                let new = corners.iter().all(|known| known.iter().zip(point).any(|(k, p)| (k - p).abs() > 1e-9));
                if inside && new {
                    corners.push(point);
                }
            }
        }
    }
    corners
}

/// What shipping costs at least when capacities are settled and demand is at a corner.
fn shipping(location: &Location, capacity: &[f64], corner: &[f64]) -> f64 {
    let mut program = with_attack(&location.program, corner);
    program.all_cols().for_each(|col| program.add_cost(col, -program.cost(col)));
    for ([i, j], col) in location.ships.iter() {
        program.add_cost(col, SHIPPING[i][j]);
    }
    for ([i], col) in location.capacity.iter() {
        program.set_col_bounds(col, capacity[i], capacity[i]);
    }
    solve(&program).0
}

/// The master: first decisions, and shipping under each of the demands that are known.
fn master(location: &Location, corners: &[[f64; 3]]) -> (Program, Col) {
    let ships = |col: Col| location.program.col_family(col) == "ship";
    let first = |program: &Program, row| !program.row_terms(row).any(|(col, _)| ships(col));
    // The first decisions alone: with nothing shipped no customer is served, so those rows are not taken along.
    let settled: Vec<Option<f64>> = location.program.all_cols().map(|col| ships(col).then_some(0.0)).collect();
    let reduced = program::reduce(&location.program, &settled, |row| !first(&location.program, row));
    let mut program = reduced.program;
    let one = Axis::new("all", ["shipping"]);
    let worst = program.cols("worst", "1", [&one], |_| Some(ColSpec::positive().cost(1.0))).get([0]).unwrap();
    for (k, corner) in corners.iter().enumerate() {
        let under = with_attack(&location.program, corner);
        let name = format!("demand{k}");
        let copied = program.add_copy(&under, &ships, &|row| first(&under, row), &name);
        let costs: Vec<(Col, f64)> =
            location.ships.iter().map(|([i, j], col)| (copied.col(col), SHIPPING[i][j])).collect();
        program.rows(&format!("{name}.cost"), "1", [&one], |_, row| {
            row.add(worst, 1.0);
            costs.iter().for_each(|(col, cost)| row.add(*col, -cost));
            row.at_least(0.0);
        });
    }
    (program, worst)
}

#[test]
fn location_and_transportation_of_zeng_and_zhao() {
    let (location, corners) = (location(), corners());
    assert_eq!(corners.len(), 12);
    let (mut known, mut bounds, mut best): (Vec<[f64; 3]>, Vec<(f64, f64)>, f64) =
        (Vec::new(), Vec::new(), f64::INFINITY);
    while bounds.len() < 5 {
        let (program, worst) = master(&location, &known);
        let (lower, solution) = solve(&program);
        let capacity: Vec<f64> = location.capacity.iter().map(|(_, col)| solution.col(col)).collect();
        let costs = corners.iter().map(|corner| shipping(&location, &capacity, corner));
        let (at, cost) = costs.enumerate().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
        best = best.min(lower - solution.col(worst) + cost);
        bounds.push((lower, best));
        if best - lower < 1e-6 * best {
            break;
        }
        known.push(corners[at]);
    }
    // As published: 14 296 and 35 238 after the first pass, 33 680 as the lower bound of the second. Several plans reach it in the master; which one
    // comes out is the solver's choice, and one of them needs a third pass to be told from the best.
    assert!((bounds[0].0 - 14_296.0).abs() < 1e-3 && (bounds[0].1 - 35_238.0).abs() < 1e-3, "{bounds:?}");
    assert!((bounds[1].0 - 33_680.0).abs() < 1e-3, "{bounds:?}");
    let (lower, upper) = bounds[bounds.len() - 1];
    assert!((lower - 33_680.0).abs() < 1e-3 && (upper - 33_680.0).abs() < 1e-3, "{bounds:?}");
    assert!(bounds.len() <= 3, "{bounds:?}");
    // All corners in one program say the same.
    let (all, _) = solve(&master(&location, &corners).0);
    assert!((all - 33_680.0).abs() < 1e-3, "{all}");
}

#[test]
fn a_copy_shares_what_is_not_open() {
    let location = location();
    let mut program = location.program.clone();
    let (cols, rows) = (program.num_cols(), program.num_rows());
    let from = with_attack(&location.program, &[1.0, 0.0, 0.5]);
    let copied = program.add_copy(
        &from,
        &|col| from.col_family(col) == "ship",
        &|row| from.row_name(row) == "served[2]",
        "dear",
    );
    assert_eq!(program.num_cols(), cols + 9);
    assert_eq!(program.num_rows(), rows + 5);
    assert_eq!(copied.cols.iter().flatten().count(), 9);
    assert_eq!(copied.rows.iter().flatten().count(), 5);
    insta::assert_snapshot!(program.print_family("dear.served"), @r"
    dear.served[1]: + 1 dear.ship[1,1] + 1 dear.ship[2,1] + 1 dear.ship[3,1] >= 246
    dear.served[3]: + 1 dear.ship[1,3] + 1 dear.ship[2,3] + 1 dear.ship[3,3] >= 240
    ");
    assert_eq!(
        program.print_row(copied.rows.iter().flatten().next().copied().unwrap()),
        "dear.shipped[1]: + 1 dear.ship[1,1] + 1 dear.ship[1,2] + 1 dear.ship[1,3] - 1 capacity[1] <= 0"
    );
}
