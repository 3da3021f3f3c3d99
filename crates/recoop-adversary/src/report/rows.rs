//! Rows that can be set beside each other, as a result table.

use std::sync::Arc;

use super::{bylaw_word, kill_word};
use crate::kill::{KillCost, KillOutcome, year_of_kill};
use crate::pooling::Bylaws;
use crate::stress::recorded::Recorded;
use crate::stress::{Kills, PurseHolder, Stress, arsenal};
use crate::worst::moves_of;
use predation::{Kill, Protection};
use recoop::plan::tables::{Frame, Table};
use recoop_case::Network;
use recoop_case::attacks::CostLevel;
use recoop_case::positions::AttackAt;

/// Attack, year, depth.
type FirstAttack = (AttackAt, i32, f64);

/// A row of the table.
enum Line<'a> {
    /// A purse at a cost perspective; with the least money that carries it, its kill cost with that; the first part of its attack.
    Purse(&'a Kills, CostLevel, &'a KillCost, Option<&'a KillCost>, Option<FirstAttack>),
    /// A pooling bylaw.
    Bylaw(&'a Bylaws, &'a Protection),
    /// A firm as recorded.
    Recorded(&'a Recorded, CostLevel),
}

/// The first part of an attack: its first year, and of the attacks in it the one that costs most, with its depth. None without an attack.
#[must_use]
pub fn first_attack(
    network: &Network,
    stress: &Stress,
    (who, level): (PurseHolder, CostLevel),
    cost: &KillCost,
) -> Option<FirstAttack> {
    let KillOutcome::Kill { found, .. } = &cost.verdict else { return None };
    let arsenal = arsenal(network, &stress.states, who, level, stress.options.bans);
    let moves = moves_of(network, &stress.states, &arsenal, &found.depths);
    let first = moves.iter().map(|(_, at, ..)| *at).min()?;
    let here = moves.into_iter().filter(|(_, at, ..)| *at == first);
    let (attack, at, depth, _) = here.max_by(|a, b| a.3.total_cmp(&b.3))?;
    Some((attack, network.tree.period(stress.states[at]).first_year, depth))
}

fn lines<'a>(network: &Network, stress: &'a Stress) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    for kills in stress.kills.iter().chain(&stress.otherwise) {
        for (at, cost) in kills.costs.as_deref().unwrap_or_default().iter().enumerate() {
            let carried = kills.carried.as_ref().and_then(|costs| costs.get(at));
            let level = stress.options.levels[at];
            let first = first_attack(network, stress, (kills.who, level), cost);
            lines.push(Line::Purse(kills, level, cost, carried, first));
        }
    }
    for recorded in &stress.recorded {
        lines.extend(stress.options.levels.iter().map(|level| Line::Recorded(recorded, *level)));
    }
    for bylaws in stress.bylaws.iter().chain(&stress.bylaws_otherwise).filter_map(|found| found.as_ref().ok()?.as_ref())
    {
        lines.extend(bylaws.pooled.iter().map(|pooled| Line::Bylaw(bylaws, &pooled.protection)));
    }
    lines
}

