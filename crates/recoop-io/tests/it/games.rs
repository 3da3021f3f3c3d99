//! Games in files: every example is read as it stands, and this example with this cell changed gives this message.

use std::path::{Path, PathBuf};

use coalition::families::{Family, Others};
use coalition::{Game, Group, NoProgress, Sense, Table, Task};
use recoop_io::game::{parse_payoffs, read_payoffs};
use recoop_io::{GameFile, Style, draw, read_game, to_json};

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/games")
}

fn example(name: &str) -> String {
    std::fs::read_to_string(examples().join(name)).unwrap()
}

/// Writes a file and reads its game; what is wrong, one fault on each line.
fn read(name: &str, text: impl AsRef<[u8]>) -> Result<GameFile, String> {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(name);
    std::fs::write(&path, text).unwrap();
    let read = read_game(&path);
    // Drawing looks the places up in the file, and must not fail.
    let _ = draw(&read.findings, &read.origins, Style::PLAIN);
    let line = |entry: &serde_json::Value| {
        let [line, column] = ["line", "column"].map(|key| entry[key].as_u64().map_or("-".into(), |at| at.to_string()));
        let text = |key: &str| entry[key].as_str().unwrap_or("").to_string();
        let hint = if entry["hint"].is_null() { String::new() } else { format!(" | {}", text("hint")) };
        format!("{line}:{column} {}{hint}", text("message"))
    };
    let json = to_json(&read.findings, &read.origins);
    let said: Vec<String> = json.as_array().unwrap().iter().map(line).collect();
    assert_eq!(read.game.is_none(), !said.is_empty(), "{said:?}");
    read.game.ok_or(said.join("\n"))
}

/// What is said of an example after its first `old` is replaced.
fn said(name: &str, old: &str, new: &str) -> String {
    let text = example(name);
    assert!(text.contains(old), "`{old}` is not in {name}");
    read(name, text.replacen(old, new, 1)).expect_err("nothing was found to be wrong")
}

/// Everything that was said otherwise than expected, at once.
#[derive(Default)]
struct Told(Vec<String>);

impl Told {
    fn hear(&mut self, said: String, expected: &str, of: &str) {
        if said != expected {
            self.0.push(format!("{of}\n{said}"));
        }
    }

    fn end(self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n\n"));
    }
}

fn table(game: &GameFile) -> Table {
    game.family.table(&mut Task { threads: 1, observer: &mut NoProgress }).unwrap()
}

#[test]
fn every_example_is_read() {
    let mut kinds = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir(examples()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "md") {
            continue;
        }
        let read = read_game(&path);
        let game = read.game.unwrap_or_else(|| panic!("{}", draw(&read.findings, &read.origins, Style::PLAIN)));
        assert_eq!(game.family.num_players(), game.players.len());
        table(&game).renamed(game.players.clone()).unwrap();
        kinds.insert(game.kind());
    }
    let all: std::collections::BTreeSet<_> = recoop_io::game::kinds::KINDS.iter().map(|kind| kind.word).collect();
    assert_eq!(kinds, all);
}

#[test]
fn both_forms_of_a_table() {
    let game = read_game(&examples().join("tennessee-valley.csv")).game.unwrap();
    assert_eq!(game.players, ["navigation", "flood control", "power"]);
    assert_eq!((game.title.as_str(), game.unit.as_str()), ("tennessee-valley", "thousand USD"));
    let costs = table(&game);
    assert_eq!((costs.sense(), costs.total()), (Sense::Cost, -412_584.0));
    assert_eq!(costs.at(Group::from_mask(0b110)), -367_370.0);
    let game = read_game(&examples().join("skane.csv")).game.unwrap();
    assert_eq!(game.players.concat(), "AHKLMT");
    assert_eq!(table(&game).at(Group::from_mask(0b1110)), -27.26);
    // Marks may be x, blanks stand for out, and nobody may have a row.
    let game = read("g.csv", "A,B,profit\n0,0,0\nx,,1\n,yes,2\n1,1,5\n").unwrap();
    assert_eq!(table(&game).worths(), [0.0, 1.0, 2.0, 5.0]);
}

