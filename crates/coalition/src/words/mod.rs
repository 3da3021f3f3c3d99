//! One plain sentence for each answer, in the names, the unit and the sense in which the numbers were given.

mod format;
mod properties;

use num_traits::{One, Signed, Zero};

use self::format::{digits, list, open, part, percent};
use crate::core::{CoreAnswer, LeastCore, Relaxation, Stability};
use crate::exact::{Rational, float};
use crate::excess::{Excesses, Tempted};
use crate::game::Sense;
use crate::group::Group;
use crate::nucleolus::{Base, NucleolusAnswer, Weight};
use crate::owen::OwenSet;
use crate::properties::{
    Crossing, Essential, Loss, Partition, Properties, Roles, Split, Standing, Unbalanced, Verdict,
};
use crate::shapley::SampledShapley;
use crate::table::Table;

/// Speaks of one game.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// Names of the players.
    pub names: &'a [String],
    /// Unit of the numbers, for instance `kUSD`; may be empty.
    pub unit: &'a str,
    /// Whether the numbers are profits or costs. Answers hold worths; sentences of costs turn them back.
    pub sense: Sense,
}

/// Members of a group that is named by those who are not in it, where these are few.
const LONG: usize = 12;
/// Groups that are named in a sentence.
const MAX_NAMED: usize = 24;

/// How sure an answer about all groups is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Proof {
    /// Proven against all groups.
    Proven,
    /// Proven within this share of the worth of everybody.
    Within(f64),
    /// No group among so many says otherwise.
    Among(u64),
}

impl<'a> Words<'a> {
    /// Speaks of a table.
    #[must_use]
    pub fn of(table: &'a Table, unit: &'a str) -> Self {
        Self { names: table.names(), unit, sense: table.sense() }
    }

    fn is_cost(&self) -> bool {
        self.sense == Sense::Cost
    }

