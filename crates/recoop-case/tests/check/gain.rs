use crate::toy::{Toy, expect, toy};

/// The toy with a plant that takes metal back to oxide, and one that presses oxide of its dust.
fn recycling(oxide: &str) -> Toy {
    toy()
        .add("technologies", "id=recycling, stage=metal")
        .add(
            "facilities",
            "id=back, member=smelter, region=us, technology=recycling, status=existing, capacity_t_per_year=10",
        )
        .add("recipes", "technology=recycling, material=nd_metal, amount=-1")
        .add("recipes", &format!("technology=recycling, material=nd_oxide, amount={oxide}"))
}

#[test]
fn what_goes_round_does_not_become_more() {
    expect(recycling("1.1"), &[]);
    expect(recycling("1.2"), &[]);
    expect(
        recycling("1.3"),
        &[
            "recipes row 3, amount: run in a circle `reduction`, `recycling` make `nd_oxide` from nothing [network::mass_gain] -> what goes round may not become more: see the amounts of these recipes",
        ],
    );
    // More oxide is fine when a reagent is used up for it.
    expect(recycling("1.3").add("recipes", "technology=recycling, material=acid, amount=-0.1"), &[]);
}

#[test]
fn a_residue_may_come_out_of_a_circle_but_no_good() {
    expect(recycling("1.2").add("recipes", "technology=recycling, material=thorium, amount=0.1"), &[]);
    expect(
        recycling("1.2").add("recipes", "technology=recycling, material=ce_oxide, amount=0.1"),
        &[
            "recipes row 3, amount: run in a circle `reduction`, `recycling` make `ce_oxide` from nothing [network::mass_gain] -> what goes round may not become more: see the amounts of these recipes",
        ],
    );
}

#[test]
fn every_circle_is_named() {
    let two = recycling("1.3")
        .add("recipes", "technology=recycling, material=acid, amount=-1, mode=wash")
        .add("recipes", "technology=recycling, material=ce_oxide, amount=1, mode=wash")
        .add("recipes", "technology=reduction, material=ce_oxide, amount=-1, mode=burn")
        .add("recipes", "technology=reduction, material=acid, amount=2, mode=burn");
    expect(
        two,
        &[
            "recipes row 3, amount: run in a circle `reduction`, `recycling` make `nd_oxide` from nothing [network::mass_gain] -> what goes round may not become more: see the amounts of these recipes",
            "recipes row 9, amount: run in a circle `reduction` in mode `burn`, `recycling` in mode `wash` make `acid` from nothing [network::mass_gain] -> what goes round may not become more: see the amounts of these recipes",
        ],
    );
}
