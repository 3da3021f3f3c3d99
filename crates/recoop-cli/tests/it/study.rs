//! `recoop study` and `recoop report`.

use serde_json::Value;

use crate::command::{Desk, copy, repository};

fn desk(case: &str) -> Desk {
    let desk = Desk::new();
    copy(&repository().join("cases").join(case), &desk.path("case"));
    desk
}

/// What stands in the page.
fn document(desk: &Desk, page: &str) -> Value {
    let page = desk.text(page);
    let tag = "<script type=\"application/json\" id=\"data\">";
    let begin = page.find(tag).unwrap() + tag.len();
    let end = begin + page[begin..].find("</script>").unwrap();
    serde_json::from_str(&page[begin..end]).unwrap()
}

#[test]
fn a_study_has_the_tables_of_all_parts_and_a_report() {
    let desk = desk("6-long-purse");
    let said = desk.run(&["study", "case", "--out", "out", "--perspective", "nation"]).well();
    for words in [
        "\n 1 Build nothing",
        "\n10 Of 24 rows of data",
        "Exhausting the weakest purse, that of Elder Oxide, by 2030 costs the adversary's nation $24 million (present value, proven minimum)",
        "plan done, stress done, share done; ",
    ] {
        let flat = said.out.replace("\n    ", " ");
        assert!(flat.contains(words), "{words}\n{flat}");
    }
    assert!(said.out.ends_with("report in out/report.html\n"), "{}", said.out);
    assert!(said.err.contains("part 1 of 3, plan") && said.err.contains("part 3 of 3, share"), "{}", said.err);
    assert_eq!(desk.entries("out"), ["manifest.json", "report.html", "report.json", "tables"]);
    let tables = desk.entries("out/tables");
    for name in ["builds", "quotes", "feed_costs", "products", "kill_costs", "weakest_links", "rules", "distributions"]
    {
        assert!(tables.contains(&format!("{name}.csv")), "{name} is not among {tables:?}");
    }
    let manifest: Value = serde_json::from_str(&desk.text("out/manifest.json")).unwrap();
    assert_eq!((&manifest["verb"], &manifest["options"]["levels"]), (&"study".into(), &"nation".into()));
    assert!(manifest["audit"]["passed"].as_bool().unwrap());
    let study = document(&desk, "out/report.html");
    assert_eq!(study, serde_json::from_str::<Value>(&desk.text("out/report.json")).unwrap());
    assert_eq!((&study["kind"], &study["format"]), (&"study".into(), &"recoop-report/1".into()));
    assert_eq!(study["proof"]["command"], "recoop study case --out out --perspective nation");
    assert_eq!(study["proof"]["case_hash"], manifest["case"]["hash"]);
    assert_eq!(study["sentences"].as_array().unwrap().len(), 10);
}

/// What goes into a pipe is the same on a busy machine, and when the same was done before.
#[test]
fn talk_in_a_pipe_has_no_seconds() {
    let desk = desk("6-long-purse");
    let first = desk.run(&["study", "case", "--out", "out"]).well();
    assert!(first.err.contains("part 1 of 3, plan\n") && first.err.contains("part 3 of 3, share\n"), "{}", first.err);
    let second = desk.run(&["study", "case", "--out", "out"]).well();
    assert_eq!(second.err, first.err);
}

#[test]
fn parts_that_a_case_has_no_use_for_are_told() {
    let desk = desk("5-cooperative-of-three");
    let said = desk.run(&["study", "case", "--out", "out", "--json"]).well();
    let answer: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(answer["proven"], true);
    let stress = &answer["parts"][1];
    assert_eq!((&stress["part"], &stress["status"]), (&"stress".into(), &"skipped".into()));
    assert!(stress["why"].as_str().unwrap().starts_with("the case has no attacks"), "{stress}");
    let study = document(&desk, "out/report.html");
    assert!(study["kill"]["missing"].is_string() && study["shares"]["here"].is_object());
}

