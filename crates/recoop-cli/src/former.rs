//! Verbs and options that had other names: taken for one more version, each with a line on standard error that gives today's name.
//!
//! The command line is translated before it is parsed, so that help and error messages know today's names alone.

use std::ffi::{OsStr, OsString};

use recoop_case::former::UNTIL;

/// Former verb, today's.
const VERBS: &[(&str, &str)] = &[("swings", "sensitivity")];

/// Former option, today's, and the verbs that have it (all if empty).
const OPTIONS: &[(&str, &str, &[&str])] = &[
    ("--colour", "--color", &[]),
    ("--most", "--limit", &["check", "explain", "sensitivity", "game"]),
    ("--whole", "--exact-up-to", &["share", "study"]),
    ("--groups", "--max-coalitions", &["share", "study"]),
    ("--sample", "--samples", &["share", "study"]),
    ("--bylaw", "--allocation", &["share", "study"]),
    ("--bylaw", "--pooling", &["simulate"]),
    ("--level", "--perspective", &["stress", "study", "share", "robust", "buffers"]),
    ("--common", "--joint", &["share", "study"]),
    ("--seconds", "--search-time-limit", &["stress", "study", "robust"]),
    ("--together", "--coalition", &["stress", "study"]),
    ("--bans", "--include-bans", &["stress", "study", "robust"]),
    ("--losses", "--max-losses", &["stress", "study"]),
    ("--judge", "--evaluate", &["game"]),
    ("--by", "--metric", &["sensitivity"]),
    ("--by", "--sort", &["game"]),
    ("--value", "--value-basis", &["share"]),
    ("--facts", "--hindcast", &["check"]),
];

/// Option of today, former word, today's.
const WORDS: &[(&str, &str, &str)] = &[
    ("--joint", "split", "use"),
    ("--joint", "equal", "use"),
    ("--joint", "shared", "all"),
    ("--joint", "whole", "none"),
];

/// The command line in today's words, and a note for each former one. `is_verb` knows the verbs of today.
pub fn translated(
    words: impl IntoIterator<Item = OsString>,
    is_verb: impl Fn(&str) -> bool,
) -> (Vec<OsString>, Vec<String>) {
    let mut words: Vec<OsString> = words.into_iter().collect();
    let mut notes = Vec::new();
    let former_verb = |word: &str| VERBS.iter().find(|(former, _)| *former == word).map(|(_, now)| *now);
    let at =
        words.iter().skip(1).position(|word| word.to_str().is_some_and(|it| is_verb(it) || former_verb(it).is_some()));
    let Some(at) = at.map(|at| at + 1) else { return (words, notes) };
    let mut verb = words[at].to_str().unwrap_or_default().to_string();
    if let Some(now) = former_verb(&verb) {
        notes.push(note("verb", &verb, now));
        words[at] = now.into();
        verb = now.to_string();
    }
    // The option of which the next word is the value.
    let mut option = String::new();
    for word in words.iter_mut().skip(1).take_while(|word| *word != "--") {
        let Some(text) = word.to_str() else {
            option.clear();
            continue;
        };
        let is_option = text.starts_with("--");
        let (name, value) = match text.split_once('=') {
            Some((name, value)) if is_option => (name, Some(value)),
            _ if is_option => (text, None),
            _ => (option.as_str(), Some(text)),
        };
        let name = if is_option { todays_option(&verb, name, &mut notes) } else { name.to_string() };
        let value = value.map(|value| todays_word(&name, value, &mut notes));
        *word = match value {
            Some(value) if is_option => format!("{name}={value}").into(),
            Some(value) => value.into(),
            None => name.clone().into(),
        };
        option = if is_option { name } else { String::new() };
    }
    (words, notes)
}

fn todays_option(verb: &str, name: &str, notes: &mut Vec<String>) -> String {
    let is = |it: &&(&str, &str, &[&str])| it.0 == name && (it.2.is_empty() || it.2.contains(&verb));
    let Some((former, now, _)) = OPTIONS.iter().find(is) else { return name.to_string() };
    notes.push(note("option", former, now));
    (*now).to_string()
}

fn todays_word(option: &str, value: &str, notes: &mut Vec<String>) -> String {
    let Some((.., now)) = WORDS.iter().find(|it| (it.0, it.1) == (option, value)) else { return value.to_string() };
    notes.push(note(&format!("{option} word"), value, now));
    (*now).to_string()
}

fn note(kind: &str, former: &str, now: &str) -> String {
    format!("note: the {kind} `{former}` is `{now}` now; version {UNTIL} no longer takes `{former}`")
}

/// Whether the notes are wanted: not with `--quiet`.
pub fn is_quiet(words: &[OsString]) -> bool {
    words.iter().any(|word| word == OsStr::new("--quiet") || word == OsStr::new("-q"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> (String, usize) {
        let words = std::iter::once("recoop").chain(line.split(' ')).map(OsString::from);
        let known = ["sensitivity", "share", "game", "stress", "simulate", "check"];
        let (words, notes) = translated(words, |word| known.contains(&word));
        let words: Vec<String> = words.into_iter().skip(1).map(|word| word.into_string().unwrap()).collect();
        (words.join(" "), notes.len())
    }

    #[test]
    fn former_words_become_those_of_today() {
        let cases = [
            ("swings case --by npv --most=3", "sensitivity case --metric npv --limit=3", 3),
            ("game g.csv --by gain --judge a=1", "game g.csv --sort gain --evaluate a=1", 2),
            ("--colour never share c --common split --whole 9", "--color never share c --joint use --exact-up-to 9", 4),
            ("share c --joint=whole --bylaw value=1", "share c --joint=none --allocation value=1", 2),
            ("simulate c --bylaw alone", "simulate c --pooling alone", 1),
            // What is not the verb's own stays for the parser to refuse.
            ("simulate c --level nation", "simulate c --level nation", 0),
            ("check c --hindcast", "check c --hindcast", 0),
            ("check -- --facts", "check -- --facts", 0),
        ];
        for (line, now, notes) in cases {
            assert_eq!(of(line), (now.to_string(), notes), "{line}");
        }
    }

    #[test]
    fn every_option_of_today_exists() {
        use clap::CommandFactory;
        let command = crate::args::Arguments::command();
        let has = |verb: &str, option: &str| {
            let verb = command.find_subcommand(verb).unwrap_or_else(|| panic!("{verb}"));
            let of = |it: &clap::Command| it.get_arguments().any(|arg| arg.get_long() == option.strip_prefix("--"));
            of(verb) || of(&command)
        };
        for (former, now, verbs) in OPTIONS {
            for verb in verbs.iter().copied().chain(verbs.is_empty().then_some("plan")) {
                assert!(has(verb, now) && !has(verb, former), "{verb} {now}");
            }
        }
        for (_, now) in VERBS {
            assert!(command.find_subcommand(now).is_some(), "{now}");
        }
    }
}
