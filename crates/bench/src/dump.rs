//! The parameters of a large case as plain arrays, so that other tools can build the same program.
//!
//! One file for each array (little-endian 32-bit integers or 64-bit floats, row-major) and `index.json` with their shapes.
//! What is written are parameters over index sets, never the matrix: which terms stand in which row is for each tool to say.

use std::fs;
use std::io;
use std::path::Path;

use program::{Cols, Position, Program};
use recoop::formulation::Formulation;
use recoop::formulation::constraints::slot_ramp;
use recoop::formulation::objective::expectation_factor;
use recoop::formulation::variables::capacity_varies;
use recoop_case::Network;
use recoop_case::positions::{LeafAt, PeriodAt, StateAt};
use recoop_case::tables::Side;
use serde_json::{Map, Value, json};

use crate::report::counts;

/// Writes the arrays of a continuous case into a folder.
///
/// # Errors
/// When a file cannot be written.
pub fn dump(network: &Network, plan: &Formulation, objective: Option<f64>, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut out = Arrays { folder, index: Map::new() };
    tree(&mut out, network, plan)?;
    facilities(&mut out, network, plan)?;
    slots(&mut out, network, plan)?;
    flows(&mut out, plan, network)?;
    trades(&mut out, network, plan)?;
    demands(&mut out, network, plan)?;
    costs(&mut out, network, plan)?;
    let index = json!({
        "arrays": out.index,
        "counts": counts(&plan.program),
        "columns": plan.program.num_cols(),
        "rows": plan.program.num_rows(),
        "nonzeros": plan.program.num_nonzeros(),
        "objective": objective,
        "offset": plan.program.offset(),
    });
    fs::write(folder.join("index.json"), format!("{index:#}\n"))
}

struct Arrays<'a> {
    folder: &'a Path,
    index: Map<String, Value>,
}

impl Arrays<'_> {
    fn floats(&mut self, name: &str, shape: &[usize], values: impl IntoIterator<Item = f64>) -> io::Result<()> {
        let bytes: Vec<u8> = values.into_iter().flat_map(f64::to_le_bytes).collect();
        self.write(name, "f8", shape, &bytes, 8)
    }

    fn integers(&mut self, name: &str, shape: &[usize], values: impl IntoIterator<Item = i32>) -> io::Result<()> {
        let bytes: Vec<u8> = values.into_iter().flat_map(i32::to_le_bytes).collect();
        self.write(name, "i4", shape, &bytes, 4)
    }

    fn write(&mut self, name: &str, kind: &str, shape: &[usize], bytes: &[u8], width: usize) -> io::Result<()> {
        assert_eq!(bytes.len(), shape.iter().product::<usize>() * width, "`{name}` has the shape that it says");
        self.index.insert(name.to_string(), json!({ "kind": kind, "shape": shape }));
        fs::write(self.folder.join(format!("{name}.bin")), bytes)
    }

    /// A number for every pair of positions.
    fn grid<A: Position, B: Position>(
        &mut self,
        name: &str,
        size: [usize; 2],
        value: impl Fn(A, B) -> f64,
    ) -> io::Result<()> {
        let value = |at: usize| value(A::from_index(at / size[1]), B::from_index(at % size[1]));
        self.floats(name, &size, (0..size[0] * size[1]).map(value))
    }
}

/// A position, or -1 where there is none.
fn position(at: Option<impl Position>) -> i32 {
    at.map_or(-1, |at| at.to_index() as i32)
}

fn tree(out: &mut Arrays<'_>, network: &Network, _: &Formulation) -> io::Result<()> {
    let tree = &network.tree;
    let (states, leaves) = (tree.states.len(), tree.leaves.len());
    out.integers("state_parent", &[states], tree.states.iter().map(|s| position(s.parent)))?;
    out.integers("state_period", &[states], tree.states.iter().map(|s| s.period.index() as i32))?;
    out.integers("period_first_year", &[tree.periods.len()], tree.periods.iter().map(|p| p.first_year))?;
    out.floats("period_years", &[tree.periods.len()], tree.periods.iter().map(|p| f64::from(p.length)))?;
    out.integers("leaf_state", &[leaves], tree.leaves.iter().map(|s| s.index() as i32))
}

