//! Names of folders and files of results, and of what is beside them while they are written.

use std::ffi::{OsStr, OsString};

/// Longest part of a name that is kept in the names of what is beside it.
const LONGEST_STEM: usize = 160;

/// Begin of the names of what is beside `NAME` while it is written: `.NAME`. Long names are cut, and told apart by a digest.
pub(super) fn stem(name: &OsStr) -> OsString {
    let mut stem = OsString::from(".");
    if name.len() <= LONGEST_STEM {
        stem.push(name);
        return stem;
    }
    let text = name.to_string_lossy();
    let cut = (0..=LONGEST_STEM).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    stem.push(&text[..cut]);
    stem.push("-");
    stem.push(&blake3::hash(name.as_encoded_bytes()).to_hex()[..16]);
    stem
}

/// What a name beside `NAME` says of a folder or file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beside {
    /// Being written, or an earlier run that was just replaced.
    Partial,
    /// An earlier run, set aside while the new one takes its name.
    Previous,
}

impl Beside {
    /// `.NAME.partial-PID-`, to which a number or random signs are added.
    pub fn prefix(self, name: &OsStr) -> OsString {
        let mut prefix = self.family(name);
        prefix.push(format!("{}-", std::process::id()));
        prefix
    }

    fn family(self, name: &OsStr) -> OsString {
        let mut family = stem(name);
        family.push(match self {
            Self::Partial => ".partial-",
            Self::Previous => ".previous-",
        });
        family
    }

    /// What `entry`, a name in the folder of `NAME`, is to it; `None` for everything else.
    pub fn of(entry: &OsStr, name: &OsStr) -> Option<Self> {
        [Self::Partial, Self::Previous].into_iter().find(|beside| {
            let family = beside.family(name);
            let rest = entry.as_encoded_bytes().strip_prefix(family.as_encoded_bytes());
            // PID-NUMBER, or PID-RANDOM for single files.
            rest.and_then(|rest| std::str::from_utf8(rest).ok()).and_then(|rest| rest.split_once('-')).is_some_and(
                |(pid, number)| {
                    !pid.is_empty()
                        && pid.bytes().all(|sign| sign.is_ascii_digit())
                        && !number.is_empty()
                        && number.bytes().all(|sign| sign.is_ascii_alphanumeric())
                },
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Beside, stem};
    use std::ffi::OsStr;

    #[test]
    fn names_beside_are_told_from_those_of_others() {
        let name = OsStr::new("run");
        let mut own = Beside::Partial.prefix(name);
        own.push("3");
        assert_eq!(Beside::of(&own, name), Some(Beside::Partial));
        assert_eq!(Beside::of(OsStr::new(".run.previous-17-0"), name), Some(Beside::Previous));
        for other in
            [".run.partial-", ".run.partial-x-0", ".run.partial-1", ".run.partial-1-a.b", "run", ".run2.partial-1-0"]
        {
            assert_eq!(Beside::of(OsStr::new(other), name), None, "{other}");
        }
    }

    #[test]
    fn long_names_are_cut_and_stay_different() {
        let [a, b] = ["a", "b"].map(|last| stem(OsStr::new(&("ü".repeat(120) + last))));
        assert!(a != b && a.len() < 200 && b.len() < 200);
    }
}
