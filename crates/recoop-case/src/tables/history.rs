//! Where rows are from, and what really happened: sources, observations, and the books of backtests.

use super::super::cell::{AnyCell, Cell, Name, words};
use super::{Action, CONFIDENCE, Class, Column, Confidence, NOTE, SOURCE, TableRow, read_cell};

words! {
    /// What an observation measures, over one calendar year.
    Measure {
        /// Metric tons made by plants. Filters: material, facility, technology, stage, region, member.
        Made = "made",
        /// Metric tons bought at markets. Filters: market, material, member.
        Bought = "bought",
        /// Metric tons sold at markets. Filters: market, material, member.
        Sold = "sold",
        /// Mean price of purchases at markets, USD/kg. Filters: market, material, member.
        PricePaid = "price_paid",
        /// Mean price of sales at markets, USD/kg. Filters: market, material, member.
        PriceRealized = "price_realized",
        /// Net imports of the home region as a share of what it has: (in - out) / (made at home + in - out). Filter: material.
        NetImportShare = "net_import_share",
        /// Share of a stage that is made at home. Filter: stage.
        HomeShare = "home_share",
        /// Metric tons of demand that are not served. Filters: demand, end_use, material, region, priority.
        Short = "short",
        /// Sales at markets of a member, MUSD. Filter: member.
        Revenue = "revenue",
        /// Sales of a member less its variable and fixed cost and its purchases, MUSD. Filter: member.
        OperatingProfit = "operating_profit",
    }
}

words! {
    /// What a payment is for.
    PaymentKind {
        /// Shares sold.
        Equity = "equity",
        /// Debt drawn.
        Loan = "loan",
        /// Debt repaid. Debt service.
        Repayment = "repayment",
        /// Interest and coupons paid. Debt service.
        Interest = "interest",
        /// Spending on plants.
        Capital = "capital",
        /// What parts of the firm that are no plants of the case bring in or cost.
        Operations = "operations",
        /// Anything else: dividends, taxes, acquisitions, working capital.
        Other = "other",
    }
}

words! {
    /// What an account says.
    AccountMeasure {
        /// Cash at the end of the quarter; without a quarter, of the year.
        Cash = "cash",
        /// Sales of what its plants make, over the quarter; without a quarter, over the year.
        Revenue = "revenue",
    }
}

words! {
    /// What a variant moves.
    VariantTarget {
        /// Price of an offer, USD/kg. Filters: market, material, side.
        Price = "price",
        /// Variable cost, USD/kg of activity. Filters: facility, technology, region, member.
        VariableCost = "variable_cost",
        /// Cost of keeping capacity, USD/kg a year. Filters: facility, technology, region, member.
        FixedCost = "fixed_cost",
        /// What plants make, t of activity a year. Filters: facility, technology, region, member.
        Output = "output",
        /// Payments, MUSD: `set` and `add` for each. Filters: payment, kind, member.
        Payment = "payment",
        /// Cash at the start, MUSD: `opening_cash_musd` of `finances`, else `capital_total_musd`. Filters: member.
        Purse = "purse",
    }
}

table! {
    /// What was observed in past years: `recoop check --hindcast` runs today's chain through those years, without building
    /// anything, and sets the outcome beside it. An observation that nothing can touch is an error.
    ObservationRow in "observations" key ["id"] {
        /// Unique id.
        [own] id: Name,
        /// Full name.
        [own] name: Option<Name>,
        /// Calendar year, before the horizon.
        [own] year: i32,
        /// What is measured.
        [own] measure: Measure,
        /// Filters `name=pattern`, apart by `;`. The names depend on the measure.
        [own] filter: Vec<Name>,
        /// What was observed, in the unit of the measure.
        [sensitive] observed: f64,
        /// Least that the model may say.
        [sensitive] low: f64,
        /// Most that the model may say.
        [sensitive] high: f64,
    }
}

table! {
    /// What plants really made, for `recoop backtest`, in place of what they could. None of it has an effect on a plan.
    OutputRow in "outputs" key ["facility", "year", "quarter"] {
        /// A facility.
        [own] facility: Name,
        /// A year of the horizon.
        [own] year: i32,
        /// A quarter, 1 to 4. Blank: the year as a whole, in equal parts.
        [own] quarter: Option<i32>,
        /// Activity in the quarter, or the year, t.
        [sensitive] output_t: f64,
    }
}

table! {
    /// Money of a member that comes and goes with a date, whatever plants do: rounds of finance, debt service, spending. It moves the purse in
    /// `backtest`, and without a variant in `stress`, `robust`, `buffers` and `simulate`; none has an effect on a plan.
    CashEventRow in "cash_events" key ["id"] {
        /// Unique id.
        [own] id: Name,
        /// Full name.
        [sensitive] name: Option<Name>,
        /// A member.
        [own] member: Name,
        /// What it is for.
        [sensitive] kind: PaymentKind,
        /// A year of the horizon.
        [own] year: i32,
        /// A quarter, 1 to 4. Blank: the year as a whole, in equal parts.
        [own] quarter: Option<i32>,
        /// What comes in, MUSD; below 0 it goes out.
        [sensitive] amount_musd: f64,
        /// A variant: the payment is made there alone. Blank: in the base run.
        [own] variant: Option<Name>,
    }
}

table! {
    /// What the books of members said, for `recoop backtest` to be held against.
    ReportedFinancialRow in "reported_financials" key ["member", "measure", "year", "quarter"] {
        /// A member.
        [own] member: Name,
        /// What is measured.
        [own] measure: AccountMeasure,
        /// A year of the horizon.
        [own] year: i32,
        /// A quarter, 1 to 4. Blank: the year as a whole.
        [own] quarter: Option<i32>,
        /// What the books said, MUSD.
        [sensitive] amount_musd: f64,
    }
}

table! {
    /// What might have been different, for `recoop backtest`: all rows of a variant together. One that touches nothing is an error;
    /// none has an effect on a plan.
    VariantRow in "variants" key [] {
        /// Id of the variant.
        [own] variant: Name,
        /// What is different, as a reader should see it; the first row that says it counts. Default: the id.
        [own] name: Option<Name>,
        /// What it moves, after all `changes`.
        [own] target: VariantTarget,
        /// Filters `name=pattern`, apart by `;`. The names depend on the target.
        [own] filter: Vec<Name>,
        /// What it does.
        [own] action: Action,
        /// The number.
        [sensitive] value: f64,
        /// First year. Default: the first. Not for `purse`.
        [own] first_year: Option<i32>,
        /// Last year. Default: the last. Not for `purse`.
        [own] last_year: Option<i32>,
    }
}

table! {
    /// Where the numbers are from.
    SourceRow in "sources" key ["id"] {
        /// Unique id.
        [own] id: Name,
        /// Title.
        [own] title: Name,
        /// Publisher.
        [own] publisher: Option<Name>,
        /// Year of publication.
        [own] year: Option<i32>,
        /// Address.
        [own] url: Option<Name>,
    }
}
