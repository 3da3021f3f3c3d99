//! What the command says where something is wrong: the cause at its place, numbers that can be read, and only what is so.

use std::process::Stdio;

use crate::command::{Desk, copy, repository};

/// A desk with a new case and its plan, in `runs/case`.
fn planned() -> Desk {
    let desk = Desk::with_new_case();
    desk.run(&["plan", "case", "--quiet"]).well();
    desk
}

/// Codes and messages of `recoop check --json`.
fn findings(desk: &Desk) -> Vec<(String, String, Option<u64>)> {
    let said = desk.run(&["check", "case", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let text = |it: &serde_json::Value, key: &str| it[key].as_str().unwrap_or_default().to_string();
    let found = found.as_array().unwrap().iter();
    found.map(|it| (text(it, "code"), text(it, "message"), it["line"].as_u64())).collect()
}

/// `recoop ... >&-`: the library puts a device that swallows everything in the place of what is closed.
#[cfg(target_os = "linux")]
#[test]
fn an_answer_without_a_place_to_go_is_an_error() {
    let desk = planned();
    let shell = |command: &str| {
        let mut shell = desk.command(&[]);
        let binary = shell.get_program().to_os_string();
        shell = std::process::Command::new("sh");
        shell.args(["-c", command, binary.to_str().unwrap()]).current_dir(desk.path(".")).stdin(Stdio::null());
        shell.output().unwrap()
    };
    for arguments in
        ["check case", "check case --json", "plan case --out run", "explain runs/case", "--help", "--version"]
    {
        let done = shell(&format!("\"$0\" {arguments} >&-"));
        let talk = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(1), "{arguments}: {talk}");
        assert!(talk.ends_with("error: the answer could not be written to standard output: it is closed\n"), "{talk}");
        let away = shell(&format!("\"$0\" {arguments} >/dev/null"));
        assert_eq!(away.status.code(), Some(0), "{arguments}: {}", String::from_utf8_lossy(&away.stderr));
        // As other programs give a device that swallows everything.
        let away = shell(&format!("\"$0\" {arguments} 1<>/dev/null"));
        assert_eq!(away.status.code(), Some(0), "{arguments}: {}", String::from_utf8_lossy(&away.stderr));
    }
    // Without an answer there is no loss.
    let refused = shell("\"$0\" check nowhere >&- 2>/dev/null");
    assert_eq!(refused.status.code(), Some(1));
}

#[test]
fn a_quote_that_is_left_open_is_named_where_it_begins() {
    let whole = |line: &str| {
        let desk = Desk::with_new_case();
        desk.change("case/prices.csv", "world,magnet,2036,70,example,assumed", line);
        findings(&desk)
    };
    let never = ("table::unclosed_quote", "a quoted cell begins here and never ends");
    for line in ["\"world,magnet,2036,70,example,assumed", "world,\"magnet,2036,70,example,assumed"] {
        let found = whole(line);
        let found: Vec<_> =
            found.iter().map(|(code, message, line)| (code.as_str(), message.as_str(), *line)).collect();
        assert_eq!(found, [(never.0, never.1, Some(4))], "{line}");
    }
    // In the header.
    let desk = Desk::with_new_case();
    desk.change("case/prices.csv", "market,material", "\"market,material");
    let found = findings(&desk);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].0.as_str(), found[0].2), (never.0, Some(2)));
    // One that ends at the quote of another cell.
    let desk = Desk::with_new_case();
    desk.change("case/prices.csv", "world,magnet,2036,70", "world,\"magnet,2036,70");
    desk.append("case/prices.csv", "world,\"dy_oxide\",2036,300,example,assumed");
    let found = findings(&desk);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].0.as_str(), found[0].2), ("table::bad_id", Some(4)));
    assert!(found[0].1.starts_with("an id stands on one line, found one of "), "{found:?}");
    let desk = Desk::with_new_case();
    desk.change("case/prices.csv", "world,magnet,2036,70", "\"world,magnet,2036,70");
    desk.append("case/prices.csv", "world,\"dy_oxide\",2036,300,example,assumed");
    let found = findings(&desk);
    assert!(found[0].1.contains("a quoted cell begins here and goes on over"), "{found:?}");
    assert_eq!((found[0].0.as_str(), found[0].2), ("table::cell_count", Some(4)));
}

