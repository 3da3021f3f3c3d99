//! `case.toml`: what the tables do not say.

use super::cell::{AnyCell, Name, words};

words! {
    /// How prices inside a cooperative move with those of markets.
    InternalPrice {
        /// The mean of the offers that can trade, which falls when an attack takes them down.
        Indexed = "indexed",
        /// The same mean without an attack, by contract: an attack on prices does not move it.
        Fixed = "fixed",
        /// The cost of running of who makes it, inputs included: no rent moves from one member to another.
        AtCost = "at_cost",
    }
}

/// Settings of a case, as written in `case.toml`.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// `name`: short name of the case.
    pub name: Name,
    /// `title`: one line.
    pub title: String,
    /// `stages`: the stages of the chain in order, for instance `["mining", "separation", "metal", "magnet"]`.
    pub stages: Vec<Name>,
    /// `[horizon]`.
    pub horizon: HorizonSettings,
    /// `[finance]`.
    pub finance: FinanceSettings,
    /// `[risk]`.
    pub risk: RiskSettings,
    /// `[adversary]`.
    pub adversary: AdversarySettings,
    /// `[bylaws]`.
    pub bylaws: BylawSettings,
    /// `[backtest]`.
    pub backtest: BacktestSettings,
    /// `[solve]`.
    pub solve: SolveSettings,
    /// `[check]`.
    pub check: CheckSettings,
}

/// `[horizon]`: calendar years.
#[derive(Clone, Debug, PartialEq)]
pub struct HorizonSettings {
    /// `first_year`.
    pub first_year: i32,
    /// `last_year`, included.
    pub last_year: i32,
    /// `period_lengths`: years of each period, in order; they add up to the horizon. Default: one year each.
    pub period_lengths: Vec<i32>,
    /// `split_at_windows`: whether a period is split where something begins or ends inside it. Default: false, it counts by its years.
    pub split_at_windows: bool,
    /// `base_year`: the year whose money is meant and to which is discounted. Default: `first_year`.
    pub base_year: i32,
    /// `build_years`: years in which commitments can be made. Default: all first years of periods.
    pub build_years: Vec<i32>,
}

/// `[finance]`.
#[derive(Clone, Debug, PartialEq)]
pub struct FinanceSettings {
    /// `discount_rate`: real, after tax, share per year. Default 0.08.
    pub discount_rate: f64,
    /// `tax_rate`: tax on profit, share. Default 0.
    pub tax_rate: f64,
    /// `depreciation`: share of capital cost written off in each year from completion of spending, adding up to 1. Full expensing is `[1.0]`.
    pub depreciation: Vec<f64>,
    /// `debt_share`: share of capital cost that is borrowed. Default 0.
    pub debt_share: f64,
    /// `debt_rate`: interest, real, share per year. Default 0.
    pub debt_rate: f64,
    /// `debt_years`: tenor; repaid as an annuity. Default 10.
    pub debt_years: i32,
    /// `salvage_share`: share of the straight-line remaining value of capacity that counts at the end. Default 1.
    pub salvage_share: f64,
    /// `pooled_capital`: whether members' capital limits are pooled. Default true (a cooperative); false: each pays for what it owns and the
    /// cooperative's own plants are paid by all.
    pub pooled_capital: bool,
    /// `scale_segments`: linear pieces of each cost curve with economies of scale. Default 3.
    pub scale_segments: i32,
}

/// `[risk]`: objective = (1 - weight) E\[NPV\] + weight CVaR\[NPV\].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RiskSettings {
    /// `weight`: lambda of formulation.md, in \[0, 1\]. Default 0.
    pub weight: f64,
    /// `tail`: probability of the worst outcomes over which CVaR averages, in (0, 1]. Default 0.1.
    pub tail: f64,
}

/// `[adversary]`: what it has to spend on the attacks of the table `attacks`.
#[derive(Clone, Debug, PartialEq)]
pub struct AdversarySettings {
    /// `budgets_musd`: budgets that are looked at, MUSD of present value. Default: none, parts of what it would spend without limit.
    pub budgets_musd: Vec<f64>,
    /// `budget_per_year_musd`: most that it can spend in a year, MUSD. Default: no limit.
    pub budget_per_year_musd: f64,
}

