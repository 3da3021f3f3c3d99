//! Money: every flow reckoned from quantities and prices, and held against what is reported.

use super::case::{Case, Plant, curve_musd};
use super::prices::market_price;
use super::rules::Rule;
use super::verdict::{Sum, Verdict};
use crate::accounts::CashValue;
use crate::formulation::ledger::Kind;
use program::List;
use recoop_case::positions::{PeriodAt, StateAt};
use recoop_case::tables::{PolicyKind, Side};

/// A metric ton at a USD/kg is a thousand USD: in MUSD.
const MUSD: f64 = 1e-3;

/// Yearly amounts by member, kind and state, MUSD/yr.
#[derive(Debug)]
pub(super) struct Money {
    sums: Vec<Sum>,
    states: usize,
    members: usize,
    tax_rate: f64,
}

impl Money {
    fn at(&self, member: usize, kind: Kind, state: StateAt) -> usize {
        (member * Kind::ALL.len() + kind as usize) * self.states + state.index()
    }

    /// The sum of a member's flows of a kind in a state.
    pub fn get(&self, member: usize, kind: Kind, state: StateAt) -> Sum {
        self.sums[self.at(member, kind, state)]
    }

    /// All flows of a state together.
    pub fn of_state(&self, state: StateAt) -> Sum {
        let mut total = Sum::default();
        for member in 0..self.members {
            for kind in Kind::ALL {
                total.add_scaled(self.get(member, kind, state), 1.0);
            }
        }
        total
    }

    /// Enters a flow that is not profit.
    fn enter(&mut self, member: usize, kind: Kind, state: StateAt, amount: f64) {
        let at = self.at(member, kind, state);
        self.sums[at].add(amount);
    }

    /// Enters a flow that is profit or loss, and the tax on it.
    fn earn(&mut self, member: usize, kind: Kind, state: StateAt, amount: f64) {
        self.enter(member, kind, state, amount);
        self.enter(member, Kind::Tax, state, -self.tax_rate * amount);
    }
}

/// Reckons every flow.
pub(super) fn reckon(case: &Case<'_>) -> Money {
    let states = case.calendar.states();
    let members = &case.network.members;
    let mut money = Money {
        sums: vec![Sum::default(); members.len() * Kind::ALL.len() * states],
        states,
        members: members.len(),
        tax_rate: case.network.settings.finance.tax_rate,
    };
    runs(case, &mut money);
    trades(case, &mut money);
    logistics(case, &mut money);
    demands(case, &mut money);
    for plant in case.plants.iter().flatten() {
        capital(case, plant, &mut money);
    }
    salvage(case, &mut money);
    money
}

fn runs(case: &Case<'_>, money: &mut Money) {
    let network = case.network;
    // For each facility the policies that pay for what it does.
    let mut paid: Vec<Vec<usize>> = vec![Vec::new(); network.facilities.len()];
    for (p, policy) in network.policies.iter().enumerate() {
        if matches!(policy.kind, PolicyKind::ProductionCredit | PolicyKind::ProductionPayment) {
            policy.facilities.iter().for_each(|f| paid[*f].push(p));
        }
    }
    for run in &case.values.runs {
        let facility = &network.facilities[run.facility];
        let mode = &network.technologies[facility.technology].modes[run.mode];
        let unit_cost = facility.variable_cost_usd_per_kg.at(run.state) + mode.extra_cost_usd_per_kg;
        let cost = unit_cost * run.activity_t * MUSD;
        money.earn(facility.member, Kind::VariableCost, run.state, -cost);
        for policy in paid[run.facility].iter().map(|p| &network.policies[*p]) {
            let counts = case.in_years_of(policy, run.facility, run.state);
            let support = match policy.kind {
                PolicyKind::ProductionCredit => counts * policy.value * cost,
                _ => counts * policy.value * run.activity_t * MUSD,
            };
            money.enter(facility.member, Kind::PolicyTransfer, run.state, support);
        }
    }
    for (f, facility) in network.facilities.iter().enumerate() {
        if facility.fixed_cost_usd_per_kg != 0.0 {
            for state in StateAt::all(money.states) {
                let cost = facility.fixed_cost_usd_per_kg * case.installed(f, state) * MUSD;
                money.earn(facility.member, Kind::FixedCost, state, -cost);
            }
        }
    }
}

