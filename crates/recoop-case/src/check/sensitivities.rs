//! Sensitivities: what they may say, that they touch something, and that both ends can be planned.

use super::case::Case;
use super::changes::{idle, moves_something, tariff_is_priced};
use super::prices::Prices;
use super::report::{Range, Report, rounded};
use super::things::{Number, Thing, of_plant, passing, things, years};
use crate::Network;
use crate::edit::sensitivities::{End, resolve_swung};
use crate::edit::{Edited, still_comes};
use crate::fault::Severity;
use crate::fault::number_text;
use crate::pattern::Value;
use crate::positions::StateAt;
use crate::series::Series;
use crate::tables::{Action, MemberRow, SensitivityRow, SensitivityTarget};
use crate::{resolve::resolve, tree::Tree};

const TABLE: &str = "sensitivities";

/// Longer delays are slips of the keyboard.
const LONGEST_DELAY: f64 = 100.0;

/// Sensitivities touch something, with ends that make a case that can be planned.
pub(super) fn sensitivities(case: &Case<'_>, prices: &Prices<'_>, report: &mut Report) {
    let rows = &case.tables.sensitivities;
    // What the ends make of the case is asked of a case without an error alone.
    let sound = !report.has_errors() && unique(case);
    for (row, it) in rows.iter().enumerate() {
        ends(row, it, report);
        let things = things_of(case, it);
        let place = (TABLE, row);
        let Some((sieve, found)) = passing(case, report, place, (&it.filter, it.target.filter_names()), &things) else {
            continue;
        };
        moves_something(place, it.action, &found, report);
        let adds = it.action != Action::Multiply && End::BOTH.iter().any(|end| it.at(*end).is_some_and(|v| v > 0.0));
        if it.target == SensitivityTarget::Tariff && adds {
            tariff_is_priced(case, prices, place, (&sieve, &found), report);
        }
    }
    if !sound || rows.is_empty() || report.has_errors() {
        return;
    }
    let base = resolve(case.settings, case.tables);
    for (row, it) in rows.iter().enumerate() {
        for end in End::BOTH {
            let Some(value) = it.at(end) else { continue };
            if let Some(why) = cannot_be_planned(case, &base, it, value) {
                report.cell("network::sensitivity_end", TABLE, row, end.as_str(), format_args!("{why}"));
            }
        }
    }
}

/// Whether no id that the network looks up occurs twice; a second row with the same id is reported when the tables are read.
fn unique(case: &Case<'_>) -> bool {
    let ids = [
        &case.elements,
        &case.materials,
        &case.feeds,
        &case.technologies,
        &case.regions,
        &case.members,
        &case.markets,
        &case.demands,
        &case.scenarios,
    ];
    ids.iter().all(|ids| ids.unique())
}

/// The numbers of a row: there are some, in their range, the low one below the high one.
fn ends(row: usize, it: &SensitivityRow, report: &mut Report) {
    if it.target == SensitivityTarget::Delay && it.action != Action::Add {
        let message = format_args!("a delay is years that are added: expected `add`, found `{}`", it.action.as_str());
        report.cell("network::range", TABLE, row, "action", message);
    }
    let range = match (it.action, it.target) {
        (Action::Set, SensitivityTarget::Availability | SensitivityTarget::Recovery) => Range::Share,
        (Action::Set, SensitivityTarget::Probability) => Range::PositiveShare,
        (Action::Set, SensitivityTarget::DiscountRate) => Range::Rate,
        (Action::Set, SensitivityTarget::Tariff) => Range::Duty,
        (Action::Multiply, _) => Range::Factor,
        (Action::Add, _) => Range::Finite,
        (Action::Set, _) => Range::NotNegative,
    };
    for end in End::BOTH {
        let Some(value) = it.at(end) else { continue };
        // Rates and duties are moved by shares of 1, too.
        let range = match (it.action, it.target) {
            (Action::Add, SensitivityTarget::Tariff) if value > 0.0 => Range::Duty,
            (Action::Add, SensitivityTarget::DiscountRate) if value > 0.0 => Range::Share,
            _ => range,
        };
        report.number(TABLE, row, end.as_str(), value, range);
        if it.target == SensitivityTarget::Delay && (value.fract() != 0.0 || value.abs() > LONGEST_DELAY) {
            let message =
                format_args!("expected a whole number of years up to {LONGEST_DELAY}, found {}", number_text(value));
            report.cell("network::range", TABLE, row, end.as_str(), message);
        }
        if let Some(entry) = idle((TABLE, row, end.as_str()), it.action, value, report) {
            entry.hint(|| "leave it blank".to_string()).warning();
        }
    }
    match (it.low, it.high) {
        (None, None) => {
            report.cell("network::missing", TABLE, row, "low", format_args!("neither `low` nor `high` is given"));
        }
        (Some(low), Some(high)) if low >= high => {
            let message = format_args!("the low end {low} is not below the high end {high}");
            report.cell("network::range", TABLE, row, "high", message);
        }
        _ => {}
    }
}

