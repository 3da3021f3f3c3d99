//! Edits of a case: what they do, how they compose, and what is refused.

use proptest::prelude::*;
use recoop_case::Network;
use recoop_case::edit::{Act, CaseEdit, Edit, Edited};
use recoop_case::positions::StateAt;
use recoop_case::resolve::resolve;
use recoop_case::settings::Settings;
use recoop_case::tables::{Priority, Tables};

use super::fuzz::wide;

/// The toy with rows in most tables and attacks on prices.
fn case() -> (Settings, Tables) {
    let toy = wide().set("members", "miner", "capital_total_musd", "10");
    let tables = toy.read(|message| panic!("{message}"));
    (toy.settings, tables)
}

fn line(text: &str) -> CaseEdit {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

fn lines(texts: &[&str]) -> Vec<CaseEdit> {
    texts.iter().map(|text| line(text)).collect()
}

/// What is refused of a set, line by line.
fn refused(texts: &[&str]) -> String {
    let (settings, tables) = case();
    match Edited::of(&settings, &tables).apply(&lines(texts)).and_then(|edited| edited.network()) {
        Ok(_) => panic!("{texts:?} is not refused"),
        Err(errors) => errors.to_string(),
    }
}

fn edited(sets: &[&[&str]]) -> (Tables, Settings, Network) {
    let (settings, tables) = case();
    let mut edited = Edited::of(&settings, &tables);
    for set in sets {
        edited = edited.apply(&lines(set)).unwrap();
    }
    let network = edited.network().unwrap();
    let (settings, tables) = edited.into_parts();
    (tables, settings, network)
}

#[test]
fn cells_are_set_multiplied_and_added_to() {
    let (tables, settings, network) = edited(&[&[
        "members[id=miner].capital_total_musd = 12",
        "facilities[id=column].construction_years += 3",
        "technologies[id=reduction].variable_cost_usd_per_kg += 2",
        "technologies[id=reduction].lifetime_years *= 2",
        "stocks[release_in=crash].release_in =",
        "case.finance.discount_rate *= 0.5",
        "prices[market=texas;year=..2025].price_usd_per_kg *= 10",
    ]]);
    assert_eq!(tables.members[0].capital_total_musd, Some(12.0));
    // A blank stands for the technology's number, or for the default.
    let column = tables.facilities.iter().find(|row| row.id == "column").unwrap();
    assert_eq!((column.construction_years, column.capex_ref_musd), (Some(5), None));
    let reduction = tables.technologies.iter().find(|row| row.id == "reduction").unwrap();
    assert_eq!((reduction.variable_cost_usd_per_kg, reduction.lifetime_years), (Some(2.0), Some(60)));
    assert!(tables.stocks[0].release_in.is_empty());
    assert_eq!(settings.finance.discount_rate, 0.04);
    let texas: Vec<f64> =
        tables.prices.iter().filter(|row| row.market == "texas").map(|row| row.price_usd_per_kg).collect();
    assert_eq!(texas, [3.0, 10.0]);
    assert_eq!(network.members[0].capital_total_musd, 12.0);
}

#[test]
fn rows_come_and_go() {
    let (before, ..) = edited(&[]);
    let (tables, ..) =
        edited(&[&["remove outputs[facility=pit]"], &["add outputs facility=pit, year=2026, quarter=1, output_t=5"]]);
    assert_eq!(tables.outputs.len(), before.outputs.len());
    assert_eq!(tables.outputs.last().unwrap().output_t, 5.0);
    assert_eq!(
        refused(&["add members id=miner, role=refiner", "add members id=new, role=judge, capital_total_musd=much"]),
        "`add members capital_total_musd=much, id=new, role=judge`: `members role`: expected one of `supplier`, `refiner`, \
         `manufacturer`, `consumer`, `investor`, `government`, found `judge`\n\
         `add members capital_total_musd=much, id=new, role=judge`: `members capital_total_musd`: expected a number, found `much`\n\
         `add members id=miner, role=refiner`: `members miner` is there already: edit its cells, or remove it before"
    );
    assert_eq!(
        refused(&["members[id=miner].id = refiner"]),
        "`members[id=miner].id = refiner`: `members refiner` is there already: edit its cells, or remove it before"
    );
}

#[test]
fn former_words_select_and_set_as_todays() {
    let (tables, ..) = edited(&[
        &["demands[priority=defence].value_usd_per_kg *= 2"],
        &["assume demand[priority=defence] *= 1.1"],
        &[
            "add demands id=spare, end_use=motors, material=nd_metal, member=motors, region=us, priority=defence, value_usd_per_kg=100, shortage_cost_usd_per_kg=50",
        ],
    ]);
    assert_eq!(tables.demands.last().unwrap().priority, Priority::Defense);
    let today = edited(&[&["demands[priority=defense].value_usd_per_kg *= 2"]]).0;
    assert_eq!(tables.demands[0].value_usd_per_kg, today.demands[0].value_usd_per_kg);
}

#[test]
fn two_edits_of_one_cell_in_one_set_are_a_conflict_that_names_both() {
    for (set, conflict) in [
        (
            ["a: members[id=miner].capital_total_musd *= 2", "b: members[].capital_total_musd = 3"],
            "`a: members[id=miner].capital_total_musd *= 2` and `b: members[].capital_total_musd = 3` both edit `members miner` \
             `capital_total_musd`: keep one, or apply one after the other",
        ),
        (
            ["a: remove prices[scenario=crash]", "b: prices[year=2030].price_usd_per_kg *= 2"],
            "`a: remove prices[scenario=crash]` and `b: prices[year=2030].price_usd_per_kg *= 2` both edit \
             `prices shanghai/nd_oxide/2030/crash`: keep one, or apply one after the other",
        ),
        (
            ["a: case.finance.discount_rate = 0.1", "b: assume discount_rate += 0.01"],
            "`a: case.finance.discount_rate = 0.1` and `b: assume discount_rate += 0.01` both edit `case.finance.discount_rate`: keep one, or \
             apply one after the other",
        ),
        (
            ["a: add members id=new, role=refiner", "b: add members id=new, role=investor"],
            "`a: add members id=new, role=refiner` and `b: add members id=new, role=investor` both edit `members new`: keep one, or apply one \
             after the other",
        ),
        (
            ["a: add members id=miner, role=refiner", "b: remove members[id=miner]"],
            "`b: remove members[id=miner]` and `a: add members id=miner, role=refiner` both edit `members miner`: keep one, or apply one after \
             the other",
        ),
        (
            ["a: keep scenario crash", "b: scenarios[id=calm].probability = 0.5"],
            "`a: keep scenario crash` and `b: scenarios[id=calm].probability = 0.5` both edit `scenarios calm`: keep one, or apply one after the \
             other",
        ),
        (
            ["a: assume capex[stage=separation] *= 2", "b: facilities[id=column].capex_ref_musd = 3"],
            "`a: assume capex[stage=separation] *= 2` and `b: facilities[id=column].capex_ref_musd = 3` both edit `facilities column` \
             `capex_ref_musd`: keep one, or apply one after the other",
        ),
        (
            ["a: assume price[market=shanghai] *= 2", "b: assume price[material=nd_oxide;year=2030] = 3"],
            "`a: assume price[market=shanghai] *= 2` and `b: assume price[material=nd_oxide;year=2030] = 3` both edit a `price` in the same \
             years: keep one, or apply one after the other",
        ),
        (
            ["a: attack cut in crash 2031 at 0.1", "b: attack cut in crash 2031 at 0.2"],
            "`a: attack cut in crash 2031 at 0.1` and `b: attack cut in crash 2031 at 0.2` both edit the depth of `cut` in 2031: keep one, or \
             apply one after the other",
        ),
    ] {
        assert_eq!(refused(&set), conflict);
        // Whatever their order.
        let [a, b] = set;
        assert!(refused(&[b, a]).contains("both edit"), "{set:?}");
    }
}

#[test]
fn edits_of_different_years_or_things_are_no_conflict() {
    let (.., network) = edited(&[&[
        "assume price[material=nd_oxide;year=..2029] *= 2",
        "assume price[material=nd_oxide;year=2030..] *= 3",
        "assume price[material=acid] *= 5",
    ]]);
    let (settings, tables) = case();
    let plain = resolve(&settings, &tables);
    let tree = &network.tree;
    for (offer, was) in network.offers.iter().zip(&plain.offers) {
        for state in tree.states.positions() {
            let times = match network.materials[offer.material].id.as_str() {
                "nd_oxide" if tree.period(state).first_year < 2030 => 2.0,
                "nd_oxide" => 3.0,
                "acid" => 5.0,
                _ => 1.0,
            };
            let (price, was) = (offer.price_usd_per_kg.at(state), was.price_usd_per_kg.at(state));
            assert!((price - times * was).abs() < 1e-9 * was, "{price} is not {times} times {was}");
        }
    }
}

#[test]
fn an_edit_that_touches_nothing_is_an_error() {
    for (text, why) in [
        ("members[id=nobody].tax_rate = 0.3", "no row is selected"),
        ("prices[year=1900..1901].price_usd_per_kg *= 2", "no row is selected"),
        ("members[#9].tax_rate = 0.3", "no row is selected"),
        ("remove members[role=government]", "no row is selected"),
        ("facilities[id=pit].retire_year += 1", "the cells that it selects are blank"),
        ("assume price[market=nowhere] *= 2", "the filter matches nothing"),
        ("assume price[year=2090..] *= 2", "its years are outside the horizon"),
        ("assume capex[facility=pit] *= 2", "what the filter matches has no such number"),
        ("attack late in crash 2031 at 0.1", "it moves no price in that state"),
    ] {
        assert_eq!(refused(&[text]), format!("`{text}` touches nothing: {why}"));
    }
}

#[test]
fn unknown_names_and_bad_values_are_named_all_at_once() {
    let set = [
        "membrs[].tax_rate = 0.3",
        "members[].tax_rat = 0.3",
        "members[idd=miner].tax_rate = 0.3",
        "members[id=kind:oxide].tax_rate = 0.3",
        "case.finance.discount = 0.3",
        "keep scenario clam",
        "keep scenario now",
        "assume capex[color=red] *= 2",
        "assume capex[year=2030] *= 2",
        "assume price[year=2030..2029] *= 2",
        "assume price[market=texas] = blue",
        "assume delay += 0.5",
        "assume delay *= 2",
    ];
    let found = refused(&set);
    let expected = [
        "there is no table `membrs`, did you mean `members`?",
        "`members` has no column `tax_rat`, did you mean `tax_rate`?",
        "`idd=miner`: `members` has no column `idd`, did you mean `id`?",
        "`id=kind:oxide`: `kind:` is for filters; name the materials",
        "there is no setting `finance.discount`, did you mean `finance.discount_rate`?",
        "there is no scenario `clam`",
        "`now` is not a leaf scenario: others follow it",
        "`color` cannot be filtered by here, only `facility`, `technology`, `stage`, `region`, `member`",
        "`capex` has one value for all years",
        "`year=2030..2029` has no year in it",
        "expected a number, found `= blue`",
        "a delay is whole years that are added, found `+= 0.5`",
        "a delay is whole years that are added, found `*= 2`",
    ];
    let lines: Vec<String> = set.iter().zip(expected).map(|(edit, why)| format!("`{edit}`: {why}")).collect();
    assert_eq!(found, lines.join("\n"));
    for (text, why) in [
        ("members[id=miner].role *= 2", "`members miner` `role`: a word cannot be multiplied or added to"),
        ("members[id=miner].role =", "`members miner` `role`: a value is required"),
        (
            "scenarios[id=crash].first_year *= 1.0001",
            "`scenarios crash` `first_year`: 2029 becomes 2029.2029, which is not a whole number",
        ),
        ("case.horizon.base_year *= 1000000000", "`case.horizon.base_year`: 2025 becomes 2.025e12, which is too large"),
        ("case.horizon.base_year += 0.5", "`case.horizon.base_year`: 2025 becomes 2025.5, which is not a whole number"),
        ("case.stages += 1", "`case.stages`: a list, items apart by `;` cannot be multiplied or added to"),
        ("attack cut in crash 2031 at 2", "the depth of `cut`: expected 0 to 0.5, found 2"),
        ("attack slash in crash 2031 at 0.1", "there is no attack `slash`"),
        ("attack cut in now 2031 at 0.1", "`now` has no period with 2031"),
    ] {
        assert_eq!(refused(&[text]), format!("`{text}`: {why}"));
    }
}

#[test]
fn a_set_that_is_refused_leaves_the_case_as_it_is() {
    let (settings, tables) = case();
    let before = tables.clone();
    let edited = Edited::of(&settings, &tables);
    let set = lines(&["members[id=miner].capital_total_musd = 1", "members[id=nobody].tax_rate = 1"]);
    assert!(edited.clone().apply(&set).is_err());
    assert!(*edited.tables() == before && tables == before);
}

#[test]
fn sets_compose_in_their_order() {
    let double = "members[id=miner].capital_total_musd *= 2";
    let set = "members[id=miner].capital_total_musd = 10";
    let capital = |sets: &[&[&str]]| edited(sets).0.members[0].capital_total_musd;
    assert_eq!(capital(&[&[set], &[double]]), Some(20.0));
    assert_eq!(capital(&[&[double.replace("*= 2", "= 4").as_str()], &[set]]), Some(10.0));
    // Numbers by year come after the cells of all sets, and act one on the other.
    let price = |sets: &[&[&str]]| {
        let network = edited(sets).2;
        let acid = network.offers.iter().find(|offer| network.materials[offer.material].id == "acid").unwrap();
        acid.price_usd_per_kg.at(StateAt::new(0))
    };
    let (cell, year) = ("prices[material=acid].price_usd_per_kg = 4", "assume price[material=acid] += 1");
    assert_eq!(price(&[&[cell], &[year]]), 5.0);
    assert_eq!(price(&[&[year], &[cell]]), 5.0);
    assert_eq!(price(&[&[cell, year]]), 5.0);
    assert_eq!(price(&[&[cell], &[year], &["assume price[material=acid] *= 2"]]), 10.0);
    assert_eq!(price(&[&[cell], &["assume price[material=acid] *= 2"], &[year]]), 9.0);
    // The later depth counts.
    let (.., once) = edited(&[&["attack cut in crash 2031 at 0.3"]]);
    let (.., twice) = edited(&[&["attack cut in crash 2031 at 0.1"], &["attack cut in crash 2031 at 0.3"]]);
    assert!(once == twice);
}

#[test]
fn a_single_scenario_is_the_case_without_the_others() {
    let (tables, ..) = edited(&[&["keep scenario calm"]]);
    let ids: Vec<&str> = tables.scenarios.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["now", "calm"]);
    assert!(tables.scenarios.iter().all(|row| row.probability == 1.0));
    assert!(
        tables.prices.iter().all(|row| row.scenario.is_none())
            && tables.changes.iter().all(|row| row.scenario == "now")
    );
    assert!(tables.stocks[0].release_in.is_empty());
}

