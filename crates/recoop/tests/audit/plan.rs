//! The plan made by hand for the case of [`case`](super::case), and what it is audited with.

use recoop::accounts::CashValue;
use recoop::plan::audit::{Audit, Reported, audit};
use recoop::plan::values::{
    BuildValue, CapacityValue, FlowValue, InvestValue, KeepValue, LeaveValue, MissValue, PlanValues, RunValue,
    ScenarioValue, ServiceValue, ShipmentValue, StockValue, TopUpValue, TradeValue,
};
use recoop_case::Network;
use recoop_case::positions::{LeafAt, PeriodAt, StateAt};

/// A plan with all that is reported of it.
#[derive(Clone, Debug)]
pub struct Plan {
    pub network: Network,
    pub values: PlanValues,
    pub cash: Vec<CashValue>,
    pub scenarios: Vec<ScenarioValue>,
    pub objective: f64,
}

impl Plan {
    pub fn audit(&self) -> Audit {
        let (values, cash, scenarios) = (&self.values, &self.cash, &self.scenarios);
        audit(&self.network, &Reported { values, cash, scenarios, objective: self.objective })
    }
}

// States: a year, and from 2031 on a good and a bad case.
pub const S2030: StateAt = StateAt::new(0);
pub const GOOD_2031: StateAt = StateAt::new(1);
pub const GOOD_2032: StateAt = StateAt::new(2);
pub const BAD_2031: StateAt = StateAt::new(3);
pub const BAD_2032: StateAt = StateAt::new(4);
pub const GOOD: LeafAt = LeafAt::new(0);
pub const BAD: LeafAt = LeafAt::new(1);

// Facilities.
pub const HILL_MINE: usize = 0;
pub const PLANT: usize = 1;
pub const PRESS: usize = 2;
pub const RIVAL_PRESS: usize = 3;

// Regions.
pub const US: usize = 0;

// Offers, lanes, demands, members in the order of their rows.
pub const ACID: usize = 0;
pub const SELL_ND: usize = 1;
pub const SELL_CE: usize = 2;
pub const SELL_ND_ALLY: usize = 3;
pub const BUY_ND_RIVAL: usize = 4;
pub const BUY_MAGNET: usize = 5;
pub const LANE_MAGNET: usize = 0;
pub const LANE_ND: usize = 1;
pub const JETS: usize = 0;
pub const CARS: usize = 1;
pub const MINER: usize = 0;
pub const REFINER: usize = 1;
pub const MAKER: usize = 2;
pub const COOPERATIVE: usize = 3;
pub const FLOOR: usize = 4;
// Markets.
pub const HOME: usize = 0;
pub const YARD: usize = 2;
pub const BAZAAR: usize = 3;

pub fn material(network: &Network, id: &str) -> usize {
    network.materials.iter().position(|m| m.id == id).unwrap()
}

/// Values of the plan. In every state as much is mined as is separated; the press makes magnets at home, the rival the rest.
pub fn values(network: &Network) -> PlanValues {
    let mut values = PlanValues::default();
    builds(&mut values);
    // state, separated, made at home, made by the rival, sold to the ally, stock at the end, served to jets
    year(network, &mut values, S2030, [0.0, 0.0, 9.0, 0.0, 1.0, 1.0]);
    year(network, &mut values, GOOD_2031, [20.0, 10.0, 4.0, 1.0, 3.0, 2.0]);
    year(network, &mut values, GOOD_2032, [30.0, 11.5, 0.0, 0.0, 2.0, 2.0]);
    year(network, &mut values, BAD_2031, [0.0, 0.0, 10.0, 0.0, 0.0, 1.0]);
    year(network, &mut values, BAD_2032, [10.0, 5.0, 6.0, 0.0, 1.0, 0.5]);
    capacity(network, &mut values);
    // What is sold at home for less than the friend pays is topped up from there.
    for (sold_at, state, amount_t) in
        [(None, GOOD_2031, 4.5), (Some(HOME), GOOD_2031, 0.5), (None, GOOD_2032, 6.0), (None, BAD_2032, 2.0)]
    {
        values.top_ups.push(TopUpValue { policy: FLOOR, material: 0, sold_at, state, amount_t });
    }
    values.misses.push(MissValue { demand: JETS, leaf: BAD });
    // In proportion to 60 and 80 over the horizon, and 40 in each of four years; nobody reaches a limit.
    for (state, year, equity_musd) in [(S2030, 2030, equity_musd().iter().sum()), (GOOD_2031, 2031, PRESS_2031_MUSD)] {
        for (member, capital_musd) in [(MINER, 60.0), (REFINER, 80.0), (MAKER, 160.0)] {
            let amount_musd = equity_musd * capital_musd / 300.0;
            values.invests.push(InvestValue { member, purse: COOPERATIVE, state, year, amount_musd });
        }
    }
    values
}

