//! Two studies side by side: what differs in the case, the plan, the money, the resilience, the shares.

use std::collections::{BTreeMap, BTreeSet};

use recoop::plan::explain::{dollars, percent, short};
use recoop_case::attacks::CostLevel;

use crate::views::comparison::{Difference, InputDifference, Side, Value};
use crate::views::harm::HarmPoint;
use crate::views::inputs::{InputTable, declared};
use crate::views::kill::{Purse, PurseKind, PurseOf};
use crate::views::study::FORMAT;
use crate::views::{Comparison, Names, Num, Study};

/// Numbers closer than this are the same: documents hold six digits.
const SAME: f64 = 1e-5;

/// Sets two studies side by side; `runs` are the folders as they were given.
#[must_use]
pub fn compare(runs: [&str; 2], left: &Study, right: &Study) -> Comparison {
    let mut comparison = Comparison {
        format: FORMAT.to_string(),
        left: side(runs[0], left),
        right: side(runs[1], right),
        sentences: Vec::new(),
        inputs: inputs(left, right),
        plan: differences("t/yr", &plan(left), &plan(right)),
        money: differences("MUSD", &money(left), &money(right)),
        independence: differences("share", &independence(left), &independence(right)),
        resilience: differences(
            "MUSD",
            &[kills(left), harms(left, right)].concat(),
            &[kills(right), harms(right, left)].concat(),
        ),
        shares: differences("MUSD/yr", &shares(left), &shares(right)),
    };
    comparison.sentences = sentences(&comparison, left, right);
    comparison
}

fn side(run: &str, study: &Study) -> Side {
    Side {
        run: run.to_string(),
        name: study.name.clone(),
        title: study.title.clone(),
        finished: study.proof.finished.clone(),
        case_hash: study.proof.case_hash.clone(),
        sentences: study.sentences.clone(),
    }
}

/// Values by what they are, in the order in which they are told.
type Values = Vec<(String, Value)>;

fn number(what: impl Into<String>, value: f64) -> (String, Value) {
    (what.into(), Value::Number(value.into()))
}

/// What differs: everything of the first study, then what the second has alone.
fn differences(unit: &str, left: &Values, right: &Values) -> Vec<Difference> {
    let find = |values: &Values, what: &str| values.iter().find(|(it, _)| it == what).map(|(_, value)| value.clone());
    let mut seen = BTreeSet::new();
    left.iter()
        .chain(right)
        .filter(|(what, _)| seen.insert(what.clone()))
        .map(|(what, _)| Difference {
            what: what.clone(),
            unit: unit.to_string(),
            left: find(left, what),
            right: find(right, what),
        })
        .filter(|it| !same(it.left.as_ref(), it.right.as_ref()))
        .collect()
}

fn same(left: Option<&Value>, right: Option<&Value>) -> bool {
    match (left, right) {
        (Some(Value::Number(a)), Some(Value::Number(b))) => {
            let (a, b) = (a.value(), b.value());
            (a - b).abs() <= SAME * a.abs().max(b.abs()).max(1e-6)
        }
        (a, b) => a == b,
    }
}

/// Capacity that is built, by facility: expected in all, then each commitment with its year and scenario. Plans of the same totals may build at
/// other times.
fn plan(study: &Study) -> Values {
    let names = &study.names;
    let mut built: BTreeMap<usize, f64> = BTreeMap::new();
    let mut commitments: BTreeMap<(usize, i32, i32, usize), f64> = BTreeMap::new();
    for build in study.timeline.here().iter().flat_map(|timeline| &timeline.builds) {
        *built.entry(build.facility).or_default() += build.size_t.value() * build.probability.value();
        let node = names.states[build.state].node;
        *commitments.entry((build.facility, build.year, build.online_year, node)).or_default() += build.size_t.value();
    }
    let title = |facility: usize| &names.facilities[facility].title;
    let totals = built.into_iter().map(|(facility, size)| number(title(facility), size));
    let dated = commitments.into_iter().map(|((facility, year, online, node), size)| {
        let scenario =
            if names.nodes.len() == 1 { String::new() } else { format!(" in scenario {}", names.nodes[node].id) };
        number(format!("{}, committed in {year}{scenario}, on line in {online}", title(facility)), size)
    });
    totals.chain(dated).collect()
}

fn money(study: &Study) -> Values {
    let Some(cash) = study.cash.here() else { return Vec::new() };
    let mut values = vec![
        number("objective", cash.objective_musd.value()),
        number("expected net present value", cash.expected_npv_musd.value()),
        number("mean of the worst outcomes", cash.cvar_npv_musd.value()),
    ];
    let terms = cash.terms.iter().filter(|term| term.term != "cvar_npv");
    values.extend(terms.map(|term| number(term.term.replace('_', " "), term.expected_musd.value())));
    values
}