#[test]
fn bytes_that_are_no_text_are_named_with_their_line() {
    let desk = Desk::with_new_case();
    let text = desk.text("case/case.toml").replace("tax_rate", "tax\0rate");
    std::fs::write(desk.path("case/case.toml"), text).unwrap();
    let said = desk.run(&["check", "case"]).refused(1).err;
    assert!(said.contains("binary data (it has a byte 0 in line 13)"), "{said}");
    assert!(said.contains("save it as plain text in UTF-8") && !said.contains("CSV"), "{said}");
    let desk = Desk::with_new_case();
    std::fs::write(desk.path("case/feeds.csv"), "id,name\nridge,Ri\0dge\n").unwrap();
    let said = desk.run(&["check", "case"]).refused(1).err;
    assert!(said.contains("(it has a byte 0 in line 2)") && said.contains("CSV UTF-8"), "{said}");
}

/// Whether a message has a number of which only the exponent can be read.
fn has_long_number(text: &str) -> bool {
    let digits = |word: &str| word.len() > 25 && word.chars().all(|sign| sign.is_ascii_digit() || ".-".contains(sign));
    text.split(|sign: char| !(sign.is_ascii_digit() || ".-".contains(sign))).any(digits)
}

#[test]
fn numbers_in_messages_can_be_read() {
    assert!(has_long_number(&format!("found {}", 1e300)) && has_long_number(&format!("found `{}`", -1e-300)));
    let desk = planned();
    let options: &[(&str, &[&str])] = &[
        ("plan", &["--gap", "--time-limit"]),
        ("share", &["--reserve", "--budget", "--allocation"]),
        ("stress", &["--budget", "--budget-per-year", "--search-time-limit"]),
        ("robust", &["--weight", "--budget", "--survive", "--search-time-limit"]),
        ("buffers", &["--require"]),
        ("simulate", &["--purses", "--gap"]),
        ("sensitivity", &["--time-limit"]),
    ];
    let mut refused = 0;
    for (verb, options) in options {
        for option in *options {
            for value in ["-1e-300", "-1e300"] {
                let value = if *option == "--allocation" { format!("value={value}") } else { value.to_string() };
                let said = desk.run(&[verb, "case", &format!("{option}={value}")]);
                assert!(
                    !has_long_number(&said.err) && !has_long_number(&said.out),
                    "{verb} {option}={value}: {}",
                    said.err
                );
                refused += usize::from(said.code == 2);
            }
        }
    }
    assert!(refused > 20, "{refused}");
    // Every number of a case, and every setting.
    for table in std::fs::read_dir(repository().join("crates/recoop-io/template")).unwrap() {
        let name = table.unwrap().file_name().into_string().unwrap();
        let file = format!("case/{name}");
        let good = desk.text(&file);
        for value in ["1e-300", "-1e-300", "1e300", "-1e300"] {
            let bad: Vec<String> = good.lines().map(|line| with_numbers(line, value, &name)).collect();
            std::fs::write(desk.path(&file), bad.join("\n")).unwrap();
            let said = desk.run(&["check", "case", "--json"]);
            assert!(!has_long_number(&said.out), "{name} with {value}: {}", said.out);
        }
        std::fs::write(desk.path(&file), good).unwrap();
    }
}

/// A line of a table, or of settings, with another number in place of each that it has.
fn with_numbers(line: &str, value: &str, file: &str) -> String {
    if line.starts_with('#') {
        return line.to_string();
    }
    if file == "case.toml" {
        return match line.split_once(" = ") {
            Some((name, old)) if old.parse::<f64>().is_ok() && !name.contains("year") => format!("{name} = {value}"),
            _ => line.to_string(),
        };
    }
    let cells = line.split(',').map(|cell| match cell.parse::<f64>() {
        // Years and counts are whole.
        Ok(number) if number.fract() != 0.0 || !(1.0..3000.0).contains(&number) => value,
        _ => cell,
    });
    cells.collect::<Vec<_>>().join(",")
}

