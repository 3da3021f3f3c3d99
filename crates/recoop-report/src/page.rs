//! The page: one file that holds program, style and document, and asks no network for anything.
//!
//! The page comes built, from the folder `web` ([`TEMPLATE`]); here the document is put into it. Texts come from cases: none of their signs may
//! end the element that holds them or begin another.

use crate::views::Document;
use crate::views::overview::Sentence;

/// The page without a document.
pub const TEMPLATE: &str = include_str!("../../../web/dist/report.html");

/// The page with a document.
#[must_use]
pub fn fill(document: &Document) -> String {
    fill_template(TEMPLATE, document)
}

/// A page with a document: the content of the elements `title`, `noscript id="plain"` and `script id="data"` is replaced, where they are.
#[must_use]
pub fn fill_template(template: &str, document: &Document) -> String {
    let (title, plain) = match document {
        Document::Study(study) => (study.title.clone(), sentences(&study.title, &study.sentences)),
        Document::Comparison(it) => {
            let title = format!("{} beside {}", it.left.title, it.right.title);
            let lines: String = it.sentences.iter().map(|line| format!("<li>{}</li>", escape_html(line))).collect();
            let plain = format!("<h1>{}</h1><ul>{lines}</ul>", escape_html(&title));
            (title, plain)
        }
    };
    let page = replace(template, "<title", "</title>", &escape_html(&title));
    let page = replace(&page, "<noscript id=\"plain\"", "</noscript>", &plain);
    replace(&page, "<script type=\"application/json\" id=\"data\"", "</script>", &escape_json(&document.to_json()))
}

fn sentences(title: &str, sentences: &[Sentence]) -> String {
    let lines: String = sentences.iter().map(|it| format!("<li>{}</li>", escape_html(&it.text))).collect();
    format!("<h1>{}</h1><ol>{lines}</ol>", escape_html(title))
}

/// The text with what stands between the first tag that begins with `open` and the next `close` replaced.
fn replace(text: &str, open: &str, close: &str, content: &str) -> String {
    let found = text.find(open).and_then(|tag| {
        let begin = tag + text[tag..].find('>')? + 1;
        let end = begin + text[begin..].find(close)?;
        Some((begin, end))
    });
    match found {
        Some((begin, end)) => [&text[..begin], content, &text[end..]].concat(),
        None => text.to_string(),
    }
}

/// JSON that no parser of HTML takes for markup and that is a script's text, too: a string holds the same text as before.
#[must_use]
pub fn escape_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 64);
    for sign in json.chars() {
        match sign {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            _ => out.push(sign),
        }
    }
    out
}

/// Text as HTML shows it.
fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(sign),
        }
    }
    out
}
