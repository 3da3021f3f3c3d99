//! What to buy against the adversary, by hand.
//!
//! A works melts 100 t of scrap a year for three years: 0.8 MUSD a year at base prices, - 0.2 idle. Its rival sells 100 t a year, so that a dollar taken from the
//! works costs it one, at most 1 MUSD a year. With 0.3 in the purse it is empty after two years once 0.3 + 1.6 = 1.9 are taken, after three once 2.7 are;
//! after one never.

use recoop::plan::{NoProgress, PlanOptions};
use recoop_adversary::buffers::{Bought, BufferError, BufferOptions, Buffered, buffers};
use recoop_adversary::kill::KillOutcome;
use recoop_case::Network;
use recoop_case::attacks::CostLevel;
use recoop_case::positions::BufferAt;

use crate::attacks::HEADER;
use crate::toy::Case;

const BUFFERS: &str =
    "id, kind, material, region, facility, amount, price_usd_per_kg, cost_musd, whole, first_year, last_year";

fn works(rows: &str) -> Network {
    of_rival(100.0, rows)
}

/// A rival who sells so many t.
fn of_rival(sells_t: f64, rows: &str) -> Network {
    let cut = format!("cut, price, material=metal, metal, 0.8, , , , {sells_t}, {sells_t}, {sells_t}, 0, 0,");
    Case::works(2030, 2032)
        .table("technologies", "id, stage, variable_cost_usd_per_kg, fixed_cost_usd_per_kg\nmelting, metal, 1, 2")
        .table("members", "id, role, capital_total_musd\nsmith, manufacturer, 0.3")
        .table("markets", "id, region, controller\nworld, us, adversary")
        .table("attacks", HEADER)
        .add("attacks", &cut)
        .table("regions", "id, bloc\nus, home\nfar, home")
        .table("buffers", &format!("{BUFFERS}\n{rows}"))
        .network()
}

fn bought(network: &Network, required: &[f64]) -> Buffered {
    let options = BufferOptions {
        plan: PlanOptions { gap: 1e-9, threads: 1, ..PlanOptions::from_network(network) },
        level: CostLevel::Treasury,
        required_musd: required.to_vec(),
        ..BufferOptions::from_network(network)
    };
    buffers(network, &options, &mut NoProgress).unwrap()
}

#[track_caller]
fn near(found: f64, by_hand: f64) {
    assert!((found - by_hand).abs() < 2e-4 * by_hand.abs().max(1.0), "found {found}, by hand {by_hand}");
}

fn cost(bought: &Bought) -> f64 {
    bought.kill.verdict.cost_musd().unwrap_or(f64::INFINITY)
}

#[test]
fn a_reserve_is_worth_a_dollar_for_a_dollar_until_the_second_year_is_safe() {
    let network = works("chest, reserve, , , , 1, , 1, , ,");
    let found = bought(&network, &[1.95, 2.5, f64::INFINITY]);
    near(found.plain.verdict.cost_musd().unwrap(), 1.9);
    // A tenth is what makes the second year safe, or nearly; half of it and more nothing empties.
    assert!(matches!(found.alone[1].kill.verdict, KillOutcome::NotExhaustible), "{:?}", found.alone[1]);
    assert!(found.per_dollar(&found.alone[0]) >= 1.0 - 1e-3);
    let of = |at: usize| found.mixes[at].1.as_ref().unwrap();
    near(of(0).cost_musd, 0.05);
    near(of(1).cost_musd, 0.1);
    near(of(1).kill.verdict.cost_musd().unwrap(), 2.8);
    near(of(2).cost_musd, 0.3);
    assert!(matches!(of(2).kill.verdict, KillOutcome::NotExhaustible));
    for (_, mix) in &found.mixes {
        let mix = mix.as_ref().unwrap();
        assert!(mix.lower_bound_musd <= mix.cost_musd + 1e-9);
    }
}

#[test]
fn a_chest_that_is_bought_whole_costs_all_of_it() {
    let network = works("chest, reserve, , , , 1, , 1, yes, ,\nline, credit, , , , 0.04, , 0.001, , ,");
    let found = bought(&network, &[1.93, 1.95]);
    // The line alone does 1.94.
    near(found.mixes[0].1.as_ref().unwrap().cost_musd, 0.001 * 0.03 / 0.04);
    near(found.mixes[1].1.as_ref().unwrap().cost_musd, 1.0);
}