fn independence(study: &Study) -> Values {
    let stages = study.independence.here().into_iter().flat_map(|it| &it.stages);
    stages.filter_map(|it| Some(number(&study.names.stages[it.stage], it.later?.value()))).collect()
}

fn kills(study: &Study) -> Values {
    let purses = study.kill.here().into_iter().flat_map(|kill| &kill.purses);
    purses
        .map(|purse| {
            let what = format!("kill cost of {} ({})", who(&study.names, &purse.who), pays(&purse.level));
            (what, verdict(purse))
        })
        .collect()
}

/// Harm without limit, and within budgets that both studies tried: others are parts of what each one's attack would spend.
fn harms(study: &Study, other: &Study) -> Values {
    let points = |study: &Study| {
        let mut points: Vec<(String, HarmPoint)> = Vec::new();
        for level in study.harm.here().into_iter().flat_map(|harm| &harm.levels) {
            let of = level.curve.here().into_iter().flat_map(|curve| &curve.points);
            points.extend(of.map(|point| (level.level.clone(), point.clone())));
        }
        points
    };
    let tried = points(other);
    let by_both = |level: &String, point: &HarmPoint| {
        point.budget_musd.is_none()
            || tried.iter().any(|(it, other)| it == level && other.budget_musd == point.budget_musd)
    };
    points(study)
        .into_iter()
        .filter(|(level, point)| by_both(level, point))
        .map(|(level, point)| {
            let budget = match point.budget_musd {
                Some(budget) => format!("of an attack of up to {}", dollars(budget.value())),
                None => "of an attack without limit".to_string(),
            };
            number(format!("harm {budget} ({})", pays(&level)), point.harm_musd.value())
        })
        .collect()
}

fn who(names: &Names, who: &PurseOf) -> String {
    let titles: Vec<&str> = who.members.iter().map(|member| names.members[*member].title.as_str()).collect();
    match who.kind {
        PurseKind::Alone | PurseKind::Group => titles.join(", "),
        PurseKind::All => "all together".to_string(),
        PurseKind::OneDesk => "all together with one sales desk".to_string(),
    }
}

fn verdict(purse: &Purse) -> Value {
    match purse.cost_musd {
        Some(cost) if purse.verdict == "kill" => Value::Number(cost),
        _ => Value::Word(purse.verdict.replace('_', " ")),
    }
}

fn shares(study: &Study) -> Values {
    let Some(shares) = study.shares.here() else { return Vec::new() };
    let mut values = Vec::new();
    for rule in &shares.rules {
        for (member, share) in shares.members.iter().zip(&rule.shares_musd) {
            let what = format!("{} by `{}`", study.names.members[member.member].title, rule.rule);
            values.push(number(what, share.value() / shares.annuity.value()));
        }
        values.push((format!("verdict on `{}`", rule.rule), Value::Word(rule.verdict.clone())));
    }
    values
}

/// Cells that differ, table by table.
fn inputs(left: &Study, right: &Study) -> Vec<InputDifference> {
    let mut out = settings(&left.inputs.settings, &right.inputs.settings);
    let find = |study: &Study, name: &str| study.inputs.tables.iter().find(|table| table.name == name).cloned();
    for table in declared() {
        let rows = |study: &Study| find(study, table.name).map(|it| by_key(&it, table.key)).unwrap_or_default();
        table_differences(table.name, &rows(left), &rows(right), &mut out);
    }
    out
}

/// Cells of a row by column.
type Row = BTreeMap<String, String>;

/// Rows by the values of their key columns; rows without a key, or with the same, are counted.
fn by_key(table: &InputTable, key: &[&str]) -> BTreeMap<String, Row> {
    let mut rows = BTreeMap::new();
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for cells in &table.rows {
        let row: Row = table.columns.iter().map(|column| column.name.clone()).zip(cells.iter().cloned()).collect();
        let of = |column: &&str| row.get(*column).filter(|cell| !cell.is_empty()).cloned();
        let all = || row.values().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>();
        let words: Vec<String> = if key.is_empty() { all() } else { key.iter().filter_map(of).collect() };
        let name = words.join(", ");
        let count = times.entry(name.clone()).or_default();
        *count += 1;
        let name = if *count == 1 { name } else { format!("{name} ({count})") };
        rows.insert(name, row);
    }
    rows
}

