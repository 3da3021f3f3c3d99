//! The simulation as result tables, and its paths back from them.
//!
//! Long: every table of a simulation, with its inverse.

use std::sync::Arc;

use super::goodness::quantile;
use super::path::{FirmOutcome, Path, PathOutcome, YearOutcome};
use super::run::Simulation;
use super::ties::Ties;
use predation::Bylaw;
use recoop::plan::tables::{Frame, Table, Values};
use recoop_adversary::report::bylaw_word;
use recoop_case::Network;
use recoop_case::positions::OfferAt;

/// All result tables of a simulation.
#[must_use]
pub fn tables(network: &Network, simulation: &Simulation) -> Vec<Table> {
    vec![
        members(network, simulation),
        years(simulation),
        prices(network, simulation),
        price_fit(network, simulation),
        price_correlation(network, simulation),
        priced_with(network, simulation),
        paths(simulation),
        path_members(network, simulation),
        path_years(simulation),
    ]
}

fn text(text: &str) -> Arc<str> {
    Arc::from(text)
}

fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NAN }
}

/// Values over paths: mean and 5, 50, 95 per cent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Mean.
    pub mean: f64,
    /// 5 per cent are below.
    pub low: f64,
    /// Half are below.
    pub middle: f64,
    /// 95 per cent are below.
    pub high: f64,
}

impl Spread {
    /// Of values in any order.
    #[must_use]
    pub fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |p| finite(quantile(&values, p));
        let mean = finite(values.iter().sum::<f64>() / values.len() as f64);
        Self { mean, low: at(0.05), middle: at(0.5), high: at(0.95) }
    }
}

/// What became of a member over all paths, under a bylaw.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberOdds {
    /// Bylaw.
    pub bylaw: Bylaw,
    /// Position in [`Network::members`].
    pub member: usize,
    /// Failure probability, and its standard error.
    pub failure: (f64, f64),
    /// On half of the paths on which it fails, it fails by this year; none without one.
    pub failure_year: Option<i32>,
    /// Least cash, MUSD.
    pub low: Spread,
    /// Present value, MUSD.
    pub npv: Spread,
    /// Present value without random events, MUSD.
    pub planned_npv_musd: f64,
    /// Year of failure without random events.
    pub planned_died: Option<i32>,
}

impl Simulation {
    /// The odds of every member under every bylaw.
    #[must_use]
    pub fn odds(&self) -> Vec<MemberOdds> {
        let mut odds = Vec::new();
        for (b, bylaw) in self.options.bylaws.iter().enumerate() {
            for (at, member) in self.firms.iter().enumerate() {
                let all = || self.paths.iter().map(|path| path.outcomes[b].firms[at]);
                let mut died: Vec<i32> = all().filter_map(|firm| firm.died).collect();
                died.sort_unstable();
                let count = self.paths.len() as f64;
                let chance = died.len() as f64 / count;
                let planned = self.planned.outcomes[b].firms[at];
                odds.push(MemberOdds {
                    bylaw: *bylaw,
                    member: *member,
                    failure: (chance, (chance * (1.0 - chance) / count).sqrt()),
                    failure_year: died.get(died.len().saturating_sub(1) / 2).copied(),
                    low: Spread::of(all().map(|firm| firm.low_musd).collect()),
                    npv: Spread::of(all().map(|firm| firm.npv_musd).collect()),
                    planned_npv_musd: planned.npv_musd,
                    planned_died: planned.died,
                });
            }
        }
        odds
    }

    /// Present value of all members over the paths under a bylaw, a position in the options.
    #[must_use]
    pub fn npv(&self, bylaw: usize) -> Spread {
        Spread::of(self.paths.iter().map(|path| path.outcomes[bylaw].npv_musd()).collect())
    }

    /// Unserved metric tons of a priority over all years, over the paths under a bylaw.
    #[must_use]
    pub fn unserved(&self, bylaw: usize, priority: usize) -> Spread {
        let of = |path: &Path| path.outcomes[bylaw].years.iter().map(|year| year.unserved_t[priority]).sum();
        Spread::of(self.paths.iter().map(of).collect())
    }

