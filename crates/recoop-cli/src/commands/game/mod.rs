//! `recoop game`.

mod classes;
mod draw;
mod numbers;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use recoop_io::Style;
use recoop_study::Request;
use recoop_study::game::{Engine, GameRequest, Order};

use super::ending::close;
use crate::error::CliError;
use crate::printer::Printer;
use crate::progress::{Show, Warnings};
use crate::screen::Screen;

/// Solve any coalition game.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// File of the game, see docs/game.md.
    pub file: PathBuf,
    /// Only these answers: rules (`nucleolus`, `shapley`, ...), `core`, `stability`, `properties`. Default: all.
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Payoffs to evaluate: written out, or a file with the columns `player` and `payoff`.
    #[arg(long, value_name = "NAME=NUMBER,...|FILE")]
    pub evaluate: Option<OsString>,
    /// Players that act as one: adds the values of unions. Other players act alone. Default: `unions` in the file.
    #[arg(long, value_name = "A+B,C+D,...")]
    pub unions: Option<String>,
    /// Maximum coalitions to show per rule.
    #[arg(long, default_value_t = GameRequest::new("").limit, value_name = "N")]
    pub limit: usize,
    /// Sort key of coalitions.
    #[arg(long, value_enum, default_value_t = GameRequest::new("").sort.into())]
    pub sort: MeasureChoice,
    /// Also write the answer to a file: `.csv` (payoffs) or `.json` (everything).
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Players up to which all coalitions are computed, at most 28; beyond, formulas, shadow prices or samples.
    #[arg(long, default_value_t = GameRequest::new("").exact, value_name = "N")]
    pub exact: usize,
    /// Maximum sampled coalitions for the Shapley value.
    #[arg(long, default_value_t = GameRequest::new("").samples, value_name = "N")]
    pub samples: usize,
    /// Seed of the sampled orders.
    #[arg(long, default_value_t = GameRequest::new("").seed, value_name = "N")]
    pub seed: u64,
    /// Threads (0: all).
    #[arg(long, default_value_t = GameRequest::new("").threads, value_name = "N")]
    pub threads: usize,
    /// Show every level and every coalition of the proofs.
    #[arg(long)]
    pub full: bool,
    /// Everything as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Sort key of coalitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MeasureChoice {
    /// Gain of a coalition from leaving.
    Gain,
    /// Gain per member.
    PerMember,
    /// Gain as a share of the coalition's value or cost.
    Relative,
}

impl From<MeasureChoice> for Order {
    fn from(choice: MeasureChoice) -> Self {
        match choice {
            MeasureChoice::Gain => Self::Gain,
            MeasureChoice::PerMember => Self::PerMember,
            MeasureChoice::Relative => Self::Relative,
        }
    }
}

impl From<Order> for MeasureChoice {
    fn from(order: Order) -> Self {
        match order {
            Order::Gain => Self::Gain,
            Order::PerMember => Self::PerMember,
            Order::Relative => Self::Relative,
        }
    }
}

impl Args {
    /// The request that is asked for.
    pub fn request(&self) -> GameRequest {
        GameRequest {
            file: self.file.clone(),
            only: self.only.clone(),
            evaluate: self.evaluate.as_ref().map(PathBuf::from),
            unions: self.unions.clone(),
            limit: self.limit,
            sort: self.sort.into(),
            out: self.out.clone(),
            exact: self.exact,
            samples: self.samples,
            seed: self.seed,
            threads: self.threads,
        }
    }
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let mut show = Show::new(*printer).with_warnings(Warnings::Always(Style::PLAIN.cap));
    let done = args.request().run(&mut show.session())?;
    if args.json {
        printer.answer(&done.to_json().to_string());
    } else {
        let screen = Screen { width: printer.width(), color: printer.color_answer(), full: args.full };
        printer.answer(&match &done.engine {
            Engine::Surveyed(answer) => draw::draw(answer, screen),
            Engine::Classed(answer) => classes::draw(answer, screen),
        });
    }
    if let (Some(path), true) = (&args.out, done.ending.open.is_empty()) {
        printer.say(&format!("wrote {}", path.display()));
    }
    Ok(close(&done.ending, printer))
}
