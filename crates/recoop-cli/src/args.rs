//! The command line; the doc comments are the manual.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use recoop::share::WHOLE;

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
    /// Hold a run against its digests, and its plan against every rule and every dollar, from its tables and the case.
    ///
    /// Every file of the run is compared with the digest that it was written with: what was changed, is missing or came since is named. Then the
    /// plan is read back from the tables, and all rules and all money are recomputed from it and the case, as when it was made. Exit codes: 0 all
    /// holds; 5 a rule or a sum does not hold; 7 files or the case were changed since; 4 the plan could not be recomputed.
    Audit(Audit),
    /// Say what limits a plan and what one more unit of each limit would be worth.
    Explain(Explain),
    /// Say how much the answer depends on each assumption.
    ///
    /// The case is solved as assumed, then with each row of the table `swings` at its low and at its high end, one at a time.
    /// What is solved is the relaxation, in which parts of plants are allowed: a plan of whole plants is known only to within
    /// its gap, which is wider than most swings. Rows are sorted by how far the result spans over both ends and the case as
    /// assumed; first come those with an end that has no plan at all.
    Swings(Swings),
    /// Say who gets what, and who would leave.
    ///
    /// The case is planned; then every rule of sharing is tried: for each one the group of members that would gain most by leaving is
    /// searched among all groups, with what it would gain. A group is worth what the best plan makes of what its members
    /// bring. The same is asked again at every node of the scenario tree, and the shares become payments by year.
    Share(Share),
    /// Say what an adversary can do to the plan of a case, and what it must burn to break its members.
    ///
    /// The case is planned; then, with the plants of the plan and along one future, the attack of the table `attacks` that does most harm
    /// within each budget is found, while everything else answers as well as it can; and the cheapest attack that empties the purse of
    /// each member alone, and of all together. Every attack is replayed before it is told.
    Stress(Stress),
    /// Make plans that hold against an adversary, and say what holding costs.
    ///
    /// The case is planned without an adversary, then with the worst attack in the objective (`--weight`), or so that the common purse of all
    /// members is never empty, whatever attack within a budget is made (`--survive`, one plan for each budget: the frontier). What comes out is
    /// attacked again, and the bounds say how good it can be at most.
    Robust(Robust),
    /// Say what to buy against an adversary: reserve, credit, floors, offtakes, tolling, stocks.
    ///
    /// The case is planned; then, with the plan as it is, each buffer of the table `buffers` is bought alone, in parts, and the kill cost of everybody's
    /// common purse asked for again: what the adversary has to burn more for a dollar of it. The cheapest mix with which the purse holds against each
    /// required budget is one program with the adversary's own problem in it.
    Buffers(Buffers),
    /// Run what really happened, and what might have, and say when money ran out.
    ///
    /// Nothing is optimised: plants make what they made (table `outputs`), payments come when they came (`payments`), prices are those of the
    /// case. The cash of each member, quarter by quarter, stands beside its books (`accounts`). The same is asked of each row of `variants`,
    /// together with what the adversary would have had to burn to empty the purse.
    Backtest(Backtest),
    /// Plan, attack and share a case: ten sentences, and a report to open in a browser.
    ///
    /// What `plan`, `stress` and `share` say of one plan, in one folder: their tables, and `report.html`, one file that needs no network. A part
    /// that cannot be had (a case without attacks, or with one member) is told in the report; Ctrl-C leaves a report of what is done.
    Study(Study),
    /// Write the report of a study again, or set two studies side by side.
    Report(Report),
    /// Say how the plan of a case fares when prices, outages and delays are left to chance, and who runs out of cash.
    ///
    /// The case is planned; then, with the plants of the plan and along one future, many paths are drawn: prices by a process that was fitted to
    /// past years (`price_ties`), outages, delays. Year by year all that stands is run to earn most, members' cash is counted, and who runs out of
    /// it stops, alone or under a pooling bylaw. A path depends on the seed and its number alone. Ctrl-C keeps the paths that are done;
    /// `--resume` does the others.
    Simulate(Simulate),
    /// Say who gets what in any coalition game, and who would leave.
    ///
    /// The game is a file: a list of groups with what each one earns or pays (`.csv`, a workbook, `.json`), or the data of a well-known
    /// family such as bankruptcy, airport, voting or linear production (`.json`). Everything is reckoned for the numbers as they are
    /// written, without rounding where that can be, and proven against all groups.
    Game(Game),
    /// Write the program of a case (MPS, LP, readable text), or the tables of a run as an Excel workbook.
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

