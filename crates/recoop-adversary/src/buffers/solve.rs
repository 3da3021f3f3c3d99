//! From a case to what is worth buying.

use coalition::{Group, Progress};
use program::Stop;

use super::answer::{Bought, BufferError, BufferOptions, Buffered, Mix};
use super::shop::{Shop, interrupted};
use crate::arsenal::Arsenal;
use crate::kill::{KillCost, KillOutcome, refute};
use crate::operations::Operations;
use crate::robust::solve::FREE_MUSD;
use crate::stress::{PurseHolder, arsenal, purse, without_limit};
use recoop::plan::{ProgressObserver, SolvedPlan, Step, solve_with_program};
use recoop_case::Network;
use recoop_case::positions::BufferAt;
use recoop_case::tables::BufferKind;

/// Parts of each buffer that are tried alone.
const PARTS: [f64; 3] = [0.1, 0.5, 1.0];
/// Multiples of the kill cost against which mixes are sought when nothing is said.
const MULTIPLES: [f64; 3] = [1.25, 1.5, 2.0];

/// What is tried: each by itself, none depends on another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Purchase {
    /// A part of one buffer alone.
    Alone {
        /// Position in [`Network::buffers`].
        buffer: BufferAt,
        /// Part that is bought.
        part: f64,
    },
    /// The cheapest mix against a budget, MUSD.
    Mix {
        /// Budget of the adversary, MUSD; infinite for any.
        required_musd: f64,
    },
}

/// What a purchase does.
#[derive(Clone, Debug, PartialEq)]
pub enum Tried {
    /// The kill cost with a part of one buffer.
    Alone(KillCost),
    /// The cheapest mix; none where not even all buffers hold.
    Mix(Option<Mix>),
}