/// A floor at the price of today under 5 t a year leaves 0.95 a year to be taken: two years are then not enough. That costs 0.01 where a reserve costs 0.1.
#[test]
fn the_cheapest_mix_is_a_floor_under_a_part() {
    let network = works("chest, reserve, , , , 1, , 1, , ,\nfloor, floor, metal, , , 100, 13, 0.2, , ,");
    let found = bought(&network, &[2.5]);
    let mix = found.mixes[0].1.as_ref().unwrap();
    near(mix.cost_musd, 0.01);
    assert!(mix.parts[0] < 1e-3, "{mix:?}");
    assert!((mix.parts[1] - 0.05).abs() < 1e-3, "{mix:?}");
    // A floor under everything leaves nothing to take.
    let whole = found.alone.iter().find(|it| it.buffer == BufferAt::new(1) && it.part == 1.0).unwrap();
    assert!(matches!(whole.kill.verdict, KillOutcome::NotExhaustible), "{whole:?}");
}

/// An offtake for all that is made at the price of today, or all of the plant worked for a fee that is what it earns, leaves nothing to press. A stock of
/// metal is sold under attack, too: it helps, but less than its price.
#[test]
fn every_kind_helps_as_its_kind_does() {
    let network = works(
        "deal, offtake, metal, , , 100, 13, 0.5, , ,\ntoll, tolling, , , works, 100, 11, 0.5, , ,\nheap, stockpile, metal, us, , 5, , 0.065, , ,",
    );
    let found = bought(&network, &[]);
    assert_eq!(found.mixes.len(), 3);
    let of =
        |buffer: BufferAt, part: f64| found.alone.iter().find(|it| it.buffer == buffer && it.part == part).unwrap();
    for buffer in [0, 1] {
        assert!(
            matches!(of(BufferAt::new(buffer), 1.0).kill.verdict, KillOutcome::NotExhaustible),
            "{:?}",
            of(BufferAt::new(buffer), 1.0)
        );
        // A tenth of it makes the second year safe: 1.9 of at most 1.8. Then 2.7 of 2.7 in three.
        assert!(cost(of(BufferAt::new(buffer), 0.1)) > 2.7 - 1e-3, "{:?}", of(BufferAt::new(buffer), 0.1));
    }
    let more = cost(of(BufferAt::new(2), 1.0)) - 1.9;
    assert!(more > 1e-3, "{:?}", of(BufferAt::new(2), 1.0));
    // Of two years one is before the stock is sold for most: what it brings is at most its price without an attack.
    for parts in [0.1, 0.5] {
        assert!(cost(of(BufferAt::new(2), parts)) <= cost(of(BufferAt::new(2), 1.0)) + 1e-6);
    }
}

#[test]
fn what_not_even_all_of_it_holds_is_said() {
    let network = works("chest, reserve, , , , 0.01, , 1, , ,");
    assert!(bought(&network, &[2.0]).mixes[0].1.is_none());
    let none = works("");
    let refused = buffers(&none, &BufferOptions::from_network(&none), &mut NoProgress).unwrap_err();
    assert!(matches!(refused, BufferError::NoBuffers), "{refused}");
}

/// An attack that costs nothing is within a budget of nothing: such a purse holds only where no attack empties it.
#[test]
fn a_free_attack_is_within_every_budget() {
    let rows = "chest, reserve, , , , 1, , 1, , ,\ngift, reserve, , , , 0.05, , 0, , ,";
    let network = of_rival(0.0, rows);
    for required in [vec![], vec![0.0]] {
        let found = bought(&network, &required);
        near(found.plain.verdict.cost_musd().unwrap(), 0.0);
        assert_eq!(found.mixes.len(), 1);
        let mix = found.mixes[0].1.as_ref().unwrap();
        assert!(matches!(mix.kill.verdict, KillOutcome::NotExhaustible), "{mix:?}");
        // Three years idle take 0.6; 0.3 is there, and 0.05 is given.
        near(mix.cost_musd, 0.25);
        // What costs nothing has no gain for a dollar.
        assert!(!found.per_dollar(found.alone.last().unwrap()).is_finite());
    }
}

#[test]
fn a_buffer_that_does_nothing_is_named() {
    // Metal is kept where nothing makes or trades it.
    let network = works("chest, reserve, , , , 1, , 1, , ,\nheap, stockpile, metal, far, , 5, , 0.065, , ,");
    assert_eq!(bought(&network, &[]).idle, [1]);
}
