//! From listed groups to a game, however they are written.

use std::collections::HashMap;

use coalition::families::{Listed, Others};
use coalition::table::MAX_IN_TABLE;
use coalition::{Group, Rational, Sense};
use num_traits::Zero;

use super::FILE;
use super::names::{Names, bad_name, parts, too_many, written};
use crate::finding::{Finding, Place};

/// Groups that are named where very many are missing.
const NAMED: usize = 6;

/// A group as it was read.
pub struct Entry {
    /// Who is in it.
    pub members: Members,
    /// Its number; `None` when it is wrong, which has been said.
    pub number: Option<Rational>,
    /// Where the group stands.
    pub place: Place,
    /// How a person finds it again, for instance `line 12`.
    pub address: String,
}

/// Who is in a group.
pub enum Members {
    /// Names joined with `+`.
    Text(String),
    /// Known positions.
    Known(Group),
}

/// All that is said of groups.
pub struct List {
    pub names: Names,
    pub entries: Vec<Entry>,
    pub sense: Sense,
    /// What groups are worth that are not listed, if the file says so.
    pub others: Option<Others>,
    /// Whether groups could not be read, which has been said: what is missing is not known then.
    pub partial: bool,
    /// Where a fault of the list as a whole belongs.
    pub place: Place,
}

impl List {
    /// The game, with the names of its players; `None` when there are faults.
    pub fn game(mut self, findings: &mut Vec<Finding>) -> Option<(Vec<String>, Listed)> {
        let before = findings.len();
        self.name_players(findings);
        let players = self.names.list.len();
        if let Some((message, hint)) = too_many(players, MAX_IN_TABLE) {
            findings.push(Finding::new("game::players", self.place.clone(), message).hint(hint));
            return None;
        }
        let groups = self.groups(findings);
        let number = |(group, entry): &(Group, usize)| {
            (*group, self.entries[*entry].number.clone().unwrap_or_else(Rational::zero))
        };
        let listed = Listed {
            players,
            sense: self.sense,
            // A group whose number is wrong, which has been said, is not missing as well.
            groups: groups.iter().map(number).collect(),
            others: self.others.unwrap_or_default(),
        };
        if findings.len() == before && !self.partial {
            self.check_whole(&listed, findings);
        }
        (findings.len() == before && !self.partial).then_some((self.names.list, listed))
    }

    /// Where nobody names the players, the largest group does: everybody.
    fn name_players(&mut self, findings: &mut Vec<Finding>) {
        if self.names.closed {
            return;
        }
        let sizes = self.entries.iter().filter_map(|entry| match &entry.members {
            Members::Text(text) => Some((parts(text).count(), text, &entry.place)),
            Members::Known(_) => None,
        });
        // The first of the largest.
        let Some((_, text, place)) = sizes.rev().max_by_key(|(size, ..)| *size) else { return };
        for name in parts(text) {
            if let Some((message, hint)) = bad_name(name) {
                findings.push(Finding::new("game::bad_name", place.clone(), message).hint(hint));
            }
            self.names.enter(name);
        }
        self.names.by = Some(text.trim().to_string());
        self.names.closed = true;
    }

    /// Groups with the positions of their entries.
    fn groups(&self, findings: &mut Vec<Finding>) -> Vec<(Group, usize)> {
        let mut seen: HashMap<Group, usize> = HashMap::new();
        let mut groups = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let Some(group) = self.group(entry, findings) else { continue };
            if let Some(first) = seen.insert(group, at) {
                let message = format!("`{}` is listed twice", written(group, &self.names.list));
                let hint = format!("the other one: {}", self.entries[first].address);
                findings.push(Finding::new("game::duplicate_group", entry.place.clone(), message).hint(hint));
                seen.insert(group, first);
                continue;
            }
            groups.push((group, at));
        }
        groups
    }

    fn group(&self, entry: &Entry, findings: &mut Vec<Finding>) -> Option<Group> {
        let text = match &entry.members {
            Members::Known(group) => return Some(*group),
            Members::Text(text) => text,
        };
        let mut group = Group::EMPTY;
        let mut whole = true;
        for name in parts(text) {
            match self.names.position(name) {
                Some(player) if group.contains(player) => {
                    let message = format!("`{name}` is in the coalition twice");
                    findings.push(Finding::new("game::bad_group", entry.place.clone(), message));
                    whole = false;
                }
                Some(player) => group = group.with(player),
                // The row that names it may be one that could not be read.
                None if self.partial && bad_name(name).is_none() => whole = false,
                None => {
                    // What cannot be a name at all was meant as something else.
                    let finding = match bad_name(name) {
                        Some((message, hint)) => {
                            Finding::new("game::bad_name", entry.place.clone(), message).hint(hint)
                        }
                        None => self.names.unknown(name, entry.place.clone()),
                    };
                    findings.push(finding);
                    whole = false;
                }
            }
        }
        whole.then_some(group)
    }

    /// What is missing.
    fn check_whole(&self, listed: &Listed, findings: &mut Vec<Finding>) {
        let names = &self.names.list;
        let all = Group::all(names.len());
        let has = |group: Group| listed.groups.iter().any(|(listed, _)| *listed == group);
        if !has(all) {
            let message = format!("everybody together is not listed: `{}`", written(all, names));
            let finding = Finding::new("game::missing_groups", self.place.clone(), message);
            findings.push(finding.hint("what is to be shared has to be said"));
        }
        match (listed.others, listed.sense) {
            (Others::Refused, _) => {
                let (count, first) = listed.missing(NAMED);
                // That everybody is missing has been said.
                let count = count - u64::from(!has(all));
                let first: Vec<String> = first
                    .iter()
                    .filter(|group| **group != all)
                    .map(|group| format!("`{}`", written(*group, names)))
                    .collect();
                if count > 0 {
                    let more = if first.len() as u64 == count { "" } else { " and so on" };
                    let of = (1_u64 << names.len()) - 1;
                    let are = if count == 1 { "is" } else { "are" };
                    let message = format!("{count} of {of} coalitions {are} not listed: {}{more}", first.join(", "));
                    findings.push(Finding::new("game::missing_groups", self.place.clone(), message).hint(
                        "list them, or say what coalitions are worth that are not listed: `others` is `split` (the best that their \
                         members can do in listed coalitions) or `0`",
                    ));
                }
            }
            (Others::Split, Sense::Cost) => {
                for player in (0..names.len()).filter(|player| !has(Group::single(*player))) {
                    let message =
                        format!("`{}` is not listed alone, so that coalitions with it have no cost", names[player]);
                    findings.push(Finding::new("game::missing_groups", self.place.clone(), message).hint(
                        "with `others` = `split` a cost follows from those of listed coalitions: list everybody alone",
                    ));
                }
            }
            _ => {}
        }
    }
}

/// What `others` says.
pub fn others(text: &str) -> Result<Others, String> {
    match text {
        "split" => Ok(Others::Split),
        _ if text.parse::<f64>() == Ok(0.0) => Ok(Others::Zero),
        _ => Err(format!("expected `split` or `0`, found `{text}`")),
    }
}

/// The place of the only file.
pub fn whole() -> Place {
    Place::whole(FILE)
}