/// Equity that the mine, the plant and the first presses take in 2030, MUSD: what grant and credit leave, without the loan.
pub fn equity_musd() -> [f64; 3] {
    [0.8 * 0.6, plant_musd() * (1.0 - 0.1 - 0.05) * 0.6, 27.0 * 0.6]
}

/// Equity that the press of 2031 takes, MUSD.
pub const PRESS_2031_MUSD: f64 = 12.0 * 0.6;

/// The plant's cost between the points 20·5^(1/3) and 20·5^(2/3) of 30 (size / 50)^0.6, and the opening of its site, MUSD.
fn plant_musd() -> f64 {
    let curve = |size: f64| 30.0 * (size / 50.0_f64).powf(0.6);
    let (from, to) = (20.0 * 5.0_f64.powf(1.0 / 3.0), 20.0 * 5.0_f64.powf(2.0 / 3.0));
    curve(from) + (curve(to) - curve(from)) * (40.0 - from) / (to - from) + 5.0
}

fn builds(values: &mut PlanValues) {
    let build = |facility, state, size_t, count, capex_musd, opens| BuildValue {
        facility,
        state,
        online_year: if state == S2030 { 2031 } else { 2032 },
        online_period: if state == S2030 { PeriodAt::new(1) } else { PeriodAt::new(2) },
        size_t,
        count,
        capex_musd,
        opens,
    };
    values.builds = vec![
        build(HILL_MINE, S2030, 20.0, 1.0, 0.8, false),
        build(PLANT, S2030, 40.0, 1.0, plant_musd(), false),
        build(PRESS, S2030, 20.0, 2.0, 27.0, true),
        build(PRESS, GOOD_2031, 10.0, 1.0, 12.0, false),
    ];
    let keep = |build, leaf, kept_t| KeepValue { build, leaf, kept_t };
    values.keeps =
        vec![keep(1, GOOD, 40.0), keep(1, BAD, 30.0), keep(2, GOOD, 20.0), keep(2, BAD, 20.0), keep(3, GOOD, 10.0)];
}

fn run(network: &Network, values: &mut PlanValues, facility: usize, state: StateAt, compliant: bool, activity_t: f64) {
    if activity_t == 0.0 {
        return;
    }
    let run = values.runs.len();
    values.runs.push(RunValue { facility, mode: 0, compliant, state, activity_t });
    let technology = &network.technologies[network.facilities[facility].technology];
    for (material, amount) in &technology.modes[0].flows {
        let tracked = network.materials[*material].tracked;
        let flow =
            FlowValue { run, material: *material, compliant: compliant && tracked, amount_t: amount * activity_t };
        values.flows.push(flow);
    }
}

