//! JSON with the place of every value.

use std::ops::Range;

use jsonc_parser::ast::{ObjectPropName, Value as Parsed};
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::FILE;
use crate::finding::{Finding, Place};

/// A value and where it stands.
#[derive(Debug)]
pub struct Value {
    pub span: Range<usize>,
    pub held: Held,
}

/// What a value is.
#[derive(Debug)]
pub enum Held {
    Null,
    Choice(bool),
    /// As its digits.
    Number(String),
    Text(String),
    List(Vec<Value>),
    Object(Vec<Field>),
}

/// A name and its value.
#[derive(Debug)]
pub struct Field {
    pub name: String,
    pub key: Range<usize>,
    pub value: Value,
}

impl Value {
    pub fn place(&self) -> Place {
        Place::bytes(FILE, self.span.clone())
    }

    /// What it is, in words.
    pub fn kind(&self) -> String {
        match &self.held {
            Held::Null => "`null`".to_string(),
            Held::Choice(choice) => format!("`{choice}`"),
            Held::Number(digits) => format!("the number `{digits}`"),
            Held::Text(text) => format!("the text `\"{text}\"`"),
            Held::List(_) => "a list".to_string(),
            Held::Object(_) => "an object".to_string(),
        }
    }
}

impl Field {
    pub fn place(&self) -> Place {
        Place::bytes(FILE, self.key.clone())
    }
}

/// The value of a text, or the fault of its syntax. JSON as in RFC 8259, and nothing besides.
#[allow(clippy::result_large_err, reason = "made once for a file")]
pub fn parse(text: &str) -> Result<Value, Finding> {
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    match parse_to_ast(text, &CollectOptions::default(), &strict) {
        Ok(parsed) => match parsed.value {
            Some(value) => Ok(of(value)),
            None => Err(Finding::new("json::syntax", Place::whole(FILE), "there is nothing in the file")),
        },
        Err(error) => {
            let range = error.range();
            let place = Place::bytes(FILE, within(text, range.start, range.end));
            Err(Finding::new("json::syntax", place, lower(&error.kind().to_string())).maybe_hint(hint(error.kind())))
        }
    }
}

fn of(value: Parsed<'_>) -> Value {
    let range = value.range();
    let held = match value {
        Parsed::NullKeyword(_) => Held::Null,
        Parsed::BooleanLit(literal) => Held::Choice(literal.value),
        Parsed::NumberLit(literal) => Held::Number(literal.value.to_string()),
        Parsed::StringLit(literal) => Held::Text(literal.value.into_owned()),
        Parsed::Array(array) => Held::List(array.elements.into_iter().map(of).collect()),
        Parsed::Object(object) => Held::Object(
            object
                .properties
                .into_iter()
                .map(|property| {
                    let key = property.name.range();
                    let name = match property.name {
                        ObjectPropName::String(literal) => literal.value.into_owned(),
                        ObjectPropName::Word(literal) => literal.value.to_string(),
                    };
                    Field { name, key: key.start..key.end, value: of(property.value) }
                })
                .collect(),
        ),
    };
    Value { span: range.start..range.end, held }
}

/// A range on the borders of characters, at least one wide where there is one.
fn within(text: &str, start: usize, end: usize) -> Range<usize> {
    let down = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = down(start);
    let next = text[start..].chars().next().filter(|next| !matches!(next, '\n' | '\r')).map_or(0, char::len_utf8);
    start..down(end).max(start + next)
}

fn lower(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn hint(kind: &ParseErrorKind) -> Option<String> {
    let words = match kind {
        ParseErrorKind::ExpectedComma => "a comma belongs between two fields or items",
        ParseErrorKind::TrailingCommasNotAllowed => "no comma after the last field or item",
        ParseErrorKind::CommentsNotAllowed => "JSON has no comments: use the field `note`",
        ParseErrorKind::SingleQuotedStringsNotAllowed => "texts stand in double quotes",
        ParseErrorKind::UnexpectedWord | ParseErrorKind::ExpectedStringObjectProperty => {
            "texts and names of fields stand in double quotes"
        }
        ParseErrorKind::UnterminatedObject => "a `}` is missing",
        ParseErrorKind::UnterminatedArray => "a `]` is missing",
        _ => return None,
    };
    Some(words.to_string())
}
