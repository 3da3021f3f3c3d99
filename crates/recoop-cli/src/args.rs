//! The command line; the doc comments are the manual. The options of each verb are in its file in [`commands`].

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use recoop_study::AnyRequest;

use crate::commands;

/// Plan a mineral supply chain: plants, dates, sizes and expected NPV.
#[derive(Debug, Parser)]
#[command(name = "recoop", version, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    pub verb: Verb,
    /// Print only the result.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// When to use color.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
}

/// When to use color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Make a small working case to start from.
    New(commands::new::Args),
    /// List all errors and warnings of a case, and its contents.
    Check(commands::check::Args),
    /// Plan a case: construction, costs, service and value.
    Plan(commands::plan::Args),
    /// Check that a run is unchanged, and that its plan keeps every rule and every dollar.
    ///
    /// recoop compares every file of the run with its digest and names changed, missing and new files. It then reads the plan back from the
    /// tables and recomputes all rules and all money from the case. Exit codes: 0 all rules hold; 5 a rule or a sum does not hold; 7 files or
    /// the case were changed; 4 the plan could not be recomputed.
    Audit(commands::audit::Args),
    /// Explain what limits a plan, with the shadow price of each limit.
    Explain(commands::explain::Args),
    /// Rank assumptions by their effect on the result.
    ///
    /// recoop solves the base case, then the low case and the high case of each row of the table `sensitivities`, one at a time. It solves
    /// the relaxation, which allows fractional plants: the gap of a plan with whole plants is wider than most sensitivities. Rows are sorted
    /// by the range of the result over the three cases; rows with an infeasible case come first.
    Sensitivity(commands::sensitivity::Args),
    /// Allocate the plan's value and test whether coalitions would leave.
    ///
    /// The case is planned. For each allocation rule, recoop searches all coalitions for the one with the largest excess (gain from leaving).
    /// A coalition's worth is the value of the best plan with its members' resources. The test is repeated at every node of the scenario
    /// tree, and shares become payments by year.
    Share(commands::share::Args),
    /// Attack a plan: harm by budget, and kill costs of purses.
    ///
    /// Plans the case, fixes its plants, and finds the worst attack in one scenario within each budget, and the cheapest attack that exhausts
    /// each purse: of each member alone, and of all together. Operations respond optimally to attacks. Every attack is replayed before it is
    /// reported.
    Stress(commands::stress::Args),
    /// Optimize against an adversary and report the cost of robustness.
    ///
    /// Plans the case without an adversary, then with the worst attack in the objective (`--weight`), or so that no modeled attack within a
    /// budget exhausts the joint purse (`--survive`, one plan for each budget: the frontier). Every plan is attacked again, and reported with
    /// an upper bound.
    Robust(commands::robust::Args),
    /// Find the cheapest buffers against an adversary.
    ///
    /// Plans the case and fixes the plan. Buys each buffer of the table `buffers` alone, in parts, and reports the increase in kill cost of the
    /// joint purse per dollar; then finds the cheapest mix that withstands each required budget, in one program with the adversary's problem.
    Buffers(commands::buffers::Args),
    /// Replay recorded years and variants of them: cash by quarter.
    ///
    /// Nothing is optimized: outputs are those of the table `outputs`, payments those of `cash_events`, prices those of the case. The answer
    /// compares each member's cash, quarter by quarter, with `reported_financials`. It repeats the replay for each row of `variants`, and adds
    /// the kill cost of each variant.
    Backtest(commands::backtest::Args),
    /// Plan, attack and share a case: ten sentences, and a report to open in a browser.
    ///
    /// Writes the results of `plan`, `stress` and `share` for one plan into one folder: their tables, and `report.html`, one file that needs no
    /// network. The report states why a part is missing (a case without attacks, or with one member). Ctrl-C leaves a report of finished parts.
    Study(commands::study::Args),
    /// Write the report of a study again, or set two studies side by side.
    Report(commands::report::Args),
    /// Simulate prices, outages and delays: cash and failures of members.
    ///
    /// Plans the case, fixes its plants, and draws paths around one scenario: prices by a process fitted to past years (`price_links`), outages,
    /// delays. In each year, installed plants run for the largest margin; a member without cash fails, alone or under a pooling bylaw. A path
    /// depends only on the seed and its number. Ctrl-C keeps finished paths; `--resume` computes the others.
    Simulate(commands::simulate::Args),
    /// Solve any coalition game: payoffs, stability, properties.
    ///
    /// The game is a file: a list of coalitions with their values or costs (`.csv`, a workbook, `.json`), or the data of a well-known family
    /// such as bankruptcy, airport, voting or linear production (`.json`). Results are exact where possible, and proven against all coalitions.
    Game(commands::game::Args),
    /// Write the program of a case (MPS, LP, readable text), or the tables of a run as an Excel workbook.
    Export(commands::export::Args),
    /// Make a plan with the root that another solver decided.
    ///
    /// `recoop export CASE DIR --per-scenario` writes the program of each scenario for mpi-sppy. This command fixes what the solver decided to
    /// invest before scenarios part, solves the rest, audits the plan and writes a run. The bound is that of plans with this root.
    ImportRoot(commands::import_root::Args),
    /// Write work as jobs that any machines can do.
    ///
    /// A job is a folder with a hash: verb, case, edits, options, seed, range, expected memory, build. Any engine can start `recoop work`; the
    /// results are the same bytes in whatever order, number and place jobs are done (docs/jobs.md).
    Jobs(commands::jobs::Args),
    /// Do jobs of a folder: one, or all that have no result.
    ///
    /// A result appears complete or not at all. A job that fails has its reason as its result, and others go on: exit code 4. With
    /// `--processes`, each job has a process of its own, so that a crash, or too much memory, costs one job.
    Work(commands::work::Args),
    /// Put the results of jobs together.
    ///
    /// The result is the run that the command itself would have written; for a sweep, one folder with the tables of all points. What is
    /// missing or failed is listed: exit code 4.
    Gather(commands::gather::Args),
}