/// What a row can touch.
fn things_of<'a>(case: &Case<'a>, it: &SensitivityRow) -> Vec<Thing<'a>> {
    if let Some(target) = it.target.change() {
        return things(case, target);
    }
    let tables = case.tables;
    let thing = |values, number| Thing { values, carries: None, number, years: years(case, None, None) };
    match it.target {
        SensitivityTarget::Recovery => {
            let rows = tables.recoveries.iter().map(|row| {
                let values = vec![
                    ("technology", Value::from(&row.technology)),
                    ("element", Value::from(&row.element)),
                    ("product", Value::from(&row.product)),
                ];
                thing(values, Number::of(Some(row.recovery), Number::Zero))
            });
            rows.collect()
        }
        SensitivityTarget::Probability => {
            let scenarios = tables.scenarios.iter().filter(|row| row.parent.is_some());
            scenarios.map(|row| thing(vec![("scenario", Value::from(&row.id))], Number::Some)).collect()
        }
        SensitivityTarget::DiscountRate => {
            vec![thing(Vec::new(), Number::of(Some(case.settings.finance.discount_rate), Number::Zero))]
        }
        SensitivityTarget::Capital => tables
            .members
            .iter()
            .map(|row| thing(vec![("member", Value::from(&row.id))], purse(row, it.action)))
            .collect(),
        _ => {
            let first_year = case.settings.horizon.first_year;
            let plants = case.plants.iter().filter(|plant| {
                plant.buildable() || (it.target == SensitivityTarget::Delay && still_comes(plant.facility, first_year))
            });
            let number = |cost: Option<f64>| match it.target {
                SensitivityTarget::Capex => Number::of(cost, Number::Zero),
                _ => Number::Some,
            };
            let cost = plants.map(|plant| {
                let cost = plant.facility.capex_ref_musd.or(plant.technology.capex_ref_musd);
                of_plant(case, plant, number(cost))
            });
            cost.collect()
        }
    }
}

/// The number of a member's limits that an action finds.
fn purse(member: &MemberRow, action: Action) -> Number {
    let total = Number::of(member.capital_total_musd, Number::Unlimited);
    let yearly = Number::of(member.capital_per_year_musd, Number::Unlimited);
    if action == Action::Multiply && yearly == Number::Some { Number::Some } else { total }
}

