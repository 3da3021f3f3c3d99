//! Production with set-up costs: games whose worth is a program with integers.
//!
//! A group pools what its members bring of five resources and chooses among six processes, each with a profit for each unit and a
//! fixed cost once it runs at all. The plain way to the least core and the cost of stability is the yardstick: one search to
//! the end, its most violated group as one row, again, as in Drechsel & Kimms (2010).

use std::error::Error;

use coalition::Group;
use program::solve::{Method, NoProgress, Options, Solver};
use program::{Axis, Col, ColSpec, Common, Endow, Membership, Place, Program, Sense};

use crate::large::spread;

const RESOURCES: usize = 5;
const PROCESSES: usize = 6;

/// The game of so many members. `seed` counts the games of one size.
pub fn production(members: usize, seed: usize) -> Program {
    let draw = |what: usize, at: usize| spread(1000 * seed + what, at, members);
    let mut program = Program::new(Sense::Maximize);
    let processes = Axis::new("process", (0..PROCESSES).map(|j| j.to_string()));
    let resources = Axis::new("resource", (0..RESOURCES).map(|r| r.to_string()));
    let needs: Vec<Vec<f64>> = (0..RESOURCES)
        .map(|r| {
            (0..PROCESSES).map(|j| (4.0 * draw(1 + r, j)).round() + f64::from(u8::from(j % RESOURCES == r))).collect()
        })
        .collect();
    // A third of what could be brought is not.
    let brought = |r: usize, i: usize| {
        let amount = draw(20 + r, i);
        if amount < 1.0 / 3.0 { 0.0 } else { (30.0 * amount).round() }
    };
    let totals: Vec<f64> = (0..RESOURCES).map(|r| (0..members).map(|i| brought(r, i)).sum()).collect();
    // What one process alone could make at most.
    let most: Vec<f64> = (0..PROCESSES)
        .map(|j| {
            let limits = (0..RESOURCES).filter(|r| needs[*r][j] > 0.0).map(|r| totals[r] / needs[r][j]);
            limits.fold(f64::INFINITY, f64::min)
        })
        .collect();
    let profit: Vec<f64> = (0..PROCESSES)
        .map(|j| (0..RESOURCES).map(|r| needs[r][j]).sum::<f64>() * (2.0 + draw(40, j)))
        .map(f64::round)
        .collect();
    let fixed: Vec<f64> = (0..PROCESSES).map(|j| (profit[j] * most[j] * (0.05 + 0.15 * draw(41, j))).round()).collect();
    let make = program.cols("make", "t", [&processes], |[j]| Some(ColSpec::positive().cost(profit[j])));
    let ready = program.cols("ready", "1", [&processes], |[j]| Some(ColSpec::binary().cost(-fixed[j])));
    let rows = program.rows("resource", "t", [&resources], |[r], row| {
        make.iter().for_each(|([j], col)| row.add(col, needs[r][j]));
        row.at_most(totals[r]);
    });
    program.rows("ready_first", "t", [&processes], |[j], row| {
        if let (Some(make), Some(ready)) = (make.get([j]), ready.get([j])) {
            row.add(make, 1.0);
            row.add(ready, -most[j]);
        }
        row.at_most(0.0);
    });
    program.attributions.members = (0..members).map(|i| i.to_string()).collect();
    for ([r], row) in rows.iter() {
        for i in (0..members).filter(|i| brought(r, *i) > 0.0) {
            let place = Place::RowUpper(row);
            program.attributions.endow.push(Endow { place, member: i as u32, amount: brought(r, i) });
        }
    }
    program
}

/// What came out of the plain way.
pub struct Plain {
    /// The largest excess that cannot be avoided, or what all have to be paid together.
    pub value: f64,
    /// Searches done.
    pub searches: usize,
}

/// The least core (`stability` false) or what all have to be paid so that no group leaves (true) by one row after the other.
pub fn plain(
    program: &Program,
    members: usize,
    total: f64,
    gap: f64,
    stability: bool,
) -> Result<Plain, Box<dyn Error>> {
    let membership = Membership::new(program, members, Common::Split);
    let players = Axis::new("player", (0..members).map(|i| i.to_string()));
    let mut master = Program::new(Sense::Minimize);
    let wide = 10.0 * total;
    let cost = if stability { 1.0 } else { 0.0 };
    let pay = master.cols("pay", "1", [&players], |_| Some(ColSpec::between(-wide, wide).cost(cost)));
    let level = master.cols("level", "1", [], |_| (!stability).then(|| ColSpec::between(-wide, wide).cost(1.0)));
    let pay: Vec<Col> = pay.iter().map(|(_, col)| col).collect();
    let all = Axis::new("all", ["all"]);
    master.rows("shared", "1", [&all], |_, row| {
        pay.iter().for_each(|col| row.add(*col, 1.0));
        if stability { row.at_least(total) } else { row.equals(total) }
    });
    let mut master = Solver::new(&master)?;
    let simplex = Options { method: Method::Simplex, ..Options::default() };
    let exact = Options { gap: 0.0, absolute_gap: gap / 4.0, ..Options::default() };
    let mut searches = 0;
    loop {
        let outcome = master.solve(&simplex, &mut NoProgress)?;
        let (Some(value), Some(solution)) = (outcome.objective, outcome.solution) else {
            return Err(format!("the master program: {:?}", outcome.stop).into());
        };
        let point: Vec<f64> = pay.iter().map(|col| solution.col(*col)).collect();
        let allowed = level.get([]).map_or(0.0, |level| solution.col(level));
        let (search, member) = membership.search(program, &point);
        let outcome = Solver::new(&search)?.solve(&exact, &mut NoProgress)?;
        searches += 1;
        let (Some(excess), Some(solution)) = (outcome.objective, outcome.solution) else {
            return Err(format!("the search: {:?}", outcome.stop).into());
        };
        if excess <= allowed + gap {
            return Ok(Plain { value, searches });
        }
        let group: Group = member.iter().filter(|(_, col)| solution.col(*col) > 0.5).map(|([i], _)| i).collect();
        let mut terms: Vec<(Col, f64)> = group.iter().map(|i| (pay[i], 1.0)).collect();
        terms.extend(level.get([]).map(|level| (level, 1.0)));
        master.add_row(excess + group.sum(&point), f64::INFINITY, &terms);
    }
}
