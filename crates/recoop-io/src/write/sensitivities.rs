//! Sensitivities as comma-separated text: one row for each end, all results side by side.

use std::io::Write;

use recoop::plan::sensitivities::{Results, Sensitivities};

/// Writes the case as assumed (`base`) and every end of every sensitivity. A result that there is not is a blank cell.
///
/// # Errors
/// What the writer said.
pub fn write_sensitivities(out: &mut dyn Write, sensitivities: &Sensitivities) -> std::io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let named = ["id", "name", "target", "filter", "action", "end", "value", "confidence", "outcome"];
    let results = ["objective_musd", "expected_npv_musd", "capital_musd", "public_cost_musd", "defense_short_t"];
    let stages = sensitivities.stages.iter().map(|stage| format!("home_{stage}"));
    let header = named.into_iter().chain(results).map(str::to_string).chain(stages);
    writer.write_record(header)?;
    let width = sensitivities.stages.len();
    let base = ["", "", "", "", "", "base", "", "", "solved"].map(str::to_string);
    writer.write_record(base.into_iter().chain(cells(Some(&sensitivities.base), width)))?;
    for sensitivity in &sensitivities.sensitivities {
        let row = &sensitivity.row;
        for (end, run) in sensitivity.ends() {
            let filter = row.filter.iter().map(|item| item.as_str()).collect::<Vec<_>>().join(";");
            let named = [
                row.id.to_string(),
                row.title().to_string(),
                row.target.as_str().to_string(),
                filter,
                row.action.as_str().to_string(),
                end.as_str().to_string(),
                run.value.to_string(),
                row.confidence.map_or("", |confidence| confidence.as_str()).to_string(),
                run.outcome.as_str().to_string(),
            ];
            writer.write_record(named.into_iter().chain(cells(run.outcome.results(), width)))?;
        }
    }
    writer.flush()
}

fn cells(results: Option<&Results>, stages: usize) -> Vec<String> {
    let Some(results) = results else { return vec![String::new(); 5 + stages] };
    let numbers =
        [results.objective_musd, results.npv_musd, results.capital_musd, results.public_musd, results.defense_short_t];
    let numbers = numbers.into_iter().map(Some).chain(results.home.iter().copied());
    numbers.map(|number| number.map_or_else(String::new, |number| number.to_string())).collect()
}
