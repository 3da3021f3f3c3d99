//! The sharing of a case: one plan, its game, every rule.
//!
//! The worth of a group is the optimum of the planning program restricted to what its members bring. Plants come in whole pieces only in
//! the plan that is shared; groups that think of leaving are given the benefit of the doubt, the relaxation, in which parts of
//! plants are allowed. So "nobody would leave" is proven, and "would leave" comes with a group and a bracket.

use std::ops::Range;

use coalition::planned::{
    Bracket, LinearGame, NucleolusSearch, Pool, SearchOptions, Settled, Unlimited, known_least_core, level_out,
    planned_shapley, settle_least_core, settle_most_tempted, settle_nucleolus, sizes,
};
use coalition::{GameError, Group, SampledShapley, Sampling, Task};
use program::{Common, Membership, Optimum, Program};

use super::answer::{Precision, RuleResult, ShareError, Shares};
use super::brought::{Turnover, price_things};
use super::ex_post::ex_post;
use super::options::{Rule, ShareOptions};
use super::rules::{Key, Keys, settled_shares, unlike_transactions};
use super::schedule::{Schedule, schedule};
use super::settlement::settle;
use super::three_accounts::ThreeAccounts;
use super::verdict::Stability;
use super::weights::{annuity, present, state_weights};
use super::worths::{WorthUnit, enter, find, num_programs, num_worth_units};
use crate::plan::explain::short;
use crate::plan::{ProgressAdapter, ProgressObserver, SolvedPlan, solve_with_program};
use recoop_case::Network;

/// Excess that counts as none, as a share of what is shared: what prices are known to.
const NO_EXCESS: f64 = 1e-6;
/// Gap at which an excess counts as known, as a share of what is shared.
const EXCESS_GAP: f64 = 1e-3;
/// The same as a share of the excess.
const QUARTER: f64 = 0.25;

