//! Run folders, exports, standard output: nothing of the user's is lost, and what is wrong with a place is said before anything is solved.

use std::fs;
use std::path::Path;

use recoop_io::read_manifest;
use recoop_io::write::changes;

use crate::command::{Desk, copy};

/// A desk with a case that is solved at once, as `case`; its name is `origin`.
fn desk() -> Desk {
    Desk::with_hand_case("5-origin")
}

/// A command has refused before it solved: a program is talked about first.
#[track_caller]
fn refused_at_once(desk: &Desk, arguments: &[&str], reason: &str) {
    let said = desk.run(arguments).refused(1);
    assert!(said.err.contains(reason), "{arguments:?}: {}", said.err);
    assert!(!said.err.contains("program:"), "{arguments:?} solved first: {}", said.err);
}

/// Whether a run is whole: every file as it was written.
fn is_whole(run: &Path) -> bool {
    read_manifest(run).is_ok_and(|manifest| !manifest.digests.is_empty() && changes(run, &manifest).is_empty())
}

#[test]
fn a_name_that_leaves_the_folder_of_runs_is_refused_at_its_cell() {
    let desk = Desk::new();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/inputs/name-leaves-runs"), &desk.path("case"));
    fs::create_dir_all(desk.path("a/b")).unwrap();
    // An older run elsewhere, with a file of its owner.
    let good = self::desk();
    good.run(&["plan", "case", "-q", "-o", "victim"]).well();
    fs::rename(good.path("victim"), desk.path("victim")).unwrap();
    fs::write(desk.path("victim/notes.txt"), "mine").unwrap();
    let checked = desk.run(&["check", "case"]);
    assert_eq!(checked.code, 1, "{checked:#?}");
    let said = format!("{}{}", checked.out, checked.err);
    assert!(said.contains("is not a valid case name: contains `/`") && said.contains("case.toml:3:8"), "{said}");
    for name in ["../../victim", "/tmp/victim", "..", "", "a\\\\b", "con", &"x".repeat(101)] {
        let text = desk.text("case/case.toml");
        let line = text.lines().find(|line| line.starts_with("name = ")).unwrap().to_string();
        desk.change("case/case.toml", &line, &format!("name = \"{name}\""));
        assert_eq!(desk.run(&["plan", "case"]).refused(1).out, "", "{name}");
    }
    assert_eq!(desk.text("victim/notes.txt"), "mine");
    assert_eq!(desk.entries("."), ["a", "case", "victim"]);
}

#[test]
fn a_run_with_files_of_somebody_is_not_replaced() {
    let desk = desk();
    desk.run(&["plan", "case", "-q", "-o", "run"]).well();
    let before = fs::read(desk.path("run/manifest.json")).unwrap();
    fs::write(desk.path("run/notes.txt"), "mine").unwrap();
    fs::create_dir(desk.path("run/mine")).unwrap();
    fs::write(desk.path("run/tables/mine.xlsx"), "mine").unwrap();
    refused_at_once(
        &desk,
        &["plan", "case", "-o", "run"],
        "`run` holds files that are not of the run: `mine`, `notes.txt`, `tables/mine.xlsx`",
    );
    assert_eq!(fs::read(desk.path("run/manifest.json")).unwrap(), before);
    assert_eq!(desk.text("run/notes.txt"), "mine");
    fs::remove_file(desk.path("run/notes.txt")).unwrap();
    fs::remove_file(desk.path("run/tables/mine.xlsx")).unwrap();
    fs::remove_dir(desk.path("run/mine")).unwrap();
    // What recoop itself writes into a run later is of the run; what a file manager leaves is nobody's.
    fs::write(desk.path("run/.DS_Store"), "").unwrap();
    desk.run(&["plan", "case", "-q", "-o", "run"]).well();
    assert_eq!(desk.entries("run"), ["manifest.json", "tables"]);
    // A table that somebody changed is somebody's work.
    desk.append("run/tables/builds.csv", "checked by hand");
    refused_at_once(
        &desk,
        &["plan", "case", "-o", "run"],
        "`run` was changed since it was written: `tables/builds.csv`",
    );
    assert!(desk.text("run/tables/builds.csv").ends_with("checked by hand\n"));
}

