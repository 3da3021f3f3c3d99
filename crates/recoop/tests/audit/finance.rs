//! Money worked out by hand.

use recoop::plan::audit::{Audit, Reported, audit};
use recoop::plan::values::{BuildValue, CapacityValue, KeepValue, PlanValues};
use recoop_case::Network;
use recoop_case::positions::{FacilityAt, LeafAt, PeriodAt, StateAt};
use recoop_case::resolve::resolve;
use recoop_case::settings::{
    AdversarySettings, FinanceSettings, HorizonSettings, RiskSettings, Settings, SolveSettings,
};
use recoop_case::tables::Tables;

use super::case::rows;
use super::program::plan;

/// A press of 10 MUSD, half of it borrowed at 5% for two years, and nothing else.
fn press(period_lengths: Vec<i32>) -> Network {
    let settings = Settings {
        name: "press".into(),
        title: "one press".to_string(),
        stages: vec!["magnets".into()],
        horizon: HorizonSettings {
            first_year: 2030,
            last_year: 2029 + period_lengths.iter().sum::<i32>(),
            period_lengths,
            split_at_windows: false,
            base_year: 2030,
            build_years: vec![2030],
        },
        finance: FinanceSettings {
            discount_rate: 0.1,
            tax_rate: 0.25,
            depreciation: vec![0.6, 0.4],
            debt_share: 0.5,
            debt_rate: 0.05,
            debt_years: 2,
            salvage_share: 0.8,
            pooled_capital: true,
            scale_segments: 3,
        },
        risk: RiskSettings::default(),
        adversary: AdversarySettings::default(),
        solve: SolveSettings::default(),
        bylaws: Default::default(),
        backtest: Default::default(),
        check: Default::default(),
    };
    let tables = Tables {
        materials: rows("id kind \n magnet magnet"),
        technologies: rows(
            "id stage capex_ref_musd size_ref_t_per_year module_t_per_year construction_years lifetime_years
            sintering magnets 10 10 10 1 15",
        ),
        recipes: rows("technology material amount \n sintering magnet 1"),
        regions: rows("id bloc \n us home"),
        facilities: rows("id region technology status max_capacity_t_per_year \n press us sintering candidate 10"),
        scenarios: rows("id first_year probability \n base 2030 1"),
        ..Tables::default()
    };
    resolve(&settings, &tables)
}

fn audit_of(network: &Network) -> Audit {
    let mut values = PlanValues {
        builds: vec![BuildValue {
            facility: FacilityAt::new(0),
            state: StateAt::new(0),
            online_year: 2031,
            online_period: PeriodAt::new(1),
            size_t: 10.0,
            count: 1.0,
            capex_musd: 10.0,
            opens: false,
        }],
        keeps: vec![KeepValue { build: 0, leaf: LeafAt::new(0), kept_t: 10.0 }],
        ..PlanValues::default()
    };
    for state in 1..network.tree.states.len() {
        values.capacity.push(CapacityValue {
            facility: FacilityAt::new(0),
            state: StateAt::new(state),
            installed_t: 10.0,
            usable_t: 10.0,
            used_t: 0.0,
        });
    }
    audit(network, &Reported { values: &values, cash: &[], scenarios: &[], objective: 0.0 })
}

/// Payments of 2.689 with interest of 0.25 and 0.128 in them; tax at a quarter on interest and on 6 and 4 MUSD written off.
const BUILT: f64 = -5.0 + (-2.689_024_39 + 0.0625 + 1.5) / 1.1 + (-2.689_024_39 + 0.032_012_195 + 1.0) / 1.21;

#[test]
fn a_build_is_worth_what_its_lumps_are_worth() {
    let network = press(vec![1, 1, 1, 1]);
    let audit = audit_of(&network);
    // In 2034 twelve of fifteen years are left; all is written off, so that all that it brings is taxed.
    let expected = BUILT + 0.75 * 10.0 * 0.8 * 0.8 / 1.1_f64.powi(4);
    assert!((audit.npv[0] - expected).abs() < 1e-7, "{} {expected}", audit.npv[0]);
    assert!(audit.breaches.iter().all(|b| ["cash_flow", "scenario_value", "objective"].contains(&b.rule)));
}

#[test]
fn long_periods_do_not_change_the_worth_of_a_build() {
    let (by_year, together) = (audit_of(&press(vec![1, 1, 1, 1])), audit_of(&press(vec![1, 3])));
    assert!((by_year.npv[0] - together.npv[0]).abs() < 1e-12);
}

#[test]
fn what_falls_due_after_the_horizon_still_counts() {
    let audit = audit_of(&press(vec![1, 1]));
    let expected = BUILT + 0.75 * 10.0 * 14.0 / 15.0 * 0.8 / 1.21;
    assert!((audit.npv[0] - expected).abs() < 1e-7, "{} {expected}", audit.npv[0]);
}

#[test]
fn the_tail_takes_the_worst_scenario_and_part_of_the_next() {
    let audit = plan().audit();
    let [good, bad] = audit.npv[..] else { panic!("two scenarios") };
    assert!(bad < good);
    assert!((audit.expected_npv_musd - (0.6 * good + 0.4 * bad)).abs() < 1e-12);
    // The worst half: all of the bad scenario (0.4) and a tenth of the good one.
    let tail = (0.4 * bad + 0.1 * good) / 0.5;
    assert!((audit.cvar_musd - tail).abs() < 1e-12);
    assert!((audit.objective_musd - (0.7 * audit.expected_npv_musd + 0.3 * tail)).abs() < 1e-12);
}

#[test]
fn straight_pieces_cost_at_most_what_the_curve_costs() {
    let audit = plan().audit();
    assert_eq!(audit.scale_error.len(), 1, "modules and straight costs have no error");
    let error = audit.scale_error[0];
    assert!((error.curve_musd - 30.0 * 0.8_f64.powf(0.6)).abs() < 1e-12);
    assert!(error.chord_musd < error.curve_musd);
    assert!(error.chord_musd > 0.97 * error.curve_musd);
}
