use crate::toy::{expect, toy};

#[test]
fn scenarios_form_a_tree() {
    expect(
        toy().set("scenarios", "calm", "parent", ""),
        &[
            "scenarios row 2, parent: `now` is already the root, so `calm` needs a parent [network::scenario_root]",
            "scenarios row 3, probability: after `now` the probabilities of `crash` add up to 0.4, not 1 [network::probability_sum]",
        ],
    );
    expect(
        toy().set("scenarios", "now", "parent", "calm"),
        &[
            "scenarios: no scenario is the root [network::scenario_root] -> leave the parent of the first one blank",
            "scenarios row 1, parent: following the parents runs in a circle: `now`, `calm` [network::scenario_circle]",
            "scenarios row 1, first_year: it follows `calm`, which begins in 2029, but begins in 2026 [network::scenario_years]",
        ],
    );
    expect(
        toy().set("scenarios", "crash", "parent", "crash"),
        &[
            "scenarios row 2, probability: after `now` the probabilities of `calm` add up to 0.6, not 1 [network::probability_sum]",
            "scenarios row 3, parent: following the parents runs in a circle: `crash` [network::scenario_circle]",
            "scenarios row 3, first_year: it follows `crash`, which begins in 2029, but begins in 2029 [network::scenario_years]",
            "scenarios row 3, probability: after `crash` the probabilities of `crash` add up to 0.4, not 1 [network::probability_sum]",
        ],
    );
}

#[test]
fn scenarios_begin_together_after_their_parent() {
    expect(
        toy().set("scenarios", "now", "first_year", "2027"),
        &[
            "scenarios row 1, first_year: the root begins with the horizon in 2026, found 2027 [network::scenario_years]",
        ],
    );
    expect(
        toy().set("scenarios", "crash", "first_year", "2030"),
        &[
            "scenarios row 3, first_year: its sibling `calm` begins in 2029, but it begins in 2030 [network::scenario_years]",
        ],
    );
    expect(
        toy().set("scenarios", "crash", "first_year", "2026"),
        &[
            "scenarios row 3, first_year: it follows `now`, which begins in 2026, but begins in 2026 [network::scenario_years]",
            "scenarios row 3, first_year: its sibling `calm` begins in 2029, but it begins in 2026 [network::scenario_years]",
        ],
    );
    expect(
        toy().set("scenarios", "crash", "first_year", "2040"),
        &[
            "scenarios row 3, first_year: 2040 is outside the horizon 2026 to 2035 [network::scenario_years]",
            "scenarios row 3, first_year: its sibling `calm` begins in 2029, but it begins in 2040 [network::scenario_years]",
        ],
    );
    expect(
        toy().with(|s| s.horizon.period_lengths = vec![2, 2, 2, 2, 2]),
        &[
            "scenarios row 2, first_year: 2029 is not the first year of a period [network::scenario_years]",
            "scenarios row 3, first_year: 2029 is not the first year of a period [network::scenario_years]",
        ],
    );
}

#[test]
fn probabilities_add_up_to_one() {
    expect(
        toy().set("scenarios", "crash", "probability", "0.5"),
        &[
            "scenarios row 2, probability: after `now` the probabilities of `calm`, `crash` add up to 1.1, not 1 [network::probability_sum]",
        ],
    );
    expect(
        toy().set("scenarios", "crash", "probability", "0"),
        &[
            "scenarios row 2, probability: after `now` the probabilities of `calm`, `crash` add up to 0.6, not 1 [network::probability_sum]",
            "scenarios row 3, probability: expected a share above 0, up to 1, found 0 [network::range]",
        ],
    );
    expect(
        toy().set("scenarios", "now", "probability", "0.9"),
        &["scenarios row 1, probability: the root has probability 0.9, not 1 [network::probability_sum]"],
    );
}
