//! The ledger: every flow of money of a plan, one entry for each (column, state, kind, owner).
//!
//! Objective, cash-flow rows and result tables all read this one list, so that the terms in the results add up to the
//! objective by construction. Amounts are MUSD a year per unit of the column, before discounting. A lump in a year of a longer
//! period, or after the horizon, is carried as the yearly amount of the same present value
//! ([`Tree::yearly_equivalent`](recoop_case::tree::Tree::yearly_equivalent)).
//!
//! Long: the only list of money flows.

use program::Col;

use super::sets::{Outlay, Segment, Sets, Slot};
use super::variables::Variables;
use recoop_case::positions::{PeriodAt, StateAt};
use recoop_case::settings::FinanceSettings;
use recoop_case::tables::PolicyKind;
use recoop_case::{Building, Facility, Network};

/// USD/kg times metric tons is thousands of USD; this makes MUSD of it.
pub const MUSD_PER_USD_PER_KG_TONNE: f64 = 1e-3;

/// Kinds of money flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Sales at markets.
    Sales,
    /// Worth of served demand to its users.
    DemandValue,
    /// Purchases at markets.
    Purchases,
    /// Cost of activity.
    VariableCost,
    /// Cost of keeping capacity.
    FixedCost,
    /// Shipping.
    Shipping,
    /// Duties.
    Tariff,
    /// Cost of keeping stocks.
    Holding,
    /// Cost of getting rid of residues.
    Disposal,
    /// Payments of policies: credits on production, price floors.
    PolicyTransfer,
    /// Capital cost.
    Capex,
    /// Grants and credits on capital cost.
    CapexSupport,
    /// Loans drawn.
    DebtDrawn,
    /// Interest and repayment.
    DebtService,
    /// Tax on operating profit (negative) and what depreciation and interest save.
    Tax,
    /// Worth of capacity at the end of the horizon.
    Salvage,
    /// Cost of demand that is not served: no cash, a value.
    Shortage,
}

impl Kind {
    /// All kinds in the order in which they are reported.
    pub const ALL: [Self; 17] = [
        Self::Sales,
        Self::DemandValue,
        Self::Purchases,
        Self::VariableCost,
        Self::FixedCost,
        Self::Shipping,
        Self::Tariff,
        Self::Holding,
        Self::Disposal,
        Self::PolicyTransfer,
        Self::Capex,
        Self::CapexSupport,
        Self::DebtDrawn,
        Self::DebtService,
        Self::Tax,
        Self::Salvage,
        Self::Shortage,
    ];

    /// The word in result tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::DemandValue => "demand_value",
            Self::Purchases => "purchases",
            Self::VariableCost => "variable_cost",
            Self::FixedCost => "fixed_cost",
            Self::Shipping => "shipping",
            Self::Tariff => "tariff",
            Self::Holding => "holding",
            Self::Disposal => "disposal",
            Self::PolicyTransfer => "policy_transfer",
            Self::Capex => "capex",
            Self::CapexSupport => "capex_support",
            Self::DebtDrawn => "debt_drawn",
            Self::DebtService => "debt_service",
            Self::Tax => "tax",
            Self::Salvage => "salvage",
            Self::Shortage => "shortage",
        }
    }

    /// Whether the flow enters taxable profit as it is.
    #[must_use]
    pub fn taxed(self) -> bool {
        matches!(
            self,
            Self::Sales
                | Self::DemandValue
                | Self::Purchases
                | Self::VariableCost
                | Self::FixedCost
                | Self::Shipping
                | Self::Tariff
                | Self::Holding
                | Self::Disposal
        )
    }
}

/// One entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// The column that it scales with; `None` for a constant.
    pub col: Option<Col>,
    /// State in which it falls.
    pub state: StateAt,
    /// Kind.
    pub kind: Kind,
    /// Member whose money it is; the cooperative for common flows.
    pub owner: usize,
    /// MUSD a year per unit of the column.
    pub amount: f64,
}

/// Calls `sink` with every entry.
pub fn visit(network: &Network, sets: &Sets, vars: &Variables, sink: &mut impl FnMut(Entry)) {
    let mut book = Book { network, sets, vars, sink };
    book.runs();
    book.capacity();
    book.builds();
    book.trades();
    book.logistics();
    book.demands();
    book.floors();
}

