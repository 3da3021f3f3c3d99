//! The command line; the doc comments are the manual. The options of each verb are in its file in [`commands`].

use clap::{Parser, Subcommand, ValueEnum};
use recoop_study::AnyRequest;

use crate::commands;

/// Plans a whole supply chain together: what to build, when, at what size, and what it is worth.
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
    /// Plan a case: what is built when, what it costs, who is served, what it is worth.
    Plan(commands::plan::Args),
    /// Hold a run against its digests, and its plan against every rule and every dollar, from its tables and the case.
    ///
    /// Every file of the run is compared with the digest that it was written with: what was changed, is missing or came since is named. Then the
    /// plan is read back from the tables, and all rules and all money are recomputed from it and the case, as when it was made. Exit codes: 0 all
    /// holds; 5 a rule or a sum does not hold; 7 files or the case were changed since; 4 the plan could not be recomputed.
    Audit(commands::audit::Args),
    /// Explain what limits a plan, with the shadow price of each limit.
    Explain(commands::explain::Args),
    /// Rank assumptions by their effect on the result.
    ///
    /// The case is solved as assumed, then with each row of the table `sensitivities` at its low and at its high end, one at a time.
    /// What is solved is the relaxation, in which parts of plants are allowed: a plan of whole plants is known only to within
    /// its gap, which is wider than most sensitivities. Rows are sorted by how far the result spans over both ends and the case as
    /// assumed; first come those with an end that has no plan at all.
    Sensitivity(commands::sensitivity::Args),
    /// Allocate the plan's value and test whether coalitions would leave.
    ///
    /// The case is planned; then every rule of sharing is tried: for each one the group of members that would gain most by leaving is
    /// searched among all groups, with what it would gain. A group is worth what the best plan makes of what its members
    /// bring. The same is asked again at every node of the scenario tree, and the shares become payments by year.
    Share(commands::share::Args),
    /// Attack a plan: harm by budget, and kill costs of purses.
    ///
    /// The case is planned; then, with the plants of the plan and along one future, the attack of the table `attacks` that does most harm
    /// within each budget is found, while everything else answers as well as it can; and the cheapest attack that empties the purse of
    /// each member alone, and of all together. Every attack is replayed before it is told.
    Stress(commands::stress::Args),
    /// Optimize against an adversary and report the cost of robustness.
    ///
    /// The case is planned without an adversary, then with the worst attack in the objective (`--weight`), or so that the common purse of all
    /// members is never empty, whatever attack within a budget is made (`--survive`, one plan for each budget: the frontier). What comes out is
    /// attacked again, and the bounds say how good it can be at most.
    Robust(commands::robust::Args),
    /// Find the cheapest buffers against an adversary.
    ///
    /// The case is planned; then, with the plan as it is, each buffer of the table `buffers` is bought alone, in parts, and the kill cost of everybody's
    /// common purse asked for again: what the adversary has to burn more for a dollar of it. The cheapest mix with which the purse holds against each
    /// required budget is one program with the adversary's own problem in it.
    Buffers(commands::buffers::Args),
    /// Replay recorded years and variants of them: cash by quarter.
    ///
    /// Nothing is optimized: plants make what they made (table `outputs`), payments come when they came (`payments`), prices are those of the
    /// case. The cash of each member, quarter by quarter, stands beside its books (`accounts`). The same is asked of each row of `variants`,
    /// together with what the adversary would have had to burn to empty the purse.
    Backtest(commands::backtest::Args),
    /// Plan, attack and share a case: ten sentences, and a report to open in a browser.
    ///
    /// What `plan`, `stress` and `share` say of one plan, in one folder: their tables, and `report.html`, one file that needs no network. A part
    /// that cannot be had (a case without attacks, or with one member) is told in the report; Ctrl-C leaves a report of what is done.
    Study(commands::study::Args),
    /// Write the report of a study again, or set two studies side by side.
    Report(commands::report::Args),
    /// Simulate prices, outages and delays: cash and failures of members.
    ///
    /// The case is planned; then, with the plants of the plan and along one future, many paths are drawn: prices by a process that was fitted to
    /// past years (`price_links`), outages, delays. Year by year all that stands is run to earn most, members' cash is counted, and who runs out of
    /// it stops, alone or under a pooling bylaw. A path depends on the seed and its number alone. Ctrl-C keeps the paths that are done;
    /// `--resume` does the others.
    Simulate(commands::simulate::Args),
    /// Solve any coalition game: payoffs, stability, properties.
    ///
    /// The game is a file: a list of groups with what each one earns or pays (`.csv`, a workbook, `.json`), or the data of a well-known
    /// family such as bankruptcy, airport, voting or linear production (`.json`). Everything is reckoned for the numbers as they are
    /// written, without rounding where that can be, and proven against all groups.
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
