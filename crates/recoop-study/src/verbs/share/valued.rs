//! What counts as the value of a case.

use recoop_adversary::robust::Against;
use recoop_case::Network;
use recoop_case::edit::{CaseEdit, EditErrors, Edited};
use recoop_case::resolve::resolve;
use recoop_case::settings::Settings;
use recoop_case::tables::Tables;
use recoop_io::CaseRead;

use crate::StudyError;
use crate::options::{levels, money};

/// The adversary of the worst case, where that is what counts.
pub(super) fn against(value: &str, budget: Option<f64>, level: Option<&str>) -> Result<Option<Against>, StudyError> {
    if value != "worst" {
        return match (budget, level) {
            (None, None) => Ok(None),
            _ => Err(StudyError::refused("--value-basis", "--budget and --perspective are for --value-basis worst")),
        };
    }
    let budget_musd = money("--budget", budget.unwrap_or(f64::INFINITY), true)?;
    let level = levels(&[level.unwrap_or("treasury").to_string()])?[0];
    Ok(Some(Against { level, budget_musd, yearly_musd: f64::INFINITY }))
}

/// The network with what is asked to count as value.
pub(super) fn valued(value: &str, mut settings: Settings, read: &CaseRead) -> Result<Network, StudyError> {
    match value {
        "case" => {}
        "expected" => settings.risk.weight = 0.0,
        "tail" => settings.risk.weight = 1.0,
        "worst" => {
            settings.risk.weight = 0.0;
            let network = resolve(&settings, &read.tables);
            let likeliest =
                network.tree.last_scenarios().nth(network.tree.likeliest(|_| true).index()).map(str::to_string);
            let single_scenario = likeliest.map(|last| single_scenario(&settings, &read.tables, &last));
            return Ok(single_scenario.and_then(Result::ok).unwrap_or(network));
        }
        scenario => {
            return single_scenario(&settings, &read.tables, scenario).map_err(|_| {
                let network = resolve(&settings, &read.tables);
                let last: Vec<&str> = network.tree.last_scenarios().collect();
                let message = format!(
                    "--value-basis: `{scenario}` is not a leaf scenario; expected `case`, `expected`, `tail`, `worst`, {}",
                    last.join(", ")
                );
                StudyError::refused("--value-basis", message)
            });
        }
    }
    Ok(resolve(&settings, &read.tables))
}

/// The network in which one leaf scenario is certain.
fn single_scenario(settings: &Settings, tables: &Tables, leaf: &str) -> Result<Network, EditErrors> {
    Edited::of(settings, tables).apply(&[CaseEdit::single_scenario(leaf)])?.network()
}
