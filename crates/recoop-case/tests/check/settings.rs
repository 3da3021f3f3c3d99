use crate::toy::{expect, toy};

#[test]
fn the_horizon_has_years_and_the_periods_fill_it() {
    expect(
        toy().with(|s| s.horizon.last_year = 2025),
        &["case.toml, horizon.last_year: the last year 2025 comes before the first year 2026 [network::horizon]"],
    );
    expect(
        toy().with(|s| s.horizon.last_year = i32::MAX),
        &[
            "case.toml, horizon.last_year: expected a whole number, from 1800 to 2200, found 2147483647 [network::range]",
        ],
    );
    expect(
        toy().with(|s| s.horizon.base_year = 1900),
        &[
            "case.toml, horizon.base_year: the base year 1900 is more than 100 years from the first year 2026 [network::horizon]",
        ],
    );
    expect(
        toy().with(|s| s.horizon.period_lengths = vec![3, 3, 3]),
        &[
            "case.toml, horizon.period_lengths: the periods add up to 9 years, but 2026 to 2035 are 10 [network::horizon]",
        ],
    );
    expect(
        toy().with(|s| s.horizon.period_lengths = vec![3, 3, 0, 4]),
        &["case.toml, horizon.period_lengths: a period has at least one year, found 0 [network::horizon]"],
    );
    expect(
        toy().with(|s| s.horizon.period_lengths = vec![3, 3, 4]),
        &[
            "warning: case.toml, horizon.period_lengths: of 1 plants that can be built 1 may come on line inside a period and run from the next one on: `column`, committed in 2026, is on line in 2028 and waits 1 year [network::lead_inside_period]",
            "warning: demands row 1, origin_rule_from: it begins inside the period 2026 to 2028: it holds from 2029 on in the plan [network::inside_period] -> `horizon.split_at_windows = true` begins a period there",
        ],
    );
    expect(
        toy().with(|s| s.horizon.period_lengths = vec![5, 5]),
        &[
            "warning: case.toml, horizon.period_lengths: of 1 plants that can be built 1 may come on line inside a period and run from the next one on: `column`, committed in 2026, is on line in 2028 and waits 3 years [network::lead_inside_period]",
            "warning: demands row 1, origin_rule_from: it begins inside the period 2026 to 2030: it holds from 2031 on in the plan [network::inside_period] -> `horizon.split_at_windows = true` begins a period there",
            "scenarios row 2, first_year: 2029 is not the first year of a period [network::scenario_years]",
            "scenarios row 3, first_year: 2029 is not the first year of a period [network::scenario_years]",
        ],
    );
    expect(
        toy().with(|s| s.horizon.build_years = vec![2026, 2040, 2027, 2027]),
        &[
            "case.toml, horizon.build_years: 2027 is named twice [network::horizon]",
            "case.toml, horizon.build_years: 2040 is outside the horizon 2026 to 2035 [network::horizon]",
        ],
    );
    expect(
        toy().with(|s| {
            s.horizon.period_lengths = vec![3, 3, 4];
            s.horizon.build_years = vec![2026, 2027];
        }),
        &[
            "case.toml, horizon.build_years: 2027 is not the first year of a period [network::horizon]",
            "warning: case.toml, horizon.period_lengths: of 1 plants that can be built 1 may come on line inside a period and run from the next one on: `column`, committed in 2026, is on line in 2028 and waits 1 year [network::lead_inside_period]",
            "warning: demands row 1, origin_rule_from: it begins inside the period 2026 to 2028: it holds from 2029 on in the plan [network::inside_period] -> `horizon.split_at_windows = true` begins a period there",
        ],
    );
}

