//! Capital: the equity that builds take, and the members that put it in, by calendar year.

use std::collections::BTreeMap;

use super::building::capex_musd;
use super::capital_split::{self, Call};
use super::case::Case;
use super::money::{payers, spending_years};
use super::rules::Rule;
use super::verdict::{Sum, Verdict};
use program::List;
use recoop_case::Member;
use recoop_case::positions::StateAt;

fn limited(member: &Member) -> bool {
    member.capital_total_musd.is_finite() || member.capital_per_year_musd.is_finite()
}

/// Checks that equity spent is put in and no more, by the members whose turn it is, and that members stay within their limits.
pub(super) fn check(case: &Case<'_>, verdict: &mut Verdict) {
    let network = case.network;
    let cooperative = network.members.len() - 1;
    let members = &network.members[..cooperative];
    let pooled = network.settings.finance.pooled_capital;
    let pays =
        |member: usize, purse: usize| member != cooperative && (purse == cooperative || (!pooled && purse == member));
    // A purse that somebody without limits can pay into is never empty, so nobody is asked for more. Pooled capital of nobody
    // is no limit either.
    let bounded = |purse: usize| {
        let mut payers = (0..cooperative).filter(|m| pays(*m, purse)).peekable();
        payers.peek().is_some() && payers.all(|m| limited(&members[m]))
    };
    // By who it is, state and year.
    let mut by_purse: BTreeMap<(usize, StateAt, i32), BTreeMap<usize, f64>> = BTreeMap::new();
    let mut by_member: BTreeMap<(usize, StateAt, i32), Sum> = BTreeMap::new();
    for x in &case.values.invests {
        let at = || format!("{}, {}", network.members[x.member].id, case.year(x.state, x.year));
        let may = pays(x.member, x.purse) && bounded(x.purse) && case.calendar.meets(x.state, &(x.year..=x.year));
        verdict.allowed(Rule::CapitalSource, may, x.amount_musd, at);
        if may {
            *by_purse.entry((x.purse, x.state, x.year)).or_default().entry(x.member).or_default() += x.amount_musd;
        }
        by_member.entry((x.member, x.state, x.year)).or_default().add(x.amount_musd);
    }
    let mut spent: BTreeMap<(usize, StateAt, i32), Sum> = BTreeMap::new();
    for plant in case.plants.iter().flatten() {
        let owner = network.facilities[plant.value.facility].member;
        let [.., own] = payers(case, plant);
        let years = spending_years(case, plant);
        let equity = own * (1.0 - network.settings.finance.debt_share) * capex_musd(case, plant)
            / f64::from(years.end - years.start);
        for year in years {
            for state in case.calendar.period.positions() {
                let here = case.calendar.meets(state, &(year..=year));
                if here && case.calendar.on_path(plant.value.state, state) {
                    spent.entry((if pooled { cooperative } else { owner }, state, year)).or_default().add(equity);
                }
            }
        }
    }
    let mut called: Vec<(usize, StateAt, i32)> = spent.keys().chain(by_purse.keys()).copied().collect();
    called.retain(|(purse, ..)| bounded(*purse));
    // In the order of time; the cooperative's purse is the last of a year.
    called.sort_by_key(|(purse, state, year)| (*state, *year, *purse));
    called.dedup();
    let nothing = BTreeMap::new();
    let mut calls = Vec::new();
    for (purse, state, year) in called {
        let put_in = by_purse.get(&(purse, state, year)).unwrap_or(&nothing);
        let of = |member: usize| put_in.get(&member).copied().unwrap_or(0.0);
        let paid: Vec<(usize, f64)> = (0..cooperative).filter(|m| pays(*m, purse)).map(|m| (m, of(m))).collect();
        let spent = spent.get(&(purse, state, year)).copied().unwrap_or_default();
        let at = || format!("{}, {}", network.members[purse].id, case.year(state, year));
        verdict.equal(Rule::CapitalSource, spent, paid.iter().map(|(_, paid)| paid).sum(), at);
        calls.push(Call { state, year, paid });
    }
    capital_split::check(case, &calls, verdict);
    for (m, member) in members.iter().enumerate() {
        let put_in = by_member.iter().filter(|((member, ..), _)| *member == m);
        let put_in: Vec<(StateAt, i32, Sum)> = put_in.map(|((_, state, year), sum)| (*state, *year, *sum)).collect();
        check_limits(case, member, &put_in, verdict);
    }
}

fn check_limits(case: &Case<'_>, member: &Member, put_in: &[(StateAt, i32, Sum)], verdict: &mut Verdict) {
    if member.capital_per_year_musd.is_finite() {
        for (state, year, sum) in put_in {
            let at = || format!("{}, {}", member.id, case.year(*state, *year));
            verdict.at_most(Rule::CapitalLimit, *sum, member.capital_per_year_musd, at);
        }
    }
    if member.capital_total_musd.is_finite() {
        let mut by_state = List::from(vec![Sum::default(); case.calendar.states()]);
        put_in.iter().for_each(|(state, _, sum)| by_state[*state].add_scaled(*sum, 1.0));
        let totals = case.calendar.along_paths(by_state, |mut before: Sum, here: Sum| {
            before.add_scaled(here, 1.0);
            before
        });
        for (leaf, state) in case.network.tree.leaves.iter().enumerate() {
            let at = || format!("{}, {}", member.id, case.scenario(leaf));
            verdict.at_most(Rule::CapitalTotal, totals[*state], member.capital_total_musd, at);
        }
    }
}
