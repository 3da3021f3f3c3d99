//! The program of a case cut at the children of the root, for solvers that hold scenarios apart and make their common decisions agree; and a plan
//! with the decisions of the root given.
//!
//! ```text
//!   whole:     max  c·x + Σ_s d_s·y_s     A x ≤ b     T_s x + W_s y_s ≤ h_s
//!   scenario:  min -c·x - (1/p_s) d_s·y_s A x ≤ b     T_s x + W_s y_s ≤ h_s
//! ```
//!
//! The mean of the scenarios' objectives, with their probabilities, is minus the objective of the whole where their `x` agree. A scenario is a child
//! of the root with all that follows it. With risk, the threshold of the worst outcomes is one of the common decisions.

use std::collections::{BTreeMap, BTreeSet};

use program::{Col, ColSpec, Program, Sense, reduce};

use super::search::blocks::Blocks;
use crate::formulation::Formulation;
use crate::formulation::variables::Variables;
use recoop_case::Network;
use recoop_case::fault::number_text;
use recoop_case::positions::NodeAt;

/// The program of one scenario: what it minimizes is minus the objective of the plan.
#[derive(Clone, Debug)]
pub struct ScenarioProgram {
    /// Id of the child of the root.
    pub scenario: String,
    /// Its probability.
    pub probability: f64,
    /// The program; a last column, fixed at 1, has the constant of the objective as its cost.
    pub program: Program,
    /// For each column the position of the same column in the program of the whole; `None` for the constant.
    pub cols: Vec<Option<usize>>,
    /// For each column whether it is decided before scenarios part.
    pub is_root: Vec<bool>,
}

/// Cuts the program of a network into those of the children of the root; `None` when there are fewer than two, or when a row joins
/// scenarios other than through the root.
#[must_use]
pub fn per_scenario(network: &Network, formulation: &Formulation) -> Option<Vec<ScenarioProgram>> {
    let blocks = Blocks::new(network, formulation)?;
    let whole = &formulation.program;
    let root: BTreeSet<usize> = blocks.root_cols(whole).map(Col::index).collect();
    let children = network.tree.nodes.iter().filter(|node| node.parent == Some(NodeAt::new(0)));
    let cut = |(at, node): (usize, &recoop_case::tree::Node)| {
        let (block, probability) = (at + 1, blocks.share[at]);
        let mut part = whole.clone();
        let mut settled = vec![None; whole.num_cols()];
        for col in whole.all_cols() {
            let factor = match blocks.of_col(col) {
                0 => 1.0,
                of if of == block => 1.0 / probability,
                _ => {
                    settled[col.index()] = Some(0.0);
                    0.0
                }
            };
            part.add_cost(col, -whole.cost(col) - factor * whole.cost(col));
        }
        if let Some((col, (lower, upper))) = blocks.threshold() {
            part.set_col_bounds(col, lower, upper);
        }
        part.set_sense(Sense::Minimize);
        let reduced = reduce(&part, &settled, |row| blocks.of_row(row) != 0 && blocks.of_row(row) != block);
        let mut program = reduced.program;
        program.add_offset(-program.offset());
        let mut cols = vec![None; program.num_cols()];
        for (at, col) in reduced.cols.iter().enumerate() {
            if let Some(col) = col {
                cols[col.index()] = Some(at);
            }
        }
        let mut is_root: Vec<bool> = cols.iter().map(|at| at.is_some_and(|at| root.contains(&at))).collect();
        program.cols("constant", "MUSD", [], |[]| Some(ColSpec::between(1.0, 1.0).cost(-whole.offset())));
        cols.push(None);
        is_root.push(false);
        ScenarioProgram { scenario: node.id.to_string(), probability, program, cols, is_root }
    };
    Some(children.enumerate().map(cut).collect())
}

/// Whole numbers of other solvers are whole to this.
const WHOLE: f64 = 1e-4;
/// To this share the decisions of other solvers satisfy the rules.
const ROOM: f64 = 1e-6;

/// The program of a network with what is invested before scenarios part as other solvers decided it: values by position of the column, as
/// [`ScenarioProgram::cols`] has it. What operates in the root, and the threshold of risk, are decided again. The number of columns that
/// are fixed, and the program.
///
/// # Errors
/// In words, by name of the column, where a value is missing, no number, of a column that the root does not have, outside the column's bounds, or should be whole.
pub fn with_root(
    network: &Network,
    mut formulation: Formulation,
    values: &BTreeMap<usize, f64>,
) -> Result<(usize, Formulation), Vec<String>> {
    let Some(blocks) = Blocks::new(network, &formulation) else {
        return Err(vec!["the case has fewer than two scenarios after the root".to_string()]);
    };
    let mut errors = Vec::new();
    let mut fixed = 0;
    let threshold = blocks.threshold().map(|(col, _)| col);
    let cols: Vec<Col> = blocks.root_cols(&formulation.program).collect();
    for at in values.keys().filter(|at| !cols.iter().any(|col| col.index() == **at)) {
        errors.push(format!("`x{at}` is not decided before scenarios part"));
    }
    for col in cols {
        let program = &mut formulation.program;
        let operates = Variables::family(program.col_family(col)).is_some_and(|family| family.operates);
        if operates || threshold == Some(col) {
            continue;
        }
        let name = program.col_name(col);
        let Some(value) = values.get(&col.index()).copied().filter(|value| value.is_finite()) else {
            errors.push(format!("`{name}` has no value"));
            continue;
        };
        let (lower, upper) = program.col_bounds(col);
        let room = ROOM * (1.0 + value.abs());
        if value < lower - room || value > upper + room {
            let [value, lower, upper] = [value, lower, upper].map(number_text);
            errors.push(format!("`{name}` is {value}, outside {lower} to {upper}"));
        } else if program.is_integer(col) {
            if (value - value.round()).abs() > WHOLE {
                errors.push(format!("`{name}` is {value}, and has to be whole"));
                continue;
            }
            program.set_col_bounds(col, value.round(), value.round());
        } else {
            program.set_col_bounds(col, lower.max(value - room).min(upper), upper.min(value + room).max(lower));
        }
        fixed += 1;
    }
    if errors.is_empty() { Ok((fixed, formulation)) } else { Err(errors) }
}
