//! The mathematics: from a [`Network`] to a [`Program`].
//!
//! [`formulate`] is the table of contents: every variable and every constraint, as a call. Symbols, equations and sources are
//! in docs/formulation.md, one section for each constraint under the name that it has here.

pub mod attributions;
pub mod constraints;
pub mod ledger;
pub mod objective;
pub mod sets;
pub mod variables;

use program::{Program, Rows, Sense};

use recoop_case::Network;
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
    /// States of columns that were added to those of [`Self::variables`], at their end.
    pub added: Vec<Option<usize>>,
}

/// Handles to the rows, one for each family.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each is documented at the function of its name in `constraints`")]
pub struct Constraints {
    pub material_balance: Rows<2>,
    pub demand_met: Rows<2>,
    pub service_level: Rows<3>,
    pub service_chance: Rows<1>,
    pub capacity_limit: Rows<2>,
    pub ramp_limit: Rows<2>,
    pub capacity_roll: Rows<2>,
    pub lifetime_limit: Rows<2>,
    pub size_limit: Rows<2>,
    pub size_minimum: Rows<2>,
    pub build_limit: Rows<1>,
    pub one_segment: Rows<1>,
    pub site_limit: Rows<1>,
    pub open_limit: Rows<1>,
    pub ore_depletion: Rows<2>,
    pub lane_limit: Rows<2>,
    pub duty_bought: Rows<2>,
    pub price_floor: Rows<2>,
    pub price_floor_limit: Rows<2>,
    pub price_floor_sold: Rows<2>,
    pub capital_source: Rows<2>,
    pub capital_limit: Rows<2>,
    pub capital_total: Rows<2>,
    pub keep_limit: Rows<2>,
    pub salvage_limit: Rows<2>,
    pub cash_flow: Rows<1>,
    pub tail_loss: Rows<1>,
}

/// Writes the program of a network.
#[must_use]
pub fn formulate(network: &Network) -> Formulation {
    let sets = Sets::new(network);
    let mut program = Program::new(Sense::Maximise);
    let variables = variables::variables(&mut program, network, &sets);
    objective::objective(&mut program, network, &sets, &variables);
    let (p, n, s, v) = (&mut program, network, &sets, &variables);
    let constraints = Constraints {
        material_balance: constraints::material_balance(p, n, s, v),
        demand_met: constraints::demand_met(p, n, s, v),
        service_level: constraints::service_level(p, n, s, v),
        service_chance: constraints::service_chance(p, n, s, v),
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
    attributions::attribute(&mut program, network, &sets, &variables, &constraints);
    Formulation { sets, variables, constraints, program, added: Vec::new() }
}
