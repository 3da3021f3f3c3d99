//! Classes of columns: who may know what.

use recoop_case::each_table;
use recoop_case::tables::*;

/// The class of every column of every table. A change is a decision about what members have to show each other: read docs/edits.md#classes-of-columns
/// before you accept one.
#[test]
fn every_column_has_its_class() {
    let mut lines = Vec::new();
    macro_rules! list {
        ($($field:ident: $row:ident,)+) => {
            $(
                for class in <Class as recoop_case::cell::Cell>::words() {
                    let names: Vec<&str> = <$row as TableRow>::COLUMNS.iter().filter(|it| it.class.as_str() == *class).map(|it| it.name).collect();
                    if !names.is_empty() {
                        lines.push(format!("{} {class}: {}", <$row as TableRow>::TABLE, names.join(", ")));
                    }
                }
            )+
        };
    }
    each_table!(list);
    insta::assert_snapshot!(lines.join("\n"), @"
    sources own: id, title, publisher, year, url, source, confidence
    sources sensitive: note
    elements public: id, name, counts
    elements own: source, confidence
    elements sensitive: note
    materials public: id, name, kind, per_feed, tracked
    materials agreed: disposal_cost_usd_per_kg
    materials own: source, confidence
    materials sensitive: note
    feeds agreed: id, name
    feeds own: source, confidence
    feeds sensitive: note
    compositions agreed: feed, element
    compositions own: source, confidence
    compositions sensitive: share, note
    technologies agreed: id, name, stage, unit, mines, treats
    technologies own: permitting_years, construction_years, lifetime_years, source, confidence
    technologies sensitive: variable_cost_usd_per_kg, fixed_cost_usd_per_kg, capex_ref_musd, size_ref_t_per_year, capex_exponent, min_size_t_per_year, max_size_t_per_year, module_t_per_year, availability, ramp, note
    recipes agreed: technology, material
    recipes own: mode, source, confidence
    recipes sensitive: amount, note
    recoveries agreed: technology, element, product
    recoveries own: source, confidence
    recoveries sensitive: recovery, note
    modes agreed: technology
    modes own: mode, feed, source, confidence
    modes sensitive: capacity_use, extra_cost_usd_per_kg, note
    regions public: id, name, bloc, compliant
    regions own: source, confidence
    regions sensitive: note
    members agreed: id, name, role
    members own: source, confidence
    members sensitive: capital_total_musd, capital_per_year_musd, tax_rate, note
    facilities own: id, name, member, region, technology, feed, permitting_years, construction_years, lifetime_years, source, confidence
    facilities sensitive: feeds, status, capacity_t_per_year, online_year, retire_year, reserve_t, max_capacity_t_per_year, max_builds, first_build_year, last_build_year, opening_cost_musd, capex_ref_musd, size_ref_t_per_year, capex_exponent, min_size_t_per_year, max_size_t_per_year, module_t_per_year, availability, ramp, variable_cost_usd_per_kg, fixed_cost_usd_per_kg, note
    locations public: region
    locations own: facility, latitude, longitude, source, confidence
    locations sensitive: note
    lanes public: tariff
    lanes agreed: from, to, material, cost_usd_per_kg, limit_t_per_year, first_year, last_year
    lanes own: source, confidence
    lanes sensitive: note
    markets public: id, name, region, controller, compliant
    markets own: source, confidence
    markets sensitive: note
    offers own: market, material, side, step, member, source, confidence
    offers sensitive: price_factor, price_add_usd_per_kg, limit_t_per_year, first_year, last_year, note
    prices public: market, material, year
    prices agreed: price_usd_per_kg, scenario
    prices own: source, confidence
    prices sensitive: note
    demands own: id, name, member, region, material, priority, origin_rule_from, source, confidence
    demands sensitive: end_use, value_usd_per_kg, shortage_cost_usd_per_kg, service_level, service_from, service_probability, note
    quantities own: demand, year, scenario, source, confidence
    quantities sensitive: quantity_t_per_year, note
    stocks own: material, region, compliant, member, reserve_from, release_in, filled_from, source, confidence
    stocks sensitive: initial_t, limit_t, holding_cost_usd_per_kg, reserve_t, final_t, note
    scenarios agreed: id, name, parent, first_year, probability
    scenarios own: source, confidence
    scenarios sensitive: note
    changes agreed: scenario, target, action, first_year, last_year
    changes own: filter, source, confidence
    changes sensitive: value, note
    policies agreed: id, name, kind, filter, value, limit_t_per_year, market, first_year, last_year, active
    policies own: source, confidence
    policies sensitive: note
    observations own: id, name, year, measure, filter, source, confidence
    observations sensitive: observed, low, high, note
    attacks agreed: id, name, kind, filter, max_depth, ramp_per_year, first_year, last_year, exclusive_with, reference, elasticity, margin, loss_musd_per_year
    attacks own: source, confidence
    attacks sensitive: producers_t, treasury_t, nation_t, note
    pass_through agreed: attack, filter, share
    pass_through own: source, confidence
    pass_through sensitive: note
    buffers agreed: id, name, kind, material, region, whole, first_year, last_year
    buffers own: facility, source, confidence
    buffers sensitive: amount, price_usd_per_kg, cost_musd, note
    sensitivities own: id, name, target, filter, action, source, confidence
    sensitivities sensitive: low, high, note
    finances own: member, source, confidence
    finances sensitive: opening_cash_musd, undrawn_credit_musd, minimum_cash_musd, overhead_musd_per_year, interest_musd_per_year, note
    debts own: id, member, source, confidence
    debts sensitive: name, principal_musd, rate, repayment, last_year, note
    share_windows own: id, member, source, confidence
    share_windows sensitive: name, market, material, opens_above_usd_per_kg, open_musd_per_year, shut_musd_per_year, first_year, last_year, note
    credit_lines own: id, member, source, confidence
    credit_lines sensitive: name, amount_musd, first_year, last_year, share_window, market, material, above_usd_per_kg, note
    outputs own: facility, year, quarter, source, confidence
    outputs sensitive: output_t, note
    cash_events own: id, member, year, quarter, variant, source, confidence
    cash_events sensitive: name, kind, amount_musd, note
    reported_financials own: member, measure, year, quarter, source, confidence
    reported_financials sensitive: amount_musd, note
    variants own: variant, name, target, filter, action, first_year, last_year, source, confidence
    variants sensitive: value, note
    price_links agreed: filter, market, material, share
    price_links own: source, confidence
    price_links sensitive: note
    outages own: id, filter, source, confidence
    outages sensitive: per_year, mean_years, loss, note
    delays own: id, filter, source, confidence
    delays sensitive: probability, mean_years, note
    ");
}

/// What a plant takes from its technology where it is blank is as secret there.
#[test]
fn a_plant_and_its_technology_hide_the_same() {
    for column in FacilityRow::COLUMNS.iter().filter(|column| column.name.contains("_")) {
        let of_kind = TechnologyRow::COLUMNS.iter().find(|of| of.name == column.name);
        assert!(of_kind.is_none_or(|of| of.class == column.class), "{}", column.name);
    }
}

/// Money, prices and capacities of those who have a row are never public.
#[test]
fn what_a_member_owns_is_never_open() {
    macro_rules! look {
        ($($field:ident: $row:ident,)+) => {
            $(
                let owned = <$row as TableRow>::COLUMNS.iter().any(|it| ["member", "facility"].contains(&it.name));
                for column in <$row as TableRow>::COLUMNS.iter().filter(|_| owned) {
                    let secret = column.kind == "number" && column.name.contains('_') || column.name.ends_with("_t");
                    assert!(!secret || column.class == Class::Sensitive, "{} {}", <$row as TableRow>::TABLE, column.name);
                }
            )+
        };
    }
    each_table!(look);
}
