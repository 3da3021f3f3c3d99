//! The pages of `docs/` are a book: each has its place in the table of contents, and every link of every page leads to a file and a heading that
//! exist, as does every page that a comment or a message in the code names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Files with an ending below a folder, without what is built or fetched.
fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !name.starts_with('.') && !["target", "node_modules", "runs"].contains(&name.as_str()) {
                files(&path, ending, found);
            }
        } else if path.extension().is_some_and(|it| it == ending) {
            found.push(path);
        }
    }
}

fn below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(folder, ending, &mut found);
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines of a page that are neither in a fenced block nor a comment.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut fenced = false;
    text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

/// What stands outside backticks of a line.
fn unquoted(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

/// Targets of the links of a page.
fn links(text: &str) -> Vec<String> {
    let lines: Vec<String> = prose(text).map(unquoted).collect();
    let text = lines.join("\n");
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.map(|target| target.split_whitespace().next().unwrap_or_default().to_string()).collect()
}

/// The anchors of a page's headings, as GitHub and mdBook make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut anchors = BTreeSet::new();
    for line in prose(text) {
        let title = line.trim_start_matches('#');
        let depth = line.len() - title.len();
        if depth == 0 || depth > 6 || !title.starts_with(' ') {
            continue;
        }
        // Of a link its text counts.
        let mut words = String::new();
        for part in title.trim().split('[') {
            match part.split_once("](") {
                Some((text, rest)) => {
                    words += &format!("{text}{}", rest.split_once(')').map_or("", |(_, after)| after))
                }
                None => words += part,
            }
        }
        let words = words.to_lowercase();
        let kept = words.chars().filter_map(|sign| match sign {
            ' ' => Some('-'),
            sign if sign.is_alphanumeric() || sign == '-' || sign == '_' => Some(sign),
            _ => None,
        });
        let anchor: String = kept.collect();
        let count = seen.entry(anchor.clone()).or_default();
        anchors.insert(if *count == 0 { anchor } else { format!("{anchor}-{count}") });
        *count += 1;
    }
    anchors
}

/// A path without `..`.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(out.pop()),
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

/// What is wrong with a link from a page.
fn wrong(page: &Path, target: &str) -> Option<String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let to = if path.is_empty() { page.to_path_buf() } else { plain(&page.parent().unwrap().join(path)) };
    if !to.exists() {
        return Some(format!("there is no file `{path}`"));
    }
    let is_page = to.extension().is_some_and(|ending| ending == "md");
    let missing = !anchor.is_empty() && is_page && !anchors(&read(&to)).contains(anchor);
    missing.then(|| format!("`{}` has no heading `#{anchor}`", to.file_name().unwrap().to_string_lossy()))
}

#[test]
fn links_and_headings_are_read_as_they_are_shown() {
    let text = "# Two words\n[a](x.md) and `[b](y.md)`, ![c](z.png \"title\")\n```\n# none\n[d](w.md)\n```\n## `recoop plan`: why?\n## Two words\n## [A](b.md) link\n";
    assert_eq!(links(text), ["x.md", "z.png", "b.md"]);
    assert_eq!(
        anchors(text).into_iter().collect::<Vec<_>>(),
        ["a-link", "recoop-plan-why", "two-words", "two-words-1"]
    );
    let page = root().join("docs/SUMMARY.md");
    assert_eq!(wrong(&page, "nowhere.md").unwrap(), "there is no file `nowhere.md`");
    assert_eq!(wrong(&page, "formulation.md#nowhere").unwrap(), "`formulation.md` has no heading `#nowhere`");
    assert_eq!(wrong(&page, "formulation.md#lane_limit"), None);
}

#[test]
fn every_link_of_every_page_leads_somewhere() {
    let (mut count, mut faults) = (0, Vec::new());
    for page in below(&root(), "md") {
        for target in links(&read(&page)) {
            count += 1;
            let name = page.strip_prefix(root()).unwrap().display().to_string();
            faults.extend(wrong(&page, &target).map(|what| format!("{name}: {what}")));
        }
    }
    assert!(count > 150, "{count} links only");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_page_has_its_place_in_the_book() {
    let docs = root().join("docs");
    let summary = read(&docs.join("SUMMARY.md"));
    let parts: Vec<&str> = summary.lines().filter_map(|line| line.strip_prefix("# ")).collect();
    assert_eq!(parts, ["Summary", "Tutorial", "How-to guides", "Explanation", "Reference"]);
    let mut listed = links(&summary);
    listed.sort();
    let pages = below(&docs, "md").into_iter().map(|page| page.strip_prefix(&docs).unwrap().display().to_string());
    let pages: Vec<String> = pages.filter(|page| page != "SUMMARY.md").collect();
    let mut sorted = pages.clone();
    sorted.sort();
    assert_eq!(listed, sorted, "docs/SUMMARY.md lists each page of docs/ once");
}

#[test]
fn pages_that_the_code_names_exist() {
    let (mut count, mut faults) = (0, Vec::new());
    for ending in ["rs", "ts", "py", "toml"] {
        for file in below(&root(), ending) {
            for part in read(&file).split("docs/").skip(1) {
                let end =
                    part.find(|sign: char| !(sign.is_alphanumeric() || "/_-.#".contains(sign))).unwrap_or(part.len());
                let target = part[..end].trim_end_matches(['.', '#']);
                if target.contains(".md") {
                    count += 1;
                    let what = wrong(&root().join("docs/SUMMARY.md"), target);
                    faults.extend(what.map(|what| format!("{}: {what}", file.display())));
                }
            }
        }
    }
    assert!(count > 40, "{count} pages are named only");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn tests_that_the_walks_name_exist() {
    let walks = read(&root().join("CONTRIBUTING.md")).split_whitespace().collect::<Vec<_>>().join(" ");
    let tests: String = below(&root().join("crates"), "rs").iter().map(|path| read(path)).collect();
    let mut count = 0;
    // `Held by`, or `Held, where ..., by`: up to the end of the sentence.
    for held in walks.split("Held").skip(1).filter_map(|rest| rest.split(['.', ':']).next()) {
        for name in held.split('`').skip(1).step_by(2) {
            count += 1;
            assert!(tests.contains(&format!("#[test]\nfn {name}()")), "CONTRIBUTING.md names no test `{name}`");
        }
    }
    assert!(count >= 20, "{count} tests are named");
}

/// Paths in backticks, as `crates/...`: a page that names a file that has moved sends its reader astray.
#[test]
fn files_that_pages_name_exist() {
    let (mut count, mut faults) = (0, Vec::new());
    for page in below(&root(), "md") {
        if page.ends_with("CHANGELOG.md") {
            // It tells what was.
            continue;
        }
        for line in read(&page).lines() {
            for path in line.split('`').skip(1).step_by(2) {
                let first = path.split('/').next().unwrap_or_default();
                let is_path = ["crates", "scripts", "docs", "benches", "web"].contains(&first)
                    && path.contains('/')
                    && !path.contains([' ', '*', '<', '{']);
                if is_path {
                    count += 1;
                    let there = root().join(path.trim_end_matches('/')).exists();
                    let name = page.strip_prefix(root()).unwrap().display().to_string();
                    faults.extend((!there).then(|| format!("{name}: there is no `{path}`")));
                }
            }
        }
    }
    assert!(count > 20, "{count} paths only");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
