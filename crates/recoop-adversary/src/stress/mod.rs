//! The stress of a case: one plan, worst attacks on it, and kill costs of its members.
//!
//! Long: one use case, from plan to all answers, in its order.

pub mod recorded;
mod rows;

use std::sync::atomic::{AtomicBool, Ordering};

use coalition::parallel::tasks;
use coalition::{GameError, Group, Progress, Task};
use program::solve::Flow as Go;

use crate::arsenal::Arsenal;
use crate::bilevel::{BilevelError, SearchOptions, WORK};
use crate::deny::{Denial, denials};
use crate::kill::{KillCost, Unattacked};
use crate::links::{InterdictOptions, Links, LinksOptions, Outage, links};
use crate::operations::{Operations, View};
use crate::pooling::{BylawError, Bylaws, bylaws, inside_prices};
use crate::worst::{Harm, WorstAttacks, worst_attacks};
use predation::KillOptions;
use recoop::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use recoop::plan::{PlanError, PlanOptions, ProgressAdapter, ProgressObserver, SolvedPlan, solve_with_program};
use recoop_case::Network;
use recoop_case::attacks::{Attack, CostLevel};
use recoop_case::positions::{FacilityAt, LeafAt, PathAt, StateAt, StatePath};
use recoop_case::prices::InternalPrice;
use recoop_case::tables::Role;
use rows::Rows;

/// Options of a stress.
#[derive(Clone, Debug, PartialEq)]
pub struct StressOptions {
    /// How the plan is made.
    pub plan: PlanOptions,
    /// Leaf scenario that is attacked: a position in the leaves of the tree.
    pub leaf: LeafAt,
    /// Budgets of the adversary, MUSD of present value; empty for parts of what it would spend without limit.
    pub budgets_musd: Vec<f64>,
    /// Most that it may spend in a year, MUSD; infinite without limit.
    pub yearly_musd: f64,
    /// Cost perspectives.
    pub levels: Vec<CostLevel>,
    /// Rules of prices inside; the first for the rows that stand beside each other, the others for the same rows again. Not empty.
    pub internal_prices: Vec<InternalPrice>,
    /// Groups whose kill cost is asked for, beside every member alone and all together.
    pub groups: Vec<Group>,
    /// Whether bans and losses of equipment may help to empty purses. They always count among the worst attacks.
    pub bans: bool,
    /// Years in which half of the defense demand, or of a stage at home, is to be denied.
    pub deny: Vec<i32>,
    /// Most things lost together in the search for weak links; 0 for none.
    pub losses: usize,
    /// Relative gap at which an attack with bans is good enough.
    pub gap: f64,
    /// Work of one search over bans, LP iterations and nodes.
    pub work: u64,
    /// Wall clock of one search over bans, seconds, where the user asks for a limit.
    pub seconds: Option<f64>,
}

impl StressOptions {
    /// Returns the default options: the most probable scenario, every cost perspective.
    #[must_use]
    pub fn from_network(network: &Network) -> Self {
        Self {
            plan: PlanOptions::from_network(network),
            leaf: network.tree.likeliest(|_| true),
            budgets_musd: network.settings.adversary.budgets_musd.clone(),
            yearly_musd: network.settings.adversary.budget_per_year_musd,
            levels: CostLevel::ALL.to_vec(),
            internal_prices: vec![network.settings.bylaws.internal_prices],
            groups: Vec::new(),
            bans: false,
            deny: Vec::new(),
            losses: 2,
            // No more exact than the plan that is attacked.
            gap: network.settings.solve.gap.max(1e-3),
            work: WORK,
            seconds: None,
        }
    }
}

impl StressOptions {
    /// How much goes into one search.
    pub(crate) fn effort<'a>(&self, observer: &'a mut dyn FnMut(&program::Progress) -> Go) -> SearchOptions<'a> {
        SearchOptions { gap: self.gap, work: self.work, seconds: self.seconds, struck: false, observer }
    }
}