impl Arguments {
    /// Whether a word is a verb of today.
    pub fn is_verb(word: &str) -> bool {
        Self::command().get_subcommands().any(|verb| verb.get_name() == word)
    }
}

impl Verb {
    /// Returns the request of a verb; `None` for what is no request, or holds none.
    pub fn request(&self) -> Option<AnyRequest> {
        Some(match self {
            Self::New(_) => return None,
            Self::Jobs(commands::jobs::Args { what: commands::jobs::What::Plan(args) }) => {
                AnyRequest::Jobs(args.request().ok()?)
            }
            Self::Audit(args) => AnyRequest::Audit(args.request()),
            Self::Backtest(args) => AnyRequest::Backtest(args.request()),
            Self::Buffers(args) => AnyRequest::Buffers(args.request()),
            Self::Check(args) => AnyRequest::Check(args.request()),
            Self::Explain(args) => AnyRequest::Explain(args.request()),
            Self::Export(args) => AnyRequest::Export(args.request()),
            Self::Game(args) => AnyRequest::Game(args.request()),
            Self::Gather(args) => AnyRequest::Gather(args.request()),
            Self::ImportRoot(args) => AnyRequest::ImportRoot(args.request()),
            Self::Plan(args) => AnyRequest::Plan(args.request()),
            Self::Report(args) => AnyRequest::Report(args.request()),
            Self::Robust(args) => AnyRequest::Robust(args.request()),
            Self::Share(args) => AnyRequest::Share(args.request()),
            Self::Simulate(args) => AnyRequest::Simulate(args.request()),
            Self::Stress(args) => AnyRequest::Stress(args.request()),
            Self::Study(args) => AnyRequest::Study(args.request()),
            Self::Sensitivity(args) => AnyRequest::Sensitivity(args.request()),
            Self::Work(args) => AnyRequest::Work(args.request()),
        })
    }
}
