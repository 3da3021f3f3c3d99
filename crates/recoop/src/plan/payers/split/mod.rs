//! The split of calls among payers with limits, along a tree.
//!
//! Where nothing later stands in the way, the split of a call is `min(room, λ · weight)` with the least sufficient λ. Where this
//! leaves too little for a later call, the largest ratio of payment to weight is minimized by a linear program over all
//! calls that are left, payers that cannot pay less are fixed, and so on with the others: the lexicographic minimum of
//! the ratios, which is unique. Both are the same split wherever the first is possible.

use program::solve::{NoProgress, Options, SolveError, Solver, Stop};
use program::{Axis, Col, ColSpec, List, Method, Program, Row, Rows, Sense};
use recoop_case::positions::StateAt;

/// Part of an amount that is rounding.
const ROUNDING: f64 = 1e-9;
/// Share of the whole dual of a minimal ratio from which a payer surely cannot pay less.
const HELD: f64 = 1e-6;

/// What is called from a purse in a year.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// The calendar year of the state: calls of one share the limits of a year. In the order in which they are settled.
    pub year: usize,
    /// Position of the state.
    pub state: StateAt,
    /// Positions of those who may pay.
    pub payers: Vec<usize>,
    /// MUSD, at least zero.
    pub amount: f64,
}

/// Limits of a payer, MUSD; infinite without one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Payer {
    /// In a year.
    pub per_year: f64,
    /// Along every path of the tree.
    pub total: f64,
    /// Its part in proportion to others; finite for all payers of a call.
    pub weight: f64,
}

/// Calls in order, those before others on a path first, with the payers and the tree.
#[derive(Clone, Debug)]
pub(super) struct Purses {
    pub payers: Vec<Payer>,
    /// State before each state.
    pub parents: List<StateAt, Option<StateAt>>,
    pub calls: Vec<Call>,
}

impl Purses {
    /// The split: for each call the part of each of its payers, MUSD. `known` is one that keeps the limits, for what the
    /// solver's tolerances let pass.
    ///
    /// # Errors
    /// If the solver fails.
    pub fn split(&self, known: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, SolveError> {
        let mut settled: Vec<Vec<f64>> = Vec::new();
        let mut ahead = None;
        while settled.len() < self.calls.len() {
            if let Some(rest) = self.without_foresight(&settled) {
                settled.extend(rest);
                break;
            }
            if ahead.is_none() {
                ahead = Some(Ahead::new(self, known)?);
            }
            let Some(parts) = ahead.as_mut().map_or(Ok(None), |ahead| ahead.settle(self, settled.len()))? else {
                // Only where tolerances add up to more than the program of the plan itself allows.
                return Ok(known.to_vec());
            };
            settled.push(parts);
        }
        Ok(settled)
    }

    /// The states on the path to a state, itself included.
    fn path(&self, state: StateAt) -> impl Iterator<Item = StateAt> + '_ {
        std::iter::successors(Some(state), |state| self.parents[*state])
    }

    /// The calls after those that are settled, each as if it were the last; `None` where room ends before one is paid.
    fn without_foresight(&self, settled: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
        // Paid by payer and state, and by payer in the year of the call.
        let mut paid = vec![vec![0.0; self.parents.len()]; self.payers.len()];
        let (mut year, mut in_year) = (None, Vec::new());
        let mut out = Vec::new();
        for (at, call) in self.calls.iter().enumerate() {
            if year.replace(call.year) != Some(call.year) {
                in_year = vec![0.0; self.payers.len()];
            }
            let parts = match settled.get(at) {
                Some(parts) => parts.clone(),
                None => {
                    let open = call.payers.iter().map(|i| {
                        let payer = &self.payers[*i];
                        let so_far: f64 = self.path(call.state).map(|before| paid[*i][before]).sum();
                        (payer.weight, (payer.per_year - in_year[*i]).min(payer.total - so_far))
                    });
                    capped(call.amount, &open.collect::<Vec<_>>())?
                }
            };
            for (i, part) in call.payers.iter().zip(&parts) {
                in_year[*i] += part;
                paid[*i][call.state] += part;
            }
            out.push(parts);
        }
        Some(out.split_off(settled.len()))
    }
}

