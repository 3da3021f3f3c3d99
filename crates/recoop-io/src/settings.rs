//! The dictionary of `case.toml`: one entry for each setting gives its reader, its default and its reference.

use recoop_case::cell::{Cell, Name};
use recoop_case::prices::InternalPrice;
use recoop_case::settings::{
    AdversarySettings, BacktestSettings, BylawSettings, CheckSettings, FinanceSettings, HorizonSettings, RiskSettings,
    Settings, SolveSettings,
};

use crate::read::table::bad_id;
use crate::visible::visible;

/// One setting.
pub struct Setting {
    /// Dotted path, for instance `horizon.first_year`.
    pub path: &'static str,
    /// Where its value goes, which says what it holds.
    pub slot: Slot,
    /// The value that is taken when it is not written.
    pub default: Fallback,
    /// What it means, with unit.
    pub doc: &'static str,
}

/// What happens when a setting is not written.
pub enum Fallback {
    /// That is an error.
    Required,
    /// The value in [`defaults`].
    Fixed,
    /// A value that follows from other settings, in words.
    Follows(&'static str),
}

/// Where a value goes.
pub enum Slot {
    /// A short name.
    Name(fn(&mut Settings) -> &mut Name),
    /// A line of text.
    Line(fn(&mut Settings) -> &mut String),
    /// A list of names.
    Names(fn(&mut Settings) -> &mut Vec<Name>),
    /// A whole number.
    Whole(fn(&mut Settings) -> &mut i32),
    /// A list of whole numbers.
    Wholes(fn(&mut Settings) -> &mut Vec<i32>),
    /// A number.
    Number(fn(&mut Settings) -> &mut f64),
    /// A list of numbers.
    Numbers(fn(&mut Settings) -> &mut Vec<f64>),
    /// Yes or no.
    Choice(fn(&mut Settings) -> &mut bool),
    /// How prices inside move: one of its words.
    InternalPrice(fn(&mut Settings) -> &mut InternalPrice),
}

/// A value as written in `case.toml` or in a cell of a workbook.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// Text of a cell, which may hold any kind.
    Cell(String),
    /// Quoted text.
    Text(String),
    /// A whole number, as its digits.
    Whole(String),
    /// A number, as its digits.
    Number(String),
    /// `true` or `false`.
    Choice(bool),
    /// A list.
    List(Vec<Written>),
    /// Anything else, in words.
    Other(&'static str),
}

/// Why a value does not fit: the position in a list, if it is one of its items, and what was expected.
pub type Misfit = (Option<usize>, String);

impl Slot {
    /// What it holds, in words.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Name(_) | Self::Line(_) => "text",
            Self::InternalPrice(_) => "`indexed`, `fixed` or `at_cost`",
            Self::Names(_) => "list of texts",
            Self::Whole(_) => "whole number",
            Self::Wholes(_) => "list of whole numbers",
            Self::Number(_) => "number",
            Self::Numbers(_) => "list of numbers",
            Self::Choice(_) => "true or false",
        }
    }

    /// Puts a value into the settings.
    ///
    /// # Errors
    /// What was expected instead.
    pub fn assign(&self, settings: &mut Settings, written: &Written) -> Result<(), Misfit> {
        let whole = |message: String| (None, message);
        match self {
            Self::Name(at) => *at(settings) = Name::new(id(written).map_err(whole)?),
            Self::Line(at) => *at(settings) = visible(&text(written).map_err(whole)?).into_owned(),
            Self::Names(at) => *at(settings) = list(written, |item| id(item).map(Name::new))?,
            Self::Whole(at) => *at(settings) = whole_number(written).map_err(whole)?,
            Self::Wholes(at) => *at(settings) = list(written, whole_number)?,
            Self::Number(at) => *at(settings) = number(written).map_err(whole)?,
            Self::Numbers(at) => *at(settings) = list(written, number)?,
            Self::Choice(at) => *at(settings) = choice(written).map_err(whole)?,
            Self::InternalPrice(at) => {
                *at(settings) = text(written).and_then(|word| InternalPrice::parse(&word)).map_err(whole)?;
            }
        }
        Ok(())
    }

    /// The value that the settings hold, as it would be written.
    #[must_use]
    pub fn show(&self, settings: &Settings) -> String {
        let mut settings = settings.clone();
        let settings = &mut settings;
        match self {
            Self::Name(at) => format!("{:?}", at(settings).as_str()),
            Self::Line(at) => format!("{:?}", at(settings)),
            Self::Names(at) => format!("{:?}", at(settings)),
            Self::Whole(at) => at(settings).to_string(),
            Self::Wholes(at) => format!("{:?}", at(settings)),
            Self::Number(at) => at(settings).to_string(),
            Self::Numbers(at) => format!("{:?}", at(settings)),
            Self::Choice(at) => at(settings).to_string(),
            Self::InternalPrice(at) => format!("{:?}", at(settings).as_str()),
        }
    }
}

