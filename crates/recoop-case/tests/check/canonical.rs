//! The hash of a case's values.

use std::collections::BTreeSet;

use recoop_case::canonical::{hash, hash_edited};
use recoop_case::cell::Cell;
use recoop_case::each_table;
use recoop_case::edit::{CaseEdit, Edited};
use recoop_case::resolve::resolve;
use recoop_case::settings::Settings;
use recoop_case::tables::*;

use super::fuzz::wide;
use super::toy::{Toy, toy};

/// The toy with rows in every table.
fn full() -> Toy {
    wide().add("observations", "id=f, year=2024, measure=made, filter=material=nd_metal, low=0, observed=0, high=1")
}

fn of(toy: &Toy) -> String {
    hash(&toy.settings, &toy.read(|message| panic!("{message}")))
}

/// Another value for a cell.
fn other(column: &Column, text: &str) -> String {
    let candidates: Vec<String> = match column.kind {
        "number" => vec!["0.123".into(), "0.456".into()],
        "whole number" => vec!["7".into(), "8".into()],
        "yes or no" => vec!["yes".into(), "no".into()],
        "word" => (column.words)().iter().map(ToString::to_string).collect(),
        "text" => vec!["another".into(), "yet another".into()],
        _ if column.name == "ramp" => vec!["0.5;0.75".into(), "0.75".into()],
        _ => vec!["one=a;two=b".into(), "one=a".into()],
    };
    let fits = |it: &&String| it.as_str() != text && !(text.is_empty() && Some(it.as_str()) == column.default);
    candidates.iter().find(fits).unwrap_or_else(|| panic!("no other value for {}", column.name)).clone()
}

/// Every column of every table and every setting changes the hash, each in its own way.
#[test]
fn every_value_changes_the_hash() {
    let toy = full();
    let tables = toy.read(|message| panic!("{message}"));
    let settings = toy.settings.clone();
    let before = hash(&settings, &tables);
    let mut seen = BTreeSet::from([before.clone()]);
    let mut tried = 0;
    macro_rules! change {
        ($($field:ident: $row:ident,)+) => {
            $(
                assert!(!tables.$field.is_empty(), "{} has no row to change", <$row as TableRow>::TABLE);
                for (at, column) in <$row as TableRow>::COLUMNS.iter().enumerate() {
                    let mut changed = tables.clone();
                    let cell = changed.$field[0].cell_mut(at).unwrap();
                    let text = cell.text();
                    let new = other(column, &text);
                    cell.put(&new).unwrap();
                    assert!(seen.insert(hash(&settings, &changed)), "{} {}", <$row as TableRow>::TABLE, column.name);
                    tried += 1;
                    // So does a blank in place of a value that is not the default.
                    let mut blank = tables.clone();
                    let told = ![Some(text.as_str()), Some(new.as_str())].contains(&column.default) || column.default.is_none();
                    if !column.required && !text.is_empty() && told {
                        blank.$field[0].cell_mut(at).unwrap().put("").unwrap();
                        assert!(seen.insert(hash(&settings, &blank)), "{} {}", <$row as TableRow>::TABLE, column.name);
                    }
                }
                let mut fewer = tables.clone();
                fewer.$field.pop();
                assert!(seen.insert(hash(&settings, &fewer)), "{} without a row", <$row as TableRow>::TABLE);
                let mut more = tables.clone();
                let again = more.$field[0].clone();
                more.$field.push(again);
                assert!(seen.insert(hash(&settings, &more)), "{} with a row twice", <$row as TableRow>::TABLE);
            )+
        };
    }
    each_table!(change);
    assert!(tried > 250, "{tried}");
    for path in Settings::PATHS {
        let mut changed = settings.clone();
        let value = changed.get_mut(path).unwrap();
        let kinds = ["0.123", "7", "yes", "no", "another", "fixed"];
        let text = value.text();
        let fits = |it: &&&str| **it != text && value_fits(&settings, path, it);
        let new = kinds.iter().find(fits).unwrap_or_else(|| panic!("no other value for {path}"));
        value.put(new).unwrap();
        assert!(seen.insert(hash(&changed, &tables)), "{path}");
    }
}

