//! Shares over time: what each member is paid in each state.
//!
//! ```text
//! due[i,s]     = operations[i,s] + transfer[i,s] - put in[i,s]                  Σ_s rho[s] due[i,s] = share[i]
//! payment[i,s] = due[i,s] - in kind[i,s] - kept[i,s]                            Σ_i payment[i,s] = cash[s] - Σ_i kept[i,s]
//! ```
//!
//! `operations` is a member's settled result without the equity that its plants take: that equity is called from those who put it in, in the
//! year in which they do. Nobody pays others more than its operations bring in that year: who gains less than it earns pays a fixed part of
//! what they bring once the capital that it put in has come back. What is paid goes first to those whose own operations have not brought
//! their capital back yet, then by what each still gains (`transfers.rs`).
//!
//! Present values of what is due are the shares, and in every state all that is due adds up to all money there is. A part of the
//! cash is kept back: as much as later states lack, on whichever path, and what the bylaw says; it is paid out as those states
//! come, and what is left at the end. It is kept of those who are paid in that state, in proportion, and each has its own part of the reserve,
//! which bears the discount rate, so that keeping back costs nobody present value. A payment below zero is a call: capital to be put in, a
//! loss of the member's own operations, or what a user pays for what it was served.

use super::settlement::Settlement;
use super::transfers::due;
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// The payments of one member in one state, MUSD/yr.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Payment {
    /// Member.
    pub member: usize,
    /// State.
    pub state: StateAt,
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
    let (states, members) = (tree.states.len(), shares.len());
    let due = due(network, settlement, weights, shares);
    let balance = reserve(network, settlement, kept_back);
    // Each member's part of the reserve, in present value as `balance`.
    let mut accounts = vec![vec![0.0_f64; members]; states];
    let mut payments = Vec::with_capacity(states * members);
    for s in StateAt::all(states) {
        let state = tree.states[s];
        let before = state.parent.map_or(0.0, |parent| balance[parent]);
        let opening = state.parent.map_or_else(|| vec![0.0; members], |parent| accounts[parent].clone());
        let cash: Vec<f64> = (0..members).map(|i| due[i][s] - settlement.in_kind_musd[i][s]).collect();
        let paid: f64 = cash.iter().map(|cash| cash.max(0.0)).sum();
        let more = balance[s] - before;
        for i in 0..members {
            // Of those who are paid, in proportion; out of the reserve to each its part.
            let kept = if more > 0.0 {
                more * if paid > 0.0 { cash[i].max(0.0) / paid } else { 1.0 / members as f64 }
            } else if before > 0.0 {
                opening[i] * more / before
            } else {
                0.0
            };
            accounts[s][i] = opening[i] + kept;
            let kept = kept / state.weight;
            payments.push(Payment {
                member: i,
                state: s,
                due_musd: due[i][s],
                in_kind_musd: settlement.in_kind_musd[i][s],
                kept_musd: kept,
                payment_musd: cash[i] - kept,
            });
        }
    }
    let reserve = StateAt::all(states).zip(&balance).map(|(s, b)| b / tree.discount_factor(tree.period(s).last_year()));
    Schedule { payments, reserve_musd: reserve.collect(), cash_musd: settlement.cash_musd.clone() }
}

/// Reserve at the end of each state, in present value at the base year.
fn reserve(network: &Network, settlement: &Settlement, kept_back: f64) -> Vec<f64> {
    let tree = &network.tree;
    let states = tree.states.len();
    // `weight` makes present value of a yearly amount.
    let cash: Vec<f64> = StateAt::all(states).map(|s| settlement.cash_musd[s] * tree.states[s].weight).collect();
    let mut lacks = vec![0.0_f64; states];
    for s in StateAt::all(states).rev() {
        if let Some(parent) = tree.states[s].parent {
            lacks[parent] = lacks[parent].max(lacks[s] - cash[s]);
        }
    }
    let mut is_leaf = vec![false; states];
    tree.leaves.iter().for_each(|leaf| is_leaf[*leaf] = true);
    let (mut balance, mut bound_by_bylaw) = (vec![0.0_f64; states], vec![0.0_f64; states]);
    for s in StateAt::all(states).filter(|s| !is_leaf[*s]) {
        let (before, bound) = tree.states[s].parent.map_or((0.0, 0.0), |at| (balance[at], bound_by_bylaw[at]));
        let there = (before + cash[s]).max(0.0);
        let needed = lacks[s].min(there);
        // The bylaw keeps a part of what is left, beside what it kept before.
        let free = (there - needed - bound).max(0.0);
        bound_by_bylaw[s] = bound.min(there - needed) + kept_back * free.min(cash[s].max(0.0));
        balance[s] = needed + bound_by_bylaw[s];
    }
    balance
}
