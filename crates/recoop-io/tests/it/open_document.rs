//! Workbooks in the OpenDocument format.

use std::io::Write;

use recoop_io::read_case;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::case::Case;

/// What is said about a workbook whose sheet `regions` has these rows below its header.
fn said(rows: &str) -> (String, Vec<String>) {
    let case = Case::new();
    let path = case.home().join("case.ods");
    let text = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let header: String = ["id", "name", "bloc"].map(text).concat();
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content><office:body><office:spreadsheet>\
         <table:table table:name=\"regions\"><table:table-row>{header}</table:table-row>{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    let mut archive = ZipWriter::new(std::fs::File::create(&path).unwrap());
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        ("content.xml", &content),
    ] {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    let read = read_case(&path);
    let names = read.tables.regions.iter().map(|row| row.name.clone().unwrap_or_default().to_string()).collect();
    // Long lines are wrapped.
    let words: Vec<String> = case.said_of(&read).replace('│', " ").split_whitespace().map(str::to_string).collect();
    (words.join(" "), names)
}

fn row(name: &str) -> String {
    format!(
        "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"7\"/>{name}\
         <table:table-cell office:value-type=\"string\"><text:p>home</text:p></table:table-cell></table:table-row>"
    )
}

#[test]
fn cells_are_read_and_formulas_need_values() {
    let (_, names) = said(&row("<table:table-cell office:value-type=\"percentage\" office:value=\"0.08\"/>"));
    assert_eq!(names, ["0.08"]);
    let (_, names) = said(&row("<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"/>"));
    assert_eq!(names, ["TRUE"]);
    let (said, names) = said(&row("<table:table-cell table:formula=\"of:=1+1\"/>"));
    assert!(
        names.is_empty() && said.contains("the formula `=1+1` has no value") && said.contains("regions!B2"),
        "{said}"
    );
}

#[test]
fn what_is_repeated_a_million_times_is_not_laid_out() {
    // As spreadsheets write the blank rest of a sheet: nothing.
    let rest = "<table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    let full = row("<table:table-cell office:value-type=\"string\"><text:p>x</text:p></table:table-cell>");
    assert_eq!(said(&(full.clone() + rest)).1, ["x"]);
    let far = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"16000\" office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
    assert!(said(far).0.contains("it repeats cells up to more than 4000000"));
    let cell = "<table:table-row><table:table-cell table:number-columns-repeated=\"16383\"/><table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
    assert!(said(&(rest.to_string() + cell)).0.contains("it repeats cells up to more than 4000000"));
    let spaces = row(
        "<table:table-cell office:value-type=\"string\"><text:p><text:s text:c=\"4000000000\"/></text:p></table:table-cell>",
    );
    assert!(said(&spaces).0.contains("spaces"));
}