/// Hold a run against its digests and its rules.
#[derive(Debug, Args)]
pub struct Audit {
    /// Folder of the run, for instance `runs/us-2026`.
    pub run: PathBuf,
    /// Case folder, or workbook. Default: where it was when the run was made.
    #[arg(long, value_name = "CASE")]
    pub case: Option<PathBuf>,
    /// Show every rule with the number of its checks, its largest error and its tolerance.
    #[arg(long)]
    pub full: bool,
    /// The answer as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Plan a case.
#[derive(Debug, Args)]
pub struct Plan {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Folder of the results. Default: `runs/NAME`.
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub solving: Solving,
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
    /// Sentences of each topic at most; JSON has all that mention the words.
    #[arg(long, default_value_t = 5, value_name = "N")]
    pub most: usize,
    /// The sentences as JSON on standard output, each with its topic, subject, year and scenario.
    #[arg(long)]
    pub json: bool,
}

/// Say how much the answer depends on each assumption.
#[derive(Debug, Args)]
pub struct Swings {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Also write all rows to a file: `.csv` (all results of every end) or `.md` (the table, for documents).
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Result to compare: `objective`, `npv`, `capital`, `public` (what the public pays), `defence` (tonnes not served), `home` (share
    /// of the weakest stage made at home) or `home:STAGE`.
    #[arg(long, default_value = "objective", value_name = "RESULT")]
    pub by: String,
    /// Rows on the screen at most; files hold all.
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub most: usize,
    /// Ends solved side by side; 0: as many as the machine has threads. Default: the case's.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Seconds after which one solve is given up. Default: the case's.
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub time_limit: Option<f64>,
    /// All results as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Say who gets what, and who would leave.
#[derive(Debug, Args)]
pub struct Share {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Folder of the results. Default: `runs/NAME-share`.
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// What counts as worth: as the case weighs expectation and risk (`case`), expectation alone (`expected`), the worst outcomes alone (`tail`),
    /// what the worst attack on prices leaves of the most probable future, to any group under its own worst (`worst`), or the id of a last scenario,
    /// as if it were certain.
    #[arg(long, default_value = "case", value_name = "WORTH")]
    pub value: String,
    /// With `--value worst`: what the attack may cost the adversary, MUSD of present value. Default: no limit.
    #[arg(long, value_name = "MUSD", allow_negative_numbers = true)]
    pub budget: Option<f64>,
    /// With `--value worst`: whose loss counts as that cost: `producers`, `treasury` (default) or `nation`.
    #[arg(long, value_name = "LEVEL")]
    pub level: Option<String>,
    #[command(flatten)]
    pub sharing: Sharing,
    #[command(flatten)]
    pub solving: Solving,
    /// Also show what each member is paid for, and the side payments.
    #[arg(long)]
    pub full: bool,
    /// The answer as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Say what an adversary can do to the plan of a case, and what it must burn to break its members.
#[derive(Debug, Args)]
pub struct Stress {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Folder of the results. Default: `runs/NAME-stress`.
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub attacking: Attacking,
    #[command(flatten)]
    pub solving: Solving,
    /// Also show how far the worth of what each plant makes may fall before it is better stopped.
    #[arg(long)]
    pub full: bool,
    /// The answer as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

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
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub seed: u64,
}

/// Thousands of LP iterations and nodes for one search over bans.
const EFFORT: u64 = recoop_adversary::duel::WORK / 1000;

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
    /// Years in which half of the defence demand, and half of each stage at home, is to be denied whatever we pay to prevent it: what that costs.
    /// Takes long.
    #[arg(long, value_name = "YEAR,...", value_delimiter = ',')]
    pub deny: Vec<i32>,
    /// Most plants, routes and regional markets lost together in the search for weak links; 0: no search.
    #[arg(long, default_value_t = 2, value_name = "N")]
    pub losses: usize,
    /// Work for each search over bans, in thousands of LP iterations and nodes: the same answer on a busy machine. Open ends are bounds.
    #[arg(long, default_value_t = EFFORT, value_name = "N")]
    pub effort: u64,
    /// Wall-clock limit of each search over bans, in seconds. If it strikes, the answer depends on the machine: a message says so, exit
    /// code 4. Default: none.
    #[arg(long, value_name = "SECONDS")]
    pub seconds: Option<f64>,
}

/// How a plan is shared.
#[derive(Debug, Args)]
pub struct Sharing {
    /// What a group that leaves has of what belongs to all (markets without an owner, plants of the cooperative, lanes): each member an equal
    /// part (`split`), all of it as if the others were not there (`shared`), or nothing (`whole`).
    #[arg(long, value_enum, default_value_t = CommonChoice::Split)]
    pub common: CommonChoice,
    /// The rule whose payments are scheduled and tried again in every future: `prices`, `least_core`, `nucleolus`, `shapley`, `equal_gain`,
    /// `deliveries`, `purchases`, `value`, `capital`, `equal` or `bylaw`.
    #[arg(long, default_value = "prices", value_name = "RULE")]
    pub rule: String,
    /// Bylaw: parts of the margin by key.
    #[arg(long, default_value = "value=0.5,capital=0.3,equal=0.2", value_name = "KEY=PART,...")]
    pub bylaw: String,
    /// Part of what could be paid out in a year that the bylaw keeps back until the end.
    #[arg(long, default_value_t = 0.1, value_name = "SHARE", allow_negative_numbers = true)]
    pub reserve: f64,
    /// Groups solved at most for each question; more give narrower brackets.
    #[arg(long, default_value_t = 8, value_name = "N")]
    pub groups: usize,
    /// Solve all groups where there are at most so many: then every answer is exact. 255 are the groups of eight members.
    #[arg(long, default_value_t = WHOLE, value_name = "N")]
    pub whole: usize,
    /// Groups solved to sample the Shapley value where not all groups are solved; 0: no Shapley value then.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub sample: usize,
}

/// Plan, attack and share a case, and write the report.
#[derive(Debug, Args)]
pub struct Study {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Folder of the results and the report. Default: `runs/NAME-study`.
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub solving: Solving,
    #[command(flatten)]
    pub attacking: Attacking,
    #[command(flatten)]
    pub sharing: Sharing,
    /// The ten sentences, and how each part ended, as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Write the report of a study again, or set two studies side by side.
#[derive(Debug, Args)]
pub struct Report {
    /// Folder of a study, for instance `runs/us-2026-study`.
    pub run: PathBuf,
    /// Folder of another study: what differs between the two is said, and written beside each other.
    pub other: Option<PathBuf>,
    /// File to write. Default: `report.html` in the folder of the study; of two studies `compare.html` in that of the first.
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// What differs, or the ten sentences, as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Make plans that hold against an adversary.
#[derive(Debug, Args)]
pub struct Robust {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Folder of the results: those of the last plan, and all plans beside each other. Default: `runs/NAME-robust`.
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// What the worst attack may cost the adversary, MUSD of present value. Default: the largest budget of the case, else no limit.
    #[arg(long, value_name = "MUSD", allow_negative_numbers = true)]
    pub budget: Option<f64>,
    /// Most that it may spend in a year, MUSD. Default: the case's, else no limit.
    #[arg(long, value_name = "MUSD", allow_negative_numbers = true)]
    pub budget_per_year: Option<f64>,
    /// Weight of what the worst attack leaves, against what is expected. Default: 0.5; 0 with --survive.
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    pub weight: Option<f64>,
    /// Budgets of the adversary at which the common purse may not be empty in any year, MUSD; `inf` for any. A plan for each.
    #[arg(long, value_name = "MUSD,...", value_delimiter = ',', allow_negative_numbers = true)]
    pub survive: Vec<f64>,
    /// Let bans and losses of equipment help to empty the purse. They always count among the worst attacks.
    #[arg(long)]
    pub bans: bool,
    /// Whose loss counts as the cost of an attack: `producers`, `treasury` or `nation`.
    #[arg(long, default_value = "treasury", value_name = "LEVEL")]
    pub level: String,
    /// The last scenario of the future that is attacked. Default: the most probable.
    #[arg(long, value_name = "ID")]
    pub scenario: Option<String>,
    /// Most rounds in which worlds under attack are added to the program of a plan.
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub rounds: usize,
    /// Work for each search over bans, in thousands of LP iterations and nodes: the same answer on a busy machine. Open ends are bounds.
    #[arg(long, default_value_t = EFFORT, value_name = "N")]
    pub effort: u64,
    /// Wall-clock limit of each search over bans, in seconds. If it strikes, the answer depends on the machine. Default: none.
    #[arg(long, value_name = "SECONDS")]
    pub seconds: Option<f64>,
    #[command(flatten)]
    pub solving: Solving,
    /// Also show how the bounds closed.
    #[arg(long)]
    pub full: bool,
    /// The answer as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Say what to buy against an adversary.
#[derive(Debug, Args)]
pub struct Buffers {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Folder of the results. Default: `runs/NAME-buffers`.
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Budgets of the adversary against which the purse has to hold, MUSD of present value; `inf` for any. Default: 1.25, 1.5 and 2 times what it
    /// takes without buffers.
    #[arg(long, value_name = "MUSD,...", value_delimiter = ',', allow_negative_numbers = true)]
    pub require: Vec<f64>,
    /// Whose loss counts as the cost of an attack: `producers`, `treasury` or `nation`.
    #[arg(long, default_value = "treasury", value_name = "LEVEL")]
    pub level: String,
    /// The last scenario of the future that is attacked. Default: the most probable.
    #[arg(long, value_name = "ID")]
    pub scenario: Option<String>,
    #[command(flatten)]
    pub solving: Solving,
    /// Also show what no mix costs less than.
    #[arg(long)]
    pub full: bool,
    /// The answer as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Run what really happened, and what might have.
#[derive(Debug, Args)]
pub struct Backtest {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Also write the paths of all variants to a file: `.csv`, one row for each variant, member and quarter.
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Also show the path of cash of every variant.
    #[arg(long)]
    pub full: bool,
    /// The answer as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Simulate a case.
#[derive(Debug, Args)]
pub struct Simulate {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Folder of the results. Default: `runs/NAME-simulate`, or the one that is resumed.
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Number of paths. Default: 1000, or as many as the run that is resumed.
    #[arg(long, value_name = "N")]
    pub paths: Option<usize>,
    /// Seed of the paths. Default: 0, or that of the run that is resumed.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// The last scenario of the future that prices move around. Default: the most probable one.
    #[arg(long, value_name = "ID")]
    pub scenario: Option<String>,
    /// How members stand together: `alone`, `joint` (one purse), `let-go`, `lending`. Default: each of them.
    #[arg(long, value_name = "BYLAW,...", value_delimiter = ',')]
    pub bylaw: Vec<String>,
    /// An attack on prices laid over all paths: its depth and its years. May be given several times.
    #[arg(long, value_name = "ATTACK=DEPTH:FIRST-LAST")]
    pub attack: Vec<String>,
    /// Factor on the purse of every member: how much of it is there for this plan.
    #[arg(long, default_value_t = 1.0, value_name = "FACTOR", allow_negative_numbers = true)]
    pub purses: f64,
    /// Go on with the paths of an earlier run of the same case, plan, seed, scenario, bylaws, attacks and purses.
    #[arg(long, value_name = "DIR")]
    pub resume: Option<PathBuf>,
    /// Relative gap at which the plan is good enough. Default: the case's.
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    pub gap: Option<f64>,
    /// Seconds after which the best plan so far is taken. Default: the case's.
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub time_limit: Option<f64>,
    /// Threads of the solver and of the paths; 0: as many as the machine has. Default: the case's.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Also show the distribution by year, and how well the process of prices fits.
    #[arg(long)]
    pub full: bool,
    /// The answer as JSON on standard output.
    #[arg(long)]
    pub json: bool,
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

/// Say who gets what in any coalition game.
#[derive(Debug, Args)]
pub struct Game {
    /// File of the game, see docs/game.md.
    pub file: PathBuf,
    /// Only these answers: rules (`nucleolus`, `shapley`, ...), `core`, `stability`, `properties`. Default: all.
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Payoffs to judge like those of a rule: written out, or a file with the columns `player` and `payoff`.
    #[arg(long, value_name = "NAME=NUMBER,...|FILE")]
    pub judge: Option<OsString>,
    /// Players that act as one: adds the values of unions. Who is in none stands alone. Default: `unions` in the file.
    #[arg(long, value_name = "A+B,C+D,...")]
    pub unions: Option<String>,
    /// Groups named for each rule at most, the most tempted first.
    #[arg(long, default_value_t = 3, value_name = "N")]
    pub most: usize,
    /// By what groups are put in order.
    #[arg(long, value_enum, default_value_t = MeasureChoice::Gain)]
    pub by: MeasureChoice,
    /// Also write the answer to a file: `.csv` (payoffs) or `.json` (everything).
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Players up to which all groups are reckoned, at most 28; for more, what a formula or shadow prices give, else a sample.
    #[arg(long, default_value_t = 22, value_name = "N")]
    pub exact: usize,
    /// Groups asked at most where the Shapley value is sampled.
    #[arg(long, default_value_t = 100_000, value_name = "N")]
    pub samples: usize,
    /// Seed of the sampled orders.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub seed: u64,
    /// Threads; 0: as many as the machine has.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub threads: usize,
    /// Show every level and every group of the proofs.
    #[arg(long)]
    pub full: bool,
    /// Everything as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

/// By what groups are put in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MeasureChoice {
    /// What the group would gain by leaving.
    Gain,
    /// What it would gain for each of its members.
    PerMember,
    /// What it would gain as a share of its worth or cost.
    Relative,
}

/// Write the program of a case, or the tables of a run.
#[derive(Debug, Args)]
pub struct Export {
    /// Case folder or workbook (for a program), or the folder of a run (for its tables).
    pub from: PathBuf,
    /// File to write: `.mps`, `.lp`, `.txt` (readable algebra) or `.xlsx`.
    pub to: PathBuf,
    /// Write only the rules that contradict each other (`.txt`)
    #[arg(long)]
    pub conflict: bool,
}
