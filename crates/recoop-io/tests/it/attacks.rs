//! The attacks of the US case: each moves something in the program of that case.

use std::path::Path;

use recoop::formulation::formulate;
use recoop_case::attacks::CostLevel;
use recoop_case::positions::StateAt;
use recoop_case::resolve::resolve;

#[test]
fn every_attack_of_the_us_case_moves_its_program() {
    let read = recoop_io::read_case(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/us-2026"));
    let network = resolve(read.settings.as_ref().unwrap(), &read.tables);
    assert_eq!(network.attacks.len(), read.tables.attacks.len());
    let attributions = formulate(&network).program.attributions;
    for attack in &network.attacks {
        // Where nothing happens by itself: in the future `ban`, say, nothing is left that a ban could close.
        let calm = |state: &usize| {
            let node = network.tree.states[StateAt::new(*state)].node;
            ["now", "calm"].contains(&network.tree.nodes[node].id.as_str())
                && attack.share_of_years(&network.tree, StateAt::new(*state)) > 0.0
        };
        for state in (0..network.tree.states.len()).filter(calm) {
            let label = format!("attack[{},{}]", attack.id, network.tree.label(StateAt::new(state)));
            let at = attributions.components.iter().position(|component| *component == label);
            let component = at.unwrap_or_else(|| panic!("no component `{label}`")) as u32;
            let moved = attributions.priced.iter().any(|priced| priced.component == component)
                || attributions.limited.iter().any(|limited| limited.component == component);
            assert!(moved, "`{label}` moves nothing");
        }
        assert!(attack.mean_cost_musd(&network.tree, CostLevel::Producers).is_some(), "{}", attack.id);
    }
}
