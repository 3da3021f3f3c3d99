//! Games of classes of players.

use std::io::Write;

use coalition::exact::float;
use coalition::{Answered, ClassPayoffs, Classes, Rational, Rule, Sense};
use recoop_io::GameFile;
use serde_json::{Value, json};

use super::write::quoted;
use super::{GameRequest, no_game};
use crate::StudyError;

/// Answers of a game of classes of players.
#[derive(Debug)]
pub struct Classed {
    /// The game.
    pub file: GameFile,
    /// Its classes.
    pub classes: Classes,
    /// Payoffs by rule, those to evaluate first, as `yours`.
    pub rules: Vec<(&'static str, Answered<ClassPayoffs>)>,
}

/// Answers for a game of classes. `given` are payoffs to evaluate, one for each class.
pub(super) fn answer(
    request: &GameRequest,
    file: GameFile,
    given: Option<Vec<Rational>>,
) -> Result<Classed, StudyError> {
    if request.unions.is_some() {
        return Err(StudyError::refused("--unions", "--unions: a game of classes has no unions"));
    }
    let counts = file.counts.clone().unwrap_or_default();
    let classes = Classes::new(&file.family, counts).map_err(no_game)?;
    let known = classes.rules();
    let is_named = |rule: &Rule| request.only.is_empty() || request.only.iter().any(|only| only == rule.as_str());
    let mut rules: Vec<(&'static str, Answered<ClassPayoffs>)> = Vec::new();
    if let Some(each) = given {
        let in_core = classes.in_core(&each);
        rules.push(("yours", Answered::Known(ClassPayoffs { each, in_core })));
    }
    for rule in Rule::all().iter().filter(|rule| is_named(rule)) {
        if known.contains(rule) {
            let found = classes.payoffs(rule);
            rules.push((rule.as_str(), found.map_or_else(|why| Answered::Nothing(why.to_string()), Answered::Known)));
        } else if !request.only.is_empty() {
            rules.push((rule.as_str(), Answered::Nothing("it is not known for classes of players".to_string())));
        }
    }
    Ok(Classed { file, classes, rules })
}

impl Classed {
    /// Returns whether the numbers are costs.
    #[must_use]
    pub fn is_cost(&self) -> bool {
        self.classes.sense() == Sense::Cost
    }

    pub(super) fn json(&self) -> Value {
        let file = &self.file;
        let rules = self.rules.iter().map(|(name, found)| match found {
            Answered::Known(paid) => json!({
                "rule": name, "status": "found", "payoffs": paid.each.iter().map(float).collect::<Vec<_>>(),
                "exact": paid.each.iter().map(ToString::to_string).collect::<Vec<_>>(), "in_core": paid.in_core,
            }),
            Answered::Nothing(why) => json!({ "rule": name, "status": "none", "why": why }),
            Answered::Stopped | Answered::Unasked => json!({ "rule": name, "status": "stopped" }),
        });
        json!({
            "title": file.title, "source": file.source, "note": file.note, "kind": file.kind(),
            "sense": if self.is_cost() { "cost" } else { "profit" }, "unit": file.unit,
            "classes": file.players, "counts": self.classes.counts(), "total": float(&self.classes.total()),
            "core": { "empty": !self.classes.has_core() }, "rules": rules.collect::<Vec<_>>(), "stopped": false,
        })
    }

    pub(super) fn csv(&self, out: &mut dyn Write) -> std::io::Result<()> {
        writeln!(out, "rule,class,players,payoff")?;
        for (name, paid) in self.rules.iter().filter_map(|(name, found)| Some((name, found.known()?))) {
            for ((class, count), payoff) in self.file.players.iter().zip(self.classes.counts()).zip(&paid.each) {
                writeln!(out, "{name},{},{count},{}", quoted(class), float(payoff))?;
            }
        }
        Ok(())
    }
}
