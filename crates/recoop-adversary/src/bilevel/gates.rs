//! Gates of the operator's money in the attacker's program.
//!
//! ```text
//!   Σ_k fall[k] · depth[k] ≥ needed · z        z 0-1: shut
//!   v ≤ z of each of several gates             what is lost where all are shut
//! ```
//!
//! To be shut is never better for the operator, so that nothing has to hold a gate shut.

use program::solve::Solver;
use program::{Col, ColSpec, Solution};

use crate::arsenal::Arsenal;
use crate::flows::Shut;
use crate::operations::Operations;
use recoop_case::positions::PathAt;

/// Column of a gate, share of its price that has to be taken, moves with the share that depth 1 takes.
type GateCol = (Col, f64, Vec<(usize, f64)>);

/// Columns of gates.
#[derive(Default)]
pub(crate) struct GateCols {
    gates: Vec<GateCol>,
    /// Column that is 1 where what is lost is lost, MUSD.
    losses: Vec<(Col, f64)>,
}

impl GateCols {
    /// Adds the columns of all gates that moves can shut.
    pub fn new(operations: &Operations<'_>, shuts: &[Shut], arsenal: &Arsenal, solver: &mut Solver) -> Self {
        let mut cols = Self::default();
        let mut known: std::collections::BTreeMap<(usize, PathAt), Option<Col>> = Default::default();
        for it in shuts {
            let gated = &operations.flows.gated[it.gated];
            let mut shut = Vec::new();
            for at in &it.shut {
                let gate = known.entry((it.gated, *at)).or_insert_with(|| {
                    let falls = gated.falls[*at].iter();
                    let falls: Vec<(usize, f64)> =
                        falls.filter_map(|(attack, fall)| Some((arsenal.position(*attack, *at)?, *fall))).collect();
                    let most: f64 = falls.iter().map(|(which, fall)| fall * arsenal.moves[*which].max_depth).sum();
                    let needed = gated.needed(*at);
                    (most >= needed).then(|| {
                        let z = solver.add_col(ColSpec::binary(), &[]);
                        cols.gates.push((z, needed, falls));
                        z
                    })
                });
                shut.push(*gate);
            }
            // One that nothing shuts saves the rest.
            let Some(shut) = shut.into_iter().collect::<Option<Vec<Col>>>() else { continue };
            let col = match shut[..] {
                [z] => z,
                _ => {
                    let all = solver.add_col(ColSpec::between(0.0, 1.0), &[]);
                    shut.iter().for_each(|z| _ = solver.add_row(0.0, f64::INFINITY, &[(*z, 1.0), (all, -1.0)]));
                    all
                }
            };
            cols.losses.push((col, it.musd));
        }
        cols
    }

    /// Whether no gate can be shut.
    pub fn is_empty(&self) -> bool {
        self.gates.is_empty()
    }

    /// What is lost, by column, MUSD below 0.
    pub fn lost(&self) -> impl Iterator<Item = (Col, f64)> {
        // A gate may be in several losses.
        let mut sums: std::collections::BTreeMap<usize, (Col, f64)> = Default::default();
        self.losses.iter().for_each(|(col, musd)| sums.entry(col.index()).or_insert((*col, 0.0)).1 += musd);
        sums.into_values()
    }

    /// What is lost in a solution, MUSD.
    pub fn lost_in(&self, solution: &Solution) -> f64 {
        self.losses.iter().fold(0.0, |sum, (col, musd)| sum + musd * solution.col(*col))
    }

    /// Each gate: column, share of its price that has to be taken, moves with their shares.
    pub fn rows(&self) -> Vec<GateCol> {
        self.gates.clone()
    }

    /// Column of each gate.
    pub fn cols(&self) -> impl Iterator<Item = Col> + '_ {
        self.gates.iter().map(|(z, ..)| *z)
    }

    /// Makes gates of a solution whole: shut from a part on.
    pub fn round(&self, cols: &mut [f64], part: f64) {
        for (z, ..) in &self.gates {
            cols[z.index()] = if cols[z.index()] >= part { 1.0 } else { 0.0 };
        }
    }
}
