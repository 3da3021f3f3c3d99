//! What it costs to break members, alone and together.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Num;
use super::harm::AttackMove;

/// Kill costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Kill {
    /// The future that is attacked: a position in `futures`.
    pub future: usize,
    /// Purses. From the tables `kill_costs`, `kill_attacks` and `kill_cash`.
    pub purses: Vec<Purse>,
    /// Purses of which nothing is known, and why.
    pub failed: Vec<Failed>,
    /// What pooling is worth. From the table `bylaws`.
    pub bylaws: Vec<BylawCost>,
    /// How far prices may fall before a plant is better stopped. From the table `critical_prices`.
    pub critical: Vec<CriticalFall>,
}

/// Whose purse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PurseOf {
    /// `alone`, `group`, `all` (one purse), `one_desk` (one purse and one sales desk).
    pub kind: PurseKind,
    /// Members.
    pub members: Vec<usize>,
}

/// What holds a purse together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PurseKind {
    /// A member alone.
    Alone,
    /// Some members with one purse.
    Group,
    /// All with one purse, each selling for itself.
    All,
    /// All with one purse and one sales desk.
    OneDesk,
}

/// What it takes to empty a purse at a level of cost. Money in MUSD; costs are present values of the adversary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Purse {
    /// Whose.
    pub who: PurseOf,
    /// Whose loss counts as the adversary's cost: `producers`, `treasury` or `nation`.
    pub level: String,
    /// `kill`; `dead` without an attack; `safe` from every attack; `open`: not decided in time.
    pub verdict: String,
    /// What is in it at the beginning; none: without limit.
    pub purse_musd: Option<Num>,
    /// What the cheapest attack costs that was found.
    pub cost_musd: Option<Num>,
    /// No attack for less empties it.
    pub at_least_musd: Option<Num>,
    /// Period by whose end it is empty.
    pub period: Option<usize>,
    /// A purse of more than this cannot be emptied, whatever is spent; none where that is not known.
    pub safe_purse_musd: Option<Num>,
    /// Cash at the end of each period without an attack; empty where the purse has no limit.
    pub cash_musd: Vec<Num>,
    /// Cash at the end of each period under the attack; empty where there is none.
    pub under_attack_musd: Vec<Num>,
    /// The attack.
    pub moves: Vec<AttackMove>,
}

/// A purse of which nothing is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Failed {
    /// Whose.
    pub who: PurseOf,
    /// Why.
    pub why: String,
}

/// What it takes to break members under a pooling bylaw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct BylawCost {
    /// Level of cost.
    pub level: String,
    /// The bylaw in words.
    pub bylaw: String,
    /// To break a first member.
    pub first: Break,
    /// To break all.
    pub all: Break,
    /// Who outlives the cheapest attack on the first.
    pub survivors: Vec<usize>,
}

/// What it takes to break somebody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Break {
    /// `kill`, `safe` or `open`.
    pub verdict: String,
    /// What it costs, MUSD.
    pub cost_musd: Option<Num>,
    /// No attack for less does it, MUSD.
    pub at_least_musd: Option<Num>,
}

/// How far what a plant makes may fall in worth before it is better stopped.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CriticalFall {
    /// Facility.
    pub facility: usize,
    /// Period in which it bears least.
    pub period: usize,
    /// Activity without an attack, t/yr.
    pub run_t: Num,
    /// Share that may be lost; below 0: markets alone would not pay for it; above 1: it runs whatever happens. None: it brings nothing at all.
    pub fall: Option<Num>,
}
