//! The settlement of a delivery: wet weight, moisture, dry weight, assays of both parties, penalties. Each rounding step has a name.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::amount::{AmountError, Cents, Grams, Ppm, Rounding, WHOLE, multiply_divide};
use crate::bylaws::{AssayRule, Bylaws};
use crate::ids::ElementId;
use crate::words::words;

/// Assays of one element, share of dry weight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assay {
    /// Element.
    pub element: ElementId,
    /// The member's result.
    pub member: Ppm,
    /// The cooperative's result; none while the assay is provisional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cooperative: Option<Ppm>,
    /// The umpire's result, where the parties differ beyond the splitting limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub umpire: Option<Ppm>,
}

words! {
    /// Which assay counts.
    pub enum Counted: "assay that counts" {
        /// The member's alone, until the cooperative's is there.
        Provisional = "provisional",
        /// The mean of both parties.
        Mean = "mean",
        /// The umpire's.
        Umpire = "umpire",
    }
}

/// One element of a settlement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElementLine {
    /// Element.
    pub element: ElementId,
    /// Which assay counts.
    pub counted: Counted,
    /// Assay that counts (step 2: mean, to the ppm, halves to even).
    pub assay: Ppm,
    /// Contained weight (step 3: to the gram, halves up).
    pub contained: Grams,
    /// Weight paid for (step 4: to the gram, halves up).
    pub payable: Grams,
    /// Frozen price, USD per kg.
    pub price: Cents,
    /// Value (step 5: to the cent, halves to even).
    pub value: Cents,
    /// Penalty, as a positive amount (step 6: to the cent, halves to even).
    pub penalty: Cents,
}

/// A settlement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// Wet weight.
    pub wet: Grams,
    /// Moisture, share of wet weight.
    pub moisture: Ppm,
    /// Dry weight (step 1: to the gram, halves up).
    pub dry: Grams,
    /// Day whose prices count.
    pub pricing_date: Date,
    /// Elements.
    pub elements: Vec<ElementLine>,
}

/// The rounding steps of a settlement, as statements name them.
pub const ROUNDING_STEPS: [&str; 6] = [
    "1 dry weight: to the gram, halves up",
    "2 assay: mean of both parties, to the ppm, halves to even",
    "3 contained weight: to the gram, halves up",
    "4 payable weight: to the gram, halves up",
    "5 value: to the cent, halves to even",
    "6 penalty: to the cent, halves to even",
];

/// Why a delivery cannot be settled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettlementError {
    /// A weight below zero.
    #[error("a wet weight of {0} kg is not above zero")]
    Weight(Grams),
    /// A share outside 0 to 1.
    #[error("{what} of {share} is not between 0 and 1")]
    Share {
        /// What the share is of.
        what: String,
        /// The share.
        share: Ppm,
    },
    /// Elements that add up to more than the whole.
    #[error("the assays add up to {0}, more than the whole")]
    Sum(Ppm),
    /// An element twice.
    #[error("`{0}` is assayed twice")]
    Twice(ElementId),
    /// An element that the bylaws do not know.
    #[error("`{0}` has no rule in table `assays` on {1}")]
    NoRule(ElementId, Date),
    /// An element without a price.
    #[error("`{0}` has no frozen price on {1}")]
    NoPrice(ElementId, Date),
    /// The parties differ beyond the limit, and there is no umpire.
    #[error(
        "`{element}`: {member} and {cooperative} differ by more than the splitting limit of {limit}; add the umpire's assay"
    )]
    Umpire {
        /// Element.
        element: ElementId,
        /// The member's result.
        member: Ppm,
        /// The cooperative's result.
        cooperative: Ppm,
        /// Limit.
        limit: Ppm,
    },
    /// An umpire where none is needed.
    #[error("`{0}`: the parties are within the splitting limit, so the umpire's assay has no effect; leave it out")]
    NeedlessUmpire(ElementId),
    /// An amount that does not fit.
    #[error(transparent)]
    Amount(#[from] AmountError),
}