/// `[bylaws]`: rules of the cooperative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BylawSettings {
    /// `internal_prices`: how prices inside move with those of markets. Default: indexed to them.
    pub internal_prices: InternalPrice,
}

/// `[backtest]`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BacktestSettings {
    /// `cash_error_musd`: what the model's cash is known to be off by, from books of other firms, MUSD. Default: 0, nothing is known.
    pub cash_error_musd: f64,
}

/// `[solve]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SolveSettings {
    /// `gap`: relative optimality gap. Default 0.005.
    pub gap: f64,
    /// `time_limit_seconds`. Default 600.
    pub time_limit_seconds: f64,
    /// `threads`: 0 lets the solver choose. Default 0.
    pub threads: i32,
}

/// `[check]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CheckSettings {
    /// `accept`: warnings that are right as they are, each by the name that the check gives it. Default: none.
    pub accept: Vec<Name>,
}

impl Default for FinanceSettings {
    fn default() -> Self {
        Self {
            discount_rate: 0.08,
            tax_rate: 0.0,
            depreciation: vec![1.0],
            debt_share: 0.0,
            debt_rate: 0.0,
            debt_years: 10,
            salvage_share: 1.0,
            pooled_capital: true,
            scale_segments: 3,
        }
    }
}

impl Default for RiskSettings {
    fn default() -> Self {
        Self { weight: 0.0, tail: 0.1 }
    }
}

impl Default for AdversarySettings {
    fn default() -> Self {
        Self { budgets_musd: Vec::new(), budget_per_year_musd: f64::INFINITY }
    }
}

impl Default for BylawSettings {
    fn default() -> Self {
        Self { internal_prices: InternalPrice::Indexed }
    }
}

impl Default for SolveSettings {
    fn default() -> Self {
        Self { gap: 0.005, time_limit_seconds: 600.0, threads: 0 }
    }
}

macro_rules! settings {
    ($( $path:literal [$($place:ident).+] )+) => {
        impl Settings {
            /// Dotted path of every setting, in the order of the reference.
            pub const PATHS: &[&str] = &[$($path),+];

            /// The value of a setting by its dotted path.
            #[must_use]
            pub fn get(&self, path: &str) -> Option<&dyn AnyCell> {
                match path {
                    $( $path => Some(&self.$($place).+), )+
                    _ => None,
                }
            }

            /// The value of a setting by its dotted path, to be changed.
            #[must_use]
            pub fn get_mut(&mut self, path: &str) -> Option<&mut dyn AnyCell> {
                match path {
                    $( $path => Some(&mut self.$($place).+), )+
                    _ => None,
                }
            }
        }
    };
}

// What each means, how it is read and its default: the dictionary in `recoop-io`. A test holds both to the same paths.
settings! {
    "name" [name]
    "title" [title]
    "stages" [stages]
    "horizon.first_year" [horizon.first_year]
    "horizon.last_year" [horizon.last_year]
    "horizon.period_lengths" [horizon.period_lengths]
    "horizon.split_at_windows" [horizon.split_at_windows]
    "horizon.base_year" [horizon.base_year]
    "horizon.build_years" [horizon.build_years]
    "finance.discount_rate" [finance.discount_rate]
    "finance.tax_rate" [finance.tax_rate]
    "finance.depreciation" [finance.depreciation]
    "finance.debt_share" [finance.debt_share]
    "finance.debt_rate" [finance.debt_rate]
    "finance.debt_years" [finance.debt_years]
    "finance.salvage_share" [finance.salvage_share]
    "finance.pooled_capital" [finance.pooled_capital]
    "finance.scale_segments" [finance.scale_segments]
    "risk.weight" [risk.weight]
    "risk.tail" [risk.tail]
    "adversary.budgets_musd" [adversary.budgets_musd]
    "adversary.budget_per_year_musd" [adversary.budget_per_year_musd]
    "bylaws.internal_prices" [bylaws.internal_prices]
    "backtest.cash_error_musd" [backtest.cash_error_musd]
    "solve.gap" [solve.gap]
    "solve.time_limit_seconds" [solve.time_limit_seconds]
    "solve.threads" [solve.threads]
    "check.accept" [check.accept]
}
