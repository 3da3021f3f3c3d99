//! The plan made by hand, in the program of its network: the program allows it, and its ledger gives the cash that the audit
//! is asked to confirm. So the two derivations of every rule meet on one plan.

use std::collections::BTreeMap;

use recoop::accounts::CashValue;
use recoop::formulation::ledger::{self, Kind};
use recoop::formulation::{Formulation, formulate};
use recoop::plan::values::{PlanValues, ScenarioValue};
use recoop_case::Network;
use recoop_case::positions::StateAt;
use recoop_case::tables::Side;

use super::case::network;
use super::plan::{Plan, values};

/// Columns of the program that say what the values say; those of the risk measure are left at zero.
fn columns(network: &Network, formulation: &Formulation, values: &PlanValues) -> Vec<f64> {
    let (sets, vars) = (&formulation.sets, &formulation.variables);
    let mut cols = vec![0.0; formulation.program.num_cols()];
    let mut set =
        |col: Option<::program::Col>, value: f64| cols[col.expect("the program has the column").index()] += value;
    for x in &values.runs {
        let is = |r: &recoop::formulation::sets::Run| {
            r.facility == x.facility && r.mode == x.mode && r.compliant == x.compliant
        };
        set(vars.run.get((sets.runs.iter().position(is).unwrap(), x.state)), x.activity_t);
    }
    for x in &values.capacity {
        if let Some(col) = vars.installed.get((x.facility, x.state)) {
            set(Some(col), x.installed_t);
        }
    }
    let slot = |b: usize| {
        let build = &values.builds[b];
        sets.slots.iter().position(|s| s.facility == build.facility && s.state == build.state).unwrap()
    };
    for (b, x) in values.builds.iter().enumerate() {
        let slot = slot(b);
        if x.opens {
            set(vars.open.get(slot), 1.0);
        }
        let segments = &sets.segments[x.facility];
        if segments.is_empty() {
            set(vars.build.get((slot, 0)), x.count);
            continue;
        }
        let k = segments.iter().position(|s| s.from_t <= x.size_t && x.size_t <= s.to_t).unwrap();
        set(vars.size.get((slot, k)), x.size_t);
        if let Some(build) = vars.build.get((slot, k)) {
            set(Some(build), x.count);
        }
    }
    for x in &values.keeps {
        set(vars.keep.get((slot(x.build), x.leaf)), x.kept_t);
    }
    for x in &values.trades {
        let family = if network.offers[x.offer].side == Side::Buy { &vars.buy } else { &vars.sell };
        set(family.get((x.offer, x.state)), x.amount_t);
    }
    for x in &values.shipments {
        let is = |s: &recoop::formulation::sets::Shipment| {
            s.lane == x.lane && sets.places[s.from].compliant == x.from_compliant && s.bought_at == x.bought_at
        };
        set(vars.ship.get((sets.shipments.iter().position(is).unwrap(), x.state)), x.amount_t);
    }
    let place = |material, region, compliant| {
        sets.places
            .iter()
            .position(|p| p.material == material && p.region == region && p.compliant == compliant)
            .unwrap()
    };
    for x in &values.downgrades {
        let from = place(x.material, x.region, x.compliant);
        let at = sets.downgrades.iter().position(|(f, _)| *f == from).unwrap();
        set(vars.downgrade.get((at, x.state)), x.amount_t);
    }
    for x in &values.disposals {
        set(vars.dispose.get((place(x.material, x.region, x.compliant), x.state)), x.amount_t);
    }
    for x in &values.stocks {
        set(vars.hold.get((x.stock, x.state)), x.level_t);
    }
    for x in &values.service {
        set(vars.serve.get((x.demand, x.state)), x.served_t);
        set(vars.short.get((x.demand, x.state)), x.short_t);
    }
    for x in &values.misses {
        set(vars.miss.get((x.demand, x.leaf)), 1.0);
    }
    for x in &values.top_ups {
        let is = |f: &recoop::formulation::sets::Floor| {
            (f.policy, f.material, f.sold_at) == (x.policy, x.material, x.sold_at)
        };
        let floor = sets.floors.iter().position(is).unwrap();
        set(vars.top_up.get((floor, x.state)), x.amount_t);
    }
    for x in &values.invests {
        let outlay = sets.outlays.iter().position(|it| (it.state, it.year) == (x.state, x.year)).unwrap();
        if let Some(col) = vars.invest.get((x.member, x.purse, outlay)) {
            set(Some(col), x.amount_musd);
        }
    }
    cols
}

