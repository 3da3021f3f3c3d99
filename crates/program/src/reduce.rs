//! A program of which some columns are settled: what is left, as a program of its own.

use std::collections::BTreeMap;

use crate::attribute::{Attributions, Limited, Place};
use crate::build::Program;
use crate::family::{Col, FamilyInfo, Row};

/// A program without its settled columns, and where the others went.
#[derive(Clone, Debug)]
pub struct Reduced {
    /// What is left. Families keep their names, axes and keys.
    pub program: Program,
    /// For each column of the original the column that it became; none for one that is settled.
    pub cols: Vec<Option<Col>>,
    /// For each row of the original the row that it became; none for one that holds settled columns alone, or was to be left out.
    pub rows: Vec<Option<Row>>,
    /// What the settled columns make of each row of the original: its bounds moved by minus as much.
    pub moved: Vec<f64>,
}

/// The program in which `settled` columns have a value, without them. `left_out` says which rows are not to count.
///
/// Bounds of rows move by what settled columns make of them; where that hangs on an attack ([`Priced`](crate::Priced) in a row), the bound
/// does ([`Limited`]). What settled columns add to the objective is in its constant; an attack on it is out of the program.
///
/// # Examples
///
/// ```
/// use program::{ColSpec, Program, Sense, reduce};
///
/// let mut program = Program::new(Sense::Maximize);
/// let size = program.cols("size", "t", [], |[]| Some(ColSpec::positive().cost(-1.0)));
/// let run = program.cols("run", "t", [], |[]| Some(ColSpec::positive().cost(3.0)));
/// program.rows("capacity", "t", [], |[], row| {
///     row.add(run.get([]).unwrap(), 1.0);
///     row.add(size.get([]).unwrap(), -1.0);
///     row.at_most(0.0);
/// });
/// // The plant is built with 8 t; what is left is how it runs.
/// let reduced = reduce(&program, &[Some(8.0), None], |_| false);
/// assert_eq!(reduced.program.to_string(), "maximize: + 3 run - 8\n\ncapacity: + 1 run <= 8\n\n0 <= run\n");
/// ```
#[must_use]
pub fn reduce(program: &Program, settled: &[Option<f64>], left_out: impl Fn(Row) -> bool) -> Reduced {
    let mut out = Program::new(program.sense);
    out.offset = program.offset;
    let mut cols = vec![None; program.num_cols()];
    for col in program.all_cols() {
        let at = col.index();
        match settled.get(at).copied().flatten() {
            Some(value) => out.offset += program.cost[at] * value,
            None => {
                cols[at] = Some(Col(out.cost.len() as u32));
                out.cost.push(program.cost[at]);
                out.col_lower.push(program.col_lower[at]);
                out.col_upper.push(program.col_upper[at]);
                out.integer.push(program.integer[at]);
                out.seen.push(usize::MAX);
            }
        }
    }
    let mut rows = vec![None; program.num_rows()];
    let mut moved = vec![0.0; program.num_rows()];
    for row in program.all_rows() {
        let begin = out.index.len();
        for (col, value) in program.row_terms(row) {
            match cols[col.index()] {
                Some(Col(kept)) => {
                    out.index.push(kept);
                    out.value.push(value);
                }
                None => moved[row.index()] += value * settled[col.index()].unwrap_or_default(),
            }
        }
        if out.index.len() == begin || left_out(row) {
            out.index.truncate(begin);
            out.value.truncate(begin);
            continue;
        }
        rows[row.index()] = Some(Row(out.row_lower.len() as u32));
        let (lower, upper) = program.row_bounds(row);
        out.row_lower.push(lower - moved[row.index()]);
        out.row_upper.push(upper - moved[row.index()]);
        out.start.push(out.index.len());
    }
    out.col_families = families(&program.col_families, |at| cols[at].is_some());
    out.row_families = families(&program.row_families, |at| rows[at].is_some());
    let mut reduced = Reduced { program: out, cols, rows, moved };
    reduced.program.attributions = reduced.attributions(program, settled);
    reduced
}

