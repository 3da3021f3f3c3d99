//! The stress as result tables; those of purses are in `report/kills.rs`.

mod kills;
mod rows;

pub use rows::first_attack;

use std::sync::Arc;

use crate::deny::{Denial, DenialOutcome};
use crate::kill::{KillCost, KillOutcome};
use crate::stress::{Critical, PurseHolder, Stress};
use crate::worst::{Harm, moves_of};
use predation::{Bylaw, Kill};
use recoop::plan::tables::{Frame, Table};
use recoop_case::Network;
use recoop_case::attacks::CostLevel;
use recoop_case::positions::{DemandAt, PathAt};

/// All result tables of a stress.
#[must_use]
pub fn tables(network: &Network, stress: &Stress) -> Vec<Table> {
    let mut tables = vec![
        harm(network, stress),
        moves(network, stress),
        by_member(network, stress),
        unserved(network, stress),
        rows::solvency(network, stress),
        kills::kills(network, stress),
        kills::kill_moves(network, stress),
        kills::kill_cash(network, stress),
        kills::kill_windows(network, stress),
        bylaws(network, stress),
        denials(network, stress),
        critical(network, stress),
    ];
    tables.extend(stress.links.iter().flat_map(|links| crate::links::tables(network, links)));
    tables
}

fn text(text: &str) -> Arc<str> {
    Arc::from(text)
}

impl PurseHolder {
    /// The word in tables: the member, `inside:` and the member, `producers`, `all`, `one_desk`, or members between semicolons.
    #[must_use]
    pub fn name(self, network: &Network) -> String {
        let ids = |group: coalition::Group| {
            let ids: Vec<&str> = group.iter().map(|member| network.members[member].id.as_str()).collect();
            ids.join(";")
        };
        match self {
            Self::Alone(member) => network.members[member].id.to_string(),
            Self::Inside(member) => format!("inside:{}", network.members[member].id),
            Self::Producers => "producers".to_string(),
            Self::Group(group) => ids(group),
            Self::All => "all".to_string(),
            Self::OneDesk => "one_desk".to_string(),
        }
    }

    /// The word for the kind of purse.
    #[must_use]
    pub fn row(self) -> &'static str {
        match self {
            Self::Alone(_) => "alone",
            Self::Inside(_) => "inside",
            Self::Producers => "producers",
            Self::Group(_) => "group",
            Self::All => "all",
            Self::OneDesk => "one_desk",
        }
    }

    /// Ids of its members with semicolons between them; empty for all.
    #[must_use]
    pub fn members_of_row(self, network: &Network) -> String {
        if matches!(self, Self::All | Self::OneDesk) {
            return String::new();
        }
        Self::Group(crate::stress::members(network, self)).name(network)
    }
}

/// All harms with their level.
fn harms(stress: &Stress) -> Vec<(usize, CostLevel, &Harm)> {
    let mut out = Vec::new();
    for (at, worst) in stress.worst.iter().enumerate() {
        if let Ok(Some(attacks)) = &worst.attacks {
            out.extend(attacks.harms.iter().map(|harm| (at, worst.level, harm)));
        }
    }
    out
}

/// All kill costs that are known.
fn known(stress: &Stress) -> Vec<(PurseHolder, CostLevel, &KillCost)> {
    let mut out = Vec::new();
    for kills in &stress.kills {
        let costs = kills.costs.as_deref().unwrap_or_default();
        out.extend(stress.options.levels.iter().zip(costs).map(|(level, cost)| (kills.who, *level, cost)));
    }
    out
}

fn year(network: &Network, stress: &Stress, at: PathAt) -> i32 {
    network.tree.period(stress.states[at]).first_year
}

fn harm(_network: &Network, stress: &Stress) -> Table {
    Frame::new("harm", "Most that an attack within each budget takes from the plan.", &harms(stress))
        .text("level", "Whose loss counts as cost: `producers`, `treasury`, `nation`.", |(_, level, _)| {
            text(level.as_str())
        })
        .number("budget_musd", "MUSD", "Budget, present value; empty without limit.", |(_, _, harm)| {
            if harm.budget_musd.is_finite() { harm.budget_musd } else { f64::NAN }
        })
        .number("spent_musd", "MUSD", "What the attack costs the adversary, present value.", |(.., harm)| {
            harm.found.spent_musd
        })
        .number("harm_musd", "MUSD", "What it takes from the plan, present value.", |(.., harm)| harm.harm_musd)
        .number("upper_bound_musd", "MUSD", "What no attack within the budget exceeds.", |(.., harm)| {
            harm.upper_bound_musd
        })
        .number("cost_exchange_ratio", "", "Money of the adversary for each unit of harm.", |(.., harm)| {
            harm.cost_exchange_ratio()
        })
        .done()
}

