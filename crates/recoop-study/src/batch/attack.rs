//! What is known of attacks as files: to the last bit, with numbers that JSON does not have.

use recoop_adversary::bilevel::FoundAttack;
use recoop_adversary::kill::{KillCost, KillOutcome};
use recoop_adversary::worst::Harm;
use recoop_case::positions::PathAt;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number that may be infinite or none, which JSON writes as a word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number(pub(crate) f64);

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(f64),
    Word(String),
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            value if value.is_finite() => serializer.serialize_f64(value),
            value => serializer.serialize_str(if value.is_nan() {
                "nan"
            } else if value > 0.0 {
                "inf"
            } else {
                "-inf"
            }),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Written::deserialize(deserializer)? {
            Written::Number(value) => Ok(Self(value)),
            Written::Word(word) => match word.as_str() {
                "inf" => Ok(Self(f64::INFINITY)),
                "-inf" => Ok(Self(f64::NEG_INFINITY)),
                "nan" => Ok(Self(f64::NAN)),
                _ => Err(D::Error::custom(format!("`{word}` is not a number"))),
            },
        }
    }
}

fn all(values: &[f64]) -> Vec<Number> {
    values.iter().copied().map(Number).collect()
}

fn plain(values: Vec<Number>) -> Vec<f64> {
    values.into_iter().map(|value| value.0).collect()
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FoundRecord {
    depths: Vec<Number>,
    spent_musd: Number,
    left_musd: Number,
    bound_musd: Number,
    answer: Vec<Number>,
}

impl FoundRecord {
    fn of(found: &FoundAttack) -> Self {
        let FoundAttack { depths, spent_musd, left_musd, bound_musd, answer } = found;
        let [spent_musd, left_musd, bound_musd] = [*spent_musd, *left_musd, *bound_musd].map(Number);
        Self { depths: all(depths), spent_musd, left_musd, bound_musd, answer: all(answer) }
    }

    fn found(self) -> FoundAttack {
        FoundAttack {
            depths: plain(self.depths),
            spent_musd: self.spent_musd.0,
            left_musd: self.left_musd.0,
            bound_musd: self.bound_musd.0,
            answer: plain(self.answer),
        }
    }
}

/// A worst attack.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HarmRecord {
    budget_musd: Number,
    found: FoundRecord,
    harm_musd: Number,
    upper_bound_musd: Number,
    by_member: Vec<Number>,
    unserved_t: Vec<Number>,
}

impl HarmRecord {
    pub(crate) fn of(harm: &Harm) -> Self {
        let Harm { budget_musd, found, harm_musd, upper_bound_musd, by_member, unserved_t } = harm;
        let [budget_musd, harm_musd, upper_bound_musd] = [*budget_musd, *harm_musd, *upper_bound_musd].map(Number);
        let (by_member, unserved_t) = (all(by_member), all(unserved_t));
        Self { budget_musd, found: FoundRecord::of(found), harm_musd, upper_bound_musd, by_member, unserved_t }
    }

    pub(crate) fn harm(self) -> Harm {
        Harm {
            budget_musd: self.budget_musd.0,
            found: self.found.found(),
            harm_musd: self.harm_musd.0,
            upper_bound_musd: self.upper_bound_musd.0,
            by_member: plain(self.by_member),
            unserved_t: plain(self.unserved_t),
        }
    }
}

/// A kill cost.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KillRecord {
    purse_musd: Number,
    cash_musd: Vec<Number>,
    verdict: VerdictRecord,
    sufficient_purse_musd: Number,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum VerdictRecord {
    FailsUnattacked { at: usize },
    Kill { cost_musd: Number, lower_bound_musd: Number, at: usize, found: FoundRecord, cash_musd: Vec<Number> },
    NotExhaustible,
    NotProven,
}

impl KillRecord {
    pub(crate) fn of(kill: &KillCost) -> Self {
        let verdict = match &kill.verdict {
            KillOutcome::FailsUnattacked { at } => VerdictRecord::FailsUnattacked { at: at.index() },
            KillOutcome::Kill { cost_musd, lower_bound_musd, at, found, cash_musd } => VerdictRecord::Kill {
                cost_musd: Number(*cost_musd),
                lower_bound_musd: Number(*lower_bound_musd),
                at: at.index(),
                found: FoundRecord::of(found),
                cash_musd: all(cash_musd),
            },
            KillOutcome::NotExhaustible => VerdictRecord::NotExhaustible,
            KillOutcome::NotProven => VerdictRecord::NotProven,
        };
        Self {
            purse_musd: Number(kill.purse_musd),
            cash_musd: all(&kill.cash_musd),
            verdict,
            sufficient_purse_musd: Number(kill.sufficient_purse_musd),
        }
    }

    pub(crate) fn kill(self) -> KillCost {
        let verdict = match self.verdict {
            VerdictRecord::FailsUnattacked { at } => KillOutcome::FailsUnattacked { at: PathAt::new(at) },
            VerdictRecord::Kill { cost_musd, lower_bound_musd, at, found, cash_musd } => KillOutcome::Kill {
                cost_musd: cost_musd.0,
                lower_bound_musd: lower_bound_musd.0,
                at: PathAt::new(at),
                found: found.found(),
                cash_musd: plain(cash_musd),
            },
            VerdictRecord::NotExhaustible => KillOutcome::NotExhaustible,
            VerdictRecord::NotProven => KillOutcome::NotProven,
        };
        KillCost {
            purse_musd: self.purse_musd.0,
            cash_musd: plain(self.cash_musd),
            verdict,
            sufficient_purse_musd: self.sufficient_purse_musd.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back<T: Serialize + serde::de::DeserializeOwned>(record: &T) -> T {
        serde_json::from_slice(&serde_json::to_vec(record).unwrap()).unwrap()
    }

    #[test]
    fn numbers_go_through_json_to_the_last_bit() {
        let values = [0.1 + 0.2, -0.0, 1e-310, 5.0, 1e22, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
        for (value, again) in values.into_iter().zip(back(&all(&values))) {
            assert!(again.0.to_bits() == value.to_bits() || value.is_nan() && again.0.is_nan(), "{value}");
        }
        assert!(serde_json::from_str::<Number>("\"many\"").unwrap_err().to_string().contains("`many` is not a number"));
    }

    #[test]
    fn attacks_go_through_json() {
        let found = FoundAttack {
            depths: vec![0.25, 0.0],
            spent_musd: 1.5,
            left_musd: -3.0,
            bound_musd: -3.5,
            answer: vec![1.0, 2.0],
        };
        let harm = Harm {
            budget_musd: f64::INFINITY,
            found: found.clone(),
            harm_musd: 7.0,
            upper_bound_musd: 8.0,
            by_member: vec![7.0],
            unserved_t: Vec::new(),
        };
        assert_eq!(back(&HarmRecord::of(&harm)).harm(), harm);
        let verdicts = [
            KillOutcome::FailsUnattacked { at: PathAt::new(2) },
            KillOutcome::Kill {
                cost_musd: 3.0,
                lower_bound_musd: 2.5,
                at: PathAt::new(1),
                found,
                cash_musd: vec![4.0, 0.0],
            },
            KillOutcome::NotExhaustible,
            KillOutcome::NotProven,
        ];
        for verdict in verdicts {
            let kill =
                KillCost { purse_musd: 9.0, cash_musd: vec![9.5], verdict, sufficient_purse_musd: f64::INFINITY };
            assert_eq!(back(&KillRecord::of(&kill)).kill(), kill);
        }
    }
}
