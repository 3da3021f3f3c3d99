//! `recoop backtest`: a case by hand, and the two that are history. docs/backtests.md says what each figure means.

use serde_json::Value;

use crate::command::{Desk, copy, repository};

/// Two makers with a purse (`cases/6-long-purse`) to whom something happened. Birch earns 15 MUSD a quarter, Elder 5.
fn desk() -> Desk {
    let desk = Desk::new();
    copy(&repository().join("cases/6-long-purse"), &desk.path("case"));
    for (table, text) in [
        ("outputs", "facility,year,quarter,output_t\nbirch_works,2031,1,500\n"),
        (
            "payments",
            "id,member,kind,year,quarter,amount_musd,variant\n\
             drawn,birch,loan,2030,1,20,\ncoupon,birch,interest,2030,,-8,\ndue,birch,repayment,2032,2,-150,\n\
             gift,birch,other,2032,1,5,later\n",
        ),
        (
            "accounts",
            "member,measure,year,quarter,amount_musd\nbirch,cash,2030,4,90\nbirch,revenue,2031,,50\nbirch,cash,2032,4,1\n",
        ),
        (
            "variants",
            "variant,name,target,filter,action,value,first_year\n\
             later,Half of it is due,payment,payment=due,multiply,0.5,\n\
             dear,Oxide for 125,price,material=oxide,set,125,2031\n\
             shut,Birch shut from 2031,output,facility=birch_works,set,0,2031\n\
             shut,,fixed_cost,facility=birch_works,multiply,0.4,2031\n\
             poor,Elder with nothing,purse,member=elder,set,0,\n",
        ),
    ] {
        std::fs::write(desk.path(&format!("case/{table}.csv")), text).unwrap();
    }
    desk
}

fn answer(desk: &Desk, case: &str) -> Value {
    serde_json::from_str(&desk.run(&["backtest", case, "--json"]).well().out).unwrap()
}

fn history(case: &str) -> Value {
    let desk = Desk::new();
    copy(&repository().join("cases").join(case), &desk.path(case));
    // Every row is sound: not even a warning.
    let checked = desk.run(&["check", case]).well();
    assert!(checked.out.contains("no errors"), "{}", checked.out);
    answer(&desk, case)
}

/// A run and, in it, a member.
fn outcome<'a>(answer: &'a Value, variant: Option<&str>, member: &str) -> &'a Value {
    let run = run(answer, variant);
    run["outcomes"].as_array().unwrap().iter().find(|it| it["member"] == member).unwrap()
}

fn run<'a>(answer: &'a Value, variant: Option<&str>) -> &'a Value {
    answer["runs"].as_array().unwrap().iter().find(|run| run["variant"].as_str() == variant).unwrap()
}

fn cash(answer: &Value, outcome: &Value, quarter: &str) -> f64 {
    let at = answer["quarters"].as_array().unwrap().iter().position(|it| it == quarter).unwrap();
    outcome["cash_musd"][at].as_f64().unwrap()
}

fn least(outcome: &Value) -> f64 {
    outcome["cash_musd"].as_array().unwrap().iter().map(|it| it.as_f64().unwrap()).fold(f64::INFINITY, f64::min)
}

fn kill(outcome: &Value, level: &str) -> f64 {
    let kills = outcome["kills"].as_array().unwrap();
    kills.iter().find(|kill| kill["level"] == level).unwrap()["cost_musd"].as_f64().unwrap()
}

#[track_caller]
fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found}, expected {expected} within {tolerance}");
}

