//! All decision variables. Variables are verbs; every one that operates lives on states.

use program::{ColSpec, Cols, Program};

use super::sets::{Segment, Sets};
use recoop_case::tables::{PolicyKind, Side};
use recoop_case::{Building, Network};

/// Handles to the columns of a plan's program.
#[derive(Clone, Debug)]
pub struct Variables {
    /// `run[facility,mode,state]`: activity, t/yr.
    pub run: Cols<2>,
    /// `installed[facility,state]`: capacity that stands, t/yr. Capacity given up is gone.
    pub installed: Cols<2>,
    /// `build[slot,segment]`: a plant of that piece of the cost curve (binary), or a number of modules (integer).
    pub build: Cols<2>,
    /// `size[slot,segment]`: size of the plant, t/yr. Modules have none: their size is fixed.
    pub size: Cols<2>,
    /// `open[slot]`: the site is opened (binary), where the opening cost is not part of a single plant's.
    pub open: Cols<1>,
    /// `keep[slot,scenario]`: capacity that still stands at the end and is worth something, t/yr.
    pub keep: Cols<2>,
    /// `buy[offer,state]`, t/yr.
    pub buy: Cols<2>,
    /// `sell[offer,state]`, t/yr.
    pub sell: Cols<2>,
    /// `ship[shipment,state]`, t/yr.
    pub ship: Cols<2>,
    /// `downgrade[material,region,state]`: compliant material used as unrestricted, t/yr.
    pub downgrade: Cols<2>,
    /// `dispose[place,state]`, t/yr.
    pub dispose: Cols<2>,
    /// `hold[stock,state]`: what is there at the end of the period, t.
    pub hold: Cols<2>,
    /// `serve[demand,state]`, t/yr.
    pub serve: Cols<2>,
    /// `short[demand,state]`: what is not served, t/yr.
    pub short: Cols<2>,
    /// `miss[demand,scenario]`: the service level is given up in this scenario (binary).
    pub miss: Cols<2>,
    /// `top_up[floor,state]`: what a price floor tops up, t/yr.
    pub top_up: Cols<2>,
    /// `invest[member,purse,year]`: equity that a member puts into a purse (an owner's, or the cooperative's) in a year of a state, MUSD.
    pub invest: Cols<3>,
    /// `earn[state]`: after-tax cash flow, MUSD/yr; only when risk has a weight.
    pub earn: Cols<1>,
    /// `lose[scenario]`: how far NPV falls below `threshold`, MUSD; only when risk has a weight.
    pub lose: Cols<1>,
    /// `threshold`: value at risk, MUSD; only when risk has a weight.
    pub threshold: Cols<0>,
}

/// Whether a plant of this piece needs a binary: it has a smallest size, or a cost that does not vanish with size.
#[must_use]
pub fn needs_binary(building: &Building, segment: &Segment) -> bool {
    segment.from_t > 0.0 || segment.intercept_musd > 0.0 || building.max_builds.is_some()
}

/// Whether a facility can have capacity in a state.
#[must_use]
pub fn may_run(network: &Network, sets: &Sets, facility: usize, state: usize) -> bool {
    let period = network.tree.states[state].period;
    network.existing_capacity(&network.facilities[facility], period, false) > 0.0
        || sets.standing(network, facility, state).next().is_some()
}

/// Whether a facility's capacity is a decision: it can be built, or keeping it costs something.
#[must_use]
pub fn capacity_varies(network: &Network, facility: usize) -> bool {
    let f = &network.facilities[facility];
    f.building.is_some() || f.fixed_cost_usd_per_kg > 0.0
}

