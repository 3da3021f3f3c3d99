//! Diving: integers are settled one after the other on the relaxation, each time solved again from where it stood.
//!
//! Building a little of a large plant in every year looks cheap to the relaxation. The dive rounds up what is nearly whole, else
//! the largest fraction when it is large, else it takes the smallest ones away; the relaxation answers with the next best place.
//! Some fifty warm solves give a plan within half a percent of the bound where a search takes minutes.

use program::solve::{Method, Options, Solution, Solver, Stop};
use program::{Col, Program};

use super::{Best, PlanError, Relaxed, Search, Step};

/// From this fraction on an integer is rounded up at once.
const NEARLY: f64 = 0.9;
/// From this fraction on the largest one is rounded up; below it the smallest are taken away.
const LARGE: f64 = 0.4;
/// One of so many fractions is taken away at a time.
const AWAY: usize = 8;
/// A distance from an integer that counts as none.
const WHOLE: f64 = 1e-5;
/// Iterations that a dive may take for each row of the program.
const WORK_OF_ROW: u64 = 200;

/// What one step of the dive does to an integer column.
#[derive(Clone, Copy)]
enum Round {
    Up,
    Down,
}

impl Search<'_> {
    /// Dives from the relaxation to a plan; none when it runs aground.
    pub(super) fn dive(
        &mut self,
        program: &Program,
        solver: &mut Solver,
        relaxed: &Relaxed,
    ) -> Result<Option<Best>, PlanError> {
        let bound = relaxed.bound;
        let integers: Vec<Col> = program.all_cols().filter(|c| program.is_integer(*c)).collect();
        self.observer.step(&Step::Diving { integers: integers.len() });
        let settled = self.descend(program, solver, &integers, relaxed.solution(), bound);
        for col in &integers {
            let (lower, upper) = program.col_bounds(*col);
            solver.set_col_bounds(*col, lower, upper);
        }
        let Some(bottom) = settled? else { return Ok(None) };
        let Some((objective, solution)) = self.fix(solver, &bottom, Some(bound))? else { return Ok(None) };
        let best = Best { stop: Stop::Optimal, objective, bound, proof: relaxed.proof, solution };
        self.tell(Some(&best));
        Ok(Some(best))
    }

    fn descend(
        &mut self,
        program: &Program,
        solver: &mut Solver,
        integers: &[Col],
        relaxation: &Solution,
        bound: f64,
    ) -> Result<Option<Solution>, PlanError> {
        let until = self.iterations + WORK_OF_ROW * program.num_rows() as u64;
        let mut bounds: Vec<(f64, f64)> = program.all_cols().map(|c| program.col_bounds(c)).collect();
        let mut here = relaxation.clone();
        loop {
            let open = fractions(integers, &here);
            if open.is_empty() {
                return Ok(Some(here));
            }
            let (cols, way) = step(open);
            let kept: Vec<(f64, f64)> = cols.iter().map(|c| bounds[c.index()]).collect();
            settle(solver, &mut bounds, &cols, way, &here);
            let mut next = self.below(solver, bound)?;
            if next.is_none() && !self.stopped {
                // The other way for the boldest of them, then on.
                for (col, kept) in cols.iter().zip(kept) {
                    bounds[col.index()] = kept;
                    solver.set_col_bounds(*col, kept.0, kept.1);
                }
                let way = match way {
                    Round::Up => Round::Down,
                    Round::Down => Round::Up,
                };
                settle(solver, &mut bounds, &cols[..1], way, &here);
                next = self.below(solver, bound)?;
            }
            match next {
                Some(next) if self.iterations < until => here = next,
                _ => return Ok(None),
            }
        }
    }

    /// The relaxation with what is settled, from where it stood.
    fn below(&mut self, solver: &mut Solver, bound: f64) -> Result<Option<Solution>, PlanError> {
        // Presolve would throw the basis away.
        let options = Options { relax_integers: true, method: Method::Simplex, presolve: false, ..self.base() };
        let outcome = self.solve(solver, options, Some(bound))?;
        Ok(outcome.solution.filter(|_| outcome.stop == Stop::Optimal))
    }
}

/// Rounds columns one way: their bounds say so from here on down.
fn settle(solver: &mut Solver, bounds: &mut [(f64, f64)], cols: &[Col], way: Round, here: &Solution) {
    for col in cols {
        let at = here.cols[col.index()];
        let (lower, upper) = &mut bounds[col.index()];
        match way {
            Round::Up => *lower = at.ceil().min(*upper),
            Round::Down => *upper = at.floor().max(*lower),
        }
        solver.set_col_bounds(*col, *lower, *upper);
    }
}

/// Integers that are not whole, with their fractions, the largest first.
fn fractions(integers: &[Col], here: &Solution) -> Vec<(Col, f64)> {
    let fraction = |col: &Col| {
        let at = here.cols[col.index()];
        ((at - at.round()).abs() > WHOLE).then(|| (*col, at - at.floor()))
    };
    let mut open: Vec<(Col, f64)> = integers.iter().filter_map(fraction).collect();
    // Stable: equal fractions keep the order of the columns.
    open.sort_by(|a, b| b.1.total_cmp(&a.1));
    open
}

/// What to settle next, the boldest first.
fn step(open: Vec<(Col, f64)>) -> (Vec<Col>, Round) {
    let nearly = open.iter().take_while(|(_, fraction)| *fraction >= NEARLY).count();
    let up = if nearly == 0 && open[0].1 >= LARGE { 1 } else { nearly };
    if up > 0 {
        // Of those rounded up the least certain is the boldest.
        return (open[..up].iter().rev().map(|(col, _)| *col).collect(), Round::Up);
    }
    let away = (open.len() / AWAY).max(1);
    (open[open.len() - away..].iter().map(|(col, _)| *col).collect(), Round::Down)
}

#[cfg(test)]
mod tests {
    use super::*;
    use program::{Axis, ColSpec, Sense};

    fn cols(count: usize) -> Vec<Col> {
        let mut program = Program::new(Sense::Maximize);
        let family =
            program.cols("x", "1", [&Axis::new("i", (0..count).map(|i| i.to_string()))], |_| Some(ColSpec::binary()));
        family.iter().map(|(_, col)| col).collect()
    }

    #[test]
    fn what_is_nearly_whole_goes_up_first_then_the_largest_then_the_smallest_go_away() {
        let c = cols(4);
        let (up, way) = step(vec![(c[0], 0.97), (c[1], 0.93), (c[2], 0.6), (c[3], 0.1)]);
        assert!(matches!(way, Round::Up) && up == [c[1], c[0]]);
        let (up, way) = step(vec![(c[2], 0.6), (c[1], 0.5), (c[3], 0.1)]);
        assert!(matches!(way, Round::Up) && up == [c[2]]);
        let (down, way) = step(vec![(c[2], 0.3), (c[1], 0.2), (c[3], 0.1)]);
        assert!(matches!(way, Round::Down) && down == [c[3]]);
    }

    #[test]
    fn fractions_are_those_of_integers_that_are_not_whole() {
        let c = cols(3);
        let here = Solution { cols: vec![2.25, 1.0 - 1e-7, 0.75], ..Solution::default() };
        assert_eq!(fractions(&c, &here), [(c[2], 0.75), (c[0], 0.25)]);
    }
}
