//! Contradicting rules as totals: the required amount against the allowed amount.
//!
//! The multipliers of the contradiction convert every bound to the unit of the required service
//! (`program::certificate`): ore capacity becomes metric tons of the metal in the ore. One side has the requirements of
//! lower bounds, the other the allowances of upper bounds; the first exceeds the second.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use program::solve::{Options, SolveError};
use program::{Conflict, Part, Place, Program, Row, Side, certificate, most_of};
use recoop_case::positions::StateAt;

use super::explain::{amount_words, figures};
use crate::formulation::constraints::{
    BUILD_LIMIT, MATERIAL_BALANCE, OPEN_ONCE, RAMP_LIMIT, SERVICE_LEVEL, SITE_LIMIT,
};
use crate::formulation::variables::Variables;
use crate::formulation::{Constraints, Formulation};

/// Maximum number of lines for the parts of each side.
const MAX_PARTS: usize = 6;
/// Digits of numbers; more if both sides would otherwise look equal.
const DIGITS: usize = 5;

/// Returns the totals of a contradiction: a sentence, and a line for each larger part. Returns `None` without totals.
///
/// # Errors
/// If the solver fails.
pub fn totals(formulation: &Formulation, conflict: &Conflict, options: &Options) -> Result<Option<String>, SolveError> {
    let program = &formulation.program;
    if conflict.needs_integers {
        return with_whole_plants(formulation, conflict, options);
    }
    let Some(parts) = certificate(program, conflict, options)? else { return Ok(None) };
    Ok(Totals::new(formulation, conflict, &parts).map(|totals| totals.text()))
}

/// A bound in words.
struct Item {
    noun: &'static str,
    subject: String,
    time: Option<Time>,
    bound: f64,
    unit: String,
    /// In the unit of the total.
    counts: f64,
    /// The state in which it operates.
    state: Option<StateAt>,
}

impl Item {
    /// Returns the bound in its own unit.
    fn amount(&self, digits: usize) -> String {
        let bound = figures(self.bound, digits);
        match counted(&self.unit) {
            true => format!("{bound} {} {}", numbered(self.noun, &bound), self.subject),
            false => format!("{}, {} {}", amount_words(&bound, &self.unit), self.noun, self.subject),
        }
    }
}

/// Returns whether a unit is a number of plants.
fn counted(unit: &str) -> bool {
    matches!(unit, "1" | "plants")
}

/// Returns a noun of things that are counted as it follows a printed number: `plant of` after `1`.
fn numbered(noun: &str, number: &str) -> String {
    let (things, rest) = noun.split_once(' ').map_or((noun, String::new()), |(it, rest)| (it, format!(" {rest}")));
    match number {
        "1" => format!("{}{rest}", things.strip_suffix('s').unwrap_or(things)),
        _ => noun.to_string(),
    }
}

/// The years in which a bound holds, in one branch of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Time {
    first: i32,
    last: i32,
    /// Empty without a tree.
    node: String,
}

impl Time {
    /// Reads a label of the tree, `2030` or `2030·crash`; `years` is how many begin there.
    fn read(label: &str, years: i32) -> Option<Self> {
        let (year, node) = label.split_once('·').unwrap_or((label, ""));
        let first: i32 = year.parse().ok()?;
        Some(Self { first, last: first + years - 1, node: node.to_string() })
    }
}

/// `2030`, `2030-2034`, `2030-2034 (crash)`.
impl fmt::Display for Time {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.first)?;
        if self.last > self.first {
            write!(out, "-{}", self.last)?;
        }
        if !self.node.is_empty() {
            write!(out, " ({})", self.node)?;
        }
        Ok(())
    }
}

struct Totals {
    asked: Vec<Item>,
    left: Vec<Item>,
    unit: String,
    /// A rule of the contradiction that has no amount of its own, and lowers those of others.
    because: Option<String>,
}

