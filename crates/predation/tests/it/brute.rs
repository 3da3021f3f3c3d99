//! Kill costs against every campaign of a grid, and the ways to them against each other.

use predation::{Bylaw, Contest, Kill, KillOptions};

use crate::make::{Draw, grid, random};

const DEPTHS: &[f64] = &[0.2, 0.45, 0.7];

/// The cheapest campaign of the grid that kills all of some firms, each alone.
fn cheapest(contest: &Contest, firms: &[usize], parts: usize) -> f64 {
    let kills = |campaign: &predation::Campaign| {
        let replay = contest.replay(campaign, Bylaw::Alone).ok()?;
        firms.iter().all(|firm| replay.died[*firm].is_some()).then_some(replay.cost)
    };
    grid(contest, parts).iter().filter_map(kills).fold(f64::INFINITY, f64::min)
}

/// No campaign of the grid kills for less than the bound, and the attack is a certificate. Returns cost and best of the grid.
fn holds(contest: &Contest, firms: &[usize], parts: usize, what: &str) -> (f64, f64) {
    let kill = contest
        .kill_firms(firms, &KillOptions { gap: 1e-7, ..KillOptions::default() })
        .unwrap_or_else(|e| panic!("{what}: {e}"));
    let best = cheapest(contest, firms, parts);
    let close = 1e-5 * best.abs().max(1.0);
    assert!(kill.lower() <= best + close, "{what}: the bound is {}, a campaign costs {best}", kill.lower());
    if let Some(killed) = kill.killed() {
        assert!(killed.cost <= best + close, "{what}: the attack costs {}, a campaign {best}", killed.cost);
        let replay = contest.replay(&killed.campaign, Bylaw::Alone).unwrap();
        assert_eq!(replay, killed.replay);
        assert_eq!(replay.cost, killed.cost);
        assert!(firms.iter().all(|firm| replay.died[*firm].is_some()));
        assert!(killed.gap() <= 1e-6, "{what}: {} to {}", killed.lower, killed.cost);
    }
    (kill.cost().expect("it is known"), best)
}

/// Runs a kind of contest over many seeds: every firm, and all. Says how often something was killed, and how often nothing was.
fn over(seeds: u64, draw: Draw, parts: usize, what: &str) -> (usize, usize) {
    let (mut killed, mut safe) = (0, 0);
    for seed in 0..seeds {
        let contest = random(seed, draw);
        let all: Vec<usize> = (0..draw.firms).collect();
        for firms in all.iter().map(std::slice::from_ref).chain([&all[..]]) {
            let (cost, best) = holds(&contest, firms, parts, &format!("{what} {seed} {firms:?}"));
            if cost.is_finite() && cost > 0.0 {
                killed += 1;
            }
            safe += usize::from(cost.is_infinite());
            if draw.menu.is_some() && !draw.undercut {
                assert!(
                    (cost - best).abs() <= 1e-5 * best.abs().max(1.0) || cost == best,
                    "{what} {seed}: {cost} {best}"
                );
            }
        }
    }
    (killed, safe)
}

#[test]
fn no_campaign_of_a_grid_is_cheaper() {
    let (killed, safe) = over(40, Draw::small(2, 4), 6, "plain");
    assert!(killed > 30 && safe > 5, "{killed} {safe}");
    let (killed, _) = over(40, Draw { rich: true, plants: 2, ..Draw::small(2, 4) }, 6, "rich");
    assert!(killed > 30, "{killed}");
    let (killed, _) = over(40, Draw { floors: true, ..Draw::small(3, 3) }, 8, "floors");
    assert!(killed > 30, "{killed}");
}

#[test]
fn no_campaign_of_a_grid_is_cheaper_with_ramps_and_debt() {
    let (killed, _) = over(40, Draw { ramp: true, ..Draw::small(2, 4) }, 6, "ramp");
    assert!(killed > 20, "{killed}");
    let (killed, _) = over(40, Draw { debt: true, ..Draw::small(2, 4) }, 6, "debt");
    assert!(killed > 20, "{killed}");
}

#[test]
fn no_campaign_of_a_grid_is_cheaper_with_two_products() {
    let (killed, _) = over(25, Draw { products: 2, floors: true, plants: 2, ..Draw::small(2, 2) }, 7, "products");
    assert!(killed > 15, "{killed}");
}

#[test]
fn no_campaign_of_a_grid_is_cheaper_with_undercuts_and_strikes() {
    let (killed, _) = over(25, Draw { undercut: true, ..Draw::small(2, 2) }, 6, "undercut");
    assert!(killed > 15, "{killed}");
    let (killed, _) = over(30, Draw { strikes: true, ..Draw::small(2, 3) }, 4, "strikes");
    assert!(killed > 20, "{killed}");
}

