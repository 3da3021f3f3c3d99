//! The cases to learn from (`cases/1-...` to `cases/6-...`): what their READMEs work out is what comes out of the commands.
//!
//! Each section of a README begins with the case as it is. A `diff` block changes a line of it, as in the tutorial. The list
//! below `What comes out:` is held against the plan of the case as changed so far:
//!
//! ```text
//! - Optimum: 46 MUSD
//! - Expected: 17.388 MUSD
//! - Tail: 1.26 MUSD
//! - Public: 12.96 MUSD
//! - Built: nothing
//! - Built: `refinery` 2,500 t/yr, decided in 2030, runs from 2031
//! - Runs: `dry_fork_mine`, 2031 (calm): 0 t/yr
//! - Bought: `nd_oxide` in `valley`, 2030: 200 t/yr
//! - Sold, Disposed: as Bought
//! - Price: `nd_oxide` in `valley`, 2030: 75 USD/kg
//! - Equity: `ridge_mining`: 6 MUSD
//! ```
//!
//! Below, one test for each case says what its numbers are there to teach.

use recoop::plan::tables::{Table, Values};
use recoop_io::read_run_tables;
use serde_json::Value;

use crate::command::{Desk, copy, repository};
use crate::tutorial::apply;

#[track_caller]
fn assert_near(what: &str, found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-6 * expected.abs().max(1.0), "{what}: found {found}, expected {expected}");
}

/// A desk with a copy of a case at its own path.
fn desk_with(case: &str) -> Desk {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("cases")).unwrap();
    copy(&repository().join("cases").join(case), &desk.path(&format!("cases/{case}")));
    desk
}

/// A plan as the command leaves it.
struct Run {
    summary: Value,
    tables: Vec<Table>,
}

/// Checks and plans the case on the desk. Neither a fault nor a warning is allowed, and the plan is proven and audited.
#[track_caller]
fn run(desk: &Desk, case: &str) -> Run {
    let folder = format!("cases/{case}");
    assert_eq!(desk.run(&["check", &folder, "--json"]).well().out, "[]\n", "{case}");
    let said = desk.run(&["plan", &folder, "--json", "--out", "run"]).well();
    let summary: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((&summary["proven"], &summary["audit_passed"]), (&true.into(), &true.into()), "{case}: {summary}");
    Run { summary, tables: read_run_tables(&desk.path("run")).unwrap() }
}

/// The same with a line of the case changed.
#[track_caller]
fn run_with(case: &str, changes: &[(&str, &str, &str)]) -> Run {
    let desk = desk_with(case);
    for (file, old, new) in changes {
        desk.change(&format!("cases/{case}/{file}"), old, new);
    }
    run(&desk, case)
}

impl Run {
    fn summed(&self, name: &str) -> f64 {
        self.summary[name].as_f64().unwrap_or_else(|| panic!("no {name} in {}", self.summary))
    }

    fn objective(&self) -> f64 {
        self.summed("objective_musd")
    }

    /// A column of the rows of a table that agree with all of `at`. Tables leave out what is zero.
    fn numbers(&self, table: &str, column: &str, at: &[(&str, &str)]) -> Vec<f64> {
        let table = self.tables.iter().find(|t| t.name == table).unwrap_or_else(|| panic!("no table {table}"));
        let values = |name: &str| &table.column(name).unwrap_or_else(|| panic!("no column {name}")).values;
        let agrees = |row: usize, name: &str, wanted: &str| match values(name) {
            Values::Text(texts) => &*texts[row] == wanted,
            Values::Integer(numbers) => numbers[row].to_string() == wanted,
            Values::Number(_) => panic!("{name} is no label"),
        };
        let rows = (0..table.num_rows()).filter(|row| at.iter().all(|(name, wanted)| agrees(*row, name, wanted)));
        let number = |row: usize| match values(column) {
            Values::Number(numbers) => numbers[row],
            Values::Integer(numbers) => numbers[row] as f64,
            Values::Text(_) => panic!("{column} is no number"),
        };
        rows.map(number).collect()
    }

