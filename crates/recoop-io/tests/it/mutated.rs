//! Files with random damage: what is wrong is said, and nothing panics, hangs or grows.
//!
//! `MUTATIONS=10000 SEED=7 cargo test -p recoop-io --test it mutated` tries more, and others.

use std::io::{Cursor, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use recoop_case::check::check;
use recoop_io::{Style, draw, read_case, read_game, to_json, written};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::case::Case;

/// Mutations of each kind of file in a plain run.
const MUTATIONS: u64 = 150;
/// Longest that one file may take.
const PATIENCE: Duration = Duration::from_secs(5);

fn from_environment(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |text| text.parse().unwrap())
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    #[allow(clippy::cast_possible_truncation, reason = "the remainder is below a usize")]
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// What readers stumble over.
const WORDS: &[&[u8]] = &[
    b"\"",
    b",",
    b"\n",
    b"\r",
    b"\0",
    b"\xFF",
    b"\xEF\xBB\xBF",
    b"#",
    b"#REF!",
    b"1e308",
    b"-1",
    b"NaN",
    b"inf",
    b"99999999999999999999",
    b"=1+1",
    b"\x1b[2J",
    b"<",
    b">",
    b"&",
    b"<!--",
    b"<![CDATA[",
    b"A1048577",
    b"ZZZZZZZ9",
    b"Z9:A1",
    b"[",
    b"]",
    b"{",
    b"}",
    b"\\u0000",
    b"'''",
    b";",
    b"\xE2\x80\xAE",
    b" ",
    b"0",
    b"id",
];

/// The bytes with one to four changes.
fn mutated(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len() + 1);
        let longest = if random.below(4) == 0 { 200 } else { 8 };
        let length = random.below(longest).min(bytes.len() - at);
        match random.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            1 => drop(bytes.drain(at..at + length)),
            2 => {
                let copy = bytes[at..at + length].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            3 => drop(bytes.splice(at..at + length, random.pick(WORDS).iter().copied())),
            4 => {
                // A number of another size.
                let from = bytes[at..].iter().position(u8::is_ascii_digit).map_or(bytes.len(), |digit| at + digit);
                let digits = bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                let numbers: [&[u8]; 6] = [b"0", b"-3", b"4294967296", b"1e300", b"18446744073709551616", b"1.5"];
                bytes.splice(from..from + digits, random.pick(&numbers).iter().copied());
            }
            _ => drop(bytes.splice(at..at, random.pick(WORDS).iter().copied())),
        }
    }
    bytes
}

/// Reads a case in every way that there is.
fn read(path: &Path) {
    let read = read_case(path);
    let mut findings = read.findings.clone();
    if let (Some(settings), false) = (&read.settings, read.has_errors()) {
        findings.extend(read.origins.locate_all(&check(settings, &read.tables)));
    }
    let drawn = draw(&findings, &read.origins, Style::PLAIN);
    assert!(drawn.chars().all(|sign| sign == '\n' || !recoop_io::visible::steers(sign)), "{drawn:?}");
    let _ = to_json(&findings, &read.origins);
    let _ = written(&read);
}

/// Tries a mutation; says which one it was that went wrong.
fn survives(what: &str, seed: u64, try_it: impl FnOnce()) {
    let began = Instant::now();
    let done = catch_unwind(AssertUnwindSafe(try_it));
    assert!(done.is_ok(), "{what}, seed {seed}: it panicked");
    assert!(began.elapsed() < PATIENCE, "{what}, seed {seed}: {:?}", began.elapsed());
}

fn each(what: &str, mut try_it: impl FnMut(&mut Random, &dyn Fn(&dyn Fn()))) {
    let first = from_environment("SEED", 1).wrapping_mul(1_000_000);
    for seed in first..first + from_environment("MUTATIONS", MUTATIONS) {
        try_it(&mut Random(seed), &|read| survives(what, seed, read));
    }
}

#[test]
fn mutated_folders() {
    let case = Case::new();
    let files = ["case.toml", "prices.csv", "facilities.csv", "technologies.csv", "changes.csv", "policies.csv"];
    each("folder", |random, survives| {
        let file = random.pick(&files);
        let right = std::fs::read(case.path().join(file)).unwrap();
        std::fs::write(case.path().join(file), mutated(&right, random)).unwrap();
        survives(&|| read(&case.path()));
        std::fs::write(case.path().join(file), right).unwrap();
    });
}

#[test]
fn mutated_workbooks() {
    let case = Case::new();
    let right = std::fs::read(crate::workbooks::workbook(&case, &[])).unwrap();
    let path = case.home().join("mutated.xlsx");
    each("workbook", |random, survives| {
        let bytes = if random.below(3) == 0 { mutated(&right, random) } else { with_mutated_part(&right, random) };
        std::fs::write(&path, bytes).unwrap();
        survives(&|| read(&path));
    });
}

/// The archive with one part changed, and everything around it right.
fn with_mutated_part(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let changed = random.below(from.len());
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        to.start_file(part.name().unwrap().into_owned(), SimpleFileOptions::default()).unwrap();
        to.write_all(&if at == changed { mutated(&content, random) } else { content }).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn mutated_games() {
    let home = tempfile::tempdir().unwrap();
    let games: &[(&str, &[u8])] = &[
        ("a.csv", b"group,worth (MUSD),source\n# who\na,1,x\nb,2,\"y, z\"\na+b,4,\nothers,split,\n"),
        ("b.csv", b"a,b,c,cost\n1,0,0,3\n0,1,0,4\n0,0,1,5\n1,1,0,6\n1,0,1,7\n0,1,1,8\n1,1,1,9.5\n"),
        ("a.json", br#"{"game":"table","title":"t","groups":{"a":1,"b":2.5e0,"a + b":4},"others":0,"unit":"x"}"#),
        ("b.json", br#"{"game":"bankruptcy","estate":100,"claims":{"a":100,"b":200}}"#),
        ("c.json", br#"{"game":"linear_production","players":["a","b"],"products":["x"],"resources":["r"],"earns":[7],"needs":[[5]],"brings":[[2],[1]]}"#),
    ];
    each("game", |random, survives| {
        let (name, right) = random.pick(games);
        let path = home.path().join(name);
        std::fs::write(&path, mutated(right, random)).unwrap();
        survives(&|| {
            let read = read_game(&path);
            let _ = draw(&read.findings, &read.origins, Style::PLAIN);
            let _ = to_json(&read.findings, &read.origins);
        });
    });
}

#[test]
fn deep_nesting_is_no_end_of_the_stack() {
    let home = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("a.json", "[".repeat(200_000)),
        ("b.json", "{\"game\":".repeat(200_000)),
        ("c.json", format!("{{\"game\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000))),
    ] {
        std::fs::write(home.path().join(name), text).unwrap();
        assert!(read_game(&home.path().join(name)).game.is_none());
    }
    let case = Case::new();
    for text in ["x = ".to_string() + &"[".repeat(200_000), "x".to_string() + &".x".repeat(100_000) + " = 1"] {
        let case = Case::new().write("case.toml", text);
        assert!(case.read().has_errors());
    }
    drop(case);
}
