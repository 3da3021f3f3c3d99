//! What is exported reads back as the same program.

use std::path::PathBuf;

use program::{Axis, ColSpec, NoProgress, Outcome, Program, Sense, SolveError, Solver, Stop};
use proptest::prelude::*;

use crate::print::plant;
use crate::programs::{Dense, close, col, exact, row, solved, two_products};

type Writer = fn(&Program, &mut dyn std::io::Write) -> std::io::Result<()>;
const FORMATS: [(&str, Writer); 2] = [("mps", |p, out| p.write_mps(out)), ("lp", |p, out| p.write_lp(out))];

/// A file of its own in the folder for tests, gone at the end.
struct Temporary(PathBuf);

impl Temporary {
    fn new(content: &[u8], extension: &str) -> Self {
        use std::sync::atomic::{AtomicU32, Ordering};
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("program-{}-{}.{extension}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&path, content).unwrap();
        Self(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn text(program: &Program, write: Writer) -> String {
    let mut out = Vec::new();
    write(program, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn read_back(program: &Program, extension: &str, write: Writer) -> Outcome {
    let file = Temporary::new(text(program, write).as_bytes(), extension);
    let mut solver = Solver::read(&file.0).unwrap();
    assert_eq!(solver.num_cols(), program.num_cols(), "{}", text(program, write));
    solver.solve(&exact(), &mut NoProgress).unwrap()
}

#[track_caller]
fn check(program: &Program) {
    let expected = solved(program);
    for (extension, write) in FORMATS {
        let found = read_back(program, extension, write);
        assert_eq!(found.stop, expected.stop, "{}", text(program, write));
        if expected.stop == Stop::Optimal {
            close(found.objective.unwrap(), expected.objective.unwrap());
        }
    }
}

#[test]
fn mps_says_all_there_is_to_say() {
    insta::assert_snapshot!(text(&plant(), |p, out| p.write_mps(out)), @r"
    NAME program FREE
    OBJSENSE
        MAX
    ROWS
     N objective
     E material_balance(2030)
     E material_balance(2031)
     L capacity_limit(2030)
     L capacity_limit(2031)
     G mine_range(2030)
     G mine_range(2031)
     G stock_floor
     N watch
    COLUMNS
        run(mine,2030) objective -0.1
        run(mine,2030) mine_range(2030) 0.3333333333333333
        run(mine,2031) objective -0.1
        run(mine,2031) mine_range(2031) 0.3333333333333333
        run(leach,2030) objective -0.1
        run(leach,2030) material_balance(2030) 0.9
        run(leach,2030) capacity_limit(2030) 1
        run(leach,2031) objective -0.1
        run(leach,2031) material_balance(2031) 0.9
        run(leach,2031) capacity_limit(2031) 1
        sell(2030) objective 5
        sell(2030) material_balance(2030) -1
        sell(2031) objective 5
        sell(2031) material_balance(2031) -1
        MARKER1 'MARKER' 'INTORG'
        build(leach) objective -30
        build(leach) capacity_limit(2030) -10
        build(leach) capacity_limit(2031) -10
        MARKER2 'MARKER' 'INTEND'
        stock stock_floor 1e-9
    RHS
        RHS objective -4
        RHS capacity_limit(2030) 2.5
        RHS capacity_limit(2031) 2.5
        RHS mine_range(2030) 2
        RHS mine_range(2031) 2
        RHS stock_floor -7
    RANGES
        RANGE mine_range(2030) 3
        RANGE mine_range(2031) 3
    BOUNDS
     LO BOUND sell(2030) 0
     UP BOUND sell(2030) 3.333333333333333e19
     LO BOUND sell(2031) 0
     UP BOUND sell(2031) 3.333333333333333e19
     LO BOUND build(leach) 0
     UP BOUND build(leach) 1
     FR BOUND stock
    ENDATA
    ");
}

#[test]
fn lp_says_all_there_is_to_say() {
    insta::assert_snapshot!(text(&plant(), |p, out| p.write_lp(out)), @r"
    maximize
     objective: - 0.1 run(mine,2030) - 0.1 run(mine,2031) - 0.1 run(leach,2030) - 0.1 run(leach,2031) + 5 sell(2030) + 5 sell(2031)
        - 30 build(leach) + 0 stock + 4
    subject to
     material_balance(2030): + 0.9 run(leach,2030) - 1 sell(2030) = 0
     material_balance(2031): + 0.9 run(leach,2031) - 1 sell(2031) = 0
     capacity_limit(2030): + 1 run(leach,2030) - 10 build(leach) <= 2.5
     capacity_limit(2031): + 1 run(leach,2031) - 10 build(leach) <= 2.5
     mine_range(2030)~lower: + 0.3333333333333333 run(mine,2030) >= 2
     mine_range(2030)~upper: + 0.3333333333333333 run(mine,2030) <= 5
     mine_range(2031)~lower: + 0.3333333333333333 run(mine,2031) >= 2
     mine_range(2031)~upper: + 0.3333333333333333 run(mine,2031) <= 5
     stock_floor: + 1e-9 stock >= -7
    bounds
     0 <= sell(2030) <= 3.333333333333333e19
     0 <= sell(2031) <= 3.333333333333333e19
     0 <= build(leach) <= 1
     stock free
    general
     build(leach)
    end
    ");
}

#[test]
fn a_program_of_all_kinds_of_bounds_reads_back() {
    let mut program = plant();
    for index in 0..program.num_cols() {
        let (lower, upper) = program.col_bounds(col(&program, index));
        program.set_col_bounds(col(&program, index), lower.max(-50.0), upper.min(100.0));
    }
    check(&program);
    let bounds = [(0.0, 4.0), (-3.0, 4.0), (f64::NEG_INFINITY, 3.0), (2.0, 2.0), (-3.0, -1.0), (0.5, f64::INFINITY)];
    for sense in [Sense::Maximize, Sense::Minimize] {
        for integer in [false, true] {
            let cost = if sense == Sense::Maximize { -1.25 } else { 1.25 };
            for (lower, upper) in bounds {
                let tied = if lower.is_finite() { cost } else { -cost };
                let spec = ColSpec { integer, ..ColSpec::between(lower, upper).cost(tied) };
                let rows = vec![(vec![1.0, 1.0], (-20.0, 20.0)), (vec![0.0, 0.0], (-1.0, 1.0))];
                check(&Dense { sense, cols: vec![spec, ColSpec::between(0.0, 1.0)], rows }.build());
            }
        }
    }
    let mut dense = two_products();
    dense.rows[0].1 = (10.0, f64::INFINITY);
    check(&dense.build());
}

#[test]
fn names_stay_readable_and_unique() {
    let mut program = Program::new(Sense::Maximize);
    let labels = Axis::new("label", ["a b", "a_b", "a+b", "2031·crash", "é", "st"]);
    let limit = ColSpec::between(0.0, 1.0).cost(1.0);
    let sell = program.cols("sell", "t", [&labels], |_| Some(limit));
    program.cols("inflow", "t", [&labels], |_| Some(limit));
    for name in ["objective", "free", "end", "e1", "2x", "", "sell(a_b)"] {
        program.cols(name, "t", [], |[]| Some(limit));
    }
    let long = "long".repeat(100);
    program.cols(&long, "t", [&labels], |_| Some(limit));
    program.rows("st", "t", [], |[], row| {
        row.add(sell.get([0]).unwrap(), 1.0);
        row.at_most(0.5);
    });
    let lp = text(&program, |p, out| p.write_lp(out));
    let bounds = lp.lines().skip_while(|line| *line != "bounds").skip(1);
    let names: Vec<&str> = bounds.filter_map(|line| line.split_whitespace().nth(2)).collect();
    let short: Vec<&str> = names.iter().copied().filter(|name| name.len() < 30).collect();
    insta::assert_snapshot!(short.join(" "), @"sell(a_b) sell(a_b)~2 sell(a_b)~3 sell(2031.crash) sell(_) sell(st) _inflow(a_b) _inflow(a_b)~2 _inflow(a_b)~3 _inflow(2031.crash) _inflow(_) _inflow(st) objective~2 _free _end _e1 _2x _ sell(a_b)~4");
    let unique: std::collections::BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!((unique.len(), names.len()), (program.num_cols(), program.num_cols()));
    check(&program);
}

#[test]
fn what_the_formats_cannot_say_is_an_error() {
    let program = two_products().build();
    type Change = fn(&mut Program);
    let changes: [(Change, &str); 4] = [
        (|p| p.set_row_bounds(row(p, 1), 3.0, 2.0), "the pair of bounds of `r[1]` cannot be written"),
        (|p| p.set_col_bounds(col(p, 0), f64::NAN, 2.0), "the pair of bounds of `x[0]` cannot be written"),
        (|p| p.add_cost(col(p, 0), f64::INFINITY), "the cost of `x[0]` cannot be written"),
        (|p| p.add_offset(f64::NAN), "the constant of `objective` cannot be written"),
    ];
    for (change, message) in changes {
        for (_, write) in FORMATS {
            let mut changed = program.clone();
            change(&mut changed);
            assert_eq!(write(&changed, &mut Vec::new()).unwrap_err().to_string(), message);
        }
    }
}

#[test]
fn a_file_that_is_no_program_is_an_error() {
    let file = Temporary::new(b"maximize nothing at all >= to be\n", "lp");
    assert!(matches!(Solver::read(&file.0), Err(SolveError::File(_))));
    assert!(matches!(Solver::read(&file.0.with_extension("absent")), Err(SolveError::File(_))));
}

proptest! {
    #![proptest_config(crate::random::cases(40))]

    #[test]
    fn random_programs_read_back(dense in crate::random::program(4, 4)) {
        check(&dense.build());
    }
}
