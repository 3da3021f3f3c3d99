//! Groups and tables: what they take and what they refuse.

use coalition::{Game, GameError, Group, Sense, Table, Worth};

#[test]
fn costs_are_kept_as_worths_below_zero() {
    let table = Table::from_fn(2, Sense::Cost, |group| 10.0 * group.len() as f64).unwrap();
    assert_eq!(table.worth(Group::all(2)), Ok(Worth::exact(-20.0)));
    assert_eq!(table.at(Group::single(1)), -10.0);
    assert!(table.worths()[0].is_sign_positive());
}

#[test]
fn a_table_says_what_it_cannot_take() {
    let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    let refused = |names, numbers: &[f64]| Table::new(names, Sense::Profit, numbers.to_vec()).unwrap_err().to_string();
    assert_eq!(refused(names(&[]), &[]), "a game of 0 players: a table has 1 to 28");
    assert_eq!(refused(names(&["a", "b"]), &[0.0, 1.0]), "2 players have 4 coalitions, not 2");
    assert_eq!(refused(names(&["a", "a"]), &[0.0; 4]), "two players are called `a`");
    assert_eq!(refused(names(&["a"]), &[1.0, 1.0]), "the worth of nobody is 1, not 0");
    assert_eq!(
        refused(names(&["a", "b"]), &[0.0, 1.0, 2.0, f64::NAN]),
        "the worth of {a, b} is `NaN`, expected a finite number"
    );
    assert!(matches!(Table::from_fn(29, Sense::Profit, |_| 0.0), Err(GameError::Players { found: 29, .. })));
}
