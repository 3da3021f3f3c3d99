//! Files that are not what they seem, cells without values, names that a terminal would obey, arguments that are no text.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::command::{Desk, Said, copy};

fn inputs(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/inputs").join(name)
}

fn desk_with(name: &str) -> Desk {
    let desk = Desk::new();
    copy(&inputs(name), &desk.path("case"));
    desk
}

/// Ends the command when it hangs.
#[track_caller]
fn promptly(desk: &Desk, arguments: &[&OsStr]) -> Said {
    let mut command = desk.command(&[]);
    // No message is broken into lines.
    command.env("COLUMNS", "400");
    let mut child =
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if began.elapsed() > Duration::from_secs(20) {
            child.kill().unwrap();
            panic!("{arguments:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    Said {
        code: output.status.code().unwrap(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn check(desk: &Desk, case: &str) -> Said {
    promptly(desk, &["check".as_ref(), case.as_ref()])
}

#[test]
fn near_misses_of_tables_are_named() {
    let desk = desk_with("table-csv-txt");
    let said = check(&desk, "case").refused(1);
    assert!(
        said.err.contains("changes.csv.txt: this file is not read") && said.err.contains("`changes.csv`"),
        "{said:?}"
    );
    for name in
        ["Changes.csv", "changes (1).csv", "change.csv", "changes.tsv", "changes.xlsx", "changes", "changes.CSV.bak"]
    {
        let desk = desk_with("table-csv-txt");
        std::fs::rename(desk.path("case/changes.csv.txt"), desk.path("case").join(name)).unwrap();
        let said = check(&desk, "case").refused(1);
        assert!(said.err.contains(&format!("{name}: ")) && said.err.contains("`changes.csv`"), "{name}: {said:?}");
    }
    // Beside the table that it is a copy of, the old one is named, not refused.
    let desk = desk_with("table-csv-txt");
    std::fs::copy(desk.path("case/changes.csv.txt"), desk.path("case/changes.csv")).unwrap();
    let said = check(&desk, "case").well();
    assert!(said.err.contains("changes.csv.txt: this file is not read"), "{said:?}");
}

#[test]
fn what_is_no_file_is_refused_at_once() {
    let desk = desk_with("table-csv-txt");
    std::fs::remove_file(desk.path("case/changes.csv.txt")).unwrap();
    check(&desk, "case").well();
    let refused = |name: &str, why: &str| {
        let said = check(&desk, "case").refused(1);
        assert!(said.err.contains(why), "{name}: {said:?}");
        let path = desk.path("case").join(name);
        if path.is_dir() && !path.is_symlink() { std::fs::remove_dir(path) } else { std::fs::remove_file(path) }
            .unwrap();
    };
    std::fs::create_dir(desk.path("case/changes.csv")).unwrap();
    refused("changes.csv", "`changes.csv` is a folder, not a table");
    let pipe = desk.path("case/changes.csv");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    refused("changes.csv", "`changes.csv`: it is a pipe, not a file");
    std::os::unix::fs::symlink("/dev/zero", &pipe).unwrap();
    refused("changes.csv", "a link to a file outside the case");
    std::fs::write(desk.path("elsewhere.csv"), "id\n").unwrap();
    std::os::unix::fs::symlink("../elsewhere.csv", &pipe).unwrap();
    refused("changes.csv", "a link to a file outside the case");
    std::os::unix::fs::symlink("nowhere.csv", &pipe).unwrap();
    refused("changes.csv", "there is no such file");
    let socket = std::os::unix::net::UnixListener::bind(&pipe).unwrap();
    refused("changes.csv", "`changes.csv`: it is a socket, not a file");
    drop(socket);
    // A link that stays within the case is as good as a file.
    std::fs::rename(desk.path("case/regions.csv"), desk.path("case/places.txt")).unwrap();
    std::os::unix::fs::symlink("places.txt", desk.path("case/regions.csv")).unwrap();
    check(&desk, "case").well();
}

#[test]
fn cases_and_games_that_are_no_files_are_refused_at_once() {
    let desk = Desk::new();
    for name in ["pipe.xlsx", "pipe.csv", "pipe"] {
        assert!(Command::new("mkfifo").arg(desk.path(name)).status().unwrap().success());
    }
    std::os::unix::fs::symlink("/dev/zero", desk.path("zero.xlsx")).unwrap();
    for case in ["pipe.xlsx", "pipe", "/dev/zero", "zero.xlsx"] {
        let said = check(&desk, case).refused(1);
        assert!(said.err.contains("a pipe") || said.err.contains("a device"), "{said:?}");
    }
    for game in ["pipe.csv", "pipe.xlsx", "zero.xlsx"] {
        promptly(&desk, &["game".as_ref(), game.as_ref()]).refused(1);
    }
    desk.run(&["new", "case"]).well();
    std::fs::OpenOptions::new().write(true).open(desk.path("case/case.toml")).unwrap().set_len(1 << 40).unwrap();
    let said = check(&desk, "case").refused(1);
    assert!(said.err.contains("`case.toml`: it is larger than 4 MiB"), "{said:?}");
    std::fs::OpenOptions::new().write(true).open(desk.path("case/prices.csv")).unwrap().set_len(1 << 40).unwrap();
    let said = check(&desk, "case").refused(1);
    assert!(said.err.contains("`prices.csv`: it is larger than 512 MiB"), "{said:?}");
}

#[test]
fn an_error_of_the_spreadsheet_is_no_remark() {
    for word in ["#REF!", "#N/A", "#VALUE!", "\"#NAME?\"", "#BEZUG!"] {
        let desk = Desk::with_new_case();
        desk.append(
            "case/regions.csv",
            &format!(
                "{word}{}",
                ",".repeat(
                    desk.text("case/regions.csv")
                        .lines()
                        .find(|line| !line.starts_with('#'))
                        .unwrap()
                        .matches(',')
                        .count()
                )
            ),
        );
        let said = check(&desk, "case").refused(1);
        assert!(said.err.contains("table::spreadsheet_error"), "{word}: {said:?}");
    }
    // In the middle of a row, where a text would do, as well.
    let desk = Desk::with_hand_case("2-scale");
    let row = desk.text("case/members.csv").lines().last().unwrap().to_string();
    let mut cells: Vec<&str> = row.split(',').collect();
    cells[1] = "#REF!";
    desk.change("case/members.csv", &row, &cells.join(","));
    assert!(check(&desk, "case").refused(1).err.contains("table::spreadsheet_error"));
}

#[test]
fn text_that_is_no_table_gets_a_message() {
    let wide = format!("id,{}\n", "x,".repeat(200_000));
    let quote = format!("id,name\nhome,\"{}", "a,b\n".repeat(200_000));
    let long = format!("id,name\nhome,{}\n", "n".repeat(2_000_000));
    for (name, bytes) in [
        ("UTF-16", b"\xFF\xFEi\0d\0".to_vec()),
        ("NUL", b"id,name\nhome,a\0b\n".to_vec()),
        ("lone CR", b"# remark\rid,name\rhome,Home\r".to_vec()),
        ("quote", quote.into_bytes()),
        ("wide", wide.into_bytes()),
        ("long", long.into_bytes()),
        ("empty", Vec::new()),
        ("quotes", b"\"\"\"\"\"\"\"\n\"\"\"".to_vec()),
        ("1e308", b"id,name,1e308\n1e308,1e308,1e308\n".to_vec()),
    ] {
        let desk = Desk::with_hand_case("2-scale");
        std::fs::write(desk.path("case/regions.csv"), bytes).unwrap();
        let said = check(&desk, "case").refused(1);
        assert!(said.err.len() < 200_000 && !said.err.contains("panicked"), "{name}: {} bytes", said.err.len());
    }
    // A byte-order mark and lines that end with lone carriage returns are read as what they are.
    let desk = Desk::with_hand_case("2-scale");
    let text = desk.text("case/regions.csv");
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    std::fs::write(desk.path("case/regions.csv"), format!("\u{FEFF}{}", lines.join("\r"))).unwrap();
    check(&desk, "case").well();
}

/// Nothing that a terminal would obey comes from a case.
#[track_caller]
fn assert_harmless(text: &str) {
    let bad = text.chars().find(|sign| recoop_io::visible::steers(*sign) && *sign != '\n');
    assert!(bad.is_none(), "{bad:?} in {text:?}");
}

#[test]
fn names_are_shown_harmlessly() {
    let desk = desk_with("terminal-escapes");
    desk.change("case/members.csv", "Juniper Flat Mining", "Juniper\u{1b}]0;OWNED\u{7}\u{9b}2J \u{202E}Mining");
    for arguments in [
        ["check", "case"].as_slice(),
        &["check", "case", "--json"],
        &["plan", "case", "-o", "run"],
        &["plan", "case", "-o", "run", "--json"],
        &["explain", "run"],
        &["share", "case", "-o", "shared"],
        &["study", "case", "-o", "study"],
    ] {
        let said = desk.run(arguments);
        assert!(said.code == 0 || said.code == 4, "{arguments:?} {said:?}");
        assert_harmless(&said.out);
        assert_harmless(&said.err);
    }
    assert!(desk.run(&["check", "case"]).out.contains("\\u001b[2J\\u001b]0;OWNED\\u0007hello"));
    for table in desk.entries("run/tables").iter().filter(|name| name.ends_with(".csv")) {
        assert_harmless(&desk.text(&format!("run/tables/{table}")).replace('\r', ""));
    }
}

#[test]
fn ids_have_no_control_characters() {
    for sign in ["\u{1b}[8m", "\u{7f}", "\u{9b}", "\u{202E}", "\u{2066}"] {
        let desk = desk_with("terminal-escapes");
        desk.change("case/members.csv", "juniper_mining", &format!("juniper{sign}_mining"));
        let said = check(&desk, "case").refused(1);
        assert!(said.err.contains("an id has no control characters"), "{said:?}");
        assert_harmless(&said.err);
    }
    for id in ["=1+1", "+a", "@a", "-a"] {
        let desk = desk_with("terminal-escapes");
        desk.append("case/regions.csv", &format!("{id},x,"));
        let said = check(&desk, "case").refused(1);
        assert!(said.err.contains("an id does not begin with"), "{said:?}");
    }
}

#[test]
fn names_of_files_and_arguments_are_shown_harmlessly() {
    let desk = Desk::new();
    let bad = "no\u{1b}[2Jcase\u{9b}";
    for arguments in [
        ["check", bad].as_slice(),
        &["plan", bad],
        &["game", bad],
        &["explain", bad],
        &["export", bad, "x.mps"],
        &["new", bad],
        &["plan", "a", bad],
    ] {
        let said = desk.run(arguments);
        assert_ne!(said.code, 0);
        assert_harmless(&said.err);
    }
    desk.run(&["new", "case"]).well();
    std::fs::write(desk.path("case").join("pri\u{1b}[2Jces.csv"), "id\n").unwrap();
    let said = check(&desk, "case").refused(1);
    assert_harmless(&said.err);
    // In color, only what the program itself writes.
    let said = desk.run(&["check", "case", "--color", "always"]).refused(1);
    assert!(said.err.contains("\u{1b}[") && !said.err.contains("\u{1b}[2J"), "{said:?}");
}

#[test]
fn games_are_shown_harmlessly() {
    let desk = Desk::new();
    let game = "{\"game\": \"table\", \"title\": \"a\\u001b[2Jb\", \"unit\": \"\\u009bx\", \"groups\": {\"a\": 1, \"b\": 1, \"a+b\": 3}}";
    std::fs::write(desk.path("game.json"), game).unwrap();
    let said = desk.run(&["game", "game.json"]);
    assert_harmless(&said.out);
    assert_harmless(&said.err);
    std::fs::write(desk.path("game.csv"), "group,worth\na\u{1b}[2J,1\nb,1\na\u{1b}[2J+b,3\n").unwrap();
    let said = desk.run(&["game", "game.csv"]).refused(1);
    assert_harmless(&said.err);
}

#[test]
fn arguments_that_are_no_text_work() {
    let desk = Desk::new();
    let odd = |name: &str| {
        let mut bytes = vec![0xFF, b'-'];
        bytes.extend(name.bytes());
        OsString::from_vec(bytes)
    };
    copy(&crate::command::repository().join("cases/hand/2-scale"), &desk.path("plain"));
    std::fs::rename(desk.path("plain"), desk.path("").join(odd("case"))).unwrap();
    let run = |arguments: &[&OsStr]| promptly(&desk, arguments);
    let (case, out) = (odd("case"), odd("run"));
    run(&["check".as_ref(), &case]).well();
    run(&["plan".as_ref(), &case, "-o".as_ref(), &out]).well();
    run(&["explain".as_ref(), &out]).well();
    run(&["export".as_ref(), &case, &odd("program.mps")]).well();
    run(&["export".as_ref(), &out, &odd("run.xlsx")]).well();
    run(&["study".as_ref(), &case, "-o".as_ref(), &odd("study")]).well();
    run(&["report".as_ref(), &odd("study"), "-o".as_ref(), &odd("report.html")]).well();
    run(&["report".as_ref(), &odd("study"), &odd("study")]).well();
    std::fs::write(desk.path("").join(odd("game.csv")), "group,worth\na,1\nb,1\na+b,3\n").unwrap();
    std::fs::write(desk.path("").join(odd("paid.csv")), "player,payoff\na,1\nb,2\n").unwrap();
    run(&[
        "game".as_ref(),
        &odd("game.csv"),
        "--evaluate".as_ref(),
        &odd("paid.csv"),
        "-o".as_ref(),
        &odd("answer.json"),
    ])
    .well();
    for name in ["program.mps", "run.xlsx", "report.html", "answer.json"] {
        assert!(desk.path("").join(odd(name)).exists(), "{name}");
    }
    // The name of a new case is that of its folder, which has to be one for files and tables.
    let said = run(&["new".as_ref(), &odd("new")]).refused(2);
    assert!(said.err.contains('\u{FFFD}') && said.err.contains("name"), "{said:?}");
    assert!(run(&["check".as_ref(), OsStr::from_bytes(b"no\xFFne")]).refused(1).err.contains("no\u{FFFD}ne"));
}
