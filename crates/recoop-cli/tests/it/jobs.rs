//! `recoop jobs plan`, `recoop work`, `recoop gather`.
//!
//! Long: three commands that act on one folder.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use recoop_io::read_run_tables;
use serde_json::Value;

use crate::command::{Desk, Said, copy, repository};

/// Outages and a price history for `4-crash`, which has none.
const CHANCE: &str = r#"edits = ["add outages id=all, per_year=0.4, mean_years=0.5, confidence=assumed"]"#;

/// A desk with `4-crash` as `case`, and a sweep of `paths` paths of it.
fn desk(paths: usize) -> Desk {
    let desk = Desk::new();
    copy(&repository().join("cases/4-crash"), &desk.path("case"));
    sweep(&desk, &format!("{CHANCE}\nrequest = {{ verb = \"simulate\", case = \"case\", paths = {paths}, seed = 3 }}"));
    desk
}

fn sweep(desk: &Desk, text: &str) {
    std::fs::write(desk.path("sweep.toml"), text).unwrap();
}

fn plan(desk: &Desk, folder: &str, jobs: usize) -> Said {
    desk.run(&["jobs", "plan", "--jobs", &jobs.to_string(), folder, "sweep.toml"])
}

/// Every table of a run, by name, as the bytes of its files.
pub fn bytes(desk: &Desk, run: &str) -> Vec<(String, Vec<u8>)> {
    let folder = desk.path(&format!("{run}/tables"));
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    files.iter().map(|path| (name(path), std::fs::read(path).unwrap())).collect()
}

pub fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap()
}

/// The command after the folder may use former words, too.
#[test]
fn former_words_of_the_command_are_those_of_today() {
    let desk = Desk::new();
    copy(&repository().join("cases/6-long-purse"), &desk.path("case"));
    let rows = "id,name,target,filter,action,low,high\nprice,Prices,price,material=*,multiply,0.9,1.1\n";
    std::fs::write(desk.path("case/sensitivities.csv"), rows).unwrap();
    for (former, today) in [
        (&["swings", "case"][..], &["sensitivity", "case"][..]),
        (
            &["robust", "--level", "producers", "--survive", "5", "case"],
            &["robust", "--perspective", "producers", "--survive", "5", "case"],
        ),
    ] {
        let hash = |folder: &str, words: &[&str]| {
            let said = desk.run(&[&["jobs", "plan", "--json", folder], words].concat());
            (said.code, json(&said)["hash"].clone(), said.err)
        };
        let (now, before) = (hash(&format!("{}-now", today[0]), today), hash(&format!("{}-former", today[0]), former));
        assert_eq!((now.0, &now.1), (before.0, &before.1), "{}", before.2);
        assert!(before.2.contains("note: the ") && !now.2.contains("note: the "), "{}", before.2);
    }
}

#[test]
fn a_thousand_paths_are_the_same_bytes_as_1_7_and_100_jobs() {
    let desk = desk(1000);
    // In this process, in order.
    plan(&desk, "one", 1).well();
    desk.run(&["work", "one"]).well();
    desk.run(&["gather", "one", "--out", "out-one"]).well();
    // In two processes at a time.
    plan(&desk, "seven", 7).well();
    let said = desk.run(&["work", "seven", "--processes", "2"]).well();
    assert!(said.out.contains("7 of 7 jobs done"), "{}", said.out);
    desk.run(&["gather", "seven", "--out", "out-seven"]).well();
    // Backwards, one command for each of some jobs, and the others at once.
    plan(&desk, "hundred", 100).well();
    for index in ["99", "98", "50"] {
        desk.run(&["work", "hundred", "--index", index]).well();
    }
    desk.run(&["work", "hundred", "--processes", "3"]).well();
    desk.run(&["gather", "hundred", "--out", "out-hundred"]).well();
    let one = bytes(&desk, "out-one");
    assert!(one.iter().any(|(name, _)| name == "paths.csv") && one.iter().any(|(name, _)| name == "flows.csv"));
    assert!(one == bytes(&desk, "out-seven") && one == bytes(&desk, "out-hundred"));
    let lines = desk.text("out-one/tables/paths.csv").lines().count();
    assert_eq!(lines, 1 + 1000 * 4);
    // Outages are on some paths: they are not all alike.
    let table = desk.text("out-one/tables/paths.csv");
    let npvs: std::collections::BTreeSet<&str> =
        table.lines().skip(1).filter_map(|line| line.split(',').nth(2)).collect();
    assert!(npvs.len() > 10, "{npvs:?}");
}

