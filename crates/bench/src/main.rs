//! Measures how fast and in how much memory large programs are built, how fast games are answered, and how long kill costs take; see
//! docs/benchmarks.md.

mod dump;
mod games;
mod kill;
mod large;
mod memory;
mod prices;
mod report;
mod text;

use std::error::Error;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, Parser, Subcommand};
use program::solve::{NoProgress, Options, Solver};
use recoop::formulation::{Formulation, formulate};
use recoop_case::Network;
use recoop_case::resolve::resolve;
use serde_json::json;

use crate::large::Dimensions;
use crate::memory::{memory, reset_peak};

/// Builds large programs and answers games, and says what it took.
#[derive(Parser)]
#[command(name = "recoop-bench")]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Builds the program and hands it to the solver; prints seconds, memory and sizes as JSON.
    Build {
        #[command(flatten)]
        size: Size,
        /// Also solve for so many seconds, to see the memory that the solver needs.
        #[arg(long)]
        solve_seconds: Option<f64>,
    },
    /// Prints a number that changes when anything of the program changes.
    Fingerprint {
        #[command(flatten)]
        size: Size,
    },
    /// Writes the parameters of the case as plain arrays, for the other tools.
    Dump {
        #[command(flatten)]
        size: Size,
        /// Also solve, and write the optimum.
        #[arg(long)]
        solve: bool,
        /// Folder for the arrays.
        #[arg(long)]
        out: PathBuf,
    },
    /// Writes the case as a folder.
    Case {
        #[command(flatten)]
        size: Size,
        /// Folder for the case.
        #[arg(long)]
        out: PathBuf,
    },
    /// Kill costs of a made-up industry: seconds for the first firm, for all, and for a joint purse.
    Kill {
        /// Firms.
        #[arg(long, default_value_t = 12)]
        firms: usize,
        /// Periods.
        #[arg(long, default_value_t = 40)]
        periods: usize,
        /// Products.
        #[arg(long, default_value_t = 1)]
        products: usize,
        /// Seed of what is drawn.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Writes a case folder with a long price table.
    Prices {
        /// Rows of the price table.
        #[arg(long, default_value_t = 1_000_000)]
        rows: usize,
        /// Folder for the case.
        #[arg(long)]
        out: PathBuf,
    },
    /// Answers games and writes what it took as JSON.
    Games(games::Games),
}

#[derive(Args, Clone, Copy)]
struct Size {
    /// Deposits.
    #[arg(long, default_value_t = Dimensions::default().feeds)]
    feeds: usize,
    /// Counted elements.
    #[arg(long, default_value_t = Dimensions::default().elements)]
    elements: usize,
    /// Kinds of alloy, magnet and scrap.
    #[arg(long, default_value_t = Dimensions::default().grades)]
    grades: usize,
    /// Regions.
    #[arg(long, default_value_t = Dimensions::default().regions)]
    regions: usize,
    /// Years of the horizon.
    #[arg(long, default_value_t = Dimensions::default().years)]
    years: i32,
    /// Scenarios.
    #[arg(long, default_value_t = Dimensions::default().scenarios)]
    scenarios: usize,
    /// Economies of scale, sites, capital limits, risk, origin rules, service levels and policies too.
    #[arg(long)]
    everything: bool,
}

impl Size {
    fn dimensions(self) -> Dimensions {
        let Self { feeds, elements, grades, regions, years, scenarios, everything } = self;
        Dimensions { feeds, elements, grades, regions, years, scenarios, everything }
    }

    fn network(self) -> Network {
        let dimensions = self.dimensions();
        resolve(&text::settings(&dimensions), &large::case(&dimensions).tables())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    match Cli::parse().verb {
        Verb::Build { size, solve_seconds } => build(size, solve_seconds),
        Verb::Fingerprint { size } => {
            println!("{:016x}", report::fingerprint(&formulate(&size.network()).program));
            Ok(())
        }
        Verb::Dump { size, solve, out } => {
            if size.everything {
                return Err("the other tools build the continuous case only: leave out `--everything`".into());
            }
            let network = size.network();
            let plan = formulate(&network);
            let objective = if solve { Some(optimum(&plan)?) } else { None };
            Ok(dump::dump(&network, &plan, objective, &out)?)
        }
        Verb::Case { size, out } => Ok(large::case(&size.dimensions()).write(&out)?),
        Verb::Kill { firms, periods, products, seed } => {
            println!("{:#}", kill::measure(seed, firms, periods, products)?);
            Ok(())
        }
        Verb::Prices { rows, out } => Ok(prices::write(rows, &out)?),
        Verb::Games(games) => games::run(&games),
    }
}

/// Seconds, MiB at the start and MiB at the peak of some work, with its result.
fn measured<T>(work: impl FnOnce() -> T) -> (serde_json::Value, T) {
    reset_peak();
    let before = memory();
    let started = Instant::now();
    let result = work();
    let seconds = started.elapsed().as_secs_f64();
    let after = memory();
    let value = json!({
        "seconds": seconds,
        "peak_mib": after.peak - before.now,
        "kept_mib": after.now - before.now,
    });
    (value, result)
}

fn build(size: Size, solve_seconds: Option<f64>) -> Result<(), Box<dyn Error>> {
    let dimensions = size.dimensions();
    // Kept to the end: memory given back would be taken again by the next step, and its need look smaller.
    let tables = large::case(&dimensions).tables();
    let settings = text::settings(&dimensions);
    let (resolving, network) = measured(|| resolve(&settings, &tables));
    let (formulating, plan) = measured(|| formulate(&network));
    let (handing, solver) = measured(|| Solver::new(&plan.program));
    let mut solver = solver?;
    let mut solving = serde_json::Value::Null;
    if let Some(seconds) = solve_seconds {
        let options = Options { time_limit_seconds: Some(seconds), ..Options::default() };
        let (value, outcome) = measured(|| solver.solve(&options, &mut NoProgress));
        solving = value;
        solving["stop"] = json!(format!("{:?}", outcome?.stop));
    }
    let program = &plan.program;
    let report = json!({
        "processes": plan.sets.runs.len(),
        "materials": network.materials.len(),
        "states": network.tree.states.len(),
        "scenarios": network.tree.leaves.len(),
        "columns": program.num_cols(),
        "rows": program.num_rows(),
        "nonzeros": program.num_nonzeros(),
        "counts": report::counts(program),
        "resolve": resolving,
        "formulate": formulating,
        "hand_over": handing,
        "solve": solving,
    });
    println!("{report:#}");
    black_box((&tables, &network, &solver));
    Ok(())
}

fn optimum(plan: &Formulation) -> Result<f64, Box<dyn Error>> {
    let outcome = Solver::new(&plan.program)?.solve(&Options::default(), &mut NoProgress)?;
    outcome.objective.ok_or_else(|| format!("no optimum: {:?}", outcome.stop).into())
}