fn value_fits(settings: &Settings, path: &str, text: &str) -> bool {
    let mut settings = settings.clone();
    settings.get_mut(path).unwrap().put(text).is_ok()
}

#[test]
fn the_form_is_marked_and_stays() {
    // A change here is a change of all hashes that were ever written: then the mark has to change, too.
    insta::assert_snapshot!(of(&toy()), @"v2:6576648f54bc133b09841dec3b3a90e9dc8e3006144d1439e3c6f6db2b0bda4f");
}

/// Where a blank stands for the same in every case, writing it out changes neither hash nor network.
#[test]
fn written_defaults_are_like_blanks() {
    let toy = full();
    let tables = toy.read(|message| panic!("{message}"));
    let (before, network) = (hash(&toy.settings, &tables), resolve(&toy.settings, &tables));
    let mut tried = 0;
    macro_rules! write_out {
        ($($field:ident: $row:ident,)+) => {
            $(
                for (at, column) in <$row as TableRow>::COLUMNS.iter().enumerate() {
                    let Some(default) = column.default else { continue };
                    let mut written = tables.clone();
                    for row in &mut written.$field {
                        let cell = row.cell_mut(at).unwrap();
                        if cell.is_blank() {
                            cell.put(default).unwrap();
                            let mut canonical = String::new();
                            cell.canonical(false, &mut canonical);
                            assert_eq!(canonical, default, "the default is declared in canonical form");
                            tried += 1;
                        }
                    }
                    assert_eq!(hash(&toy.settings, &written), before, "{} {}", <$row as TableRow>::TABLE, column.name);
                    assert!(resolve(&toy.settings, &written) == network, "{} {}", <$row as TableRow>::TABLE, column.name);
                }
            )+
        };
    }
    each_table!(write_out);
    assert!(tried > 50, "{tried}");
}

