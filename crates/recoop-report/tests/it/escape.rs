//! Nothing that a case says can run, or break the page.

use recoop_report::page::{TEMPLATE, escape_json, fill, fill_template};
use recoop_report::{Document, Study};

use crate::desk::{changed, study};

/// Names as nobody should give them.
const NAMES: [&str; 6] = [
    r#"</script><script>alert("1")</script>"#,
    "<!-- <b>Birch</b> & 'Söhne' -->",
    "Берёза «Окись»",
    "桦木氧化物有限公司",
    "أكسيد البتولا",
    "line\u{2028}separator\u{2029}and \\\" quotes",
];

fn named(name: &str) -> Study {
    let quoted = format!("\"{}\"", name.replace('"', "\"\""));
    let folder = changed("6-long-purse", |file, text| match file {
        "members.csv" => text.replace("Birch Oxide", &quoted),
        "facilities.csv" => text.replace("Birch works", &quoted),
        "case.toml" => text
            .replace("Two makers and an adversary with a long purse", &name.replace('\\', "\\\\").replace('"', "\\\"")),
        _ => text,
    });
    study(folder.path()).0
}

/// What stands in the element with the document.
fn data(page: &str) -> &str {
    let tag = "<script type=\"application/json\" id=\"data\">";
    let begin = page.find(tag).expect("the page holds a document") + tag.len();
    let end = begin + page[begin..].find("</script>").unwrap();
    &page[begin..end]
}

#[test]
fn names_come_through_whole_and_do_nothing() {
    for name in NAMES {
        let study = named(name);
        assert_eq!(study.title, name);
        assert_eq!(study.names.members[0].title, name);
        let document = Document::Study(study);
        let page = fill(&document);
        let data = data(&page);
        assert!(!data.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{name}");
        assert_eq!(serde_json::from_str::<Document>(data).unwrap(), document, "{name}");
        // As many elements as in the template and its plain sentences: none came with a name.
        let count = |text: &str, tag: &str| text.matches(tag).count();
        for tag in ["<script", "</script", "<!--", "<b>"] {
            assert_eq!(count(&page, tag), count(TEMPLATE, tag), "{name}: {tag}");
        }
    }
}

#[test]
fn the_page_without_scripts_has_the_sentences() {
    let template = "<title>x</title><noscript id=\"plain\"><p>nothing</p></noscript>\
                    <script type=\"application/json\" id=\"data\">{}</script>";
    let study = named("Birch & <Elder>");
    let sentences = study.sentences.len();
    let page = fill_template(template, &Document::Study(study));
    assert!(page.starts_with(
        "<title>Birch &amp; &lt;Elder&gt;</title><noscript id=\"plain\"><h1>Birch &amp; &lt;Elder&gt;</h1><ol><li>"
    ));
    assert_eq!((sentences, page.matches("<li>").count()), (10, 10));
    assert!(!page.contains("nothing</p>"));
}

#[test]
fn the_committed_page_has_a_place_for_the_document() {
    assert_eq!(TEMPLATE.matches("<script type=\"application/json\" id=\"data\">").count(), 1);
    assert_eq!(TEMPLATE.matches("<noscript id=\"plain\">").count(), 1);
    // One file: nothing is fetched from anywhere.
    assert_eq!(TEMPLATE.matches("<link ").count(), TEMPLATE.matches("<link rel=\"icon\" href=\"data:").count());
    for fetched in ["href=\"http", "src=\"http", "src='http", "@import", "url(http"] {
        assert!(!TEMPLATE.contains(fetched), "{fetched}");
    }
}

#[test]
fn escaped_json_is_the_same_json() {
    let text = serde_json::to_string(&NAMES).unwrap();
    let escaped = escape_json(&text);
    assert_eq!(serde_json::from_str::<Vec<String>>(&escaped).unwrap(), NAMES);
}
