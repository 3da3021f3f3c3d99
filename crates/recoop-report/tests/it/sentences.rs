//! Ten sentences of small cases.

use crate::desk::{case, study};

fn said(name: &str) -> String {
    study(&case(name)).0.sentences.into_iter().map(|sentence| sentence.text + "\n").collect()
}

#[test]
fn of_three_who_build_together() {
    insta::assert_snapshot!(said("5-cooperative-of-three"), @r#"
    Build or expand one plant, committed in 2030; it is Alder refinery (7,500 t REO in feed/yr, on line in 2031).
    The plan takes $20 million of capital in expectation, 100% of it at home (Alder Valley); public support is $0.
    Expected NPV is $81.8 million of 2030 (discounted at 25% a year).
    Over the horizon, the plan serves all 3,600 t of commercial demand in expectation.
    The weakest domestic stage is refining: domestic production covers 67% of domestic need in the second half of the horizon.
    Kill costs of single purses were not assessed (the case has no attacks; list them in table `attacks`).
    The kill cost of one joint purse was not assessed (the case has no attacks; list them in table `attacks`).
    Under `prices`, no coalition gains by leaving (proven).
    Some allocation gives every coalition at least its stand-alone value without outside money.
    Of 26 rows of data, 0% name a source; 100% of the money at stake rests on assumed values.
    "#);
}

#[test]
fn of_a_long_purse() {
    insta::assert_snapshot!(said("6-long-purse"), @r#"
    Build nothing: the case has no candidate plants.
    The plan takes $0 of capital in expectation; public support is $0.
    Expected NPV is $195 million of 2030 (discounted at 25% a year).
    The case has no demands; all output is sold at markets.
    The case has no domestic need, so no stage depends on imports. The case has no defense or critical demand. The costliest single loss over 2030-2032 is the markets of Alder Valley: harm $232 million.
    Exhausting the weakest purse, that of Elder Oxide, by 2030 costs the adversary's producers $24 million (present value, proven minimum).
    One joint purse of all members: exhausting it by 2031 costs the adversary's producers $1,150 million (present value, proven minimum); with one sales desk as well: exhausting it by 2031 costs the adversary's producers $1,150 million (present value, proven minimum).
    Under `prices`, no coalition gains by leaving (proven).
    Some allocation gives every coalition at least its stand-alone value without outside money.
    Of 24 rows of data, 0% name a source; 100% of the money at stake rests on assumed values.
    "#);
}

#[test]
fn of_a_crash() {
    insta::assert_snapshot!(said("4-crash"), @r#"
    Build or expand one plant, committed in 2030; it is Alder refinery (2,500 t REO in feed/yr, on line in 2031).
    The plan takes $4.5 million of capital in expectation, 100% of it at home (Alder Valley); public support is $0.
    Expected NPV is $17.4 million of 2030 (discounted at 25% a year); CVaR (mean of the worst 30%) $1.26 million; worst scenario $1.26 million (The price falls).
    The case has no demands; all output is sold at markets.
    In the second half of the horizon, domestic production covers all domestic need.
    Kill costs of single purses were not assessed (the case has no attacks; list them in table `attacks`).
    The kill cost of one joint purse was not assessed (the case has no attacks; list them in table `attacks`).
    Under `prices`, no coalition gains by leaving (proven); coalitions gain by leaving under 1 of the 10 rules tested, most under `equal_gain`: Juniper Flat Mining and Alder Refining can gain $1.27 million/yr by leaving.
    Some allocation gives every coalition at least its stand-alone value without outside money; no scenario needs side payments.
    Of 28 rows of data, 0% name a source; 100% of the money at stake rests on assumed values.
    "#);
}