    /// Probability that any member fails under a bylaw.
    #[must_use]
    pub fn any_failure(&self, bylaw: usize) -> f64 {
        let dry = |path: &&Path| path.outcomes[bylaw].firms.iter().any(|firm| firm.died.is_some());
        self.paths.iter().filter(dry).count() as f64 / self.paths.len() as f64
    }
}

fn members(network: &Network, simulation: &Simulation) -> Table {
    let purse = |member: usize| finite(network.members[member].finance.purse_times_musd(simulation.options.purses));
    Frame::new("simulated_members", "What becomes of each member over the paths.", &simulation.odds())
        .text("bylaw", "How members stand together.", |it| text(bylaw_word(it.bylaw)))
        .text("member", "Member.", |it| text(&network.members[it.member].id))
        .number("purse_musd", "MUSD", "Cash at the beginning; empty without limit.", |it| purse(it.member))
        .number("failure_probability", "", "Share of the paths on which it runs out of cash.", |it| it.failure.0)
        .number("failure_error", "", "Standard error of that share.", |it| it.failure.1)
        .number("failure_year", "year", "By then the member fails on half of those paths; empty without one.", |it| {
            it.failure_year.map_or(f64::NAN, f64::from)
        })
        .number("low_p05_musd", "MUSD", "Least cash at the end of a year: 5% of the paths are below.", |it| it.low.low)
        .number("low_p50_musd", "MUSD", "The same: half are below.", |it| it.low.middle)
        .number("low_p95_musd", "MUSD", "The same: 95% are below.", |it| it.low.high)
        .number("npv_mean_musd", "MUSD", "Present value of what the plan brings it until it stops, without debts and other money of the firm beside it: mean.", |it| {
            it.npv.mean
        })
        .number("npv_p05_musd", "MUSD", "The same: 5% of the paths are below.", |it| it.npv.low)
        .number("npv_p50_musd", "MUSD", "The same: half are below.", |it| it.npv.middle)
        .number("npv_p95_musd", "MUSD", "The same: 95% are below.", |it| it.npv.high)
        .number("planned_npv_musd", "MUSD", "The same without random events.", |it| it.planned_npv_musd)
        .number("planned_failure_year", "year", "Year in which it fails even so; empty when it does not.", |it| {
            it.planned_died.map_or(f64::NAN, f64::from)
        })
        .done()
}

/// A number of a year.
type OfYear = fn(&YearOutcome) -> f64;

/// What is told of years: word, unit, number.
const MEASURES: [(&str, &str, OfYear); 6] = [
    ("cash", "MUSD", |year| year.cash_musd),
    ("flow", "MUSD/yr", |year| year.flow_musd),
    ("unserved_defense", "t/yr", |year| year.unserved_t[0]),
    ("unserved_critical", "t/yr", |year| year.unserved_t[1]),
    ("unserved_commercial", "t/yr", |year| year.unserved_t[2]),
    ("home", "MUSD/yr", |year| year.home_musd),
];

fn years(simulation: &Simulation) -> Table {
    let mut rows = Vec::new();
    for (b, bylaw) in simulation.options.bylaws.iter().enumerate() {
        for (measure, unit, of) in MEASURES {
            for (at, year) in simulation.years.iter().enumerate() {
                let all = simulation.paths.iter().map(|path| of(&path.outcomes[b].years[at])).collect();
                let planned = finite(of(&simulation.planned.outcomes[b].years[at]));
                rows.push((*bylaw, measure, unit, *year, Spread::of(all), planned));
            }
        }
    }
    Frame::new("simulated_years", "Distribution over the paths by year.", &rows)
        .text("bylaw", "How members stand together.", |row| text(bylaw_word(row.0)))
        .text(
            "measure",
            "`cash` of all who live; `flow`: what came in for members; `unserved_*` demand; `home`: what plants at home add at the case's prices.",
            |row| text(row.1),
        )
        .text("unit", "Unit of the numbers.", |row| text(row.2))
        .year("year", "Year.", |row| row.3)
        .number("mean", "", "Mean.", |row| row.4.mean)
        .number("p05", "", "5% of the paths are below.", |row| row.4.low)
        .number("p50", "", "Half are below.", |row| row.4.middle)
        .number("p95", "", "95% are below.", |row| row.4.high)
        .number("planned", "", "Without random events.", |row| row.5)
        .done()
}

