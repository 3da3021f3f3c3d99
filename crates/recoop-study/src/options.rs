//! Values that several requests share, and what they may be.

use recoop_case::Network;
use recoop_case::attacks::CostLevel;
use recoop_case::fault::number_text;
use recoop_case::positions::LeafAt;

use crate::StudyError;

/// Most money that an option can mean, MUSD: as much as a cell of a table.
const MAX_MONEY: f64 = 1e12;

/// Thousands of LP iterations and nodes for one search over bans, by default.
pub(crate) const EFFORT: u64 = recoop_adversary::bilevel::WORK / 1000;

/// Money that was asked for, MUSD; where `endless`, also `inf` for no limit.
pub(crate) fn money(option: &str, value: f64, endless: bool) -> Result<f64, StudyError> {
    if (0.0..=MAX_MONEY).contains(&value) || endless && value == f64::INFINITY {
        return Ok(value);
    }
    Err(StudyError::refused(
        option,
        match value {
            value if value == f64::INFINITY => format!("{option} is money with a limit; leave it out for none"),
            value if value > MAX_MONEY => format!("{option} is money of at most {MAX_MONEY:e} MUSD, not {value:e}"),
            value => format!("{option} is money of at least 0, not {}", number_text(value)),
        },
    ))
}

/// Refuses what is asked for twice: its answers would stand twice in every table.
pub(crate) fn once<T: PartialEq + std::fmt::Display>(option: &str, values: &[T]) -> Result<(), StudyError> {
    let twice = (1..values.len()).find(|at| values[..*at].contains(&values[*at]));
    twice.map_or(Ok(()), |at| Err(StudyError::refused(option, format!("{option}: `{}` is given twice", values[at]))))
}

/// Refuses an effort of nothing, and a limit on its time that is none.
pub(crate) fn effort(thousands: u64, seconds: Option<f64>) -> Result<(), StudyError> {
    if thousands == 0 {
        return Err(StudyError::refused("--effort", "--effort is a number of at least 1, found `0`"));
    }
    match seconds.filter(|seconds| !(*seconds > 0.0 && seconds.is_finite())) {
        Some(found) => {
            let message = format!("--search-time-limit is a number of seconds above 0, found `{}`", number_text(found));
            Err(StudyError::refused("--search-time-limit", message))
        }
        None => Ok(()),
    }
}

/// The cost perspectives of their words; of none, all of them.
pub(crate) fn levels(words: &[String]) -> Result<Vec<CostLevel>, StudyError> {
    once("--perspective", words)?;
    if words.is_empty() {
        return Ok(CostLevel::ALL.to_vec());
    }
    words.iter().map(|word| level(word)).collect()
}

/// The cost perspective of a word.
pub(crate) fn level(word: &str) -> Result<CostLevel, StudyError> {
    CostLevel::ALL.into_iter().find(|level| level.as_str() == word).ok_or_else(|| {
        let message = format!("--perspective: there is no `{word}`; expected `producers`, `treasury` or `nation`");
        StudyError::refused("--perspective", message)
    })
}

/// The position of a leaf scenario.
pub(crate) fn leaf(network: &Network, id: &str) -> Result<LeafAt, StudyError> {
    let last = || network.tree.last_scenarios();
    last().position(|name| name == id).map(LeafAt::new).ok_or_else(|| {
        let all: Vec<&str> = last().collect();
        let message = format!("--scenario: `{id}` is not a leaf scenario; expected {}", all.join(", "));
        StudyError::refused("--scenario", message)
    })
}

/// The id of a leaf scenario.
pub(crate) fn leaf_id(network: &Network, leaf: LeafAt) -> String {
    network.tree.last_scenarios().nth(leaf.index()).unwrap_or_default().to_string()
}

/// A number that JSON can write; infinite is `null`.
pub(crate) fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// Numbers of a request in JSON, in which `"inf"` is a number without limit.
pub(crate) mod endless {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(f64),
        Word(Endless),
    }

    #[derive(Serialize, Deserialize)]
    enum Endless {
        #[serde(rename = "inf")]
        Endless,
    }

    impl Written {
        fn of(value: f64) -> Self {
            if value == f64::INFINITY { Self::Word(Endless::Endless) } else { Self::Number(value) }
        }

        fn value(&self) -> f64 {
            match self {
                Self::Number(value) => *value,
                Self::Word(Endless::Endless) => f64::INFINITY,
            }
        }
    }

    pub(crate) fn serialize<S: Serializer>(values: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(values.iter().map(|value| Written::of(*value)))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
        Ok(Vec::<Written>::deserialize(deserializer)?.iter().map(Written::value).collect())
    }

    /// The same for a number that may be left out.
    pub(crate) mod maybe {
        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        use super::Written;

        pub(crate) fn serialize<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
            value.map(Written::of).serialize(serializer)
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
            Ok(Option::<Written>::deserialize(deserializer)?.map(|written| written.value()))
        }
    }
}
