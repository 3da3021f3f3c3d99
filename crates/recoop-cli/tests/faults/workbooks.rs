//! Workbooks that are refused, read whole, or contained.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::command::{Desk, Said};

fn input(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/inputs/workbooks");
    folder.join(name).to_str().unwrap().to_string()
}

/// Runs the command with at most 1 GiB of address space; it has to end within `seconds`.
fn within_limits(desk: &Desk, arguments: &[&str], seconds: u64) -> Said {
    let recoop = desk.command(arguments);
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -v 1048576 && exec \"$0\" \"$@\""]).arg(recoop.get_program()).args(recoop.get_args());
    command.current_dir(recoop.get_current_dir().unwrap()).stdin(Stdio::null());
    // No message is broken into lines.
    command.env("COLUMNS", "400");
    let began = Instant::now();
    let output = command.output().unwrap();
    assert!(began.elapsed() < Duration::from_secs(seconds), "{arguments:?} took {:?}", began.elapsed());
    Said {
        code: output.status.code().unwrap_or_else(|| panic!("{arguments:?} was killed: {output:?}")),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A workbook of the parts that make one up, and sheets as XML within `sheetData`.
fn workbook(path: &Path, sheets: &[(&str, String)], texts: Option<&str>) -> PathBuf {
    let mut archive = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    let mut part = |name: &str, text: &str| {
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        archive.start_file(name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    };
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    part(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{package}\"><Relationship Id=\"r\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    let (mut listed, mut related) = (String::new(), String::new());
    for (at, (name, _)) in sheets.iter().enumerate() {
        let _ = write!(listed, "<sheet name=\"{name}\" sheetId=\"{}\" r:id=\"r{at}\"/>", at + 1);
        let _ = write!(
            related,
            "<Relationship Id=\"r{at}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{at}.xml\"/>"
        );
    }
    part("xl/workbook.xml", &format!("<workbook xmlns:r=\"{office}\"><sheets>{listed}</sheets></workbook>"));
    part("xl/_rels/workbook.xml.rels", &format!("<Relationships xmlns=\"{package}\">{related}</Relationships>"));
    if let Some(texts) = texts {
        part("xl/sharedStrings.xml", texts);
    }
    for (at, (_, rows)) in sheets.iter().enumerate() {
        part(&format!("xl/worksheets/sheet{at}.xml"), &format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"));
    }
    archive.finish().unwrap();
    path.to_path_buf()
}

/// A row of texts.
fn row(number: usize, cells: &[&str]) -> String {
    let cells = cells.iter().map(|text| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>"));
    format!("<row r=\"{number}\">{}</row>", cells.collect::<String>())
}

#[test]
fn a_formula_without_a_value_is_refused_at_its_cell() {
    let desk = Desk::new();
    for (name, cell, formula) in
        [("formula-no-cache.xlsx", "prices!D3", "100+3"), ("f_varcost.xlsx", "technologies!G2", "2*3")]
    {
        let said = desk.run(&["check", &input(name)]).refused(1);
        assert!(said.err.contains(cell) && said.err.contains(&format!("`={formula}` has no value")), "{}", said.err);
        desk.run(&["plan", &input(name)]).refused(1);
    }
}

/// The workbook of `f_varcost.xlsx` with values in place of formulas.
#[test]
fn a_workbook_with_values_is_worth_what_it_says() {
    let desk = Desk::new();
    let said = desk.run(&["plan", &input("good.xlsx"), "--json", "-o", "run", "-q"]).well();
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let worth = json["objective_musd"].as_f64().unwrap();
    // Of the program of 28 November 91.5, when salvage was not taxed.
    assert!((worth - 82.457).abs() < 0.1, "{worth}");
}

#[test]
fn a_sheet_that_is_no_table_is_named() {
    let desk = Desk::new();
    let said = within_limits(&desk, &["check", &input("extra-sheet.xlsx")], 2).well();
    assert!(said.err.contains("`Notes of mine` is not a table and was not read"), "{}", said.err);
    desk.run(&["check", &input("plain.xlsx")]).well();
}

#[test]
fn what_a_file_says_of_itself_costs_no_memory() {
    let desk = Desk::new();
    let said = within_limits(&desk, &["check", &input("far_cell.xlsx")], 2);
    assert!(said.code == 1 && said.err.contains("XFD1048576"), "{said:?}");
    // Blanks are nothing, wherever they are.
    let said = within_limits(&desk, &["check", &input("far_blank_30cols.xlsx")], 2);
    assert_eq!(said.code, 0, "{said:?}");
    for name in ["panic-3-198.xlsx", "signal-3-4.xlsx", "zip_bad_dimension2.xlsx"] {
        let said = within_limits(&desk, &["check", &input(name)], 2);
        assert!(said.code == 1 && !said.err.contains("panicked"), "{name}: {said:?}");
    }
}

#[test]
fn bombs_are_refused() {
    let desk = Desk::new();
    let zeros = "<row/>".repeat(2_000_000);
    workbook(&desk.path("rows.xlsx"), &[("case", zeros)], None);
    let claim = "<sst uniqueCount=\"40000000000\"><si><t>a</t></si></sst>";
    workbook(&desk.path("texts.xlsx"), &[("case", row(1, &["key", "value"]))], Some(claim));
    workbook(&desk.path("column.xlsx"), &[("case", "<row><c r=\"ZZZZZZZZZZZZ1\"><v>1</v></c></row>".into())], None);
    workbook(&desk.path("twice.xlsx"), &[("case", row(1, &["key", "value"])), ("case", String::new())], None);
    workbook(&desk.path("back.xlsx"), &[("case", row(5, &["key", "value"]) + &row(2, &["name", "x"]))], None);
    for (name, why) in [
        ("rows.xlsx", "compressed more than 100 to 1"),
        ("texts.xlsx", "says that it holds 40000000000 texts"),
        ("column.xlsx", "cannot be read"),
        ("twice.xlsx", "two sheets are called `case`"),
        ("back.xlsx", "comes twice or too late"),
    ] {
        let said = within_limits(&desk, &["check", name], 5);
        assert!(said.code == 1 && said.err.contains(why) && !said.err.contains("panicked"), "{name}: {said:?}");
    }
    std::fs::File::create(desk.path("large.xlsx")).unwrap().set_len(1 << 40).unwrap();
    let said = within_limits(&desk, &["check", "large.xlsx"], 2);
    assert!(said.code == 1 && said.err.contains("larger than 128 MiB"), "{said:?}");
}

/// Many cells in wide sheets, each beyond the header.
#[test]
fn far_cells_in_every_row_are_listed_once() {
    let desk = Desk::new();
    let mut rows = row(1, &["id", "name"]);
    for at in 2..60_000 {
        let _ = write!(rows, "<row r=\"{at}\"><c r=\"A{at}\"><v>{at}</v></c><c r=\"XFD{at}\"><v>{at}7</v></c></row>");
    }
    workbook(&desk.path("far.xlsx"), &[("case", row(1, &["key", "value"])), ("regions", rows)], None);
    let said = within_limits(&desk, &["check", "far.xlsx"], 5);
    assert!(said.code == 1 && said.err.contains("to the right of the last column"), "{said:?}");
}
