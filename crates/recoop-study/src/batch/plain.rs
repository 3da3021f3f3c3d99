//! Messages about the file of a sweep, in its words.

use serde_json::Value;

/// What is said of `nan` and of `inf` without quotes.
pub(super) const NO_NUMBER: &str =
    "is `nan` or `inf`: expected a number; money without limit is written `\"inf\"`, in quotes";

/// The place of a number that is none, dotted: it has no value in a request.
pub(super) fn blank(value: &Value) -> Option<String> {
    let inside = |name: String, value: &Value| {
        let rest = blank(value)?;
        Some(if rest.is_empty() { name } else { format!("{name}.{rest}") })
    };
    match value {
        Value::Null => Some(String::new()),
        Value::Array(items) => items.iter().find_map(blank),
        Value::Object(fields) => fields.iter().find_map(|(name, value)| inside(name.clone(), value)),
        _ => None,
    }
}

/// A message of the reader in words of a sweep: it speaks of types of the program.
pub(super) fn plain(message: &str) -> String {
    const WORDS: [(&str, &str); 26] = [
        ("data did not match any variant of untagged enum Written", "expected a number, or `\"inf\"`"),
        ("unknown variant", "unknown word"),
        ("invalid type: ", "wrong kind of value: "),
        ("invalid value: ", "wrong value: "),
        ("value: map", "value: a section"),
        ("value: sequence", "value: a list"),
        ("value: boolean ", "value: "),
        ("value: floating point ", "value: "),
        ("value: integer ", "value: "),
        ("value: string ", "value: the text "),
        ("value: unit value", "value: none"),
        ("expected path string", "expected a path"),
        ("expected a string", "expected a text"),
        ("expected a boolean", "expected `true` or `false`"),
        ("expected a map", "expected a section"),
        ("expected a sequence", "expected a list"),
        ("expected usize", "expected a whole number of at least 0"),
        ("expected u64", "expected a whole number of at least 0"),
        ("expected u32", "expected a whole number of at least 0"),
        ("expected i64", "expected a whole number"),
        ("expected i32", "expected a whole number"),
        ("expected f64", "expected a number"),
        ("expected struct ", "expected a section, "),
        ("expected internally tagged enum ", "expected a section with a verb, "),
        ("expected variant identifier", "expected a word"),
        ("struct variant ", ""),
    ];
    let first = message.trim_end().replace('\n', " ");
    WORDS.iter().fold(first, |text, (from, to)| text.replace(from, to))
}
