//! What may happen: scenarios and what they change, policies, assumptions to sensitivity, chance.

use super::super::cell::{AnyCell, Cell, Name, words};
use super::{CONFIDENCE, Class, Column, Confidence, NOTE, SOURCE, TableRow, read_cell};

words! {
    /// What a change changes.
    ChangeTarget {
        /// Price of an offer, USD/kg. Filters: market, material, side.
        Price = "price",
        /// Yearly limit of an offer, t. Filters: market, material, side.
        OfferLimit = "offer_limit",
        /// Quantity demanded, t/yr. Filters: demand, end_use, material, region, priority.
        Demand = "demand",
        /// Share of the year that a facility can run. Filters: facility, technology, region, member.
        Availability = "availability",
        /// Yearly limit of a lane, t. Filters: from, to, material.
        LaneLimit = "lane_limit",
        /// Duty as a share of the price. Filters: from, to, material.
        Tariff = "tariff",
        /// Variable cost, USD/kg of activity. Filters: facility, technology, region, member.
        VariableCost = "variable_cost",
        /// Cost of a metric ton not supplied, USD/kg. Filters: demand, end_use, material, region, priority.
        ShortageCost = "shortage_cost",
    }
}

words! {
    /// What a change does with the value that it finds.
    Action {
        /// Takes its place.
        Set = "set",
        /// Multiplies it.
        Multiply = "multiply",
        /// Is added to it.
        Add = "add",
    }
}

words! {
    /// Kind of policy.
    PolicyKind {
        /// Share of capital cost paid by the public. Filters: facility, technology, stage, region, member.
        CapexGrant = "capex_grant",
        /// Share of capital cost returned through the tax bill when paid. Filters as `capex_grant`.
        InvestmentCredit = "investment_credit",
        /// Share of variable cost returned. Filters: facility, technology, stage, region, member.
        ProductionCredit = "production_credit",
        /// USD per kg of activity paid by the public. Filters as `production_credit`.
        ProductionPayment = "production_payment",
        /// Guaranteed price, USD/kg, for up to `limit_t_per_year` a year sold from `region`. Filters: material, region, member.
        PriceFloor = "price_floor",
    }
}

words! {
    /// What a sensitivity moves.
    SensitivityTarget {
        /// Price of an offer, USD/kg. Filters: market, material, side.
        Price = "price",
        /// Yearly limit of an offer, t. Filters: market, material, side.
        OfferLimit = "offer_limit",
        /// Quantity demanded, t/yr. Filters: demand, end_use, material, region, priority.
        Demand = "demand",
        /// Share of the year that a facility can run. Filters: facility, technology, stage, region, member.
        Availability = "availability",
        /// Yearly limit of a lane, t. Filters: from, to, material.
        LaneLimit = "lane_limit",
        /// Duty as a share of the price. Filters: from, to, material.
        Tariff = "tariff",
        /// Variable cost, USD/kg of activity. Filters: facility, technology, stage, region, member.
        VariableCost = "variable_cost",
        /// Cost of a metric ton not supplied, USD/kg. Filters: demand, end_use, material, region, priority.
        ShortageCost = "shortage_cost",
        /// Capital cost of what can be built: its `capex_ref_musd`; `multiply` takes the opening of the site along. Filters:
        /// facility, technology, stage, region, member.
        Capex = "capex",
        /// Share of an element that ends in a product. Filters: technology, element, product.
        Recovery = "recovery",
        /// Probability of a scenario, given its parent; those of its siblings are scaled so that all add up to 1. Filters:
        /// scenario.
        Probability = "probability",
        /// Whole years added to the construction of what can be built, and to the year on line of what is under construction
        /// and comes on line after the first year. `add` only. Filters: facility, technology, stage, region, member.
        Delay = "delay",
        /// Discount rate of case.toml. No filters.
        DiscountRate = "discount_rate",
        /// Equity of a member: `multiply` takes its limit of a year along, `set` and `add` change that over the whole horizon
        /// alone. Filters: member.
        Capital = "capital",
    }
}

table! {
    /// The scenario tree. A scenario lasts from its first year until its children begin, or to the last year.
    ScenarioRow in "scenarios" key ["id"] {
        /// Unique id.
        [agreed] id: Name,
        /// Full name.
        [agreed] name: Option<Name>,
        /// The scenario that it follows. Blank for the root.
        [agreed] parent: Option<Name>,
        /// First year.
        [agreed] first_year: i32,
        /// Probability, given the parent. Those of siblings add up to 1.
        [agreed] probability: f64,
    }
}