fn moves(network: &Network, stress: &Stress) -> Table {
    let mut rows = Vec::new();
    for (at, level, harm) in harms(stress) {
        for (attack, state, depth, cost) in
            moves_of(network, &stress.states, &stress.worst[at].arsenal, &harm.found.depths)
        {
            rows.push((level, harm.budget_musd, attack, state, depth, cost));
        }
    }
    Frame::new("worst_attacks", "The attack that does most harm within each budget.", &rows)
        .text("level", "Cost perspective.", |(level, ..)| text(level.as_str()))
        .number(
            "budget_musd",
            "MUSD",
            "Budget; empty without limit.",
            |row| if row.1.is_finite() { row.1 } else { f64::NAN },
        )
        .text("attack", "Attack.", |row| text(&network.attacks[row.2].id))
        .year("year", "First year of the period.", |row| year(network, stress, row.3))
        .number("depth", "", "Depth.", |row| row.4)
        .number("cost_musd", "MUSD/yr", "What it costs the adversary in a year.", |row| row.5)
        .done()
}

fn by_member(network: &Network, stress: &Stress) -> Table {
    let rows: Vec<(CostLevel, &Harm, usize)> = harms(stress)
        .into_iter()
        .flat_map(|(_, level, harm)| (0..network.members.len()).map(move |member| (level, harm, member)))
        .filter(|(_, harm, member)| harm.by_member[*member].abs() > 1e-9)
        .collect();
    Frame::new("harm_by_member", "Harm of the worst attacks by whose money it is, before anything is shared.", &rows)
        .text("level", "Cost perspective.", |(level, ..)| text(level.as_str()))
        .number("budget_musd", "MUSD", "Budget; empty without limit.", |(_, harm, _)| {
            if harm.budget_musd.is_finite() { harm.budget_musd } else { f64::NAN }
        })
        .text("member", "Member, or the cooperative.", |(.., member)| text(&network.members[*member].id))
        .number("harm_musd", "MUSD", "Harm, present value.", |(_, harm, member)| harm.by_member[*member])
        .done()
}

fn unserved(network: &Network, stress: &Stress) -> Table {
    let rows: Vec<(CostLevel, &Harm, DemandAt)> = harms(stress)
        .into_iter()
        .flat_map(|(_, level, harm)| network.demands.positions().map(move |demand| (level, harm, demand)))
        .filter(|(_, harm, demand)| harm.unserved_t[*demand].abs() > 1e-6)
        .collect();
    Frame::new("harm_by_demand", "What the worst attacks leave unserved.", &rows)
        .text("level", "Cost perspective.", |(level, ..)| text(level.as_str()))
        .number("budget_musd", "MUSD", "Budget; empty without limit.", |(_, harm, _)| {
            if harm.budget_musd.is_finite() { harm.budget_musd } else { f64::NAN }
        })
        .text("demand", "Demand.", |(.., demand)| text(&network.demands[*demand].id))
        .number("unserved_t", "t", "More than without an attack, over all years.", |(_, harm, demand)| {
            harm.unserved_t[*demand]
        })
        .done()
}

impl KillOutcome {
    /// The word in tables.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::FailsUnattacked { .. } => "fails",
            Self::Kill { .. } => "kill",
            Self::NotExhaustible => "not_exhaustible",
            Self::NotProven => "not_proven",
        }
    }

    /// State by whose end the purse is empty.
    #[must_use]
    pub fn at(&self) -> Option<PathAt> {
        match self {
            Self::FailsUnattacked { at } | Self::Kill { at, .. } => Some(*at),
            Self::NotExhaustible | Self::NotProven => None,
        }
    }
}

fn denials(network: &Network, stress: &Stress) -> Table {
    let rows: &[Denial] = stress.denials.as_deref().unwrap_or_default();
    Frame::new("denials", "What it costs to leave half of a need unserved, or to end half of a stage at home.", rows)
        .text("what", "`defense`: demand of that priority; else a stage of the chain, at home.", |row| {
            Arc::from(row.what.name(network))
        })
        .year("year", "First year of the period.", |row| year(network, stress, row.at))
        .text("level", "Cost perspective.", |row| text(stress.options.levels[row.level].as_str()))
        .number("most_t", "t/yr", "What there is at most without an attack.", |row| row.most_t)
        .text("verdict", "`denied`; `not_deniable` by any modeled attack; `none` to deny; `not_proven`.", |row| {
            text(row.verdict.as_str())
        })
        .number("cost_musd", "MUSD", "Cost of the cheapest attack that was found, present value; replayed.", |row| {
            match row.verdict {
                DenialOutcome::Denied(cost, _) => cost,
                _ => f64::NAN,
            }
        })
        .number("lower_bound_musd", "MUSD", "No attack for less does it.", |row| match row.verdict {
            DenialOutcome::Denied(_, least) => least,
            _ => f64::NAN,
        })
        .done()
}