/// The jobs of a command without edits end as the command itself.
#[test]
fn jobs_of_a_command_are_the_run_of_the_command() {
    let desk = crate::simulate::desk();
    let words = ["simulate", "case", "--paths", "60", "--seed", "4", "--pooling", "alone,lending"];
    desk.run(&[&words[..], &["--out", "direct"]].concat()).well();
    let said = desk.run(&[&["jobs", "plan", "--jobs", "4", "jobs"], &words[..]].concat()).well();
    assert!(said.out.contains("planned in jobs: 4 jobs with 60 units of work"), "{}", said.out);
    desk.run(&["work", "jobs"]).well();
    let said = desk.run(&["gather", "jobs", "--json"]).well();
    let answer = json(&said);
    assert_eq!((&answer["complete"], &answer["points"][0]["answer"]["paths"]), (&true.into(), &60.into()));
    assert!(bytes(&desk, "direct") == bytes(&desk, "runs/long-purse-simulate"));
    // The run is one of the case: it can be audited.
    desk.run(&["audit", "runs/long-purse-simulate"]).well();
}

#[test]
fn sensitivities_are_split_by_rows() {
    let desk = crate::sensitivities::desk();
    desk.run(&["sensitivity", "case", "--out", "direct.csv"]).well();
    for jobs in ["1", "3", "50"] {
        desk.run(&["jobs", "plan", "--jobs", jobs, jobs, "sensitivity", "case"]).well();
        desk.run(&["work", jobs, "--processes", "2"]).well();
        let out = format!("out-{jobs}.csv");
        desk.run(&["gather", jobs, "--out", &out]).well();
        assert_eq!(desk.text(&out), desk.text("direct.csv"), "{jobs} jobs");
    }
}

#[test]
fn a_sweep_has_a_row_for_each_point_and_one_that_fails_does_not_stop_the_others() {
    let desk = Desk::new();
    copy(&repository().join("cases/6-long-purse"), &desk.path("case"));
    let text = r#"
        request = { verb = "robust", case = "case", rounds = 3, survive = [1] }
        [[vary]]
        name = "around"
        field = "scenario"
        values = ["base", "doom"]
        [[vary]]
        name = "purses"
        choices = [{ name = "as is" }, { name = "half", edits = ["members[id=birch].capital_total_musd *= 0.5"] }]
    "#;
    sweep(&desk, text);
    plan(&desk, "jobs", 5).well();
    let said = desk.run(&["work", "jobs", "--processes", "2", "--json"]);
    assert_eq!(said.code, 4, "{said:#?}");
    let answer = json(&said);
    let states: Vec<&str> =
        answer["jobs"].as_array().unwrap().iter().map(|job| job["state"].as_str().unwrap()).collect();
    // Two units of each point, the plain plan and one budget; what cannot be asked is one job, known to fail when it was planned.
    assert_eq!(states, ["done", "done", "done", "done", "failed", "failed"]);
    let said = desk.run(&["gather", "jobs", "--out", "out", "--json"]);
    assert_eq!(said.code, 4, "{said:#?}");
    let answer = json(&said);
    assert_eq!(answer["complete"], false);
    let points = answer["points"].as_array().unwrap();
    let names: Vec<&str> = points.iter().map(|point| point["point"].as_str().unwrap()).collect();
    let all = [
        "around=base, purses=as is",
        "around=base, purses=half",
        "around=doom, purses=as is",
        "around=doom, purses=half",
    ];
    assert_eq!(names, all);
    assert_eq!((&points[0]["status"], &points[2]["status"]), (&"done".into(), &"failed".into()));
    assert!(points[2]["reason"].as_str().unwrap().contains("`doom` is not a leaf scenario"), "{}", points[2]);
    // The point without edits is the answer of the command, and the edit changes it.
    let direct =
        desk.run(&["robust", "case", "--rounds", "3", "--survive", "1", "--scenario", "base", "--json"]).well();
    let without = |answer: &Value| {
        let mut answer = answer.clone();
        answer.as_object_mut().unwrap().remove("searches");
        answer
    };
    assert_eq!(without(&points[0]["answer"]), without(&json(&direct)));
    assert_ne!(points[0]["answer"]["plain"], points[1]["answer"]["plain"]);
    let rows = desk.text("out/tables/sweep.csv");
    assert_eq!(rows.lines().count(), 1 + 4, "{rows}");
    // Tables of the points that have an answer, with their names.
    let tables = read_run_tables(&desk.path("out")).unwrap();
    assert!(tables.len() > 5 && tables.iter().all(|table| table.columns[0].name == "point"), "{tables:?}");
    // Failed jobs are not done again unless that is asked for.
    let said = desk.run(&["work", "jobs"]);
    assert_eq!(said.code, 4);
    assert!(said.err.contains("job 4 (around=doom, purses=as is) is failed"), "{}", said.err);
}

