//! The programs of states of a plan that stands.

use std::collections::BTreeSet;

use recoop::formulation::Constraints;
use recoop::formulation::family::Stands;
use recoop::plan::{NoProgress, PlanOptions, solve_with_program};
use recoop_case::positions::{LeafAt, PathAt};
use recoop_simulate::chain::Chain;

use crate::toy::Case;

/// As in the tests of the adversary: a new constraint is here by its declaration alone.
#[test]
fn every_family_that_stands_is_in_the_program_of_a_state() {
    let network = Case::standing().network();
    let options = PlanOptions { gap: 1e-9, threads: 1, ..PlanOptions::from_network(&network) };
    let made = solve_with_program(&network, &options, &mut NoProgress).unwrap();
    let chain = Chain::new(&network, &made, LeafAt::new(0), &[]).unwrap();
    let rows = |at: PathAt| chain.states[at].program().counts().rows.into_iter().filter(|family| family.members > 0);
    let found: BTreeSet<String> = chain.states.positions().flat_map(rows).map(|family| family.name).collect();
    let stands = |stands: Stands| matches!(stands, Stands::Holds | Stands::Capacity | Stands::Ore);
    let all: BTreeSet<String> = Constraints::FAMILIES
        .iter()
        .filter(|family| stands(family.stands))
        .map(|family| family.name.to_string())
        .collect();
    assert_eq!(found, all);
}