/// Parts of an amount in proportion to weights, none beyond its room: `(weight, room)` of each. `None` where the room of all is
/// not enough.
fn capped(amount: f64, payers: &[(f64, f64)]) -> Option<Vec<f64>> {
    let mut parts = vec![0.0; payers.len()];
    let mut open: Vec<usize> = (0..payers.len()).filter(|at| payers[*at].0 > 0.0).collect();
    let mut left = amount;
    while left > ROUNDING * amount && !open.is_empty() {
        let weight: f64 = open.iter().map(|at| payers[*at].0).sum();
        let wanted = |at: usize| left * payers[at].0 / weight;
        let full: Vec<usize> = open.iter().copied().filter(|at| payers[*at].1 < wanted(*at)).collect();
        if full.is_empty() {
            open.iter().for_each(|at| parts[*at] = wanted(*at));
            return Some(parts);
        }
        for at in full {
            parts[at] = payers[at].1.max(0.0);
            left -= parts[at];
            open.retain(|other| *other != at);
        }
    }
    (left <= ROUNDING * amount).then_some(parts)
}

/// The program of all calls: payments within limits, and the largest ratio of payment to weight of one call. Amounts are in
/// parts of the largest, so that tolerances are small beside them.
struct Ahead {
    solver: Solver,
    ratio: Col,
    /// By call and payer.
    pays: Vec<Vec<Col>>,
    /// Rows `payment - weight · ratio ≤ 0`, lifted but for those that are asked now.
    shares: Vec<Vec<Row>>,
    /// Rows of the sums of calls.
    sums: Vec<Row>,
    /// MUSD of one unit.
    unit: f64,
    /// Of the weights.
    heaviest: f64,
}

impl Ahead {
    fn new(purses: &Purses, known: &[Vec<f64>]) -> Result<Self, SolveError> {
        let numbers = |count: usize| Axis::new("at", (0..count).map(|at| at.to_string()));
        let calls = &purses.calls;
        let amounts: Vec<f64> = known.iter().map(|parts| parts.iter().sum()).collect();
        let unit = amounts.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        let of_call = |call: &Call| call.payers.iter().map(|i| purses.payers[*i].weight).fold(0.0, f64::max);
        let heaviest = calls.iter().map(of_call).fold(f64::MIN_POSITIVE, f64::max);
        let mut program = Program::new(Sense::Minimize);
        let ratio = program.cols("ratio", "1", [], |[]| Some(ColSpec::positive().cost(1.0)));
        let ratio = ratio.iter().map(|(_, col)| col).next().expect("the family has one column");
        let (by_call, by_payer) = (numbers(calls.len()), numbers(purses.payers.len()));
        let pays = program.cols("pays", "1", [&by_call, &by_payer], |[call, i]| {
            calls[call].payers.contains(&i).then(ColSpec::positive)
        });
        let col = |call: usize, i: usize| pays.get([call, i]).expect("a payer of the call");
        let sums = program.rows("sum", "1", [&by_call], |[call], row| {
            calls[call].payers.iter().for_each(|i| row.add(col(call, *i), 1.0));
            if !row.is_empty() {
                row.equals(amounts[call] / unit);
            }
        });
        let shares = program.rows("share", "1", [&by_call, &by_payer], |[call, i], row| {
            if calls[call].payers.contains(&i) {
                row.add(col(call, i), 1.0);
                row.add(ratio, -purses.payers[i].weight / heaviest);
                row.between(f64::NEG_INFINITY, f64::INFINITY);
            }
        });
        // What the known split pays keeps every limit, if only by the solver's tolerance.
        let mut limit = |name: &str, keys: &Axis, of: &dyn Fn(usize, usize) -> bool, most: &dyn Fn(&Payer) -> f64| {
            program.rows(name, "1", [&by_payer, keys], |[i, key], row| {
                let most = most(&purses.payers[i]);
                if most.is_infinite() {
                    return;
                }
                let mut paid = 0.0;
                for (call, it) in calls.iter().enumerate().filter(|(call, _)| of(*call, key)) {
                    if let Some(at) = it.payers.iter().position(|payer| *payer == i) {
                        row.add(col(call, i), 1.0);
                        paid += known[call][at];
                    }
                }
                if !row.is_empty() {
                    row.at_most(f64::max(most, paid) / unit);
                }
            })
        };
        let years = calls.iter().map(|call| call.year + 1).max().unwrap_or(0);
        limit("per_year", &numbers(years), &|call, year| calls[call].year == year, &|payer| payer.per_year);
        let is_last = |state: &StateAt| purses.parents.iter().all(|parent| *parent != Some(*state));
        let paths: Vec<Vec<StateAt>> =
            purses.parents.positions().filter(is_last).map(|state| purses.path(state).collect()).collect();
        let on_path = |call: usize, path: usize| paths[path].contains(&calls[call].state);
        limit("total", &numbers(paths.len()), &on_path, &|payer| payer.total);
        let of_call = |call: usize| calls[call].payers.iter().map(move |i| (call, *i));
        let row = |rows: &Rows<2>, (call, i): (usize, usize)| rows.get([call, i]).expect("a payer of the call");
        Ok(Self {
            solver: Solver::new(&program)?,
            ratio,
            pays: (0..calls.len()).map(|call| of_call(call).map(|(call, i)| col(call, i)).collect()).collect(),
            shares: (0..calls.len()).map(|call| of_call(call).map(|at| row(&shares, at)).collect()).collect(),
            sums: (0..calls.len()).filter_map(|call| sums.get([call])).collect(),
            unit,
            heaviest,
        })
    }