impl Settlement {
    /// Settles a delivery by the bylaws.
    ///
    /// # Errors
    /// Weights or assays that cannot be, elements without rule or price, parties that differ without an umpire.
    pub fn new(
        bylaws: &Bylaws,
        day: Date,
        wet: Grams,
        moisture: Ppm,
        assays: &[Assay],
    ) -> Result<Settlement, SettlementError> {
        if wet <= Grams::ZERO {
            return Err(SettlementError::Weight(wet));
        }
        wet.within_limit()?;
        within(moisture, || "moisture".to_string())?;
        let dry = wet.share(moisture.rest())?;
        let mut elements = Vec::with_capacity(assays.len());
        let mut sum = Ppm(0);
        for (position, assay) in assays.iter().enumerate() {
            let element = &assay.element;
            if assays[..position].iter().any(|other| other.element == *element) {
                return Err(SettlementError::Twice(element.clone()));
            }
            let rule = bylaws.assay_on(element, day).ok_or_else(|| SettlementError::NoRule(element.clone(), day))?;
            let (counted, share) = which(assay, rule)?;
            sum.0 += share.0;
            elements.push(element_line(bylaws, day, dry, rule, counted, share)?);
        }
        if sum > WHOLE {
            return Err(SettlementError::Sum(sum));
        }
        Ok(Settlement { wet, moisture, dry, pricing_date: day, elements })
    }

    /// Returns the value of all elements less penalties, which can be below zero.
    pub fn value(&self) -> Cents {
        self.elements.iter().map(|line| line.value - line.penalty).sum()
    }
}

fn within(share: Ppm, what: impl Fn() -> String) -> Result<(), SettlementError> {
    if share.0 < 0 || share > WHOLE { Err(SettlementError::Share { what: what(), share }) } else { Ok(()) }
}

/// Which assay counts.
fn which(assay: &Assay, rule: &AssayRule) -> Result<(Counted, Ppm), SettlementError> {
    let element = &assay.element;
    for (who, share) in [("member", Some(assay.member)), ("cooperative", assay.cooperative), ("umpire", assay.umpire)] {
        if let Some(share) = share {
            within(share, || format!("`{element}`: the {who}'s assay"))?;
        }
    }
    let Some(cooperative) = assay.cooperative else { return Ok((Counted::Provisional, assay.member)) };
    let apart = (assay.member.0 - cooperative.0).abs() > rule.splitting_limit.0;
    match (apart, assay.umpire) {
        (false, None) => {
            let mean = multiply_divide((assay.member.0 + cooperative.0).into(), 1, 2, Rounding::HalfEven)?;
            Ok((Counted::Mean, Ppm(mean)))
        }
        (false, Some(_)) => Err(SettlementError::NeedlessUmpire(element.clone())),
        (true, Some(umpire)) => Ok((Counted::Umpire, umpire)),
        (true, None) => Err(SettlementError::Umpire {
            element: element.clone(),
            member: assay.member,
            cooperative,
            limit: rule.splitting_limit,
        }),
    }
}

fn element_line(
    bylaws: &Bylaws,
    day: Date,
    dry: Grams,
    rule: &AssayRule,
    counted: Counted,
    assay: Ppm,
) -> Result<ElementLine, SettlementError> {
    let element = rule.element.clone();
    let contained = dry.share(assay)?;
    let payable = contained.share(rule.payable)?;
    let price = match bylaws.price_on(&element, day) {
        Some(price) => price.usd_per_kg,
        None if rule.payable == Ppm(0) => Cents::ZERO,
        None => return Err(SettlementError::NoPrice(element, day)),
    };
    let value = multiply_divide(payable.0.into(), price.0.into(), 1000, Rounding::HalfEven)?;
    let mut penalty = 0;
    if let (Some(above), Some(step), Some(rate)) = (rule.penalty_above, rule.penalty_step, rule.penalty_usd_per_t)
        && assay > above
    {
        let steps = multiply_divide((assay.0 - above.0).into(), 1, step.0.into(), Rounding::Up)?;
        let for_each_t = i128::from(steps) * i128::from(rate.0);
        penalty = multiply_divide(dry.0.into(), for_each_t, 1_000_000, Rounding::HalfEven)?;
    }
    let (value, penalty) = (Cents(value).within_limit()?, Cents(penalty).within_limit()?);
    Ok(ElementLine { element, counted, assay, contained, payable, price, value, penalty })
}
