//! A point of the kernel or prekernel that is proven to be one.
//!
//! ```text
//!   s_ij(x) = max { e(S, x) : i in S, j not in S }        how i can threaten j
//!   prekernel:  s_ij = s_ji                 kernel:  s_ij ≤ s_ji  or  x_j = v({j})
//! ```
//!
//! The crate `coopgame` finds a point by transfers, in floats. The groups with which its players threaten one another make equations of
//! which the point without rounding is a solution; it counts only if it holds the definition in fractions. Otherwise the nucleolus is taken, which
//! lies in the kernel (Schmeidler 1969), and is held to the definition as well.

use coopgame::kernel::{TransferOptions, kernel_point};
use coopgame::{Coalition, Domain, ExplicitGame};
use num_bigint::BigInt;
use num_traits::{One, Zero};

use crate::balance::common_denominator;
use crate::exact::{Rational, float, rational};
use crate::game::GameError;
use crate::group::Group;
use crate::nucleolus::{Base, NucleolusAnswer, Weight, nucleolus};
use crate::table::Table;
use crate::task::Task;

/// How far from balance the point of the transfers may be, in parts of the largest worth of the zero-normalized game.
const BALANCE: f64 = 1e-7;
/// Transfers after which a point is given up.
const MAX_TRANSFERS: usize = 100_000;
/// Digits of payoffs that the equations leave free.
const FREE: f64 = 1e6;

/// A point, without rounding. `scaled` is the zero-normalized game in parts of `scale`.
pub fn point(
    table: &Table,
    domain: Domain,
    scaled: &ExplicitGame,
    scale: f64,
    task: &mut Task<'_>,
) -> Result<Vec<Rational>, GameError> {
    if table.names().len() == 1 {
        return Ok(vec![table.exact_total()]);
    }
    if domain == Domain::Imputation && !crate::properties::essential(table).has_imputations() {
        let words = "there is no kernel: no sharing gives everybody what it has alone".to_string();
        return Err(GameError::Invalid(words));
    }
    let mut options = TransferOptions::for_game(scaled);
    options.tolerance = BALANCE / 10.0;
    options.max_iterations = MAX_TRANSFERS;
    if let Ok(found) = kernel_point(scaled, domain, None, options) {
        let near = settle(table, domain, scaled, found.allocation(), scale);
        if is_in(table, domain, &near) {
            return Ok(near);
        }
    }
    let base = if domain == Domain::Imputation { Base::Imputations } else { Base::Preimputations };
    match nucleolus(table, base, Weight::Same, task)? {
        NucleolusAnswer::Found(found) if is_in(table, domain, &found.exact) => Ok(found.exact),
        _ => Err(GameError::Solver("no point of the kernel was found that holds its definition".to_string())),
    }
}

/// Whether payoffs hold the definition, in fractions.
pub fn is_in(table: &Table, domain: Domain, payoffs: &[Rational]) -> bool {
    let players = payoffs.len();
    if payoffs.iter().sum::<Rational>() != table.exact_total() {
        return false;
    }
    let alone: Vec<Rational> = (0..players).map(|player| table.exact(1 << player)).collect();
    if domain == Domain::Imputation && payoffs.iter().zip(&alone).any(|(payoff, alone)| payoff < alone) {
        return false;
    }
    let worths: Vec<Rational> = (0..1_u64 << players).map(|mask| table.exact(mask)).collect();
    let denominator = common_denominator(worths.iter().chain(payoffs));
    let whole = |number: &Rational| number.numer() * (&denominator / number.denom());
    let paid: Vec<BigInt> = payoffs.iter().map(whole).collect();
    let mut threats: Vec<Vec<Option<BigInt>>> = vec![vec![None; players]; players];
    for (mask, worth) in worths.iter().enumerate().take(worths.len() - 1).skip(1) {
        let excess = Group::from_mask(mask as u64).iter().fold(whole(worth), |rest, player| rest - &paid[player]);
        for i in (0..players).filter(|i| mask >> i & 1 == 1) {
            for j in (0..players).filter(|j| mask >> j & 1 == 0) {
                if threats[i][j].as_ref().is_none_or(|most| excess > *most) {
                    threats[i][j] = Some(excess.clone());
                }
            }
        }
    }
    let pairs = (0..players).flat_map(|i| (0..players).filter(move |j| *j != i).map(move |j| (i, j)));
    pairs.into_iter().all(|(i, j)| match threats[i][j].cmp(&threats[j][i]) {
        std::cmp::Ordering::Greater => domain == Domain::Imputation && payoffs[j] == alone[j],
        _ => true,
    })
}

