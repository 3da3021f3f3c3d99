//! What is bought, sold, needed and kept: markets, prices, demands, stocks.

use super::super::cell::{AnyCell, Cell, Name, words};
use super::{CONFIDENCE, Class, Column, Confidence, NOTE, SOURCE, TableRow, read_cell};

words! {
    /// Who decides over a market.
    Controller {
        /// The adversary.
        Adversary = "adversary",
        /// A friend.
        Ally = "ally",
        /// No government: an open market.
        Nobody = "nobody",
    }
}

words! {
    /// Direction of a trade, seen from us.
    Side {
        /// We buy.
        Buy = "buy",
        /// We sell.
        Sell = "sell",
    }
}

words! {
    /// Whose need comes first.
    Priority {
        /// Defense.
        Defense = "defense",
        /// Critical civil uses.
        Critical = "critical",
        /// All other uses.
        Commercial = "commercial",
    }
}

table! {
    /// Outside markets, each in a region.
    MarketRow in "markets" key ["id"] {
        /// Unique id.
        [public] id: Name,
        /// Full name.
        [public] name: Option<Name>,
        /// A region.
        [public] region: Name,
        /// Who decides over it.
        [public] controller: Controller,
        /// Whether what is bought there may serve a demand with an origin rule. Default: as its region.
        [public] compliant: Option<bool>,
    }
}

table! {
    /// What can be bought or sold at a market. Several steps make a supply or demand curve.
    OfferRow in "offers" key ["market", "material", "side", "step"] {
        /// A market.
        [own] market: Name,
        /// A material; for a per-feed material name the feed too (`concentrate@mountain_pass`).
        [own] material: Name,
        /// Whether we buy or sell.
        [own] side: Side,
        /// Number of the step. Default 1.
        [own] step: Option<i32> = "1",
        /// The price of this step as a multiple of the market's price. Default 1.
        [sensitive] price_factor: Option<f64> = "1",
        /// Added to the price, USD/kg. Default 0.
        [sensitive] price_add_usd_per_kg: Option<f64> = "0",
        /// Limit, t a year. Blank: none.
        [sensitive] limit_t_per_year: Option<f64>,
        /// First year. Default: the first.
        [sensitive] first_year: Option<i32>,
        /// Last year. Default: the last.
        [sensitive] last_year: Option<i32>,
        /// The member whose access it is. Blank: common.
        [own] member: Option<Name>,
    }
}

table! {
    /// Prices at markets. Between two given years the price is interpolated, before the first and after the last it stays.
    PriceRow in "prices" key ["market", "material", "year", "scenario"] {
        /// A market.
        [public] market: Name,
        /// A material.
        [public] material: Name,
        /// A year. It may lie outside the horizon (history).
        [public] year: i32,
        /// Price, USD/kg.
        [agreed] price_usd_per_kg: f64,
        /// A scenario: the price holds there and below, in place of the series without scenario. Blank: everywhere.
        [agreed] scenario: Option<Name>,
    }
}

table! {
    /// What end users need.
    DemandRow in "demands" key ["id"] {
        /// Unique id.
        [own] id: Name,
        /// Full name.
        [own] name: Option<Name>,
        /// What it is for.
        [sensitive] end_use: Name,
        /// The member that needs it. Blank: nobody in the cooperative.
        [own] member: Option<Name>,
        /// A region.
        [own] region: Name,
        /// A material.
        [own] material: Name,
        /// Whose need comes first.
        [own] priority: Priority,
        /// What a delivered kg is worth to the user, USD/kg.
        [sensitive] value_usd_per_kg: f64,
        /// What a missing kg costs, on top of the value forgone, USD/kg.
        [sensitive] shortage_cost_usd_per_kg: f64,
        /// From this year on, material that passed through a non-compliant region is not accepted. Blank: always accepted.
        [own] origin_rule_from: Option<i32>,
        /// Least share that has to be served. Blank: no such rule.
        [sensitive] service_level: Option<f64>,
        /// Year from which the service level holds. Default: the first.
        [sensitive] service_from: Option<i32>,
        /// Probability with which the service level has to hold over the scenarios. Default 1.
        [sensitive] service_probability: Option<f64> = "1",
    }
}

table! {
    /// Quantities of demands. Between two given years interpolated, before the first and after the last it stays.
    QuantityRow in "quantities" key ["demand", "year", "scenario"] {
        /// A demand.
        [own] demand: Name,
        /// A year.
        [own] year: i32,
        /// Quantity, t/yr.
        [sensitive] quantity_t_per_year: f64,
        /// A scenario, as in `prices`.
        [own] scenario: Option<Name>,
    }
}

table! {
    /// Where material can be kept.
    StockRow in "stocks" key ["material", "region", "compliant"] {
        /// A material.
        [own] material: Name,
        /// A region.
        [own] region: Name,
        /// Whether the stock is of compliant origin. Default: as its region.
        [own] compliant: Option<bool>,
        /// The member that owns it. Blank: the cooperative.
        [own] member: Option<Name>,
        /// What is there at the start, t. Default 0.
        [sensitive] initial_t: Option<f64> = "0",
        /// What fits, t. Blank: no limit.
        [sensitive] limit_t: Option<f64>,
        /// Cost of keeping a kg for a year, USD/kg. Default 0.
        [sensitive] holding_cost_usd_per_kg: Option<f64> = "0",
        /// Strategic reserve: what must stay, t. Default 0.
        [sensitive] reserve_t: Option<f64> = "0",
        /// Year from which the reserve has to be there. Default: the first.
        [own] reserve_from: Option<i32>,
        /// Scenarios (and those below them) in which the reserve may be released.
        [own] release_in: Vec<Name>,
        /// What has to be there at the end of the horizon, t. Default 0.
        [sensitive] final_t: Option<f64> = "0",
        /// Year in which `initial_t` began to be put aside, for the run of past years (`observations`). Blank: long ago.
        [own] filled_from: Option<i32>,
    }
}
