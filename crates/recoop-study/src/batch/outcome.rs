//! The result of a job: who made it, and its work or why there is none.

use serde::{Deserialize, Serialize};

use super::digest;
use crate::{Searches, StudyError};

/// Marks a result, with the version of its shape.
const FORMAT: &str = "recoop-result/1";

/// First line of a result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    format: String,
    /// Hash of the job.
    pub(crate) job: String,
    /// Why there is no work; `None` where there is.
    pub(crate) failed: Option<Failure>,
    /// Seconds that it took.
    pub(crate) seconds: f64,
    /// Most memory that the process has had, MiB.
    pub(crate) peak_mib: Option<u64>,
    /// Class of the machine.
    pub(crate) machine: String,
    /// Searches that the work rests on.
    pub(crate) searches: Searches,
    /// Digest of the other lines.
    digest: String,
}

/// Why a job has no work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Failure {
    /// A word: that of the error, or `killed`.
    pub(crate) code: String,
    /// A sentence.
    pub(crate) reason: String,
}

impl Failure {
    pub(crate) fn of(error: &StudyError) -> Self {
        Self { code: error.code().to_string(), reason: error.to_string() }
    }
}

impl Head {
    pub(crate) fn new(
        job: &str,
        failed: Option<Failure>,
        seconds: f64,
        peak_mib: Option<u64>,
        searches: Searches,
    ) -> Self {
        Self {
            format: FORMAT.to_string(),
            job: job.to_string(),
            failed,
            seconds,
            peak_mib,
            machine: super::machine::class(),
            searches,
            digest: String::new(),
        }
    }

    /// The file of a result.
    pub(crate) fn file(mut self, work: &[u8]) -> Vec<u8> {
        self.digest = digest(work);
        let mut bytes = serde_json::to_vec(&self).expect("all keys are text, so that it is always JSON");
        bytes.push(b'\n');
        bytes.extend_from_slice(work);
        bytes
    }
}

/// Head and work of a result.
///
/// # Errors
/// In words, where it is half written, changed, or no result.
pub(crate) fn read(bytes: &[u8]) -> Result<(Head, &[u8]), String> {
    let end = bytes.iter().position(|byte| *byte == b'\n').ok_or("it is half written")?;
    let head: Head = serde_json::from_slice(&bytes[..end]).map_err(|error| format!("it is no result: {error}"))?;
    let work = &bytes[end + 1..];
    if head.format != FORMAT {
        return Err(format!("its format is `{}`, not `{FORMAT}`", head.format));
    }
    if digest(work) != head.digest {
        return Err("it is half written, or was changed".to_string());
    }
    Ok((head, work))
}

#[cfg(test)]
mod tests {
    use super::{Failure, Head, read};
    use crate::Searches;

    #[test]
    fn a_result_is_whole_or_none() {
        let file = Head::new("hash", None, 1.5, Some(64), Searches::default()).file(b"{\"paths\": []}");
        let (head, work) = read(&file).unwrap();
        assert_eq!((head.job.as_str(), head.failed, work), ("hash", None, b"{\"paths\": []}".as_slice()));
        for end in [0, 10, file.len() - 1] {
            let why = read(&file[..end]).unwrap_err();
            assert!(why.starts_with("it is half written"), "{why}");
        }
        assert!(read(b"{}\n").unwrap_err().starts_with("it is no result"));
        let failure = Failure { code: "killed".into(), reason: "by signal 9".into() };
        let file = Head::new("hash", Some(failure.clone()), 0.0, None, Searches::default()).file(b"");
        assert_eq!(read(&file).unwrap().0.failed, Some(failure));
    }
}
