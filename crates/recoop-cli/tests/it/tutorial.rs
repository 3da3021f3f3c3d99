//! `docs/tutorial.md` shows what happens. To write the outputs anew: `UPDATE=1 cargo test -p recoop-cli tutorial`.
//!
//! The blocks are done in order in one folder. A `console` block holds commands (`$ ...`) and what they print, talk first
//! come first served; a `diff` block names a file and replaces the line `-...` in it by the line `+...`. Seconds, lines of
//! progress and the last digits of numbers may differ.

use std::process::{Command, Stdio};

use crate::command::{Desk, repository, steady};

/// A piece of the page.
enum Piece {
    /// A line outside blocks, or the fence of one.
    Line(String),
    /// A command, and what the page says that it prints.
    Command { command: String, printed: String },
    /// Lines of a block that changes a file.
    Change(Vec<String>),
}

fn pieces(page: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        pieces.push(Piece::Line(line.to_string()));
        if line != "```console" && line != "```diff" {
            continue;
        }
        let block: Vec<String> = lines.by_ref().take_while(|line| *line != "```").map(str::to_string).collect();
        if line == "```diff" {
            pieces.push(Piece::Change(block));
        } else {
            for line in block {
                match (line.strip_prefix("$ "), pieces.last_mut()) {
                    (Some(command), _) => {
                        pieces.push(Piece::Command { command: command.to_string(), printed: String::new() });
                    }
                    (None, Some(Piece::Command { printed, .. })) => {
                        printed.push_str(&line);
                        printed.push('\n');
                    }
                    _ => panic!("a console block begins with a command, not with `{line}`"),
                }
            }
        }
        pieces.push(Piece::Line("```".to_string()));
    }
    pieces
}

/// What a command prints, as a shell shows it.
fn prints(desk: &Desk, command: &str) -> String {
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_recoop")).parent().unwrap().to_path_buf();
    let path = std::env::join_paths(
        std::iter::once(binary).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{{ {command}; }} 2>&1")]).current_dir(desk.path(".")).stdin(Stdio::null());
    for name in ["NO_COLOR", "COLUMNS", "LINES"] {
        shell.env_remove(name);
    }
    let output = shell.env("PATH", path.unwrap()).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Whether two outputs have the same words in the same lines, and numbers that agree to six digits.
fn alike(one: &str, two: &str) -> bool {
    fn words(line: &str) -> Vec<&str> {
        line.split([' ', ',']).filter(|word| !word.is_empty()).collect()
    }
    let same = |(a, b): (&&str, &&str)| match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() <= 1e-6 * a.abs().max(b.abs()),
        _ => a == b,
    };
    one.lines().count() == two.lines().count()
        && one.lines().zip(two.lines()).all(|(one, two)| {
            let (one, two) = (words(one), words(two));
            one.len() == two.len() && one.iter().zip(&two).all(same)
        })
}

#[test]
fn outputs_are_alike_up_to_the_last_digits() {
    assert!(alike("oxide,12.000000001\nsum 3", "oxide,12\nsum 3"));
    assert!(!alike("oxide,12.01", "oxide,12"));
    assert!(!alike("oxide,12", "metal,12"));
    assert!(!alike("oxide\n", "oxide\nmetal"));
}

/// Replaces a line of a file: `--- FILE`, `-old`, `+new`.
pub fn apply(desk: &Desk, block: &[String]) {
    let [file, old, new] = block else { panic!("a diff block has three lines, found {block:?}") };
    let file = file.strip_prefix("--- ").expect("the file comes first");
    let old = old.strip_prefix('-').expect("then the line as it was");
    let new = new.strip_prefix('+').expect("then the line as it will be");
    desk.change(file, &format!("{old}\n"), &format!("{new}\n"));
}

#[test]
fn the_tutorial_shows_what_happens() {
    let path = repository().join("docs/tutorial.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let desk = Desk::new();
    let (mut current, mut differs, mut commands) = (String::new(), Vec::new(), 0);
    for piece in pieces(&page) {
        match piece {
            Piece::Line(line) => {
                current.push_str(&line);
                current.push('\n');
            }
            Piece::Change(block) => {
                apply(&desk, &block);
                block.iter().for_each(|line| current.push_str(&format!("{line}\n")));
            }
            Piece::Command { command, printed } => {
                commands += 1;
                let prints = prints(&desk, &command);
                current.push_str(&format!("$ {command}\n"));
                if alike(&steady(&prints), &steady(&printed)) {
                    // Other seconds and last digits are no news.
                    current.push_str(&printed);
                } else {
                    differs.push(format!("$ {command}\n{}\n", steady(&prints)));
                    for line in prints.lines().filter(|line| line.is_empty() || !steady(line).is_empty()) {
                        current.push_str(line.trim_end());
                        current.push('\n');
                    }
                }
            }
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &current).unwrap();
        return;
    }
    assert!(commands >= 10, "the page has {commands} commands only");
    let differs = differs.join("\n");
    assert!(
        differs.is_empty(),
        "docs/tutorial.md is not current (UPDATE=1 cargo test -p recoop-cli tutorial):\n{differs}"
    );
}
