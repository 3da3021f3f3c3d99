//! Patterns over ids, and filters made of them: how one row speaks of many things.
//!
//! | pattern       | matches                                                                                          |
//! |---------------|--------------------------------------------------------------------------------------------------|
//! | `nd_oxide`    | that id; for a per-feed material all its streams: `concentrate` matches `concentrate@bear_lodge` |
//! | `nd_*`        | every id that begins with `nd_`; a `*` may stand anywhere and more than once                     |
//! | `kind:oxide`  | every material of the kind                                                                       |
//! | `*`           | everything                                                                                       |
//!
//! A filter is a list of `name=pattern`; a thing passes when every one of them matches.

use std::fmt;

use super::cell::{Cell, Name};
use super::tables::{ChangeTarget, MaterialKind, Measure, PolicyKind, SensitivityTarget, VariantTarget};

/// Parts of a material's id: `form@feed~technology`. Plain materials have the form alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamName<'a> {
    /// The id in `materials`.
    pub form: &'a str,
    /// The feed, for a stream of a per-feed material.
    pub feed: Option<&'a str>,
    /// The technology that the stream came out of, where that makes a difference.
    pub technology: Option<&'a str>,
}

impl<'a> StreamName<'a> {
    /// Takes an id apart. Every text has parts; whether they exist is for the caller to say.
    #[must_use]
    pub fn parse(id: &'a str) -> Self {
        let Some((form, rest)) = id.split_once('@') else {
            return Self { form: id, feed: None, technology: None };
        };
        match rest.split_once('~') {
            Some((feed, technology)) => Self { form, feed: Some(feed), technology: Some(technology) },
            None => Self { form, feed: Some(rest), technology: None },
        }
    }
}

/// What a pattern is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing, for instance the member of a plant of the cooperative as a whole. No pattern matches it, not even `*`.
    Absent,
    /// An id or a word.
    Id(&'a str),
    /// A material or a stream of one.
    Material {
        /// The id, for instance `concentrate@mountain_pass`.
        id: &'a str,
        /// Its kind.
        kind: MaterialKind,
    },
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(id: &'a str) -> Self {
        Self::Id(id)
    }
}

impl<'a> From<&'a Name> for Value<'a> {
    fn from(id: &'a Name) -> Self {
        Self::Id(id)
    }
}

impl<'a> From<Option<&'a Name>> for Value<'a> {
    fn from(id: Option<&'a Name>) -> Self {
        id.map_or(Self::Absent, |id| Self::Id(id))
    }
}