    fn sum(&self, table: &str, column: &str, at: &[(&str, &str)]) -> f64 {
        self.numbers(table, column, at).iter().sum()
    }

    #[track_caller]
    fn only(&self, table: &str, column: &str, at: &[(&str, &str)]) -> f64 {
        let found = self.numbers(table, column, at);
        let [number] = found[..] else { panic!("{} rows of {table} at {at:?}", found.len()) };
        number
    }

    #[track_caller]
    fn price(&self, material: &str, region: &str, year: &str) -> f64 {
        self.only("shadow_prices", "price_usd_per_kg", &[("material", material), ("region", region), ("year", year)])
    }

    /// Sizes of what is built.
    fn built(&self) -> Vec<f64> {
        self.numbers("builds", "size_t", &[])
    }

    /// What a line of a README says is what came out.
    #[track_caller]
    fn holds(&self, line: &str) {
        let (word, rest) = line.split_once(": ").unwrap_or_else(|| panic!("`{line}` says nothing"));
        let (before, number) = rest.rsplit_once(": ").unwrap_or(("", rest));
        // The names between backticks, then ", YEAR" or ", YEAR (SCENARIO)".
        let parts: Vec<&str> = before.split('`').collect();
        let names: Vec<&str> = parts.iter().skip(1).step_by(2).copied().collect();
        let when = parts.last().and_then(|part| part.trim().strip_prefix(", ")).unwrap_or_default();
        let (year, scenario) = when.split_once(' ').unwrap_or((when, ""));
        let scenario = scenario.trim_start_matches('(').trim_end_matches(')');
        let at = |columns: &[&'static str]| -> Vec<(&str, &str)> {
            assert_eq!(columns.len(), names.len(), "names of `{line}`");
            let mut at: Vec<(&str, &str)> = columns.iter().copied().zip(names.iter().copied()).collect();
            at.extend([("year", year), ("scenario", scenario)].into_iter().filter(|(_, value)| !value.is_empty()));
            at
        };
        let balance = |column: &str| self.sum("balances", column, &at(&["material", "region"]));
        let (found, unit) = match word {
            "Optimum" => (self.objective(), " MUSD"),
            "Expected" => (self.summed("expected_npv_musd"), " MUSD"),
            "Tail" => (self.summed("cvar_npv_musd"), " MUSD"),
            "Public" => (self.only("objective", "expected_musd", &[("term", "policy_transfer")]), " MUSD"),
            "Runs" => (self.sum("activity", "activity_t", &at(&["facility"])), " t/yr"),
            "Bought" => (balance("bought_t"), " t/yr"),
            "Sold" => (balance("sold_t"), " t/yr"),
            "Disposed" => (balance("disposed_t"), " t/yr"),
            "Price" => (self.only("shadow_prices", "price_usd_per_kg", &at(&["material", "region"])), " USD/kg"),
            "Equity" => (self.sum("investment", "amount_musd", &at(&["member"])), " MUSD"),
            _ => panic!("`{word}` is no word of such a list: {line}"),
        };
        let scenarios = self.numbers("scenario_values", "npv_musd", &[]).len();
        let by_state = matches!(word, "Runs" | "Bought" | "Sold" | "Disposed" | "Price");
        assert!(!by_state || (year.len() == 4 && (scenarios == 1) == scenario.is_empty()), "`{line}` names no state");
        // A misspelt name would be zero too.
        let known = match word {
            "Runs" => !self.numbers("capacity", "installed_t", &at(&["facility"])).is_empty(),
            "Bought" | "Sold" | "Disposed" => {
                !self.numbers("shadow_prices", "price_usd_per_kg", &at(&["material", "region"])).is_empty()
            }
            _ => true,
        };
        assert!(known, "there is no such thing as in `{line}`");
        assert_near(line, found, number_of(number, unit));
    }