/// Rows that do not hold, but for those of the risk measure.
fn broken_rows(formulation: &Formulation, cols: &[f64]) -> Vec<String> {
    let program = &formulation.program;
    let rows = program.all_rows().filter(|r| !matches!(program.row_family(*r), "cash_flow" | "tail_loss"));
    let broken = rows.filter(|row| {
        let sum: f64 = program.row_terms(*row).map(|(col, a)| a * cols[col.index()]).sum();
        let (lower, upper) = program.row_bounds(*row);
        sum < lower - 1e-9 || sum > upper + 1e-9
    });
    let mut broken: Vec<String> = broken.map(|row| program.row_name(row)).collect();
    let outside = program.all_cols().filter(|col| {
        let (lower, upper) = program.col_bounds(*col);
        cols[col.index()] < lower - 1e-9 || cols[col.index()] > upper + 1e-9
    });
    broken.extend(outside.map(|col| program.col_name(col)));
    broken
}

/// Reports values as the program sees them.
pub fn report(network: Network, values: PlanValues) -> Plan {
    let formulation = formulate(&network);
    let cols = columns(&network, &formulation, &values);
    let mut sums: BTreeMap<(usize, Kind, StateAt), f64> = BTreeMap::new();
    ledger::visit(&network, &formulation.sets, &formulation.variables, &mut |entry| {
        let value = entry.col.map_or(1.0, |col| cols[col.index()]);
        *sums.entry((entry.owner, entry.kind, entry.state)).or_default() += entry.amount * value;
    });
    let cash: Vec<CashValue> = sums
        .into_iter()
        .map(|((member, kind, state), amount_musd)| CashValue { member, kind, state, amount_musd })
        .collect();
    let tree = &network.tree;
    let scenarios: Vec<ScenarioValue> = tree
        .leaves
        .iter()
        .enumerate()
        .map(|(leaf, last)| {
            let on_path: Vec<StateAt> = tree.path(*last).collect();
            let flows = cash.iter().filter(|c| on_path.contains(&c.state));
            let npv_musd = flows.map(|c| c.amount_musd * tree.states[c.state].weight).sum();
            ScenarioValue { leaf, probability: tree.states[*last].probability, npv_musd }
        })
        .collect();
    let objective = objective(&network, &scenarios);
    Plan { network, values, cash, scenarios, objective }
}

/// The objective by its definition as a maximum over thresholds, which lie at one of the outcomes.
fn objective(network: &Network, scenarios: &[ScenarioValue]) -> f64 {
    let risk = network.settings.risk;
    let mean: f64 = scenarios.iter().map(|s| s.probability * s.npv_musd).sum();
    let at = |threshold: f64| {
        let below: f64 = scenarios.iter().map(|s| s.probability * (threshold - s.npv_musd).max(0.0)).sum();
        threshold - below / risk.tail
    };
    let tail = scenarios.iter().map(|s| at(s.npv_musd)).fold(f64::NEG_INFINITY, f64::max);
    (1.0 - risk.weight) * mean + risk.weight * tail
}

/// The plan made by hand, reported by the program.
pub fn plan() -> Plan {
    let network = network();
    let values = values(&network);
    report(network, values)
}

#[test]
fn the_program_allows_the_plan_made_by_hand() {
    let network = network();
    let formulation = formulate(&network);
    // Nobody limits the maker's capital over the horizon, so capital is limited for all three by something.
    assert!(!formulation.variables.invest.is_empty());
    let cols = columns(&network, &formulation, &values(&network));
    assert_eq!(broken_rows(&formulation, &cols), Vec::<String>::new());
}

#[test]
fn the_plan_made_by_hand_passes() {
    let audit = plan().audit();
    assert_eq!(audit.breaches, Vec::new());
    assert!(audit.passed());
    assert_eq!(audit.npv.len(), 2);
    for rule in &audit.checked {
        assert!(rule.checks > 0, "`{}` was never checked", rule.rule);
        assert!(rule.largest_error < 1e-9, "`{}` is off by {}", rule.rule, rule.largest_error);
    }
}
