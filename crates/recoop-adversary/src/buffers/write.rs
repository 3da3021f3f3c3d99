//! What buffers add to a program of operations.

use program::{Axis, Col, ColSpec, Program, Row};

use crate::operations::{Effect, Operations};
use recoop::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use recoop::plan::SolvedPlan;
use recoop_case::buffers::Buffer;
use recoop_case::positions::{PathAt, StateAt};
use recoop_case::tables::BufferKind;

/// Money of buffers: what moves with the columns that were added. MUSD.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    /// Column, position in the states, MUSD/yr per unit.
    pub flows: Vec<(Col, PathAt, f64)>,
    /// How they move with attacks.
    pub effects: Vec<Effect<Col>>,
    /// Buffer, MUSD in the purse when it is bought whole.
    pub purse: Vec<(usize, f64)>,
    /// Whether each buffer does anything.
    pub does: Vec<bool>,
}

/// Where the columns and rows of the operations are in the program that is written to.
pub(super) struct Places<'a> {
    /// Columns of the operations.
    pub col: &'a dyn Fn(Col) -> Col,
    /// Rows of the operations.
    pub row: &'a dyn Fn(Row) -> Row,
    /// Part of each buffer that is bought.
    pub bought: &'a [Col],
    /// Name of families that are added.
    pub name: &'a str,
}

/// A buffer at a state: what it earns, how attacks move that.
struct Price {
    /// MUSD/yr per t/yr after tax.
    musd: f64,
    /// Attack, and what depth 1 takes of it.
    moved: Vec<(usize, f64)>,
}

/// What markets ask for a material, after tax; none where no market knows it.
fn price(operations: &Operations<'_>, material: usize, at: PathAt) -> Option<Price> {
    let network = operations.network;
    let kept = 1.0 - network.tax_rate();
    let price = network.inside_price(material, operations.states[at])?;
    let factor = MUSD_PER_USD_PER_KG_TONNE * kept;
    let falls = (0..network.attacks.len()).map(|k| (k, price.fall_usd_per_kg(k) * factor));
    let moved = falls.filter(|(_, moved)| *moved != 0.0);
    Some(Price { musd: price.usd_per_kg() * factor, moved: moved.collect() })
}