    /// What is built is what the lines say, and nothing else.
    #[track_caller]
    fn holds_builds(&self, lines: &[&str]) {
        if lines == ["Built: nothing"] {
            assert!(self.built().is_empty(), "something is built");
            return;
        }
        assert_eq!(self.built().len(), lines.len(), "builds beside {lines:?}");
        for line in lines {
            // `refinery` 2,500 t/yr, decided in 2030, runs from 2031
            let parts: Vec<&str> = line.trim_start_matches("Built: ").split(", ").collect();
            let [what, decided, runs] = parts[..] else { panic!("`{line}` has not three parts") };
            let (facility, size) = what.trim_start_matches('`').split_once("` ").unwrap();
            let decided = decided.strip_prefix("decided in ").unwrap();
            let at =
                [("facility", facility), ("year", decided), ("online_year", runs.strip_prefix("runs from ").unwrap())];
            assert_near(line, self.only("builds", "size_t", &at), number_of(size, " t/yr"));
        }
    }
}

/// The number before a unit, with commas between thousands or without.
#[track_caller]
fn number_of(text: &str, unit: &str) -> f64 {
    let number = text.strip_suffix(unit).unwrap_or_else(|| panic!("`{text}` does not end in `{unit}`"));
    number.replace(',', "").parse().unwrap_or_else(|_| panic!("`{number}` is no number"))
}

/// Follows a README from top to bottom.
fn comes_out_as_worked_out(case: &str) {
    let readme = std::fs::read_to_string(repository().join("cases").join(case).join("README.md")).unwrap();
    for command in ["check", "plan"] {
        assert!(
            readme.contains(&format!("\nrecoop {command} cases/{case}\n")),
            "{case} does not say how to {command} it"
        );
    }
    let mut lists = 0;
    let mut desk = desk_with(case);
    let mut lines = readme.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("## ") {
            desk = desk_with(case);
        } else if line == "```diff" {
            let block: Vec<String> = lines.by_ref().take_while(|line| *line != "```").map(str::to_string).collect();
            apply(&desk, &block);
        } else if line == "What comes out:" {
            assert_eq!(lines.next(), Some(""), "a list follows");
            let mut outcomes = Vec::new();
            while let Some(outcome) = lines.peek().and_then(|line| line.strip_prefix("- ")) {
                outcomes.push(outcome);
                lines.next();
            }
            let (builds, others): (Vec<&str>, Vec<&str>) =
                outcomes.iter().partition(|line| line.starts_with("Built: "));
            assert_eq!(others.iter().filter(|line| line.starts_with("Optimum: ")).count(), 1, "one optimum a list");
            let run = run(&desk, case);
            run.holds_builds(&builds);
            others.iter().for_each(|line| run.holds(line));
            lists += 1;
        }
    }
    assert!(lists >= 2, "{case} shows {lists} plans only");
}

