//! The equal profit method of Frisk, Göthe-Lundgren, Jörnsten & Rönnqvist (2010), *Cost allocation in collaborative forest transportation*.
//!
//! ```text
//!   min d     l ≤ s_i / |v({i})| ≤ l + d,   x_i = v({i}) + s_i,   x in the core
//! ```
//!
//! In the core everybody gains something compared with what it has alone; what they gain, as a share of that, shall differ as little as
//! possible. Solved in fractions as the dual of a program of production, with the groups that would leave added as they show.

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use crate::core::{CoreAnswer, core};
use crate::exact::Rational;
use crate::excess::{Asked, exact_excesses};
use crate::families::LinearProduction;
use crate::families::simplex::{Scaled, Tableau};
use crate::formulas::alone;
use crate::game::GameError;
use crate::group::Group;
use crate::table::Table;
use crate::task::Task;

/// Payoffs whose relative gains differ least, one of them where there are several.
pub fn equal_profit(table: &Table, task: &mut Task<'_>) -> Result<Vec<Rational>, GameError> {
    let alone = alone(table);
    let players = alone.len();
    if players == 1 {
        return Ok(vec![table.exact_total()]);
    }
    if let Some(player) = alone.iter().position(Zero::is_zero) {
        let name = &table.names()[player];
        return Err(GameError::Invalid(format!("{name} has nothing alone that a gain could be a share of")));
    }
    if let CoreAnswer::Empty { .. } = core(table, task)? {
        return Err(GameError::Invalid("the core is empty, and equal profits are looked for in it".to_string()));
    }
    let gain = |group: Group| table.exact(group.mask()) - group.iter().map(|player| &alone[player]).sum::<Rational>();
    let all = Group::all(players);
    let mut groups: Vec<Group> = Vec::new();
    loop {
        let payoffs = least(&alone, &gain(all), &groups, &gain)?;
        let asked = Asked { most: players, ..Asked::default() };
        let found = exact_excesses(table, &payoffs, &asked, task)?;
        if found.blocking == 0 {
            return Ok(payoffs);
        }
        let before = groups.len();
        let leaving = found.most.iter().filter(|tempted| tempted.excess > 0.0).map(|tempted| tempted.group);
        for group in leaving {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        if groups.len() == before {
            return Err(GameError::Solver("the groups of the equal profit method repeat themselves".to_string()));
        }
    }
}

/// The payoffs where only these groups count. Resources of the program are the gains, `l` and `d`; its prices are what is looked for.
fn least(
    alone: &[Rational],
    total: &Rational,
    groups: &[Group],
    gain: &dyn Fn(Group) -> Rational,
) -> Result<Vec<Rational>, GameError> {
    let players = alone.len();
    let (l, d) = (players, players + 1);
    let mut needs: Vec<Vec<Rational>> = vec![Vec::new(); players + 2];
    let mut earns = Vec::new();
    let mut column = |entries: &[(usize, Rational)], earned: Rational| {
        needs.iter_mut().for_each(|row| row.push(Rational::zero()));
        let at = earns.len();
        entries.iter().for_each(|(row, entry)| needs[*row][at] = entry.clone());
        earns.push(earned);
    };
    for (player, alone) in alone.iter().enumerate() {
        let size = alone.abs();
        column(&[(player, Rational::one()), (l, -&size)], Rational::zero());
        column(&[(player, -Rational::one()), (l, size.clone()), (d, size)], Rational::zero());
    }
    let members = |group: Group, sign: i64| {
        group.iter().map(|player| (player, Rational::from(BigInt::from(sign)))).collect::<Vec<_>>()
    };
    let all = Group::all(players);
    column(&members(all, 1), total.clone());
    column(&members(all, -1), -total);
    for group in groups {
        column(&members(*group, 1), gain(*group));
    }
    let mut brings = vec![Rational::zero(); players + 2];
    brings[d] = Rational::one();
    let game = LinearProduction { needs, earns, brings: vec![brings] };
    let scaled = Scaled::new(&game);
    let mut tableau = Tableau::idle(&scaled);
    tableau.rise(&scaled.brought(0..1))?;
    let prices = tableau.prices(&scaled);
    Ok(alone.iter().zip(&prices).map(|(alone, gain)| alone + gain).collect())
}