fn facilities(out: &mut Arrays<'_>, network: &Network, _: &Formulation) -> io::Result<()> {
    let all = &network.facilities;
    let (count, periods, states) = (all.len(), network.tree.periods.len(), network.tree.states.len());
    out.grid("existing", [count, periods], |f: usize, p: PeriodAt| network.existing_capacity(&all[f], p, false))?;
    out.grid("existing_ramped", [count, periods], |f: usize, p: PeriodAt| network.existing_capacity(&all[f], p, true))?;
    out.grid("availability", [count, states], |f: usize, s: StateAt| all[f].availability.at(s))?;
    out.floats("existing_t", &[count], all.iter().map(|f| f.existing_t))?;
    out.floats("reserve_t", &[count], all.iter().map(|f| f.reserve_t))?;
    out.floats("site_t", &[count], all.iter().map(|f| f.building.as_ref().map_or(0.0, |b| b.site_t)))?;
    out.integers("capacity_varies", &[count], (0..count).map(|f| i32::from(capacity_varies(network, f))))
}

fn slots(out: &mut Arrays<'_>, network: &Network, plan: &Formulation) -> io::Result<()> {
    let sets = &plan.sets;
    let (slots, periods) = (&sets.slots, &network.tree.periods);
    let count = slots.len();
    out.integers("slot_facility", &[count], slots.iter().map(|s| s.facility as i32))?;
    out.integers("slot_state", &[count], slots.iter().map(|s| s.state.index() as i32))?;
    out.integers("slot_online_period", &[count], slots.iter().map(|s| s.online_period.index() as i32))?;
    out.integers("slot_online_year", &[count], slots.iter().map(|s| s.online_year))?;
    out.integers("slot_end_year", &[count], (0..count).map(|s| sets.end_of_life(network, s)))?;
    out.floats("slot_max_t", &[count], slots.iter().map(|s| sets.segments[s.facility].iter().map(|k| k.to_t).sum()))?;
    // Which slots can be the fullest of their site, and the room there then is.
    let limits: Vec<_> = (0..count).map(|slot| plan.constraints.site_limit.get(slot)).collect();
    out.integers("slot_site_limited", &[count], limits.iter().map(|row| i32::from(row.is_some())))?;
    let rooms = limits.iter().map(|row| row.map_or(0.0, |row| plan.program.row_bounds(row).1));
    out.floats("slot_room_t", &[count], rooms)?;
    // Share of a slot's capacity that works, by the facility and periods since it came on line.
    let ramp = |f: usize, age: usize| {
        let later = |s: usize| slots[s].online_period.index() + age;
        let slot = sets.facility_slots[f].clone().find(|s| later(*s) < periods.len());
        slot.map_or(1.0, |s| slot_ramp(network, sets, s, PeriodAt::new(later(s))))
    };
    out.grid("ramp", [network.facilities.len(), periods.len()], ramp)
}

fn flows(out: &mut Arrays<'_>, plan: &Formulation, network: &Network) -> io::Result<()> {
    let runs = &plan.sets.runs;
    let flows =
        || runs.iter().enumerate().flat_map(|(r, run)| run.flows.iter().map(move |(p, amount)| (r, *p, *amount)));
    let uses = runs.iter().map(|run| {
        let technology = network.facilities[run.facility].technology;
        network.technologies[technology].modes[run.mode].capacity_use
    });
    out.integers("run_facility", &[runs.len()], runs.iter().map(|r| r.facility as i32))?;
    out.floats("run_use", &[runs.len()], uses)?;
    let count = flows().count();
    out.integers("flow_run", &[count], flows().map(|f| f.0 as i32))?;
    out.integers("flow_place", &[count], flows().map(|f| f.1 as i32))?;
    out.floats("flow_amount", &[count], flows().map(|f| f.2))
}