#[test]
fn a_folder_that_is_there_is_kept_or_refused() {
    let desk = desk(20);
    plan(&desk, "jobs", 2).well();
    desk.run(&["work", "jobs"]).well();
    // The same again: nothing is lost.
    let said = plan(&desk, "jobs", 2).well();
    assert!(said.out.contains("planned before in jobs: 2 jobs"), "{}", said.out);
    let said = desk.run(&["work", "jobs"]).well();
    assert!(said.out.contains("2 of 2 jobs done"), "{}", said.out);
    let said = plan(&desk, "jobs", 3).refused(1);
    assert!(said.err.contains("it holds the jobs of another sweep; name another folder"), "{}", said.err);
    std::fs::create_dir(desk.path("mine")).unwrap();
    std::fs::write(desk.path("mine/notes.txt"), "x").unwrap();
    let said = plan(&desk, "mine", 2).refused(1);
    assert!(said.err.contains("`mine` is not a folder of jobs"), "{}", said.err);
    assert_eq!(desk.entries("mine"), ["notes.txt"]);
}

#[test]
fn wrong_requests_are_refused_before_anything_is_written() {
    let desk = desk(20);
    for (words, code, says) in [
        (&["jobs", "plan", "j", "check", "case"][..], 2, "the work of `check` does not go into jobs"),
        (
            &["jobs", "plan", "--jobs", "0", "j", "plan", "case"],
            2,
            "--jobs is a number between 1 and 1000000, found `0`",
        ),
        (
            &["jobs", "plan", "j", "simulate", "case", "--out", "x"],
            2,
            "results of jobs go where recoop gather puts them",
        ),
        (&["jobs", "plan", "j", "simulate", "case", "--json"], 2, "--json is not for jobs; give it to recoop gather"),
        (&["jobs", "plan", "j", "simulate", "case", "--wings"], 2, "unexpected argument '--wings'"),
        (&["jobs", "plan", "j", "simulate", "case"], 1, "no price, outage or delay is random"),
        (&["jobs", "plan", "j", "simulate", "nowhere"], 1, "nowhere"),
        (&["jobs", "plan", "j", "none.toml"], 1, "none.toml"),
        (&["jobs", "plan", "case", "plan", "case"], 1, "it is there already and holds other files; name a new folder"),
        (&["work", "case"], 1, "`case` is not a folder of jobs: it has neither `sweep.json` nor `sweep.sealed`"),
        (&["gather", "nowhere"], 1, "`nowhere` is not a folder of jobs: there is no such folder"),
    ] {
        let said = desk.run(words).refused(code);
        assert!(said.err.contains(says), "{says}\n{}", said.err);
        assert!(!desk.path("j").exists(), "{words:?}");
    }
    sweep(&desk, "edits = [\"make it better\"]\nrequest = { verb = \"plan\", case = \"case\" }");
    let said = plan(&desk, "j", 1).refused(1);
    assert!(said.err.contains("`make it better` is not an edit"), "{}", said.err);
    sweep(
        &desk,
        "edits = [\"members[id=nobody].capital_total_musd = 1\"]\nrequest = { verb = \"plan\", case = \"case\" }",
    );
    let said = plan(&desk, "j", 1).refused(1);
    assert!(said.err.contains("touches nothing"), "{}", said.err);
}

