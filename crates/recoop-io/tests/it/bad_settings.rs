//! Faults of `case.toml`.

use crate::case::Case;

#[test]
fn unknown_key() {
    let case = Case::new().change("case.toml", "tax_rate", "tax_rat");
    insta::assert_snapshot!(case.said(), @"
    case::unknown_setting

      × there is no setting `finance.tax_rat`
        ╭─[case/case.toml:13:1]
     13 │ tax_rat = 0.21
        · ───────
        ╰────
      help: did you mean `finance.tax_rate`?
    ");
}

#[test]
fn key_in_the_wrong_section() {
    let case = Case::new().change("case.toml", "[horizon]", "discount_rate = 0.1\n[horizon]");
    insta::assert_snapshot!(case.said(), @"
    case::unknown_setting

      × there is no setting `discount_rate`
       ╭─[case/case.toml:7:1]
     7 │ discount_rate = 0.1
       · ─────────────
       ╰────
      help: did you mean `finance.discount_rate`?
    ");
}

#[test]
fn wrong_types() {
    let case = Case::new()
        .change("case.toml", "2027", "\"2027\"")
        .change("case.toml", "0.08", "true")
        .change("case.toml", "[\"mining\", ", "[7, ")
        .change("case.toml", "debt_years = 10", "debt_years = 9.5");
    insta::assert_snapshot!(case.said(), @r#"
    case::bad_value

      × expected text in quotes, found `7`
       ╭─[case/case.toml:5:11]
     5 │ stages = [7, "separation", "magnet"]
       ·           ─
       ╰────
      help: list of texts: The stages of the chain in order, for instance `["mining", "separation",
            "metal", "magnet"]`.

    case::bad_value

      × expected a whole number, found the text `"2027"`
       ╭─[case/case.toml:8:14]
     8 │ first_year = "2027"
       ·              ──────
       ╰────
      help: write it without quotes

    case::bad_value

      × expected a number, found `true`
        ╭─[case/case.toml:12:17]
     12 │ discount_rate = true
        ·                 ────
        ╰────
      help: number: Real, after tax, share per year.

    case::bad_value

      × expected a whole number, found `9.5`
        ╭─[case/case.toml:17:14]
     17 │ debt_years = 9.5
        ·              ───
        ╰────
      help: whole number: Tenor in years; repaid as an annuity.
    "#);
}

#[test]
fn missing_keys() {
    let case = Case::new().change("case.toml", "last_year = 2036", "").change("case.toml", "name = \"toy\"", "");
    insta::assert_snapshot!(case.said(), @"
    case::missing_setting

      × case/case.toml: the setting `name` is missing
      help: text: Short name of the case.

    case::missing_setting

      × the setting `horizon.last_year` is missing
       ╭─[case/case.toml:7:2]
     7 │ [horizon]
       ·  ───────
       ╰────
      help: whole number: Last calendar year of the plan, included.
    ");
}

#[test]
fn section_that_is_none() {
    let case = Case::new().write("case.toml", "horizon = 3\nfinances.tax_rate = 0.2\n");
    insta::assert_snapshot!(case.listed(), @"
    case.toml:-:- case::missing_setting the setting `name` is missing
    case.toml:-:- case::missing_setting the setting `stages` is missing
    case.toml:1:11 case::bad_value expected a section `[horizon]`, found integer
    case.toml:2:1 case::unknown_setting there is no setting `finances`
    ");
}

#[test]
fn broken_syntax() {
    let case = Case::new().change("case.toml", "last_year = 2036", "last_year = ");
    insta::assert_snapshot!(case.said(), @"
    case::syntax

      × string values must be quoted, expected literal string
       ╭─[case/case.toml:9:13]
     9 │ last_year =
       ╰────
      help: a value is a number, `true`, `false`, a text in quotes, or a list in square brackets
    ");
}

#[test]
fn empty_settings() {
    let case = Case::new().write("case.toml", "");
    insta::assert_snapshot!(case.listed(), @"
    case.toml:-:- case::missing_setting the setting `name` is missing
    case.toml:-:- case::missing_setting the setting `stages` is missing
    case.toml:-:- case::missing_setting the setting `horizon.first_year` is missing
    case.toml:-:- case::missing_setting the setting `horizon.last_year` is missing
    ");
}