#[test]
fn sparse_lists_say_what_the_others_are_worth() {
    let game = read_game(&examples().join("southern-india.json")).game.unwrap();
    assert!(matches!(&game.family, Family::Listed(listed) if listed.others == Others::Split));
    assert_eq!(table(&game).worths(), [0.0, 0.0, 0.0, 1170.0, 0.0, 770.0, 210.0, 1530.0]);
    let rows = "group,worth\nA,3\nB + C,4\nA + B + C,9\n";
    assert_eq!(
        read("g.csv", rows).unwrap_err(),
        "1:1 4 of 7 coalitions are not listed: `B`, `C`, `A + B`, `A + C` | list them, or say what coalitions are worth that are \
         not listed: `others` is `split` (the best that their members can do in listed coalitions) or `0`"
    );
    let split = read("g.csv", format!("{rows}others,split\n")).unwrap();
    assert_eq!(table(&split).worths(), [0.0, 3.0, 0.0, 3.0, 0.0, 3.0, 4.0, 9.0]);
    let zero = read("g.csv", format!("{rows}others,0\n")).unwrap();
    assert_eq!(table(&zero).worths(), [0.0, 3.0, 0.0, 0.0, 0.0, 0.0, 4.0, 9.0]);
    let marked = read("g.csv", "A,B,worth\nothers,,split\n1,1,5\n").unwrap();
    assert_eq!(table(&marked).worths(), [0.0, 0.0, 0.0, 5.0]);
    assert_eq!(
        read("g.csv", "group,cost\nA,3\nA + B,4\nothers,split\n").unwrap_err(),
        "1:1 `B` is not listed alone, so that coalitions with it have no cost | with `others` = `split` a cost follows from those \
         of listed coalitions: list everybody alone"
    );
}

#[test]
fn a_wrong_cell_is_drawn() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("tva.csv");
    let text = example("tennessee-valley.csv").replace("navigation + power", "navigation + powr");
    std::fs::write(&path, text.replace(",140826", ",140 826")).unwrap();
    let read = read_game(&path);
    let drawn = draw(&read.findings, &read.origins, Style::PLAIN).replace(&format!("{}/", home.path().display()), "");
    let drawn = drawn.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(drawn.trim_end(), @"
    table::bad_value

      × expected a number, found `140 826`
       ╭─[tva.csv:4:15]
     4 │ flood control,140 826
       ·               ───┬───
       ·                  ╰── `cost (thousand USD)`
       ╰────
      help: write it without separators: `140826`

    game::unknown_name

      × there is no player `powr`
       ╭─[tva.csv:7:1]
     7 │ navigation + powr,378821
       · ────────┬────────
       ·         ╰── `group`
       ╰────
      help: did you mean `power`?
    ");
}

#[test]
fn a_wrong_value_is_drawn() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("council.json");
    std::fs::write(&path, example("council-1958.json").replace("\"Italy\": 4", "\"Italy\": \"4\"")).unwrap();
    let read = read_game(&path);
    let drawn = draw(&read.findings, &read.origins, Style::PLAIN).replace(&format!("{}/", home.path().display()), "");
    let drawn = drawn.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(drawn.trim_end(), @r#"
    json::bad_value

      × expected a number, found the text `"4"`
       ╭─[council.json:6:52]
     6 │ …s": { "France": 4, "Germany": 4, "Italy": "4", "Belgium": 2, "Netherlands": 2, "Luxemb…
       ·                                            ───
       ╰────
      help: write it without quotes
    "#);
}

