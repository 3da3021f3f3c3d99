//! A first look through a workbook, which is a zip archive, before its content is interpreted.
//!
//! Whoever reads the parts of a workbook allocates what they say of themselves. So every part is inflated once into nothing, its
//! bytes are counted, and the few numbers that a reader takes on trust are compared with them.

use std::io::{Cursor, Read};

use memchr::memmem;
use zip::ZipArchive;

use crate::files::size;

/// Most bytes that one byte of the archive may become.
const MAX_RATIO: u64 = 100;
/// What is smaller than this may be compressed in any way.
const FLOOR: u64 = 1 << 20;
/// Most bytes of one part.
const MAX_IN_PART: u64 = 384 << 20;
/// Most bytes of the part that holds texts shared by all sheets: all of them are kept in memory.
const MAX_IN_TEXTS: u64 = 96 << 20;
/// Most bytes of all parts.
const MAX_IN_ALL: u64 = 1 << 30;
/// Most parts.
const MAX_PARTS: usize = 10_000;
/// Bytes inflated at once, and those kept from the time before, so that no mark is cut in two.
const CHUNK: usize = 1 << 18;
const OVERLAP: usize = 64;

/// What a look through an archive found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Looked {
    /// Whether some sheet has merged cells.
    pub merged: bool,
    /// Whether formulas are to be calculated when the workbook is opened, so that their values may be none.
    pub calculates_on_load: bool,
}

/// A workbook that cannot be opened at all.
pub(crate) const DAMAGED: &str =
    "it is not a whole workbook: it was cut short, or is of another format; copy or save it again";

/// Inflates every part once.
///
/// # Errors
/// What is wrong with the archive, in words.
pub(crate) fn look_through(bytes: &[u8]) -> Result<Looked, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| DAMAGED.to_string())?;
    if archive.len() > MAX_PARTS {
        return Err(format!("it has {} parts, more than {MAX_PARTS}", archive.len()));
    }
    let mut looked = Looked::default();
    let mut all = 0;
    let mut buffer = vec![0; OVERLAP + CHUNK];
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|error| error.to_string())?;
        let name = part.name().map_or_else(|_| format!("part {at}"), |name| name.to_lowercase().replace('\\', "/"));
        let compressed = part.compressed_size().clamp(1, bytes.len() as u64);
        let kind = Kind::of(&name);
        let most = if kind == Kind::Texts { MAX_IN_TEXTS } else { MAX_IN_PART };
        let (mut inflated, mut kept, mut claimed) = (0_u64, 0, 0);
        loop {
            let read = part.read(&mut buffer[kept..]).map_err(|error| format!("its part `{name}`: {error}"))?;
            if read == 0 {
                break;
            }
            inflated += read as u64;
            all += read as u64;
            if inflated > FLOOR && inflated > MAX_RATIO * compressed || all > FLOOR.max(MAX_RATIO * bytes.len() as u64)
            {
                return Err(format!("its part `{name}` is compressed more than {MAX_RATIO} to 1"));
            }
            if inflated > most || all > MAX_IN_ALL {
                let most = if inflated > most { most } else { MAX_IN_ALL };
                return Err(format!("uncompressed it is larger than {}", size(most)));
            }
            let window = &buffer[..kept + read];
            if kind == Kind::Texts && inflated == read as u64 && !is_utf8(window) {
                return Err(format!("its part `{name}` is not UTF-8"));
            }
            kind.look(window, &mut looked, &mut claimed);
            let keep = window.len().min(OVERLAP);
            let from = window.len() - keep;
            buffer.copy_within(from..from + keep, 0);
            kept = keep;
        }
        // Each text takes five bytes at least.
        if claimed > inflated / 5 {
            return Err(format!("its part `{name}` says that it holds {claimed} texts, for which it is too small"));
        }
    }
    Ok(looked)
}

/// What a part is looked through for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Texts,
    Sheet,
    Book,
    Other,
}

impl Kind {
    fn of(name: &str) -> Self {
        match name {
            _ if name.ends_with("sharedstrings.xml") => Self::Texts,
            _ if name.contains("worksheets/") => Self::Sheet,
            _ if name.ends_with("workbook.xml") => Self::Book,
            _ => Self::Other,
        }
    }

    fn look(self, window: &[u8], looked: &mut Looked, claimed: &mut u64) {
        let has = |mark: &str| memmem::find(window, mark.as_bytes()).is_some();
        match self {
            Self::Texts => {
                let mark = b"uniqueCount";
                for at in memmem::find_iter(window, mark) {
                    *claimed = number(&window[at + mark.len()..]).max(*claimed);
                }
            }
            Self::Sheet => looked.merged = looked.merged || has("mergeCell "),
            Self::Book => {
                let on_load = ["fullCalcOnLoad=\"1\"", "fullCalcOnLoad=\"true\""].into_iter().any(has);
                looked.calculates_on_load = looked.calculates_on_load || on_load;
            }
            Self::Other => {}
        }
    }
}

/// The number of an attribute, of which the name has been read; 0 when it is none, the largest when it is too large.
fn number(text: &[u8]) -> u64 {
    let is_before = |byte: &&u8| matches!(byte, b'=' | b'"' | b'\'' | b' ' | b'\t' | b'\r' | b'\n' | b'+');
    let begin = text.iter().take_while(is_before).count();
    let digits = text[begin..].iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0_u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}

/// Whether the beginning of a part says nothing else than that it is UTF-8.
fn is_utf8(window: &[u8]) -> bool {
    let head = &window[..window.len().min(256)];
    let declared = memmem::find(head, b"encoding").map(|at| head[at..].iter().skip(8));
    let is_declared = declared.is_none_or(|rest| {
        let word: Vec<u8> = rest.skip_while(|byte| !byte.is_ascii_alphabetic()).take(5).copied().collect();
        word.eq_ignore_ascii_case(b"utf-8") || word.eq_ignore_ascii_case(b"us-as")
    });
    is_declared && !head.starts_with(&[0xFF, 0xFE]) && !head.starts_with(&[0xFE, 0xFF]) && !head.contains(&0)
}

#[cfg(test)]
mod tests {
    use super::{is_utf8, number};

    #[test]
    fn numbers_of_attributes() {
        assert_eq!(
            ["=\"12\" x", " = '7'", "=\"\"", "=\"99999999999999999999999\""].map(|text| number(text.as_bytes())),
            [12, 7, 0, u64::MAX]
        );
    }

    #[test]
    fn encodings() {
        assert!(is_utf8(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><sst/>") && is_utf8(b"<sst/>"));
        assert!(!is_utf8(b"<?xml version=\"1.0\" encoding=\"iso-2022-jp\"?>") && !is_utf8(b"\xFF\xFE<\0"));
    }
}
