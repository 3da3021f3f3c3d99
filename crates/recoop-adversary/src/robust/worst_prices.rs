//! The worst attack on prices as part of a program that is maximized: the dual of the adversary's problem.
//!
//! ```text
//!   max_depth  Σ_m exposed[m] depth[m]     depth[m] = Σ_k point[m,k] mix[m,k],   cost[m] = Σ_k cost at point[m,k] mix[m,k]
//!                                          Σ_k mix[m,k] ≤ 1,   ramps,   shared ≤ 1,   cost ≤ budgets,   mix ≥ 0
//!   = min      Σ of the limits times their prices
//!     s.t.     price_of_depth[m] + point · (prices of ramps and shares) + cost at point · (prices of budgets) ≥ point · exposed[m]
//! ```
//!
//! `exposed[m]` is what a unit of depth takes: linear in what the operator does, so that one program holds both (Sion's minimax theorem;
//! Bertsimas, Sim 2004 is the case of one budget and one depth). Costs are convex in depth; the chords between points are above
//! them, so that the adversary of the program is at most as strong as the true one, and as strong at the points.

use program::{Axis, Col, ColSpec, Program, Rows};
use recoop_case::positions::PathAt;

use crate::arsenal::Arsenal;
use crate::flows::Effect;

/// Depths of each move between which its cost is taken as linear, ascending, above 0.
#[derive(Clone, Debug)]
pub struct Points(pub Vec<Vec<f64>>);

/// Depths that are the same point, as a share of the deepest.
const SAME: f64 = 1e-6;

impl Points {
    /// So many for each move, evenly up to its deepest.
    pub fn even(arsenal: &Arsenal, count: usize) -> Self {
        let of = |most: f64| (1..=count).map(|k| most * k as f64 / count as f64).collect();
        Self(arsenal.moves.iter().map(|it| of(it.max_depth)).collect())
    }

    /// Adds the depths of an attack, where moves have no steps. Whether one of them is new.
    pub fn refine(&mut self, arsenal: &Arsenal, depths: &[f64]) -> bool {
        let mut new = false;
        for ((known, it), depth) in self.0.iter_mut().zip(&arsenal.moves).zip(depths) {
            let least = SAME * it.max_depth;
            let is_new = || known.iter().all(|point| (point - depth).abs() > least);
            if it.steps.is_empty() && *depth > least && is_new() {
                known.push(*depth);
                known.sort_by(f64::total_cmp);
                new = true;
            }
        }
        new
    }
}

/// By move the terms of what a unit of its depth takes, from effects on money.
pub fn exposed(arsenal: &Arsenal, effects: impl IntoIterator<Item = Effect<Col>>) -> Vec<Vec<(Col, f64)>> {
    let mut exposed = vec![Vec::new(); arsenal.moves.len()];
    for effect in effects {
        if let Some(m) = arsenal.position(effect.attack, effect.at) {
            exposed[m].push((effect.of, -effect.slope));
        }
    }
    exposed
}

/// Attacks on prices that are possible beside settled steps.
pub struct Prices<'a> {
    /// The moves.
    pub arsenal: &'a Arsenal,
    /// Depth of moves with steps; 0 for others.
    pub steps: &'a [f64],
    /// Moves that cannot be made beside them.
    pub forbidden: &'a [bool],
    /// Where costs are exact.
    pub points: &'a Points,
    /// Cost in a year of a move at a depth, MUSD.
    pub cost: &'a dyn Fn(usize, f64) -> f64,
    /// What a yearly amount at a position counts for in the budget.
    pub weight: &'a dyn Fn(PathAt) -> f64,
    /// MUSD of present value; infinite without limit.
    pub budget_musd: f64,
    /// MUSD in a year; infinite without limit.
    pub yearly_musd: f64,
    /// Number of states of the future.
    pub states: usize,
}

/// What was added to a program.
pub struct Added {
    /// The most that prices can take, as terms.
    pub most: Vec<(Col, f64)>,
    /// Rows by move and point; the dual of each is the part of the move at that point.
    pub mixes: Rows<2>,
}

