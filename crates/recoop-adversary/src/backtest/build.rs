//! From tables to firms: what plants made and sold, what was paid, quarter by quarter.

use std::collections::BTreeMap;

use super::{BacktestError, Ledger, PlantYear, Quarter, states};
use crate::pooling::exposed_plant;
use predation::{Firm, Plant};
use recoop::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE as MUSD;
use recoop_case::cell::Name;
use recoop_case::conditional::Receipt;
use recoop_case::edit::variants::{fixed_cost, possible_output};
use recoop_case::positions::{AttackAt, FacilityAt, MaterialAt, StateAt};
use recoop_case::tables::{PaymentKind, Tables};
use recoop_case::{Facility, Network};

/// Quarters in a year.
pub(super) const QUARTERS: f64 = 4.0;

/// A member, before it is a firm.
#[derive(Debug)]
pub(super) struct Built {
    /// Position in [`Network::members`].
    pub member: usize,
    /// Purse at the start, MUSD.
    pub purse: f64,
    /// Where money comes from, by quarter.
    pub ledger: Vec<Ledger>,
    /// Its plants by year.
    pub plants: Vec<PlantYear>,
    /// Its plants as the adversary sees them; exposed volumes by attack of the network.
    pub works: Vec<Works>,
}

/// A plant with what it earns before fixed cost, and what each attack takes of it at depth 1. MUSD by quarter.
#[derive(Debug)]
pub(super) struct Works {
    name: String,
    pub margin: Vec<f64>,
    pub exposed: Vec<Vec<f64>>,
    /// Material and metric tons sold, by quarter.
    pub sold: Vec<Vec<(MaterialAt, f64)>>,
}

/// A case as it is in a variant.
#[derive(Clone, Copy)]
pub(super) struct Varied<'a> {
    pub network: &'a Network,
    pub tables: &'a Tables,
    pub variant: Option<&'a Name>,
}

/// The state of a quarter.
pub(super) fn state_of(network: &Network, quarter: Quarter) -> StateAt {
    let of_year = |state: &StateAt| network.tree.period(*state).years().any(|year| year == quarter.year);
    states(network).into_iter().find(of_year).expect("quarters are of the years of the states")
}

/// What a dated amount puts into a quarter.
fn part((year, at, amount): (i32, Option<i32>, f64), quarter: Quarter) -> f64 {
    match at {
        _ if year != quarter.year => 0.0,
        None => amount / QUARTERS,
        Some(at) if at == quarter.quarter => amount,
        Some(_) => 0.0,
    }
}

impl Built {
    /// Every member with a purse.
    pub fn all(of: &Varied<'_>, quarters: &[Quarter]) -> Result<Vec<Self>, BacktestError> {
        let network = of.network;
        let purses = (0..network.cooperative()).filter(|it| network.members[*it].finance.purse_musd.is_finite());
        let built: Vec<Self> = purses.map(|it| Self::of(of, quarters, it)).collect::<Result<_, _>>()?;
        if built.is_empty() { Err(BacktestError::NoPurse) } else { Ok(built) }
    }

    fn of(of: &Varied<'_>, quarters: &[Quarter], member: usize) -> Result<Self, BacktestError> {
        let network = of.network;
        let mut built = Self {
            member,
            purse: network.members[member].finance.purse_musd,
            ledger: vec![Ledger::default(); quarters.len()],
            plants: Vec::new(),
            works: Vec::new(),
        };
        let finance = &network.members[member].finance;
        for (ledger, quarter) in built.ledger.iter_mut().zip(quarters) {
            let (interest, repayment) = finance.standing_debt_musd(quarter.year);
            let due = if f64::from(quarter.quarter) == QUARTERS { repayment } else { 0.0 };
            ledger.debt_service -= interest / QUARTERS + due;
            ledger.operations -= finance.overhead_musd_per_year / QUARTERS;
        }
        built.conditional(network, quarters);
        for payment in of.tables.cash_events.iter().filter(|it| it.member == network.members[member].id) {
            let dated = (payment.year, payment.quarter, payment.amount_musd);
            for (ledger, quarter) in built.ledger.iter_mut().zip(quarters) {
                let account = match payment.kind {
                    PaymentKind::Equity | PaymentKind::Loan => &mut ledger.raised,
                    PaymentKind::Repayment | PaymentKind::Interest => &mut ledger.debt_service,
                    PaymentKind::Capital => &mut ledger.capital,
                    PaymentKind::Operations => &mut ledger.operations,
                    PaymentKind::Other => &mut ledger.other,
                };
                *account += part(dated, *quarter);
            }
        }
        for at in network.facilities.positions().filter(|at| network.facilities[*at].member == member) {
            built.plant(of, quarters, at)?;
        }
        Ok(built)
    }