/// Writes all columns.
#[must_use]
pub fn variables(program: &mut Program, network: &Network, sets: &Sets) -> Variables {
    let axes = &sets.axes;
    let tree = &network.tree;
    let positive = || Some(ColSpec::positive());
    let runs_in: Vec<Vec<bool>> = (0..network.facilities.len())
        .map(|f| (0..tree.states.len()).map(|s| may_run(network, sets, f, s)).collect())
        .collect();
    let run = program.cols("run", "t/yr", [&axes.run, &axes.state], |[r, s]| {
        if runs_in[sets.runs[r].facility][s] { positive() } else { None }
    });
    let installed = program.cols("installed", "t/yr", [&axes.facility, &axes.state], |[f, s]| {
        if capacity_varies(network, f) && runs_in[f][s] { positive() } else { None }
    });
    let (build, size, open) = building(program, network, sets);
    let lasts = |slot: &usize| sets.end_of_life(network, *slot) > tree.last_year() + 1;
    let left = (0..sets.slots.len()).filter(lasts).flat_map(|slot| sets.slot_leaves(slot));
    let keep = program.at(left).cols("keep", "t/yr", [&axes.slot, &axes.leaf], |_| positive());
    let trade = |program: &mut Program, name: &str, side: Side| {
        program.cols(name, "t/yr", [&axes.offer, &axes.state], |[o, s]| {
            let offer = &network.offers[o];
            let limit = offer.limit_t.at(s);
            let open = offer.side == side && sets.offer_place[o].is_some() && limit > 0.0;
            open.then(|| ColSpec::between(0.0, limit))
        })
    };
    let buy = trade(program, "buy", Side::Buy);
    let sell = trade(program, "sell", Side::Sell);
    let ship = program.cols("ship", "t/yr", [&axes.shipment, &axes.state], |[h, s]| {
        let open = network.lanes[sets.shipments[h].lane].limit_t.at(s) > 0.0;
        if open && sets.differs_if_bought(network, h, s) { positive() } else { None }
    });
    let downgrade = program.cols("downgrade", "t/yr", [&axes.downgrade, &axes.state], |_| positive());
    // Where both pools exist, material leaves through the unrestricted one.
    let mut disposes: Vec<bool> =
        sets.places.iter().map(|p| network.materials[p.material].disposal_cost_usd_per_kg.is_some()).collect();
    for (from, _) in &sets.downgrades {
        disposes[*from] = false;
    }
    let dispose = program
        .cols("dispose", "t/yr", [&axes.place, &axes.state], |[p, _]| if disposes[p] { positive() } else { None });
    let hold = hold(program, network, sets);
    let demand = |program: &mut Program, name: &str, serving: bool| {
        program.cols(name, "t/yr", [&axes.demand, &axes.state], |[d, s]| {
            let quantity = network.demands[d].quantity_t.at(s);
            let reachable = !serving || sets.serving_place(network, d, tree.states[s].period).is_some();
            // No bound: `demand_met` holds both, and a second bound would take a part of its dual.
            if quantity > 0.0 && reachable { positive() } else { None }
        })
    };
    let serve = demand(program, "serve", true);
    let short = demand(program, "short", false);
    let miss = program.cols("miss", "1", [&axes.demand, &axes.leaf], |[d, _]| {
        let chance = network.demands[d].service.map_or(1.0, |s| s.chance);
        if chance < 1.0 { Some(ColSpec::binary()) } else { None }
    });
    let top_up = program.cols("top_up", "t/yr", [&axes.floor, &axes.state], |[f, s]| {
        let policy = &network.policies[sets.floors[f].policy];
        debug_assert_eq!(policy.kind, PolicyKind::PriceFloor);
        if network.holds(&policy.years, s) && sets.differs_if_sold(network, f, s) { positive() } else { None }
    });
    let invest = invest(program, network, sets);
    let weighs = network.settings.risk.weight > 0.0;
    let earn = program.cols("earn", "MUSD/yr", [&axes.state], |_| if weighs { Some(ColSpec::free()) } else { None });
    let lose = program.cols("lose", "MUSD", [&axes.leaf], |_| if weighs { positive() } else { None });
    let threshold = program.cols("threshold", "MUSD", [], |_| if weighs { Some(ColSpec::free()) } else { None });
    Variables {
        run,
        installed,
        build,
        size,
        open,
        keep,
        buy,
        sell,
        ship,
        downgrade,
        dispose,
        hold,
        serve,
        short,
        miss,
        top_up,
        invest,
        earn,
        lose,
        threshold,
    }
}

fn building(program: &mut Program, network: &Network, sets: &Sets) -> (Cols<2>, Cols<2>, Cols<1>) {
    let (axes, tree) = (&sets.axes, &network.tree);
    let of = |slot: usize| {
        let facility = sets.slots[slot].facility;
        let building =
            network.facilities[facility].building.as_ref().expect("a slot belongs to a facility that can be built");
        (facility, building)
    };
    let build = program.cols("build", "1", [&axes.slot, &axes.segment], |[slot, k]| {
        let (facility, building) = of(slot);
        if building.scale.module_t.is_some() {
            let most = network.facilities[facility].most_builds();
            return (k == 0).then(|| ColSpec::between(0.0, most).integer());
        }
        let segment = sets.segments[facility].get(k)?;
        needs_binary(building, segment).then(ColSpec::binary)
    });
    let size = program.cols("size", "t/yr", [&axes.slot, &axes.segment], |[slot, k]| {
        let (facility, building) = of(slot);
        let segment = sets.segments[facility].get(k)?;
        // Where `size_limit` or `site_limit` says so already, a bound would take a part of its dual.
        let standing =
            (0..tree.periods.len()).map(|p| network.existing_capacity(&network.facilities[facility], p, false));
        let room = building.site_t - standing.fold(f64::INFINITY, f64::min);
        let said = needs_binary(building, segment) || segment.to_t >= room;
        Some(if said { ColSpec::positive() } else { ColSpec::between(0.0, segment.to_t) })
    });
    let open = program.cols("open", "1", [&axes.slot], |[slot]| {
        let (_, building) = of(slot);
        let separate = building.opening_cost_musd > 0.0 && !building.opens_with_build();
        separate.then(ColSpec::binary)
    });
    (build, size, open)
}

