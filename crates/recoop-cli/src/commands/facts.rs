//! `recoop check --facts`: past years, observed and modelled.

use recoop::plan::PlanOptions;
use recoop::plan::explain::short;
use recoop::plan::hindcast::{Comparison, hindcast};
use recoop_case::settings::Settings;
use recoop_case::tables::{FactRow, Tables};

use crate::error::CliError;
use crate::interrupt;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::Screen;

/// Facts beside what the model says, in the order of the table.
pub struct Compared<'a> {
    rows: Vec<(&'a FactRow, Comparison)>,
}

/// Runs the past years of a case.
pub fn compare<'a>(settings: &Settings, tables: &'a Tables, printer: &Printer) -> Result<Compared<'a>, CliError> {
    if tables.facts.is_empty() {
        return Err(CliError::Usage("the case has no table `facts`, so there is nothing to compare with".to_string()));
    }
    let solve = settings.solve;
    let threads = usize::try_from(solve.threads).unwrap_or(0);
    let options = PlanOptions { gap: solve.gap, time_limit_seconds: solve.time_limit_seconds, threads, seed: 0 };
    interrupt::listen("the best plan so far");
    let mut show = Show::new(printer.hushed());
    let compared = hindcast(settings, tables, &options, &mut show);
    show.done();
    let compared = compared.map_err(|(year, error)| match super::run::no_plan(error) {
        CliError::NoPlan(why) => CliError::NoPlan(format!("the year {year} of `facts` has no plan: {why}")),
        CliError::Nothing(why) => CliError::Nothing(format!("the year {year} of `facts`: {why}")),
        other => other,
    })?;
    Ok(Compared { rows: compared.into_iter().map(|c| (&tables.facts[c.row], c)).collect() })
}

impl Compared<'_> {
    /// Facts outside their bands.
    pub fn outside(&self) -> usize {
        self.rows.iter().filter(|(fact, comparison)| !comparison.holds(fact)).count()
    }

    /// The table of observed against modelled.
    pub fn draw(&self, screen: Screen) -> String {
        let mut out = screen.heading("Past years, with no freedom to build");
        let mut table = screen.table();
        table.set_header(["year", "fact", "unit", "observed", "modelled", "band", "confidence", ""]);
        for (fact, comparison) in &self.rows {
            table.add_row([
                fact.year.to_string(),
                fact.name.as_ref().unwrap_or(&fact.id).to_string(),
                fact.measure.unit().to_string(),
                short(fact.observed),
                comparison.modelled.map_or("-".to_string(), short),
                format!("{} to {}", short(fact.low), short(fact.high)),
                fact.confidence.map_or("-", |c| c.word()).to_string(),
                if comparison.holds(fact) { "" } else { "OUTSIDE" }.to_string(),
            ]);
        }
        crate::screen::right(&mut table, &[3, 4]);
        for line in table.to_string().lines() {
            out.push_str(line.trim_end());
            out.push('\n');
        }
        let (all, outside) = (self.rows.len(), self.outside());
        out.push_str(&format!("  {} of {all} facts are inside their bands\n", all - outside));
        out
    }

    /// The same for programs.
    pub fn json(&self) -> serde_json::Value {
        let rows = self.rows.iter().map(|(fact, comparison)| {
            serde_json::json!({
                "id": fact.id.as_str(), "year": fact.year, "measure": fact.measure.word(), "unit": fact.measure.unit(),
                "low": fact.low, "observed": fact.observed, "high": fact.high,
                "modelled": comparison.modelled, "holds": comparison.holds(fact),
            })
        });
        rows.collect()
    }
}
