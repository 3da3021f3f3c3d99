//! What is due to each member in each state: its own operations, what it pays others or has from them, and the equity that it puts in.
//!
//! ```text
//! operations[i,s] = result[i,s] + spent[i,s]                                  equity that its plants take is not its operations
//! pot[s]          = all money[s] + Σ_i put in[i,s] - Σ_i operations[i,s]      what the cooperative has itself
//! claim[i]        = share[i] + Σ_s rho[s] put in[i,s]                         present value of all that it is to have besides its calls
//! ```
//!
//! A pot below zero is borne by operations that bring something in that state, in proportion. A member whose claim is less than its operations
//! bring pays: first its operations give back what it put in, and of what they bring besides it pays the same part in every state. One whose claim
//! is negative pays the rest in equal yearly amounts. What is paid, and a pot above zero, gives back what others put in before and have not had
//! back from their own operations, in proportion; what is left goes by what is still open of each claim.

use super::settlement::Settlement;
use super::weights::present;
use program::List;
use recoop_case::Network;
use recoop_case::positions::{PeriodAt, StateAt};

/// Present values below this part of all shares are rests of rounding.
const NOTHING: f64 = 1e-12;

/// What is due, by member, then by state, MUSD/yr.
pub(super) fn due(network: &Network, settlement: &Settlement, weights: &[f64], shares: &[f64]) -> Vec<Vec<f64>> {
    let (members, states) = (shares.len(), weights.len());
    let put_in = &settlement.put_in_musd;
    let all_of = |values: &[Vec<f64>], s: StateAt| values.iter().map(|of| of[s]).sum::<f64>();
    let mut own: Vec<Vec<f64>> = vec![vec![0.0; states]; members];
    let mut losses = own.clone();
    let mut pot = vec![0.0; states];
    let positive: f64 = shares.iter().map(|share| share.max(0.0)).sum();
    for s in StateAt::all(states) {
        for i in 0..members {
            let operations = settlement.result_musd[i][s] + settlement.spent_musd[i][s];
            (own[i][s], losses[i][s]) = (operations.max(0.0), operations.min(0.0));
        }
        let brought = all_of(&own, s);
        let left = settlement.total_musd[s] + all_of(put_in, s) - brought - all_of(&losses, s);
        pot[s] = left.max(0.0);
        let borne = (-left).max(0.0).min(brought);
        let lacking = (-left).max(0.0) - borne;
        for i in 0..members {
            own[i][s] -= if brought > 0.0 { borne * own[i][s] / brought } else { 0.0 };
            losses[i][s] -= lacking * if positive > 0.0 { shares[i].max(0.0) / positive } else { 1.0 / members as f64 };
        }
    }
    let mut out = losses.clone();
    let periods = Periods::new(network, weights);
    let scale: f64 = shares.iter().map(|share| share.abs()).sum::<f64>().max(f64::MIN_POSITIVE);
    // What each is still to have from others, MUSD of present value, and what of its capital has not come back.
    let mut open = vec![0.0; members];
    let mut capital: Vec<Vec<f64>> = put_in.iter().map(|yearly| periods.present(yearly)).collect();
    for i in 0..members {
        let claim = shares[i] + present(weights, &put_in[i]) - present(weights, &losses[i]);
        let gain = claim - present(weights, &own[i]);
        let back = periods.first(&mut capital[i], &own[i], claim.max(0.0));
        if gain >= 0.0 {
            open[i] = gain;
            out[i].iter_mut().zip(&own[i]).for_each(|(due, own)| *due += own);
            continue;
        }
        let rest: Vec<f64> = own[i].iter().zip(&back).map(|(own, back)| own - back).collect();
        let payable = present(weights, &rest);
        let part = if payable > NOTHING * scale { (-gain).min(payable) / payable } else { 0.0 };
        // What its operations do not bring is called in equal amounts.
        let called = (-gain - part * payable) / weights.iter().sum::<f64>();
        for s in StateAt::all(states) {
            out[i][s] += own[i][s] - part * rest[s] - called;
            pot[s] += part * rest[s] + called;
        }
    }
    share_out(&periods, &pot, &mut open, &mut capital, &mut out);
    for (due, put_in) in out.iter_mut().zip(put_in) {
        due.iter_mut().zip(put_in).for_each(|(due, put_in)| *due -= put_in);
    }
    out
}