/// Somebody who may be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PurseHolder {
    /// A member for itself outside the cooperative, with its own plants of the plan: it trades at markets.
    Alone(usize),
    /// A member with a purse of its own inside the cooperative: what goes inside in the plan goes inside at internal prices ([`inside`](crate::inside)).
    Inside(usize),
    /// All members that make something with one purse inside the cooperative, apart from users, investors and governments.
    Producers,
    /// Several with one purse, sales apart.
    Group(Group),
    /// All with one purse, each selling for itself.
    All,
    /// All with one purse and one sales desk: nobody's customers can be undercut alone.
    OneDesk,
}

/// Kill costs of one, at each level of cost.
#[derive(Debug)]
pub struct Kills {
    /// Who.
    pub who: PurseHolder,
    /// Rule of prices inside; none of who trades at markets alone.
    pub prices: Option<InternalPrice>,
    /// By level, in the order of the options.
    pub costs: Result<Vec<KillCost>, BilevelError>,
    /// What becomes of it without an attack; none without limit.
    pub unattacked: Option<Unattacked>,
    /// Where it fails without an attack: kill costs with the least money that carries it, by level.
    pub carried: Option<Vec<KillCost>>,
    /// The same for who does not see attacks coming; none where that is the same: nothing is stored and no ore is scarce, or bans take part.
    pub unforeseen: Result<Option<Vec<KillCost>>, BilevelError>,
}

impl Kills {
    /// The kill costs with and without foresight of the attack, by level; the same cost twice where nothing can be foreseen. Empty where one of them failed.
    #[must_use]
    pub fn readings(&self) -> Vec<[&KillCost; 2]> {
        match (&self.costs, &self.unforeseen) {
            (Ok(seen), Ok(None)) => seen.iter().map(|cost| [cost, cost]).collect(),
            (Ok(seen), Ok(Some(blind))) => seen.iter().zip(blind).map(|(seen, blind)| [seen, blind]).collect(),
            _ => Vec::new(),
        }
    }
}

/// Worst attacks at a level of cost.
#[derive(Debug)]
pub struct Worst {
    /// Whose loss counts.
    pub level: CostLevel,
    /// The moves.
    pub arsenal: Arsenal,
    /// Harm by budget; none when no attack was found in time.
    pub attacks: Result<Option<WorstAttacks>, BilevelError>,
}

/// The stress of a case.
#[derive(Debug)]
pub struct Stress {
    /// The plan.
    pub made: SolvedPlan,
    /// States of the future that is attacked, root first.
    pub states: StatePath,
    /// Whether the user's limit on the time of a search struck: what is open then depends on the machine.
    pub time_struck: bool,
    /// Worst attacks by level of cost.
    pub worst: Vec<Worst>,
    /// Kill costs, prices inside by the first rule.
    pub kills: Vec<Kills>,
    /// Of those whom prices inside reach, the same by the other rules that were asked for.
    pub otherwise: Vec<Kills>,
    /// Firms as recorded, in a case of the past ([`recorded::recorded`]); empty where nobody asked the tables.
    pub recorded: Vec<recorded::Recorded>,
    /// Pooling bylaws by level of cost; none where no attack on prices has a known cost.
    pub bylaws: Vec<Result<Option<Bylaws>, BylawError>>,
    /// The same by the other rules of prices inside, at the first level of cost.
    pub bylaws_otherwise: Vec<Result<Option<Bylaws>, BylawError>>,
    /// What denying costs, with the level's position in the options.
    pub denials: Result<Vec<Denial>, BilevelError>,
    /// Critical prices of plants.
    pub critical: Vec<Critical>,
    /// Weak links along the future; none where they were not asked for.
    pub links: Option<Links>,
    /// What was asked for, without the levels of cost that are not known.
    pub options: StressOptions,
    /// Levels at which no attack has a known cost: they are left out.
    pub unknown_levels: Vec<CostLevel>,
}