/// Shares a case.
///
/// # Errors
/// When there is no plan, fewer than two members, or when somebody stopped it.
pub fn share(
    network: &Network,
    options: &ShareOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<Shares, ShareError> {
    enough_members(network)?;
    let made = solve_with_program(network, &options.plan, observer)?;
    share_plan(network, made, options, observer)
}

/// Shares a plan that is made.
///
/// # Errors
/// As [`share`].
pub fn share_plan(
    network: &Network,
    made: SolvedPlan,
    options: &ShareOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<Shares, ShareError> {
    let (program, relaxed) = (made.formulation.program.clone(), made.relaxed.clone());
    share_made(network, made, &program, relaxed, options, observer)
}

/// Whether there is anybody to share with.
///
/// # Errors
/// When there are fewer than two members.
pub fn enough_members(network: &Network) -> Result<(), ShareError> {
    match network.cooperative() {
        0 => Err(ShareError::Members("no members".to_string())),
        1 => Err(ShareError::Members("one member".to_string())),
        _ => Ok(()),
    }
}

/// Shares a plan that is made. Groups are worth the optimum of `program`, whose first columns and rows are those of the plan's own and whose relaxation has the
/// optimum `relaxed`, restricted to what they bring.
///
/// # Errors
/// As [`share`].
pub fn share_made(
    network: &Network,
    made: SolvedPlan,
    program: &Program,
    relaxed: Optimum,
    options: &ShareOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<Shares, ShareError> {
    share_known(network, made, (program, relaxed), None, options, observer)
}

/// Finds the worths of some units of the sharing of a plan ([`num_worth_units`]), for [`share_with_units`].
///
/// # Errors
/// When there are fewer than two members, a solver fails, or the observer stops it.
pub fn worth_units(
    network: &Network,
    made: &SolvedPlan,
    options: &ShareOptions,
    units: Range<usize>,
    observer: &mut dyn ProgressObserver,
) -> Result<Vec<WorthUnit>, ShareError> {
    enough_members(network)?;
    let program = &made.formulation.program;
    let membership = Membership::new(program, network.cooperative(), options.common);
    let game = LinearGame::resume(program, membership, made.relaxed.clone())?;
    let mut hand = ProgressAdapter { observer };
    let mut task = Task { threads: options.plan.threads, observer: &mut hand };
    Ok(find(&game, options, units, &mut task)?)
}

/// Shares a plan whose worth units were found before: all of them, in order.
///
/// # Errors
/// As [`share`], and when the units are those of another sharing.
pub fn share_with_units(
    network: &Network,
    made: SolvedPlan,
    units: Vec<WorthUnit>,
    options: &ShareOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<Shares, ShareError> {
    let (program, relaxed) = (made.formulation.program.clone(), made.relaxed.clone());
    share_known(network, made, (&program, relaxed), Some(units), options, observer)
}

/// As [`share_made`], with the worth units where they were found before.
fn share_known(
    network: &Network,
    made: SolvedPlan,
    (program, relaxed): (&Program, Optimum),
    units: Option<Vec<WorthUnit>>,
    options: &ShareOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<Shares, ShareError> {
    enough_members(network)?;
    let n = network.cooperative();
    let mut hand = ProgressAdapter { observer };
    let mut task = Task { threads: options.plan.threads, observer: &mut hand };
    let membership = Membership::new(program, n, options.common);
    let game = LinearGame::resume(program, membership, relaxed)?;
    let mut pool = Pool::new(n);
    pool.add(game.grand_cut());
    let units = match units {
        None => find(&game, options, 0..num_worth_units(n, options)?, &mut task)?,
        Some(units) => {
            game.count_elsewhere(num_programs(&units));
            units
        }
    };
    enter(&game, options, units, &mut pool)?;
    let known = |pool: &Pool, group: Group| pool.known(group).flatten();
    let alone_musd: Vec<Option<f64>> = (0..n).map(|i| known(&pool, Group::single(i))).collect();
    let marginal_contribution_musd =
        (0..n).map(|i| known(&pool, Group::single(i).complement(n)).map(|rest| game.total() - rest));
    let marginal_contribution_musd: Vec<Option<f64>> = marginal_contribution_musd.collect();

    let total = made.plan.status.objective;
    let weights = state_weights(network, &made.plan);
    let settlement = settle(network, &made.plan);
    let accounts = ThreeAccounts::new(network, &made, &settlement);
    let keys = Keys::new(network, &made.plan, &settlement, &weights);
    let owen = game.owen();
    let unowned = game.total() - owen.iter().sum::<f64>();
    let scale = total.abs().max(1e-6);
    // What the plan of whole plants falls short of the relaxation.
    let shortfall = (game.total() - total).max(0.0);
    let (none, enough) = (NO_EXCESS * scale, shortfall + NO_EXCESS * scale);
    let effort =
        SearchOptions { gap: EXCESS_GAP * scale, relative_gap: QUARTER, groups: options.groups, content: enough };
    let turnover = Turnover::new(network, &made.formulation, game.membership(), game.grand());
    let paid_at_prices = turnover.bear(&owen, total);
    let nucleolus = settle_nucleolus(&game, &mut pool, total, options.groups, &mut task)?;
    let least = match &nucleolus {
        NucleolusSearch::Settled(it) => least_core_of(&it.levels, it.proven, &pool, total, &mut task)?,
        NucleolusSearch::Unlimited(it) => least_core_of(&it.levels, false, &pool, total, &mut task)?,
        NucleolusSearch::TooMany => {
            let effort = SearchOptions { groups: 2 * options.groups, ..effort };
            settle_least_core(&game, &mut pool, total, &paid_at_prices, effort, &mut task)?
        }
    };
    let stability = stability(&pool, total, &game, unowned, least.value);

    let shapley = shapley(&game, &pool, options, &mut task)?;

    let (mut rules, mut missing) = (Vec::new(), Vec::new());
    for rule in Rule::ALL {
        let shares = match rule {
            Rule::Prices => paid_at_prices.clone(),
            // The nucleolus is in it.
            Rule::LeastCore if nucleolus != NucleolusSearch::TooMany => continue,
            Rule::LeastCore => least.payoffs.clone(),
            Rule::Nucleolus => match &nucleolus {
                NucleolusSearch::Settled(nucleolus) => nucleolus.payoffs.clone(),
                NucleolusSearch::Unlimited(unlimited) => {
                    missing.push((rule, without_limit(network, unlimited)));
                    continue;
                }
                NucleolusSearch::TooMany => {
                    missing.push((rule, format!("there are too many members, {n}, for a table of their coalitions")));
                    continue;
                }
            },
            Rule::Shapley => match &shapley {
                Ok(shapley) => level_out(&shapley.payoffs, &sizes(&shapley.payoffs), total),
                Err(why) => {
                    let stuck = alone_musd.iter().position(Option::is_none).filter(|_| pool.is_complete());
                    let stuck = stuck.map(|member| {
                        format!("`{}` cannot stand alone, so that nobody can join it", network.members[member].id)
                    });
                    missing.push((rule, stuck.unwrap_or_else(|| why.clone())));
                    continue;
                }
            },
            Rule::EqualGain => match alone_musd.iter().position(Option::is_none) {
                Some(member) => {
                    let id = &network.members[member].id;
                    missing.push((rule, format!("`{id}` cannot stand alone: it has no value alone to start from")));
                    continue;
                }
                None => {
                    let alone: Vec<f64> = alone_musd.iter().copied().flatten().collect();
                    level_out(&alone, &vec![1.0; n], total)
                }
            },
            Rule::Settled(key) => settled_shares(&settlement, &weights, total, &keys.parts(key)),
            Rule::Bylaw => settled_shares(&settlement, &weights, total, &keys.mixed(&options.bylaw)),
        };
        let (tempted, excess) = settle_most_tempted(&game, &mut pool, &shares, effort, &mut task)?;
        let verdict = Stability::of(excess, none, shortfall);
        let by = match rule {
            Rule::Settled(key) if key.is_patronage() => key,
            _ => Key::Value,
        };
        let patronage = match rule {
            Rule::Prices => true,
            Rule::Settled(key) => key.is_patronage(),
            Rule::Bylaw => options.bylaw.parts.iter().all(|(key, part)| key.is_patronage() || *part == 0.0),
            Rule::LeastCore | Rule::Nucleolus | Rule::Shapley | Rule::EqualGain => false,
        };
        let unlike = match rule {
            // At shadow prices every unit has one price, whoever brings it; a bylaw of patronage alone pays one sum per unit by each key.
            Rule::Prices => None,
            Rule::Bylaw if patronage => None,
            _ => unlike_transactions(&settlement, &keys, &weights, &shares, by),
        };
        let precision = match rule {
            Rule::LeastCore if !least.value.is_within(effort.gap) && least.value.upper > enough => Precision::Bounds,
            Rule::Nucleolus if !matches!(&nucleolus, NucleolusSearch::Settled(it) if it.proven) => Precision::Bounds,
            Rule::Shapley => shapley.as_ref().map_or(Precision::Bounds, of_sample),
            _ => Precision::Exact,
        };
        rules.push(RuleResult { rule, precision, shares, tempted, excess, verdict, unlike, patronage });
    }
    let scheduled = match options.schedule {
        Rule::LeastCore if nucleolus != NucleolusSearch::TooMany => Rule::Nucleolus,
        rule => rule,
    };
    let Some(chosen) = rules.iter().find(|result| result.rule == scheduled).map(|result| result.shares.clone()) else {
        let why = missing.into_iter().find(|(rule, _)| *rule == scheduled).map(|(_, why)| why);
        return Err(ShareError::Rule(scheduled, why.unwrap_or_default()));
    };
    let kept = if scheduled == Rule::Bylaw { options.bylaw.reserve } else { 0.0 };
    let schedule = schedule(network, &settlement, &weights, &chosen, kept);
    let nodes = ex_post(network, &made, options, &schedule, &mut task)?;
    let prices = price_things(network, &made.formulation, game.membership(), game.grand(), &weights);
    let (relaxed_musd, groups) = (game.total(), game.solved());
    let nucleolus = match nucleolus {
        NucleolusSearch::Settled(nucleolus) => Some(nucleolus),
        NucleolusSearch::Unlimited(_) | NucleolusSearch::TooMany => None,
    };
    drop(game);
    Ok(Shares {
        members: network.members[..n].iter().map(|member| member.id.to_string()).collect(),
        total_musd: total,
        relaxed_musd,
        annuity: annuity(network),
        weights,
        alone_musd,
        marginal_contribution_musd,
        prices,
        unowned_musd: unowned,
        least_core: least.value,
        stability,
        rules,
        missing,
        nucleolus,
        settlement,
        accounts,
        keys,
        schedule,
        scheduled,
        nodes,
        groups,
        made,
    })
}

/// The least core of which a nucleolus is part: at most its first level, at least what the groups that were solved ask for. Without a level every
/// group can be given as much as one likes.
fn least_core_of(
    levels: &[(f64, Vec<Group>)],
    proven: bool,
    pool: &Pool,
    total: f64,
    task: &mut Task<'_>,
) -> Result<Settled, GameError> {
    let upper = levels.first().map_or(f64::NEG_INFINITY, |(excess, _)| *excess);
    let lower = if proven || upper.is_infinite() { upper } else { known_least_core(pool, total, task)?.value.lower };
    let value = Bracket { lower: lower.min(upper), upper };
    Ok(Settled { value, payoffs: Vec::new(), proof: Vec::new(), solved: 0 })
}

/// Why a nucleolus shares nothing out, and what of it is settled.
fn without_limit(network: &Network, unlimited: &Unlimited) -> String {
    let id = |member: usize| network.members[member].id.to_string();
    let all: Vec<String> = (0..unlimited.payoffs.len()).map(id).collect();
    let shares = unlimited.payoffs.iter().enumerate();
    let (settled, open): (Vec<_>, Vec<_>) = shares.partition(|(_, payoff)| payoff.is_some());
    let settled: Vec<String> = settled
        .iter()
        .map(|(member, payoff)| format!("{} {}", id(*member), short(payoff.unwrap_or_default())))
        .collect();
    let open: Vec<String> = open.iter().map(|(member, _)| id(*member)).collect();
    let cannot = unlimited.cannot.names(&all, ", ");
    let whose = if unlimited.cannot.len() == 1 { "it" } else { "they" };
    let mut text = format!(
        "without the others {cannot} cannot meet what has to be kept or served, so that nothing limits what {whose} would pay; {} have {} MUSD of \
         present value together, divided by no coalition",
        open.join(", "),
        short(unlimited.rest)
    );
    if !settled.is_empty() {
        text.push_str(&format!("; settled: {} MUSD", settled.join(", ")));
    }
    text
}

/// The Shapley value, or why there is none.
fn shapley(
    game: &LinearGame<'_>,
    pool: &Pool,
    options: &ShareOptions,
    task: &mut Task<'_>,
) -> Result<Result<SampledShapley, String>, GameError> {
    if !pool.is_complete() && options.sample == 0 {
        let words = "there are too many coalitions to solve all of them; --samples N takes orders of joining with N coalitions in all";
        return Ok(Err(words.to_string()));
    }
    let sampling = Sampling { evaluations: options.sample, seed: options.plan.seed, ..Sampling::default() };
    match planned_shapley(game, pool, &sampling, task) {
        Ok(found) => Ok(Ok(found)),
        Err(GameError::Invalid(why)) => Ok(Err(why)),
        Err(error) => Err(error),
    }
}

fn of_sample(shapley: &SampledShapley) -> Precision {
    if shapley.end == coalition::shapley::End::Exact {
        return Precision::Exact;
    }
    let widths = shapley.half_widths.as_ref();
    Precision::Sampled { half_width_musd: widths.map(|widths| widths.iter().copied().fold(0.0, f64::max)) }
}

/// What stability costs: at most what the relaxation has more than the plan, and what nobody brings, for shares at shadow prices of the
/// relaxation are stable; at least what two groups that are all together ask for beyond the total.
fn stability(pool: &Pool, total: f64, game: &LinearGame<'_>, unowned: f64, least: Bracket) -> Bracket {
    let n = pool.num_players();
    let pairs = pool.solved().into_iter().filter_map(|(group, worth)| {
        let rest = pool.known(group.complement(n))??;
        (!group.is_empty() && group.len() < n).then_some(worth + rest - total)
    });
    let lower = pairs.fold(0.0, f64::max).max(least.lower);
    // Groups that lack what belongs to all are content with the prices of what they bring; those that have all of it, with all of
    // its worth for everybody.
    let on_top = match game.membership().common() {
        Common::Split => 0.0,
        Common::Shared => unowned.max(0.0) * (n as f64 - 1.0),
        Common::Whole => -unowned,
    };
    let upper = (game.total() - total + on_top).max(0.0);
    // Paying every member the largest excess makes every group content.
    let upper = upper.min((least.upper * n as f64).max(0.0));
    Bracket { lower: lower.min(upper), upper }
}

/// Present value of what is due to each member, for checks: the shares.
#[must_use]
pub fn present_of_schedule(schedule: &Schedule, members: usize, weights: &[f64]) -> Vec<f64> {
    let states = weights.len();
    let mut due = vec![vec![0.0; states]; members];
    schedule.payments.iter().for_each(|payment| due[payment.member][payment.state] = payment.due_musd);
    due.iter().map(|yearly| present(weights, yearly)).collect()
}
