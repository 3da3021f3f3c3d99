//! Text that a terminal would obey, made harmless.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a sign steers a terminal or reorders what stands beside it: control characters (C0, DEL, C1),
/// overrides and isolates of the direction of writing, and noncharacters.
#[must_use]
pub fn steers(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        || matches!(sign, '\u{FDD0}'..='\u{FDEF}')
}

/// The text with every sign that [`steers`] written as JSON and TOML write it, for instance `\u001b`. Line breaks and
/// tabs become spaces: what is shown is one line.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, |sign, out| match sign {
        '\n' | '\r' | '\t' => out.push(' '),
        _ => escape(sign, out),
    })
}

/// The same for text of several lines: line feeds stay. Strings of JSON keep their meaning.
#[must_use]
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    escaped(text, |sign, out| match sign {
        '\n' => out.push('\n'),
        _ => escape(sign, out),
    })
}

fn escaped(text: &str, mut write: impl FnMut(char, &mut String)) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for sign in text.chars() {
        if steers(sign) { write(sign, &mut out) } else { out.push(sign) }
    }
    Cow::Owned(out)
}

/// All signs that steer have four hexadecimal digits.
fn escape(sign: char, out: &mut String) {
    let _ = write!(out, "\\u{:04x}", u32::from(sign));
}

#[cfg(test)]
mod tests {
    use super::{visible, visible_lines};

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        assert_eq!(visible("a\u{1b}[2J\u{7}\u{9b}1m\u{7f}b\n"), "a\\u001b[2J\\u0007\\u009b1m\\u007fb ");
        assert_eq!(visible("\u{202E}cba\u{2066}"), "\\u202ecba\\u2066");
        assert_eq!(visible_lines("a\nb\r\u{0}"), "a\nb\\u000d\\u0000");
        assert_eq!(visible("plain: ümläut, 漢字, שלום"), "plain: ümläut, 漢字, שלום");
    }

    #[test]
    fn json_keeps_its_meaning() {
        let value = serde_json::json!({ "na\u{9b}me": "\u{7f}\u{202E}\u{1b}\n" });
        let shown = visible_lines(&value.to_string()).into_owned();
        assert!(!shown.chars().any(super::steers));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }
}
