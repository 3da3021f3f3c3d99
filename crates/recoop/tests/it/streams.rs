//! Streams that stay true to their elements, and pools that stay true to their origin.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use recoop_case::Network;
use recoop_case::positions::MaterialAt;

use crate::toy::{Case, assert_near};

/// Mine, leach, separation into light oxides and a heavy concentrate, heavy separation; a heap leach beside the leach.
fn refinery(shares: [f64; 4], recoveries: &str) -> Case {
    let [nd, ce, dy, th] = shares;
    Case::chain(2030, 2030)
        .set(|s| s.stages = ["mining", "leaching", "separation", "heavy"].map(Into::into).to_vec())
        .table("elements", "id, counts\nNd,\nCe,\nDy,\nTh, no")
        .table(
            "compositions",
            &format!("feed, element, share\nhill, Nd, {nd}\nhill, Ce, {ce}\nhill, Dy, {dy}\nhill, Th, {th}"),
        )
        .table(
            "materials",
            "id, kind, per_feed, disposal_cost_usd_per_kg
             concentrate, concentrate, yes,
             carbonate, intermediate, yes,
             heavies, intermediate, yes,
             nd_oxide, oxide, no,
             ce_oxide, oxide, no, 1
             dy_oxide, oxide, no,
             thorium, residue, no, 5",
        )
        .table(
            "technologies",
            "id, stage, mines, treats
             mine, mining, concentrate,
             leach, leaching, , concentrate
             heap_leach, leaching, , concentrate
             separation, separation, , carbonate
             heavy_separation, heavy, , heavies",
        )
        .table("recoveries", &format!("technology, element, product, recovery\n{recoveries}"))
        .table(
            "facilities",
            "id, member, region, technology, feed, status, capacity_t_per_year
             hill_mine, miner, us, mine, hill, existing, 100
             vat, refiner, us, leach, , existing, 60
             heap, refiner, us, heap_leach, , existing, 40
             plant, refiner, us, separation, , existing, 100
             columns, refiner, us, heavy_separation, , existing, 100",
        )
        .add("offers", "world, dy_oxide, sell, 1000")
        .add("prices", "world, dy_oxide, 2030, 300")
}

const RECOVERIES: &str = "leach, Nd, carbonate, 0.9
     leach, Ce, carbonate, 0.8
     leach, Dy, carbonate, 0.9
     leach, Th, thorium, 1
     heap_leach, Nd, carbonate, 0.6
     heap_leach, Ce, carbonate, 0.3
     heap_leach, Dy, carbonate, 0.6
     heap_leach, Th, carbonate, 0.5
     separation, Nd, nd_oxide, 0.95
     separation, Ce, ce_oxide, 0.9
     separation, Dy, heavies, 0.8
     separation, Nd, heavies, 0.05
     separation, Th, thorium, 1
     heavy_separation, Dy, dy_oxide, 0.9";

fn material(network: &Network, id: &str) -> MaterialAt {
    network.materials.iter().position(|m| m.id == id).unwrap_or_else(|| panic!("no material `{id}`"))
}

/// Tonnes of a material that a mode of a technology makes per tonne of the stream treated.
fn amount(network: &Network, technology: &str, treated: &str, product: &str) -> f64 {
    let technology = network.technologies.iter().find(|t| t.id == technology).unwrap();
    let mode = technology.modes.iter().find(|m| m.label == treated).unwrap();
    let product = material(network, product);
    mode.flows.iter().find(|(m, _)| *m == product).map_or(0.0, |(_, amount)| *amount)
}

#[track_caller]
fn assert_composition(network: &Network, id: &str, shares: [f64; 4]) {
    let composition = &network.materials[material(network, id)].composition;
    for (found, by_hand) in composition.iter().zip(shares) {
        assert_near(*found, by_hand);
    }
}

/// A tonne of concentrate (0.2 Nd, 0.7 Ce, 0.1 Dy, and 0.02 Th beside them) leaves 0.18 + 0.56 + 0.09 = 0.83 t of carbonate.
#[test]
fn compositions_follow_the_recoveries_down_the_chain() {
    let network = refinery([0.2, 0.7, 0.1, 0.02], RECOVERIES).network();
    assert_composition(&network, "concentrate@hill", [0.2, 0.7, 0.1, 0.02]);
    assert_near(amount(&network, "leach", "concentrate@hill", "carbonate@hill"), 0.83);
    assert_composition(&network, "carbonate@hill", [0.18 / 0.83, 0.56 / 0.83, 0.09 / 0.83, 0.0]);
    // A tonne of that gives Nd and Ce oxide, and the dysprosium with a little neodymium.
    assert_near(amount(&network, "separation", "carbonate@hill", "nd_oxide"), 0.95 * 0.18 / 0.83);
    assert_near(amount(&network, "separation", "carbonate@hill", "ce_oxide"), 0.9 * 0.56 / 0.83);
    let heavies = (0.8 * 0.09 + 0.05 * 0.18) / 0.83;
    assert_near(amount(&network, "separation", "carbonate@hill", "heavies@hill"), heavies);
    assert_composition(&network, "heavies@hill", [0.05 * 0.18 / 0.081, 0.0, 0.8 * 0.09 / 0.081, 0.0]);
    assert_near(amount(&network, "heavy_separation", "heavies@hill", "dy_oxide"), 0.9 * 0.072 / 0.081);
}

