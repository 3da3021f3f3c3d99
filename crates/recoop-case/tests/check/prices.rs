//! Every rule for a market price with numbers by hand, and no second home for one.

use std::fs;
use std::path::{Path, PathBuf};

use recoop_case::Network;
use recoop_case::positions::{AttackAt, MaterialAt, OfferAt, StateAt};
use recoop_case::prices::at_cost::{Bought, Maker, at_cost};
use recoop_case::prices::{in_year, last_known, offer_usd_per_kg};
use recoop_case::resolve::resolve;

use super::toy::{Toy, toy};

/// Oxide at two markets of which one is the adversary's; in 2026 its prices are 60 + 20 · 6/10 = 72 in Shanghai and 100 in Texas.
fn traded() -> Toy {
    let offers = [
        "market=shanghai, material=nd_oxide, side=buy",
        "market=shanghai, material=nd_oxide, side=sell, price_factor=0.5, price_add_usd_per_kg=3",
        "market=texas, material=nd_oxide, side=buy, price_factor=1.2",
        "market=texas, material=nd_oxide, side=sell, price_factor=0.9",
        // Nothing can be bought here, and nothing there before 2030.
        "market=texas, material=nd_oxide, side=buy, step=2, price_factor=5, limit_t_per_year=0",
        "market=texas, material=nd_oxide, side=buy, step=3, price_factor=4, first_year=2030",
        "market=texas, material=acid, side=buy",
        "market=texas, material=ce_oxide, side=sell",
    ];
    let toy = toy().empty("offers").add("prices", "market=texas, material=nd_oxide, year=2025, price_usd_per_kg=100");
    offers.iter().fold(toy, |toy, offer| toy.add("offers", offer))
}

fn network(toy: &Toy) -> Network {
    resolve(&toy.settings, &toy.read(|message| panic!("{message}")))
}

fn material(network: &Network, id: &str) -> MaterialAt {
    network.materials.iter().position(|material| material.id == id).unwrap()
}

#[track_caller]
fn is(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
}

#[test]
fn an_offer_trades_at_its_factor_times_the_price_and_what_is_added() {
    let tables = traded().read(|message| panic!("{message}"));
    is(offer_usd_per_kg(&tables.offers[0], 72.0), 72.0);
    is(offer_usd_per_kg(&tables.offers[1], 72.0), 39.0);
    let network = network(&traded());
    is(network.offers[OfferAt::new(1)].price_usd_per_kg.at(StateAt::new(0)), 39.0);
}

#[test]
fn between_two_years_the_price_is_on_the_line_outside_as_the_nearest() {
    let points = [(2020, 60.0), (2030, 80.0)];
    let at = |year| in_year(&points, year).unwrap();
    for (year, price) in [(2010, 60.0), (2020, 60.0), (2026, 72.0), (2030, 80.0), (2040, 80.0)] {
        is(at(year), price);
    }
    assert_eq!(in_year(&[], 2026), None);
}

#[test]
fn the_last_price_is_that_of_all_scenarios_before_that_of_one() {
    let tables = traded().read(|message| panic!("{message}"));
    let of = |market: &str| {
        last_known(tables.prices.iter().filter(|row| row.market == market && row.material == "nd_oxide"))
    };
    // The crash has 40 in the same year, in whatever row.
    assert_eq!(of("shanghai"), Some(80.0));
    assert_eq!(of("texas"), Some(100.0));
    assert_eq!(of("mars"), None);
    let crash_alone = tables.prices.iter().filter(|row| row.scenario.is_some());
    assert_eq!(last_known(crash_alone), Some(40.0));
}

#[test]
fn the_inside_price_is_the_mean_of_all_offers_that_can_trade() {
    let network = network(&traded());
    let oxide = material(&network, "nd_oxide");
    let price = network.inside_price(oxide, StateAt::new(0)).unwrap();
    is(price.usd_per_kg(), (72.0 + 39.0 + 120.0 + 90.0) / 4.0);
    assert_eq!(
        price.quotes().map(|(offer, usd)| (offer.index(), usd)).collect::<Vec<_>>(),
        [(0, 72.0), (1, 39.0), (2, 120.0), (3, 90.0)]
    );
    assert!(network.inside_price(MaterialAt::new((material(&network, "nd_metal")).index()), StateAt::new(0)).is_none());
}

/// A material of a made-up chain.
fn good(at: usize) -> MaterialAt {
    MaterialAt::new(at)
}