#[test]
fn a_case_by_hand() {
    let answer = answer(&desk(), "case");
    let birch = outcome(&answer, None, "birch");
    // 15 + 15 + 20 - 2, then three quarters of 15 - 2.
    for (quarter, expected) in [
        ("2030 Q1", 48.0),
        ("2030 Q4", 87.0),
        // 500 t in the first quarter: 50 - 15 - 2.5; then the works stand.
        ("2031 Q1", 119.5),
        ("2031 Q4", 112.0),
        ("2032 Q1", 127.0),
        ("2032 Q2", -8.0),
    ] {
        near(cash(&answer, birch, quarter), expected, 1e-9);
    }
    assert_eq!(birch["fails"], "2032 Q2");
    assert_eq!(birch["kills"], Value::Array(Vec::new()));
    let books: Vec<_> = answer["books"].as_array().unwrap().iter().map(|book| book["modeled_musd"].as_f64()).collect();
    assert_eq!(books, [Some(87.0), Some(50.0), None]);

    // 20 a year less 50 for the whole price: by the end of the first year 16 and the purse of 4 are gone at 0.48, as in the README.
    let elder = outcome(&answer, None, "elder");
    near(kill(elder, "producers"), 480.0, 0.01);
    near(kill(elder, "nation"), 48.0, 0.001);
    near(cash(&answer, elder, "2032 Q4"), 64.0, 1e-9);

    let later = outcome(&answer, Some("later"), "birch");
    near(cash(&answer, later, "2032 Q2"), 72.0, 1e-9);
    assert_eq!(later["fails"], Value::Null);
    // Shut, it costs 1 a quarter: 87 - 4 - 1 - 1 - 150.
    let shut = outcome(&answer, Some("shut"), "birch");
    near(cash(&answer, shut, "2032 Q2"), -69.0, 1e-9);
    near(cash(&answer, outcome(&answer, Some("poor"), "elder"), "2030 Q1"), 5.0, 1e-9);

    // One purse holds: Elder has 54 when Birch lacks 8.
    let together = run(&answer, None)["together"].as_array().unwrap();
    let broke = |bylaw: &str| &together.iter().find(|it| it["bylaw"] == bylaw).unwrap()["fails"];
    assert_eq!(broke("joint purse")[0], Value::Null);
    assert_eq!(broke("alone")[0], "2032 Q2");

    // From 125 to 100 is a fall by a fifth in eight quarters of 312.5 MUSD each at full depth, worth 0.8 and 0.64.
    let fall = &run(&answer, Some("dear"))["price_fall"];
    near(fall["depth"][4].as_f64().unwrap(), 0.2, 1e-12);
    near(fall["depth"][0].as_f64().unwrap(), 0.0, 1e-12);
    near(fall["costs"][0]["cost_musd"].as_f64().unwrap(), 0.2 * 312.5 * 4.0 * (0.8 + 0.64), 1e-6);
    assert_eq!(run(&answer, None)["price_fall"], Value::Null);
}