/// A text that names something.
fn id(written: &Written) -> Result<String, String> {
    let text = text(written)?;
    bad_id(&text).map_or(Ok(text), |(message, _)| Err(message))
}

fn text(written: &Written) -> Result<String, String> {
    match written {
        Written::Text(text) | Written::Cell(text) if text.trim().is_empty() => Err("expected text, found none".into()),
        Written::Text(text) | Written::Cell(text) => Ok(text.trim().to_string()),
        other => Err(format!("expected text in quotes, found {}", other.kind())),
    }
}

fn number(written: &Written) -> Result<f64, String> {
    match written {
        Written::Cell(text) | Written::Whole(text) | Written::Number(text) => f64::parse(text.trim()),
        other => Err(format!("expected a number, found {}", other.kind())),
    }
}

fn whole_number(written: &Written) -> Result<i32, String> {
    match written {
        Written::Cell(text) | Written::Whole(text) => i32::parse(text.trim()),
        Written::Number(text) => Err(format!("expected a whole number, found `{text}`")),
        other => Err(format!("expected a whole number, found {}", other.kind())),
    }
}

fn choice(written: &Written) -> Result<bool, String> {
    match written {
        Written::Choice(value) => Ok(*value),
        Written::Cell(text) => bool::parse(text.trim()),
        other => Err(format!("expected true or false, found {}", other.kind())),
    }
}

fn list<T>(written: &Written, item: impl Fn(&Written) -> Result<T, String>) -> Result<Vec<T>, Misfit> {
    let cells;
    let items = match written {
        Written::List(items) => items,
        Written::Cell(text) => {
            let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
            cells = parts.map(|part| Written::Cell(part.to_string())).collect();
            &cells
        }
        other => return Err((None, format!("expected a list in square brackets, found {}", other.kind()))),
    };
    let read = |(at, written): (usize, &Written)| item(written).map_err(|message| (Some(at), message));
    items.iter().enumerate().map(read).collect()
}

impl Written {
    fn kind(&self) -> String {
        match self {
            Self::Cell(text) | Self::Whole(text) | Self::Number(text) => format!("`{text}`"),
            Self::Text(text) => format!("the text `\"{text}\"`"),
            Self::Choice(value) => format!("`{value}`"),
            Self::List(_) => "a list".to_string(),
            Self::Other(kind) => (*kind).to_string(),
        }
    }
}

/// Settings before anything is read: defaults, and blanks where a value is required.
#[must_use]
pub fn defaults() -> Settings {
    Settings {
        name: Name::default(),
        title: String::new(),
        stages: Vec::new(),
        horizon: HorizonSettings {
            first_year: 0,
            last_year: 0,
            period_lengths: Vec::new(),
            split_at_windows: false,
            base_year: 0,
            build_years: Vec::new(),
        },
        finance: FinanceSettings::default(),
        risk: RiskSettings::default(),
        adversary: AdversarySettings::default(),
        solve: SolveSettings::default(),
        bylaws: BylawSettings::default(),
        backtest: BacktestSettings::default(),
        check: CheckSettings::default(),
    }
}

macro_rules! dictionary {
    ($( $path:literal $slot:ident [$($place:ident).+] $default:expr, $doc:literal; )+) => {
        /// Every setting of `case.toml`.
        pub const SETTINGS: &[Setting] = &[
            $( Setting {
                path: $path,
                slot: Slot::$slot(|settings| &mut settings.$($place).+),
                default: $default,
                doc: $doc,
            }, )+
        ];
    };
}

