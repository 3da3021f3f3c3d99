//! The program of a plan that stands, as each question builds it.

use std::collections::BTreeSet;

use coalition::Group;
use program::{Col, Program, Row};
use recoop::formulation::family::Stands;
use recoop::formulation::{Constraints, Formulation};
use recoop::plan::{NoProgress, PlanOptions, SolvedPlan, solve_with_program};
use recoop_adversary::links::{Outage, standing};
use recoop_adversary::operations::Operations;
use recoop_adversary::standing::{Ask, Standing};
use recoop_case::Network;
use recoop_case::positions::{LeafAt, PathAt, StateAt};

use crate::toy::{Case, assert_near};

fn planned() -> (Network, SolvedPlan) {
    let network = Case::standing().network();
    let options = PlanOptions { gap: 1e-9, threads: 1, ..PlanOptions::from_network(&network) };
    let made = solve_with_program(&network, &options, &mut NoProgress).unwrap();
    (network, made)
}

/// Families of which a program has rows.
fn families(program: &Program) -> BTreeSet<String> {
    program.counts().rows.into_iter().filter(|family| family.members > 0).map(|family| family.name).collect()
}

/// Families that remain once plants stand, by their declarations.
fn standing_families() -> BTreeSet<String> {
    let stands = |stands: Stands| matches!(stands, Stands::Holds | Stands::Capacity | Stands::Ore);
    let families = Constraints::FAMILIES.iter().filter(|family| stands(family.stands));
    families.map(|family| family.name.to_string()).collect()
}

/// A new constraint is in every program of a plan that stands by its declaration alone. Where this fails for a new family,
/// the case has no row of it yet, or a builder leaves it out. Buffers are written into the first of these programs, and
/// worlds into copies as here.
#[test]
fn every_family_that_stands_is_in_every_program_of_a_standing_plan() {
    let (network, made) = planned();
    let all = standing_families();
    let of_case = families(&made.formulation.program);
    assert!(all.is_subset(&of_case), "the case has no row of {:?}", all.difference(&of_case));
    let values = &made.plan.values;
    let states = network.tree.states_to(LeafAt::new(1));
    let stress = Operations::new(&network, &made, LeafAt::new(1), Group::all(network.cooperative())).program;
    assert_eq!(families(&stress), all);
    let alone = Operations::new(&network, &made, LeafAt::new(1), Group::single(1)).program;
    assert!(families(&alone).is_subset(&all));
    let outages =
        [Outage::of_path(&network.tree, LeafAt::new(1)), Outage::of_state(&network.tree, states[PathAt::new(1)])].map(
            |outage| {
                let (_, operating) = standing(&network, values, &outage, network.facilities.len());
                families(&operating.program)
            },
        );
    assert_eq!(outages, [all.clone(), all.clone()]);
    let base = &made.formulation.program;
    let mut world = base.clone();
    Standing::new(&network, &made.formulation, &Ask::along(&states)).copy_into(&mut world, base, "world");
    let copied: BTreeSet<String> =
        families(&world).iter().filter_map(|name| Some(name.strip_prefix("world.")?.to_string())).collect();
    assert_eq!(copied, all);
}

/// What is left of a plan is the same from its solution and from the values that its tables hold.
#[test]
fn links_and_stress_ask_the_same_program() {
    let (network, made) = planned();
    let all = Group::all(network.cooperative());
    for leaf in 0..2 {
        let stress = Operations::new(&network, &made, LeafAt::new(leaf), all);
        let outage = Outage::of_path(&network.tree, LeafAt::new(leaf));
        let (formulation, links) = standing(&network, &made.plan.values, &outage, network.facilities.len());
        assert_eq!(links.program.num_cols(), stress.program.num_cols());
        assert_eq!(links.program.num_rows(), stress.program.num_rows());
        let near = |a: f64, b: f64| a == b || (a - b).abs() < 1e-6;
        let col = |at: usize| links.program.all_cols().nth(at).unwrap();
        let is_stock = |col: Col| links.program.col_family(col) == "hold";
        let mut reserves = 0;
        for (at, here) in stress.program.all_cols().enumerate() {
            let ((lower, upper), (of_links, to_links)) =
                (stress.program.col_bounds(here), links.program.col_bounds(col(at)));
            assert_eq!(stress.program.col_name(here), links.program.col_name(col(at)));
            assert!(near(upper, to_links));
            // A loss is what reserves are for.
            assert!(if is_stock(col(at)) { of_links == 0.0 } else { near(lower, of_links) });
            reserves += usize::from(is_stock(col(at)) && lower > 0.0);
        }
        assert!(reserves > 0);
        let row = |at: usize| links.program.all_rows().nth(at).unwrap();
        for (at, here) in stress.program.all_rows().enumerate() {
            let (name, there) = (stress.program.row_name(here), row(at));
            let (ours, theirs) = (stress.program.row_bounds(here), links.program.row_bounds(there));
            assert_eq!(name, links.program.row_name(there));
            assert!(near(ours.0, theirs.0) && near(ours.1, theirs.1), "{name}: {ours:?}, {theirs:?}");
            let terms = |program: &Program, row: Row| -> Vec<(usize, f64)> {
                program.row_terms(row).map(|(col, value)| (col.index(), value)).collect()
            };
            assert_eq!(terms(&stress.program, here), terms(&links.program, there), "{name}");
        }
        drop(formulation);
    }
}

/// Along a path that begins later the past stands as planned: what a stock holds, and what was mined in the years in which a mine
/// worked. `new_mine` opens in the middle of a period, of which discounting makes 2.1 years of its mean activity.
#[test]
fn the_past_of_a_later_outage_is_as_planned() {
    let (network, made) = planned();
    let values = &made.plan.values;
    let states = network.tree.states_to(LeafAt::new(0));
    let outage = Outage::of_state(&network.tree, states[PathAt::new(2)]);
    let (formulation, operating) = standing(&network, values, &outage, network.facilities.len());
    let Formulation { constraints, sets, .. } = &formulation;
    let here = |row: Option<Row>| operating.reduced.rows[row.unwrap().index()];
    let activity = |facility: usize, state: StateAt| -> f64 {
        values.runs.iter().filter(|run| (run.facility, run.state) == (facility, state)).map(|run| run.activity_t).sum()
    };
    let mined = |facility: usize| -> f64 {
        states.iter().take(2).map(|s| network.years_run(facility, *s) * activity(facility, *s)).sum()
    };
    assert_near(network.years_run(1, states[PathAt::new(0)]), 2.1);
    for (facility, reserve_t) in [(0, 45.0), (1, 100.0)] {
        assert!(activity(facility, states[PathAt::new(0)]) > 0.0, "nothing is mined before");
        let (_, left) =
            operating.program.row_bounds(here(constraints.ore_depletion.get((facility, LeafAt::new(0)))).unwrap());
        assert!((left - (reserve_t - mined(facility)).max(0.0)).abs() < 1e-6, "{left}");
    }
    let level = |state: StateAt| {
        let levels = values.stocks.iter().filter(|stock| stock.state == state);
        levels.map(|stock| stock.level_t).sum::<f64>()
    };
    let place = sets.stock_place[0].unwrap();
    let balance = here(constraints.material_balance.get((place, states[PathAt::new(2)]))).unwrap();
    let (lower, upper) = operating.program.row_bounds(balance);
    assert_eq!(lower, upper);
    assert!(
        (upper.abs() - level(states[PathAt::new(1)]) / 2.0).abs() < 1e-6,
        "{upper} of {}",
        level(states[PathAt::new(1)])
    );
}