/// A mine at 2 USD/kg, a plant that makes 0.4 t of one oxide (60) and 1.2 t of another (3) of 2 t of ore for 4. Half of the ore is bought at 5, all of which
/// an attack takes: 4 + 2 · (0.5 · 5 + 0.5 · 2) = 11 and 5 of it, shared by 24 and 3.6 of 27.6.
#[test]
fn at_cost_outputs_share_what_it_costs_to_run() {
    let mine = Maker { activity_t: 10.0, cost_usd_per_kg: 2.0, flows: vec![(good(0), 1.0)] };
    let plant =
        Maker { activity_t: 10.0, cost_usd_per_kg: 4.0, flows: vec![(good(0), -2.0), (good(1), 0.4), (good(2), 1.2)] };
    let bought = [(good(0), Bought { share: 0.5, usd_per_kg: vec![5.0, 5.0] })].into();
    let found = at_cost(&[mine, plant], &bought, &|material| [2.5, 60.0, 3.0][material.index()], 2);
    is(found.prices[&good(0)][0], 2.0);
    for (material, worth) in [(good(1), 60.0), (good(2), 3.0)] {
        is(found.prices[&material][0], 11.0 * worth / 27.6);
        is(found.prices[&material][1], 5.0 * worth / 27.6);
    }
    assert_eq!(found.makers[1][0], (good(1), found.prices[&good(1)].clone()));
}

/// Of two makers who takes a kg pays the mean by metric tons; each is paid its own cost.
#[test]
fn at_cost_each_maker_is_paid_its_own() {
    let maker = |activity_t, cost_usd_per_kg| Maker { activity_t, cost_usd_per_kg, flows: vec![(good(0), 1.0)] };
    let found = at_cost(&[maker(30.0, 2.0), maker(10.0, 6.0)], &Default::default(), &|_| 1.0, 1);
    is(found.prices[&good(0)][0], 3.0);
    assert_eq!(found.makers, [[(good(0), vec![2.0])], [(good(0), vec![6.0])]]);
}

/// What no market quotes counts at the plan's price, which is after tax, and without one at the highest worth to a user.
#[test]
fn a_delivery_counts_what_is_quoted_else_the_plan_else_the_worth() {
    let network = network(&traded());
    let kept = 1.0 - network.tax_rate();
    let metal = material(&network, "nd_metal");
    is(network.delivery_usd_per_kg(metal, Some(80.0), || Some(9.0)), 80.0 * kept);
    is(network.delivery_usd_per_kg(metal, None, || Some(9.0)), 9.0);
    is(network.delivery_usd_per_kg(metal, None, || None), 150.0 * kept);
    is(network.delivery_usd_per_kg(material(&network, "thorium"), None, || None), 0.0);
}

#[test]
fn an_attack_takes_its_share_of_the_offers_that_it_touches_off_a_mean() {
    // It begins in 2028.
    let toy = traded().add("attacks", "id=cut, kind=price, filter=material=nd_oxide, max_depth=0.5, first_year=2028");
    let network = network(&toy);
    let oxide = material(&network, "nd_oxide");
    let fall = |state: StateAt| network.inside_price(oxide, state).unwrap().fall_usd_per_kg(AttackAt::new(0));
    is(fall(StateAt::new(0)), 0.0);
    // In 2028 Shanghai has 76 and 41; Texas passes nothing on.
    assert_eq!(network.tree.period(StateAt::new(2)).first_year, 2028);
    is(fall(StateAt::new(2)), (76.0 + 41.0) / 4.0);
    // A squeeze splits the price for us alone: what users pay, and floors of policies and of buffers, stay.
    let squeeze = "id=squeeze, kind=squeeze, filter=market=shanghai, max_depth=0.5, first_year=2028";
    let squeezed = traded().add("attacks", squeeze);
    let squeezed = super::prices::network(&squeezed);
    is(
        squeezed
            .inside_price(MaterialAt::new((material(&squeezed, "nd_oxide")).index()), StateAt::new(2))
            .unwrap()
            .fall_usd_per_kg(AttackAt::new(0)),
        0.0,
    );
}