#[test]
fn a_case_without_a_plan_has_a_report_that_says_why() {
    let desk = Desk::with_hand_case("5-origin");
    desk.change("case/demands.csv", "origin_rule_from", "origin_rule_from,service_level");
    desk.change("case/demands.csv", "20,30,2030", "20,30,2030,1");
    desk.change("case/demands.csv", "10,5,", "10,5,,");
    let said = desk.run(&["study", "case", "--out", "out"]);
    assert_eq!(said.code, 3, "{said:#?}");
    assert!(said.err.contains("error: no plan satisfies all rules"), "{}", said.err);
    let first = "1 Construction was not assessed (no plan satisfies all rules: 250 t/yr (200 of capacity, 50 of room on sites) against 300 t/yr that have to be \
                 served in 2030).";
    let unwrapped = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(unwrapped.contains(first), "{}", said.out);
    assert!(said.out.contains("plan failed") && said.out.ends_with("report in out/report.html\n"), "{}", said.out);
    let study = document(&desk, "out/report.html");
    assert_eq!(study["progress"][0]["status"], "failed");
    assert!(study["map"]["missing"].as_str().unwrap().starts_with("no plan satisfies all rules"), "{study}");
    assert!(!study["inputs"]["tables"].as_array().unwrap().is_empty());
}

#[test]
fn a_report_is_written_again() {
    let desk = desk("6-long-purse");
    desk.run(&["study", "case", "--out", "out"]).well();
    let page = desk.text("out/report.html");
    std::fs::remove_file(desk.path("out/report.html")).unwrap();
    let said = desk.run(&["report", "out"]).well();
    assert!(
        said.out.contains("\n 1 Build nothing") && said.out.ends_with("report in out/report.html\n"),
        "{}",
        said.out
    );
    assert_eq!(desk.text("out/report.html"), page);
    desk.run(&["report", "out", "--out", "elsewhere.html"]).well();
    assert_eq!(desk.text("elsewhere.html"), page);
}

#[test]
fn two_studies_stand_side_by_side() {
    let desk = desk("6-long-purse");
    desk.run(&["study", "case", "--out", "one"]).well();
    let members = desk.text("case/members.csv").replace("refiner,4,", "refiner,5,");
    std::fs::write(desk.path("case/members.csv"), members).unwrap();
    desk.run(&["study", "case", "--out", "two"]).well();
    let said = desk.run(&["report", "one", "two"]).well();
    for words in [
        "one beside two",
        "The cases differ in one cell, of `members`.",
        "elder  capital_total_musd  4      5",
        "kill cost of Elder Oxide (producers pay)",
        "report in one/compare.html",
    ] {
        assert!(said.out.contains(words), "{words}\n{}", said.out);
    }
    let comparison = document(&desk, "one/compare.html");
    assert_eq!((&comparison["kind"], &comparison["right"]["run"]), (&"comparison".into(), &"two".into()));
    let json: Value = serde_json::from_str(&desk.run(&["report", "one", "two", "--json"]).well().out).unwrap();
    assert_eq!(json["inputs"], comparison["inputs"]);
}

#[test]
fn folders_that_are_no_studies_are_refused() {
    let desk = desk("6-long-purse");
    desk.run(&["plan", "case", "--out", "plan"]).well();
    desk.run(&["study", "case", "--out", "out"]).well();
    let refuse = |run: &str, says: &str| {
        let said = desk.run(&["report", run]).refused(1);
        assert!(said.err.contains(says), "{says}\n{}", said.err);
    };
    refuse("case", "`case` is not a study: it is a case; study it first with recoop study");
    refuse("nowhere", "`nowhere` is not a study: there is no such folder");
    refuse("plan", "`plan` is not a study: it is a run of recoop plan; a report is made of a run of recoop study");
    let damaged = desk.text("out/report.json").replace("recoop-report/1", "recoop-report/0");
    std::fs::write(desk.path("out/report.json"), damaged).unwrap();
    refuse("out", "expected the format `recoop-report/1`, found `recoop-report/0`");
    std::fs::write(desk.path("out/report.json"), "{}").unwrap();
    refuse("out", "`report.json` is of another version of recoop: run recoop study again");
    // The second folder is looked at, too, before anything is written. (A run that was changed is replaced by nobody but its owner.)
    std::fs::remove_dir_all(desk.path("out")).unwrap();
    desk.run(&["study", "case", "--out", "out"]).well();
    desk.run(&["report", "out", "plan"]).refused(1);
    assert!(!desk.path("out/compare.html").exists());
}

#[test]
fn wrong_options_are_refused_before_the_case_is_read() {
    let desk = Desk::new();
    for (option, value, says) in [
        ("--perspective", "emperor", "--perspective: there is no `emperor`"),
        ("--rule", "shapely", "--rule: there is no rule `shapely`"),
        ("--gap", "-1", "--gap is a share of at least 0"),
        ("--time-limit", "0", "--time-limit is a number of seconds above 0"),
    ] {
        let said = desk.run(&["study", "nowhere", option, value]).refused(2);
        assert!(said.err.contains(says), "{says}\n{}", said.err);
    }
}
