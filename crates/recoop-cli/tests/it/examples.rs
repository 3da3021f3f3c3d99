//! The programs in `examples/` print what their names promise. They are modules here, so that what runs is never an older build.

use std::error::Error;
use std::io::Write;
use std::path::Path;

use crate::command::repository;

#[expect(dead_code, reason = "`main` belongs to the program")]
#[path = "../../examples/attack_a_case.rs"]
mod attack_a_case;
#[expect(dead_code, reason = "`main` belongs to the program")]
#[path = "../../examples/plan_a_case.rs"]
mod plan_a_case;
#[expect(dead_code, reason = "`main` belongs to the program")]
#[path = "../../examples/share_a_case.rs"]
mod share_a_case;

type Example = fn(&Path, &mut dyn Write) -> Result<(), Box<dyn Error>>;

fn printed(example: Example, case: &str) -> String {
    let mut out = Vec::new();
    example(&repository().join("cases").join(case), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_case_is_planned_from_rust() {
    insta::assert_snapshot!(printed(plan_a_case::plan_a_case, "3-refinery-with-scale"), @"
    Fork Plains refinery: 10000 t REO in feed in 2030, 24.0 MUSD
    objective 110.615 MUSD, upper bound 110.615 MUSD, proven by two searches
    audit passed
    ");
}

#[test]
fn a_case_is_attacked_from_rust() {
    insta::assert_snapshot!(printed(attack_a_case::attack_a_case, "6-long-purse"), @"
    all together: attack found at 1150.00 MUSD, lower bound 1150.00 MUSD
    all with one sales desk: attack found at 1150.00 MUSD, lower bound 1150.00 MUSD
    all producers: attack found at 1150.00 MUSD, lower bound 1150.00 MUSD
    Birch Oxide: attack found at 1210.00 MUSD, lower bound 1210.00 MUSD
    Elder Oxide: attack found at 24.00 MUSD, lower bound 24.00 MUSD
    Birch Oxide inside the cooperative: attack found at 1210.00 MUSD, lower bound 1210.00 MUSD
    Elder Oxide inside the cooperative: attack found at 24.00 MUSD, lower bound 24.00 MUSD
    ");
}

#[test]
fn a_case_is_shared_from_rust() {
    insta::assert_snapshot!(printed(share_a_case::share_a_case, "5-cooperative-of-three"), @"
    together 81.76 MUSD
    prices: ridge_mining 22.08, alder_refining 0.64, tern_motors 59.04 (stable)
    nucleolus: ridge_mining 7.73, alder_refining 7.73, tern_motors 66.29 (stable)
    shapley: ridge_mining 8.29, alder_refining 8.29, tern_motors 65.18 (stable)
    equal_gain: ridge_mining 7.73, alder_refining 7.73, tern_motors 66.29 (stable)
    deliveries: ridge_mining 21.60, alder_refining 1.60, tern_motors 58.56 (stable)
    purchases: ridge_mining 21.60, alder_refining 1.60, tern_motors 58.56 (stable)
    value: ridge_mining 21.60, alder_refining 1.60, tern_motors 58.56 (stable)
    capital: ridge_mining 21.60, alder_refining 1.60, tern_motors 58.56 (stable)
    equal: ridge_mining 21.60, alder_refining 1.60, tern_motors 58.56 (stable)
    bylaw: ridge_mining 21.60, alder_refining 1.60, tern_motors 58.56 (stable)
    ");
}

#[test]
fn a_case_with_errors_is_refused_from_rust() {
    for example in [plan_a_case::plan_a_case, attack_a_case::attack_a_case, share_a_case::share_a_case] as [Example; 3]
    {
        let refused = example(&repository().join("cases/nowhere"), &mut Vec::new()).unwrap_err();
        assert!(refused.to_string().contains("error"), "{refused}");
    }
}

/// Every file in `examples/` is run by a test above, and is about thirty lines long.
#[test]
fn every_example_is_run() {
    let tests = include_str!("examples.rs");
    for entry in std::fs::read_dir(repository().join("crates/recoop-cli/examples")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_string();
        assert!(tests.contains(&format!("printed({name}::{name}, ")), "no test runs the example {name}");
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 55, "{name} has {lines} lines");
    }
}
