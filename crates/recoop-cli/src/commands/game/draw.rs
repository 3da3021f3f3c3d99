//! The answer as text.
//!
//! Long: one function for each part of the screen.

use coalition::exact::float;
use coalition::families::{Family, Others};
use coalition::table::MAX_IN_TABLE;
use coalition::{
    Answered, Certificate, CoreAnswer, Group, LeastCore, Nucleolus, OwenSet, Paid, Rational, Relaxation, Sense, Words,
};
use recoop_study::game::Surveyed;

use super::numbers::{decimals, fixed};
use crate::screen::{Screen, right, wrap};

/// Levels of a nucleolus that are told unless all is asked for.
const LEVELS: usize = 3;

pub fn draw(answer: &Surveyed, screen: Screen) -> String {
    let text = Text { answer, screen, words: answer.words() };
    let short = text.short();
    let what: Vec<String> =
        answer.survey.properties.known().map(|found| text.words.properties(found)).unwrap_or_default();
    let what: Vec<String> = what.into_iter().filter(|sentence| !short.contains(sentence)).collect();
    [
        text.head(),
        text.list("Summary", &short),
        text.payoffs(),
        text.leaving(),
        text.list("Properties", &what),
        text.proofs(),
    ]
    .into_iter()
    .filter(|part| !part.is_empty())
    .collect::<Vec<_>>()
    .join("\n")
}

/// Why there is no answer; nothing where there is one, or nobody asked.
fn why<T>(found: &Answered<T>) -> Option<&str> {
    match found {
        Answered::Nothing(why) => Some(why),
        Answered::Stopped => Some("stopped"),
        Answered::Known(_) | Answered::Unasked => None,
    }
}

struct Text<'a> {
    answer: &'a Surveyed,
    screen: Screen,
    words: Words<'a>,
}