table! {
    /// What is different in a scenario and below it. A change that touches nothing is an error.
    ChangeRow in "changes" key [] {
        /// A scenario.
        [agreed] scenario: Name,
        /// What it changes.
        [agreed] target: ChangeTarget,
        /// Filters `name=pattern`, apart by `;`. The names depend on the target.
        [own] filter: Vec<Name>,
        /// What it does.
        [agreed] action: Action,
        /// The number.
        [sensitive] value: f64,
        /// First year. Default: the scenario's first.
        [agreed] first_year: Option<i32>,
        /// Last year. Default: the last.
        [agreed] last_year: Option<i32>,
    }
}

table! {
    /// Public policies. One that touches nothing is an error.
    PolicyRow in "policies" key ["id"] {
        /// Unique id.
        [agreed] id: Name,
        /// Full name.
        [agreed] name: Option<Name>,
        /// Kind.
        [agreed] kind: PolicyKind,
        /// Filters `name=pattern`, apart by `;`. The names depend on the kind.
        [agreed] filter: Vec<Name>,
        /// Share, or USD/kg, as the kind says.
        [agreed] value: f64,
        /// Yearly limit, t (price floors only). Blank: none.
        [agreed] limit_t_per_year: Option<f64>,
        /// The market whose price a price floor tops up, wherever a metric ton goes. Blank: each metric ton from the price at the market where it is sold, what
        /// is sold at none from the highest price at which it could be.
        [agreed] market: Option<Name>,
        /// First year (of commitment, or of production). Default: the first.
        [agreed] first_year: Option<i32>,
        /// Last year. Default: the last.
        [agreed] last_year: Option<i32>,
        /// Whether it is in force. Default yes; a proposal says no.
        [agreed] active: Option<bool> = "yes",
    }
}

table! {
    /// How far assumptions may be off, for `recoop sensitivity`. One that touches nothing is an error; none has an effect on a plan.
    SensitivityRow in "sensitivities" key ["id"] {
        /// Unique id.
        [own] id: Name,
        /// What is assumed, as a reader should see it. Default: the id.
        [own] name: Option<Name>,
        /// What it moves, in every year and scenario, after all `changes`.
        [own] target: SensitivityTarget,
        /// Filters `name=pattern`, apart by `;`. The names depend on the target.
        [own] filter: Vec<Name>,
        /// What it does.
        [own] action: Action,
        /// The number at the low end. Blank: no low end.
        [sensitive] low: Option<f64>,
        /// The number at the high end. Blank: no high end.
        [sensitive] high: Option<f64>,
    }
}

table! {
    /// Which prices are uncertain in `recoop simulate`, and whose history they go along with. Of several rows the closest that fits an
    /// offer counts (the one with the most filters, then with the closest: an id before an id with `*` in it, before `kind:WORD`); what no row fits keeps
    /// to the price of the case. A row that touches nothing is an error.
    PriceLinkRow in "price_links" key [] {
        /// Filters `name=pattern`, apart by `;`, over the offers of every market: market, material, side.
        [agreed] filter: Vec<Name>,
        /// The market at which the history is known.
        [agreed] market: Name,
        /// The material whose history it is: its prices at that market in years before the horizon, without scenario. Six years that
        /// follow another year with a price are needed; with fewer, linked prices stay as in the case. Ten are worth much more.
        [agreed] material: Name,
        /// How far the prices go along: change of their logarithm for a change of the other's. Default 1.
        [agreed] share: Option<f64> = "1",
    }
}

table! {
    /// How often plants fail in `recoop simulate`, beyond what their `availability` counts with. Of several rows the closest that fits a plant
    /// counts: one that filters by `facility` before others, then as in `price_links`. A row that touches nothing is an error.
    OutageRow in "outages" key ["id"] {
        /// Unique id.
        [own] id: Name,
        /// Filters `name=pattern`, apart by `;`: facility, technology, stage, region, member.
        [own] filter: Vec<Name>,
        /// Outages for a year of running, on average (a Poisson process).
        [sensitive] per_year: f64,
        /// Length of an outage in years, on average (exponential).
        [sensitive] mean_years: f64,
        /// Share of the capacity that is lost while it lasts. Default 1.
        [sensitive] loss: Option<f64> = "1",
    }
}

table! {
    /// How late plants come in `recoop simulate`: those that the plan builds, and those under construction that come on line after
    /// the first year. Of several rows the closest that fits a plant counts, as in
    /// `outages`. A row that touches nothing is an error.
    DelayRow in "delays" key ["id"] {
        /// Unique id.
        [own] id: Name,
        /// Filters `name=pattern`, apart by `;`: facility, technology, stage, region, member.
        [own] filter: Vec<Name>,
        /// Probability that a commitment comes late.
        [sensitive] probability: f64,
        /// Whole years by which it is late then, on average, at least 1 (geometric).
        [sensitive] mean_years: f64,
    }
}