/// Thorium counts in no tonnage, but travels: 0.02 t of residue per tonne leached, or half of it on into the carbonate.
#[test]
fn an_element_that_does_not_count_travels_beside_the_tonnes() {
    let network = refinery([0.2, 0.7, 0.1, 0.02], RECOVERIES).network();
    assert_near(amount(&network, "leach", "concentrate@hill", "thorium"), 0.02);
    let heap = 0.12 + 0.21 + 0.06;
    assert_near(amount(&network, "heap_leach", "concentrate@hill", "carbonate@hill~heap_leach"), heap);
    assert_composition(&network, "carbonate@hill~heap_leach", [0.12 / heap, 0.21 / heap, 0.06 / heap, 0.01 / heap]);
    assert_near(amount(&network, "separation", "carbonate@hill~heap_leach", "thorium"), 0.01 / heap);
}

/// Another way of leaching gives another stream, which is treated in a mode of its own.
#[test]
fn a_second_composition_is_a_stream_that_names_its_technology() {
    let network = refinery([0.2, 0.7, 0.1, 0.02], RECOVERIES).network();
    let separation = network.technologies.iter().find(|t| t.id == "separation").unwrap();
    let labels: Vec<&str> = separation.modes.iter().map(|m| m.label.as_str()).collect();
    assert_eq!(labels, ["carbonate@hill", "carbonate@hill~heap_leach"]);
    // Of the dysprosium and neodymium both leaches keep the same ratio, but not through the heap's less cerium: the
    // heavies have no cerium, so they are one stream again.
    assert!(network.materials.iter().all(|m| m.id != "heavies@hill~separation"));
}

/// A recipe that names the form being treated means the stream being treated: a tenth more of it is lost.
#[test]
fn a_recipe_of_the_treated_form_means_the_stream_that_is_treated() {
    let case = refinery([0.2, 0.7, 0.1, 0.02], RECOVERIES)
        .table("recipes", "technology, material, amount\nseparation, carbonate, -0.1");
    let network = case.network();
    for stream in ["carbonate@hill", "carbonate@hill~heap_leach"] {
        assert_near(amount(&network, "separation", stream, stream), -1.1);
    }
}

/// Equal recoveries give equal compositions: one stream.
#[test]
fn equal_compositions_are_one_stream() {
    let recoveries = RECOVERIES.replace("heap_leach, Nd, carbonate, 0.6", "heap_leach, Nd, carbonate, 0.45");
    let recoveries = recoveries.replace("heap_leach, Ce, carbonate, 0.3", "heap_leach, Ce, carbonate, 0.4");
    let recoveries = recoveries.replace("heap_leach, Dy, carbonate, 0.6", "heap_leach, Dy, carbonate, 0.45");
    let recoveries = recoveries.replace("heap_leach, Th, carbonate, 0.5", "heap_leach, Th, thorium, 0.5");
    let network = refinery([0.2, 0.7, 0.1, 0.02], &recoveries).network();
    assert!(network.materials.iter().all(|m| m.id != "carbonate@hill~heap_leach"));
    assert_near(amount(&network, "heap_leach", "concentrate@hill", "carbonate@hill"), 0.415);
}