#[test]
fn no_campaign_of_a_grid_is_cheaper_where_cuts_limit_each_other() {
    let two = Draw { products: 2, plants: 2, ..Draw::small(2, 2) };
    for (what, draw) in [
        ("exclusive", Draw { exclusive: true, ..two }),
        ("shared", Draw { shared: true, ..two }),
        ("customers", Draw { customers: true, ramp: true, ..two }),
        (
            "all",
            Draw { exclusive: true, shared: true, customers: true, strikes: true, products: 3, ..Draw::small(2, 2) },
        ),
    ] {
        let parts = if draw.products == 3 { 2 } else { 6 };
        let (killed, _) = over(20, draw, parts, what);
        assert!(killed > 8, "{what}: {killed}");
    }
    let (killed, _) = over(20, Draw { menu: Some(DEPTHS), exclusive: true, ..two }, 0, "menu");
    assert!(killed > 8, "{killed}");
}

/// What limits the adversary makes a kill dearer: never cheaper, and often so.
#[test]
fn limits_on_what_is_cut_together_bind() {
    let mut dearer = 0;
    for seed in 0..30 {
        let draw =
            Draw { products: 2, plants: 2, exclusive: seed % 2 == 0, shared: seed % 2 == 1, ..Draw::small(2, 3) };
        let limited = random(seed, draw);
        let mut industry = limited.industry().clone();
        industry.exclusive.clear();
        industry.shared.clear();
        let free = crate::make::contest(industry, limited.firms().to_vec());
        let cost = |contest: &Contest| contest.kill_firms(&[0, 1], &KillOptions::default()).unwrap().cost().unwrap();
        let (limited, free) = (cost(&limited), cost(&free));
        assert!(limited >= free * (1.0 - 1e-4), "{seed}: {limited} {free}");
        dearer += usize::from(limited > free * 1.001);
    }
    assert!(dearer > 5, "{dearer}");
}

#[test]
fn a_menu_is_searched_to_the_last_choice() {
    let (killed, _) = over(30, Draw { menu: Some(DEPTHS), rich: true, ..Draw::small(2, 4) }, 0, "menu");
    assert!(killed > 20, "{killed}");
    let (killed, _) =
        over(15, Draw { menu: Some(DEPTHS), products: 2, strikes: true, plants: 2, ..Draw::small(2, 2) }, 0, "menus");
    assert!(killed > 10, "{killed}");
}

#[test]
fn rounded_menus_and_strikes_stay_within_ramps() {
    let draw = Draw { menu: Some(DEPTHS), ramp: true, strikes: true, debt: true, ..Draw::small(2, 3) };
    let (killed, _) = over(30, draw, 0, "limits");
    assert!(killed > 20, "{killed}");
}

fn close(a: &Kill, b: &Kill) -> bool {
    match (a.cost(), b.cost()) {
        (Some(a), Some(b)) => a == b || (a - b).abs() <= 2e-5 * a.max(1.0),
        _ => false,
    }
}

#[test]
fn greed_the_linear_program_and_the_one_with_deaths_agree() {
    let options = KillOptions { gap: 1e-8, ..KillOptions::default() };
    let mut finite = 0;
    for seed in 0..60 {
        let contest = random(seed, Draw { rich: true, floors: true, plants: 2, ..Draw::small(1, 8) });
        let greedy = contest.kill_firms(&[0], &options).unwrap();
        // A budget that never binds is enough for the knapsack to step aside.
        let mut industry = contest.industry().clone();
        industry.budget = 1e9;
        let bounded = crate::make::contest(industry, contest.firms().to_vec());
        let linear = bounded.kill_firms(&[0], &options).unwrap();
        let steps = contest.frontier(&[1.0], &options).unwrap().steps;
        assert!(close(&greedy, &linear), "{seed}: {:?} {:?}", greedy.cost(), linear.cost());
        assert_eq!(steps.len(), usize::from(greedy.killed().is_some()));
        if let (Some(killed), Some(step)) = (greedy.killed(), steps.first()) {
            assert!((killed.cost - step.kill.cost).abs() <= 2e-5 * killed.cost.max(1.0), "{seed}");
            finite += 1;
        }
    }
    assert!(finite > 30, "{finite}");
}

#[test]
fn the_search_over_years_and_the_program_agree() {
    for seed in 0..20 {
        let contest =
            random(seed, Draw { rich: true, floors: true, products: 1 + seed as usize % 2, ..Draw::small(4, 8) });
        let options = KillOptions { gap: 1e-7, ..KillOptions::default() };
        let all: Vec<usize> = (0..4).collect();
        let search = contest.kill_firms(&all, &options).unwrap();
        let program = contest.kill_firms(&all, &KillOptions { nodes: 0, work: Some(u64::MAX), ..options }).unwrap();
        assert!(close(&search, &program), "{seed}: {:?} {:?}", search.cost(), program.cost());
    }
}
