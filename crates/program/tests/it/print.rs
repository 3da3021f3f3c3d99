//! A program prints as algebra.

use program::{Axis, ColSpec, Program, Sense};

/// A mine and a plant over two years.
pub fn plant() -> Program {
    let mut program = Program::new(Sense::Maximize);
    let year = Axis::new("year", ["2030", "2031"]);
    let plant = Axis::new("plant", ["mine", "leach"]);
    let run = program.cols("run", "t/yr", [&plant, &year], |_| Some(ColSpec::positive().cost(-0.1)));
    let sell = program.cols("sell", "t/yr", [&year], |_| Some(ColSpec::between(0.0, 1e20 / 3.0).cost(5.0)));
    let build = program.cols("build", "1", [&plant], |[p]| (p == 1).then(|| ColSpec::binary().cost(-30.0)));
    let stock = program.cols("stock", "t", [], |[]| Some(ColSpec::free()));
    program.cols("spare", "t", [&year], |_| None);
    program.rows("material_balance", "t/yr", [&year], |[y], row| {
        row.add(run.get([1, y]).unwrap(), 0.9);
        row.add(sell.get([y]).unwrap(), -1.0);
        row.equals(0.0);
    });
    program.rows("capacity_limit", "t/yr", [&year], |[y], row| {
        row.add(run.get([1, y]).unwrap(), 1.0);
        row.add(build.get([1]).unwrap(), -10.0);
        row.at_most(2.5);
    });
    program.rows("mine_range", "t/yr", [&year], |[y], row| {
        row.add(run.get([0, y]).unwrap(), 1.0 / 3.0);
        row.add_constant(1.0);
        row.between(3.0, 6.0);
    });
    program.rows("stock_floor", "t", [], |[], row| {
        row.add(stock.get([]).unwrap(), 1e-9);
        row.at_least(-7.0);
    });
    program.rows("watch", "t", [], |[], row| {
        row.between(f64::NEG_INFINITY, f64::INFINITY);
    });
    program.add_offset(4.0);
    program
}

#[test]
fn a_program_prints_as_objective_rows_and_bounds() {
    insta::assert_snapshot!(plant().to_string(), @r"
    maximize: - 0.1 run[mine,2030] - 0.1 run[mine,2031] - 0.1 run[leach,2030] - 0.1 run[leach,2031] + 5 sell[2030] + 5 sell[2031] - 30 build[leach] + 4

    material_balance[2030]: + 0.9 run[leach,2030] - 1 sell[2030] = 0
    material_balance[2031]: + 0.9 run[leach,2031] - 1 sell[2031] = 0
    capacity_limit[2030]: + 1 run[leach,2030] - 10 build[leach] <= 2.5
    capacity_limit[2031]: + 1 run[leach,2031] - 10 build[leach] <= 2.5
    mine_range[2030]: 2 <= + 0.3333333333333333 run[mine,2030] <= 5
    mine_range[2031]: 2 <= + 0.3333333333333333 run[mine,2031] <= 5
    stock_floor: + 1e-9 stock >= -7
    watch: 0 free

    0 <= run[mine,2030]
    0 <= run[mine,2031]
    0 <= run[leach,2030]
    0 <= run[leach,2031]
    0 <= sell[2030] <= 3.333333333333333e19
    0 <= sell[2031] <= 3.333333333333333e19
    0 <= build[leach] <= 1, integer
    stock free
    ");
}

#[test]
fn a_family_prints_alone() {
    let program = plant();
    insta::assert_snapshot!(program.print_family("capacity_limit"), @r"
    capacity_limit[2030]: + 1 run[leach,2030] - 10 build[leach] <= 2.5
    capacity_limit[2031]: + 1 run[leach,2031] - 10 build[leach] <= 2.5
    ");
    insta::assert_snapshot!(program.print_family("build"), @"0 <= build[leach] <= 1, integer");
    insta::assert_snapshot!(program.print_family("capacity"), @"no family `capacity`");
    insta::assert_snapshot!(program.print_family("spare"), @"nothing in the family `spare`");
    let row = program.all_rows().last().unwrap();
    insta::assert_snapshot!(program.print_row(row), @"watch: 0 free");
    insta::assert_snapshot!(Program::new(Sense::Minimize).print_objective(), @"minimize: 0");
}

#[test]
fn counts_print_as_tables() {
    insta::assert_snapshot!(plant().counts().to_string(), @r"
    family of columns  columns  integer
    run                      4        0
    sell                     2        0
    build                    1        1
    stock                    1        0
    spare                    0        0
    all                      8        1

    family of rows    rows  non-zeros
    material_balance     2          4
    capacity_limit       2          4
    mine_range           2          2
    stock_floor          1          1
    watch                1          0
    all                  8         11
    ");
}