fn trades(out: &mut Arrays<'_>, network: &Network, plan: &Formulation) -> io::Result<()> {
    let (sets, states) = (&plan.sets, network.tree.states.len());
    let offers = &network.offers;
    out.integers("offer_place", &[offers.len()], sets.offer_place.iter().map(|p| position(*p)))?;
    out.integers("offer_sells", &[offers.len()], offers.iter().map(|o| i32::from(o.side == Side::Sell)))?;
    out.grid("offer_limit", [offers.len(), states], |o: usize, s: StateAt| offers[o].limit_t_per_year.at(s))?;
    out.integers("ship_from", &[sets.shipments.len()], sets.shipments.iter().map(|h| h.from as i32))?;
    out.integers("ship_to", &[sets.shipments.len()], sets.shipments.iter().map(|h| h.to as i32))?;
    out.integers("ship_lane", &[sets.shipments.len()], sets.shipments.iter().map(|h| h.lane as i32))?;
    let lanes = &network.lanes;
    out.grid("lane_limit", [lanes.len(), states], |l: usize, s: StateAt| lanes[l].limit_t_per_year.at(s))?;
    let disposable = |p: usize| network.materials[sets.places[p].material].disposal_cost_usd_per_kg.is_some();
    out.integers("place_disposes", &[sets.places.len()], (0..sets.places.len()).map(|p| i32::from(disposable(p))))?;
    let stocks = &network.stocks;
    out.integers("stock_place", &[stocks.len()], sets.stock_place.iter().map(|p| position(*p)))?;
    out.floats("stock_initial_t", &[stocks.len()], stocks.iter().map(|k| k.initial_t))?;
    out.floats("stock_limit_t", &[stocks.len()], stocks.iter().map(|k| k.limit_t))
}

fn demands(out: &mut Arrays<'_>, network: &Network, plan: &Formulation) -> io::Result<()> {
    let demands = &network.demands;
    let (periods, states) = (network.tree.periods.len(), network.tree.states.len());
    let places = (0..demands.len() * periods)
        .map(|at| plan.sets.serving_place(network, at / periods, PeriodAt::new(at % periods)));
    out.integers("demand_place", &[demands.len(), periods], places.map(position))?;
    out.grid("demand_t", [demands.len(), states], |d: usize, s: StateAt| demands[d].quantity_t_per_year.at(s))
}

/// Objective coefficients, discounted and weighted; zero where there is no column.
fn costs(out: &mut Arrays<'_>, network: &Network, plan: &Formulation) -> io::Result<()> {
    let (v, program) = (&plan.variables, &plan.program);
    for (name, cols) in [
        ("run", v.run.numbered()),
        ("installed", v.installed.numbered()),
        ("buy", v.buy.numbered()),
        ("sell", v.sell.numbered()),
        ("ship", v.ship.numbered()),
        ("dispose", v.dispose.numbered()),
        ("hold", v.hold.numbered()),
        ("serve", v.serve.numbered()),
        ("short", v.short.numbered()),
        ("size", v.size.numbered()),
    ] {
        let [first, second] = cols.axes();
        out.grid(&format!("cost_{name}"), [first.len(), second.len()], |a: usize, b: usize| {
            cost(program, &cols, [a, b])
        })?;
    }
    // What a slot's capacity left at the end is worth, before the weight of the scenario: the same in all of them.
    let weight = |leaf: LeafAt| expectation_factor(network, network.tree.leaves[leaf]);
    let mut worth = vec![0.0; plan.sets.slots.len()];
    for ((slot, leaf), col) in v.keep.iter() {
        worth[slot] = program.cost(col) / weight(leaf);
    }
    out.floats("slot_worth", &[worth.len()], worth.iter().copied())?;
    let leaves = network.tree.leaves.len();
    out.floats("leaf_weight", &[leaves], LeafAt::all(leaves).map(weight))
}

fn cost(program: &Program, cols: &Cols<2>, key: [usize; 2]) -> f64 {
    cols.get(key).map_or(0.0, |col| program.cost(col))
}
