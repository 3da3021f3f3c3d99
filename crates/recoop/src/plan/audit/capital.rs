//! Capital: the equity that builds take, and the members that put it in.

use super::case::Case;
use super::money::Money;
use super::rules::Rule;
use super::verdict::{Sum, Verdict};
use crate::formulation::ledger::Kind;
use crate::network::Member;

fn limited(member: &Member) -> bool {
    member.capital_total_musd.is_finite() || member.capital_per_year_musd.is_finite()
}

/// Checks that equity spent is put in, and that members stay within their limits.
pub(super) fn check(case: &Case<'_>, money: &Money, verdict: &mut Verdict) {
    let (network, states) = (case.network, case.calendar.states());
    let cooperative = network.members.len() - 1;
    let members = &network.members[..cooperative];
    let pooled = network.settings.finance.pooled_capital;
    let pays =
        |member: usize, purse: usize| member != cooperative && (purse == cooperative || (!pooled && purse == member));
    let mut by_purse = vec![0.0; network.members.len() * states];
    let mut by_member = vec![Sum::default(); network.members.len() * states];
    for x in &case.values.invests {
        let at = || format!("{}, {}", network.members[x.member].id, case.state(x.state));
        verdict.allowed(Rule::CapitalSource, pays(x.member, x.purse), x.amount_musd, at);
        by_purse[x.purse * states + x.state] += x.amount_musd;
        by_member[x.member * states + x.state].add(x.amount_musd);
    }
    // A purse that somebody without limits can pay into is never empty. Pooled capital of nobody is no limit either.
    let bounded = |purse: usize| {
        let mut payers = (0..cooperative).filter(|m| pays(*m, purse)).peekable();
        payers.peek().is_some() && payers.all(|m| limited(&members[m]))
    };
    for purse in (0..network.members.len()).filter(|p| bounded(*p)) {
        for state in 0..states {
            let mut spent = Sum::default();
            for owner in 0..network.members.len() {
                if pooled || owner == purse {
                    for kind in [Kind::Capex, Kind::CapexSupport, Kind::DebtDrawn] {
                        spent.add_scaled(money.get(owner, kind, state), -1.0);
                    }
                }
            }
            let at = || format!("{}, {}", network.members[purse].id, case.state(state));
            verdict.at_most(Rule::CapitalSource, spent, by_purse[purse * states + state], at);
        }
    }
    for (m, member) in members.iter().enumerate() {
        let put_in = &by_member[m * states..(m + 1) * states];
        check_limits(case, member, put_in, verdict);
    }
}

fn check_limits(case: &Case<'_>, member: &Member, put_in: &[Sum], verdict: &mut Verdict) {
    if member.capital_per_year_musd.is_finite() {
        for (state, sum) in put_in.iter().enumerate() {
            let at = || format!("{}, {}", member.id, case.state(state));
            verdict.at_most(Rule::CapitalLimit, *sum, member.capital_per_year_musd, at);
        }
    }
    if member.capital_total_musd.is_finite() {
        let scaled = put_in.iter().zip(&case.calendar.years).map(|(sum, years)| {
            let mut over_period = Sum::default();
            over_period.add_scaled(*sum, *years);
            over_period
        });
        let totals = case.calendar.along_paths(scaled.collect(), |mut before: Sum, here: Sum| {
            before.add_scaled(here, 1.0);
            before
        });
        for (leaf, state) in case.network.tree.leaves.iter().enumerate() {
            let at = || format!("{}, {}", member.id, case.scenario(leaf));
            verdict.at_most(Rule::CapitalTotal, totals[*state], member.capital_total_musd, at);
        }
    }
}