fn trades(case: &Case<'_>, money: &mut Money) {
    for x in &case.values.trades {
        let offer = &case.network.offers[x.offer];
        let worth = offer.price_usd_per_kg.at(x.state) * x.amount_t * MUSD;
        match offer.side {
            Side::Sell => money.earn(offer.member, Kind::Sales, x.state, worth),
            Side::Buy => money.earn(offer.member, Kind::Purchases, x.state, -worth),
        }
    }
}

fn logistics(case: &Case<'_>, money: &mut Money) {
    let network = case.network;
    let cooperative = network.members.len() - 1;
    for x in &case.values.shipments {
        let lane = &network.lanes[x.lane];
        money.earn(cooperative, Kind::Shipping, x.state, -lane.cost_usd_per_kg * x.amount_t * MUSD);
        if let Some(basis) = &lane.basis {
            let price = market_price(case, &basis.quotes, (lane.material, Side::Buy), x.bought_at, x.state);
            money.earn(cooperative, Kind::Tariff, x.state, -lane.tariff.at(x.state) * price * x.amount_t * MUSD);
        }
    }
    for x in &case.values.stocks {
        let stock = &network.stocks[x.stock];
        money.earn(stock.member, Kind::Holding, x.state, -stock.holding_cost_usd_per_kg * x.level_t * MUSD);
    }
    for x in &case.values.disposals {
        let cost = network.materials[x.material].disposal_cost_usd_per_kg.unwrap_or(0.0);
        money.earn(cooperative, Kind::Disposal, x.state, -cost * x.amount_t * MUSD);
    }
    for x in &case.values.top_ups {
        let policy = &network.policies[x.policy];
        let of = &policy.materials[x.material];
        let price = market_price(case, &of.basis.quotes, (of.material, Side::Sell), x.sold_at, x.state);
        let gap = (policy.value - price).max(0.0);
        money.enter(cooperative, Kind::PolicyTransfer, x.state, gap * x.amount_t * MUSD);
    }
}

fn demands(case: &Case<'_>, money: &mut Money) {
    for x in &case.values.service {
        let demand = &case.network.demands[x.demand];
        money.earn(demand.member, Kind::DemandValue, x.state, demand.value_usd_per_kg * x.served_t * MUSD);
        let cost = demand.shortage_cost_usd_per_kg.at(x.state) * x.short_t * MUSD;
        money.enter(demand.member, Kind::Shortage, x.state, -cost);
    }
}

/// Who pays for a commitment: shares of its capital cost of grants, of credits on the rest, and of the owner.
pub(super) fn payers(case: &Case<'_>, plant: &Plant<'_>) -> [f64; 3] {
    let grant = support(case, plant, PolicyKind::CapexGrant).min(1.0);
    let credit = support(case, plant, PolicyKind::InvestmentCredit).min(1.0 - grant);
    [grant, credit, 1.0 - grant - credit]
}

/// Share of capital cost that policies of a kind pay for a commitment.
fn support(case: &Case<'_>, plant: &Plant<'_>, kind: PolicyKind) -> f64 {
    let year = case.calendar.first_year[plant.value.state];
    let mut share = 0.0;
    for policy in &case.network.policies {
        if policy.kind == kind && policy.years.contains(&year) && policy.facilities.contains(&plant.value.facility) {
            share += policy.value;
        }
    }
    share
}

/// Years in which a build is paid for: those of construction, one at least, after permitting.
pub(super) fn spending_years(case: &Case<'_>, plant: &Plant<'_>) -> std::ops::Range<i32> {
    let first = case.calendar.first_year[plant.value.state] + plant.building.permitting_years;
    first..first + plant.building.construction_years.max(1)
}

/// Enters what a build costs.
fn capital(case: &Case<'_>, plant: &Plant<'_>, money: &mut Money) {
    let calendar = &case.calendar;
    let member = case.network.facilities[plant.value.facility].member;
    // Lumps by period and kind: a period is shorter to look up than every state below the commitment.
    let mut by_period: List<PeriodAt, _> = vec![[0.0; Kind::ALL.len()]; calendar.states_in.len()].into();
    lumps(case, plant, super::building::capex_musd(case, plant), |year, kind, amount| {
        let (period, yearly) = calendar.lump(year);
        by_period[period][kind as usize] += amount * yearly;
    });
    for (period, amounts) in by_period.iter().enumerate() {
        for kind in Kind::ALL {
            let amount = amounts[kind as usize];
            if amount != 0.0 {
                let below = calendar.states_in[period].iter().filter(|s| calendar.on_path(plant.value.state, **s));
                below.for_each(|state| money.enter(member, kind, *state, amount));
            }
        }
    }
}

