//! Files that say nothing without their key: XChaCha20-Poly1305 with a nonce drawn for each file.

use std::io::Read;
use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use crate::StudyError;

/// First bytes of a sealed file.
const MARK: &[u8] = b"recoop-sealed/1\n";
const NONCE: usize = 24;
const KEY: usize = 32;
/// Characters of a key file that are read: more is no key.
const MAX_TEXT: u64 = 256;

/// A key. It is in memory alone, and printed nowhere.
#[derive(Clone)]
pub(crate) struct Key([u8; KEY]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// Reads a key of 64 hexadecimal digits from a pipe or file; `-` is standard input.
    ///
    /// # Errors
    /// Where the file cannot be read or holds no key; the message does not repeat its text.
    pub(crate) fn read(from: &Path) -> Result<Self, StudyError> {
        let mut text = String::new();
        let read = match from == Path::new("-") {
            true => std::io::stdin().lock().take(MAX_TEXT).read_to_string(&mut text),
            false => std::fs::File::open(from).and_then(|file| file.take(MAX_TEXT).read_to_string(&mut text)),
        };
        read.map_err(|source| StudyError::File { path: from.to_path_buf(), source })?;
        Self::of(text.trim()).ok_or_else(|| {
            StudyError::refused("--key", format!("--key: `{}` does not hold 64 hexadecimal digits", from.display()))
        })
    }

    fn of(text: &str) -> Option<Self> {
        let mut key = [0; KEY];
        if text.len() != 2 * KEY || !text.is_ascii() {
            return None;
        }
        for (at, byte) in key.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
        }
        Some(Self(key))
    }

    /// The key as text, for the pipe to a child process.
    pub(crate) fn text(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Encrypts a file; its name is part of the proof, so that files cannot change places.
    ///
    /// # Errors
    /// Where the system gives no random numbers.
    pub(crate) fn seal(&self, name: &str, plain: &[u8]) -> Result<Vec<u8>, StudyError> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce)
            .map_err(|error| StudyError::Nothing(format!("the system gives no random numbers: {error}")))?;
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: name.as_bytes() });
        let sealed = sealed.map_err(|_| StudyError::Nothing(format!("`{name}` is too large to be sealed")))?;
        Ok([MARK, &nonce, &sealed].concat())
    }

    /// Decrypts a file; `None` where it is damaged, of another name, or of another key.
    pub(crate) fn open(&self, name: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let rest = sealed.strip_prefix(MARK)?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE>()?;
        self.cipher().decrypt(&XNonce::from(*nonce), Payload { msg: rest, aad: name.as_bytes() }).ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn what_is_sealed_opens_with_its_key_and_name_alone() {
        let key = Key::of(&"0f".repeat(32)).unwrap();
        let other = Key::of(&"0e".repeat(32)).unwrap();
        let sealed = key.seal("case", b"secret purse").unwrap();
        assert_eq!(key.open("case", &sealed).as_deref(), Some(b"secret purse".as_slice()));
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
        assert!(key.open("sweep", &sealed).is_none() && other.open("case", &sealed).is_none());
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert!(key.open("case", &changed).is_none() && key.open("case", &sealed[..20]).is_none());
        // The same text is another file each time.
        assert_ne!(sealed, key.seal("case", b"secret purse").unwrap());
        assert_eq!(Key::of(&key.text()).unwrap().text(), key.text());
        assert_eq!(format!("{key:?}"), "Key");
        for wrong in ["", "0f", &"0g".repeat(32), &"é".repeat(32)] {
            assert!(Key::of(wrong).is_none(), "{wrong}");
        }
    }
}
