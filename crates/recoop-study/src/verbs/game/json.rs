//! The answer as JSON (docs/game.md#json). Numbers are as they were given: profits, or costs and charges.

use coalition::exact::float;
use coalition::properties::{Crossing, Loss, Partition, Split, Unbalanced};
use coalition::{
    Answered, Certificate, CoreAnswer, Group, Level, Measure, Paid, Properties, Rational, Relaxation, Room, Stability,
    Standing, Verdict,
};
use num_traits::Signed;
use serde_json::{Value, json};

use super::Surveyed;

pub(super) fn json(answer: &Surveyed) -> Value {
    let file = &answer.file;
    let survey = &answer.survey;
    let rules = survey.rules.iter().map(|(rule, found)| {
        let mut entry = found_json(found, |paid| answer.paid(paid));
        entry["rule"] = rule.as_str().into();
        entry
    });
    let sentences = answer.words();
    json!({
        "title": file.title, "source": file.source, "note": file.note, "kind": file.kind(),
        "sense": if answer.given(1.0) > 0.0 { "profit" } else { "cost" }, "unit": file.unit, "players": file.players,
        "total": answer.total().map(|worth| answer.given(worth)),
        "alone": answer.table.as_ref().map(|table| {
            let alone = |player: usize| answer.given(table.at(Group::single(player)));
            (0..file.players.len()).map(alone).collect::<Vec<_>>()
        }),
        "by": match answer.measure {
            Measure::Excess => "gain", Measure::PerMember => "per_member", Measure::Relative => "relative",
        },
        "rules": rules.collect::<Vec<_>>(),
        "yours": found_json(&survey.given, |paid| answer.paid(paid)),
        "core": found_json(&survey.core, |room| answer.room(room)),
        "stability": found_json(&survey.stability, |found| answer.stability(found)),
        "properties": found_json(&survey.properties, |found| answer.properties(found)),
        "sentences": survey.properties.known().map(|found| sentences.properties(found)),
        "stopped": survey.is_stopped(),
    })
}

/// An answer with its status: `found`, `none` (and why), `stopped` or `not asked`.
fn found_json<T>(found: &Answered<T>, of: impl FnOnce(&T) -> Value) -> Value {
    match found {
        Answered::Known(known) => {
            let mut value = of(known);
            value["status"] = "found".into();
            value
        }
        Answered::Nothing(why) => json!({ "status": "none", "why": why }),
        Answered::Stopped => json!({ "status": "stopped" }),
        Answered::Unasked => json!({ "status": "not asked" }),
    }
}

impl Surveyed {
    fn names(&self, group: Group) -> Value {
        group.iter().map(|player| self.file.players[player].as_str()).collect()
    }

    fn weighted(&self, groups: &[(Group, Rational)]) -> Value {
        groups
            .iter()
            .map(|(group, weight)| json!({ "group": self.names(*group), "weight": weight.to_string() }))
            .collect()
    }

    /// A fraction as it was given.
    fn fraction(&self, worth: &Rational) -> Value {
        let given = if self.given(1.0) > 0.0 { worth.clone() } else { -worth };
        json!({ "value": float(&given) + 0.0, "exact": given.to_string() })
    }

    fn paid(&self, paid: &Paid) -> Value {
        let report = &paid.excesses;
        let exact = paid
            .certificate
            .exact()
            .map(|exact| exact.iter().map(|payoff| self.fraction(payoff)["exact"].clone()).collect::<Vec<_>>());
        let most: Vec<Value> = report
            .most
            .iter()
            .map(|tempted| {
                json!({
                    "group": self.names(tempted.group), "number": self.given(tempted.worth),
                    "paid": self.given(tempted.paid), "gain": tempted.excess, "per_member": tempted.per_member,
                    "relative": tempted.relative,
                })
            })
            .collect();
        json!({
            "payoffs": paid.payoffs.iter().map(|payoff| self.given(*payoff)).collect::<Vec<_>>(), "exact": exact,
            "certificate": self.certificate(&paid.certificate),
            "verified": paid.verified.as_ref().map(Result::is_ok),
            "efficient": report.is_efficient(), "individually_rational": report.is_individually_rational(),
            "in_core": report.is_in_core(), "blocking": report.blocking, "groups": report.groups,
            "all_groups": report.is_all, "tolerance": report.tolerance, "coalitions": most,
        })
    }

