//! Bounds on the prices of what steps take away, from the data alone.
//!
//! Every column turns what its rows take into what they give. Written so that rows are `Σ uses - Σ gives ≤ b` with `b ≥ 0` (a balance: what leaves a place less
//! what enters it), the operator's dual is
//!
//! ```text
//!   min Σ_i b_i π_i + Σ_j U_j ρ_j        Σ_i uses_ij π_i - Σ_k gives_kj π_k + ρ_j ≥ c_j,   ρ ≥ 0,   π ≥ 0 or free (equations)
//! ```
//!
//! Below, prices are held by columns without a limit, whatever is attacked: what may be thrown away, or left unserved, for so much is worth no less than
//! minus that. What nothing holds is taken to be worth at least nothing. Above, a unit is worth no more than the best column can make of it, all else it
//! needs being had for its least price:
//!
//! ```text
//!   uses_ij l_i ≤ c_j + Σ_k gives_kj l_k                                     for a column j without limit that uses nothing but i
//!   uses_ij u_i ≥ c_j + Σ_k gives_kj u_k - Σ_{k≠i} uses_kj l_k                for every row i that a column j uses
//! ```
//!
//! If `π ≥ l` is optimal under an attack, so is `min(π, u)`: a column of which some used row is at `u` is held by the second line, any other has only lost
//! on what it gives; and as `b ≥ 0` it costs no more. Where more is asked for than there is (`b < 0`), or where something without a use is in the way of
//! something else, prices can be higher: the bilevel program sees that in its replay, and tries again with wider bounds.

use program::{Place, Program, Row};

use super::operations::{Money, Operations};

/// Bounds on the prices of what steps take away.
pub struct DualBounds {
    /// By column: of its upper bound.
    cols: Vec<f64>,
    /// By row, whatever its sign.
    rows: Vec<f64>,
}

impl DualBounds {
    /// Makes all bounds so many times as wide.
    pub fn widen(&mut self, times: f64) {
        self.cols.iter_mut().chain(&mut self.rows).for_each(|worth| *worth *= times);
    }

    /// The most that one more unit of a bound can be worth, MUSD; infinite where nothing says.
    #[must_use]
    pub fn of(&self, place: Place) -> f64 {
        match place {
            Place::ColUpper(col) => self.cols[col.index()],
            Place::RowLower(row) | Place::RowUpper(row) | Place::RowBoth(row) => self.rows[row.index()],
            // No attack moves one.
            Place::ColLower(_) => f64::INFINITY,
        }
    }
}

/// A row as `Σ uses - Σ gives ≤ b`.
struct Limit {
    row: Row,
    sign: f64,
    least: f64,
}

/// A column in those rows: what it uses, what it gives, what it brings at least and at most under any attack.
struct Turn {
    uses: Vec<(usize, f64)>,
    gives: Vec<(usize, f64)>,
    least: f64,
    most: f64,
    is_free: bool,
}

impl Turn {
    /// What one unit brings with what it gives at these prices; without end below where a price is not held.
    fn brings(&self, cost: f64, prices: &[f64]) -> f64 {
        self.gives
            .iter()
            .fold(cost, |sum, (k, amount)| if sum == f64::NEG_INFINITY { sum } else { sum + amount * prices[*k] })
    }

    /// What all that it uses but `but` costs at these prices.
    fn takes(&self, but: usize, prices: &[f64]) -> f64 {
        self.uses.iter().filter(|(k, _)| *k != but).map(|(k, amount)| amount * prices[*k]).sum()
    }
}

/// Rounds of the iterations.
const ROUNDS: usize = 500;
/// Part of a price by which it has to move to count.
const MOVES: f64 = 1e-6;

