//! This case with this cell changed gives this message.

use crate::case::Case;

#[test]
fn text_where_a_number_belongs() {
    let case = Case::new().change("facilities.csv", "existing,4000", "existing,4o00");
    insta::assert_snapshot!(case.said(), @"
    table::bad_value

      × expected a number, found `4o00`
       ╭─[case/facilities.csv:3:65]
     3 │ ridge_mine,Ridge mine,ridge_mining,home,open_pit,ridge,existing,4o00,,,example,assumed
       ·                                                                 ──┬─
       ·                                                                   ╰── `capacity_t_per_year`
       ╰────
    ");
}

#[test]
fn decimal_comma() {
    let case = Case::new().change("prices.csv", "2027,1.1", "2027,\"1,1\"");
    insta::assert_snapshot!(case.said(), @r#"
    table::bad_value

      × expected a number, found `1,1`
       ╭─[case/prices.csv:9:27]
     9 │ world,lace_carbonate,2027,"1,1",example,assumed
       ·                           ──┬──
       ·                             ╰── `price_usd_per_kg`
       ╰────
      help: a comma is no decimal point: write `1.1`
    "#);
}

#[test]
fn decimal_comma_without_quotes_is_a_cell_too_many() {
    let case = Case::new().change("prices.csv", "2027,1.1", "2027,1,1");
    insta::assert_snapshot!(case.said(), @"
    table::cell_count

      × 7 cells in this record, 6 in the header
       ╭─[case/prices.csv:9:1]
     9 │ world,lace_carbonate,2027,1,1,example,assumed
       · ─────────────────────────────────────────────
       ╰────
      help: a comma inside a cell needs quotes around the cell; a decimal point is a point
    ");
}

#[test]
fn year_with_a_fraction() {
    let case = Case::new().change("prices.csv", "2027,62", "2027.5,62");
    insta::assert_snapshot!(case.said(), @"
    table::bad_value

      × expected a whole number, found `2027.5`
       ╭─[case/prices.csv:3:14]
     3 │ world,magnet,2027.5,62,example,assumed
       ·              ───┬──
       ·                 ╰── `year`
       ╰────
    ");
}

#[test]
fn blank_required_cell() {
    let case = Case::new().change("facilities.csv", "northern_oxides,home,", "northern_oxides,,");
    insta::assert_snapshot!(case.said(), @"
    table::blank_cell

      × a value is required
       ╭─[case/facilities.csv:4:41]
     4 │ oxide_works,Oxide works,northern_oxides,,solvent_extraction,,candidate,,6000,,examp…
       ·                                         ▲
       ·                                         ╰── `region`
       ╰────
    ");
}

#[test]
fn word_that_is_none_of_the_list() {
    let case = Case::new().change("facilities.csv", "candidate", "candidat");
    insta::assert_snapshot!(case.said(), @"
    table::unknown_word

      × expected one of `existing`, `construction`, `candidate`, found `candidat`
       ╭─[case/facilities.csv:4:66]
     4 │ …ks,Oxide works,northern_oxides,home,solvent_extraction,,candidat,,6000,,example,assumed
       ·                                                          ────┬───
       ·                                                              ╰── `status`
       ╰────
      help: did you mean `candidate`?
    ");
}

#[test]
fn unknown_column() {
    let case = Case::new().change(
        "facilities.csv",
        "capacity_t_per_year,max_capacity_t_per_year",
        "capcity_t,max_capacity_t_per_year",
    );
    insta::assert_snapshot!(case.said(), @"
    table::unknown_column

      × `facilities` has no column `capcity_t`
       ╭─[case/facilities.csv:2:46]
     2 │ …e,member,region,technology,feed,status,capcity_t,max_capacity_t_per_year,max_builds,so…
       ·                                         ─────────
       ╰────
      help: did you mean `capacity_t_per_year`?
    ");
}

#[test]
fn missing_required_column() {
    let case = Case::new().write("feeds.csv", "name\nRidge\n");
    insta::assert_snapshot!(case.said(), @"
    table::missing_column

      × the column `id` is missing
       ╭─[case/feeds.csv:1:1]
     1 │ name
       · ────
       ╰────
      help: text: Unique id.
    ");
}

#[test]
fn duplicate_column() {
    let case = Case::new().write("feeds.csv", "id,name,id\nridge,Ridge,ridge\n");
    insta::assert_snapshot!(case.said(), @"
    table::duplicate_column

      × the column `id` is there twice
       ╭─[case/feeds.csv:1:9]
     1 │ id,name,id
       ·         ──
       ╰────
      help: keep one of them
    ");
}

#[test]
fn column_without_a_name() {
    let case = Case::new().write("feeds.csv", "id,name,\nridge,Ridge,\nhill,Hill,what\n");
    insta::assert_snapshot!(case.said(), @"
    table::unnamed_column

      × this cell is in a column without a name
       ╭─[case/feeds.csv:3:11]
     3 │ hill,Hill,what
       ·           ────
       ╰────
      help: name the column or clear it
    ");
}

#[test]
fn unknown_table_file() {
    let case = Case::new().write("priecs.csv", "market\n").write("weather.csv", "x\n").write("stocks.tsv", "x\n");
    insta::assert_snapshot!(case.said(), @"
    case::unknown_table

      × case/priecs.csv: there is no table `priecs`
      help: did you mean `prices.csv`?

    case::unread_file

      × case/stocks.tsv: this file is not read: the table `stocks` is read from
      │ `stocks.csv`
      help: save it as `stocks.csv`, with commas between the cells, or keep it in a subfolder

    case::unknown_table

      × case/weather.csv: there is no table `weather`
      help: tables are `sources`, `elements`, `materials`, `feeds`, `compositions`, `technologies`,
            `recipes`, `recoveries`, `modes`, `regions`, `members`, `facilities`, `locations`,
            `lanes`, `markets`, `offers`, `prices`, `demands`, `quantities`, `stocks`, `scenarios`,
            `changes`, `policies`, `observations`, `attacks`, `pass_through`, `buffers`,
            `sensitivities`, `finances`, `debts`, `share_windows`, `credit_lines`, `outputs`,
            `cash_events`, `reported_financials`, `variants`, `price_links`, `outages`, `delays`; keep
            other files in a subfolder
    ");
}

#[test]
fn record_with_too_few_cells() {
    let case = Case::new().append("feeds.csv", "hill\n");
    insta::assert_snapshot!(case.said(), @"
    table::cell_count

      × 1 cell in this record, 2 in the header
       ╭─[case/feeds.csv:3:1]
     3 │ hill
       · ────
       ╰────
      help: blank cells need their commas too
    ");
}

#[test]
fn duplicate_key_names_the_first_row() {
    let case = Case::new().append("prices.csv", "\n# again\nworld,magnet,2027.0,70,example,assumed\n");
    insta::assert_snapshot!(case.said(), @"
    table::duplicate_key

      × market `world`, material `magnet`, year `2027.0`, scenario blank: already given in line 3
        ╭─[case/prices.csv:12:1]
     12 │ world,magnet,2027.0,70,example,assumed
        · ──────────────────────────────────────
        ╰────
    ");
}

#[test]
fn keys_differ_in_any_column() {
    let case = Case::new().append("prices.csv", "world,magnet,2028,70,example,assumed\n");
    assert_eq!(case.said(), "");
}

#[test]
fn empty_file() {
    let case = Case::new().write("feeds.csv", "");
    insta::assert_snapshot!(case.said(), @"
    table::empty

      × case/feeds.csv: there is no header line
      help: begin with a line of column names, at least `id`
    ");
}

#[test]
fn header_alone_is_an_empty_table() {
    let case = Case::new().write("feeds.csv", "# nothing yet\nid,name\n");
    assert_eq!(case.said(), "");
    assert!(case.read().tables.feeds.is_empty());
}

#[test]
fn byte_order_mark_windows_line_ends_spaces_and_blank_lines_do_not_count() {
    let text = Case::new().text("prices.csv").replace(',', " , ").replace('\n', "\r\n");
    let case = Case::new().write("prices.csv", format!("\u{FEFF}{text}\r\n,,,,,\r\n"));
    assert_eq!(case.said(), "");
    assert_eq!(case.read().tables, Case::new().read().tables);
}

#[test]
fn places_are_right_after_a_byte_order_mark_and_windows_line_ends() {
    let text = Case::new().text("prices.csv").replace('\n', "\r\n").replace("2036,70", "2036,x");
    insta::assert_snapshot!(Case::new().write("prices.csv", format!("\u{FEFF}{text}")).said(), @"
    table::bad_value

      × expected a number, found `x`
       ╭─[case/prices.csv:4:19]
     4 │ world,magnet,2036,x,example,assumed
       ·                   ┬
       ·                   ╰── `price_usd_per_kg`
       ╰────
    ");
}

#[test]
fn bytes_that_are_not_utf8() {
    let bytes = [b"id,name\nridge,M\xFCller\n".as_slice(), b"hill,x\xE9\n"].concat();
    insta::assert_snapshot!(Case::new().write("feeds.csv", bytes).said(), @"
    case::not_utf8

      × the byte 0xFC is not UTF-8
       ╭─[case/feeds.csv:2:8]
     2 │ ridge,M�ller
       ·        ─
       ╰────
      help: save the file in UTF-8 (spreadsheets call it `CSV UTF-8`)

    case::not_utf8

      × the byte 0xE9 is not UTF-8
       ╭─[case/feeds.csv:3:7]
     3 │ hill,x�
       ·       ─
       ╰────
      help: save the file in UTF-8 (spreadsheets call it `CSV UTF-8`)
    ");
}

#[test]
fn files_that_are_no_text() {
    let case = Case::new().write("feeds.csv", b"\xFF\xFEi\0d\0").write("lanes.csv", b"PK\x03\x04zip");
    insta::assert_snapshot!(case.said(), @"
    case::not_text

      × case/feeds.csv: the file is UTF-16 text, not UTF-8 text
      help: save it as CSV in UTF-8 (spreadsheets call it `CSV UTF-8`)

    case::not_text

      × case/lanes.csv: the file is a workbook or a zip archive, not UTF-8 text
      help: save it as CSV in UTF-8 (spreadsheets call it `CSV UTF-8`)
    ");
}

#[test]
fn quoted_cells_may_hold_commas_quotes_and_line_ends() {
    let note = "\"two\nlines, and \"\"quotes\"\"\"";
    let case = Case::new().write("feeds.csv", format!("id,note,confidence\nridge,{note},high\nhill,{note},hihg\n"));
    assert_eq!(case.read().tables.feeds[0].note.as_deref(), Some("two lines, and \"quotes\""));
    insta::assert_snapshot!(case.said(), @r#"
    table::unknown_word

      × expected one of `high`, `medium`, `low`, `assumed`, found `hihg`
       ╭─[case/feeds.csv:5:24]
     5 │ lines, and ""quotes""",hihg
       ·                        ──┬─
       ·                          ╰── `confidence`
       ╰────
      help: did you mean `high`?
    "#);
}

#[test]
fn quote_that_never_ends() {
    let case = Case::new().write("feeds.csv", "id,name\nridge,\"Ridge\nhill,Hill\n");
    insta::assert_snapshot!(case.said(), @r#"
    table::unclosed_quote

      × a quoted cell begins here and never ends
       ╭─[case/feeds.csv:2:7]
     2 │ ridge,"Ridge
       ·       ───┬──
       ·          ╰── `name`
       ╰────
      help: a cell that begins with `"` has to end with `"`; write a quote inside it as `""`
    "#);
}

#[test]
fn semicolons_between_cells() {
    let case = Case::new().write("feeds.csv", "id;name\nridge;Ridge\n");
    insta::assert_snapshot!(case.said(), @"
    table::separator

      × the cells are separated by semicolons
       ╭─[case/feeds.csv:1:1]
     1 │ id;name
       · ───────
       ╰────
      help: save it with commas between the cells, and points as decimal points
    ");
}

#[test]
fn item_of_a_list() {
    let case = Case::new().change("technologies.csv", "0.5;0.8", "\"0,5;0.8\"");
    insta::assert_snapshot!(case.said(), @r#"
    table::bad_value

      × expected a number, found `0,5`
       ╭─[case/technologies.csv:4:110]
     4 │ …n,t REO in feed,,concentrate,4.5,0.8,180,4000,0.65,800,1,2,20,"0,5;0.8",example,assumed
       ·                                                                ────┬────
       ·                                                                    ╰── `ramp`
       ╰────
      help: a comma is no decimal point: write `0.5`
    "#);
}

#[test]
fn all_faults_at_once_in_the_order_of_files_and_lines() {
    let case = Case::new()
        .change("case.toml", "first_year", "frist_year")
        .change("prices.csv", "2036,70", "then,many")
        .change("facilities.csv", "existing", "exists")
        .change("demands.csv", "critical,90", "vital,")
        .append("elements.csv", "La,,perhaps\n");
    insta::assert_snapshot!(case.listed(), @"
    case.toml:7:2 case::missing_setting the setting `horizon.first_year` is missing
    case.toml:8:1 case::unknown_setting there is no setting `horizon.frist_year`
    elements.csv:9:5 table::bad_value expected `yes` or `no`, found `perhaps`
    facilities.csv:3:56 table::unknown_word expected one of `existing`, `construction`, `candidate`, found `exists`
    prices.csv:4:14 table::bad_value expected a whole number, found `then`
    prices.csv:4:19 table::bad_value expected a number, found `many`
    demands.csv:3:43 table::unknown_word expected one of `defense`, `critical`, `commercial`, found `vital`
    demands.csv:3:49 table::blank_cell a value is required
    ");
}

#[test]
fn a_cap_counts_the_rest() {
    let lines: String = (0..60).map(|at| format!("f{at},x,{at}\n")).collect();
    let case = Case::new().write("feeds.csv", format!("id,confidence,color\n{lines}"));
    let read = case.read();
    let style = recoop_io::Style { cap: 2, ..recoop_io::Style::PLAIN };
    insta::assert_snapshot!(case.tidy(&recoop_io::draw(&read.findings, &read.origins, style)), @"
    table::unknown_column

      × `feeds` has no column `color`
       ╭─[case/feeds.csv:1:15]
     1 │ id,confidence,color
       ·               ─────
       ╰────
      help: its columns are `id`, `name`, `source`, `confidence`, `note`

    table::unknown_word

      × expected one of `high`, `medium`, `low`, `assumed`, found `x`
       ╭─[case/feeds.csv:2:4]
     2 │ f0,x,0
       ·    ┬
       ·    ╰── `confidence`
       ╰────

    and 59 errors more, not drawn
    ");
}

#[test]
fn thousands_of_the_same_fault_are_counted() {
    let lines: String = (0..5000).map(|at| format!("f{at},x\n")).collect();
    let case = Case::new().write("feeds.csv", format!("id,confidence\n{lines}"));
    let read = case.read();
    assert_eq!(read.findings.len(), 1001);
    assert!(read.findings.iter().any(|finding| finding.message == "4000 more faults of this kind are not listed"));
}

#[test]
fn folder_that_is_not_there() {
    let case = Case::new();
    insta::assert_snapshot!(case.said_of(&recoop_io::read_case(&case.home().join("caes"))), @"
    case::unreadable

      × caes: there is no such file or folder
      help: did you mean `case`?
    ");
}

#[test]
fn folder_without_settings() {
    let case = Case::new().remove("case.toml");
    insta::assert_snapshot!(case.said(), @"
    case::missing_settings

      × case: there is no `case.toml`
      help: a case is a folder with `case.toml` and CSV tables; `recoop new` writes one
    ");
}

#[test]
fn file_that_is_no_case() {
    let case = Case::new();
    insta::assert_snapshot!(case.said_of(&recoop_io::read_case(&case.path().join("feeds.csv"))), @"
    case::unknown_format

      × case/feeds.csv: file is not a case
      help: a case is a folder with `case.toml` and CSV tables, or a workbook (`.xlsx`, `.ods`)
    ");
}

#[test]
fn a_file_changed_after_reading_is_not_quoted() {
    let case = Case::new().change("facilities.csv", "existing,4000", "existing,4o00");
    let read = case.read();
    let case = case.write("facilities.csv", "id\n");
    insta::assert_snapshot!(case.said_of(&read), @"
    table::bad_value

      × case/facilities.csv: expected a number, found `4o00` (the file has changed
      │ since it was read)
    ");
}

#[test]
fn long_lines_are_cut_around_the_cell() {
    let long = "word ".repeat(40);
    let case = Case::new().write("feeds.csv", format!("name,confidence,note,id\n{long},hgih,{long},ridge\n"));
    insta::assert_snapshot!(case.said(), @"
    table::unknown_word

      × expected one of `high`, `medium`, `low`, `assumed`, found `hgih`
       ╭─[case/feeds.csv:2:202]
     2 │ …word word word word word word word word ,hgih,word word word word word word word word …
       ·                                           ──┬─
       ·                                             ╰── `confidence`
       ╰────
      help: did you mean `high`?
    ");
}

#[test]
fn a_column_of_numbers_without_a_number_is_worth_a_look() {
    let case = Case::new().change("lanes.csv", "0.4,0.1,", "0.4,,");
    insta::assert_snapshot!(case.said(), @"
    table::empty_column

      ⚠ `tariff` is blank in every row
       ╭─[case/lanes.csv:2:34]
     2 │ from,to,material,cost_usd_per_kg,tariff,source,confidence
       ·                                  ──────
       ╰────
      help: fill it in, or leave the column out of the header
    ");
}