/// The word for a bylaw.
#[must_use]
pub fn bylaw_word(bylaw: Bylaw) -> &'static str {
    match bylaw {
        Bylaw::Alone => "alone",
        Bylaw::Joint => "joint purse",
        Bylaw::OneDesk => "one sales desk",
        Bylaw::LetGo => "right to let go",
        Bylaw::SafeLending { .. } => "safe lending",
        Bylaw::Reserve { .. } => "reserve by exposure",
    }
}

/// The word for whether somebody can be broken.
#[must_use]
pub fn kill_word(kill: &Kill) -> &'static str {
    match kill {
        Kill::Killed(_) => "kill",
        Kill::Unkillable(_) => "not_exhaustible",
        Kill::Open { .. } => "not_proven",
    }
}

fn bylaws(network: &Network, stress: &Stress) -> Table {
    let mut rows = Vec::new();
    for bylaws in stress.bylaws.iter().filter_map(|found| found.as_ref().ok()?.as_ref()) {
        rows.extend(bylaws.pooled.iter().map(|pooled| (bylaws, &pooled.protection, pooled)));
    }
    let cost = |kill: &Kill| kill.cost().filter(|cost| cost.is_finite()).unwrap_or(f64::NAN);
    let lower = |kill: &Kill| if kill.lower().is_finite() { kill.lower() } else { f64::NAN };
    let word = |kill: &Kill| text(kill_word(kill));
    Frame::new(
        "bylaws",
        "What it takes to break members with plants under each pooling bylaw, plants run as planned or idle.",
        &rows,
    )
    .text("level", "Cost perspective.", |(bylaws, ..)| text(bylaws.level.as_str()))
    .text("bylaw", "Bylaw.", |(_, protection, _)| text(bylaw_word(protection.bylaw)))
    .text("first", "Whether a first member can be broken: `kill`, `not_exhaustible`, `not_proven`.", |(_, p, _)| word(&p.first))
    .number("first_musd", "MUSD", "What it costs, present value: the replayed attack.", |(_, p, _)| cost(&p.first))
    .number("first_lower_bound_musd", "MUSD", "No attack for less does it.", |(_, p, _)| lower(&p.first))
    .text("all", "Whether all can be broken.", |(_, p, _)| word(&p.all))
    .number("all_musd", "MUSD", "What it costs.", |(_, p, _)| cost(&p.all))
    .number("all_lower_bound_musd", "MUSD", "No attack for less does it.", |(_, p, _)| lower(&p.all))
    .text("survivors", "Who outlives the cheapest attack on the first.", |(bylaws, p, _)| {
        let ids: Vec<&str> =
            p.survivors.iter().map(|firm| network.members[bylaws.members[*firm]].id.as_str()).collect();
        Arc::from(ids.join(";"))
    })
    .number(
        "defense_unserved_first_t",
        "t",
        "Defense demand over the scenario left unserved by the cheapest attack on the first, with plants of failed members closed.",
        |(.., pooled)| pooled.unserved_first_t.unwrap_or(f64::NAN),
    )
    .number(
        "defense_unserved_all_t",
        "t",
        "The same of the cheapest attack on all.",
        |(.., pooled)| pooled.unserved_all_t.unwrap_or(f64::NAN),
    )
    .done()
}

fn critical(network: &Network, stress: &Stress) -> Table {
    Frame::new("critical_prices", "Drop in output value that shuts each plant.", &stress.critical)
        .text("facility", "Facility.", |it: &Critical| text(&network.facilities[it.facility].id))
        .text("member", "Its owner.", |it| text(&network.members[network.facilities[it.facility].member].id))
        .year("year", "Year of the smallest drop.", |it| year(network, stress, it.at))
        .number("run_t", "t/yr", "Activity without an attack.", |it| it.run_t)
        .number("shutdown_drop", "", "Drop that shuts it, as a share of its output value.", |it| it.fall)
        .done()
}