#[test]
fn tables_with_a_wrong_cell() {
    let mut told = Told::default();
    for (old, new, message) in [
        (",163520", ",", "3:12 expected a number, found none"),
        (
            ",163520",
            ",163\u{a0}520",
            "3:12 expected a number, found `163\u{a0}520` | write it without separators: `163520`",
        ),
        (",163520", ",1e400", "3:12 expected a finite number, found `1e400`"),
        (
            ",163520",
            ",163,520",
            "3:1 3 cells in this record, 2 in the header | a comma inside a cell needs quotes around the cell; a decimal point is a point",
        ),
        (
            "navigation,163520",
            ",163520",
            "3:1 expected a coalition, found none | names joined with `+`; for coalitions that are not listed: `others`",
        ),
        (
            "navigation,163520",
            "others,163520",
            "3:8 expected `split` or `0`, found `163520` | `split`: the best that their members can do in listed coalitions; `0`: nothing",
        ),
        ("power,250096", "power + power,250096", "5:1 `power` is in the coalition twice"),
        ("power,250096", "navigation,250096", "5:1 `navigation` is listed twice | the other one: line 3"),
        (
            "power,250096",
            "\"power, light\",250096",
            "5:1 the name `power, light` has a `,` in it | join the names of a coalition with `+`: `A + B`",
        ),
        (
            "power,250096",
            "power;250096",
            "5:1 1 cell in this record, 2 in the header | blank cells need their commas too",
        ),
        (
            "power,250096",
            "power,\"250096",
            "5:7 a quoted cell begins here and never ends | a cell that begins with `\"` has to end with `\"`; write a quote inside it as `\"\"`",
        ),
        ("group,", "grup,", "2:1 there is no column `grup` | did you mean `group`?"),
        ("cost (", "kost (", "2:7 there is no column `kost (thousand USD)` | did you mean `cost`?"),
        (
            "cost (thousand USD)",
            "cost,worth",
            "2:12 `worth` is a second column of numbers | a game has one number for each coalition",
        ),
        (
            ",cost",
            ";cost",
            "2:1 the cells are separated by semicolons | save it with commas between the cells, and points as decimal points",
        ),
        (
            "navigation + flood control + power,412584",
            "",
            "5:1 there is no player `power` | the largest coalition names everybody: `navigation + flood control`\n7:1 there is no player `power` | the largest coalition names everybody: `navigation + flood control`\n8:1 there is no player `power` | the largest coalition names everybody: `navigation + flood control`",
        ),
    ] {
        told.hear(said("tennessee-valley.csv", old, new), message, &format!("{old} -> {new}"));
    }
    for (old, new, message) in [
        ("A,H,K", "A,H,H", "2:5 the column `H` is there twice | every player needs a name of its own"),
        (
            "A,H,K",
            "A,H,others",
            "2:5 no player can be called `others` | the word stands for all coalitions that are not listed",
        ),
        ("A,H,K", "A,H,", "3:5 this cell is in a column without a name | name the column or clear it"),
        ("0,1,0,0,0,0,17.08", "0,2,0,0,0,0,17.08", "4:3 expected 1 (in) or 0 (out), found `2`"),
        (
            "0,1,0,0,0,0,17.08",
            "0,0,0,0,0,0,17.08",
            "4:13 nobody is in this coalition, so that its number is 0 | write 1 in the columns of those who are in",
        ),
        ("0,1,0,0,0,0,17.08", "1,0,0,0,0,0,17.08", "4:1 `A` is listed twice | the other one: line 3"),
        (
            "1,1,1,1,1,1,83.82\n",
            "",
            "2:1 everybody together is not listed: `A + H + K + L + M + T` | what is to be shared has to be said",
        ),
    ] {
        told.hear(said("skane.csv", old, new), message, &format!("{old} -> {new}"));
    }
    told.hear(
        read("g.csv", "").unwrap_err(),
        "-:- there is no header line | begin with a line of column names, for instance `group,worth`",
        "empty",
    );
    told.hear(
        read("g.csv", "group,worth\n").unwrap_err(),
        "1:1 there is no player | a game has at least one",
        "only a header",
    );
    told.end();
}

