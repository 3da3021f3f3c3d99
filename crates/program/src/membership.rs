//! Bounds as functions of who takes part: the coalition as a variable of the program.
//!
//! ```text
//!   bound(z) = base + Σ_i amount_i z_i          z_i = 1: member i is in
//! ```
//!
//! [`restrict`](crate::restrict) makes the program of one coalition; this is the same for all of them at once. It sets the bounds of a solver that
//! is solved again and again, it turns the duals of one coalition's program into a bound on the worth of *every* coalition,
//! and it writes the program in which the coalition itself is searched for.

use std::collections::BTreeMap;

use crate::attribute::Place;
use crate::axis::Axis;
use crate::build::{ColSpec, Program, Sense};
use crate::family::{Col, Cols, Row};
use crate::solve::{Solution, Solver};

/// What a coalition has of that which belongs to all together ([`Attributions::common`](crate::Attributions::common)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Common {
    /// Every member its part by the key of each bound ([`Attributions::keys`](crate::Attributions::keys)), the same in every coalition. Then all
    /// is brought by members: the game is one of linear production (Owen 1975), superadditive, and shadow prices pay stable shares.
    #[default]
    Split,
    /// Every coalition the whole, as if the others were not there. Coalitions can then have more apart than together.
    Shared,
    /// Nothing, unless it is the coalition of all.
    Whole,
}

/// The bounds that depend on who takes part.
#[derive(Clone, Debug)]
pub struct Membership {
    members: usize,
    common: Common,
    parts: Vec<Part>,
}

/// One bound: what it is without members, and what each brings.
#[derive(Clone, Debug)]
struct Part {
    place: Place,
    base: f64,
    /// What all together have more than the sum of the members: only under [`Common::Whole`].
    whole: f64,
    amounts: Vec<(u32, f64)>,
    scale: f64,
}

impl Part {
    fn at(&self, members: usize, is_in: &dyn Fn(usize) -> bool) -> f64 {
        let mut sum = self.base;
        let mut count = 0;
        for (member, amount) in &self.amounts {
            if is_in(*member as usize) {
                sum += amount;
                count += 1;
            }
        }
        if self.whole != 0.0 && (0..members).all(is_in) {
            sum += self.whole;
        }
        // The parts of a bound seldom add up to it to the last digit; a rest of rounding would cross bounds.
        let nothing_left = count == 0 && self.base == 0.0;
        if nothing_left || sum.abs() <= 1e-12 * self.scale { 0.0 } else { sum }
    }
}

impl Membership {
    /// The bounds of a program that its first `members` members bring.
    ///
    /// # Examples
    ///
    /// ```
    /// use program::{ColSpec, Common, Endow, Membership, Options, Place, Program, Sense, NoProgress, solve};
    ///
    /// let mut program = Program::new(Sense::Maximize);
    /// let run = program.cols("run", "t", [], |[]| Some(ColSpec::positive().cost(2.0)));
    /// let ore = program.rows("ore", "t", [], |[], row| {
    ///     row.add(run.get([]).unwrap(), 1.0);
    ///     row.at_most(10.0);
    /// });
    /// let place = Place::RowUpper(ore.get([]).unwrap());
    /// program.attributions.members = vec!["mine".into(), "scrap".into()];
    /// program.attributions.endow = vec![Endow { place, member: 0, amount: 6.0 }, Endow { place, member: 1, amount: 4.0 }];
    /// let membership = Membership::new(&program, 2, Common::Split);
    /// assert!(membership.is_homogeneous());
    /// let options = Options::default();
    /// let mine = solve(&membership.program(&program, &|member| member == 0), &options, &mut NoProgress)?;
    /// assert_eq!(mine.objective, Some(12.0));
    ///
    /// // Shares at shadow prices: 2 for each metric ton of ore.
    /// let all = solve(&program, &options, &mut NoProgress)?.solution.unwrap();
    /// assert_eq!(membership.slopes(&program, &all), [12.0, 8.0]);
    ///
    /// // The coalition as a variable: at these payoffs none gains by leaving.
    /// let (search, _) = membership.search(&program, &[12.0, 8.0]);
    /// assert!(solve(&search, &options, &mut NoProgress)?.objective.unwrap().abs() < 1e-6);
    /// # Ok::<(), program::SolveError>(())
    /// ```
    #[must_use]
    pub fn new(program: &Program, members: usize, common: Common) -> Self {
        let mut brought: BTreeMap<Place, BTreeMap<u32, f64>> = BTreeMap::new();
        let attributions = &program.attributions;
        for endow in attributions.endow.iter().filter(|endow| (endow.member as usize) < members) {
            *brought.entry(endow.place).or_default().entry(endow.member).or_default() += endow.amount;
        }
        let mut shared: BTreeMap<Place, f64> = BTreeMap::new();
        for joint in &attributions.common {
            match common {
                Common::Split => {
                    let amounts = brought.entry(joint.place).or_default();
                    let key = attributions.keys[joint.key as usize].iter().take(members);
                    for (member, part) in key.enumerate().filter(|(_, part)| **part != 0.0) {
                        *amounts.entry(member as u32).or_default() += joint.amount * part;
                    }
                }
                Common::Whole => {
                    *shared.entry(joint.place).or_default() += joint.amount;
                    brought.entry(joint.place).or_default();
                }
                Common::Shared => {}
            }
        }
        let parts = brought.into_iter().filter(|(place, _)| program.bound(*place) > f64::NEG_INFINITY);
        let parts = parts.map(|(place, amounts)| {
            let bound = program.bound(place);
            let whole = shared.get(&place).copied().unwrap_or(0.0);
            let sum = amounts.values().sum::<f64>() + whole;
            // An upper bound that is infinite is as large as its owners say, and zero without them: they bring more than can be used.
            let bound = if bound == f64::INFINITY { sum } else { bound };
            let scale = amounts.values().fold(bound.abs(), |most, amount| most.max(amount.abs()));
            let base = bound - sum;
            let base = if base.abs() <= 1e-12 * scale { 0.0 } else { base };
            Part { place, base, whole, amounts: amounts.into_iter().collect(), scale }
        });
        Self { members, common, parts: parts.collect() }
    }

