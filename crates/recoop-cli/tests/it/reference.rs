//! `docs/reference/cli.md` is current. To write it anew: `UPDATE=1 cargo test -p recoop-cli reference`.

use std::fmt::Write;

use crate::command::{Desk, repository};

const HEAD: &str = "# The command `recoop`

Generated from the help of the command; do not edit. `recoop VERB -h` says the same in short.

The answer goes to standard output, talk (progress, faults, errors) to standard error.

| exit code | meaning |
| --- | --- |
| 0 | done |
| 1 | the case or a file is at fault, the system refused memory, or the answer could not be written to standard output (a full disk). A reader that goes away (a pipe to `head`) is no fault: the code is that of the whole answer |
| 2 | wrong use of the command |
| 3 | there is no plan: the rules contradict each other, or the plan could earn without limit |
| 4 | a plan, but not proven to be within its gap: interrupted, out of time, or an answer of the solver that fails its check; or none yet; `game`: interrupted; `audit`: the plan could not be recomputed |
| 5 | the plan fails its audit |
| 6 | `check --hindcast`: the model is outside the band of a fact |
| 7 | `audit`: the run, or its case, was changed since it was written; what could be recomputed holds |
| 130 | ended at once by a second Ctrl-C |
";

/// The help of a command, with the ends of its lines trimmed.
fn help(desk: &Desk, arguments: &[&str]) -> String {
    let text = desk.run(&[arguments, &["--help"]].concat()).well().out;
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_string()
}

/// The verbs as the help lists them.
pub fn verbs(help: &str) -> Vec<&str> {
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    // A line that goes on with the one above is indented further.
    let names = list.take_while(|line| !line.is_empty()).filter_map(|line| line.strip_prefix("  "));
    let verbs = names.filter(|line| !line.starts_with(' ')).filter_map(|line| line.split_whitespace().next());
    verbs.filter(|verb| *verb != "help").collect()
}

fn page() -> String {
    let desk = Desk::new();
    let top = help(&desk, &[]);
    let mut page = format!("{HEAD}\n```text\n{top}\n```\n");
    for verb in verbs(&top) {
        let text = help(&desk, &[verb]);
        let _ = write!(page, "\n## `recoop {verb}`\n\n```text\n{text}\n```\n");
        for name in verbs(&text) {
            let _ = write!(page, "\n### `recoop {verb} {name}`\n\n```text\n{}\n```\n", help(&desk, &[verb, name]));
        }
    }
    page
}

#[test]
fn reference_of_the_command_is_current() {
    let path = repository().join("docs/reference/cli.md");
    let page = page();
    for verb in ["new", "check", "plan", "audit", "explain", "sensitivity", "simulate", "game", "export"] {
        assert!(page.contains(&format!("## `recoop {verb}`")), "{verb} is missing");
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(there == page, "docs/reference/cli.md is not current: UPDATE=1 cargo test -p recoop-cli reference");
}
