//! A game in JSON.

use coalition::exact::{float, rational};
use coalition::families::Family;
use coalition::group::MAX_PLAYERS;
use coalition::{Rational, Sense};
use num_traits::{Signed, Zero};

use super::form::{Field, Held, Value, parse};
use super::kinds::{COMMON, KINDS, Kind};
use super::names::{Names, bad_name, too_many};
use super::number::{noise, number};
use super::{FILE, GameFile, Reading};
use crate::finding::{Finding, Place};
use crate::read::hints;
use crate::visible::visible;

/// Reads a game.
pub fn read(reading: &mut Reading, text: &str) -> Option<GameFile> {
    let value = match parse(text) {
        Ok(value) => value,
        Err(finding) => {
            reading.find(finding);
            return None;
        }
    };
    let Held::Object(fields) = &value.held else {
        let finding =
            Finding::new("json::bad_value", value.place(), format!("expected an object, found {}", value.kind()));
        reading.find(finding.hint("a game is an object: `{ \"game\": \"table\", … }`"));
        return None;
    };
    let mut object = Object { fields, findings: &mut reading.findings, warnings: &mut reading.warnings };
    object.check_twice(fields);
    let kind = object.kind()?;
    object.check_fields(kind);
    let head = object.head(kind);
    let Read { players, resources, family, counts } = match kind.word {
        "table" => object.table(head.sense),
        word => object.family(word),
    }?;
    let unions = object.unions(&players, counts.is_some());
    let benefits = object.benefits(&players, head.sense);
    Some(GameFile {
        title: head.title,
        source: head.source,
        note: head.note,
        unit: head.unit,
        players,
        resources,
        family,
        counts,
        unions,
        benefits,
    })
}

/// Players that a class can stand for.
const MAX_OF_CLASS: u64 = 1_000_000_000;

/// How small a number may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Floor {
    Zero,
    None,
}

/// What every kind of game has.
struct Head {
    title: String,
    source: Option<String>,
    note: Option<String>,
    unit: String,
    sense: Sense,
}

/// Numbers with the positions of their rows and columns.
pub type Sparse = Vec<(usize, usize, Rational)>;

/// What one kind of game has.
pub struct Read {
    pub players: Vec<String>,
    pub resources: Vec<String>,
    pub family: Family,
    /// Players of each class, where there are classes.
    pub counts: Option<Vec<u64>>,
}

/// The fields of the file, and what is wrong with them.
pub struct Object<'a> {
    fields: &'a [Field],
    pub findings: &'a mut Vec<Finding>,
    pub warnings: &'a mut Vec<Finding>,
}