#[test]
fn finance_risk_and_solver_lie_in_their_ranges() {
    expect(
        toy().with(|s| s.finance.discount_rate = -1.0),
        &["case.toml, finance.discount_rate: expected a rate above -0.5, up to 1, found -1 [network::range]"],
    );
    expect(
        toy().with(|s| s.finance.debt_rate = f64::NAN),
        &["case.toml, finance.debt_rate: expected a rate above -0.5, up to 1, found NaN [network::range]"],
    );
    expect(
        toy().with(|s| s.finance.tax_rate = 1.0),
        &["case.toml, finance.tax_rate: expected a share from 0 to below 1, found 1 [network::range]"],
    );
    expect(
        toy().with(|s| s.finance.depreciation = vec![0.5, 0.4]),
        &[
            "case.toml, finance.depreciation: the shares add up to 0.9, not 1 [network::depreciation_sum] -> `[1.0]` writes everything off in the first year",
        ],
    );
    expect(
        toy().with(|s| s.finance.depreciation = vec![1.5, -0.5]),
        &["case.toml, finance.depreciation: no share may be below 0 [network::range]"],
    );
    expect(
        toy().with(|s| s.finance.debt_share = 1.1),
        &["case.toml, finance.debt_share: expected a share from 0 to 1, found 1.1 [network::range]"],
    );
    expect(
        toy().with(|s| s.finance.salvage_share = -0.1),
        &["case.toml, finance.salvage_share: expected a share from 0 to 1, found -0.1 [network::range]"],
    );
    expect(
        toy().with(|s| s.finance.debt_years = 0),
        &["case.toml, finance.debt_years: expected a whole number, from 1 to 100, found 0 [network::range]"],
    );
    expect(
        toy().with(|s| s.finance.scale_segments = 21),
        &["case.toml, finance.scale_segments: expected a whole number, from 1 to 20, found 21 [network::range]"],
    );
    expect(
        toy().with(|s| s.risk.weight = 1.5),
        &["case.toml, risk.weight: expected a share from 0 to 1, found 1.5 [network::range]"],
    );
    expect(
        toy().with(|s| s.risk.tail = 0.0),
        &["case.toml, risk.tail: expected a share above 0, up to 1, found 0 [network::range]"],
    );
    expect(
        toy().with(|s| s.adversary.budgets_musd = vec![10.0, -5.0, 10.0]),
        &[
            "case.toml, adversary.budgets_musd: `10` is given twice [network::named_twice]",
            "case.toml, adversary.budgets_musd: expected 0 or more, found -5 [network::range]",
        ],
    );
    expect(
        toy().with(|s| s.adversary.budget_per_year_musd = -1.0),
        &["case.toml, adversary.budget_per_year_musd: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        toy().with(|s| s.solve.gap = -0.1),
        &["case.toml, solve.gap: expected 0 or more, found -0.1 [network::range]"],
    );
    expect(
        toy().with(|s| s.solve.time_limit_seconds = 0.0),
        &["case.toml, solve.time_limit_seconds: expected more than 0, found 0 [network::range]"],
    );
    expect(
        toy().with(|s| s.solve.threads = -1),
        &["case.toml, solve.threads: expected a whole number, from 0 to 4096, found -1 [network::range]"],
    );
}

#[test]
fn stages_are_named_once_and_technologies_stand_in_one() {
    expect(
        toy().with(|s| s.stages.push("metal".into())),
        &["case.toml, stages: `metal` is named twice [network::stages]"],
    );
    expect(
        toy().with(|s| s.stages.push("two words".into())),
        &["case.toml, stages: `two words` is not an id: contains a blank [network::bad_id]"],
    );
    expect(
        toy().with(|s| s.name = "".into()),
        &[
            "case.toml, name: a case needs a name [network::bad_id] -> results go to the folder `runs/NAME`: use letters, digits, `_`, `-` and `.`",
        ],
    );
    expect(
        toy().set("technologies", "leaching", "stage", "seperation"),
        &[
            "technologies row 2, stage: `stages` of case.toml has no `seperation` [network::unknown_id] -> did you mean `separation`?",
        ],
    );
    expect(
        toy().with(|s| s.stages.clear()),
        &[
            "case.toml, stages: the chain has no stages [network::stages] -> list them in order, for instance `[\"mining\", \"separation\"]`",
            "technologies row 1, stage: `stages` of case.toml has no `mining` [network::unknown_id]",
            "technologies row 2, stage: `stages` of case.toml has no `separation` [network::unknown_id]",
            "technologies row 3, stage: `stages` of case.toml has no `separation` [network::unknown_id]",
            "technologies row 4, stage: `stages` of case.toml has no `metal` [network::unknown_id]",
        ],
    );
}

#[test]
fn a_first_year_that_is_none_is_alone_to_blame() {
    for year in [-5, 0, 1799, 2201] {
        let line = format!(
            "case.toml, horizon.first_year: expected a whole number, from 1800 to 2200, found {year} [network::range]"
        );
        let faults = toy().with(|s| (s.horizon.first_year, s.horizon.base_year) = (year, year)).faults();
        let of_years: Vec<String> =
            faults.iter().map(ToString::to_string).filter(|fault| fault.contains("case.toml, horizon")).collect();
        assert_eq!(of_years, [line]);
    }
}
