//! Three accounts that are never mixed: cash of firms, surplus of users, public budget.
//!
//! ```text
//! cash[i,s]      = flows of money but tax + Σ price · delivered by its plants, trades and stocks - tax[i,s]       support and duties included
//! surplus[i,s]   = worth of what its users are served - Σ price · served - cost of what they lack
//! public[i,s]    = tax[i,s] + duties - support                                    from the member's payments and to them
//! tax[i,s]       = rate[i] · max(0, profit[i,s] - losses carried forward)         never refunded; a government pays none
//! objective      = Σ rho (cash + surplus) + tax difference                        tax difference = Σ rho (tax - tax of the plan)
//! ```
//!
//! The plan reckons with one tax rate for all, on every gain and every loss, and on the worth to users as if it were income. The accounts reckon
//! with what is really due: each member at its rate, on its firm's profit, a loss against the profits that follow it on the same path. Profit is what
//! is sold, inside at internal prices before tax, less costs, depreciation, interest and overhead ([`recoop_case::finance`]). Inside a period of several years losses and profits are
//! those of the whole period; amounts are those of the base year's money. What the cooperative itself trades and ships is its own account, the last.

use std::collections::BTreeMap;

use super::settlement::Settlement;
use super::weights::present;
use crate::accounts::Class;
use crate::formulation::ledger::{self, Kind, MUSD_PER_USD_PER_KG_TONNE};
use crate::plan::SolvedPlan;
use recoop_case::Network;
use recoop_case::positions::{MaterialAt, StateAt};
use recoop_case::tables::Role;

/// The accounts, all by member (the cooperative last), then by state, MUSD/yr.
#[derive(Clone, Debug, PartialEq)]
pub struct ThreeAccounts {
    /// Cash, after tax.
    pub cash_musd: Vec<Vec<f64>>,
    /// Surplus of users.
    pub surplus_musd: Vec<Vec<f64>>,
    /// Tax that is due, at least zero.
    pub tax_musd: Vec<Vec<f64>>,
    /// Duties.
    pub duties_musd: Vec<Vec<f64>>,
    /// Support by policies.
    pub support_musd: Vec<Vec<f64>>,
    /// Tax that the plan reckons with; below zero: what it counts as saved.
    pub planned_tax_musd: Vec<Vec<f64>>,
}

/// Present values of the accounts, MUSD.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AccountSums {
    /// Cash of all members and the cooperative.
    pub cash_musd: f64,
    /// Surplus of all users.
    pub surplus_musd: f64,
    /// What the public budget receives less what it pays.
    pub public_musd: f64,
    /// Tax that is due less tax of the plan: with cash and surplus it is the objective.
    pub tax_difference_musd: f64,
}

impl ThreeAccounts {
    /// The accounts of a plan that was settled.
    #[must_use]
    pub fn new(network: &Network, made: &SolvedPlan, settlement: &Settlement) -> Self {
        let cash_kind = |kind: Kind| kind.class().is_cash() && kind.class() != Class::Tax;
        let of = |wanted: &dyn Fn(Kind) -> bool| made.plan.cash.by_member(|flow| wanted(flow.kind));
        let negative = |mut flows: Vec<Vec<f64>>| {
            flows.iter_mut().flatten().for_each(|amount| *amount = -*amount);
            flows
        };
        let inside = Inside::new(network, made, settlement);
        let mut cash = of(&cash_kind);
        let mut surplus = of(&|kind| !kind.class().is_cash());
        let mut profit = of(&|kind| kind.taxed() && kind != Kind::DemandValue || kind == Kind::Salvage);
        for (i, s, delivered, taken) in inside.payments {
            cash[i][s] += delivered;
            profit[i][s] += delivered;
            surplus[i][s] -= taken;
        }
        deduct(network, made, &mut profit);
        let tax_musd: Vec<Vec<f64>> =
            profit.iter().enumerate().map(|(i, profit)| tax(network, rate(network, i), profit)).collect();
        for (cash, tax) in cash.iter_mut().zip(&tax_musd) {
            cash.iter_mut().zip(tax).for_each(|(cash, tax)| *cash -= tax);
        }
        Self {
            cash_musd: cash,
            surplus_musd: surplus,
            tax_musd,
            duties_musd: negative(of(&|kind| kind == Kind::Tariff)),
            support_musd: of(&|kind| kind.class().is_public()),
            planned_tax_musd: negative(of(&|kind| kind == Kind::Tax)),
        }
    }