fn hold(program: &mut Program, network: &Network, sets: &Sets) -> Cols<2> {
    let tree = &network.tree;
    let mut ends = vec![false; tree.states.len()];
    for leaf in &tree.leaves {
        ends[*leaf] = true;
    }
    program.cols("hold", "t", [&sets.axes.stock, &sets.axes.state], |[k, s]| {
        let stock = &network.stocks[k];
        sets.stock_place[k]?;
        let kept = tree.period(s).last_year() >= stock.reserve_from && !network.may_release(stock, tree.states[s].node);
        let mut lower: f64 = if kept { stock.reserve_t } else { 0.0 };
        if ends[s] {
            lower = lower.max(stock.final_t);
        }
        Some(ColSpec::between(lower, stock.limit_t))
    })
}

/// Whether capital is limited at all: when it is pooled and one member has no limit, nothing binds.
#[must_use]
pub fn capital_limited(network: &Network) -> bool {
    let members = &network.members[..network.cooperative()];
    let limited = |m: &recoop_case::Member| m.capital_total_musd.is_finite() || m.capital_per_year_musd.is_finite();
    if network.settings.finance.pooled_capital {
        !members.is_empty() && members.iter().all(limited)
    } else {
        members.iter().any(limited)
    }
}

/// Whether a member can pay into a purse: the cooperative's takes from all, an owner's from the owner where capital is not
/// pooled.
#[must_use]
pub fn pays_into(network: &Network, member: usize, purse: usize) -> bool {
    let cooperative = network.cooperative();
    member != cooperative && (purse == cooperative || (purse == member && !network.settings.finance.pooled_capital))
}

fn invest(program: &mut Program, network: &Network, sets: &Sets) -> Cols<3> {
    let limited = capital_limited(network) && !sets.slots.is_empty();
    let axes = &sets.axes;
    program.cols("invest", "MUSD", [&axes.member, &axes.member, &axes.outlay], |[i, purse, _]| {
        (limited && pays_into(network, i, purse)).then(ColSpec::positive)
    })
}

impl Variables {
    /// What is still decided once plants stand, each family by item and state.
    #[must_use]
    pub fn operating(&self) -> [&Cols<2>; 10] {
        [
            &self.run,
            &self.buy,
            &self.sell,
            &self.ship,
            &self.downgrade,
            &self.dispose,
            &self.hold,
            &self.serve,
            &self.short,
            &self.top_up,
        ]
    }
}

/// The state that each column belongs to; the leaf's for those of a scenario, none for the threshold of risk.
#[must_use]
pub fn column_states(network: &Network, formulation: &super::Formulation) -> Vec<Option<usize>> {
    let tree = &network.tree;
    let (vars, slots) = (&formulation.variables, &formulation.sets.slots);
    let mut states = vec![None; formulation.program.num_cols()];
    let mut put = |family: &Cols<2>, state: &dyn Fn([usize; 2]) -> usize| {
        for (key, col) in family.iter() {
            states[col.index()] = Some(state(key));
        }
    };
    let second = |[_, s]: [usize; 2]| s;
    for family in vars.operating() {
        put(family, &second);
    }
    put(&vars.installed, &second);
    put(&vars.build, &|[slot, _]| slots[slot].state);
    put(&vars.size, &|[slot, _]| slots[slot].state);
    put(&vars.keep, &|[_, leaf]| tree.leaves[leaf]);
    put(&vars.miss, &|[_, leaf]| tree.leaves[leaf]);
    for ([slot], col) in vars.open.iter() {
        states[col.index()] = Some(slots[slot].state);
    }
    for ([_, _, outlay], col) in vars.invest.iter() {
        states[col.index()] = Some(formulation.sets.outlays[outlay].state);
    }
    for ([s], col) in vars.earn.iter() {
        states[col.index()] = Some(s);
    }
    for ([leaf], col) in vars.lose.iter() {
        states[col.index()] = Some(tree.leaves[leaf]);
    }
    let own = states.len() - formulation.added.len();
    states[own..].copy_from_slice(&formulation.added);
    states
}