#[cfg(unix)]
#[test]
fn places_are_what_they_mean() {
    let desk = desk();
    let plan = |out: &str| desk.run(&["plan", "case", "-q", "-o", out]);
    for out in ["run1", "run1/../run1", "run1/.", "./run1/", "run1"] {
        plan(out).well();
        assert!(is_whole(&desk.path("run1")), "{out}");
        assert_eq!(desk.entries("."), ["case", "run1"], "{out}");
    }
    // A link leads to the folder that is written, and stays a link.
    fs::create_dir(desk.path("real")).unwrap();
    std::os::unix::fs::symlink("real", desk.path("link")).unwrap();
    for _ in 0..2 {
        plan("link").well();
        assert!(is_whole(&desk.path("real")) && desk.path("link").symlink_metadata().unwrap().is_symlink());
    }
    // 250 bytes are a name; what is beside it while it is written has a shorter one.
    let long = "x".repeat(250);
    plan(&long).well();
    plan(&long).well();
    assert_eq!(desk.entries("."), ["case", "link", "real", "run1", &long]);
}

#[cfg(unix)]
#[test]
fn places_that_cannot_be_are_refused_before_anything_is_solved() {
    let desk = desk();
    desk.run(&["plan", "case", "-q", "-o", "run"]).well();
    fs::write(desk.path("file"), "mine").unwrap();
    std::os::unix::fs::symlink("nowhere", desk.path("broken")).unwrap();
    fs::create_dir(desk.path("empty")).unwrap();
    let long = "x".repeat(256);
    let before = desk.entries(".");
    for (out, reason) in [
        (".", "the command was started in it"),
        ("..", "the command was started in it"),
        ("/", "a folder with a name"),
        ("case", "is not a run folder"),
        ("file", "is not a run folder"),
        ("file/run", "`file` is not a folder"),
        ("broken", "is a link that leads nowhere"),
        ("run/inner", "it lies within the run"),
        ("run/tables", "it lies within the run"),
        ("nowhere/../run", "is not there"),
        (long.as_str(), "name too long"),
    ] {
        let said = desk.run(&["plan", "case", "-o", out]).refused(1);
        assert!(said.err.to_lowercase().contains(reason), "{out}: {}", said.err);
        assert!(!said.err.contains("program:"), "{out}: {}", said.err);
    }
    assert_eq!(desk.entries("."), before);
    assert!(is_whole(&desk.path("run")));
    // The same door for every verb.
    for verb in ["stress", "share", "study", "robust", "buffers", "simulate"] {
        refused_at_once(&desk, &[verb, "case", "-o", "run/inner"], "it lies within the run");
    }
}

