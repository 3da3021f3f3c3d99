//! A new case: a small working one with comments, to be changed into one's own.

use std::path::{Path, PathBuf};

use recoop_case::check::unfit_name;

use crate::write::atomic::{Destination, Replace};
use crate::write::{RunError, write_text};

/// Why a new case could not be written.
#[derive(Debug, thiserror::Error)]
pub enum NewCaseError {
    /// Something is there already.
    #[error("`{}` is there already; a new case never overwrites", .0.display())]
    Exists(PathBuf),
    /// The name does not do as a name.
    #[error("`{0}` is not a valid case name; use letters, digits, `-` and `_`, and do not begin with `-`")]
    Name(String),
    /// A case cannot have the name.
    #[error("`{0}` {1}")]
    Unfit(String, String),
    /// The folder could not be written.
    #[error(transparent)]
    Write(RunError),
}

macro_rules! template {
    ($($name:literal),+ $(,)?) => {
        /// The files of a new case: name and content.
        const TEMPLATE: &[(&str, &str)] = &[$(($name, include_str!(concat!("../template/", $name)))),+];
    };
}

template! {
    "case.toml",
    "sources.csv",
    "elements.csv",
    "materials.csv",
    "feeds.csv",
    "compositions.csv",
    "technologies.csv",
    "recipes.csv",
    "recoveries.csv",
    "regions.csv",
    "members.csv",
    "facilities.csv",
    "lanes.csv",
    "markets.csv",
    "offers.csv",
    "prices.csv",
    "demands.csv",
    "quantities.csv",
    "scenarios.csv",
    "changes.csv",
    "policies.csv",
}

/// Writes a small working case called `name` into the new folder `path`, and returns its files in reading order: a mine
/// whose ore has co-products, a separation plant with economies of scale, a magnet maker, one market, one demand, and
/// a future with and without a price crash. All of it or nothing is written.
///
/// # Errors
/// When `path` exists already (an empty folder may), when `name` is empty or has other signs than letters, digits, `-` and
/// `_` or begins with `-`, and when the folder cannot be written.
pub fn new_case(path: &Path, name: &str) -> Result<Vec<PathBuf>, NewCaseError> {
    // What begins like an option is none of an id.
    if name.is_empty()
        || name.starts_with('-')
        || !name.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_'))
    {
        return Err(NewCaseError::Name(name.to_string()));
    }
    if let Some(why) = unfit_name(name) {
        return Err(NewCaseError::Unfit(name.to_string(), why));
    }
    let is_template = |file: &Path| TEMPLATE.iter().any(|(name, _)| Path::new(name) == file);
    let failed = |error| match error {
        RunError::NotOurs(path) => NewCaseError::Exists(path),
        error => NewCaseError::Write(error),
    };
    let place = Destination::take(path, Replace::Empty, is_template).map_err(failed)?;
    let write = |folder: &Path| {
        TEMPLATE.iter().try_for_each(|(file, text)| write_text(&folder.join(file), &text.replace("{name}", name)))
    };
    place.place(write).map_err(failed)?;
    Ok(TEMPLATE.iter().map(|(file, _)| path.join(file)).collect())
}

#[cfg(test)]
mod tests {
    use super::TEMPLATE;

    #[test]
    fn every_file_of_the_template_is_written() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/template");
        let mut there: Vec<String> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        there.sort();
        let mut listed: Vec<&str> = TEMPLATE.iter().map(|(name, _)| *name).collect();
        listed.sort_unstable();
        assert_eq!(there, listed);
    }
}
