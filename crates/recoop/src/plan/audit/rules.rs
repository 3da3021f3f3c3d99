//! The rules that a plan is held to: their words, their units, and how exactly each has to hold.

/// A rule. Where the rule is also a constraint of the program, its word is that constraint's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    Position,
    Quantity,
    Mode,
    Recipe,
    ElementBalance,
    Pool,
    MaterialBalance,
    Disposal,
    LaneYears,
    LaneLimit,
    DutyBought,
    OfferYears,
    OfferLimit,
    StockLimit,
    StockReserve,
    StockFinal,
    DemandMet,
    ServiceLevel,
    ServiceProbability,
    Origin,
    CapacityLimit,
    RampLimit,
    CapacityRoll,
    LifetimeLimit,
    CapacityReport,
    OreDepletion,
    BuildYears,
    LeadTime,
    SizeLimit,
    SizeMinimum,
    WholePlants,
    OneSegment,
    BuildLimit,
    SiteLimit,
    OpenLimit,
    BuildCost,
    KeepLimit,
    SalvageLimit,
    PriceFloor,
    PriceFloorLimit,
    PriceFloorSold,
    CapitalSource,
    CapitalSplit,
    CapitalLimit,
    CapitalTotal,
    CashFlow,
    ScenarioValue,
    Objective,
}

/// How far off a rule may be: `relative` times the sum of the absolute terms, plus `absolute`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tolerance {
    pub relative: f64,
    pub absolute: f64,
}

/// A solver holds each scaled row to about 1e-6 or 1e-7; unscaled, and with terms left out that are smaller than what counts
/// as zero, a row of metric tons is right to a few parts in a million of what it adds up. A gram is no quantity.
const TONNES: Tolerance = Tolerance { relative: 1e-5, absolute: 1e-6 };

/// Money is added up from the same values on both sides, so only rounding and the solver's tolerance on whole numbers (1e-6
/// of a plant's cost) are between them. A hundred dollars is no money.
const MONEY: Tolerance = Tolerance { relative: 1e-6, absolute: 1e-4 };

/// Whole numbers of plants come out of the solver to 1e-6 of a plant.
const PLANTS: Tolerance = Tolerance { relative: 0.0, absolute: 1e-5 };

/// What is either so or not.
const NONE: Tolerance = Tolerance { relative: 0.0, absolute: 0.0 };

impl Rule {
    /// All rules in the order in which they are reported.
    pub const ALL: [Self; 48] = [
        Self::Position,
        Self::Quantity,
        Self::Mode,
        Self::Recipe,
        Self::ElementBalance,
        Self::Pool,
        Self::MaterialBalance,
        Self::Disposal,
        Self::LaneYears,
        Self::LaneLimit,
        Self::DutyBought,
        Self::OfferYears,
        Self::OfferLimit,
        Self::StockLimit,
        Self::StockReserve,
        Self::StockFinal,
        Self::DemandMet,
        Self::ServiceLevel,
        Self::ServiceProbability,
        Self::Origin,
        Self::CapacityLimit,
        Self::RampLimit,
        Self::CapacityRoll,
        Self::LifetimeLimit,
        Self::CapacityReport,
        Self::OreDepletion,
        Self::BuildYears,
        Self::LeadTime,
        Self::SizeLimit,
        Self::SizeMinimum,
        Self::WholePlants,
        Self::OneSegment,
        Self::BuildLimit,
        Self::SiteLimit,
        Self::OpenLimit,
        Self::BuildCost,
        Self::KeepLimit,
        Self::SalvageLimit,
        Self::PriceFloor,
        Self::PriceFloorLimit,
        Self::PriceFloorSold,
        Self::CapitalSource,
        Self::CapitalSplit,
        Self::CapitalLimit,
        Self::CapitalTotal,
        Self::CashFlow,
        Self::ScenarioValue,
        Self::Objective,
    ];

