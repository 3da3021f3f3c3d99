//! All decision variables. Variables are verbs; every one that operates lives on states.

use crate::formulation::sets::positions::PlaceAt;
use program::{Col, ColSpec, Cols, Program};

use super::columns;
use super::family::{ColFamily, handles};
use super::sets::{Segment, Sets};
use recoop_case::positions::{DemandAt, FacilityAt, LeafAt, OfferAt, StateAt, StockAt};
use recoop_case::tables::{PolicyKind, Side};
use recoop_case::{Building, Network};

handles! {
    /// Handles to the columns of a plan's program, with the declarations of their families.
    Variables: Cols of Col by ColFamily {
        /// `run[facility,mode,state]`: activity, t/yr.
        run: 2: (usize, StateAt) = columns::RUN,
        /// `installed[facility,state]`: capacity that stands, t/yr. Capacity given up is gone.
        installed: 2: (FacilityAt, StateAt) = columns::INSTALLED,
        /// `build[slot,segment]`: a plant of that piece of the cost curve (binary), or a number of modules (integer).
        build: 2: (usize, usize) = columns::BUILD,
        /// `size[slot,segment]`: size of the plant, t/yr. Modules have none: their size is fixed.
        size: 2: (usize, usize) = columns::SIZE,
        /// `open[slot]`: the site is opened (binary), where the opening cost is not part of a single plant's.
        open: 1: usize = columns::OPEN,
        /// `keep[slot,scenario]`: capacity that still stands at the end and is worth something, t/yr.
        keep: 2: (usize, LeafAt) = columns::KEEP,
        /// `buy[offer,state]`, t/yr.
        buy: 2: (OfferAt, StateAt) = columns::BUY,
        /// `sell[offer,state]`, t/yr.
        sell: 2: (OfferAt, StateAt) = columns::SELL,
        /// `ship[shipment,state]`, t/yr.
        ship: 2: (usize, StateAt) = columns::SHIP,
        /// `downgrade[material,region,state]`: compliant material used as unrestricted, t/yr.
        downgrade: 2: (usize, StateAt) = columns::DOWNGRADE,
        /// `dispose[place,state]`, t/yr.
        dispose: 2: (PlaceAt, StateAt) = columns::DISPOSE,
        /// `hold[stock,state]`: what is there at the end of the period, t.
        hold: 2: (StockAt, StateAt) = columns::HOLD,
        /// `serve[demand,state]`, t/yr.
        serve: 2: (DemandAt, StateAt) = columns::SERVE,
        /// `short[demand,state]`: what is not served, t/yr.
        short: 2: (DemandAt, StateAt) = columns::SHORT,
        /// `miss[demand,scenario]`: the service level is given up in this scenario (binary).
        miss: 2: (DemandAt, LeafAt) = columns::MISS,
        /// `top_up[floor,state]`: what a price floor tops up, t/yr.
        top_up: 2: (usize, StateAt) = columns::TOP_UP,
        /// `invest[member,purse,year]`: equity that a member puts into a purse (an owner's, or the cooperative's) in a year of a state, MUSD.
        invest: 3: (usize, usize, usize) = columns::INVEST,
        /// `earn[state]`: after-tax cash flow, MUSD/yr; only when risk has a weight.
        earn: 1: StateAt = columns::EARN,
        /// `lose[scenario]`: how far NPV falls below `threshold`, MUSD; only when risk has a weight.
        lose: 1: LeafAt = columns::LOSE,
        /// `threshold`: value at risk, MUSD; only when risk has a weight.
        threshold: 0: [usize; 0] = columns::THRESHOLD,
    }
}

/// Whether a plant of this piece needs a binary: it has a smallest size, or a cost that does not vanish with size.
#[must_use]
pub fn needs_binary(building: &Building, segment: &Segment) -> bool {
    segment.from_t > 0.0 || segment.intercept_musd > 0.0 || building.max_builds.is_some()
}

/// Whether a facility can have capacity in a state.
#[must_use]
pub fn may_run(network: &Network, sets: &Sets, facility: FacilityAt, state: StateAt) -> bool {
    let period = network.tree.states[state].period;
    network.existing_capacity(&network.facilities[facility], period, false) > 0.0
        || sets.standing(network, facility, state).next().is_some()
}

/// Whether a facility's capacity is a decision: it can be built, or keeping it costs something.
#[must_use]
pub fn capacity_varies(network: &Network, facility: FacilityAt) -> bool {
    let f = &network.facilities[facility];
    f.building.is_some() || f.fixed_cost_usd_per_kg > 0.0
}

