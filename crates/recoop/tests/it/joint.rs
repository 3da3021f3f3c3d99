//! What belongs to all is held by use: parts by hand, shadow prices in the core, members cut in two.

use coalition::Group;
use program::{Common, Membership, NoProgress, Options, solve};
use recoop::formulation::family::Subject;
use recoop::formulation::formulate;
use recoop::formulation::joint::JointUse;
use recoop::formulation::sets::Sets;
use recoop::share::{Rule, ShareOptions, Shares, share};

use crate::toy::{Case, assert_near};

/// Two melters, a user, a keeper of metal and somebody who does nothing; another works belongs to all.
fn five() -> Case {
    Case::works(2030, 2031)
        .table("materials", "id, kind\nscrap, scrap\nmetal, metal\nslag, residue")
        .table("members", "id, role\nsmith, manufacturer\njones, manufacturer\ntern, consumer\nkeeper, investor\nidler, investor")
        .table("regions", "id, bloc\nus, home\nca, home")
        .table(
            "facilities",
            "id, member, region, technology, status, capacity_t_per_year, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year
             works, smith, us, melting, existing, 60, , ,
             forge, jones, us, melting, candidate, , 40, 1, 40
             common, , us, melting, existing, 30, , ,",
        )
        .table("markets", "id, region, controller\nworld, us, nobody\nnorth, ca, nobody")
        .table("lanes", "from, to, material, limit_t_per_year\nus, ca, metal, 25")
        .table(
            "offers",
            "market, material, side, limit_t_per_year
             world, scrap, buy, 90
             world, metal, sell, 50
             world, metal, buy, 10
             north, metal, sell, 30
             north, slag, buy, 5",
        )
        .table(
            "prices",
            "market, material, year, price_usd_per_kg
             world, scrap, 2030, 2
             world, metal, 2030, 13
             north, metal, 2030, 13
             north, slag, 2030, 1",
        )
        .table(
            "demands",
            "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
             motors, motors, tern, us, metal, defense, 20, 10",
        )
        .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 80")
        .table("stocks", "material, region, member, initial_t, limit_t, reserve_t\nmetal, us, keeper, 10, 50, 20")
        .table("policies", "id, kind, filter, value, limit_t_per_year\nfloor, price_floor, material=metal, 15, 40")
}

#[test]
fn parts_by_hand() {
    let network = five().network();
    let sets = Sets::new(&network);
    let mut joint = JointUse::new(&network, &sets);
    let mut holds = |subject, at: usize, figures: [f64; 5]| {
        let sum: f64 = figures.iter().sum();
        for (part, figure) in joint.of(subject, at).iter().zip(figures) {
            assert_near(*part, figure / sum);
        }
    };
    // The common works takes no metal and nobody makes scrap: by who takes what it makes, 80 of tern and 20 that the keeper has to hold.
    holds(Subject::Facility, 2, [0.0, 0.0, 0.8, 0.2, 0.0]);
    // Scrap is used by the works, the forge that may be built, and the common works, by its parts.
    let scrap = [60.0, 40.0, 24.0, 6.0, 0.0];
    holds(Subject::Offer, 0, scrap);
    // Metal is sold by who makes it, and by the keeper, who opens with 10; also over the lane to the north.
    let made = [60.0, 40.0, 24.0, 16.0, 0.0];
    holds(Subject::Offer, 1, made);
    holds(Subject::Offer, 3, made);
    // It is bought by who needs it.
    holds(Subject::Offer, 2, [0.0, 0.0, 80.0, 20.0, 0.0]);
    // Nobody makes or uses slag: by what business each could do, metal at 13 and the demand at its value.
    holds(Subject::Offer, 4, [60.0 * 13.0, 40.0 * 13.0, 80.0 * 20.0, 0.0, 0.0]);
    // Nobody takes metal in the north: the lane is its makers'.
    holds(Subject::Lane, 0, made);
    // The stock opens with metal that no plant made.
    holds(Subject::Policy, 0, [60.0, 40.0, 24.0, 6.0, 0.0]);
}

#[test]
fn every_key_adds_up_to_one() {
    for case in [five(), Case::standing(), Case::works(2030, 2030)] {
        let program = case.formulation().program;
        assert!(!program.attributions.common.is_empty() || program.attributions.keys.is_empty());
        for key in &program.attributions.keys {
            assert_near(key.iter().sum(), 1.0);
            assert!(key.iter().all(|part| *part >= 0.0), "{key:?}");
        }
    }
}

