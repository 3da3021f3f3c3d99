//! The programs of scenarios, put together, are the program of the whole.

use std::collections::BTreeMap;

use program::Sense;
use recoop::formulation::formulate;
use recoop::plan::per_scenario::{per_scenario, with_root};
use recoop_study::Loaded;

fn network(name: &str) -> recoop_case::Network {
    let read = Loaded::of(&crate::case(name)).read;
    recoop_case::resolve::resolve(read.settings.as_ref().unwrap(), &read.tables)
}

#[test]
fn the_mean_of_scenarios_is_the_whole_for_any_decisions() {
    for name in ["4-crash", "hand/4-tree", "us-2026"] {
        let network = network(name);
        let formulation = formulate(&network);
        let whole = &formulation.program;
        // Values that no two columns share.
        let values: Vec<f64> = (0..whole.num_cols()).map(|at| ((at * 37) % 101) as f64 / 7.0 - 3.0).collect();
        let objective = |program: &program::Program, value: &dyn Fn(usize) -> f64| {
            program.offset()
                + program.all_cols().enumerate().map(|(at, col)| program.cost(col) * value(at)).sum::<f64>()
        };
        let expected = objective(whole, &|at| values[at]);
        // Sums of the same products in another order.
        let size: f64 = whole.all_cols().zip(&values).map(|(col, value)| (whole.cost(col) * value).abs()).sum();
        let scenarios = per_scenario(&network, &formulation).unwrap();
        let (mut mean, mut rows) = (0.0, vec![0_usize; whole.num_rows()]);
        for scenario in &scenarios {
            let program = &scenario.program;
            assert!(program.sense() == Sense::Minimize && program.offset() == 0.0);
            let value = |at: usize| scenario.cols[at].map_or(1.0, |at| values[at]);
            mean += scenario.probability * objective(program, &value);
            // Each row of a scenario is one of the whole: the same terms, and bounds that other scenarios do not move.
            let names: BTreeMap<String, program::Row> =
                whole.all_rows().map(|row| (whole.row_name(row), row)).collect();
            for row in program.all_rows() {
                let own = names[&program.row_name(row)];
                rows[own.index()] += 1;
                assert_eq!(program.row_bounds(row), whole.row_bounds(own));
                let terms: Vec<(Option<usize>, f64)> =
                    program.row_terms(row).map(|(col, value)| (scenario.cols[col.index()], value)).collect();
                let theirs: Vec<_> = whole.row_terms(own).map(|(col, value)| (Some(col.index()), value)).collect();
                assert_eq!(terms, theirs, "{}", whole.row_name(own));
            }
        }
        assert!((mean + expected).abs() < 1e-12 * (1.0 + size), "{name}: {mean} {expected}");
        // Rows of the root are in every scenario, others in one.
        assert!(rows.iter().all(|count| *count == 1 || *count == scenarios.len()), "{name}");
    }
}

#[test]
fn a_root_that_does_not_fit_is_named() {
    let network = network("4-crash");
    let formulation = formulate(&network);
    let errors = with_root(&network, formulation.clone(), &BTreeMap::new()).unwrap_err();
    assert!(!errors.is_empty() && errors.iter().all(|error| error.ends_with("has no value")), "{errors:?}");
    let wild: BTreeMap<usize, f64> = (0..formulation.program.num_cols()).map(|at| (at, -1e9)).collect();
    let errors = with_root(&network, formulation, &wild).unwrap_err();
    for says in ["is -1000000000, outside", "is not decided before scenarios part"] {
        assert!(errors.iter().any(|error| error.contains(says)), "{errors:?}");
    }
}
