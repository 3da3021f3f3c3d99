//! What is bought, sold, needed and kept: markets, prices, demands, stocks.

use super::super::cell::{Cell, Name, words};
use super::{Column, Confidence, TableRow, no_words, read_cell};

words! {
    /// Who decides over a market.
    Controller {
        /// The rival.
        Adversary = "adversary",
        /// A friend.
        Ally = "ally",
        /// Nobody.
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
        /// Defence.
        Defence = "defence",
        /// Critical civil uses.
        Critical = "critical",
        /// Everybody else.
        Commercial = "commercial",
    }
}

table! {
    /// Outside markets, each in a region.
    MarketRow in "markets" key ["id"] {
        /// Unique id.
        id: Name,
        /// Full name.
        name: Option<Name>,
        /// A region.
        region: Name,
        /// Who decides over it.
        controller: Controller,
        /// Whether what is bought there may serve a demand with an origin rule. Default: as its region.
        compliant: Option<bool>,
    }
}

table! {
    /// What can be bought or sold at a market. Several steps make a supply or demand curve.
    OfferRow in "offers" key ["market", "material", "side", "step"] {
        /// A market.
        market: Name,
        /// A material; for a per-feed material name the feed too (`concentrate@mountain_pass`).
        material: Name,
        /// Whether we buy or sell.
        side: Side,
        /// Number of the step. Default 1.
        step: Option<i32>,
        /// The price of this step as a multiple of the market's price. Default 1.
        price_factor: Option<f64>,
        /// Added to the price, USD/kg. Default 0.
        price_add_usd_per_kg: Option<f64>,
        /// Limit, t a year. Blank: none.
        limit_t: Option<f64>,
        /// First year. Default: the first.
        first_year: Option<i32>,
        /// Last year. Default: the last.
        last_year: Option<i32>,
        /// The member whose access it is. Blank: common.
        member: Option<Name>,
    }
}

table! {
    /// Prices at markets. Between two given years the price is interpolated, before the first and after the last it stays.
    PriceRow in "prices" key ["market", "material", "year", "scenario"] {
        /// A market.
        market: Name,
        /// A material.
        material: Name,
        /// A year. It may lie outside the horizon (history).
        year: i32,
        /// Price, USD/kg.
        price_usd_per_kg: f64,
        /// A scenario: the price holds there and below, in place of the series without scenario. Blank: everywhere.
        scenario: Option<Name>,
    }
}

table! {
    /// What end users need.
    DemandRow in "demands" key ["id"] {
        /// Unique id.
        id: Name,
        /// Full name.
        name: Option<Name>,
        /// What it is for.
        end_use: Name,
        /// The member that needs it. Blank: nobody in the cooperative.
        member: Option<Name>,
        /// A region.
        region: Name,
        /// A material.
        material: Name,
        /// Whose need comes first.
        priority: Priority,
        /// What a delivered kg is worth to the user, USD/kg.
        value_usd_per_kg: f64,
        /// What a missing kg costs, on top of the value forgone, USD/kg.
        shortage_cost_usd_per_kg: f64,
        /// From this year on, material that passed through a non-compliant region is not accepted. Blank: always accepted.
        origin_rule_from: Option<i32>,
        /// Least share that has to be served. Blank: no such rule.
        service_level: Option<f64>,
        /// Year from which the service level holds. Default: the first.
        service_from: Option<i32>,
        /// Probability with which the service level has to hold over the scenarios. Default 1.
        service_chance: Option<f64>,
    }
}

table! {
    /// Quantities of demands. Between two given years interpolated, before the first and after the last it stays.
    QuantityRow in "quantities" key ["demand", "year", "scenario"] {
        /// A demand.
        demand: Name,
        /// A year.
        year: i32,
        /// Quantity, t/yr.
        quantity_t: f64,
        /// A scenario, as in `prices`.
        scenario: Option<Name>,
    }
}

table! {
    /// Where material can be kept.
    StockRow in "stocks" key ["material", "region", "compliant"] {
        /// A material.
        material: Name,
        /// A region.
        region: Name,
        /// Whether the stock is of compliant origin. Default: as its region.
        compliant: Option<bool>,
        /// The member that owns it. Blank: the cooperative.
        member: Option<Name>,
        /// What is there at the start, t. Default 0.
        initial_t: Option<f64>,
        /// What fits, t. Blank: no limit.
        limit_t: Option<f64>,
        /// Cost of keeping a kg for a year, USD/kg. Default 0.
        holding_cost_usd_per_kg: Option<f64>,
        /// Strategic reserve: what must stay, t. Default 0.
        reserve_t: Option<f64>,
        /// Year from which the reserve has to be there. Default: the first.
        reserve_from: Option<i32>,
        /// Scenarios (and those below them) in which the reserve may be released.
        release_in: Vec<Name>,
        /// What has to be there at the end of the horizon, t. Default 0.
        final_t: Option<f64>,
        /// Year in which `initial_t` began to be put aside, for the run of past years (`facts`). Blank: long ago.
        filled_from: Option<i32>,
    }
}