/// What the documentation of a column calls its default is its default, where that is a value.
#[test]
fn defaults_are_those_of_the_documentation() {
    // Sizes and modules that follow from other cells, a ramp that is over at once: not one value in every case. "Any part" is `no`.
    const OTHERWISE: &[(&str, Option<&str>)] =
        &[("min_size_t_per_year", None), ("ramp", None), ("tracked", None), ("whole", Some("no"))];
    let mut wrong = Vec::new();
    macro_rules! look {
        ($($field:ident: $row:ident,)+) => {
            $(
                for column in <$row as TableRow>::COLUMNS {
                    let stated = column.doc.split("Default ").nth(1).and_then(|rest| {
                        let word = rest.trim().trim_start_matches('`').split([' ', ',', ';', ':', '(', '`']).next()?;
                        Some(word.trim_end_matches('.'))
                    });
                    let otherwise = OTHERWISE.iter().find(|(name, _)| *name == column.name).map(|(_, value)| *value);
                    if column.default != otherwise.unwrap_or(stated) {
                        wrong.push(format!("{} {}: {:?}, {stated:?}", <$row as TableRow>::TABLE, column.name, column.default));
                    }
                }
            )+
        };
    }
    each_table!(look);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_order_of_rows_and_names_has_no_effect() {
    let toy = full().add("sensitivities", "id=z, target=price, filter=market=shanghai;side=buy, action=add, low=1");
    let tables = toy.read(|message| panic!("{message}"));
    let before = hash(&toy.settings, &tables);
    let mut turned = tables.clone();
    macro_rules! turn {
        ($($field:ident: $row:ident,)+) => {
            $(turned.$field.reverse();)+
        };
    }
    each_table!(turn);
    // The two changes are of different targets.
    assert_eq!(hash(&toy.settings, &turned), before);
    let row = turned.sensitivities.iter_mut().find(|row| row.id == "z").unwrap();
    row.filter = vec![" side = buy".into(), "market= shanghai".into()];
    assert_eq!(hash(&toy.settings, &turned), before);
    // Of a ramp the order is what it says.
    let ramp = |text: &str| {
        hash(&toy.settings, &toy.clone().set("technologies", "mining", "ramp", text).read(|it| panic!("{it}")))
    };
    assert_ne!(ramp("0.5;0.75"), ramp("0.75;0.5"));
    let feeds = |text: &str| {
        hash(&toy.settings, &toy.clone().set("facilities", "vat", "feeds", text).read(|it| panic!("{it}")))
    };
    assert_eq!(feeds("hill;dale"), feeds("dale; hill"));
}

/// Every list in another order: the hash is another one where the order says something, and the same where it does not.
#[test]
fn the_order_of_a_list_counts_where_it_says_something() {
    const IN_ORDER: &[&str] = &["finance.depreciation", "horizon.period_lengths", "ramp", "stages"];
    let toy = full();
    let tables = toy.read(|message| panic!("{message}"));
    let mut tried = BTreeSet::new();
    for path in Settings::PATHS {
        let text = match *path {
            "stages" => "mining;separation;magnets",
            "horizon.period_lengths" => "1;2",
            "horizon.build_years" => "2030;2031",
            "finance.depreciation" => "0.75;0.25",
            "adversary.budgets_musd" => "5;6",
            "check.accept" => "network::unused;network::unusual",
            _ => continue,
        };
        let with = |items: Vec<&str>| {
            let mut settings = toy.settings.clone();
            settings.get_mut(path).unwrap().put(&items.join(";")).unwrap();
            hash(&settings, &tables)
        };
        let (given, turned) = (with(text.split(';').collect()), with(text.split(';').rev().collect()));
        assert_eq!(given != turned, IN_ORDER.contains(path), "{path}");
        tried.insert(*path);
    }
    let lists = Settings::PATHS.iter().filter(|path| {
        let mut settings = toy.settings.clone();
        let cell = settings.get_mut(path).unwrap();
        cell.put("").is_ok() && cell.is_blank() && cell.put("0;1").is_ok() && cell.items().len() == 2
    });
    assert_eq!(tried, lists.copied().collect(), "every setting that is a list is tried");
    macro_rules! turn {
        ($($field:ident: $row:ident,)+) => {
            $(
                for (at, column) in <$row as TableRow>::COLUMNS.iter().enumerate() {
                    if !column.kind.starts_with("list") {
                        continue;
                    }
                    let mut turned = tables.clone();
                    let mut given = tables.clone();
                    let text = if column.name == "ramp" { ["0.5;0.75", "0.75;0.5"] } else { ["one=a;two=b", "two=b;one=a"] };
                    given.$field[0].cell_mut(at).unwrap().put(text[0]).unwrap();
                    turned.$field[0].cell_mut(at).unwrap().put(text[1]).unwrap();
                    let differs = hash(&toy.settings, &given) != hash(&toy.settings, &turned);
                    assert_eq!(differs, IN_ORDER.contains(&column.name), "{} {}", <$row as TableRow>::TABLE, column.name);
                    tried.insert(column.name);
                }
            )+
        };
    }
    each_table!(turn);
    assert!(
        ["feeds", "filter", "exclusive_with", "ramp", "release_in"].iter().all(|name| tried.contains(name)),
        "{tried:?}"
    );
}

/// The first name counts; the order of rows that act on other numbers has no further meaning.
#[test]
fn the_order_of_rows_of_a_variant_counts_for_its_name() {
    let row = |target: &str, name: &str| {
        format!("variant=idle, name={name}, target={target}, filter=facility=pit, action=multiply, value=0.5")
    };
    let two = |first: (&str, &str), second: (&str, &str)| {
        of(&toy().add("variants", &row(first.0, first.1)).add("variants", &row(second.0, second.1)))
    };
    assert_ne!(two(("output", "A"), ("fixed_cost", "B")), two(("fixed_cost", "B"), ("output", "A")));
    assert_eq!(two(("output", "A"), ("fixed_cost", "A")), two(("fixed_cost", "A"), ("output", "A")));
    assert_eq!(two(("output", ""), ("fixed_cost", "B")), two(("fixed_cost", "B"), ("output", "")));
    assert_ne!(two(("output", "A"), ("fixed_cost", "B")), two(("output", "B"), ("fixed_cost", "A")));
}

/// Changes of one target act one after the other.
#[test]
fn the_order_of_changes_counts_where_they_compose() {
    let row = |action: &str, value: &str| {
        format!("scenario=crash, target=price, filter=market=shanghai, action={action}, value={value}")
    };
    let two = |first: &str, second: &str| of(&toy().add("changes", first).add("changes", second));
    assert_ne!(two(&row("add", "5"), &row("multiply", "2")), two(&row("multiply", "2"), &row("add", "5")));
}

/// Cells that read as the same value are the same.
#[test]
fn the_way_a_value_is_written_has_no_effect() {
    let before =
        of(&toy().set("facilities", "pit", "capacity_t_per_year", "1000").set("elements", "Th", "counts", "no"));
    let after = toy().set("facilities", "pit", "capacity_t_per_year", "1e3").set("elements", "Th", "counts", "FALSE");
    assert_eq!(of(&after.set("prices", "1", "year", "2020.0")), before);
    assert_eq!(of(&toy().set("stocks", "1", "initial_t", "-0")), of(&toy().set("stocks", "1", "initial_t", "0")));
    assert_ne!(of(&toy().set("facilities", "pit", "capacity_t_per_year", "1000.0000000001")), of(&toy()));
}

#[test]
fn an_edited_case_has_the_hash_of_the_same_values() {
    let toy = full();
    let tables = toy.read(|message| panic!("{message}"));
    let edited = |texts: &[&str]| {
        let edits: Vec<CaseEdit> = texts.iter().map(|text| text.parse().unwrap()).collect();
        hash_edited(&Edited::of(&toy.settings, &tables).apply(&edits).unwrap())
    };
    assert_eq!(edited(&[]), of(&toy));
    let by_hand =
        toy.clone().set("facilities", "pit", "capacity_t_per_year", "1500").set("members", "miner", "tax_rate", "0.3");
    let cells = ["facilities[id=pit].capacity_t_per_year *= 1.5", "named: members[id=miner].tax_rate = 0.30"];
    assert_eq!(edited(&cells), of(&by_hand));
    // What is in no cell counts, too; names and order do not.
    let years = ["assume price[market=shanghai;material=nd_oxide] *= 0.5", "attack cut in crash 2031 at 0.25"];
    let all = edited(&years);
    assert_ne!(all, of(&toy));
    assert_ne!(all, edited(&years[..1]));
    assert_ne!(edited(&["attack cut in crash 2031 at 0.25"]), edited(&["attack cut in crash 2031 at 0.2"]));
    assert_eq!(
        edited(&["b: attack cut in crash 2031 at 0.25", "a: assume price[material=nd_oxide;market=shanghai] *= 0.50"]),
        all
    );
}

/// A cell of a list of names and one of a name differ by more than their text.
#[test]
fn lists_are_told_apart() {
    let mut texts = BTreeSet::new();
    for items in [vec!["a", "b"], vec!["ab"], vec!["a;b"], vec!["1:a"], vec![]] {
        let mut text = String::new();
        let items: Vec<recoop_case::cell::Name> = items.into_iter().map(Into::into).collect();
        Cell::canonical(&items, false, &mut text);
        assert!(texts.insert(text));
    }
}
