//! Files of the user: only regular ones, only as large as what they hold can be.

use std::fs::{FileType, Metadata};
use std::io::Read;
use std::path::Path;

/// Most bytes of `case.toml`.
pub(crate) const MAX_IN_SETTINGS: u64 = 4 << 20;
/// Most bytes of a table in comma-separated text, and of a game.
pub(crate) const MAX_IN_TABLE: u64 = 512 << 20;
/// Most bytes of a workbook.
pub(crate) const MAX_IN_WORKBOOK: u64 = 128 << 20;

/// Reads a whole file. Nothing is opened that could block or never end.
///
/// # Errors
/// Why not, in words: it is not there, may not be read, is no regular file, or is larger than `most` bytes.
pub(crate) fn read_file(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    let found = std::fs::metadata(path).map_err(|error| unreadable(&error))?;
    if let Some(kind) = irregular(&found) {
        return Err(format!("it is {kind}, not a file"));
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| unreadable(&error))?;
    if found.len() <= most {
        bytes.reserve_exact(usize::try_from(found.len()).unwrap_or(0) + 1);
        // A file may grow while it is read.
        file.take(most + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    }
    if found.len() > most || bytes.len() as u64 > most {
        return Err(format!("it is larger than {}", size(most)));
    }
    Ok(bytes)
}

/// What there is in place of a regular file.
pub(crate) fn irregular(found: &Metadata) -> Option<&'static str> {
    let kind = found.file_type();
    match kind {
        _ if kind.is_file() => None,
        _ if kind.is_dir() => Some("a folder"),
        _ => Some(special(kind)),
    }
}

#[cfg(unix)]
fn special(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match kind {
        _ if kind.is_fifo() => "a pipe",
        _ if kind.is_socket() => "a socket",
        _ if kind.is_char_device() || kind.is_block_device() => "a device",
        _ => "something else",
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> &'static str {
    "something else"
}

/// Whether `path` is a link to something outside `folder`.
///
/// # Errors
/// When the link leads nowhere.
pub(crate) fn leads_out(path: &Path, folder: &Path) -> Result<bool, String> {
    let is_link = path.symlink_metadata().is_ok_and(|found| found.file_type().is_symlink());
    if !is_link {
        return Ok(false);
    }
    let real = |path: &Path| path.canonicalize().map_err(|error| unreadable(&error));
    Ok(!real(path)?.starts_with(real(folder)?))
}

/// Bytes for people: `128 MiB`.
pub(crate) fn size(bytes: u64) -> String {
    match bytes >> 20 {
        0 => format!("{} KiB", bytes.div_ceil(1 << 10)),
        mib => format!("{mib} MiB"),
    }
}

/// Why a file or folder cannot be read, in words.
pub(crate) fn unreadable(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".to_string(),
        std::io::ErrorKind::PermissionDenied => "there is no permission to read it".to_string(),
        _ => format!("it cannot be read: {error}"),
    }
}