#[cfg(unix)]
#[test]
fn files_are_written_whole_and_beside_nothing() {
    let desk = desk();
    let mine = ["prog.part", "prog.lp.part", "prog.lp.partial", ".prog.lp.partial-1-x.y"];
    mine.iter().for_each(|file| fs::write(desk.path(file), "mine").unwrap());
    // What a writer that was killed has left goes: nobody holds it.
    fs::write(desk.path(".prog.lp.partial-1-abcdef"), "half").unwrap();
    desk.run(&["export", "case", "prog.lp"]).well();
    mine.iter().for_each(|file| assert_eq!(desk.text(file), "mine"));
    assert!(!desk.path(".prog.lp.partial-1-abcdef").exists());
    // Through a link to its target.
    fs::write(desk.path("real.mps"), "old").unwrap();
    std::os::unix::fs::symlink("real.mps", desk.path("link.mps")).unwrap();
    desk.run(&["export", "case", "link.mps"]).well();
    assert!(desk.text("real.mps").contains("ENDATA") && desk.path("link.mps").symlink_metadata().unwrap().is_symlink());
    std::os::unix::fs::symlink("nowhere.mps", desk.path("broken.mps")).unwrap();
    fs::create_dir(desk.path("folder.mps")).unwrap();
    fs::write(desk.path("kept.mps"), "mine").unwrap();
    let mut kept = fs::metadata(desk.path("kept.mps")).unwrap().permissions();
    kept.set_readonly(true);
    fs::set_permissions(desk.path("kept.mps"), kept).unwrap();
    for (file, reason) in [
        ("broken.mps", "leads nowhere"),
        ("folder.mps", "it is a folder"),
        ("kept.mps", "it may not be written"),
        ("no/folder.mps", "no/folder.mps"),
    ] {
        refused_at_once(&desk, &["export", "case", file], reason);
    }
    assert_eq!(desk.text("kept.mps"), "mine");
    // Not over what the answer is made of.
    let before = desk.text("case/prices.csv");
    fs::write(desk.path("game.json"), r#"{"game":"bankruptcy","estate":4,"claims":[1,3]}"#).unwrap();
    fs::write(desk.path("case/model.txt"), "mine").unwrap();
    for arguments in [["game", "game.json", "--out", "game.json"], ["backtest", "case", "--out", "case/prices.csv"]] {
        refused_at_once(&desk, &arguments, "it is a file that the answer is made of");
    }
    refused_at_once(&desk, &["export", "case", "case/model.txt"], "it is a file that the answer is made of");
    assert_eq!(desk.text("case/prices.csv"), before);
}

#[test]
fn two_writers_of_one_run_do_not_meet() {
    let desk = desk();
    let place = recoop_io::Destination::folder(&desk.path("runs/origin")).unwrap();
    let said = format!("`runs/origin` is being written by another recoop (process {})", std::process::id());
    refused_at_once(&desk, &["plan", "case"], &said);
    drop(place);
    assert_eq!(desk.entries("."), ["case"]);
    let both: Vec<_> = (0..2)
        .map(|_| {
            desk.command(&["plan", "case"])
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in both {
        let done = child.wait_with_output().unwrap();
        let talk = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success() || talk.contains("is being written by another recoop"), "{talk}");
    }
    assert!(is_whole(&desk.path("runs/origin")));
    assert_eq!(desk.entries("runs"), ["origin"]);
}

/// Kills the command at moments that nobody chose, for a few seconds.
#[cfg(unix)]
#[test]
fn a_kill_at_any_moment_leaves_a_whole_run() {
    use std::time::{Duration, Instant};
    let desk = desk();
    let began = Instant::now();
    desk.run(&["plan", "case", "-q", "-o", "run"]).well();
    let longest = began.elapsed().as_micros() as u64 * 5 / 4;
    // Steps of the golden ratio fall everywhere in the time that a plan takes.
    let (mut part, mut kills) = (0.5_f64, 0);
    while began.elapsed() < Duration::from_secs(3) {
        part = (part + 0.618_033_988_75).fract();
        let mut child = desk.command(&["plan", "case", "-q", "-o", "run"]);
        let mut child = child.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros((part * longest as f64) as u64));
        child.kill().unwrap();
        kills += usize::from(!child.wait().unwrap().success());
        assert!(is_whole(&desk.path("run")), "after {kills} kills: {:?}", desk.entries("."));
    }
    assert!(kills > 0);
    desk.run(&["plan", "case", "-q", "-o", "run"]).well();
    assert_eq!(desk.entries("."), ["case", "run"]);
}

/// Standard output on a full disk.
#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_is_not_written_is_no_success() {
    let desk = desk();
    fs::write(desk.path("game.json"), r#"{"game":"bankruptcy","estate":4,"claims":[1,3]}"#).unwrap();
    desk.run(&["plan", "case", "-q"]).well();
    for arguments in [
        &["check", "case", "--json"][..],
        &["check", "case"],
        &["plan", "case", "--json"],
        &["plan", "case"],
        &["explain", "runs/origin"],
        &["audit", "runs/origin"],
        &["export", "case", "a.lp"],
        &["game", "game.json"],
        &["new", "other"],
        &["--help"],
        &["--version"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let done = desk.command(arguments).stdout(full).stderr(std::process::Stdio::piped()).spawn().unwrap();
        let done = done.wait_with_output().unwrap();
        let talk = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(1), "{arguments:?}: {talk}");
        assert!(talk.contains("the answer could not be written to standard output"), "{arguments:?}: {talk}");
    }
}

/// `recoop plan case | head -0`: the reader has what it wanted.
#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let desk = desk();
    let mut command = desk.command(&["plan", "case", "--full"]);
    let mut child = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    let talk = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && !talk.contains("error") && !talk.contains("panick"), "{talk}");
}