    /// What the public budget receives from a member less what it pays, MUSD/yr.
    #[must_use]
    pub fn public_musd(&self, member: usize, state: StateAt) -> f64 {
        self.tax_musd[member][state] + self.duties_musd[member][state] - self.support_musd[member][state]
    }

    /// Present values, by the weights of states.
    #[must_use]
    pub fn sums(&self, weights: &[f64]) -> AccountSums {
        let sum = |values: &[Vec<f64>]| values.iter().map(|yearly| present(weights, yearly)).sum::<f64>();
        let tax = sum(&self.tax_musd);
        AccountSums {
            cash_musd: sum(&self.cash_musd),
            surplus_musd: sum(&self.surplus_musd),
            public_musd: tax + sum(&self.duties_musd) - sum(&self.support_musd),
            tax_difference_musd: tax - sum(&self.planned_tax_musd),
        }
    }
}

/// What members pay each other inside, before tax.
struct Inside {
    /// Member, state, what its firm is paid, what its users pay, MUSD/yr.
    payments: Vec<(usize, StateAt, f64, f64)>,
}

impl Inside {
    fn new(network: &Network, made: &SolvedPlan, settlement: &Settlement) -> Self {
        let common = network.cooperative();
        // Internal prices are net of the plan's tax.
        let before_tax = MUSD_PER_USD_PER_KG_TONNE / (1.0 - network.tax_rate());
        let price = |material: MaterialAt, s: StateAt| {
            settlement.price_usd_per_kg.get(&(material, s)).copied().unwrap_or(0.0) * before_tax
        };
        let mut sums: BTreeMap<(usize, StateAt), (f64, f64)> = BTreeMap::new();
        for ((i, material, s), amount) in &settlement.delivered_t {
            // What the members deliver net of what they take the cooperative takes.
            sums.entry((*i, *s)).or_default().0 += price(*material, *s) * amount;
            sums.entry((common, *s)).or_default().0 -= price(*material, *s) * amount;
        }
        for service in &made.plan.values.service {
            let demand = &network.demands[service.demand];
            // Deliveries have what is served as taken: it is the users', not the firm's.
            let paid = price(demand.material, service.state) * service.served_t;
            let entry = sums.entry((demand.member, service.state)).or_default();
            entry.0 += paid;
            entry.1 += paid;
        }
        Self { payments: sums.into_iter().map(|((i, s), (delivered, taken))| (i, s, delivered, taken)).collect() }
    }
}

/// Takes depreciation, interest and the overhead of firms off profits.
fn deduct(network: &Network, made: &SolvedPlan, profit: &mut [Vec<f64>]) {
    let (sets, vars) = (&made.formulation.sets, &made.formulation.variables);
    ledger::visit_deductions(network, sets, vars, &mut |entry| {
        let value = entry.col.map_or(1.0, |col| made.columns[col.index()]);
        profit[entry.owner][entry.state] -= entry.amount * value;
    });
    // Overhead and interest of the firm, yearly means over each period.
    for (member, profit) in network.members[..network.cooperative()].iter().zip(profit) {
        for s in network.tree.states.positions() {
            let years = network.tree.period(s).years();
            let all: f64 = years.map(|year| member.finance.deductible_musd(year)).sum();
            profit[s] -= all / f64::from(network.tree.period(s).length);
        }
    }
}

/// Tax rate of a member: its own, none of a government.
fn rate(network: &Network, member: usize) -> f64 {
    let member = &network.members[member];
    if member.role == Some(Role::Government) { 0.0 } else { member.tax_rate }
}

/// Tax on profits, with losses carried forward along each path, MUSD/yr.
fn tax(network: &Network, rate: f64, profit: &[f64]) -> Vec<f64> {
    let tree = &network.tree;
    let mut carried = vec![0.0_f64; profit.len()];
    let mut tax = vec![0.0; profit.len()];
    for (s, profit) in StateAt::all(profit.len()).zip(profit) {
        let years = f64::from(tree.period(s).length);
        let left = profit * years - tree.states[s].parent.map_or(0.0, |parent| carried[parent]);
        carried[s] = (-left).max(0.0);
        tax[s] = rate * left.max(0.0) / years;
    }
    tax
}