/// Adds the columns and rows of all buffers.
pub(super) fn write(
    program: &mut Program,
    operations: &Operations<'_>,
    made: &SolvedPlan,
    places: &Places<'_>,
) -> Written {
    let network = operations.network;
    let mut written = Written { does: vec![false; network.buffers.len()], ..Written::default() };
    let kept = 1.0 - network.tax_rate();
    let states = operations.states.len();
    let buffer = Axis::new("buffer", network.buffers.iter().map(|buffer| buffer.id.to_string()));
    let state = Axis::new("state", operations.states.iter().map(|s| network.tree.label(*s)));
    // Part of the years of a state in which a buffer holds.
    let part = |b: &Buffer, at: PathAt| network.tree.share(network.tree.states[operations.states[at]].period, &b.years);
    let holds = |b: &Buffer, at: PathAt| part(b, at) > 0.0;
    let used = |b: &Buffer, at: PathAt| match b.kind {
        BufferKind::Reserve | BufferKind::Credit | BufferKind::Offtake => false,
        BufferKind::Stockpile => true,
        BufferKind::Floor => {
            holds(b, at) && b.material.is_some_and(|material| price(operations, material, at).is_some())
        }
        BufferKind::Tolling => holds(b, at) && capacity(operations, made, b, at).is_some(),
    };
    let use_of =
        program.keyed().cols(&format!("{}.use", places.name), "t/yr", [&buffer, &state], |(b, at): (usize, PathAt)| {
            used(&network.buffers[b], at).then(ColSpec::positive)
        });
    // No more of it than is bought.
    program.keyed().rows(
        &format!("{}.use_limit", places.name),
        "t/yr",
        [&buffer, &state],
        |(b, at): (usize, PathAt), row| {
            let Some(col) = use_of.get((b, at)) else { return };
            let it = &network.buffers[b];
            if it.kind == BufferKind::Stockpile {
                return;
            }
            row.add(col, 1.0);
            row.add(places.bought[b], -it.amount * part(it, at));
            row.at_most(0.0);
        },
    );
    program.rows(&format!("{}.stock_limit", places.name), "t", [&buffer], |[b], row| {
        if network.buffers[b].kind != BufferKind::Stockpile {
            return;
        }
        for at in PathAt::all(states) {
            if let Some(col) = use_of.get((b, at)) {
                row.add(col, operations.years(at));
            }
        }
        row.add(places.bought[b], -network.buffers[b].amount);
        row.at_most(0.0);
    });
    // A floor is paid on what is sold.
    let sold = sold(operations, made);
    program.keyed().rows(
        &format!("{}.floor_limit", places.name),
        "t/yr",
        [&buffer, &state],
        |(b, at): (usize, PathAt), row| {
            let it = &network.buffers[b];
            let (BufferKind::Floor, Some(col), Some(material)) = (it.kind, use_of.get((b, at)), it.material) else {
                return;
            };
            row.add(col, 1.0);
            let here = sold.iter().filter(|(of, when, _)| (*of, *when) == (material, at));
            here.for_each(|(.., sold)| row.add((places.col)(*sold), -part(it, at)));
            row.at_most(0.0);
        },
    );
    let mut terms = Vec::new();
    for (b, it) in network.buffers.iter().enumerate() {
        match it.kind {
            BufferKind::Reserve | BufferKind::Credit => {
                written.does[b] = true;
                written.purse.push((b, it.amount));
            }
            BufferKind::Offtake => {
                for at in PathAt::all(states).filter(|at| holds(it, *at)) {
                    let Some(price) = it.material.and_then(|material| price(operations, material, at)) else {
                        continue;
                    };
                    let fixed = it.price_usd_per_kg * MUSD_PER_USD_PER_KG_TONNE * kept;
                    written.does[b] = true;
                    let amount = it.amount * part(it, at);
                    written.flows.push((places.bought[b], at, amount * (fixed - price.musd)));
                    for (attack, moved) in price.moved {
                        written.effects.push(Effect { attack, at, of: places.bought[b], slope: amount * moved });
                    }
                }
            }
            BufferKind::Floor => {
                for at in PathAt::all(states) {
                    let Some(col) = use_of.get((b, at)) else { continue };
                    let Some(price) = it.material.and_then(|material| price(operations, material, at)) else {
                        continue;
                    };
                    let fixed = it.price_usd_per_kg * MUSD_PER_USD_PER_KG_TONNE * kept;
                    written.does[b] |= sold.iter().any(|(of, when, _)| (Some(*of), *when) == (it.material, at));
                    written.flows.push((col, at, fixed - price.musd));
                    let effects = price.moved.into_iter().map(|(attack, slope)| Effect { attack, at, of: col, slope });
                    written.effects.extend(effects);
                }
            }
            BufferKind::Tolling => {
                let Some(facility) = it.facility else { continue };
                let plant = &network.facilities[facility];
                for at in PathAt::all(states) {
                    let Some(col) = use_of.get((b, at)) else { continue };
                    let s = operations.states[at];
                    let fee = it.price_usd_per_kg - plant.variable_cost_usd_per_kg.at(s);
                    let kept = 1.0 - network.tax_rate();
                    written.does[b] = true;
                    written.flows.push((col, at, fee * MUSD_PER_USD_PER_KG_TONNE * kept));
                    // It takes the place of own work.
                    if let Some(row) = capacity(operations, made, it, at) {
                        terms.push(((places.row)(row), col, 1.0));
                    }
                }
            }
            BufferKind::Stockpile => {
                let sets = &made.formulation.sets;
                let mut there: Vec<(usize, PathAt, Row)> = operations
                    .balances
                    .iter()
                    .filter(|(place, ..)| {
                        let place = &sets.places[*place];
                        Some(place.material) == it.material && Some(place.region) == it.region
                    })
                    .copied()
                    .collect();
                // Of a compliant and an unrestricted pool it lies in the compliant one.
                there.sort_by_key(|(place, at, _)| (*at, !sets.places[*place].compliant));
                there.dedup_by_key(|(_, at, _)| *at);
                for (_, at, row) in there {
                    if let Some(col) = use_of.get((b, at)) {
                        written.does[b] = true;
                        terms.push(((places.row)(row), col, 1.0));
                    }
                }
            }
        }
    }
    program.add_terms(terms);
    written
}

/// The row that limits what the plant of tolling can work; none where it does not stand.
fn capacity(operations: &Operations<'_>, made: &SolvedPlan, buffer: &Buffer, at: PathAt) -> Option<Row> {
    let rows = &made.formulation.constraints.capacity_limit;
    operations.row(rows.get((buffer.facility?, operations.states[at]))?)
}

/// What is sold of materials to markets and to users: material, position in the states, column.
fn sold(operations: &Operations<'_>, made: &SolvedPlan) -> Vec<(usize, PathAt, Col)> {
    let network = operations.network;
    let vars = &made.formulation.variables;
    let at = |s: StateAt| operations.states.iter().position(|state| *state == s);
    let sells = vars.sell.iter().map(|((o, s), col)| (network.offers[o].material, s, col));
    let serves = vars.serve.iter().map(|((d, s), col)| (network.demands[d].material, s, col));
    sells.chain(serves).filter_map(|(material, s, col)| Some((material, at(s)?, operations.col(col)?))).collect()
}