/// Calls `lump` with the year, kind and amount of all that a capital cost of a build means: spending in equal parts, what policies pay of it,
/// loans and their service, and the tax that depreciation and interest save.
fn lumps(case: &Case<'_>, plant: &Plant<'_>, capex: f64, mut lump: impl FnMut(i32, Kind, f64)) {
    let finance = &case.network.settings.finance;
    let tax = finance.tax_rate;
    let [grant, credit, own] = payers(case, plant);
    let years = spending_years(case, plant);
    let spent = capex / f64::from(years.end - years.start);
    let loan = spent * own * finance.debt_share;
    for year in years {
        lump(year, Kind::Capex, -spent);
        lump(year, Kind::CapexSupport, spent * (grant + credit));
        lump(year, Kind::DebtDrawn, loan);
        if loan != 0.0 {
            service(finance.debt_rate, finance.debt_years, |after, payment, interest| {
                lump(year + after, Kind::DebtService, -loan * payment);
                lump(year + after, Kind::Tax, tax * loan * interest);
            });
        }
    }
    for (share, year) in finance.depreciation.iter().zip(plant.online_year..) {
        lump(year, Kind::Tax, tax * own * capex * share);
    }
}

/// Calls `each` with (years after drawing, payment, interest in it) of a loan of 1 that is paid back in equal payments.
fn service(rate: f64, years: i32, mut each: impl FnMut(i32, f64, f64)) {
    let years = years.max(1);
    // Present value of 1 in each year of the loan: what a payment of 1 can repay.
    let annuity: f64 = (1..=years).map(|k| (1.0 + rate).powi(-k)).sum();
    let payment = 1.0 / annuity;
    for k in 1..=years {
        // Before a payment is owed what the payments still to come are worth a year before it.
        let owed: f64 = payment * (1..=years - k + 1).map(|j| (1.0 + rate).powi(-j)).sum::<f64>();
        each(k, payment, owed * rate);
    }
}

/// Enters what capacity is worth at the end: straight-line over its life, from what the owner paid of the cost of a t/yr of the largest
/// plant. All of it is a gain, as all is written off; after tax it gives back that share of what the plant has cost at most.
fn salvage(case: &Case<'_>, money: &mut Money) {
    let end = case.calendar.end();
    let (_, yearly) = case.calendar.lump(end);
    for x in &case.values.keeps {
        let build = &case.values.builds[x.build];
        let Some(plant) = case.plants[build.facility].iter().find(|p| p.position == x.build) else { continue };
        let scale = &plant.building.scale;
        let size = scale.module_t_per_year.unwrap_or(scale.max_t);
        let unit_cost = curve_musd(scale, size) / size;
        let life = f64::from(plant.building.lifetime_years.max(1));
        let left = (f64::from(plant.end_year.saturating_sub(end)) / life).clamp(0.0, 1.0);
        let finance = &case.network.settings.finance;
        let (member, state) = (case.network.facilities[build.facility].member, case.network.tree.leaves[x.leaf]);
        let tax_rate = finance.tax_rate;
        let [.., own] = payers(case, plant);
        let mut cost = 0.0;
        lumps(case, plant, 1.0, |year, _, amount| cost -= amount * case.calendar.discount(year));
        let most = left * cost.max(0.0) / case.calendar.discount(end);
        let mut price = own * left * finance.salvage_share;
        let mut tax = tax_rate * price;
        if price - tax > most {
            (price, tax) = (price * most / (price - tax), tax * most / (price - tax));
        }
        money.enter(member, Kind::Salvage, state, unit_cost * x.kept_t * price * yearly);
        money.enter(member, Kind::Tax, state, -unit_cost * x.kept_t * tax * yearly);
    }
}

/// Holds what is reported against what was reckoned.
pub(super) fn check(case: &Case<'_>, money: &Money, reported: &[CashValue], verdict: &mut Verdict) {
    let mut said = vec![0.0; money.sums.len()];
    for x in reported {
        said[money.at(x.member, x.kind, x.state)] += x.amount_musd;
    }
    for (member, of) in case.network.members.iter().enumerate() {
        for kind in Kind::ALL {
            for state in StateAt::all(money.states) {
                let (sum, said) = (money.get(member, kind, state), said[money.at(member, kind, state)]);
                if sum.size != 0.0 || said != 0.0 {
                    let at = || format!("{}, {}, {}", of.id, kind.as_str(), case.state(state));
                    // The message reads: what is reported against what follows.
                    let left = Sum { net: said, size: sum.size };
                    verdict.equal(Rule::CashFlow, left, sum.net, at);
                }
            }
        }
    }
}
