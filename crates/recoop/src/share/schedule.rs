//! Shares over time: what each member is paid in each state.
//!
//! ```text
//! due[i,s]     = result[i,s] + gamma[i] · (all money[s] - Σ_j result[j,s])      gamma[i] = (share[i] - PV result[i]) / Σ_j (share[j] - PV result[j])
//! payment[i,s] = due[i,s] - in kind[i,s] - kept[i,s]                            Σ_i payment[i,s] = cash[s] - Σ_i kept[i,s]
//! ```
//!
//! Where the gains of members are much more than the margin in all, gains are constant amounts instead, the same every year, and the rest
//! of the margin, worth nothing, goes in equal parts.
//!
//! Present values of what is due are the shares, and in every state all that is due adds up to all money there is. A part of the
//! cash is kept back: as much as later states lack, on whichever path, and what the bylaw says; it is paid out as those states
//! come, and what is left at the end. The reserve bears the discount rate, so that keeping back costs nobody present value.
//! A payment below zero is a call: capital to be put in, or what a user pays for what it was served.

use super::settlement::Settlement;
use super::weights::present;
use recoop_case::Network;

/// The payments of one member in one state, MUSD/yr.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Payment {
    /// Member.
    pub member: usize,
    /// State.
    pub state: usize,
    /// What is due to it.
    pub due_musd: f64,
    /// Of it what it has in kind: worth of what it was served, less cost of what it was not.
    pub in_kind_musd: f64,
    /// What is put into the reserve for it; below zero: taken out.
    pub kept_musd: f64,
    /// Cash to the member; below zero: from it.
    pub payment_musd: f64,
}

/// A schedule of payments.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// By state, then by member.
    pub payments: Vec<Payment>,
    /// Reserve at the end of each state, in money of its last year, MUSD.
    pub reserve_musd: Vec<f64>,
    /// Cash of the plan in each state, MUSD/yr.
    pub cash_musd: Vec<f64>,
}

/// Gains of members beyond this multiple of the margin's worth are paid as a constant amount: following the margin, the ups and downs
/// of each year would be paid many times over.
const MAX_LEVERAGE: f64 = 3.0;

/// The schedule of shares. `kept_back` is the bylaw's part of what could be paid out that stays until the end.
#[must_use]
pub fn schedule(
    network: &Network,
    settlement: &Settlement,
    weights: &[f64],
    shares: &[f64],
    kept_back: f64,
) -> Schedule {
    let tree = &network.tree;
    let states = tree.states.len();
    let gains: Vec<f64> =
        shares.iter().zip(&settlement.result_musd).map(|(share, yearly)| share - present(weights, yearly)).collect();
    let gain: f64 = gains.iter().sum();
    let scale = shares.iter().fold(1e-9_f64, |most, share| most.max(share.abs()));
    let all_gains: f64 = gains.iter().map(|gain| gain.abs()).sum();
    let sum_of_weights: f64 = weights.iter().sum();
    let due = |i: usize, s: usize| {
        let margin = settlement.total_musd[s] - settlement.result_musd.iter().map(|yearly| yearly[s]).sum::<f64>();
        if gain.abs() > 1e-9 * scale && all_gains <= MAX_LEVERAGE * gain.abs() {
            settlement.result_musd[i][s] + gains[i] / gain * margin
        } else {
            // Gains come from other members rather than from the margin: as much every year, and what else there is of the margin,
            // worth nothing in all, in equal parts.
            let rest = margin - gain / sum_of_weights;
            settlement.result_musd[i][s] + gains[i] / sum_of_weights + rest / shares.len() as f64
        }
    };
    // In present value at the base year; `weight` makes it of a yearly amount.
    let cash: Vec<f64> = (0..states).map(|s| settlement.cash_musd[s] * tree.states[s].weight).collect();
    let mut lacks = vec![0.0_f64; states];
    for s in (0..states).rev() {
        if let Some(parent) = tree.states[s].parent {
            lacks[parent] = lacks[parent].max(lacks[s] - cash[s]);
        }
    }
    let mut is_leaf = vec![false; states];
    tree.leaves.iter().for_each(|leaf| is_leaf[*leaf] = true);
    let (mut balance, mut bound_by_bylaw) = (vec![0.0_f64; states], vec![0.0_f64; states]);
    let parts: Vec<f64> = {
        let sum: f64 = shares.iter().map(|share| share.max(0.0)).sum();
        shares.iter().map(|share| if sum > 0.0 { share.max(0.0) / sum } else { 1.0 / shares.len() as f64 }).collect()
    };
    let mut payments = Vec::with_capacity(states * shares.len());
    for s in 0..states {
        let state = tree.states[s];
        let (before, bound) = state.parent.map_or((0.0, 0.0), |parent| (balance[parent], bound_by_bylaw[parent]));
        let there = (before + cash[s]).max(0.0);
        let needed = lacks[s].min(there);
        if !is_leaf[s] {
            // The bylaw keeps a part of what is left, beside what it kept before.
            let free = (there - needed - bound).max(0.0);
            bound_by_bylaw[s] = bound.min(there - needed) + kept_back * free.min(cash[s].max(0.0));
            balance[s] = needed + bound_by_bylaw[s];
        }
        let kept = (balance[s] - before) / state.weight;
        for (i, part) in parts.iter().enumerate() {
            let (due, in_kind) = (due(i, s), settlement.in_kind_musd[i][s]);
            let kept = kept * part;
            payments.push(Payment {
                member: i,
                state: s,
                due_musd: due,
                in_kind_musd: in_kind,
                kept_musd: kept,
                payment_musd: due - in_kind - kept,
            });
        }
    }
    let reserve = balance.iter().enumerate().map(|(s, b)| b / tree.discount_factor(tree.period(s).last_year()));
    Schedule { payments, reserve_musd: reserve.collect(), cash_musd: settlement.cash_musd.clone() }
}