impl Text<'_> {
    /// A line of its own, with what follows indented.
    fn line(&self, text: &str) -> String {
        wrap(&format!("  {text}"), self.screen.width)
    }

    /// Sentences below a heading; nothing without any.
    fn list(&self, heading: &str, sentences: &[String]) -> String {
        if sentences.is_empty() {
            return String::new();
        }
        let lines = sentences.iter().map(|sentence| self.line(sentence));
        self.screen.heading(heading) + &lines.collect::<String>()
    }

    fn head(&self) -> String {
        let file = &self.answer.file;
        let mut out = self.screen.heading(wrap(&file.title, self.screen.width).trim_end());
        if let Some(source) = &file.source {
            out.push_str(&self.line(&format!("source: {source}")));
        }
        let players = file.players.len();
        let what = match file.family.sense() {
            Sense::Profit => "profits",
            Sense::Cost => "costs",
        };
        let counted = if players == 1 { "1 player".to_string() } else { format!("{players} players") };
        let mut text = format!("{}: {what} of {counted}", file.kind().replace('_', " "));
        if let Some(total) = self.answer.total() {
            let (verb, amount) = (["earn", "pay"], self.words.amount(self.answer.given(total)));
            let verb = verb[usize::from(file.family.sense() == Sense::Cost)];
            text.push_str(&format!("; together they {verb} {amount}"));
        }
        out.push_str(&self.line(&text));
        if self.answer.table.is_none() {
            let text = match players {
                ..=MAX_IN_TABLE => {
                    format!(
                        "not all coalitions were computed; `--exact {players}` computes all (memory and time grow as 2^n)"
                    )
                }
                _ => format!("more than {MAX_IN_TABLE} players: not all coalitions can be computed"),
            };
            out.push_str(&self.line(&text));
        }
        if let Family::Listed(listed) = &file.family {
            let (count, _) = listed.missing(0);
            let others = match listed.others {
                Others::Refused => None,
                Others::Zero => Some("worth zero"),
                Others::Split => Some("worth the best partition into listed coalitions"),
            };
            if let Some(others) = others.filter(|_| count > 0) {
                let of = (1_u64 << listed.players) - 1;
                out.push_str(&self.line(&format!("{count} of {of} coalitions are not listed: they are {others}")));
            }
        }
        out
    }

    /// What most people ask for, in sentences.
    fn short(&self) -> Vec<String> {
        let survey = &self.answer.survey;
        let mut sentences = Vec::new();
        if let Some(properties) = survey.properties.known() {
            sentences.push(self.words.standing(&properties.standing()));
        } else if let Some(room) = survey.core.known() {
            sentences.push(self.words.core(&room.core));
        }
        if let Some(found) = self.least_core() {
            sentences.push(self.words.least_core(found));
        }
        if let Some(stability) = survey.stability.known() {
            sentences.push(self.words.stability(stability));
        }
        if self.screen.full
            && let Some(ranges) = survey.core.known().and_then(|room| room.ranges.as_ref())
        {
            sentences.extend(ranges.iter().enumerate().map(|(at, range)| self.words.room(at, *range)));
        }
        for (name, reason) in [
            ("core", why(&survey.core)),
            ("cost of stability", why(&survey.stability)),
            ("properties", why(&survey.properties)),
        ] {
            sentences.extend(reason.map(|reason| format!("{name}: {reason}")));
        }
        sentences
    }

    fn least_core(&self) -> Option<&LeastCore> {
        self.paid().find_map(|(_, paid)| match &paid.certificate {
            Certificate::Balanced(found) if found.relaxation == Relaxation::Strong => Some(found),
            _ => None,
        })
    }

    /// Rules with payoffs, those that were brought first.
    fn paid(&self) -> impl Iterator<Item = (&'static str, &Paid)> {
        let survey = &self.answer.survey;
        let given = survey.given.known().map(|paid| ("yours", paid));
        given.into_iter().chain(survey.rules.iter().filter_map(|(rule, found)| Some((rule.as_str(), found.known()?))))
    }

    /// Rules of different payoffs, each with the names of those that pay the same.
    fn different(&self) -> Vec<(&'static str, &Paid, Vec<&'static str>)> {
        let mut different: Vec<(&'static str, &Paid, Vec<&'static str>)> = Vec::new();
        for (name, paid) in self.paid() {
            let near = |other: &Paid| {
                let pairs = paid.payoffs.iter().zip(&other.payoffs);
                let tolerance = paid.excesses.tolerance.max(other.excesses.tolerance);
                pairs.into_iter().all(|(a, b)| (a - b).abs() <= tolerance)
            };
            match different.iter_mut().find(|(_, other, _)| near(other)) {
                Some((.., same)) => same.push(name),
                None => different.push((name, paid, Vec::new())),
            }
        }
        different
    }

    fn payoffs(&self) -> String {
        let survey = &self.answer.survey;
        let rules = self.different();
        let reasons: Vec<(&str, &str)> = std::iter::once(("yours", why(&survey.given)))
            .chain(survey.rules.iter().map(|(rule, found)| (rule.as_str(), why(found))))
            .filter_map(|(name, why)| Some((name, why?)))
            .collect();
        if rules.is_empty() && reasons.is_empty() {
            return String::new();
        }
        let unit = &self.answer.file.unit;
        let what = match self.answer.file.family.sense() {
            Sense::Profit => "Payoffs",
            Sense::Cost => "Charges",
        };
        let mut out = self.screen.heading(&if unit.is_empty() { what.to_string() } else { format!("{what} ({unit})") });
        out.push_str(&self.columns(&rules));
        for (name, _, same) in rules.iter().filter(|(.., same)| !same.is_empty()) {
            let verb = if same.len() == 1 { "is" } else { "are" };
            let same: Vec<String> = same.iter().map(|name| plain(name)).collect();
            out.push_str(&self.line(&format!("{} {verb} the same as {}", listed(&same), plain(name))));
        }
        for (name, why) in reasons {
            out.push_str(&self.line(&format!("{}: {why}", plain(name))));
        }
        out
    }

    /// Players down, rules across, in as many tables as the width asks for.
    fn columns(&self, rules: &[(&'static str, &Paid, Vec<&'static str>)]) -> String {
        let names = &self.answer.file.players;
        let head = names.iter().map(|name| name.chars().count()).max().unwrap_or(0).max("player".len()) + 2;
        let mut columns: Vec<Vec<String>> = Vec::new();
        let mut column = |title: String, worths: Vec<f64>| {
            let numbers: Vec<f64> = worths.into_iter().map(|worth| self.answer.given(worth)).collect();
            let decimals = decimals(&numbers);
            columns.push(std::iter::once(title).chain(numbers.iter().map(|number| fixed(*number, decimals))).collect());
        };
        for (name, paid, _) in rules {
            column(plain(name), paid.payoffs.clone());
        }
        if let Some(ranges) = self.answer.survey.core.known().and_then(|room| room.ranges.as_ref()) {
            // The least charge is the largest payoff.
            let (mut least, mut most): (Vec<f64>, Vec<f64>) = ranges.iter().copied().unzip();
            if self.words.sense == Sense::Cost {
                std::mem::swap(&mut least, &mut most);
            }
            column("core from".to_string(), least);
            column("core to".to_string(), most);
        }
        let width = |column: &[String]| column.iter().map(|cell| cell.chars().count()).max().unwrap_or(0) + 2;
        let mut out = String::new();
        let mut rest = &columns[..];
        while !rest.is_empty() {
            let mut used = head;
            let fits = rest.iter().take_while(|column| {
                used += width(column);
                used <= self.screen.width
            });
            let (now, later) = rest.split_at(fits.count().max(1));
            rest = later;
            let mut table = self.screen.table();
            for row in 0..=names.len() {
                let first = if row == 0 { "player" } else { names[row - 1].as_str() };
                let cells = std::iter::once(first).chain(now.iter().map(|column| column[row].as_str()));
                if row == 0 {
                    table.set_header(cells)
                } else {
                    table.add_row(cells)
                };
            }
            right(&mut table, &(1..=now.len()).collect::<Vec<_>>());
            out.push_str(&format!("{table}\n"));
            if !rest.is_empty() {
                out.push('\n');
            }
        }
        out
    }

    fn leaving(&self) -> String {
        let mut out = String::new();
        for (name, paid, _) in self.different() {
            let report = &paid.excesses;
            let mut text = format!("{}: {}", plain(name), self.words.temptation(report));
            if !report.is_efficient() {
                text.push(' ');
                text.push_str(&self.words.efficiency(report));
            }
            // Where nobody would leave, who would lose least by it is enough.
            let most = if report.blocking == 0 && !self.screen.full { 1 } else { report.most.len() };
            let shown = || report.most.iter().take(most);
            let worst = Group::single(report.worst_off().0);
            if !report.is_individually_rational() && !shown().any(|tempted| tempted.group == worst) {
                text.push(' ');
                text.push_str(&self.words.alone(report));
            }
            out.push_str(&self.line(&text));
            for tempted in shown() {
                let mut tempted = tempted.clone();
                if tempted.excess.abs() <= report.tolerance {
                    tempted.excess = 0.0;
                }
                out.push_str(&self.line(&format!("  {}", self.words.tempted(&tempted))));
            }
        }
        if out.is_empty() {
            return out;
        }
        self.screen.heading("Coalitions by excess") + &out
    }

    fn proofs(&self) -> String {
        let mut out = String::new();
        let mut told = Vec::new();
        for (name, paid) in self.paid() {
            let name = plain(name);
            let checked = match &paid.verified {
                Some(Ok(())) => "certificate rechecked from the game table: valid",
                Some(Err(why)) => &format!("certificate rechecked from the game table: NOT valid: {why}"),
                None => "certificate not rechecked: too many players",
            };
            match &paid.certificate {
                Certificate::Levels(found) => {
                    let levels = if found.levels.len() == 1 {
                        "1 level".to_string()
                    } else {
                        format!("{} levels", found.levels.len())
                    };
                    out.push_str(&self.line(&format!("{name}: {levels}; {checked}")));
                    if !told.contains(&&found.levels) {
                        out.push_str(&self.levels(found));
                        told.push(&found.levels);
                    }
                }
                Certificate::Balanced(found) => {
                    out.push_str(&self.line(&format!("{name}: eps {}; {checked}", self.eps(found))));
                    if self.screen.full {
                        out.push_str(&self.line(&format!("  balanced: {}", self.weighted(&found.proof))));
                    }
                }
                Certificate::Sample(sample) => {
                    out.push_str(&self.line(&format!(
                        "{name}: {} {} coalitions evaluated, {} blocks of orders.",
                        self.words.shapley(Some(sample)),
                        sample.evaluations,
                        sample.blocks
                    )));
                }
                Certificate::Prices(found) => {
                    let checked = match &paid.verified {
                        Some(Err(why)) => format!("the proof of the prices does NOT hold: {why}"),
                        _ => "Output earns exactly the prices paid: proven to be in the core, for all coalitions."
                            .to_string(),
                    };
                    out.push_str(&self.line(&format!("{name}: {} {checked}", self.prices(found))));
                }
                Certificate::Formula(_) | Certificate::Given(_) => {}
            }
        }
        if let Some(CoreAnswer::Empty { proof, .. }) = self.answer.survey.core.known().map(|room| &room.core)
            && self.screen.full
        {
            out.push_str(&self.line(&format!("empty core: balanced: {}", self.weighted(proof))));
        }
        if out.is_empty() { out } else { self.screen.heading("Proofs") + &out }
    }

    /// Shadow prices, with their ranges where they are not unique.
    fn prices(&self, found: &OwenSet) -> String {
        let resources = &self.answer.file.resources;
        let price = |(at, name): (usize, &String)| {
            let (least, most) = found.price_ranges[at];
            match (least == most, most.is_finite()) {
                (true, _) => format!("{name} {}", self.number(least)),
                (false, true) => format!("{name} {} to {}", self.number(least), self.number(most)),
                (false, false) => format!("{name} {} or more", self.number(least)),
            }
        };
        let mut text = self.words.owen(found);
        if !resources.is_empty() {
            let prices: Vec<String> = resources.iter().enumerate().map(price).collect();
            text.push_str(&format!(" Prices: {}.", prices.join(", ")));
        }
        if self.screen.full && found.width() > 0.0 {
            let ranges = found.ranges.iter().zip(&self.answer.file.players);
            let range = |((least, most), name): (&(f64, f64), &String)| {
                format!("{name} {} to {}", self.number(*least), self.number(*most))
            };
            text.push_str(&format!(" At all such prices: {}.", ranges.map(range).collect::<Vec<_>>().join(", ")));
        }
        text
    }

    fn eps(&self, found: &LeastCore) -> String {
        let eps = float(&found.eps);
        match found.relaxation {
            Relaxation::Proportional => self.number(eps),
            Relaxation::Strong | Relaxation::Weak => self.words.amount(eps),
        }
    }

    fn number(&self, number: f64) -> String {
        fixed(number, decimals(&[number]))
    }

    fn levels(&self, found: &Nucleolus) -> String {
        let most = if self.screen.full { found.levels.len() } else { LEVELS };
        let mut out = String::new();
        for (at, level) in found.levels.iter().enumerate().take(most) {
            let sign = float(&level.excess);
            let mut text =
                format!("  {}. excess {}: {}", at + 1, self.words.amount(sign), self.weighted(&level.groups));
            if !level.bounds.is_empty() {
                let bounds: Group = level.bounds.iter().map(|(player, _)| *player).collect();
                text.push_str(&format!("; at their stand-alone value: {}", self.words.group(bounds)));
            }
            out.push_str(&self.line(&text));
        }
        if found.levels.len() > most {
            out.push_str(&self.line(&format!("  and {} more (--full shows all)", found.levels.len() - most)));
        }
        out
    }

    /// Groups, with their weights where all is asked for.
    fn weighted(&self, groups: &[(Group, Rational)]) -> String {
        const MOST: usize = 6;
        let most = if self.screen.full { groups.len() } else { MOST };
        let mut items: Vec<String> = groups
            .iter()
            .take(most)
            .map(|(group, weight)| {
                let names = group.names(&self.answer.file.players, ", ");
                if self.screen.full { format!("{weight} × {{{names}}}") } else { format!("{{{names}}}") }
            })
            .collect();
        if groups.len() > most {
            items.push(format!("{} more", groups.len() - most));
        }
        items.join(", ")
    }
}

/// A word as it is spoken.
fn plain(word: &str) -> String {
    word.replace('_', " ")
}

/// Items with commas and an `and`.
fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
