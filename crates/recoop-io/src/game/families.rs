//! The data of each kind of game.

use coalition::exact::float;
use coalition::families::{Airport, Assignment, Bankruptcy, Family, Glove, LinearProduction, Others, WeightedVoting};
use coalition::{Classes, Rational, Sense};
use num_bigint::BigInt;
use num_traits::{Signed, Zero};

use super::FILE;
use super::form::Held;
use super::json::{Floor, Object, Read, Sparse, dense};
use super::listed::{Entry, List, Members, others, whole};
use super::names::Names;
use crate::finding::Place;

impl Object<'_> {
    pub fn table(&mut self, sense: Sense) -> Option<Read> {
        let names = self.names("players", "player");
        let mut list = List { names, entries: Vec::new(), sense, others: None, partial: false, place: whole() };
        if let Some(value) = self.get("others") {
            let text = match &value.held {
                Held::Text(text) | Held::Number(text) => text.clone(),
                _ => value.kind(),
            };
            match others(&text) {
                Ok(others) => list.others = Some(others),
                Err(message) => {
                    list.others = Some(Others::Zero);
                    let hint = "`\"split\"`: the best that their members can do in listed coalitions; `0`: nothing";
                    self.find("json::bad_value", value.place(), message, Some(hint.to_string()));
                }
            }
        }
        let groups = self.get("groups")?;
        let Held::Object(fields) = &groups.held else {
            let message = format!("expected an object, found {}", groups.kind());
            let hint = "coalitions by name: `{ \"A\": 1, \"B\": 2, \"A + B\": 5 }`";
            self.find("json::bad_value", groups.place(), message, Some(hint.to_string()));
            return None;
        };
        list.place = groups.place();
        for field in fields {
            let number = self.number(&field.value, Floor::None);
            let members = Members::Text(field.name.clone());
            let address = format!("`\"{}\"`", field.name);
            list.entries.push(Entry { members, number, place: field.place(), address });
        }
        let (players, listed) = list.game(self.findings)?;
        Some(Read { players, resources: Vec::new(), family: Family::Listed(listed), counts: None })
    }

    pub fn family(&mut self, word: &str) -> Option<Read> {
        let before = self.findings.len();
        let mut resources = Names::new("resource");
        let (mut players, field) = match word {
            "assignment" => (Names::new("player"), "gains"),
            _ => (self.names("players", "player"), if word == "linear_production" { "brings" } else { "players" }),
        };
        let has_classes = self.get("count").is_some();
        let mut counts = None;
        let family = match word {
            "bankruptcy" => self.bankruptcy(&mut players).map(Family::Bankruptcy),
            "airport" => self.whole("costs", &mut players).map(|costs| Family::Airport(Airport { costs })),
            "voting" => self.voting(&mut players, &mut counts).map(Family::Voting),
            "glove" => self.glove(&mut players).map(Family::Glove),
            "assignment" => self.assignment(&mut players).map(Family::Assignment),
            "linear_production" => self.linear_production(&mut players, &mut resources).map(Family::LinearProduction),
            _ => None,
        };
        if has_classes && word == "airport" {
            counts = self.counts("count", &mut players);
        }
        if self.findings.len() == before && family.is_some() {
            self.check_players(field, players.list.len());
        }
        let family = family.filter(|_| self.findings.len() == before)?;
        // What no fault above has found, without a place.
        let faults = match &counts {
            Some(counts) => Classes::new(&family, counts.clone()).err().into_iter().collect(),
            None => family.check(),
        };
        for fault in faults {
            self.find("game::invalid", Place::whole(FILE), fault.to_string(), None);
        }
        Some(Read { players: players.list, resources: resources.list, family, counts })
    }

    fn bankruptcy(&mut self, players: &mut Names) -> Option<Bankruptcy> {
        let (claims, estate) = (self.whole("claims", players), self.amount("estate"));
        let (claims, estate) = (claims?, estate?);
        let sum: Rational = claims.iter().sum();
        if estate > sum {
            let (estate, sum) = (float(&estate), float(&sum));
            let message = format!("an estate of {estate} covers all claims, {sum} together: there is nothing to share");
            self.at("estate", message, "an estate of at most the sum of the claims");
        }
        Some(Bankruptcy { estate, claims })
    }

    fn voting(&mut self, players: &mut Names, counts: &mut Option<Vec<u64>>) -> Option<WeightedVoting> {
        let (weights, quota) = (self.whole("weights", players), self.amount("quota"));
        if self.get("count").is_some() {
            *counts = Some(self.counts("count", players)?);
        }
        let (weights, quota) = (weights?, quota?);
        let count = |at: usize| BigInt::from(counts.as_ref().map_or(1, |counts| counts[at]));
        let sum: Rational = weights.iter().enumerate().map(|(at, weight)| weight * count(at)).sum();
        if quota.is_zero() {
            self.at("quota", "with a quota of 0 nobody would win alone".to_string(), "a quota above 0");
        } else if quota > sum {
            let (quota, sum) = (float(&quota), float(&sum));
            let message = format!("a quota of {quota} is above all weights, {sum} together: nobody ever wins");
            self.at("quota", message, "a quota of at most the sum of the weights");
        }
        Some(WeightedVoting { quota, weights })
    }

    fn glove(&mut self, players: &mut Names) -> Option<Glove> {
        let left = self.vector("left", players, Floor::Zero);
        let right = self.vector("right", players, Floor::Zero);
        let count = players.list.len();
        Some(Glove { left: dense(&left?, count), right: dense(&right?, count) })
    }

    fn assignment(&mut self, players: &mut Names) -> Option<Assignment> {
        let mut buyers = self.names("buyers", "buyer");
        let mut sellers = self.names("sellers", "seller");
        let gains = self.matrix("gains", &mut buyers, &mut sellers, Floor::Zero)?;
        // Numbered, each side begins at 1.
        let is_numbered = |names: &Names| names.list.iter().enumerate().all(|(at, name)| *name == (at + 1).to_string());
        if is_numbered(&buyers) && is_numbered(&sellers) {
            for names in [&mut buyers, &mut sellers] {
                names.list = names.list.iter().map(|number| format!("{} {number}", names.what)).collect();
            }
        }
        if let Some(both) = buyers.list.iter().find(|name| sellers.position(name).is_some()) {
            let message = format!("`{both}` is a buyer and a seller");
            self.at("gains", message, "a player stands on one side; give the two different names");
        }
        if buyers.list.is_empty() || sellers.list.is_empty() {
            let message = format!("{} buyers and {} sellers", buyers.list.len(), sellers.list.len());
            self.at("gains", message, "at least one of each");
        }
        let gains = grid(&gains, buyers.list.len(), sellers.list.len());
        players.list = [buyers.list, sellers.list].concat();
        Some(Assignment { gains })
    }

    fn linear_production(&mut self, players: &mut Names, resources: &mut Names) -> Option<LinearProduction> {
        let mut products = self.names("products", "product");
        *resources = self.names("resources", "resource");
        let earns = self.vector("earns", &mut products, Floor::None);
        products.closed = true;
        let needs = self.matrix("needs", resources, &mut products, Floor::Zero);
        resources.closed = true;
        let brings = self.matrix("brings", players, resources, Floor::Zero);
        let (earns, needs, brings) = (earns?, needs?, brings?);
        for (side, field) in [(&products, "earns"), (&*resources, "needs")] {
            if side.list.is_empty() {
                self.at(field, format!("there is no {}", side.what), "at least one");
            }
        }
        for (product, earns) in &earns {
            let is_free = needs.iter().all(|(_, needed, amount)| needed != product || amount.is_zero());
            if earns.is_positive() && is_free {
                let name = &products.list[*product];
                let message = format!("`{name}` earns money and needs nothing: worths have no limit");
                let hint = "say in `needs` how much of which resource".to_string();
                self.find("json::bad_value", self.place_of("earns", name), message, Some(hint));
            }
        }
        Some(LinearProduction {
            needs: grid(&needs, resources.list.len(), products.list.len()),
            earns: dense(&earns, products.list.len()),
            brings: grid(&brings, players.list.len(), resources.list.len()),
        })
    }
}

fn grid(numbers: &Sparse, rows: usize, columns: usize) -> Vec<Vec<Rational>> {
    let mut all = vec![vec![Rational::zero(); columns]; rows];
    numbers.iter().for_each(|(row, column, number)| all[*row][*column].clone_from(number));
    all
}
