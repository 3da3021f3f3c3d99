//! Names of players, and groups written with them.

use coalition::Group;
use coalition::group::MAX_PLAYERS;

use crate::finding::{Finding, Place};
use crate::read::hints::nearest;
use crate::visible::{hides, steers, visible};

/// Between the names of a group.
pub const JOIN: char = '+';

/// Most bytes of a name.
const MAX_IN_NAME: usize = 200;

/// The word for all groups that are not listed.
pub const OTHERS: &str = "others";

/// Names along one side of the data: players, resources.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// What one of them is, for instance `player`.
    pub what: &'static str,
    pub list: Vec<String>,
    /// Whether no more may come.
    pub closed: bool,
    /// The group that is taken for everybody, where nobody else names the players.
    pub by: Option<String>,
}

impl Names {
    pub fn new(what: &'static str) -> Self {
        Self { what, ..Self::default() }
    }

    pub fn position(&self, name: &str) -> Option<usize> {
        self.list.iter().position(|known| known == name)
    }

    /// The position of a name; a new one is entered unless the list is closed.
    pub fn enter(&mut self, name: &str) -> Option<usize> {
        self.position(name).or_else(|| {
            (!self.closed).then(|| {
                self.list.push(name.to_string());
                self.list.len() - 1
            })
        })
    }

    /// The fault of a name that is not among them.
    pub fn unknown(&self, name: &str, place: Place) -> Finding {
        let message = format!("there is no {} `{name}`", self.what);
        // A single letter is near to any other one.
        let near = nearest(name, self.list.iter().map(String::as_str)).filter(|_| name.chars().count() > 1);
        let hint = near.map_or_else(
            || match self.list.len() {
                _ if self.by.is_some() => {
                    format!("the largest coalition names everybody: `{}`", self.by.as_deref().unwrap_or_default())
                }
                0 => format!("there are no {}s", self.what),
                1..=12 => format!("the {}s are `{}`", self.what, self.list.join("`, `")),
                _ => format!("there are {} {}s, none of them called so", self.list.len(), self.what),
            },
            |name| format!("did you mean `{name}`?"),
        );
        Finding::new("game::unknown_name", place, message).hint(hint)
    }
}

/// The fault of a name that cannot be one, because it could not stand in a group.
pub fn bad_name(name: &str) -> Option<(String, &'static str)> {
    let sign = |sign: char| format!("the name `{name}` has a `{sign}` in it");
    if name.chars().any(steers) {
        Some((format!("the name `{}` has control characters", visible(name)), "type it anew"))
    } else if name.chars().any(hides) {
        Some((format!("the name `{}` has characters that cannot be seen", visible(name)), "type it anew"))
    } else if name.len() > MAX_IN_NAME {
        Some((format!("a name has at most {MAX_IN_NAME} bytes, found {}", name.len()), "shorten it"))
    } else if name.is_empty() {
        Some(("expected a name, found none".to_string(), "every player needs one"))
    } else if name == OTHERS {
        Some((format!("no player can be called `{OTHERS}`"), "the word stands for all coalitions that are not listed"))
    } else if name.contains(JOIN) {
        Some((sign(JOIN), "the names of a coalition are joined with `+`"))
    } else if let Some(found) = name.chars().find(|found| matches!(found, ',' | ';' | '=')) {
        Some((sign(found), "join the names of a coalition with `+`: `A + B`"))
    } else {
        None
    }
}

/// The fault of a number of players.
pub fn too_many(players: usize, most: usize) -> Option<(String, String)> {
    match players {
        _ if players > most => {
            let hint = match most {
                MAX_PLAYERS => format!("a game has at most {most}"),
                _ => format!("a list of coalitions has at most {most}; games that follow from a formula can have more"),
            };
            Some((format!("{players} players are too many"), hint))
        }
        0 => Some(("there is no player".to_string(), "a game has at least one".to_string())),
        _ => None,
    }
}

/// The names of a group that is written as `A + B`.
pub fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(JOIN).map(str::trim)
}

/// A group as it is written.
pub fn written(group: Group, players: &[String]) -> String {
    group.names(players, " + ")
}
