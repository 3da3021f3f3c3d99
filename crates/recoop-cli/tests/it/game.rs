//! `recoop game`.

use serde_json::Value;

use crate::command::{Desk, Said, repository};

fn examples() -> Vec<String> {
    let entries = std::fs::read_dir(repository().join("cases/games")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e != "md"));
    let mut paths: Vec<String> = paths.map(|path| path.to_str().unwrap().to_string()).collect();
    paths.sort();
    paths
}

fn example(name: &str) -> String {
    repository().join("cases/games").join(name).to_str().unwrap().to_string()
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

/// Payoffs by the rule's word.
fn payoffs(answer: &Value, word: &str) -> Vec<f64> {
    let rules = answer["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["rule"] == word).unwrap_or_else(|| panic!("{word}"));
    numbers(&rule["payoffs"])
}

fn near(found: &[f64], wanted: &[f64], by: f64) {
    assert!(found.iter().zip(wanted).all(|(a, b)| (a - b).abs() <= by), "{found:?} {wanted:?}");
    assert_eq!(found.len(), wanted.len());
}

#[test]
fn every_example_is_answered_in_words_and_as_json() {
    let desk = Desk::new();
    for path in examples() {
        let mut command = desk.command(&["game", &path]);
        let out = command.env("COLUMNS", "60").output().unwrap();
        let (out, err) = (String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap());
        assert_eq!(err, "", "{path}");
        let has_parts = out.contains("\nSummary\n") && out.contains("\nProofs\n");
        assert!(!out.contains('\u{1b}') && (has_parts || path.ends_with("birmingham.json")), "{path}\n{out}");
        for line in out.lines() {
            assert!(line.trim_end().chars().count() <= 60, "{path}: {line}");
        }
        let answer = json(&desk.run(&["game", &path, "--json"]).well());
        assert_eq!(answer["stopped"], false);
        let players =
            answer[if answer["classes"].is_array() { "classes" } else { "players" }].as_array().unwrap().len();
        for rule in answer["rules"].as_array().unwrap() {
            if rule["status"] == "found" {
                assert_eq!(numbers(&rule["payoffs"]).len(), players, "{path} {rule}");
                assert_ne!(rule["verified"], false, "{path} {rule}");
            } else {
                assert!(rule["status"] == "none" && rule["why"].as_str().unwrap().len() > 20, "{path} {rule}");
            }
        }
    }
}

#[test]
fn published_answers() {
    let desk = Desk::new();
    let answer = |name: &str| json(&desk.run(&["game", &example(name), "--json"]).well());
    // Straffin & Heaney (1981), Driessen (1988).
    let tva = answer("tennessee-valley.csv");
    near(&payoffs(&tva, "nucleolus"), &[116_234.0, 93_540.0, 202_810.0], 1e-9);
    near(&payoffs(&tva, "shapley"), &[117_829.0, 100_756.5, 193_998.5], 1e-6);
    for word in ["tau", "gately"] {
        near(&payoffs(&tva, word), &[117_476.0, 99_157.0, 195_951.0], 1.0);
    }
    near(&payoffs(&tva, "equal_non_separable"), &[119_424.0, 107_973.0, 185_187.0], 1.0);
    assert_eq!(tva["core"]["ranges"][0], serde_json::json!([45_214.0, 163_520.0]));
    // Young, Okada & Hashimoto (1982), the nucleolus corrected.
    let skane = answer("skane.csv");
    near(&payoffs(&skane, "shapley"), &[20.01, 10.71, 6.61, 10.37, 16.94, 19.18], 0.006);
    near(&payoffs(&skane, "nucleolus"), &[20.35, 12.057, 4.997, 8.607, 18.32, 19.49], 0.001);
    let shapley = skane["rules"].as_array().unwrap().iter().find(|rule| rule["rule"] == "shapley").unwrap();
    assert_eq!(shapley["coalitions"][0]["group"], serde_json::json!(["H", "K", "L"]));
    assert_eq!((&shapley["in_core"], &shapley["blocking"]), (&Value::from(false), &Value::from(1)));
    // Aumann & Maschler (1985).
    near(&payoffs(&answer("talmud.json"), "nucleolus"), &[50.0, 75.0, 75.0], 0.0);
    // Gately (1974).
    let india = answer("southern-india.json");
    near(&payoffs(&india, "gately"), &[827.7, 476.6, 225.7], 0.06);
    near(&payoffs(&india, "nucleolus"), &[955.0, 395.0, 180.0], 0.0);
    // Lemaire (1991).
    let pooled = answer("pooled-investment.csv");
    near(&payoffs(&pooled, "shapley"), &[51_750.0, 25_875.0, 12_375.0], 1e-9);
    near(&payoffs(&pooled, "nucleolus"), &[52_687.5, 24_468.75, 12_843.75], 0.0);
    // Shapley-Shubik and Banzhaf indices of the Council: 14/60, 9/60, 0; 10/42, 6/42, 0.
    let council = answer("council-1958.json");
    let fourteen = [14.0, 14.0, 14.0, 9.0, 9.0, 0.0].map(|part| part / 60.0);
    near(&payoffs(&council, "shapley"), &fourteen, 1e-12);
    let ten = [10.0, 10.0, 10.0, 6.0, 6.0, 0.0].map(|part| part / 42.0);
    near(&payoffs(&council, "normalized_banzhaf"), &ten, 1e-9);
    assert_eq!(council["properties"]["add_nothing"], serde_json::json!(["Luxembourg"]));
    // Shapley & Shubik (1971): the core of the houses.
    let houses = answer("houses.json");
    assert_eq!(houses["core"]["ranges"][0], serde_json::json!([3.0, 5.0]));
    // Three mines: pairs ask for 1050 where there are 800.
    let set_up = answer("set-up.csv");
    assert_eq!(
        (&set_up["core"]["empty"], &set_up["core"]["asked"]["exact"]),
        (&Value::from(true), &Value::from("1050"))
    );
    assert_eq!(set_up["stability"]["additive"], 250.0);
}

/// A point of the kernel is found to seven digits, which is not to be taken for somebody's gain.
#[test]
fn payoffs_of_few_digits_tempt_nobody() {
    let desk = Desk::new();
    let said = desk.run(&["game", &example("gloves.json"), "--only", "nucleolus,kernel,prekernel"]).well();
    assert!(said.out.contains("kernel and prekernel are the same as nucleolus"), "{}", said.out);
    let answer = json(&desk.run(&["game", &example("gloves.json"), "--json"]).well());
    for rule in answer["rules"].as_array().unwrap() {
        if ["kernel", "prekernel", "tau", "nucleolus"].iter().any(|word| rule["rule"] == *word) {
            assert_eq!(rule["blocking"], 0, "{rule}");
        }
    }
}

#[test]
fn shadow_prices_of_a_production_game() {
    let desk = Desk::new();
    let said = desk.run(&["game", &example("alloys.json"), "--only", "prices"]).well();
    assert!(said.out.contains("prices: No coalition would do better on its own."), "{}", said.out);
    assert!(said.out.contains("Prices: oxide "), "{}", said.out);
    let answer = json(&desk.run(&["game", &example("alloys.json"), "--only", "prices", "--json"]).well());
    let (rule, brings) =
        (&answer["rules"][0], [[90.0, 0.0, 10.0], [0.0, 60.0, 20.0], [10.0, 0.0, 50.0], [20.0, 20.0, 0.0]]);
    let prices = numbers(&rule["certificate"]["prices"]);
    for (payoff, brings) in numbers(&rule["payoffs"]).iter().zip(brings) {
        let worth: f64 = prices.iter().zip(brings).map(|(price, amount)| price * amount).sum();
        assert!((payoff - worth).abs() < 1e-6, "{payoff} {worth}");
    }
    assert_eq!(rule["in_core"], true);
}

#[test]
fn payoffs_of_ones_own_are_judged() {
    let desk = Desk::new();
    let game = example("skane.csv");
    // By population (Young, Okada & Hashimoto 1982), M a hundredth less than printed, so that the sum is right.
    let said =
        desk.run(&["game", &game, "--evaluate", "A=10.13,H=21,K=3.19,L=8.22,M=34.21,T=7.07", "--only", "core"]).well();
    assert!(said.out.contains("yours: 22 coalitions of 62 would do better on their own."), "{}", said.out);
    std::fs::write(desk.path("mine.csv"), "player,charge\nA,10.13\nH,21\nK,3.19\nL,8.22\nM,34.21\nT,7.07\n").unwrap();
    let again = desk.run(&["game", &game, "--evaluate", "mine.csv", "--only", "core"]).well();
    assert_eq!(again.out, said.out);
    let answer = json(&desk.run(&["game", &game, "--evaluate", "mine.csv", "--only", "core", "--json"]).well());
    assert_eq!(answer["yours"]["payoffs"][1], 21.0);
    assert_eq!(
        (&answer["yours"]["efficient"], &answer["yours"]["individually_rational"]),
        (&true.into(), &false.into())
    );
    desk.change("mine.csv", "K,", "KK,");
    desk.change("mine.csv", "34.21", "34,21");
    let said = desk.run(&["game", &game, "--evaluate", "mine.csv"]).refused(1);
    assert!(
        said.err.contains("there is no player `KK`") && said.err.ends_with("error: `mine.csv` has 2 errors\n"),
        "{}",
        said.err
    );
    let said = desk.run(&["game", &game, "--evaluate", "A=1,B=2,K=x,L"]).refused(2);
    assert_eq!(
        said.err,
        "error: --evaluate: there is no player `B` (the players are `A`, `H`, `K`, `L`, `M`, `T`); `K`: expected a number, found `x`; `L` has no `=`\n"
    );
}

#[test]
fn options_that_make_no_sense_are_refused() {
    let desk = Desk::new();
    let game = example("talmud.json");
    for (option, value, reason) in [
        ("--only", "shapely", "error: --only: there is no answer `shapely`; did you mean `shapley`?"),
        ("--out", "a.txt", "error: `a.txt` does not end in .csv or .json"),
        ("--exact", "40", "error: --exact: a table has at most 28 players, not 40"),
        ("--sort", "size", "error: invalid value 'size' for '--sort <SORT>'"),
        ("--limit", "-1", "error: unexpected argument '-1' found"),
    ] {
        let said = desk.run(&["game", &game, option, value]).refused(2);
        assert!(said.err.starts_with(reason), "{option} {value}: {}", said.err);
    }
    assert!(desk.entries(".").is_empty());
}

#[test]
fn a_wrong_file_is_drawn_and_nothing_is_written() {
    let desk = Desk::new();
    std::fs::copy(example("talmud.json"), desk.path("game.json")).unwrap();
    desk.change("game.json", "\"second\": 200", "\"second\": -200");
    let said = desk.run(&["game", "game.json", "--out", "payoffs.csv"]).refused(1);
    insta::assert_snapshot!(said.err, @r#"
    json::bad_value

      × `-200` is below 0
       ╭─[game.json:7:39]
     7 │   "claims": { "first": 100, "second": -200, "third": 300 }
       ·                                       ────
       ╰────

    error: `game.json` has 1 error
    "#);
    assert_eq!(desk.entries("."), ["game.json"]);
    for (path, says) in [
        ("nothing.csv", "there is no such file or folder"),
        (".", "it is a folder, not a file"),
        ("game.txt", "its ending says of no format that can be read"),
    ] {
        std::fs::write(desk.path("game.txt"), "A 1").unwrap();
        let said = desk.run(&["game", path]).refused(1);
        assert!(said.err.contains(says), "{path}: {}", said.err);
    }
}

#[test]
fn answers_are_written_to_files() {
    let desk = Desk::new();
    let said = desk.run(&["game", &example("talmud.json"), "--only", "nucleolus,shapley", "--out", "a.csv"]).well();
    assert!(said.out.contains("nucleolus"), "{}", said.out);
    let third = 100.0 / 3.0;
    let table = desk.text("a.csv");
    assert!(table.starts_with("rule,player,payoff\nnucleolus,first,50\nnucleolus,second,75\n"), "{table}");
    assert!(table.contains(&format!("shapley,first,{third}")[..20]), "{table}");
    desk.run(&["game", &example("talmud.json"), "--out", "a.json"]).well();
    let written: Value = serde_json::from_str(&desk.text("a.json")).unwrap();
    assert_eq!(written["title"], "Three wives and an estate of 200");
    assert_eq!(desk.entries("."), ["a.csv", "a.json"]);
}

/// Forty claims have no table: the Shapley value is sampled, a runway for forty is shared by a formula.
#[test]
fn games_of_many_players_say_what_is_not_known() {
    let desk = Desk::new();
    let many = |name: &str| (1..=40).map(|at| format!("\"{name}{at}\": {at}")).collect::<Vec<_>>().join(", ");
    std::fs::write(
        desk.path("claims.json"),
        format!("{{ \"game\": \"bankruptcy\", \"estate\": 400, \"claims\": {{ {} }} }}", many("c")),
    )
    .unwrap();
    let said = desk.run(&["game", "claims.json", "--samples", "20000"]).well();
    assert!(said.out.contains("per capita: it needs a table of all coalitions"), "{}", said.out);
    assert!(said.out.contains("for all members at once with a confidence of 95%"), "{}", said.out);
    assert!(said.out.contains("more than 28 players: not all coalitions can be computed"), "{}", said.out);
    let said = desk.run(&["game", &example("runway.json"), "--exact", "3"]).well();
    assert!(said.out.contains("not all coalitions were computed; `--exact 4` computes all"), "{}", said.out);
    // A list has its groups at hand.
    let said = desk.run(&["game", &example("skane.csv"), "--exact", "3", "--only", "nucleolus"]).well();
    assert!(said.out.contains("20.3500"), "{}", said.out);
    let answer = json(&desk.run(&["game", "claims.json", "--samples", "20000", "--json"]).well());
    let sum: f64 = payoffs(&answer, "shapley").iter().sum();
    assert!((sum - 400.0).abs() < 1e-6, "{sum}");
    let again = json(&desk.run(&["game", "claims.json", "--samples", "20000", "--json", "--threads", "1"]).well());
    assert_eq!(again, answer);
    std::fs::write(desk.path("runway.json"), format!("{{ \"game\": \"airport\", \"costs\": {{ {} }} }}", many("p")))
        .unwrap();
    let answer = json(&desk.run(&["game", "runway.json", "--json"]).well());
    assert!((payoffs(&answer, "shapley")[0] - 1.0 / 40.0).abs() < 1e-12);
}