impl Totals {
    /// Scales the parts so that one metric ton of required service counts as one. Where operations of several periods
    /// meet (a stock joins them), the totals are metric tons over the periods. Returns `None` without a requirement.
    fn new(formulation: &Formulation, conflict: &Conflict, parts: &[Part]) -> Option<Self> {
        let (program, years) = (&formulation.program, &formulation.sets.years);
        let asks = |part: &&Part| part.asks() > 0.0;
        let serves = |part: &&Part| family(program, part.place) == SERVICE_LEVEL.name;
        let largest = |parts: Vec<&Part>| parts.into_iter().max_by(|a, b| a.asks().total_cmp(&b.asks())).copied();
        let base = largest(parts.iter().filter(asks).filter(serves).collect())
            .or_else(|| largest(parts.iter().filter(asks).collect()))?;
        let item = |part: &Part| {
            let (family, state) = (family(program, part.place), operating_state(formulation, part.place));
            let (mut bound, mut unit) = (part.bound.abs(), unit_of(program, part.place).to_string());
            let (mut noun, mut time) = (noun(family), time(formulation, part.place));
            // The right-hand side of a balance is what a stock opens with, spread over the years of the state.
            if let (true, Some(state)) = (family == MATERIAL_BALANCE.name, state) {
                (bound, unit, noun, time) = (bound * years[state], "t".to_string(), "opening stocks of", None);
            }
            Item {
                noun,
                subject: subject(program, part.place),
                time,
                bound,
                unit,
                counts: part.asks().abs() / base.multiplier,
                state,
            }
        };
        let side = |of: &dyn Fn(f64) -> bool| {
            let mut items: Vec<Item> = parts.iter().filter(|part| of(part.asks())).map(item).collect();
            items.sort_by(|a, b| b.counts.total_cmp(&a.counts));
            items
        };
        let (mut asked, mut left) = (side(&|asks| asks > 0.0), side(&|asks| asks < 0.0));
        let mut unit = unit_of(program, base.place).to_string();
        let several = |items: &[Item]| {
            let mut found: Vec<StateAt> = items.iter().filter_map(|item| item.state).collect();
            found.sort_unstable();
            found.dedup();
            found.len() > 1
        };
        if let (true, "t/yr", Some(state)) =
            (several(&asked) || several(&left), &*unit, operating_state(formulation, base.place))
        {
            unit = "t".to_string();
            asked.iter_mut().chain(&mut left).for_each(|item| item.counts *= years[state]);
        }
        let ramps = conflict.rows.iter().any(|(row, _)| program.row_family(*row) == RAMP_LIMIT.name);
        let because = match (left.is_empty(), ramps) {
            (true, _) => {
                let balance = conflict.rows.iter().find(|(row, _)| program.row_family(*row) == MATERIAL_BALANCE.name);
                let place = balance.map(|(row, _)| subject(program, Place::RowBoth(*row)));
                place.map(|place| format!("nothing can make, bring or buy {place} by then"))
            }
            (false, true) => Some(RAMP_LIMIT.rule.to_string()),
            (false, false) => None,
        };
        Some(Self { asked, left, unit, because })
    }

    fn text(&self) -> String {
        let total = |items: &[Item]| items.iter().map(|item| item.counts).sum::<f64>();
        let (asked, left) = (total(&self.asked), total(&self.left));
        let digits = digits(asked, left);
        let unit = &self.unit;
        let mut out = format!(
            "{} against {} {unit}{}{}{}",
            self.allowed(left, digits),
            figures(asked, digits),
            if self.asked.iter().all(|item| item.noun == SERVICE) {
                " that have to be served".to_string()
            } else {
                format!(" that are asked for{}", breakdown(&self.asked, digits))
            },
            when(&self.asked),
            self.because.as_ref().map_or(String::new(), |rule| format!("; {rule}")),
        );
        for (title, items) in [("has to be", &self.asked), ("can be", &self.left)] {
            for item in items.iter().take(MAX_PARTS) {
                let time = item.time.as_ref().map_or(String::new(), |time| format!(" in {time}"));
                let _ = write!(out, "\n  {title}: {}{time}", item.amount(digits));
                if (item.counts - item.bound).abs() > 1e-6 * item.bound || item.unit != *unit {
                    let _ = write!(out, " (counts as {} {unit})", figures(item.counts, digits));
                }
            }
            if items.len() > MAX_PARTS {
                let rest = &items[MAX_PARTS..];
                let _ = write!(out, "\n  {title}: {} {unit} of {} more", figures(total(rest), digits), rest.len());
            }
        }
        out
    }