    /// Number of members.
    #[must_use]
    pub fn num_members(&self) -> usize {
        self.members
    }

    /// What becomes of that which belongs to all together.
    #[must_use]
    pub fn common(&self) -> Common {
        self.common
    }

    /// Whether all bounds that could be taken away are: what nobody brings is zero everywhere that a member brings something.
    #[must_use]
    pub fn is_homogeneous(&self) -> bool {
        self.parts.iter().all(|part| part.base == 0.0)
    }

    /// The program of a coalition. Equal to [`restrict`](crate::restrict) under [`Common::Shared`].
    #[must_use]
    pub fn program(&self, program: &Program, is_in: &dyn Fn(usize) -> bool) -> Program {
        let mut out = program.clone();
        for part in &self.parts {
            out.set_bound(part.place, part.at(self.members, is_in));
        }
        out
    }

    /// Sets the bounds of a solver that holds the program to those of a coalition.
    pub fn set(&self, program: &Program, solver: &mut Solver, is_in: &dyn Fn(usize) -> bool) {
        let mut cols: BTreeMap<Col, (f64, f64)> = BTreeMap::new();
        let mut rows: BTreeMap<Row, (f64, f64)> = BTreeMap::new();
        for part in &self.parts {
            let bound = part.at(self.members, is_in);
            match part.place {
                Place::ColLower(col) => cols.entry(col).or_insert_with(|| program.col_bounds(col)).0 = bound,
                Place::ColUpper(col) => cols.entry(col).or_insert_with(|| program.col_bounds(col)).1 = bound,
                Place::RowLower(row) => rows.entry(row).or_insert_with(|| program.row_bounds(row)).0 = bound,
                Place::RowUpper(row) => rows.entry(row).or_insert_with(|| program.row_bounds(row)).1 = bound,
                Place::RowBoth(row) => drop(rows.insert(row, (bound, bound))),
            }
        }
        let cols: Vec<_> = cols.into_iter().map(|(col, (lower, upper))| (col, lower, upper)).collect();
        let rows: Vec<_> = rows.into_iter().map(|(row, (lower, upper))| (row, lower, upper)).collect();
        solver.set_bounds(&cols, &rows);
    }

    /// What one more member is worth at the duals of a continuous solution, for each member: `Σ dual · amount`. In the
    /// unit of the objective.
    ///
    /// With `v` the optimum of coalition `S`, `v + Σ_i slope_i (z_i - [i in S])` is at least (for a maximization) the optimum
    /// of every coalition `z`: the duals stay feasible whatever the right-hand side. At the coalition of all these are the
    /// shares of Owen (1975). Under [`Common::Whole`] this holds between coalitions that are not all.
    #[must_use]
    pub fn slopes(&self, program: &Program, solution: &Solution) -> Vec<f64> {
        let mut slopes = vec![0.0; self.members];
        self.visit_duals(program, solution, &mut |_, member, worth| slopes[member] += worth);
        slopes
    }