dictionary! {
    "name" Name [name] Fallback::Required, "Short name of the case.";
    "title" Line [title] Fallback::Follows("the name"), "One line on what the case is about.";
    "stages" Names [stages] Fallback::Required,
        "The stages of the chain in order, for instance `[\"mining\", \"separation\", \"metal\", \"magnet\"]`.";
    "horizon.first_year" Whole [horizon.first_year] Fallback::Required, "First calendar year of the plan.";
    "horizon.last_year" Whole [horizon.last_year] Fallback::Required, "Last calendar year of the plan, included.";
    "horizon.period_lengths" Wholes [horizon.period_lengths] Fallback::Follows("one year each"),
        "Years of each period, in order; they add up to the horizon.";
    "horizon.split_at_windows" Choice [horizon.split_at_windows] Fallback::Fixed,
        "Whether a period of several years is split where something begins or ends inside it; if not, that counts by its years. Years of commitment stay.";
    "horizon.base_year" Whole [horizon.base_year] Fallback::Follows("`horizon.first_year`"),
        "The year whose money is meant and to which is discounted.";
    "horizon.build_years" Wholes [horizon.build_years] Fallback::Follows("the first year of every period"),
        "Years in which commitments can be made.";
    "finance.discount_rate" Number [finance.discount_rate] Fallback::Fixed, "Real, after tax, share per year.";
    "finance.tax_rate" Number [finance.tax_rate] Fallback::Fixed, "Tax on profit, share.";
    "finance.depreciation" Numbers [finance.depreciation] Fallback::Fixed,
        "Share of capital cost written off in each year from completion of spending, adding up to 1. Full expensing is `[1.0]`.";
    "finance.debt_share" Number [finance.debt_share] Fallback::Fixed, "Share of capital cost that is borrowed.";
    "finance.debt_rate" Number [finance.debt_rate] Fallback::Fixed, "Interest, real, share per year.";
    "finance.debt_years" Whole [finance.debt_years] Fallback::Fixed, "Tenor in years; repaid as an annuity.";
    "finance.salvage_share" Number [finance.salvage_share] Fallback::Fixed,
        "Share of the straight-line remaining value of capacity that counts at the end.";
    "finance.pooled_capital" Choice [finance.pooled_capital] Fallback::Fixed,
        "Whether members' capital limits are pooled (a cooperative). If not, each pays for what it owns and the cooperative's own plants are paid by all.";
    "finance.scale_segments" Whole [finance.scale_segments] Fallback::Fixed,
        "Linear pieces of each cost curve with economies of scale.";
    "risk.weight" Number [risk.weight] Fallback::Fixed,
        "Weight of the worst outcomes, 0 to 1: objective = (1 - weight) E[NPV] + weight CVaR[NPV].";
    "risk.tail" Number [risk.tail] Fallback::Fixed,
        "Probability of the worst outcomes over which CVaR averages, above 0 and up to 1.";
    "adversary.budgets_musd" Numbers [adversary.budgets_musd] Fallback::Follows("parts of what it would spend without limit"),
        "Budgets of the adversary, MUSD of present value: a stress shows each, a robust plan takes the largest.";
    "adversary.budget_per_year_musd" Number [adversary.budget_per_year_musd] Fallback::Follows("no limit"),
        "Most that the adversary can spend in a year, MUSD.";
    "bylaws.internal_prices" InternalPrice [bylaws.internal_prices] Fallback::Fixed,
        "How prices of deliveries inside move in kill costs and pooling bylaws: `indexed`, the mean of the offers that can trade, which falls under an attack; `fixed`, the same mean by contract, which no attack moves; `at_cost`, the cost of running of who makes it, inputs included.";
    "backtest.cash_error_musd" Number [backtest.cash_error_musd] Fallback::Fixed,
        "What the cash of a back-test is known to be off by, from the books of other firms, MUSD: a verdict on a firm as recorded within this, or within the difference from its own books, is inconclusive.";
    "solve.gap" Number [solve.gap] Fallback::Fixed, "Relative optimality gap at which the solver stops.";
    "solve.time_limit_seconds" Number [solve.time_limit_seconds] Fallback::Fixed, "Seconds after which the solver stops.";
    "solve.threads" Whole [solve.threads] Fallback::Fixed, "Threads of the solver; 0 lets it choose.";
    "check.accept" Names [check.accept] Fallback::Fixed,
        "Warnings that are right as they are, each by the name that `recoop check` gives it: see docs/reference/warnings.md. A name that no warning has is an error.";
}

/// Longest horizon for which periods of one year are filled in; a longer one is a slip in a year.
const LONGEST_HORIZON: i32 = 500;

/// Fills in what follows from other settings. `written` says whether a path was given.
pub(crate) fn fill(settings: &mut Settings, written: impl Fn(&str) -> bool) {
    if !written("title") {
        settings.title = settings.name.to_string();
    }
    let horizon = &mut settings.horizon;
    if !written("horizon.base_year") {
        horizon.base_year = horizon.first_year;
    }
    let years = horizon.last_year.saturating_sub(horizon.first_year).saturating_add(1);
    if !written("horizon.period_lengths") && (1..=LONGEST_HORIZON).contains(&years) {
        horizon.period_lengths = (0..years).map(|_| 1).collect();
    }
    if !written("horizon.build_years") {
        let mut year = horizon.first_year;
        for &length in &horizon.period_lengths {
            horizon.build_years.push(year);
            year = year.saturating_add(length);
        }
    }
}
