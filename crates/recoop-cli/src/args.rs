//! The command line; the doc comments are the manual.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Plans a whole supply chain together: what to build, when, at what size, and what it is worth.
#[derive(Debug, Parser)]
#[command(name = "recoop", version, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    pub verb: Verb,
    /// Say nothing but the answer.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// When to use colour.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto)]
    pub colour: Colour,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
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
    New(New),
    /// Say everything that is wrong with a case, and what it holds.
    Check(Check),
    /// Plan a case: what is built when, what it costs, who is served, what it is worth.
    Plan(Plan),
    /// Say what limits a plan and what one more unit of each limit would be worth.
    Explain(Explain),
    /// Write the program of a case (MPS, LP, readable text), or the tables of a run or a case to Excel.
    Export(Export),
}

/// Make a small working case to start from.
#[derive(Debug, Args)]
pub struct New {
    /// Folder to make; its last part is the case's name.
    pub path: PathBuf,
}

/// Say everything that is wrong with a case, and what it holds.
#[derive(Debug, Args)]
pub struct Check {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Faults as JSON on standard output.
    #[arg(long)]
    pub json: bool,
    /// Faults to draw at most.
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub most: usize,
    /// Also run the chain through the past years of the table `facts`, without building anything, and set what it says beside
    /// what was observed. A fact outside its band ends with exit code 6.
    #[arg(long)]
    pub facts: bool,
}

/// Plan a case.
#[derive(Debug, Args)]
pub struct Plan {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Folder of the results. Default: `runs/NAME`.
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Relative gap at which the plan is good enough. Default: the case's.
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    pub gap: Option<f64>,
    /// Seconds after which the best plan so far is taken. Default: the case's.
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub time_limit: Option<f64>,
    /// Threads of the solver; 0 lets it choose. Default: the case's.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Seed of the solver's random choices.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub seed: u64,
    /// Show every line of the timeline, and the size of the program by family.
    #[arg(long)]
    pub full: bool,
    /// The summary as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Say what limits a plan.
#[derive(Debug, Args)]
pub struct Explain {
    /// Folder of a run, for instance `runs/us-2026`.
    pub run: PathBuf,
    /// Only sentences that mention all of these words: ids, topics, years, scenarios.
    pub words: Vec<String>,
    /// Sentences of each topic at most.
    #[arg(long, default_value_t = 5, value_name = "N")]
    pub most: usize,
}

/// Write the program of a case, or tables to Excel.
#[derive(Debug, Args)]
pub struct Export {
    /// Case folder or workbook (for a program), or the folder of a run (for its tables).
    pub from: PathBuf,
    /// File to write: `.mps`, `.lp`, `.txt` (readable algebra) or `.xlsx`.
    pub to: PathBuf,
}