    /// Shares of windows that the recorded prices open, in four equal parts, and credit lines in the first quarter in which they can be drawn.
    fn conditional(&mut self, network: &Network, quarters: &[Quarter]) {
        let mut years: Vec<i32> = quarters.iter().map(|quarter| quarter.year).collect();
        years.dedup();
        let spans: Vec<_> = years.iter().map(|year| *year..=*year).collect();
        let state = |at: usize| state_of(network, Quarter { year: years[at], ..quarters[0] });
        for money in &network.members[self.member].finance.conditional {
            let is_open = |at: usize| money.gate.as_ref().is_none_or(|gate| gate.is_open(state(at), 0.0));
            for (year, musd) in years.iter().zip(money.musd(&spans, &is_open)) {
                let here = quarters.iter().zip(&mut self.ledger).filter(|(quarter, _)| quarter.year == *year);
                let parts = match money.receipt {
                    Receipt::Yearly { .. } => QUARTERS as usize,
                    Receipt::Once(_) => 1,
                };
                here.take(parts).for_each(|(_, ledger)| ledger.raised += musd / parts as f64);
            }
        }
    }

    fn plant(&mut self, of: &Varied<'_>, quarters: &[Quarter], at: FacilityAt) -> Result<(), BacktestError> {
        let Varied { network, tables, variant } = *of;
        let facility = &network.facilities[at];
        let [mode] = facility.modes[..] else { return Err(BacktestError::Modes(facility.id.clone())) };
        let mode = &network.technologies[facility.technology].modes[mode];
        let prices: Vec<AttackAt> = network.attacks.positions().collect();
        let mut works = Works {
            name: facility.id.to_string(),
            margin: vec![0.0; quarters.len()],
            exposed: vec![vec![0.0; quarters.len()]; prices.len()],
            sold: vec![Vec::new(); quarters.len()],
        };
        // By year: activity, sales, avoidable cost, fixed cost, capacity.
        let mut years: BTreeMap<i32, [f64; 5]> = BTreeMap::new();
        for (q, quarter) in quarters.iter().enumerate() {
            let state = state_of(network, *quarter);
            let standing = network.existing_in(facility, quarter.year, false);
            let mut activity = activity(of, facility, *quarter, state);
            let unit = facility.variable_cost_usd_per_kg.at(state) + mode.extra_cost_usd_per_kg;
            let given = (quarter.year, facility.fixed_cost_usd_per_kg);
            let fixed = standing * fixed_cost(tables, variant, &facility.id, given) * MUSD / QUARTERS;
            let (mut sales, mut avoidable) = (0.0, activity * unit * MUSD);
            for (material, amount) in mode.flows.iter().filter(|_| activity > 0.0) {
                let tonnes = amount * activity;
                let Some(price) = network.inside_price(*material, state) else {
                    let (facility, material) = (facility.id.clone(), network.materials[*material].id.clone());
                    return Err(BacktestError::NoPrice { facility, material, year: quarter.year });
                };
                let worth = tonnes * price.usd_per_kg() * MUSD;
                if worth > 0.0 {
                    sales += worth
                } else {
                    avoidable -= worth
                }
                if tonnes > 0.0 {
                    works.sold[q].push((*material, tonnes));
                }
                for (k, exposed) in AttackAt::all(works.exposed.len()).zip(&mut works.exposed) {
                    exposed[q] += tonnes * price.fall_usd_per_kg(k) * MUSD;
                }
            }
            works.margin[q] = sales - avoidable;
            // A plant that does not earn what it costs to run stands idle: it makes, sells and uses nothing.
            if works.margin[q] < 0.0 {
                (activity, sales, avoidable) = (0.0, 0.0, 0.0);
                works.sold[q].clear();
            }
            self.ledger[q].sales += sales;
            self.ledger[q].costs -= avoidable + fixed;
            let year = years.entry(quarter.year).or_default();
            let adds = [activity, sales, avoidable, fixed, standing / QUARTERS];
            year.iter_mut().zip(adds).for_each(|(sum, it)| *sum += it);
        }
        self.works.push(works);
        self.plants.extend(years.into_iter().filter(|(_, it)| it[4] > 0.0).map(|(year, it)| {
            let [output_t, sales, avoidable, fixed, capacity] = it;
            let by_kg = |musd: f64, tonnes: f64| (tonnes > 0.0).then(|| musd / MUSD / tonnes);
            let unit = by_kg(avoidable, output_t);
            PlantYear {
                facility: at,
                year,
                output_t,
                price_usd_per_kg: by_kg(sales, output_t),
                cost_usd_per_kg: by_kg(avoidable + fixed, output_t),
                cost_at_capacity_usd_per_kg: unit.zip(by_kg(fixed, capacity)).map(|(unit, fixed)| unit + fixed),
            }
        }));
        Ok(())
    }

