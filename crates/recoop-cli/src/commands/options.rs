//! Options that several verbs share.

use clap::{Args, ValueEnum};
use recoop_study::Solving as Solves;
use recoop_study::share::{Joint, Sharing as Shares};
use recoop_study::stress::Attacking as Attacks;

/// How a plan is solved.
#[derive(Debug, Args)]
pub struct Solving {
    /// Relative gap at which a plan is accepted. Default: `solve.gap` in case.toml.
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    pub gap: Option<f64>,
    /// Time limit in seconds; on timeout, the best plan so far. Default: `solve.time_limit_seconds` in case.toml.
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub time_limit: Option<f64>,
    /// Threads (0: all). Default: `solve.threads` in case.toml.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Seed of the solver's random choices, and of samples.
    #[arg(long, default_value_t = Solves::default().seed, value_name = "N")]
    pub seed: u64,
}

impl Solving {
    /// The same as part of a request.
    pub fn asked(&self) -> Solves {
        Solves { gap: self.gap, time_limit: self.time_limit, threads: self.threads, seed: self.seed }
    }
}

/// One of a list of amounts. `1,000` is no list of 1 and 0: digits that begin with a zero were written to be the end of a number.
pub(crate) fn listed_amount(text: &str) -> Result<f64, String> {
    let digits = text.trim_start_matches(['-', '+']).as_bytes();
    if digits.len() > 1 && digits[0] == b'0' && digits[1].is_ascii_digit() {
        return Err(format!(
            "a comma separates the amounts of a list, and `{text}` is no amount: write 1000 for 1,000"
        ));
    }
    text.parse().map_err(|error: std::num::ParseFloatError| error.to_string())
}

/// How a plan is attacked.
#[derive(Debug, Args)]
pub struct Attacking {
    /// Leaf scenario to attack. Default: the most probable.
    #[arg(long, value_name = "ID")]
    pub scenario: Option<String>,
    /// Cost perspectives: `producers`, `treasury`, `nation`. Default: all three.
    #[arg(long, value_name = "LEVEL,...", value_delimiter = ',')]
    pub perspective: Vec<String>,
    /// Adversary's budgets, $ million of present value. Default: `adversary.budgets_musd` in case.toml, else parts of its unlimited spending.
    #[arg(long, value_name = "MUSD,...", value_delimiter = ',', value_parser = listed_amount, allow_negative_numbers = true)]
    pub budget: Vec<f64>,
    /// Adversary's annual spending limit, $ million. Default: `adversary.budget_per_year_musd` in case.toml, else none.
    #[arg(long, value_name = "MUSD", allow_negative_numbers = true)]
    pub budget_per_year: Option<f64>,
    /// Rules of prices inside: `indexed`, `fixed`, `at_cost`; the first for the screen, the others beside it in the tables. Default:
    /// `bylaws.internal_prices` in case.toml.
    #[arg(long, value_name = "RULE,...", value_delimiter = ',')]
    pub internal_prices: Vec<String>,
    /// Coalition whose joint purse is attacked, too: members with commas. May be given several times.
    #[arg(long, value_name = "MEMBER,...")]
    pub coalition: Vec<String>,
    /// Include bans and equipment losses in attacks on purses. Worst attacks always include them.
    #[arg(long)]
    pub include_bans: bool,
    /// Years for denial costs: half of the defense demand, or of a domestic stage, unserved whatever we pay. Slow.
    #[arg(long, value_name = "YEAR,...", value_delimiter = ',')]
    pub deny: Vec<i32>,
    /// Maximum plants, routes and regional markets lost together in the search for critical dependencies; 0: no search.
    #[arg(long, default_value_t = Attacks::default().max_losses, value_name = "N")]
    pub max_losses: usize,
    /// Work for each search over bans, in thousands of LP iterations and nodes: the same result on a busy machine. On a stop, bounds are reported.
    #[arg(long, default_value_t = Attacks::default().effort, value_name = "N")]
    pub effort: u64,
    /// Wall-clock limit of each search over bans, in seconds. If it is reached, results depend on the machine: warning, exit code
    /// 4. Default: none.
    #[arg(long, value_name = "SECONDS")]
    pub search_time_limit: Option<f64>,
}

impl Attacking {
    /// The same as part of a request.
    pub fn asked(&self) -> Attacks {
        Attacks {
            scenario: self.scenario.clone(),
            perspective: self.perspective.clone(),
            budget: self.budget.clone(),
            budget_per_year: self.budget_per_year,
            internal_prices: self.internal_prices.clone(),
            coalition: self.coalition.clone(),
            include_bans: self.include_bans,
            deny: self.deny.clone(),
            max_losses: self.max_losses,
            effort: self.effort,
            search_time_limit: self.search_time_limit,
        }
    }
}

/// How a plan is shared.
#[derive(Debug, Args)]
pub struct Sharing {
    /// Jointly held resources that a departing coalition keeps (markets without an owner, plants of the cooperative, lanes): its members'
    /// parts by use, fixed numbers of the case (`use`), all of it as if the others were absent (`all`), or none (`none`).
    #[arg(long, value_enum, default_value_t = Shares::default().joint.into())]
    pub joint: JointChoice,
    /// Rule whose payments are scheduled and tested at every node: `prices`, `least_core`, `nucleolus`, `shapley`, `equal_gain`,
    /// `deliveries`, `purchases`, `value`, `capital`, `equal` or `bylaw`.
    #[arg(long, default_value_t = Shares::default().rule, value_name = "RULE")]
    pub rule: String,
    /// Allocation bylaw: parts of the margin by key.
    #[arg(long, default_value_t = Shares::default().allocation, value_name = "KEY=PART,...")]
    pub allocation: String,
    /// Retained margin: share of each year's distributable cash that the allocation bylaw retains until the end.
    #[arg(long, default_value_t = Shares::default().reserve, value_name = "SHARE", allow_negative_numbers = true)]
    pub reserve: f64,
    /// Maximum number of coalitions solved for each question; more give narrower bounds.
    #[arg(long, default_value_t = Shares::default().max_coalitions, value_name = "N")]
    pub max_coalitions: usize,
    /// Solve every coalition if there are at most N; results are then exact. Eight members have 255 coalitions.
    #[arg(long, default_value_t = Shares::default().exact_up_to, value_name = "N")]
    pub exact_up_to: usize,
    /// Coalitions solved to sample the Shapley value if not all are solved; 0 for no Shapley value.
    #[arg(long, default_value_t = Shares::default().samples, value_name = "N")]
    pub samples: usize,
}

impl Sharing {
    /// The same as part of a request.
    pub fn asked(&self) -> Shares {
        Shares {
            joint: self.joint.into(),
            rule: self.rule.clone(),
            allocation: self.allocation.clone(),
            reserve: self.reserve,
            max_coalitions: self.max_coalitions,
            exact_up_to: self.exact_up_to,
            samples: self.samples,
        }
    }
}

/// Jointly held resources that a departing coalition keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum JointChoice {
    /// Its members' parts by use.
    Use,
    /// All, as if the others were absent.
    All,
    /// None.
    None,
}

impl From<JointChoice> for Joint {
    fn from(choice: JointChoice) -> Self {
        match choice {
            JointChoice::Use => Self::Use,
            JointChoice::All => Self::All,
            JointChoice::None => Self::None,
        }
    }
}

impl From<Joint> for JointChoice {
    fn from(joint: Joint) -> Self {
        match joint {
            Joint::Use => Self::Use,
            Joint::All => Self::All,
            Joint::None => Self::None,
        }
    }
}