/// Calls `sink` with the equity that builds take, by calendar year: column, owner of the plant, year of a state, MUSD per unit of the column.
pub fn visit_equity(network: &Network, sets: &Sets, vars: &Variables, sink: &mut impl FnMut(Col, usize, Outlay, f64)) {
    for (slot, at) in sets.slots.iter().enumerate() {
        let facility = &network.facilities[at.facility];
        let Some(building) = &facility.building else { continue };
        let committed = network.tree.period(at.state).first_year;
        let equity = Funding::new(network, at.facility, committed).equity();
        let columns = cost_columns(building, &sets.segments[at.facility], vars, slot);
        for (year, share) in spending(building, committed) {
            for state in sets.descendants(network, at.state, network.tree.period_of(year)) {
                for (col, musd) in columns.iter().filter(|(_, musd)| *musd != 0.0) {
                    sink(*col, facility.member, Outlay { state, year }, share * equity * musd);
                }
            }
        }
    }
}

/// Calls `sink` with depreciation and interest: what builds take off taxable profit, MUSD a year per unit of the column.
pub fn visit_deductions(network: &Network, sets: &Sets, vars: &Variables, sink: &mut impl FnMut(Entry)) {
    for (slot, at) in sets.slots.iter().enumerate() {
        let facility = &network.facilities[at.facility];
        let Some(building) = &facility.building else { continue };
        // At a rate of one the tax that is saved is what is deducted.
        let flows = capex_flows(network, at, 1.0);
        for (col, musd) in cost_columns(building, &sets.segments[at.facility], vars, slot) {
            for (period, kind, share) in flows.iter().filter(|(_, kind, _)| *kind == Kind::Tax) {
                for state in sets.descendants(network, at.state, *period) {
                    sink(Entry { col: Some(col), state, kind: *kind, owner: facility.member, amount: share * musd });
                }
            }
        }
    }
}

/// As [`visit`], the entries of trades at markets alone, in the same order.
pub fn visit_trades(network: &Network, sets: &Sets, vars: &Variables, sink: &mut impl FnMut(Entry)) {
    Book { network, sets, vars, sink }.trades();
}

struct Book<'a, F: FnMut(Entry)> {
    network: &'a Network,
    sets: &'a Sets,
    vars: &'a Variables,
    sink: &'a mut F,
}

