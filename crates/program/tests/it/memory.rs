//! What happens when the system refuses memory to the solver: an error, and the process goes on.

use std::process::Command;

use program::{Axis, ColSpec, Method, NoProgress, Options, Program, Sense, SolveError, Solver};

/// Set in the process that is to run out of memory.
const CHILD: &str = "PROGRAM_TEST_MEMORY";
const ROWS: usize = 500;
const COLS: usize = 400;

/// A program of many columns, most of whose memory is the solver's.
fn wide() -> Program {
    let mut program = Program::new(Sense::Maximize);
    let rows = Axis::new("row", (0..ROWS).map(|i| i.to_string()));
    let cols = Axis::new("col", (0..COLS).map(|i| i.to_string()));
    let x = program
        .cols("x", "t", [&rows, &cols], |[i, j]| Some(ColSpec::positive().cost(1.0 + ((i * 31 + j * 17) % 97) as f64)));
    program.rows("limit", "t", [&rows], |[i], row| {
        for j in 0..COLS {
            row.add(x.get([i, j]).unwrap(), 1.0 + ((i * 13 + j * 7) % 89) as f64);
            row.add(x.get([(i + 1) % ROWS, j]).unwrap(), 1.0);
        }
        row.at_most(100.0);
    });
    program
}

/// A number of kilobytes from the state of this process.
fn kilobytes(what: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(what)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
#[ignore = "run by the other test of this file, under a limit"]
fn child() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let program = wide();
    println!("before {}", kilobytes("VmSize"));
    let options = Options { method: Method::Simplex, ..Options::default() };
    let outcome = Solver::new(&program).and_then(|mut solver| solver.solve(&options, &mut NoProgress));
    println!("peak {}", kilobytes("VmPeak"));
    match outcome {
        Ok(outcome) => println!("solved {:?}", outcome.stop),
        Err(error) => println!("error {} {error}", error.code()),
    }
    // The process is whole: a small program is solved after the large one.
    assert!(program::solve(&crate::programs::two_products().build(), &options, &mut NoProgress).unwrap().is_optimal());
}

/// What the child says, and whether it ended well.
fn said(limit_kilobytes: Option<u64>) -> (String, bool) {
    let limit = limit_kilobytes.map_or(String::new(), |kilobytes| format!("ulimit -v {kilobytes} && "));
    let this = std::env::current_exe().unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{limit}exec \"$0\" --ignored --exact memory::child --nocapture --test-threads 1")]);
    // One heap, or address space is taken for every thread beforehand.
    let output = command.arg(this).env(CHILD, "1").env("MALLOC_ARENA_MAX", "1").output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.success())
}

#[test]
#[cfg(target_os = "linux")]
fn memory_that_is_refused_is_an_error_and_no_abort() {
    let number = |text: &str, key: &str| -> u64 {
        text.lines().find_map(|line| line.split_once(key)?.1.trim().parse().ok()).unwrap_or_else(|| panic!("{text}"))
    };
    let (free, well) = said(None);
    assert!(well && free.contains("solved Optimal"), "{free}");
    let (before, peak) = (number(&free, "before "), number(&free, "peak "));
    assert!(peak > before + 50_000, "the solver takes too little to refuse it: {before} to {peak}");
    let message = format!("error {} {}", SolveError::Memory.code(), SolveError::Memory);
    for tenths in [2, 5] {
        let (text, well) = said(Some(before + (peak - before) * tenths / 10));
        assert!(well && text.contains(&message), "{tenths} tenths: {text}");
    }
}
