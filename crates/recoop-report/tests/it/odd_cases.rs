//! Cases with less, or more, than usual.

use recoop_report::views::Document;
use recoop_report::views::study::PartOutcome;

use crate::desk::{Desk, case, changed, study};

#[test]
fn one_member_shares_with_nobody() {
    let folder = changed("6-long-purse", |file, text| {
        let drop =
            |word: &str| text.lines().filter(|line| !line.contains(word)).map(|line| format!("{line}\n")).collect();
        match file {
            "members.csv" | "facilities.csv" => drop("elder"),
            "attacks.csv" => drop("undercut"),
            _ => text,
        }
    });
    let (study, _) = study(folder.path());
    assert_eq!(study.names.members.len(), 2, "the member and the cooperative");
    assert_eq!(study.shares.why(), Some("the case has one member: sharing needs at least 2 members"));
    assert!(study.kill.here().is_some());
    assert_eq!(study.progress[2].status, PartOutcome::Skipped);
    assert_eq!(
        study.sentences[7].text,
        "Stability was not assessed (the case has one member: sharing needs at least 2 members)."
    );
}

#[test]
fn without_attacks_there_is_no_stress() {
    let (study, _) = study(&case("5-cooperative-of-three"));
    let why = "the case has no attacks; list them in table `attacks`";
    assert_eq!((study.kill.why(), study.harm.why()), (Some(why), Some(why)));
    assert_eq!(study.independence.here().unwrap().links.why(), Some(why));
    assert!(study.shares.here().is_some());
    assert_eq!(study.sentences.len(), 10);
}

#[test]
fn a_case_of_one_scenario_has_one_future() {
    let (study, _) = study(&case("1-two-mines"));
    assert_eq!((study.names.futures.len(), study.tree.nodes.len()), (1, 1));
    assert_eq!(study.names.futures[0].states.len(), study.names.periods.len());
    assert!(study.tree.nodes[0].changes.is_empty());
    assert_eq!(study.tree.nodes[0].npv_musd.is_some(), study.tree.nodes[0].future == Some(0));
}

#[test]
fn scenarios_say_what_they_change() {
    let (study, _) = study(&case("4-crash"));
    assert!(study.tree.nodes.iter().any(|node| !node.changes.is_empty()));
    for future in &study.names.futures {
        assert_eq!(future.states.len(), study.names.periods.len());
        for (period, state) in future.states.iter().enumerate() {
            assert_eq!(study.names.states[*state].period, period);
        }
    }
}

/// As many plants as a large case has: each mine split into a hundred.
#[test]
fn two_hundred_plants_fit() {
    let folder = changed("1-two-mines", |file, text| {
        if file != "facilities.csv" {
            return text;
        }
        let mut out = String::new();
        for line in text.lines() {
            match line.split_once(',') {
                Some((id @ ("juniper_mine" | "dry_fork_mine"), rest)) => {
                    for at in 0..100 {
                        let rest = rest.replace("2500", "25").replace("7500", "75");
                        out.push_str(&format!("{id}_{at},{rest}\n"));
                    }
                }
                _ => out.push_str(&format!("{line}\n")),
            }
        }
        out
    });
    let (study, _) = study(folder.path());
    assert_eq!(study.names.facilities.len(), 201);
    assert_eq!(study.map.here().unwrap().unplaced.len(), 201, "the case says of no plant where it is");
    assert!(Document::Study(study).to_json().len() < 1_000_000);
}

#[test]
fn places_are_drawn_where_the_case_has_them() {
    let folder = changed("6-long-purse", |_, text| text);
    let locations = "facility,region,latitude,longitude\nbirch_works,,-36.5,142.25\n,valley,40,-100\n";
    std::fs::write(folder.path().join("locations.csv"), locations).unwrap();
    let (study, _) = study(folder.path());
    let map = study.map.here().unwrap();
    assert_eq!((map.places.len(), map.regions.len(), map.unplaced.as_slice()), (1, 1, [1].as_slice()));
    let place = map.places[0];
    assert_eq!((place.facility, place.latitude.value(), place.longitude.value()), (0, -36.5, 142.25));
}

#[test]
fn a_study_that_was_stopped_at_once_still_has_a_report() {
    let desk = Desk::read(&case("6-long-purse"));
    let found = desk.nothing("interrupted before a first plan was found");
    let study = found.study(&found.result_tables());
    assert_eq!(study.sentences.len(), 10);
    assert_eq!(study.sentences[0].text, "Construction was not assessed (interrupted before a first plan was found).");
    assert_eq!(study.progress[0].status, PartOutcome::Stopped);
    assert!(study.results.is_empty() && study.map.here().is_none());
    assert!(!study.inputs.tables.is_empty() && study.tree.nodes[0].npv_musd.is_none());
}