/// The families with the members that are kept.
fn families(families: &[FamilyInfo], kept: impl Fn(usize) -> bool) -> Vec<FamilyInfo> {
    let mut first = 0;
    let mut out = Vec::with_capacity(families.len());
    for family in families {
        let members: Vec<u32> =
            family.range().zip(family.members.iter()).filter(|(at, _)| kept(*at)).map(|(_, cell)| *cell).collect();
        let count = members.len() as u32;
        out.push(FamilyInfo {
            name: family.name.clone(),
            unit: family.unit.clone(),
            axes: family.axes.clone(),
            first,
            members: members.into(),
        });
        first += count;
    }
    out
}

impl Reduced {
    /// The place that a bound became, if it is still there.
    #[must_use]
    pub fn place(&self, place: Place) -> Option<Place> {
        Some(match place {
            Place::ColLower(col) => Place::ColLower(self.cols[col.index()]?),
            Place::ColUpper(col) => Place::ColUpper(self.cols[col.index()]?),
            Place::RowLower(row) => Place::RowLower(self.rows[row.index()]?),
            Place::RowUpper(row) => Place::RowUpper(self.rows[row.index()]?),
            Place::RowBoth(row) => Place::RowBoth(self.rows[row.index()]?),
        })
    }

    /// The values of all columns of the original from those that are left.
    #[must_use]
    pub fn whole(&self, cols: &[f64], settled: &[Option<f64>]) -> Vec<f64> {
        let value = |(kept, settled): (&Option<Col>, &Option<f64>)| match kept {
            Some(col) => cols[col.index()],
            None => settled.unwrap_or_default(),
        };
        self.cols.iter().zip(settled).map(value).collect()
    }

    fn attributions(&self, program: &Program, settled: &[Option<f64>]) -> Attributions {
        let from = &program.attributions;
        let mut to = Attributions {
            members: from.members.clone(),
            components: from.components.clone(),
            keys: from.keys.clone(),
            ..Attributions::default()
        };
        to.endow.extend(from.endow.iter().filter_map(|endow| {
            let place = self.place(endow.place)?;
            Some(crate::Endow { place, ..*endow })
        }));
        to.common.extend(from.common.iter().filter_map(|joint| {
            let place = self.place(joint.place)?;
            Some(crate::Joint { place, ..*joint })
        }));
        let mut limits: BTreeMap<(Place, u32), f64> = BTreeMap::new();
        for limited in &from.limited {
            if let Some(place) = self.place(limited.place) {
                *limits.entry((place, limited.component)).or_default() += limited.slope;
            }
        }
        for priced in &from.priced {
            let row = priced.row.map(|row| self.rows[row.index()]);
            match (row, self.cols[priced.col.index()]) {
                (None, Some(col)) => to.priced.push(crate::Priced { col, ..*priced }),
                (Some(Some(row)), Some(col)) => to.priced.push(crate::Priced { row: Some(row), col, ..*priced }),
                (Some(Some(row)), None) => {
                    let amount = -priced.slope * settled[priced.col.index()].unwrap_or_default();
                    let (lower, upper) = self.program.row_bounds(row);
                    let places = match (lower.is_finite(), upper.is_finite()) {
                        (true, true) if lower == upper => vec![Place::RowBoth(row)],
                        (true, true) => vec![Place::RowLower(row), Place::RowUpper(row)],
                        (true, false) => vec![Place::RowLower(row)],
                        (false, true) => vec![Place::RowUpper(row)],
                        (false, false) => Vec::new(),
                    };
                    for place in places {
                        *limits.entry((place, priced.component)).or_default() += amount;
                    }
                }
                _ => {}
            }
        }
        let moves = limits.into_iter().filter(|(_, slope)| *slope != 0.0);
        to.limited.extend(moves.map(|((place, component), slope)| Limited { place, component, slope }));
        to
    }
}
