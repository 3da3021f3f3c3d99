//! The scaling report.

use program::{Axis, ColSpec, Program, Sense};

use crate::programs::two_products;

#[test]
fn numbers_in_proportion_give_no_warning() {
    let report = two_products().build().scale_report();
    assert_eq!(report.warnings(), Vec::<String>::new());
    let coefficients = report.program.coefficients.unwrap();
    assert_eq!((coefficients.smallest, coefficients.largest), (1.0, 3.0));
    assert_eq!(report.rows[0].bounds.unwrap().ratio(), 4.5);
}

#[test]
fn numbers_out_of_proportion_are_named() {
    let mut program = Program::new(Sense::Maximize);
    let axis = Axis::new("i", ["a", "b"]);
    let run = program.cols("run", "t", [&axis], |[i]| Some(ColSpec::between(0.0, 5e8).cost([-1e-3, 2.0][i])));
    let build = program.cols("build", "1", [], |[]| Some(ColSpec::binary().cost(-123456.0)));
    program.rows("capacity", "t", [&axis], |key, row| {
        row.add(run.get(key).unwrap(), 1.0);
        row.add(build.get([]).unwrap(), -5e8);
        row.at_most(0.0);
    });
    program.rows("blend", "t", [&axis], |[i], row| {
        row.add(run.get([0]).unwrap(), [0.3, -0.0025][i]);
        row.at_least(1.0);
    });
    insta::assert_snapshot!(program.scale_report().to_string(), @r"
    family    coefficients   bounds      costs
    capacity  1 .. 5e8       -           -
    blend     0.0025 .. 0.3  1 .. 1      -
    run       0.0025 .. 1    5e8 .. 5e8  0.001 .. 2
    build     5e8 .. 5e8     1 .. 1      123000 .. 123000
    all       0.0025 .. 5e8  1 .. 5e8    0.001 .. 123000
    warning: the coefficients of the rows `capacity` range from 1 to 5e8, more than a factor of 1e7
    warning: the coefficients of the program range from 0.0025 to 5e8, more than a factor of 1e9
    ");
}