    /// Word, unit, and what is wrong when it is broken.
    const fn about(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Position => ("position", "", "speaks of something that the network does not have"),
            Self::Quantity => ("quantity", "", "is negative or no number"),
            Self::Mode => ("mode", "t/yr", "runs in a mode that the facility cannot run"),
            Self::Recipe => ("recipe", "t/yr", "uses or makes another quantity than its recipe says"),
            Self::ElementBalance => ("element_balance", "t/t", "makes more of an element than is fed"),
            Self::Pool => ("pool", "t/yr", "is in the wrong pool"),
            Self::MaterialBalance => ("material_balance", "t/yr", "what enters does not equal what leaves"),
            Self::Disposal => ("disposal", "t/yr", "is disposed of but has to find a use"),
            Self::LaneYears => ("lane_years", "t/yr", "is shipped while the lane is closed"),
            Self::LaneLimit => ("lane_limit", "t/yr", "ships more than the lane carries"),
            Self::DutyBought => ("duty_bought", "t/yr", "pays duty on the price at a market where less was bought"),
            Self::OfferYears => ("offer_years", "t/yr", "is traded while the offer does not hold"),
            Self::OfferLimit => ("offer_limit", "t/yr", "trades more than the offer allows"),
            Self::StockLimit => ("stock_limit", "t", "holds more than fits"),
            Self::StockReserve => ("stock_reserve", "t", "holds less than the reserve"),
            Self::StockFinal => ("stock_final", "t", "holds less than has to be there at the end"),
            Self::DemandMet => ("demand_met", "t/yr", "what is served and short is not what is demanded"),
            Self::ServiceLevel => ("service_level", "t/yr", "serves less than the service level"),
            Self::ServiceProbability => ("service_probability", "probability", "misses the service level too often"),
            Self::Origin => ("origin_rule", "t/yr", "is served from the unrestricted pool in spite of an origin rule"),
            Self::CapacityLimit => ("capacity_limit", "t/yr", "uses more capacity than is available"),
            Self::RampLimit => ("ramp_limit", "t/yr", "uses more capacity than has ramped up"),
            Self::CapacityRoll => ("capacity_roll", "t/yr", "has capacity that neither stood before nor arrives"),
            Self::LifetimeLimit => {
                ("lifetime_limit", "t/yr", "has capacity that was not committed, is not on line or is past its life")
            }
            Self::CapacityReport => ("capacity_report", "t/yr", "what is reported as used or usable is not so"),
            Self::OreDepletion => ("ore_depletion", "t", "mines more than there is"),
            Self::BuildYears => ("build_years", "t/yr", "is built where or when nothing can be built"),
            Self::LeadTime => {
                ("lead_time", "years", "comes on line at another time than permitting and construction allow")
            }
            Self::SizeLimit => ("size_limit", "t/yr", "is larger than a plant can be"),
            Self::SizeMinimum => ("size_minimum", "t/yr", "is smaller than a plant can be"),
            Self::WholePlants => ("whole_plants", "plants", "is not a whole number of plants or modules"),
            Self::OneSegment => ("one_segment", "plants", "commits more than one plant at once"),
            Self::BuildLimit => ("build_limit", "plants", "is built more often than allowed"),
            Self::SiteLimit => ("site_limit", "t/yr", "has more capacity than the site holds"),
            Self::OpenLimit => ("open_limit", "plants", "is built on a site that is not opened exactly once"),
            Self::BuildCost => ("build_cost", "MUSD", "costs something else than the cost curve says"),
            Self::KeepLimit => ("keep_limit", "t/yr", "keeps more at the end than was built and still stands"),
            Self::SalvageLimit => ("salvage_limit", "t/yr", "keeps more at the end than is installed"),
            Self::PriceFloor => ("price_floor", "t/yr", "tops up more than is made"),
            Self::PriceFloorLimit => ("price_floor_limit", "t/yr", "tops up more than the policy covers"),
            Self::PriceFloorSold => {
                ("price_floor_sold", "t/yr", "tops up more from a market's price than is sold there")
            }
            Self::CapitalSource => ("capital_source", "MUSD", "spends other equity than is put in"),
            Self::CapitalSplit => ("capital_split", "MUSD", "puts in another part of equity than its limits say"),
            Self::CapitalLimit => ("capital_limit", "MUSD", "puts in more in a year than the member can"),
            Self::CapitalTotal => ("capital_total", "MUSD", "puts in more over the horizon than the member can"),
            Self::CashFlow => {
                ("cash_flow", "MUSD/yr", "is reported with another amount than follows from the quantities")
            }
            Self::ScenarioValue => {
                ("scenario_value", "MUSD", "is reported with another value than follows from the cash")
            }
            Self::Objective => ("objective", "MUSD", "is reported with another value than follows from the scenarios"),
        }
    }

    /// The word in reports.
    pub const fn as_str(self) -> &'static str {
        self.about().0
    }

    /// Unit of its errors.
    pub const fn unit(self) -> &'static str {
        self.about().1
    }

    /// What is wrong when it is broken.
    pub const fn sentence(self) -> &'static str {
        self.about().2
    }

    /// How exactly it has to hold.
    pub const fn tolerance(self) -> Tolerance {
        match self {
            Self::Position | Self::LeadTime => NONE,
            Self::WholePlants | Self::OneSegment | Self::BuildLimit | Self::OpenLimit => PLANTS,
            Self::BuildCost
            | Self::CapitalSource
            | Self::CapitalSplit
            | Self::CapitalLimit
            | Self::CapitalTotal
            | Self::CashFlow
            | Self::ScenarioValue
            | Self::Objective => MONEY,
            _ => TONNES,
        }
    }
}