fn history(network: &Network, at: usize) -> (Arc<str>, Arc<str>) {
    let history = &network.chance.histories[at];
    (text(&network.markets[history.market].id), text(&network.materials[history.material].id))
}

fn prices(network: &Network, simulation: &Simulation) -> Table {
    Frame::new("simulated_prices", "Simulated prices of each fitted history at its market.", &simulation.prices)
        .text("market", "Market.", |it| history(network, it.history).0)
        .text("material", "Material.", |it| history(network, it.history).1)
        .year("year", "Year.", |it| it.year)
        .number("case_usd_per_kg", "USD/kg", "Price of the case: mean of the process.", |it| it.case)
        .number("mean_usd_per_kg", "USD/kg", "Mean over the paths.", |it| it.mean)
        .number("p01_usd_per_kg", "USD/kg", "1% of the paths are below.", |it| it.below[0])
        .number("p05_usd_per_kg", "USD/kg", "5% are below.", |it| it.below[1])
        .number("p50_usd_per_kg", "USD/kg", "Half are below.", |it| it.below[2])
        .number("p95_usd_per_kg", "USD/kg", "95% are below.", |it| it.below[3])
        .number("p99_usd_per_kg", "USD/kg", "99% are below.", |it| it.below[4])
        .done()
}

fn price_fit(network: &Network, simulation: &Simulation) -> Table {
    let fit = &simulation.fit;
    let of = |it: &super::goodness::Goodness, value: &dyn Fn(&super::goodness::Fitted, &super::fit::Series) -> f64| {
        it.fitted.as_ref().map_or(f64::NAN, |fitted| value(fitted, &fit.series[fitted.series]))
    };
    Frame::new("price_fit", "The process of each history, and how well it fits.", &simulation.goodness)
        .text("market", "Market of the history.", |it| history(network, it.history).0)
        .text("material", "Its material.", |it| history(network, it.history).1)
        .text("verdict", "`fitted`, or `too short`: then prices tied to it do not move.", |it| {
            text(if it.fitted.is_some() { "fitted" } else { "too short" })
        })
        .whole("points", "Years with a price.", |it| it.points)
        .whole("steps", "Years that follow another with a price.", |it| it.steps)
        .number("phi_raw", "", "What is left of a deviation after a year, by least squares.", |it| {
            of(it, &|_, s| s.phi_raw.0)
        })
        .number("phi_raw_error", "", "Its standard error.", |it| of(it, &|_, s| s.phi_raw.1))
        .number("phi", "", "The same, shrunk towards all histories: the mean of what paths draw.", |it| {
            of(it, &|_, s| s.phi.0)
        })
        .number("phi_sd", "", "Standard deviation of what paths draw.", |it| of(it, &|_, s| s.phi.1))
        .number("level_usd_per_kg", "USD/kg", "Long-run level of the history.", |it| of(it, &|_, s| s.level.0.exp()))
        .number("level_sd", "", "Standard error of its logarithm.", |it| of(it, &|_, s| s.level.1))
        .number("sigma", "", "Standard deviation of a year's innovation of the logarithm, without jumps.", |it| {
            of(it, &|_, s| s.sigma)
        })
        .number("jumps", "", "Steps taken for jumps.", |it| {
            of(it, &|_, s| s.jumped.iter().filter(|jumped| **jumped).count() as f64)
        })
        .number("change_data", "", "Mean yearly change of the logarithm in the history.", |it| {
            of(it, &|f, _| f.change.data)
        })
        .number("change_p05", "", "5% of simulated histories are below.", |it| of(it, &|f, _| f.change.model[0]))
        .number("change_p95", "", "95% are below.", |it| of(it, &|f, _| f.change.model[2]))
        .number("spread_data", "", "Standard deviation of yearly changes in the history.", |it| {
            of(it, &|f, _| f.spread.data)
        })
        .number("spread_p05", "", "5% of simulated histories are below.", |it| of(it, &|f, _| f.spread.model[0]))
        .number("spread_p50", "", "Half are below.", |it| of(it, &|f, _| f.spread.model[1]))
        .number("spread_p95", "", "95% are below.", |it| of(it, &|f, _| f.spread.model[2]))
        .number("normality", "", "Jarque-Bera statistic of residuals without jumps.", |it| {
            of(it, &|f, _| f.normality.0)
        })
        .number("normality_p", "", "How often normal residuals have as large a one.", |it| {
            of(it, &|f, _| f.normality.1)
        })
        .number("autocorrelation", "", "First autocorrelation of residuals.", |it| of(it, &|f, _| f.autocorrelation.0))
        .number("autocorrelation_p", "", "How often independent ones have as large a one.", |it| {
            of(it, &|f, _| f.autocorrelation.1)
        })
        .number("inside", "", "Share of the years inside the band that holds 99% of simulated histories.", |it| {
            of(it, &|f, _| f.inside)
        })
        .done()
}