    fn certificate(&self, certificate: &Certificate) -> Value {
        match certificate {
            Certificate::Levels(found) => {
                json!({ "kind": "levels", "levels": found.levels.iter().map(|level| self.level(level)).collect::<Vec<_>>() })
            }
            Certificate::Balanced(found) => json!({
                "kind": "balanced groups",
                "relaxation": match found.relaxation {
                    Relaxation::Strong => "strong", Relaxation::Weak => "weak", Relaxation::Proportional => "proportional",
                },
                "eps": float(&found.eps), "eps_exact": found.eps.to_string(), "groups": self.weighted(&found.proof),
            }),
            Certificate::Sample(sample) => json!({
                "kind": "sample", "half_widths": sample.half_widths, "confidence": sample.confidence,
                "evaluations": sample.evaluations, "blocks": sample.blocks,
            }),
            Certificate::Prices(found) => json!({
                "kind": "prices", "resources": self.file.resources, "prices": found.prices.iter().map(float).collect::<Vec<_>>(),
                "prices_exact": found.prices.iter().map(ToString::to_string).collect::<Vec<_>>(), "payoff_ranges": found.ranges,
                "price_ranges": found.price_ranges.iter()
                    .map(|(least, most)| [Some(*least), Some(*most).filter(|most| most.is_finite())]).collect::<Vec<_>>(),
            }),
            Certificate::Formula(_) => json!({ "kind": "formula" }),
            Certificate::Given(_) => json!({ "kind": "given" }),
        }
    }

    fn level(&self, level: &Level) -> Value {
        let bounds = level
            .bounds
            .iter()
            .map(|(player, weight)| json!({ "player": self.file.players[*player], "weight": weight.to_string() }));
        json!({
            "excess": float(&level.excess), "excess_exact": level.excess.to_string(),
            "groups": self.weighted(&level.groups), "held_at_alone": bounds.collect::<Vec<_>>(),
        })
    }

    fn room(&self, room: &Room) -> Value {
        // The least charge is the largest payoff.
        let ranges = room.ranges.as_ref().map(|ranges| {
            let range = |(least, most): &(f64, f64)| {
                let (one, other) = (self.given(*least), self.given(*most));
                [one.min(other), one.max(other)]
            };
            ranges.iter().map(range).collect::<Vec<_>>()
        });
        match &room.core {
            CoreAnswer::NonEmpty { payoffs } => {
                let payoffs: Vec<f64> = payoffs.iter().map(|payoff| self.given(*payoff)).collect();
                json!({ "empty": false, "payoffs": payoffs, "ranges": ranges })
            }
            CoreAnswer::Empty { proof, asked, total } => self.empty(proof, asked, total),
        }
    }

    fn empty(&self, proof: &[(Group, Rational)], asked: &Rational, total: &Rational) -> Value {
        json!({
            "empty": true, "balanced": self.weighted(proof), "asked": self.fraction(asked), "total": self.fraction(total),
        })
    }

    fn stability(&self, found: &Stability) -> Value {
        json!({
            "additive": float(&found.additive), "additive_exact": found.additive.to_string(),
            "relative": found.relative.as_ref().map(float), "is_free": !found.additive.is_positive(),
            "payoffs": found.payoffs.iter().map(|payoff| self.given(*payoff)).collect::<Vec<_>>(),
            "balanced": self.weighted(&found.proof),
        })
    }

    fn properties(&self, found: &Properties) -> Value {
        let standing = match found.standing() {
            Standing::Stable { .. } => "stable",
            Standing::NoImputation(_) => "no imputation",
            Standing::Splits(_) => "splits",
            Standing::EmptyCore { .. } => "empty core",
        };
        let roles = &found.roles;
        json!({
            "standing": standing,
            "essential": found.essential.is_essential(),
            "alone": self.fraction(&found.essential.alone),
            "monotone": verdict(&found.monotone, |shown: &Loss| json!({
                "group": self.names(shown.group), "newcomer": self.file.players[shown.newcomer],
                "before": self.given(shown.before), "after": self.given(shown.after),
            })),
            "superadditive": verdict(&found.superadditive, |shown: &Split| json!({
                "first": self.names(shown.first), "second": self.names(shown.second),
                "apart": self.given(shown.apart), "together": self.given(shown.together),
            })),
            "cohesive": verdict(&found.cohesive, |shown: &Partition| json!({
                "groups": shown.groups.iter().map(|group| self.names(*group)).collect::<Vec<_>>(),
                "apart": self.given(shown.apart), "together": self.given(shown.together),
            })),
            "convex": verdict(&found.convex, |shown: &Crossing| json!({
                "group": self.names(shown.group), "other": self.file.players[shown.other],
                "newcomer": self.file.players[shown.newcomer], "to_smaller": self.given(shown.to_smaller),
                "to_larger": self.given(shown.to_larger),
            })),
            "totally_balanced": verdict(&found.totally_balanced, |shown: &Unbalanced| {
                let mut value = self.empty(&shown.proof, &shown.asked, &shown.total);
                value["group"] = self.names(shown.group);
                value
            }),
            "add_nothing": self.names(roles.null), "add_what_they_have_alone": self.names(roles.dummies),
            "interchangeable": roles.classes.iter().map(|class| self.names(*class)).collect::<Vec<_>>(),
        })
    }
}

/// Whether something holds, with what shows that it does not.
fn verdict<C>(verdict: &Verdict<C>, shown: impl FnOnce(&C) -> Value) -> Value {
    match verdict {
        Verdict::Holds => json!({ "holds": true }),
        Verdict::Fails(by) => json!({ "holds": false, "counterexample": shown(by) }),
        Verdict::Open { looked } => json!({ "holds": null, "looked_at": looked }),
    }
}