#[test]
fn a_user_pays_the_inside_price_and_no_more_than_the_worth() {
    let demand = "end_use=x, member=motors, region=us, priority=commercial, shortage_cost_usd_per_kg=1";
    let toy = traded()
        .add("demands", &format!("id=rich, material=nd_oxide, value_usd_per_kg=150, {demand}"))
        .add("demands", &format!("id=poor, material=nd_oxide, value_usd_per_kg=70, {demand}"))
        .add("quantities", "demand=rich, year=2026, quantity_t_per_year=1")
        .add("quantities", "demand=poor, year=2026, quantity_t_per_year=1");
    let network = network(&toy);
    let pays =
        |id: &str| network.user_price(network.demands.iter().find(|demand| demand.id == id).unwrap(), StateAt::new(0));
    is(pays("rich"), 80.25);
    is(pays("poor"), 70.0);
    // Metal has no market: it pays what it is worth.
    is(pays("magnet"), 150.0);
}

#[test]
fn the_best_price_is_what_the_best_market_pays_else_what_the_cheapest_asks() {
    let network = network(&traded());
    let best = |id: &str| network.best_price(MaterialAt::new((material(&network, id)).index()), StateAt::new(0));
    assert_eq!(best("nd_oxide"), Some(90.0));
    assert_eq!(best("acid"), Some(0.3));
    assert_eq!(best("nd_metal"), None);
}

#[test]
fn the_dearest_price_is_that_of_any_offer_of_the_year_closed_or_not() {
    let network = network(&traded());
    let dearest = |id: &str| network.dearest_price(MaterialAt::new((material(&network, id)).index()), StateAt::new(0));
    assert_eq!(dearest("nd_oxide"), Some(500.0));
    assert_eq!(dearest("nd_metal"), None);
}

#[test]
fn a_material_weighs_the_mean_of_its_offers_else_its_highest_worth_else_one() {
    let network = network(&traded());
    let weighs = |id: &str| network.weight_price(MaterialAt::new((material(&network, id)).index()));
    is(weighs("acid"), 0.3);
    is(weighs("nd_metal"), 150.0);
    is(weighs("thorium"), 1.0);
    // What is closed counts, too: a concentrate whose only offer ended before the horizon.
    let past = traded()
        .empty("offers")
        .empty("changes")
        .drop("prices", "3")
        .add("offers", "market=texas, material=nd_oxide, side=sell, first_year=2020, last_year=2021");
    let network = self::network(&past);
    let oxide = material(&network, "nd_oxide");
    assert!(network.inside_price(oxide, StateAt::new(0)).is_none());
    is(network.weight_price(oxide), 100.0);
}

#[test]
fn the_contradicting_price_is_the_nearest_that_could_be_traded_at_a_gain() {
    let network = network(&traded());
    let us = network.regions.iter().position(|region| region.id == "us").unwrap();
    let quote = |worth: f64| {
        network.contradicting_price(
            (MaterialAt::new((material(&network, "nd_oxide")).index()), us),
            StateAt::new(0),
            worth,
        )
    };
    // Texas sells for 90 and asks 120: between them nothing contradicts.
    assert_eq!(quote(100.0), None);
    assert_eq!(quote(130.0), Some(120.0));
    assert_eq!(quote(85.0), Some(90.0));
    let china = network.regions.iter().position(|region| region.id == "cn").unwrap();
    assert_eq!(
        network.contradicting_price(
            (MaterialAt::new((material(&network, "acid")).index()), china),
            StateAt::new(0),
            9.0
        ),
        None
    );
}

#[test]
fn the_adversary_loses_a_share_of_its_own_price() {
    let toy = traded().add("attacks", "id=cut, kind=price, filter=material=nd_oxide, max_depth=0.5, producers_t=1000");
    let network = network(&toy);
    is(network.attacks[AttackAt::new(0)].reference_usd_per_kg.as_ref().unwrap().at(StateAt::new(0)), 72.0);
}

#[test]
fn a_duty_counts_the_price_where_it_was_bought_and_a_floor_that_where_it_was_sold() {
    let network = network(&traded());
    let lane = network.lanes.iter().find(|lane| lane.basis.is_some()).unwrap();
    // Shanghai alone is where the lane begins: a quarter of 72.
    is(lane.duty_usd_per_kg(None, StateAt::new(0)), 18.0);
    let floored = &network.policies.iter().find(|policy| policy.id == "floor").unwrap().materials[0];
    let texas = network.markets.iter().position(|market| market.id == "texas").unwrap();
    let shanghai = network.markets.iter().position(|market| market.id == "shanghai").unwrap();
    is(floored.basis.price(Some(shanghai), StateAt::new(0)), 72.0);
    is(floored.basis.price(Some(texas), StateAt::new(0)), 100.0);
    is(floored.basis.price(None, StateAt::new(0)), 100.0);
}

