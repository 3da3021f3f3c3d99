//! Edits as lines and as JSON.

use proptest::prelude::*;
use recoop_case::edit::CaseEdit;

fn line(text: &str) -> CaseEdit {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

/// One of each form, as it prints.
const FORMS: &[&str] = &[
    "members[].capital_total_musd = 7",
    "poorer: members[id=miner].capital_total_musd *= 0.5",
    "prices[market=shanghai;year=2025..2030;scenario=].price_usd_per_kg += 5.5",
    "facilities[id=column].retire_year =",
    "facilities[feeds=hi*].note = \"ends in blanks \"",
    "changes[#2].value = 0.25",
    "materials[id=\"a;b]\\\"*\"].name = left [and] right; yes",
    "case.finance.discount_rate += 0.02",
    "case.stages = mining;separation",
    "add outputs facility=pit, output_t=40, year=2027",
    "add sources id=x, title=\"one, two\"",
    "remove cash_events[variant=v]",
    "remove sensitivities[]",
    "assume discount_rate = 0.1",
    "\"two words\": assume capex[stage=separation] *= 1.3",
    "assume price[material=kind:oxide;year=2028..] *= 0.8",
    "keep scenario crash",
    "attack cut in \"the crash\" 2031 at 0.4",
];

#[test]
fn every_form_is_read_as_it_prints_and_travels_as_json() {
    for text in FORMS {
        let edit = line(text);
        assert_eq!(edit.to_string(), *text);
        let json = serde_json::to_string(&edit).unwrap();
        assert_eq!(serde_json::from_str::<CaseEdit>(&json).unwrap(), edit, "{json}");
    }
    // In JSON a value may be a number or a truth value.
    let json = r#"{"edit": {"cells": {"table": "members", "column": "capital_total_musd", "act": {"set": 7}}}}"#;
    assert_eq!(serde_json::from_str::<CaseEdit>(json).unwrap(), line(FORMS[0]));
    assert!(serde_json::from_str::<CaseEdit>(&json.replace("\"table\"", "\"tabel\"")).is_err());
}

#[test]
fn lines_that_are_no_edits_say_what_is_expected() {
    for (text, why) in [
        ("members", "expected `TABLE[COLUMN=PATTERN].COLUMN *= NUMBER`"),
        ("members[id=miner", "a closing `]` is missing"),
        ("members[].tax_rate * 2", "expected `=`, `*=` or `+=`"),
        ("members[].tax_rate *= much", "expected a number, found `much`"),
        ("members[].tax_rate *= inf", "expected a finite number, found `inf`"),
        ("assume weather *= 2", "expected one of `price`"),
        ("add outputs facility=pit, facility=vat", "`facility` is given twice"),
        ("add outputs \"\"\"=,", "`\"\"\"` is not a name of a table or a column"),
        ("two tables[id=a].tax_rate = 1", "`two tables` is not a name of a table or a column"),
        ("attack cut in crash now at 0.5", "expected a whole number, found `now`"),
        ("case.finance *", "expected `=`, `*=` or `+=`"),
        ("", "expected `TABLE[COLUMN=PATTERN].COLUMN *= NUMBER`"),
    ] {
        let error = text.parse::<CaseEdit>().unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    /// Any text is an edit that prints as itself or is refused with a reason.
    #[test]
    fn no_line_makes_the_reader_panic(text in "(prices|case|add|remove|assume|keep scenario|attack)?[ \\[\\].a-z;=\"\\\\*+,0-9:#-]{0,40}") {
        match text.parse::<CaseEdit>() {
            Ok(edit) => prop_assert_eq!(edit.to_string().parse::<CaseEdit>(), Ok(edit)),
            Err(error) => prop_assert!(!error.why.is_empty()),
        }
    }
}