#[test]
fn the_screen_says_it_in_words() {
    let desk = desk();
    let said = desk.run(&["backtest", "case"]).well().out;
    for words in [
        "Birch Oxide: Base run",
        "purse at the start 15.0; fails in 2032 Q2",
        "cash: model minus reported, mean of 1 dates -3.0, largest -3.0 (2030 Q4)",
        "Variants",
        "Failures by pooling bylaw, without an attack",
        "Oxide for 125: cost of the recorded price fall (up to 20%) as an attack: producers 360",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    assert!(!said.contains("Birch Oxide: Half of it is due"));
    assert!(desk.run(&["backtest", "case", "--full"]).well().out.contains("Birch Oxide: Half of it is due"));
}

#[test]
fn paths_go_to_a_file() {
    let desk = desk();
    desk.run(&["backtest", "case", "--out", "paths.csv"]).well();
    let csv = desk.text("paths.csv");
    assert!(csv.starts_with("variant,member,year,quarter,sales_musd,costs_musd,"), "{csv}");
    assert!(csv.contains("\n,birch,2030,4,25,-10,0,0,-2,0,0,87,87,90\n"), "{csv}");
    // Of Birch in the base run, nothing after the quarter in which it fails.
    assert!(csv.contains("\n,birch,2032,2,") && !csv.contains("\n,birch,2032,3,"));
    assert!(csv.contains("\nlater,birch,2032,4,"));
    let said = desk.run(&["backtest", "case", "--out", "paths.txt"]).refused(2);
    assert!(said.err.contains("does not end in .csv"), "{}", said.err);
}

#[test]
fn what_it_cannot_do_it_says() {
    let desk = desk();
    desk.change("case/members.csv", "refiner,15,", "refiner,,");
    desk.change("case/members.csv", "refiner,4,", "refiner,,");
    let said = desk.run(&["backtest", "case"]).refused(1);
    assert!(said.err.contains("no member has a purse"), "{}", said.err);
    let desk = self::desk();
    desk.change("case/outputs.csv", "2031,1,500", "2031,1,-500");
    let said = desk.run(&["backtest", "case"]).refused(1);
    assert!(said.err.contains("expected 0 or more, found -500"), "{}", said.err);
}

/// Minimum cash and credit move the purse, and not the cash at the bank that books report: Birch has 15, of which 12 have to stay, or a line of 40.
#[test]
fn reported_cash_is_compared_with_cash_at_the_bank() {
    let numbers =
        |value: &Value| -> Vec<f64> { value.as_array().unwrap().iter().map(|it| it.as_f64().unwrap()).collect() };
    let plain = answer(&desk(), "case");
    let cash = numbers(&outcome(&plain, None, "birch")["cash_musd"]);
    assert_eq!(outcome(&plain, None, "birch")["purse_left_musd"], outcome(&plain, None, "birch")["cash_musd"]);
    let with = |rest: &str| {
        let desk = desk();
        let text = format!("member,opening_cash_musd,undrawn_credit_musd,minimum_cash_musd\nbirch,15,{rest}\n");
        std::fs::write(desk.path("case/finances.csv"), text).unwrap();
        desk
    };
    let cash_of_books = |answer: &Value| answer["books"][0]["modeled_musd"].as_f64().unwrap();
    // A minimum: the same cash, a purse that is lower by 12, and the same books.
    let kept = answer(&with("0,12"), "case");
    let birch = outcome(&kept, None, "birch");
    assert_eq!(numbers(&birch["cash_musd"]), cash);
    assert_eq!(numbers(&birch["purse_left_musd"]), cash.iter().map(|it| it - 12.0).collect::<Vec<_>>());
    assert_eq!((cash_of_books(&kept), cash_of_books(&plain)), (87.0, 87.0));
    // A line of 40 in the quarter in which 150 are due: 27 are missing, and 13 of the line are left.
    let end = cash[9];
    assert!(end < 0.0, "{cash:?}");
    let line = answer(&with("40,0"), "case");
    let birch = outcome(&line, None, "birch");
    assert_eq!(birch["fails"], Value::Null);
    assert_eq!(numbers(&birch["cash_musd"])[..9], cash[..9]);
    assert_eq!((numbers(&birch["cash_musd"])[9], numbers(&birch["purse_left_musd"])[9]), (0.0, end + 40.0));
    assert_eq!(cash_of_books(&line), 87.0);
    let screen = with("0,12").run(&["backtest", "case"]).well().out;
    for words in
        ["cash: model minus reported, mean of 1 dates -3.0", "purse at the start 3.0", "purse: cash and undrawn credit"]
    {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
}

/// Outcomes 1 to 6 of the back-test of Molycorp.
#[test]
fn molycorp_runs_out_when_it_did() {
    let answer = history("molycorp-2010");
    let of = |variant| outcome(&answer, variant, "molycorp");
    // 1. Sales are volume times price, to 0.1 MUSD: those of the group, as its results for the year give all three, and of Mountain Pass.
    for (sold_t, usd_per_kg, musd) in [(13_118.0, 42.26, 554.390), (13_019.0, 36.53, 475.612)] {
        near(sold_t * usd_per_kg / 1000.0, musd, 0.1);
    }
    for book in answer["books"].as_array().unwrap().iter().filter(|book| book["measure"] == "revenue") {
        near(book["modeled_musd"].as_f64().unwrap(), book["books_musd"].as_f64().unwrap(), 0.1);
    }
    // 2. The first breach is between the second and the fourth quarter of 2015; the model is never more than 40 MUSD from the books.
    assert_eq!(of(None)["fails"], "2015 Q4");
    let cash_books: Vec<_> = answer["books"].as_array().unwrap().iter().filter(|it| it["measure"] == "cash").collect();
    assert_eq!(cash_books.len(), 10);
    for book in cash_books {
        near(book["modeled_musd"].as_f64().unwrap(), book["books_musd"].as_f64().unwrap(), 40.0);
    }
    near(cash(&answer, of(None), "2015 Q2"), 79.6, 0.05);
    // Run out at the burn of the first quarter of 2015: 5.1 months.
    let books = |year: i32, quarter: i32| {
        let all = answer["books"].as_array().unwrap();
        let book =
            all.iter().find(|it| it["year"] == year && it["quarter"] == quarter && it["measure"] == "cash").unwrap();
        book["books_musd"].as_f64().unwrap()
    };
    near(books(2015, 1) / ((books(2014, 4) - books(2015, 1)) / 3.0), 5.1, 0.05);
    // Without what foreign subsidiaries held it is the quarter in which it filed.
    assert_eq!(of(Some("abroad"))["fails"], "2015 Q2");
    // 3. Without the rounds of 2013 and 2014: at least a year earlier.
    assert_eq!(of(Some("no_rounds"))["fails"], "2013 Q2");
    // 4. With prices as at the end of 2011: no breach.
    assert_eq!(of(Some("prices_2011"))["fails"], Value::Null);
    // 5. With half the debt service, or idle: it survives, and idling was right.
    for variant in ["half_debt", "idle", "ramp", "customers"] {
        assert_eq!(of(Some(variant))["fails"], Value::Null, "{variant}");
    }
    near(cash(&answer, of(Some("idle")), "2015 Q4"), 212.6, 0.05);
    near(cash(&answer, of(Some("half_debt")), "2015 Q4"), 123.0, 0.05);
    for plant in of(None)["plants"].as_array().unwrap().iter().filter(|plant| plant["year"].as_i64() > Some(2012)) {
        let number = |name: &str| plant[name].as_f64().unwrap();
        // Three quarters of the fixed cost are saved when it idles.
        let saved = 0.75 * (number("cost_usd_per_kg") - 3.96);
        assert!(3.96 + saved > number("price_usd_per_kg"), "{plant}");
        near(number("cost_at_capacity_usd_per_kg"), 13.09, 0.005);
    }
    // What hangs on the two choices about cost.
    assert_eq!(of(Some("no_working"))["fails"], "2015 Q3");
    assert_eq!(of(Some("production_cost"))["fails"], Value::Null);
    // 6. Seen from the end of 2011.
    let plan = of(Some("plan_2011"));
    assert_eq!(plan["fails"], Value::Null);
    near(kill(plan, "producers"), 3019.0, 1.0);
    near(kill(plan, "nation"), 971.4, 0.5);
    let fall = &run(&answer, Some("plan_2011"))["price_fall"];
    near(fall["costs"][0]["cost_musd"].as_f64().unwrap(), 15_741.0, 1.0);
    assert_eq!(fall["fails"][0], "2015 Q4");
}

/// A purse that Molycorp and Lynas share is empty when Molycorp's is: the right to let go keeps Lynas.
#[test]
fn one_purse_would_have_taken_lynas_along() {
    let answer = history("molycorp-2010");
    let together = run(&answer, None)["together"].as_array().unwrap();
    let broke = |bylaw: &str| together.iter().find(|it| it["bylaw"] == bylaw).unwrap()["fails"].clone();
    assert_eq!(broke("alone"), serde_json::json!(["2015 Q4", null]));
    assert_eq!(broke("joint purse"), serde_json::json!(["2015 Q4", "2015 Q4"]));
    assert_eq!(broke("right to let go"), serde_json::json!(["2015 Q4", null]));
    // With customers that pay what it costs, one purse holds.
    let together = run(&answer, Some("customers"))["together"].as_array().unwrap();
    assert!(together.iter().all(|it| it["fails"] == serde_json::json!([null, null])));
}

/// The control. History: Lynas survived. The model as it was set up does not have it survive to the end: it is 7.5 MUSD short in the March
/// quarter of 2016. What it says is held here; why it differs is in docs/backtests.md.
#[test]
fn lynas_is_on_the_edge() {
    let answer = history("lynas-2012");
    let of = |variant| outcome(&answer, variant, "lynas");
    for book in answer["books"].as_array().unwrap() {
        let tolerance = if book["measure"] == "revenue" { 0.1 } else { 3.0 };
        match book["modeled_musd"].as_f64() {
            Some(modeled) => near(modeled, book["books_musd"].as_f64().unwrap(), tolerance),
            // Of the year in which it breaks nothing is said.
            None => assert_eq!(book["year"], 2016),
        }
    }
    assert_eq!(of(None)["fails"], "2016 Q3");
    near(least(of(None)), -7.5, 0.05);
    near(cash(&answer, of(None), "2015 Q1"), 1.0, 0.05);
    // With the cost of the June quarter of 2015 it is still short, by 0.7; with the savings that were reported it survives.
    assert_eq!(of(Some("june_2015"))["fails"], "2016 Q3");
    near(least(of(Some("june_2015"))), -0.7, 0.05);
    assert_eq!(of(Some("savings"))["fails"], Value::Null);
    near(cash(&answer, of(Some("savings")), "2016 Q4"), 8.0, 0.05);
    // Without the extensions it fails a year and a half before, at once when the first part is due.
    assert_eq!(of(Some("no_extension"))["fails"], "2015 Q1");
    assert_eq!(of(Some("hard_lenders"))["fails"], "2015 Q1");
    assert_eq!(of(Some("no_rounds"))["fails"], "2014 Q4");
    for variant in ["prices_2011", "half_debt", "idle", "plan_2013"] {
        assert_eq!(of(Some(variant))["fails"], Value::Null, "{variant}");
    }
}