/// Why there is no stress.
#[derive(Debug, thiserror::Error)]
pub enum StressError {
    /// There is no plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// Stopped.
    #[error(transparent)]
    Game(#[from] GameError),
    /// A case without attacks.
    #[error("the case has no attacks; list them in table `attacks`")]
    NoAttacks,
    /// No attack whose cost is known at any level that is asked for.
    #[error(
        "no attack has a known cost at the level `{0}`: give `producers_t`, `treasury_t` or `nation_t` in `attacks`"
    )]
    NoCosts(String),
}

/// The price below which running a plant costs more than it brings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Critical {
    /// Facility.
    pub facility: FacilityAt,
    /// Position in the states of the future: the one in which it is highest.
    pub at: PathAt,
    /// Capacity used without an attack there, t/yr.
    pub run_t: f64,
    /// By how much what it makes may fall before it is better stopped: a share of the money it brings. Below 0: markets alone would not pay for it,
    /// the plan runs it for what it saves elsewhere. Above 1: it runs whatever happens.
    pub fall: f64,
}

/// Parts of what an attack without limit spends that are tried as budgets.
const PARTS: [f64; 2] = [0.02, 0.1];

/// Stresses a case.
///
/// # Errors
/// When there is no plan or no attack, or when somebody stopped it.
pub fn stress(
    network: &Network,
    options: &StressOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<Stress, StressError> {
    if network.attacks.is_empty() {
        return Err(StressError::NoAttacks);
    }
    let made = solve_with_program(network, &options.plan, observer)?;
    stress_plan(network, made, options, observer)
}

/// Stresses a plan that is made.
///
/// # Errors
/// As [`stress`].
pub fn stress_plan(
    network: &Network,
    made: SolvedPlan,
    options: &StressOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<Stress, StressError> {
    if network.attacks.is_empty() {
        return Err(StressError::NoAttacks);
    }
    let n = network.cooperative();
    let all = Group::all(n);
    let operations = Operations::new(network, &made, options.leaf, all);
    let states = operations.states.clone();
    let is_known = |level: &CostLevel| !Arsenal::new(network, &states, *level, &|_| true).moves.is_empty();
    let (known, unknown_levels): (Vec<CostLevel>, Vec<CostLevel>) = options.levels.iter().copied().partition(is_known);
    if known.is_empty() {
        let words: Vec<&str> = unknown_levels.iter().map(|level| level.as_str()).collect();
        return Err(StressError::NoCosts(words.join("`, `")));
    }
    let options = &StressOptions { levels: known, ..options.clone() };
    let critical = critical(&operations, &made);
    let mut hand = ProgressAdapter { observer };
    let mut task = Task { threads: options.plan.threads, observer: &mut hand };

    let struck = AtomicBool::new(false);
    let worst = worst(&operations, options, &struck, &mut task)?;

    let rows = Rows::new(&operations, &made, options);
    let (asked, first) = rows.asked();
    let told = Progress { doing: "kill costs", of: Some(asked.len()), ..Progress::default() };
    let mut kills: Vec<Option<Kills>> =
        tasks(asked.len(), told, &mut task, |at, task| rows.attacked(asked[at], at >= first, &struck, task))?;
    let otherwise: Vec<Option<Kills>> = kills.split_off(first);
    let [mut kills, mut otherwise] = [kills, otherwise].map(|all| all.into_iter().flatten().collect::<Vec<Kills>>());
    refuted(network, &states, options, kills.iter_mut().chain(&mut otherwise));
    let (rule, others) = options.internal_prices.split_first().expect("there is a rule");
    let mut asked: Vec<(InternalPrice, CostLevel)> = options.levels.iter().map(|level| (*rule, *level)).collect();
    // The other rules at the first perspective.
    asked.extend(others.iter().map(|other| (*other, options.levels[0])));
    let told = Progress { doing: "pooling bylaws", of: Some(asked.len()), ..Progress::default() };
    let mut bylaws = tasks(asked.len(), told, &mut task, |at, task| {
        task.tell(&Progress::default())?;
        let effort = KillOptions { gap: options.gap, ..KillOptions::default() };
        let yearly_musd = options.yearly_musd;
        let (rule, level) = asked[at];
        Ok(bylaws(&operations, (&made, rule), level, options.bans, yearly_musd, &effort))
    })?;
    let bylaws_otherwise = bylaws.split_off(options.levels.len());
    let denials = denied(&operations, &made, options, &struck, &mut task)?;
    drop(operations);
    let links = if options.losses > 0 {
        let asked = LinksOptions {
            outage: Outage::of_path(&network.tree, options.leaf),
            interdict: InterdictOptions { most: options.losses, ..InterdictOptions::default() },
            ..LinksOptions::from_network(network)
        };
        Some(links(network, &made.plan.values, &asked, &mut task)?)
    } else {
        None
    };
    let time_struck = struck.into_inner();
    let options = options.clone();
    Ok(Stress {
        made,
        states,
        worst,
        kills,
        otherwise,
        recorded: Vec::new(),
        bylaws,
        bylaws_otherwise,
        denials,
        critical,
        links,
        time_struck,
        options,
        unknown_levels,
    })
}

/// Makes "not known" of kill costs that another refutes: of the same purse at a level of cost at which the same attacks cost no less, and of all with one
/// purse, which more attacks reach than all at one sales desk.
fn refuted<'a>(
    network: &Network,
    states: &StatePath,
    options: &StressOptions,
    kills: impl Iterator<Item = &'a mut Kills>,
) {
    let (mut known, mut costs) = (Vec::new(), Vec::new());
    for kills in kills {
        let (who, prices) = (kills.who, kills.prices);
        for (level, cost) in options.levels.iter().zip(kills.costs.iter_mut().flatten()) {
            known.push(((who, prices), *level, arsenal(network, states, who, *level, options.bans)));
            costs.push(cost);
        }
    }
    let is_easier = |a: usize, b: usize| {
        let ((a, level_a, can_a), (b, level_b, can_b)) = (&known[a], &known[b]);
        let has_all = || can_b.moves.iter().all(|it| can_a.moves.contains(it));
        let same_purse = a == b || (a.1 == b.1 && (a.0, b.0) == (PurseHolder::All, PurseHolder::OneDesk));
        // Volumes never grow from one level to the next.
        same_purse && *level_a as usize >= *level_b as usize && has_all()
    };
    crate::kill::refute(&mut costs, &is_easier);
}

/// What it costs to deny half of what there is in the years that are asked for. The answers come in the order of years, whoever finds them first.
fn denied(
    operations: &Operations<'_>,
    made: &SolvedPlan,
    options: &StressOptions,
    struck: &AtomicBool,
    task: &mut Task<'_>,
) -> Result<Result<Vec<Denial>, BilevelError>, GameError> {
    let network = operations.network;
    let within =
        |year: &i32| operations.states.iter().position(|s| network.tree.period(*s).years().any(|y| y == *year));
    let mut states: Vec<PathAt> = options.deny.iter().filter_map(within).collect();
    states.sort_unstable();
    states.dedup();
    let everything =
        |level: &CostLevel| Arsenal::new(network, &operations.states, *level, &|_| true).within(options.yearly_musd);
    let arsenals: Vec<Arsenal> = options.levels.iter().map(everything).collect();
    let told = Progress { doing: "denials", of: Some(states.len()), ..Progress::default() };
    let found = tasks(states.len(), told, task, |at, task| {
        let mut observer = |_: &program::Progress| task.observer.progress(&Progress::default());
        let mut effort = options.effort(&mut observer);
        let found = denials(operations, made, &arsenals, &states[at..=at], &mut effort);
        struck.fetch_or(effort.struck, Ordering::Relaxed);
        task.tell(&Progress::default())?;
        Ok(found)
    })?;
    Ok(found.into_iter().collect::<Result<Vec<_>, _>>().map(|found| found.concat()))
}

/// The worst attacks at each level of cost: first those without limit, which say how large budgets may be, then those of all levels and budgets side by side.
fn worst(
    operations: &Operations<'_>,
    options: &StressOptions,
    struck: &AtomicBool,
    task: &mut Task<'_>,
) -> Result<Vec<Worst>, StressError> {
    let (network, states) = (operations.network, &operations.states);
    let arsenal = |level: &CostLevel| Arsenal::new(network, states, *level, &|_| true).within(options.yearly_musd);
    let arsenals: Vec<Arsenal> = options.levels.iter().map(arsenal).collect();
    let within = |level: usize, budget: f64, task: &mut Task<'_>| {
        let mut observer = |_: &program::Progress| task.observer.progress(&Progress::default());
        let mut effort = options.effort(&mut observer);
        let found = worst_attacks(operations, &arsenals[level], &[budget], &mut effort);
        struck.fetch_or(effort.struck, Ordering::Relaxed);
        // Without an attack in time the search may go on elsewhere; whoever wants no more says so again.
        task.tell(&Progress::default())?;
        Ok(found)
    };
    let told = Progress { doing: "worst attacks", of: Some(options.levels.len()), ..Progress::default() };
    let unlimited = tasks(options.levels.len(), told, task, |level, task| within(level, f64::INFINITY, task))?;
    let most = |level: usize| unlimited[level].as_ref().ok().and_then(Option::as_ref)?.harms.last();
    let mut asked: Vec<(usize, f64)> = Vec::new();
    for level in 0..options.levels.len() {
        let spent = most(level).map_or(0.0, |harm| harm.found.spent_musd);
        // Of what costs nothing there are no parts.
        let parts = PARTS.iter().map(|part| part * spent).filter(|budget| *budget > 0.0);
        match &options.budgets_musd[..] {
            [] => asked.extend(parts.map(|budget| (level, budget))),
            given => asked.extend(given.iter().map(|budget| (level, *budget))),
        }
    }
    let told = Progress { doing: "worst attacks", of: Some(asked.len()), ..Progress::default() };
    let limited = tasks(asked.len(), told, task, |at, task| {
        let (level, budget) = asked[at];
        // Beyond what the cheapest of the worst attacks costs a budget changes nothing.
        match most(level).filter(|most| budget >= most.found.spent_musd) {
            Some(most) => Ok(Ok(Some(vec![Harm { budget_musd: budget, ..most.clone() }]))),
            None => Ok(within(level, budget, task)?.map(|found| found.map(|found| found.harms))),
        }
    })?;
    let mut attacks: Vec<Result<Vec<Harm>, BilevelError>> = options.levels.iter().map(|_| Ok(Vec::new())).collect();
    for ((level, _), found) in asked.iter().zip(limited) {
        if let Ok(harms) = &mut attacks[*level] {
            match found {
                Ok(found) => harms.extend(found.into_iter().flatten()),
                Err(error) => attacks[*level] = Err(error),
            }
        }
    }
    let worst = options.levels.iter().zip(arsenals).zip(unlimited.into_iter().zip(attacks));
    let worst = worst.map(|((level, arsenal), (unlimited, limited))| {
        let attacks = unlimited.and_then(|unlimited| {
            let limited = limited?;
            // Where time did not suffice without a limit it may within one.
            let free_musd = unlimited.as_ref().map_or_else(|| free_of(&limited), |found| Some(found.free_musd));
            let harms = limited.into_iter().chain(unlimited.into_iter().flat_map(|found| found.harms));
            Ok(free_musd.map(|free_musd| WorstAttacks { free_musd, harms: harms.collect() }))
        });
        Worst { level: *level, arsenal, attacks }
    });
    Ok(worst.collect())
}

