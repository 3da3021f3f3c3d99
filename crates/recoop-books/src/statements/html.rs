//! A statement as one HTML page that prints well: letter or A4, repeated heads, no script, no outside file.

use super::{Statement, Value};

const STYLE: &str = "\
@page{margin:18mm 16mm}
body{font:11pt/1.4 Georgia,'Times New Roman',serif;color:#111;max-width:190mm;margin:2em auto;padding:0 1em}
header{border-bottom:2px solid #111;margin-bottom:1em}
h1{font-size:17pt;margin:.2em 0}
h2{font-size:12pt;margin:1.4em 0 .4em;break-after:avoid}
p{margin:.2em 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums lining-nums}
thead{display:table-header-group}
tr{break-inside:avoid}
th,td{padding:.22em .5em;text-align:left;vertical-align:top;border-bottom:1px solid #ccc}
th{border-bottom:1px solid #111;font-weight:600}
td.n{white-space:nowrap}
.n{text-align:right}
th{vertical-align:bottom}
.wide{font-size:8.5pt}
.wide th,.wide td{padding:.22em .35em}
.total td{border-top:1px solid #111;border-bottom:3px double #111;font-weight:600}
footer{margin-top:1.5em;border-top:1px solid #111;font-size:9.5pt}
.draft{position:fixed;top:35%;left:0;right:0;text-align:center;font-size:90pt;color:#b004;transform:rotate(-24deg);pointer-events:none}
@media print{body{margin:0;max-width:none;padding:0}.scroll{overflow:visible}}
";

/// Returns the page. A draft prints the word on every page.
pub fn to_html(statement: &Statement) -> String {
    let mut page = String::with_capacity(8192);
    let title = format!("{}: {}", statement.cooperative, statement.title);
    page.push_str("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n");
    page.push_str(&format!("<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n", escape(&title)));
    if statement.draft {
        page.push_str("<div class=\"draft\">draft</div>\n");
    }
    page.push_str(&format!(
        "<header>\n<p>{}</p>\n<h1>{}</h1>\n",
        escape(&statement.cooperative),
        escape(&statement.title)
    ));
    let synthetic = if statement.synthetic { "; synthetic figures" } else { "" };
    let status = if statement.draft { "draft, unaudited" } else { "unaudited" };
    page.push_str(&format!("<p>{} · {}</p>\n", escape(&statement.subject), escape(&statement.period)));
    page.push_str(&format!(
        "<p>US dollars · {} · {status}{synthetic} · version {}</p>\n</header>\n",
        escape(&statement.basis),
        statement.version
    ));
    for table in &statement.tables {
        // A page takes six columns in the size of the text.
        let wide = if table.columns.len() > 6 { " class=\"wide\"" } else { "" };
        page.push_str(&format!("<h2>{}</h2>\n<div class=\"scroll\"><table{wide}>\n<thead><tr>", escape(&table.title)));
        // A column whose cells are numbers has its head on their side.
        for (position, column) in table.columns.iter().enumerate() {
            let number = table.rows.iter().any(|row| row.values.get(position).is_some_and(Value::is_number));
            let class = if number { " class=\"n\"" } else { "" };
            page.push_str(&format!("<th scope=\"col\"{class}>{}</th>", escape(column)));
        }
        page.push_str("</tr></thead>\n<tbody>\n");
        for row in &table.rows {
            page.push_str(if row.total { "<tr class=\"total\">" } else { "<tr>" });
            for value in &row.values {
                let class = if value.is_number() { " class=\"n\"" } else { "" };
                page.push_str(&format!("<td{class}>{}</td>", escape(&shown(value))));
            }
            page.push_str("</tr>\n");
        }
        page.push_str("</tbody>\n</table></div>\n");
    }
    page.push_str("<footer>\n");
    for note in &statement.notes {
        page.push_str(&format!("<p>{}</p>\n", escape(note)));
    }
    page.push_str("</footer>\n</body>\n</html>\n");
    page
}

/// Numbers with separators of thousands, negative ones in parentheses, as accountants write them.
fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Share(share) => share.to_string(),
        Value::Money(_) | Value::Weight(_) => {
            let plain = value.plain();
            let (negative, size) = plain.strip_prefix('-').map_or((false, plain.as_str()), |size| (true, size));
            let (whole, decimals) = size.split_once('.').unwrap_or((size, ""));
            let mut grouped = String::new();
            for (position, digit) in whole.chars().enumerate() {
                if position > 0 && (whole.len() - position) % 3 == 0 {
                    grouped.push(',');
                }
                grouped.push(digit);
            }
            if negative { format!("({grouped}.{decimals})") } else { format!("{grouped}.{decimals}") }
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
