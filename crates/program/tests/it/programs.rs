//! Small programs that the tests share.

use program::{Axis, Col, ColSpec, NoProgress, Options, Outcome, Program, Row, Sense, solve};

/// Minus infinity and infinity in short.
pub const NONE: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

/// A program by its numbers: columns `x[0]`, `x[1]`, ... and rows `r[0]`, `r[1]`, ...
#[derive(Clone, Debug)]
pub struct Dense {
    pub sense: Sense,
    pub cols: Vec<ColSpec>,
    pub rows: Vec<(Vec<f64>, (f64, f64))>,
}

impl Dense {
    pub fn build(&self) -> Program {
        let mut program = Program::new(self.sense);
        let x = Axis::new("x", (0..self.cols.len()).map(|i| i.to_string()));
        let r = Axis::new("r", (0..self.rows.len()).map(|i| i.to_string()));
        let cols = program.cols("x", "t", [&x], |[i]| Some(self.cols[i]));
        program.rows("r", "t", [&r], |[i], row| {
            for (col, coefficient) in self.rows[i].0.iter().enumerate() {
                row.add(cols.get([col]).unwrap(), *coefficient);
            }
            row.between(self.rows[i].1.0, self.rows[i].1.1);
        });
        program
    }
}

/// Two products from three machines, the textbook's: 36 at (2, 6).
pub fn two_products() -> Dense {
    let cols = vec![ColSpec::positive().cost(3.0), ColSpec::positive().cost(5.0)];
    let at_most = |a: f64, b: f64, limit: f64| (vec![a, b], (f64::NEG_INFINITY, limit));
    Dense {
        sense: Sense::Maximize,
        cols,
        rows: vec![at_most(1.0, 0.0, 4.0), at_most(0.0, 2.0, 12.0), at_most(3.0, 2.0, 18.0)],
    }
}

/// A program with integers that takes a search: a market split, whose relaxation says nothing.
pub fn market_split(rows: usize, cols: usize) -> Program {
    let mut state: u64 = 7;
    let mut draw = move || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((state >> 33) % 100) as f64
    };
    let mut program = Program::new(Sense::Minimize);
    let x = Axis::new("customer", (0..cols).map(|i| i.to_string()));
    let r = Axis::new("product", (0..rows).map(|i| i.to_string()));
    let take = program.cols("take", "1", [&x], |_| Some(ColSpec::binary()));
    let over = program.cols("over", "1", [&r], |_| Some(ColSpec::positive().cost(1.0)));
    let under = program.cols("under", "1", [&r], |_| Some(ColSpec::positive().cost(1.0)));
    program.rows("split", "1", [&r], |[i], row| {
        let mut total = 0.0;
        for j in 0..cols {
            let size = draw();
            total += size;
            row.add(take.get([j]).unwrap(), size);
        }
        row.add(over.get([i]).unwrap(), -1.0);
        row.add(under.get([i]).unwrap(), 1.0);
        row.equals((total / 2.0).floor());
    });
    program
}

pub fn solved(program: &Program) -> Outcome {
    solve(program, &exact(), &mut NoProgress).unwrap()
}

/// Integers to the end, not to the default gap.
pub fn exact() -> Options {
    Options { gap: 0.0, absolute_gap: 0.0, ..Options::default() }
}

pub fn col(program: &Program, index: usize) -> Col {
    program.all_cols().nth(index).unwrap()
}

pub fn row(program: &Program, index: usize) -> Row {
    program.all_rows().nth(index).unwrap()
}

#[track_caller]
pub fn close(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-6 * (1.0 + a.abs().max(b.abs())), "{a} is not {b}");
}
