//! The smallest chain, worked out by hand.

use recoop::plan::{NoProgress, PlanOptions, solve};

use crate::toy;

#[test]
fn one_year_of_the_chain_earns_what_the_hand_says() {
    let network = toy::network(&toy::settings(2030, 2030), toy::tables(&toy::chain()));
    let plan = solve(&network, &PlanOptions::from_network(&network), &mut NoProgress).unwrap();
    // 80 t treated: 16 t of Nd oxide at 60, 48 t of Ce oxide of which 20 are sold at 3 and 28 cost 1 to get rid of; mining and
    // separation cost 6. In thousands of USD: 960 + 60 - 28 - 480 = 512.
    assert!((plan.status.objective - 0.512).abs() < 1e-9, "{}", plan.status.objective);
    let price = |material: &str| {
        let m = network.materials.iter().position(|m| m.id == material).unwrap();
        plan.prices.iter().find(|p| p.material == m).unwrap().price_usd_per_kg
    };
    assert!((price("nd_oxide") - 60.0).abs() < 1e-6);
    assert!((price("ce_oxide") + 1.0).abs() < 1e-6);
    assert!((price("concentrate@hill") - 2.0).abs() < 1e-6);
}