#[test]
fn json_with_a_wrong_value() {
    let mut told = Told::default();
    for (name, old, new, message) in [
        (
            "talmud.json",
            "\"bankruptcy\"",
            "\"bankrupcy\"",
            "2:11 expected a kind of game, found the text `\"bankrupcy\"` | did you mean `bankruptcy`?",
        ),
        (
            "talmud.json",
            "\"game\"",
            "\"gamme\"",
            "2:3 the field `game` is missing | one of `table`, `bankruptcy`, `airport`, `voting`, `glove`, `assignment`, `linear_production`",
        ),
        (
            "talmud.json",
            "\"game\": \"bankruptcy\",",
            "",
            "-:- the field `game` is missing | one of `table`, `bankruptcy`, `airport`, `voting`, `glove`, `assignment`, `linear_production`",
        ),
        (
            "talmud.json",
            "\"claims\"",
            "\"claim\"",
            "-:- the field `claims` is missing | number by player: What each player claims.\n7:3 a game of the kind `bankruptcy` has no field `claim` | did you mean `claims`?",
        ),
        ("talmud.json", "\"estate\": 200", "\"estate\": -200", "6:13 `-200` is below 0"),
        (
            "talmud.json",
            "\"estate\": 200",
            "\"estate\": 700",
            "6:13 an estate of 700 covers all claims, 600 together: there is nothing to share | an estate of at most the sum of the claims",
        ),
        (
            "talmud.json",
            "\"estate\": 200",
            "\"estate\": \"200\"",
            "6:13 expected a number, found the text `\"200\"` | write it without quotes",
        ),
        ("talmud.json", "\"estate\": 200", "\"estate\": 200, \"estate\": 100", "6:18 `estate` is there twice"),
        (
            "talmud.json",
            "\"estate\": 200",
            "\"estate\": 200, \"sense\": \"cost\"",
            "6:27 the numbers of the kind `bankruptcy` are profits, not costs | leave it out",
        ),
        (
            "talmud.json",
            "\"estate\": 200",
            "\"estate\": 200, \"sense\": \"costs\"",
            "6:27 expected `profit` or `cost`, found `costs` | did you mean `cost`?",
        ),
        ("talmud.json", "\"unit\": \"zuz\"", "\"unit\": 3", "5:11 expected a text, found the number `3`"),
        ("talmud.json", "\"first\": 100", "\"first\": null", "7:24 expected a number, found `null`"),
        (
            "talmud.json",
            "\"first\": 100",
            "\"first + second\": 100",
            "7:15 the name `first + second` has a `+` in it | the names of a coalition are joined with `+`",
        ),
        ("talmud.json", "\"first\": 100", "\"second\": 100", "7:30 `second` is there twice"),
        (
            "talmud.json",
            "{ \"first\": 100, \"second\": 200, \"third\": 300 }",
            "7",
            "7:13 expected a list or an object, found the number `7` | one for each player",
        ),
        ("talmud.json", "200,\n", "200\n", "6:16 expected comma | a comma belongs between two fields or items"),
        (
            "talmud.json",
            "300 }\n}",
            "300 },\n}",
            "7:58 trailing commas are not allowed | no comma after the last field or item",
        ),
        ("talmud.json", "300 }\n}", "300 }", "1:1 unterminated object | a `}` is missing"),
        (
            "talmud.json",
            "200,\n",
            "200, // zuz\n",
            "6:18 comments are not allowed | JSON has no comments: use the field `note`",
        ),
        (
            "security-council.json",
            "\"quota\": 39",
            "\"quota\": 0",
            "6:12 with a quota of 0 nobody would win alone | a quota above 0",
        ),
        (
            "security-council.json",
            "\"quota\": 39",
            "\"quota\": 60",
            "6:12 a quota of 60 is above all weights, 45 together: nobody ever wins | a quota of at most the sum of the weights",
        ),
        (
            "security-council.json",
            "[7, 7,",
            "[7,",
            "7:14 14 items for 15 players | one for each player, in their order, or an object with their names",
        ),
        ("security-council.json", "\"e2\"", "\"e1\"", "5:85 `e1` is there twice"),
        ("security-council.json", "\"e2\"", "2", "5:85 expected a name, found the number `2`"),
        ("gloves.json", "\"Ann\": 1", "\"Ann\": -1", "6:20 `-1` is below 0"),
        (
            "houses.json",
            "\"house 3\"]",
            "\"house 4\"]",
            "8:46 there is no seller `house 3` | did you mean `house 1`?\n9:46 there is no seller `house 3` | did you mean `house 1`?",
        ),
        (
            "houses.json",
            "\"buyer 3\"",
            "\"house 1\"",
            "7:12 `house 1` is a buyer and a seller | a player stands on one side; give the two different names",
        ),
        (
            "alloys.json",
            "\"metal\": 60",
            "\"mettal\": 60",
            "14:18 there is no resource `mettal` | did you mean `metal`?",
        ),
        (
            "alloys.json",
            "\"battery alloy\": 7 }",
            "\"battery alloy\": 7, \"air\": 1 }",
            "6:54 `air` earns money and needs nothing: worths have no limit | say in `needs` how much of which resource",
        ),
        (
            "alloys.json",
            "\"hours\": { \"magnet alloy\": 2",
            "\"hours\": { \"magnet alloi\": 2",
            "10:16 there is no product `magnet alloi` | did you mean `magnet alloy`?",
        ),
        (
            "southern-india.json",
            "\"split\"",
            "\"spilt\"",
            "14:13 expected `split` or `0`, found `spilt` | `\"split\"`: the best that their members can do in listed coalitions; `0`: nothing",
        ),
        (
            "southern-india.json",
            "\"Kerala\"],",
            "\"Kerela\"],",
            "10:5 there is no player `Kerala` | did you mean `Kerela`?\n11:5 there is no player `Kerala` | did you mean `Kerela`?\n12:5 there is no player `Kerala` | did you mean `Kerela`?",
        ),
        (
            "southern-india.json",
            ",\n  \"others\": \"split\"",
            "",
            "8:13 3 of 7 coalitions are not listed: `Tamil Nadu`, `Andhra Pradesh`, `Kerala` | list them, or say what coalitions are worth that are not listed: `others` is `split` (the best that their members can do in listed coalitions) or `0`",
        ),
        (
            "southern-india.json",
            "210,",
            "\"210\",",
            "11:32 expected a number, found the text `\"210\"` | write it without quotes",
        ),
        ("runway.json", "120", "120e", "6:30 expected plus, minus, or digit in number literal"),
    ] {
        told.hear(said(name, old, new), message, &format!("{name}: {old} -> {new}"));
    }
    for (text, message) in [
        ("", "-:- there is nothing in the file"),
        ("[]", "1:1 expected an object, found a list | a game is an object: `{ \"game\": \"table\", … }`"),
        (
            "{}",
            "-:- the field `game` is missing | one of `table`, `bankruptcy`, `airport`, `voting`, `glove`, `assignment`, `linear_production`",
        ),
        (
            "\"game\"",
            "1:1 expected an object, found the text `\"game\"` | a game is an object: `{ \"game\": \"table\", … }`",
        ),
        (
            "{\"game\": 1}",
            "1:10 expected a kind of game, found the number `1` | one of `table`, `bankruptcy`, `airport`, `voting`, `glove`, `assignment`, `linear_production`",
        ),
        ("\u{feff}{", "1:1 unterminated object | a `}` is missing"),
    ] {
        told.hear(read("g.json", text).unwrap_err(), message, text);
    }
    told.end();
}

