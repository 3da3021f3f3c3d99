//! Every rule of validity of a case, one function each.

mod accept;
mod attack_costs;
mod attacks;
mod buffers;
mod case;
mod chance;
mod changes;
mod codes;
mod cost_ratios;
mod debts_twice;
mod finances;
mod firm_ratios;
mod flows;
mod gain;
mod gaps;
mod history;
mod ids;
mod locations;
mod lookup;
mod magnitudes;
mod name;
mod named_streams;
pub(crate) mod nearest;
mod needs;
mod observations;
mod periods;
mod plant;
mod plants;
mod policies;
mod price_ratios;
mod prices;
mod processes;
mod purses;
mod quantity_ratios;
mod reach;
mod recorded_ratios;
mod references;
mod report;
mod scenarios;
mod sensitivities;
mod settings;
mod share_windows;
mod tariffs;
mod things;
mod trade;
mod unused;
mod unusual;
mod worth;
mod years;
mod zeros;

pub use codes::{CODES, WARNINGS};
pub use name::{LONGEST_NAME, unfit_name};

use self::case::Case;
use self::firm_ratios::Turnover;
use self::flows::Flows;
use self::prices::Prices;
use self::reach::Reach;
use self::report::Report;
use self::worth::Worth;
use super::settings::Settings;
use super::tables::Tables;
use crate::fault::{Fault, Subject};

/// All faults of a case: settings first, then table by table, row by row, column by column.
///
/// A case without an error (warnings aside) can be planned. Of more than a hundred faults of one code in one column the rest
/// is counted in a fault about the table. Keys that occur twice are found when the tables are read; here the first row counts.
#[must_use]
pub fn check(settings: &Settings, tables: &Tables) -> Vec<Fault> {
    every_rule(settings, tables, &[])
}

/// The faults of a case of which some rows could not be read, and so are missing in the tables named in `unread`: those that do
/// not depend on what is missing. Sums, reach, what is used and what a filter touches have to wait.
#[must_use]
pub fn check_readable(settings: &Settings, tables: &Tables, unread: &[&str]) -> Vec<Fault> {
    let mut faults = every_rule(settings, tables, unread);
    // Patterns of lanes are held against materials, names of modes against recipes.
    let guess = |fault: &Fault| match &fault.subject {
        Subject::Cell { table: "lanes", column: "material", .. } => unread.contains(&"materials"),
        Subject::Cell { table: "modes", .. } => unread.contains(&"recipes"),
        // Years before the horizon are those of the oldest observation.
        Subject::Cell { .. } if fault.code == "network::years" => unread.contains(&"observations"),
        _ => false,
    };
    faults.retain(|fault| OF_ONE_ROW.contains(&fault.code) && !guess(fault));
    faults
}

/// Codes of faults that are in one row alone, or in a row and one that it names.
const OF_ONE_ROW: &[&str] = &[
    "network::above_limit",
    "network::bad_id",
    "network::bad_pattern",
    "network::band",
    "network::capacity_above_site",
    "network::depreciation_sum",
    "network::horizon",
    "network::lane_to_itself",
    "network::mines_and_treats",
    "network::module_with_scale",
    "network::named_twice",
    "network::other_firm",
    "network::quarters",
    "network::range",
    "network::shut_above_open",
    "network::sizes",
    "network::stages",
    "network::unknown_id",
    "network::years",
    "network::zero_amount",
];

/// Of those, codes of faults that are in one cell alone: they hold in a row of which other cells could not be read.
pub const OF_ONE_CELL: &[&str] = &[
    "network::bad_id",
    "network::bad_pattern",
    "network::named_twice",
    "network::range",
    "network::unknown_id",
    "network::years",
];