    /// The split of a call whose predecessors are settled; `None` where the solver finds none.
    fn settle(&mut self, purses: &Purses, call: usize) -> Result<Option<Vec<f64>>, SolveError> {
        let options = Options { method: Method::Simplex, presolve: false, ..Options::default() };
        let weight = |at: usize| purses.payers[purses.calls[call].payers[at]].weight / self.heaviest;
        let weights: Vec<f64> = (0..self.pays[call].len()).map(weight).collect();
        let mut parts = vec![0.0; weights.len()];
        let (mut open, without): (Vec<usize>, Vec<usize>) = (0..weights.len()).partition(|at| weights[*at] > 0.0);
        for at in without {
            self.solver.set_col_bounds(self.pays[call][at], 0.0, 0.0);
        }
        for at in &open {
            self.solver.set_row_bounds(self.shares[call][*at], f64::NEG_INFINITY, 0.0);
        }
        while !open.is_empty() {
            let outcome = self.solver.solve(&options, &mut NoProgress)?;
            let (Stop::Optimal, Some(solution)) = (outcome.stop, outcome.solution) else { return Ok(None) };
            let ratio = solution.col(self.ratio).max(0.0);
            // At the least ratio the weighed duals of its rows add up to one.
            let held = |at: &usize| solution.row_dual(self.shares[call][*at]).unwrap_or(0.0).abs() * weights[*at];
            // Nobody has to pay anything: all are held.
            let (fixed, rest): (Vec<usize>, Vec<usize>) = open.iter().partition(|at| ratio == 0.0 || held(at) > HELD);
            if fixed.is_empty() {
                return Ok(None);
            }
            for at in fixed {
                parts[at] = weights[at] * ratio;
                self.solver.set_col_bounds(self.pays[call][at], parts[at], parts[at]);
                self.solver.set_row_bounds(self.shares[call][at], f64::NEG_INFINITY, f64::INFINITY);
            }
            open = rest;
        }
        // The parts are fixed as they are: their sum is off by rounding.
        self.solver.set_row_bounds(self.sums[call], f64::NEG_INFINITY, f64::INFINITY);
        let (sum, amount): (f64, f64) = (parts.iter().sum(), purses.calls[call].amount / self.unit);
        let exact = if sum > 0.0 { amount / sum } else { 0.0 };
        Ok(Some(parts.into_iter().map(|part| part * exact * self.unit).collect()))
    }
}

#[cfg(test)]
mod tests;
