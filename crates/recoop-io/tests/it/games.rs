//! Games in files: every example is read as it stands, and this example with this cell changed gives this message.

use std::path::{Path, PathBuf};

use coalition::families::{Family, Others};
use coalition::{Game, Group, Quiet, Sense, Table, Task};
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
    game.family.table(&mut Task { threads: 1, watch: &mut Quiet }).unwrap()
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
        "1:1 4 of 7 groups are not listed: `B`, `C`, `A + B`, `A + C` | list them, or say what groups are worth that are \
         not listed: `others` is `split` (the best that their members can do in listed groups) or `0`"
    );
    let split = read("g.csv", format!("{rows}others,split\n")).unwrap();
    assert_eq!(table(&split).worths(), [0.0, 3.0, 0.0, 3.0, 0.0, 3.0, 4.0, 9.0]);
    let zero = read("g.csv", format!("{rows}others,0\n")).unwrap();
    assert_eq!(table(&zero).worths(), [0.0, 3.0, 0.0, 0.0, 0.0, 0.0, 4.0, 9.0]);
    let marked = read("g.csv", "A,B,worth\nothers,,split\n1,1,5\n").unwrap();
    assert_eq!(table(&marked).worths(), [0.0, 0.0, 0.0, 5.0]);
    assert_eq!(
        read("g.csv", "group,cost\nA,3\nA + B,4\nothers,split\n").unwrap_err(),
        "1:1 `B` is not listed alone, so that groups with it have no cost | with `others` = `split` a cost follows from those \
         of listed groups: list everybody alone"
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
    insta::assert_snapshot!(drawn.trim_end(), @"");
}

#[test]
fn a_wrong_value_is_drawn() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("council.json");
    std::fs::write(&path, example("council-1958.json").replace("\"Italy\": 4", "\"Italy\": \"4\"")).unwrap();
    let read = read_game(&path);
    let drawn = draw(&read.findings, &read.origins, Style::PLAIN).replace(&format!("{}/", home.path().display()), "");
    let drawn = drawn.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(drawn.trim_end(), @"");
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
        (",163520", ",163,520", "x"),
        ("navigation,163520", ",163520", "x"),
        ("navigation,163520", "others,163520", "x"),
        ("power,250096", "power + power,250096", "x"),
        ("power,250096", "navigation,250096", "x"),
        ("power,250096", "\"power, light\",250096", "x"),
        ("power,250096", "power;250096", "x"),
        ("power,250096", "power,\"250096", "x"),
        ("group,", "grup,", "x"),
        ("cost (", "kost (", "x"),
        ("cost (thousand USD)", "cost,worth", "x"),
        (",cost", ";cost", "x"),
        ("navigation + flood control + power,412584", "", "x"),
    ] {
        told.hear(said("tennessee-valley.csv", old, new), message, &format!("{old} -> {new}"));
    }
    for (old, new, message) in [
        ("A,H,K", "A,H,H", "x"),
        ("A,H,K", "A,H,others", "x"),
        ("A,H,K", "A,H,", "x"),
        ("0,1,0,0,0,0,17.08", "0,2,0,0,0,0,17.08", "x"),
        ("0,1,0,0,0,0,17.08", "0,0,0,0,0,0,17.08", "x"),
        ("0,1,0,0,0,0,17.08", "1,0,0,0,0,0,17.08", "x"),
        ("1,1,1,1,1,1,83.82\n", "", "x"),
    ] {
        told.hear(said("skane.csv", old, new), message, &format!("{old} -> {new}"));
    }
    told.hear(read("g.csv", "").unwrap_err(), "x", "empty");
    told.hear(read("g.csv", "group,worth\n").unwrap_err(), "x", "only a header");
    told.end();
}

#[test]
fn json_with_a_wrong_value() {
    let mut told = Told::default();
    for (name, old, new, message) in [
        ("talmud.json", "\"bankruptcy\"", "\"bankrupcy\"", "x"),
        ("talmud.json", "\"game\"", "\"gamme\"", "x"),
        ("talmud.json", "\"game\": \"bankruptcy\",", "", "x"),
        ("talmud.json", "\"claims\"", "\"claim\"", "x"),
        ("talmud.json", "\"estate\": 200", "\"estate\": -200", "x"),
        ("talmud.json", "\"estate\": 200", "\"estate\": 700", "x"),
        ("talmud.json", "\"estate\": 200", "\"estate\": \"200\"", "x"),
        ("talmud.json", "\"estate\": 200", "\"estate\": 200, \"estate\": 100", "x"),
        ("talmud.json", "\"estate\": 200", "\"estate\": 200, \"sense\": \"cost\"", "x"),
        ("talmud.json", "\"estate\": 200", "\"estate\": 200, \"sense\": \"costs\"", "x"),
        ("talmud.json", "\"unit\": \"zuz\"", "\"unit\": 3", "x"),
        ("talmud.json", "\"first\": 100", "\"first\": null", "x"),
        ("talmud.json", "\"first\": 100", "\"first + second\": 100", "x"),
        ("talmud.json", "\"first\": 100", "\"second\": 100", "x"),
        ("talmud.json", "{ \"first\": 100, \"second\": 200, \"third\": 300 }", "7", "x"),
        ("talmud.json", "200,\n", "200\n", "x"),
        ("talmud.json", "300 }\n}", "300 },\n}", "x"),
        ("talmud.json", "300 }\n}", "300 }", "x"),
        ("talmud.json", "200,\n", "200, // zuz\n", "x"),
        ("security-council.json", "\"quota\": 39", "\"quota\": 0", "x"),
        ("security-council.json", "\"quota\": 39", "\"quota\": 60", "x"),
        ("security-council.json", "[7, 7,", "[7,", "x"),
        ("security-council.json", "\"e2\"", "\"e1\"", "x"),
        ("security-council.json", "\"e2\"", "2", "x"),
        ("gloves.json", "\"Ann\": 1", "\"Ann\": -1", "x"),
        ("houses.json", "\"house 3\"]", "\"house 4\"]", "x"),
        ("houses.json", "\"buyer 3\"", "\"house 1\"", "x"),
        ("alloys.json", "\"metal\": 60", "\"mettal\": 60", "x"),
        ("alloys.json", "\"battery alloy\": 7 }", "\"battery alloy\": 7, \"air\": 1 }", "x"),
        ("alloys.json", "\"hours\": { \"magnet alloy\": 2", "\"hours\": { \"magnet alloi\": 2", "x"),
        ("southern-india.json", "\"split\"", "\"spilt\"", "x"),
        ("southern-india.json", "\"Kerala\"],", "\"Kerela\"],", "x"),
        ("southern-india.json", ",\n  \"others\": \"split\"", "", "x"),
        ("southern-india.json", "210,", "\"210\",", "x"),
        ("runway.json", "120", "120e", "x"),
    ] {
        told.hear(said(name, old, new), message, &format!("{name}: {old} -> {new}"));
    }
    for (text, message) in
        [("", "x"), ("[]", "x"), ("{}", "x"), ("\"game\"", "x"), ("{\"game\": 1}", "x"), ("\u{feff}{", "x")]
    {
        told.hear(read("g.json", text).unwrap_err(), message, text);
    }
    told.end();
}