/// What happens in a state; everything that is not given follows.
fn year(network: &Network, values: &mut PlanValues, state: StateAt, given: [f64; 6]) {
    let [separated, at_home, by_rival, to_ally, stock, jets] = given;
    run(network, values, HILL_MINE, state, true, separated);
    run(network, values, PLANT, state, true, separated);
    run(network, values, PRESS, state, true, at_home);
    run(network, values, RIVAL_PRESS, state, false, by_rival);
    let mut trade = |offer, compliant, amount_t| {
        if amount_t != 0.0 {
            values.trades.push(TradeValue { offer, compliant, state, amount_t });
        }
    };
    let (nd, ce) = (0.27 * separated, 0.56 * separated);
    trade(ACID, false, 2.0 * separated);
    trade(SELL_ND, true, nd - 0.3 * at_home - to_ally);
    trade(SELL_CE, true, ce.min(10.0));
    trade(SELL_ND_ALLY, true, to_ally);
    trade(BUY_ND_RIVAL, false, 0.3 * by_rival);
    // In the first year a tonne of magnets is bought where they are cheaper.
    let bought = if state == S2030 { 1.0 } else { 0.0 };
    trade(BUY_MAGNET, false, bought);
    let mut ship = |lane, compliant, bought_at, amount_t| {
        if amount_t != 0.0 {
            let (from_compliant, to_compliant) = (compliant, compliant);
            values.shipments.push(ShipmentValue { lane, from_compliant, to_compliant, bought_at, state, amount_t });
        }
    };
    ship(LANE_MAGNET, false, None, by_rival);
    ship(LANE_MAGNET, false, Some(BAZAAR), bought);
    ship(LANE_ND, true, None, to_ally);
    let leave = |id: &str, compliant, amount_t| LeaveValue {
        material: material(network, id),
        region: US,
        compliant,
        state,
        amount_t,
    };
    if separated > 0.0 {
        values.disposals.push(leave("residue", false, 0.05 * separated));
    }
    if ce > 10.0 {
        values.disposals.push(leave("ce_oxide", true, ce - 10.0));
    }
    if stock > 0.0 {
        values.stocks.push(StockValue { stock: 0, state, level_t: stock });
    }
    // Jets take compliant magnets from 2031 on; what is over joins the rest.
    let ruled = state != S2030;
    let before = network.tree.states[state]
        .parent
        .map_or(2.0, |before| values.stocks.iter().find(|s| s.state == before).map_or(0.0, |s| s.level_t));
    let drawn = (before - stock) / if matches!(state, GOOD_2032 | BAD_2032) { 2.0 } else { 1.0 };
    let over = at_home + drawn - if ruled { jets } else { 0.0 };
    if over > 0.0 {
        values.downgrades.push(leave("magnet", true, over));
    }
    let cars = over + by_rival + bought - if ruled { 0.0 } else { jets };
    let mut serve = |demand, compliant, demanded_t: f64, served_t: f64| {
        let short_t = demanded_t - served_t;
        values.service.push(ServiceValue { demand, state, compliant, demanded_t, served_t, short_t });
    };
    serve(JETS, ruled, 2.0, jets);
    serve(CARS, false, 10.0, cars);
}

fn capacity(network: &Network, values: &mut PlanValues) {
    // facility, then installed and usable in each state
    let standing = [
        (HILL_MINE, [100.0, 120.0, 100.0, 110.0, 100.0], [100.0, 120.0, 100.0, 110.0, 100.0]),
        (PLANT, [0.0, 40.0, 40.0, 40.0, 30.0], [0.0, 20.0, 40.0, 20.0, 30.0]),
        (PRESS, [0.0, 20.0, 30.0, 20.0, 20.0], [0.0, 20.0, 30.0, 18.0, 18.0]),
        (RIVAL_PRESS, [50.0; 5], [50.0; 5]),
    ];
    for (facility, installed, usable) in standing {
        let takes = network.technologies[network.facilities[facility].technology].modes[0].capacity_use;
        for state in StateAt::all(5) {
            let runs = values.runs.iter().filter(|r| r.facility == facility && r.state == state);
            let used_t = runs.map(|r| takes * r.activity_t).sum();
            let (installed_t, usable_t) = (installed[state], usable[state]);
            if installed_t > 0.0 {
                values.capacity.push(CapacityValue { facility, state, installed_t, usable_t, used_t });
            }
        }
    }
}