/// A pattern, see the [module](self).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: Name,
    shape: Shape,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Shape {
    Any,
    Kind(MaterialKind),
    Exact,
    /// The pieces between the `*`, at least two.
    Glob(Vec<Name>),
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// When it is empty, or when the word after `kind:` is no kind of material.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let shape = if text.is_empty() {
            return Err("a pattern is required".to_string());
        } else if text == "*" {
            Shape::Any
        } else if let Some(word) = text.strip_prefix("kind:") {
            Shape::Kind(MaterialKind::parse(word.trim())?)
        } else if text.contains('*') {
            Shape::Glob(text.split('*').map(Name::new).collect())
        } else {
            Shape::Exact
        };
        Ok(Self { text: Name::new(text), shape })
    }

    /// The pattern that matches everything.
    #[must_use]
    pub fn any() -> Self {
        Self { text: Name::new("*"), shape: Shape::Any }
    }

    /// The pattern as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How closely the pattern names what it matches: `*` less closely than `kind:WORD`, that less closely than an id with `*` in it (the more so the more
    /// is written out), that less closely than an id; a stream more closely than its material.
    #[must_use]
    pub fn closeness(&self) -> usize {
        const GLOB: usize = 2;
        const ID: usize = 1_000_000;
        match &self.shape {
            Shape::Any => 0,
            Shape::Kind(_) => 1,
            Shape::Glob(pieces) => GLOB + pieces.iter().map(|piece| piece.len()).sum::<usize>(),
            Shape::Exact => ID + self.text.matches(['@', '~']).count(),
        }
    }

    /// The id, when the pattern names one thing alone (or one per-feed material).
    #[must_use]
    pub fn exact(&self) -> Option<&str> {
        (self.shape == Shape::Exact).then_some(&self.text)
    }

    /// The kind, for `kind:WORD`.
    #[must_use]
    pub fn kind(&self) -> Option<MaterialKind> {
        match self.shape {
            Shape::Kind(kind) => Some(kind),
            _ => None,
        }
    }

    /// Whether a material matches. `id` may be a stream: `concentrate@bear_lodge~leach` is matched by `concentrate`, by
    /// `concentrate@bear_lodge` and by itself.
    #[must_use]
    pub fn matches_material(&self, id: &str, kind: MaterialKind) -> bool {
        match &self.shape {
            Shape::Kind(wanted) => *wanted == kind,
            _ => {
                self.matches_id(id) || stem(id, '~').is_some_and(|id| self.matches_id(id)) || {
                    stem(id, '@').is_some_and(|id| self.matches_id(id))
                }
            }
        }
    }

    /// Whether anything else than a material matches by its id or word. `kind:WORD` never does.
    #[must_use]
    pub fn matches_id(&self, id: &str) -> bool {
        match &self.shape {
            Shape::Any => true,
            Shape::Kind(_) => false,
            Shape::Exact => self.text == id,
            Shape::Glob(pieces) => glob(pieces, id),
        }
    }

    /// Whether a value matches.
    #[must_use]
    pub fn matches(&self, value: Value<'_>) -> bool {
        match value {
            Value::Absent => false,
            Value::Id(id) => self.matches_id(id),
            Value::Material { id, kind } => self.matches_material(id, kind),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What stands before the first `mark` of a stream's id.
fn stem(id: &str, mark: char) -> Option<&str> {
    id.find(mark).filter(|_| id.contains('@')).map(|at| &id[..at])
}

/// Whether `text` begins with the first piece, ends with the last, and holds the others between them in order. The
/// leftmost place is always a good one for a piece in the middle.
fn glob(pieces: &[Name], text: &str) -> bool {
    let [first, middle @ .., last] = pieces else { return false };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
    for piece in middle {
        match rest.find(piece.as_str()) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last.as_str())
}

/// See [`Filter::closeness`].
pub type Closeness = (bool, usize, usize, Vec<String>);

/// Rows by their filters, the closest first: of several that fit a thing the first of these counts. Rows whose filter cannot be read come last.
pub(super) fn closest_first<'a>(filters: impl Iterator<Item = &'a [Name]>, allowed: &[&str]) -> Vec<usize> {
    let close = |items| Filter::parse(items, allowed).ok().map(|filter| filter.closeness());
    let mut rows: Vec<(Option<Closeness>, usize)> = filters.map(close).zip(0..).collect();
    rows.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    rows.into_iter().map(|(_, row)| row).collect()
}

/// A list of `name=pattern`: a thing passes when every one of them matches. The empty filter lets everything pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    terms: Vec<(Name, Pattern)>,
}

impl Filter {
    /// Reads the items of a cell. `allowed` are the names that may stand left of the `=`, see
    /// [`ChangeTarget::filter_names`], [`PolicyKind::filter_names`], [`Kind::filters`](crate::attacks::Kind::filters),
    /// [`SensitivityTarget::filter_names`] and [`VariantTarget::filter_names`].
    ///
    /// # Errors
    /// The position of the first bad item, and what is wrong with it: no `=`, a name that is not allowed here or that came
    /// before, a pattern that cannot be read, `kind:` for anything else than `material`.
    pub fn parse(items: &[Name], allowed: &[&str]) -> Result<Self, (usize, String)> {
        let mut terms: Vec<(Name, Pattern)> = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let Some((name, pattern)) = item.split_once('=') else {
                return Err((at, format!("expected `name=pattern`, found `{item}`")));
            };
            let name = name.trim();
            if allowed.is_empty() {
                return Err((at, format!("nothing can be filtered by here, found `{item}`")));
            }
            if !allowed.contains(&name) {
                let names: Vec<String> = allowed.iter().map(|name| format!("`{name}`")).collect();
                return Err((at, format!("`{name}` cannot be filtered by here, only {}", names.join(", "))));
            }
            if terms.iter().any(|(before, _)| before == name) {
                return Err((at, format!("`{name}` is filtered by twice")));
            }
            let pattern = Pattern::parse(pattern).map_err(|message| (at, format!("`{item}`: {message}")))?;
            if pattern.kind().is_some() && name != "material" {
                return Err((at, format!("`{item}`: only `material` has a kind")));
            }
            terms.push((Name::new(name), pattern));
        }
        Ok(Self { terms })
    }

    /// Whether a thing passes. `value` gives what the thing has under a name of the filter, for instance its region for
    /// `region`.
    #[must_use]
    pub fn matches<'a>(&self, value: impl Fn(&str) -> Value<'a>) -> bool {
        self.terms.iter().all(|(name, pattern)| pattern.matches(value(name)))
    }

    /// How closely the filter names what it lets through: one by `facility` more closely than one by what many plants share; then by the number of its terms,
    /// then by how closely they do. Of two that are as close the text decides, so that the order of rows never does.
    #[must_use]
    pub fn closeness(&self) -> Closeness {
        let close: Vec<usize> =
            self.terms.iter().map(|(_, pattern)| pattern.closeness()).filter(|at| *at > 0).collect();
        let mut text: Vec<String> = self.terms.iter().map(|(name, pattern)| format!("{name}={pattern}")).collect();
        text.sort_unstable();
        let of_plant = self.terms.iter().any(|(name, pattern)| *name == "facility" && pattern.closeness() > 0);
        (of_plant, close.len(), close.iter().sum(), text)
    }

    /// The terms in the order of the cell.
    pub fn terms(&self) -> impl Iterator<Item = (&str, &Pattern)> {
        self.terms.iter().map(|(name, pattern)| (name.as_str(), pattern))
    }
}