/// Why the case with an end of a sensitivity cannot be planned.
fn cannot_be_planned(case: &Case<'_>, base: &Network, it: &SensitivityRow, value: f64) -> Option<String> {
    if it.target.change().is_some() {
        let swung = resolve_swung(case.settings, case.tables, it, value);
        let what = swung.map_or_else(|errors| Some(errors.to_string()), |swung| outside(base, &swung, it.target));
        return what.map(|what| format!("with {} {what}", number_text(value)));
    }
    let edited = match Edited::of(case.settings, case.tables).apply(&[it.edit(value)]) {
        Ok(edited) => edited,
        Err(errors) => return Some(format!("with {} {errors}", number_text(value))),
    };
    let (mut settings, mut tables) = edited.into_parts();
    // Their ends are asked of the case as it is.
    tables.sensitivities.clear();
    // What the case accepts as it is may have no warning at an end.
    settings.check.accept.clear();
    let faults = super::check(&settings, &tables);
    let fault = faults.iter().find(|fault| fault.severity == Severity::Error)?;
    Some(format!("with {} the case has a fault: {fault}", number_text(value)))
}

/// A number that the sensitivity moves out of its range, in words.
fn outside(base: &Network, swung: &Network, target: SensitivityTarget) -> Option<String> {
    let most = if target == SensitivityTarget::Availability { 1.0 + 1e-12 } else { f64::INFINITY };
    for ((_, old), (name, new)) in numbers(base, target).into_iter().zip(numbers(swung, target)) {
        let moved_out = |state: &StateAt| {
            let value = new.at(*state);
            value != old.at(*state) && !(0.0..=most).contains(&value)
        };
        if let Some(state) = swung.tree.states.positions().find(moved_out) {
            let value = new.at(state);
            let limit = if value < 0.0 { "below 0" } else { "above 1" };
            return Some(format!("{name} comes to {} in {}, {limit}", rounded(value), label(&swung.tree, state)));
        }
    }
    None
}

fn label(tree: &Tree, state: StateAt) -> String {
    let node = &tree.nodes[tree.states[state].node];
    let year = tree.period(state).first_year;
    if tree.nodes.len() == 1 { year.to_string() } else { format!("{year} ({})", node.id) }
}

/// The numbers that a target stands for, with names for messages, in the order of the network.
fn numbers(network: &Network, target: SensitivityTarget) -> Vec<(String, &Series)> {
    let material = |at: usize| &network.materials[at].id;
    let offers = |what: &str, of: fn(&crate::Offer) -> &Series| {
        let named = network.offers.iter().map(|offer| {
            let market = &network.markets[offer.market].id;
            (format!("the {what} of `{}` at `{market}`", material(offer.material)), of(offer))
        });
        named.collect()
    };
    let demands = |what: &str, of: fn(&crate::Demand) -> &Series| {
        network.demands.iter().map(|demand| (format!("the {what} of `{}`", demand.id), of(demand))).collect()
    };
    let facilities = |what: &str, of: fn(&crate::Facility) -> &Series| {
        network.facilities.iter().map(|plant| (format!("the {what} of `{}`", plant.id), of(plant))).collect()
    };
    let lanes = |what: &str, of: fn(&crate::Lane) -> &Series| {
        let named = network.lanes.iter().map(|lane| {
            let (from, to) = (&network.regions[lane.from].id, &network.regions[lane.to].id);
            (format!("the {what} of `{}` from `{from}` to `{to}`", material(lane.material)), of(lane))
        });
        named.collect()
    };
    match target {
        SensitivityTarget::Price => offers("price", |offer| &offer.price_usd_per_kg),
        SensitivityTarget::OfferLimit => offers("limit", |offer| &offer.limit_t_per_year),
        SensitivityTarget::Demand => demands("quantity", |demand| &demand.quantity_t_per_year),
        SensitivityTarget::ShortageCost => demands("shortage cost", |demand| &demand.shortage_cost_usd_per_kg),
        SensitivityTarget::Availability => facilities("availability", |plant| &plant.availability),
        SensitivityTarget::VariableCost => facilities("variable cost", |plant| &plant.variable_cost_usd_per_kg),
        SensitivityTarget::LaneLimit => lanes("limit", |lane| &lane.limit_t_per_year),
        SensitivityTarget::Tariff => lanes("duty", |lane| &lane.tariff),
        _ => Vec::new(),
    }
}