impl<F: FnMut(Entry)> Book<'_, F> {
    /// Enters a flow and the tax on it.
    fn enter(&mut self, col: Option<Col>, state: StateAt, kind: Kind, owner: usize, amount: f64) {
        if amount == 0.0 {
            return;
        }
        (self.sink)(Entry { col, state, kind, owner, amount });
        let tax = self.network.tax_rate();
        if kind.taxed() && tax != 0.0 {
            (self.sink)(Entry { col, state, kind: Kind::Tax, owner, amount: -tax * amount });
        }
    }

    fn runs(&mut self) {
        let network = self.network;
        for (r, run) in self.sets.runs.iter().enumerate() {
            let facility = &network.facilities[run.facility];
            let extra = network.technologies[facility.technology].modes[run.mode].extra_cost_usd_per_kg;
            let supports: Vec<_> = network.policies.iter().filter(|p| p.facilities.contains(&run.facility)).collect();
            for s in network.tree.states.positions() {
                let Some(col) = self.vars.run.get((r, s)) else { continue };
                let cost = (facility.variable_cost_usd_per_kg.at(s) + extra) * MUSD_PER_USD_PER_KG_TONNE;
                self.enter(Some(col), s, Kind::VariableCost, facility.member, -cost);
                for policy in &supports {
                    let share = network.policy_share(policy, run.facility, s);
                    let support = match policy.kind {
                        PolicyKind::ProductionCredit => share * policy.value * cost,
                        PolicyKind::ProductionPayment => share * policy.value * MUSD_PER_USD_PER_KG_TONNE,
                        _ => 0.0,
                    };
                    self.enter(Some(col), s, Kind::PolicyTransfer, facility.member, support);
                }
            }
        }
    }

    fn capacity(&mut self) {
        let network = self.network;
        for (f, facility) in network.facilities.iter().enumerate() {
            let cost = facility.fixed_cost_usd_per_kg * MUSD_PER_USD_PER_KG_TONNE;
            for s in network.tree.states.positions() {
                if let Some(col) = self.vars.installed.get((f, s)) {
                    self.enter(Some(col), s, Kind::FixedCost, facility.member, -cost);
                }
            }
        }
    }

    fn builds(&mut self) {
        let network = self.network;
        // What a commitment costs when is the same in all states of a period.
        let mut capex = CapexFlows::default();
        for (slot, at) in self.sets.slots.iter().enumerate() {
            let facility = &network.facilities[at.facility];
            let Some(building) = &facility.building else { continue };
            let flows = capex.of(network, at);
            let costed = cost_columns(building, &self.sets.segments[at.facility], self.vars, slot);
            for (col, musd) in costed {
                for (period, kind, share) in flows {
                    for state in self.sets.descendants(network, at.state, *period) {
                        self.enter(Some(col), state, *kind, facility.member, share * musd);
                    }
                }
            }
            let value: f64 = flows.iter().map(|(period, _, share)| share * network.tree.weight_of(*period)).sum();
            self.salvage(slot, facility, building, value);
        }
    }

    /// `value` is the present value of all other money of 1 MUSD of capital cost.
    fn salvage(&mut self, slot: usize, facility: &Facility, building: &Building, value: f64) {
        let (tree, at) = (&self.network.tree, &self.sets.slots[slot]);
        let after = tree.last_year() + 1;
        let life = f64::from(building.lifetime_years.max(1));
        let left = f64::from(self.sets.end_of_life(self.network, slot) - after) / life;
        let own = Funding::new(self.network, at.facility, tree.period(at.state).first_year).own();
        let tax_rate = self.network.tax_rate();
        let cost = -value / tree.discount_factor(after);
        let (worth, tax) = salvage_of(&self.network.settings.finance, own, left.clamp(0.0, 1.0), tax_rate, cost);
        let unit = unit_capex(building) * tree.yearly_equivalent(after).1;
        for (slot, leaf) in self.sets.slot_leaves(slot) {
            if let Some(col) = self.vars.keep.get((slot, leaf)) {
                let state = tree.leaves[leaf];
                self.enter(Some(col), state, Kind::Salvage, facility.member, unit * worth);
                self.enter(Some(col), state, Kind::Tax, facility.member, -unit * tax);
            }
        }
    }

    fn trades(&mut self) {
        let network = self.network;
        for (o, offer) in network.offers.iter().enumerate() {
            for s in network.tree.states.positions() {
                let amount = offer.price_usd_per_kg.at(s) * MUSD_PER_USD_PER_KG_TONNE;
                if let Some(col) = self.vars.sell.get((o, s)) {
                    self.enter(Some(col), s, Kind::Sales, offer.member, amount);
                }
                if let Some(col) = self.vars.buy.get((o, s)) {
                    self.enter(Some(col), s, Kind::Purchases, offer.member, -amount);
                }
            }
        }
    }

    fn logistics(&mut self) {
        let (network, cooperative) = (self.network, self.network.cooperative());
        let states = network.tree.states.positions();
        for (h, shipment) in self.sets.shipments.iter().enumerate() {
            let lane = &network.lanes[shipment.lane];
            let cost = lane.cost_usd_per_kg;
            for s in states.clone() {
                let Some(col) = self.vars.ship.get((h, s)) else { continue };
                let duty = lane.duty_usd_per_kg(shipment.bought_at, s);
                self.enter(Some(col), s, Kind::Shipping, cooperative, -cost * MUSD_PER_USD_PER_KG_TONNE);
                self.enter(Some(col), s, Kind::Tariff, cooperative, -duty * MUSD_PER_USD_PER_KG_TONNE);
            }
        }
        for (k, stock) in network.stocks.iter().enumerate() {
            let cost = stock.holding_cost_usd_per_kg * MUSD_PER_USD_PER_KG_TONNE;
            for s in states.clone() {
                if let Some(col) = self.vars.hold.get((k, s)) {
                    self.enter(Some(col), s, Kind::Holding, stock.member, -cost);
                }
            }
        }
        for (p, place) in self.sets.places.iter().enumerate() {
            let cost = network.materials[place.material].disposal_cost_usd_per_kg.unwrap_or(0.0);
            for s in states.clone() {
                if let Some(col) = self.vars.dispose.get((p, s)) {
                    self.enter(Some(col), s, Kind::Disposal, cooperative, -cost * MUSD_PER_USD_PER_KG_TONNE);
                }
            }
        }
    }

    fn demands(&mut self) {
        let network = self.network;
        for (d, demand) in network.demands.iter().enumerate() {
            for s in network.tree.states.positions() {
                if let Some(col) = self.vars.serve.get((d, s)) {
                    let value = demand.value_usd_per_kg * MUSD_PER_USD_PER_KG_TONNE;
                    self.enter(Some(col), s, Kind::DemandValue, demand.member, value);
                }
                if let Some(col) = self.vars.short.get((d, s)) {
                    let cost = demand.shortage_cost_usd_per_kg.at(s) * MUSD_PER_USD_PER_KG_TONNE;
                    self.enter(Some(col), s, Kind::Shortage, demand.member, -cost);
                }
            }
        }
    }

    fn floors(&mut self) {
        let network = self.network;
        for (f, floor) in self.sets.floors.iter().enumerate() {
            let policy = &network.policies[floor.policy];
            for s in network.tree.states.positions() {
                if let Some(col) = self.vars.top_up.get((f, s)) {
                    // Below zero nobody asks for it: what is topped up is then nothing.
                    let gain = policy.value - policy.materials[floor.material].basis.price(floor.sold_at, s);
                    let cooperative = network.cooperative();
                    self.enter(Some(col), s, Kind::PolicyTransfer, cooperative, gain * MUSD_PER_USD_PER_KG_TONNE);
                }
            }
        }
    }
}