/// Plans a case, and says what buffers are worth.
///
/// # Errors
/// When there is no plan, no buffer, no attack, no limit to the purse, or when the solver fails.
pub fn buffers(
    network: &Network,
    options: &BufferOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<Buffered, BufferError> {
    let (made, plain) = plain_plan(network, options, observer)?;
    let purchases = purchases(network, options, &plain);
    let tried = try_purchases(network, &made, options, &purchases, observer)?;
    buffered(network, made, options, plain, &purchases, tried)
}

/// Plans a case, and finds the kill cost without buffers.
///
/// # Errors
/// As [`buffers`].
pub fn plain_plan(
    network: &Network,
    options: &BufferOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<(SolvedPlan, KillCost), BufferError> {
    refuse(network, options)?;
    let made = solve_with_program(network, &options.plan, observer)?;
    if made.plan.status.stop == Stop::Interrupted {
        return Err(interrupted());
    }
    let nothing = vec![0.0; network.buffers.len()];
    let plain = in_shop(network, &made, options, |shop| shop.kill(&nothing, observer))??;
    Ok((made, plain))
}

/// Returns what is tried in a case: parts of each buffer alone, then the cheapest mix against each required budget.
#[must_use]
pub fn purchases(network: &Network, options: &BufferOptions, plain: &KillCost) -> Vec<Purchase> {
    let mut all = Vec::new();
    for (b, buffer) in network.buffers.iter().enumerate() {
        let parts = PARTS.into_iter().filter(|part| !buffer.whole || *part == 1.0);
        all.extend(parts.map(|part| Purchase::Alone { buffer: b, part }));
    }
    let required = match (&options.required_musd[..], &plain.verdict) {
        // What costs nothing has no multiples.
        ([], KillOutcome::Kill { cost_musd, .. }) if *cost_musd <= FREE_MUSD => vec![0.0],
        ([], KillOutcome::Kill { cost_musd, .. }) => MULTIPLES.iter().map(|times| times * cost_musd).collect(),
        // Dead without an attack: what it takes to live.
        ([], KillOutcome::FailsUnattacked { .. }) => vec![0.0],
        ([], _) => Vec::new(),
        (given, _) => given.to_vec(),
    };
    all.extend(required.into_iter().map(|required_musd| Purchase::Mix { required_musd }));
    all
}

/// Tries some purchases.
///
/// # Errors
/// When an attack, or a cheapest mix, could not be worked out, or somebody stopped it.
pub fn try_purchases(
    network: &Network,
    made: &SolvedPlan,
    options: &BufferOptions,
    purchases: &[Purchase],
    observer: &mut dyn ProgressObserver,
) -> Result<Vec<Tried>, BufferError> {
    in_shop(network, made, options, |shop| {
        let mut all = Vec::new();
        for purchase in purchases {
            let done = all.len();
            all.push(match *purchase {
                Purchase::Alone { buffer, part } => {
                    let of = Some(network.buffers.len());
                    observer.step(&Step::Searched(Progress {
                        doing: "buffers",
                        done: buffer.index(),
                        of,
                        ..Progress::default()
                    }));
                    let mut parts = vec![0.0; network.buffers.len()];
                    parts[buffer] = part;
                    Tried::Alone(shop.kill(&parts, observer)?)
                }
                Purchase::Mix { required_musd } => {
                    let told = Progress { doing: "cheapest mixes", done, ..Progress::default() };
                    observer.step(&Step::Searched(told));
                    Tried::Mix(shop.cheapest(required_musd, options, observer)?)
                }
            });
        }
        Ok(all)
    })?
}

/// Puts the results of all purchases together.
///
/// # Errors
/// When they are not those of the case.
pub fn buffered(
    network: &Network,
    made: SolvedPlan,
    options: &BufferOptions,
    plain: KillCost,
    purchases: &[Purchase],
    tried: Vec<Tried>,
) -> Result<Buffered, BufferError> {
    let mut plain = plain;
    let (mut alone, mut mixes): (Vec<Bought>, Vec<_>) = (Vec::new(), Vec::new());
    let count = tried.len();
    for (purchase, tried) in purchases.iter().zip(tried) {
        match (*purchase, tried) {
            (Purchase::Alone { buffer, part }, Tried::Alone(kill)) => {
                alone.push(Bought { buffer, part, cost_musd: part * network.buffers[buffer].cost_musd, kill });
            }
            (Purchase::Mix { required_musd }, Tried::Mix(mix)) => mixes.push((required_musd, mix)),
            _ => return Err(BufferError::OtherPurchases),
        }
    }
    if count != purchases.len() {
        return Err(BufferError::OtherPurchases);
    }
    for (b, buffer) in network.buffers.iter().enumerate() {
        // More cash makes a purse no easier to empty.
        if matches!(buffer.kind, BufferKind::Reserve | BufferKind::Credit) {
            let parts = alone.iter_mut().filter(|bought| bought.buffer == b).map(|bought| &mut bought.kill);
            let mut costs: Vec<&mut KillCost> = std::iter::once(&mut plain).chain(parts).collect();
            let purses: Vec<f64> = costs.iter().map(|cost| cost.purse_musd).collect();
            refute(&mut costs, &|a, b| purses[a] <= purses[b]);
        }
    }
    let idle = in_shop(network, &made, options, |shop| shop.idle())?;
    let states = network.tree.states_to(options.leaf);
    Ok(Buffered { options: options.clone(), made, states, plain, alone, mixes, idle })
}

/// Refuses what cannot be asked of a case, before anything is searched.
fn refuse(network: &Network, options: &BufferOptions) -> Result<(), BufferError> {
    if network.buffers.is_empty() {
        return Err(BufferError::NoBuffers);
    }
    if network.attacks.is_empty() {
        return Err(BufferError::NoAttacks);
    }
    if purse(network, PurseHolder::All).is_infinite() {
        return Err(BufferError::NoPurse(without_limit(network)));
    }
    moves(network, options).map(drop)
}

/// What the adversary can do to the purse.
fn moves(network: &Network, options: &BufferOptions) -> Result<Arsenal, BufferError> {
    let states = network.tree.states_to(options.leaf);
    let arsenal = arsenal(network, &states, PurseHolder::All, options.level, false);
    if arsenal.moves.is_empty() { Err(BufferError::NoCosts(options.level.as_str())) } else { Ok(arsenal) }
}

/// Does something where buffers of a plan are bought.
fn in_shop<T>(
    network: &Network,
    made: &SolvedPlan,
    options: &BufferOptions,
    work: impl FnOnce(&Shop<'_>) -> T,
) -> Result<T, BufferError> {
    let arsenal = moves(network, options)?;
    let operations = Operations::of_purse(network, made, options.leaf, Group::all(network.cooperative())).with_shut();
    let purse = purse(network, PurseHolder::All);
    Ok(work(&Shop { network, operations: &operations, made, arsenal: &arsenal, purse }))
}
