//! Cases in workbooks.

use std::path::PathBuf;

use recoop_io::{Changed, Written, read_case, written};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::case::Case;

/// Cells of a workbook that differ from the scaffolded case: sheet, row and column from 0.
pub type Change = (&'static str, u32, u16, Cell);

pub enum Cell {
    Text(&'static str),
    Number(f64),
    Date(u16, u8, u8),
    Broken(&'static str),
    Uncalculated(&'static str),
}

/// The scaffolded case as a workbook, numbers as numbers.
pub fn workbook(case: &Case, changes: &[Change]) -> PathBuf {
    let mut book = Workbook::new();
    let settings = [
        ("name", "toy"),
        ("title", "One mine, one separation plant, one magnet maker"),
        ("stages", "mining; separation; magnet"),
        ("horizon.first_year", "2027"),
        ("horizon.last_year", "2036"),
        ("finance.discount_rate", "0.08"),
        ("finance.tax_rate", "0.21"),
        ("finance.debt_share", "0.5"),
        ("finance.debt_rate", "0.04"),
        ("finance.debt_years", "10"),
        ("finance.salvage_share", "0.5"),
        ("risk.weight", "0.2"),
        ("risk.tail", "0.1"),
    ];
    let mut sheets = vec![("case".to_string(), vec![vec!["key".to_string(), "value".to_string()]])];
    sheets[0].1.extend(settings.map(|(key, value)| vec![key.to_string(), value.to_string()]));
    for entry in std::fs::read_dir(case.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "csv") {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(&path).unwrap();
            let rows = reader.records().map(|record| record.unwrap().iter().map(str::to_string).collect());
            sheets.push((path.file_stem().unwrap().to_str().unwrap().to_string(), rows.collect()));
        }
    }
    for (name, rows) in &sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            for (column, text) in (0..).zip(cells) {
                match text.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, column, number).unwrap(),
                    Err(_) => sheet.write_string(row, column, text).unwrap(),
                };
            }
        }
        for (_, row, column, cell) in changes.iter().filter(|(sheet, ..)| sheet == name) {
            match cell {
                Cell::Text(text) => sheet.write_string(*row, *column, *text).unwrap(),
                Cell::Number(number) => sheet.write_number(*row, *column, *number).unwrap(),
                Cell::Date(year, month, day) => {
                    let date = ExcelDateTime::from_ymd(*year, *month, *day).unwrap();
                    sheet.write_with_format(*row, *column, &date, &Format::new().set_num_format("yyyy-mm-dd")).unwrap()
                }
                Cell::Uncalculated(formula) => sheet.write_formula(*row, *column, *formula).unwrap(),
                Cell::Broken(error) => {
                    sheet.write_formula(*row, *column, Formula::new("=1/0").set_result(*error)).unwrap()
                }
            };
        }
    }
    for (name, ..) in changes.iter().filter(|(name, ..)| !sheets.iter().any(|(sheet, _)| sheet == name)) {
        book.add_worksheet().set_name(*name).unwrap();
    }
    let path = case.home().join("case.xlsx");
    book.save(&path).unwrap();
    path
}

fn said(changes: &[Change]) -> String {
    let case = Case::new();
    let path = workbook(&case, changes);
    case.said_of(&read_case(&path))
}

#[test]
fn a_workbook_reads_as_the_folder_does() {
    let case = Case::new();
    let (folder, book) = (case.read(), read_case(&workbook(&case, &[])));
    assert_eq!(case.said_of(&book), "");
    assert_eq!(book.tables, folder.tables);
    assert_eq!(book.settings, folder.settings);
}