impl Prices<'_> {
    /// What the steps cost at a position, MUSD a year.
    fn settled(&self, at: PathAt) -> f64 {
        let here = (0..self.steps.len()).filter(|m| self.arsenal.moves[*m].at == at && self.steps[*m] > 0.0);
        here.map(|m| (self.cost)(m, self.steps[m])).sum()
    }

    /// Moves that take something from the operator, and those before them on a ramp: a depth is reached through the depths before it,
    /// also where these do no harm.
    fn that_count(&self, exposed: &[Vec<(Col, f64)>]) -> Vec<bool> {
        let mut counts: Vec<bool> = exposed.iter().map(|terms| !terms.is_empty()).collect();
        // A move is later in the list than the one before it.
        for ramp in self.arsenal.ramps.iter().rev() {
            if let Some(before) = ramp.before {
                counts[before] |= counts[ramp.here];
            }
        }
        counts
    }

    /// Adds the dual. `exposed[m]` are terms of what a unit of depth of a move takes from the operator.
    pub fn add_to(&self, program: &mut Program, name: &str, exposed: &[Vec<(Col, f64)>]) -> Added {
        let arsenal = self.arsenal;
        let counts = self.that_count(exposed);
        let free = |m: usize| arsenal.moves[m].steps.is_empty() && !self.forbidden[m] && counts[m];
        let depth_limit = |terms: &mut dyn Iterator<Item = (usize, f64)>| -> f64 {
            terms.map(|(m, share)| share * self.steps[m]).sum::<f64>()
        };
        let moves = Axis::new("move", (0..arsenal.moves.len()).map(|m| m.to_string()));
        let family = |of: &str| format!("{name}.{of}");
        let at_exposed = program.cols(&family("exposed"), "MUSD", [&moves], |[m]| free(m).then(ColSpec::free));
        program.rows(&family("exposure"), "MUSD", [&moves], |[m], row| {
            let Some(col) = at_exposed.get([m]) else { return };
            row.add(col, 1.0);
            exposed[m].iter().for_each(|(col, factor)| row.add(*col, -factor));
            row.equals(0.0);
        });
        let of_depth = program.cols(&family("price_of_depth"), "MUSD", [&moves], |[m]| free(m).then(ColSpec::positive));

        let ramps = Axis::new("ramp", (0..arsenal.ramps.len()).map(|i| i.to_string()));
        let (binding_ramp, binding_share) =
            (|i: usize| free(arsenal.ramps[i].here), |i: usize| arsenal.shared[i].iter().any(|(m, _)| free(*m)));
        let of_ramp =
            program.cols(&family("price_of_ramp"), "MUSD", [&ramps], |[i]| binding_ramp(i).then(ColSpec::positive));
        let shares = Axis::new("share", (0..arsenal.shared.len()).map(|i| i.to_string()));
        let of_share =
            program.cols(&family("price_of_share"), "MUSD", [&shares], |[i]| binding_share(i).then(ColSpec::positive));
        let years = Axis::new("state", PathAt::all(self.states).map(|at| at.to_string()));
        let limited = self.yearly_musd.is_finite();
        let of_year =
            program.keyed().cols(&family("price_of_year"), "1", [&years], |_: PathAt| limited.then(ColSpec::positive));
        let one = Axis::new("budget", ["total"]);
        let capped = self.budget_musd.is_finite();
        let of_budget = program.cols(&family("price_of_budget"), "1", [&one], |_| capped.then(ColSpec::positive));

        // By move: prices of what its depth takes from, each with its share.
        let mut takes: Vec<Vec<(Col, f64)>> = vec![Vec::new(); arsenal.moves.len()];
        let mut most: Vec<(Col, f64)> = of_depth.iter().map(|(_, col)| (col, 1.0)).collect();
        for ([i], col) in of_ramp.iter() {
            let ramp = arsenal.ramps[i];
            takes[ramp.here].push((col, 1.0));
            if let Some(before) = ramp.before {
                takes[before].push((col, -ramp.kept));
            }
            most.push((col, ramp.most));
        }
        for ([i], col) in of_share.iter() {
            arsenal.shared[i].iter().for_each(|(m, share)| takes[*m].push((col, *share)));
            let left = 1.0 - depth_limit(&mut arsenal.shared[i].iter().copied());
            most.push((col, left.max(0.0)));
        }
        most.extend(of_year.iter().map(|(at, col)| (col, (self.yearly_musd - self.settled(at)).max(0.0))));
        if let Some(col) = of_budget.get([0]) {
            let settled: f64 = PathAt::all(self.states).map(|at| (self.weight)(at) * self.settled(at)).sum();
            most.push((col, (self.budget_musd - settled).max(0.0)));
        }

        let widest = self.points.0.iter().map(Vec::len).max().unwrap_or(0);
        let points = Axis::new("point", (0..widest).map(|k| k.to_string()));
        let mixes = program.rows(&family("worst_price"), "MUSD", [&moves, &points], |[m, k], row| {
            let (Some(exposed), Some(of_depth)) = (at_exposed.get([m]), of_depth.get([m])) else { return };
            let Some(depth) = self.points.0[m].get(k).copied() else { return };
            let (at, cost) = (arsenal.moves[m].at, (self.cost)(m, depth));
            row.add(of_depth, 1.0);
            row.add(exposed, -depth);
            takes[m].iter().for_each(|(col, share)| row.add(*col, depth * share));
            if let Some(col) = of_year.get(at) {
                row.add(col, cost);
            }
            if let Some(col) = of_budget.get([0]) {
                row.add(col, cost * (self.weight)(at));
            }
            row.at_least(0.0);
        });
        Added { most, mixes }
    }
}