#[test]
fn payoffs_to_judge() {
    let home = tempfile::tempdir().unwrap();
    let players = ["A", "B"].map(String::from);
    let file = |text: &str| {
        let path = home.path().join("payoffs.csv");
        std::fs::write(&path, text).unwrap();
        let read = read_payoffs(&path, &players);
        let said: Vec<String> = read.findings.iter().map(|finding| finding.message.clone()).collect();
        read.payoffs.ok_or(said.join("; "))
    };
    assert_eq!(file("player,payoff\nB,2\nA,1.5\n"), Ok(coalition::exact::rationals(&[1.5, 2.0])));
    assert_eq!(file("player,payoff\nB,2\nB,1\nC,x\n").unwrap_err(), "`B` is there twice; there is no player `C`");
    assert_eq!(file("player,payoff\nB,2\n").unwrap_err(), "there is no payoff for `A`");
    assert_eq!(file("name,payoff\nB,2\n").unwrap_err(), "it needs the columns `player` and `payoff`");
    assert_eq!(file("player,payoff\nA,1,2\n").unwrap_err(), "3 cells in this record, 2 in the header");
    assert_eq!(parse_payoffs(" A = 1.5, B=2", &players), Ok(coalition::exact::rationals(&[1.5, 2.0])));
    assert_eq!(parse_payoffs("A=1", &players).unwrap_err(), "there is no payoff for `B`");
}

