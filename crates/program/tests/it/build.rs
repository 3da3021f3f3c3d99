//! How a program is written and read back.

use program::{Axis, ColSpec, Program, Sense};

#[test]
fn a_column_named_twice_in_a_row_is_summed() {
    let mut program = Program::new(Sense::Maximize);
    let axis = Axis::new("i", ["a", "b"]);
    let x = program.cols("x", "t", [&axis], |_| Some(ColSpec::positive()));
    let (a, b) = (x.get([0]).unwrap(), x.get([1]).unwrap());
    let rows = program.rows("sum", "t", [&axis], |_, row| {
        row.add(a, 1.0);
        row.add(b, 2.0);
        row.add(a, 0.5);
        row.add(b, 0.0);
        row.add_constant(3.0);
        row.at_most(10.0);
    });
    for (_, row) in rows.iter() {
        assert_eq!(program.row_terms(row).collect::<Vec<_>>(), [(a, 1.5), (b, 2.0)]);
        assert_eq!(program.row_bounds(row), (f64::NEG_INFINITY, 7.0));
    }
    assert_eq!(program.num_nonzeros(), 4);
}

#[test]
fn members_are_named_by_the_labels_of_their_cell() {
    let mut program = Program::new(Sense::Maximize);
    let plant = Axis::new("plant", ["mine", "leach"]);
    let year = Axis::new("year", ["2030", "2031"]);
    let none = program.cols("none", "t", [&plant], |_| None);
    let run = program.cols("run", "t", [&plant, &year], |[p, y]| (p <= y).then(ColSpec::positive));
    let scale = program.cols("scale", "1", [], |[]| Some(ColSpec::free()));
    assert!(none.is_empty());
    assert_eq!(run.get([1, 0]), None);
    assert_eq!(run.get([2, 0]), None);
    assert_eq!(
        run.iter().map(|(_, col)| program.col_name(col)).collect::<Vec<_>>(),
        ["run[mine,2030]", "run[mine,2031]", "run[leach,2031]"]
    );
    let scale = scale.get([]).unwrap();
    assert_eq!((program.col_name(scale).as_str(), program.col_family(scale)), ("scale", "scale"));
    assert_eq!(program.col_unit(run.get([1, 1]).unwrap()), "t");
}