#[test]
fn jobs_of_another_case_sweep_or_build_and_files_written_in_half_are_named() {
    let desk = desk(40);
    plan(&desk, "jobs", 4).well();
    desk.run(&["work", "jobs"]).well();
    let says = |words: &[&str], says: &str| {
        let said = desk.run(words).refused(1);
        assert!(said.err.contains(says), "{says}\n{}", said.err);
    };
    // A job of another case.
    copy(&repository().join("cases/4-crash"), &desk.path("other"));
    desk.change("other/case.toml", "discount_rate = 0.25", "discount_rate = 0.2");
    sweep(&desk, &format!("{CHANCE}\nrequest = {{ verb = \"simulate\", case = \"other\", paths = 40, seed = 3 }}"));
    plan(&desk, "foreign", 4).well();
    let job = desk.text("jobs/jobs/0002/job.json");
    std::fs::copy(desk.path("foreign/jobs/0002/job.json"), desk.path("jobs/jobs/0002/job.json")).unwrap();
    says(&["work", "jobs", "--index", "2"], "is a job of another case");
    says(&["gather", "jobs"], "is a job of another case");
    // One of another sweep of the case: its range is another.
    std::fs::write(desk.path("jobs/jobs/0002/job.json"), job.replace("\"first\": 20", "\"first\": 21")).unwrap();
    says(&["work", "jobs", "--index", "2"], "is a job of another sweep, or was changed");
    std::fs::write(desk.path("jobs/jobs/0002/job.json"), &job[..job.len() / 2]).unwrap();
    says(&["work", "jobs", "--index", "2"], "job.json` is half written");
    std::fs::remove_file(desk.path("jobs/jobs/0002/job.json")).unwrap();
    says(&["gather", "jobs"], "job.json` is missing: it was copied in part");
    std::fs::write(desk.path("jobs/jobs/0002/job.json"), &job).unwrap();
    says(&["work", "jobs", "--index", "4"], "it has no job 4: its jobs are 0 to 3");
    // A result in half: named, and done again.
    let result = std::fs::read(desk.path("jobs/jobs/0001/result.json")).unwrap();
    std::fs::write(desk.path("jobs/jobs/0001/result.json"), &result[..result.len() / 2]).unwrap();
    let said = desk.run(&["gather", "jobs", "--out", "out"]);
    assert_eq!(said.code, 4);
    assert!(said.err.contains("job 1 is damaged: it is half written, or was changed"), "{}", said.err);
    assert!(!desk.path("out").exists());
    // A result of another job.
    std::fs::copy(desk.path("jobs/jobs/0003/result.json"), desk.path("jobs/jobs/0001/result.json")).unwrap();
    let said = desk.run(&["gather", "jobs", "--out", "out"]);
    assert!(said.err.contains("job 1 is damaged: it is a result of another job"), "{}", said.err);
    desk.run(&["work", "jobs"]).well();
    let again = std::fs::read(desk.path("jobs/jobs/0001/result.json")).unwrap();
    let work = |bytes: &[u8]| bytes.splitn(2, |byte| *byte == b'\n').nth(1).unwrap().to_vec();
    assert!(work(&again) == work(&result));
    desk.run(&["gather", "jobs", "--out", "out"]).well();
    // The plan that paths are walked around.
    let shared = desk.text("jobs/shared/0000.json");
    std::fs::write(desk.path("jobs/shared/0000.json"), &shared[..shared.len() / 2]).unwrap();
    std::fs::remove_file(desk.path("jobs/jobs/0001/result.json")).unwrap();
    says(&["work", "jobs"], "is missing, half written, or was changed");
    std::fs::write(desk.path("jobs/shared/0000.json"), shared).unwrap();
    // The case in the folder.
    desk.change("jobs/case/case.toml", "discount_rate = 0.25", "discount_rate = 0.2");
    says(&["work", "jobs"], "the case in it is another one, or was changed since the jobs were planned");
    // Another build.
    let text = desk.text("jobs/sweep.json");
    let at = text.find("\"build\": \"").unwrap() + 10;
    let build = text[at..].split('"').next().unwrap().to_string();
    desk.change("jobs/sweep.json", &build, "0.0.9-abc");
    for verb in ["work", "gather"] {
        says(&[verb, "jobs"], "it was planned by the build 0.0.9-abc of recoop, and this is 0.1.0-");
    }
    std::fs::write(desk.path("jobs/sweep.json"), &text[..text.len() / 2]).unwrap();
    says(&["work", "jobs"], "its `sweep` is half written");
}