/// A file with a byte lost, doubled or replaced is read or refused, and what is wrong is drawn; never a panic.
#[test]
fn broken_files_are_no_reason_to_panic() {
    const SIGNS: [&[u8]; 12] = [b"", b",", b"\"", b"{", b"}", b"[", b"\n", b"+", b"-", b"0", b"\xff", "é".as_bytes()];
    let home = tempfile::tempdir().unwrap();
    for name in
        ["tennessee-valley.csv", "set-up.csv", "talmud.json", "houses.json", "alloys.json", "southern-india.json"]
    {
        let text = example(name).into_bytes();
        let path = home.path().join(name);
        for at in 0..text.len() {
            let sign = SIGNS[(at * 7 + at / 12) % SIGNS.len()];
            std::fs::write(&path, [&text[..at], sign, &text[at + 1..]].concat()).unwrap();
            let read = read_game(&path);
            let drawn = draw(&read.findings, &read.origins, Style { width: 40, ..Style::PLAIN });
            assert_eq!(read.game.is_none(), !drawn.is_empty(), "{name} {at}");
            if let Some(game) = read.game {
                table(&game);
            }
        }
        std::fs::write(&path, &text[..text.len() / 2]).unwrap();
        assert!(read_game(&path).game.is_none());
    }
}

/// The sheet `game`, or the only one; a wrong cell has its address.
#[test]
fn games_in_workbooks() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("game.xlsx");
    let write = |sheets: &[&str], worth: &str| {
        let mut book = rust_xlsxwriter::Workbook::new();
        for name in sheets {
            let sheet = book.add_worksheet();
            sheet.set_name(*name).unwrap();
            for (row, cells) in [["group", "cost (MUSD)"], ["A", "3"], ["B", worth], ["A + B", "5"]].iter().enumerate()
            {
                let row = u32::try_from(row).unwrap();
                sheet.write(row, 0, cells[0]).unwrap();
                match cells[1].parse::<f64>() {
                    Ok(number) => sheet.write(row, 1, number).unwrap(),
                    Err(_) => sheet.write(row, 1, cells[1]).unwrap(),
                };
            }
        }
        book.save(&path).unwrap();
        let read = read_game(&path);
        let json = to_json(&read.findings, &read.origins);
        let entry = json[0].as_object().cloned().unwrap_or_default();
        let text = |key: &str| entry.get(key).and_then(|value| value.as_str()).unwrap_or("").to_string();
        read.game.ok_or(format!("{} {} {}", text("address"), text("message"), text("hint")).trim().to_string())
    };
    for sheets in [&["Sheet1"][..], &["notes", "game"]] {
        let game = write(sheets, "4").unwrap();
        assert_eq!((game.unit.as_str(), table(&game).worths()), ("MUSD", &[0.0, -3.0, -4.0, -5.0][..]));
    }
    assert_eq!(write(&["game"], "four").unwrap_err(), "game!B3 expected a number, found `four`");
    assert_eq!(write(&["a", "b"], "4").unwrap_err(), "none of its sheets is called `game` its sheets are `a`, `b`");
}
