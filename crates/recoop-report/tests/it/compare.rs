//! Two studies side by side.

use recoop_report::Comparison;
use recoop_report::compare::compare;
use recoop_report::views::comparison::Value;

use crate::desk::{case, changed, study};

/// The long purse beside one in which Elder has a larger purse, Birch a dearer plant, and money costs less.
fn compared() -> Comparison {
    let folder = changed("6-long-purse", |file, text| match file {
        "members.csv" => text.replace("refiner,4,", "refiner,5,"),
        "facilities.csv" => text.replace("1000,20,", "1000,25,"),
        "case.toml" => text.replace("discount_rate = 0.25", "discount_rate = 0.2"),
        _ => text,
    });
    compare(["one", "two"], &study(&case("6-long-purse")).0, &study(folder.path()).0)
}

#[test]
fn cells_that_differ_are_named() {
    let said: Vec<[String; 5]> = compared()
        .inputs
        .into_iter()
        .map(|it| [it.table, it.row, it.column, it.left.unwrap(), it.right.unwrap()])
        .collect();
    let expected = [
        ["case.toml", "finance.discount_rate", "value", "0.25", "0.2"],
        ["members", "elder", "capital_total_musd", "4", "5"],
        ["facilities", "birch_works", "variable_cost_usd_per_kg", "20", "25"],
    ];
    assert_eq!(said, expected.map(|row| row.map(str::to_string)));
}

#[test]
fn money_resilience_and_shares_differ() {
    let it = compared();
    assert!(it.money.iter().any(|money| money.what == "objective"));
    assert!(it.plan.is_empty(), "{:?}", it.plan);
    let elder = it.resilience.iter().find(|it| it.what.contains("kill cost of Elder Oxide (producers")).unwrap();
    let (Some(Value::Number(left)), Some(Value::Number(right))) = (&elder.left, &elder.right) else {
        panic!("{elder:?}")
    };
    assert!(left < right, "{elder:?}");
    assert!(it.shares.iter().any(|share| share.what == "Birch Oxide by `prices`"));
    assert_eq!(it.sentences[0], "The cases differ in 3 cells, of `case.toml`, `facilities`, `members`.");
}

#[test]
fn a_study_does_not_differ_from_itself() {
    let (study, _) = study(&case("6-long-purse"));
    let it = compare(["one", "one"], &study, &study);
    assert_eq!(it.sentences[0], "The cases do not differ.");
    assert!(it.inputs.is_empty() && it.plan.is_empty() && it.money.is_empty());
    assert!(it.independence.is_empty() && it.resilience.is_empty() && it.shares.is_empty());
}

#[test]
fn rows_that_only_one_has_are_told_whole() {
    let folder = changed("6-long-purse", |file, text| match file {
        "attacks.csv" => {
            text.lines().filter(|line| !line.starts_with("undercut")).map(|line| format!("{line}\n")).collect()
        }
        _ => text,
    });
    let it = compare(["one", "two"], &study(&case("6-long-purse")).0, &study(folder.path()).0);
    let [only] = it.inputs.as_slice() else { panic!("{:?}", it.inputs) };
    assert_eq!((only.table.as_str(), only.row.as_str(), only.column.as_str()), ("attacks", "undercut_elder", ""));
    assert!(only.left.as_ref().unwrap().contains("The customers of Elder undercut") && only.right.is_none());
}