fn table_differences(
    table: &str,
    left: &BTreeMap<String, Row>,
    right: &BTreeMap<String, Row>,
    out: &mut Vec<InputDifference>,
) {
    let mut put = |row: &str, column: &str, left: Option<String>, right: Option<String>| {
        out.push(InputDifference {
            table: table.to_string(),
            row: row.to_string(),
            column: column.to_string(),
            left,
            right,
        });
    };
    let whole = |row: &Row| {
        let cells: Vec<&str> = row.values().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
        cells.join(", ")
    };
    for key in left.keys().chain(right.keys().filter(|key| !left.contains_key(*key))) {
        match (left.get(key), right.get(key)) {
            (Some(a), Some(b)) => {
                let columns: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
                for column in columns {
                    let cell = |row: &Row| row.get(column).cloned().unwrap_or_default();
                    if cell(a) != cell(b) {
                        put(key, column, Some(cell(a)), Some(cell(b)));
                    }
                }
            }
            (a, b) => put(key, "", a.map(whole), b.map(whole)),
        }
    }
}

/// Lines of the settings that differ, by section and name.
fn settings(left: &str, right: &str) -> Vec<InputDifference> {
    let read = |text: &str| {
        let mut section = String::new();
        let mut values: BTreeMap<String, Row> = BTreeMap::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
                section = format!("{}.", name.trim());
            } else if let Some((name, value)) = line.split_once('=') {
                let value = value.split(" #").next().unwrap_or_default().trim().to_string();
                values.insert(format!("{section}{}", name.trim()), Row::from([("value".to_string(), value)]));
            }
        }
        values
    };
    let mut out = Vec::new();
    table_differences("case.toml", &read(left), &read(right), &mut out);
    out
}

fn sentences(it: &Comparison, left: &Study, right: &Study) -> Vec<String> {
    let mut lines = Vec::new();
    let tables: BTreeSet<&str> = it.inputs.iter().map(|input| input.table.as_str()).collect();
    lines.push(match it.inputs.len() {
        0 => "The cases do not differ.".to_string(),
        1 => format!("The cases differ in one cell, of `{}`.", it.inputs[0].table),
        count => {
            let tables: Vec<String> = tables.iter().map(|table| format!("`{table}`")).collect();
            format!("The cases differ in {count} cells, of {}.", tables.join(", "))
        }
    });
    let said = |value: Option<&Value>, unit: &str| match value {
        Some(Value::Number(number)) if unit == "share" => percent(number.value()),
        Some(Value::Number(number)) => format!("{} {unit}", short(number.value())),
        Some(Value::Word(word)) => word.clone(),
        None => "nothing".to_string(),
    };
    let pair = |difference: &Difference| {
        let unit = &difference.unit;
        format!(
            "{}: {} against {}",
            difference.what,
            said(difference.left.as_ref(), unit),
            said(difference.right.as_ref(), unit)
        )
    };
    let tell = |about: &str, differences: &[&Difference], most: usize| {
        let parts: Vec<String> = differences.iter().take(most).map(|difference| pair(difference)).collect();
        match differences.len() {
            0 => format!("{about}: no difference."),
            count if count > parts.len() => format!("{about}: {count} differences; {}.", parts.join("; ")),
            _ => format!("{about}: {}.", parts.join("; ")),
        }
    };
    lines.push(tell("Plan", &widest(&it.plan), 3));
    lines.push(tell("Money", &all(&it.money[..it.money.len().min(3)]), 3));
    lines.push(tell("Made at home", &widest(&it.independence), 2));
    let both = |here: &dyn Fn(&Study) -> bool| here(left) && here(right);
    let unknown = |about: &str| format!("{about}: not known of both.");
    let known = both(&|study| study.kill.here().is_some());
    lines.push(if known { tell("Resilience", &all(&it.resilience), 3) } else { unknown("Resilience") });
    lines.push(match (left.shares.here(), right.shares.here()) {
        (Some(shares), Some(_)) => {
            let rule = format!("by `{}`", shares.scheduled);
            let scheduled: Vec<&Difference> = it.shares.iter().filter(|share| share.what.ends_with(&rule)).collect();
            tell("Shares", &widest_of(scheduled), 3)
        }
        _ => unknown("Shares"),
    });
    lines
}

fn all(differences: &[Difference]) -> Vec<&Difference> {
    differences.iter().collect()
}

/// Differences, the widest first; those that are no numbers before all others.
fn widest(differences: &[Difference]) -> Vec<&Difference> {
    widest_of(all(differences))
}

fn widest_of(mut differences: Vec<&Difference>) -> Vec<&Difference> {
    let width = |it: &&Difference| match (&it.left, &it.right) {
        (Some(Value::Number(a)), Some(Value::Number(b))) => (a.value() - b.value()).abs(),
        (Some(Value::Number(only)), None) | (None, Some(Value::Number(only))) => Num::value(*only).abs(),
        _ => f64::INFINITY,
    };
    differences.sort_by(|a, b| width(b).total_cmp(&width(a)));
    differences
}

/// Who pays at a cost perspective, as words.
fn pays(level: &str) -> &str {
    CostLevel::ALL.iter().find(|known| known.as_str() == level).map_or(level, |known| known.pays())
}