impl Line<'_> {
    fn purse(&self) -> Option<(&Kills, &KillCost)> {
        match self {
            Self::Purse(kills, _, cost, ..) => Some((kills, cost)),
            Self::Bylaw(..) | Self::Recorded(..) => None,
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Purse(kills, ..) => kills.who.row(),
            Self::Bylaw(_, protection) => bylaw_word(protection.bylaw),
            Self::Recorded(..) => "recorded",
        }
    }

    fn members(&self, network: &Network) -> String {
        match self {
            Self::Purse(kills, ..) => kills.who.members_of_row(network),
            Self::Bylaw(..) => String::new(),
            Self::Recorded(recorded, _) => network.members[recorded.member].id.to_string(),
        }
    }

    fn level(&self) -> CostLevel {
        match self {
            Self::Purse(_, level, ..) => *level,
            Self::Bylaw(bylaws, _) => bylaws.level,
            Self::Recorded(_, level) => *level,
        }
    }

    fn verdict(&self) -> &'static str {
        match self {
            Self::Purse(_, _, cost, ..) => cost.verdict.as_str(),
            Self::Bylaw(_, protection) => kill_word(&protection.first),
            Self::Recorded(recorded, level) => recorded.verdict(*level),
        }
    }

    /// Cost of the attack found, and its lower bound; NaN where there is none.
    fn cost(&self) -> [f64; 2] {
        match self {
            Self::Purse(_, _, cost, ..) => bounds(cost),
            Self::Bylaw(_, protection) => kill_bounds(&protection.first),
            Self::Recorded(recorded, level) => recorded.kill(*level).map_or([f64::NAN; 2], kill_bounds),
        }
    }

    fn carried(&self) -> Option<&KillCost> {
        match self {
            Self::Purse(.., carried, _) => *carried,
            Self::Bylaw(..) | Self::Recorded(..) => None,
        }
    }

    fn first_attack(&self) -> Option<FirstAttack> {
        match self {
            Self::Purse(.., first) => *first,
            Self::Bylaw(..) | Self::Recorded(..) => None,
        }
    }

    fn recorded(&self) -> Option<&Recorded> {
        match self {
            Self::Recorded(recorded, _) => Some(recorded),
            Self::Purse(..) | Self::Bylaw(..) => None,
        }
    }

    fn purse_musd(&self) -> Option<f64> {
        self.purse().map(|(_, cost)| cost.purse_musd).or_else(|| self.recorded().map(|it| it.purse_musd))
    }

    fn runway_months(&self) -> Option<f64> {
        match self.recorded() {
            Some(recorded) => recorded.runway_months,
            None => self.purse()?.0.unattacked?.runway_months,
        }
    }

    fn least_musd(&self) -> Option<f64> {
        self.recorded().map(|it| it.least_musd).or_else(|| Some(self.purse()?.0.unattacked?.least_musd))
    }

    /// Year by whose end it is exhausted.
    fn year(&self, network: &Network, stress: &Stress) -> Option<i32> {
        match self.recorded() {
            Some(recorded) => recorded.fails[0],
            None => Some(year_of_kill(network, &stress.states, self.purse()?.1.verdict.at()?)),
        }
    }

    /// Year of failure of a firm as recorded with a purse smaller, or larger, by the model's error; blank where it lasts.
    fn fails(&self, which: usize) -> Arc<str> {
        let year = self.recorded().filter(|it| it.error_musd.is_some()).and_then(|it| it.fails[which]);
        year.map_or(Arc::from(""), |year| Arc::from(year.to_string()))
    }
}

/// Cost and lower bound of a kill by a pooling bylaw or of a firm as recorded; NaN where there is none.
fn kill_bounds(kill: &Kill) -> [f64; 2] {
    let finite = |value: f64| if value.is_finite() { value } else { f64::NAN };
    let Kill::Killed(killed) = kill else { return [f64::NAN; 2] };
    [finite(killed.cost), finite(killed.lower)]
}

impl Recorded {
    /// The kill cost at a perspective, where it is known.
    #[must_use]
    pub fn kill(&self, level: CostLevel) -> Option<&Kill> {
        self.kills.iter().find(|(known, _)| *known == level).map(|(_, kill)| kill)
    }

    /// The verdict at a perspective, as in table `kill_costs`.
    #[must_use]
    pub fn verdict(&self, level: CostLevel) -> &'static str {
        match (self.fails[0], self.kill(level)) {
            (Some(_), _) => "fails",
            (None, Some(kill)) => kill_word(kill),
            // Nothing that the adversary can do reaches it.
            (None, None) => "not_exhaustible",
        }
    }
}

fn bounds(cost: &KillCost) -> [f64; 2] {
    [cost.verdict.cost_musd(), cost.verdict.lower_bound_musd()].map(|musd| musd.unwrap_or(f64::NAN))
}