/// Files that read a price of an offer, a market or a row beside the module of rules: how often, and why that is no rule of its own.
const READERS: &[(&str, usize, &str)] = &[
    ("recoop-adversary/src/inside/mod.rs", 1, "goods of an attack at the price that they carry (`of_adversary`)"),
    (
        "recoop-adversary/src/pooling/traded.rs",
        1,
        "offers that the plan trades at, by what it trades; the rest at `inside_price`",
    ),
    ("recoop-case/src/chance.rs", 1, "past prices of one market, as they are written"),
    ("recoop-case/src/check/chance.rs", 2, "whether history is there and above 0"),
    ("recoop-case/src/check/gaps.rs", 3, "names in rows, not prices"),
    ("recoop-case/src/check/named_streams.rs", 1, "names in rows, not prices"),
    ("recoop-case/src/check/price_ratios.rs", 1, "each row against the median: which cell has a wrong unit"),
    ("recoop-case/src/check/prices.rs", 1, "reads the rows once; prices follow by `in_year` and `offer_usd_per_kg`"),
    ("recoop-case/src/check/worth.rs", 1, "the median row, to find wrong units before any rule can be trusted"),
    ("recoop-case/src/check/zeros.rs", 1, "rows that are 0"),
    ("recoop-case/src/edit/single.rs", 1, "rows that speak of a scenario which is gone"),
    ("recoop-case/src/resolve/mod.rs", 1, "reads the rows once; offers follow by `offer_usd_per_kg`"),
    ("recoop-case/src/stakes.rs", 2, "rows by market, for `last_known`; each row gets its part of the money"),
    ("recoop-io/src/coverage.rs", 1, "how many rows have a source"),
    ("recoop-report/src/views/prices.rs", 1, "shows the first step of each offer"),
    ("recoop/src/formulation/attributions.rs", 1, "goods of an attack at the price that they carry (`of_adversary`)"),
    ("recoop/src/formulation/ledger.rs", 1, "a trade is paid at its own offer"),
    ("recoop/src/plan/audit/money.rs", 1, "a trade is paid at its own offer; the audit shares no code"),
    ("recoop/src/plan/audit/prices.rs", 2, "the audit finds the prices of duties and floors again, on its own"),
    ("recoop/src/plan/explain.rs", 1, "words for the limit of one offer"),
    ("recoop/src/plan/hindcast.rs", 2, "what the plan traded, each at its own offer; rows of the root"),
    ("recoop/src/plan/quotes.rs", 1, "the table of quotes shows each offer"),
    ("recoop/src/plan/report/mod.rs", 1, "the table of trades shows each at its own offer"),
    ("recoop/src/plan/unlimited.rs", 1, "words for one offer"),
];

/// How a price is read: of an offer or a market in a state, of a row of `offers` or of `prices`.
const READS: [&str; 4] =
    [".price_usd_per_kg.at(", ".price_factor.unwrap", "tables.prices", ".price_add_usd_per_kg.unwrap"];

/// Reads of a price in a file, comments left out.
fn reads(path: &Path) -> usize {
    let text = fs::read_to_string(path).unwrap();
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code: String = code.split_whitespace().collect();
    READS.iter().map(|read| code.matches(read).count()).sum()
}

fn rust_files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            out.push(path);
        }
    }
}

#[test]
fn no_other_file_works_out_a_market_price() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = Vec::new();
    for name in
        ["recoop-case", "recoop", "recoop-adversary", "recoop-simulate", "recoop-report", "recoop-io", "recoop-cli"]
    {
        let mut files = Vec::new();
        rust_files(&crates.join(name).join("src"), &mut files);
        assert!(!files.is_empty(), "{name} has no files");
        for path in files {
            let place = path.strip_prefix(crates).unwrap().to_string_lossy().replace('\\', "/");
            let count = reads(&path);
            if count > 0 && !place.starts_with("recoop-case/src/prices/") {
                found.push((place, count));
            }
        }
    }
    found.sort();
    let listed: Vec<(String, usize)> = READERS.iter().map(|(place, count, _)| ((*place).to_string(), *count)).collect();
    assert_eq!(
        found, listed,
        "a price is read elsewhere: name the rule in recoop-case/src/prices, or say here why it is none"
    );
}