/// Whatever the recoveries: of every element a mode makes what was recovered of what it treats, and never more.
#[test]
fn no_element_is_made_or_lost_beyond_its_recovery() {
    let config = Config { cases: 60, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let shares = (0.05..0.4_f64, 0.05..0.4_f64, 0.0..0.1_f64);
    let rates = proptest::collection::vec(0.05..1.0_f64, 10);
    runner
        .run(&(shares, rates), |((nd, dy, th), rates)| {
            let rows: Vec<(&str, usize, &str, f64)> = vec![
                ("leach", 0, "carbonate", rates[0]),
                ("leach", 1, "carbonate", rates[1]),
                ("leach", 2, "carbonate", rates[2]),
                ("leach", 3, "thorium", rates[3]),
                ("heap_leach", 0, "carbonate", rates[4]),
                ("heap_leach", 1, "carbonate", rates[5]),
                ("heap_leach", 3, "carbonate", rates[6]),
                ("separation", 0, "nd_oxide", rates[7]),
                ("separation", 1, "ce_oxide", rates[8]),
                ("separation", 2, "heavies", rates[9]),
                // What is left of the neodymium, so that the shares add up to at most 1.
                ("separation", 0, "heavies", (1.0 - rates[7]) * 0.5),
                ("separation", 3, "thorium", 1.0),
                ("heavy_separation", 2, "dy_oxide", rates[1]),
            ];
            let names = ["Nd", "Ce", "Dy", "Th"];
            let text: Vec<String> =
                rows.iter().map(|(t, e, product, rate)| format!("{t}, {}, {product}, {rate}", names[*e])).collect();
            let ce = 1.0 - nd - dy;
            let network = refinery([nd, ce, dy, th], &text.join("\n")).network();
            for technology in &network.technologies {
                for mode in technology.modes.iter().filter(|m| m.flows.iter().any(|(_, amount)| *amount < 0.0)) {
                    let (treated, taken) = mode.flows[0];
                    prop_assert!((taken + 1.0).abs() < 1e-12);
                    let inside = &network.materials[treated].composition;
                    for (product, made) in &mode.flows[1..] {
                        let product = &network.materials[*product];
                        let name = product.form.as_ref().unwrap_or(&product.id);
                        let ours = rows.iter().filter(|(t, _, p, _)| technology.id == *t && name == p);
                        let recovered: Vec<(usize, f64)> =
                            ours.map(|(_, e, _, rate)| (*e, inside[*e] * rate)).collect();
                        if product.composition.is_empty() {
                            let total: f64 = recovered.iter().map(|(_, t)| t).sum();
                            prop_assert!((made - total).abs() < 1e-9, "{}: {made} and {total}", product.id);
                        } else {
                            for (e, share) in product.composition.iter().enumerate() {
                                let total: f64 = recovered.iter().filter(|(o, _)| *o == e).map(|(_, t)| t).sum();
                                prop_assert!((made * share - total).abs() < 1e-9, "{}: {made}", product.id);
                            }
                            let counted: f64 = product.composition[..3].iter().sum();
                            prop_assert!((counted - 1.0).abs() < 1e-9, "{}: {counted}", product.id);
                        }
                    }
                }
            }
            Ok(())
        })
        .unwrap();
}

/// Concentrate can be separated at home or, over the sea, by the rival; oxide comes back and is made to metal.
fn detour(home_plant: &str) -> Case {
    Case::chain(2030, 2030)
        .table("regions", "id, bloc\nus, home\ncn, adversary")
        .table(
            "materials",
            "id, kind, per_feed, tracked, disposal_cost_usd_per_kg
             concentrate, concentrate, yes, ,
             nd_oxide, oxide, no, ,
             ce_oxide, oxide, no, no, 1
             nd_metal, metal, no, ,",
        )
        .add("technologies", "reduction, metal, , , 3")
        .table("recipes", "technology, material, amount\nreduction, nd_oxide, -1.2\nreduction, nd_metal, 1")
        .table(
            "facilities",
            &format!(
                "id, member, region, technology, feed, status, capacity_t_per_year
                 hill_mine, miner, us, mine, hill, existing, 100
                 their_plant, refiner, cn, separation, , existing, 80
                 cell, refiner, us, reduction, , existing, 50{home_plant}"
            ),
        )
        .table("lanes", "from, to, material\nus, cn, concentrate\ncn, us, kind:oxide")
        .table("offers", "market, material, side\nworld, nd_metal, sell\nworld, ce_oxide, sell")
        .table(
            "prices",
            "market, material, year, price_usd_per_kg\nworld, nd_metal, 2030, 90\nworld, ce_oxide, 2030, 3",
        )
        .table(
            "demands",
            "id, end_use, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg, origin_rule_from
             motors, motors, us, nd_metal, defense, 150, 100, 2030",
        )
        .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 10")
}

fn labels(axis: &program::Axis) -> Vec<&str> {
    axis.labels().iter().map(String::as_str).collect()
}

#[test]
fn material_that_passes_through_the_rival_in_the_middle_of_the_chain_is_spoiled() {
    let sets = detour("\nour_plant, refiner, us, separation, , existing, 20").formulation().sets;
    assert_eq!(
        labels(&sets.axes.place),
        [
            "nd_oxide,us",
            "nd_oxide,us,compliant",
            "nd_oxide,cn",
            "ce_oxide,us",
            "ce_oxide,cn",
            "nd_metal,us",
            "nd_metal,us,compliant",
            "concentrate@hill,us,compliant",
            "concentrate@hill,cn",
        ]
    );
    assert_eq!(
        labels(&sets.axes.run),
        [
            "hill_mine,hill",
            "their_plant,concentrate@hill",
            "cell,main",
            "cell,main,compliant",
            "our_plant,concentrate@hill",
        ]
    );
    assert_eq!(labels(&sets.axes.downgrade), ["nd_oxide,us", "nd_metal,us"]);
}

/// Our plant makes 0.2 t of oxide per tonne: 4 t, for 3.33 t of compliant metal. The rest of the 10 t stays short, whatever the
/// rival's plant makes.
#[test]
fn a_detour_through_the_rival_serves_no_ruled_demand() {
    let (_, plan) = detour("\nour_plant, refiner, us, separation, , existing, 20").plan();
    assert_near(plan.values.service[0].served_t, 4.0 / 1.2);
    assert!(plan.values.trades.iter().any(|t| t.amount_t > 1.0), "the rest is sold");
}

/// Untracked materials (here cerium oxide) have one pool, also where others have two.
#[test]
fn untracked_materials_have_one_pool() {
    let sets = detour("\nour_plant, refiner, us, separation, , existing, 20").formulation().sets;
    assert!(
        labels(&sets.axes.place).iter().all(|place| !place.starts_with("ce_oxide") || !place.ends_with("compliant"))
    );
}