impl ChangeTarget {
    /// The names by which a change of this target can be filtered.
    #[must_use]
    pub fn filter_names(self) -> &'static [&'static str] {
        match self {
            Self::Price | Self::OfferLimit => OFFER_NAMES,
            Self::Demand | Self::ShortageCost => &["demand", "end_use", "material", "region", "priority"],
            Self::Availability | Self::VariableCost => &["facility", "technology", "region", "member"],
            Self::LaneLimit | Self::Tariff => &["from", "to", "material"],
        }
    }
}

impl PolicyKind {
    /// The names by which a policy of this kind can be filtered.
    #[must_use]
    pub fn filter_names(self) -> &'static [&'static str] {
        match self {
            Self::CapexGrant | Self::InvestmentCredit | Self::ProductionCredit | Self::ProductionPayment => {
                &["facility", "technology", "stage", "region", "member"]
            }
            Self::PriceFloor => &["material", "region", "member"],
        }
    }
}

impl Measure {
    /// The names by which an observation of this measure can be filtered.
    #[must_use]
    pub fn filter_names(self) -> &'static [&'static str] {
        match self {
            Self::Made => &["material", "facility", "technology", "stage", "region", "member"],
            Self::Bought | Self::Sold | Self::PricePaid | Self::PriceRealized => &["market", "material", "member"],
            Self::NetImportShare => &["material"],
            Self::HomeShare => &["stage"],
            Self::Short => &["demand", "end_use", "material", "region", "priority"],
            Self::Revenue | Self::OperatingProfit => &["member"],
        }
    }

    /// The unit of its numbers.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::Made | Self::Bought | Self::Sold | Self::Short => "t",
            Self::PricePaid | Self::PriceRealized => "USD/kg",
            Self::NetImportShare | Self::HomeShare => "share",
            Self::Revenue | Self::OperatingProfit => "MUSD",
        }
    }
}

/// The names by which plants can be filtered.
pub(super) const PLANT_NAMES: &[&str] = &["facility", "technology", "stage", "region", "member"];

/// The names by which offers can be filtered.
pub(super) const OFFER_NAMES: &[&str] = &["market", "material", "side"];

impl VariantTarget {
    /// The names by which a row of a variant with this target can be filtered.
    #[must_use]
    pub fn filter_names(self) -> &'static [&'static str] {
        match self {
            Self::Price => OFFER_NAMES,
            Self::VariableCost | Self::FixedCost | Self::Output => &["facility", "technology", "region", "member"],
            Self::Payment => &["payment", "kind", "member"],
            Self::Purse => &["member"],
        }
    }
}

impl SensitivityTarget {
    /// The names by which a sensitivity of this target can be filtered.
    #[must_use]
    pub fn filter_names(self) -> &'static [&'static str] {
        match self {
            Self::Price | Self::OfferLimit => &["market", "material", "side"],
            Self::Demand | Self::ShortageCost => &["demand", "end_use", "material", "region", "priority"],
            Self::Availability | Self::VariableCost | Self::Capex | Self::Delay => {
                &["facility", "technology", "stage", "region", "member"]
            }
            Self::LaneLimit | Self::Tariff => &["from", "to", "material"],
            Self::Recovery => &["technology", "element", "product"],
            Self::Probability => &["scenario"],
            Self::DiscountRate => &[],
            Self::Capital => &["member"],
        }
    }
}
