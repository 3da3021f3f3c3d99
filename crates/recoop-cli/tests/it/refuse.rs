//! Cases without a plan, and commands that make no sense.

use crate::command::Desk;

/// Lines that were broken to fit the screen as one.
fn joined(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim_start()).collect::<Vec<_>>().join(" ")
}

/// Motors for defense need 300 t that home plants alone may make; 250 t are all that they can.
#[test]
fn rules_that_contradict_each_other_are_named_in_words() {
    let desk = Desk::with_hand_case("5-origin");
    desk.change("case/demands.csv", "origin_rule_from", "origin_rule_from,service_level");
    desk.change("case/demands.csv", "20,30,2030", "20,30,2030,1");
    desk.change("case/demands.csv", "10,5,", "10,5,,");
    let said = desk.run(&["plan", "case"]).refused(3);
    insta::assert_snapshot!(said.err, @"
    program: 14 rows, 13 columns (0 integer), 28 non-zeros
    error: no plan satisfies all rules: 250 t/yr (200 of capacity, 50 of room on
        sites) against 300 t/yr that have to be served in 2030
      has to be: 300 t/yr, service to motors in 2030
      can be: 200 t/yr, capacity of works in 2030
      can be: 50 t/yr, room on the site of new_works
    the smallest set of rules that contradict each other:
      what enters a place has to leave it:
        material_balance[metal,home,compliant,2030]: + 1 run[works,main,2030]
          + 1 run[new_works,main,2030] - 1 downgrade[metal,home,2030]
          - 1 serve[motors,2030] >= 0
      the service level asked for:
        service_level[motors,2030,base]: + 1 serve[motors,2030] >= 300
      a plant cannot do more than its capacity:
        capacity_limit[works,2030]: + 1 run[works,main,2030] <= 200
        capacity_limit[new_works,2030]: + 1 run[new_works,main,2030]
          - 1 installed[new_works,2030] <= 0
      capacity is what stood before and what arrives:
        capacity_roll[new_works,2030]: + 1 installed[new_works,2030]
          - 1 size[new_works,2030,1] <= 0
      a site holds so much:
        site_limit[new_works,2030]: + 1 size[new_works,2030,1] <= 50
      compliant material may pass as unrestricted, not the other way:
        0 <= downgrade[metal,home,2030]
    ");
    assert_eq!(desk.entries("."), ["case"]);
}

/// Three hundred works more: a row of capacity for each, and a balance with a term for each, are told on a screen, in full on request.
#[test]
fn a_long_contradiction_is_told_as_totals_on_a_screen() {
    let desk = Desk::with_hand_case("5-origin");
    desk.change("case/demands.csv", "origin_rule_from", "origin_rule_from,service_level");
    desk.change("case/demands.csv", "20,30,2030", "20,30,2030,1");
    desk.change("case/demands.csv", "10,5,", "10,5,,");
    desk.change("case/quantities.csv", "motors,2030,300", "motors,2030,500");
    for number in 0..300 {
        desk.append("case/facilities.csv", &format!("yard_{number},Yard {number},smith,home,melting,existing,0.5,"));
    }
    let said = desk.run(&["plan", "case", "-q"]).refused(3);
    let lines: Vec<&str> = said.err.lines().collect();
    assert!(lines.len() <= 24, "{} lines", lines.len());
    let names = |line: &&str| line.contains('[');
    assert!(lines.iter().all(|line| names(line) || line.chars().count() <= 80), "{}", said.err);
    let told = "error: no plan satisfies all rules: 400 t/yr (350 of capacity, 50 of room on sites) against 500 t/yr that have to be served in 2030";
    assert_eq!(joined(&lines[..2]), told);
    assert_eq!(lines[lines.len() - 1], "  and 301 more; all in full: recoop export --conflict CASE FILE.txt");
    desk.run(&["export", "--conflict", "case", "rules.txt"]).well();
    let all = desk.text("rules.txt");
    assert!(all.len() > 30_000, "{}", all.len());
    assert!(all.starts_with(&told["error: ".len()..]), "{all}");
    assert_eq!(all.matches("capacity_limit[").count(), 302);
}

/// Five tonnes of scrap make one of metal, 100 t of scrap are to be had: 20 t of the 300 t that have to be served.
#[test]
fn what_a_contradiction_lacks_is_counted_as_what_is_made_of_it() {
    let desk = Desk::with_hand_case("5-origin");
    desk.change("case/demands.csv", "origin_rule_from", "origin_rule_from,service_level");
    desk.change("case/demands.csv", "20,30,2030", "20,30,2030,1");
    desk.change("case/demands.csv", "10,5,", "10,5,,");
    desk.change("case/recipes.csv", "scrap,-1", "scrap,-5");
    desk.change("case/offers.csv", "side", "side,limit_t_per_year");
    desk.change("case/offers.csv", "scrap,buy", "scrap,buy,100");
    desk.change("case/offers.csv", "metal,buy", "metal,buy,");
    let said = desk.run(&["plan", "case", "-q"]).refused(3);
    let lines: Vec<&str> = said.err.lines().collect();
    let told = "error: no plan satisfies all rules: 20 t/yr of offers against 300 t/yr that have to be served in 2030";
    assert_eq!(joined(&lines[..2]), told);
    assert_eq!(
        lines[2..4],
        [
            "  has to be: 300 t/yr, service to motors in 2030",
            "  can be: 100 t/yr, the offer of yard,scrap,buy1 in 2030 (counts as 20 t/yr)",
        ]
    );
}

/// Two futures, each of which may be missed with a chance of 10%: in parts both could be, as whole futures neither can.
#[test]
fn a_contradiction_of_whole_futures_is_told_as_what_can_be_had() {
    let desk = Desk::with_hand_case("5-origin");
    desk.change("case/case.toml", "last_year = 2030", "last_year = 2031");
    desk.change(
        "case/scenarios.csv",
        "id,first_year,probability\nbase,2030,1",
        "id,parent,first_year,probability\nbase,,2030,1\nhigh,base,2031,0.5\nlow,base,2031,0.5",
    );
    desk.change(
        "case/demands.csv",
        "origin_rule_from",
        "origin_rule_from,service_level,service_probability,service_from",
    );
    desk.change("case/demands.csv", "20,30,2030", "20,30,2030,1,0.9,2031");
    desk.change("case/demands.csv", "10,5,", "10,5,,,,");
    desk.change("case/quantities.csv", "motors,2030,300", "motors,2030,260");
    let said = desk.run(&["plan", "case", "-q"]).refused(3);
    let lines: Vec<&str> = said.err.lines().take_while(|line| !line.starts_with("the smallest")).collect();
    let first = joined(&lines);
    let told = "at most 250 of the 260 t/yr that are asked for, service to motors in 2031 (";
    assert!(first.starts_with(&format!("error: no plan satisfies all rules: {told}")), "{first}");
    assert!(first.ends_with("as plants and scenarios count whole"), "{first}");
    // Neither a case with a plan nor another ending has anything to write.
    desk.run(&["export", "--conflict", "case", "rules.mps"]).refused(2);
    desk.change("case/quantities.csv", "motors,2030,260", "motors,2030,250");
    desk.run(&["export", "--conflict", "case", "rules.txt"]).refused(2);
    assert_eq!(desk.entries("."), ["case"]);
}

/// A candidate for 200 t at 0.1 MUSD/t. Money, modules, ramps, lead times and stocks are told in units of their own.
#[test]
fn totals_of_a_contradiction_are_in_units_of_their_own() {
    let told = |changes: &[(&str, &str, &str)]| {
        let desk = Desk::new();
        crate::command::copy(
            &crate::command::repository().join("crates/recoop-cli/tests/it/contradiction"),
            &desk.path("case"),
        );
        for (file, from, to) in changes {
            desk.change(&format!("case/{file}"), from, to);
        }
        let said = desk.run(&["plan", "case", "-q"]).refused(3);
        let lines: Vec<&str> = said.err.lines().take_while(|line| !line.starts_with("the smallest")).collect();
        let mut told: Vec<String> = Vec::new();
        for line in lines {
            match (line.starts_with("    "), told.last_mut()) {
                (true, Some(last)) => *last = format!("{last} {}", line.trim_start()),
                _ => told.push(line.trim_start().to_string()),
            }
        }
        told.join("\n").replace("error: no plan satisfies all rules: ", "")
    };
    let plant = |of: &'static str| ("facilities.csv", "f,a,home,t,candidate,,,200,", of);
    insta::assert_snapshot!(told(&[("members.csv", "a,manufacturer,", "a,manufacturer,6")]), @"
    $6 million of equity (enough for at most 60 t/yr) against 80 t/yr that have to be served in 2030
    has to be: 80 t/yr, service to d in 2030
    can be: $6 million, equity of a (counts as 60 t/yr)
    ");
    insta::assert_snapshot!(told(&[plant("f,a,home,t,candidate,,25,75,")]), @"
    3 plants (enough for at most 75 t/yr) against 80 t/yr that have to be served in 2030
    has to be: 80 t/yr, service to d in 2030
    can be: 3 plants of f in 2030 (counts as 75 t/yr)
    ");
    insta::assert_snapshot!(told(&[plant("f,a,home,t,candidate,,75,75,")]), @"
    1 plant (enough for at most 75 t/yr) against 80 t/yr that have to be served in 2030
    has to be: 80 t/yr, service to d in 2030
    can be: 1 plant of f in 2030 (counts as 75 t/yr)
    ");
    insta::assert_snapshot!(told(&[plant("f,a,home,t,candidate,,,150,0.4;0.8")]), @"
    60 t/yr of room on sites against 80 t/yr that have to be served in 2030; new capacity ramps up
    has to be: 80 t/yr, service to d in 2030
    can be: 150 t/yr, room on the site of f (counts as 60 t/yr)
    ");
    insta::assert_snapshot!(told(&[plant("f,a,home,t,existing,50,,,"), ("stocks.csv", "metal,home,0,500,0", "metal,home,10,500,30"), ("demands.csv", "0.8", "0.45")]), @"
    160 t (150 of capacity, 10 of opening stocks) against 165 t that are asked for (135 of service, 30 of stocks) in 2030 to 2032
    has to be: 45 t/yr, service to d in 2030 (counts as 45 t)
    has to be: 45 t/yr, service to d in 2031 (counts as 45 t)
    has to be: 45 t/yr, service to d in 2032 (counts as 45 t)
    has to be: 30 t, stocks of metal,home in 2032
    can be: 50 t/yr, capacity of f in 2030 (counts as 50 t)
    can be: 50 t/yr, capacity of f in 2031 (counts as 50 t)
    can be: 50 t/yr, capacity of f in 2032 (counts as 50 t)
    can be: 10 t, opening stocks of metal,home
    ");
    // Years of a period are told with its first and last; equity is called in one of them.
    let periods = |lengths: &'static str| ("case.toml", "last_year = 2032", lengths);
    let one = periods("last_year = 2032\nperiod_lengths = [3]");
    insta::assert_snapshot!(told(&[one, ("members.csv", "a,manufacturer,", "a,manufacturer,6")]), @"
    $6 million of equity (enough for at most 60 t/yr) against 80 t/yr that have to be served in 2030-2032
    has to be: 80 t/yr, service to d in 2030-2032
    can be: $6 million, equity of a (counts as 60 t/yr)
    ");
    let two = periods("last_year = 2032\nperiod_lengths = [1, 2]");
    insta::assert_snapshot!(told(&[two, plant("f,a,home,t,existing,50,,,"), ("stocks.csv", "metal,home,0,500,0", "metal,home,10,500,30"), ("demands.csv", "0.8", "0.45")]), @"
    160 t (150 of capacity, 10 of opening stocks) against 165 t that are asked for (135 of service, 30 of stocks) in 2030 to 2032
    has to be: 45 t/yr, service to d in 2031-2032 (counts as 90 t)
    has to be: 45 t/yr, service to d in 2030 (counts as 45 t)
    has to be: 30 t, stocks of metal,home in 2031-2032
    can be: 50 t/yr, capacity of f in 2031-2032 (counts as 100 t)
    can be: 50 t/yr, capacity of f in 2030 (counts as 50 t)
    can be: 10 t, opening stocks of metal,home
    ");
    insta::assert_snapshot!(told(&[plant("f,a,home,t,candidate,,,200,"), ("technologies.csv", "20,0", "20,1")]), @"
    0 t/yr against 80 t/yr that have to be served in 2030; nothing can make, bring or buy metal,home by then
    has to be: 80 t/yr, service to d in 2030
    ");
}

#[test]
fn a_plan_that_earns_without_limit_says_so() {
    let desk = Desk::with_hand_case("3-lead-time");
    desk.append("case/markets.csv", "dealer,A dealer next door,home,nobody");
    desk.append("case/offers.csv", "dealer,metal,buy");
    desk.append("case/prices.csv", "dealer,metal,2030,90");
    let said = desk.run(&["plan", "case"]).refused(3);
    let error = said.err.lines().last().unwrap();
    insta::assert_snapshot!(error, @"error: the plan can earn without limit: buy `metal` at `dealer` for 90 USD/kg in 2030 (`offers` row 3); sell `metal` at `world` for 103 USD/kg in 2030 (`offers` row 2). Without one of these the others earn nothing: mend a price, or give an offer a limit");
    assert_eq!(desk.entries("."), ["case"]);
}

#[test]
fn options_that_make_no_sense_are_refused() {
    let desk = Desk::with_hand_case("2-scale");
    for (option, value, reason) in [
        ("--gap", "abc", "error: invalid value 'abc' for '--gap <SHARE>'"),
        ("--gap", "-1", "error: --gap is a share of at least 0, found `-1`"),
        ("--gap", "nan", "error: --gap is a share of at least 0, found `NaN`"),
        ("--time-limit", "0", "error: --time-limit is a number of seconds above 0, found `0`"),
        ("--time-limit", "-5", "error: --time-limit is a number of seconds above 0, found `-5`"),
        ("--seed", "1.5", "error: invalid value '1.5' for '--seed <N>'"),
    ] {
        let said = desk.run(&["plan", "case", option, value]).refused(2);
        assert!(said.err.starts_with(reason), "{option} {value}: {}", said.err);
    }
    assert_eq!(desk.entries("."), ["case"]);
}

#[test]
fn a_folder_that_is_no_run_is_not_overwritten() {
    let desk = Desk::with_hand_case("2-scale");
    std::fs::create_dir(desk.path("thesis")).unwrap();
    std::fs::write(desk.path("thesis/chapter.txt"), "years of work").unwrap();
    let said = desk.run(&["plan", "case", "--out", "thesis"]).refused(1);
    // Before the search, not after it.
    assert_eq!(
        said.err,
        "error: `thesis` is there already and is not a run folder: it has no `manifest.json` of recoop\n"
    );
    assert_eq!(desk.entries("thesis"), ["chapter.txt"]);
    // The case itself is in the way just the same.
    desk.run(&["plan", "case", "--out", "case"]).refused(1);
    desk.run(&["check", "case"]).well();
}