fn price_correlation(network: &Network, simulation: &Simulation) -> Table {
    let fit = &simulation.fit;
    let mut rows = Vec::new();
    for i in 0..fit.series.len() {
        rows.extend((0..i).map(|j| (fit.series[j].history, fit.series[i].history, fit.correlation[i][j])));
    }
    Frame::new("price_correlation", "Correlation of yearly innovations, shrunk towards none.", &rows)
        .text("material", "Material.", |row| history(network, row.0).1)
        .text("with", "Another.", |row| history(network, row.1).1)
        .number("correlation", "", "Correlation as simulated.", |row| row.2)
        .done()
}

fn priced_with(network: &Network, simulation: &Simulation) -> Table {
    let ties = Ties::new(network, &[]);
    let rows: Vec<(OfferAt, Option<(usize, f64)>)> =
        network.offers.positions().map(|offer| (offer, ties.factors[ties.of_offer(offer)].tie)).collect();
    let moves = |tie: &Option<(usize, f64)>| match tie {
        Some((history, _)) if simulation.fit.of_history[*history].is_some() => "moves",
        Some(_) => "history too short",
        None => "as in the case",
    };
    Frame::new("priced_with", "What the price of each offer goes along with.", &rows)
        .text("market", "Market.", |row| text(&network.markets[network.offers[row.0].market].id))
        .text("material", "Material.", |row| text(&network.materials[network.offers[row.0].material].id))
        .text("side", "`buy` or `sell`.", |row| text(network.offers[row.0].side.as_str()))
        .whole("step", "Step of the curve.", |row| usize::try_from(network.offers[row.0].step).unwrap_or(0))
        .text("with", "Material whose history it goes along with; empty for none.", |row| {
            row.1.map_or(text(""), |(at, _)| history(network, at).1)
        })
        .number("share", "", "How far.", |row| row.1.map_or(0.0, |(_, share)| share))
        .text("moves", "`moves`; `history too short`; `as in the case`.", |row| text(moves(&row.1)))
        .done()
}

/// Every outcome with its path and bylaw.
fn outcomes(simulation: &Simulation) -> Vec<(usize, Bylaw, &PathOutcome)> {
    let paths = simulation.paths.iter();
    let all = paths.flat_map(|path| {
        let bylaws = simulation.options.bylaws.iter().zip(&path.outcomes);
        bylaws.map(|(bylaw, outcome)| (path.number, *bylaw, outcome))
    });
    all.collect()
}

