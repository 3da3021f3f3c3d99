//! Ten sentences of small cases.

use crate::desk::{case, study};

fn said(name: &str) -> String {
    study(&case(name)).0.sentences.into_iter().map(|sentence| sentence.text + "\n").collect()
}

#[test]
fn of_three_who_build_together() {
    insta::assert_snapshot!(said("5-cooperative-of-three"), @r#"
    Build or expand one plant, committed in 2030; it is Alder refinery (7,500 t REO in feed/yr, on line in 2031).
    It takes 20 MUSD of capital in expectation, 100 % of it at home (Alder Valley); the public pays nothing.
    It is worth 81.8 MUSD of 2030 in expectation (net present value at 25 % a year).
    Over the horizon it is expected to serve all 3,600 t of commercial demand.
    The weakest stage at home is refining: 67 % of what is needed there in the second half of the horizon is made at home.
    What breaks the weakest member is not known (the case has no attacks: the table `attacks` says what the adversary can do).
    What breaks all together is not known (the case has no attacks: the table `attacks` says what the adversary can do).
    Shared by `prices`, stable: no coalition gains by leaving (proven).
    Some allocation gives every coalition at least its stand-alone value without outside money.
    Of 26 rows of data, 0 % name a source; of the money that hangs on them 100 % is assumed.
    "#);
}

#[test]
fn of_a_long_purse() {
    insta::assert_snapshot!(said("6-long-purse"), @r#"
    Build nothing: no candidate plant of the case pays.
    It takes 0 MUSD of capital in expectation; the public pays nothing.
    It is worth 195 MUSD of 2030 in expectation (net present value at 25 % a year).
    Nobody in the case needs anything: what is made is sold at markets.
    Nothing is needed at home, so that nothing depends on others. There is no defense or critical demand that a loss could leave short. The dearest loss over 2030-2032 is the markets of Alder Valley: operations are worth 232 MUSD less.
    To break the weakest member alone, Elder Oxide, costs the adversary 24 MUSD of present value by 2030 (where its producers pay).
    One purse of all together costs the adversary 1,150 MUSD to empty by 2031; with one sales desk as well it costs the adversary 1,150 MUSD to empty by 2031 (where its producers pay).
    Shared by `prices`, stable: no coalition gains by leaving (proven).
    Some allocation gives every coalition at least its stand-alone value without outside money.
    Of 24 rows of data, 0 % name a source; of the money that hangs on them 100 % is assumed.
    "#);
}

#[test]
fn of_a_crash() {
    insta::assert_snapshot!(said("4-crash"), @r#"
    Build or expand one plant, committed in 2030; it is Alder refinery (2,500 t REO in feed/yr, on line in 2031).
    It takes 4.5 MUSD of capital in expectation, 100 % of it at home (Alder Valley); the public pays nothing.
    It is worth 17.4 MUSD of 2030 in expectation (net present value at 25 % a year), 1.26 MUSD in the mean of the worst 30 % of futures, and 1.26 MUSD in the worst one (The price falls).
    Nobody in the case needs anything: what is made is sold at markets.
    In the second half of the horizon everything that is needed at home is made at home.
    What breaks the weakest member is not known (the case has no attacks: the table `attacks` says what the adversary can do).
    What breaks all together is not known (the case has no attacks: the table `attacks` says what the adversary can do).
    Shared by `prices`, stable: no coalition gains by leaving (proven); under 1 of the 10 rules tried somebody would leave, most of all under `equal_gain`, where Juniper Flat Mining and Alder Refining would gain 1.27 MUSD a year by leaving.
    Some allocation gives every coalition at least its stand-alone value without outside money; that holds in every scenario without side payments.
    Of 28 rows of data, 0 % name a source; of the money that hangs on them 100 % is assumed.
    "#);
}
