//! The built command, run in a temporary folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A temporary folder in which commands are run.
pub struct Desk {
    home: TempDir,
}

/// How a command ended, and what it said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("a command that ended by itself"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The same, having ended well.
    #[track_caller]
    pub fn well(self) -> Self {
        assert_eq!(self.code, 0, "{self:#?}");
        self
    }

    /// The same, having ended with a code and without an answer.
    #[track_caller]
    pub fn refused(self, code: i32) -> Self {
        assert_eq!((self.code, self.out.as_str()), (code, ""), "{self:#?}");
        self
    }
}

impl Desk {
    /// An empty desk.
    pub fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    /// A desk with a copy of a case that is solved by hand, as `case`.
    pub fn with_hand_case(name: &str) -> Self {
        let desk = Self::new();
        copy(&repository().join("cases/hand").join(name), &desk.path("case"));
        desk
    }

    /// A desk with a new case, as `case`.
    pub fn with_new_case() -> Self {
        let desk = Self::new();
        desk.run(&["new", "case"]).well();
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The command, not yet started: nothing of the tester's terminal reaches it.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_recoop"));
        command.args(arguments).current_dir(self.home.path()).stdin(Stdio::null());
        for name in ["NO_COLOR", "COLUMNS", "LINES", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR"] {
            command.env_remove(name);
        }
        command
    }

    /// Runs the command to its end.
    pub fn run(&self, arguments: &[&str]) -> Said {
        Said::of(self.command(arguments).output().unwrap())
    }

    pub fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// Replaces the first occurrence of `old` in a file, which has to be there.
    pub fn change(&self, file: &str, old: &str, new: &str) {
        let text = self.text(file);
        assert!(text.contains(old), "`{old}` is not in {file}");
        std::fs::write(self.path(file), text.replacen(old, new, 1)).unwrap();
    }

    /// Adds a line to a file.
    pub fn append(&self, file: &str, line: &str) {
        std::fs::write(self.path(file), format!("{}{line}\n", self.text(file))).unwrap();
    }

    /// Names in a folder, sorted.
    pub fn entries(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.path(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// Copies the files of a folder.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

/// The text without what differs from run to run: seconds, lines of progress, spaces at the ends of lines. The lines
/// about how good a plan is become one, as their breaks depend on the seconds.
pub fn steady(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut verdict = false;
    for line in text.lines().map(str::trim_end) {
        if line.contains(" … ") || line.split_once(" s: ").is_some_and(|(start, _)| start.parse::<u64>().is_ok()) {
            continue;
        }
        if verdict && line.starts_with("    ") {
            let last = lines.last_mut().expect("the first line of the verdict");
            last.push(' ');
            last.push_str(line.trim_start());
        } else {
            lines.push(line.to_string());
        }
        let last = lines.last_mut().expect("a line was pushed");
        verdict = last.starts_with("solved to ") || last.starts_with("NOT PROVEN");
        if let (true, Some((start, seconds))) = (verdict, last.rsplit_once("; "))
            && seconds.strip_suffix(" s").is_some_and(|number| number.parse::<f64>().is_ok())
        {
            *last = format!("{start}; # s");
            verdict = false;
        }
    }
    lines.join("\n").trim_end().to_string()
}