/// Edits that touch different cells.
const APART: &[&str] = &[
    "members[id=miner].capital_total_musd = 3",
    "members[id=refiner].tax_rate = 0.2",
    "remove cash_events[]",
    "add sources id=z, title=Z",
    "facilities[id=pit].capacity_t_per_year *= 1.5",
    "facilities[id=column].construction_years += 1",
    "prices[scenario=crash].price_usd_per_kg *= 0.5",
    "assume recovery[technology=leaching;element=Nd] *= 0.9",
    "assume probability[scenario=calm] = 0.3",
    "assume discount_rate += 0.01",
    "assume price[material=nd_oxide;year=2030..] *= 0.9",
    "assume demand *= 1.1",
    "attack cut in calm 2031 at 0.2",
    "attack cut in calm 2032 at 0.3",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// Of a set the order has no effect; sets that touch different cells commute, and make the same as one set.
    #[test]
    fn edits_of_different_cells_commute(order in Just(APART.to_vec()).prop_shuffle(), count in 1..=APART.len(), cut in any::<prop::sample::Index>()) {
        let mut chosen = order[..count].to_vec();
        let (tables, settings, network) = edited(&[&chosen]);
        let cut = cut.index(count);
        let (other, ..) = edited(&[&chosen[cut..], &chosen[..cut]]);
        prop_assert_eq!(&other, &tables);
        chosen.reverse();
        let again = edited(&[&chosen]);
        prop_assert_eq!(again, (tables, settings, network));
    }

    /// Whatever is selected and done, the answer is an edited case or an error that names the edit.
    #[test]
    fn no_edit_makes_a_case_panic(which in any::<prop::sample::Index>(), kind in 0..3_usize, number in prop_oneof![Just(0.0), Just(1e300), any::<f64>()], pattern in "[a-z*.0-9\"]{0,6}") {
        let (settings, tables) = case();
        macro_rules! columns {
            ($($field:ident: $row:ident,)+) => {
                [$(<$row as TableRow>::COLUMNS.iter().map(|column| (<$row as TableRow>::TABLE, column.name)).collect::<Vec<_>>()),+].concat()
            };
        }
        use recoop_case::tables::*;
        let all: Vec<(&str, &str)> = recoop_case::each_table!(columns);
        let (table, column) = all[which.index(all.len())];
        let act = [Act::Set(number.to_string().into()), Act::Multiply(number), Act::Add(number)][kind].clone();
        let rows = vec![format!("{column}={pattern}")];
        let edit = CaseEdit::from(Edit::Cells { table: table.to_string(), rows, column: column.to_string(), act });
        match Edited::of(&settings, &tables).apply(std::slice::from_ref(&edit)) {
            Ok(edited) => drop(recoop_case::check::check(edited.settings(), edited.tables())),
            Err(errors) => prop_assert!(errors.to_string().contains(&edit.to_string())),
        }
    }
}

/// The errors of these tests are those of edits.
#[test]
fn the_case_of_these_tests_has_no_error() {
    let (settings, tables) = case();
    let faults = recoop_case::check::check(&settings, &tables);
    assert!(faults.iter().all(|fault| fault.severity == recoop_case::fault::Severity::Warning), "{faults:?}");
}