    /// One of two words: for profits, for costs.
    fn say(&self, profit: &'static str, cost: &'static str) -> &'static str {
        if self.is_cost() { cost } else { profit }
    }

    /// A number with its unit: six digits, thousands apart by commas.
    #[must_use]
    pub fn amount(&self, number: f64) -> String {
        format!("{} {}", digits(number), self.unit).trim_end().to_string()
    }

    /// A worth or payoff as the number that it was given as.
    fn given(&self, worth: f64) -> String {
        self.amount(worth * self.sense.sign())
    }

    /// Two different worths, with as many digits as tell them apart.
    fn two(&self, one: f64, other: f64) -> (String, String) {
        let (short, same) = (self.given(one), self.given(other));
        if short != same || one == other {
            return (short, same);
        }
        let whole = |worth: f64| format!("{} {}", worth * self.sense.sign(), self.unit).trim_end().to_string();
        (whole(one), whole(other))
    }

    fn fraction(&self, worth: &Rational) -> String {
        self.given(float(worth))
    }

    /// Names with commas and an `and`.
    #[must_use]
    pub fn group(&self, group: Group) -> String {
        list(group.iter().map(|player| self.names[player].clone()).collect())
    }

    fn groups(&self, groups: impl IntoIterator<Item = Group>) -> String {
        let mut names: Vec<String> = groups.into_iter().map(|group| self.braced(group)).collect();
        if names.len() > MAX_NAMED {
            let more = names.len() - MAX_NAMED;
            names.truncate(MAX_NAMED);
            names.push(format!("{more} more"));
        }
        list(names)
    }

    /// A group in braces; by those who are not in it where it is nearly everybody.
    fn braced(&self, group: Group) -> String {
        let others = group.complement(self.names.len());
        match others.len() {
            1..=3 if group.len() > LONG => format!("{{all but {}}}", others.names(self.names, ", ")),
            _ => format!("{{{}}}", group.names(self.names, ", ")),
        }
    }

    /// Whether all is paid out.
    #[must_use]
    pub fn efficiency(&self, report: &Excesses) -> String {
        let total = self.given(report.total);
        let rest = report.total - report.paid;
        if report.is_efficient() {
            return match self.sense {
                Sense::Profit => format!("Everything that all earn together, {total}, is paid out, no more, no less."),
                Sense::Cost => format!("All costs, {total}, are charged, no more, no less."),
            };
        }
        let amount = self.amount(rest.abs());
        match (self.sense, rest > 0.0) {
            (Sense::Profit, true) => format!("Of {total} that all earn together {amount} are not paid out."),
            (Sense::Profit, false) => format!("{amount} more are paid out than the {total} that all earn together."),
            (Sense::Cost, true) => format!("{amount} more are charged than the costs of {total}."),
            (Sense::Cost, false) => format!("Of the costs of {total} {amount} are charged to nobody."),
        }
    }

    /// Whether somebody gets less than alone.
    #[must_use]
    pub fn alone(&self, report: &Excesses) -> String {
        let (player, margin) = report.worst_off();
        let name = &self.names[player];
        let amount = self.amount(margin.abs());
        let (more, less) = (self.say("more", "less"), self.say("less", "more"));
        let verb = self.say("earns", "pays");
        if margin.abs() <= report.tolerance {
            format!("Nobody {verb} {less} than alone; {name} {verb} the same.")
        } else if margin > 0.0 {
            format!("Nobody {verb} {less} than alone; the least to gain has {name}, {amount}.")
        } else {
            format!("{name} would {} {amount} {more} alone.", self.say("earn", "pay"))
        }
    }

    /// States whether and how many coalitions would gain by leaving.
    #[must_use]
    pub fn temptation(&self, report: &Excesses) -> String {
        let of = digits(report.groups as f64);
        match (report.blocking, report.is_all) {
            (0, true) => "No coalition would do better on its own.".to_string(),
            (0, false) => format!("None of the {of} coalitions tested would do better on its own."),
            (1, _) => format!("1 coalition of {of} would do better on its own."),
            (blocking, _) => format!("{} coalitions of {of} would do better on their own.", digits(blocking as f64)),
        }
    }

    /// States a coalition's gain from leaving.
    #[must_use]
    pub fn tempted(&self, tempted: &Tempted) -> String {
        let group = self.group(tempted.group);
        let gain = tempted.excess > 0.0;
        let (verb, more) = if gain == (self.sense == Sense::Profit) {
            (self.say("earn", "pay"), "more")
        } else {
            (self.say("earn", "pay"), "less")
        };
        let amount = self.amount(tempted.excess.abs());
        let each = match tempted.group.len() {
            1 => String::new(),
            _ => format!(", {} for each member", self.amount(tempted.per_member.abs())),
        };
        let own = if tempted.group.len() == 1 { "alone" } else { "on their own" };
        if tempted.excess == 0.0 {
            return format!("{group} would {verb} the same {own}.");
        }
        format!("{group} would {verb} {amount} {more} {own}{each}.")
    }

    /// Whether the core is empty; if so, why.
    #[must_use]
    pub fn core(&self, answer: &CoreAnswer) -> String {
        match answer {
            CoreAnswer::NonEmpty { .. } => {
                "The core is nonempty: under some allocation, no coalition would do better on its own.".to_string()
            }
            CoreAnswer::Empty { proof, asked, total } => {
                let why = self.why_empty(proof, asked, total);
                format!("The core is empty: under every allocation, some coalition would do better on its own. {why}")
            }
        }
    }

    /// Why a core is empty: balanced groups, each with the part in which it counts.
    #[must_use]
    pub fn why_empty(&self, proof: &[(Group, Rational)], asked: &Rational, total: &Rational) -> String {
        let same = proof.first().filter(|first| proof.iter().all(|(_, weight)| *weight == first.1));
        let groups = self.groups(proof.iter().map(|(group, _)| *group));
        let counted = match same {
            Some((_, weight)) if weight.is_one() => groups,
            Some((_, weight)) => format!("{groups}, each counted {},", part(weight)),
            None => list(
                proof
                    .iter()
                    .map(|(group, weight)| format!("{{{}}} counted {}", group.names(self.names, ", "), part(weight)))
                    .collect(),
            ),
        };
        let (asked, total) = self.two(float(asked), float(total));
        match self.sense {
            Sense::Profit => {
                format!("The coalitions {counted} contain each member once and need {asked}; the total is {total}.")
            }
            Sense::Cost => {
                format!(
                    "The coalitions {counted} contain each member once and would pay {asked}; the total cost is {total}."
                )
            }
        }
    }

    /// States the smallest possible largest excess.
    #[must_use]
    pub fn least_core(&self, found: &LeastCore) -> String {
        let size = float(&found.eps.abs());
        let of = match found.relaxation {
            Relaxation::Strong => self.amount(size),
            Relaxation::Weak => format!("{} for each member", self.amount(size)),
            Relaxation::Proportional => {
                format!("{} of its {}", percent(size), self.say("worth", "cost"))
            }
        };
        if found.eps.is_zero() {
            "Smallest possible largest excess: 0. Under the best allocation no coalition gains by leaving, and some are indifferent.".to_string()
        } else if found.eps.is_positive() {
            format!(
                "Smallest possible largest excess: {of}. A leaving fee of this size keeps every coalition; no allocation makes it smaller."
            )
        } else {
            format!(
                "Under the best allocation, every coalition is better off by at least {of} than on its own; no allocation makes this larger."
            )
        }
    }

    /// States the cost of stability.
    #[must_use]
    pub fn stability(&self, found: &Stability) -> String {
        if found.additive.is_zero() {
            return "Cost of stability: 0; no outside payment is needed.".to_string();
        }
        let amount = self.amount(float(&found.additive));
        format!(
            "An outside payment of {amount} would give every coalition at least its stand-alone value; less would not."
        )
    }

    /// How much a player can get, or has to pay, in the core; worths as [`core_ranges`](crate::core_ranges) gives them.
    #[must_use]
    pub fn room(&self, player: usize, (least, most): (f64, f64)) -> String {
        let name = &self.names[player];
        let (low, high) = if self.is_cost() { (most, least) } else { (least, most) };
        let (low, high) = (self.given(low), self.given(high));
        let share = self.say("share", "charge");
        if low == high {
            format!("{name}'s {share} has to be {low}, or some coalition gains by leaving.")
        } else {
            format!("{name}'s {share} can lie between {low} and {high} in the core.")
        }
    }

    /// What the nucleolus is, and which groups it looks after first.
    #[must_use]
    pub fn nucleolus(&self, answer: &NucleolusAnswer) -> String {
        let found = match answer {
            NucleolusAnswer::Found(found) => found,
            NucleolusAnswer::NoImputation { alone, total } => {
                return format!(
                    "There is no nucleolus: alone all members would {} {} in sum, together {}, so that somebody is worse off than alone.",
                    self.say("earn", "pay"),
                    self.given(*alone),
                    self.given(*total)
                );
            }
        };
        let each = if found.weight == Weight::PerCapita { " per member" } else { "" };
        let base = if found.base == Base::Imputations { ", with no player below its stand-alone value" } else { "" };
        let rule = format!("Minimizes the largest excess{each}, then the next largest, and so on{base}");
        match found.levels.first() {
            Some(level) if !level.groups.is_empty() => {
                let groups = self.groups(level.groups.iter().take(3).map(|(group, _)| *group));
                let more = if level.groups.len() > 3 {
                    format!(" and {} more", level.groups.len() - 3)
                } else {
                    String::new()
                };
                format!("{rule}; first {groups}{more}.")
            }
            _ => format!("{rule}."),
        }
    }

    /// What the Shapley value is, and how sure an estimate of it is.
    #[must_use]
    pub fn shapley(&self, sample: Option<&SampledShapley>) -> String {
        let what = self.say("contribution to the earnings", "addition to the costs");
        let rule = format!("Each member's average {what} over all orders of joining");
        let Some(sample) = sample else { return format!("{rule}.") };
        match &sample.half_widths {
            Some(widths) => {
                let width = widths.iter().copied().fold(0.0, f64::max);
                let (width, sure) = (self.amount(width), percent(sample.confidence));
                format!("{rule}, estimated: within {width} for all members at once with a confidence of {sure}.")
            }
            None => format!("{rule}, estimated from a single block of orders: how far off it is, is not known."),
        }
    }

    /// What shares at prices are, and how far they may move with the prices.
    #[must_use]
    pub fn owen(&self, set: &OwenSet) -> String {
        let rule = "Each unit that members bring is paid what one more unit of it would earn";
        let width = |player: usize| set.ranges[player].1 - set.ranges[player].0;
        let widest = (0..set.ranges.len()).reduce(|most, next| if width(next) > width(most) { next } else { most });
        match widest.filter(|player| width(*player) > 0.0) {
            None => format!("{rule}; all such prices pay the same."),
            Some(player) => {
                let (least, most) = set.ranges[player];
                let (name, least, most) = (&self.names[player], self.given(least), self.given(most));
                format!("{rule}; such prices are not unique: {name} can get from {least} to {most}.")
            }
        }
    }

    /// How sure an answer about all groups is.
    #[must_use]
    pub fn proof(&self, proof: Proof) -> String {
        match proof {
            Proof::Proven => "Proven for all coalitions.".to_string(),
            Proof::Within(share) => format!("Proven within {}.", percent(share)),
            Proof::Among(groups) => format!("No counter-example among {} coalitions.", digits(groups as f64)),
        }
    }
}