fn paths(simulation: &Simulation) -> Table {
    let first = |outcome: &PathOutcome| outcome.firms.iter().filter_map(|firm| firm.died).min();
    let unserved = |outcome: &PathOutcome, at: usize| outcome.years.iter().map(|year| year.unserved_t[at]).sum::<f64>();
    Frame::new("paths", "Each path under each bylaw.", &outcomes(simulation))
        .whole("path", "Number of the path.", |row| row.0)
        .text("bylaw", "How members stand together.", |row| text(bylaw_word(row.1)))
        .number("npv_musd", "MUSD", "Present value of all members.", |row| row.2.npv_musd())
        .whole("failures", "Members that fail.", |row| row.2.firms.iter().filter(|firm| firm.died.is_some()).count())
        .number("first_failure_year", "year", "Year of the first failure; empty without one.", |row| {
            first(row.2).map_or(f64::NAN, f64::from)
        })
        .number("unserved_defense_t", "t", "Defense demand not served, all years.", |row| unserved(row.2, 0))
        .number("unserved_critical_t", "t", "Critical demand not served, all years.", |row| unserved(row.2, 1))
        .number("unserved_commercial_t", "t", "Commercial demand not served, all years.", |row| unserved(row.2, 2))
        .done()
}

fn path_members(network: &Network, simulation: &Simulation) -> Table {
    let mut rows = Vec::new();
    for (path, bylaw, outcome) in outcomes(simulation) {
        rows.extend(simulation.firms.iter().zip(&outcome.firms).map(|(member, firm)| (path, bylaw, *member, *firm)));
    }
    Frame::new("path_members", "Each member on each path under each bylaw.", &rows)
        .whole("path", "Number of the path.", |row| row.0)
        .text("bylaw", "How members stand together.", |row| text(bylaw_word(row.1)))
        .text("member", "Member.", |row| text(&network.members[row.2].id))
        .number("failure_year", "year", "Year in which it fails; empty when it does not.", |row| {
            row.3.died.map_or(f64::NAN, f64::from)
        })
        .number("low_musd", "MUSD", "Least cash at the end of a year; empty without limit.", |row| {
            finite(row.3.low_musd)
        })
        .year("low_year", "The year of it.", |row| row.3.low_year)
        .number("end_musd", "MUSD", "Cash at the end, or when it stops; empty without limit.", |row| {
            finite(row.3.end_musd)
        })
        .number("npv_musd", "MUSD", "Present value of what the plan brings it until it stops, without debts and other money of the firm beside it.", |row| row.3.npv_musd)
        .done()
}

fn path_years(simulation: &Simulation) -> Table {
    let mut rows = Vec::new();
    for (path, bylaw, outcome) in outcomes(simulation) {
        rows.extend(simulation.years.iter().zip(&outcome.years).map(|(year, it)| (path, bylaw, *year, *it)));
    }
    Frame::new("path_years", "Each year on each path under each bylaw.", &rows)
        .whole("path", "Number of the path.", |row| row.0)
        .text("bylaw", "How members stand together.", |row| text(bylaw_word(row.1)))
        .year("year", "Year.", |row| row.2)
        .number("cash_musd", "MUSD", "Cash of all who live at its end; empty without limit.", |row| {
            finite(row.3.cash_musd)
        })
        .number("flow_musd", "MUSD/yr", "What came in for all who lived in it.", |row| row.3.flow_musd)
        .number("unserved_defense_t", "t/yr", "Defense demand not served.", |row| row.3.unserved_t[0])
        .number("unserved_critical_t", "t/yr", "Critical demand not served.", |row| row.3.unserved_t[1])
        .number("unserved_commercial_t", "t/yr", "Commercial demand not served.", |row| row.3.unserved_t[2])
        .number("home_musd", "MUSD/yr", "What plants at home add, at the case's prices.", |row| row.3.home_musd)
        .done()
}

