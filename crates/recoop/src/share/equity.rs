//! Equity that members put in, in present value.
//!
//! ```text
//! spent[purse,s]  = capital cost less grants, credits and loans of the plants that the purse pays for
//! equity[i]       = Σ_s rho[s] Σ_purses invest[i,purse,s] · min(1, spent[purse,s] / Σ_j invest[j,purse,s])     invest as yearly amounts
//! ```
//!
//! The program asks only that what is put in is enough (`capital_source`). Plans put in what is spent, split by the limits of those who
//! may pay (`plan/payers`); where an answer says more, it is scaled down. A purse without a limit has no row; what nobody was asked for
//! is paid by the owners of the plants.

use super::weights::present;
use crate::plan::Plan;
use crate::plan::values::InvestValue;
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// Equity of each member (the cooperative left out), MUSD of present value; at least zero. `weights` is by state.
#[must_use]
pub fn equity(network: &Network, plan: &Plan, weights: &[f64]) -> Vec<f64> {
    put_in(network, plan).iter().map(|yearly| present(weights, yearly)).collect()
}

/// Equity that the plants of each member take, by state, MUSD/yr: what is booked to their owners.
#[must_use]
pub fn spent(plan: &Plan) -> Vec<Vec<f64>> {
    let mut spent = plan.cash.by_member(|flow| flow.kind.is_equity());
    spent.iter_mut().flatten().for_each(|amount| *amount = -*amount);
    spent
}

/// Equity that each member (the cooperative left out) puts in, by state, MUSD/yr; at least zero.
#[must_use]
pub fn put_in(network: &Network, plan: &Plan) -> Vec<Vec<f64>> {
    let (members, cooperative, states) = (network.members.len(), network.cooperative(), network.tree.states.len());
    let of_owner = spent(plan).concat();
    let pooled = network.settings.finance.pooled_capital;
    let mut spent = vec![0.0_f64; members * states];
    for owner in 0..members {
        let purse = if pooled { cooperative } else { owner };
        for s in StateAt::all(states) {
            spent[purse * states + s.index()] += of_owner[owner * states + s.index()];
        }
    }
    let mut asked = vec![0.0_f64; members * states];
    // What is paid in a year as the yearly amount of its state that has the same present value, as flows of money are.
    let yearly = |invest: &InvestValue| invest.amount_musd * network.tree.yearly_equivalent(invest.year).1;
    for invest in &plan.values.invests {
        asked[invest.purse * states + invest.state.index()] += yearly(invest);
    }
    let mut equity = vec![vec![0.0; states]; members];
    for invest in &plan.values.invests {
        let at = invest.purse * states + invest.state.index();
        let part = if asked[at] > spent[at] { spent[at].max(0.0) / asked[at] } else { 1.0 };
        equity[invest.member][invest.state] += yearly(invest) * part;
    }
    for owner in 0..members {
        let purse = if pooled { cooperative } else { owner };
        for s in StateAt::all(states) {
            let at = purse * states + s.index();
            if spent[at] > asked[at] {
                let missing = 1.0 - asked[at] / spent[at];
                equity[owner][s] += of_owner[owner * states + s.index()].max(0.0) * missing;
            }
        }
    }
    equity.truncate(cooperative);
    equity
}