#[test]
fn a_first_year_that_is_none_blames_nothing_else() {
    let desk = Desk::with_new_case();
    desk.change("case/case.toml", "first_year = 2027", "first_year = -5");
    let found = findings(&desk);
    let of_settings: Vec<_> = found.iter().filter(|(_, message, _)| message.contains("year")).collect();
    assert!(found.iter().all(|(_, message, _)| !message.contains("base_year")), "{found:?}");
    assert!(of_settings.is_empty(), "{of_settings:?}");
    assert!(found.iter().any(|(_, message, line)| message.contains("found -5") && *line == Some(8)), "{found:?}");
}

#[test]
fn a_place_that_cannot_be_written_is_named_as_it_was_given() {
    let desk = planned();
    for (arguments, reason) in [
        (
            ["export", "runs/case", "none/x.xlsx"],
            "results cannot be written to `none/x.xlsx`: there is no folder `none`",
        ),
        (["export", "case", "none/x.mps"], "results cannot be written to `none/x.mps`: there is no folder `none`"),
        (["export", "case", "a/b/x.mps"], "there is no folder `a/b`"),
        (["export", "case", "x.mps/"], "a path that ends like this is a folder"),
    ] {
        let said = desk.run(&arguments).refused(1);
        assert!(said.err.contains(reason) && !said.err.contains("partial"), "{arguments:?}: {}", said.err);
    }
    for (to, reason) in [
        (".mps", "error: `.mps` is an ending without a name before it\n"),
        ("dir/.LP", "error: `dir/.LP` is an ending without a name before it\n"),
        ("x", "error: `x` does not end in .mps, .lp, .txt or .xlsx\n"),
    ] {
        assert_eq!(desk.run(&["export", "case", to]).refused(2).err, reason);
    }
}

#[test]
fn what_is_not_a_run_is_said_in_words() {
    let desk = planned();
    std::fs::write(desk.path("file"), "").unwrap();
    for verb in ["audit", "explain"] {
        for (path, why) in [
            ("/", "`/` is not a run folder: `manifest.json` is missing, which recoop writes into every run"),
            ("/dev/null", "`/dev/null` is not a run folder: not a folder"),
            ("file", "`file` is not a run folder: not a folder"),
            ("nowhere", "`nowhere` is not a run folder: there is no such folder"),
            ("case", "`case` is not a run folder: it is a case; plan it first with recoop plan"),
        ] {
            assert_eq!(desk.run(&[verb, path]).refused(1).err, format!("error: {why}\n"), "{verb}");
        }
    }
    let said = desk.run(&["report", "runs/case"]).refused(1).err;
    let why = "`runs/case` is not a study: it is a run of recoop plan; a report is made of a run of recoop study";
    assert_eq!(said, format!("error: {why}\n"));
}

#[test]
fn commands_that_are_offered_can_be_typed() {
    let desk = Desk::new();
    // A case whose name no check would take is not made.
    let said = desk.run(&["new", "--", "-x"]).refused(1);
    let why = "`-x` is not a valid case name; use letters, digits, `-` and `_`, and do not begin with `-`";
    assert_eq!(said.err, format!("error: {why}\n"));
    std::fs::create_dir(desk.path("my cases")).unwrap();
    let said = desk.run(&["new", "my cases/ridge"]).well();
    assert_eq!(said.err, "next: recoop check 'my cases/ridge', then recoop plan 'my cases/ridge'\n");
    std::fs::rename(desk.path("my cases/ridge"), desk.path("a b")).unwrap();
    let said = desk.run(&["plan", "a b", "--out", "my run"]).well();
    let out = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(out.contains("results in my run; next: recoop explain 'my run'"), "{}", said.out);
}

