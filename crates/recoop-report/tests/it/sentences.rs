//! Ten sentences of small cases.

use crate::desk::{case, study};

fn said(name: &str) -> String {
    study(&case(name)).0.sentences.into_iter().map(|sentence| sentence.text + "\n").collect()
}

#[test]
fn of_three_who_build_together() {
    insta::assert_snapshot!(said("5-cooperative-of-three"), @"");
}

#[test]
fn of_a_long_purse() {
    insta::assert_snapshot!(said("6-long-purse"), @"");
}

#[test]
fn of_a_crash() {
    insta::assert_snapshot!(said("4-crash"), @"");
}