/// The payoffs near the ones of the scaled game at which players threaten one another alike with the same groups as there.
fn settle(table: &Table, domain: Domain, scaled: &ExplicitGame, found: &[f64], scale: f64) -> Vec<Rational> {
    let players = found.len();
    let alone: Vec<Rational> = (0..players).map(|player| table.exact(1 << player)).collect();
    let mut equations = Equations::new(players);
    equations.add(vec![Rational::one(); players], table.exact_total());
    let indicator = |group: Group, sign: i64| {
        (0..players).map(move |player| Rational::from(BigInt::from(if group.contains(player) { sign } else { 0 })))
    };
    let held = |player: usize| domain == Domain::Imputation && found[player].abs() <= BALANCE;
    for player in (0..players).filter(|player| held(*player)) {
        equations.add(indicator(Group::single(player), 1).collect(), alone[player].clone());
    }
    let threat = |i: usize, j: usize| {
        let groups = (1..(1_u64 << players) - 1).map(Group::from_mask);
        let groups = groups.filter(|group| group.contains(i) && !group.contains(j));
        let excess = |group: &Group| scaled.value(Coalition(group.mask())) - group.sum(found);
        groups.map(|group| (excess(&group), group)).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
    };
    for i in 0..players {
        for j in i + 1..players {
            let (Some((of_i, with_i)), Some((of_j, with_j))) = (threat(i, j), threat(j, i)) else { continue };
            if (of_i - of_j).abs() <= BALANCE {
                let row = indicator(with_i, 1).zip(indicator(with_j, -1)).map(|(a, b)| a + b).collect();
                equations.add(row, table.exact(with_i.mask()) - table.exact(with_j.mask()));
            }
        }
    }
    let near = |player: usize| {
        let payoff = float(&alone[player]) + scale * found[player];
        let unit = FREE / scale.max(f64::MIN_POSITIVE);
        let rounded = (payoff * unit).round() / unit;
        rational(if rounded.is_finite() { rounded } else { payoff })
    };
    equations.solve(near)
}

/// Linear equations in reduced form; what contradicts those before is left out.
struct Equations {
    players: usize,
    rows: Vec<(usize, Vec<Rational>, Rational)>,
}

impl Equations {
    fn new(players: usize) -> Self {
        Self { players, rows: Vec::new() }
    }

    fn add(&mut self, mut row: Vec<Rational>, mut side: Rational) {
        for (pivot, other, other_side) in &self.rows {
            let factor = row[*pivot].clone();
            if !factor.is_zero() {
                row.iter_mut().zip(other).for_each(|(entry, by)| *entry -= &factor * by);
                side -= factor * other_side;
            }
        }
        let Some(pivot) = row.iter().position(|entry| !entry.is_zero()) else { return };
        let by = row[pivot].clone();
        row.iter_mut().for_each(|entry| *entry /= &by);
        side /= by;
        for (_, other, other_side) in &mut self.rows {
            let factor = other[pivot].clone();
            if !factor.is_zero() {
                other.iter_mut().zip(&row).for_each(|(entry, by)| *entry -= &factor * by);
                *other_side -= factor * &side;
            }
        }
        self.rows.push((pivot, row, side));
    }

    fn solve(&self, free: impl Fn(usize) -> Rational) -> Vec<Rational> {
        let mut payoffs: Vec<Rational> = (0..self.players).map(free).collect();
        let pivots: Vec<usize> = self.rows.iter().map(|(pivot, ..)| *pivot).collect();
        for (pivot, row, side) in &self.rows {
            let others = (0..self.players).filter(|player| !pivots.contains(player));
            let rest: Rational = others.map(|player| &row[player] * &payoffs[player]).sum();
            payoffs[*pivot] = side - rest;
        }
        payoffs
    }
}
