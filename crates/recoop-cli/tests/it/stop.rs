//! Ctrl-C while a plan is being searched, and a limit of time.

use std::fmt::Write;

use recoop_io::{read_manifest, read_run_tables};

use crate::command::Desk;

/// Towns on a map, each with a need, a site and scrap; cost curves with economies of scale, and a lane between any two.
/// The relaxation is solved at once, a plan is found at once, and to prove the best takes hours.
fn many_towns(count: i64) -> Desk {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("case")).unwrap();
    let place = |town: i64| ((town * town * 7 + town * 13) % 101, (town * 31) % 97);
    let mut regions = "id,bloc\n".to_string();
    let mut facilities = "id,member,region,technology,status,max_capacity_t_per_year\n".to_string();
    let mut markets = "id,region,controller\n".to_string();
    let mut offers = "market,material,side\n".to_string();
    let mut prices = "market,material,year,price_usd_per_kg\n".to_string();
    let mut demands = "id,end_use,region,material,priority,value_usd_per_kg,shortage_cost_usd_per_kg\n".to_string();
    let mut quantities = "demand,year,quantity_t_per_year\n".to_string();
    let mut lanes = "from,to,material,cost_usd_per_kg\n".to_string();
    for town in 0..count {
        let _ = writeln!(regions, "t{town},home");
        let _ = writeln!(facilities, "works{town},smith,t{town},melting,candidate,1600");
        let _ = writeln!(markets, "yard{town},t{town},nobody");
        let _ = writeln!(offers, "yard{town},scrap,buy");
        let _ = writeln!(prices, "yard{town},scrap,2030,2");
        let _ = writeln!(demands, "need{town},motors,t{town},metal,commercial,200,0");
        let _ = writeln!(quantities, "need{town},2030,{}", 50 + 37 * town % 211);
        for other in (0..count).filter(|other| *other != town) {
            let (a, b) = (place(town), place(other));
            let (x, y) = ((a.0 - b.0) as f64, (a.1 - b.1) as f64);
            let _ = writeln!(lanes, "t{town},t{other},metal,{:.1}", x.hypot(y));
        }
    }
    let settings = "name = \"towns\"\ntitle = \"Many towns\"\nstages = [\"metal\"]\n[horizon]\nfirst_year = 2030\n\
                    last_year = 2030\n[finance]\nsalvage_share = 0\n";
    for (file, text) in [
        ("case.toml", settings),
        ("materials.csv", "id,kind\nscrap,scrap\nmetal,metal\n"),
        (
            "technologies.csv",
            "id,stage,capex_ref_musd,size_ref_t_per_year,capex_exponent,min_size_t_per_year,max_size_t_per_year\nmelting,metal,12,100,0.5,100,1600\n",
        ),
        ("recipes.csv", "technology,material,amount\nmelting,scrap,-1\nmelting,metal,1\n"),
        ("members.csv", "id,role\nsmith,manufacturer\n"),
        ("scenarios.csv", "id,first_year,probability\nbase,2030,1\n"),
        ("regions.csv", &regions),
        ("facilities.csv", &facilities),
        ("markets.csv", &markets),
        ("offers.csv", &offers),
        ("prices.csv", &prices),
        ("demands.csv", &demands),
        ("quantities.csv", &quantities),
        ("lanes.csv", &lanes),
    ] {
        std::fs::write(desk.path("case").join(file), text).unwrap();
    }
    desk
}

/// What an unproven plan leaves behind.
fn is_marked_as_unproven(desk: &Desk, status: &str) {
    let manifest = read_manifest(&desk.path("runs/towns")).unwrap();
    let solve = manifest.solve.unwrap();
    assert_eq!(solve.status, status);
    let (objective, bound, gap) = (solve.objective.unwrap(), solve.bound.unwrap(), solve.gap.unwrap());
    assert!(objective < bound && (gap - (bound - objective) / objective.abs()).abs() < 1e-9 && gap > 0.0, "{solve:?}");
    assert!(manifest.audit.unwrap().passed);
    assert_eq!(read_run_tables(&desk.path("runs/towns")).unwrap().len(), manifest.tables.len());
}