    /// Every amount that a member brings: place, member, amount in the unit of the bound.
    pub fn visit_amounts(&self, sink: &mut dyn FnMut(Place, usize, f64)) {
        for part in &self.parts {
            part.amounts.iter().for_each(|(member, amount)| sink(part.place, *member as usize, *amount));
        }
    }

    /// The parts of [`slopes`](Self::slopes): place, member, worth in the unit of the objective.
    pub fn visit_duals(&self, program: &Program, solution: &Solution, sink: &mut dyn FnMut(Place, usize, f64)) {
        // As if it were a maximization: the dual of an upper bound is then at least zero.
        let sign = if program.sense() == Sense::Maximize { 1.0 } else { -1.0 };
        for part in &self.parts {
            let dual = match part.place {
                Place::ColUpper(col) => solution.col_dual(col).filter(|dual| dual * sign > 0.0),
                Place::ColLower(col) => solution.col_dual(col).filter(|dual| dual * sign < 0.0),
                Place::RowUpper(row) => solution.row_dual(row).filter(|dual| dual * sign > 0.0),
                Place::RowLower(row) => solution.row_dual(row).filter(|dual| dual * sign < 0.0),
                Place::RowBoth(row) => solution.row_dual(row),
            };
            if let Some(dual) = dual {
                for (member, amount) in &part.amounts {
                    sink(part.place, *member as usize, dual * amount);
                }
            }
        }
    }

    /// The program in which the coalition is a variable: a binary `member[i]` for each member, rows that hold every bound to
    /// what the members that are in bring, and the objective less what they are paid:
    ///
    /// ```text
    ///   max  objective - Σ_i pay_i z_i        1 ≤ Σ_i z_i ≤ n - 1
    /// ```
    ///
    /// Its optimum is the largest excess at the payoffs (of a maximization). Under [`Common::Whole`] what belongs to all is left out, as the
    /// coalition of all is. Returns the handle to the binaries.
    #[must_use]
    pub fn search(&self, program: &Program, pay: &[f64]) -> (Program, Cols<1>) {
        let mut out = program.clone();
        let names = program.attributions.members.iter().take(self.members).cloned();
        let axis = Axis::new("member", names);
        let z = out.cols("member", "1", [&axis], |[i]| Some(ColSpec::binary().cost(-pay[i])));
        let of = |i: u32| z.get([i as usize]).expect("every member has a column");
        let places = Axis::new("place", (0..self.parts.len()).map(|k| k.to_string()));
        // One row for each moved bound. A bound of a row keeps its row's terms; the row itself stays free on that side.
        out.rows("brought", "1", [&places], |[k], row| {
            let part = &self.parts[k];
            match part.place {
                Place::ColLower(col) | Place::ColUpper(col) => row.add(col, 1.0),
                Place::RowLower(r) | Place::RowUpper(r) | Place::RowBoth(r) => {
                    program.row_terms(r).for_each(|(col, value)| row.add(col, value));
                }
            }
            part.amounts.iter().for_each(|(i, amount)| row.add(of(*i), -amount));
            match part.place {
                Place::ColUpper(_) | Place::RowUpper(_) => row.at_most(part.base),
                Place::ColLower(_) | Place::RowLower(_) => row.at_least(part.base),
                Place::RowBoth(_) => row.equals(part.base),
            }
        });
        let few = Axis::new("group", ["proper"]);
        out.rows("proper", "members", [&few], |_, row| {
            (0..self.members as u32).for_each(|i| row.add(of(i), 1.0));
            row.between(1.0, self.members as f64 - 1.0);
        });
        for part in &self.parts {
            let positive = part.amounts.iter().map(|(_, amount)| amount.max(0.0)).sum::<f64>();
            let negative = part.amounts.iter().map(|(_, amount)| amount.min(0.0)).sum::<f64>();
            // A column's own bounds stay as wide as any coalition has them: big coefficients stay out of the program.
            match part.place {
                Place::ColUpper(col) => out.set_col_bounds(col, out.col_bounds(col).0, part.base + positive),
                Place::ColLower(col) => out.set_col_bounds(col, part.base + negative, out.col_bounds(col).1),
                Place::RowUpper(row) => out.set_row_bounds(row, out.row_bounds(row).0, f64::INFINITY),
                Place::RowLower(row) => out.set_row_bounds(row, f64::NEG_INFINITY, out.row_bounds(row).1),
                Place::RowBoth(row) => out.set_row_bounds(row, f64::NEG_INFINITY, f64::INFINITY),
            }
        }
        (out, z)
    }
}