    /// Returns what is allowed: `60 t/yr of room on sites`, or `$6 million of equity (enough for 60 t/yr)` where all of it is
    /// one kind of money or plants.
    fn allowed(&self, left: f64, digits: usize) -> String {
        let (unit, counts) = (&self.unit, figures(left, digits));
        if let Some(first) = self.left.first() {
            let alike = self.left.iter().all(|item| item.noun == first.noun && item.unit == first.unit);
            let own = figures(self.left.iter().map(|item| item.bound).sum(), digits);
            if alike && counted(&first.unit) {
                let plants = plain(&numbered(first.noun, &own));
                return format!("{own} {plants} (enough for at most {counts} {unit})");
            }
            if alike && first.unit == "MUSD" {
                return format!("${own} million of {} (enough for at most {counts} {unit})", plain(first.noun));
            }
        }
        format!("{counts} {unit}{}", breakdown(&self.left, digits))
    }
}

/// Returns the state in which a bound operates.
fn operating_state(formulation: &Formulation, place: Place) -> Option<StateAt> {
    let labels = labels(&formulation.program, place);
    let (_, label) = labels.into_iter().find(|(axis, _)| *axis == "state")?;
    formulation.sets.axes.state.position(label).map(StateAt::new)
}

/// Returns the number of digits at which two numbers look different.
fn digits(one: f64, other: f64) -> usize {
    (DIGITS..15).find(|digits| figures(one, *digits) != figures(other, *digits)).unwrap_or(15)
}

const SERVICE: &str = SERVICE_LEVEL.noun;