/// What is allowed and looks like a slip. A case with errors has other worries.
fn warnings(case: &Case<'_>, reach: &Reach, report: &mut Report) {
    let worth = &Worth::find(case);
    let flows = &Flows::find(case);
    price_ratios::prices(case, worth, report);
    price_ratios::demands(case, worth, report);
    price_ratios::beside_prices(case, worth, report);
    cost_ratios::plants(case, worth, report);
    cost_ratios::lanes(case, worth, report);
    cost_ratios::beside_plants(case, worth, report);
    quantity_ratios::demands(case, flows, report);
    quantity_ratios::balances(case, flows, report);
    quantity_ratios::plants(case, report);
    quantity_ratios::limits(case, flows, report);
    unusual::rates(case, report);
    unusual::plants(case, report);
    unusual::shares(case, report);
    unusual::recipes(case, report);
    purses::purses(case, report);
    let turnover = &Turnover::find(case, worth);
    firm_ratios::money(case, turnover, report);
    firm_ratios::attacks(case, turnover, report);
    firm_ratios::gates(case, worth, report);
    recorded_ratios::outputs(case, report);
    recorded_ratios::volumes(case, flows, report);
    recorded_ratios::times(case, report);
    zeros::zeros(case, worth, report);
    zeros::blanks(case, report);
    gaps::scenarios(case, report);
    gaps::lanes(case, report);
    gaps::unused_prices(case, report);
    gaps::same_rows(case, report);
    gaps::outlets(case, flows, reach, report);
    gaps::sales(case, flows, report);
    gaps::years(case, report);
}

fn every_rule(settings: &Settings, tables: &Tables, unread: &[&str]) -> Vec<Fault> {
    let case = &Case::new(settings, tables, unread);
    let report = &mut Report::default();

    settings::horizon(case, report);
    settings::ranges(case, report);
    name::name(case, report);
    settings::stages(case, report);
    ids::ids(case, report);
    ids::mandatory_tables(case, report);

    references::references(case, report);
    references::sources(case, report);
    references::materials(case, report);
    references::streams(case, report);
    references::lane_patterns(case, report);

    scenarios::tree(case, report);
    scenarios::years(case, report);
    scenarios::probabilities(case, report);

    processes::compositions(case, report);
    processes::mines_and_treats(case, report);
    processes::recoveries(case, report);
    processes::recipes(case, report);
    processes::forms(case, report);
    processes::inputs_and_outputs(case, report);
    processes::mass_of_recipes(case, report);
    processes::modes(case, report);
    processes::numbers(case, report);

    plants::numbers(case, report);
    plants::status(case, report);
    plants::feeds(case, report);
    plants::building(case, report);
    magnitudes::costs_of_plants(case, report);
    magnitudes::discounting(case, report);
    years::facilities(case, report);
    locations::locations(case, report);

    trade::members(case, report);
    trade::lanes(case, report);
    trade::offers(case, report);
    let prices = &Prices::read(case, report);
    prices.of_offers(case, report);
    prices.arbitrage(case, report);

    needs::demands(case, report);
    needs::quantities(case, report);
    needs::stocks(case, report);

    let reach = &Reach::find(case);
    reach::demands(case, reach, report);
    reach::treated_feeds(case, reach, report);
    tariffs::tariffs(case, prices, reach, report);

    changes::changes(case, prices, report);
    policies::policies(case, prices, reach, report);
    observations::observations(case, reach, report);
    attacks::attacks(case, prices, reach, report);
    buffers::buffers(case, report);
    chance::chance(case, report);
    gain::gains(case, report);
    periods::periods(case, report);
    unused::unused(case, report);
    named_streams::named_streams(case, report);
    if !report.has_errors() {
        warnings(case, reach, report);
    }
    sensitivities::sensitivities(case, prices, report);
    finances::finances(case, report);
    finances::debts(case, report);
    debts_twice::debts_twice(case, report);
    share_windows::share_windows(case, prices, report);
    share_windows::credit_lines(case, prices, report);
    history::outputs(case, report);
    history::payments(case, report);
    history::accounts(case, report);
    history::variants(case, report);

    // Beside errors some warnings are not looked for.
    let is_whole = unread.is_empty() && !report.has_errors();
    let faults = std::mem::take(report).finish();
    accept::accept(case, faults, is_whole)
}