/// The columns that carry the capital cost of a slot, with MUSD per unit.
fn cost_columns(building: &Building, segments: &[Segment], vars: &Variables, slot: usize) -> Vec<(Col, f64)> {
    let mut columns = Vec::new();
    if let (Some(module), Some(col)) = (building.scale.module_t_per_year, vars.build.get((slot, 0))) {
        columns.push((col, building.scale.capex_musd(module)));
    }
    for (k, segment) in segments.iter().enumerate() {
        if let Some(col) = vars.build.get((slot, k)) {
            columns.push((col, segment.intercept_musd));
        }
        if let Some(col) = vars.size.get((slot, k)) {
            columns.push((col, segment.slope_musd_per_t));
        }
    }
    if let Some(col) = vars.open.get(slot) {
        columns.push((col, building.opening_cost_musd));
    }
    columns
}

/// Capital cost per t/yr at the largest size (or of a module): what salvage is reckoned from.
#[must_use]
pub fn unit_capex(building: &Building) -> f64 {
    let size = building.scale.module_t_per_year.unwrap_or(building.scale.max_t);
    building.scale.capex_musd(size) / size
}

/// Who pays for a plant: shares of its capital cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Funding {
    /// Grants.
    pub grant: f64,
    /// Investment credits, on what grants leave at most.
    pub credit: f64,
    /// Loans, on what the owner pays.
    pub loan: f64,
}

impl Funding {
    /// The funding of a commitment of a facility in a year.
    #[must_use]
    pub fn new(network: &Network, facility: usize, year: i32) -> Self {
        let of = |kind: PolicyKind| {
            let policies = network.policies.iter().filter(|p| p.kind == kind && p.years.contains(&year));
            policies.filter(|p| p.facilities.contains(&facility)).map(|p| p.value).sum::<f64>()
        };
        let grant = of(PolicyKind::CapexGrant).min(1.0);
        let credit = of(PolicyKind::InvestmentCredit).min(1.0 - grant);
        Self { grant, credit, loan: (1.0 - grant - credit) * network.settings.finance.debt_share }
    }

    /// What the owner pays, out of equity or loans: it writes this part off, and it alone has salvage.
    #[must_use]
    pub fn own(&self) -> f64 {
        1.0 - self.grant - self.credit
    }

    /// What the owner pays at once.
    #[must_use]
    pub fn equity(&self) -> f64 {
        self.own() - self.loan
    }
}

