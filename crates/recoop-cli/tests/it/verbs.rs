//! Commands that texts name exist: in the template of a new case, in the help, in all pages, in shipped cases and in messages.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::command::{Desk, repository};
use crate::reference::verbs;

/// The help of the command and of each verb; the empty name is the command itself.
fn helps() -> BTreeMap<String, String> {
    let desk = Desk::new();
    let help = |arguments: &[&str]| desk.run(&[arguments, &["--help"]].concat()).well().out;
    // With that of the commands within it.
    let deep = |verb: &str| {
        let text = help(&[verb]);
        let within: String = verbs(&text).into_iter().map(|name| help(&[verb, name])).collect();
        format!("{text}{within}")
    };
    let top = help(&[]);
    let list = top.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = list.filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
    let names = names.filter_map(|line| line.split_whitespace().next()).map(str::to_string);
    let verbs = names.map(|verb| (verb.clone(), if verb == "help" { String::new() } else { deep(&verb) }));
    let mut helps: BTreeMap<String, String> = verbs.collect();
    helps.insert(String::new(), top);
    helps
}

/// Files below a folder that are text for readers, or hold it.
fn texts(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir()
            && !name.starts_with('.')
            && !["target", "node_modules", "runs", "tests"].contains(&name.as_str())
        {
            texts(&path, found);
        } else if path.extension().is_some_and(|ending| ["md", "csv", "toml", "rs"].iter().any(|it| ending == *it)) {
            found.push(path);
        }
    }
}

/// Commands in a text: what stands between backticks, and lines of blocks that begin with the command.
fn commands(text: &str) -> Vec<&str> {
    let quoted = text.split('`').skip(1).step_by(2).filter(|quoted| !quoted.contains("\n\n"));
    let lines = text.lines().map(|line| line.trim_start_matches(['$', '#', '/', '!', '"', ' ']).trim_end());
    let lines = lines.filter(|line| !line.ends_with(['.', ':']) && line.split_whitespace().count() < 9);
    let named = quoted.chain(lines.filter(|line| !line.contains('`')));
    named.filter_map(|command| command.strip_prefix("recoop ")).filter(|command| !command.starts_with('=')).collect()
}

/// What of a command, without its first word `recoop`, does not exist.
fn wrong(command: &str, helps: &BTreeMap<String, String>) -> Option<String> {
    let mut words = command.split([' ', '\n', '"', ';', '|', '>']).filter(|word| !word.is_empty());
    let verb = words.next()?.trim_end_matches([',', '.', ':']);
    let is_placeholder = verb.starts_with(['-', '.', '{', '…']) || verb.chars().all(|sign| sign.is_ascii_uppercase());
    let Some(help) = helps.get(if is_placeholder { "" } else { verb }) else {
        return Some(format!("there is no verb `{verb}`"));
    };
    if verb == "jobs"
        && let Some((_, rest)) = command.split_once(" plan ")
    {
        // A command whose work goes into jobs follows, after a folder and options.
        let known = |word: &&str| helps.contains_key(*word) && !word.is_empty();
        if let Some(at) = rest.split_whitespace().find(known).and_then(|word| rest.find(&format!(" {word} "))) {
            return wrong(&rest[at + 1..], helps).or_else(|| wrong(&format!("jobs {}", &rest[..at]), helps));
        }
    }
    let options = words.filter(|word| word.starts_with("--") && word.len() > 2);
    let mut names = options.map(|word| word.split(['=', ',', '.', ')', '`', '\\']).next().unwrap_or(word));
    let known = |name: &str| help.split_whitespace().any(|word| word.trim_end_matches([',', '.']) == name);
    names.find(|name| !is_placeholder && !known(name)).map(|name| format!("`recoop {verb}` has no option `{name}`"))
}

#[test]
fn commands_that_are_named_exist() {
    let helps = helps();
    for verb in ["new", "plan", "audit", "export"] {
        assert!(helps.contains_key(verb), "{:?}", helps.keys());
    }
    for (command, what) in [
        ("policy case", Some("there is no verb `policy`")),
        ("plan CASE --levers", Some("`recoop plan` has no option `--levers`")),
        ("plan CASE --out runs/x --quiet", None),
        ("VERB -h", None),
        ("jobs plan --jobs 7 DIR simulate CASE --paths 10", None),
        ("jobs plan --jobs 7 DIR simulate CASE --wings 10", Some("`recoop simulate` has no option `--wings`")),
        ("jobs plan --wings 7 DIR simulate CASE --paths 10", Some("`recoop jobs` has no option `--wings`")),
    ] {
        assert_eq!(wrong(command, &helps).as_deref(), what, "{command}");
    }
    let (root, mut files) = (repository(), Vec::new());
    texts(&root, &mut files);
    let (mut named, mut faults) = (0, Vec::new());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for command in commands(&text) {
            named += 1;
            faults.extend(wrong(command, &helps).map(|what| format!("{}: {what}", file.display())));
        }
    }
    assert!(named > 100, "{named} commands are named only");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