/// What there is without an attack, told by the harm of one.
fn free_of(harms: &[Harm]) -> Option<f64> {
    harms.first().map(|harm| harm.found.left_musd + harm.harm_musd)
}

/// Whose purse it is.
#[must_use]
pub fn members(network: &Network, who: PurseHolder) -> Group {
    match who {
        PurseHolder::Alone(member) | PurseHolder::Inside(member) => Group::single(member),
        PurseHolder::Producers => producers(network),
        PurseHolder::Group(group) => group,
        PurseHolder::All | PurseHolder::OneDesk => Group::all(network.cooperative()),
    }
}

/// Members that may own plants and are no users, investors or governments.
fn producers(network: &Network) -> Group {
    let makes = |member: &usize| {
        let has_plants = network.facilities.iter().any(|facility| facility.member == *member);
        let role = network.members[*member].role;
        has_plants && !matches!(role, Some(Role::Consumer | Role::Investor | Role::Government))
    };
    (0..network.cooperative()).filter(makes).collect()
}

/// What is in the purse at the beginning: the equity of its members, MUSD; infinite where one has no limit.
#[must_use]
pub fn purse(network: &Network, who: PurseHolder) -> f64 {
    members(network, who).iter().map(|member| network.members[member].finance.purse_musd).sum()
}

