//! Bytes of a file to text.

use std::ops::Range;

/// The text of a file.
pub(crate) struct Decoded {
    /// The text without byte-order mark; bytes that are not UTF-8 are replaced.
    pub text: String,
    /// The replaced bytes: value of the first and where its replacement stands in the text.
    pub replaced: Vec<(u8, Range<usize>)>,
}

/// Reads bytes as UTF-8.
///
/// # Errors
/// What the file is, if it is no text at all.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<Decoded, String> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err("UTF-16 text".to_string());
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Err("a workbook or a zip archive".to_string());
    }
    if let Some(at) = memchr::memchr(0, &bytes) {
        let line = 1 + memchr::memchr_iter(b'\n', &bytes[..at]).count();
        return Err(format!("binary data (it has a byte 0 in line {line})"));
    }
    let mut text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Ok(replace(error.as_bytes())),
    };
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    Ok(Decoded { text, replaced: Vec::new() })
}

/// A remark of comma-separated text that a lone carriage return should have ended: it swallows what follows. The bytes of its
/// first line.
pub(crate) fn swallowing_remark(text: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        if body.starts_with('#')
            && let Some(length) = body.find('\r')
        {
            return Some(start..start + length);
        }
        start += line.len();
    }
    None
}

fn replace(bytes: &[u8]) -> Decoded {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut text = String::with_capacity(bytes.len() + 16);
    let mut replaced = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if let Some(&first) = chunk.invalid().first() {
            let start = text.len();
            text.push('\u{FFFD}');
            replaced.push((first, start..text.len()));
        }
    }
    Decoded { text, replaced }
}

/// Number of line ends before byte `at`, which is the 0-based line of `at`. A lone carriage return ends a line too.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    lines_between(text, 0, at)
}

/// Number of line ends in `from..to`.
pub(crate) fn lines_between(text: &str, from: usize, to: usize) -> usize {
    let bytes = text.as_bytes();
    let ends = |at: usize| match bytes[at] {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    (from..to.min(bytes.len())).filter(|&at| ends(at)).count()
}
