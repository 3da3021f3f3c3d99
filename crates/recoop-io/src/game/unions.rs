//! A partition of the players into unions.

use coalition::Group;

use super::form::Held;
use super::json::Object;
use super::names::{Names, parts};

/// The unions with each player who is in none as one of its own, in the order of their first players.
fn with_the_rest(unions: Vec<Group>, players: usize) -> Vec<Group> {
    let seen = unions.iter().fold(Group::EMPTY, |seen, union| seen.union(*union));
    let alone = seen.complement(players).iter().map(Group::single).collect::<Vec<_>>();
    let mut all: Vec<Group> = unions.into_iter().chain(alone).collect();
    all.sort_by_key(|union| union.iter().next());
    all
}

impl Object<'_> {
    /// The field `unions`: a list of lists of names, or an object of them.
    pub fn unions(&mut self, players: &[String], has_classes: bool) -> Option<Vec<Group>> {
        let value = self.get("unions")?;
        if has_classes {
            self.at("unions", "a game of classes has no unions".to_string(), "leave out `unions` or `count`");
            return None;
        }
        let lists: Vec<_> = match &value.held {
            Held::List(items) => items.iter().collect(),
            Held::Object(fields) => fields.iter().map(|field| &field.value).collect(),
            _ => {
                let message = format!("expected a list of unions, found {}", value.kind());
                self.at("unions", message, "`[[\"A\", \"B\"], [\"C\"]]`");
                return None;
            }
        };
        let names = Names { list: players.to_vec(), closed: true, ..Names::new("player") };
        let before = self.findings.len();
        let mut seen = Group::EMPTY;
        let mut unions = Vec::new();
        for list in lists {
            let Held::List(members) = &list.held else {
                let message = format!("expected a list of names, found {}", list.kind());
                self.find("json::bad_value", list.place(), message, None);
                continue;
            };
            let mut union = Group::EMPTY;
            for member in members {
                let Held::Text(name) = &member.held else {
                    let message = format!("expected a name, found {}", member.kind());
                    self.find("json::bad_value", member.place(), message, None);
                    continue;
                };
                match names.position(name.trim()) {
                    None => self.findings.push(names.unknown(name.trim(), member.place())),
                    Some(player) if seen.contains(player) => {
                        let message = format!("`{}` is in a union already", name.trim());
                        self.find("game::duplicate_name", member.place(), message, None);
                    }
                    Some(player) => {
                        seen = seen.with(player);
                        union = union.with(player);
                    }
                }
            }
            if union.is_empty() && members.is_empty() {
                self.find("json::bad_value", list.place(), "nobody is in this union", None);
            }
            unions.push(union);
        }
        (self.findings.len() == before).then(|| with_the_rest(unions, players.len()))
    }
}

/// Reads unions that are written as `A + B, C + D`; who is in none stands alone.
///
/// # Errors
/// All that is wrong, in words.
pub fn parse_unions(text: &str, players: &[String]) -> Result<Vec<Group>, String> {
    let names = Names { list: players.to_vec(), closed: true, ..Names::new("player") };
    let mut wrong = Vec::new();
    let mut seen = Group::EMPTY;
    let mut unions = Vec::new();
    for union in text.split([',', ';']).map(str::trim).filter(|union| !union.is_empty()) {
        let mut group = Group::EMPTY;
        for name in parts(union) {
            match names.position(name) {
                None => {
                    let finding = names.unknown(name, crate::finding::Place::Case);
                    wrong.push(format!("{} ({})", finding.message, finding.hint.unwrap_or_default()));
                }
                Some(player) if seen.contains(player) => wrong.push(format!("`{name}` is in two unions")),
                Some(player) => {
                    seen = seen.with(player);
                    group = group.with(player);
                }
            }
        }
        unions.push(group);
    }
    if unions.is_empty() {
        wrong.push("there is no union: join names with `+`, and put a comma between unions".to_string());
    }
    if wrong.is_empty() { Ok(with_the_rest(unions, players.len())) } else { Err(wrong.join("; ")) }
}