macro_rules! cases {
    ($($test:ident: $name:literal,)+) => {
        const CASES: &[&str] = &[$($name),+];
        $(#[test] fn $test() { comes_out_as_worked_out($name); })+
    };
}
cases! {
    two_mines_come_out_as_worked_out: "1-two-mines",
    co_products_come_out_as_worked_out: "2-co-products",
    a_refinery_with_scale_comes_out_as_worked_out: "3-refinery-with-scale",
    a_crash_comes_out_as_worked_out: "4-crash",
    a_cooperative_of_three_comes_out_as_worked_out: "5-cooperative-of-three",
    a_long_purse_comes_out_as_worked_out: "6-long-purse",
}

/// Every folder of `cases` is in its README, and those with a number are tested here.
#[test]
fn no_case_is_forgotten() {
    let folder = repository().join("cases");
    let readme = std::fs::read_to_string(folder.join("README.md")).unwrap();
    let folders_of = |folder: &std::path::Path| -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
        let folders = entries.filter(|entry| entry.path().is_dir());
        let mut names: Vec<String> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let there = folders_of(&folder);
    let numbered: Vec<&String> = there.iter().filter(|name| name.starts_with(|c: char| c.is_ascii_digit())).collect();
    assert_eq!(numbered, CASES);
    let by_hand = folders_of(&folder.join("hand")).into_iter().map(|name| format!("hand/{name}"));
    for name in there.into_iter().chain(by_hand) {
        assert!(readme.contains(&format!("({name}/README.md)")), "cases/README.md does not link to {name}");
    }
}

/// The mine that runs in part makes the price: a dearer Dry Fork raises it, a dearer Juniper Flat does not.
#[test]
fn the_marginal_mine_makes_the_price() {
    let price = |run: &Run| run.price("nd_oxide", "valley", "2030");
    let dearer = |old: &str, new: &str| price(&run_with("1-two-mines", &[("facilities.csv", old, new)]));
    let plan = run_with("1-two-mines", &[]);
    assert_near("objective", plan.objective(), 46.0);
    assert!(plan.built().is_empty());
    assert_near("price", price(&plan), (4.0 + 2.0) / (0.1 * 0.8));
    assert_near("a dearer Juniper Flat", dearer("existing,2500,6,", "existing,2500,7,"), 75.0);
    assert_near("a dearer Dry Fork", dearer("existing,7500,4,", "existing,7500,5,"), 75.0 + 1.0 / 0.08);
    let rent = plan.only("duals", "value", &[("constraint", "capacity_limit"), ("key", "juniper_mine,2030")]);
    assert_near("a t/yr of Juniper Flat", rent, 0.004);
}

/// Cerium oxide earns money on the whole and costs money at the margin, and neodymium oxide pays for that.
#[test]
fn the_surplus_is_paid_by_what_is_wanted() {
    let plan = run_with("2-co-products", &[]);
    assert_near("objective", plan.objective(), 24.8);
    assert!(plan.built().is_empty());
    let at = [("material", "ce_oxide")];
    let (sold, disposed) = (plan.sum("balances", "sold_t", &at), plan.sum("balances", "disposed_t", &at));
    assert_near("sold", sold, 800.0);
    assert_near("disposed of", disposed, 400.0);
    assert_near("revenue less disposal", plan.sum("trades", "value_musd", &at) - 0.001 * disposed, 2.4);
    assert_near("price", plan.price("ce_oxide", "valley", "2030"), -1.0);
    // A dollar more of disposal: the tonnes stay, 0.6 of it go into 0.16 kg of neodymium oxide.
    let dearer = run_with(
        "2-co-products",
        &[("materials.csv", "ce_oxide,Cerium oxide,oxide,no,1,", "ce_oxide,Cerium oxide,oxide,no,2,")],
    );
    assert_near("disposed of still", dearer.sum("balances", "disposed_t", &at), 400.0);
    assert_near("neodymium oxide", dearer.price("nd_oxide", "valley", "2030"), 53.75 + 0.6 / 0.16);
}

/// One large plant costs less than two small ones, and is paid for in its years of construction.
#[test]
fn one_large_refinery_takes_the_place_of_two() {
    let plan = run_with("3-refinery-with-scale", &[]);
    assert_near("objective", plan.objective(), 110.615_04);
    assert_near("capital", plan.only("builds", "capex_musd", &[("facility", "plains_refinery")]), 24.0);
    for (year, spent) in [("2030", 0.0), ("2031", -12.0), ("2032", -12.0), ("2033", 0.0)] {
        assert_near(year, plan.sum("cash_flow", "amount_musd", &[("kind", "capex"), ("year", year)]), spent);
    }
    let longer = run_with("3-refinery-with-scale", &[("case.toml", "last_year = 2035", "last_year = 2040")]);
    assert_near("capital of two", longer.sum("builds", "capex_musd", &[]), 12.0 + 20.0);
    // With free shipping there is nothing to say for two plants, however long they run.
    let lanes = [
        ("case.toml", "last_year = 2035", "last_year = 2040"),
        ("lanes.csv", "valley,plains,*,1,", "valley,plains,*,0,"),
        ("lanes.csv", "plains,valley,*,1,", "plains,valley,*,0,"),
    ];
    assert_eq!(run_with("3-refinery-with-scale", &lanes).built().len(), 1);
}

/// The tail shrinks the plant, at the weight that is worked out; the floor restores it, for more than it is worth.
#[test]
fn a_crash_shrinks_the_plant_and_a_floor_restores_it() {
    let weighing = |weight: &str| run_with("4-crash", &[("case.toml", "weight = 0.5", &format!("weight = {weight}"))]);
    let careful = run_with("4-crash", &[]);
    assert_near("objective", careful.objective(), 9.324);
    assert_near("careful", careful.built()[0], 2_500.0);
    // Break-even at 0.216 / 2.016 = 0.107.
    assert_near("just below", weighing("0.106").built()[0], 10_000.0);
    assert_near("just above", weighing("0.108").built()[0], 2_500.0);
    let floor = run_with("4-crash", &[("policies.csv", ",1000,no,", ",1000,yes,")]);
    assert_near("with the floor", floor.built()[0], 10_000.0);
    let gained = floor.summed("expected_npv_musd") - careful.summed("expected_npv_musd");
    let paid = floor.only("objective", "expected_musd", &[("term", "policy_transfer")]);
    assert_near("gained by the producers", gained, 10.692);
    assert_near("lost", paid - gained, 0.3 * 1.44 * 0.6 * 15.0 - 7.5 * 0.216);
    // A floor below the price of the crash changes nothing.
    let low = run_with("4-crash", &[("policies.csv", ",90,1000,no,", ",55,1000,yes,")]);
    assert_near("a floor too low", low.objective(), 9.324);
}

/// None could pay alone, whoever of them owned the refinery; together they can, and there is enough for all.
#[test]
fn three_purses_build_what_none_could() {
    let case = "5-cooperative-of-three";
    let alone = ("case.toml", "pooled_capital = true", "pooled_capital = false");
    for owner in ["ridge_mining", "alder_refining", "tern_motors"] {
        let owned = format!("Alder refinery,{owner},");
        let plan = run_with(case, &[alone, ("facilities.csv", "Alder refinery,alder_refining,", &owned)]);
        assert!(plan.built().is_empty(), "{owner} builds alone");
        assert_near(owner, plan.objective(), 58.56);
    }
    let plan = run_with(case, &[]);
    assert_near("objective", plan.objective(), 81.76);
    assert_near("refinery", plan.built()[0], 7_500.0);
    for worth in plan.numbers("duals", "value", &[("constraint", "capital_total")]) {
        assert_near("one more MUSD", worth, 0.8);
    }
    // Present values as the README has them.
    let factors = [("2030", 1.0), ("2031", 0.8), ("2032", 0.64)];
    let present = |table: &str, column: &str, at: &[(&str, &str)]| -> f64 {
        let in_year = |year| plan.sum(table, column, &[at, &[("year", year)]].concat());
        factors.iter().map(|(year, factor)| factor * in_year(year)).sum()
    };
    let capex = present("cash_flow", "amount_musd", &[("kind", "capex")]);
    assert_near("capital", capex, -20.0);
    let falls = |member: &str| {
        let spent = present("cash_flow", "amount_musd", &[("member", member), ("kind", "capex")]);
        let cash = present("cash_flow", "amount_musd", &[("member", member)]);
        cash - spent - present("investment", "amount_musd", &[("member", member)])
    };
    let [miner, refiner, user] = ["ridge_mining", "alder_refining", "tern_motors"].map(falls);
    for (found, expected) in [(miner, -56.4), (refiner, -29.6), (user, 167.76)] {
        assert_near("as it falls", found, expected);
    }
    // What changes hands inside, at the plan's own prices.
    let bill = |material: &str, column: &str| -> f64 {
        let at = |year| [("material", material), ("region", "valley"), ("year", year)];
        let year = |year| 0.001 * plan.sum("balances", column, &at(year)) * plan.price(material, "valley", year);
        factors.iter().map(|(name, factor)| factor * year(name)).sum()
    };
    let oxide = bill("nd_oxide", "produced_t");
    let concentrate = bill("concentrate@juniper_flat", "consumed_t") + bill("concentrate@dry_fork", "consumed_t");
    assert_near("oxide", oxide, 115.2);
    assert_near("concentrate", concentrate, 72.0);
    let earned = oxide - concentrate + present("cash_flow", "amount_musd", &[("member", "alder_refining")]) - capex;
    assert_near("the refinery", earned, 21.6);
    let settled = [
        (miner + concentrate + 0.3 * earned, 22.08, 0.0),
        (refiner + oxide - concentrate - 0.6 * earned, 0.64, 0.0),
        (user - oxide + 0.3 * earned, 59.04, 58.56),
    ];
    for (found, expected, alone) in settled {
        assert_near("settled", found, expected);
        assert!(found > alone, "{found} is no better than {alone}");
    }
    assert_near("settled in all", settled.iter().map(|(found, ..)| found).sum(), plan.objective());
}

/// One maker is broken for the price of its own customers, the other for fifty times as much; one purse for both is emptied for less than the
/// stronger one's alone.
#[test]
fn a_weak_member_drains_a_strong_one() {
    let desk = desk_with("6-long-purse");
    let holds = |by_hand: [(&str, f64, i32, f64); 7]| {
        let said =
            desk.run(&["stress", "cases/6-long-purse", "--perspective", "producers", "--json", "--out", "run"]).well();
        let stress: Value = serde_json::from_str(&said.out).unwrap();
        let kills = stress["kill_costs"].as_array().unwrap();
        assert_eq!(kills.len(), by_hand.len());
        for (who, cost, year, safe) in by_hand {
            let found = kills.iter().find(|kill| kill["who"] == who).unwrap();
            assert_near(who, found["cost_musd"].as_f64().unwrap(), cost);
            assert_near(who, found["lower_bound_musd"].as_f64().unwrap(), cost);
            assert_near(who, found["sufficient_purse_musd"].as_f64().unwrap(), safe);
            assert_eq!(found["year"], year, "{who}");
        }
        stress
    };
    let stress = holds([
        ("all", 1150.0, 2031, 45.0),
        ("one_desk", 1150.0, 2031, 45.0),
        ("birch", 1210.0, 2031, 30.0),
        ("elder", 24.0, 2030, 15.0),
        // Nothing goes inside: all is sold at the market.
        ("producers", 1150.0, 2031, 45.0),
        ("inside:birch", 1210.0, 2031, 30.0),
        ("inside:elder", 24.0, 2030, 15.0),
    ]);
    // The same from the side of many purses: who is broken first, what it takes to break both. Letting Elder go is what saves Birch.
    for (bylaw, first, all) in [
        ("alone", 24.0, 1210.0),
        ("joint purse", 1150.0, 1150.0),
        ("one sales desk", 1150.0, 1150.0),
        ("right to let go", 1150.0, 1210.0),
    ] {
        let found = stress["bylaws"].as_array().unwrap().iter().find(|it| it["bylaw"] == bylaw).unwrap();
        for (question, by_hand) in [("first_musd", first), ("all_musd", all)] {
            // Within the gap of the search, a thousandth.
            let cost = found[question][1].as_f64().unwrap();
            assert!((cost - by_hand).abs() <= 2e-3 * by_hand, "{bylaw}, {question}: {cost}, by hand {by_hand}");
        }
    }
    desk.change("cases/6-long-purse/technologies.csv", "t oxide,10,", "t oxide,6,");
    holds([
        ("all", 1628.0, 2032, 27.0),
        ("one_desk", 1628.0, 2032, 27.0),
        ("birch", 1678.0, 2032, 18.0),
        ("elder", 43.0, 2031, 9.0),
        ("producers", 1628.0, 2032, 27.0),
        ("inside:birch", 1678.0, 2032, 18.0),
        ("inside:elder", 43.0, 2031, 9.0),
    ]);
}