/// A command that runs while the test listens to its talk.
#[cfg(unix)]
struct Running {
    child: std::process::Child,
    talk: std::sync::mpsc::Receiver<String>,
    heard: Vec<String>,
}

#[cfg(unix)]
impl Running {
    /// How long a line, or the end, is waited for.
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(120);

    fn start(mut command: std::process::Command) -> Self {
        use std::io::{BufRead, BufReader};
        use std::process::Stdio;

        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (sender, talk) = std::sync::mpsc::channel();
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { child, talk, heard: Vec::new() }
    }

    /// The next line of talk; `None` at the end.
    fn next_line(&mut self, until: std::time::Instant) -> Option<&str> {
        use std::sync::mpsc::RecvTimeoutError;

        match self.talk.recv_timeout(until.saturating_duration_since(std::time::Instant::now())) {
            Ok(line) => self.heard.push(line),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => {
                self.child.kill().unwrap();
                panic!("nothing more was said in time: {:#?}", self.heard);
            }
        }
        self.heard.last().map(String::as_str)
    }

    /// Waits for a line of talk.
    fn wait_for(&mut self, wanted: impl Fn(&str) -> bool) {
        let until = std::time::Instant::now() + Self::PATIENCE;
        while let Some(line) = self.next_line(until) {
            if wanted(line) {
                return;
            }
        }
        panic!("it ended before it said so: {:#?}", self.heard);
    }

    /// Presses Ctrl-C.
    fn interrupt(&self) {
        let id = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    }

