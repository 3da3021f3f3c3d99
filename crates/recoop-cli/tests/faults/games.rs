//! Sharing games: exact means exact.

use serde_json::Value;

use crate::command::Desk;

/// The answer for a game in JSON or, where it does not begin with a brace, in CSV.
fn answer(text: &str) -> Value {
    answer_only(text, "")
}

/// The same with only some answers, where any are named.
fn answer_only(text: &str, only: &str) -> Value {
    let desk = Desk::new();
    let name = if text.starts_with('{') { "game.json" } else { "game.csv" };
    std::fs::write(desk.path(name), text).unwrap();
    let mut args = vec!["game", name, "--json"];
    if !only.is_empty() {
        args.extend(["--only", only]);
    }
    serde_json::from_str(&desk.run(&args).well().out).unwrap()
}

fn rule<'a>(answer: &'a Value, word: &str) -> &'a Value {
    let rules = answer["rules"].as_array().unwrap();
    rules.iter().find(|rule| rule["rule"] == word).unwrap_or_else(|| panic!("{word}"))
}

/// Payoffs without rounding.
fn exact(answer: &Value, word: &str) -> Vec<String> {
    let rule = rule(answer, word);
    let exact = rule["exact"].as_array().unwrap_or_else(|| panic!("{rule}"));
    exact.iter().map(|payoff| payoff.as_str().unwrap().to_string()).collect()
}

#[test]
fn an_estate_in_decimals_is_convex() {
    let found = answer(r#"{"game":"bankruptcy","estate":0.4,"claims":[0.1,0.3]}"#);
    assert_eq!(found["core"]["ranges"], serde_json::json!([[0.1, 0.1], [0.3, 0.3]]));
    assert_eq!(found["properties"]["convex"]["holds"], true);
    assert_eq!(exact(&found, "nucleolus"), ["1/10", "3/10"]);
}

#[test]
fn an_assignment_game_has_a_core() {
    let found = answer(r#"{"game":"assignment","buyers":["a","b"],"sellers":["c","d"],"gains":[[0.1,0],[0,0.7]]}"#);
    assert_eq!(found["core"]["empty"], false);
    assert_eq!((&found["stability"]["additive"], &found["stability"]["is_free"]), (&Value::from(0.0), &true.into()));
}

#[test]
fn production_in_fractions_has_a_nucleolus() {
    let found = answer(
        r#"{"game":"linear_production","players":["a","b"],"products":["x"],"resources":["r"],"earns":[7],"needs":[[5]],"brings":[[2],[1]]}"#,
    );
    for word in ["nucleolus", "shapley", "prices"] {
        assert_eq!(exact(&found, word), ["14/5", "7/5"], "{word}");
    }
    assert_eq!(rule(&found, "nucleolus")["verified"], true);
}

#[test]
fn a_split_in_decimals_adds_up() {
    let found = answer("group,worth\na,0.1\nb,0.2\nc,0.3\na+b+c,0.6\nothers,split\n");
    assert_eq!(found["core"]["ranges"], serde_json::json!([[0.1, 0.1], [0.2, 0.2], [0.3, 0.3]]));
    for word in ["nucleolus", "kernel", "tau", "shapley"] {
        assert_eq!(exact(&found, word), ["1/10", "1/5", "3/10"], "{word}");
        assert_eq!((&rule(&found, word)["in_core"], &rule(&found, word)["blocking"]), (&true.into(), &0.into()));
    }
}

#[test]
fn a_huge_group_does_not_hide_the_kernel() {
    let found = answer("group,worth\na,1\nb,2\nc,3\na+b,4\na+c,1000000000\nb+c,6\na+b+c,10\n");
    assert_eq!(exact(&found, "kernel"), ["3", "2", "5"]);
}

#[test]
fn production_of_many_players_is_proven_by_its_prices() {
    for players in [30, 60] {
        let brings: Vec<String> =
            (0..players).map(|at| format!("[{},{}.5,{}]", at % 5, at % 3, (at * 7) % 4)).collect();
        let game = format!(
            r#"{{"game":"linear_production","earns":[7,5.3],"needs":[[1,0.3],[0.7,2],[1.1,1]],"brings":[{}]}}"#,
            brings.join(",")
        );
        // Without the Shapley value, which is sampled.
        let found = answer_only(&game, "prices,core,stability");
        let prices = rule(&found, "prices");
        assert_eq!((&prices["in_core"], &prices["verified"]), (&true.into(), &true.into()), "{prices}");
        assert_eq!((&found["core"]["empty"], &found["stability"]["is_free"]), (&false.into(), &true.into()));
    }
}

/// Littlechild & Owen (1973), Littlechild & Thompson (1977): fees of the eleven types, to the penny.
#[test]
fn landings_at_birmingham() {
    let path = crate::command::repository().join("cases/games/birmingham.json");
    let found = answer(&std::fs::read_to_string(path).unwrap());
    let fees: Vec<f64> =
        rule(&found, "shapley")["payoffs"].as_array().unwrap().iter().map(|fee| fee.as_f64().unwrap()).collect();
    let published = [4.86, 5.66, 10.30, 10.85, 10.92, 11.13, 13.40, 15.07, 44.80, 60.61, 162.24];
    assert!(fees.iter().zip(published).all(|(fee, published)| (fee - published).abs() < 0.006), "{fees:?}");
    assert_eq!(rule(&found, "shapley")["in_core"], true);
    assert_eq!(rule(&found, "nucleolus")["in_core"], true);
}