#[test]
fn a_job_that_another_process_does_is_left_to_it() {
    let desk = desk(20);
    plan(&desk, "jobs", 2).well();
    let claim = recoop_io::Claim::take(&desk.path("jobs/jobs"), "0000").unwrap();
    let said = desk.run(&["work", "jobs", "--index", "0"]).refused(1);
    let process = std::process::id().to_string();
    assert!(said.err.contains("is being written by another recoop") && said.err.contains(&process), "{}", said.err);
    // Of all jobs, the other one is done.
    for processes in [&[][..], &["--processes", "2"]] {
        let said = desk.run(&[&["work", "jobs"], processes].concat());
        assert_eq!(said.code, 4, "{said:#?}");
        assert!(said.out.contains("1 of 2 jobs done"), "{}", said.out);
        assert!(said.err.contains("job 0 is open") && said.err.contains("another recoop"), "{}", said.err);
    }
    drop(claim);
    desk.run(&["work", "jobs"]).well();
    desk.run(&["gather", "jobs"]).well();
}

/// A child that gets no memory fails alone, with its reason.
#[cfg(target_os = "linux")]
#[test]
fn a_job_that_runs_out_of_memory_is_a_row() {
    let desk = desk(10_000);
    plan(&desk, "jobs", 2).well();
    let said = desk.run(&["work", "jobs", "--index", "0", "--memory-limit", "16"]);
    assert_eq!(said.code, 4, "{said:#?}");
    assert!(said.err.contains("the limit is 16 MiB"), "{}", said.err);
    assert!(said.err.contains("job 0 is failed: out of memory: the limit of 16 MiB"), "{}", said.err);
    let said = desk.run(&["work", "jobs", "--memory-limit", "2000"]);
    assert_eq!(said.code, 4, "{said:#?}");
    assert!(said.out.contains("1 of 2 jobs done"), "{}", said.out);
    desk.run(&["work", "jobs", "--again", "--memory-limit", "2000"]).well();
    let said = desk.run(&["gather", "jobs", "--json"]).well();
    // No more than was expected.
    let plan = serde_json::from_str::<Value>(&desk.text("jobs/jobs/0000/job.json")).unwrap();
    let (peak, expected) = (json(&said)["jobs"][0]["peak_mib"].as_u64().unwrap(), plan["memory_mib"].as_u64().unwrap());
    assert!(peak > 10 && peak <= expected, "{peak} {expected}");
    desk.run(&["work", "jobs", "--memory-limit", "3"]).refused(2);
}

/// Starts the work on many small jobs, waits until some are done, and ends it with a signal.
#[cfg(unix)]
fn interrupted(desk: &Desk, signal: rustix::process::Signal, processes: &[&str]) -> usize {
    let mut child = desk
        .command(&[&["work", "jobs"], processes].concat())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let count = || {
        let jobs = std::fs::read_dir(desk.path("jobs/jobs")).unwrap().map(|entry| entry.unwrap().path());
        jobs.filter(|job| job.join("result.json").exists()).count()
    };
    let began = Instant::now();
    while count() < 3 {
        assert!(began.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(5));
    }
    rustix::process::kill_process(rustix::process::Pid::from_child(&child), signal).unwrap();
    child.wait().unwrap();
    count()
}

