//! The columns that a plan settles, from its values: for a plan that was read back, of which no solution is known.

use super::values::PlanValues;
use crate::formulation::Formulation;
use recoop_case::Network;

/// Values of columns, for a formulation of the plan's network or of one that has more plants. None where values do not
/// say: what no later state looks back to.
#[must_use]
pub fn settled_columns(network: &Network, formulation: &Formulation, values: &PlanValues) -> Vec<Option<f64>> {
    let (sets, vars) = (&formulation.sets, &formulation.variables);
    let mut columns = vec![None; formulation.program.num_cols()];
    // Values leave out zeros.
    let nothing = vars.installed.iter().map(|(_, col)| col);
    let nothing = nothing.chain(vars.size.iter().map(|(_, col)| col));
    let nothing = nothing.chain(vars.hold.iter().chain(vars.run.iter()).map(|(_, col)| col));
    nothing.for_each(|col| columns[col.index()] = Some(0.0));
    for it in &values.capacity {
        if let Some(col) = vars.installed.get((it.facility, it.state)) {
            columns[col.index()] = Some(it.installed_t);
        }
    }
    for (slot, at) in sets.slots.iter().enumerate() {
        let built = values.builds.iter().filter(|build| (build.facility, build.state) == (at.facility, at.state));
        let (size_t, count) = built.fold((0.0, 0.0), |sum, build| (sum.0 + build.size_t, sum.1 + build.count));
        let building = network.facilities[at.facility].building.as_ref();
        if building.is_some_and(|building| building.scale.module_t_per_year.is_some()) {
            if let Some(col) = vars.build.get((slot, 0)) {
                columns[col.index()] = Some(count);
            }
        } else if let Some(col) = (0..sets.segments[at.facility].len()).find_map(|k| vars.size.get((slot, k))) {
            // Capacity does not depend on the piece of the cost curve that it lies on.
            columns[col.index()] = Some(size_t);
        }
    }
    for it in &values.stocks {
        if let Some(col) = vars.hold.get((it.stock, it.state)) {
            columns[col.index()] = Some(it.level_t);
        }
    }
    for it in &values.runs {
        let is_it = |run: &crate::formulation::sets::Run| {
            (run.facility, run.mode, run.compliant) == (it.facility, it.mode, it.compliant)
        };
        if let Some(col) = sets.runs.iter().position(is_it).and_then(|run| vars.run.get((run, it.state))) {
            columns[col.index()] = Some(it.activity_t);
        }
    }
    columns
}