    /// The member as a firm against some attacks.
    pub fn firm(&self, network: &Network, prices: &[AttackAt]) -> Firm {
        let ledger = &self.ledger;
        let periods = ledger.len();
        let of = |it: &Ledger| it.operations + it.capital + it.raised + it.other;
        let mut other_cash: Vec<f64> = ledger.iter().map(of).collect();
        // Fixed cost is paid whether plants run or not. The loss that an idle plant avoids is no income.
        for (at, cash) in other_cash.iter_mut().enumerate() {
            let margin: f64 = self.works.iter().map(|works| works.margin[at].max(0.0)).sum();
            *cash += ledger[at].sales + ledger[at].costs - margin;
        }
        let plants: Vec<Plant> = self
            .works
            .iter()
            .map(|works| {
                let volumes = prices.iter().map(|k| works.exposed[*k].clone()).collect();
                exposed_plant(works.name.clone(), (volumes, Vec::new()), &works.margin, &mut other_cash)
            })
            .collect();
        Firm {
            name: network.members[self.member].id.to_string(),
            purse: self.purse,
            least_cash: vec![0.0; periods],
            plants,
            debt_service: ledger.iter().map(|it| -it.debt_service).collect(),
            other_cash,
            deposit_rate: 0.0,
            loan_rate: 0.0,
            undercut: false,
        }
    }
}

/// What a plant makes in a quarter, t of activity: what it made, else what it could make as the variant has it. A year with a row for one quarter has rows
/// for all: in the others it made nothing.
fn activity(of: &Varied<'_>, facility: &Facility, quarter: Quarter, state: StateAt) -> f64 {
    let Varied { network, tables, variant } = *of;
    let mut known = tables.outputs.iter().filter(|it| it.facility == facility.id && it.year == quarter.year).peekable();
    if known.peek().is_some() {
        return known.map(|it| part((it.year, it.quarter, it.output_t), quarter)).sum();
    }
    let mode = &network.technologies[facility.technology].modes[facility.modes[0]];
    let working = network.existing_in(facility, quarter.year, true);
    let could = working * facility.availability.at(state) / mode.capacity_use / QUARTERS;
    possible_output(tables, variant, &facility.id, (quarter.year, could))
}
