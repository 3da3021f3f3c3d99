//! Files of a folder of jobs, plain or sealed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use recoop_io::OutFile;
use recoop_io::write::RunError;

use super::seal::Key;
use crate::StudyError;

/// The file that makes a folder one of jobs, without its ending.
pub(crate) const SWEEP: &str = "sweep";
/// The files of the case.
const CASE: &str = "case";

/// A folder of jobs.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    pub(crate) root: PathBuf,
    pub(crate) key: Option<Key>,
}

impl Store {
    /// Opens a folder of jobs, with the key that a sealed one needs.
    ///
    /// # Errors
    /// Where it is none, or it is sealed and there is no key.
    pub(crate) fn open(root: &Path, key: Option<Key>) -> Result<Self, StudyError> {
        let store = Self { root: root.to_path_buf(), key };
        let not = |why: &str| Err(StudyError::NoJobs { path: root.to_path_buf(), why: why.to_string() });
        let (plain, sealed) = (root.join("sweep.json").exists(), root.join("sweep.sealed").exists());
        match (&store.key, plain, sealed) {
            (_, false, false) if !root.exists() => not("there is no such folder"),
            (_, false, false) => not("it has neither `sweep.json` nor `sweep.sealed`, which recoop jobs plan writes"),
            (None, false, true) => not("it is sealed; give its key with --key"),
            (Some(_), true, false) => not("it is not sealed; leave out --key"),
            _ => Ok(store),
        }
    }

    /// The path of a file of its name without ending.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.join(self.file(name))
    }

    fn file(&self, name: &str) -> String {
        format!("{name}.{}", if self.key.is_some() { "sealed" } else { "json" })
    }

    /// Reads a file; `None` where there is none.
    ///
    /// # Errors
    /// Errors of the file system, and a key that does not open it.
    pub(crate) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, StudyError> {
        let path = self.path(name);
        let bytes = match std::fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(StudyError::File { path, source }),
            Ok(bytes) => bytes,
        };
        match &self.key {
            None => Ok(Some(bytes)),
            Some(key) => match key.open(name, &bytes) {
                Some(plain) => Ok(Some(plain)),
                None => {
                    let message = "the key does not open it: it is of another key, or the file is damaged".to_string();
                    Err(RunError::Content { path, message }.into())
                }
            },
        }
    }

    /// Writes a file, which appears complete or not at all.
    ///
    /// # Errors
    /// Errors of the file system.
    pub(crate) fn write(&self, name: &str, plain: &[u8]) -> Result<(), StudyError> {
        let bytes = self.bytes(name, plain)?;
        Ok(OutFile::open(&self.path(name), &[])?.write(|out| out.write_all(&bytes))?)
    }

    fn bytes(&self, name: &str, plain: &[u8]) -> Result<Vec<u8>, StudyError> {
        self.key.as_ref().map_or_else(|| Ok(plain.to_vec()), |key| key.seal(name, plain))
    }

    /// The files of a new folder: `files` by name without ending, and those of the case.
    pub(crate) fn files(
        &self,
        files: &[(String, Vec<u8>)],
        case: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Vec<(PathBuf, Vec<u8>)>, StudyError> {
        let mut all = Vec::new();
        for (name, plain) in files {
            all.push((PathBuf::from(self.file(name)), self.bytes(name, plain)?));
        }
        match &self.key {
            None => all.extend(case.iter().map(|(name, bytes)| (Path::new(CASE).join(name), bytes.clone()))),
            Some(_) => all.push((PathBuf::from(self.file(CASE)), self.bytes(CASE, &packed(case))?)),
        }
        Ok(all)
    }

    /// The files of the case, by name.
    ///
    /// # Errors
    /// Where one is missing or cannot be read.
    pub(crate) fn case(&self, names: &[String]) -> Result<BTreeMap<String, Vec<u8>>, StudyError> {
        if self.key.is_some() {
            let packed = self.read(CASE)?.and_then(|bytes| unpacked(&bytes));
            let missing = || RunError::Content { path: self.path(CASE), message: "it holds no case".to_string() };
            return Ok(packed.ok_or_else(missing)?);
        }
        let folder = self.root.join(CASE);
        let mut files = BTreeMap::new();
        for name in names {
            let path = folder.join(name);
            let bytes = std::fs::read(&path).map_err(|source| StudyError::File { path, source })?;
            files.insert(name.clone(), bytes);
        }
        Ok(files)
    }
}

/// Files in one: for each the length of its name, the name, its length, its bytes.
fn packed(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut out = Vec::new();
    for part in files.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes]) {
        out.extend_from_slice(&(part.len() as u64).to_le_bytes());
        out.extend_from_slice(part);
    }
    out
}

fn unpacked(mut bytes: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    while !bytes.is_empty() {
        let mut part = || -> Option<Vec<u8>> {
            let (length, rest) = bytes.split_first_chunk::<8>()?;
            let (part, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
            bytes = rest;
            Some(part.to_vec())
        };
        let (name, content) = (part()?, part()?);
        files.insert(String::from_utf8(name).ok()?, content);
    }
    Some(files)
}

#[cfg(test)]
mod tests {
    use super::{packed, unpacked};

    #[test]
    fn files_are_packed_into_one_and_back() {
        let files = [("case.toml".to_string(), b"x".to_vec()), ("prices.csv".to_string(), Vec::new())].into();
        let one = packed(&files);
        assert_eq!(unpacked(&one), Some(files));
        assert_eq!(unpacked(&one[..one.len() - 1]), None);
    }
}
