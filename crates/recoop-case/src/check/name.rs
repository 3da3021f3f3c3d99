//! The name of a case, which becomes the name of the folder of its results.

use super::case::Case;
use super::report::Report;

/// Longest name of a case, in bytes: with an ending such as `-simulate` it stays below what every file system takes.
pub const LONGEST_NAME: usize = 100;
/// Signs that separate parts of a path, or that some system reserves.
const RESERVED: [char; 9] = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];
/// Names that some system keeps for devices, whatever their ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Results of a case go to `runs/NAME`: its name has to be one part of a path.
pub(super) fn name(case: &Case<'_>, report: &mut Report) {
    let name = case.settings.name.as_str();
    if let Some(reason) = unfit_name(name) {
        let message = if name.is_empty() { reason } else { format!("{} {reason}", shown(name)) };
        report
            .setting("network::bad_id", "name", format_args!("{message}"))
            .hint(|| "results go to the folder `runs/NAME`: use letters, digits, `_`, `-` and `.`".to_string());
    }
}

/// Why a text does not do as the name of a case, and so of a folder; `None` when it does.
///
/// A name is one part of a path on every usual system: without separators and signs that a system reserves, not `..`, not hidden, not the name of
/// a device, and not longer than [`LONGEST_NAME`] bytes.
#[must_use]
pub fn unfit_name(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("a case needs a name".to_string());
    }
    if let Some(found) = name.chars().find(|sign| RESERVED.contains(sign)) {
        return Some(format!("is not a valid case name: contains `{found}`"));
    }
    // Signs that turn the direction of text or take no room make two names look alike.
    let unseen = |sign: char| {
        sign.is_control()
            || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    if let Some(found) = name.chars().find(|sign| unseen(*sign)) {
        return Some(format!("is not a valid case name: contains the sign U+{:04X}", u32::from(found)));
    }
    if name.starts_with('.') {
        return Some("is not a valid case name: begins with `.`".to_string());
    }
    if name.ends_with('.') || name.trim() != name {
        return Some("is not a valid case name: begins or ends with a blank, or ends with `.`".to_string());
    }
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_lowercase();
    let port = |prefix: &str| {
        stem.strip_prefix(prefix).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|sign| sign.is_ascii_digit()))
    };
    if DEVICES.contains(&stem.as_str()) || port("com") || port("lpt") {
        return Some("is not a valid case name: some systems reserve it for a device".to_string());
    }
    if name.len() > LONGEST_NAME {
        return Some(format!("is not a valid case name: has {} bytes, at most {LONGEST_NAME} fit", name.len()));
    }
    None
}

/// The name in a message: cut, without signs that a terminal would obey.
fn shown(name: &str) -> String {
    const MOST: usize = 40;
    let mut text: String = name.chars().take(MOST).flat_map(char::escape_debug).collect();
    if name.chars().count() > MOST {
        text.push('…');
    }
    format!("`{text}`")
}

#[cfg(test)]
mod tests {
    use super::unfit_name;

    #[test]
    fn names_that_leave_their_folder_are_refused() {
        let long = "x".repeat(101);
        for name in [
            "",
            ".",
            "..",
            "../victim",
            "../../victim",
            "/etc",
            "a/b",
            "a\\b",
            "C:",
            "a\0b",
            "a\nb",
            ".hidden",
            "a.",
            " a",
            "a ",
            "NUL",
            "com1.csv",
            "a\u{202e}b",
            &long,
        ] {
            assert!(unfit_name(name).is_some(), "{name:?}");
        }
        for name in ["us-2026", "toy", "Ridge 2", "Überfluss", "a.b", "com", "nullo", &"x".repeat(100)] {
            assert_eq!(unfit_name(name), None, "{name:?}");
        }
    }
}