#[test]
fn text_where_a_number_belongs() {
    insta::assert_snapshot!(said(&[("facilities", 2, 7, Cell::Text("4o00"))]), @"
    table::bad_value

      × expected a number, found `4o00`
       ╭─[case.xlsx facilities!H3]
     3 │ …ne | ridge_mining | home | open_pit | ridge | existing | 4o00 |  |  | example | assumed
       ·                                                           ──┬─
       ·                                                             ╰── `capacity_t_per_year`
       ╰────
    ");
}

#[test]
fn errors_and_dates_of_the_spreadsheet() {
    let changes = [
        ("prices", 2, 3, Cell::Broken("#DIV/0!")),
        ("prices", 3, 2, Cell::Date(2036, 1, 1)),
        ("prices", 4, 0, Cell::Broken("#REF!")),
        ("prices", 5, 2, Cell::Number(2036.5)),
    ];
    insta::assert_snapshot!(said(&changes), @"
    table::spreadsheet_error

      × the spreadsheet could not work out this cell: `#DIV/0!`
       ╭─[case.xlsx prices!D3]
     3 │ world | magnet | 2027 | #DIV/0! | example | assumed
       ·                         ───┬───
       ·                            ╰── `price_usd_per_kg`
       ╰────

    table::bad_value

      × expected a whole number, found `2036-01-01`
       ╭─[case.xlsx prices!C4]
     4 │ world | magnet | 2036-01-01 | 70 | example | assumed
       ·                  ─────┬────
       ·                       ╰── `year`
       ╰────
      help: the cell is formatted as a date; format it as a number and type the value again

    table::spreadsheet_error

      × the spreadsheet could not work out this cell: `#REF!`
       ╭─[case.xlsx prices!A5]
     5 │ #REF! | ndpr_oxide | 2027 | 75 | example | assumed
       · ──┬──
       ·   ╰── `market`
       ╰────

    table::bad_value

      × expected a whole number, found `2036.5`
       ╭─[case.xlsx prices!C6]
     6 │ world | ndpr_oxide | 2036.5 | 95 | example | assumed
       ·                      ───┬──
       ·                         ╰── `year`
       ╰────
    ");
}

#[test]
fn settings_of_a_workbook() {
    let changes = [
        ("case", 4, 1, Cell::Text("soon")),
        ("case", 6, 0, Cell::Text("finance.discuont_rate")),
        ("case", 7, 0, Cell::Text("horizon.last_year")),
        ("case", 9, 1, Cell::Broken("#N/A")),
    ];
    insta::assert_snapshot!(said(&changes), @"
    case::bad_value

      × expected a whole number, found `soon`
       ╭─[case.xlsx case!B5]
     5 │ horizon.first_year | soon
       ·                      ──┬─
       ·                        ╰── `value`
       ╰────
      help: whole number: First calendar year of the plan.

    case::unknown_setting

      × there is no setting `finance.discuont_rate`
       ╭─[case.xlsx case!A7]
     7 │ finance.discuont_rate | 0.08
       · ──────────┬──────────
       ·           ╰── `key`
       ╰────
      help: did you mean `finance.discount_rate`?

    case::duplicate_setting

      × `horizon.last_year` is given twice
       ╭─[case.xlsx case!B8]
     8 │ horizon.last_year | 0.21
       ·                     ──┬─
       ·                       ╰── `value`
       ╰────

    case::bad_value

      × expected a number, found an error of the spreadsheet
        ╭─[case.xlsx case!B10]
     10 │ finance.debt_rate | #N/A
        ·                     ──┬─
        ·                       ╰── `value`
        ╰────
      help: number: Interest, real, share per year.
    ");
}

#[test]
fn sheets_that_are_no_tables() {
    let changes =
        [("priecs", 0, 0, Cell::Text("x")), ("Sketches", 0, 0, Cell::Text("x")), ("#x", 0, 0, Cell::Text("x"))];
    insta::assert_snapshot!(said(&changes), @"
    case::unknown_table

      × case.xlsx priecs: there is no table `priecs`
      help: did you mean `prices`?

    case::unread_file

      ⚠ case.xlsx Sketches: sheet `Sketches` is not a table and was not read
      help: a name that begins with `#` says that this is meant
    ");
}

#[test]
fn file_that_is_no_workbook() {
    let case = Case::new();
    std::fs::write(case.home().join("a.xlsx"), "id,name").unwrap();
    insta::assert_snapshot!(case.said_of(&read_case(&case.home().join("a.xlsx"))), @"
    case::unreadable

      × a.xlsx: file is not a readable workbook: it is not a whole workbook: it was
      │ cut short, or is of another format; copy or save it again
    ");
}

#[test]
fn cells_come_as_they_are_written_from_folder_and_workbook() {
    let case = Case::new();
    let folder = written(&read_case(&case.path())).unwrap();
    let book = written(&read_case(&workbook(&case, &[]))).unwrap();
    let names = |written: &Written| written.tables.iter().map(|table| table.table).collect::<Vec<_>>();
    assert_eq!(names(&folder), names(&book));
    for (left, right) in folder.tables.iter().zip(&book.tables) {
        assert_eq!((&left.columns, left.rows.len()), (&right.columns, right.rows.len()), "{}", left.table);
        assert!(left.rows.iter().all(|row| row.len() == left.columns.len()), "{}", left.table);
    }
    let members = folder.tables.iter().position(|table| table.table == "members").unwrap();
    assert_eq!(folder.tables[members].rows[0][0], book.tables[members].rows[0][0]);
    assert!(folder.settings.contains("discount_rate = 0.08"), "{}", folder.settings);
    assert!(book.settings.contains("finance.discount_rate = 0.08\n"), "{}", book.settings);
}

#[test]
fn a_file_that_changes_after_it_was_read_is_noticed() {
    let case = Case::new();
    let read = read_case(&case.path());
    let members = case.path().join("members.csv");
    std::fs::write(&members, "id,role\nnobody,investor\n").unwrap();
    assert_eq!(written(&read), Err(Changed(members)));
}

/// What a spreadsheet can put into cells, and what becomes of it.
#[test]
fn cells_of_every_kind() {
    let case = Case::new();
    let path = case.home().join("kinds.xlsx");
    let mut book = Workbook::new();
    let settings = book.add_worksheet();
    settings.set_name("case").unwrap();
    settings.write_row(0, 0, ["key", "value"]).unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("regions").unwrap();
    sheet.set_hidden(true);
    let percent = Format::new().set_num_format("0.0%");
    let date = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write_row(0, 0, ["id", "name", "bloc"]).unwrap();
    sheet.write_number_with_format(1, 1, 0.08, &percent).unwrap();
    sheet.write_string(2, 1, " 12 ").unwrap();
    sheet.write_boolean(3, 1, true).unwrap();
    sheet.write_with_format(4, 1, ExcelDateTime::from_ymd(2031, 1, 1).unwrap(), &date).unwrap();
    sheet.write_string(5, 1, "two\nlines\u{1b}").unwrap();
    sheet.write_formula(6, 1, Formula::new("=1+1").set_result("2")).unwrap();
    for row in 1..=6 {
        sheet.write_number(row, 0, row).unwrap();
        sheet.write_string(row, 2, "home").unwrap();
    }
    // Hidden rows are rows; blanks with a format are none.
    sheet.set_row_hidden(2).unwrap();
    sheet.write_blank(900, 40, &percent).unwrap();
    let merged = book.add_worksheet();
    merged.set_name("members").unwrap();
    merged.merge_range(0, 0, 0, 2, "# a heading above all columns", &Format::new()).unwrap();
    merged.write_row(1, 0, ["id", "name"]).unwrap();
    merged.merge_range(2, 0, 3, 0, "a", &Format::new()).unwrap();
    book.save(&path).unwrap();
    let read = read_case(&path);
    let names: Vec<_> = read.tables.regions.iter().map(|row| row.name.clone().unwrap_or_default()).collect();
    assert_eq!(names, ["0.08", "12", "TRUE", "2031-01-01", "two lines\\u001b", "2"]);
    let messages: Vec<&str> = read.findings.iter().map(|finding| finding.message.as_str()).collect();
    let has = |part: &str| messages.iter().any(|message| message.contains(part));
    assert!(has("the sheet `regions` is hidden, and read all the same"), "{messages:?}");
    assert!(has("the cells A3:A4 are merged") && !has("A1:C1"), "{messages:?}");
}

/// Programs that do not calculate write 0 and that all is to be calculated on opening.
#[test]
fn a_formula_that_no_spreadsheet_has_calculated() {
    let case = Case::new();
    let path = workbook(&case, &[("prices", 2, 3, Cell::Uncalculated("=60*2"))]);
    let said = case.said_of(&read_case(&path));
    assert!(said.contains("the formula `=60*2` has no value") && said.contains("prices!D3"), "{said}");
}