/// Shares the pot out: capital that was put in before first, then by what is open.
fn share_out(periods: &Periods<'_>, pot: &[f64], open: &mut [f64], capital: &mut [Vec<f64>], out: &mut [Vec<f64>]) {
    let members = open.len();
    let mut for_capital = vec![0.0; periods.count];
    for t in PeriodAt::all(periods.count) {
        let outstanding = |i: usize| capital[i][..t.index()].iter().sum::<f64>().clamp(0.0, open[i].max(0.0));
        let asked: Vec<f64> = (0..members).map(outstanding).collect();
        let (sum, there) = (asked.iter().sum::<f64>(), periods.sum(pot, t));
        if sum <= 0.0 || there <= 0.0 {
            continue;
        }
        for_capital[t] = (sum / there).min(1.0);
        for i in 0..members {
            let part = asked[i] / sum;
            let paid = for_capital[t] * there * part;
            open[i] -= paid;
            repay(&mut capital[i], paid);
            periods.states(t).for_each(|s| out[i][s] += for_capital[t] * pot[s] * part);
        }
    }
    let sum: f64 = open.iter().map(|open| open.max(0.0)).sum();
    for (s, pot) in StateAt::all(pot.len()).zip(pot) {
        let left = pot * (1.0 - for_capital[periods.of[s]]);
        for (i, due) in out.iter_mut().enumerate() {
            due[s] += left * if sum > 0.0 { open[i].max(0.0) / sum } else { 1.0 / members as f64 };
        }
    }
}

/// Takes an amount off capital, the earliest first.
fn repay(capital: &mut [f64], mut paid: f64) {
    for of in capital {
        let back = paid.min(*of);
        *of -= back;
        paid -= back;
    }
}

/// Periods of the tree: all states of a period together, in present value.
struct Periods<'a> {
    weights: &'a [f64],
    of: List<StateAt, PeriodAt>,
    count: usize,
}

impl<'a> Periods<'a> {
    fn new(network: &Network, weights: &'a [f64]) -> Self {
        let of: List<StateAt, PeriodAt> = network.tree.states.iter().map(|state| state.period).collect();
        Self { weights, of, count: network.tree.periods.len() }
    }

    fn states(&self, period: PeriodAt) -> impl Iterator<Item = StateAt> + '_ {
        self.of.iter().enumerate().filter(move |(_, of)| **of == period).map(|(s, _)| s)
    }

    fn sum(&self, yearly: &[f64], period: PeriodAt) -> f64 {
        self.states(period).map(|s| self.weights[s] * yearly[s]).sum()
    }

    fn present(&self, yearly: &[f64]) -> Vec<f64> {
        PeriodAt::all(self.count).map(|t| self.sum(yearly, t)).collect()
    }

    /// What of a member's own operations gives back the capital that it put in before, by state, at most `most` in all; takes it off `capital`.
    fn first(&self, capital: &mut [f64], own: &[f64], most: f64) -> Vec<f64> {
        let (mut back, mut most) = (vec![0.0; own.len()], most);
        for t in PeriodAt::all(self.count) {
            let (outstanding, there) = (capital[..t.index()].iter().sum::<f64>().min(most), self.sum(own, t));
            if outstanding <= 0.0 || there <= 0.0 {
                continue;
            }
            let part = (outstanding / there).min(1.0);
            self.states(t).for_each(|s| back[s] = part * own[s]);
            repay(capital, part * there);
            most -= part * there;
        }
        back
    }
}
