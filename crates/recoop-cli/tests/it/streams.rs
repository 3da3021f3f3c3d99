//! Standard output is data, standard error is talk, and a reader may go away.

use std::process::Stdio;

use crate::command::Desk;

const COMMANDS: &[&[&str]] = &[
    &["--help"],
    &["plan", "--help"],
    &["check", "case"],
    &["check", "case", "--json"],
    &["plan", "case", "--full"],
    &["explain", "run"],
    &["export", "case", "program.txt"],
];

/// What `recoop ... | head -0` does.
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let desk = Desk::with_hand_case("1-co-products");
    desk.run(&["plan", "case", "--out", "run"]).well();
    for arguments in COMMANDS {
        let mut child = desk.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let talk = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && !talk.contains("panicked"), "{arguments:?}: {:?} {talk}", output.status);
    }
}

/// What `recoop ... 2>&1 | head -0` does: talk goes nowhere either, and the exit codes stay what they are.
#[test]
fn talk_that_nobody_hears_is_no_error() {
    let desk = Desk::with_hand_case("1-co-products");
    desk.run(&["plan", "case", "--out", "run"]).well();
    let broken: &[&[&str]] = &[&["check", "nowhere"], &["plan", "nowhere"], &["explain", "nowhere"]];
    let expected = COMMANDS.iter().map(|c| (c, 0)).chain(broken.iter().map(|c| (c, 1)));
    for (arguments, code) in expected {
        let mut child = desk.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        drop(child.stderr.take());
        assert_eq!(child.wait().unwrap().code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn quiet_says_nothing_but_the_answer() {
    let desk = Desk::with_new_case();
    let loud = desk.run(&["plan", "case"]).well();
    assert!(loud.err.contains("found a plan"), "{}", loud.err);
    let quiet = desk.run(&["plan", "case", "--quiet"]).well();
    assert_eq!(quiet.err, "");
    assert_eq!(crate::command::steady(&quiet.out), crate::command::steady(&loud.out));
    assert_eq!(desk.run(&["-q", "new", "other"]).well().err, "");
    // Errors are no talk.
    assert!(desk.run(&["check", "nowhere", "--quiet"]).refused(1).err.contains("nowhere"));
}

const BOLD: &str = "\u{1b}[1m";

#[test]
fn color_is_for_terminals_or_on_request() {
    let desk = Desk::with_hand_case("2-scale");
    let plan = |more: &[&str]| desk.run(&[&["plan", "case", "--quiet"], more].concat()).well().out;
    assert!(!plan(&[]).contains('\u{1b}'));
    assert!(!plan(&["--color", "never"]).contains('\u{1b}'));
    assert!(plan(&["--color", "always"]).contains(BOLD));
    let drawn = desk.run(&["check", "nowhere", "--color", "always"]).refused(1).err;
    assert!(drawn.contains('\u{1b}'), "{drawn}");
}

/// On a terminal, which `script` pretends to be: color, unless `NO_COLOR` holds anything at all.
#[cfg(target_os = "linux")]
#[test]
fn no_color_is_heeded_on_a_terminal() {
    let desk = Desk::with_hand_case("2-scale");
    let on_terminal = |no_color: Option<&str>| {
        let mut command = std::process::Command::new("script");
        let inner = format!("'{}' plan case --quiet", env!("CARGO_BIN_EXE_recoop"));
        command.args(["-q", "-e", "-c", &inner, "/dev/null"]).current_dir(desk.path(".")).stdin(Stdio::null());
        command.env_remove("NO_COLOR");
        if let Some(value) = no_color {
            command.env("NO_COLOR", value);
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(on_terminal(None).contains(BOLD));
    assert!(on_terminal(Some("")).contains(BOLD));
    assert!(!on_terminal(Some("1")).contains('\u{1b}'));
}