/// The first whose purse has no limit; empty where all have one.
#[must_use]
pub fn without_limit(network: &Network) -> String {
    let rich = network.members.iter().find(|member| member.finance.purse_musd.is_infinite());
    rich.map_or_else(String::new, |member| member.id.to_string())
}

/// What the adversary can do to a purse: press prices and undercut; with `bans` also stop trade and equipment.
#[must_use]
pub fn arsenal(network: &Network, states: &StatePath, who: PurseHolder, level: CostLevel, bans: bool) -> Arsenal {
    let allowed = |attack: &Attack| {
        let kind = attack.kind;
        (bans || !kind.needs_bans) && (who != PurseHolder::OneDesk || !kind.is_selective)
    };
    Arsenal::new(network, states, level, &allowed)
}

/// Whether a member has plants that stand in the plan along a future.
pub(crate) fn has_plants(network: &Network, made: &SolvedPlan, states: &StatePath, member: usize) -> bool {
    let stands =
        |facility: FacilityAt, state: StateAt| network.facilities[facility].member == member && states.contains(&state);
    made.plan.values.capacity.iter().any(|it| it.installed_t > 0.0 && stands(it.facility, it.state))
}

/// How far what each plant makes may fall before it is better stopped: a unit of activity brings its outputs less inputs and costs of running, at
/// the mean of the offers that can trade it (at the price inside the operations where no market knows a material). The part of the worth of its
/// outputs that is left is the fall it can bear.
fn critical(operations: &Operations<'_>, made: &SolvedPlan) -> Vec<Critical> {
    let network = operations.network;
    let money = operations.money(View::Worth, &|at| operations.weight(at));
    let nothing = Arsenal::empty(CostLevel::Producers);
    let Ok((_, solution)) = crate::bilevel::replay(operations, &money, &nothing, &[]) else { return Vec::new() };
    let inside = inside_prices(operations, &solution);
    let (vars, sets) = (&made.formulation.variables, &made.formulation.sets);
    let mut out: Vec<Critical> = Vec::new();
    for ((r, s), col) in vars.run.iter() {
        let run = &sets.runs[r];
        let facility = run.facility;
        let (Some(here), Some(at)) = (operations.col(col), operations.states.iter().position(|state| *state == s))
        else {
            continue;
        };
        let run_t = solution.cols[here.index()];
        if run_t <= 1e-6 {
            continue;
        }
        let (mut brings, mut takes) = (0.0, 0.0);
        for (place, amount) in &run.flows {
            let material = sets.places[*place].material;
            let quoted = network.inside_price(material, s).map(|price| price.usd_per_kg());
            let planned = || Some(inside.get(&(*place, at))? / MUSD_PER_USD_PER_KG_TONNE);
            let worth = amount * network.delivery_usd_per_kg(material, quoted, planned) * MUSD_PER_USD_PER_KG_TONNE;
            if worth > 0.0 { brings += worth } else { takes -= worth }
        }
        let cost = -money.costs[here.index()] / operations.weight(at);
        let fall = if brings > 0.0 { (brings - takes - cost) / brings } else { f64::NEG_INFINITY };
        match out.iter_mut().find(|known| known.facility == facility) {
            Some(known) if known.fall <= fall => {}
            Some(known) => *known = Critical { facility, at, run_t, fall },
            None => out.push(Critical { facility, at, run_t, fall }),
        }
    }
    out.sort_by(|a, b| a.fall.total_cmp(&b.fall).then(a.facility.cmp(&b.facility)));
    out
}