/// Ctrl-C, and a worker that is killed: what is done stays, the rest is done later, and the bytes are the same.
#[cfg(unix)]
#[test]
fn work_that_is_stopped_or_killed_goes_on_where_it_was() {
    let desk = desk(1000);
    plan(&desk, "jobs", 50).well();
    plan(&desk, "whole", 1).well();
    let first = interrupted(&desk, rustix::process::Signal::INT, &[]);
    assert!((3..50).contains(&first), "{first}");
    let second = interrupted(&desk, rustix::process::Signal::KILL, &["--processes", "2"]);
    assert!((first..50).contains(&second), "{first} {second}");
    let said = desk.run(&["gather", "jobs"]);
    assert_eq!(said.code, 4, "{said:#?}");
    // Children of what was killed end with it; a job that one of them has claimed is free then.
    let began = Instant::now();
    while desk.run(&["work", "jobs"]).code != 0 {
        assert!(began.elapsed() < Duration::from_secs(60));
    }
    desk.run(&["work", "whole"]).well();
    desk.run(&["gather", "jobs", "--out", "out"]).well();
    desk.run(&["gather", "whole", "--out", "out-whole"]).well();
    assert!(bytes(&desk, "out") == bytes(&desk, "out-whole"));
}

/// Runs a command with text on its standard input.
fn fed(desk: &Desk, words: &[&str], text: &str) -> Said {
    let mut command: Command = desk.command(words);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn a_sealed_folder_says_nothing_without_its_key() {
    let desk = desk(40);
    let key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    fed(&desk, &["jobs", "plan", "--jobs", "2", "--key", "-", "jobs", "sweep.toml"], key).well();
    fed(&desk, &["work", "jobs", "--key", "-", "--processes", "2"], key).well();
    plan(&desk, "plain", 2).well();
    desk.run(&["work", "plain"]).well();
    desk.run(&["gather", "plain", "--out", "out-plain"]).well();
    fed(&desk, &["gather", "jobs", "--key", "-", "--out", "out"], key).well();
    assert!(bytes(&desk, "out") == bytes(&desk, "out-plain"));
    // Ids, verbs, hashes of the plain folder: none of them is in a file of the sealed one, nor in a name.
    let mut names = Vec::new();
    let mut folders = vec![desk.path("jobs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let content = std::fs::read(&path).unwrap();
            for word in ["refin", "crash", "simulate", "outages", "paths", "recoop-jobs", key] {
                assert!(
                    !content.windows(word.len()).any(|window| window == word.as_bytes()),
                    "{word} in {}",
                    path.display()
                );
            }
            names.push(path.strip_prefix(desk.path("jobs")).unwrap().display().to_string());
        }
    }
    names.sort();
    let all = [
        "case.sealed",
        "jobs/0000/job.sealed",
        "jobs/0000/result.sealed",
        "jobs/0001/job.sealed",
        "jobs/0001/result.sealed",
        "shared/0000.sealed",
        "sweep.sealed",
    ];
    assert_eq!(names, all);
    // Without the key, or with another.
    let said = desk.run(&["work", "jobs"]).refused(1);
    assert!(said.err.contains("it is sealed; give its key with --key"), "{}", said.err);
    let said = fed(&desk, &["gather", "jobs", "--key", "-"], &key.replace('f', "e")).refused(1);
    assert!(said.err.contains("the key does not open it"), "{}", said.err);
    let said = fed(&desk, &["work", "plain", "--key", "-"], key).refused(1);
    assert!(said.err.contains("it is not sealed; leave out --key"), "{}", said.err);
    let said = fed(&desk, &["work", "jobs", "--key", "-"], "0011").refused(2);
    assert!(said.err.contains("does not hold 64 hexadecimal digits") && !said.err.contains("0011"), "{}", said.err);
    // A result that another folder's file of the same key takes the place of is of another job.
    fed(&desk, &["jobs", "plan", "--jobs", "4", "--key", "-", "other", "sweep.toml"], key).well();
    fed(&desk, &["work", "other", "--key", "-", "--index", "0"], key).well();
    std::fs::copy(desk.path("other/jobs/0000/result.sealed"), desk.path("jobs/jobs/0000/result.sealed")).unwrap();
    let said = fed(&desk, &["gather", "jobs", "--key", "-"], key);
    assert!(said.err.contains("job 0 is damaged: it is a result of another job"), "{}", said.err);
}