impl<'a> Object<'a> {
    pub fn find(&mut self, code: &'static str, place: Place, message: impl Into<String>, hint: Option<String>) {
        self.findings.push(Finding::new(code, place, message).maybe_hint(hint));
    }

    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.fields.iter().find(|field| field.name == name).map(|field| &field.value)
    }

    fn check_twice(&mut self, fields: &[Field]) {
        for (at, field) in fields.iter().enumerate() {
            if fields[..at].iter().any(|before| before.name == field.name) {
                self.find("json::duplicate_field", field.place(), format!("`{}` is there twice", field.name), None);
            }
        }
    }

    fn kind(&mut self) -> Option<&'static Kind> {
        let words = || KINDS.iter().map(|kind| kind.word);
        let list = || format!("one of `{}`", words().collect::<Vec<_>>().join("`, `"));
        match self.get("game") {
            None => {
                let near = self.fields.iter().find(|field| hints::nearest(&field.name, ["game"]).is_some());
                let place = near.map_or(Place::whole(FILE), Field::place);
                self.find("json::missing_field", place, "the field `game` is missing", Some(list()));
                None
            }
            Some(Value { held: Held::Text(text), .. }) if words().any(|word| word == text) => {
                KINDS.iter().find(|kind| kind.word == text)
            }
            Some(value) => {
                let text = if let Held::Text(text) = &value.held { text.as_str() } else { "" };
                let hint = hints::did_you_mean(text, words()).unwrap_or_else(list);
                let message = format!("expected a kind of game, found {}", value.kind());
                self.find("json::unknown_word", value.place(), message, Some(hint));
                None
            }
        }
    }

    /// Unknown and missing fields.
    fn check_fields(&mut self, kind: &Kind) {
        for field in self.fields {
            if !kind.names().any(|name| name == field.name) {
                let hint = hints::did_you_mean(&field.name, kind.names())
                    .unwrap_or_else(|| format!("its fields are `{}`", kind.names().collect::<Vec<_>>().join("`, `")));
                let message = format!("a game of the kind `{}` has no field `{}`", kind.word, field.name);
                self.find("json::unknown_field", field.place(), message, Some(hint));
            }
        }
        for field in COMMON.iter().chain(kind.fields).filter(|field| field.needed) {
            if self.get(field.name).is_none() {
                let message = format!("the field `{}` is missing", field.name);
                let hint = format!("{}: {}", field.holds, field.doc);
                self.find("json::missing_field", Place::whole(FILE), message, Some(hint));
            }
        }
    }

    fn text(&mut self, name: &str) -> Option<String> {
        let value = self.get(name)?;
        match &value.held {
            Held::Text(text) => Some(visible(text.trim()).into_owned()).filter(|text| !text.is_empty()),
            _ => {
                let message = format!("expected a text, found {}", value.kind());
                self.find("json::bad_value", value.place(), message, None);
                None
            }
        }
    }

    fn head(&mut self, kind: &Kind) -> Head {
        let own = if kind.word == "airport" { Sense::Cost } else { Sense::Profit };
        let sense = match (self.text("sense").as_deref(), self.get("sense")) {
            (Some("profit"), _) => Some(Sense::Profit),
            (Some("cost"), _) => Some(Sense::Cost),
            (Some(word), Some(value)) => {
                let hint = hints::did_you_mean(word, ["profit", "cost"]);
                let message = format!("expected `profit` or `cost`, found `{word}`");
                self.find("json::unknown_word", value.place(), message, hint);
                None
            }
            _ => None,
        };
        if let (Some(sense), Some(value)) =
            (sense.filter(|sense| kind.word != "table" && *sense != own), self.get("sense"))
        {
            let (is, not) = if sense == Sense::Cost { ("profits", "costs") } else { ("costs", "profits") };
            let message = format!("the numbers of the kind `{}` are {is}, not {not}", kind.word);
            self.find("json::bad_value", value.place(), message, Some("leave it out".to_string()));
        }
        Head {
            title: self.text("title").unwrap_or_default(),
            source: self.text("source"),
            note: self.text("note"),
            unit: self.text("unit").unwrap_or_default(),
            sense: sense.unwrap_or(own),
        }
    }

    /// A list of names, which closes them.
    pub fn names(&mut self, field: &str, what: &'static str) -> Names {
        let mut names = Names::new(what);
        let Some(value) = self.get(field) else { return names };
        let Held::List(items) = &value.held else {
            let message = format!("expected a list of names, found {}", value.kind());
            self.find("json::bad_value", value.place(), message, Some("`[\"A\", \"B\"]`".to_string()));
            return names;
        };
        for item in items {
            let name = if let Held::Text(text) = &item.held { text.trim() } else { "" };
            if !matches!(item.held, Held::Text(_)) {
                self.find("json::bad_value", item.place(), format!("expected a name, found {}", item.kind()), None);
            } else if let Some((message, hint)) = bad_name(name) {
                self.find("game::bad_name", item.place(), message, Some(hint.to_string()));
            } else if names.position(name).is_some() {
                self.find("game::duplicate_name", item.place(), format!("`{name}` is there twice"), None);
            }
            // A wrong one has its place too: lists of numbers are as long.
            names.list.push(name.to_string());
        }
        names.closed = true;
        names
    }

    /// A number, perhaps of at least zero.
    pub fn number(&mut self, value: &Value, floor: Floor) -> Option<Rational> {
        let Held::Number(digits) = &value.held else {
            let message = format!("expected a number, found {}", value.kind());
            let hint = match &value.held {
                Held::Text(text) if text.trim().parse::<f64>().is_ok() => Some("write it without quotes".to_string()),
                Held::Text(text) => hints::number(text),
                _ => None,
            };
            self.find("json::bad_value", value.place(), message, hint);
            return None;
        };
        match number(digits) {
            Ok(number) if floor == Floor::Zero && number.is_negative() => {
                self.find("json::bad_value", value.place(), format!("`{digits}` is below 0"), None);
                None
            }
            Ok(number) => {
                self.warnings.extend(noise(digits, value.place()));
                Some(number)
            }
            Err(message) => {
                self.find("json::bad_value", value.place(), message, None);
                None
            }
        }
    }

    /// A number of at least zero.
    pub fn amount(&mut self, field: &str) -> Option<Rational> {
        let value = self.get(field)?;
        self.number(value, Floor::Zero)
    }

    /// How many players each name stands for.
    pub fn counts(&mut self, field: &str, names: &mut Names) -> Option<Vec<u64>> {
        let counts = self.whole(field, names)?;
        let whole = |count: &Rational| count.is_integer().then(|| u64::try_from(count.numer()).ok()).flatten();
        let mut read = Vec::with_capacity(counts.len());
        for (name, count) in names.list.iter().zip(&counts) {
            match whole(count).filter(|count| (1..=MAX_OF_CLASS).contains(count)) {
                Some(count) => read.push(count),
                None => {
                    let message = format!("`{name}` stands for {} players", float(count));
                    let hint = Some(format!("a whole number from 1 to {}", float(&rational(MAX_OF_CLASS as f64))));
                    let place = self.place_of(field, name);
                    self.find("json::bad_value", place, message, hint);
                }
            }
        }
        (read.len() == counts.len()).then_some(read)
    }

    /// The benefit of each player.
    fn benefits(&mut self, players: &[String], sense: Sense) -> Option<Vec<Rational>> {
        self.get("benefits")?;
        if sense != Sense::Cost {
            let message = "benefits are weighed against costs, and these are profits".to_string();
            self.at("benefits", message, "leave them out, or say `\"sense\": \"cost\"`");
            return None;
        }
        let mut names = Names { list: players.to_vec(), closed: true, ..Names::new("player") };
        self.whole("benefits", &mut names)
    }

    /// The items of a value by position: those of an object by their names, those of a list in order.
    fn items<'v>(&mut self, value: &'v Value, names: &mut Names) -> Option<Vec<(usize, &'v Value)>> {
        match &value.held {
            Held::Object(fields) => {
                self.check_twice(fields);
                let mut items = Vec::new();
                for field in fields {
                    let name = field.name.trim();
                    if let Some((message, hint)) = bad_name(name) {
                        self.find("game::bad_name", field.place(), message, Some(hint.to_string()));
                    } else if let Some(at) = names.enter(name) {
                        items.push((at, &field.value));
                    } else {
                        self.findings.push(names.unknown(name, field.place()));
                    }
                }
                Some(items)
            }
            Held::List(values) => {
                if names.list.is_empty() && !names.closed {
                    names.list = (1..=values.len()).map(|at| at.to_string()).collect();
                    names.closed = true;
                }
                if values.len() != names.list.len() {
                    let message = format!("{} items for {} {}s", values.len(), names.list.len(), names.what);
                    let hint = format!("one for each {}, in their order, or an object with their names", names.what);
                    self.find("json::bad_value", value.place(), message, Some(hint));
                    return None;
                }
                Some(values.iter().enumerate().collect())
            }
            _ => {
                let message = format!("expected a list or an object, found {}", value.kind());
                let hint = format!("one for each {}", names.what);
                self.find("json::bad_value", value.place(), message, Some(hint));
                None
            }
        }
    }

    /// One number for each name.
    pub fn vector(&mut self, field: &str, names: &mut Names, floor: Floor) -> Option<Vec<(usize, Rational)>> {
        let value = self.get(field)?;
        let items = self.items(value, names)?;
        let numbers = items.into_iter().map(|(at, value)| (at, self.number(value, floor)));
        Some(numbers.collect::<Vec<_>>().into_iter().filter_map(|(at, number)| Some((at, number?))).collect())
    }

    /// The same, where nobody may be left out.
    pub fn whole(&mut self, field: &str, names: &mut Names) -> Option<Vec<Rational>> {
        let before = self.findings.len();
        let numbers = self.vector(field, names, Floor::Zero)?;
        names.closed = true;
        if self.findings.len() == before {
            for (at, name) in names.list.iter().enumerate() {
                if !numbers.iter().any(|(given, _)| *given == at) {
                    let message = format!("there is no number for `{name}`");
                    let place = self.get(field).map_or(Place::whole(FILE), Value::place);
                    self.find("game::missing_number", place, message, None);
                }
            }
        }
        Some(dense(&numbers, names.list.len()))
    }

    /// Numbers by two names.
    pub fn matrix(&mut self, field: &str, rows: &mut Names, columns: &mut Names, floor: Floor) -> Option<Sparse> {
        let value = self.get(field)?;
        let mut numbers = Vec::new();
        for (row, value) in self.items(value, rows)? {
            for (column, value) in self.items(value, columns).unwrap_or_default() {
                if let Some(number) = self.number(value, floor) {
                    numbers.push((row, column, number));
                }
            }
        }
        Some(numbers)
    }

    /// Whether there are as many players as a game can have; says so if not.
    pub fn check_players(&mut self, field: &str, players: usize) {
        if let Some((message, hint)) = too_many(players, MAX_PLAYERS) {
            let place = self.get("players").or(self.get(field)).map_or(Place::whole(FILE), Value::place);
            self.find("game::players", place, message, Some(hint));
        }
    }

    /// The place of a name in a field, else of the field.
    pub fn place_of(&self, field: &str, name: &str) -> Place {
        match self.get(field) {
            Some(Value { held: Held::Object(fields), .. }) => {
                fields.iter().find(|field| field.name.trim() == name).map_or(Place::whole(FILE), Field::place)
            }
            Some(value) => value.place(),
            None => Place::whole(FILE),
        }
    }

    /// A fault of a field.
    pub fn at(&mut self, field: &str, message: String, hint: &str) {
        let place = self.get(field).map_or(Place::whole(FILE), Value::place);
        self.find("json::bad_value", place, message, Some(hint.to_string()));
    }
}

/// All numbers, zero where there is none.
pub fn dense(numbers: &[(usize, Rational)], count: usize) -> Vec<Rational> {
    let mut all = vec![Rational::zero(); count];
    numbers.iter().for_each(|(at, number)| all[*at].clone_from(number));
    all
}
