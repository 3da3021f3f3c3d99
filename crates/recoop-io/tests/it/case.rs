//! A case to change and what is then said about it.

use std::path::{Path, PathBuf};

use recoop_io::{CaseRead, Style, draw, new_case, read_case};
use tempfile::TempDir;

/// The scaffolded case in a temporary folder.
pub struct Case {
    home: TempDir,
}

impl Case {
    pub fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        new_case(&home.path().join("case"), "toy").unwrap();
        Self { home }
    }

    pub fn path(&self) -> PathBuf {
        self.home.path().join("case")
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Replaces the first occurrence of `old` in a file, which has to be there.
    pub fn change(self, file: &str, old: &str, new: &str) -> Self {
        let text = self.text(file);
        assert!(text.contains(old), "`{old}` is not in {file}");
        self.write(file, text.replacen(old, new, 1))
    }

    pub fn append(self, file: &str, line: &str) -> Self {
        let text = self.text(file) + line;
        self.write(file, text)
    }

    pub fn write(self, file: &str, content: impl AsRef<[u8]>) -> Self {
        std::fs::write(self.path().join(file), content).unwrap();
        self
    }

    pub fn remove(self, file: &str) -> Self {
        std::fs::remove_file(self.path().join(file)).unwrap();
        self
    }

    pub fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.path().join(file)).unwrap()
    }

    pub fn read(&self) -> CaseRead {
        read_case(&self.path())
    }

    /// What is said about it, with the temporary folder left out.
    pub fn said(&self) -> String {
        self.said_of(&self.read())
    }

    pub fn said_of(&self, case: &CaseRead) -> String {
        self.tidy(&draw(&case.findings, &case.origins, Style::PLAIN))
    }

    pub fn tidy(&self, text: &str) -> String {
        let text = text.replace(&format!("{}/", self.home().display()), "");
        text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_string()
    }

    /// One line for each finding.
    pub fn listed(&self) -> String {
        let case = self.read();
        let json = recoop_io::to_json(&case.findings, &case.origins);
        let line = |entry: &serde_json::Value| {
            let place = ["line", "column"].map(|key| entry[key].as_u64().map_or("-".into(), |at| at.to_string()));
            let file = entry["file"].as_str().unwrap_or("").rsplit('/').next().unwrap_or("").to_string();
            let text = |key: &str| entry[key].as_str().unwrap_or("").to_string();
            format!("{file}:{}:{} {} {}", place[0], place[1], text("code"), text("message"))
        };
        json.as_array().unwrap().iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

#[test]
fn a_new_case_is_without_faults() {
    let case = Case::new();
    assert_eq!(case.said(), "");
    let read = case.read();
    assert_eq!(read.settings.unwrap().name, "toy");
    assert_eq!((read.tables.facilities.len(), read.tables.scenarios.len(), read.tables.prices.len()), (3, 3, 7));
}

#[test]
fn a_new_case_passes_the_check_of_the_engine() {
    let case = Case::new();
    let read = case.read();
    let faults = recoop_case::check::check(&read.settings.unwrap(), &read.tables);
    assert_eq!(case.tidy(&draw(&read.origins.locate_all(&faults), &read.origins, Style::PLAIN)), "");
}

#[test]
fn a_new_case_never_overwrites() {
    let case = Case::new();
    let again = new_case(&case.path(), "toy").unwrap_err();
    insta::assert_snapshot!(case.tidy(&again.to_string()), @"`case` is there already; a new case never overwrites");
    insta::assert_snapshot!(new_case(&case.home().join("b"), "a b").unwrap_err(), @"`a b` is not a valid case name; use letters, digits, `-` and `_`, and do not begin with `-`");
    assert!(!case.home().join("b").exists());
}

#[test]
fn the_settings_file_names_the_case_too() {
    let case = Case::new();
    let read = read_case(&case.path().join("case.toml"));
    assert_eq!(read.hash, case.read().hash);
    assert!(!read.has_errors());
}

#[test]
fn the_hash_follows_the_data_and_nothing_else() {
    let case = Case::new();
    let before = case.read().hash;
    let case = case.write("README.md", "# Notes");
    std::fs::create_dir(case.path().join("expected")).unwrap();
    assert_eq!(case.read().hash, before);
    assert_eq!(case.said(), "");
    assert_ne!(case.change("prices.csv", "62", "63").read().hash, before);
}

/// What the files say the same is the same, whatever their bytes.
#[test]
fn the_hash_of_values_follows_values_and_nothing_else() {
    let case = Case::new();
    let before = case.read().values_hash().unwrap();
    assert!(before.starts_with("v2:") && before.len() == 67, "{before}");
    let read = read_case(&crate::workbooks::workbook(&case, &[]));
    assert!(!read.has_errors());
    assert_eq!(read.values_hash().unwrap(), before);
    assert_ne!(read.hash, case.read().hash);

    // Rows and columns turned, blanks, a comment, quotes.
    let text = std::fs::read_to_string(case.path().join("prices.csv")).unwrap();
    let mut rows: Vec<Vec<String>> = csv::ReaderBuilder::new()
        .has_headers(false)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes())
        .records()
        .map(|row| row.unwrap().iter().rev().map(|cell| format!(" \"{cell}\" ").trim_start().to_string()).collect())
        .collect();
    rows[1..].reverse();
    let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    let same = Case::new().write("prices.csv", format!("# turned\n\n{}\n", lines.join("\n")));
    assert_eq!(same.said(), "");
    assert_eq!(same.read().values_hash().unwrap(), before);

    // A table without rows, and settings written with their default.
    let settings = std::fs::read_to_string(case.path().join("case.toml")).unwrap();
    let settings = format!("{settings}\n[check]\naccept = []\n[solve]\nthreads = 0\n");
    let same = Case::new().write("case.toml", &settings).write("outages.csv", "id,filter,per_year,mean_years\n");
    assert_eq!(same.said(), "");
    assert_eq!(same.read().values_hash().unwrap(), before);
    assert_ne!(case.change("prices.csv", "62", "63").read().values_hash().unwrap(), before);
}

/// The dictionary of settings and the paths by which they are edited and hashed are the same.
#[test]
fn every_setting_has_its_path() {
    let paths: Vec<&str> = recoop_io::settings::SETTINGS.iter().map(|setting| setting.path).collect();
    assert_eq!(recoop_case::settings::Settings::PATHS, paths);
    // Each path leads to the same place: a value put there by the one is seen by the other.
    let mut settings = recoop_io::settings::defaults();
    for setting in recoop_io::settings::SETTINGS {
        for text in ["0.5", "7", "yes", "a"] {
            if settings.get_mut(setting.path).unwrap().put(text).is_ok() {
                break;
            }
        }
        let shown = setting.slot.show(&settings).replace(['[', ']', '"'], "").replace("true", "yes");
        assert_eq!(shown, settings.get(setting.path).unwrap().text(), "{}", setting.path);
    }
}

#[test]
fn settings_that_follow_from_others_are_filled_in() {
    let horizon = Case::new().read().settings.unwrap().horizon;
    assert_eq!((horizon.base_year, horizon.period_lengths), (2027, vec![1; 10]));
    assert_eq!(horizon.build_years, (2027..=2036).collect::<Vec<_>>());
    let case = Case::new().change("case.toml", "last_year = 2036", "last_year = 2036\nperiod_lengths = [2, 3, 5]");
    assert_eq!(case.read().settings.unwrap().horizon.build_years, [2027, 2029, 2032]);
}