/// Returns ` of capacity` for a total of one kind, else the amount of each kind.
fn breakdown(items: &[Item], digits: usize) -> String {
    let mut of: BTreeMap<&str, f64> = BTreeMap::new();
    items.iter().for_each(|item| *of.entry(item.noun).or_default() += item.counts);
    let mut kinds: Vec<(&str, f64)> = of.into_iter().collect();
    kinds.sort_by(|a, b| b.1.total_cmp(&a.1));
    match kinds.as_slice() {
        [] => String::new(),
        [(noun, _)] => format!(" of {}", plain(noun)),
        _ => {
            let each = kinds.iter().map(|(noun, counts)| format!("{} of {}", figures(*counts, digits), plain(noun)));
            format!(" ({})", each.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Returns a noun on its own: `capacity` for `capacity of`.
fn plain(noun: &str) -> String {
    match noun {
        "the offer of" => "offers".to_string(),
        "the lane of" => "lanes".to_string(),
        "room on the site of" => "room on sites".to_string(),
        _ => noun.trim_end_matches(" of").trim_end_matches(" to").to_string(),
    }
}

/// Returns the years of the requirements: ` in 2030`, ` in 2030-2034`, ` in 2030 to 2039` where several periods meet.
fn when(items: &[Item]) -> String {
    let times: Vec<&Time> = items.iter().filter_map(|item| item.time.as_ref()).collect();
    let Some(first) = times.iter().min_by_key(|time| time.first) else { return String::new() };
    if times.iter().all(|time| time == first) {
        return format!(" in {first}");
    }
    if times.iter().all(|time| (time.first, time.last) == (first.first, first.last)) {
        return format!(" in {}", Time { node: String::new(), ..(*first).clone() });
    }
    let last = times.iter().map(|time| time.last).max().unwrap_or(first.last);
    format!(" in {} to {last}", first.first)
}

/// Returns the totals of a contradiction that needs integers: the maximum of one required service under all other
/// rules.
fn with_whole_plants(
    formulation: &Formulation,
    conflict: &Conflict,
    options: &Options,
) -> Result<Option<String>, SolveError> {
    let program = &formulation.program;
    let mut asked: Vec<(Row, f64)> = conflict
        .rows
        .iter()
        .filter(|(_, side)| *side != Side::Upper)
        .map(|(row, _)| (*row, program.row_bounds(*row).0))
        .filter(|(_, lower)| *lower > 0.0 && lower.is_finite())
        .collect();
    let serves = |row: Row| program.row_family(row) == SERVICE_LEVEL.name;
    asked.sort_by(|a, b| serves(b.0).cmp(&serves(a.0)).then(b.1.total_cmp(&a.1)));
    let Some((row, wanted)) = asked.first().copied() else { return Ok(None) };
    let Some(most) = most_of(program, conflict, row, options)? else { return Ok(None) };
    let place = Place::RowLower(row);
    let digits = digits(wanted, most);
    let time = time(formulation, place).map_or(String::new(), |time| format!(" in {time}"));
    let unit = program.row_unit(row);
    Ok(Some(format!(
        "at most {} of the {} {unit} that are asked for, {} {}{time}, as plants and scenarios count whole",
        figures(most.max(0.0), digits),
        figures(wanted, digits),
        noun(program.row_family(row)),
        subject(program, place),
    )))
}

fn family(program: &Program, place: Place) -> &str {
    match place {
        Place::RowLower(row) | Place::RowUpper(row) | Place::RowBoth(row) => program.row_family(row),
        Place::ColLower(col) | Place::ColUpper(col) => program.col_family(col),
    }
}

fn unit_of(program: &Program, place: Place) -> &str {
    match place {
        Place::RowLower(row) | Place::RowUpper(row) | Place::RowBoth(row) => program.row_unit(row),
        Place::ColLower(col) | Place::ColUpper(col) => program.col_unit(col),
    }
}

fn labels(program: &Program, place: Place) -> Vec<(&str, &str)> {
    match place {
        Place::RowLower(row) | Place::RowUpper(row) | Place::RowBoth(row) => program.row_labels(row),
        Place::ColLower(col) | Place::ColUpper(col) => program.col_labels(col),
    }
}

/// Returns the subject of a bound: the label of its first axis other than time.
fn subject(program: &Program, place: Place) -> String {
    let labels = labels(program, place);
    let first = labels.into_iter().find(|(axis, _)| !matches!(*axis, "state" | "scenario" | "year"));
    first.map_or(String::new(), |(axis, label)| match (axis, label.rsplit_once(',')) {
        ("slot", Some((facility, _))) => facility.to_string(),
        _ => label.to_string(),
    })
}

/// Returns the years of the state of a bound, or the year of its payment or commitment.
fn time(formulation: &Formulation, place: Place) -> Option<Time> {
    let (program, sets) = (&formulation.program, &formulation.sets);
    // A row of the last slot of a path holds for the path.
    if [SITE_LIMIT.name, BUILD_LIMIT.name, OPEN_ONCE.name].contains(&family(program, place)) {
        return None;
    }
    labels(program, place).into_iter().find_map(|(axis, label)| match axis {
        "state" => Time::read(label, sets.years[StateAt::new(sets.axes.state.position(label)?)] as i32),
        "year" => Time::read(label, 1),
        "slot" => Time::read(label.rsplit_once(',')?.1, 1),
        _ => None,
    })
}

/// Returns the noun for a bound of a family, with `of` or `to` before its subject.
fn noun(family: &str) -> &'static str {
    let row = Constraints::family(family).map(|row| row.noun);
    row.or_else(|| Variables::family(family).map(|col| col.noun)).unwrap_or("bounds of")
}