    /// Waits for the end: exit code, talk, answer.
    fn end(mut self) -> (Option<i32>, String, String) {
        let until = std::time::Instant::now() + Self::PATIENCE;
        while self.next_line(until).is_some() {}
        let mut answer = String::new();
        std::io::Read::read_to_string(&mut self.child.stdout.take().unwrap(), &mut answer).unwrap();
        (self.child.wait().unwrap().code(), self.heard.join("\n"), answer)
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_with_the_best_plan_so_far() {
    let desk = many_towns(80);
    let mut plan = Running::start(desk.command(&["plan", "case", "--gap", "0", "--threads", "1"]));
    plan.wait_for(|line| line.starts_with("found a plan"));
    plan.interrupt();
    let (code, talk, answer) = plan.end();
    assert_eq!(code, Some(4), "{talk}\n{answer}");
    assert!(talk.contains("stopping with the best plan so far; press Ctrl-C again to stop at once"), "{talk}");
    assert!(talk.contains("found a plan of "), "{talk}");
    assert!(talk.contains("warning: this is the best plan so far, within "), "{talk}");
    assert!(answer.contains("NOT PROVEN: interrupted with a gap of "), "{answer}");
    is_marked_as_unproven(&desk, "interrupted");
}

/// The relaxation of the large case takes seconds, of which the first has just begun.
#[cfg(unix)]
#[test]
fn ctrl_c_before_a_first_plan_leaves_nothing() {
    let desk = Desk::new();
    crate::command::copy(&crate::command::repository().join("cases/us-2026"), &desk.path("case"));
    let mut plan = Running::start(desk.command(&["plan", "case", "--threads", "1"]));
    plan.wait_for(|line| line.starts_with("program: "));
    plan.interrupt();
    let (code, talk, answer) = plan.end();
    assert_eq!((code, answer.as_str()), (Some(4), ""), "{talk}");
    assert!(talk.ends_with("error: interrupted before a first plan was found"), "{talk}");
    assert_eq!(desk.entries("."), ["case"]);
}

/// A game of linear production whose four million groups take minutes.
#[cfg(unix)]
#[test]
fn ctrl_c_while_groups_are_reckoned_leaves_nothing() {
    let desk = Desk::new();
    // Eight resources and products: every group is a program of its own, and there are four million.
    let list = |of: &dyn Fn(usize) -> f64, name: &str| {
        (0..8).map(|i| format!("\"{name}{i}\": {}", of(i))).collect::<Vec<_>>().join(", ")
    };
    let brings = |at: usize| format!("\"p{at}\": {{ {} }}", list(&|r| (5 + (at * 7 + r * 5) % 31) as f64, "r"));
    let brings: Vec<String> = (0..22).map(brings).collect();
    let needs = |r: usize| format!("\"r{r}\": {{ {} }}", list(&|p| (1 + (r * 3 + p * 5) % 7) as f64, "p"));
    let needs: Vec<String> = (0..8).map(needs).collect();
    let game = format!(
        "{{ \"game\": \"linear_production\", \"earns\": {{ {} }}, \"needs\": {{ {} }}, \"brings\": {{ {} }} }}",
        list(&|p| (3 + p * 4 % 9) as f64, "p"),
        needs.join(", "),
        brings.join(", ")
    );
    std::fs::write(desk.path("game.json"), game).unwrap();
    let survey = Running::start(desk.command(&["game", "game.json", "--threads", "1", "--out", "payoffs.csv"]));
    // Into a pipe nothing is said of how far it is.
    std::thread::sleep(std::time::Duration::from_secs(5));
    survey.interrupt();
    let (code, talk, answer) = survey.end();
    assert_eq!((code, answer.as_str()), (Some(4), ""), "{talk}");
    assert!(talk.contains("stopping with what is known so far"), "{talk}");
    assert!(talk.ends_with("error: interrupted before all coalitions had a number"), "{talk}");
    assert_eq!(desk.entries("."), ["game.json"]);
}

/// A million paths take minutes; the plan of two works none.
#[cfg(unix)]
#[test]
fn ctrl_c_keeps_the_paths_that_are_done() {
    let desk = crate::simulate::desk();
    let mut walk =
        Running::start(desk.command(&["simulate", "case", "--paths", "1000000", "--pooling", "alone", "--out", "out"]));
    walk.wait_for(|line| line.starts_with("upper bound: "));
    std::thread::sleep(std::time::Duration::from_secs(3));
    walk.interrupt();
    let (code, talk, answer) = walk.end();
    assert_eq!(code, Some(4), "{talk}\n{answer}");
    assert!(talk.contains("stopping with the paths that are done"), "{talk}");
    assert!(talk.contains("of 1,000,000 paths were done; recoop simulate --resume out does the others"), "{talk}");
    let manifest = read_manifest(&desk.path("out")).unwrap();
    assert_eq!(manifest.options["complete"], false);
    let done = manifest.options["paths_done"].as_u64().unwrap();
    assert!(done > 40, "{done}");
    // In its own folder it keeps all that it has.
    let said = desk.run(&["simulate", "case", "--resume", "out", "--paths", "40", "--pooling", "alone"]).refused(2);
    assert!(said.err.contains(&format!("has {done} paths already")), "{}", said.err);
    assert_eq!(read_manifest(&desk.path("out")).unwrap().options["paths_done"], done);
    // The first forty are among those that were done, whoever walked them.
    desk.run(&["simulate", "case", "--resume", "out", "--paths", "40", "--pooling", "alone", "--out", "resumed"])
        .well();
    desk.run(&["simulate", "case", "--paths", "40", "--pooling", "alone", "--out", "anew"]).well();
    let tables = |run: &str| format!("{:?}", read_run_tables(&desk.path(run)).unwrap());
    assert!(tables("resumed") == tables("anew"));
}

/// Jobs that are cut off are not done: the count is that of `gather`.
#[cfg(unix)]
#[test]
fn ctrl_c_counts_jobs_that_are_done_apart_from_those_that_are_stopped() {
    let desk = crate::simulate::desk();
    let plan = ["jobs", "plan", "--jobs", "6", "jobs", "simulate", "case", "--paths", "1000000", "--pooling", "alone"];
    desk.run(&plan).well();
    let mut work = Running::start(desk.command(&["work", "jobs", "--processes", "2"]));
    work.wait_for(|line| line.starts_with("6 jobs, 2 at a time"));
    std::thread::sleep(std::time::Duration::from_secs(1));
    work.interrupt();
    let (code, talk, answer) = work.end();
    assert_eq!(code, Some(4), "{talk}\n{answer}");
    assert!(talk.contains("stopping with the jobs that are done"), "{talk}");
    assert!(talk.contains("stopped: 0 of 6 jobs done, 2 stopped; `recoop work` does the others"), "{talk}");
    let said = desk.run(&["gather", "jobs"]);
    assert_eq!((said.code, said.out.as_str()), (4, "0 of 6 jobs done\n"), "{said:#?}");
    // In one process alike.
    let mut work = Running::start(desk.command(&["work", "jobs"]));
    work.wait_for(|line| line.starts_with("6 jobs, 1 at a time"));
    std::thread::sleep(std::time::Duration::from_secs(1));
    work.interrupt();
    let (code, talk, _) = work.end();
    assert_eq!(code, Some(4), "{talk}");
    assert!(talk.contains("stopped: 0 of 6 jobs done, 1 stopped; `recoop work` does the others"), "{talk}");
}

#[test]
fn a_plan_out_of_time_is_marked_as_unproven() {
    let desk = many_towns(80);
    let said = desk.run(&["plan", "case", "--gap", "0", "--threads", "1", "--time-limit", "12"]);
    assert_eq!(said.code, 4, "{said:#?}");
    assert!(said.out.contains("NOT PROVEN: time limit with a gap of "), "{}", said.out);
    assert!(said.err.contains("warning: this is the best plan so far, within "), "{}", said.err);
    is_marked_as_unproven(&desk, "time limit");
}

/// Ctrl-C in the first of three parts: the best plan so far is reported, the others are not begun.
#[cfg(unix)]
#[test]
fn ctrl_c_leaves_a_report_of_what_is_done() {
    let desk = many_towns(80);
    let mut study =
        Running::start(desk.command(&["study", "case", "--gap", "0", "--threads", "1", "--out", "runs/towns"]));
    study.wait_for(|line| line.starts_with("found a plan"));
    study.interrupt();
    let (code, talk, answer) = study.end();
    assert_eq!(code, Some(4), "{talk}\n{answer}");
    assert!(talk.contains("stopping with a report of what is done; press Ctrl-C again to stop at once"), "{talk}");
    assert!(talk.contains("warning: plan: this is the best plan so far, within "), "{talk}");
    assert!(answer.contains("plan done but not proven, stress stopped, share stopped; "), "{answer}");
    assert!(
        answer.contains("Kill costs of single purses were not assessed (the study was stopped before it came"),
        "{answer}"
    );
    is_marked_as_unproven(&desk, "interrupted");
    let document: serde_json::Value = serde_json::from_str(&desk.text("runs/towns/report.json")).unwrap();
    let status: Vec<&str> =
        document["progress"].as_array().unwrap().iter().map(|part| part["status"].as_str().unwrap()).collect();
    assert_eq!(status, ["unproven", "stopped", "stopped"]);
    assert_eq!(document["proof"]["solver"]["here"]["proven"], false);
    assert!(document["timeline"]["here"].is_object() && document["shares"]["missing"].is_string());
}

/// Ctrl-C before there is a plan: the report says so, and holds the case.
#[cfg(unix)]
#[test]
fn ctrl_c_before_a_first_plan_leaves_a_report_that_says_so() {
    let desk = Desk::new();
    crate::command::copy(&crate::command::repository().join("cases/us-2026"), &desk.path("case"));
    let mut study = Running::start(desk.command(&["study", "case", "--threads", "1", "--out", "out"]));
    study.wait_for(|line| line.starts_with("program: "));
    study.interrupt();
    let (code, talk, answer) = study.end();
    assert_eq!(code, Some(4), "{talk}");
    assert!(talk.ends_with("error: interrupted before a first plan was found"), "{talk}");
    assert!(answer.contains("plan stopped, no stress (there is no plan), no share (there is no plan)"), "{answer}");
    let document: serde_json::Value = serde_json::from_str(&desk.text("out/report.json")).unwrap();
    assert_eq!(document["progress"][0]["status"], "stopped");
    let tables = document["inputs"]["tables"].as_array().unwrap();
    assert!(tables.iter().any(|table| table["name"] == "locations" && table["rows"].as_array().unwrap().len() > 90));
    // The page stays small, whatever the case.
    assert!(desk.text("out/report.html").len() < 3_000_000);
}