/// A stream of numbers in [0, 1) from a seed.
fn draws(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The five with random sizes and prices, and members' own access to markets without limit. `cut`: the forge, the demand and the stock of jones
/// are another member's; `module`: the forge comes in pieces.
fn random(seed: u64, cut: bool, module: &str) -> Case {
    let mut draw = draws(seed);
    let mut number = |from: f64, to: f64| (from + (to - from) * draw()).round();
    let [a, b, c, d] = [number(20.0, 90.0), number(40.0, 120.0), number(10.0, 60.0), number(10.0, 60.0)];
    let [scrap, sold, bought, north, lane] =
        [number(40.0, 200.0), number(10.0, 80.0), number(0.0, 20.0), number(5.0, 60.0), number(5.0, 60.0)];
    let [need, own, price, far, value] =
        [number(20.0, 120.0), number(5.0, 80.0), number(8.0, 25.0), number(8.0, 25.0), number(15.0, 40.0)];
    let other = if cut { "other" } else { "jones" };
    let last = if cut { "\nother, investor" } else { "" };
    five()
        .fork(2031, 0.5)
        .set(|s| s.finance.discount_rate = 0.1)
        .table("members", &format!("id, role\nsmith, manufacturer\njones, manufacturer\ntern, consumer\nidler, investor{last}"))
        .table(
            "facilities",
            &format!(
                "id, member, region, technology, status, capacity_t_per_year, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year, module_t_per_year
                 works, smith, us, melting, existing, {a}, , , ,
                 mill, jones, us, melting, existing, {d}, , , ,
                 forge, {other}, us, melting, candidate, , {b}, 0.15, 40, {module}
                 common, , us, melting, existing, {c}, , , ,"
            ),
        )
        .table("lanes", &format!("from, to, material, limit_t_per_year\nus, ca, metal, {lane}"))
        .table(
            "offers",
            &format!(
                "market, material, side, step, limit_t_per_year, member, price_factor
                 world, scrap, buy, 1, {scrap}, , 1
                 world, scrap, buy, 2, , smith, 1.5
                 world, metal, sell, 1, {sold}, , 1
                 world, metal, sell, 2, , tern, 0.3
                 world, metal, buy, 1, {bought}, , 1
                 north, metal, sell, 1, {north}, , 1"
            ),
        )
        .table(
            "prices",
            &format!(
                "market, material, year, price_usd_per_kg, scenario
                 world, scrap, 2030, 2,
                 world, metal, 2030, {price},
                 north, metal, 2030, {far},
                 world, metal, 2030, 9, bust"
            ),
        )
        .table(
            "demands",
            &format!(
                "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
                 motors, motors, tern, us, metal, defense, {value}, 10
                 tools, tools, {other}, us, metal, commercial, 18, 0"
            ),
        )
        .table("quantities", &format!("demand, year, quantity_t_per_year\nmotors, 2030, {need}\ntools, 2030, {own}"))
        .table(
            "stocks",
            &format!(
                "material, region, member, initial_t, limit_t, reserve_t\nmetal, us, {other}, 10, 30, 3\nscrap, us, , 8, 30, 0"
            ),
        )
}

/// Owen (1975) with fixed parts: what members bring at the plan's prices is all there is, and no coalition has more alone.
#[test]
fn prices_are_in_the_core_whatever_the_sizes() {
    for seed in 1..=40 {
        let network = random(seed, false, "").network();
        let program = formulate(&network).program;
        let membership = Membership::new(&program, 4, Common::Split);
        assert!(membership.is_homogeneous(), "seed {seed}");
        let options = Options { relax_integers: true, ..Options::default() };
        let worth = |mask: u64| {
            let part = membership.program(&program, &|i| mask >> i & 1 == 1);
            solve(&part, &options, &mut NoProgress).unwrap().objective.unwrap()
        };
        let all = solve(&program, &options, &mut NoProgress).unwrap();
        let total = all.objective.unwrap();
        let shares = membership.slopes(&program, &all.solution.unwrap());
        let within = 1e-7 * total.abs().max(1.0);
        assert!((shares.iter().sum::<f64>() - total).abs() <= within, "seed {seed}: {shares:?} of {total}");
        assert!(shares[3].abs() <= within, "seed {seed}: the idler has {}", shares[3]);
        let worths: Vec<f64> = (0..16).map(worth).collect();
        for mask in 1..16_u64 {
            let paid = Group::from_mask(mask).sum(&shares);
            assert!(
                paid >= worths[mask as usize] - within,
                "seed {seed}: {mask:b} has {} and is paid {paid}",
                worths[mask as usize]
            );
            for other in (1..16).filter(|other| mask & other == 0) {
                let (apart, together) =
                    (worths[mask as usize] + worths[other as usize], worths[(mask | other) as usize]);
                assert!(together >= apart - within, "seed {seed}: {mask:b} and {other:b}");
            }
        }
    }
}

fn shared(case: &Case) -> Shares {
    let network = case.network();
    let plan = recoop::plan::PlanOptions { gap: 1e-9, threads: 1, ..ShareOptions::from_network(&network).plan };
    share(&network, &ShareOptions { plan, ..ShareOptions::from_network(&network) }, &mut NoProgress).unwrap()
}

/// By `prices` a member that is cut in two changes nobody else's share, with whole plants that fall short of parts of plants, too.
#[test]
fn a_member_cut_in_two_changes_nobody_elses_share() {
    let mut short = 0;
    for (seed, module) in (1..=8).flat_map(|seed| ["", "35"].map(|module| (seed, module))) {
        let (whole, cut) = (shared(&random(seed, false, module)), shared(&random(seed, true, module)));
        assert_near(whole.total_musd, cut.total_musd);
        short += usize::from(whole.relaxed_musd > whole.total_musd + 1e-6);
        let (before, after) = (&whole.rule(Rule::Prices).unwrap().shares, &cut.rule(Rule::Prices).unwrap().shares);
        for i in [0, 2, 3] {
            assert!((before[i] - after[i]).abs() < 1e-7, "seed {seed}, {module}: {before:?} and {after:?}");
        }
        assert!((before[1] - after[1] - after[4]).abs() < 1e-7, "seed {seed}, {module}: {before:?} and {after:?}");
    }
    assert!(short > 2, "only {short} plans fall short");
}