/// A reserve of nothing is none.
#[test]
fn a_reserve_of_nothing_is_not_spoken_of() {
    let desk = Desk::new();
    copy(&repository().join("cases/5-cooperative-of-three"), &desk.path("case"));
    let none = desk.run(&["share", "case", "--reserve", "0"]).well().out;
    assert!(none.contains("add up to the plan's cash.") && !none.contains("reserve"), "{none}");
    assert!(!desk.run(&["share", "case"]).well().out.contains("reserve of up to $0"));
}

#[test]
fn signs_that_nobody_sees_are_named() {
    for (sign, code) in
        [('\u{202E}', "202e"), ('\u{2066}', "2066"), ('\u{200B}', "200b"), ('\u{AD}', "00ad"), ('\u{7}', "0007")]
    {
        // In a name: a warning, and the sign is written out.
        let desk = Desk::with_new_case();
        desk.change("case/facilities.csv", "Ridge mine", &format!("Ridge{sign} mine"));
        let found = findings(&desk);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].0.as_str(), found[0].2), ("table::unseen", Some(3)));
        assert!(found[0].1.ends_with(&format!("`Ridge\\u{code} mine`")), "{found:?}");
        let said = desk.run(&["check", "case"]).well();
        assert!(said.out.contains("1 warning") && !said.err.contains(sign), "{}", said.err);
        // In the title.
        let desk = Desk::with_new_case();
        desk.change("case/case.toml", "One mine,", &format!("One\\u{code} mine,"));
        let found = findings(&desk);
        assert_eq!((found.len(), found[0].0.as_str(), found[0].2), (1, "case::unseen", Some(3)), "{found:?}");
        // In an id: refused.
        let desk = Desk::with_new_case();
        desk.change("case/feeds.csv", "ridge,", &format!("rid{sign}ge,"));
        let found = findings(&desk);
        assert!(found.iter().any(|(of, message, _)| of == "table::bad_id" && message.contains(code)), "{found:?}");
    }
    // Scripts that need joiners, marks of direction, and lines of a remark are no slips.
    let desk = Desk::with_new_case();
    desk.change("case/facilities.csv", "Ridge mine", "\"معدن\u{200C}ها \u{200F}(1)\nשורה\"");
    assert_eq!(findings(&desk), []);
}

#[test]
fn explanations_are_had_as_json() {
    let desk = planned();
    let json = |words: &[&str]| -> serde_json::Value {
        let said = desk.run(&[&["explain", "runs/case", "--json"], words].concat()).well();
        assert_eq!(said.err, "");
        serde_json::from_str(&said.out).unwrap()
    };
    let all = json(&[]);
    assert_eq!(
        (&all["run"], &all["audit_passed"], &all["changes"]),
        (&"plan".into(), &true.into(), &serde_json::json!([]))
    );
    let sentences = all["sentences"].as_array().unwrap();
    // As many as the table has, whatever the screen shows.
    assert_eq!(sentences.len(), desk.text("runs/case/tables/explanations.csv").lines().count() - 1);
    for it in sentences {
        for key in ["topic", "subject", "scenario", "sentence"] {
            assert!(it[key].is_string(), "{it}");
        }
        assert!(it["year"].is_i64() && it.as_object().unwrap().len() == 5, "{it}");
    }
    let some = json(&["carbonate", "2036"]);
    let some = some["sentences"].as_array().unwrap();
    assert!(!some.is_empty() && some.len() < sentences.len());
    let screen = desk.run(&["explain", "runs/case", "carbonate", "2036", "--limit", "1000"]).well().out;
    let screen = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    for it in some {
        assert!(screen.contains(it["sentence"].as_str().unwrap()), "{it} is not in {screen}");
    }
    desk.run(&["explain", "runs/case", "--json", "bananas"]).refused(2);
}