/// What 1 MUSD of capital cost is worth in the year after the horizon, and the tax on it, MUSD.
///
/// It is the part of what the owner paid itself, `own`, for the share `left` of the plant's life. All of it is a gain and taxed: what the
/// owner paid is written off by the schedule of depreciation, after the horizon too, as it would be without a sale. After tax it is at most
/// the same share of `cost`, all that the plant has cost its owner till then with interest: no plant pays by its salvage alone, whatever
/// grants, credits, write-offs and loans save.
fn salvage_of(finance: &FinanceSettings, own: f64, left: f64, tax_rate: f64, cost: f64) -> (f64, f64) {
    let worth = (own * left * finance.salvage_share).min(left * cost.max(0.0) / (1.0 - tax_rate));
    (worth, tax_rate * worth)
}

/// Years in which the capital of a slot is spent, with shares: evenly over construction, which follows permitting.
pub fn spending(building: &Building, commitment_year: i32) -> impl Iterator<Item = (i32, f64)> {
    let years = building.construction_years.max(1);
    let first = commitment_year + building.permitting_years;
    (first..first + years).map(move |year| (year, 1.0 / f64::from(years)))
}

/// The [`capex_flows`] of one facility, by the period of commitment: all states of a period have the same.
#[derive(Default)]
struct CapexFlows {
    facility: usize,
    by_period: Vec<Option<Vec<(PeriodAt, Kind, f64)>>>,
}

impl CapexFlows {
    fn of(&mut self, network: &Network, at: &Slot) -> &[(PeriodAt, Kind, f64)] {
        if self.by_period.is_empty() || self.facility != at.facility {
            self.facility = at.facility;
            self.by_period = vec![None; network.tree.periods.len()];
        }
        let period = network.tree.states[at.state].period;
        self.by_period[period].get_or_insert_with(|| capex_flows(network, at, network.tax_rate()))
    }
}

/// What one MUSD of capital cost of a slot means in the states of each period that follow it: (period, kind, MUSD a year).
///
/// Spending, support, loans, their service (an annuity from the year after drawing), and the tax that depreciation (from the
/// first year on line) and interest save.
fn capex_flows(network: &Network, at: &Slot, tax: f64) -> Vec<(PeriodAt, Kind, f64)> {
    let facility = &network.facilities[at.facility];
    let Some(building) = &facility.building else { return Vec::new() };
    let finance = &network.settings.finance;
    let year = network.tree.period(at.state).first_year;
    let funding = Funding::new(network, at.facility, year);
    let mut lumps: Vec<(i32, Kind, f64)> = Vec::new();
    for (spent, share) in spending(building, year) {
        lumps.push((spent, Kind::Capex, -share));
        lumps.push((spent, Kind::CapexSupport, share * (funding.grant + funding.credit)));
        let loan = share * funding.loan;
        lumps.push((spent, Kind::DebtDrawn, loan));
        for (k, payment, interest) in annuity(finance.debt_rate, finance.debt_years) {
            lumps.push((spent + k, Kind::DebtService, -loan * payment));
            lumps.push((spent + k, Kind::Tax, tax * loan * interest));
        }
    }
    for (age, share) in finance.depreciation.iter().enumerate() {
        lumps.push((at.online_year + age as i32, Kind::Tax, tax * funding.own() * share));
    }
    // Years of one period fall together: fewer entries, same present value.
    let tree = &network.tree;
    let first = tree.states[at.state].period;
    let mut by_period: std::collections::BTreeMap<(PeriodAt, Kind), f64> = std::collections::BTreeMap::new();
    for (year, kind, amount) in lumps {
        let (period, yearly) = tree.yearly_equivalent(year);
        *by_period.entry((period.max(first), kind)).or_default() += amount * yearly;
    }
    by_period.into_iter().map(|((period, kind), amount)| (period, kind, amount)).collect()
}

/// Payments on a loan of 1: (years after drawing, payment, interest in it).
pub fn annuity(rate: f64, years: i32) -> impl Iterator<Item = (i32, f64, f64)> {
    let n = years.max(1);
    let payment = if rate.abs() < 1e-12 { 1.0 / f64::from(n) } else { rate / (1.0 - (1.0 + rate).powi(-n)) };
    let mut owed = 1.0;
    (1..=n).map(move |k| {
        let interest = owed * rate;
        owed -= payment - interest;
        (k, payment, interest)
    })
}