/// Writes all columns.
#[must_use]
pub fn variables(program: &mut Program, network: &Network, sets: &Sets) -> Variables {
    let axes = &sets.axes;
    let tree = &network.tree;
    let positive = || Some(ColSpec::positive());
    let runs_in: Vec<Vec<bool>> = network
        .facilities
        .positions()
        .map(|f| tree.states.positions().map(|s| may_run(network, sets, f, s)).collect())
        .collect();
    let run = program.keyed().cols(
        columns::RUN.name,
        columns::RUN.unit,
        [&axes.run, &axes.state],
        |(r, s): (usize, StateAt)| {
            if runs_in[sets.runs[r].facility][s] { positive() } else { None }
        },
    );
    let installed = program.keyed().cols(
        columns::INSTALLED.name,
        columns::INSTALLED.unit,
        [&axes.facility, &axes.state],
        |(f, s): (FacilityAt, StateAt)| {
            if capacity_varies(network, f) && runs_in[f][s] { positive() } else { None }
        },
    );
    let (build, size, open) = building(program, network, sets);
    let lasts = |slot: &usize| sets.end_of_life(network, *slot) > tree.last_year() + 1;
    let left = (0..sets.slots.len()).filter(lasts).flat_map(|slot| sets.slot_leaves(slot));
    let keep = program.at(left).cols(columns::KEEP.name, columns::KEEP.unit, [&axes.slot, &axes.leaf], |_| positive());
    let trade = |program: &mut Program, family: &ColFamily, side: Side| {
        program.keyed().cols(family.name, family.unit, [&axes.offer, &axes.state], |(o, s): (OfferAt, StateAt)| {
            let offer = &network.offers[o];
            let limit = offer.limit_t_per_year.at(s);
            let open = offer.side == side && sets.offer_place[o].is_some() && limit > 0.0;
            open.then(|| ColSpec::between(0.0, limit))
        })
    };
    let buy = trade(program, &columns::BUY, Side::Buy);
    let sell = trade(program, &columns::SELL, Side::Sell);
    let ship = program.keyed().cols(
        columns::SHIP.name,
        columns::SHIP.unit,
        [&axes.shipment, &axes.state],
        |(h, s): (usize, StateAt)| {
            let open = network.lanes[sets.shipments[h].lane].limit_t_per_year.at(s) > 0.0;
            if open && sets.differs_if_bought(network, h, s) { positive() } else { None }
        },
    );
    let downgrade =
        program
            .keyed()
            .cols(columns::DOWNGRADE.name, columns::DOWNGRADE.unit, [&axes.downgrade, &axes.state], |_| positive());
    // Where both pools exist, material leaves through the unrestricted one.
    let mut disposes: Vec<bool> =
        sets.places.iter().map(|p| network.materials[p.material].disposal_cost_usd_per_kg.is_some()).collect();
    for (from, _) in &sets.downgrades {
        disposes[*from] = false;
    }
    let dispose = program.keyed().cols(
        columns::DISPOSE.name,
        columns::DISPOSE.unit,
        [&axes.place, &axes.state],
        |(p, _): (PlaceAt, StateAt)| {
            if disposes[p] { positive() } else { None }
        },
    );
    let hold = hold(program, network, sets);
    let demand = |program: &mut Program, family: &ColFamily, serving: bool| {
        program.keyed().cols(family.name, family.unit, [&axes.demand, &axes.state], |(d, s): (DemandAt, StateAt)| {
            let quantity = network.demands[d].quantity_t_per_year.at(s);
            let reachable = !serving || sets.serving_place(network, d, tree.states[s].period).is_some();
            // No bound: `demand_met` holds both, and a second bound would take a part of its dual.
            if quantity > 0.0 && reachable { positive() } else { None }
        })
    };
    let serve = demand(program, &columns::SERVE, true);
    let short = demand(program, &columns::SHORT, false);
    let miss = program.keyed().cols(
        columns::MISS.name,
        columns::MISS.unit,
        [&axes.demand, &axes.leaf],
        |(d, _): (DemandAt, LeafAt)| {
            let chance = network.demands[d].service.map_or(1.0, |s| s.chance);
            if chance < 1.0 { Some(ColSpec::binary()) } else { None }
        },
    );
    let top_up = program.keyed().cols(
        columns::TOP_UP.name,
        columns::TOP_UP.unit,
        [&axes.floor, &axes.state],
        |(f, s): (usize, StateAt)| {
            let policy = &network.policies[sets.floors[f].policy];
            debug_assert_eq!(policy.kind, PolicyKind::PriceFloor);
            if network.holds(&policy.years, s) && sets.differs_if_sold(network, f, s) { positive() } else { None }
        },
    );
    let invest = invest(program, network, sets);
    let weighs = network.settings.risk.weight > 0.0;
    let earn = program.keyed().cols(columns::EARN.name, columns::EARN.unit, [&axes.state], |_| {
        if weighs { Some(ColSpec::free()) } else { None }
    });
    let lose = program
        .keyed()
        .cols(columns::LOSE.name, columns::LOSE.unit, [&axes.leaf], |_| if weighs { positive() } else { None });
    let threshold = program.keyed().cols(columns::THRESHOLD.name, columns::THRESHOLD.unit, [], |_| {
        if weighs { Some(ColSpec::free()) } else { None }
    });
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

/// Columns by slot and segment of its cost curve.
type BySegment = Cols<2, (usize, usize)>;

fn building(program: &mut Program, network: &Network, sets: &Sets) -> (BySegment, BySegment, Cols<1, usize>) {
    let (axes, tree) = (&sets.axes, &network.tree);
    let of = |slot: usize| {
        let facility = sets.slots[slot].facility;
        let building =
            network.facilities[facility].building.as_ref().expect("a slot belongs to a facility that can be built");
        (facility, building)
    };
    let build = program.keyed().cols(
        columns::BUILD.name,
        columns::BUILD.unit,
        [&axes.slot, &axes.segment],
        |(slot, k): (usize, usize)| {
            let (facility, building) = of(slot);
            if building.scale.module_t_per_year.is_some() {
                let most = network.facilities[facility].most_builds();
                return (k == 0).then(|| ColSpec::between(0.0, most).integer());
            }
            let segment = sets.segments[facility].get(k)?;
            needs_binary(building, segment).then(ColSpec::binary)
        },
    );
    let size = program.keyed().cols(
        columns::SIZE.name,
        columns::SIZE.unit,
        [&axes.slot, &axes.segment],
        |(slot, k): (usize, usize)| {
            let (facility, building) = of(slot);
            let segment = sets.segments[facility].get(k)?;
            // Where `size_limit` or `site_limit` says so already, a bound would take a part of its dual.
            let standing =
                tree.periods.positions().map(|p| network.existing_capacity(&network.facilities[facility], p, false));
            let room = building.site_t - standing.fold(f64::INFINITY, f64::min);
            let said = needs_binary(building, segment) || segment.to_t >= room;
            Some(if said { ColSpec::positive() } else { ColSpec::between(0.0, segment.to_t) })
        },
    );
    let open = program.keyed().cols(columns::OPEN.name, columns::OPEN.unit, [&axes.slot], |slot: usize| {
        let (_, building) = of(slot);
        let separate = building.opening_cost_musd > 0.0 && !building.opens_with_build();
        separate.then(ColSpec::binary)
    });
    (build, size, open)
}

fn hold(program: &mut Program, network: &Network, sets: &Sets) -> Cols<2, (StockAt, StateAt)> {
    let tree = &network.tree;
    let mut ends = vec![false; tree.states.len()];
    for leaf in &tree.leaves {
        ends[*leaf] = true;
    }
    program.keyed().cols(
        columns::HOLD.name,
        columns::HOLD.unit,
        [&sets.axes.stock, &sets.axes.state],
        |(k, s): (StockAt, StateAt)| {
            let stock = &network.stocks[k];
            sets.stock_place[k]?;
            let kept =
                tree.period(s).last_year() >= stock.reserve_from && !network.may_release(stock, tree.states[s].node);
            let mut lower: f64 = if kept { stock.reserve_t } else { 0.0 };
            if ends[s] {
                lower = lower.max(stock.final_t);
            }
            Some(ColSpec::between(lower, stock.limit_t))
        },
    )
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

fn invest(program: &mut Program, network: &Network, sets: &Sets) -> Cols<3, (usize, usize, usize)> {
    let limited = capital_limited(network) && !sets.slots.is_empty();
    let axes = &sets.axes;
    program.keyed().cols(
        columns::INVEST.name,
        columns::INVEST.unit,
        [&axes.member, &axes.member, &axes.outlay],
        |(i, purse, _): (usize, usize, usize)| (limited && pays_into(network, i, purse)).then(ColSpec::positive),
    )
}

/// The state that each column belongs to; the leaf's for those of a scenario, none for the threshold of risk.
#[must_use]
pub fn column_states(network: &Network, formulation: &super::Formulation) -> Vec<Option<StateAt>> {
    let mut states = vec![None; formulation.program.num_cols()];
    formulation.variables.visit(&mut |family, key, col| {
        states[col.index()] = family.when.state(network, &formulation.sets, key);
    });
    let own = states.len() - formulation.added.len();
    states[own..].copy_from_slice(&formulation.added);
    states
}