/// Slips of a factor of 1,000 that were once let pass without a word.
#[test]
fn slips_of_the_template_draw_warnings() {
    let warned = |change: &dyn Fn(&Desk), code: &str, file: &str| {
        let desk = Desk::with_new_case();
        change(&desk);
        let said = desk.run(&["check", "case"]).well();
        assert!(said.err.contains(code) && said.err.contains(file), "{code} is not in {}", said.err);
    };
    let column = |file: &'static str, at: usize, factor: f64| {
        move |desk: &Desk| {
            let text = desk.text(file);
            let lines = text.lines().map(|line| {
                let mut cells: Vec<String> = line.split(',').map(str::to_string).collect();
                if let Some(number) =
                    cells.get(at).and_then(|cell| cell.parse::<f64>().ok()).filter(|_| !line.starts_with('#'))
                {
                    cells[at] = (number * factor).to_string();
                }
                cells.join(",")
            });
            std::fs::write(desk.path(file), lines.collect::<Vec<_>>().join("\n") + "\n").unwrap();
        }
    };
    warned(&column("case/lanes.csv", 3, 1000.0), "network::cost_ratio", "lanes.csv");
    warned(&column("case/lanes.csv", 4, 0.001), "network::unusual", "lanes.csv");
    warned(&column("case/members.csv", 3, 0.001), "network::capital_ratio", "members.csv");
    warned(&column("case/facilities.csv", 9, 1000.0), "network::quantity_ratio", "facilities.csv");
    warned(
        &|desk: &Desk| desk.change("case/case.toml", "debt_rate = 0.04", "debt_rate = 0.4"),
        "network::unusual",
        "case.toml",
    );
}

/// What a screen says of the whole follows from its parts.
#[test]
fn an_audit_does_not_say_that_all_holds_where_something_does_not() {
    let desk = planned();
    let file = "runs/case/tables/objective.csv";
    let text = desk.text(file).replace("cvar_npv,7", "cvar_npv,8");
    std::fs::write(desk.path(file), text).unwrap();
    let said = desk.run(&["audit", "runs/case", "--full"]);
    assert_eq!(said.code, 5, "{}", said.out);
    let holds = said.out.lines().any(|line| line.contains("all hold"));
    let contradicts = said.out.contains("the tables do NOT hold together with it: ");
    assert!(contradicts || !holds, "{}", said.out);
    // A rule that does not hold is marked in the table, and counted in the sentence.
    let desk = planned();
    let file = "runs/case/tables/builds.csv";
    let text = desk.text(file).replace(",177.8", ",200.8");
    std::fs::write(desk.path(file), text).unwrap();
    let said = desk.run(&["audit", "runs/case", "--full"]);
    assert_eq!(said.code, 5, "{}", said.out);
    let marked = said.out.lines().filter(|line| line.split_whitespace().nth(2) == Some("NO")).count();
    assert!(marked > 0 && !said.out.contains("all hold"), "{}", said.out);
    assert!(said.out.contains(&format!("do not hold, of {marked} of ")), "{}", said.out);
}

/// Paths of cases are those that a person would write.
#[test]
fn paths_of_a_run_have_no_detours() {
    let desk = planned();
    let said = desk.run(&["audit", "runs/case"]).well().out;
    assert!(said.contains("case: `case`, as it was"), "{said}");
    let said = desk.run(&["audit", "runs/../runs/case"]).well().out;
    assert!(said.contains("case: `case`, as it was"), "{said}");
    std::fs::create_dir(desk.path("below")).unwrap();
    let mut command = desk.command(&["audit", "../runs/case"]);
    let output = command.current_dir(desk.path("below")).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let whole = desk.path("case").canonicalize().unwrap();
    let joined = said.split_whitespace().collect::<String>();
    assert!(joined.contains(&format!("case:`{}`,asitwas", whole.display())), "{said}");
    std::fs::rename(desk.path("case"), desk.path("moved")).unwrap();
    let said = desk.run(&["audit", "runs/case"]).out;
    assert!(said.contains("the case is not at `case`, where it was"), "{said}");
}
