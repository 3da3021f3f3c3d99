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

/// Whether a sign cannot be seen, so that two texts look alike and are not: spaces without width, soft hyphens, fillers, tags. Not those that
/// scripts need: joiners, marks of the direction of a word, selectors of a variant.
#[must_use]
pub fn hides(sign: char) -> bool {
    matches!(sign,
        '\u{AD}' | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}' | '\u{200B}'
        | '\u{2060}'..='\u{2064}' | '\u{206A}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}')
}

/// Signs of a text that no reader sees as they are: those that [`steers`] or [`hides`], but for line breaks and tabs.
#[must_use]
pub fn has_unseen(text: &str) -> bool {
    let plain = |byte: u8| (b' '..=b'~').contains(&byte);
    !text.bytes().all(plain)
        && text.chars().any(|sign| !matches!(sign, '\n' | '\r' | '\t') && (steers(sign) || hides(sign)))
}

/// The text with every sign that [`steers`] or [`hides`] written as JSON and TOML write it, for instance `\u001b`. Line breaks and
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
    let unseen = |sign: char| steers(sign) || hides(sign);
    if !text.chars().any(unseen) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for sign in text.chars() {
        if unseen(sign) { write(sign, &mut out) } else { out.push(sign) }
    }
    Cow::Owned(out)
}

/// Four hexadecimal digits; two times that for a sign beyond them, as in JSON.
fn escape(sign: char, out: &mut String) {
    for unit in sign.encode_utf16(&mut [0; 2]) {
        let _ = write!(out, "\\u{unit:04x}");
    }
}

#[cfg(test)]
mod tests {
    use super::{visible, visible_lines};

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        assert_eq!(visible("a\u{1b}[2J\u{7}\u{9b}1m\u{7f}b\n"), "a\\u001b[2J\\u0007\\u009b1m\\u007fb ");
        assert_eq!(visible("\u{202E}cba\u{2066}"), "\\u202ecba\\u2066");
        assert_eq!(visible_lines("a\nb\r\u{0}"), "a\nb\\u000d\\u0000");
        assert_eq!(visible("a\u{200B}b\u{E0041}"), "a\\u200bb\\udb40\\udc41");
        assert_eq!(visible("plain: ümläut, 漢字, שלום"), "plain: ümläut, 漢字, שלום");
    }

    #[test]
    fn json_keeps_its_meaning() {
        let value = serde_json::json!({ "na\u{9b}me": "\u{7f}\u{202E}\u{1b}\n\u{200B}\u{E0041}" });
        let shown = visible_lines(&value.to_string()).into_owned();
        assert!(!shown.chars().any(super::steers));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }
}
