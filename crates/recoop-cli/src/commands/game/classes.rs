//! Games of classes of equal players.

use std::io::Write;
use std::process::ExitCode;

use coalition::exact::float;
use coalition::{ClassPayoffs, Classes, Found, Rational, Rule, Sense};
use recoop_io::{GameFile, OutFile};
use serde_json::{Value, json};

use super::numbers::{decimals, fixed};
use super::write::{Format, quoted};
use super::{Args, no_game};
use crate::error::CliError;
use crate::printer::Printer;
use crate::screen::{Screen, right, wrap};

/// Everything there is to show.
struct Answer {
    file: GameFile,
    classes: Classes,
    /// Payoffs by rule, those to judge first, as `yours`.
    rules: Vec<(&'static str, Found<ClassPayoffs>)>,
}

/// Answers for a game of classes. `given` are payoffs to judge, one for each class.
pub fn run(
    args: &Args,
    file: GameFile,
    given: Option<Vec<Rational>>,
    to: Option<(OutFile, Format)>,
    printer: &Printer,
) -> Result<ExitCode, CliError> {
    if args.unions.is_some() {
        return Err(CliError::Usage("--unions: a game of classes has no unions".to_string()));
    }
    let counts = file.counts.clone().unwrap_or_default();
    let classes = Classes::new(&file.family, counts).map_err(no_game)?;
    let known = classes.rules();
    let is_named = |rule: &Rule| args.only.is_empty() || args.only.iter().any(|only| only == rule.word());
    let mut rules: Vec<(&'static str, Found<ClassPayoffs>)> = Vec::new();
    if let Some(each) = given {
        let in_core = classes.in_core(&each);
        rules.push(("yours", Found::Known(ClassPayoffs { each, in_core })));
    }
    for rule in Rule::all().iter().filter(|rule| is_named(rule)) {
        if known.contains(rule) {
            let found = classes.payoffs(rule);
            rules.push((rule.word(), found.map_or_else(|why| Found::Nothing(why.to_string()), Found::Known)));
        } else if !args.only.is_empty() {
            rules.push((rule.word(), Found::Nothing("it is not known for classes of players".to_string())));
        }
    }
    let answer = Answer { file, classes, rules };
    if args.json {
        printer.answer(&answer.json().to_string());
    } else {
        let screen = Screen { width: printer.width(), colour: printer.colour_answer(), full: args.full };
        printer.answer(&answer.draw(screen));
    }
    if let (Some(path), Some((file, format))) = (&args.out, to) {
        file.write(|out| match format {
            Format::Json => writeln!(out, "{:#}", answer.json()),
            Format::Csv => answer.csv(out),
        })?;
        printer.say(&format!("wrote {}", path.display()));
    }
    Ok(ExitCode::SUCCESS)
}

impl Answer {
    fn is_cost(&self) -> bool {
        self.classes.sense() == Sense::Cost
    }

    fn draw(&self, screen: Screen) -> String {
        let line = |text: &str| wrap(&format!("  {text}"), screen.width);
        let mut out = screen.heading(wrap(&self.file.title, screen.width).trim_end());
        if let Some(source) = &self.file.source {
            out.push_str(&line(&format!("source: {source}")));
        }
        let (what, verb) = if self.is_cost() { ("costs", "pay") } else { ("profits", "earn") };
        let (classes, players) = (self.file.players.len(), self.classes.players());
        let total = float(&self.classes.total());
        let amount = format!("{} {}", fixed(total, decimals(&[total])), self.file.unit);
        let kind = self.file.kind();
        let players = fixed(players as f64, 0);
        let head = format!("{kind}: {what} of {players} players in {classes} classes; together they {verb} {amount}");
        out.push_str(&line(head.trim_end()));
        out.push_str(&line(if self.classes.has_core() {
            "There is a way to share with which no group of members would do better on its own."
        } else {
            "Whatever the sharing, some group would do better on its own: nobody has a veto."
        }));
        out.push('\n');
        let unit = if self.file.unit.is_empty() { String::new() } else { format!(" ({})", self.file.unit) };
        out.push_str(
            &screen.heading(&format!(
                "What each player of a class {}{unit}",
                if self.is_cost() { "pays" } else { "gets" }
            )),
        );
        let known: Vec<_> = self.rules.iter().filter_map(|(name, found)| Some((*name, found.known()?))).collect();
        let columns: Vec<Vec<String>> = known
            .iter()
            .map(|(_, paid)| {
                let numbers: Vec<f64> = paid.each.iter().map(float).collect();
                let decimals = decimals(&numbers);
                numbers.iter().map(|number| fixed(*number, decimals)).collect()
            })
            .collect();
        let mut table = screen.table();
        let head = ["class".to_string(), "players".to_string()];
        table.set_header(head.into_iter().chain(known.iter().map(|(name, _)| name.replace('_', " "))));
        for (class, name) in self.file.players.iter().enumerate() {
            let count = fixed(self.classes.counts()[class] as f64, 0);
            table.add_row([name.clone(), count].into_iter().chain(columns.iter().map(|column| column[class].clone())));
        }
        right(&mut table, &(1..known.len() + 2).collect::<Vec<_>>());
        out.push_str(&format!("{table}\n"));
        for (name, paid) in &known {
            let words = if paid.in_core { "no group would do better on its own" } else { "not in the core" };
            out.push_str(&line(&format!("{}: {words}", name.replace('_', " "))));
        }
        for (name, found) in &self.rules {
            if let Found::Nothing(why) = found {
                out.push_str(&line(&format!("{}: {why}", name.replace('_', " "))));
            }
        }
        out
    }

    fn json(&self) -> Value {
        let file = &self.file;
        let rules = self.rules.iter().map(|(name, found)| match found {
            Found::Known(paid) => json!({
                "rule": name, "status": "found", "payoffs": paid.each.iter().map(float).collect::<Vec<_>>(),
                "exact": paid.each.iter().map(ToString::to_string).collect::<Vec<_>>(), "in_core": paid.in_core,
            }),
            Found::Nothing(why) => json!({ "rule": name, "status": "none", "why": why }),
            Found::Stopped | Found::Unasked => json!({ "rule": name, "status": "stopped" }),
        });
        json!({
            "title": file.title, "source": file.source, "note": file.note, "kind": file.kind(),
            "sense": if self.is_cost() { "cost" } else { "profit" }, "unit": file.unit,
            "classes": file.players, "counts": self.classes.counts(), "total": float(&self.classes.total()),
            "core": { "empty": !self.classes.has_core() }, "rules": rules.collect::<Vec<_>>(), "stopped": false,
        })
    }

    fn csv(&self, out: &mut dyn Write) -> std::io::Result<()> {
        writeln!(out, "rule,class,players,payoff")?;
        for (name, paid) in self.rules.iter().filter_map(|(name, found)| Some((name, found.known()?))) {
            for ((class, count), payoff) in self.file.players.iter().zip(self.classes.counts()).zip(&paid.each) {
                writeln!(out, "{name},{},{count},{}", quoted(class), float(payoff))?;
            }
        }
        Ok(())
    }
}