/// The table `solvency`.
#[must_use]
pub fn solvency(network: &Network, stress: &Stress) -> Table {
    let finite = |value: f64| if value.is_finite() { value } else { f64::NAN };
    let text = |text: &str| Arc::<str>::from(text);
    let what = "Rows to set beside each other: the same accounts, prices, horizon and rules, from a member alone to all at one sales desk.";
    Frame::new("solvency", what, &lines(network, stress))
        .text("row", "`alone`; `inside`, each for itself; `producers`, one purse; `group`; `all`, one purse; `one_desk`; `recorded`, a firm whose plants made what table `outputs` says; or a pooling bylaw of members with plants, for the first that fails.", |line: &Line<'_>| text(line.word()))
        .text("members", "Whose purse, with semicolons between several; blank for all.", |line| Arc::from(line.members(network)))
        .text("internal_prices", "Rule of prices inside; blank for purses that trade at markets alone.", |line| {
            let rule = match line {
                Line::Purse(kills, ..) => kills.prices,
                Line::Bylaw(bylaws, _) => Some(bylaws.prices),
                Line::Recorded(..) => None,
            };
            text(rule.map_or("", |rule| rule.as_str()))
        })
        .text("level", "Cost perspective.", |line| text(line.level().as_str()))
        .number("purse_musd", "MUSD", "Initial purse; blank without limit.", |line| {
            line.purse_musd().map_or(f64::NAN, finite)
        })
        .number("runway_months", "months", "Months until it is exhausted without an attack; blank where it lasts.", |line| {
            line.runway_months().unwrap_or(f64::NAN)
        })
        .text("verdict", "As in `kill_costs`.", |line| text(line.verdict()))
        .number("cost_musd", "MUSD", "Cost of the cheapest attack that was found, present value.", |line| line.cost()[0])
        .number("lower_bound_musd", "MUSD", "Lower bound of the kill cost.", |line| line.cost()[1])
        .text("year", "Year by whose end it is exhausted.", |line| {
            line.year(network, stress).map_or(text(""), |year| Arc::from(year.to_string()))
        })
        .text("first_attack", "The costliest attack of the first year of the cheapest attack.", |line| {
            line.first_attack().map_or(text(""), |(attack, ..)| text(&network.attacks[attack].id))
        })
        .text("first_attack_year", "That year.", |line| {
            line.first_attack().map_or(text(""), |(_, year, _)| Arc::from(year.to_string()))
        })
        .number("first_attack_depth", "", "Its depth in that year.", |line| line.first_attack().map_or(f64::NAN, |it| it.2))
        .number("sufficient_purse_musd", "MUSD", "No modeled attack exhausts a larger purse.", |line| {
            line.purse().map_or(f64::NAN, |(_, cost)| finite(cost.sufficient_purse_musd.max(0.0)))
        })
        .number("least_purse_musd", "MUSD", "Least purse that lasts to the end without an attack.", |line| {
            line.least_musd().unwrap_or(f64::NAN)
        })
        .text("carried_verdict", "Of a purse that fails without an attack: the verdict with the least purse.", |line| {
            text(line.carried().map_or("", |cost| cost.verdict.as_str()))
        })
        .number("carried_cost_musd", "MUSD", "Its kill cost with that.", |line| line.carried().map_or(f64::NAN, |cost| bounds(cost)[0]))
        .number("carried_lower_bound_musd", "MUSD", "Its lower bound.", |line| line.carried().map_or(f64::NAN, |cost| bounds(cost)[1]))
        .number("error_musd", "MUSD", "Of a firm as recorded: what its cash in the model may be off by.", |line| {
            line.recorded().and_then(|it| it.error_musd).unwrap_or(f64::NAN)
        })
        .text("year_with_less", "Year by whose end it fails with a purse smaller by that; blank where it lasts.", |line| line.fails(1))
        .text("year_with_more", "Year by whose end it fails with a purse larger by that; blank where it lasts.", |line| line.fails(2))
        .done()
}