/// The paths of the tables of an earlier run with the same bylaws; what tables do not say of them cannot be known.
///
/// # Errors
/// In words, when tables or columns are missing or are not of this case.
pub fn paths_of(network: &Network, tables: &[Table], bylaws: &[Bylaw]) -> Result<Vec<Path>, String> {
    let members = Columns::of(tables, "path_members")?;
    let years = Columns::of(tables, "path_years")?;
    let at_bylaw = |word: &str| {
        let found = bylaws.iter().position(|bylaw| bylaw_word(*bylaw) == word);
        found.ok_or_else(|| format!("its paths are under `{word}`, which is not asked for"))
    };
    let mut paths: std::collections::BTreeMap<usize, Vec<PathOutcome>> = std::collections::BTreeMap::new();
    let empty = || vec![PathOutcome { firms: Vec::new(), years: Vec::new() }; bylaws.len()];
    let year = |value: f64| (!value.is_nan()).then_some(value as i32);
    let limited = |value: f64| if value.is_nan() { f64::INFINITY } else { value };
    for row in 0..members.rows {
        let member = members.text("member", row)?;
        if !network.members.iter().any(|known| known.id == *member) {
            return Err(format!("its member `{member}` is not one of the case"));
        }
        let outcomes = paths.entry(members.whole("path", row)? as usize).or_insert_with(empty);
        outcomes[at_bylaw(members.text("bylaw", row)?)?].firms.push(FirmOutcome {
            died: year(members.number("failure_year", row)?),
            low_musd: limited(members.number("low_musd", row)?),
            low_year: members.whole("low_year", row)? as i32,
            end_musd: limited(members.number("end_musd", row)?),
            npv_musd: members.number("npv_musd", row)?,
        });
    }
    for row in 0..years.rows {
        let outcomes = paths.entry(years.whole("path", row)? as usize).or_insert_with(empty);
        let unserved = |name: &str| years.number(name, row);
        outcomes[at_bylaw(years.text("bylaw", row)?)?].years.push(YearOutcome {
            cash_musd: limited(years.number("cash_musd", row)?),
            flow_musd: years.number("flow_musd", row)?,
            unserved_t: [
                unserved("unserved_defense_t")?,
                unserved("unserved_critical_t")?,
                unserved("unserved_commercial_t")?,
            ],
            home_musd: years.number("home_musd", row)?,
        });
    }
    Ok(paths.into_iter().map(|(number, outcomes)| Path { number, outcomes }).collect())
}

/// Columns of a table by name.
struct Columns<'a> {
    table: &'a Table,
    rows: usize,
}

impl<'a> Columns<'a> {
    fn of(tables: &'a [Table], name: &str) -> Result<Self, String> {
        let table = tables.iter().find(|table| table.name == name);
        let table = table.ok_or_else(|| format!("it has no table `{name}`"))?;
        Ok(Self { table, rows: table.num_rows() })
    }

    fn values(&self, name: &str) -> Result<&'a Values, String> {
        let column = self.table.column(name);
        column.map(|column| &column.values).ok_or_else(|| format!("`{}` has no column `{name}`", self.table.name))
    }

    fn number(&self, name: &str, row: usize) -> Result<f64, String> {
        match self.values(name)? {
            Values::Number(values) => Ok(values[row]),
            _ => Err(format!("`{name}` of `{}` holds no numbers", self.table.name)),
        }
    }

    fn whole(&self, name: &str, row: usize) -> Result<i64, String> {
        match self.values(name)? {
            Values::Integer(values) if values[row] >= 0 => Ok(values[row]),
            _ => Err(format!("`{name}` of `{}` holds no whole numbers", self.table.name)),
        }
    }

    fn text(&self, name: &str, row: usize) -> Result<&'a str, String> {
        match self.values(name)? {
            Values::Text(values) => Ok(&values[row]),
            _ => Err(format!("`{name}` of `{}` holds no labels", self.table.name)),
        }
    }
}