/// Bounds for the operations with some money, whatever attacks do to it. Infinite where a chain gains without end.
#[must_use]
pub fn most_prices(operations: &Operations<'_>, money: &Money) -> DualBounds {
    let program = &operations.program;
    let limits = limits(program);
    let turns = turns(operations, money, &limits);
    let least = least(&limits, &turns);
    let most = most(&turns, &least);
    let mut rows = vec![0.0_f64; program.num_rows()];
    for ((limit, least), most) in limits.iter().zip(&least).zip(&most) {
        let here = &mut rows[limit.row.index()];
        *here = here.max(most.max(-least));
    }
    let cols = turns.iter().map(|turn| turn.brings(turn.most, &most) - turn.takes(usize::MAX, &least));
    // A little more, for the last rounds that were not worth doing.
    let wider = |worth: f64| if worth.is_nan() { f64::INFINITY } else { 1.01 * worth.max(0.0) };
    DualBounds { cols: cols.map(wider).collect(), rows: rows.into_iter().map(wider).collect() }
}

fn limits(program: &Program) -> Vec<Limit> {
    let mut limits = Vec::new();
    for row in program.all_rows() {
        let (lower, upper) = program.row_bounds(row);
        let mut limit = |sign: f64, least: f64| limits.push(Limit { row, sign, least });
        if lower == upper {
            // What is made is above zero in a balance.
            let is_balance = program.row_family(row) == "material_balance";
            limit(if is_balance || upper < 0.0 { -1.0 } else { 1.0 }, f64::NEG_INFINITY);
            continue;
        }
        if upper.is_finite() {
            limit(1.0, 0.0);
        }
        if lower.is_finite() {
            limit(-1.0, 0.0);
        }
    }
    limits
}

fn turns(operations: &Operations<'_>, money: &Money, limits: &[Limit]) -> Vec<Turn> {
    let program = &operations.program;
    let mut turns: Vec<Turn> = program
        .all_cols()
        .map(|col| {
            let cost = money.costs[col.index()];
            let is_free = program.col_bounds(col).1.is_infinite();
            Turn { uses: Vec::new(), gives: Vec::new(), least: cost, most: cost, is_free }
        })
        .collect();
    for effect in &money.effects {
        let full = effect.slope * operations.network.attacks[effect.attack].max_depth;
        let turn = &mut turns[effect.of.index()];
        turn.least += full.min(0.0);
        turn.most += full.max(0.0);
    }
    for (at, limit) in limits.iter().enumerate() {
        for (col, value) in program.row_terms(limit.row).filter(|(_, value)| *value != 0.0) {
            let turn = &mut turns[col.index()];
            let value = limit.sign * value;
            if value > 0.0 { turn.uses.push((at, value)) } else { turn.gives.push((at, -value)) }
        }
    }
    turns
}

/// Prices are no less than this: every round is true, the last one is the best.
fn least(limits: &[Limit], turns: &[Turn]) -> Vec<f64> {
    let mut least: Vec<f64> = limits.iter().map(|limit| limit.least).collect();
    let settling = turns.iter().filter(|turn| turn.is_free && turn.uses.len() == 1);
    let settling: Vec<&Turn> = settling.collect();
    for _ in 0..ROUNDS {
        let mut moved = false;
        for turn in &settling {
            let (at, uses) = turn.uses[0];
            let worth = turn.brings(turn.least, &least) / uses;
            if worth > least[at] + MOVES * least[at].abs().min(worth.abs()) {
                least[at] = worth;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    least.into_iter().map(|least| if least == f64::NEG_INFINITY { 0.0 } else { least }).collect()
}

fn most(turns: &[Turn], least: &[f64]) -> Vec<f64> {
    let mut most = least.to_vec();
    for _ in 0..ROUNDS {
        let mut moved = false;
        for turn in turns {
            let brings = turn.brings(turn.most, &most);
            for (at, uses) in &turn.uses {
                let worth = (brings - turn.takes(*at, least)) / uses;
                if worth > most[*at] + MOVES * most[*at].abs().max(1e-6) {
                    most[*at] = worth;
                    moved = true;
                }
            }
        }
        if !moved {
            return most;
        }
    }
    vec![f64::INFINITY; least.len()]
}
