//! The mathematics: from a [`Network`] to a [`Program`].
//!
//! [`formulate`] is the table of contents: every variable and every constraint, as a call. Symbols, equations and sources are
//! in docs/formulation.md, one section for each constraint under the name that it has here.

pub mod attributions;
pub mod columns;
pub mod components;
pub mod constraints;
pub mod family;
pub mod joint;
pub mod ledger;
pub mod market_money;
pub mod objective;
pub mod sets;
pub mod variables;

use program::{Program, Row, Rows, Sense};

use components::Components;
use family::{RowFamily, Stands, Subject, handles};
use recoop_case::Network;
use recoop_case::positions::{LeafAt, StateAt};
use sets::Sets;
use variables::Variables;

/// The program of a plan, with the handles to read its solution by key.
#[derive(Clone, Debug)]
pub struct Formulation {
    /// Index sets.
    pub sets: Sets,
    /// Columns.
    pub variables: Variables,
    /// Rows.
    pub constraints: Constraints,
    /// The program itself.
    pub program: Program,
    /// What an adversary can move, by number in the program's attributions.
    pub components: Components,
    /// States of columns that were added to those of [`Self::variables`], at their end.
    pub added: Vec<Option<StateAt>>,
}

handles! {
    /// Handles to the rows, one for each family, with the family's declaration.
    #[allow(missing_docs, reason = "each is documented at the function of its name in `constraints`")]
    Constraints: Rows of Row by RowFamily {
        material_balance: 2: (usize, StateAt) = constraints::MATERIAL_BALANCE,
        demand_met: 2: (usize, StateAt) = constraints::DEMAND_MET,
        service_level: 3: (usize, StateAt, LeafAt) = constraints::SERVICE_LEVEL,
        service_probability: 1: usize = constraints::SERVICE_PROBABILITY,
        capacity_limit: 2: (usize, StateAt) = constraints::CAPACITY_LIMIT,
        ramp_limit: 2: (usize, StateAt) = constraints::RAMP_LIMIT,
        capacity_roll: 2: (usize, StateAt) = constraints::CAPACITY_ROLL,
        lifetime_limit: 2: (usize, StateAt) = constraints::LIFETIME_LIMIT,
        size_limit: 2: (usize, usize) = constraints::SIZE_LIMIT,
        size_minimum: 2: (usize, usize) = constraints::SIZE_MINIMUM,
        build_limit: 1: usize = constraints::BUILD_LIMIT,
        one_segment: 1: usize = constraints::ONE_SEGMENT,
        site_limit: 1: usize = constraints::SITE_LIMIT,
        open_limit: 1: usize = constraints::OPEN_LIMIT,
        open_once: 1: usize = constraints::OPEN_ONCE,
        ore_depletion: 2: (usize, LeafAt) = constraints::ORE_DEPLETION,
        lane_limit: 2: (usize, StateAt) = constraints::LANE_LIMIT,
        duty_bought: 2: (usize, StateAt) = constraints::DUTY_BOUGHT,
        price_floor: 2: (usize, StateAt) = constraints::PRICE_FLOOR,
        price_floor_limit: 2: (usize, StateAt) = constraints::PRICE_FLOOR_LIMIT,
        price_floor_sold: 2: (usize, StateAt) = constraints::PRICE_FLOOR_SOLD,
        capital_source: 2: (usize, usize) = constraints::CAPITAL_SOURCE,
        capital_limit: 2: (usize, usize) = constraints::CAPITAL_LIMIT,
        capital_total: 2: (usize, LeafAt) = constraints::CAPITAL_TOTAL,
        keep_limit: 2: (usize, LeafAt) = constraints::KEEP_LIMIT,
        salvage_limit: 2: (usize, LeafAt) = constraints::SALVAGE_LIMIT,
        cash_flow: 1: StateAt = constraints::CASH_FLOW,
        tail_loss: 1: LeafAt = constraints::TAIL_LOSS,
    }
}

impl Constraints {
    /// Rows that hold a plant to its capacity, by their declarations: facility, state, row.
    #[must_use]
    pub fn capacities(&self) -> Vec<(usize, StateAt, Row)> {
        let mut rows = Vec::new();
        self.visit(&mut |family, key, row| {
            if family.stands == Stands::Capacity && family.subject == Subject::Facility {
                rows.push((key[0], StateAt::new(key[1]), row));
            }
        });
        rows
    }
}

/// Writes the program of a network.
#[must_use]
pub fn formulate(network: &Network) -> Formulation {
    let sets = Sets::new(network);
    let mut program = Program::new(Sense::Maximize);
    let variables = variables::variables(&mut program, network, &sets);
    objective::objective(&mut program, network, &sets, &variables);
    let (p, n, s, v) = (&mut program, network, &sets, &variables);
    let constraints = Constraints {
        material_balance: constraints::material_balance(p, n, s, v),
        demand_met: constraints::demand_met(p, n, s, v),
        service_level: constraints::service_level(p, n, s, v),
        service_probability: constraints::service_probability(p, n, s, v),
        capacity_limit: constraints::capacity_limit(p, n, s, v),
        ramp_limit: constraints::ramp_limit(p, n, s, v),
        capacity_roll: constraints::capacity_roll(p, n, s, v),
        lifetime_limit: constraints::lifetime_limit(p, n, s, v),
        size_limit: constraints::size_limit(p, s, v),
        size_minimum: constraints::size_minimum(p, s, v),
        build_limit: constraints::build_limit(p, n, s, v),
        one_segment: constraints::one_segment(p, n, s, v),
        site_limit: constraints::site_limit(p, n, s, v),
        open_limit: constraints::open_limit(p, n, s, v),
        open_once: constraints::open_once(p, s, v),
        ore_depletion: constraints::ore_depletion(p, n, s, v),
        lane_limit: constraints::lane_limit(p, n, s, v),
        duty_bought: constraints::duty_bought(p, n, s, v),
        price_floor: constraints::price_floor(p, n, s, v),
        price_floor_limit: constraints::price_floor_limit(p, n, s, v),
        price_floor_sold: constraints::price_floor_sold(p, n, s, v),
        capital_source: constraints::capital_source(p, n, s, v),
        capital_limit: constraints::capital_limit(p, n, s, v),
        capital_total: constraints::capital_total(p, n, s, v),
        keep_limit: constraints::keep_limit(p, n, s, v),
        salvage_limit: constraints::salvage_limit(p, n, s, v),
        cash_flow: constraints::cash_flow(p, n, s, v),
        tail_loss: constraints::tail_loss(p, n, s, v),
    };
    let components = attributions::attribute(&mut program, network, &sets, &variables, &constraints);
    Formulation { sets, variables, constraints, program, components, added: Vec::new() }
}
