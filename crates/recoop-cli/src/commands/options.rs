//! Options that several verbs share.

use clap::{Args, ValueEnum};
use recoop_study::Solving as Solves;
use recoop_study::share::{Joint, Sharing as Shares};
use recoop_study::stress::Attacking as Attacks;

/// How a plan is solved.
#[derive(Debug, Args)]
pub struct Solving {
    /// Relative gap at which the plan is good enough. Default: the case's.
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    pub gap: Option<f64>,
    /// Seconds after which the best plan so far is taken. Default: the case's.
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub time_limit: Option<f64>,
    /// Threads of the solver, and questions about groups and attacks answered side by side; 0: as many as the machine has. Default: the case's.
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

/// How a plan is attacked.
#[derive(Debug, Args)]
pub struct Attacking {
    /// The last scenario of the future that is attacked. Default: the most probable.
    #[arg(long, value_name = "ID")]
    pub scenario: Option<String>,
    /// Whose loss counts as the cost of an attack: `producers`, `treasury`, `nation`. Default: all three, one after the other.
    #[arg(long, value_name = "LEVEL,...", value_delimiter = ',')]
    pub level: Vec<String>,
    /// Budgets of the adversary, MUSD of present value. Default: the case's, else parts of what it would spend without limit.
    #[arg(long, value_name = "MUSD,...", value_delimiter = ',', allow_negative_numbers = true)]
    pub budget: Vec<f64>,
    /// Most that it may spend in a year, MUSD. Default: the case's, else no limit.
    #[arg(long, value_name = "MUSD", allow_negative_numbers = true)]
    pub budget_per_year: Option<f64>,
    /// Members whose joint purse is attacked, too, with commas between them. May be given several times.
    #[arg(long, value_name = "MEMBER,...")]
    pub together: Vec<String>,
    /// Let bans and losses of equipment help to empty purses. They always count among the worst attacks.
    #[arg(long)]
    pub bans: bool,
    /// Years in which half of the defense demand, and half of each stage at home, is to be denied whatever we pay to prevent it: what that costs.
    /// Takes long.
    #[arg(long, value_name = "YEAR,...", value_delimiter = ',')]
    pub deny: Vec<i32>,
    /// Most plants, routes and regional markets lost together in the search for weak links; 0: no search.
    #[arg(long, default_value_t = Attacks::default().losses, value_name = "N")]
    pub losses: usize,
    /// Work for each search over bans, in thousands of LP iterations and nodes: the same answer on a busy machine. Open ends are bounds.
    #[arg(long, default_value_t = Attacks::default().effort, value_name = "N")]
    pub effort: u64,
    /// Wall-clock limit of each search over bans, in seconds. If it strikes, the answer depends on the machine: a message says so, exit
    /// code 4. Default: none.
    #[arg(long, value_name = "SECONDS")]
    pub seconds: Option<f64>,
}

impl Attacking {
    /// The same as part of a request.
    pub fn asked(&self) -> Attacks {
        Attacks {
            scenario: self.scenario.clone(),
            level: self.level.clone(),
            budget: self.budget.clone(),
            budget_per_year: self.budget_per_year,
            together: self.together.clone(),
            bans: self.bans,
            deny: self.deny.clone(),
            losses: self.losses,
            effort: self.effort,
            seconds: self.seconds,
        }
    }
}

/// How a plan is shared.
#[derive(Debug, Args)]
pub struct Sharing {
    /// What a group that leaves has of what belongs to all (markets without an owner, plants of the cooperative, lanes): each member an equal
    /// part (`split`), all of it as if the others were not there (`shared`), or nothing (`whole`).
    #[arg(long, value_enum, default_value_t = Shares::default().common.into())]
    pub common: CommonChoice,
    /// The rule whose payments are scheduled and tried again in every future: `prices`, `least_core`, `nucleolus`, `shapley`, `equal_gain`,
    /// `deliveries`, `purchases`, `value`, `capital`, `equal` or `bylaw`.
    #[arg(long, default_value_t = Shares::default().rule, value_name = "RULE")]
    pub rule: String,
    /// Bylaw: parts of the margin by key.
    #[arg(long, default_value_t = Shares::default().bylaw, value_name = "KEY=PART,...")]
    pub bylaw: String,
    /// Part of what could be paid out in a year that the bylaw keeps back until the end.
    #[arg(long, default_value_t = Shares::default().reserve, value_name = "SHARE", allow_negative_numbers = true)]
    pub reserve: f64,
    /// Groups solved at most for each question; more give narrower brackets.
    #[arg(long, default_value_t = Shares::default().groups, value_name = "N")]
    pub groups: usize,
    /// Solve all groups where there are at most so many: then every answer is exact. 255 are the groups of eight members.
    #[arg(long, default_value_t = Shares::default().whole, value_name = "N")]
    pub whole: usize,
    /// Groups solved to sample the Shapley value where not all groups are solved; 0: no Shapley value then.
    #[arg(long, default_value_t = Shares::default().sample, value_name = "N")]
    pub sample: usize,
}

impl Sharing {
    /// The same as part of a request.
    pub fn asked(&self) -> Shares {
        Shares {
            common: self.common.into(),
            rule: self.rule.clone(),
            bylaw: self.bylaw.clone(),
            reserve: self.reserve,
            groups: self.groups,
            whole: self.whole,
            sample: self.sample,
        }
    }
}

/// What a group that leaves has of what belongs to all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CommonChoice {
    /// An equal part for each member.
    Split,
    /// All of it, as if the others were not there.
    Shared,
    /// Nothing.
    Whole,
}

impl From<CommonChoice> for Joint {
    fn from(choice: CommonChoice) -> Self {
        match choice {
            CommonChoice::Split => Self::Split,
            CommonChoice::Shared => Self::Shared,
            CommonChoice::Whole => Self::Whole,
        }
    }
}

impl From<Joint> for CommonChoice {
    fn from(joint: Joint) -> Self {
        match joint {
            Joint::Split => Self::Split,
            Joint::Shared => Self::Shared,
            Joint::Whole => Self::Whole,
        }
    }
}
